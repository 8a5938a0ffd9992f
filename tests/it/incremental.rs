//! `build` a second time: what is read again and why, what is written again, and what is not.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::support::{Finished, copy_fixtures, current, files_below, own_profile, runs, shinchoku_in};

/// A folder with fixtures below `input` that was built once.
#[track_caller]
fn built(files: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy_fixtures(&folder.path().join("input"), files);
    build(folder.path(), &[]).ends_with(0);
    folder
}

fn build(folder: &Path, options: &[&str]) -> Finished {
    // Workbooks and pages take longer than all else and have tests of their own.
    let formats: &[&str] = if options.contains(&"--format") { &[] } else { &["--format", "parquet,csv"] };
    shinchoku_in(folder, ["build", "input", "--output", "output", "--lang", "en"].iter().chain(formats).chain(options))
}

/// Builds with `--why`; gives the lines that say why.
#[track_caller]
fn why(folder: &Path, options: &[&str]) -> Vec<String> {
    let finished = build(folder, &[&["--why"], options].concat()).ends_with(0);
    let is_why =
        |line: &&str| line.starts_with("input/") || line.starts_with("a new run") || line.contains("taken from");
    finished.error.lines().filter(is_why).map(str::to_owned).collect()
}

fn data(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    files_below(&current(folder))
}

#[test]
fn nothing_has_changed() {
    let folder = built(&["R4_typst.pdf", "R5_typst.pdf"]);
    let before = (current(folder.path()), data(folder.path()));
    let finished = build(folder.path(), &[]).ends_with(0);
    assert!(finished.output.contains("up to date"), "{}", finished.output);
    assert!(!finished.error.contains("R4_typst.pdf"), "nothing is read: {}", finished.error);
    assert!(before == (current(folder.path()), data(folder.path())));
    assert_eq!(runs(folder.path()).len(), 1);
}

#[test]
fn a_new_document_alone_is_read() {
    let folder = built(&["R4_typst.pdf"]);
    copy_fixtures(&folder.path().join("input"), &["R5_typst.pdf"]);
    let lines = why(folder.path(), &[]);
    assert_eq!(
        lines,
        [
            "input/R5_typst.pdf: was not there the last time",
            "1 documents are taken from the last time",
            "a new run: the documents are not those of the last one"
        ]
    );
    // The same as if both had been there from the start; only the record and the pages know that one is new.
    let fresh = built(&["R4_typst.pdf", "R5_typst.pdf"]);
    let tables = |folder: &Path| {
        let mut data = data(folder);
        data.retain(|path, _| path.starts_with("datasets/"));
        data
    };
    assert!(tables(folder.path()) == tables(fresh.path()), "what was kept gives the same data as what is read");
}

#[test]
fn another_content_under_the_same_name() {
    let folder = built(&["R4_typst.pdf", "R5_typst.pdf"]);
    let (from, to) = ("R4_calc.pdf", "R4_typst.pdf");
    fs::copy(super::support::pdf(from), folder.path().join("input").join(to)).unwrap();
    assert_eq!(why(folder.path(), &[])[0], "input/R4_typst.pdf: holds something else under the same name");
}

#[test]
fn a_document_that_is_gone_leaves_the_data() {
    let folder = built(&["R4_typst.pdf", "R5_typst.pdf"]);
    fs::remove_file(folder.path().join("input/R4_typst.pdf")).unwrap();
    build(folder.path(), &[]).ends_with(0);
    let fresh = built(&["R5_typst.pdf"]);
    assert!(data(folder.path()) == data(fresh.path()));
}

