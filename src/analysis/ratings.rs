//! How many initiatives have which rating in each fiscal year?

use std::collections::BTreeSet;

use super::caution::{EDITIONS_DIFFER, FEWER_LISTED, FULL_COUNT, SMALL_N, sentences};
use super::rated::{Rated, RatedDocument, by_year, rated_documents, speaker};
use super::screen::Cells;
use super::statistics::{FEWEST_FOR_SHARES, share, wilson};
use super::{Question, TerminalTable, described};
use crate::base::Language;
use crate::dataset::{Columns, Frame, Frames, scale};

pub(super) const QUESTION: Question = Question { name: "trend_ratings", answer, show, at_end_of_build: true };

/// One level of the scale in one year.
pub(super) struct Level<'a> {
    pub speaker: &'a RatedDocument<'a>,
    pub fiscal_year: i16,
    pub scale_id: &'a str,
    pub rank: i8,
    pub count: usize,
    /// This level and those above it.
    pub or_better_count: usize,
    pub n: usize,
    differing_count: Option<usize>,
    caution: Vec<&'static str>,
}

/// By series, fiscal year and rank; levels that nothing has are rows with the count 0. Where several editions rate a year, its
/// own edition speaks: it lists all of the year. Without one the latest does.
fn answer(frames: &Frames) -> Frame {
    let documents = rated_documents(frames);
    let or_better = |it: &Level| wilson(it.or_better_count, it.n);
    Columns::over(&levels(&documents))
        .text("prefecture_code", |it| it.speaker.document.series.prefecture_code)
        .text("plan", |it| it.speaker.document.series.plan)
        .text("subject", |it| Some(it.speaker.subject.as_str()))
        .i16("fiscal_year", |it| Some(it.fiscal_year))
        .i16("reported_fiscal_year", |it| it.speaker.document.fiscal_year)
        .text("scale_id", |it| Some(it.scale_id))
        .i8("rank", |it| Some(it.rank))
        .text("value", |it| scale::letter(it.scale_id, it.rank))
        .count("count", |it| it.count)
        .count("n", |it| it.n)
        .f64("share", |it| share(it.count as f64, it.n))
        .f64("share_low", |it| wilson(it.count, it.n).map(|(low, _)| low))
        .f64("share_high", |it| wilson(it.count, it.n).map(|(_, high)| high))
        .count("or_better_count", |it| it.or_better_count)
        .f64("or_better_share", |it| share(it.or_better_count as f64, it.n))
        .f64("or_better_share_low", |it| or_better(it).map(|(low, _)| low))
        .f64("or_better_share_high", |it| or_better(it).map(|(_, high)| high))
        .i32("differing_count", |it| it.differing_count.and_then(|it| i32::try_from(it).ok()))
        .text("method", |_| Some("wilson_95"))
        .text_list("caution", |it| Some(&it.caution))
        .text("document_id", |it| Some(it.speaker.document.id))
        .finish(described(QUESTION.name))
}

