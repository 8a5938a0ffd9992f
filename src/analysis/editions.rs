//! What the analyses share in reading single editions: each document with its initiatives, and its figures of its own year.

use std::collections::BTreeMap;

use super::figures::{Indicator, Speaker};
use super::pair::{Pair, pair};
use super::sources::Document;
use crate::dataset::Frames;

/// An initiative as one edition lists it.
#[derive(Debug)]
pub(super) struct Listed<'a> {
    pub id: &'a str,
    pub area: Option<&'a str>,
    pub section: Option<&'a str>,
    pub departments: Vec<String>,
    pub in_list: bool,
    pub in_block: bool,
}

/// The initiatives of each document by its id, in the order of the table.
pub(super) fn listed(frames: &Frames) -> BTreeMap<&str, Vec<Listed<'_>>> {
    let mut all: BTreeMap<&str, Vec<Listed>> = BTreeMap::new();
    let Some(frame) = frames.get("initiatives") else { return all };
    let [documents, ids, areas, sections] =
        ["document_id", "initiative_id", "area", "section"].map(|it| frame.text(it));
    let (in_list, in_block) = (frame.boolean("in_list"), frame.boolean("in_block"));
    for (row, departments) in frame.text_lists("departments").into_iter().enumerate() {
        let (Some(document), Some(id)) = (documents.get(row), ids.get(row)) else { continue };
        let [in_list, in_block] = [in_list, in_block].map(|it| it.get(row) == Some(true));
        let (area, section) = (areas.get(row), sections.get(row));
        all.entry(document).or_default().push(Listed { id, area, section, departments, in_list, in_block });
    }
    all
}

/// The indicators of each series and initiative.
pub(super) fn by_initiative<'i, 'a>(indicators: &'i [Indicator<'a>]) -> BTreeMap<&'a str, Vec<&'i Indicator<'a>>> {
    let mut all: BTreeMap<&str, Vec<&Indicator>> = BTreeMap::new();
    for indicator in indicators {
        if let Some(id) = indicator.initiative_id {
            all.entry(id).or_default().push(indicator);
        }
    }
    all
}

/// Target and actual of an indicator as a document itself says of the year that it reports on.
pub(super) fn own_pair<'a>(indicator: &'a Indicator<'a>, document: &Document) -> Option<Pair<'a>> {
    pair(indicator, document.fiscal_year?, Speaker::Document(document.id))
}
