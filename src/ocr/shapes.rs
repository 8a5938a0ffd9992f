//! Signs that stand alone in a cell, told by their shape: the model takes － for 二 or 一, ○ for 0, ● for 0, ◎ for nothing.

use super::lines::LineBox;
use super::strokes::{Run, bounds};

/// A dash is at least this much wider than high; a hyphen of a narrow face is short and thick.
const DASH: f64 = 1.8;
/// From this width to that, in usual heights.
const DASH_WIDTH: std::ops::RangeInclusive<f64> = 0.2..=1.6;
/// And at most so high, in usual heights.
const DASH_HEIGHT: f64 = 0.28;
/// A ring is nearly as wide as high; the figure 0 is not.
const RING: std::ops::RangeInclusive<f64> = 0.86..=1.16;
/// Rings are at least so high, in usual heights.
const RING_HEIGHT: f64 = 0.55;
/// A disc is full of ink by this share; a full square has more than [`SQUARE`].
const DISC: f64 = 0.68;
/// See [`DISC`].
const SQUARE: f64 = 0.9;

/// The sign that the ink of a line is by its shape alone; `None` where it may be a character.
pub fn sign(line: &LineBox, usual_height: f64) -> Option<char> {
    let (width, height) = ((line.x1 - line.x0) as f64, (line.y1 - line.y0) as f64);
    let is_flat = width >= DASH * height && height <= DASH_HEIGHT * usual_height;
    if is_flat && DASH_WIDTH.contains(&(width / usual_height)) {
        return Some('－');
    }
    let is_ring =
        RING.contains(&(width / height)) && height >= RING_HEIGHT * usual_height && width <= 2.0 * usual_height;
    if !is_ring {
        return None;
    }
    let ink = line.runs.iter().map(|it| it.x1 - it.x0).sum::<usize>() as f64;
    if (DISC..SQUARE).contains(&(ink / (width * height))) && is_round(line) {
        return Some('●');
    }
    match rings(line) {
        1 => Some('○'),
        2 => Some('◎'),
        _ => None,
    }
}

/// Whether the corners of the box are empty and the middles of its sides are not.
fn is_round(line: &LineBox) -> bool {
    let (width, height) = ((line.x1 - line.x0) as f64, (line.y1 - line.y0) as f64);
    let mut ok = true;
    for run in &line.runs {
        let y = ((run.y - line.y0) as f64 + 0.5) / height * 2.0 - 1.0;
        for x in [run.x0, run.x1 - 1] {
            let x = ((x - line.x0) as f64 + 0.5) / width * 2.0 - 1.0;
            ok &= x.hypot(y) < 1.16;
        }
    }
    ok
}

/// How many rings about one middle the ink is; 0 where it is something else.
fn rings(line: &LineBox) -> usize {
    let (width, height) = ((line.x1 - line.x0) as f64, (line.y1 - line.y0) as f64);
    if !is_round(line) {
        return 0;
    }
    // From the middle outwards in 16 directions each crosses the same strokes, at the same distances.
    let is_ink = |x: f64, y: f64| {
        let (x, y) = (line.x0 as f64 + x, line.y0 as f64 + y);
        line.runs.iter().any(|it| it.y == y as usize && (it.x0..it.x1).contains(&(x as usize)))
    };
    let crossings = |direction: u32| {
        let (sine, cosine) = (f64::from(direction) / 16.0 * std::f64::consts::TAU).sin_cos();
        let steps = (0..=60).map(|it| f64::from(it) / 60.0);
        let inked: Vec<bool> = steps
            .map(|it| is_ink(width / 2.0 * (1.0 + it * cosine * 0.995), height / 2.0 * (1.0 + it * sine * 0.995)))
            .collect();
        let strokes = inked.windows(2).filter(|it| !it[0] && it[1]).count();
        let outermost = inked.iter().rposition(|it| *it).unwrap_or(0);
        (strokes + usize::from(inked[0]), outermost)
    };
    let all: Vec<(usize, usize)> = (0..16).map(crossings).collect();
    let count = all[0].0;
    let is_same = all.iter().filter(|it| it.0 == count && it.1 >= 48).count() >= 15;
    if is_same { count } else { 0 }
}

/// Whether ink is in two parts, one over the other, as that of 二 and ＝.
pub fn is_in_two_parts(runs: &[Run]) -> bool {
    let (_, y0, _, y1) = bounds(runs);
    let rows: std::collections::BTreeSet<usize> = runs.iter().map(|it| it.y).collect();
    let gaps = (y0..y1).filter(|it| !rows.contains(it)).count();
    gaps > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ink where `is_ink` says for a place from -1 to 1 in both directions.
    fn line(width: usize, height: usize, is_ink: impl Fn(f64, f64) -> bool) -> LineBox {
        let place = |at: usize, side: usize| (at as f64 + 0.5) / side as f64 * 2.0 - 1.0;
        let mut runs = Vec::new();
        for y in 0..height {
            let inked = (0..width).filter(|x| is_ink(place(*x, width), place(y, height)));
            runs.extend(inked.map(|x| Run { y, x0: x, x1: x + 1 }));
        }
        let (x0, y0, x1, y1) = bounds(&runs);
        LineBox { x0, y0, x1, y1, field: 1, runs }
    }

    fn ring(x: f64, y: f64, radius: f64) -> bool {
        (x.hypot(y) - radius).abs() < 0.08
    }

    #[test]
    fn rings_discs_and_dashes() {
        let round = |is_ink: fn(f64, f64) -> bool| sign(&line(24, 24, is_ink), 26.0);
        assert_eq!(round(|x, y| ring(x, y, 0.92)), Some('○'));
        assert_eq!(round(|x, y| ring(x, y, 0.92) || ring(x, y, 0.5)), Some('◎'));
        assert_eq!(round(|x, y| x.hypot(y) < 1.0), Some('●'));
        assert_eq!(sign(&line(22, 3, |_, _| true), 26.0), Some('－'));
    }

    #[test]
    fn characters_are_none_of_them() {
        // The figure 0, a box, the letter D, a cross, and one stroke too long for a dash.
        assert_eq!(sign(&line(14, 24, |x, y| ring(x, y, 0.9)), 26.0), None);
        assert_eq!(sign(&line(24, 24, |x: f64, y: f64| x.abs().max(y.abs()) > 0.85), 26.0), None);
        assert_eq!(sign(&line(24, 24, |x, y| x < -0.8 || (x > -0.9 && ring(x, y, 0.9) && x > 0.0)), 26.0), None);
        assert_eq!(sign(&line(24, 24, |x: f64, y: f64| (x.abs() - y.abs()).abs() < 0.15), 26.0), None);
        assert_eq!(sign(&line(90, 3, |_, _| true), 26.0), None);
    }
}
