//! Whether characters may follow each other in Japanese: a table of the pairs that occur in the words of a dictionary.
//!
//! `bigrams.bin` is made by `benches/bigrams.py` from the surface forms of IPADIC (see `LICENSES.txt`): one bit a pair, found by a hash,
//! 15 % of the bits set. Measured over our collection, unknown pairs of kana are at most 3 % in text that is read rightly and 27 % or
//! more when characters are shifted or swapped; unknown pairs of kanji are at most 46 % (names) and 79 % or more.

use super::{Direction, Glyph};

/// One bit for each value of the hash.
const TABLE: &[u8] = include_bytes!("bigrams.bin");

/// Pairs of neighbouring characters of one script, and those that no word holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Pairs {
    pub kana: usize,
    pub unknown_kana: usize,
    pub kanji: usize,
    pub unknown_kanji: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Kanji,
    Hiragana,
    Katakana,
}

impl Pairs {
    /// Counts the pairs among glyphs in drawing order; only those that stand side by side count.
    pub fn of(glyphs: &[Glyph]) -> Self {
        let mut pairs = Pairs::default();
        for pair in glyphs.windows(2) {
            let Some(script) = script(pair[0].character) else { continue };
            if script_of_next(script, pair[1].character) && are_neighbours(&pair[0], &pair[1]) {
                pairs.add(script, is_known(pair[0].character, pair[1].character));
            }
        }
        pairs
    }

    /// The pairs of both.
    pub fn and(self, other: Pairs) -> Pairs {
        Pairs {
            kana: self.kana + other.kana,
            unknown_kana: self.unknown_kana + other.unknown_kana,
            kanji: self.kanji + other.kanji,
            unknown_kanji: self.unknown_kanji + other.unknown_kanji,
        }
    }

    /// Whether this is not Japanese, though it is written in its characters. Text without any kana is Chinese or a list of names, of
    /// which the dictionary knows too little.
    pub fn are_unlikely(self) -> bool {
        let above = |count: usize, all: usize, share: f64| count as f64 > share * all as f64;
        let kana = self.kana >= 60 && above(self.unknown_kana, self.kana, 0.15);
        let kanji = self.kanji >= 300 && self.kana >= 10 && above(self.unknown_kanji, self.kanji, 0.65);
        kana || kanji
    }

    fn add(&mut self, script: Script, known: bool) {
        let (all, unknown) = match script {
            Script::Kanji => (&mut self.kanji, &mut self.unknown_kanji),
            Script::Hiragana | Script::Katakana => (&mut self.kana, &mut self.unknown_kana),
        };
        *all += 1;
        *unknown += usize::from(!known);
    }
}

fn script(character: char) -> Option<Script> {
    match character {
        '一'..='鿿' | '々' => Some(Script::Kanji),
        'ぁ'..='ゖ' => Some(Script::Hiragana),
        'ァ'..='ヺ' | 'ー' => Some(Script::Katakana),
        _ => None,
    }
}

fn script_of_next(before: Script, character: char) -> bool {
    script(character) == Some(before)
}

/// Whether the second glyph follows the first on its line without a gap.
fn are_neighbours(first: &Glyph, second: &Glyph) -> bool {
    let size = f64::from(first.size);
    let gap = match first.direction {
        Direction::Right => second.bbox.x0 - first.bbox.x1,
        Direction::Vertical => second.bbox.y0 - first.bbox.y1,
        _ => return false,
    };
    second.direction == first.direction
        && (second.baseline - first.baseline).abs() <= 0.2 * size
        && gap.abs() <= 0.3 * size
}

fn is_known(first: char, second: char) -> bool {
    let hash = u32::from(first).wrapping_mul(0x9E37_79B1) ^ u32::from(second).wrapping_mul(0x85EB_CA77);
    let slot = (hash >> 8) as usize % (TABLE.len() * 8);
    TABLE[slot >> 3] >> (slot & 7) & 1 == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Rect;

    fn glyphs(text: &str) -> Vec<Glyph> {
        let place = |(index, character)| {
            let x = index as f64 * 10.0;
            let bbox = Rect::new(x, 0.0, x + 10.0, 10.0);
            Glyph {
                character,
                bbox,
                baseline: 8.8,
                size: 10.0,
                font: 0,
                direction: Direction::Right,
                visible: true,
                bold: false,
            }
        };
        text.chars().enumerate().map(place).collect()
    }

    const PLAIN: &str = "県民の安全と安心を守るために、オンラインによる申請をできるようにして、システムを使いやすくするとともに、\
                         データをひろく公開し、さまざまなサービスのあり方をあらためて見直していくこととしている。";

    #[test]
    fn plain_text_is_likely() {
        let pairs = Pairs::of(&glyphs(&PLAIN.repeat(3)));
        assert!(pairs.kana > 100 && !pairs.are_unlikely(), "{pairs:?}");
    }

    #[test]
    fn shifted_characters_are_not() {
        for shift in [1, 7] {
            let shifted: String = PLAIN
                .repeat(3)
                .chars()
                .map(|it| if script(it).is_some() { char::from_u32(it as u32 + shift).unwrap() } else { it })
                .collect();
            let pairs = Pairs::of(&glyphs(&shifted));
            assert!(pairs.are_unlikely(), "{shift}: {pairs:?}");
        }
    }

    #[test]
    fn characters_of_different_cells_are_no_pair() {
        let mut apart = glyphs("県市");
        apart[1].bbox = Rect::new(100.0, 0.0, 110.0, 10.0);
        assert_eq!(Pairs::of(&apart), Pairs::default());
    }
}
