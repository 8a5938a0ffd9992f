//! The documents of a build: read where they must be, taken from the last time where they need not.
//!
//! Only facts of documents stay in memory: a reading goes to disk as soon as it is there, and comes back when its plan is made.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::sync::Mutex;

use rayon::prelude::*;

use super::Job;
use super::reporter::Reporter;
use super::results::Input;
use crate::base::Message;
use crate::correction;
use crate::dataset::{self, Frames};
use crate::link::{Replacement, replacements};
use crate::pipeline::{
    DocumentReading, Facts, FileError, FileEvent, FileOutcome, Isolation, ReadingCache, Settings, Step, Why, editions,
    file_name, load_facts, name_unread, plan, read_files, store_facts, watch_files,
};
use crate::publish::PublishError;
use crate::publish::record::{RecordedDocument, RunRecord};

/// The files of a build and what is known of each.
pub(super) struct Documents<'a> {
    job: &'a Job<'a>,
    cache: ReadingCache,
    /// In the order given.
    pub steps: Vec<Step>,
    /// What is known of the documents, in the order of `steps`; `None` where the reading is kept and was not looked at.
    known: Vec<Option<Known>>,
    /// Cells of the outcomes that are in memory.
    held_cells: usize,
}

/// Cells that may wait in memory before outcomes are taken from disk again: those of a few dozen reports, so that small builds read
/// nothing twice.
const MOST_HELD_CELLS: usize = 60_000;

/// What is known of a document.
struct Known {
    facts: Facts,
    /// What came of it; `None` where it waits on disk.
    outcome: Option<FileOutcome>,
}

/// Gives outcomes back, each once, to several threads.
pub(super) struct Outcomes<'a> {
    cache: &'a ReadingCache,
    settings: &'a Settings,
    steps: &'a [Step],
    held: Vec<Mutex<Option<FileOutcome>>>,
}

impl Outcomes<'_> {
    /// What came of a file. What was kept and turns out damaged is read once more.
    pub fn take(&self, index: usize) -> FileOutcome {
        let held = self.held[index].lock().ok().and_then(|mut it| it.take());
        let step = &self.steps[index];
        let kept = || {
            let reading = self.cache.load(step.reading.as_deref()?)?;
            let document_id = Some(reading.document_id.clone());
            Some(FileOutcome { path: step.path.clone(), document_id, result: Ok(reading) })
        };
        held.or_else(kept).unwrap_or_else(|| self.read(step))
    }

    fn read(&self, step: &Step) -> FileOutcome {
        let mut outcome = None;
        let path = std::slice::from_ref(&step.path);
        read_files(path, self.settings, 1, Isolation::PROCESSES, |it| outcome = Some(it));
        outcome.unwrap_or_else(|| unread(step))
    }
}

/// No file may be left out in silence.
fn unread(step: &Step) -> FileOutcome {
    let (path, document_id) = (step.path.clone(), step.document_id.clone());
    FileOutcome { path, document_id, result: Err(FileError::Crashed) }
}

impl<'a> Documents<'a> {
    /// Looks at every file; reads none yet.
    pub fn plan(job: &'a Job, last: Option<&RunRecord>) -> Self {
        let cache = ReadingCache::new(job.output.join(super::READINGS_FOLDER), &job.settings);
        let steps = plan(&job.files, &cache, last, job.arguments.force);
        let known = steps.iter().map(|_| None).collect();
        Self { job, cache, steps, known, held_cells: 0 }
    }

    /// Looks away from all files but these.
    pub fn only(&mut self, is_wanted: impl Fn(&Step) -> bool) {
        self.steps.retain(is_wanted);
        self.known = self.steps.iter().map(|_| None).collect();
    }

    /// Says of a file that another build found nothing in it, and why.
    pub fn know_failed(&mut self, index: usize, why: Message) {
        let step = &mut self.steps[index];
        step.why = None;
        let (path, document_id) = (step.path.clone(), step.document_id.clone());
        self.know(index, FileOutcome { path, document_id, result: Err(FileError::Told(why)) }, false);
    }

    /// Says before the work begins how much there is of it.
    pub fn announce(&self, reporter: &Reporter) {
        let reads = self.steps.iter().filter(|it| it.why.is_some()).count();
        let kept = self.steps.len() - reads;
        if kept > 0 && reads > 0 {
            reporter.remark(&Message::new("build_begins").with("kept", kept).with("reads", reads));
        }
    }

