//! Every column of every table: what it means, its type and its unit.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::context::Context;
use super::data;
use super::sheet::{Cell, Sheet};
use crate::dataset::Frame;
use crate::dataset::schema::{Column, ColumnType, ColumnValue};

/// The sheet.
pub(super) fn sheet(context: &Context) -> Result<Option<Worksheet>, XlsxError> {
    let (words, styles) = (context.words, &context.styles);
    let widths = [190, 200, 190, 90, 90, 520];
    let mut sheet = Sheet::new(words.dictionary, &widths, words.dictionary, &[words.dictionary_note], styles)?;
    sheet.worksheet.set_landscape();
    let titles = [words.table, words.column, words.name, words.kind, words.unit, words.description];
    sheet.line(titles.map(|it| (Cell::from(it), &styles.header)))?;
    sheet.freeze(2)?;
    let header_row = sheet.row - 1;
    for frame in context.publication.all_frames() {
        write_table(context, &mut sheet, frame)?;
    }
    sheet.worksheet.autofilter(header_row, 0, sheet.row - 1, titles.len() as u16 - 1)?;
    Ok(Some(sheet.worksheet))
}

fn write_table(context: &Context, sheet: &mut Sheet, frame: &Frame) -> Result<(), XlsxError> {
    let (styles, language) = (&context.styles, context.language);
    let schema = frame.schema();
    let name = match data::has_sheet(frame) {
        true => Cell::Link(schema.name.into(), format!("internal:'{}'!A1", data::name(frame))),
        false => Cell::from(schema.name),
    };
    sheet.line([
        (name, &styles.link_cell),
        (Cell::Empty, &styles.header),
        (Cell::from(schema.title.text(language)), &styles.header),
        (Cell::Empty, &styles.header),
        (Cell::Empty, &styles.header),
        (Cell::from(schema.description.text(language)), &styles.header),
    ])?;
    for column in &schema.columns {
        let unit = column.unit.map(|it| data::unit(context, it)).unwrap_or_default();
        sheet.line([
            (Cell::from(schema.name), &styles.cell),
            (Cell::from(column.name), &styles.cell),
            (Cell::from(column.title.text(language)), &styles.cell),
            (Cell::from(kind(context, column.column_type)), &styles.cell),
            (Cell::from(unit), &styles.cell),
            (Cell::from(description(context, frame, column)), &styles.cell),
        ])?;
    }
    Ok(())
}

/// What a column means, its values where it has a fixed few, and where it is to be found if not in the sheet.
fn description(context: &Context, frame: &Frame, column: &Column) -> String {
    let language = context.language;
    let value = |it: &ColumnValue| {
        let title = it.title.text(language);
        context.say(format!("{}（{title}）", it.value), format!("{} ({title})", it.value))
    };
    let values: Vec<String> = column.values.iter().map(value).collect();
    let left_out = if data::width(frame, column) == 0 { context.words.only_in_files } else { "" };
    let parts = [
        column.description.text(language).to_owned(),
        values.join(&context.say("、".into(), ", ".into())),
        left_out.into(),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|it| !it.is_empty()).collect();
    parts.join("\n")
}

fn kind(context: &Context, column_type: ColumnType) -> String {
    let (japanese, english) = match column_type {
        ColumnType::Text => ("文字列", "text"),
        ColumnType::I8 | ColumnType::I16 | ColumnType::I32 => ("整数", "integer"),
        ColumnType::F64 => ("実数", "real number"),
        ColumnType::Decimal => ("十進数", "decimal"),
        ColumnType::Date => ("日付", "date"),
        ColumnType::Boolean => ("真偽", "yes or no"),
        ColumnType::TextList => ("文字列の並び", "texts"),
        ColumnType::I32List => ("整数の並び", "integers"),
    };
    context.say(japanese.to_owned(), english.to_owned())
}
