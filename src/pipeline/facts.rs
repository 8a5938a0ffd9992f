//! What is kept in memory of a document when its reading has gone to disk.
//!
//! Comes in: an outcome. Goes out: [`Facts`], enough to tell which documents are one edition, which plan each belongs to, and what
//! is said of it while a build runs. Deliberately holds no text of the report but names that are hashed.

use std::collections::BTreeSet;

use super::{FileOutcome, document_id};
use crate::base::{FiscalYear, Message, Prefecture};
use crate::correction::Whose;
use crate::indicator::Measurements;
use crate::layout::DocumentLayout;
use crate::report::{Report, short_hash};

/// What tells of a document whose edition it is.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Facts {
    /// SHA-256 of the file; empty where it could not be read from disk, until [`name_unread`] gives it one.
    pub document_id: String,
    /// Name of the file, without its folder.
    pub file_name: String,
    /// When the file says that it was last changed, as PDF writes dates.
    pub published: Option<String>,
    /// Whose report it is.
    pub prefecture: Option<Prefecture>,
    /// The 6-digit code of the prefecture or municipality.
    pub area_code: Option<String>,
    /// The plan.
    pub plan: Option<String>,
    /// The year reported on.
    pub fiscal_year: Option<FiscalYear>,
    /// Whether a profile read it.
    pub has_profile: bool,
    /// Hashes of the titles of initiatives and the names of indicators.
    pub names: BTreeSet<u64>,
    /// A hash of the texts of all tables; `None` where there are none.
    pub tables: Option<String>,
    /// A hash of all that was read; `None` where nothing was.
    pub content: Option<String>,
    /// Number of pages.
    pub page_count: usize,
    /// Number of tables.
    pub table_count: usize,
    /// Number of initiatives.
    pub initiative_count: usize,
    /// Whether its text cannot be trusted.
    pub refused: bool,
    /// Why there is nothing; `None` where the file could be opened.
    pub failure: Option<Message>,
}

/// Prefecture, plan, and what sets a document that names neither apart; in the order of all tables.
pub type PlanKey<'a> = (Option<Prefecture>, Option<&'a str>, Option<(Option<FiscalYear>, &'a str)>);

impl Facts {
    /// The facts of what came of a file.
    pub fn of(outcome: &FileOutcome) -> Facts {
        let facts = Facts {
            document_id: outcome.document_id.clone().unwrap_or_default(),
            file_name: outcome.file_name(),
            ..Facts::default()
        };
        match &outcome.result {
            Err(error) => Facts { failure: Some(error.message()), ..facts },
            Ok(reading) => Facts {
                document_id: reading.document_id.clone(),
                published: reading.metadata.modified.clone().or_else(|| reading.metadata.created.clone()),
                page_count: reading.page_count,
                refused: reading.refused(),
                ..facts.with(&reading.report, &reading.measurements, &reading.layout)
            },
        }
    }

    /// The same, with what the report and its layout tell.
    pub(super) fn with(self, report: &Report, measurements: &Measurements, layout: &DocumentLayout) -> Facts {
        let identity = &report.identity;
        Facts {
            prefecture: identity.prefecture,
            area_code: identity.area_code.clone(),
            plan: identity.plan.clone(),
            fiscal_year: identity.fiscal_year,
            has_profile: identity.profile_id.is_some(),
            names: names(report, measurements),
            tables: tables(layout),
            content: content(report, measurements),
            table_count: layout.tables.len(),
            initiative_count: report.initiatives.len(),
            ..self
        }
    }

    /// Whether the file gave no items.
    pub fn gave_nothing(&self) -> bool {
        self.refused || self.failure.is_some()
    }

    /// What tells whether a correction is about the document.
    pub fn whose(&self) -> Whose<'_> {
        Whose {
            document_id: &self.document_id,
            file_name: &self.file_name,
            area_code: self.area_code.as_deref(),
            plan: self.plan.as_deref(),
            fiscal_year: self.fiscal_year.map(|it| it.year()),
        }
    }

    /// Area, plan and year of a report; `None` where one of them is not known, or where the document is no report.
    pub fn plan_and_year(&self) -> Option<(&str, &str, FiscalYear)> {
        let is_report = self.has_profile || !self.names.is_empty();
        let key = || Some((self.area_code.as_deref()?, self.plan.as_deref()?, self.fiscal_year?));
        key().filter(|_| is_report)
    }

    /// What documents have in common that are linked, compared and counted together: prefecture and plan. A document that names
    /// neither is looked at alone.
    pub fn plan_key(&self) -> PlanKey<'_> {
        let is_alone = self.prefecture.is_none() && self.plan.is_none();
        (self.prefecture, self.plan.as_deref(), is_alone.then_some((self.fiscal_year, self.document_id.as_str())))
    }

    /// Where the rows of the document stand in every table.
    pub fn order(&self) -> impl Ord + '_ {
        (self.prefecture, self.plan.as_deref(), self.fiscal_year, self.document_id.as_str())
    }
}

/// Gives files that could not be read from disk ids of their own, made of their names.
pub fn name_unread(all: &mut [Facts]) {
    let mut unread: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    for facts in all.iter_mut().filter(|it| it.document_id.is_empty()) {
        let name = &facts.file_name;
        let count = unread.entry(name.clone()).and_modify(|it| *it += 1).or_insert(1);
        facts.document_id = document_id(format!("unread\0{name}\0{count}").as_bytes());
    }
}

fn names(report: &Report, measurements: &Measurements) -> BTreeSet<u64> {
    let titles = report.initiatives.iter().map(|it| it.title.as_str());
    let names = titles.chain(measurements.indicators.iter().map(|it| it.name.as_str()));
    names.map(|name| u64::from_str_radix(&short_hash(&[name]), 16).unwrap_or_default()).collect()
}

fn tables(layout: &DocumentLayout) -> Option<String> {
    let cells = layout.tables.iter().flat_map(|it| &it.cells);
    let texts: Vec<&str> = cells.map(|it| it.text.text()).collect();
    (!texts.is_empty()).then(|| short_hash(&texts))
}

fn content(report: &Report, measurements: &Measurements) -> Option<String> {
    let initiatives = &report.initiatives;
    if initiatives.is_empty() && measurements.indicators.is_empty() {
        return None;
    }
    let mut parts: Vec<String> = Vec::new();
    parts.extend(initiatives.iter().map(|it| format!("{:?} {:?} {}", it.number, it.section, it.title)));
    let ratings = &report.ratings;
    parts.extend(ratings.iter().map(|it| format!("{:?} {} {}", it.initiative, it.fiscal_year, it.printed)));
    parts.extend(measurements.indicators.iter().map(|it| format!("{} {:?}", it.name, it.part)));
    let observations = &measurements.observations;
    parts.extend(observations.iter().map(|it| format!("{} {:?} {}", it.indicator, it.role, it.printed)));
    Some(short_hash(&parts.iter().map(String::as_str).collect::<Vec<_>>()))
}
