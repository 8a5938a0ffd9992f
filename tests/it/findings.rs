//! `check`, `explain` and `diff`: what they show of a run and of PDFs.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use serde_json::Value;
use tempfile::TempDir;

use super::support::{Finished, copy_fixtures, csv_rows, own_profile, pdf, shinchoku, shinchoku_in, text};

/// A folder with a run of two editions below `output`.
fn built() -> &'static Path {
    static FOLDER: LazyLock<TempDir> = LazyLock::new(|| {
        let folder = tempfile::tempdir().unwrap();
        copy_fixtures(&folder.path().join("input"), &["R4_typst.pdf", "R5_typst.pdf"]);
        shinchoku_in(folder.path(), ["build", "input", "--output", "output", "--lang", "en"]).ends_with(0);
        folder
    });
    FOLDER.path()
}

/// Runs a command on that run.
fn run(arguments: &[&str]) -> Finished {
    shinchoku_in(built(), arguments.iter().copied().chain(["--lang", "en"]))
}

fn rows(finished: &Finished) -> Vec<Value> {
    finished.json().as_array().expect("an array of rows").clone()
}

/// The texts of a column.
fn column(rows: &[Value], name: &str) -> Vec<String> {
    rows.iter().map(|it| it[name].as_str().unwrap_or_default().to_owned()).collect()
}

/// A value of a CSV table of the run: that of `wanted` in the first row whose `key` is `value`.
#[track_caller]
fn stored(table: &str, key: &str, value: &str, wanted: &str) -> String {
    let rows = csv_rows(&fs::read(built().join(format!("output/current/datasets/{table}.csv"))).unwrap());
    let place = |name: &str| rows[0].iter().position(|it| it == name).unwrap();
    let row = rows[1..].iter().find(|row| row[place(key)] == value);
    row.unwrap_or_else(|| panic!("no row of {table} has {key} {value}"))[place(wanted)].clone()
}

#[test]
fn findings_of_the_last_run() {
    let finished = run(&["check", "--format", "json", "--strict"]).ends_with(0);
    let rows = rows(&finished);
    let titles: Vec<&Value> = rows.iter().filter(|it| it["code"] == "title_differs").collect();
    assert_eq!(titles.len(), 4, "two in each edition");
    for row in titles {
        assert_eq!((row["severity"].as_str(), row["table"].as_str()), (Some("info"), Some("blocks")));
        assert!(row["file"] == row["against_file"] && row["page"] != row["against_page"], "both places: {row}");
        assert!(row["hint"].is_string() && row["x0"].is_number() && row["against_x0"].is_number(), "{row}");
    }
    assert_eq!(finished.one_line(), format!("0 errors, 0 warnings, {} remarks", rows.len()));
}

#[test]
fn findings_of_pdfs() {
    let files = ["R4_calc.pdf", "R5_writer.pdf"].map(pdf);
    let arguments = ["check", text(&files[0]), text(&files[1]), "--lang", "en", "--format", "csv"];
    let finished = shinchoku(arguments).ends_with(0);
    let rows = csv_rows(finished.output.as_bytes());
    assert!(finished.output.starts_with('\u{FEFF}'), "spreadsheets need the mark");
    assert!(rows[1..].iter().any(|row| row.contains(&"title_repeated".to_owned())), "{rows:?}");
    assert!(rows.iter().all(|row| row.len() == rows[0].len() && !row.contains(&"dictionary_absent".to_owned())));
}

#[test]
fn findings_for_people() {
    let finished = run(&["check"]).ends_with(0);
    assert!(
        finished.output.contains("title_repeated") && finished.output.contains("↔ R5_typst.pdf p.1"),
        "{finished:?}"
    );
}

#[test]
fn an_error_or_a_warning_fails_under_strict() {
    let folder = tempfile::tempdir().unwrap();
    own_profile(folder.path(), "title = [\"取組事項\"]", "title = [\"施策\"]");
    let arguments = |strict: &[&'static str]| -> Vec<String> {
        ["check", text(&pdf("R5_typst.pdf"))].iter().chain(strict).map(|it| (*it).to_owned()).collect()
    };
    shinchoku_in(folder.path(), arguments(&[])).ends_with(0);
    shinchoku_in(folder.path(), arguments(&["--strict"])).ends_with(1);
}

#[test]
fn a_file_that_gives_nothing_is_named() {
    let files = ["html_page.pdf", "R5_typst.pdf"].map(pdf);
    let finished = shinchoku(["check", text(&files[0]), text(&files[1]), "--format", "json"]).ends_with(3);
    assert!(finished.error.contains("html_page.pdf"), "{}", finished.error);
    shinchoku(["check", text(&files[0])]).ends_with(4);
}

#[test]
fn before_the_first_run() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["check"][..], &["explain", "ab12"], &["diff", "R4", "R5"]] {
        let finished = shinchoku_in(folder.path(), arguments).ends_with(2);
        assert!(finished.one_line().contains("shinchoku build"), "{arguments:?}: {}", finished.error);
    }
}

#[test]
fn a_run_without_parquet() {
    let folder = tempfile::tempdir().unwrap();
    copy_fixtures(&folder.path().join("input"), &["R5_typst.pdf"]);
    shinchoku_in(folder.path(), ["build", "input", "--output", "output", "--format", "csv"]).ends_with(0);
    let finished = shinchoku_in(folder.path(), ["check", "--lang", "en"]).ends_with(2);
    assert!(finished.one_line().contains("--format parquet"), "{}", finished.error);
}

