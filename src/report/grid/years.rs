//! Which year a value is of, where the heads over it do not say: the row below, a column beside it, lines of that.

use super::cell::GridCell;
use super::columns::{Column, Kind};
use super::rows::Reader;
use super::values::{Said, by_part_lines, line_reading, year_alone};
use crate::base::FiscalYear;
use crate::layout::Passage;
use crate::report::cells::Body;
use crate::report::{Reading, Role};

/// A definition is printed in type at most so large beside its name.
const SMALLER: f64 = 0.9;

impl<'a> Reader<'a, '_> {
    /// Takes in a row that prints nothing but the years of the values right above; `false` where it is another row.
    pub(super) fn dates_the_row_above(&mut self, row: usize) -> bool {
        let values = || self.columns.iter().enumerate().filter(|(_, it)| matches!(it.kind, Kind::Value(_)));
        let filled = values().filter_map(|(at, _)| Some((at, self.beginning(row, at).filter(|it| !it.is_blank())?)));
        let years: Vec<(usize, Option<FiscalYear>)> = filled.map(|(at, it)| (at, self.year_of(it))).collect();
        // A definition in smaller type may stand beside the years.
        let names = self.column(Kind::Indicator).unwrap_or(0);
        let is_smaller = |it: &GridCell| self.type_above > 0.0 && it.size > 0.0 && it.size <= SMALLER * self.type_above;
        let is_dated = !self.above.is_empty()
            && !years.is_empty()
            && years.iter().all(|it| it.1.is_some())
            && self.beginning(row, names).is_none_or(|it| it.is_blank() || is_smaller(it));
        if !is_dated {
            return false;
        }
        for (column, year) in years {
            let Some(year) = year else { continue };
            for (_, entry, reading) in self.above.iter().filter(|it| it.0 == column) {
                let reading = &mut self.entries[*entry].readings[*reading];
                (reading.fiscal_year, reading.is_about_document) = (Some(year), false);
            }
        }
        self.above.clear();
        true
    }

    /// Takes in a row that prints nothing but the years of the values right below, beside one name: `2021年度` over `1,702`.
    pub(super) fn dates_the_row_below(&mut self, row: usize) -> bool {
        let names = self.column(Kind::Indicator).or_else(|| self.column(Kind::Initiative));
        let name = names.and_then(|it| self.grid.cell(row, it));
        let goes_on = name.is_some_and(|it| it.rows.start == row && it.rows.end == row + 2);
        let values = || self.columns.iter().enumerate().filter(|(_, it)| matches!(it.kind, Kind::Value(_)));
        let filled: Vec<(usize, &GridCell)> = values()
            .filter_map(|(at, _)| {
                Some((at, self.beginning(row, at).filter(|it| !it.is_blank() && it.rows.len() == 1)?))
            })
            .collect();
        let is_value =
            |at: usize| self.beginning(row + 1, at).is_some_and(|it| matches!(it.body, Body::Figure | Body::Missing));
        let are_years = filled.len() >= 2 && filled.iter().all(|(at, it)| self.year_of(it).is_some() && is_value(*at));
        if !goes_on || !are_years {
            return false;
        }
        self.years_above = Some(row);
        true
    }

    /// The year in the row of years right above a value.
    pub(super) fn year_above(&self, row: usize, column: usize) -> Option<FiscalYear> {
        let above = self.years_above.filter(|it| it + 1 == row)?;
        self.year_of(self.grid.cell(above, column)?)
    }

    /// The year that a cell is, and nothing else.
    fn year_of(&self, cell: &GridCell) -> Option<FiscalYear> {
        // （28年） below a value is its year, 28年 may be a value.
        let is_bracketed = cell.text.starts_with('(') && cell.text.ends_with(')');
        let head = cell.head.as_ref().filter(|it| it.word.is_none() && (cell.body != Body::Figure || is_bracketed))?;
        head.fiscal_year(self.known.reported)
    }

    /// The values of a cell with a line for each year in the column of years beside it: 2021年度 over 2022年度, 38.4％ over 52.0％.
    pub(super) fn dated_lines(
        &self,
        (row, column): (usize, usize),
        cell: &GridCell<'a>,
        role: Role,
        said: Said,
    ) -> Option<Vec<(Option<String>, Reading)>> {
        let years = self.grid.cell(row, self.year_column(column, role)?)?;
        let lines: Vec<String> =
            years.printed.lines().into_iter().map(|it| years.printed.text()[it].trim().to_owned()).collect();
        let dates: Vec<FiscalYear> = lines.iter().map(|it| year_alone(it)).collect::<Option<_>>()?;
        let values = by_part_lines(cell, &lines)?;
        let read = |(year, (_, printed)): (FiscalYear, (String, Passage))| {
            Some((None, line_reading(printed, Said { paired: Some(year), ..said }, self.known)?))
        };
        Some(dates.into_iter().zip(values).filter_map(read).collect())
    }

    /// What came out at the end of the work is of the year that its target was set for, unless other targets were set for an
    /// earlier one: then the work had ended before.
    pub(super) fn year_of_the_end(&self, row: usize, column: usize) -> Option<FiscalYear> {
        let year = self.paired_year(row, column, Role::Target)?;
        let earliest = self.body.clone().filter_map(|it| self.paired_year(it, column, Role::Target)).min();
        (earliest == Some(year)).then_some(year)
    }

    /// The year in the column of years beside a column of values, under one head or of one role.
    pub(super) fn paired_year(&self, row: usize, column: usize, role: Role) -> Option<FiscalYear> {
        let cell = self.grid.cell(row, self.year_column(column, role)?)?;
        cell.head.as_ref()?.fiscal_year(self.known.reported)
    }

    /// Whether the cell of the column of years beside a value says something of which nobody knows the year.
    pub(super) fn has_unread_year(&self, row: usize, column: usize, role: Role) -> bool {
        let cell = self.year_column(column, role).and_then(|it| self.grid.cell(row, it));
        cell.is_some_and(|it| {
            let is_read = it.head.as_ref().is_some_and(|head| head.fiscal_year(self.known.reported).is_some());
            !it.is_blank() && it.body != Body::Missing && !is_read
        })
    }

    /// The nearest column of years of a column of values.
    fn year_column(&self, column: usize, role: Role) -> Option<usize> {
        let own = &self.columns[column];
        let parent = own.chain.cells.last();
        let is_pair = |it: &Column| match it.kind {
            Kind::Year(Some(of)) => of == role,
            Kind::Year(None) => parent.is_some() && it.chain.cells.last() == parent && it.chain.cells.len() > 1,
            _ => false,
        };
        let pairs = self.columns.iter().enumerate().filter(|(_, it)| is_pair(it)).map(|(at, _)| at);
        pairs.min_by_key(|it| it.abs_diff(column))
    }
}
