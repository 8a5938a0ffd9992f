//! Upright characters stacked one below the other: vertical writing set by hand in a narrow cell.

use super::Line;
use super::lines::glyphs_to_line;
use crate::pdf::{Direction, Glyph};

/// Characters of a stack stand over each other within this, in em.
const ALIGNED: f64 = 0.1;
/// Characters of a stack follow each other at a pitch between these, in em.
const PITCH: std::ops::Range<f64> = 0.9..1.7;
/// Two characters over each other may be two lines; so many are a stack. The last one may be shorter.
const MIN_LENGTH: usize = 3;
/// A cell holds at least so many characters of a stack that goes beyond it.
const MIN_INSIDE: usize = 2;
/// Characters of one stack follow each other at one pitch within this, in em.
const EVEN: f64 = 0.1;

/// Whether `below` goes on with a stack that holds `above`.
fn is_stacked(above: &Glyph, below: &Glyph) -> bool {
    let size = f64::from(below.size);
    let pitch = (below.bbox.center_y() - above.bbox.center_y()) / size;
    // Long vowel marks and brackets are turned among upright characters.
    let upright = |it: &Glyph| it.direction == Direction::Right;
    (upright(above) || upright(below))
        && (above.bbox.center_x() - below.bbox.center_x()).abs() <= ALIGNED * size
        && PITCH.contains(&pitch)
}

/// Characters stacked one a line in a cell that is not high enough stand above and below it: they belong where most
/// of them do.
pub(super) fn keep_stacks_together(glyphs: &[Glyph], taken: &[bool], owners: &mut [Option<usize>]) {
    let mut start = 0;
    for index in 1..=glyphs.len() {
        let goes_on = index < glyphs.len() && !taken[index] && is_stacked(&glyphs[index - 1], &glyphs[index]);
        if goes_on {
            continue;
        }
        let stack = start..index;
        start = index;
        let inside: Vec<usize> = stack.clone().filter_map(|it| owners[it]).collect();
        if inside.len() == stack.len() && inside.iter().all(|it| *it == inside[0]) {
            continue;
        }
        let count = |cell: &usize| inside.iter().filter(|it| *it == cell).count();
        let Some(cell) = inside.iter().copied().max_by_key(|it| (count(it), std::cmp::Reverse(*it))) else { continue };
        // Letters in cells one below the other are as evenly spaced, each in its own.
        if count(&cell) >= MIN_INSIDE && is_even(&glyphs[stack.clone()]) {
            owners[stack].fill(Some(cell));
        }
    }
}

/// Whether characters below each other stand at one pitch: what the next cell holds is further away, or nearer.
fn is_even(stack: &[Glyph]) -> bool {
    let steps = || stack.windows(2).map(|it| it[1].bbox.center_y() - it[0].bbox.center_y());
    let (least, most) = steps().fold((f64::INFINITY, 0.0_f64), |it, step| (it.0.min(step), it.1.max(step)));
    most - least <= EVEN * f64::from(stack[0].size)
}

/// The lines of glyphs, in the order drawn, that are nothing but stacks side by side: from right to left, as they are read.
///
/// `None` where there are fewer than two stacks; a single one reads the same line by line.
pub(super) fn glyphs_to_stacks(glyphs: &[&Glyph], page: u32) -> Option<Vec<Line>> {
    let shown: Vec<&Glyph> = glyphs.iter().copied().filter(|it| !it.character.is_whitespace()).collect();
    let stacks: Vec<&[&Glyph]> = shown.chunk_by(|above, below| is_stacked(above, below)).collect();
    let (last, before) = stacks.split_last()?;
    let top = |stack: &[&Glyph]| stack[0].bbox.center_y();
    let level = |stack: &&[&Glyph]| (top(stack) - top(last)).abs() <= f64::from(last[0].size);
    if before.is_empty() || before.iter().any(|it| it.len() < MIN_LENGTH) || !before.iter().all(level) {
        return None;
    }
    let mut lines: Vec<Line> = stacks.into_iter().filter_map(|it| glyphs_to_line(it, page)).collect();
    lines.sort_by(|a, b| b.bbox.x0.total_cmp(&a.bbox.x0));
    let overlap = lines.windows(2).any(|it| it[1].bbox.x1 > it[0].bbox.x0 + ALIGNED * it[0].size);
    (!overlap).then_some(lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Rect;

    /// Stacks of characters drawn from top to bottom, the first at `x` 100 and each next `step` points on.
    fn stacks(texts: &[&str], step: f64) -> Vec<Glyph> {
        let glyph = |character: char, x: f64, y: f64| {
            let bbox = Rect::new(x, y, x + 10.0, y + 10.0);
            Glyph {
                character,
                bbox,
                baseline: y + 8.8,
                size: 10.0,
                font: 0,
                direction: Direction::Right,
                visible: true,
                bold: false,
            }
        };
        let stack = |(index, text): (usize, &&str)| {
            let x = 100.0 + step * index as f64;
            text.chars().enumerate().map(move |(row, it)| glyph(it, x, 50.0 + 11.0 * row as f64)).collect::<Vec<_>>()
        };
        texts.iter().enumerate().flat_map(stack).collect()
    }

    #[track_caller]
    fn check(glyphs: &[Glyph], expected: Option<&[&str]>) {
        let glyphs: Vec<&Glyph> = glyphs.iter().collect();
        let lines = glyphs_to_stacks(&glyphs, 1);
        let found: Option<Vec<&str>> = lines.as_ref().map(|it| it.iter().map(|it| it.text.text()).collect());
        assert_eq!(found.as_deref(), expected);
    }

    #[test]
    fn two_stacks_are_read_from_right_to_left() {
        check(&stacks(&["とび・土工・", "工事"], -14.0), Some(&["とび・土工・", "工事"]));
        check(&stacks(&["コンクリート", "とび・土工・"], 14.0), Some(&["とび・土工・", "コンクリート"]));
    }

    #[test]
    fn two_lines_are_no_stacks() {
        check(&stacks(&["年度", "予算"], 14.0), None);
    }
}
