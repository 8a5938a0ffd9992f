//! What the program works with -> marks, a layer a function.
//!
//! Each takes the objects that become data, so the boxes are wrong exactly where the data is. Labels say what the object holds;
//! rows, columns and tables are counted from 0, as in the data.

use super::{Mark, MarkKind};
use crate::base::{Rect, SourceRef};
use crate::indicator::Measurements;
use crate::layout::{Cell, DocumentLayout, Flow, Line, Passage, Reason, Table, TableKind};
use crate::pdf::{Axis, Direction, Document, Glyph, Page};
use crate::report::{Block, Report};

/// How much of its advance the tick of a baseline is long.
const TICK: f64 = 0.3;
/// Characters belong to one printed line where their boxes overlap by this share of the lower one.
const SAME_LINE: f64 = 0.5;

/// Em boxes of all glyphs, each with the beginning of its baseline, and those of glyphs that are no part of the text.
pub fn glyphs(document: &Document, page: &Page) -> Vec<Mark> {
    let kind = |glyph: &Glyph| match glyph {
        Glyph { character: '\u{FFFD}', .. } => MarkKind::UnknownGlyph,
        Glyph { visible: false, .. } => MarkKind::InvisibleGlyph,
        _ => MarkKind::Glyph,
    };
    let label = |glyph: &Glyph| {
        let font = document.fonts.get(usize::from(glyph.font));
        let name = font.map_or("?", |it| it.name.as_str());
        let embedded = if font.is_none_or(|it| it.embedded) { "" } else { " (not embedded)" };
        let Glyph { character, size, direction, .. } = glyph;
        let code = u32::from(*character);
        format!("{character} U+{code:04X} · {name}{embedded} · {size:.1} pt · {direction:?}")
    };
    let of_text = |glyph: &Glyph| {
        [Mark::new(glyph.bbox, kind(glyph), label(glyph)), Mark::new(tick(glyph), MarkKind::Baseline, "")]
    };
    let unread = page.hidden.iter().chain(&page.aside);
    let hidden = unread.map(|glyph| Mark::new(glyph.bbox, MarkKind::HiddenGlyph, label(glyph)));
    page.glyphs.iter().flat_map(of_text).chain(hidden).collect()
}

/// The first part of the baseline, in the direction of the text.
fn tick(glyph: &Glyph) -> Rect {
    let (bbox, at) = (glyph.bbox, glyph.baseline);
    let (along_x, along_y) = (TICK * bbox.width(), TICK * bbox.height());
    match glyph.direction {
        Direction::Right | Direction::Slanted => Rect::new(bbox.x0, at, bbox.x0 + along_x, at),
        Direction::Left => Rect::new(bbox.x1 - along_x, at, bbox.x1, at),
        Direction::Down | Direction::Vertical => Rect::new(at, bbox.y0, at, bbox.y0 + along_y),
        Direction::Up => Rect::new(at, bbox.y1 - along_y, at, bbox.y1),
    }
}

/// Fills and images, then rulings as thick as they are printed.
pub fn rulings(page: &Page) -> Vec<Mark> {
    let area = |kind: MarkKind, name: &'static str| {
        move |bbox: &Rect| Mark::new(*bbox, kind, format!("{name} · {:.1} × {:.1} pt", bbox.width(), bbox.height()))
    };
    let mut marks: Vec<Mark> = page.fills.iter().map(area(MarkKind::Fill, "fill")).collect();
    marks.extend(page.shapes.iter().map(area(MarkKind::Shape, "shape")));
    marks.extend(page.images.iter().map(area(MarkKind::Image, "image")));
    marks.extend(page.rulings.iter().map(|ruling| {
        let (near, far) = (ruling.position - ruling.thickness / 2.0, ruling.position + ruling.thickness / 2.0);
        let (kind, axis, bbox) = match ruling.axis {
            Axis::Horizontal => (MarkKind::HorizontalRuling, 'y', Rect::new(ruling.start, near, ruling.end, far)),
            Axis::Vertical => (MarkKind::VerticalRuling, 'x', Rect::new(near, ruling.start, far, ruling.end)),
        };
        let (position, start, end) = (ruling.position, ruling.start, ruling.end);
        Mark::new(bbox, kind, format!("{axis} {position:.2} · {start:.2}–{end:.2} · {:.2} pt", ruling.thickness))
    }));
    marks
}

/// Lines outside tables, page furniture, and the printed lines of cells.
pub fn words(layout: &DocumentLayout, page: u32) -> Vec<Mark> {
    let mark = |kind: MarkKind, line: &Line| {
        Mark::new(line.bbox, kind, format!("{} · {:.1} pt · {:?}", line.text.text(), line.size, line.direction))
    };
    let mut marks = Vec::new();
    for flow in &layout.flow {
        match flow {
            Flow::Line(line) if line.page == page => marks.push(mark(MarkKind::Line, line)),
            Flow::Line(_) | Flow::Table(_) => {}
        }
    }
    let furniture = layout.pages.iter().filter(|it| it.number == page).flat_map(|it| &it.furniture);
    marks.extend(furniture.map(|line| mark(MarkKind::Furniture, line)));
    for (_, cell) in cells_of(layout, page) {
        marks.extend(passage_marks(&cell.text, page, MarkKind::CellLine));
    }
    marks
}

