//! Tables that rules alone do not make: found by the alignment of their text.
//!
//! Comes in: the text outside ruled tables, the rules and bands, and ruled grids that lack walls. Goes out: tables that reach
//! their mark. In the order of how much speaks for them: lacking walls, labelled boxes, between rules, without rules.

use super::around::{with_group_lines, with_header_above, with_heads_above, with_totals};
use super::choice::{MIN_CONFIDENCE, chosen, half_ruled_confidence, regridded_confidence, ruleless_confidence};
use super::edges::Edge;
use super::forms::rows_to_forms;
use super::pieces::{TextRow, pieces_to_rows};
use super::region::{Region, edges_to_regions, rules_and_bands, with_labels_beside};
use super::runs::rows_to_runs;
use super::text_grid::{TextGrid, is_code, region_to_grid};
use super::{Line, Table, TableKind};
use crate::base::Rect;
use crate::pdf::{Axis, Direction, Page};

/// Text of which this share lies on drawings belongs to them.
const DRAWN_SHARE: f64 = 0.3;
/// A rule that covers this share of the width goes over the whole of it.
const WHOLE: f64 = 0.8;

/// A ruled grid that lacks walls.
pub(super) struct Doubtful {
    pub region: Region,
    /// The table that its rules alone make.
    pub ruled: Option<Table>,
}

/// The tables among `pieces`, which stand outside the ruled tables in `taken`. `drawings` are boxes of charts and diagrams: the
/// words in and around them stand in line with their parts, and are no tables.
pub(super) fn find_text_tables(
    page: &Page,
    pieces: &[Line],
    doubtful: Vec<Doubtful>,
    mut taken: Vec<Rect>,
    drawings: &[Rect],
) -> Vec<Table> {
    let mut rows = pieces_to_rows(pieces.iter().filter(|it| it.direction == Direction::Right));
    let mut tables = Vec::new();
    for it in doubtful {
        if let Some(table) = better_grid(it, &rows, page.number) {
            remove(&mut rows, &table.parts[0].bbox);
            taken.push(table.parts[0].bbox);
            tables.push(table);
        }
    }
    for form in rows_to_forms(&rows, page.number) {
        remove(&mut rows, &form.parts[0].bbox);
        tables.push(form);
    }
    if rows.is_empty() {
        return tables;
    }
    let is_drawn = |region: &Region| {
        let common = drawings.iter().filter_map(|it| it.intersection(&region.bbox)).map(|it| it.area()).sum::<f64>();
        common > DRAWN_SHARE * region.bbox.area()
    };
    let regions = edges_to_regions(&rules_and_bands(page, &taken), &rows, &taken);
    for region in regions.into_iter().filter(|it| !is_drawn(it)) {
        let region = with_labels_beside(region, &rows);
        if let Some(table) = half_ruled_table(&region, &rows, page.number) {
            remove(&mut rows, &table.parts[0].bbox);
            tables.push(table);
        }
    }
    let runs = rows_to_runs(&rows);
    tables.extend(runs.iter().filter(|it| !is_drawn(it)).filter_map(|it| ruleless_table(it, &rows, page.number)));
    tables
}

/// The grid that the text shows where that is sure, else the one that the rules make.
fn better_grid(doubtful: Doubtful, rows: &[TextRow<'_>], page: u32) -> Option<Table> {
    let Doubtful { region, ruled } = doubtful;
    let rule_count = region.rules.len();
    let grid = region_to_grid(&region, rows, page);
    let confidence = grid.as_ref().map_or(0.0, |it| regridded_confidence(it, rule_count));
    match grid {
        Some(grid) if confidence >= MIN_CONFIDENCE => {
            let rejected = ruled.map(|it| (it.kind, it.confidence));
            Some(Table { rejected, ..chosen(grid, TableKind::HalfRuled, rule_count, confidence) })
        }
        _ => ruled.map(|it| Table { rejected: Some((TableKind::HalfRuled, confidence)), ..it }),
    }
}

/// All of `pieces` as one table, whatever speaks against it; `None` where they show no columns.
pub(super) fn asked_table(page: &Page, pieces: &[Line]) -> Option<Table> {
    let rows = pieces_to_rows(pieces.iter().filter(|it| it.direction == Direction::Right));
    let bbox = Rect::union_all(rows.iter().map(|it| &it.bbox))?;
    let rules = rules_and_bands(page, &[]);
    let whole = |it: &&Edge| it.axis == Axis::Horizontal && it.end - it.start >= WHOLE * bbox.width();
    let rules = rules.iter().filter(whole).map(|it| it.position).collect();
    let region = Region { bbox: bbox.grown(1.0), rules, spanners: Vec::new(), columns: Vec::new() };
    let grid = region_to_grid(&region, &rows, page.number)?;
    let confidence = half_ruled_confidence(&grid, region.rules.len()).max(ruleless_confidence(&grid));
    Some(chosen(grid, TableKind::Ruleless, region.rules.len(), confidence))
}

fn half_ruled_table(region: &Region, rows: &[TextRow<'_>], page: u32) -> Option<Table> {
    let grid = region_to_grid(region, rows, page)?;
    let confidence = half_ruled_confidence(&grid, region.rules.len());
    if confidence < MIN_CONFIDENCE || is_code(region, rows) {
        return None;
    }
    let below = with_totals(region, &grid, rows);
    let above = with_header_above(below.as_ref().unwrap_or(region), &grid, rows);
    let extended = above.or(below).and_then(|it| region_to_grid(&it, rows, page));
    Some(chosen(extended.unwrap_or(grid), TableKind::HalfRuled, region.rules.len(), confidence))
}

fn ruleless_table(region: &Region, rows: &[TextRow<'_>], page: u32) -> Option<Table> {
    let grid = region_to_grid(region, rows, page)?;
    let below = with_group_lines(region, &grid, rows);
    let above = with_heads_above(below.as_ref().unwrap_or(region), &grid, rows);
    let grid = below.and_then(|it| region_to_grid(&it, rows, page)).unwrap_or(grid);
    // Heads over several columns leave these as they are.
    let has_its_columns = |it: &TextGrid| it.table.column_count() == grid.table.column_count();
    let with_heads = above.and_then(|it| region_to_grid(&it, rows, page)).filter(has_its_columns);
    let grid = with_heads.unwrap_or(grid);
    let confidence = ruleless_confidence(&grid);
    (confidence >= MIN_CONFIDENCE && !is_code(region, rows)).then_some(chosen(
        grid,
        TableKind::Ruleless,
        region.rules.len(),
        confidence,
    ))
}

/// Takes the pieces in a box out of the rows.
fn remove(rows: &mut Vec<TextRow<'_>>, bbox: &Rect) {
    let from = rows.partition_point(|it| it.baseline < bbox.y0);
    for row in rows[from..].iter_mut().take_while(|it| it.baseline < bbox.y1 + 2.0 * it.size) {
        row.pieces.retain(|it| !bbox.contains(it.bbox.center_x(), it.bbox.center_y()));
    }
    rows.retain(|it| !it.pieces.is_empty());
}
