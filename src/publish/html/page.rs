//! The frame of the page: head, table of contents, sections, foot.

use sha2::{Digest as _, Sha256};

use super::Report;
use crate::base::{Language, Message, base64, figures};
use crate::publish::chart::shape;
use crate::publish::markup::{Element, Markup};
use crate::publish::wording::{full_year, joined};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// A section of the page.
pub(super) struct Section {
    id: String,
    title: String,
    pub content: Markup,
}

impl Section {
    pub fn new(id: impl Into<String>, title: String, content: impl Into<Markup>) -> Section {
        Section { id: id.into(), title, content: content.into() }
    }
}

/// The whole file.
pub(super) fn page(report: &Report<'_>, sections: &[Section]) -> String {
    let code = if report.language == Language::Japanese { "ja" } else { "en" };
    let entries = sections.iter().map(|section| {
        let link = Element::new("a").with("href", format!("#{}", section.id)).text(&section.title);
        Element::new("li").child(link)
    });
    let contents = Element::new("nav")
        .with("class", "contents")
        .with("aria-label", report.word("page_contents"))
        .child(Element::new("ul").children(entries));
    let body = Element::new("body")
        .with("data-filter", report.word("page_filter"))
        .child(Element::new("a").with("class", "skip").with("href", "#main").text(report.word("page_skip")))
        .child(symbols(report))
        .child(header(report))
        .child(contents)
        .child(Element::new("main").with("id", "main").children(sections.iter().map(section)))
        .child(Element::new("footer").child(Element::new("p").text(foot(report))))
        .child(Element::new("script").child(Markup::written(SCRIPT)));
    let html = Element::new("html").with("lang", code).child(head(report)).child(body);
    format!("<!DOCTYPE html>\n{}\n", Markup::from(html).as_str())
}

fn section(section: &Section) -> Element {
    let title_id = format!("{}-title", section.id);
    let title = Element::new("h2").with("id", &title_id).text(&section.title);
    let element = Element::new("section").with("id", &section.id).with("aria-labelledby", title_id);
    element.child(title).child(section.content.clone())
}

fn head(report: &Report<'_>) -> Element {
    // Only this style sheet, this script and pictures inside of the file; a browser refuses whatever else might ever get in.
    let [style, script] = [STYLE, SCRIPT].map(|it| base64(&Sha256::digest(it.as_bytes())));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; img-src data:; base-uri 'none'; form-action 'none'"
    );
    let policy = Element::new("meta").with("http-equiv", "Content-Security-Policy").with("content", policy);
    let viewport = Element::new("meta").with("name", "viewport").with("content", "width=device-width, initial-scale=1");
    Element::new("head")
        .child(Element::new("meta").with("charset", "utf-8"))
        .child(policy)
        .child(viewport)
        .child(Element::new("meta").with("name", "generator").with("content", foot_program()))
        .child(Element::new("title").text(title(report)))
        .child(Element::new("style").child(Markup::written(STYLE)))
}

fn header(report: &Report<'_>) -> Element {
    let (other, code, file) = match report.language {
        Language::Japanese => ("English", "en", "report.en.html"),
        Language::English => ("日本語", "ja", "report.html"),
    };
    let link = Element::new("a").with("href", file).with("lang", code).with("hreflang", code).text(other);
    Element::new("header")
        .child(Element::new("p").with("class", "language").child(link))
        .child(Element::new("h1").text(title(report)))
        .child(Element::new("p").with("class", "lead").text(lead(report)))
}

/// Named by the plan, or by how many there are.
fn title(report: &Report<'_>) -> String {
    let message = match &report.digest.series[..] {
        [only] => Message::new("page_title_one").with("plan", only.name(report.language)),
        several => Message::new("page_title_several").with("count", several.len() + report.digest.more),
    };
    message.text(report.language)
}

fn lead(report: &Report<'_>) -> String {
    let mut years: Vec<i16> = report.digest.documents.iter().filter_map(|it| it.fiscal_year).collect();
    years.sort_unstable();
    years.dedup();
    // PDFs that are no reports are named among the doubts.
    let count =
        if report.digest.reports.is_empty() { report.digest.documents.len() } else { report.digest.reports.len() };
    let years = joined(years.into_iter().map(|it| full_year(it, report.language)), report.language);
    let message = Message::new("page_lead").with("documents", count).with("years", years);
    let (read, values) = report.digest.figures_read;
    let grouped = |it: usize| figures::grouped(&it.to_string());
    let covered = Message::new("page_coverage_lead").with("read", grouped(read)).with("values", grouped(values));
    let sentences = std::iter::once(message).chain((values > 0).then_some(covered));
    let gap = if report.language == Language::Japanese { "" } else { " " };
    sentences.map(|it| it.text(report.language)).collect::<Vec<String>>().join(gap)
}

fn foot_program() -> String {
    format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"))
}

fn foot(report: &Report<'_>) -> String {
    Message::new("page_foot").with("program", foot_program()).text(report.language)
}

/// The id of the symbol of a rank.
pub(super) fn symbol_id(rank: Option<i8>, levels: usize) -> String {
    rank.map_or_else(|| "unrated".to_owned(), |rank| format!("rank-{rank}-{levels}"))
}

/// The shapes of ratings, drawn once.
fn symbols(report: &Report<'_>) -> Element {
    let mut scales: Vec<usize> = report.digest.series.iter().map(|it| it.scale.len()).collect();
    scales.sort_unstable();
    scales.dedup();
    let ranks = scales.into_iter().flat_map(|levels| (1..=levels as i8).map(move |rank| (Some(rank), levels)));
    let symbol = |(rank, levels)| {
        let symbol = Element::new("symbol").with("id", symbol_id(rank, levels)).with("viewBox", "0 0 24 24");
        symbol.child(shape(rank, levels, (12.0, 12.0), 9.5))
    };
    let svg =
        Element::new("svg").with("class", "symbols").with("aria-hidden", "true").with("width", 0).with("height", 0);
    svg.children(ranks.chain([(None, 0)]).map(symbol))
}
