//! One page for people: `report.html` in Japanese, `report.en.html` in English, and the pictures of its charts.
//!
//! A page is one file: nothing fetched, printable on A4, and complete without its script, which only filters and sorts tables.
//! Each section is a file here.

mod answers;
mod dictionary;
mod doubts;
mod evidence;
mod figure;
mod findings;
mod initiatives;
mod methods;
mod page;
mod reconciliation;
mod sources;
mod table;
#[cfg(test)]
mod tests;
mod tiles;

use rayon::prelude::*;

use super::chart::{self, Chart, Context, Painter};
use super::digest::{Digest, Doubt, Place, Series, digest, doubts};
use super::evidence::{Evidence, mark_id};
use super::markup::{Element, Markup};
use super::wording::word;
use super::{File, Format, How, Publication, PublishError};
use crate::base::Language;

/// The page, and charts as SVG, PNG and Vega-Lite.
pub(super) const FORMAT: Format = Format { name: "html", write: How::Files(write) };

/// Chapters that would make the page larger than this are left out and named: mail systems of offices take 10 MB.
const MAX_BYTES: usize = 9_000_000;

/// The answer that sets plans beside one another.
const COMPARISON: &str = "trend_comparison";

/// Charts of more plans are not drawn as PNG: each plan takes 1 MB and, on one core, 0.4 s.
const MAX_PLANS_AS_PNG: usize = 12;

/// What the sections of a page are made of.
struct Report<'a> {
    publication: &'a Publication<'a>,
    digest: &'a Digest,
    evidence: Evidence<'a>,
    doubts: Vec<Doubt>,
    language: Language,
}

impl Report<'_> {
    fn word(&self, key: &'static str) -> String {
        word(key, self.language)
    }

    fn context(&self) -> Context<'_> {
        Context { documents: &self.digest.documents, language: self.language }
    }

    /// A text that leads to the picture of the place where it is printed, if there is one.
    fn cited(&self, text: impl std::fmt::Display, place: Option<&Place>) -> Markup {
        let found = place.and_then(|it| self.evidence.find(it, &self.digest.documents));
        match found {
            Some((strip, mark)) => {
                let target = format!("#{}", mark_id(strip, mark));
                Element::new("a").with("class", "cite").with("href", target).text(text).into()
            }
            None => Markup::text(text),
        }
    }

    /// A text out of a report, which is Japanese whatever the page's language.
    fn quoted(&self, text: &str) -> Markup {
        match self.language {
            Language::Japanese => Markup::text(text),
            Language::English => Element::new("span").with("lang", "ja").text(text).into(),
        }
    }
}

/// A heading of a level from 1.
fn heading(level: usize, text: impl std::fmt::Display) -> Element {
    Element::new(["h1", "h2", "h3", "h4", "h5"][level.clamp(1, 5) - 1]).text(text)
}

fn write(publication: &Publication<'_>) -> Result<Vec<File>, PublishError> {
    let digest = digest(publication);
    let font = publication.supplement.font.as_deref().filter(|_| digest.series.len() <= MAX_PLANS_AS_PNG);
    let painter = font.and_then(Painter::new);
    let mut files = Vec::new();
    let mut pictures = Vec::new();
    for language in [Language::Japanese, Language::English] {
        let evidence = Evidence::new(&publication.supplement.strips, &digest);
        let doubts = doubts(publication, &digest.documents, language);
        let report = Report { publication, digest: &digest, evidence, doubts, language };
        let charts: Vec<Vec<Chart>> =
            digest.series.iter().map(|series| chart::charts(series, &report.context())).collect();
        let comparison = publication.analyses.iter().find(|it| it.name == COMPARISON).map(|it| &it.frame);
        let of_all = chart::charts_of_all(&digest, comparison, &report.context());
        let named: Vec<(&Chart, String)> = (charts.iter().enumerate())
            .flat_map(|(index, charts)| charts.iter().map(move |it| (it, index)))
            .map(|(chart, index)| (chart, stem(chart, &digest, index)))
            .chain(of_all.iter().map(|it| (it, it.name.to_owned())))
            .collect();
        let of_chart = |(chart, stem): &(&Chart, String)| chart::files(chart, stem, language, painter.as_ref());
        pictures.par_extend(named.par_iter().flat_map_iter(of_chart));
        files.push(File { path: path(language).to_owned(), bytes: page(&report, &charts, &of_all).into_bytes() });
    }
    files.extend(pictures);
    Ok(files)
}

