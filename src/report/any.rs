//! Any report, whoever designed it: its tables, each interpreted by itself, -> what the report says.

use super::above::is_level;
use super::above::{
    caption_role, caption_year, heading, lines_above, measure_title, numbered_title, title_with_departments,
};
use super::block::read_blocks;
use super::brackets::{role_in_brackets, roles_of_lines};
use super::cells::{Stem, Vocabulary};
use super::grid::{
    Entry, Form, Grid, Known, PrintedGrade, head_rows, measure_box, numbered_goals, rated_line, rating_box, read_grid,
    typed_heads,
};
use super::hints::{are_side_by_side, has_hint, has_titles};
use super::legends::legend_signs;
use super::levels::{Levels, area_and_section};
use super::one_table::{lone_grade, read_table, weight};
use super::pooled::below_heads;
use super::profile::boxes;
use super::prose::{ProseTitle, joined, titles_in_prose};
use super::read::take_blocks;
use super::recurring::{At, in_table, recurring_titles};
use super::take::{settle, take};
use super::totals::{read_totals, recount};
use super::{Profile, Report, Role, TableCoverage};
use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::base::{FiscalYear, Message, Note};
use crate::layout::{DocumentLayout, Flow, Line, Passage, Table, facing_tables, join_facing_pages};

/// A table of so many rows and figures of which none was read is worth a note.
const LOST_ROWS: u32 = 5;

/// Takes in what the tables and boxes of a report say that no profile describes.
///
/// Notes: `rating_without_year`, `block_unlinked`, `rating_unreadable`, `meaning_differs`, `figures_unread`.
pub(super) fn read_any(layout: &DocumentLayout, vocabulary: Vocabulary, report: &mut Report) -> Vec<Note> {
    let reported = report.identity.near_year;
    let legend = match vocabulary.corrections.scale.as_slice() {
        [] => legend_signs(layout),
        scale => scale.to_vec(),
    };
    let read = interpret(layout, &legend, vocabulary, reported);
    let joined = facing_halves(layout, &read).map(|layout| (interpret(&layout, &legend, vocabulary, reported), layout));
    let (read, layout) = match &joined {
        Some((joined, layout)) => (joined, layout),
        None => (&read, layout),
    };
    let mut notes = take(read, layout, vocabulary.units, report);

    // Boxes with labels in 【】 belong to a list; sheets have said what they say.
    let is_list = !report.initiatives.is_empty() && !read.iter().flat_map(|it| &it.entries).any(|it| it.is_sheet);
    let tables: Vec<usize> = read.iter().filter(|it| !it.entries.is_empty()).filter_map(|it| it.table).collect();
    if is_list {
        notes.extend(take_blocks(read_blocks(layout, &tables, boxes()), report));
    }
    notes.extend(settle(report, layout, &legend, boxes()));

    if is_list {
        let profile = Profile { scale: boxes().scale.of_order(&report.identity.scale), ..boxes().clone() };
        let totals = read_totals(layout, &tables, &profile);
        notes.extend(totals.notes);
        report.stated_totals = totals.value;
        recount(report);
    }
    notes.extend(cover(read, report));
    notes
}

/// The heads of the tables that are read, by their words without year and unit, each with what its column was taken for.
pub(super) fn typed_heads_of(
    layout: &DocumentLayout,
    vocabulary: Vocabulary,
    reported: Option<FiscalYear>,
) -> Vec<(String, Option<Stem>)> {
    let legend = legend_signs(layout);
    let known = Known::of_report(&legend, vocabulary, reported);
    let heads = |table: &Table| {
        let grid = Grid::new(table, &known);
        let is_upright = weight(&read_grid(&grid, &known, &mut Form::default()).0) > 0;
        if is_upright { typed_heads(&grid, &known) } else { typed_heads(&grid.transposed(), &known) }
    };
    layout.tables.iter().filter(|it| has_hint(it)).flat_map(heads).collect()
}

