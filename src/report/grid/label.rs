//! Labels with their values in the cells beside them.

use super::Known;
use super::arrows::ARROWS;
use super::cell::{Grid, GridCell};
use super::entry::{Judge, PrintedGrade};
use crate::layout::Passage;
use crate::report::cells::{Body, Stem, head_facts, may_be_grade, read_grade, read_number_grade, ticked};
use crate::report::header_cell::HeadYear;
use crate::text::fold;

/// Whether a row holds labels with their values beside them, and no values of a grid: `自己評価｜A｜評価の理由｜…`.
pub(super) fn is_form_row(grid: &Grid, row: usize, known: &Known) -> bool {
    let cells: Vec<&GridCell> = grid.beginning(row).collect();
    let Some(value) = cells.get(1) else { return false };
    let is_short = 2 * cells.len() <= grid.column_count + 1 || value.columns.len() > 1;
    // 数値目標 may stand in front of a row of values.
    let holds_values = |it: &&[&GridCell]| it.iter().all(|it| matches!(it.body, Body::Figure | Body::Missing));
    if cells.windows(3).any(|it| holds_values(&it)) {
        return false;
    }

    let has_pair = || cells.windows(2).skip(1).any(|it| label_of(it[0], it[1], known).is_some());
    row_label(grid, row, known).is_some() && (is_short || has_pair())
}

/// Whether a row and the one below begin with two labels of a sheet, 事業名 and 担当部局, that have values beside them.
pub(super) fn begins_sheet(grid: &Grid, row: usize, known: &Known) -> bool {
    let (first, second) = (row_label(grid, row, known), row_label(grid, row + 1, known));
    first.is_some() && second.is_some() && first != second
}

/// Whether a text names a stage of the cycle that a sheet follows: `PLAN`, `Do(実施)`.
pub(super) fn is_stage(text: &str) -> bool {
    let letters: String = text.chars().take_while(char::is_ascii_alphabetic).collect();
    let rest = text[letters.len()..].chars().next();
    ["plan", "do", "check", "act", "action", "see"].contains(&letters.to_lowercase().as_str())
        && rest.is_none_or(|it| "(・:/".contains(it))
}

/// The label of a sheet that a row begins with, where a value stands beside it.
fn row_label(grid: &Grid, row: usize, known: &Known) -> Option<Stem> {
    let mut cells = grid.beginning(row).peekable();
    let first = cells.next().filter(|it| it.columns.start == 0)?;
    // CHECK stands in front of 必要性｜高.
    let label = if is_stage(&first.text) { cells.next()? } else { first };
    let value = cells.next()?;
    // 【評価】 may stand in front of 自己評価 with its grade.
    let is_second = label.text.starts_with('【') && value.is_understood() && cells.peek().is_some();
    let (label, value) = if is_second { (value, cells.next()?) } else { (label, value) };
    // 令和５年度実績 over all columns, with what was done beside it.
    let is_text = value.columns.len() > 1
        && (matches!(value.body, Body::Prose | Body::Words) || value.text.starts_with(['・', '○', '●']));
    label_of(label, value, known).filter(|it| {
        use Stem::{Actual, Planned};
        use Stem::{Axis, Department, Direction, Evaluator, Initiative, Next, Plan, Progress, Rating, Reason, Remark};
        matches!(
            it,
            Rating | Evaluator | Axis | Department | Direction | Initiative | Next | Plan | Progress | Reason | Remark
        ) || is_text && matches!(it, Actual | Planned)
    })
}

/// What a cell says as the label of the cell right of it.
pub(super) fn label_of(label: &GridCell, value: &GridCell, known: &Known) -> Option<Stem> {
    let is_number = |it: char| it.is_ascii_digit() || "().-".contains(it);
    let numbered = || {
        let text = label.text.trim_start_matches(is_number);
        head_facts(text.trim_end_matches(|it: char| it.is_ascii_digit() || it == '-'), &known.vocabulary)
    };
    let head = label.head.clone().or_else(numbered)?;
    let is_beside = label.columns.end == value.columns.start;
    // Two labels side by side are heads.
    let is_value = value.head.as_ref().is_none_or(|it| it.word.is_none()) || value.body == Body::Grade;
    // 評価｜3｜前年度｜3
    let is_before =
        head.year == HeadYear::Before && read_grade(&value.text).or_else(|| read_number_grade(&value.text)).is_some();
    let word = head.word.or(head.judge).or(is_before.then_some(Stem::Rating)).filter(|_| is_beside && is_value)?;
    Some(if head.judge == Some(Stem::Axis) && word != Stem::Rating { Stem::Axis } else { word })
}

