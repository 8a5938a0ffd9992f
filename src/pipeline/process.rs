//! Worker processes: starting, asking, ending. What only Unix has stands in the last part, with a plain fallback.

use std::io;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use super::Settings;
use super::worker::{Answer, Order, receive, send};

/// The name of the hidden command that turns the program into a worker.
pub(super) const WORKER_COMMAND: &str = "read-worker";

/// A running worker.
pub(super) struct Process {
    child: Child,
    input: Option<ChildStdin>,
    answers: Receiver<io::Result<Option<Answer>>>,
}

/// Why a worker gave no answer.
pub(super) enum Lost {
    /// It took longer than it may; it was killed.
    TooLong,
    /// It ended: out of memory, a stack that was too deep, a kill from outside.
    Ended,
}

impl Process {
    /// Starts a worker of this same program.
    pub fn start(order: &Order) -> io::Result<Process> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg(WORKER_COMMAND)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // What an allocation failure or a full stack prints is said better by the note of the document.
            .stderr(Stdio::null())
            .spawn()?;
        let mut input = child.stdin.take();
        let output = child.stdout.take().ok_or_else(|| io::Error::other("no standard output"))?;
        let (sender, answers) = channel();
        std::thread::spawn(move || {
            let mut output = io::BufReader::with_capacity(1 << 16, output);
            loop {
                let answer = receive::<Answer>(&mut output);
                let ends = !matches!(answer, Ok(Some(_)));
                if sender.send(answer).is_err() || ends {
                    return;
                }
            }
        });
        if let Some(input) = &mut input {
            send(input, order)?;
        }
        Ok(Process { child, input, answers })
    }

    /// Has a file read; waits no longer than `patience`.
    pub fn ask(&mut self, path: &Path, patience: Duration) -> Result<Answer, Lost> {
        let sent = self.input.as_mut().is_some_and(|input| send(input, &path).is_ok());
        if !sent {
            return Err(Lost::Ended);
        }
        match self.answers.recv_timeout(patience) {
            Ok(Ok(Some(answer))) => Ok(answer),
            Err(RecvTimeoutError::Timeout) => Err(Lost::TooLong),
            Ok(Ok(None) | Err(_)) | Err(RecvTimeoutError::Disconnected) => Err(Lost::Ended),
        }
    }
}

/// Starts a worker and has it answer once, to see whether that works here.
///
/// # Errors
/// Why it does not.
pub fn try_worker(settings: &Settings) -> io::Result<()> {
    let mut process = Process::start(&Order::new(settings, None))?;
    // A path that cannot be read is an answer too.
    process.ask(Path::new(""), Duration::from_secs(10)).map(drop).map_err(|lost| match lost {
        Lost::TooLong => io::ErrorKind::TimedOut.into(),
        Lost::Ended => io::ErrorKind::BrokenPipe.into(),
    })
}

impl Drop for Process {
    /// An idle worker ends with its input; one that still works is killed. Neither is left behind.
    fn drop(&mut self) {
        self.input = None;
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

pub(super) use platform::confine;

#[cfg(unix)]
mod platform {
    use rustix::process::{Resource, Rlimit, setrlimit};

    /// Limits this process, and has it end with its parent where the system can do that.
    pub fn confine(memory: Option<u64>) {
        if let Some(bytes) = memory {
            // A limit that is already lower stays: it cannot be raised, and that is no fault.
            _ = setrlimit(Resource::As, Rlimit { current: Some(bytes), maximum: Some(bytes) });
        }
        // No file is worth a memory image of the process.
        _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
        #[cfg(target_os = "linux")]
        {
            _ = rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL));
        }
    }
}

#[cfg(not(unix))]
mod platform {
    /// Nothing is limited here; a worker still ends with its input.
    pub fn confine(_memory: Option<u64>) {}
}
