//! Doubts: what a stage wants a person to know about what it read.

use crate::base::message::hint;
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
    /// All, the gravest first.
    pub const ALL: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];

    /// The word written to outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }
}

/// One doubt, and its place; two where one thing printed is set against another.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Note {
    /// How much it matters.
    pub severity: Severity,
    /// What it says; the message's key is the note's code.
    pub message: Message,
    /// Where it was printed, when it is about one place.
    pub source: Option<SourceRef>,
    /// What it is set against.
    pub against: Option<Against>,
    /// The row that it is about.
    pub subject: Option<Subject>,
}

/// The other place of a note.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Against {
    /// Id of the document; `None` for that of the note.
    pub document_id: Option<String>,
    /// Where in it.
    pub source: SourceRef,
}

/// A row of one document's tables, by its place among the rows of its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Subject {
    /// An initiative.
    Initiative(usize),
    /// An indicator.
    Indicator(usize),
    /// A rating.
    Rating(usize),
    /// A block.
    Block(usize),
    /// An observation.
    Observation(usize),
}

impl Note {
    /// A note of this severity.
    pub fn new(severity: Severity, message: Message) -> Self {
        Self { severity, message, source: None, against: None, subject: None }
    }

    /// A note about something wrong.
    pub fn error(message: Message) -> Self {
        Self::new(Severity::Error, message)
    }

    /// A note about something doubtful.
    pub fn warning(message: Message) -> Self {
        Self::new(Severity::Warning, message)
    }

    /// A note worth knowing.
    pub fn info(message: Message) -> Self {
        Self::new(Severity::Info, message)
    }

    /// The same note, with its place.
    pub fn at(mut self, source: SourceRef) -> Self {
        self.source = Some(source);
        self
    }

    /// The same note, set against another place of its document.
    pub fn against(mut self, source: SourceRef) -> Self {
        self.against = Some(Against { document_id: None, source });
        self
    }

    /// The same note, set against a place of another document.
    pub fn against_document(mut self, document_id: &str, source: SourceRef) -> Self {
        self.against = Some(Against { document_id: Some(document_id.to_owned()), source });
        self
    }

    /// The same note, with the row that it is about.
    pub fn about(mut self, subject: Subject) -> Self {
        self.subject = Some(subject);
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

    /// What a person can do about it, where there is more to say than the sentence does.
    pub fn hint(&self, language: Language) -> Option<&'static str> {
        hint(self.code(), language)
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
