//! From tables to answers: one question a file, registered here.
//!
//! Comes in: [`Frames`]. Goes out: [`Analysis`]es, each a table with `n`, `method` and `caution`, and their short form for the
//! screen. Deliberately knows no report, no file and no output format.

mod achievement;
mod caution;
mod history;
mod ratings;
mod restatements;
mod sources;
mod statistics;
mod terms;
mod transition_matrix;
mod transitions;

pub use caution::sentences as cautions;
pub use history::{
    IndicatorHistory, MeasuredYear, RatedYear, RatingChange, RatingHistory, indicator_histories, rating_changes,
    rating_histories,
};
pub use sources::{Series, series_name, year_name};

use std::sync::LazyLock;

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

/// A question: the name of its table, how it is answered, and how the answer is shown where a screen has room for it.
struct Question {
    name: &'static str,
    answer: fn(&Frames) -> Frame,
    show: Option<fn(&Frame, Language) -> TerminalTable>,
}

const QUESTIONS: [Question; 6] = [
    ratings::QUESTION,
    transitions::QUESTION,
    transition_matrix::QUESTION,
    achievement::QUESTION,
    restatements::QUESTION,
    terms::QUESTION,
];

/// The answers to all questions, in a fixed order; one without anything to say has no rows.
pub fn analyses(frames: &Frames) -> Vec<Analysis> {
    QUESTIONS.iter().map(|it| Analysis { name: it.name, frame: (it.answer)(frames) }).collect()
}

/// The answers for the screen; those without rows are left out.
pub fn summary(analyses: &[Analysis], language: Language) -> Vec<TerminalTable> {
    let shown = |analysis: &Analysis| {
        let show = QUESTIONS.iter().find(|it| it.name == analysis.name)?.show?;
        (analysis.frame.row_count() > 0).then(|| show(&analysis.frame, language))
    };
    analyses.iter().filter_map(shown).collect()
}

/// The tables of the analyses, in the order of every output.
pub fn tables() -> &'static [schema::Table] {
    static TABLES: LazyLock<Vec<schema::Table>> = LazyLock::new(|| schema::parse(include_str!("columns.tsv")));
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
        assert_eq!(names, QUESTIONS.map(|it| it.name));
        for table in tables() {
            assert!(["n", "method", "caution"].iter().all(|it| table.column(it).is_some()), "{}", table.name);
        }
    }

    #[test]
    fn nothing_read_gives_empty_answers() {
        let analyses = analyses(&frames(&[], Language::English));
        assert!(analyses.iter().all(|it| it.frame.row_count() == 0));
        assert_eq!(summary(&analyses, Language::English), []);
    }

    #[test]
    fn rows_are_as_long_as_their_header() {
        let analyses = analyses(&frames(&[examples::edition()], Language::English));
        for language in [Language::Japanese, Language::English] {
            let tables = summary(&analyses, language);
            assert_eq!(tables.len(), 3, "{tables:?}");
            assert!(tables.iter().all(|table| table.rows.iter().all(|row| row.len() == table.header.len())));
        }
    }
}
