//! Printed times: fiscal years, calendar years, dates, as-of dates, periods.
//!
//! R5 stands for a fiscal year, 令和5年 without 度 for a calendar year, R6.3 for a month; 末, 時点 and 現在 make an as-of
//! date. A fiscal year begins in April.

use crate::base::FiscalYear;
use crate::base::calendar::Era;

use super::date::Date;
use super::number::{Reading, is_kanji_numeral, read_numeral};

/// A time as printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Time {
    /// R5, 令和5年度
    FiscalYear(FiscalYear),
    /// R3～R5, 令和3年度から令和7年度まで
    FiscalYears {
        /// The first.
        from: FiscalYear,
        /// The last, included.
        to: FiscalYear,
    },
    /// 令和5年, R5暦年
    CalendarYear(i16),
    /// R6.3時点, 令和5年度末
    AsOf(Date),
    /// 令和6年4月, with nothing that makes it an as-of date
    Date(Date),
    /// R5上半期, 令和5年4月～令和6年3月
    Period {
        /// The fiscal year it is a part of, where it is printed so.
        fiscal_year: Option<FiscalYear>,
        /// First day or month.
        from: Date,
        /// Last day or month, included.
        to: Date,
    },
    /// 10月, 5年度, 10時30分: a time whose year is not printed
    Undated,
}

/// Reads the time that begins at byte `at` of the normalised `text`; gives it and the byte after it.
pub fn read_time(text: &str, at: usize) -> Option<(Time, usize)> {
    let first = text[at..].chars().next()?;
    if !(first.is_ascii_alphanumeric() || "令平昭大明西".contains(first) || is_kanji_numeral(first)) {
        return None;
    }
    let is_inside_word = text[..at].ends_with(|last: char| last.is_ascii_alphanumeric() || last == '.');
    if is_inside_word && first.is_ascii() {
        return None;
    }
    let Some(point) = read_point(text, at) else {
        return read_bare_years(text, at).or_else(|| read_undated(text, at));
    };
    Some(read_second(text, &point).unwrap_or((point.time, skip_gloss(text, &point))))
}

