//! Groups of columns side by side, each with names of its own: 活動指標 with its values, and 成果指標 with its.

use std::borrow::Cow;
use std::ops::Range;

use super::columns::{Column, Kind};
use super::doubted::mark_twins;
use crate::report::cells::Stem;

/// The columns as each group of them is read: those of the other groups are left out. One view where there are no groups.
pub(super) fn views(columns: &[Column]) -> Vec<Cow<'_, [Column]>> {
    let groups = groups(columns);
    if groups.len() < 2 {
        return vec![Cow::Borrowed(columns)];
    }

    let last = groups[groups.len() - 1].end;
    let view = |(index, own): (usize, &Range<usize>)| {
        let mut view = columns.to_vec();
        for (at, column) in view.iter_mut().enumerate() {
            let is_of_another = groups.iter().any(|it| it != own && it.contains(&at));
            // What stands behind the groups is of the whole row.
            if is_of_another || index > 0 && at >= last {
                column.kind = Kind::Elsewhere;
            } else if at == own.start {
                column.kind = Kind::Indicator;
            }
            (column.part, column.chain.has_twin) = (None, false);
        }
        mark_twins(&mut view);
        Cow::Owned(view)
    };
    groups.iter().enumerate().map(view).collect()
}

/// The columns from each that names indicators to the last of its values.
fn groups(columns: &[Column]) -> Vec<Range<usize>> {
    let is_value = |it: &Column| matches!(it.kind, Kind::Value(_) | Kind::Rate | Kind::Unit);
    let names = |it: &Column| {
        it.chain.word == Some(Stem::Indicator) && !is_value(it) && 2 * it.stats.named_cells > it.stats.filled
    };
    let starts: Vec<usize> = (0..columns.len()).filter(|it| names(&columns[*it])).collect();
    let ends = starts.iter().skip(1).copied().chain([columns.len()]);
    let group = |(start, end): (usize, usize)| {
        let values = columns[start + 1..end].iter().take_while(|it| is_value(it)).count();
        let has_values = columns[start + 1..=start + values].iter().any(|it| matches!(it.kind, Kind::Value(_)));
        has_values.then_some(start..start + 1 + values)
    };
    let groups: Option<Vec<Range<usize>>> = starts.iter().copied().zip(ends).map(group).collect();
    groups.unwrap_or_default()
}
