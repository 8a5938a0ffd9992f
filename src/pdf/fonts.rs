//! Font dictionaries -> [`Font`], each loaded once a document.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use hayro_cmap::{CMap, CMapName, CidFamily};
use hayro_font::{CMapResolverFn, FontCache, FontQuery, FontResolverFn};
use hayro_syntax::object::dict::keys::{
    BASE_FONT, CID_TO_GID_MAP, DESCENDANT_FONTS, ENCODING, FONT_DESC, FONT_FILE, FONT_FILE2, FONT_FILE3, SUBTYPE,
    TO_UNICODE, W, W2,
};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as PdfString};
use rustc_hash::FxHashMap;

use super::cmaps::resolve;
use super::filters::{content_bytes, is_bomb};
use super::font::{CodeTable, Encoding, Font, ToUnicode, UnicodeForm, has_giant_range};
use super::font_program::FontProgram;
use super::{FontFace, UnicodeSource};

const FONT_FILES: [&[u8]; 3] = [FONT_FILE, FONT_FILE2, FONT_FILE3];

/// The fonts of one document, each loaded once.
pub(super) struct Fonts<'a> {
    cache: FontCache<'a>,
    font_resolver: FontResolverFn,
    cmap_resolver: CMapResolverFn,
    /// By where the dictionary's bytes stand: fonts written directly into the resources have no number of their own.
    by_place: FxHashMap<(usize, usize), Option<Rc<Font<'a>>>>,
    cmaps: FxHashMap<Vec<u8>, Option<Rc<CMap>>>,
    faces: Vec<FontFace>,
    lost: Option<Rc<Font<'a>>>,
    form_face: Option<u16>,
}

impl<'a> Fonts<'a> {
    pub fn new() -> Self {
        Self {
            cache: FontCache::new(),
            font_resolver: Arc::new(|query| match query {
                FontQuery::Standard(standard) => Some(standard.get_font_data()),
                FontQuery::Fallback(fallback) => Some(fallback.pick_standard_font().get_font_data()),
            }),
            cmap_resolver: Arc::new(resolve),
            by_place: FxHashMap::default(),
            cmaps: FxHashMap::default(),
            faces: Vec::new(),
            lost: None,
            form_face: None,
        }
    }

    /// The fonts met, with what was found out about them while decoding.
    pub fn into_faces(self) -> Vec<FontFace> {
        let mut faces = self.faces;
        for font in self.by_place.into_values().flatten() {
            let face = &mut faces[usize::from(font.index)];
            (face.checked, face.contradicted) = font.checks.get();
        }
        faces
    }

    /// The font of a font dictionary; `None` only for what is no font, or beyond 65,536 fonts.
    pub fn font(&mut self, dict: &Dict<'a>) -> Option<Rc<Font<'a>>> {
        let place = (dict.data().as_ptr() as usize, dict.data().len());
        if let Some(font) = self.by_place.get(&place) {
            return font.clone();
        }
        let font = self.load(dict).map(Rc::new);
        self.by_place.insert(place, font.clone());
        font
    }

    /// Stands for a font that is named and not there: what it prints is seen, and nobody knows which characters it is.
    pub fn lost(&mut self) -> Option<Rc<Font<'a>>> {
        if self.lost.is_none() {
            let face = FontFace {
                name: String::new(),
                embedded: false,
                unicode: UnicodeSource::None,
                checked: 0,
                contradicted: 0,
            };
            self.lost = Some(Rc::new(Font {
                is_lost: true,
                bold: false,
                horizontal: true,
                em_height: 1.0,
                program_first: false,
                inner: None,
                index: self.index_of(face)?,
                encoding: Encoding::Unknown,
                to_unicode: ToUnicode::None,
                collection: None,
                program: None,
                checks: Cell::new((0, 0)),
                codes: RefCell::new(CodeTable::default()),
            }));
        }
        self.lost.clone()
    }

    /// The face of values that a viewer draws from form fields; `None` beyond 65,536 faces.
    pub fn form_face(&mut self) -> Option<u16> {
        if self.form_face.is_none() {
            self.form_face = self.index_of(FontFace {
                name: "form field".to_owned(),
                embedded: false,
                unicode: UnicodeSource::Encoding,
                checked: 0,
                contradicted: 0,
            });
        }
        self.form_face
    }

    /// Enters a face; `None` beyond 65,536 of them.
    fn index_of(&mut self, face: FontFace) -> Option<u16> {
        let index = u16::try_from(self.faces.len()).ok()?;
        self.faces.push(face);
        Some(index)
    }

