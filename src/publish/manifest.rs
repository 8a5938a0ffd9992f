//! The manifest of a run: which tables it has, how many rows, and the hash of every file.

use serde::{Deserialize, Serialize};

use super::{File, Publication, Written};

#[derive(Serialize)]
struct Manifest<'a> {
    program: &'static str,
    version: &'static str,
    tables: Vec<TableEntry>,
    files: Vec<FileEntry<'a>>,
}

#[derive(Serialize)]
struct TableEntry {
    name: &'static str,
    row_count: usize,
    columns: Vec<&'static str>,
}

#[derive(Serialize, Deserialize)]
struct FileEntry<'a> {
    path: std::borrow::Cow<'a, str>,
    byte_count: u64,
    sha256: std::borrow::Cow<'a, str>,
}

/// Where the manifest stands in the folder of its run.
pub const MANIFEST_PATH: &str = "manifest.json";

/// `manifest.json`: tables with row counts, and `files` with their SHA-256. It holds no time, so a second run writes the same.
pub fn manifest(publication: &Publication, files: &[Written]) -> File {
    let tables = publication.tables().into_iter().map(|rows| TableEntry {
        name: rows.schema().name,
        row_count: rows.row_count(),
        columns: rows.schema().columns.iter().map(|it| it.name).collect(),
    });
    let files = files.iter().map(|file| FileEntry {
        path: file.path.as_str().into(),
        byte_count: file.byte_count,
        sha256: file.sha256.as_str().into(),
    });
    let manifest = Manifest {
        program: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        tables: tables.collect(),
        files: files.collect(),
    };
    let mut bytes = serde_json::to_vec_pretty(&manifest).expect("texts and numbers are always JSON");
    bytes.push(b'\n');
    File { path: MANIFEST_PATH.to_owned(), bytes }
}

/// The first file of a run that is no longer what its manifest says, or the manifest itself where it is none; `manifest` are its
/// bytes, and `digest` gives the length and the SHA-256 of a file of the run.
pub fn first_altered(manifest: Option<Vec<u8>>, digest: impl Fn(&str) -> Option<(u64, String)>) -> Option<String> {
    #[derive(Deserialize)]
    struct Listed {
        files: Vec<FileEntry<'static>>,
    }
    let listed = manifest.and_then(|bytes| serde_json::from_slice::<Listed>(&bytes).ok());
    let Some(listed) = listed else { return Some(MANIFEST_PATH.to_owned()) };
    let is_whole = |file: &FileEntry| {
        digest(&file.path).is_some_and(|(length, sha256)| length == file.byte_count && sha256 == file.sha256)
    };
    listed.files.into_iter().find(|file| !is_whole(file)).map(|file| file.path.into_owned())
}

/// The files that a run consists of, its manifest among them; `None` where the bytes are no manifest of this program.
pub fn files_of_run(manifest: &[u8]) -> Option<Vec<String>> {
    #[derive(Deserialize)]
    struct Listed {
        program: String,
        files: Vec<FileEntry<'static>>,
    }
    let listed: Listed = serde_json::from_slice(manifest).ok()?;
    let files = listed.files.into_iter().map(|it| it.path.into_owned());
    (listed.program == env!("CARGO_PKG_NAME")).then(|| files.chain([MANIFEST_PATH.to_owned()]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Frames;
    use crate::publish::Supplement;

    #[test]
    fn files_are_listed_with_their_hash() {
        let file = File { path: "datasets/a.csv".to_owned(), bytes: b"abc".to_vec() };
        let frames = Frames::default();
        let supplement = Supplement::default();
        let publication = Publication { frames: &frames, analyses: &[], supplement: &supplement, long: &[] };
        let manifest = manifest(&publication, &[Written::of(&file)]);
        let value: serde_json::Value = serde_json::from_slice(&manifest.bytes).expect("the manifest is JSON");
        assert_eq!(value["files"][0]["byte_count"], 3);
        assert_eq!(value["files"][0]["sha256"], "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn a_file_that_was_changed_or_taken_away_is_named() {
        let file = File { path: "datasets/a.csv".to_owned(), bytes: b"abc".to_vec() };
        let frames = Frames::default();
        let supplement = Supplement::default();
        let publication = Publication { frames: &frames, analyses: &[], supplement: &supplement, long: &[] };
        let manifest = manifest(&publication, &[Written::of(&file)]);
        let altered = |bytes: Option<&[u8]>| {
            let digest = bytes.map(|it| {
                let file = File { path: String::new(), bytes: it.to_vec() };
                (it.len() as u64, Written::of(&file).sha256)
            });
            first_altered(Some(manifest.bytes.clone()), |_| digest.clone())
        };
        assert_eq!(altered(Some(b"abc")), None);
        assert_eq!(altered(Some(b"abd")).as_deref(), Some("datasets/a.csv"));
        assert_eq!(altered(None).as_deref(), Some("datasets/a.csv"));
        assert_eq!(first_altered(None, |_| None).as_deref(), Some(MANIFEST_PATH));
    }
}
