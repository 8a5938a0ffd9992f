//! The legend of a rating scale, as the report prints it.

use std::sync::LazyLock;

use regex::Regex;

use super::compact::Compact;
use super::pattern::Match;
use super::scale::Scale;
use crate::base::{Message, Note, Noted};
use crate::layout::DocumentLayout;
use crate::text::fold;

/// The scale with the meanings and thresholds that the report prints; those of the profile where it prints none.
///
/// Note: `meaning_differs` where a letter means another thing than in the profile.
pub(super) fn read_legend(layout: &DocumentLayout, scale: &Scale) -> Noted<Scale> {
    let mut read = Noted::clean(scale.clone());
    let mut thresholds = Vec::new();
    let letters = scale.letters();
    for line in layout.lines().filter(|_| !scale.legend.is_empty()) {
        let compact = Compact::new(line.text.text());
        for found in scale.legend.iter().flat_map(|it| it.all(&compact)) {
            for Entry { letter, label, threshold } in entries(&found, &letters) {
                if let Some(known) = scale.meaning.get(letter).filter(|known| fold(known) != label) {
                    let message =
                        Message::new("meaning_differs").with("key", letter).with("printed", label).with("known", known);
                    let note = Note::warning(message);
                    read.notes.push(match line.text.place(found.range()) {
                        Some(source) => note.at(source),
                        None => note,
                    });
                }
                read.value.meaning.insert(letter.to_owned(), label.to_owned());
                thresholds.push((letter.to_owned(), threshold.and_then(least_rate)));
            }
        }
    }
    let told: Option<Vec<(String, f64)>> =
        thresholds.into_iter().map(|(letter, least)| Some((letter, least?))).collect();
    match told {
        // A letter without a threshold may be given for any rate.
        None => read.value.at_least.clear(),
        Some(mut told) if told.len() >= 2 => {
            told.sort_by(|a, b| b.1.total_cmp(&a.1));
            read.value.at_least = told;
        }
        Some(_) => {}
    }
    read
}

/// What a legend says of one letter.
#[derive(Debug, PartialEq)]
struct Entry<'a> {
    letter: &'a str,
    label: &'a str,
    threshold: Option<&'a str>,
}

/// What a match of a legend's form says. A letter without a threshold, as in `◎:達成 ○:概ね達成(80%以上)`, has no bracket of
/// its own: its label ends where the next letter begins.
fn entries<'a>(found: &'a Match<'_>, letters: &'a [String]) -> Vec<Entry<'a>> {
    let (Some(letter), Some(mut label)) = (found.slot("rating"), found.slot("label")) else { return Vec::new() };
    let between = found.text().strip_prefix(letter).and_then(|rest| Some(&rest[..rest.find(label)?]));
    let next = |label: &'a str| {
        let between = between.filter(|it| !it.is_empty())?;
        let starts = letters.iter().filter_map(|it| Some((label.find(&format!("{it}{between}"))?, it.as_str())));
        let (at, letter) =
            starts.filter(|(at, _)| *at > 0).min_by_key(|(at, it)| (*at, std::cmp::Reverse(it.len())))?;
        Some((at, letter, at + letter.len() + between.len()))
    };
    let mut entries = vec![Entry { letter, label, threshold: None }];
    while let Some((end, letter, begin)) = next(label) {
        let last = entries.last_mut().expect("one at least");
        last.label = label[..end].trim_end_matches(['、', ',', '/', ';', '・']);
        label = &label[begin..];
        entries.push(Entry { letter, label, threshold: None });
    }
    entries.last_mut().expect("one at least").threshold = found.slot("threshold");
    entries
}

/// The rate in percent from which on a letter is given: 80 in `80%以上100%未満`, 0 in `50%未満`.
fn least_rate(threshold: &str) -> Option<f64> {
    static LEAST: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"([0-9]+(?:\.[0-9]+)?)%(以上|未満)").expect("a literal expression"));
    let found = LEAST.captures(threshold)?;
    if &found[2] == "以上" { found[1].parse().ok() } else { Some(0.0) }
}

#[cfg(test)]
mod tests {
    use super::super::pattern::Pattern;
    use super::*;

    #[track_caller]
    fn check_entries(printed: &str, expected: &[(&str, &str, Option<&str>)]) {
        let letters = ["◎", "○", "△", "×"].map(str::to_owned);
        let form = Pattern::new("{rating}:{label}({threshold})", &letters).unwrap();
        let compact = Compact::new(printed);
        let matches: Vec<Match> = form.all(&compact).collect();
        let found: Vec<_> =
            matches.iter().flat_map(|it| entries(it, &letters)).map(|it| (it.letter, it.label, it.threshold)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_letter_without_a_threshold_ends_at_the_next() {
        check_entries(
            "◎：目標達成　○：概ね達成（80％以上）　△：やや遅れ、×：遅れ（50％未満）",
            &[
                ("◎", "目標達成", None),
                ("○", "概ね達成", Some("80%以上")),
                ("△", "やや遅れ", None),
                ("×", "遅れ", Some("50%未満")),
            ],
        );
    }

    #[test]
    fn thresholds_as_printed() {
        let cases = [
            ("達成率100%以上", Some(100.0)),
            ("80%以上100%未満", Some(80.0)),
            ("50%未満", Some(0.0)),
            ("未実施", None),
        ];
        for (printed, expected) in cases {
            assert_eq!(least_rate(printed), expected, "{printed}");
        }
    }
}
