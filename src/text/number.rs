//! Printed numerals to decimals: digits, kanji, both mixed, scale words, fractions.
//!
//! A numeral that breaks a rule (`15,7`, `十十`, `1.2.3`) is no number, and its characters are not tried again in parts.

use rust_decimal::Decimal;

use super::digits::{Chunk, numeral_run_end, read_chunk};
use super::kanji::{is_kanji_numeral, kanji_digit, scale_at, starts_word};
use super::normalize::normalize;

/// A numeral read from a normalised text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numeral {
    /// Its value, scale words multiplied out.
    pub value: Decimal,
    /// The byte after its last character.
    pub end: usize,
    /// Whether it is printed without any Arabic digit.
    pub is_kanji: bool,
    /// How many characters it has.
    pub length: usize,
}

/// What stands at a place where a numeral may begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// No numeral begins here.
    None,
    /// Something like a numeral that is not one, up to this byte.
    Invalid(usize),
    /// A numeral.
    Number(Numeral),
}

/// Zero in kanji; alone it is the mark of a circle, which many input methods write so.
pub(super) const CIRCLE: &str = "〇";

/// Reads `printed`, which must be a number and nothing else; a leading sign is allowed.
///
/// ```
/// let number = |printed| shinchoku::text::parse_number(printed).map(|value| value.to_string());
/// assert_eq!(number("２万３千").as_deref(), Some("23000"));
/// assert_eq!(number("△1,751").as_deref(), Some("-1751"));
/// assert_eq!(number("15,7"), None);
/// ```
pub fn parse_number(printed: &str) -> Option<Decimal> {
    let normalized = normalize(printed).without_loose_space();
    let text = normalized.text.trim();
    let unsigned = text.strip_prefix(['-', '△', '▲', '+']).unwrap_or(text);
    if unsigned == CIRCLE {
        return None;
    }
    match read_value(unsigned, 0) {
        Reading::Number(numeral) if numeral.end == unsigned.len() => {
            let is_negative = text.starts_with(['-', '△', '▲']);
            Some(if is_negative { -numeral.value } else { numeral.value })
        }
        _ => None,
    }
}

/// Reads the numeral or fraction (`2分の1`, `1と4分の3`) that begins at byte `at` of the normalised `text`.
pub fn read_value(text: &str, at: usize) -> Reading {
    let Reading::Number(first) = read_numeral(text, at) else {
        return read_numeral(text, at);
    };
    if let Some((value, end)) = read_fraction(text, &first) {
        return number(text, at, value, end);
    }
    for joint in ["と", "は"] {
        if text[first.end..].starts_with(joint)
            && let Reading::Number(second) = read_numeral(text, first.end + joint.len())
            && let Some((part, end)) = read_fraction(text, &second)
        {
            return first.value.checked_add(part).map_or(Reading::Invalid(end), |value| number(text, at, value, end));
        }
    }
    Reading::Number(first)
}

/// `denominator` has been read; reads `分の` and the numerator after it.
fn read_fraction(text: &str, denominator: &Numeral) -> Option<(Decimal, usize)> {
    let joint = "分の";
    if !text[denominator.end..].starts_with(joint) {
        return None;
    }
    match read_numeral(text, denominator.end + joint.len()) {
        // Ten decimals are more than any report prints; a third has no end.
        Reading::Number(numerator) => {
            let value = numerator.value.checked_div(denominator.value)?.round_dp(10).normalize();
            Some((value, numerator.end))
        }
        _ => None,
    }
}

/// Reads the numeral that begins at byte `at` of the normalised `text`.
pub fn read_numeral(text: &str, at: usize) -> Reading {
    if !text[at..].starts_with(|first: char| first.is_ascii_digit() || first == '.' || is_kanji_numeral(first)) {
        return Reading::None;
    }
    let mut sum = Sum::default();
    let mut here = at;
    let mut is_spaced = false;
    let mut last_printed = "";
    loop {
        let next = after_space(text, here, &sum, is_spaced);
        if starts_word(text, next) {
            break;
        }
        if let Some((exponent, end)) = scale_at(text, next) {
            if sum.is_empty() && exponent >= 4 {
                return if here == at { Reading::None } else { Reading::Invalid(end) };
            }
            is_spaced |= next > here;
            if sum.scale(exponent).is_none() {
                return Reading::Invalid(numeral_run_end(text, end));
            }
            here = end;
            continue;
        }
        if sum.pending.is_some() {
            break;
        }
        match read_chunk(text, next) {
            Chunk::None => break,
            Chunk::Invalid(end) => return Reading::Invalid(end),
            Chunk::Digits(value, end) => {
                sum.pending = Some(value);
                last_printed = &text[next..end];
                here = end;
            }
        }
    }
    if text[at..].starts_with(|first: char| first.is_ascii_digit()) && sum.is_cut_short(last_printed) {
        return Reading::Invalid(numeral_run_end(text, here));
    }
    match sum.finish() {
        Some(value) if here > at => number(text, at, value, here),
        None if here > at => Reading::Invalid(numeral_run_end(text, here)),
        _ => Reading::None,
    }
}

fn number(text: &str, at: usize, value: Decimal, end: usize) -> Reading {
    let printed = &text[at..end];
    Reading::Number(Numeral {
        value: value.normalize(),
        end,
        is_kanji: !printed.contains(|character: char| character.is_ascii_digit()),
        length: printed.chars().count(),
    })
}

/// The parts of a numeral read so far: 2億 3千 4.
#[derive(Default)]
struct Sum {
    total: Decimal,
    section: Option<Decimal>,
    pending: Option<Decimal>,
    /// The last scale word below 万, as a power of ten; 0 before the first.
    small: u32,
    /// The last scale word from 万 up; 0 before the first.
    big: u32,
    /// How many scale words there are.
    scales: usize,
}

