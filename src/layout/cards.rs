//! Lines of a page set as cards side by side -> their reading order: one card after the other, row by row.
//!
//! Cards of one row repeat their labels: `担当：` stands on one line over two columns, and so do others. What lies between a
//! label and its next is read before the card beside it.

use std::ops::Range;

use super::Line;
use super::characters::is_letter;
use crate::pdf::Direction;

/// Lines whose baselines differ by less than this, in em, stand side by side.
const SIDE_BY_SIDE: f64 = 0.5;
/// Labels of one column begin within this, in em.
const ALIGNED: f64 = 1.0;
/// A label is at most this long, in characters.
const MAX_LABEL: usize = 12;
/// So many rows of the page repeat their labels over the same columns.
const MIN_ROWS: usize = 2;
/// The brackets that labels stand in.
const BRACKETS: [(char, char); 4] = [('【', '】'), ('〔', '〕'), ('［', '］'), ('[', ']')];

/// The lines of a page without tables, card by card; as they were where no cards stand side by side.
pub(super) fn by_cards(lines: Vec<Line>) -> Vec<Line> {
    if lines.iter().any(|it| it.direction != Direction::Right) {
        return lines;
    }
    let rows = rows(&lines);
    let Some(starts) = columns(&lines, &rows) else { return lines };
    let edges: Vec<f64> = starts.windows(2).map(|it| edge(&lines, it[0], it[1])).collect();

    let column = |line: &Line| edges.iter().filter(|it| line.bbox.x0 >= **it - 1.0).count();
    let is_over = |line: &Line| edges.iter().any(|it| line.bbox.x0 < *it - 1.0 && line.bbox.x1 > *it + 1.0);
    let firsts = first_rows(&lines, &rows);
    let mut keys = vec![(0, 0); lines.len()];
    let mut band = 0;
    for (at, row) in rows.iter().enumerate() {
        // A line over several cards ends what stands above it, as a new row of cards does.
        let is_headline = row.iter().any(|it| is_over(&lines[*it]));
        band += usize::from(is_headline || firsts.contains(&at));
        for line in row {
            keys[*line] = (band, column(&lines[*line]));
        }
        band += usize::from(is_headline);
    }

    let mut ordered: Vec<((usize, usize), Line)> = keys.into_iter().zip(lines).collect();
    ordered.sort_by_key(|it| it.0);
    ordered.into_iter().map(|it| it.1).collect()
}

/// The indices of lines that stand side by side, from the top down.
fn rows(lines: &[Line]) -> Vec<Vec<usize>> {
    let mut rows: Vec<Vec<usize>> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let is_beside = |row: &Vec<usize>| {
            let last = &lines[row[row.len() - 1]];
            (last.baseline - line.baseline).abs() <= SIDE_BY_SIDE * line.size
        };
        match rows.last_mut().filter(|it| is_beside(it)) {
            Some(row) => row.push(at),
            None => rows.push(vec![at]),
        }
    }
    rows
}

/// The text in front of a colon, or in brackets, as far as it stands in front of a line.
fn label(line: &Line) -> Option<&str> {
    let text = line.text.text().trim();
    let end = match BRACKETS.iter().find(|it| text.starts_with(it.0)) {
        Some((_, close)) => text.find(*close)?,
        None => text.find([':', '：'])?,
    };
    let label = &text[..end];
    (label.chars().count() <= MAX_LABEL && label.chars().any(is_letter)).then_some(label)
}

/// Where the lines of a row begin that have a label in common.
fn repeated(row: &[usize], lines: &[Line]) -> Vec<f64> {
    let labels: Vec<_> = row.iter().map(|it| label(&lines[*it])).collect();
    let is_repeated = |at: usize| labels[at].is_some() && labels.iter().filter(|it| **it == labels[at]).count() > 1;
    let starts = row.iter().enumerate().filter(|it| is_repeated(it.0)).map(|it| lines[*it.1].bbox.x0);
    starts.collect()
}

