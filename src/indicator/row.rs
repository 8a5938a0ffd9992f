//! Rows of indicator tables -> indicators and observations.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::cell::{CellValue, CellYear, nearest_year, read_cell_counted};
use super::rate::confirmed;
use super::read::{code, note_unknown_unit, qualifier};
use super::row_name::{RowName, is_cumulative, is_cut_by, row_name};
use super::row_unit::{Said, counter, unit_of_row};
use super::{Indicator, Measurements, Observation, YearSource};
use crate::base::{FiscalYear, Message, Note};
use crate::report::{IdOf, IndicatorRow, Place, Reading, Report, short_id};
use crate::text::{Quantity, UnitCaption, UnitTable, fold, unit_of_cell};

/// Takes in the indicators of tables and sheets. Notes: `unit_unknown`, `value_twice`, `value_unread`.
pub(super) fn read_rows(report: &Report, units: &UnitTable, measurements: &mut Measurements) -> Vec<Note> {
    let mut notes = Vec::new();
    for row in &report.indicators {
        let mut name = row_name(row.name.text(), units);
        name.is_cumulative |= row.part.as_deref().is_some_and(is_cumulative);
        let counter = counter(&name.text, &row.readings, units);
        let cells: Vec<CellValue> =
            row.readings.iter().map(|it| read_cell_counted(it.printed.text(), counter.as_deref(), units)).collect();
        let unit = unit_of_row(row, &name, &cells, counter, units);
        let indicator = add_indicator(row, &name, unit.as_ref().map(|it| &it.0), report, measurements);
        measurements.indicator_of_row.push(indicator);
        let twice = said_twice(&row.readings, &cells);
        let in_kanji = row.readings.iter().any(|it| is_kanji_number(it.printed.text()));
        let confirmed = confirmed(&row.rates, &row.readings, &cells, units);
        for (((reading, cell), is_twice), is_confirmed) in row.readings.iter().zip(cells).zip(twice).zip(confirmed) {
            if is_twice {
                notes.push(left_out("value_twice", reading, &name));
                continue;
            }
            if !in_kanji && is_lone_mark(reading.printed.text()) {
                notes.push(left_out("value_unread", reading, &name));
                continue;
            }
            let own = reading.unit.as_deref().and_then(|it| unit_of_cell(it, units)).map(|it| (it, "unit_from_head"));
            match observation(reading, cell, own.as_ref().or(unit.as_ref()), &name, indicator, report) {
                Some(mut observation) => {
                    if is_confirmed {
                        observation.reasons.push(Cow::Borrowed("rate_agrees"));
                        observation.confidence = 1.0;
                    }
                    if let Some(printed) = observation.unit.as_ref().filter(|it| units.by_id(it).is_none()) {
                        note_unknown_unit(printed, |message| Note::info(message).at(observation.source), &mut notes);
                    }
                    measurements.observations.push(observation);
                }
                None => notes.push(left_out("value_unread", reading, &name)),
            }
        }
    }
    notes
}

/// How sure a value of a table is that nothing else on the page confirms: of those of 40 designs that nobody had seen 98 in 100 were
/// right, of those with a rate that agrees all.
const UNCONFIRMED: f64 = 0.95;

/// For each reading whether another one of the row says another value of the same role and year: then the columns or rows were
/// not understood, and neither is to be trusted. Nor are others of one role and year that happen to be equal.
fn said_twice(readings: &[Reading], cells: &[CellValue]) -> Vec<bool> {
    let key = |at: usize| (readings[at].role, readings[at].fiscal_year, cells[at].year);
    let value = |at: usize| cells[at].quantity.as_ref().and_then(|it| it.value);
    let contradicts = |at: usize, other: usize| {
        key(at) == key(other) && value(at).is_some() && value(other).is_some() && value(at) != value(other)
    };
    let repeats = |at: usize, other: usize| at != other && key(at) == key(other) && value(at).is_some();
    let others = 0..cells.len();
    let is_unsure = others.clone().any(|at| others.clone().any(|other| contradicts(at, other)));
    let is_twice = |at: usize| is_unsure && others.clone().any(|other| contradicts(at, other) || repeats(at, other));
    others.clone().map(is_twice).collect()
}

