//! Weights of evidence, learnt from the reports themselves without labels.
//!
//! Method: Fellegi and Sunter (1969), the shares estimated by expectation maximisation as Winkler (1988) and Splink do, each
//! of the later edition having one of the earlier edition or being new. What is believed beforehand counts like a few pairs, so
//! that two short lists do not teach nonsense.

/// The most features that a model may have.
pub(super) const MOST_FEATURES: usize = 6;

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
    fn least_others(&self, pair: &Comparison) -> f64 {
        if pair.levels[0] == 1 { 0.0 } else { self.least_of_unequal }
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

/// Two rows compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Comparison {
    pub from: usize,
    pub to: usize,
    pub levels: Levels,
}

/// The comparisons of two editions.
pub(super) struct Comparisons {
    pub from_count: usize,
    /// Pairs that may be linked, in the order of `to`, then of `from`.
    pub pairs: Vec<Comparison>,
    /// What each row of the later edition says of its past.
    pub pasts: Vec<Past>,
    /// How often each level of each feature stands among the pairs that are not worth a comparison.
    pub rest: Vec<Vec<f64>>,
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
        for _ in 0..ROUNDS {
            weights = weights.round(editions);
        }
        weights
    }

    fn round(&self, editions: &[Comparisons]) -> Weights {
        let mut linked = believed(self.features, |it| PRIOR_LINKED * it.linked);
        let mut others = believed(self.features, |it| PRIOR_OTHERS * it.others);
        let (mut marked, mut new) = (PRIOR_MARKED * PRIOR_NEW, PRIOR_NEW);
        let (mut going_on, mut rows) = (PRIOR_GOING_ON * PRIOR_ROWS, PRIOR_ROWS);
        for edition in editions {
            for (counts, rest) in others.iter_mut().zip(&edition.rest) {
                counts.iter_mut().zip(rest).for_each(|(count, more)| *count += more);
            }
            let mut chances_of_new = vec![1.0; edition.pasts.len()];
            for of_row in edition.pairs.chunk_by(|a, b| a.to == b.to) {
                let odds: Vec<f64> = of_row.iter().map(|it| self.odds(edition, it)).collect();
                let all = 1.0 + odds.iter().sum::<f64>();
                for (pair, odds) in of_row.iter().zip(odds) {
                    add(&mut linked, &pair.levels, odds / all);
                    add(&mut others, &pair.levels, 1.0 - odds / all);
                }
                chances_of_new[of_row[0].to] = 1.0 / all;
            }
            for (past, chance) in edition.pasts.iter().zip(chances_of_new) {
                going_on += 1.0 - chance;
                rows += 1.0;
                new += if *past == Past::Untold { 0.0 } else { chance };
                marked += if *past == Past::Marked { chance } else { 0.0 };
            }
        }
        let shares = |counts: Vec<Vec<f64>>| counts.into_iter().map(as_shares).collect();
        Weights {
            features: self.features,
            linked: shares(linked),
            others: shares(others),
            marked: marked / new,
            going_on: going_on / rows,
        }
    }

    /// The odds that a pair is linked against the later row being new.
    pub fn odds(&self, edition: &Comparisons, pair: &Comparison) -> f64 {
        let before = self.going_on / (1.0 - self.going_on) / edition.from_count as f64;
        before * self.ratio(pair) * self.ratio_of_past(pair, edition.pasts[pair.to])
    }

    /// How many times likelier a comparison is between linked rows than between others, what is said of the past left out.
    pub fn ratio(&self, pair: &Comparison) -> f64 {
        self.ratio_but(pair, |_| false)
    }

    /// As [`Weights::ratio`], without the features left out.
    pub fn ratio_but(&self, pair: &Comparison, left_out: impl Fn(&Feature) -> bool) -> f64 {
        let told = self.levels(pair).filter(|it| !it.0.of_past && !left_out(it.0));
        told.map(|(feature, linked, others)| linked / others.max(feature.least_others(pair))).product()
    }

    /// How many times likelier what the later row says of its past is if the two are linked than if it is new.
    pub fn ratio_of_past(&self, pair: &Comparison, past: Past) -> f64 {
        let linked: f64 = self.levels(pair).filter(|it| it.0.of_past).map(|(_, linked, _)| linked).product();
        match past {
            Past::Untold => 1.0,
            Past::Marked => linked / self.marked,
            Past::Blank => linked / (1.0 - self.marked),
        }
    }

    /// The features that can be told of a pair, with the shares of their levels.
    fn levels(&self, pair: &Comparison) -> impl Iterator<Item = (&Feature, f64, f64)> {
        self.features.iter().enumerate().filter_map(|(index, feature)| {
            let level = usize::from(pair.levels[index]).checked_sub(1)?;
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

/// Counts of levels, all nought.
pub(super) fn nothing_counted(features: &[Feature]) -> Vec<Vec<f64>> {
    believed(features, |_| 0.0)
}

/// Counts the levels of a pair.
pub(super) fn count(counts: &mut [Vec<f64>], levels: &Levels) {
    add(counts, levels, 1.0);
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
