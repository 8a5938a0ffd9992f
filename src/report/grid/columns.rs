//! Columns typed by the words over them and by what stands in them.

use std::ops::Range;

use super::Known;
use super::cell::Grid;
use super::heads::{Chain, chain, stacked};
use super::name::name_columns;
use super::ratings::settle_ratings;
use super::stats::{Stats, stats};
use crate::base::FiscalYear;
use crate::report::Role;
use crate::report::cells::{Stem, head_facts, names_measure, read_grade, read_number_grade};
use crate::report::header_cell::without_formula;
use crate::text::fold;

/// What a column is in the rows of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing that is read: text, money, a derived figure.
    Other,
    /// A figure computed from others, such as 達成率.
    Rate,
    /// The role of the values in its row.
    Roles,
    /// Values; `None` where only the row says their role.
    Value(Option<Role>),
    /// The year of the values of a role.
    Year(Option<Role>),
    Rating,
    /// One of several columns side by side, of which a mark chooses the one whose head is the grade.
    Choice,
    /// Of a group of columns that is read by itself.
    Elsewhere,
    Unit,
    Number,
    Department,
    Area,
    Section,
    Initiative,
    Indicator,
    Part,
}

impl Kind {
    /// The stem of the heads that say so; `None` where the column is not read.
    pub fn stem(self) -> Option<Stem> {
        Some(match self {
            Kind::Rate => Stem::Rate,
            Kind::Roles | Kind::Part => Stem::Kind,
            Kind::Value(Some(Role::Target)) => Stem::Target,
            Kind::Value(Some(Role::Baseline)) => Stem::Baseline,
            Kind::Value(Some(Role::Forecast)) => Stem::Forecast,
            Kind::Value(Some(Role::Actual)) => Stem::Actual,
            Kind::Year(_) => Stem::Year,
            Kind::Rating | Kind::Choice => Stem::Rating,
            Kind::Unit => Stem::Unit,
            Kind::Number => Stem::Number,
            Kind::Department => Stem::Department,
            Kind::Area | Kind::Section => Stem::Section,
            Kind::Initiative => Stem::Initiative,
            Kind::Indicator => Stem::Indicator,
            Kind::Other | Kind::Elsewhere | Kind::Value(_) => return None,
        })
    }
}

/// A column with what is known of it.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub kind: Kind,
    pub chain: Chain,
    /// Heads one over the other that each have a role, from the top: the rows of a name take one each.
    pub stack: Vec<Chain>,
    pub stats: Stats,
    /// Whether its cells hold a name and its target: `利用率：50％`.
    pub names_goals: bool,
    /// Whether its cells hold a name over what it is, as its head says: 事業名／事業の概要.
    pub is_described: bool,
    /// The part that its values are about, where another column of values has the same role and year.
    pub part: Option<String>,
    /// The cell of its heads that says what is measured, where the rows name whose: 入館者数 over 目標 and 実績, beside 中央図書館.
    pub measure: Option<usize>,
}

/// The columns of rows below their heads.
pub(super) fn columns(grid: &Grid, heads: &Range<usize>, body: &Range<usize>, known: &Known) -> Vec<Column> {
    let mut columns: Vec<Column> = (0..grid.column_count)
        .map(|at| {
            let (chain, stats) = (chain(grid, heads, at, known), stats(grid, body, at, known));
            Column {
                kind: Kind::Other,
                chain,
                stack: stacked(grid, heads, at, known),
                stats,
                part: None,
                measure: None,
                names_goals: false,
                is_described: false,
            }
        })
        .collect();
    names_over_descriptions(grid, &mut columns, known);
    for column in &mut columns {
        column.kind = plain_kind(&column.chain, &column.stats);
    }
    one_word_is_no_role(&mut columns);
    let has_row_kinds = columns.iter().any(|it| it.kind == Kind::Roles);
    for column in columns.iter_mut().filter(|it| it.kind == Kind::Other) {
        column.kind = value_kind(&column.chain, &column.stats, has_row_kinds);
    }
    years_below_rows_that_rate(grid, body, &mut columns);
    settle_named(grid, &mut columns);
    settle_current(&mut columns);
    nothing_below_torn_heads(grid, &mut columns);
    others_are_compared_with(&mut columns);
    years_alone_need_company(&mut columns, has_row_kinds, known.caption_role);
    first_year_is_baseline(&mut columns);
    target_of_the_year(&mut columns, known);
    mark_twins(&mut columns);
    part_columns(&mut columns);
    settle_ratings(grid, body, &mut columns);
    name_columns(grid, body, &mut columns);
    measured_by_heads(grid, body, &mut columns);
    named_before_parts(&mut columns);
    named_rows_are_names(&mut columns);
    columns
}

