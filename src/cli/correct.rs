//! `correct`

mod list;
mod migrate;
mod rows;
mod set;
mod sheet;

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::Exit;
use super::arguments::{CorrectCommand, Said};
use super::context::Context;
use super::settings::Wrong;
use crate::base::{FiscalYear, Message};
use crate::correction::{self, Op, Operation, is_whole_line, parse_operations};
use crate::link::{Decision, Named, Relation};
use crate::report::{DocumentFacts, parse_documents, short_hash};
use crate::storage;

/// Where operations stand that are about no edition, within the folder of corrections.
const GENERAL_FILE: &str = "general";

/// Lists corrections, or makes them.
pub(super) fn run(command: &CorrectCommand, context: &Context) -> anyhow::Result<Exit> {
    match command {
        CorrectCommand::List(list) => list::print_corrections(list, |_| true, context),
        CorrectCommand::Conflicts(list) => list::print_corrections(list, |outcome| outcome == "conflict", context),
        CorrectCommand::Set { id, value, unit, said } => set::set(id, value, *unit, said, context),
        CorrectCommand::Confirm { id, said } => set::judge(Op::Confirm, id, said, context),
        CorrectCommand::Exclude { id, said } => set::judge(Op::Exclude, id, said, context),
        CorrectCommand::Later { id, said } => set::judge(Op::Later, id, said, context),
        CorrectCommand::Add(add) => set::add(add, context),
        CorrectCommand::Document { file, field, value, said } => set::document(file, field, value, said, context),
        CorrectCommand::Undo { id, said } => set::undo(id.as_deref(), said, context),
        CorrectCommand::Export(export) => sheet::export(export, context),
        CorrectCommand::Import(import) => sheet::import(import, context),
        CorrectCommand::Migrate => migrate::migrate(context),
    }
}

/// All operations, and a hash of them.
pub(super) struct Corrections {
    pub operations: Vec<Operation>,
    /// Empty where there are none.
    pub hash: String,
}

impl Corrections {
    /// Those of all files, in the order of their names.
    pub fn read(context: &Context) -> Result<Corrections, Wrong> {
        let mut operations = Vec::new();
        for path in storage::list_with_extension(&context.correction_folder()?, "jsonl")? {
            let source = storage::read_text(&path)?;
            let read = parse_operations(&path.display().to_string(), &source);
            operations.extend(read.map_err(|error| Wrong { message: error.message(), exit: Exit::Usage })?);
        }
        let lines: Vec<String> = operations.iter().map(Operation::line).collect();
        let hash = short_hash(&lines.iter().map(String::as_str).collect::<Vec<_>>());
        Ok(Corrections { hash: if lines.is_empty() { String::new() } else { hash }, operations })
    }

    /// Those that count, in the order of their making.
    pub fn standing(&self) -> Vec<&Operation> {
        let ordered = correction::ordered(&self.operations);
        let standing = correction::standing_of(&ordered);
        ordered.into_iter().zip(standing).filter(|(_, standing)| standing.is_none()).map(|it| it.0).collect()
    }
}

/// An instant that sorts as text does.
fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.9fZ").to_string()
}

/// Saves operations, each in the file of its edition; gives the files.
fn save(operations: &[Operation], context: &Context) -> Result<Vec<PathBuf>, Wrong> {
    let folder = context.correction_folder()?;
    let mut files: BTreeMap<PathBuf, String> = BTreeMap::new();
    for operation in operations {
        let path = folder.join(file_name(operation));
        files.entry(path).or_default().push_str(&operation.line());
    }
    for (path, lines) in &files {
        storage::append_lines(path, lines, is_whole_line).map_err(Wrong::unwritten)?;
    }
    Ok(files.into_keys().collect())
}

