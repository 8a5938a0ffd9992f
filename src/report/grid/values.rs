//! The values of a cell, each fact from the nearest place that says it: the cell, its row, its column, the line above.

use super::Known;
use super::cell::GridCell;
use super::columns::role_of;
use super::heads::Chain;
use super::role_labels::{RoleValue, role_values};
use crate::base::FiscalYear;
use crate::layout::Passage;
use crate::report::cells::{Body, HeadFacts, Stem, body, head_facts};
use crate::report::header_cell::{HeadYear, without_years};
use crate::report::{Place, Reading, Role};
use crate::text::fold;

/// Longer labels in front of a value are prose, in characters.
const MAX_PART: usize = 16;

/// What is said of a value outside its cell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said<'a> {
    /// By the heads over it.
    pub chain: &'a Chain,
    /// The role of its column.
    pub role: Option<Role>,
    /// By the cell of its row in the column of roles; `None` where there is no such column.
    pub row: Option<Option<&'a HeadFacts>>,
    /// The year in the column of years beside it.
    pub paired: Option<FiscalYear>,
    /// By the line above the table, where that may be its year.
    pub caption: Option<FiscalYear>,
    /// By the cell above it within its row's name: 2021年度 over 1,702.
    pub above: Option<FiscalYear>,
    /// The unit in the cell right of it, below the same head.
    pub unit: Option<&'a str>,
}

/// The values in a cell with the parts that they are about; none where two places disagree.
pub(super) fn readings(cell: &GridCell, said: Said, known: &Known) -> Vec<(Option<String>, Reading)> {
    if let Some(values) = role_values(cell.printed, known) {
        let of_role = |it: RoleValue| {
            let said = Said { role: Some(it.role), row: None, ..said };
            let read = reading(it.printed, said, it.fiscal_year, 1, known)?;
            Some((None, Reading { role_place: Place::Cell, ..read }))
        };
        return values.into_iter().filter_map(of_role).collect();
    }
    let roles = said.chain.line_roles.as_slice();
    if let Some(lines) = by_lines(cell.printed, roles) {
        let line = |(role, printed): (Role, Passage)| {
            Some((None, reading(printed, Said { role: Some(role), row: None, ..said }, None, 1, known)?))
        };
        return lines.into_iter().filter_map(line).collect();
    }
    // Of a year to come only the target is known.
    let is_to_come = said.chain.year.zip(known.reported).is_some_and(|(year, reported)| year > reported);
    if !roles.is_empty() && roles.contains(&Role::Target) && is_to_come {
        let said = Said { role: Some(Role::Target), row: None, ..said };
        return reading(cell.printed.trimmed(), said, None, 1, known).map(|it| (None, it)).into_iter().collect();
    }
    if let Some((value, bracketed, role)) = in_brackets(cell.printed, said, known) {
        let of_role = |printed, role| reading(printed, Said { role: Some(role), row: None, ..said }, None, 1, known);
        let found = [of_role(value, said.role.unwrap_or(Role::Actual)), of_role(bracketed, role)];
        return found.into_iter().flatten().map(|it| (None, it)).collect();
    }

    if let (Some(inside), Some(role)) = (whole_in_brackets(cell.printed), known.brackets) {
        let of_role = Said { role: Some(role), row: None, ..said };
        return reading(inside, of_role, None, 1, known).map(|it| (None, it)).into_iter().collect();
    }

    let has_sums = said.chain.has_sums || said.row.flatten().is_some_and(|it| it.has_sums);
    if let Some(value) = before_sum(cell.printed).filter(|_| has_sums) {
        return reading(value, said, None, cell.rows.len(), known).map(|it| (None, it)).into_iter().collect();
    }
    match pieces(cell.printed) {
        Some(pieces) => {
            let reading = |it: Piece| Some((it.part, reading(it.printed, said, it.year, cell.rows.len(), known)?));
            pieces.into_iter().filter_map(reading).collect()
        }
        None => reading(cell.printed.trimmed(), said, None, cell.rows.len(), known)
            .map(|it| (None, it))
            .into_iter()
            .collect(),
    }
}

