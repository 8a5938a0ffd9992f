//! Pages -> reading order: tables found, the lines between them, continued tables joined.

use super::cards::by_cards;
use super::cells::{FilledGrid, fill_cells};
use super::characters::{is_letter, is_numeral};
use super::choice::MIN_RULED_CONFIDENCE;
use super::continuation::{continues, join, repeated_header_rows};
use super::cut::Cuts;
use super::edges::{Edge, edges_beside_type, edges_to_groups};
use super::filled::filled_walls;
use super::furniture::find_furniture;
use super::grid::edges_to_grid;
use super::head::set_header;
use super::lines::glyphs_to_lines;
use super::marks;
use super::newspaper::by_columns;
use super::pieces::{PIECE_CUT, pieces_to_lines};
use super::raised::{usual_size, without_raised};
use super::region::group_to_region;
use super::sureness::weigh_signs;
use super::text_tables::{Doubtful, asked_table, find_text_tables};
use super::turned::turn_back;
use super::{Cell, DocumentLayout, Flow, Line, PageLayout, Table};
use crate::base::{Note, Noted, Rect};
use crate::pdf::{Direction, Document, Page, Turn};

/// Outside tables a gap wider than this, in em, ends the line: columns of text, or several statements side by side.
const LINE_CUT: f64 = 2.5;
/// A caption above a table has at most this many lines.
const MAX_CAPTION: usize = 2;
/// Text that the page end pushed out of a cell stands at most this far, in em, from its table: 0.1 was measured in reports, and
/// 1.2 for headings of the next table. A cell without text may have lost all of it, farther away.
const MAX_PUSHED: f64 = 0.8;
/// A grid of at least this many cells that is no table is a drawing.
const DRAWING_CELLS: usize = 6;

/// Finds lines and tables on all pages and puts them in reading order. Note: `cell_cut`.
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
    let turns: Vec<Turn> = document.pages.iter().map(Page::turn).collect();
    let read = |(page, turn): (&Page, &Turn)| match turn {
        Turn::None => (page.height, analyze_page(&without_raised(page))),
        turn => {
            let page = page.turned(*turn);
            (page.height, analyze_page(&without_raised(&page)))
        }
    };
    let (heights, contents): (Vec<f64>, Vec<PageContent>) = document.pages.iter().zip(&turns).map(read).unzip();

    let lines: Vec<(f64, &[Line])> =
        heights.iter().zip(&contents).map(|(height, content)| (*height, content.lines.as_slice())).collect();
    let furniture = find_furniture(&lines);
    let mut layout = DocumentLayout::default();
    let mut notes = Vec::new();
    for (((page, turn), mut content), marks) in document.pages.iter().zip(turns).zip(contents).zip(furniture) {
        let mut aside = Vec::new();
        let mut body = Vec::new();
        for (line, is_furniture) in content.lines.into_iter().zip(marks) {
            if is_furniture { aside.push(line) } else { body.push(line) }
        }
        content.lines = body;
        notes.append(&mut content.notes);
        add_page(&mut layout, content);
        layout.pages.push(PageLayout {
            number: page.number,
            width: page.width,
            height: page.height,
            furniture: aside,
            marks: marks::marks(page),
            turn,
        });
    }
    layout.tables.iter_mut().for_each(set_header);
    layout.tables.iter_mut().for_each(weigh_signs);
    turn_back(&mut layout);
    Noted { value: layout, notes }
}

/// The rules of a page and the walls that filled boxes make.
fn page_edges(page: &Page) -> Vec<Edge> {
    let size = usual_size(&page.glyphs).unwrap_or_default();
    let edges = edges_beside_type(&page.rulings, size);
    let walls = filled_walls(&page.fills, &edges);
    if walls.is_empty() { edges } else { edges_beside_type(&[page.rulings.as_slice(), &walls].concat(), size) }
}

