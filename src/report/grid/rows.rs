//! Rows of a table -> entries: a name with its values and ratings.

use std::ops::Range;

use super::Known;
use super::cell::{Grid, GridCell};
use super::columns::{Column, Kind, columns, grade_in, role_of};
use super::form::Form;
use super::heads::{Chain, head_rows};
use crate::base::{FiscalYear, SourceRef};
use crate::layout::Passage;
use crate::report::cells::{Body, HeadFacts, Stem, may_be_grade};
use crate::report::header_cell::{HeadYear, without_formula};
use crate::report::{Reading, Role};

/// What a table prints of one initiative, indicator or part of one.
#[derive(Debug, Clone, Default)]
pub(in crate::report) struct Entry {
    pub number: Option<Passage>,
    pub area: Option<String>,
    pub section: Option<String>,
    pub initiative: Option<Passage>,
    pub indicator: Option<Passage>,
    pub part: Option<String>,
    pub departments: Option<Passage>,
    pub unit: Option<Passage>,
    pub readings: Vec<Reading>,
    pub grades: Vec<PrintedGrade>,
    /// Whether its table or its head has units of its own.
    pub has_units: bool,
    /// Whether its initiative is the title of a sheet.
    pub is_sheet: bool,
    /// The rows of its name, or of its part.
    pub rows: Range<usize>,
    /// The rows of its initiative.
    pub initiative_rows: Range<usize>,
}

/// A rating as printed.
#[derive(Debug, Clone)]
pub(in crate::report) struct PrintedGrade {
    pub fiscal_year: Option<FiscalYear>,
    pub printed: Passage,
    pub cell: SourceRef,
    /// Who rates, or by which measure, with the text that says it.
    pub judge: Option<(Stem, String)>,
    /// The rows that its cell covers.
    pub rows: Range<usize>,
}

/// Reads a table as a grid; nothing where it has no heads that say what its columns hold.
///
/// Rows of labels with their values beside them go into the form: a sheet whose indicators grids below follow.
pub(in crate::report) fn read_grid(grid: &Grid, known: &Known, form: &mut Form) -> Vec<Entry> {
    let mut entries = Vec::new();
    let (mut row, mut above) = (0, 0);
    while row < grid.row_count {
        let Some(heads) = head_rows(grid, row) else {
            entries.extend(form.take_row(grid, row, known));
            row += 1;
            continue;
        };
        let heads = rows_above(grid, &heads, above)..heads.end;
        let end = (heads.end..grid.row_count).find(|it| head_rows(grid, *it).is_some()).unwrap_or(grid.row_count);
        let body = heads.end..end;
        let columns = columns(grid, &heads, &body, known);
        if grid.is_transposed && !begins_with_names(&columns) {
            (row, above) = (end, end);
            continue;
        }
        // Rows of labels below a grid belong to the sheet again.
        let mut reader = Reader { grid, known, columns: &columns, form, band: None, entries: Vec::new(), is_counted: Vec::new(), kinds_seen: Vec::new(), last: None };
        body.clone().for_each(|it| reader.row(it));
        let Reader { entries: found, is_counted, .. } = reader;
        entries.extend(found.into_iter().zip(is_counted).filter(|it| !it.1).map(|it| it.0));
        for row in body.filter(|_| columns.iter().any(|it| it.kind == Kind::RowKind)) {
            entries.extend(form.take_row(grid, row, known));
        }
        row = end;
        above = end;
    }
    entries
}