fn reading(printed: Passage, said: Said, own: Option<FiscalYear>, rows: usize, known: &Known) -> Option<Reading> {
    let Said { chain, paired, .. } = said;
    let role = role(said, rows)?;
    let is_role_of_row =
        said.row.flatten().and_then(|it| it.word).is_some_and(Stem::is_role) && said.role != Some(role);
    let row_year = said.row.flatten().and_then(|it| it.fiscal_year(known.reported));
    let year = match (row_year, chain.year) {
        (Some(row_year), Some(year)) if row_year != year => return None,
        (row_year, year) => own.or(said.above).or(row_year).or(year).or(paired),
    };
    let says_role = chain.role.is_some() || said.row.flatten().and_then(|it| it.word).is_some_and(Stem::is_role);
    // A year to come has no actual, unless a word says that it is one: which year is reported on may be misjudged.
    let is_to_come = year.zip(known.reported).is_some_and(|(year, reported)| year > reported);
    if role == Role::Actual && is_to_come && !says_role {
        return None;
    }
    let says_nothing = year.is_none() && !chain.is_of_several;
    // Two columns that nothing but a year tells apart are not both of the year of the caption, or of the report.
    let is_of_report = (role == Role::Actual || chain.is_of_the_year) && !chain.has_twin;
    let may_be_captioned = role == Role::Actual || role == Role::Target && said.caption.is_some();
    let may_be_captioned = may_be_captioned && !chain.has_twin;
    let caption = known.caption.filter(|_| says_nothing && may_be_captioned);
    Some(Reading {
        role,
        fiscal_year: year.or(caption),
        is_about_document: says_nothing && caption.is_none() && is_of_report,
        printed,
        unit: chain.unit.clone().or_else(|| said.unit.map(str::to_owned)),
        role_place: if is_role_of_row { Place::Row } else { Place::Head },
        year_place: match () {
            () if own.is_some() => Place::Cell,
            () if said.above.is_some() => Place::Row,
            () if row_year.is_some() || chain.year.is_none() && paired.is_some() => Place::Row,
            () if says_nothing && caption.is_some() => Place::Caption,
            () => Place::Head,
        },
    })
}

/// The role of a value: that of its row, but the base year keeps its own; `None` where row and column disagree.
fn role(said: Said, rows: usize) -> Option<Role> {
    let Some(row) = said.row else { return said.role };
    // 実績額 below 計画額 is what came of it; elsewhere it is what the work cost.
    let word = row.and_then(|it| if it.word == Some(Stem::Money) && it.has_sums { it.role } else { it.word });
    match word.filter(|it| it.is_role()) {
        Some(word) => match (said.role, role_of(word)) {
            (Some(Role::Baseline), _) => said.role,
            (Some(Role::Target), Role::Actual) | (Some(Role::Actual), Role::Target) => None,
            (_, row_role) => Some(row_role),
        },
        // A kind that is no role (達成率), or that nobody knows, leaves open what the value is.
        None => said.role.filter(|_| rows > 1),
    }
}

/// The values of a cell with as many lines as the cell of its part, or its name, has: 男性 over 女性 beside 68.3％ over 74.2％.
pub(super) fn by_part_lines(cell: &GridCell, parts: &[String]) -> Option<Vec<(String, Passage)>> {
    let lines = cell.printed.lines();
    if parts.len() < 2 || lines.len() != parts.len() {
        return None;
    }
    let values: Vec<Passage> = lines.into_iter().map(|it| cell.printed.slice(it).trimmed()).collect();
    values.iter().all(|it| is_value(it.text())).then(|| parts.iter().cloned().zip(values).collect())
}

/// The value in a line of a cell.
pub(super) fn line_reading(printed: Passage, said: Said, known: &Known) -> Option<Reading> {
    reading(printed, said, None, 1, known)
}

/// One of several values in a cell.
#[derive(Debug, PartialEq)]
struct Piece {
    part: Option<String>,
    year: Option<FiscalYear>,
    printed: Passage,
    /// Whether it may be the only one of its cell: one word and a gap in front of one value may say anything, 約 30人.
    is_enough: bool,
}

/// The values of a cell that has one a line, each with its year (`令和４年度 35.6%`) or its part (`男性：46.9%`) in front; a last line
/// may give the year of them all. `None` for other cells.
fn pieces(printed: &Passage) -> Option<Vec<Piece>> {
    let mut lines: Vec<Passage> = printed.lines().into_iter().map(|it| printed.slice(it).trimmed()).collect();
    let shared = lines.last().and_then(|it| year_alone(it.text())).filter(|_| lines.len() > 1);
    if shared.is_some() {
        lines.pop();
    }
    let mut pieces = lines.iter().map(piece).collect::<Option<Vec<Piece>>>()?;
    let says_more = pieces.iter().all(|it| it.part.is_some() || it.year.is_some());
    for piece in &mut pieces {
        piece.year = piece.year.or(shared);
    }
    let are_enough = pieces.len() > 1 || pieces.iter().all(|it| it.is_enough);
    (says_more && are_enough).then_some(pieces)
}

/// Whether a cell holds several values, or one with its part in front.
pub(super) fn holds_several(printed: &Passage) -> bool {
    pieces(printed).is_some()
}

fn piece(line: &Passage) -> Option<Piece> {
    let text = line.text();
    if let Some((at, colon)) = text.char_indices().find(|(_, it)| matches!(it, ':' | '：')) {
        let part = text[..at].trim();
        let printed = line.slice(at + colon.len_utf8()..text.len()).trimmed();
        let is_part = !part.is_empty() && part.chars().count() <= MAX_PART && is_value(printed.text());
        let year = year_alone(part);
        let part = Some(part.to_owned()).filter(|_| year.is_none());
        let is_enough = part.is_some();
        return is_part.then_some(Piece { part, year, printed, is_enough });
    }

    // 令和４年度　35.6%
    let at = text.find(char::is_whitespace).or_else(|| text.find("年度").map(|at| at + "年度".len()))?;
    // What is to be reached by a year is of no other.
    let is_due = text[at..].starts_with("までに");
    let rest = text[at..].trim_start_matches("までに").trim_start_matches(['は', ' ', '　']);
    let printed = line.slice(text.len() - rest.len()..text.len()).trimmed();
    if let Some(year) = year_alone(&text[..at]).filter(|_| is_value(printed.text())) {
        return Some(Piece { part: None, year: Some(year), printed, is_enough: is_due });
    }
    behind_part(line)
}

