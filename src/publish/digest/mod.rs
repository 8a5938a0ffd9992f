//! Frames -> what pages and charts for people tell, plan by plan: plain values that know where they were printed.
//!
//! Numbers are taken from the tables of the dataset and of the analyses, never counted anew where a table has them.

mod initiatives;
mod news;
mod progress;
mod totals;

pub(super) use initiatives::{Initiative, RatedYear, RatingCell};
pub(super) use news::{Eased, Lowered, News, Replaced};
pub(super) use progress::{Change, Changes, Coverage, Indicator, Point, Value};
pub(super) use totals::{Doubt, Total};

use std::collections::{BTreeMap, BTreeSet};

use super::Publication;
use crate::analysis::{indicator_histories, rating_histories};
use crate::base::{Language, Prefecture, Rect};
use crate::dataset::{Frame, Frames, figures_read, open_notes};

/// All that is told.
#[derive(Debug, Clone, Default)]
pub(super) struct Digest {
    /// In the order of the table.
    pub documents: Vec<Document>,
    /// By prefecture and plan, at most [`MAX_SERIES`]; documents of which nothing but tables was read are in none.
    pub series: Vec<Series>,
    /// How many more plans there are.
    pub more: usize,
    /// Documents of which initiatives or indicators were read, those of further plans among them.
    pub reports: BTreeSet<usize>,
    /// What is another than the last time.
    pub news: Vec<News>,
    /// How many figures of tables were read, and how many should have been.
    pub figures_read: (usize, usize),
}

/// More plans than this no page can show: 47 prefectures with one plan each take 9 MB.
const MAX_SERIES: usize = 60;

/// A document.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Document {
    pub id: String,
    pub file_name: String,
    pub title: Option<String>,
    pub fiscal_year: Option<i16>,
    pub prefecture_code: Option<String>,
    pub area_code: Option<String>,
    pub plan: Option<String>,
    pub page_count: i32,
    pub producer: Option<String>,
    pub profile: Option<String>,
    pub profile_hash: Option<String>,
    pub program_version: Option<String>,
}

/// Where something is printed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Place {
    /// Index of the document.
    pub document: usize,
    /// From 1.
    pub page: u32,
    pub bbox: Rect,
}

/// The editions of one plan.
#[derive(Debug, Clone, Default)]
pub(super) struct Series {
    pub prefecture_code: Option<String>,
    pub plan: Option<String>,
    /// Indices of its documents, the earliest edition first.
    pub documents: Vec<usize>,
    /// The rating scale of the latest rated year, the best first.
    pub scale: Vec<Level>,
    /// Fiscal years with ratings, the earliest first.
    pub years: Vec<RatedYear>,
    /// Those of the latest edition in its order, then those that only earlier ones have.
    pub initiatives: Vec<Initiative>,
    /// From the year before the latest rated year to it.
    pub changes: Option<Changes>,
    /// In the order printed.
    pub indicators: Vec<Indicator>,
    /// In the order of the editions and as printed.
    pub totals: Vec<Total>,
    /// An entry an edition.
    pub coverage: Vec<Coverage>,
}

/// A level of a rating scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Level {
    pub letter: String,
    /// What the report says that it means, in Japanese.
    pub meaning: Option<String>,
}

impl Series {
    /// How it is named; a plan that begins with its prefecture stands alone.
    pub fn name(&self, language: Language) -> String {
        let prefecture = self.prefecture_code.as_deref().and_then(Prefecture::parse).map(Prefecture::name);
        let prefecture = prefecture.filter(|name| self.plan.as_deref().is_none_or(|plan| !plan.starts_with(name)));
        let parts: Vec<&str> = [prefecture, self.plan.as_deref()].into_iter().flatten().collect();
        match (parts.is_empty(), language) {
            (true, Language::Japanese) => "名称不明の計画".to_owned(),
            (true, Language::English) => "A plan without a name".to_owned(),
            (false, _) => parts.join(" "),
        }
    }

    /// The latest rated year.
    pub fn latest_year(&self) -> Option<&RatedYear> {
        self.years.last()
    }

