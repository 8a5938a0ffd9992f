//! `correct migrate`: decisions about links as corrections.

use super::super::Exit;
use super::super::context::Context;
use super::super::settings::Wrong;
use super::{now, save};
use crate::base::{Message, Prefecture};
use crate::correction::{Named, Op, Operation, Target, TargetTable};
use crate::link::{self, Decision, parse_decisions};
use crate::storage;

/// What is put behind the name of a file whose decisions are corrections now.
const DONE: &str = "migrated";

/// Turns each file of decisions into corrections and then gives it a name that is not read any more; both say the same should it end in between.
pub(super) fn migrate(context: &Context) -> anyhow::Result<Exit> {
    let folder = context.link_folder()?;
    let paths = storage::list_toml(&folder)?;
    if paths.is_empty() {
        tell!(
            "{}",
            Message::new("correction_nothing_to_migrate").with("path", folder.display()).text(context.language)
        );
        return Ok(Exit::Done);
    }

    for path in paths {
        let source = storage::read_text(&path)?;
        let decisions = parse_decisions(&path.display().to_string(), &source)
            .map_err(|error| Wrong { message: error.message(), exit: Exit::Usage })?;
        let operations: Vec<Operation> = decisions.iter().map(operation).collect();
        let files = save(&operations, context)?;
        let done = path.with_extension(format!("toml.{DONE}"));
        storage::rename(&path, &done).map_err(Wrong::unwritten)?;

        let files: Vec<String> = files.iter().map(|it| it.display().to_string()).collect();
        let message =
            Message::new("correction_migrated").with("count", operations.len()).with("file", files.join(", "));
        tell!("{}", message.with("old", path.display()).with("new", done.display()).text(context.language));
    }
    Ok(Exit::Done)
}

/// A decision as an operation. A decision says the prefecture in two digits; its area code has the check digit behind them.
fn operation(decision: &Decision) -> Operation {
    let named =
        |it: &link::Named| Named { fiscal_year: it.fiscal_year.year(), number: it.number, title: it.title.clone() };
    let prefecture = decision.prefecture.as_deref().and_then(|it| it.parse().ok()).and_then(Prefecture::new);
    let target = Target {
        area_code: prefecture.map(Prefecture::area_code),
        plan: decision.plan.clone(),
        pair: Some([named(&decision.from), named(&decision.to)]),
        ..Target::new(TargetTable::InitiativeLinks, "")
    };
    let op = if decision.accepted { Op::Link } else { Op::Unlink };
    let salt = format!("{:?} {:?}", decision.from, decision.to);
    let mut operation = Operation::new(op, target, now(), &salt);
    operation.to = decision.relation.map(|it| it.as_str().to_owned());
    operation
}
