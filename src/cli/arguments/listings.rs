//! The commands that list what a run, PDFs or lines of text hold.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::ReadingArguments;

/// How rows are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListingFormat {
    /// A table for people
    Table,
    /// One JSON array of objects
    Json,
    /// CSV in UTF-8 with a byte-order mark, for spreadsheets
    Csv,
}

/// `check`
#[derive(Debug, Args)]
pub struct CheckArguments {
    /// PDF files to read now; the last run of the output folder otherwise
    #[arg(value_name = "PDF")]
    pub files: Vec<PathBuf>,
    /// Folder that `build` wrote to; the project's otherwise, else output
    #[arg(long, short, value_name = "DIR", conflicts_with = "files")]
    pub output: Option<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value = "table")]
    pub format: ListingFormat,
    /// End with 1 where there is an error or a warning that nobody has answered
    #[arg(long)]
    pub strict: bool,
    /// List those too that people have answered
    #[arg(long)]
    pub all: bool,
    #[command(flatten)]
    /// How documents are read
    pub reading: ReadingArguments,
}

/// `explain`
#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// Id of an observation, rating, initiative, indicator, block or note, or its beginning; an initiative also as R5:26
    #[arg(value_name = "ID")]
    pub id: String,
    /// Folder that `build` wrote to; the project's otherwise, else output
    #[arg(long, short, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value = "table")]
    pub format: ListingFormat,
}

/// `diff`
#[derive(Debug, Args)]
pub struct DiffArguments {
    /// The earlier edition: a fiscal year (R4), a file name or id of the last run, or a PDF file
    #[arg(value_name = "EDITION")]
    pub earlier: String,
    /// The later edition
    #[arg(value_name = "EDITION")]
    pub later: String,
    /// Folder that `build` wrote to; the project's otherwise, else output
    #[arg(long, short, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value = "table")]
    pub format: ListingFormat,
    #[command(flatten)]
    /// How documents are read
    pub reading: ReadingArguments,
}

/// `trend`
#[derive(Debug, Args)]
pub struct TrendArguments {
    /// Which trend, such as ratings or achievement; a list of all otherwise
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// Folder that `build` wrote to; the project's otherwise, else output
    #[arg(long, short, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value = "table")]
    pub format: ListingFormat,
}

/// `compare`
#[derive(Debug, Args)]
pub struct CompareArguments {
    /// Rule to rate by: ibaraki, nagano or state
    #[arg(long, value_name = "NAME", default_value = "ibaraki")]
    pub rule: String,
    /// Folder that `build` wrote to; the project's otherwise, else output
    #[arg(long, short, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value = "table")]
    pub format: ListingFormat,
}

/// `normalize`
#[derive(Debug, Args)]
pub struct NormalizeArguments {
    /// One JSON object a line
    #[arg(long, value_enum, default_value = "jsonl")]
    pub format: NormalizeFormat,
}

/// A format that `normalize` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum NormalizeFormat {
    /// One JSON object a line
    Jsonl,
}

/// `probe`
#[derive(Debug, Args)]
pub struct ProbeArguments {
    /// PDF file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// File that holds the password
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
}
