//! A workbook, a sheet a table: spans kept, numbers as numbers, the header frozen.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::{PrintedTable, TableFormat, TableOptions};
use crate::layout::Cell;
use crate::publish::PublishError;

pub(super) const FORMAT: TableFormat = TableFormat { name: "xlsx", extension: "xlsx", is_text: false, write };

/// Excel takes sheet names of at most this many characters.
const SHEET_NAME_LENGTH: usize = 31;
/// A point of the page in the width of a column, in characters.
const CHARACTERS_A_POINT: f64 = 0.18;
const COLUMN_WIDTH: std::ops::RangeInclusive<f64> = 4.0..=60.0;

fn write(tables: &[PrintedTable], _: &TableOptions) -> Result<Vec<u8>, PublishError> {
    Ok(workbook(tables)?)
}

fn workbook(tables: &[PrintedTable]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The same tables give the same bytes, whenever they are written.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let mut names: Vec<String> = Vec::with_capacity(tables.len());
    for printed in tables {
        let sheet = workbook.add_worksheet();
        let name = sheet_name(printed, &names);
        sheet.set_name(&name)?;
        names.push(name);
        fill(sheet, printed)?;
    }
    if tables.is_empty() {
        workbook.add_worksheet();
    }
    workbook.save_to_buffer()
}

/// `p2 t1`, with the file before it where several are written; never twice the same.
fn sheet_name(printed: &PrintedTable, taken: &[String]) -> String {
    let short = |text: &str| -> String {
        text.chars().filter(|it| !"[]:*?/\\'".contains(*it)).take(SHEET_NAME_LENGTH - 4).collect()
    };
    let name = short(&format!("p{} t{}", printed.page(), printed.number));
    let free = |name: &String| !taken.contains(name);
    let again = |number: usize| format!("{name} {number}");
    if free(&name) { name } else { (2..).map(again).find(free).unwrap_or(name) }
}

fn fill(sheet: &mut Worksheet, printed: &PrintedTable) -> Result<(), XlsxError> {
    let table = &printed.table;
    let units = printed.column_units();
    let border = Format::new().set_border(FormatBorder::Thin).set_text_wrap().set_align(FormatAlign::Top);
    let header = border.clone().set_bold().set_background_color(0xEE_F2_F6);
    for cell in &table.cells {
        let number = printed.value(cell, &units).and_then(|_| plain_number(cell.text.text()));
        let format = if table.is_header(cell) { &header } else { &border };
        let format = number.as_ref().map_or_else(|| format.clone(), |(_, shown)| format.clone().set_num_format(shown));
        let (row, column) = (cell.row as u32, cell.column as u16);
        if cell.row_span > 1 || cell.column_span > 1 {
            let (last_row, last_column) = last(cell);
            sheet.merge_range(row, column, last_row, last_column, "", &format)?;
        }
        match number {
            Some((number, _)) => sheet.write_number_with_format(row, column, number, &format)?,
            None => sheet.write_string_with_format(row, column, cell.text.text(), &format)?,
        };
    }
    for (column, sides) in table.boundaries.windows(2).enumerate() {
        let width = (sides[1] - sides[0]) * CHARACTERS_A_POINT;
        sheet.set_column_width(column as u16, width.clamp(*COLUMN_WIDTH.start(), *COLUMN_WIDTH.end()))?;
    }
    sheet.set_freeze_panes(table.header_rows as u32, table.header_columns as u16)?;
    Ok(())
}

fn last(cell: &Cell) -> (u32, u16) {
    ((cell.row + cell.row_span - 1) as u32, (cell.column + cell.column_span - 1) as u16)
}

/// The number as printed, without its unit and scale, and how it is shown; `None` where the text holds more than digits.
fn plain_number(text: &str) -> Option<(f64, String)> {
    let folded = crate::text::fold(text);
    let bare: String = folded.chars().filter(|it| !it.is_whitespace() && *it != ',').collect();
    let (sign, digits) = match bare.strip_prefix(['-', '△', '▲', '−']) {
        Some(digits) => ("-", digits),
        None => ("", bare.as_str()),
    };
    let is_number =
        digits.chars().all(|it| it.is_ascii_digit() || it == '.') && digits.starts_with(|it: char| it.is_ascii_digit());
    // Codes begin with a zero.
    let is_code = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    let number: f64 = format!("{sign}{digits}").parse().ok().filter(|_| is_number && !is_code && digits.len() <= 15)?;
    let decimals = digits.split_once('.').map_or(0, |(_, it)| it.len());
    let shown = if folded.contains(',') { "#,##0" } else { "0" };
    let point = if decimals > 0 { "." } else { "" };
    Some((number, format!("{shown}{point}{}", "0".repeat(decimals))))
}

#[cfg(test)]
mod tests {
    use super::plain_number;

    #[track_caller]
    fn check(text: &str, expected: Option<(f64, &str)>) {
        assert_eq!(plain_number(text), expected.map(|(number, shown)| (number, shown.to_owned())));
    }

    #[test]
    fn numbers_keep_how_they_are_printed() {
        check("1,200", Some((1200.0, "#,##0")));
        check("△ 1,485", Some((-1485.0, "#,##0")));
        check("２０.５", Some((20.5, "0.0")));
    }

    #[test]
    fn codes_dates_and_units_stay_text() {
        for text in ["0123", "R5.3", "12人", "2.1.1", "-", "1234567890123456"] {
            check(text, None);
        }
    }
}