/// Whether a cell may hold a title or a name.
pub(super) fn names(value: &GridCell) -> bool {
    value.body == Body::Words && value.text.chars().filter(|it| it.is_alphabetic()).count() >= 2
}

/// `［KPI］農業産出額　（H25）1,233億円→…` -> the name between the bracket that says what it is and the first gap.
pub(super) fn named_indicator(printed: &Passage) -> Option<Passage> {
    const KINDS: [&str; 6] = ["KPI", "数値目標", "指標", "成果指標", "活動指標", "重要業績評価指標"];
    let text = printed.text();
    let start = text.find(['］', ']', '】'])?;
    let kind = fold(text[..start].trim_start_matches(['［', '[', '【', ' ', '　']));
    let start = start + text[start..].chars().next()?.len_utf8();
    let rest = text[start..].trim_start();
    let start = text.len() - rest.len();
    let end = rest.find([' ', '　', '\n']).unwrap_or(rest.len());
    let name = printed.slice(start..start + end);
    (KINDS.contains(&kind.as_str()) && !name.is_blank()).then_some(name)
}

/// `農産物の産出額　（H25）641億円→（H31）666億円` -> the name in front of the first gap that years and values follow.
pub(super) fn name_before_years(value: &GridCell) -> Option<Passage> {
    let text = value.printed.text().trim_start();
    let start = value.printed.text().len() - text.len();
    let gap = text.find(char::is_whitespace)?;
    let rest = text[gap..].trim_start();
    let is_year = rest.starts_with(['(', '（']) && rest.contains(char::is_numeric) && rest.contains(ARROWS);
    let name = value.printed.slice(start..start + gap);
    (is_year && name.text().chars().filter(|it| it.is_alphabetic()).count() >= 2).then_some(name)
}

/// The rating in the value beside its label.
pub(super) fn grade(label: &GridCell, value: &GridCell, known: &Known) -> Option<PrintedGrade> {
    let ticked = ticked_choice(value.printed);
    let is_known = read_grade(&value.text).or_else(|| read_number_grade(&value.text)).is_some()
        || is_choice(value.printed.text().trim());
    let ticked = ticked.or_else(|| before_reason(value).filter(|_| !is_known));
    let is_grade = is_known || ticked.is_some();
    let head = label.head.as_ref()?;
    is_grade.then(|| PrintedGrade {
        fiscal_year: head.fiscal_year(known.reported),
        judge: Judge::of(head.judge.map(|it| (it, label.text.clone()))),
        label: Some(label.text.clone()),
        ..PrintedGrade::new(ticked.unwrap_or_else(|| value.printed.trimmed()), value.source, value.rows.clone())
    })
}

/// The choice that is ticked in a cell that prints all, `□達成　■概ね達成　□未達成`, without what it means.
pub(super) fn ticked_choice(printed: &Passage) -> Option<Passage> {
    ticked(printed.text()).map(|it| first_word(&printed.slice(it)))
}

/// The grade in front of the reason for it: `中：効果は認められるが、宿泊につながっていない。`, `B：改善しつつ継続`.
fn before_reason(value: &GridCell) -> Option<Passage> {
    let text = value.printed.text();
    let at = text.find(['：', ':'])?;
    let (grade, reason) = (fold(&text[..at]), fold(&text[at..]));
    let is_reason = reason.chars().filter(|it| it.is_alphabetic()).count() >= 5;
    (is_reason && may_be_grade(&grade)).then(|| value.printed.slice(0..at).trimmed())
}

/// The grade in front of what it means: `A　上回る` -> `A`.
fn first_word(choice: &Passage) -> Passage {
    let choice = choice.trimmed();
    let end = choice.text().find(char::is_whitespace).unwrap_or(choice.text().len());
    choice.slice(0..end)
}

/// The letters of a choice, without what stands between them.
pub(in crate::report) fn choices(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|it| !"・/|,、 ".contains(*it) && !it.is_whitespace())
}

fn are_different(text: &str) -> bool {
    let letters: Vec<char> = choices(text).collect();
    letters.iter().enumerate().all(|(at, it)| !letters[..at].contains(it))
}

/// `A B C D` or `1・2・3`: all grades are printed, and one of them stands out.
pub(in crate::report) fn is_choice(text: &str) -> bool {
    let letters = || choices(text);
    // B+ and 10 are one grade.
    let is_parted = letters().count() < text.chars().count();
    letters().count() >= if is_parted { 2 } else { 3 }
        && are_different(text)
        && letters().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit() || "◎○△×".contains(it))
}
