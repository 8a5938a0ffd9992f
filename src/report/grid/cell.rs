//! A table as a matrix of cells that say facts.

use std::ops::Range;

use super::Known;
use super::arrows::ARROWS;
use super::role_labels::role_values;
use super::values::holds_several;
use crate::base::SourceRef;
use crate::layout::{Passage, Table};
use crate::report::cells::{Body, HeadFacts, Stem, body, head_facts};
use crate::report::header_cell::HeadYear;
use crate::text::{fold, without_leader};

/// Longer texts say nothing as heads, in bytes of the printed text.
const MAX_HEAD: usize = 140;
/// Longer texts are no values, in bytes.
const MAX_SEVERAL: usize = 200;

/// A cell and what it says.
#[derive(Debug, Clone)]
pub(in crate::report) struct GridCell<'a> {
    pub rows: Range<usize>,
    pub columns: Range<usize>,
    pub printed: &'a Passage,
    /// The text without white space, in one width.
    pub text: String,
    pub body: Body,
    pub head: Option<HeadFacts>,
    /// The largest type in it, in points.
    pub size: f64,
    pub source: SourceRef,
}

impl GridCell<'_> {
    /// Whether it says, as a head, what stands below or beside it.
    pub fn is_understood(&self) -> bool {
        self.head.as_ref().is_some_and(HeadFacts::says_something)
    }

    /// The word it says as a head.
    pub fn word(&self) -> Option<Stem> {
        self.head.as_ref()?.word
    }

    /// Whether it names a year, whatever else it says.
    pub fn has_year(&self) -> bool {
        self.head.as_ref().is_some_and(|it| it.year != HeadYear::None || it.eraless.is_some())
    }

    pub fn is_blank(&self) -> bool {
        self.body == Body::Blank
    }
}

/// Whether the legend explains a text that is no number: one may count as well as rate.
fn is_sign(text: &str, known: &Known) -> bool {
    known.legend.iter().any(|it| it == text) && !text.starts_with(|it: char| it.is_ascii_digit())
}

/// What a cell holds; several values, each on a line with its year or part, are figures too.
fn body_of(printed: &Passage, text: &str, known: &Known) -> Body {
    if text.contains(ARROWS)
        && text
            .split(ARROWS)
            .all(|it| known.legend.iter().any(|sign| sign == it) || matches!(body(it), Body::Grade | Body::Missing))
    {
        return Body::Grade;
    }
    match body(text) {
        Body::Words | Body::Prose if text.len() < MAX_SEVERAL && text.contains(|it: char| it.is_ascii_digit()) => {
            if holds_several(printed) || role_values(printed, known).is_some() {
                Body::Figure
            } else {
                body(text)
            }
        }
        Body::Figure if is_numbered(printed.text(), known) => Body::Words,
        body => body,
    }
}

/// What a head says that is cut off: the rest may say something else, `020年` is no year, but that it named one.
fn cut_head(text: &str) -> Option<HeadFacts> {
    let names_year = text.contains('年')
        && text.contains(char::is_numeric)
        && text.chars().all(|it| it.is_numeric() || "RHS令和平成昭年度\u{FFFD}".contains(it));
    names_year.then(|| HeadFacts { year: HeadYear::Several, ..HeadFacts::default() })
}

/// `2　企業立地促進事業`: a number, a gap, and more than a unit.
fn is_numbered(printed: &str, known: &Known) -> bool {
    let Some((number, rest)) = printed.trim().split_once(char::is_whitespace) else { return false };
    let rest = rest.trim();
    let letters = rest.chars().take_while(|it| it.is_alphabetic()).count();
    number.chars().all(char::is_numeric) && letters >= 4 && known.vocabulary.units.find(rest).is_none()
}

