//! For tests: tables and reports drawn as text.

use crate::base::Rect;
use crate::layout::{Cell, DocumentLayout, Flow, Line, Passage, Table, TablePart};
use crate::pdf::Direction;

/// The height of a row, and of a line of running text, in points.
const ROW: f64 = 100.0;

/// The text of one line.
pub(super) fn passage(text: &str) -> Passage {
    let mut passage = Passage::default();
    text.chars().for_each(|it| passage.push(it, 1, Rect::default()));
    passage
}

/// A table as drawn: `^` goes on with the cell above, `<` with the one to the left; `/` in a cell begins a new printed line.
pub(super) fn table(grid: &str) -> Table {
    let rows: Vec<Vec<&str>> =
        grid.lines().map(|row| row.split('|').map(|it| it.trim_matches(' ')).collect()).collect();
    let mut cells = Vec::new();
    for (row, texts) in rows.iter().enumerate() {
        for (column, text) in texts.iter().enumerate().filter(|(_, it)| **it != "^" && **it != "<") {
            let row_span = 1 + rows[row + 1..].iter().take_while(|it| it[column] == "^").count();
            let column_span = 1 + texts[column + 1..].iter().take_while(|it| **it == "<").count();
            let (x, y) = (column as f64, row as f64 * ROW);
            let bbox = Rect::new(x, y, x + column_span as f64, y + row_span as f64 * ROW);
            let mut passage = Passage::default();
            for (line, text) in text.split('/').enumerate() {
                let y = y + line as f64 * 10.0;
                for (at, it) in text.chars().enumerate() {
                    let x = 8.0 * at as f64;
                    passage.push(it, 1, Rect::new(x, y, x + 8.0, y + 8.0));
                }
            }
            cells.push(Cell { row, column, row_span, column_span, text: passage, size: 9.0, page: 1, bbox });
        }
    }
    let boundaries = (0..=rows[0].len()).map(|it| it as f64).collect();
    Table { row_count: rows.len(), boundaries, cells, ..Table::default() }
}

/// A report as drawn: lines with `|` are the rows of a table, others running text.
pub(super) fn report(text: &str) -> DocumentLayout {
    let mut layout = DocumentLayout::default();
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|it| !it.is_empty()).collect();
    let mut top = 0.0;
    for things in lines.chunk_by(|a, b| a.contains('|') && b.contains('|')) {
        let bbox = Rect::new(0.0, top, 500.0, top + 10.0);
        top += 10.0;
        if !things[0].contains('|') {
            let line = |text: &str| Line {
                text: passage(text),
                page: 1,
                bbox,
                baseline: bbox.y1,
                size: 10.0,
                direction: Direction::Right,
            };
            layout.flow.push(Flow::Line(line(things[0])));
            continue;
        }
        let table = table(&things.join("\n"));
        let row_count = table.row_count;
        let bbox = Rect { y1: bbox.y0 + row_count as f64 * ROW, ..bbox };
        top = bbox.y1;
        let part = TablePart { page: 1, bbox, row_count, ..TablePart::default() };
        layout.flow.push(Flow::Table(layout.tables.len()));
        layout.tables.push(Table { parts: vec![part], ..table });
    }
    layout
}
