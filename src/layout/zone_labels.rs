//! Rows between two rules with one label at their middle -> a merged cell.

use super::wrapped::BodyCell;
use crate::base::Rect;

/// A label stands at the middle of its rows within this, in em.
const CENTRED: f64 = 0.7;

/// Gives the labels of groups all rows between the two rules that they stand between. `zones` says for each row between
/// which; a label on a line of its own has no row.
pub(super) fn span_zone_labels(cells: &mut [BodyCell], rows: &mut Vec<Rect>, zones: &[usize]) {
    let mut removed: Vec<usize> = Vec::new();
    let mut start = 0;
    for zone in zones.chunk_by(|a, b| a == b) {
        let range = start..start + zone.len();
        start = range.end;
        let Some((label, is_alone)) = zone_label(cells, rows, &range) else { continue };
        if is_alone {
            removed.push(cells[label].row);
        }
        (cells[label].row, cells[label].row_span) = (range.start, range.len() - usize::from(is_alone));
    }

    for cell in cells.iter_mut() {
        cell.row -= removed.partition_point(|it| *it < cell.row);
    }
    let mut row = 0;
    rows.retain(|_| {
        row += 1;
        removed.binary_search(&(row - 1)).is_err()
    });
    cells.sort_by_key(|it| (it.row, it.column));
}

/// The one cell of the first column among some rows, where it stands at their middle and they are filled beside it; and
/// whether it stands on a line of its own.
fn zone_label(cells: &[BodyCell], rows: &[Rect], range: &std::ops::Range<usize>) -> Option<(usize, bool)> {
    let mut filled = vec![0; range.len()];
    let mut label = None;
    // Cells come by their rows.
    let first = cells.partition_point(|it| it.row < range.start);
    for (index, cell) in cells.iter().enumerate().skip(first).take_while(|(_, it)| it.row < range.end) {
        if cell.column > 0 {
            filled[cell.row - range.start] += 1;
        } else if label.replace(index).is_some() {
            return None;
        }
    }

    let label = label?;
    let own = cells[label].row - range.start;
    let is_alone = filled[own] == 0;
    let others = filled.iter().enumerate().filter(|(row, _)| *row != own);
    let are_filled = others.clone().all(|(_, count)| *count >= 2) && (is_alone || filled[own] >= 2);
    let several = others.count() + usize::from(!is_alone) >= 2;
    let place = Rect::union_all(cells[label].lines.iter().map(|it| &it.bbox))?;
    let beside = range.clone().filter(|row| !is_alone || row - range.start != own).map(|row| &rows[row]);
    let middle = Rect::union_all(beside)?.center_y();
    let size = cells[label].lines.first()?.size;
    let is_centred = (place.center_y() - middle).abs() <= CENTRED * size;
    (are_filled && several && is_centred).then_some((label, is_alone))
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn a_label_at_the_middle_of_its_group_covers_it() {
        check(
            &[
                "-----------------------------",
                "Goal     Method    SR    DTG ",
                "-----------------------------",
                "         WANDR    56.1  23.5 ",
                "Goal 1",
                "         COMET    91.5   7.2 ",
                "-----------------------------",
                "         WANDR    37.3  51.5 ",
                "Goal 2   OTHER    86.6  14.5 ",
                "         COMET    11.3   4.5 ",
                "-----------------------------",
            ],
            &[&[
                "Goal | Method | SR | DTG",
                "Goal 1^2 | WANDR | 56.1 | 23.5",
                "COMET | 91.5 | 7.2",
                "Goal 2^3 | WANDR | 37.3 | 51.5",
                "OTHER | 86.6 | 14.5",
                "COMET | 11.3 | 4.5",
            ]],
        );
    }

    #[test]
    fn a_label_beside_the_first_of_its_rows_stays_there() {
        check(
            &[
                "-----------------------------",
                "Place    Method    SR    DTG ",
                "-----------------------------",
                "North    WANDR    56.1  23.5 ",
                "         OTHER    91.5   7.2 ",
                "         COMET    91.5   7.2 ",
                "-----------------------------",
                "South    WANDR    37.3  51.5 ",
                "-----------------------------",
            ],
            &[&[
                "Place | Method | SR | DTG",
                "North | WANDR | 56.1 | 23.5",
                " | OTHER | 91.5 | 7.2",
                " | COMET | 91.5 | 7.2",
                "South | WANDR | 37.3 | 51.5",
            ]],
        );
    }

    #[test]
    fn figures_in_brackets_between_rules_belong_to_those_above() {
        check(
            &[
                "-----------------------",
                "Measure    2007   2008",
                "-----------------------",
                "Schools      5     12",
                "            (1)    (3)",
                "-----------------------",
                "Libraries    7      9",
                "            (2)    (1)",
                "-----------------------",
            ],
            &[&["Measure | 2007 | 2008", "Schools | 5(1) | 12(3)", "Libraries | 7(2) | 9(1)"]],
        );
    }

    #[test]
    fn the_numbers_of_an_axis_are_no_labels() {
        check(&["         Greece    Spain", "1000", "         Ireland   Italy", "800", "         Portugal  UK"], &[]);
    }
}
