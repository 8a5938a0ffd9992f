//! Rows of a table -> entries: a name with its values and ratings.

use std::ops::Range;

use super::Known;
use super::cell::{Grid, GridCell};
use super::columns::{Column, Kind, columns, grade_in, role_of};
use super::form::{Form, SheetTexts, begins_sheet, is_form_row};
use super::heads::{Chain, head_rows};
use super::values::{Said, readings};
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
    /// What its sheet says in words.
    pub texts: Option<SheetTexts>,
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
        // Two rows of labels with values beside them are a sheet, and no heads.
        let Some(heads) = head_rows(grid, row).filter(|_| !begins_sheet(grid, row, known)) else {
            entries.extend(form.take_row(grid, row, known));
            row += 1;
            continue;
        };
        let heads = rows_above(grid, &heads, above)..heads.end;
        let is_end = |it: &usize| head_rows(grid, *it).is_some() || is_form_row(grid, *it, known);
        let end = (heads.end..grid.row_count).find(is_end).unwrap_or(grid.row_count);
        let body = heads.end..end;
        let columns = columns(grid, &heads, &body, known);
        if grid.is_transposed && !begins_with_names(&columns) {
            (row, above) = (end, end);
            continue;
        }
        // Rows of labels below a grid belong to the sheet again.
        let mut reader = Reader {
            grid,
            known,
            columns: &columns,
            body: body.clone(),
            form,
            band: None,
            parent: None,
            entries: Vec::new(),
            is_counted: Vec::new(),
            kinds_seen: Vec::new(),
            above: Vec::new(),
            last: None,
        };
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

struct Reader<'a, 'b> {
    grid: &'b Grid<'a>,
    known: &'b Known<'b>,
    columns: &'b [Column],
    body: Range<usize>,
    form: &'b Form,
    band: Option<String>,
    /// The cell of a name whose parts stand in the rows below it.
    parent: Option<usize>,
    entries: Vec<Entry>,
    /// Rows whose rating cell holds no rating: they count, or say something else.
    is_counted: Vec<bool>,
    /// The values of the row above: their column, entry and place in it.
    above: Vec<(usize, usize, usize)>,
    /// In a table without names: the parts and roles whose rows were read.
    kinds_seen: Vec<(Option<String>, String)>,
    /// The cells of name and part that the last entry is about, and its index.
    last: Option<(usize, Option<usize>, usize)>,
}

