//! What an operation is about, in the editions as they are read now.
//!
//! First by id, which stays when the PDF is replaced; then by the box on the page, which stays when the same PDF is read by another
//! version of the program; then by the words. What is found must still say what the person saw.

use rust_decimal::Decimal;

use super::{Anchor, Operation, Outcome, Target, TargetTable, Whose};
use crate::base::{SourceRef, Subject};
use crate::dataset::{Edition, ItemIds};
use crate::text::fold;

/// Of the smaller of two boxes this share must lie in the other for them to be one place. Two readings of one number differ by its
/// label or unit; neighbouring cells share nothing.
const SAME_PLACE: f64 = 0.5;

/// A value or rating of an edition.
pub(super) struct Item<'a> {
    /// Index of the edition.
    pub edition: usize,
    pub subject: Subject,
    id: &'a str,
    pub printed: &'a str,
    /// As an operation writes it; empty for no value.
    pub value: String,
    pub source: SourceRef,
    initiative: Option<&'a str>,
    indicator: Option<&'a str>,
    part: Option<&'a str>,
    year: Option<i16>,
    role: &'a str,
}

/// The editions that a target is about: of its plan and year, or read from the very file.
pub(super) fn editions_of(editions: &[Edition], operation: &Operation) -> Vec<usize> {
    (0..editions.len()).filter(|it| Whose::of(&editions[*it]).is_target_of(operation)).collect()
}

/// The values or ratings of an edition.
pub(super) fn items<'a>(index: usize, edition: &'a Edition, ids: &'a ItemIds, table: TargetTable) -> Vec<Item<'a>> {
    match table {
        TargetTable::Observations => observations(index, edition, ids),
        TargetTable::Ratings => ratings(index, edition, ids),
        _ => Vec::new(),
    }
}

fn observations<'a>(edition_index: usize, edition: &'a Edition, ids: &'a ItemIds) -> Vec<Item<'a>> {
    let item = |(index, (it, id)): (usize, (&'a crate::indicator::Observation, &'a String))| {
        let indicator = edition.measurements.indicators.get(it.indicator);
        Item {
            edition: edition_index,
            subject: Subject::Observation(index),
            id,
            printed: &it.printed,
            value: it.value.map(|it| it.normalize().to_string()).unwrap_or_default(),
            source: it.source,
            initiative: indicator.and_then(|it| title(edition, it.initiative)),
            indicator: indicator.map(|it| it.name.as_str()),
            part: indicator.and_then(|it| it.part.as_deref()),
            year: it.fiscal_year.map(|it| it.year()),
            role: it.role.as_str(),
        }
    };
    edition.measurements.observations.iter().zip(&ids.observations).enumerate().map(item).collect()
}

fn ratings<'a>(edition_index: usize, edition: &'a Edition, ids: &'a ItemIds) -> Vec<Item<'a>> {
    let measurements = &edition.measurements;
    let item = |(index, (it, id)): (usize, (&'a crate::report::Rating, &'a String))| {
        let row = it.indicator.and_then(|it| measurements.indicator_of_row.get(it));
        let indicator = row.and_then(|it| measurements.indicators.get(*it));
        Item {
            edition: edition_index,
            subject: Subject::Rating(index),
            id,
            printed: &it.printed,
            value: it.value.clone().unwrap_or_default(),
            source: it.source,
            initiative: title(edition, it.initiative),
            indicator: indicator.map(|it| it.name.as_str()),
            part: indicator.and_then(|it| it.part.as_deref()),
            year: Some(it.fiscal_year.year()),
            role: it.origin.as_str(),
        }
    };
    edition.report.ratings.iter().zip(&ids.ratings).enumerate().map(item).collect()
}

fn title(edition: &Edition, initiative: Option<usize>) -> Option<&str> {
    edition.report.initiatives.get(initiative?).map(|it| it.title.as_str())
}

/// What was found for an operation.
pub(super) enum Found {
    /// A row, at this place among the items, and what is to become of the operation.
    Item(usize, Outcome),
    /// None.
    Gone,
}

