//! The year and the part that a line prints at a value: `R5：80%`, `基準値（R2）：45%`, `（目標 55%）`.

use super::clause::Statement;
use crate::base::FiscalYear;
use crate::text::{self, Item, ItemKind, Time, fold};

/// What stands right in front of a value: its year, and the part it plays where that is printed too.
pub(super) struct Label {
    /// Where it begins.
    pub start: usize,
    pub fiscal_year: FiscalYear,
    pub role: Option<text::Role>,
}

/// `R5：80%`, `R5 80%`, `R5年度：約80%`, `R6：延べ5,000人`, `R7目標値：80%`, `基準値（R2）：45%`
pub(super) fn label(line: &str, before: &[Item], value: &Item) -> Option<Label> {
    let between = |from: &Item, to: &Item| Some(fold(line.get(from.range.end..to.range.start)?));
    let (last, rest) = before.split_last()?;
    let joint = between(last, value)?;
    if !matches!(joint.as_str(), ":" | "" | "=" | ")" | "):" | "は" | ":延べ" | ":約" | ":計") {
        return None;
    }
    let outer = rest.last().and_then(|outer| Some((outer, between(outer, last)?)));
    match (&last.kind, outer) {
        (ItemKind::Role(role), Some((outer, inner))) if matches!(inner.as_str(), "" | "(") => {
            let ItemKind::Time(Time::FiscalYear(fiscal_year)) = outer.kind else { return None };
            Some(Label { start: outer.range.start, fiscal_year, role: Some(*role) })
        }
        (ItemKind::Time(Time::FiscalYear(fiscal_year)), outer) => {
            let named =
                outer.filter(|(_, inner)| matches!(inner.as_str(), "(" | "")).and_then(|(outer, _)| match outer.kind {
                    ItemKind::Role(role) => Some((outer.range.start, role)),
                    _ => None,
                });
            let start = named.map_or(last.range.start, |it| it.0);
            Some(Label { start, fiscal_year: *fiscal_year, role: named.map(|it| it.1) })
        }
        _ => None,
    }
}

/// `（目標 55.0％）` behind a value of a year: the target of that year.
pub(super) fn label_in_brackets(line: &str, before: &[Item], value: &Item, last: &Statement) -> Option<Label> {
    let role = before.last()?;
    let ItemKind::Role(text::Role::Target) = role.kind else { return None };
    let joint = fold(line.get(role.range.end..value.range.start)?);
    let between = fold(line.get(last.range.end..role.range.start)?);
    let fiscal_year = last.fiscal_year.filter(|_| between == "(" && matches!(joint.as_str(), "" | ":" | "は"))?;
    Some(Label { start: role.range.start, fiscal_year, role: Some(text::Role::Target) })
}
