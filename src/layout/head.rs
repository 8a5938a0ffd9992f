//! A finished table -> which of its rows and columns are header, and a name for each column.
//!
//! Rules tell cells, not their roles: the header is told by what the cells hold and how they are merged.

use super::characters::is_numeral;
use super::pieces::{is_numeric, is_year};
use super::{Cell, Table, TableKind};

/// Headers of ruled tables have at most this many rows.
const MAX_ROWS: usize = 5;
/// So many of the texts of a header are names.
const NAMED: f64 = 0.8;
/// So much of a header row is filled.
const FILLED: f64 = 0.6;
/// A column is one of values when this share of its texts are numbers or codes.
const VALUES: f64 = 0.6;
/// A column is one of labels when at most this share of its texts are numbers.
const NUMBERED: f64 = 0.3;
/// A column is told from its name by digits when this share of its texts hold some.
const COUNTED: f64 = 0.8;
/// A code is one character, a rating or a mark, or this many Latin ones.
const CODE_LENGTH: usize = 3;
/// A name of a column has at most this many characters.
const NAME_LENGTH: usize = 30;

impl Table {
    /// A name for each column: the texts of its header cells from top to bottom, joined by ` / `; `column_3` where there are none.
    /// The names differ: a second one gets ` (2)`.
    ///
    /// ```
    /// # use shinchoku::layout::Table;
    /// let table = Table { boundaries: vec![0.0, 50.0, 90.0], ..Table::default() };
    /// assert_eq!(table.column_names(), ["column_1", "column_2"]);
    /// ```
    pub fn column_names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::with_capacity(self.column_count());
        for column in 0..self.column_count() {
            let levels = self.column_levels(column);
            let name = if levels.is_empty() { format!("column_{}", column + 1) } else { levels.join(" / ") };
            let again = |number: usize| format!("{name} ({number})");
            let free = |name: &String| !names.contains(name);
            let unique = if free(&name) { Some(name.clone()) } else { (2..).map(again).find(free) };
            names.extend(unique);
        }
        names
    }

    /// The texts of the header cells over a column, from top to bottom; a band over the whole table is left out, for it names the
    /// table.
    pub fn column_levels(&self, column: usize) -> Vec<String> {
        let over = |it: &&Cell| (it.column..it.column + it.column_span).contains(&column);
        let cells = self.header_cells().filter(over).filter(|it| it.column_span < self.column_count());
        cells.map(one_line).filter(|it| !it.is_empty()).collect()
    }

    /// The cells of the header rows, by row, then column.
    pub fn header_cells(&self) -> impl Iterator<Item = &Cell> {
        let end = self.cells.partition_point(|it| it.row < self.header_rows);
        self.cells[..end].iter()
    }

    /// Whether a cell stands in the header rows or among the labels of the rows.
    pub fn is_header(&self, cell: &Cell) -> bool {
        cell.row < self.header_rows || cell.column < self.header_columns
    }
}

/// The text of a cell without line breaks.
fn one_line(cell: &Cell) -> String {
    cell.text.text().split('\n').map(str::trim).collect()
}

/// Sets the header rows of a ruled table and the header columns of any.
pub(super) fn set_header(table: &mut Table) {
    if table.kind == TableKind::Form {
        return;
    }
    if table.header_rows == 0 {
        table.header_rows = header_rows(table);
    }
    table.header_columns = header_columns(table);
}

/// How many rows at the top of a table are header when they are printed again on the next page: those that its cells
/// tell, or the first row of names where they tell none.
pub(super) fn printed_header_rows(table: &Table) -> usize {
    let known = if table.header_rows > 0 { table.header_rows } else { header_rows(table) };
    // A rating is one character; a name is longer, or a single ideograph in a group.
    let are_names = |row: usize, least: usize| {
        let texts = table.row(row).map(one_line).filter(|it| !it.is_empty());
        texts.into_iter().all(|it| is_name(&it) && it.chars().count() >= least)
    };
    if known == 0 {
        let crossed = table.row(0).any(|it| it.row_span > 1);
        return usize::from(!crossed && are_names(0, 2));
    }

    let is_group = |it: &Cell| it.column_span > 1 && it.column_span < table.column_count();
    let divides = table.row(known - 1).any(is_group) && known < table.row_count && are_names(known, 1);
    known + usize::from(divides)
}

