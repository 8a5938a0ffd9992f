//! Small type above or at the top of a line: marks of footnotes, exponents, readings (ruby). None of it is part of a
//! name or a value.

use super::characters::is_numeral;
use std::borrow::Cow;
use std::ops::Range;

use crate::base::Rect;
use crate::pdf::{Direction, Glyph, Page};

/// Raised type is at most this large, beside the type that it belongs to: browsers set it at 0.83, word processors at
/// 0.58.
const SMALLER: f64 = 0.87;
/// It is raised by this much, in em of the line: 0.15 in small capitals of old forms, a third in browsers and word
/// processors.
const RISE: std::ops::Range<f64> = 0.14..0.75;
/// Its top lies at most this far below that of the line, in em: small type that is set to the middle of a line lies
/// lower.
const BELOW_TOP: f64 = 0.15;
/// It follows what it belongs to within this, in em of the line.
const BESIDE: Range<f64> = -0.15..0.35;
/// A mark has at most so many characters: `注12)`, `※1,2`.
const MAX_MARK: usize = 5;
/// Readings are at most this large, beside the words under them: half of their size as a rule.
const RUBY: f64 = 0.62;
/// They end above their words within this, in em of the words: word processors let them overlap.
const ABOVE: Range<f64> = -0.4..0.4;
/// Letters of a run follow each other within this, in em; readings are spread over their words.
const GAP: f64 = 1.2;
/// Baselines this close, in em, are one: fonts that print one mark in turns raise it a little differently.
const SAME_BASELINE: f64 = 0.13;
/// Rows that are looked at beside a run: within two lines there are no more, but for dust.
const MAX_ROWS: usize = 16;
/// Lowered type, as in CO2, lies below the line by this much, in em of the line.
const LOWERED: Range<f64> = 0.05..0.6;

/// The page without raised marks and readings; exponents of `m` become ² and ³ on the line.
pub(super) fn without_raised(page: &Page) -> Cow<'_, Page> {
    let Some(usual) = usual_size(&page.glyphs) else { return Cow::Borrowed(page) };
    let is_small = |it: &Glyph| {
        let letter = is_mark(it.character) || is_kana(it.character);
        letter && f64::from(it.size) <= SMALLER * usual || is_superscript(it.character)
    };
    if !page.glyphs.iter().any(is_small) {
        return Cow::Borrowed(page);
    }

    let rows = Rows::of(&page.glyphs);
    let mut left_out = vec![false; page.glyphs.len()];
    let mut moved: Vec<(usize, Glyph)> = Vec::new();
    for run in rows.runs() {
        match rows.role(&run) {
            Role::Text => {}
            Role::Aside => run.glyphs.iter().for_each(|it| left_out[*it] = true),
            Role::OnLine(glyphs) => moved.extend(run.glyphs.iter().copied().zip(glyphs)),
        }
    }

    if moved.is_empty() && !left_out.contains(&true) {
        return Cow::Borrowed(page);
    }
    let mut page = page.clone();
    moved.into_iter().for_each(|(index, glyph)| page.glyphs[index] = glyph);
    let mut index = 0..;
    page.glyphs.retain(|_| !index.next().is_some_and(|it| left_out[it]));
    Cow::Owned(page)
}

/// The size of type in the middle, in points.
/// The size of most type.
pub(super) fn usual_size(glyphs: &[Glyph]) -> Option<f64> {
    let mut sizes: Vec<f32> = glyphs.iter().map(|it| it.size).collect();
    let middle = sizes.len() / 2;
    (!sizes.is_empty()).then(|| f64::from(*sizes.select_nth_unstable_by(middle, f32::total_cmp).1))
}

fn is_mark(character: char) -> bool {
    let is_sign = matches!(
        character,
        '※' | '*' | '＊' | '†' | '‡' | '(' | ')' | '（' | '）' | '注' | '註' | ',' | '，' | '、' | '・'
    );
    is_sign || is_numeral(character)
}

