//! Text that knows where each of its characters was printed.

use std::ops::Range;

use super::PageLayout;
use crate::base::{Rect, SourceRef};
use crate::pdf::Turn;

/// Characters in reading order with their places. Spaces and line breaks that stand for gaps have none.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Passage {
    text: String,
    places: Vec<Place>,
    /// How its page was turned to be read.
    #[serde(default)]
    turn: Turn,
}

#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
struct Place {
    /// Byte offset of the character in the text.
    offset: u32,
    page: u32,
    bbox: Rect,
}

impl Passage {
    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether there is nothing but white space.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Adds a printed character.
    pub fn push(&mut self, character: char, page: u32, bbox: Rect) {
        self.places.push(Place { offset: self.text.len() as u32, page, bbox });
        self.text.push(character);
    }

    /// Adds a character that stands for a gap.
    pub fn push_gap(&mut self, gap: char) {
        self.text.push(gap);
    }

    /// Adds another passage at the end.
    pub fn append(&mut self, other: &Passage) {
        let shift = self.text.len() as u32;
        self.turn = if self.places.is_empty() { other.turn } else { self.turn };
        self.text.push_str(&other.text);
        self.places.extend(other.places.iter().map(|it| Place { offset: it.offset + shift, ..*it }));
    }

    /// The part in a range of bytes, which must lie on character boundaries.
    pub fn slice(&self, range: Range<usize>) -> Passage {
        let (first, last) = self.places_in(&range);
        let shift = range.start as u32;
        let places = self.places[first..last].iter().map(|it| Place { offset: it.offset - shift, ..*it }).collect();
        Passage { text: self.text[range].to_owned(), places, turn: self.turn }
    }

    /// The passage without white space at both ends.
    pub fn trimmed(&self) -> Passage {
        let start = self.text.len() - self.text.trim_start().len();
        self.slice(start..start + self.text.trim().len())
    }

    /// The characters that begin left of `x` up to the first that does not, and the rest.
    pub fn split_at_x(&self, x: f64) -> (Passage, Passage) {
        let at = self.places.iter().find(|it| it.bbox.x0 >= x).map_or(self.text.len(), |it| it.offset as usize);
        (self.slice(0..at), self.slice(at..self.text.len()))
    }

    /// The printed lines, as ranges of bytes: a line ends where the next character stands below it, or on another page.
    pub fn lines(&self) -> Vec<Range<usize>> {
        let is_below = |it: &[Place]| self.as_read(&it[1]).y0 >= self.as_read(&it[0]).center_y();
        let begins = |it: &[Place]| it[1].page != it[0].page || is_below(it);
        let mut starts: Vec<usize> = vec![0];
        starts.extend(self.places.windows(2).filter(|it| begins(it)).map(|it| it[1].offset as usize));
        starts.push(self.text.len());
        let lines = starts.windows(2).map(|it| it[0]..it[1]);
        lines.filter(|it| !self.text[it.clone()].trim().is_empty()).collect()
    }

    /// The lines at the beginning that are printed in larger type than all that follow: a name above its definition. All of it
    /// where the type does not change so.
    pub fn lines_in_larger_type(&self) -> Passage {
        const SMALLER: f64 = 0.88;
        let Some(first) = self.places.first() else { return self.clone() };
        let height = self.as_read(first).height();
        let is_smaller = |it: &Place| self.as_read(it).height() <= SMALLER * height;
        let Some(at) = self.places.iter().position(is_smaller) else { return self.clone() };

        // A raised mark of a footnote stands in the line; a definition begins below it.
        let begins_line = self.as_read(&self.places[at]).y0 >= self.as_read(&self.places[at - 1]).center_y();
        if begins_line && self.places[at..].iter().all(is_smaller) {
            self.slice(0..self.places[at].offset as usize).trimmed()
        } else {
            self.clone()
        }
    }

    /// Whether two neighbouring characters on one line are further apart than `width` points.
    pub(super) fn has_gap(&self, width: f64) -> bool {
        let level = |a: &Rect, b: &Rect| a.y0 < b.center_y() && b.center_y() < a.y1;
        self.places.windows(2).any(|it| it[1].bbox.x0 - it[0].bbox.x1 > width && level(&it[0].bbox, &it[1].bbox))
    }

