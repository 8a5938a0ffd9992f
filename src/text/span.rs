//! Spans of printed years and dates: `R3～R7`, `令和7～8年度`, `令和3年度から令和7年度まで`.

use crate::base::FiscalYear;
use crate::base::calendar::Era;

use super::date::Date;
use super::time::{Point, Time, read_point};
use super::year::{Marker, read_before, read_digits, read_marker, western};

/// Reads `～R7`, `から令和7年度まで`, `～8年度` after a first time.
pub(super) fn read_second(text: &str, first: &Point) -> Option<(Time, usize)> {
    let rest = &text[first.end..];
    let joint = ["~", "から", "-"].into_iter().find(|joint| rest.starts_with(joint))?;
    let start = first.end + joint.len();
    let (second, end) = match read_point(text, start) {
        Some(point) => (point.time, point.end),
        None if joint != "-" => {
            read_inherited_year(text, start, first).or_else(|| read_inherited_month(text, start, first))?
        }
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

/// The second end of `令和5年4月～12月` takes its year, that of `4月1日～30日` its month too, from the first.
fn read_inherited_month(text: &str, at: usize, first: &Point) -> Option<(Time, usize)> {
    let (Time::Date(from) | Time::AsOf(from)) = first.time else { return None };
    let (number, end) = read_digits(text, at)?;
    let number = u8::try_from(number).ok()?;
    if let Some(rest) = text[end..].strip_prefix('日') {
        return Some((Time::Date(Date::of_day(from.year, from.month?, number)?), text.len() - rest.len()));
    }
    let end = end + text[end..].starts_with('月').then_some('月'.len_utf8())?;
    let month = Date::of_month(from.year, number)?;
    if let Some((day, end)) = read_before(text, end, '日') {
        return Some((Time::Date(Date::of_day(from.year, number, u8::try_from(day).ok()?)?), end));
    }
    if text[end..].starts_with('末') {
        return Some((Time::AsOf(month.month_end()), end + '末'.len_utf8()));
    }
    Some((Time::Date(month), end))
}

/// `7～9月` behind the year `year`, and the byte after it; `is_fiscal` counts January to March to the next year.
pub(super) fn read_months(text: &str, at: usize, year: i16, is_fiscal: bool) -> Option<(Time, usize)> {
    let (first, end) = read_digits(text, at)?;
    let rest = text[end..].strip_prefix("月").unwrap_or(&text[end..]).strip_prefix(['~', '-'])?;
    let (last, end) = read_before(text, text.len() - rest.len(), '月')?;
    let month = |number: i16| {
        let number = u8::try_from(number).ok()?;
        Date::of_month(if is_fiscal && number < 4 { year + 1 } else { year }, number)
    };
    let (from, to) = (month(first)?, month(last)?);
    let fiscal_year = is_fiscal.then(|| FiscalYear::new(year)).flatten();
    (from < to).then_some((Time::Period { fiscal_year, from, to }, end))
}

/// `2021～2025年度`: the first year bears no mark of its own.
pub(super) fn read_bare_years(text: &str, at: usize) -> Option<(Time, usize)> {
    let (from, end) = read_digits(text, at)?;
    let from = FiscalYear::new(western(from)?)?;
    let rest = text[end..].strip_prefix(['~', '-'])?;
    let (to, end) = read_digits(text, text.len() - rest.len())?;
    let to = if to < 100 { from.year() / 100 * 100 + to } else { western(to)? };
    let (marker, end) = read_marker(text, end);
    let to = FiscalYear::new(to)?;
    (marker != Marker::None && from < to).then_some((Time::FiscalYears { from, to }, end))
}

fn is_boundary(text: &str, at: usize) -> bool {
    !text[at..].starts_with(|next: char| next.is_alphanumeric() || matches!(next, '%' | '.'))
}
