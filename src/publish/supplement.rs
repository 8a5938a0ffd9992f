//! What tables do not hold and files for people need.

use std::collections::BTreeMap;

use super::{CsvHeader, Strip};

/// What tables do not hold and files for people need. An empty one is fine: what it lacks is not shown.
#[derive(Debug, Clone, Default)]
pub struct Supplement {
    /// What the letters of a rating scale mean, as the reports print it, by the id of the scale.
    pub meanings: BTreeMap<String, BTreeMap<String, String>>,
    /// Pictures of the places that are cited.
    pub strips: Vec<Strip>,
    /// Ids of the documents that the last run did not have; none where there was no last run.
    pub added: Vec<String>,
    /// What CSV files call the columns.
    pub csv_header: CsvHeader,
    /// A Japanese TrueType or OpenType font, for charts as PNG.
    pub font: Option<Vec<u8>>,
}