/// The levels of all years of all series, in the order of the table.
pub(super) fn levels<'a>(documents: &'a [RatedDocument<'a>]) -> Vec<Level<'a>> {
    by_year(documents).iter().flat_map(|((_, _, year), entries)| levels_of_year(*year, entries)).collect()
}

/// The levels of a fiscal year, from the editions that rate it, the latest of them last.
fn levels_of_year<'a>(fiscal_year: i16, entries: &[&'a RatedDocument<'a>]) -> Vec<Level<'a>> {
    let Some(speaker) = speaker(fiscal_year, entries) else { return Vec::new() };
    let others = || entries.iter().filter(|it| it.document != speaker.document).map(|it| &it.years[&fiscal_year]);
    let ratings = &speaker.years[&fiscal_year];
    let is_other = |(id, rated): &(&&str, &Rated)| others().filter_map(|it| it.get(**id)).any(|it| it != *rated);
    let differing_count = (entries.len() > 1).then(|| ratings.iter().filter(is_other).count());
    let mut caution = vec![if ratings.len() < FEWEST_FOR_SHARES { SMALL_N } else { FULL_COUNT }];
    caution.extend(differing_count.filter(|it| *it > 0).map(|_| EDITIONS_DIFFER));
    // A later edition rates earlier years only for what it still lists.
    caution.extend(others().any(|it| it.len() > ratings.len()).then_some(FEWER_LISTED));
    let scales: BTreeSet<&str> = ratings.values().map(|it| it.scale_id).collect();
    let ranks = scales
        .into_iter()
        .flat_map(|id| (1..).take_while(|rank| scale::letter(id, *rank).is_some()).map(move |rank| (id, rank)));
    let level = |(scale_id, rank)| {
        let on_scale = || ratings.values().filter(|it| it.scale_id == scale_id);
        Level {
            speaker,
            fiscal_year,
            scale_id,
            rank,
            count: on_scale().filter(|it| it.rank == rank).count(),
            or_better_count: on_scale().filter(|it| it.rank <= rank).count(),
            n: ratings.len(),
            differing_count,
            caution: caution.clone(),
        }
    };
    ranks.map(level).collect()
}

fn show(frame: &Frame, language: Language) -> TerminalTable {
    let (title, header) = match language {
        Language::Japanese => ("年度別の評価", ["計画", "年度", "件数", "内訳", "版で異なる"]),
        Language::English => ("Ratings by year", ["plan", "year", "n", "ratings", "editions differ"]),
    };
    let mut rows: Vec<Vec<String>> = Vec::new();
    for row in 0..frame.row_count() {
        let cells = Cells { frame, row, language };
        let share = cells.percent("share");
        let share = if share.is_empty() { share } else { format!(" ({share})") };
        let level = format!("{} {}{share}", cells.text("value"), cells.number("count"));
        if frame.i8("rank").get(row) == Some(1) || rows.is_empty() {
            let year = cells.year("fiscal_year");
            rows.push(vec![cells.series(), year, cells.number("n"), level, cells.number("differing_count")]);
        } else if let Some(last) = rows.last_mut() {
            last[3] = format!("{}  {level}", last[3]);
        }
    }
    let header = header.map(str::to_owned).to_vec();
    TerminalTable { title: title.to_owned(), header, rows, caution: sentences(frame, language) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::examples::rated_edition;
    use crate::dataset::{Edition, frames};

    #[track_caller]
    fn check(editions: &[Edition], expected: &[[&str; 5]]) {
        let table = show(&answer(&frames(editions)), Language::Japanese);
        assert_eq!(table.rows, expected);
    }

    #[test]
    fn a_dash_is_not_counted() {
        let edition =
            rated_edition(2023, &[("税", &[(2022, "-"), (2023, "B")]), ("旅券", &[(2022, "C"), (2023, "B")])]);
        check(
            &[edition],
            &[
                ["秋田県 DX推進計画", "R4", "1", "A 0  B 0  C 1", ""],
                ["秋田県 DX推進計画", "R5", "2", "A 0  B 2  C 0", ""],
            ],
        );
    }

    #[test]
    fn the_edition_of_the_year_speaks_and_differences_are_counted() {
        let own = rated_edition(2022, &[("税", &[(2022, "C")]), ("旅券", &[(2022, "B")])]);
        let later = rated_edition(2023, &[("税", &[(2022, "B")]), ("旅券", &[(2022, "B")])]);
        check(&[later, own], &[["秋田県 DX推進計画", "R4", "2", "A 0  B 1  C 1", "1"]]);
    }

    #[test]
    fn the_latest_edition_speaks_for_a_year_without_its_own() {
        let earlier = rated_edition(2023, &[("税", &[(2022, "C")])]);
        let later = rated_edition(2024, &[("税", &[(2022, "B")])]);
        check(&[later, earlier], &[["秋田県 DX推進計画", "R4", "1", "A 0  B 1  C 0", "1"]]);
    }

    #[test]
    fn a_later_edition_that_lists_fewer_is_marked() {
        let earlier = rated_edition(2023, &[("税", &[(2022, "C")]), ("終了", &[(2022, "A")])]);
        let later = rated_edition(2024, &[("税", &[(2022, "C")])]);
        let frame = answer(&frames(&[earlier, later]));
        assert!(sentences(&frame, Language::English).is_some_and(|it| it.contains("still lists")));
    }

    #[test]
    fn shares_come_from_ten_initiatives_on() {
        let titles: Vec<String> = (0..10).map(|it| format!("取組{it}")).collect();
        let ratings: Vec<(&str, &[(i16, &str)])> =
            titles.iter().map(|it| (it.as_str(), [(2023, "A")].as_slice())).collect();
        check(
            &[rated_edition(2023, &ratings)],
            &[["秋田県 DX推進計画", "R5", "10", "A 10 (100.0%)  B 0 (0.0%)  C 0 (0.0%)", ""]],
        );
    }
}
