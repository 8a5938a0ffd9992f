//! What is shown at the end of `build`.

use std::time::Duration;

use comfy_table::{ContentArrangement, Table, presets};

use crate::analysis::TerminalTable;
use crate::base::{Language, Message, Note, Severity};
use crate::dataset::Edition;
use crate::link::{Counts, Relation};
use crate::report::StatedTotal;

/// Rows of a trend that are printed.
const SHOWN_ROWS: usize = 15;
/// Doubts that are printed; the others are in the notes table.
const SHOWN_NOTES: usize = 12;

/// The counts of what was read.
pub(super) fn counts(editions: &[Edition], taken: Duration, language: Language) -> String {
    let sum = |count: fn(&Edition) -> usize| editions.iter().map(count).sum::<usize>();
    Message::new("summary_done")
        .with("documents", editions.len())
        .with("initiatives", sum(|it| it.report.initiatives.len()))
        .with("ratings", sum(|it| it.report.ratings.len()))
        .with("blocks", sum(|it| it.report.blocks.len()))
        .with("observations", sum(|it| it.measurements.observations.len()))
        .with("seconds", format!("{:.1}", taken.as_secs_f64()))
        .text(language)
}

/// What became of the initiatives from edition to edition; nothing where no edition follows another.
pub(super) fn links(counts: &Counts, language: Language) -> Option<String> {
    let filled = |message: Message, relation: Relation| message.with(relation.as_str(), counts.of(relation));
    let message = Relation::ALL.into_iter().fold(Message::new("summary_links"), filled);
    let message = message
        .with("review", counts.review)
        .with("agreements", counts.rating_agreements)
        .with("pairs", counts.rating_pairs);
    counts.any().then(|| message.text(language))
}

/// Which stated totals agree, a line an edition.
pub(super) fn totals(editions: &[Edition], language: Language) -> Vec<String> {
    let line = |edition: &Edition| {
        let totals: Vec<String> = edition.report.stated_totals.iter().map(|it| total(it, language)).collect();
        let year = edition.report.identity.fiscal_year.map(|it| it.label()).unwrap_or_default();
        (!totals.is_empty()).then(|| format!("  {year}  {}", totals.join("  ")))
    };
    let lines: Vec<String> = editions.iter().filter_map(line).collect();
    if lines.is_empty() {
        return lines;
    }
    std::iter::once(Message::new("summary_totals").text(language)).chain(lines).collect()
}

fn total(total: &StatedTotal, language: Language) -> String {
    let (stated, found) = match (&total.phrase, total.count) {
        (Some(phrase), _) => (phrase.clone(), format!("{:.1}%", total.found_share.unwrap_or_default())),
        (None, count) => (count.map(|it| it.to_string()).unwrap_or_default(), total.found_count.to_string()),
    };
    let key = if total.agrees { "summary_total_agrees" } else { "summary_total_differs" };
    Message::new(key).with("key", &total.key).with("stated", stated).with("found", found).text(language)
}

/// The doubts: how many, and the gravest of them.
pub(super) fn notes(editions: &[Edition], language: Language) -> Vec<String> {
    let mut all: Vec<(&Edition, &Note)> =
        editions.iter().flat_map(|edition| edition.notes.iter().map(move |note| (edition, note))).collect();
    all.sort_by_key(|(_, note)| note.severity);
    let count = |severity: Severity| all.iter().filter(|(_, note)| note.severity == severity).count();
    let heading = Message::new("summary_notes")
        .with("errors", count(Severity::Error))
        .with("warnings", count(Severity::Warning))
        .with("infos", count(Severity::Info));
    let mut lines = vec![heading.text(language)];
    let grave: Vec<_> = all.iter().filter(|(_, note)| note.severity != Severity::Info).collect();
    for (edition, note) in grave.iter().take(SHOWN_NOTES) {
        let page = note.source.map(|it| format!(" p.{}", it.page)).unwrap_or_default();
        lines.push(format!("  {}{page}: {}", edition.document.file_name, note.text(language)));
    }
    if grave.len() > SHOWN_NOTES {
        let more = Message::new("summary_more").with("count", grave.len() - SHOWN_NOTES);
        lines.push(format!("  {}", more.text(language)));
    }
    lines
}

/// A trend as a table with its title and caution; a long one is cut, its dataset is not.
pub(super) fn trend(trend: &TerminalTable, language: Language) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(&trend.header);
    for row in trend.rows.iter().take(SHOWN_ROWS) {
        table.add_row(row);
    }
    let more = trend.rows.len().saturating_sub(SHOWN_ROWS);
    let more = (more > 0).then(|| format!("\n{}", Message::new("summary_more").with("count", more).text(language)));
    let caution = trend.caution.as_ref().map(|it| format!("\n{it}"));
    format!("{}\n{table}{}{}", trend.title, more.unwrap_or_default(), caution.unwrap_or_default())
}