    /// What became of the targets of the latest fiscal year for which any indicator has target and actual. Every number of targets met
    /// that pages and sheets print is taken from here.
    pub fn latest_targets(&self) -> Option<Targets<'_>> {
        let years = self.indicators.iter().flat_map(|it| it.points.iter().filter(|(_, point)| point.is_pair));
        let fiscal_year = *years.map(|(year, _)| year).max()?;
        let pair = |it: &'_ Indicator| it.points.get(&fiscal_year).is_some_and(|point| point.is_pair);
        let pairs = self.indicators.iter().filter(|it| pair(it)).map(|it| (it, &it.points[&fiscal_year]));
        Some(Targets { fiscal_year, pairs: pairs.collect() })
    }
}

/// The indicators of a plan with target and actual in a fiscal year.
#[derive(Debug, Clone)]
pub(super) struct Targets<'a> {
    pub fiscal_year: i16,
    /// In the order printed.
    pub pairs: Vec<(&'a Indicator, &'a Point)>,
}

impl<'a> Targets<'a> {
    /// How many reached their target, `Some(true)`, or did not.
    pub fn count(&self, met: Option<bool>) -> usize {
        self.pairs.iter().filter(|(_, point)| point.met == met).count()
    }

    /// Those of which nobody knows whether more is better: they are neither met nor missed.
    pub fn unknown(&self) -> impl Iterator<Item = &'a Indicator> {
        self.pairs.iter().filter(|(_, point)| point.met.is_none()).map(|(indicator, _)| *indicator)
    }

    /// The one that came least near to its target.
    pub fn farthest(&self) -> Option<(&'a Indicator, &'a Point)> {
        let missed = self.pairs.iter().filter(|(_, point)| point.met == Some(false) && point.achievement.is_some());
        missed.min_by_key(|(_, point)| point.achievement).copied()
    }
}

/// The tables that a digest is made of.
pub(super) struct Tables<'a> {
    publication: &'a Publication<'a>,
    /// Index of a document by its id.
    index: BTreeMap<String, usize>,
}

impl<'a> Tables<'a> {
    /// A table of the dataset or of an analysis that has rows.
    pub fn get(&self, name: &str) -> Option<&'a Frame> {
        let analyses = || self.publication.analyses.iter().map(|it| &it.frame).find(|it| it.name() == name);
        self.publication.frames.get(name).or_else(analyses).filter(|it| it.row_count() > 0)
    }

    /// The index of the document that a row is of, by a column of document ids.
    pub fn document(&self, frame: &Frame, column: &str, row: usize) -> Option<usize> {
        self.index.get(frame.text(column).get(row)?).copied()
    }

    /// Where a row was printed.
    pub fn place(&self, frame: &Frame, row: usize) -> Option<Place> {
        let edge = |name: &str| frame.f64(name).get(row);
        let bbox = Rect::new(edge("x0")?, edge("y0")?, edge("x1")?, edge("y1")?);
        let page = u32::try_from(frame.i32("page").get(row)?).ok()?;
        Some(Place { document: self.document(frame, "document_id", row)?, page, bbox })
    }
}

/// Text of a cell.
pub(super) fn owned(frame: &Frame, column: &str, row: usize) -> Option<String> {
    frame.text(column).get(row).map(str::to_owned)
}

/// What makes editions one plan: prefecture, municipality and plan, or the document alone where neither is known.
type Key = (Option<String>, Option<String>, Option<String>, Option<String>);

/// Brings together what is told.
pub(super) fn digest(publication: &Publication<'_>) -> Digest {
    let documents = documents(publication.frames);
    let index = documents.iter().enumerate().map(|(index, it)| (it.id.clone(), index)).collect();
    let tables = Tables { publication, index };
    let mut all: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for (index, document) in documents.iter().enumerate() {
        let (code, plan) = (document.prefecture_code.clone(), document.plan.clone());
        let alone = (code.is_none() && plan.is_none()).then(|| document.id.clone());
        all.entry((code, document.area_code.clone(), plan, alone)).or_default().push(index);
    }

    let (rated, measured) = (rating_histories(publication.frames), indicator_histories(publication.frames));
    let filled = |((prefecture_code, _, plan, _), mut members): (Key, Vec<usize>)| {
        members.sort_by_key(|it| (documents[*it].fiscal_year, *it));
        let mut series = Series { prefecture_code, plan, documents: members, ..Series::default() };
        initiatives::fill(&mut series, &rated, &tables);
        progress::fill(&mut series, &measured, &documents, &tables);
        totals::fill(&mut series, &tables);
        let empty = series.initiatives.is_empty() && series.indicators.is_empty();
        (!empty).then_some(series)
    };

    // Counted after those of which nothing was read are gone: a PDF that is no report is no plan.
    let mut series: Vec<Series> = all.into_iter().filter_map(filled).collect();
    let reports: BTreeSet<usize> = series.iter().flat_map(|it| it.documents.iter().copied()).collect();
    let more = series.len().saturating_sub(MAX_SERIES);
    series.truncate(MAX_SERIES);
    let added = publication.supplement.added.iter().filter_map(|id| tables.index.get(id).copied());
    let added = added.filter(|it| reports.contains(it)).collect();
    let news = news::news(&series, added, &tables);
    Digest { series, documents, more, reports, news, figures_read: figures_read(publication.frames) }
}

