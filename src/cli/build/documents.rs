//! The documents of a build: read where they must be, taken from the last time where they need not.

use std::path::PathBuf;

use rayon::prelude::*;

use super::Job;
use super::reporter::Reporter;
use super::results::Input;
use crate::base::Message;
use crate::correction;
use crate::dataset::{self, Frames};
use crate::link::{Replacement, replacements};
use crate::pipeline::{
    DocumentReading, FileError, FileEvent, FileOutcome, Isolation, ReadingCache, Step, Why, editions, file_name, plan,
    watch_files,
};
use crate::publish::record::{RecordedDocument, RunRecord};

/// The files of a build and what is known of each.
pub(super) struct Documents<'a> {
    job: &'a Job<'a>,
    cache: ReadingCache,
    /// In the order given.
    pub steps: Vec<Step>,
    /// What was read in this build, in the order of `steps`; `None` where the reading is kept.
    outcomes: Vec<Option<FileOutcome>>,
}

impl<'a> Documents<'a> {
    /// Looks at every file; reads none yet.
    pub fn plan(job: &'a Job, last: Option<&RunRecord>) -> Self {
        let cache = ReadingCache::new(job.output.join(super::READINGS_FOLDER), &job.settings);
        let steps = plan(&job.files, &cache, last, job.arguments.force);
        let outcomes = steps.iter().map(|_| None).collect();
        Self { job, cache, steps, outcomes }
    }