fn is_superscript(character: char) -> bool {
    matches!(character, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' | '⁽' | '⁾')
}

fn is_kana(character: char) -> bool {
    matches!(character, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | '゛' | '゜')
}

fn is_ideograph(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' | '々')
}

/// What a run of small type is.
enum Role {
    Text,
    /// A mark or a reading.
    Aside,
    /// The glyphs that stand on the line in place of a raised 2 or 3 behind `m`, or of what is lowered.
    OnLine(Vec<Glyph>),
}

/// Upright glyphs of one size on one baseline without wide gaps.
struct Run {
    glyphs: Vec<usize>,
    bbox: Rect,
    baseline: f64,
    size: f64,
}

/// Upright glyphs by baseline, then from left to right.
struct Rows<'a> {
    glyphs: &'a [Glyph],
    order: Vec<usize>,
    /// Baselines with their glyphs in `order`, ascending.
    rows: Vec<(f64, Range<usize>)>,
}

impl<'a> Rows<'a> {
    fn of(glyphs: &'a [Glyph]) -> Self {
        let is_text = |it: &usize| glyphs[*it].direction == Direction::Right && glyphs[*it].character != ' ';
        let mut order: Vec<usize> = (0..glyphs.len()).filter(is_text).collect();
        order.sort_by(|a, b| glyphs[*a].baseline.total_cmp(&glyphs[*b].baseline));
        let mut rows: Vec<(f64, Range<usize>)> = Vec::new();
        for (index, glyph) in order.iter().enumerate() {
            let baseline = glyphs[*glyph].baseline;
            match rows.last_mut() {
                Some((first, row)) if baseline - *first <= SAME_BASELINE * f64::from(glyphs[*glyph].size) => {
                    row.end = index + 1;
                }
                _ => rows.push((baseline, index..index + 1)),
            }
        }
        for (_, row) in &rows {
            order[row.clone()].sort_by(|a, b| glyphs[*a].bbox.x0.total_cmp(&glyphs[*b].bbox.x0));
        }
        Self { glyphs, order, rows }
    }

    /// The runs of all rows that could be marks or readings.
    fn runs(&self) -> Vec<Run> {
        let goes_on = |a: &usize, b: &usize| {
            let (before, next) = (&self.glyphs[*a], &self.glyphs[*b]);
            let size = f64::from(next.size);
            let alike = is_superscript(before.character) == is_superscript(next.character);
            alike && (before.size - next.size).abs() <= 0.05 * next.size && next.bbox.x0 - before.bbox.x1 <= GAP * size
        };
        let in_rows = self.rows.iter().flat_map(|(_, row)| self.order[row.clone()].chunk_by(goes_on));
        let all = |run: &[usize], test: fn(char) -> bool| run.iter().all(|it| test(self.glyphs[*it].character));
        let may_be_aside = |run: &&[usize]| {
            all(run, is_kana) || run.len() <= MAX_MARK && (all(run, is_mark) || all(run, is_superscript))
        };
        let to_run = |run: &[usize]| {
            let bbox = Rect::union_all(run.iter().map(|it| &self.glyphs[*it].bbox))?;
            let first = &self.glyphs[run[0]];
            Some(Run { glyphs: run.to_vec(), bbox, baseline: first.baseline, size: f64::from(first.size) })
        };
        in_rows.filter(may_be_aside).filter_map(to_run).collect()
    }

