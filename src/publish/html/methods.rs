//! How the numbers were made.

use super::Report;
use crate::analysis::cautions;
use crate::publish::markup::{Element, Markup};

/// What holds for all, then what each analysis does and what is to be kept in mind.
pub(super) fn section(report: &Report<'_>) -> Markup {
    let general =
        ["page_method_reading", "page_method_reconciliation", "page_method_rounding", "page_method_comparing"];
    let mut content: Markup =
        Element::new("ul").children(general.map(|it| Element::new("li").text(report.word(it)))).into();
    let mut entries = Vec::new();
    for analysis in report.publication.analyses.iter().filter(|it| it.frame.row_count() > 0) {
        let table = analysis.frame.schema();
        let method = table.column("method").map(|it| it.description.text(report.language)).unwrap_or_default();
        let caution = cautions(&analysis.frame, report.language).unwrap_or_default();
        entries.push(Element::new("dt").text(table.title.text(report.language)));
        let texts = [table.description.text(report.language), method, &caution];
        let texts = texts.into_iter().filter(|it| !it.is_empty()).map(|it| Element::new("p").text(it));
        entries.push(Element::new("dd").children(texts));
    }
    content.push(Element::new("dl").children(entries));
    content
}
