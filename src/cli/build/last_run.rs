//! What the last run left: its folder and its record.

use std::path::{Path, PathBuf};

use crate::pipeline::file_digest;
use crate::publish::record::{RECORD_PATH, RunRecord};
use crate::publish::{MANIFEST_PATH, first_altered};
use crate::storage;

/// The names of the readings that a run was made of; none where its record cannot be read.
pub(in super::super) fn needed_readings(run: &Path) -> Vec<String> {
    record(run).into_iter().flat_map(|it| it.documents).filter_map(|it| it.reading).collect()
}

/// The names of the tables of plans that a run was made of; none where its record cannot be read.
pub(in super::super) fn needed_parts(run: &Path) -> Vec<String> {
    record(run).map(|it| it.parts).unwrap_or_default()
}

fn record(run: &Path) -> Option<RunRecord> {
    RunRecord::parse(&storage::read(&run.join(RECORD_PATH)).ok()?)
}

/// The run that is current.
pub(super) struct LastRun {
    /// Its folder.
    pub path: PathBuf,
    /// What it was made of.
    pub record: RunRecord,
}

impl LastRun {
    /// The run that `output/current` leads to; `None` before the first, and where what is there cannot be read: then everything is
    /// made anew.
    pub fn open(output: &Path) -> Option<LastRun> {
        let path = storage::current_run(output).ok()??;
        let record = record(&path)?;
        Some(LastRun { path, record })
    }

    /// The first file of the run that was changed or taken away since.
    pub fn altered(&self) -> Option<String> {
        let manifest = storage::read(&self.path.join(MANIFEST_PATH)).ok();
        first_altered(manifest, |path| file_digest(&self.path.join(path), u64::MAX))
    }
}
