//! What a table prints of one initiative, indicator or part of one.

use std::ops::Range;

use super::form::SheetTexts;
use crate::base::{FiscalYear, SourceRef};
use crate::layout::Passage;
use crate::report::cells::Stem;
use crate::report::{PrintedRate, Reading};

/// What a table prints of one initiative, indicator or part of one.
#[derive(Debug, Clone, Default)]
pub(in crate::report) struct Entry {
    pub number: Option<Passage>,
    pub area: Option<String>,
    pub section: Option<String>,
    pub initiative: Option<Passage>,
    pub indicator: Option<Passage>,
    pub part: Option<String>,
    pub departments: Option<Passage>,
    pub unit: Option<Passage>,
    pub readings: Vec<Reading>,
    pub grades: Vec<PrintedGrade>,
    /// The rates of achievement printed beside its values.
    pub rates: Vec<PrintedRate>,
    /// Whether its table or its head has units of its own.
    pub has_units: bool,
    /// Whether the heads of its values say that they are amounts of money.
    pub are_amounts: bool,
    /// What its sheet says in words.
    pub texts: Option<SheetTexts>,
    /// Whether its initiative is the title of a sheet.
    pub is_sheet: bool,
    /// What the line above its table names.
    pub heading: Option<String>,
    /// The rows of its name, or of its part.
    pub rows: Range<usize>,
    /// The rows of its initiative.
    pub initiative_rows: Range<usize>,
}

/// Who rates, and by which measure, in the words that say it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::report) struct Judge {
    pub evaluator: Option<String>,
    pub axis: Option<String>,
}

impl Judge {
    /// What one text says; nothing where it is neither.
    pub fn of(said: Option<(Stem, String)>) -> Judge {
        match said {
            Some((Stem::Evaluator, text)) => Judge { evaluator: Some(text), axis: None },
            Some((Stem::Axis, text)) => Judge { evaluator: None, axis: Some(text) },
            _ => Judge::default(),
        }
    }

    /// How much it narrows a rating down: nothing for the one of the report as a whole.
    pub fn depth(&self) -> usize {
        usize::from(self.evaluator.is_some()) + usize::from(self.axis.is_some())
    }

    /// With what another text says of what this leaves open.
    pub fn or(self, other: Judge) -> Judge {
        Judge { evaluator: self.evaluator.or(other.evaluator), axis: self.axis.or(other.axis) }
    }
}

/// A rating as printed.
#[derive(Debug, Clone)]
pub(in crate::report) struct PrintedGrade {
    pub fiscal_year: Option<FiscalYear>,
    pub printed: Passage,
    pub cell: SourceRef,
    pub judge: Judge,
    /// The label beside it: 総合評価, 進捗状況.
    pub label: Option<String>,
    /// Whether others in its column stand beside several indicators of an initiative.
    pub is_wide: bool,
    /// The rows that its cell covers.
    pub rows: Range<usize>,
}

impl PrintedGrade {
    /// What `cell`, which covers `rows`, prints as a grade: without a year, of nobody and no measure, of its own row alone.
    pub fn new(printed: Passage, cell: SourceRef, rows: Range<usize>) -> PrintedGrade {
        PrintedGrade { fiscal_year: None, printed, cell, judge: Judge::default(), label: None, is_wide: false, rows }
    }
}
