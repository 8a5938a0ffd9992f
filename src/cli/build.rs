//! `build`

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::Exit;
use super::arguments::{BuildArguments, BuildFormat};
use super::progress::Progress;
use super::settings::{Wrong, jobs, settings};
use super::summary;
use crate::analysis;
use crate::base::{Language, Message, Severity};
use crate::dataset::{self, Edition};
use crate::link;
use crate::pipeline::{self, FileOutcome, Isolation, Settings, read_files};
use crate::publish::{self, File, Format, Publication};
use crate::storage::{self, RunFolder, StorageError};
use crate::text::dictionary::DictionaryError;
use crate::text::tokenizer::Tokenizer;

/// Reads all PDFs and writes a new run.
pub(super) fn run(arguments: &BuildArguments, language: Language) -> anyhow::Result<Exit> {
    let started = Instant::now();
    let prepared = settings(&arguments.reading, None).and_then(|settings| Ok((settings, find_files(arguments)?)));
    let (settings, files) = match prepared {
        Ok((settings, files)) => (Settings { metadata: true, ..settings }, files),
        Err(wrong) => return Ok(wrong.say(language)),
    };
    if arguments.install_dictionary && !storage::is_folder(&storage::dictionary_folder()) {
        // Without it the token columns stay empty; everything else is built all the same.
        super::install_dictionary(None, false, language);
    }
    // Made before the long work: what cannot be written is better known at once.
    let run_folder = match RunFolder::create(&arguments.output, jiff::Timestamp::now()) {
        Ok(run_folder) => run_folder,
        Err(error) => return Ok(Wrong { message: error.message(), exit: Exit::Nothing }.say(language)),
    };
    let outcomes = read_all(&files, &settings, jobs(arguments.reading.jobs), language);
    let failed = outcomes.iter().filter(|it| it.result.as_ref().map_or(true, |reading| reading.refused())).count();
    if failed == files.len() {
        let message = Message::new("all_failed").with("all", files.len());
        return Ok(Wrong { message, exit: Exit::Nothing }.say(language));
    }
    let tokenizer = match open_tokenizer(language) {
        Ok(tokenizer) => tokenizer,
        Err(error) => return Ok(Wrong { message: error.message(), exit: Exit::Usage }.say(language)),
    };
    let editions = pipeline::editions(outcomes, tokenizer.as_ref());
    let linked = link::link(&dataset::frames(&editions, language));
    let frames = dataset::with_notes(linked.value, &linked.notes, language);
    let analyses = analysis::analyses(&frames);
    let mut written = Vec::new();
    let publication = Publication { frames: &frames, analyses: &analyses, language };
    for format in formats(&arguments.format) {
        written.extend(publish::publish(format, &publication)?);
    }
    written.push(publish::manifest(&publication, &written));
    let run_path = match write(run_folder, &written) {
        Ok(run_path) => run_path,
        Err(error) => return Ok(Wrong { message: error.message(), exit: Exit::Nothing }.say(language)),
    };
    for trend in analysis::summary(&analyses, language) {
        println!("{}\n", summary::trend(&trend, language));
    }
    println!("{}", summary::counts(&editions, started.elapsed(), language));
    summary::links(&link::counts(&frames), language).iter().for_each(|line| println!("{line}"));
    summary::totals(&editions, language).iter().for_each(|line| println!("{line}"));
    summary::notes(&editions, language).iter().for_each(|line| println!("{line}"));
    let written_to = Message::new("summary_written")
        .with("files", written.len())
        .with("run", run_path.display())
        .with("current", arguments.output.join("current").display());
    println!("{}", written_to.text(language));
    Ok(end(arguments, &editions, failed, files.len(), language))
}

/// The PDFs below the inputs; none at all is worth a sentence.
fn find_files(arguments: &BuildArguments) -> Result<Vec<PathBuf>, Wrong> {
    let files = storage::list_pdfs(&arguments.inputs)?;
    if files.is_empty() {
        let inputs: Vec<String> = arguments.inputs.iter().map(|it| it.display().to_string()).collect();
        let message = Message::new("no_pdf_found").with("path", inputs.join(", "));
        return Err(Wrong { message, exit: Exit::Nothing });
    }
    Ok(files)
}

fn read_all(files: &[PathBuf], settings: &Settings, jobs: usize, language: Language) -> Vec<FileOutcome> {
    let mut progress = Progress::start(files.len(), language);
    let mut outcomes = Vec::with_capacity(files.len());
    read_files(files, settings, jobs, Isolation::PROCESSES, |outcome| {
        progress.file_done(&outcome);
        outcomes.push(outcome);
    });
    progress.finish();
    outcomes
}

/// The tokenizer, or none where no dictionary is installed.
fn open_tokenizer(language: Language) -> Result<Option<Tokenizer>, DictionaryError> {
    let folder = storage::dictionary_folder();
    if !storage::is_folder(&folder) {
        eprintln!("{}", Message::new("dictionary_absent").text(language));
        return Ok(None);
    }
    Tokenizer::open(&folder).map(Some)
}

fn formats(asked: &[BuildFormat]) -> impl Iterator<Item = Format> {
    let name = |format: &BuildFormat| match format {
        BuildFormat::Parquet => "parquet",
        BuildFormat::Csv => "csv",
    };
    let mut names: Vec<&str> = asked.iter().map(name).collect();
    names.dedup();
    names.into_iter().filter_map(Format::named)
}

/// Writes the files to the run and switches `current` to it; an error leaves the last run as it was.
fn write(run: RunFolder, files: &[File]) -> Result<PathBuf, StorageError> {
    for file in files {
        run.write(Path::new(&file.path), &file.bytes)?;
    }
    run.finish()
}

fn end(arguments: &BuildArguments, editions: &[Edition], failed: usize, all: usize, language: Language) -> Exit {
    if failed > 0 {
        eprintln!("{}", Message::new("summary_failed").with("failed", failed).with("all", all).text(language));
        return Exit::Partly;
    }
    let errors = editions.iter().flat_map(|it| &it.notes).filter(|it| it.severity == Severity::Error).count();
    if arguments.strict && errors > 0 {
        eprintln!("{}", Message::new("checks_failed").with("errors", errors).text(language));
        return Exit::ChecksFailed;
    }
    Exit::Done
}
