//! An Excel workbook, `report.xlsx` in Japanese and `report.en.xlsx` in English: sheets for people first, then every table as a `data_` sheet that machines can read.
//!
//! | file | sheet |
//! | --- | --- |
//! | `overview.rs` | findings, ratings by year, the report's own totals against what was read, documents |
//! | `ratings.rs` | every initiative and year, letters with conditional colours |
//! | `indicators.rs` | targets and actuals by year, with charts of Excel's own |
//! | `changes.rs` | what rose and what fell |
//! | `trends.rs` | all other answers of the analyses |
//! | `doubts.rs` | what a person should look at |
//! | `dictionary.rs`, `sources.rs` | every column; the documents and how they were read |
//! | `data.rs` | the tables |
//!
//! The time of making in its properties is a fixed one, so the same input gives the same bytes.

mod changes;
mod context;
mod data;
mod dictionary;
mod doubts;
mod findings;
mod indicators;
mod overview;
mod ratings;
mod sheet;
mod sources;
mod style;
mod trends;
mod words;

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format as CellFormat, FormatAlign, Workbook, Worksheet, XlsxError,
};

use rayon::prelude::*;

use self::context::Context;
use super::{File, Format, How, Publication, PublishError};
use crate::base::Language;

/// A workbook in each language.
pub(super) const FORMAT: Format = Format { name: "xlsx", write: How::Files(write) };

/// The workbook, from the folder of the run.
fn path(language: Language) -> &'static str {
    if language == Language::Japanese { "report.xlsx" } else { "report.en.xlsx" }
}

/// A sheet for people; `None` where there is nothing to say.
type HumanSheet = fn(&Context) -> Result<Option<Worksheet>, XlsxError>;

/// In the order of the tabs.
const HUMAN_SHEETS: [HumanSheet; 8] = [
    overview::sheet,
    ratings::sheet,
    indicators::sheet,
    changes::sheet,
    trends::sheet,
    doubts::sheet,
    dictionary::sheet,
    sources::sheet,
];

fn write(publication: &Publication) -> Result<Vec<File>, PublishError> {
    let file =
        |language: Language| Ok(File { path: path(language).to_owned(), bytes: workbook(publication, language)? });
    [Language::Japanese, Language::English].into_par_iter().map(file).collect()
}

fn workbook(publication: &Publication, language: Language) -> Result<Vec<u8>, XlsxError> {
    let context = Context::new(publication, language);
    let mut workbook = Workbook::new();
    let default = CellFormat::new().set_font_name(style::FONT).set_font_size(11).set_align(FormatAlign::VerticalCenter);
    workbook.set_default_format(&default, 20, 64)?;
    let properties = DocProperties::new()
        .set_title(context.title())
        .set_author(env!("CARGO_PKG_NAME"))
        .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    workbook.set_properties(&properties);
    for sheet in HUMAN_SHEETS {
        if let Some(worksheet) = sheet(&context)? {
            workbook.push_worksheet(worksheet);
        }
    }
    for frame in publication.all_frames() {
        if let Some(worksheet) = data::sheet(&context, frame)? {
            workbook.push_worksheet(worksheet);
        }
    }
    workbook.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::*;
    use crate::analysis::analyses;
    use crate::dataset::{Edition, examples, frames};
    use crate::publish::Supplement;

    /// All parts of the workbook, one after the other.
    fn parts(editions: &[Edition]) -> String {
        let frames = frames(editions);
        let analyses = analyses(&frames);
        let supplement = Supplement::default();
        let publication = Publication { frames: &frames, analyses: &analyses, supplement: &supplement, long: &[] };
        let bytes = workbook(&publication, Language::Japanese).expect("written");
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a workbook is an archive");
        let mut parts = String::new();
        for index in 0..archive.len() {
            archive.by_index(index).expect("an entry").read_to_string(&mut parts).expect("UTF-8");
        }
        parts
    }

    #[test]
    fn text_that_looks_like_a_formula_stays_text() {
        let parts = parts(&[examples::edition()]);
        assert!(parts.contains("=R5：80%"), "the text is there");
        assert!(parts.contains("quotePrefix=\"1\""), "and stays text when a person edits it");
        assert!(!parts.contains("<f>"), "no cell computes");
    }

    #[test]
    fn rows_of_a_municipality_have_its_own_code() {
        let mut edition = examples::edition();
        edition.report.identity.area_code = Some("052019".to_owned());
        let parts = parts(&[edition]);
        assert!(parts.contains("<t>052019</t>") && !parts.contains("<t>050008</t>"));
    }

    #[test]
    fn nothing_read_still_gives_a_workbook() {
        assert!(parts(&[]).contains("データ辞書"));
    }

    #[test]
    fn a_rating_scale_of_other_letters_has_its_own_colours() {
        let mut edition = examples::rated_edition(2023, &[("税", &[(2023, "○")])]);
        edition.report.identity.scale = ["◎", "○", "△"].map(str::to_owned).to_vec();
        let parts = parts(&[edition]);
        assert!(parts.contains("<formula>\"◎\"</formula>"));
    }
}
