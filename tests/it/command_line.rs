//! The commands that print: `extract`, `normalize`, `probe`, `completions`. `build` has a module of its own.

use std::fs;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::support::{
    Finished, copy_fixtures, own_profile, package, pdf, shinchoku, shinchoku_in, shinchoku_reading, text,
};

/// Runs `extract` on fixtures.
#[track_caller]
fn extract(files: &[&str], options: &[&str]) -> Finished {
    let paths = files.iter().map(|it| pdf(it).display().to_string());
    shinchoku(["extract".to_owned()].into_iter().chain(paths).chain(options.iter().map(|it| (*it).to_owned())))
}

fn sha256(file: &str) -> String {
    Sha256::digest(fs::read(pdf(file)).unwrap()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The ids of the documents that were read, in the order printed.
fn ids(finished: &Finished) -> Vec<String> {
    let id = |json: &Value| json["document"]["id"].as_str().map(str::to_owned);
    finished.json_lines().iter().filter_map(id).filter(|it| !it.is_empty()).collect()
}

/// Checks that a command line is refused before anything is read, with a word on what is wrong.
#[track_caller]
fn check_usage(arguments: &[&str], word: &str) {
    let finished = shinchoku(arguments).ends_with(2);
    assert_eq!(finished.output, "", "nothing on standard output");
    assert!(finished.error.contains(word), "standard error names {word}: {}", finished.error);
}

/// Checks that every object under `key` has these fields, and that there is one.
#[track_caller]
fn check_fields(json: &Value, key: &str, fields: &str) {
    let rows = json[key].as_array().unwrap_or_else(|| panic!("{key} is an array"));
    assert!(!rows.is_empty(), "{key} is empty");
    for row in rows {
        for field in fields.split(' ') {
            assert!(row.get(field).is_some(), "{key} lacks {field}: {row}");
        }
    }
}

#[test]
fn json_has_the_fields_of_the_contract() {
    let json = extract(&["R5_typst.pdf"], &["--format", "json"]).ends_with(0).json();
    let document = &json["document"];
    assert_eq!(document["id"], sha256("R5_typst.pdf"));
    assert_eq!((&document["prefecture"], &document["prefecture_code"]), (&"秋田県".into(), &"05".into()));
    assert_eq!((&document["fiscal_year"], &document["profile"]), (&2023.into(), &"akita-dx".into()));
    check_fields(&json, "tables", "page bbox confidence cells");
    check_fields(&json["tables"][0], "cells", "row col row_span col_span text page bbox");
    check_fields(&json, "initiatives", "id number area section title in_list page bbox");
    check_fields(&json, "ratings", "initiative indicator fiscal_year value origin page bbox");
    check_fields(&json, "blocks", "initiative area section title departments plan progress rating next page bbox");
    let fields = "initiative indicator role value unit unit_printed fiscal_year as_of cumulative comparator qualifier \
                  obs_status printed page bbox";
    check_fields(&json, "observations", fields);
    check_fields(&json, "stated_totals", "key count share phrase found_count found_share agrees page bbox");
    assert!(json["notes"].is_array());
}

#[test]
fn values_are_decimal_strings() {
    let json = extract(&["R5_typst.pdf"], &[]).ends_with(0).json();
    let values: Vec<&str> =
        json["observations"].as_array().unwrap().iter().filter_map(|it| it["value"].as_str()).collect();
    assert!(values.contains(&"78.1") && values.contains(&"1620000"), "{values:?}");
}

#[test]
fn ratings_and_blocks_name_initiatives_by_id() {
    let json = extract(&["R5_typst.pdf"], &[]).ends_with(0).json();
    let ids: Vec<&Value> = json["initiatives"].as_array().unwrap().iter().map(|it| &it["id"]).collect();
    for key in ["ratings", "blocks", "observations"] {
        for row in json[key].as_array().unwrap() {
            assert!(row["initiative"].is_null() || ids.contains(&&row["initiative"]), "{key}: {row}");
        }
    }
}

#[test]
fn boxes_lie_on_their_page() {
    let json = extract(&["R5_calc.pdf"], &[]).ends_with(0).json();
    let page_count = json["document"]["page_count"].as_u64().unwrap();
    for key in ["tables", "initiatives", "ratings", "blocks", "observations", "stated_totals"] {
        for row in json[key].as_array().unwrap() {
            assert!((1..=page_count).contains(&row["page"].as_u64().unwrap()), "{key}: {row}");
            let sides: Vec<f64> = row["bbox"].as_array().unwrap().iter().map(|it| it.as_f64().unwrap()).collect();
            let [x0, y0, x1, y1] = sides[..] else { panic!("a box has four sides: {row}") };
            assert!(0.0 <= x0 && x0 < x1 && x1 < 1300.0 && 0.0 <= y0 && y0 < y1 && y1 < 1300.0, "{key}: {row}");
        }
    }
}

#[test]
fn jsonl_keeps_the_order_given() {
    let files = ["R6_typst.pdf", "R4_calc.pdf", "R5_chromium.pdf", "R4_cid_sjis.pdf", "R5_typst.pdf"];
    let finished = extract(&files, &["--format", "jsonl", "--jobs", "2"]).ends_with(0);
    assert_eq!(ids(&finished), files.map(sha256));
    assert_eq!(finished.error, "");
}

#[test]
fn the_number_of_jobs_does_not_show() {
    let files = ["R4_typst.pdf", "R5_typst.pdf", "R6_typst.pdf"];
    let outputs = ["1", "3"].map(|jobs| extract(&files, &["--format", "jsonl", "--jobs", jobs]).ends_with(0).output);
    assert!(outputs[0] == outputs[1]);
}

#[test]
fn one_bad_file_among_several() {
    let files = ["R4_typst.pdf", "html_page.pdf", "R5_typst.pdf"];
    let finished = extract(&files, &["--format", "jsonl", "--lang", "en"]).ends_with(3);
    assert_eq!(ids(&finished), ["R4_typst.pdf", "R5_typst.pdf"].map(sha256));
    assert!(finished.one_line().contains("html_page.pdf"));
}

#[test]
fn a_refused_file_among_several_has_its_line() {
    let files = ["R4_typst.pdf", "picture_only.pdf"];
    let finished = extract(&files, &["--format", "jsonl"]).ends_with(3);
    assert_eq!(ids(&finished), files.map(sha256));
    assert_eq!(finished.json_lines()[1]["notes"][0]["code"], "text_missing");
}

#[test]
fn only_bad_files() {
    let finished = extract(&["html_page.pdf", "empty.pdf"], &["--format", "jsonl"]).ends_with(4);
    assert_eq!(finished.error.lines().count(), 2, "one line a file:\n{}", finished.error);
}

#[test]
fn a_file_that_is_not_there() {
    let finished = extract(&["nowhere.pdf"], &["--lang", "en"]).ends_with(4);
    assert!(finished.one_line().contains("nowhere.pdf"));
    assert_eq!(finished.output, "");
}

#[test]
fn json_with_two_files() {
    let finished = extract(&["R4_typst.pdf", "R5_typst.pdf"], &["--format", "json", "--lang", "en"]).ends_with(2);
    assert!(finished.one_line().contains("jsonl"));
    assert_eq!(finished.output, "");
}

#[test]
fn only_the_pages_asked_for() {
    let whole = extract(&["R5_typst.pdf"], &[]).ends_with(0).json();
    let part = extract(&["R5_typst.pdf"], &["--pages", "2-3"]).ends_with(0).json();
    let pages = |json: &Value| -> Vec<u64> {
        let mut pages: Vec<u64> =
            json["tables"].as_array().unwrap().iter().map(|it| it["page"].as_u64().unwrap()).collect();
        pages.dedup();
        pages
    };
    let asked_for: Vec<u64> = pages(&whole).into_iter().filter(|it| (2..=3).contains(it)).collect();
    assert_eq!(pages(&part), asked_for);
    assert!(!asked_for.is_empty(), "the fixture has tables on these pages");
}

#[test]
fn pages_that_are_no_pages() {
    let path = pdf("R5_typst.pdf");
    check_usage(&["extract", text(&path), "--pages", "4-2"], "--pages");
}

#[test]
fn facts_of_a_document_stand_above_what_it_prints_and_flags_below() {
    let folder = tempfile::tempdir().unwrap();
    copy_fixtures(&folder.path().join("input"), &["R5_typst.pdf"]);
    let document = |flags: &[&str]| {
        let arguments: Vec<&str> =
            ["extract", "input/R5_typst.pdf", "--format", "json"].iter().chain(flags).copied().collect();
        shinchoku_in(folder.path(), arguments).ends_with(0).json()["document"].clone()
    };
    for year in ["R3", "r3", "Ｒ３", "2021"] {
        assert_eq!(document(&["--fiscal-year", year])["fiscal_year"], 2023, "{year} fills a gap only");
    }
    let facts = "[\"R5_typst.pdf\"]\nfiscal_year = \"R3\"\nprefecture = \"岩手県\"\n";
    std::fs::write(folder.path().join("input/documents.toml"), facts).unwrap();
    let known = document(&["--fiscal-year", "R4"]);
    assert_eq!((&known["fiscal_year"], &known["prefecture"]), (&2021.into(), &"岩手県".into()));
    std::fs::write(folder.path().join("input/documents.toml"), facts.replace("R3", "X3")).unwrap();
    let wrong = shinchoku_in(folder.path(), ["extract", "input/R5_typst.pdf"]).ends_with(2);
    assert!(wrong.one_line().contains("X3"), "{}", wrong.error);
}

#[test]
fn a_fiscal_year_that_is_none() {
    check_usage(&["extract", "x.pdf", "--fiscal-year", "X5"], "--fiscal-year");
}

#[test]
fn the_prefecture_given() {
    let path = package().join("fixtures/designs/wide_table.pdf");
    for name in ["13", "東京都"] {
        let json = shinchoku(["extract", text(&path), "--prefecture", name]).ends_with(0).json();
        assert_eq!(
            (&json["document"]["prefecture_code"], &json["document"]["prefecture"]),
            (&"13".into(), &"東京都".into())
        );
    }
    let printed = extract(&["R5_typst.pdf"], &["--prefecture", "13"]).ends_with(0).json();
    assert_eq!(printed["document"]["prefecture_code"], "05", "what is printed stands");
}

#[test]
fn a_prefecture_that_is_none() {
    check_usage(&["extract", "x.pdf", "--prefecture", "48"], "--prefecture");
}

#[test]
fn a_profile_given_by_its_id() {
    let automatic = extract(&["R5_typst.pdf"], &["--profile", "auto"]).ends_with(0).output;
    assert!(automatic == extract(&["R5_typst.pdf"], &["--profile", "akita-dx"]).ends_with(0).output);
}

#[test]
fn a_profile_that_nobody_knows() {
    let finished = extract(&["R5_typst.pdf"], &["--profile", "akita", "--lang", "en"]).ends_with(2);
    assert!(finished.one_line().contains("akita-dx"), "the known ones are named: {}", finished.error);
    assert_eq!(finished.output, "");
}

#[test]
fn a_profile_of_the_user_that_cannot_be_used_ends_no_run() {
    let folder = tempfile::tempdir().unwrap();
    own_profile(folder.path(), "progress = [", "progres = [");
    let path = pdf("R5_typst.pdf");
    let names_it = |text: &str| ["mine.toml", "\"progres\"", "\"progress\""].iter().all(|it| text.contains(it));
    let read = shinchoku_in(folder.path(), ["extract", text(&path), "--lang", "en"]).ends_with(0);
    assert!(names_it(read.one_line()), "{}", read.error);
    assert!(read.json()["initiatives"].as_array().is_some_and(|it| !it.is_empty()));

    // Asked for by its name, it is what the run is about.
    let asked = shinchoku_in(folder.path(), ["extract", text(&path), "--profile", "mine", "--lang", "en"]).ends_with(2);
    assert!(names_it(&asked.error) && asked.output.is_empty(), "{}", asked.error);
}

/// What `extract` says of a fixture where the user has a profile that differs from the built-in one.
#[track_caller]
fn extract_by_own_profile(from: &str, to: &str) -> Value {
    let folder = tempfile::tempdir().unwrap();
    own_profile(folder.path(), from, to);
    shinchoku_in(folder.path(), ["extract", text(&pdf("R5_typst.pdf"))]).ends_with(0).json()
}

#[test]
fn a_profile_of_the_user_stands_before_a_built_in_one() {
    let json = extract_by_own_profile("\"akita-dx\"", "\"mine\"");
    assert_eq!(json["document"]["profile"], "mine", "both fit equally well");
}

#[test]
fn a_profile_of_the_user_replaces_the_built_in_one_of_its_id() {
    let json = extract_by_own_profile("title = [\"取組事項\"]", "title = [\"施策\"]");
    assert_eq!(json["initiatives"].as_array().unwrap().iter().filter(|it| it["in_list"] == true).count(), 0);
}

#[test]
fn a_password_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("password"), "himitsu\r\n").unwrap();
    let arguments = ["extract", text(&pdf("user_password.pdf")), "--password-file", "password"].map(str::to_owned);
    let json = shinchoku_in(folder.path(), arguments).ends_with(0).json();
    assert_eq!(json["initiatives"].as_array().unwrap().len(), 82);
}

