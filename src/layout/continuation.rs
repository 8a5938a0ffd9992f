//! Tables that continue on the next page.

use super::head::printed_header_rows;
use super::{Cell, Table, TablePart};

/// Column boundaries on two pages agree within this many points.
pub(super) const SAME_BOUNDARY: f64 = 4.0;

/// Whether `next`, the first thing on its page, continues `table`, the last thing on the page before: the outer sides agree and
/// every column boundary of the part with fewer columns is one of the other too.
pub(super) fn continues(table: &Table, next: &Table) -> bool {
    let (Some(first), Some(second)) = (table.parts.last(), next.parts.first()) else { return false };
    let agree = |a: f64, b: f64| (a - b).abs() <= SAME_BOUNDARY;
    let (fewer, more) = if table.boundaries.len() <= next.boundaries.len() {
        (&table.boundaries, &next.boundaries)
    } else {
        (&next.boundaries, &table.boundaries)
    };
    second.page == first.page + 1
        && agree(first.bbox.x0, second.bbox.x0)
        && agree(first.bbox.x1, second.bbox.x1)
        && fewer.iter().all(|x| more.iter().any(|y| agree(*x, *y)))
}

/// Adds `next` below `table`. A header row that is printed again is left out; cells keep their page.
pub(super) fn join(table: &mut Table, next: Table) {
    let boundaries = common_boundaries(&table.boundaries, &next.boundaries);
    if boundaries != table.boundaries {
        for cell in &mut table.cells {
            move_columns(cell, &table.boundaries, &boundaries);
        }
    }
    let repeated = repeated_header_rows(table, &next);
    let continues_row = continues_row(table, &next, repeated);
    let shift = table.row_count;
    let mut header = Vec::new();
    for mut cell in next.cells {
        move_columns(&mut cell, &next.boundaries, &boundaries);
        if cell.row + cell.row_span <= repeated {
            header.push(cell);
            continue;
        }
        let last_row = cell.row + cell.row_span;
        cell.row = cell.row.max(repeated);
        cell.row_span = last_row - cell.row;
        cell.row = cell.row - repeated + shift;
        table.cells.push(cell);
    }
    let row_count = next.row_count - repeated;
    // A table over two facing pages has two parts with the same rows, each with its own cells of the header.
    for part in next.parts {
        let repeated = header.iter().filter(|it| it.page == part.page).cloned().collect();
        table.parts.push(TablePart { first_row: shift, row_count, repeated, continues_row, ..part });
    }
    // What is printed again on every page is the header.
    table.header_rows = table.header_rows.max(repeated);
    table.row_count += row_count;
    table.boundaries = boundaries;
    table.confidence = table.confidence.min(next.confidence);
}

/// How many of the first rows of `next` repeat the header of `table`. Rows below it may well be equal: two entries may
/// say the same.
pub(super) fn repeated_header_rows(table: &Table, next: &Table) -> usize {
    let text = |table: &Table, row: usize| -> Vec<String> {
        table.row(row).map(|cell| cell.text.text().split_whitespace().collect()).collect()
    };
    let limit = table.row_count.min(next.row_count.saturating_sub(1));
    let same = |row: &usize| {
        let (above, below) = (text(table, *row), text(next, *row));
        let filled = above.iter().filter(|it| !it.is_empty()).count();
        // One text is enough in a row that other cells of the header reach into.
        above == below && (filled >= 2 || filled == 1 && [table, next].into_iter().all(|it| is_reached(it, *row)))
    };
    let equal = (0..limit).take_while(same).count();
    if equal == 0 { 0 } else { equal.min(printed_header_rows(table)) }
}

/// Whether a cell that begins above a row reaches into it.
fn is_reached(table: &Table, row: usize) -> bool {
    table.cells.iter().take_while(|it| it.row < row).any(|it| it.row + it.row_span > row)
}

/// Whether the first row of `next` below its header goes on with the last row of `table`: it is blank in a column that every
/// other row fills, and its texts stand below texts.
fn continues_row(table: &Table, next: &Table, repeated: usize) -> bool {
    if table.boundaries.len() != next.boundaries.len() || table.row_count + next.row_count < repeated + 4 {
        return false;
    }
    let is_blank =
        |table: &Table, row: usize, column: usize| table.cell(row, column).is_none_or(|it| it.text.is_blank());
    let above = || table.cells.iter().filter(|it| it.row >= table.header_rows.max(repeated));
    let below = || next.cells.iter().filter(|it| it.row > repeated);
    let always_filled = |column: usize| {
        let mut cells = above().chain(below()).filter(|it| it.column == column).peekable();
        cells.peek().is_some() && cells.all(|it| it.row_span == 1 && it.column_span == 1 && !it.text.is_blank())
    };
    let last = table.row_count - 1;
    let mut first = next.row(repeated).filter(|it| !it.text.is_blank()).peekable();
    first.peek().is_some()
        && first.all(|it| !is_blank(table, last, it.column))
        && next.row(repeated).any(|it| it.row_span == 1 && it.text.is_blank() && always_filled(it.column))
}

