//! Compared initiatives -> links: partners, merges, splits, and what is new or ended.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::compare::{Pairing, Prepared, text_likeness};
use super::decision::Decided;
use super::features::{Content, FEATURES, content, ratings_agree, shares_place};
use super::matching::{Edge, partners, probabilities};
use super::model::{Comparison, Comparisons, Past, Weights, level_names};
use super::relation::{Relation, Status};
use super::sources::Series;

/// From this probability on a link is made without asking.
pub(super) const SURE: f64 = 0.9;
/// From this probability on a link is put up for review.
pub(super) const WORTH_REVIEW: f64 = 0.3;
/// Of the rows without a partner so many are believed to be one part of a merge or a split.
const PRIOR_PART: f64 = 0.2;
/// Share of a title that one part must add to what the other covers.
const LEAST_GAIN: f64 = 0.15;
/// How many times likelier such a gain is in a part than in another row: 70 % of parts, 3 % of other rows.
const RATIO_OF_GAIN: f64 = 0.7 / 0.03;
/// Pairs with smaller odds cannot change a probability.
const LEAST_ODDS: f64 = 1e-6;

/// A link of two rows by their indices in the editions; one is missing for `new` and `ended`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Link {
    pub from: Option<usize>,
    pub to: Option<usize>,
    pub relation: Relation,
    pub status: Status,
    /// Probability, 0 to 1.
    pub score: f64,
    /// What speaks for it; `None` for `new` and `ended`.
    pub evidence: Option<Evidence>,
    /// Whether a person decided it.
    pub by_person: bool,
}

impl Link {
    /// A row without a partner, which has one with the probability `taken`.
    pub fn alone(from: Option<usize>, to: Option<usize>, taken: f64) -> Link {
        let relation = if from.is_none() { Relation::New } else { Relation::Ended };
        Link {
            from,
            to,
            relation,
            status: Status::Auto,
            score: (1.0 - taken).max(0.0),
            evidence: None,
            by_person: false,
        }
    }
}

/// What was found in comparing two rows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Evidence {
    /// The level of each feature, in the order of the features; `None` where it cannot be told.
    pub levels: Vec<Option<&'static str>>,
    /// Likeness of the titles or names, 0 to 1.
    pub likeness: f64,
    /// Likeness of the blocks, 0 to 1, where both rows have one.
    pub text_likeness: Option<f64>,
    /// Logarithm to base 2 of how many times likelier this is between linked rows than between others.
    pub weight: f64,
}

/// The links between the editions of a series, and the weights that led to them. What a person decided is kept, one entry for each
/// two editions.
pub(super) fn link(series: &Series, prepared: &Prepared, decided: &[Decided]) -> (Vec<Vec<Link>>, Weights) {
    let pairings: Vec<Pairing> = (prepared.editions.windows(2).zip(&series.editions))
        .map(|(pair, edition)| Pairing::new(&pair[0], &pair[1], edition.fiscal_year))
        .collect();
    let comparisons: Vec<Comparisons> = pairings.iter().map(Pairing::compare).collect();
    let weights = Weights::learn(&FEATURES, &comparisons);
    let resolve = |((pairing, comparisons), decided)| resolve(pairing, comparisons, decided, &weights);
    let links = pairings.iter().zip(&comparisons).zip(decided).map(resolve).collect();
    (links, weights)
}

/// A pair of rows in the making of a link.
#[derive(Debug, Clone, Copy)]
struct Found {
    pair: Comparison,
    kind: Kind,
    probability: f64,
    is_sure: bool,
    /// What a person called it.
    relation: Option<Relation>,
    by_person: bool,
}

impl Found {
    fn new(pair: Comparison, kind: Kind, probability: f64, is_sure: bool) -> Found {
        Found { pair, kind, probability, is_sure, relation: None, by_person: false }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// Partners.
    Whole,
    /// The earlier row has no partner of its own and went into the later one.
    MergedPart,
    /// The later row has no partner of its own and came out of the earlier one.
    SplitPart,
}

/// The links between two editions, in the order of the later one, then those that ended.
fn resolve(pairing: &Pairing, comparisons: &Comparisons, decided: &Decided, weights: &Weights) -> Vec<Link> {
    let accepted: Vec<Found> = decided.accepted.iter().map(|it| accepted(pairing, it)).collect();
    let is_open = |pair: &&Comparison| {
        let is_taken = |it: &Found| it.takes(pair);
        !decided.rejected.contains(&(pair.from, pair.to)) && !accepted.iter().any(is_taken)
    };
    let open: Vec<Comparison> = comparisons.pairs.iter().filter(is_open).copied().collect();
    let mut considered: Vec<(Comparison, Edge)> = Vec::new();
    for pair in &open {
        let odds = weights.odds(comparisons, pair);
        if odds >= LEAST_ODDS && most(comparisons, pair) > Most::Nothing {
            considered.push((*pair, Edge { from: pair.from, to: pair.to, odds }));
        }
    }
    let (wholes, _) = one_to_one(pairing, comparisons, &considered);
    let wholes: Vec<Found> = wholes.into_iter().chain(accepted.iter().copied()).collect();
    let parts = parts(pairing, comparisons, weights, &open, &wholes);
    // What is surely a part no longer competes with the partner of the whole.
    let sure_parts: Vec<&Found> = parts.iter().filter(|it| it.is_sure).collect();
    considered.retain(|(pair, _)| !sure_parts.iter().any(|it| it.takes(pair)));
    let (wholes, taken) = one_to_one(pairing, comparisons, &considered);
    let mut found: Vec<Found> = wholes.into_iter().chain(parts).chain(accepted).collect();
    found.extend(unexplained(comparisons, weights, &open, &found));
    links(pairing, weights, found, &taken)
}

/// The most that can come of a pair, however likely its place makes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Most {
    Nothing,
    Review,
    Link,
}