impl Sum {
    fn is_empty(&self) -> bool {
        self.section.is_none() && self.pending.is_none()
    }

    /// `1万2`, `5千3`: whether 2 or 2千 is meant nobody can tell. `1万500` is plain, and so are 一万二, 千1 and 3億4千万6.
    fn is_cut_short(&self, last_printed: &str) -> bool {
        let least = match (self.small, self.big) {
            _ if self.scales != 1 => return false,
            (3, _) => 2,
            (0, 4..) if self.section.is_none() => 3,
            _ => return false,
        };
        self.pending.is_some() && last_printed.len() < least && last_printed.bytes().all(|it| it.is_ascii_digit())
    }

    fn scale(&mut self, exponent: u32) -> Option<()> {
        let factor = Decimal::from(10u64.checked_pow(exponent)?);
        self.scales += 1;
        if exponent < 4 {
            if self.small != 0 && exponent >= self.small {
                return None;
            }
            self.small = exponent;
            let count = self.pending.take().filter(|count| !count.is_zero()).unwrap_or(Decimal::ONE);
            let part = count.checked_mul(factor)?;
            self.section = Some(add_part(self.section.unwrap_or_default(), part)?);
            return Some(());
        }
        if self.is_empty() || self.big != 0 && exponent >= self.big {
            return None;
        }
        let section = add_part(self.section.take().unwrap_or_default(), self.pending.take().unwrap_or_default())?;
        self.total = add_part(self.total, section.checked_mul(factor)?)?;
        self.big = exponent;
        self.small = 0;
        Some(())
    }

    fn finish(self) -> Option<Decimal> {
        let section = add_part(self.section.unwrap_or_default(), self.pending.unwrap_or_default())?;
        add_part(self.total, section)
    }
}

/// Adds a part that must fit below the last digit of `sum`: 1.5億250千 is a number, 1.5千500 is none.
fn add_part(sum: Decimal, part: Decimal) -> Option<Decimal> {
    let sum = sum.normalize();
    if sum.is_zero() || part.is_zero() {
        return Some(sum + part);
    }
    if sum.scale() > 0 {
        return None;
    }
    let mut room = Decimal::ONE;
    let mut rest = sum.mantissa();
    while rest % 10 == 0 {
        rest /= 10;
        room = room.checked_mul(Decimal::TEN)?;
    }
    (part < room).then(|| sum.checked_add(part)).flatten()
}

/// Where the numeral goes on when one space follows: a scale word, or a further part after one.
fn after_space(text: &str, here: usize, sum: &Sum, is_spaced: bool) -> usize {
    let Some(rest) = text[here..].strip_prefix(' ') else { return here };
    let next = here + 1;
    if sum.is_empty() && sum.big == 0 || starts_word(text, next) {
        return here;
    }
    if scale_at(text, next).is_some() {
        return next;
    }
    let is_after_scale = sum.pending.is_none();
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let is_scaled = digits > 0 && scale_at(text, next + digits).is_some();
    let is_kanji = rest.starts_with(|first: char| kanji_digit(first).is_some());
    if is_after_scale && (is_kanji || is_scaled || is_spaced) { next } else { here }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(printed: &str, expected: &str) {
        let value = parse_number(printed).map_or_else(|| "none".to_owned(), |value| value.to_string());
        assert_eq!(value, expected, "{printed}");
    }

    #[test]
    fn groups_of_three() {
        check("12,345,678.5", "12345678.5");
        check("７、６５４", "7654");
        check("7 654", "7654");
    }

    #[test]
    fn bad_grouping_is_no_number() {
        check("26,3", "none");
        check("1234,567", "none");
        check("1,2345", "none");
    }

    #[test]
    fn kanji_with_scale_words() {
        check("三億五千万二百六", "350000206");
        check("百二", "102");
        check("千五百", "1500");
    }

    #[test]
    fn kanji_digit_by_digit() {
        check("一九九八", "1998");
        check("〇・七五", "0.75");
    }

    #[test]
    fn mixed_numerals() {
        check("4万2千5百", "42500");
        check("7億3,000万", "730000000");
        check("2.4万", "24000");
        check("35百万", "35000000");
    }

    #[test]
    fn letter_spaced_numerals() {
        check("六 百 三 十", "630");
        check("8 万 2,500", "82500");
    }

    #[test]
    fn parts_must_fit_below_one_another() {
        check("2.5千700", "none");
        check("2.5億300千", "250300000");
        check("百千", "none");
        check("千千", "none");
        check("億", "none");
    }

    #[test]
    fn what_is_cut_short_behind_a_scale_is_no_number() {
        check("1万2", "none");
        check("3億50", "none");
        check("5千3", "none");
        check("1万500", "10500");
        check("1万2千", "12000");
        check("一万二", "10002");
        check("千1", "1001");
        check("3億4千8百万6", "348000006");
    }

    #[test]
    fn a_circle_alone_is_a_mark() {
        check("〇", "none");
        check("一〇", "10");
    }

    #[test]
    fn two_signs_are_none() {
        check("▲▲1", "none");
    }

    #[test]
    fn fractions() {
        check("8分の3", "0.375");
        check("二と四分の三", "2.75");
        check("0分の1", "none");
    }

    #[test]
    fn points_must_have_decimals_and_come_once() {
        check("8.", "none");
        check("8.1.2", "none");
        check(".5", "0.5");
    }

    #[test]
    fn signs() {
        check("▲2.5", "-2.5");
        check("－８", "-8");
        check("+8", "8");
    }

    #[test]
    fn words_that_begin_like_numerals() {
        check("三重", "none");
        check("千葉", "none");
    }
}
