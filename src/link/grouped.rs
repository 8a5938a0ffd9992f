//! Levels by groups of rows: rows of one section, or of the same departments, are compared once and counted together.

use std::collections::HashMap;
use std::hash::Hash;

use super::model::{Feature, Levels, MOST_FEATURES, MOST_LEVELS};

/// The level of pairs that are not compared at all.
const NOT_COMPARED: u8 = u8::MAX;

/// The levels of a feature between the groups that the rows of two editions fall into.
pub(super) struct Grouped {
    from: Groups,
    to: Groups,
    /// By group of the later edition, then by group of the earlier one.
    levels: Vec<u8>,
}

/// Which group each row is in, and for each group its first row and how many it has.
struct Groups {
    of_rows: Vec<u32>,
    first_rows: Vec<usize>,
    sizes: Vec<u32>,
}

impl Groups {
    fn of<Key: Hash + Eq>(keys: impl Iterator<Item = Key>) -> Groups {
        let mut known: HashMap<Key, u32> = HashMap::new();
        let mut groups = Groups { of_rows: Vec::new(), first_rows: Vec::new(), sizes: Vec::new() };
        for (row, key) in keys.enumerate() {
            let next = groups.sizes.len() as u32;
            let group = *known.entry(key).or_insert(next);
            if group == next {
                groups.first_rows.push(row);
                groups.sizes.push(0);
            }
            groups.sizes[group as usize] += 1;
            groups.of_rows.push(group);
        }
        groups
    }
}

impl Grouped {
    /// Compares the first rows of all groups: `level` gets a row of the earlier and one of the later edition, and must come out the
    /// same for all rows of the same two keys; `None` where such rows are not compared at all.
    pub fn new<Key: Hash + Eq>(
        from: impl Iterator<Item = Key>,
        to: impl Iterator<Item = Key>,
        level: impl Fn(usize, usize) -> Option<u8>,
    ) -> Grouped {
        let (from, to) = (Groups::of(from), Groups::of(to));
        let of_group = |second: &usize| from.first_rows.iter().map(|first| level(*first, *second)).collect::<Vec<_>>();
        let levels = to.first_rows.iter().flat_map(of_group).map(|it| it.unwrap_or(NOT_COMPARED)).collect();
        Grouped { from, to, levels }
    }

    /// The levels of a row of the later edition.
    pub fn row(&self, to: usize) -> GroupedRow<'_> {
        let start = self.to.of_rows[to] as usize * self.from.sizes.len();
        GroupedRow { groups: &self.from.of_rows, levels: &self.levels[start..start + self.from.sizes.len()] }
    }

    /// Adds to `counts`, by level from 0, how many pairs of all have each.
    fn count(&self, counts: &mut [f64]) {
        let sizes = || self.from.sizes.iter().map(|it| f64::from(*it));
        let of_groups = self.to.sizes.iter().flat_map(|to| sizes().map(move |from| from * f64::from(*to)));
        for (pairs, level) in of_groups.zip(&self.levels).filter(|it| *it.1 != NOT_COMPARED) {
            counts[usize::from(*level)] += pairs;
        }
    }
}

/// The levels of a row of the later edition with those of the earlier one.
#[derive(Clone, Copy)]
pub(super) struct GroupedRow<'a> {
    groups: &'a [u32],
    levels: &'a [u8],
}

impl GroupedRow<'_> {
    /// The level with a row of the earlier edition.
    pub fn level(&self, from: usize) -> u8 {
        self.levels[self.groups[from] as usize]
    }
}

/// How often each level stands among the pairs that share nothing: among all, less those that were looked at.
pub(super) struct Rest {
    features: &'static [Feature],
    /// By feature and level, 0 first.
    counts: [[f64; MOST_LEVELS + 1]; MOST_FEATURES],
}

impl Rest {
    /// All pairs, with the levels that they have where they share nothing, one entry a feature.
    pub fn all(features: &'static [Feature], grouped: &[Grouped]) -> Rest {
        let mut counts = [[0.0; MOST_LEVELS + 1]; MOST_FEATURES];
        counts.iter_mut().zip(grouped).for_each(|(counts, grouped)| grouped.count(counts));
        Rest { features, counts }
    }

    /// Takes out a pair that was looked at, given with the levels that it would have if it shared nothing.
    pub fn take_out(&mut self, levels: &Levels) {
        self.counts.iter_mut().zip(levels).for_each(|(counts, level)| counts[usize::from(*level)] -= 1.0);
    }

    /// The counts by feature and level, what cannot be told left out.
    pub fn counts(&self) -> Vec<Vec<f64>> {
        let of_feature =
            |(feature, counts): (&Feature, &[f64; MOST_LEVELS + 1])| counts[1..=feature.levels.len()].to_vec();
        self.features.iter().zip(&self.counts).map(of_feature).collect()
    }
}
