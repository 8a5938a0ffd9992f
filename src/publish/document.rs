//! One document as JSON, for `extract`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::base::{FiscalYear, Language, Note, SourceRef};
use crate::indicator::Measurements;
use crate::layout::{Table, TablePart};
use crate::report::{RatingOrigin, Report};

/// What `extract` prints of one document.
#[derive(Debug, Clone, Copy)]
pub struct DocumentParts<'a> {
    /// SHA-256 of the file.
    pub document_id: &'a str,
    /// Number of pages.
    pub page_count: usize,
    /// Its tables.
    pub tables: &'a [Table],
    /// What the report says.
    pub report: &'a Report,
    /// What it measures.
    pub measurements: &'a Measurements,
    /// Doubts.
    pub notes: &'a [Note],
}

/// The JSON object of a document. Boxes are `[x0, y0, x1, y1]` in points from the top left of the page as shown; a table that
/// continues over pages is given once a page.
pub fn document_to_json(parts: &DocumentParts<'_>, language: Language) -> Value {
    let identity = &parts.report.identity;
    json!({
        "document": {
            "id": parts.document_id,
            "page_count": parts.page_count,
            "title": identity.title,
            "prefecture": identity.prefecture.map(|it| it.name()),
            "prefecture_code": identity.prefecture.map(|it| it.code()),
            "area_code": identity.area_code,
            "municipality": identity.municipality.map(|it| it.name()),
            "fiscal_year": identity.fiscal_year.map(FiscalYear::year),
            "profile": identity.profile_id,
        },
        "tables": parts.tables.iter().enumerate().flat_map(table_to_json).collect::<Vec<_>>(),
        "initiatives": initiatives(parts.report),
        "ratings": ratings(parts.report, parts.measurements),
        "blocks": blocks(parts.report),
        "observations": observations(parts.report, parts.measurements),
        "stated_totals": stated_totals(parts.report),
        "notes": parts.notes.iter().map(|note| note_to_json(note, parts, language)).collect::<Vec<_>>(),
    })
}

fn page(source: Option<SourceRef>) -> Value {
    source.map_or(Value::Null, |it| json!(it.page))
}

fn bbox(source: Option<SourceRef>) -> Value {
    source.map_or(Value::Null, |it| json!(it.bbox.to_array()))
}

/// The parts of a table, one a page.
fn table_to_json((index, table): (usize, &Table)) -> impl Iterator<Item = Value> {
    table.parts.iter().enumerate().map(move |(number, part)| part_to_json((index, table), (number, part)))
}

/// The part of a table on one page, rows counted from the top of the part; a header that is printed again is left out, and
/// `repeated_rows` tells of it.
fn part_to_json((index, table): (usize, &Table), (number, part): (usize, &TablePart)) -> Value {
    let rows = part.first_row..part.first_row + part.row_count;
    let cells = table.cells.iter().filter(|cell| rows.contains(&cell.row) && cell.page == part.page).map(|cell| {
        json!({
            "row": cell.row - part.first_row, "col": cell.column, "row_span": cell.row_span, "col_span": cell.column_span,
            "text": cell.text.text(), "page": cell.page, "bbox": cell.bbox.to_array(),
        })
    });
    json!({
        "table": index, "part": number + 1, "parts": table.parts.len(), "continues_row": part.continues_row,
        "page": part.page, "bbox": part.bbox.to_array(), "confidence": rounded(table.confidence),
        "kind": table.kind.as_str(), "rejected": table.rejected.map(|(kind, confidence)| json!({"kind": kind.as_str(), "confidence": rounded(confidence)})),
        "reasons": table.reasons.iter().map(|it| (it.measure.as_str(), rounded(it.share))).collect::<BTreeMap<_, _>>(),
        "header_rows": if number == 0 { table.header_rows.min(part.row_count) } else { 0 }, "header_columns": table.header_columns,
        "repeated_rows": part.repeated.iter().map(|it| it.row + it.row_span).max().unwrap_or(0),
        "cells": cells.collect::<Vec<_>>(),
    })
}

fn rounded(share: f64) -> f64 {
    (share * 1000.0).round() / 1000.0
}