/// The place alone never links: a new initiative often stands exactly where another one ended. That it was rated the year before
/// says that it is not new.
fn most(comparisons: &Comparisons, pair: &Comparison) -> Most {
    match (content(&pair.levels), has_past(comparisons, pair)) {
        (Content::Clear, _) | (Content::Faint, true) => Most::Link,
        (Content::Faint, false) | (Content::Silent, true) => Most::Review,
        (Content::Silent, false) => Most::Nothing,
    }
}

/// Whether the later row was rated the year before, and as the earlier one was.
fn has_past(comparisons: &Comparisons, pair: &Comparison) -> bool {
    comparisons.pasts[pair.to] == Past::Marked && ratings_agree(&pair.levels)
}

/// What a person accepted: partners, or the part of a merge or a split.
fn accepted(pairing: &Pairing, (from, to, relation): &(usize, usize, Option<Relation>)) -> Found {
    let pair = Comparison { from: *from, to: *to, levels: pairing.levels(*from, *to) };
    let kind = match relation {
        Some(Relation::Merged) => Kind::MergedPart,
        Some(Relation::Split) => Kind::SplitPart,
        _ => Kind::Whole,
    };
    Found { pair, kind, probability: 1.0, is_sure: true, relation: *relation, by_person: true }
}

impl Found {
    /// Whether a pair can no longer be one because this is.
    fn takes(&self, pair: &Comparison) -> bool {
        let (same_from, same_to) = (self.pair.from == pair.from, self.pair.to == pair.to);
        match self.kind {
            Kind::Whole => same_from || same_to,
            Kind::MergedPart => same_from,
            Kind::SplitPart => same_to,
        }
    }
}

/// For each row of both editions the probability that it has a partner.
struct Taken {
    from: Vec<f64>,
    to: Vec<f64>,
}

/// The partners among the pairs considered, each row once.
fn one_to_one(pairing: &Pairing, comparisons: &Comparisons, considered: &[(Comparison, Edge)]) -> (Vec<Found>, Taken) {
    let edges: Vec<Edge> = considered.iter().map(|it| it.1).collect();
    let probabilities = probabilities(&edges);
    let mut taken = Taken { from: vec![0.0; pairing.from.len()], to: vec![0.0; pairing.to.len()] };
    for (edge, probability) in edges.iter().zip(&probabilities) {
        taken.from[edge.from] += probability;
        taken.to[edge.to] += probability;
    }
    let found = |index: usize| {
        let (pair, probability) = (considered[index].0, probabilities[index]);
        let is_sure = probability >= SURE && most(comparisons, &pair) == Most::Link;
        Found::new(pair, Kind::Whole, probability, is_sure)
    };
    (partners(&edges, &probabilities, WORTH_REVIEW).into_iter().map(found).collect(), taken)
}

/// Rows without a partner that look like a part of a pair: an earlier one that went into its later row, or a later one that
/// came from its earlier row.
///
/// Where the titles of the pair are equal the whole is explained without the part, so a person is asked.
fn parts(
    pairing: &Pairing,
    comparisons: &Comparisons,
    weights: &Weights,
    open: &[Comparison],
    wholes: &[Found],
) -> Vec<Found> {
    let partner_of_from: HashMap<usize, &Found> = wholes.iter().map(|it| (it.pair.from, it)).collect();
    let partner_of_to: HashMap<usize, &Found> = wholes.iter().map(|it| (it.pair.to, it)).collect();
    let believed = PRIOR_PART / (1.0 - PRIOR_PART);
    let mut best: BTreeMap<(Kind, usize), Found> = BTreeMap::new();
    for pair in open {
        let (whole, kind, alone) = match (partner_of_from.get(&pair.from), partner_of_to.get(&pair.to)) {
            (None, Some(whole)) => (whole, Kind::MergedPart, pair.from),
            (Some(whole), None) => (whole, Kind::SplitPart, pair.to),
            _ => continue,
        };
        let is_twin = pairing.from[pair.from].title == pairing.from[whole.pair.from].title;
        let odds = match kind {
            Kind::MergedPart if is_twin => weights.odds(comparisons, pair),
            Kind::MergedPart => believed / pairing.to.len() as f64 * ratio(pairing, weights, pair, &whole.pair),
            _ => {
                let past = weights.ratio_of_past(pair, comparisons.pasts[pair.to]);
                believed / pairing.from.len() as f64 * ratio(pairing, weights, pair, &whole.pair) * past
            }
        };
        let probability = odds / (1.0 + odds);
        let is_explained = pairing.title_likeness(whole.pair.from, whole.pair.to) == 1.0;
        let is_sure = probability >= SURE && !is_explained && most(comparisons, pair) == Most::Link;
        let found = Found::new(*pair, kind, probability, is_sure);
        let known = best.get(&(kind, alone)).map_or(WORTH_REVIEW, |it| it.probability);
        if probability > known && most(comparisons, pair) > Most::Nothing {
            best.insert((kind, alone), found);
        }
    }
    best.into_values().collect()
}

