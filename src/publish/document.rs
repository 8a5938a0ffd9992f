//! One document as JSON, for `extract`.

mod tables;

use std::borrow::Cow;

use rust_decimal::Decimal;
use serde::Serialize;

use crate::base::{FiscalYear, Language, Note, SourceRef};
use crate::indicator::Measurements;
use crate::layout::Table;
use crate::report::Report;
use tables::TableObject;

/// What `extract` prints of one document.
#[derive(Debug, Clone, Copy)]
pub struct DocumentParts<'a> {
    /// SHA-256 of the file.
    pub document_id: &'a str,
    /// Name of the file, without its folder.
    pub file_name: &'a str,
    /// Number of pages.
    pub page_count: usize,
    /// Its tables.
    pub tables: &'a [Table],
    /// What the report says.
    pub report: &'a Report,
    /// What it measures.
    pub measurements: &'a Measurements,
    /// Doubts.
    pub notes: &'a [Note],
}

/// A document as one line of JSON, with a line break. Boxes are `[x0, y0, x1, y1]` in points from the top left of the page as shown;
/// a table that continues over pages is given once a page.
pub fn document_to_json(parts: &DocumentParts<'_>, language: Language) -> String {
    // Values are written as they are met: by way of a tree, `extract` took 6 % more processor time.
    let mut json = serde_json::to_string(&Document::of(parts, language)).expect("texts and numbers are always JSON");
    json.push('\n');
    json
}

#[derive(Serialize)]
struct Document<'a> {
    document: Identity<'a>,
    initiatives: Vec<Initiative<'a>>,
    ratings: Vec<Rating<'a>>,
    blocks: Vec<Block<'a>>,
    observations: Vec<Observation<'a>>,
    stated_totals: Vec<StatedTotal<'a>>,
    notes: Vec<NoteObject<'a>>,
    tables: Vec<TableObject<'a>>,
}

impl<'a> Document<'a> {
    fn of(parts: &DocumentParts<'a>, language: Language) -> Self {
        let DocumentParts { report, measurements, .. } = *parts;
        let tables = parts.tables.iter().enumerate().flat_map(|(index, table)| {
            table.parts.iter().enumerate().map(move |part| TableObject::of((index, table), part))
        });
        Document {
            document: Identity::of(parts),
            initiatives: report.initiatives.iter().map(Initiative::of).collect(),
            ratings: report.ratings.iter().map(|it| Rating::of(it, report, measurements)).collect(),
            blocks: report.blocks.iter().map(|it| Block::of(it, report)).collect(),
            observations: measurements
                .observations
                .iter()
                .map(|it| Observation::of(it, report, measurements))
                .collect(),
            stated_totals: report.stated_totals.iter().map(StatedTotal::of).collect(),
            notes: parts.notes.iter().map(|it| NoteObject::of(it, parts.document_id, language)).collect(),
            tables: tables.collect(),
        }
    }
}

#[derive(Serialize)]
struct Identity<'a> {
    id: &'a str,
    file_name: &'a str,
    page_count: usize,
    title: Option<&'a str>,
    prefecture: Option<&'a str>,
    prefecture_code: Option<String>,
    municipality: Option<&'a str>,
    area_code: Option<&'a str>,
    fiscal_year: Option<i16>,
    profile: Option<&'a str>,
}

impl<'a> Identity<'a> {
    fn of(parts: &DocumentParts<'a>) -> Self {
        let identity = &parts.report.identity;
        Identity {
            id: parts.document_id,
            file_name: parts.file_name,
            page_count: parts.page_count,
            title: identity.title.as_deref(),
            prefecture: identity.prefecture.map(|it| it.name()),
            prefecture_code: identity.prefecture.map(|it| it.code()),
            municipality: identity.municipality.map(|it| it.name()),
            area_code: identity.area_code.as_deref(),
            fiscal_year: identity.fiscal_year.map(FiscalYear::year),
            profile: identity.profile_id.as_deref(),
        }
    }
}

/// Where something is printed; two fields of the object that it stands in.
#[derive(Serialize)]
struct Place {
    page: Option<u32>,
    bbox: Option<[f64; 4]>,
}

impl Place {
    fn of(source: Option<SourceRef>) -> Self {
        Place { page: source.map(|it| it.page), bbox: source.map(|it| it.bbox.to_array()) }
    }
}

#[derive(Serialize)]
struct Initiative<'a> {
    id: &'a str,
    number: Option<u32>,
    area: Option<&'a str>,
    section: Option<&'a str>,
    title: &'a str,
    in_list: bool,
    #[serde(flatten)]
    place: Place,
}

impl<'a> Initiative<'a> {
    fn of(it: &'a crate::report::Initiative) -> Self {
        Initiative {
            id: &it.id,
            number: it.number,
            area: it.area.as_deref(),
            section: it.section.as_deref(),
            title: &it.title,
            in_list: it.in_list,
            place: Place::of(Some(it.source)),
        }
    }
}

fn initiative_id(index: Option<usize>, report: &Report) -> Option<&str> {
    index.map(|index| report.initiatives[index].id.as_str())
}

#[derive(Serialize)]
struct Rating<'a> {
    initiative: Option<&'a str>,
    indicator: Option<&'a str>,
    part: Option<&'a str>,
    fiscal_year: i16,
    value: Option<&'a str>,
    value_printed: &'a str,
    evaluator: Option<&'a str>,
    axis: Option<&'a str>,
    origin: &'a str,
    #[serde(flatten)]
    place: Place,
}

