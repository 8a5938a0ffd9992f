//! Several values in one cell, each behind its role: `【目標】100件` over `【実績】95件`, `目標：100件／実績：95件（達成率：95%）`.

use std::ops::Range;

use super::Known;
use super::columns::role_of;
use super::values::is_value;
use crate::base::FiscalYear;
use crate::layout::Passage;
use crate::report::Role;
use crate::report::cells::{Stem, head_facts};

/// Labels with values are at most this long, in bytes.
const MAX_TEXT: usize = 200;

/// A value behind its role.
#[derive(Debug)]
pub(super) struct RoleValue {
    pub role: Role,
    pub fiscal_year: Option<FiscalYear>,
    pub printed: Passage,
}

/// The values of a cell that says the role of each; `None` where it holds anything else but a rate between them.
pub(super) fn role_values(printed: &Passage, known: &Known) -> Option<Vec<RoleValue>> {
    let text = printed.text();
    if text.len() > MAX_TEXT || !text.contains(['【', ':', '：']) {
        return None;
    }

    let mut values: Vec<RoleValue> = Vec::new();
    for (label, value) in labels(text) {
        let facts = head_facts(text[label].trim(), &known.vocabulary)?;
        let value = printed.slice(value).trimmed();
        if matches!(facts.word, Some(Stem::Rate | Stem::Difference)) {
            continue;
        }
        let role = facts.role.filter(|it| facts.word == Some(*it)).map(role_of)?;
        let fiscal_year = facts.fiscal_year(known.reported);
        if !is_value(value.text()) || values.iter().any(|it| it.role == role && it.fiscal_year == fiscal_year) {
            return None;
        }
        values.push(RoleValue { role, fiscal_year, printed: value });
    }
    (values.len() > 1).then_some(values)
}

/// Labels in 【】, or before a colon where a line, a stroke, a bracket or a wide gap parts them, each with what stands behind it.
fn labels(text: &str) -> Vec<(Range<usize>, Range<usize>)> {
    if text.trim_start().starts_with('【') {
        let starts = text.match_indices('【').map(|it| it.0).chain([text.len()]).collect::<Vec<_>>();
        let label = |it: &[usize]| {
            let end = it[0] + text[it[0]..it[1]].find('】')?;
            Some((it[0] + '【'.len_utf8()..end, end + '】'.len_utf8()..it[1]))
        };
        return starts.windows(2).filter_map(label).collect();
    }

    let mut start = 0;
    let parts = text.split_inclusive(is_parting);
    let places = parts.map(|part| {
        start += part.len();
        start - part.len()..start - part.chars().next_back().filter(|it| is_parting(*it)).map_or(0, char::len_utf8)
    });
    let label = |place: Range<usize>| {
        let (at, colon) = text[place.clone()].char_indices().find(|(_, it)| matches!(it, ':' | '：'))?;
        Some((place.start..place.start + at, place.start + at + colon.len_utf8()..place.end))
    };
    // A part without a label says something else.
    places.filter(|it| !text[it.clone()].trim().is_empty()).map(label).collect::<Option<Vec<_>>>().unwrap_or_default()
}

/// What stands between two labels with their values.
fn is_parting(character: char) -> bool {
    matches!(character, '\n' | '／' | '/' | '（' | '）' | '(' | ')' | '　')
}