    /// Why there is nothing of a file; `None` where there is something, or nothing is known.
    pub fn failure(&self, index: usize) -> Option<&Message> {
        self.known[index].as_ref()?.facts.failure.as_ref()
    }

    /// Whether a reading of this name is kept.
    pub fn holds(&self, reading: &str) -> bool {
        self.cache.holds(reading)
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
            let kept = self.keep(&outcome);
            let is_kept = outcome.result.is_ok() && kept.is_ok();
            if let Err(message) = kept
                && !std::mem::replace(&mut complained, true)
            {
                reporter.remark(&message);
            }
            if let Some(place) = places.next() {
                self.know(*place, outcome, is_kept);
                let recorded = self.recorded_one(*place);
                let facts = self.known[*place].as_ref().map(|it| &it.facts);
                reporter.file_known(&Input::new(&self.steps[*place], &recorded), facts);
            }
        });
        reporter.read();
    }

    /// Tells what is known of the files that were not read.
    pub fn tell(&self, reporter: &Reporter) {
        for index in (0..self.steps.len()).filter(|index| self.known[*index].is_none()) {
            reporter.file_known(&Input::new(&self.steps[index], &self.recorded_one(index)), None);
        }
    }

    /// Keeps the facts of an outcome, and the outcome itself where it is not on disk or there is room for it.
    fn know(&mut self, index: usize, outcome: FileOutcome, is_on_disk: bool) {
        let facts = Facts::of(&outcome);
        let tables = outcome.result.as_ref().map(|it| it.layout.tables.as_slice()).unwrap_or_default();
        let cells: usize = tables.iter().map(|it| it.cells.len()).sum();
        let has_room = self.held_cells + cells <= MOST_HELD_CELLS;
        let is_held = has_room || !is_on_disk;
        self.held_cells += if is_held { cells } else { 0 };
        self.known[index] = Some(Known { facts, outcome: is_held.then_some(outcome) });
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
        (0..self.steps.len()).map(|index| self.recorded_one(index)).collect()
    }

    /// The documents as they would be recorded if what failed the last time fails again, for a trial.
    pub fn expected(&self, last: &RunRecord) -> Vec<RecordedDocument> {
        let expected = |index: usize| {
            let (step, recorded) = (&self.steps[index], self.recorded_one(index));
            let is_same = |it: &&RecordedDocument| {
                (&it.file_name, &it.document_id) == (&recorded.file_name, &recorded.document_id)
            };
            let failed = (step.why == Some(Why::Failed)).then(|| last.documents.iter().find(is_same)).flatten();
            failed.cloned().unwrap_or(recorded)
        };
        (0..self.steps.len()).map(expected).collect()
    }

    fn recorded_one(&self, index: usize) -> RecordedDocument {
        let step = &self.steps[index];
        let file_name = file_name(&step.path);
        let Some(Known { facts, .. }) = &self.known[index] else {
            let (document_id, reading) = (step.document_id.clone(), step.reading.clone());
            return RecordedDocument { file_name, document_id, reading, failure: None };
        };
        let document_id = Some(facts.document_id.clone()).filter(|it| !it.is_empty());
        let failure = facts.failure.as_ref().map(|it| it.key().to_owned());
        let key = || self.cache.key(&facts.file_name, &facts.document_id);
        RecordedDocument { file_name, document_id, reading: failure.is_none().then(key), failure }
    }

    /// What takes the place of another document: found now, or before and still in the data. `of_plans` gives the tables of the
    /// plans of these documents.
    pub fn replacements(
        &self,
        last: Option<&RunRecord>,
        frames: &Frames,
        of_plans: impl FnOnce(&HashSet<String>) -> Result<Frames, PublishError>,
    ) -> Result<Vec<Replacement>, PublishError> {
        let Some(last) = last else { return Ok(Vec::new()) };
        let gone = last.readings_gone(frames);
        let mut all = last.replacements_in(frames);
        if !gone.is_empty() {
            let before = self.tables_of(&gone);
            all.extend(replacements(&before, &of_plans(&of_same_plans(&before, frames))?));
        }
        Ok(all)
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

    /// Looks at everything that was kept, so that something is known of every file. What turns out damaged is read now.
    pub fn look(&mut self, reporter: &mut Reporter) {
        let facts = self.facts_file().map(|it| load_facts(&it)).unwrap_or_default();
        for index in (0..self.steps.len()).filter(|index| self.known[*index].is_none()).collect::<Vec<_>>() {
            let Some(facts) = self.steps[index].reading.as_ref().and_then(|it| facts.get(it)) else { continue };
            self.known[index] = Some(Known { facts: facts.clone(), outcome: None });
            reporter.file_known(&Input::new(&self.steps[index], &self.recorded_one(index)), Some(facts));
        }
        drop(facts);
        let unknown: Vec<usize> = (0..self.steps.len()).filter(|index| self.known[*index].is_none()).collect();
        // A few at a time: most of what is loaded is put away again.
        for some in unknown.chunks(LOADED_AT_ONCE) {
            let load = |index: &usize| {
                let reading = self.cache.load(self.steps[*index].reading.as_deref()?)?;
                let (path, document_id) = (self.steps[*index].path.clone(), Some(reading.document_id.clone()));
                Some((*index, FileOutcome { path, document_id, result: Ok(reading) }))
            };
            let loaded: Vec<Option<(usize, FileOutcome)>> = some.par_iter().map(load).collect();
            for (index, outcome) in loaded.into_iter().flatten() {
                self.know(index, outcome, true);
                let facts = self.known[index].as_ref().map(|it| &it.facts);
                reporter.file_known(&Input::new(&self.steps[index], &self.recorded_one(index)), facts);
            }
        }
        let damaged: Vec<usize> = unknown.into_iter().filter(|index| self.known[*index].is_none()).collect();
        self.read_steps(&damaged, reporter);
        for index in (0..self.steps.len()).filter(|index| self.known[*index].is_none()).collect::<Vec<_>>() {
            let outcome = unread(&self.steps[index]);
            self.know(index, outcome, false);
        }
    }

    /// Keeps the facts of readings that are kept, so that the next build need not look into them.
    pub fn keep_facts(&self) {
        let of_reading =
            |index: usize| Some((self.recorded_one(index).reading?, self.known[index].as_ref()?.facts.clone()));
        let all: BTreeMap<String, Facts> = (0..self.steps.len()).filter_map(of_reading).collect();
        if let Some(path) = self.facts_file().filter(|it| load_facts(it) != all) {
            // Without them the next build is slower, and no other.
            drop(store_facts(&path, &all));
        }
    }

    /// Where facts are kept; `None` where everything is to be looked at anew.
    fn facts_file(&self) -> Option<PathBuf> {
        (!self.job.arguments.force).then(|| self.job.output.join(FACTS_FILE))
    }

    /// The facts of all documents, in the order given; call [`Documents::look`] before.
    pub fn facts(&self) -> Vec<Facts> {
        let mut facts: Vec<Facts> = self.known.iter().flatten().map(|it| it.facts.clone()).collect();
        name_unread(&mut facts);
        facts
    }

    /// Where each document lies, by its id.
    pub fn paths(&self) -> BTreeMap<String, PathBuf> {
        let named = |(step, known): (&Step, &Option<Known>)| {
            let id = known.as_ref().map(|it| it.facts.document_id.clone()).filter(|it| !it.is_empty())?;
            Some((id, step.path.clone()))
        };
        self.steps.iter().zip(&self.known).filter_map(named).collect()
    }

    /// What came of the files, for who makes tables of it.
    pub fn outcomes(&mut self) -> Outcomes<'_> {
        let take = |known: &mut Option<Known>| Mutex::new(known.as_mut().and_then(|it| it.outcome.take()));
        let held = self.known.iter_mut().map(take).collect();
        Outcomes { cache: &self.cache, settings: &self.job.settings, steps: &self.steps, held }
    }
}

/// Ids of the documents of `frames` whose prefecture and plan a document of `before` has.
fn of_same_plans(before: &Frames, frames: &Frames) -> HashSet<String> {
    let plans = |frames: &Frames| -> Vec<(Option<String>, Option<String>, String)> {
        let Some(documents) = frames.get("documents") else { return Vec::new() };
        let text = |name: &str, row: usize| documents.text(name).get(row).map(str::to_owned);
        let plan = |row| Some((text("prefecture_code", row), text("plan", row), text("document_id", row)?));
        (0..documents.row_count()).filter_map(plan).collect()
    };
    let wanted: HashSet<_> = plans(before).into_iter().map(|(code, plan, _)| (code, plan)).collect();
    let now = plans(frames).into_iter().filter(|(code, plan, _)| wanted.contains(&(code.clone(), plan.clone())));
    now.map(|(.., id)| id).collect()
}

/// Where facts are kept, from the output folder.
const FACTS_FILE: &str = ".state/facts";

/// Readings that are loaded side by side.
const LOADED_AT_ONCE: usize = 32;
