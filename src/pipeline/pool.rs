//! Files through several readers at a time, each outcome handed on in the order given.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use super::process::{Lost, Process};
use super::threads::start_threads;
use super::worker::{Answer, Order, WORKER_COMMAND};
use super::{FileError, FileOutcome, Ocr, Settings, file_digest, read_file};
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

/// So many times as long may a document take where pages are read from their pictures: 400 pages of 3 seconds.
const PATIENCE_FOR_SCANS: u32 = 10;

/// Bytes of stack of a reader: deeply nested objects are read recursively.
const STACK_SIZE: usize = 64 << 20;

/// Reads files by at most `jobs` readers and hands what happens to `take`; one outcome for every path, in the order given.
///
/// A worker that ends or takes too long is one outcome with the note `document_lost` or `document_too_long`; it is started
/// again for the next file. Only a few readings are held at a time, so memory does not grow with the number of files. Where no
/// thread can be started, the calling one reads.
pub fn watch_files(
    paths: &[PathBuf],
    settings: &Settings,
    jobs: usize,
    isolation: Isolation,
    take: impl FnMut(FileEvent),
) {
    watch_with(STACK_SIZE, paths, settings, jobs, isolation, take);
}

fn watch_with(
    stack_size: usize,
    paths: &[PathBuf],
    settings: &Settings,
    jobs: usize,
    isolation: Isolation,
    mut take: impl FnMut(FileEvent),
) {
    let jobs = jobs.clamp(1, paths.len().max(1));
    let next = &AtomicUsize::new(0);
    // A reader that is far ahead waits here until the slowest document before it is done.
    let (sender, events) = sync_channel::<(usize, FileEvent)>(jobs * 3);
    let mut wanted = 0;
    std::thread::scope(|scope| {
        start_threads(scope, jobs, stack_size, move || {
            let mut reader = Reader { settings, isolation, process: None };
            while let Some((index, path)) = next_path(paths, next) {
                let started = sender.send((index, FileEvent::Started(path)));
                let done = |reader: &mut Reader| sender.send((index, FileEvent::Done(Box::new(reader.read(path)))));
                // The other side is gone only when the whole build ends.
                if started.and_then(|()| done(&mut reader)).is_err() {
                    return;
                }
            }
        });

        let mut early: BTreeMap<usize, Box<FileOutcome>> = BTreeMap::new();
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

    // Only where no reader could be started is anything left.
    let mut reader = Reader { settings, isolation, process: None };
    for path in &paths[wanted..] {
        take(FileEvent::Started(path));
        take(FileEvent::Done(Box::new(reader.read(path))));
    }
}

/// The next path that no reader has taken yet.
fn next_path<'a>(paths: &'a [PathBuf], next: &AtomicUsize) -> Option<(usize, &'a Path)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    paths.get(index).map(|path| (index, path.as_path()))
}

/// One of the readers that work side by side.
struct Reader<'a> {
    settings: &'a Settings,
    isolation: Isolation,
    process: Option<Process<Answer>>,
}

impl Reader<'_> {
    fn read(&mut self, path: &Path) -> FileOutcome {
        let Isolation::Processes { memory, mut patience } = self.isolation else {
            return read_file(path, self.settings);
        };
        // A page that is read from its picture takes seconds.
        if matches!(self.settings.ocr, Ocr::By(_)) {
            patience *= PATIENCE_FOR_SCANS;
        }
        // A worker may have ended while nothing was asked of it: a new one is asked then.
        for _ in 0..2 {
            match self.ask(path, memory, patience) {
                Some(Ok(answer)) => return answer.outcome(path.to_owned()),
                Some(Err(lost)) => {
                    self.process = None;
                    let message = match lost {
                        Lost::Unasked => continue,
                        Lost::TooLong => Message::new("document_too_long").with("seconds", patience.as_secs()),
                        Lost::Ended => Message::new("document_lost").with("memory", memory >> 20),
                    };
                    let document_id = file_digest(path, storage::MAX_FILE).map(|(_, id)| id);
                    return FileOutcome { path: path.to_owned(), document_id, result: Err(FileError::Told(message)) };
                }
                None => break,
            }
        }
        // Where no process can be started, reading here is better than not reading.
        read_file(path, self.settings)
    }

    /// Has a worker read a file; `None` where none can be started.
    fn ask(&mut self, path: &Path, memory: u64, patience: Duration) -> Option<Result<Answer, Lost>> {
        if self.process.is_none() {
            self.process = Process::start(WORKER_COMMAND, &Order::new(self.settings, Some(memory))).ok();
        }
        // As text of the system: the name of a good file need not be UTF-8.
        Some(self.process.as_mut()?.ask(&path.as_os_str(), patience))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_has_an_outcome_where_no_thread_can_be_started() {
        let paths = ["fixtures/pdf/R5_typst.pdf", "no/such.pdf", "fixtures/pdf/html_page.pdf"].map(PathBuf::from);
        for (stack_size, isolation) in [(STACK_SIZE, Isolation::None), (1 << 60, Isolation::None)] {
            let mut done = Vec::new();
            watch_with(stack_size, &paths, &Settings::default(), 2, isolation, |event| {
                if let FileEvent::Done(outcome) = event {
                    done.push((outcome.path, outcome.result.is_ok()));
                }
            });
            let expected: Vec<_> = paths.iter().cloned().zip([true, false, false]).collect();
            assert_eq!(done, expected);
        }
    }
}
