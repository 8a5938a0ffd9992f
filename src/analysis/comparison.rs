//! How do prefectures compare under one rule?

use std::collections::BTreeMap;

use super::caution::{DIRECTION_FROM_NAME, FULL_COUNT, INTERVALS_OVERLAP, OWN_RULE, RATED_IN_PART, SMALL_N, holding};
use super::figures::{Indicator, Speaker, indicators};
use super::on_track::track;
use super::pair::pair;
use super::rated::rated_documents;
use super::ratings::{Level, levels};
use super::rules::{Rule, RuleRate, rules};
use super::screen::{self, Cells, PLAN, ScreenColumn, words};
use super::sources::{Document, Series, documents};
use super::statistics::{FEWEST_FOR_SHARES, rounded, share, wilson};
use super::{Question, TerminalTable, described};
use crate::base::Language;
use crate::dataset::schema::Wording;
use crate::dataset::{Columns, Frame, Frames, scale};

pub(super) const QUESTION: Question = Question { name: "trend_comparison", answer, show, at_end_of_build: false };

/// The name that stands for each prefecture's own rule.
pub(super) const OWN: &str = "own";

/// A level of a rule in one edition.
struct Row<'a> {
    rule: &'a str,
    series: Series<'a>,
    fiscal_year: i16,
    rank: usize,
    letter: &'a str,
    count: usize,
    n: usize,
    /// How many indicators could have been rated; `None` for a prefecture's own ratings.
    indicator_count: Option<usize>,
    document_id: &'a str,
    caution: Vec<&'a str>,
}

impl Row<'_> {
    /// In percent of the indicators.
    fn coverage(&self) -> Option<f64> {
        self.indicator_count.filter(|it| *it > 0).map(|it| rounded(100.0 * self.n as f64 / it as f64))
    }
}

/// By rule (each prefecture's own first), fiscal year, series and level. Indicators are rated by what each edition says of its own
/// year.
fn answer(frames: &Frames) -> Frame {
    let documents = documents(frames);
    let indicators = indicators(frames, &documents);
    let rated = rated_documents(frames);
    let own = levels(&rated);
    let mut rows: Vec<Row> = own.iter().filter_map(own_row).collect();
    let mut by_series: BTreeMap<Series, Vec<&Indicator>> = BTreeMap::new();
    for indicator in &indicators {
        by_series.entry(indicator.series).or_default().push(indicator);
    }
    for rule in rules() {
        for document in documents.values() {
            let followed = by_series.get(&document.series).map(Vec::as_slice).unwrap_or_default();
            rows.extend(rated_anew(rule, document, followed));
        }
    }
    table(rows)
}

/// The answer for all plans, whose own answers stand one behind the other in `answers`; `frames` has their documents.
pub fn comparison_together(answers: &Frame, frames: &Frames) -> Frame {
    let documents = documents(frames);
    let [names, letters, ids] = ["rule", "value", "document_id"].map(|name| answers.text(name));
    let (years, ranks) = (answers.i16("fiscal_year"), answers.i8("rank"));
    let (counts, sums, of) = (answers.i32("count"), answers.i32("n"), answers.i32("indicator_count"));
    let cautions = answers.text_lists("caution");
    let number = |it: i32| usize::try_from(it).ok();
    let row = |row: usize| {
        let document = documents.get(ids.get(row)?)?;
        // Whether a plan overlaps another one is told anew.
        let caution = cautions[row].iter().map(String::as_str).filter(|it| *it != INTERVALS_OVERLAP);
        Some(Row {
            rule: names.get(row)?,
            series: document.series,
            fiscal_year: years.get(row)?,
            rank: usize::try_from(ranks.get(row)?).ok()?,
            letter: letters.get(row)?,
            count: number(counts.get(row)?)?,
            n: number(sums.get(row)?)?,
            indicator_count: of.get(row).and_then(number),
            document_id: document.id,
            caution: caution.collect(),
        })
    };
    table((0..answers.row_count()).filter_map(row).collect())
}

fn table(mut rows: Vec<Row>) -> Frame {
    let place = |it: &Row| rules().iter().position(|rule| rule.id == it.rule);
    rows.sort_by_key(|it| (place(it), it.fiscal_year, it.series, it.document_id, it.rank));
    mark_overlaps(&mut rows);
    Columns::over(&rows)
        .text("rule", |it| Some(it.rule))
        .i16("fiscal_year", |it| Some(it.fiscal_year))
        .text("prefecture_code", |it| it.series.prefecture_code)
        .text("plan", |it| it.series.plan)
        .i8("rank", |it| i8::try_from(it.rank).ok())
        .text("value", |it| Some(it.letter))
        .count("count", |it| it.count)
        .count("n", |it| it.n)
        .f64("share", |it| share(it.count as f64, it.n))
        .f64("share_low", |it| wilson(it.count, it.n).map(|(low, _)| low))
        .f64("share_high", |it| wilson(it.count, it.n).map(|(_, high)| high))
        .i32("indicator_count", |it| it.indicator_count.and_then(|it| i32::try_from(it).ok()))
        .f64("coverage", Row::coverage)
        .text("method", |it| Some(if it.rule == OWN { "as_printed" } else { "rated_anew" }))
        .text_list("caution", |it| Some(&it.caution))
        .text("document_id", |it| Some(it.document_id))
        .finish(described(QUESTION.name))
}

