//! An operation as it stands in a line of JSON.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::NOTE_ANSWERS;
use crate::base::{Message, Rect, SourceRef};
use crate::report::{IdOf, short_id};

/// What a person decided about one row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// Its id, which `revert` names.
    pub id: String,
    /// When it was made: an instant of UTC in ISO form, so that texts sort as times do.
    pub at: String,
    /// Who made it, as they say themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// What it does.
    pub op: Op,
    /// What it is about.
    pub target: Target,
    /// Where the person looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor: Option<Anchor>,
    /// What was read then; empty for no value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What it is to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    /// Sets a value or rating.
    Set,
    /// Says that a value or rating is right.
    Confirm,
    /// Takes a value or rating out.
    Exclude,
    /// Adds a value or rating that was not read.
    Add,
    /// Leaves it for later; changes nothing.
    Later,
    /// Says which way an indicator should go: `up` or `down`.
    SetDirection,
    /// Says what an indicator is measured in: a unit id.
    SetUnit,
    /// Says what a document is: its `fiscal_year`, `prefecture`, `plan`, `source_url` or `published_on`.
    SetDocument,
    /// Says that two initiatives of two editions belong together.
    Link,
    /// Says that they do not.
    Unlink,
    /// Answers a doubt: `confirmed`, `fixed` or `ignored`.
    AnswerNote,
    /// Takes the operation back that its key names.
    Revert,
}

impl Op {
    /// The word written to outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Op::Set => "set",
            Op::Confirm => "confirm",
            Op::Exclude => "exclude",
            Op::Add => "add",
            Op::Later => "later",
            Op::SetDirection => "set_direction",
            Op::SetUnit => "set_unit",
            Op::SetDocument => "set_document",
            Op::Link => "link",
            Op::Unlink => "unlink",
            Op::AnswerNote => "answer_note",
            Op::Revert => "revert",
        }
    }
}

/// The table of the row that an operation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum TargetTable {
    Observations,
    Ratings,
    Indicators,
    Notes,
    Documents,
    InitiativeLinks,
    Corrections,
}

impl TargetTable {
    /// The name of the table in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            TargetTable::Observations => "observations",
            TargetTable::Ratings => "ratings",
            TargetTable::Indicators => "indicators",
            TargetTable::Notes => "notes",
            TargetTable::Documents => "documents",
            TargetTable::InitiativeLinks => "initiative_links",
            TargetTable::Corrections => "corrections",
        }
    }
}

/// What an operation is about: by its id, and by the words that find it again where another reading gives other ids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Target {
    pub table: TargetTable,
    /// Id of the row; of an added value that of its indicator, of an added rating that of its initiative, of a document its file name.
    #[serde(default)]
    pub key: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// The year that the document reports on; `None` for every edition of the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fiscal_year: Option<i16>,
    /// Title of the initiative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initiative: Option<String>,
    /// Name of the indicator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indicator: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// The year that the value or rating is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i16>,
    /// Role of a value, origin of a rating.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// What `set_document` sets; the code of a doubt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The two initiatives of `link` and `unlink`, the earlier one first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pair: Option<[Named; 2]>,
}

impl Target {
    /// A target of which only the table and the key are known.
    pub fn new(table: TargetTable, key: impl Into<String>) -> Self {
        let key = key.into();
        let (area_code, plan, fiscal_year, initiative, indicator) = (None, None, None, None, None);
        let (part, year, role, field, pair) = (None, None, None, None, None);
        Target { table, key, area_code, plan, fiscal_year, initiative, indicator, part, year, role, field, pair }
    }

    /// What it is about, in words: initiative, indicator, part, year and role.
    pub fn words(&self) -> String {
        let year = self.year.map(|it| it.to_string());
        let texts = [&self.initiative, &self.indicator, &self.part, &year, &self.role, &self.field];
        let named = |it: &Named| format!("{} {}", it.fiscal_year, it.title.as_deref().unwrap_or_default());
        let pair = self.pair.iter().flatten().map(named);
        texts.into_iter().flatten().cloned().chain(pair).collect::<Vec<_>>().join(" / ")
    }
}