impl<'a> Reader<'a, '_> {
    fn row(&mut self, row: usize) {
        let begins_parent =
            self.column(Kind::Indicator).and_then(|it| self.grid.at(row, it)).is_some_and(|it| self.is_parent(row, it));
        if let Some(band) = self.grid.band(row).filter(|_| !begins_parent) {
            self.band = Some(band.text.clone());
            self.last = None;
            return;
        }
        if self.dates_the_row_above(row) {
            return;
        }
        let Some(at) = self.entry_of(row) else { return };
        let kind = self.row_kind(row);
        let (mut readings, mut columns, mut grades, mut figures) = (Vec::new(), Vec::new(), Vec::new(), 0);
        for (index, column) in self.columns.iter().enumerate() {
            let Some(cell) = self.beginning(row, index).filter(|it| !it.is_blank()) else { continue };
            match column.kind {
                Kind::Value(role) => {
                    let found = self.values((row, index), role, kind, cell);
                    columns.extend(found.iter().map(|_| index));
                    readings.extend(found.into_iter().map(|(part, it)| (part.or_else(|| column.part.clone()), it)));
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
        self.above.clear();
        for (column, (part, reading)) in columns.into_iter().zip(readings) {
            let at = self.of_part(at, part);
            self.above.push((column, at, self.entries[at].readings.len()));
            self.entries[at].readings.push(reading);
        }
        self.is_counted.resize(self.entries.len(), false);
        self.entries[at].grades.append(&mut grades);
    }

    /// Takes in a row that prints nothing but the years of the values right above; `false` where it is another row.
    fn dates_the_row_above(&mut self, row: usize) -> bool {
        let values = || self.columns.iter().enumerate().filter(|(_, it)| matches!(it.kind, Kind::Value(_)));
        let years: Vec<(usize, HeadYear)> = values()
            .filter_map(|(at, _)| self.beginning(row, at).filter(|it| !it.is_blank()).map(|it| (at, it)))
            .map(|(at, it)| {
                (at, it.head.as_ref().filter(|_| it.body != Body::Figure).map_or(HeadYear::None, |it| it.year))
            })
            .collect();
        let is_dated = !self.above.is_empty()
            && !years.is_empty()
            && years.iter().all(|it| it.1 != HeadYear::None)
            && self.beginning(row, self.column(Kind::Indicator).unwrap_or(0)).is_none_or(GridCell::is_blank);
        if !is_dated {
            return false;
        }
        for (column, year) in years {
            let HeadYear::One(year) = year else { continue };
            for (_, entry, reading) in self.above.iter().filter(|it| it.0 == column) {
                let reading = &mut self.entries[*entry].readings[*reading];
                (reading.fiscal_year, reading.is_about_document) = (Some(year), false);
            }
        }
        self.above.clear();
        true
    }

    /// The values in a cell, with the parts that they are about.
    fn values(
        &self,
        (row, column): (usize, usize),
        role: Option<Role>,
        kind: Option<&HeadFacts>,
        cell: &GridCell<'a>,
    ) -> Vec<(Option<String>, Reading)> {
        let (chain, role) = self.chain_of(row, column, role, cell);
        let row_says = self.column(Kind::RowKind).map(|_| kind);
        let paired = role.or(kind.and_then(|it| it.role).map(role_of)).and_then(|it| self.paired_year(row, column, it));
        readings(cell, Said { chain, role, row: row_says, paired }, self.known)
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
            let goes_on =
                self.column(Kind::RowKind).is_some_and(|it| self.grid.cell(row, it).is_some_and(|it| !it.is_blank()));
            return self.last.filter(|_| goes_on).map(|it| it.2);
        }
        if is_total(&cell.text) || cell.body == Body::Missing || is_label(cell) {
            self.last = None;
            return None;
        }
        if self.is_parent(row, name) {
            self.parent = Some(name);
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
        let mut entry = self.begin(row, names, part);
        match self.parent.filter(|_| is_bullet(self.grid.cells[name].printed)) {
            Some(parent) => {
                entry.part = entry.indicator.map(|it| one_line(&it));
                entry.indicator = Some(self.grid.cells[parent].printed.trimmed());
            }
            None => self.parent = None,
        }
        self.entries.push(entry);
        self.last = Some((name, part, self.entries.len() - 1));
        Some(self.entries.len() - 1)
    }

    /// Whether a row only names what the rows below part, which begin with a bullet.
    fn is_parent(&self, row: usize, name: usize) -> bool {
        let cell = &self.grid.cells[name];
        let has_values = self.columns.iter().enumerate().any(|(at, it)| {
            matches!(it.kind, Kind::Value(_))
                && self.grid.at(row, at).is_some_and(|it| it != name && !self.grid.cells[it].is_blank())
        });
        let names = self.column(Kind::Indicator);
        let below = names.and_then(|it| self.grid.cell(cell.rows.end, it));
        !has_values && !is_bullet(cell.printed) && below.is_some_and(|it| is_bullet(it.printed))
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
        let Some(kinds) = self.column(Kind::RowKind) else { return self.only_row() };
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
        self.entries.push(self.nameless_entry(name, part));
        Some(self.entries.len() - 1)
    }

    /// The entry of a table that has one row of values and no names: its heading names it.
    fn only_row(&mut self) -> Option<usize> {
        let says_role = self.columns.iter().filter(|it| matches!(it.kind, Kind::Value(Some(_)))).count() >= 2;
        let is_only = self.body.len() == 1 && self.entries.is_empty() && says_role;
        let is_one_name = |it: &Column| !matches!(it.kind, Kind::Value(_)) || it.chain.labels.is_empty();
        let name = self.form.indicator.clone().or_else(|| self.known.heading.cloned())?;
        if !is_only || !self.columns.iter().all(is_one_name) {
            return None;
        }
        self.entries.push(self.nameless_entry(name, None));
        Some(self.entries.len() - 1)
    }

    fn nameless_entry(&self, name: Passage, part: Option<String>) -> Entry {
        Entry {
            initiative: self.form.initiative.clone(),
            is_sheet: self.form.initiative.is_some(),
            section: self.form.section.clone().or_else(|| self.band.clone()),
            indicator: Some(name),
            part,
            departments: self.form.departments.clone(),
            unit: self.form.unit.clone(),
            has_units: self.columns.iter().any(|it| it.chain.unit.is_some()),
            ..Entry::default()
        }
    }

    fn begin(&self, row: usize, names: usize, part: Option<usize>) -> Entry {
        let printed = |kind: Kind| self.cell_of(row, kind).map(|it| it.printed.trimmed());
        let name = self.grid.cell(row, names).map(|it| without_mark(&it.printed.lines_in_larger_type()));
        let is_indicator = self.columns[names].kind == Kind::Indicator;
        let text = |kind: Kind| self.cell_of(row, kind).map(|it| one_line(it.printed));
        let part = part.map(|it| &self.grid.cells[it]).filter(|it| !it.is_blank());
        let sheet = self.form.initiative.clone().filter(|_| self.column(Kind::Initiative).is_none());
        let has_values = self.columns.iter().any(|it| matches!(it.kind, Kind::Value(_)));
        Entry {
            number: printed(Kind::Number).or_else(|| sheet.as_ref().and_then(|_| self.form.number.clone())),
            area: text(Kind::Area).or_else(|| self.band.clone().filter(|_| self.column(Kind::Section).is_some())),
            section: text(Kind::Section).or_else(|| self.band.clone()),
            is_sheet: sheet.is_some(),
            initiative: if is_indicator { printed(Kind::Initiative).or_else(|| sheet.clone()) } else { name.clone() },
            indicator: name.filter(|_| is_indicator || has_values),
            part: part.map(|it| one_line(it.printed)),
            departments: printed(Kind::Department)
                .or_else(|| sheet.as_ref().and_then(|_| self.form.departments.clone())),
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

    /// The heads that a cell takes its facts from: of heads one over the other those of its row within the name's.
    fn chain_of(&self, row: usize, column: usize, role: Option<Role>, cell: &GridCell) -> (&Chain, Option<Role>) {
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
    cell.is_understood()
        && !matches!(cell.word(), Some(Stem::Named | Stem::Indicator | Stem::Initiative | Stem::Section))
}

/// Whether a text begins with the bullet of a part.
fn is_bullet(text: &Passage) -> bool {
    text.text().trim_start().starts_with(['・', '･', '-', '－', '－', '└', '∟'])
}

/// A name without the mark in front of it: `★出生率`, `・市職員`.
fn without_mark(name: &Passage) -> Passage {
    let marks = |it: char| it.is_whitespace() || "★☆◎○●◆◇■□▼▽・･※＊*".contains(it);
    let start = name.text().len() - name.text().trim_start_matches(marks).len();
    if start < name.text().len() { name.slice(start..name.text().len()).trimmed() } else { name.trimmed() }
}

/// Rows that add up others.
fn is_total(text: &str) -> bool {
    matches!(text, "計" | "合計" | "総計" | "小計" | "全体" | "総合計")
}
