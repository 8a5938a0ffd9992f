//! The documents of one plan -> its tables, corrected, linked and compared, as parts of the tables of a run.
//!
//! Comes in: what was read of the documents that belong together by [`Facts::plan_key`]. Goes out: [`PlanTables`]. Nothing that
//! links, compares or counts looks beyond a plan; what is said of all of them is made of these tables.

use std::collections::{BTreeMap, HashMap};

use super::FileOutcome;
use super::chosen::Kept;
use super::editions::{compare, edition};
use super::facts::Facts;
use crate::analysis;
use crate::base::{Note, Noted};
use crate::correction::{self, Operation, Upshot};
use crate::dataset::{self, Edition, Frame, Frames, scale};
use crate::link::{self, Decision};
use crate::text::tokenizer::Tokenizer;

/// The tables of one plan, and what else is asked of its documents.
#[derive(Debug, Clone, Default)]
pub struct PlanTables {
    /// The tables of the dataset and of the links, and what they answer.
    pub frames: Frames,
    /// What became of initiatives from edition to edition.
    pub links: link::Counts,
    /// Notes about decisions that fit nothing here; they may fit another plan.
    pub unfit: Vec<Note>,
    /// What became of each operation that the plan follows.
    pub upshots: Vec<Upshot>,
    /// As [`scale::meanings`] gives them.
    pub meanings: BTreeMap<String, BTreeMap<String, String>>,
}

/// The documents that stand for their editions, put together by plan: indices into `kept`, in the order of all tables.
pub fn plans(kept: &[Kept], facts: &[Facts]) -> Vec<Vec<usize>> {
    let mut sorted: Vec<usize> = (0..kept.len()).collect();
    let of = |index: usize| &facts[kept[index].index];
    sorted.sort_by(|one, other| of(*one).order().cmp(&of(*other).order()));
    sorted.chunk_by(|one, other| of(*one).plan_key() == of(*other).plan_key()).map(<[usize]>::to_vec).collect()
}

/// The tables of one plan: of each document what was read, its id, and what the sight of all documents says of it. `operations`
/// are those that [`correction::Allotted`] gives to the plan.
pub fn plan_tables(
    documents: Vec<(FileOutcome, String, Kept)>,
    tokenizer: Option<&Tokenizer>,
    decisions: &[Decision],
    operations: &[&Operation],
) -> PlanTables {
    let edition = |(outcome, id, kept): (FileOutcome, String, Kept)| edition(outcome, &id, kept, tokenizer);
    tables_of(documents.into_iter().map(edition).collect(), decisions, operations)
}

fn tables_of(mut editions: Vec<Edition>, decisions: &[Decision], operations: &[&Operation]) -> PlanTables {
    let upshots = correction::follow(&mut editions, operations);
    let Noted { value: linked, notes: unfit } = link::link(&dataset::frames(&editions), decisions);
    compare(&mut editions, &linked);
    let meanings = scale::meanings(&editions);
    let mut frames = dataset::with_notes(linked, &editions, &[]);
    drop(editions);

    let links = link::counts(&frames);
    let analyses = analysis::analyses_of_plan(&frames);
    frames.insert(analysis::initiative_years(&frames, &analyses));
    analyses.into_iter().for_each(|it| frames.insert(it.frame));
    PlanTables { frames, links, unfit, upshots, meanings }
}

/// The notes that every plan has: a decision that fits nothing anywhere.
pub fn unfit_everywhere<'a>(plans: impl IntoIterator<Item = &'a [Note]>) -> Vec<Note> {
    let mut plans = plans.into_iter();
    let mut left = plans.next().map(<[Note]>::to_vec).unwrap_or_default();
    for plan in plans {
        left.retain(|note| plan.contains(note));
    }
    left
}

/// What plans have in common, by the [`latest_editions`] of all of them.
pub fn suggestions(latest: &Frames) -> Option<Frame> {
    link::link(latest, &[]).value.get("theme_suggestions").cloned()
}