/// The rows of the comparison under one rule, with each prefecture's own ratings before them.
pub fn under_rule(frame: &Frame, rule: &Rule) -> Frame {
    let is_asked = |it: Option<&str>| it == Some(OWN) || it == Some(&rule.id);
    frame.rows_where(|row| is_asked(frame.text("rule").get(row)))
}

/// What an edition prints of its own year.
fn own_row<'a>(level: &Level<'a>) -> Option<Row<'a>> {
    let document = &level.speaker.document;
    let is_own = document.fiscal_year == Some(level.fiscal_year);
    is_own.then_some(Row {
        rule: OWN,
        series: document.series,
        fiscal_year: level.fiscal_year,
        rank: usize::from(level.rank.unsigned_abs()),
        letter: scale::letter(level.scale_id, level.rank)?,
        count: level.count,
        n: level.n,
        indicator_count: None,
        document_id: document.id,
        caution: holding([
            (true, OWN_RULE),
            (level.n < FEWEST_FOR_SHARES, SMALL_N),
            (level.n >= FEWEST_FOR_SHARES, FULL_COUNT),
        ]),
    })
}

fn rated_anew<'a>(rule: &'a Rule, document: &'a Document<'a>, indicators: &[&'a Indicator<'a>]) -> Vec<Row<'a>> {
    let Some(fiscal_year) = document.fiscal_year else { return Vec::new() };
    let speaker = Speaker::Document(document.id);
    let is_followed =
        |it: &&&Indicator| it.target(fiscal_year, speaker).is_some() || it.actual(fiscal_year, speaker).is_some();
    let followed: Vec<&&Indicator> = indicators.iter().filter(is_followed).collect();
    let mut counts = vec![0_usize; rule.levels.len()];
    let mut from_names = false;
    for indicator in &followed {
        let rate = match rule.rate {
            RuleRate::Ratio => pair(indicator, fiscal_year, speaker).and_then(|it| it.ratio()),
            RuleRate::Pace => track(indicator, fiscal_year, speaker).and_then(|it| it.pace()),
        };
        if let Some(level) = rate.and_then(|it| rule.level(it)) {
            counts[level] += 1;
            from_names |= rule.rate == RuleRate::Ratio && indicator.direction_source == Some("lexicon");
        }
    }
    let n: usize = counts.iter().sum();
    if followed.is_empty() {
        return Vec::new();
    }
    let caution = holding([
        (n < followed.len(), RATED_IN_PART),
        (n < FEWEST_FOR_SHARES, SMALL_N),
        (n >= FEWEST_FOR_SHARES, FULL_COUNT),
        (from_names, DIRECTION_FROM_NAME),
    ]);
    let row = |(index, count): (usize, &usize)| Row {
        rule: &rule.id,
        series: document.series,
        fiscal_year,
        rank: index + 1,
        letter: &rule.levels[index].letter,
        count: *count,
        n,
        indicator_count: Some(followed.len()),
        document_id: document.id,
        caution: caution.clone(),
    };
    counts.iter().enumerate().map(row).collect()
}

/// Marks the rows whose interval overlaps that of another prefecture's plan at the same level of the same year.
fn mark_overlaps(rows: &mut [Row]) {
    let intervals: Vec<Option<(f64, f64)>> = rows.iter().map(|it| wilson(it.count, it.n)).collect();
    let mut alike: BTreeMap<(&str, i16, usize), Vec<usize>> = BTreeMap::new();
    for (index, row) in rows.iter().enumerate().filter(|it| it.1.rule != OWN) {
        alike.entry((row.rule, row.fiscal_year, row.rank)).or_default().push(index);
    }
    for group in alike.into_values() {
        for index in &group {
            let Some((low, high)) = intervals[*index] else { continue };
            let overlaps = |other: &&usize| {
                let interval = intervals[**other].filter(|_| rows[**other].series != rows[*index].series);
                interval.is_some_and(|it| it.0 <= high && low <= it.1)
            };
            if group.iter().any(|other| overlaps(&other)) {
                rows[*index].caution.push(INTERVALS_OVERLAP);
            }
        }
    }
}

/// How a rule is called where it is no published one.
const OWN_WORDS: [(&str, Wording); 1] = [(OWN, words("自県の基準", "own rule"))];

