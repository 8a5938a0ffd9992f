//! Header words -> columns: which column of an indicator table holds what, whatever its place.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::compact::Compact;
use super::pattern::fiscal_year;
use super::profile::{Head, IndicatorForm};
use crate::base::FiscalYear;
use crate::layout::{Cell, Table};
use crate::text::{ItemKind, Time, UnitTable, scan};

/// Header texts are at most this long, in characters: longer ones are prose.
const MAX_HEADER: usize = 40;

/// The columns that a header names.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Heads {
    /// From left to right.
    pub columns: Vec<Column>,
    /// The row behind the header.
    pub end: usize,
    /// x of the column boundaries of its table.
    pub boundaries: Vec<f64>,
    /// Words of columns that the form does not know.
    pub unknown: Vec<String>,
}

/// A column of an indicator table.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column {
    /// The grid columns below its header.
    pub range: Range<usize>,
    /// What it holds; `None` where its header is a year alone, and its rows say what they hold.
    pub head: Option<Head>,
    pub year: HeadYear,
    /// The unit printed in the header.
    pub unit: Option<String>,
}

/// The year that a header prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum HeadYear {
    #[default]
    None,
    One(FiscalYear),
    /// Several years or a part of one: the values are about none of them alone.
    Several,
}

/// What one header cell says.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Meaning {
    pub head: Option<Head>,
    pub year: HeadYear,
    pub unit: Option<String>,
}

impl Heads {
    /// The first column that holds this.
    pub fn column(&self, head: Head) -> Option<&Column> {
        self.columns.iter().find(|it| it.head == Some(head))
    }

    /// Share of the columns whose words are known.
    pub fn known_share(&self) -> f64 {
        (self.columns.len().saturating_sub(self.unknown.len())) as f64 / self.columns.len().max(1) as f64
    }

    /// Columns whose cells may hold values.
    pub fn value_columns(&self) -> impl Iterator<Item = &Column> {
        let has_kind = self.column(Head::Kind).is_some();
        self.columns.iter().filter(move |it| matches!(it.head, Some(Head::Value(_))) || it.head.is_none() && has_kind)
    }
}

/// The columns that the header beginning in `row` names; `None` where none begins there.
///
/// A header has a column of names and one of values at least. It may have several levels: a column is what the lowest level
/// says, in the year of the lowest that prints one. A column with a word that nobody knows is left out.
pub(super) fn heads(table: &Table, row: usize, form: &IndicatorForm) -> Option<Heads> {
    if !table.row(row).any(|cell| names_indicators(cell.text.text(), form)) {
        return None;
    }
    let end = header_end(table, row, form);
    let mut columns: Vec<Column> = Vec::new();
    let mut stacks: Vec<Vec<*const Cell>> = Vec::new();
    let mut last_year = None;
    let mut unknown = Vec::new();
    for column in 0..table.column_count() {
        let cells = stack(table, row..end, column);
        let key: Vec<*const Cell> = cells.iter().map(|it| std::ptr::from_ref(*it)).collect();
        if stacks.last() == Some(&key)
            && let Some(last) = columns.last_mut()
        {
            last.range.end = column + 1;
            continue;
        }
        let combined = combine(&cells, form, &mut last_year).unwrap_or_else(|| {
            let words: Vec<String> = cells.iter().map(|it| Compact::new(it.text.text()).text).collect();
            unknown.extend(Some(words.join("/")).filter(|it| it.chars().any(char::is_alphanumeric)));
            Meaning { head: Some(Head::Other), ..Meaning::default() }
        });
        columns.push(Column {
            range: column..column + 1,
            head: combined.head,
            year: combined.year,
            unit: combined.unit,
        });
        stacks.push(key);
    }
    let mut found = Heads { columns, end, boundaries: table.boundaries.clone(), unknown };
    if found.column(Head::Kind).is_none() {
        for column in found.columns.iter_mut().filter(|it| it.head.is_none()) {
            column.head = form.bare_year.map(Head::Value);
        }
    }
    let is_header = found.column(Head::Indicator).is_some() && found.value_columns().next().is_some();
    is_header.then_some(found)
}

/// The row behind the header: below its merged cells, and below further rows that hold header words only.
fn header_end(table: &Table, row: usize, form: &IndicatorForm) -> usize {
    let known = table.row(row).filter(|it| meaning(it.text.text(), form).is_some());
    let mut end = known.map(|it| it.row + it.row_span).max().unwrap_or(row + 1);
    let names: Vec<&Cell> = table.row(row).filter(|it| names_indicators(it.text.text(), form)).collect();
    while end < table.row_count {
        let cells: Vec<&Cell> = table.row(end).filter(|it| !it.text.is_blank()).collect();
        let is_level = |cell: &&Cell| {
            meaning(cell.text.text(), form)
                .is_some_and(|it| it.head.is_none() || matches!(it.head, Some(Head::Value(_))))
                && !names.iter().any(|name| name.row_span > 1 && overlaps(name, cell))
        };
        if cells.is_empty() || !cells.iter().all(is_level) {
            break;
        }
        end += 1;
    }
    end
}

