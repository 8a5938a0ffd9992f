//! Which targets, actuals and baselines say something else than they did before?

mod versions;

use rust_decimal::Decimal;

use self::versions::{Described, Edition, History, Value, histories};
use super::caution::{DIRECTION_UNKNOWN, SEVERAL_ACTUALS, SEVERAL_TARGETS, sentences};
use super::sources::{documents, series_name, year_name};
use super::{Question, TerminalTable, described};
use crate::base::Language;
use crate::dataset::{Columns, Frame, Frames, unit_symbol};

pub(super) const QUESTION: Question = Question { name: "trend_restatements", answer, show, at_end_of_build: false };

/// What is another than before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// The value of a year.
    Value,
    /// The unit of the indicator.
    Unit,
    /// The name of the indicator, which may be another definition.
    Definition,
    /// Whether its values add up over years.
    Aggregation,
    /// The year of its baseline.
    BaseYear,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Kind::Value => "value",
            Kind::Unit => "unit",
            Kind::Definition => "definition",
            Kind::Aggregation => "aggregation",
            Kind::BaseYear => "base_year",
        }
    }
}

/// Something said otherwise by an edition than by the one before that spoke of it.
struct Restatement<'a> {
    history: &'a History<'a>,
    kind: Kind,
    /// `editions`, or `one_report` where a report itself prints the original plan.
    basis: &'static str,
    role: Option<&'a str>,
    fiscal_year: Option<i16>,
    from: Said<'a>,
    to: Said<'a>,
    /// How many editions speak of it.
    version_count: usize,
    /// Whether the target was met by the same actual, by the earlier and by the later value.
    met: Option<(bool, bool)>,
    caution: Vec<&'static str>,
}

/// What an edition says: a value, or a word.
#[derive(Clone, Copy, Default)]
struct Said<'a> {
    text: Option<&'a str>,
    value: Option<Decimal>,
    reported_fiscal_year: Option<i16>,
    observation_id: Option<&'a str>,
    document_id: Option<&'a str>,
    page: Option<i32>,
}

impl<'a> Said<'a> {
    fn value(it: &Value<'a>) -> Self {
        Said {
            text: Some(it.printed),
            value: Some(it.value),
            reported_fiscal_year: it.reported_fiscal_year,
            observation_id: Some(it.observation_id),
            document_id: Some(it.document_id),
            page: it.page,
        }
    }

    fn word(edition: &Edition<'a>, text: Option<&'a str>) -> Self {
        Said {
            text,
            reported_fiscal_year: edition.reported_fiscal_year,
            document_id: Some(edition.document_id),
            page: edition.described.page,
            ..Said::default()
        }
    }
}

impl Restatement<'_> {
    fn change(&self) -> Option<Decimal> {
        self.to.value?.checked_sub(self.from.value?)
    }

    /// For targets `eased` or `raised`, for actuals and baselines `improved` or `worsened`; `None` where it is not known which
    /// way the indicator should go.
    fn effect(&self) -> Option<&'static str> {
        let change = self.change().filter(|_| self.kind == Kind::Value)?;
        let better = match self.history.direction() {
            "up" => change > Decimal::ZERO,
            "down" => change < Decimal::ZERO,
            _ => return None,
        };
        Some(match (self.role == Some("target"), better) {
            (true, true) => "raised",
            (true, false) => "eased",
            (false, true) => "improved",
            (false, false) => "worsened",
        })
    }

    /// Whether the year's actual meets the later target and misses the earlier one.
    fn met_only_because_eased(&self) -> Option<bool> {
        self.met.map(|(before, after)| after && !before)
    }
}

/// By series, indicator, kind, role and year, the earlier editions first. Only plain values (`eq`) of the report's own area, the first
/// that an edition prints of a role and year.
fn answer(frames: &Frames) -> Frame {
    let documents = documents(frames);
    let histories = histories(frames, &documents);
    let found: Vec<Restatement> = histories.iter().flat_map(restatements).collect();
    let value = |said: &Said| said.value;
    Columns::over(&found)
        .text("prefecture_code", |it| it.history.series.prefecture_code)
        .text("plan", |it| it.history.series.plan)
        .text("initiative_id", |it| it.history.latest().initiative_id)
        .text("indicator_id", |it| Some(it.history.indicator_id))
        .text("name", |it| it.history.latest().name)
        .text("kind", |it| Some(it.kind.as_str()))
        .text("basis", |it| Some(it.basis))
        .text("role", |it| it.role)
        .i16("fiscal_year", |it| it.fiscal_year)
        .i16("from_reported_fiscal_year", |it| it.from.reported_fiscal_year)
        .i16("to_reported_fiscal_year", |it| it.to.reported_fiscal_year)
        .text("from_printed", |it| it.from.text)
        .text("to_printed", |it| it.to.text)
        .decimal("from_value", |it| value(&it.from))
        .decimal("to_value", |it| value(&it.to))
        .decimal("change", Restatement::change)
        .text("unit", |it| if it.kind == Kind::Value { it.history.latest().unit } else { None })
        .text("direction", |it| Some(it.history.direction()))
        .text("effect", Restatement::effect)
        .boolean("met_only_because_eased", Restatement::met_only_because_eased)
        .count("n", |it| it.version_count)
        .text("method", |_| Some("versions_by_edition"))
        .text_list("caution", |it| Some(&it.caution))
        .text("from_observation_id", |it| it.from.observation_id)
        .text("to_observation_id", |it| it.to.observation_id)
        .text("from_document_id", |it| it.from.document_id)
        .i32("from_page", |it| it.from.page)
        .text("to_document_id", |it| it.to.document_id)
        .i32("to_page", |it| it.to.page)
        .finish(described(QUESTION.name))
}

