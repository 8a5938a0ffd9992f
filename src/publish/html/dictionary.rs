//! The data dictionary: every table and column of the dataset beside the page.

use super::Report;
use super::table::{details, named_details, table};
use crate::base::Message;
use crate::dataset::schema::{Column, Table};
use crate::publish;
use crate::publish::markup::{Element, Markup};

/// Tables to be opened one by one.
pub(super) fn section(report: &Report<'_>) -> Markup {
    let lead = Element::new("p").text(report.word("page_dictionary_lead"));
    let table = |it: &Table| {
        let title = it.title.text(report.language);
        named_details(title, it.name, columns(report, it, title))
    };
    let tables: Markup = publish::tables().map(table).collect();
    let all = Message::new("page_dictionary_tables").with("count", publish::tables().count());
    Markup::from(lead).followed_by(details(all.text(report.language), tables))
}

fn columns(report: &Report<'_>, described: &Table, name: &str) -> Markup {
    let header = ["word_column", "word_heading", "word_type", "word_unit", "word_meaning"].map(|it| report.word(it));
    let row = |column: &Column| {
        vec![
            Element::new("code").text(column.name).into(),
            Markup::text(column.title.text(report.language)),
            Element::new("code").text(column.column_type.as_str()).into(),
            column.unit.map(|it| Element::new("code").text(it).into()).unwrap_or_default(),
            Markup::text(column.description.text(report.language)),
        ]
    };
    let mut content: Markup = Element::new("p").text(described.description.text(report.language)).into();
    content.push(table(name, &header, described.columns.iter().map(row).collect(), 9));
    content
}