/// What the latest editions of some plans list, without values: enough to tell themes.
pub fn latest_editions(frames: &Frames) -> Frames {
    let Some(documents) = frames.get("documents") else { return Frames::default() };
    let ids = documents.text("document_id");
    let series = ["prefecture_code", "area_code", "plan"].map(|name| documents.text(name));
    let years = documents.i16("fiscal_year");
    let series_of = |row: usize| series.map(|it| it.get(row));
    let mut latest: HashMap<[Option<&str>; 3], Option<i16>> = HashMap::new();
    for row in 0..documents.row_count() {
        let year = latest.entry(series_of(row)).or_default();
        *year = (*year).max(years.get(row));
    }
    let is_latest = |row: &usize| years.get(*row).is_some() && latest[&series_of(*row)] == years.get(*row);
    let kept: std::collections::HashSet<&str> =
        (0..documents.row_count()).filter(is_latest).filter_map(|row| ids.get(row)).collect();
    let of_kept = |name: &str| {
        let frame = frames.get(name)?;
        let of = frame.text("document_id");
        Some(frame.rows_where(|row| of.get(row).is_some_and(|id| kept.contains(id))))
    };
    ["documents", "initiatives", "indicators"].into_iter().filter_map(of_kept).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Rarity;
    use crate::base::{FiscalYear, Prefecture};
    use crate::dataset::examples::{measured_edition, observation, rated_edition};
    use crate::dataset::{frames, units_together};
    use crate::indicator::Role;

    /// Editions of plans of one name in two cities of a prefecture, of another prefecture, and of nobody.
    fn editions() -> Vec<Edition> {
        let mut all = Vec::new();
        for (place, (prefecture, area)) in
            [(5, "052019"), (5, "052027"), (13, "131016"), (13, "131016")].into_iter().enumerate()
        {
            for year in 2021..2024 {
                let own = i16::try_from(place).unwrap();
                let value = |it: i16| format!("{}", 50 + it * 7 % 20 + own);
                let values = vec![
                    observation(Role::Target, year, &value(year)),
                    observation(Role::Actual, year, &value(year + 1)),
                    observation(Role::Actual, year - 1, &value(year + own)),
                ];
                let rated =
                    rated_edition(year, &[("電子申請の推進", &[(year, "B")]), ("税", &[(year, "A"), (year - 1, "C")])]);
                let mut edition = measured_edition(year, values);
                edition.report.initiatives = rated.report.initiatives;
                edition.report.ratings = rated.report.ratings;
                edition.measurements.indicators.iter_mut().for_each(|it| it.initiative = Some(0));
                edition.document.document_id = format!("{}{place}", 9 - (year - 2020));
                let identity = &mut edition.report.identity;
                identity.fiscal_year = FiscalYear::new(year);
                identity.prefecture = Prefecture::new(prefecture);
                identity.area_code = Some(area.to_owned());
                identity.plan = Some(if place == 3 { "環境計画" } else { "総合計画" }.to_owned());
                all.push(edition);
            }
        }
        let mut nobodys = rated_edition(2022, &[("税", &[(2022, "B")])]);
        nobodys.document.document_id = "x".to_owned();
        (nobodys.report.identity.prefecture, nobodys.report.identity.area_code) = (None, None);
        nobodys.report.identity.plan = None;
        all.push(nobodys);
        all
    }

    /// All tables, made with everything in memory at once.
    fn whole(mut editions: Vec<Edition>) -> Frames {
        let linked = link::link(&frames(&editions), &[]).value;
        compare(&mut editions, &linked);
        let mut frames = dataset::with_notes(linked, &editions, &[]);
        let analyses = analysis::analyses(&frames);
        frames.insert(analysis::initiative_years(&frames, &analyses));
        analyses.into_iter().for_each(|it| frames.insert(it.frame));
        frames
    }

    #[test]
    fn plans_one_behind_the_other_are_what_all_of_them_at_once_are() {
        let editions = editions();
        let facts: Vec<Facts> = editions
            .iter()
            .map(|it| {
                let document_id = it.document.document_id.clone();
                Facts { document_id, ..Facts::default() }.with(&it.report, &it.measurements, &it.layout)
            })
            .collect();
        let kept: Vec<Kept> =
            (0..editions.len()).map(|index| Kept { index, supersedes: None, notes: Vec::new() }).collect();
        let plans = plans(&kept, &facts);
        assert_eq!(plans.len(), 4);
        let parts: Vec<Frames> = plans
            .iter()
            .map(|plan| tables_of(plan.iter().map(|it| editions[*it].clone()).collect(), &[], &[]).frames)
            .collect();

        let whole = whole(editions);
        let mut rarity = Rarity::default();
        parts.iter().for_each(|it| rarity.take(it));
        for expected in whole.iter() {
            let schema = expected.schema();
            let pieces = |name: &str| parts.iter().filter_map(|it| it.get(name).cloned()).collect::<Vec<_>>();
            let found = match schema.name {
                "units" => units_together(&pieces("units")),
                "theme_suggestions" => {
                    let latest: Vec<Frames> = parts.iter().map(latest_editions).collect();
                    let of = |name: &str| latest.iter().filter_map(|it| it.get(name).cloned()).collect::<Vec<_>>();
                    let names = ["documents", "initiatives", "indicators"];
                    let table = |name| Frame::of_pieces(dataset::schema::table(name).unwrap(), of(name));
                    suggestions(&names.into_iter().map(table).collect()).unwrap()
                }
                "trend_comparison" => {
                    let all = Frame::of_pieces(schema, pieces("trend_comparison"));
                    analysis::comparison_together(&all, &whole)
                }
                "trend_promises" => {
                    Frame::of_pieces(schema, parts.iter().map(|it| analysis::promises(it, &rarity)).collect())
                }
                name => Frame::of_pieces(schema, pieces(name)),
            };
            assert!(
                found.data().equals_missing(expected.data()),
                "{}\n{}\n{}",
                schema.name,
                found.data(),
                expected.data()
            );
        }
        for name in ["initiative_links", "theme_suggestions", "trend_comparison", "trend_achievement", "trend_ratings"]
        {
            assert!(whole.get(name).unwrap().row_count() > 3, "{name} has rows to compare");
        }
    }
}
