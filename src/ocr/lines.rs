//! The pieces of ink on a page -> lines of text.
//!
//! Method: what stands in one field is cut at empty rows, what stands in a row at wide gaps, in turn until nothing can be cut (Nagy
//! and Seth 1984). Nothing is taken off the picture: specks of dust only do not begin a line, for they may as well be decimal points.

use std::collections::BTreeMap;

use super::regions::Regions;
use super::strokes::{Piece, Run, bounds};

/// Characters are larger than this, in points, and specks are smaller.
const SPECK: f64 = 1.3;
/// Lines are at least this high when the usual height is sought, in points.
const LEAST_HEIGHT: f64 = 4.0;
/// And at most so high.
const MOST_HEIGHT: f64 = 40.0;
/// The height that is taken for usual where no line tells, in points.
const USUAL_HEIGHT: f64 = 10.0;
/// From this gap on, in heights of a line, what follows is a text of its own.
const WIDE_GAP: f64 = 1.3;
/// From this gap on a number may stand beside lines of another height.
const NARROW_GAP: f64 = 0.4;
/// Twice as far from the middle of the lines it may stand, in usual heights.
const OFF_MIDDLE: f64 = 0.6;
/// Parts of one character, as in 二, are together at most this high, in usual heights.
const ONE_CHARACTER: f64 = 1.12;
/// From this height on, in usual heights, a line may be two lines that touch.
const TOUCHING: f64 = 1.65;
/// Tips of another line are lower than this, in usual heights.
const TIP: f64 = 0.3;
/// From one line to the next, in usual heights, where lines touch.
const PITCH: f64 = 1.12;

/// A line of text in a picture, in pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct LineBox {
    /// Left edge of its ink.
    pub x0: usize,
    /// Top edge.
    pub y0: usize,
    /// Past its right edge.
    pub x1: usize,
    /// Past its bottom.
    pub y1: usize,
    /// The field that it stands in.
    pub field: u32,
    /// Its ink.
    pub runs: Vec<Run>,
}

/// The lines of a page, and how high a line usually is there.
#[derive(Debug, Clone, PartialEq)]
pub struct Lines {
    /// The lines, field by field, each from top to bottom.
    pub lines: Vec<LineBox>,
    /// Pixels from the top to the bottom of a character as most lines have it.
    pub usual_height: f64,
}

/// The lines of text that pieces of ink make; `scale` is in pixels a point.
pub fn lines(pieces: &[Piece], regions: &Regions, scale: f64) -> Lines {
    let mut fields: BTreeMap<u32, Vec<Run>> = BTreeMap::new();
    let least = (SPECK * scale).ceil() as usize;
    for piece in pieces {
        let (x0, y0, x1, y1) = piece.bounds();
        let is_speck = (x1 - x0).max(y1 - y0) < least;
        if let Some(field) = regions.field_of((x0, y0, x1, y1)).filter(|_| !is_speck) {
            fields.entry(field).or_default().extend(&piece.runs);
        }
    }
    let usual_height = usual_height(&fields, scale);
    let cut_field = |(field, runs): (u32, Vec<Run>)| {
        let line = move |runs: Vec<Run>| line_box(field, runs);
        cut(runs, usual_height).into_iter().map(line)
    };
    let lines = fields.into_iter().flat_map(cut_field).collect();
    Lines { lines, usual_height }
}

fn line_box(field: u32, runs: Vec<Run>) -> LineBox {
    let (x0, y0, x1, y1) = bounds(&runs);
    LineBox { x0, y0, x1, y1, field, runs }
}

/// The height of most lines, weighed by their widths.
fn usual_height(fields: &BTreeMap<u32, Vec<Run>>, scale: f64) -> f64 {
    let mut heights: Vec<(usize, usize)> = Vec::new();
    for runs in fields.values() {
        heights.extend(bands(runs.clone(), 0.0).iter().map(|it| {
            let (x0, y0, x1, y1) = bounds(it);
            (y1 - y0, x1 - x0)
        }));
    }
    let wanted = (LEAST_HEIGHT * scale) as usize..=(MOST_HEIGHT * scale) as usize;
    heights.retain(|(height, _)| wanted.contains(height));
    heights.sort_unstable();
    let half = heights.iter().map(|it| it.1).sum::<usize>() / 2;
    let mut passed = 0;
    let middle = heights.iter().find(|(_, width)| {
        passed += width;
        passed > half
    });
    middle.map_or(USUAL_HEIGHT * scale, |it| it.0 as f64)
}

/// Cuts ink into lines.
fn cut(runs: Vec<Run>, usual_height: f64) -> Vec<Vec<Run>> {
    let mut lines = Vec::new();
    for band in bands(runs, usual_height) {
        let columns = apart(band, usual_height);
        let is_one = columns.len() == 1;
        for column in columns {
            // Beside a text of two lines another has one: apart from each other they are cut anew.
            match is_one {
                true => lines.extend(untouching(column, usual_height)),
                false => lines.extend(cut(column, usual_height)),
            }
        }
    }
    lines
}

