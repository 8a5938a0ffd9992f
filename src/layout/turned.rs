//! Pages that were read turned -> their places as drawn.
//!
//! A page whose text runs sideways is read as a reader holds it; where its things stand is told for the page as shown.

use super::{Cell, DocumentLayout, Flow, Line, PageLayout};
use crate::base::Rect;
use crate::pdf::Turn;

impl PageLayout {
    /// The box as drawn of a box on the page as read.
    pub(super) fn as_drawn(&self, bbox: &Rect) -> Rect {
        self.turn.back().apply(bbox, self.read_size())
    }

    /// Width and height as read.
    pub(super) fn read_size(&self) -> (f64, f64) {
        if self.turn.swaps_axes() { (self.height, self.width) } else { (self.width, self.height) }
    }

    /// The box on the page as read of a box as drawn.
    pub(super) fn as_read(&self, bbox: &Rect) -> Rect {
        self.turn.apply(bbox, (self.width, self.height))
    }
}

/// Puts all places of a layout back on the pages as drawn. Column boundaries stay those of the page as read.
pub(super) fn turn_back(layout: &mut DocumentLayout) {
    let pages = std::mem::take(&mut layout.pages);
    if pages.iter().any(|it| it.turn != Turn::None) {
        let turns = Turns(&pages);
        layout.tables.iter_mut().flat_map(|it| &mut it.cells).for_each(|it| turns.cell(it));
        for part in layout.tables.iter_mut().flat_map(|it| &mut it.parts) {
            part.bbox = turns.bbox(part.page, &part.bbox);
            part.repeated.iter_mut().for_each(|it| turns.cell(it));
        }
        for thing in &mut layout.flow {
            if let Flow::Line(line) = thing {
                turns.line(line);
            }
        }
    }

    layout.pages = pages;
    for index in 0..layout.pages.len() {
        let mut furniture = std::mem::take(&mut layout.pages[index].furniture);
        furniture.iter_mut().for_each(|it| Turns(&layout.pages).line(it));
        layout.pages[index].furniture = furniture;
    }
}

/// The pages, which know how they were turned.
struct Turns<'a>(&'a [PageLayout]);

impl Turns<'_> {
    /// The page of a number, where it was turned.
    fn page(&self, number: u32) -> Option<&PageLayout> {
        let at = self.0.partition_point(|it| it.number < number);
        self.0.get(at).filter(|it| it.number == number && it.turn != Turn::None)
    }

    fn bbox(&self, page: u32, bbox: &Rect) -> Rect {
        self.page(page).map_or(*bbox, |it| it.as_drawn(bbox))
    }

    fn cell(&self, cell: &mut Cell) {
        cell.text.turn_back(|number| self.page(number));
        cell.bbox = self.bbox(cell.page, &cell.bbox);
    }

    fn line(&self, line: &mut Line) {
        let Some(page) = self.page(line.page) else { return };
        line.text.turn_back(|number| self.page(number));
        let (back, read) = (page.turn.back(), page.read_size());
        line.bbox = page.as_drawn(&line.bbox);
        line.baseline = back.baseline(line.baseline, line.direction, &line.bbox, read);
        line.direction = back.direction(line.direction);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::page;
    use super::super::{DocumentLayout, analyze};
    use super::*;
    use crate::pdf::{Direction, Document};

    const SHEET: [&str; 8] = [
        "  (unit: persons)",
        "--------------------------",
        "| name of all |   12     |",
        "|             |   15     |",
        "--------------------------",
        "| visitors    |   1,234  |",
        "--------------------------",
        "  a note on the counting",
    ];

    fn read(turn: Turn) -> DocumentLayout {
        analyze(&Document { pages: vec![page(&SHEET).turned(turn)], fonts: Vec::new() }).value
    }

    #[test]
    fn a_sideways_sheet_reads_as_an_upright_one_with_its_places_as_drawn() {
        let upright = read(Turn::None);
        for turn in [Turn::Clockwise, Turn::Half, Turn::CounterClockwise] {
            let layout = read(turn);
            assert_eq!(layout.pages[0].turn, turn.back());
            for (cell, other) in layout.tables[0].cells.iter().zip(&upright.tables[0].cells) {
                assert_eq!((cell.row, cell.column, cell.text.text()), (other.row, other.column, other.text.text()));
                assert_eq!(cell.text.lines(), other.text.lines());
                assert_eq!(cell.bbox, turn.apply(&other.bbox, (600.0, 800.0)));
                let place = other.text.source().map(|it| turn.apply(&it.bbox, (600.0, 800.0)));
                assert_eq!(cell.text.source().map(|it| it.bbox), place);
            }
            let Flow::Line(first) = &layout.flow[0] else { panic!("the line above comes first") };
            assert_eq!((first.text.text(), first.direction), ("(unit: persons)", turn.direction(Direction::Right)));
        }
    }

    #[test]
    fn the_line_above_a_sideways_table_is_found() {
        let sheet = SHEET.map(|it| it.replace("(unit: persons)", "単位：人"));
        let page = page(&sheet.each_ref().map(String::as_str));
        for turn in [Turn::Clockwise, Turn::Half, Turn::CounterClockwise] {
            let layout = analyze(&Document { pages: vec![page.turned(turn)], fonts: Vec::new() }).value;
            assert_eq!(layout.unit_lines(&layout.tables[0]).len(), 1);
        }
    }
}
