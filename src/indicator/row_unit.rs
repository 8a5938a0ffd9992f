//! The unit of a row of a table, from the nearest place that prints it.

use rust_decimal::Decimal;

use super::cell::{CellValue, unknown_counter};
use super::row_name::RowName;
use crate::report::{IndicatorRow, Reading};
use crate::text::{Quantity, UnitCaption, UnitTable, fold, unit_of_cell, unit_of_line};

/// A unit, and the reason that says where it is printed.
pub(super) type Said = (UnitCaption, &'static str);

/// The unit of the values of a row that print none, from the nearest place that says it.
pub(super) fn unit_of_row(
    row: &IndicatorRow,
    name: &RowName,
    cells: &[CellValue],
    counter: Option<String>,
    units: &UnitTable,
) -> Option<Said> {
    let of_column = row.unit.as_ref().and_then(|it| unit_of_cell(it.text(), units)).map(|it| (it, "unit_from_row"));
    of_column
        .or_else(|| Some((name.unit.clone()?, "unit_from_name")))
        .or_else(|| Some((unit_of_cells(cells, units)?, "unit_from_neighbours")))
        .or_else(|| Some((counted(counter?), "unit_from_neighbours")))
        .or_else(|| Some((caption(row, name, cells, units)?, "unit_from_caption")))
}

/// What a row counts by, where nobody knows the word as a unit: 歩 in `7,214歩`, 区域. It stands behind the figures of two cells, or
/// of one and in the name.
pub(super) fn counter(name: &str, readings: &[Reading], units: &UnitTable) -> Option<String> {
    let counters: Vec<String> = readings.iter().filter_map(|it| unknown_counter(it.printed.text(), units)).collect();
    let first = counters.first()?;
    let is_shared =
        counters.iter().all(|it| it == first) && (counters.len() > 1 || fold(name).contains(first.as_str()));
    is_shared.then(|| first.clone())
}

/// A word that a row counts by as its unit.
fn counted(counter: String) -> UnitCaption {
    UnitCaption {
        unit: None,
        factor: Decimal::ONE,
        per: None,
        count_mode: None,
        range: 0..counter.len(),
        printed: counter,
    }
}

/// The one unit that cells of a row print, for those that print none: 75％ beside 100 and 50.0.
fn unit_of_cells(cells: &[CellValue], units: &UnitTable) -> Option<UnitCaption> {
    let quantities = || cells.iter().filter_map(|it| it.quantity.as_ref());
    let printed = quantities().find(|it| it.scale == Decimal::ONE && it.unit.is_some())?;
    let is_another = |it: &Quantity| it.unit_printed.is_some() && it.unit != printed.unit || it.scale != Decimal::ONE;
    if quantities().any(is_another) {
        return None;
    }
    let printed = printed.unit_printed.as_deref().or(printed.unit.map(|it| it.symbol))?;
    unit_of_cell(printed, units)
}

/// The unit above the table, for a row that surely is measured in it and prints none of its own.
fn caption(row: &IndicatorRow, name: &RowName, cells: &[CellValue], units: &UnitTable) -> Option<UnitCaption> {
    let has_own =
        |it: &CellValue| it.quantity.as_ref().is_some_and(|it| it.unit.is_some() || it.unit_printed.is_some());
    // Two lines contradict each other, or one of them is about something else.
    let [line] = row.captions.as_slice() else { return None };
    let caption = unit_of_line(line.text(), units)?;
    (caption.measures(&name.text, units) && !cells.iter().any(has_own)).then_some(caption)
}
#[cfg(test)]
mod tests {
    use super::super::cell::read_cell;
    use super::super::row_name::row_name;
    use super::*;

    #[test]
    fn a_unit_printed_once_is_that_of_the_row() {
        let unit = |row: &[&str]| {
            let cells: Vec<CellValue> = row.iter().map(|it| read_cell(it, UnitTable::built_in())).collect();
            unit_of_cells(&cells, UnitTable::built_in()).and_then(|it| it.unit).map(|it| it.id)
        };
        assert_eq!(unit(&["75％（29年度）", "100", "50.0"]), Some("percent"));
        assert_eq!(unit(&["75％", "12人", "50"]), None);
        assert_eq!(unit(&["3万人", "100"]), None);
        assert_eq!(unit(&["75", "100"]), None);
    }

    #[test]
    fn the_nearest_place_that_says_the_unit_gives_it() {
        let passage = |text: &str| {
            let mut printed = crate::report::Passage::default();
            text.chars().for_each(|it| printed.push(it, 1, crate::base::Rect::default()));
            printed
        };
        let from = |name: &str, column: Option<&str>, cells: &[&str], line: Option<&str>| {
            let units = UnitTable::built_in();
            let row = IndicatorRow {
                initiative: None,
                name: passage(name),
                part: None,
                unit: column.map(passage),
                captions: line.map(passage).into_iter().collect(),
                readings: Vec::new(),
                rates: Vec::new(),
            };
            let cells: Vec<CellValue> = cells.iter().map(|it| read_cell(it, units)).collect();
            unit_of_row(&row, &row_name(name, units), &cells, None, units).map(|it| (it.0.printed, it.1))
        };
        let said = |unit: &str, place: &'static str| Some((unit.to_owned(), place));
        assert_eq!(from("受講者数（人）", Some("件"), &["3回"], Some("単位：千円")), said("件", "unit_from_row"));
        assert_eq!(from("受講者数（人）", None, &["3回"], Some("単位：千円")), said("人", "unit_from_name"));
        assert_eq!(from("受講者数", None, &["3回", "4"], Some("単位：人")), said("回", "unit_from_neighbours"));
        assert_eq!(from("受講者数", None, &["3", "4"], Some("単位：人")), said("人", "unit_from_caption"));
        assert_eq!(from("受講者数", None, &["3", "4"], None), None);
    }
}
