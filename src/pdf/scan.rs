//! Scans with a text layer: a picture of the page and, over or under it, invisible text that character recognition put there.
//!
//! The rules of such a page are only in the picture, so they are looked for in it.

use hayro_syntax::object::Stream;

use super::geometry::Matrix;
use super::raster::{Bitmap, Line};
use super::{Axis, Glyph, Page, Ruling};
use crate::base::Rect;

/// Pictures that cover this share of the page together are a scan.
const SCAN_SHARE: f64 = 0.5;
/// A picture that covers less of the page is no strip of a scan.
const PART_OF_A_SCAN: f64 = 0.02;
/// This share of a text layer is invisible. Stamps and page numbers may be printed over it.
const INVISIBLE_SHARE: f64 = 0.6;
/// A page with more drawn rules than this has no need of those in its picture.
const FEW_RULES: usize = 8;
/// Strokes of characters stay below this length, in points: the side of a large heading's character.
const LONG: f64 = 28.0;
/// Shorter strokes may be rules too, where they end at other rules.
const SHORT: f64 = 12.0;
/// Thicker strokes are bars and filled cells.
const MAX_THICKNESS: f64 = 4.0;
/// Words of a caption are nearer than this to each other, in em.
const MAX_GAP: f64 = 2.0;
/// A rule may end this far before the one it meets.
const REACH: f64 = 3.0;

/// A picture on the page, large enough to be part of a scan.
pub(super) struct Picture<'a> {
    pub stream: Stream<'a>,
    /// From the unit square, its first row on top at y = 1, to the page.
    pub matrix: Matrix,
    /// The part that is seen.
    pub shown: Rect,
}

