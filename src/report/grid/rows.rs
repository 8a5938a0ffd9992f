//! The rows below a header: their values and grades, each put to what the row is about.

use std::borrow::Cow;
use std::ops::Range;

use super::Known;
use super::body::{are_names_bands, rates_in_cells, rows_rate, wide_columns};
use super::cell::{Grid, GridCell};
use super::columns::{Column, Kind, role_of};
use super::entry::{Entry, Judge, PrintedGrade};
use super::form::Form;
use super::heads::Chain;
use super::inside::inner_lines;
use super::line::followed_lines;
use super::name_text::{is_total, one_line};
use super::ratings::grades as grades_of;
use super::tally::{Fate, fate_in, fate_of_row, is_counted};
use super::values::{Said, by_part_lines, line_reading, readings};
use crate::layout::Passage;
use crate::report::cells::{Body, HeadFacts, Stem};
use crate::report::levels::Levels;
use crate::report::{PrintedRate, Reading, Role, TableCoverage};

/// Reads the rows below one header.
pub(super) struct Reader<'a, 'b> {
    pub(super) grid: &'b Grid<'a>,
    pub(super) known: &'b Known<'b>,
    pub(super) columns: &'b [Column],
    pub(super) body: Range<usize>,
    pub(super) form: &'b Form,
    /// For each column whether a grade in it stands beside several names: then those beside one are of the initiative too.
    is_wide: Vec<bool>,
    /// Whether each band names the one group of rows below it.
    are_names_bands: bool,
    /// Whether rows say that they rate: 評価 below 計画 and 実績.
    rows_rate: bool,
    /// The band right above the row, where bands name rows.
    pub(super) name_above: Option<usize>,
    /// The last name that is no part of another.
    pub(super) whole: Option<Passage>,
    /// The unit that stands beside that name.
    pub(super) unit_above: Option<Passage>,
    /// The row of years right above, where it has one.
    pub(super) years_above: Option<usize>,
    /// Whether cells of a list hold labels with their grades: 【評価】Ａ.
    rates_in_cells: bool,
    /// The bands above the row.
    pub(super) bands: Levels,
    /// Whether names of groups stand in front of the bands.
    pub(super) are_bands_inside: bool,
    /// The cell of a name whose parts stand in the rows below it.
    pub(super) parent: Option<usize>,
    pub(super) entries: Vec<Entry>,
    /// Rows whose rating cell holds no rating: they count, or say something else.
    pub(super) is_counted: Vec<bool>,
    /// The values of the row above: their column, entry and place in it.
    pub(super) above: Vec<(usize, usize, usize)>,
    /// The type size of the last name.
    pub(super) type_above: f64,
    /// In a table without names: the parts and roles whose rows were read.
    pub(super) kinds_seen: Vec<(Option<String>, String)>,
    /// The cells of name and part that the last entry is about, and its index.
    pub(super) last: Option<(usize, Option<usize>, usize)>,
}

impl<'a, 'b> Reader<'a, 'b> {
    pub(super) fn new(
        grid: &'b Grid<'a>,
        known: &'b Known<'b>,
        columns: &'b [Column],
        body: Range<usize>,
        form: &'b Form,
    ) -> Self {
        let is_wide = wide_columns(grid, columns, &body);
        let are_names_bands = are_names_bands(grid, columns, &body);
        let rows_rate = rows_rate(grid, columns, &body);
        let rates_in_cells = rates_in_cells(grid, columns, &body);
        Reader {
            grid,
            known,
            columns,
            body,
            form,
            is_wide,
            are_names_bands,
            rows_rate,
            rates_in_cells,
            name_above: None,
            whole: None,
            unit_above: None,
            years_above: None,
            bands: Levels::default(),
            are_bands_inside: false,
            parent: None,
            entries: Vec::new(),
            is_counted: Vec::new(),
            kinds_seen: Vec::new(),
            above: Vec::new(),
            type_above: 0.0,
            last: None,
        }
    }

    /// Reads all rows.
    pub(super) fn read(mut self, coverage: &mut TableCoverage) -> Vec<Entry> {
        for row in self.body.clone() {
            let before = self.said();
            self.row(row);
            self.tally(row, before, coverage);
        }
        self.entries.into_iter().zip(self.is_counted).filter(|it| !it.1).map(|it| it.0).collect()
    }

