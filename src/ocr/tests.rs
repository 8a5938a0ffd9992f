//! Pages of the fixtures, drawn and cut: their text layers tell where every character and rule is.

use super::*;
use crate::pdf::{Axis, Page, PictureOptions, ReadOptions, picture, read};

/// A page as its text layer has it, and as it is cut from its picture.
fn page(file: &str, number: u32, dots_per_inch: f64) -> (Page, CutPage) {
    let bytes = std::fs::read(std::path::Path::new("fixtures/pdf").join(file)).unwrap();
    let page = read(bytes.clone(), &ReadOptions::default()).unwrap().value.pages[number as usize - 1].clone();
    let options = PictureOptions { dots_per_inch, ..PictureOptions::default() };
    (page, cut(&picture(bytes, number, options).unwrap().value))
}

/// Characters of which the middle stands in no line.
fn lost(page: &Page, cut: &CutPage) -> String {
    // The ink of 。 and （ is in one half of its box.
    let grown = |it: &Rect| Rect::new(it.x0 - 5.0, it.y0 - 1.5, it.x1 + 5.0, it.y1 + 1.5);
    let boxes: Vec<Rect> = cut.line_boxes().iter().map(grown).collect();
    let is_lost = |it: &&Glyph| boxes.iter().all(|line| !line.contains(it.bbox.center_x(), it.bbox.center_y()));
    page.glyphs.iter().filter(|it| !it.character.is_whitespace()).filter(is_lost).map(|it| it.character).collect()
}

/// Every character stands in a line, and no line holds characters of two cells.
#[track_caller]
fn check_lines(file: &str, number: u32, dots_per_inch: f64) {
    let (page, cut) = page(file, number, dots_per_inch);
    assert_eq!(lost(&page, &cut), "");
    let walls = page.rulings.iter().filter(|it| it.axis == Axis::Vertical && it.end - it.start > 30.0);
    for wall in walls {
        let crosses = |it: &&Rect| {
            it.x0 < wall.position - 1.0 && it.x1 > wall.position + 1.0 && it.y0 > wall.start && it.y1 < wall.end
        };
        assert_eq!(cut.line_boxes().iter().find(crosses), None, "over the wall at {}", wall.position);
    }
}

#[test]
fn a_list_printed_by_a_word_processor() {
    check_lines("R5_writer.pdf", 2, 200.0);
}

#[test]
fn a_list_at_150_dots_an_inch() {
    check_lines("R5_writer.pdf", 2, 150.0);
}

#[test]
fn boxes_printed_by_typst() {
    check_lines("R5_typst.pdf", 6, 200.0);
}

#[test]
fn the_rules_of_a_page_are_those_that_were_drawn() {
    let (page, cut) = page("R5_writer.pdf", 2, 200.0);
    assert!(cut.slope.abs() < LEVEL, "a page that was not scanned is level");
    let found = |wanted: &Ruling| {
        let near = |it: &&Ruling| it.axis == wanted.axis && (it.position - wanted.position).abs() < 1.0;
        cut.rulings().iter().filter(near).any(|it| it.start < wanted.start + 3.0 && it.end > wanted.end - 3.0)
    };
    let long: Vec<_> = page.rulings.iter().filter(|it| it.end - it.start > 30.0).collect();
    assert!(long.len() > 8);
    assert_eq!(long.into_iter().find(|it| !found(it)), None);
}

#[test]
fn what_was_read_stands_where_it_is_printed() {
    let (page, cut) = page("R5_writer.pdf", 2, 200.0);
    // Reads that put a character in the middle of each line.
    let boxes = cut.line_boxes();
    let read = |it: &Rect| {
        let middle = it.center_x() * cut.scale;
        Read(vec![Sign { character: '県', probability: 0.8, start: middle, end: middle }])
    };
    let reads: Vec<Read> = boxes.iter().map(read).collect();
    let scanned = cut.with(&reads);
    let marks = scanned.glyphs.iter().filter(|it| it.character == '県').count();
    assert!(marks > 0 && scanned.glyphs.len() == boxes.len());
    assert!(scanned.glyphs.iter().all(|it| it.bbox.x1 <= page.width && it.bbox.y1 <= page.height));
    let sure = least_sure(&scanned, &boxes[0]);
    assert!(sure == Some(0.8) || sure == Some(1.0), "a mark told by its shape is sure");
    assert_eq!(least_sure(&scanned, &Rect::new(0.0, 0.0, 1.0, 1.0)), None);
}
