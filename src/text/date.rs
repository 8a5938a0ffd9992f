//! A calendar date that may lack its day or month.

use crate::base::FiscalYear;

use super::vocabulary::Precision;

/// A year, a month of a year, or a day, as printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Calendar year.
    pub year: i16,
    /// 1 to 12.
    pub month: Option<u8>,
    /// 1 to 31.
    pub day: Option<u8>,
}

impl Date {
    /// The month `month` of `year`; `None` where there is no such month.
    pub fn of_month(year: i16, month: u8) -> Option<Date> {
        (1..=12).contains(&month).then_some(Date { year, month: Some(month), day: None })
    }

    /// A day; `None` where the calendar has no such day.
    pub fn of_day(year: i16, month: u8, day: u8) -> Option<Date> {
        let is_day = (1..=12).contains(&month) && (1..=month_length(year, month)).contains(&day);
        is_day.then_some(Date { year, month: Some(month), day: Some(day) })
    }

    /// The last day of its month; itself where the month is not known.
    pub fn month_end(self) -> Date {
        Date { day: self.month.map(|month| month_length(self.year, month)), ..self }
    }

    /// The first day of the fiscal year `fiscal_year`.
    pub fn fiscal_year_start(fiscal_year: FiscalYear) -> Date {
        Date { year: fiscal_year.year(), month: Some(4), day: Some(1) }
    }

    /// The last day of the fiscal year `fiscal_year`.
    pub fn fiscal_year_end(fiscal_year: FiscalYear) -> Date {
        Date { year: fiscal_year.year() + 1, month: Some(3), day: Some(31) }
    }

    /// How exactly it is known.
    pub fn precision(self) -> Precision {
        match (self.month, self.day) {
            (None, _) => Precision::Year,
            (Some(_), None) => Precision::Month,
            (Some(_), Some(_)) => Precision::Day,
        }
    }

    /// The fiscal year in which it lies; that of December where only the year is known.
    pub fn fiscal_year(self) -> Option<FiscalYear> {
        FiscalYear::of_month(self.year, self.month.unwrap_or(12))
    }
}

/// ISO 8601, as long as it is exact: `2024`, `2024-03`, `2024-03-31`.
impl std::fmt::Display for Date {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(formatter, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(formatter, "-{day:02}")?;
        }
        Ok(())
    }
}

fn month_length(year: i16, month: u8) -> u8 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
