//! What the lines over a table say of it: its year, its unit, what it is about, the measure that it belongs to.

use std::ops::Range;

use rust_decimal::Decimal;

use super::cells::{Stem, Vocabulary, head_facts};
use super::header_cell::{HeadYear, without_years};
use super::heading::departments;
use crate::base::FiscalYear;
use crate::layout::{Line, Passage, Table};
use crate::text::{UnitTable, fold, unit_of_line};

/// A line about a table stands at most this far above it, in em.
const CAPTION_GAP: f64 = 3.0;

/// A line that names what stands below is at most this long, in characters.
const MAX_HEADING: usize = 60;

/// Lines whose baselines differ by less than this, in em, stand side by side.
const SIDE_BY_SIDE: f64 = 0.5;

/// The title of a measure is at most this long, in characters.
const MAX_TITLE: usize = 50;

/// The lines right above a table, from the top down.
pub(super) fn lines_above<'a>(since: &[&'a Line], table: &Table) -> Vec<&'a Line> {
    let Some(place) = table.source() else { return Vec::new() };
    let is_right_above = |line: &&&Line| {
        let is_over = line.bbox.x0 < place.bbox.x1 && place.bbox.x0 < line.bbox.x1;
        let gap = place.bbox.y0 - line.bbox.y1;
        line.page == place.page && is_over && (-2.0..CAPTION_GAP * line.size).contains(&gap)
    };
    since.iter().filter(is_right_above).copied().collect()
}

/// `① 新規就農研修支援事業　【農林業振興課】` -> the title and the departments.
pub(super) fn title_with_departments(line: &Passage) -> Option<(Passage, Passage)> {
    let text = line.text().trim_end();
    // An item of a list below a title: ・合同点検の実施（学務課）
    if text.trim_start().starts_with(['・', '･', '－', '-']) {
        return None;
    }

    let (close, open) = [('】', '【'), ('）', '（'), (')', '('), ('〕', '〔'), ('］', '［'), (']', '[')]
        .into_iter()
        .find(|it| text.ends_with(it.0))?;
    let at = text.rfind(open)?;
    // （担当：情報政策課）
    let label = text[at..].find(['：', ':']).map(|it| at + it);
    let start = label.map_or(at + open.len_utf8(), |it| it + text[it..].chars().next().map_or(0, char::len_utf8));
    let inside = start..text.len() - close.len_utf8();
    let offices = departments(&text[inside.clone()]);
    let are_offices =
        !offices.is_empty() && offices.iter().all(|it| it.ends_with(['課', '室', '局', '部', '所', '館']));
    let title = named(line, 0..at).filter(|it| !it.text().contains('。') && it.text().chars().count() <= MAX_TITLE)?;
    let title = measure_title(&title).unwrap_or(title);
    are_offices.then(|| (title, line.slice(inside)))
}

/// `基本施策Ｇ１　確かな学力の向上を図ります` -> the title behind the word and the code of a measure.
pub(super) fn measure_title(line: &Passage) -> Option<Passage> {
    const WORDS: [&str; 8] = ["基本施策", "施策", "重点施策", "取組", "事業", "重点目標", "プロジェクト", "重点取組"];
    let text = line.text();
    let start = text.len() - text.trim_start().len();
    let word = WORDS.iter().find(|it| text[start..].starts_with(**it))?;
    let code = &text[start + word.len()..];
    let gap = code.find(char::is_whitespace)?;
    let is_code = (1..=6).contains(&code[..gap].chars().count())
        && code[..gap].chars().all(|it| it.is_alphanumeric() || "-－‐".contains(it));
    let title = line.slice(start + word.len() + gap..text.len()).trimmed();
    let is_title = is_code && !title.text().contains('。') && (3..=MAX_TITLE).contains(&title.text().chars().count());
    is_title.then_some(title)
}

