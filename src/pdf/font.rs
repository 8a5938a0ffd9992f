//! Codes of a string -> characters and advances.
//!
//! The chain, first that answers: ToUnicode and glyph names (hayro-font) → a ToUnicode that is a name (Identity: the code is the
//! character) → a Unicode CMap as encoding → code to CID to Adobe-*-UCS2 → the embedded font's own cmap, read backwards → U+FFFD.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use hayro_cmap::{BfString, CMap, CMapName, CidFamily, load_embedded};
use hayro_font::{CMapResolverFn, FontCache, FontGlyph, FontQuery, FontResolverFn, GlyphId};
use hayro_syntax::object::dict::keys::{
    BASE_FONT, DESCENDANT_FONTS, ENCODING, FONT_DESC, FONT_FILE, FONT_FILE2, FONT_FILE3, SUBTYPE, TO_UNICODE, W, W2,
};
use hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Stream, String as PdfString};
use rustc_hash::FxHashMap;
use skrifa::MetadataProvider;

use super::unicode::fold;
use super::{FontFace, UnicodeSource};

/// A range of widths longer than this is no width table but a trap: hayro-font would store every code of it.
const MAX_WIDTH_RANGE: i64 = 65_536;

/// A font, ready to decode strings.
pub(super) struct Font<'a> {
    inner: hayro_font::Font<'a>,
    /// Index of its [`FontFace`].
    pub index: u16,
    pub horizontal: bool,
    encoding: Encoding,
    to_unicode_is_identity: bool,
    collection: Option<Rc<CMap>>,
    reversed: Option<FxHashMap<u32, char>>,
    codes: RefCell<FxHashMap<u32, Code>>,
    low_codes: RefCell<Vec<Option<Code>>>,
}

enum Encoding {
    /// One byte a code.
    Simple,
    /// The code is the CID.
    Identity,
    /// The code is UTF-16.
    Unicode,
    /// A CMap from code to CID.
    CidMap(Rc<CMap>),
    /// A Type 0 font whose encoding cannot be read.
    Unknown,
}

/// What one code of a string prints.
#[derive(Clone)]
pub(super) struct Code {
    pub first: char,
    /// Further characters of a ligature.
    pub rest: Option<Rc<[char]>>,
    /// Advance in em: to the right, or in vertical writing downwards (negative).
    pub advance: f64,
    /// Vector from the vertical origin to the horizontal one, in em; zero in horizontal writing.
    pub origin: (f64, f64),
}

impl Font<'_> {
    /// The next code of `bytes`: what it prints and how many bytes it took. `bytes` must not be empty.
    pub fn next(&self, bytes: &[u8]) -> (Code, usize) {
        let (code, length) = self.inner.read_code(bytes, 0);
        (self.code(code), length.max(1))
    }

    fn code(&self, code: u32) -> Code {
        if code < 256 {
            let mut low = self.low_codes.borrow_mut();
            if low.is_empty() {
                low.resize(256, None);
            }
            return low[code as usize].get_or_insert_with(|| self.decode(code)).clone();
        }
        self.codes.borrow_mut().entry(code).or_insert_with(|| self.decode(code)).clone()
    }

    fn decode(&self, code: u32) -> Code {
        let text: Vec<char> =
            self.characters(code).map_or_else(|| vec!['\u{FFFD}'], |it| it.chars().filter_map(fold).collect());
        let advance = self.inner.code_advance(code);
        let (advance, origin) = if self.horizontal {
            (advance.x / 1000.0, (0.0, 0.0))
        } else {
            let displacement = self.inner.origin_displacement(code);
            (advance.y / 1000.0, (displacement.x / 1000.0, displacement.y / 1000.0))
        };
        let first = text.first().copied().unwrap_or('\u{200B}');
        Code { first, rest: (text.len() > 1).then(|| text[1..].into()), advance, origin }
    }

    fn characters(&self, code: u32) -> Option<String> {
        let glyph = self.inner.glyph(GlyphId::NOTDEF, code);
        let mapped = match &glyph {
            FontGlyph::Outline(outline) => outline.as_unicode(),
            FontGlyph::Type3(drawn) => drawn.as_unicode(),
        };
        if let Some(text) = mapped.and_then(meaningful) {
            return Some(text);
        }
        if self.to_unicode_is_identity {
            return char::from_u32(code).map(String::from);
        }
        let cid = match &self.encoding {
            Encoding::Unicode => return char::from_u32(code).map(String::from),
            Encoding::Identity => Some(code),
            Encoding::CidMap(map) => (1..=4).find_map(|length| map.lookup_cid_code(code, length)),
            Encoding::Simple | Encoding::Unknown => None,
        };
        let by_collection = || self.collection.as_ref()?.lookup_bf_string(cid?).and_then(meaningful);
        let by_program = || self.reversed.as_ref()?.get(&self.inner.map_code(code).to_u32()).map(|it| it.to_string());
        by_collection().or_else(by_program)
    }
}

