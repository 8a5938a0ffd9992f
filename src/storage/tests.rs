//! What the functions of `storage` promise.

use super::*;

/// A folder with these files, each holding its own name.
fn folder_with(names: &[&str]) -> tempfile::TempDir {
    let folder = temporary_folder().unwrap();
    for name in names {
        let path = folder.path().join(name);
        create_folder(folder_of(&path)).unwrap();
        write_atomic(&path, name.as_bytes()).unwrap();
    }
    folder
}

fn listed(folder: &Path) -> Vec<String> {
    let pdfs = list_pdfs(&[folder.to_owned()]).unwrap();
    pdfs.iter().map(|path| path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/")).collect()
}

#[test]
fn folders_are_walked_in_byte_order_without_hidden_and_lock_files() {
    let folder =
        folder_with(&["b.pdf", "a/2.PDF", "a/10.pdf", "a-b/1.pdf", ".hidden/x.pdf", "~$b.pdf", "._b.pdf", "c.txt"]);
    assert_eq!(listed(folder.path()), ["a/10.pdf", "a/2.PDF", "a-b/1.pdf", "b.pdf"]);
}

#[test]
fn all_files_below_a_folder() {
    let folder = folder_with(&["b/c/2.ttf", "b/1.txt", ".hidden/x", "a"]);
    let names = ["a", "b/1.txt", "b/c/2.ttf"];
    assert_eq!(list_files_below(folder.path()).unwrap(), names.map(|it| folder.path().join(it)));
}

#[test]
fn a_file_given_directly_is_kept_whatever_its_extension() {
    let folder = folder_with(&["report.bin"]);
    let path = folder.path().join("report.bin");
    assert_eq!(list_pdfs(std::slice::from_ref(&path)).unwrap(), [path]);
}

#[test]
fn a_missing_path_is_named() {
    let error = list_pdfs(&[PathBuf::from("no/such/報告書.pdf")]).unwrap_err();
    assert_eq!(error.message().key(), "storage_not_found");
    assert!(error.to_string().contains("no/such/報告書.pdf"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_link_to_a_folder_above_does_not_hang_and_a_dead_link_is_not_lost() {
    let folder = folder_with(&["a/1.pdf"]);
    platform::link(Path::new(".."), &folder.path().join("a/up")).unwrap();
    platform::link(Path::new("gone.pdf"), &folder.path().join("dead.pdf")).unwrap();
    assert_eq!(listed(folder.path()), ["a/1.pdf", "dead.pdf"]);
}

#[test]
fn profiles_of_a_missing_folder_are_none() {
    assert_eq!(list_toml(Path::new("no/such/folder")).unwrap(), Vec::<PathBuf>::new());
    let folder = folder_with(&["b.toml", "a.toml", "c.txt"]);
    assert_eq!(list_toml(folder.path()).unwrap(), [folder.path().join("a.toml"), folder.path().join("b.toml")]);
}

#[test]
fn writing_replaces_whole_files_and_leaves_nothing_beside_them() {
    let folder = folder_with(&["a"]);
    let path = folder.path().join("a");
    write_atomic(&path, b"new").unwrap();
    assert_eq!(read(&path).unwrap(), b"new");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_file_where_a_folder_should_be_is_named() {
    let folder = folder_with(&["a"]);
    let error = write_atomic(&folder.path().join("a/b"), b"").unwrap_err();
    assert_eq!(error.message().key(), "storage_in_the_way");
    assert!(error.to_string().contains("a/b"), "{error}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_drive_says_so() {
    let error = write_synced(Path::new("/dev/full"), b"x").unwrap_err();
    assert_eq!(error.message().key(), "storage_full");
}

#[test]
fn text_loses_its_byte_order_mark_and_must_be_utf8() {
    let folder = folder_with(&[]);
    let path = folder.path().join("a");
    write_atomic(&path, b"\xef\xbb\xbftext").unwrap();
    assert_eq!(read_text(&path).unwrap(), "text");
    write_atomic(&path, b"\xa4\xa2").unwrap();
    assert_eq!(read_text(&path).unwrap_err().message().key(), "storage_not_text");
}

#[test]
fn a_folder_is_replaced_by_a_staged_one() {
    let folder = folder_with(&["target/old"]);
    let target = folder.path().join("target");
    let staged = staging_folder(&target).unwrap();
    write_atomic(&staged.path().join("new"), b"").unwrap();
    replace_folder(staged, &target).unwrap();
    assert_eq!(list_files(&target).unwrap(), [target.join("new")]);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn what_can_be_made_anew_is_written_whole_too() {
    let folder = folder_with(&["a"]);
    write_replaceable(&folder.path().join("a"), b"new").unwrap();
    assert_eq!(read(&folder.path().join("a")).unwrap(), b"new");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_folder_is_no_file_and_a_large_one_is_not_read() {
    let folder = folder_with(&["a"]);
    assert_eq!(read(folder.path()).unwrap_err().message().key(), "storage_not_a_file");
    // A hole takes no room on the drive.
    let path = folder.path().join("large");
    fs::File::create(&path).unwrap().set_len(MAX_FILE + 1).unwrap();
    let error = read(&path).unwrap_err();
    assert_eq!(error.message().key(), "storage_too_large");
    assert!(error.to_string().contains("512"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_pipe_and_a_device_are_told_at_once() {
    let folder = folder_with(&[]);
    let pipe = folder.path().join("x.pdf");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    assert_eq!(list_pdfs(&[folder.path().to_owned()]).unwrap(), std::slice::from_ref(&pipe));
    let endless = folder.path().join("y.pdf");
    platform::link(Path::new("/dev/zero"), &endless).unwrap();
    for path in [&pipe, &endless] {
        assert_eq!(read(path).unwrap_err().message().key(), "storage_not_a_file");
    }
    create_folder(&folder.path().join(".state")).unwrap();
    fs::rename(&pipe, folder.path().join(".state/lock")).unwrap();
    assert!(OutputLock::try_take(folder.path()).is_err());
}

#[test]
fn a_file_in_pieces_is_all_of_it() {
    let folder = folder_with(&[]);
    let path = folder.path().join("a");
    let bytes: Vec<u8> = (0..2_500_000_u32).map(|it| it as u8).collect();
    write_atomic(&path, &bytes).unwrap();
    let mut found = Vec::new();
    read_in_pieces(&path, u64::MAX, |piece| found.extend_from_slice(piece)).unwrap();
    assert!(found == bytes);
}