/// 事業名／事業の概要 heads names with what they are below them, in one cell.
fn names_over_descriptions(grid: &Grid, columns: &mut [Column], known: &Known) {
    for column in columns {
        let head = column.chain.cells.first().map_or("", |it| grid.cells[*it].text.as_str());
        let Some((name, description)) = head.split_once(['/', '・']) else { continue };
        let word = |text: &str| head_facts(text, &known.vocabulary).and_then(|it| it.word);
        let names = word(name).filter(|it| matches!(it, Stem::Indicator | Stem::Initiative | Stem::Item));
        if names.is_some() && matches!(word(description), Some(Stem::Plan | Stem::Remark)) {
            (column.chain.word, column.is_described) = (names, true);
        }
    }
}

/// Kinds that words alone decide, or words and what stands below.
fn plain_kind(chain: &Chain, stats: &Stats) -> Kind {
    if stats.filled >= 2 && 10 * stats.kinds >= 6 * stats.filled && chain.word != Some(Stem::Rating) {
        return Kind::Roles;
    }
    match chain.word {
        _ if chain.is_rated && chain.word == Some(Stem::Department) && is_rated(stats, false) => Kind::Rating,
        // 実施状況 over 完了, 取組中, 未着手.
        Some(Stem::Progress) if stats.filled >= 3 && 10 * stats.grades >= 9 * (stats.filled - stats.missing) => {
            Kind::Rating
        }
        Some(Stem::Unit) => Kind::Unit,
        // Below the corner of a table that was turned, or without any head.
        None if chain.cells.is_empty() && stats.filled > 0 && 10 * stats.units >= 8 * stats.filled => Kind::Unit,
        Some(Stem::Number) => Kind::Number,
        Some(Stem::Department) => Kind::Department,
        Some(Stem::Rate) => Kind::Rate,
        // 評価の推移(R3 → R4 → R5) over B → A → S
        _ if !chain.years.is_empty() && is_rated(stats, false) => Kind::Rating,
        Some(Stem::Rating) if is_rated(stats, true) => Kind::Rating,
        None if chain.judge.is_some() && is_rated(stats, true) => Kind::Rating,
        _ if chain.is_rated && is_rated(stats, false) => Kind::Rating,
        _ if is_year_of_grades(chain, stats) => Kind::Rating,
        // 中間評価 over grades, not over what the survey of that year found.
        Some(Stem::Actual) if chain.text.as_deref().is_some_and(|it| it.contains("評価")) && is_rated(stats, false) => {
            Kind::Rating
        }
        _ => Kind::Other,
    }
}

/// Whether a column holds grades. Numbers, and words of no known scale, are grades only below a head that says so.
fn is_rated(stats: &Stats, says_so: bool) -> bool {
    let known = 10 * stats.grades >= 5 * (stats.filled - stats.missing).max(1) && stats.grades > 0;
    let numbers =
        stats.filled >= 1 && stats.figures == stats.codes && 10 * stats.codes >= 7 * (stats.filled - stats.missing);
    let words = stats.filled >= 4
        && 10 * (stats.short_words + stats.missing) >= 9 * stats.filled
        && 3 * stats.distinct <= stats.filled + 3;
    let romans = stats.romans >= 2 && stats.romans + stats.missing == stats.filled;
    known || says_so && (romans || numbers && stats.figures > 0 && stats.mean_length() <= 2 || words)
}

