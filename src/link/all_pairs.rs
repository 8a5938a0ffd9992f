//! Comparing each with each, against which what the indices find is held, on editions drawn by lot.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::compare::Pairing;
use super::comparisons::{Comparisons, Tally};
use super::decision::Decided;
use super::features::{FEATURES, Most, most};
use super::indicator_pairs::{self, FEATURES as INDICATOR_FEATURES};
use super::model::{Comparison, Feature, Levels, Past};
use super::prepare::prepare;
use super::sources::{Edition, Indicator, Initiative, Series};
use super::{candidates, indicators, initiatives};

/// Counts the levels of a pair that is not worth a comparison.
fn count(rest: &mut [Vec<f64>], levels: &Levels) {
    for (counts, level) in rest.iter_mut().zip(levels).filter(|it| *it.1 > 0) {
        counts[usize::from(*level) - 1] += 1.0;
    }
}

fn nothing_counted(features: &[Feature]) -> Vec<Vec<f64>> {
    features.iter().map(|it| vec![0.0; it.levels.len()]).collect()
}

/// All pairs of initiatives compared, those that share a word, a neighbour, an indicator or a phrase counted by pattern.
fn compare_all(pairing: &Pairing) -> Comparisons {
    let pasts: Vec<Past> = (0..pairing.to.len()).map(|to| pairing.past(to)).collect();
    let mut tally = Tally::new(&FEATURES, pairing.from.len(), pasts.clone());
    let mut rest = nothing_counted(&FEATURES);
    for (to, past) in pasts.into_iter().enumerate() {
        for from in 0..pairing.from.len() {
            let levels = pairing.levels(from, to);
            let [title, place, _, indicators, text, _] = levels;
            if title <= 6 || place <= 4 || (1..=3).contains(&indicators) || (1..=2).contains(&text) {
                tally.add(&Comparison { from, to, levels }, most(&levels, past) > Most::Nothing);
            } else {
                count(&mut rest, &levels);
            }
        }
        tally.end_row();
    }
    tally.finish(rest)
}

/// All pairs of indicators of one part compared.
fn compare_all_indicators(pairing: &indicator_pairs::Pairing) -> Comparisons {
    let (from_count, to_count) = (pairing.from.indicators.len(), pairing.to.indicators.len());
    let mut tally = Tally::new(&INDICATOR_FEATURES, from_count, vec![Past::Untold; to_count]);
    let mut rest = nothing_counted(&INDICATOR_FEATURES);
    for to in 0..to_count {
        for from in 0..from_count {
            if pairing.from.indicators[from].part != pairing.to.indicators[to].part {
                continue;
            }
            let levels = pairing.levels(from, to);
            let [name, _, _, values, initiative, _] = levels;
            if name <= 5 || values == 1 || (1..=2).contains(&initiative) {
                tally.add(&Comparison { from, to, levels }, true);
            } else {
                count(&mut rest, &levels);
            }
        }
        tally.end_row();
    }
    tally.finish(rest)
}

const THINGS: [&str; 7] = ["空き家", "電子申請", "移住相談", "農地集積", "公共交通", "税", "森林経営管理の"];
const VERBS: [&str; 5] = ["の推進", "の支援", "への補助", "に関する調査", ""];
const PLACES: [&str; 4] = ["", "離島における", "中山間地域の", "県庁"];
const NAMES: [&str; 5] = ["件数", "利用者数", "相談件数の割合", "移住相談件数の割合", "数"];
const UNITS: [Option<&str>; 3] = [None, Some("case"), Some("percent")];
const PARTS: [Option<&str>; 2] = [None, Some("男性")];
const SECTIONS: [&str; 5] = ["(1) 産業", "(2) 防災", "(3) 福祉", "(4) 危機管理と防災", ""];
const AREAS: [&str; 2] = ["暮らし", "行政"];
const DEPARTMENTS: [&str; 5] = ["産業振興課", "産業政策課", "防災課", "福祉課", "防災危機管理課"];

/// An initiative as drawn; each number chooses among the words above.
#[derive(Debug, Clone)]
struct Drawn {
    words: (usize, usize, usize),
    heading: (usize, usize),
    departments: Vec<usize>,
    ratings: Vec<(i16, Option<i8>)>,
    text: Option<usize>,
    /// Name (0 for the title), unit, part, value of the target.
    indicators: Vec<(usize, usize, usize, u8)>,
}

/// What becomes of an initiative.
#[derive(Debug, Clone)]
enum Change {
    Stay,
    Rename(usize),
    Move(usize),
    End,
    Split(usize),
    MergeWithNext,
    BeginBefore(Drawn),
    Turn,
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let rating = prop_oneof![Just(None), (1..4_i8).prop_map(Some)];
    let indicator = (0..=NAMES.len(), 0..UNITS.len(), 0..PARTS.len(), 0..4_u8);
    (
        (0..PLACES.len(), 0..THINGS.len(), 0..VERBS.len()),
        (0..AREAS.len(), 0..SECTIONS.len()),
        prop::collection::vec(0..DEPARTMENTS.len(), 0..3),
        prop::collection::vec((2020..2023_i16, rating), 0..3),
        prop::option::of(0..THINGS.len()),
        prop::collection::vec(indicator, 0..3),
    )
        .prop_map(|(words, heading, departments, ratings, text, indicators)| Drawn {
            words,
            heading,
            departments,
            ratings,
            text,
            indicators,
        })
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        6 => Just(Change::Stay),
        2 => (0..VERBS.len()).prop_map(Change::Rename),
        1 => (0..SECTIONS.len()).prop_map(Change::Move),
        1 => Just(Change::End),
        1 => (0..VERBS.len()).prop_map(Change::Split),
        1 => Just(Change::MergeWithNext),
        1 => drawn().prop_map(Change::BeginBefore),
        1 => Just(Change::Turn),
    ]
}

