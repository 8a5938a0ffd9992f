//! What people corrected: operations, one a line, and what becomes of them when documents are read again.
//!
//! Comes in: the lines of `input/corrections/*.jsonl` and the [`crate::dataset::Edition`]s as read. Goes out: the editions as people
//! corrected them, and a row for every operation that says what became of it. Deliberately knows no file and no table of a run.

mod allot;
mod apply;
mod find;
mod operation;
mod replay;
mod standing;

#[cfg(test)]
mod tests;

pub use allot::{Allotted, Whose};
pub use operation::{
    Anchor, Named, Op, Operation, OperationError, Target, TargetTable, is_whole_line, parse_operations,
};
pub use replay::{answer, follow, replay};
pub use standing::{is_standing, ordered, standing_of};

use crate::base::SourceRef;

/// What a person can answer to a doubt: it is so, it was mended elsewhere, it does not matter.
pub const NOTE_ANSWERS: [&str; 3] = ["confirmed", "fixed", "ignored"];

/// What became of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Outcome {
    /// Followed, where the person looked.
    Applied,
    /// Followed in another place: of another PDF, or of another reading of it.
    Moved,
    /// The program reads now what the person set, or the doubt is gone.
    NotNeeded,
    /// Something else is printed now: not followed.
    Conflict,
    /// No document of its edition was built.
    Absent,
    /// A later operation about the same thing counts.
    Overruled,
    /// A later operation took it back.
    Reverted,
}

impl Outcome {
    /// The word written to outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Applied => "applied",
            Outcome::Moved => "moved",
            Outcome::NotNeeded => "not_needed",
            Outcome::Conflict => "conflict",
            Outcome::Absent => "absent",
            Outcome::Overruled => "overruled",
            Outcome::Reverted => "reverted",
        }
    }
}

/// What became of an operation, and where.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Upshot {
    /// What became of it.
    pub outcome: Outcome,
    /// The document in which it was followed, or was not; `None` where it is about none that was read.
    pub document_id: Option<String>,
    /// Where the row stands now.
    pub source: Option<SourceRef>,
    /// What is printed there.
    pub printed_now: Option<String>,
}

impl Upshot {
    fn nowhere(outcome: Outcome) -> Self {
        Upshot { outcome, document_id: None, source: None, printed_now: None }
    }
}
