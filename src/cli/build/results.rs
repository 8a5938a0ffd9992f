//! What a build came to, as JSON: `--json`, the last event of `--jsonl`, and `DIR/.state/run_results.json`.

use std::path::Path;
use std::time::Duration;

use serde::Serialize;

use crate::pipeline::{Status, Step, Why};
use crate::publish::record::{RecordedDocument, Results};

/// Where the results of the last build are, from the output folder.
pub(super) const RESULTS_FILE: &str = ".state/run_results.json";

/// What a build came to. Stable: programs read it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct RunResults {
    /// The form of this object; it rises when a field goes or changes its meaning.
    pub schema_version: u32,
    /// Name of the run that is current afterwards; null where there is none.
    pub run_id: Option<String>,
    /// Whether it was written by this build.
    pub written: bool,
    /// As the program ends.
    pub exit_code: u8,
    /// How long it took.
    pub seconds: f64,
    /// The files, in the order given.
    pub inputs: Vec<Input>,
    /// What the run has to say: `counts`, `links`, `reconciliation`, `issues`.
    #[serde(flatten)]
    pub results: Results,
    /// Files of the run that this build wrote, from the run's folder.
    pub outputs: Vec<String>,
}

/// A file of a build.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Input {
    /// As given or found.
    pub file: String,
    /// SHA-256 of the file.
    pub document_id: Option<String>,
    /// `new`, `updated` or `unchanged`.
    pub status: &'static str,
    /// Why it was read; null where it was known from before.
    pub why: Option<&'static str>,
    /// The code of the reason why it gave nothing.
    pub failure: Option<String>,
}

impl RunResults {
    /// Results before anything is known of the end.
    pub fn new(steps: &[Step], recorded: &[RecordedDocument], results: Results, taken: Duration) -> Self {
        let inputs = steps.iter().zip(recorded).map(|(step, recorded)| Input::new(step, recorded));
        Self {
            schema_version: 1,
            run_id: None,
            written: false,
            exit_code: 0,
            seconds: (taken.as_secs_f64() * 1000.0).round() / 1000.0,
            inputs: inputs.collect(),
            results,
            outputs: Vec::new(),
        }
    }

    /// The same, with the run that is current.
    pub fn of_run(mut self, run: Option<&Path>, outputs: Vec<String>) -> Self {
        self.run_id = run.and_then(Path::file_name).map(|it| it.to_string_lossy().into_owned());
        self.written = !outputs.is_empty();
        self.outputs = outputs;
        self
    }

    /// How many files are this to the last run.
    pub fn count(&self, status: Status) -> usize {
        self.inputs.iter().filter(|it| it.status == status.as_str()).count()
    }
}

impl Input {
    pub fn new(step: &Step, recorded: &RecordedDocument) -> Self {
        Self {
            file: step.path.display().to_string(),
            document_id: recorded.document_id.clone(),
            status: step.status.as_str(),
            why: step.why.map(Why::as_str),
            failure: recorded.failure.clone(),
        }
    }
}
