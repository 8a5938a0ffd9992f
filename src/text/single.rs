//! Reads one quantity at one place of a normalised text, or tells what to step over.

use rust_decimal::Decimal;

use super::after::{self, After};
use super::before::{self, Before};
use super::code::{code_end, skip_code};
use super::kanji::{is_kanji_numeral, scale_of};
use super::lexicon::Change;
use super::normalize::Normalized;
use super::number::{CIRCLE, Numeral, Reading, read_value};
use super::quantity::Quantity;
use super::sign::{Sign, read_sign};
use super::unit::{self, UnitMatch, UnitTable};
use super::vocabulary::{Comparator, ObsStatus, Polarity, QuantityKind};

/// A quantity with its place, in bytes of the normalised text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Single {
    pub start: usize,
    pub end: usize,
    pub quantity: Quantity,
    /// It counts only as an end of a range (`第10`); alone it is no quantity.
    pub is_doubtful: bool,
}

/// What begins at a place.
pub(super) enum Found {
    Quantity(Box<Single>),
    /// No quantity up to this byte.
    Skip(usize),
}

/// Reads what begins at byte `at`; `None` where neither sign nor numeral does.
pub(super) fn read(normalized: &Normalized, at: usize, units: &UnitTable) -> Option<Found> {
    let text = normalized.text.as_str();
    let (sign, start) = read_sign(text, at);
    let numeral = match read_value(text, start) {
        Reading::None => return None,
        Reading::Invalid(end) => return Some(Found::Skip(skip_code(text, end))),
        Reading::Number(numeral) => numeral,
    };
    // Two signs are a mark or a slip: which is meant nobody can tell.
    if start > at && text[..at].ends_with(['△', '▲', '▼']) {
        return Some(Found::Skip(numeral.end));
    }
    if let Some(end) = code_end(text, start, numeral.end) {
        return Some(Found::Skip(end));
    }
    let is_marked = text[..at].ends_with(['r', 'p']) && starts_token(text, at - 1);
    let is_ordinal = text[..at].ends_with('第');
    if sign == Sign::Unknown && !numeral.value.is_zero()
        || before::is_vague(text, start)
        || !is_ordinal && !is_marked && before::is_label_number(text, at)
    {
        return Some(Found::Skip(numeral.end));
    }
    let reader = Reader { normalized, text, units, at, sign, before: before::read(text, at) };
    Some(reader.read(&numeral, is_ordinal, is_marked))
}

struct Reader<'a> {
    normalized: &'a Normalized,
    text: &'a str,
    units: &'a UnitTable,
    /// Where the sign or the numeral begins.
    at: usize,
    sign: Sign,
    before: Before,
}

