//! `link`

use serde_json::Value;

use super::Exit;
use super::arguments::{LinkArguments, LinkCommand, LinkDecisionArguments, LinkListArguments, ListingFormat};
use super::context::Context;
use super::listing::{Listing, print};
use super::settings::{Wrong, run_folder};
use super::tables;
use crate::base::{FiscalYear, Message};
use crate::dataset::Frames;
use crate::link::{Decision, Named, Relation, decision_text, parse_decisions};
use crate::report::short_hash;
use crate::storage;
use crate::text::fold;

/// Where the commands write decisions, within the folder of decisions.
const DECISION_FILE: &str = "decisions.toml";

/// Lists links, or writes a decision about one.
pub(super) fn run(arguments: &LinkArguments, context: &Context) -> anyhow::Result<Exit> {
    match &arguments.command {
        LinkCommand::List(list) => print_links(list, context),
        LinkCommand::Accept { decision, relation } => decide(decision, true, *relation, context),
        LinkCommand::Reject { decision } => decide(decision, false, None, context),
    }
}

/// The decisions of all files, in the order of their names, and a hash of what is written in them.
pub(super) fn link_decisions(context: &Context) -> Result<(Vec<Decision>, String), Wrong> {
    let (mut decisions, mut sources) = (Vec::new(), Vec::new());
    for path in storage::list_toml(&context.link_folder()?)? {
        let source = storage::read_text(&path)?;
        let read = parse_decisions(&path.display().to_string(), &source);
        decisions.extend(read.map_err(|error| Wrong { message: error.message(), exit: Exit::Usage })?);
        sources.push(source);
    }
    let hash = short_hash(&sources.iter().map(String::as_str).collect::<Vec<_>>());
    Ok((decisions, if sources.is_empty() { String::new() } else { hash }))
}

const COLUMNS: [&str; 8] = ["plan", "from", "from_title", "to", "to_title", "relation", "status", "score"];

fn print_links(arguments: &LinkListArguments, context: &Context) -> anyhow::Result<Exit> {
    let output = run_folder(arguments.output.as_deref(), context)?;
    let frames = tables::of_run(&output, |table| table == "initiative_links")?;
    let Some(links) = frames.get("initiative_links") else {
        let message = Message::new("run_of_other_version").with("path", output.display());
        return Err(Wrong { message, exit: Exit::Usage }.into());
    };
    let [plans, from_titles, to_titles, relations, statuses] =
        ["plan", "from_title", "to_title", "relation", "status"].map(|name| links.text(name));
    let edition = |year: &str, number: &str, row: usize| {
        let year = links.i16(year).get(row).and_then(FiscalYear::new).map(|it| it.label()).unwrap_or_default();
        links.i32(number).get(row).map_or_else(|| year.clone(), |number| format!("{year}:{number}"))
    };
    let text = |text: Option<&str>| text.map_or(Value::Null, Value::from);
    let is_wanted = |row: &usize| {
        let is_same = relations.get(*row) == Some("same");
        if arguments.all { !is_same || arguments.same } else { statuses.get(*row) == Some("review") }
    };
    let row = |row: usize| {
        vec![
            text(plans.get(row)),
            edition("from_fiscal_year", "from_number", row).into(),
            text(from_titles.get(row)),
            edition("to_fiscal_year", "to_number", row).into(),
            text(to_titles.get(row)),
            text(relations.get(row)),
            text(statuses.get(row)),
            links.f64("score").get(row).map_or(Value::Null, Value::from),
        ]
    };
    let rows = (0..links.row_count()).filter(is_wanted).map(row).collect();
    let listing = Listing { columns: COLUMNS.to_vec(), rows };
    let shown = ["from", "from_title", "to", "to_title", "relation", "score"];
    print(&listing.text(arguments.format, &shown, context.language));
    if arguments.format == ListingFormat::Table && !listing.rows.is_empty() {
        tell!("{}", Message::new("link_how_to_decide").text(context.language));
    }
    Ok(Exit::Done)
}

