//! What the analyses share in reading the tables: documents, series of editions, and one rating an initiative and year.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{FiscalYear, Language, Prefecture};
use crate::dataset::Frames;

/// A document, as far as the analyses need it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Document<'a> {
    pub series: Series<'a>,
    pub fiscal_year: Option<i16>,
    pub id: &'a str,
}

/// What makes editions comparable: the prefecture and the plan, or the document alone where neither is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Series<'a> {
    /// The 2-digit code.
    pub prefecture_code: Option<&'a str>,
    /// The name of the plan.
    pub plan: Option<&'a str>,
    alone: Option<&'a str>,
}

/// All documents by id.
pub(super) fn documents(frames: &Frames) -> BTreeMap<&str, Document<'_>> {
    let Some(frame) = frames.get("documents") else { return BTreeMap::new() };
    let (ids, codes, plans) = (frame.text("document_id"), frame.text("prefecture_code"), frame.text("plan"));
    let fiscal_years = frame.i16("fiscal_year");
    let document = |row: usize| {
        let (id, prefecture_code, plan) = (ids.get(row)?, codes.get(row), plans.get(row));
        let alone = (prefecture_code.is_none() && plan.is_none()).then_some(id);
        let series = Series { prefecture_code, plan, alone };
        Some((id, Document { series, fiscal_year: fiscal_years.get(row), id }))
    };
    (0..frame.row_count()).filter_map(document).collect()
}

/// The rating of an initiative in a year by one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rated<'a> {
    pub rank: i8,
    pub scale_id: &'a str,
}

/// What one document rates: by fiscal year, then by initiative.
pub(super) type RatedYears<'a> = BTreeMap<i16, BTreeMap<&'a str, Rated<'a>>>;

/// What each document rates, series by series, the earliest edition first. The list speaks where list and block both rate;
/// dashes, empty cells and ratings of single indicators are left out.
pub(super) fn rated_documents(frames: &Frames) -> Vec<(Document<'_>, RatedYears<'_>)> {
    let Some(frame) = frames.get("ratings") else { return Vec::new() };
    let documents = documents(frames);
    let (ids, initiatives, indicators) =
        (frame.text("document_id"), frame.text("initiative_id"), frame.text("indicator_id"));
    let (fiscal_years, ranks, scales) = (frame.i16("fiscal_year"), frame.i8("rank"), frame.text("scale_id"));
    let origins = frame.text("origin");
    let mut rated: BTreeMap<Document, RatedYears> = BTreeMap::new();
    let mut listed: BTreeSet<(&str, &str, i16)> = BTreeSet::new();
    for origin in ["list", "block"] {
        for row in
            (0..frame.row_count()).filter(|row| origins.get(*row) == Some(origin) && indicators.get(*row).is_none())
        {
            let key = (ids.get(row), initiatives.get(row), fiscal_years.get(row));
            let (Some(id), Some(initiative), Some(fiscal_year)) = key else { continue };
            let Some(document) = documents.get(id) else { continue };
            if origin == "list" {
                listed.insert((id, initiative, fiscal_year));
            } else if listed.contains(&(id, initiative, fiscal_year)) {
                continue;
            }
            let (Some(rank), Some(scale_id)) = (ranks.get(row), scales.get(row)) else { continue };
            let years = rated.entry(document.clone()).or_default();
            years.entry(fiscal_year).or_default().insert(initiative, Rated { rank, scale_id });
        }
    }
    rated.into_iter().collect()
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
    use super::*;
    use crate::dataset::examples::rated_edition;
    use crate::dataset::frames;
    use crate::report::RatingOrigin;

    /// The rank that speaks for an initiative that the list rates `list` and its block B.
    #[track_caller]
    fn check(list: Option<&str>, expected: Option<i8>) {
        let mut edition = rated_edition(2023, &[("税", &[(2023, "B"), (2023, list.unwrap_or_default())])]);
        edition.report.ratings[0].origin = RatingOrigin::Block;
        edition.report.ratings.truncate(1 + list.iter().len());
        let frames = frames(&[edition], Language::English);
        let rated = rated_documents(&frames);
        let ranks = rated.iter().flat_map(|(_, years)| years.values().flat_map(|it| it.values().map(|it| it.rank)));
        assert_eq!(ranks.collect::<Vec<_>>(), expected.into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn the_list_outweighs_the_block() {
        check(Some("A"), Some(1));
    }

    #[test]
    fn a_dash_in_the_list_outweighs_the_block() {
        check(Some("-"), None);
    }

    #[test]
    fn a_block_alone_speaks() {
        check(None, Some(2));
    }

    #[test]
    fn a_series_is_named_once() {
        assert_eq!(series_name(Some("05"), Some("秋田県DX推進計画")), "秋田県DX推進計画");
        assert_eq!(series_name(Some("05"), Some("DX推進計画")), "秋田県 DX推進計画");
        assert_eq!(series_name(None, None), "");
    }
}
