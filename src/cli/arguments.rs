//! The command line as typed.

mod correct;
mod link;
mod listings;
mod profile;
mod shard;
mod show;
mod upkeep;

pub use correct::{
    AddArguments, CorrectArguments, CorrectCommand, CorrectListArguments, ExportArguments, ImportArguments, Said,
};
pub use link::{LinkArguments, LinkCommand, LinkDecisionArguments, LinkListArguments};
pub use listings::{
    CheckArguments, CompareArguments, DiffArguments, ExplainArguments, ListingFormat, NormalizeArguments,
    ProbeArguments, TrendArguments,
};
pub use profile::{ProfileArguments, ProfileCommand};
pub use shard::Shard;
pub use show::{ShowArguments, ShowLayer};
pub use upkeep::{
    CleanArguments, CompletionsArguments, DictionaryArguments, DictionaryCommand, FontArguments, FontCommand,
    InitArguments, ManArguments, OcrArguments, OcrCommand,
};

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::base::{FiscalYear, Language, Prefecture, Rect};
use crate::pdf::PageSelection;
use crate::publish::CsvHeader;
use crate::publish::table::TableFormat;

/// Progress reports of Japanese prefectures and cities, from PDF to data that people trust.
#[derive(Debug, Parser)]
#[command(name = "shinchoku", version, arg_required_else_help = true, after_help = EXAMPLES)]
pub struct Arguments {
    /// Language of messages; the system's otherwise
    #[arg(long, global = true, value_enum)]
    pub lang: Option<Lang>,
    /// Say only what went wrong
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Say more: why documents are read again, and every note
    #[arg(long, short, global = true, conflicts_with = "quiet")]
    pub verbose: bool,
    /// Colours; NO_COLOR in the environment turns them off too
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: clap::ColorChoice,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

const EXAMPLES: &str = "Examples:
  shinchoku init && shinchoku build
  shinchoku build input --output output
  shinchoku probe report.pdf
  shinchoku extract report.pdf --format json > report.json";

/// A language by its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// 日本語
    Ja,
    /// English
    En,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read every PDF below INPUT and write datasets and trends to a new run below DIR
    Build(BuildArguments),
    /// Write a new run of what `build --shard` has read on machines that share DIR; refuses unless each document was read once
    Merge(BuildArguments),
    /// Print what PDFs say as JSON
    Extract(ExtractArguments),
    /// Write the tables of any PDF: CSV, JSON, HTML, Excel, Markdown
    Tables(TablesArguments),
    /// Read printed expressions, one a line on standard input, into numbers, units, years and dates
    Normalize(NormalizeArguments),
    /// Cut text into words and noun phrases, a line of JSON for each line of text
    Tokenize(TokenizeArguments),
    /// Tell what kind of PDF a file is, and whether its text can be trusted
    Probe(ProbeArguments),
    /// Draw the boxes that the program works with over the picture of a page
    Show(ShowArguments),
    /// List what is doubtful in the last run, or in PDFs: contradictions with both places and what to do
    Check(CheckArguments),
    /// Tell where a value, rating, initiative or doubt comes from, down to the place on the page, and where it is used
    Explain(ExplainArguments),
    /// Compare two editions: initiatives, ratings, targets and actuals
    Diff(DiffArguments),
    /// List, show, check, draft and try profiles: how report designs are read
    Profile(ProfileArguments),
    /// List what became of initiatives from edition to edition, and decide where the program is not sure
    Link(LinkArguments),
    /// Correct what was misread, answer doubts, and follow what became of it
    Correct(CorrectArguments),
    /// Print what the last run says of a question over the years, with what is to be kept in mind
    Trend(TrendArguments),
    /// Compare prefectures by one published rule, from the figures of the last run alone
    Compare(CompareArguments),
    /// Install the word dictionary that the token columns need
    Dictionary(DictionaryArguments),
    /// Install a Japanese font for pictures of pages and charts
    Font(FontArguments),
    /// Install the model that reads scans
    Ocr(OcrArguments),
    /// Read the files that the parent process names
    #[command(name = "read-worker", hide = true)]
    ReadWorker,
    /// Make a project here: shinchoku.toml and the folders it names
    Init(InitArguments),
    /// Look whether everything is there that the program needs, and say what to do where it is not
    Doctor,
    /// Remove old runs and what is kept of documents that are gone; shows first what would go
    Clean(CleanArguments),
    /// Draw the parts of pages that the parent process names
    #[command(name = "strip-worker", hide = true)]
    StripWorker,
    /// Print a completion script for a shell
    Completions(CompletionsArguments),
    /// Print the manual page
    Man(ManArguments),
}

