//! JSON with everything that is known of a table: levels of its header, cells with spans and places, numbers with their units.

use serde_json::{Value, json};

use super::{PrintedTable, TableFormat, TableOptions};
use crate::layout::Reason;
use crate::publish::PublishError;
use crate::text::UnitCaption;

pub(super) const FORMAT: TableFormat = TableFormat { name: "json", extension: "json", is_text: true, write };

fn write(tables: &[PrintedTable], _: &TableOptions) -> Result<Vec<u8>, PublishError> {
    let tables: Vec<Value> = tables.iter().map(table_to_json).collect();
    let mut text = json!({ "tables": tables }).to_string();
    text.push('\n');
    Ok(text.into_bytes())
}

fn table_to_json(printed: &PrintedTable) -> Value {
    let table = &printed.table;
    let units = printed.column_units();
    let unit = |it: &UnitCaption| json!({"printed": it.printed, "unit": it.unit.map(|it| it.id), "factor": it.factor.to_string(), "per": it.per});
    let names = table.column_names();
    let column = |index: usize| json!({"name": names[index], "levels": table.column_levels(index), "unit": units[index].as_ref().map(unit)});
    let cells = table.cells.iter().map(|cell| {
        let mut object = json!({
            "row": cell.row, "col": cell.column, "row_span": cell.row_span, "col_span": cell.column_span,
            "text": cell.text.text(), "is_header": table.is_header(cell), "page": cell.page, "bbox": cell.bbox.to_array(),
        });
        if let Some(value) = printed.value(cell, &units) {
            object["value"] = value.value.into();
            object["unit"] = value.unit.into();
        }
        object
    });
    let reason = |it: &Reason| (it.measure.as_str().to_owned(), json!((it.share * 1000.0).round() / 1000.0));
    json!({
        "file": printed.file_name, "table": printed.number,
        "places": printed.places().into_iter().map(|(page, bbox)| json!({"page": page, "bbox": bbox})).collect::<Vec<_>>(),
        "row_count": table.row_count, "column_count": table.column_count(),
        "header_rows": table.header_rows, "header_columns": table.header_columns,
        "kind": table.kind.as_str(), "confidence": (table.confidence * 1000.0).round() / 1000.0,
        "reasons": table.reasons.iter().map(reason).collect::<serde_json::Map<_, _>>(),
        "unit": printed.unit.as_ref().map(unit),
        "columns": (0..table.column_count()).map(column).collect::<Vec<_>>(),
        "cells": cells.collect::<Vec<_>>(),
    })
}
