//! What several topics need: the fixtures, the text normal form they are compared in, and the program as a process.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use serde_json::Value;
use tempfile::TempDir;
use unicode_normalization::UnicodeNormalization;

/// The folder of this package.
pub fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A row of `fixtures/pdf/INDEX.tsv`.
pub struct Fixture {
    /// Name of the PDF.
    pub file: String,
    /// What it is for.
    pub exercises: String,
    /// `expected/R5.json`, or why the file must be refused.
    pub expected: String,
}

impl Fixture {
    /// The row of this file.
    #[track_caller]
    pub fn of(file: &str) -> Fixture {
        index().into_iter().find(|it| it.file == file).unwrap_or_else(|| panic!("INDEX.tsv has no row for {file}"))
    }

    /// Whether the file can be read; else it must be refused.
    pub fn readable(&self) -> bool {
        self.expected.ends_with(".json")
    }
}

/// All rows of `fixtures/pdf/INDEX.tsv`.
pub fn index() -> Vec<Fixture> {
    let text = fs::read_to_string(package().join("fixtures/pdf/INDEX.tsv")).unwrap();
    let row = |line: &str| {
        let [file, _edition, _producer, exercises, expected] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("a row of INDEX.tsv has five fields: {line}");
        };
        Fixture { file: file.to_owned(), exercises: exercises.to_owned(), expected: expected.to_owned() }
    };
    text.lines().skip(1).map(row).collect()
}

/// Where the PDF of a fixture lies.
pub fn pdf(file: &str) -> PathBuf {
    package().join("fixtures/pdf").join(file)
}

/// Checks a page of `docs/` that is made of the program; writes it where `SHINCHOKU_WRITE_DOCS` is set.
#[track_caller]
pub fn check_generated(file: &str, expected: &str, topic: &str) {
    let path = package().join("docs").join(file);
    if std::env::var_os("SHINCHOKU_WRITE_DOCS").is_some() {
        fs::write(&path, expected).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(found == expected, "docs/{file} is stale: SHINCHOKU_WRITE_DOCS=1 cargo test --test it {topic}");
}

/// An expected result, `expected/R5.json`.
pub fn expected(path: &str) -> Value {
    serde_json::from_slice(&fs::read(package().join("fixtures").join(path)).unwrap()).unwrap()
}

/// The form in which fixtures/README.md compares text: NFKC, no white space, one tilde, one dash.
pub fn normalise(text: &str) -> String {
    let one_form = |character| match character {
        '\u{301C}' => '~',
        '\u{AD}' | '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        other => other,
    };
    text.nfkc().filter(|it| !it.is_whitespace()).map(one_form).collect()
}

/// How the program ended and what it said.
#[derive(Debug)]
pub struct Finished {
    /// Exit code.
    pub code: i32,
    /// Standard output.
    pub output: String,
    /// Standard error.
    pub error: String,
}

impl Finished {
    /// The JSON object on standard output.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.output).unwrap_or_else(|error| panic!("no JSON ({error}) in {self:?}"))
    }

    /// The JSON objects on standard output, one a line.
    #[track_caller]
    pub fn json_lines(&self) -> Vec<Value> {
        let parse = |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("no JSON ({error}): {line}"));
        self.output.lines().map(parse).collect()
    }

    /// Checks the exit code.
    #[track_caller]
    pub fn ends_with(self, code: i32) -> Self {
        let output: String = self.output.chars().take(500).collect();
        assert_eq!(self.code, code, "exit code; standard output begins:\n{output}\nstandard error:\n{}", self.error);
        self
    }

    /// The one line on standard error.
    #[track_caller]
    pub fn one_line(&self) -> &str {
        let lines: Vec<&str> = self.error.lines().collect();
        let [line] = lines[..] else {
            panic!("one line was to stand on standard error, not {}:\n{}", lines.len(), self.error)
        };
        line
    }
}

/// Runs the program in an empty folder with these arguments.
pub fn shinchoku<Argument: AsRef<OsStr>>(arguments: impl IntoIterator<Item = Argument>) -> Finished {
    shinchoku_in(empty_folder(), arguments)
}

/// Runs the program in `folder` with these arguments.
pub fn shinchoku_in<Argument: AsRef<OsStr>>(folder: &Path, arguments: impl IntoIterator<Item = Argument>) -> Finished {
    finish(command(folder).args(arguments), b"")
}

/// Runs the program with these arguments and `input` on its standard input.
pub fn shinchoku_reading(arguments: &[&str], input: &[u8]) -> Finished {
    finish(command(empty_folder()).args(arguments), input)
}

/// The program in `folder`, with nothing of the user's: no dictionary, no language of the system.
pub fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shinchoku"));
    command.current_dir(folder).env("SHINCHOKU_DATA", empty_folder()).env("LC_ALL", "C").env_remove("LANGUAGE");
    command
}

fn finish(command: &mut Command, input: &[u8]) -> Finished {
    let mut process = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = process.stdin.take().expect("standard input is piped");
    // A program that ends without reading its input closes the pipe; that is no fault.
    drop(stdin.write_all(input));
    drop(stdin);
    let output = process.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program speaks UTF-8");
    Finished {
        code: output.status.code().expect("the program ends by itself"),
        output: text(output.stdout),
        error: text(output.stderr),
    }
}

fn empty_folder() -> &'static Path {
    static FOLDER: LazyLock<TempDir> = LazyLock::new(|| tempfile::tempdir().unwrap());
    FOLDER.path()
}

/// A path as an argument.
pub fn text(path: &Path) -> &str {
    path.to_str().expect("test paths are UTF-8")
}

/// Puts fixtures into `folder`.
pub fn copy_fixtures(folder: &Path, files: &[&str]) {
    fs::create_dir_all(folder).unwrap();
    for file in files {
        fs::copy(pdf(file), folder.join(file)).unwrap();
    }
}

/// Puts the built-in profile into `input/profiles/mine.toml`, one word of it replaced.
pub fn own_profile(folder: &Path, from: &str, to: &str) {
    let built_in = include_str!("../../src/report/profiles/akita-dx.toml");
    assert!(built_in.contains(from), "the built-in profile has {from}");
    let profiles = folder.join("input/profiles");
    fs::create_dir_all(&profiles).unwrap();
    fs::write(profiles.join("mine.toml"), built_in.replace(from, to)).unwrap();
}

/// Where `output/current` leads.
#[track_caller]
pub fn current(folder: &Path) -> PathBuf {
    let run = shinchoku::storage::current_run(&folder.join("output")).unwrap().expect("output/current leads to a run");
    run.canonicalize().unwrap()
}

/// The runs below `output/runs`, oldest first.
pub fn runs(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder.join("output/runs")) else { return Vec::new() };
    let mut runs: Vec<PathBuf> = entries.map(|it| it.unwrap().path().canonicalize().unwrap()).collect();
    runs.sort();
    runs
}

/// All files below a folder, by their path from it.
pub fn files_below(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
                files.insert(name, fs::read(path).unwrap());
            }
        }
    }
    files
}

/// The rows of a CSV file as RFC 4180 writes them, header first, without the byte order mark.
pub fn csv_rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(bytes).expect("CSV is UTF-8");
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    let mut characters = text.trim_start_matches('\u{FEFF}').chars().peekable();
    while let Some(character) = characters.next() {
        let row = rows.last_mut().expect("there is a row from the start");
        let field = row.last_mut().expect("a row has a field from the start");
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => field.extend(characters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\r' if !quoted => {}
            '\n' if !quoted => rows.push(vec![String::new()]),
            other => field.push(other),
        }
    }
    rows.pop();
    rows
}
