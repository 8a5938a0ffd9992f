//! Links -> the tables of this stage.

use super::chains::Ids;
use super::exact::Link;
use super::relation::{Relation, Status};
use super::sources::{Indicator, Initiative, Series};
use super::{Counts, described};
use crate::dataset::{Columns, Frame};

/// A series with the links between its editions and the ids that stay over them.
pub(super) struct LinkedSeries<'a> {
    pub series: &'a Series<'a>,
    /// One for each two editions that follow one another.
    pub pairs: Vec<LinkedPair>,
    pub ids: Ids,
}

/// The links between two editions, in the order of the later one, then of the earlier one.
pub(super) struct LinkedPair {
    pub initiatives: Vec<Link>,
    pub indicators: Vec<Link>,
}

/// A row to be: a link and what it links.
struct Row<'a> {
    linked: &'a LinkedSeries<'a>,
    /// Index of the earlier edition.
    edition: usize,
    link: &'a Link,
}

impl<'a> Row<'a> {
    fn fiscal_year(&self, offset: usize) -> Option<i16> {
        Some(self.linked.series.editions[self.edition + offset].fiscal_year)
    }

    fn earlier(&self) -> Option<&'a Initiative<'a>> {
        self.link.from.map(|it| &self.linked.series.editions[self.edition].initiatives[it])
    }

    fn later(&self) -> Option<&'a Initiative<'a>> {
        self.link.to.map(|it| &self.linked.series.editions[self.edition + 1].initiatives[it])
    }

    fn earlier_indicator(&self) -> Option<&'a Indicator<'a>> {
        self.link.from.map(|it| &self.linked.series.editions[self.edition].indicators[it])
    }

    fn later_indicator(&self) -> Option<&'a Indicator<'a>> {
        self.link.to.map(|it| &self.linked.series.editions[self.edition + 1].indicators[it])
    }

    /// Whether both editions print the same rating for the earlier one's year.
    fn rating_agrees(&self) -> Option<bool> {
        let year = self.fiscal_year(0)?;
        let (from, to) = (self.earlier()?.ratings.get(&year)?, self.later()?.ratings.get(&year)?);
        Some((*from)? == (*to)?)
    }

    fn id(&self, ids: impl Fn(&'a Ids) -> &'a [Vec<String>], offset: usize) -> Option<&'a str> {
        let index = if offset == 0 { self.link.from } else { self.link.to };
        Some(ids(&self.linked.ids)[self.edition + offset][index?].as_str())
    }
}

fn rows<'a>(all: &'a [LinkedSeries<'a>], links: impl Fn(&'a LinkedPair) -> &'a [Link]) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for linked in all {
        for (edition, pair) in linked.pairs.iter().enumerate() {
            rows.extend(links(pair).iter().map(|link| Row { linked, edition, link }));
        }
    }
    rows
}

/// One row a link of initiatives, by series, edition, and place in the later edition; ended ones last.
pub(super) fn initiative_links(all: &[LinkedSeries]) -> Frame {
    let id = |row: &Row, offset: usize| row.id(|it| &it.initiatives, offset).map(str::to_owned);
    Columns::over(&rows(all, |it| &it.initiatives))
        .text("prefecture_code", |it| it.linked.series.prefecture_code)
        .text("plan", |it| it.linked.series.plan)
        .i16("from_fiscal_year", |it| it.fiscal_year(0))
        .i32("from_number", |it| it.earlier()?.number)
        .i16("to_fiscal_year", |it| it.fiscal_year(1))
        .i32("to_number", |it| it.later()?.number)
        .text("relation", |it| Some(it.link.relation.as_str()))
        .text("status", |it| Some(it.link.status.as_str()))
        .f64("score", |it| Some(it.link.score))
        .text("from_title", |it| it.earlier().map(|it| it.title))
        .text("to_title", |it| it.later().map(|it| it.title))
        .boolean("rating_agrees", Row::rating_agrees)
        .text("from_initiative_id", |it| id(it, 0))
        .text("to_initiative_id", |it| id(it, 1))
        .text("from_document_id", |it| it.earlier().map(|it| it.document_id))
        .i32("from_page", |it| it.earlier()?.page)
        .text("to_document_id", |it| it.later().map(|it| it.document_id))
        .i32("to_page", |it| it.later()?.page)
        .finish(described("initiative_links"))
}

/// One row a link of indicators.
pub(super) fn indicator_links(all: &[LinkedSeries]) -> Frame {
    let id = |row: &Row, offset: usize| row.id(|it| &it.indicators, offset).map(str::to_owned);
    Columns::over(&rows(all, |it| &it.indicators))
        .text("prefecture_code", |it| it.linked.series.prefecture_code)
        .text("plan", |it| it.linked.series.plan)
        .i16("from_fiscal_year", |it| it.fiscal_year(0))
        .i16("to_fiscal_year", |it| it.fiscal_year(1))
        .text("relation", |it| Some(it.link.relation.as_str()))
        .text("status", |it| Some(it.link.status.as_str()))
        .f64("score", |it| Some(it.link.score))
        .text("from_name", |it| it.earlier_indicator().map(|it| it.name))
        .text("to_name", |it| it.later_indicator().map(|it| it.name))
        .text("from_unit", |it| it.earlier_indicator()?.unit)
        .text("to_unit", |it| it.later_indicator()?.unit)
        .text("from_indicator_id", |it| id(it, 0))
        .text("to_indicator_id", |it| id(it, 1))
        .text("from_document_id", |it| it.earlier_indicator().map(|it| it.document_id))
        .i32("from_page", |it| it.earlier_indicator()?.page)
        .text("to_document_id", |it| it.later_indicator().map(|it| it.document_id))
        .i32("to_page", |it| it.later_indicator()?.page)
        .finish(described("indicator_links"))
}

/// Counts the rows of `initiative_links`.
pub(super) fn counts(frame: &Frame) -> Counts {
    let (relations, statuses, agreements) =
        (frame.text("relation"), frame.text("status"), frame.boolean("rating_agrees"));
    let mut counts = Counts::default();
    for row in 0..frame.row_count() {
        if statuses.get(row) == Some(Status::Review.as_str()) {
            counts.review += 1;
            continue;
        }
        let relation = Relation::ALL.iter().position(|it| Some(it.as_str()) == relations.get(row));
        if let Some(relation) = relation {
            counts.relations[relation] += 1;
        }
        counts.rating_pairs += usize::from(agreements.get(row).is_some());
        counts.rating_agreements += usize::from(agreements.get(row) == Some(true));
    }
    counts
}
