//! What `build` says while it works and at its end: to a person, or to a program as JSON.

use std::path::Path;
use std::time::Duration;

use serde::Serialize;
use serde_json::{Value, json};

use super::super::context::{Context, Verbosity};
use super::super::progress::Progress;
use super::super::{say, summary};
use super::results::{Input, RunResults};
use crate::analysis::TerminalTable;
use crate::base::{Message, Severity};
use crate::pipeline::{Facts, FileOutcome};
use crate::publish::record::Results;

/// To whom the program speaks on standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Audience {
    /// A person.
    Person,
    /// A program that wants one document at the end.
    Json,
    /// A program that wants to know what happens as it happens.
    JsonLines,
}

/// Says what happens.
pub(super) struct Reporter<'a> {
    context: &'a Context,
    audience: Audience,
    progress: Option<Progress>,
}

impl<'a> Reporter<'a> {
    pub fn new(context: &'a Context, audience: Audience) -> Self {
        Self { context, audience, progress: None }
    }

    /// Whether reasons are wanted without being asked for.
    pub fn is_verbose(&self) -> bool {
        self.context.verbosity == Verbosity::Verbose
    }

    /// Reading begins.
    pub fn reading(&mut self, files: usize) {
        self.progress = Some(Progress::start(files, self.context.language, self.context.verbosity));
    }

    /// Reading is over.
    pub fn read(&mut self) {
        if let Some(progress) = self.progress.take() {
            progress.finish();
        }
    }

    /// A reader begins with a file.
    pub fn file_start(&self, path: &Path) {
        self.event("file_start", &json!({"file": path.display().to_string()}));
    }

    /// A file was read.
    pub fn file_done(&mut self, outcome: &FileOutcome) {
        if let Some(progress) = &mut self.progress {
            progress.file_done(outcome);
        }
    }

    /// What came of a file, read now or before.
    pub fn file_known(&self, input: &Input, facts: Option<&Facts>) {
        let mut event = json!(input);
        if let Some(facts) = facts.filter(|it| it.failure.is_none()) {
            event["pages"] = facts.page_count.into();
            event["tables"] = facts.table_count.into();
            event["initiatives"] = facts.initiative_count.into();
            event["refused"] = facts.refused.into();
        }
        self.event("file_done", &event);
    }

    /// Something a person should know, that is no error.
    pub fn remark(&self, message: &Message) {
        if self.context.verbosity > Verbosity::Quiet {
            tell!("{}", message.text(self.context.language));
        }
    }

    /// What is another than the last time, first of all.
    pub fn news(&self, sentences: &[String]) {
        if !self.speaks() || sentences.is_empty() {
            return;
        }
        say!("{}", Message::new("summary_news").text(self.context.language));
        sentences.iter().for_each(|it| say!("  {it}"));
        say!("");
    }

    /// Trends of a new run.
    pub fn trends(&self, trends: &[TerminalTable]) {
        if self.speaks() {
            trends.iter().for_each(|it| say!("{}\n", summary::trend(it, self.context.language)));
        }
    }

    /// The end; `closing` says where the data are.
    pub fn done(&self, results: &RunResults, statuses: [usize; 3], taken: Duration, closing: &[Message]) {
        self.notes(&results.results);
        match self.audience {
            Audience::Person if self.speaks() => {
                let language = self.context.language;
                summary::print(&results.results, statuses, taken, language, self.is_verbose());
                closing.iter().for_each(|it| say!("{}", it.text(language)));
            }
            _ => self.done_without_run(results),
        }
    }

    /// The end of a build whose files all gave nothing: there is nothing to sum up.
    pub fn done_without_run(&self, results: &RunResults) {
        match self.audience {
            Audience::Json => print_line(&json!(results)),
            Audience::JsonLines => self.event("run_done", results),
            Audience::Person => {}
        }
    }

    fn notes(&self, results: &Results) {
        let quiet = self.context.verbosity == Verbosity::Quiet;
        for issue in &results.issues {
            self.event("note", issue);
            if quiet && issue.severity == Severity::Error {
                tell!("{}", summary::issue(issue));
            }
        }
    }

    /// Whether a person reads what is said.
    pub fn speaks(&self) -> bool {
        self.audience == Audience::Person && self.context.verbosity > Verbosity::Quiet
    }

    fn event(&self, name: &str, value: &impl Serialize) {
        if self.audience == Audience::JsonLines {
            let mut event = json!({"event": name});
            if let (Value::Object(event), Value::Object(fields)) = (&mut event, json!(value)) {
                event.extend(fields);
            }
            print_line(&event);
        }
    }
}

/// One line on standard output, at once; nobody may be listening any more, and the build goes on.
fn print_line(value: &Value) {
    say::data(format!("{value}\n").as_bytes());
}
