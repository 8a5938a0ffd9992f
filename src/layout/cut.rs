//! Numbers that the edge of their cell cuts off: what is left of them is another number.

use super::characters::{is_letter, is_numeral};
use super::pieces::part_of;
use super::{Cell, Line, Passage, Table};
use crate::base::{Message, Note, Rect};
use crate::pdf::{Direction, Glyph, Page};

/// Stands for what is not seen: no number is read beside it.
const UNSEEN: char = char::REPLACEMENT_CHARACTER;
/// What is cut off touches what is left within this, in em, and stands on its line within as much.
const TOUCHING: f64 = 0.25;
/// It may reach over what is left by this, in em.
const OVERLAP: f64 = 0.1;
/// Characters of one run follow each other without a gap within this, in em.
const EXACT: f64 = 0.06;
/// The text of two cells side by side keeps this distance, in em, from wall to wall.
const WALL: f64 = 0.25;
/// Spreadsheets leave out the figures that a clip would hide. The rest begins within this of the clip, in em, for
/// there the ink of the next one would end; a blank as wide as a figure shows that nothing is missing.
const FILLS: std::ops::Range<f64> = -0.25..0.25;
/// The text of a cell stands at least this far from one of its sides, in em; word processors clip text to its own box.
const PADDING: f64 = 0.05;
/// A unit behind figures has about so many letters more than they are.
const UNIT: usize = 4;
/// A character that is seen in part stands at both places within this, in points.
const SAME: f64 = 0.01;

/// Clipped characters of a line, or clips of a column, that are compared: a page has no more that can be read.
const MAX_COMPARED: usize = 1024;

/// What a page says of text that is not seen.
pub(super) struct Cuts<'a> {
    /// By the height at which they stand.
    clipped: Vec<&'a Glyph>,
    /// From left to right.
    clips: Vec<Rect>,
}

impl<'a> Cuts<'a> {
    pub fn of(page: &'a Page) -> Self {
        let mut clipped: Vec<&Glyph> = page.clipped.iter().filter(|it| !it.character.is_whitespace()).collect();
        clipped.sort_by(|a, b| a.bbox.center_y().total_cmp(&b.bbox.center_y()));
        let mut clips = page.text_clips.clone();
        clips.sort_by(|a, b| a.x0.total_cmp(&b.x0).then(a.y0.total_cmp(&b.y0)));
        clips.dedup();
        Self { clipped, clips }
    }

    /// Puts [`UNSEEN`] where numbers in cells are cut off, and says so for each with `cell_cut`.
    pub fn mark(&self, tables: &mut [Table]) -> Vec<Note> {
        tables.iter_mut().flat_map(|it| &mut it.cells).filter_map(|cell| self.mark_cell(cell)).collect()
    }

    fn mark_cell(&self, cell: &mut Cell) -> Option<Note> {
        let mut cut_ends = self.cut_ends(cell);
        let (begins, ends) = ends_in_number(cell.text.text());
        cut_ends.extend([begins.then_some(0), ends.then_some(cell.text.text().len())].into_iter().flatten());
        cut_ends.sort_unstable();
        cut_ends.dedup();
        if cut_ends.is_empty() {
            return None;
        }

        let seen = cell.text.text().trim().to_owned();
        cut_ends.into_iter().rev().for_each(|at| cell.text = with_unseen(&cell.text, at, cell.page));
        let message = Message::new("cell_cut").with("page", cell.page).with("text", seen);
        Some(Note::warning(message).at(cell.source()))
    }

    /// Parts pieces where a clip ends the text of one cell, and that of the next follows without a gap.
    pub fn part(&self, pieces: Vec<Line>) -> Vec<Line> {
        if self.clipped.is_empty() {
            return pieces;
        }
        let mut parted = Vec::with_capacity(pieces.len());
        for mut piece in pieces {
            while piece.direction == Direction::Right
                && let Some((before, rest)) = self.cut_within(&piece).and_then(|x| cut_piece(&piece, x))
            {
                parted.push(before);
                piece = rest;
            }
            parted.push(piece);
        }
        parted
    }

