//! How the numbers were made.

use std::collections::BTreeSet;

use super::Report;
use crate::analysis::cautions;
use crate::base::Message;
use crate::dataset::Frame;
use crate::publish::markup::{Element, Markup};
use crate::publish::wording::joined;

/// What holds for all, then what each analysis does and what is to be kept in mind.
pub(super) fn section(report: &Report<'_>) -> Markup {
    let general =
        ["page_method_reading", "page_method_reconciliation", "page_method_rounding", "page_method_comparing"];
    let mut content: Markup =
        Element::new("ul").children(general.map(|it| Element::new("li").text(report.word(it)))).into();
    let mut entries = Vec::new();
    for analysis in report.publication.analyses.iter().filter(|it| it.frame.row_count() > 0) {
        let table = analysis.frame.schema();
        let method = methods(report, &analysis.frame);
        let caution = cautions(&analysis.frame, report.language).unwrap_or_default();
        entries.push(Element::new("dt").text(table.title.text(report.language)));
        let texts = [table.description.text(report.language), &method, &caution];
        let texts = texts.into_iter().filter(|it| !it.is_empty()).map(|it| Element::new("p").text(it));
        entries.push(Element::new("dd").children(texts));
    }
    content.push(Element::new("dl").children(entries));
    content
}

/// The methods that an answer went by, in words.
fn methods(report: &Report<'_>, frame: &Frame) -> String {
    let codes: BTreeSet<&str> = frame.text("method").iter().flatten().collect();
    let words = codes.into_iter().map(|it| frame.schema().word("method", it, report.language));
    let words = joined(words, report.language);
    if words.is_empty() { words } else { Message::new("page_method").with("methods", words).text(report.language) }
}
