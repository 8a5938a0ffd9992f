//! The graphics and text state that content operators change.

use std::rc::Rc;

use super::font::Font;
use super::geometry::Matrix;
use crate::base::Rect;

/// What `q` saves and `Q` brings back.
#[derive(Clone)]
pub(super) struct GraphicsState<'a> {
    pub matrix: Matrix,
    /// Nothing outside is shown; only its bounding box is kept, so what is dropped is surely hidden.
    pub clip: Rect,
    pub line_width: f64,
    pub fill: Paint,
    pub stroke: Paint,
    pub text: TextState<'a>,
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

/// A colour, as far as it matters: whether it can be seen on white paper.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Paint {
    pub space: ColorSpace,
    pub white: bool,
}

/// Families of colour spaces in which white is known.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ColorSpace {
    /// One component, white at 1.
    Gray,
    /// Three components, white at 1.
    Rgb,
    /// Four components, white at 0.
    Cmyk,
    /// Anything else: taken as visible.
    Other,
}

impl Paint {
    pub const BLACK: Paint = Paint { space: ColorSpace::Gray, white: false };

    /// The paint of `components` in `space`.
    pub fn of(space: ColorSpace, components: &[f64]) -> Paint {
        // 0.99: a header band of 98 % grey is meant to be seen, a page background of 253/255 is not.
        let white = match space {
            ColorSpace::Gray | ColorSpace::Rgb => !components.is_empty() && components.iter().all(|it| *it > 0.99),
            ColorSpace::Cmyk => components.len() == 4 && components.iter().all(|it| *it < 0.01),
            ColorSpace::Other => false,
        };
        Paint { space, white }
    }
}

impl GraphicsState<'_> {
    pub fn new(matrix: Matrix, page: Rect) -> Self {
        Self {
            matrix,
            clip: page,
            line_width: 1.0,
            fill: Paint::BLACK,
            stroke: Paint::BLACK,
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
}
