//! What is shown while documents are read.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

use super::context::Verbosity;
use super::paint;
use crate::base::{Language, Message, Severity};
use crate::pipeline::FileOutcome;

/// A bar on a terminal, one line a file elsewhere; both on standard error.
pub(super) struct Progress {
    language: Language,
    bar: Option<ProgressBar>,
    is_quiet: bool,
    all: usize,
    done: usize,
    pages: usize,
    doubts: usize,
}

impl Progress {
    /// Begins to show the reading of `all` files; the quiet name only files that gave nothing.
    pub fn start(all: usize, language: Language, verbosity: Verbosity) -> Self {
        let is_quiet = verbosity == Verbosity::Quiet;
        let bar = (std::io::stderr().is_terminal() && !is_quiet).then(|| {
            let style = ProgressStyle::with_template("{bar:30} {pos}/{len}  {msg}  {per_sec}  {elapsed}+{eta}");
            let bar = ProgressBar::new(all as u64);
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar
        });
        Self { language, bar, is_quiet, all, done: 0, pages: 0, doubts: 0 }
    }

    /// Takes note of a file that is done. A file that gave nothing is named in either form.
    pub fn file_done(&mut self, outcome: &FileOutcome) {
        self.done += 1;
        let file = outcome.path.display();
        let line = match &outcome.result {
            Ok(reading) => {
                let doubts = reading.notes.iter().filter(|it| it.severity != Severity::Info).count();
                self.pages += reading.page_count;
                self.doubts += doubts;
                let refused = reading.notes.first().filter(|_| reading.refused());
                match refused {
                    Some(note) => self.failed(&file, &note.message),
                    None => self.count(
                        Message::new("progress_file")
                            .with("file", &file)
                            .with("pages", reading.page_count)
                            .with("initiatives", reading.report.initiatives.len())
                            .with("doubts", doubts),
                    ),
                }
            }
            Err(error) => self.failed(&file, &error.message()),
        };
        let failed = outcome.result.as_ref().map_or(true, |it| it.refused());
        match &self.bar {
            Some(bar) => {
                if failed {
                    bar.suspend(|| tell!("{line}"));
                }
                let message = Message::new("progress_bar").with("pages", self.pages).with("doubts", self.doubts);
                bar.set_message(message.text(self.language));
                bar.inc(1);
            }
            None if failed || !self.is_quiet => tell!("{line}"),
            None => {}
        }
    }

    /// Takes the bar away.
    pub fn finish(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }

    fn failed(&self, file: &impl std::fmt::Display, reason: &Message) -> String {
        let reason = paint::error(reason, self.language);
        self.count(Message::new("progress_failed").with("file", file).with("reason", reason))
    }

    fn count(&self, message: Message) -> String {
        message.with("done", self.done).with("all", self.all).text(self.language)
    }
}