/// A column with a year over grades.
fn is_year_of_grades(chain: &Chain, stats: &Stats) -> bool {
    let is_open = matches!(chain.word, None | Some(Stem::Year | Stem::Actual | Stem::Data)) && chain.year.is_some();
    // Where rows of grades and of values take turns, the rows say which.
    is_open && 4 * stats.figures <= stats.grades && is_rated(stats, false)
}

/// Columns of values: figures below a role, a year, or beside the words of a column of roles.
fn value_kind(chain: &Chain, stats: &Stats, has_row_kinds: bool) -> Kind {
    let filled = stats.filled - stats.missing - stats.years;
    // Rows of words and of grades may stand between those of values.
    let may_alternate = has_row_kinds && chain.year.is_some() && 3 * stats.figures >= filled;
    let holds_figures = stats.figures > 0 && (2 * stats.figures >= filled || may_alternate);
    let role = chain.role.map(role_of);
    match chain.word {
        // 年度 heads the years of values, or in the corner the names of a table whose years run across.
        Some(Stem::Year) if 2 * stats.years >= filled + stats.years => Kind::Year(role),
        // 決算 and 予算 over years say how far a plan has come, where rows say what they hold.
        Some(Stem::Money) if holds_figures && has_row_kinds && chain.year.is_some() => Kind::Value(role),
        Some(
            Stem::Difference
            | Stem::Money
            | Stem::Direction
            | Stem::Remark
            | Stem::Count
            | Stem::Plan
            | Stem::Progress
            | Stem::Next
            | Stem::Reason
            | Stem::Rating
            | Stem::Rate
            | Stem::Year,
        ) => Kind::Other,
        _ if !holds_figures => Kind::Other,
        Some(word) if word.is_role() => Kind::Value(role),
        // A head that nobody understands, below a year alone, may say anything: 達成率 in other words.
        None | Some(Stem::Data) if role.is_none() && chain.begins_unknown && !has_row_kinds => Kind::Other,
        None | Some(Stem::Data) if role.is_some() || chain.year.is_some() => Kind::Value(role),
        None | Some(Stem::Data) if has_row_kinds && !chain.cells.is_empty() => Kind::Value(None),
        _ => Kind::Other,
    }
}

pub(super) fn role_of(stem: Stem) -> Role {
    match stem {
        Stem::Target | Stem::Planned | Stem::Named => Role::Target,
        Stem::Baseline | Stem::Current => Role::Baseline,
        Stem::Forecast => Role::Forecast,
        _ => Role::Actual,
    }
}

/// Columns of one role, none with a year, are of years that were not understood: none is that of the report.
pub(super) fn mark_twins(columns: &mut [Column]) {
    let is_bare = |it: &Column| matches!(it.kind, Kind::Value(Some(_))) && it.chain.year.is_none();
    let key = |it: &Column| is_bare(it).then(|| (it.kind, it.chain.part.clone(), it.chain.labels.clone()));
    let keys: Vec<_> = columns.iter().map(key).collect();
    let has_twin = |at: usize| keys[at].is_some() && keys.iter().filter(|it| **it == keys[at]).count() > 1;
    // Where the years of some are not understood, a single target is not of the year of the report either.
    if (0..keys.len()).any(has_twin) {
        columns.iter_mut().filter(|it| is_bare(it)).for_each(|it| it.chain.has_twin = true);
    }
}

/// Columns of values of one role and year, or of ratings of one year, are about the parts that their heads name: 男性 and 女性 below
/// 実績値, 小学校 and 中学校 over 目標 and 実績.
fn part_columns(columns: &mut [Column]) {
    let key = |it: &Column| (it.kind, it.chain.year, it.chain.judge.clone());
    let keys: Vec<_> = columns.iter().map(key).collect();
    let twins = |at: usize| (0..keys.len()).filter(|it| keys[*it] == keys[at]).collect::<Vec<usize>>();
    let part = |at: usize| {
        let twins = twins(at);
        if twins.len() < 2 {
            return None;
        }
        let above = |it: &usize| columns[*it].chain.labels.last();
        let are_apart =
            || (1..twins.len()).all(|it| !twins[..it].iter().any(|other| above(other) == above(&twins[it])));
        let own = columns[at].chain.part.clone().filter(|_| matches!(keys[at].0, Kind::Value(_)));
        own.or_else(|| above(&at).filter(|_| are_apart()).cloned())
    };
    let parts: Vec<Option<String>> = (0..keys.len()).map(part).collect();
    for (column, part) in columns.iter_mut().zip(parts) {
        if matches!(column.kind, Kind::Value(_) | Kind::Rating) {
            column.part = part;
        }
    }
}

