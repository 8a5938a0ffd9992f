use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};

use super::*;
use crate::analysis::analyses;
use crate::base::Rect;
use crate::dataset::examples::{akita_edition, edition};
use crate::dataset::{Edition, frames};
use crate::publish::{Strip, StripRequest, Supplement, strip_requests};

/// The files made of editions, with a picture for every strip that is wanted.
fn files(editions: &[Edition]) -> Vec<File> {
    let frames = frames(editions);
    let analyses = analyses(&frames);
    let mut supplement = Supplement::default();
    let publication = Publication { frames: &frames, analyses: &analyses, supplement: &supplement, long: &[] };
    let strip = |request: StripRequest| Strip {
        request,
        region: Rect::new(0.0, 0.0, 100.0, 40.0),
        size: (200, 80),
        png: b"png".to_vec(),
    };
    let strips = strip_requests(&publication).into_iter().map(strip).collect();
    supplement.strips = strips;
    let publication = Publication { frames: &frames, analyses: &analyses, supplement: &supplement, long: &[] };
    write(&publication).expect("a page can always be written")
}

fn text(files: &[File], path: &str) -> String {
    let file = files.iter().find(|it| it.path == path).unwrap_or_else(|| panic!("no {path}"));
    String::from_utf8(file.bytes.clone()).expect("pages are UTF-8")
}

/// The text of the page between tags.
fn words(page: &str) -> String {
    page.split('<').filter_map(|it| it.split_once('>')).map(|(_, text)| text).collect()
}

/// Values of an attribute, in order.
fn attributes<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let begin = format!(" {name}=\"");
    page.split(&begin).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[track_caller]
fn check(editions: &[Edition], path: &str, expected: &[&str]) {
    let page = words(&text(&files(editions), path));
    for sentence in expected {
        assert!(page.contains(sentence), "{path} does not say: {sentence}\n{page}");
    }
}

#[test]
fn the_findings_of_akita_in_japanese() {
    let sentences = [
        "R5年度に評価のある取組は82件で、内訳はA 17件（20.7％）、B 60件（73.2％）、C 5件（6.1％）です。",
        "R4年度とR5年度の両方に評価のある73件のうち、11件が上がり、5件が下がり、57件は同じでした。",
        "偶然でも起こる程度です（符号検定 p=0.21）",
        "最も低い評価Cは5件：",
    ];
    check(&[akita_edition()], "report.html", &sentences);
}

#[test]
fn the_findings_of_akita_in_english() {
    let sentences = [
        "82 initiatives were rated in FY2023: A 17 (20.7%), B 60 (73.2%), C 5 (6.1%).",
        "Of 73 initiatives rated in FY2022 and FY2023, 11 rose, 5 fell and 57 stayed.",
    ];
    check(&[akita_edition()], "report.en.html", &sentences);
}

#[test]
fn targets_and_doubts_are_told() {
    let sentences = [
        "R5年度の目標と実績がそろう1件の指標のうち、0件が目標に達し、1件が達しませんでした。",
        "目標80％に対し実績は78.1％（達成率97.6％）です。",
        "報告書に書かれた件数・割合1項目は、すべて読み取り結果と一致しました。",
        "エラー0件、警告1件",
    ];
    check(&[edition()], "report.html", &sentences);
}

#[test]
fn nothing_read_is_said() {
    check(&[], "report.html", &["取組や指標は読み取れませんでした。"]);
    check(&[], "report.en.html", &["No initiatives and no indicators were read."]);
}

#[test]
fn every_link_leads_somewhere_and_no_id_comes_twice() {
    for path in ["report.html", "report.en.html"] {
        let page = text(&files(&[edition(), akita_edition()]), path);
        let ids = attributes(&page, "id");
        assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "{path}: an id comes twice");
        let targets: Vec<&str> = attributes(&page, "href").into_iter().filter_map(|it| it.strip_prefix('#')).collect();
        assert!(targets.iter().any(|it| it.starts_with("e1-")), "{path}: no number leads to a picture");
        assert!(targets.iter().all(|it| ids.contains(it)), "{path}: {targets:?}");
    }
}

#[test]
fn the_page_fetches_nothing_and_runs_its_own_script_alone() {
    let page = text(&files(&[edition()]), "report.html");
    assert!(page.contains("default-src 'none'") && !page.contains(" style="));
    let script = page.split_once("<script>").and_then(|(_, rest)| rest.split_once("</script>")).expect("its script").0;
    let hash = crate::base::base64(&Sha256::digest(script.as_bytes()));
    assert!(page.contains(&format!("script-src 'sha256-{hash}'")) && page.matches("<script").count() == 1);
    assert!(!page.contains(" onclick="));
    let fetched = attributes(&page, "href").into_iter().chain(attributes(&page, "src"));
    let is_own = |it: &str| it.starts_with('#') || it.starts_with("data:image/png") || it == "report.en.html";
    let foreign: Vec<&str> = fetched.filter(|it| !is_own(it)).collect();
    assert_eq!(foreign, Vec::<&str>::new());
}

#[test]
fn headings_leave_no_level_out() {
    for editions in [vec![edition()], vec![edition(), another_plan()]] {
        let page = text(&files(&editions), "report.html");
        let levels: Vec<u8> = page
            .split("<h")
            .skip(1)
            .filter_map(|it| it.as_bytes().first().filter(|byte| byte.is_ascii_digit()))
            .map(|byte| byte - b'0')
            .collect();
        assert_eq!(levels.iter().filter(|it| **it == 1).count(), 1);
        assert!(levels.windows(2).all(|it| it[1] <= it[0] + 1), "{levels:?}");
    }
}

/// An edition of another prefecture.
fn another_plan() -> Edition {
    let mut edition = akita_edition();
    edition.document.document_id = "another".to_owned();
    edition.report.identity.prefecture = crate::base::Prefecture::new(2);
    edition
}

#[test]
fn several_plans_have_a_chapter_each_and_charts_of_their_own() {
    let files = files(&[edition(), another_plan()]);
    let page = text(&files, "report.html");
    assert!(words(&page).contains("2の計画の進捗") && page.contains("id=\"plan-2\""));
    assert!(files.iter().any(|it| it.path == "charts/ratings-02-1.svg"));
}

#[test]
fn charts_are_written_in_both_languages() {
    let files = files(&[akita_edition()]);
    for name in ["ratings", "initiatives", "transitions", "coverage"] {
        for language in ["", ".en"] {
            let svg = text(&files, &format!("charts/{name}{language}.svg"));
            assert!(svg.starts_with("<svg xmlns=") && svg.contains("<title>") && svg.contains("<desc>"), "{name}");
            let specification = text(&files, &format!("charts/{name}{language}.vl.json"));
            let value: serde_json::Value = serde_json::from_str(&specification).expect("JSON");
            assert!(value["data"]["values"].as_array().is_some_and(|it| !it.is_empty()), "{name}");
        }
    }
}

#[test]
fn what_a_report_prints_never_becomes_markup() {
    let mut edition = edition();
    edition.report.initiatives[0].title = "<img src=x onerror=alert(1)>&\"".to_owned();
    let page = text(&files(&[edition]), "report.html");
    assert!(!page.contains("<img") && page.contains("&lt;img src=x onerror=alert(1)&gt;&amp;&quot;"));
}