#[track_caller]
fn normalize(input: &[u8]) -> Vec<Value> {
    shinchoku_reading(&["normalize", "--format", "jsonl"], input).ends_with(0).json_lines()
}

#[test]
fn an_expression_a_line() {
    let answers = normalize("R5：162万PV\n十十\n80%以上\n".as_bytes());
    assert_eq!(answers.len(), 3);
    assert_eq!((&answers[0]["input"], &answers[0]["records"][0]["value"]), (&"R5：162万PV".into(), &"1620000".into()));
    assert_eq!(answers[0]["records"][0]["fiscal_year"], 2023);
    assert_eq!(answers[1]["records"], Value::Array(vec![]), "十十 is no number");
    let record = &answers[2]["records"][0];
    assert_eq!(
        (&record["value"], &record["unit"], &record["comparator"]),
        (&"80".into(), &"percent".into(), &"ge".into())
    );
}

#[test]
fn lines_of_windows_and_a_last_line_without_end() {
    let answers = normalize("5件\r\n\r\n7件".as_bytes());
    let inputs: Vec<&str> = answers.iter().map(|it| it["input"].as_str().unwrap()).collect();
    assert_eq!(inputs, ["5件", "", "7件"]);
}

#[test]
fn bytes_that_are_no_text_lose_no_line() {
    assert_eq!(normalize(b"\xFF\xFE\n7\n").len(), 2);
}

