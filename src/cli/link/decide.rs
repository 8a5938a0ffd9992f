//! `link accept`, `link reject` and `link undo`

use std::io::{IsTerminal, Write};
use std::path::Path;

use super::super::Exit;
use super::super::arguments::LinkDecisionArguments;
use super::super::context::Context;
use super::super::settings::{Wrong, run_folder};
use super::super::tables;
use super::links::{Linked, Links};
use super::named::{find, parse};
use super::{asked_by, link_decisions, relation_name};
use crate::base::Message;
use crate::link::{Decision, Named, Relation, decision_text, last_decision};
use crate::storage;

/// Where the commands write decisions, within the folder of decisions.
const DECISION_FILE: &str = "decisions.toml";

/// A decision as it was asked for.
pub(super) struct Asked<'a> {
    /// Which two.
    pub pair: &'a LinkDecisionArguments,
    pub accepted: bool,
    /// What became of the earlier one, where the person says so.
    pub relation: Option<Relation>,
    /// Whether sure links may be overruled without asking.
    pub yes: bool,
}

/// Writes a decision to the file of decisions; what it displaces is said first.
pub(super) fn decide(asked: &Asked, context: &Context) -> anyhow::Result<Exit> {
    let output = run_folder(asked.pair.output.as_deref(), context)?;
    let wanted = ["documents", "initiatives", "initiative_links"];
    let frames = tables::of_run(&output, |table| wanted.contains(&table))?;
    let (from, to) = (find(&frames, asked.pair, &asked.pair.from)?, find(&frames, asked.pair, &asked.pair.to)?);
    if (&from.prefecture, &from.plan) != (&to.prefecture, &to.plan) {
        return Err(Wrong { message: Message::new("link_other_plans"), exit: Exit::Usage }.into());
    }

    if from.named.fiscal_year >= to.named.fiscal_year {
        let message = Message::new("link_wrong_order").with("from", &asked.pair.from).with("to", &asked.pair.to);
        return Err(Wrong { message, exit: Exit::Usage }.into());
    }

    // What the program offers is what is accepted: a split taken for a new name would lose its other half.
    let of_plan = |frame| Links::of_plan(frame, from.prefecture.as_deref(), from.plan.as_deref());
    let links = frames.get("initiative_links").map(of_plan).unwrap_or_default();
    let offered = links.between(&from.named, &to.named).map(|it| it.relation);
    let path = context.link_folder()?.join(DECISION_FILE);
    let decision = Decision {
        file: path.display().to_string(),
        prefecture: from.prefecture,
        plan: from.plan,
        from: from.named,
        to: to.named,
        accepted: asked.accepted,
        relation: asked.relation.or(offered.filter(|_| asked.accepted)),
    };
    // A later decision about the same pair takes the place of the one before it; the same one again says nothing.
    let (decisions, _) = link_decisions(context)?;
    let last = decisions.iter().rfind(|it| it.is_about_the_same(&decision));

    let is_same = |it: &&Decision| (it.accepted, it.relation) == (decision.accepted, decision.relation);
    if let Some(last) = last.filter(is_same) {
        let message = Message::new("link_decided").with("from", &asked.pair.from).with("to", &asked.pair.to);
        return Err(Wrong { message: message.with("file", &last.file), exit: Exit::Usage }.into());
    }

    let overruled = links.overruled(&decision);
    for link in &overruled {
        tell!("{}", told("link_overrules", link, context));
    }
    if !overruled.is_empty() && !asked.yes && !agreed("link_ask", "link_needs_yes", context)? {
        return Ok(Exit::Usage);
    }

    add(&path, &decision_text(&decision), context)?;
    say_decided(&decision, context);
    Ok(Exit::Done)
}

/// Takes the last decision back, or the last one about a pair, or about a plan.
pub(super) fn undo(pair: Option<(&str, &str)>, plan: Option<&str>, context: &Context) -> anyhow::Result<Exit> {
    let path = context.link_folder()?.join(DECISION_FILE);
    let text = if storage::is_file(&path) { storage::read_text(&path).map_err(Wrong::from)? } else { String::new() };
    let pair = pair.map(|(from, to)| Ok::<_, Wrong>((parse(from)?, parse(to)?))).transpose()?;
    let is_about = |it: &Decision| {
        pair.as_ref().is_none_or(|(from, to)| it.from.is_named(from) && it.to.is_named(to))
            && plan.is_none_or(|plan| it.plan.as_deref() == Some(plan))
    };

    let found = last_decision(&path.display().to_string(), &text, is_about)
        .map_err(|error| Wrong { message: error.message(), exit: Exit::Usage })?;
    let Some((place, decision)) = found else {
        let message = Message::new("link_nothing_to_undo").with("file", path.display());
        return Err(Wrong { message, exit: Exit::Usage }.into());
    };

    let rest = [&text[..place.start], &text[place.end..]].concat();
    storage::write_atomic(&path, rest.as_bytes()).map_err(Wrong::unwritten)?;
    let from = [decision.plan.unwrap_or_default(), asked_by(&decision.from)].join(" ");
    let message = Message::new("link_undone").with("from", from.trim_start());
    let message = message.with("to", asked_by(&decision.to)).with("file", path.display());
    tell!("{}", message.text(context.language));
    Ok(Exit::Done)
}

/// Adds a decision to the file.
fn add(path: &Path, decision: &str, context: &Context) -> Result<(), Wrong> {
    let mut text = if storage::is_file(path) { storage::read_text(path)? } else { String::new() };
    if !text.is_empty() {
        text.push_str(if text.ends_with('\n') { "\n" } else { "\n\n" });
    }
    text.push_str(decision);
    storage::create_folder(&context.link_folder()?).map_err(Wrong::unwritten)?;
    storage::write_atomic(path, text.as_bytes()).map_err(Wrong::unwritten)
}

fn say_decided(decision: &Decision, context: &Context) {
    let title = |named: &Named| named.title.clone().unwrap_or_default();
    let message = Message::new(if decision.accepted { "link_accepted" } else { "link_rejected" });
    let message = message.with("from", title(&decision.from)).with("to", title(&decision.to));
    tell!("{}", message.with("file", &decision.file).text(context.language));
    if let Some(relation) = decision.relation {
        let relation = relation_name(relation.as_str(), context.language);
        tell!("{}", Message::new("link_as").with("relation", relation).text(context.language));
    }
}

fn told(key: &'static str, link: &Linked, context: &Context) -> String {
    let name = |it: &Named| format!("{} {}", asked_by(it), it.title.as_deref().unwrap_or_default());
    let message = Message::new(key).with("from", name(&link.from)).with("to", name(&link.to));
    message.with("relation", relation_name(link.relation.as_str(), context.language)).text(context.language)
}

/// Asks a person the question `ask`; where nobody can be asked nothing is done, and `refusal` says so.
pub(in super::super) fn agreed(ask: &'static str, refusal: &'static str, context: &Context) -> Result<bool, Wrong> {
    let refused = || Wrong { message: Message::new(refusal), exit: Exit::Usage };
    if !std::io::stdin().is_terminal() {
        return Err(refused());
    }
    eprint!("{} ", Message::new(ask).text(context.language));
    let mut answer = String::new();
    let asked = std::io::stderr().flush().and_then(|()| std::io::stdin().read_line(&mut answer));
    asked.map_err(|_| refused())?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "はい"))
}
