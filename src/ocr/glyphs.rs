//! What a line says and where its ink is -> glyphs with boxes, in points.

use super::lines::LineBox;
use super::shapes::{is_in_two_parts, sign};
use super::variants::{japanese, settle_kana};
use super::{Read, Sign};
use crate::base::Rect;
use crate::pdf::{Direction, Glyph};

/// Ink of a line of kanji or kana, in em.
const KANJI_HEIGHT: f64 = 0.92;
/// Ink of a line of figures or capitals alone, in em.
const FIGURE_HEIGHT: f64 = 0.74;
/// From the top of the em box to the baseline, in em.
const ASCENT: f64 = 0.88;
/// From this width on a gap in the ink parts characters, in em; the sides of a full stop or a colon are narrower.
const GAP: f64 = 0.7;
/// Sizes are at least this share of the usual one: a comma alone tells nothing of its size.
const LEAST_SIZE: f64 = 0.6;

/// The glyphs of a line, and how sure each is; `scale` is in pixels a point.
pub fn of_line(line: &LineBox, read: &Read, usual_height: f64, scale: f64) -> Vec<(Glyph, f32)> {
    let signs = settled(line, read, usual_height);
    let is_wide = |it: &Sign| width_of(it.character) > 0.75;
    let has_wide = signs.iter().any(is_wide);
    let ink = (line.y1 - line.y0) as f64;
    let usual = usual_height / KANJI_HEIGHT;
    let em = ink / if has_wide { KANJI_HEIGHT } else { FIGURE_HEIGHT };
    let em = if is_flat(&signs) { usual } else { em.max(LEAST_SIZE * usual) };
    let middle = (line.y0 + line.y1) as f64 / 2.0;
    let (top, bottom) = ((middle - em / 2.0) / scale, (middle + em / 2.0) / scale);
    let baseline = top + ASCENT * (bottom - top);
    let spans = spans(&signs, line, em);
    let glyph = |(sign, (x0, x1)): (&Sign, (f64, f64))| {
        let bbox = Rect::new(x0 / scale, top, x1 / scale, bottom);
        let size = (em / scale) as f32;
        let character = japanese(sign.character);
        let glyph =
            Glyph { character, bbox, baseline, size, font: 0, direction: Direction::Right, visible: true, bold: false };
        (glyph, sign.probability)
    };
    signs.iter().zip(spans).map(glyph).collect()
}

/// What was read, where the shape of the ink does not tell better.
fn settled(line: &LineBox, read: &Read, usual_height: f64) -> Vec<Sign> {
    let mut signs: Vec<Sign> = read.0.iter().filter(|it| !it.character.is_whitespace()).copied().collect();
    settle_kana(&mut signs);
    let middle = (line.x0 + line.x1) as f64 / 2.0;
    let alone = |character: char, probability: f32| vec![Sign { character, probability, start: middle, end: middle }];
    let says = |set: &str| signs.iter().all(|it| set.contains(it.character)) && signs.len() <= 1;
    match sign(line, usual_height) {
        // So flat is nothing else, whatever the model makes of it.
        Some('－') if signs.len() <= 1 => alone('－', 1.0),
        Some('○') if says("0Oo○〇◯。°QCG口") => alone('○', 1.0),
        Some('◎') if says("0Oo○〇◯◎@回。Q") => alone('◎', 1.0),
        Some('●') if says("0Oo○〇●•·・") => alone('●', 1.0),
        // Two strokes over each other are no dash.
        None if says("－ー一") && signs.len() == 1 && is_in_two_parts(&line.runs) => {
            alone('二', signs[0].probability)
        }
        _ => signs,
    }
}

/// Whether nothing in a line tells how large its characters are.
fn is_flat(signs: &[Sign]) -> bool {
    signs.iter().all(|it| "-－‐–—―ー一、。，．,.・…〜~'\"".contains(it.character))
}

