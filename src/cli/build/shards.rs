//! The documents of a run read by several machines that share its folder: `build --shard 3/16` on each, then `merge`.
//!
//! A shard reads its part of the documents into the readings that all share, and leaves a list of them below `.state/shards`.
//! `merge` makes the run as a single build would, of readings alone; it refuses where a document is on no list, or on two.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::super::Exit;
use super::super::arguments::Shard;
use super::super::settings::Wrong;
use super::Job;
use super::documents::Documents;
use super::reporter::Reporter;
use crate::base::Message;
use crate::pipeline::{Step, document_id, file_name};
use crate::storage;

/// Where shards leave their lists, from the output folder.
const SHARDS_FOLDER: &str = ".state/shards";

/// What a shard has read.
#[derive(Debug, Serialize, Deserialize)]
struct List {
    /// What readings depend on beside the documents.
    fingerprints: BTreeMap<String, String>,
    documents: Vec<Listed>,
}

/// A document that a shard has read.
#[derive(Debug, Serialize, Deserialize)]
struct Listed {
    file_name: String,
    document_id: Option<String>,
    /// Why there is nothing of it.
    failure: Option<Message>,
}

impl Shard {
    /// Whether the document is of this part: its content decides, whichever machine looks.
    fn holds(self, step: &Step) -> bool {
        let hash = step.document_id.clone().unwrap_or_else(|| document_id(file_name(&step.path).as_bytes()));
        let number = hash.get(..15).and_then(|it| u64::from_str_radix(it, 16).ok()).unwrap_or_default();
        number % u64::from(self.of) == u64::from(self.number) - 1
    }
}

/// Reads the documents of one shard, and leaves a list of them.
pub(super) fn read(job: &Job, shard: Shard, reporter: &mut Reporter) -> Result<Exit, Wrong> {
    storage::check_current(&job.output).and_then(|()| storage::mark_output(&job.output)).map_err(Wrong::unwritten)?;
    let mut documents = Documents::plan(job, None);
    documents.only(|step| shard.holds(step));
    documents.announce(reporter);
    documents.read(reporter);

    let listed = |(index, step): (usize, &Step)| Listed {
        file_name: file_name(&step.path),
        document_id: step.document_id.clone(),
        failure: documents.failure(index).cloned(),
    };
    let listed: Vec<Listed> = documents.steps.iter().enumerate().map(listed).collect();
    let (read, failed) = (listed.len(), listed.iter().filter(|it| it.failure.is_some()).count());
    let list = List { fingerprints: documents.fingerprints().collect(), documents: listed };
    let folder = job.output.join(SHARDS_FOLDER);
    let json = serde_json::to_vec_pretty(&list).expect("texts are always JSON");
    let path = folder.join(format!("{}-of-{}.json", shard.number, shard.of));
    storage::create_folder(&folder).and_then(|()| storage::write_atomic(&path, &json)).map_err(Wrong::unwritten)?;

    let message = Message::new("shard_read").with("shard", shard).with("read", read).with("failed", failed);
    reporter.remark(&message);
    Ok(if failed > 0 { Exit::Partly } else { Exit::Done })
}

/// Takes over what shards have read.
///
/// # Errors
/// Where a document of the run is on no list or on two, a list names one that is none of the run, or was made under other settings.
pub(super) fn adopt(job: &Job, documents: &mut Documents) -> Result<(), Wrong> {
    let folder = job.output.join(SHARDS_FOLDER);
    let fingerprints: BTreeMap<String, String> = documents.fingerprints().collect();
    let mut listed: BTreeMap<(String, Option<String>), Vec<Option<Message>>> = BTreeMap::new();
    for path in storage::list_files(&folder).map_err(|_| wrong("merge_no_shards", &folder))? {
        let list = storage::read(&path).ok().and_then(|it| serde_json::from_slice::<List>(&it).ok());
        let list = list.ok_or_else(|| wrong("merge_damaged", &path))?;
        if list.fingerprints != fingerprints {
            return Err(wrong("merge_other_settings", &path));
        }
        for it in list.documents {
            listed.entry((it.file_name, it.document_id)).or_default().push(it.failure);
        }
    }

    for index in 0..documents.steps.len() {
        let step = &documents.steps[index];
        let name = (file_name(&step.path), step.document_id.clone());
        let Some(failure) = listed.get_mut(&name).and_then(Vec::pop) else {
            return Err(wrong("merge_missing", &step.path));
        };
        let is_kept = step.reading.as_deref().is_some_and(|it| documents.holds(it));
        match failure {
            Some(failure) => documents.know_failed(index, failure),
            None if is_kept => {}
            None => return Err(wrong("merge_missing", &documents.steps[index].path)),
        }
    }
    match listed.into_iter().find(|(_, left)| !left.is_empty()) {
        Some(((name, id), _)) => {
            let is_known = |it: &Step| (file_name(&it.path), it.document_id.clone()) == (name.clone(), id.clone());
            let is_twice = documents.steps.iter().any(is_known);
            Err(wrong(if is_twice { "merge_twice" } else { "merge_unknown" }, Path::new(&name)))
        }
        None => Ok(()),
    }
}

fn wrong(key: &'static str, path: &Path) -> Wrong {
    Wrong { message: Message::new(key).with("path", path.display()), exit: Exit::Nothing }
}
