//! Ruled rows that hold several entries -> a row each.
//!
//! Statements and statistics rule groups of entries only. Inside a group the figures tell the rows: as many in several
//! columns, each beside a label that begins anew, or as many to each label.

use super::Line;
use super::characters::is_letter;
use super::grid::{Grid, GridCell};
use super::pieces::is_numeric;
use crate::base::Rect;

/// Texts of one row stand on one baseline within this, in em.
const SAME_ROW: f64 = 0.45;
/// Two figures of one entry stand around the middle of its label within this, in em.
const CENTRED: f64 = 0.6;
/// A line that leaves this much space, in em, beside the next word ended on purpose.
const ROOM: f64 = 0.8;
/// Two lines may be a label that somebody broke: groups of two entries count where there are so many of them.
const MIN_PAIRS: usize = 3;
/// Two entries of a group have figures in so many columns.
const MIN_PAIR_COLUMNS: usize = 2;
/// A name of so many lines, each with several figures, is as many names.
const SURE_ROWS: usize = 4;
/// Figures this far apart, in em, stand in two columns; those in brackets are padded.
const COLUMN_GAP: f64 = 1.0;
/// A group with a name of its own has at least so many figures in a column.
const MIN_GROUP: usize = 3;

/// The entries of one ruled row.
#[derive(Default)]
struct Entries {
    /// Their boxes, from top to bottom; none where the row is one entry.
    boxes: Vec<Rect>,
    /// The cell that holds their labels.
    label: usize,
}

/// The grid with a row for each entry of its groups, and the lines of its cells.
pub(super) fn split_stacked_rows(grid: Grid, lines: Vec<Vec<Line>>) -> (Grid, Vec<Vec<Line>>) {
    let row_count = grid.rows.len() - 1;
    let mut bands: Vec<Vec<usize>> = vec![Vec::new(); row_count];
    for (index, cell) in grid.cells.iter().enumerate().filter(|(index, _)| !lines[*index].is_empty()) {
        bands[cell.row..cell.row + cell.row_span].iter_mut().for_each(|it| it.push(index));
    }
    let entries: Vec<Entries> =
        bands.iter().enumerate().map(|(row, band)| band_to_entries(&grid, row, band, &lines)).collect();

    let largest = entries.iter().map(|it| it.boxes.len()).max().unwrap_or(0);
    let pairs = entries.iter().filter(|it| it.boxes.len() == 2).count();
    if largest < 2 || (largest == 2 && pairs < MIN_PAIRS) {
        return (grid, lines);
    }
    with_entries(grid, lines, &entries)
}

/// The entries of a ruled row, of which `band` are the cells. Labels may stand in a cell that goes over several rows.
fn band_to_entries(grid: &Grid, row: usize, band: &[usize], lines: &[Vec<Line>]) -> Entries {
    let is_figures = |it: &&usize| lines[**it].iter().all(is_figure);
    let single = |it: &&usize| grid.cells[**it].row_span == 1;
    let figures: Vec<&[Line]> = band.iter().filter(single).filter(is_figures).map(|it| lines[*it].as_slice()).collect();
    let most = figures.iter().map(|it| it.len()).max().unwrap_or(0);
    // Two figures beside two lines may be of one entry, a name over its definition, where only one column has them.
    let full = figures.iter().filter(|it| it.len() == most).count();
    if most < 2 || most == 2 && full < MIN_PAIR_COLUMNS {
        return Entries::default();
    }

    let span = (grid.rows[row], grid.rows[row + 1]);
    let (own, wider): (Vec<usize>, Vec<usize>) = band.iter().filter(|it| !is_figures(it)).partition(|it| single(it));
    let labels = if own.is_empty() { wider } else { own };
    for label in labels {
        let lines = lines_between(&lines[label], span);
        let boxes = figures_to_entries(lines, grid.cell_bbox(&grid.cells[label]).width(), &figures, most);
        if boxes.len() >= 2 {
            return Entries { boxes, label };
        }
        // One line alone may name the group; behind it stand the labels.
        if lines.len() != 1 || most < MIN_GROUP {
            break;
        }
    }
    Entries::default()
}

