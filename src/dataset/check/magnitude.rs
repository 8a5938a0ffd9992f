//! Values that are an order of magnitude from those beside them: a digit too many, one too few, a scale word lost.

use rust_decimal::Decimal;

use super::figures::figures;
use crate::base::{Message, Note, Subject};
use crate::indicator::Measurements;
use crate::report::{Rating, Report};

/// From this factor on two values that should be alike are suspected of a digit too many. In 45 pairs of target and actual of
/// three editions the largest factor is 2.5.
const FACTOR: Decimal = Decimal::from_parts(8, 0, 0, false, 0);
/// Below this, factors say nothing: 1 case planned, 9 done.
const LEAST: Decimal = Decimal::from_parts(5, 0, 0, false, 0);

/// By which factor the larger value is above the smaller, where that is suspicious.
pub(super) fn suspicious_factor(first: Decimal, second: Decimal) -> Option<Decimal> {
    let (small, large) = (first.abs().min(second.abs()), first.abs().max(second.abs()));
    large.checked_div(small).filter(|factor| small >= LEAST && *factor >= FACTOR)
}

/// Code: `magnitude_suspected`. An actual far above its target, or far below it although it was not rated worst.
pub(super) fn check(report: &Report, measurements: &Measurements) -> Vec<Note> {
    let Some(year) = report.identity.fiscal_year else { return Vec::new() };
    let worst = report.identity.scale.len();
    let is_worst = |initiative: Option<usize>| {
        let of_year = |it: &&Rating| it.initiative == initiative && it.fiscal_year == year;
        report.ratings.iter().filter(of_year).any(|it| it.rank.map(usize::from) == Some(worst))
    };
    let mut notes = Vec::new();
    for figures in figures(measurements, year) {
        let ((_, target), (index, actual)) = (figures.target, figures.actual);
        let (Some(target_value), Some(actual_value)) = (target.value, actual.value) else { continue };
        let Some(factor) = suspicious_factor(target_value, actual_value) else { continue };
        if actual_value < target_value && is_worst(figures.indicator.initiative) {
            continue;
        }
        let message = magnitude_message(&figures.indicator.name, &actual.printed, &target.printed, factor);
        notes.push(Note::warning(message).at(actual.source).against(target.source).about(Subject::Observation(index)));
    }
    notes
}

/// `printed` and `other` are one indicator's values that differ by `factor`.
pub(super) fn magnitude_message(name: &str, printed: &str, other: &str, factor: Decimal) -> Message {
    Message::new("magnitude_suspected")
        .with("indicator", name)
        .with("printed", printed)
        .with("other", other)
        .with("factor", factor.round_dp(1).normalize())
}
