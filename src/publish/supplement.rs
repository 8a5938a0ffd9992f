//! What tables do not hold and files for people need.

use std::collections::BTreeMap;

use super::{CsvHeader, Strip};
use crate::base::Language;
use crate::dataset::Frame;

/// What tables do not hold and files for people need. An empty one is fine: what it lacks is not shown.
#[derive(Debug, Clone, Default)]
pub struct Supplement {
    /// The table of notes, in Japanese and in English.
    pub notes: Option<[Frame; 2]>,
    /// What the letters of a rating scale mean, as the reports print it, by the id of the scale.
    pub meanings: BTreeMap<String, BTreeMap<String, String>>,
    /// Pictures of the places that are cited.
    pub strips: Vec<Strip>,
    /// What CSV files call the columns.
    pub csv_header: CsvHeader,
    /// A Japanese TrueType or OpenType font, for charts as PNG.
    pub font: Option<Vec<u8>>,
}

impl Supplement {
    pub(super) fn notes(&self, language: Language) -> Option<&Frame> {
        let [japanese, english] = self.notes.as_ref()?;
        Some(if language == Language::Japanese { japanese } else { english })
    }
}
