//! Paths -> rulings and fills.
//!
//! Reports draw their rules in three ways: strokes, thin filled rectangles (Word, Excel, Chromium) and thin filled polygons
//! (Microsoft Print To PDF). All three come out as [`Ruling`].

use super::geometry::Matrix;
use super::{Axis, Page, Ruling};
use crate::base::Rect;

/// A filled box at most this thick is a rule: DocuWorks and CubePDF draw rules up to 2.5 pt thick.
const MAX_RULE_THICKNESS: f64 = 3.0;
/// Chromium draws dotted rules as squares of the rule's thickness, 0.75 pt.
const DOT: f64 = 1.1;
/// A curved or slanted shape is at least this wide and high; smaller ones are bullets, marks and outlines of characters.
const MIN_SHAPE: f64 = 20.0;
/// A drawn ring is at least so wide and high.
const MIN_RING: f64 = 6.0;
/// A shape whose straight sides make up this share of the box around it is a box with rounded corners.
const FRAME_SHARE: f64 = 0.55;
/// A segment may be off its axis by this much and still be straight.
const STRAIGHT: f64 = 0.3;

/// The path under construction, in user space.
#[derive(Default)]
pub(super) struct Path {
    subpaths: Vec<Subpath>,
    /// `W` or `W*` was seen: the next painting operator also clips.
    pub clips: bool,
}

#[derive(Default)]
struct Subpath {
    points: Vec<(f64, f64)>,
    closed: bool,
    curved: bool,
    /// Length of its straight pieces along the axes of user space.
    level_length: f64,
}

impl Path {
    pub fn move_to(&mut self, x: f64, y: f64) {
        self.subpaths.push(Subpath { points: vec![(x, y)], ..Subpath::default() });
    }

    pub fn line_to(&mut self, x: f64, y: f64) {
        if let Some(subpath) = self.subpaths.last_mut() {
            if let Some(last) = subpath.points.last() {
                let (along, across) = ((x - last.0).abs(), (y - last.1).abs());
                subpath.level_length += if along.min(across) < STRAIGHT { along.max(across) } else { 0.0 };
            }
            subpath.points.push((x, y));
        }
    }

    pub fn curve_to(&mut self, x: f64, y: f64) {
        if let Some(subpath) = self.subpaths.last_mut() {
            subpath.points.push((x, y));
            subpath.curved = true;
        }
    }

    pub fn close(&mut self) {
        if let Some(subpath) = self.subpaths.last_mut() {
            subpath.closed = true;
        }
    }

    pub fn rectangle(&mut self, x: f64, y: f64, width: f64, height: f64) {
        let points = vec![(x, y), (x + width, y), (x + width, y + height), (x, y + height)];
        self.subpaths.push(Subpath { points, closed: true, ..Subpath::default() });
    }

    pub fn clear(&mut self) {
        self.subpaths.clear();
        self.clips = false;
    }

    /// Whether the path is one upright box, no more and no less.
    pub fn is_box(&self, matrix: &Matrix) -> bool {
        let [subpath] = self.subpaths.as_slice() else { return false };
        !subpath.curved && matrix.is_upright() && is_box(&subpath.points)
    }

    /// The part of `clip` that filling the path paints, and whether it paints all of that box. `None` where it is too thin to hide
    /// anything.
    pub fn area(&self, matrix: &Matrix, clip: Rect) -> Option<(Rect, bool)> {
        let bbox = self.bounds(matrix)?.intersection(&clip)?;
        let thick = bbox.width().min(bbox.height()) > MAX_RULE_THICKNESS;
        thick.then(|| (bbox, self.is_box(matrix)))
    }

    /// The box around the whole path under `matrix`.
    pub fn bounds(&self, matrix: &Matrix) -> Option<Rect> {
        self.subpaths
            .iter()
            .flat_map(|it| &it.points)
            .map(|(x, y)| matrix.point(*x, *y))
            .map(|(x, y)| Rect::new(x, y, x, y))
            .reduce(|all, one| all.union(&one))
    }
}

