//! 量の見込み and 確保方策: roles of rows, heads of values, or what is measured.

use super::cell::Grid;
use super::columns::{Column, Kind};
use crate::report::Role;
use crate::report::cells::Stem;
use crate::report::header_cell::without_formula;

/// Where 量の見込み and 確保方策 part the rows of a name, they are what is measured, and the name is the part.
pub(super) fn named_before_parts(columns: &mut [Column]) {
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
pub(super) fn named_rows_are_names(columns: &mut [Column]) {
    let is_named = |it: &Column| it.kind == Kind::Roles && it.stats.named > 0 && it.stats.roles == 0;
    let named = columns.iter().position(is_named);
    let name = columns.iter().position(|it| it.kind == Kind::Indicator);
    let (Some(named), Some(name)) = (named, name) else { return };
    (columns[named].kind, columns[name].kind) = (Kind::Indicator, Kind::Part);
    for column in columns.iter_mut().filter(|it| it.kind == Kind::Value(None)) {
        column.kind = Kind::Value(Some(Role::Target));
    }
}

/// 量の見込み and 確保方策 are roles of rows, unless other heads say the roles; then they part what is measured. Where rows say the
/// roles, heads of them do.
pub(super) fn settle_named(grid: &Grid, columns: &mut [Column]) {
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
