//! Indicators of linked initiatives -> links of indicators.

use std::collections::{BTreeSet, HashMap};

use super::initiatives::{Evidence, Link, SURE, WORTH_REVIEW};
use super::likeness::{Vector, Vocabulary, likenesses, plain};
use super::matching::{Edge, partners, probabilities};
use super::model::{
    Comparison, Comparisons, Feature, Level, Levels, Past, Weights, count, level_names, nothing_counted, step,
};
use super::relation::{Relation, Status};
use super::sources::{Edition, Indicator, Series};

/// What indicators are compared in. The shares are those believed before any report was seen.
const FEATURES: [Feature; 5] = [
    Feature {
        name: "name",
        levels: &[
            Level { name: "equal", linked: 0.85, others: 0.005 },
            Level { name: "nearly_equal", linked: 0.05, others: 0.001 },
            Level { name: "very_alike", linked: 0.04, others: 0.005 },
            Level { name: "alike", linked: 0.03, others: 0.01 },
            Level { name: "somewhat_alike", linked: 0.02, others: 0.03 },
            Level { name: "unlike", linked: 0.01, others: 0.949 },
        ],
        of_past: false,
        least_of_unequal: 0.0,
    },
    Feature {
        name: "head",
        levels: &[
            Level { name: "same", linked: 0.95, others: 0.15 },
            Level { name: "other", linked: 0.05, others: 0.85 },
        ],
        of_past: false,
        least_of_unequal: 0.0,
    },
    Feature {
        name: "unit",
        levels: &[
            Level { name: "same", linked: 0.95, others: 0.25 },
            Level { name: "other", linked: 0.05, others: 0.75 },
        ],
        of_past: false,
        least_of_unequal: 0.0,
    },
    Feature {
        name: "values",
        levels: &[
            Level { name: "continue", linked: 0.8, others: 0.02 },
            Level { name: "differ", linked: 0.2, others: 0.98 },
        ],
        of_past: false,
        least_of_unequal: 0.0,
    },
    Feature {
        name: "initiative",
        levels: &[
            Level { name: "linked", linked: 0.93, others: 0.02 },
            Level { name: "for_review", linked: 0.03, others: 0.01 },
            Level { name: "other", linked: 0.04, others: 0.97 },
        ],
        of_past: false,
        // One indicator of an initiative is often replaced by another one.
        least_of_unequal: 0.1,
    },
];

/// Places of the features.
const NAME: usize = 0;
const HEAD: usize = 1;
const UNIT: usize = 2;
const VALUES: usize = 3;
const INITIATIVE: usize = 4;

/// Least likenesses of names for the levels after `equal`.
const NAME_STEPS: [f64; 4] = [0.75, 0.5, 0.35, 0.2];
/// Pairs with smaller odds cannot change a probability.
const LEAST_ODDS: f64 = 1e-6;

/// The links between the indicators of each two editions, in the order of the later one, then those that ended.
pub(super) fn link(series: &Series, initiative_links: &[Vec<Link>]) -> Vec<Vec<Link>> {
    let names: BTreeSet<String> =
        series.editions.iter().flat_map(|it| &it.indicators).map(|it| plain(it.name)).collect();
    let vocabulary = Vocabulary::of(names.iter().map(String::as_str));
    let prepare = |edition: &'_ Edition<'_>| -> Vec<_> {
        let names = edition.indicators.iter().map(|it| plain(it.name));
        names.map(|name| (vocabulary.vector(&name), name)).collect()
    };
    let prepared: Vec<Vec<(Vector, String)>> = series.editions.iter().map(prepare).collect();
    let pairings: Vec<Pairing> = (0..initiative_links.len())
        .map(|index| Pairing {
            from: &series.editions[index].indicators,
            to: &series.editions[index + 1].indicators,
            from_names: &prepared[index],
            to_names: &prepared[index + 1],
            initiatives: statuses(&initiative_links[index]),
        })
        .collect();
    let comparisons: Vec<Comparisons> = pairings.iter().map(Pairing::compare).collect();
    let weights = Weights::learn(&FEATURES, &comparisons);
    pairings.iter().zip(&comparisons).map(|(pairing, comparisons)| pairing.resolve(comparisons, &weights)).collect()
}

/// How sure each link of two initiatives is.
fn statuses(links: &[Link]) -> HashMap<(usize, usize), Status> {
    links.iter().filter_map(|it| Some(((it.from?, it.to?), it.status))).collect()
}

/// The indicators of two editions that follow one another.
struct Pairing<'a> {
    from: &'a [Indicator<'a>],
    to: &'a [Indicator<'a>],
    from_names: &'a [(Vector, String)],
    to_names: &'a [(Vector, String)],
    initiatives: HashMap<(usize, usize), Status>,
}

