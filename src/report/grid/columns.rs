//! Columns typed by the words over them and by what stands in them.

use std::ops::Range;

use super::Known;
use super::body::rows_rate;
use super::cell::Grid;
use super::doubted::{mark_twins, nothing_below_torn_heads, others_are_compared_with};
use super::heads::{Chain, chain, stacked};
use super::name::{name_columns, names_over_descriptions, numbered_work_is_named};
use super::named::{named_before_parts, named_rows_are_names, settle_named};
use super::parts::{measured_by_heads, part_columns};
use super::ratings::settle_ratings;
use super::stats::{Stats, stats};
use crate::base::FiscalYear;
use crate::report::Role;
use crate::report::cells::{Stem, read_grade, read_number_grade};

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
    numbered_work_is_named(&mut columns);
    for column in &mut columns {
        column.kind = plain_kind(&column.chain, &column.stats);
    }
    one_word_is_no_role(&mut columns);
    let has_row_kinds = columns.iter().any(|it| it.kind == Kind::Roles);
    for column in columns.iter_mut().filter(|it| it.kind == Kind::Other) {
        column.kind = value_kind(&column.chain, &column.stats, has_row_kinds);
    }
    years_over_signs(&mut columns);
    cells_say_roles(&mut columns);
    amounts_beside_plans(&mut columns);
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

/// Cells that say the role of each of their values, `【目標】100件` over `【実績】95件`, need no head that does.
fn cells_say_roles(columns: &mut [Column]) {
    let says = |it: &&mut Column| it.stats.role_values > 0 && 2 * it.stats.role_values >= it.stats.filled;
    for column in columns.iter_mut().filter(says).filter(|it| matches!(it.kind, Kind::Other | Kind::Value(_))) {
        (column.kind, column.chain.has_two_roles) = (Kind::Value(None), true);
    }
}

/// Numbers that the legend explains are grades below bare years, where no head and no row says that values stand there.
fn years_over_signs(columns: &mut [Column]) {
    let is_of_year = |it: &Column| it.chain.year.is_some() && it.stats.figures > 0;
    let is_signed = |it: &Column| {
        it.chain.role.is_none()
            && matches!(it.chain.word, None | Some(Stem::Year))
            && it.chain.unit.is_none()
            && it.stats.signs + it.stats.missing == it.stats.filled
    };
    let says_values = |it: &Column| it.chain.role.is_some() || matches!(it.kind, Kind::Roles | Kind::Unit);
    if columns.iter().any(says_values) || !columns.iter().filter(|it| is_of_year(it)).all(is_signed) {
        return;
    }
    for column in columns.iter_mut().filter(|it| is_of_year(it)) {
        column.kind = Kind::Rating;
    }
}

/// 実績額 beside 計画額 is what came of it; alone it is what the work cost.
fn amounts_beside_plans(columns: &mut [Column]) {
    let says = |it: &Column, text: &str| it.chain.text.as_deref().is_some_and(|own| own.contains(text));
    let is_plan =
        |it: &Column| it.kind == Kind::Value(Some(Role::Target)) && (says(it, "計画額") || says(it, "目標額"));
    if !columns.iter().any(is_plan) {
        return;
    }
    let is_result = |it: &&mut Column| it.kind == Kind::Other && says(it, "実績額") && it.stats.figures > 0;
    for column in columns.iter_mut().filter(is_result) {
        (column.kind, column.chain.role) = (Kind::Value(Some(Role::Actual)), Some(Stem::Actual));
    }
}

/// Whether the heads over all values say that they are amounts of money: 計画額, 実績額.
pub(super) fn are_amounts(columns: &[Column]) -> bool {
    let mut values = columns.iter().filter(|it| matches!(it.kind, Kind::Value(_))).peekable();
    let says_amount = |it: &Column| it.chain.text.as_deref().is_some_and(|text| text.contains("額"));
    values.peek().is_some() && values.all(says_amount)
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

/// Where heads say the roles of values, a column that says one word again and again, 当初 beside 追加, says something else.
fn one_word_is_no_role(columns: &mut [Column]) {
    let heads_say = columns.iter().filter(|it| it.stats.figures > 0 && it.chain.role.is_some()).count() >= 2;
    let is_one_word = |it: &&mut Column| it.kind == Kind::Roles && !it.stats.has_two_kinds;
    for column in columns.iter_mut().filter(is_one_word).filter(|_| heads_say) {
        column.kind = Kind::Other;
    }
}

/// 現状 is where it began, unless another column says where that was; then it is the latest actual.
fn settle_current(columns: &mut [Column]) {
    // Also where no row has a value there yet.
    let is_baseline = |it: &Column| {
        it.chain.role == Some(Stem::Baseline)
            && (matches!(it.kind, Kind::Value(_)) || it.chain.word == Some(Stem::Baseline))
    };
    if !columns.iter().any(is_baseline) {
        return;
    }
    for column in columns.iter_mut().filter(|it| it.chain.role == Some(Stem::Current)) {
        if let Kind::Value(_) = column.kind {
            column.kind = Kind::Value(Some(Role::Actual));
        }
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
