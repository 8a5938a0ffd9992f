//! What the rows of a table are like as a whole: bands that name them, rows that rate, labels with grades in their cells.

use std::ops::Range;

use super::cell::Grid;
use super::columns::{Column, Kind};
use crate::report::cells::Stem;

/// Whether the rows have no names of their own, and above each group of them, which one cell in front holds together, a band stands.
pub(super) fn are_names_bands(grid: &Grid, columns: &[Column], body: &Range<usize>) -> bool {
    let is_named = columns.iter().any(|it| matches!(it.kind, Kind::Indicator | Kind::Initiative | Kind::Roles));
    let values = columns.iter().filter(|it| matches!(it.kind, Kind::Value(Some(_)))).count();
    if is_named || values < 2 {
        return false;
    }

    let is_band = |row: usize| grid.band(row).is_some();
    let starts: Vec<usize> =
        body.clone().filter(|row| is_band(*row) && body.contains(&(row + 1)) && !is_band(row + 1)).collect();
    let is_one_group = |start: &usize| {
        let end = (start + 1..body.end).find(|it| is_band(*it)).unwrap_or(body.end);
        grid.cell(start + 1, 0).is_some_and(|it| it.rows == (start + 1..end))
    };
    starts.len() >= 2 && starts.iter().all(is_one_group) && starts[0] <= body.start + 1
}

/// Whether a list of initiatives has no column that rates, and labels that do stand in its cells.
pub(super) fn rates_in_cells(grid: &Grid, columns: &[Column], body: &Range<usize>) -> bool {
    let is_list = columns.iter().any(|it| it.kind == Kind::Initiative);
    let rates = columns.iter().any(|it| matches!(it.kind, Kind::Rating | Kind::Choice | Kind::Value(_)));
    let has_label = |row: usize| grid.beginning(row).any(|it| it.text.contains("評価】"));
    is_list && !rates && 2 * body.clone().filter(|it| has_label(*it)).count() > body.len() / 2
}

/// For each column whether it rates initiatives: a grade in it stands beside several names, or it stands between the columns of
/// initiatives and of names.
pub(super) fn wide_columns(grid: &Grid, columns: &[Column], body: &Range<usize>) -> Vec<bool> {
    let names = columns.iter().position(|it| it.kind == Kind::Indicator);
    let rows = |row: usize, column: usize| grid.cell(row, column).filter(|it| !it.is_blank()).map(|it| it.rows.len());
    let spans = |row: usize, column: usize| {
        rows(row, column).zip(names.and_then(|it| rows(row, it))).is_some_and(|(grade, name)| grade > name)
    };
    let initiatives = columns.iter().position(|it| it.kind == Kind::Initiative);
    let is_between =
        |at: usize| initiatives.zip(names).is_some_and(|(initiatives, names)| (initiatives..names).contains(&at));
    let is_wide = |(at, column): (usize, &Column)| {
        column.kind == Kind::Rating && (is_between(at) || body.clone().any(|row| spans(row, at)))
    };
    columns.iter().enumerate().map(is_wide).collect()
}

/// Whether the column of roles says of some rows that they rate.
pub(super) fn rows_rate(grid: &Grid, columns: &[Column], body: &Range<usize>) -> bool {
    let roles = columns.iter().position(|it| it.kind == Kind::Roles);
    let rates = |row: usize, column: usize| grid.cell(row, column).is_some_and(|it| it.word() == Some(Stem::Rating));
    roles.is_some_and(|column| body.clone().any(|row| rates(row, column)))
}
