//! Links -> ids that stay over editions.

use std::collections::{HashMap, HashSet};

use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use rustc_hash::FxHashMap;

use super::initiatives::Link;
use super::relation::Status;
use super::sources::Series;
use super::tables::{LinkedPair, LinkedSeries};
use crate::dataset::{Frame, Frames, second_id};
use crate::text::fold;

/// For each edition of a series, in order, the ids of its initiatives and of its indicators, in their order.
pub(super) struct Ids {
    pub initiatives: Vec<Vec<String>>,
    pub indicators: Vec<Vec<String>>,
}

/// The ids of a series: a chain of links that are sure and one to one bears the id of its first edition.
///
/// A merged or split initiative is a new one, unless it keeps the title of one of its parts. An id that another chain bears in
/// the same edition or the one before is not given twice: the later chain gets one of its own.
pub(super) fn ids(series: &Series, pairs: &[LinkedPair]) -> Ids {
    let initiative_ids = series.editions.iter().map(|it| it.initiatives.iter().map(|it| it.id).collect());
    let indicator_ids = series.editions.iter().map(|it| it.indicators.iter().map(|it| it.id).collect());
    let goes_on = |edition: usize, link: &Link| {
        let title = |edition: usize, index: Option<usize>| {
            index.map(|index| fold(series.editions[edition].initiatives[index].title))
        };
        link.relation.is_one_to_one() || title(edition, link.from) == title(edition + 1, link.to)
    };
    let of_initiatives = |(edition, pair): (usize, &LinkedPair)| {
        predecessors(pair.initiatives.iter().filter(|link| goes_on(edition, link)))
    };
    let initiative_predecessors: Vec<_> = pairs.iter().enumerate().map(of_initiatives).collect();
    let indicator_predecessors: Vec<_> = pairs.iter().map(|pair| predecessors(&pair.indicators)).collect();
    Ids {
        initiatives: chain_ids(&initiative_ids.collect::<Vec<_>>(), &initiative_predecessors),
        indicators: chain_ids(&indicator_ids.collect::<Vec<_>>(), &indicator_predecessors),
    }
}

/// For each of the later edition that goes on with one of the earlier, which one; none goes on twice.
fn predecessors<'a>(links: impl IntoIterator<Item = &'a Link>) -> HashMap<usize, usize> {
    let mut taken = HashSet::new();
    let mut found = HashMap::new();
    let sure = links.into_iter().filter(|it| it.status == Status::Auto);
    for (to, from) in sure.filter_map(|it| it.to.zip(it.from)) {
        if !found.contains_key(&to) && taken.insert(from) {
            found.insert(to, from);
        }
    }
    found
}

/// `predecessors[k]` leads from indices of edition k + 1 to those of edition k.
fn chain_ids(own: &[Vec<&str>], predecessors: &[HashMap<usize, usize>]) -> Vec<Vec<String>> {
    let mut last_edition: HashMap<String, usize> = HashMap::new();
    let mut ids: Vec<Vec<String>> = Vec::new();
    for (edition, own) in own.iter().enumerate() {
        let inherited = |index: usize| {
            let before = edition.checked_sub(1)?;
            Some(ids[before][*predecessors[before].get(&index)?].clone())
        };
        let mut these: Vec<Option<String>> = (0..own.len()).map(inherited).collect();
        last_edition.extend(these.iter().flatten().map(|id| (id.clone(), edition)));
        for (id, own) in these.iter_mut().zip(own).filter(|(id, _)| id.is_none()) {
            let mut first = (*own).to_owned();
            while last_edition.get(&first).is_some_and(|last| last + 1 >= edition) {
                first = second_id(&first);
            }
            last_edition.insert(first.clone(), edition);
            *id = Some(first);
        }
        ids.push(these.into_iter().flatten().collect());
    }
    ids
}

/// The frames with the ids of the chains in all tables; the ids of single editions stay in `own_id`.
pub(super) fn with_stable_ids(frames: &Frames, linked: &[LinkedSeries]) -> Frames {
    let mut initiatives: FxHashMap<(&str, &str), &str> = FxHashMap::default();
    let mut indicators: FxHashMap<(&str, &str), &str> = FxHashMap::default();
    for series in linked {
        for (index, edition) in series.series.editions.iter().enumerate() {
            let ids = &series.ids;
            for (initiative, id) in edition.initiatives.iter().zip(&ids.initiatives[index]) {
                initiatives.insert((initiative.document_id, initiative.id), id);
            }
            for (indicator, id) in edition.indicators.iter().zip(&ids.indicators[index]) {
                indicators.entry((indicator.document_id, indicator.id)).or_insert(id);
            }
        }
    }
    let columns = [("initiative_id", &initiatives), ("indicator_id", &indicators)];
    let renamed = |frame: &Frame| {
        let mut frame = frame.clone();
        for (name, ids) in columns {
            if frame.schema().column(name).is_some() && frame.schema().column("document_id").is_some() {
                let documents = frame.text("document_id").clone();
                frame = frame.with_texts(name, |row, id| ids.get(&(documents.get(row)?, id?)).copied().or(id));
            }
        }
        frame
    };
    let frames: Vec<&Frame> = frames.iter().collect();
    frames.into_par_iter().map(renamed).collect::<Vec<Frame>>().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each edition's own ids and, after `<`, the index in the edition before; the ids that stay, derived ones primed.
    #[track_caller]
    fn check(editions: &[&str], expected: &[&str]) {
        let rows = |edition: &&str| -> Vec<(&str, Option<usize>)> {
            let row = |row: &'static str| row.split_once('<').map_or((row, None), |(id, from)| (id, from.parse().ok()));
            edition.to_string().leak().split(' ').map(row).collect()
        };
        let rows: Vec<_> = editions.iter().map(rows).collect();
        let own: Vec<Vec<&str>> = rows.iter().map(|it| it.iter().map(|it| it.0).collect()).collect();
        let links =
            rows.iter().skip(1).map(|it| it.iter().enumerate().filter_map(|(to, it)| Some((to, it.1?))).collect());
        let ids = chain_ids(&own, &links.collect::<Vec<_>>());
        let primed = |id: &String| if *id == second_id("a") { "a'".to_owned() } else { id.clone() };
        let found: Vec<String> = ids.iter().map(|it| it.iter().map(primed).collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_chain_keeps_the_id_of_its_first_edition() {
        check(&["a b", "c<0 b<1", "d<0"], &["a b", "a b", "a"]);
    }

    #[test]
    fn a_new_one_under_the_old_title_of_another_gets_an_id_of_its_own() {
        check(&["a", "b<0 a", "a<1 b<0"], &["a", "a a'", "a' a"]);
    }

    #[test]
    fn what_was_taken_apart_is_not_one_thing() {
        check(&["a", "a"], &["a", "a'"]);
    }

    #[test]
    fn what_comes_back_after_an_edition_is_the_same() {
        check(&["a b", "b<1", "b<0 a"], &["a b", "b", "b a"]);
    }
}
