//! What becomes of the figures that a table prints: each is read, or it is said why not.

use super::cell::GridCell;
use super::columns::{Column, Kind};
use crate::report::TableCoverage;
use crate::report::cells::{Body, Stem};

/// Why a figure is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Read,
    Withheld,
    Derived,
    Money,
    Label,
    Unread,
}

impl TableCoverage {
    pub(super) fn count(&mut self, fate: Fate) {
        let counter = match fate {
            Fate::Read => &mut self.read,
            Fate::Withheld => &mut self.withheld,
            Fate::Derived => &mut self.derived,
            Fate::Money => &mut self.money,
            Fate::Label => &mut self.label,
            Fate::Unread => &mut self.unread,
        };
        *counter += 1;
    }
}

/// Whether a cell prints a figure or a grade.
pub(super) fn is_counted(cell: &GridCell) -> bool {
    matches!(cell.body, Body::Figure | Body::Grade)
}

/// What a figure is in a column that gives no values.
pub(super) fn fate_in(column: &Column) -> Fate {
    match (column.kind, column.chain.word) {
        (Kind::Rate, _) | (_, Some(Stem::Rate | Stem::Difference)) => Fate::Derived,
        (_, Some(Stem::Money)) => Fate::Money,
        (Kind::Other, _) => Fate::Unread,
        _ => Fate::Label,
    }
}

/// What the figures of a row are that names nothing: those of 合計 and 達成率 are derived.
pub(super) fn fate_of_row(label: Option<&GridCell>, is_total: bool) -> Fate {
    match label.and_then(GridCell::word) {
        Some(Stem::Rate | Stem::Difference | Stem::Count) => Fate::Derived,
        Some(Stem::Money) => Fate::Money,
        _ if is_total => Fate::Derived,
        _ => Fate::Unread,
    }
}