    /// Where in a piece the first text begins that follows a cut one.
    fn cut_within(&self, piece: &Line) -> Option<f64> {
        let reach = OVERLAP * piece.size;
        let next_of = |glyph: &Glyph| {
            let end = if glyph.visible { glyph.bbox.x1 } else { glyph.bbox.x0 };
            let mut places = piece.text.character_boxes().skip_while(|it| (it.x1 - end).abs() > reach);
            places.next()?;
            places.next().map(|it| it.x0)
        };
        let is_near = |it: &&&Glyph| piece.bbox.x0 < it.bbox.x1 && it.bbox.x0 <= piece.bbox.x1;
        self.level_with(&piece.bbox).filter(is_near).filter_map(|it| next_of(it)).min_by(f64::total_cmp)
    }

    /// Where in the text of a cell its numbers are cut off by clips, from the front.
    fn cut_ends(&self, cell: &Cell) -> Vec<usize> {
        if self.clipped.is_empty() && self.clips.is_empty() {
            return Vec::new();
        }
        let lines = cell.text.lines();
        let cut_ends = lines.into_iter().filter(|it| is_number(&cell.text.text()[it.clone()])).flat_map(|line| {
            let place = cell.text.place(line.clone()).map(|it| it.bbox);
            let (starts, ends) = place.map_or((false, false), |it| {
                let text = &cell.text.text()[line.clone()];
                (self.cuts_start(&it, cell) || self.fills_clip(&it, text), self.cuts_end(&it, cell))
            });
            [starts.then_some(line.start), ends.then_some(line.end)].into_iter().flatten()
        });
        cut_ends.collect()
    }

    /// Whether characters before a line are cut off, or its first one in part. The rest of a longer name beside the
    /// cell would lie inside of it.
    fn cuts_start(&self, line: &Rect, cell: &Cell) -> bool {
        self.level_with(line).any(|it| {
            let gap = line.x0 - it.bbox.x1;
            let is_before = touch(gap, line) && it.bbox.center_x() <= cell.bbox.x0;
            let is_first = (it.bbox.x0 - line.x0).abs() <= SAME && it.bbox.x0 < cell.bbox.x0;
            is_before || it.visible && is_first
        })
    }

    /// As [`Cuts::cuts_start`], behind it.
    fn cuts_end(&self, line: &Rect, cell: &Cell) -> bool {
        self.level_with(line).any(|it| {
            let gap = it.bbox.x0 - line.x1;
            let is_behind = touch(gap, line) && it.bbox.center_x() >= cell.bbox.x1 || goes_on(gap, line) && !it.visible;
            let is_last = (it.bbox.x1 - line.x1).abs() <= SAME && it.bbox.x1 > cell.bbox.x1;
            is_behind || it.visible && is_last
        })
    }

    /// The clipped characters on a line.
    fn level_with(&self, line: &Rect) -> impl Iterator<Item = &&'a Glyph> {
        let (y, reach) = (line.center_y(), TOUCHING * line.height());
        let from = self.clipped.partition_point(|it| it.bbox.center_y() < y - reach);
        let level = self.clipped[from..].iter().take_while(move |it| it.bbox.center_y() <= y + reach);
        level.take(MAX_COMPARED)
    }

    /// Whether a number fills a clip of its own from side to side. Beside other letters nothing was left out: text in
    /// two scripts is clipped as it is.
    fn fills_clip(&self, line: &Rect, text: &str) -> bool {
        let size = line.height();
        let fills = |gap: f64| FILLS.contains(&(gap / size));
        let from = self.clips.partition_point(|it| it.x0 <= line.x0 - FILLS.end * size);
        let near = self.clips[from..].iter().take_while(|it| it.x0 <= line.x0 - FILLS.start * size);
        let mut near = near.take(MAX_COMPARED);
        let in_one_script = text.is_ascii() || !text.contains(|it: char| it.is_ascii());
        in_one_script
            && near.any(|it| {
                let (left, right) = (line.x0 - it.x0, it.x1 - line.x1);
                let is_cell =
                    left.abs().max(right.abs()) >= PADDING * size && it.contains(line.center_x(), line.center_y());
                fills(left) && fills(right) && is_cell
            })
    }
}