/// Takes in what became of the figures of each table. Note: `figures_unread` for a table of which none was read.
///
/// Only of a report: other documents have tables with such words too, and nobody misses their figures.
fn cover(read: &[Piece], report: &mut Report) -> Vec<Note> {
    if report.indicators.is_empty() && report.ratings.is_empty() {
        return Vec::new();
    }
    let tables = || read.iter().filter(|it| it.table.is_some()).map(|it| &it.coverage);
    report.coverage = tables().filter(|it| it.values() + it.derived + it.money > 0).cloned().collect();
    let is_lost =
        |it: &&TableCoverage| it.row_count >= LOST_ROWS && it.read == 0 && it.unread + it.withheld >= LOST_ROWS;
    let note = |it: &TableCoverage| {
        let note = Note::info(Message::new("figures_unread").with("count", it.unread + it.withheld));
        match it.source {
            Some(source) => note.at(source),
            None => note,
        }
    };
    tables().filter(is_lost).map(note).collect()
}

/// What was read of a table, which is given by its index, or of running text.
#[derive(Debug, Default)]
pub(super) struct Piece {
    pub table: Option<usize>,
    pub entries: Vec<Entry>,
    pub coverage: TableCoverage,
}

/// Reads a report from its first line to its last.
struct Interpreter<'a> {
    layout: &'a DocumentLayout,
    legend: &'a [String],
    vocabulary: Vocabulary<'a>,
    reported: Option<FiscalYear>,
    /// What the report says that values in brackets are.
    brackets: Option<Role>,
    /// What the report says that the upper and the lower line of a cell are.
    line_roles: &'a [Role],
    /// Whether titles with their departments stand in running text.
    has_titles: bool,
    /// The lines and rows that are titles of rated passages and boxes.
    titles: FxHashMap<At, ProseTitle>,
    form: Form,
    /// The lines since the last table.
    lines: Vec<&'a Line>,
    /// The last table, with the lines that stood between it and the one before.
    before: Option<(&'a Table, Vec<&'a Line>)>,
    /// The last line that is the title of a measure.
    titled: Option<Passage>,
    levels: Levels,
    /// The last table that was read and its first rows of heads, which a table without heads may go on with.
    last: Option<(usize, usize)>,
    read: Vec<Piece>,
}

/// The titles that the ratings below them tell: with numbers in running text, else in front of labels that recur.
fn titles(layout: &DocumentLayout, known: &Known) -> FxHashMap<At, ProseTitle> {
    let in_prose = titles_in_prose(layout, known);
    if in_prose.is_empty() {
        return recurring_titles(layout, known);
    }
    in_prose.into_iter().map(|(line, title)| (At::Line(line), title)).collect()
}

/// What each table says, and what running text does.
fn interpret(
    layout: &DocumentLayout,
    legend: &[String],
    vocabulary: Vocabulary,
    reported: Option<FiscalYear>,
) -> Vec<Piece> {
    let known = Known::of_report(legend, vocabulary, reported);
    let line_roles = roles_of_lines(layout);
    let mut interpreter = Interpreter {
        layout,
        titles: titles(layout, &known),
        legend,
        vocabulary,
        reported,
        brackets: role_in_brackets(layout),
        line_roles: &line_roles,
        has_titles: has_titles(layout),
        form: Form::default(),
        lines: Vec::new(),
        before: None,
        titled: None,
        levels: Levels::default(),
        last: None,
        read: Vec::new(),
    };
    let mut flow = layout.flow.iter().enumerate().peekable();
    while let Some((at, thing)) = flow.next() {
        match thing {
            Flow::Line(line) => {
                let both = joined(line, flow.peek().map(|it| it.1));
                interpreter.line(at, line, both.as_ref().unwrap_or(&line.text));
                flow.next_if(|_| both.is_some());
            }
            Flow::Table(index) => interpreter.table(*index),
        }
    }
    let last = interpreter.form.end();
    interpreter.push(None, last.into_iter().collect());
    interpreter.read
}

