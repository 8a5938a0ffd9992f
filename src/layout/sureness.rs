//! What was chosen by its shares -> how often such a table is right.
//!
//! Comes in: a whole table, with the confidence by which it was chosen over other grids. Goes out: one that is lower where
//! signs of a wrong grid are seen in it. Deliberately changes no grid: it comes after all choices. Measured by `benches/confidence.py`.

use super::characters::is_numeral;
use super::{Cell, Measure, Reason, Table, TableKind};

/// One row or one column has no grid that could be right: of five such on pages from outside four were a frame around text.
const NO_GRID: f64 = 0.6;
/// Columns or rows that no rule shows: of 53 such tables 7 were wrong, and 12 of 148 with rules both ways.
const UNRULED: f64 = 0.95;
/// The rules made another grid, which was as sure by itself: of 34 such tables 10 were wrong.
const RIVALLED: f64 = 0.9;
/// A grid that lost counts from this confidence on.
const RIVAL: f64 = 0.7;
/// Figures side by side in one cell are often columns that were not found: of 14 such tables 6 were wrong.
const JOINED: f64 = 0.85;
/// So large a share of the cells with text holds several figures before they count: a few are ranges and dates.
const JOINED_SHARE: f64 = 0.05;
/// Characters that were not known, or labels that claim one field: of 4 such tables 3 were wrong.
const UNKNOWN: f64 = 0.85;

/// Lowers the confidence of a table by the signs of a wrong grid in it, and tells them among its reasons.
pub(super) fn weigh_signs(table: &mut Table) {
    // A form has no grid of its own and says by itself how sure it is.
    if table.kind == TableKind::Form {
        return;
    }
    if table.row_count < 2 || table.column_count() < 2 {
        table.confidence *= NO_GRID;
    }

    // The alignment of text alone shows where rows or columns part.
    if table.kind != TableKind::Ruled {
        table.confidence *= UNRULED;
        if table.rejected.is_some_and(|(_, confidence)| confidence >= RIVAL) {
            table.confidence *= RIVALLED;
        }
    }

    let joined = share(table, |it| holds_several_figures(it.text.text()));
    if joined >= JOINED_SHARE {
        table.confidence *= JOINED;
        table.reasons.push(Reason { measure: Measure::SeveralFigures, share: joined });
    }
    let unknown = share(table, |it| it.text.text().contains(char::REPLACEMENT_CHARACTER));
    if unknown > 0.0 {
        table.confidence *= UNKNOWN;
        table.reasons.push(Reason { measure: Measure::Unknown, share: unknown });
    }
}

/// The share of cells that are so, among those with text.
fn share(table: &Table, is_so: impl Fn(&Cell) -> bool) -> f64 {
    let (mut all, mut found) = (0_usize, 0_usize);
    for cell in table.cells.iter().filter(|it| !it.text.is_blank()) {
        all += 1;
        found += usize::from(is_so(cell));
    }
    found as f64 / all.max(1) as f64
}

/// `345 15.5`, `(3.2) 18%`: two words or more that are figures.
fn holds_several_figures(text: &str) -> bool {
    let is_sign = |it: char| ".,%()+-±△▲−．，％（）－".contains(it);
    let is_figure = |word: &&str| word.contains(is_numeral) && word.chars().all(|it| is_numeral(it) || is_sign(it));
    text.split_whitespace().filter(is_figure).nth(1).is_some()
}

#[cfg(test)]
mod tests {
    use super::super::tests::page;
    use super::super::{DocumentLayout, Measure, TableKind, analyze};
    use crate::pdf::Document;

    fn layout(drawing: &[&str]) -> DocumentLayout {
        analyze(&Document { pages: vec![page(drawing)], fonts: Vec::new() }).value
    }

    /// Checks kind and confidence of the one table of a page.
    #[track_caller]
    fn check(drawing: &[&str], kind: TableKind, confidence: f64) {
        let layout = layout(drawing);
        assert_eq!(layout.tables.len(), 1);
        let table = &layout.tables[0];
        assert_eq!((table.kind, (table.confidence * 100.0).round() / 100.0), (kind, confidence), "{:?}", table.reasons);
    }

    const RULED: [&str; 5] = ["-------------", "| aa  | bb  |", "-------------", "| cc  | 12  |", "-------------"];

    #[test]
    fn rules_both_ways_are_believed() {
        check(&RULED, TableKind::Ruled, 1.0);
    }

    #[test]
    fn one_row_or_one_column_is_no_grid() {
        check(&["-------------", "| aa  | bb  |", "-------------"], TableKind::Ruled, 0.6);
        check(&["-------", "| aa  |", "-------", "| cc  |", "-------"], TableKind::Ruled, 0.6);
    }

    #[test]
    fn figures_side_by_side_in_a_cell_are_a_sign() {
        let mut drawing = RULED;
        drawing[3] = "|12 3| 4.5  |";
        assert_eq!(layout(&drawing).tables[0].reasons.last().map(|it| it.measure), Some(Measure::SeveralFigures));
        check(&drawing, TableKind::Ruled, 0.85);
    }

    #[test]
    fn a_figure_and_its_unit_are_none() {
        let mut drawing = RULED;
        drawing[3] = "|12 a| 4.5  |";
        check(&drawing, TableKind::Ruled, 1.0);
    }

    #[test]
    fn an_unknown_character_is_a_sign() {
        let mut drawing = RULED;
        drawing[1] = "| a\u{fffd}  | bb  |";
        check(&drawing, TableKind::Ruled, 0.85);
    }

    #[test]
    fn columns_without_rules_are_believed_less() {
        let open = [
            "------------------------------",
            "name         count     share  ",
            "------------------------------",
            "first         1234      12.5  ",
            "second         234       2.5  ",
            "third           34       0.5  ",
            "------------------------------",
        ];
        check(&open, TableKind::HalfRuled, 0.91);
    }
}
