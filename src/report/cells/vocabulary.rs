//! The words that heads are read by: those of the program, and those that a person adds.

use super::stems::{Stem, stem_at};
use crate::report::Role;
use crate::text::{UnitTable, fold};

/// The words that heads are read by.
#[derive(Debug, Clone, Copy)]
pub(in crate::report) struct Vocabulary<'a> {
    /// The units of the project.
    pub units: &'a UnitTable,
    /// What a person says of the design.
    pub corrections: &'a Corrections,
}

/// What a profile says of a design whose tables else say it themselves.
#[derive(Debug, Clone, Default)]
pub(in crate::report) struct Corrections {
    /// Words of heads in compact form, the longest first, and what they say.
    pub stems: Vec<(String, Stem)>,
    /// Words in compact form over tables that are not read.
    pub excluded: Vec<String>,
    /// The roles of the lines of a cell, from the top, where its head says none: target over actual.
    pub lines: Vec<Role>,
    /// The letters of the scale, the best first; empty where the report says it.
    pub scale: Vec<String>,
}

impl Corrections {
    /// No corrections.
    pub const NONE: &'static Corrections =
        &Corrections { stems: Vec::new(), excluded: Vec::new(), lines: Vec::new(), scale: Vec::new() };

    /// Adds words that say the same.
    pub fn add(&mut self, stem: Stem, words: &[String]) {
        self.stems.extend(words.iter().map(|it| (fold(it), stem)).filter(|it| !it.0.is_empty()));
        self.stems.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
    }

    /// Whether a line above a table, or a cell of it, says that it is not read.
    pub fn excludes(&self, text: &str) -> bool {
        !self.excluded.is_empty() && {
            let compact = fold(text);
            self.excluded.iter().any(|it| compact.contains(it.as_str()))
        }
    }
}

impl<'a> Vocabulary<'a> {
    /// The words of the program alone, and units.
    pub fn plain(units: &'a UnitTable) -> Self {
        Vocabulary { units, corrections: Corrections::NONE }
    }

    /// The longest stem that `text` begins with, and its letters; of two as long, the one that a person added.
    pub(super) fn stem_at<'t>(&self, text: &'t str) -> Option<(Stem, &'t str)> {
        let added = self.corrections.stems.iter().find(|(word, _)| text.starts_with(word.as_str()));
        let added = added.map(|(word, stem)| (*stem, &text[..word.len()]));
        let known = stem_at(text);
        let is_longer = |known: &(Stem, &str)| added.is_none_or(|it| known.1.len() > it.1.len());
        known.filter(is_longer).or(added)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::cells::head_facts;

    #[test]
    fn an_added_word_counts_beside_those_of_the_program() {
        let mut corrections = Corrections::default();
        corrections.add(Stem::Remark, &["実績".to_owned()]);
        corrections.add(Stem::Actual, &["到達".to_owned(), "到達した水準".to_owned()]);
        corrections.add(Stem::Initiative, &["事業".to_owned()]);
        let vocabulary = Vocabulary { corrections: &corrections, ..Vocabulary::plain(UnitTable::built_in()) };
        let word = |text: &str| head_facts(text, &vocabulary).and_then(|it| it.word);

        assert_eq!(word("R5到達した水準"), Some(Stem::Actual));
        assert_eq!(word("到達値"), Some(Stem::Actual));
        assert_eq!(word("実績値"), Some(Stem::Remark));
        assert_eq!(word("目標値"), Some(Stem::Target));
        // What is longer says more: 事業費 is money.
        assert_eq!(word("事業費"), Some(Stem::Money));
    }

    #[test]
    fn tables_are_left_out_by_what_stands_over_them() {
        let corrections = Corrections { excluded: vec!["予算の執行".to_owned()], ..Corrections::default() };
        assert!(corrections.excludes("（１）予算の 執行状況"));
        assert!(!corrections.excludes("（２）指標の状況"));
        assert!(!Corrections::NONE.excludes("（２）指標の状況"));
    }
}
