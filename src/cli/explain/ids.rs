//! Which row an id, or the beginning of one, means.

use std::collections::BTreeMap;

use crate::dataset::Frames;
use crate::link::Named;
use crate::text::fold;

/// Ids that can be asked for: table, column.
const COLUMNS: [(&str, &str); 7] = [
    ("observations", "observation_id"),
    ("ratings", "rating_id"),
    ("initiatives", "initiative_id"),
    ("initiatives", "own_id"),
    ("indicators", "indicator_id"),
    ("blocks", "block_id"),
    ("notes", "note_id"),
];
/// So many of the nearest ids are named.
const NEAREST: usize = 3;

/// Rows of one table that bear an id: an initiative has one an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rows {
    pub table: &'static str,
    pub id: String,
    pub rows: Vec<usize>,
}

/// What was found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// One id.
    One(Rows),
    /// Several ids begin so.
    Several(Vec<String>),
    /// None does: those that come nearest.
    Nearest(Vec<String>),
}

/// Finds the id that begins with `asked`, in lower case; an id that is whole stands before longer ones.
pub(super) fn find(frames: &Frames, asked: &str) -> Found {
    let mut known: BTreeMap<&str, Rows> = BTreeMap::new();
    for (table, column) in COLUMNS {
        let Some(frame) = frames.get(table) else { continue };
        for (row, id) in frame.text(column).iter().enumerate() {
            let Some(id) = id else { continue };
            let rows = known.entry(id).or_insert_with(|| Rows { table, id: id.to_owned(), rows: Vec::new() });
            if rows.table == table && !rows.rows.contains(&row) {
                rows.rows.push(row);
            }
        }
    }
    if let Some(rows) = known.get(asked) {
        return Found::One(rows.clone());
    }
    let begin: Vec<&Rows> = known.range(asked..).map(|it| it.1).take_while(|it| it.id.starts_with(asked)).collect();
    match begin[..] {
        [one] if !asked.is_empty() => Found::One(one.clone()),
        [] => Found::Nearest(nearest(known.keys().copied(), asked)),
        _ => Found::Several(begin.into_iter().map(|it| it.id.clone()).collect()),
    }
}

/// The initiative that an edition and a number or title name, as decisions about links do.
pub(super) fn of_edition(frames: &Frames, named: &Named) -> Vec<Rows> {
    let Some(frame) = frames.get("initiatives") else { return Vec::new() };
    let title = |row: usize| frame.text("title").get(row).map(fold);
    let is_meant = |row: &usize| {
        let of_year = frame.i16("fiscal_year").get(*row) == Some(named.fiscal_year.year());
        let of_number = named.number.is_none_or(|number| frame.i32("number").get(*row) == Some(number));
        of_year && of_number && named.title.as_ref().is_none_or(|asked| title(*row).as_ref() == Some(asked))
    };
    let rows = |row: usize| {
        let id = frame.text("initiative_id").get(row)?.to_owned();
        Some(Rows { table: "initiatives", id, rows: vec![row] })
    };
    (0..frame.row_count()).filter(is_meant).filter_map(rows).collect()
}

/// The ids that share the longest beginning with `asked`, of equal ones those with the fewest other characters.
fn nearest<'a>(ids: impl Iterator<Item = &'a str>, asked: &str) -> Vec<String> {
    let shared = |id: &str| id.chars().zip(asked.chars()).take_while(|(a, b)| a == b).count();
    let mut ranked: Vec<(usize, usize, &str)> =
        ids.map(|id| (usize::MAX - shared(id), strsim::levenshtein(id, asked), id)).collect();
    ranked.sort_unstable();
    ranked.into_iter().take(NEAREST).map(|it| it.2.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{examples, frames};

    #[test]
    fn an_id_by_its_beginning() {
        let frames = frames(&[examples::edition()]);
        let id = frames.get("observations").and_then(|it| it.text("observation_id").get(1).map(str::to_owned)).unwrap();
        let found = Found::One(Rows { table: "observations", id: id.clone(), rows: vec![1] });
        assert_eq!(find(&frames, &id), found);
        assert_eq!(find(&frames, &id[..8]), found);
        assert!(matches!(find(&frames, ""), Found::Several(ids) if ids.len() > 5));
    }

    #[test]
    fn ids_that_come_near() {
        let frames = frames(&[examples::edition()]);
        let id = frames.get("ratings").and_then(|it| it.text("rating_id").get(0).map(str::to_owned)).unwrap();
        let asked = format!("{}zz", &id[..10]);
        assert!(matches!(find(&frames, &asked), Found::Nearest(ids) if ids[0] == id));
    }
}
