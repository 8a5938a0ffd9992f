//! Documents and places as people read them: `R5.pdf p.4`.

use std::collections::HashMap;

use crate::dataset::Frames;

/// The documents of a dataset by id.
pub(super) struct Documents<'a> {
    names: HashMap<&'a str, &'a str>,
}

impl<'a> Documents<'a> {
    /// The documents of the table `documents`.
    pub fn of(frames: &'a Frames) -> Self {
        let Some(frame) = frames.get("documents") else { return Self { names: HashMap::new() } };
        let (ids, names) = (frame.text("document_id"), frame.text("file_name"));
        let name = |row: usize| Some((ids.get(row)?, names.get(row)?));
        Self { names: (0..frame.row_count()).filter_map(name).collect() }
    }

    /// The name of the file of a document, without its folder.
    pub fn file_name(&self, document_id: &str) -> Option<&'a str> {
        self.names.get(document_id).copied()
    }
}

/// File and page; empty where neither is known.
pub(super) fn place_text(file: Option<&str>, page: Option<i64>) -> String {
    let page = page.map(|it| format!("p.{it}"));
    [file.map(str::to_owned), page].into_iter().flatten().collect::<Vec<_>>().join(" ")
}