/// Groups of columns whose heads say what is measured beside rows that only say whose it is: the row is the part.
fn measured_by_heads(grid: &Grid, body: &Range<usize>, columns: &mut [Column]) {
    let Some(names) = columns.iter().position(|it| it.kind == Kind::Indicator) else { return };
    let cells = || body.clone().filter_map(|row| grid.cell(row, names)).filter(|it| !it.is_blank());
    if columns.iter().any(|it| it.kind == Kind::Part) || cells().any(|it| names_measure(&it.text)) {
        return;
    }

    let head = |it: &Column| {
        let part = it.part.as_ref().filter(|_| matches!(it.kind, Kind::Value(_) | Kind::Rating))?;
        it.chain.cells.iter().copied().find(|at| grid.cells[*at].text == fold(part)).filter(|_| names_measure(part))
    };
    let heads: Vec<Option<usize>> = columns.iter().map(head).collect();
    let of_groups = columns.iter().filter(|it| it.part.is_some()).count();
    if of_groups > 0 && heads.iter().flatten().count() == of_groups {
        for (column, head) in columns.iter_mut().zip(heads) {
            column.measure = head;
        }
    }
}

/// A first column with a year and no role, before columns that say 実績 of later years, is where it began.
fn first_year_is_baseline(columns: &mut [Column]) {
    let is_value = |it: &Column| matches!(it.kind, Kind::Value(_));
    let has_baseline = columns.iter().any(|it| it.kind == Kind::Value(Some(Role::Baseline)));
    let says_actual: Vec<FiscalYear> =
        columns.iter().filter(|it| it.chain.role == Some(Stem::Actual)).filter_map(|it| it.chain.year).collect();
    let Some(first) = columns.iter_mut().find(|it| is_value(it)) else { return };
    let is_before =
        first.chain.year.is_some_and(|it| says_actual.len() > 1 && says_actual.iter().all(|other| it < *other));
    if first.kind == Kind::Value(Some(Role::Actual)) && first.chain.role.is_none() && is_before && !has_baseline {
        first.kind = Kind::Value(Some(Role::Baseline));
    }
}

/// 目標 and 実績 with a 達成率 or a rating, none with a year, are of one year: the target is not that of the plan's end.
fn target_of_the_year(columns: &mut [Column], known: &Known) {
    let compares = |it: &Column| it.kind == Kind::Rate && it.stats.figures > 0 || it.kind == Kind::Rating;
    let is_undated = |it: &Column| it.chain.year.is_none() && !it.chain.is_of_several && it.chain.years.is_empty();
    // 前年度実績 beside them is only there to compare with.
    let is_of_year_before = |it: &&Column| {
        let before = known.reported.map(FiscalYear::previous);
        it.kind == Kind::Value(Some(Role::Actual)) && before.is_some() && it.chain.year == before
    };
    let values = || {
        let values = columns.iter().filter(|it| matches!(it.kind, Kind::Value(_) | Kind::Year(_)));
        values.filter(|it| !is_of_year_before(it))
    };
    let has = |role: Role| values().any(|it| it.kind == Kind::Value(Some(role)));
    let are_of_a_year =
        values().all(|it| matches!(it.kind, Kind::Value(Some(Role::Target | Role::Actual))) && is_undated(it));
    if !(columns.iter().any(compares) && has(Role::Target) && has(Role::Actual) && are_of_a_year) {
        return;
    }

    let is_plain = |it: &Column| matches!(it.chain.text.as_deref(), Some("目標" | "目標値" | "計画" | "計画値"));
    for column in columns.iter_mut().filter(|it| it.kind == Kind::Value(Some(Role::Target)) && is_plain(it)) {
        column.chain.is_of_the_year = true;
    }
}

