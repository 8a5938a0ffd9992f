//! The grades that a report explains in a table or in lines of a legend, in their order.

use super::cells::{Body, Stem, Vocabulary, body, head_facts};
use crate::layout::{DocumentLayout, Flow, Table};
use crate::text::{Comparator, Item, ItemKind, UnitTable, fold, scan};

/// A legend explains at least so many grades.
const MIN_GRADES: usize = 3;

/// Parts what stands side by side in a line.
const GAP: &str = "\u{3000}\u{3000}";

/// A choice is at most this long, in characters.
const MAX_CHOICE: usize = 14;

/// The signs of a legend, in the order in which they are explained; empty where the report has none, or several.
pub(super) fn legend_signs(layout: &DocumentLayout) -> Vec<String> {
    let mut found: Vec<Vec<String>> = layout.tables.iter().filter_map(signs_of_table).collect();
    found.extend(signs_of_lines(layout));
    if found.is_empty() {
        found.extend(layout.lines().filter_map(|it| signs_in_line(it.text.text())));
    }
    if found.is_empty() {
        found.extend(layout.lines().filter_map(|it| choices_of_line(it.text.text())));
    }
    match found.split_first() {
        Some((first, others)) if others.iter().all(|it| it == first) => first.clone(),
        _ => Vec::new(),
    }
}

/// `記号｜F｜S｜A` over `内容｜完了｜…`, or the same from the top down.
fn signs_of_table(table: &Table) -> Option<Vec<String>> {
    let text = |row: usize, column: usize| table.cell(row, column).map(|it| fold(it.text.text()));
    let is_head =
        |it: &str| ["記号", "評価", "区分", "判定", "ランク", "評価区分", "評価基準", "段階", "進捗段階"].contains(&it);
    let is_meaning =
        |it: &str| ["内容", "基準", "意味", "評価基準", "判断基準", "判断の目安", "説明", "区分の内容"].contains(&it);
    let (corner, below, beside) = (text(0, 0)?, text(1, 0), text(0, 1));
    let rates = || head_facts(&corner, &Vocabulary::plain(UnitTable::built_in())).map(|it| it.word);
    if !is_head(&corner) && rates() != Some(Some(Stem::Rating)) {
        return None;
    }
    let across = below.as_deref().is_some_and(is_meaning);
    let down = beside.as_deref().is_some_and(is_meaning) || is_explained(table);
    let signs: Vec<String> = match (across, down) {
        (true, _) => (1..table.column_count()).filter_map(|it| text(0, it)).collect(),
        (_, true) => (1..table.row_count).filter_map(|it| text(it, 0)).collect(),
        _ => return None,
    };
    (signs.len() >= MIN_GRADES && signs.iter().all(|it| is_sign(it)) && are_different(&signs)).then_some(signs)
}

/// Whether a table of two columns explains each of its rows, in words of their own, whatever its heads call them.
fn is_explained(table: &Table) -> bool {
    let texts: Vec<String> =
        (1..table.row_count).filter_map(|it| table.cell(it, 1)).map(|it| fold(it.text.text())).collect();
    table.column_count() == 2 && texts.iter().all(|it| is_explanation(it)) && are_different(&texts)
}

/// `着実に進んでいる`, `60％以上80％未満`; a plain figure counts and explains nothing.
fn is_explanation(text: &str) -> bool {
    let compares = |it: &Item| matches!(&it.kind, ItemKind::Quantity(it) if it.comparator != Comparator::Eq);
    match body(text) {
        Body::Words | Body::Prose | Body::Grade => true,
        Body::Figure => scan(text).iter().any(compares),
        _ => false,
    }
}

/// `A：目標を達成した` and the lines below it, each with a sign of its own.
fn signs_of_lines(layout: &DocumentLayout) -> Option<Vec<String>> {
    let mut signs: Vec<String> = Vec::new();
    for thing in &layout.flow {
        let sign = match thing {
            Flow::Line(line) => sign_of_line(&fold(line.text.text())),
            Flow::Table(_) => None,
        };
        match sign {
            Some(sign) => signs.push(sign),
            None if signs.len() >= MIN_GRADES => break,
            None => signs.clear(),
        }
    }
    (signs.len() >= MIN_GRADES && are_different(&signs)).then_some(signs)
}

fn sign_of_line(compact: &str) -> Option<String> {
    let (sign, meaning) = compact.split_once([':', '…', '='])?;
    (is_sign(sign) && meaning.chars().any(char::is_alphabetic)).then(|| sign.to_owned())
}

