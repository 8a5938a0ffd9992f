//! What is another than the last time: editions that came, PDFs that were replaced, targets that were eased, ratings that fell.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{Change, Place, Series, Tables, Value, owned};
use crate::dataset::Frame;

/// A thing that is another than the last time.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::publish) enum News {
    /// An edition that the last run did not have: the index of its document.
    Added(usize),
    /// A PDF took the place of another one of its edition.
    Replaced(Replaced),
    /// The latest edition sets a target lower than the one before did, or another where nobody knows which way is better.
    Eased(Box<Eased>),
    /// The latest year's target asks for less than that of the year before.
    Lowered(Box<Lowered>),
    /// Ratings of the latest year that are lower than those of the year before.
    Fell {
        /// Index of the series.
        series: usize,
        from_year: i16,
        to_year: i16,
        /// In the order of the list.
        changes: Vec<Change>,
    },
}

impl News {
    /// The place that it speaks of.
    pub fn place(&self) -> Option<Place> {
        match self {
            News::Added(_) | News::Replaced(_) => None,
            News::Eased(it) => it.to.place,
            News::Lowered(it) => it.to.place,
            News::Fell { changes, .. } => changes.first().and_then(|it| it.to.2),
        }
    }
}

/// A PDF that took the place of another one.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::publish) struct Replaced {
    /// Index of the later document.
    pub document: usize,
    pub file_name: String,
    pub replaced_file_name: String,
    /// All that differs.
    pub count: usize,
    /// Ratings, targets and actuals that differ: what they are of, their year, before and after, as printed.
    pub values: Vec<(String, Option<i16>, String, String)>,
}

/// A target that was eased.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::publish) struct Eased {
    pub name: String,
    pub fiscal_year: Option<i16>,
    pub from: Value,
    pub to: Value,
    /// Whether it is known that less was asked for afterwards.
    pub is_easing: bool,
    /// Whether the actual reaches the later target and not the earlier one.
    pub only_then_met: bool,
}

/// A target that asks for less than that of the year before.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::publish) struct Lowered {
    /// Index of the series, and of the indicator in it.
    pub indicator: (usize, usize),
    pub from_year: i16,
    pub from: Value,
    pub to_year: i16,
    pub to: Value,
    pub actual: Option<Value>,
    pub met: bool,
    /// Whether the target of the year before would have been missed.
    pub only_then_met: bool,
}

/// All that is another than the last time; `added` are the indices of documents that the last run did not have.
pub(super) fn news(series: &[Series], added: Vec<usize>, tables: &Tables<'_>) -> Vec<News> {
    let mut news: Vec<News> = added.into_iter().map(News::Added).collect();
    news.extend(replaced(tables).into_iter().map(News::Replaced));
    news.extend(eased(series, tables).into_iter().map(|it| News::Eased(Box::new(it))));
    news.extend(
        series.iter().enumerate().flat_map(|(index, it)| lowered(index, it)).map(|it| News::Lowered(Box::new(it))),
    );
    news.extend(series.iter().enumerate().filter_map(|(index, it)| fell(index, it)));
    news
}

fn replaced(tables: &Tables<'_>) -> Vec<Replaced> {
    let Some(frame) = tables.get("replacements") else { return Vec::new() };
    let mut all: BTreeMap<(usize, String), Replaced> = BTreeMap::new();
    for row in 0..frame.row_count() {
        let (Some(document), Some(replaced_file_name)) =
            (tables.document(frame, "document_id", row), owned(frame, "replaced_file_name", row))
        else {
            continue;
        };
        let file_name = owned(frame, "file_name", row).unwrap_or_default();
        let empty =
            |replaced_file_name| Replaced { document, file_name, replaced_file_name, count: 0, values: Vec::new() };
        let key = (document, replaced_file_name.clone());
        let replaced = all.entry(key).or_insert_with(|| empty(replaced_file_name));
        replaced.count += 1;
        replaced.values.extend(replaced_value(frame, row));
    }
    all.into_values().collect()
}

