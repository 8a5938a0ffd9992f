//! `correct export` and `correct import`

use std::collections::{BTreeMap, HashMap};

use super::super::Exit;
use super::super::arguments::{ExportArguments, ImportArguments};
use super::super::context::Context;
use super::super::link::agreed;
use super::super::settings::Wrong;
use super::rows::{Row, Run};
use super::{Corrections, save};
use crate::base::{Language, Message};
use crate::correction::{Op, Operation, TargetTable};
use crate::dataset::message_column;
use crate::publish::correction_sheet::{self, FilledRow, SheetRow, Verdicts, Wanted};
use crate::storage;
use crate::text::fold;

/// Values below this confidence are to be looked at, as in the workbook of a run.
const CERTAIN: f64 = 0.8;
/// A workbook is at most so large, in bytes.
const MOST_BYTES: u64 = 20 * 1024 * 1024;

/// A verdict: the words for it, and what it does; an answer to a doubt is the last.
struct Verdict {
    japanese: &'static str,
    english: &'static str,
    op: Op,
    answer: Option<&'static str>,
}

const fn verdict(japanese: &'static str, english: &'static str, op: Op, answer: Option<&'static str>) -> Verdict {
    Verdict { japanese, english, op, answer }
}

const OF_VALUES: [Verdict; 4] = [
    verdict("正しい", "right", Op::Confirm, None),
    verdict("修正", "wrong", Op::Set, None),
    verdict("対象外", "exclude", Op::Exclude, None),
    verdict("後で", "later", Op::Later, None),
];
const OF_NOTES: [Verdict; 3] = [
    verdict("確認済み", "confirmed", Op::AnswerNote, Some("confirmed")),
    verdict("修正済み", "fixed", Op::AnswerNote, Some("fixed")),
    verdict("対象外", "ignored", Op::AnswerNote, Some("ignored")),
];

impl Verdict {
    fn word(&self, language: Language) -> &'static str {
        if language == Language::Japanese { self.japanese } else { self.english }
    }
}

fn verdicts(table: TargetTable) -> &'static [Verdict] {
    if table == TargetTable::Notes { &OF_NOTES } else { &OF_VALUES }
}

/// Writes the sheet: doubts first, then values and ratings.
pub(super) fn export(arguments: &ExportArguments, context: &Context) -> anyhow::Result<Exit> {
    let run = Run::open(arguments.output.as_deref(), context)?;
    let rows: Vec<SheetRow> = rows_to_look_at(&run, arguments.all, context)
        .into_iter()
        .map(|(row, why)| sheet_row(&run, row, why, context))
        .collect();

    let words = |all: &[Verdict]| all.iter().map(|it| it.word(context.language)).collect::<Vec<_>>();
    let (of_values, of_notes) = (words(&OF_VALUES), words(&OF_NOTES));
    let verdicts = Verdicts { of_values: &of_values, of_notes: &of_notes };
    let bytes = correction_sheet::write(&rows, verdicts, &run.id, context.language)?;
    storage::write_atomic(&arguments.file, &bytes).map_err(Wrong::unwritten)?;

    let message = Message::new("correction_sheet_written").with("count", rows.len());
    tell!("{}", message.with("file", arguments.file.display()).text(context.language));
    Ok(Exit::Done)
}

/// The rows, each with why it is there.
fn rows_to_look_at(run: &Run, all: bool, context: &Context) -> Vec<(Row, String)> {
    let notes = run.frame(TargetTable::Notes);
    let (statuses, severities) = (notes.text("status"), notes.text("severity"));
    let is_open = |row: &usize| statuses.get(*row) == Some("open") && severities.get(*row) != Some("info");
    let open: Vec<usize> = (0..notes.row_count()).filter(is_open).collect();
    let mut doubted: HashMap<&str, String> = HashMap::new();
    for row in &open {
        let (key, message) = (notes.text("key").get(*row), notes.text(message_column(context.language)).get(*row));
        key.zip(message).into_iter().for_each(|(key, message)| _ = doubted.insert(key, message.to_owned()));
    }

    let severity = |row: usize| severities.get(row).unwrap_or_default().to_owned();
    let of_note = |row: usize| (Row { table: TargetTable::Notes, row }, severity(row));
    let mut rows: Vec<(Row, String)> = open.iter().copied().map(of_note).collect();
    for table in [TargetTable::Observations, TargetTable::Ratings] {
        let frame = run.frame(table);
        for row in (0..frame.row_count()).map(|row| Row { table, row }) {
            let why = doubted.get(run.id_of(row)).cloned().or_else(|| unsure(run, row)).or(all.then(String::new));
            rows.extend(why.map(|it| (row, it)));
        }
    }
    rows
}

