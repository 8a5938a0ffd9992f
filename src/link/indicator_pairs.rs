//! Two editions -> the pairs of indicators that have something in common, found through indices.
//!
//! What two may share is kept by key: the name and its telling character pairs, a value of one role and year, and the initiative.
//! Only indicators of one part (男性, 65歳以上) are compared.

use std::hash::Hash;

use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

use super::candidates::{by_key, of_key};
use super::comparisons::{Common, Comparisons, Tally};
use super::grouped::{Grouped, Rest};
use super::initiatives::Link;
use super::likeness::Vector;
use super::model::{Comparison, Feature, Level, Levels, Past, step};
use super::postings::{Postings, Sums};
use super::relation::Status;
use super::sources::{Edition, Indicator};

/// What indicators are compared in. The shares are those believed before any report was seen.
pub(super) const FEATURES: [Feature; 5] = [
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
pub(super) const NAME: usize = 0;
pub(super) const HEAD: usize = 1;
pub(super) const VALUES: usize = 3;
pub(super) const INITIATIVE: usize = 4;

/// Least likenesses of names for the levels after `equal`.
const NAME_STEPS: [f64; 4] = [0.75, 0.5, 0.35, 0.2];
/// The indicators of two editions that follow one another.
pub(super) struct Pairing<'a> {
    pub from: &'a Edition<'a>,
    pub to: &'a Edition<'a>,
    /// Vectors and plain names, in the order of the indicators.
    pub from_names: &'a [(Vector, String)],
    pub to_names: &'a [(Vector, String)],
    /// The initiatives of the earlier edition that one of the later is linked to, and how sure that is.
    pub initiatives: FxHashMap<usize, Vec<(usize, Status)>>,
}

/// The initiatives that each of the later edition is linked to.
pub(super) fn linked_initiatives(links: &[Link]) -> FxHashMap<usize, Vec<(usize, Status)>> {
    let mut linked: FxHashMap<usize, Vec<(usize, Status)>> = FxHashMap::default();
    for (to, from, status) in links.iter().filter_map(|it| Some((it.to?, it.from?, it.status))) {
        linked.entry(to).or_default().push((from, status));
    }
    linked
}

/// The indicators of an earlier edition by what a later one may share with them.
struct Index<'a> {
    names: FxHashMap<&'a str, Vec<usize>>,
    name_pairs: Postings<'a>,
    values: FxHashMap<(&'a str, i16, Decimal), Vec<usize>>,
}

