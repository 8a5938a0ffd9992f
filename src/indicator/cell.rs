//! What a value cell holds: its value, what stands in place of one, and its year.

use std::ops::Range;

use crate::base::FiscalYear;
use crate::base::calendar::Era;
use crate::text::date::Date;
use crate::text::{Item, ItemKind, ObsStatus, Quantity, Time, UnitTable, fold, scan_with};

use super::YearSource;

/// Where the brackets at the end of a text begin, and what is inside.
pub(super) fn last_brackets(text: &str) -> Option<(usize, Range<usize>)> {
    let close = text.chars().next_back().filter(|it| ")）】〕］]".contains(*it))?;
    let open = text.rfind(['(', '（', '【', '〔', '［', '['])?;
    let first = text[open..].chars().next()?;
    let inside = open + first.len_utf8()..text.len() - close.len_utf8();
    (open > 0 && inside.start < inside.end).then_some((open, inside))
}

/// The year that a cell prints beside its value.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) enum CellYear {
    #[default]
    None,
    One(FiscalYear, YearSource),
    /// A year without its era: 29 in `75％（29年度）`.
    Eraless(i16),
    /// A calendar year: 2010 in `70.91（平成22年）`.
    Calendar(FiscalYear),
    /// Several years.
    Other,
}

/// What a value cell holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct CellValue {
    pub quantity: Option<Quantity>,
    /// What stands there in place of a value.
    pub status: Option<ObsStatus>,
    pub year: CellYear,
    pub as_of: Option<Date>,
    pub is_cumulative: bool,
}

/// Reads a value cell. It has a value only where all of its text belongs to one: `98.2%の学校で実施` has none.
pub(super) fn read_cell(printed: &str, units: &UnitTable) -> CellValue {
    // An arrow behind a value says how it differs from the one before.
    let printed = printed.trim_end_matches(|it: char| it.is_whitespace() || "↑↓↗↘→⇧⇩".contains(it));
    if has_dash_beside(printed, units) || is_part_of_number(printed) {
        return CellValue::default();
    }
    if let Some(number) = eraless_year_alone(printed) {
        return CellValue { year: CellYear::Eraless(number), ..CellValue::default() };
    }
    if let Some(value) = without_change(printed) {
        return read_cell(value, units);
    }
    if let Some(value) = before_cumulative(printed) {
        return CellValue { is_cumulative: true, ..read_cell(value, units) };
    }
    if let Some((value, number)) = with_eraless_year(printed) {
        let cell = read_cell(value, units);
        // A year of its own beside it would be the value's.
        return if cell.year == CellYear::None { CellValue { year: CellYear::Eraless(number), ..cell } } else { cell };
    }
    if let Some(whole) = with_whole_digits(printed) {
        let mut cell = read_cell(&whole, units);
        if let Some(quantity) = &mut cell.quantity {
            quantity.number_range = 0..printed.len();
        }
        return cell;
    }
    if let Some(bare) = without_period(printed) {
        return read_cell(&bare, units);
    }
    let items = scan_with(printed, units);
    let mut cell = CellValue::default();
    let mut values = Vec::new();
    for item in &items {
        match &item.kind {
            ItemKind::Quantity(quantity) if quantity.has_value() || quantity.is_in_words => values.push(quantity),
            ItemKind::Missing(status) => cell.status = cell.status.or(Some(*status)),
            ItemKind::Time(time) => take_time(&mut cell, *time),
            ItemKind::Cumulative => cell.is_cumulative = true,
            _ => {}
        }
    }
    if let [quantity] = values.as_slice()
        && is_all_read(printed, &items)
    {
        cell.quantity = Some(quantity.as_ref().clone());
        cell.status = None;
    }
    cell
}

