//! Strings of text -> glyphs on the page (PDF 32000-1, 9.4).

use super::content::Interpreter;
use super::font::{Code, Font};
use super::geometry::Matrix;
use super::marked::spread;
use super::{Direction, Glyph};
use crate::base::Rect;

/// Em box of a glyph above and below its baseline, in em: the square of a Japanese character.
pub(super) const ASCENT: f64 = 0.88;
const DESCENT: f64 = -0.12;
/// A glyph is clipped where more than this share of its width is hidden: the blanks beside the ink of a figure are
/// 0.1 wide.
const CLIPPED_SHARE: f64 = 0.25;
/// Clips may be so much too narrow, in points.
const CLIP_SLACK: f64 = 0.5;
/// Faint type from this size on, in points, is a watermark; real reports set faint headings up to 36 points.
const WATERMARK_SIZE: f32 = 40.0;
/// Type is faint that lets more than this share of what is below through.
const FAINT_ALPHA: f32 = 0.7;
/// The character of a code that prints nothing.
pub(super) const NOTHING: char = '\u{200B}';

/// How a string is seen, the same for all of its glyphs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ink {
    Visible,
    /// Nothing is painted, as in the text layer of a scan.
    None,
    /// White: seen where something was painted below.
    White,
    /// On a layer that is switched off.
    Hidden,
}