#[test]
fn no_expressions() {
    assert!(normalize(b"").is_empty());
}

#[test]
fn probing_a_good_file() {
    let finished = shinchoku(["probe", text(&pdf("R5_typst.pdf")), "--lang", "en"]).ends_with(0);
    assert!(!finished.output.is_empty());
    let json = shinchoku(["probe", text(&pdf("R5_typst.pdf")), "--json"]).ends_with(0).json();
    assert!(json.is_object(), "{json}");
}

#[test]
fn probing_a_scan() {
    let finished = shinchoku(["probe", text(&pdf("picture_only.pdf")), "--json"]);
    assert!(finished.json().is_object());
}

#[test]
fn probing_what_is_no_pdf() {
    let finished = shinchoku(["probe", text(&pdf("html_page.pdf")), "--lang", "ja"]).ends_with(4);
    assert!(finished.one_line().contains("PDF ではありません"), "{}", finished.error);
}

#[test]
fn completions_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let finished = shinchoku(["completions", shell]).ends_with(0);
        for command in ["build", "extract", "normalize", "probe", "dictionary"] {
            assert!(finished.output.contains(command), "{shell}: {command}");
        }
    }
}

#[test]
fn a_command_that_nobody_knows() {
    check_usage(&["extrakt"], "extract");
    check_usage(&[], "Usage");
}

#[test]
fn help_and_version() {
    assert!(shinchoku(["--help"]).ends_with(0).output.contains("build"));
    assert_eq!(
        shinchoku(["--version"]).ends_with(0).output.trim_end(),
        concat!("shinchoku ", env!("CARGO_PKG_VERSION"))
    );
}