/// Cuts ink at empty rows; parts of one character stay together.
fn bands(mut runs: Vec<Run>, usual_height: f64) -> Vec<Vec<Run>> {
    runs.sort_unstable_by_key(|it| (it.y, it.x0));
    let mut bands: Vec<Vec<Run>> = runs.chunk_by(|a, b| b.y <= a.y + 1).map(<[Run]>::to_vec).collect();
    let height = |a: &[Run], b: &[Run]| (b[b.len() - 1].y + 1 - a[0].y) as f64;
    let mut index = 0;
    while index + 1 < bands.len() {
        if height(&bands[index], &bands[index + 1]) <= ONE_CHARACTER * usual_height {
            let next = bands.remove(index + 1);
            bands[index].extend(next);
        } else {
            index += 1;
        }
    }
    bands
}

/// Cuts a band at wide gaps. From a band of several lines what stands before them at their middle is cut off at a narrow gap: a
/// number beside its title of two lines.
fn apart(band: Vec<Run>, usual_height: f64) -> Vec<Vec<Run>> {
    let (_, top, _, bottom) = bounds(&band);
    let height = (bottom - top) as f64;
    let wide = columns(band, WIDE_GAP * height.clamp(0.6 * usual_height, 2.0 * usual_height));
    if wide.len() > 1 || height < TOUCHING * usual_height {
        return wide;
    }
    let mut narrow = columns(wide[0].clone(), NARROW_GAP * usual_height);
    let first = narrow.remove(0);
    let (_, y0, _, y1) = bounds(&first);
    let is_line = (0.5..TOUCHING).contains(&((y1 - y0) as f64 / usual_height));
    let is_at_middle = ((y0 + y1) as f64 - (top + bottom) as f64).abs() < OFF_MIDDLE * usual_height;
    if is_line && is_at_middle && !narrow.is_empty() { vec![first, narrow.concat()] } else { wide }
}

/// Cuts ink at gaps of so many pixels.
fn columns(runs: Vec<Run>, gap: f64) -> Vec<Vec<Run>> {
    let mut sorted = runs;
    sorted.sort_by_key(|it| it.x0);
    let mut columns: Vec<Vec<Run>> = Vec::new();
    let mut end = 0;
    for run in sorted {
        match columns.last_mut().filter(|_| (run.x0 as f64) < end as f64 + gap) {
            Some(column) => column.push(run),
            None => columns.push(vec![run]),
        }
        end = end.max(run.x1);
    }
    columns
}

/// Parts lines that touch, at the rows with the least ink.
fn untouching(runs: Vec<Run>, usual_height: f64) -> Vec<Vec<Run>> {
    let (_, y0, _, y1) = bounds(&runs);
    let height = (y1 - y0) as f64;
    let count = ((height + (PITCH - 1.0) * usual_height) / (PITCH * usual_height)).round() as usize;
    if height < TOUCHING * usual_height || count < 2 || is_large_print(&runs, height) {
        return vec![runs];
    }
    let mut profile = vec![0_usize; y1 - y0];
    runs.iter().for_each(|it| profile[it.y - y0] += it.x1 - it.x0);
    let pitch = height / count as f64;
    let cuts: Vec<usize> = (1..count).map(|it| least_ink(&profile, it as f64 * pitch, 0.3 * pitch) + y0).collect();
    let mut lines = vec![Vec::new(); count];
    for run in runs {
        lines[cuts.iter().filter(|it| **it <= run.y).count()].push(run);
    }
    let lines = lines.into_iter().map(|it| without_tips(it, &cuts, usual_height));
    lines.filter(|it| !it.is_empty()).collect()
}

/// A line without the tips of the other one that stick out over the cut, where they stand apart from its own text.
fn without_tips(line: Vec<Run>, cuts: &[usize], usual_height: f64) -> Vec<Run> {
    let is_tip = |column: &Vec<Run>| {
        let (_, y0, _, y1) = bounds(column);
        let is_at_cut = cuts.iter().any(|it| *it == y0 || *it == y1);
        is_at_cut && ((y1 - y0) as f64) < TIP * usual_height
    };
    columns(line, WIDE_GAP * usual_height).into_iter().filter(|it| !is_tip(it)).flatten().collect()
}

/// The row with the least ink within `reach` of `middle`.
fn least_ink(profile: &[usize], middle: f64, reach: f64) -> usize {
    let rows = (middle - reach).max(0.0) as usize..((middle + reach) as usize + 1).min(profile.len());
    rows.min_by_key(|it| (profile[*it], (*it as f64 - middle).abs() as usize)).unwrap_or(0)
}