impl<'a> Interpreter<'a> {
    fn push(&mut self, table: Option<usize>, entries: Vec<Entry>) {
        if !entries.is_empty() {
            self.read.push(Piece { table, entries, ..Piece::default() });
        }
    }

    /// Takes in a line of running text, with what goes on with it in the next.
    fn line(&mut self, at: usize, line: &'a Line, text: &Passage) {
        self.lines.push(line);
        if is_level(line.text.text()) {
            self.levels.open(line.text.text().trim());
        }
        self.titled = measure_title(&line.text).or(self.titled.take());
        let departed = || {
            let (title, departments) = title_with_departments(&line.text).filter(|_| self.has_titles)?;
            Some(ProseTitle { number: None, title, departments: Some(departments), grade: None })
        };
        let ended = match self.titles.remove(&At::Line(at)).or_else(departed) {
            Some(title) => self.begin(title).into_iter().collect(),
            None => self.plain_line(text),
        };
        self.push(None, ended);
    }

    /// Begins the sheet of a title, below the headings that it stands under; gives the one that it ends.
    fn begin(&mut self, title: ProseTitle) -> Option<Entry> {
        let levels = self.levels.above(title.title.text());
        let ended = self.form.begin(title);
        if !levels.is_empty() {
            self.form.levels = levels;
        }
        ended
    }

    /// Takes in a line that is no title: a rating of what the last title names, or what the sheet under way says.
    fn plain_line(&mut self, text: &Passage) -> Vec<Entry> {
        let known = Known::of_report(self.legend, self.vocabulary, self.reported);
        let rated = rated_line(text, &known).filter(|_| self.form.initiative.is_none());
        match rated.and_then(|grade| Some((self.titled.take()?, grade))) {
            Some((title, grade)) => vec![measure(title, grade)],
            None => self.form.take_line(text, &known),
        }
    }

    fn table(&mut self, index: usize) {
        let mut since = std::mem::take(&mut self.lines);
        let table = &self.layout.tables[index];
        // Tables side by side share the lines above them.
        if let Some((_, lines)) = self.before.take().filter(|it| are_side_by_side(it.0, table)) {
            since.splice(0..0, lines);
        }
        self.before = Some((table, since.clone()));
        let above = lines_above(&since, table);
        let caption_role = caption_role(&above, &self.vocabulary);
        let pooled = self.below_last_heads(table);
        let bands = in_table(&self.titles, index, table.row_count);
        let is_plain = self.form.initiative.is_none() && caption_role.is_none() && pooled.is_none();
        if !has_hint(table) && is_plain && bands.is_empty() {
            return;
        }
        if self.is_excluded(&above, table) {
            return;
        }
        let (caption, heading) = (caption_year(&above), heading(&above));
        let levels: Vec<String> = self.levels.texts().cloned().collect();
        let known = Known {
            reported: self.reported,
            caption,
            caption_role,
            heading: heading.as_ref(),
            levels: &levels,
            legend: self.legend,
            brackets: self.brackets,
            line_roles: self.line_roles,
            vocabulary: self.vocabulary,
        };
        let own = Grid::new(table, &known);
        let heads = head_rows(&own, 0);
        let grid = match pooled.as_ref().filter(|_| heads.is_none()) {
            Some(pooled) => Grid::new(pooled, &known),
            None => own,
        };

        if !bands.is_empty() {
            self.form.expect(bands);
            if !self.levels.is_empty() {
                self.form.levels = self.levels.clone();
            }
            return self.read(index, &grid, &known, heads);
        }

        // A letter alone below the title of a measure rates that.
        let rates = since.iter().any(|it| it.text.text().contains("評価"));
        if let Some((title, grade)) = self.titled.clone().filter(|_| rates).zip(lone_grade(&grid)) {
            return self.push(Some(index), vec![measure(title, grade)]);
        }

        let of_measure = measure_box(&grid).filter(|_| self.form.initiative.is_none());
        if let Some((title, grade)) = of_measure.and_then(|(title, grade)| Some((title.or(self.titled.take())?, grade)))
        {
            return self.push(Some(index), vec![measure(title, grade)]);
        }

        if let Some(entries) = self.boxed(&since, &grid, &known) {
            return self.push(Some(index), entries);
        }

        self.read(index, &grid, &known, heads);
    }