fn overlaps(name: &Cell, cell: &Cell) -> bool {
    name.column < cell.column + cell.column_span && cell.column < name.column + name.column_span
}

/// The cells above each other in a column of the header, each once.
fn stack(table: &Table, rows: Range<usize>, column: usize) -> Vec<&Cell> {
    let mut cells: Vec<&Cell> = Vec::new();
    for cell in rows.filter_map(|row| table.cell(row, column)) {
        if !cells.iter().any(|it| std::ptr::eq(*it, cell)) {
            cells.push(cell);
        }
    }
    cells
}

/// What the levels of a header say together. `last_year` is the year of the column to the left.
///
/// `None` where a level holds an unknown word, or nothing is said.
fn combine(cells: &[&Cell], form: &IndicatorForm, last_year: &mut Option<FiscalYear>) -> Option<Meaning> {
    let mut combined = Meaning::default();
    for cell in cells.iter().filter(|it| !it.text.is_blank()) {
        let text = cell.text.text();
        let found = meaning(text, form).or_else(|| bare_year(text, *last_year, form));
        let found = found?;
        match found.head {
            None | Some(Head::Group) => {}
            head => combined.head = head,
        }
        if found.year != HeadYear::None {
            combined.year = found.year;
        }
        combined.unit = found.unit.or(combined.unit);
    }
    if let HeadYear::One(year) = combined.year {
        *last_year = Some(year);
    }
    // Words that group other headers, with none below, say nothing.
    (combined.head.is_some() || combined.year != HeadYear::None).then_some(combined)
}

/// Whether a cell heads the column of names. Cheap, for every cell of a document is asked.
fn names_indicators(text: &str, form: &IndicatorForm) -> bool {
    if text.len() > 4 * MAX_HEADER || !text.contains(char::is_alphabetic) {
        return false;
    }
    let compact = Compact::new(text);
    let is_name = |word: &str| form.words.get(word) == Some(&Head::Indicator);
    is_name(&compact.text)
        || without_unit(&compact.text).is_some_and(|(word, _)| is_name(word))
        || form.patterns.iter().any(|(head, it)| *head == Head::Indicator && it.whole(&compact).is_some())
}

/// What a header cell says; `None` where it holds a word that the form does not know, or nothing.
pub(super) fn meaning(text: &str, form: &IndicatorForm) -> Option<Meaning> {
    if text.len() > 4 * MAX_HEADER {
        return None;
    }
    let compact = Compact::new(text);
    if compact.text.is_empty() || compact.text.chars().count() > MAX_HEADER {
        return None;
    }
    let plain = |head: Head| Meaning { head: Some(head), ..Meaning::default() };
    if let Some(head) = form.words.get(&compact.text) {
        return Some(plain(*head));
    }
    for (head, pattern) in &form.patterns {
        if let Some(found) = pattern.whole(&compact) {
            return Some(Meaning { year: found.fiscal_year().map_or(HeadYear::None, HeadYear::One), ..plain(*head) });
        }
    }
    let (rest, year) = without_years(&compact.text);
    if rest.is_empty() {
        return (year != HeadYear::None).then_some(Meaning { year, ..Meaning::default() });
    }
    if let Some(head) = form.words.get(&rest) {
        return Some(Meaning { year, ..plain(*head) });
    }
    let (word, unit) = without_unit(&rest)?;
    let head = form.words.get(word)?;
    Some(Meaning { head: Some(*head), year, unit: Some(unit.to_owned()) })
}

/// The text without years and the brackets around them, and the year.
fn without_years(text: &str) -> (String, HeadYear) {
    static YEAR: LazyLock<Regex> = LazyLock::new(|| Regex::new("^(?:19|20)[0-9]{2}$").expect("a literal expression"));
    if YEAR.is_match(text) {
        return (String::new(), fiscal_year(text).map_or(HeadYear::None, HeadYear::One));
    }
    let mut rest = String::new();
    let mut end = 0;
    let mut years: Vec<HeadYear> = Vec::new();
    for item in scan(text) {
        let ItemKind::Time(time) = item.kind else { continue };
        let year = match time {
            Time::FiscalYear(year) => HeadYear::One(year),
            Time::CalendarYear(year) => FiscalYear::new(year).map_or(HeadYear::None, HeadYear::One),
            Time::AsOf(date) | Time::Date(date) => date.fiscal_year().map_or(HeadYear::None, HeadYear::One),
            Time::FiscalYears { .. } | Time::Period { .. } => HeadYear::Several,
            Time::Undated => continue,
        };
        rest.push_str(&text[end..item.range.start]);
        end = item.range.end;
        years.push(year);
    }
    rest.push_str(&text[end..]);
    let year = match years.as_slice() {
        [] => HeadYear::None,
        [first, others @ ..] if others.iter().all(|it| it == first) => *first,
        _ => HeadYear::Several,
    };
    if year != HeadYear::None {
        for around in ["(度)", "(末)", "()", "[]", "【】", "〔〕", "<>"] {
            rest = rest.replace(around, "");
        }
        rest = trimmed(&rest).to_owned();
    }
    (rest, year)
}

