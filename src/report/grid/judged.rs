//! Grades below heads, or beside labels, that name who or what judges and no row: 自己評価｜外部評価, 妥当性, 有効性.

use std::ops::Range;

use super::cell::{Grid, GridCell};
use super::columns::{Column, Kind};
use super::entry::{Judge, PrintedGrade};
use super::rows::grades;
use crate::report::cells::Stem;

/// The grades of a grid that names nothing but judges and measures: they are of the sheet that it belongs to.
pub(super) fn sheet_grades(grid: &Grid, columns: &[Column], body: &Range<usize>) -> Vec<PrintedGrade> {
    let names = columns.iter().position(|it| matches!(it.kind, Kind::Indicator | Kind::Initiative));
    let own = |row: usize, column: usize| grid.cell(row, column).filter(|it| it.rows.start == row && !it.is_blank());
    let are_judges = names.is_none_or(|names| body.clone().all(|row| own(row, names).is_none_or(is_judge)));
    // Without names one row is of the sheet, several may be of anything.
    if !are_judges || names.is_none() && body.len() != 1 {
        return Vec::new();
    }

    let mut found = Vec::new();
    for row in body.clone() {
        let measure = names.and_then(|it| own(row, it)).map(measure).unwrap_or_default();
        for (at, column) in columns.iter().enumerate().filter(|it| it.1.kind == Kind::Rating) {
            let of_cell = own(row, at).map(|it| grades(column, it)).unwrap_or_default();
            found.extend(
                of_cell.into_iter().map(|it| PrintedGrade { judge: measure.clone().or(it.judge.clone()), ..it }),
            );
        }
    }
    found
}

/// Whether a cell names who judges, a measure, or the judgement as a whole: 総合評価.
fn is_judge(cell: &GridCell) -> bool {
    cell.head.as_ref().is_some_and(|it| it.judge.is_some() || it.word == Some(Stem::Rating))
}

/// The measure or judge that a cell names; none for the judgement as a whole.
fn measure(cell: &GridCell) -> Judge {
    let said = cell.head.as_ref().and_then(|it| it.judge);
    Judge::of(said.map(|it| (it, cell.text.clone())))
}
