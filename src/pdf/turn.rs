//! Pages whose text runs sideways: landscape sheets that were put in a portrait book without turning the page.

use super::{Axis, Direction, Glyph, Page, Ruling};
use crate::base::Rect;

/// A page with fewer characters is not turned: one label beside a chart says nothing.
const MIN_GLYPHS: usize = 20;

/// How a page as shown is turned so that most of its text runs to the right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum Turn {
    /// Not at all.
    #[default]
    None,
    /// A quarter clockwise, for text that runs up.
    Clockwise,
    /// A half, for text that stands on its head.
    Half,
    /// A quarter counter-clockwise, for text that runs down.
    CounterClockwise,
}

impl Page {
    /// The turn by which more than half of the characters of the page run to the right.
    pub fn turn(&self) -> Turn {
        let mut counts = [0; 3];
        let shown = self.glyphs.iter().filter(|it| !it.character.is_whitespace());
        let mut all = 0;
        for glyph in shown {
            all += 1;
            match glyph.direction {
                Direction::Up => counts[0] += 1,
                Direction::Left => counts[1] += 1,
                Direction::Down => counts[2] += 1,
                Direction::Right | Direction::Vertical | Direction::Slanted => {}
            }
        }

        if all < MIN_GLYPHS {
            return Turn::None;
        }
        let turns = [Turn::Clockwise, Turn::Half, Turn::CounterClockwise];
        turns.into_iter().zip(counts).find(|(_, count)| 2 * count > all).map_or(Turn::None, |it| it.0)
    }

    /// The page turned, its origin at the new top left.
    pub fn turned(&self, turn: Turn) -> Page {
        let size = (self.width, self.height);
        let rect = |it: &Rect| turn.apply(it, size);
        let rects = |all: &[Rect]| all.iter().map(rect).collect();
        let glyphs = |all: &[Glyph]| all.iter().map(|it| turn.glyph(it, size)).collect();
        let (width, height) = if turn.swaps_axes() { (size.1, size.0) } else { size };
        Page {
            number: self.number,
            width,
            height,
            glyphs: glyphs(&self.glyphs),
            rulings: self.rulings.iter().map(|it| turn.ruling(it, size)).collect(),
            fills: rects(&self.fills),
            shapes: rects(&self.shapes),
            rings: rects(&self.rings),
            clipped: glyphs(&self.clipped),
            text_clips: rects(&self.text_clips),
            images: rects(&self.images),
            hidden: glyphs(&self.hidden),
            aside: glyphs(&self.aside),
            ocr: self.ocr,
            pixels_a_point: self.pixels_a_point,
        }
    }
}

impl Turn {
    /// The box where it stands on the turned page; `size` is the width and height of the page that is turned.
    pub fn apply(self, bbox: &Rect, (width, height): (f64, f64)) -> Rect {
        match self {
            Turn::None => *bbox,
            Turn::Clockwise => Rect::new(height - bbox.y1, bbox.x0, height - bbox.y0, bbox.x1),
            Turn::Half => Rect::new(width - bbox.x1, height - bbox.y1, width - bbox.x0, height - bbox.y0),
            Turn::CounterClockwise => Rect::new(bbox.y0, width - bbox.x1, bbox.y1, width - bbox.x0),
        }
    }

    /// The turn that undoes this one.
    pub fn back(self) -> Turn {
        match self {
            Turn::Clockwise => Turn::CounterClockwise,
            Turn::CounterClockwise => Turn::Clockwise,
            Turn::None | Turn::Half => self,
        }
    }

    /// Whether what was level stands upright afterwards.
    pub fn swaps_axes(self) -> bool {
        matches!(self, Turn::Clockwise | Turn::CounterClockwise)
    }

    /// Which way text runs afterwards.
    pub fn direction(self, direction: Direction) -> Direction {
        // Clockwise, as often as the turn says.
        let quarters = match self {
            Turn::None => 0,
            Turn::Clockwise => 1,
            Turn::Half => 2,
            Turn::CounterClockwise => 3,
        };
        let next = |it: Direction| match it {
            Direction::Right => Direction::Down,
            Direction::Down => Direction::Left,
            Direction::Left => Direction::Up,
            Direction::Up => Direction::Right,
            Direction::Vertical | Direction::Slanted => it,
        };
        (0..quarters).fold(direction, |it, _| next(it))
    }

