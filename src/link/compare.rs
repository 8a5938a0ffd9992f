//! Two editions -> their initiatives compared pair by pair.

use std::collections::{BTreeMap, HashMap};

use super::features::FEATURES;
use super::likeness::{Vector, Vocabulary, heading_name, likenesses, plain};
use super::model::{Comparison, Comparisons, Levels, Past, count, nothing_counted, step};
use super::relation::Relation;
use super::sources::{Edition, Indicator, Initiative, Series};

/// Least likenesses of titles for the levels after `equal`. Six even steps, not fitted: the weights of the steps are learnt.
const TITLE_STEPS: [f64; 5] = [0.75, 0.5, 0.35, 0.2, 0.1];
/// Least likenesses of the texts of blocks for the first two levels.
const TEXT_STEPS: [f64; 2] = [0.35, 0.15];
/// From this likeness on two indicators, or two departments, are taken to bear the same name in other words.
const ALIKE: f64 = 0.5;

/// What linking needs of the initiatives of a series beyond what is printed.
pub(super) struct Prepared<'a> {
    pub editions: Vec<Vec<PreparedInitiative<'a>>>,
}

/// An initiative with its texts made comparable.
pub(super) struct PreparedInitiative<'a> {
    pub printed: &'a Initiative<'a>,
    pub title: String,
    pub title_vector: Vector,
    area: String,
    section: String,
    departments: Vec<(String, Vector)>,
    text_vector: Option<Vector>,
    indicators: Vec<PreparedIndicator<'a>>,
}

struct PreparedIndicator<'a> {
    printed: &'a Indicator<'a>,
    name: String,
    vector: Vector,
}

/// Makes the texts of a series comparable: weights of character pairs come from its own titles, names and blocks.
pub(super) fn prepare<'a>(series: &'a Series<'a>) -> Prepared<'a> {
    let initiatives = || series.editions.iter().flat_map(|it| &it.initiatives);
    let indicators = || series.editions.iter().flat_map(|it| &it.indicators);
    let distinct = |texts: &mut dyn Iterator<Item = String>| {
        let texts: std::collections::BTreeSet<String> = texts.collect();
        Vocabulary::of(texts.iter().map(String::as_str))
    };
    let titles = distinct(&mut initiatives().map(|it| plain(it.title)));
    let names = distinct(&mut indicators().map(|it| plain(it.name)));
    let departments = distinct(&mut initiatives().flat_map(|it| &it.departments).map(|it| plain(it)));
    let texts = distinct(&mut initiatives().filter(|it| !it.text.is_empty()).map(|it| plain(&it.text)));
    let with_vector = |text: &str, vocabulary: &Vocabulary| {
        let text = plain(text);
        let vector = vocabulary.vector(&text);
        (text, vector)
    };
    let initiative = |edition: &'a Edition<'a>, it: &'a Initiative<'a>| {
        let (title, title_vector) = with_vector(it.title, &titles);
        let indicator = |index: &usize| {
            let printed = &edition.indicators[*index];
            let (name, vector) = with_vector(printed.name, &names);
            PreparedIndicator { printed, name, vector }
        };
        PreparedInitiative {
            printed: it,
            title,
            title_vector,
            area: it.area.map(heading_name).unwrap_or_default(),
            section: it.section.map(heading_name).unwrap_or_default(),
            departments: it.departments.iter().map(|it| with_vector(it, &departments)).collect(),
            text_vector: (!it.text.is_empty()).then(|| texts.vector(&plain(&it.text))),
            indicators: it.indicators.iter().map(indicator).collect(),
        }
    };
    let edition = |it: &'a Edition<'a>| it.initiatives.iter().map(|row| initiative(it, row)).collect();
    Prepared { editions: series.editions.iter().map(edition).collect() }
}

/// Two editions that follow one another, ready to be compared.
pub(super) struct Pairing<'a> {
    pub from: &'a [PreparedInitiative<'a>],
    pub to: &'a [PreparedInitiative<'a>],
    from_fiscal_year: i16,
    title_likenesses: Vec<Vec<f32>>,
    from_neighbours: Vec<Neighbours>,
    to_neighbours: Vec<Neighbours>,
    /// Where most of a section went.
    sections: HashMap<&'a str, &'a str>,
}

/// The nearest rows before and after that bear a title found once in both editions, by their number among those.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Neighbours {
    before: Option<usize>,
    after: Option<usize>,
}

