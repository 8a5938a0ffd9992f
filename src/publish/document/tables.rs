//! Tables with their cells as JSON.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::layout::{Table, TablePart};

/// The part of a table on one page, rows counted from the top of the part; a header that is printed again is left out, and
/// `repeated_rows` tells of it.
#[derive(Serialize)]
pub(super) struct TableObject<'a> {
    /// Index of the table in the document.
    table: usize,
    /// From 1.
    part: usize,
    parts: usize,
    continues_row: bool,
    page: u32,
    bbox: [f64; 4],
    confidence: f64,
    kind: &'a str,
    rejected: Option<Rejected<'a>>,
    reasons: BTreeMap<&'a str, f64>,
    header_rows: usize,
    header_columns: usize,
    repeated_rows: usize,
    cells: Vec<Cell<'a>>,
}

/// What else the table was tried as.
#[derive(Serialize)]
struct Rejected<'a> {
    kind: &'a str,
    confidence: f64,
}

#[derive(Serialize)]
struct Cell<'a> {
    row: usize,
    col: usize,
    row_span: usize,
    col_span: usize,
    text: &'a str,
    page: u32,
    bbox: [f64; 4],
}

impl<'a> TableObject<'a> {
    pub fn of((index, table): (usize, &'a Table), (number, part): (usize, &'a TablePart)) -> Self {
        let rows = part.first_row..part.first_row + part.row_count;
        let cells = table.cells.iter().filter(|cell| rows.contains(&cell.row) && cell.page == part.page);
        TableObject {
            table: index,
            part: number + 1,
            parts: table.parts.len(),
            continues_row: part.continues_row,
            page: part.page,
            bbox: part.bbox.to_array(),
            confidence: rounded(table.confidence),
            kind: table.kind.as_str(),
            rejected: table
                .rejected
                .map(|(kind, confidence)| Rejected { kind: kind.as_str(), confidence: rounded(confidence) }),
            reasons: table.reasons.iter().map(|it| (it.measure.as_str(), rounded(it.share))).collect(),
            header_rows: if number == 0 { table.header_rows.min(part.row_count) } else { 0 },
            header_columns: table.header_columns,
            repeated_rows: part.repeated.iter().map(|it| it.row + it.row_span).max().unwrap_or(0),
            cells: cells
                .map(|cell| Cell {
                    row: cell.row - part.first_row,
                    col: cell.column,
                    row_span: cell.row_span,
                    col_span: cell.column_span,
                    text: cell.text.text(),
                    page: cell.page,
                    bbox: cell.bbox.to_array(),
                })
                .collect(),
        }
    }
}

fn rounded(share: f64) -> f64 {
    (share * 1000.0).round() / 1000.0
}
