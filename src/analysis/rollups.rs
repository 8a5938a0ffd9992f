//! How do sections and departments stand?

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::caution::{SEVERAL_DEPARTMENTS, SMALL_N, holding};
use super::editions::{Listed, by_initiative, listed, own_pair};
use super::figures::indicators;
use super::screen::{self, PLAN, ScreenColumn, words};
use super::sources::{Document, documents};
use super::statistics::series::median;
use super::statistics::{FEWEST_FOR_SHARES, share};
use super::{Question, TerminalTable, described};
use crate::base::Language;
use crate::dataset::schema::Wording;
use crate::dataset::{Columns, Frame, Frames};

pub(super) const QUESTION: Question = Question { name: "trend_rollups", answer, show, at_end_of_build: false };

/// What initiatives are put together by.
const KINDS: [(&str, Wording); 3] = [
    ("area", words("分野", "area")),
    ("section", words("分類", "section")),
    ("department", words("担当課", "department")),
];

/// A group of initiatives of an edition, with the rates of their indicators.
struct Group<'a> {
    document: &'a Document<'a>,
    kind: usize,
    area: Option<String>,
    name: String,
    rates: Vec<Decimal>,
    initiative_count: usize,
    caution: Vec<&'static str>,
}

impl Group<'_> {
    fn met_count(&self) -> usize {
        self.rates.iter().filter(|it| **it >= Decimal::ONE_HUNDRED).count()
    }
}

/// By edition and kind, groups in the order printed; groups without any rate are left out.
fn answer(frames: &Frames) -> Frame {
    let documents = documents(frames);
    let indicators = indicators(frames, &documents);
    let by_initiative = by_initiative(&indicators);
    let listed = listed(frames);
    let mut sorted: Vec<&Document> = documents.values().collect();
    sorted.sort_unstable();
    let mut groups: Vec<Group> = Vec::new();
    for document in sorted {
        let rates = |it: &Listed| {
            let of = by_initiative.get(it.id).into_iter().flatten();
            of.filter_map(|it| own_pair(it, document)?.achievement().0).collect::<Vec<Decimal>>()
        };
        let initiatives = listed.get(document.id).into_iter().flatten();
        let rated: Vec<(&Listed, Vec<Decimal>)> =
            initiatives.map(|it| (it, rates(it))).filter(|it| !it.1.is_empty()).collect();
        groups.extend((0..KINDS.len()).flat_map(|kind| groups_of(document, kind, &rated)));
    }
    Columns::over(&groups)
        .text("prefecture_code", |it| it.document.series.prefecture_code)
        .text("plan", |it| it.document.series.plan)
        .i16("fiscal_year", |it| it.document.fiscal_year)
        .text("kind", |it| Some(KINDS[it.kind].0))
        .text("area", |it| it.area.as_ref())
        .text("group", |it| Some(&it.name))
        .count("initiative_count", |it| it.initiative_count)
        .count("n", |it| it.rates.len())
        .decimal("median_achievement", |it| median(it.rates.clone()))
        .count("reached_count", Group::met_count)
        .f64("reached_share", |it| share(it.met_count() as f64, it.rates.len()))
        .text("method", |_| Some("median"))
        .text_list("caution", |it| Some(&it.caution))
        .text("document_id", |it| Some(it.document.id))
        .finish(described(QUESTION.name))
}

fn groups_of<'a>(document: &'a Document<'a>, kind: usize, rated: &[(&Listed, Vec<Decimal>)]) -> Vec<Group<'a>> {
    let mut groups: Vec<Group> = Vec::new();
    let mut places: BTreeMap<(Option<String>, String), usize> = BTreeMap::new();
    for (initiative, rates) in rated {
        for (area, name) in groups_of_initiative(initiative, kind) {
            let place = *places.entry((area.clone(), name.clone())).or_insert_with(|| {
                let caution = Vec::new();
                groups.push(Group { document, kind, area, name, rates: Vec::new(), initiative_count: 0, caution });
                groups.len() - 1
            });
            groups[place].rates.extend(rates);
            groups[place].initiative_count += 1;
        }
    }
    let shared = rated.iter().any(|it| it.0.departments.len() > 1);
    for group in &mut groups {
        let is_shared = KINDS[kind].0 == "department" && shared;
        group.caution = holding([(group.rates.len() < FEWEST_FOR_SHARES, SMALL_N), (is_shared, SEVERAL_DEPARTMENTS)]);
    }
    groups
}

/// The groups that an initiative belongs to, each with its area where it is within one.
fn groups_of_initiative(initiative: &Listed, kind: usize) -> Vec<(Option<String>, String)> {
    let area = initiative.area.map(str::to_owned);
    match KINDS[kind].0 {
        "area" => area.map(|it| (None, it)).into_iter().collect(),
        "section" => initiative.section.map(|it| (area, it.to_owned())).into_iter().collect(),
        _ => initiative.departments.iter().map(|it| (None, it.clone())).collect(),
    }
}

fn show(frame: &Frame, language: Language) -> TerminalTable {
    let columns: [ScreenColumn; 7] = [
        (PLAN, |it| it.series()),
        (words("年度", "year"), |it| it.year("fiscal_year")),
        (words("まとめ方", "by"), |it| it.word("kind", &KINDS)),
        (words("名称", "group"), |it| [it.text("area"), it.text("group")].join(" ").trim().to_owned()),
        (words("達成率の中央値", "median achievement"), |it| it.percent("median_achievement")),
        (words("達成／指標", "reached / n"), |it| format!("{}/{}", it.number("reached_count"), it.number("n"))),
        (words("達成の割合", "share"), |it| it.percent("reached_share")),
    ];
    screen::table(frame, language, words("分類・担当課別の達成", "Achievement by section and department"), &columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::examples::achieving_edition;
    use crate::dataset::{Edition, frames};

    /// Initiatives in one section each, with the achievements of their indicators.
    fn edition(initiatives: &[(&str, &str)]) -> Edition {
        let rated: Vec<(&str, &str)> = initiatives.iter().map(|it| ("B", it.1)).collect();
        let mut edition = achieving_edition(&rated);
        for (initiative, (section, _)) in edition.report.initiatives.iter_mut().zip(initiatives) {
            initiative.section = Some((*section).to_owned());
        }
        edition
    }

    #[track_caller]
    fn check(edition: Edition, kind: &str, expected: &[&str]) {
        let table = show(&answer(&frames(&[edition])), Language::English);
        let rows = table.rows.iter().filter(|it| it[2] == kind).map(|it| it[3..].join(" "));
        assert_eq!(rows.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn sections_by_their_median() {
        let edition = edition(&[("(1) 窓口", "97.6 40.5 81.3"), ("(2) 税", "106.6"), ("(1) 窓口", "200")]);
        check(edition, "section", &["行政 (1) 窓口 89.5% 1/4 ", "行政 (2) 税 106.6% 1/1 "]);
    }

    #[test]
    fn an_initiative_of_two_departments_counts_in_each() {
        let edition = edition(&[("(1) 窓口", "90"), ("(2) 税", "100 110")]);
        let rows = ["デジタル政策推進課 100.0% 2/3 ", "税務課 100.0% 2/3 "];
        check(edition, "department", &rows);
    }

    #[test]
    fn shares_come_from_ten_indicators_on() {
        check(edition(&[("(1) 窓口", ["90"; 10].join(" ").as_str())]), "area", &["行政 90.0% 0/10 0.0%"]);
    }
}
