//! Grades: the letter, mark or word that a rating cell holds, and the scales that reports print.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::marks::marks_in_one_form;

/// Longest grade word, in characters.
const MAX_WORD: usize = 9;

/// The best and the worst number that a scale of numbers may have.
const NUMBERS: std::ops::RangeInclusive<u8> = b'0'..=b'5';

/// The scales of `scales.tsv`, the best grade first.
static SCALES: LazyLock<Vec<Vec<&'static str>>> = LazyLock::new(|| {
    let lines = include_str!("scales.tsv").lines().filter(|it| !it.starts_with('#'));
    lines.map(|it| it.split_whitespace().collect()).collect()
});

static GRADES: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| SCALES.iter().flatten().copied().collect());

/// The grade that a cell holds, alone or with its gloss: `A`, `A(順調)`, `B:概ね順調`, `順調`. `compact` is a compact text.
pub(in crate::report) fn read_grade(compact: &str) -> Option<String> {
    if compact.is_empty() || compact.chars().count() > 30 {
        return None;
    }
    let text = marks_in_one_form(compact).replace("おおむね", "概ね");
    if GRADES.contains(text.as_str()) {
        return Some(text);
    }

    // A(順調), B:概ね順調, ◎ 達成, 評価A
    let bare = text.trim_start_matches("評価").trim_start_matches([':', '【', '「']).trim_end_matches(['】', '」']);
    let bare = bare.trim_end_matches("評価").trim_end_matches("ランク");
    if GRADES.contains(bare) {
        return Some(bare.to_owned());
    }
    let end = text.char_indices().find(|(_, it)| matches!(it, '(' | ':' | '.' | '・'))?.0;
    let (letter, gloss) = text.split_at(end);
    let is_gloss = !gloss.contains(|it: char| it.is_ascii_digit()) && !gloss.contains('。');
    (is_sign(letter) && is_gloss && GRADES.contains(letter)).then(|| letter.to_owned())
}

/// What is ticked of several choices, `■A 上回る □B 下回る`: where its text stands in `text`; `None` where not just one is.
pub(in crate::report) fn ticked(text: &str) -> Option<std::ops::Range<usize>> {
    const TICKED: [char; 8] = ['■', '☑', '☒', '●', '✓', '✔', 'レ', '◉'];
    const OPEN: [char; 4] = ['□', '☐', '○', '◯'];
    let is_mark = |it: char| TICKED.contains(&it) || OPEN.contains(&it);
    let marks: Vec<(usize, char)> = text.char_indices().filter(|(_, it)| is_mark(*it)).collect();
    let open = marks.iter().filter(|it| OPEN.contains(&it.1)).count();
    let mut chosen = marks.iter().enumerate().filter(|(_, it)| TICKED.contains(&it.1));
    let (index, (at, mark)) = chosen.next()?;
    if open == 0 || chosen.next().is_some() {
        return None;
    }
    let start = at + mark.len_utf8();
    let end = marks.get(index + 1).map_or(text.len(), |it| it.0);
    Some(start..end)
}

/// A number as a grade: `4`, `4点`. Only where a head says that the column rates.
pub(in crate::report) fn read_number_grade(compact: &str) -> Option<String> {
    let digit = compact.strip_suffix('点').unwrap_or(compact);
    let [byte] = digit.as_bytes() else { return None };
    NUMBERS.contains(byte).then(|| digit.to_owned())
}

/// Whether a short text may be a grade of a scale that nobody knows: a word or a sign, no figure and no sentence.
pub(in crate::report) fn may_be_grade(compact: &str) -> bool {
    let length = compact.chars().count();
    (1..=MAX_WORD).contains(&length)
        && !compact.contains(|it: char| it.is_ascii_digit() || "。、・/:".contains(it))
        && compact.chars().any(|it| it.is_alphabetic() || "◎○△×▲☆★●".contains(it))
}

/// The order of the grades that were printed, the best first: the smallest scale that has all of them, once those of no scale are
/// left out; empty where none has half of them, or where two of one size disagree.
pub(in crate::report) fn order_of(printed: &[String]) -> Vec<String> {
    let known: FxHashSet<&str> = printed.iter().map(String::as_str).filter(|it| GRADES.contains(it)).collect();
    if known.is_empty() {
        let mut numbers: Vec<&String> = printed.iter().filter(|it| read_number_grade(it).is_some()).collect();
        numbers.sort();
        numbers.dedup();
        return Vec::new();
    }
    // One word of a scale among others of none is no scale: 検討 beside 調整, 決定, 準備 and 実行.
    let different: FxHashSet<&str> = printed.iter().map(String::as_str).collect();
    if 2 * known.len() < different.len() {
        return Vec::new();
    }
    let has_all = |scale: &&Vec<&str>| known.iter().all(|it| scale.contains(it));
    let fitting = || SCALES.iter().filter(has_all);
    let Some(least) = fitting().map(Vec::len).min() else { return Vec::new() };
    let mut best = fitting().filter(|it| it.len() == least);
    let Some(first) = best.next() else { return Vec::new() };
    let places = |scale: &[&str]| -> Vec<usize> {
        let mut grades: Vec<&str> = known.iter().copied().collect();
        grades.sort_unstable();
        grades.iter().filter_map(|it| scale.iter().position(|grade| grade == it)).collect()
    };
    let order_of = |scale: &[&str]| {
        let places = places(scale);
        let mut order: Vec<usize> = (0..places.len()).collect();
        order.sort_by_key(|it| places[*it]);
        order
    };
    let agrees = best.all(|it| order_of(it) == order_of(first));
    if agrees { first.iter().map(|it| (*it).to_owned()).collect() } else { Vec::new() }
}

fn is_sign(text: &str) -> bool {
    text.chars().count() <= 3 && text.chars().all(|it| it.is_ascii_alphabetic() || "+*◎○△×▲☆★●".contains(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(read_grade(text).as_deref(), expected, "{text}");
    }

    #[test]
    fn letters_marks_and_words() {
        check("A", Some("A"));
        check("〇", Some("○"));
        check("A(順調)", Some("A"));
        check("B:概ね順調", Some("B"));
        check("おおむね順調", Some("概ね順調"));
        check("評価:A", Some("A"));
        check("やや遅れ", Some("やや遅れ"));
    }

    #[test]
    fn other_text_is_no_grade() {
        for text in ["A地区", "順調に増加", "A(3件)", "B/A", "78.1", "観光課"] {
            check(text, None);
        }
    }

    #[test]
    fn a_scale_is_the_smallest_that_has_all_that_is_printed() {
        let order = |printed: &[&str]| order_of(&printed.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>());
        assert_eq!(order(&["A", "C"]), ["A", "B", "C"]);
        assert_eq!(order(&["D", "A"]), ["A", "B", "C", "D"]);
        assert_eq!(order(&["×", "◎"]), ["◎", "○", "×"]);
        assert!(order(&["A", "○"]).is_empty());
        assert!(order(&["検討", "調整", "決定", "準備", "実行"]).is_empty());
    }
}
