//! A sheet that is written from the top down, and what may stand in its cells.

use std::borrow::Cow;

use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_xlsxwriter::{ExcelDateTime, Format, Url, Worksheet, XlsxError};

use super::style::{CHARACTER_WIDTH, LINE_HEIGHT, ROW_HEIGHT, Styles};

/// Most characters that are written to a cell; Excel takes 32,767.
const MOST_CHARACTERS: usize = 32_000;
/// Links beyond these are written as text; Excel takes 65,530 a sheet.
const MOST_LINKS: u32 = 60_000;
/// Digits that a spreadsheet keeps of a number.
const KEPT_DIGITS: usize = 15;
/// Characters that begin a formula when a person edits the cell.
const FORMULA_STARTS: [char; 4] = ['=', '+', '-', '@'];

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell<'a> {
    /// Nothing, within the rules of the table.
    Empty,
    /// Text, whatever it looks like.
    Text(Cow<'a, str>),
    /// A count.
    Count(i64),
    /// A number that is shown with the digits it has.
    Exact(Decimal),
    /// A number that is shown as the format of the cell says.
    Number(f64),
    /// Text that leads to a place: `internal:'sheet'!A1`, or `file:///` and a path from the folder of the workbook.
    Link(Cow<'a, str>, String),
}

impl<'a> Cell<'a> {
    /// Text, or nothing.
    pub fn text(text: Option<&'a str>) -> Self {
        text.map_or(Cell::Empty, Cell::from)
    }

    /// A count, or nothing.
    pub fn count<Count: Into<i64>>(count: Option<Count>) -> Self {
        count.map_or(Cell::Empty, |it| Cell::Count(it.into()))
    }

    /// An exact number, or nothing.
    pub fn exact(value: Option<Decimal>) -> Self {
        value.map_or(Cell::Empty, Cell::Exact)
    }

    /// A rounded number, or nothing.
    pub fn number(value: Option<f64>) -> Self {
        value.map_or(Cell::Empty, Cell::Number)
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Cell::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Cell::Text(Cow::Owned(text))
    }
}

/// Writes one cell.
pub(super) fn put(
    worksheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    format: &Format,
    styles: &Styles,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => worksheet.write_blank(row, column, format)?,
        Cell::Text(text) if is_formula_like(text) => {
            worksheet.write_string_with_format(row, column, fitting(text), &format.clone().set_quote_prefix())?
        }
        Cell::Text(text) => worksheet.write_string_with_format(row, column, fitting(text), format)?,
        Cell::Count(count) => worksheet.write_number_with_format(row, column, *count as f64, format)?,
        Cell::Exact(value) => match as_number(&value.to_string()) {
            Some(number) => {
                let format = styles.number(value.normalize().scale() as usize);
                worksheet.write_number_with_format(row, column, number, format)?
            }
            None => worksheet.write_string_with_format(row, column, value.to_string(), format)?,
        },
        Cell::Number(number) => worksheet.write_number_with_format(row, column, *number, format)?,
        Cell::Link(text, target) => {
            let url = Url::new(target.as_str()).set_text(fitting(text));
            worksheet.write_url_with_format(row, column, url, format)?
        }
    };
    Ok(())
}

/// Writes a date as a number that is shown as `2024-03-31`; one before 1900, which Excel does not know, as text.
pub(super) fn put_date(worksheet: &mut Worksheet, row: u32, column: u16, date: Date) -> Result<(), XlsxError> {
    let format = Format::new().set_num_format("yyyy-mm-dd");
    let known = u16::try_from(date.year()).ok().filter(|it| *it >= 1900);
    match known.map(|year| ExcelDateTime::from_ymd(year, date.month() as u8, date.day() as u8)) {
        Some(Ok(known)) => worksheet.write_datetime_with_format(row, column, &known, &format)?,
        _ => worksheet.write_string(row, column, date.to_string())?,
    };
    Ok(())
}

/// A decimal as the number that a spreadsheet shows just so; `None` where it would lose a digit.
pub(super) fn as_number(decimal: &str) -> Option<f64> {
    let digits: String = decimal.chars().filter(char::is_ascii_digit).collect();
    let significant = digits.trim_start_matches('0').trim_end_matches('0').len();
    (significant <= KEPT_DIGITS).then(|| decimal.parse().ok()).flatten()
}

/// Text as long as a cell takes; what is cut off stands in the CSV.
pub(super) fn fitting(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(MOST_CHARACTERS) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// Text that would become a formula when a person edits its cell. A lone dash is a rating.
pub(super) fn is_formula_like(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(|it| FORMULA_STARTS.contains(&it)) && characters.next().is_some()
}

/// The width of text in half-width characters.
pub(super) fn display_width(text: &str) -> usize {
    text.chars().map(|it| if it.is_ascii() || ('\u{FF61}'..='\u{FF9F}').contains(&it) { 1 } else { 2 }).sum()
}

/// A sheet for people.
pub(super) struct Sheet<'a> {
    /// The sheet itself.
    pub worksheet: Worksheet,
    /// The row that is written next, from 0.
    pub row: u32,
    /// Of the columns, in pixels.
    widths: Vec<u32>,
    link_count: u32,
    styles: &'a Styles,
}

