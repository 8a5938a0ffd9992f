//! Which documents are one edition: the same file, the same plan and year, or the same content.
//!
//! Told by [`Facts`], a few hundred bytes a document, so that readings need not be in memory together.

use std::collections::HashMap;

use super::facts::Facts;
use crate::base::FiscalYear;

/// Of the names of the shorter document, the part that both need to be one edition: parts of a report in files of their own have few.
const SHARED_NAMES: f64 = 0.5;

/// Why two documents are one edition.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key<'a> {
    /// The bytes of the file.
    File(&'a str),
    /// Area, plan and year.
    Plan(&'a str, &'a str, FiscalYear),
    /// Plan and year with the tables of a document that names nothing, where the area is not known or no profile says what it is.
    Tables(Option<&'a str>, &'a str, FiscalYear, &'a str),
    /// All that was read, of whomever it is.
    Content(&'a str),
}

/// Documents that are looked up as they come, each under all that makes it one with another.
#[derive(Debug, Default)]
pub(super) struct Known<'a> {
    /// The documents that stand for each key, in the order in which they came: parts of one report share its plan and year.
    standing: HashMap<Key<'a>, Vec<usize>>,
}

impl<'a> Known<'a> {
    /// The last document among those known that is of the edition of `all[index]`.
    pub fn before(&self, all: &'a [Facts], index: usize) -> Option<usize> {
        let of_key = |key: Key| {
            let standing = self.standing.get(&key)?;
            standing.iter().rev().copied().find(|it| is_one(&all[*it], &all[index], &key))
        };
        keys(&all[index]).into_iter().find_map(of_key)
    }

    /// `winner` stands for its edition from now on, and for that of `loser`.
    pub fn put(&mut self, all: &'a [Facts], winner: usize, loser: Option<usize>) {
        for index in [loser, Some(winner)].into_iter().flatten() {
            for key in keys(&all[index]) {
                let standing = self.standing.entry(key).or_default();
                standing.retain(|it| *it != winner && Some(*it) != loser);
                standing.push(winner);
            }
        }
    }
}

fn keys(facts: &Facts) -> Vec<Key<'_>> {
    let file = Some(facts.document_id.as_str()).filter(|it| !it.is_empty()).map(Key::File);
    let plan = facts.plan_and_year().map(|(area, plan, year)| Key::Plan(area, plan, year));
    let content = facts.content.as_deref().map(Key::Content);
    [file, plan, tables(facts), content].into_iter().flatten().collect()
}

/// Whether a key that both have makes them one edition.
fn is_one(one: &Facts, other: &Facts, key: &Key) -> bool {
    let differ = |left: Option<&str>, right: Option<&str>| left.zip(right).is_some_and(|(left, right)| left != right);
    match key {
        Key::File(_) | Key::Tables(..) => true,
        // A profile reads whole reports; without one, a report may lie in several files.
        Key::Plan(..) => one.has_profile && other.has_profile || share_names(one, other),
        Key::Content(_) => {
            !differ(one.area_code.as_deref(), other.area_code.as_deref())
                && one.fiscal_year.zip(other.fiscal_year).is_none_or(|(left, right)| left == right)
        }
    }
}

fn share_names(first: &Facts, second: &Facts) -> bool {
    let least = first.names.len().min(second.names.len()) as f64 * SHARED_NAMES;
    // What names nothing shares nothing, and does not take the place of what was read.
    least > 0.0 && first.names.intersection(&second.names).count() as f64 >= least
}

/// Plan and year with a hash of the tables; `None` where there are none, or where more is known to tell editions apart by.
fn tables(facts: &Facts) -> Option<Key<'_>> {
    let (area, plan, year) = (facts.area_code.as_deref(), facts.plan.as_deref()?, facts.fiscal_year?);
    if facts.has_profile && area.is_some() || !facts.names.is_empty() {
        return None;
    }
    facts.tables.as_deref().map(|tables| Key::Tables(area, plan, year, tables))
}