/// The first row of heads, once rows above that reach into them or span their columns are counted too: names over roles.
fn rows_above(grid: &Grid, heads: &Range<usize>, least: usize) -> usize {
    let mut first = heads.start;
    while first > least {
        let mut cells = grid.beginning(first - 1).peekable();
        let is_part = cells.peek().is_some()
            && grid.band(first - 1).is_none()
            && grid.beginning(first - 1).any(|it| it.rows.end > first)
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

struct Reader<'a, 'b> {
    grid: &'b Grid<'a>,
    known: &'b Known<'b>,
    columns: &'b [Column],
    form: &'b Form,
    band: Option<String>,
    entries: Vec<Entry>,
    /// Rows whose rating cell holds no rating: they count, or say something else.
    is_counted: Vec<bool>,
    /// In a table without names: the parts and roles whose rows were read.
    kinds_seen: Vec<(Option<String>, String)>,
    /// The cells of name and part that the last entry is about, and its index.
    last: Option<(usize, Option<usize>, usize)>,
}

impl<'a> Reader<'a, '_> {
    fn row(&mut self, row: usize) {
        if let Some(band) = self.grid.band(row) {
            self.band = Some(band.text.clone());
            self.last = None;
            return;
        }
        let Some(at) = self.entry_of(row) else { return };
        let kind = self.row_kind(row);
        let (mut readings, mut grades, mut figures) = (Vec::new(), Vec::new(), 0);
        for (index, column) in self.columns.iter().enumerate() {
            let Some(cell) = self.beginning(row, index).filter(|it| !it.is_blank()) else { continue };
            match column.kind {
                Kind::Value(role) => {
                    let reading = self.reading((row, index), role, kind, cell);
                    readings.extend(reading.map(|it| (column.part.clone(), it)));
                }
                Kind::Rating => {
                    figures += usize::from(cell.body == Body::Figure);
                    grades.extend(grade(column, cell));
                }
                _ => {}
            }
        }
        let rates = self.columns.iter().any(|it| it.kind == Kind::Rating);
        self.is_counted.resize(self.entries.len(), false);
        if self.entries[at].readings.is_empty() && self.entries[at].grades.is_empty() {
            self.is_counted[at] = rates;
        }
        self.is_counted[at] &= readings.is_empty() && grades.is_empty() && figures > 0;
        for (part, reading) in readings.drain(..) {
            let at = self.of_part(at, part);
            self.entries[at].readings.push(reading);
        }
        self.is_counted.resize(self.entries.len(), false);
        self.entries[at].grades.append(&mut grades);
    }

    /// The entry of a part that a head names, beside the one of the whole row.
    fn of_part(&mut self, whole: usize, part: Option<String>) -> usize {
        let Some(part) = part else { return whole };
        let own = &self.entries[whole];
        let part = own.part.as_ref().map_or(part.clone(), |row| format!("{row}・{part}"));
        let is_same = |it: &Entry| it.rows == own.rows && it.part.as_ref() == Some(&part);
        if let Some(at) = self.entries[whole..].iter().position(is_same) {
            return whole + at;
        }
        let entry = Entry { part: Some(part), readings: Vec::new(), grades: Vec::new(), ..own.clone() };
        self.entries.push(entry);
        self.entries.len() - 1
    }

    /// The cell that begins at a place.
    fn beginning(&self, row: usize, column: usize) -> Option<&GridCell<'a>> {
        self.grid.cell(row, column).filter(|it| it.rows.start == row && it.columns.start == column)
    }

    fn column(&self, kind: Kind) -> Option<usize> {
        self.columns.iter().position(|it| it.kind == kind)
    }

    /// The cell of a row in the column of a kind, with text.
    fn cell_of(&self, row: usize, kind: Kind) -> Option<&GridCell<'a>> {
        self.grid.cell(row, self.column(kind)?).filter(|it| !it.is_blank())
    }

    /// The entry that a row is about; a new one where its name or part is another.
    fn entry_of(&mut self, row: usize) -> Option<usize> {
        let Some(names) = self.column(Kind::Indicator).or_else(|| self.column(Kind::Initiative)) else {
            return self.nameless(row);
        };
        let names = self.filled_below_head(row, names);
        let name = self.grid.at(row, names)?;
        let cell = &self.grid.cells[name];
        if cell.is_blank() {
            // Rows of roles go on with the name above, where the grid leaves out the rules between them.
            let goes_on = self.column(Kind::RowKind).is_some_and(|it| self.grid.cell(row, it).is_some_and(|it| !it.is_blank()));
            return self.last.filter(|_| goes_on).map(|it| it.2);
        }
        if is_total(&cell.text) || cell.body == Body::Missing || is_label(cell) {
            self.last = None;
            return None;
        }
        let part = self.column(Kind::Part).and_then(|it| self.grid.at(row, it)).filter(|it| *it != name);
        if part.is_some_and(|it| matches!(self.grid.cells[it].word(), Some(Stem::Difference | Stem::Rate))) {
            self.last = None;
            return None;
        }
        if let Some((_, _, at)) = self.last.filter(|it| (it.0, it.1) == (name, part)) {
            return Some(at);
        }
        let entry = self.begin(row, names, part);
        self.entries.push(entry);
        self.last = Some((name, part, self.entries.len() - 1));
        Some(self.entries.len() - 1)
    }

    /// The column of names, or where its cell is blank the next one below the same head: names of two levels.
    fn filled_below_head(&self, row: usize, names: usize) -> usize {
        let head = self.columns[names].chain.cells.first();
        let is_filled = |it: &usize| self.grid.cell(row, *it).is_some_and(|cell| !cell.is_blank());
        let below_head = |it: &usize| self.columns[*it].chain.cells.first() == head;
        (names..self.columns.len()).take_while(below_head).find(is_filled).unwrap_or(names)
    }

    /// The entry of a row in a table without names: rows of roles are about what the form or the heading names.
    fn nameless(&mut self, row: usize) -> Option<usize> {
        let kinds = self.column(Kind::RowKind)?;
        let kind = self.grid.cell(row, kinds).filter(|it| !it.is_blank())?;
        let is_one_name = |it: &Column| !matches!(it.kind, Kind::Value(_)) || it.chain.labels.is_empty();
        let name = self.form.indicator.clone().or_else(|| self.known.heading.cloned().filter(|_| self.form.initiative.is_none()))?;
        if !self.columns.iter().all(is_one_name) {
            return None;
        }

        let is_named = kind.word() == Some(Stem::Named);
        let part = is_named.then(|| without_formula(&kind.text).to_owned());
        // Rows of roles that begin anew are about something else, which nobody has named.
        let key = (part.clone(), kind.text.clone());
        if self.kinds_seen.contains(&key) {
            return None;
        }
        self.kinds_seen.push(key);
        if let Some(at) = self.entries.iter().position(|it| it.part == part) {
            return Some(at);
        }
        self.entries.push(Entry {
            initiative: self.form.initiative.clone(),
            is_sheet: self.form.initiative.is_some(),
            section: self.form.section.clone().or_else(|| self.band.clone()),
            indicator: Some(name),
            part,
            departments: self.form.departments.clone(),
            unit: self.form.unit.clone(),
            has_units: self.columns.iter().any(|it| it.chain.unit.is_some()),
            ..Entry::default()
        });
        Some(self.entries.len() - 1)
    }

    fn begin(&self, row: usize, names: usize, part: Option<usize>) -> Entry {
        let printed = |kind: Kind| self.cell_of(row, kind).map(|it| it.printed.trimmed());
        let name = self.grid.cell(row, names).map(|it| it.printed.lines_in_larger_type());
        let is_indicator = self.columns[names].kind == Kind::Indicator;
        let text = |kind: Kind| self.cell_of(row, kind).map(|it| one_line(it.printed));
        let part = part.map(|it| &self.grid.cells[it]).filter(|it| !it.is_blank());
        let sheet = self.form.initiative.clone().filter(|_| self.column(Kind::Initiative).is_none());
        let has_values = self.columns.iter().any(|it| matches!(it.kind, Kind::Value(_)));
        Entry {
            number: printed(Kind::Number),
            area: text(Kind::Area).or_else(|| self.band.clone().filter(|_| self.column(Kind::Section).is_some())),
            section: text(Kind::Section).or_else(|| self.band.clone()),
            is_sheet: sheet.is_some(),
            initiative: if is_indicator { printed(Kind::Initiative).or(sheet) } else { name.clone() },
            indicator: name.filter(|_| is_indicator || has_values),
            part: part.map(|it| one_line(it.printed)),
            departments: printed(Kind::Department),
            unit: printed(Kind::Unit),
            rows: part.or(self.grid.cell(row, names)).map(|it| it.rows.clone()).unwrap_or_default(),
            initiative_rows: self.cell_of(row, Kind::Initiative).map(|it| it.rows.clone()).unwrap_or_default(),
            has_units: self.columns.iter().any(|it| it.kind == Kind::Unit || it.chain.unit.is_some()),
            ..Entry::default()
        }
    }

    /// What the row says that it holds: the facts of its cell in the column of roles.
    fn row_kind(&self, row: usize) -> Option<&HeadFacts> {
        let cell = self.cell_of(row, Kind::RowKind)?;
        cell.head.as_ref()
    }

    /// The value in a cell, with each fact from the nearest place that says it; `None` where two places disagree.
    fn reading(
        &self,
        (row, column): (usize, usize),
        role: Option<Role>,
        kind: Option<&HeadFacts>,
        cell: &GridCell<'a>,
    ) -> Option<Reading> {
        let has_row_kinds = self.column(Kind::RowKind).is_some();
        let (chain, role) = self.chain_of(row, column, role, cell);
        let role = match (has_row_kinds, kind.map(|it| it.word)) {
            (false, _) => role,
            // The actual of the base year is the baseline.
            (true, Some(Some(word))) if word.is_role() => match (role, role_of(word)) {
                (Some(Role::Baseline), _) => role,
                (Some(Role::Target), Role::Actual) | (Some(Role::Actual), Role::Target) => None,
                (_, row_role) => Some(row_role),
            },
            // A kind that is no role (達成率), or that nobody knows, leaves open what the value is.
            (true, _) => role.filter(|_| cell.rows.len() > 1),
        };
        let role = role?;
        let row_year = kind.and_then(|it| match it.year {
            HeadYear::One(year) => Some(year),
            _ => None,
        });
        let paired = self.paired_year(row, column, role);
        let year = match (row_year, chain.year) {
            (Some(row_year), Some(year)) if row_year != year => return None,
            (row_year, year) => row_year.or(year).or(paired),
        };
        let says_nothing = year.is_none() && !chain.is_of_several;
        let caption = self.known.caption.filter(|_| says_nothing && matches!(role, Role::Actual | Role::Target));
        let is_of_report = role == Role::Actual || chain.is_of_the_year;
        Some(Reading {
            role,
            fiscal_year: year.or(caption),
            is_about_document: says_nothing && caption.is_none() && is_of_report,
            printed: cell.printed.trimmed(),
            unit: chain.unit.clone(),
        })
    }

    /// The heads that a cell takes its facts from: of heads one over the other those of its row within the name's.
    fn chain_of(
        &self,
        row: usize,
        column: usize,
        role: Option<Role>,
        cell: &GridCell,
    ) -> (&Chain, Option<Role>) {
        let Column { chain, stack, .. } = &self.columns[column];
        let names = self.column(Kind::Indicator).or_else(|| self.column(Kind::Initiative));
        let name = names.and_then(|it| self.grid.cell(row, it));
        match name.filter(|it| it.rows.len() == stack.len() && cell.rows.len() == 1) {
            Some(name) => {
                let own = &stack[row - name.rows.start];
                (own, own.role.map(role_of))
            }
            None => (chain, role),
        }
    }

    /// The year in the column of years beside a column of values, under one head or of one role.
    fn paired_year(&self, row: usize, column: usize, role: Role) -> Option<FiscalYear> {
        let own = &self.columns[column];
        let parent = own.chain.cells.last();
        let is_pair = |it: &Column| match it.kind {
            Kind::Year(Some(of)) => of == role,
            Kind::Year(None) => parent.is_some() && it.chain.cells.last() == parent && it.chain.cells.len() > 1,
            _ => false,
        };
        let mut pairs = self.columns.iter().enumerate().filter(|(_, it)| is_pair(it)).map(|(at, _)| at);
        let nearest = pairs.by_ref().min_by_key(|it| it.abs_diff(column))?;
        let cell = self.grid.cell(row, nearest)?;
        match cell.head.as_ref()?.year {
            HeadYear::One(year) => Some(year),
            _ => None,
        }
    }
}

/// The grade in a cell of a column of ratings, as printed; a dash is kept, for it says that none was given.
fn grade(column: &Column, cell: &GridCell) -> Option<PrintedGrade> {
    // Where letters rate, a number counts them.
    let is_counted = column.stats.grades > 0 && cell.body == Body::Figure;
    let is_grade = !is_counted && (grade_in(&cell.text).is_some() || may_be_grade(&cell.text));
    (is_grade || cell.body == Body::Missing).then(|| PrintedGrade {
        fiscal_year: column.chain.year,
        printed: cell.printed.trimmed(),
        cell: cell.source,
        judge: column.chain.judge.clone(),
        rows: cell.rows.clone(),
    })
}

fn one_line(text: &Passage) -> String {
    text.text().replace('\n', "").trim().to_owned()
}

/// Whether a cell among names is a label: 担当部局, 達成度.
fn is_label(cell: &GridCell) -> bool {
    cell.is_understood() && !matches!(cell.word(), Some(Stem::Named | Stem::Indicator | Stem::Initiative | Stem::Section))
}

/// Rows that add up others.
fn is_total(text: &str) -> bool {
    matches!(text, "計" | "合計" | "総計" | "小計" | "全体" | "総合計")
}
