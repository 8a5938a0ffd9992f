//! What two editions say of one and the same year: ratings in the columns of earlier years, targets and actuals.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::Pairs;
use super::figures::{direction_of, is_easier};
use super::magnitude::{magnitude_message, suspicious_factor};
use crate::base::{FiscalYear, Message, Note, Subject};
use crate::dataset::Edition;
use crate::indicator::{Direction, Observation, Role};
use crate::report::{Rating, RatingOrigin};

/// Code: `last_year_differs`. The column of an earlier year against that year's own report.
pub(super) fn ratings(earlier: &Edition, later: &Edition, pairs: &Pairs) -> Vec<Note> {
    if earlier.report.identity.scale != later.report.identity.scale {
        return Vec::new();
    }
    let before = listed(earlier);
    let mut notes = Vec::new();
    let of_list = later.report.ratings.iter().enumerate().filter(|(_, it)| is_listed(it));
    for (index, rating) in of_list {
        let partners = pairs.initiatives.iter().filter(|(_, now)| Some(*now) == rating.initiative);
        let same_year: Vec<&Rating> =
            partners.filter_map(|(it, _)| before.get(&(*it, rating.fiscal_year)).copied()).collect();
        let unread = |it: &Rating| it.value.is_none() && it.printed.trim().is_empty();
        if same_year.is_empty() || unread(rating) || same_year.iter().any(|it| it.value == rating.value || unread(it)) {
            continue;
        }
        let message = Message::new("last_year_differs")
            .with("title", later.report.title_of(rating))
            .with("year", rating.fiscal_year.label())
            .with("now", &rating.printed)
            .with("then", &same_year[0].printed)
            .with("file", &earlier.document.file_name);
        let note = Note::warning(message).at(rating.source).about(Subject::Rating(index));
        notes.push(note.against_document(&earlier.document.document_id, same_year[0].source));
    }
    notes
}

/// The ratings of the list by initiative and year.
fn listed(edition: &Edition) -> HashMap<(usize, FiscalYear), &Rating> {
    let listed = edition.report.ratings.iter().filter(|it| is_listed(it));
    listed.filter_map(|it| Some(((it.initiative?, it.fiscal_year), it))).collect()
}

/// Whether a rating stands in the list and is that of an initiative as a whole.
fn is_listed(rating: &Rating) -> bool {
    rating.origin == RatingOrigin::List && rating.indicator.is_none()
}

/// Codes: `digits_transposed`, `magnitude_suspected`, `target_lowered`, `value_restated`. A value of a year that both editions give,
/// and in different figures.
pub(super) fn values(earlier: &Edition, later: &Edition, pairs: &Pairs) -> Vec<Note> {
    let mut notes = Vec::new();
    for (before, now) in &pairs.indicators {
        let (said_before, said_now) = (said(earlier, *before), said(later, *now));
        let mut told = Vec::new();
        for (index, observation) in &said_now {
            let key = (observation.role, observation.fiscal_year);
            let same =
                |it: &&(usize, &Observation)| (it.1.role, it.1.fiscal_year) == key && it.1.unit == observation.unit;
            let then: Vec<&Observation> = said_before.iter().filter(same).map(|it| it.1).collect();
            let now_too = said_now.iter().filter(same).any(|it| then.iter().any(|other| other.value == it.1.value));
            let Some(other) = then.last().filter(|_| !now_too && !told.contains(&key)) else { continue };
            told.push(key);
            let name = &later.measurements.indicators[*now].name;
            let direction = direction_of(&later.measurements, *now);
            if let Some(note) = note(name, direction, [observation, other], earlier) {
                let note = note.at(observation.source).about(Subject::Observation(*index));
                notes.push(note.against_document(&earlier.document.document_id, other.source));
            }
        }
    }
    notes
}

/// The values of an indicator's own area by place among the observations.
fn said(edition: &Edition, indicator: usize) -> Vec<(usize, &Observation)> {
    let observations = edition.measurements.observations.iter().enumerate();
    let of_own = |it: &(usize, &Observation)| {
        let of_year = matches!(it.1.role, Role::Target | Role::Actual) && it.1.fiscal_year.is_some();
        of_year && it.1.indicator == indicator && it.1.value.is_some() && it.1.area.is_none()
    };
    observations.filter(of_own).collect()
}

/// What the later and the earlier edition say differs: how it does decides what is told.
fn note(name: &str, direction: Option<Direction>, [now, then]: [&Observation; 2], earlier: &Edition) -> Option<Note> {
    let (value, before) = (now.value?, then.value?);
    if let Some(factor) = suspicious_factor(value, before) {
        return Some(Note::warning(magnitude_message(name, &now.printed, &then.printed, factor)));
    }
    let eased = is_easier(value, before, direction) == Some(true);
    let (code, doubtful) = if is_transposed(value, before) {
        ("digits_transposed", true)
    } else if now.role == Role::Target && eased {
        ("target_lowered", true)
    } else {
        ("value_restated", false)
    };
    let message = Message::new(code)
        .with("indicator", name)
        .with("year", now.fiscal_year?.label())
        .with("now", &now.printed)
        .with("then", &then.printed)
        .with("file", &earlier.document.file_name);
    Some(if doubtful { Note::warning(message) } else { Note::info(message) })
}

/// Whether two values are one but for two neighbouring digits that changed places.
fn is_transposed(first: Decimal, second: Decimal) -> bool {
    let scale = first.scale().max(second.scale()) as usize;
    let digits = |value: Decimal| format!("{value:.scale$}").into_bytes();
    let (first, second) = (digits(first), digits(second));
    if first.len() != second.len() {
        return false;
    }
    let places: Vec<usize> = (0..first.len()).filter(|it| first[*it] != second[*it]).collect();
    let swapped = |a: usize, b: usize| first[a] == second[b] && first[b] == second[a];
    // A point may stand between the two.
    matches!(places[..], [a, b] if swapped(a, b) && (b == a + 1 || b == a + 2 && first[a + 1] == b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(first: &str, second: &str, expected: bool) {
        let value = |text: &str| text.parse().expect("a decimal");
        assert_eq!(is_transposed(value(first), value(second)), expected);
    }

    #[test]
    fn neighbouring_digits_that_changed_places() {
        check("62.4", "64.2", true);
        check("78.1", "87.1", true);
        check("1066", "1606", true);
        check("62", "26.0", true);
    }

    #[test]
    fn other_differences() {
        check("62.4", "62.4", false);
        check("1066", "1660", false);
        check("62.4", "63.4", false);
        check("624", "62.4", false);
    }
}
