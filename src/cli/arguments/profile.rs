//! The arguments of `profile`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::ReadingArguments;

/// `profile`
#[derive(Debug, Args)]
pub struct ProfileArguments {
    /// What to do
    #[command(subcommand)]
    pub command: ProfileCommand,
}

/// What `profile` can do.
#[derive(Debug, Subcommand)]
pub enum ProfileCommand {
    /// List the profiles that documents are read by
    List,
    /// Print a profile as TOML, to copy and change
    Show {
        /// Its id
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Check profiles without reading a document
    Lint {
        /// TOML files
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Draft a profile from the labels and header words that a PDF prints
    New {
        /// PDF file
        #[arg(value_name = "PDF")]
        file: PathBuf,
        /// Id of the profile
        #[arg(long, value_name = "ID", default_value = "my-report")]
        id: String,
        /// File to write; standard output otherwise
        #[arg(long, short, value_name = "TOML")]
        output: Option<PathBuf>,
        /// Write over a file that is there
        #[arg(long, requires = "output")]
        force: bool,
    },
    /// Read PDFs and tell what was found and which labels were not read
    Test {
        /// PDF files
        #[arg(required = true, value_name = "PDF")]
        files: Vec<PathBuf>,
        #[command(flatten)]
        /// How documents are read
        reading: ReadingArguments,
    },
}
