//! Arguments of `show`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// `show`
#[derive(Debug, Args)]
pub struct ShowArguments {
    /// PDF file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Page, from 1
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u32).range(1..))]
    pub page: u32,
    /// What to draw over the page
    #[arg(long, value_enum, default_value = "cells")]
    pub layer: ShowLayer,
    /// File to write, .png or .svg; FILE-pN-LAYER.png in the current folder otherwise
    #[arg(long, short, value_name = "PNG|SVG")]
    pub output: Option<PathBuf>,
    /// Pixels an inch
    #[arg(long, value_name = "DPI", default_value = "100", value_parser = clap::value_parser!(u32).range(10..=1200))]
    pub dpi: u32,
    /// Font for Japanese text whose font is not in the PDF; the installed one otherwise, else one of the system's
    #[arg(long, value_name = "TTF|OTF")]
    pub font: Option<PathBuf>,
    /// Profile to read by: auto, or an id
    #[arg(long, value_name = "ID")]
    pub profile: Option<String>,
    /// File that holds the password
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
}

/// What `show` draws over the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ShowLayer {
    /// Em boxes and baselines of glyphs
    Glyphs,
    /// Rules, filled areas and pictures
    Rulings,
    /// Lines of text
    Words,
    /// Table cells
    Cells,
    /// Tables and their columns
    Tables,
    /// Titles, ratings, parts of blocks, numbers
    Blocks,
}

impl ShowLayer {
    /// The name that it is asked for by.
    pub fn as_str(self) -> &'static str {
        match self {
            ShowLayer::Glyphs => "glyphs",
            ShowLayer::Rulings => "rulings",
            ShowLayer::Words => "words",
            ShowLayer::Cells => "cells",
            ShowLayer::Tables => "tables",
            ShowLayer::Blocks => "blocks",
        }
    }
}