/// What tells how documents are read.
#[derive(Debug, Default, Args)]
pub struct ReadingArguments {
    /// Fiscal year reported on, where title and file name are silent: R5 or 2023
    #[arg(long, value_name = "YEAR", value_parser = fiscal_year)]
    pub fiscal_year: Option<FiscalYear>,
    /// Prefecture that reports: 05 or 秋田県
    #[arg(long, value_name = "CODE", value_parser = prefecture)]
    pub prefecture: Option<Prefecture>,
    /// Profile to read by: auto, or an id
    #[arg(long, value_name = "ID")]
    pub profile: Option<String>,
    /// Whether pages without usable text are read from their pictures; what the project says otherwise, else auto
    #[arg(long, value_enum, value_name = "WHEN")]
    pub ocr: Option<OcrChoice>,
    /// File that holds the password of encrypted PDFs
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
    /// Files read at the same time; as many as there are processors otherwise
    #[arg(long, value_name = "N")]
    pub jobs: Option<usize>,
}

/// When pages are read from their pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OcrChoice {
    /// Where a page has no usable text, if the model is installed
    Auto,
    /// The same, and it is a fault where the model is not installed
    Always,
    /// Never
    Never,
}

/// `build`
#[derive(Debug, Args)]
pub struct BuildArguments {
    /// Folders or PDF files; those of the project otherwise
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// Folder to write to, made where it is missing; that of the project otherwise
    #[arg(long, short, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// What to write; what the project says otherwise, else all
    #[arg(long, value_enum, value_delimiter = ',')]
    pub format: Vec<BuildFormat>,
    /// What the first line of CSV files calls the columns; what the project says otherwise, else names
    #[arg(long, value_enum, value_name = "HEADER")]
    pub csv_header: Option<CsvHeaderChoice>,
    /// Install the word dictionary first where none is installed
    #[arg(long)]
    pub install_dictionary: bool,
    /// Install a Japanese font first where neither the data folder nor the system has one
    #[arg(long)]
    pub install_font: bool,
    /// Say why each document is read again and why a run is written
    #[arg(long)]
    pub why: bool,
    /// Read every document again, whatever is kept from the last time
    #[arg(long)]
    pub force: bool,
    /// Read only this part of the documents, as one of machines that share DIR: 3/16; `merge` writes the run then
    #[arg(long, value_name = "N/OF", value_parser = Shard::parse)]
    pub shard: Option<Shard>,
    /// Read and write nothing; say what would be done
    #[arg(long)]
    pub dry_run: bool,
    /// End with 5 where --dry-run finds something to do
    #[arg(long, requires = "dry_run")]
    pub exit_code: bool,
    /// Print the results as one JSON document
    #[arg(long, conflicts_with_all = ["jsonl", "dry_run"])]
    pub json: bool,
    /// Print what happens as it happens, one JSON object a line
    #[arg(long, conflicts_with = "dry_run")]
    pub jsonl: bool,
    /// End with 1 where a check fails
    #[arg(long)]
    pub strict: bool,
    #[command(flatten)]
    /// How documents are read
    pub reading: ReadingArguments,
}

/// A format that `build` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BuildFormat {
    /// Parquet, for machines
    Parquet,
    /// CSV in UTF-8 with a byte-order mark, for spreadsheets
    Csv,
    /// One Excel workbook with findings, charts and every table
    Xlsx,
    /// One HTML page, and its charts as SVG, for people
    Html,
    /// JSON Lines, an object a row
    Jsonl,
}

/// What CSV files call the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CsvHeaderChoice {
    /// The names that all formats have
    Names,
    /// Japanese titles
    Ja,
    /// English titles
    En,
}

impl CsvHeaderChoice {
    /// The header that is meant.
    pub fn header(self) -> CsvHeader {
        match self {
            CsvHeaderChoice::Names => CsvHeader::Names,
            CsvHeaderChoice::Ja => CsvHeader::Titles(Language::Japanese),
            CsvHeaderChoice::En => CsvHeader::Titles(Language::English),
        }
    }
}

