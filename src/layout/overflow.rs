//! Names that do not fit the height of their cells: their lines run over into the cell above or below.
//!
//! Such a line is printed over the text of that cell and keeps to the lines of its own one.

use super::Line;
use super::grid::Grid;

/// Lines this much closer than their type is high, in em, are printed over each other.
const OVER: f64 = 0.75;
/// Lines of one text keep the same distance within this, in em, and are at most so far apart.
const SAME_PITCH: f64 = 0.12;
const LEADING: f64 = 1.9;

/// Gives lines back to the cells that they run over from; `lines` are those of each cell of the grid.
pub(super) fn give_back_lines(grid: &Grid, lines: &mut [Vec<Line>]) {
    for upper in 0..grid.cells.len() {
        if lines[upper].is_empty() {
            continue;
        }
        let cell = &grid.cells[upper];
        // The cells stand by their rows.
        let end = cell.row + cell.row_span;
        let mut below = (upper + 1..grid.cells.len()).take_while(|it| grid.cells[*it].row <= end);
        let is_below = |at: &usize| {
            let below = &grid.cells[*at];
            (below.column, below.column_span) == (cell.column, cell.column_span) && below.row == end
        };
        let Some(lower) = below.find(is_below) else { continue };
        if reaches_up(&lines[upper], &lines[lower]) {
            let line = lines[upper].pop();
            lines[lower].splice(0..0, line);
        } else if reaches_down(&lines[upper], &lines[lower]) {
            let line = lines[lower].remove(0);
            lines[upper].push(line);
        }
    }
}

/// Whether the last line of the upper cell is printed over the one before it, and keeps to the lines of the lower cell.
fn reaches_up(upper: &[Line], lower: &[Line]) -> bool {
    let [.., before, line] = upper else { return false };
    is_printed_over(before, line) && keeps_to(line, lower.first(), lower.get(1))
}

/// Whether the first line of the lower cell is printed over the one behind it, and keeps to the lines of the upper cell.
fn reaches_down(upper: &[Line], lower: &[Line]) -> bool {
    let [line, behind, ..] = lower else { return false };
    let mut above = upper.iter().rev();
    is_printed_over(line, behind) && keeps_to(line, above.next(), above.next())
}

fn is_printed_over(a: &Line, b: &Line) -> bool {
    let is_side_by_side = a.bbox.x1 <= b.bbox.x0 || b.bbox.x1 <= a.bbox.x0;
    (b.baseline - a.baseline).abs() < OVER * a.size.min(b.size) && !is_side_by_side
}

/// Whether a line stands as far from the next one of a text as that one from the one after it.
fn keeps_to(line: &Line, next: Option<&Line>, after: Option<&Line>) -> bool {
    let Some(next) = next else { return false };
    let pitch = (next.baseline - line.baseline).abs();
    let is_even = after.is_none_or(|it| ((it.baseline - next.baseline).abs() - pitch).abs() <= SAME_PITCH * line.size);
    is_even && (OVER * line.size..=LEADING * line.size).contains(&pitch) && line.direction == next.direction
}

#[cfg(test)]
mod tests {
    use super::super::analyze;
    use super::super::tests::page;
    use crate::pdf::Document;

    #[test]
    fn a_line_over_the_text_of_the_cell_above_belongs_below() {
        let mut page = page(&[
            "-------------------",
            "|Name       |  R5 |",
            "-------------------",
            "|Ports      |   4 |",
            "|          x|     |",
            "-------------------",
            "|north      |  25 |",
            "|and south  |     |",
            "-------------------",
        ]);
        // The first line of the lower name, a line above its second one, over the name above.
        let place = page.glyphs.iter().position(|it| it.character == 'x').expect("it is drawn");
        let place = page.glyphs.remove(place);
        for (at, character) in "Works in the".chars().enumerate() {
            let x = 55.0 + 5.0 * at as f64;
            let mut glyph = super::super::tests::glyph(character, x, place.bbox.y0 - 1.0 + 11.5);
            glyph.baseline = place.baseline + 11.5;
            page.glyphs.push(glyph);
        }
        let above = page.glyphs.iter_mut().filter(|it| it.character != 'N' && it.bbox.y0 > 130.0 && it.bbox.y0 < 140.0);
        above.for_each(|it| {
            (it.bbox.y0, it.bbox.y1, it.baseline) = (it.bbox.y0 + 17.0, it.bbox.y1 + 17.0, it.baseline + 17.0);
        });
        let layout = analyze(&Document { pages: vec![page], fonts: Vec::new() }).value;
        let texts: Vec<&str> = layout.tables[0].cells.iter().map(|it| it.text.text()).collect();
        assert_eq!(texts, ["Name", "R5", "Ports", "4", "Works in the north and south", "25"]);
    }
}
