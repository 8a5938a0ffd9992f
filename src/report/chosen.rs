//! Ratings of which all letters are printed and one stands out: bigger, bold, ringed or shaded.

use super::compact::Compact;
use super::scale::Scale;
use crate::base::SourceRef;
use crate::layout::{DocumentLayout, MarkKind, Passage};
use crate::text::fold;

/// The chosen letter is at least so many times as high as each of the others.
const BIGGER: f64 = 1.15;

/// A letter with its place and how it is printed.
struct Printed {
    text: Passage,
    place: SourceRef,
}

/// The letter that stands out among the letters of the scale in `printed`; `None` where fewer than two letters are printed, or none
/// or several stand out.
pub(super) fn chosen(printed: &Passage, scale: &Scale, layout: &DocumentLayout) -> Option<Passage> {
    let letters = letters(printed, scale);
    if letters.len() < 2 {
        return None;
    }
    let marked = |kind: MarkKind| only(letters.iter().filter(|it| is_marked(it, kind, layout)));
    let found = marked(MarkKind::Ring).or_else(|| biggest(&letters)).or_else(|| marked(MarkKind::Bold));
    found.or_else(|| marked(MarkKind::Shade)).map(|it| it.text.clone())
}

fn only<'a>(mut found: impl Iterator<Item = &'a Printed>) -> Option<&'a Printed> {
    let first = found.next();
    first.filter(|_| found.next().is_none())
}

/// The letters of the scale in a text, the longest first at each place.
fn letters(printed: &Passage, scale: &Scale) -> Vec<Printed> {
    let compact = Compact::new(printed.text());
    let mut signs: Vec<String> = scale.letters().iter().map(|it| fold(it)).collect();
    signs.sort_by_key(|it| std::cmp::Reverse(it.len()));
    let mut letters = Vec::new();
    let mut at = 0;
    while let Some(first) = compact.text[at..].chars().next() {
        let Some(sign) = signs.iter().find(|it| compact.text[at..].starts_with(it.as_str())) else {
            at += first.len_utf8();
            continue;
        };
        let text = printed.slice(compact.raw_range(at..at + sign.len()));
        if let Some(place) = text.source() {
            letters.push(Printed { text, place });
        }
        at += sign.len();
    }
    letters
}

fn biggest(letters: &[Printed]) -> Option<&Printed> {
    let height = |it: &Printed| it.place.bbox.height();
    let largest = letters.iter().max_by(|a, b| height(a).total_cmp(&height(b)))?;
    let others = letters.iter().filter(|it| !std::ptr::eq(*it, largest));
    others.map(height).all(|other| height(largest) >= BIGGER * other).then_some(largest)
}

/// Whether a mark of this kind lies around or on a letter, and is not so large that it lies around its neighbours too.
fn is_marked(letter: &Printed, kind: MarkKind, layout: &DocumentLayout) -> bool {
    let bbox = &letter.place.bbox;
    let pages = layout.pages.iter().filter(|it| it.number == letter.place.page);
    let marks = pages.flat_map(|it| &it.marks).filter(|it| it.kind == kind);
    marks.map(|it| &it.bbox).any(|it| it.contains(bbox.center_x(), bbox.center_y()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Rect;
    use crate::layout::{Mark, PageLayout};

    /// Letters side by side, the one at `bigger` in larger type, with a mark around the one at `marked`.
    #[track_caller]
    fn check(text: &str, bigger: Option<usize>, marked: &[(usize, MarkKind)], expected: Option<&str>) {
        let mut passage = Passage::default();
        let height = |index: usize| if bigger == Some(index) { 14.0 } else { 9.0 };
        for (index, character) in text.chars().enumerate() {
            let x = index as f64 * 20.0;
            passage.push(character, 1, Rect::new(x, 20.0 - height(index), x + 9.0, 20.0));
        }
        let mark = |(index, kind): &(usize, MarkKind)| Mark {
            kind: *kind,
            bbox: Rect::new(*index as f64 * 20.0 - 3.0, 2.0, *index as f64 * 20.0 + 12.0, 24.0),
        };
        let page = PageLayout { number: 1, marks: marked.iter().map(mark).collect(), ..PageLayout::default() };
        let layout = DocumentLayout { pages: vec![page], ..DocumentLayout::default() };
        let scale = Scale { choices: vec!["ABCD".chars().map(String::from).collect()], ..Scale::default() };
        assert_eq!(chosen(&passage, &scale, &layout).as_ref().map(Passage::text), expected);
    }

    #[test]
    fn the_bigger_one() {
        check("ABCD", Some(1), &[], Some("B"));
    }

    #[test]
    fn the_bold_one() {
        check("ＡＢＣＤ", None, &[(2, MarkKind::Bold)], Some("Ｃ"));
    }

    #[test]
    fn a_ring_speaks_before_the_size() {
        check("ABCD", Some(1), &[(3, MarkKind::Ring)], Some("D"));
    }

    #[test]
    fn shading_of_one() {
        check("ABCD", None, &[(0, MarkKind::Shade)], Some("A"));
    }

    #[test]
    fn none_or_two_stand_out() {
        check("ABCD", None, &[], None);
        check("ABCD", None, &[(0, MarkKind::Bold), (1, MarkKind::Bold)], None);
    }

    #[test]
    fn one_letter_alone_is_not_chosen() {
        check("B", Some(0), &[], None);
    }
}
