//! What the analyses share in reading the tables: documents, series of editions, and names.
//!
//! Which rows of different editions are one initiative or indicator is said by their ids: `link` gave them.

use std::collections::BTreeMap;

use crate::base::{FiscalYear, Language, Prefecture};
use crate::dataset::Frames;

/// A document, as far as the analyses need it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Document<'a> {
    pub series: Series<'a>,
    pub fiscal_year: Option<i16>,
    pub id: &'a str,
}

/// What makes editions comparable: the prefecture or municipality and the plan, or the document alone where neither is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Series<'a> {
    /// The 2-digit code.
    pub prefecture_code: Option<&'a str>,
    /// The name of the plan.
    pub plan: Option<&'a str>,
    /// The 6-digit code: two cities of a prefecture may have plans of one name.
    area_code: Option<&'a str>,
    alone: Option<&'a str>,
}

/// All documents by id.
pub(super) fn documents(frames: &Frames) -> BTreeMap<&str, Document<'_>> {
    let Some(frame) = frames.get("documents") else { return BTreeMap::new() };
    let [ids, codes, areas, plans] =
        ["document_id", "prefecture_code", "area_code", "plan"].map(|name| frame.text(name));
    let fiscal_years = frame.i16("fiscal_year");
    let document = |row: usize| {
        let (id, prefecture_code, plan) = (ids.get(row)?, codes.get(row), plans.get(row));
        let alone = (prefecture_code.is_none() && plan.is_none()).then_some(id);
        let series = Series { prefecture_code, plan, area_code: areas.get(row), alone };
        Some((id, Document { series, fiscal_year: fiscal_years.get(row), id }))
    };
    (0..frame.row_count()).filter_map(document).collect()
}

/// How a thing is named by one edition.
#[derive(Debug, Clone, Copy)]
pub(super) struct Named<'a> {
    pub number: Option<i32>,
    pub title: &'a str,
}

/// How initiatives and indicators are named, by document and id.
pub(super) struct Names<'a> {
    names: BTreeMap<(&'a str, &'a str), Named<'a>>,
}

impl<'a> Names<'a> {
    /// What a document calls it.
    pub fn of(&self, document_id: &'a str, id: &'a str) -> Option<Named<'a>> {
        self.names.get(&(document_id, id)).copied()
    }
}

/// The names of all initiatives and indicators.
pub(super) fn names(frames: &Frames) -> Names<'_> {
    let mut names = BTreeMap::new();
    if let Some(frame) = frames.get("indicators") {
        let [documents, ids, titles] = ["document_id", "indicator_id", "name"].map(|it| frame.text(it));
        let named =
            |row: usize| Some(((documents.get(row)?, ids.get(row)?), Named { number: None, title: titles.get(row)? }));
        names.extend((0..frame.row_count()).filter_map(named));
    }
    if let Some(frame) = frames.get("initiatives") {
        let [documents, ids, titles] = ["document_id", "initiative_id", "title"].map(|it| frame.text(it));
        let numbers = frame.i32("number");
        let named = |row: usize| {
            Some(((documents.get(row)?, ids.get(row)?), Named { number: numbers.get(row), title: titles.get(row)? }))
        };
        names.extend((0..frame.row_count()).filter_map(named));
    }
    Names { names }
}

/// How a series is named on the screen (`秋田県 DX推進計画`); a plan that begins with its prefecture stands alone.
pub fn series_name(prefecture_code: Option<&str>, plan: Option<&str>) -> String {
    let prefecture = prefecture_code.and_then(Prefecture::parse).map(Prefecture::name);
    let prefecture = prefecture.filter(|name| plan.is_none_or(|plan| !plan.starts_with(name)));
    [prefecture, plan].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// How a fiscal year is named on the screen: `R5` or `2023`.
pub fn year_name(year: Option<i16>, language: Language) -> String {
    match (year.and_then(FiscalYear::new), language) {
        (Some(year), Language::Japanese) => year.label(),
        (Some(year), Language::English) => year.to_string(),
        (None, _) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::dataset::examples::rated_edition;
    use crate::dataset::frames;

    #[test]
    fn plans_of_one_name_in_two_cities_are_two_series() {
        let edition = |year: i16, code: &str| {
            let mut edition = rated_edition(year, &[("税", &[])]);
            edition.document.document_id = format!("{code}-{year}");
            edition.report.identity.area_code = Some(code.to_owned());
            edition
        };
        let editions = [edition(2022, "052019"), edition(2023, "052019"), edition(2023, "052027")];
        let frames = frames(&editions);
        let series: BTreeSet<Series> = documents(&frames).into_values().map(|it| it.series).collect();
        assert_eq!(series.len(), 2);
    }

    #[test]
    fn a_series_is_named_once() {
        assert_eq!(series_name(Some("05"), Some("秋田県DX推進計画")), "秋田県DX推進計画");
        assert_eq!(series_name(Some("05"), Some("DX推進計画")), "秋田県 DX推進計画");
        assert_eq!(series_name(None, None), "");
    }
}
