//! One HTML page with all tables, spans kept, headers marked for those who listen.

use super::markdown::caption;
use super::{PrintedTable, TableFormat, TableOptions};
use crate::base::Language;
use crate::layout::Cell;
use crate::publish::PublishError;
use crate::publish::markup::{Element, Markup};
use crate::text::UnitCaption;

pub(super) const FORMAT: TableFormat = TableFormat { name: "html", extension: "html", is_text: true, write };

const STYLE: &str = "body{font-family:'BIZ UDPGothic','Hiragino Sans','Noto Sans JP',sans-serif;margin:1.5rem;color:#1a1a1a}\
table{border-collapse:collapse;margin:0 0 2rem}caption{text-align:left;font-weight:bold;padding:.4rem 0}\
th,td{border:1px solid #767676;padding:.25rem .5rem;vertical-align:top;text-align:left}th{background:#eef2f6}\
td.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}";

fn write(tables: &[PrintedTable], options: &TableOptions) -> Result<Vec<u8>, PublishError> {
    let code = match options.language {
        Language::Japanese => "ja",
        Language::English => "en",
    };
    let title = tables.first().map_or("", |it| it.file_name.as_str());
    let head = Element::new("head")
        .child(Element::new("meta").with("charset", "utf-8"))
        .child(Element::new("meta").with("name", "viewport").with("content", "width=device-width"))
        .child(Element::new("title").text(title))
        .child(Element::new("style").child(Markup::written(STYLE)));
    let body = Element::new("body").children(tables.iter().map(|it| table(it, options.language)));
    let page = Markup::written("<!DOCTYPE html>\n")
        .followed_by(Element::new("html").with("lang", code).child(head).child(Markup::written("\n")).child(body));
    Ok(page.followed_by(Markup::written("\n")).as_str().as_bytes().to_vec())
}

fn table(printed: &PrintedTable, language: Language) -> Markup {
    let units = printed.column_units();
    let row = |row: usize| {
        let cells = printed.table.row(row).map(|it| cell(printed, it, &units));
        Markup::written("\n").followed_by(Element::new("tr").children(cells))
    };
    let caption = Element::new("caption").text(caption(printed, &printed.file_name, str::to_owned, language));
    let rows = (0..printed.table.row_count).map(row);
    Markup::written("\n").followed_by(Element::new("table").child(caption).children(rows))
}

fn cell(printed: &PrintedTable, cell: &Cell, units: &[Option<UnitCaption>]) -> Element {
    let (rows, columns) = (printed.table.header_rows, printed.table.header_columns);
    let mut element = if cell.row < rows {
        Element::new("th").with("scope", if cell.column_span > 1 { "colgroup" } else { "col" })
    } else if cell.column < columns {
        Element::new("th").with("scope", if cell.row_span > 1 { "rowgroup" } else { "row" })
    } else if printed.value(cell, units).is_some() {
        Element::new("td").with("class", "number")
    } else {
        Element::new("td")
    };
    if cell.row_span > 1 {
        element = element.with("rowspan", cell.row_span);
    }
    if cell.column_span > 1 {
        element = element.with("colspan", cell.column_span);
    }
    for (index, line) in cell.text.text().trim().split('\n').enumerate() {
        if index > 0 {
            element = element.child(Markup::written("<br>"));
        }
        element = element.text(line);
    }
    element
}
