//! Labels inside cells and lines, with what stands behind them: `評価：A（順調）`, `【課題】…`.

use super::Known;
use super::cell::GridCell;
use super::entry::{Judge, PrintedGrade};
use crate::base::{Rect, SourceRef};
use crate::layout::Passage;
use crate::report::above::title_with_departments;
use crate::report::cells::{HeadFacts, Stem, head_facts, read_grade, read_number_grade};
use crate::text::fold;

/// A title is at most this long, in characters.
const MAX_TITLE: usize = 60;

/// The texts below labels in 【】, each from its label to the next.
pub(super) fn labelled_texts(printed: &Passage, known: &Known) -> Vec<(Stem, Passage)> {
    let text = printed.text();
    let starts = label_starts(printed);
    let part = |it: &[usize]| {
        let end = it[0] + text[it[0]..it[1]].find('】')?;
        let label = head_facts(&text[it[0] + '【'.len_utf8()..end], &known.vocabulary)?.word?;
        let value = printed.slice(end + '】'.len_utf8()..it[1]).trimmed();
        Some((label, value)).filter(|it| !it.1.is_blank())
    };
    starts.windows(2).filter_map(part).collect()
}

/// Where labels in 【】 begin, at the beginning of a printed line or behind a gap, and where the text ends.
pub(in crate::report) fn label_starts(printed: &Passage) -> Vec<usize> {
    let text = printed.text();
    let lines: Vec<usize> = printed.lines().into_iter().map(|it| it.start).collect();
    let begins = |at: &usize| {
        let before = text[..*at].chars().next_back();
        lines.contains(at) || before.is_none_or(|it| it == '\n' || it.is_whitespace() || it == '。')
    };
    let starts = text.match_indices('【').map(|it| it.0).filter(begins);
    starts.chain([text.len()]).collect()
}

/// A label with its value in one cell.
pub(super) struct Inner {
    pub word: Stem,
    pub value: Passage,
    pub grade: Option<PrintedGrade>,
}

/// The brackets that labels stand in.
const BRACKETS: [(char, char); 6] = [('【', '】'), ('〔', '〕'), ('［', '］'), ('[', ']'), ('〈', '〉'), ('＜', '＞')];

/// The label in front of a colon, or in brackets 【】, with where its value begins.
pub(in crate::report) fn label_in_front(printed: &Passage, known: &Known) -> Option<(HeadFacts, usize)> {
    let text = printed.text();
    let open = BRACKETS.iter().find(|it| text.trim_start().starts_with(it.0));
    let (label, start) = match open {
        Some((open, close)) => {
            let from = text.find(*open)? + open.len_utf8();
            let to = from + text[from..].find(*close)?;
            (&text[from..to], to + close.len_utf8())
        }
        None => {
            let at = text.find([':', '：'])?;
            (&text[..at], at + text[at..].chars().next()?.len_utf8())
        }
    };
    let bare = label.trim().trim_end_matches(char::is_numeric);
    let facts = head_facts(bare, &known.vocabulary)?;
    (facts.word.is_some() || facts.judge.is_some()).then_some((facts, start))
}

/// The labels with their values in a cell: one in all of it, one a line, or several in brackets: `【自己評価】Ａ　【委員会評価】Ｂ`.
pub(super) fn inner_lines(printed: &Passage, known: &Known) -> Vec<Inner> {
    let starts = label_starts(printed);
    let labelled: Vec<Inner> =
        starts.windows(2).filter_map(|it| inner(&printed.slice(it[0]..it[1]).trimmed(), known)).collect();
    if labelled.len() > 1 && labelled.iter().any(|it| it.grade.is_some()) {
        return labelled;
    }

    let lines: Vec<Inner> =
        printed.lines().into_iter().filter_map(|it| inner(&printed.slice(it).trimmed(), known)).collect();
    if lines.iter().any(|it| it.grade.is_some()) { lines } else { inner(printed, known).into_iter().collect() }
}

pub(super) fn inner(printed: &Passage, known: &Known) -> Option<Inner> {
    let (facts, start) = label_in_front(printed, known)?;
    let value = first_of(&printed.slice(start..printed.text().len()).trimmed());
    let compact = fold(value.text());
    let word = facts.word.or(facts.judge)?;
    let rates = word == Stem::Rating || facts.judge.is_some();
    let grade = read_grade(&compact).or_else(|| read_number_grade(&compact)).filter(|_| rates);
    let cell = value.source().unwrap_or(SourceRef::new(1, Rect::default()));
    let label = printed.text()[..start].trim_end_matches([':', '：', '】']).trim_start_matches('【').trim().to_owned();
    let grade = grade.map(|_| PrintedGrade {
        fiscal_year: facts.fiscal_year(known.reported),
        judge: Judge::of(facts.judge.map(|it| (it, label))),
        ..PrintedGrade::new(value.clone(), cell, 0..0)
    });
    Some(Inner { word, value, grade })
}

/// The grade of a line that rates what its heading names: `総合評価：Ｂ`.
pub(in crate::report) fn rated_line(line: &Passage, known: &Known) -> Option<PrintedGrade> {
    let Inner { word, grade, .. } = inner(line, known)?;
    grade.filter(|it| word == Stem::Rating && it.judge.depth() == 0)
}

/// A value up to the label that follows it in the same line: `Ａ　　継続：継続`.
fn first_of(value: &Passage) -> Passage {
    let text = value.text();
    if let Some(label) = text.find('【').filter(|at| *at > 0) {
        return first_of(&value.slice(0..label).trimmed());
    }
    match text.find(['：', ':']).and_then(|at| text[..at].find(char::is_whitespace)) {
        Some(gap) => value.slice(0..gap),
        None => value.clone(),
    }
}

/// The title in the first line of a box whose other cell rates, and the departments in brackets behind it.
pub(super) fn title_of_box(cell: &GridCell, known: &Known) -> Option<(Passage, Option<Passage>)> {
    let text = cell.printed.text();
    let first = text.find('\n').map_or(cell.printed.clone(), |at| cell.printed.slice(0..at));
    if label_in_front(&first, known).is_some_and(|it| it.1 <= first.text().len()) && !first.text().contains(['（', '('])
    {
        return None;
    }
    if let Some((title, departments)) = title_with_departments(&first) {
        return Some((title, Some(departments)));
    }
    let line = first.text();
    let (at, inside) =
        match line.find(['（', '(']).filter(|at| line[*at..].contains("担当") || line[*at..].contains("所管")) {
            Some(at) => {
                let close = line[at..].find(['）', ')']).map_or(line.len(), |it| at + it);
                let start = line[at..close].find(['：', ':']).map_or(at, |it| at + it);
                let start = start + line[start..].chars().next().map_or(0, char::len_utf8);
                (at, Some(first.slice(start.min(close)..close)))
            }
            None => (line.len(), None),
        };
    let title = first.slice(0..at).trimmed();
    let letters = title.text().chars().count();
    ((2..=MAX_TITLE).contains(&letters) && !title.text().contains('。')).then_some((title, inside))
}

/// `No.3`, alone in a line.
pub(super) fn lone_number(line: &Passage) -> Option<Passage> {
    let compact = fold(line.text());
    let digits = compact.strip_prefix("No").map(|it| it.trim_start_matches('.'))?;
    (!digits.is_empty() && digits.len() <= 3 && digits.bytes().all(|it| it.is_ascii_digit())).then(|| line.trimmed())
}

pub(super) fn is_title(value: &Passage) -> bool {
    (3..=MAX_TITLE).contains(&value.text().chars().count()) && !value.text().contains('。')
}
