//! Boxes side by side without rules, each under a label in brackets (`【計画】　【進捗】　【評価】`) -> tables.

use super::lines::lines_to_passage;
use super::pieces::{TextRow, pieces_to_lines, split_piece};
use super::{Cell, Line, Passage, Table, TableKind, TablePart};
use crate::base::Rect;

/// Text further left than the first label by this, in em, is a heading of what follows.
const OUTDENT: f64 = 0.25;
/// A gap higher than this, in em, ends a form.
const MAX_GAP: f64 = 3.0;
/// How sure it is that labels in brackets side by side are the heads of boxes.
const CONFIDENCE: f64 = 0.8;

/// The forms of a page, from top to bottom. A row with one label alone begins a box over all columns.
pub(super) fn rows_to_forms(rows: &[TextRow<'_>], page: u32) -> Vec<Table> {
    let mut forms = Vec::new();
    let mut start = 0;
    while start < rows.len() {
        if !is_label_row(&rows[start]) {
            start += 1;
            continue;
        }
        let size = rows[start].size;
        let left = rows[start].pieces[0].bbox.x0 - OUTDENT * size;
        let goes_on = |index: usize| {
            rows[index].bbox.x0 >= left
                && rows[index].bbox.y0 - rows[index - 1].bbox.y1 <= MAX_GAP * size
                && !is_label_row(&rows[index])
        };
        let end = (start + 1..rows.len()).find(|it| !goes_on(*it)).unwrap_or(rows.len());
        if end - start >= 2 {
            forms.push(form(&rows[start..end], page));
        }
        start = end;
    }
    forms
}

/// Whether every piece of a row, and there are several, is a label in brackets.
fn is_label_row(row: &TextRow<'_>) -> bool {
    row.pieces.len() >= 2 && row.pieces.iter().all(|it| is_label(it.text.text().trim()))
}

fn is_label(text: &str) -> bool {
    [('【', '】'), ('［', '］'), ('〔', '〕'), ('〈', '〉'), ('《', '》'), ('[', ']')].iter().any(|(open, close)| {
        let inner = text.strip_prefix(*open).and_then(|it| it.strip_suffix(*close));
        inner.is_some_and(|it| !it.is_empty() && !it.contains(*open))
    })
}

/// The table of a form whose first row holds the labels.
fn form(rows: &[TextRow<'_>], page: u32) -> Table {
    let labels = &rows[0].pieces;
    let bbox = Rect::union_all(rows.iter().map(|it| &it.bbox)).unwrap_or_default();
    let mut boundaries: Vec<f64> = labels.iter().map(|it| it.bbox.x0 - OUTDENT * it.size).collect();
    boundaries.push(bbox.x1.max(boundaries[boundaries.len() - 1] + 1.0));
    let is_band = |row: &TextRow<'_>| row.pieces.len() == 1 && is_label(row.pieces[0].text.text().trim());
    let bands: Vec<usize> = (1..rows.len()).filter(|it| is_band(&rows[*it])).collect();
    let (top, bands_of) = rows.split_at(bands.first().copied().unwrap_or(rows.len()));
    let mut columns: Vec<Vec<Line>> = vec![Vec::new(); labels.len()];
    for piece in top.iter().flat_map(|it| &it.pieces) {
        for part in split_at(piece, &boundaries) {
            let column = boundaries.partition_point(|it| *it <= part.bbox.x0).clamp(1, labels.len()) - 1;
            columns[column].push(part);
        }
    }
    let foot = bands_of.first().map_or(bbox.y1, |it| it.bbox.y0);
    let mut cells: Vec<Cell> = Vec::new();
    for (column, lines) in columns.into_iter().enumerate() {
        let place = Rect::new(boundaries[column], bbox.y0, boundaries[column + 1], foot);
        cells.push(cell((0, column, 1), lines, place, page));
    }
    for (index, first) in bands.iter().enumerate() {
        let until = bands.get(index + 1).copied().unwrap_or(rows.len());
        let lines: Vec<Line> =
            rows[*first..until].iter().flat_map(|it| &it.pieces).map(|it| it.as_ref().clone()).collect();
        let place = Rect::new(boundaries[0], rows[*first].bbox.y0, bbox.x1, rows[until - 1].bbox.y1);
        cells.push(cell((index + 1, 0, labels.len()), lines, place, page));
    }
    let row_count = bands.len() + 1;
    let bbox = Rect::new(boundaries[0], bbox.y0, bbox.x1, bbox.y1);
    Table {
        parts: vec![TablePart { page, bbox, row_count, ..TablePart::default() }],
        row_count,
        boundaries,
        cells,
        confidence: CONFIDENCE,
        kind: TableKind::Form,
        ..Table::default()
    }
}

fn cell((row, column, column_span): (usize, usize, usize), lines: Vec<Line>, bbox: Rect, page: u32) -> Cell {
    let lines = pieces_to_lines(lines, f64::INFINITY);
    let text: Passage = lines_to_passage(&lines);
    let size = lines.iter().map(|it| it.size).fold(0.0, f64::max);
    Cell { row, column, row_span: 1, column_span, text, size, page, bbox }
}

/// Parts a piece at every boundary where it has a gap.
fn split_at(piece: &Line, boundaries: &[f64]) -> Vec<Line> {
    let mut parts = vec![piece.clone()];
    for x in boundaries {
        if let Some((left, right)) = parts.last().and_then(|it| split_piece(it, *x)) {
            parts.pop();
            parts.extend([left, right]);
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::is_label;

    #[test]
    fn labels() {
        assert!(["【R5計画】", "［実績］", "〔評価〕"].iter().all(|it| is_label(it)));
        assert!(!["【行政】～ デジタル ～", "計画", "【】", "[1"].iter().any(|it| is_label(it)));
    }
}
