//! Rating scales: which letter stands in a cell, and where it stands on the scale.

use std::collections::BTreeMap;

use super::cells::marks_in_one_form;
use super::pattern::Pattern;
use crate::text::fold;

/// Share of the printed ratings that a scale must have before it is taken for theirs.
const SETTLED: f64 = 0.8;

/// How a report rates.
#[derive(Debug, Clone, Default)]
pub(super) struct Scale {
    /// Letters, the best first. Several only where a profile is for many reports: what is printed settles which it is.
    pub choices: Vec<Vec<String>>,
    /// Marks for "not rated", in compact form.
    pub none: Vec<String>,
    /// What a letter means, as the legend prints it.
    pub meaning: BTreeMap<String, String>,
    /// Letters with the achievement rate, in percent, from which on they are given; the highest first.
    pub at_least: Vec<(String, f64)>,
    /// All letters are printed, and the one that stands out is the rating.
    pub is_chosen: bool,
    /// Forms of the legend, with the slots `{rating}` and `{label}`.
    pub legend: Vec<Pattern>,
}

impl Scale {
    /// The same with one order of letters.
    pub fn of_order(&self, order: &[String]) -> Scale {
        Scale { choices: vec![order.to_vec()], ..self.clone() }
    }

    /// The letters, the best first; empty while several scales are open.
    pub fn order(&self) -> &[String] {
        match self.choices.as_slice() {
            [order] => order,
            _ => &[],
        }
    }

    /// What each letter means, the best first; empty where nothing is said.
    pub fn meanings(&self) -> Vec<String> {
        self.order().iter().map(|letter| self.meaning.get(letter).cloned().unwrap_or_default()).collect()
    }

    /// All letters of all scales.
    pub fn letters(&self) -> Vec<String> {
        let mut letters: Vec<String> = self.choices.concat();
        letters.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        letters.dedup();
        letters
    }

    /// The scale that nearly all of `printed` belong to: the one that has most of them, then the shortest, then the first.
    pub fn settled<'a>(&self, printed: impl Iterator<Item = &'a str> + Clone) -> Scale {
        if self.choices.len() <= 1 {
            return self.clone();
        }
        let rated: Vec<&str> = printed.filter(|it| !self.is_none(it)).collect();
        let single = |order: &Vec<String>| Scale { choices: vec![order.clone()], ..self.clone() };
        let scales: Vec<Scale> = self.choices.iter().map(single).collect();
        let fits = |scale: &&Scale| rated.iter().filter(|it| scale.read(it).0.is_some()).count();
        let best = scales.iter().max_by_key(|it| (fits(it), std::cmp::Reverse(it.order().len())));
        // Words such as 新規 and 完了 stand beside letters; half of what is printed are letters all the same.
        let readable = rated.iter().filter(|it| scales.iter().any(|scale| scale.read(it).0.is_some())).count();
        let is_settled = |fits: usize| fits as f64 >= SETTLED * readable as f64 && 2 * fits >= rated.len();
        let choice = best.filter(|it| !rated.is_empty() && is_settled(fits(it)));
        choice.cloned().unwrap_or_else(|| Scale { choices: Vec::new(), ..self.clone() })
    }

    /// The letter that stands in a rating cell, alone, beside its meaning or by its meaning, and its place on the scale from 1.
    pub fn read(&self, printed: &str) -> (Option<String>, Option<u8>) {
        let text = marks_in_one_form(&fold(printed));
        let place = self.order().iter().position(|letter| self.stands_for(&text, letter));
        (place.map(|it| self.order()[it].clone()), place.map(|it| it as u8 + 1))
    }

    fn stands_for(&self, text: &str, letter: &str) -> bool {
        let sign = marks_in_one_form(&fold(letter));
        let meaning = self.meaning.get(letter).map(|it| fold(it));
        if text == sign || meaning.as_deref() == Some(text) {
            return true;
        }
        let Some(rest) = text.strip_prefix(sign.as_str()) else { return false };
        let gloss = rest.trim_start_matches([':', '.', '(']).trim_end_matches(')');
        let in_brackets = rest.starts_with('(') && rest.ends_with(')') && !gloss.contains('(');
        in_brackets || meaning.is_some_and(|it| it == gloss)
    }

    /// Whether a cell says that there is no rating.
    pub fn is_none(&self, printed: &str) -> bool {
        let text = fold(printed);
        text.is_empty() || self.none.contains(&text)
    }

    /// The letter that the printed thresholds give for an achievement rate in percent.
    pub fn by_rate(&self, rate: f64) -> Option<&str> {
        self.at_least.iter().find(|(_, least)| rate >= *least).map(|(letter, _)| letter.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale(choices: &[&[&str]]) -> Scale {
        let choices = choices.iter().map(|it| it.iter().map(|it| (*it).to_owned()).collect()).collect();
        let meaning = [("A", "計画を上回る"), ("○", "概ね順調")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        Scale { choices, none: vec!["-".to_owned()], meaning: meaning.into(), ..Scale::default() }
    }

    #[track_caller]
    fn check(printed: &str, expected: Option<&str>) {
        let letters = if printed.is_ascii() || printed.contains('計') {
            &["A", "B", "C"][..]
        } else {
            &["◎", "○", "△", "×"]
        };
        assert_eq!(scale(&[letters]).read(printed).0.as_deref(), expected, "{printed}");
    }

    #[test]
    fn a_letter_alone() {
        check("B", Some("B"));
        check("〇", Some("○"));
        check("✕", Some("×"));
    }

    #[test]
    fn a_letter_with_its_meaning() {
        check("A：計画を上回る", Some("A"));
        check("○（概ね順調）", Some("○"));
        check("計画を上回る", Some("A"));
    }

    #[test]
    fn other_text_is_no_letter() {
        check("AB", None);
        check("B C", None);
        check("-", None);
    }

    #[track_caller]
    fn check_settled(printed: &[&str], expected: &[&str]) {
        let open = scale(&[&["A", "B", "C"], &["A", "B", "C", "D"], &["◎", "○", "△", "×"]]);
        assert_eq!(open.settled(printed.iter().copied()).order(), expected);
    }

    #[test]
    fn what_is_printed_settles_the_scale() {
        check_settled(&["A", "D", "-"], &["A", "B", "C", "D"]);
        check_settled(&["A", "B"], &["A", "B", "C"]);
        check_settled(&["◎", "△"], &["◎", "○", "△", "×"]);
        check_settled(&["A", "◎", "○"], &[]);
        check_settled(&["A", "B", "新規", "完了"], &["A", "B", "C"]);
        check_settled(&["A", "新規", "完了"], &[]);
        check_settled(&["-"], &[]);
    }

    #[test]
    fn thresholds_give_the_letter() {
        let at_least = vec![("◎".to_owned(), 100.0), ("○".to_owned(), 80.0), ("×".to_owned(), 0.0)];
        let scale = Scale { at_least, ..Scale::default() };
        assert_eq!(
            [113.4, 100.0, 99.9, 44.5].map(|it| scale.by_rate(it)),
            [Some("◎"), Some("◎"), Some("○"), Some("×")]
        );
    }
}
