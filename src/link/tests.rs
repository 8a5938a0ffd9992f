//! Invented editions, and what linking is to find in them.

use super::*;
use crate::base::{FiscalYear, Prefecture, Rect, SourceRef};
use crate::dataset::{DocumentRecord, Edition, frames};
use crate::report::{Initiative, Rating, RatingOrigin, Report, ReportIdentity, short_hash};

/// An edition of a plan from lines `section|title|rating of the year before`; the two last may be left out.
pub(super) fn edition(year: i16, lines: &str) -> Edition {
    let source = SourceRef::new(1, Rect::default());
    let (mut initiatives, mut ratings) = (Vec::new(), Vec::new());
    for (index, line) in lines.lines().map(str::trim).filter(|it| !it.is_empty()).enumerate() {
        let fields: Vec<&str> = line.split('|').collect();
        let (section, title) = (fields[0], fields[1]);
        initiatives.push(Initiative {
            id: short_hash(&[section, title]),
            number: Some(index as u32 + 1),
            area: None,
            section: (!section.is_empty()).then(|| section.to_owned()),
            title: title.to_owned(),
            departments: Vec::new(),
            in_list: true,
            in_block: false,
            source,
        });
        for (rated, letter) in fields.get(2).into_iter().map(|it| (year - 1, *it)).chain([(year, "B")]) {
            let rank = (letter != "-").then(|| letter.as_bytes()[0] - b'A' + 1);
            ratings.extend(FiscalYear::new(rated).map(|fiscal_year| Rating {
                initiative: Some(index),
                indicator: None,
                fiscal_year,
                printed: letter.to_owned(),
                value: rank.map(|_| letter.to_owned()),
                rank,
                evaluator: None,
                axis: None,
                origin: RatingOrigin::List,
                source,
            }));
        }
    }
    let identity = ReportIdentity {
        plan: Some("環境基本計画".to_owned()),
        prefecture: Prefecture::new(20),
        fiscal_year: FiscalYear::new(year),
        profile_id: Some("test".to_owned()),
        scale: ["A", "B", "C"].map(str::to_owned).to_vec(),
        ..ReportIdentity::default()
    };
    Edition {
        document: DocumentRecord { document_id: format!("{year}"), ..DocumentRecord::default() },
        report: Report { identity, initiatives, ratings, ..Report::default() },
        ..Edition::default()
    }
}

/// All links but `same`, as `from relation to`, a `?` where they are for review; numbers from 1, in the order of the table.
#[track_caller]
fn check(from: &str, to: &str, expected: &[&str]) {
    check_decided(from, to, "", expected);
}

/// As [`check`], with what a person decided; the number of decisions that fit nothing is told last.
#[track_caller]
fn check_decided(from: &str, to: &str, decisions: &str, expected: &[&str]) {
    let decisions = parse_decisions("test.toml", decisions).expect("the test writes decisions");
    let noted = link(&frames(&[edition(2022, from), edition(2023, to)]), &decisions);
    let linked = noted.value;
    let frame = linked.get("initiative_links").expect("linking makes it");
    let number = |name: &str, row: usize| frame.i32(name).get(row).map(|it| it.to_string()).unwrap_or_default();
    let line = |row: usize| {
        let mark = if frame.text("status").get(row) == Some("review") { "?" } else { "" };
        let relation = frame.text("relation").get(row).unwrap_or_default();
        format!("{} {relation}{mark} {}", number("from_number", row), number("to_number", row)).trim().to_owned()
    };
    let found = (0..frame.row_count()).map(line).filter(|it| !it.contains(" same "));
    let unfit = noted.notes.iter().map(|note| note.code().to_owned());
    assert_eq!(found.chain(unfit).collect::<Vec<_>>(), expected);
}

/// A decision about numbers of the two editions.
fn decision(from: u32, to: u32, decision: &str) -> String {
    let named = |year: u32, number: u32| format!("{{ fiscal_year = {year}, number = {number} }}");
    format!("[[link]]\nfrom = {}\nto = {}\ndecision = {decision}\n", named(2022, from), named(2023, to))
}

