//! Documents with their hashes, and what read them.

use super::Report;
use super::table::{details, table};
use crate::base::Message;
use crate::publish::markup::{Element, Markup};
use crate::publish::wording::full_year;

/// More rows than this are left to the dataset.
const MAX_ROWS: usize = 400;
/// Letters of a SHA-256 that are shown.
const SHOWN_LETTERS: usize = 12;
/// More documents than this are folded.
const MAX_OPEN: usize = 12;

/// A table of the documents.
pub(super) fn section(report: &Report<'_>) -> Markup {
    let keys =
        ["word_file", "word_title", "word_edition", "word_pages", "word_producer", "word_profile", "word_sha256"];
    let header = keys.map(|it| report.word(it));
    let row = |document: &crate::publish::digest::Document| {
        let profile = document.profile.as_deref().unwrap_or_default();
        let code = |text: &str| Markup::from(Element::new("code").text(text));
        // The first letters tell files apart; the dataset has all 64.
        let fingerprint = document.id.get(..SHOWN_LETTERS).unwrap_or(&document.id);
        vec![
            report.quoted(&document.file_name),
            report.quoted(document.title.as_deref().unwrap_or_default()),
            Markup::text(document.fiscal_year.map(|it| full_year(it, report.language)).unwrap_or_default()),
            Markup::text(document.page_count),
            Markup::text(document.producer.as_deref().unwrap_or_default()),
            code(profile),
            code(fingerprint),
        ]
    };
    let documents = &report.digest.documents;
    let rows = documents.iter().take(MAX_ROWS).map(row).collect();
    let version = documents.iter().find_map(|it| it.program_version.as_deref()).unwrap_or(env!("CARGO_PKG_VERSION"));
    let program = Message::new("page_program").with("program", env!("CARGO_PKG_NAME")).with("version", version);
    let mut content: Markup = Element::new("p").text(program.text(report.language)).into();
    let caption = report.word("page_sources_caption");
    let table = table(&caption, &header, rows, 9);
    content.push(if documents.len() > MAX_OPEN { details(caption, table) } else { table });
    if documents.len() > MAX_ROWS {
        let more = Message::new("page_more_rows").with("count", documents.len() - MAX_ROWS);
        content.push(Element::new("p").text(more.text(report.language)));
    }
    content
}
