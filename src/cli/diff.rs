//! `diff`

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::Exit;
use super::arguments::{DiffArguments, ListingFormat};
use super::context::Context;
use super::listing::{Listing, print};
use super::places::place_text;
use super::settings::{Wrong, jobs, run_folder, settings};
use super::tables;
use crate::base::{FiscalYear, Language, Message};
use crate::dataset::Frames;
use crate::link::{Change, Difference, Kind, Printed, Side, difference};

/// A document within the tables of a run, or of PDFs read on the spot.
struct Edition<'a> {
    side: Side<'a>,
    file: &'a str,
    prefecture: Option<&'a str>,
    plan: Option<&'a str>,
}

/// Shows what differs between two editions.
pub(super) fn run(arguments: &DiffArguments, context: &Context) -> anyhow::Result<Exit> {
    let language = context.language;
    let [first, second] = [&arguments.earlier, &arguments.later];
    let are_files = [first, second].map(|it| crate::storage::is_file(Path::new(it)));
    let listing = if are_files == [true, true] {
        of_files(arguments, context)?
    } else {
        let frames =
            tables::of_run(&run_folder(arguments.output.as_deref(), context)?, |table| TABLES.contains(&table))?;
        let (before, now) = (choose(&frames, first)?, choose(&frames, second)?);
        let pairs: Vec<(&Edition, &Edition)> =
            now.iter().filter_map(|it| Some((before.iter().find(|other| same_plan(other, it))?, it))).collect();
        if pairs.is_empty() {
            let message = Message::new("diff_other_plans").with("first", first).with("second", second);
            return Err(Wrong { message, exit: Exit::Usage }.into());
        }
        listing(&pairs)
    };
    let shown = ["change", "subject", "before", "after"];
    let text = match arguments.format {
        ListingFormat::Table => in_words(&listing, language).text(ListingFormat::Table, &shown, language),
        format => listing.text(format, &[], language),
    };
    print(&text);
    Ok(Exit::Done)
}

/// The tables that a comparison needs.
const TABLES: [&str; 5] = ["documents", "initiatives", "ratings", "indicators", "observations"];

/// Two PDFs. Those of two editions are linked; those of one edition are read apart, for the later would replace the earlier.
fn of_files(arguments: &DiffArguments, context: &Context) -> Result<Listing, Wrong> {
    let language = context.language;
    let files = [&arguments.earlier, &arguments.later].map(PathBuf::from);
    let (settings, jobs) = (settings(&arguments.reading, None, context)?, jobs(arguments.reading.jobs));
    let nothing = |file: &Path| Wrong {
        message: Message::new("diff_nothing_read").with("file", file.display()),
        exit: Exit::Nothing,
    };
    let (together, _) = tables::of_files(&files, &settings, jobs, language);
    let names = files.each_ref().map(|it| crate::pipeline::file_name(it));
    let all = editions(&together);
    let find = |name: &str| all.iter().find(|it| it.file == name && it.side.fiscal_year.is_some());
    if let (Some(before), Some(now)) = (find(&names[0]), find(&names[1]))
        && names[0] != names[1]
    {
        return Ok(listing(&[(before, now)]));
    }
    let read = |file: &PathBuf| match tables::of_files(std::slice::from_ref(file), &settings, 1, language) {
        (frames, 0) => Ok(frames),
        _ => Err(nothing(file)),
    };
    let (first, second) = (read(&files[0])?, read(&files[1])?);
    let (before, now) = (editions(&first), editions(&second));
    match (before.first(), now.first()) {
        (Some(before), Some(now)) => Ok(listing(&[(before, now)])),
        (None, _) => Err(nothing(&files[0])),
        (_, None) => Err(nothing(&files[1])),
    }
}

/// The documents of the tables, in their order.
fn editions(frames: &Frames) -> Vec<Edition<'_>> {
    let Some(documents) = frames.get("documents") else { return Vec::new() };
    let edition = |row: usize| {
        let document_id = documents.text("document_id").get(row)?;
        Some(Edition {
            side: Side { frames, document_id, fiscal_year: documents.i16("fiscal_year").get(row) },
            file: documents.text("file_name").get(row).unwrap_or_default(),
            prefecture: documents.text("prefecture_code").get(row),
            plan: documents.text("plan").get(row),
        })
    };
    (0..documents.row_count()).filter_map(edition).collect()
}

