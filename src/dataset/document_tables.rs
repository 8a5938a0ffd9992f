//! The tables of whole documents: `documents` and `notes`.

use std::collections::HashMap;

use super::columns::distinct_ids;
use super::measurement_tables::observation_ids;
use super::report_tables::{block_ids, rating_ids};
use super::{Columns, Edition, Frame, Row, described, rows};
use crate::base::{Language, Municipality, Note, Prefecture, Subject};

/// One row a document.
pub(super) fn documents(editions: &[&Edition]) -> Frame {
    Columns::over(editions)
        .text("document_id", |it| Some(&it.document.document_id))
        .text("file_name", |it| Some(&it.document.file_name))
        .text("title", |it| it.report.identity.title.as_ref())
        .text("prefecture_code", |it| it.report.identity.prefecture.map(|it| it.code()))
        .text("area_code", |it| it.report.identity.area_code.as_ref())
        .text("plan", |it| it.report.identity.plan.as_ref())
        .i16("fiscal_year", |it| it.report.identity.fiscal_year.map(|it| it.year()))
        .text("era_label", |it| it.report.identity.fiscal_year.map(|it| it.label()))
        .text("source_url", |it| it.report.identity.source_url.as_ref())
        .text("published_on", |it| it.report.identity.published_on.as_ref())
        .i32("page_count", |it| i32::try_from(it.document.page_count).ok())
        .text("producer", |it| it.document.producer.as_ref())
        .text("profile_id", |it| it.report.identity.profile_id.as_ref())
        .text("profile_hash", |it| it.report.identity.profile_hash.as_ref())
        .text("program_version", |it| Some(&it.document.program_version))
        .text("dictionary_hash", |it| it.document.dictionary_hash.as_ref())
        .text("supersedes", |it| it.document.supersedes.as_ref())
        .text("prefecture", |it| it.report.identity.prefecture.map(Prefecture::name))
        .text("municipality", |it| it.report.identity.municipality.map(Municipality::name))
        .finish(described("documents"))
}

/// One row a note; all are open until a person has looked at them. Sentences stand in both languages, so that the same documents give the
/// same table whatever the language of the machine.
pub(super) fn notes(editions: &[&Edition]) -> Frame {
    let subjects = Subjects::of(editions);
    let rows: Vec<(String, Row<Note>)> = note_ids(editions).into_iter().zip(rows(editions, |it| &it.notes)).collect();
    Columns::over(&rows)
        .text("note_id", |(id, _)| Some(id))
        .text("code", |(_, row)| Some(row.item.code()))
        .text("severity", |(_, row)| Some(row.item.severity.as_str()))
        .text("table", |(_, row)| subjects.row(row).map(|it| it.0))
        .text("key", |(_, row)| subjects.row(row).map(|it| it.1))
        .text("message", |(_, row)| Some(row.item.text(Language::Japanese)))
        .text("hint", |(_, row)| row.item.hint(Language::Japanese))
        .text("status", |_| Some("open"))
        .text("against_document_id", |(_, row)| {
            let against = row.item.against.as_ref()?;
            Some(against.document_id.as_deref().unwrap_or(row.document_id()))
        })
        .place_named("against_", |(_, row)| row.item.against.as_ref().map(|it| it.source))
        .text("document_id", |(_, row)| Some(row.document_id()))
        .place(|(_, row)| row.item.source)
        .plan(|(_, row)| row.identity())
        .text("message_en", |(_, row)| Some(row.item.text(Language::English)))
        .text("hint_en", |(_, row)| row.item.hint(Language::English))
        .text("arguments", |(_, row)| Some(row.item.message.arguments_json()))
        .finish(described("notes"))
}

/// Ids of all notes, in the order of the table; they do not change with the language.
fn note_ids(editions: &[&Edition]) -> Vec<String> {
    let key = |row: &Row<Note>| {
        let start = [row.document_id(), row.item.code()];
        start.into_iter().chain(row.item.message.values()).map(str::to_owned).collect()
    };
    distinct_ids(rows(editions, |it| &it.notes).iter().map(key))
}

/// The ids of the rows that notes can be about, an entry an edition.
struct Subjects<'a> {
    editions: HashMap<&'a str, SubjectIds>,
}

struct SubjectIds {
    initiatives: Vec<String>,
    ratings: Vec<String>,
    blocks: Vec<String>,
    observations: Vec<String>,
}

impl<'a> Subjects<'a> {
    fn of(editions: &[&'a Edition]) -> Self {
        let ids = |edition: &&'a Edition| {
            let alone = std::slice::from_ref(edition);
            let ids = SubjectIds {
                initiatives: edition.report.initiatives.iter().map(|it| it.id.clone()).collect(),
                ratings: rating_ids(alone),
                blocks: block_ids(alone),
                observations: observation_ids(alone),
            };
            (edition.document.document_id.as_str(), ids)
        };
        Subjects { editions: editions.iter().map(ids).collect() }
    }

    /// The table and the id of the row that a note is about.
    fn row(&self, row: &Row<Note>) -> Option<(&'static str, &str)> {
        let ids = self.editions.get(row.document_id())?;
        let (table, ids, index) = match row.item.subject? {
            Subject::Initiative(index) => ("initiatives", &ids.initiatives, index),
            Subject::Rating(index) => ("ratings", &ids.ratings, index),
            Subject::Block(index) => ("blocks", &ids.blocks, index),
            Subject::Observation(index) => ("observations", &ids.observations, index),
        };
        Some((table, ids.get(index)?))
    }
}