/// A row of an edition: what was drawn, and the title where it is no longer that.
type Row = (Drawn, Option<String>);

fn title((drawn, title): &Row) -> String {
    let (place, thing, verb) = drawn.words;
    title.clone().unwrap_or_else(|| format!("{}{}{}", PLACES[place], THINGS[thing], VERBS[verb]))
}

fn next_edition(rows: &[Row], changes: &[Change]) -> Vec<Row> {
    let mut after: Vec<Row> = Vec::new();
    let mut absorbed = false;
    for (index, (row, change)) in rows.iter().zip(changes.iter().cycle()).enumerate() {
        if std::mem::take(&mut absorbed) {
            continue;
        }
        let (mut now, extended) = (row.clone(), format!("{}及び", title(row)));
        match change {
            Change::Stay => after.push(now),
            Change::Rename(verb) => {
                now.0.words.2 = *verb;
                after.push((now.0, None));
            }
            Change::Move(section) => {
                now.0.heading.1 = *section;
                after.push(now);
            }
            Change::End => {}
            Change::Split(verb) => {
                let part = format!("{}{}", title(row), VERBS[*verb]);
                after.extend([now.clone(), (now.0, Some(part))]);
            }
            Change::MergeWithNext => {
                let next = rows.get(index + 1).map(title).unwrap_or_default();
                absorbed = true;
                after.push((now.0, Some(extended + &next)));
            }
            Change::BeginBefore(new) => after.extend([(new.clone(), None), now]),
            Change::Turn => {
                after.push(now);
                after.reverse();
            }
        }
    }
    after
}

/// An edition as linking sees it. Its texts live as long as the tests.
fn edition(fiscal_year: i16, rows: &[Row]) -> Edition<'static> {
    let mut edition = Edition { fiscal_year, ..Edition::default() };
    for (index, row) in rows.iter().enumerate() {
        let (drawn, title): (&Drawn, &'static str) = (&row.0, title(row).leak());
        let first = edition.indicators.len();
        edition.indicators.extend(drawn.indicators.iter().map(|(name, unit, part, value)| Indicator {
            document_id: "",
            id: "",
            initiative: (*value != 3).then_some(index),
            page: None,
            name: name.checked_sub(1).map_or(title, |it| NAMES[it]),
            part: PARTS[*part],
            unit: UNITS[*unit],
            aggregation: None,
            values: BTreeMap::from([(("target", 2020 + i16::from(*value)), (*value).into())]),
        }));
        let text = |it: usize| format!("{title}を進め、{}の相談に応じる。", THINGS[it]);
        edition.initiatives.push(Initiative {
            document_id: "",
            id: "",
            number: Some(index as i32 + 1),
            page: None,
            area: Some(AREAS[drawn.heading.0]),
            section: Some(SECTIONS[drawn.heading.1]),
            title,
            departments: drawn.departments.iter().map(|it| DEPARTMENTS[*it].to_owned()).collect(),
            ratings: drawn.ratings.iter().copied().collect(),
            text: drawn.text.map(text).unwrap_or_default(),
            indicators: (first..edition.indicators.len())
                .filter(|it| edition.indicators[*it].initiative.is_some())
                .collect(),
        });
    }
    edition
}

fn series(first: &[Drawn], years: &[Vec<Change>]) -> Series<'static> {
    let mut rows: Vec<Row> = first.iter().map(|it| (it.clone(), None)).collect();
    let mut editions = vec![edition(2020, &rows)];
    for (changes, fiscal_year) in years.iter().zip(2021..) {
        rows = next_edition(&rows, changes);
        editions.push(edition(fiscal_year, &rows));
    }
    Series { prefecture_code: None, plan: None, editions }
}

/// Decisions about the pairs drawn, the first accepted, the others rejected.
fn decisions(series: &Series, drawn: &[(usize, usize)]) -> Vec<Decided> {
    let of_pair = |editions: &[Edition]| {
        let [from, to] = [&editions[0], &editions[1]].map(|it| it.initiatives.len());
        let pairs = drawn.iter().filter(|_| from > 0 && to > 0).map(|it| (it.0 % from.max(1), it.1 % to.max(1)));
        let mut decided = Decided { accepted: Vec::new(), rejected: pairs.collect() };
        decided.accepted.extend(decided.rejected.pop().map(|(from, to)| (from, to, None)));
        decided
    };
    series.editions.windows(2).map(of_pair).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn indices_find_what_comparing_each_with_each_finds(
        first in prop::collection::vec(drawn(), 0..24),
        years in prop::collection::vec(prop::collection::vec(change(), 1..12), 1..3),
        decided in prop::collection::vec((0..24_usize, 0..24_usize), 0..4),
    ) {
        let series = series(&first, &years);
        let prepared = prepare(&series);
        for (pair, edition) in prepared.editions.windows(2).zip(&series.editions) {
            let pairing = Pairing::new(&pair[0], &pair[1], edition.fiscal_year);
            prop_assert_eq!(candidates::compare(&pairing), compare_all(&pairing));
        }

        let decided = decisions(&series, &decided);
        let (links, weights) = initiatives::link(&series, &prepared, &decided);
        let (expected, expected_weights) = initiatives::link_by(compare_all, &series, &prepared, &decided);
        prop_assert_eq!(&links, &expected);
        prop_assert!(weights.rows().eq(expected_weights.rows()));

        let found = indicators::link(&series, &links);
        prop_assert_eq!(found, indicators::link_by(compare_all_indicators, &series, &links));
    }
}