impl<'a> Rating<'a> {
    fn of(it: &'a crate::report::Rating, report: &'a Report, measurements: &'a Measurements) -> Self {
        let indicator = it.indicator.and_then(|row| measurements.indicator_of_row.get(row)).copied();
        let indicator = indicator.and_then(|index| measurements.indicators.get(index));
        Rating {
            initiative: initiative_id(it.initiative, report),
            indicator: indicator.map(|it| it.name.as_str()),
            part: indicator.and_then(|it| it.part.as_deref()),
            fiscal_year: it.fiscal_year.year(),
            value: it.value.as_deref(),
            value_printed: &it.printed,
            evaluator: it.evaluator.as_deref(),
            axis: it.axis.as_deref(),
            origin: it.origin.as_str(),
            place: Place::of(Some(it.source)),
        }
    }
}

#[derive(Serialize)]
struct Block<'a> {
    initiative: Option<&'a str>,
    area: Option<&'a str>,
    section: Option<&'a str>,
    title: String,
    departments: &'a [String],
    plan: &'a str,
    progress: &'a str,
    rating: &'a str,
    next: &'a str,
    #[serde(flatten)]
    place: Place,
}

impl<'a> Block<'a> {
    fn of(it: &'a crate::report::Block, report: &'a Report) -> Self {
        Block {
            initiative: initiative_id(it.initiative, report),
            area: it.area.as_deref(),
            section: it.section.as_deref(),
            title: it.title.text().replace('\n', ""),
            departments: &it.departments,
            plan: it.plan.text(),
            progress: it.progress.text(),
            rating: it.rating.text(),
            next: it.next.text(),
            place: Place::of(it.source),
        }
    }
}

#[derive(Serialize)]
struct Observation<'a> {
    initiative: Option<&'a str>,
    indicator: &'a str,
    part: Option<&'a str>,
    role: &'a str,
    value: Option<String>,
    value_min: Option<String>,
    value_max: Option<String>,
    comparator: Option<&'a str>,
    unit: Option<&'a str>,
    unit_printed: Option<&'a str>,
    per: Option<&'a str>,
    fiscal_year: Option<i16>,
    fiscal_year_source: Option<&'a str>,
    as_of: Option<&'a str>,
    cumulative: bool,
    count_mode: Option<&'a str>,
    qualifier: Option<&'a str>,
    area: Option<&'a str>,
    obs_status: Option<&'a str>,
    printed: &'a str,
    confidence: f64,
    reasons: &'a [Cow<'static, str>],
    #[serde(flatten)]
    place: Place,
}

impl<'a> Observation<'a> {
    fn of(it: &'a crate::indicator::Observation, report: &'a Report, measurements: &'a Measurements) -> Self {
        let indicator = &measurements.indicators[it.indicator];
        let plain = |value: Option<Decimal>| value.map(|it| it.normalize().to_string());
        Observation {
            initiative: initiative_id(indicator.initiative, report),
            indicator: &indicator.name,
            part: indicator.part.as_deref(),
            role: it.role.as_str(),
            value: plain(it.value),
            value_min: plain(it.value_min),
            value_max: plain(it.value_max),
            comparator: Some(it.comparator.as_str()).filter(|it| !it.is_empty()),
            unit: it.unit.as_deref(),
            unit_printed: it.unit_printed.as_deref(),
            per: it.per.as_deref(),
            fiscal_year: it.fiscal_year.map(FiscalYear::year),
            fiscal_year_source: it.fiscal_year_source.map(|source| source.as_str()),
            as_of: it.as_of.as_deref(),
            cumulative: it.cumulative,
            count_mode: it.count_mode.as_deref(),
            qualifier: it.qualifier.as_deref(),
            area: it.area.as_deref(),
            obs_status: it.obs_status.as_deref(),
            printed: &it.printed,
            confidence: it.confidence,
            reasons: &it.reasons,
            place: Place::of(Some(it.source)),
        }
    }
}

#[derive(Serialize)]
struct StatedTotal<'a> {
    key: &'a str,
    count: Option<u32>,
    share: Option<f64>,
    phrase: Option<&'a str>,
    found_count: u32,
    found_share: Option<f64>,
    agrees: bool,
    #[serde(flatten)]
    place: Place,
}

impl<'a> StatedTotal<'a> {
    fn of(it: &'a crate::report::StatedTotal) -> Self {
        StatedTotal {
            key: &it.key,
            count: it.count,
            share: it.share.as_ref().and_then(|share| share.parse().ok()),
            phrase: it.phrase.as_deref(),
            found_count: it.found_count,
            found_share: it.found_share.map(|share| (share * 10.0).round() / 10.0),
            agrees: it.agrees,
            place: Place::of(Some(it.source)),
        }
    }
}

#[derive(Serialize)]
struct NoteObject<'a> {
    code: &'a str,
    severity: &'a str,
    #[serde(flatten)]
    place: Place,
    against: Option<Against<'a>>,
    message: String,
    hint: Option<&'a str>,
}

/// The other place that a note is about.
#[derive(Serialize)]
struct Against<'a> {
    document: &'a str,
    #[serde(flatten)]
    place: Place,
}

impl<'a> NoteObject<'a> {
    fn of(note: &'a Note, document_id: &'a str, language: Language) -> Self {
        NoteObject {
            code: note.code(),
            severity: note.severity.as_str(),
            place: Place::of(note.source),
            against: note.against.as_ref().map(|it| Against {
                document: it.document_id.as_deref().unwrap_or(document_id),
                place: Place::of(Some(it.source)),
            }),
            message: note.text(language),
            hint: note.hint(language),
        }
    }
}