impl BuildFormat {
    /// The name that it is asked for by, which is that of its writer.
    pub fn as_str(self) -> &'static str {
        match self {
            BuildFormat::Parquet => "parquet",
            BuildFormat::Csv => "csv",
            BuildFormat::Xlsx => "xlsx",
            BuildFormat::Html => "html",
            BuildFormat::Jsonl => "jsonl",
        }
    }
}

/// `tokenize`
#[derive(Debug, Args)]
pub struct TokenizeArguments {
    /// Text files in UTF-8; standard input otherwise
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

/// `extract`
#[derive(Debug, Args)]
pub struct ExtractArguments {
    /// PDF files
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// One document, or one document a line
    #[arg(long, value_enum, default_value = "json")]
    pub format: ExtractFormat,
    /// Pages to read, such as 1-4,7
    #[arg(long, value_name = "PAGES")]
    pub pages: Option<PageSelection>,
    #[command(flatten)]
    /// How documents are read
    pub reading: ReadingArguments,
}

/// A format that `extract` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExtractFormat {
    /// One document
    Json,
    /// One document a line
    Jsonl,
}

/// `tables`
#[derive(Debug, Args)]
pub struct TablesArguments {
    /// PDF files
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// How tables are written
    #[arg(long, value_enum, default_value = "csv")]
    pub format: TablesFormat,
    /// Pages to read, such as 1-4,7
    #[arg(long, value_name = "PAGES")]
    pub pages: Option<PageSelection>,
    /// The part of each page that holds a table, in points from its top left
    #[arg(long, value_name = "X0,Y0,X1,Y1", value_parser = area)]
    pub area: Option<Rect>,
    /// Give a table over several pages once a page, as printed
    #[arg(long)]
    pub by_page: bool,
    /// Join tables cut over two facing pages, the left columns on one and the right ones on the other
    #[arg(long)]
    pub facing: bool,
    /// Repeat the text of a merged cell in every field that it covers
    #[arg(long)]
    pub fill: bool,
    /// Leave out tables that are less sure, from 0 to 1
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub min_confidence: Option<f64>,
    /// File for all tables, or folder for a file a table; standard output otherwise
    #[arg(long, short, value_name = "FILE|DIR")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    /// How documents are read
    pub reading: ReadingArguments,
}

/// A format that `tables` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TablesFormat {
    /// One header row, a line a row
    Csv,
    /// Levels of the header, cells with spans and places, numbers with units
    Json,
    /// One page with all tables
    Html,
    /// A workbook, a sheet a table
    Xlsx,
    /// Tables of GitHub's Markdown
    Markdown,
}

impl TablesFormat {
    /// The writer of the format.
    pub fn named(self) -> TableFormat {
        let name = match self {
            TablesFormat::Csv => "csv",
            TablesFormat::Json => "json",
            TablesFormat::Html => "html",
            TablesFormat::Xlsx => "xlsx",
            TablesFormat::Markdown => "markdown",
        };
        TableFormat::named(name).expect("a test finds every format by its name")
    }
}

fn fiscal_year(text: &str) -> Result<FiscalYear, String> {
    FiscalYear::parse(&crate::text::fold(text)).ok_or_else(|| "write R5, H30 or 2023".to_owned())
}

fn prefecture(text: &str) -> Result<Prefecture, String> {
    Prefecture::parse(text).ok_or_else(|| "write a code from 01 to 47, or a name such as 秋田県".to_owned())
}

fn share(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|it| (0.0..=1.0).contains(it));
    share.ok_or_else(|| "write a number from 0 to 1, such as 0.8".to_owned())
}

fn area(text: &str) -> Result<Rect, String> {
    let wrong = || "write four numbers, left, top, right and bottom, such as 50,120.5,545,700".to_owned();
    let sides: Vec<f64> = text.split(',').map(|it| it.trim().parse()).collect::<Result<_, _>>().map_err(|_| wrong())?;
    match sides[..] {
        [x0, y0, x1, y1] if x0 < x1 && y0 < y1 && y1.is_finite() && x1.is_finite() => Ok(Rect::new(x0, y0, x1, y1)),
        _ => Err(wrong()),
    }
}
