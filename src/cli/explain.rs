//! `explain`

mod chain;
mod ids;
mod uses;

use serde_json::Value;

use super::Exit;
use super::arguments::{ExplainArguments, ListingFormat};
use super::context::Context;
use super::link::parse_named;
use super::listing::{Listing, print};
use super::settings::{Wrong, run_folder};
use super::tables;
use crate::base::{Language, Message};
use chain::Step;
use ids::Found;

/// Shows where a value comes from and where it is used.
pub(super) fn run(arguments: &ExplainArguments, context: &Context) -> anyhow::Result<Exit> {
    let language = context.language;
    let frames = tables::of_run(&run_folder(arguments.output.as_deref(), context)?, |_| true)?;
    let wrong = |message: Message| Err(Wrong { message, exit: Exit::Usage }.into());
    // Ids hold no colon.
    if arguments.id.contains([':', '：']) {
        let named = parse_named(&arguments.id)?;
        let found = ids::of_edition(&frames, &named);
        let key = match found[..] {
            [] => "link_no_such_initiative",
            [ref one] => return show(&chain::steps(&frames, one, language), arguments.format, language),
            _ => "explain_several_initiatives",
        };
        let ids: Vec<&str> = found.iter().map(|it| it.id.as_str()).collect();
        return wrong(Message::new(key).with("asked", &arguments.id).with("known", ids.join(", ")));
    }
    let asked = arguments.id.trim().to_lowercase();
    if asked.is_empty() {
        return wrong(Message::new("id_empty"));
    }
    let row = match ids::find(&frames, &asked) {
        Found::One(row) => row,
        Found::Several(ids) => {
            let message = Message::new("id_ambiguous").with("id", &asked).with("count", ids.len());
            return wrong(message.with("known", ids[..ids.len().min(5)].join(", ")));
        }
        Found::Nearest(ids) => {
            return wrong(Message::new("id_unknown").with("id", &asked).with("known", ids.join(", ")));
        }
    };
    show(&chain::steps(&frames, &row, language), arguments.format, language)
}

fn show(steps: &[Step], format: ListingFormat, language: Language) -> anyhow::Result<Exit> {
    let columns = vec!["step", "text", "document_id", "file", "page", "x0", "y0", "x1", "y1"];
    let listing = Listing { columns, rows: steps.iter().map(|it| values(it, format, language)).collect() };
    print(&listing.text(format, &["step", "text"], language));
    Ok(Exit::Done)
}

/// A step as a row; tables have the name of the step in words.
fn values(step: &Step, format: ListingFormat, language: Language) -> Vec<Value> {
    let name = match format {
        ListingFormat::Table => Message::new(step.kind.title()).text(language),
        _ => step.kind.as_str().to_owned(),
    };
    let mut values: Vec<Value> = vec![name.into(), step.text.as_str().into()];
    values.extend([&step.document_id, &step.file].map(|it| it.as_deref().map_or(Value::Null, Value::from)));
    values.push(step.page.map_or(Value::Null, Value::from));
    match step.bbox {
        Some(bbox) => values.extend(bbox.map(Value::from)),
        None => values.extend([Value::Null, Value::Null, Value::Null, Value::Null]),
    }
    values
}
