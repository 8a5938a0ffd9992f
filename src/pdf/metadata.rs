//! The document side of a PDF, by lopdf: title, producer, dates, outline.

use lopdf::{Document, LoadOptions};

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
    /// The page it leads to, from 1.
    pub page: usize,
}

/// Objects inflated while reading the document side; a metadata stream is a few kilobytes.
const MAX_DECOMPRESSED: usize = 64 << 20;

/// Reads the document side; what cannot be read is left empty, for nothing that is printed hangs on it.
pub fn metadata(bytes: &[u8], password: Option<&str>) -> Metadata {
    let options = LoadOptions {
        password: password.map(str::to_owned),
        max_decompressed_size: Some(MAX_DECOMPRESSED),
        ..LoadOptions::default()
    };
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
    if let Ok(document) = Document::load_mem_with_options(bytes, options)
        && let Ok(contents) = document.get_toc()
    {
        let entry = |it: lopdf::TocType| OutlineEntry { level: it.level, title: it.title, page: it.page };
        metadata.outline = contents.toc.into_iter().map(entry).collect();
    }
    metadata
}
