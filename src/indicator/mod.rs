//! From the blocks' text to indicators with observations: values with unit, year, date and place.
//!
//! Comes in: [`crate::report::Report`]. Goes out: [`Indicator`]s and [`Observation`]s, printed text kept. Deliberately knows no
//! page layout and no other edition.

mod cell;
mod clause;
mod clause_label;
mod clause_name;
mod direction;
mod pair;
mod rate;
mod read;
mod row;
mod row_name;
mod row_unit;

pub use crate::report::Role;
pub use direction::{Direction, DirectionSource, direction};
pub use read::{read, read_with};

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::base::{FiscalYear, SourceRef};
use crate::text;

/// What a report measures: the indicators and their observations.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Measurements {
    /// In the order printed.
    pub indicators: Vec<Indicator>,
    /// In the order printed.
    pub observations: Vec<Observation>,
    /// For each of [`crate::report::Report::indicators`] its index in `indicators`.
    pub indicator_of_row: Vec<usize>,
}

/// A quantity that the report follows (指標, KPI).
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Indicator {
    /// Short hash of its initiative, name, part and unit.
    pub id: String,
    /// Index in [`crate::report::Report::initiatives`].
    pub initiative: Option<usize>,
    /// Its fullest printed name.
    pub name: String,
    /// The part that it is about, where a table parts its indicator: 男性, 小学校.
    pub part: Option<String>,
    /// Unit id, where it is known.
    pub unit: Option<String>,
    /// Whether its values add up over years; `None` where nothing is printed.
    pub cumulative: Option<bool>,
}

/// How a unit is shown (`人` for `person`), by its id; `None` for one that the program's table does not have.
pub fn unit_symbol(unit: &str) -> Option<&'static str> {
    text::unit::by_id(unit).map(|unit| unit.symbol)
}

/// What a unit measures (`count`, `ratio`, `money`), by its id; `None` for one that the program's table does not have.
pub fn dimension(unit: &str) -> Option<&'static str> {
    text::unit::by_id(unit).map(|unit| unit.dimension)
}

/// Where the fiscal year of an observation comes from, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum YearSource {
    /// A label at the value (`R5：`).
    Value,
    /// The as-of date.
    AsOf,
    /// The label of the block (`【R5計画】`).
    Label,
    /// The title of the document.
    Document,
}

impl YearSource {
    /// The word written to outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            YearSource::Value => "value",
            YearSource::AsOf => "as_of",
            YearSource::Label => "label",
            YearSource::Document => "document",
        }
    }
}

/// One value of an indicator.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Observation {
    /// Index in [`Measurements::indicators`].
    pub indicator: usize,
    /// Target, actual and so on.
    pub role: Role,
    /// The value in its unit, scale words multiplied out; percentages in percent. `None` for ranges and missing values.
    #[serde(with = "rust_decimal::serde::str_option")]
    pub value: Option<Decimal>,
    /// Lower end of a range.
    #[serde(with = "rust_decimal::serde::str_option")]
    pub value_min: Option<Decimal>,
    /// Upper end of a range.
    #[serde(with = "rust_decimal::serde::str_option")]
    pub value_max: Option<Decimal>,
    /// `eq`, `ge`, `approx` and so on.
    pub comparator: String,
    /// Unit id, or the unit as printed where it is not in the table.
    pub unit: Option<String>,
    /// Unit as printed, without its scale word.
    pub unit_printed: Option<String>,
    /// Unit of the denominator.
    pub per: Option<String>,
    /// The fiscal year the value is about.
    pub fiscal_year: Option<FiscalYear>,
    /// Where that year comes from.
    pub fiscal_year_source: Option<YearSource>,
    /// ISO date, as precise as printed: `2024-03`, `2024-03-31`.
    pub as_of: Option<String>,
    /// Whether it is summed up over years; a mark on the target holds for its actual.
    pub cumulative: bool,
    /// `gross` (延べ) or `distinct` (実).
    pub count_mode: Option<String>,
    /// SDMX observation status where the value is missing or provisional.
    pub obs_status: Option<String>,
    /// A qualification printed with it (県関与分).
    pub qualifier: Option<String>,
    /// Another area that the value is of (全国).
    pub area: Option<String>,
    /// The expression as printed, from the year label to the end of the value (`R5：78.1%`).
    pub printed: String,
    /// How sure the reading is, 0 to 1.
    pub confidence: f64,
    /// Codes of what speaks for and against the reading.
    pub reasons: Vec<Cow<'static, str>>,
    /// Where the value is printed.
    pub source: SourceRef,
}