    /// How many values and grades were read so far.
    fn said(&self) -> usize {
        self.entries.iter().map(|it| it.readings.len() + it.grades.len()).sum()
    }

    /// Counts what became of the figures of a row.
    fn tally(&self, row: usize, before: usize, coverage: &mut TableCoverage) {
        let is_read = self.said() > before;
        let kind = self.row_kind(row).and_then(|it| it.word);
        let label = self.grid.beginning(row).next();
        for cell in self.grid.beginning(row).filter(|it| is_counted(it)) {
            let Some(column) = self.columns.get(cell.columns.start) else { continue };
            if column.kind == Kind::Elsewhere {
                continue;
            }
            let fate = match column.kind {
                Kind::Value(_) if matches!(kind, Some(Stem::Rate | Stem::Difference)) => Fate::Derived,
                Kind::Value(_) | Kind::Rating if is_read => Fate::Read,
                Kind::Value(_) | Kind::Rating => match fate_of_row(label, label.is_some_and(|it| is_total(&it.text))) {
                    // A row whose name was taken says too little of its values.
                    Fate::Unread if self.last.is_some() => Fate::Withheld,
                    fate => fate,
                },
                _ => fate_in(column),
            };
            coverage.count(fate);
        }
    }

    fn row(&mut self, row: usize) {
        let begins_parent =
            self.column(Kind::Indicator).and_then(|it| self.grid.at(row, it)).is_some_and(|it| self.is_parent(row, it));
        if let Some(band) = self.grid.band(row).filter(|_| !begins_parent) {
            self.last = None;
            let is_name = self.are_names_bands && self.body.contains(&(row + 1)) && self.grid.band(row + 1).is_none();
            self.name_above = if is_name { self.grid.at(row, band.columns.start) } else { None };
            if is_name {
                return;
            }
            self.bands.open(&one_line(band.printed));
            // What stands in front of a band holds it.
            self.are_bands_inside = band.columns.start > 0;
            return;
        }
        if self.dates_the_row_below(row) || self.dates_the_row_above(row) || self.labelled_row(row) {
            return;
        }
        if self.names_rows_below(row) {
            return;
        }
        let Some(at) = self.entry_of(row) else { return };
        let kind = self.row_kind(row);
        let (mut readings, mut columns, mut grades, mut figures) = (Vec::new(), Vec::new(), Vec::new(), 0);
        let mut of_parts: Vec<(usize, PrintedGrade)> = Vec::new();
        let mut labelled: Vec<&Passage> = Vec::new();
        let (mut rates, has_rates) = (Vec::new(), kind.is_some_and(|it| it.word == Some(Stem::Rate)));
        let row_rates = kind.is_some_and(|it| it.word == Some(Stem::Rating));
        for (index, column) in self.columns.iter().enumerate() {
            let Some(cell) = self.beginning(row, index).filter(|it| !it.is_blank()) else { continue };
            match column.kind {
                Kind::Rate => rates.push(rate_of(column, cell)),
                Kind::Value(_) if has_rates => rates.push(rate_of(column, cell)),
                Kind::Value(_) if row_rates => grades.append(&mut grades_of(column, cell)),
                // Beside 計画 and 実績 stand words where rows rate.
                Kind::Value(_) if self.rows_rate && !self.holds_figure(row) => {}
                Kind::Value(role) => {
                    let found = self.values((row, index), role, kind, cell);
                    columns.extend(found.iter().map(|_| index));
                    readings.extend(found.into_iter().map(|(part, it)| (part.or_else(|| column.part.clone()), it)));
                }
                Kind::Rating => {
                    figures += usize::from(cell.body == Body::Figure);
                    let is_wide = self.is_wide[index];
                    let found = grades_of(column, cell).into_iter().map(|it| PrintedGrade { is_wide, ..it });
                    match &column.part {
                        Some(_) => of_parts.extend(found.map(|it| (index, it))),
                        None => grades.extend(found),
                    }
                }
                Kind::Choice => grades.extend(self.chosen(column, cell)),
                Kind::Other if self.rates_in_cells => labelled.push(cell.printed),
                _ => {}
            }
        }
        for printed in labelled {
            grades.extend(inner_lines(printed, self.known).into_iter().filter_map(|it| it.grade));
            self.add_followed_lines(at, printed);
        }
        let has_ratings = self.columns.iter().any(|it| it.kind == Kind::Rating);
        self.is_counted.resize(self.entries.len(), false);
        if self.entries[at].readings.is_empty() && self.entries[at].grades.is_empty() {
            self.is_counted[at] = has_ratings;
        }
        self.is_counted[at] &= readings.is_empty() && grades.is_empty() && of_parts.is_empty() && figures > 0;
        if !readings.is_empty() {
            self.above.clear();
        }
        for (column, (part, reading)) in columns.into_iter().zip(readings) {
            let at = match self.columns[column].measure {
                Some(head) => self.of_measure(at, head),
                None => self.of_part(at, part),
            };
            self.above.push((column, at, self.entries[at].readings.len()));
            self.entries[at].readings.push(reading);
        }
        for (column, grade) in of_parts {
            let Column { measure, part, .. } = &self.columns[column];
            let at = match measure {
                Some(head) => self.of_measure(at, *head),
                None => self.of_part(at, part.clone()),
            };
            self.entries[at].grades.push(grade);
        }
        self.is_counted.resize(self.entries.len(), false);
        self.entries[at].grades.append(&mut grades);
        self.entries[at].rates.append(&mut rates);
    }

