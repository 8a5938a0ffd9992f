//! Grades below heads, or beside labels, that name who or what judges and no row: 自己評価｜外部評価, 妥当性, 有効性.

use std::ops::Range;

use super::cell::{Grid, GridCell};
use super::columns::{Column, Kind};
use super::entry::{Judge, PrintedGrade};
use super::ratings::grades;
use crate::base::FiscalYear;
use crate::report::cells::{Body, Stem};

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

/// The grades in rows of a sheet that say 進捗評価, beside rows of its plan, below years, with their rows: each is of its year.
pub(super) fn grades_by_year(grid: &Grid, columns: &[Column], body: &Range<usize>) -> Vec<(usize, PrintedGrade)> {
    let dated: Vec<(usize, FiscalYear)> =
        columns.iter().enumerate().filter_map(|(at, it)| Some((at, it.chain.year?))).collect();
    let Some((first, _)) = dated.first().copied().filter(|_| dated.len() >= 2) else { return Vec::new() };
    let rates = |row: &usize| {
        let label = grid.beginning(*row).take_while(|it| it.columns.end <= first).last();
        label.is_some_and(|it| it.columns.end == first && it.word() == Some(Stem::Rating))
    };
    let of_row = |row: usize| {
        let cells = dated.iter().filter_map(move |(at, year)| Some((grid.cell(row, *at)?, *year)));
        let graded = cells.filter(|(it, _)| matches!(it.body, Body::Grade) && it.columns.len() == 1);
        graded.map(move |(it, year)| {
            let grade = PrintedGrade::new(it.printed.trimmed(), it.source, it.rows.clone());
            (row, PrintedGrade { fiscal_year: Some(year), ..grade })
        })
    };
    body.clone().filter(rates).flat_map(of_row).collect()
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
