//! `check`

use serde_json::{Value, json};

use super::Exit;
use super::arguments::{CheckArguments, ListingFormat};
use super::context::Context;
use super::listing::{Listing, print};
use super::places::{Documents, place_text};
use super::settings::{jobs, run_folder, settings};
use super::summary::grouped;
use super::tables;
use crate::base::{Language, Message, Severity};
use crate::dataset::{Frame, Frames, figures_read, hint_column, message_column, open_notes};

/// Lists what is doubtful in the last run, or in PDFs, the gravest first.
pub(super) fn run(arguments: &CheckArguments, context: &Context) -> anyhow::Result<Exit> {
    let language = context.language;
    let (frames, failed) = if arguments.files.is_empty() {
        (
            tables::of_run(&run_folder(arguments.output.as_deref(), context)?, |table| {
                matches!(table, "documents" | "notes" | "coverage")
            })?,
            0,
        )
    } else {
        let settings = settings(&arguments.reading, None, context)?;
        tables::of_files(&arguments.files, &settings, jobs(arguments.reading.jobs), language)
    };
    let listing = findings(&frames, arguments.all, language);
    let text = match arguments.format {
        ListingFormat::Table => {
            table_listing(&listing, language).text(ListingFormat::Table, &["severity", "place", "message"], language)
        }
        format => listing.text(format, &[], language),
    };
    print(&text);
    let count = |severity: Severity| {
        listing.rows.iter().filter(|row| row[2] == severity.as_str() && row[STATUS] == "open").count()
    };
    let [errors, warnings, infos] = [Severity::Error, Severity::Warning, Severity::Info].map(count);
    let counts = Message::new("check_counts").with("errors", errors).with("warnings", warnings).with("infos", infos);
    let (read, values) = figures_read(&frames);
    if values > 0 {
        tell!(
            "{}",
            Message::new("check_coverage").with("read", grouped(read)).with("values", grouped(values)).text(language)
        );
    }
    tell!("{}", counts.text(language));
    Ok(match failed {
        0 if arguments.strict && errors + warnings > 0 => Exit::ChecksFailed,
        0 => Exit::Done,
        _ if failed == arguments.files.len() => Exit::Nothing,
        _ => Exit::Partly,
    })
}

/// The place of the column `status`.
const STATUS: usize = 21;
const COLUMNS: [&str; 22] = [
    "note_id",
    "code",
    "severity",
    "message",
    "hint",
    "table",
    "key",
    "file",
    "document_id",
    "page",
    "x0",
    "y0",
    "x1",
    "y1",
    "against_file",
    "against_document_id",
    "against_page",
    "against_x0",
    "against_y0",
    "against_x1",
    "against_y1",
    "status",
];

/// The notes that nobody has answered, or all, the gravest first, else as in the table.
fn findings(frames: &Frames, all: bool, language: Language) -> Listing {
    let documents = Documents::of(frames);
    let Some(notes) = frames.get("notes") else { return Listing { columns: COLUMNS.to_vec(), rows: Vec::new() } };
    let notes = &if all { notes.clone() } else { open_notes(notes) };
    let text = |name: &str, row: usize| notes.text(name).get(row).map_or(Value::Null, Value::from);
    let message = |row: usize| match notes.text(message_column(language)).get(row) {
        Some(message) => message.to_owned(),
        None => Message::new("listing_empty").text(language),
    };
    let file = |name: &str, row: usize| {
        notes.text(name).get(row).and_then(|id| documents.file_name(id)).map_or(Value::Null, Value::from)
    };
    let row = |row: usize| {
        let mut values: Vec<Value> = ["note_id", "code", "severity"].map(|it| text(it, row)).to_vec();
        values.push(message(row).into());
        values.extend([hint_column(language), "table", "key"].map(|it| text(it, row)));
        values.extend([file("document_id", row), text("document_id", row)]);
        values.extend(place(notes, "", row));
        values.extend([file("against_document_id", row), text("against_document_id", row)]);
        values.extend(place(notes, "against_", row));
        values.push(text("status", row));
        values
    };
    let mut rows: Vec<Vec<Value>> = (0..notes.row_count()).map(row).collect();
    let gravity = |row: &Vec<Value>| Severity::ALL.iter().position(|it| row[2] == it.as_str());
    rows.sort_by_key(gravity);
    Listing { columns: COLUMNS.to_vec(), rows }
}

/// Page and box of a row.
fn place(notes: &Frame, prefix: &str, row: usize) -> [Value; 5] {
    let page = notes.i32(&format!("{prefix}page")).get(row).map_or(Value::Null, Value::from);
    let edge = |name: &str| notes.f64(&format!("{prefix}{name}")).get(row).map_or(Value::Null, |it| json!(it));
    [page, edge("x0"), edge("y0"), edge("x1"), edge("y1")]
}

/// What a screen has room for: the severity with the code, both places, and the message with what to do.
fn table_listing(listing: &Listing, language: Language) -> Listing {
    let row = |row: &Vec<Value>| {
        let text = |index: usize| row[index].as_str().unwrap_or_default();
        let place = |file: usize, page: usize| place_text(row[file].as_str(), row[page].as_i64());
        let severity = Severity::ALL.into_iter().find(|it| it.as_str() == text(2));
        let severity = severity.map(|it| Message::new(severity_key(it)).text(language)).unwrap_or_default();
        let (here, there) = (place(7, 9), place(14, 16));
        let places = if there.is_empty() { here } else { format!("{here}\n↔ {there}") };
        let hint = if text(4).is_empty() { String::new() } else { format!("\n→\u{a0}{}", text(4)) };
        let head = format!("{severity}\n{}", text(1));
        vec![head.into(), places.into(), format!("{}{hint}", text(3)).into()]
    };
    Listing { columns: vec!["severity", "place", "message"], rows: listing.rows.iter().map(row).collect() }
}

fn severity_key(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "severity_error",
        Severity::Warning => "severity_warning",
        Severity::Info => "severity_info",
    }
}
