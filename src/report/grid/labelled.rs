//! Rows whose cells say themselves what they hold: `成果指標｜受診率｜基準値(H30)　96.8｜目標値(R4)　98.0`.

use super::Known;
use super::cell::GridCell;
use super::columns::role_of;
use super::entry::Entry;
use super::rows::Reader;
use crate::report::cells::{Body, body, head_facts};
use crate::report::header_cell::HeadYear;
use crate::report::{Place, Reading, Role};
use crate::text::fold;

impl Reader<'_, '_> {
    /// Takes in a row whose values say in their cells what they are: `成果指標｜受診率｜基準値(H30)　96.8｜目標値(R4)　98.0`. It is of the
    /// initiative of the row above; `false` where it is another row.
    pub(super) fn labelled_row(&mut self, row: usize) -> bool {
        let cells: Vec<&GridCell> = self.grid.beginning(row).collect();
        let found = cells.iter().enumerate().filter_map(|(at, it)| Some((at, labelled_value(it, self.known)?)));
        let (places, readings): (Vec<usize>, Vec<Reading>) = found.unzip();
        let Some(name) = places.first().and_then(|it| it.checked_sub(1)).map(|it| cells[it]) else { return false };
        if readings.len() < 2 || name.body != Body::Words || name.is_understood() {
            return false;
        }

        let above = self.entries.last().cloned().unwrap_or_default();
        let indicator = Some(name.printed.trimmed());
        let (readings, rows) = (readings, name.rows.clone());
        self.entries.push(Entry { indicator, readings, rows, grades: Vec::new(), rates: Vec::new(), ..above });
        self.is_counted.resize(self.entries.len(), false);
        self.last = None;
        true
    }
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