impl<'a> Interpreter<'a, '_> {
    pub(super) fn next_line(&mut self, x: f64, y: f64) {
        self.line_matrix = Matrix::translation(x, y).then(&self.line_matrix);
        self.text_matrix = self.line_matrix;
    }

    /// A number in `TJ`: moves back by thousandths of the font size.
    pub(super) fn adjust(&mut self, thousandths: f64) {
        let text = &self.state.text;
        let distance = -thousandths / 1000.0 * text.size;
        let horizontal = text.font.as_ref().is_none_or(|it| it.horizontal);
        let (x, y) = if horizontal { (distance * text.horizontal_scaling, 0.0) } else { (0.0, distance) };
        self.text_matrix.advance(x, y);
    }

    pub(super) fn show(&mut self, string: &[u8]) {
        let Some(font) = self.state.text.font.clone() else { return };
        // Blanks print nothing in any font.
        if font.is_lost && string.iter().all(|it| matches!(it, 0 | b' ')) {
            return;
        }
        let ink = self.ink();
        let text = &self.state.text;
        let (size, scaling) = (text.size, text.horizontal_scaling);
        let (character_spacing, word_spacing) = (text.character_spacing, text.word_spacing);
        // From the em square to text space; the position is added a glyph at a time.
        let em = Matrix([size * scaling, 0.0, 0.0, size, 0.0, text.rise]);
        let mut rest = string;
        while !rest.is_empty() {
            let (code, length) = font.next(rest);
            let is_space = length == 1 && rest[0] == b' ';
            rest = &rest[length.min(rest.len())..];
            if code.first != NOTHING {
                self.show_code(&font, &code, &em, ink);
            }
            let advance = code.advance * size + character_spacing + if is_space { word_spacing } else { 0.0 };
            let (x, y) = if font.horizontal { (advance * scaling, 0.0) } else { (0.0, advance) };
            self.text_matrix.advance(x, y);
        }
        if self.state.text.render_mode == 7 {
            self.state.clip.exact = false;
        }
    }

    fn ink(&self) -> Ink {
        let state = &self.state;
        let filled = matches!(state.text.render_mode, 0 | 2 | 4 | 6) && state.fill_alpha > 0.0;
        let stroked = matches!(state.text.render_mode, 1 | 2 | 5 | 6) && state.stroke_alpha > 0.0;
        // Text that clips is seen by what is painted through it: a picture or a colour gradient.
        let clips = state.text.render_mode == 7;
        if self.hidden_depth > 0 {
            Ink::Hidden
        } else if !filled && !stroked && !clips {
            Ink::None
        } else if (!filled || state.fill.white) && (!stroked || state.stroke.white) && !clips {
            Ink::White
        } else {
            Ink::Visible
        }
    }

    /// Keeps what the clip takes from a glyph, for a number may go on there.
    fn note_clip(&mut self, glyph: &Glyph) {
        let clip = self.state.clip.bounds;
        let bbox = &glyph.bbox;
        let outside = (clip.x0 - bbox.x0).max(bbox.x1 - clip.x1);
        if outside > CLIPPED_SHARE * bbox.width() && (clip.y0..=clip.y1).contains(&bbox.center_y()) {
            let visible = glyph.visible && is_within(&clip, glyph);
            self.page.clipped.push(Glyph { visible, ..*glyph });
        }
        if clip.width() < self.page.width - 1.0 && self.page.text_clips.last() != Some(&clip) {
            self.page.text_clips.push(clip);
        }
    }

    /// Marked as a watermark, or faint and either turned or far larger than text.
    fn is_watermark(&self, glyph: &Glyph) -> bool {
        let state = &self.state;
        let faint = match state.text.render_mode {
            0 | 4 => state.fill.pale || state.fill_alpha < FAINT_ALPHA,
            1 | 5 => state.stroke.pale || state.stroke_alpha < FAINT_ALPHA,
            _ => false,
        };
        let stands_out = || glyph.direction == Direction::Slanted || glyph.size >= WATERMARK_SIZE;
        self.watermark_depth > 0 || faint && stands_out()
    }

    fn show_code(&mut self, font: &Font<'a>, code: &Code, em: &Matrix, ink: Ink) {
        let room = self.glyph_room();
        if room == 0 {
            self.struck.glyphs = true;
            return;
        }
        let matrix = em.then(&self.text_matrix).then(&self.state.matrix);
        let tall = font.em_height;
        let bbox = if font.horizontal {
            matrix.bounds(0.0, DESCENT * tall, code.advance, ASCENT * tall)
        } else {
            // Half an em to each side of the vertical origin, and one advance down.
            matrix.bounds(-0.5, code.advance.min(0.0), 0.5, 0.0)
        };
        let [a, b, c, d, ..] = matrix.0;
        let direction = if font.horizontal { direction_of(a, b) } else { Direction::Vertical };
        let (origin_x, origin_y) = matrix.point(code.origin.0, code.origin.1);
        let upright = matches!(direction, Direction::Right | Direction::Left | Direction::Slanted);
        let glyph = Glyph {
            character: code.first,
            bbox,
            baseline: if upright { origin_y } else { origin_x },
            size: ((c * c + d * d).sqrt() * tall) as f32,
            font: font.index,
            direction,
            visible: ink != Ink::None,
            bold: font.bold || matches!(self.state.text.render_mode, 2 | 6) && self.state.stroke_alpha > 0.0,
        };
        if direction == Direction::Right && ink != Ink::Hidden {
            self.note_clip(&glyph);
        }
        let (x, y) = (bbox.center_x(), bbox.center_y());
        let hidden = ink == Ink::Hidden
            || !is_within(&self.state.clip.bounds, &glyph)
            || (ink == Ink::White && self.canvas.is_white_at(x, y));
        let out = match self.is_watermark(&glyph) {
            _ if hidden => &mut self.page.hidden,
            true => &mut self.page.aside,
            false => &mut self.page.glyphs,
        };
        let count = match font.ligature(code) {
            None => {
                out.push(glyph);
                1
            }
            // One code can stand for any number of characters.
            Some(characters) => {
                self.struck.glyphs |= characters.len() > room;
                out.extend(spread(&characters, glyph).take(room));
                characters.len().min(room)
            }
        };
        self.budget.glyphs -= count;
    }

    /// How many more glyphs the page may have.
    pub(super) fn glyph_room(&self) -> usize {
        let on_page = self.page.glyphs.len() + self.page.hidden.len() + self.page.aside.len();
        self.budget.limits.glyphs.saturating_sub(on_page).min(self.budget.glyphs)
    }
}

/// Whether the middle of a glyph lies in a clip. Across a line a clip that is lower than its type may be a trifle off; along it,
/// and where the clip of a cell ends, what is mostly hidden would be text of the neighbour.
fn is_within(clip: &Rect, glyph: &Glyph) -> bool {
    let (x, y) = (glyph.bbox.center_x(), glyph.bbox.center_y());
    let is_upright = glyph.direction == Direction::Right;
    let slack_x = if is_upright { 0.0 } else { CLIP_SLACK };
    let slack_y = if is_upright && clip.height() > glyph.bbox.height() { 0.0 } else { CLIP_SLACK };
    (clip.x0 - slack_x..=clip.x1 + slack_x).contains(&x) && (clip.y0 - slack_y..=clip.y1 + slack_y).contains(&y)
}

/// The direction of the vector from a glyph's origin along its line, y growing downwards.
fn direction_of(x: f64, y: f64) -> Direction {
    let slack = 0.02 * (x.abs() + y.abs());
    match (x.abs() <= slack, y.abs() <= slack) {
        (_, true) if x >= 0.0 => Direction::Right,
        (_, true) => Direction::Left,
        (true, _) if y > 0.0 => Direction::Down,
        (true, _) => Direction::Up,
        _ => Direction::Slanted,
    }
}
