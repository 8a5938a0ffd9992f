//! Worker processes from outside: none is left behind, and the end of one costs one document.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::support::{command, pdf};

/// Long enough for a busy machine; a test that passes needs a fraction of it.
const PATIENCE: Duration = Duration::from_secs(20);

/// `extract` on so many copies of a report that it cannot be done by the time the test acts.
fn busy_extract(copies: usize) -> Child {
    let file = pdf("R5_typst.pdf");
    command(std::path::Path::new("/"))
        .args(["extract", "--format", "jsonl", "--jobs", "2"])
        .args(std::iter::repeat_n(&file, copies))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

/// Numbers of the processes that this one has started and that still run.
fn children(parent: u32) -> Vec<u32> {
    let tasks = fs::read_dir(format!("/proc/{parent}/task")).into_iter().flatten();
    let lists = tasks.filter_map(|task| fs::read_to_string(task.ok()?.path().join("children")).ok());
    lists.flat_map(|list| list.split_whitespace().filter_map(|it| it.parse().ok()).collect::<Vec<u32>>()).collect()
}

fn runs(process: u32) -> bool {
    // A process that nobody has waited for yet is over all the same.
    fs::read_to_string(format!("/proc/{process}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
}

#[track_caller]
fn wait_for<T>(what: &str, mut found: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        if let Some(value) = found() {
            return value;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("{what}: not within {} s", PATIENCE.as_secs());
}

fn signal(name: &str, process: u32) {
    let sent = Command::new("kill").args([name, &process.to_string()]).status().unwrap();
    assert!(sent.success(), "kill {name} {process}");
}

#[track_caller]
fn no_worker_outlives(name: &str) {
    let mut parent = busy_extract(400);
    let workers = wait_for("two workers", || Some(children(parent.id())).filter(|it| it.len() == 2));
    signal(name, parent.id());
    let status = parent.wait().unwrap();
    assert!(!status.success(), "it was ended before it was done");
    wait_for("the end of the workers", || workers.iter().all(|it| !runs(*it)).then_some(()));
}

#[test]
fn no_worker_is_left_after_ctrl_c() {
    no_worker_outlives("-INT");
}

#[test]
fn no_worker_is_left_after_a_kill() {
    no_worker_outlives("-KILL");
}

#[test]
fn a_worker_that_ends_costs_one_document() {
    const FILES: usize = 100;
    let mut parent = busy_extract(FILES);
    let mut output = BufReader::new(parent.stdout.take().unwrap());

    // Stopped after the first answer, the worker is in the midst of another document as soon as it is asked for one. One that
    // ended between two documents would cost none.
    let mut first = String::new();
    output.read_line(&mut first).unwrap();
    let worker = *children(parent.id()).first().expect("a worker reads");
    signal("-STOP", worker);
    let rest = std::thread::spawn(move || std::io::read_to_string(output).unwrap());
    std::thread::sleep(Duration::from_millis(500));
    signal("-KILL", worker);

    let error = std::io::read_to_string(parent.stderr.take().unwrap()).unwrap();
    assert_eq!(parent.wait().unwrap().code(), Some(3), "{error}");
    assert_eq!(error.matches("[document_lost]").count(), 1, "{error}");
    let lines = first + &rest.join().unwrap();
    let counts: Vec<usize> = lines.lines().map(|line| line.matches("\"in_list\"").count()).collect();
    assert_eq!(
        (counts.len(), counts.iter().filter(|it| **it == 0).count()),
        (FILES, 1),
        "a line a file, one of them empty"
    );
}

#[test]
fn a_good_file_whose_name_is_no_utf8_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let name: std::ffi::OsString = std::os::unix::ffi::OsStringExt::from_vec(b"R5_\xFF.pdf".to_vec());
    fs::create_dir(folder.path().join("input")).unwrap();
    fs::copy(pdf("R5_typst.pdf"), folder.path().join("input").join(name)).unwrap();
    let arguments = ["build", "input", "--output", "output", "--format", "csv", "--lang", "en"];
    let output = command(folder.path()).args(arguments).output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{error}");
    assert!(error.contains("R5_\u{FFFD}.pdf"), "{error}");
}