    /// What readings depend on beside the documents.
    pub fn fingerprints(&self) -> impl Iterator<Item = (String, String)> + '_ {
        self.cache.fingerprints().iter().map(|(name, hash)| ((*name).to_owned(), hash.clone()))
    }

    /// Reads what must be read, and keeps it for the next time.
    pub fn read(&mut self, reporter: &mut Reporter) {
        let wanted: Vec<usize> = (0..self.steps.len()).filter(|index| self.steps[*index].why.is_some()).collect();
        self.read_steps(&wanted, reporter);
    }

    fn read_steps(&mut self, wanted: &[usize], reporter: &mut Reporter) {
        if wanted.is_empty() {
            return;
        }
        let job = self.job;
        let paths: Vec<PathBuf> = wanted.iter().map(|index| self.steps[*index].path.clone()).collect();
        reporter.reading(paths.len());
        let mut places = wanted.iter();
        let mut complained = false;
        watch_files(&paths, &job.settings, job.jobs, Isolation::PROCESSES, |event| {
            let outcome = match event {
                FileEvent::Started(path) => return reporter.file_start(path),
                FileEvent::Done(outcome) => *outcome,
            };
            reporter.file_done(&outcome);
            if let Err(message) = self.keep(&outcome)
                && !std::mem::replace(&mut complained, true)
            {
                reporter.remark(&message);
            }
            if let Some(place) = places.next() {
                let recorded = self.recorded_one(&self.steps[*place], Some(&outcome));
                reporter.file_known(&Input::new(&self.steps[*place], &recorded), Some(&outcome));
                self.outcomes[*place] = Some(outcome);
            }
        });
        reporter.read();
    }

    /// Tells what is known of the files that were not read.
    pub fn tell(&self, reporter: &Reporter) {
        for (step, _) in self.steps.iter().zip(&self.outcomes).filter(|(_, outcome)| outcome.is_none()) {
            reporter.file_known(&Input::new(step, &self.recorded_one(step, None)), None);
        }
    }

    /// Keeps a reading; the build goes on where it cannot be kept.
    fn keep(&self, outcome: &FileOutcome) -> Result<(), Message> {
        let Ok(reading) = &outcome.result else { return Ok(()) };
        let key = self.cache.key(&reading.file_name, &reading.document_id);
        self.cache.store(&key, reading).map_err(|error| {
            let folder = self.job.output.join(super::READINGS_FOLDER);
            Message::new("reading_not_kept").with("path", folder.display()).with("reason", error)
        })
    }

    /// The documents as the record of the run names them: by what was in fact read.
    pub fn recorded(&self) -> Vec<RecordedDocument> {
        self.steps.iter().zip(&self.outcomes).map(|(step, outcome)| self.recorded_one(step, outcome.as_ref())).collect()
    }

    /// The documents as they would be recorded if what failed the last time fails again, for a trial.
    pub fn expected(&self, last: &RunRecord) -> Vec<RecordedDocument> {
        let expected = |step: &Step| {
            let recorded = self.recorded_one(step, None);
            let is_same = |it: &&RecordedDocument| {
                (&it.file_name, &it.document_id) == (&recorded.file_name, &recorded.document_id)
            };
            let failed = (step.why == Some(Why::Failed)).then(|| last.documents.iter().find(is_same)).flatten();
            failed.cloned().unwrap_or(recorded)
        };
        self.steps.iter().map(expected).collect()
    }

    fn recorded_one(&self, step: &Step, outcome: Option<&FileOutcome>) -> RecordedDocument {
        let file_name = file_name(&step.path);
        let Some(outcome) = outcome else {
            let (document_id, reading) = (step.document_id.clone(), step.reading.clone());
            return RecordedDocument { file_name, document_id, reading, failure: None };
        };
        let document_id = outcome.document_id.clone();
        match &outcome.result {
            Ok(reading) => {
                let key = self.cache.key(&reading.file_name, &reading.document_id);
                RecordedDocument { file_name, document_id, reading: Some(key), failure: None }
            }
            Err(error) => {
                let failure = Some(error.message().key().to_owned());
                RecordedDocument { file_name, document_id, reading: None, failure }
            }
        }
    }

    /// What takes the place of another document: found now, or before and still in the data.
    pub fn replacements(&self, last: Option<&RunRecord>, frames: &Frames) -> Vec<Replacement> {
        let Some(last) = last else { return Vec::new() };
        let gone = last.readings_gone(frames);
        let mut all = last.replacements_in(frames);
        if !gone.is_empty() {
            let found = replacements(&self.tables_of(&gone), frames);
            all.extend(found);
        }
        all
    }

    /// The tables of documents whose readings are kept, for comparison; those that cannot be loaded are left out.
    fn tables_of(&self, readings: &[String]) -> Frames {
        let outcome = |reading: DocumentReading| FileOutcome {
            path: PathBuf::from(&reading.file_name),
            document_id: Some(reading.document_id.clone()),
            result: Ok(reading),
        };
        let loaded: Vec<FileOutcome> =
            readings.par_iter().filter_map(|key| self.cache.load(key)).map(outcome).collect();
        // As they stood in the data: what a person corrected is no difference.
        let mut editions = editions(loaded, None);
        correction::replay(&mut editions, &self.job.corrections.operations);
        dataset::frames(&editions)
    }

    /// Everything that was read, now and before, in the order given. What was kept and turns out damaged is read now.
    pub fn outcomes(&mut self, reporter: &mut Reporter) -> Vec<FileOutcome> {
        let load = |(step, outcome): (&Step, &Option<FileOutcome>)| {
            let reading = outcome.is_none().then(|| self.cache.load(step.reading.as_deref()?)).flatten()?;
            let document_id = Some(reading.document_id.clone());
            Some(FileOutcome { path: step.path.clone(), document_id, result: Ok(reading) })
        };
        let loaded: Vec<Option<FileOutcome>> = self.steps.par_iter().zip(&self.outcomes).map(load).collect();
        for ((step, outcome), loaded) in self.steps.iter().zip(&self.outcomes).zip(&loaded) {
            if let (None, Some(loaded)) = (outcome, loaded) {
                reporter.file_known(&Input::new(step, &self.recorded_one(step, None)), Some(loaded));
            }
        }
        for (outcome, loaded) in self.outcomes.iter_mut().zip(loaded) {
            *outcome = outcome.take().or(loaded);
        }
        let damaged: Vec<usize> = (0..self.steps.len()).filter(|index| self.outcomes[*index].is_none()).collect();
        self.read_steps(&damaged, reporter);
        // Counted once more before a run is written: no file may be left out in silence.
        let unread = |step: &Step| FileOutcome {
            path: step.path.clone(),
            document_id: step.document_id.clone(),
            result: Err(FileError::Crashed),
        };
        let outcomes = std::mem::take(&mut self.outcomes).into_iter().zip(&self.steps);
        outcomes.map(|(outcome, step)| outcome.unwrap_or_else(|| unread(step))).collect()
    }
}