/// The letters behind a figure that are no unit of the table: 歩 in `7,214歩`, mmHg in `139mmHg`. A few letters and nothing else.
pub(super) fn unknown_counter(printed: &str, units: &UnitTable) -> Option<String> {
    const LONGEST: usize = 4;
    let text = fold(printed);
    let text = text.split('(').next().unwrap_or(&text);
    let counter = text.trim_start_matches(|it: char| it.is_ascii_digit() || it == ',' || it == '.');
    let is_plain = counter.len() < text.len() && (1..=LONGEST).contains(&counter.chars().count());
    let is_kanji = counter.chars().all(|it| it.is_alphabetic() && !it.is_ascii() && !('ぁ'..='ん').contains(&it));
    let is_latin = counter.len() >= 2 && counter.chars().all(|it| it.is_ascii_alphabetic());
    let is_word = is_kanji || is_latin;
    // 以下 and 削減 compare, and count nothing.
    let compares = ["以", "未満", "超", "程度", "前後", "増", "減", "縮", "圧縮", "倍", "割"]
        .iter()
        .any(|it| counter.contains(it));
    let is_time = ["年", "月", "日", "時", "年度", "期", "位", "号", "回目", "番"].contains(&counter);
    (is_plain && is_word && !is_time && !compares && units.find(counter).is_none()).then(|| counter.to_owned())
}

/// Reads a value cell of a row that counts by a word that is no unit of the table: the word is its unit, as printed.
pub(super) fn read_cell_counted(printed: &str, counter: Option<&str>, units: &UnitTable) -> CellValue {
    let Some((counter, at)) = counter.and_then(|it| Some((it, printed.find(it)?))) else {
        return read_cell(printed, units);
    };
    let mut without = printed.to_owned();
    // Blanks keep the places of what follows.
    without.replace_range(at..at + counter.len(), &" ".repeat(counter.len()));
    let mut cell = read_cell(without.trim_end(), units);
    if let Some(quantity) = cell.quantity.as_mut().filter(|it| it.unit.is_none()) {
        quantity.unit_printed = Some(counter.to_owned());
    }
    cell
}

/// `年148回`, `週6.1回`, `年間20件` -> the value, with blanks that keep its place.
fn without_period(printed: &str) -> Option<String> {
    let rest = ["年間", "月間", "週間"].iter().find_map(|it| printed.strip_prefix(it));
    let rest = rest.or_else(|| printed.strip_prefix(['年', '週', '月']))?;
    let blanks = " ".repeat(printed.len() - rest.len());
    rest.starts_with(|it: char| it.is_numeric()).then(|| format!("{blanks}{rest}"))
}

/// `．０`, `４７．`: the rest of a number stands on another line, or in no cell.
fn is_part_of_number(printed: &str) -> bool {
    let text = fold(printed.trim());
    let is_point = |it: char| matches!(it, '.' | ',');
    let begins = text.strip_prefix(is_point).is_some_and(|it| it.starts_with(|it: char| it.is_ascii_digit()));
    begins || text.strip_suffix(is_point).is_some_and(|it| it.ends_with(|it: char| it.is_ascii_digit()))
}

/// `2.8 －`, or a dash on a line above `54.2`: a value and the dash of another cell, so that neither is surely that of this one. A dash
/// beside its year says that there is none.
fn has_dash_beside(printed: &str, units: &UnitTable) -> bool {
    let is_dash = |it: &str| !it.is_empty() && it.chars().all(|it| "-‐‑–—―−－ー".contains(it));
    let is_figure = |it: &str| it.contains(char::is_numeric) && read_cell(it, units).quantity.is_some();
    let behind = printed.trim().rsplit_once(char::is_whitespace).is_some_and(|it| is_figure(it.0) && is_dash(it.1));
    let above = printed.trim().split_once('\n').is_some_and(|it| is_dash(it.0.trim()) && is_figure(it.1));
    behind || above
}

/// `415,00 0` -> `415,000`: a narrow cell broke the last group of the digits, which is not whole without the rest.
fn with_whole_digits(printed: &str) -> Option<String> {
    let (before, after) = printed.trim().split_once(char::is_whitespace)?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    let groups: Vec<&str> = before.split(',').collect();
    let (last, first) = groups.split_last()?;
    let is_broken = !first.is_empty()
        && first.iter().skip(1).all(|it| it.len() == 3 && digits(it))
        && digits(first[0])
        && first[0].len() <= 3
        && digits(last)
        && last.len() < 3;
    let rest = after.trim_start();
    let missing = 3_usize.saturating_sub(last.len());
    let is_rest = rest.get(..missing).is_some_and(digits);
    let goes_on = rest.get(missing..).is_some_and(|it| it.starts_with(|it: char| it.is_ascii_digit()));
    (is_broken && is_rest && !goes_on).then(|| format!("{before}{rest}"))
}