/// The lines of a cell that stand between two rules.
fn lines_between(lines: &[Line], (top, foot): (f64, f64)) -> &[Line] {
    let first = lines.partition_point(|it| it.bbox.center_y() < top);
    let rest = &lines[first..];
    &rest[..rest.partition_point(|it| it.bbox.center_y() < foot)]
}

/// The boxes of entries whose labels stand in `lines`, from top to bottom; none where these are not one label each.
fn figures_to_entries(lines: &[Line], width: f64, figures: &[&[Line]], most: usize) -> Vec<Rect> {
    let labels = lines_to_labels(lines, width);
    let mut boxes = labels_to_entries(&labels, figures, most);
    let full = figures.iter().filter(|it| it.len() == most).count();
    let sure = 2 * labels.len() > most || (most >= SURE_ROWS && full >= 2);
    if boxes.is_empty() && lines.len() == most && sure {
        // A label that fills its column is no half of one where each line has its figures.
        boxes = labels_to_entries(&lines.chunks(1).collect::<Vec<_>>(), figures, most);
    }

    let apart = boxes.windows(2).all(|it| it[0].center_y() < it[1].y0 && it[0].y1 < it[1].center_y());
    if apart { boxes } else { Vec::new() }
}

/// Groups lines to labels: a new one begins where the line above ended on purpose.
fn lines_to_labels(lines: &[Line], width: f64) -> Vec<&[Line]> {
    lines.chunk_by(|above, below| !begins_label(above, below, width)).collect()
}

fn begins_label(above: &Line, below: &Line, width: f64) -> bool {
    let text = below.text.text();
    let count = text.chars().count().max(1) as f64;
    let first: usize = if text.starts_with(|it: char| it.is_ascii()) {
        text.chars().take_while(|it| it.is_ascii() && *it != ' ').count()
    } else {
        1
    };
    let word = below.bbox.width() * first as f64 / count;
    let goes_on = text.starts_with(['（', '(', '〔', '[', '［', '、', '。', '・', '）', ')']);
    !goes_on && width - above.bbox.width() - word > ROOM * above.size
}

/// The boxes of labels with their figures; none where these do not stand beside them.
fn labels_to_entries(labels: &[&[Line]], figures: &[&[Line]], most: usize) -> Vec<Rect> {
    let count = labels.len();
    if count < 2 || !most.is_multiple_of(count) {
        return Vec::new();
    }
    let mut entries: Vec<Rect> = labels.iter().filter_map(|it| Rect::union_all(it.iter().map(|it| &it.bbox))).collect();
    let boxes = entries.clone();
    for column in figures {
        let each = column.len() / count;
        if each == 0 || !column.len().is_multiple_of(count) {
            // Some have none: the others stand on the line of a label.
            if !column.iter().all(|it| labels.iter().any(|label| is_beside(it, label))) {
                return Vec::new();
            }
            continue;
        }
        for (index, values) in column.chunks(each).enumerate() {
            let Some(place) = Rect::union_all(values.iter().map(|it| &it.bbox)) else { continue };
            let is_centred = (place.center_y() - boxes[index].center_y()).abs() <= CENTRED * values[0].size;
            let is_first = is_beside(&values[0], labels[index]) && values[1..].iter().all(is_bracketed);
            if !is_centred && !is_first {
                return Vec::new();
            }
            entries[index] = entries[index].union(&place);
        }
    }
    entries
}

fn is_beside(figure: &Line, label: &[Line]) -> bool {
    label.iter().any(|it| (it.baseline - figure.baseline).abs() <= SAME_ROW * it.size.max(figure.size))
}

fn is_bracketed(line: &Line) -> bool {
    line.text.text().starts_with(['(', '（', '[', '〔'])
}

/// A number or a dash as it stands alone in a cell, not one behind a year or a name, nor one of several columns.
fn is_figure(line: &Line) -> bool {
    let text = line.text.text();
    let inner = text.trim_matches(['(', ')', '（', '）']);
    let is_padded = text.contains(['(', '（']);
    is_numeric(inner) && !inner.starts_with(is_letter) && (is_padded || !line.text.has_gap(COLUMN_GAP * line.size))
}

