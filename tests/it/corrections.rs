//! What people correct, from the command line to the tables: once, and for later PDFs too.

use std::fs;
use std::path::Path;

use rust_xlsxwriter::{Formula, Workbook};

use super::support::{Finished, copy_fixtures, csv_rows, current, files_below, package, pdf, shinchoku_in};

/// A folder with the edition of 2023, built to CSV.
fn built() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy_fixtures(&folder.path().join("input"), &["R5_typst.pdf"]);
    build(folder.path(), &[]).ends_with(0);
    folder
}

fn build(folder: &Path, more: &[&str]) -> Finished {
    let words = ["build", "input", "--output", "output", "--format", "csv,parquet,html"];
    shinchoku_in(folder, words.iter().chain(more))
}

fn correct(folder: &Path, words: &[&str]) -> Finished {
    shinchoku_in(folder, ["correct"].iter().chain(words))
}

/// The fields of the first row of a table for which `is_it` holds, by their names.
#[track_caller]
fn field(folder: &Path, table: &str, name: &str, is_it: impl Fn(&dyn Fn(&str) -> String) -> bool) -> String {
    let rows = csv_rows(&fs::read(current(folder).join(format!("datasets/{table}.csv"))).unwrap());
    let (header, rows) = rows.split_first().unwrap();
    let of = |row: &Vec<String>, name: &str| row[header.iter().position(|it| it == name).unwrap()].clone();
    let row = rows.iter().find(|row| is_it(&|name| of(row, name)));
    of(row.unwrap_or_else(|| panic!("{table} has no such row")), name)
}

/// A field of the value printed as 78.1 %, the share of procedures that are electronic.
#[track_caller]
fn of_share(folder: &Path, name: &str) -> String {
    field(folder, "observations", name, |row| row("printed").contains("78.1"))
}

fn replace(folder: &Path, by: &str) {
    fs::remove_file(folder.join("input/R5_typst.pdf")).unwrap();
    fs::copy(pdf(by), folder.join("input").join(by)).unwrap();
}

/// The one line that was saved.
#[track_caller]
fn saved(folder: &Path) -> (std::path::PathBuf, String) {
    let folder = folder.join("input/corrections");
    let path = fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    let text = fs::read_to_string(&path).unwrap();
    (path, text)
}

#[test]
fn a_value_is_corrected_everywhere_and_taken_back() {
    let folder = built();
    let (folder, id) = (folder.path(), of_share(folder.path(), "observation_id"));
    let before = files_below(&current(folder).join("datasets"));
    correct(folder, &["set", &id, "61.7", "--by", "佐藤", "--reason", "p. 4"]).ends_with(0);
    build(folder, &[]).ends_with(0);
    assert_eq!(["value", "value_source"].map(|it| of_share(folder, it)), ["61.7", "corrected"]);
    assert_eq!(of_share(folder, "observation_id"), id, "the id stays");
    let listed = field(folder, "corrections", "outcome", |row| row("by") == "佐藤" && row("reason") == "p. 4");
    assert_eq!(listed, "applied");
    let explained = shinchoku_in(folder, ["explain", &id]).ends_with(0).output;
    assert!(explained.contains("佐藤 p. 4") && explained.contains("78.1%"), "{explained}");
    assert!(fs::read_to_string(current(folder).join("report.html")).unwrap().contains("61.7"));

    correct(folder, &["undo"]).ends_with(0);
    build(folder, &[]).ends_with(0);
    let mut after = files_below(&current(folder).join("datasets"));
    let mut before = before;
    for files in [&mut before, &mut after] {
        // The description of the files names their sizes.
        files.retain(|name, _| !name.starts_with("corrections.") && name != "datapackage.json");
    }
    let differing: Vec<&String> = before.keys().filter(|it| before[*it] != after[*it]).collect();
    assert!(differing.is_empty(), "not as before: {differing:?}");
}

