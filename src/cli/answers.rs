//! The answers of the last run, and how they are printed.

use std::path::Path;

use serde_json::{Value, json};

use super::Exit;
use super::arguments::ListingFormat;
use super::settings::Wrong;
use super::summary::terminal_table;
use super::{listing, tables};
use crate::analysis::{caution_codes, screen_table};
use crate::base::{Language, Message};
use crate::dataset::{Frame, Frames};
use crate::publish;

/// The answer of this name in the last run of an output folder.
pub(super) fn answer(output: &Path, name: &str) -> Result<Frame, Wrong> {
    let frames = tables::of_run(output, |it| it == name)?;
    find(&frames, output, name).cloned()
}

/// The answer among those that were read; a run of another version may not have it.
pub(super) fn find<'a>(frames: &'a Frames, output: &Path, name: &str) -> Result<&'a Frame, Wrong> {
    let missing = || Message::new("run_of_other_version").with("path", output.display());
    frames.get(name).ok_or_else(|| Wrong { message: missing(), exit: Exit::Usage })
}

/// Prints an answer: for people with what is to be kept in mind, as JSON, or as CSV.
pub(super) fn print(frame: &Frame, format: ListingFormat, language: Language) -> anyhow::Result<Exit> {
    let text = match format {
        ListingFormat::Table => text(frame, language) + "\n",
        ListingFormat::Json => to_json(frame, language)?.to_string() + "\n",
        ListingFormat::Csv => String::from_utf8(publish::csv(frame, publish::CsvHeader::Names)?)?,
    };
    listing::print(&text);
    Ok(Exit::Done)
}

fn text(frame: &Frame, language: Language) -> String {
    let title = frame.schema().title.text(language);
    match screen_table(frame, language).filter(|it| !it.rows.is_empty()) {
        Some(table) => terminal_table(&table, usize::MAX, language),
        None => Message::new("trend_empty").with("title", title).text(language),
    }
}

fn to_json(frame: &Frame, language: Language) -> anyhow::Result<Value> {
    let lines = String::from_utf8(publish::jsonl(frame)?)?;
    let rows: Result<Vec<Value>, _> = lines.lines().map(serde_json::from_str).collect();
    let cautions = caution_codes(frame);
    let cautions = cautions.iter().map(|it| json!({"code": it.code, "sentence": it.sentence.text(language)}));
    Ok(json!({
        "name": frame.name(),
        "title": frame.schema().title.text(language),
        "description": frame.schema().description.text(language),
        "rows": rows?,
        "cautions": cautions.collect::<Vec<_>>(),
    }))
}
