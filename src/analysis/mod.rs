//! From tables to answers: one question a file, registered here.
//!
//! Comes in: [`Frames`]. Goes out: [`Analysis`]es, each a table with `n`, `method` and `caution`, and their short form for the
//! screen. Deliberately knows no report, no file and no output format.

mod achievement;
mod ambition;
mod caution;
mod comparison;
mod contradictions;
mod coverage;
mod editions;
mod figures;
mod history;
mod initiative_years;
mod lowest_rated;
mod on_track;
mod pair;
mod promises;
mod rated;
mod ratings;
mod restatements;
mod rollups;
mod rules;
mod screen;
mod share_changes;
mod slopes;
mod sources;
mod statistics;
mod terms;
mod thresholds;
mod transition_matrix;
mod transitions;
mod years_to_target;

pub use caution::{Caution, all_cautions, cautions as caution_codes, sentences as cautions};
pub use comparison::{comparison_together, under_rule};
pub use history::{
    IndicatorHistory, MeasuredYear, RatedYear, RatingChange, RatingHistory, indicator_histories, rating_changes,
    rating_histories,
};
pub use initiative_years::initiative_years;
pub use promises::{Rarity, promises};
pub use rules::{Rule, RuleLevel, RuleRate, rules};
pub use sources::{Series, series_name, year_name};

use std::sync::LazyLock;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use crate::base::Language;
use crate::dataset::{Frame, Frames, schema};

/// The answer to one question.
#[derive(Debug, Clone)]
pub struct Analysis {
    /// Its name, which is that of its table (`trend_ratings`).
    pub name: &'static str,
    /// The answer.
    pub frame: Frame,
}

/// A table for the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TerminalTable {
    /// What it shows.
    pub title: String,
    /// One entry a column.
    pub header: Vec<String>,
    /// As many entries a row as the header has.
    pub rows: Vec<Vec<String>>,
    /// What is to be kept in mind when reading it.
    pub caution: Option<String>,
}

/// A question: the name of its table, how it is answered, and how the answer is shown.
struct Question {
    name: &'static str,
    answer: fn(&Frames) -> Frame,
    show: fn(&Frame, Language) -> TerminalTable,
    at_end_of_build: bool,
}

const QUESTIONS: &[Question] = &[
    ratings::QUESTION,
    transitions::QUESTION,
    transition_matrix::QUESTION,
    share_changes::QUESTION,
    lowest_rated::QUESTION,
    achievement::QUESTION,
    restatements::QUESTION,
    terms::QUESTION,
    on_track::QUESTION,
    years_to_target::QUESTION,
    slopes::QUESTION,
    ambition::QUESTION,
    thresholds::QUESTION,
    contradictions::QUESTION,
    coverage::QUESTION,
    rollups::QUESTION,
    comparison::QUESTION,
    promises::QUESTION,
];

/// The answers to all questions, in a fixed order; one without anything to say has no rows.
pub fn analyses(frames: &Frames) -> Vec<Analysis> {
    QUESTIONS.par_iter().map(|it| Analysis { name: it.name, frame: (it.answer)(frames) }).collect()
}

/// The answers of one plan, in the same order, but for those that look at the words of all plans: [`promises`] gives these. What
/// [`comparison_together`] makes of all plans is here the answer of one.
pub fn analyses_of_plan(frames: &Frames) -> Vec<Analysis> {
    let of_plan = QUESTIONS.iter().filter(|it| it.name != promises::NAME);
    of_plan.map(|it| Analysis { name: it.name, frame: (it.answer)(frames) }).collect()
}

/// The answers that `build` shows when it ends; those without rows are left out.
pub fn summary(analyses: &[Analysis], language: Language) -> Vec<TerminalTable> {
    let is_shown = |it: &&Analysis| it.frame.row_count() > 0 && question(it.name).is_some_and(|it| it.at_end_of_build);
    analyses.iter().filter(is_shown).filter_map(|it| screen_table(&it.frame, language)).collect()
}

/// The frame of an analysis as a table for the screen; `None` where no analysis has its name.
pub fn screen_table(frame: &Frame, language: Language) -> Option<TerminalTable> {
    Some(without_lone_plan((question(frame.name())?.show)(frame, language), language))
}

/// A column of plans that says the same in every row says nothing.
fn without_lone_plan(mut table: TerminalTable, language: Language) -> TerminalTable {
    let Some(place) = table.header.iter().position(|it| it == screen::PLAN.text(language)) else { return table };
    if table.rows.iter().any(|row| row[place] != table.rows[0][place]) {
        return table;
    }
    table.header.remove(place);
    table.rows.iter_mut().for_each(|row| _ = row.remove(place));
    table
}

fn question(name: &str) -> Option<&'static Question> {
    QUESTIONS.iter().find(|it| it.name == name)
}

/// The tables of the analyses, in the order of every output.
pub fn tables() -> &'static [schema::Table] {
    static TABLES: LazyLock<Vec<schema::Table>> = LazyLock::new(|| schema::parse(include_str!("columns.tsv")));
    &TABLES
}

/// Tables that bring together what others have by parts, so that a reader joins nothing.
pub fn flat_tables() -> &'static [schema::Table] {
    static TABLES: LazyLock<Vec<schema::Table>> = LazyLock::new(|| schema::parse(include_str!("flat_columns.tsv")));
    &TABLES
}

/// The description of an analysis.
fn described(name: &str) -> &'static schema::Table {
    schema::find(tables(), name).expect("a test compares the questions with the tables")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{examples, frames};

    #[test]
    fn every_question_has_a_table_with_n_method_and_caution() {
        let names: Vec<&str> = tables().iter().map(|it| it.name).collect();
        assert_eq!(names, QUESTIONS.iter().map(|it| it.name).collect::<Vec<_>>());
        for table in tables() {
            assert!(["n", "method", "caution"].iter().all(|it| table.column(it).is_some()), "{}", table.name);
        }
    }

    #[test]
    fn nothing_read_gives_empty_answers() {
        let analyses = analyses(&frames(&[]));
        assert!(analyses.iter().all(|it| it.frame.row_count() == 0));
        assert_eq!(summary(&analyses, Language::English), []);
    }

    #[test]
    fn rows_are_as_long_as_their_header() {
        let analyses = analyses(&frames(&[examples::edition()]));
        for language in [Language::Japanese, Language::English] {
            let tables = summary(&analyses, language);
            assert_eq!(tables.len(), 3);
            assert!(tables.iter().all(|table| table.rows.iter().all(|row| row.len() == table.header.len())));
        }
    }
}