impl Reader<'_> {
    fn read(&self, numeral: &Numeral, is_ordinal: bool, is_marked: bool) -> Found {
        let text = self.text;
        let (number_end, is_over) = self.skip_over(numeral.end);
        let Some((unit_start, found)) = self.unit_at(number_end) else {
            return self.read_bare(numeral, is_ordinal);
        };
        let unit_end = unit_start + found.length;
        let is_rank = found.unit.id == "rank";
        let is_name = after::is_name(text, unit_end, &found, self.units) || self.is_heading(numeral, unit_end);
        if is_ordinal && !is_rank || is_name || !self.allows_kanji(numeral, Some(&found), unit_end) {
            return Found::Skip(unit_end);
        }
        let (mut quantity, end) = self.with_unit(numeral, &found, unit_start);
        let after = after::read(text, end, self.units);
        if is_over {
            quantity.comparator = Comparator::GtApprox;
        }
        if is_marked {
            let is_revised = text[..self.at].ends_with('r');
            quantity.obs_status = Some(if is_revised { ObsStatus::A } else { ObsStatus::P });
        }
        self.describe(&mut quantity, &after);
        let is_doubtful =
            self.follows_joint() || after::is_denominator(&text[after.end..], &text[unit_start..unit_end]);
        self.found(quantity, after.end, is_doubtful)
    }

    /// The number in its unit and the byte after both; 割 and 分 go on with their own parts.
    fn with_unit(&self, numeral: &Numeral, found: &UnitMatch, unit_start: usize) -> (Quantity, usize) {
        let unit_end = unit_start + found.length;
        let printed = &self.text[unit_start..unit_end];
        let value = numeral.value.checked_mul(found.factor);
        let mut quantity = Quantity::new(value.map(|value| value.normalize()), self.at..numeral.end);
        quantity.scale =
            trailing_scale(&self.text[self.at..numeral.end]).checked_mul(found.factor).unwrap_or(Decimal::ONE);
        quantity.unit = Some(found.unit);
        quantity.unit_printed = Some(if printed.is_empty() { found.unit.symbol } else { printed }.to_owned());
        if found.unit.id == "minute"
            && let Some((value, end)) = after::read_rate(self.text, numeral.value, unit_end)
        {
            (quantity.value, quantity.unit) = (Some(value), unit::by_id("percent"));
            return (quantity, end);
        }
        if printed != "割" {
            return (quantity, unit_end);
        }
        let (rest, end) = after::read_wari(self.text, unit_end);
        quantity.value = quantity.value.and_then(|value| value.checked_add(rest)).map(|value| value.normalize());
        (quantity, end)
    }

    /// A number without a unit: believed only where nothing makes a name or a list mark of it.
    fn read_bare(&self, numeral: &Numeral, is_ordinal: bool) -> Found {
        let text = self.text;
        let end = numeral.end;
        if &text[self.at..end] == CIRCLE {
            return Found::Skip(end);
        }
        let ordinal_end = if text[end..].starts_with("番目") { end + "番目".len() } else { end };
        let is_place = is_ordinal || ordinal_end > end;
        if !is_place && after::is_ordinal(text, end, self.units) {
            return Found::Skip(end + text[end..].chars().next().map_or(0, char::len_utf8));
        }
        let mut quantity = Quantity::new(Some(numeral.value), self.at..end);
        quantity.scale = trailing_scale(&text[self.at..end]);
        let mut after = after::read(text, ordinal_end, self.units);
        if after.end == end
            && let Some(counter) = self.unknown_counter(end)
        {
            quantity.unit_printed = Some(counter.to_owned());
            after = after::read(text, end + counter.len(), self.units);
        }
        if self.is_bracketed(&after) {
            let is_list_mark = numeral.value.scale() == 0 && self.numbers_item(after.end);
            if is_list_mark {
                return Found::Skip(after.end);
            }
            // (3.2) may be a share, a note or a minus: said to be a number, without a value; (▲3.2) shows that it is one.
            if self.sign != Sign::None {
                self.describe(&mut quantity, &after);
                return self.found(quantity, after.end, false);
            }
            quantity.value = None;
            return self.found(quantity, after.end, text[end..].len() == 1 && !self.text.starts_with('('));
        }
        let is_doubtful = is_place || self.is_doubtful_bare(numeral, &after) || !self.allows_kanji(numeral, None, end);
        self.describe(&mut quantity, &after);
        self.found(quantity, after.end, is_doubtful)
    }

    /// The counter at byte `at` that the table does not know: one character, or a word where other words make the number a
    /// value (`R6：250パネル`, `計12巡回`). It must end the expression or have a particle behind it.
    fn unknown_counter(&self, at: usize) -> Option<&str> {
        let rest = &self.text[at..];
        let is_part = |next: char| next.is_alphabetic() && !before::is_hiragana(next) && !is_kanji_numeral(next);
        let length = rest.find(|next: char| !is_part(next)).unwrap_or(rest.len());
        let counter = &rest[..length];
        let count = counter.chars().count();
        let is_value = self.before.is_marked || self.text[..self.at].ends_with([':', '=']);
        let is_code = rest[length..].starts_with(|next: char| next.is_ascii_digit() || "-._".contains(next));
        let is_counter = count == 1 || is_value && (2..=8).contains(&count);
        (is_counter && !is_code).then_some(counter)
    }

    /// `(1)12件`, `(2)`: a number in brackets with a word, a number or nothing behind it, and none before it, numbers a list.
    fn numbers_item(&self, number_end: usize) -> bool {
        let outer = self.text[..self.at].trim_end_matches(['(', '[']);
        let behind = self.text[number_end..].trim_start_matches([')', ']']);
        let is_free = self.normalized.has_gap_before(outer.len())
            || !outer.ends_with(|last: char| last.is_alphanumeric() || last == '%');
        is_free && (behind.is_empty() || behind.starts_with(char::is_alphanumeric))
    }

    /// `20-30社`, `20～30社`: behind a joining sign the number is only the end of a range.
    fn follows_joint(&self) -> bool {
        let before = &self.text[..self.at];
        let is_dash = before.ends_with('-') && !before.ends_with("--");
        let is_tilde = before
            .strip_suffix('~')
            .is_some_and(|first| first.ends_with(|last: char| last.is_alphanumeric() || last == '%'));
        self.sign == Sign::None && is_dash || is_tilde
    }

    fn found(&self, quantity: Quantity, end: usize, is_doubtful: bool) -> Found {
        Found::Quantity(Box::new(Single { start: self.at, end, quantity, is_doubtful }))
    }

    /// `100余人`
    fn skip_over(&self, at: usize) -> (usize, bool) {
        let end = at + '余'.len_utf8();
        let is_over = self.text[at..].starts_with('余') && self.units.longest_at(self.text, end).is_some();
        if is_over { (end, true) } else { (at, false) }
    }

    /// The unit behind the number that ends at `at`, and where it begins.
    fn unit_at(&self, at: usize) -> Option<(usize, UnitMatch)> {
        if self.text[..self.at].ends_with('¥') || &self.text[..self.at] == "円" {
            return unit::by_id("JPY").map(|unit| (at, UnitMatch { unit, factor: Decimal::ONE, length: 0 }));
        }
        let rest = &self.text[at..];
        let joint = if rest.starts_with('の') { 'の'.len_utf8() } else { usize::from(rest.starts_with(' ')) };
        let found = self.units.longest_at(self.text, at + joint)?;
        // 82の取組 counts them; 3の倍 and 12の日 do not.
        let is_counted = found.unit.dimension == "count" && found.length > '人'.len_utf8();
        (joint <= 1 || is_counted).then_some((at + joint, found))
    }

    /// `2 取組一覧`: a heading's number, a space and a word that begins like a unit.
    fn is_heading(&self, numeral: &Numeral, unit_end: usize) -> bool {
        let rest = &self.text[unit_end..];
        let runs_on = rest.starts_with(|next: char| next.is_alphabetic() && !before::is_hiragana(next));
        self.at == 0
            && runs_on
            && self.normalized.has_gap_before(numeral.end)
            && after::read(self.text, unit_end, self.units).end == unit_end
    }

    fn is_bracketed(&self, after: &After) -> bool {
        self.text[..self.at].ends_with(['(', '[']) && self.text[after.end..].starts_with([')', ']'])
    }

    fn is_doubtful_bare(&self, numeral: &Numeral, after: &After) -> bool {
        let text = self.text;
        let rest = &text[after.end..];
        let has_words = self.before.is_marked || after.end > numeral.end;
        // `- 3 -` is the number of a page.
        let is_page = self.sign == Sign::Minus && rest.trim_start().starts_with('-');
        let is_part =
            rest.strip_prefix(['/', '-', '~']).is_some_and(|next| next.starts_with(|next: char| next.is_ascii_digit()))
                || text[..self.at].ends_with('/') && has_digit_before(text, self.at - 1)
                || self.follows_joint();
        if is_page || is_part || before::follows_latin_word(text, self.at) || is_counter_unknown(rest) && !has_words {
            return true;
        }
        let has_gap = rest.starts_with(' ') || self.normalized.has_gap_before(after.end);
        // `1 進捗状況の概要` and `2) 計画` number a heading or a list.
        let is_heading = self.at == 0
            && numeral.value.scale() == 0
            && (rest.starts_with(')') || has_gap && rest.trim_start().starts_with(char::is_alphabetic));
        // `推進計画2` is a name; `計画: 2`, `計画 2` and `数は2` are not.
        let last = text[..self.at].chars().next_back();
        let is_glued = last.is_some_and(|last| last.is_alphabetic() && !before::is_hiragana(last))
            && !self.normalized.has_gap_before(self.at);
        is_heading || is_glued && !has_words && self.sign == Sign::None
    }

    /// Kanji numerals also begin words; alone they count only where the printing leaves no doubt.
    /// `end` is the byte after the unit, or after the numeral without one.
    fn allows_kanji(&self, numeral: &Numeral, found: Option<&UnitMatch>, end: usize) -> bool {
        if !numeral.is_kanji || numeral.length >= 3 || self.sign != Sign::None {
            return true;
        }
        let text = self.text;
        let rest = &text[end..];
        let is_whole = self.at == 0 && rest.is_empty();
        let has_free_start =
            !text[..self.at].ends_with(|last: char| last.is_alphabetic() && !before::is_hiragana(last));
        let has_free_end = !rest.starts_with(|next: char| next.is_alphabetic() && !before::is_hiragana(next));
        if found.is_some() {
            let is_one = &text[self.at..numeral.end] == "一";
            let is_share = found.is_some_and(|found| found.unit.id == "percent");
            let is_denominator = after::is_denominator(rest, "");
            let is_age_long = found.is_some_and(|found| found.unit.dimension == "time")
                && matches!(&text[self.at..numeral.end], "十" | "百" | "千" | "万");
            if is_age_long && !is_whole && !self.before.is_marked {
                return false;
            }
            return is_whole
                || is_share
                || is_denominator
                || has_free_end && !is_one
                || numeral.length > 1
                || self.before.is_marked;
        }
        let particles = ["は", "で", "が", "を", "と", "より", "以", "未満", "超", "、", "。", ")", "か"];
        let has_particle = rest.is_empty() || particles.iter().any(|word| rest.starts_with(word));
        is_whole || has_free_start && has_particle
    }

    fn describe(&self, quantity: &mut Quantity, after: &After) {
        let before = &self.before;
        quantity.per = before.per.map(str::to_owned).or_else(|| after.per.clone());
        quantity.count_mode = before.count_mode.or(after.count_mode);
        quantity.obs_status = quantity.obs_status.or(after.status).or(before.status);
        quantity.comparator = after.comparator.or(before.comparator).unwrap_or(quantity.comparator);
        // 1.23E+12 is what a spreadsheet prints where there is no room for all digits.
        match quantity.comparator {
            _ if after.is_band => quantity.widen(),
            Comparator::Eq if self.text[self.at..after.end].contains("E+") => quantity.comparator = Comparator::Approx,
            _ => {}
        }
        // 80%～ and ～100人 are open at one end.
        let behind = &self.text[after.end..];
        if quantity.comparator == Comparator::Eq && matches!(behind, "~" | "~)") {
            quantity.comparator = Comparator::Ge;
        } else if quantity.comparator == Comparator::Eq && matches!(&self.text[..self.at], "~" | "(~") {
            quantity.comparator = Comparator::Le;
        }
        let is_negative = self.sign == Sign::Minus || after.change == Some(Change::Down);
        if is_negative {
            quantity.value = quantity.value.map(|value| -value);
        }
        if quantity.value.is_some_and(|value| value.is_zero()) {
            quantity.value = Some(Decimal::ZERO);
        }
        self.describe_kind(quantity, after);
        // A fall of at most 10 %: the value may not go below -10.
        let is_relative_fall = quantity.kind == Some(QuantityKind::ChangeRel) && is_negative;
        if is_relative_fall && quantity.comparator == Comparator::Le {
            quantity.comparator = Comparator::Ge;
        }
    }

    fn describe_kind(&self, quantity: &mut Quantity, after: &After) {
        let unit = quantity.unit.map_or("", |unit| unit.id);
        let is_change = self.sign == Sign::Plus || after.change.is_some();
        let is_signed = is_change || self.sign == Sign::Minus;
        quantity.kind = match unit {
            "percentage_point" => Some(QuantityKind::ChangeAbs),
            "rank" => Some(QuantityKind::Rank),
            "times" | "percent" if self.before.is_relative && !is_signed => Some(QuantityKind::RatioToPrev),
            "times" => Some(QuantityKind::RatioToPrev),
            "percent" if is_change || self.before.is_relative => Some(QuantityKind::ChangeRel),
            "percent" if self.sign == Sign::Minus && quantity.comparator != Comparator::Eq => {
                Some(QuantityKind::ChangeRel)
            }
            "percent" if self.before.is_achievement => Some(QuantityKind::Achievement),
            _ if is_change => Some(QuantityKind::ChangeAbs),
            _ => None,
        };
        if unit == "rank" {
            quantity.polarity = Some(if self.before.is_worst { Polarity::Higher } else { Polarity::Lower });
        }
        if unit == "times" && self.before.is_relative {
            quantity.value =
                quantity.value.and_then(|value| value.checked_mul(Decimal::ONE_HUNDRED)).map(|value| value.normalize());
            quantity.unit = unit::by_id("percent");
        }
    }
}

/// What the scale words at the end of a numeral multiply its digits by; 1 where others stand between the digits.
fn trailing_scale(printed: &str) -> Decimal {
    let digits = printed.trim_end_matches(|last| scale_of(last).is_some());
    if !digits.ends_with(|last: char| last.is_ascii_digit()) || digits.contains(is_kanji_numeral) {
        return Decimal::ONE;
    }
    let exponent: u32 = printed[digits.len()..].chars().filter_map(scale_of).sum();
    10u64.checked_pow(exponent).map_or(Decimal::ONE, Decimal::from)
}

/// A counter that the table does not know is believed when it is one character and the word ends there.
fn is_counter_unknown(rest: &str) -> bool {
    let is_letter = |next: &char| next.is_alphabetic() && !before::is_hiragana(*next);
    rest.chars().take_while(is_letter).count() > 1
}

fn has_digit_before(text: &str, at: usize) -> bool {
    text[..at].ends_with(|last: char| last.is_ascii_digit())
}

fn starts_token(text: &str, at: usize) -> bool {
    !text[..at].ends_with(char::is_alphanumeric)
}
