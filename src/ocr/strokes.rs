//! Ink as runs of pixels, joined to the pieces that touch: strokes, parts of characters, whole ones.

/// Pixels of ink side by side in a row; `x1` is past the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// The row.
    pub y: usize,
    /// The first pixel.
    pub x0: usize,
    /// Past the last pixel.
    pub x1: usize,
}

/// Runs that touch each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// From top to bottom; never empty.
    pub runs: Vec<Run>,
}

impl Piece {
    /// Left, top, right and bottom in pixels, right and bottom past the last.
    pub fn bounds(&self) -> (usize, usize, usize, usize) {
        bounds(&self.runs)
    }
}

/// Left, top, right and bottom of runs; all 0 where there are none.
pub fn bounds(runs: &[Run]) -> (usize, usize, usize, usize) {
    let first = |it: &Run| (it.x0, it.y, it.x1, it.y + 1);
    let join = |a: (usize, usize, usize, usize), b: (usize, usize, usize, usize)| {
        (a.0.min(b.0), a.1.min(b.1), a.2.max(b.2), a.3.max(b.3))
    };
    runs.iter().map(first).reduce(join).unwrap_or_default()
}

/// The pieces of a picture, `width` pixels a row; corners that meet touch.
pub fn pieces(ink: &[bool], width: usize) -> Vec<Piece> {
    let (runs, rows) = runs(ink, width);
    let mut group: Vec<usize> = (0..runs.len()).collect();
    for pair in rows.windows(2) {
        join_rows(&runs, pair[0].clone(), pair[1].clone(), &mut group);
    }
    let mut of_root: Vec<Option<usize>> = vec![None; runs.len()];
    let mut pieces: Vec<Piece> = Vec::new();
    for (index, run) in runs.iter().enumerate() {
        let root = root(&mut group, index);
        let piece = *of_root[root].get_or_insert_with(|| {
            pieces.push(Piece { runs: Vec::new() });
            pieces.len() - 1
        });
        pieces[piece].runs.push(*run);
    }
    pieces
}

/// All runs, row by row, and which of them stand in each row.
fn runs(ink: &[bool], width: usize) -> (Vec<Run>, Vec<std::ops::Range<usize>>) {
    let (mut runs, mut rows) = (Vec::new(), Vec::new());
    for (y, row) in ink.chunks_exact(width.max(1)).enumerate() {
        let first = runs.len();
        let mut x = 0;
        while let Some(start) = row[x..].iter().position(|it| *it).map(|it| x + it) {
            let end = row[start..].iter().position(|it| !it).map_or(width, |it| start + it);
            runs.push(Run { y, x0: start, x1: end });
            x = end;
        }
        rows.push(first..runs.len());
    }
    (runs, rows)
}

/// Joins the runs of two rows that touch.
fn join_rows(runs: &[Run], above: std::ops::Range<usize>, below: std::ops::Range<usize>, group: &mut [usize]) {
    let mut upper = above.start;
    for lower in below {
        while upper < above.end && runs[upper].x1 < runs[lower].x0 {
            upper += 1;
        }
        let touching = (upper..above.end).take_while(|it| runs[*it].x0 <= runs[lower].x1);
        for other in touching {
            let (a, b) = (root(group, other), root(group, lower));
            group[a.max(b)] = a.min(b);
        }
    }
}

fn root(group: &mut [usize], mut index: usize) -> usize {
    while group[index] != index {
        group[index] = group[group[index]];
        index = group[index];
    }
    index
}

/// Test pictures: `#` is ink.
#[cfg(test)]
pub(super) fn drawn(rows: &[&str]) -> (Vec<bool>, usize) {
    (rows.iter().flat_map(|it| it.bytes()).map(|it| it == b'#').collect(), rows[0].len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_touches_is_one_piece() {
        let (ink, width) = drawn(&["#..##", "##..#", "....#", "#.#.."]);
        let found: Vec<_> = pieces(&ink, width).iter().map(Piece::bounds).collect();
        assert_eq!(found, [(0, 0, 2, 2), (3, 0, 5, 3), (0, 3, 1, 4), (2, 3, 3, 4)]);
    }

    #[test]
    fn a_bow_whose_arms_meet_below_is_one_piece() {
        let (ink, width) = drawn(&["#.#", "#.#", "###"]);
        assert_eq!(pieces(&ink, width).len(), 1);
    }
}