/// Where the columns of cards begin: those over which most rows repeat a label; `None` where too few do.
fn columns(lines: &[Line], rows: &[Vec<usize>]) -> Option<Vec<f64>> {
    let found: Vec<Vec<f64>> = rows.iter().map(|it| repeated(it, lines)).filter(|it| it.len() > 1).collect();
    let size = lines.first()?.size;
    let are_alike = |a: &[f64], b: &[f64]| {
        a.len() == b.len()
            && a.windows(2).zip(b.windows(2)).all(|(a, b)| ((a[1] - a[0]) - (b[1] - b[0])).abs() <= ALIGNED * size)
    };
    let best = found.iter().max_by_key(|a| (a.len(), found.iter().filter(|b| are_alike(a, b)).count()))?;
    let count = found.iter().filter(|it| are_alike(best, it)).count();
    (count >= MIN_ROWS).then(|| best.clone())
}

/// Where the cards begin whose label begins at `label`: the last place in front of it that the fewest lines run over.
fn edge(lines: &[Line], before: f64, label: f64) -> f64 {
    let over = |x: f64| lines.iter().filter(|it| it.bbox.x0 < x - 1.0 && it.bbox.x1 > x + 1.0).count();
    let starts = lines.iter().map(|it| it.bbox.x0).filter(|it| before + 1.0 < *it && *it <= label + 1.0);
    starts.min_by(|a, b| over(*a).cmp(&over(*b)).then(b.total_cmp(a))).unwrap_or(label)
}

/// The rows of lines that a row of cards begins with: where its label comes again, the widest gap above that and below the last
/// label before.
fn first_rows(lines: &[Line], rows: &[Vec<usize>]) -> Vec<usize> {
    let labels = |row: &[usize]| -> Vec<&str> {
        let are_repeated = repeated(row, lines).len() > 1;
        row.iter().filter(|_| are_repeated).filter_map(|it| label(&lines[*it])).collect()
    };
    let labelled: Vec<(usize, Vec<&str>)> =
        rows.iter().map(|it| labels(it)).enumerate().filter(|it| !it.1.is_empty()).collect();
    let Some((_, first)) = labelled.first() else { return Vec::new() };

    let foot = |row: usize| rows[row].iter().map(|it| lines[*it].bbox.y1).fold(f64::MIN, f64::max);
    let gap = |row: &usize| lines[rows[*row][0]].bbox.y0 - foot(row - 1);
    let again = labelled.windows(2).filter(|it| it[1].1 == *first);
    let widest = |rows: Range<usize>| rows.rev().max_by(|a, b| gap(a).total_cmp(&gap(b)));
    again.filter_map(|it| widest(it[0].0 + 1..it[1].0 + 1)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::analyze;
    use super::super::tests::page;
    use crate::pdf::Document;

    fn texts(drawing: &[&str]) -> Vec<String> {
        let layout = analyze(&Document { pages: vec![page(drawing)], fonts: Vec::new() }).value;
        layout.lines().map(|it| it.text.text().to_owned()).collect()
    }

    #[test]
    fn cards_side_by_side_are_read_one_after_the_other() {
        let lines = texts(&[
            "All the work of the year on one page, both halves",
            "Bridges                  Roads                   ",
            "by: works office         by: street office       ",
            "done: two of three       done: all               ",
            "                                                 ",
            "                                                 ",
            "Schools                  Parks                   ",
            "by: school board         by: green office        ",
            "done: none               done: one of nine       ",
        ]);
        let expected = [
            "Bridges",
            "by: works office",
            "done: two of three",
            "Roads",
            "by: street office",
            "done: all",
            "Schools",
            "by: school board",
            "done: none",
            "Parks",
            "by: green office",
            "done: one of nine",
        ];
        assert_eq!(lines[1..], expected);
    }

    #[test]
    fn lines_side_by_side_without_common_labels_stay_rows() {
        let lines = texts(&[
            "Bridges                  Roads                   ",
            "by: works office         in: the old town        ",
            "done: two of three       cost: nothing           ",
        ]);
        assert_eq!(lines[..2], ["Bridges", "Roads"]);
    }
}
