//! Making lindera's dictionary from what MeCab's ipadic is handed out as.
//!
//! Comes in: the files of a MeCab dictionary, as sources or compiled. Goes out: UTF-8 sources and, by lindera's own builder, a
//! folder that [`Tokenizer`](crate::text::tokenizer::Tokenizer) opens. Deliberately does not know where the files come from.

mod compiled;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use lindera::dictionary::{DictionaryBuilder, Metadata};
use sha2::{Digest, Sha256};

use crate::base::{Language, Message};

/// A dictionary that could not be made or opened, and why.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().text(Language::English))]
pub enum DictionaryError {
    /// The files are no MeCab dictionary: neither sources nor compiled nor lindera's.
    NotADictionary,
    /// A file that every such dictionary has is not there.
    FileMissing {
        /// Its name.
        file: String,
    },
    /// A source file is neither UTF-8 nor EUC-JP.
    UnknownEncoding {
        /// Its name.
        file: String,
    },
    /// A compiled file ends early or contradicts itself.
    Damaged {
        /// Its name.
        file: String,
        /// Where, in bytes from the start.
        offset: usize,
    },
    /// The entries have another shape than ipadic's 13 columns.
    NotIpadic {
        /// The file that shows it.
        file: String,
    },
    /// lindera refused the sources.
    NotBuilt {
        /// What lindera said.
        reason: String,
    },
    /// No dictionary is installed in the folder.
    NotInstalled {
        /// The folder.
        folder: PathBuf,
    },
    /// A dictionary is there, but lindera cannot use it: damaged, or made for another version.
    NotOpened {
        /// The folder.
        folder: PathBuf,
        /// What lindera said.
        reason: String,
    },
    /// A file of an installed dictionary is no longer what was installed.
    FileChanged {
        /// The folder.
        folder: PathBuf,
        /// The file's name.
        file: String,
    },
    /// A line of the user dictionary cannot be used.
    UserDictionary {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
}

impl DictionaryError {
    /// The sentence for a person: what, where, what to do.
    pub fn message(&self) -> Message {
        match self {
            DictionaryError::NotADictionary => Message::new("dictionary_not_a_dictionary"),
            DictionaryError::FileMissing { file } => Message::new("dictionary_file_missing").with("file", file),
            DictionaryError::UnknownEncoding { file } => Message::new("dictionary_unknown_encoding").with("file", file),
            DictionaryError::Damaged { file, offset } => {
                Message::new("dictionary_damaged").with("file", file).with("offset", offset)
            }
            DictionaryError::NotIpadic { file } => Message::new("dictionary_not_ipadic").with("file", file),
            DictionaryError::NotBuilt { reason } => Message::new("dictionary_not_built").with("reason", reason),
            DictionaryError::NotInstalled { folder } => {
                Message::new("dictionary_not_installed").with("folder", folder.display())
            }
            DictionaryError::NotOpened { folder, reason } => {
                Message::new("dictionary_not_opened").with("folder", folder.display()).with("reason", reason)
            }
            DictionaryError::FileChanged { folder, file } => {
                Message::new("dictionary_file_changed").with("folder", folder.display()).with("file", file)
            }
            DictionaryError::UserDictionary { path, line } => {
                Message::new("dictionary_user_line").with("path", path.display()).with("line", line)
            }
        }
    }
}

/// Files of a dictionary by name, without folders.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The file beside the built dictionary that says where it comes from; see [`Provenance`].
pub const PROVENANCE_FILE: &str = "source.json";

/// The user dictionary beside the built dictionary: CSV of 13 columns, which its user may extend.
pub const USER_DICTIONARY_FILE: &str = "user.csv";

/// Terms of administration that ipadic cuts up, in [`USER_DICTIONARY_FILE`]'s form.
///
/// The detailed form, because lindera's short one has cost −10000 and context 0 and damages the neighbours (化|し became 化し).
pub const ADMINISTRATIVE_TERMS: &str = include_str!("dictionary/administrative_terms.csv");

const METADATA: &str = include_str!("dictionary/ipadic_metadata.json");
const COLUMN_COUNT: usize = 13;
const SOURCE_FILES: [&str; 3] = ["char.def", "unk.def", "matrix.def"];
const BUILT_FILES: [&str; 9] = [
    "char_def.bin",
    "dict.trie",
    "dict.vals",
    "dict.valsidx",
    "dict.words",
    "dict.wordsidx",
    "matrix.mtx",
    "metadata.json",
    "unk.bin",
];

/// What a set of dictionary files is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// lindera's own, ready to use.
    Built,
    /// MeCab's sources: CSV and `.def`.
    Source,
    /// Compiled by MeCab: `sys.dic` and its companions.
    Compiled,
}

