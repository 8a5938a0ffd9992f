//! The tables of any PDF to the bytes of files: one format a file, registered here.
//!
//! Comes in: the layout of a document. Goes out: text or a workbook, the same for the same input. Deliberately knows nothing of
//! reports: it is for those who want the tables alone.

mod csv;
mod html;
mod json;
mod markdown;
mod units;
mod xlsx;

pub use units::CellValue;

use std::collections::BTreeMap;

use super::PublishError;
use crate::base::Language;
use crate::layout::{Cell, DocumentLayout, Table};
use crate::text::UnitCaption;

/// A table to be written.
#[derive(Debug, Clone)]
pub struct PrintedTable {
    /// Name of the file that it is printed in, without its folder.
    pub file_name: String,
    /// Which table of the file it is, from 1.
    pub number: usize,
    /// The table.
    pub table: Table,
    /// The unit that a line above the table gives to its numbers.
    pub unit: Option<UnitCaption>,
}

/// Which tables are written, and how.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct TableOptions {
    /// A table that continues over pages is given once a page, as printed there.
    pub by_page: bool,
    /// The text of a merged cell stands in every field that it covers; else in the first.
    pub fill_merged: bool,
    /// Tables that are less sure are left out.
    pub min_confidence: f64,
    /// The language of captions.
    pub language: Language,
}

/// The tables of a document in reading order.
///
/// A table over several pages is one, with rows and merged cells that a page end cut made whole, unless told otherwise.
pub fn printed_tables(layout: &DocumentLayout, file_name: &str, options: &TableOptions) -> Vec<PrintedTable> {
    let mut printed = Vec::new();
    for (index, table) in layout.tables.iter().enumerate().filter(|(_, it)| it.confidence >= options.min_confidence) {
        let unit = units::caption_above(layout, table);
        let parts = if options.by_page { table.by_page() } else { vec![table.with_whole_rows()] };
        printed.extend(parts.into_iter().map(|table| PrintedTable {
            file_name: file_name.to_owned(),
            number: index + 1,
            table,
            unit: unit.clone(),
        }));
    }
    printed
}

impl PrintedTable {
    /// The first page it stands on, from 1.
    pub fn page(&self) -> u32 {
        self.table.parts.first().map_or(1, |part| part.page)
    }

    /// A name for a file or a sheet: `R5-p2-t1`.
    pub fn name(&self) -> String {
        let stem = self.file_name.rsplit_once('.').map_or(self.file_name.as_str(), |(stem, _)| stem);
        format!("{stem}-p{}-t{}", self.page(), self.number)
    }

    /// The texts below the header, a row of fields a line.
    fn body(&self, options: &TableOptions) -> Vec<Vec<&str>> {
        let table = &self.table;
        let mut grid = vec![vec![""; table.column_count()]; table.row_count];
        for cell in &table.cells {
            let covered = |it: &Cell| (it.row..it.row + it.row_span, it.column..it.column + it.column_span);
            let (rows, columns) = if options.fill_merged {
                covered(cell)
            } else {
                (cell.row..cell.row + 1, cell.column..cell.column + 1)
            };
            for row in grid.iter_mut().take(rows.end).skip(rows.start) {
                row.iter_mut().take(columns.end).skip(columns.start).for_each(|it| *it = cell.text.text());
            }
        }
        grid.split_off(table.header_rows.min(table.row_count))
    }

    /// Names for the columns; `None` where the table has no header.
    fn header(&self) -> Option<Vec<String>> {
        (self.table.header_rows > 0).then(|| self.table.column_names())
    }

    /// The places of the table, a page and its box each.
    fn places(&self) -> BTreeMap<u32, [f64; 4]> {
        self.table.parts.iter().map(|part| (part.page, part.bbox.to_array())).collect()
    }
}

/// A way of writing the tables of documents.
#[derive(Debug, Clone, Copy)]
pub struct TableFormat {
    /// The name that it is asked for by.
    pub name: &'static str,
    /// The end of file names.
    pub extension: &'static str,
    /// Whether it is text that a terminal can show.
    pub is_text: bool,
    write: fn(&[PrintedTable], &TableOptions) -> Result<Vec<u8>, PublishError>,
}

