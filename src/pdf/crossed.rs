//! Bars through text: what is struck out is no longer part of it.

use super::{Axis, Direction, Glyph, Page, Ruling};
use crate::base::{Message, Note, Rect, SourceRef};

/// A bar that strikes out runs through this part of the em box, counted from its top: about the middle of a Japanese
/// character, somewhat lower through figures, and two bars side by side. A rule below or above text stays clear of
/// it.
const MIDDLE: std::ops::Range<f64> = 0.3..0.75;
/// It is at most this thick, in em.
const MAX_THICKNESS: f64 = 0.2;
/// It begins before the text that it strikes out, or right with it, and ends so, in em: a rule or a grid line of a
/// chart goes on beyond, and the strokes of a character that is drawn as a shape end inside of its square.
const BEYOND: std::ops::Range<f64> = -0.03..0.35;
/// Between characters under one bar there is at most this gap, in em: a space or two.
const MAX_GAP: f64 = 1.5;
/// What bars were found to strike out.
#[derive(Debug, Default)]
pub(super) struct Crossed {
    /// `text_struck`, where there is any.
    pub note: Option<Note>,
    /// Comparisons were left out: what is struck out may count as text.
    pub is_exhausted: bool,
}

/// Takes the glyphs that a bar strikes out, and the bars, off the page, by at most `most` comparisons; says so for each page with
/// `text_struck`.
pub(super) fn take_crossed_out(page: &mut Page, most: usize) -> Crossed {
    let Some(lines) = Lines::of(page) else { return Crossed::default() };
    let mut is_crossed = vec![false; page.glyphs.len()];
    let mut work = most;
    let glyphs = &page.glyphs;
    page.rulings.retain(|bar| {
        let crossed = lines.crossed(glyphs, bar, &mut work);
        crossed.iter().for_each(|index| is_crossed[*index] = true);
        crossed.is_empty()
    });

    let is_exhausted = work == 0;
    Crossed { note: take_off(page, &is_crossed), is_exhausted }
}

/// Puts crossed glyphs aside; the note that says so.
fn take_off(page: &mut Page, is_crossed: &[bool]) -> Option<Note> {
    let first = is_crossed.iter().position(|it| *it)?;
    let mut index = 0..;
    let struck: Vec<Glyph> = page.glyphs.extract_if(.., |_| index.next().is_some_and(|it| is_crossed[it])).collect();
    let bbox = Rect::union_all(struck.iter().map(|it| &it.bbox)).unwrap_or(page.glyphs.get(first)?.bbox);
    let message = Message::new("text_struck").with("page", page.number).with("text", runs(&struck).join(" / "));
    page.aside.extend(struck);
    Some(Note::warning(message).at(SourceRef::new(page.number, bbox)))
}

/// Upright glyphs that are seen, by their baselines.
struct Lines {
    /// Indices of glyphs.
    order: Vec<usize>,
    largest: f64,
}

impl Lines {
    /// `None` where nothing could be a bar.
    fn of(page: &Page) -> Option<Self> {
        let is_bar = |it: &Ruling| it.axis == Axis::Horizontal;
        page.rulings.iter().any(is_bar).then_some(())?;
        let glyphs = &page.glyphs;
        let mut order: Vec<usize> = (0..glyphs.len()).filter(|it| is_text(&glyphs[*it])).collect();
        order.sort_by(|a, b| glyphs[*a].baseline.total_cmp(&glyphs[*b].baseline));
        let largest = order.iter().map(|it| glyphs[*it].bbox.height()).fold(0.0, f64::max);
        Some(Self { order, largest })
    }

    /// The glyphs that a bar strikes out, from left to right; none where it is a rule.
    fn crossed(&self, glyphs: &[Glyph], bar: &Ruling, work: &mut usize) -> Vec<usize> {
        if bar.axis == Axis::Vertical || *work == 0 {
            return Vec::new();
        }
        // The baseline lies below the middle, by less than the height of the largest.
        let from = self.order.partition_point(|it| glyphs[*it].baseline < bar.position);
        let near = self.order[from..].iter().take_while(|it| glyphs[**it].baseline <= bar.position + self.largest);
        let near = near.inspect(|_| *work = work.saturating_sub(1));
        let mut crossed: Vec<usize> = near.copied().filter(|it| is_through(bar, &glyphs[*it])).collect();
        crossed.sort_by(|a, b| glyphs[*a].bbox.x0.total_cmp(&glyphs[*b].bbox.x0));
        if ends_with(&crossed, glyphs, bar) { crossed } else { Vec::new() }
    }
}

fn is_text(glyph: &Glyph) -> bool {
    glyph.visible && glyph.direction == Direction::Right
}

fn is_through(bar: &Ruling, glyph: &Glyph) -> bool {
    let height = glyph.bbox.height();
    (bar.start..=bar.end).contains(&glyph.bbox.center_x())
        && MIDDLE.contains(&((bar.position - glyph.bbox.y0) / height))
        && bar.thickness <= MAX_THICKNESS * height
}

