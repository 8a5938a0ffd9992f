//! Wrapped names beside rows of figures, without rules or wider gaps between the rows -> cells.
//!
//! Names and figures stand at the tops, the middles or the feet of their rows, all in one way. Which way it is, the lines tell
//! that find their figures at that height, and that a line goes on below only where it is full.

use super::Line;
use super::columns::column_of;
use super::pieces::{TextRow, is_numeric};
use super::wrapped::BodyCell;
use crate::base::Rect;

/// Lines of one name follow each other at most this far, in em.
const LEADING: f64 = 1.9;
/// Two rows of figures are further apart than this, in em.
const CLOSE: f64 = 0.85;
/// What stands on one line differs by at most this, in em.
const LEVEL: f64 = 0.3;
/// What it costs, in em, to go on below a line that has room for what stands there, or farther below than other lines do, or to begin with what begins no line.
const FAULT: f64 = 1.0;
/// What it costs, in em, that a row has no name: it stands beside the first of several.
const NO_LINE: f64 = 0.2;
/// Lines of names keep one distance within this, in em; what it costs where they do not, and so many distances are tried.
const SAME_PITCH: f64 = 0.12;
const UNEVEN: f64 = 0.5;
const MAX_PITCHES: usize = 6;
/// A line has room for what would leave this, in em, of the widest one.
const ROOM: f64 = 0.1;
/// What begins no line, and what ends none.
const ENDS: &str = "、。，．・」』）】〕］)],.ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ％%";
const BEGINS: &str = "「『（【〔［([";
/// Labels of rows come again and again in groups of at most this many.
const MAX_PERIOD: usize = 4;
/// Names are off the heights of their figures by at most this, in em, on average.
const MAX_OFF: f64 = 0.25;
/// Two ways whose costs differ by less than this, in em, are as good as each other.
const AS_GOOD: f64 = 0.4;
/// A name has at most this many lines, and a table this many rows and lines that are compared.
const MAX_LINES: usize = 6;
const MAX_ROWS: usize = 300;

/// How texts are set in the height of their rows.
#[derive(Debug, Clone, Copy)]
enum Setting {
    Top,
    Middle,
    Foot,
}

/// The pieces of a column that stand on one line, and below how many rules.
struct NameLine {
    pieces: Vec<Line>,
    bbox: Rect,
    baseline: f64,
    zone: usize,
}

impl NameLine {
    fn is_on(&self, anchor: &Anchor, size: f64) -> bool {
        (anchor.baseline - self.baseline).abs() <= LEVEL * size
    }

    /// How wide the beginning is that could not stand on the line before without the rest, in points: a word, or a character
    /// with the brackets and marks at it.
    fn beginning(&self) -> f64 {
        let Some(piece) = self.pieces.first() else { return 0.0 };
        let mut characters = piece.text.widths().peekable();
        let mut width = 0.0;
        while let Some((character, own)) = characters.next() {
            width += own;
            let next = characters.peek().map_or(' ', |it| it.0);
            let in_word = character.is_ascii_alphanumeric() && next.is_ascii_alphanumeric();
            if !in_word && !ENDS.contains(next) && !BEGINS.contains(character) {
                break;
            }
        }
        width
    }
}

/// A row of figures.
#[derive(Clone, Copy)]
struct Anchor {
    baseline: f64,
    zone: usize,
}

/// What the lines of a column have in common, in points: the width of the widest one, the distance between two of a name, and the
/// size of their type.
struct ColumnLines {
    widest: f64,
    pitch: f64,
    size: f64,
}

/// Rows of figures that have one name: one, or as many as the labels that come again and again beside them.
struct Group {
    first: f64,
    last: f64,
    zone: usize,
}

