//! Folding of printed characters to one form, with the way back.
//!
//! NFKC with a character map of our own around it: list marks such as ① are kept before NFKC can make digits of them,
//! dashes, tildes and arrows are made one after it.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// A text in normal form that knows where each of its bytes was printed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Normalized {
    /// The text in normal form.
    pub text: String,
    /// For each byte of `text`, the bytes of the raw text that it came from.
    origins: Vec<(u32, u32)>,
    /// The length of the raw text in bytes.
    raw_length: usize,
}

impl Normalized {
    /// The bytes of the raw text that `range`, in bytes of `text`, came from.
    ///
    /// An empty range gives the empty range in front of the character that follows.
    pub fn raw_range(&self, range: Range<usize>) -> Range<usize> {
        let start = self.origins.get(range.start).map_or(self.raw_length, |origin| origin.0 as usize);
        if range.is_empty() {
            return start..start;
        }
        let end = self.origins.get(range.end - 1).map_or(self.raw_length, |origin| origin.1 as usize);
        start..end
    }

    /// Whether something printed, in general white space, was left out in front of byte `at` of `text`.
    pub fn has_gap_before(&self, at: usize) -> bool {
        let (Some(before), Some(here)) =
            (at.checked_sub(1).and_then(|byte| self.origins.get(byte)), self.origins.get(at))
        else {
            return false;
        };
        before.1 < here.0
    }

    /// Leaves out the white space that separates nothing: all but that between numerals and Latin letters.
    ///
    /// Forms are often printed letter-spaced (`令 和 ５ 年 度`, `１０ 割`); two numbers side by side must stay two. One
    /// space stays a space, more white space or a line end becomes a line end: it parts columns, never the groups of
    /// a number.
    pub fn without_loose_space(self) -> Normalized {
        let mut result = Normalized { raw_length: self.raw_length, ..Normalized::default() };
        let mut characters = self.text.char_indices().peekable();
        let mut last = ' ';
        let mut space: Option<Range<usize>> = None;
        while let Some((at, character)) = characters.next() {
            let end = characters.peek().map_or(self.text.len(), |next| next.0);
            if character.is_whitespace() {
                space = Some(space.map_or(at, |space| space.start)..end);
                continue;
            }
            if let Some(space) = space.take()
                && separates(last)
                && separates(character)
            {
                result.text.push(if &self.text[space.clone()] == " " { ' ' } else { '\n' });
                result.origins.push(self.origins[space.start]);
            }
            result.text.push(character);
            result.origins.extend_from_slice(&self.origins[at..end]);
            last = character;
        }
        result
    }

    fn push(&mut self, character: char, origin: Range<usize>) {
        let length = character.len_utf8();
        self.text.push(character);
        self.origins.extend(std::iter::repeat_n((origin.start as u32, origin.end as u32), length));
    }
}

/// Brings `raw` to normal form.
///
/// Compatibility forms are folded (`Ｒ５` R5, `㎡` m2, `㍻` 平成), every dash becomes `-`, every tilde `~`, every arrow
/// `→`, all white space a space (line ends stay), invisible characters go. Circled and bracketed list marks,
/// superscripts beside a digit and `…` stay as printed. The prolonged sound mark is a letter after kana, a dash elsewhere.
///
/// ```
/// use shinchoku::text::normalize;
/// assert_eq!(normalize("①Ｒ５：７８．１％").text, "①R5:78.1%");
/// assert_eq!(normalize("データ：ー").text, "データ:-");
/// ```
pub fn normalize(raw: &str) -> Normalized {
    let mut result = Normalized {
        text: String::with_capacity(raw.len()),
        origins: Vec::with_capacity(raw.len()),
        raw_length: raw.len(),
    };
    let mut characters = raw.char_indices().peekable();
    while let Some((start, character)) = characters.next() {
        let mut end = start + character.len_utf8();
        while let Some((at, _)) = characters.next_if(|(_, next)| joins_previous(*next)) {
            end = at + raw[at..].chars().next().map_or(0, char::len_utf8);
        }
        fold_cluster(&mut result, raw, start..end, character);
    }
    result
}