impl<'a> Pairing<'a> {
    pub fn new(from: &'a [PreparedInitiative<'a>], to: &'a [PreparedInitiative<'a>], from_fiscal_year: i16) -> Self {
        let vectors = |rows: &'a [PreparedInitiative<'a>]| rows.iter().map(|it| &it.title_vector).collect::<Vec<_>>();
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
            title_likenesses: likenesses(&vectors(from), &vectors(to)),
            from_neighbours: neighbours(&of_from),
            to_neighbours: neighbours(&of_to),
            sections: majority(anchors.iter().map(|(first, second)| (&*from[*first].section, &*to[*second].section))),
        }
    }

    /// The likeness of two titles, 0 to 1.
    pub fn title_likeness(&self, from: usize, to: usize) -> f64 {
        if self.from[from].title == self.to[to].title {
            1.0
        } else {
            f64::from(self.title_likenesses[from][to]).min(1.0)
        }
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

    /// All pairs compared.
    pub fn compare(&self) -> Comparisons {
        let mut pairs = Vec::new();
        let mut rest = nothing_counted(&FEATURES);
        for to in 0..self.to.len() {
            for from in 0..self.from.len() {
                let levels = self.levels(from, to);
                if is_worth_it(&levels) {
                    pairs.push(Comparison { from, to, levels });
                    continue;
                }
                count(&mut rest, &levels);
            }
        }
        let past = |it: &PreparedInitiative| match it.printed.ratings.get(&self.from_fiscal_year) {
            None => Past::Untold,
            Some(Some(_)) => Past::Marked,
            Some(None) => Past::Blank,
        };
        Comparisons { from_count: self.from.len(), pairs, pasts: self.to.iter().map(past).collect(), rest }
    }

    /// The levels of a pair, in the order of [`FEATURES`].
    pub fn levels(&self, from: usize, to: usize) -> Levels {
        let (first, second) = (&self.from[from], &self.to[to]);
        [
            self.title_level(from, to),
            self.place_level(from, to),
            department_level(first, second),
            indicator_level(first, second),
            text_level(first, second),
            rating_level(first, second, self.from_fiscal_year),
        ]
    }

    fn title_level(&self, from: usize, to: usize) -> u8 {
        if self.from[from].title == self.to[to].title {
            return 1;
        }
        2 + step(self.title_likeness(from, to), &TITLE_STEPS)
    }

    fn place_level(&self, from: usize, to: usize) -> u8 {
        let (first, second) = (self.from_neighbours[from], self.to_neighbours[to]);
        let shared = u8::from(first.before == second.before) + u8::from(first.after == second.after);
        match (shared, self.same_section(from, to)) {
            (2, true) => 1,
            (2, false) => 2,
            (1, true) => 3,
            (1, false) => 4,
            (_, true) => 5,
            (_, false) if self.from[from].area == self.to[to].area => 6,
            (_, false) => 7,
        }
    }
}

/// Pairs that agree in nothing but what half of all pairs agree in are not looked at one by one.
fn is_worth_it(levels: &Levels) -> bool {
    let [title, place, _, indicators, text, _] = *levels;
    title <= 6 || place <= 4 || (1..=3).contains(&indicators) || (1..=2).contains(&text)
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

fn department_level(from: &PreparedInitiative, to: &PreparedInitiative) -> u8 {
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

/// Indicators agree by name and unit, by the values that both editions print, or by both. Where an indicator is all there is
/// to an initiative, its name is the title and says nothing more.
fn indicator_level(from: &PreparedInitiative, to: &PreparedInitiative) -> u8 {
    let mut best = 0;
    for first in &from.indicators {
        for second in &to.indicators {
            let is_title = first.name == from.title && second.name == to.title;
            let same_name = first.name == second.name || first.vector.likeness(&second.vector) >= ALIKE;
            let named = same_name && first.printed.unit == second.printed.unit;
            let level = match (named && !is_title, first.printed.values_continue(second.printed) == Some(true)) {
                (true, true) => 1,
                (true, false) => 2,
                (false, true) => 3,
                (false, false) if is_title || named => 0,
                (false, false) => 4,
            };
            if best == 0 || level != 0 && level < best {
                best = level;
            }
        }
    }
    best
}

fn text_level(from: &PreparedInitiative, to: &PreparedInitiative) -> u8 {
    text_likeness(from, to).map_or(0, |likeness| 1 + step(likeness, &TEXT_STEPS))
}

/// The likeness of two blocks, where both have one.
pub(super) fn text_likeness(from: &PreparedInitiative, to: &PreparedInitiative) -> Option<f64> {
    Some(from.text_vector.as_ref()?.likeness(to.text_vector.as_ref()?))
}

fn rating_level(from: &PreparedInitiative, to: &PreparedInitiative, year: i16) -> u8 {
    match (from.printed.ratings.get(&year), to.printed.ratings.get(&year)) {
        (None, _) | (_, None) => 0,
        (Some(first), Some(second)) if first == second => 1,
        (Some(_), Some(None)) => 3,
        (Some(_), Some(_)) => 2,
    }
}
