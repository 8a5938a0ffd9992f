//! From glyphs and rulings to lines of text and tables, in reading order.
//!
//! Comes in: [`crate::pdf::Document`]. Goes out: [`DocumentLayout`]. Deliberately knows no Japanese, no labels and no reports: only
//! where things stand.

mod around;
mod bands;
mod body;
mod cards;
mod cells;
mod characters;
mod choice;
mod columns;
mod continuation;
mod cut;
mod edges;
mod facing;
mod filled;
mod flow;
mod forms;
mod furniture;
mod grid;
mod groups;
mod head;
mod head_columns;
mod header;
mod inner_rules;
mod lines;
mod marks;
mod missing_walls;
mod name_lines;
mod newspaper;
mod overflow;
mod owners;
mod passage;
mod pieces;
mod raised;
mod region;
mod runs;
mod stacked_rows;
mod stacks;
mod sureness;
#[cfg(test)]
mod tests;
mod text_grid;
mod text_tables;
mod tiled;
mod turned;
mod unit_columns;
mod unjoin;
mod wrapped;
mod zone_labels;

pub use facing::{facing_tables, join_facing_pages};
pub use flow::{analyze, analyze_asked};
pub use marks::{Mark, MarkKind};
pub use passage::Passage;

use crate::base::{Rect, SourceRef};
use crate::pdf::{Direction, Turn};

/// What stands on the pages of a document, put together.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct DocumentLayout {
    /// One entry a page, in order.
    pub pages: Vec<PageLayout>,
    /// All tables in reading order; one that continues over pages is one table.
    pub tables: Vec<Table>,
    /// Lines and tables of the whole document in reading order; page furniture is left out.
    pub flow: Vec<Flow>,
}

/// A line about a table stands at most this far above it, in em.
const CAPTION_GAP: f64 = 3.0;

impl DocumentLayout {
    /// Its tables, without the places of the characters in them.
    pub fn tables_only(mut self) -> DocumentLayout {
        for cell in self.tables.iter_mut().flat_map(|it| &mut it.cells) {
            cell.text.forget_places();
        }
        DocumentLayout { tables: self.tables, ..DocumentLayout::default() }
    }

    /// Its lines of running text, in reading order.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.flow.iter().filter_map(|it| match it {
            Flow::Line(line) => Some(line),
            Flow::Table(_) => None,
        })
    }

    /// Lines right above a table that speak of a unit, `（単位：千円）`, from the top down. What stands nearer to a table above
    /// is that one's, or a note on it.
    pub fn unit_lines(&self, table: &Table) -> Vec<&Line> {
        let Some(place) = table.source() else { return Vec::new() };
        let lines = self.lines().filter(|it| it.page == place.page);
        let parts = self.tables.iter().flat_map(|it| &it.parts).filter(|it| it.page == place.page);
        let page = self.pages.iter().find(|it| it.number == place.page);
        let as_read = |bbox: &Rect| page.map_or(*bbox, |it| it.as_read(bbox));
        let bbox = as_read(&place.bbox);
        let parts: Vec<Rect> = parts.map(|it| as_read(&it.bbox)).collect();
        let bottoms: Vec<f64> = parts.iter().map(|it| it.y1).filter(|it| *it <= bbox.y0).collect();
        let is_right_above = |line: &&Line| {
            let line_bbox = as_read(&line.bbox);
            let gap = bbox.y0 - line_bbox.y1;
            // A unit set to the margin may go beyond the table, or stand right of it where nothing else does.
            let is_over = line_bbox.x0 < bbox.x1 && bbox.x0 < line_bbox.x1;
            let is_beside = |it: &Rect| it.x0 >= bbox.x1 && it.y0 < bbox.y1 && bbox.y0 < it.y1;
            let is_over = is_over || line_bbox.x0 >= bbox.x1 && !parts.iter().any(is_beside);
            let below_another = bottoms.iter().any(|it| *it <= line_bbox.center_y() && line_bbox.y0 - it < gap);
            (-2.0..CAPTION_GAP * line.size).contains(&gap) && is_over && !below_another
        };
        lines.filter(is_right_above).filter(|it| it.text.text().contains("単位")).collect()
    }
}

/// The size of a page and its furniture.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct PageLayout {
    /// Page number, from 1.
    pub number: u32,
    /// Width in points.
    pub width: f64,
    /// Height in points.
    pub height: f64,
    /// Page numbers and running titles.
    pub furniture: Vec<Line>,
    /// What makes characters stand out from those beside them.
    pub marks: Vec<Mark>,
    /// How the page was turned to be read; its places are those of the page as shown.
    #[serde(default)]
    pub turn: Turn,
}

/// One thing in reading order.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Flow {
    /// A line outside tables.
    Line(Line),
    /// Index in [`DocumentLayout::tables`]; a continued table stands where it begins.
    Table(usize),
}