fn add_indicator(
    row: &IndicatorRow,
    name: &RowName,
    unit: Option<&UnitCaption>,
    report: &Report,
    measurements: &mut Measurements,
) -> usize {
    let initiative_id = row.initiative.map_or("", |it| report.initiatives[it].id.as_str());
    let unit = unit.map(|it| it.id().to_owned());
    let (mut folded, unit_key) = (fold(&name.text), unit.clone().unwrap_or_default());
    if let Some(part) = &row.part {
        folded.push('\u{1F}');
        folded.push_str(&fold(part));
    }
    let mut id = short_id(IdOf::Indicator, &[initiative_id, &folded, &unit_key]);
    let mut repeat = 1;
    // Two rows of one name are two indicators: a table may part them by what it prints above.
    while measurements.indicators.iter().any(|it| it.id == id) {
        id = short_id(IdOf::Indicator, &[initiative_id, &folded, &unit_key, &repeat.to_string()]);
        repeat += 1;
    }
    measurements.indicators.push(Indicator {
        id,
        initiative: row.initiative,
        name: name.text.clone(),
        part: row.part.clone(),
        unit,
        cumulative: name.is_cumulative.then_some(true),
    });
    measurements.indicators.len() - 1
}

fn observation(
    reading: &Reading,
    cell: CellValue,
    unit: Option<&Said>,
    name: &RowName,
    indicator: usize,
    report: &Report,
) -> Option<Observation> {
    let printed = reading.printed.text();
    let range = cell.quantity.as_ref().filter(|it| it.has_value()).map(|it| it.number_range.clone());
    let source = reading.printed.place(range.unwrap_or(0..printed.len()))?;
    if cell.quantity.is_none() && cell.status.is_none() && printed.chars().any(char::is_numeric) {
        return None;
    }
    let mut quantity = cell.quantity;
    if let Some(quantity) = quantity.as_mut().filter(|_| is_cut_by(&name.text, printed)) {
        for value in [&mut quantity.value, &mut quantity.value_min, &mut quantity.value_max] {
            *value = value.map(|it| it.abs());
        }
    }
    let prints_unit = quantity.as_ref().is_some_and(|it| it.unit.is_some() || it.unit_printed.is_some());
    let unit_reason = if prints_unit { Some("unit_from_cell") } else { unit.map(|it| it.1) };
    let unit = unit.map(|it| &it.0);
    if let (Some(quantity), Some(unit)) = (&mut quantity, unit) {
        unit.apply(quantity);
    }
    let printed_unit = |it: &Quantity| it.unit.map(|it| it.id.to_owned()).or(it.unit_printed.clone());
    let own_unit = quantity.as_ref().filter(|_| prints_unit).and_then(printed_unit);
    let (fiscal_year, fiscal_year_source) = year_of(&cell.year, reading, report);
    let value = |field: fn(&Quantity) -> Option<Decimal>| quantity.as_ref().and_then(field);
    Some(Observation {
        indicator,
        role: reading.role,
        value: value(|it| it.value),
        value_min: value(|it| it.value_min),
        value_max: value(|it| it.value_max),
        comparator: quantity.as_ref().map(|it| code(&it.comparator)).unwrap_or_default(),
        unit: own_unit.or_else(|| unit.map(|it| it.id().to_owned())),
        unit_printed: quantity.as_ref().and_then(|it| it.unit_printed.clone()).or(unit.map(|it| it.printed.clone())),
        per: quantity.as_ref().and_then(|it| it.per.clone()).or(unit.and_then(|it| it.per.clone())),
        fiscal_year,
        fiscal_year_source,
        as_of: cell.as_of.map(|it| it.to_string()),
        cumulative: name.is_cumulative || cell.is_cumulative,
        count_mode: quantity.as_ref().and_then(|it| it.count_mode.as_ref()).map(code),
        obs_status: quantity.as_ref().and_then(|it| it.obs_status).or(cell.status).as_ref().map(code),
        qualifier: qualifier(&name.text),
        area: None,
        printed: printed.replace('\n', " ").trim().to_owned(),
        confidence: UNCONFIRMED,
        reasons: reasons(reading, fiscal_year_source, unit_reason),
        source,
    })
}

