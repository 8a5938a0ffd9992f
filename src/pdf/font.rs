//! Codes of a string -> characters and advances.
//!
//! The chain, first that answers: ToUnicode and glyph names (hayro-font) → a ToUnicode that is a name (Identity: the code is the
//! character) → an encoding in Unicode → code to CID to Adobe-*-UCS2 → the embedded font's own cmap and glyph names, read backwards
//! → U+FFFD. Where ToUnicode gives what cannot be printed by the glyph, the font's own word goes first.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use hayro_cmap::{BfString, CMap};
use hayro_font::{FontGlyph, GlyphId};
use hayro_syntax::object::{Array, Dict, Object};
use rustc_hash::FxHashMap;

use super::font_program::FontProgram;
use super::show::NOTHING;
use super::trust::is_misfit_character;
use super::unicode::fold;

/// A range of widths longer than this is no width table but a trap: hayro-font would store every code of it.
const MAX_WIDTH_RANGE: i64 = 65_536;
/// Codes of a font that are checked against its program: enough for a judgement.
const MAX_CHECKED: u32 = 64;

/// A font, ready to decode strings.
pub(super) struct Font<'a> {
    /// `None` where hayro-font cannot load it: then codes are still counted, and read as far as the maps in the file go.
    pub inner: Option<hayro_font::Font<'a>>,
    /// Index of its [`super::FontFace`].
    pub index: u16,
    pub horizontal: bool,
    /// Whether it stands for a font that is named and not there.
    pub is_lost: bool,
    /// Whether its name says that it is bold.
    pub bold: bool,
    /// Height of a full character in units of the font size: 1, but for Type 3 fonts with a matrix of their own.
    pub em_height: f64,
    pub encoding: Encoding,
    pub to_unicode: ToUnicode,
    pub collection: Option<Rc<CMap>>,
    /// The embedded font.
    pub program: Option<FontProgram>,
    /// The font's own word goes before the standard encoding.
    pub program_first: bool,
    /// Codes whose character was checked against the program, and how many of them it contradicts.
    pub checks: Cell<(u32, u32)>,
    pub codes: RefCell<CodeTable>,
}

/// How codes are told apart and what they select.
pub(super) enum Encoding {
    /// One byte a code.
    Simple,
    /// Two bytes a code, which is the CID.
    Identity,
    /// The code is the character itself.
    Unicode(UnicodeForm),
    /// A CMap from code to CID.
    CidMap(Rc<CMap>),
    /// A Type 0 font whose encoding cannot be read; two bytes a code.
    Unknown,
}

/// The encoding of Unicode in a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UnicodeForm {
    Utf8,
    Utf16,
    Utf32,
}

/// The ToUnicode entry of the font.
pub(super) enum ToUnicode {
    None,
    /// A name instead of a map: the code is the character.
    Identity,
    /// A map; kept here only where hayro-font does not read it.
    Map(Option<Box<CMap>>),
}

/// What one code of a string prints.
#[derive(Clone, Copy)]
pub(super) struct Code {
    pub first: char,
    /// Where its further characters stand in the table's ligatures, from 1; 0 where there are none.
    ligature: u32,
    /// Advance in em: to the right, or in vertical writing downwards (negative).
    pub advance: f64,
    /// Vector from the vertical origin to the horizontal one, in em; zero in horizontal writing.
    pub origin: (f64, f64),
}

/// Decoded codes: a page of 256 for each high byte, as strings use few high bytes.
#[derive(Default)]
pub(super) struct CodeTable {
    pages: Vec<Option<Box<[Option<Code>; 256]>>>,
    beyond: FxHashMap<u32, Code>,
    ligatures: Vec<Rc<[char]>>,
}

