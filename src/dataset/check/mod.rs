//! What reports contradict, in themselves and from edition to edition: one topic a file.
//!
//! Comes in: the [`Report`] and [`Measurements`] of a document, or the [`Edition`]s of a plan. Goes out: [`Note`]s, each with its
//! place, the place that it is set against, and the row that it is about; what to do about each code stands in the hints of the
//! message catalogue. Deliberately corrects nothing.

mod achievements;
mod dates;
mod figures;
mod magnitude;
mod origins;
mod pairs;
mod restated;
mod rows;
mod series;
mod shares;
mod totals;

pub use pairs::Pairs;

use super::Edition;
use crate::base::Note;
use crate::indicator::Measurements;
use crate::report::Report;

/// The codes of all findings, in the order of `docs/checks.md`; `rating_against_threshold` is told where ratings are read, for only
/// there the thresholds that a report prints are known.
pub const CODES: [&str; 29] = [
    "total_disagrees",
    "share_disagrees",
    "totals_do_not_add_up",
    "shares_do_not_add_up",
    "number_missing",
    "number_repeated",
    "title_repeated",
    "row_repeated",
    "section_interrupted",
    "rating_missing",
    "origins_disagree",
    "title_differs",
    "section_differs",
    "section_contradicted",
    "rating_against_threshold",
    "rating_contradicts_number",
    "date_impossible",
    "as_of_outside_year",
    "year_in_future",
    "share_impossible",
    "magnitude_suspected",
    "last_year_differs",
    "digits_transposed",
    "target_lowered",
    "target_below_last_year",
    "value_restated",
    "basis_changed",
    "as_of_drifts",
    "cumulative_falls",
];

/// Sets what one document says against itself. In the order of the topics, then as printed.
pub fn document(report: &Report, measurements: &Measurements) -> Vec<Note> {
    let mut notes = totals::check(report);
    notes.extend(rows::check(report));
    notes.extend(origins::check(report));
    notes.extend(achievements::check(report, measurements));
    notes.extend(dates::check(report, measurements));
    notes.extend(shares::check(measurements));
    notes.extend(magnitude::check(report, measurements));
    notes
}

/// Sets what two editions say of the same year against each other; the notes belong to the later one.
pub fn restatements(earlier: &Edition, later: &Edition, pairs: &Pairs) -> Vec<Note> {
    let mut notes = restated::ratings(earlier, later, pairs);
    notes.extend(restated::values(earlier, later, pairs));
    notes
}

/// Sets what an edition says of its year against what the edition before said of its own; the notes belong to the later one.
pub fn continuity(earlier: &Edition, later: &Edition, pairs: &Pairs) -> Vec<Note> {
    series::check(earlier, later, pairs)
}
