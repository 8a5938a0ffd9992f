//! Arrows that lead from one value to the next: `R4 → R5` over `B → A`.

use crate::layout::Passage;

/// What leads from one value to the next.
pub(super) const ARROWS: [char; 3] = ['→', '⇒', '➡'];

/// The parts of a text that arrows join; all of it where there is none.
pub(super) fn between_arrows(printed: &Passage) -> Vec<Passage> {
    let text = printed.text();
    let arrows = text.match_indices(ARROWS).map(|(at, it)| (at, at + it.len()));
    let mut start = 0;
    let mut parts = Vec::new();
    for (end, next) in arrows.chain([(text.len(), text.len())]) {
        parts.push(printed.slice(start..end).trimmed());
        start = next;
    }
    parts
}