/// The documents that `asked` names: by fiscal year, by file name, or by the beginning of their id.
fn choose<'a>(frames: &'a Frames, asked: &str) -> Result<Vec<Edition<'a>>, Wrong> {
    let year = FiscalYear::parse(&crate::text::fold(asked)).map(FiscalYear::year);
    let is_meant = |it: &Edition| {
        let named = it.file == asked || asked.len() >= 6 && it.side.document_id.starts_with(asked);
        named || year.is_some() && it.side.fiscal_year == year
    };
    let all = editions(frames);
    let known: Vec<String> = all.iter().map(|it| label(it)).collect();
    let chosen: Vec<Edition> = all.into_iter().filter(is_meant).collect();
    if chosen.is_empty() {
        let message = Message::new("edition_unknown").with("asked", asked).with("known", known.join(", "));
        return Err(Wrong { message, exit: Exit::Usage });
    }
    Ok(chosen)
}

fn label(edition: &Edition) -> String {
    let year = edition.side.fiscal_year.and_then(FiscalYear::new).map(|it| format!("{} ", it.label()));
    format!("{}{}", year.unwrap_or_default(), edition.file)
}

fn same_plan(first: &Edition, second: &Edition) -> bool {
    (first.prefecture, first.plan) == (second.prefecture, second.plan)
}

const COLUMNS: [&str; 11] = [
    "plan",
    "kind",
    "change",
    "subject",
    "fiscal_year",
    "before",
    "before_file",
    "before_page",
    "after",
    "after_file",
    "after_page",
];

fn listing(pairs: &[(&Edition, &Edition)]) -> Listing {
    let mut rows = Vec::new();
    for (before, now) in pairs {
        rows.extend(difference(before.side, now.side).into_iter().map(|found| row(found, before, now)));
    }
    Listing { columns: COLUMNS.to_vec(), rows }
}

fn row(found: Difference, before: &Edition, now: &Edition) -> Vec<Value> {
    let printed = |printed: Option<Printed>, edition: &Edition| match printed {
        Some(it) => [it.text.into(), edition.file.into(), it.page.map_or(Value::Null, Value::from)],
        None => [Value::Null, edition.file.into(), Value::Null],
    };
    let mut values: Vec<Value> = vec![now.plan.map_or(Value::Null, Value::from)];
    values.extend([found.kind.as_str().into(), found.change.as_str().into(), found.subject.into()]);
    values.push(found.fiscal_year.map_or(Value::Null, Value::from));
    values.extend(printed(found.before, before));
    values.extend(printed(found.after, now));
    values
}

/// What a screen has room for: kind and change in words, and what is printed with its page.
fn in_words(listing: &Listing, language: Language) -> Listing {
    let row = |row: &Vec<Value>| {
        let text = |index: usize| row[index].as_str().unwrap_or_default();
        let kind = KINDS.iter().find(|it| it.0.as_str() == text(1)).map(|it| Message::new(it.1).text(language));
        let change = CHANGES.iter().find(|it| it.0.as_str() == text(2)).map(|it| Message::new(it.1).text(language));
        let year = row[4].as_i64().and_then(|it| FiscalYear::new(it.try_into().ok()?)).map(|it| it.label());
        let words = [kind, change, year].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let printed = |index: usize| match row[index].as_str() {
            Some(text) => [text.to_owned(), place_text(None, row[index + 2].as_i64())].join("\n").trim_end().to_owned(),
            None => "–".to_owned(),
        };
        vec![words.into(), text(3).into(), printed(5).into(), printed(8).into()]
    };
    Listing { columns: vec!["change", "subject", "before", "after"], rows: listing.rows.iter().map(row).collect() }
}

const KINDS: [(Kind, &str); 5] = [
    (Kind::Initiative, "diff_initiative"),
    (Kind::Rating, "diff_rating"),
    (Kind::Target, "diff_target"),
    (Kind::Actual, "diff_actual"),
    (Kind::Indicator, "diff_indicator"),
];

const CHANGES: [(Change, &str); 6] = [
    (Change::New, "diff_new"),
    (Change::Ended, "diff_ended"),
    (Change::Renamed, "diff_renamed"),
    (Change::Moved, "diff_moved"),
    (Change::Changed, "diff_changed"),
    (Change::Restated, "diff_restated"),
];
