//! What changed where a PDF was replaced by another of the same edition (差し替え).
//!
//! Comes in: the tables of documents that were in the data before, and those of now. Goes out: [`Replacement`]s and the table
//! `replacements`. They are kept from run to run as long as the later document is in the data.

use serde::{Deserialize, Serialize};

use super::{Difference, Side, described, difference};
use crate::base::{Message, Note};
use crate::dataset::{Columns, Frame, Frames};

/// A document that took the place of another one of its edition.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Replacement {
    /// The later document.
    pub document_id: String,
    /// Name of its file.
    pub file_name: String,
    /// The document that it took the place of.
    pub replaced_document_id: String,
    /// Name of its file.
    pub replaced_file_name: String,
    /// What differs, in the order of the later document.
    pub differences: Vec<ReplacedValue>,
}

/// One thing that differs between a document and the one that took its place.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ReplacedValue {
    /// `initiative`, `rating`, `target`, `actual`, `indicator`.
    pub kind: String,
    /// `new`, `ended`, `renamed`, `moved`, `changed`, `restated`.
    pub change: String,
    /// The initiative or indicator, as the later document names it.
    pub subject: String,
    /// The year it is about, where both speak of one.
    pub fiscal_year: Option<i16>,
    /// As printed in the earlier document.
    pub before: Option<String>,
    /// Page of the earlier document.
    pub before_page: Option<i32>,
    /// As printed in the later document.
    pub after: Option<String>,
    /// Page of the later document.
    pub after_page: Option<i32>,
}

impl Replacement {
    /// What a person is told of it.
    pub fn note(&self) -> Note {
        let message = Message::new("edition_replaced").with("kept", &self.file_name);
        let message = message.with("replaced", &self.replaced_file_name).with("count", self.differences.len());
        // Two files of one name are told apart by the beginning of their hash.
        let id = |id: &str| id.chars().take(8).collect::<String>();
        Note::info(message.with("kept_id", id(&self.document_id)).with("replaced_id", id(&self.replaced_document_id)))
    }
}

/// A document with what makes it an edition.
struct Document<'a> {
    side: Side<'a>,
    file_name: &'a str,
    edition: (&'a str, &'a str, i16),
}

/// The documents of `later` that took the place of one of `earlier`: same prefecture, plan and fiscal year, another id.
pub fn replacements(earlier: &Frames, later: &Frames) -> Vec<Replacement> {
    let (before, now) = (documents(earlier), documents(later));
    let pairs = now.iter().flat_map(|now| before.iter().map(move |before| (before, now)));
    let took_place = |(before, now): &(&Document, &Document)| {
        before.edition == now.edition && before.side.document_id != now.side.document_id
    };
    let replacement = |(before, now): (&Document, &Document)| Replacement {
        document_id: now.side.document_id.to_owned(),
        file_name: now.file_name.to_owned(),
        replaced_document_id: before.side.document_id.to_owned(),
        replaced_file_name: before.file_name.to_owned(),
        differences: difference(before.side, now.side).into_iter().map(ReplacedValue::from).collect(),
    };
    pairs.filter(took_place).map(replacement).collect()
}

impl From<Difference> for ReplacedValue {
    fn from(found: Difference) -> Self {
        let (before, after) = (found.before, found.after);
        Self {
            kind: found.kind.as_str().to_owned(),
            change: found.change.as_str().to_owned(),
            subject: found.subject,
            fiscal_year: found.fiscal_year,
            before_page: before.as_ref().and_then(|it| it.page),
            before: before.map(|it| it.text),
            after_page: after.as_ref().and_then(|it| it.page),
            after: after.map(|it| it.text),
        }
    }
}

fn documents(frames: &Frames) -> Vec<Document<'_>> {
    let Some(documents) = frames.get("documents") else { return Vec::new() };
    let text = |name: &str, row: usize| documents.text(name).get(row);
    let document = |row: usize| {
        let fiscal_year = documents.i16("fiscal_year").get(row);
        Some(Document {
            side: Side { frames, document_id: text("document_id", row)?, fiscal_year },
            file_name: text("file_name", row).unwrap_or_default(),
            edition: (text("prefecture_code", row)?, text("plan", row)?, fiscal_year?),
        })
    };
    (0..documents.row_count()).filter_map(document).collect()
}

/// One row a thing that differs; whose documents they are is told by `frames`.
pub fn replacement_table(replacements: &[Replacement], frames: &Frames) -> Frame {
    let known = documents(frames);
    let edition = |it: &Replacement| known.iter().find(|known| known.side.document_id == it.document_id);
    let rows: Vec<(&Replacement, &ReplacedValue)> =
        replacements.iter().flat_map(|it| it.differences.iter().map(move |value| (it, value))).collect();
    Columns::over(&rows)
        .text("document_id", |(it, _)| Some(&it.document_id))
        .text("file_name", |(it, _)| Some(&it.file_name))
        .text("replaced_document_id", |(it, _)| Some(&it.replaced_document_id))
        .text("replaced_file_name", |(it, _)| Some(&it.replaced_file_name))
        .text("kind", |(_, value)| Some(&value.kind))
        .text("change", |(_, value)| Some(&value.change))
        .text("subject", |(_, value)| Some(&value.subject))
        .i16("fiscal_year", |(_, value)| value.fiscal_year)
        .text("before", |(_, value)| value.before.as_ref())
        .i32("before_page", |(_, value)| value.before_page)
        .text("after", |(_, value)| value.after.as_ref())
        .i32("after_page", |(_, value)| value.after_page)
        .text("prefecture_code", |(it, _)| edition(it).map(|it| it.edition.0))
        .text("plan", |(it, _)| edition(it).map(|it| it.edition.1))
        .finish(described("replacements"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{Edition, examples, frames};

    fn document(id: &str, rating: &str) -> Frames {
        let mut edition: Edition = examples::rated_edition(2023, &[("取組", &[(2023, rating)])]);
        edition.document.document_id = id.to_owned();
        edition.document.file_name = format!("{id}.pdf");
        frames(&[edition])
    }

    #[track_caller]
    fn check(earlier: &Frames, later: &Frames, expected: &[&str]) {
        let found = replacements(earlier, later);
        let line = |it: &Replacement| {
            let values = it.differences.iter().map(|value| {
                let text = |it: &Option<String>| it.clone().unwrap_or_default();
                format!(" {} {} {}→{}", value.kind, value.subject, text(&value.before), text(&value.after))
            });
            format!("{}→{}{}", it.replaced_file_name, it.file_name, values.collect::<String>())
        };
        assert_eq!(found.iter().map(line).collect::<Vec<_>>(), expected);
        let rows: usize = found.iter().map(|it| it.differences.len()).sum();
        assert_eq!(replacement_table(&found, later).row_count(), rows);
    }

    #[test]
    fn a_rating_that_was_corrected() {
        check(&document("old", "B"), &document("new", "A"), &["old.pdf→new.pdf rating 1 取組 B→A"]);
    }

    #[test]
    fn another_pdf_that_says_the_same() {
        check(&document("old", "B"), &document("new", "B"), &["old.pdf→new.pdf"]);
    }

    #[test]
    fn the_same_document_replaces_nothing() {
        check(&document("old", "B"), &document("old", "B"), &[]);
        check(&Frames::default(), &document("new", "B"), &[]);
    }
}
