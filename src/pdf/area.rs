//! A part of a page.

use super::{Axis, Page};
use crate::base::Rect;

/// A rule may stand this far outside the area, in points: people draw the area along the rules.
const MARGIN: f64 = 2.0;

impl Page {
    /// The page with what stands in `area` alone: characters and pictures by their middle, rules cut at its sides.
    pub fn within(mut self, area: Rect) -> Page {
        let inside = |it: &Rect| area.contains(it.center_x(), it.center_y());
        self.glyphs.retain(|it| inside(&it.bbox));
        self.hidden.retain(|it| inside(&it.bbox));
        self.aside.retain(|it| inside(&it.bbox));
        self.clipped.retain(|it| inside(&it.bbox));
        self.images.retain(inside);
        self.rings.retain(inside);
        self.fills = self.fills.iter().filter_map(|it| it.intersection(&area)).collect();
        self.shapes = self.shapes.iter().filter_map(|it| it.intersection(&area)).collect();
        self.rings = self.rings.iter().filter_map(|it| it.intersection(&area)).collect();
        let reach = area.grown(MARGIN);
        self.rulings.retain_mut(|it| {
            let (across, along) = match it.axis {
                Axis::Horizontal => (reach.y0..=reach.y1, (reach.x0, reach.x1)),
                Axis::Vertical => (reach.x0..=reach.x1, (reach.y0, reach.y1)),
            };
            (it.start, it.end) = (it.start.max(along.0), it.end.min(along.1));
            across.contains(&it.position) && it.start < it.end
        });
        self
    }
}

#[cfg(test)]
mod tests {
    use super::super::Ruling;
    use super::*;

    #[test]
    fn rules_are_cut_at_the_sides() {
        let rule = |position: f64| Ruling { axis: Axis::Horizontal, position, start: 0.0, end: 500.0, thickness: 1.0 };
        let page = Page { rulings: vec![rule(90.0), rule(99.0), rule(150.0)], ..Page::default() };
        let kept = page.within(Rect::new(50.0, 100.0, 200.0, 300.0)).rulings;
        assert_eq!(
            kept.iter().map(|it| (it.position, it.start, it.end)).collect::<Vec<_>>(),
            [(99.0, 48.0, 202.0), (150.0, 48.0, 202.0)]
        );
    }
}
