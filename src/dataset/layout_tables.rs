//! The tables of what stands on the pages: `tables` and `cells`.

use super::columns::distinct_ids;
use super::{Columns, Edition, Frame, Row, described, rows};
use crate::layout::{Cell, Table};
use crate::report::IdOf;

/// One row a table, at the place of its first part.
pub(super) fn tables(editions: &[&Edition]) -> Frame {
    Columns::over(&identified(editions))
        .text("table_id", |(id, _)| Some(id))
        .i32_list("pages", |(_, row)| row.item.parts.iter().filter_map(|it| i32::try_from(it.page).ok()).collect())
        .count("row_count", |(_, row)| row.item.row_count)
        .count("column_count", |(_, row)| row.item.column_count())
        .f64("confidence", |(_, row)| Some((row.item.confidence * 10_000.0).round() / 10_000.0))
        .text("document_id", |(_, row)| Some(row.document_id()))
        .place(|(_, row)| row.item.source())
        .plan(|(_, row)| row.identity())
        .finish(described("tables"))
}

/// One row a cell, by row, then column; a merged cell is one row.
pub(super) fn cells(editions: &[&Edition]) -> Frame {
    let tables = identified(editions);
    let rows: Vec<(&str, &Row<Table>, &Cell, bool)> = tables
        .iter()
        .flat_map(|(id, row)| row.item.cells.iter().map(move |cell| (id.as_str(), row, cell, row.item.is_header(cell))))
        .collect();
    Columns::over(&rows)
        .text("table_id", |(id, ..)| Some(id))
        .count("row", |(_, _, cell, _)| cell.row)
        .count("col", |(_, _, cell, _)| cell.column)
        .count("row_span", |(_, _, cell, _)| cell.row_span)
        .count("col_span", |(_, _, cell, _)| cell.column_span)
        .text("text", |(_, _, cell, _)| Some(cell.text.text()))
        .boolean("is_header", |(_, _, _, is_header)| Some(*is_header))
        .text("document_id", |(_, row, ..)| Some(row.document_id()))
        .place(|(_, _, cell, _)| Some(cell.source()))
        .plan(|(_, row, ..)| row.identity())
        .finish(described("cells"))
}

/// The tables of all editions with their ids: the n-th table that begins on a page of a document.
fn identified<'a>(editions: &[&'a Edition]) -> Vec<(String, Row<'a, Table>)> {
    let rows = rows(editions, |it| &it.layout.tables);
    let key = |row: &Row<Table>| {
        let page = row.item.source().map(|it| it.page.to_string()).unwrap_or_default();
        vec![row.document_id().to_owned(), page]
    };
    distinct_ids(IdOf::Table, rows.iter().map(key)).into_iter().zip(rows).collect()
}
