//! The data dictionary: every table and column of the dataset beside the page.

use super::Report;
use super::table::{details, table};
use crate::dataset::schema::{Column, Table};
use crate::publish;
use crate::publish::markup::{Element, Markup};

/// Tables to be opened one by one.
pub(super) fn section(report: &Report<'_>) -> Markup {
    let mut content: Markup = Element::new("p").text(report.word("page_dictionary_lead")).into();
    for described in publish::tables() {
        let name = format!("{} ({})", described.title.text(report.language), described.name);
        content.push(details(&name, columns(report, described, &name)));
    }
    content
}

fn columns(report: &Report<'_>, described: &Table, name: &str) -> Markup {
    let header = ["word_column", "word_heading", "word_type", "word_unit", "word_meaning"].map(|it| report.word(it));
    let row = |column: &Column| {
        vec![
            Element::new("code").text(column.name).into(),
            Markup::text(column.title.text(report.language)),
            Markup::text(column.column_type.as_str()),
            Markup::text(column.unit.unwrap_or_default()),
            Markup::text(column.description.text(report.language)),
        ]
    };
    let mut content: Markup = Element::new("p").text(described.description.text(report.language)).into();
    content.push(table(name, &header, described.columns.iter().map(row).collect(), 9));
    content
}
