//! The tables of plans, each in a file below `.state/parts` from when it is made to the end of a build, and to the next build.
//!
//! A part is named by a hash of all that its tables are made of and bears a checksum: what is damaged or foreign is made anew.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::base::Note;
use crate::correction::Upshot;
use crate::dataset::schema::Table;
use crate::dataset::{Frame, Part, StoredError, from_part, to_part};
use crate::link;
use crate::pipeline::{PROGRAM, PlanTables};
use crate::publish::{PublishError, Rows};
use crate::storage::{self, StorageError};

/// Bytes of the checksum before each part, and of the length of its head.
const CHECKSUM: usize = 32;
const LENGTH: usize = 8;
/// A head has at most so many bytes: one of a million decisions.
const MOST_OF_HEAD: usize = 64 << 20;

/// What stands before the tables of a part.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Head {
    program: String,
    part: Part,
    links: link::Counts,
    unfit: Vec<Note>,
    upshots: Vec<Upshot>,
    meanings: BTreeMap<String, BTreeMap<String, String>>,
}

/// The tables of a plan, out of memory.
#[derive(Debug)]
pub(super) struct PlanPart {
    head: Head,
    place: Place,
}

/// Where the tables of a part are.
#[derive(Debug)]
enum Place {
    /// In this file, from this byte on.
    File(PathBuf, u64),
    /// In memory, for the folder cannot be written to.
    Memory(Vec<u8>),
}

impl PlanPart {
    /// Puts tables away; `None` as `path` leaves them in memory.
    pub fn store(tables: &PlanTables, path: Option<&Path>) -> Result<PlanPart, StoredError> {
        let (part, bytes) = to_part(tables.frames.iter())?;
        let head = Head {
            program: PROGRAM.to_owned(),
            part,
            links: tables.links,
            unfit: tables.unfit.clone(),
            upshots: tables.upshots.clone(),
            meanings: tables.meanings.clone(),
        };
        let place = path.and_then(|path| write(path, &head, &bytes).ok());
        Ok(PlanPart { head, place: place.unwrap_or(Place::Memory(bytes)) })
    }

    /// The part that an earlier build left under this name; `None` where there is none that is whole.
    pub fn open(path: &Path) -> Option<PlanPart> {
        let mut hash = Sha256::new();
        let mut start = Vec::new();
        let mut checksum = Vec::new();
        let take = |bytes: &[u8]| {
            let own = (CHECKSUM - checksum.len()).min(bytes.len());
            checksum.extend_from_slice(&bytes[..own]);
            hash.update(&bytes[own..]);
            // The tables behind the head stay on disk.
            if start.len() < LENGTH || start.len() < length_of_head(&start).map_or(0, |it| LENGTH + it) {
                start.extend_from_slice(&bytes[own..]);
            }
        };
        storage::read_in_pieces(path, u64::MAX, take).ok()?;
        if hash.finalize()[..] != *checksum {
            return None;
        }
        let length = length_of_head(&start)?;
        let head: Head = postcard::from_bytes(start.get(LENGTH..LENGTH + length)?).ok()?;
        let first = (CHECKSUM + LENGTH + length) as u64;
        (head.program == PROGRAM).then(|| PlanPart { head, place: Place::File(path.to_owned(), first) })
    }

    /// Notes about decisions that fit nothing in the plan.
    pub fn unfit(&self) -> &[Note] {
        &self.head.unfit
    }

    /// What became of each operation that the plan follows.
    pub fn upshots(&self) -> &[Upshot] {
        &self.head.upshots
    }

    /// What the letters of scales mean.
    pub fn meanings(&self) -> &BTreeMap<String, BTreeMap<String, String>> {
        &self.head.meanings
    }

    /// What became of its initiatives from edition to edition.
    pub fn links(&self) -> &link::Counts {
        &self.head.links
    }

    /// How many rows it has of a table.
    pub fn row_count(&self, table: &str) -> usize {
        self.head.part.table(table).map_or(0, |it| it.row_count)
    }

    /// One of its tables; `None` where it was left without.
    pub fn table(&self, schema: &'static Table) -> Result<Option<Frame>, Box<dyn std::error::Error + Send + Sync>> {
        let Some(table) = self.head.part.table(schema.name) else { return Ok(None) };
        let frame = match &self.place {
            Place::File(path, first) => {
                from_part(schema, &storage::read_range(path, first + table.offset, table.length)?)?
            }
            Place::Memory(bytes) => from_part(schema, &bytes[table.offset as usize..][..table.length as usize])?,
        };
        Ok(Some(frame))
    }
}

/// Bytes of the head of a part that begins like this, behind its checksum; `None` where nobody wrote so much: it is damaged.
fn length_of_head(start: &[u8]) -> Option<usize> {
    let length = usize::try_from(u64::from_le_bytes(*start.first_chunk()?)).ok()?;
    (length <= MOST_OF_HEAD).then_some(length)
}

fn write(path: &Path, head: &Head, tables: &[u8]) -> Result<Place, StorageError> {
    let head = postcard::to_stdvec(head).expect("a head has lists of known length only");
    let mut bytes = vec![0; CHECKSUM];
    bytes.extend_from_slice(&(head.len() as u64).to_le_bytes());
    bytes.extend_from_slice(&head);
    let first = bytes.len() as u64;
    bytes.extend_from_slice(tables);
    let checksum = Sha256::digest(&bytes[CHECKSUM..]);
    bytes[..CHECKSUM].copy_from_slice(&checksum);
    storage::write_replaceable(path, &bytes)?;
    Ok(Place::File(path.to_owned(), first))
}

/// A table of plans, whose rows are read when they are wanted.
#[derive(Debug, Clone)]
pub(super) struct PartRows<'a> {
    schema: &'static Table,
    parts: Vec<&'a PlanPart>,
}

impl<'a> PartRows<'a> {
    pub fn new(schema: &'static Table, parts: impl IntoIterator<Item = &'a PlanPart>) -> Self {
        let parts = parts.into_iter().filter(|it| it.row_count(schema.name) > 0).collect();
        Self { schema, parts }
    }

    /// All of them, in memory.
    pub fn whole(&self) -> Result<Frame, PublishError> {
        let mut pieces = Vec::new();
        self.each(&mut |frame| {
            pieces.push(frame.clone());
            Ok(())
        })?;
        Ok(Frame::of_pieces(self.schema, pieces))
    }
}

impl Rows for PartRows<'_> {
    fn schema(&self) -> &'static Table {
        self.schema
    }

    fn row_count(&self) -> usize {
        self.parts.iter().map(|it| it.row_count(self.schema.name)).sum()
    }

    fn largest_scaled_decimal(&self) -> Option<u128> {
        self.parts.iter().filter_map(|it| it.head.part.table(self.schema.name)?.largest_decimal).max()
    }

    fn each(&self, take: &mut dyn FnMut(&Frame) -> Result<(), PublishError>) -> Result<(), PublishError> {
        let unread = |cause| PublishError::Rows { table: self.schema.name, cause };
        for part in &self.parts {
            let table = part.table(self.schema).map_err(unread)?;
            table.as_ref().map_or(Ok(()), &mut *take)?;
        }
        Ok(())
    }
}