/// Why the program is not sure of a value that nobody has looked at.
fn unsure(run: &Run, row: Row) -> Option<String> {
    let frame = run.frame(row.table);
    if row.table != TargetTable::Observations || frame.text("value_source").get(row.row) != Some("read") {
        return None;
    }
    let confidence = frame.f64("confidence").get(row.row).filter(|it| *it < CERTAIN)?;
    Some(format!("{confidence:.2} {}", frame.text_lists("reasons")[row.row].join(", ")))
}

fn sheet_row(run: &Run, row: Row, why: String, context: &Context) -> SheetRow {
    let frame = run.frame(row.table);
    let documents = run.frame(TargetTable::Documents);
    let id = frame.text("document_id").get(row.row);
    let document = (0..documents.row_count()).find(|it| documents.text("document_id").get(*it) == id);
    let edge = |name: &str| frame.f64(name).get(row.row).map(f64::round);
    let place = frame.i32("page").get(row.row).zip(edge("x0").zip(edge("y0")));
    SheetRow {
        why,
        document: document.and_then(|it| documents.text("file_name").get(it)).unwrap_or_default().to_owned(),
        place: place.map(|(page, (x, y))| format!("p.{page} ({x}, {y})")).unwrap_or_default(),
        subject: run.target(row).words(),
        printed: shown(run, row, context),
        read: run.value(row).unwrap_or_default(),
        key: run.id_of(row).to_owned(),
        wanted: match row.table {
            TargetTable::Observations => Wanted::Number,
            TargetTable::Ratings => Wanted::Rating(run.scale(row)),
            _ => Wanted::Answer,
        },
    }
}

/// What is printed; of a doubt what it says.
fn shown(run: &Run, row: Row, context: &Context) -> String {
    let notes = run.frame(TargetTable::Notes);
    let text = match row.table {
        TargetTable::Notes => notes.text(message_column(context.language)).get(row.row),
        _ => run.printed(row),
    };
    text.unwrap_or_default().to_owned()
}

/// Takes over what was filled in: first every row is looked at, then the difference is shown, then a person agrees.
pub(super) fn import(arguments: &ImportArguments, context: &Context) -> anyhow::Result<Exit> {
    let language = context.language;
    let run = Run::open(arguments.said.output.as_deref(), context)?;
    let filled = read_sheet(arguments)?;
    let corrections = Corrections::read(context)?;

    let (mut operations, mut refused) = (Vec::new(), 0);
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    for row in &filled {
        let known = seen.insert(&row.key, row.number);
        let twice = known.map(|other| Message::new("correction_row_twice").with("key", &row.key).with("other", other));
        match twice.map_or_else(|| operation(&run, row, arguments, context), Err) {
            Ok(operation) => operations.extend(operation.map(|it| (row.number, it))),
            Err(reason) => {
                refused += 1;
                tell!("{}", row_message(row.number, reason.text(language)).text(language));
            }
        }
    }
    let file = arguments.file.display().to_string();
    if refused > 0 {
        let message = Message::new("correction_sheet_refused").with("count", refused).with("file", file);
        return Err(Wrong { message, exit: Exit::Usage }.into());
    }

    let standing = corrections.standing();
    operations.retain(|(_, it)| !standing.iter().any(|known| known.says_the_same(it)));
    for (number, operation) in &operations {
        tell!("{}", row_message(*number, difference(operation).text(language)).text(language));
    }
    let count = operations.len();
    tell!("{}", Message::new("correction_would").with("count", count).with("file", &file).text(language));
    let is_agreed = || Ok::<_, Wrong>(arguments.yes || agreed("correction_ask", "correction_needs_yes", context)?);
    if count == 0 || arguments.dry_run || !is_agreed()? {
        return Ok(Exit::Done);
    }
    let operations: Vec<Operation> = operations.into_iter().map(|it| it.1).collect();
    save(&operations, context)?;
    tell!("{}", Message::new("correction_imported").with("count", count).with("file", &file).text(language));
    Ok(Exit::Done)
}

