//! Doubts: what a stage wants a person to know about what it read.

use crate::base::{Language, Message, SourceRef};

/// How much a note matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something is known to be wrong or missing.
    Error,
    /// Something may be wrong and should be looked at.
    Warning,
    /// Worth knowing; nothing is wrong.
    Info,
}

impl Severity {
    /// The word written to outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }
}

/// One doubt, one place.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Note {
    /// How much it matters.
    pub severity: Severity,
    /// What it says; the message's key is the note's code.
    pub message: Message,
    /// Where it was printed, when it is about one place.
    pub source: Option<SourceRef>,
}

impl Note {
    /// A note about something wrong.
    pub fn error(message: Message) -> Self {
        Self { severity: Severity::Error, message, source: None }
    }

    /// A note about something doubtful.
    pub fn warning(message: Message) -> Self {
        Self { severity: Severity::Warning, message, source: None }
    }

    /// A note worth knowing.
    pub fn info(message: Message) -> Self {
        Self { severity: Severity::Info, message, source: None }
    }

    /// The same note, with its place.
    pub fn at(mut self, source: SourceRef) -> Self {
        self.source = Some(source);
        self
    }

    /// The code of the note: the key of its message.
    pub fn code(&self) -> &'static str {
        self.message.key()
    }

    /// The sentence in `language`.
    pub fn text(&self, language: Language) -> String {
        self.message.text(language)
    }
}

/// A value with everything worth telling a person about how it was read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Noted<T> {
    /// The best reading.
    pub value: T,
    /// In reading order; empty means nothing was doubtful.
    pub notes: Vec<Note>,
}

impl<T> Noted<T> {
    /// A reading without doubts.
    pub fn clean(value: T) -> Self {
        Self { value, notes: Vec::new() }
    }

    /// Feeds the value to the next stage and keeps the notes of both, in order.
    pub fn then<U>(self, next: impl FnOnce(T) -> Noted<U>) -> Noted<U> {
        let mut out = next(self.value);
        out.notes.splice(0..0, self.notes);
        out
    }
}
