//! Operations -> editions as people corrected them. Pure: the same editions and operations give the same, whatever was done before.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::find::{Found, Item, editions_of, find, indicator_of, initiative_of, is_same_value, items};
use super::standing::{ordered, standing_of};
use super::{Allotted, NOTE_ANSWERS, Op, Operation, Outcome, TargetTable, Upshot, Whose, apply};
use crate::base::{FiscalYear, Message, Note, Noted, Subject};
use crate::dataset::{CorrectionRow, Edition, Frames, ItemIds, check, corrections, item_ids, swap_told};
use crate::report;

/// Follows the operations; gives a row for each in the order of their making. No operation stops another.
///
/// The editions are as [`follow`] leaves them, the notes as [`Allotted::rows`] gives them. Without operations nothing changes.
pub fn replay(editions: &mut [Edition], operations: &[Operation]) -> Noted<Vec<CorrectionRow>> {
    let documents = editions.iter().map(Whose::of).collect();
    let allotted = Allotted::new(operations, &[documents]);
    let upshots = follow(editions, &allotted.of_plan(0));
    allotted.rows(&[&upshots])
}

/// Follows operations that count and are about these editions, in the order given; gives what became of each.
///
/// An edition gets the error `correction_conflict` for one that is not followed since something else is printed now, and
/// `correction_gone` where nothing is found. What [`check::document`] finds is found anew in editions that changed.
pub fn follow(editions: &mut [Edition], operations: &[&Operation]) -> Vec<Upshot> {
    if operations.is_empty() {
        return Vec::new();
    }
    let ids = item_ids(editions);
    let mut replay = Replay { editions, ids, found_before: BTreeMap::new() };

    // The place is told before another operation comes to it.
    let mut upshot = |operation: &&Operation| {
        let followed = replay.follow(operation);
        replay.upshot(&followed)
    };
    let upshots = operations.iter().map(&mut upshot).collect();

    replay.check_anew();
    upshots
}

/// What became of an operation, and where.
struct Followed {
    outcome: Outcome,
    /// Index of the edition, and the row.
    place: Option<(usize, Option<Subject>)>,
}

impl Followed {
    fn nowhere(outcome: Outcome) -> Self {
        Followed { outcome, place: None }
    }
}

struct Replay<'a> {
    editions: &'a mut [Edition],
    /// Of what was read, before anything was added.
    ids: Vec<ItemIds>,
    /// What the checks found in editions before they changed.
    found_before: BTreeMap<usize, Vec<Note>>,
}

