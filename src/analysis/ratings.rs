//! How many initiatives have which rating in each fiscal year?

use super::caution::{EDITIONS_DIFFER, FEWER_LISTED, FULL_COUNT, SMALL_N, sentences};
use super::sources::{Document, Rated, RatedYears, rated_documents, series_name, year_name};
use super::statistics::{FEWEST_FOR_SHARES, share, wilson};
use super::{Question, TerminalTable, described};
use crate::base::Language;
use crate::dataset::{Columns, Frame, Frames, scale};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const QUESTION: Question = Question { name: "trend_ratings", answer, show: Some(show) };

/// One level of the scale in one year.
struct Level<'a> {
    document: &'a Document<'a>,
    fiscal_year: i16,
    scale_id: &'a str,
    rank: i8,
    count: usize,
    n: usize,
    differing_count: Option<usize>,
    caution: Vec<&'static str>,
}

/// By series, fiscal year and rank; levels that no initiative has are rows with the count 0. Where several editions rate a
/// year, its own edition speaks: it lists all initiatives of the year. Without one the latest does.
fn answer(frames: &Frames) -> Frame {
    let documents = rated_documents(frames);
    let mut by_year: BTreeMap<_, Vec<&(Document, RatedYears)>> = BTreeMap::new();
    for entry in &documents {
        for fiscal_year in entry.1.keys() {
            by_year.entry((entry.0.series, *fiscal_year)).or_default().push(entry);
        }
    }
    let levels: Vec<Level> = by_year.iter().flat_map(|((_, year), entries)| levels_of_year(*year, entries)).collect();
    Columns::over(&levels)
        .text("prefecture_code", |it| it.document.series.prefecture_code)
        .text("plan", |it| it.document.series.plan)
        .i16("fiscal_year", |it| Some(it.fiscal_year))
        .i16("reported_fiscal_year", |it| it.document.fiscal_year)
        .text("scale_id", |it| Some(it.scale_id))
        .i8("rank", |it| Some(it.rank))
        .text("value", |it| scale::letter(it.scale_id, it.rank))
        .count("count", |it| it.count)
        .count("n", |it| it.n)
        .f64("share", |it| share(it.count as f64, it.n))
        .f64("share_low", |it| wilson(it.count, it.n).map(|(low, _)| low))
        .f64("share_high", |it| wilson(it.count, it.n).map(|(_, high)| high))
        .i32("differing_count", |it| it.differing_count.and_then(|it| i32::try_from(it).ok()))
        .text("method", |_| Some("wilson_95"))
        .text_list("caution", |it| Some(&it.caution))
        .text("document_id", |it| Some(it.document.id))
        .finish(described(QUESTION.name))
}

/// The levels of a fiscal year, from the editions that rate it, the latest of them last.
fn levels_of_year<'a>(fiscal_year: i16, entries: &[&'a (Document<'a>, RatedYears<'a>)]) -> Vec<Level<'a>> {
    let own = entries.iter().position(|(document, _)| document.fiscal_year == Some(fiscal_year));
    let Some(speaker) = own.or(entries.len().checked_sub(1)) else { return Vec::new() };
    let (document, years) = entries[speaker];
    let others: Vec<_> = entries.iter().enumerate().filter(|(index, _)| *index != speaker).map(|(_, it)| *it).collect();
    let ratings = &years[&fiscal_year];
    let is_other = |(initiative, rated): &(&&str, &Rated)| {
        others.iter().filter_map(|(_, years)| years[&fiscal_year].get(**initiative)).any(|it| it != *rated)
    };
    let differing_count = (!others.is_empty()).then(|| ratings.iter().filter(is_other).count());
    let mut caution = vec![if ratings.len() < FEWEST_FOR_SHARES { SMALL_N } else { FULL_COUNT }];
    caution.extend(differing_count.filter(|it| *it > 0).map(|_| EDITIONS_DIFFER));
    // A later edition rates earlier years only for the initiatives that it still lists.
    let fewer_listed = others.iter().any(|(_, years)| years[&fiscal_year].len() > ratings.len());
    caution.extend(fewer_listed.then_some(FEWER_LISTED));
    let scales: BTreeSet<&str> = ratings.values().map(|it| it.scale_id).collect();
    let ranks = scales
        .into_iter()
        .flat_map(|id| (1..).take_while(|rank| scale::letter(id, *rank).is_some()).map(move |rank| (id, rank)));
    let level = |(scale_id, rank)| {
        let count = ratings.values().filter(|it| **it == Rated { rank, scale_id }).count();
        let caution = caution.clone();
        Level { document, fiscal_year, scale_id, rank, count, n: ratings.len(), differing_count, caution }
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
        let value = frame.text("value").get(row).unwrap_or_default();
        let count = frame.i32("count").get(row).unwrap_or_default();
        let share = frame.f64("share").get(row).map(|it| format!(" ({it:.1}%)")).unwrap_or_default();
        let level = format!("{value} {count}{share}");
        let number = |name: &str| frame.i32(name).get(row).map(|it| it.to_string()).unwrap_or_default();
        if frame.i8("rank").get(row) == Some(1) || rows.is_empty() {
            let series = series_name(frame.text("prefecture_code").get(row), frame.text("plan").get(row));
            let year = year_name(frame.i16("fiscal_year").get(row), language);
            rows.push(vec![series, year, number("n"), level, number("differing_count")]);
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
        let table = show(&answer(&frames(editions, Language::Japanese)), Language::Japanese);
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
        let frame = answer(&frames(&[earlier, later], Language::English));
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
