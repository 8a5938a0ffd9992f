//! What all sheets need: the tables, the histories, the words, and how years and documents are named.

use std::collections::HashMap;

use rust_xlsxwriter::Format;

use super::sheet::Cell;
use super::style::Styles;
use super::words::Words;
use crate::analysis::{IndicatorHistory, RatingHistory, Series, indicator_histories, rating_histories, series_name};
use crate::base::{FiscalYear, Language, Prefecture, Rect};
use crate::dataset::Frame;
use crate::publish::digest::{Digest, Place, digest};
use crate::publish::evidence::{Evidence, mark_id};
use crate::publish::{Publication, html};

/// What all sheets are made of.
pub(super) struct Context<'a> {
    pub publication: &'a Publication<'a>,
    pub language: Language,
    pub words: &'static Words,
    pub styles: Styles,
    /// By series, the latest edition's initiatives first.
    pub ratings: Vec<RatingHistory<'a>>,
    /// By series, the latest edition's indicators first.
    pub indicators: Vec<IndicatorHistory<'a>>,
    /// The names of the plans that are told, by prefecture and plan.
    pub series_names: Vec<String>,
    /// Row in `documents` by id.
    document_rows: HashMap<&'a str, usize>,
    pub digest: Digest,
    /// The pictures on the report page.
    evidence: Evidence<'a>,
}

impl<'a> Context<'a> {
    /// The context of a publication.
    pub fn new(publication: &'a Publication<'a>, language: Language) -> Self {
        let documents = publication.frames.get("documents");
        let ids = documents.map(|it| it.text("document_id"));
        let digest = digest(publication);
        let document_rows = ids.into_iter().flat_map(|ids| ids.iter().enumerate());
        Self {
            publication,
            language,
            words: Words::of(language),
            styles: Styles::new(),
            ratings: rating_histories(publication.frames),
            indicators: indicator_histories(publication.frames),
            series_names: series_names(&digest),
            document_rows: document_rows.filter_map(|(row, id)| Some((id?, row))).collect(),
            evidence: Evidence::new(&publication.supplement.strips, &digest),
            digest,
        }
    }

    /// A table of the dataset or of the analyses.
    pub fn frame(&self, name: &str) -> Option<&'a Frame> {
        let answers = self.publication.analyses.iter().map(|it| &it.frame);
        self.publication.frames.get(name).or_else(|| answers.into_iter().find(|it| it.name() == name))
    }

    /// The one of two texts that is in the language of the workbook.
    pub fn say(&self, japanese: String, english: String) -> String {
        match self.language {
            Language::Japanese => japanese,
            Language::English => english,
        }
    }

    /// A year in both calendars: `R5（2023）`, in English `2023 (R5)`.
    pub fn year(&self, year: Option<i16>) -> String {
        let Some(year) = year.and_then(FiscalYear::new) else { return String::new() };
        self.say(format!("{}（{year}）", year.label()), format!("{year} ({})", year.label()))
    }

    /// The plans, as the title of the workbook.
    pub fn title(&self) -> String {
        match self.series_names.as_slice() {
            [name] if !name.is_empty() => self.say(format!("{name}の進捗状況"), format!("Progress of {name}")),
            _ => {
                let plans = self.digest.series.len() + self.digest.more;
                self.say(format!("計画の進捗状況（{plans}計画）"), format!("Progress of {plans} plans"))
            }
        }
    }

    /// How a series is named in a column.
    pub fn series(&self, series: Series) -> String {
        series_name(series.prefecture_code, series.plan)
    }

    /// The row of a document in `documents`.
    pub fn document_row(&self, id: Option<&str>) -> Option<usize> {
        self.document_rows.get(id?).copied()
    }

    /// The 6-digit code of the prefecture or municipality that a document is of.
    pub fn area_code(&self, document_id: Option<&str>) -> Option<&'a str> {
        self.frame("documents")?.text("area_code").get(self.document_row(document_id)?)
    }

    /// The prefecture of a document.
    pub fn prefecture(&self, document_id: Option<&str>) -> Option<Prefecture> {
        let row = self.document_row(document_id)?;
        Prefecture::parse(self.frame("documents")?.text("prefecture_code").get(row)?)
    }

    /// How a document is named in a column: its year, else its file; the plan before it where there are several.
    pub fn document(&self, id: Option<&str>) -> String {
        let (Some(row), Some(documents)) = (self.document_row(id), self.frame("documents")) else {
            return String::new();
        };
        let year = self.year(documents.i16("fiscal_year").get(row));
        if year.is_empty() {
            return documents.text("file_name").get(row).unwrap_or_default().to_owned();
        }
        if self.series_names.len() <= 1 {
            return year;
        }
        let series = series_name(documents.text("prefecture_code").get(row), documents.text("plan").get(row));
        format!("{series} {year}").trim_start().to_owned()
    }

    /// The words that lead to a row's picture on the report page, where it has one; else the words alone.
    pub fn pictured<'b>(&self, frame: &Frame, row: usize, words: String) -> (Cell<'b>, &Format) {
        match self.picture(frame, row) {
            Some(target) => (Cell::Link(words.into(), target), &self.styles.link_center),
            None => (Cell::from(words), &self.styles.center),
        }
    }

    /// The picture of the place where a row was printed, from the folder of the workbook.
    fn picture(&self, frame: &Frame, row: usize) -> Option<String> {
        let edge = |name: &str| frame.f64(name).get(row);
        let bbox = Rect::new(edge("x0")?, edge("y0")?, edge("x1")?, edge("y1")?);
        let id = frame.text("document_id").get(row)?;
        let document = self.digest.documents.iter().position(|it| it.id == id)?;
        let page = u32::try_from(frame.i32("page").get(row)?).ok()?;
        let (strip, mark) = self.evidence.find(&Place { document, page, bbox }, &self.digest.documents)?;
        Some(format!("file:///{}#{}", html::path(self.language), mark_id(strip, mark)))
    }

    /// Where a row was printed: `R5 p.4`.
    pub fn printed_on(&self, frame: &Frame, row: usize) -> String {
        let document = self.document_row(frame.text("document_id").get(row));
        let year = document.zip(self.frame("documents")).and_then(|(row, it)| it.text("era_label").get(row));
        let page = frame.i32("page").get(row).map(|it| format!("p.{it}"));
        [year.map(str::to_owned), page].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// The plans that anything was read of: a PDF that is no report is no plan.
fn series_names(digest: &Digest) -> Vec<String> {
    let name = |it: &crate::publish::digest::Series| series_name(it.prefecture_code.as_deref(), it.plan.as_deref());
    digest.series.iter().map(name).collect()
}
