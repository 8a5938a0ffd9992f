//! From the layout to what the report says: initiatives, ratings, blocks, stated totals, as printed.
//!
//! Comes in: [`crate::layout::DocumentLayout`] and a [`Profile`], which says in data how one report design is read. Goes out:
//! [`Report`]. Deliberately knows no units, no numbers with a meaning, and no other edition.

mod above;
mod any;
#[cfg(test)]
mod any_tests;
mod block;
#[cfg(test)]
mod boxed_tests;
mod brackets;
mod cells;
mod chosen;
mod compact;
mod coverage;
mod document_facts;
mod draft;
#[cfg(test)]
mod drawn;
mod fiscal_label;
mod followed;
mod grid;
mod header;
mod header_cell;
mod heading;
mod hints;
mod identity;
mod ids;
mod indicator_table;
mod legend;
mod legends;
mod levels;
mod link;
mod list;
mod list_marks;
#[cfg(test)]
mod measure_tests;
#[cfg(test)]
mod named_tests;
mod one_table;
mod parted;
mod pattern;
mod pooled;
mod profile;
mod profile_file;
mod profile_keys;
mod profile_lint;
mod prose;
#[cfg(test)]
mod prose_tests;
mod read;
mod recognise;
mod recurring;
#[cfg(test)]
mod recurring_tests;
mod scale;
mod sheet;
#[cfg(test)]
mod table_tests;
mod take;
mod title;
mod totals;
#[cfg(test)]
mod unsure_tests;

pub use coverage::{unread_heads, unread_labels};
pub use document_facts::{DocumentFacts, DocumentFactsError, parse_documents};
pub use draft::draft;
pub use identity::Overrides;
pub use ids::{IdOf, short_hash, short_id};
pub use profile::{Profile, ProfileError, built_in_profiles};
pub use profile_file::parse_profile;
pub use read::read;
pub use recognise::recognise;
pub use totals::recount;

use crate::base::{FiscalYear, Municipality, Prefecture, SourceRef};
pub use crate::layout::Passage;

/// What one report says, as printed.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Report {
    /// Which report it is.
    pub identity: ReportIdentity,
    /// In the order of the list; those that have only a block follow.
    pub initiatives: Vec<Initiative>,
    /// In the order of the initiatives, then of fiscal years; those of blocks follow those of the list.
    pub ratings: Vec<Rating>,
    /// In the order printed.
    pub blocks: Vec<Block>,
    /// Indicators that tables and sheets follow, in the order printed. Those that blocks speak of in text are not among them.
    pub indicators: Vec<IndicatorRow>,
    /// In the order printed.
    pub stated_totals: Vec<StatedTotal>,
    /// Tables that may say how the plan goes on, with what became of their figures; in the order printed. Empty where a profile
    /// says what is read.
    pub coverage: Vec<TableCoverage>,
}

/// What became of the figures and grades that a table prints.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct TableCoverage {
    /// Where the table begins.
    pub source: Option<SourceRef>,
    /// Its rows.
    pub row_count: u32,
    /// Values and ratings that were read.
    pub read: u32,
    /// Values that were understood in part only, so that none was taken.
    pub withheld: u32,
    /// Figures computed from others: rates, differences, totals.
    pub derived: u32,
    /// Amounts of money that no indicator names.
    pub money: u32,
    /// Numbers of rows, codes, years.
    pub label: u32,
    /// Figures that nobody understood.
    pub unread: u32,
}

impl TableCoverage {
    /// Values that the table prints, as far as known: those read, withheld and unread.
    pub fn values(&self) -> u32 {
        self.read + self.withheld + self.unread
    }
}

impl Report {
    /// What a rating is about: the name of the indicator, else the title of the initiative, each in one line.
    pub fn title_of(&self, rating: &Rating) -> String {
        let indicator =
            rating.indicator.and_then(|it| self.indicators.get(it)).map(|it| it.name.text().replace('\n', ""));
        let initiative = rating.initiative.and_then(|it| self.initiatives.get(it)).map(|it| it.title.clone());
        indicator.or(initiative).unwrap_or_default()
    }
}

/// Which report it is.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct ReportIdentity {
    /// Title as printed on the first page.
    pub title: Option<String>,
    /// The plan reported on.
    pub plan: Option<String>,
    /// The prefecture that reports.
    pub prefecture: Option<Prefecture>,
    /// The municipality that reports, where the report is one's.
    pub municipality: Option<Municipality>,
    /// The 6-digit code of the municipality, else of the prefecture; `None` where a municipality is named that cannot be told.
    pub area_code: Option<String>,
    /// The fiscal year reported on.
    pub fiscal_year: Option<FiscalYear>,
    /// A year near the one reported on: that, else the one of a date or year on the first page. Tells eras apart, and no more.
    pub near_year: Option<FiscalYear>,
    /// Where the document was downloaded, as a person says.
    pub source_url: Option<String>,
    /// When it was published, as a person says: an ISO date.
    pub published_on: Option<String>,
    /// Id of the profile that it was read by.
    pub profile_id: Option<String>,
    /// Short hash of that profile.
    pub profile_hash: Option<String>,
    /// Letters of the rating scale, the best first.
    pub scale: Vec<String>,
    /// What each letter of the scale means, as the report prints it; empty where the profile does not say.
    pub scale_meanings: Vec<String>,
}

