//! Printed numerals to decimals: digits, kanji, both mixed, scale words, fractions.
//!
//! A numeral that breaks a rule (`15,7`, `十十`, `1.2.3`) is no number, and its characters are not tried again in parts.

use std::str::FromStr;

use rust_decimal::Decimal;

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
    let unsigned = text.trim_start_matches(['-', '△', '▲', '+']);
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
            return number(text, at, first.value + part, end);
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
                here = end;
            }
        }
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
}

impl Sum {
    fn is_empty(&self) -> bool {
        self.section.is_none() && self.pending.is_none()
    }

    fn scale(&mut self, exponent: u32) -> Option<()> {
        let factor = Decimal::from(10u64.checked_pow(exponent)?);
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

enum Chunk {
    None,
    Invalid(usize),
    Digits(Decimal, usize),
}

/// Reads one run of digits: grouped (`1,751`), with a decimal point, or digit by digit in kanji (`二〇二三`).
fn read_chunk(text: &str, at: usize) -> Chunk {
    let bytes = text.as_bytes();
    let mut digits = String::new();
    let mut here = at;
    while let Some((digit, end)) = digit_at(text, here) {
        if text.as_bytes()[here] >= 0x80 && here > at && bytes[at].is_ascii_digit() && !ends_mixed_run(text, here) {
            break;
        }
        digits.push(digit);
        here = end;
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
        Ok(value) if digits.len() <= 29 => Chunk::Digits(value, end),
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
        let is_list = bytes[end..].starts_with(separator)
            && bytes.get(end + separator.len()).is_some_and(u8::is_ascii_digit);
        if separator == b"," && (is_list || end > first_end && first_length > 3) {
            return None;
        }
        let is_one_number = first_length <= longest || groups.len() >= 6 && first_length <= 3;
        if end > first_end && is_one_number && !is_list && bytes[start] != b'0' {
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
        let is_version = text[here..].strip_prefix('.').is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit()));
        return (!is_version).then_some(here);
    }
    let is_kanji_before = text[..at].ends_with(is_kanji_numeral);
    let Some(after) = rest.strip_prefix('・').filter(|after| is_kanji_before && after.starts_with(is_kanji_numeral)) else {
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
    let is_exponent = (1..=2).contains(&length) && !power[length..].starts_with(|next: char| next.is_ascii_alphanumeric());
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

/// The end of everything numeral-like from `at` on, so that no part of a broken numeral is read as a number.
fn numeral_run_end(text: &str, at: usize) -> usize {
    let is_part = |next: char| next.is_ascii_digit() || matches!(next, '.' | ',') || is_kanji_numeral(next);
    let rest = &text[at..];
    at + rest.find(|next: char| !is_part(next)).unwrap_or(rest.len())
}

fn digit_at(text: &str, at: usize) -> Option<(char, usize)> {
    let first = text[at..].chars().next()?;
    if first.is_ascii_digit() {
        return Some((first, at + 1));
    }
    kanji_digit(first).map(|digit| (digit, at + first.len_utf8()))
}

fn scale_at(text: &str, at: usize) -> Option<(u32, usize)> {
    let first = text[at..].chars().next()?;
    let exponent = match first {
        '十' | '拾' => 1,
        '百' | '佰' | '陌' => 2,
        '千' | '仟' | '阡' => 3,
        '万' | '萬' => 4,
        '億' => 8,
        '兆' => 12,
        '京' => 16,
        _ => return None,
    };
    Some((exponent, at + first.len_utf8()))
}

fn kanji_digit(character: char) -> Option<char> {
    Some(match character {
        '〇' | '零' => '0',
        '一' | '壱' | '壹' => '1',
        '二' | '弐' | '弍' => '2',
        '三' | '参' => '3',
        '四' => '4',
        '五' | '伍' => '5',
        '六' => '6',
        '七' => '7',
        '八' => '8',
        '九' => '9',
        _ => return None,
    })
}

/// Whether `character` is a kanji that numerals are written with.
pub fn is_kanji_numeral(character: char) -> bool {
    if character < '〇' {
        return false;
    }
    kanji_digit(character).is_some()
        || matches!(character, '十' | '拾' | '百' | '佰' | '陌' | '千' | '仟' | '阡' | '万' | '萬' | '億' | '兆' | '京')
}

fn starts_word(text: &str, at: usize) -> bool {
    word_end(text, at).is_some()
}

/// Where a word or place that only begins like a numeral ends (三重県, 一部, 千葉), if one begins at `at`.
pub fn word_end(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    if !rest.starts_with(is_kanji_numeral) || text[..at].ends_with(is_kanji_numeral) {
        return None;
    }
    WORDS.iter().find(|word| rest.starts_with(**word)).map(|word| at + word.len())
}

/// Words and places that begin with a kanji numeral and count nothing.
const WORDS: [&str; 112] = [
    "一般", "一部", "一定", "一体", "一環", "一層", "一律", "一括", "一覧", "一斉", "一致", "一時", "一種", "一次", "一度",
    "一方", "一緒", "一連", "一元", "一貫", "一極", "一新", "一歩", "一因", "一助", "一切", "一丸", "一見", "一旦", "一気",
    "一人ひとり", "一人一人", "一人一台", "一酸化", "一例", "一本化", "一級", "一等", "一戸建", "一関", "一宮", "一同", "一番",
    "二次", "二酸化", "二輪", "二世帯", "二本松", "二戸", "二宮", "二重", "三重", "三次", "三者", "三密", "三角", "三位一体",
    "三世代", "三沢", "三鷹", "三浦", "三島", "三条", "三原", "三木", "三田", "三豊", "三好", "三郷", "三種町", "四国",
    "四万十", "四川", "四日市", "四半期", "四季", "五感", "五輪", "五島", "五所川原", "五泉", "六次", "七尾", "八戸", "八王子",
    "八代", "八幡", "八千代", "八街", "八潮", "八峰", "八郎", "八十二銀行", "九州", "九条", "十分", "十和田", "十日町", "十勝",
    "百貨", "千葉", "千代", "千歳", "千曲", "万全", "万能", "万一", "万博", "万引", "万国", "億劫", "京都",
];

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