/// The text of a map entry, unless it is a filler that maps write for "unknown".
fn meaningful(text: BfString) -> Option<String> {
    let filler = |it: char| matches!(it, '\0'..='\u{8}' | '\u{FFFD}' | '\u{FFFE}' | '\u{FFFF}');
    match text {
        BfString::Char(character) => (!filler(character)).then(|| character.to_string()),
        BfString::String(string) => (!string.is_empty() && !string.chars().all(filler)).then_some(string),
    }
}

/// The fonts of one document, each loaded once.
pub(super) struct Fonts<'a> {
    cache: FontCache<'a>,
    font_resolver: FontResolverFn,
    cmap_resolver: CMapResolverFn,
    by_id: FxHashMap<ObjectIdentifier, Option<Rc<Font<'a>>>>,
    cmaps: FxHashMap<Vec<u8>, Option<Rc<CMap>>>,
    pub faces: Vec<FontFace>,
}

impl<'a> Fonts<'a> {
    pub fn new() -> Self {
        Self {
            cache: FontCache::new(),
            font_resolver: Arc::new(|query| match query {
                FontQuery::Standard(standard) => Some(standard.get_font_data()),
                FontQuery::Fallback(fallback) => Some(fallback.pick_standard_font().get_font_data()),
            }),
            cmap_resolver: Arc::new(load_embedded),
            by_id: FxHashMap::default(),
            cmaps: FxHashMap::default(),
            faces: Vec::new(),
        }
    }

