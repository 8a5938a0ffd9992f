//! What parent and worker process say to each other, and the worker's side of it.
//!
//! Frames of a 4-byte length and postcard bytes. The parent sends one [`Order`], then paths; for each the worker answers once,
//! in order. The end of its input ends the worker.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::cache::PROGRAM;
use super::{
    Detail, DocumentReading, FileError, FileOutcome, Ocr, ProfileChoice, Settings, hexadecimal, process, read_file,
};
use crate::base::Message;
use crate::pdf::ReadOptions;
use crate::report::{DocumentFacts, Overrides, Profile, parse_profile};
use crate::text::{UnitAdditions, UnitTable};

/// A frame longer than this is no answer: the largest report of our collection (704 pages) gives 60 MB.
const MAX_FRAME: u32 = 1 << 30;

/// The name of the hidden command that turns the program into a worker that reads.
pub(super) const WORKER_COMMAND: &str = "read-worker";

/// How a worker is to read, sent once.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Order {
    reading: ReadOptions,
    /// Ids and texts of the profiles, for compiled patterns cannot be sent.
    profiles: Vec<(String, String)>,
    fixed_profile: Option<String>,
    overrides: Overrides,
    documents: BTreeMap<String, DocumentFacts>,
    units: UnitAdditions,
    metadata: bool,
    facing_pages: bool,
    ocr: Ocr,
    detail: Detail,
    /// Address space that the worker may take, in bytes.
    pub memory: Option<u64>,
}

/// What came of one file.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Answer {
    document_id: Option<String>,
    result: Result<Box<DocumentReading>, Message>,
}

impl Order {
    pub fn new(settings: &Settings, memory: Option<u64>) -> Self {
        let text = |profile: &std::sync::Arc<Profile>| (profile.id.clone(), profile.source.clone());
        let mut profiles: Vec<(String, String)> = settings.profiles.iter().map(text).collect();
        let fixed_profile = match &settings.profile {
            ProfileChoice::Recognise => None,
            ProfileChoice::Fixed(profile) => {
                profiles.retain(|(id, _)| *id != profile.id);
                profiles.push(text(profile));
                Some(profile.id.clone())
            }
        };
        Self {
            reading: settings.reading.clone(),
            profiles,
            fixed_profile,
            overrides: settings.overrides.clone(),
            documents: settings.documents.as_ref().clone(),
            units: settings.units.as_ref().map(|it| it.additions().clone()).unwrap_or_default(),
            metadata: settings.metadata,
            facing_pages: settings.facing_pages,
            ocr: settings.ocr.clone(),
            detail: settings.detail,
            memory,
        }
    }

    /// What tells on a reading beside the document, each by its hash: `program`, `profiles`, `reading`.
    ///
    /// A setting that is added to the order is part of `reading` by that alone. The password is none of it: it opens a document
    /// and changes nothing that is printed in it.
    pub fn fingerprints(mut self) -> BTreeMap<&'static str, String> {
        let profiles = std::mem::take(&mut self.profiles);
        self.reading.password = None;
        // There is one model, known by its checksum: where a user keeps it changes nothing.
        if let Ocr::By(model) = &mut self.ocr {
            model.clear();
        }
        BTreeMap::from([
            ("program", PROGRAM.to_owned()),
            ("profiles", fingerprint(&(profiles, &self.fixed_profile))),
            ("reading", fingerprint(&self)),
        ])
    }

    fn settings(self) -> Settings {
        let parse = |(id, source): &(String, String)| parse_profile(id, source).ok().map(std::sync::Arc::new);
        let profiles: Vec<_> = self.profiles.iter().filter_map(parse).collect();
        let fixed = self.fixed_profile.and_then(|id| profiles.iter().find(|it| it.id == id).cloned());
        Settings {
            reading: self.reading,
            profile: fixed.map_or(ProfileChoice::Recognise, ProfileChoice::Fixed),
            profiles,
            overrides: self.overrides,
            documents: std::sync::Arc::new(self.documents),
            // They were tried by the parent; a table that cannot be made is that of the program.
            units: UnitTable::with(&self.units).ok().map(std::sync::Arc::new),
            metadata: self.metadata,
            facing_pages: self.facing_pages,
            ocr: self.ocr,
            detail: self.detail,
        }
    }
}

fn fingerprint(value: &impl Serialize) -> String {
    hexadecimal(&Sha256::digest(postcard::to_stdvec(value).expect("settings have lists of known length only")))
}

impl Answer {
    pub fn outcome(self, path: PathBuf) -> FileOutcome {
        let result = self.result.map(|reading| *reading).map_err(FileError::Told);
        FileOutcome { path, document_id: self.document_id, result }
    }
}

