//! Pages -> reading order: tables found, the lines between them, continued tables joined.

use super::cells::fill_cells;
use super::continuation::{continues, join};
use super::edges::{edges_to_groups, rulings_to_edges};
use super::furniture::find_furniture;
use super::grid::edges_to_grid;
use super::lines::glyphs_to_lines;
use super::{DocumentLayout, Flow, Line, PageLayout, Table};
use crate::base::Noted;
use crate::pdf::{Document, Page};

/// Outside tables a gap wider than this, in em, ends the line: columns of text, or several statements side by side.
const LINE_CUT: f64 = 2.5;
/// Below this a grid is a drawing and its text is read as lines.
const MIN_CONFIDENCE: f64 = 0.55;

/// Finds lines and tables on all pages and puts them in reading order.
pub fn analyze(document: &Document) -> Noted<DocumentLayout> {
    let mut tables_of_pages = Vec::with_capacity(document.pages.len());
    let mut lines_of_pages = Vec::with_capacity(document.pages.len());
    for page in &document.pages {
        let (tables, lines) = analyze_page(page);
        tables_of_pages.push(tables);
        lines_of_pages.push((page.height, lines));
    }
    let furniture = find_furniture(&lines_of_pages);
    let mut layout = DocumentLayout::default();
    for (((page, tables), (_, lines)), marks) in
        document.pages.iter().zip(tables_of_pages).zip(lines_of_pages).zip(furniture)
    {
        let mut aside = Vec::new();
        let mut body = Vec::new();
        for (line, is_furniture) in lines.into_iter().zip(marks) {
            if is_furniture { aside.push(line) } else { body.push(line) }
        }
        add_page(&mut layout, tables, body);
        layout.pages.push(PageLayout {
            number: page.number,
            width: page.width,
            height: page.height,
            furniture: aside,
        });
    }
    Noted::clean(layout)
}

/// The tables of a page and the lines outside them.
fn analyze_page(page: &Page) -> (Vec<Table>, Vec<Line>) {
    let edges = rulings_to_edges(&page.rulings);
    let mut taken = vec![false; page.glyphs.len()];
    let mut tables = Vec::new();
    let mut grids: Vec<_> = edges_to_groups(&edges).iter().filter_map(|group| edges_to_grid(group)).collect();
    // A small table inside a cell of a larger one takes its text first.
    grids.sort_by(|a, b| a.bbox().area().total_cmp(&b.bbox().area()));
    for grid in &grids {
        let mut taken_with = taken.clone();
        let table = fill_cells(grid, &page.glyphs, &mut taken_with, page.number);
        let has_text = table.cells.iter().filter(|it| !it.text.is_blank()).count() >= 2;
        if has_text && table.confidence >= MIN_CONFIDENCE {
            taken = taken_with;
            tables.push(table);
        }
    }
    tables.sort_by(|a, b| top(a).total_cmp(&top(b)));
    let outside = page.glyphs.iter().zip(&taken).filter(|(_, taken)| !**taken).map(|(glyph, _)| glyph);
    (tables, glyphs_to_lines(outside, page.number, LINE_CUT))
}

fn top(table: &Table) -> f64 {
    table.parts.first().map_or(0.0, |part| part.bbox.y0)
}

/// Adds the things of one page in the order of their tops, joining a first table to the last one of the page before.
fn add_page(layout: &mut DocumentLayout, tables: Vec<Table>, lines: Vec<Line>) {
    let mut lines = lines.into_iter().peekable();
    for (index, table) in tables.into_iter().enumerate() {
        let mut line_before = false;
        while let Some(line) = lines.next_if(|line| line.bbox.center_y() < top(&table)) {
            layout.flow.push(Flow::Line(line));
            line_before = true;
        }
        if index == 0
            && !line_before
            && let Some(Flow::Table(last)) = layout.flow.last()
            && continues(&layout.tables[*last], &table)
        {
            join(&mut layout.tables[*last], table);
            continue;
        }
        layout.flow.push(Flow::Table(layout.tables.len()));
        layout.tables.push(table);
    }
    layout.flow.extend(lines.map(Flow::Line));
}
