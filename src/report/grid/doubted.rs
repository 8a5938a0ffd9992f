//! Columns whose heads are not surely theirs, or say too little: their values are withheld, or have no year.

use super::cell::Grid;
use super::columns::{Column, Kind};
use crate::report::cells::Stem;

/// Heads that reach over one another's sides are not surely those of their columns. Nor are those from a head that says two years to a
/// column that has none: the text of two heads stands in one, and the next ones one too far to the right.
pub(super) fn nothing_below_torn_heads(grid: &Grid, columns: &mut [Column]) {
    let is_value = |it: &Column| matches!(it.kind, Kind::Value(_));
    let torn: Vec<usize> = columns.iter().filter(|it| it.chain.is_torn).flat_map(|it| it.chain.cells.clone()).collect();
    let has_torn = |it: &Column| it.chain.cells.iter().any(|cell| torn.contains(cell));
    for column in columns.iter_mut().filter(|it| is_value(it) && has_torn(it)) {
        column.kind = Kind::Other;
    }

    let has_head = |it: &Column| it.chain.cells.iter().any(|at| grid.cells[*at].columns.len() == 1);
    let is_headless = |it: &Column| it.stats.figures > 0 && !has_head(it);
    let says_two_years = |at: &usize| {
        let head = &grid.cells[*at];
        head.columns.len() == 1 && !head.text.contains(['~', '-', '→']) && head.text.matches("年度").count() > 1
    };
    let is_glued = |it: &Column| it.chain.is_of_several && it.chain.cells.iter().any(says_two_years);
    let Some(start) = columns.iter().position(is_glued) else { return };
    let Some(end) = columns[start..].iter().position(is_headless).map(|it| start + it) else { return };
    for column in columns[start..=end].iter_mut().filter(|it| is_value(it)) {
        column.kind = Kind::Other;
    }
}

/// A year below a head that nobody understands, 類似団体平均 over R3, is that of something else where 実績 spans the other years.
pub(super) fn others_are_compared_with(columns: &mut [Column]) {
    let is_value = |it: &Column| matches!(it.kind, Kind::Value(_));
    let is_under_role = |it: &Column| {
        is_value(it) && it.chain.role == Some(Stem::Actual) && it.chain.year.is_some() && it.chain.labels.is_empty()
    };
    if columns.iter().filter(|it| is_under_role(it)).count() < 2 {
        return;
    }
    let is_other = |it: &&mut Column| is_value(it) && it.chain.role.is_none() && !it.chain.labels.is_empty();
    for column in columns.iter_mut().filter(is_other) {
        column.kind = Kind::Other;
    }
}

/// Columns of one role, none with a year, are of years that were not understood: none is that of the report.
pub(super) fn mark_twins(columns: &mut [Column]) {
    let is_bare = |it: &Column| matches!(it.kind, Kind::Value(Some(_))) && it.chain.year.is_none();
    let key = |it: &Column| is_bare(it).then(|| (it.kind, it.chain.part.clone(), it.chain.labels.clone()));
    let keys: Vec<_> = columns.iter().map(key).collect();
    let has_twin = |at: usize| keys[at].is_some() && keys.iter().filter(|it| **it == keys[at]).count() > 1;
    // Where the years of some are not understood, a single target is not of the year of the report either.
    if (0..keys.len()).any(has_twin) {
        columns.iter_mut().filter(|it| is_bare(it)).for_each(|it| it.chain.has_twin = true);
    }
}
