//! Printed times: fiscal years, calendar years, dates, as-of dates, periods.
//!
//! R5 stands for a fiscal year, 令和5年 without 度 for a calendar year, R6.3 for a month; 末, 時点 and 現在 make an as-of
//! date. A fiscal year begins in April.

use crate::base::FiscalYear;
use crate::base::calendar::Era;

use super::date::Date;
use super::kanji::is_kanji_numeral;
use super::span::{read_bare_years, read_months, read_second};
use super::unit::UnitTable;
use super::year::{Marker, Year, read_before, read_digits, read_marker, read_small, read_year};

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
    if !(first.is_ascii_alphanumeric() || begins_era(first) || is_kanji_numeral(first)) {
        return None;
    }
    let is_inside_word = text[..at].ends_with(|last: char| last.is_ascii_alphanumeric() || last == '.');
    if is_inside_word && first.is_ascii() {
        return None;
    }
    let Some(point) = read_point(text, at) else {
        return impossible_year(text, at).or_else(|| read_bare_years(text, at)).or_else(|| read_undated(text, at));
    };
    Some(read_second(text, &point).unwrap_or((point.time, skip_gloss(text, &point))))
}

/// `令和0年`, `昭和100年`: a year that no era has is no count of years either.
fn impossible_year(text: &str, at: usize) -> Option<(Time, usize)> {
    let era = Era::ALL.into_iter().find(|era| text[at..].starts_with(era.name()))?;
    let (_, end) = read_small(text, at + era.name().len())?;
    let (marker, end) = read_marker(text, end);
    (marker != Marker::None).then_some((Time::Undated, end))
}

/// The first letter of an era's name, or of 西暦.
pub(super) fn begins_era(first: char) -> bool {
    matches!(first, '令' | '平' | '昭' | '大' | '明' | '西')
}

/// One end of a range, or a time on its own.
pub(super) struct Point {
    pub time: Time,
    pub end: usize,
    pub era: Option<Era>,
}

/// Reads one time, no span.
pub(super) fn read_point(text: &str, at: usize) -> Option<Point> {
    let year = read_year(text, at)?;
    let (time, end) = match year.marker {
        Marker::FiscalYear => read_after_fiscal_year(text, &year)?,
        Marker::Year => read_after_year(text, &year)?,
        Marker::None => read_after_abbreviation(text, &year)?,
    };
    Some(Point { time, end, era: year.era })
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
    if let Some(months) = read_months(text, year.end, year.number, true) {
        return Some(months);
    }
    if let Some((month, end)) = read_before(text, year.end, '月') {
        let year = if month < 4 { year.number + 1 } else { year.number };
        return read_date_tail(text, Date::of_month(year, u8::try_from(month).ok()?)?, end);
    }
    Some((Time::FiscalYear(fiscal_year), year.end))
}