/// One end of a range, or a time on its own.
struct Point {
    time: Time,
    end: usize,
    era: Option<Era>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Marker {
    None,
    Year,
    FiscalYear,
}

struct Year {
    number: i16,
    era: Option<Era>,
    marker: Marker,
    end: usize,
}

fn read_point(text: &str, at: usize) -> Option<Point> {
    let year = read_year(text, at)?;
    let (time, end) = match year.marker {
        Marker::FiscalYear => read_after_fiscal_year(text, &year)?,
        Marker::Year => read_after_year(text, &year)?,
        Marker::None => read_after_abbreviation(text, &year)?,
    };
    Some(Point { time, end, era: year.era })
}

fn read_year(text: &str, at: usize) -> Option<Year> {
    let rest = &text[at..];
    if let Some(digits) = rest.strip_prefix("FY") {
        let (number, end) = read_small(text, text.len() - digits.len())?;
        return western(number).map(|number| Year { number, era: None, marker: Marker::FiscalYear, end });
    }
    let rest = rest.strip_prefix("西暦").unwrap_or(rest);
    let start = text.len() - rest.len();
    let era = Era::ALL.into_iter().find(|era| rest.starts_with(era.name()));
    if let Some(era) = era {
        return read_era_year(text, start + era.name().len(), era);
    }
    let letter = rest.chars().next()?;
    if letter.is_ascii_uppercase() {
        let era = Era::from_letter(letter)?;
        let year = read_era_year(text, start + 1, era)?;
        // S, T and M with a number also name buildings, sizes and lines.
        let is_common = matches!(era, Era::Reiwa | Era::Heisei);
        return (is_common || year.marker != Marker::None || text[year.end..].starts_with(['.', ':'])).then_some(year);
    }
    let (number, end) = read_small(text, start)?;
    let number = western(number)?;
    let (marker, end) = read_marker(text, skip_inner_gloss(text, end));
    Some(Year { number, era: None, marker, end })
}

fn read_era_year(text: &str, at: usize, era: Era) -> Option<Year> {
    let (count, end) = match text[at..].strip_prefix('元') {
        Some(rest) => (1, text.len() - rest.len()),
        None => read_small(text, at)?,
    };
    if !(1..=64).contains(&count) || text[end..].starts_with(|next: char| next.is_ascii_alphanumeric() && next != 'Q') {
        return None;
    }
    let (marker, end) = read_marker(text, skip_inner_gloss(text, end));
    Some(Year { number: era.offset() + count, era: Some(era), marker, end })
}

fn read_marker(text: &str, at: usize) -> (Marker, usize) {
    let rest = &text[at..];
    if rest.starts_with("年度") {
        return (Marker::FiscalYear, at + "年度".len());
    }
    if rest.starts_with('年') && !rest.starts_with("年間") {
        return (Marker::Year, at + '年'.len_utf8());
    }
    (Marker::None, at)
}

fn read_after_fiscal_year(text: &str, year: &Year) -> Option<(Time, usize)> {
    let fiscal_year = FiscalYear::new(year.number)?;
    if let Some(part) = read_part(text, year.end, fiscal_year) {
        return Some(part);
    }
    let rest = &text[year.end..];
    if rest.starts_with('末') {
        let end = skip_state(text, year.end + '末'.len_utf8());
        return Some((Time::AsOf(Date::fiscal_year_end(fiscal_year)), end));
    }
    for word in ["当初", "期首", "初め"] {
        if rest.starts_with(word) && !rest.starts_with("当初予算") && !rest.starts_with("当初計画") {
            return Some((Time::AsOf(Date::fiscal_year_start(fiscal_year)), skip_state(text, year.end + word.len())));
        }
    }
    if let Some((month, end)) = read_before(text, year.end, '月') {
        let year = if month < 4 { year.number + 1 } else { year.number };
        return read_date_tail(text, Date::of_month(year, u8::try_from(month).ok()?)?, end);
    }
    Some((Time::FiscalYear(fiscal_year), year.end))
}

fn read_after_year(text: &str, year: &Year) -> Option<(Time, usize)> {
    if let Some((month, end)) = read_before(text, year.end, '月') {
        return read_date_tail(text, Date::of_month(year.number, u8::try_from(month).ok()?)?, end);
    }
    if text[year.end..].starts_with('末') {
        let date = Date::of_day(year.number, 12, 31)?;
        return Some((Time::AsOf(date), skip_state(text, year.end + '末'.len_utf8())));
    }
    Some((Time::CalendarYear(year.number), year.end))
}

/// After `R6` or `2024`: a month or day behind points or slashes, or nothing.
fn read_after_abbreviation(text: &str, year: &Year) -> Option<(Time, usize)> {
    if let Some(date) = read_numeric_date(text, year) {
        return Some(date);
    }
    let fiscal_year = FiscalYear::new(year.number)?;
    let is_era_year = year.era.is_some();
    let rest = &text[year.end..];
    if rest.starts_with("暦年") {
        return Some((Time::CalendarYear(year.number), year.end + "暦年".len()));
    }
    if is_era_year && rest.starts_with('末') {
        return Some((Time::AsOf(Date::fiscal_year_end(fiscal_year)), skip_state(text, year.end + '末'.len_utf8())));
    }
    if is_era_year && let Some(part) = read_part(text, year.end, fiscal_year) {
        return Some(part);
    }
    is_era_year.then_some((Time::FiscalYear(fiscal_year), year.end))
}

fn read_numeric_date(text: &str, year: &Year) -> Option<(Time, usize)> {
    let separator = text[year.end..].chars().next().filter(|next| matches!(next, '.' | '/' | '-'))?;
    let is_western = year.era.is_none();
    if separator == '-' && !is_western {
        return None;
    }
    let (month, month_end) = read_digits(text, year.end + 1)?;
    let month = u8::try_from(month).ok()?;
    if let Some(rest) = text[month_end..].strip_prefix(separator)
        && let Some((day, end)) = read_digits(text, text.len() - rest.len())
    {
        let date = Date::of_day(year.number, month, u8::try_from(day).ok()?)?;
        return Some(marked(text, date, false, end));
    }
    let rest = &text[month_end..];
    let is_month = !rest.starts_with(['%', '.', '/', '-', ',']) && super::unit::longest_at(text, month_end).is_none();
    let has_word = rest.starts_with(['月', '末']) || STATES.iter().any(|state| rest.starts_with(state));
    if !is_month || is_western && !has_word {
        return None;
    }
    let end = if rest.starts_with('月') { month_end + '月'.len_utf8() } else { month_end };
    read_date_tail(text, Date::of_month(year.number, month)?, end)
}

/// After the month: a day, the month's end, a third of it, and whether it is an as-of date.
fn read_date_tail(text: &str, month: Date, at: usize) -> Option<(Time, usize)> {
    if let Some((day, end)) = read_before(text, at, '日') {
        let date = Date::of_day(month.year, month.month?, u8::try_from(day).ok()?)?;
        return Some(marked(text, date, false, end));
    }
    for word in ["末日", "末"] {
        if text[at..].starts_with(word) {
            return Some(marked(text, month.month_end(), true, at + word.len()));
        }
    }
    let third = ["上旬", "中旬", "下旬", "初旬", "頃"].into_iter().find(|word| text[at..].starts_with(word));
    Some(marked(text, month, false, at + third.map_or(0, str::len)))
}

const STATES: [&str; 5] = ["時点", "現在", "末時点", "末現在", "末"];

fn marked(text: &str, date: Date, is_end: bool, at: usize) -> (Time, usize) {
    let end = skip_state(text, at);
    (if is_end || end > at { Time::AsOf(date) } else { Time::Date(date) }, end)
}

fn skip_state(text: &str, at: usize) -> usize {
    let at = if text[at..].starts_with("の時点") { at + "の".len() } else { at };
    let state = STATES.iter().take(2).find(|state| text[at..].starts_with(**state));
    at + state.map_or(0, |state| state.len())
}

/// Halves and quarters of a fiscal year.
fn read_part(text: &str, at: usize, fiscal_year: FiscalYear) -> Option<(Time, usize)> {
    let rest = &text[at..];
    let inner = rest.strip_prefix('第').unwrap_or(rest);
    for (word, first, months) in [
        ("上半期", 4, 6), ("上期", 4, 6), ("前期", 4, 6), ("下半期", 10, 6), ("下期", 10, 6), ("後期", 10, 6),
        ("1四半期", 4, 3), ("一四半期", 4, 3), ("1Q", 4, 3), ("2四半期", 7, 3), ("二四半期", 7, 3), ("2Q", 7, 3),
        ("3四半期", 10, 3), ("三四半期", 10, 3), ("3Q", 10, 3), ("4四半期", 1, 3), ("四四半期", 1, 3), ("4Q", 1, 3),
    ] {
        if let Some(after) = inner.strip_prefix(word) {
            let year = |month| if month < 4 { fiscal_year.year() + 1 } else { fiscal_year.year() };
            let last = (first + months - 2) % 12 + 1;
            let from = Date::of_day(year(first), first, 1)?;
            let to = Date::of_month(year(last), last)?.month_end();
            return Some((Time::Period { fiscal_year: Some(fiscal_year), from, to }, text.len() - after.len()));
        }
    }
    None
}

/// Reads `～R7`, `から令和7年度まで`, `～8年度` after a first time.
fn read_second(text: &str, first: &Point) -> Option<(Time, usize)> {
    let rest = &text[first.end..];
    let joint = ["~", "から", "-"].into_iter().find(|joint| rest.starts_with(joint))?;
    let start = first.end + joint.len();
    let (second, end) = match read_point(text, start) {
        Some(point) => (point.time, point.end),
        None if joint != "-" => read_inherited_year(text, start, first)?,
        None => return None,
    };
    let end = if text[end..].starts_with("まで") { end + "まで".len() } else { end };
    let time = match (first.time, second) {
        (Time::FiscalYear(from), Time::FiscalYear(to)) if from <= to => Time::FiscalYears { from, to },
        (Time::CalendarYear(from), Time::CalendarYear(to)) if from <= to => {
            Time::Period { fiscal_year: None, from: Date::of_day(from, 1, 1)?, to: Date::of_day(to, 12, 31)? }
        }
        // 2021年～2025年度 and R3～R7年度末 name years of a plan.
        (Time::CalendarYear(from), Time::FiscalYear(to)) => Time::FiscalYears { from: FiscalYear::new(from)?, to },
        (Time::FiscalYear(from), Time::AsOf(to)) => Time::FiscalYears { from, to: to.fiscal_year()? },
        (Time::Date(from) | Time::AsOf(from), Time::Date(to) | Time::AsOf(to)) if from <= to => {
            Time::Period { fiscal_year: None, from, to }
        }
        _ => return None,
    };
    Some((time, end))
}

/// The second year of `令和7～8年度` takes its era, that of `2021～25年度` its century, from the first.
fn read_inherited_year(text: &str, at: usize, first: &Point) -> Option<(Time, usize)> {
    let (count, end) = read_digits(text, at)?;
    let (marker, end) = read_marker(text, end);
    let Time::FiscalYear(from) = first.time else { return None };
    if count > 99 || marker == Marker::None && !is_boundary(text, end) {
        return None;
    }
    let year = first.era.map_or(from.year() / 100 * 100, Era::offset) + count;
    Some((Time::FiscalYear(FiscalYear::new(year)?), end))
}

/// `2021～2025年度`: the first year bears no mark of its own.
fn read_bare_years(text: &str, at: usize) -> Option<(Time, usize)> {
    let (from, end) = read_digits(text, at)?;
    let from = FiscalYear::new(western(from)?)?;
    let rest = text[end..].strip_prefix(['~', '-'])?;
    let (to, end) = read_digits(text, text.len() - rest.len())?;
    let to = if to < 100 { from.year() / 100 * 100 + to } else { western(to)? };
    let (marker, end) = read_marker(text, end);
    let to = FiscalYear::new(to)?;
    (marker != Marker::None && from < to).then_some((Time::FiscalYears { from, to }, end))
}

/// Times without a year, which are no quantities: `10月1日`, `5年度`, `7～8年度`, `10時30分`, `9:30`.
fn read_undated(text: &str, at: usize) -> Option<(Time, usize)> {
    let (mut count, mut end) = read_small(text, at)?;
    if let Some(rest) = text[end..].strip_prefix('~')
        && let Some((second, second_end)) = read_digits(text, text.len() - rest.len())
    {
        (count, end) = (second.max(count), second_end);
    }
    let rest = &text[end..];
    if rest.starts_with("年度") && count < 100 && !rest.starts_with("年度目") {
        return Some((Time::Undated, skip_end(text, end + "年度".len())));
    }
    if rest.starts_with('年') && read_before(text, end + '年'.len_utf8(), '月').is_some() {
        return read_undated(text, end + '年'.len_utf8());
    }
    if rest.starts_with('月') && !rest.starts_with("月間") && (1..=12).contains(&count) {
        let end = end + '月'.len_utf8();
        let day = read_before(text, end, '日').map_or(end, |(_, end)| end);
        return Some((Time::Undated, skip_end(text, day)));
    }
    if rest.starts_with('時') && !rest.starts_with("時間") && !rest.starts_with("時点") && count <= 24 {
        let hour = end + '時'.len_utf8();
        return Some((Time::Undated, read_before(text, hour, '分').map_or(hour, |(_, end)| end)));
    }
    let minutes = rest.strip_prefix(':').and_then(|rest| read_digits(text, text.len() - rest.len()));
    minutes.filter(|(minute, minute_end)| *minute < 60 && minute_end - end == 3 && count <= 24)
        .map(|(_, end)| (Time::Undated, end))
}

fn skip_end(text: &str, at: usize) -> usize {
    let at = if text[at..].starts_with('末') { at + '末'.len_utf8() } else { at };
    skip_state(text, at)
}

/// `令和5（2023）年度`: the same year once more, in brackets.
fn skip_inner_gloss(text: &str, at: usize) -> usize {
    let Some(rest) = text[at..].strip_prefix('(') else { return at };
    let Some(length) = rest.find(')').filter(|length| *length <= 12) else { return at };
    let is_year = rest[..length].chars().all(|c| c.is_ascii_digit() || "令和平成昭RHS元年".contains(c));
    let end = at + length + 2;
    if is_year && text[end..].starts_with('年') { end } else { at }
}

/// `令和5年度（2023年度）`: the same time once more, in brackets behind it.
fn skip_gloss(text: &str, point: &Point) -> usize {
    let Some(rest) = text[point.end..].strip_prefix('(') else { return point.end };
    let start = text.len() - rest.len();
    let same = read_point(text, start).filter(|gloss| gloss.time == point.time && text[gloss.end..].starts_with(')'));
    same.map_or(point.end, |gloss| gloss.end + 1)
}

fn is_boundary(text: &str, at: usize) -> bool {
    !text[at..].starts_with(|next: char| next.is_alphanumeric() || matches!(next, '%' | '.'))
}

fn western(number: i16) -> Option<i16> {
    (1868..=2200).contains(&number).then_some(number)
}

/// Reads a number and the word `mark` behind it.
fn read_before(text: &str, at: usize, mark: char) -> Option<(i16, usize)> {
    let (number, end) = read_small(text, at)?;
    text[end..].starts_with(mark).then(|| (number, end + mark.len_utf8()))
}

/// Up to four Arabic digits that no further digit follows.
fn read_digits(text: &str, at: usize) -> Option<(i16, usize)> {
    let length = text[at..].bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=4).contains(&length) {
        return None;
    }
    text[at..at + length].parse().ok().map(|number| (number, at + length))
}

/// A whole number of up to four digits, Arabic or kanji.
fn read_small(text: &str, at: usize) -> Option<(i16, usize)> {
    if !text[at..].starts_with(is_kanji_numeral) {
        return read_digits(text, at);
    }
    match read_numeral(text, at) {
        Reading::Number(numeral) if numeral.value.scale() == 0 => {
            i16::try_from(numeral.value.mantissa()).ok().map(|number| (number, numeral.end))
        }
        _ => None,
    }
}
