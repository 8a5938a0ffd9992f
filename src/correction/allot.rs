//! Operations -> the plan that follows each: plans are corrected one by one, in whatever order.
//!
//! Comes in: all operations, and what tells whose the documents of each plan are. Goes out: the operations of a plan, and,
//! once all plans followed theirs, what became of every operation.

use std::collections::BTreeMap;

use super::standing::{ordered, standing_of};
use super::{Op, Operation, Outcome, TargetTable, Upshot};
use crate::base::{FiscalYear, Message, Note, Noted};
use crate::dataset::{CorrectionRow, Edition};

/// What tells whether an operation is about a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whose<'a> {
    /// SHA-256 of the file.
    pub document_id: &'a str,
    /// Name of the file, without its folder.
    pub file_name: &'a str,
    /// The 6-digit code of the prefecture or municipality.
    pub area_code: Option<&'a str>,
    /// The plan.
    pub plan: Option<&'a str>,
    /// The year reported on.
    pub fiscal_year: Option<i16>,
}

impl<'a> Whose<'a> {
    /// Of an edition.
    pub fn of(edition: &'a Edition) -> Self {
        let (document, identity) = (&edition.document, &edition.report.identity);
        Whose {
            document_id: &document.document_id,
            file_name: &document.file_name,
            area_code: identity.area_code.as_deref(),
            plan: identity.plan.as_deref(),
            fiscal_year: identity.fiscal_year.map(|it| it.year()),
        }
    }

    /// Whether an operation is about the plan and year of the document, or was made at the sight of it.
    pub(super) fn is_target_of(&self, operation: &Operation) -> bool {
        self.is_of_edition(operation) || self.was_seen(operation)
    }

    fn is_of_edition(&self, operation: &Operation) -> bool {
        let target = &operation.target;
        let of_plan = (self.area_code, self.plan) == (target.area_code.as_deref(), target.plan.as_deref());
        let is_known = target.area_code.is_some() && target.plan.is_some();
        is_known && of_plan && (target.fiscal_year.is_none() || target.fiscal_year == self.fiscal_year)
    }

    fn was_seen(&self, operation: &Operation) -> bool {
        operation.anchor.as_ref().is_some_and(|it| it.document == self.document_id)
    }
}

/// All operations in the order of their making, each with who follows it.
#[derive(Debug, Clone)]
pub struct Allotted<'a> {
    all: Vec<(&'a Operation, Follower)>,
}

/// Who follows an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Follower {
    /// The plan of this index.
    Plan(usize),
    /// None: this is known of it whatever is read.
    Nobody(Outcome),
}

impl<'a> Allotted<'a> {
    /// Gives each operation that counts to one of `plans`, each told by its documents.
    pub fn new(operations: &'a [Operation], plans: &[Vec<Whose>]) -> Self {
        let ordered = ordered(operations);
        let standing = standing_of(&ordered);
        let follower = |(operation, standing): (&'a Operation, Option<Outcome>)| {
            let known = standing.or_else(|| known_outcome(operation)).map(Follower::Nobody);
            (operation, known.unwrap_or_else(|| follower(operation, plans)))
        };
        Allotted { all: ordered.into_iter().zip(standing).map(follower).collect() }
    }

    /// The operations that a plan follows, in the order of their making.
    pub fn of_plan(&self, plan: usize) -> Vec<&'a Operation> {
        self.all.iter().filter(|it| it.1 == Follower::Plan(plan)).map(|it| it.0).collect()
    }

    /// A row for every operation, in the order of their making; `upshots` are those of each plan, in the order of
    /// [`Allotted::of_plan`]. The notes are of no edition: `correction_absent` for each edition that is in no plan.
    ///
    /// # Panics
    /// Where a plan has fewer upshots than operations.
    pub fn rows(&self, upshots: &[&[Upshot]]) -> Noted<Vec<CorrectionRow>> {
        let mut upshots: Vec<_> = upshots.iter().map(|it| it.iter()).collect();
        let mut rows = Vec::new();
        let mut absent: BTreeMap<(String, String), usize> = BTreeMap::new();
        for (operation, follower) in &self.all {
            let upshot = match *follower {
                Follower::Nobody(outcome) => Upshot::nowhere(outcome),
                Follower::Plan(plan) => {
                    upshots.get_mut(plan).and_then(Iterator::next).cloned().expect("a plan follows what it is given")
                }
            };
            if upshot.outcome == Outcome::Absent {
                *absent.entry(edition_of(operation)).or_default() += 1;
            }
            rows.push(row(operation, upshot));
        }

        let note = |((plan, year), count): ((String, String), usize)| {
            Note::warning(Message::new("correction_absent").with("count", count).with("plan", plan).with("year", year))
        };
        Noted { value: rows, notes: absent.into_iter().map(note).collect() }
    }
}

/// What becomes of an operation that no edition changes by; `None` where that depends on what is read.
fn known_outcome(operation: &Operation) -> Option<Outcome> {
    match (operation.op, operation.target.table) {
        (Op::SetDocument, _) => None,
        // The links decide about these when they are made, and the doubts when all are known.
        (Op::Link | Op::Unlink | Op::AnswerNote | Op::Revert, _) => Some(Outcome::Applied),
        (_, TargetTable::Observations | TargetTable::Ratings | TargetTable::Indicators) => None,
        _ => Some(Outcome::Conflict),
    }
}

/// The plan that an operation is about. Where the document that the person saw is in another plan now than its edition, a row
/// is looked for where it was seen, and what holds for all years of an indicator is said of the plan.
fn follower(operation: &Operation, plans: &[Vec<Whose>]) -> Follower {
    let plan_where = |is_it: &dyn Fn(&Whose) -> bool| plans.iter().position(|it| it.iter().any(is_it));
    let seen = || plan_where(&|it| it.was_seen(operation));
    let of_edition = || plan_where(&|it| it.is_of_edition(operation));
    let plan = match operation.op {
        Op::SetDocument => plan_where(&|it| it.file_name == operation.target.key),
        Op::SetDirection | Op::SetUnit => of_edition().or_else(seen),
        _ => seen().or_else(of_edition),
    };
    plan.map_or(Follower::Nobody(Outcome::Absent), Follower::Plan)
}

/// Plan and year of what an operation is about, in words.
fn edition_of(operation: &Operation) -> (String, String) {
    let target = &operation.target;
    let plan = target.plan.clone().unwrap_or_else(|| target.key.clone());
    (plan, target.fiscal_year.and_then(FiscalYear::new).map(FiscalYear::label).unwrap_or_default())
}

fn row(operation: &Operation, upshot: Upshot) -> CorrectionRow {
    let target = &operation.target;
    let anchor = operation.anchor.as_ref();
    CorrectionRow {
        correction_id: operation.id.clone(),
        op: operation.op.as_str(),
        outcome: upshot.outcome.as_str(),
        table: target.table.as_str(),
        key: target.key.clone(),
        subject: target.words(),
        from: operation.from.clone(),
        to: operation.to.clone(),
        printed: anchor.map(|it| it.printed.clone()),
        printed_now: upshot.printed_now,
        reason: operation.reason.clone(),
        by: operation.by.clone(),
        at: operation.at.clone(),
        fiscal_year: target.fiscal_year,
        against_document_id: anchor.map(|it| it.document.clone()),
        against: anchor.map(|it| it.source()),
        document_id: upshot.document_id,
        source: upshot.source,
        prefecture_code: target.area_code.as_ref().and_then(|it| it.get(..2)).map(str::to_owned),
        plan: target.plan.clone(),
    }
}
