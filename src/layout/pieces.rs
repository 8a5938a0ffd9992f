//! Pieces of lines -> rows of text, gaps between pieces, and lines again.

use super::characters::{is_letter, is_numeral};
use std::borrow::Cow;

use super::lines::{NUMBERS_APART, are_digits};
use super::{Line, Passage};
use crate::base::Rect;
use crate::pdf::Direction;

/// A gap wider than this, in em, parts a line into pieces: what stands in two columns of a table is further apart. Justified
/// Latin text opens gaps up to 0.7 em.
pub(super) const PIECE_CUT: f64 = 0.8;
/// A piece is parted at a column boundary where at least this much space is, in em.
const SPLIT_GAP: f64 = 0.1;
/// As [`SPLIT_GAP`], between two Latin words.
const WORDS_GAP: f64 = 0.6;
/// Letters of a stretched label are at most this far apart, in em.
const LETTER_GAP: f64 = 4.0;
/// The gaps between them differ by at most this, in em: some are spaces typed by hand.
const EVEN: f64 = 0.3;
/// Pieces stand in one row while their baselines differ by at most this, in em.
const SAME_ROW: f64 = 0.45;

/// Pieces on one baseline.
#[derive(Debug, Clone)]
pub(super) struct TextRow<'a> {
    /// From left to right.
    pub pieces: Vec<Cow<'a, Line>>,
    pub baseline: f64,
    pub bbox: Rect,
    /// The largest font size.
    pub size: f64,
}

impl TextRow<'_> {
    pub fn center_y(&self) -> f64 {
        self.bbox.center_y()
    }
}

/// Puts upright pieces together to rows, from top to bottom.
pub(super) fn pieces_to_rows<'a>(pieces: impl Iterator<Item = &'a Line>) -> Vec<TextRow<'a>> {
    let mut pieces: Vec<&Line> = pieces.collect();
    pieces.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    let mut rows: Vec<TextRow<'_>> = Vec::new();
    for piece in pieces {
        match rows.last_mut() {
            Some(row) if piece.baseline - row.baseline <= SAME_ROW * piece.size.min(row.size) => {
                row.bbox = row.bbox.union(&piece.bbox);
                row.size = row.size.max(piece.size);
                row.pieces.push(Cow::Borrowed(piece));
            }
            _ => rows.push(TextRow {
                baseline: piece.baseline,
                bbox: piece.bbox,
                size: piece.size,
                pieces: vec![Cow::Borrowed(piece)],
            }),
        }
    }
    for row in &mut rows {
        row.pieces.sort_by(|a, b| a.bbox.x0.total_cmp(&b.bbox.x0));
        join_spaced_letters(&mut row.pieces);
    }
    rows
}

/// Labels are stretched to one width (`営　業　収　益`): ideographs that stand alone side by side, evenly, are one piece. A unit
/// behind a stretched name stands at another distance.
fn join_spaced_letters(pieces: &mut Vec<Cow<'_, Line>>) {
    let alone = |it: &Line| {
        let mut characters = it.text.text().chars();
        let first = characters.next();
        let is_wide = |it: char| is_letter(it) && it > '\u{3000}' || "（）「」・％ー".contains(it);
        characters.next().is_none() && first.is_some_and(is_wide)
    };
    let mut joined: Vec<Cow<'_, Line>> = Vec::with_capacity(pieces.len());
    let (mut last_alone, mut last_gap) = (false, None);
    for piece in pieces.drain(..) {
        let is_alone = alone(&piece);
        let gap = joined.last().map_or(f64::INFINITY, |it| piece.bbox.x0 - it.bbox.x1);
        // A bracket that closes belongs to what stands before it.
        let closes = piece.text.text().starts_with(['）', '」']);
        let is_even = closes || last_gap.is_none_or(|it: f64| (gap - it).abs() <= EVEN * piece.size);
        match joined.last_mut() {
            Some(before) if is_alone && last_alone && is_even && gap <= LETTER_GAP * piece.size => {
                let before = before.to_mut();
                before.text.append(&piece.text);
                before.bbox = before.bbox.union(&piece.bbox);
                last_gap = Some(gap);
            }
            _ => {
                joined.push(piece);
                last_gap = None;
            }
        }
        last_alone = is_alone;
    }
    *pieces = joined;
}

