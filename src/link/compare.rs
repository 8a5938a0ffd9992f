//! Two editions -> their initiatives compared pair by pair.

use std::collections::{BTreeMap, HashMap};

use super::model::{Levels, Past, step};
use super::prepare::{PreparedIndicator, PreparedInitiative};
use super::relation::Relation;

/// Least likenesses of titles for the levels after `equal`. Six even steps, not fitted: the weights of the steps are learnt.
pub(super) const TITLE_STEPS: [f64; 5] = [0.75, 0.5, 0.35, 0.2, 0.1];
/// Least likenesses of the texts of blocks for the first two levels.
pub(super) const TEXT_STEPS: [f64; 2] = [0.35, 0.15];
/// From this likeness on two indicators, or two departments, are taken to bear the same name in other words.
pub(super) const ALIKE: f64 = 0.5;

/// Two editions that follow one another, ready to be compared.
pub(super) struct Pairing<'a> {
    pub from: &'a [PreparedInitiative<'a>],
    pub to: &'a [PreparedInitiative<'a>],
    pub from_fiscal_year: i16,
    pub from_neighbours: Vec<Neighbours>,
    pub to_neighbours: Vec<Neighbours>,
    /// Where most of a section went.
    sections: HashMap<&'a str, &'a str>,
}

/// The nearest rows before and after that bear a title found once in both editions, by their number among those.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Neighbours {
    pub before: Option<usize>,
    pub after: Option<usize>,
}

impl<'a> Pairing<'a> {
    pub fn new(from: &'a [PreparedInitiative<'a>], to: &'a [PreparedInitiative<'a>], from_fiscal_year: i16) -> Self {
        let anchors = anchors(from, to);
        let (mut of_from, mut of_to) = (vec![None; from.len()], vec![None; to.len()]);
        for (number, (first, second)) in anchors.iter().enumerate() {
            of_from[*first] = Some(number);
            of_to[*second] = Some(number);
        }
        Pairing {
            from,
            to,
            from_fiscal_year,
            from_neighbours: neighbours(&of_from),
            to_neighbours: neighbours(&of_to),
            sections: majority(anchors.iter().map(|(first, second)| (&*from[*first].section, &*to[*second].section))),
        }
    }

    /// The likeness of two titles, 0 to 1.
    pub fn title_likeness(&self, from: usize, to: usize) -> f64 {
        let (first, second) = (&self.from[from], &self.to[to]);
        if first.title == second.title { 1.0 } else { first.title_vector.likeness(&second.title_vector) }
    }

    /// Whether two initiatives stand in the same section, be it renumbered or renamed.
    pub fn same_section(&self, from: usize, to: usize) -> bool {
        let (from, to) = (&self.from[from], &self.to[to]);
        let went_to = self.sections.get(&*from.section).copied();
        from.section == to.section && from.area == to.area || went_to == Some(&to.section)
    }

    /// What became of an initiative that is linked to one of the later edition.
    pub fn relation(&self, from: usize, to: usize) -> Relation {
        match () {
            () if self.from[from].title != self.to[to].title => Relation::Renamed,
            () if self.same_section(from, to) => Relation::Same,
            () => Relation::Moved,
        }
    }

    /// What a row of the later edition says of the year of the earlier one.
    pub fn past(&self, to: usize) -> Past {
        match self.to[to].printed.ratings.get(&self.from_fiscal_year) {
            None => Past::Untold,
            Some(Some(_)) => Past::Marked,
            Some(None) => Past::Blank,
        }
    }

    /// The levels of a pair, in the order of the features.
    pub fn levels(&self, from: usize, to: usize) -> Levels {
        let (first, second) = (&self.from[from], &self.to[to]);
        let (first_neighbours, second_neighbours) = (self.from_neighbours[from], self.to_neighbours[to]);
        let shared = u8::from(first_neighbours.before == second_neighbours.before)
            + u8::from(first_neighbours.after == second_neighbours.after);
        [
            title_level(first.title == second.title, self.title_likeness(from, to)),
            place_level(shared, self.section_level(from, to)),
            department_level(first, second),
            indicator_level(first, second),
            text_likeness(first, second).map_or(0, text_level),
            rating_level(first, second, self.from_fiscal_year),
        ]
    }

    /// The level of the place of a pair that has no neighbour in common.
    pub fn section_level(&self, from: usize, to: usize) -> u8 {
        match () {
            () if self.same_section(from, to) => 5,
            () if self.from[from].area == self.to[to].area => 6,
            () => 7,
        }
    }
}

/// The level of two titles.
pub(super) fn title_level(is_equal: bool, likeness: f64) -> u8 {
    if is_equal { 1 } else { 2 + step(likeness, &TITLE_STEPS) }
}

/// The level of a place with so many neighbours in common, 0 to 2, from the level that the section alone gives it.
pub(super) fn place_level(shared_neighbours: u8, section_level: u8) -> u8 {
    match (shared_neighbours, section_level) {
        (2, 5) => 1,
        (2, _) => 2,
        (1, 5) => 3,
        (1, _) => 4,
        (_, level) => level,
    }
}

