//! `build`

mod documents;
mod last_run;
mod pages;
mod reporter;
mod results;
mod why;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::ValueEnum;

use super::Exit;
use super::arguments::{BuildArguments, BuildFormat, CsvHeaderChoice};
use super::context::Context;
use super::correct::Corrections;
use super::dictionary::fault as dictionary_fault;
use super::font;
use super::link::link_decisions;
use super::settings::{Wrong, jobs, settings};
use super::shell::quoted_path;
use crate::base::{Message, Note, Severity};
use crate::link::{Decision, Replacement};
use crate::pipeline::{self, Detail, FileOutcome, Settings, Status};
use crate::publish::record::{Results, RunRecord};
use crate::publish::{self, CsvHeader, FORMATS, File, Format, Publication, Supplement};
use crate::storage::{self, OutputLock, RunFolder, StorageError};
use crate::text::dictionary::DictionaryError;
use crate::text::tokenizer::Tokenizer;
use crate::{analysis, correction, dataset, link};

use documents::Documents;
use last_run::LastRun;
use reporter::{Audience, Reporter};
use results::{RESULTS_FILE, RunResults};

pub(super) use last_run::needed_readings;

/// Where readings are kept, from the output folder.
pub(super) const READINGS_FOLDER: &str = ".state/readings";

/// What is to be built, of what, and how.
struct Job<'a> {
    arguments: &'a BuildArguments,
    context: &'a Context,
    settings: Settings,
    files: Vec<PathBuf>,
    output: PathBuf,
    formats: Vec<Format>,
    csv_header: CsvHeader,
    strict: bool,
    jobs: usize,
    /// What a person decided about links, and the hash of it.
    decisions: (Vec<Decision>, String),
    /// What people corrected.
    corrections: Corrections,
}