/// Cells from rule to rule, tagged `row,column`.
pub fn cells(layout: &DocumentLayout, page: u32) -> Vec<Mark> {
    let one = |(table, cell): (usize, &Cell)| {
        let Cell { row, column, row_span, column_span, text, .. } = cell;
        let merged = *row_span > 1 || *column_span > 1;
        let spans = if merged { format!(" ({row_span} × {column_span})") } else { String::new() };
        let kind = if merged { MarkKind::MergedCell } else { MarkKind::Cell };
        let label = format!("table {table} · row {row} · column {column}{spans} · {}", text.text());
        Mark::new(cell.bbox, kind, label).tagged(format!("{row},{column}"))
    };
    cells_of(layout, page).map(one).collect()
}

fn cells_of(layout: &DocumentLayout, page: u32) -> impl Iterator<Item = (usize, &Cell)> {
    let tables = layout.tables.iter().enumerate();
    let cells = tables.flat_map(|(index, table)| table.cells.iter().map(move |cell| (index, cell)));
    cells.filter(move |(_, cell)| cell.page == page)
}

/// The parts of tables on the page, tagged with their confidence, and their column boundaries.
pub fn tables(layout: &DocumentLayout, page: u32) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (index, table) in layout.tables.iter().enumerate() {
        for (number, part) in table.parts.iter().enumerate().filter(|(_, it)| it.page == page) {
            let (rows, columns, confidence) = (table.row_count, table.column_count(), table.confidence);
            let (first, last) = (part.first_row, (part.first_row + part.row_count).saturating_sub(1));
            let (number, count) = (number + 1, table.parts.len());
            let label = format!(
                "table {index} · {rows} × {columns} · rows {first}–{last} here (part {number} of {count}) · \
                 {} · confidence {confidence:.2}{}",
                table.kind.as_str(),
                reasons(table),
            );
            marks.push(Mark::new(part.bbox, MarkKind::Table, label).tagged(format!("{confidence:.2}")));
            marks.extend(table.boundaries.iter().enumerate().map(|(boundary, x)| {
                let line = Rect::new(*x, part.bbox.y0, *x, part.bbox.y1);
                Mark::new(line, MarkKind::Boundary, format!("table {index} · boundary {boundary} · x {x:.2}"))
            }));
        }
    }
    marks
}

/// What the confidence of a table was made from, and the grid that it was preferred to.
fn reasons(table: &Table) -> String {
    let reason = |it: &Reason| format!(" · {} {:.2}", it.measure.as_str(), it.share);
    let rejected = |(kind, confidence): (TableKind, f64)| format!(" · not {} {confidence:.2}", kind.as_str());
    table.reasons.iter().map(reason).chain(table.rejected.map(rejected)).collect()
}

/// What the report says on the page: block parts line by line, titles, ratings, stated totals, numbers.
pub fn blocks(report: &Report, measurements: &Measurements, page: u32) -> Vec<Mark> {
    let mut marks: Vec<Mark> = report.blocks.iter().flat_map(|block| block_parts(block, page)).collect();
    let mut mark = |source: SourceRef, kind: MarkKind, label: String| {
        if source.page == page {
            marks.push(Mark::new(source.bbox, kind, label));
        }
    };
    for initiative in &report.initiatives {
        let number = initiative.number.map(|it| format!("{it} ")).unwrap_or_default();
        mark(initiative.source, MarkKind::Initiative, format!("initiative {number}{}", initiative.title));
    }
    for rating in &report.ratings {
        let value = rating.value.as_deref().unwrap_or("none");
        let title = rating.initiative.and_then(|it| report.initiatives.get(it)).map_or("?", |it| it.title.as_str());
        let origin = rating.origin.as_str();
        mark(rating.source, MarkKind::Rating, format!("rating {value} · {} · {origin} · {title}", rating.fiscal_year));
    }
    for total in &report.stated_totals {
        let stated = total.count.map_or_else(String::new, |it| it.to_string());
        let label = format!("stated total {} · {stated} stated · {} found", total.key, total.found_count);
        mark(total.source, MarkKind::StatedTotal, label);
    }
    for observation in &measurements.observations {
        let name = measurements.indicators.get(observation.indicator).map_or("?", |it| it.name.as_str());
        let value = observation.value.map_or_else(|| "none".to_owned(), |it| it.to_string());
        let unit = observation.unit.as_deref().unwrap_or_default();
        let year = observation.fiscal_year.map(|it| format!(" · {it}")).unwrap_or_default();
        let (role, reasons) = (observation.role.as_str(), observation.reasons.join(" "));
        let label = format!(
            "{role} {value} {unit}{year} · {name} · printed {} · confidence {:.2} {reasons}",
            observation.printed, observation.confidence
        );
        mark(observation.source, MarkKind::Observation, label);
    }
    marks
}

