//! `build` killed at random moments: the last good data stay readable, and the next build completes what was begun.
//!
//! `SHINCHOKU_KILLS=200 cargo test --test it kill -- --nocapture` kills more often and tells what it met.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use polars_io::SerReader;
use polars_io::parquet::read::ParquetReader;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::support::{command, csv_rows, current, files_below, pdf};

/// Enough to notice a fault that is common; the figures in ARCHITECTURE.md come from 200.
const KILLS: usize = 5;

const BUILD: [&str; 4] = ["build", "input", "--output", "output"];

/// Rows of each table by document.
type Rows = BTreeMap<(String, String), usize>;

#[test]
fn a_killed_build_harms_nothing_and_the_next_one_completes_it() {
    let kills = std::env::var("SHINCHOKU_KILLS").ok().and_then(|it| it.parse().ok()).unwrap_or(KILLS);
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::create_dir(folder.join("input")).unwrap();
    put_inputs(folder, 0);
    let started = Instant::now();
    build(folder);
    let whole = started.elapsed();
    let mut random = Random::new();
    let mut met = BTreeMap::<&str, usize>::new();
    let mut good = read_whole(folder);
    for round in 1..=kills {
        put_inputs(folder, round);
        // Reading takes most of the time; every third kill is kept for the moments when files are written.
        let moment = if round.is_multiple_of(3) { Moment::OfWriting } else { Moment::Any };
        let delay = random.below(if moment == Moment::Any { whole + whole / 10 } else { whole / 5 });
        kill_after(folder, moment, delay);
        let after_kill = read_whole(folder);
        let is_old = after_kill == good;
        *met.entry(if is_old { "the last data" } else { "the new data" }).or_default() += 1;
        *met.entry("half runs").or_default() += half_runs(folder);
        build(folder);
        let completed = read_whole(folder);
        assert!(is_old || after_kill == completed, "round {round} of seed {}: neither old nor new data", random.seed);
        assert_eq!(documents(&completed), inputs(folder), "round {round} of seed {}", random.seed);
        good = completed;
    }
    let unfinished = |it: &String| it.contains(".new-");
    let left: Vec<String> = files_below(&folder.join("output")).into_keys().filter(unfinished).collect();
    assert_eq!(left, Vec::<String>::new(), "the last build has swept");
    println!("{kills} kills within {:.1} s of a build, seed {}: {met:?}", whole.as_secs_f64(), random.seed);
}

/// Three reports, of which one is another PDF in every round, and a fourth in every other round.
fn put_inputs(folder: &Path, round: usize) {
    let input = folder.join("input");
    let changing = format!("\n% round {round}\n");
    for (name, addition) in [("R4_typst.pdf", ""), ("R5_typst.pdf", changing.as_str())] {
        let bytes = [fs::read(pdf(name)).unwrap(), addition.as_bytes().to_vec()].concat();
        fs::write(input.join(name), bytes).unwrap();
    }
    if round.is_multiple_of(2) {
        fs::copy(pdf("R6_typst.pdf"), input.join("R6_typst.pdf")).unwrap();
    } else {
        fs::remove_file(input.join("R6_typst.pdf")).unwrap();
    }
}

#[track_caller]
fn build(folder: &Path) {
    let output = command(folder).args(BUILD).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// From when the delay before a kill is counted.
#[derive(PartialEq)]
enum Moment {
    /// From the start of the program.
    Any,
    /// From when a run is begun.
    OfWriting,
}

fn kill_after(folder: &Path, moment: Moment, delay: Duration) {
    let mut process =
        command(folder).args(BUILD).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
    while moment == Moment::OfWriting && half_runs(folder) == 0 && process.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
    std::thread::sleep(delay);
    // On Unix this is signal 9, which no program can answer.
    drop(process.kill());
    process.wait().unwrap();
}

fn half_runs(folder: &Path) -> usize {
    let names = fs::read_dir(folder.join("output/runs")).unwrap().map(|it| it.unwrap().file_name());
    names.filter(|name| name.to_string_lossy().starts_with(".new-")).count()
}

/// What a reader finds by `output/current`: every file is what the manifest says, every Parquet file opens.
#[track_caller]
fn read_whole(folder: &Path) -> Rows {
    let run = current(folder);
    let files = files_below(&run);
    let manifest: Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
    for listed in manifest["files"].as_array().unwrap() {
        let path = listed["path"].as_str().unwrap();
        assert_eq!(listed["sha256"], hash(&files[path]), "{path}");
    }
    for table in manifest["tables"].as_array().unwrap() {
        let bytes = files[&format!("datasets/{}.parquet", table["name"].as_str().unwrap())].clone();
        let frame = ParquetReader::new(Cursor::new(bytes)).finish().unwrap();
        assert_eq!(table["row_count"], frame.height(), "{table}");
    }
    let mut rows = Rows::new();
    for table in ["documents", "initiatives", "ratings", "observations"] {
        let cells = csv_rows(&files[&format!("datasets/{table}.csv")]);
        let column = cells[0].iter().position(|it| it == "document_id").unwrap();
        for row in &cells[1..] {
            *rows.entry((table.to_owned(), row[column].clone())).or_default() += 1;
        }
    }
    rows
}

/// The documents of a dataset, each as often as it is there.
fn documents(rows: &Rows) -> Vec<String> {
    let documents = rows.iter().filter(|((table, _), _)| table == "documents");
    documents.flat_map(|((_, id), count)| std::iter::repeat_n(id.clone(), *count)).collect()
}

fn inputs(folder: &Path) -> Vec<String> {
    let mut ids: Vec<String> = files_below(&folder.join("input")).values().map(|bytes| hash(bytes)).collect();
    ids.sort();
    ids
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Moments by a linear congruential generator; a failure names its seed.
struct Random {
    seed: u64,
    state: u64,
}

impl Random {
    fn new() -> Random {
        let seed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos() as u64;
        Random { seed, state: seed }
    }

    fn below(&mut self, end: Duration) -> Duration {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        end.mul_f64((self.state >> 11) as f64 / (1_u64 << 53) as f64)
    }
}