/// Puts rows for entries into a grid. A text that stands beside no entry covers all of its group.
fn with_entries(grid: Grid, lines: Vec<Vec<Line>>, entries: &[Entries]) -> (Grid, Vec<Vec<Line>>) {
    let mut rows = Vec::with_capacity(grid.rows.len());
    let mut first_of = Vec::with_capacity(grid.rows.len());
    for (row, top) in grid.rows.iter().enumerate() {
        first_of.push(rows.len());
        rows.push(*top);
        let cuts = entries.get(row).into_iter().flat_map(|it| it.boxes.windows(2));
        rows.extend(cuts.map(|it| (it[0].y1 + it[1].y0) / 2.0));
    }

    let mut cells: Vec<(GridCell, Vec<Line>)> = Vec::with_capacity(grid.cells.len());
    for ((index, cell), lines) in grid.cells.into_iter().enumerate().zip(lines) {
        let (first, end) = (first_of[cell.row], first_of[cell.row + cell.row_span]);
        let own = &entries[cell.row..cell.row + cell.row_span];
        let parts = if own.iter().any(|it| it.label == index && !it.boxes.is_empty()) {
            cell_to_parts(cell, &lines, first..end, &rows).filter(|it| it.iter().all(|part| !part.1.is_empty()))
        } else if cell.row_span == 1 && stand_beside(&lines, &own[0].boxes) {
            cell_to_parts(cell, &lines, first..end, &rows)
        } else {
            None
        };
        let whole = GridCell { row: first, row_span: end - first, ..cell };
        cells.extend(parts.unwrap_or_else(|| vec![(whole, lines)]));
    }
    cells.sort_by_key(|(cell, _)| (cell.row, cell.column));
    let (cells, lines) = cells.into_iter().unzip();
    (Grid { columns: grid.columns, rows, cells }, lines)
}

/// Whether the lines of a cell belong to single entries: one line in the middle of several is for all of them.
fn stand_beside(lines: &[Line], entries: &[Rect]) -> bool {
    let inside = |line: &Line| entries.iter().any(|it| it.y0 <= line.bbox.center_y() && line.bbox.center_y() <= it.y1);
    !entries.is_empty() && lines.iter().all(inside) && (lines.len() != 1 || entries.len() == 2)
}

