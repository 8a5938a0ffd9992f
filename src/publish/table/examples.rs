//! A table that the tests of all formats write.

use super::PrintedTable;
use crate::base::Rect;
use crate::layout::{Cell, Passage, Table, TablePart};
use crate::text::{UnitTable, unit_of_caption};

/// Two levels of header, a merged cell, a line break, a negative number; amounts in thousand yen.
pub(super) fn budget() -> PrintedTable {
    let bbox = Rect::new(50.0, 60.0, 350.0, 140.0);
    let cell = |(row, column): (usize, usize), (row_span, column_span): (usize, usize), written: &str| {
        let bbox = Rect::new(50.0 + 100.0 * column as f64, 60.0 + 20.0 * row as f64, 150.0, 80.0);
        let mut text = Passage::default();
        for character in written.chars() {
            if character == '\n' { text.push_gap('\n') } else { text.push(character, 2, bbox) }
        }
        Cell { row, column, row_span, column_span, text, size: 9.0, page: 2, bbox }
    };
    let cells = vec![
        cell((0, 0), (2, 1), "事業"),
        cell((0, 1), (1, 2), "財源"),
        cell((1, 1), (1, 1), "国"),
        cell((1, 2), (1, 1), "県"),
        cell((2, 0), (1, 1), "道路"),
        cell((2, 1), (1, 1), "1,200"),
        cell((2, 2), (1, 1), "-300"),
        cell((3, 0), (1, 1), "橋,\n水路"),
        cell((3, 1), (1, 2), "同上"),
    ];
    let table = Table {
        parts: vec![TablePart { page: 2, bbox, row_count: 4, ..TablePart::default() }],
        row_count: 4,
        boundaries: vec![50.0, 150.0, 250.0, 350.0],
        cells,
        confidence: 0.9,
        header_rows: 2,
        header_columns: 1,
        ..Table::default()
    };
    let unit = unit_of_caption("（単位：千円）", UnitTable::built_in());
    PrintedTable { file_name: "budget.pdf".to_owned(), number: 1, table, unit }
}
