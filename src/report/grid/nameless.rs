//! Rows that have no name of their own: a band or a row above them names them, a cell beside the heads, the form, or the heading.

use super::cell::GridCell;
use super::columns::{Column, Kind};
use super::entry::Entry;
use super::name_text::without_mark;
use super::rows::Reader;
use crate::layout::Passage;
use crate::report::cells::{Body, Stem};
use crate::report::header_cell::without_formula;
use crate::text::fold;

impl<'a> Reader<'a, '_> {
    /// Takes in a row that only names what the rows of roles below it are about, over the columns of their values, with its unit beside
    /// it: `① 登録者数｜単位：人` over `目標値｜…` and `実績値｜…`.
    pub(super) fn names_rows_below(&mut self, row: usize) -> bool {
        let Some(roles) = self.column(Kind::Roles) else { return false };
        let is_named = self.columns.iter().any(|it| matches!(it.kind, Kind::Indicator | Kind::Initiative));
        let mut cells = self.grid.beginning(row);
        let (Some(name), unit, None) = (cells.next(), cells.next(), cells.next()) else { return false };
        let is_name = name.columns.start <= roles
            && 2 * name.columns.len() > self.columns.len()
            && name.body == Body::Words
            && !name.is_understood();
        let is_role = self.grid.cell(row + 1, roles).is_some_and(|it| it.word().is_some_and(Stem::is_role));
        let in_unit = |it: &GridCell| it.printed.text().find(['：', ':']).filter(|_| it.text.starts_with("単位"));
        let has_unit = unit.is_none_or(|it| in_unit(it).is_some());
        if is_named || !is_name || !is_role || !has_unit {
            return false;
        }

        let behind = |it: &GridCell, at: usize| it.printed.slice(at..it.printed.text().len());
        let unit = unit.and_then(|it| Some(behind(it, in_unit(it)?)));
        self.unit_above =
            unit.map(|it| it.slice(it.text().chars().next().map_or(0, char::len_utf8)..it.text().len()).trimmed());
        self.name_above = self.grid.at(row, name.columns.start);
        self.last = None;
        true
    }

    /// The entry of a row below the band that names it.
    pub(super) fn below_name(&mut self, row: usize) -> Option<usize> {
        let name = self.name_above?;
        if let Some((_, _, at)) = self.last.filter(|it| it.0 == name) {
            return Some(at);
        }
        let group = self.grid.cell(row, 0).map(|it| it.rows.clone()).unwrap_or_default();
        let named = without_mark(self.grid.cells[name].printed);
        let entry = self.nameless_entry(named, None, row);
        let unit = entry.unit.clone().or_else(|| self.unit_above.clone());
        self.entries.push(Entry { rows: group, unit, ..entry });
        self.last = Some((name, None, self.entries.len() - 1));
        Some(self.entries.len() - 1)
    }

    /// The entry of a row in a table without names: rows of roles are about what the form or the heading names.
    pub(super) fn nameless(&mut self, row: usize) -> Option<usize> {
        let Some(kinds) = self.column(Kind::Roles) else { return self.only_row(row) };
        let kind = self.grid.cell(row, kinds).filter(|it| !it.is_blank())?;
        let is_one_name = |it: &Column| !matches!(it.kind, Kind::Value(_)) || it.chain.labels.is_empty();
        let name = self
            .form
            .indicator
            .clone()
            .or_else(|| self.known.heading.cloned().filter(|_| self.form.initiative.is_none()))?;
        if !self.columns.iter().all(is_one_name) {
            return None;
        }

        let is_named = kind.word() == Some(Stem::Named);
        let said = without_formula(&kind.text).trim_start_matches(|it| ('①'..='⑳').contains(&it));
        // ≪各年度の量の見込みと確保方策≫【区域A】 names no more than the rows do, but for the part.
        let says_the_same = is_named && fold(name.text()).contains(said);
        let (name, part) = match says_the_same {
            true => (kind.printed.trimmed(), last_in_brackets(name.text())),
            false => (name, is_named.then(|| said.to_owned())),
        };
        // Rows of roles that begin anew are about something else, which nobody has named.
        let key = (part.clone(), kind.text.clone());
        if self.kinds_seen.contains(&key) {
            return None;
        }
        self.kinds_seen.push(key);
        let is_same = |it: &Entry| it.part == part && (!says_the_same || it.indicator.as_ref() == Some(&name));
        if let Some(at) = self.entries.iter().position(is_same) {
            return Some(at);
        }
        self.entries.push(self.nameless_entry(name, part, row));
        Some(self.entries.len() - 1)
    }

    /// The entry of a row that a cell in front names, which reaches up to the heads: it stands beside them.
    pub(super) fn beside_heads(&mut self, row: usize) -> Option<usize> {
        let first = self.columns.iter().position(|it| matches!(it.kind, Kind::Value(_)))?;
        let reaches_up = |it: &usize| {
            let cell = &self.grid.cells[*it];
            cell.rows.start < self.body.start && cell.body == Body::Words && !cell.is_understood()
        };
        let name = (0..first).rev().filter_map(|it| self.grid.at(row, it)).find(reaches_up)?;
        if let Some((_, _, at)) = self.last.filter(|it| it.0 == name) {
            return Some(at);
        }
        let named = without_mark(self.grid.cells[name].printed);
        self.entries.push(self.nameless_entry(named, None, row));
        self.last = Some((name, None, self.entries.len() - 1));
        Some(self.entries.len() - 1)
    }

    /// The entry of a table that has one row of values and no names: its heading names it.
    fn only_row(&mut self, row: usize) -> Option<usize> {
        let says_role = self.columns.iter().filter(|it| matches!(it.kind, Kind::Value(Some(_)))).count() >= 2;
        let is_only = self.body.len() == 1 && self.entries.is_empty() && says_role;
        let is_one_name = |it: &Column| !matches!(it.kind, Kind::Value(_)) || it.chain.labels.is_empty();
        let name = self.form.indicator.clone().or_else(|| self.known.heading.cloned())?;
        if !is_only || !self.columns.iter().all(is_one_name) {
            return None;
        }
        self.entries.push(self.nameless_entry(name, None, row));
        Some(self.entries.len() - 1)
    }

    fn nameless_entry(&self, name: Passage, part: Option<String>, row: usize) -> Entry {
        let in_row = || self.cell_of(row, Kind::Unit).map(|it| it.printed.trimmed());
        let (area, section) = self.area_and_section(None);
        Entry {
            initiative: self.form.initiative.clone(),
            is_sheet: self.form.initiative.is_some(),
            area,
            section,
            indicator: Some(name),
            part,
            departments: self.form.departments.clone(),
            unit: in_row().or_else(|| self.form.unit.clone()).or_else(|| self.corner_unit()),
            has_units: self.columns.iter().any(|it| it.chain.unit.is_some()) || self.remarks_on_unit(row),
            ..Entry::default()
        }
    }

    /// Whether a remark beside a row says what it counts: `確保方策は実施か所数`. The unit above the table is not its own then.
    fn remarks_on_unit(&self, row: usize) -> bool {
        let remarks = self.columns.iter().enumerate().filter(|(_, it)| it.chain.word == Some(Stem::Remark));
        let mut cells = remarks.filter_map(|(at, _)| self.beginning(row, at));
        cells.any(|it| it.text.ends_with('数') || it.text.contains("単位"))
    }

    /// The unit that the head over the roles of rows gives: `［単位］千人`.
    fn corner_unit(&self) -> Option<Passage> {
        let head = self.columns[self.column(Kind::Roles)?].chain.cells.first()?;
        let cell = &self.grid.cells[*head];
        let unit = cell.head.as_ref()?.unit.as_ref()?;
        // The unit is known in one width; it stands behind the bracket, or behind 単位.
        let text = cell.printed.text();
        let ends = text.char_indices().filter(|it| "］]】）):：位".contains(it.1)).map(|(at, it)| at + it.len_utf8());
        let behind = ends.map(|it| cell.printed.slice(it..text.len()).trimmed());
        behind.into_iter().find(|it| fold(it.text().trim_end_matches(['］', ']', '】', '）', ')'])) == *unit)
    }
}

/// What the last brackets of a heading hold: 区域A.
fn last_in_brackets(heading: &str) -> Option<String> {
    let inside = heading.trim_end().strip_suffix('】')?.rsplit_once('【')?.1.trim();
    (!inside.is_empty()).then(|| inside.to_owned())
}