/// Normal form without any white space, for comparing titles and labels.
///
/// ```
/// assert_eq!(shinchoku::text::fold("ＤＸ 推 進"), "DX推進");
/// ```
pub fn fold(text: &str) -> String {
    let mut folded = normalize(text).text;
    folded.retain(|character| !character.is_whitespace());
    folded
}

fn fold_cluster(result: &mut Normalized, raw: &str, range: Range<usize>, first: char) {
    let is_single = raw[range.clone()].chars().skip(1).all(is_invisible);
    if is_single && first.is_ascii_graphic() {
        return result.push(first, range);
    }
    if is_invisible(first) {
        return;
    }
    let is_note_mark = is_superscript(first) && is_beside_digit(&result.text, &raw[range.end..]);
    if is_kept(first) || is_single && is_note_mark {
        return result.push(first, range);
    }
    // NFKC leaves kanji and kana as they are.
    if is_single && matches!(first, '\u{4e00}'..='\u{9fff}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}') {
        return result.push(first, range);
    }
    for folded in raw[range.clone()].nfkc().filter(|folded| !is_invisible(*folded)) {
        let mapped = map_character(folded, result, &raw[range.end..]);
        result.push(mapped, range.clone());
    }
}

/// One form for the signs that reports draw in many ways; applied after NFKC.
fn map_character(character: char, before: &Normalized, after: &str) -> char {
    match character {
        '\n' | '\r' => '\n',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '─' | '━' | '﹘' | '-' => {
            if is_katakana_between(before, after) { 'ー' } else { '-' }
        }
        'ー' => {
            if is_prolonged(before, after) {
                'ー'
            } else {
                '-'
            }
        }
        '〜' | '～' | '∼' | '∽' | '〰' | '˜' => '~',
        '➡' | '⇒' | '➔' | '➜' | '⟶' | '⇨' | '→' => '→',
        '☓' | '✕' | '✖' => '×',
        other if other.is_whitespace() => ' ',
        other => other,
    }
}

/// A dash inside a katakana word was typed for the prolonged sound mark (`デ－タ`).
fn is_katakana_between(before: &Normalized, after: &str) -> bool {
    before.text.ends_with(is_katakana) && after.starts_with(is_katakana)
}

/// In a letter-spaced word a space stands before the mark: a letter where kana follow or the kana before it is spaced
/// too.
fn is_prolonged(before: &Normalized, after: &str) -> bool {
    if before.text.ends_with(is_kana) {
        return true;
    }
    let word = before.text.trim_end_matches(' ');
    let is_spaced = word.chars().rev().nth(1).is_some_and(char::is_whitespace);
    word.ends_with(is_kana) && (is_spaced || after.trim_start().starts_with(is_kana))
}

fn joins_previous(character: char) -> bool {
    matches!(character, '\u{ff9e}' | '\u{ff9f}')
        || (may_combine(character) && (canonical_combining_class(character) != 0 || is_invisible(character)))
}

/// Kanji, kana and ASCII, nearly all of a text, never do; the table look-up is spared for them.
fn may_combine(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{300}'..='\u{3040}' | '\u{3099}' | '\u{309a}'
        | '\u{a000}'..='\u{ff00}' | '\u{fff0}'..)
}

/// Soft hyphens, joiners, byte order marks and variation selectors carry no meaning here.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{e0100}'..='\u{e01ef}')
}

/// List marks (①, ⑴, ⒈, ㉑, ㊿), vulgar fractions and ellipses: NFKC would make plain digits or stops of them.
fn is_kept(character: char) -> bool {
    matches!(character, '\u{2460}'..='\u{24ff}' | '\u{2776}'..='\u{2793}' | '\u{3251}'..='\u{325f}'
        | '\u{32b1}'..='\u{32bf}' | '\u{1f100}'..='\u{1f10a}' | '½' | '¼' | '¾' | '…' | '‥')
}

fn is_superscript(character: char) -> bool {
    matches!(character, '²' | '³' | '¹' | '\u{2070}'..='\u{2079}' | '\u{2080}'..='\u{2089}')
}

