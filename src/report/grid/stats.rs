//! What stands in a column: counts that say what it may be.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::Known;
use super::cell::{Grid, GridCell};
use super::role_labels::role_values;
use crate::report::cells::{Body, Stem, may_be_grade, ticked};

/// What stands in a column.
#[derive(Debug, Clone, Default)]
pub(super) struct Stats {
    /// Cells with text.
    pub filled: usize,
    pub figures: usize,
    pub grades: usize,
    pub missing: usize,
    /// Words that name a role, a rate or a difference.
    pub kinds: usize,
    /// Of these, words that name a target of their own: 量の見込み.
    pub named: usize,
    /// Of these, words of other roles: 目標, 実績.
    pub roles: usize,
    /// Whether words of two kinds stand there: 目標 and 実績, not 当初 alone.
    pub has_two_kinds: bool,
    /// Texts with two letters or more that are no figures.
    pub named_cells: usize,
    /// Years and nothing else.
    pub years: usize,
    /// Units and nothing else.
    pub units: usize,
    /// A name, a colon and a value.
    pub goals: usize,
    /// Heads of other kinds: 指標①, 担当課.
    pub labels: usize,
    pub prose: usize,
    /// Different texts.
    pub distinct: usize,
    /// Roman numerals up to Ⅴ.
    pub romans: usize,
    /// Short texts without figures that may be grades of an unknown scale.
    pub short_words: usize,
    /// Several values, each behind its role.
    pub role_values: usize,
    /// Numbers that the legend explains.
    pub signs: usize,
    /// Whole numbers of at most three digits, and codes such as 1-2.
    pub codes: usize,
    /// Characters of all texts.
    pub length: usize,
    /// Rows that its cells with text cover.
    pub rows: usize,
}

impl Stats {
    /// Characters a text, on average.
    pub fn mean_length(&self) -> usize {
        self.length / self.filled.max(1)
    }
}

pub(super) fn stats(grid: &Grid, body: &Range<usize>, column: usize, known: &Known) -> Stats {
    let mut stats = Stats::default();
    let mut texts: FxHashSet<&str> = FxHashSet::default();
    let mut kind: Option<Stem> = None;
    for row in body.clone() {
        let Some(cell) = grid.cell(row, column) else { continue };
        let begins = cell.rows.start == row && cell.columns.start == column;
        // A name over the columns of its values is of none of them.
        let is_wide = 2 * cell.columns.len() > grid.column_count && grid.column_count > 3;
        if !begins || cell.is_blank() || is_wide || grid.band(row).is_some() {
            continue;
        }
        stats.filled += 1;
        stats.rows += cell.rows.len();
        stats.length += cell.text.chars().count();
        texts.insert(&cell.text);
        if let Some(word) = cell.word().filter(|_| is_kind_word(cell)) {
            stats.has_two_kinds |= *kind.get_or_insert(word) != word;
        }
        match cell.body {
            Body::Words | Body::Prose if is_ticked(cell) => stats.grades += 1,
            Body::Figure => stats.figures += 1,
            Body::Grade => stats.grades += 1,
            Body::Missing => stats.missing += 1,
            Body::Prose => stats.prose += 1,
            Body::Blank | Body::Words => {}
        }
        let letters = cell.text.chars().filter(|it| it.is_alphabetic()).count();
        stats.named_cells += usize::from(letters >= 2 && cell.body != Body::Figure);
        stats.years += usize::from(cell.has_year() && cell.word().is_none() && cell.body != Body::Figure);
        stats.kinds += usize::from(is_kind_word(cell));
        stats.units += usize::from(is_unit(cell, known));
        stats.goals += usize::from(cell.text.contains(':') && letters >= 4);
        stats.roles += usize::from(cell.word().is_some_and(|it| it.is_role() && it != Stem::Named));
        stats.named += usize::from(cell.word() == Some(Stem::Named));
        stats.labels += usize::from(cell.word().is_some() && !is_kind_word(cell));
        stats.short_words += usize::from(may_be_grade(&cell.text));
        stats.romans += usize::from(["I", "II", "III", "IV", "V"].contains(&cell.text.as_str()));
        stats.role_values += usize::from(cell.body == Body::Figure && role_values(cell.printed, known).is_some());
        stats.signs += usize::from(cell.body == Body::Figure && known.legend.contains(&cell.text));
        stats.codes += usize::from(is_code(&cell.text));
    }
    stats.distinct = texts.len();
    stats
}

/// Whether a cell says what its row holds: 目標, 実績値, 達成率.
fn is_kind_word(cell: &GridCell) -> bool {
    let role_word = |it: Stem| it.is_role() || matches!(it, Stem::Rate | Stem::Difference);
    cell.word().is_some_and(role_word)
}

/// Whether one of several choices is ticked: `■達成　□未達成`.
pub(super) fn is_ticked(cell: &GridCell) -> bool {
    cell.text.contains(['□', '☐', '■', '☑']) && ticked(cell.printed.text()).is_some()
}

/// Whether a cell is a unit, with or without brackets: `（千kWh）`.
fn is_unit(cell: &GridCell, known: &Known) -> bool {
    let bare = cell.text.trim_matches(['(', ')', '[', ']', '【', '】']);
    !bare.is_empty() && known.vocabulary.units.find_scaled(bare).is_some()
}

fn is_code(text: &str) -> bool {
    let digits = text.trim_start_matches("No").trim_matches(['(', ')', '.', '①']);
    digits.starts_with(|it: char| it.is_ascii_digit())
        && digits.len() <= 7
        && digits.chars().all(|it| it.is_ascii_digit() || it == '-')
        || text.chars().count() == 1 && text.chars().all(|it| ('①'..='⑳').contains(&it))
}
