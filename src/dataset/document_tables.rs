//! The tables of whole documents: `documents` and `notes`.

use super::{Columns, Edition, Frame, described, rows};
use crate::base::Language;

/// One row a document.
pub(super) fn documents(editions: &[&Edition]) -> Frame {
    Columns::over(editions)
        .text("document_id", |it| Some(&it.document.document_id))
        .text("file_name", |it| Some(&it.document.file_name))
        .text("title", |it| it.report.identity.title.as_ref())
        .text("prefecture_code", |it| it.report.identity.prefecture.map(|it| it.code()))
        .text("area_code", |it| it.report.identity.prefecture.map(|it| it.area_code()))
        .text("plan", |it| it.report.identity.plan.as_ref())
        .i16("fiscal_year", |it| it.report.identity.fiscal_year.map(|it| it.year()))
        .text("era_label", |it| it.report.identity.fiscal_year.map(|it| it.label()))
        .i32("page_count", |it| i32::try_from(it.document.page_count).ok())
        .text("producer", |it| it.document.producer.as_ref())
        .text("profile_id", |it| it.report.identity.profile_id.as_ref())
        .text("profile_hash", |it| it.report.identity.profile_hash.as_ref())
        .text("program_version", |it| Some(&it.document.program_version))
        .text("dictionary_hash", |it| it.document.dictionary_hash.as_ref())
        .text("supersedes", |it| it.document.supersedes.as_ref())
        .finish(described("documents"))
}

/// One row a note; all are open until a person has looked at them.
pub(super) fn notes(editions: &[&Edition], language: Language) -> Frame {
    Columns::over(&rows(editions, |it| &it.notes))
        .text("code", |row| Some(row.item.code()))
        .text("severity", |row| Some(row.item.severity.as_str()))
        .text("table", |_| None::<&str>)
        .text("key", |_| None::<&str>)
        .text("message", |row| Some(row.item.text(language)))
        .text("status", |_| Some("open"))
        .text("document_id", |row| Some(row.document_id()))
        .place(|row| row.item.source)
        .finish(described("notes"))
}
