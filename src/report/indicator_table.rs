//! The rows of an indicator table below its header.

use super::header::{Column, Heads, heads, heads_below};
use super::header_cell::{HeadYear, meaning};
use super::profile::{Head, IndicatorForm};
use super::{Place, Reading, Role};
use crate::base::{FiscalYear, SourceRef};
use crate::layout::{Cell, DocumentLayout, Passage, Table};
use crate::text::fold;

/// A name is at most this long, in characters: longer texts in the column of names are prose.
const MAX_NAME: usize = 120;

/// An indicator with what its row or rows print.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct IndicatorRows {
    pub number: Option<Passage>,
    pub area: Option<String>,
    pub section: Option<String>,
    pub initiative: Option<Passage>,
    /// The cell of its section.
    pub section_cell: Option<Passage>,
    pub departments: Option<Passage>,
    pub name: Passage,
    pub unit: Option<Passage>,
    /// The lines above its table that speak of a unit; none where the table has units of its own.
    pub captions: Vec<Passage>,
    pub readings: Vec<Reading>,
    pub ratings: Vec<PrintedRating>,
    /// Achievement rates with their years.
    pub achievements: Vec<(HeadYear, Passage)>,
    /// Whether its number stands beside the whole cell of its initiative.
    pub numbers_initiative: bool,
}

/// Page, row and column where a cell begins.
pub(super) type Begin = (u32, usize, usize);

/// A rating cell beside an indicator.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PrintedRating {
    pub fiscal_year: Option<FiscalYear>,
    pub printed: Passage,
    pub cell: SourceRef,
    /// Where the cell begins: one that several indicators share rates none of them alone.
    pub begins: Begin,
}

/// What the rows above have said, for rows that leave it out.
#[derive(Debug, Clone, Default)]
pub(super) struct Above {
    band: Option<String>,
    area: Option<String>,
    section: Option<String>,
    initiative: Option<Passage>,
    section_cell: Option<Passage>,
    departments: Option<Passage>,
    unit: Option<Passage>,
}

/// Reads the indicators of all tables of a document that have a header, or go on below one.
///
/// Gives them with the table that each stands in; a table that goes on without a header has the columns of the one before.
pub(super) fn read_tables<'a>(
    tables: impl Iterator<Item = (usize, &'a Table)>,
    layout: &DocumentLayout,
    form: &IndicatorForm,
) -> Vec<(usize, IndicatorRows)> {
    let mut found = Vec::new();
    let mut above = Above::default();
    let mut last: Option<Heads> = None;
    for (index, table) in tables {
        let mut current = last.take().filter(|it| same_boundaries(&it.boundaries, &table.boundaries));
        if current.is_none() {
            above = Above::default();
        }
        let captions: Vec<Passage> = layout.unit_lines(table).iter().map(|it| it.text.trimmed()).collect();
        let mut row = 0;
        while row < table.row_count {
            let begun = match &current {
                Some(above) => heads_below(above, table, row, form),
                None => heads(table, row, form),
            };
            if let Some(heads) = begun {
                row = heads.end;
                current = Some(heads);
                continue;
            }
            let Some(heads) = &current else {
                row += 1;
                continue;
            };
            let (rows, end) = read_body(table, row, heads, form, &mut above, |_| false);
            let has_units = heads.columns.iter().any(|it| it.head == Some(Head::Unit) || it.unit.is_some());
            let captions = if has_units { Vec::new() } else { captions.clone() };
            found.extend(rows.into_iter().map(|it| (index, IndicatorRows { captions: captions.clone(), ..it })));
            row = end.max(row + 1);
        }
        last = current;
    }
    found
}

/// Whether two tables have the same columns.
pub(super) fn same_boundaries(first: &[f64], second: &[f64]) -> bool {
    first.len() == second.len() && first.iter().zip(second).all(|(a, b)| (a - b).abs() <= 4.0)
}

/// Reads rows from `start` up to one that `stops`, or that begins a header; gives the row it ended at.
pub(super) fn read_body(
    table: &Table,
    start: usize,
    heads: &Heads,
    form: &IndicatorForm,
    above: &mut Above,
    stops: impl Fn(usize) -> bool,
) -> (Vec<IndicatorRows>, usize) {
    let mut body = Body { table, heads, form, found: Vec::new(), group: None };
    let mut row = start;
    while row < table.row_count && !stops(row) && heads_below(heads, table, row, form).is_none() {
        body.row(row, above);
        row += 1;
    }
    (body.found, row)
}

struct Body<'a> {
    table: &'a Table,
    heads: &'a Heads,
    form: &'a IndicatorForm,
    found: Vec<IndicatorRows>,
    /// Rows of the indicator under way.
    group: Option<std::ops::Range<usize>>,
}

