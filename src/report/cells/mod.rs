//! What single cells say, wherever they stand: as the head of a column, by the stems of their words (`stems.tsv`); as a part of the
//! body, by what they hold (a figure, a grade of `scales.tsv`, words).
//!
//! Comes in: the text of one cell. Goes out: [`HeadFacts`], [`Body`]. Deliberately knows no table and no profile.

mod body;
mod grade;
mod head;
mod marks;
mod stems;
mod vocabulary;

pub(super) use body::{Body, body, names_measure};
pub(super) use grade::{may_be_grade, order_of, read_grade, read_number_grade, ticked};
pub(super) use head::{HeadFacts, head_facts, head_words, nearest_year};
pub(super) use marks::marks_in_one_form;
pub(super) use stems::Stem;
pub(super) use vocabulary::{Corrections, Vocabulary};