/// Where rows say 計画, 実績 and 評価, the columns of years hold what their rows say, whatever words stand there.
fn years_below_rows_that_rate(grid: &Grid, body: &Range<usize>, columns: &mut [Column]) {
    if !rows_rate(grid, columns, body) {
        return;
    }
    let is_open = |it: &&mut Column| matches!(it.kind, Kind::Other | Kind::Rating) && it.chain.year.is_some();
    for column in columns.iter_mut().filter(is_open).filter(|it| matches!(it.chain.word, None | Some(Stem::Data))) {
        column.kind = Kind::Value(None);
    }
}

/// Whether the column of roles says of some rows that they rate.
pub(super) fn rows_rate(grid: &Grid, columns: &[Column], body: &Range<usize>) -> bool {
    let roles = columns.iter().position(|it| it.kind == Kind::Roles);
    let rates = |row: usize, column: usize| grid.cell(row, column).is_some_and(|it| it.word() == Some(Stem::Rating));
    roles.is_some_and(|column| body.clone().any(|row| rates(row, column)))
}

/// Where heads say the roles of values, a column that says one word again and again, 当初 beside 追加, says something else.
fn one_word_is_no_role(columns: &mut [Column]) {
    let heads_say = columns.iter().filter(|it| it.stats.figures > 0 && it.chain.role.is_some()).count() >= 2;
    let is_one_word = |it: &&mut Column| it.kind == Kind::Roles && !it.stats.has_two_kinds;
    for column in columns.iter_mut().filter(is_one_word).filter(|_| heads_say) {
        column.kind = Kind::Other;
    }
}

/// 量の見込み and 確保方策 are roles of rows, unless other heads say the roles; then they part what is measured. Where rows say the
/// roles, heads of them do.
fn settle_named(grid: &Grid, columns: &mut [Column]) {
    if columns.iter().any(|it| it.kind == Kind::Roles && it.stats.roles > 0) {
        let is_named = |it: &&mut Column| matches!(it.kind, Kind::Value(_)) && it.chain.word == Some(Stem::Named);
        for column in columns.iter_mut().filter(is_named) {
            let head = column.chain.cells.first().map(|it| without_formula(&grid.cells[*it].text).to_owned());
            column.kind = Kind::Value(None);
            column.chain.part = head.map(|it| it.trim_end_matches(|it| ('①'..='⑳').contains(&it)).to_owned());
        }
    }
    let has_role =
        |it: &Column| matches!(it.kind, Kind::Value(Some(_))) && it.chain.role.is_some_and(|role| role != Stem::Named);
    if columns.iter().any(has_role) {
        for column in columns.iter_mut().filter(|it| it.kind == Kind::Roles && 2 * it.stats.named >= it.stats.kinds) {
            column.kind = Kind::Part;
        }
    }
}

/// Where 量の見込み and 確保方策 part the rows of a name, they are what is measured, and the name is the part.
fn named_before_parts(columns: &mut [Column]) {
    // Left of the names they look like sections of them.
    let names = |it: &Column| match it.kind {
        Kind::Part => it.stats.named > 0,
        Kind::Area | Kind::Section => 2 * it.stats.named >= it.stats.filled && it.stats.named > 0,
        _ => false,
    };
    let named = columns.iter().position(names);
    let name = columns.iter().position(|it| it.kind == Kind::Indicator);
    if let (Some(named), Some(name)) = (named, name) {
        (columns[named].kind, columns[name].kind) = (Kind::Indicator, Kind::Part);
    }
}

/// Where rows say 量の見込み or 確保方策 and no other role, that is what is measured, and the names right of it are its parts.
fn named_rows_are_names(columns: &mut [Column]) {
    let is_named = |it: &Column| it.kind == Kind::Roles && it.stats.named > 0 && it.stats.roles == 0;
    let named = columns.iter().position(is_named);
    let name = columns.iter().position(|it| it.kind == Kind::Indicator);
    let (Some(named), Some(name)) = (named, name) else { return };
    (columns[named].kind, columns[name].kind) = (Kind::Indicator, Kind::Part);
    for column in columns.iter_mut().filter(|it| it.kind == Kind::Value(None)) {
        column.kind = Kind::Value(Some(Role::Target));
    }
}

