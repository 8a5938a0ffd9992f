//! What different plans have in common: suggestions for comparing, by a list of themes.
//!
//! Only suggestions: rows of different prefectures never get one id, for equal names do not make equal definitions.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::described;
use super::likeness::plain;
use super::tables::LinkedSeries;
use crate::dataset::schema::Wording;
use crate::dataset::{Columns, Frame};

/// A theme that plans of many prefectures have.
struct Theme {
    id: &'static str,
    title: Wording,
    /// Each of them plain; one is enough.
    words: Vec<String>,
}

/// An initiative or an indicator of the latest edition of a plan.
struct Suggestion<'a> {
    theme: &'static Theme,
    linked: &'a LinkedSeries<'a>,
    /// Place of its plan among all.
    series: usize,
    kind: &'static str,
    id: &'a str,
    name: &'a str,
    unit: Option<&'a str>,
    aggregation: Option<&'a str>,
    document_id: &'a str,
    page: Option<i32>,
}

impl Suggestion<'_> {
    /// What two indicators must share to be taken for the same by definition.
    fn definition(&self) -> Option<(String, Option<&str>, Option<&str>)> {
        (self.kind == "indicator").then(|| (plain(self.name), self.unit, self.aggregation))
    }
}

/// One row an initiative or indicator that shares a theme with one of another plan, by theme.
pub(super) fn suggestions(all: &[LinkedSeries]) -> Frame {
    let of_series = |(series, linked)| of_latest_edition(series, linked);
    let mut found: Vec<Suggestion> = all.iter().enumerate().flat_map(of_series).collect();
    found.sort_by_key(|it| it.theme.id);
    let mut plans: BTreeMap<&str, BTreeSet<_>> = BTreeMap::new();
    let mut definitions: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for it in &found {
        plans.entry(it.theme.id).or_default().insert(it.series);
        definitions.entry(it.definition()).or_default().insert(it.series);
    }
    let rows: Vec<&Suggestion> = found.iter().filter(|it| plans[it.theme.id].len() > 1).collect();
    Columns::over(&rows)
        .text("theme", |it| Some(it.theme.id))
        .text("title_ja", |it| Some(it.theme.title.japanese))
        .text("title_en", |it| Some(it.theme.title.english))
        .count("plan_count", |it| plans[it.theme.id].len())
        .text("prefecture_code", |it| it.linked.series.prefecture_code)
        .text("plan", |it| it.linked.series.plan)
        .i16("fiscal_year", |it| it.linked.series.editions.last().map(|it| it.fiscal_year))
        .text("kind", |it| Some(it.kind))
        .text("id", |it| Some(it.id))
        .text("name", |it| Some(it.name))
        .text("unit", |it| it.unit)
        .text("aggregation", |it| it.aggregation)
        .i32("same_definition_count", |it| {
            let plans = definitions.get(&Some(it.definition()?))?;
            i32::try_from(plans.len() - 1).ok()
        })
        .text("document_id", |it| Some(it.document_id))
        .i32("page", |it| it.page)
        .finish(described("theme_suggestions"))
}

fn of_latest_edition<'a>(series: usize, linked: &'a LinkedSeries<'a>) -> Vec<Suggestion<'a>> {
    let Some(edition) = linked.series.editions.last() else { return Vec::new() };
    let last = linked.series.editions.len() - 1;
    let mut found = Vec::new();
    for (initiative, id) in edition.initiatives.iter().zip(&linked.ids.initiatives[last]) {
        found.extend(themes_of(initiative.title).map(|theme| Suggestion {
            theme,
            linked,
            series,
            kind: "initiative",
            id,
            name: initiative.title,
            unit: None,
            aggregation: None,
            document_id: initiative.document_id,
            page: initiative.page,
        }));
    }
    for (indicator, id) in edition.indicators.iter().zip(&linked.ids.indicators[last]) {
        found.extend(themes_of(indicator.name).map(|theme| Suggestion {
            theme,
            linked,
            series,
            kind: "indicator",
            id,
            name: indicator.name,
            unit: indicator.unit,
            aggregation: indicator.aggregation,
            document_id: indicator.document_id,
            page: indicator.page,
        }));
    }
    found
}

fn themes_of(text: &str) -> impl Iterator<Item = &'static Theme> {
    let text = plain(text);
    themes().iter().filter(move |it| it.words.iter().any(|word| text.contains(word.as_str())))
}

fn themes() -> &'static [Theme] {
    static THEMES: LazyLock<Vec<Theme>> = LazyLock::new(|| {
        let theme = |line: &'static str| {
            let fields: Vec<&'static str> = line.split('\t').collect();
            let [id, japanese, english, words] = fields[..] else { panic!("a theme has four fields: {line}") };
            Theme { id, title: Wording { japanese, english }, words: words.split(',').map(plain).collect() }
        };
        include_str!("themes.tsv").lines().skip(1).map(theme).collect()
    });
    &THEMES
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Prefecture;
    use crate::dataset::frames;
    use crate::link::{link, tests::edition};

    #[track_caller]
    fn check(title: &str, expected: &[&str]) {
        assert_eq!(themes_of(title).map(|it| it.id).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn themes_are_told_by_words() {
        check("ＡＩ・ＲＰＡの活用による業務効率化", &["automation"]);
        check("デジタルデバイド対策としてのスマホ教室", &["digital_divide"]);
        check("県道の除雪", &[]);
    }

    #[test]
    fn two_prefectures_are_shown_side_by_side_and_keep_their_ids() {
        let first = edition(2023, "|テレワークの推進\n|県道の除雪");
        let mut second = edition(2023, "|テレワークの推進");
        second.document.document_id = "other".to_owned();
        second.report.identity.prefecture = Prefecture::new(32);
        let linked = link(&frames(&[first, second]), &[]).value;
        let frame = linked.get("theme_suggestions").expect("linking makes it");
        assert_eq!(frame.text("prefecture_code").iter().flatten().collect::<Vec<_>>(), ["20", "32"]);
        assert_eq!(frame.text("theme").get(0), Some("telework"));
    }
}
