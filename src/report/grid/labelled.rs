//! Rows whose cells say themselves what they hold: `成果指標｜受診率｜基準値(H30)　96.8｜目標値(R4)　98.0`.

use super::Known;
use super::cell::GridCell;
use super::columns::role_of;
use super::entry::Entry;
use super::inside::inner;
use super::rows::Reader;
use crate::layout::Passage;
use crate::report::cells::{Body, Stem, body, head_facts};
use crate::report::header_cell::HeadYear;
use crate::report::{Place, Reading, Role};
use crate::text::fold;

impl Reader<'_, '_> {
    /// Takes in a row whose values say in their cells what they are: `成果指標｜受診率｜基準値(H30)　96.8｜目標値(R4)　98.0`. It is of the
    /// initiative of the row above, or of the sheet; `false` where it is another row.
    ///
    /// Below years the cells say roles alone, and a second row goes on with the name of the first: `目標 99.2` over `実績 99.3`.
    pub(super) fn labelled_row(&mut self, row: usize) -> bool {
        let cells: Vec<&GridCell> = self.grid.beginning(row).collect();
        let found = cells.iter().enumerate().filter_map(|(at, it)| Some((at, self.labelled_reading(it)?)));
        let (places, readings): (Vec<usize>, Vec<Reading>) = found.unzip();
        let Some(first) = places.first().copied().filter(|_| readings.len() >= 2) else { return false };

        let is_name = |it: &&&GridCell| it.body == Body::Words && !it.is_understood() && !says_unit(it, self.known);
        let Some(name) = cells[..first].iter().rev().find(is_name) else {
            return first == 0 && self.goes_on_with_labelled(row, readings);
        };

        let sheet = || Entry {
            initiative: self.form.initiative.clone(),
            is_sheet: self.form.initiative.is_some(),
            ..Entry::default()
        };
        let above = self.entries.last().cloned().unwrap_or_else(sheet);
        let indicator = Some(name.printed.trimmed());
        let unit = cells[..first].iter().find_map(|it| unit_behind_label(it, self.known));
        let rows = name.rows.clone();
        self.entries.push(Entry { indicator, unit, readings, rows, grades: Vec::new(), rates: Vec::new(), ..above });
        self.is_counted.resize(self.entries.len(), false);
        self.last = None;
        true
    }

    /// Puts the values of a row without a name to the entry whose name reaches down beside it.
    fn goes_on_with_labelled(&mut self, row: usize, readings: Vec<Reading>) -> bool {
        let Some(entry) = self.entries.last_mut().filter(|it| it.indicator.is_some() && it.rows.contains(&row)) else {
            return false;
        };
        entry.readings.extend(readings);
        true
    }

    /// What a cell says of itself, with the year of its column where it says none.
    fn labelled_reading(&self, cell: &GridCell) -> Option<Reading> {
        let own = labelled_value(cell, self.known)?;
        let year_above = self.columns.get(cell.columns.start).and_then(|it| it.chain.year);
        match year_above.filter(|_| own.fiscal_year.is_none() && cell.columns.len() == 1) {
            Some(year) => {
                Some(Reading { fiscal_year: Some(year), is_about_document: false, year_place: Place::Head, ..own })
            }
            None => Some(own),
        }
    }
}

/// `単位：％`
fn unit_behind_label(cell: &GridCell, known: &Known) -> Option<Passage> {
    inner(cell.printed, known).filter(|it| it.word == Stem::Unit).map(|it| it.value)
}

fn says_unit(cell: &GridCell, known: &Known) -> bool {
    unit_behind_label(cell, known).is_some()
}

/// `目標値(R4)　98.0`: a role, with or without its year, and a value behind a gap.
fn labelled_value(cell: &GridCell, known: &Known) -> Option<Reading> {
    let text = cell.printed.text().trim();
    let (label, value) = text.split_once(char::is_whitespace)?;
    let value = value.trim_start();
    if body(&fold(value)) != Body::Figure {
        return None;
    }

    let facts = head_facts(label, &known.vocabulary)?;
    let role = facts.role.filter(|it| facts.word == Some(*it)).map(role_of)?;
    let start = cell.printed.text().rfind(value)?;
    let fiscal_year = facts.fiscal_year(known.reported);
    let is_undated = fiscal_year.is_none() && facts.year == HeadYear::None;
    Some(Reading {
        role,
        fiscal_year,
        is_about_document: is_undated && role == Role::Actual,
        printed: cell.printed.slice(start..start + value.len()),
        unit: None,
        role_place: Place::Cell,
        year_place: Place::Cell,
    })
}
