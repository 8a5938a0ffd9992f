//! A table -> entries: heads over rows, headers again in mid-table, rows of labels between.

use std::ops::Range;

use super::Known;
use super::beside::views;
use super::cell::Grid;
use super::columns::{Column, Kind, columns};
use super::entry::Entry;
use super::form::Form;
use super::heads::head_rows;
use super::judged::{grades_by_year, sheet_grades};
use super::label::{begins_sheet, is_form_row};
use super::rows::Reader;
use crate::report::TableCoverage;
use crate::report::cells::{Body, Stem, head_words};

/// Reads a table as a grid; nothing where it has no heads that say what its columns hold.
///
/// Rows of labels with their values beside them go into the form: a sheet whose indicators grids below follow.
///
/// Says too what became of the figures below the heads.
pub(in crate::report) fn read_grid(grid: &Grid, known: &Known, form: &mut Form) -> (Vec<Entry>, TableCoverage) {
    let mut coverage = TableCoverage::default();
    let mut entries = Vec::new();
    let (mut row, mut above) = (0, 0);
    let mut before: Option<(Range<usize>, Vec<Column>)> = None;
    while row < grid.row_count {
        if let Some(ended) = form.begin_row(row) {
            entries.extend(ended);
            row += 1;
            continue;
        }
        // Two rows of labels with values beside them are a sheet, and no heads.
        let own = head_rows(grid, row).filter(|_| !begins_sheet(grid, row, known));
        let own = own.map(|it| (rows_above(grid, &it, above)..it.end, it.end));
        // Rows like those below the last heads go on with them: a row of labels has stood between.
        let earlier = before.as_ref().filter(|(_, columns)| goes_on(grid, row, columns)).map(|it| (it.0.clone(), row));
        let Some((heads, start)) = own.or(earlier) else {
            entries.extend(form.take_row(grid, row, known));
            row += 1;
            continue;
        };
        let is_end = |it: &usize| form.is_title(*it) || head_rows(grid, *it).is_some() || is_form_row(grid, *it, known);
        let end = (start..grid.row_count).find(is_end).unwrap_or(grid.row_count);
        let body = start..end;
        let columns = columns(grid, &heads, &body, known);
        if grid.is_transposed && !begins_with_names(&columns) {
            (row, above) = (end, end);
            continue;
        }
        if form.initiative.is_some() {
            form.grades.extend(sheet_grades(grid, &columns, &body));
        }
        let graded = grades_by_year(grid, &columns, &body);
        let rated: Vec<usize> = graded.iter().map(|it| it.0).collect();
        if form.initiative.is_some() {
            form.grades.extend(graded.into_iter().map(|it| it.1));
        }
        // Rows of labels below a grid belong to the sheet again.
        for view in views(&columns) {
            entries.extend(Reader::new(grid, known, &view, body.clone(), form).read(&mut coverage));
        }
        let is_label = |row: &usize| columns.iter().any(|it| it.kind == Kind::Roles) && !rated.contains(row);
        for row in body.filter(is_label) {
            entries.extend(form.take_row(grid, row, known));
        }
        (row, above) = (end, end);
        before = Some((heads, columns));
    }
    (entries, coverage)
}

/// Whether a row is one more of those below earlier heads: it has a name, and each of its values and grades stands in its column.
fn goes_on(grid: &Grid, row: usize, columns: &[Column]) -> bool {
    let own = |at: usize| grid.cell(row, at).filter(|it| it.rows.start == row && it.columns == (at..at + 1));
    let mut values = 0;
    for (at, column) in columns.iter().enumerate() {
        let fits = match column.kind {
            Kind::Value(_) | Kind::Rating => own(at).is_some_and(|it| {
                let holds = matches!(it.body, Body::Figure | Body::Grade | Body::Missing);
                values += usize::from(holds);
                holds || it.is_blank()
            }),
            Kind::Indicator | Kind::Initiative => {
                own(at).is_some_and(|it| it.body == Body::Words && !it.is_understood())
            }
            Kind::Number => own(at).is_some_and(|it| it.text.contains(|it: char| it.is_ascii_digit())),
            _ => true,
        };
        if !fits {
            return false;
        }
    }
    values > 0 && columns.iter().any(|it| matches!(it.kind, Kind::Indicator | Kind::Initiative))
}

/// The heads of a table in their order, by their words without year and unit, each with what its column was taken for.
///
/// `None` for columns with figures or grades that are not read.
pub(in crate::report) fn typed_heads(grid: &Grid, known: &Known) -> Vec<(String, Option<Stem>)> {
    let mut typed = Vec::new();
    let (mut row, mut above) = (0, 0);
    while row < grid.row_count {
        let Some(heads) = head_rows(grid, row).filter(|_| !begins_sheet(grid, row, known)) else {
            row += 1;
            continue;
        };
        let heads = rows_above(grid, &heads, above)..heads.end;
        let end = (heads.end..grid.row_count).find(|it| head_rows(grid, *it).is_some()).unwrap_or(grid.row_count);
        for column in columns(grid, &heads, &(heads.end..end), known) {
            typed.extend(typed_head(grid, &column, known));
        }
        (row, above) = (end, end);
    }
    typed
}

/// The head that says what a column holds, which of several is the nearest that says a role where it holds values.
fn typed_head(grid: &Grid, column: &Column, known: &Known) -> Option<(String, Option<Stem>)> {
    let stem = column.kind.stem().or(column.chain.word);
    let is_value = matches!(column.kind, Kind::Value(_) | Kind::Year(_) | Kind::Rate | Kind::Rating);
    let cells = column.chain.cells.iter().map(|it| &grid.cells[*it]);
    let mut heads = cells.filter(|it| !is_value || it.word().is_some());
    let words = heads.find_map(|it| Some(head_words(&it.text, &known.vocabulary)).filter(|it| !it.is_empty()))?;
    let is_lost = column.kind == Kind::Other && column.chain.word.is_none();
    let holds_facts = column.stats.figures + column.stats.grades > 0;
    (stem.is_some() || is_lost && holds_facts).then_some((words, stem))
}

/// The first row of heads, once rows above that reach into them or span their columns are counted too: names over roles.
fn rows_above(grid: &Grid, heads: &Range<usize>, least: usize) -> usize {
    let mut first = heads.start;
    while first > least {
        let mut cells = grid.beginning(first - 1).peekable();
        let is_part = cells.peek().is_some()
            && grid.band(first - 1).is_none()
            && (grid.reaches_down(first - 1) || grid.beginning(first - 1).all(|it| it.columns.len() > 1))
            && cells.all(|it| matches!(it.body, Body::Words | Body::Grade) || it.is_understood());
        if !is_part {
            break;
        }
        first -= 1;
    }
    first
}

/// Whether the first column names the rows, or groups of them. Heads of a table that was turned are in front.
fn begins_with_names(columns: &[Column]) -> bool {
    let kinds = columns.iter().map(|it| it.kind);
    let mut rest = kinds.skip_while(|it| matches!(it, Kind::Area | Kind::Section | Kind::Part));
    matches!(rest.next(), Some(Kind::Indicator | Kind::Initiative))
}