    /// Adds the indicators that a text of an initiative follows line by line.
    fn add_followed_lines(&mut self, at: usize, text: &Passage) {
        let Some(initiative) = self.entries[at].initiative.clone() else { return };
        let of_initiative = |it: Entry| Entry { initiative: Some(initiative.clone()), ..it };
        self.entries.extend(followed_lines(text).into_iter().map(of_initiative));
    }

    fn holds_figure(&self, row: usize) -> bool {
        self.grid.beginning(row).any(|it| it.body == Body::Figure)
    }

    /// The grade that the head over a mark names.
    fn chosen(&self, column: &Column, mark: &GridCell) -> Option<PrintedGrade> {
        if mark.body == Body::Missing {
            return None;
        }
        let head = &self.grid.cells[*column.chain.cells.first()?];
        Some(PrintedGrade {
            fiscal_year: column.chain.year,
            judge: Judge::of(column.chain.judge.clone()),
            ..PrintedGrade::new(head.printed.trimmed(), mark.source, mark.rows.clone())
        })
    }

    /// The values in a cell, with the parts that they are about.
    fn values(
        &self,
        (row, column): (usize, usize),
        role: Option<Role>,
        kind: Option<&HeadFacts>,
        cell: &GridCell<'a>,
    ) -> Vec<(Option<String>, Reading)> {
        let (mut chain, role) = self.chain_of(row, column, role, cell);
        // What stands in the column of years and is none that we know is not the year of the report.
        if role.is_some_and(|it| self.has_unread_year(row, column, it)) {
            chain.to_mut().is_of_several = true;
        }
        let chain = chain.as_ref();
        let row_says = self.column(Kind::Roles).map(|_| kind);
        let paired = role.or(kind.and_then(|it| it.role).map(role_of)).and_then(|it| self.paired_year(row, column, it));
        let at_the_end = || chain.cells.iter().any(|it| self.grid.cells[*it].text.contains("終了後"));
        let paired = paired.or_else(|| if at_the_end() { self.year_of_the_end(row, column) } else { None });
        let caption = self.known.caption.filter(|_| self.has_undated_actual());
        let (above, unit) = (self.year_above(row, column), self.unit_beside(row, column));
        let said = Said { chain, role, row: row_says, paired, caption, above, unit };
        if let Some(lines) = by_part_lines(cell, &self.part_lines(row)) {
            let line = |(part, printed)| Some((Some(part), line_reading(printed, said, self.known)?));
            return lines.into_iter().filter_map(line).collect();
        }
        if let Some(found) = self.stacked_lines(column, cell, said) {
            return found;
        }
        if let Some(found) = role.and_then(|it| self.dated_lines((row, column), cell, it, said)) {
            return found;
        }
        readings(cell, said, self.known)
    }