/// All formats, the default first.
pub const TABLE_FORMATS: [TableFormat; 5] = [csv::FORMAT, json::FORMAT, html::FORMAT, markdown::FORMAT, xlsx::FORMAT];

impl TableFormat {
    /// The format of this name.
    ///
    /// ```
    /// use shinchoku::publish::table::TableFormat;
    /// assert!(TableFormat::named("xlsx").is_some_and(|it| !it.is_text));
    /// ```
    pub fn named(name: &str) -> Option<TableFormat> {
        TABLE_FORMATS.into_iter().find(|it| it.name == name)
    }

    /// The bytes of one file with all the tables.
    ///
    /// # Errors
    /// Where the writer of the format gives up.
    pub fn write(&self, tables: &[PrintedTable], options: &TableOptions) -> Result<Vec<u8>, PublishError> {
        (self.write)(tables, options)
    }
}

#[cfg(test)]
mod examples;

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(format: &str, options: &TableOptions, expected: &str) {
        let tables = [examples::budget()];
        let bytes = TableFormat::named(format).unwrap().write(&tables, options).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
    }

    #[test]
    fn csv_has_one_header_row_and_numbers_as_printed() {
        check(
            "csv",
            &TableOptions::default(),
            "事業,財源 / 国,財源 / 県\r\n道路,\"1,200\",-300\r\n\"橋,\n水路\",同上,\r\n",
        );
    }

    #[test]
    fn merged_cells_are_filled_where_asked_for() {
        let options = TableOptions { fill_merged: true, ..TableOptions::default() };
        check("csv", &options, "事業,財源 / 国,財源 / 県\r\n道路,\"1,200\",-300\r\n\"橋,\n水路\",同上,同上\r\n");
    }

    #[test]
    fn markdown_keeps_the_columns() {
        check(
            "markdown",
            &TableOptions::default(),
            "**budget.pdf**, p. 2, table 1 (unit: 千円)\n\n\
             | 事業 | 財源 / 国 | 財源 / 県 |\n| --- | ---: | ---: |\n| 道路 | 1,200 | -300 |\n| 橋,<br>水路 | 同上 |  |\n",
        );
    }

    #[test]
    fn html_keeps_spans_and_marks_headers() {
        let tables = [examples::budget()];
        let format = TableFormat::named("html").unwrap();
        let bytes =
            format.write(&tables, &TableOptions { language: Language::Japanese, ..TableOptions::default() }).unwrap();
        let html = String::from_utf8(bytes).unwrap();
        for part in [
            "<html lang=\"ja\">",
            "<th scope=\"col\" rowspan=\"2\">事業</th>",
            "<th scope=\"colgroup\" colspan=\"2\">財源</th>",
            "<th scope=\"row\">道路</th>",
            "<td class=\"number\">1,200</td>",
            "<td colspan=\"2\">同上</td>",
            "橋,<br>水路",
        ] {
            assert!(html.contains(part), "{part} is missing in\n{html}");
        }
    }

    #[test]
    fn json_gives_numbers_their_unit_and_place() {
        let tables = [examples::budget()];
        let format = TableFormat::named("json").unwrap();
        let bytes = format.write(&tables, &TableOptions::default()).unwrap();
        let json: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        let table = &json["tables"][0];
        assert_eq!(table["columns"][1]["name"], "財源 / 国");
        assert_eq!(table["columns"][1]["levels"], serde_json::json!(["財源", "国"]));
        let cell = table["cells"].as_array().unwrap().iter().find(|it| it["text"] == "-300").unwrap();
        assert_eq!((cell["value"].as_str(), cell["unit"].as_str()), (Some("-300000"), Some("JPY")));
        assert_eq!(cell["page"], 2);
    }

    #[test]
    fn a_workbook_is_the_same_every_time() {
        let tables = [examples::budget(), examples::budget()];
        let format = TableFormat::named("xlsx").unwrap();
        let write = || format.write(&tables, &TableOptions::default()).unwrap();
        assert!(write() == write());
        assert!(write().starts_with(b"PK"));
    }
}