/// A table as a matrix of cells.
#[derive(Debug, Clone)]
pub(in crate::report) struct Grid<'a> {
    pub cells: Vec<GridCell<'a>>,
    owner: Vec<Option<usize>>,
    pub row_count: usize,
    pub column_count: usize,
    /// Whether its rows are the columns of the table.
    pub is_transposed: bool,
}

impl<'a> Grid<'a> {
    pub fn new(table: &'a Table, known: &Known) -> Self {
        let cells = table.cells.iter().map(|cell| {
            let text = if cell.text.is_blank() { String::new() } else { fold(without_leader(cell.text.text())) };
            GridCell {
                rows: cell.row..cell.row + cell.row_span,
                columns: cell.column..cell.column + cell.column_span,
                printed: &cell.text,
                body: if is_sign(&text, known) { Body::Grade } else { body_of(&cell.text, &text, known) },
                head: match () {
                    () if text.is_empty() || text.len() > MAX_HEAD => None,
                    () if text.contains(char::REPLACEMENT_CHARACTER) => cut_head(&text),
                    () => head_facts(&text, &known.vocabulary),
                },
                text,
                size: cell.size,
                source: cell.source(),
            }
        });
        Grid::of(cells.collect(), table.row_count, table.column_count())
    }

    fn of(cells: Vec<GridCell<'a>>, row_count: usize, column_count: usize) -> Self {
        let mut owner = vec![None; row_count * column_count];
        for (index, cell) in cells.iter().enumerate() {
            for row in cell.rows.clone().filter(|it| *it < row_count) {
                for column in cell.columns.clone().filter(|it| *it < column_count) {
                    owner[row * column_count + column] = Some(index);
                }
            }
        }
        Grid { cells, owner, row_count, column_count, is_transposed: false }
    }

    /// Rows as columns and columns as rows.
    pub fn transposed(&self) -> Grid<'a> {
        let turn = |it: &GridCell<'a>| GridCell { rows: it.columns.clone(), columns: it.rows.clone(), ..it.clone() };
        let mut cells: Vec<GridCell> = self.cells.iter().map(turn).collect();
        cells.sort_by_key(|it| (it.rows.start, it.columns.start));
        Grid { is_transposed: !self.is_transposed, ..Grid::of(cells, self.column_count, self.row_count) }
    }

    /// The index of the cell that covers a place.
    pub fn at(&self, row: usize, column: usize) -> Option<usize> {
        self.owner.get(row * self.column_count + column).copied().flatten()
    }

    /// The cell that covers a place.
    pub fn cell(&self, row: usize, column: usize) -> Option<&GridCell<'a>> {
        self.at(row, column).map(|it| &self.cells[it])
    }

    /// The cells with text that begin in a row, from left to right.
    pub fn beginning(&self, row: usize) -> impl Iterator<Item = &GridCell<'a>> {
        let first = self.cells.partition_point(|it| it.rows.start < row);
        self.cells[first..].iter().take_while(move |it| it.rows.start == row).filter(|it| !it.is_blank())
    }

    /// Whether a cell that begins in a row, with or without text, reaches below it.
    pub fn reaches_down(&self, row: usize) -> bool {
        self.cells.iter().any(|it| it.rows.start == row && it.rows.len() > 1)
    }

    /// Whether a cell with text reaches into a row from above.
    pub fn is_reached(&self, row: usize) -> bool {
        self.cells.iter().any(|it| it.rows.start < row && it.rows.end > row && !it.is_blank())
    }

    /// The only text of a row, where it spans most of the table. The name of a group of rows may begin beside it.
    pub fn band(&self, row: usize) -> Option<&GridCell<'a>> {
        let mut cells = self.beginning(row).skip_while(|it| it.rows.len() > 1 && it.columns.len() == 1);
        let cell = cells.next()?;
        let is_alone = cells.next().is_none() && cell.rows.len() == 1;
        let spans = 10 * cell.columns.len() >= 7 * self.column_count && self.column_count > 1;
        (is_alone && spans).then_some(cell)
    }
}