/// Whether a small digit would join a number: one before it, or one behind it that no unit (m²) stands before.
fn is_beside_digit(before: &str, after: &str) -> bool {
    let is_digit = |it: char| it.is_ascii_digit() || ('０'..='９').contains(&it);
    let of_number = before.trim_end_matches(is_superscript).ends_with(is_digit);
    let of_unit = before.ends_with(|last: char| last.is_ascii_alphabetic());
    of_number || !of_unit && after.trim_start_matches(is_superscript).starts_with(is_digit)
}

fn is_kana(character: char) -> bool {
    matches!(character, '\u{3041}'..='\u{3096}') || is_katakana(character)
}

fn is_katakana(character: char) -> bool {
    matches!(character, '\u{30a1}'..='\u{30fa}' | 'ー' | '\u{ff66}'..='\u{ff9f}')
}

/// Whether a space next to `character` may be all that parts two expressions.
fn separates(character: char) -> bool {
    character.is_ascii_alphanumeric()
        || matches!(character, '.' | ',' | '-' | '+')
        || crate::text::kanji::is_kanji_numeral(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, expected: &str) {
        assert_eq!(normalize(raw).text, expected);
    }

    #[track_caller]
    fn check_compact(raw: &str, expected: &str) {
        assert_eq!(normalize(raw).without_loose_space().text, expected);
    }

    #[test]
    fn full_width_signs_become_ascii() {
        check("Ｒ６．３（末）：９％", "R6.3(末):9%");
    }

    #[test]
    fn circled_marks_are_kept_from_the_number_that_follows() {
        check("②３４社 ⑳5", "②34社 ⑳5");
    }

    #[test]
    fn every_dash_is_one_dash() {
        check("‐ – — ― − － ─", "- - - - - - -");
    }

    #[test]
    fn a_dash_inside_a_katakana_word_is_a_letter() {
        check("デ－タ連携", "データ連携");
    }

    #[test]
    fn the_prolonged_mark_is_a_letter_after_kana_only() {
        check("サーバー ー4.5", "サーバー -4.5");
    }

    #[test]
    fn the_prolonged_mark_in_a_letter_spaced_word_is_a_letter() {
        check("ユ ー ザ ー", "ユ ー ザ ー");
    }

    #[test]
    fn half_width_kana_are_composed() {
        check("ﾎﾟｲﾝﾄ ﾃﾞｰﾀ", "ポイント データ");
    }

    #[test]
    fn squared_units_and_eras_are_spelt_out() {
        check("㎡ ㎞ ㌔ ㍻ ㋿", "m2 km キロ 平成 令和");
    }

    #[test]
    fn a_superscript_after_a_digit_is_a_note_mark() {
        check("12² m²", "12² m2");
        check("120₁ 5¹²", "120₁ 5¹²");
    }

    #[test]
    fn a_superscript_before_a_number_is_no_digit_of_it() {
        check("²5 ¹²５ m²5", "²5 ¹²5 m25");
    }

    #[test]
    fn invisible_characters_go() {
        check("葛\u{e0100}飾\u{ad}\u{feff}区", "葛飾区");
    }

    #[test]
    fn radicals_become_letters() {
        check("⼈⼝", "人口");
    }

    #[test]
    fn letter_spaced_text_is_closed_up() {
        check_compact("令 和 ８ 年 度 １２ 件", "令和8年度12件");
    }

    #[test]
    fn two_numbers_stay_apart() {
        check_compact("12 34人 R5 80", "12 34人R5 80");
    }

    #[test]
    fn columns_are_parted_by_a_line_end() {
        check_compact("96   300", "96\n300");
    }

    #[test]
    fn the_way_back_covers_whole_raw_characters() {
        let raw = "約１，２００ﾎﾟｲﾝﾄ";
        let normalized = normalize(raw);
        let number = normalized.text.find("1,200").map(|at| normalized.raw_range(at..at + 5));
        assert_eq!(number.map(|range| &raw[range]), Some("１，２００"));
    }

    #[test]
    fn a_gap_is_remembered() {
        let normalized = normalize("計画 ２").without_loose_space();
        assert_eq!(normalized.text, "計画2");
        assert!(normalized.has_gap_before("計画".len()));
    }

    #[test]
    fn folded_titles_compare_equal() {
        assert_eq!(fold("ＤＸ　推進 〜計画〜"), fold("DX推進～計画～"));
    }
}
