//! The tables of what reports measure: `indicators` and `observations`.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::ids::observation_ids;
use super::{Columns, Edition, Frame, Mark, Row, ValueSource, described, normalised, rows};
use crate::base::{SourceRef, Subject};
use crate::indicator::{self, Direction, DirectionSource, Indicator, Observation};

/// Units whose values are shares of something: they do not add up over years.
const RATE_UNITS: [&str; 2] = ["percent", "permille"];

/// One row an indicator and edition, at the place of its first value.
pub(super) fn indicators(editions: &[&Edition]) -> Frame {
    Columns::over(&rows(editions, |it| &it.measurements.indicators))
        .text("indicator_id", |row| Some(&row.item.id))
        .text("initiative_id", |row| row.initiative_id(row.item.initiative))
        .text("name", |row| Some(&row.item.name))
        .text("name_normalised", |row| Some(normalised(&row.item.name)))
        .text("part", |row| row.item.part.as_ref())
        .text("unit", |row| row.item.unit.as_ref())
        .text("dimension", |row| indicator::dimension(row.item.unit.as_deref()?))
        .text("direction", |row| Some(direction(row).map_or("unknown", |it| it.0.as_str())))
        .text("direction_source", |row| direction(row).map(|it| it.1.as_str()))
        .text("aggregation", |row| Some(aggregation(row.item)))
        .text("own_id", |row| Some(&row.item.id))
        .text("document_id", |row| Some(row.document_id()))
        .place(first_value)
        .plan(Row::identity)
        .text("correction_id", |row| indicator_mark(row).map(|it| &it.correction_id))
        .finish(described("indicators"))
}

fn aggregation(indicator: &Indicator) -> &'static str {
    match (indicator.cumulative, indicator.unit.as_deref()) {
        (Some(true), _) => "cumulative",
        (_, Some(unit)) if RATE_UNITS.contains(&unit) => "rate",
        (Some(false), _) => "annual",
        (None, _) => "unknown",
    }
}

fn direction(row: &Row<Indicator>) -> Option<(Direction, DirectionSource)> {
    if let Some(decided) = row.edition.corrected.directions.get(&row.index) {
        return Some((*decided, DirectionSource::Person));
    }
    let own = row.edition.measurements.observations.iter().filter(|it| it.indicator == row.index);
    indicator::direction(row.item, own)
}

fn indicator_mark<'a>(row: &Row<'a, Indicator>) -> Option<&'a Mark> {
    row.edition.corrected.mark(Subject::Indicator(row.index))
}

fn mark<'a>(row: &Row<'a, Observation>) -> Option<&'a Mark> {
    row.edition.corrected.mark(Subject::Observation(row.index))
}

fn source_of(row: &Row<Observation>) -> &'static str {
    mark(row).map_or(ValueSource::Read, |it| it.source).as_str()
}

fn first_value(row: &Row<Indicator>) -> Option<SourceRef> {
    row.edition.measurements.observations.iter().find(|it| it.indicator == row.index).map(|it| it.source)
}

/// One row a unit that anything is measured in, by its id.
pub(super) fn units(editions: &[&Edition]) -> Frame {
    let mut counts: BTreeMap<&str, i32> = BTreeMap::new();
    for measurements in editions.iter().map(|it| &it.measurements) {
        for observation in &measurements.observations {
            let count = observation.unit.as_deref().map(|unit| counts.entry(unit).or_default());
            count.into_iter().for_each(|it| *it += 1);
            observation.per.as_deref().into_iter().for_each(|it| _ = counts.entry(it).or_default());
        }
        measurements
            .indicators
            .iter()
            .filter_map(|it| it.unit.as_deref())
            .for_each(|it| _ = counts.entry(it).or_default());
    }
    units_table(counts)
}

/// The table of units of documents whose own tables these are.
pub fn units_together(tables: &[Frame]) -> Frame {
    let mut counts: BTreeMap<&str, i32> = BTreeMap::new();
    for table in tables {
        for (unit, count) in table.text("unit").iter().zip(table.i32("value_count").iter()) {
            *counts.entry(unit.unwrap_or_default()).or_default() += count.unwrap_or_default();
        }
    }
    units_table(counts)
}

fn units_table(counts: BTreeMap<&str, i32>) -> Frame {
    let rows: Vec<(&str, i32)> = counts.into_iter().collect();
    Columns::over(&rows)
        .text("unit", |(unit, _)| Some(unit))
        .text("symbol", |(unit, _)| Some(indicator::unit_symbol(unit).unwrap_or(unit)))
        .text("dimension", |(unit, _)| indicator::dimension(unit))
        .i32("value_count", |(_, count)| Some(*count))
        .finish(described("units"))
}

