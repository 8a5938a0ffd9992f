//! Marked content: `/ActualText` says which characters a run of glyphs stands for; `/OC` puts content on a layer;
//! `/Artifact` tells watermarks.

use hayro_syntax::object::dict::keys::SUBTYPE;
use hayro_syntax::object::{Dict, Name, Object, String as PdfString};
use hayro_syntax::page::Resources;

use super::cover::Canvas;
use super::layers::Layers;
use super::unicode::fold;
use super::{Glyph, Page};
use crate::base::Rect;

/// One open `BMC` or `BDC`.
pub(super) struct Mark {
    /// Number of glyphs on the page when it began.
    start: usize,
    actual_text: Option<String>,
    /// It stands on a layer that is switched off.
    pub hidden: bool,
    /// It is a watermark.
    pub watermark: bool,
}

impl Mark {
    /// A mark without properties.
    pub fn plain(page: &Page) -> Self {
        Self { start: page.glyphs.len(), actual_text: None, hidden: false, watermark: false }
    }

    /// A mark with the properties of `BDC`: a dictionary, or a name of one in the resources.
    pub fn with_properties(
        page: &Page,
        tag: &Name<'_>,
        properties: &Object<'_>,
        resources: &Resources<'_>,
        layers: &Layers,
    ) -> Self {
        let dict: Option<Dict<'_>> = match properties {
            Object::Dict(dict) => Some(dict.clone()),
            Object::Name(name) => resources.properties.get(name),
            _ => None,
        };
        let subtype = || dict.as_ref()?.get::<Name<'_>>(SUBTYPE);
        let watermark = tag.as_ref() == b"Artifact" && subtype().as_deref() == Some(b"Watermark");
        let hidden = tag.as_ref() == b"OC" && dict.as_ref().is_some_and(|it| layers.hides(it));
        let actual_text = dict
            .and_then(|it| it.get::<PdfString<'_>>(b"ActualText".as_slice()))
            .map(|it| text_string(&it))
            // Some writers lead dots with a text that says nothing: the font knows better.
            .filter(|it| !it.contains(char::REPLACEMENT_CHARACTER));
        Self { start: page.glyphs.len(), actual_text, hidden, watermark }
    }

    /// Puts the actual text in place of the characters that the fonts gave since the mark began, if it has at most `room` characters
    /// more; whether it had not.
    pub fn end(self, page: &mut Page, canvas: &mut Canvas, room: usize) -> bool {
        let Some(text) = self.actual_text else { return false };
        let characters: Vec<char> = text.chars().filter_map(fold).collect();
        let run = page.glyphs.get(self.start..).unwrap_or_default();
        if run.is_empty() || characters.is_empty() {
            return false;
        }
        if characters.len() > run.len() + room {
            return true;
        }
        let same_length = run.len() == characters.len();
        if same_length {
            for (glyph, character) in page.glyphs[self.start..].iter_mut().zip(characters) {
                glyph.character = character;
            }
            return false;
        }
        let bbox = Rect::union_all(run.iter().map(|it| &it.bbox)).unwrap_or_default();
        let model = run[0];
        page.glyphs.truncate(self.start);
        canvas.forget_glyphs_since(self.start);
        page.glyphs.extend(spread(&characters, Glyph { bbox, ..model }));
        false
    }
}

/// One glyph for each character, side by side in the box of `glyph`.
pub(super) fn spread(characters: &[char], glyph: Glyph) -> impl Iterator<Item = Glyph> {
    let count = characters.len().max(1) as f64;
    let bbox = glyph.bbox;
    let upright = matches!(glyph.direction, super::Direction::Right | super::Direction::Left);
    let step = if upright { bbox.width() / count } else { bbox.height() / count };
    characters.iter().enumerate().map(move |(index, character)| {
        let from = step * index as f64;
        let bbox = if upright {
            Rect { x0: bbox.x0 + from, x1: bbox.x0 + from + step, ..bbox }
        } else {
            Rect { y0: bbox.y0 + from, y1: bbox.y0 + from + step, ..bbox }
        };
        Glyph { character: *character, bbox, ..glyph }
    })
}

/// A PDF text string: UTF-16 with a byte-order mark, UTF-8 with one, else PDFDocEncoding (read as Latin-1).
pub(super) fn text_string(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, rest @ ..] => decode_utf16(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => decode_utf16(rest, u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => bytes.iter().map(|it| char::from(*it)).collect(),
    }
}

fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).map(|it| it.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}
