//! Blocks: boxes with labelled parts below a heading.

use std::ops::Range;

use super::compact::Compact;
use super::heading::Headings;
use super::profile::Label;
use super::{Block, Profile};
use crate::base::FiscalYear;
use crate::layout::{Cell, DocumentLayout, Flow, Passage, Table};

/// A label has at most this many characters.
const MAX_LABEL: usize = 16;

/// Reads all blocks; `list_tables` are tables that belong to the list.
pub(super) fn read_blocks(layout: &DocumentLayout, list_tables: &[usize], profile: &Profile) -> Vec<Block> {
    let mut reader = Reader { profile, headings: Headings::default(), blocks: Vec::new(), open: false };
    for item in &layout.flow {
        match item {
            Flow::Line(line) => reader.line(&line.text),
            Flow::Table(index) if list_tables.contains(index) => {
                reader.open = false;
                reader.headings = Headings::default();
            }
            Flow::Table(index) => reader.table(&layout.tables[*index]),
        }
    }
    reader.blocks.into_iter().map(tidy).collect()
}

struct Reader<'a> {
    profile: &'a Profile,
    headings: Headings,
    blocks: Vec<Block>,
    /// Whether the last block may still go on.
    open: bool,
}

/// A labelled part of a passage.
struct Part {
    label: Label,
    text: Passage,
    fiscal_year: Option<FiscalYear>,
}

impl Reader<'_> {
    fn line(&mut self, line: &Passage) {
        if self.headings.take(line, self.profile) {
            self.open = false;
        }
    }

    fn table(&mut self, table: &Table) {
        let mut cells: Vec<&Cell> = table.cells.iter().filter(|it| !it.text.is_blank()).collect();
        cells.sort_by_key(|it| (it.row, it.column));
        if !cells.iter().any(|cell| !self.parts(&cell.text).1.is_empty()) && !self.open {
            self.headings.close();
            return;
        }
        let mut label_of_column: Vec<Option<Label>> = vec![None; table.column_count()];
        for cell in cells {
            let (before, parts) = self.parts(&cell.text);
            let above = label_of_column.get(cell.column).copied().flatten();
            if !before.is_blank() {
                self.unlabelled(&before, above, table, cell);
            }
            if let Some(part) = parts.last() {
                let columns = cell.column..(cell.column + cell.column_span).min(label_of_column.len());
                label_of_column[columns].fill(Some(part.label));
            }
            for part in parts {
                self.labelled(part, cell);
            }
        }
        self.headings.close();
    }

    /// Text of a cell in front of any label: the rest of a part that the page end cut, or a heading inside the box.
    fn unlabelled(&mut self, text: &Passage, above: Option<Label>, table: &Table, cell: &Cell) {
        let spans = cell.column == 0 && cell.column_span == table.column_count();
        if spans && above.is_none() && self.headings.take(text, self.profile) {
            self.open = false;
            return;
        }
        let Some(block) = self.blocks.last_mut().filter(|_| self.open) else { return };
        // A box that goes on without a grid of its own goes on with its last part.
        let label = above.unwrap_or(Label::Next);
        append(field(block, label), text);
    }

    fn labelled(&mut self, part: Part, cell: &Cell) {
        let filled = |block: &mut Block| !field(block, part.label).is_blank();
        if !self.open || self.blocks.last_mut().is_some_and(filled) {
            let (title, departments) = self.headings.take_title(self.profile).unwrap_or_default();
            self.blocks.push(Block {
                area: self.headings.area.clone(),
                section: self.headings.section.clone(),
                source: title.source().or(Some(cell.source())),
                title,
                departments,
                ..Block::default()
            });
            self.open = true;
        }
        if let Some(block) = self.blocks.last_mut() {
            block.plan_fiscal_year = block.plan_fiscal_year.or(part.fiscal_year);
            append(field(block, part.label), &part.text);
        }
    }

    /// The text in front of the first label, and the labelled parts. What stands below a label that the profile does not know
    /// is no part.
    fn parts(&self, text: &Passage) -> (Passage, Vec<Part>) {
        let compact = Compact::new(text.text());
        let mut found: Vec<(Range<usize>, Option<Label>, Option<FiscalYear>)> = Vec::new();
        for (label, pattern) in &self.profile.block.labels {
            found.extend(pattern.all(&compact).map(|it| (it.range(), Some(*label), it.fiscal_year())));
        }
        let unknown = bracketed_lines(text.text());
        found.extend(unknown.into_iter().map(|range| (range, None, None)));
        // Of a label that is known and stands alone in its line the known one counts.
        found.sort_by_key(|(range, label, _)| (range.start, label.is_none()));
        found.dedup_by(|later, first| later.1.is_none() && first.0.contains(&later.0.start));
        let end = text.text().len();
        let before = text.slice(0..found.first().map_or(end, |(range, ..)| range.start)).trimmed();
        let mut parts = Vec::new();
        for (index, (range, label, fiscal_year)) in found.iter().enumerate() {
            let until = found.get(index + 1).map_or(end, |(next, ..)| next.start);
            if let Some(label) = label.filter(|_| range.end <= until) {
                let text = text.slice(range.end..until).trimmed();
                parts.push(Part { label, text, fiscal_year: *fiscal_year });
            }
        }
        (before, parts)
    }
}

/// Lines that are nothing but a short text in 【】.
fn bracketed_lines(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let label = line.trim();
        let inside = label.strip_prefix('【').and_then(|it| it.strip_suffix('】'));
        if inside.is_some_and(|it| it.chars().count() <= MAX_LABEL && !it.contains(['【', '】'])) {
            found.push(start..start + line.len());
        }
        start += line.len();
    }
    found
}

fn field(block: &mut Block, label: Label) -> &mut Passage {
    match label {
        Label::Plan => &mut block.plan,
        Label::Progress => &mut block.progress,
        Label::Rating => &mut block.rating,
        Label::Next => &mut block.next,
    }
}

/// Adds text to a part; a paragraph that begins with a list mark begins a line.
fn append(passage: &mut Passage, text: &Passage) {
    if !passage.is_blank() && text.text().starts_with(['・', '○', '※', '◆', '■']) {
        passage.push_gap('\n');
    }
    passage.append(text);
}

fn tidy(block: Block) -> Block {
    Block {
        plan: block.plan.trimmed(),
        progress: block.progress.trimmed(),
        rating: block.rating.trimmed(),
        next: block.next.trimmed(),
        ..block
    }
}
