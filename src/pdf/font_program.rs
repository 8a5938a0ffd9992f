//! What an embedded font says about its own glyphs: its cmap and its glyph names, read backwards.

use std::cell::OnceCell;

use hayro_font::{FontData, FontGlyph, GlyphId};
use rustc_hash::FxHashMap;
use skrifa::raw::ps::cff::CffFontRef;
use skrifa::{FontRef, GlyphNames, MetadataProvider};

use super::unicode::fold;

/// An embedded font program.
pub(super) struct FontProgram {
    data: FontData,
    characters: OnceCell<FxHashMap<u32, char>>,
}

impl FontProgram {
    /// The program of a loaded font; `None` for Type 1 and Type 3 fonts.
    pub fn of(font: &hayro_font::Font<'_>) -> Option<Self> {
        let FontGlyph::Outline(glyph) = font.glyph(GlyphId::NOTDEF, 0) else { return None };
        Some(Self { data: glyph.font_data()?.data, characters: OnceCell::new() })
    }

    /// The character that the font itself has for a glyph.
    pub fn character(&self, glyph: u32) -> Option<char> {
        self.characters().get(&glyph).copied()
    }

    /// Whether the font has this character for a glyph; `None` where it says nothing about the glyph.
    pub fn agrees(&self, glyph: u32, character: char) -> Option<bool> {
        let font = FontRef::new((*self.data).as_ref()).ok()?;
        if font.charmap().map(character).is_some_and(|it| it.to_u32() == glyph) {
            return Some(true);
        }
        // Several characters may share a glyph; and a form for vertical writing or an old form of a kanji has no character of its own.
        let own = self.character(glyph).filter(|it| !matches!(it, '\u{E000}'..='\u{F8FF}' | '\0'..=' '))?;
        Some(fold(own) == fold(character))
    }

    fn characters(&self) -> &FxHashMap<u32, char> {
        self.characters.get_or_init(|| reversed((*self.data).as_ref()))
    }
}

/// Glyph to character, from the cmap table, else from the glyph names.
fn reversed(data: &[u8]) -> FxHashMap<u32, char> {
    let mut characters = FxHashMap::default();
    if let Ok(font) = FontRef::new(data) {
        let symbolic = font.charmap().is_symbol();
        for (code_point, glyph) in font.charmap().mappings().filter(|_| !symbolic) {
            if let Some(character) = char::from_u32(code_point).filter(|it| !it.is_control()) {
                // Where several characters share a glyph, the first is the plain one.
                characters.entry(glyph.to_u32()).or_insert(character);
            }
        }
        let names = GlyphNames::new(&font);
        for (glyph, name) in names.iter().filter(|(_, name)| !name.is_synthesized()) {
            if let Some(character) = named(name.as_str()) {
                characters.entry(glyph.to_u32()).or_insert(character);
            }
        }
    } else if let Ok(font) = CffFontRef::new(data, 0, None)
        && !font.is_cid()
        && let Some(charset) = font.charset()
    {
        for glyph in 0..font.num_glyphs() {
            let name = charset.string_id(skrifa::GlyphId::new(glyph)).and_then(|it| font.string(it));
            if let Some(character) = name.and_then(|it| std::str::from_utf8(it).ok()).and_then(named) {
                characters.insert(glyph, character);
            }
        }
    }
    characters
}

/// The character of a glyph name that spells it out: `uni6771`, `u20BB7`, `A`, `uni6771.vert` (Adobe Glyph List Specification).
fn named(name: &str) -> Option<char> {
    let base = name.split('.').next().filter(|it| !it.is_empty())?;
    let hexadecimal = |digits: &str| {
        let valid = digits.bytes().all(|it| it.is_ascii_digit() || matches!(it, b'A'..=b'F'));
        valid.then(|| u32::from_str_radix(digits, 16).ok().and_then(char::from_u32)).flatten()
    };
    let mut letters = base.chars();
    match (base.strip_prefix("uni"), base.strip_prefix('u')) {
        (Some(digits), _) if digits.len() == 4 => hexadecimal(digits),
        (_, Some(digits)) if (4..=6).contains(&digits.len()) => hexadecimal(digits),
        _ => letters.next().filter(|it| it.is_ascii_alphabetic() && letters.next().is_none()).or_else(|| sign(base)),
    }
}

/// Digits and the signs that reports print, by their names in the Adobe Glyph List.
fn sign(name: &str) -> Option<char> {
    const SIGNS: &[(&str, char)] = &[
        ("zero", '0'),
        ("one", '1'),
        ("two", '2'),
        ("three", '3'),
        ("four", '4'),
        ("five", '5'),
        ("six", '6'),
        ("seven", '7'),
        ("eight", '8'),
        ("nine", '9'),
        ("space", ' '),
        ("comma", ','),
        ("period", '.'),
        ("hyphen", '-'),
        ("percent", '%'),
        ("parenleft", '('),
        ("parenright", ')'),
        ("slash", '/'),
        ("colon", ':'),
        ("plus", '+'),
        ("minus", '\u{2212}'),
    ];
    SIGNS.iter().find(|(it, _)| *it == name).map(|(_, character)| *character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, expected: Option<char>) {
        assert_eq!(named(name), expected, "{name}");
    }

    #[test]
    fn names_that_spell_a_character() {
        check("uni6771", Some('東'));
        check("uni6771.vert", Some('東'));
        check("u20BB7", Some('𠮷'));
        check("A", Some('A'));
        check("nine", Some('9'));
    }

    #[test]
    fn names_that_do_not() {
        for name in ["", ".notdef", "glyph00012", "cid12345", "uni67", "unixyzw", "g17"] {
            check(name, None);
        }
    }
}
