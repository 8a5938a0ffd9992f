//! Readings kept from build to build, so that a document is read again only when something that tells on it has changed.
//!
//! Comes in: what was read, and settings. Goes out: the same reading, or nothing. An entry is named by a hash of all that the
//! reading depends on and bears a checksum: a damaged, foreign or outdated one is never taken for what was read.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::worker::Order;
use super::{DocumentReading, Facts, Settings, hexadecimal};
use crate::storage::{self, StorageError};

/// This build of the program: its version and a hash of its sources.
pub const PROGRAM: &str = concat!(env!("CARGO_PKG_VERSION"), "+", env!("SHINCHOKU_BUILD"));

/// Bytes of the checksum before each entry.
const CHECKSUM: usize = 32;

/// A folder of readings made by this build of the program under the same settings.
#[derive(Debug)]
pub struct ReadingCache {
    folder: PathBuf,
    fingerprints: BTreeMap<&'static str, String>,
}

impl ReadingCache {
    /// The readings below `folder` that were made under `settings`; nothing is looked up yet.
    pub fn new(folder: PathBuf, settings: &Settings) -> Self {
        let fingerprints = Order::new(settings, None).fingerprints();
        Self { folder, fingerprints }
    }

    /// What the readings depend on beside the document, each by its hash: `program`, `profiles`, `reading`.
    pub fn fingerprints(&self) -> &BTreeMap<&'static str, String> {
        &self.fingerprints
    }

    /// The name of the entry for a document. The name of the file is part of it, for it may tell year and prefecture.
    pub fn key(&self, file_name: &str, document_id: &str) -> String {
        let mut hash = Sha256::new();
        for part in self.fingerprints.values().map(String::as_str).chain([file_name, document_id]) {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        hexadecimal(&hash.finalize())
    }

    /// Whether there is an entry; only [`ReadingCache::load`] tells whether it is whole.
    pub fn holds(&self, key: &str) -> bool {
        storage::is_file(&self.path(key))
    }

    /// The reading of this name; `None` where there is none that is whole and of this build.
    pub fn load(&self, key: &str) -> Option<DocumentReading> {
        decode(&storage::read(&self.path(key)).ok()?)
    }

    /// Keeps a reading.
    ///
    /// # Errors
    /// Where it cannot be written; what was there before is untouched.
    pub fn store(&self, key: &str, reading: &DocumentReading) -> Result<(), StorageError> {
        storage::create_folder(&self.folder)?;
        storage::write_replaceable(&self.path(key), &encode(reading))
    }

    fn path(&self, key: &str) -> PathBuf {
        self.folder.join(key)
    }
}

/// The entries of a folder whose names are not among `needed`; what has another name than readings get is no entry.
///
/// # Errors
/// Where the folder is there and cannot be listed.
pub fn unneeded(folder: &Path, needed: &[String]) -> Result<Vec<PathBuf>, StorageError> {
    if !storage::is_folder(folder) {
        return Ok(Vec::new());
    }
    let is_entry = |name: &str| name.len() == 64 && name.bytes().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'));
    let needed: HashSet<&str> = needed.iter().map(String::as_str).collect();
    let is_unneeded = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| is_entry(name) && !needed.contains(name))
    };
    Ok(storage::list_files(folder)?.into_iter().filter(is_unneeded).collect())
}

/// The facts that are kept in a file, by the names of readings; none where it is damaged or of another build.
pub fn load_facts(path: &Path) -> BTreeMap<String, Facts> {
    storage::read(path).ok().and_then(|bytes| decode(&bytes)).unwrap_or_default()
}

/// Keeps facts by the names of readings.
///
/// # Errors
/// Where they cannot be written; what was there before is untouched.
pub fn store_facts(path: &Path, facts: &BTreeMap<String, Facts>) -> Result<(), StorageError> {
    storage::write_replaceable(path, &encode(facts))
}

