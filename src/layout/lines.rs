//! Glyphs -> lines, whatever order they were drawn in.

use super::characters::{is_letter, is_numeral};
use super::pieces::is_numeric;
use super::{Line, Passage};
use crate::base::Rect;
use crate::pdf::{Direction, Glyph};

/// Glyphs stand on one line while their baselines differ by at most this, in em. Wrapped lines are at least 1 em apart,
/// footnote marks are raised by 0.3 em.
const SAME_BASELINE: f64 = 0.35;
/// A line that leaves less space than this, in em, is full.
const ROOM: f64 = 1.0;
/// A line with so many letters is prose.
const MIN_LETTERS: usize = 4;
/// A gap from this on, in em, is read as a space. Justified Japanese text opens gaps up to 0.3 em.
const SPACE_GAP: f64 = 0.5;
/// Between two Latin characters a smaller gap is already a space.
const LATIN_SPACE_GAP: f64 = 0.15;
/// A wider gap between two digits, in em, parts two numbers: a thin space between thousands is 0.17 to 0.25 em wide.
const NUMBERS_GAP: f64 = 0.3;
/// As [`NUMBERS_GAP`], where a space is drawn: at most as wide as a digit.
const DRAWN_NUMBERS_GAP: f64 = 0.6;
/// Digits this much smaller than those beside them are no part of their number.
const OTHER_SIZE: f32 = 0.87;
/// Parts words and columns, never the thousands of a number: behind it one more space makes that plain.
const WIDE_SPACE: char = '\u{3000}';
/// What stands for a gap between two numbers. One space would be that between the thousands of a single one.
pub(super) const NUMBERS_APART: &str = "  ";
/// Brackets are set in a square of which they fill one half, and are closed up over the other half.
const HALF_SQUARE: f64 = 0.5;

/// Puts glyphs together to lines, from top to bottom; a line is cut where a gap is wider than `cut` em.
///
/// Upright text comes first, then text that runs down or vertically, from right to left, then text that runs up, from
/// left to right.
pub(super) fn glyphs_to_lines<'a>(glyphs: impl Iterator<Item = &'a Glyph>, page: u32, cut: f64) -> Vec<Line> {
    let mut level = Vec::new();
    let mut down = Vec::new();
    let mut up = Vec::new();
    for glyph in glyphs {
        match glyph.direction {
            Direction::Right | Direction::Left | Direction::Slanted => level.push(glyph),
            Direction::Vertical | Direction::Down => down.push(glyph),
            Direction::Up => up.push(glyph),
        }
    }
    let mut lines = Vec::new();
    for run in baseline_runs(level) {
        lines.extend(run_to_lines(run, page, cut));
    }
    for run in baseline_runs(down).into_iter().rev().chain(baseline_runs(up)) {
        lines.extend(run_to_lines(run, page, cut));
    }
    lines
}

/// Groups glyphs by direction and baseline, ascending.
fn baseline_runs(mut glyphs: Vec<&Glyph>) -> Vec<Vec<&Glyph>> {
    glyphs.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    let mut runs: Vec<Vec<&Glyph>> = Vec::new();
    let mut baseline = f64::NEG_INFINITY;
    let mut size = 0.0_f64;
    for glyph in glyphs {
        let glyph_size = f64::from(glyph.size).max(1.0);
        let same = runs.last().is_some_and(|run| {
            glyph.baseline - baseline <= SAME_BASELINE * glyph_size.min(size) && run[0].direction == glyph.direction
        });
        match runs.last_mut() {
            Some(run) if same => {
                // The biggest glyph tells where the line stands.
                if glyph_size > size {
                    (baseline, size) = (glyph.baseline, glyph_size);
                }
                run.push(glyph);
            }
            _ => {
                (baseline, size) = (glyph.baseline, glyph_size);
                runs.push(vec![glyph]);
            }
        }
    }
    runs
}

/// Start and end of a glyph along its line, ascending in reading order.
fn extent(glyph: &Glyph) -> (f64, f64) {
    let bbox = &glyph.bbox;
    match glyph.direction {
        Direction::Right | Direction::Slanted => (bbox.x0, bbox.x1),
        Direction::Left => (-bbox.x1, -bbox.x0),
        Direction::Down | Direction::Vertical => (bbox.y0, bbox.y1),
        Direction::Up => (-bbox.y1, -bbox.y0),
    }
}