impl Replay<'_> {
    fn follow(&mut self, operation: &Operation) -> Followed {
        match operation.op {
            Op::SetDocument => self.of_document(operation),
            _ => self.in_edition(operation),
        }
    }

    /// Facts of a document were taken before it was read; a file that is not there needs none.
    fn of_document(&self, operation: &Operation) -> Followed {
        let place = self.editions.iter().position(|it| it.document.file_name == operation.target.key);
        let outcome = if place.is_some() { Outcome::Applied } else { Outcome::Absent };
        Followed { outcome, place: place.map(|it| (it, None)) }
    }

    fn in_edition(&mut self, operation: &Operation) -> Followed {
        let candidates = editions_of(self.editions, operation);
        let Some(first) = candidates.first().copied() else { return Followed::nowhere(Outcome::Absent) };

        let followed = match (operation.op, operation.target.table) {
            (Op::SetDirection | Op::SetUnit, _) => self.of_indicator(&candidates, operation),
            (Op::Add, TargetTable::Ratings) => self.add_rating(&candidates, operation),
            (Op::Add, _) => self.add_value(&candidates, operation),
            _ => self.of_value(&candidates, operation),
        };
        followed.unwrap_or_else(|| {
            let gone = self.note("correction_gone", operation, None);
            self.editions[first].notes.push(gone);
            Followed { outcome: Outcome::Conflict, place: Some((first, None)) }
        })
    }

    fn of_value(&mut self, candidates: &[usize], operation: &Operation) -> Option<Followed> {
        let all = |it: &usize| items(*it, &self.editions[*it], &self.ids[*it], operation.target.table);
        let items: Vec<Item> = candidates.iter().flat_map(all).collect();
        let Found::Item(place, outcome) = find(&items, self.editions, operation) else { return None };
        let (edition, subject) = (items[place].edition, items[place].subject);

        match outcome {
            Outcome::Conflict => self.conflict(edition, subject, operation),
            Outcome::Applied | Outcome::Moved => {
                self.remember(edition);
                apply::to_value(&mut self.editions[edition], subject, operation);
            }
            _ => {}
        }
        Some(Followed { outcome, place: Some((edition, Some(subject))) })
    }

    fn of_indicator(&mut self, candidates: &[usize], operation: &Operation) -> Option<Followed> {
        let mut first = None;
        for edition in candidates.iter().copied() {
            let Some(indicator) = indicator_of(&self.editions[edition], &operation.target) else { continue };
            self.remember(edition);
            apply::to_indicator(&mut self.editions[edition], indicator, operation);
            first.get_or_insert((edition, Some(Subject::Indicator(indicator))));
        }
        first.map(|it| Followed { outcome: Outcome::Applied, place: Some(it) })
    }

    fn add_value(&mut self, candidates: &[usize], operation: &Operation) -> Option<Followed> {
        let found = |it: &usize| Some((*it, indicator_of(&self.editions[*it], &operation.target)?));
        let (edition, indicator) = candidates.iter().find_map(found)?;
        let role = apply::role(operation.target.role.as_deref())?;

        // What was not read then may be read now.
        let read = self.editions[edition].measurements.observations.iter().position(|it| {
            let year = it.fiscal_year.map(|it| it.year());
            it.indicator == indicator && it.role == role && year == operation.target.year && it.area.is_none()
        });
        if let Some(index) = read {
            let value = self.editions[edition].measurements.observations[index].value;
            let value = value.map(|it| it.to_string()).unwrap_or_default();
            return Some(self.read_now(edition, Subject::Observation(index), &value, operation));
        }
        self.remember(edition);
        apply::add_value(&mut self.editions[edition], indicator, role, operation);
        Some(self.added(edition, operation))
    }

    fn add_rating(&mut self, candidates: &[usize], operation: &Operation) -> Option<Followed> {
        let found = |it: &usize| Some((*it, initiative_of(&self.editions[*it], &operation.target)?));
        let (edition, initiative) = candidates.iter().find_map(found)?;
        let year = operation.target.year.and_then(FiscalYear::new)?;

        let read = self.editions[edition].report.ratings.iter().position(|it| {
            let is_own = it.initiative == Some(initiative) && it.indicator.is_none() && it.evaluator.is_none();
            is_own && it.fiscal_year == year && it.axis.is_none() && it.origin == apply::origin(operation)
        });
        if let Some(index) = read {
            let value = self.editions[edition].report.ratings[index].value.clone().unwrap_or_default();
            return Some(self.read_now(edition, Subject::Rating(index), &value, operation));
        }
        self.remember(edition);
        apply::add_rating(&mut self.editions[edition], initiative, year, operation);
        Some(self.added(edition, operation))
    }

    /// What was to be added is there: either the same, or something else.
    fn read_now(&mut self, edition: usize, subject: Subject, value: &str, operation: &Operation) -> Followed {
        let is_same = is_same_value(operation.to.as_deref().unwrap_or_default(), value);
        if !is_same {
            self.conflict(edition, subject, operation);
        }
        let outcome = if is_same { Outcome::NotNeeded } else { Outcome::Conflict };
        Followed { outcome, place: Some((edition, Some(subject))) }
    }

    fn added(&self, edition: usize, operation: &Operation) -> Followed {
        let document_id = &self.editions[edition].document.document_id;
        let is_here = operation.anchor.as_ref().is_some_and(|it| it.document == *document_id);
        let outcome = if is_here { Outcome::Applied } else { Outcome::Moved };
        Followed { outcome, place: Some((edition, None)) }
    }

    fn conflict(&mut self, edition: usize, subject: Subject, operation: &Operation) {
        let note = self.note("correction_conflict", operation, Some((edition, subject))).about(subject);
        self.editions[edition].notes.push(note);
    }

    /// The note of an operation that is not followed, with both places.
    fn note(&self, key: &'static str, operation: &Operation, place: Option<(usize, Subject)>) -> Note {
        let now = place.and_then(|(edition, subject)| apply::place_of(&self.editions[edition], subject));
        let printed = operation.anchor.as_ref().map(|it| it.printed.as_str()).unwrap_or_default();
        let printed_now = now.as_ref().map(|it| it.1.as_str());
        let message = Message::new(key)
            .with("id", &operation.id)
            .with("subject", operation.target.words())
            .with("to", operation.to.as_deref().unwrap_or(operation.op.as_str()))
            .with("printed", printed);
        let mut note = Note::error(match printed_now {
            Some(now) => message.with("now", now),
            None => message,
        });
        note.source = now.map(|it| it.0);
        match &operation.anchor {
            Some(anchor) => note.against_document(&anchor.document, anchor.source()),
            None => note,
        }
    }

    /// Keeps what the checks find in an edition before it changes.
    fn remember(&mut self, edition: usize) {
        let it = &self.editions[edition];
        self.found_before.entry(edition).or_insert_with(|| check::document(&it.report, &it.measurements));
    }

    /// In editions that changed the report's totals are counted and the checks are made again.
    fn check_anew(&mut self) {
        for (index, before) in &self.found_before {
            let edition = &mut self.editions[*index];
            report::recount(&mut edition.report);
            swap_told(edition);
            let after = check::document(&edition.report, &edition.measurements);
            swap_told(edition);
            edition.notes.retain(|it| !before.contains(it) || after.contains(it));
            edition.notes.extend(after.into_iter().filter(|it| !before.contains(it)));
        }
    }

    fn upshot(&self, followed: &Followed) -> Upshot {
        let edition = followed.place.map(|(edition, _)| &self.editions[edition]);
        let now = followed.place.and_then(|(edition, subject)| apply::place_of(&self.editions[edition], subject?));
        let (source, printed_now) = now.unzip();
        let document_id = edition.map(|it| it.document.document_id.clone());
        Upshot { outcome: followed.outcome, document_id, source, printed_now }
    }
}

