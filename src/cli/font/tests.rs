//! Installing a made-up font from files and archives.

use std::io::Write;

use super::*;
use crate::pdf::tiny_font;

/// Installs from `from` into a new folder below `place`, on a system without fonts.
fn install_tiny(place: &Path, from: &Path, force: bool) -> (Result<Installed, InstallError>, Vec<&'static str>) {
    let mut said = Vec::new();
    let installed = install_into(&place.join("font"), None, Some(from), force, &mut |it| said.push(it.key()));
    (installed, said)
}

/// A folder with one file.
fn folder_with(name: &str, bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = storage::temporary_folder().unwrap();
    let path = folder.path().join(name);
    storage::write_atomic(&path, bytes).unwrap();
    (folder, path)
}

/// An archive with these files, as a wheel is one.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        archive.start_file(*name, options).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn names(folder: &Path) -> Vec<String> {
    let files = storage::list_files(folder).unwrap();
    files.iter().map(|it| it.file_name().unwrap().to_string_lossy().into_owned()).collect()
}

#[test]
fn a_font_file_is_copied_and_found_again() {
    let (place, path) = folder_with("明朝.otf", &tiny_font('県'));
    let (installed, said) = install_tiny(place.path(), &path, false);
    let installed = installed.unwrap();
    assert!(said.is_empty());
    assert_eq!(installed.origin, Origin::New("明朝.otf".to_owned()));
    assert_eq!(found::font_in(&place.path().join("font")), Some(installed.path.clone()));
    assert_eq!(storage::read(&installed.path).unwrap(), tiny_font('県'));
}

#[test]
fn a_font_of_any_name_gets_the_ending_by_which_it_is_found() {
    let (place, path) = folder_with(".download", &tiny_font('県'));
    let installed = install_tiny(place.path(), &path, false).0.unwrap();
    assert_eq!(names(&place.path().join("font")), ["download.ttf"]);
    assert_eq!(installed.path, place.path().join("font/download.ttf"));
}

#[test]
fn a_wheel_gives_its_regular_font_with_the_licence_beside_it() {
    let japanese = tiny_font('県');
    let wheel = zip(&[
        ("package/__init__.py", b"raise SystemExit"),
        ("package/fonts/A-Bold.ttf", &japanese),
        ("package/fonts/A-Regular.ttf", &japanese),
        ("package/fonts/Latin-Regular.ttf", &tiny_font('a')),
        ("package/fonts/Font_License.txt", b"free"),
        ("package-1.0.dist-info/licenses/LICENSE", b"of the package"),
    ]);
    let (place, path) = folder_with("any name", &wheel);
    match install_tiny(place.path(), &path, false).0 {
        Ok(installed) => assert_eq!(installed.origin, Origin::New("any name".to_owned())),
        // Not every computer has Python.
        Err(error) => return assert_eq!(error.message().key(), "font_program_missing"),
    }
    assert_eq!(names(&place.path().join("font")), ["A-Regular.ttf", "Font_License.txt"]);
}

#[test]
fn what_is_there_is_kept_unless_forced() {
    let (place, path) = folder_with("a.ttf", &tiny_font('県'));
    let (_other_place, other) = folder_with("b.ttf", &tiny_font('県'));
    let first = install_tiny(place.path(), &path, false).0.unwrap();
    let (second, said) = install_tiny(place.path(), Path::new("no/such/file"), false);
    assert_eq!(second.unwrap(), Installed { origin: Origin::Before, ..first });
    assert!(said.is_empty());
    install_tiny(place.path(), &other, true).0.unwrap();
    assert_eq!(names(&place.path().join("font")), ["b.ttf"]);
}

#[test]
fn a_damaged_font_is_installed_anew() {
    let (place, path) = folder_with("a.ttf", &tiny_font('県'));
    let first = install_tiny(place.path(), &path, false).0.unwrap();
    storage::write_atomic(&first.path, b"").unwrap();
    let (second, said) = install_tiny(place.path(), &path, false);
    assert_eq!(said, ["font_not_a_font"]);
    assert_eq!(second.unwrap(), first);
}

#[test]
fn a_font_of_the_system_is_enough() {
    let place = storage::temporary_folder().unwrap();
    let (folder, system) = (place.path().join("font"), Some(PathBuf::from("system.ttf")));
    let installed = install_into(&folder, system.clone(), None, false, &mut |it| panic!("{it:?}")).unwrap();
    assert_eq!(installed, Installed { path: PathBuf::from("system.ttf"), origin: Origin::System });
    assert!(!storage::is_folder(&folder));
    let (_other_place, path) = folder_with("a.ttf", &tiny_font('県'));
    let installed = install_into(&folder, system, Some(&path), false, &mut |it| panic!("{it:?}")).unwrap();
    assert_eq!(installed.path, folder.join("a.ttf"));
}

#[test]
fn what_is_no_japanese_font_leaves_nothing_behind() {
    let key = |bytes: &[u8]| {
        let (place, path) = folder_with("report.ttf", bytes);
        let error = install_tiny(place.path(), &path, false).0.unwrap_err();
        assert_eq!(names(place.path()), ["report.ttf"]);
        assert!(!storage::is_folder(&place.path().join("font")));
        error.message().key()
    };
    assert_eq!(key(b"%PDF-1.7"), "font_not_a_font");
    assert_eq!(key(&tiny_font('a')), "font_not_japanese");
    assert!(["font_not_japanese", "font_program_missing"].contains(&key(&zip(&[("a.ttf", b"%PDF-1.7")]))));
    // A damaged archive, or one that only begins like one: what fails is the program that unpacks.
    assert!(["font_program_failed", "font_program_missing"].contains(&key(b"PK\x03\x04 and nothing else")));
    assert!(["font_program_failed", "font_program_missing"].contains(&key(b"!<arch>\n and nothing else")));
    let place = storage::temporary_folder().unwrap();
    let (missing, _) = install_tiny(place.path(), Path::new("no/such/file"), false);
    assert_eq!(missing.unwrap_err().message().key(), "storage_not_found");
}

/// The real sources, over the network: `cargo test -- --ignored real_fonts`.
#[test]
#[ignore = "downloads 9 MB from Debian and PyPI"]
fn real_fonts() {
    for ask in [sources::debian, sources::pypi] {
        let place = storage::temporary_folder().unwrap();
        let installed = put(ask().unwrap(), &place.path().join("font")).unwrap();
        tell!("{}", installed.message().text(Language::English));
        assert!(installed.path.ends_with("font/ipaexg.ttf"));
        usable(&installed.path).unwrap();
        let licences = names(&place.path().join("font")).into_iter().filter(|it| it != "ipaexg.ttf");
        for name in licences.collect::<Vec<_>>() {
            let text = storage::read_text(&place.path().join("font").join(&name)).unwrap();
            assert!(text.contains("IPA Font License"), "{name}");
        }
    }
}
