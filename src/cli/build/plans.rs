//! The plans of a build: each made by itself, out of memory as soon as it is made, not made at all where nothing of it has changed.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::documents::Outcomes;
use super::parts::{PartRows, PlanPart};
use super::{Job, PARTS_FOLDER};
use crate::base::{Note, Noted};
use crate::correction::{Allotted, Operation, Whose};
use crate::dataset::schema::Table;
use crate::dataset::{CorrectionRow, Frames, StoredError};
use crate::link;
use crate::pipeline::{Facts, Kept, PROGRAM, plan_tables, plans, unfit_everywhere};
use crate::publish::record::RecordedDocument;
use crate::publish::{self, PublishError};
use crate::storage;
use crate::text::tokenizer::Tokenizer;

/// Plans that the screen tells of, at least: as many as a digest has room for.
const SHOWN: usize = 60;

/// What plans are made of.
pub(super) struct Sources<'a> {
    pub facts: &'a [Facts],
    pub kept: &'a [Kept],
    pub recorded: &'a [RecordedDocument],
    pub outcomes: &'a Outcomes<'a>,
    pub tokenizer: Option<&'a Tokenizer>,
}

/// The tables of all plans, on disk.
pub(super) struct Plans {
    parts: Vec<PlanPart>,
    /// Ids of the documents of each.
    members: Vec<Vec<String>>,
    /// Under which each is kept, in their order.
    pub names: Vec<String>,
    /// What became of all corrections, and the notes about those that are of no plan.
    pub corrected: Noted<Vec<CorrectionRow>>,
}

impl Plans {
    /// Makes the plans that are not kept.
    pub fn make(job: &Job, sources: &Sources) -> Result<Plans, StoredError> {
        let all = plans(sources.kept, sources.facts);
        let whose = |place: &usize| sources.facts[sources.kept[*place].index].whose();
        let documents: Vec<Vec<Whose>> = all.iter().map(|plan| plan.iter().map(whose).collect()).collect();
        let allotted = Allotted::new(&job.corrections.operations, &documents);
        let name = |(index, plan): (usize, &Vec<usize>)| name(job, sources, plan, &allotted.of_plan(index));
        let names: Vec<String> = all.iter().enumerate().map(name).collect();
        let folder = job.output.join(PARTS_FOLDER);
        // Where nothing can be kept the tables stay in memory.
        let folder = storage::create_folder(&folder).is_ok().then_some(folder);

        let made: Vec<Mutex<Option<Result<PlanPart, StoredError>>>> = all.iter().map(|_| Mutex::default()).collect();
        let next = AtomicUsize::new(0);
        let worker = || loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(plan) = all.get(index) else { return };
            let path = folder.as_ref().map(|it| it.join(&names[index]));
            let part = one(job, sources, plan, &allotted.of_plan(index), path.as_deref());
            *made[index].lock().unwrap_or_else(PoisonError::into_inner) = Some(part);
        };
        work_side_by_side(job.jobs.min(all.len()), worker);