impl<'a> Sheet<'a> {
    /// A sheet on A4 paper, columns as wide as `widths` say in pixels, with its title and what is to be known about it.
    pub fn new(
        name: &str,
        widths: &[u32],
        title: &str,
        remarks: &[&str],
        styles: &'a Styles,
    ) -> Result<Self, XlsxError> {
        let mut worksheet = Worksheet::new();
        worksheet
            .set_name(name)?
            .set_screen_gridlines(false)
            .set_paper_size(9)
            .set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3)
            .set_print_fit_to_pages(1, 0)
            .set_footer("&L&8&A&R&8&P / &N");
        for (column, width) in (0..).zip(widths) {
            worksheet.set_column_width_pixels(column, *width)?;
        }
        let mut sheet = Self { worksheet, row: 0, widths: widths.to_vec(), link_count: 0, styles };
        sheet.worksheet.set_row_height_pixels(0, 36)?;
        sheet.put(0, &Cell::from(title), &styles.title)?;
        sheet.row += 1;
        for remark in remarks.iter().filter(|it| !it.is_empty()) {
            sheet.put(0, &Cell::from(*remark), &styles.remark)?;
            sheet.row += 1;
        }
        sheet.row += 1;
        Ok(sheet)
    }

    /// Writes one cell of the row.
    pub fn put(&mut self, column: u16, cell: &Cell, format: &Format) -> Result<(), XlsxError> {
        if let Cell::Link(text, _) = cell {
            self.link_count += 1;
            if self.link_count > MOST_LINKS {
                return put(&mut self.worksheet, (self.row, column), &Cell::Text(text.clone()), format, self.styles);
            }
        }
        put(&mut self.worksheet, (self.row, column), cell, format, self.styles)
    }

    /// Writes cells from the first column on, makes the row as high as its text needs, and goes to the next row.
    pub fn line<'b>(&mut self, cells: impl IntoIterator<Item = (Cell<'b>, &'b Format)>) -> Result<(), XlsxError> {
        let mut line_count = 1;
        for (column, (cell, format)) in (0..).zip(cells) {
            line_count = line_count.max(self.line_count(&cell, &[column]));
            self.put(column, &cell, format)?;
        }
        self.end_row(line_count)
    }

    /// Makes the row so many lines high, and goes to the next row. Spreadsheets do this themselves, but not all of them before
    /// a person edits the row.
    pub fn end_row(&mut self, line_count: u32) -> Result<(), XlsxError> {
        self.worksheet.set_row_height_pixels(self.row, ROW_HEIGHT + LINE_HEIGHT * (line_count - 1))?;
        self.row += 1;
        Ok(())
    }

    /// How many lines a cell takes that stands over these columns.
    pub fn line_count(&self, cell: &Cell, columns: &[u16]) -> u32 {
        let (Cell::Text(text) | Cell::Link(text, _)) = cell else { return 1 };
        let width: u32 = columns.iter().filter_map(|it| self.widths.get(usize::from(*it))).sum();
        let characters = (f64::from(width.saturating_sub(8)) / CHARACTER_WIDTH).floor().max(2.0) as usize;
        text.lines().map(|line| display_width(line).div_ceil(characters).max(1) as u32).sum::<u32>().max(1)
    }

    /// Leaves `count` rows of the usual height free, for a chart to stand on.
    pub fn leave_free(&mut self, count: u32) -> Result<(), XlsxError> {
        for _ in 0..count {
            self.end_row(1)?;
        }
        Ok(())
    }

    /// Writes a heading, one row free above it.
    pub fn heading(&mut self, text: &str) -> Result<(), XlsxError> {
        self.row += 1;
        self.put(0, &Cell::from(text), &self.styles.heading)?;
        self.row += 1;
        Ok(())
    }

    /// Writes a remark in small grey letters.
    pub fn remark(&mut self, text: &str) -> Result<(), XlsxError> {
        self.put(0, &Cell::from(text), &self.styles.remark)?;
        self.row += 1;
        Ok(())
    }

    /// Writes text over the columns from `first` to `last`, and nothing else yet; gives the lines it takes.
    pub fn spread(&mut self, first: u16, last: u16, text: &str, format: &Format) -> Result<u32, XlsxError> {
        self.worksheet.merge_range(self.row, first, self.row, last, &fitting(text), format)?;
        Ok(self.line_count(&Cell::from(text), &(first..=last).collect::<Vec<_>>()))
    }

    /// Writes a sentence over all columns.
    pub fn sentence(&mut self, text: &str) -> Result<(), XlsxError> {
        let line_count = self.spread(0, self.widths.len() as u16 - 1, text, &self.styles.sentence)?;
        self.end_row(line_count)
    }

    /// Keeps the rows above the present one and the columns before `column` in sight, on paper too.
    pub fn freeze(&mut self, column: u16) -> Result<(), XlsxError> {
        self.worksheet.set_freeze_panes(self.row, column)?.set_repeat_rows(self.row - 1, self.row - 1)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_become_numbers_only_where_no_digit_is_lost() {
        assert_eq!(as_number("78.1"), Some(78.1));
        assert_eq!(as_number("-0.000001"), Some(-0.000_001));
        assert_eq!(as_number("1620000000000000000"), Some(1.62e18));
        assert_eq!(as_number("123456789012345.6"), None);
    }

    #[test]
    fn text_that_a_person_could_turn_into_a_formula() {
        let found = ["=1+1", "-5", "@x", "-", "A", ""].map(is_formula_like);
        assert_eq!(found, [true, true, true, false, false, false]);
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        assert_eq!(fitting(&"取".repeat(40_000)).chars().count(), MOST_CHARACTERS + 1);
        assert_eq!(fitting("取組"), "取組");
    }
}
