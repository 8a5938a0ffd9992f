//! Spans of printed years and dates: `R3～R7`, `令和7～8年度`, `令和3年度から令和7年度まで`.

use crate::base::FiscalYear;
use crate::base::calendar::Era;

use super::date::Date;
use super::time::{Point, Time, read_point};
use super::year::{Marker, read_digits, read_marker, western};

/// Reads `～R7`, `から令和7年度まで`, `～8年度` after a first time.
pub(super) fn read_second(text: &str, first: &Point) -> Option<(Time, usize)> {
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
