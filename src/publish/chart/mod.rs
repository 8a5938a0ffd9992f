//! Digest -> charts: one chart a file, drawn once for pages, SVG files and PNG files.
//!
//! A chart's title states what is to be seen in it; its numbers stand beside it in a table; its data are given as a Vega-Lite
//! specification for those who want to draw it anew. Each is drawn at two widths, for sheets and for phones.

mod canvas;
mod comparison;
mod coverage;
mod flows;
mod initiatives;
mod panels;
mod picture;
mod pixels;
mod presence;
mod rating;
mod ratings;
mod slope;
mod targets;

pub(super) use canvas::Drawing;
pub(super) use picture::{files, inline};
pub(super) use pixels::Painter;
pub(super) use rating::shape;

use serde_json::Value;

use super::digest::{Digest, Document, Place, Series};
use super::wording::{full_year, joined};
use crate::base::{Language, Message};
use crate::dataset::Frame;

/// Width of a chart on sheets and screens, in units; text of 13 units is then read with ease.
const WIDE: f64 = 760.0;
/// Width of a chart on phones.
const NARROW: f64 = 350.0;

/// A chart.
#[derive(Debug, Clone)]
pub(super) struct Chart {
    /// Names its files.
    pub name: &'static str,
    /// What is to be seen, as a sentence.
    pub title: String,
    /// How it is drawn, for those who do not see it.
    pub description: String,
    /// As of when, and from what.
    pub source: String,
    /// Its numbers.
    pub table: DataTable,
    pub wide: Drawing,
    pub narrow: Drawing,
    /// Vega-Lite.
    pub specification: Value,
}

/// The numbers of a chart.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct DataTable {
    pub header: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

/// A number of a chart and where it is printed.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Cell {
    pub text: String,
    pub place: Option<Place>,
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell { text, place: None }
    }
}

/// What every chart is told.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'a> {
    pub documents: &'a [Document],
    pub language: Language,
}

impl Context<'_> {
    /// The sentence of a key.
    fn say(&self, message: &Message) -> String {
        message.text(self.language)
    }

    /// The word of a key.
    fn word(&self, key: &'static str) -> String {
        Message::new(key).text(self.language)
    }

    /// Names the documents and, where there is one, the date that the values are of.
    fn source(&self, documents: &[usize], as_of: &[&str]) -> String {
        let mut named: Vec<usize> = Vec::new();
        for document in documents {
            if !named.contains(document) {
                named.push(*document);
            }
        }
        let name = |index: &usize| {
            let document = self.documents.get(*index)?;
            let edition = document.fiscal_year.map(|it| full_year(it, self.language));
            Some(match edition {
                Some(year) => format!("{} ({year})", document.file_name),
                None => document.file_name.clone(),
            })
        };
        let files = joined(named.iter().filter_map(name), self.language);
        let source = self.say(&Message::new("chart_source").with("files", files));
        let (Some(first), Some(last)) = (as_of.iter().min(), as_of.iter().max()) else { return source };
        let dates = if first == last { (*first).to_owned() } else { format!("{first}–{last}") };
        let space = if self.language == Language::English { " " } else { "" };
        format!("{source}{space}{}", self.say(&Message::new("chart_as_of").with("date", dates)))
    }
}

/// The charts of a plan that there are data for, in the order of pages.
pub(super) fn charts(series: &Series, context: &Context<'_>) -> Vec<Chart> {
    let all: [fn(&Series, &Context<'_>) -> Option<Chart>; 7] = [
        ratings::chart,
        initiatives::chart,
        flows::chart,
        targets::chart,
        panels::chart,
        slope::chart,
        coverage::chart,
    ];
    all.iter().filter_map(|chart| chart(series, context)).collect()
}

/// The charts that set plans beside one another; none where there is one plan.
pub(super) fn charts_of_all(digest: &Digest, comparison: Option<&Frame>, context: &Context<'_>) -> Vec<Chart> {
    if digest.series.len() < 2 {
        return Vec::new();
    }
    let compared = comparison.and_then(|it| comparison::chart(digest, it, context));
    compared.into_iter().chain(presence::chart(digest, context)).collect()
}

/// A Vega-Lite specification with its data inside.
fn specification(title: &str, description: &str, values: Vec<Value>, rest: Value) -> Value {
    let mut specification = serde_json::json!({
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": title,
        "description": description,
        "data": { "values": values },
    });
    if let (Some(all), Value::Object(rest)) = (specification.as_object_mut(), rest) {
        all.extend(rest);
    }
    specification
}
