//! What is to be kept in mind when reading an answer: codes in the tables, sentences (`cautions.tsv`) on the screen.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::base::Language;
use crate::dataset::Frame;
use crate::dataset::schema::Wording;

macro_rules! codes {
    ($($(#[$meaning:meta])* $name:ident = $code:literal;)*) => {
        $($(#[$meaning])* pub(super) const $name: &str = $code;)*
        #[cfg(test)]
        const CODES: &[&str] = &[$($code),*];
    };
}

codes! {
    /// All initiatives are counted, none is drawn by lot.
    FULL_COUNT = "full_count";
    /// Too few for shares.
    SMALL_N = "small_n";
    /// Too few changes for a test.
    FEW_CHANGES = "few_changes";
    /// The test shows no difference.
    NO_DIFFERENCE_SHOWN = "no_difference_shown";
    /// Another edition rates the same initiative and year otherwise.
    EDITIONS_DIFFER = "editions_differ";
    /// The edition that speaks for the year lists fewer initiatives than another one.
    FEWER_LISTED = "fewer_listed";
    /// The two years are rated by different scales.
    SCALES_DIFFER = "scales_differ";
    /// Initiatives are matched by the id that linking gave them.
    SAME_ID_ONLY = "same_id_only";
    /// It is not known whether more is better.
    DIRECTION_UNKNOWN = "direction_unknown";
    /// Whether more is better was told by the words of the name alone.
    DIRECTION_FROM_NAME = "direction_from_name";
    /// The indicator is to be kept within bounds that nobody states.
    TOLERANCE_UNKNOWN = "tolerance_unknown";
    /// One edition gives several targets.
    SEVERAL_TARGETS = "several_targets";
    /// One edition gives several actuals.
    SEVERAL_ACTUALS = "several_actuals";
    /// An earlier edition gave another target.
    TARGET_RESTATED = "target_restated";
    /// An earlier edition gave another actual.
    ACTUAL_REVISED = "actual_revised";
    /// The value is printed as an approximate one.
    APPROXIMATE = "approximate";
    /// No target is printed for the year: it lies on the straight line from baseline to final target.
    PATH_ASSUMED = "path_assumed";
    /// A ratio of values of which one is not above zero says nothing.
    NO_RATIO = "no_ratio";
    /// The actual lies behind the baseline, so the rate is not measured from there.
    BEHIND_BASELINE = "behind_baseline";
    /// Values add up over the years.
    CUMULATIVE = "cumulative";
    /// Values of the years are of different months.
    AS_OF_DIFFERS = "as_of_differs";
    /// Values of another unit are left out.
    UNIT_DIFFERS = "unit_differs";
    /// Too few years for a slope or a speed that is more than two points.
    FEW_YEARS = "few_years";
    /// Too few years for a test.
    NOT_TESTED = "not_tested";
    /// The test shows no trend.
    NO_TREND_SHOWN = "no_trend_shown";
    /// So many tests that their p values are corrected.
    MANY_TESTS = "many_tests";
    /// Too few items for a rule to be believed.
    FEW_ITEMS = "few_items";
    /// Achievements alone do not explain the ratings.
    RULE_NOT_SHOWN = "rule_not_shown";
    /// Two policies explain equally many ratings.
    POLICY_NOT_SHOWN = "policy_not_shown";
    /// A contradiction is a question to the report, not a fault.
    QUESTION_ONLY = "question_only";
    /// Initiatives of several departments count in each.
    SEVERAL_DEPARTMENTS = "several_departments";
    /// Indicators without a figure by which the rule could rate them are left out.
    RATED_IN_PART = "rated_in_part";
    /// Shares of ratings by a prefecture's own rule.
    OWN_RULE = "own_rule";
    /// The interval overlaps that of another prefecture.
    INTERVALS_OVERLAP = "intervals_overlap";
    /// A likeness of texts, found by a program.
    SUGGESTION_ONLY = "suggestion_only";
    /// Words are compared, not what they tell of.
    WORDS_ONLY = "words_only";
}

/// The sentences by code, in the order of the file.
fn all() -> &'static [(&'static str, Wording)] {
    static SENTENCES: LazyLock<Vec<(&'static str, Wording)>> = LazyLock::new(|| {
        let sentence = |line: &'static str| {
            let mut fields = line.split('\t');
            let mut next = || fields.next().expect("a line of cautions.tsv has three fields");
            (next(), Wording { japanese: next(), english: next() })
        };
        include_str!("cautions.tsv").lines().skip(1).map(sentence).collect()
    });
    &SENTENCES
}

/// A code and its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caution {
    /// As in the tables.
    pub code: &'static str,
    /// For people.
    pub sentence: Wording,
}

/// What is to be kept in mind when reading the rows of a frame: the codes in its column `caution`, each once.
pub fn cautions(frame: &Frame) -> Vec<Caution> {
    let codes: BTreeSet<String> = frame.text_lists("caution").into_iter().flatten().collect();
    let found = all().iter().filter(|(code, _)| codes.contains(*code));
    found.map(|(code, sentence)| Caution { code, sentence: *sentence }).collect()
}

/// All codes of cautions with their sentences.
pub fn all_cautions() -> BTreeMap<&'static str, Wording> {
    all().iter().copied().collect()
}

/// The sentences for all codes in the column `caution`, each once; `None` where there are none.
pub fn sentences(frame: &Frame, language: Language) -> Option<String> {
    let sentences: Vec<&str> = cautions(frame).iter().map(|it| it.sentence.text(language)).collect();
    let space = if language == Language::English { " " } else { "" };
    (!sentences.is_empty()).then(|| sentences.join(space))
}

/// The codes of the rules that hold, in their order.
pub(super) fn holding<const COUNT: usize>(rules: [(bool, &'static str); COUNT]) -> Vec<&'static str> {
    rules.into_iter().filter_map(|(holds, code)| holds.then_some(code)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_sentences_of_its_own() {
        let codes: Vec<&str> = all().iter().map(|(code, _)| *code).collect();
        assert_eq!(codes, CODES);
        assert_eq!(all_cautions().len(), CODES.len());
        assert!(all().iter().all(|(_, it)| it.japanese.ends_with('。') && it.english.ends_with('.')));
    }
}
