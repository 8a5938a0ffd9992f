//! `trend`

use serde_json::json;

use super::Exit;
use super::arguments::{ListingFormat, TrendArguments};
use super::context::Context;
use super::settings::{Wrong, run_folder};
use super::summary::terminal_table;
use super::{answers, listing, tables};
use crate::analysis::{self, TerminalTable};
use crate::base::{Language, Message};
use crate::dataset::{Frame, schema};

/// What the names of all tables of trends begin with; it may be left out.
const PREFIX: &str = "trend_";

/// Prints one trend of the last run, or a list of all.
pub(super) fn run(arguments: &TrendArguments, context: &Context) -> anyhow::Result<Exit> {
    let (language, format) = (context.language, arguments.format);
    if let Some(name) = &arguments.name {
        let schema = find(name)?;
        let output = run_folder(arguments.output.as_deref(), context)?;
        return answers::print(&answers::answer(&output, schema.name)?, format, language);
    }
    if format == ListingFormat::Csv {
        let message = Message::new("trend_csv_wants_name").with("known", known());
        return Err(Wrong { message, exit: Exit::Usage }.into());
    }
    let output = run_folder(arguments.output.as_deref(), context)?;
    let frames = tables::of_run(&output, |it| it.starts_with(PREFIX))?;
    let all: Result<Vec<&Frame>, Wrong> =
        analysis::tables().iter().map(|it| answers::find(&frames, &output, it.name)).collect();
    listing::print(&list(&all?, format, language));
    Ok(Exit::Done)
}

fn find(name: &str) -> Result<&'static schema::Table, Wrong> {
    let whole = format!("{PREFIX}{}", name.strip_prefix(PREFIX).unwrap_or(name));
    schema::find(analysis::tables(), &whole).ok_or_else(|| {
        let message = Message::new("trend_unknown").with("name", name).with("known", known());
        Wrong { message, exit: Exit::Usage }
    })
}

fn short(name: &'static str) -> &'static str {
    name.strip_prefix(PREFIX).unwrap_or(name)
}

fn known() -> String {
    analysis::tables().iter().map(|it| short(it.name)).collect::<Vec<_>>().join(", ")
}

/// All trends with the number of their rows and what they say.
fn list(frames: &[&Frame], format: ListingFormat, language: Language) -> String {
    if format == ListingFormat::Json {
        let entry = |it: &&Frame| {
            let (title, description) = (it.schema().title.text(language), it.schema().description.text(language));
            json!({"name": it.name(), "title": title, "description": description, "row_count": it.row_count()})
        };
        return json!({"trends": frames.iter().map(entry).collect::<Vec<_>>()}).to_string() + "\n";
    }
    let message = |key| Message::new(key).text(language);
    let row = |it: &&Frame| {
        let description = it.schema().description.text(language).to_owned();
        vec![short(it.name()).to_owned(), it.row_count().to_string(), description]
    };
    let list = TerminalTable {
        title: message("trend_list"),
        header: ["trend_header_name", "trend_header_rows", "trend_header_question"].map(message).to_vec(),
        rows: frames.iter().map(row).collect(),
        caution: None,
    };
    terminal_table(&list, usize::MAX, language) + "\n"
}
