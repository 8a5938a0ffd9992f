//! Answers that have no chart of their own: their tables as the screen shows them.

use super::Report;
use super::page::Section;
use super::table::{details, table};
use crate::analysis::{Analysis, screen_table};
use crate::base::Message;
use crate::dataset::Frame;
use crate::publish::markup::{Element, Markup};

/// Shown as charts.
const DRAWN: [&str; 4] = ["trend_ratings", "trend_transitions", "trend_transition_matrix", "trend_achievement"];
/// Has a section by itself: it is asked for by name.
const RESTATEMENTS: &str = "trend_restatements";
/// More rows than this are left to the dataset.
const MAX_ROWS: usize = 60;

/// Restatements by themselves, then the other answers to be opened one by one; only what has rows.
pub(super) fn sections(report: &Report<'_>) -> Vec<Section> {
    let has_rows = |it: &&Analysis| it.frame.row_count() > 0;
    let all = || report.publication.analyses.iter().filter(has_rows);
    let restated = all()
        .filter(|it| it.name == RESTATEMENTS)
        .map(|it| Section::new("restatements", report.word("page_restatements"), answer(report, &it.frame)));
    let others: Vec<Element> = all()
        .filter(|it| !DRAWN.contains(&it.name) && it.name != RESTATEMENTS)
        .map(|it| details(it.frame.schema().title.text(report.language), answer(report, &it.frame)))
        .collect();
    let more = (!others.is_empty())
        .then(|| Section::new("answers", report.word("page_answers"), others.into_iter().collect::<Markup>()));
    restated.chain(more).collect()
}

/// An answer as the screen shows it: what it says, a narrow table, and what is to be kept in mind.
fn answer(report: &Report<'_>, frame: &Frame) -> Markup {
    let Some(shown) = screen_table(frame, report.language) else { return Markup::default() };
    let lead = frame.schema().description.text(report.language);
    let mut content: Markup = if lead.is_empty() { Markup::default() } else { Element::new("p").text(lead).into() };
    let row = |cells: &Vec<String>| cells.iter().map(|it| report.quoted(it)).collect();
    let rows = shown.rows.iter().take(MAX_ROWS).map(row).collect();
    content.push(table(&shown.title, &shown.header, rows, usize::MAX));
    if shown.rows.len() > MAX_ROWS {
        let more = Message::new("page_more_rows").with("count", shown.rows.len() - MAX_ROWS);
        content.push(Element::new("p").text(more.text(report.language)));
    }
    if let Some(caution) = shown.caution {
        content.push(Element::new("p").with("class", "source").text(caution));
    }
    content
}