impl Font<'_> {
    /// The next code of `bytes`: what it prints and how many bytes it took. `bytes` must not be empty.
    pub fn next(&self, bytes: &[u8]) -> (Code, usize) {
        let (code, length) = self.read_code(bytes);
        (self.code(code), length.max(1))
    }

    /// All characters of a code that prints more than one.
    pub fn ligature(&self, code: &Code) -> Option<Rc<[char]>> {
        let index = (code.ligature as usize).checked_sub(1)?;
        self.codes.borrow().ligatures.get(index).cloned()
    }

    fn read_code(&self, bytes: &[u8]) -> (u32, usize) {
        match (&self.encoding, bytes, &self.inner) {
            (Encoding::Simple, [first, ..], _) => (u32::from(*first), 1),
            (Encoding::Identity, [high, low, ..], _) => (u32::from(*high) << 8 | u32::from(*low), 2),
            (_, _, Some(inner)) => inner.read_code(bytes, 0),
            (encoding, ..) => read_code(encoding, bytes),
        }
    }

    fn code(&self, code: u32) -> Code {
        if let Some(known) = self.codes.borrow().get(code) {
            return known;
        }
        let characters: Vec<char> =
            self.characters(code).map_or_else(|| vec!['\u{FFFD}'], |it| it.chars().filter_map(fold).collect());
        let (advance, origin) = self.metrics(code);
        let mut table = self.codes.borrow_mut();
        let first = characters.first().copied().unwrap_or(NOTHING);
        if characters.len() > 1 {
            table.ligatures.push(characters.into());
            let ligature = table.ligatures.len() as u32;
            return table.insert(code, Code { first, ligature, advance, origin });
        }
        table.insert(code, Code { first, ligature: 0, advance, origin })
    }

    fn metrics(&self, code: u32) -> (f64, (f64, f64)) {
        match &self.inner {
            Some(inner) if self.horizontal => (inner.code_advance(code).x / 1000.0, (0.0, 0.0)),
            Some(inner) => {
                let displacement = inner.origin_displacement(code);
                (inner.code_advance(code).y / 1000.0, (displacement.x / 1000.0, displacement.y / 1000.0))
            }
            None if matches!(self.encoding, Encoding::Simple) => (0.5, (0.0, 0.0)),
            None => (1.0, (0.0, 0.0)),
        }
    }

    fn characters(&self, code: u32) -> Option<String> {
        let by_program = || {
            let glyph = self.inner.as_ref()?.map_code(code).to_u32();
            self.program.as_ref()?.character(glyph).map(String::from)
        };
        if self.program_first
            && let Some(text) = by_program()
        {
            return Some(text);
        }
        if let Some(text) = self.mapped(code).and_then(meaningful) {
            let doubtful = self.is_doubtful(code, &text);
            return if doubtful { by_program().or(Some(text)) } else { Some(text) };
        }
        if matches!(self.to_unicode, ToUnicode::Identity) {
            return char::from_u32(code).map(String::from);
        }
        let cid = match &self.encoding {
            Encoding::Unicode(form) => return form.character(code).map(String::from),
            Encoding::Identity => Some(code),
            Encoding::CidMap(map) => (1..=4).find_map(|length| map.lookup_cid_code(code, length)),
            Encoding::Simple | Encoding::Unknown => None,
        };
        let by_collection = || self.collection.as_ref()?.lookup_bf_string(cid?).and_then(meaningful);
        by_collection().or_else(by_program)
    }

    /// What ToUnicode or the glyph names of the encoding say.
    fn mapped(&self, code: u32) -> Option<BfString> {
        match (&self.inner, &self.to_unicode) {
            (Some(inner), _) => match inner.glyph(GlyphId::NOTDEF, code) {
                FontGlyph::Outline(outline) => outline.as_unicode(),
                FontGlyph::Type3(drawn) => drawn.as_unicode(),
            },
            (None, ToUnicode::Map(Some(map))) => map.lookup_bf_string(code),
            _ => None,
        }
    }

    /// Whether the map's character cannot be what the glyph prints; keeps count of contradictions.
    fn is_doubtful(&self, code: u32, text: &str) -> bool {
        let (ToUnicode::Map(_), Some(program), Some(inner)) = (&self.to_unicode, &self.program, &self.inner) else {
            return false;
        };
        let mut characters = text.chars();
        let (Some(character), None) = (characters.next(), characters.next()) else { return false };
        let (checked, contradicted) = self.checks.get();
        if checked < MAX_CHECKED
            && let Some(agrees) = program.agrees(inner.map_code(code).to_u32(), character)
        {
            self.checks.set((checked + 1, contradicted + u32::from(!agrees)));
        }
        let private = matches!(character, '\u{E000}'..='\u{F8FF}');
        private || (is_misfit_character(character) && self.metrics(code).0 >= 0.95)
    }
}

impl CodeTable {
    fn get(&self, code: u32) -> Option<Code> {
        if code > 0xFFFF {
            return self.beyond.get(&code).copied();
        }
        self.pages.get(code as usize >> 8)?.as_ref()?[code as usize & 0xFF]
    }

    fn insert(&mut self, code: u32, value: Code) -> Code {
        if code > 0xFFFF {
            self.beyond.insert(code, value);
            return value;
        }
        let page = code as usize >> 8;
        if self.pages.len() <= page {
            self.pages.resize_with(page + 1, || None);
        }
        self.pages[page].get_or_insert_with(|| Box::new([None; 256]))[code as usize & 0xFF] = Some(value);
        value
    }
}