/// Without what joined the year to the words, and without half a pair of brackets.
fn trimmed(text: &str) -> &str {
    let has_pairs = text.matches('(').count() == text.matches(')').count();
    let joins = |it: char| "の:・/末度、".contains(it) || !has_pairs && "()".contains(it);
    text.trim_matches(joins)
}

/// `実績値(人)`, `実績値(単位:人)` -> the word and the unit.
fn without_unit(text: &str) -> Option<(&str, &str)> {
    let (word, inside) = text.strip_suffix(')')?.rsplit_once('(')?;
    let printed = inside.trim_start_matches("単位").trim_start_matches(':');
    UnitTable::built_in().find(printed).map(|_| (word, printed))
}

/// `5年度`, `5年度実績`: a year whose era stands in the column before, and which comes after it.
fn bare_year(text: &str, before: Option<FiscalYear>, form: &IndicatorForm) -> Option<Meaning> {
    let compact = Compact::new(text).text;
    let (number, word) = compact.split_once("年度")?;
    let number: i16 = number.parse().ok()?;
    let head = if word.is_empty() { None } else { Some(*form.words.get(word)?) };
    let before = before?;
    let offset =
        before.year() - before.label().trim_start_matches(|it: char| !it.is_ascii_digit()).parse::<i16>().ok()?;
    let year = FiscalYear::new(offset + number).filter(|it| *it > before && number < 100)?;
    Some(Meaning { head, year: HeadYear::One(year), unit: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Role;
    use crate::report::parse_profile;
    use crate::report::profile::Profile;

    fn general() -> Profile {
        parse_profile("general.toml", include_str!("profiles/general.toml")).unwrap()
    }

    #[track_caller]
    fn check(text: &str, head: Option<Head>, year: Option<i16>, unit: Option<&str>) {
        let profile = general();
        let found = meaning(text, profile.indicators.as_ref().unwrap()).expect("a header word");
        let expected = year.and_then(FiscalYear::new).map_or(HeadYear::None, HeadYear::One);
        assert_eq!((found.head, found.year, found.unit.as_deref()), (head, expected, unit), "{text}");
    }

    #[test]
    fn a_role_with_its_year() {
        check("目標値\n(R5)", Some(Head::Value(Role::Target)), Some(2023), None);
        check("R5実績", Some(Head::Value(Role::Actual)), Some(2023), None);
        check("令和５年度 実績値", Some(Head::Value(Role::Actual)), Some(2023), None);
        check("現状値（2014年度）", Some(Head::Value(Role::Baseline)), Some(2014), None);
        check("基準値（H30年度末）", Some(Head::Value(Role::Baseline)), Some(2018), None);
        check("実績値（R6.3末時点）", Some(Head::Value(Role::Actual)), Some(2023), None);
    }

    #[test]
    fn a_year_alone() {
        check("Ｒ７", None, Some(2025), None);
        check("2019", None, Some(2019), None);
    }

    #[test]
    fn a_unit_in_the_header() {
        check("実績値（人）", Some(Head::Value(Role::Actual)), None, Some("人"));
        check("R5目標値（％）", Some(Head::Value(Role::Target)), Some(2023), Some("%"));
        check("令和５年度末実績（単位：千円）", Some(Head::Value(Role::Actual)), Some(2023), Some("千円"));
        check("目標値（％）R5", Some(Head::Value(Role::Target)), Some(2023), Some("%"));
    }

    #[test]
    fn letters_set_apart() {
        check("指　標　名", Some(Head::Indicator), None, None);
    }

    #[test]
    fn several_years_are_no_year() {
        let profile = general();
        let found = meaning("目標値（R3～R7）", profile.indicators.as_ref().unwrap()).unwrap();
        assert_eq!(found.year, HeadYear::Several);
    }

    #[test]
    fn prose_is_no_header() {
        let profile = general();
        let form = profile.indicators.as_ref().unwrap();
        for text in ["目標値を上回る実績となった。", "実績のない事業", ""] {
            assert_eq!(meaning(text, form), None, "{text}");
        }
    }

    #[test]
    fn a_year_without_its_era_follows_one_with_it() {
        let profile = general();
        let form = profile.indicators.as_ref().unwrap();
        let found = |text, before| bare_year(text, FiscalYear::new(before), form).map(|it| (it.head, it.year));
        let year = FiscalYear::new(2024).map(HeadYear::One).unwrap();
        assert_eq!(found("6年度", 2023), Some((None, year)));
        assert_eq!(found("6年度実績", 2023), Some((Some(Head::Value(Role::Actual)), year)));
        assert_eq!(found("6年度予算", 2023), None);
        assert_eq!(found("4年度", 2023), None);
    }
}
