//! Fake bold: the same character struck two to four times a fraction of a point apart is one character.

use std::cell::Cell;

use super::Glyph;

/// Two strikes of one character lie at most this far apart, in em. Measured fake bold stays below 0.06 em; the narrowest
/// letters that may truly follow each other, as in `ll`, advance by 0.2 em.
const MAX_DISTANCE: f64 = 0.12;

/// A second strike at least this far beside the first, in em, is there to make it bold.
const OFFSET: f64 = 0.005;

/// Side of the squares that first strikes are looked up by, in points: a search mostly stays in one.
const SQUARE: f64 = 16.0;
/// Squares that a search looks at to each side: enough for characters of 100 points.
const MAX_SQUARES: i32 = 1;
/// Characters of a square that are compared, the newest first: a square of 16 points has no more that can be read.
const MAX_COMPARED: usize = 256;

/// Keeps the first strike of every character; a visible strike wins over an invisible one. Whether comparisons were left out, so
/// that a character may stand twice.
pub(super) fn merge_strikes(glyphs: &mut Vec<Glyph>) -> bool {
    let mut firsts = Firsts::for_count(glyphs.len());
    let mut kept = 0;
    for at in 0..glyphs.len() {
        let glyph = glyphs[at];
        match firsts.twin(&glyphs[..kept], &glyph) {
            Some(index) => {
                let first = &mut glyphs[index];
                first.visible |= glyph.visible;
                first.bold |= glyph.bold || (glyph.bbox.x0 - first.bbox.x0).abs() > OFFSET * f64::from(glyph.size);
            }
            None => {
                firsts.push(kept, &glyph);
                glyphs[kept] = glyph;
                kept += 1;
            }
        }
    }
    glyphs.truncate(kept);
    firsts.is_exhausted.get()
}

/// First strikes by character and place: chains of those that share a slot, the newest first. Characters that share one by chance
/// are told apart when they are compared.
struct Firsts {
    newest: Vec<u32>,
    /// For each first strike the one before it in its slot.
    before: Vec<u32>,
    /// Some were not compared.
    is_exhausted: Cell<bool>,
}

impl Firsts {
    const NONE: u32 = u32::MAX;

    fn for_count(count: usize) -> Self {
        Self {
            newest: vec![Self::NONE; (2 * count).next_power_of_two()],
            before: Vec::with_capacity(count),
            is_exhausted: Cell::new(false),
        }
    }

    fn slot(&self, character: char, column: i32, row: i32) -> usize {
        let key = u64::from(column as u32) << 32 | u64::from(row as u32 ^ (character as u32) << 11);
        // The upper bits of a product hang on all bits of the key; the constant is that of Fibonacci hashing.
        (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize & (self.newest.len() - 1)
    }

    /// The first of the `kept` glyphs that is the same character in the same place.
    fn twin(&self, kept: &[Glyph], glyph: &Glyph) -> Option<usize> {
        let reach = f64::from(glyph.size) * MAX_DISTANCE;
        let (x, y) = (glyph.bbox.x0, glyph.bbox.y0);
        let is_twin = |other: &Glyph| {
            other.character == glyph.character
                && (other.bbox.x0 - x).abs() <= reach
                && (other.bbox.y0 - y).abs() <= reach
                && (other.size - glyph.size).abs() <= 0.1 * glyph.size
                && other.direction == glyph.direction
        };
        // Of characters too large for that the squares in the middle.
        let squares = |at: f64| {
            let middle = square(at);
            square(at - reach).max(middle.saturating_sub(MAX_SQUARES))
                ..=square(at + reach).min(middle.saturating_add(MAX_SQUARES))
        };
        let slots = squares(x).flat_map(|column| squares(y).map(move |row| (column, row)));
        let twins = slots.flat_map(|(column, row)| self.chain(self.slot(glyph.character, column, row)));
        twins.filter(|index| is_twin(&kept[*index])).min()
    }

    fn chain(&self, slot: usize) -> impl Iterator<Item = usize> {
        let known = |index: u32| (index != Self::NONE).then_some(index as usize);
        let chain = std::iter::successors(known(self.newest[slot]), move |index| known(self.before[*index]));
        let is_near = |(count, _): &(usize, usize)| {
            self.is_exhausted.set(self.is_exhausted.get() || *count == MAX_COMPARED);
            *count < MAX_COMPARED
        };
        chain.enumerate().take_while(is_near).map(|(_, index)| index)
    }

    /// Adds the glyph that is kept as the `index`-th.
    fn push(&mut self, index: usize, glyph: &Glyph) {
        let slot = self.slot(glyph.character, square(glyph.bbox.x0), square(glyph.bbox.y0));
        self.before.push(self.newest[slot]);
        self.newest[slot] = index as u32;
    }
}

fn square(at: f64) -> i32 {
    // Towards zero: the squares around it are twice as wide, which does no harm.
    (at / SQUARE) as i32
}

#[cfg(test)]
mod tests {
    use super::super::Direction;
    use super::*;
    use crate::base::Rect;

    fn glyph(character: char, x: f64, size: f32) -> Glyph {
        Glyph {
            character,
            bbox: Rect { x0: x, y0: 100.0, x1: x + f64::from(size), y1: 100.0 + f64::from(size) },
            baseline: 100.0,
            size,
            font: 0,
            direction: Direction::Right,
            visible: true,
            bold: false,
        }
    }

    fn merged(mut glyphs: Vec<Glyph>) -> Vec<(char, bool, bool)> {
        merge_strikes(&mut glyphs);
        glyphs.iter().map(|it| (it.character, it.visible, it.bold)).collect()
    }

    #[test]
    fn strikes_side_by_side_are_one_bold_character_at_any_size() {
        for size in [6.0, 10.5, 24.0, 40.0, 96.0, 400.0] {
            for x in [-3.9, 0.1, 71.8, 72.1, 75.9] {
                let second = glyph('年', x + 0.03 * f64::from(size), size);
                assert_eq!(merged(vec![glyph('年', x, size), second]), [('年', true, true)], "{size} pt at {x}");
            }
        }
    }

    #[test]
    fn equal_letters_that_follow_each_other_are_two() {
        let letters = vec![glyph('l', 72.0, 10.0), glyph('l', 74.2, 10.0), glyph('i', 72.0, 10.0)];
        assert_eq!(merged(letters).len(), 3);
    }

    #[test]
    fn dust_is_not_compared_with_all_dust() {
        let mut firsts = Firsts::for_count(5000);
        for index in 0..5000 {
            firsts.push(index, &glyph('a', 72.0 + index as f64 * 1e-3, 1e-3));
        }
        let compared: Vec<usize> = firsts.chain(firsts.slot('a', square(72.0), square(100.0))).collect();
        assert_eq!((compared.len(), compared[0]), (MAX_COMPARED, 4999));
        assert!(firsts.is_exhausted.get());
    }

    #[test]
    fn characters_at_the_end_of_the_world_are_kept() {
        let far = [-1e30, 1e30, f64::NEG_INFINITY].map(|x| glyph('A', x, 10.0));
        assert_eq!(merged(far.to_vec()).len(), 3);
    }

    #[test]
    fn a_visible_strike_wins() {
        let unseen = Glyph { visible: false, ..glyph('A', 72.0, 10.0) };
        assert_eq!(
            merged(vec![unseen, glyph('B', 90.0, 10.0), glyph('A', 72.0, 10.0)]),
            [('A', true, false), ('B', true, false)]
        );
    }
}