/// A circle or dash that is also a kanji numeral, alone in its cell: 〇 says yes, 一 that there is nothing.
fn is_lone_mark(printed: &str) -> bool {
    matches!(printed.trim(), "〇" | "一" | "二")
}

/// Whether a cell surely is a number in kanji: 十二, 三〇.
fn is_kanji_number(printed: &str) -> bool {
    let text = printed.trim();
    let is_numeral = |it: char| "〇一二三四五六七八九十百千".contains(it);
    !text.is_empty() && text.chars().all(is_numeral) && !is_lone_mark(text)
}

/// Which place says each fact of a value.
fn reasons(reading: &Reading, year: Option<YearSource>, unit: Option<&'static str>) -> Vec<Cow<'static, str>> {
    let role = match reading.role_place {
        Place::Cell => "role_from_cell",
        Place::Head => "role_from_head",
        Place::Row => "role_from_row",
        Place::Caption => "role_from_caption",
    };
    let year = year.map(|it| match (it, reading.year_place) {
        (YearSource::Document, _) => "year_from_report",
        (YearSource::Value | YearSource::AsOf, _) | (YearSource::Label, Place::Cell) => "year_from_cell",
        (YearSource::Label, Place::Head) => "year_from_head",
        (YearSource::Label, Place::Row) => "year_from_row",
        (YearSource::Label, Place::Caption) => "year_from_caption",
    });
    ["table_header", role].into_iter().chain(year).chain(unit).map(Cow::Borrowed).collect()
}

/// A cell with figures that give no value, for the reason that `code` names.
fn left_out(code: &'static str, reading: &Reading, name: &RowName) -> Note {
    let printed = reading.printed.text().replace('\n', " ");
    let note = Note::info(Message::new(code).with("printed", printed).with("name", &name.text));
    match reading.printed.source() {
        Some(source) => note.at(source),
        None => note,
    }
}

/// The year of a value: one printed in its cell, then that of its header, then that of the report.
fn year_of(printed: &CellYear, reading: &Reading, report: &Report) -> (Option<FiscalYear>, Option<YearSource>) {
    let document = report.identity.fiscal_year.filter(|_| reading.is_about_document);
    let candidates = match *printed {
        CellYear::None => [None, reading.fiscal_year.map(|it| (it, YearSource::Label))],
        CellYear::Other => return (None, None),
        // As in heads, the number of a calendar year stands for the fiscal year that begins in it.
        CellYear::Calendar(year) => [Some((year, YearSource::Value)), None],
        CellYear::Eraless(number) => {
            let year =
                report.identity.near_year.or(report.identity.fiscal_year).and_then(|it| nearest_year(number, it));
            return (year, year.map(|_| YearSource::Value));
        }
        CellYear::One(year, source) => [Some((year, source)), None],
    };
    let found = candidates.into_iter().flatten().next().or(document.map(|it| (it, YearSource::Document)));
    (found.map(|it| it.0), found.map(|it| it.1))
}

#[cfg(test)]
mod tests {
    use super::super::cell::read_cell;
    use super::*;
    use crate::text::{UnitAddition, UnitAdditions};

    #[track_caller]
    fn check(printed: &str, unit: &str, expected: &str) {
        let mut cell = read_cell(printed, UnitTable::built_in());
        let column = unit_of_cell(unit, UnitTable::built_in());
        if let (Some(quantity), Some(column)) = (&mut cell.quantity, column) {
            column.apply(quantity);
        }
        let text = cell.quantity.map(|it| {
            let value = it.value.map(|it| it.normalize().to_string()).unwrap_or_default();
            format!("{value} {} {}", it.unit.map_or("none", |it| it.id), code(&it.comparator))
        });
        let status = cell.status.map(|it| code(&it));
        assert_eq!(text.or(status).unwrap_or_else(|| "none".to_owned()), expected, "{printed}");
    }

    #[test]
    fn numbers_in_the_unit_of_their_column() {
        check("1,134", "件", "1134 case eq");
        check("7.9", "万DL", "79000 download eq");
        check("248.3", "億円", "24830000000 JPY eq");
        check("▲21.6", "％", "-21.6 percent eq");
        check("9,870", "時間/年", "9870 hour eq");
    }

    #[test]
    fn comparators_and_counting_words() {
        check("15以下", "分", "15 minute le");
        check("約900", "人", "900 person approx");
        check("延べ4,215", "人", "4215 person eq");
        check("1,134（累計）", "件", "1134 case eq");
        check("23※1", "件", "23 case eq");
    }

    #[test]
    fn a_value_in_a_sentence_is_none() {
        check("98.2%の学校で実施", "-", "none");
        check("全校で実施", "-", "none");
    }

    #[test]
    fn marks_that_are_numerals_too() {
        for text in ["〇", "一", " 二 "] {
            assert!(is_lone_mark(text) && !is_kanji_number(text), "{text}");
        }
        for text in ["十二", "三", "三〇", "二十"] {
            assert!(is_kanji_number(text) && !is_lone_mark(text), "{text}");
        }
        assert!(!is_kanji_number("三人") && !is_kanji_number(""));
    }

    /// An actual of R5.
    fn reading(text: &str) -> Reading {
        let mut printed = crate::report::Passage::default();
        text.chars().for_each(|it| printed.push(it, 1, crate::base::Rect::default()));
        let (role, fiscal_year) = (crate::report::Role::Actual, FiscalYear::new(2023));
        let place = Place::Head;
        Reading {
            role,
            fiscal_year,
            is_about_document: false,
            printed,
            unit: None,
            role_place: place,
            year_place: place,
        }
    }

    #[test]
    fn a_scale_that_is_multiplied_out_is_no_part_of_an_unknown_unit() {
        let units = UnitTable::built_in();
        let read = |printed: &str, column: &str| {
            let unit = unit_of_cell(column, units).map(|it| (it, "unit_from_row"));
            let (reading, cell, name) = (reading(printed), read_cell(printed, units), row_name("出荷量", units));
            let found = observation(&reading, cell, unit.as_ref(), &name, 0, &Report::default()).expect("a value");
            (found.value.map(|it| it.to_string()).unwrap_or_default(), found.unit, found.unit_printed)
        };
        let text = |it: &str| Some(it.to_owned());
        assert_eq!(read("5", "千ケース"), ("5000".to_owned(), text("ケース"), text("千ケース")));
        assert_eq!(read("5", "千円"), ("5000".to_owned(), text("JPY"), text("千円")));
        assert_eq!(read("5%", "千ケース"), ("5".to_owned(), text("percent"), text("%")));
    }

    #[test]
    fn two_values_of_one_role_and_year_are_none() {
        let twice = |texts: [&str; 3]| {
            let readings: Vec<Reading> = texts.iter().map(|it| reading(it)).collect();
            let cells: Vec<CellValue> = texts.iter().map(|it| read_cell(it, UnitTable::built_in())).collect();
            said_twice(&readings, &cells)
        };
        assert_eq!(twice(["70.9", "74.5", "－"]), [true, true, false]);
        assert_eq!(twice(["70.9", "70.9", "74.5（R4）"]), [false, false, false]);
    }

    #[test]
    fn words_in_place_of_a_value() {
        check("調査中", "％", "L");
        check("－", "人", "M");
        check("増加", "人", " none gt");
    }

    #[test]
    fn units_of_a_project_stand_in_names_and_cells() {
        let addition = UnitAddition { to: Some("kL".to_owned()), ..UnitAddition::default() };
        let units = UnitTable::with(&UnitAdditions::from([("キロリッター".to_owned(), addition)])).unwrap();
        let unit = row_name("使用量（キロリッター）", &units).unit.and_then(|it| it.unit);
        assert_eq!(unit.map(|it| it.id), Some("kilolitre"));
        let quantity = read_cell("12キロリッター", &units).quantity.unwrap();
        assert_eq!(quantity.unit.map(|it| it.id), Some("kilolitre"));
    }
}
