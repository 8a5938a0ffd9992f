//! `correct list` and `correct conflicts`

use serde_json::Value;

use super::super::Exit;
use super::super::arguments::{CorrectListArguments, ListingFormat};
use super::super::context::Context;
use super::super::listing::{Listing, print};
use super::Corrections;
use super::rows::Run;
use crate::correction::{self, Operation, TargetTable};
use crate::dataset::schema;

const COLUMNS: [&str; 11] =
    ["correction_id", "op", "outcome", "subject", "from", "to", "printed", "printed_now", "reason", "by", "at"];

/// Lists the corrections of all files whose outcome is wanted. The outcome is that of the last run; one that came after it has none yet.
pub(super) fn print_corrections(
    arguments: &CorrectListArguments,
    is_wanted: impl Fn(&str) -> bool,
    context: &Context,
) -> anyhow::Result<Exit> {
    let corrections = Corrections::read(context)?;
    let run = Run::open(arguments.output.as_deref(), context).ok();
    let ordered = correction::ordered(&corrections.operations);
    let standing = correction::standing_of(&ordered);

    let mut rows = Vec::new();
    for (operation, standing) in ordered.into_iter().zip(standing) {
        let known = run.as_ref().and_then(|it| outcome(it, operation));
        let now = known.as_ref().and_then(|it| it.1.clone());
        // What was taken back since the last run is told at once.
        let outcome = standing.map(|it| it.as_str().to_owned()).or(known.map(|it| it.0)).unwrap_or_default();
        if is_wanted(&outcome) {
            rows.push(row(operation, &outcome, now.as_deref()));
        }
    }

    let listing = Listing { columns: COLUMNS.to_vec(), rows };
    let shown = ["correction_id", "op", "outcome", "subject", "from", "to", "printed_now"];
    let text = match arguments.format {
        ListingFormat::Table => worded(listing, context).text(ListingFormat::Table, &shown, context.language),
        format => listing.text(format, &[], context.language),
    };
    print(&text);
    Ok(Exit::Done)
}

/// What became of an operation in a run, and what is printed there.
fn outcome(run: &Run, operation: &Operation) -> Option<(String, Option<String>)> {
    let frame = run.frame(TargetTable::Corrections);
    let ids = frame.text("correction_id");
    let row = (0..ids.len()).find(|row| ids.get(*row) == Some(&operation.id))?;
    let now = frame.text("printed_now").get(row).map(str::to_owned);
    Some((frame.text("outcome").get(row)?.to_owned(), now))
}

fn row(operation: &Operation, outcome: &str, now: Option<&str>) -> Vec<Value> {
    let text = |it: &Option<String>| it.as_deref().map_or(Value::Null, Value::from);
    let printed = operation.anchor.as_ref().map(|it| it.printed.clone());
    vec![
        operation.id.as_str().into(),
        operation.op.as_str().into(),
        outcome.into(),
        operation.target.words().into(),
        text(&operation.from),
        text(&operation.to),
        text(&printed),
        now.map_or(Value::Null, Value::from),
        text(&operation.reason),
        text(&operation.by),
        operation.at.as_str().into(),
    ]
}

/// The same with the words of the data dictionary for its codes.
fn worded(mut listing: Listing, context: &Context) -> Listing {
    let Some(table) = schema::table("corrections") else { return listing };
    for row in &mut listing.rows {
        for (place, column) in [(1, "op"), (2, "outcome")] {
            let word = table.word(column, row[place].as_str().unwrap_or_default(), context.language).to_owned();
            row[place] = word.into();
        }
    }
    listing
}
