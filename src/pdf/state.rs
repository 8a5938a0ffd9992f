//! The graphics and text state that content operators change.

use std::rc::Rc;

use super::color::Paint;
use super::font::Font;
use super::geometry::Matrix;
use crate::base::Rect;

/// What `q` saves and `Q` brings back.
#[derive(Clone)]
pub(super) struct GraphicsState<'a> {
    pub matrix: Matrix,
    pub clip: Clip,
    pub line_width: f64,
    pub fill: Paint,
    pub stroke: Paint,
    /// Opacity of fills (`ca`).
    pub fill_alpha: f32,
    /// Opacity of strokes (`CA`).
    pub stroke_alpha: f32,
    /// No soft mask and no blending with what is below.
    pub plain: bool,
    pub text: TextState<'a>,
}

/// Nothing outside is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Clip {
    /// Box around what is shown, so what lies outside is surely hidden.
    pub bounds: Rect,
    /// Everything inside the box is shown.
    pub exact: bool,
}

/// The text parameters (PDF 32000-1, 9.3).
#[derive(Clone)]
pub(super) struct TextState<'a> {
    pub font: Option<Rc<Font<'a>>>,
    pub size: f64,
    pub character_spacing: f64,
    pub word_spacing: f64,
    pub horizontal_scaling: f64,
    pub leading: f64,
    pub rise: f64,
    pub render_mode: u8,
}

impl Clip {
    /// The common part with a further clipping shape; an empty one hides everything.
    pub fn cut(&mut self, shape: Rect, exact: bool) {
        const NOWHERE: Rect = Rect { x0: -1e6, y0: -1e6, x1: -1e6, y1: -1e6 };
        self.bounds = shape.intersection(&self.bounds).unwrap_or(NOWHERE);
        self.exact &= exact;
    }
}

impl GraphicsState<'_> {
    pub fn new(matrix: Matrix, page: Rect) -> Self {
        Self {
            matrix,
            clip: Clip { bounds: page, exact: true },
            line_width: 1.0,
            fill: Paint::BLACK,
            stroke: Paint::BLACK,
            fill_alpha: 1.0,
            stroke_alpha: 1.0,
            plain: true,
            text: TextState {
                font: None,
                size: 0.0,
                character_spacing: 0.0,
                word_spacing: 0.0,
                horizontal_scaling: 1.0,
                leading: 0.0,
                rise: 0.0,
                render_mode: 0,
            },
        }
    }

    /// Whether a fill hides what is below it.
    pub fn fill_hides(&self) -> bool {
        self.plain && self.fill.even && self.fill_alpha > 0.99 && self.clip.exact
    }
}