impl<'a> Body<'a> {
    fn row(&mut self, row: usize, above: &mut Above) {
        if let Some(band) = band(self.table, row) {
            *above = Above { band: Some(one_line(band)), ..Above::default() };
            self.group = None;
            return;
        }
        let Some(names) = self.heads.column(Head::Indicator) else { return };
        let Some(name) = cell_below(self.table, row, names) else {
            self.group = None;
            return;
        };
        let group = name.row..name.row + name.row_span;
        if self.group.as_ref() != Some(&group) {
            self.group = None;
            if name.row != row || !self.begin(row, name, above) {
                return;
            }
            self.group = Some(group);
        }
        self.values(row);
    }

    /// Begins an indicator; `false` where the row names none.
    fn begin(&mut self, row: usize, name: &'a Cell, above: &mut Above) -> bool {
        let text = |head: Head| {
            let cell = self.heads.column(head).and_then(|column| cell_below(self.table, row, column));
            cell.map(|it| it.text.trimmed()).filter(|it| !it.is_blank())
        };
        let carry = |found: Option<Passage>, above: &mut Option<Passage>, is_blank_same: bool| {
            let repeats = found.as_ref().is_some_and(|it| is_repeat(it.text()));
            if found.is_some() && !repeats {
                above.clone_from(&found);
            } else if !repeats && !is_blank_same {
                *above = None;
            }
            above.clone()
        };
        if self.continues(row, name) {
            return false;
        }
        let initiative = carry(text(Head::Initiative), &mut above.initiative, true);
        let group_text = |head: Head, above: &mut Option<String>| {
            let found = text(head).filter(|it| !is_repeat(it.text()));
            *above = found.map(|it| one_line(&it)).or(above.take());
            above.clone()
        };
        let area_before = above.area.clone();
        let area = group_text(Head::Area, &mut above.area).or(above.band.clone());
        if above.area != area_before {
            (above.section, above.section_cell) = (None, None);
        }
        let section = group_text(Head::Section, &mut above.section);
        let section_cell = carry(text(Head::Section), &mut above.section_cell, true);
        let departments = carry(text(Head::Departments), &mut above.departments, false);
        let unit = carry(text(Head::Unit), &mut above.unit, false);
        let compact = fold(name.text.text());
        let is_name = !compact.is_empty()
            && compact.chars().count() <= MAX_NAME
            && !self.form.none.contains(&compact)
            && !compact.chars().all(|it| it.is_numeric() || it == '.' || it == ',' || it == '-');
        if !is_name {
            return false;
        }
        self.found.push(IndicatorRows {
            number: text(Head::Number),
            area,
            section,
            initiative,
            section_cell,
            departments,
            name: name.text.trimmed(),
            unit,
            numbers_initiative: self.same_rows(row, Head::Number, Head::Initiative),
            ..IndicatorRows::default()
        });
        true
    }

    /// A row that the page end cut: below the break only the rest of the name is printed.
    fn continues(&mut self, row: usize, name: &Cell) -> bool {
        let is_first = row > 0 && self.table.page_break_between(row - 1, row);
        let others_blank = self.table.row(row).all(|it| std::ptr::eq(it, name) || it.text.is_blank());
        match self.found.last_mut() {
            Some(before) if is_first && others_blank && !name.text.is_blank() => {
                before.name.append(&name.text.trimmed());
                true
            }
            _ => false,
        }
    }

    fn same_rows(&self, row: usize, first: Head, second: Head) -> bool {
        let rows = |head: Head| {
            let cell = self.heads.column(head).and_then(|column| cell_below(self.table, row, column))?;
            Some(cell.row..cell.row + cell.row_span)
        };
        rows(first).is_some() && rows(first) == rows(second)
    }

    /// Takes in the values of a row; a cell over several rows of the indicator is taken once.
    fn values(&mut self, row: usize) {
        let (Some(group), Some(_)) = (self.group.clone(), self.found.last()) else { return };
        let kind = kind_of_row(self.table, row, self.heads, self.form);
        for column in &self.heads.columns {
            if column.head == Some(Head::Rating) {
                self.rating(row, column);
                continue;
            }
            let Some(cell) = cell_below(self.table, row, column).filter(|it| !it.text.is_blank()) else { continue };
            let inside = group.start <= cell.row && cell.row + cell.row_span <= group.end;
            if !inside || cell.row != row {
                continue;
            }
            let head = match (column.head, kind) {
                // A kind that the header contradicts, or that nobody knows, leaves open what the value is.
                (None, Some(kind)) if cell.row_span == 1 || group.len() == 1 => kind,
                // The actual of the base year is the baseline.
                (Some(Head::Value(Role::Baseline)), Some(Some(Head::Value(Role::Actual)))) => column.head,
                (Some(Head::Value(role)), Some(Some(kind))) if kind != Head::Value(role) && cell.row_span == 1 => None,
                (head, _) => head,
            };
            let alone = cell.row_span == group.len() || kind.is_some();
            self.take(head.filter(|_| alone), column, cell);
        }
    }