#[test]
fn another_name_an_option_and_a_profile_are_reasons() {
    let folder = built(&["R5_typst.pdf"]);
    let input = folder.path().join("input");
    fs::rename(input.join("R5_typst.pdf"), input.join("other.pdf")).unwrap();
    assert_eq!(why(folder.path(), &[])[0], "input/other.pdf: bears another name");
    assert_eq!(
        why(folder.path(), &["--fiscal-year", "R3"])[0],
        "input/other.pdf: the settings of reading have changed"
    );
    own_profile(folder.path(), "\"akita-dx\"", "\"mine\"");
    assert_eq!(why(folder.path(), &["--fiscal-year", "R3"])[0], "input/other.pdf: the profiles have changed");
}

#[test]
fn another_format_writes_a_run_and_reads_nothing() {
    let folder = built(&["R5_typst.pdf"]);
    let lines = why(folder.path(), &["--format", "csv"]);
    assert_eq!(lines, ["1 documents are taken from the last time", "a new run: formats is not what it was"]);
    assert!(data(folder.path()).keys().all(|it| !it.ends_with(".parquet")));
}

#[test]
fn the_language_of_the_machine_does_not_show_in_the_data() {
    let build = |folder: &Path, language: &str| {
        let arguments = ["build", "input", "--output", "output", "--lang", language];
        shinchoku_in(folder, arguments).ends_with(0)
    };
    let runs = ["ja", "en"].map(|language| {
        let folder = tempfile::tempdir().unwrap();
        copy_fixtures(&folder.path().join("input"), &["R4_typst.pdf", "R5_typst.pdf"]);
        build(folder.path(), language);
        folder
    });
    let [japanese, english] = runs.each_ref().map(|it| data(it.path()));
    for (path, bytes) in &japanese {
        assert!(english.get(path) == Some(bytes), "{path} depends on the language");
    }
    assert_eq!(japanese.len(), english.len());
    assert!(japanese.contains_key("report.xlsx") && japanese.contains_key("report.en.xlsx"));
    // Nor is another language a reason for another run.
    let again = build(runs[0].path(), "en");
    assert!(again.output.contains("up to date"), "{}", again.output);
}

#[test]
fn what_changed_is_said_first_on_page_workbook_and_screen() {
    let folder = tempfile::tempdir().unwrap();
    copy_fixtures(&folder.path().join("input"), &["R4_typst.pdf", "R5_typst.pdf"]);
    let build = || {
        let arguments = ["build", "input", "--output", "output", "--format", "html,xlsx", "--lang", "ja"];
        shinchoku_in(folder.path(), arguments).ends_with(0)
    };
    assert!(!build().output.contains("が加わりました"), "before the first run there is nothing that could be new");
    copy_fixtures(&folder.path().join("input"), &["R6_typst.pdf"]);
    let built = build();
    let sentences = [
        "新しい版：秋田県DX推進計画 R6年度版（R6_typst.pdf）が加わりました。",
        "目標の引下げ：「スマートフォン相談会の参加者数」の目標が、R5年度の1,800人からR6年度の1,000人に下げられました。",
        "評価の低下：R5年度からR6年度にかけて4件の評価が下がりました",
    ];
    let page = fs::read_to_string(current(folder.path()).join("report.html")).unwrap();
    let (news, findings) = (page.find("前回からの変化").unwrap(), page.find("id=\"findings\"").unwrap());
    assert!(news < findings, "what changed comes first");
    for sentence in sentences {
        assert!(built.output.contains(sentence), "{sentence}: {}", built.output);
        assert!(page.contains(sentence), "{sentence}");
    }
    assert!(built.output.find("前回からの変化") < built.output.find("年度別の評価"), "{}", built.output);
}

#[test]
fn a_reading_that_was_damaged_is_read_again() {
    let folder = built(&["R4_typst.pdf", "R5_typst.pdf"]);
    let before = data(folder.path());
    let readings = folder.path().join("output/.state/readings");
    for entry in fs::read_dir(&readings).unwrap() {
        let path = entry.unwrap().path();
        let mut bytes = fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(&path, bytes).unwrap();
    }
    // A new run is wanted, so the readings are looked into.
    build(folder.path(), &["--format", "csv"]).ends_with(0);
    build(folder.path(), &[]).ends_with(0);
    assert!(before == data(folder.path()), "the damaged ones were made anew");
    fs::remove_dir_all(&readings).unwrap();
    assert_eq!(why(folder.path(), &[])[0], "input/R4_typst.pdf: what was kept of it is gone or damaged");
}