/// Marks a page that is a scan with a text layer, and adds the rules in its pictures. On other pages text that paints nothing is
/// taken off, unless something drawn under it may show it. Whether rules may be missing, for a picture is too large.
pub(super) fn read_scan(page: &mut Page, pictures: &[Picture<'_>]) -> bool {
    let covered: f64 = pictures.iter().map(|it| it.shown.area()).sum();
    let printed = page.glyphs.iter().filter(|it| it.character != ' ');
    let (all, seen) = printed.fold((0_usize, 0_usize), |(all, seen), it| (all + 1, seen + usize::from(it.visible)));
    let is_invisible = (all - seen) as f64 >= INVISIBLE_SHARE * all as f64;
    page.pixels_a_point = finest(page, pictures);
    page.ocr = all > 0 && covered > SCAN_SHARE * page.width * page.height && is_invisible;
    if !is_invisible {
        take_off_unseen(page);
    }
    if page.ocr && page.rulings.len() <= FEW_RULES && may_stand_in_cells(&page.glyphs) {
        let mut found: Vec<Ruling> = pictures.iter().flat_map(|it| rules_of(it).unwrap_or_default()).collect();
        keep_rules(&mut found);
        page.rulings.extend(found);
        return pictures.iter().any(|it| Bitmap::is_too_large(&it.stream));
    }
    false
}

/// Whether the text may stand in cells: in two lines, or in one with a gap. A map with a title, a photograph with a caption have no
/// cells to tell apart, and their pictures need not be unpacked.
fn may_stand_in_cells(glyphs: &[Glyph]) -> bool {
    let mut printed: Vec<&Glyph> = glyphs.iter().filter(|it| it.character != ' ').collect();
    let Some(first) = printed.first() else { return false };
    let middle = first.bbox.center_y();
    let is_one_line = printed.iter().all(|it| (it.bbox.y0..=it.bbox.y1).contains(&middle));
    printed.sort_by(|a, b| a.bbox.x0.total_cmp(&b.bbox.x0));
    let has_gap = |it: &[&Glyph]| it[1].bbox.x0 - it[0].bbox.x1 > MAX_GAP * f64::from(it[0].size);
    !is_one_line || printed.windows(2).any(has_gap)
}

/// A page of printed text may hold more that nobody sees: drafts, searchable words. A page of nothing else is kept, for its
/// characters may be drawn as curves.
fn take_off_unseen(page: &mut Page) {
    let drawn: Vec<Rect> =
        [&page.images, &page.shapes, &page.rings, &page.fills].into_iter().flatten().copied().collect();
    let is_unseen =
        |it: &mut Glyph| !it.visible && drawn.iter().all(|area| !area.contains(it.bbox.center_x(), it.bbox.center_y()));
    page.hidden.extend(page.glyphs.extract_if(.., is_unseen));
}

/// All straight strokes of a picture that may be rules, in page coordinates.
fn rules_of(picture: &Picture<'_>) -> Option<Vec<Ruling>> {
    let bitmap = Bitmap::decode(&picture.stream)?;
    let (width, height) = (bitmap.width as f64, bitmap.height as f64);
    let at = |x: f64, y: f64| picture.matrix.point(x / width, 1.0 - y / height);
    Some(strokes(&bitmap, density(&picture.matrix, (width, height)), at))
}

/// Pixels a point, along the rows and the columns of a picture of this size.
fn density(Matrix(m): &Matrix, (width, height): (f64, f64)) -> (f64, f64) {
    (width / (m[0].hypot(m[1])).max(1.0), height / (m[2].hypot(m[3])).max(1.0))
}

/// The rules in the picture of a page that has `scale` pixels a point, in points.
pub fn rules_in(bitmap: &Bitmap, scale: f64) -> Vec<Ruling> {
    let mut found = strokes(bitmap, (scale, scale), |x, y| (x / scale, y / scale));
    keep_rules(&mut found);
    found
}

/// Straight strokes, level and upright, placed by `at`.
fn strokes(bitmap: &Bitmap, (row_scale, column_scale): (f64, f64), at: impl Fn(f64, f64) -> (f64, f64)) -> Vec<Ruling> {
    let rows = bitmap.lines((SHORT * row_scale) as usize).into_iter().map(|it| {
        let ends = (at(it.start, it.position_at_start), at(it.end, it.position_at_end));
        (ends, it.thickness / column_scale)
    });
    let transposed = bitmap.transposed();
    let columns = transposed.lines((SHORT * column_scale) as usize).into_iter().map(|it: Line| {
        let ends = (at(it.position_at_start, it.start), at(it.position_at_end, it.end));
        (ends, it.thickness / row_scale)
    });
    rows.chain(columns).filter_map(|(ends, thickness)| ruling(ends, thickness)).collect()
}

/// Pixels a point of the finest picture among those that cover a good part of the page; 0 where there is none.
fn finest(page: &Page, pictures: &[Picture<'_>]) -> f64 {
    let is_large = |it: &&Picture<'_>| it.shown.area() > PART_OF_A_SCAN * page.width * page.height;
    let fineness = |it: &Picture<'_>| {
        let size = Bitmap::size(&it.stream)?;
        let (row_scale, column_scale) = density(&it.matrix, (f64::from(size.0), f64::from(size.1)));
        Some(row_scale.max(column_scale))
    };
    pictures.iter().filter(is_large).filter_map(fineness).fold(0.0, f64::max)
}

fn ruling(((x0, y0), (x1, y1)): ((f64, f64), (f64, f64)), thickness: f64) -> Option<Ruling> {
    let (dx, dy) = ((x1 - x0).abs(), (y1 - y0).abs());
    let (axis, position, from, to) =
        if dx >= dy { (Axis::Horizontal, (y0 + y1) / 2.0, x0, x1) } else { (Axis::Vertical, (x0 + x1) / 2.0, y0, y1) };
    // More than 3 degrees off the axis: a drawing.
    (thickness <= MAX_THICKNESS && dx.min(dy) <= 0.05 * dx.max(dy)).then(|| Ruling {
        axis,
        position,
        start: from.min(to),
        end: from.max(to),
        thickness,
    })
}

/// Drops strokes of characters: short ones that do not run from one rule to another.
fn keep_rules(rulings: &mut Vec<Ruling>) {
    let long: Vec<Ruling> = rulings.iter().filter(|it| it.end - it.start >= LONG).copied().collect();
    let meets = |ruling: &Ruling, end: f64| {
        long.iter().filter(|it| it.axis != ruling.axis).any(|it| {
            (it.position - end).abs() <= REACH
                && it.start - REACH <= ruling.position
                && ruling.position <= it.end + REACH
        })
    };
    rulings.retain(|it| it.end - it.start >= LONG || (meets(it, it.start) && meets(it, it.end)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(axis: Axis, position: f64, start: f64, end: f64) -> Ruling {
        Ruling { axis, position, start, end, thickness: 0.5 }
    }

    #[test]
    fn short_strokes_stay_between_rules_only() {
        let mut rulings = vec![
            rule(Axis::Horizontal, 100.0, 50.0, 300.0),
            rule(Axis::Horizontal, 115.0, 50.0, 300.0),
            rule(Axis::Vertical, 200.0, 100.0, 115.0),
            rule(Axis::Vertical, 220.0, 104.0, 118.0),
        ];
        keep_rules(&mut rulings);
        assert_eq!(rulings.iter().map(|it| it.position).collect::<Vec<_>>(), [100.0, 115.0, 200.0]);
    }

    #[test]
    fn a_slanted_stroke_is_no_rule() {
        assert!(ruling(((0.0, 0.0), (100.0, 10.0)), 1.0).is_none());
        assert!(ruling(((0.0, 0.0), (100.0, 1.0)), 1.0).is_some());
        assert!(ruling(((0.0, 0.0), (100.0, 0.0)), 9.0).is_none());
    }
}
