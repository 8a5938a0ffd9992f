//! A table interpreted by itself: heads over columns, columns by what stands in them, rows -> [`Entry`]s.
//!
//! Comes in: a table of the layout and what is known before ([`Known`]). Goes out: entries, each a name with the values and ratings
//! that are printed for it. Deliberately knows no profile and no other table.

mod arrows;
mod beside;
mod body;
mod boxed;
mod cell;
mod coded;
mod columns;
mod doubted;
mod entry;
mod form;
#[cfg(test)]
mod group_tests;
mod heads;
mod inside;
mod judged;
mod label;
mod labelled;
mod line;
mod name;
mod name_text;
mod named;
mod nameless;
mod naming;
mod parts;
#[cfg(test)]
mod rating_tests;
mod ratings;
mod read;
mod role_labels;
mod rows;
mod stats;
mod tally;
#[cfg(test)]
mod tests;
mod values;
mod years;

pub(super) use boxed::{measure_box, numbered_goals, rating_box};
pub(super) use cell::Grid;
pub(super) use entry::{Entry, PrintedGrade};
pub(super) use form::{Form, SheetTexts};
pub(super) use heads::head_rows;
pub(super) use inside::{label_in_front, label_starts, rated_line};
pub(super) use label::{choices, is_choice};
pub(super) use read::{read_grid, typed_heads};

use crate::base::FiscalYear;
use crate::layout::Passage;
use crate::report::Role;
use crate::report::cells::{Stem, Vocabulary};

/// What is known before a table is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    /// The year that the report is about, or one near it.
    pub reported: Option<FiscalYear>,
    /// The year that a line right above the table names.
    pub caption: Option<FiscalYear>,
    /// The role that a line right above the table gives its values.
    pub caption_role: Option<Stem>,
    /// The line right above the table that may name what it is about.
    pub heading: Option<&'a Passage>,
    /// The headings in running text that it stands under, the outermost first.
    pub levels: &'a [String],
    /// The signs that the report's legend explains.
    pub legend: &'a [String],
    /// What the report says that values in brackets are.
    pub brackets: Option<Role>,
    /// What the report says that the upper and the lower line of a cell are; empty where it says nothing.
    pub line_roles: &'a [Role],
    /// The words that its heads are read by.
    pub vocabulary: Vocabulary<'a>,
}

impl<'a> Known<'a> {
    /// What is known of a report before any of its tables.
    pub fn of_report(legend: &'a [String], vocabulary: Vocabulary<'a>, reported: Option<FiscalYear>) -> Self {
        Known {
            reported,
            caption: None,
            caption_role: None,
            heading: None,
            levels: &[],
            legend,
            brackets: None,
            line_roles: &[],
            vocabulary,
        }
    }
}
