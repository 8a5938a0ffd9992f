//! Rules that are strokes of characters: some programs make type bold by drawing its outlines as paths over it.

use super::{Axis, Glyph, Page, Ruling};
use crate::base::Rect;

/// A stroke is shorter than its character by this much, in em; a bar that strikes it out is not.
const LONGEST: f64 = 0.8;
/// It lies inside the em box; rules around a character stay this clear of its middle, in em.
const INSIDE: f64 = 0.05;
/// Along itself it may reach over the box by this, in em.
const OVER: f64 = 0.1;
/// Comparisons of rules with characters on one page. Real pages stay below a hundred thousand.
const MAX_WORK: usize = 2_000_000;

/// Takes rules that lie inside of one character off the page.
pub(super) fn take_outlines(page: &mut Page) {
    let largest = page.glyphs.iter().map(|it| f64::from(it.size)).fold(0.0, f64::max);
    let is_short = |it: &Ruling| it.end - it.start < LONGEST * largest;
    if !page.rulings.iter().any(is_short) {
        return;
    }

    let mut glyphs: Vec<&Glyph> = page.glyphs.iter().filter(|it| !it.character.is_whitespace()).collect();
    glyphs.sort_by(|a, b| a.bbox.y0.total_cmp(&b.bbox.y0));
    let mut work = 0;
    page.rulings.retain(|rule| {
        let bbox = match rule.axis {
            Axis::Horizontal => Rect::new(rule.start, rule.position, rule.end, rule.position),
            Axis::Vertical => Rect::new(rule.position, rule.start, rule.position, rule.end),
        };
        if !is_short(rule) || work > MAX_WORK {
            return true;
        }
        let from = glyphs.partition_point(|it| it.bbox.y0 < bbox.y0 - 2.0 * largest);
        let near = glyphs[from..].iter().take_while(|it| it.bbox.y0 <= bbox.y1 + largest);
        !near.inspect(|_| work += 1).any(|it| is_stroke(rule, &bbox, it))
    });
}

fn is_stroke(rule: &Ruling, bbox: &Rect, glyph: &Glyph) -> bool {
    let size = f64::from(glyph.size);
    let (across, along) = (-INSIDE * size, OVER * size);
    let (x, y) = if rule.axis == Axis::Horizontal { (along, across) } else { (across, along) };
    let it = &glyph.bbox;
    rule.end - rule.start < LONGEST * size
        && (it.x0 - x <= bbox.x0 && bbox.x1 <= it.x1 + x)
        && (it.y0 - y <= bbox.y0 && bbox.y1 <= it.y1 + y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::Direction;

    #[test]
    fn strokes_of_characters_are_no_rules() {
        let glyph = Glyph {
            character: '目',
            bbox: Rect::new(100.0, 100.0, 110.0, 110.0),
            baseline: 108.8,
            size: 10.0,
            font: 0,
            direction: Direction::Right,
            visible: true,
            bold: false,
        };
        let rule = |axis, position, start, end| Ruling { axis, position, start, end, thickness: 0.3 };
        let strokes = [rule(Axis::Horizontal, 103.0, 102.0, 108.0), rule(Axis::Vertical, 102.0, 101.0, 108.5)];
        let rules = [
            rule(Axis::Horizontal, 105.0, 100.0, 110.0),
            rule(Axis::Horizontal, 110.5, 102.0, 108.0),
            rule(Axis::Vertical, 99.0, 102.0, 108.0),
        ];
        let mut page = Page { glyphs: vec![glyph], rulings: [&strokes[..], &rules].concat(), ..Page::default() };
        take_outlines(&mut page);
        assert_eq!(page.rulings, rules);
    }
}
