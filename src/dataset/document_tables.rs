//! The tables of whole documents: `documents` and `notes`.

use super::ids::{ItemIds, item_ids, note_ids};
use super::{Columns, Edition, Frame, Row, described, rows};
use crate::base::{Language, Municipality, Note, Prefecture};

/// The notes that nobody has answered yet.
pub fn open_notes(notes: &Frame) -> Frame {
    let statuses = notes.text("status").clone();
    notes.rows_where(|row| statuses.get(row) == Some("open"))
}

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
    let all_ids = item_ids(editions);
    let of_editions = editions.iter().zip(&all_ids).flat_map(|(it, ids)| std::iter::repeat_n(ids, it.notes.len()));
    let rows: Vec<(String, (Row<Note>, &ItemIds))> =
        note_ids(editions).into_iter().zip(rows(editions, |it| &it.notes).into_iter().zip(of_editions)).collect();
    Columns::over(&rows)
        .text("note_id", |(id, _)| Some(id))
        .text("code", |(_, (row, _))| Some(row.item.code()))
        .text("severity", |(_, (row, _))| Some(row.item.severity.as_str()))
        .text("table", |(_, (row, ids))| row.item.subject.and_then(|it| ids.row(it)).map(|it| it.0))
        .text("key", |(_, (row, ids))| row.item.subject.and_then(|it| ids.row(it)).map(|it| it.1))
        .text("message", |(_, (row, _))| Some(row.item.text(Language::Japanese)))
        .text("hint", |(_, (row, _))| row.item.hint(Language::Japanese))
        .text("status", |_| Some("open"))
        .text("against_document_id", |(_, (row, _))| {
            let against = row.item.against.as_ref()?;
            Some(against.document_id.as_deref().unwrap_or(row.document_id()))
        })
        .place_named("against_", |(_, (row, _))| row.item.against.as_ref().map(|it| it.source))
        .text("document_id", |(_, (row, _))| Some(row.document_id()))
        .place(|(_, (row, _))| row.item.source)
        .plan(|(_, (row, _))| row.identity())
        .text("message_en", |(_, (row, _))| Some(row.item.text(Language::English)))
        .text("hint_en", |(_, (row, _))| row.item.hint(Language::English))
        .text("arguments", |(_, (row, _))| Some(row.item.message.arguments_json()))
        .finish(described("notes"))
}