/// Whether points go once around an upright box.
fn is_box(points: &[(f64, f64)]) -> bool {
    let points = if points.len() == 5 && points[0] == points[4] { &points[..4] } else { points };
    let [a, b, c, d] = points else { return false };
    let near = |x: f64, y: f64| (x - y).abs() < STRAIGHT;
    (near(a.1, b.1) && near(b.0, c.0) && near(c.1, d.1) && near(d.0, a.0))
        || (near(a.0, b.0) && near(b.1, c.1) && near(c.0, d.0) && near(d.1, a.1))
}

/// How a path is painted.
pub(super) struct Painting<'a> {
    pub matrix: &'a Matrix,
    pub clip: Rect,
    /// Stroke width in points as shown; `None` where the path is not stroked, or in white.
    pub stroke: Option<f64>,
    /// Whether the path is filled in a colour that can be seen.
    pub fill: bool,
}

/// Adds what the path leaves on the page.
pub(super) fn paint(path: &Path, painting: &Painting<'_>, page: &mut Page) {
    for subpath in &path.subpaths {
        let points: Vec<_> = subpath.points.iter().map(|(x, y)| painting.matrix.point(*x, *y)).collect();
        if painting.fill
            && let Some(bbox) = filled_box(&points, subpath.curved)
        {
            add_fill(bbox, painting.clip, page);
        } else if let Some(bbox) = shape_box(subpath, &points, painting).and_then(|it| it.intersection(&painting.clip))
        {
            let least = bbox.width().min(bbox.height());
            if least >= MIN_SHAPE {
                page.shapes.push(bbox);
            }
            if subpath.curved && painting.stroke.is_some() && least >= MIN_RING {
                page.rings.push(bbox);
            }
        }
        if let Some(thickness) = painting.stroke
            && !subpath.curved
        {
            for pair in points.windows(2) {
                add_segment(pair[0], pair[1], thickness, painting.clip, page);
            }
            if subpath.closed && points.len() > 2 {
                add_segment(points[points.len() - 1], points[0], thickness, painting.clip, page);
            }
        }
    }
}

/// The box of a curve that can be seen, or of a filled area with slanted sides. Boxes with rounded corners frame text and are no
/// such shapes.
fn shape_box(subpath: &Subpath, points: &[(f64, f64)], painting: &Painting<'_>) -> Option<Rect> {
    let seen = painting.fill || (subpath.curved && painting.stroke.is_some());
    let bounds = |points: &[(f64, f64)]| {
        points.iter().map(|(x, y)| Rect::new(*x, *y, *x, *y)).reduce(|all, one| all.union(&one))
    };
    let own = bounds(&subpath.points)?;
    let framed = subpath.level_length >= FRAME_SHARE * 2.0 * (own.width() + own.height());
    let bbox = bounds(points)?;
    (seen && !framed).then_some(bbox)
}

/// The box of a filled shape that is upright and rectangular, or so thin that it can only be a rule.
fn filled_box(points: &[(f64, f64)], curved: bool) -> Option<Rect> {
    let bbox = points.iter().map(|(x, y)| Rect::new(*x, *y, *x, *y)).reduce(|all, one| all.union(&one))?;
    let thin = bbox.width().min(bbox.height()) <= MAX_RULE_THICKNESS;
    let long = bbox.width().max(bbox.height()) > 4.0 * bbox.width().min(bbox.height());
    if curved {
        return None;
    }
    let upright = points.iter().all(|(x, y)| {
        ((x - bbox.x0).abs() < STRAIGHT || (x - bbox.x1).abs() < STRAIGHT)
            && ((y - bbox.y0).abs() < STRAIGHT || (y - bbox.y1).abs() < STRAIGHT)
    });
    (upright || (thin && long)).then_some(bbox)
}

fn add_fill(bbox: Rect, clip: Rect, page: &mut Page) {
    let Some(bbox) = bbox.intersection(&clip) else { return };
    let (width, height) = (bbox.width(), bbox.height());
    if width.min(height) > MAX_RULE_THICKNESS {
        page.fills.push(bbox);
        return;
    }
    // A dot is a piece of a dotted rule that may run either way; alone it is too short to be a rule.
    let dot = width.max(height) <= DOT;
    if dot || width >= height {
        let (position, start, end) = (bbox.center_y(), bbox.x0, bbox.x1);
        page.rulings.push(Ruling { axis: Axis::Horizontal, position, start, end, thickness: height });
    }
    if dot || width < height {
        let (position, start, end) = (bbox.center_x(), bbox.y0, bbox.y1);
        page.rulings.push(Ruling { axis: Axis::Vertical, position, start, end, thickness: width });
    }
}

