//! A table without heads of its own, below the heads of the one before it: the page ended between them, or a heading parts them.

use crate::layout::{Cell, Table};

/// Boundaries of columns of one form differ by at most so much, in points.
const SAME_COLUMN: f64 = 3.0;

/// A table below the first rows of another one, where the columns of both are the same.
pub(super) fn below_heads(table: &Table, heads_of: &Table, head_rows: usize) -> Option<Table> {
    let is_same = |(a, b): (&f64, &f64)| (a - b).abs() <= SAME_COLUMN;
    let are_same = table.boundaries.len() == heads_of.boundaries.len()
        && table.boundaries.iter().zip(&heads_of.boundaries).all(is_same);
    if !are_same {
        return None;
    }
    let heads = heads_of.cells.iter().filter(|it| it.row + it.row_span <= head_rows).cloned();
    let body = table.cells.iter().map(|it| Cell { row: it.row + head_rows, ..it.clone() });
    Some(Table { row_count: table.row_count + head_rows, cells: heads.chain(body).collect(), ..table.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::drawn::table;

    #[test]
    fn heads_are_lent_to_columns_of_the_same_form_only() {
        let with_heads = table("取組 | 評価\n福祉まつり | A");
        let without = table("予約バス | B\n清掃 | C");
        let lent = below_heads(&without, &with_heads, 1).expect("the columns are the same");
        let texts: Vec<(usize, &str)> = lent.cells.iter().map(|it| (it.row, it.text.text())).collect();
        assert_eq!(texts, [(0, "取組"), (0, "評価"), (1, "予約バス"), (1, "B"), (2, "清掃"), (2, "C")]);

        let moved = Table { boundaries: vec![0.0, 1.0, 8.0], ..without };
        assert_eq!(below_heads(&moved, &with_heads, 1), None);
        assert_eq!(below_heads(&table("a | b | c"), &with_heads, 1), None);
    }
}
