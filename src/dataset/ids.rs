//! Ids of what editions print that stay when a PDF is replaced by another one of the same edition.
//!
//! An id is made of the edition (area, plan, year) and of what a row is about; never of the file, and never of the value, for both
//! change when a report is corrected. Documents of which no edition is known are told apart by their files.

use super::columns::distinct_ids;
use super::measurement_tables::indicator_id;
use super::report_tables::indicator_id as rated_indicator;
use super::{Edition, Row, rows};
use crate::base::{Note, Subject};
use crate::indicator::Observation;
use crate::report::{Block, IdOf, Rating};

/// The ids of one edition's rows, each in the order of the edition.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ItemIds {
    /// As the report itself names them.
    pub initiatives: Vec<String>,
    /// As the report itself names them.
    pub indicators: Vec<String>,
    /// Of [`crate::report::Report::ratings`].
    pub ratings: Vec<String>,
    /// Of [`crate::report::Report::blocks`].
    pub blocks: Vec<String>,
    /// Of [`crate::indicator::Measurements::observations`].
    pub observations: Vec<String>,
}

impl ItemIds {
    /// The table and the id of a row.
    pub fn row(&self, subject: Subject) -> Option<(&'static str, &str)> {
        let (table, ids, index) = match subject {
            Subject::Initiative(index) => ("initiatives", &self.initiatives, index),
            Subject::Indicator(index) => ("indicators", &self.indicators, index),
            Subject::Rating(index) => ("ratings", &self.ratings, index),
            Subject::Block(index) => ("blocks", &self.blocks, index),
            Subject::Observation(index) => ("observations", &self.observations, index),
        };
        Some((table, ids.get(index)?))
    }
}

/// The ids of all editions, in the order given; the tables bear them where the editions stand in the order of the tables.
pub(super) fn item_ids(editions: &[&Edition]) -> Vec<ItemIds> {
    let mut ratings = rating_ids(editions).into_iter();
    let mut blocks = block_ids(editions).into_iter();
    let mut observations = observation_ids(editions).into_iter();
    let ids = |edition: &&Edition| ItemIds {
        initiatives: edition.report.initiatives.iter().map(|it| it.id.clone()).collect(),
        indicators: edition.measurements.indicators.iter().map(|it| it.id.clone()).collect(),
        ratings: ratings.by_ref().take(edition.report.ratings.len()).collect(),
        blocks: blocks.by_ref().take(edition.report.blocks.len()).collect(),
        observations: observations.by_ref().take(edition.measurements.observations.len()).collect(),
    };
    editions.iter().map(ids).collect()
}

/// Ids of all ratings, in the order of the table.
pub(super) fn rating_ids(editions: &[&Edition]) -> Vec<String> {
    let key = |row: &Row<Rating>| {
        let initiative = row.initiative_id(row.item.initiative).unwrap_or_default();
        let year = row.item.fiscal_year.to_string();
        let mut key = edition_key(row.edition);
        key.extend([initiative, &year, row.item.origin.as_str()].map(str::to_owned));
        let about = [rated_indicator(row), row.item.evaluator.as_deref(), row.item.axis.as_deref()];
        key.extend(about.map(|it| it.unwrap_or_default().to_owned()));
        key
    };
    distinct_ids(IdOf::Rating, rows(editions, |it| &it.report.ratings).iter().map(key))
}

/// Ids of all blocks, in the order of the table.
pub(super) fn block_ids(editions: &[&Edition]) -> Vec<String> {
    let key = |row: &Row<Block>| {
        let mut key = edition_key(row.edition);
        key.push(row.initiative_id(row.item.initiative).unwrap_or_default().to_owned());
        key.push(row.item.title.text().to_owned());
        key
    };
    distinct_ids(IdOf::Block, rows(editions, |it| &it.report.blocks).iter().map(key))
}

/// Ids of all observations, in the order of the table.
pub(super) fn observation_ids(editions: &[&Edition]) -> Vec<String> {
    let key = |row: &Row<Observation>| {
        let year = row.item.fiscal_year.map(|it| it.to_string()).unwrap_or_default();
        let area = row.item.area.as_deref().unwrap_or_default();
        let mut key = edition_key(row.edition);
        let about = [indicator_id(row).unwrap_or_default(), row.item.role.as_str(), &year, area];
        key.extend(about.map(str::to_owned));
        key
    };
    distinct_ids(IdOf::Observation, rows(editions, |it| &it.measurements.observations).iter().map(key))
}

/// Ids of all notes, in the order of the table; they do not change with the language.
pub(super) fn note_ids(editions: &[&Edition]) -> Vec<String> {
    let key = |row: &Row<Note>| {
        let mut key = edition_key(row.edition);
        key.push(row.item.code().to_owned());
        key.extend(row.item.message.values().map(str::to_owned));
        key
    };
    distinct_ids(IdOf::Note, rows(editions, |it| &it.notes).iter().map(key))
}

/// Area, plan and year; the file where one of them is not known.
fn edition_key(edition: &Edition) -> Vec<String> {
    let identity = &edition.report.identity;
    match (&identity.area_code, &identity.plan, identity.fiscal_year) {
        (Some(area), Some(plan), Some(year)) => vec![area.clone(), plan.clone(), year.to_string()],
        _ => vec![edition.document.document_id.clone()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::examples::edition;

    #[test]
    fn a_replaced_file_with_other_values_keeps_its_ids() {
        let before = edition();
        let mut after = edition();
        after.document.document_id = "another file".to_owned();
        after.measurements.observations[1].printed = "81.7%".to_owned();
        after.report.ratings[0].value = None;
        assert_eq!(item_ids(&[&before]), item_ids(&[&after]));
        assert_eq!(note_ids(&[&before]), note_ids(&[&after]));
    }

    #[test]
    fn files_of_unknown_editions_share_no_id() {
        let unknown = |file: &str| {
            let mut edition = edition();
            edition.report.identity.area_code = None;
            edition.document.document_id = file.to_owned();
            edition
        };
        let (first, second) = (unknown("a"), unknown("b"));
        let alone = item_ids(&[&second]);
        assert_eq!(item_ids(&[&first, &second])[1], alone[0]);
        assert_ne!(item_ids(&[&first])[0].ratings, alone[0].ratings);
    }
}