fn add_segment(from: (f64, f64), to: (f64, f64), thickness: f64, clip: Rect, page: &mut Page) {
    let bbox = Rect::new(from.0, from.1, to.0, to.1);
    let Some(bbox) = bbox.intersection(&clip.grown(thickness / 2.0)) else { return };
    if thickness > MAX_RULE_THICKNESS {
        // A wide stroke is a band or a bar, unless it is long enough to be a heavy border.
        let half = thickness / 2.0;
        if bbox.width().max(bbox.height()) < 20.0 * thickness {
            page.fills.push(bbox.grown(half));
            return;
        }
    }
    if bbox.height() < STRAIGHT && bbox.width() > bbox.height() {
        let (position, start, end) = (bbox.center_y(), bbox.x0, bbox.x1);
        page.rulings.push(Ruling { axis: Axis::Horizontal, position, start, end, thickness });
    } else if bbox.width() < STRAIGHT && bbox.height() > bbox.width() {
        let (position, start, end) = (bbox.center_x(), bbox.y0, bbox.y1);
        page.rulings.push(Ruling { axis: Axis::Vertical, position, start, end, thickness });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(build: impl Fn(&mut Path), stroke: Option<f64>, fill: bool, expected: &[(Axis, f64, f64, f64)]) {
        let mut path = Path::default();
        build(&mut path);
        let mut page = Page::default();
        let clip = Rect::new(0.0, 0.0, 600.0, 800.0);
        paint(&path, &Painting { matrix: &Matrix::IDENTITY, clip, stroke, fill }, &mut page);
        let found: Vec<_> = page.rulings.iter().map(|it| (it.axis, it.position, it.start, it.end)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_stroked_line() {
        let line = |path: &mut Path| {
            path.move_to(10.0, 50.0);
            path.line_to(90.0, 50.0);
        };
        check(line, Some(0.5), false, &[(Axis::Horizontal, 50.0, 10.0, 90.0)]);
    }

    #[test]
    fn a_thin_filled_rectangle() {
        check(|path| path.rectangle(10.0, 50.0, 0.5, 200.0), None, true, &[(Axis::Vertical, 10.25, 50.0, 250.0)]);
    }

    #[test]
    fn thin_polygons_in_one_fill() {
        let polygons = |path: &mut Path| {
            for y in [50.0, 80.0] {
                path.move_to(10.0, y);
                path.line_to(90.0, y);
                path.line_to(90.0, y + 1.0);
                path.line_to(10.0, y + 1.0);
            }
        };
        let expected = [(Axis::Horizontal, 50.5, 10.0, 90.0), (Axis::Horizontal, 80.5, 10.0, 90.0)];
        check(polygons, None, true, &expected);
    }

    #[test]
    fn a_dot_may_belong_to_either_axis() {
        let expected = [(Axis::Horizontal, 50.5, 10.0, 11.0), (Axis::Vertical, 10.5, 50.0, 51.0)];
        check(|path| path.rectangle(10.0, 50.0, 1.0, 1.0), None, true, &expected);
    }

    #[test]
    fn a_white_or_unpainted_path_leaves_nothing() {
        check(|path| path.rectangle(10.0, 50.0, 80.0, 0.5), None, false, &[]);
    }

    #[test]
    fn a_slanted_line_is_no_ruling() {
        let line = |path: &mut Path| {
            path.move_to(10.0, 50.0);
            path.line_to(90.0, 70.0);
        };
        check(line, Some(0.5), false, &[]);
    }

    #[test]
    fn a_rule_is_cut_at_the_clip() {
        check(|path| path.rectangle(-50.0, 50.0, 700.0, 0.5), None, true, &[(Axis::Horizontal, 50.25, 0.0, 600.0)]);
    }
}