impl Pairing<'_> {
    /// Compares the indicators of two editions, as if each were compared with each of its part.
    pub fn compare(&self) -> Comparisons {
        let (from, to) = (&self.from.indicators, &self.to.indicators);
        let index = self.index();
        let grouped = self.levels_of_nothing_in_common();
        let (mut common, mut sums) = (Common::new(from.len()), index.name_pairs.sums());
        let mut rest = Rest::all(&FEATURES, &grouped);
        let mut tally = Tally::new(&FEATURES, from.len(), vec![Past::Untold; to.len()]);

        for to in 0..to.len() {
            self.note_all(&index, to, &mut common, &mut sums);
            let rows = grouped.each_ref().map(|it| it.row(to));
            common.take(|from, found| {
                if !self.same_part(from, to) {
                    return;
                }
                let mut levels = Levels::default();
                levels.iter_mut().zip(&rows).for_each(|(level, row)| *level = row.level(from));
                rest.take_out(&levels);
                let told = levels.iter_mut().zip(found).filter(|it| it.1 > 0);
                told.for_each(|(level, found)| *level = found);
                tally.add(&Comparison { from, to, levels }, true);
            });
            tally.end_row();
        }
        tally.finish(rest.counts())
    }

    fn index(&self) -> Index<'_> {
        let mut values: FxHashMap<_, Vec<usize>> = FxHashMap::default();
        for (from, indicator) in self.from.indicators.iter().enumerate() {
            for ((role, year), value) in &indicator.values {
                values.entry((*role, *year, *value)).or_default().push(from);
            }
        }
        Index {
            names: by_key(self.from_names.iter().map(|it| it.1.as_str())),
            name_pairs: Postings::of(self.from_names.iter().map(|it| &it.0).collect()),
            values,
        }
    }

    /// Notes all that an indicator of the later edition has in common with any of the earlier one, whatever its part.
    fn note_all(&self, index: &Index, to: usize, common: &mut Common, sums: &mut Sums) {
        let ((vector, name), indicator) = (&self.to_names[to], &self.to.indicators[to]);
        for from in of_key(&index.names, name.as_str()) {
            common.note(*from, NAME, name_level(true, 1.0));
        }
        index.name_pairs.alike(vector, NAME_STEPS[NAME_STEPS.len() - 1], sums, |from, likeness| {
            common.note(from, NAME, name_level(false, likeness));
        });

        for ((role, year), value) in &indicator.values {
            for from in of_key(&index.values, (*role, *year, *value)) {
                common.note(*from, VALUES, 1);
            }
        }

        let linked = indicator.initiative.map_or(&[][..], |it| of_key(&self.initiatives, it));
        for (initiative, status) in linked {
            for from in &self.from.initiatives[*initiative].indicators {
                common.note(*from, INITIATIVE, initiative_level(*status));
            }
        }
    }

    /// The levels of pairs that have nothing in common but their groups, in the order of the features.
    fn levels_of_nothing_in_common(&self) -> [Grouped; FEATURES.len()] {
        let [from_heads, to_heads] = [self.from_names, self.to_names].map(|it| it.iter().map(|it| head(&it.1)));
        let heads = |from: usize, to: usize| [&self.from_names[from].1, &self.to_names[to].1].map(|it| head(it));
        let roles_and_years = |it: &Indicator| -> Vec<(String, i16)> {
            it.values.keys().map(|(role, year)| ((*role).to_owned(), *year)).collect()
        };
        [
            self.grouped_by(|_| (), |_| name_level(false, 0.0)),
            self.grouped(from_heads, to_heads, |from, to| head_level(heads(from, to))),
            self.grouped_by(|it| it.unit.map(str::to_owned), unit_level),
            self.grouped_by(roles_and_years, level_of_other_values),
            self.grouped_by(|it| it.initiative.is_some(), level_of_other_initiatives),
        ]
    }

    /// Groups indicators by their part and by what `key` gives of them.
    fn grouped_by<Key: Hash + Eq>(
        &self,
        key: impl Fn(&Indicator) -> Key,
        level: impl Fn((&Indicator, &Indicator)) -> u8,
    ) -> Grouped {
        let [from, to] = [self.from, self.to].map(|it| it.indicators.iter().map(&key).collect::<Vec<_>>());
        self.grouped(from, to, |from, to| level((&self.from.indicators[from], &self.to.indicators[to])))
    }

    /// Groups indicators by their part and by their keys, given in their order.
    fn grouped<Key: Hash + Eq>(
        &self,
        from: impl IntoIterator<Item = Key>,
        to: impl IntoIterator<Item = Key>,
        level: impl Fn(usize, usize) -> u8,
    ) -> Grouped {
        let from = self.from.indicators.iter().map(|it| it.part).zip(from);
        let to = self.to.indicators.iter().map(|it| it.part).zip(to);
        Grouped::new(from, to, |from, to| self.same_part(from, to).then(|| level(from, to)))
    }

    fn same_part(&self, from: usize, to: usize) -> bool {
        self.from.indicators[from].part == self.to.indicators[to].part
    }

    /// The levels of a pair, in the order of the features.
    #[cfg(test)]
    pub fn levels(&self, from: usize, to: usize) -> Levels {
        let (first, second) = (&self.from.indicators[from], &self.to.indicators[to]);
        let ((from_vector, from_name), (to_vector, to_name)) = (&self.from_names[from], &self.to_names[to]);
        let linked = second.initiative.and_then(|it| self.initiatives.get(&it)).into_iter().flatten();
        let status = linked.filter(|it| Some(it.0) == first.initiative).map(|it| it.1).next();
        [
            name_level(from_name == to_name, from_vector.likeness(to_vector)),
            head_level([head(from_name), head(to_name)]),
            unit_level((first, second)),
            first.values_continue(second).map_or(0, |it| 2 - u8::from(it)),
            status.map_or_else(|| level_of_other_initiatives((first, second)), initiative_level),
            0,
        ]
    }
}

fn name_level(is_equal: bool, likeness: f64) -> u8 {
    if is_equal { 1 } else { 2 + step(likeness, &NAME_STEPS) }
}

fn head_level([from, to]: [&str; 2]) -> u8 {
    if from == to { 1 } else { 2 }
}

fn unit_level((from, to): (&Indicator, &Indicator)) -> u8 {
    match (from.unit, to.unit) {
        (Some(from), Some(to)) => 2 - u8::from(from == to),
        _ => 0,
    }
}

/// The level of values of which none is equal: whether any are of one role and year.
fn level_of_other_values((from, to): (&Indicator, &Indicator)) -> u8 {
    if from.values.keys().any(|it| to.values.contains_key(it)) { 2 } else { 0 }
}

fn initiative_level(status: Status) -> u8 {
    match status {
        Status::Auto => 1,
        Status::Review => 2,
    }
}

/// The level of initiatives that are not linked.
fn level_of_other_initiatives((from, to): (&Indicator, &Indicator)) -> u8 {
    if from.initiative.or(to.initiative).is_some() { 3 } else { 0 }
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