/// A line of text.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Line {
    /// Its characters and their places.
    pub text: Passage,
    /// Page, from 1.
    pub page: u32,
    /// Box around its characters.
    pub bbox: Rect,
    /// Where it stands: y of the baseline, or x for text that runs up or down.
    pub baseline: f64,
    /// Font size of most of it, in points.
    pub size: f64,
    /// Which way it runs.
    pub direction: Direction,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Table {
    /// Where it stands, a part a page; rows of later parts follow those of earlier ones.
    pub parts: Vec<TablePart>,
    /// Number of rows over all parts.
    pub row_count: usize,
    /// x of the column boundaries, ascending: one more than there are columns.
    pub boundaries: Vec<f64>,
    /// Cells by row, then column. A merged cell stands once, at its first row and column.
    pub cells: Vec<Cell>,
    /// How sure it is that this is a table with this grid, 0 to 1: `benches/confidence.py` tells how often it is right.
    pub confidence: f64,
    /// What its grid was made from.
    pub kind: TableKind,
    /// What the confidence was made from.
    pub reasons: Vec<Reason>,
    /// The other grid that the same place allowed, and how sure that one was.
    pub rejected: Option<(TableKind, f64)>,
    /// How many of the first rows are header.
    pub header_rows: usize,
    /// How many of the first columns hold the labels of the rows.
    pub header_columns: usize,
}

/// What a grid was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum TableKind {
    /// Rules around its cells.
    #[default]
    Ruled,
    /// Rules or bands one way, the alignment of the text the other.
    HalfRuled,
    /// The alignment of the text alone.
    Ruleless,
    /// Labels in brackets that head the boxes of a form.
    Form,
}

/// A share that went into the confidence of a table.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Reason {
    /// Which.
    pub measure: Measure,
    /// Between 0 and 1.
    pub share: f64,
}

/// What speaks for a grid where it is high, and against it where it is low, unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Measure {
    /// Cells with text among all cells.
    FilledCells,
    /// The area of cells with text in that of the table.
    FilledArea,
    /// The area of cells with scattered labels: speaks against it.
    Scattered,
    /// Rows that fill two columns or more.
    SeveralColumns,
    /// Texts that stay in their column.
    InColumn,
    /// Texts no wider than a few words.
    Short,
    /// Fields behind the first column that are numbers or short codes.
    Codes,
    /// Rules over the width of the table, four counting as all.
    Rules,
    /// Cells that hold several figures side by side, where they are many: speaks against it.
    SeveralFigures,
    /// Cells with a character that is not known: speaks against it.
    Unknown,
}

/// The part of a table that stands on one page.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct TablePart {
    /// Page, from 1.
    pub page: u32,
    /// Box of the part.
    pub bbox: Rect,
    /// Its first row in the table.
    pub first_row: usize,
    /// How many rows it has.
    pub row_count: usize,
    /// Cells of the header that is printed again above this part; they are no cells of the table.
    pub repeated: Vec<Cell>,
    /// Whether its first row goes on with the last row of the part before: the page end cut the row in two.
    pub continues_row: bool,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Cell {
    /// First row, from 0.
    pub row: usize,
    /// First column, from 0.
    pub column: usize,
    /// Rows it covers.
    pub row_span: usize,
    /// Columns it covers.
    pub column_span: usize,
    /// Its text; lines are joined, a new paragraph begins with a line break.
    pub text: Passage,
    /// The largest font size in it, in points; 0 where it is empty.
    pub size: f64,
    /// Page, from 1.
    pub page: u32,
    /// Its box, from rule to rule.
    pub bbox: Rect,
}

impl Table {
    /// Number of columns.
    pub fn column_count(&self) -> usize {
        self.boundaries.len().saturating_sub(1)
    }

    /// The cell that covers a row and column.
    pub fn cell(&self, row: usize, column: usize) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.covers(row, column))
    }

    /// The cells that begin in a row, from left to right.
    pub fn row(&self, row: usize) -> impl Iterator<Item = &Cell> {
        let first = self.cells.partition_point(|cell| cell.row < row);
        self.cells[first..].iter().take_while(move |cell| cell.row == row)
    }

    /// Whether two rows stand on different pages.
    pub fn page_break_between(&self, upper: usize, lower: usize) -> bool {
        self.parts.iter().any(|part| upper < part.first_row && part.first_row <= lower)
    }

    /// Where the table begins.
    pub fn source(&self) -> Option<SourceRef> {
        self.parts.first().map(|part| SourceRef::new(part.page, part.bbox))
    }
}

impl TableKind {
    /// The word written to outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            TableKind::Ruled => "ruled",
            TableKind::HalfRuled => "half_ruled",
            TableKind::Ruleless => "ruleless",
            TableKind::Form => "form",
        }
    }
}

impl Measure {
    /// The word written to outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Measure::FilledCells => "filled_cells",
            Measure::FilledArea => "filled_area",
            Measure::Scattered => "scattered",
            Measure::SeveralColumns => "several_columns",
            Measure::InColumn => "in_column",
            Measure::Short => "short",
            Measure::Codes => "codes",
            Measure::Rules => "rules",
            Measure::SeveralFigures => "several_figures",
            Measure::Unknown => "unknown",
        }
    }
}

impl Cell {
    /// Whether the cell covers a row and column.
    pub fn covers(&self, row: usize, column: usize) -> bool {
        (self.row..self.row + self.row_span).contains(&row)
            && (self.column..self.column + self.column_span).contains(&column)
    }

    /// Where the cell stands.
    pub fn source(&self) -> SourceRef {
        SourceRef::new(self.page, self.bbox)
    }
}
