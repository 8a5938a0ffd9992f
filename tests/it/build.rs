//! `build`: the run folder, the switch of `current`, and what may go wrong on the way.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::support::{Finished, copy_fixtures, csv_rows, current, files_below, own_profile, runs, shinchoku_in};

/// A folder to work in, with fixtures below `input`.
fn workplace(files: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy_fixtures(&folder.path().join("input"), files);
    folder
}

/// Runs `build input --output output` in `folder`.
fn build(folder: &Path, options: &[&str]) -> Finished {
    // Workbooks and pages take longer than all else and have tests of their own.
    let formats: &[&str] = if options.contains(&"--format") { &[] } else { &["--format", "parquet,csv"] };
    shinchoku_in(folder, ["build", "input", "--output", "output", "--lang", "en"].iter().chain(formats).chain(options))
}

/// The last line on standard error; those before it tell how far the program came.
fn last_line(finished: &Finished) -> &str {
    finished.error.lines().last().unwrap_or_default()
}

/// A CSV table of the current run, each row by column name.
#[track_caller]
fn table(folder: &Path, name: &str) -> Vec<BTreeMap<String, String>> {
    let rows = csv_rows(&fs::read(current(folder).join(format!("datasets/{name}.csv"))).unwrap());
    let (header, rows) = rows.split_first().expect("a table has a header");
    rows.iter().map(|row| header.iter().cloned().zip(row.iter().cloned()).collect()).collect()
}

fn column(folder: &Path, table_name: &str, name: &str) -> Vec<String> {
    table(folder, table_name).into_iter().map(|mut row| row.remove(name).unwrap_or_default()).collect()
}

#[test]
fn a_run_has_every_table_in_both_formats_and_a_manifest() {
    let folder = workplace(&["R4_typst.pdf", "R5_typst.pdf"]);
    build(folder.path(), &[]).ends_with(0);
    let run = current(folder.path());
    assert_eq!(runs(folder.path()), std::slice::from_ref(&run), "output/current leads to the one run");
    let files = files_below(&run);
    for table in shinchoku::dataset::schema::tables() {
        for extension in ["parquet", "csv"] {
            let name = format!("datasets/{}.{extension}", table.name);
            assert!(files.contains_key(&name), "{name} is missing among {:?}", files.keys());
        }
    }
    assert!(files.contains_key("datasets/trend_ratings.parquet"), "{:?}", files.keys());
    assert_eq!(column(folder.path(), "documents", "fiscal_year"), ["2022", "2023"]);
}

