//! Lines of a text that follow an indicator: `・受診率　目標45.0％／実績46.8％（達成率104.0％）`.

use std::ops::Range;

use super::Known;
use super::arrows::{ARROWS, between_arrows};
use super::cell::GridCell;
use super::columns::role_of;
use super::entry::Entry;
use super::values::year_alone;
use crate::base::FiscalYear;
use crate::layout::Passage;
use crate::report::cells::{Body, body, head_facts};
use crate::report::{Place, Reading, Role};
use crate::text::fold;

/// A name is at most this long, in characters.
const MAX_NAME: usize = 45;

/// The words that say a role in a line, the longest first.
const ROLES: [(&str, Role); 9] = [
    ("目標値", Role::Target),
    ("実績値", Role::Actual),
    ("基準値", Role::Baseline),
    ("計画値", Role::Target),
    ("現状値", Role::Actual),
    ("目標", Role::Target),
    ("実績", Role::Actual),
    ("計画", Role::Target),
    ("基準", Role::Baseline),
];

/// A value is at most this long, in bytes.
const MAX_VALUE: usize = 36;

/// Marks before and behind a name, a role or a value.
const MARKS: [char; 24] = [
    '・', '○', '●', '◆', '◇', '■', '□', '-', '－', '—', ' ', '　', ':', '：', '／', '/', '、', ',', '，', '＝', '=',
    '\n', '→', '⇒',
];

/// The indicators that lines of a text follow: a line names one and gives its target and its actual.
pub(super) fn followed_lines(text: &Passage) -> Vec<Entry> {
    let printed = text.text();
    if ["目標", "計画"].iter().all(|it| !printed.contains(it)) || !printed.contains("実績") {
        return Vec::new();
    }
    // Lines of one paragraph are joined: their marks stand behind a gap.
    let mut starts = vec![0];
    let mut before = ' ';
    for (at, it) in printed.char_indices() {
        // 【実績】 behind the last line is the label of what follows.
        if before == '\n' || it == '【' || before.is_whitespace() && "・○●◆◇■□".contains(it) {
            starts.push(at);
        }
        before = it;
    }
    starts.push(printed.len());
    starts.windows(2).filter_map(|it| followed_line(&text.slice(it[0]..it[1]))).collect()
}

/// The labels in front of the name of an indicator.
const INDICATORS: [&str; 5] = ["指標", "成果指標", "活動指標", "KPI", "数値目標"];

/// `KPI　電子申請の利用率`, `成果指標：受講者数` -> the name, where nothing else stands in the line.
pub(super) fn indicator_line(line: &Passage) -> Option<Passage> {
    let text = line.text();
    let end = text.trim_start_matches(MARKS).find(['：', ':', ' ', '　'])?;
    let start = text.len() - text.trim_start_matches(MARKS).len();
    if !INDICATORS.contains(&fold(&text[start..start + end]).as_str()) || !role_places(text).is_empty() {
        return None;
    }

    let name = trimmed(text, start + end..text.len());
    let letters = text[name.clone()].chars().filter(|it| it.is_alphabetic()).count();
    (letters >= 2 && name.len() <= 3 * MAX_NAME && !text[name.clone()].contains('。')).then(|| line.slice(name))
}

/// The values of an indicator in the line below its name: `R5目標：40％　R5実績：43.2％`.
pub(super) fn followed_below(name: &Passage, line: &Passage) -> Option<Entry> {
    let text = line.text();
    let first = role_places(text).first()?.0.start;
    let before = without_year_behind(text, first).0;
    let readings = role_readings(line).filter(|_| text[..before].trim_matches(MARKS).is_empty())?;
    Some(Entry { indicator: Some(name.clone()), readings, ..Entry::default() })
}

fn followed_line(line: &Passage) -> Option<Entry> {
    let text = line.text();
    let places = role_places(text);
    let first = places.first()?.0.start;
    let first = without_year_behind(text, first).0;
    // 指標：受診率 目標…, KPI　受診率　R5目標…, 【指標】受診率 目標…
    let label = text[..first].find(['：', ':', ' ', '　', '】']);
    let label = label.map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    let is_label = INDICATORS.contains(&fold(text[..label].trim().trim_matches(['：', ':', '【', '】'])).as_str());
    let name = trimmed(text, if is_label { label } else { 0 }..first);
    let letters = text[name.clone()].chars().count();
    let is_name = (2..=MAX_NAME).contains(&letters) && !text[name.clone()].contains('。');
    let readings = role_readings(line).filter(|_| is_name)?;
    Some(Entry { indicator: Some(line.slice(name)), readings, ..Entry::default() })
}

