//! `tables`

use std::path::{Path, PathBuf};

use super::Exit;
use super::arguments::TablesArguments;
use super::context::Context;
use super::say;
use super::settings::{Wrong, jobs, settings};
use super::shell::quoted_path;
use super::tables::complain;
use crate::base::Message;
use crate::pipeline::{Isolation, read_files};
use crate::publish::table::{PrintedTable, TableFormat, TableOptions, printed_tables};
use crate::storage;

/// Reads the files and writes their tables.
pub(super) fn run(arguments: &TablesArguments, context: &Context) -> anyhow::Result<Exit> {
    let language = context.language;
    let format = arguments.format.named();
    if !format.is_text && arguments.output.is_none() {
        let message = Message::new("tables_output_wanted").with("format", format.name);
        return Ok(Wrong { message, exit: Exit::Usage }.say(language));
    }
    let mut settings = settings(&arguments.reading, arguments.pages.clone(), context)?;
    settings.reading.area = arguments.area;
    settings.facing_pages = arguments.facing;
    let options = TableOptions {
        by_page: arguments.by_page,
        fill_merged: arguments.fill,
        min_confidence: arguments.min_confidence.unwrap_or(0.0),
        language,
    };
    let (mut tables, mut failed) = (Vec::new(), 0);
    read_files(&arguments.files, &settings, jobs(arguments.reading.jobs), Isolation::PROCESSES, |outcome| {
        let unread = complain(&outcome, language);
        failed += usize::from(unread);
        if let (false, Ok(reading)) = (unread, &outcome.result) {
            let found = printed_tables(&reading.layout, &outcome.file_name(), &options);
            if found.is_empty() {
                tell!("{}", Message::new("tables_none").with("file", quoted_path(&outcome.path)).text(language));
            }
            tables.extend(found);
        }
    });
    if failed < arguments.files.len() {
        match write(&tables, format, &options, arguments.output.as_deref()) {
            Ok(()) => {}
            Err(Unwritten::Wrong(wrong)) => return Ok(wrong.say(language)),
            Err(Unwritten::Other(error)) => return Err(error),
        }
    }
    Ok(Exit::of(failed, arguments.files.len()))
}

/// Why tables could not be written.
enum Unwritten {
    /// One sentence says it.
    Wrong(Wrong),
    /// Standard output or a writer failed.
    Other(anyhow::Error),
}

impl From<storage::StorageError> for Unwritten {
    fn from(error: storage::StorageError) -> Self {
        Unwritten::Wrong(Wrong::unwritten(error))
    }
}

impl From<crate::publish::PublishError> for Unwritten {
    fn from(error: crate::publish::PublishError) -> Self {
        Unwritten::Other(error.into())
    }
}

/// Writes to standard output, to one file, or, where `output` is a folder, a file a table.
fn write(
    tables: &[PrintedTable],
    format: TableFormat,
    options: &TableOptions,
    output: Option<&Path>,
) -> Result<(), Unwritten> {
    let Some(output) = output else {
        say::data(&format.write(tables, options)?);
        return Ok(());
    };
    let files: Vec<(PathBuf, &[PrintedTable])> = if storage::is_folder(output) {
        let path = |it: &PrintedTable| output.join(format!("{}.{}", it.name(), format.extension));
        tables.iter().map(|it| (path(it), std::slice::from_ref(it))).collect()
    } else {
        vec![(output.to_owned(), tables)]
    };
    for (path, tables) in &files {
        storage::write_atomic(path, &with_mark(format, format.write(tables, options)?))?;
    }
    let written = Message::new("tables_written")
        .with("tables", tables.len())
        .with("files", files.len())
        .with("path", output.display());
    tell!("{}", written.text(options.language));
    Ok(())
}

/// Spreadsheets know a CSV file as UTF-8 by its byte-order mark.
fn with_mark(format: TableFormat, bytes: Vec<u8>) -> Vec<u8> {
    if format.extension == "csv" { [b"\xEF\xBB\xBF".as_slice(), &bytes].concat() } else { bytes }
}