/// Whether a line is the heading of a level of the plan: `基本目標１　…`, `第２章　…`.
pub(super) fn is_level(text: &str) -> bool {
    const WORDS: [&str; 22] = [
        "重点項目",
        "重点目標",
        "重点施策",
        "大項目",
        "中項目",
        "小項目",
        "推進項目",
        "取組方針",
        "戦略",
        "基本目標",
        "基本方針",
        "基本方向",
        "基本的方向",
        "基本施策",
        "政策",
        "施策",
        "施策の方向",
        "分野",
        "重点",
        "柱",
        "目標",
        "方針",
    ];
    let text = text.trim();
    let is_short = (4..=MAX_TITLE).contains(&text.chars().count()) && !text.contains(['。', '、', '…']);
    let word = WORDS.iter().filter(|it| text.starts_with(**it)).max_by_key(|it| it.len());
    let is_number =
        |it: char| it.is_numeric() || ('Ⅰ'..='ⅻ').contains(&it) || it.is_ascii_uppercase() || "(（".contains(it);
    let is_numbered = word.is_some_and(|it| text[it.len()..].starts_with(is_number));
    let is_chapter = text.starts_with('第')
        && text.chars().nth(1).is_some_and(char::is_numeric)
        && text.chars().take(5).any(|it| it == '章');
    is_short && text.contains(char::is_whitespace) && (is_numbered || is_chapter)
}

/// The year that a line right above a table names.
pub(super) fn caption_year(above: &[&Line]) -> Option<FiscalYear> {
    // The month in which a report was published is no year of its tables.
    let says_year = |it: &&str| ["年度", "現在", "時点", "末"].iter().any(|word| it.contains(word));
    let short = above.iter().map(|it| it.text.text()).filter(|it| it.chars().count() <= 40).filter(says_year);
    let mut years = short.filter_map(|it| match without_years(&fold(it)).1 {
        HeadYear::One(year) => Some(year),
        _ => None,
    });
    years.next_back()
}

/// The role that the line right above a table gives its values, where that says nothing else: 【実績値】, ◆実績, ■実施状況.
pub(super) fn caption_role(above: &[&Line], vocabulary: &Vocabulary) -> Option<Stem> {
    let (last, others) = above.split_last()?;
    // Several words side by side are heads: 実績値 and 目標値 over years.
    if others.iter().any(|it| (it.baseline - last.baseline).abs() < SIDE_BY_SIDE * last.size) {
        return None;
    }
    let text = last.text.text();
    let bare = text.trim().trim_matches(|it: char| !it.is_alphanumeric());
    let facts = head_facts(bare, vocabulary)?;
    if facts.year != HeadYear::None {
        return None;
    }
    // What was done, year by year, is what came of it.
    let done = (facts.word == Some(Stem::Progress)).then_some(Stem::Actual);
    facts.role.filter(|it| facts.word == Some(*it)).or(done)
}

/// The unit that the one line above a table gives, unless it multiplies the figures.
pub(super) fn unit_of_captions(captions: &[Passage], units: &UnitTable) -> Option<Passage> {
    let mut lines = captions.iter().filter_map(|it| Some((it, unit_of_line(it.text(), units)?)));
    let (line, unit) = lines.next().filter(|it| lines.next().is_none() && it.1.factor == Decimal::ONE)?;
    unit.unit.and(printed_unit(line))
}

/// The unit of money that the one line above a table gives, whatever it multiplies by: `（単位：千円）`.
pub(super) fn money_of_captions(captions: &[Passage], units: &UnitTable) -> Option<Passage> {
    let mut lines = captions.iter().filter_map(|it| Some((it, unit_of_line(it.text(), units)?)));
    let (line, unit) = lines.next().filter(|_| lines.next().is_none())?;
    let is_money = unit.unit.is_some_and(|it| it.dimension == "money");
    is_money.then(|| printed_unit(line)).flatten()
}

/// `（単位：千円）` -> 千円.
fn printed_unit(line: &Passage) -> Option<Passage> {
    let at = line.text().find("単位")?;
    let start = line.text()[at..].find([':', '：', '　', ' ']).map(|it| at + it)?;
    let rest = line.text()[start..].trim_start_matches([':', '：', '　', ' ']);
    let end = rest.find(['）', ')', '】', ']', '］', '〕']).unwrap_or(rest.len());
    let start = line.text().len() - rest.len();
    Some(line.slice(start..start + end))
}

/// A line without the mark in front: `■ 窓口の電子化`.
pub(super) fn without_mark(line: &Passage) -> Passage {
    let text = line.text();
    let rest = text.trim_start_matches(|it: char| it.is_whitespace() || "■●○◎◆◇□★▼▽▶▷◎".contains(it));
    line.slice(text.len() - rest.len()..text.len()).trimmed()
}