fn encode<Kept: Serialize>(kept: &Kept) -> Vec<u8> {
    let mut bytes = vec![0; CHECKSUM];
    bytes = postcard::to_extend(&(PROGRAM, kept), bytes).expect("what is kept has lists of known length only");
    let checksum = Sha256::digest(&bytes[CHECKSUM..]);
    bytes[..CHECKSUM].copy_from_slice(&checksum);
    bytes
}

fn decode<Kept: DeserializeOwned>(bytes: &[u8]) -> Option<Kept> {
    let (checksum, payload) = bytes.split_at_checked(CHECKSUM)?;
    if Sha256::digest(payload)[..] != *checksum {
        return None;
    }
    // The build comes first: a reading of another build has another form.
    let (program, rest): (&str, &[u8]) = postcard::take_from_bytes(payload).ok()?;
    if program != PROGRAM {
        return None;
    }
    postcard::from_bytes(rest).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Overrides;

    fn reading() -> DocumentReading {
        let bytes = storage::read(Path::new("fixtures/pdf/R5_typst.pdf")).unwrap();
        let settings = Settings { profiles: crate::report::built_in_profiles().to_vec(), ..Settings::default() };
        super::super::read_document(bytes, "R5.pdf", &settings).unwrap()
    }

    fn cache(folder: &Path, settings: &Settings) -> ReadingCache {
        ReadingCache::new(folder.join("readings"), settings)
    }

    #[test]
    fn a_reading_comes_back_as_it_was() {
        let folder = storage::temporary_folder().unwrap();
        let (cache, reading) = (cache(folder.path(), &Settings::default()), reading());
        let key = cache.key("R5.pdf", &reading.document_id);
        assert!(!cache.holds(&key) && cache.load(&key).is_none());
        cache.store(&key, &reading).unwrap();
        assert!(cache.holds(&key));
        assert_eq!(cache.load(&key), Some(reading));
    }

    #[test]
    fn a_damaged_a_cut_and_a_foreign_entry_are_ignored() {
        let whole = encode(&reading());
        assert!(decode::<DocumentReading>(&whole).is_some());
        let mut damaged = whole.clone();
        let middle = damaged.len() / 2;
        damaged[middle] ^= 1;
        assert!(decode::<DocumentReading>(&damaged).is_none());
        assert!(decode::<DocumentReading>(&whole[..whole.len() - 1]).is_none());
        assert!(decode::<DocumentReading>(&[]).is_none() && decode::<DocumentReading>(b"something else").is_none());
        let mut foreign = vec![0; CHECKSUM];
        foreign = postcard::to_extend(&("0.0.9+0", reading()), foreign).unwrap();
        let checksum = Sha256::digest(&foreign[CHECKSUM..]);
        foreign[..CHECKSUM].copy_from_slice(&checksum);
        assert!(decode::<DocumentReading>(&foreign).is_none());
    }

    #[test]
    fn whatever_tells_on_a_reading_is_part_of_its_name() {
        let key = |settings: &Settings, name: &str, id: &str| cache(Path::new("."), settings).key(name, id);
        let plain = Settings::default();
        let first = key(&plain, "R5.pdf", "ab");
        assert_eq!(first, key(&plain, "R5.pdf", "ab"));
        assert_ne!(first, key(&plain, "R6.pdf", "ab"));
        assert_ne!(first, key(&plain, "R5.pdf", "cd"));
        let overrides = Overrides { prefecture: crate::base::Prefecture::new(13), ..Overrides::default() };
        assert_ne!(first, key(&Settings { overrides, ..plain.clone() }, "R5.pdf", "ab"));
        let profiles = crate::report::built_in_profiles().to_vec();
        assert_ne!(first, key(&Settings { profiles, ..plain.clone() }, "R5.pdf", "ab"));
        // A password opens a document; it does not change what is printed in it.
        let mut with_password = plain;
        with_password.reading.password = Some("himitsu".into());
        assert_eq!(first, key(&with_password, "R5.pdf", "ab"));
    }
}
