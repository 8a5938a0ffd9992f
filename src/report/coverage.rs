//! What a profile does not read of a document: labels and header words that it does not know.

use std::ops::Range;

use super::any::typed_heads_of;
use super::cells::{Corrections, Vocabulary};
use super::compact::Compact;
use super::header::{Column, Heads, heads, heads_below};
use super::header_cell::is_bare_year;
use super::indicator_table::cell_below;
use super::pattern::year_label;
use super::profile::{Head, IndicatorForm, Profile};
use crate::base::{FiscalYear, Message, Note};
use crate::layout::{DocumentLayout, Table};
use crate::text::{ItemKind, UnitTable, fold, scan};

/// Labels in brackets are at most this long, in characters.
const MAX_LABEL: usize = 24;

/// Heads of columns with figures or grades that are not read where the tables say what they hold, by the words without year and
/// unit, each once, in printed order.
pub fn unread_heads(layout: &DocumentLayout, profile: Option<&Profile>, reported: Option<FiscalYear>) -> Vec<String> {
    let corrections = profile.and_then(|it| it.corrections.as_ref()).unwrap_or(Corrections::NONE);
    let vocabulary = Vocabulary { units: UnitTable::built_in(), corrections };
    let mut unread: Vec<String> = Vec::new();
    for (words, stem) in typed_heads_of(layout, vocabulary, reported) {
        if stem.is_none() && !unread.contains(&words) {
            unread.push(words);
        }
    }
    unread
}

/// Labels in brackets and header words that a document prints and a profile that describes a form does not know, each once, in
/// printed order.
pub fn unread_labels(layout: &DocumentLayout, profile: &Profile) -> Vec<String> {
    let labels = profile.block.labels.iter().map(|it| &it.1);
    let labels: Vec<_> = labels.chain(profile.sheet.iter().flat_map(|it| it.labels.iter().map(|it| &it.1))).collect();
    let headings: Vec<_> =
        profile.block.area.iter().chain(&profile.block.section).chain(&profile.block.title).collect();
    let mut unread: Vec<String> = Vec::new();
    for line in texts(layout).flat_map(str::lines) {
        let Some(label) = bracketed_label(line) else { continue };
        let compact = Compact::new(line);
        let is_read = labels.iter().any(|it| it.prefix(&compact).is_some())
            || headings.iter().any(|it| it.whole(&compact).is_some());
        if !is_read && !unread.contains(&label) {
            unread.push(label);
        }
    }
    let tables = layout.tables.iter().filter_map(|table| Some((table, profile.indicators.as_ref()?)));
    for (table, form) in tables {
        for heads in (0..table.row_count).filter_map(|row| heads(table, row, form)) {
            for column in heads.unknown() {
                if !unread.contains(&column.words) {
                    unread.push(column.words.clone());
                }
            }
        }
    }
    unread
}

/// `【R5計画】…` -> `【{FY}計画】`; `None` where a line does not begin with a short label in brackets.
fn bracketed_label(line: &str) -> Option<String> {
    let compact = fold(line);
    let inside = compact.strip_prefix(['【', '〔', '［', '《'])?;
    let end = inside.find(['】', '〕', '］', '》'])?;
    let close = inside[end..].chars().next()?.len_utf8();
    let open = compact.len() - inside.len();
    let label = &compact[..open + end + close];
    (label.chars().count() <= MAX_LABEL).then(|| year_label().replace(label, "{FY}").into_owned())
}

/// All texts of a document, cells and lines.
fn texts(layout: &DocumentLayout) -> impl Iterator<Item = &str> {
    let lines = layout.lines().map(|it| it.text.text());
    lines.chain(layout.tables.iter().flat_map(|it| &it.cells).map(|it| it.text.text()))
}

/// Notes: `columns_unread`, one a table; tables whose columns bear the same words have one together, at the first.
pub(super) fn unread_columns<'a>(tables: impl Iterator<Item = &'a Table>, form: &IndicatorForm) -> Vec<Note> {
    let mut noted: Vec<(Vec<String>, &Table, usize)> = Vec::new();
    for table in tables {
        let words = unread_words(table, form);
        match noted.iter_mut().find(|it| it.0 == words) {
            _ if words.is_empty() => {}
            Some((_, _, count)) => *count += 1,
            None => noted.push((words, table, 1)),
        }
    }
    let note = |(words, table, count): &(Vec<String>, &Table, usize)| {
        let message = Message::new("columns_unread").with("words", words.join(", ")).with("count", count);
        let note = Note::warning(message);
        table.source().map_or(note.clone(), |it| note.at(it))
    };
    noted.iter().map(note).collect()
}

/// Words over the columns of figures of a table that are left out because nobody knows what they hold, each once.
fn unread_words(table: &Table, form: &IndicatorForm) -> Vec<String> {
    let mut headers: Vec<(usize, Heads)> = Vec::new();
    let mut row = 0;
    while row < table.row_count {
        let begun = match headers.last() {
            Some((_, above)) => heads_below(above, table, row, form),
            None => heads(table, row, form),
        };
        let end = begun.as_ref().map_or(row + 1, |it| it.end);
        headers.extend(begun.map(|it| (row, it)));
        row = end;
    }
    let ends = headers.iter().skip(1).map(|it| it.0).chain([table.row_count]);
    let mut words: Vec<String> = Vec::new();
    for ((_, heads), end) in headers.iter().zip(ends) {
        let has_kind = heads.column(Head::Kind).is_some();
        let is_unread = |it: &&Column| it.is_unknown || it.head.is_none() && !has_kind;
        for column in heads.columns.iter().filter(is_unread) {
            if holds_figures(table, heads.end..end, column) && !words.contains(&column.words) {
                words.push(column.words.clone());
            }
        }
    }
    words
}

/// Whether at least half of the texts below a header are a number, with its unit or little else, and no year.
fn holds_figures(table: &Table, rows: Range<usize>, column: &Column) -> bool {
    let cells = rows.filter_map(|row| cell_below(table, row, column).filter(|it| it.row == row));
    let texts: Vec<String> = cells.map(|it| fold(it.text.text())).filter(|it| !it.is_empty()).collect();
    let is_figure = |text: &&String| {
        let items = scan(text);
        let mut numbers = items.iter().filter(|it| matches!(it.kind, ItemKind::Quantity(_)));
        let is_most = numbers.any(|it| 2 * it.range.len() >= text.len());
        !is_bare_year(text) && is_most
    };
    let figures = texts.iter().filter(is_figure).count();
    figures > 0 && 2 * figures >= texts.len()
}
