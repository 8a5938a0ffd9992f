//! Rows left over -> parts of a merge or a split, and where a row that is not new may come from.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::compare::Pairing;
use super::comparisons::Comparisons;
use super::features::{FEATURES, Most, TITLE, has_past, most, shares_place};
use super::initiatives::{Found, Kind, SURE, WORTH_REVIEW};
use super::model::{Comparison, Levels, Past, Weights};
use super::open::OpenPair;

/// Of the rows without a partner so many are believed to be one part of a merge or a split.
const PRIOR_PART: f64 = 0.2;
/// The same as odds.
const ODDS_OF_PART: f64 = PRIOR_PART / (1.0 - PRIOR_PART);
/// Share of a title that one part must add to what the other covers.
const LEAST_GAIN: f64 = 0.15;
/// How many times likelier such a gain is in a part than in another row: 70 % of parts, 3 % of other rows.
const RATIO_OF_GAIN: f64 = 0.7 / 0.03;

/// Rows without a partner that look like a part of a pair: an earlier one that went into its later row, or a later one that
/// came from its earlier row.
///
/// Where the titles of the pair are equal the whole is explained without the part, so a person is asked.
pub(super) fn parts(
    pairing: &Pairing,
    comparisons: &Comparisons,
    weights: &Weights,
    open: &[OpenPair],
    wholes: &[Found],
) -> Vec<Found> {
    let partner_of_from: HashMap<usize, &Found> = wholes.iter().map(|it| (it.pair.from, it)).collect();
    let partner_of_to: HashMap<usize, &Found> = wholes.iter().map(|it| (it.pair.to, it)).collect();
    let mut best: BTreeMap<(Kind, usize), Found> = BTreeMap::new();
    for OpenPair { pair, odds } in open {
        let (whole, kind, alone) = match (partner_of_from.get(&pair.from), partner_of_to.get(&pair.to)) {
            (None, Some(whole)) => (whole, Kind::MergedPart, pair.from),
            (Some(whole), None) => (whole, Kind::SplitPart, pair.to),
            _ => continue,
        };
        let past = comparisons.pasts[pair.to];
        let is_twin = pairing.from[pair.from].title == pairing.from[whole.pair.from].title;
        let odds = match kind {
            Kind::MergedPart if is_twin => *odds,
            Kind::MergedPart => ODDS_OF_PART / pairing.to.len() as f64 * ratio(pairing, weights, pair, &whole.pair),
            _ => {
                let ratio = ratio(pairing, weights, pair, &whole.pair);
                ODDS_OF_PART / pairing.from.len() as f64 * ratio * weights.ratio_of_past(&pair.levels, past)
            }
        };
        let probability = odds / (1.0 + odds);
        let is_explained = pairing.title_likeness(whole.pair.from, whole.pair.to) == 1.0;
        let is_sure = probability >= SURE && !is_explained && most(&pair.levels, past) == Most::Link;
        let found = Found::new(*pair, kind, probability, is_sure);
        let known = best.get(&(kind, alone)).map_or(WORTH_REVIEW, |it| it.probability);
        if probability > known {
            best.insert((kind, alone), found);
        }
    }
    best.into_values().collect()
}

/// Whether pairs of these levels may be found to be a part of a whole, whichever the whole is.
pub(super) fn may_be_part(weights: &Weights, levels: &Levels, past: Past, odds: f64, row_counts: [usize; 2]) -> bool {
    let [from_count, to_count] = row_counts.map(|it| it as f64);
    let ratio = with_gain(weights, levels).max(weights.ratio(levels));
    let as_merged = ODDS_OF_PART / to_count * ratio;
    let as_split = ODDS_OF_PART / from_count * ratio * weights.ratio_of_past(levels, past);
    let odds = odds.max(as_merged).max(as_split);
    odds / (1.0 + odds) > WORTH_REVIEW
}

/// Rows that were rated the year before, so are not new, and found no partner: a person is shown where they most likely come
/// from, if there is a row of the same section and rating with a neighbour in common.
pub(super) fn unexplained(comparisons: &Comparisons, open: &[OpenPair], found: &[Found]) -> Vec<Found> {
    let (from_taken, to_taken): (HashSet<usize>, HashSet<usize>) =
        found.iter().map(|it| (it.pair.from, it.pair.to)).unzip();
    let of_rows = open.chunk_by(|a, b| a.pair.to == b.pair.to).filter(|it| !to_taken.contains(&it[0].pair.to));
    let likeliest = |of_row: &[OpenPair]| {
        let past = comparisons.pasts[of_row[0].pair.to];
        let near = of_row.iter().filter(|it| may_explain(&it.pair.levels, past));
        let OpenPair { pair, odds } =
            near.max_by(|a, b| a.odds.total_cmp(&b.odds).then(b.pair.from.cmp(&a.pair.from)))?;
        let kind = if from_taken.contains(&pair.from) { Kind::SplitPart } else { Kind::Whole };
        // Odds against being new; how likely a split is beforehand is not in them.
        let odds = if kind == Kind::SplitPart { odds * PRIOR_PART } else { *odds };
        let probability = (odds / (1.0 + odds)).min(SURE);
        Some(Found::new(*pair, kind, probability, false))
    };
    of_rows.filter_map(likeliest).collect()
}

/// Whether a pair of these levels may be where a row comes from that is not new.
pub(super) fn may_explain(levels: &Levels, past: Past) -> bool {
    has_past(levels, past) && shares_place(levels)
}

/// As [`Weights::ratio`], for a part of a whole: a part need not look like the whole, if it has what the other part lacks.
fn ratio(pairing: &Pairing, weights: &Weights, part: &Comparison, whole: &Comparison) -> f64 {
    let from = |pair: &Comparison| &pairing.from[pair.from].title_vector;
    let to = |pair: &Comparison| &pairing.to[pair.to].title_vector;
    let gain = if part.to == whole.to {
        to(whole).covered_beyond(from(whole), from(part))
    } else {
        from(whole).covered_beyond(to(whole), to(part))
    };
    let alike = weights.ratio(&part.levels);
    if gain < LEAST_GAIN { alike } else { alike.max(with_gain(weights, &part.levels)) }
}

/// The ratio of a part that has what the other part lacks.
fn with_gain(weights: &Weights, levels: &Levels) -> f64 {
    RATIO_OF_GAIN * weights.ratio_but(levels, |it| it.name == FEATURES[TITLE].name)
}
