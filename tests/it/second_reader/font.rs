//! Strings to codes, codes to characters and widths, for the fonts of the fixtures.

use std::collections::HashMap;
use std::rc::Rc;

use encoding_rs::SHIFT_JIS;
use lopdf::{Dictionary, Document, Object};

use super::cmap::to_unicode;

/// A font, as far as the second reader knows fonts.
pub struct Font {
    /// Name without the subset prefix.
    pub name: Rc<str>,
    coding: Coding,
    to_unicode: Option<HashMap<u32, String>>,
    widths: HashMap<u32, f64>,
    default_width: f64,
}

/// How its strings are written.
#[derive(Clone, Copy, PartialEq)]
enum Coding {
    /// One byte a code.
    Bytes,
    /// Two bytes a code, which is the CID (`Identity-H`).
    Identity,
    /// Two bytes a code, which is the character (`UniJIS-UCS2-H`).
    Ucs2,
    /// One byte or two (`90ms-RKSJ-H`).
    ShiftJis,
}

/// A code of a string.
pub struct Code {
    /// What it stands for; nothing where the font does not tell.
    pub text: Option<String>,
    /// Its width in em.
    pub width: f64,
    /// Whether word spacing applies: the single byte 32.
    pub is_space: bool,
}

impl Font {
    /// Reads a font dictionary.
    pub fn new(dictionary: &Dictionary, document: &Document) -> Font {
        let get = |from: &Dictionary, key: &[u8]| from.get_deref(key, document).ok().cloned();
        let name = |key: &[u8]| match get(dictionary, key) {
            Some(Object::Name(name)) => String::from_utf8_lossy(&name).into_owned(),
            _ => String::new(),
        };
        let coding = match (name(b"Subtype").as_str(), name(b"Encoding").as_str()) {
            ("Type0", "Identity-H") => Coding::Identity,
            ("Type0", "UniJIS-UCS2-H") => Coding::Ucs2,
            ("Type0", "90ms-RKSJ-H") => Coding::ShiftJis,
            ("Type0", other) => panic!("the second reader does not know the encoding {other}"),
            _ => Coding::Bytes,
        };
        let to_unicode = match get(dictionary, b"ToUnicode") {
            Some(Object::Stream(stream)) => Some(to_unicode(&stream.get_plain_content().expect("a map inflates"))),
            _ => None,
        };
        let base = name(b"BaseFont");
        let mut font = Font {
            name: base.split_once('+').map_or(base.as_str(), |(_, rest)| rest).into(),
            coding,
            to_unicode,
            widths: HashMap::new(),
            default_width: 0.0,
        };
        if coding == Coding::Bytes {
            let first = get(dictionary, b"FirstChar").and_then(|it| it.as_i64().ok()).unwrap_or(0);
            let widths = get(dictionary, b"Widths").and_then(|it| it.as_array().cloned().ok()).unwrap_or_default();
            font.widths = (first as u32..).zip(widths.iter().map(|it| number(it, document))).collect();
            return font;
        }
        let descendants = get(dictionary, b"DescendantFonts").expect("a Type 0 font has a descendant");
        let first = &descendants.as_array().expect("descendants are an array")[0];
        let descendant = document.dereference(first).expect("it is there").1.as_dict().expect("a font is a dictionary");
        font.default_width = get(descendant, b"DW").map_or(1000.0, |it| number(&it, document));
        if let Some(Object::Array(widths)) = get(descendant, b"W") {
            font.widths = cid_widths(&widths, document);
        }
        font
    }

    /// The codes of a string.
    pub fn codes(&self, string: &[u8]) -> Vec<Code> {
        let mut codes = Vec::new();
        let mut rest = string;
        while let Some(lead) = rest.first() {
            let two = match self.coding {
                Coding::Bytes => false,
                Coding::Identity | Coding::Ucs2 => true,
                Coding::ShiftJis => matches!(lead, 0x81..=0x9F | 0xE0..=0xFC),
            };
            let bytes = &rest[..if two { 2.min(rest.len()) } else { 1 }];
            rest = &rest[bytes.len()..];
            let code = bytes.iter().fold(0, |all, it| all << 8 | u32::from(*it));
            let width = self.widths.get(&self.width_key(code)).copied().unwrap_or(self.default_width) / 1000.0;
            codes.push(Code { text: self.text(code, bytes), width, is_space: bytes == b" " });
        }
        codes
    }

    fn text(&self, code: u32, bytes: &[u8]) -> Option<String> {
        match (&self.to_unicode, self.coding) {
            (Some(map), _) => map.get(&code).cloned(),
            (None, Coding::Ucs2) => char::from_u32(code).map(String::from),
            (None, Coding::ShiftJis) => {
                let text = SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes)?;
                // Adobe-Japan1 has one minus, U+2212, where Windows says U+FF0D for the same code.
                Some(text.replace('\u{FF0D}', "\u{2212}"))
            }
            (None, Coding::Bytes | Coding::Identity) => None,
        }
    }

    /// The code or CID under which the width stands. Of Adobe-Japan1 only the first 632 CIDs, the narrow ones, matter: all others
    /// have the default width in every fixture.
    fn width_key(&self, code: u32) -> u32 {
        match (self.coding, code) {
            (Coding::Bytes | Coding::Identity, _) => code,
            (Coding::Ucs2, 0x20..=0x5B) => code - 0x20 + 1,
            (Coding::Ucs2, 0x5D..=0x7D) => code - 0x5D + 62,
            (Coding::ShiftJis, 0x20..=0x7E) => code - 0x20 + 231,
            (Coding::Ucs2, 0xFF61..=0xFF9F) => code - 0xFF61 + 327,
            (Coding::ShiftJis, 0xA1..=0xDF) => code - 0xA1 + 327,
            (Coding::Ucs2 | Coding::ShiftJis, _) => u32::MAX,
        }
    }
}

/// `/W`: `first [width …]` and `first last width`.
fn cid_widths(entries: &[Object], document: &Document) -> HashMap<u32, f64> {
    let mut widths = HashMap::new();
    let mut rest = entries;
    while let [first, second, after @ ..] = rest {
        let start = number(first, document) as u32;
        rest = after;
        match document.dereference(second) {
            Ok((_, Object::Array(list))) => {
                widths.extend((start..).zip(list.iter().map(|it| number(it, document))));
            }
            _ => {
                let Some((width, after)) = rest.split_first() else { break };
                let width = number(width, document);
                widths.extend((start..=number(second, document) as u32).map(|it| (it, width)));
                rest = after;
            }
        }
    }
    widths
}

fn number(object: &Object, document: &Document) -> f64 {
    let number = document.dereference(object).ok().and_then(|(_, it)| it.as_float().ok());
    f64::from(number.expect("a width is a number"))
}