#[test]
fn a_file_of_the_run_that_was_changed_is_written_anew() {
    let folder = built(&["R5_typst.pdf"]);
    let before = data(folder.path());
    fs::write(current(folder.path()).join("datasets/ratings.csv"), "changed in a spreadsheet").unwrap();
    let lines = why(folder.path(), &[]);
    assert_eq!(lines[1], "a new run: datasets/ratings.csv of the last one was changed or is missing");
    assert!(before == data(folder.path()));
}

#[test]
fn what_failed_is_tried_again_and_writes_no_run_while_it_fails() {
    let folder = tempfile::tempdir().unwrap();
    copy_fixtures(&folder.path().join("input"), &["R5_typst.pdf", "html_page.pdf"]);
    build(folder.path(), &[]).ends_with(3);
    let finished = build(folder.path(), &["--why"]).ends_with(3);
    assert!(finished.error.contains("html_page.pdf: could not be read the last time"), "{}", finished.error);
    assert_eq!(runs(folder.path()).len(), 1);
    build(folder.path(), &["--dry-run", "--exit-code"]).ends_with(0);
    copy_fixtures(&folder.path().join("input"), &["R4_typst.pdf"]);
    build(folder.path(), &[]).ends_with(3);
    assert_eq!(runs(folder.path()).len(), 2);
}

#[test]
fn everything_by_force() {
    let folder = built(&["R5_typst.pdf"]);
    assert_eq!(why(folder.path(), &["--force"])[0], "input/R5_typst.pdf: --force was given");
    assert_eq!(runs(folder.path()).len(), 1, "the same data is not written twice");
}

#[test]
fn a_trial_tells_and_does_nothing() {
    let folder = tempfile::tempdir().unwrap();
    copy_fixtures(&folder.path().join("input"), &["R5_typst.pdf"]);
    build(folder.path(), &["--dry-run"]).ends_with(0);
    build(folder.path(), &["--dry-run", "--exit-code"]).ends_with(5);
    assert!(!folder.path().join("output").exists(), "nothing is written");
    build(folder.path(), &[]).ends_with(0);
    let before = files_below(&folder.path().join("output"));
    assert!(build(folder.path(), &["--dry-run", "--exit-code"]).ends_with(0).output.contains("up to date"));
    build(folder.path(), &["--dry-run", "--exit-code", "--format", "csv"]).ends_with(5);
    copy_fixtures(&folder.path().join("input"), &["R4_typst.pdf"]);
    let finished = build(folder.path(), &["--dry-run", "--exit-code"]).ends_with(5);
    assert!(finished.error.contains("R4_typst.pdf: was not there"), "{}", finished.error);
    assert!(before == files_below(&folder.path().join("output")), "nothing is written");
    build(folder.path(), &["--exit-code"]).ends_with(2);
}

#[test]
fn two_builds_at_once_give_one_good_run() {
    let folder = tempfile::tempdir().unwrap();
    copy_fixtures(&folder.path().join("input"), &["R4_typst.pdf", "R5_typst.pdf"]);
    std::thread::scope(|scope| {
        let builds: Vec<_> = (0..2).map(|_| scope.spawn(|| build(folder.path(), &[]).code)).collect();
        assert!(builds.into_iter().all(|it| it.join().unwrap() == 0));
    });
    let fresh = built(&["R4_typst.pdf", "R5_typst.pdf"]);
    assert!(data(folder.path()) == data(fresh.path()));
    assert_eq!(runs(folder.path()).len(), 1, "the second finds that nothing is left to do");
}