/// Cells and the boxes of the rows' text; `None` where no name goes on over lines without figures, or where it is not told
/// which row a line belongs to. `zones` says between which two rules each row stands.
pub(super) fn lines_to_named_rows(
    rows: &[TextRow<'_>],
    boundaries: &[f64],
    zones: &[usize],
) -> Option<(Vec<BodyCell>, Vec<Rect>)> {
    let columns = lines_by_column(rows, boundaries, zones);
    let is_figures = |lines: &Vec<NameLine>| {
        let pieces = || lines.iter().flat_map(|it| &it.pieces);
        2 * pieces().filter(|it| is_numeric(it.text.text())).count() > pieces().count()
    };
    let figures: Vec<bool> = columns.iter().enumerate().map(|(at, it)| at > 0 && is_figures(it)).collect();
    let size = rows.first()?.size;
    let anchors = anchors(&columns, &figures, size)?;

    let is_on = |line: &NameLine| on_anchor(&anchors, line, size).is_some();
    let period = period(&columns, &figures, &anchors, size);
    let groups: Vec<Group> = anchors
        .chunks(period)
        .map(|it| Group { first: it[0].baseline, last: it[it.len() - 1].baseline, zone: it[0].zone })
        .collect();
    let is_grouped = |at: usize| period > 1 && columns[at].len() < anchors.len();
    let wrapped: Vec<usize> = (0..columns.len())
        .filter(|it| !figures[*it] && !columns[*it].is_empty())
        .filter(|it| is_grouped(*it) || !columns[*it].iter().all(is_on))
        .collect();
    // Each row has a name; sections before them and remarks behind need not.
    let first_figures = figures.iter().position(|it| *it)?;
    let names = (0..first_figures).max_by_key(|it| (columns[*it].len(), *it))?;
    if wrapped.is_empty() || columns[names].len() < groups.len() {
        return None;
    }
    let found = best_groups(&columns, &wrapped, names, &groups, size)?;

    let (mut cells, mut boxes) = (Vec::new(), vec![None::<Rect>; anchors.len()]);
    for (column, lines) in columns.into_iter().enumerate() {
        let group = wrapped.iter().position(|it| *it == column).map(|it| &found[it]);
        for (at, line) in lines.into_iter().enumerate() {
            let (row, span) = match group {
                Some(group) => (group[at] * period, period.min(anchors.len() - group[at] * period)),
                None => (on_anchor(&anchors, &line, size)?, 1),
            };
            if span == 1 {
                boxes[row] = Some(boxes[row].map_or(line.bbox, |it| it.union(&line.bbox)));
            }
            add(&mut cells, (row, span), column, line.pieces);
        }
    }
    Some((cells, boxes.into_iter().flatten().collect()))
}

fn add(cells: &mut Vec<BodyCell>, (row, row_span): (usize, usize), column: usize, pieces: Vec<Line>) {
    match cells.last_mut() {
        Some(cell) if (cell.row, cell.column) == (row, column) => cell.lines.extend(pieces),
        _ => cells.push(BodyCell { row, row_span, column, column_span: 1, lines: pieces }),
    }
}

/// After how many rows the labels in a column come again, `目標` and `実績` after two; 1 where none do.
fn period(columns: &[Vec<NameLine>], figures: &[bool], anchors: &[Anchor], size: f64) -> usize {
    let labels =
        columns.iter().zip(figures).filter(|(lines, is_figures)| !**is_figures && lines.len() == anchors.len());
    let mut labels =
        labels.filter(|(lines, _)| lines.iter().zip(anchors).all(|(line, anchor)| line.is_on(anchor, size)));
    let text = |line: &NameLine| line.pieces.iter().map(|it| it.text.text()).collect::<String>();
    let period_of = |lines: &Vec<NameLine>| {
        let texts: Vec<String> = lines.iter().map(text).collect();
        (2..=MAX_PERIOD).filter(|it| texts.len().is_multiple_of(*it) && texts.len() > *it).find(|period| {
            let is_again = |at: usize| texts[at] == texts[at % period];
            texts[0] != texts[1] && (0..texts.len()).all(is_again)
        })
    };
    labels.find_map(|(lines, _)| period_of(lines)).unwrap_or(1)
}

fn lines_by_column(rows: &[TextRow<'_>], boundaries: &[f64], zones: &[usize]) -> Vec<Vec<NameLine>> {
    let mut columns: Vec<Vec<NameLine>> = (1..boundaries.len()).map(|_| Vec::new()).collect();
    for (row, zone) in rows.iter().zip(zones) {
        for piece in &row.pieces {
            let lines = &mut columns[column_of(boundaries, piece)];
            match lines.last_mut().filter(|it| (it.baseline - piece.baseline).abs() <= LEVEL * piece.size) {
                Some(line) => {
                    line.bbox = line.bbox.union(&piece.bbox);
                    line.pieces.push(piece.as_ref().clone());
                }
                None => lines.push(NameLine {
                    pieces: vec![piece.as_ref().clone()],
                    bbox: piece.bbox,
                    baseline: piece.baseline,
                    zone: *zone,
                }),
            }
        }
    }
    columns
}

/// The rows of figures, from the top; `None` where there are none, or where some of them may be the ends of wrapped ones.
fn anchors(columns: &[Vec<NameLine>], figures: &[bool], size: f64) -> Option<Vec<Anchor>> {
    let lines = || columns.iter().zip(figures).filter(|it| *it.1).flat_map(|it| it.0);
    let mut found: Vec<Anchor> = lines().map(|it| Anchor { baseline: it.baseline, zone: it.zone }).collect();
    found.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    let count = figures.iter().filter(|it| **it).count();
    let mut anchors: Vec<Anchor> = Vec::new();
    for level in found.chunk_by(|a, b| b.baseline - a.baseline <= LEVEL * size) {
        if 2 * level.len() < count {
            return None;
        }
        anchors.push(Anchor { baseline: level[0].baseline, zone: level[0].zone });
    }
    let are_apart = anchors.windows(2).all(|it| it[1].baseline - it[0].baseline > CLOSE * size);
    let is_open = anchors.windows(2).any(|it| it[0].zone == it[1].zone);
    (are_apart && is_open && (2..=MAX_ROWS).contains(&anchors.len())).then_some(anchors)
}

/// The row of figures that a line stands beside.
fn on_anchor(anchors: &[Anchor], line: &NameLine, size: f64) -> Option<usize> {
    anchors.iter().position(|it| line.is_on(it, size))
}

/// The group of each line of each wrapped column, by the setting that explains them best; `None` where none does, or where two do
/// that say different rows.
fn best_groups(
    columns: &[Vec<NameLine>],
    wrapped: &[usize],
    names: usize,
    anchors: &[Group],
    size: f64,
) -> Option<Vec<Vec<usize>>> {
    let by_setting = |setting: Setting| -> Option<(f64, Vec<Vec<usize>>)> {
        let mut total = 0.0;
        let groups = wrapped.iter().map(|it| {
            let least = usize::from(*it == names);
            let (cost, rows) = group(&columns[*it], least, anchors, setting, size)?;
            total += cost;
            Some(rows)
        });
        let groups = groups.collect::<Option<Vec<Vec<usize>>>>()?;
        Some((total, groups))
    };
    let mut found: Vec<_> = [Setting::Top, Setting::Middle, Setting::Foot].into_iter().filter_map(by_setting).collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut found = found.into_iter();
    let (least, groups) = found.next()?;
    let is_clear = found.all(|it| it.0 > least + AS_GOOD || it.1 == groups);
    (is_clear && least <= MAX_OFF * (anchors.len() * wrapped.len()) as f64).then_some(groups)
}

/// The group of each line of a column, in order, at the least cost; each has `fewest` lines or more.
fn group(
    lines: &[NameLine],
    fewest: usize,
    anchors: &[Group],
    setting: Setting,
    size: f64,
) -> Option<(f64, Vec<usize>)> {
    if lines.len() > MAX_ROWS {
        return None;
    }
    let widest = lines.iter().map(|it| it.bbox.width()).fold(0.0, f64::max);
    let mut pitches: Vec<f64> = lines.windows(2).map(|it| it[1].baseline - it[0].baseline).collect();
    pitches.retain(|it| *it <= LEADING * size);
    pitches.sort_by(f64::total_cmp);
    pitches.dedup_by(|a, b| (*a - *b).abs() <= SAME_PITCH * size);
    pitches.truncate(MAX_PITCHES);
    if pitches.is_empty() {
        pitches.push(0.0);
    }
    let by_pitch = |it: &f64| group_at(lines, fewest, anchors, setting, &ColumnLines { widest, pitch: *it, size });
    pitches.iter().filter_map(by_pitch).min_by(|a, b| a.0.total_cmp(&b.0))
}

/// As [`group`], for one distance between the lines of a name.
fn group_at(
    lines: &[NameLine],
    fewest: usize,
    anchors: &[Group],
    setting: Setting,
    column: &ColumnLines,
) -> Option<(f64, Vec<usize>)> {
    let mut least = vec![f64::INFINITY; lines.len() + 1];
    least[0] = 0.0;
    let mut begins: Vec<Vec<usize>> = Vec::with_capacity(anchors.len());
    for anchor in anchors {
        let (mut next, mut from) = (vec![f64::INFINITY; lines.len() + 1], vec![0; lines.len() + 1]);
        for start in (0..=lines.len()).filter(|it| least[*it].is_finite()) {
            for end in start + fewest..=lines.len().min(start + MAX_LINES) {
                let cost = least[start] + cost(&lines[start..end], anchor, setting, column);
                if cost < next[end] {
                    (next[end], from[end]) = (cost, start);
                }
            }
        }
        least = next;
        begins.push(from);
    }
    let total = least[lines.len()];
    let (mut rows, mut end) = (vec![0; lines.len()], lines.len());
    for (row, from) in begins.iter().enumerate().rev().filter(|_| total.is_finite()) {
        rows[from[end]..end].fill(row);
        end = from[end];
    }
    total.is_finite().then_some((total, rows))
}

/// What it costs, in em, that lines are one name beside a row of figures.
fn cost(lines: &[NameLine], anchor: &Group, setting: Setting, column: &ColumnLines) -> f64 {
    let ColumnLines { widest, pitch, size } = *column;
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return NO_LINE };
    let follow = lines.windows(2).all(|it| it[1].baseline - it[0].baseline <= LEADING * size);
    if !follow || lines.iter().any(|it| it.zone != anchor.zone) {
        return f64::INFINITY;
    }
    let off = match setting {
        Setting::Top => first.baseline - anchor.first,
        Setting::Middle => (first.baseline + last.baseline - anchor.first - anchor.last) / 2.0,
        Setting::Foot => last.baseline - anchor.last,
    };
    let has_room = |it: &&[NameLine]| it[0].bbox.width() + it[1].beginning() + ROOM * size < widest;
    let is_uneven = |it: &&[NameLine]| (it[1].baseline - it[0].baseline - pitch).abs() > SAME_PITCH * size;
    let begins_in_text = first.pieces.first().is_some_and(|it| it.text.text().starts_with(|it| ENDS.contains(it)));
    let faults = lines.windows(2).filter(has_room).count() + usize::from(begins_in_text);
    let uneven = lines.windows(2).filter(is_uneven).count();
    off.abs() / size + FAULT * faults as f64 + UNEVEN * uneven as f64
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn names_go_on_below_or_above_their_figures() {
        let expected: [&[&str]; 1] = [&[
            "Name | R3 | R4",
            "Works of the north | 825 | 1.5",
            "Ports | 26 | 7.5",
            "Mills of the south | 131 | 12.5",
            "Rest | 4 | 0.5",
        ]];
        check(
            &[
                "-------------------------",
                "Name           R3    R4  ",
                "-------------------------",
                "Works of the  825   1.5  ",
                "north                    ",
                "Ports          26   7.5  ",
                "Mills of the  131  12.5  ",
                "south                    ",
                "Rest            4   0.5  ",
                "-------------------------",
            ],
            &expected,
        );
        check(
            &[
                "-------------------------",
                "Name           R3    R4  ",
                "-------------------------",
                "Works of the             ",
                "north         825   1.5  ",
                "Ports          26   7.5  ",
                "Mills of the             ",
                "south         131  12.5  ",
                "Rest            4   0.5  ",
                "-------------------------",
            ],
            &expected,
        );
    }
}
