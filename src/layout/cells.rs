//! The glyphs of a ruled grid -> its cells, and whether they are a table.

use super::characters::is_numeral;
use super::grid::{Grid, GridCell};
use super::lines::{glyphs_to_lines, lines_to_passage};
use super::missing_walls::lacks_walls;
use super::overflow::give_back_lines;
use super::owners::owners;
use super::pieces::is_numeric;
use super::stacked_rows::split_stacked_rows;
use super::stacks::glyphs_to_stacks;
use super::unit_columns::split_unit_columns;
use super::{Cell, Line, Measure, Reason, Table, TablePart};
use crate::base::Rect;
use crate::pdf::{Direction, Glyph, Page};

/// Lines in a cell are never cut at gaps.
const NO_CUT: f64 = f64::INFINITY;

/// A grid with fewer filled cells than this share is a chart, unless its first row and column are labelled.
const SPARSE: f64 = 0.3;
/// As [`SPARSE`], for the share of the area: charts measured 0.1 to 0.3, forms with empty rows more.
const SPARSE_AREA: f64 = 0.35;
/// So much of the first row or column is filled where it holds labels.
const LABELLED: f64 = 0.7;
/// So many lines without an alignment are scattered.
const SCATTERED_LINES: usize = 4;
/// Lines of one text begin within this many em of each other.
const INDENT: f64 = 2.5;
/// A grid is a drawing when scattered lines fill this share of it: bars of a schedule, boxes of a diagram.
const DRAWN_AREA: f64 = 0.3;

/// A ruled grid with its text.
pub(super) struct FilledGrid {
    pub table: Table,
    /// Whether cells hold text in columns or rows of its own: then rules are missing, or there is none but a frame.
    pub lacks_walls: bool,
}

/// Fills the cells of a grid on a page with their text. Those of its glyphs that are taken are marked in `taken`.
pub(super) fn fill_cells(grid: Grid, page: &Page, taken: &mut [bool]) -> FilledGrid {
    let (bbox, glyphs) = (grid.bbox(), &page.glyphs);
    let owners = owners(&grid, glyphs, &page.clipped, taken);
    let page = page.number;
    let mut per_cell: Vec<Vec<&Glyph>> = vec![Vec::new(); grid.cells.len()];
    for (index, owner) in owners.iter().enumerate() {
        if let Some(cell) = owner {
            taken[index] = true;
            per_cell[*cell].push(&glyphs[index]);
        }
    }

    let mut lines: Vec<Vec<Line>> = per_cell.into_iter().map(|it| cell_lines(it, page)).collect();
    give_back_lines(&grid, &mut lines);
    let (grid, lines) = split_stacked_rows(grid, lines);
    let (grid, lines) = split_unit_columns(grid, lines);
    let is_drawn = |(cell, lines): &(&GridCell, &Vec<Line>)| are_scattered(lines).then(|| grid.cell_bbox(cell).area());
    let scattered_area: f64 = grid.cells.iter().zip(&lines).filter_map(|it| is_drawn(&it)).sum();
    let cells: Vec<Cell> =
        grid.cells.iter().zip(&lines).map(|(cell, lines)| filled_cell(&grid, cell, lines, page)).collect();
    let lacks_walls = lacks_walls(&grid, &lines);
    let row_count = grid.rows.len() - 1;
    let drawn = scattered_area / bbox.area().max(1.0);
    let (filled_cells, filled_area) = filled_shares(&cells, &bbox);
    let confidence = confidence(&cells, filled_cells, filled_area);
    let reason = |measure: Measure, share: f64| Reason { measure, share };
    let table = Table {
        parts: vec![TablePart { page, bbox, row_count, ..TablePart::default() }],
        row_count,
        boundaries: grid.columns.clone(),
        confidence: if drawn > DRAWN_AREA { 0.5 } else { 1.0 } * confidence,
        reasons: vec![
            reason(Measure::FilledCells, filled_cells),
            reason(Measure::FilledArea, filled_area),
            reason(Measure::Scattered, drawn),
        ],
        cells,
        ..Table::default()
    };
    FilledGrid { table, lacks_walls }
}

/// The lines of a cell in reading order.
fn cell_lines(glyphs: Vec<&Glyph>, page: u32) -> Vec<Line> {
    if let Some(stacks) = glyphs_to_stacks(&glyphs, page) {
        return stacks;
    }
    let mut lines = glyphs_to_lines(glyphs.into_iter(), page, NO_CUT);
    // Turned lines stand beside each other in the order that they are read in.
    if lines.iter().all(|it| it.direction == Direction::Right) {
        put_side_labels_first(&mut lines);
    }
    lines
}

fn filled_cell(grid: &Grid, cell: &GridCell, lines: &[Line], page: u32) -> Cell {
    Cell {
        row: cell.row,
        column: cell.column,
        row_span: cell.row_span,
        column_span: cell.column_span,
        text: lines_to_passage(lines),
        size: lines.iter().map(|it| it.size).fold(0.0, f64::max),
        page,
        bbox: grid.cell_bbox(cell),
    }
}

