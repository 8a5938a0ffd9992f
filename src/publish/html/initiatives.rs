//! The ratings of all initiatives over the years.

use super::Report;
use super::page::symbol_id;
use super::table::scrolling;
use crate::base::Language;
use crate::publish::digest::{Initiative, RatingCell, Series};
use crate::publish::markup::{Element, Markup};
use crate::publish::wording::year;

/// A table by section: an initiative a row, a fiscal year a column.
pub(super) fn section(report: &Report<'_>, series: &Series) -> Markup {
    let years: Vec<i16> = series.years.iter().map(|it| it.fiscal_year).collect();
    if series.initiatives.is_empty() || years.is_empty() {
        return Markup::default();
    }
    let column = |text: String| Element::new("th").with("scope", "col").text(text);
    let head = Element::new("tr")
        .child(column(report.word("word_number")).with("class", "number"))
        .child(column(report.word("word_initiative")))
        .children(years.iter().map(|it| column(year(*it, report.language)).with("class", "rating")));
    let mut bodies = Markup::default();
    let mut body: Option<(String, Element)> = None;
    for initiative in &series.initiatives {
        let group = group_name(report, initiative);
        if body.as_ref().is_none_or(|(name, _)| *name != group) {
            body.take().into_iter().for_each(|(_, finished)| bodies.push(finished));
            let cell = Element::new("th").with("scope", "rowgroup").with("colspan", years.len() + 2);
            let title = Element::new("tr").with("class", "group").child(cell.child(report.quoted(&group)));
            body = Some((group, Element::new("tbody").child(title)));
        }
        body = body.map(|(name, body)| (name, body.child(row(report, series, initiative, &years))));
    }
    body.into_iter().for_each(|(_, finished)| bodies.push(finished));
    let caption = report.word("page_initiatives_caption");
    let table = Element::new("table")
        .with("class", "initiatives")
        .child(Element::new("caption").text(&caption))
        .child(Element::new("thead").child(head))
        .child(bodies);
    let differs = series.initiatives.iter().any(|it| it.ratings.values().any(|cell| cell.differs));
    let mut content: Markup = legend(report, series).into();
    content.push(scrolling(&caption, table));
    if differs {
        content.push(Element::new("p").with("class", "source").text(report.word("page_initiatives_differ")));
    }
    content
}

fn group_name(report: &Report<'_>, initiative: &Initiative) -> String {
    if !initiative.current {
        return report.word("page_initiatives_former");
    }
    let parts = [initiative.area.as_deref(), initiative.section.as_deref()];
    let name = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    if name.is_empty() { report.word("word_initiatives") } else { name }
}

fn row(report: &Report<'_>, series: &Series, initiative: &Initiative, years: &[i16]) -> Element {
    let number = initiative.number.map(|it| it.to_string()).unwrap_or_default();
    let title = Element::new("th").with("scope", "row").child(report.quoted(&initiative.title));
    let cells = years.iter().map(|year| {
        let cell = Element::new("td").with("class", "rating");
        match initiative.ratings.get(year) {
            Some(rating) => cell.child(self::rating(report, series, rating)),
            None => cell,
        }
    });
    Element::new("tr").child(Element::new("td").with("class", "number").text(number)).child(title).children(cells)
}

/// A rating as shape and letter, which leads to where it is printed.
fn rating(report: &Report<'_>, series: &Series, cell: &RatingCell) -> Element {
    let letter = cell.letter.as_deref().unwrap_or("－");
    let text = if cell.differs { format!("{letter}*") } else { letter.to_owned() };
    Element::new("span")
        .with("class", "rated")
        .child(mark(cell.rank, series))
        .child(report.cited(text, cell.place.as_ref()))
}

fn mark(rank: Option<i8>, series: &Series) -> Element {
    let symbol = Element::new("use").with("href", format!("#{}", symbol_id(rank, series.scale.len())));
    Element::new("svg").with("class", "symbol").with("aria-hidden", "true").child(symbol)
}

/// What the letters mean.
pub(super) fn legend(report: &Report<'_>, series: &Series) -> Element {
    let entry = |(index, level): (usize, &crate::publish::digest::Level)| {
        let meaning = level.meaning.as_deref().map(|it| match report.language {
            Language::Japanese => format!("：{it}"),
            Language::English => format!(": {it}"),
        });
        let item =
            Element::new("li").child(mark(Some(index as i8 + 1), series)).child(Element::new("b").text(&level.letter));
        item.child(meaning.map(|it| report.quoted(&it)).unwrap_or_default())
    };
    let unrated = Element::new("li").child(mark(None, series)).child(Element::new("b").text("－"));
    let unrated = unrated.text(match report.language {
        Language::Japanese => format!("：{}", report.word("word_unrated")),
        Language::English => format!(": {}", report.word("word_unrated")),
    });
    let list = Element::new("ul").with("class", "legend");
    list.children(series.scale.iter().enumerate().map(entry)).child(unrated)
}
