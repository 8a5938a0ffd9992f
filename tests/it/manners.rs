//! Projects, and how the program speaks: `init`, `doctor`, `clean`, `man`, JSON for programs, quiet and verbose, colours.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use super::support::{Finished, copy_fixtures, current, files_below, runs, shinchoku, shinchoku_in};

fn run(folder: &Path, words: &str) -> Finished {
    shinchoku_in(folder, words.split(' '))
}

/// A project with these fixtures as its input.
fn project(files: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), "init --lang en").ends_with(0);
    copy_fixtures(&folder.path().join("input"), files);
    folder
}

fn events(finished: &Finished) -> Vec<(String, Value)> {
    finished.json_lines().into_iter().map(|it| (it["event"].as_str().unwrap().to_owned(), it)).collect()
}

#[test]
fn init_makes_a_project_that_builds_without_arguments() {
    let folder = project(&["R5_typst.pdf"]);
    let finished = run(folder.path(), "build").ends_with(0);
    assert!(finished.output.contains("output/current"), "{}", finished.output);
    let again = run(folder.path(), "init --lang en").ends_with(2);
    assert!(again.one_line().starts_with("[project_is_there]"), "{}", again.error);
}

#[test]
fn a_project_is_found_from_below_and_the_command_line_comes_first() {
    let folder = project(&["R5_typst.pdf"]);
    let below = folder.path().join("input/deep");
    fs::create_dir(&below).unwrap();
    let file = folder.path().join("shinchoku.toml");
    fs::write(&file, "[project]\nlang = \"ja\"\n[output]\ndir = \"data\"\nformats = [\"csv\"]\n").unwrap();
    let finished = run(&below, "build").ends_with(0);
    assert!(finished.output.contains("完了"), "the project's language: {}", finished.output);
    let run_folder = shinchoku::storage::current_run(&folder.path().join("data")).unwrap().unwrap();
    assert!(files_below(&run_folder).keys().all(|it| !it.ends_with(".parquet")), "the project's formats");
    run(&below, "build --lang en --output elsewhere --format parquet").ends_with(0);
    let run_folder = shinchoku::storage::current_run(&below.join("elsewhere")).unwrap().unwrap();
    assert!(files_below(&run_folder).keys().any(|it| it.ends_with(".parquet")));
}

#[test]
fn a_mistake_in_the_project_file_is_told_by_what_needs_it() {
    let folder = project(&["R5_typst.pdf"]);
    fs::write(folder.path().join("shinchoku.toml"), "[output]\nformatz = [\"csv\"]\n").unwrap();
    let finished = run(folder.path(), "build --lang en").ends_with(2);
    let line = finished.one_line();
    assert!(
        ["[project_unknown_key]", "line 2", "\"formatz\"", "\"formats\""].iter().all(|it| line.contains(it)),
        "{line}"
    );
    run(folder.path(), "completions bash").ends_with(0);
}

#[test]
fn a_known_unit_is_not_for_a_project_to_change() {
    let folder = project(&["R5_typst.pdf"]);
    let units = "[units]\n\"PV\" = { dimension = \"count\" }\n";
    fs::write(folder.path().join("shinchoku.toml"), units).unwrap();
    let finished = run(folder.path(), "build --lang en --format csv").ends_with(2);
    assert!(finished.one_line().starts_with("[unit_known] [units] \"PV\""), "{}", finished.error);
}

#[test]
fn without_project_and_arguments() {
    let folder = tempfile::tempdir().unwrap();
    assert!(run(folder.path(), "build --lang en").ends_with(2).one_line().contains("shinchoku init"));
    assert!(run(folder.path(), "clean --lang en").ends_with(2).one_line().contains("--output"));
}

#[test]
fn doctor_says_what_is_there_and_what_to_do() {
    let folder = project(&[]);
    let finished = run(folder.path(), "doctor --lang en").ends_with(0);
    let line = |name: &str| finished.output.lines().find(|it| it.contains(name)).unwrap_or_default().to_owned();
    assert!(line("program").starts_with("OK") && line("program").contains(env!("CARGO_PKG_VERSION")));
    assert!(line("dictionary").starts_with('!') && line("dictionary").contains("dictionary install"));
    assert!(line("output").starts_with("OK") && line("workers").starts_with("OK"), "{}", finished.output);
    fs::write(folder.path().join("shinchoku.toml"), "[oops]").unwrap();
    assert!(run(folder.path(), "doctor --lang en").ends_with(1).output.contains("[project_unknown_key]"));
}

