//! `compare`

use super::Exit;
use super::arguments::{CompareArguments, ListingFormat};
use super::context::Context;
use super::settings::{Wrong, run_folder};
use super::{answers, listing};
use crate::analysis::{Rule, rules, under_rule};
use crate::base::Message;

/// Prints the prefectures' own ratings and those by one published rule, from the figures of the last run.
pub(super) fn run(arguments: &CompareArguments, context: &Context) -> anyhow::Result<Exit> {
    let (language, rule) = (context.language, find(&arguments.rule)?);
    let output = run_folder(arguments.output.as_deref(), context)?;
    let frame = under_rule(&answers::answer(&output, "trend_comparison")?, rule);
    if arguments.format == ListingFormat::Table {
        let card = Message::new("rule_card").with("name", rule.name(language)).with("source", rule.source(language));
        listing::print(&(card.text(language) + "\n"));
    }
    answers::print(&frame, arguments.format, language)
}

fn find(name: &str) -> Result<&'static Rule, Wrong> {
    rules().iter().find(|it| it.id == name).ok_or_else(|| {
        let known: Vec<&str> = rules().iter().map(|it| it.id.as_str()).collect();
        let message = Message::new("rule_unknown").with("name", name).with("known", known.join(", "));
        Wrong { message, exit: Exit::Usage }
    })
}