/// A published rule by its name, which says who published it.
fn rule_name(cells: &Cells) -> String {
    let id = cells.frame.text("rule").get(cells.row).unwrap_or_default();
    match rules().iter().find(|it| it.id == id) {
        Some(rule) => rule.name(cells.language).to_owned(),
        None => cells.word("rule", &OWN_WORDS),
    }
}

fn show(frame: &Frame, language: Language) -> TerminalTable {
    let columns: [ScreenColumn; 7] = [
        (words("基準", "rule"), rule_name),
        (words("年度", "year"), |it| it.year("fiscal_year")),
        (PLAN, |it| it.series()),
        (words("評価", "rating"), |it| it.text("value")),
        (words("件数", "count"), |it| format!("{}/{}", it.number("count"), it.number("n"))),
        (words("割合［95％区間］", "share [95 %]"), |it| {
            let [low, high] = ["share_low", "share_high"].map(|name| it.rounded(name, 1));
            if low.is_empty() { low } else { format!("{} [{low}, {high}]", it.percent("share")) }
        }),
        (words("被覆", "coverage"), |it| it.percent("coverage")),
    ];
    screen::table(frame, language, words("県の比較", "Comparison of prefectures"), &columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Prefecture;
    use crate::dataset::examples::{achieving_edition, measured_edition, observation};
    use crate::dataset::{Edition, frames};
    use crate::indicator::Role;

    #[track_caller]
    fn check(editions: &[Edition], rule: &str, expected: &[&str]) {
        let frame = answer(&frames(editions));
        let rows = (0..frame.row_count()).filter(|row| frame.text("rule").get(*row) == Some(rule));
        let cautions = frame.text_lists("caution");
        let row = |row: usize| {
            let number = |name: &str| frame.i32(name).get(row).unwrap_or_default();
            let overlaps = if cautions[row].iter().any(|it| it == INTERVALS_OVERLAP) { " overlaps" } else { "" };
            let (prefecture, value) = (frame.text("prefecture_code").get(row), frame.text("value").get(row));
            let [prefecture, value] = [prefecture, value].map(Option::unwrap_or_default);
            format!("{prefecture} {value} {}/{}{overlaps}", number("count"), number("n"))
        };
        assert_eq!(rows.map(row).collect::<Vec<_>>(), expected);
    }

    fn plan(prefecture: u8, items: &[(&str, &str)]) -> Edition {
        let mut edition = achieving_edition(items);
        edition.report.identity.prefecture = Prefecture::new(prefecture);
        edition.document.document_id = format!("document-{prefecture:02}");
        // Indicators of different prefectures have ids of their own.
        edition.measurements.indicators.iter_mut().for_each(|it| it.id.push_str(&format!(" of {prefecture}")));
        edition
    }

    #[test]
    fn by_the_figures_alone() {
        let items = [("A", "137.4"), ("B", "100"), ("B", "81.3"), ("C", "50"), ("C", "49.9 79")];
        check(&[plan(5, &items)], "own", &["05 A 1/5", "05 B 2/5", "05 C 2/5"]);
        check(&[plan(5, &items)], "ibaraki", &["05 A 2/6", "05 B+ 1/6", "05 B 2/6", "05 C 1/6"]);
        check(&[plan(5, &items)], "nagano", &["05 順調 2/6", "05 概ね順調 1/6", "05 努力を要する 3/6"]);
        check(&[plan(5, &items)], "state", &["05 A 0/0", "05 B 0/0"]);
    }

    #[test]
    fn way_against_time() {
        let observations = vec![
            observation(Role::Baseline, 2020, "10"),
            observation(Role::Actual, 2023, "16"),
            observation(Role::Target, 2025, "20"),
        ];
        check(&[measured_edition(2023, observations)], "state", &["05 A 1/1", "05 B 0/1"]);
    }

    #[test]
    fn overlapping_intervals_show_no_difference() {
        let [some, all]: [Vec<(&str, &str)>; 2] = [vec![("A", "90"); 30], vec![("A", "110"); 30]];
        let mixed: Vec<(&str, &str)> = [[("A", "90"); 15], [("A", "110"); 15]].concat();
        check(
            &[plan(5, &some), plan(8, &all)],
            "nagano",
            &[
                "05 順調 0/30",
                "05 概ね順調 30/30",
                "05 努力を要する 0/30 overlaps",
                "08 順調 30/30",
                "08 概ね順調 0/30",
                "08 努力を要する 0/30 overlaps",
            ],
        );
        let few: Vec<(&str, &str)> = mixed[..20].to_vec();
        check(
            &[plan(5, &mixed), plan(8, &few)],
            "nagano",
            &[
                "05 順調 15/30 overlaps",
                "05 概ね順調 15/30 overlaps",
                "05 努力を要する 0/30 overlaps",
                "08 順調 5/20 overlaps",
                "08 概ね順調 15/20 overlaps",
                "08 努力を要する 0/20 overlaps",
            ],
        );
    }
}