#[test]
fn a_value_is_explained_down_to_its_place() {
    let id = stored("observations", "printed", "R5：78.1%", "observation_id");
    let steps = rows(&run(&["explain", &id[..10], "--format", "json"]).ends_with(0));
    let names = ["value", "reading", "of", "printed", "cell", "page", "file", "use"];
    let found = column(&steps, "step");
    assert!(found.starts_with(&names.map(str::to_owned)), "{found:?}");
    let step = |name: &str| steps.iter().find(|it| it["step"] == name).unwrap();
    assert_eq!(step("value")["text"], "78.1 percent");
    assert_eq!(step("page")["page"], 4);
    assert_eq!(step("page")["x0"].to_string(), stored("observations", "observation_id", &id, "x0"));
    assert_eq!(step("file")["file"], "R5_typst.pdf");
    assert!(step("cell")["text"].as_str().unwrap().contains("電子化率"), "{}", step("cell"));
    let used = column(&steps, "text");
    assert!(used.iter().any(|it| it.starts_with("trend_achievement: ") && it.contains("actual 78.1")), "{used:?}");
}

#[test]
fn every_kind_of_id_is_explained() {
    let ids = [
        stored("ratings", "origin", "list", "rating_id"),
        stored("initiatives", "number", "3", "initiative_id"),
        stored("indicators", "name", "行政手続の電子化率", "indicator_id"),
        stored("blocks", "rating", "A", "block_id"),
        stored("notes", "code", "title_differs", "note_id"),
    ];
    for id in ids {
        let steps = column(&rows(&run(&["explain", &id, "--format", "json"]).ends_with(0)), "step");
        assert!(steps.contains(&"page".to_owned()) && steps.contains(&"file".to_owned()), "{id}: {steps:?}");
    }
}

#[test]
fn a_rating_is_counted_in_a_trend_and_an_initiative_has_its_editions() {
    let rating = stored("ratings", "fiscal_year", "2023", "rating_id");
    let steps = rows(&run(&["explain", &rating, "--format", "json"]).ends_with(0));
    assert!(column(&steps, "text").iter().any(|it| it.starts_with("trend_ratings: fiscal_year 2023")), "{steps:?}");
    let initiative = stored("initiatives", "title", "電子申請・届出サービスの充実", "initiative_id");
    let steps = rows(&run(&["explain", &initiative, "--format", "json"]).ends_with(0));
    let files: Vec<String> = column(&steps, "file").into_iter().filter(|it| !it.is_empty()).collect();
    assert!(files.contains(&"R4_typst.pdf".to_owned()) && files.contains(&"R5_typst.pdf".to_owned()), "{files:?}");
}

#[test]
fn an_initiative_is_asked_for_by_edition_and_number() {
    let steps = rows(&run(&["explain", "R5:3", "--format", "json"]).ends_with(0));
    let value = steps.iter().find(|it| it["step"] == "value").unwrap();
    assert_eq!(value["text"], format!("3 {}", stored("initiatives", "number", "3", "title")));
    assert!(column(&steps, "file").contains(&"R5_typst.pdf".to_owned()), "{steps:?}");
}

#[test]
fn an_id_that_nothing_has() {
    let id = stored("ratings", "fiscal_year", "2023", "rating_id");
    let finished = run(&["explain", &format!("{id}0")]).ends_with(2);
    assert!(finished.one_line().contains(&id), "the nearest is named: {}", finished.error);
    assert!(run(&["explain", ""]).ends_with(2).one_line().starts_with("[id_empty]"));
}

#[test]
fn two_editions_of_the_run() {
    let rows = rows(&run(&["diff", "R4", "2023", "--format", "json"]).ends_with(0));
    let find = |kind: &str, change: &str, subject: &str| {
        let is = |it: &&Value| {
            it["kind"] == kind
                && it["change"] == change
                && it["subject"].as_str().is_some_and(|it| it.contains(subject))
        };
        let found: Vec<&Value> = rows.iter().filter(is).collect();
        assert_eq!(found.len(), 1, "{kind} {change} {subject}");
        (found[0]["before"].clone(), found[0]["after"].clone())
    };
    find("initiative", "new", "認知機能検査のデジタル化");
    find("initiative", "ended", "庁内Web会議環境の整備");
    find("initiative", "moved", "都市計画基礎調査のオープンデータ化");
    assert_eq!(find("rating", "changed", "漁獲情報等のICT化の推進"), ("B".into(), "C".into()));
    assert_eq!(find("target", "changed", "行政手続の電子化率"), ("R4：65%".into(), "R5：80%".into()));
    assert_eq!(find("actual", "changed", "テレワーク利用可能者数"), ("R4：688人".into(), "R5：1,066人".into()));
    assert!(rows.iter().all(|it| it["change"] != "restated"), "both say the same of 2022");
    assert!(rows.iter().all(|it| it["before_file"] == "R4_typst.pdf" && it["after_file"] == "R5_typst.pdf"));
}

#[test]
fn one_edition_by_two_programs_differs_in_nothing() {
    let files = ["R5_typst.pdf", "R5_uplatex.pdf"].map(pdf);
    let finished = shinchoku(["diff", text(&files[0]), text(&files[1]), "--format", "json"]).ends_with(0);
    assert_eq!(rows(&finished), Vec::<Value>::new());
}

#[test]
fn two_editions_as_pdfs() {
    let files = ["R5_calc.pdf", "R6_typst.pdf"].map(pdf);
    let finished = shinchoku(["diff", text(&files[0]), text(&files[1]), "--lang", "ja"]).ends_with(0);
    assert!(finished.output.contains("取組 新規") && finished.output.contains("書かない窓口"), "{}", finished.output);
}

#[test]
fn an_edition_that_is_not_there() {
    let finished = run(&["diff", "R4", "R9"]).ends_with(2);
    assert!(finished.one_line().contains("R4 R4_typst.pdf, R5 R5_typst.pdf"), "{}", finished.error);
}
