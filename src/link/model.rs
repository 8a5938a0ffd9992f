//! Weights of evidence, learnt from the reports themselves without labels.
//!
//! Method: Fellegi and Sunter (1969), the shares estimated by expectation maximisation as Winkler (1988) and Splink do, each
//! of the later edition having one of the earlier edition or being new. What is believed beforehand counts like a few pairs, so
//! that two short lists do not teach nonsense. Pairs of one pattern of levels are reckoned together, as in Splink.

use super::comparisons::{Comparisons, Pattern, Shape};

/// The most features that a model may have.
pub(super) const MOST_FEATURES: usize = 6;
/// The most levels that a feature may have.
pub(super) const MOST_LEVELS: usize = 7;

/// Linked pairs that the shares believed beforehand count for.
const PRIOR_LINKED: f64 = 30.0;
/// Pairs not linked that the shares believed beforehand count for.
const PRIOR_OTHERS: f64 = 150.0;
/// Rows of the later edition that the share believed to go on counts for.
const PRIOR_ROWS: f64 = 20.0;
/// Share of the rows of an edition that are believed to go on from the one before.
const PRIOR_GOING_ON: f64 = 0.9;
/// Rounds of learning: in all editions tried the weights moved by less than a hundredth after eight.
const ROUNDS: usize = 12;

/// Probability believed beforehand that a new row bears a mark of its past, such as a rating of last year.
const PRIOR_MARKED: f64 = 0.05;
/// New rows that this probability counts for.
const PRIOR_NEW: f64 = 10.0;

/// Something two rows are compared in.
pub(super) struct Feature {
    pub name: &'static str,
    pub levels: &'static [Level],
    /// Whether it compares what the later row says of its own past: a new row then is told by [`Past`].
    pub of_past: bool,
    /// For pairs that do not agree in the first feature: the least share of other pairs that a level is reckoned with, because
    /// what is new often stands exactly where something else ended.
    pub least_of_unequal: f64,
}

impl Feature {
    fn least_others(&self, levels: &Levels) -> f64 {
        if levels[0] == 1 { 0.0 } else { self.least_of_unequal }
    }
}

/// How a comparison may come out.
pub(super) struct Level {
    pub name: &'static str,
    /// Share of linked pairs believed to be so.
    pub linked: f64,
    /// Share of other pairs believed to be so; not used of a feature of the past.
    pub others: f64,
}

/// The level of each feature, from 1; 0 where it cannot be told.
pub(super) type Levels = [u8; MOST_FEATURES];

/// What a row of the later edition says of its own past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Past {
    /// The report does not speak of it.
    Untold,
    /// It had one: it was rated the year before.
    Marked,
    /// It had none, or it is not told.
    Blank,
}

impl Past {
    /// All, in the order of tables of them.
    pub const ALL: [Past; 3] = [Past::Untold, Past::Marked, Past::Blank];
}

/// Two rows compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Comparison {
    pub from: usize,
    pub to: usize,
    pub levels: Levels,
}

/// How many pairs of a pattern there are, and how many of them are believed to be linked.
#[derive(Debug, Clone, Copy, Default)]
struct PatternShare {
    linked: f64,
    all: f64,
}

/// Ratios by what the later row says of its past, in the order of [`Past::ALL`].
type PastRatios = [f64; Past::ALL.len()];

/// What a round of learning counts: levels of linked and of other pairs by feature, and rows.
struct Counts {
    linked: Vec<Vec<f64>>,
    others: Vec<Vec<f64>>,
    /// Rows that are new, where reports speak of the past, and those of them that bear a mark of one.
    new: f64,
    marked: f64,
    /// All rows, and those of them that go on.
    rows: f64,
    going_on: f64,
}

impl Counts {
    fn believed(features: &[Feature]) -> Counts {
        Counts {
            linked: believed(features, |it| PRIOR_LINKED * it.linked),
            others: believed(features, |it| PRIOR_OTHERS * it.others),
            new: PRIOR_NEW,
            marked: PRIOR_MARKED * PRIOR_NEW,
            rows: PRIOR_ROWS,
            going_on: PRIOR_GOING_ON * PRIOR_ROWS,
        }
    }

