//! From what the reports say to tables: Polars begins here.
//!
//! Comes in: [`Edition`]s, each a report with its measurements, layout and notes. Goes out: [`Frames`], as `columns.tsv`
//! describes them. Deliberately knows no file, no output format, and links nothing over the years.

pub mod check;
mod columns;
mod corrected;
mod document_tables;
mod frame;
mod ids;
mod layout_tables;
mod measurement_tables;
mod part;
pub mod rating_rule;
mod report_tables;
pub mod scale;
pub mod schema;
mod stored;

#[cfg(test)]
pub(crate) mod examples;

pub use crate::indicator::unit_symbol;
pub use columns::Columns;
pub use corrected::{Corrected, CorrectionRow, Mark, ValueSource, corrections};
pub use document_tables::open_notes;
pub use frame::{Frame, Frames, SchemaError};
pub use ids::ItemIds;
pub use measurement_tables::units_together;
pub use part::{Part, PartTable, from_part, to_part};
pub use report_tables::figures_read;
pub use stored::{StoredError, from_parquet};

use std::collections::HashMap;

use crate::base::{Language, Note, Subject};
use crate::indicator::Measurements;
use crate::layout::DocumentLayout;
use crate::report::{Report, ReportIdentity};

/// One PDF and all that was read from it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Edition {
    /// Which PDF it is.
    pub document: DocumentRecord,
    /// What the report says.
    pub report: Report,
    /// What it measures.
    pub measurements: Measurements,
    /// Where things stand in it.
    pub layout: DocumentLayout,
    /// Words of each of the report's blocks, in their order; `None` where no dictionary is installed.
    pub tokens: Option<Vec<BlockTokens>>,
    /// What was doubtful, in reading order.
    pub notes: Vec<Note>,
    /// What a person corrected.
    pub corrected: Corrected,
}

/// Which PDF an edition was read from, and by what.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DocumentRecord {
    /// SHA-256 of the file in hexadecimal.
    pub document_id: String,
    /// Name of the file, without folders.
    pub file_name: String,
    /// Number of pages.
    pub page_count: u32,
    /// The program that made the PDF, as its properties say.
    pub producer: Option<String>,
    /// Id of the document of the same edition that this one replaces.
    pub supersedes: Option<String>,
    /// Version of this program.
    pub program_version: String,
    /// Hash of the tokenizer's dictionary; `None` where none is installed.
    pub dictionary_hash: Option<String>,
}

/// Words of plan, progress and next steps of a block.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BlockTokens {
    /// Words, in the order printed.
    pub tokens: Vec<String>,
    /// Compound nouns, in the order printed.
    pub phrases: Vec<String>,
}

/// The tables of all editions.
///
/// Rows stand by prefecture, plan, fiscal year and id of their document, then as printed: the order in which `editions` come
/// does not show, and a second run gives the same frames. A document that another one supersedes is not to be among them.
pub fn frames(editions: &[Edition]) -> Frames {
    let sorted = sorted(editions);
    let editions = sorted.as_slice();
    Frames::from_iter([
        document_tables::documents(editions),
        report_tables::initiatives(editions),
        report_tables::ratings(editions),
        report_tables::blocks(editions),
        measurement_tables::indicators(editions),
        measurement_tables::observations(editions),
        layout_tables::tables(editions),
        layout_tables::cells(editions),
        report_tables::stated_totals(editions),
        report_tables::coverage(editions),
        document_tables::notes(editions),
        measurement_tables::units(editions),
        corrections(&[]),
    ])
}

/// The ids that the rows of each edition bear in the tables, in the order given.
pub fn item_ids(editions: &[Edition]) -> Vec<ItemIds> {
    let order = order(editions);
    let sorted: Vec<&Edition> = order.iter().map(|it| &editions[*it]).collect();
    let mut placed: Vec<(usize, ItemIds)> = order.into_iter().zip(ids::item_ids(&sorted)).collect();
    placed.sort_by_key(|it| it.0);
    placed.into_iter().map(|it| it.1).collect()
}

/// Editions in the order of every table.
fn sorted(editions: &[Edition]) -> Vec<&Edition> {
    order(editions).into_iter().map(|it| &editions[it]).collect()
}

/// The places of the editions, in the order of every table.
fn order(editions: &[Edition]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..editions.len()).collect();
    order.sort_by_key(|it| {
        let (identity, document) = (&editions[*it].report.identity, &editions[*it].document);
        (identity.prefecture, &identity.plan, identity.fiscal_year, &document.document_id)
    });
    order
}