const AIR: &str = "
    (1) 大気|大気汚染の常時監視の実施
    (1) 大気|低公害車の導入の促進
    (1) 大気|光化学スモッグ予報の発令
    (2) 水|工場排水の立入検査の実施
    (2) 水|生活排水処理施設の整備
    (2) 水|湖沼の水質改善に向けた流域対策
    (2) 水|海岸漂着物の回収・処理への支援
    (3) 自然|希少野生動植物の保護・増殖
    (3) 自然|ニホンジカの個体数管理の強化
    (3) 自然|自然公園施設の計画的な改修
    (4) 学び|環境学習指導者の育成
    (4) 学び|学校における環境教育の推進";

/// The same lines with `to` instead of `from`, each of which may be several lines.
#[track_caller]
fn with(lines: &str, from: &str, to: &str) -> String {
    assert!(lines.contains(from), "{from}");
    lines.replacen(from, to, 1)
}

#[test]
fn nothing_changed() {
    check(AIR, AIR, &[]);
}

#[test]
fn renumbered_by_new_rows_before() {
    let later = with(AIR, "(1) 大気|大気汚染", "(1) 大気|アスベスト飛散防止の指導\n(1) 大気|大気汚染");
    check(AIR, &later, &["new 1"]);
}

#[test]
fn renamed_in_its_place() {
    check(AIR, &with(AIR, "低公害車の導入の促進", "低公害車・次世代自動車の普及"), &["2 renamed 2"]);
    check(AIR, &with(AIR, "学校における環境教育の推進", "学校や地域における環境教育"), &["12 renamed 12"]);
}

#[test]
fn renamed_and_moved_is_renamed_and_looked_at() {
    let later = with(AIR, "(1) 大気|低公害車の導入の促進\n", "");
    let later = with(&later, "(4) 学び|環境学習", "(4) 学び|低公害車の導入の普及啓発\n(4) 学び|環境学習");
    check(AIR, &later, &["2 renamed? 10"]);
}

#[test]
fn moved_to_another_section() {
    let later = with(AIR, "(2) 水|海岸漂着物の回収・処理への支援\n", "");
    let later = with(&later, "(4) 学び|環境学習", "(4) 学び|海岸漂着物の回収・処理への支援\n(4) 学び|環境学習");
    check(AIR, &later, &["7 moved 10"]);
}

#[test]
fn a_section_with_another_name_moves_nothing() {
    check(AIR, &AIR.replace("(2) 水", "(2) 良好な水環境の保全"), &[]);
    check(AIR, &AIR.replace("(4) 学び", "(5) 学び"), &[]);
}

#[test]
fn one_ended_and_another_began() {
    check(AIR, &with(AIR, "光化学スモッグ予報の発令", "再生可能エネルギーの地産地消"), &["new 3", "3 ended"]);
}

#[test]
fn what_was_rated_last_year_is_not_new() {
    let rated = format!("{}|B", AIR.trim().replace('\n', "|B\n"));
    let later = with(&rated, "光化学スモッグ予報の発令|B", "再生可能エネルギーの地産地消|-");
    check(AIR, &later, &["new 3", "3 ended"]);
    let later = with(&later, "再生可能エネルギーの地産地消|-", "光化学オキシダント対策|B");
    check(AIR, &later, &["3 renamed 3"]);
}

#[test]
fn two_became_one() {
    let later = with(AIR, "(2) 水|工場排水の立入検査の実施\n", "");
    let later = with(&later, "生活排水処理施設の整備", "工場排水の立入検査及び生活排水処理施設の整備");
    check(AIR, &later, &["4 merged 4", "5 merged 4"]);
}

#[test]
fn one_became_two() {
    let later = with(AIR, "希少野生動植物の保護・増殖", "希少野生植物の保護・増殖\n(3) 自然|希少野生動物の保護・増殖");
    check(AIR, &later, &["8 split 8", "8 split 9"]);
}

#[test]
fn an_ended_one_is_no_part_of_a_neighbour_that_stays() {
    check(AIR, &with(AIR, "(2) 水|生活排水処理施設の整備\n", ""), &["5 ended"]);
    check(AIR, &with(AIR, "(3) 自然|ニホンジカの個体数管理の強化\n", ""), &["9 ended"]);
}

#[test]
fn twins_in_two_sections_stay_apart() {
    let twins = with(AIR, "(3) 自然|自然公園", "(3) 自然|環境学習指導者の育成\n(3) 自然|自然公園");
    check(&twins, &twins, &[]);
    check(&twins, AIR, &["10 merged? 11"]);
}

