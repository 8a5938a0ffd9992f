//! Indicators of one name under different headings, told apart by these.

use std::collections::HashMap;

use super::{IndicatorRow, Reading};
use crate::text::fold;

/// Indicators of one name in tables under different headings, that have other values for the same year, are about what the headings
/// name: 排出量 under 市全体 and under 教育委員会.
pub(super) fn part_by_headings(indicators: &mut [IndicatorRow], headings: &[Option<String>]) {
    let name = |it: &IndicatorRow| (it.initiative, fold(it.name.text()), it.part.clone());
    let mut by_name: HashMap<_, Vec<usize>> = HashMap::new();
    // Sheets of profiles come before, and have no headings.
    let first = indicators.len().saturating_sub(headings.len());
    for (at, indicator) in indicators.iter().enumerate().skip(first) {
        by_name.entry(name(indicator)).or_default().push(at);
    }

    for group in by_name.into_values().filter(|it| it.len() > 1) {
        let own: Option<Vec<&String>> = group.iter().map(|it| headings[it - first].as_ref()).collect();
        let Some(own) = own else { continue };
        let are_different = own.iter().enumerate().all(|(at, it)| !own[..at].contains(it));
        let disagree = group.windows(2).any(|it| disagree(&indicators[it[0]], &indicators[it[1]]));
        if are_different && disagree {
            for (at, heading) in group.iter().zip(own) {
                let part = indicators[*at].part.take();
                indicators[*at].part = Some(part.map_or(heading.clone(), |it| format!("{heading}・{it}")));
            }
        }
    }
}

/// Whether two rows print other values of one role and year.
fn disagree(a: &IndicatorRow, b: &IndicatorRow) -> bool {
    a.readings.iter().any(|it| {
        let is_same = |other: &&Reading| (other.role, other.fiscal_year) == (it.role, it.fiscal_year);
        b.readings.iter().find(is_same).is_some_and(|other| fold(other.printed.text()) != fold(it.printed.text()))
    })
}