/// Writes a decision to the file of decisions.
fn decide(
    arguments: &LinkDecisionArguments,
    accepted: bool,
    relation: Option<Relation>,
    context: &Context,
) -> anyhow::Result<Exit> {
    let output = run_folder(arguments.output.as_deref(), context)?;
    let frames = tables::of_run(&output, |table| ["documents", "initiatives"].contains(&table))?;
    let (from, to) = (find(&frames, arguments, &arguments.from)?, find(&frames, arguments, &arguments.to)?);
    if (&from.prefecture, &from.plan) != (&to.prefecture, &to.plan) {
        return Err(Wrong { message: Message::new("link_other_plans"), exit: Exit::Usage }.into());
    }
    if from.named.fiscal_year >= to.named.fiscal_year {
        let message = Message::new("link_wrong_order").with("from", &arguments.from).with("to", &arguments.to);
        return Err(Wrong { message, exit: Exit::Usage }.into());
    }
    // A later decision about the same pair takes the place of the one before it; the same one again says nothing.
    let (decisions, _) = link_decisions(context)?;
    let last = decisions.iter().rfind(|it| (&it.from, &it.to) == (&from.named, &to.named));
    if let Some(last) = last.filter(|it| (it.accepted, it.relation) == (accepted, relation)) {
        let message = Message::new("link_decided").with("from", &arguments.from).with("to", &arguments.to);
        return Err(Wrong { message: message.with("file", &last.file), exit: Exit::Usage }.into());
    }
    let folder = context.link_folder()?;
    let path = folder.join(DECISION_FILE);
    let decision = Decision {
        file: path.display().to_string(),
        prefecture: from.prefecture,
        plan: from.plan,
        from: from.named,
        to: to.named,
        accepted,
        relation,
    };
    let mut text =
        if storage::is_file(&path) { storage::read_text(&path).map_err(Wrong::from)? } else { String::new() };
    if !text.is_empty() {
        text.push_str(if text.ends_with('\n') { "\n" } else { "\n\n" });
    }
    text.push_str(&decision_text(&decision));
    storage::create_folder(&folder).map_err(Wrong::unwritten)?;
    storage::write_atomic(&path, text.as_bytes()).map_err(Wrong::unwritten)?;
    let message = Message::new(if accepted { "link_accepted" } else { "link_rejected" });
    let title = |named: &Named| named.title.clone().unwrap_or_default();
    let message = message.with("from", title(&decision.from)).with("to", title(&decision.to));
    tell!("{}", message.with("file", path.display()).text(context.language));
    Ok(Exit::Done)
}

/// An initiative of the last run.
struct Row {
    prefecture: Option<String>,
    plan: Option<String>,
    named: Named,
}

/// The initiative that `asked` names, `R5:26` or `R5:title`.
fn find(frames: &Frames, arguments: &LinkDecisionArguments, asked: &str) -> Result<Row, Wrong> {
    let wrong = |key: &'static str| Wrong { message: Message::new(key).with("asked", asked), exit: Exit::Usage };
    let (year, name) = asked.split_once([':', '：']).ok_or_else(|| wrong("link_no_edition"))?;
    let fiscal_year = FiscalYear::parse(&fold(year)).ok_or_else(|| wrong("link_no_edition"))?;
    let (name, number) = (fold(name), fold(name).parse::<i32>().ok());
    let (Some(documents), Some(initiatives)) = (frames.get("documents"), frames.get("initiatives")) else {
        return Err(wrong("link_no_such_initiative"));
    };
    let document = |id: &str| {
        let row = (0..documents.row_count()).find(|row| documents.text("document_id").get(*row) == Some(id))?;
        let text = |name: &str| documents.text(name).get(row).map(str::to_owned);
        Some((text("prefecture_code"), text("plan")))
    };
    let mut found = Vec::new();
    for row in 0..initiatives.row_count() {
        let title = initiatives.text("title").get(row).unwrap_or_default();
        let own_number = initiatives.i32("number").get(row);
        let is_named = if number.is_some() { own_number == number } else { fold(title) == name };
        if !is_named || initiatives.i16("fiscal_year").get(row) != Some(fiscal_year.year()) {
            continue;
        }
        let Some((prefecture, plan)) = initiatives.text("document_id").get(row).and_then(document) else { continue };
        if arguments.plan.as_ref().is_none_or(|asked| plan.as_ref() == Some(asked)) {
            let named = Named { fiscal_year, number: own_number, title: Some(title.to_owned()) };
            found.push(Row { prefecture, plan, named });
        }
    }
    match found.len() {
        0 => Err(wrong("link_no_such_initiative")),
        1 => Ok(found.remove(0)),
        _ => Err(wrong("link_several_initiatives")),
    }
}
