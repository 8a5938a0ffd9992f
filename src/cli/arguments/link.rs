//! The command line of `link` as typed.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::ListingFormat;
use crate::link::Relation;

/// `link`
#[derive(Debug, Args)]
pub struct LinkArguments {
    /// What to do
    #[command(subcommand)]
    pub command: LinkCommand,
}

/// What `link` can do.
#[derive(Debug, Subcommand)]
pub enum LinkCommand {
    /// List the links of the last run that a person should look at
    List(LinkListArguments),
    /// Decide that two initiatives belong together; the next build follows it
    Accept {
        #[command(flatten)]
        /// Which two
        decision: LinkDecisionArguments,
        /// What became of the earlier one; as the program offers it, else found from title and section
        #[arg(long, value_name = "RELATION", value_parser = relation)]
        relation: Option<Relation>,
        /// Overrule links that are sure without asking
        #[arg(long)]
        yes: bool,
    },
    /// Decide that two initiatives never belong together; the next build follows it
    Reject {
        #[command(flatten)]
        /// Which two
        decision: LinkDecisionArguments,
        /// Overrule links that are sure without asking
        #[arg(long)]
        yes: bool,
    },
    /// Take back the last decision, or the last one about two initiatives or a plan
    Undo {
        /// The earlier one: R5:26, or R5: and its title
        #[arg(value_name = "EDITION:NUMBER", requires = "to")]
        from: Option<String>,
        /// The later one
        #[arg(value_name = "EDITION:NUMBER")]
        to: Option<String>,
        /// The last one of this plan
        #[arg(long)]
        plan: Option<String>,
    },
}

/// `link list`
#[derive(Debug, Args)]
pub struct LinkListArguments {
    /// List the links that are sure too, and new and ended initiatives
    #[arg(long)]
    pub all: bool,
    /// With --all, list those that stayed the same too
    #[arg(long, requires = "all")]
    pub same: bool,
    /// Folder that `build` wrote to; that of the project otherwise, else output
    #[arg(long, short, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value = "table")]
    pub format: ListingFormat,
}

/// Which two initiatives are decided about.
#[derive(Debug, Args)]
pub struct LinkDecisionArguments {
    /// The earlier one: R5:26, or R5: and its title
    #[arg(value_name = "EDITION:NUMBER")]
    pub from: String,
    /// The later one
    #[arg(value_name = "EDITION:NUMBER")]
    pub to: String,
    /// Plan of the two, where several plans have such editions
    #[arg(long)]
    pub plan: Option<String>,
    /// Folder that `build` wrote to; that of the project otherwise, else output
    #[arg(long, short, value_name = "DIR")]
    pub output: Option<PathBuf>,
}

fn relation(text: &str) -> Result<Relation, String> {
    let known = [Relation::Same, Relation::Renamed, Relation::Merged, Relation::Split, Relation::Moved];
    let found = known.into_iter().find(|it| it.as_str() == text);
    found.ok_or_else(|| "choose same, renamed, merged, split or moved".to_owned())
}
