//! One table, read as it stands or with its rows as columns.

use super::TableCoverage;
use super::cells::Body;
use super::grid::{Entry, Form, Grid, Known, PrintedGrade, read_grid};

/// So many values of one name are those of a table, not of a sheet.
const MUCH: usize = 3;

/// Reads a table as it stands, or where that says nothing, with its rows as columns. Without heads its figures are unread.
pub(super) fn read_table(grid: &Grid, known: &Known, form: &mut Form) -> (Vec<Entry>, TableCoverage) {
    let mut before = form.clone();
    let upright = read_grid(grid, known, form);
    if weight(&upright.0) > 0 {
        return upright;
    }

    // A sheet that has said its title or rating is no table that was turned, unless that says much more: 評価 over A, B and C.
    let is_sheet = form.says_more_than(&before);
    let earlier = before.clone();
    before.expect(Vec::new());
    let turned = read_grid(&grid.transposed(), known, &mut before);
    let says_much = || turned.0.iter().filter(|it| it.readings.len() >= MUCH).count() >= 2;
    if weight(&turned.0) > 0 && (!is_sheet || says_much()) {
        if is_sheet {
            *form = earlier;
        }
        return turned;
    }
    if is_sheet {
        return upright;
    }
    let unread = grid.cells.iter().filter(|it| it.body == Body::Figure).count() as u32;
    (upright.0, TableCoverage { unread, ..TableCoverage::default() })
}

/// How much of a table was read.
pub(super) fn weight(entries: &[Entry]) -> usize {
    entries.iter().map(|it| it.readings.len() + it.grades.len() + usize::from(it.texts.is_some())).sum()
}

/// The only grade in a table that else holds what it means, at most: `C｜目標を一部達成している`.
pub(super) fn lone_grade(grid: &Grid) -> Option<PrintedGrade> {
    let filled: Vec<_> = grid.cells.iter().filter(|it| !it.is_blank()).collect();
    let mut grades = filled.iter().filter(|it| it.body == Body::Grade);
    let grade = grades.next().filter(|_| grades.next().is_none() && filled.len() <= 3)?;
    let is_meaning = filled
        .iter()
        .all(|it| std::ptr::eq(*it, *grade) || matches!(it.body, Body::Prose | Body::Words) && !it.is_understood());
    is_meaning.then(|| PrintedGrade::new(grade.printed.trimmed(), grade.source, grade.rows.clone()))
}