/// `男性　66.2％`, `20歳代 女性 61.8％`: the value behind the last gap, and the part in front of it.
fn behind_part(line: &Passage) -> Option<Piece> {
    let text = line.text();
    let (at, gap) = text.char_indices().rfind(|(_, it)| it.is_whitespace())?;
    let part = text[..at].trim();
    let printed = line.slice(at + gap.len_utf8()..text.len()).trimmed();
    let is_part = part.chars().count() <= MAX_PART
        && part.starts_with(char::is_alphanumeric)
        && part.chars().filter(|it| it.is_alphabetic()).count() >= 2
        && !part.contains(['。', '、', '%', '％'])
        && body(&fold(part)) == Body::Words;
    let is_piece = is_part && is_value(printed.text());
    let part = Some(part.to_owned());
    is_piece.then_some(Piece { part, year: None, printed, is_enough: false })
}

pub(super) fn is_value(text: &str) -> bool {
    matches!(body(&fold(text)), Body::Figure | Body::Missing)
}

/// The year of a text that is nothing but a year, with or without brackets.
pub(super) fn year_alone(text: &str) -> Option<FiscalYear> {
    let (rest, year) = without_years(&fold(text));
    match year {
        HeadYear::One(year) if !rest.chars().any(char::is_alphanumeric) => Some(year),
        _ => None,
    }
}

/// The values of a cell below a head with a role a line, 目標値 over 実績値, where the cell has as many lines.
fn by_lines(printed: &Passage, roles: &[Role]) -> Option<Vec<(Role, Passage)>> {
    let lines = printed.lines();
    if roles.len() < 2 || lines.len() != roles.len() {
        return None;
    }
    let values: Vec<Passage> = lines.into_iter().map(|it| printed.slice(it).trimmed()).collect();
    values.iter().all(|it| is_value(it.text())).then(|| roles.iter().copied().zip(values).collect())
}

/// `265（475）` -> 265: the brackets hold the sum of all years.
fn before_sum(printed: &Passage) -> Option<Passage> {
    Some(value_and_bracketed(printed)?.0)
}

/// `288.7（300.0）` where the report says that brackets hold targets: the value, the one in brackets, and what that is.
fn in_brackets(printed: &Passage, said: Said, known: &Known) -> Option<(Passage, Passage, Role)> {
    let role = known.brackets.filter(|it| Some(*it) != said.role && said.role != Some(Role::Baseline))?;
    let (value, bracketed) = value_and_bracketed(printed)?;
    Some((value, bracketed, role))
}

/// `(1,950)` -> 1,950.
fn whole_in_brackets(printed: &Passage) -> Option<Passage> {
    let text = printed.text().trim();
    let inside = text.strip_prefix(['(', '（'])?.strip_suffix([')', '）'])?;
    let start = printed.text().find(inside)?;
    is_value(inside).then(|| printed.slice(start..start + inside.len()).trimmed())
}

/// A value and another one in brackets behind or below it.
fn value_and_bracketed(printed: &Passage) -> Option<(Passage, Passage)> {
    let text = printed.text().trim_end();
    let open = text.rfind(['(', '（'])?;
    let width = |it: Option<char>| it.map_or(0, char::len_utf8);
    let inside = open + width(text[open..].chars().next())..text.len() - width(text.chars().next_back());
    let (value, bracketed) = (printed.slice(0..open).trimmed(), printed.slice(inside).trimmed());
    (text.ends_with([')', '）']) && is_value(bracketed.text()) && is_value(value.text())).then_some((value, bracketed))
}

/// The roles of a head that has one a line, from the top: 見込量 over 実績, with or without the year above them; `上段：目標　下段：実績`
/// may stand in one line.
pub(super) fn line_roles(head: &GridCell, known: &Known) -> Vec<Role> {
    let text = head.printed.text();
    let lines: Vec<&str> = match (text.find("上段"), text.find("下段")) {
        (Some(upper), Some(lower)) if upper < lower => vec![&text[upper..lower], &text[lower..]],
        _ => head.printed.lines().into_iter().map(|it| &text[it]).collect(),
    };
    let facts: Option<Vec<HeadFacts>> = lines.into_iter().map(|it| head_facts(it, &known.vocabulary)).collect();
    let roles: Vec<Role> = facts.into_iter().flatten().filter_map(|it| it.role).map(role_of).collect();
    if roles.len() == 2 && roles[0] != roles[1] { roles } else { Vec::new() }
}
