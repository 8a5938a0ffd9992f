//! Header words -> columns: which column of an indicator table holds what, whatever its place.

use std::ops::Range;

use super::header_cell::{HeadYear, Meaning, bare_year, meaning, names_indicators, without_formula};
use super::indicator_table::{cell_below, kind_of_row};
use super::profile::{Head, IndicatorForm};
use crate::base::FiscalYear;
use crate::layout::{Cell, Table};
use crate::text::fold;

/// The columns that a header names.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Heads {
    /// From left to right.
    pub columns: Vec<Column>,
    /// The row behind the header.
    pub end: usize,
    /// x of the column boundaries of its table.
    pub boundaries: Vec<f64>,
}

/// A column of an indicator table.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column {
    /// The grid columns below its header.
    pub range: Range<usize>,
    /// What it holds; `None` where its header is a year alone, and its rows say what they hold.
    pub head: Option<Head>,
    pub year: HeadYear,
    /// The unit printed in the header.
    pub unit: Option<String>,
    /// What is printed, in compact form, the levels joined by `/`.
    pub words: String,
    /// Whether the form lacks its words.
    pub is_unknown: bool,
}

impl Heads {
    /// The first column that holds this.
    pub fn column(&self, head: Head) -> Option<&Column> {
        self.columns.iter().find(|it| it.head == Some(head))
    }

    /// Columns with words that the form lacks.
    pub fn unknown(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(|it| it.is_unknown)
    }

    /// Share of the columns whose words are known.
    pub fn known_share(&self) -> f64 {
        (self.columns.len() - self.unknown().count()) as f64 / self.columns.len().max(1) as f64
    }

    /// Leaves out columns that only a mark tells from others (目標①, 目標②): it is no letter of a formula, and its meaning unknown.
    fn leave_out_variants(&mut self) {
        let words: Vec<String> = self.columns.iter().map(|it| it.words.clone()).collect();
        for column in &mut self.columns {
            let word = without_formula(&column.words);
            let is_variant = |it: &&String| **it != column.words && without_formula(it) == word;
            let is_value = matches!(column.head, Some(Head::Value(_) | Head::Dated(_) | Head::Achievement));
            if is_value && word != column.words && words.iter().any(|it| is_variant(&it)) {
                (column.head, column.is_unknown) = (Some(Head::Other), true);
            }
        }
    }

    /// Of several columns of names the last one names the rows; those before it group them (目標項目, then 指標).
    fn keep_last_names(&mut self) {
        let names = |it: &Column| it.head == Some(Head::Indicator);
        let Some(last) = self.columns.iter().rposition(names) else { return };
        for column in self.columns[..last].iter_mut().filter(|it| names(it)) {
            column.head = Some(Head::Section);
        }
    }

    /// Whether it has as many plain figures as known words: a row of values that a header word stands in.
    fn holds_figures(&self) -> bool {
        let is_figure = |it: &&Column| it.words.contains(char::is_numeric) && !it.words.contains(char::is_alphabetic);
        let figures = self.unknown().filter(is_figure).count();
        let says = |it: &&Column| it.head != Some(Head::Other) || it.year != HeadYear::None;
        figures > 0 && figures >= self.columns.iter().filter(says).count()
    }

    /// Columns whose cells may hold values.
    pub fn value_columns(&self) -> impl Iterator<Item = &Column> {
        let has_kind = self.column(Head::Kind).is_some();
        self.columns.iter().filter(move |it| matches!(it.head, Some(Head::Value(_))) || it.head.is_none() && has_kind)
    }
}

/// The columns that the header beginning in `row` names; `None` where none begins there.
///
/// A header has a column of names and one of values at least. It may have several levels: a column is what the lowest level
/// says, in the year of the lowest that prints one. A column with a word that nobody knows is left out.
pub(super) fn heads(table: &Table, row: usize, form: &IndicatorForm) -> Option<Heads> {
    if !table.row(row).any(|cell| names_indicators(cell.text.text(), form)) {
        return None;
    }
    let end = header_end(table, row, form);
    let mut columns: Vec<Column> = Vec::new();
    let mut stacks: Vec<Vec<*const Cell>> = Vec::new();
    let mut last_year = None;
    for column in 0..table.column_count() {
        let cells = stack(table, row..end, column);
        let key: Vec<*const Cell> = cells.iter().map(|it| std::ptr::from_ref(*it)).collect();
        if stacks.last() == Some(&key)
            && let Some(last) = columns.last_mut()
        {
            last.range.end = column + 1;
            continue;
        }
        let combined = combine(&cells, form, &mut last_year);
        let words: Vec<String> = cells.iter().map(|it| fold(it.text.text())).collect();
        let words = words.join("/");
        let is_unknown = combined.is_none() && words.chars().any(char::is_alphanumeric);
        let combined = combined.unwrap_or(Meaning { head: Some(Head::Other), ..Meaning::default() });
        let Meaning { head, year, unit } = combined;
        columns.push(Column { range: column..column + 1, head, year, unit, words, is_unknown });
        stacks.push(key);
    }
    let mut found = Heads { columns, end, boundaries: table.boundaries.clone() };
    found.leave_out_variants();
    found.keep_last_names();
    let has_kind = found.column(Head::Kind).is_some();
    for column in &mut found.columns {
        if let Some(Head::Dated(role)) = column.head {
            // Rows that say what they hold say it of this year too.
            column.head = if has_kind { None } else { Some(Head::Value(role)) };
        }
    }
    if !has_kind {
        for column in found.columns.iter_mut().filter(|it| it.head.is_none()) {
            column.head = form.bare_year.map(Head::Value);
        }
    }
    let is_header = found.column(Head::Indicator).is_some() && found.value_columns().next().is_some();
    (is_header && !found.holds_figures()).then_some(found)
}