fn common_boundaries(first: &[f64], second: &[f64]) -> Vec<f64> {
    let mut all = first.to_vec();
    all.extend(second.iter().filter(|x| first.iter().all(|y| (*x - y).abs() > SAME_BOUNDARY)));
    all.sort_by(f64::total_cmp);
    all
}

fn move_columns(cell: &mut Cell, from: &[f64], to: &[f64]) {
    let place = |x: f64| {
        let distance = |index: &usize| (to[*index] - x).abs();
        (0..to.len()).min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or(0)
    };
    let (left, right) = (place(from[cell.column]), place(from[cell.column + cell.column_span]));
    cell.column = left;
    cell.column_span = (right - left).max(1);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Rect;
    use crate::layout::Passage;

    /// A table of single cells on a page, columns 100 points wide.
    fn table(page: u32, rows: &[&[&str]]) -> Table {
        let mut cells = Vec::new();
        for (row, texts) in rows.iter().enumerate() {
            for (column, text) in texts.iter().enumerate() {
                let bbox = Rect::new(
                    column as f64 * 100.0,
                    row as f64 * 20.0,
                    column as f64 * 100.0 + 100.0,
                    row as f64 * 20.0 + 20.0,
                );
                let mut passage = Passage::default();
                text.chars().for_each(|it| passage.push(it, page, bbox));
                cells.push(Cell { row, column, row_span: 1, column_span: 1, text: passage, size: 10.0, page, bbox });
            }
        }
        let bbox = Rect::new(0.0, 0.0, rows[0].len() as f64 * 100.0, rows.len() as f64 * 20.0);
        Table {
            parts: vec![TablePart { page, bbox, row_count: rows.len(), ..TablePart::default() }],
            row_count: rows.len(),
            boundaries: (0..=rows[0].len()).map(|it| it as f64 * 100.0).collect(),
            cells,
            confidence: 1.0,
            ..Table::default()
        }
    }

    #[test]
    fn a_repeated_header_is_left_out_and_cells_keep_their_page() {
        let mut joined = table(1, &[&["分類", "取組"], &["(1)", "1 電子申請"]]);
        let next = table(2, &[&["分類", "取組"], &["(2)", "2 キャッシュレス"]]);
        assert!(continues(&joined, &next));
        join(&mut joined, next);
        let found: Vec<_> = joined.cells.iter().map(|it| (it.row, it.page, it.text.text())).collect();
        let expected = [
            (0, 1, "分類"),
            (0, 1, "取組"),
            (1, 1, "(1)"),
            (1, 1, "1 電子申請"),
            (2, 2, "(2)"),
            (2, 2, "2 キャッシュレス"),
        ];
        assert_eq!(found, expected);
        assert!(joined.page_break_between(1, 2) && !joined.page_break_between(0, 1));
    }

    #[track_caller]
    fn check_repeated(first: &[&[&str]], next: &[&[&str]], expected: usize) {
        assert_eq!(repeated_header_rows(&table(1, first), &table(2, next)), expected);
    }

    #[test]
    fn an_entry_that_says_the_same_is_no_header() {
        let rows: &[&[&str]] = &[&["area", "rating"], &["roads", "A"], &["parks", "B"]];
        check_repeated(rows, &[&["area", "rating"], &["roads", "A"], &["ports", "C"]], 1);
        check_repeated(&[&["roads", "A"], &["parks", "open"]], &[&["roads", "A"], &["ports", "closed"]], 0);
        check_repeated(&[&["roads", "12"], &["parks", "3"]], &[&["roads", "12"], &["ports", "5"]], 0);
    }

    #[test]
    fn names_that_are_printed_again_are_a_header_whatever_stands_below() {
        let rows: &[&[&str]] = &[&["area", "office"], &["roads", "works"], &["parks", "works"]];
        check_repeated(rows, &[&["area", "office"], &["roads", "works"], &["ports", "sea"]], 1);
    }

    #[test]
    fn a_header_whose_cells_reach_down_is_repeated_whole() {
        // The first two cells reach into the second row, where the third has a second name.
        let rows: &[&[&str]] = &[&["area", "office", "goal"], &["", "", "goal of 2030"], &["roads", "works", "12"]];
        let reaching = |page: u32| {
            let mut table = table(page, rows);
            table.cells.retain(|it| it.row != 1 || it.column == 2);
            table.cells.iter_mut().filter(|it| it.row == 0 && it.column < 2).for_each(|it| it.row_span = 2);
            table
        };
        assert_eq!(repeated_header_rows(&reaching(1), &reaching(2)), 2);
    }

    #[test]
    fn other_columns_do_not_continue() {
        assert!(!continues(&table(1, &[&["分類", "取組"]]), &table(2, &[&["分類", "取組", "R5"]])));
    }

    #[test]
    fn a_page_between_breaks_the_table() {
        assert!(!continues(&table(1, &[&["分類", "取組"]]), &table(3, &[&["分類", "取組"]])));
    }
}