/// Rows that were rated the year before, so are not new, and found no partner: a person is shown where they most likely come
/// from, if there is a row of the same section and rating with a neighbour in common.
fn unexplained(comparisons: &Comparisons, weights: &Weights, open: &[Comparison], found: &[Found]) -> Vec<Found> {
    let (from_taken, to_taken): (HashSet<usize>, HashSet<usize>) =
        found.iter().map(|it| (it.pair.from, it.pair.to)).unzip();
    let of_rows = open.chunk_by(|a, b| a.to == b.to).filter(|it| !to_taken.contains(&it[0].to));
    let likeliest = |of_row: &[Comparison]| {
        let possible = of_row.iter().filter(|it| most(comparisons, it) > Most::Nothing && has_past(comparisons, it));
        let near = possible.filter(|it| shares_place(&it.levels));
        let (odds, pair) = near
            .map(|it| (weights.odds(comparisons, it), it))
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.from.cmp(&a.1.from)))?;
        let kind = if from_taken.contains(&pair.from) { Kind::SplitPart } else { Kind::Whole };
        // Odds against being new; how likely a split is beforehand is not in them.
        let odds = if kind == Kind::SplitPart { odds * PRIOR_PART } else { odds };
        let probability = (odds / (1.0 + odds)).min(SURE);
        Some(Found::new(*pair, kind, probability, false))
    };
    of_rows.filter_map(likeliest).collect()
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
    let alike = weights.ratio(part);
    if gain < LEAST_GAIN { alike } else { alike.max(RATIO_OF_GAIN * weights.ratio_but(part, |it| it.name == "title")) }
}

/// Names what was found and adds what is new or ended.
fn links(pairing: &Pairing, weights: &Weights, mut found: Vec<Found>, taken: &Taken) -> Vec<Link> {
    found.sort_by_key(|it| (it.pair.to, it.pair.from));
    let sure = |it: &&Found| it.is_sure;
    let merged: HashSet<usize> =
        found.iter().filter(sure).filter(|it| it.kind == Kind::MergedPart).map(|it| it.pair.to).collect();
    let split: HashSet<usize> =
        found.iter().filter(sure).filter(|it| it.kind == Kind::SplitPart).map(|it| it.pair.from).collect();
    let link = |it: &Found| Link {
        from: Some(it.pair.from),
        to: Some(it.pair.to),
        relation: it.relation.unwrap_or_else(|| match it.kind {
            Kind::MergedPart => Relation::Merged,
            Kind::SplitPart => Relation::Split,
            Kind::Whole if merged.contains(&it.pair.to) => Relation::Merged,
            Kind::Whole if split.contains(&it.pair.from) => Relation::Split,
            Kind::Whole => pairing.relation(it.pair.from, it.pair.to),
        }),
        status: if it.is_sure { Status::Auto } else { Status::Review },
        score: it.probability,
        evidence: Some(evidence(pairing, weights, &it.pair)),
        by_person: it.by_person,
    };
    let mut links: Vec<Link> = found.iter().map(link).collect();
    let linked: HashSet<usize> = found.iter().map(|it| it.pair.to).collect();
    let new = taken.to.iter().enumerate().filter(|(to, _)| !linked.contains(to));
    links.extend(new.map(|(to, taken)| Link::alone(None, Some(to), *taken)));
    links.sort_by_key(|it| (it.to, it.from));
    let linked: HashSet<usize> = found.iter().map(|it| it.pair.from).collect();
    let ended = taken.from.iter().enumerate().filter(|(from, _)| !linked.contains(from));
    links.extend(ended.map(|(from, taken)| Link::alone(Some(from), None, *taken)));
    links
}

fn evidence(pairing: &Pairing, weights: &Weights, pair: &Comparison) -> Evidence {
    Evidence {
        levels: level_names(&FEATURES, &pair.levels),
        likeness: pairing.title_likeness(pair.from, pair.to),
        text_likeness: text_likeness(&pairing.from[pair.from], &pairing.to[pair.to]),
        weight: weights.ratio(pair).log2(),
    }
}
