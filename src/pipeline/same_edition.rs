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
    /// Plan and year with the titles, where the area is not known or no profile says what the report is.
    Titles(Option<String>, String, FiscalYear, String),
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
    latest: HashMap<Key, usize>,
}

impl Known {
    /// The document among those known that is of the edition of `editions[index]`.
    pub fn before(&self, editions: &[Edition], index: usize) -> Option<usize> {
        let found = keys(&editions[index]).into_iter().filter_map(|key| Some((*self.latest.get(&key)?, key)));
        let mut found = found.filter(|(before, key)| is_one(&editions[*before], &editions[index], key));
        found.next().map(|(before, _)| before)
    }

    /// `winner` stands for its edition from now on, and for that of `loser`.
    pub fn put(&mut self, editions: &[Edition], winner: usize, loser: Option<usize>) {
        for index in [loser, Some(winner)].into_iter().flatten() {
            self.latest.extend(keys(&editions[index]).into_iter().map(|key| (key, winner)));
        }
    }
}

fn keys(edition: &Edition) -> Vec<Key> {
    let file = Some(&edition.document.document_id).filter(|it| !it.is_empty()).cloned().map(Key::File);
    let plan = plan_and_year(edition).map(|(area, plan, year)| Key::Plan(area, plan, year));
    let content = content(edition).map(Key::Content);
    [file, plan, titles(edition), content].into_iter().flatten().collect()
}

/// Whether a key that both have makes them one edition.
fn is_one(first: &Edition, second: &Edition, key: &Key) -> bool {
    let (one, other) = (&first.report.identity, &second.report.identity);
    let differ = |left: Option<&str>, right: Option<&str>| left.zip(right).is_some_and(|(left, right)| left != right);
    match key {
        Key::File(_) | Key::Titles(..) => true,
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
    first.intersection(&second).count() as f64 >= least
}

/// Titles of initiatives and names of indicators.
fn names(edition: &Edition) -> BTreeSet<&str> {
    let titles = edition.report.initiatives.iter().map(|it| it.title.as_str());
    titles.chain(edition.measurements.indicators.iter().map(|it| it.name.as_str())).collect()
}

/// Plan and year with a hash of the titles, or of the tables where there are none; `None` where the document says nothing.
fn titles(edition: &Edition) -> Option<Key> {
    let identity = &edition.report.identity;
    let (area, plan, year) = (identity.area_code.clone(), identity.plan.clone()?, identity.fiscal_year?);
    if identity.profile_id.is_some() && area.is_some() {
        return None;
    }
    let mut texts: Vec<&str> = edition.report.initiatives.iter().map(|it| it.title.as_str()).collect();
    if texts.is_empty() {
        texts.extend(edition.layout.tables.iter().flat_map(|it| &it.cells).map(|it| it.text.text()));
    }
    (!texts.is_empty()).then(|| Key::Titles(area, plan, year, short_hash(&texts)))
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