fn read_after_year(text: &str, year: &Year) -> Option<(Time, usize)> {
    if let Some(months) = read_months(text, year.end, year.number, false) {
        return Some(months);
    }
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
    // A month that no calendar has is no decimal behind the year either: R5.13.
    let is_part = |it: char| it.is_ascii_digit() || it == '.';
    if is_era_year && rest.starts_with('.') && rest[1..].starts_with(|it: char| it.is_ascii_digit()) {
        let length = rest.find(|it| !is_part(it)).unwrap_or(rest.len());
        return Some((Time::Undated, year.end + length));
    }
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
    let is_month =
        !rest.starts_with(['%', '.', '/', '-', ',']) && UnitTable::built_in().longest_at(text, month_end).is_none();
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
    let rest = rest.strip_prefix(' ').unwrap_or(rest);
    let inner = rest.strip_prefix('第').unwrap_or(rest);
    for (word, first, months) in [
        ("上半期", 4, 6),
        ("上期", 4, 6),
        ("前期", 4, 6),
        ("下半期", 10, 6),
        ("下期", 10, 6),
        ("後期", 10, 6),
        ("1四半期", 4, 3),
        ("一四半期", 4, 3),
        ("1Q", 4, 3),
        ("2四半期", 7, 3),
        ("二四半期", 7, 3),
        ("2Q", 7, 3),
        ("3四半期", 10, 3),
        ("三四半期", 10, 3),
        ("3Q", 10, 3),
        ("4四半期", 1, 3),
        ("四四半期", 1, 3),
        ("4Q", 1, 3),
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
    minutes
        .filter(|(minute, minute_end)| *minute < 60 && minute_end - end == 3 && count <= 24)
        .map(|(_, end)| (Time::Undated, end))
}

fn skip_end(text: &str, at: usize) -> usize {
    let at = if text[at..].starts_with('末') { at + '末'.len_utf8() } else { at };
    skip_state(text, at)
}

/// `令和5年度（2023年度）`: the same time once more, in brackets behind it.
fn skip_gloss(text: &str, point: &Point) -> usize {
    let Some(rest) = text[point.end..].strip_prefix('(') else { return point.end };
    let start = text.len() - rest.len();
    let same = read_point(text, start).filter(|gloss| gloss.time == point.time && text[gloss.end..].starts_with(')'));
    same.map_or(point.end, |gloss| gloss.end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::normalize;

    fn show(time: Time) -> String {
        match time {
            Time::FiscalYear(year) => format!("FY{year}"),
            Time::FiscalYears { from, to } => format!("FY{from}-FY{to}"),
            Time::CalendarYear(year) => format!("year {year}"),
            Time::AsOf(date) => format!("as of {date}"),
            Time::Date(date) => format!("date {date}"),
            Time::Period { from, to, .. } => format!("{from} to {to}"),
            Time::Undated => "undated".to_owned(),
        }
    }

    #[track_caller]
    fn check(printed: &str, expected: &str) {
        let text = normalize(printed).without_loose_space().text;
        let found = read_time(&text, 0)
            .map_or_else(|| "none".to_owned(), |(time, end)| format!("{}|{}", show(time), &text[end..]));
        assert_eq!(found, expected, "{printed}");
    }

    #[test]
    fn abbreviated_eras_are_fiscal_years() {
        check("R4：12", "FY2022|:12");
        check("Ｈ２９", "FY2017|");
        check("R元年度", "FY2019|");
    }

    #[test]
    fn an_era_year_without_do_is_a_calendar_year() {
        check("令和4年", "year 2022|");
        check("令和四年度", "FY2022|");
        check("R4暦年", "year 2022|");
    }

    #[test]
    fn eras_turn_within_a_year() {
        check("平成31年度", "FY2019|");
        check("平成31年6月", "date 2019-06|");
    }

    #[test]
    fn a_gloss_says_the_same_year_twice() {
        check("令和4（2022）年度", "FY2022|");
        check("令和4年度（2022年度）の", "FY2022|の");
    }

    #[test]
    fn points_make_a_month_or_day() {
        check("R5.9時点", "as of 2023-09|");
        check("R5.9.1", "date 2023-09-01|");
        check("2023/9/1現在", "as of 2023-09-01|");
    }

    #[test]
    fn ends_are_days() {
        check("R6.2末", "as of 2024-02-29|");
        check("令和4年度末時点", "as of 2023-03-31|");
        check("令和4年末", "as of 2022-12-31|");
    }

    #[test]
    fn no_such_day_is_no_date() {
        check("R5.13.1", "undated|");
        check("R5.13", "undated|");
        check("R5.0件", "undated|件");
        check("2023年2月30日", "undated|");
    }

    #[test]
    fn no_such_year_is_no_count_of_years() {
        check("令和0年", "undated|");
        check("昭和100年度", "undated|");
    }

    #[test]
    fn spans_of_years() {
        check("R4～R8", "FY2022-FY2026|");
        check("令和6～8年度に", "FY2024-FY2026|に");
        check("2022～26年度", "FY2022-FY2026|");
        check("令和4年度から令和8年度まで", "FY2022-FY2026|");
    }

    #[test]
    fn parts_of_a_fiscal_year() {
        check("R4下半期", "2022-10-01 to 2023-03-31|");
        check("令和4年度第4四半期", "2023-01-01 to 2023-03-31|");
    }

    #[test]
    fn times_without_a_year_are_no_dates() {
        check("9月30日", "undated|");
        check("6～7年度", "undated|");
        check("9時15分", "undated|");
    }

    #[test]
    fn letters_of_other_words_are_no_eras() {
        check("RPA", "none");
        check("H鋼", "none");
        check("S2棟", "none");
    }
}
