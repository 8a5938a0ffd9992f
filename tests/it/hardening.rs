//! Strangers' text and hostile surroundings: nothing is obeyed, nothing hangs, nothing ends without a sentence.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use super::small_table::report;
use super::support::{Finished, command, copy_fixtures, pdf, shinchoku_in, text};

const HEADER: [&str; 3] = ["指標名", "R5目標値", "R5実績値"];

fn run(folder: &Path, words: &str) -> Finished {
    shinchoku_in(folder, words.split(' '))
}

/// A report whose title, names and metadata would clear a terminal, link to a page, and turn text around.
fn hostile_report() -> Vec<u8> {
    let name = "窓口\u{1b}[2J\u{1b}]8;;http://evil\u{7}数\u{202e}x";
    let bytes = report("秋田県産業振興計画\u{1b}[31m　令和5年度進捗状況", "", &[&HEADER, &[name, "1人", "2人"]]);
    let mut file = lopdf::Document::load_mem(&bytes).unwrap();
    let producer = lopdf::Object::string_literal("\u{1b}[31mproducer\u{7}");
    let information = file.add_object(lopdf::dictionary! { "Producer" => producer });
    file.trailer.set("Info", information);
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).unwrap();
    bytes
}

#[track_caller]
fn commands_no_terminal(finished: &Finished) {
    let is_hostile = |it: char| matches!(it, '\u{1b}' | '\u{7}' | '\u{202e}' | '\0');
    for text in [&finished.output, &finished.error] {
        assert!(!text.contains(is_hostile), "{text:?}");
    }
}

#[test]
fn what_is_printed_in_a_pdf_commands_no_terminal() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("input")).unwrap();
    fs::write(folder.path().join("input/R5\u{1b}[2J.pdf"), hostile_report()).unwrap();
    commands_no_terminal(&run(folder.path(), "build input --output output --color always --quiet"));
    commands_no_terminal(&run(folder.path(), "check -o output"));
    let file = "input/R5\u{1b}[2J.pdf";
    for command in ["probe", "tables", "tables --format markdown", "extract", "check", "profile test", "profile new"] {
        let finished = shinchoku_in(folder.path(), command.split(' ').chain([file]));
        assert!(!finished.output.is_empty(), "{command}: {}", finished.error);
        commands_no_terminal(&finished);
    }
}

#[cfg(unix)]
#[test]
fn a_command_to_paste_runs_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let name = "$(touch PWNED);`touch PWNED` R5.pdf";
    let rows: [&[&str]; 2] = [&HEADER, &["来訪者数", "40人", "50人"]];
    fs::write(folder.path().join(name), report("秋田県産業振興計画　令和5年度進捗状況", "", &rows)).unwrap();
    let arguments = ["profile", "new", name, "--id", "mine", "-o", "p.toml", "--lang", "en"];
    let finished = shinchoku_in(folder.path(), arguments).ends_with(0);
    let (_, pasted) = finished.error.split_once("shinchoku profile test ").expect("a command is given");
    let script = format!("set -- {pasted}\nprintf %s \"$1\"");
    let output = Command::new("sh").current_dir(folder.path()).args(["-c", &script]).output().unwrap();
    assert!(!folder.path().join("PWNED").exists(), "{script}");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), name);
}

#[test]
fn a_reader_that_has_seen_enough_is_no_fault() {
    let file = pdf("R5_typst.pdf");
    for words in [&["probe"][..], &["extract"], &["tables"], &["profile", "test"]] {
        let mut process = command(Path::new("."))
            .args(words)
            .arg(&file)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        drop(process.stdout.take());
        let output = process.wait_with_output().unwrap();
        assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0), "{words:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_standard_output_is_told() {
    let file = pdf("R5_typst.pdf");
    for words in [&["probe"][..], &["extract"], &["tables"], &["profile", "test"]] {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let output =
            command(Path::new(".")).args(words).arg(&file).args(["--lang", "en"]).stdout(full).output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(4), "{words:?}: {error}");
        assert!(error.contains("[output_unwritten]"), "{words:?}: {error}");
    }
}

#[cfg(unix)]
#[test]
fn a_limit_on_the_size_of_files_is_told() {
    let folder = tempfile::tempdir().unwrap();
    copy_fixtures(&folder.path().join("input"), &["R5_typst.pdf"]);
    let program = env!("CARGO_BIN_EXE_shinchoku");
    let script = format!("ulimit -f 8; exec '{program}' build input --output output --lang en --quiet");
    let output = Command::new("sh").current_dir(folder.path()).args(["-c", &script]).output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(4), "{error}");
    assert!(error.contains("[storage_"), "{error}");
    assert!(!folder.path().join("output/current").exists());
}

#[cfg(unix)]
#[test]
fn a_pipe_among_the_files_is_one_note() {
    let folder = tempfile::tempdir().unwrap();
    copy_fixtures(&folder.path().join("input"), &["R5_typst.pdf"]);
    assert!(Command::new("mkfifo").arg(folder.path().join("input/x.pdf")).status().unwrap().success());
    let finished = run(folder.path(), "build input --output output --lang en").ends_with(3);
    assert!(finished.error.contains("[storage_not_a_file] input/x.pdf"), "{}", finished.error);
    for command in ["probe", "extract", "tables", "show"] {
        let finished = run(folder.path(), &format!("{command} input/x.pdf --lang en"));
        assert!(finished.error.contains("[storage_not_a_file]"), "{command}: {}", finished.error);
    }
}

#[test]
fn two_copies_of_an_edition_of_no_known_area_are_one() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, title: &str, value: &str| {
        let rows: [&[&str]; 2] = [&HEADER, &["来訪者数", "40人", value]];
        fs::write(folder.path().join(name), report(title, "", &rows)).unwrap();
    };
    let title = "架空計画の進捗状況（令和5年度）";
    write("a.pdf", title, "50人");
    // The same, printed once more: the file is another.
    let mut again = fs::read(folder.path().join("a.pdf")).unwrap();
    again.extend(b"% printed again\n");
    fs::write(folder.path().join("b.pdf"), again).unwrap();
    let codes = |files: &str| {
        let finished = run(folder.path(), &format!("build {files} --output output --json --lang en --format csv"));
        let json = finished.json();
        let codes: Vec<String> =
            json["issues"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap().to_owned()).collect();
        (json["counts"]["documents"].as_u64().unwrap(), codes.contains(&"edition_superseded".to_owned()))
    };
    assert_eq!(codes("a.pdf b.pdf"), (1, true));
}

#[test]
fn what_cannot_be_has_its_own_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let file = pdf("R5_typst.pdf");
    let file = text(&file);
    let check = |words: &str, code: i32, key: &str| {
        let finished = run(folder.path(), &format!("{words} --lang en")).ends_with(code);
        assert!(finished.error.contains(&format!("[{key}]")), "{words}: {}", finished.error);
    };
    check(&format!("tables {file} --pages 99"), 4, "pdf_no_such_page");
    check(&format!("show {file} --font {file} -o a.png"), 2, "font_not_a_font");
    check(&format!("profile new {file} --id Bad_ID -o p.toml"), 2, "profile_malformed");
    assert!(!folder.path().join("p.toml").exists(), "nothing is written that lint refuses");
}