impl UnicodeForm {
    /// The character of a code: the bytes of the string as one number.
    fn character(self, code: u32) -> Option<char> {
        match self {
            UnicodeForm::Utf32 => char::from_u32(code),
            UnicodeForm::Utf16 if code <= 0xFFFF => char::from_u32(code),
            UnicodeForm::Utf16 => char::decode_utf16([(code >> 16) as u16, code as u16]).next()?.ok(),
            UnicodeForm::Utf8 => {
                let bytes = code.to_be_bytes();
                let text = std::str::from_utf8(&bytes[(code.leading_zeros() as usize / 8).min(3)..]).ok()?;
                text.chars().next()
            }
        }
    }

    /// How many bytes the code takes that begins with these.
    fn length(self, bytes: &[u8]) -> usize {
        match self {
            UnicodeForm::Utf32 => 4,
            UnicodeForm::Utf16 if matches!(bytes[0], 0xD8..=0xDB) => 4,
            UnicodeForm::Utf16 => 2,
            UnicodeForm::Utf8 => match bytes[0] {
                0..=0xBF => 1,
                0xC0..=0xDF => 2,
                0xE0..=0xEF => 3,
                _ => 4,
            },
        }
    }
}

/// The next code of a font that hayro-font cannot load.
fn read_code(encoding: &Encoding, bytes: &[u8]) -> (u32, usize) {
    let number = |length: usize| bytes[..length].iter().fold(0, |all, byte| all << 8 | u32::from(*byte));
    let length = match encoding {
        Encoding::Simple => 1,
        Encoding::Identity | Encoding::Unknown => 2,
        Encoding::Unicode(form) => form.length(bytes),
        Encoding::CidMap(map) => {
            let fits = |length: &usize| map.lookup_cid_code(number(*length), *length as u8).is_some();
            (1..=bytes.len().min(4)).find(fits).unwrap_or(1)
        }
    };
    let length = length.min(bytes.len());
    (number(length), length)
}

/// The text of a map entry, unless it is a filler that maps write for "unknown".
fn meaningful(text: BfString) -> Option<String> {
    let filler = |it: char| matches!(it, '\0'..='\u{8}' | '\u{FFFD}' | '\u{FFFE}' | '\u{FFFF}');
    match text {
        BfString::Char(character) => (!filler(character)).then(|| character.to_string()),
        BfString::String(string) => (!string.is_empty() && !string.chars().all(filler)).then_some(string),
    }
}

/// Whether a width array holds `first last width` over more codes than a font can have.
pub(super) fn has_giant_range(font: &Dict<'_>, key: &'static [u8]) -> bool {
    let Some(widths) = font.get::<Array<'_>>(key) else { return false };
    let mut before: Option<i64> = None;
    for object in widths.iter::<Object<'_>>() {
        before = match object {
            Object::Number(number) => {
                let value = number.as_f64() as i64;
                if before.is_some_and(|first| value - first > MAX_WIDTH_RANGE) {
                    return true;
                }
                Some(value)
            }
            _ => None,
        };
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(form: UnicodeForm, bytes: &[u8], expected: char) {
        let (code, length) = read_code(&Encoding::Unicode(form), bytes);
        assert_eq!((form.character(code), length), (Some(expected), bytes.len()));
    }

    #[test]
    fn unicode_in_its_forms() {
        check(UnicodeForm::Utf8, "a".as_bytes(), 'a');
        check(UnicodeForm::Utf8, "県".as_bytes(), '県');
        check(UnicodeForm::Utf8, "𠮷".as_bytes(), '𠮷');
        check(UnicodeForm::Utf16, &[0x77, 0x0C], '県');
        check(UnicodeForm::Utf16, &[0xD8, 0x42, 0xDF, 0xB7], '𠮷');
        check(UnicodeForm::Utf32, &[0, 2, 0x0B, 0xB7], '𠮷');
    }

    #[test]
    fn a_cut_off_code_ends_the_string() {
        assert_eq!(read_code(&Encoding::Identity, &[7]), (7, 1));
        assert_eq!(read_code(&Encoding::Unicode(UnicodeForm::Utf32), &[0, 2]), (2, 2));
    }

    #[test]
    fn codes_are_kept_by_page() {
        let mut table = CodeTable::default();
        let code = Code { first: '県', ligature: 0, advance: 1.0, origin: (0.0, 0.0) };
        for at in [0, 0x1234, 0xFFFF, 0x2_0BB7] {
            assert!(table.get(at).is_none());
            table.insert(at, code);
            assert_eq!(table.get(at).map(|it| it.first), Some('県'));
        }
    }
}
