//! The picture of a page without usable text -> the glyphs and rulings that `layout` takes.
//!
//! Comes in: a drawn page. Goes out: characters with their places and how sure the model is of each. Deliberately knows no words, no
//! tables and no reports: what a number may be is for those to say who know what stands around it.

mod crops;
mod glyphs;
mod grey;
mod lines;
#[cfg(feature = "ocr")]
mod recognise;
mod regions;
mod rules;
mod shapes;
mod skew;
mod strokes;
mod variants;

pub use crops::Crop;
pub use grey::Grey;
#[cfg(feature = "ocr")]
pub use recognise::{Recogniser, RecogniserError};

use lines::{LineBox, Lines};
use regions::Regions;

use crate::base::Rect;
use crate::pdf::{Glyph, PagePicture, Ruling};

/// Pages less skewed than this slope are not turned: a tenth of a millimetre across a page.
const LEVEL: f64 = 0.0005;

/// A line of text is higher, in usual heights.
const SHRED: f64 = 0.3;
/// From here on the word of the model counts for a dash beside other lines.
const SURE: f32 = 0.9;

/// A character that was read in a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sign {
    /// The character.
    pub character: char,
    /// How sure the model is, 0 to 1. It can be wrong at 1.
    pub probability: f32,
    /// Where on the page its first and last traces are, in pixels.
    pub start: f64,
    /// See `start`.
    pub end: f64,
}

/// What a line says, from left to right.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Read(pub Vec<Sign>);

/// What was read from the picture of a page.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ScannedPage {
    /// Characters, line by line, in points.
    pub glyphs: Vec<Glyph>,
    /// How sure the model is of each of `glyphs`, 0 to 1.
    pub probabilities: Vec<f32>,
    /// The rules of tables.
    pub rulings: Vec<Ruling>,
    /// What its lines fell on their way to the right, before the page was made level; places are those of the level page.
    pub slope: f64,
}

/// A page cut into lines, ready to be read.
#[derive(Debug)]
pub struct CutPage {
    lines: Vec<LineBox>,
    usual_height: f64,
    /// The pictures of the lines.
    pub crops: Vec<Crop>,
    rulings: Vec<Ruling>,
    slope: f64,
    scale: f64,
}

/// Makes the picture of a page level, finds its rules and cuts it into lines.
pub fn cut(picture: &PagePicture) -> CutPage {
    cut_grey(Grey::of(picture), picture.scale())
}

/// As [`cut`], of a page in shades of grey, `scale` of its pixels a point.
pub fn cut_grey(mut grey: Grey, scale: f64) -> CutPage {
    let mut ink = grey.ink(scale);
    let slope = skew::slope(&ink, grey.width);
    if slope.abs() >= LEVEL {
        grey = grey.levelled(slope);
        ink = grey.ink(scale);
    }
    let rulings = rules::find(&ink, grey.width, scale);
    rules::take_off(&rulings, &mut grey, &mut ink, scale);
    let regions = Regions::new(&rulings, grey.width, grey.height, scale);
    let Lines { lines, usual_height } = lines::lines(&strokes::pieces(&ink, grey.width), &regions, scale);
    let crops = lines.iter().map(|it| crops::crop(&grey, it, &regions, usual_height)).collect();
    CutPage { lines, usual_height, crops, rulings, slope, scale }
}

impl CutPage {
    /// The boxes of the lines, in points of the level page.
    pub fn line_boxes(&self) -> Vec<Rect> {
        let points = |it: &LineBox| [it.x0, it.y0, it.x1, it.y1].map(|pixels| pixels as f64 / self.scale);
        self.lines.iter().map(points).map(|[x0, y0, x1, y1]| Rect::new(x0, y0, x1, y1)).collect()
    }

    /// The rules that were found, in points of the level page.
    pub fn rulings(&self) -> &[Ruling] {
        &self.rulings
    }

    /// Whether a line is what is left of a rule: flat, with other lines in its field, and no dash for the model.
    fn is_shred(&self, line: &LineBox, read: &Read) -> bool {
        let is_flat = ((line.y1 - line.y0) as f64) < SHRED * self.usual_height;
        let is_alone = || self.lines.iter().filter(|it| it.field == line.field).count() == 1;
        let is_sure = read.0.iter().all(|it| it.probability >= SURE);
        is_flat && !is_alone() && !(is_sure && read.0.len() == 1)
    }

    /// The page as it was read: `reads` has what each of the pictures says.
    pub fn with(&self, reads: &[Read]) -> ScannedPage {
        let mut page = ScannedPage { rulings: self.rulings.clone(), slope: self.slope, ..ScannedPage::default() };
        for (line, read) in self.lines.iter().zip(reads) {
            if self.is_shred(line, read) {
                continue;
            }
            for (glyph, probability) in glyphs::of_line(line, read, self.usual_height, self.scale) {
                page.glyphs.push(glyph);
                page.probabilities.push(probability);
            }
        }
        page
    }
}

/// The least sure character among those whose middles stand in a box; `None` where there is none.
pub fn least_sure(page: &ScannedPage, bbox: &Rect) -> Option<f32> {
    let grown = bbox.grown(0.5);
    let inside = page.glyphs.iter().zip(&page.probabilities);
    let inside = inside.filter(|(glyph, _)| grown.contains(glyph.bbox.center_x(), glyph.bbox.center_y()));
    inside.map(|it| *it.1).min_by(f32::total_cmp)
}

#[cfg(test)]
mod tests;