/// Joins neighbouring pieces whose gap is at most `cut` em to lines; pieces of one line follow each other.
pub(super) fn pieces_to_lines(pieces: Vec<Line>, cut: f64) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for piece in pieces {
        match lines.last_mut() {
            Some(line) if follows(line, &piece, cut) => {
                let ends = (line.text.text().chars().next_back(), piece.text.text().chars().next());
                let apart = matches!(ends, (Some(before), Some(next)) if are_digits(before, next));
                let gap = if apart { NUMBERS_APART } else { " " };
                gap.chars().for_each(|it| line.text.push_gap(it));
                line.text.append(&piece.text);
                line.bbox = line.bbox.union(&piece.bbox);
                line.size = line.size.max(piece.size);
            }
            _ => lines.push(piece),
        }
    }
    lines
}

fn follows(line: &Line, piece: &Line, cut: f64) -> bool {
    let size = line.size.max(piece.size);
    let gap = match piece.direction {
        Direction::Right | Direction::Slanted => piece.bbox.x0 - line.bbox.x1,
        Direction::Left => line.bbox.x0 - piece.bbox.x1,
        Direction::Down | Direction::Vertical => piece.bbox.y0 - line.bbox.y1,
        Direction::Up => line.bbox.y0 - piece.bbox.y1,
    };
    line.direction == piece.direction
        && (line.baseline - piece.baseline).abs() <= SAME_ROW * size
        && (0.0..=cut * size).contains(&gap)
}

/// Parts a piece at the gap that lies at `x`; `None` where there is none, or one between two words of a text that ran on.
pub(super) fn split_piece(piece: &Line, x: f64) -> Option<(Line, Line)> {
    let (left, right) = piece.text.split_at_x(x);
    let (left, right) = (part_of(piece, left)?, part_of(piece, right)?);
    let is_word = |it: Option<char>| it.is_some_and(|it| it.is_ascii_alphabetic());
    let in_text = is_word(left.text.text().chars().next_back()) && is_word(right.text.text().chars().next());
    let least = if in_text { WORDS_GAP } else { SPLIT_GAP };
    (right.bbox.x0 - left.bbox.x1 >= least * piece.size).then_some((left, right))
}

/// A piece with a part of its text; `None` where that is blank.
pub(super) fn part_of(piece: &Line, text: Passage) -> Option<Line> {
    let text = text.trimmed();
    let bbox = text.source()?.bbox;
    Some(Line { text, bbox, ..piece.clone() })
}

/// Whether a text is a number as tables print it, with its unit or sign, or a mark that stands for one.
pub(super) fn is_numeric(text: &str) -> bool {
    let (mut digits, mut letters, mut others, mut dashes) = (0, 0, 0, 0);
    for character in text.chars().filter(|it| !it.is_whitespace()) {
        match character {
            _ if is_numeral(character) => digits += 1,
            _ if is_letter(character) => letters += 1,
            '-' | '‐' | '–' | '—' | '―' | '−' | '－' | '*' | '…' | ':' | '△' | '▲' => dashes += 1,
            _ => others += 1,
        }
    }
    (digits > 0 && letters <= 2 && letters <= digits) || (digits + letters + others == 0 && (1..=3).contains(&dashes))
}

/// `2023`, `R5`, `H30`, `令和5年度`, `R5.3`: names of columns although they hold digits.
pub(super) fn is_year(text: &str) -> bool {
    let text: String = text.chars().filter(|it| !it.is_whitespace() && !"()（）年度月末.．".contains(*it)).collect();
    let digits: String = text.chars().filter(|it| is_numeral(*it)).collect();
    let calendar = digits.len() == text.len() && digits.parse::<u32>().is_ok_and(|it| (1900..2100).contains(&it));
    let era = ["R", "H", "S", "Ｒ", "Ｈ", "Ｓ", "令和", "平成", "昭和"].iter().any(|it| text.starts_with(it));
    calendar || (era && !digits.is_empty())
}