#[test]
fn what_is_no_font_is_not_installed() {
    let folder = project(&["R5_typst.pdf"]);
    let finished = run(folder.path(), "font install --from input/R5_typst.pdf --lang en").ends_with(4);
    assert!(finished.one_line().starts_with("[font_not_a_font] input/R5_typst.pdf"), "{}", finished.error);
}

#[test]
fn clean_shows_first_and_never_takes_the_current_run() {
    let folder = project(&["R5_typst.pdf"]);
    for format in ["csv", "parquet", "csv,parquet"] {
        run(folder.path(), &format!("build --lang en --format {format}")).ends_with(0);
    }
    let (before, newest) = (runs(folder.path()), current(folder.path()));
    copy_fixtures(&folder.path().join("input"), &["R4_typst.pdf"]);
    fs::remove_file(folder.path().join("input/R5_typst.pdf")).unwrap();
    run(folder.path(), "build --lang en").ends_with(0);
    // Somebody goes back to an older run.
    let output = folder.path().join("output");
    fs::remove_file(output.join("current")).unwrap();
    fs::write(output.join("current"), format!("runs/{}\n", newest.file_name().unwrap().to_str().unwrap())).unwrap();
    let finished = run(folder.path(), "clean --lang en --keep 1").ends_with(0);
    assert!(finished.output.contains("--yes") && finished.output.contains("3 old runs"), "{}", finished.output);
    assert_eq!(runs(folder.path()).len(), 4, "nothing is removed yet");
    run(folder.path(), "clean --lang en --keep 1 --yes").ends_with(0);
    assert_eq!(runs(folder.path()), std::slice::from_ref(&newest));
    assert_eq!(fs::read_dir(output.join(".state/readings")).unwrap().count(), 1, "that of the run that stays");
    assert!(before.contains(&newest));
    assert!(run(folder.path(), "clean --lang en --yes").ends_with(0).output.contains("nothing to remove"));
}

/// A folder with two runs of a build, the older of which would go.
fn two_runs() -> tempfile::TempDir {
    let folder = project(&["R5_typst.pdf"]);
    for format in ["csv", "parquet"] {
        run(folder.path(), &format!("build --lang en --format {format}")).ends_with(0);
    }
    folder
}

#[test]
fn clean_takes_nothing_from_a_folder_that_no_build_wrote_to() {
    let folder = tempfile::tempdir().unwrap();
    let work = folder.path().join("work");
    for name in ["runs/20200101T000000Z/thesis.txt", "runs/20210101T000000Z/manifest.json", "runs/20220101T000000Z/a"] {
        fs::create_dir_all(work.join(name).parent().unwrap()).unwrap();
        fs::write(work.join(name), "{}").unwrap();
    }
    let before = files_below(&work);
    let finished = run(folder.path(), "clean work --lang en --keep 1 --yes").ends_with(2);
    assert!(
        finished.one_line().starts_with("[clean_not_an_output] No build has written to work"),
        "{}",
        finished.error
    );
    assert!(files_below(&work) == before, "not even a lock is made there");
}

#[test]
fn clean_leaves_what_is_not_proved_to_be_a_run() {
    let folder = two_runs();
    let output = folder.path().join("output");
    let first = runs(folder.path()).remove(0);
    fs::write(first.join("datasets/my notes.txt"), "mine").unwrap();
    for name in ["20200101T000000Z/thesis.txt", "summer/a.csv"] {
        fs::create_dir_all(output.join("runs").join(name).parent().unwrap()).unwrap();
        fs::write(output.join("runs").join(name), "mine").unwrap();
    }
    fs::write(output.join(".state/readings/notes.txt"), "mine").unwrap();
    let before = files_below(&output);
    let finished = run(folder.path(), "clean --lang en --keep 1 --yes").ends_with(0);
    assert!(finished.output.contains("nothing to remove"), "{}", finished.output);
    assert!(
        finished.error.contains("[clean_foreign]") && finished.error.contains("my notes.txt"),
        "{}",
        finished.error
    );
    assert!(finished.error.contains("[clean_no_manifest]"), "{}", finished.error);
    assert!(files_below(&output) == before);
    fs::remove_file(first.join("datasets/my notes.txt")).unwrap();
    run(folder.path(), "clean --lang en --keep 1 --yes").ends_with(0);
    assert!(!first.exists() && output.join("runs/summer/a.csv").is_file());
}