    /// Where a line stands afterwards, that stood at `baseline` and ran in `direction`; `bbox` is its box afterwards.
    pub fn baseline(self, baseline: f64, direction: Direction, bbox: &Rect, (width, height): (f64, f64)) -> f64 {
        let is_level = match direction {
            Direction::Right | Direction::Left => true,
            Direction::Up | Direction::Down => false,
            // Only their boxes tell where these stand.
            Direction::Vertical if self.swaps_axes() => return bbox.center_x(),
            Direction::Slanted if self.swaps_axes() => return bbox.y1,
            Direction::Vertical => false,
            Direction::Slanted => true,
        };
        match (self, is_level) {
            (Turn::None, _) | (Turn::Clockwise, false) | (Turn::CounterClockwise, true) => baseline,
            (Turn::Clockwise | Turn::Half, true) => height - baseline,
            (Turn::CounterClockwise | Turn::Half, false) => width - baseline,
        }
    }

    fn glyph(self, glyph: &Glyph, size: (f64, f64)) -> Glyph {
        let bbox = self.apply(&glyph.bbox, size);
        Glyph {
            bbox,
            baseline: self.baseline(glyph.baseline, glyph.direction, &bbox, size),
            direction: self.direction(glyph.direction),
            ..*glyph
        }
    }

    fn ruling(self, ruling: &Ruling, size: (f64, f64)) -> Ruling {
        let Ruling { axis, position, start, end, thickness } = *ruling;
        let drawn = match axis {
            Axis::Horizontal => Rect::new(start, position, end, position),
            Axis::Vertical => Rect::new(position, start, position, end),
        };

        let bbox = self.apply(&drawn, size);
        let level = (axis == Axis::Horizontal) != self.swaps_axes();
        if level {
            Ruling { axis: Axis::Horizontal, position: bbox.y0, start: bbox.x0, end: bbox.x1, thickness }
        } else {
            Ruling { axis: Axis::Vertical, position: bbox.x0, start: bbox.y0, end: bbox.y1, thickness }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: (f64, f64) = (600.0, 800.0);

    /// A page 600 by 800 points with `count` characters that run in a direction.
    fn page(direction: Direction, count: usize) -> Page {
        let glyph = Glyph {
            character: '率',
            bbox: Rect::new(100.0, 200.0, 110.0, 210.0),
            baseline: 108.8,
            size: 10.0,
            font: 0,
            direction,
            visible: true,
            bold: false,
        };
        Page { number: 1, width: SIZE.0, height: SIZE.1, glyphs: vec![glyph; count], ..Page::default() }
    }

    #[test]
    fn most_of_the_characters_say_how_a_page_is_turned() {
        assert_eq!(page(Direction::Right, 20).turn(), Turn::None);
        assert_eq!(page(Direction::Up, 20).turn(), Turn::Clockwise);
        assert_eq!(page(Direction::Down, 20).turn(), Turn::CounterClockwise);
        assert_eq!(page(Direction::Left, 20).turn(), Turn::Half);
        assert_eq!(page(Direction::Vertical, 20).turn(), Turn::None);
        assert_eq!(page(Direction::Up, 19).turn(), Turn::None);
        let mut half = page(Direction::Up, 20);
        half.glyphs.extend(page(Direction::Right, 20).glyphs);
        assert_eq!(half.turn(), Turn::None);
    }

    #[test]
    fn turned_text_runs_to_the_right_from_the_top_left() {
        let first = page(Direction::Up, 20).turned(Turn::Clockwise).glyphs[0];
        assert_eq!((first.bbox, first.baseline), (Rect::new(590.0, 100.0, 600.0, 110.0), 108.8));
        assert_eq!(first.direction, Direction::Right);
        let first = page(Direction::Down, 20).turned(Turn::CounterClockwise).glyphs[0];
        assert_eq!((first.bbox, first.baseline), (Rect::new(200.0, 490.0, 210.0, 500.0), 491.2));
        assert_eq!(first.direction, Direction::Right);
    }

    #[test]
    fn turning_back_undoes_a_turn() {
        let mut drawn = page(Direction::Up, 1);
        drawn.glyphs.extend(page(Direction::Right, 1).glyphs);
        let rule = |axis| Ruling { axis, position: 50.0, start: 10.0, end: 90.0, thickness: 0.5 };
        drawn.rulings = vec![rule(Axis::Horizontal), rule(Axis::Vertical)];
        for turn in [Turn::Clockwise, Turn::Half, Turn::CounterClockwise] {
            let turned = drawn.turned(turn);
            assert_ne!(turned.rulings, drawn.rulings);
            let back = turned.turned(turn.back());
            assert!(back.glyphs.iter().zip(&drawn.glyphs).all(|(a, b)| (a.baseline - b.baseline).abs() < 1e-9));
            assert_eq!((back.rulings, back.width), (drawn.rulings.clone(), drawn.width));
        }
    }
}
