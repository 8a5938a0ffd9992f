//! One table as a sheet that machines can read, after the rules of the Ministry of Internal Affairs and Communications (統計表における
//! 機械判読可能なデータの表記方法の統一ルール, 2020): one header row, one datum a cell, numbers as numbers, no merged cells, no line
//! for looks, units named, Western years beside Japanese ones, areas by code and name.

use polars::prelude::AnyValue;
use rust_xlsxwriter::{Color, Format, IgnoreError, Worksheet, XlsxError};

use super::context::Context;
use super::sheet::{as_number, display_width, fitting, is_formula_like, put_date};
use super::style::FONT;
use crate::base::{FiscalYear, Prefecture};
use crate::dataset::Frame;
use crate::dataset::schema::{Column, ColumnType};
use crate::publish::value::{date, decimal_text, elements};

/// Rows beyond which a table is left to CSV and Parquet: a workbook of that size takes minutes to open.
const MOST_ROWS: usize = 200_000;
/// Elements of a list that get a column each; a list that is longer in any row is left to CSV and Parquet.
const MOST_ELEMENTS: usize = 20;
/// Characters that the name of a sheet may have.
const MOST_NAME_CHARACTERS: usize = 31;

/// The name of a table's sheet.
pub(super) fn name(frame: &Frame) -> String {
    format!("data_{}", frame.name()).chars().take(MOST_NAME_CHARACTERS).collect()
}

/// Whether a table has a sheet: an empty one says nothing, and one with too many rows opens too slowly.
pub(super) fn has_sheet(frame: &Frame) -> bool {
    (1..=MOST_ROWS).contains(&frame.row_count())
}

/// How many columns a column of the table takes; none where its lists are too long for a sheet.
pub(super) fn width(frame: &Frame, column: &Column) -> usize {
    if !matches!(column.column_type, ColumnType::TextList | ColumnType::I32List) {
        return 1;
    }
    let values = frame.data().column(column.name).map(|it| (0..it.len()).filter_map(|row| it.get(row).ok()));
    let longest = values.map(|it| it.map(|value| elements(&value).len()).max().unwrap_or_default());
    match longest.unwrap_or_default() {
        0 => 1,
        longest if longest <= MOST_ELEMENTS => longest,
        _ => 0,
    }
}

/// A column of a sheet: what heads it, and what it says of a row.
struct Field<'a> {
    title: String,
    value: Box<dyn Fn(usize) -> Value<'a> + 'a>,
}

/// One datum.
enum Value<'a> {
    Any(AnyValue<'a>),
    Text(String),
    Digits(String),
    Nothing,
}

impl From<Option<String>> for Value<'_> {
    fn from(text: Option<String>) -> Self {
        text.map_or(Value::Nothing, Value::Text)
    }
}

/// The sheet of a table; none where it has no rows, or too many.
pub(super) fn sheet(context: &Context, frame: &Frame) -> Result<Option<Worksheet>, XlsxError> {
    if !has_sheet(frame) {
        return Ok(None);
    }
    let fields = fields(context, frame);
    let mut worksheet = Worksheet::new();
    worksheet.set_name(name(frame))?.set_tab_color(Color::RGB(0x9A_A5_B1)).set_freeze_panes(1, 0)?;
    worksheet.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    let header = Format::new().set_bold().set_font_name(FONT).set_font_size(11);
    let last_row = frame.row_count() as u32;
    for (column, field) in (0..).zip(&fields) {
        worksheet.write_string_with_format(0, column, &field.title, &header)?;
        let mut widest = display_width(&field.title);
        for row in 0..frame.row_count() {
            widest = widest.max(write(&mut worksheet, row as u32 + 1, column, &(field.value)(row))?);
        }
        worksheet.set_column_width(column, widest.clamp(8, 40) as f64 + 2.0)?;
    }
    let last_column = fields.len().saturating_sub(1) as u16;
    worksheet.autofilter(0, 0, last_row, last_column)?.set_print_area(0, 0, last_row, last_column)?;
    // Codes such as 05 are text on purpose.
    worksheet.ignore_error_range(1, 0, last_row, last_column, IgnoreError::NumberStoredAsText)?;
    Ok(Some(worksheet))
}

/// Writes a datum; gives its width.
fn write(worksheet: &mut Worksheet, row: u32, column: u16, value: &Value) -> Result<usize, XlsxError> {
    match value {
        Value::Nothing | Value::Any(AnyValue::Null) => Ok(0),
        Value::Text(text) => write_text(worksheet, row, column, text),
        Value::Digits(text) => write_decimal_text(worksheet, row, column, text),
        Value::Any(AnyValue::String(text)) => write_text(worksheet, row, column, text),
        Value::Any(AnyValue::StringOwned(text)) => write_text(worksheet, row, column, text),
        Value::Any(AnyValue::Boolean(flag)) => worksheet.write_boolean(row, column, *flag).map(|_| 5),
        Value::Any(AnyValue::Date(days)) => put_date(worksheet, row, column, date(*days)).map(|()| 10),
        Value::Any(AnyValue::Float64(number)) => worksheet.write_number(row, column, *number).map(|_| 10),
        Value::Any(AnyValue::Decimal(scaled, _, scale)) => write_decimal(worksheet, row, column, *scaled, *scale),
        Value::Any(other) => write_decimal_text(worksheet, row, column, &other.to_string()),
    }
}

