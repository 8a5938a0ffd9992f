//! Any file, any command: it ends in time, by itself, with a documented exit code and a sentence where that is not 0.
//!
//! The files are fixtures with parts cut off, turned around, doubled and overwritten, all harmless to others' software.
//! `SHINCHOKU_ANYTHING=2000 cargo test --test it anything -- --nocapture` goes on for half an hour.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::support::{command, csv_rows, pdf, text};

/// Files that are made where nobody asks for more.
const FILES: usize = 24;
/// A command that takes longer has hung; the slowest take two seconds without optimisation.
const PATIENCE: Duration = Duration::from_secs(100);
/// Small ones of several producers, and what is no report.
const SEEDS: [&str; 6] = [
    "R4_cid_sjis.pdf",
    "R5_cid_unicode.pdf",
    "R6_cid_sjis.pdf",
    "picture_only.pdf",
    "user_password.pdf",
    "html_page.pdf",
];
/// Commands over one file; the file stands behind the first word.
const COMMANDS: [&str; 8] = [
    "probe",
    "probe --json",
    "extract",
    "tables --format markdown",
    "tables --pages 2-",
    "show --layer glyphs --dpi 20 -o page.svg",
    "check",
    "profile new",
];

/// Numbers by a linear congruential generator: the same files every time.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end.max(1)
    }
}

/// A fixture with one to four things done to it.
fn made(random: &mut Random, seeds: &[&str]) -> Vec<u8> {
    let mut bytes = fs::read(pdf(seeds[random.below(seeds.len())])).unwrap();
    for _ in 0..=random.below(3) {
        let (from, to) = (random.below(bytes.len()), random.below(bytes.len()));
        let (from, to) = (from.min(to), from.max(to).min(from.min(to) + 4096));
        match random.below(6) {
            0 => bytes.truncate(to),
            1 => bytes[from..to].reverse(),
            2 => drop(bytes.splice(from..from, bytes[from..to].to_vec()).count()),
            3 => bytes[from..to].fill(b' '),
            4 => drop(bytes.drain(from..to)),
            // Digits of lengths, offsets and numbers of objects.
            _ => bytes[from..to].iter_mut().filter(|it| it.is_ascii_digit()).for_each(|it| *it = b'0' + *it % 7),
        }
    }
    bytes
}

/// Runs the program; what is wrong with its end.
fn fault(command: &mut Command) -> Option<String> {
    let started = Instant::now();
    let mut process = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let status = loop {
        if let Some(status) = process.try_wait().unwrap() {
            break status;
        }
        if started.elapsed() > PATIENCE {
            drop(process.kill());
            return Some(format!("not done in {} s", PATIENCE.as_secs()));
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let error = std::io::read_to_string(process.stderr.take()?).unwrap();
    match status.code() {
        Some(0) => None,
        Some(1..=4) if error.contains('[') && !error.contains("[program_fault]") => None,
        code => Some(format!("ended with {code:?}: {error}")),
    }
}

fn run(folder: &Path, words: &str, file: &str) -> Option<String> {
    let words: Vec<&str> = words.split(' ').collect();
    let (first, options) = words.split_at(if words[0] == "profile" { 2 } else { 1 });
    fault(command(folder).args(first).arg(file).args(options))
}

#[test]
fn any_file_and_any_command_end_with_a_sentence() {
    let count = std::env::var("SHINCHOKU_ANYTHING").ok().and_then(|it| it.parse().ok()).unwrap_or(FILES);
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("input");
    fs::create_dir(&input).unwrap();
    let mut random = Random(20_261_128);
    for index in 0..count {
        let name = format!("input/{index}.pdf");
        fs::write(folder.path().join(&name), made(&mut random, &SEEDS)).unwrap();
        let words = COMMANDS[index % COMMANDS.len()];
        let found = run(folder.path(), words, &name);
        assert_eq!(found, None, "{words}, file {index}");
    }

    // All of them beside a good one: the run is there, and the good one in it.
    fs::copy(pdf("R5_cid_unicode.pdf"), input.join("good_R5.pdf")).unwrap();
    let built = fault(command(folder.path()).args(["build", "input", "--output", "output", "--format", "csv"]));
    assert_eq!(built, None);
    let run = shinchoku::storage::current_run(&folder.path().join("output")).unwrap().expect("a run");
    let documents = fs::read_to_string(run.join("datasets/documents.csv")).unwrap();
    assert!(documents.contains("good_R5.pdf"), "{}", text(&run));
}

/// What is no report, whatever is done to it.
const NO_REPORTS: [&str; 6] = [
    "picture_only.pdf",
    "user_password.pdf",
    "html_page.pdf",
    "empty.pdf",
    "untrusted_simple_font.pdf",
    "untrusted_composite_font.pdf",
];

/// The tables of a build of `input`: of those that name every file, the rows of the files called good.
fn tables_of(folder: &Path, input: &str) -> BTreeMap<String, Vec<Vec<String>>> {
    let output = format!("output_{input}");
    let built = fault(command(folder).args(["build", input, "--output", &output, "--format", "csv"]));
    assert_eq!(built, None, "{input}");
    let run = shinchoku::storage::current_run(&folder.join(output)).unwrap().expect("a run");
    let rows = |name: &str| csv_rows(&fs::read(run.join("datasets").join(name)).unwrap());
    let documents = rows("documents.csv");
    let place = |header: &[String], wanted: &str| header.iter().position(|it| it == wanted);
    let [id, file] = ["document_id", "file_name"].map(|it| place(&documents[0], it).unwrap());
    let good: BTreeSet<&String> =
        documents.iter().filter(|it| it[file].starts_with("good_")).map(|it| &it[id]).collect();
    let names = fs::read_dir(run.join("datasets")).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap());
    let table = |name: String| {
        let mut rows = rows(&name);
        if let Some(id) = place(&rows[0], "document_id") {
            rows = rows
                .into_iter()
                .enumerate()
                .filter(|(at, it)| *at == 0 || good.contains(&it[id]))
                .map(|it| it.1)
                .collect();
        }
        // That the machine has no dictionary is said once, at the first document.
        rows.retain(|it| !it.iter().any(|cell| cell == "dictionary_absent"));
        (name, rows)
    };
    names.filter(|it| it.ends_with(".csv")).map(table).collect()
}

#[test]
fn good_files_beside_hostile_ones_come_out_the_same() {
    // 200 beside 20 by `SHINCHOKU_ANYTHING=200`; a tenth of them where nobody asks.
    let count = std::env::var("SHINCHOKU_ANYTHING").ok().and_then(|it| it.parse().ok()).unwrap_or(FILES);
    let folder = tempfile::tempdir().unwrap();
    for input in ["alone", "together"] {
        fs::create_dir(folder.path().join(input)).unwrap();
        for name in ["R4_cid_sjis.pdf", "R5_cid_unicode.pdf", "R6_cid_sjis.pdf"] {
            fs::copy(pdf(name), folder.path().join(input).join(format!("good_{name}"))).unwrap();
        }
    }
    let mut random = Random(20_261_130);
    for index in 0..count {
        let bytes = made(&mut random, &NO_REPORTS);
        fs::write(folder.path().join(format!("together/{index}.pdf")), bytes).unwrap();
    }
    let [alone, together] = ["alone", "together"].map(|it| tables_of(folder.path(), it));
    assert!(alone["observations.csv"].len() > 100 && alone["ratings.csv"].len() > 100);
    for (name, rows) in &alone {
        let other = rows.iter().zip(&together[name]).find(|(it, other)| it != other);
        assert!(*rows == together[name], "{name} is another beside hostile files: {other:?}");
    }
}