    fn add_row(&mut self, past: Past, chance_of_new: f64) {
        self.rows += 1.0;
        self.going_on += 1.0 - chance_of_new;
        self.new += if past == Past::Untold { 0.0 } else { chance_of_new };
        self.marked += if past == Past::Marked { chance_of_new } else { 0.0 };
    }

    fn weights(self, features: &'static [Feature]) -> Weights {
        let shares = |counts: Vec<Vec<f64>>| counts.into_iter().map(as_shares).collect();
        Weights {
            features,
            linked: shares(self.linked),
            others: shares(self.others),
            marked: self.marked / self.new,
            going_on: self.going_on / self.rows,
        }
    }
}

/// What was learnt: shares by feature and level.
pub(super) struct Weights {
    features: &'static [Feature],
    linked: Vec<Vec<f64>>,
    others: Vec<Vec<f64>>,
    /// Probability that a new row bears a mark of its past, where reports speak of it.
    marked: f64,
    going_on: f64,
}

impl Weights {
    /// Learns from the editions of a series.
    pub fn learn(features: &'static [Feature], editions: &[Comparisons]) -> Weights {
        let mut weights = Weights {
            features,
            linked: believed(features, |it| it.linked),
            others: believed(features, |it| it.others),
            marked: PRIOR_MARKED,
            going_on: PRIOR_GOING_ON,
        };
        let mut patterns: Vec<Pattern> =
            editions.iter().flat_map(Comparisons::counts).flatten().map(|(pattern, _)| *pattern).collect();
        patterns.sort_unstable();
        patterns.dedup();
        for _ in 0..ROUNDS {
            weights = weights.round(editions, &patterns);
        }
        weights
    }

    /// The weights that follow from the odds that these give; `patterns` are all that stand in the editions.
    fn round(&self, editions: &[Comparisons], patterns: &[Pattern]) -> Weights {
        let shape = Shape::of(self.features);
        let ratios = self.ratios(&shape, patterns);
        let mut counts = Counts::believed(self.features);
        let mut shares = vec![PatternShare::default(); shape.pattern_count()];
        for edition in editions {
            self.count(edition, &ratios, &mut shares, &mut counts);
        }

        for pattern in patterns {
            let (levels, share) = (shape.levels(*pattern), shares[pattern.index()]);
            add(&mut counts.linked, &levels, share.linked);
            add(&mut counts.others, &levels, share.all - share.linked);
        }
        counts.weights(self.features)
    }

    /// Counts the pairs and rows of two editions, each by the chance that it is linked.
    fn count(&self, edition: &Comparisons, ratios: &[PastRatios], shares: &mut [PatternShare], counts: &mut Counts) {
        for (counts, rest) in counts.others.iter_mut().zip(&edition.rest) {
            counts.iter_mut().zip(rest).for_each(|(count, more)| *count += more);
        }

        let before = self.odds_beforehand(edition);
        for (past, of_row) in edition.pasts.iter().zip(edition.counts()) {
            let odds = |pattern: Pattern| before * ratios[pattern.index()][*past as usize];
            let all_odds: f64 = of_row.iter().map(|(pattern, count)| f64::from(*count) * odds(*pattern)).sum();
            let chance_of_new = 1.0 / (1.0 + all_odds);
            for (pattern, count) in of_row {
                let share = &mut shares[pattern.index()];
                share.linked += f64::from(*count) * odds(*pattern) * chance_of_new;
                share.all += f64::from(*count);
            }
            counts.add_row(*past, chance_of_new);
        }
    }

    /// By pattern and [`Past`], how many times likelier both are if the two are linked than if not; nought for other patterns.
    fn ratios(&self, shape: &Shape, patterns: &[Pattern]) -> Vec<PastRatios> {
        let mut ratios = vec![[0.0; Past::ALL.len()]; shape.pattern_count()];
        for pattern in patterns {
            let levels = shape.levels(*pattern);
            ratios[pattern.index()] = Past::ALL.map(|past| self.ratio(&levels) * self.ratio_of_past(&levels, past));
        }
        ratios
    }

