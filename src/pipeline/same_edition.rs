//! Which documents are one edition: the same file, the same plan and year, or the same content.

use std::collections::{BTreeSet, HashMap};

use crate::base::FiscalYear;
use crate::dataset::Edition;
use crate::report::short_hash;

/// Of the names of the shorter document, the part that both need to be one edition: parts of a report in files of their own have few.
const SHARED_NAMES: f64 = 0.5;

/// Why two documents are one edition.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    /// The bytes of the file.
    File(String),
    /// Area, plan and year.
    Plan(String, String, FiscalYear),
    /// Plan and year with the tables of a document that names nothing, where the area is not known or no profile says what it is.
    Tables(Option<String>, String, FiscalYear, String),
    /// All that was read, of whomever it is.
    Content(String),
}

/// Area, plan and year of a report; `None` where one of them is not known, or where the document is no report.
pub(super) fn plan_and_year(edition: &Edition) -> Option<(String, String, FiscalYear)> {
    let identity = &edition.report.identity;
    let is_report = identity.profile_id.is_some() || !names(edition).is_empty();
    let key = || Some((identity.area_code.clone()?, identity.plan.clone()?, identity.fiscal_year?));
    key().filter(|_| is_report)
}

/// Documents that are looked up as they come, each under all that makes it one with another.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The documents that stand for each key, in the order in which they came: parts of one report share its plan and year.
    standing: HashMap<Key, Vec<usize>>,
}

impl Known {
    /// The last document among those known that is of the edition of `editions[index]`.
    pub fn before(&self, editions: &[Edition], index: usize) -> Option<usize> {
        let of_key = |key: Key| {
            let standing = self.standing.get(&key)?;
            standing.iter().rev().copied().find(|it| is_one(&editions[*it], &editions[index], &key))
        };
        keys(&editions[index]).into_iter().find_map(of_key)
    }

    /// `winner` stands for its edition from now on, and for that of `loser`.
    pub fn put(&mut self, editions: &[Edition], winner: usize, loser: Option<usize>) {
        for index in [loser, Some(winner)].into_iter().flatten() {
            for key in keys(&editions[index]) {
                let standing = self.standing.entry(key).or_default();
                standing.retain(|it| *it != winner && Some(*it) != loser);
                standing.push(winner);
            }
        }
    }
}

fn keys(edition: &Edition) -> Vec<Key> {
    let file = Some(&edition.document.document_id).filter(|it| !it.is_empty()).cloned().map(Key::File);
    let plan = plan_and_year(edition).map(|(area, plan, year)| Key::Plan(area, plan, year));
    let content = content(edition).map(Key::Content);
    [file, plan, tables(edition), content].into_iter().flatten().collect()
}

/// Whether a key that both have makes them one edition.
fn is_one(first: &Edition, second: &Edition, key: &Key) -> bool {
    let (one, other) = (&first.report.identity, &second.report.identity);
    let differ = |left: Option<&str>, right: Option<&str>| left.zip(right).is_some_and(|(left, right)| left != right);
    match key {
        Key::File(_) | Key::Tables(..) => true,
        // A profile reads whole reports; without one, a report may lie in several files.
        Key::Plan(..) => one.profile_id.is_some() && other.profile_id.is_some() || share_names(first, second),
        Key::Content(_) => {
            !differ(one.area_code.as_deref(), other.area_code.as_deref())
                && one.fiscal_year.zip(other.fiscal_year).is_none_or(|(left, right)| left == right)
        }
    }
}

fn share_names(first: &Edition, second: &Edition) -> bool {
    let (first, second) = (names(first), names(second));
    let least = first.len().min(second.len()) as f64 * SHARED_NAMES;
    // What names nothing shares nothing, and does not take the place of what was read.
    least > 0.0 && first.intersection(&second).count() as f64 >= least
}

/// Titles of initiatives and names of indicators.
fn names(edition: &Edition) -> BTreeSet<&str> {
    let titles = edition.report.initiatives.iter().map(|it| it.title.as_str());
    titles.chain(edition.measurements.indicators.iter().map(|it| it.name.as_str())).collect()
}

/// Plan and year with a hash of the tables; `None` where there are none, or where more is known to tell editions apart by.
fn tables(edition: &Edition) -> Option<Key> {
    let identity = &edition.report.identity;
    let (area, plan, year) = (identity.area_code.clone(), identity.plan.clone()?, identity.fiscal_year?);
    if identity.profile_id.is_some() && area.is_some() || !names(edition).is_empty() {
        return None;
    }
    let cells = edition.layout.tables.iter().flat_map(|it| &it.cells);
    let texts: Vec<&str> = cells.map(|it| it.text.text()).collect();
    (!texts.is_empty()).then(|| Key::Tables(area, plan, year, short_hash(&texts)))
}

/// A hash of all that was read; `None` where nothing was.
fn content(edition: &Edition) -> Option<String> {
    if names(edition).is_empty() {
        return None;
    }
    let mut parts: Vec<String> = Vec::new();
    let initiatives = &edition.report.initiatives;
    parts.extend(initiatives.iter().map(|it| format!("{:?} {:?} {}", it.number, it.section, it.title)));
    let ratings = &edition.report.ratings;
    parts.extend(ratings.iter().map(|it| format!("{:?} {} {}", it.initiative, it.fiscal_year, it.printed)));
    parts.extend(edition.measurements.indicators.iter().map(|it| format!("{} {:?}", it.name, it.part)));
    let observations = &edition.measurements.observations;
    parts.extend(observations.iter().map(|it| format!("{} {:?} {}", it.indicator, it.role, it.printed)));
    Some(short_hash(&parts.iter().map(String::as_str).collect::<Vec<_>>()))
}
