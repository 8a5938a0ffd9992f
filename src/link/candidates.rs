//! Two editions -> the pairs of initiatives that have something in common, found through indices.
//!
//! What two rows may share is kept by key: the title, telling character pairs of titles and blocks, the neighbours, names and values
//! of indicators. Pairs that share none of these are counted by groups of rows and never looked at one by one.

use std::hash::Hash;

use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

use super::compare::{
    ALIKE, Neighbours, Pairing, TEXT_STEPS, TITLE_STEPS, department_level, indicator_pair_level,
    level_of_other_indicators, place_level, rating_level, text_level, title_level,
};
use super::comparisons::{Common, Comparisons, Tally};
use super::features::{FEATURES, INDICATORS, Most, PLACE, TEXT, TITLE, most};
use super::grouped::{Grouped, Rest};
use super::likeness::Vector;
use super::model::{Comparison, Levels, MOST_FEATURES};
use super::postings::{Postings, Sums};
use super::prepare::{PreparedIndicator, PreparedInitiative};

/// Compares the initiatives of two editions, as if each were compared with each.
pub(super) fn compare(pairing: &Pairing) -> Comparisons {
    let index = Index::of(pairing);
    let grouped = levels_of_nothing_in_common(pairing);
    let mut room = Room::new(&index, pairing.from.len());
    let mut rest = Rest::all(&FEATURES, &grouped);
    let pasts: Vec<_> = (0..pairing.to.len()).map(|to| pairing.past(to)).collect();
    let mut tally = Tally::new(&FEATURES, pairing.from.len(), pasts.clone());

    for (to, past) in pasts.into_iter().enumerate() {
        index.note_all(pairing, to, &mut room);
        let rows = grouped.each_ref().map(|it| it.row(to));
        room.common.take(|from, found| {
            let otherwise = rows.map(|it| it.level(from));
            rest.take_out(&otherwise);
            let levels = levels(&found, &otherwise);
            tally.add(&Comparison { from, to, levels }, most(&levels, past) > Most::Nothing);
        });
        tally.end_row();
    }
    tally.finish(rest.counts())
}

/// The levels of a pair from what was found in common and what stands otherwise.
fn levels(found: &Levels, otherwise: &Levels) -> Levels {
    let mut levels = *otherwise;
    for feature in [TITLE, INDICATORS, TEXT].into_iter().filter(|it| found[*it] > 0) {
        levels[feature] = found[feature];
    }
    levels[PLACE] = place_level(found[PLACE], otherwise[PLACE]);
    levels
}

/// The levels of pairs that have nothing in common but their groups, in the order of the features.
fn levels_of_nothing_in_common(pairing: &Pairing) -> [Grouped; MOST_FEATURES] {
    let year = pairing.from_fiscal_year;
    let departments = |it: &PreparedInitiative| it.departments.iter().map(|it| it.0.clone()).collect::<Vec<_>>();
    let rating = |it: &PreparedInitiative| it.printed.ratings.get(&year).copied();
    let section = |it: &PreparedInitiative| (it.area.clone(), it.section.clone());
    let (from, to) = (pairing.from.iter(), pairing.to.iter());
    [
        grouped(pairing, |_| (), |_, _| title_level(false, 0.0)),
        Grouped::new(from.map(section), to.map(section), |from, to| Some(pairing.section_level(from, to))),
        grouped(pairing, departments, department_level),
        grouped(pairing, indicator_group, level_of_other_indicators),
        grouped(pairing, has_text, |from, to| if has_text(from) && has_text(to) { text_level(0.0) } else { 0 }),
        grouped(pairing, rating, |from, to| rating_level(from, to, year)),
    ]
}

/// Groups the rows of both editions by what `key` gives of them.
fn grouped<Key: Hash + Eq>(
    pairing: &Pairing,
    key: impl Fn(&PreparedInitiative) -> Key,
    level: impl Fn(&PreparedInitiative, &PreparedInitiative) -> u8,
) -> Grouped {
    let level = |from: usize, to: usize| level(&pairing.from[from], &pairing.to[to]);
    Grouped::new(pairing.from.iter().map(&key), pairing.to.iter().map(&key), |from, to| Some(level(from, to)))
}