#[test]
fn a_replaced_document_keeps_what_it_prints_the_same() {
    let folder = built();
    let (folder, id) = (folder.path(), of_share(folder.path(), "observation_id"));
    correct(folder, &["set", &id, "61.7"]).ends_with(0);
    replace(folder, "R5_writer.pdf");
    build(folder, &["--strict"]).ends_with(0);
    assert_eq!(of_share(folder, "value"), "61.7");
    assert_eq!(field(folder, "corrections", "outcome", |_| true), "moved");

    // As if the person had seen another number: what is printed now is another one.
    let (path, text) = saved(folder);
    fs::write(&path, text.replace("78.1%\"", "77.1%\"")).unwrap();
    let finished = build(folder, &["--strict"]).ends_with(1);
    assert_eq!(of_share(folder, "value"), "78.1", "a conflict is never followed: {}", finished.error);
    let place = |name: &str| field(folder, "notes", name, |row| row("code") == "correction_conflict");
    assert!(!place("page").is_empty() && place("against_document_id") != place("document_id"), "both places are told");
    let conflicts = correct(folder, &["conflicts", "--format", "json"]).ends_with(0).json();
    assert_eq!(conflicts.as_array().map(Vec::len), Some(1));
}

#[test]
fn an_answered_doubt_is_settled() {
    let folder = built();
    let folder = folder.path();
    let is_rating =
        |row: &dyn Fn(&str) -> String| row("value") == "B" && row("origin") == "list" && row("fiscal_year") == "2023";
    let rating = field(folder, "ratings", "rating_id", is_rating);
    correct(folder, &["set", &rating, "A"]).ends_with(0);
    build(folder, &["--strict"]).ends_with(1);
    assert_eq!(
        field(folder, "stated_totals", "agrees", |row| row("key") == "A"),
        "false",
        "the totals are counted anew"
    );

    let doubts = shinchoku_in(folder, ["check", "--format", "json"]).ends_with(0).json();
    let grave = doubts.as_array().unwrap().iter().filter(|it| it["severity"] != "info");
    for doubt in grave {
        correct(folder, &["set", doubt["note_id"].as_str().unwrap(), "confirmed"]).ends_with(0);
    }
    build(folder, &["--strict"]).ends_with(0);
    shinchoku_in(folder, ["check", "--strict"]).ends_with(0);
    let all = shinchoku_in(folder, ["check", "--all", "--format", "json"]).ends_with(0).json();
    assert!(all.as_array().unwrap().iter().any(|it| it["status"] == "confirmed"));
}

#[test]
fn a_direction_holds_and_a_wrong_value_is_refused() {
    let folder = built();
    let folder = folder.path();
    let id = field(folder, "indicators", "indicator_id", |row| row("direction") == "unknown");
    correct(folder, &["set", &id, "down"]).ends_with(0);
    build(folder, &[]).ends_with(0);
    let found = |name: &str| field(folder, "indicators", name, |row| row("indicator_id") == id);
    assert_eq!(["direction", "direction_source"].map(found), ["down", "person"]);
    let value = of_share(folder, "observation_id");
    assert!(correct(folder, &["set", &value, "約80"]).ends_with(2).one_line().contains("約80"));
    assert!(correct(folder, &["set", "v123", "80"]).ends_with(2).one_line().contains("v123"));
}

#[test]
fn a_value_that_was_not_read_is_added_and_set_by_adding_it_again() {
    let folder = built();
    let (folder, indicator) = (folder.path(), of_share(folder.path(), "indicator_id"));
    let add = |value: &str| correct(folder, &["add", &indicator, value, "--year", "R3", "--page", "4"]).ends_with(0);
    let added = |name: &str| field(folder, "observations", name, |row| row("value_source") == "added");
    add("55.5");
    build(folder, &[]).ends_with(0);
    assert_eq!(["value", "fiscal_year", "role", "page"].map(added), ["55.5", "2021", "actual", "4"]);
    let id = added("observation_id");
    assert!(correct(folder, &["set", &id, "56"]).ends_with(2).one_line().contains("correction_is_added"));
    add("56");
    build(folder, &[]).ends_with(0);
    assert_eq!(added("value"), "56");
}

