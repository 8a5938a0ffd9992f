//! Files through several readers at a time, each outcome handed on in the order given.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use super::process::{Lost, Process};
use super::worker::{Answer, Order, WORKER_COMMAND};
use super::{FileError, FileOutcome, Settings, document_id, read_file};
use crate::base::Message;
use crate::storage;

/// How documents are kept from harming the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Isolation {
    /// Read in this process: a fault that Rust can catch costs one document, another ends the run.
    None,
    /// Read in worker processes of this program: any end of a worker costs one document.
    Processes {
        /// Address space of a worker, in bytes.
        memory: u64,
        /// How long a document may take.
        patience: Duration,
    },
}

impl Isolation {
    /// Worker processes with 2 GiB of address space and 2 minutes a document: the largest document of our collection needs
    /// 300 MiB and a second.
    pub const PROCESSES: Isolation = Isolation::Processes { memory: 2 << 30, patience: Duration::from_secs(120) };
}

/// What happens while files are read.
#[derive(Debug)]
pub enum FileEvent<'a> {
    /// A reader begins with a file; as it happens, in any order.
    Started(&'a Path),
    /// What came of a file; in the order given.
    Done(Box<FileOutcome>),
}

/// Reads files as [`watch_files`] does and hands each outcome to `take` in the order given.
pub fn read_files(
    paths: &[PathBuf],
    settings: &Settings,
    jobs: usize,
    isolation: Isolation,
    mut take: impl FnMut(FileOutcome),
) {
    watch_files(paths, settings, jobs, isolation, |event| {
        if let FileEvent::Done(outcome) = event {
            take(*outcome);
        }
    });
}

/// Reads files by at most `jobs` readers and hands what happens to `take`.
///
/// A worker that ends or takes too long is one outcome with the note `document_lost` or `document_too_long`; it is started
/// again for the next file. Only a few readings are held at a time, so memory does not grow with the number of files.
pub fn watch_files(
    paths: &[PathBuf],
    settings: &Settings,
    jobs: usize,
    isolation: Isolation,
    mut take: impl FnMut(FileEvent),
) {
    let jobs = jobs.clamp(1, paths.len().max(1));
    let next = AtomicUsize::new(0);
    // A reader that is far ahead waits here until the slowest document before it is done.
    let (sender, events) = sync_channel::<(usize, FileEvent)>(jobs * 3);
    std::thread::scope(|scope| {
        for _ in 0..jobs {
            let (sender, next) = (sender.clone(), &next);
            // Deeply nested objects are read recursively.
            let thread = std::thread::Builder::new().stack_size(64 << 20);
            let work = move || {
                let mut reader = Reader { settings, isolation, process: None };
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(path) = paths.get(index) else { return };
                    // The other side is gone only when the whole build ends.
                    if sender.send((index, FileEvent::Started(path))).is_err() {
                        return;
                    }
                    if sender.send((index, FileEvent::Done(Box::new(reader.read(path))))).is_err() {
                        return;
                    }
                }
            };
            if thread.spawn_scoped(scope, work).is_err() {
                break;
            }
        }
        drop(sender);
        let mut early: BTreeMap<usize, Box<FileOutcome>> = BTreeMap::new();
        let mut wanted = 0;
        for (index, event) in events {
            match event {
                FileEvent::Started(path) => take(FileEvent::Started(path)),
                FileEvent::Done(outcome) => drop(early.insert(index, outcome)),
            }
            while let Some(outcome) = early.remove(&wanted) {
                take(FileEvent::Done(outcome));
                wanted += 1;
            }
        }
    });
}

/// One of the readers that work side by side.
struct Reader<'a> {
    settings: &'a Settings,
    isolation: Isolation,
    process: Option<Process<Answer>>,
}

impl Reader<'_> {
    fn read(&mut self, path: &Path) -> FileOutcome {
        let Isolation::Processes { memory, patience } = self.isolation else {
            return read_file(path, self.settings);
        };
        if self.process.is_none() {
            self.process = Process::start(WORKER_COMMAND, &Order::new(self.settings, Some(memory))).ok();
        }
        // Where no process can be started, reading here is better than not reading.
        let Some(process) = &mut self.process else { return read_file(path, self.settings) };
        match process.ask(&path, patience) {
            Ok(answer) => answer.outcome(path.to_owned()),
            Err(lost) => {
                self.process = None;
                let message = match lost {
                    Lost::TooLong => Message::new("document_too_long").with("seconds", patience.as_secs()),
                    Lost::Ended => Message::new("document_lost").with("memory", memory >> 20),
                };
                let document_id = storage::read(path).ok().map(|bytes| document_id(&bytes));
                FileOutcome { path: path.to_owned(), document_id, result: Err(FileError::Told(message)) }
            }
        }
    }
}