    /// Reads a table as a grid, or as a part of the sheet under way.
    fn read(&mut self, index: usize, grid: &Grid, known: &Known, heads: Option<Range<usize>>) {
        let table = &self.layout.tables[index];
        let (entries, coverage) = read_table(grid, known, &mut self.form);
        self.form.is_followed |= entries.iter().any(|it| it.is_sheet && !it.readings.is_empty());
        let coverage = TableCoverage { source: table.source(), row_count: table.row_count as u32, ..coverage };
        let entries = if weight(&entries) > 0 { entries } else { Vec::new() };
        if let Some(heads) = heads.filter(|_| !entries.is_empty()) {
            self.last = Some((index, heads.end));
        }
        self.read.push(Piece { table: Some(index), entries, coverage });
    }
}

impl Interpreter<'_> {
    /// A small box below a heading: grades of what the heading names, or numbered goals of the sheet under way.
    fn boxed(&mut self, since: &[&Line], grid: &Grid, known: &Known) -> Option<Vec<Entry>> {
        let goals = numbered_goals(grid, known);
        if !goals.is_empty() {
            let initiative = self.form.initiative.clone();
            self.form.is_followed |= initiative.is_some();
            let is_sheet = initiative.is_some();
            let of_sheet = |it: Entry| Entry { initiative: initiative.clone(), is_sheet, ..it };
            return Some(goals.into_iter().map(of_sheet).collect());
        }

        let grades = rating_box(grid, known);
        let titles = || since.iter().rev().find_map(|it| numbered_title(&it.text));
        let (number, title) = titles().filter(|_| !grades.is_empty() && self.form.initiative.is_none())?;
        let levels: Vec<String> = self.levels.texts().cloned().collect();
        let (area, section) = area_and_section(&levels);
        let initiative = Some(title);
        Some(vec![Entry {
            number: Some(number),
            area,
            section,
            initiative,
            grades,
            is_sheet: true,
            ..Entry::default()
        }])
    }

    /// A table below the heads of the last one that was read, where it may go on with that.
    fn below_last_heads(&self, table: &Table) -> Option<Table> {
        let (index, head_rows) = self.last?;
        let before = &self.layout.tables[index];
        let pages = before.parts.last().zip(table.parts.first()).map(|(a, b)| a.page..=a.page.max(b.page))?;
        below_heads(table, before, head_rows).filter(|_| pages.count() <= 2)
    }

    /// Whether a person left a table out, by what stands above it or in its first row.
    fn is_excluded(&self, above: &[&Line], table: &Table) -> bool {
        let corrections = self.vocabulary.corrections;
        above.iter().any(|it| corrections.excludes(it.text.text()))
            || table.row(0).any(|it| corrections.excludes(it.text.text()))
    }
}

/// A measure of the plan with its grade.
fn measure(title: Passage, grade: PrintedGrade) -> Entry {
    Entry { initiative: Some(title), grades: vec![grade], is_sheet: true, ..Entry::default() }
}

/// The layout with tables joined that are cut over two facing pages: only where the right halves say nothing alone.
fn facing_halves(layout: &DocumentLayout, read: &[Piece]) -> Option<DocumentLayout> {
    let pairs = facing_tables(layout);
    let is_read = |table: usize| read.iter().any(|it| it.table == Some(table) && !it.entries.is_empty());
    let are_halves = pairs.iter().any(|it| is_read(it.0)) && !pairs.iter().any(|it| is_read(it.1));
    are_halves.then(|| join_facing_pages(layout.clone()))
}
