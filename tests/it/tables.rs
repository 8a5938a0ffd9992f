//! `tables`, from outside.

use std::fs;

use super::support::{Fixture, package, pdf, shinchoku, text};

/// The lines of the CSV of a fixture.
#[track_caller]
fn csv(file: &str, options: &[&str]) -> Vec<String> {
    let path = pdf(file);
    let arguments = [&["tables", text(&path), "--lang", "en"], options].concat();
    let finished = shinchoku(arguments).ends_with(0);
    finished.output.lines().map(str::to_owned).collect()
}

#[test]
fn a_list_over_pages_is_one_table_with_one_header() {
    for file in ["R4_typst.pdf", "R4_writer.pdf", "R6_typst.pdf"] {
        let lines = csv(file, &[]);
        let headers = lines.iter().filter(|it| it.contains("分類") && it.contains("取組事項")).count();
        let initiatives =
            lines.iter().filter(|it| it.ends_with(",A") || it.ends_with(",B") || it.ends_with(",C")).count();
        let expected = fs::read_to_string(package().join("fixtures").join(Fixture::of(file).expected)).unwrap();
        let expected: serde_json::Value = serde_json::from_str(&expected).unwrap();
        assert_eq!(headers, 1, "{file}");
        assert_eq!(initiatives, expected["initiatives"].as_array().unwrap().len(), "{file}");
    }
}

#[test]
fn by_page_gives_what_each_page_shows() {
    let headers = |options: &[&str]| csv("R4_typst.pdf", options).iter().filter(|it| it.contains("取組事項")).count();
    assert_eq!(headers(&[]), 1);
    assert!(headers(&["--by-page"]) > 1, "the header is printed again on every page");
}

#[test]
fn merged_cells_are_filled_where_asked_for() {
    let count = |options: &[&str]| csv("R5_typst.pdf", options).iter().filter(|it| it.starts_with("(1) ")).count();
    assert!(count(&["--fill"]) > count(&[]));
}

#[test]
fn a_part_of_the_page() {
    let lines = csv("R5_typst.pdf", &["--pages", "2", "--area", "0,0,600,300"]);
    let whole = csv("R5_typst.pdf", &["--pages", "2"]);
    assert!(!lines.is_empty() && lines.len() < whole.len(), "{} of {} lines", lines.len(), whole.len());
    for area in ["1,2,3", "300,0,100,400", "a,b,c,d"] {
        let path = pdf("R5_typst.pdf");
        let finished = shinchoku(["tables", text(&path), "--area", area]).ends_with(2);
        assert!(finished.error.contains("50,120.5,545,700"), "{}", finished.error);
    }
}

#[test]
fn a_confidence_that_is_no_share() {
    for share in ["1.5", "-0.1", "NaN", "high"] {
        let finished =
            shinchoku(["tables", text(&pdf("R5_typst.pdf")), &format!("--min-confidence={share}")]).ends_with(2);
        assert!(finished.error.contains("from 0 to 1"), "{}", finished.error);
    }
}

#[test]
fn every_format_writes_every_table() {
    let folder = tempfile::tempdir().unwrap();
    let path = pdf("R5_typst.pdf");
    for (format, beginning) in [
        ("csv", "\u{FEFF}"),
        ("json", "{\"tables\""),
        ("html", "<!DOCTYPE html>"),
        ("markdown", "**R5_typst.pdf**"),
        ("xlsx", "PK"),
    ] {
        let file = folder.path().join(format);
        shinchoku(["tables", text(&path), "--format", format, "--output", text(&file)]).ends_with(0);
        assert!(fs::read(&file).unwrap().starts_with(beginning.as_bytes()), "{format}");
    }
}

#[test]
fn a_folder_gets_a_file_a_table() {
    let folder = tempfile::tempdir().unwrap();
    let path = pdf("R5_typst.pdf");
    shinchoku(["tables", text(&path), "--output", text(folder.path())]).ends_with(0);
    let mut names: Vec<String> =
        fs::read_dir(folder.path()).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert!(
        names.len() > 1 && names.iter().all(|it| it.starts_with("R5_typst-p") && it.ends_with(".csv")),
        "{names:?}"
    );
}

#[test]
fn a_workbook_is_not_printed() {
    let path = pdf("R5_typst.pdf");
    let finished = shinchoku(["tables", text(&path), "--format", "xlsx", "--lang", "en"]).ends_with(2);
    assert!(finished.one_line().contains("--output"));
    assert_eq!(finished.output, "");
}
