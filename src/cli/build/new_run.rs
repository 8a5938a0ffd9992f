//! A new run: plans, tables, files, and what the screen tells of them.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

use super::checks::check_dictionary;
use super::documents::Documents;
use super::last_run::LastRun;
use super::plans::{Plans, Sources};
use super::reporter::Reporter;
use super::sink;
use super::tables::RunTables;
use super::{Job, pages};
use crate::base::Note;
use crate::link::Replacement;
use crate::pipeline::{Facts, chosen};
use crate::publish::record::{RecordedDocument, Results, RunRecord};
use crate::publish::{self, Publication, Supplement};
use crate::text::tokenizer::Tokenizer;
use crate::{analysis, correction};

/// What is known when everything has been read.
pub(super) struct Read<'a> {
    pub facts: Vec<Facts>,
    pub recorded: &'a [RecordedDocument],
    pub tokenizer: Option<&'a Tokenizer>,
    pub last: Option<&'a LastRun>,
    pub settings: BTreeMap<String, String>,
    /// How many files gave nothing, and were not known to.
    pub failed: usize,
}

/// A run that was written.
pub(super) struct NewRun {
    /// Its folder.
    pub path: PathBuf,
    /// Its files.
    pub outputs: Vec<String>,
    /// What it has to say.
    pub results: Results,
    /// Whether charts could not be drawn as PNG.
    pub has_no_font: bool,
}

/// Makes the tables of all plans, writes a run of them, and says what is new.
pub(super) fn write(job: &Job, read: &Read, documents: &mut Documents, reporter: &Reporter) -> anyhow::Result<NewRun> {
    let plans = make_plans(job, read, documents)?;
    let (tables, record) = make_tables(job, read, documents, &plans)?;

    let (frames, analyses) = (&tables.frames, &tables.analyses);
    let added = record.added.clone();
    let mut supplement = Supplement { csv_header: job.csv_header, added, ..Supplement::default() };
    if job.writes_pages() {
        supplement.meanings = plans.meanings();
        pages::illustrate(&mut supplement, frames, analyses, &documents.paths(), job);
    }
    let publication = Publication { frames, analyses, supplement: &supplement, long: &tables.long(&plans) };
    let (path, outputs) = sink::write(job, &publication, &record)?;

    if reporter.speaks() {
        let (frames, analyses) = tables.shown(&plans, &plans.shown(&supplement.added))?;
        let shown = Publication { frames: &frames, analyses: &analyses, supplement: &supplement, long: &[] };
        reporter.news(&publish::news(&shown, job.context.language));
        reporter.trends(&analysis::summary(&analyses, job.context.language));
    }
    let has_no_font = job.writes_pages() && supplement.font.is_none();
    Ok(NewRun { path, outputs, results: record.results, has_no_font })
}

/// The tables of all plans, those that have changed made anew.
fn make_plans(job: &Job, read: &Read, documents: &mut Documents) -> anyhow::Result<Plans> {
    let kept = chosen(&read.facts, read.tokenizer.is_some());
    let outcomes = documents.outcomes();
    let (facts, recorded, tokenizer) = (read.facts.as_slice(), read.recorded, read.tokenizer);
    let plans = Plans::make(job, &Sources { facts, kept: &kept, recorded, outcomes: &outcomes, tokenizer })?;
    documents.keep_facts();
    check_dictionary(tokenizer)?;
    Ok(plans)
}

/// The tables of the run, and its record.
fn make_tables(job: &Job, read: &Read, documents: &Documents, plans: &Plans) -> anyhow::Result<(RunTables, RunRecord)> {
    let mut tables = RunTables::new(plans, job.needs_all_rows())?;
    let last = read.last.map(|it| &it.record);
    let of_plans = |ids: &HashSet<String>| tables.shown(plans, &plans.of_documents(ids)).map(|it| it.0);
    let replaced = documents.replacements(last, &tables.frames, of_plans)?;
    let found = plans.unfit().into_iter().chain(replaced.iter().map(Replacement::note));
    let notes: Vec<Note> = found.chain(plans.corrected.notes.iter().cloned()).collect();
    tables.complete(&replaced, &notes);
    // All notes are there now, so that it is known which doubts are gone.
    correction::answer(&mut tables.frames, &job.corrections.operations, plans.corrected.value.clone());

    let recorded = read.recorded.to_vec();
    let mut record = RunRecord::new(read.settings.clone(), recorded, replaced, &tables.frames, read.failed);
    record.results.counts = tables.counts(plans, record.results.counts);
    record.results.links = plans.links();
    record.parts.clone_from(&plans.names);
    // A document that took the place of another is told as that.
    let took_place = |id: &String| record.replacements.iter().any(|it| it.document_id == *id);
    let added = last.map(|it| it.added_in(&tables.frames)).unwrap_or_default();
    record.added = added.into_iter().filter(|it| !took_place(it)).collect();
    Ok((tables, record))
}