/// The rows whose title stands once in both editions, in the order of the later one.
fn anchors(from: &[PreparedInitiative], to: &[PreparedInitiative]) -> Vec<(usize, usize)> {
    let once = |rows: &[PreparedInitiative]| -> HashMap<String, Option<usize>> {
        let mut found: HashMap<String, Option<usize>> = HashMap::new();
        for (index, row) in rows.iter().enumerate() {
            found.entry(row.title.clone()).and_modify(|it| *it = None).or_insert(Some(index));
        }
        found
    };
    let (from_once, to_once) = (once(from), once(to));
    let anchor = |(index, row): (usize, &PreparedInitiative)| {
        to_once.get(&row.title).copied().flatten()?;
        Some((from_once.get(&row.title).copied().flatten()?, index))
    };
    to.iter().enumerate().filter_map(anchor).collect()
}

/// For each row the anchors around it; itself is none of them.
fn neighbours(anchors: &[Option<usize>]) -> Vec<Neighbours> {
    let mut found = vec![Neighbours { before: None, after: None }; anchors.len()];
    let mut last = None;
    for (index, anchor) in anchors.iter().enumerate() {
        found[index].before = last;
        last = anchor.or(last);
    }
    last = None;
    for (index, anchor) in anchors.iter().enumerate().rev() {
        found[index].after = last;
        last = anchor.or(last);
    }
    found
}

/// For each section of the earlier edition the one that more than half of its anchors are in now.
fn majority<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> HashMap<&'a str, &'a str> {
    let mut counts: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for (from, to) in pairs {
        *counts.entry(from).or_default().entry(to).or_default() += 1;
    }
    let most = |(from, targets): (&'a str, BTreeMap<&'a str, usize>)| {
        let all: usize = targets.values().sum();
        let (to, _) = targets.into_iter().find(|(_, count)| 2 * count > all)?;
        Some((from, to))
    };
    counts.into_iter().filter_map(most).collect()
}

/// The level of the departments of two initiatives.
pub(super) fn department_level(from: &PreparedInitiative, to: &PreparedInitiative) -> u8 {
    if from.departments.is_empty() || to.departments.is_empty() {
        return 0;
    }
    let pairs = || from.departments.iter().flat_map(|a| to.departments.iter().map(move |b| (a, b)));
    match () {
        () if pairs().any(|(a, b)| a.0 == b.0) => 1,
        () if pairs().any(|(a, b)| a.1.likeness(&b.1) >= ALIKE) => 2,
        () => 3,
    }
}

/// The level of the indicators of two initiatives: that of the two that agree best.
fn indicator_level(from: &PreparedInitiative, to: &PreparedInitiative) -> u8 {
    let pairs = from.indicators.iter().flat_map(|first| to.indicators.iter().map(move |second| (first, second)));
    pairs.map(|(first, second)| indicator_pair_level(from, first, to, second)).filter(|it| *it > 0).min().unwrap_or(0)
}

/// Indicators agree by name and unit, by the values that both editions print, or by both. Where an indicator is all there is
/// to an initiative, its name is the title and says nothing more.
pub(super) fn indicator_pair_level(
    from: &PreparedInitiative,
    first: &PreparedIndicator,
    to: &PreparedInitiative,
    second: &PreparedIndicator,
) -> u8 {
    let is_title = first.is_title_of(from) && second.is_title_of(to);
    let same_name = first.name == second.name || first.vector.likeness(&second.vector) >= ALIKE;
    let named = same_name && first.printed.unit == second.printed.unit;
    match (named && !is_title, first.printed.values_continue(second.printed) == Some(true)) {
        (true, true) => 1,
        (true, false) => 2,
        (false, true) => 3,
        (false, false) if is_title || named => 0,
        (false, false) => 4,
    }
}

/// The level of the indicators of two initiatives that agree in none.
pub(super) fn level_of_other_indicators(from: &PreparedInitiative, to: &PreparedInitiative) -> u8 {
    let only_titles = |it: &PreparedInitiative| it.indicators.iter().all(|indicator| indicator.is_title_of(it));
    let is_silent = from.indicators.is_empty() || to.indicators.is_empty() || only_titles(from) && only_titles(to);
    if is_silent { 0 } else { 4 }
}

/// The level of two blocks that are so alike.
pub(super) fn text_level(likeness: f64) -> u8 {
    1 + step(likeness, &TEXT_STEPS)
}

/// The likeness of two blocks, where both have one.
pub(super) fn text_likeness(from: &PreparedInitiative, to: &PreparedInitiative) -> Option<f64> {
    Some(from.text_vector.as_ref()?.likeness(to.text_vector.as_ref()?))
}

/// The level of what both print as the rating of the earlier year.
pub(super) fn rating_level(from: &PreparedInitiative, to: &PreparedInitiative, year: i16) -> u8 {
    match (from.printed.ratings.get(&year), to.printed.ratings.get(&year)) {
        (None, _) | (_, None) => 0,
        (Some(first), Some(second)) if first == second => 1,
        (Some(_), Some(None)) => 3,
        (Some(_), Some(_)) => 2,
    }
}