    fn role(&self, run: &Run) -> Role {
        let text = || run.glyphs.iter().map(|it| self.glyphs[*it].character);
        if text().all(is_superscript) {
            // As a character of its own it stands on the line; behind a unit it is part of it.
            let before = self.beside(run, run.baseline).0;
            let is_unit = before.is_none_or(|it| it.character.is_ascii_alphabetic());
            return if is_unit { Role::Text } else { Role::Aside };
        }
        if text().all(is_kana) {
            return if self.is_ruby(run) { Role::Aside } else { Role::Text };
        }
        let belongs = |it: Option<&'a Glyph>| it.filter(|it| is_raised_beside(run, it));
        let below = self.rows_below(run, RISE.end * run.size / RUBY * 1.2);
        let (mut before, mut behind) = (None, None);
        for baseline in below {
            let beside = self.beside(run, baseline);
            before = before.or(belongs(beside.0));
            behind = behind.or(belongs(beside.1));
        }
        match before {
            Some(before) => self.mark_behind(run, before),
            // A number before the line is the line's own number; a sign is a mark.
            None if behind.is_some() && !text().all(is_numeral) => Role::Aside,
            None => self.lowered(run).map_or(Role::Text, Role::OnLine),
        }
    }

    /// Lowered type on the line that it belongs to, in its own size: it is no part of a number there.
    fn lowered(&self, run: &Run) -> Option<Vec<Glyph>> {
        let above = self.rows_from(run.baseline - LOWERED.end * run.size / RUBY, run.baseline);
        let mut before = above.filter_map(|baseline| self.beside(run, baseline).0);
        let line = before.find(|it| {
            let size = f64::from(it.size);
            run.size <= SMALLER * size
                && LOWERED.contains(&((run.baseline - it.baseline) / size))
                && BESIDE.contains(&((run.bbox.x0 - it.bbox.x1) / size))
        })?;
        let on_line = |index: &usize| Glyph { baseline: line.baseline, ..self.glyphs[*index] };
        Some(run.glyphs.iter().map(on_line).collect())
    }

    /// What a raised mark behind a glyph is.
    fn mark_behind(&self, run: &Run, before: &Glyph) -> Role {
        if self.is_power(before) {
            return Role::Text;
        }
        let mark = &self.glyphs[run.glyphs[0]];
        let exponent = match (before.character, mark.character, run.glyphs.len()) {
            ('m' | 'ｍ', '2' | '２', 1) => '²',
            ('m' | 'ｍ', '3' | '３', 1) => '³',
            _ => return Role::Aside,
        };
        Role::OnLine(vec![Glyph { character: exponent, baseline: before.baseline, size: before.size, ..*mark }])
    }

    /// Whether a number goes on with a power of ten, `1.2×10`, whose exponent is part of it.
    fn is_power(&self, zero: &Glyph) -> bool {
        let before = |it: &Glyph| {
            let run = Run { glyphs: Vec::new(), bbox: it.bbox, baseline: it.baseline, size: f64::from(it.size) };
            self.beside(&run, it.baseline).0
        };
        let one = before(zero).filter(|it| it.character == '1' && zero.character == '0');
        one.and_then(before).is_some_and(|it| matches!(it.character, '×' | 'x' | '✕' | '·' | '⋅'))
    }

    /// Baselines of the rows less than `reach` points below that of a run.
    fn rows_below(&self, run: &Run, reach: f64) -> impl Iterator<Item = f64> {
        self.rows_from(run.baseline, run.baseline + reach)
    }

    /// Baselines of the rows above or below a run, between two heights.
    fn rows_from(&self, top: f64, bottom: f64) -> impl Iterator<Item = f64> {
        let from = self.rows.partition_point(|it| it.0 < top);
        self.rows[from..].iter().map(|it| it.0).take_while(move |it| *it <= bottom).take(MAX_ROWS)
    }

    /// The glyphs on a row before and behind a run.
    fn beside(&self, run: &Run, baseline: f64) -> (Option<&'a Glyph>, Option<&'a Glyph>) {
        let row = self.rows.partition_point(|it| it.0 <= baseline).saturating_sub(1);
        let Some((_, row)) = self.rows.get(row) else { return (None, None) };
        let order = &self.order[row.clone()];
        let glyph = |it: &usize| &self.glyphs[*it];
        let left = order.partition_point(|it| glyph(it).bbox.center_x() < run.bbox.x0);
        let right = order.partition_point(|it| glyph(it).bbox.center_x() < run.bbox.x1);
        (left.checked_sub(1).map(|it| glyph(&order[it])), order.get(right).map(glyph))
    }