/// Whether a bar is as long as the text that it runs through, which is one run.
fn ends_with(crossed: &[usize], glyphs: &[Glyph], bar: &Ruling) -> bool {
    let shown: Vec<&Glyph> = crossed.iter().map(|it| &glyphs[*it]).filter(|it| !it.character.is_whitespace()).collect();
    let (Some(first), Some(last)) = (shown.first(), shown.last()) else { return false };
    let size = f64::from(first.size);
    let is_run = shown.windows(2).all(|it| it[1].bbox.x0 - it[0].bbox.x1 <= MAX_GAP * size);
    let blanks = crossed.first().zip(crossed.last());
    let (start, end) = blanks.map_or((bar.start, bar.end), |it| (glyphs[*it.0].bbox.x0, glyphs[*it.1].bbox.x1));
    let is_beyond = |by: f64| BEYOND.contains(&(by / size));
    let begins = is_beyond(first.bbox.x0 - bar.start) || is_beyond(start - bar.start);
    is_run && begins && (is_beyond(bar.end - last.bbox.x1) || is_beyond(bar.end - end))
}

/// The texts of struck glyphs, in the order drawn, parted where a line or a cell ends.
fn runs(struck: &[Glyph]) -> Vec<String> {
    let goes_on = |before: &Glyph, next: &Glyph| {
        let size = f64::from(next.size);
        (next.baseline - before.baseline).abs() <= 0.1 * size && (next.bbox.x0 - before.bbox.x1).abs() <= size
    };
    struck.chunk_by(goes_on).map(|run| run.iter().map(|it| it.character).collect()).collect()
}

#[cfg(test)]
mod tests {
    use lopdf::{Object, dictionary};

    use super::super::tests::{Draft, text};
    use super::super::{ReadOptions, read};

    const NUMBERS: &str = "BT /F1 10 Tf 100 700 Td (11) Tj ET BT /F1 10 Tf 111.12 700 Td (13) Tj ET ";

    #[track_caller]
    fn check(bars: &str, seen: &str, struck: &str) {
        let read = read(Draft::new().bytes(&format!("{NUMBERS} {bars}")), &ReadOptions::default()).unwrap();
        let page = &read.value.pages[0];
        let aside: String = page.aside.iter().map(|it| it.character).collect();
        assert_eq!((text(page).as_str(), aside.as_str()), (seen, struck));
        let said: Vec<_> = read.notes.iter().map(|it| (it.code(), it.message.values().last().unwrap())).collect();
        assert_eq!(said, if struck.is_empty() { vec![] } else { vec![("text_struck", struck)] });
        let bar_count = bars.matches(" l ").count() + bars.matches(" re ").count();
        assert_eq!(page.rulings.len(), if struck.is_empty() { bar_count } else { 0 });
    }

    #[test]
    fn a_stroke_and_a_thin_box_strike_out() {
        check("0.5 w 100 703.4 m 111 703.4 l S", "13", "11");
        check("100 703 11 0.6 re f", "13", "11");
        check("0.3 w 100 702.4 m 111 702.4 l S 100 704.4 m 111 704.4 l S", "13", "11");
    }

    #[test]
    fn a_rule_below_or_above_the_text_is_kept() {
        check("0.5 w 100 698.5 m 111 698.5 l S", "1113", "");
        check("0.5 w 100 708.5 m 111 708.5 l S", "1113", "");
        // Figures are lower than the square that they stand in.
        check("0.5 w 100 707 m 111 707 l S", "1113", "");
        check("0.5 w 100 700.3 m 111 700.3 l S", "1113", "");
    }

    #[test]
    fn a_stroke_of_a_character_drawn_as_a_shape_is_no_bar() {
        check("100.6 703 10 0.6 re f", "1113", "");
        check("99 703 13 0.6 re f", "13", "11");
    }

    #[test]
    fn a_line_of_a_chart_goes_on_beyond_its_label() {
        check("0.5 w 100 703.4 m 160 703.4 l S", "1113", "");
        check("0.5 w 60 703.4 m 122 703.4 l S", "1113", "");
    }

    #[test]
    fn a_line_from_label_to_label_strikes_out_neither() {
        check("BT /F1 10 Tf 200 700 Td (5) Tj ET 0.5 w 111 703.4 m 205.6 703.4 l S", "11135", "");
    }

    #[test]
    fn an_annotation_strikes_out() {
        let mut draft = Draft::new();
        let corners = [100, 708, 111, 708, 100, 699, 111, 699].map(Object::Integer);
        let annotation = dictionary! {
            "Type" => "Annot", "Subtype" => "StrikeOut", "QuadPoints" => corners.to_vec(), "F" => 4,
            "Rect" => [100, 699, 111, 708].map(Object::Integer).to_vec(),
        };
        draft.page.set("Annots", vec![Object::Dictionary(annotation)]);
        assert_eq!(text(&draft.read(NUMBERS).pages[0]), "13");
    }

    #[test]
    fn a_band_over_text_is_no_bar() {
        check("100 702 11 2.5 re f", "1113", "");
    }
}
