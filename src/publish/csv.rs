//! CSV for people and spreadsheets: UTF-8 with byte order mark, lines ended by CR LF, quoted as RFC 4180 says.
//!
//! - The first line has the columns' names, or their titles in a language ([`CsvHeader`]).
//! - Nulls are empty. Numbers are as they are, decimals without zeros at the end, dates ISO, yes and no `true` and `false`.
//! - Elements of a list are joined by `;`; a `;` or `\` inside an element has a `\` before it.
//! - Text that a spreadsheet would take for a formula (more than one character, the first of `= + - @`, their full-width forms,
//!   a tab or a carriage return) begins with an apostrophe, and so does text that begins with one. To have the text as it was,
//!   take one apostrophe off the beginning of text columns.

use std::fmt::Write as _;

use polars::prelude::AnyValue;

use super::value::{date, decimal_text, elements};
use super::{Format, How, PublishError, Rows, TableSettings};
use crate::base::Language;
use crate::dataset::Frame;
use crate::dataset::schema::Column;

/// CSV, a file a table.
pub(super) const FORMAT: Format = Format { name: "csv", write: How::Tables(write_rows) };

fn write_rows(rows: &dyn Rows, settings: &TableSettings, out: &mut dyn std::io::Write) -> Result<(), PublishError> {
    let mut text = String::from('\u{FEFF}');
    push_record(&mut text, rows.schema().columns.iter().map(|it| settings.header.of(it)), push_text);
    out.write_all(text.as_bytes()).map_err(|cause| failed(rows.schema().name, cause))?;
    rows.each(&mut |frame| {
        text.clear();
        push_rows(&mut text, frame)?;
        out.write_all(text.as_bytes()).map_err(|cause| failed(frame.name(), cause))
    })
}

fn failed(table: &'static str, cause: impl std::error::Error + Send + Sync + 'static) -> PublishError {
    PublishError::Write { table, format: FORMAT.name, cause: Box::new(cause) }
}

/// What the first line of a CSV file calls the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CsvHeader {
    /// As all other formats do.
    #[default]
    Names,
    /// By their titles, for people.
    Titles(Language),
}

impl CsvHeader {
    /// The word that it is asked for by.
    pub fn as_str(self) -> &'static str {
        match self {
            CsvHeader::Names => "names",
            CsvHeader::Titles(Language::Japanese) => "ja",
            CsvHeader::Titles(Language::English) => "en",
        }
    }

    /// What a column is called.
    pub fn of(self, column: &Column) -> &'static str {
        match self {
            CsvHeader::Names => column.name,
            CsvHeader::Titles(language) => column.title.text(language),
        }
    }
}

const FORMULA_STARTS: [char; 10] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r'];

/// The bytes of one table.
///
/// # Errors
/// Where a value cannot be had from its column.
pub fn write(frame: &Frame, header: CsvHeader) -> Result<Vec<u8>, PublishError> {
    let mut text = String::from('\u{FEFF}');
    push_record(&mut text, frame.schema().columns.iter().map(|it| header.of(it)), push_text);
    push_rows(&mut text, frame)?;
    Ok(text.into_bytes())
}

fn push_rows(text: &mut String, frame: &Frame) -> Result<(), PublishError> {
    for row in 0..frame.row_count() {
        for (index, column) in frame.data().columns().iter().enumerate() {
            if index > 0 {
                text.push(',');
            }
            push_value(text, &column.get(row).map_err(|cause| failed(frame.name(), cause))?);
        }
        text.push_str("\r\n");
    }
    Ok(())
}

/// Rows of texts under a header, written as tables are.
pub fn csv_of_texts(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut out = String::from('\u{FEFF}');
    push_record(&mut out, header.iter().copied(), push_text);
    for row in rows {
        push_record(&mut out, row.iter().map(String::as_str), push_text);
    }
    out
}

/// One line of texts, each written by `push`.
pub(super) fn push_record<'a>(
    out: &mut String,
    texts: impl Iterator<Item = &'a str>,
    push: impl Fn(&mut String, &str),
) {
    for (index, text) in texts.enumerate() {
        if index > 0 {
            out.push(',');
        }
        push(out, text);
    }
    out.push_str("\r\n");
}

fn push_value(out: &mut String, value: &AnyValue) {
    match value {
        AnyValue::Null => {}
        AnyValue::String(text) => push_text(out, text),
        // A column of one row owns its value.
        AnyValue::StringOwned(text) => push_text(out, text),
        AnyValue::Decimal(scaled, _, scale) => out.push_str(&decimal_text(*scaled, *scale)),
        AnyValue::Date(days) => push_display(out, date(*days)),
        AnyValue::List(_) => {
            let escaped: Vec<String> = elements(value).iter().map(|it| escaped_element(it)).collect();
            push_text(out, &escaped.join(";"));
        }
        AnyValue::Int8(number) => push_display(out, number),
        AnyValue::Int16(number) => push_display(out, number),
        AnyValue::Int32(number) => push_display(out, number),
        AnyValue::Float64(number) => push_display(out, number),
        AnyValue::Boolean(flag) => push_display(out, flag),
        other => push_text(out, &other.to_string()),
    }
}

