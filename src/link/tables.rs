//! Links -> the tables of this stage.

use super::chains::Ids;
use super::initiatives::{Evidence, Link};
use super::model::Weights;
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
    pub weights: Weights,
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

    fn evidence(&self) -> Option<&'a Evidence> {
        self.link.evidence.as_ref()
    }

    /// The level of a feature, by its place among the features.
    fn level(&self, feature: usize) -> Option<&'static str> {
        *self.evidence()?.levels.get(feature)?
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
        .text("decided_by", |it| Some(if it.link.by_person { "person" } else { "program" }))
        .f64("score", |it| Some(rounded(it.link.score)))
        .text("from_title", |it| it.earlier().map(|it| it.title))
        .text("to_title", |it| it.later().map(|it| it.title))
        .f64("title_likeness", |it| it.evidence().map(|it| rounded(it.likeness)))
        .text("title", |it| it.level(0))
        .text("place", |it| it.level(1))
        .text("departments", |it| it.level(2))
        .text("indicators", |it| it.level(3))
        .f64("text_likeness", |it| it.evidence()?.text_likeness.map(rounded))
        .text("text", |it| it.level(4))
        .boolean("rating_agrees", Row::rating_agrees)
        .f64("weight", |it| it.evidence().map(|it| rounded(it.weight)))
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
        .f64("score", |it| Some(rounded(it.link.score)))
        .text("from_name", |it| it.earlier_indicator().map(|it| it.name))
        .text("to_name", |it| it.later_indicator().map(|it| it.name))
        .text("from_unit", |it| it.earlier_indicator()?.unit)
        .text("to_unit", |it| it.later_indicator()?.unit)
        .f64("name_likeness", |it| it.evidence().map(|it| rounded(it.likeness)))
        .text("head", |it| it.level(1))
        .text("unit", |it| it.level(2))
        .text("values", |it| it.level(3))
        .text("initiative", |it| it.level(4))
        .f64("weight", |it| it.evidence().map(|it| rounded(it.weight)))
        .text("from_indicator_id", |it| id(it, 0))
        .text("to_indicator_id", |it| id(it, 1))
        .text("from_document_id", |it| it.earlier_indicator().map(|it| it.document_id))
        .i32("from_page", |it| it.earlier_indicator()?.page)
        .text("to_document_id", |it| it.later_indicator().map(|it| it.document_id))
        .i32("to_page", |it| it.later_indicator()?.page)
        .finish(described("indicator_links"))
}

/// One row a level of a feature: what was learnt from the editions of a plan.
pub(super) fn link_weights(all: &[LinkedSeries]) -> Frame {
    let rows: Vec<_> = all
        .iter()
        .filter(|it| !it.pairs.is_empty())
        .flat_map(|linked| linked.weights.rows().map(move |row| (linked.series, row)))
        .collect();
    Columns::over(&rows)
        .text("prefecture_code", |(series, _)| series.prefecture_code)
        .text("plan", |(series, _)| series.plan)
        .text("feature", |(_, row)| Some(row.0))
        .text("level", |(_, row)| Some(row.1))
        .f64("linked_share", |(_, row)| Some(rounded(row.2)))
        .f64("other_share", |(_, row)| Some(rounded(row.3)))
        .f64("weight", |(_, row)| Some(rounded((row.2 / row.3).log2())))
        .finish(described("link_weights"))
}

/// To four digits after the point: the same on every machine, whatever its mathematical library does to the last bit.
fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
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
