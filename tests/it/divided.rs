//! The same documents give the same bytes, however the work on them is divided: over threads, over builds, over machines.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::support::{Finished, copy_fixtures, current, files_below, package, runs, shinchoku_in};

/// Three editions of a plan, plans of other designs, a file twice and files that give nothing.
const FILES: [&str; 6] =
    ["R4_typst.pdf", "R5_typst.pdf", "R6_typst.pdf", "R5_writer.pdf", "picture_only.pdf", "truncated.pdf"];

/// A folder with documents of several plans below `input`.
fn folder_with(files: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy_fixtures(&folder.path().join("input"), files);
    for design in ["choices.pdf", "letters.pdf", "sheets.pdf"] {
        fs::copy(package().join("fixtures/designs").join(design), folder.path().join("input").join(design)).unwrap();
    }
    folder
}

fn run(folder: &Path, command: &str, options: &[&str]) -> Finished {
    let arguments = [command, "input", "--output", "output", "--lang", "en", "--format", "parquet,csv,jsonl"];
    shinchoku_in(folder, arguments.iter().chain(options))
}

fn all_files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    files_below(&current(folder))
}

#[track_caller]
fn check_same(found: &BTreeMap<String, Vec<u8>>, expected: &BTreeMap<String, Vec<u8>>) {
    let differing: Vec<&String> = expected.keys().filter(|it| found.get(*it) != expected.get(*it)).collect();
    assert_eq!(differing, Vec::<&String>::new());
    assert_eq!(found.len(), expected.len());
}

/// The run that one build writes of [`FILES`].
fn expected() -> BTreeMap<String, Vec<u8>> {
    let folder = folder_with(&FILES);
    run(folder.path(), "build", &["--jobs", "1"]).ends_with(3);
    let files = all_files(folder.path());
    assert!(files.len() > 100);
    files
}

#[test]
fn threads_do_not_show() {
    let expected = expected();
    for jobs in ["2", "4"] {
        let folder = folder_with(&FILES);
        run(folder.path(), "build", &["--jobs", jobs]).ends_with(3);
        check_same(&all_files(folder.path()), &expected);
    }
}

#[test]
fn shards_together_are_one_build() {
    let expected = expected();
    let folder = folder_with(&FILES);
    let folder = folder.path();
    run(folder, "build", &["--shard", "1/2"]);
    let refused = run(folder, "merge", &[]).ends_with(4);
    assert!(refused.error.contains("was read by no shard"), "{}", refused.error);
    assert!(runs(folder).is_empty(), "nothing is written of a part");
    run(folder, "build", &["--shard", "2/2"]);
    run(folder, "merge", &[]).ends_with(3);
    check_same(&all_files(folder), &expected);

    let again = run(folder, "merge", &[]).ends_with(3);
    assert!(again.output.contains("was not written again"), "{}", again.output);
    assert_eq!(runs(folder).len(), 1);

    // Another division leaves lists that name documents a second time.
    run(folder, "build", &["--shard", "1/1"]).ends_with(0);
    let refused = run(folder, "merge", &[]).ends_with(4);
    assert!(refused.error.contains("was read by two shards"), "{}", refused.error);
    check_same(&all_files(folder), &expected);
}

#[test]
fn merge_refuses_what_is_not_asked_for() {
    let folder = folder_with(&["R4_typst.pdf"]);
    let folder = folder.path();
    let refused = run(folder, "merge", &[]).ends_with(4);
    assert!(refused.error.contains("no lists of shards"), "{}", refused.error);
    run(folder, "build", &["--shard", "1/1"]).ends_with(0);
    fs::remove_file(folder.join("input/letters.pdf")).unwrap();
    let refused = run(folder, "merge", &[]).ends_with(4);
    assert!(refused.error.contains("letters.pdf was read by a shard and is not among the inputs"), "{}", refused.error);
    run(folder, "merge", &["--shard", "1/1"]).ends_with(2);
}

#[test]
fn a_document_more_changes_what_a_fresh_build_would_say_and_nothing_else() {
    let folder = folder_with(&["R4_typst.pdf", "R5_typst.pdf"]);
    let folder = folder.path();
    run(folder, "build", &[]).ends_with(0);
    let parts = || files_below(&folder.join("output/.state/parts"));
    let before = parts();
    copy_fixtures(&folder.join("input"), &["R6_typst.pdf"]);
    let built = run(folder, "build", &[]).ends_with(0);
    assert!(built.error.contains("5 unchanged, 1 to read"), "{}", built.error);
    let new = parts().keys().filter(|it| !before.contains_key(*it)).count();
    assert_eq!(new, 1, "only the plan of the document was made again");

    let fresh = folder_with(&["R4_typst.pdf", "R5_typst.pdf", "R6_typst.pdf"]);
    run(fresh.path(), "build", &[]).ends_with(0);
    let data = |folder: &Path| -> BTreeMap<String, Vec<u8>> {
        all_files(folder).into_iter().filter(|(path, _)| path.starts_with("datasets/")).collect()
    };
    check_same(&data(folder), &data(fresh.path()));
}

#[test]
fn a_part_that_was_damaged_is_made_again() {
    let folder = folder_with(&["R5_typst.pdf"]);
    let folder = folder.path();
    run(folder, "build", &[]).ends_with(0);
    let before = all_files(folder);
    for (path, mut bytes) in files_below(&folder.join("output/.state/parts")) {
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(folder.join("output/.state/parts").join(path), bytes).unwrap();
    }
    // A file of the run that is gone is a reason for another one.
    fs::remove_file(current(folder).join("datasets/notes.csv")).unwrap();
    run(folder, "build", &[]).ends_with(0);
    assert_eq!(runs(folder).len(), 2);
    check_same(&all_files(folder), &before);
}
