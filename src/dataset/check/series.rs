//! An edition's own year against that of the edition before: what does not go on as it began.

use super::Pairs;
use super::figures::{Figures, figures, is_easier};
use super::magnitude::{magnitude_message, suspicious_factor};
use crate::base::{Message, Note, Subject};
use crate::dataset::Edition;
use crate::indicator::{Indicator, Observation};

/// Codes: `basis_changed`, `as_of_drifts`, `cumulative_falls`, `magnitude_suspected`, `target_below_last_year`.
pub(super) fn check(earlier: &Edition, later: &Edition, pairs: &Pairs) -> Vec<Note> {
    let years = (earlier.report.identity.fiscal_year, later.report.identity.fiscal_year);
    let (Some(before), Some(now)) = years else { return Vec::new() };
    let (first, second) = (figures(&earlier.measurements, before), figures(&later.measurements, now));
    let mut notes = Vec::new();
    for (before, now) in &pairs.indicators {
        let of = |indicators: &[Indicator], index: usize, figures: &[Figures]| {
            figures.iter().position(|it| std::ptr::eq(it.indicator, &indicators[index]))
        };
        let then = of(&earlier.measurements.indicators, *before, &first).map(|it| &first[it]);
        let this = of(&later.measurements.indicators, *now, &second).map(|it| &second[it]);
        if let Some((then, this)) = then.zip(this) {
            notes.extend(compare(then, this, earlier));
        }
    }
    notes
}

/// Two years of one indicator. Where its basis changed, its values are not to be compared.
fn compare(then: &Figures, this: &Figures, earlier: &Edition) -> Vec<Note> {
    let name = &this.indicator.name;
    let place = |note: Note, now: (usize, &Observation), before: &Observation| {
        let note = note.at(now.1.source).about(Subject::Observation(now.0));
        note.against_document(&earlier.document.document_id, before.source)
    };
    let message = |code: &'static str, before: &Observation, now: &Observation| {
        let message =
            Message::new(code).with("indicator", name).with("now", &now.printed).with("then", &before.printed);
        message.with("file", &earlier.document.file_name)
    };
    let ((_, target_before), (_, actual_before)) = (then.target, then.actual);
    let ((_, target), (_, actual)) = (this.target, this.actual);
    if basis(actual_before) != basis(actual) {
        let message = message("basis_changed", actual_before, actual)
            .with("basis_now", basis_text(actual))
            .with("basis_then", basis_text(actual_before));
        return vec![place(Note::warning(message), this.actual, actual_before)];
    }
    let mut notes = Vec::new();
    if let Some((now, before)) = month(actual).zip(month(actual_before)).filter(|(now, before)| now != before) {
        let message = message("as_of_drifts", actual_before, actual).with("month_now", now).with("month_then", before);
        notes.push(place(Note::warning(message), this.actual, actual_before));
    }
    let (Some(value), Some(value_before)) = (actual.value, actual_before.value) else { return notes };
    if let Some(factor) = suspicious_factor(value, value_before) {
        let message = magnitude_message(name, &actual.printed, &actual_before.printed, factor);
        notes.push(place(Note::warning(message), this.actual, actual_before));
    } else if actual.cumulative && value < value_before {
        let message = message("cumulative_falls", actual_before, actual);
        notes.push(place(Note::warning(message), this.actual, actual_before));
    }
    notes.extend(lower_target(this, target_before).then(|| {
        let year = target.fiscal_year.map(|it| it.label()).unwrap_or_default();
        let message = message("target_below_last_year", target_before, target).with("year", year);
        place(Note::info(message), this.target, target_before)
    }));
    notes
}

/// Whether the target asks for less than that of the year before.
fn lower_target(this: &Figures, before: &Observation) -> bool {
    let values = this.target.1.value.zip(before.value);
    values.and_then(|(now, before)| is_easier(now, before, this.direction)) == Some(true)
}

/// What makes the values of two years comparable: the unit, and whether they are summed up or counted in the same way.
fn basis(observation: &Observation) -> (Option<&str>, bool, Option<&str>) {
    (observation.unit.as_deref(), observation.cumulative, observation.count_mode.as_deref())
}

/// The basis in the letters of the data: `case`, `case cumulative`, `person gross`.
fn basis_text(observation: &Observation) -> String {
    let (unit, cumulative, count_mode) = basis(observation);
    let words = [unit, cumulative.then_some("cumulative"), count_mode];
    words.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The month of an as-of date (`03`); `None` where only the year is printed.
fn month(observation: &Observation) -> Option<&str> {
    observation.as_of.as_deref()?.split('-').nth(1)
}
