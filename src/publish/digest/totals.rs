//! What the report states of itself, and what is doubtful.

use rust_decimal::Decimal;

use super::{Place, Series, Tables, owned};
use crate::base::Language;
use crate::dataset::{Frame, message_column};

/// A total that the report states, beside what was found.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::publish) struct Total {
    /// Index of the document.
    pub document: usize,
    pub key: String,
    pub count: Option<i32>,
    pub share: Option<Decimal>,
    pub phrase: Option<String>,
    pub found_count: Option<i32>,
    pub found_share: Option<f64>,
    pub agrees: bool,
    pub place: Option<Place>,
}

/// Something doubtful.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::publish) struct Doubt {
    pub code: String,
    /// `error`, `warning` or `info`.
    pub severity: String,
    pub message: String,
    /// Index of the document.
    pub document: Option<usize>,
    pub place: Option<Place>,
}

pub(super) fn fill(series: &mut Series, tables: &Tables<'_>) {
    let Some(frame) = tables.get("stated_totals") else { return };
    let shares = frame.decimals("share");
    let total = |row: usize| {
        Some(Total {
            document: tables.document(frame, "document_id", row).filter(|it| series.documents.contains(it))?,
            key: owned(frame, "key", row)?,
            count: frame.i32("count").get(row),
            share: shares[row],
            phrase: owned(frame, "phrase", row),
            found_count: frame.i32("found_count").get(row),
            found_share: frame.f64("found_share").get(row),
            agrees: frame.boolean("agrees").get(row).unwrap_or_default(),
            place: tables.place(frame, row),
        })
    };
    let mut totals: Vec<Total> = (0..frame.row_count()).filter_map(total).collect();
    totals.sort_by_key(|it| series.documents.iter().position(|document| *document == it.document));
    series.totals = totals;
}

pub(super) fn doubts(frame: &Frame, tables: &Tables<'_>, language: Language) -> Vec<Doubt> {
    let doubt = |row: usize| Doubt {
        code: owned(frame, "code", row).unwrap_or_default(),
        severity: owned(frame, "severity", row).unwrap_or_default(),
        message: owned(frame, message_column(language), row).unwrap_or_default(),
        document: tables.document(frame, "document_id", row),
        place: tables.place(frame, row),
    };
    (0..frame.row_count()).map(doubt).collect()
}