/// What is doubtful, worded in `language`, in the order of the table.
pub(super) fn doubts(publication: &Publication<'_>, documents: &[Document], language: Language) -> Vec<Doubt> {
    let index = documents.iter().enumerate().map(|(index, it)| (it.id.clone(), index)).collect();
    let tables = Tables { publication, index };
    publication
        .frames
        .get("notes")
        .map(|frame| totals::doubts(&open_notes(frame), &tables, language))
        .unwrap_or_default()
}

fn documents(frames: &Frames) -> Vec<Document> {
    let Some(frame) = frames.get("documents") else { return Vec::new() };
    let document = |row: usize| Document {
        id: owned(frame, "document_id", row).unwrap_or_default(),
        file_name: owned(frame, "file_name", row).unwrap_or_default(),
        title: owned(frame, "title", row),
        fiscal_year: frame.i16("fiscal_year").get(row),
        prefecture_code: owned(frame, "prefecture_code", row),
        area_code: owned(frame, "area_code", row),
        plan: owned(frame, "plan", row),
        page_count: frame.i32("page_count").get(row).unwrap_or_default(),
        producer: owned(frame, "producer", row),
        profile: owned(frame, "profile_id", row),
        profile_hash: owned(frame, "profile_hash", row),
        program_version: owned(frame, "program_version", row),
    };
    (0..frame.row_count()).map(document).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::analyses;
    use crate::dataset::{Edition, examples, frames};
    use crate::indicator::Role;
    use crate::publish::Supplement;

    fn of(editions: &[Edition]) -> Digest {
        let frames = frames(editions);
        let analyses = analyses(&frames);
        let supplement = Supplement::default();
        digest(&Publication { frames: &frames, analyses: &analyses, supplement: &supplement, long: &[] })
    }

    #[test]
    fn pdfs_that_are_no_reports_take_no_room_from_plans() {
        let empty = |index: usize| {
            let mut edition = Edition::default();
            edition.document.document_id = format!("document-0-{index}");
            edition
        };
        let mut editions: Vec<Edition> = (0..MAX_SERIES + 20).map(empty).collect();
        editions.push(examples::edition());
        let digest = of(&editions);
        assert_eq!((digest.series.len(), digest.more), (1, 0));
    }

    #[test]
    fn what_is_assumed_on_the_way_to_a_target_is_no_target_that_was_lowered() {
        let observations = vec![
            examples::observation(Role::Baseline, 2020, "10"),
            examples::observation(Role::Actual, 2022, "35"),
            examples::observation(Role::Target, 2023, "40"),
            examples::observation(Role::Actual, 2023, "45"),
            examples::observation(Role::Target, 2025, "60"),
        ];
        let digest = of(&[examples::measured_edition(2023, observations)]);
        let target = |year: i16| {
            let target = digest.series[0].indicators[0].points[&year].target.as_ref().expect("a target");
            (target.value.to_string(), target.is_assumed, target.place.is_some())
        };
        assert_eq!(target(2022), ("30".to_owned(), true, false));
        assert_eq!(target(2023), ("40".to_owned(), false, true));
        assert_eq!(digest.news, []);
    }

    #[test]
    fn an_indicator_of_an_unknown_direction_is_neither_met_nor_missed() {
        let mut edition = examples::edition();
        edition.measurements.indicators.iter_mut().for_each(|it| it.name = "相談件数".to_owned());
        let digest = of(&[edition]);
        let targets = digest.series[0].latest_targets().expect("a target with its actual");
        assert_eq!((targets.pairs.len(), targets.count(Some(true)), targets.count(Some(false))), (1, 0, 0));
        assert_eq!(targets.unknown().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["相談件数"]);
    }
}
