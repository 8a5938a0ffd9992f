//! `build`

mod checks;
mod documents;
mod last_run;
mod new_run;
mod pages;
mod parts;
mod plans;
mod reporter;
mod results;
mod shards;
mod sink;
mod tables;
mod why;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::ValueEnum;

use super::Exit;
use super::arguments::{BuildArguments, BuildFormat, CsvHeaderChoice};
use super::context::Context;
use super::correct::Corrections;
use super::font;
use super::link::link_decisions;
use super::settings::{Wrong, jobs, settings};
use super::shell::quoted_path;
use crate::base::{Message, Severity};
use crate::link::Decision;
use crate::pipeline::{self, Detail, Settings, Status};
use crate::publish::record::Results;
use crate::publish::{CsvHeader, FORMATS, Format};
use crate::storage::{self, OutputLock};
use crate::text::dictionary::DictionaryError;
use crate::text::tokenizer::Tokenizer;

use checks::{check_apart, check_threads, find_files};
use documents::Documents;
use last_run::LastRun;
use new_run::Read;
use reporter::{Audience, Reporter};
use results::{RESULTS_FILE, RunResults};

pub(super) use last_run::{needed_parts, needed_readings};

/// Where readings are kept, from the output folder.
pub(super) const READINGS_FOLDER: &str = ".state/readings";

/// Where the tables of plans are kept, from the output folder.
pub(super) const PARTS_FOLDER: &str = ".state/parts";

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
    run_of(arguments, context, Readings::Own)
}

/// Writes a new run of what machines that share the folder have read, each its part of the documents.
pub(super) fn merge(arguments: &BuildArguments, context: &Context) -> anyhow::Result<Exit> {
    if arguments.shard.is_some() {
        return Err(Wrong { message: Message::new("merge_of_shard"), exit: Exit::Usage }.into());
    }
    run_of(arguments, context, Readings::OfShards)
}

/// Who reads the documents of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Readings {
    /// This build.
    Own,
    /// Builds with `--shard`, before.
    OfShards,
}

fn run_of(arguments: &BuildArguments, context: &Context, readings: Readings) -> anyhow::Result<Exit> {
    let started = Instant::now();
    let language = context.language;
    let job = Job::new(arguments, context)?;
    check_threads()?;
    let mut reporter = Reporter::new(context, job.audience());
    if let Some(shard) = arguments.shard.filter(|_| !arguments.dry_run) {
        return Ok(shards::read(&job, shard, &mut reporter)?);
    }
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
    if readings == Readings::OfShards {
        shards::adopt(&job, &mut documents)?;
    }
    documents.announce(&reporter);
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
    documents.look(&mut reporter);
    let facts = documents.facts();
    let nothing = facts.iter().filter(|it| it.gave_nothing()).count();
    // What is known to be a bad file does not wake anybody at night.
    let failed = facts.iter().filter(|it| it.gave_nothing() && !job.may_fail(&it.file_name)).count();
    if nothing == facts.len() {
        let failed = nothing;
        let results = results_of(Results::none(failed)).of_run(last.as_ref().map(|it| it.path.as_path()), Vec::new());
        return job.end(results, &reporter, started, &[]);
    }
    let (recorded, tokenizer, last) = (recorded.as_slice(), tokenizer.as_ref(), last.as_ref());
    let read = Read { facts, recorded, tokenizer, last, settings, failed };
    let new = new_run::write(&job, &read, &mut documents, &reporter)?;
    let mut closing = vec![job.written_to(new.outputs.len(), &new.path)];
    closing.extend(new.has_no_font.then(|| Message::new("summary_no_font")));
    closing.extend(job.next_step(&new.results));
    job.end(results_of(new.results).of_run(Some(&new.path), new.outputs), &reporter, started, &closing)
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
    fn may_fail(&self, file_name: &str) -> bool {
        self.settings.documents.get(file_name).is_some_and(|it| it.may_fail)
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

    /// Whether a format is asked for that looks at all rows at once.
    fn needs_all_rows(&self) -> bool {
        self.formats.iter().any(|it| !it.writes_rows_as_they_come())
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

/// The formats asked for, each once, in the order of their registry.
fn formats(asked: &[BuildFormat]) -> Vec<Format> {
    let names: Vec<&str> = asked.iter().map(|it| it.as_str()).collect();
    FORMATS.iter().copied().filter(|it| names.contains(&it.name)).collect()
}
