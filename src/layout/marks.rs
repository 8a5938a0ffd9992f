//! What makes characters stand out from those beside them: bold type, rings, shading.

use crate::base::Rect;
use crate::pdf::{Glyph, Page};

/// Bold characters in a row are a mark up to this many; more are a heading or a label.
const MAX_RUN: usize = 8;
/// A bold character goes on with the one before while the gap is at most this, in em.
const GAP: f64 = 0.5;
/// Rings and shaded fields around a choice are at least and at most so large, in points.
const FIELD: std::ops::Range<f64> = 6.0..90.0;
/// A ○ that was typed over a character stands within this of its middle, in em.
const OVER: f64 = 0.4;

/// How something stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum MarkKind {
    /// A ring is drawn, or a ○ typed, around it.
    Ring,
    /// It stands on a shaded field.
    Shade,
    /// It is a short run of bold type.
    Bold,
}

/// Something that stands out.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Mark {
    /// How.
    pub kind: MarkKind,
    /// The box of the ring, the field or the characters.
    pub bbox: Rect,
}

/// The marks of a page: rings, shaded fields, runs of bold type, each in drawing order.
pub(super) fn marks(page: &Page) -> Vec<Mark> {
    let is_field = |it: &&Rect| FIELD.contains(&it.width()) && FIELD.contains(&it.height());
    let rings = page.rings.iter().filter(is_field).copied().chain(typed_rings(&page.glyphs));
    let mut marks: Vec<Mark> = rings.map(|bbox| Mark { kind: MarkKind::Ring, bbox }).collect();
    marks.extend(page.fills.iter().filter(is_field).map(|bbox| Mark { kind: MarkKind::Shade, bbox: *bbox }));
    marks.extend(bold_runs(&page.glyphs).map(|bbox| Mark { kind: MarkKind::Bold, bbox }));
    marks
}

/// The boxes of ○ that stand over another character.
fn typed_rings(glyphs: &[Glyph]) -> impl Iterator<Item = Rect> {
    let rings = glyphs.iter().filter(|it| is_ring(it));
    rings.filter(|ring| glyphs.iter().any(|other| is_over(ring, other))).map(|it| it.bbox)
}

fn is_ring(glyph: &Glyph) -> bool {
    matches!(glyph.character, '○' | '◯' | '〇')
}

fn is_over(ring: &Glyph, other: &Glyph) -> bool {
    let reach = OVER * f64::from(ring.size);
    !is_ring(other)
        && other.character != ' '
        && (ring.bbox.center_x() - other.bbox.center_x()).abs() <= reach
        && (ring.bbox.center_y() - other.bbox.center_y()).abs() <= reach
}

fn bold_runs(glyphs: &[Glyph]) -> impl Iterator<Item = Rect> {
    let goes_on = |before: &Glyph, next: &Glyph| {
        let size = f64::from(next.size);
        next.bold
            && before.bold
            && (next.baseline - before.baseline).abs() <= 0.1 * size
            && (next.bbox.x0 - before.bbox.x1).abs() <= GAP * size
    };
    let runs = glyphs.chunk_by(goes_on).filter(|run| run[0].bold && run.len() <= MAX_RUN);
    runs.filter_map(|run| Rect::union_all(run.iter().map(|it| &it.bbox)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::Direction;

    fn glyph(character: char, x: f64, bold: bool) -> Glyph {
        let bbox = Rect::new(x, 0.0, x + 10.0, 10.0);
        Glyph { character, bbox, baseline: 8.8, size: 10.0, font: 0, direction: Direction::Right, visible: true, bold }
    }

    #[track_caller]
    fn check(glyphs: Vec<Glyph>, expected: &[(MarkKind, f64)]) {
        let found: Vec<_> = marks(&Page { glyphs, ..Page::default() }).iter().map(|it| (it.kind, it.bbox.x0)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_bold_letter_among_others() {
        check(vec![glyph('A', 0.0, false), glyph('B', 20.0, true), glyph('C', 40.0, false)], &[(MarkKind::Bold, 20.0)]);
    }

    #[test]
    fn a_bold_line_is_no_mark() {
        check((0..20).map(|it| glyph('太', f64::from(it) * 10.0, true)).collect(), &[]);
    }

    #[test]
    fn a_ring_typed_over_a_letter() {
        check(
            vec![glyph('A', 0.0, false), glyph('B', 20.0, false), glyph('○', 21.0, false)],
            &[(MarkKind::Ring, 21.0)],
        );
        check(vec![glyph('○', 0.0, false), glyph('B', 20.0, false)], &[]);
    }
}