/// The first rows down to the first line that no cell crosses and below which no group of columns is left to be divided, when
/// they hold names and what is below does not look the same.
fn header_rows(table: &Table) -> usize {
    let band = usize::from(is_band(table, 0));
    let limit = MAX_ROWS.min(table.row_count.saturating_sub(1));
    let ends = |end: usize| {
        let above = || table.cells.iter().take_while(|it| it.row < end);
        let crossed = above().any(|it| it.row + it.row_span > end);
        let divided = table.row(end - 1).any(|it| it.column_span > 1 && divides(table, it, end));
        !crossed && !divided
    };
    let Some(end) = (band + 1..=limit).find(|end| ends(*end)) else { return 0 };
    let head: Vec<&Cell> = table.cells.iter().filter(|it| (band..end).contains(&it.row)).collect();
    let texts: Vec<String> = head.iter().map(|it| one_line(it)).filter(|it| !it.is_empty()).collect();
    let names = texts.iter().filter(|it| it.chars().count() <= NAME_LENGTH && is_name(it)).count();
    let named = names as f64 >= NAMED * texts.len() as f64;
    let filled = texts.len() as f64 >= FILLED * head.len() as f64 && texts.len() >= 2;
    if named && filled && (differs_below(table, end) || end > band + 1) { end } else { 0 }
}

/// Whether a row holds nothing but one text over all columns.
fn is_band(table: &Table, row: usize) -> bool {
    table.row(row).any(|it| it.column_span == table.column_count() && it.row_span == 1) && table.row_count > 2
}

/// Whether the row below a cell parts its columns and holds names too: then the cell names a group of columns.
fn divides(table: &Table, cell: &Cell, row: usize) -> bool {
    if cell.column_span == table.column_count() || row >= table.row_count {
        return false;
    }
    let columns = cell.column..cell.column + cell.column_span;
    let names = |it: &&Cell| is_name(&one_line(it)) && one_line(it).chars().count() > 1;
    // Beside values the cells below are the labels of a row.
    let beside_values = table.row(row).any(|it| !one_line(it).is_empty() && !is_name(&one_line(it)));
    let below: Vec<&Cell> = table.row(row).filter(|it| columns.contains(&it.column)).collect();
    below.len() > 1 && below.iter().all(names) && !beside_values
}

/// Whether the rows below hold what the first rows do not: values or digits in some column, or texts that are longer.
fn differs_below(table: &Table, end: usize) -> bool {
    let values = (0..table.column_count()).any(|column| value_share(table, column, end).is_some_and(|it| it >= VALUES));
    let counted = (0..table.column_count()).any(|column| has_digits_below(table, column, end));
    let mean_length = |cells: &mut dyn Iterator<Item = &Cell>| {
        let (mut count, mut length) = (0, 0);
        for text in cells.map(one_line).filter(|it| !it.is_empty()) {
            count += 1;
            length += text.chars().count();
        }
        length as f64 / f64::from(count.max(1))
    };
    let above = mean_length(&mut table.cells.iter().filter(|it| it.row < end));
    let below = mean_length(&mut table.cells.iter().filter(|it| it.row >= end));
    values || counted || (table.column_count() > 2 && below > 1.5 * above)
}

/// Whether the names above a column hold no digit, and at least two texts below, four of five, do: dates, numbered items.
fn has_digits_below(table: &Table, column: usize, end: usize) -> bool {
    let has_digit = |text: &str| text.chars().any(is_numeral);
    let mut above = table.cells.iter().take_while(|it| it.row < end).filter(|it| it.column == column);
    let count = table.cells.iter().filter(|it| it.row >= end && it.column == column && !it.text.is_blank()).count();
    count >= 2
        && above.all(|it| !has_digit(it.text.text()))
        && share(table, column, end, has_digit).is_some_and(|it| it >= COUNTED)
}

/// The share of numbers and codes among the texts of a column; `None` where it has none.
fn value_share(table: &Table, column: usize, first_row: usize) -> Option<f64> {
    share(table, column, first_row, |text| is_numeric(text) || is_code(text))
}

fn is_code(text: &str) -> bool {
    text.chars().count() <= if text.is_ascii() { CODE_LENGTH } else { 1 }
}

fn share(table: &Table, column: usize, first_row: usize, is: impl Fn(&str) -> bool) -> Option<f64> {
    let (mut count, mut hits) = (0_u32, 0_u32);
    for text in table
        .cells
        .iter()
        .filter(|it| it.row >= first_row && it.column == column)
        .map(one_line)
        .filter(|it| !it.is_empty())
    {
        count += 1;
        hits += u32::from(is(&text));
    }
    (count > 0).then(|| f64::from(hits) / f64::from(count))
}