/// Reads the PDFs that are not known yet, and writes a new run where anything has changed.
pub(super) fn run(arguments: &BuildArguments, context: &Context) -> anyhow::Result<Exit> {
    let started = Instant::now();
    let language = context.language;
    let job = Job::new(arguments, context)?;
    check_threads()?;
    let mut reporter = Reporter::new(context, job.audience());
    if arguments.dry_run {
        let tokenizer = job.open_tokenizer(&reporter)?;
        let last = LastRun::open(&job.output);
        let documents = Documents::plan(&job, last.as_ref().map(|it| &it.record));
        let settings = job.run_settings(&documents, tokenizer.as_ref());
        return Ok(why::dry_run(&job, &documents, last.as_ref(), &settings));
    }
    if arguments.install_dictionary && !storage::is_folder(&storage::dictionary_folder()) {
        // Without it the token columns stay empty; everything else is built all the same.
        super::install_dictionary(None, false, language);
    }
    if arguments.install_font && font::japanese_font().is_none() {
        // Without it charts are not drawn as PNG; everything else is built all the same.
        super::install_font(None, false, language);
    }
    // Taken before the long work: what cannot be written is better known at once.
    let waiting = || reporter.remark(&Message::new("build_waiting").with("path", job.output.display()));
    let lock = OutputLock::take(&job.output, waiting).map_err(Wrong::unwritten)?;
    if lock.is_exclusive() {
        storage::discard_unfinished(&job.output);
    }
    storage::check_current(&job.output).and_then(|()| storage::mark_output(&job.output)).map_err(Wrong::unwritten)?;
    let tokenizer = job.open_tokenizer(&reporter)?;
    let last = LastRun::open(&job.output);
    let mut documents = Documents::plan(&job, last.as_ref().map(|it| &it.record));
    let explains = arguments.why || reporter.is_verbose();
    if explains {
        why::explain_documents(&documents, language);
    }
    documents.read(&mut reporter);
    let settings = job.run_settings(&documents, tokenizer.as_ref());
    let recorded = documents.recorded();
    let steps = documents.steps.clone();
    let results_of = |results: Results| RunResults::new(&steps, &recorded, results, started.elapsed());
    let reasons = why::run_reasons(last.as_ref(), &settings, &recorded);
    if let Some(last) = last.as_ref().filter(|_| reasons.is_empty()) {
        documents.tell(&reporter);
        let results = results_of(last.record.results.clone()).of_run(Some(&last.path), Vec::new());
        let closing = [Message::new("build_unchanged").with("run", last.path.display())];
        return job.end(results, &reporter, started, &closing);
    }
    if explains {
        reasons.iter().for_each(|it| tell!("{}", it.text(language)));
    }
    let outcomes = documents.outcomes(&mut reporter);
    let paths = pages::paths(&outcomes);
    let gave_nothing = |it: &&FileOutcome| it.result.as_ref().map_or(true, |reading| reading.refused());
    let nothing = outcomes.iter().filter(gave_nothing).count();
    // What is known to be a bad file does not wake anybody at night.
    let failed = outcomes.iter().filter(gave_nothing).filter(|it| !job.may_fail(it)).count();
    if nothing == outcomes.len() {
        let failed = nothing;
        let results = results_of(Results::none(failed)).of_run(last.as_ref().map(|it| it.path.as_path()), Vec::new());
        return job.end(results, &reporter, started, &[]);
    }
    let mut editions = pipeline::editions(outcomes, tokenizer.as_ref());
    check_dictionary(tokenizer.as_ref())?;
    let operations = &job.corrections.operations;
    let mut corrected = correction::replay(&mut editions, operations);
    let linked = link::link(&dataset::frames(&editions), &job.decisions.0);
    pipeline::compare(&mut editions, &linked.value);
    let replaced = documents.replacements(last.as_ref().map(|it| &it.record), &linked.value);
    let found = linked.notes.into_iter().chain(replaced.iter().map(Replacement::note));
    let notes: Vec<Note> = found.chain(corrected.notes).collect();
    let mut frames = dataset::with_notes(linked.value, &editions, &notes);
    correction::answer(&mut frames, operations, &mut corrected.value);
    let replacements = link::replacement_table(&replaced, &frames);
    frames.insert(replacements);
    let analyses = analysis::analyses(&frames);
    frames.insert(analysis::initiative_years(&frames, &analyses));
    let mut record = RunRecord::new(settings, recorded.clone(), replaced, &frames, failed);
    // A document that took the place of another is told as that.
    let took_place = |id: &String| record.replacements.iter().any(|it| it.document_id == *id);
    let added = last.as_ref().map(|it| it.record.added_in(&frames)).unwrap_or_default();
    record.added = added.into_iter().filter(|it| !took_place(it)).collect();
    let added = record.added.clone();
    let mut supplement = Supplement { csv_header: job.csv_header, added, ..Supplement::default() };
    if job.writes_pages() {
        supplement.meanings = dataset::scale::meanings(&editions);
        pages::illustrate(&mut supplement, &frames, &analyses, &paths, &job);
    }
    let publication = Publication { frames: &frames, analyses: &analyses, supplement: &supplement };
    let mut written = Vec::new();
    for format in &job.formats {
        written.extend(publish::publish(*format, &publication)?);
    }
    written.extend(publish::data_package(&publication, &written));
    written.push(record.to_file());
    written.push(publish::manifest(&publication, &written));
    let run_path = write(&job.output, &written).map_err(Wrong::unwritten)?;
    reporter.news(&publish::news(&publication, language));
    reporter.trends(&analysis::summary(&analyses, language));
    let no_font = job.writes_pages() && supplement.font.is_none();
    let mut closing = vec![job.written_to(written.len(), &run_path)];
    closing.extend(no_font.then(|| Message::new("summary_no_font")));
    closing.extend(job.next_step(&record.results));
    let outputs = written.into_iter().map(|file| file.path).collect();
    job.end(results_of(record.results).of_run(Some(&run_path), outputs), &reporter, started, &closing)
}