    fn load(&mut self, dict: &Dict<'a>) -> Option<Font<'a>> {
        let subtype = dict.get::<Name<'_>>(SUBTYPE)?;
        let composite = subtype.as_ref() == b"Type0";
        let descendant = if composite {
            dict.get::<Array<'_>>(DESCENDANT_FONTS).and_then(|it| it.iter::<Dict<'_>>().next()).unwrap_or_default()
        } else {
            dict.clone()
        };
        let descriptor = descendant.get::<Dict<'_>>(FONT_DESC).unwrap_or_default();
        let trap = [W, W2].into_iter().any(|key| has_giant_range(&descendant, key))
            || has_bomb(&descriptor, &FONT_FILES)
            || has_bomb(&descendant, &[CID_TO_GID_MAP])
            || has_bomb(dict, &[TO_UNICODE, ENCODING]);
        let inner = if trap { None } else { self.cache.font(dict, &self.font_resolver, &self.cmap_resolver) };
        let (encoding, collection, vertical) =
            if composite { self.composite_encoding(dict, &descendant) } else { (Encoding::Simple, None, false) };
        // The glyphs of a Type 3 font are drawn by the file itself.
        let is_drawn = subtype.as_ref() == b"Type3";
        let has_program = FONT_FILES.iter().any(|key| descriptor.contains_key(key));
        let to_unicode = self.to_unicode(dict, inner.is_none());
        let program = if has_program { inner.as_ref().and_then(FontProgram::of) } else { None };
        let unicode = match &to_unicode {
            ToUnicode::Identity | ToUnicode::Map(_) => UnicodeSource::ToUnicode,
            ToUnicode::None if collection.is_some() || matches!(encoding, Encoding::Unicode(_)) => {
                UnicodeSource::Collection
            }
            ToUnicode::None if !composite => UnicodeSource::Encoding,
            ToUnicode::None if program.is_some() => UnicodeSource::FontProgram,
            ToUnicode::None => UnicodeSource::None,
        };
        let name = font_name(dict);
        let bold = is_bold(&name);
        let index =
            self.index_of(FontFace { name, embedded: has_program || is_drawn, unicode, checked: 0, contradicted: 0 })?;
        Some(Font {
            is_lost: false,
            bold,
            horizontal: inner.as_ref().map_or(!vertical, hayro_font::Font::is_horizontal),
            em_height: if is_drawn { type3_height(dict) } else { 1.0 },
            program_first: !composite && matches!(to_unicode, ToUnicode::None) && !dict.contains_key(ENCODING),
            inner,
            index,
            encoding,
            to_unicode,
            collection,
            program,
            checks: Cell::new((0, 0)),
            codes: RefCell::new(CodeTable::default()),
        })
    }

    fn to_unicode(&self, dict: &Dict<'a>, read: bool) -> ToUnicode {
        match dict.get::<Object<'_>>(TO_UNICODE) {
            Some(Object::Name(name)) if name.as_ref().starts_with(b"Identity") => ToUnicode::Identity,
            Some(Object::Stream(stream)) if read => ToUnicode::Map(cmap_of(&stream).map(Box::new)),
            Some(Object::Stream(_)) => ToUnicode::Map(None),
            _ => ToUnicode::None,
        }
    }

    /// Encoding, collection, and whether the encoding is for vertical writing.
    fn composite_encoding(&mut self, dict: &Dict<'a>, descendant: &Dict<'a>) -> (Encoding, Option<Rc<CMap>>, bool) {
        let mut family = None;
        let mut vertical = false;
        let mut cid_map = |map: Rc<CMap>| {
            family = map.metadata().character_collection.as_ref().map(|it| it.family.clone());
            Encoding::CidMap(map)
        };
        let encoding = match dict.get::<Object<'_>>(ENCODING) {
            Some(Object::Name(name)) => {
                vertical = name.as_ref() == b"V" || name.as_ref().ends_with(b"-V");
                match name.as_ref() {
                    b"Identity-H" | b"Identity-V" => Encoding::Identity,
                    name => match unicode_form(name) {
                        Some(form) => Encoding::Unicode(form),
                        None => self.cmap(name).map_or(Encoding::Unknown, &mut cid_map),
                    },
                }
            }
            Some(Object::Stream(stream)) => cmap_of(&stream).map_or(Encoding::Unknown, |map| cid_map(Rc::new(map))),
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
        (encoding, collection, vertical)
    }

    fn cmap(&mut self, name: &[u8]) -> Option<Rc<CMap>> {
        if let Some(map) = self.cmaps.get(name) {
            return map.clone();
        }
        let map = resolve(CMapName::from_bytes(name)).and_then(|data| CMap::parse(data, resolve)).map(Rc::new);
        self.cmaps.insert(name.to_vec(), map.clone());
        map
    }
}

/// Whether one of these entries is a stream that is too large for the library that reads it.
fn has_bomb(dict: &Dict<'_>, keys: &[&[u8]]) -> bool {
    keys.iter().any(|key| dict.get::<Stream<'_>>(*key).is_some_and(|it| is_bomb(&it)))
}

/// The CMap in a stream.
fn cmap_of(stream: &Stream<'_>) -> Option<CMap> {
    CMap::parse(&content_bytes(stream, usize::MAX)?, resolve)
}

/// The form of Unicode that a predefined CMap's codes are in, as `UniJIS2004-UTF16-H` says.
fn unicode_form(name: &[u8]) -> Option<UnicodeForm> {
    let name = std::str::from_utf8(name).ok()?.strip_prefix("Uni")?;
    match name {
        _ if name.contains("UCS2") || name.contains("UTF16") => Some(UnicodeForm::Utf16),
        _ if name.contains("UTF32") => Some(UnicodeForm::Utf32),
        _ if name.contains("UTF8") => Some(UnicodeForm::Utf8),
        _ => None,
    }
}

/// Height of a full character of a Type 3 font in units of the font size. Fonts made of bitmaps have a matrix of their own, and a
/// font box that tells how large its characters are.
fn type3_height(dict: &Dict<'_>) -> f64 {
    let Some(bbox) = dict.get::<[f32; 4]>(b"FontBBox".as_slice()) else { return 1.0 };
    let Some(matrix) = dict.get::<[f32; 6]>(b"FontMatrix".as_slice()) else { return 1.0 };
    let height = f64::from((bbox[3] - bbox[1]) * matrix[3]).abs();
    if height > 0.0 && !(0.4..=2.5).contains(&height) { height } else { 1.0 }
}

/// `NotoSansCJKjp-Bold`, `HeiseiKakuGo-W9`, `MS-Gothic,Bold`
fn is_bold(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["bold", "heavy", "black", "-w7", "-w8", "-w9"].iter().any(|word| name.contains(word))
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