fn write_text(worksheet: &mut Worksheet, row: u32, column: u16, text: &str) -> Result<usize, XlsxError> {
    if is_formula_like(text) {
        let format = Format::new().set_font_name(FONT).set_font_size(11).set_quote_prefix();
        worksheet.write_string_with_format(row, column, fitting(text), &format)?;
    } else {
        worksheet.write_string(row, column, fitting(text))?;
    }
    Ok(display_width(text.lines().next().unwrap_or_default()))
}

fn write_decimal(
    worksheet: &mut Worksheet,
    row: u32,
    column: u16,
    scaled: i128,
    scale: usize,
) -> Result<usize, XlsxError> {
    write_decimal_text(worksheet, row, column, &decimal_text(scaled, scale))
}

/// A number that loses no digit is written as a number, any other as text.
fn write_decimal_text(worksheet: &mut Worksheet, row: u32, column: u16, text: &str) -> Result<usize, XlsxError> {
    match as_number(text) {
        Some(number) => worksheet.write_number(row, column, number)?,
        None => worksheet.write_string(row, column, text)?,
    };
    Ok(text.len())
}

/// The area first, then the columns of the table, years in both calendars, lists with a column an element.
fn fields<'a>(context: &'a Context, frame: &'a Frame) -> Vec<Field<'a>> {
    let mut fields = area_fields(context, frame);
    for column in &frame.schema().columns {
        let Ok(values) = frame.data().column(column.name) else { continue };
        let title = title(context, column);
        let value = move |row: usize| values.get(row).unwrap_or(AnyValue::Null);
        match column.column_type {
            ColumnType::TextList | ColumnType::I32List => {
                for index in 0..width(frame, column) {
                    let is_number = column.column_type == ColumnType::I32List;
                    let element = move |row: usize| match elements(&value(row)).into_iter().nth(index) {
                        Some(digits) if is_number => Value::Digits(digits),
                        text => Value::from(text),
                    };
                    fields.push(Field { title: format!("{title}_{}", index + 1), value: Box::new(element) });
                }
            }
            _ => fields.push(Field { title, value: Box::new(move |row| Value::Any(value(row))) }),
        }
        let is_year = column.column_type == ColumnType::I16 && column.name.ends_with("fiscal_year");
        if is_year && frame.schema().column("era_label").is_none() {
            let years = frame.i16(column.name);
            let era = move |row: usize| Value::from(years.get(row).and_then(FiscalYear::new).map(FiscalYear::label));
            let words = context.words;
            let title = column.title.text(context.language);
            let title = context.say(format!("{title}（{}）", words.era), format!("{title} ({})", words.era));
            fields.push(Field { title, value: Box::new(era) });
        }
    }
    fields
}

/// Area code and prefecture of the document that a row is of, where the table does not have them itself.
fn area_fields<'a>(context: &'a Context, frame: &'a Frame) -> Vec<Field<'a>> {
    let (schema, words) = (frame.schema(), context.words);
    let mut fields = Vec::new();
    let document = ["document_id", "to_document_id", "from_document_id"].iter().find(|it| schema.column(it).is_some());
    if let (Some(ids), None) = (document.map(|it| frame.text(it)), schema.column("area_code")) {
        let value = move |row: usize| Value::from(context.area_code(ids.get(row)).map(str::to_owned));
        fields.push(Field { title: words.area_code.to_owned(), value: Box::new(value) });
    }
    let prefecture: Option<Box<dyn Fn(usize) -> Option<Prefecture> + 'a>> = if schema.column("prefecture").is_some() {
        None
    } else if schema.column("prefecture_code").is_some() {
        Some(Box::new(|row| Prefecture::parse(frame.text("prefecture_code").get(row)?)))
    } else if schema.column("document_id").is_some() {
        Some(Box::new(|row| context.prefecture(frame.text("document_id").get(row))))
    } else {
        None
    };
    if let Some(prefecture) = prefecture {
        let value = move |row: usize| Value::from(prefecture(row).map(|it| it.name().to_owned()));
        fields.push(Field { title: words.prefecture.to_owned(), value: Box::new(value) });
    }
    fields
}

/// The title of a column with its unit.
fn title(context: &Context, column: &Column) -> String {
    let title = column.title.text(context.language);
    match column.unit.map(|it| unit(context, it)) {
        Some(unit) => context.say(format!("{title}（{unit}）"), format!("{title} ({unit})")),
        None => title.to_owned(),
    }
}

/// A unit of `columns.tsv` for people; one that has no row here stands as it is.
pub(super) fn unit(context: &Context, unit: &'static str) -> String {
    let japanese = match unit {
        "percent" => "%",
        "pages" => "ページ",
        "initiatives" => "取組",
        "fiscal years" => "年度",
        "unit" => context.words.unit_of_row,
        other => other,
    };
    let english = match unit {
        "percent" => "%",
        "unit" => context.words.unit_of_row,
        other => other,
    };
    context.say(japanese.to_owned(), english.to_owned())
}