#[test]
fn the_manifest_has_the_hash_of_every_data_file() {
    let folder = workplace(&["R5_typst.pdf"]);
    build(folder.path(), &[]).ends_with(0);
    let files = files_below(&current(folder.path()));
    let manifest: Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
    let listed: BTreeMap<&str, &str> = manifest["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["path"].as_str().unwrap(), it["sha256"].as_str().unwrap()))
        .collect();
    for (path, bytes) in files.iter().filter(|it| it.0.starts_with("datasets/")) {
        let hash: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(listed.get(path.as_str()), Some(&hash.as_str()), "{path}");
    }
}

#[cfg(unix)]
#[test]
fn current_is_a_relative_link() {
    let folder = workplace(&["R5_typst.pdf"]);
    build(folder.path(), &[]).ends_with(0);
    let target = fs::read_link(folder.path().join("output/current")).expect("output/current is a link");
    assert!(target.is_relative() && target.starts_with("runs"), "the folder can be moved: {}", target.display());
}

#[test]
fn a_second_run_changes_no_byte_of_the_data_files() {
    let folder = workplace(&["R4_typst.pdf", "R5_typst.pdf", "R6_typst.pdf"]);
    build(folder.path(), &["--jobs", "1"]).ends_with(0);
    let first = current(folder.path());
    // What was kept would not be read: the second run starts with nothing.
    fs::remove_dir_all(folder.path().join("output/.state")).unwrap();
    fs::write(first.join("run.json"), "").unwrap();
    build(folder.path(), &["--jobs", "3"]).ends_with(0);
    let second = current(folder.path());
    assert_ne!(first, second, "each run has its own folder");
    assert_eq!(runs(folder.path()).len(), 2, "the old run stays");
    let (first, second) = (files_below(&first), files_below(&second));
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    for (path, bytes) in first.iter().filter(|it| it.0.starts_with("datasets/") || it.0 == "manifest.json") {
        assert!(*bytes == second[path], "{path} differs between two runs");
    }
}

#[test]
fn folders_below_the_input_are_read_too() {
    let folder = workplace(&["R4_typst.pdf"]);
    copy_fixtures(&folder.path().join("input/令和5年度"), &["R5_typst.pdf"]);
    build(folder.path(), &[]).ends_with(0);
    assert_eq!(column(folder.path(), "documents", "file_name"), ["R4_typst.pdf", "R5_typst.pdf"]);
}

#[test]
fn only_the_format_asked_for() {
    let folder = workplace(&["R5_typst.pdf"]);
    build(folder.path(), &["--format", "csv"]).ends_with(0);
    let files = files_below(&current(folder.path()));
    assert!(files.contains_key("datasets/documents.csv"));
    assert!(!files.keys().any(|it| it.ends_with(".parquet")), "{:?}", files.keys());
}

#[test]
fn a_format_that_nobody_knows() {
    let folder = workplace(&["R5_typst.pdf"]);
    build(folder.path(), &["--format", "dbf"]).ends_with(2);
    assert!(!folder.path().join("output").exists(), "nothing is written");
}

#[test]
fn without_a_dictionary_token_columns_are_null() {
    let folder = workplace(&["R5_typst.pdf"]);
    build(folder.path(), &[]).ends_with(0);
    let tokens = column(folder.path(), "blocks", "tokens");
    assert!(!tokens.is_empty() && tokens.iter().all(String::is_empty), "{tokens:?}");
}

#[test]
fn one_bad_input_among_several() {
    let folder = workplace(&["R4_typst.pdf", "html_page.pdf", "R5_typst.pdf"]);
    let finished = build(folder.path(), &[]).ends_with(3);
    assert!(finished.error.contains("html_page.pdf"), "the bad one is named: {}", finished.error);
    let names = column(folder.path(), "documents", "file_name");
    assert!(["R4_typst.pdf", "R5_typst.pdf"].iter().all(|it| names.iter().any(|name| name == it)), "{names:?}");
    assert!(column(folder.path(), "notes", "code").iter().any(|it| it == "pdf_not_pdf"), "a note says why");
}

#[test]
fn only_bad_inputs() {
    let folder = workplace(&["html_page.pdf", "empty.pdf"]);
    let finished = build(folder.path(), &[]).ends_with(4);
    assert!(["html_page.pdf", "empty.pdf"].iter().all(|it| finished.error.contains(it)), "{}", finished.error);
    assert!(!folder.path().join("output/current").exists(), "nothing became current");
    assert_eq!(runs(folder.path()), Vec::<PathBuf>::new(), "no half run is left");
}

#[test]
fn a_failed_check_counts_under_strict_only() {
    let folder = workplace(&["R5_typst.pdf"]);
    build(folder.path(), &["--strict"]).ends_with(0);
    // Where the user's profile asks for other header words, the list is not found.
    own_profile(folder.path(), "title = [\"取組事項\"]", "title = [\"施策\"]");
    build(folder.path(), &["--strict"]).ends_with(1);
    assert_eq!(runs(folder.path()).len(), 2, "the data is written all the same");
    build(folder.path(), &[]).ends_with(0);
    build(folder.path(), &["--strict"]).ends_with(1);
    assert!(column(folder.path(), "notes", "code").iter().any(|it| it == "list_missing"));
}

#[test]
fn a_failed_run_leaves_the_last_good_one() {
    let folder = workplace(&["R5_typst.pdf"]);
    build(folder.path(), &[]).ends_with(0);
    let good = current(folder.path());
    let before = files_below(&good);
    fs::write(folder.path().join("input/R5_typst.pdf"), b"").unwrap();
    build(folder.path(), &[]).ends_with(4);
    assert_eq!(current(folder.path()), good);
    assert!(before == files_below(&good));
}

#[test]
fn two_pdfs_of_one_edition() {
    let folder = workplace(&["R5_calc.pdf", "R5_typst.pdf"]);
    build(folder.path(), &[]).ends_with(0);
    assert_eq!(column(folder.path(), "documents", "fiscal_year"), ["2023"], "one of them wins");
    let supersedes = column(folder.path(), "documents", "supersedes");
    assert_eq!(supersedes.iter().map(String::len).collect::<Vec<_>>(), [64], "it names the other: {supersedes:?}");
    assert_eq!(column(folder.path(), "initiatives", "number").len(), 82, "no initiative comes twice");
    let notes = column(folder.path(), "notes", "message");
    assert!(
        notes.iter().any(|it| it.contains("R5_calc.pdf") || it.contains("R5_typst.pdf")),
        "a note says so: {notes:?}"
    );
}

/// Builds from files in the order given.
fn build_in_order(folder: &Path, names: &[&str]) -> Finished {
    let inputs = names.iter().map(|it| format!("input/{it}"));
    let arguments =
        ["build", "--output", "output", "--format", "parquet,csv"].map(str::to_owned).into_iter().chain(inputs);
    shinchoku_in(folder, arguments).ends_with(0)
}

#[test]
fn of_two_pdfs_of_one_edition_the_one_published_later_wins() {
    // Made in 2000, and when the fixtures were.
    for names in [["R5_cid_unicode.pdf", "R5_calc.pdf"], ["R5_calc.pdf", "R5_cid_unicode.pdf"]] {
        let folder = workplace(&names);
        build_in_order(folder.path(), &names);
        assert_eq!(column(folder.path(), "documents", "file_name"), ["R5_calc.pdf"], "given: {names:?}");
    }
}

/// Takes the dates off a PDF: their names are spelt wrong, at the same length.
fn take_dates_off(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    for name in [&b"/CreationDate"[..], b"/ModDate"] {
        let places: Vec<usize> = (0..bytes.len()).filter(|it| bytes[*it..].starts_with(name)).collect();
        places.into_iter().for_each(|it| bytes[it + name.len() - 1] = b'_');
    }
    fs::write(path, bytes).unwrap();
}

#[test]
fn of_two_pdfs_of_one_edition_without_dates_the_one_given_later_wins() {
    for names in [["R5_cid_unicode.pdf", "R5_calc.pdf"], ["R5_calc.pdf", "R5_cid_unicode.pdf"]] {
        let folder = workplace(&names);
        names.iter().for_each(|it| take_dates_off(&folder.path().join("input").join(it)));
        build_in_order(folder.path(), &names);
        assert_eq!(column(folder.path(), "documents", "file_name"), [names[1]], "given: {names:?}");
    }
}

#[test]
fn of_three_pdfs_of_one_edition_none_is_lost_in_silence() {
    let names = ["R5_cid_unicode.pdf", "R5_chromium.pdf", "R5_calc.pdf"];
    let folder = workplace(&names);
    names.iter().for_each(|it| take_dates_off(&folder.path().join("input").join(it)));
    build_in_order(folder.path(), &names);
    assert_eq!(column(folder.path(), "documents", "file_name"), ["R5_calc.pdf"]);
    let notes = column(folder.path(), "notes", "message").join("\n");
    assert!(names.iter().all(|it| notes.contains(it)), "the notes name what was left out:\n{notes}");
}

#[test]
fn one_pdf_under_two_names_is_one_document() {
    let folder = workplace(&["R5_typst.pdf"]);
    fs::copy(folder.path().join("input/R5_typst.pdf"), folder.path().join("input/copy.pdf")).unwrap();
    build(folder.path(), &[]).ends_with(0);
    assert_eq!(column(folder.path(), "documents", "fiscal_year"), ["2023"]);
    assert_eq!(column(folder.path(), "initiatives", "number").len(), 82);
}

#[test]
fn a_missing_input_folder() {
    let folder = tempfile::tempdir().unwrap();
    let finished = build(folder.path(), &[]);
    assert!(matches!(finished.code, 2 | 4), "exit code {}: {}", finished.code, finished.error);
    assert!(finished.one_line().contains("input does not exist"), "{}", finished.error);
    assert!(!folder.path().join("output").exists(), "nothing is written");
}

#[test]
fn an_empty_input_folder() {
    let folder = workplace(&[]);
    let finished = build(folder.path(), &[]).ends_with(4);
    assert!(finished.one_line().contains("No PDF file was found in input"), "{}", finished.error);
    assert!(!folder.path().join("output/current").exists());
}

#[test]
fn an_output_below_a_file() {
    let folder = workplace(&["R5_typst.pdf"]);
    fs::write(folder.path().join("output"), "a file").unwrap();
    let finished = build(folder.path(), &[]).ends_with(4);
    assert!(last_line(&finished).contains("in the way"), "{}", finished.error);
    assert_eq!(fs::read(folder.path().join("output")).unwrap(), b"a file", "what was there stays");
}

#[cfg(unix)]
#[test]
fn an_output_that_may_not_be_written() {
    use std::os::unix::fs::PermissionsExt;
    let folder = workplace(&["R5_typst.pdf"]);
    let output = folder.path().join("output");
    fs::create_dir(&output).unwrap();
    fs::set_permissions(&output, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(output.join("probe"), "").is_ok() {
        // The superuser may write everywhere: there is nothing to be seen.
        return;
    }
    let finished = build(folder.path(), &[]).ends_with(4);
    assert!(last_line(&finished).contains("may not be written"), "{}", finished.error);
}

#[test]
fn no_output_given() {
    let folder = workplace(&["R5_typst.pdf"]);
    let finished = shinchoku_in(folder.path(), ["build", "input"]).ends_with(2);
    assert!(finished.error.contains("--output"));
}
