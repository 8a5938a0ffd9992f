//! Reading files whole. A file is looked at before it is opened: a pipe would wait for ever, a device would never end.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use super::{StorageError, platform, reading};

/// Larger files are not read: a worker has no room for them, and no report of our collection has a tenth of it.
pub const MAX_FILE: u64 = 512 << 20;
/// Bytes that are read at a time where a file is not kept.
const PIECE: usize = 1 << 20;
/// Bytes of a first line at most.
const MAX_LINE: u64 = 64 << 10;

/// All bytes of a file.
///
/// # Errors
/// [`StorageError::Read`] when it cannot be read to its end, [`StorageError::NotAFile`] for a folder, a pipe or a device,
/// [`StorageError::TooLarge`] beyond [`MAX_FILE`].
pub fn read(path: &Path) -> Result<Vec<u8>, StorageError> {
    let (file, length) = open(path, MAX_FILE)?;
    let mut bytes = Vec::with_capacity(length as usize);
    // It may have grown meanwhile.
    reading(path, file.take(MAX_FILE + 1).read_to_end(&mut bytes))?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(StorageError::TooLarge { path: path.to_owned() });
    }
    Ok(bytes)
}

/// Hands the bytes of a file of at most `most` bytes to `take`, piece by piece, without keeping them.
///
/// # Errors
/// As [`read`].
pub fn read_in_pieces(path: &Path, most: u64, mut take: impl FnMut(&[u8])) -> Result<(), StorageError> {
    let (file, _) = open(path, most)?;
    let mut file = file.take(most);
    let mut piece = vec![0; PIECE];
    loop {
        match file.read(&mut piece) {
            Ok(0) => return Ok(()),
            Ok(count) => take(&piece[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return reading(path, Err(error)),
        }
    }
}

/// So many bytes of a file from `offset` on.
///
/// # Errors
/// As [`read`]; also where the file ends before.
pub fn read_range(path: &Path, offset: u64, length: u64) -> Result<Vec<u8>, StorageError> {
    let (mut file, _) = open(path, u64::MAX)?;
    let mut bytes = vec![0; length as usize];
    reading(path, file.seek(SeekFrom::Start(offset)))?;
    reading(path, file.read_exact(&mut bytes))?;
    Ok(bytes)
}

/// All text of a UTF-8 file, without its byte order mark.
///
/// # Errors
/// As [`read`]; [`StorageError::NotText`] when it is not UTF-8.
pub fn read_text(path: &Path) -> Result<String, StorageError> {
    let text = String::from_utf8(read(path)?).map_err(|_| StorageError::NotText { path: path.to_owned() })?;
    // Windows editors put a byte order mark before what they save.
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// The first line of a file, or of a pipe: a program that keeps passwords gives them so.
///
/// # Errors
/// [`StorageError::Read`] when it cannot be read, [`StorageError::NotText`] when it is not UTF-8.
pub fn read_first_line(path: &Path) -> Result<String, StorageError> {
    let mut line = Vec::new();
    let file = reading(path, File::open(path))?;
    reading(path, BufReader::new(file).take(MAX_LINE).read_until(b'\n', &mut line))?;
    let text = String::from_utf8(line).map_err(|_| StorageError::NotText { path: path.to_owned() })?;
    Ok(text.trim_start_matches('\u{feff}').trim_end_matches(['\n', '\r']).to_owned())
}

/// Opens a regular file of at most `most` bytes; gives its length.
fn open(path: &Path, most: u64) -> Result<(File, u64), StorageError> {
    let check = |metadata: &fs::Metadata| {
        if !metadata.is_file() {
            return Err(StorageError::NotAFile { path: path.to_owned() });
        }
        if metadata.len() > most { Err(StorageError::TooLarge { path: path.to_owned() }) } else { Ok(metadata.len()) }
    };
    check(&reading(path, fs::metadata(path))?)?;
    let file = reading(path, platform::without_waiting(File::options().read(true)).open(path))?;
    // Once more: what stands there now may be something else than a moment ago.
    let length = check(&reading(path, file.metadata())?)?;
    Ok((file, length))
}
