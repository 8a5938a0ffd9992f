//! JSON Lines: one object a row, its members in the order of the columns; decimals as texts that keep every digit, dates ISO,
//! lists as arrays, nulls as null.

use polars::prelude::AnyValue;
use serde_json::Value;

use super::value::{date, decimal_text};
use super::{Format, How, PublishError, Rows, TableSettings};
use crate::dataset::Frame;

/// JSON Lines, a file a table.
pub(super) const FORMAT: Format = Format { name: "jsonl", write: How::Tables(write_rows) };

fn write_rows(rows: &dyn Rows, _: &TableSettings, out: &mut dyn std::io::Write) -> Result<(), PublishError> {
    rows.each(&mut |frame| {
        let failed = |cause: std::io::Error| PublishError::Write {
            table: frame.name(),
            format: FORMAT.name,
            cause: cause.into(),
        };
        out.write_all(&write(frame)?).map_err(failed)
    })
}

/// The bytes of one table.
///
/// # Errors
/// Where a value cannot be had from its column.
pub fn write(frame: &Frame) -> Result<Vec<u8>, PublishError> {
    let mut text = String::new();
    let failed = |cause: polars::error::PolarsError| PublishError::Write {
        table: frame.name(),
        format: FORMAT.name,
        cause: cause.into(),
    };
    for row in 0..frame.row_count() {
        let mut separator = '{';
        for column in frame.data().columns() {
            text.push(separator);
            text.push_str(&Value::from(column.name().as_str()).to_string());
            text.push(':');
            text.push_str(&json(&column.get(row).map_err(failed)?).to_string());
            separator = ',';
        }
        text.push_str("}\n");
    }
    Ok(text.into_bytes())
}

fn json(value: &AnyValue) -> Value {
    match value {
        AnyValue::Null => Value::Null,
        AnyValue::String(text) => Value::from(*text),
        // A column of one row owns its value.
        AnyValue::StringOwned(text) => Value::from(text.as_str()),
        AnyValue::Decimal(scaled, _, scale) => Value::from(decimal_text(*scaled, *scale)),
        AnyValue::Date(days) => Value::from(date(*days).to_string()),
        AnyValue::List(list) => list.iter().map(|it| json(&it)).collect(),
        AnyValue::Int8(number) => Value::from(*number),
        AnyValue::Int16(number) => Value::from(*number),
        AnyValue::Int32(number) => Value::from(*number),
        AnyValue::Float64(number) => Value::from(*number),
        AnyValue::Boolean(flag) => Value::from(*flag),
        other => Value::from(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{examples, frames};

    #[track_caller]
    fn check(table: &str, row: usize, expected: &str) {
        let frames = frames(&[examples::edition()]);
        let bytes = write(frames.get(table).expect("a table of the schema")).expect("written");
        let text = String::from_utf8(bytes).expect("JSON is UTF-8");
        let line = text.lines().nth(row).expect("a line a row");
        assert!(line.contains(expected), "{line}");
    }

    #[test]
    fn decimals_are_texts_and_dates_iso() {
        check("observations", 1, r#""role":"actual","value":"78.1","value_min":null"#);
        check("observations", 1, r#""as_of":"2024-03-01""#);
    }

    #[test]
    fn lists_are_arrays() {
        check("initiatives", 0, r#""departments":["デジタル政策推進課","税務課"]"#);
        check("tables", 0, r#""pages":[1]"#);
    }

    #[test]
    fn text_is_as_printed() {
        check("blocks", 0, r#""plan":"=R5：80%\n\"目標\"""#);
    }
}
