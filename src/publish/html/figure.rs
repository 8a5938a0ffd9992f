//! A chart in the page: its finding as heading, the drawing for sheets and the one for phones, its source, its numbers.

use super::table::{details, table};
use super::{Report, heading};
use crate::base::Message;
use crate::publish::chart::{self, Chart};
use crate::publish::markup::{Element, Markup};

/// The figure of a chart of the plan at `series`.
pub(super) fn figure(report: &Report<'_>, chart: &Chart, series: usize, level: usize) -> Element {
    let id = format!("{}-{}", chart.name, series + 1);
    let caption = Element::new("figcaption").child(heading(level, &chart.title));
    let drawing = |drawing, class: &'static str| {
        let svg = chart::inline(drawing, chart, &format!("{id}-{class}"));
        Element::new("div").with("class", class).child(svg)
    };
    let rows = chart
        .table
        .rows
        .iter()
        .map(|row| row.iter().map(|cell| report.cited(&cell.text, cell.place.as_ref())).collect::<Vec<Markup>>());
    let words = chart.table.rows.first().map_or(1, |row| words_before_numbers(row.iter().map(|it| it.text.as_str())));
    let label = Message::new("page_numbers_of").with("title", &chart.title).text(report.language);
    let numbers = table(&label, &chart.table.header, rows.collect(), words);
    Element::new("figure")
        .with("id", format!("chart-{id}"))
        .child(caption)
        .child(drawing(&chart.wide, "wide"))
        .child(drawing(&chart.narrow, "narrow"))
        .child(Element::new("p").with("class", "source").text(&chart.source))
        .child(details(report.word("page_numbers"), numbers))
}

/// How many columns from the left hold words.
fn words_before_numbers<'a>(cells: impl Iterator<Item = &'a str>) -> usize {
    let begins_with_digit = |it: &str| it.starts_with(|first: char| first.is_ascii_digit() || "−+".contains(first));
    cells.take_while(|it| !begins_with_digit(it)).count().max(1)
}