/// What the line right above a table names: the text before its unit, without its number. Prose names nothing.
pub(super) fn heading(above: &[&Line]) -> Option<Passage> {
    let names = |it: &&&Line| {
        let text = it.text.text();
        let is_aside = text.trim_start().starts_with(['(', '（', '※']) && !is_numbered_heading(text);
        !text.contains('。') && !is_aside && text.chars().count() <= MAX_HEADING
    };
    let line = above.iter().rev().find(names)?;
    let text = line.text.text();
    let end = text
        .find("単位")
        .map_or(text.len(), |at| text[..at].trim_end_matches(['（', '(', '【', '［', '[', ' ', '　']).len());
    let name = without_label(&named(&line.text, 0..end)?);
    // A year alone is none.
    let (rest, _) = without_years(&fold(name.text()));
    if rest.chars().filter(|it| it.is_alphabetic()).count() < 2 {
        return None;
    }
    (name.text().chars().filter(|it| it.is_alphabetic()).count() >= 2).then_some(name)
}

/// `（１）ふれあいサロンの推進`, `2. 広報`, `③ 会議の開催`: the number and the title of what stands below.
pub(super) fn numbered_title(line: &Passage) -> Option<(Passage, Passage)> {
    let text = line.text();
    let trimmed = text.trim_start();
    let start = text.len() - trimmed.len();
    let inside = trimmed.trim_start_matches(['(', '（']);
    let behind = inside.trim_start_matches(|it: char| it.is_numeric());
    let number = text.len() - inside.len()..text.len() - behind.len();
    if number.is_empty() || number.end - start > 12 {
        return None;
    }

    let rest = behind.trim_start_matches([')', '）', '.', '．', ' ', '　']);
    let is_parted = rest.len() < behind.len() || text[number.clone()].contains(|it: char| ('①'..='⑳').contains(&it));
    let title = line.slice(text.len() - rest.len()..text.len()).trimmed();
    let is_title = !title.text().contains(['。', '、'])
        && (3..=MAX_TITLE).contains(&title.text().chars().count())
        && title.text().starts_with(|it: char| it.is_alphabetic() || "「『".contains(it));
    (is_parted && is_title).then(|| (line.slice(number), title))
}

/// `（１）利用者支援事業`: a number in brackets and words behind it.
fn is_numbered_heading(text: &str) -> bool {
    let Some(rest) = text.trim_start().strip_prefix(['(', '（']) else { return false };
    let behind = rest.trim_start_matches(|it: char| it.is_numeric());
    let digits = rest[..rest.len() - behind.len()].chars().count();
    (1..=2).contains(&digits)
        && behind.strip_prefix([')', '）']).is_some_and(|it| it.trim_start().starts_with(char::is_alphabetic))
}

/// `KPI②　児童クラブの定員`, `数値目標1：出生数` -> the name behind the label that numbers it.
fn without_label(name: &Passage) -> Passage {
    const LABELS: [&str; 8] =
        ["重要業績評価指標", "数値目標", "成果指標", "活動指標", "評価指標", "指標", "KPI", "ＫＰＩ"];
    let text = name.text();
    let numbered = LABELS.iter().find_map(|it| text.strip_prefix(it));
    let number = |it: char| it.is_numeric() || ('①'..='⑳').contains(&it);
    let gap = |it: char| it.is_whitespace() || "：:．.".contains(it);
    let rest = numbered.map(|it| it.trim_start_matches(number));
    let is_label = rest.zip(numbered).is_some_and(|(rest, all)| rest.starts_with(gap) || rest.len() < all.len());
    match rest.map(|it| it.trim_start_matches(gap)).filter(|it| is_label && it.contains(char::is_alphabetic)) {
        Some(rest) => name.slice(text.len() - rest.len()..text.len()),
        None => name.clone(),
    }
}

/// A part of a line without the number or mark in front; `None` where no words are left.
fn named(line: &Passage, range: Range<usize>) -> Option<Passage> {
    let text = &line.text()[range.clone()];
    let numbered = |it: char| it.is_numeric() || it.is_whitespace() || "■●○◎◆◇□★・.．)）(（-－".contains(it);
    let start = range.start + text.len() - text.trim_start_matches(numbered).len();
    let name = (start < range.end).then(|| line.slice(start..range.end).trimmed())?;
    (name.text().chars().filter(|it| it.is_alphabetic()).count() >= 2).then_some(name)
}
