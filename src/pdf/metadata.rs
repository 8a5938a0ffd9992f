//! The document side of a PDF: title, producer, dates by lopdf; outline.

use std::collections::HashSet;
use std::sync::Arc;

use hayro_syntax::object::dict::keys::{FIRST, NEXT, OUTLINES, TITLE};
use hayro_syntax::object::{Dict, ObjectIdentifier, String as PdfString};
use hayro_syntax::{Pdf, PdfData};
use lopdf::Document;

use super::marked::text_string;
use crate::base::without_controls;

/// What the file says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Metadata {
    /// Title of the document information dictionary.
    pub title: Option<String>,
    /// Program that wrote the PDF.
    pub producer: Option<String>,
    /// Program that wrote the document before it became a PDF.
    pub creator: Option<String>,
    /// `D:20240611103000+09'00'`, as written.
    pub created: Option<String>,
    /// As `created`, of the last change.
    pub modified: Option<String>,
    /// Bookmarks in the order shown.
    pub outline: Vec<OutlineEntry>,
}

/// A bookmark.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct OutlineEntry {
    /// Depth, from 1.
    pub level: usize,
    /// Its text.
    pub title: String,
}

/// Bookmarks of larger files are not looked at.
const MAX_SIZE: usize = 64 << 20;
/// More bookmarks than this are a trap; long books have a thousand.
const MAX_ENTRIES: usize = 10_000;

/// Reads the document side; what cannot be read is left empty, for nothing that is printed hangs on it.
pub fn metadata(bytes: &[u8], password: Option<&str>) -> Metadata {
    let information = match password {
        Some(password) => Document::load_metadata_mem_with_password(bytes, password),
        None => Document::load_metadata_mem(bytes),
    };
    let mut metadata = Metadata::default();
    if let Ok(information) = information {
        let tidy =
            |text: Option<String>| text.map(|it| without_controls(&it).trim().to_owned()).filter(|it| !it.is_empty());
        metadata.title = tidy(information.title);
        metadata.producer = tidy(information.producer);
        metadata.creator = tidy(information.creator);
        metadata.created = tidy(information.creation_date);
        metadata.modified = tidy(information.modification_date);
    }
    metadata.outline = outline(bytes, password).unwrap_or_default();
    metadata
}

/// The bookmarks, each object once and at most [`MAX_ENTRIES`]: they may lead back to each other, and a document that can be read
/// is not lost to them.
fn outline(bytes: &[u8], password: Option<&str>) -> Option<Vec<OutlineEntry>> {
    if bytes.len() > MAX_SIZE {
        return None;
    }
    let data = Arc::new(bytes.to_vec());
    let plain = Pdf::new(PdfData::from(data.clone())).ok();
    let pdf = plain.or_else(|| Pdf::new_with_password(PdfData::from(data), password?).ok())?;
    let catalogue = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id())?;

    let mut entries = Vec::new();
    let mut seen: HashSet<ObjectIdentifier> = HashSet::new();
    let mut rest = vec![(1, catalogue.get::<Dict<'_>>(OUTLINES)?.get::<Dict<'_>>(FIRST)?)];
    while let Some((level, item)) = rest.pop() {
        if entries.len() == MAX_ENTRIES || item.obj_id().is_some_and(|id| !seen.insert(id)) {
            continue;
        }
        let title = item.get::<PdfString<'_>>(TITLE).map(|it| text_string(it.as_bytes())).unwrap_or_default();
        entries.push(OutlineEntry { level, title: without_controls(&title).into_owned() });
        // The children come before the next of the same level.
        rest.extend(item.get::<Dict<'_>>(NEXT).map(|it| (level, it)));
        rest.extend(item.get::<Dict<'_>>(FIRST).map(|it| (level + 1, it)));
    }
    Some(entries)
}

#[cfg(test)]
mod tests {
    use lopdf::{Object, dictionary};

    use super::super::tests::{A, Draft};
    use super::*;

    /// The outline of a document whose items name each other by their places in `items`: title, first child, next.
    fn outline_of(items: &[(&str, Option<usize>, Option<usize>)]) -> Vec<(usize, String)> {
        let mut draft = Draft::new();
        let ids: Vec<_> = items.iter().map(|_| draft.file.new_object_id()).collect();
        for (id, (title, first, next)) in ids.iter().zip(items) {
            let mut item = dictionary! { "Title" => Object::string_literal(*title) };
            for (key, place) in [("First", first), ("Next", next)] {
                if let Some(place) = place {
                    item.set(key, Object::Reference(ids[*place]));
                }
            }
            draft.file.objects.insert(*id, item.into());
        }
        let root = draft.add(dictionary! { "Type" => "Outlines", "First" => Object::Reference(ids[0]) });
        draft.catalogue.set("Outlines", root);
        metadata(&draft.bytes(A), None).outline.into_iter().map(|it| (it.level, it.title)).collect()
    }

    #[test]
    fn bookmarks_come_in_the_order_shown() {
        let items = [("a", Some(1), Some(2)), ("a1", None, None), ("b", None, None)];
        assert_eq!(outline_of(&items), [(1, "a".into()), (2, "a1".into()), (1, "b".into())]);
    }

    #[test]
    fn bookmarks_that_lead_back_end() {
        let items = [("a", Some(1), Some(0)), ("b", Some(0), Some(1))];
        assert_eq!(outline_of(&items), [(1, "a".into()), (2, "b".into())]);
    }
}