/// `050008-計画-2023.jsonl`, without what some drive does not take.
fn file_name(operation: &Operation) -> String {
    let target = &operation.target;
    let year = target.fiscal_year.map(|it| it.to_string());
    let parts: Vec<&str> = [&target.area_code, &target.plan, &year].into_iter().flatten().map(String::as_str).collect();
    let name = if parts.is_empty() { GENERAL_FILE.to_owned() } else { parts.join("-") };
    let is_taken = |it: char| !it.is_control() && !"/\\:*?\"<>|".contains(it);
    let name: String = name.chars().map(|it| if is_taken(it) { it } else { '_' }).take(80).collect();
    format!("{name}.jsonl")
}

/// An operation as a person makes it now.
fn signed(mut operation: Operation, said: &Said) -> Operation {
    operation.by = said.by.clone();
    operation.reason = said.reason.clone();
    operation
}

/// Says what was done.
fn say(key: &'static str, operation: &Operation, context: &Context) -> Result<(), Wrong> {
    let file = context.correction_folder()?.join(file_name(operation));
    let message = Message::new(key)
        .with("file", file.display())
        .with("op", operation.op.as_str())
        .with("subject", operation.target.words())
        .with("to", operation.to.as_deref().unwrap_or("-"))
        .with("id", &operation.id);
    tell!("{}", message.text(context.language));
    Ok(())
}

/// Puts what people said of documents above what the file of facts says.
pub(super) fn set_documents(facts: &mut BTreeMap<String, DocumentFacts>, context: &Context) -> Result<(), Wrong> {
    let corrections = Corrections::read(context)?;
    for operation in corrections.standing().into_iter().filter(|it| it.op == Op::SetDocument) {
        let (Some(field), Some(value)) = (&operation.target.field, &operation.to) else { continue };
        let told = document_facts(&operation.id, &operation.target.key, field, value)?;
        let known = facts.entry(operation.target.key.clone()).or_default();
        *known = DocumentFacts {
            fiscal_year: told.fiscal_year.or(known.fiscal_year),
            prefecture: told.prefecture.or(known.prefecture),
            plan: told.plan.or(known.plan.take()),
            source_url: told.source_url.or(known.source_url.take()),
            published_on: told.published_on.or(known.published_on.take()),
            may_fail: if field == "may_fail" { told.may_fail } else { known.may_fail },
        };
    }
    Ok(())
}

/// One fact of a document, read as the file of facts is; `origin` is named where it is none.
fn document_facts(origin: &str, file: &str, field: &str, value: &str) -> Result<DocumentFacts, Wrong> {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let written = if field == "may_fail" { value.to_owned() } else { quoted(value) };
    let source = format!("[{}]\n{field} = {written}\n", quoted(file));
    let facts = parse_documents(origin, &source);
    let facts = facts.map_err(|error| Wrong { message: error.message(), exit: Exit::Usage })?;
    Ok(facts.into_values().next().unwrap_or_default())
}

/// What people decided about links.
pub(super) fn link_decisions(context: &Context) -> Result<Vec<Decision>, Wrong> {
    let corrections = Corrections::read(context)?;
    Ok(corrections.standing().into_iter().filter_map(decision).collect())
}

fn decision(operation: &Operation) -> Option<Decision> {
    let is_link = matches!(operation.op, Op::Link | Op::Unlink);
    let [from, to] = operation.target.pair.as_ref().filter(|_| is_link)?;
    let named = |it: &correction::Named| {
        let fiscal_year = FiscalYear::new(it.fiscal_year)?;
        Some(Named { fiscal_year, number: it.number, title: it.title.clone() })
    };
    let relation = operation.to.as_deref();
    Some(Decision {
        file: operation.id.clone(),
        prefecture: operation.target.area_code.as_ref().and_then(|it| it.get(..2)).map(str::to_owned),
        plan: operation.target.plan.clone(),
        from: named(from)?,
        to: named(to)?,
        accepted: operation.op == Op::Link,
        relation: Relation::ALL.into_iter().find(|it| Some(it.as_str()) == relation),
    })
}
