//! Which initiative and indicator of one edition is which of another.

use std::collections::HashMap;
use std::hash::Hash;

use crate::dataset::Edition;
use crate::text::fold;

/// Pairs of indices, of the earlier edition and of the later one, in the order of the later one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pairs {
    /// Indices in [`crate::report::Report::initiatives`].
    pub initiatives: Vec<(usize, usize)>,
    /// Indices in [`crate::indicator::Measurements::indicators`].
    pub indicators: Vec<(usize, usize)>,
}

/// A name of an indicator that is at least so long is the same one under whatever initiative it stands; shorter ones (`参加者数`)
/// are only where the initiatives are paired too.
const LONG_NAME: usize = 8;

impl Pairs {
    /// Pairs of initiatives, with the indicators whose name is the only one of its kind in both editions.
    pub fn of_initiatives(earlier: &Edition, later: &Edition, mut initiatives: Vec<(usize, usize)>) -> Pairs {
        initiatives.sort_by_key(|it| (it.1, it.0));
        let names = |edition: &Edition| -> Vec<String> {
            edition.measurements.indicators.iter().map(|it| fold(&it.name)).collect()
        };
        let (before, now) = (names(earlier), names(later));
        let mut indicators = unique_pairs(&before, &now);
        indicators.retain(|(first, second)| {
            let of = |edition: &Edition, index: usize| edition.measurements.indicators[index].initiative;
            let paired = of(earlier, *first).zip(of(later, *second)).is_some_and(|it| initiatives.contains(&it));
            paired || now[*second].chars().count() >= LONG_NAME
        });
        Pairs { initiatives, indicators }
    }
}

/// Pairs of the keys that stand once on both sides.
fn unique_pairs<Key: Hash + Eq>(earlier: &[Key], later: &[Key]) -> Vec<(usize, usize)> {
    let (first, second) = (once(earlier), once(later));
    let pair = |(index, key)| Some((*first.get(key)?, index)).filter(|_| second.contains_key(key));
    later.iter().enumerate().filter_map(pair).collect()
}

/// The place of each key that stands only once.
fn once<Key: Hash + Eq>(keys: &[Key]) -> HashMap<&Key, usize> {
    let mut places: HashMap<&Key, Option<usize>> = HashMap::new();
    for (index, key) in keys.iter().enumerate() {
        places.entry(key).and_modify(|it| *it = None).or_insert(Some(index));
    }
    places.into_iter().filter_map(|(key, place)| Some((key, place?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_twice_is_paired_with_nothing() {
        assert_eq!(unique_pairs(&["a", "b", "c", "c"], &["c", "b", "a", "d"]), [(1, 1), (0, 2)]);
        assert_eq!(unique_pairs(&["a"], &["a", "a"]), []);
    }
}
