//! Text in which width and white space do not matter, with the way back to what was printed.

use std::ops::Range;

use crate::text::normalize;

/// Normal form without white space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Compact {
    pub text: String,
    /// For each byte of `text`, the bytes of the printed text it came from.
    origins: Vec<(u32, u32)>,
    raw_length: usize,
}

impl Compact {
    pub fn new(raw: &str) -> Self {
        let normal = normalize(raw);
        let mut compact =
            Compact { text: String::with_capacity(raw.len()), origins: Vec::new(), raw_length: raw.len() };
        for (at, character) in normal.text.char_indices().filter(|(_, it)| !it.is_whitespace()) {
            let origin = normal.raw_range(at..at + character.len_utf8());
            compact.text.push(character);
            compact.origins.extend(std::iter::repeat_n((origin.start as u32, origin.end as u32), character.len_utf8()));
        }
        compact
    }

    /// The bytes of the printed text behind a range of `text`.
    pub fn raw_range(&self, range: Range<usize>) -> Range<usize> {
        let start = self.origins.get(range.start).map_or(self.raw_length, |it| it.0 as usize);
        if range.is_empty() {
            return start..start;
        }
        start..self.origins.get(range.end - 1).map_or(self.raw_length, |it| it.1 as usize)
    }
}