impl Form {
    /// The form of files with these names, the readiest first; `None` when they are no dictionary.
    pub fn of<'a>(names: impl Iterator<Item = &'a str> + Clone) -> Option<Form> {
        let has = |wanted: &str| names.clone().any(|name| name == wanted);
        if has("dict.trie") {
            Some(Form::Built)
        } else if has("matrix.def") {
            Some(Form::Source)
        } else {
            has("sys.dic").then_some(Form::Compiled)
        }
    }
}

/// Whether a file of this name is part of any form of dictionary; all others need not be read.
pub fn is_part(name: &str) -> bool {
    name.ends_with(".csv")
        || SOURCE_FILES.contains(&name)
        || compiled::FILES.contains(&name)
        || BUILT_FILES.contains(&name)
        || name == PROVENANCE_FILE
}

/// The UTF-8 sources that [`build`] reads, from MeCab's sources or compiled files.
///
/// # Errors
/// [`DictionaryError::NotADictionary`], or what is wrong with which file; files that are built already are no dictionary here.
pub fn to_source(files: &Files) -> Result<Files, DictionaryError> {
    let source = match Form::of(files.keys().map(String::as_str)) {
        Some(Form::Source) => {
            let wanted =
                files.iter().filter(|(name, _)| name.ends_with(".csv") || SOURCE_FILES.contains(&name.as_str()));
            wanted.map(|(name, bytes)| Ok((name.clone(), transcode(name, bytes)?))).collect::<Result<Files, _>>()?
        }
        Some(Form::Compiled) => compiled::decompile(files)?,
        Some(Form::Built) | None => return Err(DictionaryError::NotADictionary),
    };
    if let Some(missing) = SOURCE_FILES.into_iter().find(|name| !source.contains_key(*name)) {
        return Err(DictionaryError::FileMissing { file: missing.to_owned() });
    }
    let mut lexicons = source.iter().filter(|(name, _)| name.ends_with(".csv")).peekable();
    if lexicons.peek().is_none() {
        return Err(DictionaryError::FileMissing { file: "*.csv".to_owned() });
    }
    match lexicons.find(|(_, bytes)| !first_line_has_ipadic_columns(bytes)) {
        Some((name, _)) => Err(DictionaryError::NotIpadic { file: name.clone() }),
        None => Ok(source),
    }
}

/// A source file in UTF-8; EUC-JP, as Debian and NAIST hand ipadic out, is told apart by not being valid UTF-8.
///
/// # Errors
/// [`DictionaryError::UnknownEncoding`] when the bytes are neither.
pub fn transcode(name: &str, bytes: &[u8]) -> Result<Vec<u8>, DictionaryError> {
    if std::str::from_utf8(bytes).is_ok() {
        return Ok(bytes.to_vec());
    }
    // 0xA1C1 becomes ～ (FF5E) here and 〜 (301C) in iconv: the metadata's `normalize_details` takes both for one.
    match encoding_rs::EUC_JP.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => Ok(text.into_owned().into_bytes()),
        None => Err(DictionaryError::UnknownEncoding { file: name.to_owned() }),
    }
}

/// UniDic and others have more columns: with ipadic's metadata every part of speech would be read from a wrong one.
fn first_line_has_ipadic_columns(bytes: &[u8]) -> bool {
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let mut quoted = false;
    let separators = line.iter().filter(|byte| {
        quoted ^= **byte == b'"';
        **byte == b',' && !quoted
    });
    line.is_empty() || separators.count() + 1 == COLUMN_COUNT
}

