//! What the analyses share in reading ratings: one an initiative (or indicator) and year from each document.

use std::collections::{BTreeMap, BTreeSet};

use super::sources::{Document, Series, documents};
use crate::dataset::Frames;

/// What a design rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Subject {
    /// Initiatives as a whole.
    Initiative,
    /// Each indicator.
    Indicator,
}

impl Subject {
    /// The word written to outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Subject::Initiative => "initiative",
            Subject::Indicator => "indicator",
        }
    }
}

/// A rating in a year by one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rated<'a> {
    pub rank: i8,
    pub scale_id: &'a str,
}

/// What one document rates: by fiscal year, then by the id of the initiative or indicator.
pub(super) type RatedYears<'a> = BTreeMap<i16, BTreeMap<&'a str, Rated<'a>>>;

/// What one document says of one kind of subjects.
#[derive(Debug, Clone)]
pub(super) struct RatedDocument<'a> {
    pub document: Document<'a>,
    pub subject: Subject,
    pub years: RatedYears<'a>,
}

impl<'a> RatedDocument<'a> {
    /// What makes editions comparable.
    pub fn series(&self) -> (Series<'a>, Subject) {
        (self.document.series, self.subject)
    }
}

/// What each document rates, series by series, the earliest edition first. The list speaks where list and block both rate;
/// dashes and empty cells are left out.
pub(super) fn rated_documents(frames: &Frames) -> Vec<RatedDocument<'_>> {
    let Some(frame) = frames.get("ratings") else { return Vec::new() };
    let documents = documents(frames);
    let (ids, initiatives, indicators) =
        (frame.text("document_id"), frame.text("initiative_id"), frame.text("indicator_id"));
    let (fiscal_years, ranks, scales) = (frame.i16("fiscal_year"), frame.i8("rank"), frame.text("scale_id"));
    let origins = frame.text("origin");
    let mut rated: BTreeMap<(Series, Subject, Document), RatedYears> = BTreeMap::new();
    let mut listed: BTreeSet<(&str, &str, i16)> = BTreeSet::new();
    for origin in ["list", "block"] {
        for row in (0..frame.row_count()).filter(|row| origins.get(*row) == Some(origin)) {
            let (subject, subject_id) = match indicators.get(row) {
                Some(indicator) => (Subject::Indicator, Some(indicator)),
                None => (Subject::Initiative, initiatives.get(row)),
            };
            let key = (ids.get(row), subject_id, fiscal_years.get(row));
            let (Some(id), Some(subject_id), Some(fiscal_year)) = key else { continue };
            let Some(document) = documents.get(id) else { continue };
            if origin == "list" {
                listed.insert((id, subject_id, fiscal_year));
            } else if listed.contains(&(id, subject_id, fiscal_year)) {
                continue;
            }
            let (Some(rank), Some(scale_id)) = (ranks.get(row), scales.get(row)) else { continue };
            let years = rated.entry((document.series, subject, document.clone())).or_default();
            years.entry(fiscal_year).or_default().insert(subject_id, Rated { rank, scale_id });
        }
    }
    let rated = rated.into_iter().map(|((_, subject, document), years)| RatedDocument { document, subject, years });
    rated.collect()
}

/// Which of the documents that rate a year speaks for it: its own edition, which lists all of the year, else the latest. The
/// documents are those of one series, the latest last.
pub(super) fn speaker<'d, 'a>(fiscal_year: i16, documents: &[&'d RatedDocument<'a>]) -> Option<&'d RatedDocument<'a>> {
    let own = documents.iter().find(|it| it.document.fiscal_year == Some(fiscal_year));
    own.or(documents.last()).copied()
}

/// The documents that rate each fiscal year, by series and year, the latest of them last.
pub(super) fn by_year<'d, 'a>(
    documents: &'d [RatedDocument<'a>],
) -> BTreeMap<(Series<'a>, Subject, i16), Vec<&'d RatedDocument<'a>>> {
    let mut by_year: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for document in documents {
        for fiscal_year in document.years.keys() {
            by_year.entry((document.document.series, document.subject, *fiscal_year)).or_default().push(document);
        }
    }
    by_year
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
        let frames = frames(&[edition]);
        let rated = rated_documents(&frames);
        let ranks = rated.iter().flat_map(|it| it.years.values().flat_map(|it| it.values().map(|it| it.rank)));
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
}
