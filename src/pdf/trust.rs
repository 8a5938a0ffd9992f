//! Whether the text of a document is what is printed.
//!
//! A font without a usable Unicode map looks perfect on paper and gives garbage. Five measures catch it, over the document and page
//! by page: glyphs without any character; characters of scripts that no Japanese report mixes; narrow Latin characters on glyphs a
//! full em wide (the codes of a subset font taken for WinAnsi, where `»` or `i` stands for a kana); pairs of characters that no Japanese
//! word holds; fonts whose own cmap or glyph names contradict the map to Unicode in the file.

use std::ops::RangeInclusive;

use super::bigram::Pairs;
use super::{Direction, Document, FontFace, Glyph, Page};

/// The judgement of a document's text.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Trust {
    /// Glyphs that print something.
    pub glyph_count: usize,
    /// Of these, glyphs whose character is not known.
    pub unmapped: usize,
    /// Of these, characters of private areas or of scripts that do not belong together.
    pub foreign: usize,
    /// Of these, narrow Latin characters on glyphs a full em wide.
    pub misfits: usize,
    /// Of these, glyphs of fonts that contradict the characters given for them.
    pub contradicted: usize,
    /// Pairs of neighbouring kana or kanji.
    pub pair_count: usize,
    /// Of these, pairs that no Japanese word holds. A third of the pairs of kanji are such: words meet, and names.
    pub unlikely_pairs: usize,
    /// Pages that hold a picture and no text.
    pub picture_pages: Vec<u32>,
    /// Pages whose text was made by character recognition.
    pub ocr_pages: Vec<u32>,
    /// Pages whose own text is not what is printed, whatever the verdict on the document.
    pub doubtful_pages: Vec<u32>,
    /// The outcome.
    pub verdict: Verdict,
}

/// What a document's text is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum Verdict {
    /// The text is what is printed.
    #[default]
    Readable,
    /// There is no text: the pages are pictures, or empty.
    NoText,
    /// The fonts do not tell their characters.
    Unmapped,
    /// The characters are not those printed.
    Garbled,
}

/// More than this share of glyphs without a character, and the document is refused. Files that are read rightly stay below
/// 0.4 % (bullets and logos of symbol fonts); files without ToUnicode begin at 30 %.
const MAX_UNMAPPED: f64 = 0.05;
/// More than this share of characters from scripts that do not belong together, and the document is refused. A page that shows
/// off names in every script of the world has 5 %.
const MAX_FOREIGN: f64 = 0.15;
/// More than this share of misfits, and the document is refused. Garbled reports begin at 30 %, all others have none.
const MAX_MISFITS: f64 = 0.02;
/// Fewer misfits than this are a line set in letters a full em wide.
const ENOUGH_MISFITS: usize = 50;
/// Of these, so many beyond ASCII are enough: full-width letters are set for `A`, not for `ÿ` or `Ā`.
const ENOUGH_STRANGE: usize = 8;
/// More than this share of glyphs whose font contradicts them, and the document is refused.
const MAX_CONTRADICTED: f64 = 0.2;
/// A font contradicts its map when this many codes were compared, and more than half of them differ.
const ENOUGH_CHECKED: u32 = 10;
/// A page with fewer glyphs is not judged by itself.
const ENOUGH_GLYPHS: usize = 50;
/// From this advance on, in em, a glyph is as wide as a Japanese character.
const FULL_WIDTH: f64 = 0.95;

/// From this share of the foreign characters on, one script makes them a language. Books in Korean or Arabic reach 0.99.
const ONE_SCRIPT: f64 = 0.9;
/// Scripts that documents are written in and Japanese reports are not: Hebrew, Arabic, Devanagari, Thai, Hangul.
const SCRIPTS: [RangeInclusive<char>; 5] = [
    '\u{590}'..='\u{5FF}',
    '\u{600}'..='\u{6FF}',
    '\u{900}'..='\u{97F}',
    '\u{E00}'..='\u{E7F}',
    '\u{AC00}'..='\u{D7A3}',
];

/// Judges the text of a document.
pub fn judge(document: &Document) -> Trust {
    let mut all = Measures::default();
    let mut trust = Trust::default();
    for page in &document.pages {
        let measures = Measures::of(page, &document.fonts);
        let is_doubtful = measures.glyph_count >= ENOUGH_GLYPHS && measures.verdict() != Verdict::Readable;
        for (holds, pages) in [
            (is_picture(page), &mut trust.picture_pages),
            (page.ocr, &mut trust.ocr_pages),
            (is_doubtful, &mut trust.doubtful_pages),
        ] {
            pages.extend(holds.then_some(page.number));
        }
        all = all.and(measures);
    }
    Trust {
        glyph_count: all.glyph_count,
        unmapped: all.unmapped,
        foreign: all.foreign,
        misfits: all.misfits,
        contradicted: all.contradicted,
        pair_count: all.pairs.kana + all.pairs.kanji,
        unlikely_pairs: all.pairs.unknown_kana + all.pairs.unknown_kanji,
        verdict: all.verdict(),
        ..trust
    }
}

