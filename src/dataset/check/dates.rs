//! Dates that no calendar has, and dates and years that cannot be those of the value beside them.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::{Captures, Regex};

use crate::base::calendar::Era;
use crate::base::{FiscalYear, Message, Note, Subject};
use crate::indicator::{Measurements, Observation, Role, YearSource};
use crate::layout::Passage;
use crate::report::Report;

/// A report on a year comes out before this many months of the next year are over; what it dates later is misprinted.
const MONTHS_AFTER_YEAR: i32 = 9;

/// Codes: `date_impossible`, `as_of_outside_year`, `year_in_future`.
pub(super) fn check(report: &Report, measurements: &Measurements) -> Vec<Note> {
    let mut notes = Vec::new();
    for (index, block) in report.blocks.iter().enumerate() {
        for passage in [&block.plan, &block.progress, &block.next] {
            notes.extend(impossible_dates(passage).into_iter().map(|note| note.about(Subject::Block(index))));
        }
    }
    let actuals = measurements.observations.iter().enumerate().filter(|(_, it)| it.role == Role::Actual);
    for (index, actual) in actuals {
        let note = future_year(actual, report, measurements).or_else(|| as_of_outside_year(actual, measurements));
        notes.extend(note.map(|note| note.about(Subject::Observation(index))));
    }
    notes
}

/// `R6.13末`, `令和6年2月30日`: what is written as a month or a day and is none.
fn impossible_dates(passage: &Passage) -> Vec<Note> {
    static DATE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?P<era>[RHSＲＨＳ]|令和|平成|昭和)\s?(?P<year>[0-9０-９]{1,2}|元)\s?(?:年\s?|[.．/／])",
            r"(?P<month>[0-9０-９]{1,2})",
            r"(?:\s?(?:月\s?|[.．/／])(?P<day>[0-9０-９]{1,2})(?:日|末|時点|現在|[)）]))?",
            r"(?P<end>月|末|時点|現在|[)）])?"
        ))
        .expect("a literal expression")
    });
    let note = |captures: Captures| {
        let whole = captures.get(0)?;
        let number = |name: &str| captures.name(name).and_then(|it| digits(it.as_str()));
        let (month, day) = (number("month")?, number("day"));
        // Without a day a number is a month only where a word says so: `R6.25件` is none.
        let is_date = day.is_some() || captures.name("end").is_some();
        let possible = match day {
            None => (1..=12).contains(&month),
            Some(day) => is_day(captures.name("era")?.as_str(), number("year").unwrap_or(1), month, day),
        };
        let source = passage.place(whole.range())?;
        let message = Message::new("date_impossible").with("printed", whole.as_str().trim_end_matches([')', '）']));
        (is_date && !possible).then(|| Note::warning(message).at(source))
    };
    DATE.captures_iter(passage.text()).filter_map(note).collect()
}

fn is_day(era: &str, year: i8, month: i8, day: i8) -> bool {
    let offset = Era::ALL.into_iter().find(|it| era == it.name() || crate::text::fold(era).starts_with(it.letter()));
    let Some(offset) = offset.map(Era::offset) else { return true };
    Date::new(offset + i16::from(year), month, day).is_ok()
}

/// Digits of any width; `元` is not among them.
fn digits(text: &str) -> Option<i8> {
    crate::text::fold(text).parse().ok()
}

/// What is reported as reached in a year that was not over when the report came out.
fn future_year(actual: &Observation, report: &Report, measurements: &Measurements) -> Option<Note> {
    let (reported, year) = (report.identity.fiscal_year?, actual.fiscal_year?);
    let name = &measurements.indicators.get(actual.indicator)?.name;
    let message = Message::new("year_in_future")
        .with("indicator", name)
        .with("printed", &actual.printed)
        .with("year", year.label())
        .with("reported", reported.label());
    (year > reported && actual.fiscal_year_source == Some(YearSource::Value))
        .then(|| Note::warning(message).at(actual.source))
}

/// A value of one year as of a date before that year or long after it.
fn as_of_outside_year(actual: &Observation, measurements: &Measurements) -> Option<Note> {
    let (year, as_of) = (actual.fiscal_year?, actual.as_of.as_deref()?);
    let outside = actual.fiscal_year_source != Some(YearSource::AsOf) && is_outside(as_of, year)?;
    let name = &measurements.indicators.get(actual.indicator)?.name;
    let message = Message::new("as_of_outside_year")
        .with("indicator", name)
        .with("printed", &actual.printed)
        .with("year", year.label())
        .with("as_of", as_of);
    outside.then(|| Note::warning(message).at(actual.source))
}

/// Whether an ISO date, as precise as printed, lies outside; `None` where only its year is known.
fn is_outside(as_of: &str, year: FiscalYear) -> Option<bool> {
    let mut parts = as_of.split('-');
    let date_year: i32 = parts.next()?.parse().ok()?;
    let month: i32 = parts.next()?.parse().ok()?;
    let months_into_year = (date_year - i32::from(year.year())) * 12 + month - 4;
    Some(!(0..12 + MONTHS_AFTER_YEAR).contains(&months_into_year))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Rect;

    #[track_caller]
    fn check(line: &str, expected: &[&str]) {
        let mut passage = Passage::default();
        line.chars().for_each(|it| passage.push(it, 1, Rect::default()));
        let found: Vec<String> =
            impossible_dates(&passage).iter().map(|it| it.message.values().collect::<String>()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_thirteenth_month() {
        check("・電子化率 R5：78.1%（R6.13時点）", &["R6.13時点"]);
        check("令和５年１３月末に公開", &["令和５年１３月"]);
        check("R6.0末", &["R6.0末"]);
    }

    #[test]
    fn a_day_that_the_calendar_does_not_have() {
        check("R6.2.30時点、令和５年２月29日、R5.4.31現在", &["R6.2.30時点", "令和５年２月29日", "R5.4.31現在"]);
    }

    #[test]
    fn dates_of_the_calendar() {
        check("R6.3末、R5.3.31時点、令和6年2月29日、令和元年5月、H31.4.30現在", &[]);
    }

    #[test]
    fn numbers_that_are_no_dates() {
        check("R6：78.13%、R5 25件、R6.25件、令和7～8年度、R4.5倍", &[]);
    }

    #[test]
    fn as_of_dates_within_the_year_and_until_december_after_it() {
        let year = FiscalYear::new(2023).expect("a fiscal year");
        let outside = |date: &str| is_outside(date, year);
        assert_eq!(["2023-04", "2024-03-31", "2024-12"].map(outside), [Some(false); 3]);
        assert_eq!(["2023-03-31", "2025-03", "2025-01"].map(outside), [Some(true); 3]);
        assert_eq!(outside("2023"), None);
    }
}