/// Where the ink of a glyph begins along its line. The square of an opening bracket may begin before that of the
/// character that it follows.
fn ink_start(glyph: &Glyph) -> f64 {
    let (start, end) = extent(glyph);
    let is_opening = matches!(glyph.character, '（' | '「' | '『' | '【' | '〔' | '［' | '｛' | '〈' | '《');
    if is_opening { start + HALF_SQUARE * (end - start) } else { start }
}

fn run_to_lines(mut run: Vec<&Glyph>, page: u32, cut: f64) -> Vec<Line> {
    run.sort_by(|a, b| ink_start(a).total_cmp(&ink_start(b)));
    let mut lines = Vec::new();
    let mut start = 0;
    let mut previous: Option<&Glyph> = None;
    for (index, glyph) in run.iter().enumerate().filter(|(_, it)| it.character != ' ') {
        if let Some(before) = previous
            && extent(glyph).0 - extent(before).1 > cut * f64::from(before.size.max(glyph.size))
        {
            lines.extend(glyphs_to_line(&run[start..index], page));
            start = index;
        }
        previous = Some(glyph);
    }
    lines.extend(glyphs_to_line(&run[start..], page));
    lines
}

/// One line of glyphs in order; `None` where they are all spaces.
pub(super) fn glyphs_to_line(glyphs: &[&Glyph], page: u32) -> Option<Line> {
    let mut text = Passage::default();
    let mut previous: Option<&Glyph> = None;
    let mut space_drawn = false;
    for glyph in glyphs {
        if glyph.character == ' ' {
            space_drawn = previous.is_some();
            continue;
        }
        if let Some(before) = previous {
            gap_between(before, glyph, space_drawn).chars().for_each(|it| text.push_gap(it));
        }
        text.push(glyph.character, page, glyph.bbox);
        previous = Some(glyph);
        space_drawn = false;
    }
    let first = glyphs.iter().find(|it| it.character != ' ')?;
    let shown = || glyphs.iter().filter(|it| it.character != ' ');
    let bbox = Rect::union_all(shown().map(|it| &it.bbox))?;
    let size = shown().map(|it| f64::from(it.size)).fold(0.0, f64::max);
    Some(Line { text, page, bbox, baseline: first.baseline, size, direction: first.direction })
}

/// What stands for the white space between two glyphs of a line that follow each other.
fn gap_between(before: &Glyph, glyph: &Glyph, space_drawn: bool) -> &'static str {
    let turned = glyph.direction != before.direction;
    let gap = (extent(glyph).0 - extent(before).1) / f64::from(before.size.max(glyph.size)).max(1.0);
    if !turned && are_digits(before.character, glyph.character) {
        let widest = if space_drawn { DRAWN_NUMBERS_GAP } else { NUMBERS_GAP };
        let other_size = before.size.min(glyph.size) <= OTHER_SIZE * before.size.max(glyph.size);
        if gap > widest || other_size {
            return NUMBERS_APART;
        }
    }
    let wide_space = before.character == WIDE_SPACE && is_numeral(glyph.character);
    let latin = before.character.is_ascii_graphic() && glyph.character.is_ascii_graphic();
    let has_gap = space_drawn || (gap > SPACE_GAP && !turned) || (latin && gap > LATIN_SPACE_GAP);
    if has_gap || wide_space { " " } else { "" }
}

/// Joins the lines of one block of text: a line that begins with a list mark begins a paragraph, others run on.
///
/// Between two Latin words, and between two figures (`85.1%`, `17.3%`), a space is kept; Japanese runs on without one. Numbers on
/// two lines are two: the line ends between them.
pub(super) fn lines_to_passage(lines: &[Line]) -> Passage {
    let mut joined = Passage::default();
    let right = lines.iter().map(|it| it.bbox.x1).fold(f64::NEG_INFINITY, f64::max);
    let pairs = std::iter::once(None).chain(lines.iter().map(Some)).zip(lines);
    for (above, line) in pairs {
        if let Some(gap) = above.and_then(|above| gap_between_lines(above, line, right)) {
            joined.push_gap(gap);
        }
        joined.append(&line.text);
    }
    joined
}