fn block_parts(block: &Block, page: u32) -> Vec<Mark> {
    let parts = [
        (&block.title, MarkKind::Initiative),
        (&block.plan, MarkKind::Plan),
        (&block.progress, MarkKind::Progress),
        (&block.rating, MarkKind::BlockRating),
        (&block.next, MarkKind::Next),
    ];
    parts.into_iter().flat_map(|(passage, kind)| passage_marks(passage, page, kind)).collect()
}

/// A mark for each printed line of a passage on the page; the label is what stands on the line.
fn passage_marks(passage: &Passage, page: u32, kind: MarkKind) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut before: Option<Rect> = None;
    for (offset, character) in passage.text().char_indices() {
        let Some(place) = passage.place(offset..offset + character.len_utf8()).filter(|it| it.page == page) else {
            continue;
        };
        match (marks.last_mut(), before) {
            (Some(mark), Some(before)) if on_one_line(&before, &place.bbox) => {
                mark.bbox = mark.bbox.union(&place.bbox);
                mark.label.push(character);
            }
            _ => marks.push(Mark::new(place.bbox, kind, character)),
        }
        before = Some(place.bbox);
    }
    marks
}

/// Whether a character goes on where the one before it stands: beside it to the right, or right below it (縦書き).
fn on_one_line(before: &Rect, next: &Rect) -> bool {
    let share = |start: f64, end: f64, shorter: f64| end - start >= SAME_LINE * shorter;
    let beside = share(before.y0.max(next.y0), before.y1.min(next.y1), before.height().min(next.height()));
    let below = share(before.x0.max(next.x0), before.x1.min(next.x1), before.width().min(next.width()));
    let touches = (next.y0 - before.y1).abs() < 0.2 * before.height();
    (beside && next.x1 >= before.x0) || (below && touches)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passage(places: &[(char, f64, f64)]) -> Passage {
        let mut passage = Passage::default();
        for (character, x, y) in places {
            passage.push(*character, 1, Rect::new(*x, *y, x + 10.0, y + 10.0));
        }
        passage
    }

    #[track_caller]
    fn check(places: &[(char, f64, f64)], expected: &[(&str, [f64; 4])]) {
        let marks = passage_marks(&passage(places), 1, MarkKind::Plan);
        let found: Vec<_> = marks.iter().map(|it| (it.label.as_str(), it.bbox.to_array())).collect();
        assert_eq!(found, expected);
        assert_eq!(passage_marks(&passage(places), 2, MarkKind::Plan), [], "another page");
    }

    #[test]
    fn a_passage_of_two_lines() {
        let places = [('前', 0.0, 0.0), ('年', 10.0, 0.0), ('度', 20.0, 0.0), ('比', 0.0, 15.0), ('増', 10.0, 15.0)];
        check(&places, &[("前年度", [0.0, 0.0, 30.0, 10.0]), ("比増", [0.0, 15.0, 20.0, 25.0])]);
    }

    #[test]
    fn a_line_of_vertical_writing() {
        let places = [('分', 0.0, 0.0), ('野', 0.0, 10.5), ('別', -15.0, 0.0)];
        check(&places, &[("分野", [0.0, 0.0, 10.0, 20.5]), ("別", [-15.0, 0.0, -5.0, 10.0])]);
    }

    #[test]
    fn a_raised_figure_stays_on_its_line() {
        check(&[('㎡', 0.0, 0.0), ('2', 10.0, -4.0)], &[("㎡2", [0.0, -4.0, 20.0, 10.0])]);
    }

    #[test]
    fn unknown_and_invisible_glyphs_are_told_apart() {
        let glyph = |character: char, visible: bool| Glyph {
            character,
            bbox: Rect::new(0.0, 0.0, 10.0, 10.0),
            baseline: 8.8,
            size: 10.0,
            font: 0,
            direction: Direction::Right,
            visible,
            bold: false,
        };
        let glyphs_of = vec![glyph('年', true), glyph('年', false), glyph('\u{FFFD}', true)];
        let page = Page { glyphs: glyphs_of, hidden: vec![glyph('白', true)], ..Page::default() };
        let marks = glyphs(&Document::default(), &page);
        let kinds: Vec<_> = marks.iter().map(|it| it.kind).filter(|it| *it != MarkKind::Baseline).collect();
        let expected = [MarkKind::Glyph, MarkKind::InvisibleGlyph, MarkKind::UnknownGlyph, MarkKind::HiddenGlyph];
        assert_eq!(kinds, expected);
        assert_eq!(marks[1].bbox, Rect::new(0.0, 8.8, 3.0, 8.8));
        assert_eq!(marks[0].label, "年 U+5E74 · ? · 10.0 pt · Right");
    }

    #[test]
    fn a_ruling_is_as_thick_as_printed() {
        let ruling =
            crate::pdf::Ruling { axis: Axis::Vertical, position: 50.0, start: 10.0, end: 90.0, thickness: 1.0 };
        let page = Page { rulings: vec![ruling], ..Page::default() };
        let marks = rulings(&page);
        assert_eq!((marks[0].kind, marks[0].bbox), (MarkKind::VerticalRuling, Rect::new(49.5, 10.0, 50.5, 90.0)));
        assert_eq!(marks[0].label, "x 50.00 · 10.00–90.00 · 1.00 pt");
    }
}
