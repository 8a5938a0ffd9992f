//! `link`

mod decide;
mod links;
mod named;

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use super::Exit;
use super::arguments::{LinkArguments, LinkCommand, LinkListArguments, ListingFormat};
use super::context::Context;
use super::listing::{Listing, print};
use super::settings::{Wrong, run_folder};
use super::shell::quoted;
use super::tables;
use crate::base::{FiscalYear, Language, Message};
use crate::dataset::{Frame, schema};
use crate::link::{self, Decision, Named, parse_decisions};
use crate::report::short_hash;
use crate::storage;

pub(super) use decide::agreed;
use decide::{Asked, decide, undo};
use links::named;

pub(super) use self::named::parse as parse_named;

/// Lists links, or writes a decision about one.
pub(super) fn run(arguments: &LinkArguments, context: &Context) -> anyhow::Result<Exit> {
    match &arguments.command {
        LinkCommand::List(list) => print_links(list, context),
        LinkCommand::Accept { decision, relation, yes } => {
            decide(&Asked { pair: decision, accepted: true, relation: *relation, yes: *yes }, context)
        }
        LinkCommand::Reject { decision, yes } => {
            decide(&Asked { pair: decision, accepted: false, relation: None, yes: *yes }, context)
        }
        LinkCommand::Undo { from, to, plan } => undo(from.as_deref().zip(to.as_deref()), plan.as_deref(), context),
    }
}

/// The decisions of all files, in the order of their names, then those among corrections; and a hash of what is written of them,
/// empty where nothing is.
pub(super) fn link_decisions(context: &Context) -> Result<(Vec<Decision>, String), Wrong> {
    let (mut decisions, mut sources) = (Vec::new(), Vec::new());
    for path in storage::list_toml(&context.link_folder()?)? {
        let source = storage::read_text(&path)?;
        let read = parse_decisions(&path.display().to_string(), &source);
        decisions.extend(read.map_err(|error| Wrong { message: error.message(), exit: Exit::Usage })?);
        sources.push(source);
    }
    let corrected = super::correct::link_decisions(context)?;
    sources.extend(corrected.iter().map(|it| format!("{it:?}")));
    decisions.extend(corrected);
    let hash = short_hash(&sources.iter().map(String::as_str).collect::<Vec<_>>());
    Ok((decisions, if sources.is_empty() { String::new() } else { hash }))
}

const COLUMNS: [&str; 10] =
    ["plan", "from", "from_title", "to", "to_title", "relation", "status", "score", "accept", "reject"];

fn print_links(arguments: &LinkListArguments, context: &Context) -> anyhow::Result<Exit> {
    let output = run_folder(arguments.output.as_deref(), context)?;
    let frames = tables::of_run(&output, |table| table == "initiative_links")?;
    let Some(links) = frames.get("initiative_links") else {
        let message = Message::new("run_of_other_version").with("path", output.display());
        return Err(Wrong { message, exit: Exit::Usage }.into());
    };
    let (relations, statuses) = (links.text("relation"), links.text("status"));
    let is_wanted = |row: &usize| {
        let is_same = relations.get(*row) == Some("same");
        if arguments.all { !is_same || arguments.same } else { statuses.get(*row) == Some("review") }
    };

    let plan_count = links.text("plan").iter().collect::<BTreeSet<_>>().len();
    let is_table = arguments.format == ListingFormat::Table;
    let worded = is_table.then_some(context.language);
    let numbered = Numbered::new(links);
    let listed = |row| listed(links, &numbered, row, plan_count > 1, worded);
    let rows = (0..links.row_count()).filter(is_wanted).map(listed);
    let listing = Listing { columns: COLUMNS.to_vec(), rows: rows.collect() };
    let shown = ["plan", "from", "from_title", "to", "to_title", "relation", "score"];
    let shown = &shown[usize::from(plan_count <= 1)..];
    print(&listing.text(arguments.format, shown, context.language));
    if is_table && !arguments.all && !listing.rows.is_empty() {
        say_commands(&listing, context);
    }
    Ok(Exit::Done)
}