/// What stands between two lines of a block that reaches to `right`; `None` where the lower one runs on.
fn gap_between_lines(above: &Line, line: &Line, right: f64) -> Option<char> {
    let (upper, lower) = (above.text.text(), line.text.text());
    let (before, first) = (upper.chars().next_back()?, lower.chars().next()?);
    let parts_a_number = goes_on_a_number(before) && goes_on_a_number(first);
    if begins_paragraph(lower) || parts_a_number && !is_broken_prose(above, line, right) {
        return Some('\n');
    }

    // A dash above a number stands for another one.
    let is_dash = |it: char| matches!(it, '-' | '‐' | '–' | '—' | '―' | '−' | '－');
    if upper.trim().chars().all(is_dash) && is_numeral(first) {
        return Some('\n');
    }

    // A bracket or a letter tells two figures apart.
    let ends = upper.ends_with(|it: char| it.is_alphanumeric() || "%％)）".contains(it));
    let begins = !lower.starts_with(|it: char| is_letter(it) || it.is_whitespace() || "(（[".contains(it));
    let are_figures = ends && begins && is_numeric(upper) && is_numeric(lower);
    let are_latin = before.is_ascii_alphanumeric() && first.is_ascii_alphanumeric() && !parts_a_number;
    (are_latin || are_figures).then_some(' ')
}

/// Whether a line of prose is full and its last number goes on below: `…利用者は1,2` over `50人だった`. A number alone is none.
fn is_broken_prose(above: &Line, line: &Line, right: f64) -> bool {
    let letters = |it: &Line| it.text.text().chars().filter(|it| is_letter(*it)).count();
    let is_full = right - above.bbox.x1 <= ROOM * above.size;
    is_full && letters(above) >= MIN_LETTERS && letters(line) > 0
}

/// Whether two characters would be read as one number if they stood side by side.
pub(super) fn are_digits(before: char, next: char) -> bool {
    is_numeral(before) && is_numeral(next)
}

/// A digit, or what parts the digits of one number.
fn goes_on_a_number(character: char) -> bool {
    is_numeral(character) || matches!(character, ',' | '.' | '，' | '．')
}

