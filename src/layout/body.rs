//! Lines of the body of a table -> its rows: wrapped lines are joined.

use std::borrow::Cow;

use super::bands::zone;
use super::columns::column_of;
use super::pieces::{TextRow, is_numeric};
use super::text_grid::MAX_FRAME_RULES;

/// Lines of one cell follow each other at most this far, in em.
const LEADING: f64 = 1.5;
/// Lines of one cell are further apart than this, in em; closer ones stand in cells side by side.
const CLOSE: f64 = 0.85;
/// A row of cells side by side has at most so many lines, each at a height of its own.
const MAX_LINES: usize = 6;
/// Zones between rules are rows when this share of them hold one line in some column.
const ONE_ROW_A_ZONE: f64 = 0.7;
/// So many lines of figures between two rules are rows, whatever stands between the others.
const MANY_ROWS: usize = 3;

/// Rows between many rules, with the lines of one row put together: a cell of two lines stands beside the middle of its neighbours.
/// Lines are of one row where all between two rules are as close as that.
pub(super) fn with_lines_between<'a>(rows: &'a [TextRow<'_>], rules: &[f64]) -> Vec<TextRow<'a>> {
    let same_zone =
        |a: &TextRow<'_>, b: &TextRow<'_>| rules.len() > MAX_FRAME_RULES && zone(rules, a) == zone(rules, b);
    let is_close = |it: &[TextRow<'_>]| it[1].baseline - it[0].baseline <= CLOSE * it[0].size.min(it[1].size);
    let is_row = |lines: &[TextRow<'_>]| lines.len() <= MAX_LINES && lines.windows(2).all(is_close);
    // Where most lines stand in rows of their own, lines as close as that are indices of others.
    let in_rows: usize = rows.chunk_by(same_zone).filter(|it| is_row(it)).map(<[TextRow<'_>]>::len).sum();
    let are_rows = 4 * in_rows >= 3 * rows.len();

    let mut joined: Vec<TextRow<'a>> = Vec::with_capacity(rows.len());
    for lines in rows.chunk_by(same_zone) {
        for (at, line) in lines.iter().enumerate() {
            let pieces = line.pieces.iter().map(|it| Cow::Borrowed(&**it));
            match joined.last_mut().filter(|_| are_rows && is_row(lines) && at > 0) {
                Some(above) => {
                    above.pieces.extend(pieces);
                    (above.bbox, above.baseline) = (above.bbox.union(&line.bbox), line.baseline);
                }
                None => joined.push(TextRow { pieces: pieces.collect(), ..*line }),
            }
        }
    }
    joined
}

/// Which row of text each line belongs to: the index of the first line of its row, one entry a line. `zones` says between which
/// two rules each line stands.
pub(super) fn lines_to_rows(rows: &[TextRow<'_>], boundaries: &[f64], zones: &[usize]) -> Vec<usize> {
    let filled: Vec<Vec<usize>> = rows.iter().map(|row| filled_columns(row, boundaries)).collect();
    if zones_are_rows(rows, boundaries, zones) {
        let first = |index: usize| zones.partition_point(|it| *it < zones[index]);
        return (0..rows.len()).map(first).collect();
    }
    let mut first_of: Vec<usize> = Vec::with_capacity(rows.len());
    for index in 0..rows.len() {
        let joins = index > 0
            && zones[index] == zones[index - 1]
            && rows[index].baseline - rows[index - 1].baseline <= LEADING * rows[index].size.max(rows[index - 1].size)
            && (are_side_by_side(&rows[first_of[index - 1]..=index], &filled[index - 1], &filled[index])
                || continues(&rows[index], &filled[index], &filled[index - 1])
                || begins_above(&rows[index - 1], &filled[index - 1], &rows[index], &filled[index]));
        first_of.push(if joins { first_of[index - 1] } else { index });
    }
    first_of
}

fn filled_columns(row: &TextRow<'_>, boundaries: &[f64]) -> Vec<usize> {
    row.pieces.iter().map(|it| column_of(boundaries, it)).collect()
}

/// Whether what stands between each two rules is one row.
pub(super) fn zones_are_rows(rows: &[TextRow<'_>], boundaries: &[f64], zones: &[usize]) -> bool {
    let filled: Vec<Vec<usize>> = rows.iter().map(|row| filled_columns(row, boundaries)).collect();
    zone_is_row(&filled, zones, boundaries.len() - 1) && !zones_hold_rows(rows, zones)
}

fn zone_is_row(filled: &[Vec<usize>], zones: &[usize], column_count: usize) -> bool {
    let (mut count, mut single) = (0, 0);
    let mut start = 0;
    for index in 1..=zones.len() {
        if index < zones.len() && zones[index] == zones[start] {
            continue;
        }
        let mut lines = vec![0; column_count];
        filled[start..index].iter().flatten().for_each(|column| lines[*column] += 1);
        count += 1;
        single += usize::from(lines.into_iter().filter(|it| *it > 0).min() == Some(1));
        start = index;
    }
    count >= 2 && f64::from(single as u32) >= ONE_ROW_A_ZONE * f64::from(count)
}

/// Whether lines between two rules have several figures each, in one place many or in two places: then they are rows of
/// their own.
fn zones_hold_rows(rows: &[TextRow<'_>], zones: &[usize]) -> bool {
    let (mut groups, mut start) = (0, 0);
    for index in 1..=zones.len() {
        if index < zones.len() && zones[index] == zones[start] {
            continue;
        }
        let full = rows[start..index].iter().filter(|it| has_figures(it)).count();
        start = index;
        groups += usize::from(full >= 2);
        if full >= MANY_ROWS {
            return true;
        }
    }
    groups >= 2
}

/// Whether a line holds several numbers. One in brackets belongs to the number above.
fn has_figures(row: &TextRow<'_>) -> bool {
    let is_figure = |text: &str| is_numeric(text) && !text.starts_with(['(', '[', '（']);
    row.pieces.iter().filter(|it| is_figure(it.text.text())).count() >= 2
}

/// Whether the last two of the lines of a row are closer than lines below each other can be: those of cells side by side, set to
/// their middles, in other columns. Two lines of figures around the name of a group are two rows.
fn are_side_by_side(lines: &[TextRow<'_>], filled_above: &[usize], filled: &[usize]) -> bool {
    let [before @ .., above, row] = lines else { return false };
    let close = row.baseline - above.baseline <= CLOSE * row.size.min(above.size);
    let parted = has_figures(row) && (has_figures(above) || before.iter().any(has_figures));
    close && !parted && !filled.iter().any(|it| filled_above.contains(it))
}

/// Whether a line goes on with text of the line above: it fills fewer columns than that one, all of them filled there too, and
/// begins in the middle of a sentence.
fn continues(row: &TextRow<'_>, filled: &[usize], above: &[usize]) -> bool {
    if has_figures(row) {
        return false;
    }
    let subset = filled.iter().all(|it| above.contains(it));
    let in_sentence = row.pieces.iter().all(|it| begins_in_sentence(it.text.text()));
    subset && filled.len() < above.len() && (in_sentence || !filled.contains(&0))
}

/// Whether a line holds the beginning of the stub of the line below, whose other columns stand beside the last line.
fn begins_above(above: &TextRow<'_>, filled_above: &[usize], row: &TextRow<'_>, filled: &[usize]) -> bool {
    filled_above == [0]
        && filled.len() > 1
        && filled[0] == 0
        && above.pieces.len() == 1
        && begins_in_sentence(row.pieces[0].text.text())
}

/// Lower case, a bracket that closes, a conjunction mark: not how a cell begins.
fn begins_in_sentence(text: &str) -> bool {
    text.chars().next().is_some_and(|it| it.is_lowercase() || ")]&".contains(it))
}

#[cfg(test)]
mod tests {
    use super::super::analyze;
    use super::super::tests::page;
    use crate::pdf::{Document, Page};

    /// The rows of the first table of a page whose lines are as close as those of cells side by side.
    fn closer_rows(mut page: Page) -> Vec<String> {
        let closer = |y: f64| 100.0 + 0.6 * (y - 100.0);
        for glyph in &mut page.glyphs {
            let (height, top) = (glyph.bbox.height(), closer(glyph.bbox.y0));
            (glyph.bbox.y0, glyph.bbox.y1, glyph.baseline) = (top, top + height, top + height - 2.0);
        }
        page.rulings.iter_mut().for_each(|it| it.position = closer(it.position));
        let layout = analyze(&Document { pages: vec![page], fonts: Vec::new() }).value;
        let table = &layout.tables[0];
        (0..table.row_count)
            .map(|row| table.row(row).map(|it| it.text.text()).collect::<Vec<_>>().join(" | "))
            .collect()
    }

    #[test]
    fn a_name_of_two_lines_around_its_figures_is_one_row() {
        let page = page(&[
            "-------------------------------",
            "Firm              Sum   Share  ",
            "-------------------------------",
            "Works of the                   ",
            "                  825     1.5  ",
            "north                          ",
            "Ports of the                   ",
            "                   26     7.5  ",
            "islands                        ",
            "Mills of the                   ",
            "                  131    12.5  ",
            "south                          ",
            "-------------------------------",
            "Sum               982    21.5  ",
            "-------------------------------",
            "Rest                4     0.5  ",
            "-------------------------------",
        ]);
        let rows = closer_rows(page);
        let expected = ["Works of the north | 825 | 1.5", "Ports of the islands | 26 | 7.5"];
        assert_eq!(rows[1..3], expected);
    }

    #[test]
    fn a_cell_of_two_lines_stands_beside_the_middle_of_its_neighbours() {
        let page = page(&[
            "No    Name              Both           Grade ",
            "---------------------------------------------",
            "                        aim 100              ",
            "1     Works                            5     ",
            "                        sum 90               ",
            "---------------------------------------------",
            "                        aim 110              ",
            "2     Ports             sum 103        4     ",
            "---------------------------------------------",
            "                        aim 120              ",
            "3     Mills                            3     ",
            "                        sum 116              ",
            "---------------------------------------------",
            "                        aim 120              ",
            "4     Roads                            2     ",
            "                        sum 119              ",
            "---------------------------------------------",
        ]);
        let expected =
            ["No | Name | Both | Grade", "1 | Works | aim 100 sum 90 | 5", "2 | Ports | aim 110 sum 103 | 4"];
        assert_eq!(closer_rows(page)[..3], expected);
    }
}