/// What [`level_of_other_indicators`] depends on.
fn indicator_group(row: &PreparedInitiative) -> u8 {
    match () {
        () if row.indicators.is_empty() => 0,
        () if row.indicators.iter().all(|it| it.is_title_of(row)) => 1,
        () => 2,
    }
}

fn has_text(row: &PreparedInitiative) -> bool {
    row.text_vector.is_some()
}

/// An indicator of the earlier edition: its row, and its place among those of the row.
type IndicatorPlace = (usize, usize);

/// The rows of an earlier edition by what a later one may share with them.
struct Index<'a> {
    titles: FxHashMap<&'a str, Vec<usize>>,
    title_pairs: Postings<'a>,
    before: FxHashMap<Option<usize>, Vec<usize>>,
    after: FxHashMap<Option<usize>, Vec<usize>>,
    /// Rows with a block, in the order of `text_pairs`.
    text_rows: Vec<usize>,
    text_pairs: Postings<'a>,
    /// Places of indicators by name, each name once, in the order of `name_pairs`.
    names: Vec<Vec<IndicatorPlace>>,
    name_numbers: FxHashMap<&'a str, usize>,
    name_pairs: Postings<'a>,
    values: FxHashMap<(&'a str, i16, Decimal), Vec<IndicatorPlace>>,
}

/// Room for reckoning, kept from row to row.
struct Room {
    common: Common,
    titles: Sums,
    texts: Sums,
    names: Sums,
    places: Vec<IndicatorPlace>,
}

impl Room {
    fn new(index: &Index, from_count: usize) -> Room {
        Room {
            common: Common::new(from_count),
            titles: index.title_pairs.sums(),
            texts: index.text_pairs.sums(),
            names: index.name_pairs.sums(),
            places: Vec::new(),
        }
    }
}