const FORMS: &str = "
    |県北地域における空き家対策の推進
    |県央地域における空き家対策の推進
    |県南地域における空き家対策の推進
    |県北地域における移住相談の推進
    |県央地域における移住相談の推進
    |県南地域における移住相談の推進
    |県北地域における公共交通の確保
    |県央地域における公共交通の確保
    |県南地域における公共交通の確保";

#[test]
fn titles_of_one_form() {
    check(FORMS, FORMS, &[]);
    check(FORMS, &with(FORMS, "    |県央地域における移住相談の推進\n", ""), &["5 ended"]);
    check(
        FORMS,
        &with(FORMS, "県南地域における公共交通の確保", "県南地域における公共交通の維持・確保"),
        &["9 renamed 9"],
    );
    let later = with(FORMS, "    |県北地域における空き家対策の推進\n", "");
    check(FORMS, &format!("{later}\n|県北地域における子育て支援の推進"), &["new 9", "1 ended"]);
}

#[test]
fn order_turned_round() {
    let turned: Vec<&str> = AIR.trim().lines().rev().collect();
    check(AIR, &turned.join("\n"), &[]);
    check(AIR, &with(&turned.join("\n"), "低公害車の導入の促進", "低公害車の導入への助成"), &["2 renamed 11"]);
}

#[test]
fn another_list_altogether() {
    let later = "
        |産後ケア事業の充実
        |保育所等の受入枠の拡大
        |放課後児童クラブの整備
        |ひとり親家庭への就業支援
        |学校における食育の推進
        |不妊治療費の助成";
    let new = ["new 1", "new 2", "new 3", "new 4", "new 5", "new 6"];
    let ended: Vec<String> = (1..=12).map(|it| format!("{it} ended")).collect();
    let expected: Vec<&str> = new.into_iter().chain(ended.iter().map(String::as_str)).collect();
    check(AIR, later, &expected);
}

#[test]
fn short_lists() {
    check("|税の電子申告", "|税の電子申告", &[]);
    check("|税の電子申告", "|税の電子申告の促進", &["1 renamed 1"]);
    check("|税の電子申告", "|観光案内所の整備", &["new 1", "1 ended"]);
    check("|税の電子申告\n|窓口の混雑緩和", "|窓口の混雑緩和", &["1 ended"]);
    check("", "|税の電子申告", &["new 1"]);
    check("|税の電子申告", "", &["1 ended"]);
}

#[test]
fn a_person_links_what_nothing_speaks_for() {
    let later = with(AIR, "光化学スモッグ予報の発令", "再生可能エネルギーの地産地消");
    check_decided(AIR, &later, &decision(3, 3, "\"accept\""), &["3 renamed 3"]);
    let merged = decision(3, 2, "\"accept\"\nrelation = \"merged\"");
    check_decided(AIR, &with(AIR, "(1) 大気|光化学スモッグ予報の発令\n", ""), &merged, &["2 merged 2", "3 merged 2"]);
}

#[test]
fn a_person_keeps_apart_what_everything_speaks_for() {
    let later = with(AIR, "低公害車の導入の促進", "低公害車・次世代自動車の普及");
    check_decided(AIR, &later, &decision(2, 2, "\"reject\""), &["new 2", "2 ended"]);
    check_decided(AIR, AIR, &decision(1, 1, "\"reject\""), &["new 1", "1 ended"]);
}

#[test]
fn the_later_of_two_decisions_counts() {
    let both = decision(1, 1, "\"reject\"") + &decision(1, 1, "\"accept\"");
    check_decided(AIR, AIR, &both, &[]);
}

#[test]
fn a_decision_that_fits_nothing_is_told() {
    check_decided(AIR, AIR, &decision(99, 1, "\"accept\""), &["link_decision_unfit"]);
    let other = decision(1, 1, "\"accept\"").replace("number = 1 }", "number = 1, title = \"別の取組\" }");
    check_decided(AIR, AIR, &other, &["link_decision_unfit"]);
}

#[test]
fn the_tables_are_those_of_the_description() {
    let linked = link(&frames(&[]), &[]).value;
    // What replaced what is known only by those who know the run before.
    let names: Vec<&str> = tables().iter().map(|it| it.name).filter(|it| *it != "replacements").collect();
    assert!(names.iter().all(|name| linked.get(name).is_some_and(|it| it.row_count() == 0)), "{names:?}");
    assert!(!counts(&linked).any());
}