fn restatements<'a>(history: &'a History<'a>) -> Vec<Restatement<'a>> {
    let mut found = Vec::new();
    for ((role, fiscal_year), versions) in &history.versions {
        for pair in versions.windows(2).filter(|pair| pair[0].unit == pair[1].unit && pair[0].value != pair[1].value) {
            let basis = if pair[0].document_id == pair[1].document_id { "one_report" } else { "editions" };
            let met = (*role == "target").then(|| history.met(*fiscal_year, &pair[0], &pair[1])).flatten();
            let several = if *role == "target" { SEVERAL_TARGETS } else { SEVERAL_ACTUALS };
            let rules = [
                (history.direction() == "unknown", DIRECTION_UNKNOWN),
                (pair.iter().any(|it| it.is_one_of_several), several),
            ];
            found.push(Restatement {
                history,
                kind: Kind::Value,
                basis,
                role: Some(role),
                fiscal_year: Some(*fiscal_year),
                from: Said::value(&pair[0]),
                to: Said::value(&pair[1]),
                version_count: versions.len(),
                met,
                caution: rules.into_iter().filter_map(|(holds, code)| holds.then_some(code)).collect(),
            });
        }
    }
    type Word = for<'a, 'b> fn(&'b Described<'a>) -> Option<&'a str>;
    let words: [(Kind, Word); 3] = [
        (Kind::Unit, |it| it.unit),
        (Kind::Definition, |it| it.name_normalised),
        (Kind::Aggregation, |it| it.aggregation.filter(|it| *it != "unknown")),
    ];
    for (kind, word) in words {
        let told: Vec<&Edition> = history.editions.iter().filter(|it| word(&it.described).is_some()).collect();
        for pair in told.windows(2).filter(|pair| word(&pair[0].described) != word(&pair[1].described)) {
            let text =
                |it: &Edition<'a>| if kind == Kind::Definition { it.described.name } else { word(&it.described) };
            let said = |it: &Edition<'a>| Said::word(it, text(it));
            found.push(history.restated(kind, said(pair[0]), said(pair[1]), told.len()));
        }
    }
    let based: Vec<&Value> = history.base_years();
    for pair in based.windows(2).filter(|pair| pair[0].fiscal_year != pair[1].fiscal_year) {
        found.push(history.restated(Kind::BaseYear, Said::value(pair[0]), Said::value(pair[1]), based.len()));
    }
    found
}

impl<'a> History<'a> {
    fn restated(&'a self, kind: Kind, from: Said<'a>, to: Said<'a>, version_count: usize) -> Restatement<'a> {
        let role = (kind == Kind::BaseYear).then_some("baseline");
        Restatement {
            history: self,
            kind,
            basis: "editions",
            role,
            fiscal_year: None,
            from,
            to,
            version_count,
            met: None,
            caution: Vec::new(),
        }
    }

    /// Whether the actual of a year meets two targets; `None` without an actual in their unit, or a direction.
    fn met(&self, fiscal_year: i16, before: &Value, after: &Value) -> Option<(bool, bool)> {
        let actual = self.versions.get(&("actual", fiscal_year))?.last()?;
        let meets = |target: &Value| match self.direction() {
            "up" => Some(actual.value >= target.value),
            "down" => Some(actual.value <= target.value),
            _ => None,
        };
        (actual.unit == after.unit).then(|| meets(before).zip(meets(after))).flatten()
    }
}

fn show(frame: &Frame, language: Language) -> TerminalTable {
    let (title, header, only) = match language {
        Language::Japanese => {
            ("書き換えられた値", ["計画", "指標", "種類", "年度", "前", "後", "効果"], "緩和により達成")
        }
        Language::English => (
            "Restated values",
            ["plan", "indicator", "kind", "year", "before", "after", "effect"],
            "met only because eased",
        ),
    };
    let row = |row: usize| {
        let text = |name: &str| frame.text(name).get(row).unwrap_or_default();
        let said = |printed: &str, year: &str| {
            let year = year_name(frame.i16(year).get(row), language);
            // Of a change of the unit alone both sides are ids.
            let said = if text("kind") == "unit" {
                unit_symbol(text(printed)).unwrap_or(text(printed))
            } else {
                text(printed)
            };
            format!("{said} ({year})")
        };
        let is_only = frame.boolean("met_only_because_eased").get(row) == Some(true);
        let word = |name: &str| frame.schema().word(name, text(name), language);
        let separator = if language == Language::Japanese { "、" } else { ", " };
        let only = if is_only { only } else { "" };
        let effect = [word("effect"), only].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(separator);
        vec![
            series_name(frame.text("prefecture_code").get(row), frame.text("plan").get(row)),
            text("name").to_owned(),
            [word("role"), word("kind")]
                .into_iter()
                .filter(|it| !it.is_empty())
                .collect::<Vec<_>>()
                .join(if language == Language::Japanese { "の" } else { " " }),
            year_name(frame.i16("fiscal_year").get(row), language),
            said("from_printed", "from_reported_fiscal_year"),
            said("to_printed", "to_reported_fiscal_year"),
            effect,
        ]
    };
    let rows = (0..frame.row_count()).map(row).collect();
    let header = header.map(str::to_owned).to_vec();
    TerminalTable { title: title.to_owned(), header, rows, caution: sentences(frame, language) }
}

#[cfg(test)]
mod tests;
