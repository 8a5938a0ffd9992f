//! Groups of columns that tell parts apart, or what is measured: 小学校 and 中学校 over 目標 and 実績, 入館者数 beside 中央図書館.

use std::ops::Range;

use super::cell::Grid;
use super::columns::{Column, Kind};
use crate::report::cells::names_measure;
use crate::text::fold;

/// Columns of values of one role and year, or of ratings of one year, are about the parts that their heads name: 男性 and 女性 below
/// 実績値, 小学校 and 中学校 over 目標 and 実績.
pub(super) fn part_columns(columns: &mut [Column]) {
    let key = |it: &Column| (it.kind, it.chain.year, it.chain.judge.clone());
    let keys: Vec<_> = columns.iter().map(key).collect();
    let twins = |at: usize| (0..keys.len()).filter(|it| keys[*it] == keys[at]).collect::<Vec<usize>>();
    let part = |at: usize| {
        let twins = twins(at);
        if twins.len() < 2 {
            return None;
        }
        let above = |it: &usize| columns[*it].chain.labels.last();
        let are_apart =
            || (1..twins.len()).all(|it| !twins[..it].iter().any(|other| above(other) == above(&twins[it])));
        // One rating below a head and one below none, as 環境指標, rate different things.
        if keys[at].0 == Kind::Rating && !twins.iter().all(|it| above(it).is_some()) {
            return None;
        }
        let own = columns[at].chain.part.clone().filter(|_| matches!(keys[at].0, Kind::Value(_)));
        own.or_else(|| above(&at).filter(|_| are_apart()).cloned())
    };
    let parts: Vec<Option<String>> = (0..keys.len()).map(part).collect();
    for (column, part) in columns.iter_mut().zip(parts) {
        if matches!(column.kind, Kind::Value(_) | Kind::Rating) {
            column.part = part;
        }
    }
}

/// Groups of columns whose heads say what is measured beside rows that only say whose it is: the row is the part.
pub(super) fn measured_by_heads(grid: &Grid, body: &Range<usize>, columns: &mut [Column]) {
    let Some(names) = columns.iter().position(|it| it.kind == Kind::Indicator) else { return };
    let cells = || body.clone().filter_map(|row| grid.cell(row, names)).filter(|it| !it.is_blank());
    if columns.iter().any(|it| it.kind == Kind::Part) || cells().any(|it| names_measure(&it.text)) {
        return;
    }

    let head = |it: &Column| {
        let part = it.part.as_ref().filter(|_| matches!(it.kind, Kind::Value(_) | Kind::Rating))?;
        it.chain.cells.iter().copied().find(|at| grid.cells[*at].text == fold(part)).filter(|_| names_measure(part))
    };
    let heads: Vec<Option<usize>> = columns.iter().map(head).collect();
    let of_groups = columns.iter().filter(|it| it.part.is_some()).count();
    if of_groups > 0 && heads.iter().flatten().count() == of_groups {
        for (column, head) in columns.iter_mut().zip(heads) {
            column.measure = head;
        }
    }
}