#[test]
fn clean_takes_nothing_where_current_leads_elsewhere() {
    let folder = two_runs();
    let output = folder.path().join("output");
    fs::remove_file(output.join("current")).unwrap();
    fs::write(output.join("current"), "../input\n").unwrap();
    let before = files_below(&output);
    let finished = run(folder.path(), "clean --lang en --keep 1 --yes").ends_with(2);
    assert!(finished.one_line().starts_with("[clean_current_elsewhere]"), "{}", finished.error);
    assert!(files_below(&output) == before);
}

#[test]
fn a_file_named_current_is_the_users() {
    let folder = project(&["R5_typst.pdf"]);
    let output = folder.path().join("output");
    fs::write(output.join("current"), "my notes").unwrap();
    let finished = run(folder.path(), "build --lang en --quiet").ends_with(4);
    assert!(finished.one_line().starts_with("[storage_in_the_way] output/current"), "{}", finished.error);
    assert_eq!(fs::read_to_string(output.join("current")).unwrap(), "my notes");
    assert!(runs(folder.path()).is_empty());
}

#[test]
fn a_build_writes_nowhere_among_its_input() {
    let folder = project(&["R5_typst.pdf"]);
    let before = files_below(folder.path());
    let finished = run(folder.path(), "build input --output ./input --lang en").ends_with(2);
    assert!(finished.one_line().starts_with("[build_output_is_input]"), "{}", finished.error);
    assert!(files_below(folder.path()) == before);
    fs::write(folder.path().join("shinchoku.toml"), "[output]\ndir = \"input\"\n").unwrap();
    assert!(run(folder.path(), "build --lang en").ends_with(2).error.contains("[build_output_is_input]"));
}

#[cfg(unix)]
#[test]
fn files_that_cannot_be_read_keep_their_notes() {
    let folder = project(&["R5_typst.pdf"]);
    for name in ["gone1.pdf", "gone2.pdf"] {
        std::os::unix::fs::symlink("nowhere", folder.path().join("input").join(name)).unwrap();
    }
    let json = run(folder.path(), "build --json --lang en --format csv").ends_with(3).json();
    let issues = json["issues"].as_array().unwrap().iter().filter(|it| it["code"] == "storage_not_found");
    let files: std::collections::BTreeSet<&str> = issues.map(|it| it["file"].as_str().unwrap()).collect();
    assert_eq!(Vec::from_iter(files), ["gone1.pdf", "gone2.pdf"]);
    let documents = fs::read(current(folder.path()).join("datasets/documents.csv")).unwrap();
    let rows = super::support::csv_rows(&documents);
    let ids: std::collections::BTreeSet<&String> = rows[1..].iter().map(|it| &it[0]).collect();
    assert!(ids.len() == 3 && ids.iter().all(|it| it.len() == 64), "{ids:?}");
}

