//! From the bytes of a PDF to what is printed on its pages: glyphs, rulings, fills and images.
//!
//! Comes in: bytes. Goes out: [`Document`], in points from the top left of each page as shown. Deliberately knows no words,
//! no tables and no reports; the crates `hayro-*` and `lopdf` are named nowhere else.

mod area;
#[cfg(test)]
mod aside_tests;
mod bigram;
mod cmaps;
mod color;
mod content;
mod controls;
mod cover;
mod crossed;
#[cfg(test)]
mod damage_tests;
mod drawing;
mod error;
mod filters;
mod font;
mod font_file;
mod font_program;
mod fonts;
mod form_value;
mod geometry;
mod inflate;
mod layers;
mod limits;
mod marked;
mod metadata;
mod open;
mod options;
mod outline;
mod packed;
mod page_order;
mod paint;
mod picture;
mod raster;
mod repair;
mod scan;
mod show;
mod state;
mod strike;
#[cfg(test)]
mod tests;
mod trust;
mod turn;
mod unicode;

pub use controls::take_off_controls;
pub use error::PdfError;
pub use font_file::has_character;
#[cfg(test)]
pub(crate) use font_file::tests::tiny_font;
pub use limits::Limits;
pub use metadata::{Metadata, OutlineEntry, metadata};
pub use open::read;
pub use options::{PageSelection, PageSelectionError, ReadOptions};
pub use picture::{PagePicture, PictureOptions, picture};
pub use raster::Bitmap;
pub use scan::rules_in;
pub use trust::{Trust, Verdict, judge};
pub use turn::Turn;

use crate::base::Rect;

/// What is printed in a PDF.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Document {
    /// The pages, in order.
    pub pages: Vec<Page>,
    /// The fonts that glyphs name by [`Glyph::font`].
    pub fonts: Vec<FontFace>,
}

/// What is printed on one page.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Page {
    /// Page number, from 1.
    pub number: u32,
    /// Width in points, as shown.
    pub width: f64,
    /// Height in points, as shown.
    pub height: f64,
    /// Glyphs in drawing order. A glyph that stands for several characters is given as several.
    pub glyphs: Vec<Glyph>,
    /// Straight horizontal and vertical rules, in drawing order.
    pub rulings: Vec<Ruling>,
    /// Filled areas that are no rules and not white, in drawing order.
    pub fills: Vec<Rect>,
    /// Boxes around curved or slanted shapes, in drawing order: sectors, arrows, clouds; no boxes with rounded corners.
    pub shapes: Vec<Rect>,
    /// Boxes of drawn rings and other curved lines, in drawing order; the large ones are among `shapes` too.
    pub rings: Vec<Rect>,
    /// Upright glyphs of which a clip hides a good part, in drawing order. Where it hides all, they are not visible, and
    /// among `hidden` too.
    pub clipped: Vec<Glyph>,
    /// Boxes narrower than the page that upright text was clipped to, in drawing order.
    pub text_clips: Vec<Rect>,
    /// Boxes of pictures, in drawing order.
    pub images: Vec<Rect>,
    /// Glyphs that nobody sees: white on white, covered, outside the page or on a hidden layer. Not part of the text.
    pub hidden: Vec<Glyph>,
    /// Glyphs that are seen and are no part of the text: struck out, or a watermark.
    pub aside: Vec<Glyph>,
    /// The text is the text layer of a scan, made by character recognition; the rules were found in the picture.
    pub ocr: bool,
    /// Pixels a point of the finest picture that covers a good part of the page; 0 where there is none.
    pub pixels_a_point: f64,
}

/// One printed character.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Glyph {
    /// The character; U+FFFD where the font does not tell which.
    pub character: char,
    /// Em box of the glyph: its advance wide, from the descent to the ascent.
    pub bbox: Rect,
    /// Where the line stands: the y of the origin for upright text, the x for text that runs up or down.
    pub baseline: f64,
    /// Font size in points, as shown.
    pub size: f32,
    /// Index in [`Document::fonts`].
    pub font: u16,
    /// Which way the text runs.
    pub direction: Direction,
    /// False where nothing is painted (render mode 3), as in the text layer of a scan.
    pub visible: bool,
    /// By the name of its font, or made bold by stroked outlines or a second strike.
    pub bold: bool,
}

/// Which way text runs on the page as shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Direction {
    /// Upright, from left to right.
    Right,
    /// Turned a quarter clockwise: from top to bottom.
    Down,
    /// Upside down.
    Left,
    /// Turned a quarter counter-clockwise: from bottom to top.
    Up,
    /// Vertical writing (縦書き): upright characters from top to bottom.
    Vertical,
    /// Any other angle.
    Slanted,
}

/// A font of the document.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct FontFace {
    /// Name without the subset prefix.
    pub name: String,
    /// Whether the font program is in the file.
    pub embedded: bool,
    /// Where its characters come from.
    pub unicode: UnicodeSource,
    /// Codes whose ToUnicode was compared with the embedded font's own cmap or glyph names.
    pub checked: u32,
    /// Of these, codes for which the font has another character.
    pub contradicted: u32,
}

/// Where a font's characters come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum UnicodeSource {
    /// A ToUnicode map in the file.
    ToUnicode,
    /// A standard encoding or glyph names.
    Encoding,
    /// A character collection such as Adobe-Japan1.
    Collection,
    /// The cmap table of the embedded font, read backwards.
    FontProgram,
    /// Nothing: its glyphs come out as U+FFFD.
    None,
}

/// Which way a ruling runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Axis {
    /// Left to right.
    Horizontal,
    /// Top to bottom.
    Vertical,
}

/// A straight rule.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Ruling {
    /// Which way it runs.
    pub axis: Axis,
    /// Its y when horizontal, its x when vertical: the middle of the stroke.
    pub position: f64,
    /// Where it begins: x when horizontal, y when vertical.
    pub start: f64,
    /// Where it ends.
    pub end: f64,
    /// Thickness in points.
    pub thickness: f64,
}