/// Whether a high line is one line of large characters: their strokes run over its middle everywhere, where two lines have a gap.
fn is_large_print(runs: &[Run], height: f64) -> bool {
    let top = runs.iter().map(|it| it.y).min().unwrap_or(0) as f64;
    let share = |from: f64, to: f64| {
        let rows = top + from * height..top + to * height;
        let ink = runs.iter().filter(|it| rows.contains(&(it.y as f64))).map(|it| it.x1 - it.x0).sum::<usize>();
        ink as f64 / (to - from)
    };
    // Two lines have their gap near the middle; a character has strokes there.
    let all = share(0.0, 1.0);
    let thinnest =
        (0..8).map(|it| share(0.3 + 0.05 * f64::from(it), 0.35 + 0.05 * f64::from(it))).fold(f64::MAX, f64::min);
    thinnest > 0.55 * all
}

#[cfg(test)]
mod tests {
    use super::super::strokes::{drawn, pieces};
    use super::*;

    /// The boxes of the lines of a drawing with a pixel a point and no rules. Below it stand lines of the usual height, 4.
    #[track_caller]
    fn check(rows: &[&str], expected: &[(usize, usize, usize, usize)]) {
        let (line, gap) = ("#".repeat(rows[0].len()), ".".repeat(rows[0].len()));
        let below = [&gap, &line, &line, &line, &line].into_iter().cycle().take(20);
        let all: Vec<&str> = rows.iter().copied().chain(below.map(String::as_str)).collect();
        let (ink, width) = drawn(&all);
        let regions = Regions::new(&[], width, all.len(), 1.0);
        let found = lines(&pieces(&ink, width), &regions, 1.0).lines;
        let is_of_drawing = |it: &&LineBox| it.y1 <= rows.len();
        let boxes = found.iter().filter(is_of_drawing).map(|it| (it.x0, it.y0, it.x1, it.y1));
        assert_eq!(boxes.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn rows_are_lines_and_a_wide_gap_parts_them() {
        check(
            &[
                "##.##.##.........##.##",
                "##.##.##.........##.##",
                "##.##.##.........##.##",
                "##.##.##.........##.##",
                "......................",
                "##.##.................",
                "##.##.................",
                "##.##.................",
                "##.##.................",
            ],
            &[(0, 0, 8, 4), (17, 0, 22, 4), (0, 5, 5, 9)],
        );
    }

    #[test]
    fn a_text_of_one_line_beside_one_of_two_is_a_line() {
        check(
            &[
                "##.##.................",
                "##.##.................",
                "##.##............##.##",
                "##.##............##.##",
                ".................##.##",
                "##.##............##.##",
                "##.##.................",
                "##.##.................",
                "##.##.................",
            ],
            &[(0, 0, 5, 4), (0, 5, 5, 9), (17, 2, 22, 6)],
        );
    }

    #[test]
    fn a_number_at_the_middle_of_a_title_of_two_lines_is_not_cut() {
        check(
            &[
                "......##.##.##",
                "......##.##.##",
                "###...##.##.##",
                "###...##.##.##",
                "###...........",
                "###...##.##...",
                "......##.##...",
                "......##.##...",
                "......##.##...",
            ],
            &[(0, 2, 3, 6), (6, 0, 14, 4), (6, 5, 11, 9)],
        );
    }

    #[test]
    fn a_character_of_two_strokes_is_not_cut() {
        check(
            &[
                "##.##.##.####",
                "##.##.##.....",
                "##.##.##.....",
                "##.##.##.####",
                ".............",
                "..........",
                "####.........",
                ".............",
                ".............",
                "####.........",
            ]
            .map(|it| if it.len() < 13 { "............." } else { it }),
            &[(0, 0, 13, 4), (0, 6, 4, 10)],
        );
    }

    #[test]
    fn tips_of_the_line_above_are_not_of_the_line_below() {
        let run = |y: usize, x0: usize, x1: usize| Run { y, x0, x1 };
        let line = vec![run(10, 50, 52), run(10, 0, 10), run(11, 0, 10), run(15, 0, 10)];
        assert_eq!(without_tips(line.clone(), &[10], 10.0), line[1..]);
        assert_eq!(without_tips(line, &[30], 10.0).len(), 4, "nothing was cut there");
    }

    #[test]
    fn lines_that_touch_are_parted_where_ink_is_least() {
        check(
            &[
                "##########..",
                "##########..",
                "##########..",
                "##########..",
                "............",
                "##########..",
                "##########..",
                "##########..",
                "##########..",
                ".#..........",
                "##########..",
                "##########..",
                "##########..",
                "##########..",
            ],
            &[(0, 0, 10, 4), (0, 5, 10, 9), (0, 9, 10, 14)],
        );
    }
}
