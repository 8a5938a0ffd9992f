//! Pictures of the places where cited numbers are printed.

use super::Report;
use super::table::details;
use crate::base::{Message, base64};
use crate::publish::Strip;
use crate::publish::evidence::mark_id;
use crate::publish::markup::{Element, Markup, number};
use crate::publish::wording::full_year;

/// All strips, page by page.
pub(super) fn section(report: &Report<'_>) -> Markup {
    let strips = &report.evidence.strips;
    if strips.is_empty() {
        return Element::new("p").text(report.word("page_evidence_none")).into();
    }
    let mut content: Markup = Element::new("p").text(report.word("page_evidence_lead")).into();
    // Folded page by page: browsers open what a link leads to.
    let indexed: Vec<(usize, &Strip)> = strips.iter().copied().enumerate().collect();
    let page = |(_, it): &(usize, &Strip)| (it.request.document_id.clone(), it.request.page);
    for of_page in indexed.chunk_by(|first, second| page(first) == page(second)) {
        let figures: Markup =
            of_page.iter().map(|(index, strip)| Markup::from(figure(report, strip, *index))).collect();
        let is_key = of_page.iter().any(|(index, _)| report.evidence.is_key[*index]);
        let page = details(page_name(report, of_page[0].1), figures);
        content.push(page.with("class", if is_key { "page key" } else { "page" }));
    }
    content
}

fn page_name(report: &Report<'_>, strip: &Strip) -> String {
    let document = report.digest.documents.iter().find(|it| it.id == strip.request.document_id);
    let file = document.map_or("", |it| it.file_name.as_str());
    let year = document.and_then(|it| it.fiscal_year).map(|it| full_year(it, report.language)).unwrap_or_default();
    let message = Message::new("page_evidence_page").with("year", year).with("file", file);
    message.with("page", strip.request.page).text(report.language)
}

/// The picture with its marks; each mark can be led to.
fn figure(report: &Report<'_>, strip: &Strip, index: usize) -> Element {
    let region = strip.region;
    let label = Message::new("page_evidence_alternative")
        .with("place", page_name(report, strip))
        .with("count", strip.request.marks.len())
        .text(report.language);
    let picture = Element::new("image")
        .at("x", region.x0)
        .at("y", region.y0)
        .at("width", region.width())
        .at("height", region.height())
        .with("href", format!("data:image/png;base64,{}", base64(&strip.png)));
    let mark = |(number, bbox): (usize, &crate::base::Rect)| {
        let grown = bbox.grown(1.5);
        Element::new("rect")
            .with("id", mark_id(index, number))
            .with("class", "mark")
            .at("x", grown.x0)
            .at("y", grown.y0)
            .at("width", grown.width())
            .at("height", grown.height())
            .with("rx", 2)
    };
    let [x, y, width, height] = [region.x0, region.y0, region.width(), region.height()].map(number);
    let svg = Element::new("svg")
        .with("viewBox", format!("{x} {y} {width} {height}"))
        .with("role", "img")
        .with("aria-label", label)
        .child(picture)
        .children(strip.request.marks.iter().enumerate().map(mark));
    let class = if report.evidence.is_key[index] { "strip key" } else { "strip" };
    Element::new("div").with("class", class).with("id", format!("e{}", index + 1)).child(svg)
}
