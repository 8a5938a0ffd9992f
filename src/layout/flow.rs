//! Pages -> reading order: tables found, the lines between them, continued tables joined.

use super::cells::{FilledGrid, fill_cells};
use super::choice::MIN_RULED_CONFIDENCE;
use super::continuation::{continues, join, repeated_header_rows};
use super::edges::{edges_to_groups, rulings_to_edges};
use super::furniture::find_furniture;
use super::grid::edges_to_grid;
use super::head::set_header;
use super::lines::glyphs_to_lines;
use super::marks;
use super::pieces::{PIECE_CUT, pieces_to_lines};
use super::region::group_to_region;
use super::text_tables::{Doubtful, asked_table, find_text_tables};
use super::{DocumentLayout, Flow, Line, PageLayout, Table};
use crate::base::{Noted, Rect};
use crate::pdf::{Direction, Document, Page};

/// Outside tables a gap wider than this, in em, ends the line: columns of text, or several statements side by side.
const LINE_CUT: f64 = 2.5;
/// A caption above a table has at most this many lines.
const MAX_CAPTION: usize = 2;
/// A grid of at least this many cells that is no table is a drawing.
const DRAWING_CELLS: usize = 6;

/// Finds lines and tables on all pages and puts them in reading order.
pub fn analyze(document: &Document) -> Noted<DocumentLayout> {
    put_together(document, analyze_page)
}

/// As [`analyze`], for pages of which a person says that they hold a table: where none reaches its mark, all text of the page is
/// one by its alignment, with the confidence that it has.
pub fn analyze_asked(document: &Document) -> Noted<DocumentLayout> {
    put_together(document, |page| {
        let content = analyze_page(page);
        if content.tables.is_empty() { with_asked_table(page, content) } else { content }
    })
}

fn with_asked_table(page: &Page, content: PageContent) -> PageContent {
    let pieces = glyphs_to_lines(page.glyphs.iter(), page.number, PIECE_CUT);
    match asked_table(page, &pieces) {
        Some(table) => PageContent { tables: vec![table], ..PageContent::default() },
        None => content,
    }
}

fn put_together(document: &Document, analyze_page: impl Fn(&Page) -> PageContent) -> Noted<DocumentLayout> {
    let contents: Vec<PageContent> = document.pages.iter().map(analyze_page).collect();
    let lines: Vec<(f64, &[Line])> =
        document.pages.iter().zip(&contents).map(|(page, content)| (page.height, content.lines.as_slice())).collect();
    let furniture = find_furniture(&lines);
    let mut layout = DocumentLayout::default();
    for ((page, mut content), marks) in document.pages.iter().zip(contents).zip(furniture) {
        let mut aside = Vec::new();
        let mut body = Vec::new();
        for (line, is_furniture) in content.lines.into_iter().zip(marks) {
            if is_furniture { aside.push(line) } else { body.push(line) }
        }
        content.lines = body;
        add_page(&mut layout, content);
        layout.pages.push(PageLayout {
            number: page.number,
            width: page.width,
            height: page.height,
            furniture: aside,
            marks: marks::marks(page),
        });
    }
    layout.tables.iter_mut().for_each(set_header);
    Noted::clean(layout)
}

/// The tables of a page and the lines outside them.
fn analyze_page(page: &Page) -> PageContent {
    let edges = rulings_to_edges(&page.rulings);
    let mut taken = vec![false; page.glyphs.len()];
    let mut content = PageContent::default();
    let groups = edges_to_groups(&edges);
    let mut grids: Vec<_> = groups.iter().filter_map(|group| Some((edges_to_grid(group)?, group))).collect();
    // A small table inside a cell of a larger one takes its text first.
    grids.sort_by(|a, b| a.0.bbox().area().total_cmp(&b.0.bbox().area()));
    let (mut doubtful, mut drawings) = (Vec::new(), page.shapes.clone());
    for (grid, group) in &grids {
        let mut taken_with = taken.clone();
        let FilledGrid { table, lacks_walls } = fill_cells(grid, &page.glyphs, &mut taken_with, page.number);
        let filled = table.cells.iter().filter(|it| !it.text.is_blank()).count();
        let is_table = filled >= 2 && table.confidence >= MIN_RULED_CONFIDENCE;
        if !is_table && table.cells.len() >= DRAWING_CELLS {
            drawings.push(grid.bbox());
        }
        if lacks_walls {
            doubtful.push(Doubtful { region: group_to_region(group), ruled: is_table.then_some(table) });
        } else if is_table {
            taken = taken_with;
            content.tables.push(table);
        } else if filled == 1 && table.cells.len() == 1 {
            // A frame around text is no table, unless it turns out to be the rest of one.
            content.boxes.push(table);
        }
    }
    let outside = page.glyphs.iter().zip(&taken).filter(|(_, taken)| !**taken).map(|(glyph, _)| glyph);
    let pieces = glyphs_to_lines(outside, page.number, PIECE_CUT);
    let taken: Vec<Rect> = content.tables.iter().map(|it| it.parts[0].bbox).collect();
    let tables = find_text_tables(page, &pieces, doubtful, taken, &drawings);
    let is_outside = |piece: &Line| {
        let (x, y) = (piece.bbox.center_x(), piece.bbox.center_y());
        piece.direction != Direction::Right || !tables.iter().any(|it| it.parts[0].bbox.contains(x, y))
    };
    let pieces: Vec<Line> = pieces.into_iter().filter(is_outside).collect();
    content.tables.extend(tables);
    content.tables.sort_by(|a, b| top(a).total_cmp(&top(b)));
    content.lines = pieces_to_lines(pieces, LINE_CUT);
    content
}