/// A measure of the plan that is followed from year to year (取組).
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Initiative {
    /// Short hash of prefecture, plan, area, section and title: rows of the same title in two sections are two initiatives.
    pub id: String,
    /// Number printed before the title.
    pub number: Option<u32>,
    /// Area (分野).
    pub area: Option<String>,
    /// Section (分類), with its printed number.
    pub section: Option<String>,
    /// Title as printed, lines joined.
    pub title: String,
    /// Departments in charge, where a block names them.
    pub departments: Vec<String>,
    /// Whether it stands in the list.
    pub in_list: bool,
    /// Whether it has a block.
    pub in_block: bool,
    /// Where its title is printed.
    pub source: SourceRef,
}

/// Where a rating is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum RatingOrigin {
    /// In the list.
    List,
    /// In a block.
    Block,
}

impl RatingOrigin {
    /// The word written to outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            RatingOrigin::List => "list",
            RatingOrigin::Block => "block",
        }
    }
}

/// A rating of an initiative, or of one of its indicators, in a year.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Rating {
    /// Index in [`Report::initiatives`]; `None` where a table rates indicators that belong to no initiative.
    pub initiative: Option<usize>,
    /// Index in [`Report::indicators`], where each indicator is rated.
    pub indicator: Option<usize>,
    /// The fiscal year that is rated.
    pub fiscal_year: FiscalYear,
    /// As printed, `-` included; empty where the cell is.
    pub printed: String,
    /// The letter of the scale; `None` where none was given.
    pub value: Option<String>,
    /// Place on the scale, 1 the best.
    pub rank: Option<u8>,
    /// Who rates, where the report says so: 外部評価.
    pub evaluator: Option<String>,
    /// By which measure, where the report says so: 有効性.
    pub axis: Option<String>,
    /// List or block.
    pub origin: RatingOrigin,
    /// Where it is printed.
    pub source: SourceRef,
}

/// What a value says of its indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Role {
    /// What is to be reached.
    Target,
    /// What was reached.
    Actual,
    /// Where it began.
    Baseline,
    /// What is expected.
    Forecast,
    /// A figure of another area or of the original plan, for comparison.
    Reference,
}

impl Role {
    /// The word written to outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Target => "target",
            Role::Actual => "actual",
            Role::Baseline => "baseline",
            Role::Forecast => "forecast",
            Role::Reference => "reference",
        }
    }
}

/// An indicator as a table or sheet prints it.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct IndicatorRow {
    /// Index in [`Report::initiatives`].
    pub initiative: Option<usize>,
    /// Its name.
    pub name: Passage,
    /// The part that its values are about, where the report parts it: 男性, 小学校.
    pub part: Option<String>,
    /// What its unit column holds.
    pub unit: Option<Passage>,
    /// The lines above its table that speak of a unit; none where the table has units of its own.
    pub captions: Vec<Passage>,
    /// Its values, by row, then column.
    pub readings: Vec<Reading>,
    /// The rates of achievement printed beside them.
    pub rates: Vec<PrintedRate>,
}

/// A rate of achievement as printed, in percent. It is no value of the indicator; it tells whether two of them were understood.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct PrintedRate {
    /// The year that a head prints.
    pub fiscal_year: Option<FiscalYear>,
    /// What its cell holds.
    pub printed: Passage,
}

/// A value as printed in a table, with what the headers say of it.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Reading {
    /// What it says of its indicator.
    pub role: Role,
    /// The year that a header prints.
    pub fiscal_year: Option<FiscalYear>,
    /// Whether it is about the year of the report where no header prints one.
    pub is_about_document: bool,
    /// What its cell holds.
    pub printed: Passage,
    /// The unit that its header prints.
    pub unit: Option<String>,
    /// Where its role is said.
    pub role_place: Place,
    /// Where its year is said, if not by the report.
    pub year_place: Place,
}

impl Reading {
    /// A value of the year that the report is about, for nothing else dates it.
    fn of_the_report(role: Role, role_place: Place, printed: Passage) -> Reading {
        Reading {
            role,
            fiscal_year: None,
            is_about_document: true,
            printed,
            unit: None,
            role_place,
            year_place: Place::default(),
        }
    }
}

/// Where a fact about a value is said, the nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum Place {
    /// In its own cell, or in its own line of running text.
    Cell,
    /// By the heads over its column, or before its row where a table is turned.
    #[default]
    Head,
    /// By another cell of its row.
    Row,
    /// By a line above its table.
    Caption,
}

/// The box of a main initiative (個票).
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Block {
    /// Index in [`Report::initiatives`].
    pub initiative: Option<usize>,
    /// Area (分野) of the heading above.
    pub area: Option<String>,
    /// Section (分類) of the heading above.
    pub section: Option<String>,
    /// Title of its own heading.
    pub title: Passage,
    /// Departments of its heading.
    pub departments: Vec<String>,
    /// What was planned.
    pub plan: Passage,
    /// The fiscal year printed in the label of the plan.
    pub plan_fiscal_year: Option<FiscalYear>,
    /// What came of it.
    pub progress: Passage,
    /// The rating.
    pub rating: Passage,
    /// What is to be done next.
    pub next: Passage,
    /// Where the block begins.
    pub source: Option<SourceRef>,
}

/// A total that the report states of itself.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct StatedTotal {
    /// `all`, a letter of the scale, or letters joined by `+`.
    pub key: String,
    /// The number stated.
    pub count: Option<u32>,
    /// The share stated, in percent, as printed.
    pub share: Option<String>,
    /// A share stated in words (`約9割`).
    pub phrase: Option<String>,
    /// The number found in the list.
    pub found_count: u32,
    /// The share found in the list, in percent; `None` where the list is empty.
    pub found_share: Option<f64>,
    /// Whether what is stated is what was found.
    pub agrees: bool,
    /// Where it is printed.
    pub source: SourceRef,
}