fn push_display(out: &mut String, value: impl std::fmt::Display) {
    write!(out, "{value}").expect("writing to a string does not fail");
}

pub(super) fn push_text(out: &mut String, text: &str) {
    push_quoted(out, text, if needs_apostrophe(text) { "'" } else { "" });
}

/// A text with what stands before it, in quotes where RFC 4180 wants them.
pub(super) fn push_quoted(out: &mut String, text: &str, apostrophe: &str) {
    if text.contains(['"', ',', '\r', '\n']) {
        out.push('"');
        out.push_str(apostrophe);
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(apostrophe);
        out.push_str(text);
    }
}

/// A lone dash is a rating, not a formula.
fn needs_apostrophe(text: &str) -> bool {
    let mut characters = text.chars();
    let first = characters.next();
    first == Some('\'') || first.is_some_and(|it| FORMULA_STARTS.contains(&it)) && characters.next().is_some()
}

fn escaped_element(element: &str) -> String {
    element.replace('\\', "\\\\").replace(';', "\\;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Language;
    use crate::dataset::{examples, frames};

    #[track_caller]
    fn check(value: AnyValue, expected: &str) {
        let mut out = String::new();
        push_value(&mut out, &value);
        assert_eq!(out, expected);
    }

    #[test]
    fn texts_are_quoted_where_rfc_4180_says() {
        check(AnyValue::String("a,b"), "\"a,b\"");
        check(AnyValue::String("「\"」\n"), "\"「\"\"」\n\"");
        check(AnyValue::String("計画どおり"), "計画どおり");
    }

    #[test]
    fn texts_that_look_like_formulas_begin_with_an_apostrophe() {
        check(AnyValue::String("=1+1"), "'=1+1");
        check(AnyValue::String("=A1,B1"), "\"'=A1,B1\"");
        check(AnyValue::String("＋5ポイント"), "'＋5ポイント");
        check(AnyValue::String("'80"), "''80");
        check(AnyValue::String("-"), "-");
    }

    #[test]
    fn numbers_stay_numbers() {
        check(AnyValue::Decimal(-500_000, 38, 6), "-0.5");
        check(AnyValue::Decimal(1_620_000_000_000, 38, 6), "1620000");
        check(AnyValue::Decimal(1, 38, 6), "0.000001");
        check(AnyValue::Float64(30.12), "30.12");
        check(AnyValue::Int16(-1), "-1");
    }

    #[test]
    fn dates_are_iso_and_nulls_are_empty() {
        check(AnyValue::Date(19_783), "2024-03-01");
        check(AnyValue::Date(-1), "1969-12-31");
        check(AnyValue::Null, "");
    }

    #[track_caller]
    fn check_table(name: &str, header: CsvHeader, expected: &[&str]) {
        let frames = frames(&[examples::edition()]);
        let bytes = write(frames.get(name).expect("a table of the schema"), header).expect("written");
        let text = String::from_utf8(bytes).expect("CSV is UTF-8");
        assert_eq!(text, format!("\u{FEFF}{}\r\n", expected.join("\r\n")));
    }

    #[test]
    fn a_table_of_stated_totals() {
        let rows = "A,1,50,,1,50,true,document-2023,1,10,20,20,30.12,05,DX推進計画";
        let names =
            "key,count,share,phrase,found_count,found_share,agrees,document_id,page,x0,y0,x1,y1,prefecture_code,plan";
        check_table("stated_totals", CsvHeader::Names, &[names, rows]);
        let titles = "対象,記載件数,記載割合,記載表現,読取件数,読取割合,一致,文書ID,ページ,左端,上端,右端,下端,都道府県コード,計画";
        check_table("stated_totals", CsvHeader::Titles(Language::Japanese), &[titles, rows]);
    }

    #[test]
    fn titles_tell_the_columns_of_a_table_apart() {
        for (table, language) in crate::publish::tables()
            .flat_map(|it| [Language::Japanese, Language::English].map(|language| (it, language)))
        {
            let mut titles: Vec<&str> = table.columns.iter().map(|it| CsvHeader::Titles(language).of(it)).collect();
            titles.sort_unstable();
            assert!(titles.windows(2).all(|it| it[0] != it[1]) && !titles[0].is_empty(), "{}: {titles:?}", table.name);
        }
    }

    #[test]
    fn lists_are_joined_by_semicolons() {
        check(AnyValue::String(&escaped_element("a;b\\")), "a\\;b\\\\");
    }
}