/// `（28年）`, `(29年度)`: the year of a value that stands elsewhere, and no value of 28 years.
fn eraless_year_alone(printed: &str) -> Option<i16> {
    let text = fold(printed);
    let inside = text.trim().strip_prefix('(')?.strip_suffix(')')?;
    let number = inside.strip_suffix("年度").or_else(|| inside.strip_suffix('年'))?;
    number.parse().ok().filter(|it| (1..=64).contains(it))
}

/// `34.1(20%減)` -> the value: the brackets say how it differs from another.
fn without_change(printed: &str) -> Option<&str> {
    let (open, inside) = last_brackets(printed.trim_end())?;
    let inside = fold(&printed[inside]);
    let is_change =
        inside.ends_with(['減', '増']) && inside.starts_with(|it: char| it.is_ascii_digit() || "約▲+".contains(it));
    (is_change && printed[..open].contains(char::is_numeric)).then_some(&printed[..open])
}

/// `15人（５年間累計）` -> the value: the brackets say that it is summed up over years.
fn before_cumulative(printed: &str) -> Option<&str> {
    let (open, inside) = last_brackets(printed.trim_end())?;
    let inside = fold(&printed[inside]);
    let span = ["累計", "累積", "通算"].iter().find_map(|it| inside.strip_suffix(it))?;
    let is_span = span.is_empty()
        || ["年間", "か年", "カ年", "ヵ年", "年"].iter().any(|it| {
            span.strip_suffix(it).is_some_and(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit()))
        });
    (is_span && printed[..open].contains(char::is_numeric)).then_some(&printed[..open])
}

/// `75％（29年度）`, `2,315人（20年）` -> the value and the number of the year; a calendar year stands for the fiscal year that begins in it.
fn with_eraless_year(printed: &str) -> Option<(&str, i16)> {
    let (open, inside) = last_brackets(printed.trim_end())?;
    let inside = fold(&printed[inside]);
    // 10年（20年）: a second span of time is no year.
    let calendar = || inside.strip_suffix('年').filter(|_| !printed[..open].trim_end().ends_with('年'));
    let number: i16 = match inside.strip_suffix("年度").or_else(calendar)? {
        "元" => 1,
        digits => digits.parse().ok()?,
    };
    (1..=64).contains(&number).then_some((&printed[..open], number))
}

/// The fiscal year of a number without its era: of those that it may be, the one nearest to the year reported on.
pub(super) fn nearest_year(number: i16, reported: FiscalYear) -> Option<FiscalYear> {
    let years = Era::ALL.into_iter().map(|era| era.offset() + number);
    years.min_by_key(|it| (it - reported.year()).abs()).and_then(FiscalYear::new)
}

fn take_time(cell: &mut CellValue, time: Time) {
    cell.year = match (time, cell.year) {
        (Time::FiscalYear(year), CellYear::None) => CellYear::One(year, YearSource::Value),
        (Time::CalendarYear(year), CellYear::None) => FiscalYear::new(year).map_or(CellYear::Other, CellYear::Calendar),
        (Time::AsOf(date) | Time::Date(date), before) => {
            cell.as_of = Some(date);
            match (before, date.fiscal_year()) {
                (CellYear::None, Some(year)) => CellYear::One(year, YearSource::AsOf),
                (before, _) => before,
            }
        }
        (Time::Undated, before) => before,
        _ => CellYear::Other,
    };
}