    /// The font of a font dictionary; `None` where it cannot be used at all.
    pub fn font(&mut self, dict: &Dict<'a>) -> Option<Rc<Font<'a>>> {
        let id = dict.obj_id();
        if let Some(font) = id.as_ref().and_then(|it| self.by_id.get(it)) {
            return font.clone();
        }
        let font = self.load(dict).map(Rc::new);
        if let Some(id) = id {
            self.by_id.insert(id, font.clone());
        }
        font
    }

    fn load(&mut self, dict: &Dict<'a>) -> Option<Font<'a>> {
        let subtype = dict.get::<Name<'_>>(SUBTYPE)?;
        let composite = subtype.as_ref() == b"Type0";
        let descendant =
            if composite { dict.get::<Array<'_>>(DESCENDANT_FONTS)?.iter::<Dict<'_>>().next()? } else { dict.clone() };
        if [W, W2].into_iter().any(|key| has_giant_range(&descendant, key)) {
            return None;
        }
        let inner = self.cache.font(dict, &self.font_resolver, &self.cmap_resolver)?;
        let (encoding, collection) =
            if composite { self.composite_encoding(dict, &descendant) } else { (Encoding::Simple, None) };
        let descriptor = descendant.get::<Dict<'_>>(FONT_DESC).unwrap_or_default();
        let has_to_unicode = dict.contains_key(TO_UNICODE);
        let reversed = if has_to_unicode { None } else { reversed_cmap(&descriptor) };
        let unicode = match () {
            () if has_to_unicode => UnicodeSource::ToUnicode,
            () if collection.is_some() || matches!(encoding, Encoding::Unicode) => UnicodeSource::Collection,
            () if !composite => UnicodeSource::Encoding,
            () if reversed.is_some() => UnicodeSource::FontProgram,
            () => UnicodeSource::None,
        };
        let index = u16::try_from(self.faces.len()).ok()?;
        self.faces.push(FontFace {
            name: font_name(dict),
            embedded: [FONT_FILE, FONT_FILE2, FONT_FILE3].iter().any(|key| descriptor.contains_key(key)),
            unicode,
        });
        Some(Font {
            horizontal: inner.is_horizontal(),
            inner,
            index,
            encoding,
            to_unicode_is_identity: dict
                .get::<Name<'_>>(TO_UNICODE)
                .is_some_and(|name| name.as_ref().starts_with(b"Identity")),
            collection,
            reversed,
            codes: RefCell::default(),
            low_codes: RefCell::default(),
        })
    }

    fn composite_encoding(&mut self, dict: &Dict<'a>, descendant: &Dict<'a>) -> (Encoding, Option<Rc<CMap>>) {
        let mut family = None;
        let mut cid_map = |map: Rc<CMap>| {
            family = map.metadata().character_collection.as_ref().map(|it| it.family.clone());
            Encoding::CidMap(map)
        };
        let encoding = match dict.get::<Object<'_>>(ENCODING) {
            Some(Object::Name(name)) => match name.as_ref() {
                b"Identity-H" | b"Identity-V" => Encoding::Identity,
                name if name.starts_with(b"Uni") && name.windows(4).any(|it| it == b"UCS2") => Encoding::Unicode,
                name => self.cmap(name).map_or(Encoding::Unknown, &mut cid_map),
            },
            Some(Object::Stream(stream)) => stream
                .decoded_data()
                .ok()
                .and_then(|data| CMap::parse(&data, load_embedded))
                .map_or(Encoding::Unknown, |map| cid_map(Rc::new(map))),
            _ => Encoding::Unknown,
        };
        let known = |family: &CidFamily| {
            use CidFamily::{AdobeCNS1, AdobeGB1, AdobeJapan1, AdobeKorea1};
            matches!(family, AdobeJapan1 | AdobeGB1 | AdobeCNS1 | AdobeKorea1)
        };
        let family = family.filter(known).or_else(|| {
            let info = descendant.get::<Dict<'_>>(b"CIDSystemInfo".as_slice())?;
            let registry = info.get::<PdfString<'_>>(b"Registry".as_slice())?;
            let ordering = info.get::<PdfString<'_>>(b"Ordering".as_slice())?;
            Some(CidFamily::from_registry_ordering(&registry, &ordering))
        });
        let collection = family.and_then(|it| it.ucs2_cmap()).and_then(|name| self.cmap(name.to_bytes()));
        (encoding, collection)
    }

    fn cmap(&mut self, name: &[u8]) -> Option<Rc<CMap>> {
        if let Some(map) = self.cmaps.get(name) {
            return map.clone();
        }
        let map =
            load_embedded(CMapName::from_bytes(name)).and_then(|data| CMap::parse(data, load_embedded)).map(Rc::new);
        self.cmaps.insert(name.to_vec(), map.clone());
        map
    }
}

/// Its name without the subset prefix (`ABCDEF+`).
fn font_name(dict: &Dict<'_>) -> String {
    let name = dict.get::<Name<'_>>(BASE_FONT).map(|it| it.as_str().to_owned()).unwrap_or_default();
    match name.split_once('+') {
        Some((prefix, rest)) if prefix.len() == 6 && prefix.bytes().all(|it| it.is_ascii_uppercase()) => {
            rest.to_owned()
        }
        _ => name,
    }
}

/// Glyph to character, from the cmap table of an embedded TrueType font.
fn reversed_cmap(descriptor: &Dict<'_>) -> Option<FxHashMap<u32, char>> {
    let data = descriptor.get::<Stream<'_>>(FONT_FILE2)?.decoded_data().ok()?;
    let font = skrifa::FontRef::new(&data).ok()?;
    let mut reversed = FxHashMap::default();
    for (code_point, glyph) in font.charmap().mappings() {
        if let Some(character) = char::from_u32(code_point) {
            // Where several characters share a glyph, the first is the plain one.
            reversed.entry(glyph.to_u32()).or_insert(character);
        }
    }
    (!reversed.is_empty()).then_some(reversed)
}

/// Whether a width array holds `first last width` over more codes than a font can have.
fn has_giant_range(font: &Dict<'_>, key: &'static [u8]) -> bool {
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
