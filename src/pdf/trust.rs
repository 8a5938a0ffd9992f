//! Whether the text of a document is what is printed.
//!
//! A font without a usable Unicode map looks perfect on paper and gives garbage. Three measures catch it: glyphs without any
//! character, characters of scripts that no Japanese report mixes, and narrow Latin characters on glyphs a full em wide: the
//! codes of a subset font taken for WinAnsi, where `»` or `i` stands for a kana.

use super::{Direction, Document, Glyph, Page};

/// The judgement of a document's text.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Trust {
    /// Glyphs that print something.
    pub glyph_count: usize,
    /// Of these, glyphs whose character is not known.
    pub unmapped: usize,
    /// Of these, characters of private areas or of scripts that do not belong together.
    pub foreign: usize,
    /// Pages that hold a picture and no text.
    pub picture_pages: Vec<u32>,
    /// Of these, narrow Latin characters on glyphs a full em wide.
    pub misfits: usize,
    /// The outcome.
    pub verdict: Verdict,
}

/// What a document's text is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Verdict {
    /// The text is what is printed.
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
/// From this advance on, in em, a glyph is as wide as a Japanese character.
const FULL_WIDTH: f64 = 0.95;

/// Judges the text of a document.
pub fn judge(document: &Document) -> Trust {
    let mut trust = Trust {
        glyph_count: 0,
        unmapped: 0,
        foreign: 0,
        misfits: 0,
        picture_pages: document.pages.iter().filter(|it| is_picture(it)).map(|it| it.number).collect(),
        verdict: Verdict::Readable,
    };
    // Without the font in the file, the default width of a Japanese font stands for every letter.
    let embedded = |glyph: &Glyph| document.fonts.get(usize::from(glyph.font)).is_some_and(|it| it.embedded);
    for glyph in document.pages.iter().flat_map(|it| &it.glyphs).filter(|it| it.character != ' ') {
        trust.glyph_count += 1;
        match glyph.character {
            '\u{FFFD}' => trust.unmapped += 1,
            character if !belongs(character) => trust.foreign += 1,
            _ if embedded(glyph) && is_misfit(glyph) => trust.misfits += 1,
            _ => {}
        }
    }
    let share = |count: usize| count as f64 / trust.glyph_count.max(1) as f64;
    trust.verdict = if trust.glyph_count == 0 {
        Verdict::NoText
    } else if share(trust.unmapped) > MAX_UNMAPPED {
        Verdict::Unmapped
    } else if share(trust.foreign) > MAX_FOREIGN
        || (share(trust.misfits) > MAX_MISFITS && trust.misfits >= ENOUGH_MISFITS)
    {
        Verdict::Garbled
    } else {
        Verdict::Readable
    };
    trust
}

fn is_picture(page: &Page) -> bool {
    let area = page.width * page.height;
    page.glyphs.iter().all(|it| it.character == ' ') && page.images.iter().any(|it| it.area() > 0.5 * area)
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
        '!'..='~' => true,
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