fn begins_paragraph(text: &str) -> bool {
    text.starts_with([
        '・', '･', '○', '●', '◎', '◇', '◆', '□', '■', '▪', '▫', '◦', '•', '※', '＊', '*', '→', '⇒', '➢', '〇', '✓',
    ]) || text.starts_with(|it: char| ('①'..='⑳').contains(&it))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyphs(text: &str, x: f64, baseline: f64) -> Vec<Glyph> {
        let place = |(index, character)| Glyph {
            character,
            bbox: Rect::new(x + index as f64 * 10.0, baseline - 8.8, x + index as f64 * 10.0 + 10.0, baseline + 1.2),
            baseline,
            size: 10.0,
            font: 0,
            direction: Direction::Right,
            visible: true,
            bold: false,
        };
        text.chars().enumerate().map(place).collect()
    }

    #[track_caller]
    fn check(glyphs: &[Glyph], expected: &[&str]) {
        let lines = glyphs_to_lines(glyphs.iter(), 1, 2.5);
        assert_eq!(lines.iter().map(|it| it.text.text()).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn drawing_order_does_not_matter() {
        let mut drawn = glyphs("電子化率", 0.0, 50.0);
        drawn.extend(glyphs("計画", 0.0, 30.0));
        drawn.reverse();
        check(&drawn, &["計画", "電子化率"]);
    }

    #[test]
    fn turned_lines_are_read_as_a_reader_who_turns_his_head() {
        let turned = |direction: Direction| {
            let place = |(index, character)| {
                let x = if index < 2 { 20.0 } else { 0.0 };
                let step = 10.0 * f64::from(index % 2);
                let y = if direction == Direction::Up { 50.0 - step } else { 50.0 + step };
                let bbox = Rect::new(x, y, x + 10.0, y + 10.0);
                Glyph { character, bbox, baseline: x + 5.0, direction, ..glyphs("率", 0.0, 0.0)[0] }
            };
            (0..).zip("右側左側".chars()).map(place).collect::<Vec<_>>()
        };
        check(&turned(Direction::Down), &["右側", "左側"]);
        check(&turned(Direction::Vertical), &["右側", "左側"]);
        check(&turned(Direction::Up), &["左側", "右側"]);
    }

    #[test]
    fn a_wide_gap_cuts_the_line() {
        let mut drawn = glyphs("左", 0.0, 50.0);
        drawn.extend(glyphs("右", 100.0, 50.0));
        check(&drawn, &["左", "右"]);
    }

    #[test]
    fn a_small_gap_is_a_space() {
        let mut drawn = glyphs("R5", 0.0, 50.0);
        drawn.extend(glyphs("年度", 28.0, 50.4));
        check(&drawn, &["R5 年度"]);
    }

    #[test]
    fn numbers_side_by_side_stay_two() {
        check(&[glyphs("20", 0.0, 50.0), glyphs("118", 23.5, 50.0)].concat(), &["20  118"]);
        check(&glyphs("20　118", 0.0, 50.0), &["20　 118"]);
        check(&[glyphs("20 ", 0.0, 50.0), glyphs("118", 26.5, 50.0)].concat(), &["20  118"]);
        let mut lowered = glyphs("118", 0.0, 50.0);
        lowered[2].size = 6.0;
        check(&lowered, &["11  8"]);
    }

    #[test]
    fn thousands_parted_by_a_space_are_one_number() {
        check(&[glyphs("20", 0.0, 50.0), glyphs("118", 22.5, 50.0)].concat(), &["20 118"]);
        check(&[glyphs("20 ", 0.0, 50.0), glyphs("118", 25.5, 50.0)].concat(), &["20 118"]);
    }

    #[test]
    fn brackets_closed_up_keep_their_order() {
        // Each bracket gives up its empty half.
        let mut drawn = glyphs("「市」", 0.0, 50.0);
        drawn.extend(glyphs("（有）", 19.9, 50.0));
        check(&drawn, &["「市」（有）"]);
        let mut drawn = glyphs("l", 0.0, 50.0);
        drawn[0].bbox.x1 = 3.0;
        drawn.extend(glyphs("「A」", -2.0, 50.0));
        check(&drawn, &["l「A」"]);
    }

    #[test]
    fn a_number_that_prose_breaks_in_two_is_one() {
        let joined = |texts: [&str; 2]| {
            let glyphs: Vec<Glyph> =
                texts.iter().zip(1..).flat_map(|(text, line)| glyphs(text, 0.0, 15.0 * f64::from(line))).collect();
            lines_to_passage(&glyphs_to_lines(glyphs.iter(), 1, 2.5)).text().to_owned()
        };
        assert_eq!(joined(["昨年度の利用者は1,2", "50人だった。"]), "昨年度の利用者は1,250人だった。");
        assert_eq!(joined(["目標値20", "118件で達成した実績値"]), "目標値20\n118件で達成した実績値");
        assert_eq!(joined(["昨年度の利用者は1,2", "50"]), "昨年度の利用者は1,2\n50");
    }

    #[test]
    fn numbers_on_two_lines_are_two() {
        let joined = |upper: &str, lower: &str| {
            let drawn = [glyphs(upper, 0.0, 20.0), glyphs(lower, 0.0, 35.0)].concat();
            lines_to_passage(&glyphs_to_lines(drawn.iter(), 1, 2.5)).text().to_owned()
        };
        assert_eq!(joined("20", "118"), "20\n118");
        assert_eq!(joined("1,", "118"), "1,\n118");
        assert_eq!(joined("R5", "年度"), "R5年度");
        assert_eq!(joined("20", "per cent"), "20 per cent");
    }

    #[test]
    fn figures_below_each_other_stay_apart() {
        let joined = |texts: &[&str]| {
            let glyphs: Vec<Glyph> =
                texts.iter().zip(1..).flat_map(|(text, line)| glyphs(text, 0.0, 15.0 * f64::from(line))).collect();
            lines_to_passage(&glyphs_to_lines(glyphs.iter(), 1, 2.5)).text().to_owned()
        };
        assert_eq!(joined(&["85.1%", "17.3%"]), "85.1% 17.3%");
        assert_eq!(joined(&["1,234,", "567"]), "1,234,\n567");
        assert_eq!(joined(&["平日8:30～11:00", "土9:00～12:00"]), "平日8:30～11:00土9:00～12:00");
        assert_eq!(joined(&["人口", "増加率"]), "人口増加率");
        assert_eq!(joined(&["―", "54.2"]), "―\n54.2");
    }

    #[test]
    fn list_marks_begin_paragraphs() {
        let lines = glyphs_to_lines(
            [glyphs("・端末を", 0.0, 20.0), glyphs("置いた。", 0.0, 35.0), glyphs("・次", 0.0, 50.0)].concat().iter(),
            1,
            2.5,
        );
        assert_eq!(lines_to_passage(&lines).text(), "・端末を置いた。\n・次");
    }
}
