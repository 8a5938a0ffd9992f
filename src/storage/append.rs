//! Lines added to a file that only grows: whole or not at all, by one program at a time.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use super::{StorageError, create_folder, folder_of, platform, writing};

/// Adds `lines`, each with its line end, and waits until they are on the drive; makes the file and its folder where they are missing.
///
/// A last line without its end is completed where `is_whole` takes it, for a person may have written it; else it was cut off by a kill
/// while it was being written, and goes.
///
/// # Errors
/// [`StorageError::Write`] names the file. What was in it before stays.
pub fn append_lines(path: &Path, lines: &str, is_whole: impl Fn(&str) -> bool) -> Result<(), StorageError> {
    let folder = folder_of(path);
    create_folder(folder)?;
    let append = || {
        let mut file = File::options().create(true).truncate(false).read(true).write(true).open(path)?;
        // Where a drive has no locks, two who write at once are told apart by nothing; everywhere else they wait for each other.
        drop(file.lock());

        let mut before = Vec::new();
        file.read_to_end(&mut before)?;
        let whole = before.iter().rposition(|it| *it == b'\n').map_or(0, |it| it + 1);
        let tail = String::from_utf8_lossy(&before[whole..]).into_owned();
        let mut bytes = Vec::new();
        if !tail.is_empty() && is_whole(&tail) {
            file.seek(SeekFrom::End(0))?;
            bytes.push(b'\n');
        } else {
            file.set_len(whole as u64)?;
            file.seek(SeekFrom::Start(whole as u64))?;
        }

        // One call for all, so that a kill leaves at most the last line cut off.
        bytes.extend_from_slice(lines.as_bytes());
        file.write_all(&bytes)?;
        file.sync_all()?;
        platform::sync_folder(folder)
    };
    writing(path, append())
}

/// Gives a file another name in its folder.
///
/// # Errors
/// [`StorageError::Write`] names the file.
pub fn rename(path: &Path, to: &Path) -> Result<(), StorageError> {
    writing(path, std::fs::rename(path, to))
}

#[cfg(test)]
mod tests {
    use super::super::temporary_folder;
    use super::*;

    #[track_caller]
    fn check(before: &str, expected: &str) {
        let folder = temporary_folder().unwrap();
        let path = folder.path().join("corrections/lines.jsonl");
        create_folder(folder_of(&path)).unwrap();
        std::fs::write(&path, before).unwrap();
        append_lines(&path, "{3}\n", |it| it.ends_with('}')).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), expected);
    }

    #[test]
    fn lines_are_added_at_the_end() {
        check("", "{3}\n");
        check("{1}\n", "{1}\n{3}\n");
    }

    #[test]
    fn a_line_that_was_cut_off_goes_and_a_whole_one_stays() {
        check("{1}\n{2", "{1}\n{3}\n");
        check("{1}\n{2}", "{1}\n{2}\n{3}\n");
    }

    #[test]
    fn writers_wait_for_each_other() {
        let folder = temporary_folder().unwrap();
        let path = folder.path().join("lines.jsonl");
        let lines = |writer: usize| {
            (0..50).for_each(|line| append_lines(&path, &format!("{writer} {line}\n"), |_| true).unwrap());
        };
        std::thread::scope(|scope| (0..4).for_each(|writer| _ = scope.spawn(move || lines(writer))));
        let text = std::fs::read_to_string(&path).unwrap();
        let lines: std::collections::BTreeSet<&str> = text.lines().collect();
        assert_eq!((text.lines().count(), lines.len()), (200, 200));
    }
}
