//! How far a scanned page is from level.
//!
//! Method: the rows of a level page are either full of ink or empty. The slope is the one along which the sums of ink differ most
//! from row to row (Postl 1986); it is sought in steps that get finer.

/// Scanners and feeders turn pages by less than this slope: 3 degrees.
const MOST: f64 = 0.052;
/// Width of the picture that is looked at, in pixels.
const LOOKED_AT: usize = 1200;

/// What the lines of a page fall on their way to the right; 0 for an empty page. `ink` is row by row, `width` pixels each.
pub fn slope(ink: &[bool], width: usize) -> f64 {
    let points = points(ink, width);
    let (mut best, mut reach) = (0.0, MOST);
    while reach > 0.0002 {
        let step = reach / 8.0;
        let middle: f64 = best;
        let candidates = (-8..=8).map(|it| middle + f64::from(it) * step);
        let scored = candidates.map(|it| (score(&points, it), it));
        best = scored.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.abs().total_cmp(&a.1.abs()))).map_or(0.0, |it| it.1);
        reach = step * 1.5;
    }
    best
}

/// Places of ink in a smaller picture of the page: x, y.
fn points(ink: &[bool], width: usize) -> Vec<(f64, f64)> {
    let every = (width / LOOKED_AT).max(1);
    let mut points = Vec::new();
    for (y, row) in ink.chunks_exact(width.max(1)).enumerate() {
        // Rows stay as they are: thin rules would fall between them.
        let x_of = |(x, _): (usize, &bool)| (x as f64, y as f64);
        points.extend(row.iter().enumerate().step_by(every).filter(|(_, it)| **it).map(x_of));
    }
    points
}

/// The sum of squares of how the ink of a row differs from that of the next.
fn score(points: &[(f64, f64)], slope: f64) -> f64 {
    let row = |(x, y): &(f64, f64)| (y - slope * x + 1000.0).max(0.0) as usize;
    let last = points.iter().map(row).max().unwrap_or(0);
    let mut rows = vec![0_i64; last + 2];
    points.iter().for_each(|it| rows[row(it)] += 1);
    rows.windows(2).map(|it| ((it[1] - it[0]) * (it[1] - it[0])) as f64).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of text, as dashes, that fall by `fall`.
    fn page(fall: f64) -> Vec<bool> {
        let (width, height) = (800, 600);
        let is_ink = |x: usize, y: usize| {
            let row = y as f64 - fall * x as f64;
            row.rem_euclid(30.0) < 12.0 && x % 14 < 9
        };
        (0..height).flat_map(|y| (0..width).map(move |x| is_ink(x, y))).collect()
    }

    #[test]
    fn the_slope_is_found_to_a_pixel_across_the_page() {
        for fall in [0.0, 0.0122, -0.02, 0.035] {
            let found = slope(&page(fall), 800);
            assert!((found - fall).abs() * 800.0 < 1.0, "{fall}: {found}");
        }
    }

    #[test]
    fn an_empty_page_is_level() {
        assert_eq!(slope(&vec![false; 800 * 600], 800), 0.0);
    }
}