    /// Whether kana stand right above an ideograph of twice their size.
    fn is_ruby(&self, run: &Run) -> bool {
        // The words stand below the readings by their own height.
        self.rows_below(run, 2.0 * run.size / RUBY).any(|baseline| {
            let x = run.bbox.center_x();
            let middle = Run { bbox: Rect { x0: x, x1: x, ..run.bbox }, glyphs: Vec::new(), ..*run };
            let (before, behind) = self.beside(&middle, baseline);
            [before, behind].into_iter().flatten().any(|word| is_right_above(run, word))
        })
    }
}

/// Whether a run of small type stands raised beside a glyph.
fn is_raised_beside(run: &Run, glyph: &Glyph) -> bool {
    let size = f64::from(glyph.size);
    let gap =
        if glyph.bbox.center_x() < run.bbox.x0 { run.bbox.x0 - glyph.bbox.x1 } else { glyph.bbox.x0 - run.bbox.x1 };
    run.size <= SMALLER * size
        && RISE.contains(&((glyph.baseline - run.baseline) / size))
        && run.bbox.y0 <= glyph.bbox.y0 + BELOW_TOP * size
        && BESIDE.contains(&(gap / size))
}

fn is_right_above(run: &Run, word: &Glyph) -> bool {
    let size = f64::from(word.size);
    is_ideograph(word.character)
        && run.size <= RUBY * size
        && ABOVE.contains(&((word.bbox.y0 - run.bbox.y1) / size))
        && word.bbox.x0 - size <= run.bbox.center_x()
        && run.bbox.center_x() <= word.bbox.x1 + size
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Characters at a size, the first at `x`, on a baseline.
    fn text(text: &str, x: f64, baseline: f64, size: f64) -> Vec<Glyph> {
        let mut x1 = x;
        let mut place = |character: char| {
            let x0 = x1;
            x1 += if character.is_ascii() { 0.5 * size } else { size };
            let bbox = Rect::new(x0, baseline - 0.88 * size, x1, baseline + 0.12 * size);
            let (size, direction) = (size as f32, Direction::Right);
            Glyph { character, bbox, baseline, size, font: 0, direction, visible: true, bold: false }
        };
        text.chars().map(&mut place).collect()
    }

    #[track_caller]
    fn check(parts: &[Vec<Glyph>], expected: &str) {
        let glyphs = [parts.concat(), text("the usual size of all that stands here", 0.0, 300.0, 10.0)].concat();
        let page = Page { glyphs: glyphs.into_iter().rev().collect(), ..Page::default() };
        let kept: String = without_raised(&page).glyphs.iter().rev().map(|it| it.character).collect();
        assert_eq!(kept.strip_suffix("the usual size of all that stands here"), Some(expected));
    }

    #[test]
    fn raised_marks_are_left_out() {
        check(&[text("50", 0.0, 100.0, 10.0), text("1", 10.1, 96.4, 5.8), text("％", 13.0, 100.0, 10.0)], "50％");
        check(&[text("12", 0.0, 100.0, 10.0), text("3)", 10.1, 96.4, 5.8)], "12");
        check(&[text("利用者数", 0.0, 100.0, 10.0), text("注2", 40.0, 96.7, 8.3)], "利用者数");
        check(&[text("*", 0.0, 96.4, 5.8), text("400", 3.0, 100.0, 10.0)], "400");
        let dated = [text("50", 0.0, 100.0, 10.0), text("1", 10.1, 96.4, 5.8), text("月末", 13.0, 100.0, 5.8)];
        check(&dated, "50月末");
    }

    #[test]
    fn an_exponent_stays() {
        check(&[text("10m", 0.0, 100.0, 10.0), text("2", 15.0, 96.4, 5.8)], "10m²");
        check(&[text("10m²", 0.0, 100.0, 10.0)], "10m²");
        check(&[text("85¹", 0.0, 100.0, 10.0)], "85");
    }

    #[test]
    fn a_mark_in_two_fonts_is_one() {
        check(&[text("数", 0.0, 100.0, 10.0), text("※", 10.0, 95.9, 8.0), text("2", 18.0, 96.8, 8.0)], "数");
    }

    #[test]
    fn lowered_type_stands_on_its_line() {
        let page =
            Page { glyphs: [text("CO", 0.0, 100.0, 10.0), text("2", 10.0, 104.0, 7.0)].concat(), ..Page::default() };
        let page =
            Page { glyphs: [page.glyphs, text("（量）の全部", 14.0, 100.0, 10.0)].concat(), ..Page::default() };
        let two = without_raised(&page).glyphs.iter().find(|it| it.character == '2').map(|it| (it.baseline, it.size));
        assert_eq!(two, Some((100.0, 7.0)));
    }

    #[test]
    fn other_small_type_stays() {
        // Set to the middle of the line, on the line, further away, with words, and the number of a line.
        check(&[text("A", 0.0, 100.0, 20.0), text("12", 10.1, 95.0, 8.0)], "A12");
        check(&[text("A", 0.0, 100.0, 10.0), text("12", 5.1, 99.0, 8.6)], "A12");
        check(&[text("A", 0.0, 100.0, 10.0), text("12", 5.1, 100.0, 6.0)], "A12");
        check(&[text("50", 0.0, 100.0, 10.0), text("12", 16.0, 96.4, 5.8)], "5012");
        check(&[text("50", 0.0, 100.0, 10.0), text("1月末", 10.1, 96.4, 5.8)], "501月末");
        check(&[text("50", 0.0, 100.0, 10.0), text("123456", 10.1, 96.4, 5.8)], "50123456");
        check(&[text("50", 0.0, 100.0, 10.0), text("1", 10.1, 98.0, 9.0), text("※", 20.0, 100.0, 5.0)], "501※");
        check(&[text("1", 0.0, 96.4, 5.8), text("速報", 3.0, 100.0, 10.0)], "1速報");
        check(&[text("2×10", 0.0, 100.0, 10.0), text("5", 25.1, 96.4, 5.8)], "2×105");
    }

    #[test]
    fn readings_above_words_are_left_out() {
        check(&[text("はたはた", 0.0, 90.5, 5.0), text("鰰の漁獲量", 5.0, 100.0, 10.0)], "鰰の漁獲量");
        check(&[text("のしろ", 0.0, 91.5, 5.0), text("能代港", 0.0, 100.0, 10.0)], "能代港");
        // Readings are spread, and each stands for itself.
        let spread = [("な", 0.0), ("が", 7.0), ("あ", 14.0), ("め", 21.0)].map(|it| text(it.0, it.1, 90.5, 5.0));
        check(&[&spread[..], &[text("霖", 0.0, 100.0, 10.0)]].concat(), "霖");
        let other = [text("のしろ", 0.0, 90.5, 5.0), text("まちの", 60.0, 90.5, 5.0), text("能代港", 0.0, 100.0, 10.0)];
        check(&other, "まちの能代港");
    }

    #[test]
    fn other_kana_above_words_stay() {
        check(&[text("まちの", 0.0, 90.0, 8.0), text("能代港", 0.0, 100.0, 10.0)], "まちの能代港");
        check(&[text("まちの", 0.0, 84.5, 5.0), text("能代港", 0.0, 100.0, 10.0)], "まちの能代港");
        check(&[text("まちの", 0.0, 90.5, 5.0), text("ばら", 0.0, 100.0, 10.0)], "まちのばら");
    }
}
