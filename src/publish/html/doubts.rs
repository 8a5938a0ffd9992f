//! What is doubtful, the gravest first.

use super::Report;
use super::table::table;
use crate::base::Message;
use crate::publish::digest::Doubt;
use crate::publish::markup::{Element, Markup};
use crate::publish::wording::joined;

/// More rows than this are left to the dataset.
const MAX_ROWS: usize = 300;

/// How many doubts of a severity there are.
pub(super) fn count(report: &Report<'_>, severity: &str) -> usize {
    report.doubts.iter().filter(|it| it.severity == severity).count()
}

/// A table of all doubts, each with the place it is about; plans that had no room are named.
pub(super) fn section(report: &Report<'_>, left_out: &[String]) -> Markup {
    let language = report.language;
    let mut content = Markup::default();
    if !left_out.is_empty() || report.digest.more > 0 {
        let names = joined(left_out, language);
        let message = Message::new("page_left_out").with("count", left_out.len() + report.digest.more);
        content.push(Element::new("p").text(message.with("plans", names).text(language)));
    }
    if report.doubts.is_empty() {
        content.push(Element::new("p").text(report.word("page_doubts_none")));
        return content;
    }
    let message = ["error", "warning", "info"].into_iter().zip(["errors", "warnings", "infos"]);
    let message =
        message.fold(Message::new("page_doubts_lead"), |it, (severity, name)| it.with(name, count(report, severity)));
    content.push(Element::new("p").text(message.text(language)));
    let mut sorted: Vec<&Doubt> = report.doubts.iter().collect();
    sorted.sort_by_key(|it| ["error", "warning", "info"].iter().position(|known| *known == it.severity));
    let header = ["word_severity", "word_message", "word_document", "word_page", "word_code"].map(|it| report.word(it));
    let rows = sorted.iter().take(MAX_ROWS).map(|it| row(report, it)).collect();
    content.push(table(&report.word("page_doubts_caption"), &header, rows, 5));
    if sorted.len() > MAX_ROWS {
        let more = Message::new("page_more_rows").with("count", sorted.len() - MAX_ROWS);
        content.push(Element::new("p").text(more.text(language)));
    }
    content
}

fn row(report: &Report<'_>, doubt: &Doubt) -> Vec<Markup> {
    let (sign, key) = match doubt.severity.as_str() {
        "error" => ("✗", "word_error"),
        "warning" => ("▲", "word_warning"),
        _ => ("ⓘ", "word_info"),
    };
    let sign = Element::new("span").with("aria-hidden", "true").text(format!("{sign} "));
    let severity: Markup = [Markup::from(sign), Markup::text(report.word(key))].into_iter().collect();
    let file = doubt.document.and_then(|it| report.digest.documents.get(it)).map_or("", |it| it.file_name.as_str());
    let page = doubt.place.map(|it| Message::new("page_number").with("page", it.page).text(report.language));
    vec![
        severity,
        Markup::text(&doubt.message),
        report.quoted(file),
        page.map(|it| report.cited(it, doubt.place.as_ref())).unwrap_or_default(),
        Element::new("code").text(&doubt.code).into(),
    ]
}