/// An initiative of an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Named {
    pub fiscal_year: i16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// Where the person looked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    /// SHA-256 of the document.
    pub document: String,
    /// Page, from 1.
    pub page: u32,
    /// Box on it, in points from the top left.
    pub bbox: [f64; 4],
    /// What was printed there.
    #[serde(default)]
    pub printed: String,
}

impl Anchor {
    /// The place.
    pub fn source(&self) -> SourceRef {
        let [x0, y0, x1, y1] = self.bbox;
        SourceRef::new(self.page, Rect::new(x0, y0, x1, y1))
    }
}

/// A line that is no operation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message().text(crate::base::Language::English))]
pub struct OperationError {
    file: String,
    line: usize,
    detail: String,
}

impl OperationError {
    /// The sentence for people.
    pub fn message(&self) -> Message {
        let message = Message::new("correction_malformed").with("file", &self.file).with("line", self.line);
        message.with("detail", &self.detail)
    }
}

impl Operation {
    /// An operation of this instant. `salt` tells apart what is made at once: whatever differs from call to call.
    pub fn new(op: Op, target: Target, at: String, salt: &str) -> Self {
        let id = short_id(IdOf::Correction, &[&at, op.as_str(), target.table.as_str(), &target.key, salt]);
        Operation { id, at, by: None, op, target, anchor: None, from: None, to: None, reason: None }
    }

    /// Its line, with the line end.
    pub fn line(&self) -> String {
        serde_json::to_string(self).expect("texts and numbers are always JSON") + "\n"
    }

    /// Whether it would do the same as another one.
    pub fn says_the_same(&self, other: &Operation) -> bool {
        (self.op, &self.target, &self.to) == (other.op, &other.target, &other.to)
    }

    /// What keeps it from being followed, whatever is printed.
    pub fn fault(&self) -> Option<String> {
        let to = self.to.as_deref();
        let fits = match (self.op, self.target.table) {
            (Op::Set | Op::Add, TargetTable::Observations) => to.is_some_and(|it| it.parse::<Decimal>().is_ok()),
            (Op::Set | Op::Add, TargetTable::Ratings) => to.is_some_and(|it| !it.is_empty()),
            (Op::Confirm | Op::Exclude | Op::Later, TargetTable::Observations | TargetTable::Ratings) => to.is_none(),
            (Op::SetDirection, TargetTable::Indicators) => matches!(to, Some("up" | "down")),
            (Op::SetUnit, TargetTable::Indicators) => to.is_some_and(|it| !it.is_empty()),
            (Op::SetDocument, TargetTable::Documents) => to.is_some() && self.target.field.is_some(),
            (Op::Link | Op::Unlink, TargetTable::InitiativeLinks) => self.target.pair.is_some(),
            (Op::AnswerNote, TargetTable::Notes) => to.is_some_and(|it| NOTE_ANSWERS.contains(&it)),
            (Op::Revert, TargetTable::Corrections) => to.is_none(),
            _ => false,
        };
        let table = self.target.table.as_str();
        (!fits).then(|| format!("op = {}, target.table = {table}, to = {}", self.op.as_str(), to.unwrap_or("null")))
    }
}

/// Whether a line is whole: the last one of a file may have been cut off by a kill while it was written.
pub fn is_whole_line(line: &str) -> bool {
    serde_json::from_str::<Operation>(line).is_ok()
}

/// The operations of a file, in the order written; `file` is its name in messages. A last line without an end that is no operation was
/// never saved whole and is left out.
///
/// # Errors
/// Any other line that is no operation.
pub fn parse_operations(file: &str, source: &str) -> Result<Vec<Operation>, OperationError> {
    let mut operations = Vec::new();
    for (index, line) in source.split_inclusive('\n').enumerate().filter(|(_, it)| !it.trim().is_empty()) {
        let is_cut_off = !line.ends_with('\n') && !is_whole_line(line);
        if is_cut_off {
            continue;
        }
        let wrong = |detail: String| OperationError { file: file.to_owned(), line: index + 1, detail };
        let operation: Operation = serde_json::from_str(line).map_err(|error| wrong(error.to_string()))?;
        if let Some(fault) = operation.fault() {
            return Err(wrong(fault));
        }
        operations.push(operation);
    }
    Ok(operations)
}
