//! From the layout to what the report says: initiatives, ratings, blocks, stated totals, as printed.
//!
//! Comes in: [`crate::layout::DocumentLayout`] and a [`Profile`], which says in data how one report design is read. Goes out:
//! [`Report`]. Deliberately knows no units, no numbers with a meaning, and no other edition.

mod block;
mod compact;
mod heading;
mod identity;
mod link;
mod list;
mod pattern;
mod profile;
mod read;
mod recognise;
mod totals;

pub use identity::{Overrides, short_hash};
pub use profile::{Profile, ProfileError, built_in_profiles, parse_profile};
pub use read::read;
pub use recognise::recognise;
pub use totals::recount;

use crate::base::{FiscalYear, Prefecture, SourceRef};
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
    /// In the order printed.
    pub stated_totals: Vec<StatedTotal>,
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
    /// The fiscal year reported on.
    pub fiscal_year: Option<FiscalYear>,
    /// Id of the profile that it was read by.
    pub profile_id: Option<String>,
    /// Short hash of that profile.
    pub profile_hash: Option<String>,
    /// Letters of the rating scale, the best first.
    pub scale: Vec<String>,
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

/// A rating of an initiative in a year.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Rating {
    /// Index in [`Report::initiatives`].
    pub initiative: usize,
    /// The fiscal year that is rated.
    pub fiscal_year: FiscalYear,
    /// As printed, `-` included; empty where the cell is.
    pub printed: String,
    /// The letter of the scale; `None` where none was given.
    pub value: Option<String>,
    /// Place on the scale, 1 the best.
    pub rank: Option<u8>,
    /// List or block.
    pub origin: RatingOrigin,
    /// Where it is printed.
    pub source: SourceRef,
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