    /// Whether actuals stand below heads without a year: then the year above the table is theirs and their targets'.
    fn has_undated_actual(&self) -> bool {
        let has_roles = self.column(Kind::Roles).is_some();
        self.columns.iter().any(|it| {
            let is_actual = it.kind == Kind::Value(Some(Role::Actual)) || has_roles && it.kind == Kind::Value(None);
            (is_actual || has_roles && matches!(it.kind, Kind::Value(_)))
                && it.chain.year.is_none()
                && !it.chain.is_of_several
        })
    }

    /// The lines of the cell that parts a row, where it has several: 男性 over 女性.
    fn part_lines(&self, row: usize) -> Vec<String> {
        let Some(cell) = self.cell_of(row, Kind::Part) else { return Vec::new() };
        cell.printed.lines().into_iter().map(|it| cell.printed.text()[it].trim().to_owned()).collect()
    }

    /// The values of a cell that has a line for each of the heads one over the other above it.
    fn stacked_lines(&self, column: usize, cell: &GridCell<'a>, said: Said) -> Option<Vec<(Option<String>, Reading)>> {
        let stack = &self.columns[column].stack;
        let heads: Vec<String> = stack.iter().map(|it| it.text.clone().unwrap_or_default()).collect();
        let lines = by_part_lines(cell, &heads)?;
        let read = |(chain, (_, printed)): (&Chain, (String, Passage))| {
            let said = Said { chain, role: chain.role.map(role_of), row: None, ..said };
            Some((None, line_reading(printed, said, self.known)?))
        };
        Some(stack.iter().zip(lines).filter_map(read).collect())
    }

    /// The cell that begins at a place.
    pub(super) fn beginning(&self, row: usize, column: usize) -> Option<&GridCell<'a>> {
        self.grid.cell(row, column).filter(|it| it.rows.start == row && it.columns.start == column)
    }

    pub(super) fn column(&self, kind: Kind) -> Option<usize> {
        self.columns.iter().position(|it| it.kind == kind)
    }

    /// The cell of a row in the column of a kind, with text.
    pub(super) fn cell_of(&self, row: usize, kind: Kind) -> Option<&GridCell<'a>> {
        self.grid.cell(row, self.column(kind)?).filter(|it| !it.is_blank())
    }

    /// The unit in the cell right of a value, below the same head: `1,702｜億円`.
    fn unit_beside(&self, row: usize, column: usize) -> Option<&str> {
        let head = |at: usize| self.columns.get(at)?.chain.cells.first().copied();
        let is_one_head = head(column).is_some() && head(column) == head(column + 1);
        let cell = self.beginning(row, column + 1).filter(|_| is_one_head)?;
        let unit = cell.text.trim_matches(['(', ')', '[', ']']);
        self.known.vocabulary.units.find_scaled(unit).map(|_| cell.printed.text().trim())
    }

    /// What the row says that it holds: the facts of its cell in the column of roles.
    fn row_kind(&self, row: usize) -> Option<&HeadFacts> {
        let cell = self.cell_of(row, Kind::Roles)?;
        cell.head.as_ref()
    }

    /// The heads that a cell takes its facts from: of heads one over the other, and of the roles of a head that has one a line, those
    /// of its row within the name's.
    fn chain_of(
        &self,
        row: usize,
        column: usize,
        role: Option<Role>,
        cell: &GridCell,
    ) -> (Cow<'_, Chain>, Option<Role>) {
        let Column { chain, stack, .. } = &self.columns[column];
        let names = self.column(Kind::Indicator).or_else(|| self.column(Kind::Initiative));
        let names = names.or(Some(0).filter(|_| self.are_names_bands));
        let name = names.and_then(|it| self.grid.cell(row, it)).filter(|_| cell.rows.len() == 1);
        let Some(name) = name.filter(|it| it.rows.len() > 1) else { return (Cow::Borrowed(chain), role) };
        let place = row - name.rows.start;
        if name.rows.len() == stack.len() {
            return (Cow::Borrowed(&stack[place]), stack[place].role.map(role_of));
        }
        if name.rows.len() == chain.line_roles.len() {
            let own = Chain { line_roles: Vec::new(), ..chain.clone() };
            return (Cow::Owned(own), Some(chain.line_roles[place]));
        }
        (Cow::Borrowed(chain), role)
    }
}

fn rate_of(column: &Column, cell: &GridCell) -> PrintedRate {
    PrintedRate { fiscal_year: column.chain.year, printed: cell.printed.trimmed() }
}