/// Whether several lines are aligned neither on the left nor on the right nor at their middles: labels in a drawing.
fn are_scattered(lines: &[Line]) -> bool {
    let aligned = |place: fn(&Line) -> f64| {
        let mut places: Vec<f64> = lines.iter().map(place).collect();
        places.sort_by(f64::total_cmp);
        let within = |first: usize| places.partition_point(|it| *it <= places[first] + INDENT * lines[0].size) - first;
        (0..places.len()).map(within).max().unwrap_or(0)
    };
    let most = aligned(|it| it.bbox.x0).max(aligned(|it| it.bbox.x1)).max(aligned(|it| it.bbox.center_x()));
    lines.len() >= SCATTERED_LINES && 2 * most <= lines.len()
}

/// A number beside a title of several lines stands between the lines, or on the one in the middle: it is read before them.
fn put_side_labels_first(lines: &mut Vec<Line>) {
    for index in 1..lines.len() {
        let others = lines.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, line)| &line.bbox);
        let Some(rest) = Rect::union_all(others) else { continue };
        let line = &lines[index];
        let size = line.size;
        if line.bbox.x0 > rest.x0 - 0.5 * size || line.bbox.center_y() < rest.y0 || line.bbox.center_y() > rest.y1 {
            continue;
        }
        if line.bbox.x1 <= rest.x0 {
            lines[..=index].rotate_right(1);
            return;
        }
        if is_numeric(line.text.text()) {
            // The longest of several figures set to the right.
            continue;
        }
        let (label, text) = line.text.split_at_x(rest.x0 - 0.1 * size);
        let is_number =
            !label.is_blank() && label.text().trim().chars().all(|it| is_numeral(it) || "()（）.．-".contains(it));
        let begins_with_others = text.source().is_some_and(|it| (it.bbox.x0 - rest.x0).abs() <= 0.6 * size);
        if is_number && begins_with_others {
            let bbox = label.source().map_or(line.bbox, |it| it.bbox);
            let label = Line { text: label, bbox, ..line.clone() };
            lines[index].text = text;
            lines.insert(0, label);
            return;
        }
    }
}

/// The shares of cells with text, by number and by area.
fn filled_shares(cells: &[Cell], bbox: &Rect) -> (f64, f64) {
    let filled = || cells.iter().filter(|it| !it.text.is_blank());
    let area = filled().map(|it| it.bbox.area()).sum::<f64>();
    (filled().count() as f64 / cells.len().max(1) as f64, area / bbox.area().max(1.0))
}

/// Rules that enclose text in most of their cells are a table; a chart or a plan of boxes leaves most of them empty.
fn confidence(cells: &[Cell], filled_cells: f64, filled_area: f64) -> f64 {
    let sparse = filled_cells < SPARSE && filled_area < SPARSE_AREA;
    let by_row = is_labelled(cells.iter().filter(|it| it.row == 0));
    let by_column = is_labelled(cells.iter().filter(|it| it.column == 0));
    if sparse && !(by_row && by_column) {
        return filled_area / 2.0;
    }
    (0.5 + filled_area / 2.0).clamp(0.0, 1.0)
}

/// Whether most cells of a first row or column hold text: then blank ones behind them are values left out.
fn is_labelled<'a>(cells: impl Iterator<Item = &'a Cell>) -> bool {
    let (mut count, mut filled) = (0, 0);
    for cell in cells {
        count += 1;
        filled += usize::from(!cell.text.is_blank());
    }
    filled >= 3 && f64::from(filled as u32) >= LABELLED * f64::from(count)
}

#[cfg(test)]
mod tests {
    use super::super::analyze;
    use super::super::tests::page;
    use crate::pdf::{Direction, Document};

    #[test]
    fn vertical_lines_in_a_cell_are_read_from_the_right() {
        let mut page = page(&[
            "------------------",
            "|  12  |  name A |",
            "|  12  -----------",
            "|  12  |  name B |",
            "------------------",
        ]);
        for glyph in page.glyphs.iter_mut().filter(|it| it.character.is_numeric()) {
            glyph.direction = Direction::Vertical;
            glyph.baseline = glyph.bbox.center_x();
        }
        let layout = analyze(&Document { pages: vec![page], fonts: Vec::new() }).value;
        assert_eq!(layout.tables[0].cells[0].text.text(), "2 2 2\n1 1 1");
    }

    #[test]
    fn a_field_of_several_figures_a_line_is_several_columns() {
        super::super::tests::check(
            &[
                "----------------------------------------------",
                "|Model of all |  AA     BB  | remarks         |",
                "----------------------------------------------",
                "|First one    | 31.4   39.7 | is in use still |",
                "|Second one   | 19.2   26.6 | is used no more |",
                "----------------------------------------------",
            ],
            &[&[
                "Model of all | AA | BB | remarks",
                "First one | 31.4 | 39.7 | is in use still",
                "Second one | 19.2 | 26.6 | is used no more",
            ]],
        );
    }
}
