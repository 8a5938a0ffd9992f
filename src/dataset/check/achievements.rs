//! Ratings against the figures that they should rest on.

use rust_decimal::Decimal;

use super::figures::{Figures, figures};
use crate::base::figures::rounded;
use crate::base::{FiscalYear, Message, Note, Subject};
use crate::dataset::rating_rule::{Boundary, Policy, RatedItem, infer};
use crate::indicator::Measurements;
use crate::report::{Rating, RatingOrigin, Report};

/// A rated initiative with figures.
struct Rated<'a> {
    index: usize,
    rating: &'a Rating,
    figures: Vec<Figures<'a>>,
    item: RatedItem,
}

/// Code: `rating_contradicts_number`. Ratings that contradict a threshold which explains nearly all others; where no threshold
/// does, other things than figures decide, and nothing is said.
pub(super) fn check(report: &Report, measurements: &Measurements) -> Vec<Note> {
    let Some(year) = report.identity.fiscal_year else { return Vec::new() };
    let rated = rated(report, measurements, year);
    let items: Vec<RatedItem> = rated.iter().map(|it| it.item.clone()).collect();
    let rule = infer(&items);
    let policy = rule.policy.unwrap_or(Policy::Worst);
    let mut found: Vec<(usize, &Boundary)> = Vec::new();
    for boundary in rule.boundaries.iter().filter(|it| it.is_firm()) {
        for item in &boundary.contradictions {
            if found.iter().all(|it| it.0 != *item) {
                found.push((*item, boundary));
            }
        }
    }
    found.sort_by_key(|it| it.0);
    found.into_iter().filter_map(|(item, boundary)| note(&rated[item], boundary, policy, report)).collect()
}

/// Initiatives, or indicators where each is rated, that have a rating of the year and at least one target with its actual. The
/// list speaks where a block does too.
fn rated<'a>(report: &'a Report, measurements: &'a Measurements, year: FiscalYear) -> Vec<Rated<'a>> {
    let figures = figures(measurements, year);
    let mut all: Vec<Rated> = Vec::new();
    for origin in [RatingOrigin::List, RatingOrigin::Block] {
        for (index, rating) in report.ratings.iter().enumerate().filter(|(_, it)| it.origin == origin) {
            if rating.fiscal_year != year || all.iter().any(|it| same_subject(it.rating, rating)) {
                continue;
            }
            let indicator = rating.indicator.and_then(|row| measurements.indicator_of_row.get(row));
            let of_rating = |it: &&Figures| match indicator {
                Some(indicator) => std::ptr::eq(it.indicator, &measurements.indicators[*indicator]),
                None => rating.indicator.is_none() && it.indicator.initiative == rating.initiative,
            };
            let figures: Vec<Figures> =
                figures.iter().filter(of_rating).filter(|it| it.achievement().is_some()).cloned().collect();
            let achievements: Vec<Decimal> = figures.iter().filter_map(Figures::achievement).collect();
            if let Some(rank) = rating.rank.filter(|_| !achievements.is_empty()) {
                all.push(Rated { index, rating, figures, item: RatedItem { rank, achievements } });
            }
        }
    }
    all
}

fn same_subject(first: &Rating, second: &Rating) -> bool {
    (first.initiative, first.indicator) == (second.initiative, second.indicator)
}

fn note(rated: &Rated, boundary: &Boundary, policy: Policy, report: &Report) -> Option<Note> {
    let achievement = policy.decisive(&rated.item.achievements)?;
    // Of a mean no single figure speaks: the first does.
    let speaking = rated.figures.iter().find(|it| it.achievement() == Some(achievement)).or(rated.figures.first())?;
    // Reports measure achievement in more than one way: a rating is doubted only where it is wrong by each.
    let is_better = rated.item.rank <= boundary.better_rank;
    if speaking.achievements().any(|it| if is_better { it > boundary.above } else { it < boundary.up_to }) {
        return None;
    }
    let letter = |rank: u8| report.identity.scale.get(usize::from(rank).checked_sub(1)?).map(String::as_str);
    let percent = |value: Decimal| rounded(value, 1).normalize().to_string();
    let message = Message::new("rating_contradicts_number")
        .with("title", report.title_of(rated.rating))
        .with("rating", &rated.rating.printed)
        .with("indicator", &speaking.indicator.name)
        .with("achievement", percent(achievement))
        .with("better", letter(boundary.better_rank)?)
        .with("worse", letter(boundary.worse_rank)?)
        .with("above", percent(boundary.above))
        .with("up_to", percent(boundary.up_to))
        .with("agreeing", boundary.item_count - boundary.contradictions.len())
        .with("n", boundary.item_count);
    let note = Note::warning(message).at(rated.rating.source).against(speaking.actual.1.source);
    Some(note.about(Subject::Rating(rated.index)))
}
