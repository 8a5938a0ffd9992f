//! The command line of `correct` as typed.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{ListingFormat, area};
use crate::base::{FiscalYear, Rect};

/// `correct`
#[derive(Debug, Args)]
pub struct CorrectArguments {
    /// What to do
    #[command(subcommand)]
    pub command: CorrectCommand,
}

/// What `correct` can do.
#[derive(Debug, Subcommand)]
pub enum CorrectCommand {
    /// List all corrections and what became of them in the last run
    List(CorrectListArguments),
    /// List the corrections that were not followed, since something else is printed now
    Conflicts(CorrectListArguments),
    /// Set a value, a rating, the direction or unit of an indicator, or the answer to a doubt
    Set {
        /// Its observation_id, rating_id, indicator_id or note_id, as in the tables, `check` and `explain`
        #[arg(value_name = "ID")]
        id: String,
        /// What it is to be: 81.7, A, up, down, confirmed, fixed, ignored
        #[arg(value_name = "VALUE", allow_hyphen_values = true)]
        value: String,
        /// VALUE is the unit of the indicator, by its id: person, percent
        #[arg(long)]
        unit: bool,
        #[command(flatten)]
        /// Who says so, and why
        said: Said,
    },
    /// Say that a value or rating is right as it was read
    Confirm {
        /// Its observation_id or rating_id
        #[arg(value_name = "ID")]
        id: String,
        #[command(flatten)]
        /// Who says so, and why
        said: Said,
    },
    /// Take a value or rating out; its row stays, without a value
    Exclude {
        /// Its observation_id or rating_id
        #[arg(value_name = "ID")]
        id: String,
        #[command(flatten)]
        /// Who says so, and why
        said: Said,
    },
    /// Leave a value or rating for later
    Later {
        /// Its observation_id or rating_id
        #[arg(value_name = "ID")]
        id: String,
        #[command(flatten)]
        /// Who says so, and why
        said: Said,
    },
    /// Add a value or rating that was not read
    Add(AddArguments),
    /// Say what a document is
    Document {
        /// Name of the PDF file
        #[arg(value_name = "FILE")]
        file: String,
        /// What is set
        #[arg(value_name = "FIELD", value_parser = ["fiscal_year", "prefecture", "plan", "source_url", "published_on", "may_fail"])]
        field: String,
        /// What it is: R5, 05, the name of the plan
        #[arg(value_name = "VALUE")]
        value: String,
        #[command(flatten)]
        /// Who says so, and why
        said: Said,
    },
    /// Take the last correction back, or one by its id
    Undo {
        /// The correction_id
        #[arg(value_name = "ID")]
        id: Option<String>,
        #[command(flatten)]
        /// Who says so, and why
        said: Said,
    },
    /// Write a workbook in which values, ratings and doubts can be corrected
    Export(ExportArguments),
    /// Take over what was filled in in such a workbook; shows the difference first
    Import(ImportArguments),
    /// Turn the decisions of input/links into corrections
    Migrate,
}

/// Who decides, and why.
#[derive(Debug, Clone, Default, Args)]
pub struct Said {
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Who, as it shall stand in the data
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// Folder that `build` wrote to; that of the project otherwise, else output
    #[arg(long, short, value_name = "DIR")]
    pub output: Option<PathBuf>,
}

/// `correct list`
#[derive(Debug, Args)]
pub struct CorrectListArguments {
    /// Folder that `build` wrote to; that of the project otherwise, else output
    #[arg(long, short, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value = "table")]
    pub format: ListingFormat,
}

/// `correct add`
#[derive(Debug, Args)]
pub struct AddArguments {
    /// The indicator_id, for a value, or the initiative_id, for a rating
    #[arg(value_name = "ID")]
    pub id: String,
    /// The value or rating
    #[arg(value_name = "VALUE", allow_hyphen_values = true)]
    pub value: String,
    /// The year that it is about: R5 or 2023
    #[arg(long, value_name = "YEAR", value_parser = super::fiscal_year)]
    pub year: FiscalYear,
    /// The year that the document reports on; the last edition otherwise
    #[arg(long, value_name = "YEAR", value_parser = super::fiscal_year)]
    pub edition: Option<FiscalYear>,
    /// Role of a value
    #[arg(long, value_parser = ["target", "actual", "baseline", "forecast", "reference"], default_value = "actual")]
    pub role: String,
    /// Page that it is printed on, from 1
    #[arg(long)]
    pub page: u32,
    /// Box on the page, in points from the top left
    #[arg(long, value_name = "X0,Y0,X1,Y1", value_parser = area)]
    pub area: Option<Rect>,
    /// As it is printed
    #[arg(long, value_name = "TEXT")]
    pub printed: Option<String>,
    #[command(flatten)]
    /// Who says so, and why
    pub said: Said,
}

/// `correct export`
#[derive(Debug, Args)]
pub struct ExportArguments {
    /// The workbook to write
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// All values and ratings; those alone that the program is not sure of, or that a doubt is about, otherwise
    #[arg(long)]
    pub all: bool,
    /// Folder that `build` wrote to; that of the project otherwise, else output
    #[arg(long, short, value_name = "DIR")]
    pub output: Option<PathBuf>,
}

/// `correct import`
#[derive(Debug, Args)]
pub struct ImportArguments {
    /// The workbook
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Show the difference only
    #[arg(long)]
    pub dry_run: bool,
    /// Save without asking
    #[arg(long)]
    pub yes: bool,
    #[command(flatten)]
    /// Who says so, and why, where the sheet does not say it
    pub said: Said,
}