/// The file of the page.
pub(super) fn path(language: Language) -> &'static str {
    if language == Language::Japanese { "report.html" } else { "report.en.html" }
}

/// The name of a chart's files: that of the chart and, of several plans, prefecture and place among its plans.
fn stem(chart: &Chart, digest: &Digest, index: usize) -> String {
    if digest.series.len() == 1 {
        return chart.name.to_owned();
    }
    let code = digest.series[index].prefecture_code.as_ref();
    let number = digest.series[..index].iter().filter(|it| it.prefecture_code.as_ref() == code).count() + 1;
    format!("{}-{}-{number}", chart.name, code.map_or("00", String::as_str))
}

fn page(report: &Report<'_>, charts: &[Vec<Chart>], of_all: &[Chart]) -> String {
    let mut sections: Vec<page::Section> = Vec::new();
    let several = report.digest.series.len() > 1;
    // What is another than the last time is looked for first.
    let news = findings::news(report);
    if !news.as_str().is_empty() {
        sections.push(page::Section::new("news", report.word("page_news"), news));
    }
    sections.push(page::Section::new("findings", report.word("page_findings"), findings::overview(report)));
    sections.push(page::Section::new(
        "reconciliation",
        report.word("page_reconciliation"),
        reconciliation::section(report),
    ));
    if !of_all.is_empty() {
        let figures: Markup = of_all.iter().map(|it| figure::figure(report, it, 0, 3)).collect();
        sections.push(page::Section::new("comparison", report.word("page_comparison"), figures));
    }
    let mut left_out = Vec::new();
    let mut size = report.evidence.strips.iter().map(|it| it.png.len() * 4 / 3 + 400).sum::<usize>();
    for (index, (series, charts)) in report.digest.series.iter().zip(charts).enumerate() {
        let parts = series_sections(report, series, charts, index, several);
        let bytes: usize = parts.iter().map(|it| it.content.as_str().len()).sum();
        if several && size + bytes > MAX_BYTES {
            left_out.push(series.name(report.language));
            continue;
        }
        size += bytes;
        sections.extend(parts);
    }
    sections.extend(answers::sections(report));
    let section =
        |id: &'static str, key: &'static str, content: Markup| page::Section::new(id, report.word(key), content);
    sections.push(section("doubts", "page_doubts", doubts::section(report, &left_out)));
    sections.push(section("evidence", "page_evidence", evidence::section(report)));
    sections.push(section("methods", "page_methods", methods::section(report)));
    sections.push(section("dictionary", "page_dictionary", dictionary::section(report)));
    sections.push(section("sources", "page_sources", sources::section(report)));
    page::page(report, &sections)
}

/// The sections of a plan: by themselves where it is the only one, else below a heading of its own.
fn series_sections(
    report: &Report<'_>,
    series: &Series,
    charts: &[Chart],
    index: usize,
    several: bool,
) -> Vec<page::Section> {
    let level = if several { 3 } else { 2 };
    let figures = |names: &[&str]| -> Markup {
        let chosen = charts.iter().filter(|it| names.contains(&it.name));
        chosen.map(|it| figure::figure(report, it, index, level + 1)).collect()
    };
    let parts = [
        ("ratings", "page_ratings", figures(&["ratings", "initiatives"])),
        ("transitions", "page_transitions", figures(&["transitions"])),
        ("targets", "page_targets", figures(&["targets", "indicators", "achievement"])),
        ("initiatives", "page_initiatives", initiatives::section(report, series)),
        ("coverage", "page_coverage", figures(&["coverage"])),
    ];
    let parts = parts.into_iter().filter(|(_, _, content)| !content.as_str().is_empty());
    if !several {
        return parts.map(|(id, key, content)| page::Section::new(id, report.word(key), content)).collect();
    }
    let mut chapter: Markup = findings::of_series(report, series);
    for (_, key, content) in parts {
        chapter.push(heading(level, report.word(key)));
        chapter.push(content);
    }
    vec![page::Section::new(format!("plan-{}", index + 1), series.name(report.language), chapter)]
}
