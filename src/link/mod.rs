//! The same initiative and the same indicator over the editions of a plan.
//!
//! Comes in: [`Frames`] of single editions. Goes out: the same frames with ids that stay over editions, and the tables
//! `initiative_links` and `indicator_links`. Deliberately knows no page layout, and never makes one thing of what two
//! prefectures report.

#[cfg(test)]
mod all_pairs;
mod candidates;
mod chains;
mod compare;
mod comparisons;
mod decision;
mod difference;
mod features;
mod grouped;
mod indicator_pairs;
mod indicators;
mod initiatives;
mod likeness;
mod matching;
mod model;
mod open;
mod parts;
mod postings;
mod prepare;
mod relation;
mod replacements;
mod sources;
mod tables;
#[cfg(test)]
mod tests;
mod themes;

pub use decision::{Decision, DecisionError, Named, decision_text, last_decision, parse_decisions};
pub use difference::{Change, Difference, Kind, Printed, Side, difference};
pub use relation::{Relation, Status};
pub use replacements::{ReplacedValue, Replacement, replacement_table, replacements};

use std::sync::LazyLock;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use crate::base::Noted;
use crate::dataset::{Frame, Frames, schema};

/// Links the editions of each plan.
///
/// Of two editions that follow one another every initiative is in `initiative_links`, with what became of it. Rows that are
/// linked one to one and for sure (`same`, `renamed`, `moved`; status `auto`) get one `initiative_id`, that of the first
/// edition, in all tables; so do their indicators. What an edition alone says stays in `own_id`. Decisions of a person win.
/// Note: `link_decision_unfit`.
pub fn link(frames: &Frames, decisions: &[Decision]) -> Noted<Frames> {
    let all_series = sources::series(frames);
    let linked: Vec<(tables::LinkedSeries, Vec<usize>)> =
        all_series.par_iter().map(|series| link_series(series, decisions)).collect();
    let (linked, fitting): (Vec<_>, Vec<_>) = linked.into_iter().unzip();
    let of_links: [fn(&[tables::LinkedSeries]) -> Frame; 4] =
        [tables::initiative_links, tables::indicator_links, tables::link_weights, themes::suggestions];
    let (mut frames, tables) = rayon::join(
        || chains::with_stable_ids(frames, &linked),
        || of_links.par_iter().map(|table| table(&linked)).collect::<Vec<Frame>>(),
    );
    tables.into_iter().for_each(|it| frames.insert(it));
    Noted { value: frames, notes: decision::unfit(decisions, &fitting.concat()) }
}

/// A series with its links, and the indices of the decisions that fit it.
fn link_series<'a>(series: &'a sources::Series<'a>, decisions: &[Decision]) -> (tables::LinkedSeries<'a>, Vec<usize>) {
    let (decided, fitting) = decision::decided(series, decisions);
    let prepared = prepare::prepare(series);
    let (links, weights) = initiatives::link(series, &prepared, &decided);
    let indicators = indicators::link(series, &links);
    let pair = |(initiatives, indicators)| tables::LinkedPair { initiatives, indicators };
    let pairs: Vec<_> = links.into_iter().zip(indicators).map(pair).collect();
    let ids = chains::ids(series, &pairs);
    (tables::LinkedSeries { series, pairs, ids, weights }, fitting)
}

/// How many links there are of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Counts {
    /// Links by relation, in the order of [`Relation::ALL`], those for review left out.
    pub relations: [usize; Relation::ALL.len()],
    /// Links put up for review.
    pub review: usize,
    /// Pairs whose earlier rating both editions print.
    pub rating_pairs: usize,
    /// Those of them where both print the same.
    pub rating_agreements: usize,
}

impl Counts {
    /// Sure links of this relation.
    pub fn of(&self, relation: Relation) -> usize {
        let index = Relation::ALL.iter().position(|it| *it == relation);
        index.map_or(0, |index| self.relations[index])
    }

    /// Whether there is any link.
    pub fn any(&self) -> bool {
        self.review > 0 || self.relations.iter().any(|it| *it > 0)
    }
}

/// Counts the rows of `initiative_links`.
pub fn counts(frames: &Frames) -> Counts {
    frames.get("initiative_links").map(tables::counts).unwrap_or_default()
}

/// The tables of this stage, in the order of every output.
pub fn tables() -> &'static [schema::Table] {
    static TABLES: LazyLock<Vec<schema::Table>> = LazyLock::new(|| schema::parse(include_str!("columns.tsv")));
    &TABLES
}

/// The description of a table of this stage.
fn described(name: &str) -> &'static schema::Table {
    schema::find(tables(), name).expect("a test compares the tables with those of the description")
}