    /// The odds that a pair is linked, before anything is known of it.
    fn odds_beforehand(&self, edition: &Comparisons) -> f64 {
        self.going_on / (1.0 - self.going_on) / edition.from_count as f64
    }

    /// The odds that a pair is linked against the later row being new, which says so much of its past.
    pub fn odds(&self, edition: &Comparisons, levels: &Levels, past: Past) -> f64 {
        self.odds_beforehand(edition) * self.ratio(levels) * self.ratio_of_past(levels, past)
    }

    /// How many times likelier levels are between linked rows than between others, what is said of the past left out.
    pub fn ratio(&self, levels: &Levels) -> f64 {
        self.ratio_but(levels, |_| false)
    }

    /// As [`Weights::ratio`], without the features left out.
    pub fn ratio_but(&self, levels: &Levels, left_out: impl Fn(&Feature) -> bool) -> f64 {
        let told = self.shares(levels).filter(|it| !it.0.of_past && !left_out(it.0));
        told.map(|(feature, linked, others)| linked / others.max(feature.least_others(levels))).product()
    }

    /// How many times likelier what the later row says of its past is if the two are linked than if it is new.
    pub fn ratio_of_past(&self, levels: &Levels, past: Past) -> f64 {
        let linked: f64 = self.shares(levels).filter(|it| it.0.of_past).map(|(_, linked, _)| linked).product();
        match past {
            Past::Untold => 1.0,
            Past::Marked => linked / self.marked,
            Past::Blank => linked / (1.0 - self.marked),
        }
    }

    /// The features that can be told, with the shares of their levels.
    fn shares(&self, levels: &Levels) -> impl Iterator<Item = (&Feature, f64, f64)> {
        self.features.iter().enumerate().filter_map(|(index, feature)| {
            let level = usize::from(levels[index]).checked_sub(1)?;
            Some((feature, self.linked[index][level], self.others[index][level]))
        })
    }

    /// Feature, level, share of linked pairs, share of others, in the order of the features.
    pub fn rows(&self) -> impl Iterator<Item = (&'static str, &'static str, f64, f64)> {
        self.features.iter().enumerate().flat_map(move |(index, feature)| {
            feature.levels.iter().enumerate().map(move |(level, it)| {
                let others = match (feature.of_past, level + 1 == feature.levels.len()) {
                    (false, _) => self.others[index][level],
                    (true, false) => self.marked,
                    (true, true) => 1.0 - self.marked,
                };
                (feature.name, it.name, self.linked[index][level], others)
            })
        })
    }
}

/// The names of levels, in the order of the features; `None` where one cannot be told.
pub(super) fn level_names(features: &'static [Feature], levels: &Levels) -> Vec<Option<&'static str>> {
    let name = |(feature, level): (&'static Feature, &u8)| {
        feature.levels.get(usize::from(*level).checked_sub(1)?).map(|it| it.name)
    };
    features.iter().zip(levels).map(name).collect()
}

/// The level that a likeness reaches, from 0, by the least likeness of each; their number where it reaches none.
pub(super) fn step(likeness: f64, least: &[f64]) -> u8 {
    least.iter().take_while(|least| likeness < **least).count() as u8
}

fn believed(features: &[Feature], count: impl Fn(&Level) -> f64) -> Vec<Vec<f64>> {
    features.iter().map(|it| it.levels.iter().map(&count).collect()).collect()
}

fn add(counts: &mut [Vec<f64>], levels: &Levels, probability: f64) {
    for (counts, level) in counts.iter_mut().zip(levels) {
        if let Some(level) = usize::from(*level).checked_sub(1) {
            counts[level] += probability;
        }
    }
}

fn as_shares(counts: Vec<f64>) -> Vec<f64> {
    let all: f64 = counts.iter().sum();
    counts.into_iter().map(|it| it / all).collect()
}