/// Builds lindera's dictionary from the UTF-8 sources in the folder `source` into the folder `out`.
///
/// lindera reads and writes the folders itself. Its built files depend on the sources alone: same in, same out.
///
/// # Errors
/// [`DictionaryError::NotBuilt`] with lindera's words.
pub fn build(source: &Path, out: &Path) -> Result<(), DictionaryError> {
    let metadata: Metadata = serde_json::from_str(METADATA).expect("a test reads the metadata");
    DictionaryBuilder::new(metadata)
        .build_dictionary(source, out)
        .map_err(|error| DictionaryError::NotBuilt { reason: error.to_string() })
}

/// Where a built dictionary comes from and what it consists of, kept beside it as [`PROVENANCE_FILE`].
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Provenance {
    /// The dictionary's name (`ipadic`).
    pub name: String,
    /// Where its sources came from, for people (`Debian mecab-ipadic_2.7.0-20070801+main-3_all.deb`).
    pub source: String,
    /// The terms under which the words may be passed on.
    pub licence: String,
    /// sha256 of what was taken in, by file name.
    pub inputs: BTreeMap<String, String>,
    /// sha256 of the built files and the user dictionary, by file name.
    pub files: BTreeMap<String, String>,
    /// Lengths of the built files in bytes, by file name: lindera itself does not notice a word list that was cut.
    pub lengths: BTreeMap<String, usize>,
    /// One hash for all of `files`: equal hashes cut text alike.
    pub hash: String,
}

impl Provenance {
    /// The provenance of ipadic built into `files` from `inputs`, their hashes by file name.
    ///
    /// # Errors
    /// [`DictionaryError::FileMissing`] when `files` is not all that lindera needs.
    pub fn new(source: String, inputs: BTreeMap<String, String>, files: &Files) -> Result<Self, DictionaryError> {
        if let Some(missing) = BUILT_FILES.into_iter().find(|name| !files.contains_key(*name)) {
            return Err(DictionaryError::FileMissing { file: missing.to_owned() });
        }
        let lengths = BUILT_FILES.map(|name| (name.to_owned(), files[name].len())).into();
        let mut files = hashes(files);
        files.remove(PROVENANCE_FILE);
        let hash = hash_of_hashes(&files);
        let licence = "ipadic: BSD-style of NAIST with the terms of ICOT Free Software".to_owned();
        Ok(Self { name: "ipadic".to_owned(), source, licence, inputs, files, lengths, hash })
    }

    /// The hash of this dictionary with these bytes as its user dictionary: a term added later must not hide behind the old hash.
    pub fn hash_with(&self, user_dictionary: &[u8]) -> String {
        let mut files = self.files.clone();
        files.insert(USER_DICTIONARY_FILE.to_owned(), hash(user_dictionary));
        hash_of_hashes(&files)
    }

    /// The first built file that is missing from `files` or differs from what was built; `None` when all are as they were.
    ///
    /// The user dictionary may differ, it is the user's.
    pub fn first_changed<'a>(&'a self, files: &Files) -> Option<&'a str> {
        let built = self.files.iter().filter(|(name, _)| *name != USER_DICTIONARY_FILE);
        let mut changed =
            built.filter(|(name, expected)| files.get(*name).map(|it| hash(it)) != Some((*expected).clone()));
        changed.next().map(|(name, _)| name.as_str())
    }
}

/// The sha256 of bytes in lower-case hexadecimal digits.
pub fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The sha256 of each file.
pub fn hashes(files: &Files) -> BTreeMap<String, String> {
    files.iter().map(|(name, bytes)| (name.clone(), hash(bytes))).collect()
}

fn hash_of_hashes(files: &BTreeMap<String, String>) -> String {
    let lines: String = files.iter().map(|(name, hash)| format!("{hash}  {name}\n")).collect();
    hash(lines.as_bytes())
}

#[cfg(test)]
pub(crate) mod tests;
