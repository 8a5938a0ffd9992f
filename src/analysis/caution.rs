//! What is to be kept in mind when reading an answer: codes in the tables, sentences on the screen.

use std::collections::BTreeSet;

use polars::prelude::{AnyValue, Column};

use crate::base::Language;
use crate::dataset::Frame;
use crate::dataset::schema::Wording;

/// All initiatives are counted, none is drawn by lot.
pub(super) const FULL_COUNT: &str = "full_count";
/// Too few for shares.
pub(super) const SMALL_N: &str = "small_n";
/// Too few changes for a test.
pub(super) const FEW_CHANGES: &str = "few_changes";
/// Another edition rates the same initiative and year otherwise.
pub(super) const EDITIONS_DIFFER: &str = "editions_differ";
/// The edition that speaks for the year lists fewer initiatives than another one.
pub(super) const FEWER_LISTED: &str = "fewer_listed";
/// The two years are rated by different scales.
pub(super) const SCALES_DIFFER: &str = "scales_differ";
/// Initiatives are matched by the id that linking gave them.
pub(super) const SAME_ID_ONLY: &str = "same_id_only";
/// It is not known whether more is better.
pub(super) const DIRECTION_UNKNOWN: &str = "direction_unknown";
/// One edition gives several targets.
pub(super) const SEVERAL_TARGETS: &str = "several_targets";
/// One edition gives several actuals.
pub(super) const SEVERAL_ACTUALS: &str = "several_actuals";
/// An earlier edition gave another target.
pub(super) const TARGET_RESTATED: &str = "target_restated";
/// An earlier edition gave another actual.
pub(super) const ACTUAL_REVISED: &str = "actual_revised";

/// Words are compared, not what they tell of.
pub(super) const WORDS_ONLY: &str = "words_only";

const SENTENCES: [(&str, Wording); 13] = [
    (
        FULL_COUNT,
        Wording {
            japanese: "全件の集計であり標本ではない。区間は、この規模の割合がどれだけ揺れうるかの目安。",
            english: "A full count, not a sample: the interval shows how far a share of this size wobbles.",
        },
    ),
    (
        SMALL_N,
        Wording {
            japanese: "10件未満は件数のみを示す。", english: "Counts only where there are fewer than 10."
        },
    ),
    (
        FEW_CHANGES,
        Wording {
            japanese: "変化が5件未満のため検定しない。", english: "No test where fewer than 5 changed."
        },
    ),
    (
        EDITIONS_DIFFER,
        Wording {
            japanese: "同じ年度の評価が版によって異なる取組がある。",
            english: "Editions rate some initiatives differently in the same year.",
        },
    ),
    (
        FEWER_LISTED,
        Wording {
            japanese: "過去の年度は、最新の版が今も載せている取組だけの集計である。",
            english: "Earlier years count only the initiatives that the latest edition still lists.",
        },
    ),
    (
        SCALES_DIFFER,
        Wording {
            japanese: "評価尺度が異なるため比べられない。",
            english: "Rated by different scales, so not compared.",
        },
    ),
    (
        SAME_ID_ONLY,
        Wording {
            japanese: "版の間は、同じものと確かに言える取組（改称・移動を含む）だけを比べる。",
            english: "Between editions, only initiatives that surely are the same, renamed and moved ones included, are compared.",
        },
    ),
    (
        DIRECTION_UNKNOWN,
        Wording {
            japanese: "望ましい向きが不明の指標は、大きいほど良いとみなす。",
            english: "Where the direction is unknown, higher is taken as better.",
        },
    ),
    (
        SEVERAL_TARGETS,
        Wording {
            japanese: "1つの版に複数の目標値がある場合は、先に印字されたものを使う。",
            english: "Where an edition prints several targets, the first is taken.",
        },
    ),
    (
        SEVERAL_ACTUALS,
        Wording {
            japanese: "1つの版に複数の実績値がある場合は、時点が最も新しいもの、次いで先に印字されたものを使う。",
            english: "Where an edition prints several actuals, the one of the latest date is taken, then the first.",
        },
    ),
    (
        TARGET_RESTATED,
        Wording {
            japanese: "目標値が版によって異なる。最新の版のものを使う。",
            english: "Editions give different targets; the latest is taken.",
        },
    ),
    (
        ACTUAL_REVISED,
        Wording {
            japanese: "実績値が版によって異なる。最新の版のものを使う。",
            english: "Editions give different actuals; the latest is taken.",
        },
    ),
    (
        WORDS_ONLY,
        Wording {
            japanese: "語の増減は書き方の変化も含み、取組そのものの増減とは限らない。",
            english: "Words also change with who writes: a term that went need not be work that ended.",
        },
    ),
];

/// The sentences for all codes in the column `caution`, each once; `None` where there are none.
pub fn sentences(frame: &Frame, language: Language) -> Option<String> {
    let codes: BTreeSet<String> = frame.data().column("caution").map(codes).unwrap_or_default();
    let sentences: Vec<&str> =
        SENTENCES.iter().filter(|(code, _)| codes.contains(*code)).map(|(_, wording)| wording.text(language)).collect();
    let space = if language == Language::English { " " } else { "" };
    (!sentences.is_empty()).then(|| sentences.join(space))
}

fn codes(column: &Column) -> BTreeSet<String> {
    let lists = (0..column.len()).filter_map(|row| match column.get(row) {
        Ok(AnyValue::List(list)) => Some(list),
        _ => None,
    });
    lists.flat_map(|list| list.iter().filter_map(|it| it.get_str().map(str::to_owned)).collect::<Vec<_>>()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_sentences_of_its_own() {
        let codes: BTreeSet<&str> = SENTENCES.iter().map(|(code, _)| *code).collect();
        assert_eq!(codes.len(), SENTENCES.len());
        assert!(SENTENCES.iter().all(|(_, it)| it.japanese.ends_with('。') && it.english.ends_with('.')));
    }
}
