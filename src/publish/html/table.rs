//! Tables: header cells say what they head, wide ones scroll by themselves.

use crate::publish::markup::{Element, Markup};

/// A table, header first; the first cell of each row heads it. Columns from `numbers_from` on are set flush right.
pub(super) fn table(caption: &str, header: &[String], rows: Vec<Vec<Markup>>, numbers_from: usize) -> Element {
    let class = |column: usize| if column >= numbers_from { "number" } else { "words" };
    let head = header
        .iter()
        .enumerate()
        .map(|(column, it)| Element::new("th").with("scope", "col").with("class", class(column)).text(it));
    let row = |cells: Vec<Markup>| {
        let cells = cells.into_iter().enumerate().map(|(column, cell)| match column {
            0 => Element::new("th").with("scope", "row").child(cell),
            _ => Element::new("td").with("class", class(column)).child(cell),
        });
        Element::new("tr").children(cells)
    };
    let table = Element::new("table")
        .child(Element::new("caption").text(caption))
        .child(Element::new("thead").child(Element::new("tr").children(head)))
        .child(Element::new("tbody").children(rows.into_iter().map(row)));
    scrolling(caption, table)
}

/// A group that scrolls sideways, also by keyboard; no landmark, of which a page of many tables would have too many.
pub(super) fn scrolling(label: &str, table: Element) -> Element {
    let region = Element::new("div").with("class", "scroll").with("role", "group").with("aria-label", label);
    region.with("tabindex", 0).child(table)
}

/// Something that is shown when asked for.
pub(super) fn details(summary: impl std::fmt::Display, content: impl Into<Markup>) -> Element {
    unfolding(Element::new("summary").text(summary), content)
}

/// The same with the name that a program knows it by: `取組 initiatives`.
pub(super) fn named_details(summary: &str, code: &str, content: impl Into<Markup>) -> Element {
    let summary = Element::new("summary").text(summary).text(" ");
    unfolding(summary.child(Element::new("code").text(code)), content)
}

fn unfolding(summary: Element, content: impl Into<Markup>) -> Element {
    Element::new("details").child(summary).child(content)
}
