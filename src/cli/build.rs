//! `build`

mod documents;
mod last_run;
mod why;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::Exit;
use super::arguments::{BuildArguments, BuildFormat};
use super::settings::{Wrong, jobs, settings};
use super::summary;
use crate::analysis;
use crate::base::{Language, Message, Severity};
use crate::dataset;
use crate::link;
use crate::pipeline::{self, Settings, Status};
use crate::publish::record::{Results, RunRecord};
use crate::publish::{self, FORMATS, File, Format, Publication};
use crate::storage::{self, OutputLock, RunFolder, StorageError};
use crate::text::dictionary::DictionaryError;
use crate::text::tokenizer::Tokenizer;

use documents::Documents;
use last_run::LastRun;

/// Where readings are kept, from the output folder.
pub(super) const READINGS_FOLDER: &str = ".state/readings";

/// What is to be built, of what, and how.
struct Job<'a> {
    arguments: &'a BuildArguments,
    language: Language,
    settings: Settings,
    files: Vec<PathBuf>,
    output: PathBuf,
    formats: Vec<Format>,
    jobs: usize,
}

/// Reads the PDFs that are not known yet, and writes a new run where anything has changed.
pub(super) fn run(arguments: &BuildArguments, language: Language) -> anyhow::Result<Exit> {
    let started = Instant::now();
    let job = Job::new(arguments, language)?;
    if arguments.dry_run {
        let tokenizer = job.open_tokenizer()?;
        let last = LastRun::open(&job.output);
        let documents = Documents::plan(&job, last.as_ref().map(|it| &it.record));
        let settings = job.run_settings(&documents, tokenizer.as_ref());
        return Ok(why::dry_run(&job, &documents, last.as_ref(), &settings));
    }
    if arguments.install_dictionary && !storage::is_folder(&storage::dictionary_folder()) {
        // Without it the token columns stay empty; everything else is built all the same.
        super::install_dictionary(None, false, language);
    }
    // Taken before the long work: what cannot be written is better known at once.
    let waiting = || eprintln!("{}", Message::new("build_waiting").with("path", job.output.display()).text(language));
    let lock = OutputLock::take(&job.output, waiting).map_err(Wrong::unwritten)?;
    if lock.is_exclusive() {
        storage::discard_unfinished(&job.output);
    }
    let tokenizer = job.open_tokenizer()?;
    let last = LastRun::open(&job.output);
    let mut documents = Documents::plan(&job, last.as_ref().map(|it| &it.record));
    if arguments.why {
        why::explain_documents(&documents, language);
    }
    documents.read();
    let settings = job.run_settings(&documents, tokenizer.as_ref());
    let recorded = documents.recorded();
    let statuses = [Status::New, Status::Updated, Status::Unchanged].map(|it| documents.count(it));
    let reasons = why::run_reasons(last.as_ref(), &settings, &recorded);
    if let Some(last) = last.as_ref().filter(|_| reasons.is_empty()) {
        println!("{}", Message::new("build_unchanged").with("run", last.path.display()).text(language));
        summary::print(&last.record.results, statuses, started.elapsed(), language);
        return Ok(job.end(&last.record.results));
    }
    if arguments.why {
        reasons.iter().for_each(|it| eprintln!("{}", it.text(language)));
    }
    let outcomes = documents.outcomes();
    let failed = outcomes.iter().filter(|it| it.result.as_ref().map_or(true, |reading| reading.refused())).count();
    if failed == outcomes.len() {
        let message = Message::new("all_failed").with("all", failed);
        return Err(Wrong { message, exit: Exit::Nothing }.into());
    }
    let mut editions = pipeline::editions(outcomes, tokenizer.as_ref());
    let linked = link::link(&dataset::frames(&editions, language));
    pipeline::compare(&mut editions, &linked.value);
    let frames = dataset::with_notes(linked.value, &editions, &linked.notes, language);
    let analyses = analysis::analyses(&frames);
    let record = RunRecord::new(settings, recorded, Results::new(&frames, failed));
    let publication = Publication { frames: &frames, analyses: &analyses, language };
    let mut written = Vec::new();
    for format in &job.formats {
        written.extend(publish::publish(*format, &publication)?);
    }
    written.push(record.to_file());
    written.push(publish::manifest(&publication, &written));
    let run_path = write(&job.output, &written).map_err(Wrong::unwritten)?;
    for trend in analysis::summary(&analyses, language) {
        println!("{}\n", summary::trend(&trend, language));
    }
    summary::print(&record.results, statuses, started.elapsed(), language);
    println!("{}", job.written_to(written.len(), &run_path).text(language));
    Ok(job.end(&record.results))
}

