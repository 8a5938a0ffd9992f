//! What a person corrected in an edition, and the table `corrections`.

use std::collections::BTreeMap;

use super::{Columns, Frame, described};
use crate::base::{SourceRef, Subject};
use crate::indicator::Direction;

/// What a person corrected in an edition. The values themselves stand where they would have been read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Corrected {
    /// The rows that a person touched.
    pub marks: BTreeMap<Subject, Mark>,
    /// Which way indicators should go, by their index.
    pub directions: BTreeMap<usize, Direction>,
}

impl Corrected {
    /// The mark of a row; `None` where it is as read.
    pub fn mark(&self, subject: Subject) -> Option<&Mark> {
        self.marks.get(&subject)
    }
}

/// What a person did to a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Where its value comes from now.
    pub source: ValueSource,
    /// Id of the operation.
    pub correction_id: String,
    /// What a person says instead of what is printed; `None` where the value is as printed, or none.
    pub told: Option<String>,
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueSource {
    /// Read by the program.
    Read,
    /// Read, and found right by a person.
    Confirmed,
    /// Set by a person.
    Corrected,
    /// Read, and taken out by a person: the row stays without a value.
    Excluded,
    /// Read by a person where the program read nothing.
    Added,
}

impl ValueSource {
    /// The word written to outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            ValueSource::Read => "read",
            ValueSource::Confirmed => "confirmed",
            ValueSource::Corrected => "corrected",
            ValueSource::Excluded => "excluded",
            ValueSource::Added => "added",
        }
    }
}

/// A row of the table `corrections`: an operation and what became of it.
#[derive(Debug, Clone, PartialEq, Default)]
#[allow(missing_docs)]
pub struct CorrectionRow {
    pub correction_id: String,
    pub op: &'static str,
    pub outcome: &'static str,
    pub table: &'static str,
    /// The id of the row that it is about.
    pub key: String,
    /// What the row is about, in words.
    pub subject: String,
    pub from: Option<String>,
    pub to: Option<String>,
    /// What was printed when the person looked.
    pub printed: Option<String>,
    /// What is printed now.
    pub printed_now: Option<String>,
    pub reason: Option<String>,
    pub by: Option<String>,
    pub at: String,
    pub fiscal_year: Option<i16>,
    pub against_document_id: Option<String>,
    /// Where the person looked.
    pub against: Option<SourceRef>,
    pub document_id: Option<String>,
    /// Where it stands now.
    pub source: Option<SourceRef>,
    pub prefecture_code: Option<String>,
    pub plan: Option<String>,
}

/// The table `corrections`, in the order given.
pub fn corrections(rows: &[CorrectionRow]) -> Frame {
    Columns::over(rows)
        .text("correction_id", |it| Some(&it.correction_id))
        .text("op", |it| Some(it.op))
        .text("outcome", |it| Some(it.outcome))
        .text("table", |it| Some(it.table))
        .text("key", |it| Some(&it.key))
        .text("subject", |it| Some(&it.subject))
        .text("from", |it| it.from.as_ref())
        .text("to", |it| it.to.as_ref())
        .text("printed", |it| it.printed.as_ref())
        .text("printed_now", |it| it.printed_now.as_ref())
        .text("reason", |it| it.reason.as_ref())
        .text("by", |it| it.by.as_ref())
        .text("at", |it| Some(&it.at))
        .i16("fiscal_year", |it| it.fiscal_year)
        .text("against_document_id", |it| it.against_document_id.as_ref())
        .place_named("against_", |it| it.against)
        .text("document_id", |it| it.document_id.as_ref())
        .place(|it| it.source)
        .text("prefecture_code", |it| it.prefecture_code.as_ref())
        .text("plan", |it| it.plan.as_ref())
        .finish(described("corrections"))
}
