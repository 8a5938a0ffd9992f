//! Compared initiatives -> links: partners, merges, splits, and what is new or ended.

use std::collections::HashSet;

use super::candidates;
use super::compare::{Pairing, text_likeness};
use super::comparisons::Comparisons;
use super::decision::Decided;
use super::features::{FEATURES, Most, most};
use super::matching::{Edge, partners, probabilities};
use super::model::{Comparison, Weights, level_names};
use super::open::{Closed, LEAST_ODDS, OpenPair, open_pairs};
use super::parts::{parts, unexplained};
use super::prepare::Prepared;
use super::relation::{Relation, Status};
use super::sources::Series;

/// From this probability on a link is made without asking.
pub(super) const SURE: f64 = 0.9;
/// From this probability on a link is put up for review.
pub(super) const WORTH_REVIEW: f64 = 0.3;

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
    link_by(candidates::compare, series, prepared, decided)
}

/// As [`link`], comparing by the function given.
pub(super) fn link_by(
    compare: fn(&Pairing) -> Comparisons,
    series: &Series,
    prepared: &Prepared,
    decided: &[Decided],
) -> (Vec<Vec<Link>>, Weights) {
    let pairings: Vec<Pairing> = (prepared.editions.windows(2).zip(&series.editions))
        .map(|(pair, edition)| Pairing::new(&pair[0], &pair[1], edition.fiscal_year))
        .collect();
    let comparisons: Vec<Comparisons> = pairings.iter().map(compare).collect();
    let weights = Weights::learn(&FEATURES, &comparisons);
    let resolve = |((pairing, comparisons), decided)| resolve(pairing, comparisons, decided, &weights);
    let links = pairings.iter().zip(&comparisons).zip(decided).map(resolve).collect();
    (links, weights)
}

/// A pair of rows in the making of a link.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub pair: Comparison,
    pub kind: Kind,
    pub probability: f64,
    pub is_sure: bool,
    /// What a person called it.
    relation: Option<Relation>,
    by_person: bool,
}

impl Found {
    /// What the program found, without a word of a person.
    pub fn new(pair: Comparison, kind: Kind, probability: f64, is_sure: bool) -> Found {
        Found { pair, kind, probability, is_sure, relation: None, by_person: false }
    }
}

/// What a pair is to a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
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
    let open = open_pairs(pairing, comparisons, weights, &Closed::by(&accepted, &decided.rejected));
    let mut considered: Vec<OpenPair> = open.iter().filter(|it| it.odds >= LEAST_ODDS).copied().collect();
    let (mut wholes, mut taken) = one_to_one(pairing, comparisons, &considered);
    let with_accepted: Vec<Found> = wholes.iter().chain(&accepted).copied().collect();
    let parts = parts(pairing, comparisons, weights, &open, &with_accepted);

    // What is surely a part no longer competes with the partner of the whole.
    let sure_parts: Vec<Found> = parts.iter().filter(|it| it.is_sure).copied().collect();
    let (closed, before) = (Closed::by(&sure_parts, &[]), considered.len());
    considered.retain(|it| !closed.holds(&it.pair));
    if considered.len() < before {
        (wholes, taken) = one_to_one(pairing, comparisons, &considered);
    }

    let mut found: Vec<Found> = wholes.into_iter().chain(parts).chain(accepted).collect();
    found.extend(unexplained(comparisons, &open, &found));
    links(pairing, weights, found, &taken)
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

/// For each row of both editions the probability that it has a partner.
struct Taken {
    from: Vec<f64>,
    to: Vec<f64>,
}

/// The partners among the pairs considered, each row once.
fn one_to_one(pairing: &Pairing, comparisons: &Comparisons, considered: &[OpenPair]) -> (Vec<Found>, Taken) {
    let edge = |it: &OpenPair| Edge { from: it.pair.from, to: it.pair.to, odds: it.odds };
    let edges: Vec<Edge> = considered.iter().map(edge).collect();
    let probabilities = probabilities(&edges);
    let mut taken = Taken { from: vec![0.0; pairing.from.len()], to: vec![0.0; pairing.to.len()] };
    for (edge, probability) in edges.iter().zip(&probabilities) {
        taken.from[edge.from] += probability;
        taken.to[edge.to] += probability;
    }

    let found = |index: usize| {
        let (pair, probability) = (considered[index].pair, probabilities[index]);
        let is_sure = probability >= SURE && most(&pair.levels, comparisons.pasts[pair.to]) == Most::Link;
        Found::new(pair, Kind::Whole, probability, is_sure)
    };
    (partners(&edges, &probabilities, WORTH_REVIEW).into_iter().map(found).collect(), taken)
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
        weight: weights.ratio(&pair.levels).log2(),
    }
}