impl<'a> Job<'a> {
    fn new(arguments: &'a BuildArguments, language: Language) -> Result<Self, Wrong> {
        let settings = Settings { metadata: true, ..settings(&arguments.reading, None)? };
        Ok(Self {
            arguments,
            language,
            settings,
            files: find_files(&arguments.inputs)?,
            output: arguments.output.clone(),
            formats: formats(&arguments.format),
            jobs: jobs(arguments.reading.jobs),
        })
    }

    /// The tokenizer, or none where no dictionary is installed.
    fn open_tokenizer(&self) -> Result<Option<Tokenizer>, Wrong> {
        let folder = storage::dictionary_folder();
        if !storage::is_folder(&folder) {
            eprintln!("{}", Message::new("dictionary_absent").text(self.language));
            return Ok(None);
        }
        let wrong = |error: DictionaryError| Wrong { message: error.message(), exit: Exit::Usage };
        Tokenizer::open(&folder).map(Some).map_err(wrong)
    }

    /// All but the documents that the data depend on. What is added here is a reason for a new run by that alone.
    fn run_settings(&self, documents: &Documents, tokenizer: Option<&Tokenizer>) -> BTreeMap<String, String> {
        let formats: Vec<&str> = self.formats.iter().map(|it| it.name).collect();
        let language = match self.language {
            Language::Japanese => "ja",
            Language::English => "en",
        };
        let mut settings = BTreeMap::from([
            ("dictionary".to_owned(), tokenizer.map_or_else(String::new, |it| it.hash().to_owned())),
            ("formats".to_owned(), formats.join(",")),
            ("language".to_owned(), language.to_owned()),
        ]);
        settings.extend(documents.fingerprints());
        settings
    }

    fn written_to(&self, file_count: usize, run: &Path) -> Message {
        let formats: Vec<&str> = self.formats.iter().map(|it| it.name).collect();
        Message::new("summary_written")
            .with("files", file_count)
            .with("formats", formats.join(", "))
            .with("run", run.display())
            .with("current", self.output.join("current").display())
    }

    fn end(&self, results: &Results) -> Exit {
        let failed = results.counts.failed;
        if failed > 0 {
            let message = Message::new("summary_failed").with("failed", failed).with("all", self.files.len());
            eprintln!("{}", message.text(self.language));
            return Exit::Partly;
        }
        let errors = results.count(Severity::Error);
        if self.arguments.strict && errors > 0 {
            eprintln!("{}", Message::new("checks_failed").with("errors", errors).text(self.language));
            return Exit::ChecksFailed;
        }
        Exit::Done
    }
}

/// The PDFs below the inputs; none at all is worth a sentence.
fn find_files(inputs: &[PathBuf]) -> Result<Vec<PathBuf>, Wrong> {
    let files = storage::list_pdfs(inputs)?;
    if files.is_empty() {
        let inputs: Vec<String> = inputs.iter().map(|it| it.display().to_string()).collect();
        let message = Message::new("no_pdf_found").with("path", inputs.join(", "));
        return Err(Wrong { message, exit: Exit::Nothing });
    }
    Ok(files)
}

/// The formats asked for, each once, in the order of their registry.
fn formats(asked: &[BuildFormat]) -> Vec<Format> {
    let name = |format: &BuildFormat| match format {
        BuildFormat::Parquet => "parquet",
        BuildFormat::Csv => "csv",
        BuildFormat::Xlsx => "xlsx",
    };
    let names: Vec<&str> = asked.iter().map(name).collect();
    FORMATS.iter().copied().filter(|it| names.contains(&it.name)).collect()
}

/// Writes the files to a new run and switches `current` to it; an error leaves the last run as it was.
fn write(output: &Path, files: &[File]) -> Result<PathBuf, StorageError> {
    let mut run = RunFolder::create(output, jiff::Timestamp::now())?;
    for file in files {
        run.write(Path::new(&file.path), &file.bytes)?;
    }
    run.finish()
}