fn replaced_value(frame: &Frame, row: usize) -> Option<(String, Option<i16>, String, String)> {
    let is_value = matches!(frame.text("kind").get(row), Some("rating" | "target" | "actual"));
    let (before, after) = (owned(frame, "before", row)?, owned(frame, "after", row)?);
    let subject = owned(frame, "subject", row)?;
    is_value.then(|| (subject, frame.i16("fiscal_year").get(row), before, after))
}

/// Targets that the latest edition of their plan gives otherwise; what earlier ones changed is no news.
fn eased(series: &[Series], tables: &Tables<'_>) -> Vec<Eased> {
    let (Some(frame), Some(observations)) = (tables.get("trend_restatements"), tables.get("observations")) else {
        return Vec::new();
    };
    let ids = observations.text("observation_id");
    let rows: BTreeMap<&str, usize> = ids.iter().enumerate().filter_map(|(row, id)| Some((id?, row))).collect();
    let is_latest = |row: usize| {
        let document = tables.document(frame, "to_document_id", row);
        document.is_some() && series.iter().any(|it| it.documents.last().copied() == document)
    };
    let one = |row: usize| {
        let text = |name: &str| frame.text(name).get(row);
        let is_target = text("kind") == Some("value") && text("role") == Some("target");
        let is_known = matches!(text("effect"), Some("eased") | None);
        let value = |id: &str, value: &str| {
            Some(Value::of(observations, *rows.get(text(id)?)?, frame.decimal(value, row)?, tables))
        };
        let (from, to) = (value("from_observation_id", "from_value")?, value("to_observation_id", "to_value")?);
        let is_news = is_target && is_known && text("basis") == Some("editions") && is_latest(row);
        is_news.then(|| Eased {
            name: owned(frame, "name", row).unwrap_or_default(),
            fiscal_year: frame.i16("fiscal_year").get(row),
            from,
            to,
            is_easing: text("effect").is_some(),
            only_then_met: frame.boolean("met_only_because_eased").get(row) == Some(true),
        })
    };
    let mut found: Vec<Eased> = (0..frame.row_count()).filter_map(one).collect();
    // What was met only because less was asked for comes first.
    found.sort_by_key(|it| (!it.only_then_met, !it.is_easing));
    found
}

/// The targets of the latest year that ask for less than those of the year before, those that were met only therefore first.
fn lowered(series: usize, of: &Series) -> Vec<Lowered> {
    let Some(targets) = of.latest_targets() else { return Vec::new() };
    let to_year = targets.fiscal_year;
    let one = |(index, indicator): (usize, &super::Indicator)| {
        let (point, before) = (indicator.points.get(&to_year)?, indicator.points.get(&(to_year - 1))?);
        let (from, to, met) = (before.target.clone()?, point.target.clone()?, point.met?);
        let asks_less = |than: Decimal, value: Decimal| if indicator.down { value > than } else { value < than };
        let are_printed = !from.is_assumed && !to.is_assumed;
        let is_lowered = are_printed && from.unit == to.unit && asks_less(from.value, to.value);
        let misses_former = point.actual.as_ref().is_some_and(|it| asks_less(from.value, it.value));
        let (actual, indicator) = (point.actual.clone(), (series, index));
        let (from_year, only_then_met) = (to_year - 1, met && misses_former);
        is_lowered.then_some(Lowered { indicator, from_year, from, to_year, to, actual, met, only_then_met })
    };
    let mut found: Vec<Lowered> = of.indicators.iter().enumerate().filter_map(one).collect();
    found.sort_by_key(|it| !it.only_then_met);
    found
}

fn fell(index: usize, series: &Series) -> Option<News> {
    let all = series.changes.as_ref()?;
    let changes: Vec<Change> = all.changed.iter().filter(|it| !it.improved()).cloned().collect();
    let is_news = !changes.is_empty();
    is_news.then_some(News::Fell { series: index, from_year: all.from_year, to_year: all.to_year, changes })
}