    /// The printed characters with their widths in points.
    pub(super) fn widths(&self) -> impl Iterator<Item = (char, f64)> {
        let character = |it: &Place| self.text[it.offset as usize..].chars().next();
        self.places.iter().filter_map(move |it| Some((character(it)?, it.bbox.width())))
    }

    /// The boxes of its printed characters.
    pub(super) fn character_boxes(&self) -> impl Iterator<Item = Rect> {
        self.places.iter().map(|it| it.bbox)
    }

    /// Start and end of the parts whose characters are at most `width` points apart, from left to right.
    pub(super) fn parts(&self, width: f64) -> Vec<(f64, f64)> {
        let mut parts: Vec<(f64, f64)> = Vec::new();
        for place in &self.places {
            match parts.last_mut() {
                Some(part) if place.bbox.x0 - part.1 <= width => part.1 = part.1.max(place.bbox.x1),
                _ => parts.push((place.bbox.x0, place.bbox.x1)),
            }
        }
        parts
    }

    /// Puts its characters back on their pages as drawn; `turned` gives the pages that were turned.
    pub(super) fn turn_back<'a>(&mut self, turned: impl Fn(u32) -> Option<&'a PageLayout>) {
        self.turn = self.places.first().and_then(|it| turned(it.page)).map_or(Turn::None, |it| it.turn);
        for place in &mut self.places {
            if let Some(page) = turned(place.page) {
                place.bbox = page.as_drawn(&place.bbox);
            }
        }
    }

    /// Where a character stands beside the others for a reader; only good to compare.
    fn as_read(&self, place: &Place) -> Rect {
        self.turn.apply(&place.bbox, (0.0, 0.0))
    }

    /// Keeps the text alone.
    pub(super) fn forget_places(&mut self) {
        self.places = Vec::new();
    }

    /// Where a range of bytes was printed: the box of its characters on the page of the first.
    pub fn place(&self, range: Range<usize>) -> Option<SourceRef> {
        let (first, last) = self.places_in(&range);
        let places = &self.places[first..last];
        let page = places.first()?.page;
        let bbox = Rect::union_all(places.iter().filter(|it| it.page == page).map(|it| &it.bbox))?;
        Some(SourceRef::new(page, bbox))
    }

    /// Where the whole passage was printed.
    pub fn source(&self) -> Option<SourceRef> {
        self.place(0..self.text.len())
    }

    fn places_in(&self, range: &Range<usize>) -> (usize, usize) {
        let index = |offset: usize| self.places.partition_point(|it| (it.offset as usize) < offset);
        (index(range.start), index(range.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passage(text: &str) -> Passage {
        let mut passage = Passage::default();
        for (index, character) in text.chars().enumerate() {
            let x = index as f64 * 10.0;
            passage.push(character, 1, Rect::new(x, 0.0, x + 10.0, 10.0));
        }
        passage
    }

    #[test]
    fn a_slice_keeps_the_places() {
        let slice = passage("電子化率78%").slice("電子化率".len().."電子化率78".len());
        assert_eq!(slice.text(), "78");
        assert_eq!(slice.source(), Some(SourceRef::new(1, Rect::new(40.0, 0.0, 60.0, 10.0))));
    }

    #[test]
    fn a_name_ends_where_smaller_type_begins_below_it() {
        let mut name = passage("組織率");
        let text = |it: &Passage| it.lines_in_larger_type().text().to_owned();
        assert_eq!(text(&name), "組織率");
        let mut marked = name.clone();
        marked.push('1', 1, Rect::new(30.0, 0.0, 33.0, 5.0));
        assert_eq!(text(&marked), "組織率1");
        name.push('定', 1, Rect::new(0.0, 12.0, 7.0, 19.0));
        name.push('義', 1, Rect::new(7.0, 12.0, 14.0, 19.0));
        assert_eq!(text(&name), "組織率");
    }

    #[test]
    fn trimming_keeps_the_places() {
        let trimmed = passage("　率 ").trimmed();
        assert_eq!((trimmed.text(), trimmed.source().map(|it| it.bbox.x0)), ("率", Some(10.0)));
    }

    #[test]
    fn a_gap_has_no_place() {
        let mut joined = passage("前");
        joined.push_gap('\n');
        joined.append(&passage("後"));
        assert_eq!(joined.text(), "前\n後");
        assert_eq!(joined.place("前".len().."前\n".len()), None);
    }
}
