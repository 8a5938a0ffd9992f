//! Tables of GitHub's Markdown: columns of numbers to the right, line breaks as `<br>`.

use std::fmt::Write;

use super::units::CellValue;
use super::{PrintedTable, TableFormat, TableOptions};
use crate::base::{Language, Message};
use crate::publish::PublishError;

pub(super) const FORMAT: TableFormat = TableFormat { name: "markdown", extension: "md", is_text: true, write };

fn write(tables: &[PrintedTable], options: &TableOptions) -> Result<Vec<u8>, PublishError> {
    let mut text = String::new();
    for printed in tables {
        if !text.is_empty() {
            text.push('\n');
        }
        push_table(&mut text, printed, options);
    }
    Ok(text.into_bytes())
}

fn push_table(text: &mut String, printed: &PrintedTable, options: &TableOptions) {
    let caption = caption(printed, options.language);
    let caption = caption.replacen(&printed.file_name, &format!("**{}**", printed.file_name), 1);
    let names = printed.header().unwrap_or_else(|| vec![String::new(); printed.table.column_count()]);
    let rule = (0..names.len()).map(|it| if is_numeric(printed, it) { "---:" } else { "---" });
    push(text, &format!("{caption}\n\n"));
    push(text, &format!("| {} |\n", names.iter().map(|it| escaped(it)).collect::<Vec<_>>().join(" | ")));
    push(text, &format!("| {} |\n", rule.collect::<Vec<_>>().join(" | ")));
    for row in printed.body(options) {
        push(text, &format!("| {} |\n", row.iter().map(|it| escaped(it)).collect::<Vec<_>>().join(" | ")));
    }
}

fn push(text: &mut String, part: &str) {
    text.write_str(part).expect("writing to a string does not fail");
}

/// File, page and number of a table, and the unit of its caption.
pub(super) fn caption(printed: &PrintedTable, language: Language) -> String {
    let pages: Vec<String> = printed.places().keys().map(u32::to_string).collect();
    let key = if printed.unit.is_some() { "table_caption_unit" } else { "table_caption" };
    Message::new(key)
        .with("file", &printed.file_name)
        .with("pages", pages.join(", "))
        .with("number", printed.number)
        .with("unit", printed.unit.as_ref().map_or("", |it| it.printed.as_str()))
        .text(language)
}

/// Whether most texts of a column below the header are numbers.
pub(super) fn is_numeric(printed: &PrintedTable, column: usize) -> bool {
    let units = printed.column_units();
    let filled = || {
        printed
            .table
            .cells
            .iter()
            .filter(|it| it.column == column && !printed.table.is_header(it) && !it.text.is_blank())
    };
    let values: Vec<CellValue> = filled().filter_map(|it| printed.value(it, &units)).collect();
    !values.is_empty() && 2 * values.len() >= filled().count()
}

fn escaped(text: &str) -> String {
    text.trim().replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;").replace('\n', "<br>")
}