/// Works off the paths that come on standard input until it ends.
///
/// # Errors
/// Standard input or output broke: the parent is gone.
pub fn serve() -> io::Result<()> {
    let mut input = BufReader::new(io::stdin().lock());
    let mut output = BufWriter::new(io::stdout().lock());
    let Some(order) = receive::<Order>(&mut input)? else { return Ok(()) };
    process::confine(order.memory);
    let settings = order.settings();
    while let Some(path) = receive::<OsString>(&mut input)? {
        let FileOutcome { document_id, result, .. } = read_file(Path::new(&path), &settings);
        let result = result.map(Box::new).map_err(|error| error.message());
        send(&mut output, &Answer { document_id, result })?;
    }
    Ok(())
}

/// Writes one frame.
pub(super) fn send(output: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    let bytes = postcard::to_stdvec(value).map_err(io::Error::other)?;
    let length = u32::try_from(bytes.len()).ok().filter(|it| *it <= MAX_FRAME);
    let length = length.ok_or_else(|| io::Error::other("a reading is too large to be sent"))?;
    output.write_all(&length.to_le_bytes())?;
    output.write_all(&bytes)?;
    output.flush()
}

/// Reads one frame; `None` where the input ends before it.
pub(super) fn receive<T: DeserializeOwned>(input: &mut impl Read) -> io::Result<Option<T>> {
    let mut length = [0; 4];
    match input.read_exact(&mut length) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    let length = u32::from_le_bytes(length);
    if length > MAX_FRAME {
        return Err(io::Error::other("a frame of this length is none of ours"));
    }
    let mut bytes = vec![0; length as usize];
    input.read_exact(&mut bytes)?;
    postcard::from_bytes(&bytes).map(Some).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outcome_survives_the_way() {
        let message = Message::new("pdf_not_pdf").with("kind", "HTML");
        let answer = Answer { document_id: Some("ab".into()), result: Err(message.clone()) };
        let mut wire = Vec::new();
        send(&mut wire, &answer).unwrap();
        let outcome = receive::<Answer>(&mut wire.as_slice()).unwrap().unwrap().outcome("a.pdf".into());
        assert!(matches!(&outcome.result, Err(FileError::Told(told)) if *told == message));
        assert_eq!(outcome.document_id.as_deref(), Some("ab"));
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_no_utf8_survives_the_way() {
        let name: OsString = std::os::unix::ffi::OsStringExt::from_vec(b"bad\xFFx.pdf".to_vec());
        let mut wire = Vec::new();
        send(&mut wire, &name.as_os_str()).unwrap();
        assert_eq!(receive::<OsString>(&mut wire.as_slice()).unwrap(), Some(name));
    }

    #[test]
    fn the_end_of_input_is_no_error() {
        assert!(receive::<PathBuf>(&mut [].as_slice()).unwrap().is_none());
    }

    fn reading(detail: Detail) -> DocumentReading {
        let bytes = crate::storage::read(std::path::Path::new("fixtures/pdf/R5_typst.pdf")).unwrap();
        let settings =
            Settings { profiles: crate::report::built_in_profiles().to_vec(), detail, ..Settings::default() };
        super::super::read_document(bytes, "R5.pdf", &settings).unwrap()
    }

    #[test]
    fn tables_alone_say_the_same_in_half_the_bytes() {
        let [full, tables] = [Detail::Full, Detail::Tables].map(reading);
        let texts = |it: &DocumentReading| {
            it.layout.tables.iter().flat_map(|it| &it.cells).map(|it| it.text.text().to_owned()).collect::<Vec<_>>()
        };
        assert!(!texts(&full).is_empty());
        assert_eq!(texts(&full), texts(&tables));
        assert_eq!(
            (&full.report, &full.measurements, &full.notes),
            (&tables.report, &tables.measurements, &tables.notes)
        );
        let size = |it: &DocumentReading| postcard::to_stdvec(it).unwrap().len();
        assert!(2 * size(&tables) < size(&full), "{} of {} bytes", size(&tables), size(&full));
    }

    #[test]
    fn a_reading_survives_the_way() {
        let reading = reading(Detail::Full);
        let answer = Answer { document_id: None, result: Ok(Box::new(reading.clone())) };
        let mut wire = Vec::new();
        send(&mut wire, &answer).unwrap();
        let outcome = receive::<Answer>(&mut wire.as_slice()).unwrap().unwrap().outcome("R5.pdf".into());
        assert_eq!(outcome.result.unwrap(), reading);
    }
}