/// The first columns up to the first one of values; none where no column is one.
fn header_columns(table: &Table) -> usize {
    let rows = table.header_rows;
    let values = |column: &usize| value_share(table, *column, rows).is_some_and(|it| it >= VALUES);
    let Some(first) = (0..table.column_count()).find(values) else {
        // A sheet: labels on the left, texts on the right.
        return usize::from(rows == 0 && table.column_count() == 2 && table.row_count > 1);
    };
    let numbered = |column: usize| share(table, column, rows, is_numeric).is_some_and(|it| it > NUMBERED);
    (0..first).take_while(|column| !numbered(*column)).count()
}

/// Whether a text is neither blank nor a number; `2023` and `①－②` are names.
fn is_name(text: &str) -> bool {
    let circled = |it: char| ('\u{2460}'..='\u{24ff}').contains(&it);
    !text.is_empty() && (!is_numeric(text) || is_year(text) || text.chars().any(circled))
}

#[cfg(test)]
mod tests {
    use super::super::Passage;
    use super::*;
    use crate::base::Rect;

    /// A table from rows of cells: `text`, `text>2` over two columns, `text^2` over two rows; `.` is covered from above or beside.
    fn table(rows: &[&str]) -> Table {
        let mut cells = Vec::new();
        for (row, line) in rows.iter().enumerate() {
            for (column, written) in line.split('|').map(str::trim).enumerate().filter(|(_, it)| *it != ".") {
                let (written, row_span) =
                    written.split_once('^').map_or((written, 1), |(a, b)| (a, b.parse().unwrap()));
                let (written, column_span) =
                    written.split_once('>').map_or((written, 1), |(a, b)| (a, b.parse().unwrap()));
                let mut text = Passage::default();
                written.chars().for_each(|it| text.push(it, 1, Rect::default()));
                let (size, page, bbox) = (10.0, 1, Rect::default());
                cells.push(Cell { row, column, row_span, column_span, text, size, page, bbox });
            }
        }
        let columns = rows[0].split('|').count();
        let boundaries = (0..=columns).map(|it| it as f64).collect();
        let mut table = Table { row_count: rows.len(), boundaries, cells, ..Table::default() };
        set_header(&mut table);
        table
    }

    #[track_caller]
    fn check(rows: &[&str], header: (usize, usize), names: &[&str]) {
        let table = table(rows);
        assert_eq!((table.header_rows, table.header_columns), header);
        assert_eq!(table.column_names(), names);
    }

    #[test]
    fn one_level() {
        check(&["分類|取組|R4|R5", "(1) 手続|1 電子申請|B|A", ".|2 窓口|C|B"], (1, 2), &["分類", "取組", "R4", "R5"]);
    }

    #[test]
    fn groups_of_columns() {
        check(
            &["事業名^2|財源内訳>2|.", ".|国|県", "道路|1,200|300", "河川|40|0"],
            (2, 1),
            &["事業名", "財源内訳 / 国", "財源内訳 / 県"],
        );
    }

    #[test]
    fn both_rows_of_a_header_of_groups_are_printed_again() {
        let mut table = table(&["旧>2|.|新>2|.", "大字|字|大字|字", "大埇|原田|明見|横柿"]);
        table.header_rows = 1;
        assert_eq!(printed_header_rows(&table), 2);
        table.header_rows = 2;
        assert_eq!(printed_header_rows(&table), 2);
    }

    #[test]
    fn a_band_above_names_the_table() {
        check(&["令和5年度決算（千円）>3|.|.", "款|予算|決算", "総務費|120|118"], (2, 1), &["款", "予算", "決算"]);
    }

    #[test]
    fn a_sheet_has_labels_on_the_left() {
        check(&["名称|秋田県立図書館", "所在地|秋田市山王新町"], (0, 1), &["column_1", "column_2"]);
    }

    #[test]
    fn rows_of_values_alone_have_no_header() {
        check(&["総務費|120|118", "民生費|300|290"], (0, 1), &["column_1", "column_2", "column_3"]);
    }

    #[test]
    fn labels_of_rows_over_two_columns() {
        check(
            &["科目>2|.|金額|摘要", "収益^2|用地売却|0|", ".|代行用地売却|0|", "計>2|.|0|"],
            (1, 2),
            &["科目", "科目 (2)", "金額", "摘要"],
        );
    }

    #[test]
    fn dates_below_a_name() {
        check(
            &["議決年月日|議決事項", "令和3年5月18日|予算について", "令和4年1月5日|役員について"],
            (1, 0),
            &["議決年月日", "議決事項"],
        );
    }

    #[test]
    fn equal_names_are_told_apart() {
        check(&["款|実績|実績", "総務費|120|118"], (1, 1), &["款", "実績", "実績 (2)"]);
    }
}