/// What stands on one page.
#[derive(Default)]
struct PageContent {
    /// From top to bottom.
    tables: Vec<Table>,
    /// Frames with text and no grid; their lines stand among `lines`.
    boxes: Vec<Table>,
    /// Outside tables, from top to bottom.
    lines: Vec<Line>,
}

fn top(table: &Table) -> f64 {
    table.parts.first().map_or(0.0, |part| part.bbox.y0)
}

fn bottom(table: &Table) -> f64 {
    table.parts.last().map_or(0.0, |part| part.bbox.y1)
}

/// Adds the things of one page in the order of their tops, joining what continues the last table of the page before.
fn add_page(layout: &mut DocumentLayout, mut content: PageContent) {
    if let Some((first, spilled)) = first_if_continued(layout, &mut content) {
        layout.flow.truncate(layout.flow.len() - spilled);
        if let Some(Flow::Table(last)) = layout.flow.last() {
            join(&mut layout.tables[*last], first);
        }
    }
    let mut lines = content.lines.into_iter().peekable();
    for table in content.tables {
        while let Some(line) = lines.next_if(|line| line.bbox.center_y() < top(&table)) {
            layout.flow.push(Flow::Line(line));
        }
        layout.flow.push(Flow::Table(layout.tables.len()));
        layout.tables.push(table);
    }
    layout.flow.extend(lines.map(Flow::Line));
}

/// Takes the first table or frame of the page if it continues the last table, with the text that the page end pushed out of
/// the cells of either; says how many lines at the end of the flow were such text.
fn first_if_continued(layout: &mut DocumentLayout, content: &mut PageContent) -> Option<(Table, usize)> {
    let lines_behind = layout.flow.iter().rev().take_while(|it| matches!(it, Flow::Line(_))).count();
    let Some(Flow::Table(last)) = layout.flow.iter().rev().nth(lines_behind) else { return None };
    let from_boxes = content.tables.is_empty()
        || content.boxes.first().is_some_and(|it| top(it) < content.tables.first().map_or(f64::INFINITY, top));
    let candidates = if from_boxes { &content.boxes } else { &content.tables };
    let (table, first) = (&layout.tables[*last], candidates.first()?);
    if !continues(table, first) {
        return None;
    }
    let inside_box = |line: &Line| {
        from_boxes && first.parts.iter().any(|it| it.bbox.contains(line.bbox.center_x(), line.bbox.center_y()))
    };
    // Above a header that is printed again there may be a caption, but no rest of a cell.
    let captioned = repeated_header_rows(table, first) > 0;
    let above = content.lines.iter().take_while(|it| it.bbox.center_y() < top(first) && !inside_box(it)).count();
    let behind: Vec<&Line> = layout.flow[layout.flow.len() - lines_behind..]
        .iter()
        .filter_map(|it| match it {
            Flow::Line(line) => Some(line),
            Flow::Table(_) => None,
        })
        .collect();
    let bottom_cells: Option<Vec<usize>> = behind.iter().map(|line| cell_beyond(table, line, bottom(table))).collect();
    let above = if captioned && above <= MAX_CAPTION { 0 } else { above };
    let top_cells: Option<Vec<usize>> =
        content.lines[..above].iter().map(|line| cell_beyond(first, line, top(first))).collect();
    let (bottom_cells, top_cells) = (bottom_cells?, top_cells?);
    let behind: Vec<Line> = behind.into_iter().cloned().collect();
    let last = *last;
    for (line, cell) in behind.iter().zip(bottom_cells) {
        layout.tables[last].cells[cell].text.append(&line.text);
    }
    let mut first = if from_boxes { content.boxes.remove(0) } else { content.tables.remove(0) };
    for (line, cell) in content.lines[..above].iter().zip(top_cells).rev() {
        let mut text = line.text.clone();
        text.append(&first.cells[cell].text);
        first.cells[cell].text = text;
    }
    content.lines.drain(..above);
    if from_boxes {
        let bbox = first.parts[0].bbox;
        content.lines.retain(|it| !bbox.contains(it.bbox.center_x(), it.bbox.center_y()));
    }
    Some((first, lines_behind))
}

/// The cell at an edge of a table whose text may run on in a line beyond that edge: the line stands in the cell's columns, and
/// the cell is not as wide as the table.
fn cell_beyond(table: &Table, line: &Line, edge: f64) -> Option<usize> {
    let part = if edge == bottom(table) { table.parts.last() } else { table.parts.first() }?;
    table.cells.iter().position(|cell| {
        let at_edge =
            cell.page == part.page && ((cell.bbox.y1 - edge).abs() < 1.0 || (cell.bbox.y0 - edge).abs() < 1.0);
        let in_columns = cell.bbox.x0 - 1.0 <= line.bbox.x0 && line.bbox.x1 <= cell.bbox.x1 + 1.0;
        at_edge && in_columns && cell.bbox.width() < 0.75 * part.bbox.width()
    })
}