/// A row of the listing; with a language its relation is named for people.
fn listed(links: &Frame, numbered: &Numbered, row: usize, names_plan: bool, worded: Option<Language>) -> Vec<Value> {
    let text = |name: &str| links.text(name).get(row).map_or(Value::Null, Value::from);
    let edition = |end: &'static str| {
        let year = links.i16(&format!("{end}_fiscal_year")).get(row).and_then(FiscalYear::new);
        numbered.name(links, end, row).unwrap_or_else(|| year.map(|it| it.label()).unwrap_or_default())
    };
    let relation = links.text("relation").get(row).unwrap_or_default();
    let command = |verb: &str| {
        let (from, to) = (numbered.name(links, "from", row)?, numbered.name(links, "to", row)?);
        let plan = links.text("plan").get(row).filter(|_| names_plan).map(|it| format!(" --plan {}", quoted(it)));
        let pair = format!("{} {}", quoted(&from), quoted(&to));
        Some(format!("shinchoku link {verb} {pair}{}", plan.unwrap_or_default()))
    };
    vec![
        text("plan"),
        edition("from").into(),
        text("from_title"),
        edition("to").into(),
        text("to_title"),
        worded.map_or(relation, |it| relation_name(relation, it)).into(),
        text("status"),
        links.f64("score").get(row).map_or(Value::Null, Value::from),
        command("accept").map_or(Value::Null, Value::from),
        command("reject").map_or(Value::Null, Value::from),
    ]
}

/// A number of an edition: prefecture, plan, end of the link, year, number.
type Number = (Option<String>, Option<String>, &'static str, FiscalYear, i32);

/// The title of each number; `None` where sections number their initiatives anew.
struct Numbered(HashMap<Number, Option<String>>);

impl Numbered {
    fn new(links: &Frame) -> Numbered {
        let mut titles: HashMap<Number, Option<String>> = HashMap::new();
        for row in 0..links.row_count() {
            for end in ["from", "to"] {
                let Some(one) = named(links, end, row) else { continue };
                let Some(number) = one.number else { continue };
                let title = titles.entry(number_of(links, row, end, one.fiscal_year, number));
                let title = title.or_insert_with(|| one.title.clone());
                if *title != one.title {
                    *title = None;
                }
            }
        }
        Numbered(titles)
    }

    /// How a command asks for one end of a link: by its number, else by its title.
    fn name(&self, links: &Frame, end: &'static str, row: usize) -> Option<String> {
        let one = named(links, end, row)?;
        let is_one = |number: &i32| {
            let key = number_of(links, row, end, one.fiscal_year, *number);
            self.0.get(&key).is_some_and(Option::is_some)
        };
        let number = one.number.filter(is_one);
        Some(asked_by(&Named { number, ..one }))
    }
}

fn number_of(links: &Frame, row: usize, end: &'static str, year: FiscalYear, number: i32) -> Number {
    let text = |name: &str| links.text(name).get(row).map(str::to_owned);
    (text("prefecture_code"), text("plan"), end, year, number)
}

/// How a relation is called for people, as in the data dictionary.
fn relation_name(code: &str, language: Language) -> &str {
    schema::find(link::tables(), "initiative_links").map_or(code, |it| it.word("relation", code, language))
}

/// The commands that decide each row, to be copied.
fn say_commands(listing: &Listing, context: &Context) {
    tell!("{}", Message::new("link_how_to_decide").text(context.language));
    for row in &listing.rows {
        for command in row[row.len() - 2..].iter().filter_map(Value::as_str) {
            tell!("  {command}");
        }
    }
}

/// How a command asks for an initiative: by number, else by title.
fn asked_by(named: &Named) -> String {
    let name = named.number.map(|it| it.to_string()).or_else(|| named.title.clone()).unwrap_or_default();
    format!("{}:{name}", named.fiscal_year.label())
}
