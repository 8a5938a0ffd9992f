//! Page picture and boxes -> one file: a picture of what the program works with, laid over what is printed.
//!
//! Comes in: [`PagePicture`] and [`Mark`]s, which [`layers`] makes from the very objects that become data. Goes out: the bytes of
//! an SVG (with tooltips) or PNG. Deliberately knows no file and no command line.

pub mod layers;
mod pixels;
mod svg;

pub use pixels::overlay_png;
pub use svg::overlay_svg;

use crate::base::Rect;
#[cfg(doc)]
use crate::pdf::PagePicture;

/// One box on the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Where, in points from the top left of the page as shown; a flat box is a line.
    pub bbox: Rect,
    /// What it is: gives its colour.
    pub kind: MarkKind,
    /// What the tooltip of an SVG says.
    pub label: String,
    /// Digits, commas and points printed in its top left corner.
    pub tag: Option<String>,
}

impl Mark {
    /// A mark without a tag.
    pub fn new(bbox: Rect, kind: MarkKind, label: impl Into<String>) -> Self {
        Self { bbox, kind, label: label.into(), tag: None }
    }

    /// The same mark with a tag in its corner.
    pub fn tagged(mut self, tag: impl Into<String>) -> Self {
        self.tag = Some(tag.into());
        self
    }
}

/// What a mark stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MarkKind {
    /// Em box of a glyph.
    Glyph,
    /// Em box of a glyph that is not painted: the text layer of a scan.
    InvisibleGlyph,
    /// Em box of a glyph whose character is not known.
    UnknownGlyph,
    /// Em box of a glyph that nobody sees and that is no part of the text: white on white, covered, on a hidden layer.
    HiddenGlyph,
    /// Where the baseline of a glyph begins.
    Baseline,
    /// A horizontal ruling.
    HorizontalRuling,
    /// A vertical ruling.
    VerticalRuling,
    /// A filled area.
    Fill,
    /// A curved or slanted shape.
    Shape,
    /// A picture.
    Image,
    /// A line of text outside tables.
    Line,
    /// A line of text in a table cell.
    CellLine,
    /// A page number or running title.
    Furniture,
    /// A table cell.
    Cell,
    /// A table cell of several rows or columns.
    MergedCell,
    /// A table.
    Table,
    /// A column boundary of a table.
    Boundary,
    /// The title of an initiative.
    Initiative,
    /// A rating.
    Rating,
    /// A line of a block's plan.
    Plan,
    /// A line of a block's progress.
    Progress,
    /// A line of a block's rating.
    BlockRating,
    /// A line of a block's next steps.
    Next,
    /// A number that became an observation.
    Observation,
    /// A total that the report states.
    StatedTotal,
}

/// How a mark is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Style {
    /// Its class in the SVG.
    name: &'static str,
    /// Red, green, blue.
    colour: [u8; 3],
    /// How much of the inside is covered, 0 to 1.
    fill: f64,
    dashed: bool,
}

// The colours of Okabe and Ito (2008), told apart with every kind of colour vision; marks of one layer never share one.
const BLACK: [u8; 3] = [0x00, 0x00, 0x00];
const ORANGE: [u8; 3] = [0xE6, 0x9F, 0x00];
const SKY: [u8; 3] = [0x56, 0xB4, 0xE9];
const GREEN: [u8; 3] = [0x00, 0x9E, 0x73];
const BLUE: [u8; 3] = [0x00, 0x72, 0xB2];
const VERMILLION: [u8; 3] = [0xD5, 0x5E, 0x00];
const PURPLE: [u8; 3] = [0xCC, 0x79, 0xA7];
const GREY: [u8; 3] = [0x70, 0x70, 0x70];

impl MarkKind {
    fn style(self) -> Style {
        let (name, colour, fill, dashed) = match self {
            MarkKind::Glyph => ("glyph", BLUE, 0.0, false),
            MarkKind::InvisibleGlyph => ("invisible-glyph", PURPLE, 0.1, true),
            MarkKind::UnknownGlyph => ("unknown-glyph", VERMILLION, 0.35, false),
            MarkKind::HiddenGlyph => ("hidden-glyph", GREY, 0.2, true),
            MarkKind::Baseline => ("baseline", ORANGE, 0.0, false),
            MarkKind::HorizontalRuling => ("horizontal-ruling", BLUE, 0.6, false),
            MarkKind::VerticalRuling => ("vertical-ruling", VERMILLION, 0.6, false),
            MarkKind::Fill => ("fill", GREEN, 0.1, true),
            MarkKind::Shape => ("shape", ORANGE, 0.1, true),
            MarkKind::Image => ("image", PURPLE, 0.1, true),
            MarkKind::Line => ("line", BLUE, 0.12, false),
            MarkKind::CellLine => ("cell-line", ORANGE, 0.12, false),
            MarkKind::Furniture => ("furniture", GREY, 0.2, true),
            MarkKind::Cell => ("cell", BLUE, 0.06, false),
            MarkKind::MergedCell => ("merged-cell", ORANGE, 0.2, false),
            MarkKind::Table => ("table", BLUE, 0.06, false),
            MarkKind::Boundary => ("boundary", ORANGE, 0.0, true),
            MarkKind::Initiative => ("initiative", BLUE, 0.15, false),
            MarkKind::Rating => ("rating", VERMILLION, 0.25, false),
            MarkKind::Plan => ("plan", SKY, 0.25, false),
            MarkKind::Progress => ("progress", GREEN, 0.2, false),
            MarkKind::BlockRating => ("block-rating", ORANGE, 0.3, false),
            MarkKind::Next => ("next", PURPLE, 0.25, false),
            MarkKind::Observation => ("observation", BLACK, 0.0, false),
            MarkKind::StatedTotal => ("stated-total", GREY, 0.3, true),
        };
        Style { name, colour, fill, dashed }
    }
}
