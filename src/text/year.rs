//! A printed year: its era, its number, and whether 年 or 年度 stands behind it.

use crate::base::calendar::Era;

use super::kanji::is_kanji_numeral;
use super::number::{Reading, read_numeral};

/// What stands behind the number of a year.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Marker {
    None,
    Year,
    FiscalYear,
}

/// A year as printed.
pub(super) struct Year {
    /// The calendar year of that number.
    pub number: i16,
    pub era: Option<Era>,
    pub marker: Marker,
    pub end: usize,
}

/// Reads the year that begins at byte `at`.
pub(super) fn read_year(text: &str, at: usize) -> Option<Year> {
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
        let is_whole = era == Era::Showa && at == 0 && year.end == text.len() && text.len() == 3;
        return (is_common || is_whole || year.marker != Marker::None || text[year.end..].starts_with(['.', ':']))
            .then_some(year);
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

/// Reads 年 or 年度.
pub(super) fn read_marker(text: &str, at: usize) -> (Marker, usize) {
    let rest = &text[at..];
    if rest.starts_with("年度") {
        return (Marker::FiscalYear, at + "年度".len());
    }
    if rest.starts_with('年') && !rest.starts_with("年間") {
        return (Marker::Year, at + '年'.len_utf8());
    }
    (Marker::None, at)
}

/// `令和5（2023）年度`: the same year once more, in brackets.
fn skip_inner_gloss(text: &str, at: usize) -> usize {
    let Some(rest) = text[at..].strip_prefix('(') else { return at };
    let Some(length) = rest.bytes().take(13).position(|byte| byte == b')') else { return at };
    let is_year = rest[..length].chars().all(|c| c.is_ascii_digit() || "令和平成昭RHS元年".contains(c));
    let end = at + length + 2;
    if is_year && text[end..].starts_with('年') { end } else { at }
}

/// A number that can be a year of the western calendar.
pub(super) fn western(number: i16) -> Option<i16> {
    (1868..=2200).contains(&number).then_some(number)
}

/// Reads a number and the word `mark` behind it.
pub(super) fn read_before(text: &str, at: usize, mark: char) -> Option<(i16, usize)> {
    let (number, end) = read_small(text, at)?;
    text[end..].starts_with(mark).then(|| (number, end + mark.len_utf8()))
}

/// Up to four Arabic digits that no further digit follows.
pub(super) fn read_digits(text: &str, at: usize) -> Option<(i16, usize)> {
    let length = text[at..].bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=4).contains(&length) {
        return None;
    }
    text[at..at + length].parse().ok().map(|number| (number, at + length))
}

/// A whole number of up to four digits, Arabic or kanji.
pub(super) fn read_small(text: &str, at: usize) -> Option<(i16, usize)> {
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
