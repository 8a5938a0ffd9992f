//! The keys of a profile's TOML file, as `docs/profiles.md` describes them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Role;
use super::cells::Stem;

/// The file as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    pub id: String,
    pub name_ja: String,
    pub name_en: String,
    pub prefecture: Option<String>,
    pub plan: Option<String>,
    #[serde(default)]
    pub recognise: WrittenRecognise,
    pub list: Option<WrittenList>,
    pub block: Option<WrittenBlock>,
    pub indicators: Option<WrittenIndicators>,
    pub sheet: Option<WrittenSheet>,
    pub columns: Option<WrittenColumns>,
    #[serde(default)]
    pub rating: WrittenRating,
    pub totals: Option<WrittenTotals>,
    #[serde(default)]
    pub tables: WrittenTables,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct WrittenTables {
    /// Tables are cut over two facing pages.
    pub facing_pages: bool,
    /// Words over tables that are not read.
    pub exclude: Vec<String>,
    /// The roles of the lines of a cell, from the top.
    pub lines: Vec<WrittenRole>,
}

/// What heads say that the program does not know, or reads otherwise.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct WrittenColumns {
    pub indicator: Vec<String>,
    pub initiative: Vec<String>,
    pub section: Vec<String>,
    pub number: Vec<String>,
    pub part: Vec<String>,
    pub department: Vec<String>,
    pub unit: Vec<String>,
    pub year: Vec<String>,
    pub baseline: Vec<String>,
    pub target: Vec<String>,
    pub actual: Vec<String>,
    pub forecast: Vec<String>,
    pub rating: Vec<String>,
    pub achievement: Vec<String>,
    pub difference: Vec<String>,
    pub money: Vec<String>,
    pub plan: Vec<String>,
    pub progress: Vec<String>,
    pub next: Vec<String>,
    pub other: Vec<String>,
    pub filler: Vec<String>,
}

impl WrittenColumns {
    /// Its words by key, with the stem that each key stands for.
    pub fn by_key(&self) -> [(&'static str, Stem, &[String]); 21] {
        [
            ("number", Stem::Number, &self.number),
            ("section", Stem::Section, &self.section),
            ("initiative", Stem::Initiative, &self.initiative),
            ("indicator", Stem::Indicator, &self.indicator),
            ("part", Stem::Kind, &self.part),
            ("department", Stem::Department, &self.department),
            ("unit", Stem::Unit, &self.unit),
            ("year", Stem::Year, &self.year),
            ("baseline", Stem::Baseline, &self.baseline),
            ("target", Stem::Target, &self.target),
            ("actual", Stem::Actual, &self.actual),
            ("forecast", Stem::Forecast, &self.forecast),
            ("rating", Stem::Rating, &self.rating),
            ("achievement", Stem::Rate, &self.achievement),
            ("difference", Stem::Difference, &self.difference),
            ("money", Stem::Money, &self.money),
            ("plan", Stem::Plan, &self.plan),
            ("progress", Stem::Progress, &self.progress),
            ("next", Stem::Next, &self.next),
            ("other", Stem::Remark, &self.other),
            ("filler", Stem::Filler, &self.filler),
        ]
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct WrittenRecognise {
    pub title: Vec<String>,
    pub fallback: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenList {
    pub section: Vec<String>,
    pub title: Vec<String>,
    pub rating: Vec<String>,
    #[serde(default)]
    pub rated: bool,
    #[serde(default)]
    pub number: NumberPlace,
    pub section_form: Option<String>,
}

#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum NumberPlace {
    /// The number is printed before the title.
    Leading,
    /// Initiatives have no number.
    #[default]
    None,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct WrittenBlock {
    pub area: Vec<String>,
    pub section: Vec<String>,
    pub title: Vec<String>,
    pub labels: WrittenLabels,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct WrittenLabels {
    pub plan: Vec<String>,
    pub progress: Vec<String>,
    pub rating: Vec<String>,
    pub next: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct WrittenIndicators {
    pub indicator: Vec<String>,
    pub initiative: Vec<String>,
    pub number: Vec<String>,
    pub area: Vec<String>,
    pub section: Vec<String>,
    pub unit: Vec<String>,
    pub department: Vec<String>,
    pub kind: Vec<String>,
    pub rating: Vec<String>,
    pub achievement: Vec<String>,
    pub baseline: Vec<String>,
    pub target: Vec<String>,
    pub actual: Vec<String>,
    pub forecast: Vec<String>,
    pub reference: Vec<String>,
    pub dated: WrittenDated,
    pub group: Vec<String>,
    pub other: Vec<String>,
    pub bare_year: Option<WrittenRole>,
    pub undated: Vec<WrittenRole>,
    pub none: Vec<String>,
}

impl Default for WrittenIndicators {
    fn default() -> Self {
        let none = Vec::new;
        WrittenIndicators {
            indicator: none(),
            initiative: none(),
            number: none(),
            area: none(),
            section: none(),
            unit: none(),
            department: none(),
            kind: none(),
            rating: none(),
            achievement: none(),
            baseline: none(),
            target: none(),
            actual: none(),
            forecast: none(),
            reference: none(),
            dated: WrittenDated::default(),
            group: none(),
            other: none(),
            bare_year: None,
            undated: vec![WrittenRole::Actual],
            none: none(),
        }
    }
}

/// Words of values that count only where the header has a year.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct WrittenDated {
    pub baseline: Vec<String>,
    pub target: Vec<String>,
    pub actual: Vec<String>,
    pub forecast: Vec<String>,
    pub reference: Vec<String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum WrittenRole {
    Baseline,
    Target,
    Actual,
    Forecast,
    Reference,
}

impl From<WrittenRole> for Role {
    fn from(written: WrittenRole) -> Role {
        match written {
            WrittenRole::Baseline => Role::Baseline,
            WrittenRole::Target => Role::Target,
            WrittenRole::Actual => Role::Actual,
            WrittenRole::Forecast => Role::Forecast,
            WrittenRole::Reference => Role::Reference,
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct WrittenSheet {
    pub marker: Vec<String>,
    pub title: Vec<String>,
    pub number: Vec<String>,
    pub area: Vec<String>,
    pub section: Vec<String>,
    pub department: Vec<String>,
    pub plan: Vec<String>,
    pub progress: Vec<String>,
    pub rating: Vec<String>,
    pub next: Vec<String>,
    pub other: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct WrittenRating {
    pub order: Vec<String>,
    /// Scales to choose from by what is printed, where a profile is for many reports.
    pub scales: Vec<Vec<String>>,
    pub none: Vec<String>,
    /// What each letter means, as the legend prints it.
    pub meaning: BTreeMap<String, String>,
    /// The achievement rate in percent from which on a letter is given.
    pub at_least: BTreeMap<String, f64>,
    pub legend: Vec<String>,
    /// All letters are printed, and the one that stands out is the rating.
    pub chosen: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct WrittenTotals {
    pub all: Vec<String>,
    pub each: Vec<String>,
    pub phrase: Vec<String>,
}