/// From where to where each character goes, in pixels. Characters stand side by side, unless there is a gap in the ink.
fn spans(signs: &[Sign], line: &LineBox, em: f64) -> Vec<(f64, f64)> {
    let centers: Vec<f64> = signs.iter().map(|it| (it.start + it.end) / 2.0).collect();
    let widths: Vec<f64> = signs.iter().map(|it| width_of(it.character) * em).collect();
    let inked = inked_columns(line);
    let mut spans: Vec<(f64, f64)> = Vec::with_capacity(signs.len());
    for at in 0..signs.len() {
        let half = 0.55 * widths[at];
        let (first, last) = ((centers[at] - half).max(line.x0 as f64), (centers[at] + half).min(line.x1 as f64));
        // Where the traces of the model lie outside of the ink, the box stays where they are.
        let mut span = if first < last { (first, last) } else { (centers[at] - half, centers[at] + half) };
        if at > 0 {
            // Between a wide and a narrow character the border is nearer to the narrow one.
            let (a, b) = (widths[at - 1], widths[at]);
            let border = (centers[at - 1] * b + centers[at] * a) / (a + b);
            match gap(&inked, line.x0, centers[at - 1], centers[at]).filter(|it| it.1 - it.0 > GAP * em) {
                Some((end, start)) => (spans[at - 1].1, span.0) = (end, start),
                None => (spans[at - 1].1, span.0) = (border, border),
            }
            spans[at - 1].1 = spans[at - 1].1.max(spans[at - 1].0);
            span.1 = span.1.max(span.0);
        }
        spans.push(span);
    }
    spans
}

/// Which columns of a line have ink, from its left edge.
fn inked_columns(line: &LineBox) -> Vec<bool> {
    let mut inked = vec![false; line.x1 - line.x0];
    for run in &line.runs {
        inked[run.x0 - line.x0..run.x1 - line.x0].fill(true);
    }
    inked
}

/// The widest gap in the ink between two places, in pixels.
fn gap(inked: &[bool], left: usize, from: f64, to: f64) -> Option<(f64, f64)> {
    let column = |x: f64| (x as usize).saturating_sub(left).min(inked.len());
    let columns = column(from)..column(to).max(column(from));
    let start = columns.start + left;
    let between = inked[columns].chunk_by(|a, b| a == b);
    let mut at = start;
    let gaps = between.filter_map(|it| {
        let first = at;
        at += it.len();
        (!it[0]).then_some((first as f64, at as f64))
    });
    gaps.max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)))
}

/// How wide a character is, in em.
fn width_of(character: char) -> f64 {
    match character {
        '.' | ',' | ':' | ';' | '\'' | '|' | '!' | 'i' | 'l' | 'I' | 'j' => 0.35,
        ' '..='~' | '｡'..='ﾟ' => 0.55,
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::strokes::Run;
    use super::*;

    fn line(x1: usize) -> LineBox {
        LineBox { x0: 100, y0: 50, x1, y1: 73, field: 1, runs: vec![Run { y: 60, x0: 100, x1 }] }
    }

    fn read(text: &str, step: f64) -> Read {
        let sign = |(at, character): (usize, char)| {
            let place = 100.0 + (at as f64 + 0.5) * step;
            Sign { character, probability: 0.9, start: place, end: place }
        };
        Read(text.chars().enumerate().map(sign).collect())
    }

    #[test]
    fn characters_stand_side_by_side_in_points() {
        let glyphs = of_line(&line(200), &read("進捗状況", 25.0), 23.0, 2.5);
        let text: String = glyphs.iter().map(|it| it.0.character).collect();
        assert_eq!(text, "進捗状況");
        let boxes: Vec<_> = glyphs.iter().map(|it| it.0.bbox.to_array()).collect();
        assert!(boxes.windows(2).all(|it| (it[0][2] - it[1][0]).abs() < 0.5), "{boxes:?}");
        assert!((glyphs[0].0.size - 10.0).abs() < 0.1, "23 pixels of ink are 25 of the em, 10 points");
    }

    #[test]
    fn a_long_gap_is_not_filled() {
        let mut two = read("AB", 25.0);
        two.0[1].start = 180.0;
        two.0[1].end = 180.0;
        let mut line = line(200);
        line.runs = vec![Run { y: 60, x0: 100, x1: 120 }, Run { y: 60, x0: 170, x1: 200 }];
        let glyphs = of_line(&line, &two, 23.0, 2.5);
        assert!(glyphs[1].0.bbox.x0 - glyphs[0].0.bbox.x1 > 15.0);
    }
}
