//! What the reports state of themselves against what was read.

use super::Report;
use super::table::table;
use crate::publish::digest::Total;
use crate::publish::markup::{Element, Markup};
use crate::publish::wording::{count, full_year, percent};

/// A table of all stated totals, the latest edition first.
pub(super) fn section(report: &Report<'_>) -> Markup {
    let totals: Vec<&Total> = report.digest.series.iter().flat_map(|it| it.totals.iter().rev()).collect();
    if totals.is_empty() {
        return Element::new("p").text(report.word("page_reconciliation_none")).into();
    }
    let lead = Element::new("p").text(report.word("page_reconciliation_lead"));
    let mut strips = Markup::default();
    for series in &report.digest.series {
        for document in series.documents.iter().rev() {
            let of_document: Vec<&Total> = series.totals.iter().filter(|it| it.document == *document).collect();
            strips.push(strip(report, *document, &of_document));
        }
    }
    let header = ["word_edition", "word_key", "word_stated", "word_found", "word_agreement"].map(|it| report.word(it));
    let mut rows = Vec::new();
    for total in report.digest.series.iter().flat_map(|it| &it.totals) {
        let (stated, found) = sides(report, total);
        rows.push(vec![
            Markup::text(edition(report, total.document)),
            Markup::text(key(report, total)),
            report.cited(stated, total.place.as_ref()),
            Markup::text(found),
            Markup::text(report.word(if total.agrees { "word_agrees" } else { "word_differs" })),
        ]);
    }
    let full = table(&report.word("page_reconciliation_table"), &header, rows, 5);
    let mut content: Markup = lead.into();
    content.push(strips);
    content.push(super::table::details(report.word("page_reconciliation_table"), full));
    content
}

/// One line an edition: `全体 81件＝81件 ✓`.
fn strip(report: &Report<'_>, document: usize, totals: &[&Total]) -> Markup {
    if totals.is_empty() {
        return Markup::default();
    }
    let entry = |total: &&Total| {
        let (stated, found) = sides(report, total);
        let (class, sign, equals) = if total.agrees { ("agrees", "✓", "＝") } else { ("differs", "✗", "≠") };
        let word = report.word(if total.agrees { "word_agrees" } else { "word_differs" });
        let sign = Element::new("span").with("role", "img").with("aria-label", word).text(sign);
        Element::new("li")
            .with("class", class)
            .child(Element::new("b").text(key(report, total)))
            .text(" ")
            .child(report.cited(stated, total.place.as_ref()))
            .text(format!("{equals}{found} "))
            .child(sign)
    };
    let name = Element::new("p").with("class", "edition").text(edition(report, document));
    let list = Element::new("ul").children(totals.iter().map(entry));
    Element::new("div").with("class", "totals").child(name).child(list).into()
}

fn edition(report: &Report<'_>, document: usize) -> String {
    let document = report.digest.documents.get(document);
    let year = document.and_then(|it| it.fiscal_year).map(|it| full_year(it, report.language));
    year.unwrap_or_else(|| document.map(|it| it.file_name.clone()).unwrap_or_default())
}

fn key(report: &Report<'_>, total: &Total) -> String {
    if total.key == "all" { report.word("word_all") } else { total.key.clone() }
}

/// Stated and found, as people read them.
fn sides(report: &Report<'_>, total: &Total) -> (String, String) {
    let language = report.language;
    if let Some(phrase) = &total.phrase {
        let found = total.found_share.map(|it| percent(it, language)).unwrap_or_default();
        return (format!("「{phrase}」"), found);
    }
    let with_share = |number: Option<i32>, share: Option<String>| {
        let number = number.map(|it| count(it, language)).unwrap_or_default();
        let space = if language == crate::base::Language::English { " " } else { "" };
        share.map_or(number.clone(), |share| match language {
            crate::base::Language::Japanese => format!("{number}（{share}）"),
            crate::base::Language::English => format!("{number}{space}({share})"),
        })
    };
    let stated_share = total.share.map(|it| percent(it.try_into().unwrap_or_default(), language));
    let found_share = total.share.and(total.found_share).map(|it| percent(it, language));
    (with_share(total.count, stated_share), with_share(total.found_count, found_share))
}