impl<'a> Index<'a> {
    fn of(pairing: &Pairing<'a>) -> Index<'a> {
        let from = pairing.from;
        let neighbours = |side: fn(&Neighbours) -> Option<usize>| by_key(pairing.from_neighbours.iter().map(side));
        let with_text = from.iter().enumerate().filter_map(|(row, it)| Some((row, it.text_vector.as_ref()?)));
        let (text_rows, texts): (Vec<usize>, Vec<&Vector>) = with_text.unzip();
        let (names, name_vectors) = names(from);
        Index {
            titles: by_key(from.iter().map(|it| it.title.as_str())),
            title_pairs: Postings::of(from.iter().map(|it| &it.title_vector).collect()),
            before: neighbours(|it| it.before),
            after: neighbours(|it| it.after),
            text_rows,
            text_pairs: Postings::of(texts),
            name_numbers: names.iter().enumerate().map(|(number, (name, _))| (*name, number)).collect(),
            names: names.into_iter().map(|it| it.1).collect(),
            name_pairs: Postings::of(name_vectors),
            values: values(from),
        }
    }

    /// Notes all that a row of the later edition has in common with any of the earlier one.
    fn note_all(&self, pairing: &Pairing, to: usize, room: &mut Room) {
        let row = &pairing.to[to];
        self.note_titles(row, room);
        self.note_neighbours(pairing.to_neighbours[to], room);
        self.note_texts(row, room);
        for indicator in &row.indicators {
            self.note_indicators(pairing, row, indicator, room);
        }
    }

    fn note_titles(&self, row: &PreparedInitiative, room: &mut Room) {
        let Room { common, titles, .. } = room;
        for from in of_key(&self.titles, row.title.as_str()) {
            common.note(*from, TITLE, title_level(true, 1.0));
        }
        let least = TITLE_STEPS[TITLE_STEPS.len() - 1];
        self.title_pairs.alike(&row.title_vector, least, titles, |from, likeness| {
            common.note(from, TITLE, title_level(false, likeness));
        });
    }

    fn note_neighbours(&self, neighbours: Neighbours, room: &mut Room) {
        for from in of_key(&self.before, neighbours.before).iter().chain(of_key(&self.after, neighbours.after)) {
            room.common.count(*from, PLACE);
        }
    }

    fn note_texts(&self, row: &PreparedInitiative, room: &mut Room) {
        let Room { common, texts, .. } = room;
        let Some(vector) = &row.text_vector else { return };
        let least = TEXT_STEPS[TEXT_STEPS.len() - 1];
        self.text_pairs.alike(vector, least, texts, |text, likeness| {
            common.note(self.text_rows[text], TEXT, text_level(likeness));
        });
    }

    /// Notes the levels of indicators with the name, a name like it, or a value of the year.
    fn note_indicators(
        &self,
        pairing: &Pairing,
        row: &PreparedInitiative,
        indicator: &PreparedIndicator,
        room: &mut Room,
    ) {
        let Room { common, names, places, .. } = room;
        if let Some(number) = self.name_numbers.get(indicator.name.as_str()) {
            places.extend(&self.names[*number]);
        }
        self.name_pairs.alike(&indicator.vector, ALIKE, names, |name, _| places.extend(&self.names[name]));
        for ((role, year), value) in &indicator.printed.values {
            places.extend(of_key(&self.values, (*role, *year, *value)));
        }

        for (from, place) in places.drain(..) {
            let other = &pairing.from[from];
            let level = indicator_pair_level(other, &other.indicators[place], row, indicator);
            if (1..=3).contains(&level) {
                common.note(from, INDICATORS, level);
            }
        }
    }
}

/// The names of indicators, each once, with the places of those that bear it; and their vectors.
fn names<'a>(rows: &'a [PreparedInitiative<'a>]) -> (Vec<(&'a str, Vec<IndicatorPlace>)>, Vec<&'a Vector>) {
    let mut numbers: FxHashMap<&str, usize> = FxHashMap::default();
    let (mut names, mut vectors): (Vec<(&str, Vec<IndicatorPlace>)>, _) = (Vec::new(), Vec::new());
    for (place, indicator) in indicators(rows) {
        let number = *numbers.entry(&indicator.name).or_insert(names.len());
        if number == names.len() {
            names.push((&indicator.name, Vec::new()));
            vectors.push(&indicator.vector);
        }
        names[number].1.push(place);
    }
    (names, vectors)
}

fn values<'a>(rows: &'a [PreparedInitiative<'a>]) -> FxHashMap<(&'a str, i16, Decimal), Vec<IndicatorPlace>> {
    let mut values: FxHashMap<_, Vec<IndicatorPlace>> = FxHashMap::default();
    for (place, indicator) in indicators(rows) {
        for ((role, year), value) in &indicator.printed.values {
            values.entry((*role, *year, *value)).or_default().push(place);
        }
    }
    values
}

fn indicators<'a>(
    rows: &'a [PreparedInitiative<'a>],
) -> impl Iterator<Item = (IndicatorPlace, &'a PreparedIndicator<'a>)> {
    let of_row = |(row, it): (usize, &'a PreparedInitiative<'a>)| {
        it.indicators.iter().enumerate().map(move |(place, indicator)| ((row, place), indicator))
    };
    rows.iter().enumerate().flat_map(of_row)
}

/// The numbers of things by their keys.
pub(super) fn by_key<Key: Hash + Eq>(keys: impl Iterator<Item = Key>) -> FxHashMap<Key, Vec<usize>> {
    let mut found: FxHashMap<Key, Vec<usize>> = FxHashMap::default();
    keys.enumerate().for_each(|(number, key)| found.entry(key).or_default().push(number));
    found
}

/// The things of a key, which may be none.
pub(super) fn of_key<Key: Hash + Eq, Value>(found: &FxHashMap<Key, Vec<Value>>, key: Key) -> &[Value] {
    found.get(&key).map_or(&[], Vec::as_slice)
}
