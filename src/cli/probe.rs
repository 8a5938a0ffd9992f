//! `probe`

use serde_json::json;

use super::Exit;
use super::arguments::{ProbeArguments, ReadingArguments};
use super::context::Context;
use super::paint;
use super::say;
use super::settings::settings;
use crate::base::{Language, Message, Note, visible};
use crate::pdf::UnicodeSource;
use crate::pipeline::{Detail, DocumentReading, Isolation, Settings, read_files};

/// Tells what kind of PDF a file is.
pub(super) fn run(arguments: &ProbeArguments, context: &Context) -> anyhow::Result<Exit> {
    let language = context.language;
    let reading = ReadingArguments { password_file: arguments.password_file.clone(), ..ReadingArguments::default() };
    let settings = Settings { metadata: true, detail: Detail::Tables, ..settings(&reading, None, context)? };
    let mut exit = Exit::Nothing;
    let files = std::slice::from_ref(&arguments.file);
    read_files(files, &settings, 1, Isolation::PROCESSES, |outcome| match &outcome.result {
        Ok(reading) if arguments.json => {
            exit = Exit::Done;
            say::data(format!("{}\n", to_json(reading, language)).as_bytes());
        }
        Ok(reading) => {
            exit = Exit::Done;
            print(reading, language);
        }
        Err(error) => {
            tell!("{}: {}", outcome.path.display(), paint::error(&error.message(), language));
        }
    });
    Ok(exit)
}

/// Codes of notes that say that a part of the document may be missing.
const DAMAGES: [&str; 7] = [
    "pdf_repaired",
    "pdf_cut_off",
    "pdf_ends_early",
    "pdf_pages_missing",
    "page_lost",
    "page_cut_short",
    "pages_left_out",
];

fn verdict(reading: &DocumentReading, language: Language) -> String {
    if let Some(note) = reading.notes.first().filter(|_| reading.refused()) {
        return note.text(language);
    }
    match damage(reading) {
        Some(note) => Message::new("probe_readable_in_part").with("reason", note.text(language)).text(language),
        None => Message::new("probe_readable").text(language),
    }
}

/// What says that not all of the document was read.
fn damage(reading: &DocumentReading) -> Option<&Note> {
    reading.notes.iter().find(|it| DAMAGES.contains(&it.code()))
}

fn unicode(source: UnicodeSource) -> &'static str {
    match source {
        UnicodeSource::ToUnicode => "ToUnicode",
        UnicodeSource::Encoding => "encoding",
        UnicodeSource::Collection => "character collection",
        UnicodeSource::FontProgram => "font program",
        UnicodeSource::None => "-",
    }
}

fn print(reading: &DocumentReading, language: Language) {
    let none = || Message::new("probe_none").text(language);
    let identity = &reading.report.identity;
    let fonts: Vec<String> = reading
        .fonts
        .iter()
        .map(|it| format!("{} ({}{})", it.name, unicode(it.unicode), if it.embedded { "" } else { ", not embedded" }))
        .collect();
    let text = Message::new("probe_text_value")
        .with("glyphs", reading.trust.glyph_count)
        .with("unmapped", reading.trust.unmapped)
        .text(language);
    let report = Message::new("probe_report_value")
        .with("prefecture", identity.prefecture.map_or_else(none, |it| it.name().to_owned()))
        .with("year", identity.fiscal_year.map_or_else(none, |it| format!("{} ({it})", it.label())))
        .with("profile", identity.profile_id.clone().unwrap_or_else(none))
        .text(language);
    let lines = [
        ("probe_pages", reading.page_count.to_string()),
        ("probe_title", identity.title.clone().or_else(|| reading.metadata.title.clone()).unwrap_or_else(none)),
        ("probe_producer", reading.metadata.producer.clone().unwrap_or_else(none)),
        ("probe_created", reading.metadata.created.clone().unwrap_or_else(none)),
        ("probe_fonts", if fonts.is_empty() { none() } else { fonts.join("\n") }),
        ("probe_text", text),
        ("probe_tables", reading.layout.tables.len().to_string()),
        ("probe_report", report),
        ("probe_verdict", verdict(reading, language)),
    ];
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    for (key, value) in lines {
        table.add_row([Message::new(key).text(language), visible(&value).into_owned()]);
    }
    say!("{table}");
}

fn to_json(reading: &DocumentReading, language: Language) -> serde_json::Value {
    let identity = &reading.report.identity;
    let fonts: Vec<_> = reading
        .fonts
        .iter()
        .map(|it| json!({"name": it.name, "embedded": it.embedded, "unicode": unicode(it.unicode)}))
        .collect();
    let metadata = &reading.metadata;
    json!({
        "id": reading.document_id, "file_name": reading.file_name, "page_count": reading.page_count,
        "title": metadata.title, "producer": metadata.producer, "creator": metadata.creator,
        "created": metadata.created, "modified": metadata.modified, "outline_entries": metadata.outline.len(),
        "fonts": fonts,
        "text": {
            "glyphs": reading.trust.glyph_count, "unmapped": reading.trust.unmapped, "foreign": reading.trust.foreign,
            "misfits": reading.trust.misfits, "picture_pages": reading.trust.picture_pages,
        },
        "readable": !reading.refused(), "whole": !reading.refused() && damage(reading).is_none(), "verdict": verdict(reading, language), "table_count": reading.layout.tables.len(),
        "prefecture": identity.prefecture.map(|it| it.name()), "fiscal_year": identity.fiscal_year.map(|it| it.year()),
        "profile": identity.profile_id, "report_title": identity.title,
        "notes": reading.notes.iter().map(|note| json!({"code": note.code(), "message": note.text(language)})).collect::<Vec<_>>(),
    })
}
