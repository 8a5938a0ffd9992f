//! The manifest of a run: which tables it has, how many rows, and the hash of every file.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{File, Publication};

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

#[derive(Serialize)]
struct FileEntry<'a> {
    path: &'a str,
    byte_count: usize,
    sha256: String,
}

/// `manifest.json`: tables with row counts, and `files` with their SHA-256. It holds no time, so a second run writes the same.
pub fn manifest(publication: &Publication, files: &[File]) -> File {
    let tables = publication.all_frames().into_iter().map(|frame| TableEntry {
        name: frame.name(),
        row_count: frame.row_count(),
        columns: frame.schema().columns.iter().map(|it| it.name).collect(),
    });
    let files = files.iter().map(|file| FileEntry {
        path: &file.path,
        byte_count: file.bytes.len(),
        sha256: Sha256::digest(&file.bytes).iter().map(|byte| format!("{byte:02x}")).collect(),
    });
    let manifest = Manifest {
        program: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        tables: tables.collect(),
        files: files.collect(),
    };
    let mut bytes = serde_json::to_vec_pretty(&manifest).expect("texts and numbers are always JSON");
    bytes.push(b'\n');
    File { path: "manifest.json".to_owned(), bytes }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Language;
    use crate::dataset::Frames;

    #[test]
    fn files_are_listed_with_their_hash() {
        let file = File { path: "datasets/a.csv".to_owned(), bytes: b"abc".to_vec() };
        let frames = Frames::default();
        let publication = Publication { frames: &frames, analyses: &[], language: Language::English };
        let manifest = manifest(&publication, &[file]);
        let value: serde_json::Value = serde_json::from_slice(&manifest.bytes).expect("the manifest is JSON");
        assert_eq!(value["files"][0]["byte_count"], 3);
        assert_eq!(value["files"][0]["sha256"], "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