/// The folder that `build` writes to: the one given, else the project's.
pub(super) fn output_folder(given: Option<&Path>, context: &Context) -> Result<PathBuf, Wrong> {
    let folder = match given {
        Some(given) => Some(given.to_owned()),
        None => context.project()?.map(|it| it.output.clone()),
    };
    folder.ok_or_else(|| Wrong { message: Message::new("build_needs_output"), exit: Exit::Usage })
}

impl<'a> Job<'a> {
    fn new(arguments: &'a BuildArguments, context: &'a Context) -> Result<Self, Wrong> {
        let project = context.project()?;
        let inputs = match (arguments.inputs.as_slice(), project) {
            ([], Some(project)) => vec![project.input.clone()],
            ([], None) => return Err(Wrong { message: Message::new("build_needs_input"), exit: Exit::Usage }),
            (given, _) => given.to_vec(),
        };
        let asked = match (arguments.format.as_slice(), project.and_then(|it| it.formats.as_deref())) {
            ([], Some(of_project)) => of_project,
            ([], None) => BuildFormat::value_variants(),
            (given, _) => given,
        };
        let output = output_folder(arguments.output.as_deref(), context)?;
        check_apart(&inputs, &output)?;
        Ok(Self {
            arguments,
            context,
            output,
            settings: Settings {
                metadata: true,
                detail: Detail::Tables,
                ..settings(&arguments.reading, None, context)?
            },
            files: find_files(&inputs)?,
            formats: formats(asked),
            csv_header: arguments
                .csv_header
                .or(project.and_then(|it| it.csv_header))
                .map(CsvHeaderChoice::header)
                .unwrap_or_default(),
            strict: arguments.strict || project.is_some_and(|it| it.strict),
            jobs: jobs(arguments.reading.jobs),
            decisions: link_decisions(context)?,
            corrections: Corrections::read(context)?,
        })
    }

    /// Whether it is known of a file that it may give nothing.
    fn may_fail(&self, outcome: &FileOutcome) -> bool {
        self.settings.documents.get(&outcome.file_name()).is_some_and(|it| it.may_fail)
    }

    fn audience(&self) -> Audience {
        match (self.arguments.json, self.arguments.jsonl) {
            (true, _) => Audience::Json,
            (_, true) => Audience::JsonLines,
            _ => Audience::Person,
        }
    }

    /// The tokenizer, or none where no dictionary is installed.
    fn open_tokenizer(&self, reporter: &Reporter) -> Result<Option<Tokenizer>, Wrong> {
        let folder = storage::dictionary_folder();
        if !storage::is_folder(&folder) {
            reporter.remark(&Message::new("dictionary_absent"));
            return Ok(None);
        }
        let wrong = |error: DictionaryError| Wrong { message: error.message(), exit: Exit::Usage };
        Tokenizer::open(&folder).map(Some).map_err(wrong)
    }