    fn take(&mut self, head: Option<Head>, column: &Column, cell: &Cell) {
        let undated = &self.form.undated;
        let Some(found) = self.found.last_mut() else { return };
        match head {
            Some(Head::Value(role)) => found.readings.push(Reading {
                role,
                fiscal_year: match column.year {
                    HeadYear::One(year) => Some(year),
                    _ => None,
                },
                is_about_document: column.year == HeadYear::None && undated.contains(&role),
                printed: cell.text.trimmed(),
                unit: column.unit.clone(),
                role_place: if column.head == Some(Head::Value(role)) { Place::Head } else { Place::Row },
                year_place: Place::Head,
            }),
            Some(Head::Achievement) => found.achievements.push((column.year, cell.text.trimmed())),
            _ => {}
        }
    }

    /// Takes in the rating of a row. Each letter of a choice may have a cell of its own.
    fn rating(&mut self, row: usize, column: &Column) {
        let Some(found) = self.found.last_mut() else { return };
        let cells = match cell_below(self.table, row, column) {
            Some(cell) => vec![cell],
            None => cells_within(self.table, row, column),
        };
        let cells: Vec<&Cell> = cells.into_iter().filter(|it| !it.text.is_blank()).collect();
        let Some(cell) = cells.first() else { return };
        let mut printed = Passage::default();
        for cell in &cells {
            if !printed.is_blank() {
                printed.push_gap(' ');
            }
            printed.append(&cell.text.trimmed());
        }
        let begins = (cell.page, cell.row, cell.column);
        if found.ratings.iter().any(|it| it.begins == begins) {
            return;
        }
        let fiscal_year = match column.year {
            HeadYear::One(year) => Some(year),
            _ => None,
        };
        found.ratings.push(PrintedRating { fiscal_year, printed, cell: cell.source(), begins });
    }
}

/// The cells of a row under a header that reach under no other.
fn cells_within<'a>(table: &'a Table, row: usize, column: &Column) -> Vec<&'a Cell> {
    let mut cells: Vec<&Cell> = Vec::new();
    for cell in column.range.clone().filter_map(|at| table.cell(row, at)) {
        let is_within = column.range.start <= cell.column && cell.column + cell.column_span <= column.range.end;
        if is_within && !cells.iter().any(|it| std::ptr::eq(*it, cell)) {
            cells.push(cell);
        }
    }
    cells
}

/// What a row says that it holds: `None` without a column for it, `Some(None)` where its word is unknown or tells kinds of
/// indicators apart (成果指標). Of several such columns the first with a known word speaks.
pub(super) fn kind_of_row(table: &Table, row: usize, heads: &Heads, form: &IndicatorForm) -> Option<Option<Head>> {
    let columns = heads.columns.iter().filter(|it| it.head == Some(Head::Kind));
    let says = |cell: &Cell| meaning(cell.text.text(), form)?.head.filter(|it| *it != Head::Indicator);
    let kinds: Vec<Option<Head>> = columns.filter_map(|it| cell_below(table, row, it)).map(says).collect();
    kinds.iter().find(|it| it.is_some()).or(kinds.first()).copied()
}

/// The cell of a row under a header: the one that stands under it with at least half of its width and reaches under no other
/// column. Of several only one may hold text.
pub(super) fn cell_below<'a>(table: &'a Table, row: usize, column: &Column) -> Option<&'a Cell> {
    let width = |range: std::ops::Range<usize>| table.boundaries[range.end] - table.boundaries[range.start];
    let mut found: Option<&Cell> = None;
    let mut at = column.range.start;
    while at < column.range.end.min(table.column_count()) {
        let Some(cell) = table.cell(row, at) else {
            at += 1;
            continue;
        };
        let end = cell.column + cell.column_span;
        let common = cell.column.max(column.range.start)..end.min(column.range.end);
        let is_under = 2.0 * width(common) >= width(cell.column..end);
        at = end.max(at + 1);
        match found {
            _ if !is_under => {}
            Some(before) if !before.text.is_blank() && !cell.text.is_blank() => return None,
            Some(before) if !before.text.is_blank() => {}
            _ => found = Some(cell),
        }
    }
    found
}

/// The text of a row whose only text spans the table.
fn band(table: &Table, row: usize) -> Option<&Passage> {
    let mut cells = table.row(row).filter(|it| !it.text.is_blank());
    let cell = cells.next()?;
    let spans = cell.column == 0 && cell.column_span == table.column_count() && table.column_count() > 1;
    (spans && cell.row_span == 1 && cells.next().is_none()).then_some(&cell.text)
}

fn one_line(text: &Passage) -> String {
    text.text().replace('\n', "").trim().to_owned()
}

/// Marks that stand for the text above.
fn is_repeat(text: &str) -> bool {
    matches!(fold(text).as_str(), "〃" | "″" | "\"" | "''" | "同上" | "々" | "同")
}
