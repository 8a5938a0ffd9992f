//! Arguments of the commands that keep things in order: `dictionary`, `font`, `ocr`, `init`, `clean`, `completions`, `man`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// `dictionary`
#[derive(Debug, Args)]
pub struct DictionaryArguments {
    /// What to do
    #[command(subcommand)]
    pub command: DictionaryCommand,
}

/// What `dictionary` can do.
#[derive(Debug, Subcommand)]
pub enum DictionaryCommand {
    /// Build the dictionary from Debian's or PyPI's ipadic, or from what is given, and put it in the user's data folder
    Install {
        /// A .deb, a .tar.gz, or a folder with ipadic's files
        #[arg(long, value_name = "FILE|DIR")]
        from: Option<PathBuf>,
        /// Install it anew where one is there
        #[arg(long)]
        force: bool,
    },
}

/// `font`
#[derive(Debug, Args)]
pub struct FontArguments {
    /// What to do
    #[command(subcommand)]
    pub command: FontCommand,
}

/// What `font` can do.
#[derive(Debug, Subcommand)]
pub enum FontCommand {
    /// Put Debian's or PyPI's IPAexGothic, or what is given, in the user's data folder where the system has no Japanese font
    Install {
        /// A .ttf, .otf or .ttc, or a .deb, .whl or .zip with one
        #[arg(long, value_name = "FILE")]
        from: Option<PathBuf>,
        /// Install it anew where one is there, and where the system has one
        #[arg(long)]
        force: bool,
    },
}

/// `ocr`
#[derive(Debug, Args)]
pub struct OcrArguments {
    /// What to do
    #[command(subcommand)]
    pub command: OcrCommand,
}

/// What `ocr` can do.
#[derive(Debug, Subcommand)]
pub enum OcrCommand {
    /// Put the model PP-OCRv6 from PyPI's rapidocr, or what is given, in the user's data folder
    Install {
        /// The wheel of rapidocr 3.10.0, or the model in it
        #[arg(long, value_name = "FILE")]
        from: Option<PathBuf>,
        /// Install it anew where it is there
        #[arg(long)]
        force: bool,
    },
}

/// `init`
#[derive(Debug, Args)]
pub struct InitArguments {
    /// The folder; made where it is missing
    #[arg(value_name = "DIR", default_value = ".")]
    pub folder: PathBuf,
}

/// `clean`
#[derive(Debug, Args)]
pub struct CleanArguments {
    /// Folder that `build` wrote to; that of the project otherwise
    #[arg(value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// Runs to keep, the current one among them
    #[arg(long, value_name = "N", default_value = "3", value_parser = clap::value_parser!(u32).range(1..))]
    pub keep: u32,
    /// Do it
    #[arg(long)]
    pub yes: bool,
}

/// `man`
#[derive(Debug, Args)]
pub struct ManArguments {
    /// The command that the page is about; all of them otherwise
    #[arg(value_name = "COMMAND")]
    pub command: Option<String>,
}

/// `completions`
#[derive(Debug, Args)]
pub struct CompletionsArguments {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}