    /// All but the documents that the data depend on. What is added here is a reason for a new run by that alone.
    fn run_settings(&self, documents: &Documents, tokenizer: Option<&Tokenizer>) -> BTreeMap<String, String> {
        let formats: Vec<&str> = self.formats.iter().map(|it| it.name).collect();
        let mut settings = BTreeMap::from([
            ("corrections".to_owned(), self.corrections.hash.clone()),
            ("csv_header".to_owned(), self.csv_header.as_str().to_owned()),
            ("dictionary".to_owned(), tokenizer.map_or_else(String::new, |it| it.hash().to_owned())),
            ("font".to_owned(), if self.writes_pages() { font::fingerprint() } else { String::new() }),
            ("formats".to_owned(), formats.join(",")),
            ("links".to_owned(), self.decisions.1.clone()),
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

    /// Whether pages for people are written, which need more than tables.
    fn writes_pages(&self) -> bool {
        self.formats.iter().any(|it| it.name == "html")
    }

    /// The command that shows the gravest doubt, where one is about a place.
    fn next_step(&self, results: &Results) -> Option<Message> {
        let placed = results.issues.iter().filter(|it| it.severity != Severity::Info && it.page.is_some());
        let gravest = placed.min_by_key(|it| it.severity)?;
        let path = self.files.iter().find(|it| pipeline::file_name(it) == gravest.file)?;
        let command = format!("shinchoku show {} --page {}", quoted_path(path), gravest.page?);
        let reason = Message::new("summary_next_look").with("code", &gravest.code).text(self.context.language);
        Some(Message::new("summary_next").with("command", command).with("reason", reason))
    }

    /// Says what the build came to, leaves it for programs to read, and gives the exit code.
    fn end(
        &self,
        mut results: RunResults,
        reporter: &Reporter,
        started: Instant,
        closing: &[Message],
    ) -> anyhow::Result<Exit> {
        let language = self.context.language;
        results.results = results.results.worded(language);
        let failed = results.results.counts.failed;
        let errors = results.results.count(Severity::Error);
        let all = self.files.len();
        let (exit, message) = if failed == all {
            (Exit::Nothing, Some(Message::new("all_failed").with("all", all)))
        } else if failed > 0 {
            (Exit::Partly, Some(Message::new("some_failed").with("failed", failed).with("all", all)))
        } else if self.strict && errors > 0 {
            (Exit::ChecksFailed, Some(Message::new("checks_failed").with("errors", errors)))
        } else {
            (Exit::Done, None)
        };
        results.exit_code = exit.code();
        let statuses = [Status::New, Status::Updated, Status::Unchanged].map(|it| results.count(it));
        if exit == Exit::Nothing {
            reporter.done_without_run(&results);
        } else {
            reporter.done(&results, statuses, started.elapsed(), closing);
        }
        if let Some(message) = message {
            tell!("{}", super::paint::error(&message, language));
        }
        let json = serde_json::to_vec_pretty(&results)?;
        // The run is written by now, whatever becomes of this file: the folder may have been moved meanwhile.
        if let Err(error) = storage::write_replaceable(&self.output.join(RESULTS_FILE), &json) {
            tell!("{}", super::paint::warning(&error.message(), language));
        }
        Ok(exit)
    }
}

/// Refuses a system that gives too few threads: Polars and Rayon, which make the tables, cannot do without.
fn check_threads() -> Result<(), Wrong> {
    let wanted = 2 * std::thread::available_parallelism().map_or(1, usize::from);
    if pipeline::can_start_threads(wanted) {
        return Ok(());
    }
    Err(Wrong { message: Message::new("threads_missing").with("count", wanted), exit: Exit::Nothing })
}

/// Refuses to write words cut by a dictionary that turned out to be damaged.
fn check_dictionary(tokenizer: Option<&Tokenizer>) -> Result<(), Wrong> {
    match tokenizer {
        Some(tokenizer) if tokenizer.is_damaged() => {
            Err(Wrong { message: dictionary_fault(&storage::dictionary_folder()), exit: Exit::Nothing })
        }
        _ => Ok(()),
    }
}

/// Refuses to write among what is read: runs would be walked for PDFs, and `clean` would stand beside the originals.
fn check_apart(inputs: &[PathBuf], output: &Path) -> Result<(), Wrong> {
    match inputs.iter().find(|it| storage::is_same_folder(it, output)) {
        Some(_) => {
            let message = Message::new("build_output_is_input").with("path", output.display());
            Err(Wrong { message, exit: Exit::Usage })
        }
        None => Ok(()),
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
    let names: Vec<&str> = asked.iter().map(|it| it.as_str()).collect();
    FORMATS.iter().copied().filter(|it| names.contains(&it.name)).collect()
}

/// Writes the files to a new run and switches `current` to it; an error leaves the last run as it was.
fn write(output: &Path, files: &[File]) -> Result<PathBuf, StorageError> {
    // Once more, for the folder may have been moved away since.
    storage::mark_output(output)?;
    let mut run = RunFolder::create(output, jiff::Timestamp::now())?;
    for file in files {
        run.write(Path::new(&file.path), &file.bytes)?;
    }
    run.finish()
}