fn initiatives(report: &Report) -> Vec<Value> {
    let one = |it: &crate::report::Initiative| {
        json!({
            "id": it.id, "number": it.number, "area": it.area, "section": it.section, "title": it.title,
            "in_list": it.in_list, "page": it.source.page, "bbox": it.source.bbox.to_array(),
        })
    };
    report.initiatives.iter().map(one).collect()
}

/// The name of the indicator that is rated.
fn indicator_name(row: Option<usize>, measurements: &Measurements) -> Option<&str> {
    let indicator = measurements.indicator_of_row.get(row?)?;
    measurements.indicators.get(*indicator).map(|it| it.name.as_str())
}

fn ratings(report: &Report, measurements: &Measurements) -> Vec<Value> {
    let one = |it: &crate::report::Rating| {
        json!({
            "initiative": it.initiative.map(|index| &report.initiatives[index].id),
            "indicator": indicator_name(it.indicator, measurements), "fiscal_year": it.fiscal_year.year(),
            "value": it.value, "origin": RatingOrigin::as_str(it.origin),
            "page": it.source.page, "bbox": it.source.bbox.to_array(),
        })
    };
    report.ratings.iter().map(one).collect()
}

fn blocks(report: &Report) -> Vec<Value> {
    let one = |it: &crate::report::Block| {
        json!({
            "initiative": it.initiative.map(|index| &report.initiatives[index].id),
            "area": it.area, "section": it.section, "title": it.title.text().replace('\n', ""),
            "departments": it.departments, "plan": it.plan.text(), "progress": it.progress.text(),
            "rating": it.rating.text(), "next": it.next.text(), "page": page(it.source), "bbox": bbox(it.source),
        })
    };
    report.blocks.iter().map(one).collect()
}

fn observations(report: &Report, measurements: &Measurements) -> Vec<Value> {
    let one = |it: &crate::indicator::Observation| {
        let indicator = &measurements.indicators[it.indicator];
        let plain = |value: Option<rust_decimal::Decimal>| value.map(|it| it.normalize().to_string());
        json!({
            "initiative": indicator.initiative.map(|index| &report.initiatives[index].id),
            "indicator": indicator.name, "role": it.role.as_str(),
            "value": plain(it.value), "value_min": plain(it.value_min), "value_max": plain(it.value_max),
            "unit": it.unit, "unit_printed": it.unit_printed, "per": it.per,
            "fiscal_year": it.fiscal_year.map(FiscalYear::year),
            "fiscal_year_source": it.fiscal_year_source.map(|source| source.as_str()),
            "as_of": it.as_of, "cumulative": it.cumulative, "comparator": Some(&it.comparator).filter(|it| !it.is_empty()), "count_mode": it.count_mode,
            "qualifier": it.qualifier, "area": it.area, "obs_status": it.obs_status, "printed": it.printed,
            "confidence": it.confidence, "reasons": it.reasons,
            "page": it.source.page, "bbox": it.source.bbox.to_array(),
        })
    };
    measurements.observations.iter().map(one).collect()
}

fn stated_totals(report: &Report) -> Vec<Value> {
    let one = |it: &crate::report::StatedTotal| {
        json!({
            "key": it.key, "count": it.count, "share": it.share.as_ref().and_then(|share| share.parse::<f64>().ok()),
            "phrase": it.phrase, "found_count": it.found_count,
            "found_share": it.found_share.map(|share| (share * 10.0).round() / 10.0), "agrees": it.agrees,
            "page": it.source.page, "bbox": it.source.bbox.to_array(),
        })
    };
    report.stated_totals.iter().map(one).collect()
}

fn note_to_json(note: &Note, parts: &DocumentParts<'_>, language: Language) -> Value {
    let against = note.against.as_ref().map(|it| {
        let document = it.document_id.as_deref().unwrap_or(parts.document_id);
        json!({"document": document, "page": it.source.page, "bbox": it.source.bbox.to_array()})
    });
    json!({
        "code": note.code(), "severity": note.severity.as_str(), "page": page(note.source), "bbox": bbox(note.source),
        "against": against, "message": note.text(language), "hint": note.hint(language),
    })
}