/// The table `notes` alone: of the editions, then `more`, of the dataset as a whole. Notes about initiatives name them by the ids
/// of `linked`, the frames of these editions.
pub fn notes(linked: &Frames, editions: &[Edition], more: &[Note]) -> Frame {
    let of_dataset = Edition { notes: more.to_vec(), ..Edition::default() };
    let own = document_tables::notes(&sorted(editions));
    let notes = own.followed_by(&document_tables::notes(&[&of_dataset]));
    let mut ids: HashMap<(&str, &str), &str> = HashMap::new();
    if let Some(frame) = linked.get("initiatives") {
        let (documents, own, stable) = (frame.text("document_id"), frame.text("own_id"), frame.text("initiative_id"));
        let row = |row: usize| Some(((documents.get(row)?, own.get(row)?), stable.get(row)?));
        ids.extend((0..frame.row_count()).filter_map(row));
    }
    let (documents, tables) = (notes.text("document_id").clone(), notes.text("table").clone());
    let stable = |row: usize, key: &str| {
        let of_initiative = tables.get(row) == Some("initiatives");
        ids.get(&(documents.get(row)?, key)).copied().filter(|_| of_initiative)
    };
    notes.with_texts("key", |row, key| stable(row, key?).or(key))
}

/// The frames with [`notes`] in the place of the table that they had.
pub fn with_notes(mut linked: Frames, editions: &[Edition], more: &[Note]) -> Frames {
    let notes = notes(&linked, editions, more);
    linked.insert(notes);
    linked
}

/// Puts what people say instead of what is printed in its place, or, called again, back: checks that set values against each other tell
/// what counts, and tables tell what is printed.
pub fn swap_told(edition: &mut Edition) {
    for (subject, mark) in &mut edition.corrected.marks {
        let Some(told) = &mut mark.told else { continue };
        match *subject {
            Subject::Observation(index) => std::mem::swap(told, &mut edition.measurements.observations[index].printed),
            Subject::Rating(index) => std::mem::swap(told, &mut edition.report.ratings[index].printed),
            _ => {}
        }
    }
}

/// The id of the second thing that would bear the id `id`.
pub fn second_id(id: &str) -> String {
    let letter: String = id.chars().take(1).collect();
    letter + &crate::report::short_hash(&[id, "2"])
}

/// The column of the table `notes` that has the sentences in `language`.
pub fn message_column(language: Language) -> &'static str {
    match language {
        Language::Japanese => "message",
        Language::English => "message_en",
    }
}

/// The column of the table `notes` that says what to do, in `language`.
pub fn hint_column(language: Language) -> &'static str {
    match language {
        Language::Japanese => "hint",
        Language::English => "hint_en",
    }
}

/// A row to be: a thing and the edition it is printed in.
struct Row<'a, Item> {
    edition: &'a Edition,
    /// Place among the things of its kind in the edition.
    index: usize,
    item: &'a Item,
}

impl<Item> Row<'_, Item> {
    fn document_id(&self) -> &str {
        &self.edition.document.document_id
    }

    fn identity(&self) -> &ReportIdentity {
        &self.edition.report.identity
    }

    fn fiscal_year(&self) -> Option<i16> {
        self.edition.report.identity.fiscal_year.map(|it| it.year())
    }

    /// The id of an initiative of the row's report.
    fn initiative_id(&self, initiative: Option<usize>) -> Option<&str> {
        self.edition.report.initiatives.get(initiative?).map(|it| it.id.as_str())
    }
}

/// The things of one kind of all editions, in order.
fn rows<'a, Item>(editions: &[&'a Edition], items: impl Fn(&'a Edition) -> &'a [Item]) -> Vec<Row<'a, Item>> {
    let rows_of = |edition: &&'a Edition| {
        let edition = *edition;
        items(edition).iter().enumerate().map(move |(index, item)| Row { edition, index, item })
    };
    editions.iter().flat_map(rows_of).collect()
}

/// The description of a table that this stage builds.
fn described(name: &str) -> &'static schema::Table {
    schema::table(name).expect("a test compares the tables with those of the schema")
}

/// Text for comparison: NFKC, no white space.
fn normalised(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfkc().filter(|it| !it.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::examples::{edition, rated_edition};
    use super::*;

    #[test]
    fn the_frames_are_the_tables_of_the_schema_in_its_order() {
        let frames = frames(&[edition(), Edition::default()]);
        let names: Vec<&str> = frames.iter().map(Frame::name).collect();
        let expected: Vec<&str> = schema::tables().iter().map(|it| it.name).collect();
        assert_eq!(names, expected);
        let is_filled = |it: &Frame| it.row_count() > 0 || it.name() == "corrections";
        assert!(frames.iter().all(is_filled), "the example has a row in every table");
    }

    #[test]
    fn the_order_of_the_editions_does_not_show() {
        let editions = [rated_edition(2022, &[("取組", &[(2022, "B")])]), edition()];
        let turned = [editions[1].clone(), editions[0].clone()];
        let (first, second) = (frames(&editions), frames(&turned));
        assert!(first.iter().zip(second.iter()).all(|(a, b)| a.data().equals_missing(b.data())));
    }

    #[test]
    fn titles_are_compared_without_width_and_white_space() {
        assert_eq!(normalised("ＲＰＡ や\nＡＩ"), "RPAやAI");
    }
}