/// 現状 is where it began, unless another column says where that was; then it is the latest actual.
fn settle_current(columns: &mut [Column]) {
    let is_baseline = |it: &Column| it.chain.role == Some(Stem::Baseline) && matches!(it.kind, Kind::Value(_));
    if !columns.iter().any(is_baseline) {
        return;
    }
    for column in columns.iter_mut().filter(|it| it.chain.role == Some(Stem::Current)) {
        if let Kind::Value(_) = column.kind {
            column.kind = Kind::Value(Some(Role::Actual));
        }
    }
}

/// Heads that reach over one another's sides are not surely those of their columns. Nor are those from a head that says two years to a
/// column that has none: the text of two heads stands in one, and the next ones one too far to the right.
fn nothing_below_torn_heads(grid: &Grid, columns: &mut [Column]) {
    let is_value = |it: &Column| matches!(it.kind, Kind::Value(_));
    let torn: Vec<usize> = columns.iter().filter(|it| it.chain.is_torn).flat_map(|it| it.chain.cells.clone()).collect();
    let has_torn = |it: &Column| it.chain.cells.iter().any(|cell| torn.contains(cell));
    for column in columns.iter_mut().filter(|it| is_value(it) && has_torn(it)) {
        column.kind = Kind::Other;
    }

    let has_head = |it: &Column| it.chain.cells.iter().any(|at| grid.cells[*at].columns.len() == 1);
    let is_headless = |it: &Column| it.stats.figures > 0 && !has_head(it);
    let says_two_years = |at: &usize| {
        let head = &grid.cells[*at];
        head.columns.len() == 1 && !head.text.contains(['~', '-', '→']) && head.text.matches("年度").count() > 1
    };
    let is_glued = |it: &Column| it.chain.is_of_several && it.chain.cells.iter().any(says_two_years);
    let Some(start) = columns.iter().position(is_glued) else { return };
    let Some(end) = columns[start..].iter().position(is_headless).map(|it| start + it) else { return };
    for column in columns[start..=end].iter_mut().filter(|it| is_value(it)) {
        column.kind = Kind::Other;
    }
}

/// A year below a head that nobody understands, 類似団体平均 over R3, is that of something else where 実績 spans the other years.
fn others_are_compared_with(columns: &mut [Column]) {
    let is_value = |it: &Column| matches!(it.kind, Kind::Value(_));
    let is_under_role = |it: &Column| {
        is_value(it) && it.chain.role == Some(Stem::Actual) && it.chain.year.is_some() && it.chain.labels.is_empty()
    };
    if columns.iter().filter(|it| is_under_role(it)).count() < 2 {
        return;
    }
    let is_other = |it: &&mut Column| is_value(it) && it.chain.role.is_none() && !it.chain.labels.is_empty();
    for column in columns.iter_mut().filter(is_other) {
        column.kind = Kind::Other;
    }
}

/// Columns with a year and no role hold what a line above the table says, or actuals where another column has a role, or rows say
/// it; else they may be anything.
fn years_alone_need_company(columns: &mut [Column], has_row_kinds: bool, caption: Option<Stem>) {
    let has_role = columns.iter().any(|it| matches!(it.kind, Kind::Value(Some(_)) | Kind::Rating));
    let is_open = |it: &&mut Column| {
        it.kind == Kind::Value(None) && !it.chain.has_two_roles && it.chain.line_roles.is_empty() && it.stack.is_empty()
    };
    for column in columns.iter_mut().filter(is_open) {
        if !has_row_kinds {
            column.kind = match caption.map(role_of).or(has_role.then_some(Role::Actual)) {
                Some(role) => Kind::Value(Some(role)),
                None => Kind::Other,
            };
        }
    }
}

/// The grade in the cell of a column of ratings; numbers count there too.
pub(super) fn grade_in(text: &str) -> Option<String> {
    read_grade(text).or_else(|| read_number_grade(text))
}