/// The columns that a header below the rows of another names. A row that says what it holds (目標) below columns that it heads
/// with no words of its own is one of those rows, though a header word stands in it (種別: 成果指標).
pub(super) fn heads_below(above: &Heads, table: &Table, row: usize, form: &IndicatorForm) -> Option<Heads> {
    let found = heads(table, row, form)?;
    let holds = kind_of_row(table, row, above, form).flatten();
    let heads_column = |column: &Column| {
        let head = cell_below(table, row, column).and_then(|it| meaning(it.text.text(), form)?.head);
        match column.head {
            Some(Head::Kind) => false,
            Some(Head::Indicator) => head == Some(Head::Indicator),
            _ => matches!(head, Some(Head::Value(_) | Head::Unit | Head::Kind)),
        }
    };
    let is_body = matches!(holds, Some(Head::Value(_) | Head::Achievement)) && !above.columns.iter().any(heads_column);
    (!is_body).then_some(found)
}

/// The row behind the header: below its merged cells, and below further rows that hold header words only.
fn header_end(table: &Table, row: usize, form: &IndicatorForm) -> usize {
    let known = table.row(row).filter(|it| meaning(it.text.text(), form).is_some());
    let mut end = known.map(|it| it.row + it.row_span).max().unwrap_or(row + 1);
    let names: Vec<&Cell> = table.row(row).filter(|it| names_indicators(it.text.text(), form)).collect();
    while end < table.row_count {
        let cells: Vec<&Cell> = table.row(end).filter(|it| !it.text.is_blank()).collect();
        let is_level = |cell: &&Cell| {
            meaning(cell.text.text(), form)
                .is_some_and(|it| matches!(it.head, None | Some(Head::Value(_) | Head::Dated(_))))
                && !names.iter().any(|name| name.row_span > 1 && overlaps(name, cell))
        };
        if cells.is_empty() || !cells.iter().all(is_level) {
            break;
        }
        end += 1;
    }
    end
}

fn overlaps(name: &Cell, cell: &Cell) -> bool {
    name.column < cell.column + cell.column_span && cell.column < name.column + name.column_span
}

/// The cells above each other in a column of the header, each once.
fn stack(table: &Table, rows: Range<usize>, column: usize) -> Vec<&Cell> {
    let mut cells: Vec<&Cell> = Vec::new();
    for cell in rows.filter_map(|row| table.cell(row, column)) {
        if !cells.iter().any(|it| std::ptr::eq(*it, cell)) {
            cells.push(cell);
        }
    }
    cells
}

/// What the levels of a header say together. `last_year` is the year of the column to the left.
///
/// `None` where a level holds an unknown word, or nothing is said.
fn combine(cells: &[&Cell], form: &IndicatorForm, last_year: &mut Option<FiscalYear>) -> Option<Meaning> {
    let mut combined = Meaning::default();
    for cell in cells.iter().filter(|it| !it.text.is_blank()) {
        let text = cell.text.text();
        let found = meaning(text, form).or_else(|| bare_year(text, *last_year, form));
        let found = found?;
        match found.head {
            None | Some(Head::Group) => {}
            head => combined.head = head,
        }
        if found.year != HeadYear::None {
            combined.year = found.year;
        }
        combined.unit = found.unit.or(combined.unit);
    }
    if let HeadYear::One(year) = combined.year {
        *last_year = Some(year);
    }
    // Words that group other headers, with none below, say nothing, nor do those that need a year and have none.
    let is_said = !matches!(combined.head, None | Some(Head::Dated(_)));
    (is_said || combined.year != HeadYear::None).then_some(combined)
}