/// Writes what people answered into the table `notes` and what became of all operations into `corrections`; an answer to a doubt that is
/// gone is not needed any more.
pub fn answer(frames: &mut Frames, operations: &[Operation], mut rows: Vec<CorrectionRow>) {
    let ordered = ordered(operations);
    let standing = standing_of(&ordered);
    let counts = |(it, standing): &(&Operation, Option<Outcome>)| it.op == Op::AnswerNote && standing.is_none();
    let counting = ordered.into_iter().zip(standing).filter(counts).map(|it| it.0);
    let answers: HashMap<&str, &str> =
        counting.filter_map(|it| Some((it.target.key.as_str(), it.to.as_deref()?))).collect();

    if let Some(notes) = frames.get("notes").filter(|_| !answers.is_empty()) {
        let ids = notes.text("note_id").clone();
        let known: HashSet<&str> = ids.iter().flatten().collect();
        let is_gone = |it: &&mut CorrectionRow| {
            let is_followed = it.op == Op::AnswerNote.as_str() && it.outcome == Outcome::Applied.as_str();
            is_followed && !known.contains(it.key.as_str())
        };
        rows.iter_mut().filter(is_gone).for_each(|it| it.outcome = Outcome::NotNeeded.as_str());

        let status = |row: usize| {
            let answer = answers.get(ids.get(row)?)?;
            NOTE_ANSWERS.into_iter().find(|it| it == answer)
        };
        let answered = notes.with_texts("status", |row, open| status(row).or(open));
        frames.insert(answered);
    }
    frames.insert(corrections(&rows));
}