/// Counts over a page or a document; each is described at [`Trust`].
#[derive(Debug, Clone, Copy, Default)]
struct Measures {
    glyph_count: usize,
    unmapped: usize,
    foreign: usize,
    /// Characters of each of [`SCRIPTS`], in their order.
    of_script: [usize; SCRIPTS.len()],
    misfits: usize,
    /// Misfits beyond ASCII.
    strange: usize,
    contradicted: usize,
    pairs: Pairs,
}

impl Measures {
    fn of(page: &Page, fonts: &[FontFace]) -> Self {
        let mut measures = Measures { pairs: Pairs::of(&page.glyphs), ..Measures::default() };
        for glyph in page.glyphs.iter().filter(|it| it.character != ' ') {
            let font = fonts.get(usize::from(glyph.font));
            measures.glyph_count += 1;
            if let Some(script) = SCRIPTS.iter().position(|it| it.contains(&glyph.character)) {
                measures.of_script[script] += 1;
            }
            match glyph.character {
                '\u{FFFD}' => measures.unmapped += 1,
                character if !belongs(character) => measures.foreign += 1,
                // Without the font in the file, the default width of a Japanese font stands for every letter.
                _ if font.is_some_and(|it| it.embedded) && is_misfit(glyph) => {
                    measures.misfits += 1;
                    measures.strange += usize::from(!glyph.character.is_ascii_graphic());
                }
                _ if font.is_some_and(is_contradicted) => measures.contradicted += 1,
                _ => {}
            }
        }
        measures
    }

    fn and(self, other: Measures) -> Measures {
        let mut of_script = self.of_script;
        for (count, more) in of_script.iter_mut().zip(other.of_script) {
            *count += more;
        }
        Measures {
            of_script,
            glyph_count: self.glyph_count + other.glyph_count,
            unmapped: self.unmapped + other.unmapped,
            foreign: self.foreign + other.foreign,
            misfits: self.misfits + other.misfits,
            strange: self.strange + other.strange,
            contradicted: self.contradicted + other.contradicted,
            pairs: self.pairs.and(other.pairs),
        }
    }

    /// Whether the foreign characters are a language: those of garbled text come from all over the table of characters.
    fn is_of_one_script(&self) -> bool {
        let most = self.of_script.iter().max().copied().unwrap_or_default();
        most as f64 >= ONE_SCRIPT * self.foreign as f64
    }

    fn verdict(&self) -> Verdict {
        let above = |count: usize, share: f64| count as f64 > share * self.glyph_count as f64;
        if self.glyph_count == 0 {
            Verdict::NoText
        } else if above(self.unmapped, MAX_UNMAPPED) {
            Verdict::Unmapped
        } else if (above(self.foreign, MAX_FOREIGN) && !self.is_of_one_script())
            || (above(self.misfits, MAX_MISFITS) && self.misfits >= ENOUGH_MISFITS)
            || (above(self.strange, MAX_MISFITS) && self.strange >= ENOUGH_STRANGE)
            || above(self.contradicted, MAX_CONTRADICTED)
            || self.pairs.are_unlikely()
        {
            Verdict::Garbled
        } else {
            Verdict::Readable
        }
    }
}

fn is_contradicted(font: &FontFace) -> bool {
    font.checked >= ENOUGH_CHECKED && font.contradicted * 2 > font.checked
}

fn is_picture(page: &Page) -> bool {
    // A scan may be cut into strips.
    let covered: f64 = page.images.iter().map(|it| it.area()).sum();
    page.glyphs.iter().all(|it| it.character == ' ') && covered > 0.5 * page.width * page.height
}

/// Whether a narrow Latin character stands on a glyph a full em wide. The text layer of a scan is stretched to its picture, so
/// only visible glyphs tell.
fn is_misfit(glyph: &Glyph) -> bool {
    is_misfit_character(glyph.character)
        && glyph.visible
        && glyph.direction == Direction::Right
        && glyph.bbox.width() >= FULL_WIDTH * f64::from(glyph.size)
}

/// Whether the character is never a full em wide in a Japanese font.
pub(super) fn is_misfit_character(character: char) -> bool {
    match character {
        'M' | 'W' | 'm' | 'w' | '@' | '%' | '&' | '#' => false,
        // The last one is no character at all: subset fonts count on beyond `~`.
        '!'..='\u{7F}' => true,
        // ° ± ² ³ × ÷ and their like stand full width in Japanese fonts, under these very codes.
        '¡'..='ɏ' => {
            !matches!(character, '§' | '¨' | '°' | '±' | '²' | '³' | '´' | 'µ' | '¶' | '·' | '×' | '÷' | '¥')
        }
        _ => false,
    }
}

/// Whether the character may stand in a Japanese report.
fn belongs(character: char) -> bool {
    match character {
        // Latin, Greek, Cyrillic; punctuation, symbols, arrows, boxes.
        '\u{20}'..='\u{52F}' | '\u{1E00}'..='\u{1EFF}' | '\u{2000}'..='\u{2BFF}' => true,
        // Japanese and Chinese: radicals, kana, signs, ideographs, compatibility and width forms.
        '\u{2E80}'..='\u{312F}' | '\u{3190}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' => true,
        '\u{FE10}'..='\u{FE6F}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{323AF}' => true,
        // Bullets of symbol fonts, ligatures, pictographs.
        '\u{F000}'..='\u{F0FF}' | '\u{FB00}'..='\u{FB06}' | '\u{1F000}'..='\u{1FAFF}' => true,
        _ => false,
    }
}