/// The item that an operation is about, and whether it still says what the person saw.
pub(super) fn find(items: &[Item], editions: &[Edition], operation: &Operation) -> Found {
    let judged = |place: &usize| {
        let item = &items[*place];
        judge(item, &editions[item.edition].document.document_id, operation)
    };
    let by_key = (0..items.len()).find(|it| items[*it].id == operation.target.key);
    if let Some((place, outcome)) = by_key.and_then(|it| Some((it, judged(&it)?))) {
        return Found::Item(place, outcome);
    }

    let anchor = operation.anchor.as_ref();
    let lies_there = |it: &usize| anchor.is_some_and(|anchor| is_there(&items[*it], editions, anchor));
    let by_place: Vec<usize> = (0..items.len()).filter(lies_there).collect();
    let by_words: Vec<usize> = (0..items.len()).filter(|it| is_named(&items[*it], &operation.target)).collect();
    for places in [by_place, by_words] {
        let fitting: Vec<(usize, Outcome)> = places.iter().filter_map(|it| Some((*it, judged(it)?))).collect();
        if let [(place, outcome)] = fitting[..] {
            return Found::Item(place, outcome);
        }
    }
    by_key.map_or(Found::Gone, |it| Found::Item(it, Outcome::Conflict))
}

/// What becomes of an operation about this item; `None` where something else is printed.
fn judge(item: &Item, document_id: &str, operation: &Operation) -> Option<Outcome> {
    let anchor = operation.anchor.as_ref()?;
    let is_here = anchor.document == document_id && is_one_place(item.source, anchor.source());
    let is_set_already = operation.to.as_deref().is_some_and(|to| is_same_value(to, &item.value));
    if is_set_already {
        return Some(Outcome::NotNeeded);
    }
    if is_here {
        return Some(Outcome::Applied);
    }
    (fold(item.printed) == fold(&anchor.printed)).then_some(Outcome::Moved)
}

/// Whether two values as operations write them are one; a dash is no rating.
pub(super) fn is_same_value(first: &str, second: &str) -> bool {
    let number = |text: &str| text.parse::<Decimal>().ok();
    let plain = |text: &str| if text == "-" { String::new() } else { text.to_owned() };
    match (number(first), number(second)) {
        (Some(first), Some(second)) => first == second,
        _ => plain(first) == plain(second),
    }
}

fn is_there(item: &Item, editions: &[Edition], anchor: &Anchor) -> bool {
    editions[item.edition].document.document_id == anchor.document && is_one_place(item.source, anchor.source())
}

fn is_one_place(first: SourceRef, second: SourceRef) -> bool {
    let shared = first.bbox.intersection(&second.bbox).map_or(0.0, |it| it.area());
    first.page == second.page && shared > SAME_PLACE * first.bbox.area().min(second.bbox.area())
}

fn is_named(item: &Item, target: &Target) -> bool {
    let same = |here: Option<&str>, asked: &Option<String>| here.map(fold) == asked.as_deref().map(fold);
    same(item.initiative, &target.initiative)
        && same(item.indicator, &target.indicator)
        && same(item.part, &target.part)
        && item.year == target.year
        && target.role.as_deref() == Some(item.role)
}

/// The indicator that a target names in an edition: by its id, else by its words where only one bears them.
pub(super) fn indicator_of(edition: &Edition, target: &Target) -> Option<usize> {
    let indicators = &edition.measurements.indicators;
    if let Some(place) = indicators.iter().position(|it| it.id == target.key) {
        return Some(place);
    }
    let same = |here: Option<&str>, asked: &Option<String>| here.map(fold) == asked.as_deref().map(fold);
    let mut named = (0..indicators.len()).filter(|it| {
        let indicator = &indicators[*it];
        same(title(edition, indicator.initiative), &target.initiative)
            && same(Some(&indicator.name), &target.indicator)
            && same(indicator.part.as_deref(), &target.part)
    });
    let only = named.next()?;
    named.next().is_none().then_some(only)
}

/// The initiative that a target names in an edition.
pub(super) fn initiative_of(edition: &Edition, target: &Target) -> Option<usize> {
    let initiatives = &edition.report.initiatives;
    let by_key = initiatives.iter().position(|it| it.id == target.key);
    let title = target.initiative.as_deref().map(fold)?;
    by_key.or_else(|| initiatives.iter().position(|it| fold(&it.title) == title))
}
