//! What a person should look at before using a value, the gravest first.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::context::Context;
use super::sheet::{Cell, Sheet};
use super::style::{SAME_FILL, WORSE_FILL};
use crate::dataset::{Frame, hint_column, message_column, open_notes};
use crate::publish::value::elements;
use crate::publish::wording::unit_of_value;

/// Values below this confidence are listed.
const CERTAIN: f64 = 0.8;
/// Rows beyond which a list ends; the tables have them all.
const MOST_ROWS: usize = 20_000;

/// The sheet.
pub(super) fn sheet(context: &Context) -> Result<Option<Worksheet>, XlsxError> {
    let (words, styles) = (context.words, &context.styles);
    let widths = [72, 130, 70, 420, 330, 180, 150];
    let mut sheet = Sheet::new(words.doubts, &widths, words.doubts, &[words.doubts_note], styles)?;
    sheet.worksheet.set_landscape();
    if let Some(notes) = context.frame("notes") {
        write_notes(context, &mut sheet, &open_notes(notes))?;
    }
    if let Some(observations) = context.frame("observations") {
        write_unsure_values(context, &mut sheet, observations)?;
    }
    Ok(Some(sheet.worksheet))
}

fn write_notes(context: &Context, sheet: &mut Sheet, notes: &Frame) -> Result<(), XlsxError> {
    let (words, styles) = (context.words, &context.styles);
    let titles = [words.severity, words.document, words.page, words.message, words.hint, words.place, words.code];
    sheet.line(titles.map(|it| (Cell::from(it), &styles.header)))?;
    sheet.freeze(0)?;
    let header_row = sheet.row - 1;
    let severities = [
        ("error", words.error, styles.letter.clone().set_background_color(WORSE_FILL)),
        ("warning", words.warning, styles.center.clone().set_background_color(WORSE_FILL)),
        ("info", words.info, styles.center.clone().set_background_color(SAME_FILL)),
    ];
    for (severity, word, look) in &severities {
        let rows = (0..notes.row_count()).filter(|it| notes.text("severity").get(*it) == Some(severity));
        for row in rows.take(MOST_ROWS) {
            write_note(context, sheet, notes, row, (word, look))?;
        }
    }
    if notes.row_count() == 0 {
        return sheet.remark(words.nothing);
    }
    sheet.worksheet.autofilter(header_row, 0, sheet.row - 1, titles.len() as u16 - 1)?;
    Ok(())
}

fn write_note(
    context: &Context,
    sheet: &mut Sheet,
    notes: &Frame,
    row: usize,
    (word, look): (&str, &Format),
) -> Result<(), XlsxError> {
    let styles = &context.styles;
    sheet.line([
        (Cell::from(word), look),
        (Cell::from(context.document(notes.text("document_id").get(row))), &styles.cell),
        context.pictured(notes, row, page(notes, row)),
        (Cell::text(notes.text(message_column(context.language)).get(row)), &styles.cell),
        (Cell::text(notes.text(hint_column(context.language)).get(row)), &styles.cell),
        (Cell::from(place(context, notes, row)), &styles.cell),
        (Cell::text(notes.text("code").get(row)), &styles.cell),
    ])
}

fn page(frame: &Frame, row: usize) -> String {
    frame.i32("page").get(row).map(|it| format!("p.{it}")).unwrap_or_default()
}

/// Where on its page a row was printed, in words: whole points from the top left are enough to find it.
fn place(context: &Context, frame: &Frame, row: usize) -> String {
    let edge = |name: &str| frame.f64(name).get(row).map(|it| it.round() as i64);
    let (Some(x), Some(y)) = (edge("x0"), edge("y0")) else { return String::new() };
    context.say(format!("上から{y}pt、左から{x}pt"), format!("{y} pt from the top, {x} pt from the left"))
}

fn write_unsure_values(context: &Context, sheet: &mut Sheet, observations: &Frame) -> Result<(), XlsxError> {
    let (words, styles) = (context.words, &context.styles);
    let confidence = observations.f64("confidence");
    let is_unsure = |it: &usize| confidence.get(*it).is_some_and(|it| it < CERTAIN);
    let rows: Vec<usize> = (0..observations.row_count()).filter(is_unsure).take(MOST_ROWS).collect();
    if rows.is_empty() {
        return Ok(());
    }
    sheet.heading(words.unsure_values)?;
    let titles = [words.confidence, words.document, words.page, words.indicator, words.printed, words.reasons];
    sheet.line(titles.map(|it| (Cell::from(it), &styles.header)))?;
    let names = indicator_names(context);
    let values = observations.decimals("value");
    for row in rows {
        let name = observations.text("indicator_id").get(row).and_then(|it| names.get(it)).copied().unwrap_or_default();
        let value = values[row].map(|it| it.to_string()).unwrap_or_default();
        let id = observations.text("unit").get(row);
        let unit = observations.text("unit_printed").get(row).map(|it| unit_of_value(it, id)).unwrap_or_default();
        let printed = observations.text("printed").get(row).unwrap_or_default();
        let reasons = observations.data().column("reasons").ok().and_then(|it| it.get(row).ok());
        sheet.line([
            (Cell::number(confidence.get(row)), styles.number(2)),
            (Cell::from(context.document(observations.text("document_id").get(row))), &styles.cell),
            context.pictured(observations, row, page(observations, row)),
            (Cell::from(name), &styles.cell),
            (
                Cell::from(
                    context.say(format!("「{printed}」→ {value}{unit}"), format!("“{printed}” → {value} {unit}")),
                ),
                &styles.cell,
            ),
            (Cell::from(reasons.map(|it| elements(&it).join(", ")).unwrap_or_default()), &styles.cell),
        ])?;
    }
    Ok(())
}

fn indicator_names<'a>(context: &Context<'a>) -> std::collections::HashMap<&'a str, &'a str> {
    let Some(indicators) = context.frame("indicators") else { return Default::default() };
    let (ids, names) = (indicators.text("indicator_id"), indicators.text("name"));
    ids.iter().zip(names.iter()).filter_map(|(id, name)| id.zip(name)).collect()
}