/// The tables of a page and the lines outside them.
fn analyze_page(page: &Page) -> PageContent {
    let edges = page_edges(page);
    let mut taken = vec![false; page.glyphs.len()];
    let mut content = PageContent::default();
    let groups = edges_to_groups(&edges);
    let mut grids: Vec<_> = groups.iter().filter_map(|group| Some((edges_to_grid(group)?, group))).collect();
    // A small table inside a cell of a larger one takes its text first.
    grids.sort_by(|a, b| a.0.bbox().area().total_cmp(&b.0.bbox().area()));
    let (mut doubtful, mut drawings) = (Vec::new(), page.shapes.clone());
    for (grid, group) in grids {
        let mut taken_with = taken.clone();
        let bbox = grid.bbox();
        let FilledGrid { table, lacks_walls } = fill_cells(grid, page, &mut taken_with);
        let filled = table.cells.iter().filter(|it| !it.text.is_blank()).count();
        let is_table = filled >= 2 && table.confidence >= MIN_RULED_CONFIDENCE;
        if !is_table && table.cells.len() >= DRAWING_CELLS {
            drawings.push(bbox);
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
    let cuts = Cuts::of(page);
    let pieces = cuts.part(glyphs_to_lines(outside, page.number, PIECE_CUT));
    let taken: Vec<Rect> = content.tables.iter().map(|it| it.parts[0].bbox).collect();
    let tables = find_text_tables(page, &pieces, doubtful, taken, &drawings);
    let is_outside = |piece: &Line| {
        let (x, y) = (piece.bbox.center_x(), piece.bbox.center_y());
        piece.direction != Direction::Right || !tables.iter().any(|it| it.parts[0].bbox.contains(x, y))
    };
    let pieces: Vec<Line> = pieces.into_iter().filter(is_outside).collect();
    content.tables.extend(tables);
    content.tables.sort_by(|a, b| top(a).total_cmp(&top(b)));
    content.notes = cuts.mark(&mut content.tables);
    content.lines = pieces_to_lines(pieces, LINE_CUT);
    if content.tables.is_empty() {
        content.lines = by_columns(by_cards(content.lines));
    }
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
    /// Doubts about its cells.
    notes: Vec<Note>,
}

fn top(table: &Table) -> f64 {
    table.parts.first().map_or(0.0, |part| part.bbox.y0)
}

fn bottom(table: &Table) -> f64 {
    table.parts.last().map_or(0.0, |part| part.bbox.y1)
}

/// Adds the things of one page in the order of their tops, joining what continues the last table of the page before.
fn add_page(layout: &mut DocumentLayout, mut content: PageContent) {
    if let Some((last, first)) = take_continuation(layout, &mut content) {
        join(&mut layout.tables[last], first);
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

/// Takes the first table or frame of the page if it continues the last table, whose index comes with it. The text that the page
/// end pushed out of the cells of either is put back.
fn take_continuation(layout: &mut DocumentLayout, content: &mut PageContent) -> Option<(usize, Table)> {
    let last = layout.flow.iter().rposition(|it| matches!(it, Flow::Table(_)))?;
    let Flow::Table(index) = layout.flow[last] else { return None };
    let from_boxes = content.tables.is_empty()
        || content.boxes.first().is_some_and(|it| top(it) < content.tables.first().map_or(f64::INFINITY, top));
    let candidates = if from_boxes { &content.boxes } else { &content.tables };
    let (table, first) = (&layout.tables[index], candidates.first()?);
    if !continues(table, first) {
        return None;
    }
    let inside_box = |line: &Line| {
        from_boxes && first.parts.iter().any(|it| it.bbox.contains(line.bbox.center_x(), line.bbox.center_y()))
    };
    // Above a header that is printed again there may be a caption, but no rest of a cell.
    let captioned = repeated_header_rows(table, first) > 0;
    let above = content.lines.iter().take_while(|it| it.bbox.center_y() < top(first) && !inside_box(it)).count();
    if captioned && above <= MAX_CAPTION && is_captioned_anew(&layout.flow, last, &content.lines[..above]) {
        return None;
    }
    // What stands above a later part of the table is behind it in the flow too.
    let (page, part_top) = table.parts.last().map(|it| (it.page, it.bbox.y0))?;
    let is_below = |it: &Flow| matches!(it, Flow::Line(line) if line.page == page && line.bbox.center_y() > part_top);
    let behind = |it: &Flow| match it {
        Flow::Line(line) if is_below(it) => Some(line.clone()),
        _ => None,
    };
    let behind: Vec<Line> = layout.flow[last..].iter().filter_map(behind).collect();
    let bottom_cells = cells_beyond(table, behind.iter(), bottom(table));
    let above = if captioned && above <= MAX_CAPTION { 0 } else { above };
    let top_cells = cells_beyond(first, content.lines[..above].iter().rev(), top(first));
    let (bottom_cells, top_cells) = (bottom_cells?, top_cells?);
    for (line, cell) in behind.iter().zip(bottom_cells) {
        layout.tables[index].cells[cell].text.append(&line.text);
    }
    let rest = layout.flow.split_off(last + 1);
    layout.flow.extend(rest.into_iter().filter(|it| !is_below(it)));
    let mut first = if from_boxes { content.boxes.remove(0) } else { content.tables.remove(0) };
    for (line, cell) in content.lines[..above].iter().rev().zip(top_cells) {
        let mut text = line.text.clone();
        text.append(&first.cells[cell].text);
        first.cells[cell].text = text;
    }
    content.lines.drain(..above);
    if from_boxes {
        let bbox = first.parts[0].bbox;
        content.lines.retain(|it| !bbox.contains(it.bbox.center_x(), it.bbox.center_y()));
    }
    Some((index, first))
}

/// Whether a line above the next part of a table is a heading of the same rank as one above the table and says something else: then
/// the header is that of another table of the same form. Headings of one rank begin with the same mark, or with numbers.
fn is_captioned_anew(flow: &[Flow], table: usize, above: &[Line]) -> bool {
    let lines = flow[..table].iter().rev().map_while(|it| match it {
        Flow::Line(line) => Some(line.text.text()),
        Flow::Table(_) => None,
    });
    let first: Vec<&str> = lines.take(MAX_CAPTION).collect();
    let key = |text: &str| text.chars().filter(|it| is_letter(*it)).collect::<String>();
    let is_other = |a: &str, b: &str| rank(a).is_some() && rank(a) == rank(b) && key(a) != key(b);
    above.iter().any(|line| first.iter().any(|it| is_other(line.text.text().trim(), it.trim())))
}

/// What the headings of a rank begin with: a mark, or `0` for a number; `None` for other text and for brackets.
fn rank(text: &str) -> Option<char> {
    let first = text.chars().next()?;
    match first {
        _ if is_numeral(first) => Some('0'),
        _ if is_letter(first) || first.is_whitespace() || "()（）[]［］<>＜＞".contains(first) => None,
        _ => Some(first),
    }
}

/// The cells at an edge of a table whose texts may run on in lines beyond that edge, which come from the edge outwards: a line
/// stands in the cell's columns, right behind its text, and the cell is not as wide as the table.
fn cells_beyond<'a>(table: &Table, lines: impl Iterator<Item = &'a Line>, edge: f64) -> Option<Vec<usize>> {
    let is_bottom = edge == bottom(table);
    let part = if is_bottom { table.parts.last() } else { table.parts.first() }?;
    let mut found: Vec<(usize, &Line)> = Vec::new();
    for line in lines {
        let goes_on = |index: usize, cell: &Cell| {
            let before = found.iter().rfind(|it| it.0 == index).map(|it| it.1.bbox);
            let gap = if is_bottom {
                line.bbox.y0 - before.map_or(edge, |it| it.y1)
            } else {
                before.map_or(edge, |it| it.y0) - line.bbox.y1
            };
            cell.text.is_blank() || gap <= MAX_PUSHED * line.size
        };
        let is_cut = |(index, cell): (usize, &Cell)| {
            let at_edge =
                cell.page == part.page && ((cell.bbox.y1 - edge).abs() < 1.0 || (cell.bbox.y0 - edge).abs() < 1.0);
            let in_columns = cell.bbox.x0 - 1.0 <= line.bbox.x0 && line.bbox.x1 <= cell.bbox.x1 + 1.0;
            at_edge && in_columns && cell.bbox.width() < 0.75 * part.bbox.width() && goes_on(index, cell)
        };
        let cell = table.cells.iter().enumerate().position(is_cut)?;
        found.push((cell, line));
    }
    Some(found.into_iter().map(|it| it.0).collect())
}