/// `5：達成　4：順調　3：遅れ`: signs with what they mean, in one line. A gap between them, `評価：5 達成　4 順調`, explains only
/// behind a label that rates, for a list of contents looks the same.
fn signs_in_line(text: &str) -> Option<Vec<String>> {
    if !begins_signs(text) {
        return None;
    }
    let vocabulary = Vocabulary::plain(UnitTable::built_in());
    let rates = |label: &str| {
        let label = label.trim_matches(|it: char| "※・【】()[]<>注".contains(it));
        head_facts(label, &vocabulary).is_some_and(|it| it.word == Some(Stem::Rating))
    };
    let (mut signs, mut is_rated): (Vec<String>, bool) = (Vec::new(), false);
    let parts = text.split(|it: char| it.is_whitespace() || "、，,／;；".contains(it)).map(fold);
    let parts: Vec<String> = parts.filter(|it| !it.is_empty()).collect();
    // The first may stand behind its label.
    if parts.iter().filter(|it| is_sign(it) || sign_of_line(it).is_some()).count() + 1 < MIN_GRADES {
        return None;
    }

    for (at, part) in parts.iter().enumerate() {
        let (label, part) = match part.split_once([':', '】']) {
            Some((label, rest)) if signs.is_empty() && rates(label) => (Some(label), rest),
            _ => (None, part.as_str()),
        };
        is_rated |= label.is_some() || signs.is_empty() && rates(part);
        let is_meant = || parts.get(at + 1).is_some_and(|it| it.starts_with(char::is_alphabetic) && !is_sign(it));
        match sign_of_line(part) {
            Some(sign) => signs.push(sign),
            None if is_rated && is_sign(part) && is_meant() => signs.push(part.to_owned()),
            None => {}
        }
    }
    (signs.len() >= MIN_GRADES && are_different(&signs) && are_in_order(&signs)).then_some(signs)
}

/// Whether so many words of a line may begin with a sign. Cheap, for every line of every document is asked.
fn begins_signs(text: &str) -> bool {
    let is_gap = |it: char| it.is_whitespace() || "、，,／;；:：】【（(".contains(it);
    let is_mark = |it: char| {
        it.is_ascii_alphanumeric()
            || it.is_numeric()
            || ('０'..='Ｚ').contains(&it)
            || !it.is_alphanumeric() && !is_gap(it)
    };
    let mut count = 0;
    let mut last = ' ';
    for character in text.chars() {
        count += usize::from(is_gap(last) && is_mark(character));
        last = character;
    }
    count >= MIN_GRADES
}

/// Numbers that rate go up or down by one.
fn are_in_order(signs: &[String]) -> bool {
    let numbers: Vec<i32> = signs.iter().filter_map(|it| it.parse().ok()).collect();
    let goes = |step: i32| numbers.windows(2).all(|it| it[1] - it[0] == step);
    numbers.is_empty() || numbers.len() == signs.len() && (goes(1) || goes(-1))
}

/// `進捗状況：完了／計画どおり／遅れ`: the choices behind a label that rates, in a line that may hold others behind a gap.
fn choices_of_line(text: &str) -> Option<Vec<String>> {
    if text.matches(['／', '/']).count() + 1 < MIN_GRADES {
        return None;
    }

    let vocabulary = Vocabulary::plain(UnitTable::built_in());
    text.replace("   ", GAP).split(GAP).find_map(|part| {
        let (label, choices) = part.split_once(['：', ':'])?;
        let label = label.trim().trim_start_matches(['※', '（', '注', '）']);
        head_facts(label, &vocabulary).filter(|it| it.word == Some(Stem::Rating))?;

        let choices: Vec<String> = choices.split(['／', '/']).map(fold).collect();
        let are_words = choices.len() >= MIN_GRADES && choices.iter().all(|it| is_choice(it));
        (are_words && are_different(&choices)).then_some(choices)
    })
}

fn is_choice(text: &str) -> bool {
    (1..=MAX_CHOICE).contains(&text.chars().count())
        && !text.contains(|it: char| it.is_ascii_digit() || "。、:".contains(it))
}

fn is_sign(text: &str) -> bool {
    let is_mark = |it: char| {
        it.is_ascii_uppercase() || it.is_ascii_digit() || ('①'..='⑳').contains(&it) || "+-*◎○△×▲☆★●".contains(it)
    };
    (1..=2).contains(&text.chars().count()) && text.chars().all(is_mark) && text != "-"
}

fn are_different(signs: &[String]) -> bool {
    signs.iter().enumerate().all(|(at, it)| !signs[..at].contains(it))
}
