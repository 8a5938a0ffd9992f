//! Of how many initiatives can anything be said?

use std::collections::{BTreeMap, BTreeSet};

use super::caution::{SMALL_N, holding};
use super::editions::{Listed, by_initiative, listed, own_pair};
use super::figures::{Indicator, Speaker, indicators};
use super::screen::{self, PLAN, ScreenColumn, words};
use super::sources::{Document, documents};
use super::statistics::{FEWEST_FOR_SHARES, share};
use super::{Question, TerminalTable, described};
use crate::base::Language;
use crate::dataset::schema::Wording;
use crate::dataset::{Columns, Frame, Frames};

pub(super) const QUESTION: Question = Question { name: "trend_coverage", answer, show, at_end_of_build: false };

/// Years of actuals from which a run of years can be spoken of.
const LONG_RUN: usize = 3;

/// The stages, each a part of the one before.
const STAGES: [(&str, Wording); 6] = [
    ("listed", words("一覧にある", "listed")),
    ("detailed", words("個票がある", "detailed")),
    ("target", words("数値目標がある", "numeric target")),
    ("pair", words("目標と実績がある", "target and actual")),
    ("linked", words("他の版とつながる", "linked to another edition")),
    ("three_years", words("実績が3年度以上", "three years of actuals")),
];

/// A stage of an edition.
struct Stage<'a> {
    document: &'a Document<'a>,
    index: usize,
    count: usize,
    listed_count: usize,
    caution: Vec<&'static str>,
}

/// By edition and stage; editions without a fiscal year are left out.
fn answer(frames: &Frames) -> Frame {
    let documents = documents(frames);
    let indicators = indicators(frames, &documents);
    let by_initiative = by_initiative(&indicators);
    let listed = listed(frames);
    let editions = editions_of(&documents, &listed);
    let mut sorted: Vec<&Document> = documents.values().filter(|it| it.fiscal_year.is_some()).collect();
    sorted.sort_unstable();
    let stages: Vec<Stage> = sorted
        .into_iter()
        .filter_map(|document| Some((document, listed.get(document.id)?)))
        .flat_map(|(document, listed)| stages(document, listed, &by_initiative, &editions))
        .collect();
    Columns::over(&stages)
        .text("prefecture_code", |it| it.document.series.prefecture_code)
        .text("plan", |it| it.document.series.plan)
        .i16("fiscal_year", |it| it.document.fiscal_year)
        .i8("stage_number", |it| i8::try_from(it.index + 1).ok())
        .text("stage", |it| Some(STAGES[it.index].0))
        .count("count", |it| it.count)
        .count("n", |it| it.listed_count)
        .f64("share", |it| share(it.count as f64, it.listed_count))
        .text("method", |_| Some("count"))
        .text_list("caution", |it| Some(&it.caution))
        .text("document_id", |it| Some(it.document.id))
        .finish(described(QUESTION.name))
}

/// The editions that list each initiative, as series and fiscal year.
type Editions<'a> = BTreeMap<&'a str, BTreeSet<&'a Document<'a>>>;

fn editions_of<'a>(
    documents: &'a BTreeMap<&'a str, Document<'a>>,
    listed: &BTreeMap<&'a str, Vec<Listed<'a>>>,
) -> Editions<'a> {
    let mut editions: Editions = BTreeMap::new();
    for (document_id, initiatives) in listed {
        let Some(document) = documents.get(document_id) else { continue };
        initiatives.iter().for_each(|it| _ = editions.entry(it.id).or_default().insert(document));
    }
    editions
}

