//! The order of painting: what a later box hides, and what white lettering stands on.
//!
//! Areas are kept with the number of glyphs and rules that were there before them, so that one pass at the end of the page finds
//! what they hide. Only boxes that surely hide what is below count: upright, one even colour or a picture without a mask, no clip of
//! another shape, not see-through.

use std::cell::Cell;

use super::{Axis, Glyph, Page, Ruling};
use crate::base::Rect;

/// Height of the bands that areas are sorted into: a line of text.
const BAND: f64 = 16.0;
/// A rule must lie this deep inside a box to be hidden by it; the borders of cells lie on the edges of their fills.
const DEPTH: f64 = 0.75;
/// A picture that takes this share of the page is a scan: text below it is its text layer.
const SCAN_SHARE: f64 = 0.4;

/// What was painted over the page so far.
pub(super) struct Canvas {
    width: f64,
    height: f64,
    areas: Vec<Area>,
    /// Indices of areas, ascending, by the bands that they reach into.
    bands: Vec<Vec<u32>>,
    /// Comparisons that may still be made.
    work: Cell<usize>,
}

/// A painted area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub bbox: Rect,
    pub white: bool,
    /// It hides all of what is below its box.
    pub hides: bool,
    pub picture: bool,
    /// Glyphs on the page when it was painted.
    pub glyph_count: usize,
    /// Rules on the page when it was painted.
    pub ruling_count: usize,
}

impl Canvas {
    /// A blank page, on which `work` comparisons may be made.
    pub fn new(width: f64, height: f64, work: usize) -> Self {
        let band_count = (height / BAND).clamp(0.0, 4096.0) as usize + 1;
        Self { width, height, areas: Vec::new(), bands: vec![Vec::new(); band_count], work: Cell::new(work) }
    }

    /// Whether comparisons were left out: what is covered may count as seen.
    pub fn is_exhausted(&self) -> bool {
        self.work.get() == 0
    }

    pub fn len(&self) -> usize {
        self.areas.len()
    }

    /// Adds an area that was painted just now.
    pub fn add(&mut self, area: Area) {
        let index = self.areas.len() as u32;
        for band in self.band(area.bbox.y0)..=self.band(area.bbox.y1) {
            self.bands[band].push(index);
        }
        self.areas.push(area);
    }

    /// Glyphs from `start` on were put together anew: areas painted since hide only what was there before.
    pub fn forget_glyphs_since(&mut self, start: usize) {
        for area in self.areas.iter_mut().rev().take_while(|it| it.glyph_count > start) {
            area.glyph_count = start;
        }
    }

    /// Whether the paper, or white paint on it, is seen at a point.
    pub fn is_white_at(&self, x: f64, y: f64) -> bool {
        for index in self.bands[self.band(y)].iter().rev() {
            let area = &self.areas[*index as usize];
            if !self.may_work(1) {
                return false;
            }
            if area.bbox.contains(x, y) && (area.hides || !area.white) {
                return area.white;
            }
        }
        true
    }

    /// Takes what later areas hide off the page. Glyphs below a page-sized picture stay, as invisible ones.
    pub fn hide_covered(&self, page: &mut Page) {
        let Some(last) = self.areas.iter().rfind(|it| it.hides) else { return };
        if last.glyph_count > 0 {
            let glyphs = std::mem::take(&mut page.glyphs);
            page.glyphs.reserve(glyphs.len());
            for (index, mut glyph) in glyphs.into_iter().enumerate() {
                match self.cover_of(index, &glyph) {
                    Some(area) if area.picture && area.bbox.area() > SCAN_SHARE * self.width * self.height => {
                        glyph.visible = false;
                        page.glyphs.push(glyph);
                    }
                    Some(_) => page.hidden.push(glyph),
                    None => page.glyphs.push(glyph),
                }
            }
        }
        if last.ruling_count > 0 {
            let rulings = std::mem::take(&mut page.rulings);
            page.rulings.reserve(rulings.len());
            for (index, ruling) in rulings.into_iter().enumerate() {
                self.seen_parts(index, ruling, &mut page.rulings);
            }
        }
    }

    /// The last area that hides a glyph.
    fn cover_of(&self, index: usize, glyph: &Glyph) -> Option<&Area> {
        let (x, y) = (glyph.bbox.center_x(), glyph.bbox.center_y());
        let band = &self.bands[self.band(y)];
        let later = band.iter().rev().map(|it| &self.areas[*it as usize]).take_while(|it| it.glyph_count > index);
        later.take_while(|_| self.may_work(1)).find(|it| it.hides && it.bbox.contains(x, y))
    }

    /// The parts of a rule that no later area hides.
    fn seen_parts(&self, index: usize, ruling: Ruling, out: &mut Vec<Ruling>) {
        let (first, last) = match ruling.axis {
            Axis::Horizontal => (ruling.position, ruling.position),
            Axis::Vertical => (ruling.start, ruling.end),
        };
        let mut parts = vec![(ruling.start, ruling.end)];
        for band in self.band(first)..=self.band(last) {
            let later = self.bands[band].iter().rev().map(|it| &self.areas[*it as usize]);
            for area in later.take_while(|it| it.ruling_count > index).filter(|it| it.hides) {
                // Each part is looked at, and there is one more for each area that cuts one.
                if parts.is_empty() || !self.may_work(parts.len()) {
                    break;
                }
                let (across, along) = match ruling.axis {
                    Axis::Horizontal => ((area.bbox.y0, area.bbox.y1), (area.bbox.x0, area.bbox.x1)),
                    Axis::Vertical => ((area.bbox.x0, area.bbox.x1), (area.bbox.y0, area.bbox.y1)),
                };
                if across.0 + DEPTH < ruling.position && ruling.position < across.1 - DEPTH {
                    parts = parts.into_iter().flat_map(|part| cut(part, along)).collect();
                }
            }
        }
        out.extend(parts.into_iter().map(|(start, end)| Ruling { start, end, ..ruling }));
    }