/// A cell in each of `range`, with the lines that stand there.
fn cell_to_parts(
    cell: GridCell,
    lines: &[Line],
    range: std::ops::Range<usize>,
    rows: &[f64],
) -> Option<Vec<(GridCell, Vec<Line>)>> {
    let part = |row| (GridCell { row, row_span: 1, ..cell }, Vec::new());
    let mut parts: Vec<(GridCell, Vec<Line>)> = range.clone().map(part).collect();
    for line in lines {
        let row = rows[range.clone()].partition_point(|it| *it <= line.bbox.center_y()).max(1) - 1;
        parts.get_mut(row)?.1.push(line.clone());
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn a_group_of_figures_has_a_row_for_each() {
        check(
            &[
                "-------------------------",
                "|Region     |   N |   % |",
                "-------------------------",
                "|North      |  12 | 3.4 |",
                "|South      |   7 | 1.2 |",
                "|Islands    |   9 |   – |",
                "-------------------------",
                "|Total      |  28 | 7.1 |",
                "-------------------------",
            ],
            &[&["Region | N | %", "North | 12 | 3.4", "South | 7 | 1.2", "Islands | 9 | –", "Total | 28 | 7.1"]],
        );
    }

    #[test]
    fn a_name_that_fills_its_column_is_one_row() {
        check(
            &[
                "-----------------------",
                "|Measure       |   N  |",
                "-----------------------",
                "|A long name of|   12 |",
                "|a measure that|   13 |",
                "|runs on       |   14 |",
                "-----------------------",
                "|Another       |    1 |",
                "-----------------------",
            ],
            &[&["Measure | N", "A long name of a measure that runs on | 12\n13\n14", "Another | 1"]],
        );
    }

    #[test]
    fn figures_in_brackets_below_belong_to_those_above() {
        check(
            &[
                "---------------------------",
                "|North        |  12 |   8 |",
                "|             | (3) | (1) |",
                "|South        |   7 |   9 |",
                "|             | (1) | (2) |",
                "|East         |   5 |   4 |",
                "|             | (2) | (–) |",
                "---------------------------",
                "|Total        |  24 |  21 |",
                "---------------------------",
            ],
            &[&["North | 12(3) | 8(1)", "South | 7(1) | 9(2)", "East | 5(2) | 4(–)", "Total | 24 | 21"]],
        );
    }

    #[test]
    fn one_remark_in_the_middle_is_for_all() {
        check(
            &[
                "-------------------------------",
                "|North        |  12 |         |",
                "|South        |   7 | a guess |",
                "|East         |   5 |         |",
                "-------------------------------",
                "|Total        |  24 | known   |",
                "-------------------------------",
            ],
            &[&["North | 12 | a guess^3", "South | 7", "East | 5", "Total | 24 | known"]],
        );
    }

    #[test]
    fn labels_behind_the_name_of_a_group_have_rows_although_they_fill_their_column() {
        check(
            &[
                "-----------------------------------",
                "|Place  |Method    |  N   |   %   |",
                "-----------------------------------",
                "|       |AutoPlace1|  12  |  1.2  |",
                "|nuWorld|BestPlace2|  13  |  1.1  |",
                "|       |AutoPlace3|  14  |  1.7  |",
                "|       |BestPlace4|  15  |  1.9  |",
                "-----------------------------------",
            ],
            &[&[
                "Place | Method | N | %",
                "nuWorld^4 | AutoPlace1 | 12 | 1.2",
                "BestPlace2 | 13 | 1.1",
                "AutoPlace3 | 14 | 1.7",
                "BestPlace4 | 15 | 1.9",
            ]],
        );
    }

    #[test]
    fn a_name_that_somebody_broke_in_two_is_one_row() {
        check(
            &[
                "-------------------------",
                "|Visitors         |  12 |",
                "|at all sites     |  13 |",
                "-------------------------",
                "|Total            |  24 |",
                "-------------------------",
            ],
            &[&["Visitors at all sites | 12\n13", "Total | 24"]],
        );
    }

    /// Names over their definitions, with `second` below the first value and two targets beside them.
    fn definitions(second: [&str; 3]) -> Vec<String> {
        let mut drawn = vec!["--------------------------------------".to_owned()];
        for (name, below) in ["Energy", "Waste ", "Water "].iter().zip(second) {
            drawn.push(format!("|{name}            |  41 |  50 |  A   |"));
            drawn.push(format!("|of homes          | {below} |  60 |      |"));
            drawn.push("--------------------------------------".to_owned());
        }
        drawn
    }

    #[test]
    fn one_column_of_pairs_makes_no_rows() {
        let rows = |second: [&str; 3]| {
            let drawn = definitions(second);
            let drawn: Vec<&str> = drawn.iter().map(String::as_str).collect();
            let page = super::super::tests::page(&drawn);
            let layout = super::super::analyze(&crate::pdf::Document { pages: vec![page], fonts: Vec::new() }).value;
            layout.tables[0].row_count
        };
        assert_eq!(rows(["(R1)", "(R2)", "(R3)"]), 3);
        assert_eq!(rows([" 52 ", " 53 ", " 54 "]), 6);
    }

    #[test]
    fn the_longest_figure_of_a_column_stays_whole() {
        check(
            &[
                "-----------------------",
                "|Visitors of |    12  |",
                "|all sites   |  1142  |",
                "|together    |     9  |",
                "-----------------------",
                "|Total       | 1,163  |",
                "-----------------------",
            ],
            &[&["Visitors of all sites together | 12\n1142\n9", "Total | 1,163"]],
        );
    }
}