impl Pairing<'_> {
    fn compare(&self) -> Comparisons {
        let [first, second] = [self.from_names, self.to_names].map(|it| it.iter().map(|it| &it.0).collect::<Vec<_>>());
        let likenesses = likenesses(&second, &first);
        let mut pairs = Vec::new();
        let mut rest = nothing_counted(&FEATURES);
        for (to, likenesses) in likenesses.iter().enumerate() {
            for (from, likeness) in likenesses.iter().enumerate() {
                if self.from[from].part != self.to[to].part {
                    continue;
                }
                let levels = self.levels(from, to, f64::from(*likeness));
                if levels[NAME] <= 5 || levels[VALUES] == 1 || levels[INITIATIVE] <= 2 {
                    pairs.push(Comparison { from, to, levels });
                } else {
                    count(&mut rest, &levels);
                }
            }
        }
        Comparisons { from_count: self.from.len(), pairs, pasts: vec![Past::Untold; self.to.len()], rest }
    }

    fn levels(&self, from: usize, to: usize, likeness: f64) -> Levels {
        let (first, second) = (&self.from[from], &self.to[to]);
        let (from_name, to_name) = (&self.from_names[from].1, &self.to_names[to].1);
        let mut levels = Levels::default();
        levels[NAME] = if from_name == to_name { 1 } else { 2 + step(likeness, &NAME_STEPS) };
        levels[HEAD] = if head(from_name) == head(to_name) { 1 } else { 2 };
        levels[UNIT] = match (first.unit, second.unit) {
            (Some(first), Some(second)) => 2 - u8::from(first == second),
            _ => 0,
        };
        levels[VALUES] = first.values_continue(second).map_or(0, |it| 2 - u8::from(it));
        let status = first.initiative.zip(second.initiative).and_then(|it| self.initiatives.get(&it));
        levels[INITIATIVE] = match (first.initiative.or(second.initiative), status) {
            (None, _) => 0,
            (_, Some(Status::Auto)) => 1,
            (_, Some(Status::Review)) => 2,
            (_, None) => 3,
        };
        levels
    }

    fn resolve(&self, comparisons: &Comparisons, weights: &Weights) -> Vec<Link> {
        let mut considered: Vec<(Comparison, Edge)> = Vec::new();
        for pair in &comparisons.pairs {
            let odds = weights.odds(comparisons, pair);
            if odds >= LEAST_ODDS {
                considered.push((*pair, Edge { from: pair.from, to: pair.to, odds }));
            }
        }
        let edges: Vec<Edge> = considered.iter().map(|it| it.1).collect();
        let probabilities = probabilities(&edges);
        let found = partners(&edges, &probabilities, WORTH_REVIEW);
        let link = |index: &usize| self.link(weights, &considered[*index].0, probabilities[*index]);
        let mut links: Vec<Link> = found.iter().map(link).collect();
        let taken = |side: fn(&Edge) -> usize, index: usize| -> f64 {
            let of_row = edges.iter().zip(&probabilities).filter(|it| side(it.0) == index);
            of_row.map(|it| it.1).sum()
        };
        let linked: Vec<usize> = links.iter().filter_map(|it| it.to).collect();
        let new = (0..self.to.len()).filter(|to| !linked.contains(to));
        links.extend(new.map(|to| Link::alone(None, Some(to), taken(|it| it.to, to))));
        links.sort_by_key(|it| it.to);
        let linked: Vec<usize> = links.iter().filter_map(|it| it.from).collect();
        let ended = (0..self.from.len()).filter(|from| !linked.contains(from));
        links.extend(ended.map(|from| Link::alone(Some(from), None, taken(|it| it.from, from))));
        links
    }

    fn link(&self, weights: &Weights, pair: &Comparison, probability: f64) -> Link {
        let levels = &pair.levels;
        let relation = match (levels[NAME], levels[INITIATIVE]) {
            (1, 0..=2) => Relation::Same,
            (1, _) => Relation::Moved,
            _ => Relation::Renamed,
        };
        // 交付率 and 保有率 are alike in name and not the same thing; neither is a sum of years the figure of one.
        let same_thing = levels[NAME] == 1 || levels[VALUES] == 1 || levels[NAME] <= 3 && levels[HEAD] == 1;
        let (first, second) = (self.from[pair.from].aggregation, self.to[pair.to].aggregation);
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
                likeness: self.from_names[pair.from].0.likeness(&self.to_names[pair.to].0),
                text_likeness: None,
                weight: weights.ratio(pair).log2(),
            }),
            by_person: false,
        }
    }
}

/// What is measured, at the end of a plain name: the last run of letters of one script (`利用可能者数`, `ページビュー数`).
fn head(name: &str) -> &str {
    let is_kana = |it: char| ('ぁ'..='ん').contains(&it);
    let start = name.char_indices().rev().find(|(_, it)| is_kana(*it)).map_or(0, |(at, it)| at + it.len_utf8());
    let rest = &name[start..];
    let kanji = rest.char_indices().rev().take_while(|(_, it)| ('一'..='鿿').contains(it)).last();
    kanji.map_or(rest, |(at, _)| &rest[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, expected: &str) {
        assert_eq!(head(name), expected);
    }

    #[test]
    fn the_head_of_a_name_is_what_is_measured() {
        check("マイナンバーカード交付率", "交付率");
        check("テレワーク利用可能者数", "利用可能者数");
        check("研修を受けた職員の割合", "割合");
        check("ホームページのアクセス", "アクセス");
    }
}
