//! What is shown at the end of `build`.

use std::time::Duration;

use comfy_table::{ContentArrangement, Table, presets};

use super::{listing, paint};
use crate::analysis::TerminalTable;
use crate::base::{Language, Message, Severity, figures, visible};
use crate::link::{Counts, Relation};
use crate::publish::record::{Issue, Reconciliation, Results};

/// Rows of a trend that are printed.
const SHOWN_ROWS: usize = 15;
/// Kinds of doubts that are printed; the others are in the notes table.
const SHOWN_NOTES: usize = 12;

/// Prints what was read, what agrees with the report's own totals, and what is doubtful; `statuses` are the numbers of new,
/// updated and unchanged files. Of doubts each kind is shown once, or each one where `all_notes` are wanted.
pub(super) fn print(results: &Results, statuses: [usize; 3], taken: Duration, language: Language, all_notes: bool) {
    let [new, updated, unchanged] = statuses;
    let counts = results.counts;
    let done = Message::new("summary_done")
        .with("documents", grouped(counts.documents))
        .with("new", new)
        .with("updated", updated)
        .with("unchanged", unchanged)
        .with("initiatives", grouped(counts.initiatives))
        .with("ratings", grouped(counts.ratings))
        .with("blocks", grouped(counts.blocks))
        .with("observations", grouped(counts.observations))
        .with("seconds", format!("{:.1}", taken.as_secs_f64()));
    say!("{}", done.text(language));
    let covered =
        Message::new("summary_coverage").with("read", grouped(counts.read)).with("values", grouped(counts.printed));
    if counts.printed > 0 {
        say!("{}", covered.text(language));
    }
    links(&results.links, language).iter().for_each(|line| say!("{line}"));
    totals(results, language).iter().for_each(|line| say!("{line}"));
    notes(results, language, all_notes).iter().for_each(|line| say!("{line}"));
}

/// A count with separators.
pub(super) fn grouped(count: usize) -> String {
    figures::grouped(&count.to_string())
}

/// What became of the initiatives from edition to edition; nothing where no edition follows another.
fn links(counts: &Counts, language: Language) -> Option<String> {
    let filled = |message: Message, relation: Relation| message.with(relation.as_str(), grouped(counts.of(relation)));
    let message = Relation::ALL.into_iter().fold(Message::new("summary_links"), filled);
    let message = message
        .with("review", grouped(counts.review))
        .with("agreements", grouped(counts.rating_agreements))
        .with("pairs", grouped(counts.rating_pairs));
    counts.any().then(|| message.text(language))
}

/// Which stated totals agree, a line a document.
fn totals(results: &Results, language: Language) -> Vec<String> {
    let heading = Message::new("summary_totals").text(language);
    let documents = results.reconciliation.chunk_by(|a, b| a.file == b.file);
    let line = |totals: &[Reconciliation]| {
        let year = totals.first().and_then(|it| it.year.clone()).unwrap_or_default();
        let totals: Vec<String> = totals.iter().map(|it| total(it, language)).collect();
        format!("{heading}  {year}  {}", totals.join("  "))
    };
    documents.map(line).collect()
}

fn total(total: &Reconciliation, language: Language) -> String {
    let name = if total.key == "all" { Message::new("word_all").text(language) } else { total.key.clone() };
    let key = if total.agrees { "summary_total_agrees" } else { "summary_total_differs" };
    let message = Message::new(key).with("key", name).with("stated", &total.stated).with("found", &total.found);
    let text = message.text(language);
    if total.agrees { paint::good(&text) } else { paint::bad(&text) }
}

/// The doubts: how many, and each kind of the grave ones with its first place.
fn notes(results: &Results, language: Language, all: bool) -> Vec<String> {
    let heading = Message::new("summary_notes")
        .with("all", grouped(results.issues.len()))
        .with("errors", grouped(results.count(Severity::Error)))
        .with("warnings", grouped(results.count(Severity::Warning)))
        .with("infos", grouped(results.count(Severity::Info)));
    let mut lines = vec![heading.text(language)];
    if all {
        lines.extend(results.issues.iter().map(|it| format!("  {}", issue(it))));
        return lines;
    }
    let mut grave: Vec<&Issue> = results.issues.iter().filter(|it| it.severity != Severity::Info).collect();
    grave.sort_by_key(|it| it.severity);
    let mut kinds: Vec<Vec<&Issue>> = Vec::new();
    for issue in grave {
        match kinds.iter_mut().find(|it| it[0].code == issue.code) {
            Some(kind) => kind.push(issue),
            None => kinds.push(vec![issue]),
        }
    }
    for kind in kinds.iter().take(SHOWN_NOTES) {
        let count = if kind.len() > 1 { format!("  ×{}", kind.len()) } else { String::new() };
        lines.push(format!("  {}{count}", issue(kind[0])));
    }
    if kinds.len() > SHOWN_NOTES {
        let more = Message::new("summary_more").with("count", kinds.len() - SHOWN_NOTES);
        lines.push(format!("  {}", more.text(language)));
    }
    lines
}

/// A doubt with its code and its place.
pub(super) fn issue(issue: &Issue) -> String {
    let page = issue.page.map(|it| format!(" p.{it}")).unwrap_or_default();
    format!("{}  {}{page}  {}", paint::code(&issue.code, issue.severity), issue.file, issue.message)
}

/// A trend as it is shown when `build` ends: a long one is cut, its dataset is not.
pub(super) fn trend(trend: &TerminalTable, language: Language) -> String {
    terminal_table(trend, SHOWN_ROWS, language)
}

/// A table with its title above and what is to be kept in mind below; at most `most_rows` of its rows.
pub(super) fn terminal_table(shown: &TerminalTable, most_rows: usize, language: Language) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(listing::width());
    table.set_header(&shown.header);
    for row in shown.rows.iter().take(most_rows) {
        table.add_row(row.iter().map(|it| visible(it)));
    }
    let more = shown.rows.len().saturating_sub(most_rows);
    let more = (more > 0).then(|| format!("\n{}", Message::new("summary_more").with("count", more).text(language)));
    let caution = shown.caution.as_ref().map(|it| format!("\n{it}"));
    format!("{}\n{table}{}{}", visible(&shown.title), more.unwrap_or_default(), caution.unwrap_or_default())
}
