//! Which actual belongs to which target.

use crate::text::fold;

/// An actual is printed under a short form of its target's name: at least this share of its character pairs stands in the
/// full name. In the Akita report all pairs of all 15 actuals do, and at most 0.86 of those of a wrong one.
const MIN_CONTAINMENT: f64 = 0.8;
/// Where a block has one target and one actual in the same unit, less will do.
const MIN_CONTAINMENT_ALONE: f64 = 0.5;

/// A name with its unit.
pub(super) struct Named<'a> {
    pub name: &'a str,
    pub unit: Option<&'a str>,
}

/// For each actual the index of its target; a target has at most one actual. The likeliest pairs are settled first.
pub(super) fn pair(targets: &[Named<'_>], actuals: &[Named<'_>]) -> Vec<Option<usize>> {
    let alone = targets.len() == 1 && actuals.len() == 1;
    let least = if alone { MIN_CONTAINMENT_ALONE } else { MIN_CONTAINMENT };
    let mut candidates: Vec<(f64, usize, usize)> = Vec::new();
    for (actual_index, actual) in actuals.iter().enumerate() {
        let short = fold(actual.name);
        for (target_index, target) in targets.iter().enumerate() {
            if target.unit != actual.unit {
                continue;
            }
            let full = fold(target.name);
            let score = match () {
                () if full == short => 3.0,
                () if !short.is_empty() && full.ends_with(&short) => 2.0,
                () => containment(&short, &full),
            };
            if score >= least {
                // The shorter of two full names that hold the short one is the nearer.
                let length = full.chars().count().max(1) as f64;
                candidates.push((score + 0.1 / length, actual_index, target_index));
            }
        }
    }
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut target_of_actual = vec![None; actuals.len()];
    let mut taken = vec![false; targets.len()];
    for (_, actual, target) in candidates {
        if target_of_actual[actual].is_none() && !taken[target] {
            target_of_actual[actual] = Some(target);
            taken[target] = true;
        }
    }
    target_of_actual
}

/// Share of the character pairs of `short` that stand in `full`.
fn containment(short: &str, full: &str) -> f64 {
    let pairs = |text: &str| {
        let characters: Vec<char> = text.chars().collect();
        characters.windows(2).map(|it| (it[0], it[1])).collect::<Vec<_>>()
    };
    let (short, full) = (pairs(short), pairs(full));
    if short.is_empty() {
        return 0.0;
    }
    short.iter().filter(|it| full.contains(it)).count() as f64 / short.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(
        targets: &[(&'static str, &'static str)],
        actuals: &[(&'static str, &'static str)],
        expected: &[Option<usize>],
    ) {
        let of = |it: &(&'static str, &'static str)| Named { name: it.0, unit: Some(it.1) };
        let targets: Vec<_> = targets.iter().map(of).collect();
        let actuals: Vec<_> = actuals.iter().map(of).collect();
        assert_eq!(pair(&targets, &actuals), expected);
    }

    #[test]
    fn the_short_name_ends_the_full_one() {
        check(&[("行政手続の電子化率", "percent")], &[("電子化率", "percent")], &[Some(0)]);
    }

    #[test]
    fn letters_left_out_in_the_middle() {
        check(&[("オープンデータ化した県有データ数", "case")], &[("オープンデータ数", "case")], &[Some(0)]);
    }

    #[test]
    fn two_in_one_block() {
        check(
            &[("基盤への参加事業者数", "business"), ("公式サイトのページビュー数", "pageview")],
            &[("ページビュー数", "pageview"), ("参加事業者数", "business")],
            &[Some(1), Some(0)],
        );
    }

    #[test]
    fn another_unit_is_another_indicator() {
        check(&[("補助件数", "case")], &[("補助件数", "company")], &[None]);
    }

    #[test]
    fn a_stranger_stays_alone() {
        let targets = [("研修受講者数", "person"), ("電子化率", "percent")];
        check(&targets, &[("来場者", "person")], &[None]);
    }
}
