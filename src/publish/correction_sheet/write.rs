//! Rows -> the workbook.

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationRule, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder,
    Formula, ProtectionOptions, Workbook, Worksheet, XlsxError,
};

use super::{Column, LISTS, SheetRow, TITLE_ROW, Verdicts, Wanted};
use crate::base::Language;
use crate::publish::PublishError;

/// The colour of the cells to be filled in.
const YELLOW: Color = Color::RGB(0xFF_F7_CC);
/// Beyond this no report has a value: what is typed by mistake is told by the program that shows the sheet.
const LARGEST: f64 = 1e18;

/// The workbook, the same for the same rows. `run` is named at the top and in the properties.
///
/// # Errors
/// Where the rows are more than a sheet holds.
pub fn write(rows: &[SheetRow], verdicts: Verdicts, run: &str, language: Language) -> Result<Vec<u8>, PublishError> {
    Ok(workbook(rows, verdicts, run, language)?)
}

fn workbook(rows: &[SheetRow], verdicts: Verdicts, run: &str, language: Language) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The same rows give the same bytes, whenever they are written.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let properties = DocProperties::new().set_creation_datetime(&created);
    workbook.set_properties(&properties.set_custom_property("shinchoku_run", run));

    let mut lists = Lists::default();
    let sheet = workbook.add_worksheet();
    sheet.set_name(word(language, "修正", "corrections"))?;
    head(sheet, run, language)?;
    for (index, row) in rows.iter().enumerate() {
        line(sheet, TITLE_ROW + 1 + index as u32, row)?;
    }
    validate(sheet, rows, verdicts, &mut lists)?;
    protect(sheet, rows.len() as u32)?;

    lists.write(workbook.add_worksheet())?;
    workbook.save_to_buffer()
}

fn word(language: Language, japanese: &'static str, english: &'static str) -> &'static str {
    if language == Language::Japanese { japanese } else { english }
}

fn head(sheet: &mut Worksheet, run: &str, language: Language) -> Result<(), XlsxError> {
    let title = Format::new().set_bold().set_font_size(14);
    sheet.write_string_with_format(0, 0, word(language, "修正シート", "Corrections"), &title)?;
    let how = word(
        language,
        "黄色のセルだけに記入してください。修正値を書くか、判定を選びます。空欄のままの行は何も変えません。",
        "Fill in the yellow cells only: write the correct value, or choose a verdict. A row left empty changes nothing.",
    );
    sheet.write_string(1, 0, how)?;
    sheet.write_string(2, 0, format!("{}{run}", word(language, "実行：", "run: ")))?;

    let header = Format::new().set_bold().set_border(FormatBorder::Thin).set_background_color(0xEE_F2_F6);
    for column in Column::ALL {
        let (japanese, english, width) = column.title();
        sheet.write_string_with_format(TITLE_ROW, column.index(), word(language, japanese, english), &header)?;
        sheet.set_column_width(column.index(), width)?;
    }
    sheet.set_column_hidden(Column::Key.index())?;
    sheet.set_freeze_panes(TITLE_ROW + 1, 0)?;
    Ok(())
}

fn line(sheet: &mut Worksheet, row: u32, written: &SheetRow) -> Result<(), XlsxError> {
    let plain = Format::new().set_border(FormatBorder::Thin).set_text_wrap().set_align(FormatAlign::Top);
    let yellow = plain.clone().set_background_color(YELLOW).set_unlocked();
    for column in Column::ALL {
        let text = match column {
            Column::Why => &written.why,
            Column::Document => &written.document,
            Column::Place => &written.place,
            Column::Subject => &written.subject,
            Column::Printed => &written.printed,
            Column::Read => &written.read,
            Column::Key => &written.key,
            Column::Value | Column::Verdict | Column::Reason | Column::By => "",
        };
        if column.is_yellow() {
            sheet.write_blank(row, column.index(), &yellow)?;
        } else {
            sheet.write_string_with_format(row, column.index(), text, &plain)?;
        }
    }
    Ok(())
}

/// Says what may stand in the yellow cells, a rule for each run of rows that want the same.
fn validate(sheet: &mut Worksheet, rows: &[SheetRow], verdicts: Verdicts, lists: &mut Lists) -> Result<(), XlsxError> {
    let mut start = 0;
    for alike in rows.chunk_by(|first, second| first.wanted == second.wanted) {
        let first = TITLE_ROW + 1 + start;
        let last = first + alike.len() as u32 - 1;
        start += alike.len() as u32;

        let wanted = &alike[0].wanted;
        let values = match wanted {
            Wanted::Number => {
                Some(DataValidation::new().allow_decimal_number(DataValidationRule::Between(-LARGEST, LARGEST)))
            }
            Wanted::Rating(letters) if !letters.is_empty() => {
                let letters: Vec<&str> = letters.iter().map(String::as_str).chain(["-"]).collect();
                Some(lists.rule(&letters))
            }
            _ => None,
        };
        if let Some(rule) = values {
            sheet.add_data_validation(first, Column::Value.index(), last, Column::Value.index(), &rule)?;
        }
        let words = if *wanted == Wanted::Answer { verdicts.of_notes } else { verdicts.of_values };
        let rule = lists.rule(words);
        sheet.add_data_validation(first, Column::Verdict.index(), last, Column::Verdict.index(), &rule)?;
    }
    Ok(())
}

/// Everything but the yellow cells is locked, without a password; filters and widths may be changed.
fn protect(sheet: &mut Worksheet, row_count: u32) -> Result<(), XlsxError> {
    sheet.autofilter(TITLE_ROW, 0, TITLE_ROW + row_count, Column::Key.index() - 1)?;
    let options = ProtectionOptions {
        use_autofilter: true,
        sort: true,
        format_columns: true,
        format_rows: true,
        ..ProtectionOptions::default()
    };
    sheet.protect_with_options(&options);
    Ok(())
}

/// Lists to choose from. They stand on a sheet of their own, for a rule holds 255 characters only.
#[derive(Default)]
struct Lists {
    columns: Vec<Vec<String>>,
}

impl Lists {
    /// A rule that lets one of these words be chosen.
    fn rule(&mut self, words: &[&str]) -> DataValidation {
        let known = self.columns.iter().position(|it| it == words);
        let column = known.unwrap_or_else(|| {
            self.columns.push(words.iter().map(|it| (*it).to_owned()).collect());
            self.columns.len() - 1
        });
        let name = rust_xlsxwriter::column_number_to_name(column as u16);
        let formula = format!("={LISTS}!${name}$1:${name}${}", words.len());
        DataValidation::new().allow_list_formula(Formula::new(formula))
    }

    fn write(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.set_name(LISTS)?.set_hidden(true);
        for (column, words) in self.columns.iter().enumerate() {
            for (row, word) in words.iter().enumerate() {
                sheet.write_string(row as u32, column as u16, word)?;
            }
        }
        Ok(())
    }
}