/// The values behind the roles of a line, where one is a target and one an actual.
fn role_readings(line: &Passage) -> Option<Vec<Reading>> {
    let text = line.text();
    let places = role_places(text);
    let mut readings = Vec::new();
    for (at, (place, role)) in places.iter().enumerate() {
        let end = places.get(at + 1).map_or(text.len(), |it| without_year_behind(text, it.0.start).0);
        let (start, behind) = bracketed_year(text, place.end);
        let value = value(text, start..end)?;
        let reading = Reading::of_the_report(*role, Place::Cell, line.slice(value));
        readings.push(match without_year_behind(text, place.start).1.or(behind) {
            Some(year) => {
                Reading { fiscal_year: Some(year), is_about_document: false, year_place: Place::Cell, ..reading }
            }
            None => reading,
        });
    }
    let has = |role: Role| readings.iter().filter(|it| it.role == role).count() == 1;
    (has(Role::Target) && has(Role::Actual)).then_some(readings)
}

/// The year in brackets behind a role, R2 in `基準値（R2）55.1％`, and where its value begins.
fn bracketed_year(text: &str, at: usize) -> (usize, Option<FiscalYear>) {
    let inside = text[at..].strip_prefix(['（', '(']).and_then(|it| it.split_once(['）', ')']));
    match inside.and_then(|(year, rest)| Some((text.len() - rest.len(), year_alone(year)?))) {
        Some((start, year)) => (start, Some(year)),
        None => (at, None),
    }
}

/// The year in front of the role at `end`, `R5` in `R5目標：240手続`, and where it begins; `end` where there is none.
fn without_year_behind(text: &str, end: usize) -> (usize, Option<FiscalYear>) {
    let before = text[..end].trim_end();
    let is_year = |it: char| it.is_numeric() || "RHSＲＨＳ令和平成昭元年度.".contains(it);
    let start = before.trim_end_matches(is_year).len();
    match year_alone(&before[start..]) {
        Some(year) => (start, Some(year)),
        None => (end, None),
    }
}

/// `計画値 → 実績値｜60日 → 64日`: as many values as roles, arrows between them; `None` for other pairs of cells.
pub(super) fn by_arrows(label: &GridCell, value: &GridCell, known: &Known) -> Option<Vec<Reading>> {
    let roles: Vec<Role> = label
        .text
        .split(ARROWS)
        .map(|it| head_facts(it, &known.vocabulary).and_then(|it| it.role).map(role_of))
        .collect::<Option<_>>()?;
    let values = between_arrows(value.printed);
    // 60日 stands below the role of a value: it is no date.
    let is_value = |it: &Passage| {
        let text = fold(it.text());
        body(&text) == Body::Missing
            || text.len() <= MAX_VALUE
                && text.trim_start_matches(['▲', '△', '-', '約']).starts_with(|it: char| it.is_ascii_digit())
    };
    let are_values = values.iter().all(is_value);
    if roles.len() < 2 || values.len() != roles.len() || !are_values {
        return None;
    }

    let reading = |(role, printed)| Reading::of_the_report(role, Place::Row, printed);
    Some(roles.into_iter().zip(values).map(reading).collect())
}

/// Where words of roles stand in a line, from left to right.
fn role_places(text: &str) -> Vec<(Range<usize>, Role)> {
    let mut places = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].chars().next() {
        match ROLES.iter().find(|(word, _)| text[at..].starts_with(word)) {
            Some((word, role)) => {
                places.push((at..at + word.len(), *role));
                at += word.len();
            }
            None => at += next.len_utf8(),
        }
    }
    places
}

/// The value behind a role, up to a bracket or the next mark; `None` where something else stands there.
fn value(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let range = trimmed(text, range);
    let end = text[range.clone()].find(['（', '(', '／', '/', '、', '【']).map_or(range.end, |at| range.start + at);
    let value = trimmed(text, range.start..end);
    (body(&fold(&text[value.clone()])) == Body::Figure).then_some(value)
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let inside = &text[range.clone()];
    let start = range.start + inside.len() - inside.trim_start_matches(MARKS).len();
    let length = inside.trim_matches(MARKS).len();
    start..start + length
}
