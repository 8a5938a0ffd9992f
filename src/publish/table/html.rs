//! One HTML page with all tables, spans kept, headers marked for those who listen.

use std::fmt::Write;

use super::markdown::caption;
use super::{PrintedTable, TableFormat, TableOptions};
use crate::base::Language;
use crate::layout::Cell;
use crate::publish::PublishError;
use crate::text::UnitCaption;

pub(super) const FORMAT: TableFormat = TableFormat { name: "html", extension: "html", is_text: true, write };

const STYLE: &str = "body{font-family:'BIZ UDPGothic','Hiragino Sans','Noto Sans JP',sans-serif;margin:1.5rem;color:#1a1a1a}\
table{border-collapse:collapse;margin:0 0 2rem}caption{text-align:left;font-weight:bold;padding:.4rem 0}\
th,td{border:1px solid #767676;padding:.25rem .5rem;vertical-align:top;text-align:left}th{background:#eef2f6}\
td.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}";

fn write(tables: &[PrintedTable], options: &TableOptions) -> Result<Vec<u8>, PublishError> {
    let language = options.language;
    let code = match language {
        Language::Japanese => "ja",
        Language::English => "en",
    };
    let title = tables.first().map(|it| escaped(&it.file_name)).unwrap_or_default();
    let mut html = format!(
        "<!DOCTYPE html>\n<html lang=\"{code}\">\n<head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title><style>{STYLE}</style></head>\n<body>\n"
    );
    tables.iter().for_each(|it| push_table(&mut html, it, language));
    html.push_str("</body>\n</html>\n");
    Ok(html.into_bytes())
}

fn push_table(html: &mut String, printed: &PrintedTable, language: Language) {
    let units = printed.column_units();
    push(html, format_args!("<table>\n<caption>{}</caption>\n", escaped(&caption(printed, language))));
    for row in 0..printed.table.row_count {
        html.push_str("<tr>");
        printed.table.row(row).for_each(|cell| push_cell(html, printed, cell, &units));
        html.push_str("</tr>\n");
    }
    html.push_str("</table>\n");
}

fn push_cell(html: &mut String, printed: &PrintedTable, cell: &Cell, units: &[Option<UnitCaption>]) {
    let (rows, columns) = (printed.table.header_rows, printed.table.header_columns);
    let tag = if cell.row < rows || cell.column < columns { "th" } else { "td" };
    push(html, format_args!("<{tag}"));
    if cell.row < rows {
        let scope = if cell.column_span > 1 { "colgroup" } else { "col" };
        push(html, format_args!(" scope=\"{scope}\""));
    } else if cell.column < columns {
        let scope = if cell.row_span > 1 { "rowgroup" } else { "row" };
        push(html, format_args!(" scope=\"{scope}\""));
    } else if printed.value(cell, units).is_some() {
        html.push_str(" class=\"number\"");
    }
    if cell.row_span > 1 {
        push(html, format_args!(" rowspan=\"{}\"", cell.row_span));
    }
    if cell.column_span > 1 {
        push(html, format_args!(" colspan=\"{}\"", cell.column_span));
    }
    push(html, format_args!(">{}</{tag}>", escaped(cell.text.text().trim()).replace('\n', "<br>")));
}

fn push(html: &mut String, part: std::fmt::Arguments<'_>) {
    html.write_fmt(part).expect("writing to a string does not fail");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