/// One row a value.
pub(super) fn observations(editions: &[&Edition]) -> Frame {
    let rows = rows(editions, |it| &it.measurements.observations);
    let rows: Vec<(String, Row<Observation>)> = observation_ids(editions).into_iter().zip(rows).collect();
    Columns::over(&rows)
        .text("observation_id", |(id, _)| Some(id))
        .text("indicator_id", |(_, row)| indicator_id(row))
        .text("part", |(_, row)| part(row))
        .i16("fiscal_year", |(_, row)| row.item.fiscal_year.map(|it| it.year()))
        .text("fiscal_year_source", |(_, row)| row.item.fiscal_year_source.map(|it| it.as_str()))
        .i16("reported_fiscal_year", |(_, row)| row.fiscal_year())
        .text("role", |(_, row)| Some(row.item.role.as_str()))
        .decimal("value", |(_, row)| row.item.value)
        .decimal("value_min", |(_, row)| row.item.value_min)
        .decimal("value_max", |(_, row)| row.item.value_max)
        .text("comparator", |(_, row)| Some(&row.item.comparator).filter(|it| !it.is_empty()))
        .text("unit", |(_, row)| row.item.unit.as_ref())
        .text("per", |(_, row)| row.item.per.as_ref())
        .text("printed", |(_, row)| Some(&row.item.printed))
        .text("unit_printed", |(_, row)| row.item.unit_printed.as_ref())
        .date("as_of", |(_, row)| as_of(row).map(|(days, _)| days))
        .text("as_of_precision", |(_, row)| as_of(row).map(|(_, precision)| precision))
        .boolean("cumulative", |(_, row)| Some(row.item.cumulative))
        .text("count_mode", |(_, row)| row.item.count_mode.as_ref())
        .text("obs_status", |(_, row)| row.item.obs_status.as_ref())
        .text("area", |(_, row)| row.item.area.as_ref())
        .f64("confidence", |(_, row)| Some(row.item.confidence))
        .text_list("reasons", |(_, row)| Some(&row.item.reasons))
        .text("document_id", |(_, row)| Some(row.document_id()))
        .place(|(_, row)| Some(row.item.source))
        .plan(|(_, row)| row.identity())
        .text("value_source", |(_, row)| Some(source_of(row)))
        .text("correction_id", |(_, row)| mark(row).map(|it| &it.correction_id))
        .finish(described("observations"))
}

pub(super) fn indicator_id<'a>(row: &Row<'a, Observation>) -> Option<&'a str> {
    row.edition.measurements.indicators.get(row.item.indicator).map(|it| it.id.as_str())
}

fn part<'a>(row: &Row<'a, Observation>) -> Option<&'a str> {
    row.edition.measurements.indicators.get(row.item.indicator)?.part.as_deref()
}

fn as_of(row: &Row<Observation>) -> Option<(i32, &'static str)> {
    days_since_epoch(row.item.as_of.as_deref()?)
}

/// An ISO date as precise as printed, in days since 1970-01-01, with its precision; a month or year stands for its first day.
fn days_since_epoch(date: &str) -> Option<(i32, &'static str)> {
    let (completed, precision) = match date.split('-').count() {
        1 => (format!("{date}-01-01"), "year"),
        2 => (format!("{date}-01"), "month"),
        _ => (date.to_owned(), "day"),
    };
    let date: Date = completed.parse().ok()?;
    Some((Date::constant(1970, 1, 1).until(date).ok()?.get_days(), precision))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(date: &str, expected: Option<(i32, &'static str)>) {
        assert_eq!(days_since_epoch(date), expected);
    }

    #[test]
    fn dates_are_as_precise_as_printed() {
        check("1970-01-02", Some((1, "day")));
        check("2024-03", Some((19_783, "month")));
        check("2024-03-31", Some((19_813, "day")));
        check("2024", Some((19_723, "year")));
        check("1969-12-31", Some((-1, "day")));
    }

    #[test]
    fn what_is_no_date_has_none() {
        check("2024-13", None);
        check("R6.3", None);
    }

    #[test]
    fn a_cumulative_mark_outweighs_the_unit() {
        let indicator = |unit: Option<&str>, cumulative| {
            let unit = unit.map(str::to_owned);
            Indicator { id: String::new(), initiative: None, name: String::new(), part: None, unit, cumulative }
        };
        let cases = [(Some("percent"), None), (Some("case"), Some(true)), (Some("case"), Some(false)), (None, None)];
        let found = cases.map(|(unit, cumulative)| aggregation(&indicator(unit, cumulative)));
        assert_eq!(found, ["rate", "cumulative", "annual", "unknown"]);
    }
}
