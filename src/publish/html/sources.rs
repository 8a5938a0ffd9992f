//! Documents with their hashes, and what read them.

use super::Report;
use super::table::table;
use crate::base::Message;
use crate::publish::markup::{Element, Markup};
use crate::publish::wording::full_year;

/// More rows than this are left to the dataset.
const MAX_ROWS: usize = 400;

/// A table of the documents.
pub(super) fn section(report: &Report<'_>) -> Markup {
    let keys =
        ["word_file", "word_title", "word_edition", "word_pages", "word_producer", "word_profile", "word_sha256"];
    let header = keys.map(|it| report.word(it));
    let row = |document: &crate::publish::digest::Document| {
        let profile = [document.profile.as_deref(), document.profile_hash.as_deref()];
        let code = |text: &str| Markup::from(Element::new("code").text(text));
        vec![
            report.quoted(&document.file_name),
            report.quoted(document.title.as_deref().unwrap_or_default()),
            Markup::text(document.fiscal_year.map(|it| full_year(it, report.language)).unwrap_or_default()),
            Markup::text(document.page_count),
            Markup::text(document.producer.as_deref().unwrap_or_default()),
            code(&profile.into_iter().flatten().collect::<Vec<_>>().join(" ")),
            code(&document.id),
        ]
    };
    let documents = &report.digest.documents;
    let rows = documents.iter().take(MAX_ROWS).map(row).collect();
    let version = documents.iter().find_map(|it| it.program_version.as_deref()).unwrap_or(env!("CARGO_PKG_VERSION"));
    let program = Message::new("page_program").with("program", env!("CARGO_PKG_NAME")).with("version", version);
    let mut content: Markup = Element::new("p").text(program.text(report.language)).into();
    content.push(table(&report.word("page_sources_caption"), &header, rows, 9));
    if documents.len() > MAX_ROWS {
        let more = Message::new("page_more_rows").with("count", documents.len() - MAX_ROWS);
        content.push(Element::new("p").text(more.text(report.language)));
    }
    content
}
