//! One run of digits: grouped (`1,751`), with decimals, or digit by digit in kanji (`二〇二三`).

use std::str::FromStr;

use rust_decimal::Decimal;

use super::kanji::{digit_at, is_kanji_numeral, kanji_digit};

/// The digits of a decimal and its point.
const MAX_DIGITS: usize = 29;

/// What stands where digits may.
pub(super) enum Chunk {
    None,
    /// Digits that break a rule, up to this byte.
    Invalid(usize),
    /// A number and the byte after it.
    Digits(Decimal, usize),
}

/// Reads one run of digits: grouped (`1,751`), with a decimal point, or digit by digit in kanji (`二〇二三`).
pub(super) fn read_chunk(text: &str, at: usize) -> Chunk {
    let bytes = text.as_bytes();
    let mut digits = String::new();
    let mut here = at;
    while let Some((digit, end)) = digit_at(text, here) {
        if text.as_bytes()[here] >= 0x80 && here > at && bytes[at].is_ascii_digit() && !ends_mixed_run(text, here) {
            break;
        }
        digits.push(digit);
        here = end;
        // A decimal holds 28 digits; what is longer is a serial number or a rule of circles.
        if digits.len() > MAX_DIGITS {
            return Chunk::Invalid(numeral_run_end(text, here));
        }
    }
    if !digits.is_empty() && bytes[at..here].iter().all(u8::is_ascii_digit) {
        match read_groups(bytes, at, here, &mut digits) {
            Some(end) => here = end,
            None => return Chunk::Invalid(numeral_run_end(text, here)),
        }
    }
    let Some(end) = read_decimals(text, here, &mut digits) else {
        return if digits.is_empty() { Chunk::None } else { Chunk::Invalid(numeral_run_end(text, here)) };
    };
    if digits.is_empty() {
        return Chunk::None;
    }
    let (digits, end) = with_exponent(text, digits, end);
    match Decimal::from_str(&digits).or_else(|_| Decimal::from_scientific(&digits)) {
        Ok(value) if digits.len() <= MAX_DIGITS => Chunk::Digits(value, end),
        _ => Chunk::Invalid(numeral_run_end(text, end)),
    }
}

/// Reads the groups of three after the first digits; `None` where a comma parts digits in another way.
///
/// A space or `、` also parts words and list members, so there the first group must be short and the others exact.
fn read_groups(bytes: &[u8], start: usize, first_end: usize, digits: &mut String) -> Option<usize> {
    let first_length = first_end - start;
    for (separator, longest) in [(&b","[..], 3), (b" ", 2), ("、".as_bytes(), 2)] {
        let mut end = first_end;
        let mut groups = String::new();
        while let Some(group) = group_at(bytes, end, separator) {
            groups.push_str(group);
            end += separator.len() + 3;
        }
        let is_list =
            bytes[end..].starts_with(separator) && bytes.get(end + separator.len()).is_some_and(u8::is_ascii_digit);
        if separator == b"," && (is_list || end > first_end && first_length > 3) {
            return None;
        }
        let is_one_number = first_length <= longest || groups.len() >= 6 && first_length <= 3;
        // Spaces also part columns: they group digits only where the number begins the text.
        let may_group = separator != b" " || start == 0;
        if may_group && end > first_end && is_one_number && !is_list && bytes[start] != b'0' {
            digits.push_str(&groups);
            return Some(end);
        }
    }
    Some(first_end)
}

fn group_at<'a>(bytes: &'a [u8], at: usize, separator: &[u8]) -> Option<&'a str> {
    let group = bytes[at..].strip_prefix(separator)?.get(..3)?;
    let next = bytes.get(at + separator.len() + 3);
    let is_group = group.iter().all(u8::is_ascii_digit) && !next.is_some_and(u8::is_ascii_digit);
    is_group.then(|| std::str::from_utf8(group).ok()).flatten()
}

/// Reads a decimal point and what follows; `None` for a point without decimals or a second point.
fn read_decimals(text: &str, at: usize, digits: &mut String) -> Option<usize> {
    let rest = &text[at..];
    if let Some(after) = rest.strip_prefix('.') {
        if !after.starts_with(|next: char| next.is_ascii_digit() || kanji_digit(next).is_some()) {
            return None;
        }
        if digits.is_empty() {
            digits.push('0');
        }
        digits.push('.');
        let mut here = at + 1;
        while let Some((digit, end)) = digit_at(text, here) {
            digits.push(digit);
            here = end;
        }
        let is_version =
            text[here..].strip_prefix('.').is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit()));
        return (!is_version).then_some(here);
    }
    let is_kanji_before = text[..at].ends_with(is_kanji_numeral);
    let Some(after) = rest.strip_prefix('・').filter(|after| is_kanji_before && after.starts_with(is_kanji_numeral))
    else {
        return Some(at);
    };
    if digits.is_empty() {
        digits.push('0');
    }
    digits.push('.');
    // Decimals are spelt digit by digit, now and then as a number (七・八十九).
    for character in after.chars().take_while(|next| kanji_digit(*next).is_some() || *next == '十') {
        digits.extend(kanji_digit(character));
    }
    let length = after.find(|next: char| kanji_digit(next).is_none() && next != '十').unwrap_or(after.len());
    Some(at + '・'.len_utf8() + length)
}

fn with_exponent(text: &str, digits: String, end: usize) -> (String, usize) {
    let Some(rest) = text[end..].strip_prefix(['e', 'E']) else { return (digits, end) };
    let power = rest.strip_prefix(['-', '+']).unwrap_or(rest);
    let length = power.bytes().take_while(u8::is_ascii_digit).count();
    let is_exponent =
        (1..=2).contains(&length) && !power[length..].starts_with(|next: char| next.is_ascii_alphanumeric());
    if !is_exponent {
        return (digits, end);
    }
    let end = text.len() - power.len() + length;
    (format!("{digits}e{}", &text[text.len() - rest.len()..end]), end)
}

/// Kanji digits continue Arabic ones only to the end of a word (`32二三`, but `10一般会計` is 10).
fn ends_mixed_run(text: &str, at: usize) -> bool {
    let rest = text[at..].trim_start_matches(is_kanji_numeral);
    !rest.starts_with(|next: char| matches!(next, '\u{4e00}'..='\u{9fff}'))
}

/// The end of everything numeral-like from `at` on, so that no part of a broken numeral is read as a number.
pub(super) fn numeral_run_end(text: &str, at: usize) -> usize {
    let is_part = |next: char| next.is_ascii_digit() || matches!(next, '.' | ',') || is_kanji_numeral(next);
    let rest = &text[at..];
    at + rest.find(|next: char| !is_part(next)).unwrap_or(rest.len())
}