fn row_message(number: u32, reason: String) -> Message {
    Message::new("correction_sheet_row").with("row", number).with("reason", reason)
}

fn difference(operation: &Operation) -> Message {
    Message::new("correction_row_difference")
        .with("op", operation.op.as_str())
        .with("subject", operation.target.words())
        .with("from", operation.from.as_deref().unwrap_or("-"))
        .with("to", operation.to.as_deref().unwrap_or("-"))
}

fn read_sheet(arguments: &ImportArguments) -> Result<Vec<FilledRow>, Wrong> {
    let wrong = |detail: String| {
        let message = Message::new("correction_sheet_wrong").with("file", arguments.file.display());
        Wrong { message: message.with("detail", detail), exit: Exit::Usage }
    };
    if storage::file_size(&arguments.file) > MOST_BYTES {
        return Err(wrong(format!("> {} MiB", MOST_BYTES / 1024 / 1024)));
    }
    let bytes = storage::read(&arguments.file)?;
    correction_sheet::read(bytes).map_err(|fault| wrong(fault.to_string()))
}

/// What a row says; `None` where it says nothing, an error where it cannot be taken.
fn operation(
    run: &Run,
    filled: &FilledRow,
    arguments: &ImportArguments,
    context: &Context,
) -> Result<Option<Operation>, Message> {
    let unknown = |_: Wrong| Message::new("correction_row_unknown").with("key", &filled.key);
    let row = run.find(&filled.key).map_err(unknown)?;
    if filled.has_formula {
        return Err(Message::new("correction_row_formula"));
    }
    let Some((op, to)) = decided(run, row, filled, context)? else { return Ok(None) };
    run.check_read(row)?;
    // Who filled it in saw what the sheet said.
    if fold(&filled.printed) != fold(&shown(run, row, context)) {
        return Err(Message::new("correction_row_changed"));
    }

    let mut operation = run.operation(op, row, to);
    operation.reason = filled.reason.clone().or_else(|| arguments.said.reason.clone());
    operation.by = filled.by.clone().or_else(|| arguments.said.by.clone());
    Ok(Some(operation))
}

/// What the value and the verdict of a row come to.
fn decided(
    run: &Run,
    row: Row,
    filled: &FilledRow,
    context: &Context,
) -> Result<Option<(Op, Option<String>)>, Message> {
    let known = verdicts(row.table);
    let asked = filled.verdict.as_deref().map(|word| (word, verdict_of(known, word)));
    let verdict = match asked {
        Some((word, None)) => {
            let words: Vec<&str> = known.iter().map(|it| it.word(context.language)).collect();
            return Err(Message::new("correction_row_verdict").with("verdict", word).with("known", words.join(", ")));
        }
        Some((_, verdict)) => verdict,
        None => None,
    };

    match (filled.value.as_deref(), verdict) {
        (None, None) => Ok(None),
        (None, Some(it)) if it.op == Op::Set => Err(Message::new("correction_row_no_value")),
        (None, Some(it)) => Ok(Some((it.op, it.answer.map(str::to_owned)))),
        (Some(value), None) => set(run, row, value, context).map(Some),
        (Some(value), Some(it)) if it.op == Op::Set => set(run, row, value, context).map(Some),
        (Some(_), Some(it)) => {
            Err(Message::new("correction_row_contradicts").with("verdict", it.word(context.language)))
        }
    }
}

fn verdict_of(known: &'static [Verdict], word: &str) -> Option<&'static Verdict> {
    known.iter().find(|it| [it.japanese, it.english].contains(&word))
}

/// What a doubt is answered with is chosen, not written.
fn set(run: &Run, row: Row, value: &str, context: &Context) -> Result<(Op, Option<String>), Message> {
    let op = if row.table == TargetTable::Notes { Op::AnswerNote } else { Op::Set };
    let wrong = |wanted: Message| {
        Message::new("correction_row_value").with("value", value).with("wanted", wanted.text(context.language))
    };
    run.taken(row, value).map(|it| (op, Some(it))).map_err(wrong)
}