#[test]
fn results_as_one_json_document() {
    let folder = project(&["R5_typst.pdf", "html_page.pdf"]);
    let finished = run(folder.path(), "build --json --lang en").ends_with(3);
    let json = finished.json();
    assert_eq!((&json["schema_version"], &json["written"], &json["exit_code"]), (&1.into(), &true.into(), &3.into()));
    assert_eq!(json["counts"]["initiatives"], 82);
    assert_eq!(json["inputs"].as_array().unwrap().len(), 2);
    assert_eq!(json["inputs"][1]["failure"], "pdf_not_pdf");
    assert!(json["reconciliation"].as_array().unwrap().iter().all(|it| it["agrees"] == true));
    assert!(json["issues"].as_array().unwrap().iter().any(|it| it["code"] == "pdf_not_pdf"));
    let run_id = current(folder.path()).file_name().unwrap().to_str().unwrap().to_owned();
    assert_eq!(json["run_id"], run_id);
    let kept: Value =
        serde_json::from_slice(&fs::read(folder.path().join("output/.state/run_results.json")).unwrap()).unwrap();
    assert_eq!(kept, json);
    let again = run(folder.path(), "build --json --quiet --lang en").ends_with(3).json();
    assert_eq!((&again["written"], &again["run_id"]), (&false.into(), &run_id.into()));
    assert_eq!(again["counts"], json["counts"]);
}

#[test]
fn events_as_they_happen() {
    let folder = project(&["R4_typst.pdf", "R5_typst.pdf"]);
    let finished = run(folder.path(), "build --jsonl --lang en").ends_with(0);
    let events = events(&finished);
    let count = |name: &str| events.iter().filter(|it| it.0 == name).count();
    assert_eq!((count("file_start"), count("file_done"), count("run_done")), (2, 2, 1));
    assert!(count("note") > 0 && events.last().unwrap().0 == "run_done");
    let done = events.iter().find(|it| it.0 == "file_done").unwrap();
    assert_eq!((&done.1["status"], &done.1["why"], &done.1["refused"]), (&"new".into(), &"new".into(), &false.into()));
    let again = self::events(&run(folder.path(), "build --jsonl --lang en").ends_with(0));
    let done: Vec<&Value> = again.iter().filter(|it| it.0 == "file_done").map(|it| &it.1).collect();
    assert!(done.len() == 2 && done.iter().all(|it| it["status"] == "unchanged" && it["why"].is_null()));
}

#[test]
fn results_of_a_build_that_gave_nothing() {
    let folder = project(&["html_page.pdf"]);
    let json = run(folder.path(), "build --json --lang en").ends_with(4).json();
    assert_eq!((&json["exit_code"], &json["run_id"], &json["written"]), (&4.into(), &Value::Null, &false.into()));
}

#[test]
fn the_quiet_one_says_only_what_went_wrong() {
    let folder = project(&["R5_typst.pdf"]);
    let finished = run(folder.path(), "build -q").ends_with(0);
    assert_eq!((finished.output.as_str(), finished.error.as_str()), ("", ""));
    copy_fixtures(&folder.path().join("input"), &["html_page.pdf"]);
    let finished = run(folder.path(), "build -q --lang en").ends_with(3);
    assert_eq!(finished.output, "");
    assert!(finished.error.contains("[pdf_not_pdf]"), "{}", finished.error);
}

#[test]
fn the_verbose_one_says_why_and_every_note() {
    let folder = project(&["R4_typst.pdf", "R5_typst.pdf"]);
    let finished = run(folder.path(), "build -v --lang en").ends_with(0);
    assert!(finished.error.contains("was not there the last time"), "{}", finished.error);
    let notes = fs::read_to_string(current(folder.path()).join("datasets/notes.csv")).unwrap();
    let shown = finished.output.lines().filter(|it| it.starts_with("  [")).count();
    assert_eq!(shown, notes.lines().count() - 1);
}

#[test]
fn colours_only_where_they_are_wanted() {
    let folder = project(&["R5_typst.pdf"]);
    assert!(!run(folder.path(), "build").ends_with(0).output.contains('\u{1b}'));
    assert!(run(folder.path(), "build --color always").ends_with(0).output.contains('\u{1b}'));
    assert!(!run(folder.path(), "build --color never").ends_with(0).output.contains('\u{1b}'));
}

#[test]
fn manual_pages() {
    let page = shinchoku(["man", "--lang", "en"]).ends_with(0).output;
    assert!(page.contains(".TH") && page.contains("build") && !page.contains("read\\-worker"), "{page}");
    assert!(shinchoku(["man", "build", "--lang", "ja"]).ends_with(0).output.contains("読み直す"));
    assert!(shinchoku(["man", "bild", "--lang", "en"]).ends_with(2).one_line().contains("build"));
}
