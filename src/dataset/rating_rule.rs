//! The rule by which achievements become ratings, inferred from a list of both.
//!
//! Comes in: [`RatedItem`]s of one scale. Goes out: [`RatingRule`], for each two neighbouring ratings the bounds within which the
//! threshold lies that explains most items. Reports seldom publish their rule; where the items do not show one, a boundary says so
//! by its many contradictions ([`Boundary::is_firm`]), and nothing is to be concluded from it.

use rust_decimal::Decimal;

/// Fewest items from which a rule is believed.
const FEWEST_ITEMS: usize = 8;
/// Of so many items one may contradict a rule that is believed all the same. In the Akita report of 2023 none of 14 does; in an
/// invented edition, where other things than figures decided between A and B, 5 of 23 do.
const ITEMS_A_CONTRADICTION: usize = 8;

/// A rating with the figures that it should rest on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatedItem {
    /// Place on the scale, 1 the best.
    pub rank: u8,
    /// Achievements of its indicators in percent, more is better; at least one.
    pub achievements: Vec<Decimal>,
}

/// Which achievement decides where several indicators stand under one rating.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// The lowest.
    Worst,
    /// Their mean.
    Mean,
    /// The highest.
    Best,
}

impl Policy {
    /// All, the one first that stands where the items do not tell.
    pub const ALL: [Policy; 3] = [Policy::Worst, Policy::Mean, Policy::Best];

    /// The word written to outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Policy::Worst => "worst",
            Policy::Mean => "mean",
            Policy::Best => "best",
        }
    }

    /// The achievement that decides; `None` where there is none.
    pub fn decisive(self, achievements: &[Decimal]) -> Option<Decimal> {
        match self {
            Policy::Worst => achievements.iter().min().copied(),
            Policy::Best => achievements.iter().max().copied(),
            Policy::Mean => achievements.iter().sum::<Decimal>().checked_div(Decimal::from(achievements.len())),
        }
    }
}

/// Where one rating ends and the next better one begins: the threshold lies above `above` and is at most `up_to`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Boundary {
    /// The rank that is reached at the threshold.
    pub better_rank: u8,
    /// The rank below it.
    pub worse_rank: u8,
    /// The highest achievement below the threshold, in percent.
    pub above: Decimal,
    /// The lowest achievement that reaches it, in percent.
    pub up_to: Decimal,
    /// Indices of the items that stand on the wrong side, ascending.
    pub contradictions: Vec<usize>,
    /// The number of items that it was inferred from.
    pub item_count: usize,
}

impl Boundary {
    /// Whether so many items agree that one that does not is worth a question.
    pub fn is_firm(&self) -> bool {
        self.item_count >= FEWEST_ITEMS && self.contradictions.len() * ITEMS_A_CONTRADICTION <= self.item_count
    }
}

/// The rule that explains most items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatingRule {
    /// Which of several indicators decides; `None` where no item has several.
    pub policy: Option<Policy>,
    /// For each policy of [`Policy::ALL`] how many items contradict its best thresholds.
    pub contradicted: [usize; 3],
    /// Between each two neighbouring ranks that items have, the best first.
    pub boundaries: Vec<Boundary>,
}

/// Infers the thresholds and the policy that leave the fewest contradictions. Of several thresholds that explain equally many
/// items the one with the widest bounds stands, of several policies the first of [`Policy::ALL`]; where fewer than two ranks have
/// items there are no boundaries.
///
/// ```
/// use shinchoku::dataset::rating_rule::{RatedItem, infer};
/// let item = |rank, achievement: i64| RatedItem { rank, achievements: vec![achievement.into()] };
/// let rule = infer(&[item(1, 107), item(2, 98), item(2, 88), item(1, 119)]);
/// let boundary = &rule.boundaries[0];
/// assert_eq!((boundary.above, boundary.up_to), (98.into(), 107.into()));
/// ```
pub fn infer(items: &[RatedItem]) -> RatingRule {
    let rules = Policy::ALL.map(|policy| boundaries(items, policy));
    let contradicted = [0, 1, 2].map(|index: usize| contradicting(&rules[index]).len());
    let has_several = items.iter().any(|it| it.achievements.len() > 1);
    let best = (0..rules.len()).min_by_key(|index| contradicted[*index]).unwrap_or_default();
    let [worst, mean, highest] = rules;
    let boundaries = match Policy::ALL[best] {
        Policy::Worst => worst,
        Policy::Mean => mean,
        Policy::Best => highest,
    };
    RatingRule { policy: has_several.then_some(Policy::ALL[best]), contradicted, boundaries }
}