#[test]
fn a_correction_makes_its_own_plan_again_and_no_other() {
    let folder = built();
    let folder = folder.path();
    fs::copy(package().join("fixtures/designs/letters.pdf"), folder.join("input/letters.pdf")).unwrap();
    build(folder, &[]).ends_with(0);
    let id = of_share(folder, "observation_id");
    let parts = || files_below(&folder.join("output/.state/parts"));
    let made_by = |words: &[&str]| {
        let before = parts();
        correct(folder, words).ends_with(0);
        build(folder, &[]).ends_with(0);
        parts().keys().filter(|it| !before.contains_key(*it)).count()
    };
    assert_eq!(made_by(&["set", &id, "61.7"]), 1);
    assert_eq!(made_by(&["set", &id, "61.8"]), 1, "another value");
    assert_eq!(of_share(folder, "value"), "61.8");
    let note = field(folder, "notes", "note_id", |_| true);
    assert_eq!(made_by(&["set", &note, "confirmed"]), 0, "an answer changes no table of a plan");
    assert_eq!(field(folder, "notes", "status", |row| row("note_id") == note), "confirmed");
    let outcomes = csv_rows(&fs::read(current(folder).join("datasets/corrections.csv")).unwrap());
    let outcome = |row: &Vec<String>| row[outcomes[0].iter().position(|it| it == "outcome").unwrap()].clone();
    assert_eq!(outcomes[1..].iter().map(outcome).collect::<Vec<_>>(), ["overruled", "applied", "applied"]);
}

/// A workbook with the keys of a sheet of corrections and one row: key, printed, value, verdict.
fn sheet(path: &Path, [key, printed, value, verdict]: [&str; 4]) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_string(3, 10, "shinchoku_key").unwrap();
    sheet.write_string(4, 10, key).unwrap().write_string(4, 4, printed).unwrap();
    match value.strip_prefix('=') {
        Some(_) => sheet.write_formula(4, 6, Formula::new(value).set_result("61.7")).unwrap(),
        None => sheet.write_string(4, 6, value).unwrap(),
    };
    sheet.write_string(4, 7, verdict).unwrap();
    workbook.save(path).unwrap();
}

#[test]
fn a_sheet_comes_back() {
    let folder = built();
    let (folder, id) = (folder.path(), of_share(folder.path(), "observation_id"));
    correct(folder, &["export", "all.xlsx", "--all"]).ends_with(0);
    let none = correct(folder, &["import", "all.xlsx", "--yes"]).ends_with(0);
    assert!(none.error.contains("0 corrections") && !folder.join("input/corrections").exists(), "{}", none.error);

    let printed = of_share(folder, "printed");
    let refused = |row: [&str; 4], reason: &str| {
        sheet(&folder.join("filled.xlsx"), row);
        let finished = correct(folder, &["import", "filled.xlsx", "--yes"]).ends_with(2);
        assert!(finished.error.contains("Row 5: ") && finished.error.contains(reason), "{}", finished.error);
    };
    refused(["v0000", &printed, "61.7", ""], "v0000");
    refused([&id, &printed, "=1+1", ""], "formula");
    refused([&id, &printed, "約60", ""], "約60");
    refused([&id, &printed, "61.7", "正しい"], "right");
    refused([&id, &printed, "", "修正"], "no value");
    refused([&id, "77.1%", "61.7", ""], "export it again");
    assert!(!folder.join("input/corrections").exists(), "nothing was saved");

    sheet(&folder.join("filled.xlsx"), [&id, &printed, "61.7", "修正"]);
    assert!(correct(folder, &["import", "filled.xlsx"]).ends_with(2).error.contains("78.1 → 61.7"));
    correct(folder, &["import", "filled.xlsx", "--yes"]).ends_with(0);
    let again = correct(folder, &["import", "filled.xlsx", "--yes"]).ends_with(0);
    assert!(again.error.contains("0 corrections"), "{}", again.error);
    assert_eq!(saved(folder).1.lines().count(), 1);
}

#[test]
fn decisions_about_links_are_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    copy_fixtures(&folder.join("input"), &["R4_typst.pdf", "R5_typst.pdf"]);
    fs::create_dir_all(folder.join("input/links")).unwrap();
    let decision = "[[link]]\nprefecture = \"05\"\nfrom = { fiscal_year = \"R4\", number = 1 }\n\
                    to = { fiscal_year = \"R5\", number = 1 }\ndecision = \"reject\"\n";
    fs::write(folder.join("input/links/mine.toml"), decision).unwrap();
    let relation = || {
        build(folder, &[]).ends_with(0);
        field(folder, "initiative_links", "relation", |row| row("from_number") == "1")
    };
    let before = relation();
    assert_eq!(before, "ended", "the decision is followed");
    correct(folder, &["migrate"]).ends_with(0);
    assert!(folder.join("input/links/mine.toml.migrated").exists() && !folder.join("input/links/mine.toml").exists());
    assert_eq!(relation(), "ended");
    correct(folder, &["undo"]).ends_with(0);
    assert_eq!(relation(), "same");
}
