//! The legend of a rating scale, as the report prints it.

use std::sync::LazyLock;

use regex::Regex;

use super::compact::Compact;
use super::scale::Scale;
use crate::base::{Message, Note, Noted};
use crate::layout::{DocumentLayout, Flow};

/// The scale with the meanings and thresholds that the report prints; those of the profile where it prints none.
///
/// Note: `meaning_differs` where a letter means another thing than in the profile.
pub(super) fn read_legend(layout: &DocumentLayout, scale: &Scale) -> Noted<Scale> {
    let mut read = Noted::clean(scale.clone());
    let mut thresholds = Vec::new();
    let lines = layout.flow.iter().filter_map(|it| match it {
        Flow::Line(line) => Some(line),
        Flow::Table(_) => None,
    });
    for line in lines.filter(|_| !scale.legend.is_empty()) {
        let compact = Compact::new(line.text.text());
        for found in scale.legend.iter().flat_map(|it| it.all(&compact)) {
            let (Some(letter), Some(label)) = (found.slot("rating"), found.slot("label")) else { continue };
            if let Some(known) = scale.meaning.get(letter).filter(|known| Compact::new(known).text != label) {
                let message =
                    Message::new("meaning_differs").with("key", letter).with("printed", label).with("known", known);
                let note = Note::warning(message);
                read.notes.push(match line.text.place(found.range()) {
                    Some(source) => note.at(source),
                    None => note,
                });
            }
            read.value.meaning.insert(letter.to_owned(), label.to_owned());
            if let Some(least) = found.slot("threshold").and_then(least_rate) {
                thresholds.push((letter.to_owned(), least));
            }
        }
    }
    if thresholds.len() >= 2 {
        thresholds.sort_by(|a: &(String, f64), b| b.1.total_cmp(&a.1));
        read.value.at_least = thresholds;
    }
    read
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
    use super::*;

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
