//! The tables of a run: those that look at all plans are made here, the others are the rows of plans, one behind the other.

use std::collections::HashSet;

use super::plans::Plans;
use crate::analysis::{self, Analysis, Rarity};
use crate::base::Note;
use crate::dataset::schema::{self, Table};
use crate::dataset::{Frame, Frames, notes, units_together};
use crate::link::{self, Replacement};
use crate::pipeline::{latest_editions, suggestions};
use crate::publish::record::Counts;
use crate::publish::{PublishError, Rows};

/// Tables that are in memory whatever a run is asked for: they have a few rows a document, and the record of the run is made of them.
const SHORT: [&str; 5] = ["documents", "stated_totals", "coverage", "notes", "corrections"];

/// Tables that the screen tells nothing of: they hold most of the rows.
const UNSHOWN: [&str; 11] = [
    "tables",
    "cells",
    "blocks",
    "initiative_years",
    "initiative_links",
    "indicator_links",
    "trend_ambition",
    "trend_on_track",
    "trend_slopes",
    "trend_thresholds",
    "trend_years_to_target",
];

/// The tables of a run.
pub(super) struct RunTables {
    /// Of the dataset and the links.
    pub frames: Frames,
    /// What they answer.
    pub analyses: Vec<Analysis>,
    /// The names of the tables that have no rows here, for theirs are on disk.
    left: HashSet<&'static str>,
}

impl RunTables {
    /// The tables of all plans; where `whole` is not set only those that are made of all plans have rows.
    pub fn new(plans: &Plans, whole: bool) -> Result<RunTables, PublishError> {
        let all: Vec<usize> = (0..plans.count()).collect();
        let mut left = HashSet::new();
        let mut of_plans = |table: &'static Table| {
            if whole || SHORT.contains(&table.name) {
                return plans.rows(table).whole();
            }
            left.insert(table.name);
            Ok(Frame::without_rows(table))
        };
        let mut frames = tables_of_plans().map(&mut of_plans).collect::<Result<Frames, PublishError>>()?;
        let answers = analysis::tables().iter().map(&mut of_plans).collect::<Result<Vec<Frame>, PublishError>>()?;

        let one = |name: &'static str| -> Result<Frame, PublishError> {
            let frames = plans.frames(&all, table_of(name).into_iter())?;
            Ok(frames.get(name).cloned().expect("it was asked for"))
        };
        let mut together = vec![units_together(&[one("units")?])];
        together.extend(suggestions_of(plans)?);
        together.push(analysis::comparison_together(&one("trend_comparison")?, &frames));
        together.push(promises_of(plans)?);
        left.retain(|name| together.iter().all(|it| it.name() != *name));

        let mut analyses: Vec<Analysis> =
            answers.into_iter().map(|frame| Analysis { name: frame.name(), frame }).collect();
        for frame in together {
            match analyses.iter_mut().find(|it| it.name == frame.name()) {
                Some(place) => place.frame = frame,
                None => frames.insert(frame),
            }
        }
        Ok(RunTables { frames, analyses, left })
    }

    /// Adds what is said of the run as a whole: notes, replaced documents.
    pub fn complete(&mut self, replaced: &[Replacement], more: &[Note]) {
        if let Some(own) = self.frames.get("notes") {
            let of_dataset = notes(&Frames::default(), &[], more);
            let notes = Frame::of_pieces(own.schema(), vec![own.clone(), of_dataset]);
            self.frames.insert(notes);
        }
        self.frames.insert(link::replacement_table(replaced, &self.frames));
        // The last of the tables, after those of links.
        for table in analysis::flat_tables() {
            if let Some(frame) = self.frames.take(table.name) {
                self.frames.insert(frame);
            }
        }
    }

    /// The tables whose rows are on disk.
    pub fn long<'a>(&self, plans: &'a Plans) -> Vec<Box<dyn Rows + 'a>> {
        let long = tables_of_plans().chain(analysis::tables()).filter(|it| self.left.contains(it.name));
        long.map(|it| Box::new(plans.rows(it)) as Box<dyn Rows + 'a>).collect()
    }

    /// How many rows there are of what a run is about.
    pub fn counts(&self, plans: &Plans, before: Counts) -> Counts {
        Counts {
            initiatives: plans.row_count("initiatives"),
            ratings: plans.row_count("ratings"),
            blocks: plans.row_count("blocks"),
            indicators: plans.row_count("indicators"),
            observations: plans.row_count("observations"),
            ..before
        }
    }

    /// What the screen tells of, and what documents are compared by: the same where all rows are in memory, else the rows of `shown`.
    pub fn shown(&self, plans: &Plans, shown: &[usize]) -> Result<(Frames, Vec<Analysis>), PublishError> {
        let is_left = |it: &&'static Table| self.left.contains(it.name) && !UNSHOWN.contains(&it.name);
        let of_shown = plans.frames(shown, tables_of_plans().chain(analysis::tables()).filter(is_left))?;
        let mut frames = self.frames.clone();
        let mut analyses = self.analyses.clone();
        for frame in of_shown.iter() {
            match analyses.iter_mut().find(|it| it.name == frame.name()) {
                Some(place) => place.frame = frame.clone(),
                None => frames.insert(frame.clone()),
            }
        }
        Ok((frames, analyses))
    }
}

/// The tables that each plan has, but for those of the analyses.
fn tables_of_plans() -> impl Iterator<Item = &'static Table> {
    let links = link::tables().iter().filter(|it| it.name != "replacements");
    schema::tables().iter().chain(links).chain(analysis::flat_tables())
}

fn table_of(name: &str) -> Option<&'static Table> {
    tables_of_plans().chain(analysis::tables()).find(|it| it.name == name)
}

/// What the latest editions of plans have in common.
fn suggestions_of(plans: &Plans) -> Result<Option<Frame>, PublishError> {
    let tables = ["documents", "initiatives", "indicators"];
    let mut latest: Vec<Vec<Frame>> = vec![Vec::new(); tables.len()];
    plans.each(&tables, |frames| {
        for (frame, pieces) in latest_editions(frames).iter().zip(&mut latest) {
            pieces.push(frame.clone());
        }
    })?;
    let whole = tables.iter().zip(latest).filter_map(|(name, pieces)| Some(Frame::of_pieces(table_of(name)?, pieces)));
    Ok(suggestions(&whole.collect()))
}

/// Whether plans took up what was announced: bigrams are as rare as all plans together say.
fn promises_of(plans: &Plans) -> Result<Frame, PublishError> {
    let mut rarity = Rarity::default();
    plans.each(&["documents", "blocks"], |frames| rarity.take(frames))?;
    let mut pieces = Vec::new();
    plans.each(&["documents", "initiatives", "indicators", "blocks"], |frames| {
        pieces.push(analysis::promises(frames, &rarity));
    })?;
    let table = table_of("trend_promises").expect("a table of the analyses");
    Ok(Frame::of_pieces(table, pieces))
}
