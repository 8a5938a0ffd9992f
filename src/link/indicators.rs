//! Indicators of linked initiatives -> links of indicators.

use std::collections::{BTreeSet, HashSet};

use super::comparisons::{Comparisons, Shape};
use super::indicator_pairs::{FEATURES, HEAD, INITIATIVE, NAME, Pairing, VALUES, linked_initiatives};
use super::initiatives::{Evidence, Link, SURE, WORTH_REVIEW};
use super::likeness::{Vector, Vocabulary, plain};
use super::matching::{Edge, partners, probabilities};
use super::model::{Comparison, Levels, Past, Weights, level_names};
use super::open::LEAST_ODDS;
use super::relation::{Relation, Status};
use super::sources::{Edition, Series};

/// The links between the indicators of each two editions, in the order of the later one, then those that ended.
pub(super) fn link(series: &Series, initiative_links: &[Vec<Link>]) -> Vec<Vec<Link>> {
    link_by(|it| it.compare(), series, initiative_links)
}

/// As [`link`], comparing by the function given.
pub(super) fn link_by(
    compare: fn(&Pairing) -> Comparisons,
    series: &Series,
    initiative_links: &[Vec<Link>],
) -> Vec<Vec<Link>> {
    let names: BTreeSet<String> =
        series.editions.iter().flat_map(|it| &it.indicators).map(|it| plain(it.name)).collect();
    let vocabulary = Vocabulary::of(names.iter().map(String::as_str));
    let prepare = |edition: &'_ Edition<'_>| -> Vec<_> {
        let names = edition.indicators.iter().map(|it| plain(it.name));
        names.map(|name| (vocabulary.vector(&name), name)).collect()
    };
    let prepared: Vec<Vec<(Vector, String)>> = series.editions.iter().map(prepare).collect();
    let pairing = |(index, links): (usize, &Vec<Link>)| Pairing {
        from: &series.editions[index],
        to: &series.editions[index + 1],
        from_names: &prepared[index],
        to_names: &prepared[index + 1],
        initiatives: linked_initiatives(links),
    };
    let pairings: Vec<Pairing> = initiative_links.iter().enumerate().map(pairing).collect();
    let comparisons: Vec<Comparisons> = pairings.iter().map(compare).collect();
    let weights = Weights::learn(&FEATURES, &comparisons);
    pairings.iter().zip(&comparisons).map(|(pairing, comparisons)| resolve(pairing, comparisons, &weights)).collect()
}

/// The links between the indicators of two editions.
fn resolve(pairing: &Pairing, comparisons: &Comparisons, weights: &Weights) -> Vec<Link> {
    let considered = considered(comparisons, weights);
    let edges: Vec<Edge> = considered.iter().map(|it| it.1).collect();
    let probabilities = probabilities(&edges);
    let found = partners(&edges, &probabilities, WORTH_REVIEW);
    let link = |index: &usize| link_of(pairing, weights, &considered[*index].0, probabilities[*index]);
    let mut links: Vec<Link> = found.iter().map(link).collect();

    // How likely it is that each has a partner.
    let [mut from, mut to] = [pairing.from, pairing.to].map(|it| vec![0.0; it.indicators.len()]);
    for (edge, probability) in edges.iter().zip(&probabilities) {
        from[edge.from] += probability;
        to[edge.to] += probability;
    }

    let linked: HashSet<usize> = links.iter().filter_map(|it| it.to).collect();
    let new = to.iter().enumerate().filter(|(to, _)| !linked.contains(to));
    links.extend(new.map(|(to, taken)| Link::alone(None, Some(to), *taken)));
    links.sort_by_key(|it| it.to);
    let linked: HashSet<usize> = links.iter().filter_map(|it| it.from).collect();
    let ended = from.iter().enumerate().filter(|(from, _)| !linked.contains(from));
    links.extend(ended.map(|(from, taken)| Link::alone(Some(from), None, *taken)));
    links
}

/// The pairs that may be partners, in the order of the later edition, with their odds.
fn considered(comparisons: &Comparisons, weights: &Weights) -> Vec<(Comparison, Edge)> {
    let shape = Shape::of(&FEATURES);
    let mut known: Vec<Option<(Levels, f64)>> = vec![None; shape.pattern_count()];
    let mut considered = Vec::new();
    for (to, pairs) in comparisons.pairs().enumerate() {
        for (from, pattern) in pairs {
            let reckon = || {
                let levels = shape.levels(*pattern);
                (levels, weights.odds(comparisons, &levels, Past::Untold))
            };
            let (levels, odds) = *known[pattern.index()].get_or_insert_with(reckon);
            let from = *from as usize;
            if odds >= LEAST_ODDS {
                considered.push((Comparison { from, to, levels }, Edge { from, to, odds }));
            }
        }
    }
    considered
}

/// The link that a pair of partners makes.
fn link_of(pairing: &Pairing, weights: &Weights, pair: &Comparison, probability: f64) -> Link {
    let levels = &pair.levels;
    let relation = match (levels[NAME], levels[INITIATIVE]) {
        (1, 0..=2) => Relation::Same,
        (1, _) => Relation::Moved,
        _ => Relation::Renamed,
    };
    // 交付率 and 保有率 are alike in name and not the same thing; neither is a sum of years the figure of one.
    let same_thing = levels[NAME] == 1 || levels[VALUES] == 1 || levels[NAME] <= 3 && levels[HEAD] == 1;
    let (first, second) = (pairing.from.indicators[pair.from].aggregation, pairing.to.indicators[pair.to].aggregation);
    let summed_alike = (first == Some("cumulative")) == (second == Some("cumulative"));
    let is_sure = probability >= SURE && same_thing && (summed_alike || levels[VALUES] == 1);
    Link {
        from: Some(pair.from),
        to: Some(pair.to),
        relation,
        status: if is_sure { Status::Auto } else { Status::Review },
        score: probability,
        evidence: Some(Evidence {
            levels: level_names(&FEATURES, levels),
            likeness: pairing.from_names[pair.from].0.likeness(&pairing.to_names[pair.to].0),
            text_likeness: None,
            weight: weights.ratio(levels).log2(),
        }),
        by_person: false,
    }
}