/// Whether nothing but brackets, marks and words of counting stands between the items of a text.
fn is_all_read(printed: &str, items: &[Item]) -> bool {
    let mut rest = String::new();
    let mut end = 0;
    for item in items {
        rest.push_str(printed.get(end..item.range.start).unwrap_or_default());
        end = end.max(item.range.end);
    }
    rest.push_str(&printed[end..]);
    let mut rest = fold(&rest);
    for word in [
        "延べ",
        "のべ",
        "延",
        "約",
        "計",
        "実績",
        "目標",
        "年度",
        "末",
        "時点",
        "現在",
        "速報値",
        "速報",
        "暫定値",
        "見込み",
        "見込",
        "調査",
        "卒業",
        "卒",
    ] {
        rest = rest.replace(word, "");
    }
    rest.chars().all(|it| "()[]【】〔〕,、。・:*※+/".contains(it) || it.is_ascii_digit() && fold(printed).contains('※'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_without_its_era_is_the_nearest() {
        let cell = read_cell("75％\n（２９年度）", UnitTable::built_in());
        assert_eq!((cell.year, cell.quantity.is_some()), (CellYear::Eraless(29), true));
        let reported = FiscalYear::new(2022).unwrap();
        assert_eq!([29, 2].map(|it| nearest_year(it, reported).map(FiscalYear::year)), [Some(2017), Some(2020)]);
        let calendar = read_cell("2,315人（20年）", UnitTable::built_in());
        assert_eq!((calendar.year, calendar.quantity.is_some()), (CellYear::Eraless(20), true));
        assert_eq!(read_cell("10年（20年）", UnitTable::built_in()).year, CellYear::None);
        assert!(read_cell("75％（平成29年度）", UnitTable::built_in()).quantity.is_some());
    }

    #[test]
    fn a_dash_beside_a_value_is_of_another_cell() {
        let value = |text: &str| read_cell(text, UnitTable::built_in()).quantity.and_then(|it| it.value);
        for text in ["2.8 －", "1,234人　―", "―\n54.2"] {
            assert_eq!(value(text), None, "{text}");
        }
        assert_eq!(value("-54.2").map(|it| it.to_string()), Some("-54.2".to_owned()));
        // Beside its year it says that there is none.
        for text in ["R6\n－", "―\n（R5年度）"] {
            let cell = read_cell(text, UnitTable::built_in());
            assert!(cell.status.is_some() && cell.year != CellYear::None, "{text}");
        }
    }

    #[test]
    fn a_part_of_a_number_is_none() {
        let value = |text: &str| read_cell(text, UnitTable::built_in()).quantity.and_then(|it| it.value);
        for text in ["．０", "４７．", "1,", ",504"] {
            assert_eq!(value(text), None, "{text}");
        }
    }

    #[test]
    fn a_year_alone_in_brackets_is_no_value() {
        for text in ["（28年）", "(２９年度)"] {
            let cell = read_cell(text, UnitTable::built_in());
            assert!(cell.quantity.is_none() && matches!(cell.year, CellYear::Eraless(_)), "{text}");
        }
        assert!(read_cell("28年", UnitTable::built_in()).quantity.is_some());
    }

    #[test]
    fn a_change_in_brackets_is_none_of_the_value() {
        let value = |text: &str| read_cell(text, UnitTable::built_in()).quantity.and_then(|it| it.value);
        assert_eq!(value("814(20%減)"), Some(814.into()));
        assert_eq!(value("12人（3人増）"), Some(12.into()));
        assert_eq!(value("(20%減)").map(|it| it.is_sign_negative()), value("20%減").map(|it| it.is_sign_negative()));
    }

    #[test]
    fn an_arrow_behind_a_value_is_none_of_it() {
        let value = |text: &str| read_cell(text, UnitTable::built_in()).quantity.and_then(|it| it.value);
        assert_eq!(value("1,846 ↑"), Some(1846.into()));
        assert_eq!(value("12→"), Some(12.into()));
        assert_eq!(value("↓"), None);
    }

    #[test]
    fn the_year_in_a_cell_is_that_of_its_value() {
        let year = FiscalYear::new(2022).map(|it| CellYear::One(it, YearSource::Value));
        assert_eq!(Some(read_cell("57.8（R4）", UnitTable::built_in()).year), year);
    }
}