/// The parts of a piece before and behind the character that begins at `x`; what is cut off ends a gap before it.
fn cut_piece(piece: &Line, x: f64) -> Option<(Line, Line)> {
    let (before, behind) = piece.text.split_at_x(x);
    let (mut before, behind) = (part_of(piece, before)?, part_of(piece, behind)?);
    before.bbox.x1 = before.bbox.x1.min(behind.bbox.x0 - WALL * piece.size).max(before.bbox.x0);
    Some((before, behind))
}

/// Whether a gap is that between two characters of a line.
fn touch(gap: f64, line: &Rect) -> bool {
    (-OVERLAP..TOUCHING).contains(&(gap / line.height()))
}

/// Whether a gap is none: what is hidden there surely belongs to the line, wherever its cell ends.
fn goes_on(gap: f64, line: &Rect) -> bool {
    gap.abs() <= EXACT * line.height()
}

/// Whether a line begins with a figure and hardly more than its unit follows, as `0か所` of a longer number does, or most of it
/// are figures. `１人１日当たりのごみ` is a name.
fn is_number(text: &str) -> bool {
    let (mut figures, mut letters) = (0, 0);
    for character in text.chars() {
        figures += usize::from(is_numeral(character));
        letters += usize::from(is_letter(character));
    }
    figures > letters || text.trim_start().starts_with(is_numeral) && letters <= figures + UNIT
}

/// Whether a text begins, and ends, with the comma of a number that goes on beyond it, as `,772百万円` does.
fn ends_in_number(text: &str) -> (bool, bool) {
    let is_comma = |it: char| matches!(it, ',' | '，');
    let text = text.trim();
    let begins = text.strip_prefix(is_comma).is_some_and(|it| it.starts_with(is_numeral));
    (begins, text.strip_suffix(is_comma).is_some_and(|it| it.ends_with(is_numeral)))
}

/// A text with [`UNSEEN`] at a byte, where the character beside it stands.
fn with_unseen(text: &Passage, at: usize, page: u32) -> Passage {
    let (mut marked, rest) = (text.slice(0..at), text.slice(at..text.text().len()));
    let behind = rest.text().chars().next().and_then(|it| rest.place(0..it.len_utf8()));
    let before = || marked.text().char_indices().next_back().and_then(|it| marked.place(it.0..at));
    let place = behind.or_else(before).map(|it| it.bbox).unwrap_or_default();
    marked.push(UNSEEN, page, place);
    marked.append(&rest);
    marked
}

#[cfg(test)]
mod tests {
    use super::super::tests::{glyph, page};
    use super::super::{Table, analyze};
    use super::*;
    use crate::pdf::Document;

    #[test]
    fn what_is_left_of_a_number_is_one() {
        for text in ["345", "0か所", "5,678人", "△12", "約12"] {
            assert!(is_number(text), "{text}");
        }
        assert!(!is_number("観光消費額 12") && !is_number("か所") && !is_number("１人１日当たりのごみ"));
    }

    #[test]
    fn a_comma_at_the_end_tells_a_cut() {
        assert_eq!(ends_in_number(",772人"), (true, false));
        assert_eq!(ends_in_number("１５，"), (false, true));
        assert_eq!(ends_in_number("1,772"), (false, false));
    }

    const TABLE: [&str; 5] = [
        "-------------------------",
        "|name    |R4     |R5    |",
        "-------------------------",
        "|cards   | 345678|    12|",
        "-------------------------",
    ];

