//! Pairs that may still become a link once the weights are known.

use std::collections::HashSet;

use super::compare::Pairing;
use super::comparisons::{Comparisons, Shape};
use super::features::FEATURES;
use super::initiatives::{Found, Kind};
use super::model::{Comparison, Levels, Past, Weights};
use super::parts::{may_be_part, may_explain};

/// Pairs with smaller odds cannot change a probability.
pub(super) const LEAST_ODDS: f64 = 1e-6;

/// A pair that may become a link, with the odds that it is linked against the later row being new.
#[derive(Debug, Clone, Copy)]
pub(super) struct OpenPair {
    pub pair: Comparison,
    pub odds: f64,
}

/// What no pair may take any more: rows of either edition, and pairs that a person keeps apart.
pub(super) struct Closed {
    from: HashSet<usize>,
    to: HashSet<usize>,
    rejected: HashSet<(usize, usize)>,
}

impl Closed {
    /// What is closed once `found` stands.
    pub fn by(found: &[Found], rejected: &[(usize, usize)]) -> Closed {
        let ends_from = found.iter().filter(|it| it.kind != Kind::SplitPart);
        let ends_to = found.iter().filter(|it| it.kind != Kind::MergedPart);
        Closed {
            from: ends_from.map(|it| it.pair.from).collect(),
            to: ends_to.map(|it| it.pair.to).collect(),
            rejected: rejected.iter().copied().collect(),
        }
    }

    /// Whether a pair can no longer be one.
    pub fn holds(&self, pair: &Comparison) -> bool {
        self.from.contains(&pair.from) || self.to.contains(&pair.to) || self.rejected.contains(&(pair.from, pair.to))
    }
}

/// What can come of the pairs of a pattern.
#[derive(Debug, Clone, Copy)]
struct Prospect {
    levels: Levels,
    odds: f64,
    /// Whether anything can.
    any: bool,
}

/// The pairs of which something can come, in the order of the later edition, then of the earlier one.
pub(super) fn open_pairs(
    pairing: &Pairing,
    comparisons: &Comparisons,
    weights: &Weights,
    closed: &Closed,
) -> Vec<OpenPair> {
    let row_counts = [pairing.from.len(), pairing.to.len()];
    let shape = Shape::of(&FEATURES);
    let prospect = |levels: Levels, past: Past| {
        let odds = weights.odds(comparisons, &levels, past);
        let is_considered = odds >= LEAST_ODDS;
        let any = is_considered || may_be_part(weights, &levels, past, odds, row_counts) || may_explain(&levels, past);
        Prospect { levels, odds, any }
    };

    let mut known: Vec<[Option<Prospect>; Past::ALL.len()]> = vec![[None; Past::ALL.len()]; shape.pattern_count()];
    let mut open = Vec::new();
    for (to, (past, pairs)) in comparisons.pasts.iter().zip(comparisons.pairs()).enumerate() {
        for (from, pattern) in pairs {
            let known = &mut known[pattern.index()][*past as usize];
            let Prospect { levels, odds, any } = *known.get_or_insert_with(|| prospect(shape.levels(*pattern), *past));
            let pair = Comparison { from: *from as usize, to, levels };
            if any && !closed.holds(&pair) {
                open.push(OpenPair { pair, odds });
            }
        }
    }
    open
}