        let made = made.into_iter().filter_map(|it| it.into_inner().unwrap_or_else(PoisonError::into_inner));
        let id = |place: &usize| sources.facts[sources.kept[*place].index].document_id.clone();
        let members = all.iter().map(|plan| plan.iter().map(id).collect()).collect();
        let parts: Vec<PlanPart> = made.collect::<Result<_, _>>()?;
        let corrected = allotted.rows(&parts.iter().map(PlanPart::upshots).collect::<Vec<_>>());
        Ok(Plans { parts, members, names, corrected })
    }

    /// Notes about decisions that fit nothing in any plan.
    pub fn unfit(&self) -> Vec<Note> {
        unfit_everywhere(self.parts.iter().map(PlanPart::unfit))
    }

    /// What the letters of scales mean.
    pub fn meanings(&self) -> BTreeMap<String, BTreeMap<String, String>> {
        let mut all: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for (scale, letters) in self.parts.iter().flat_map(PlanPart::meanings) {
            all.entry(scale.clone()).or_default().extend(letters.clone());
        }
        all
    }

    /// What became of the initiatives of all plans.
    pub fn links(&self) -> link::Counts {
        let mut all = link::Counts::default();
        for counts in self.parts.iter().map(PlanPart::links) {
            all.relations.iter_mut().zip(counts.relations).for_each(|(sum, count)| *sum += count);
            all.review += counts.review;
            all.rating_pairs += counts.rating_pairs;
            all.rating_agreements += counts.rating_agreements;
        }
        all
    }

    /// How many rows a table has.
    pub fn row_count(&self, table: &str) -> usize {
        self.parts.iter().map(|it| it.row_count(table)).sum()
    }

    /// A table whose rows are read when they are wanted.
    pub fn rows(&self, table: &'static Table) -> PartRows<'_> {
        PartRows::new(table, &self.parts)
    }

    /// The plans that the screen tells of: the first ones, and those of these documents.
    pub fn shown(&self, documents: &[String]) -> Vec<usize> {
        let wanted: HashSet<&String> = documents.iter().collect();
        let has_items = |it: &PlanPart| it.row_count("initiatives") + it.row_count("indicators") > 0;
        let mut count = 0;
        let mut is_shown = |index: &usize| {
            count += usize::from(has_items(&self.parts[*index]));
            count <= SHOWN || self.members[*index].iter().any(|it| wanted.contains(it))
        };
        (0..self.parts.len()).filter(|index| is_shown(index)).collect()
    }

    /// The plans of these documents.
    pub fn of_documents(&self, documents: &HashSet<String>) -> Vec<usize> {
        (0..self.parts.len()).filter(|index| self.members[*index].iter().any(|it| documents.contains(it))).collect()
    }

    /// These tables of these plans, in memory.
    pub fn frames(
        &self,
        plans: &[usize],
        tables: impl Iterator<Item = &'static Table>,
    ) -> Result<Frames, PublishError> {
        let parts = || plans.iter().map(|index| &self.parts[*index]);
        tables.map(|table| PartRows::new(table, parts()).whole()).collect()
    }

    /// These tables of one plan after the other.
    pub fn each(&self, tables: &[&str], mut take: impl FnMut(&Frames)) -> Result<(), PublishError> {
        let tables: Vec<&'static Table> = publish::tables().filter(|it| tables.contains(&it.name)).collect();
        for index in 0..self.parts.len() {
            take(&self.frames(&[index], tables.iter().copied())?);
        }
        Ok(())
    }

    /// How many plans there are.
    pub fn count(&self) -> usize {
        self.parts.len()
    }
}

/// The tables of a plan, as an earlier build left them or made now.
fn one(
    job: &Job,
    sources: &Sources,
    plan: &[usize],
    operations: &[&Operation],
    path: Option<&Path>,
) -> Result<PlanPart, StoredError> {
    if let Some(part) = path.filter(|_| !job.arguments.force).and_then(PlanPart::open) {
        return Ok(part);
    }
    let document = |place: &usize| {
        let kept = &sources.kept[*place];
        (sources.outcomes.take(kept.index), sources.facts[kept.index].document_id.clone(), kept.clone())
    };
    let documents = plan.iter().map(document).collect();
    let tables = plan_tables(documents, sources.tokenizer, &job.decisions.0, operations);
    // Words cut by a dictionary that turned out to be damaged are not kept for the next time.
    let is_damaged = sources.tokenizer.is_some_and(Tokenizer::is_damaged);
    PlanPart::store(&tables, path.filter(|_| !is_damaged))
}

/// A hash of all that the tables of a plan are made of.
fn name(job: &Job, sources: &Sources, plan: &[usize], operations: &[&Operation]) -> String {
    let mut hash = Sha256::new();
    let mut put = |text: &str| {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    };
    put(PROGRAM);
    put(sources.tokenizer.map_or("", Tokenizer::hash));
    put(&job.decisions.1);
    for kept in plan.iter().map(|place| &sources.kept[*place]) {
        let (facts, recorded) = (&sources.facts[kept.index], &sources.recorded[kept.index]);
        put(&facts.document_id);
        put(&facts.file_name);
        put(recorded.reading.as_deref().unwrap_or_default());
        put(&format!("{:?}{:?}{:?}", facts.failure, kept.supersedes, kept.notes));
    }
    operations.iter().for_each(|it| put(&it.line()));
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Does the same work on several threads, and on this one.
fn work_side_by_side(count: usize, work: impl Fn() + Sync) {
    std::thread::scope(|scope| {
        for _ in 1..count {
            // Where no thread can be started this one does it all.
            drop(std::thread::Builder::new().spawn_scoped(scope, &work));
        }
        work();
    });
}