    fn band(&self, y: f64) -> usize {
        ((y.clamp(0.0, self.height.max(0.0)) / BAND) as usize).min(self.bands.len() - 1)
    }

    fn may_work(&self, comparisons: usize) -> bool {
        self.work.set(self.work.get().saturating_sub(comparisons));
        !self.is_exhausted()
    }
}

/// What is left of an interval beside another.
fn cut(part: (f64, f64), hole: (f64, f64)) -> impl Iterator<Item = (f64, f64)> {
    let apart = hole.1 <= part.0 || part.1 <= hole.0;
    let rest = if apart {
        [Some(part), None]
    } else {
        [Some((part.0, hole.0.min(part.1))), Some((hole.1.max(part.0), part.1))]
    };
    rest.into_iter().flatten().filter(move |(start, end)| apart || end > start)
}

#[cfg(test)]
mod tests {
    use super::super::Direction;
    use super::*;

    fn page() -> Page {
        let glyph = |character, x: f64| Glyph {
            character,
            bbox: Rect::new(x, 100.0, x + 10.0, 110.0),
            baseline: 108.8,
            size: 10.0,
            font: 0,
            direction: Direction::Right,
            visible: true,
            bold: false,
        };
        let ruling = Ruling { axis: Axis::Horizontal, position: 105.0, start: 0.0, end: 500.0, thickness: 0.5 };
        let glyphs = vec![glyph('左', 100.0), glyph('右', 300.0)];
        Page { width: 600.0, height: 800.0, glyphs, rulings: vec![ruling], ..Page::default() }
    }

    fn area(bbox: Rect, white: bool, picture: bool) -> Area {
        Area { bbox, white, hides: true, picture, glyph_count: 2, ruling_count: 1 }
    }

    #[track_caller]
    fn check(area: Area, glyphs: &str, rulings: &[(f64, f64)]) {
        let mut page = page();
        let mut canvas = Canvas::new(page.width, page.height, 1000);
        canvas.add(area);
        canvas.hide_covered(&mut page);
        assert_eq!(page.glyphs.iter().filter(|it| it.visible).map(|it| it.character).collect::<String>(), glyphs);
        assert_eq!(page.rulings.iter().map(|it| (it.start, it.end)).collect::<Vec<_>>(), rulings);
        assert_eq!(page.glyphs.len() + page.hidden.len(), 2);
    }

    #[test]
    fn a_later_box_hides_text_and_part_of_a_rule() {
        check(area(Rect::new(90.0, 90.0, 200.0, 120.0), true, false), "右", &[(0.0, 90.0), (200.0, 500.0)]);
    }

    #[test]
    fn an_earlier_box_hides_nothing() {
        let early = Area { glyph_count: 0, ruling_count: 0, ..area(Rect::new(0.0, 0.0, 600.0, 800.0), false, false) };
        check(early, "左右", &[(0.0, 500.0)]);
    }

    #[test]
    fn a_rule_on_the_edge_of_a_box_is_seen() {
        check(area(Rect::new(0.0, 105.2, 600.0, 130.0), true, false), "左右", &[(0.0, 500.0)]);
    }

    #[test]
    fn a_page_picture_turns_text_below_into_its_text_layer() {
        let mut page = page();
        let mut canvas = Canvas::new(page.width, page.height, 1000);
        canvas.add(area(Rect::new(0.0, 0.0, 600.0, 800.0), false, true));
        canvas.hide_covered(&mut page);
        assert!(page.glyphs.len() == 2 && page.glyphs.iter().all(|it| !it.visible));
    }

    #[test]
    fn paper_is_white_until_something_is_painted() {
        let mut canvas = Canvas::new(600.0, 800.0, 1000);
        assert!(canvas.is_white_at(100.0, 100.0));
        canvas.add(area(Rect::new(0.0, 0.0, 600.0, 800.0), false, false));
        assert!(!canvas.is_white_at(100.0, 100.0));
        canvas.add(area(Rect::new(50.0, 50.0, 200.0, 200.0), true, false));
        assert!(canvas.is_white_at(100.0, 100.0) && !canvas.is_white_at(300.0, 100.0));
    }

    #[test]
    fn parts_of_a_rule_are_counted() {
        let mut page = page();
        page.glyphs.clear();
        let mut canvas = Canvas::new(page.width, page.height, 1000);
        // Each cuts the rule once more, so that the parts to look at are as many as the areas before.
        for index in 0..100 {
            let x = 5.0 * f64::from(index);
            canvas.add(area(Rect::new(x, 100.0, x + 1.0, 110.0), true, false));
        }
        canvas.hide_covered(&mut page);
        assert!(canvas.is_exhausted(), "{} parts", page.rulings.len());
    }
}