/// The items that contradict any of the boundaries.
fn contradicting(boundaries: &[Boundary]) -> Vec<usize> {
    let mut all: Vec<usize> = boundaries.iter().flat_map(|it| it.contradictions.iter().copied()).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn boundaries(items: &[RatedItem], policy: Policy) -> Vec<Boundary> {
    let decided = |(index, item): (usize, &RatedItem)| Some((policy.decisive(&item.achievements)?, item.rank, index));
    let mut placed: Vec<(Decimal, u8, usize)> = items.iter().enumerate().filter_map(decided).collect();
    placed.sort_unstable();
    let mut ranks: Vec<u8> = placed.iter().map(|it| it.1).collect();
    ranks.sort_unstable();
    ranks.dedup();
    ranks.windows(2).filter_map(|pair| boundary(&placed, pair[0], pair[1])).collect()
}

/// The best threshold between two ranks; items are sorted by achievement. `None` where all achievements are one.
fn boundary(placed: &[(Decimal, u8, usize)], better_rank: u8, worse_rank: u8) -> Option<Boundary> {
    let is_better = |rank: u8| rank <= better_rank;
    // Items that are wrong where the threshold lies below all of them.
    let mut wrong = placed.iter().filter(|it| !is_better(it.1)).count();
    let mut best: Option<(usize, std::cmp::Reverse<Decimal>, usize)> = None;
    for cut in 1..placed.len() {
        wrong = if is_better(placed[cut - 1].1) { wrong + 1 } else { wrong - 1 };
        let width = placed[cut].0 - placed[cut - 1].0;
        let candidate = (wrong, std::cmp::Reverse(width), cut);
        if width > Decimal::ZERO && best.is_none_or(|best| candidate < best) {
            best = Some(candidate);
        }
    }
    let (_, _, cut) = best?;
    let mut contradictions: Vec<usize> = placed
        .iter()
        .enumerate()
        .filter(|(position, it)| is_better(it.1) != (*position >= cut))
        .map(|(_, it)| it.2)
        .collect();
    contradictions.sort_unstable();
    let (above, up_to) = (placed[cut - 1].0, placed[cut].0);
    Some(Boundary { better_rank, worse_rank, above, up_to, contradictions, item_count: placed.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Items as `A 106.6` or, with several indicators, `B 90.0 168.5`.
    fn items(lines: &[&str]) -> Vec<RatedItem> {
        let item = |line: &&str| {
            let (letter, numbers) = line.split_once(' ').expect("a letter, then achievements");
            let rank = letter.as_bytes()[0] - b'A' + 1;
            let achievements = numbers.split(' ').map(|it| it.parse().expect("a decimal")).collect();
            RatedItem { rank, achievements }
        };
        lines.iter().map(item).collect()
    }

    const AKITA_2023: [&str; 14] = [
        "B 97.6",
        "C 40.5",
        "B 81.3",
        "A 106.6",
        "A 148.7",
        "A 112.0",
        "B 90.0 168.5",
        "B 88.0",
        "A 124.4",
        "B 81.8",
        "A 138.8",
        "A 119.1",
        "A 113.8",
        "C 47.8",
    ];

    /// Policy, then each boundary with the items that contradict it.
    #[track_caller]
    fn check(lines: &[&str], expected: &str) {
        let rule = infer(&items(lines));
        let letter = |rank: u8| char::from(b'A' + rank - 1);
        let mut found = rule.policy.map_or_else(|| "-".to_owned(), |it| it.as_str().to_owned());
        for it in &rule.boundaries {
            let firm = if it.is_firm() { "" } else { "?" };
            let (better, worse) = (letter(it.better_rank), letter(it.worse_rank));
            found.push_str(&format!(" {better}/{worse}{firm} ({}, {}] {:?}", it.above, it.up_to, it.contradictions));
        }
        assert_eq!(found, expected);
    }

    #[test]
    fn the_akita_report_follows_the_worse_of_two_indicators() {
        check(&AKITA_2023, "worst A/B (97.6, 106.6] [] B/C (47.8, 81.3] []");
    }

    #[test]
    fn a_wrong_rating_stands_alone() {
        let mut lines = AKITA_2023;
        lines[13] = "A 47.8";
        check(&lines, "worst A/B (97.6, 106.6] [13] B/C (40.5, 47.8] []");
        lines[3] = "C 106.6";
        check(&lines, "worst A/B (106.6, 112.0] [13] B/C (40.5, 47.8] [3]");
    }

    #[test]
    fn the_mean_may_decide() {
        check(&["A 80 140", "A 120", "B 90", "B 70 130"], "mean A/B? (100, 110] []");
    }

    #[test]
    fn ratings_without_a_rule_are_not_firm() {
        let lines = ["A 100", "B 101", "A 102", "B 103", "A 104", "B 105", "A 106", "B 107", "A 108"];
        check(&lines, "- A/B? (101, 102] [0, 3, 5, 7]");
    }

    #[test]
    fn nothing_is_inferred_of_one_rating_or_one_achievement() {
        check(&[], "-");
        check(&["A 100", "A 90"], "-");
        check(&["A 100", "B 100"], "-");
    }

    #[test]
    fn of_equal_thresholds_the_one_in_the_widest_gap_stands() {
        check(&["C 10", "B 40", "C 50", "B 90"], "- B/C? (50, 90] [1]");
    }
}