fn stages<'a>(
    document: &'a Document<'a>,
    listed: &[Listed<'a>],
    indicators: &BTreeMap<&'a str, Vec<&'a Indicator<'a>>>,
    editions: &Editions,
) -> Vec<Stage<'a>> {
    // A design without a list has each initiative in its own block.
    let has_list = listed.iter().any(|it| it.in_list);
    let none = Vec::new();
    let of = |it: &Listed| indicators.get(it.id).unwrap_or(&none).iter();
    let year = document.fiscal_year.unwrap_or_default();
    let has_target = |it: &&Indicator| it.target(year, Speaker::Document(document.id)).is_some();
    let is_long = |it: &&Indicator| own_pair(it, document).is_some() && it.actuals().0.len() >= LONG_RUN;
    let other = |it: &Listed| editions.get(it.id).is_some_and(|it| it.iter().any(|it| it.fiscal_year != Some(year)));
    let rules: [&dyn Fn(&Listed) -> bool; STAGES.len()] = [
        &|it| it.in_list || !has_list,
        &|it| it.in_block,
        &|it| of(it).any(has_target),
        &|it| of(it).any(|it| own_pair(it, document).is_some()),
        &other,
        &|it| of(it).any(is_long),
    ];
    let mut left: Vec<&Listed> = listed.iter().collect();
    let mut stages: Vec<Stage> = Vec::new();
    for (index, rule) in rules.into_iter().enumerate() {
        left.retain(|it| rule(it));
        let listed_count = stages.first().map_or(left.len(), |it| it.count);
        let caution = holding([(listed_count < FEWEST_FOR_SHARES, SMALL_N)]);
        stages.push(Stage { document, index, count: left.len(), listed_count, caution });
    }
    stages
}

fn show(frame: &Frame, language: Language) -> TerminalTable {
    let columns: [ScreenColumn; 5] = [
        (PLAN, |it| it.series()),
        (words("年度", "year"), |it| it.year("fiscal_year")),
        (words("段階", "stage"), |it| it.word("stage", &STAGES)),
        (words("取組数", "initiatives"), |it| it.number("count")),
        (words("割合", "share"), |it| it.percent("share")),
    ];
    screen::table(frame, language, words("被覆", "Coverage"), &columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::examples::{measurements, observation, rated_edition};
    use crate::dataset::{Edition, frames};
    use crate::indicator::{Observation, Role};

    fn edition(year: i16, titles: &[&str], observations: Vec<Observation>) -> Edition {
        let initiatives: Vec<(&str, &[(i16, &str)])> = titles.iter().map(|it| (*it, [].as_slice())).collect();
        let mut edition = rated_edition(year, &initiatives);
        edition.report.initiatives[0].in_block = true;
        edition.report.initiatives.last_mut().expect("there is an initiative").in_block = true;
        edition.measurements = measurements(observations);
        edition
    }

    /// Counts by stage, an edition a line.
    #[track_caller]
    fn check(editions: &[Edition], expected: &[&str]) {
        let frame = answer(&frames(editions));
        let counts: Vec<String> = frame.i32("count").iter().flatten().map(|it| it.to_string()).collect();
        assert_eq!(counts.chunks(STAGES.len()).map(|it| it.join(" ")).collect::<Vec<_>>(), expected);
    }

    fn pair(year: i16) -> Vec<Observation> {
        vec![observation(Role::Target, year, "80"), observation(Role::Actual, year, "70")]
    }

    #[test]
    fn each_stage_is_a_part_of_the_one_before() {
        check(&[edition(2023, &["電子申請", "税", "旅券"], pair(2023))], &["3 2 1 1 0 0"]);
        let target_only = vec![observation(Role::Target, 2023, "80")];
        check(&[edition(2023, &["電子申請", "税", "旅券"], target_only)], &["3 2 1 0 0 0"]);
    }

    #[test]
    fn editions_that_follow_one_another() {
        let editions = [2021, 2022, 2023].map(|year| edition(year, &["電子申請", "税"], pair(year)));
        check(&editions, &["2 2 1 1 1 1"; 3]);
        check(&editions[..2], &["2 2 1 1 1 0"; 2]);
    }

    #[test]
    fn a_design_without_a_list() {
        let mut edition = edition(2023, &["電子申請", "税"], pair(2023));
        edition.report.initiatives.iter_mut().for_each(|it| it.in_list = false);
        check(&[edition], &["2 2 1 1 0 0"]);
    }
}
