//! What stands at the lowest rating, and since when?

use std::collections::BTreeMap;

use super::caution::EDITIONS_DIFFER;
use super::rated::{Rated, RatedDocument, by_year, rated_documents, speaker};
use super::screen::{self, PLAN, ScreenColumn, words};
use super::sources::{Named, Names, names};
use super::{Question, TerminalTable, described};
use crate::base::Language;
use crate::dataset::{Columns, Frame, Frames, scale};

pub(super) const QUESTION: Question = Question { name: "trend_lowest_rated", answer, show, at_end_of_build: false };

/// Years in a row at the lowest rating from which it is chronic.
const CHRONIC_YEARS: usize = 2;

/// An initiative (or indicator) at the lowest rating in a year.
struct Lowest<'a> {
    speaker: &'a RatedDocument<'a>,
    fiscal_year: i16,
    id: &'a str,
    named: Option<Named<'a>>,
    rated: Rated<'a>,
    first_year: i16,
    years_in_a_row: usize,
    rated_years: usize,
    caution: Vec<&'static str>,
}

/// By series, the latest year first, those that stand there longest first: what each year's own edition (else the latest that rates
/// the year) has at the lowest rating.
fn answer(frames: &Frames) -> Frame {
    let documents = rated_documents(frames);
    let names = names(frames);
    let mut rows: Vec<Lowest> = Vec::new();
    for series in documents.chunk_by(|a, b| a.series() == b.series()) {
        rows.extend(lowest_of_series(series, &names));
    }
    Columns::over(&rows)
        .text("prefecture_code", |it| it.speaker.document.series.prefecture_code)
        .text("plan", |it| it.speaker.document.series.plan)
        .text("subject", |it| Some(it.speaker.subject.as_str()))
        .i16("fiscal_year", |it| Some(it.fiscal_year))
        .text("subject_id", |it| Some(it.id))
        .i32("number", |it| it.named?.number)
        .text("title", |it| it.named.map(|it| it.title))
        .text("value", |it| scale::letter(it.rated.scale_id, it.rated.rank))
        .i16("first_fiscal_year", |it| Some(it.first_year))
        .count("years_in_a_row", |it| it.years_in_a_row)
        .boolean("chronic", |it| Some(it.years_in_a_row >= CHRONIC_YEARS))
        .count("n", |it| it.rated_years)
        .text("method", |_| Some("years_in_a_row"))
        .text_list("caution", |it| Some(&it.caution))
        .text("document_id", |it| Some(it.speaker.document.id))
        .finish(described(QUESTION.name))
}

/// What is known of an initiative in a year.
struct History<'a> {
    rated: Rated<'a>,
    document: &'a RatedDocument<'a>,
    /// Whether that document speaks for the year.
    is_spoken: bool,
    /// Whether another document rates it otherwise.
    differs: bool,
}

fn lowest_of_series<'a>(series: &'a [RatedDocument<'a>], names: &Names<'a>) -> Vec<Lowest<'a>> {
    let mut histories: BTreeMap<&str, BTreeMap<i16, History>> = BTreeMap::new();
    for ((_, _, fiscal_year), entries) in by_year(series) {
        let Some(speaker) = speaker(fiscal_year, &entries) else { continue };
        // What the year's own edition does not know by this id, a later one may rate for that year.
        for it in std::iter::once(speaker).chain(entries.iter().rev().copied()) {
            for (id, rated) in &it.years[&fiscal_year] {
                let differs = entries.iter().filter_map(|it| it.years[&fiscal_year].get(id)).any(|it| it != rated);
                let history =
                    History { rated: *rated, document: it, is_spoken: it.document == speaker.document, differs };
                histories.entry(id).or_default().entry(fiscal_year).or_insert(history);
            }
        }
    }
    let mut rows: Vec<Lowest> = Vec::new();
    for (id, history) in &histories {
        for (fiscal_year, now) in history.iter().filter(|it| it.1.is_spoken && is_lowest(&it.1.rated)) {
            let at = |back: i16| history.get(&(fiscal_year - back)).filter(|it| it.rated == now.rated);
            let in_a_row: Vec<&History> = (0..).map_while(at).collect();
            rows.push(Lowest {
                speaker: now.document,
                fiscal_year: *fiscal_year,
                id,
                named: names.of(now.document.document.id, id),
                rated: now.rated,
                first_year: fiscal_year + 1 - i16::try_from(in_a_row.len()).unwrap_or(1),
                years_in_a_row: in_a_row.len(),
                rated_years: history.len(),
                caution: in_a_row.iter().any(|it| it.differs).then_some(EDITIONS_DIFFER).into_iter().collect(),
            });
        }
    }
    let number = |it: &Lowest| it.named.and_then(|it| it.number);
    rows.sort_by_key(|it| (std::cmp::Reverse((it.fiscal_year, it.years_in_a_row)), number(it), it.id));
    rows
}

fn is_lowest(rated: &Rated) -> bool {
    scale::letter(rated.scale_id, rated.rank + 1).is_none()
}

fn show(frame: &Frame, language: Language) -> TerminalTable {
    let columns: [ScreenColumn; 7] = [
        (PLAN, |it| it.series()),
        (words("年度", "year"), |it| it.year("fiscal_year")),
        (words("番号", "no."), |it| it.number("number")),
        (words("取組", "initiative"), |it| it.text("title")),
        (words("評価", "rating"), |it| it.text("value")),
        (words("始まり", "since"), |it| it.year("first_fiscal_year")),
        (words("連続年数", "years in a row"), |it| it.number("years_in_a_row")),
    ];
    screen::table(frame, language, words("最も低い評価の取組", "Initiatives at the lowest rating"), &columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::examples::{akita_edition, rated_edition};
    use crate::dataset::{Edition, frames};

    /// Year, title, first year, years in a row.
    #[track_caller]
    fn check(editions: &[Edition], expected: &[&str]) {
        let table = show(&answer(&frames(editions)), Language::Japanese);
        let rows: Vec<String> =
            table.rows.iter().map(|it| format!("{} {} {} {}", it[1], it[3], it[5], it[6])).collect();
        assert_eq!(rows, expected);
    }

    #[test]
    fn two_of_the_akita_report_are_chronic() {
        let frame = answer(&frames(&[akita_edition()]));
        let in_2023 = |row: &usize| frame.i16("fiscal_year").get(*row) == Some(2023);
        let chronic = (0..frame.row_count()).filter(in_2023).map(|row| frame.boolean("chronic").get(row));
        assert_eq!(chronic.map(|it| it == Some(true)).collect::<Vec<_>>(), [true, true, false, false, false]);
    }

    #[test]
    fn a_year_in_between_ends_the_row() {
        let edition = rated_edition(2024, &[("税", &[(2021, "C"), (2022, "C"), (2023, "B"), (2024, "C")])]);
        check(&[edition], &["R6 税 R6 1", "R4 税 R3 2", "R3 税 R3 1"]);
    }

    #[test]
    fn each_year_is_as_its_own_edition_says() {
        let own = rated_edition(2022, &[("税", &[(2022, "C")])]);
        let later = rated_edition(2023, &[("税", &[(2022, "B"), (2023, "C")])]);
        check(&[own, later], &["R5 税 R4 2", "R4 税 R4 1"]);
    }
}
