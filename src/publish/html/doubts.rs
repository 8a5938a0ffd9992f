//! What is doubtful, the gravest first.

use super::Report;
use super::table::{details, table};
use crate::base::Message;
use crate::publish::digest::Doubt;
use crate::publish::markup::{Element, Markup};
use crate::publish::wording::{count as count_text, joined};

/// More rows of one cause than this are left to the dataset.
const MAX_ROWS: usize = 100;

/// Files that are named.
const MAX_NAMED: usize = 20;

/// How many doubts of a severity there are.
pub(super) fn count(report: &Report<'_>, severity: &str) -> usize {
    report.doubts.iter().filter(|it| it.severity == severity).count()
}

/// All doubts by their cause, each with the place it is about; plans that had no room, and files that are no reports, are named.
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
    let (no_reports, doubts) = no_reports(report);
    if !no_reports.is_empty() {
        let message = Message::new("page_no_reports").with("count", no_reports.len());
        let names = joined(no_reports.iter().take(MAX_NAMED), language);
        let more = no_reports.len().saturating_sub(MAX_NAMED);
        let more =
            if more > 0 { Message::new("page_and_more").with("count", more).text(language) } else { String::new() };
        content.push(Element::new("p").text(message.with("names", names + &more).text(language)));
    }
    for (code, group) in by_cause(&doubts) {
        content.push(cause(report, code, &group));
    }
    content
}

/// The files that are no reports, and the doubts about all else. That of a file without any initiative or indicator neither year nor
/// prefecture are known is no doubt of its own.
fn no_reports<'a>(report: &'a Report<'_>) -> (Vec<&'a str>, Vec<&'a Doubt>) {
    const OF_NO_REPORT: [&str; 4] =
        ["profile_unknown", "fiscal_year_unknown", "prefecture_unknown", "municipality_unclear"];
    let is_report = |index: usize| report.digest.reports.contains(&index);
    let of_no_report =
        |it: &&Doubt| OF_NO_REPORT.contains(&it.code.as_str()) && it.document.is_some_and(|index| !is_report(index));
    let (of_no_report, doubts): (Vec<&Doubt>, Vec<&Doubt>) = report.doubts.iter().partition(of_no_report);
    let mut files: Vec<usize> = of_no_report.into_iter().filter_map(|it| it.document).collect();
    files.sort_unstable();
    files.dedup();
    (files.into_iter().map(|it| report.digest.documents[it].file_name.as_str()).collect(), doubts)
}

/// Doubts of one code together, the gravest first, else as they came.
fn by_cause<'a>(doubts: &[&'a Doubt]) -> Vec<(&'a str, Vec<&'a Doubt>)> {
    let mut groups: Vec<(&str, Vec<&Doubt>)> = Vec::new();
    for doubt in doubts.iter().copied() {
        match groups.iter_mut().find(|(code, _)| *code == doubt.code) {
            Some((_, group)) => group.push(doubt),
            None => groups.push((&doubt.code, vec![doubt])),
        }
    }
    groups.sort_by_key(|(_, group)| ["error", "warning", "info"].iter().position(|known| *known == group[0].severity));
    groups
}

/// The doubts of one cause: the first as an example, all of them to be opened.
fn cause(report: &Report<'_>, code: &str, group: &[&Doubt]) -> Element {
    let language = report.language;
    let (severity, count) = (severity(report, group[0]), count_text(group.len(), language));
    let summary = Message::new("page_cause").with("severity", &severity).with("count", &count);
    let summary = summary.with("example", &group[0].message).text(language);
    let header = ["word_message", "word_document", "word_page"].map(|it| report.word(it));
    let rows = group.iter().take(MAX_ROWS).map(|it| row(report, it)).collect();
    let mut content: Markup = table(&format!("{severity} {count}"), &header, rows, 5).into();
    if group.len() > MAX_ROWS {
        let more = Message::new("page_more_rows").with("count", group.len() - MAX_ROWS);
        content.push(Element::new("p").text(more.text(language)));
    }
    content.push(Element::new("p").with("class", "source").child(Element::new("code").text(code)));
    let cause = details(summary, content).with("class", "cause");
    // An error is not to be overlooked, on paper neither.
    if group[0].severity == "error" { cause.with("open", "") } else { cause }
}

fn severity(report: &Report<'_>, doubt: &Doubt) -> String {
    let (sign, key) = match doubt.severity.as_str() {
        "error" => ("✗", "word_error"),
        "warning" => ("▲", "word_warning"),
        _ => ("ⓘ", "word_info"),
    };
    format!("{sign} {}", report.word(key))
}

fn row(report: &Report<'_>, doubt: &Doubt) -> Vec<Markup> {
    let file = doubt.document.and_then(|it| report.digest.documents.get(it)).map_or("", |it| it.file_name.as_str());
    let page = doubt.place.map(|it| Message::new("page_number").with("page", it.page).text(report.language));
    vec![
        Markup::text(&doubt.message),
        report.quoted(file),
        page.map(|it| report.cited(it, doubt.place.as_ref())).unwrap_or_default(),
    ]
}
