//! Worker processes: starting, asking, ending. What only Unix has stands in the last part, with a plain fallback.

use std::ffi::OsStr;
use std::io;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::worker::{Answer, Order, WORKER_COMMAND, receive, send};
use super::{Isolation, Settings};
use crate::base::Message;

/// A running worker that answers each question once.
pub(super) struct Process<Answer> {
    child: Child,
    input: Option<ChildStdin>,
    answers: Receiver<io::Result<Option<Answer>>>,
}

/// Why a worker gave no answer.
pub(super) enum Lost {
    /// It could not even be asked: it had ended before, by no fault of the question.
    Unasked,
    /// It took longer than it may; it was killed.
    TooLong,
    /// It ended: out of memory, a stack that was too deep, a kill from outside.
    Ended,
}

impl<Answer: DeserializeOwned + Send + 'static> Process<Answer> {
    /// Starts a worker: this same program under the hidden command of this name, told once how to work.
    pub fn start(command: &str, order: &impl Serialize) -> io::Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg(command)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // What an allocation failure or a full stack prints is said better by the note of the document.
            .stderr(Stdio::null())
            .spawn()?;
        let input = child.stdin.take();
        let output = child.stdout.take().ok_or_else(|| io::Error::other("no standard output"))?;
        let (sender, answers) = channel();
        let listen = move || {
            let mut output = io::BufReader::with_capacity(1 << 16, output);
            loop {
                let answer = receive::<Answer>(&mut output);
                let ends = !matches!(answer, Ok(Some(_)));
                if sender.send(answer).is_err() || ends {
                    return;
                }
            }
        };
        // Made first: its drop ends the child, whatever fails from here on.
        let mut process = Process { child, input, answers };
        std::thread::Builder::new().spawn(listen)?;
        if let Some(input) = &mut process.input {
            send(input, order)?;
        }
        Ok(process)
    }

    /// Asks; waits no longer than `patience`.
    pub fn ask(&mut self, question: &impl Serialize, patience: Duration) -> Result<Answer, Lost> {
        let sent = self.input.as_mut().is_some_and(|input| send(input, question).is_ok());
        if !sent {
            return Err(Lost::Unasked);
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
    let mut process = Process::<Answer>::start(WORKER_COMMAND, &Order::new(settings, None))?;
    // A path that cannot be read is an answer too.
    process.ask(&OsStr::new(""), Duration::from_secs(10)).map(drop).map_err(|lost| match lost {
        Lost::TooLong => io::ErrorKind::TimedOut.into(),
        Lost::Ended | Lost::Unasked => io::ErrorKind::BrokenPipe.into(),
    })
}

/// Says to a process that it is the one which does the work of a whole command, in [`in_own_process`].
const OWN_PROCESS: &str = "SHINCHOKU_OWN_PROCESS";

/// Has a process of its own do what this one was started for, with the limits of a worker, and gives its exit code; a message where
/// it was ended. `None` in that process itself, and where none can be started: then it is done here.
pub fn in_own_process() -> Option<Result<u8, Message>> {
    let Isolation::Processes { memory, patience } = Isolation::PROCESSES else { return None };
    if std::env::var_os(OWN_PROCESS).is_some() {
        confine(Some(memory));
        return None;
    }
    let mut command = Command::new(std::env::current_exe().ok()?);
    let mut child = command.args(std::env::args_os().skip(1)).env(OWN_PROCESS, "1").spawn().ok()?;
    let started = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => {
                let exit = status.code().and_then(|it| u8::try_from(it).ok());
                return Some(exit.ok_or_else(|| Message::new("document_lost").with("memory", memory >> 20)));
            }
            Ok(None) if started.elapsed() < patience => std::thread::sleep(Duration::from_millis(2)),
            _ => {
                _ = child.kill();
                _ = child.wait();
                return Some(Err(Message::new("document_too_long").with("seconds", patience.as_secs())));
            }
        }
    }
}

impl<Answer> Drop for Process<Answer> {
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