    /// The texts of the second row, and the codes of notes with what was seen.
    #[track_caller]
    fn check(change: impl Fn(&mut Page), expected: [&str; 3], notes: &[&str]) {
        let mut page = page(&TABLE);
        change(&mut page);
        let layout = analyze(&Document { pages: vec![page], fonts: Vec::new() });
        let row = |table: &Table| table.row(1).map(|it| it.text.text().to_owned()).collect::<Vec<_>>();
        assert_eq!(layout.value.tables.iter().map(row).collect::<Vec<_>>(), [expected]);
        let said: Vec<_> = layout.notes.iter().map(|it| it.message.values().last().unwrap_or_default()).collect();
        assert_eq!(said, notes);
        assert!(layout.notes.iter().all(|it| it.code() == "cell_cut"));
    }

    /// The first figure of 345678, and the y of its line in the drawing.
    fn first_figure(page: &Page) -> Glyph {
        *page.glyphs.iter().find(|it| it.character == '3').expect("it is drawn")
    }

    #[test]
    fn nothing_is_cut() {
        check(|_| {}, ["cards", "345678", "12"], &[]);
    }

    /// A character that is not seen, which ends `gap` points before the first figure; all figures of the line are
    /// moved left.
    fn hidden(left: f64, gap: f64) -> impl Fn(&mut Page) {
        move |page: &mut Page| {
            let first = first_figure(page);
            let in_cell = |it: &&mut Glyph| it.baseline == first.baseline && (90.0..132.0).contains(&it.bbox.x0);
            for figure in page.glyphs.iter_mut().filter(in_cell) {
                (figure.bbox.x0, figure.bbox.x1) = (figure.bbox.x0 - left, figure.bbox.x1 - left);
            }
            let unseen = glyph('1', first.bbox.x0 - left - gap - 5.0, first.bbox.y0 - 1.0);
            page.clipped.push(Glyph { visible: false, ..unseen });
        }
    }

    #[test]
    fn a_figure_beyond_the_wall_is_hidden() {
        check(hidden(6.0, 0.0), ["cards", "\u{FFFD}345678", "12"], &["345678"]);
        check(hidden(6.0, 4.0), ["cards", "345678", "12"], &[]);
    }

    #[test]
    fn the_rest_of_a_name_may_lie_hidden_before_a_number() {
        check(hidden(0.0, 0.0), ["cards", "345678", "12"], &[]);
    }

    #[test]
    fn a_number_that_fills_its_clip_may_have_lost_figures() {
        let clip = |left: f64, right: f64| {
            move |page: &mut Page| {
                let first = first_figure(page).bbox;
                let clip = Rect::new(first.x0 - left, first.y0 - 2.0, first.x0 + 30.0 + right, first.y1 + 2.0);
                page.text_clips.push(clip);
            }
        };
        check(clip(1.4, 1.0), ["cards", "\u{FFFD}345678", "12"], &["345678"]);
        check(clip(-1.0, 1.0), ["cards", "\u{FFFD}345678", "12"], &["345678"]);
        check(clip(4.0, 1.0), ["cards", "345678", "12"], &[]);
        check(clip(1.0, 4.0), ["cards", "345678", "12"], &[]);
        check(clip(0.0, 0.0), ["cards", "345678", "12"], &[]);
    }

    #[test]
    fn a_figure_in_part_behind_the_wall_is_cut() {
        let clip = |page: &mut Page| {
            // The wall runs through the last figure.
            let last = page.glyphs.iter_mut().find(|it| it.character == '8').expect("it is drawn");
            let last = (last.bbox.x1 += 4.0, *last).1;
            page.clipped.push(last);
        };
        check(clip, ["cards", "345678\u{FFFD}", "12"], &["345678"]);
    }

    #[test]
    fn names_are_no_numbers() {
        let clip = |page: &mut Page| {
            let first = page.glyphs.iter().find(|it| it.character == 'c').expect("it is drawn").bbox;
            page.text_clips.push(Rect::new(first.x0 - 1.0, first.y0 - 2.0, first.x0 + 26.0, first.y1 + 2.0));
        };
        check(clip, ["cards", "345678", "12"], &[]);
    }
}
