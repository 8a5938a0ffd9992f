//! Answers that have no chart of their own: their tables as they are.

use polars::prelude::{AnyValue, DataType};

use super::Report;
use super::page::Section;
use super::table::{details, table};
use crate::analysis::{Analysis, cautions};
use crate::base::Message;
use crate::base::figures::{fixed_float, rounded};
use crate::dataset::Frame;
use crate::publish::markup::{Element, Markup};
use crate::publish::wording::{number, word, year};

/// Shown as charts.
const DRAWN: [&str; 4] = ["trend_ratings", "trend_transitions", "trend_transition_matrix", "trend_achievement"];
/// Has a section by itself: it is asked for by name.
const RESTATEMENTS: &str = "trend_restatements";
/// More rows than this are left to the dataset.
const MAX_ROWS: usize = 60;

/// Restatements by themselves, then the other answers to be opened one by one; only what has rows.
pub(super) fn sections(report: &Report<'_>) -> Vec<Section> {
    let has_rows = |it: &&Analysis| it.frame.row_count() > 0;
    let all = || report.publication.analyses.iter().filter(has_rows);
    let restated = all().filter(|it| it.name == RESTATEMENTS).map(|it| {
        let lead = Element::new("p").text(it.frame.schema().description.text(report.language));
        let content = [Markup::from(lead), answer(report, &it.frame)].into_iter().collect::<Markup>();
        Section::new("restatements", report.word("page_restatements"), content)
    });
    let others: Vec<Element> = all()
        .filter(|it| !DRAWN.contains(&it.name) && it.name != RESTATEMENTS)
        .map(|it| details(it.frame.schema().title.text(report.language), answer(report, &it.frame)))
        .collect();
    let more = (!others.is_empty())
        .then(|| Section::new("answers", report.word("page_answers"), others.into_iter().collect::<Markup>()));
    restated.chain(more).collect()
}

/// A frame as a table, without columns that only machines read.
fn answer(report: &Report<'_>, frame: &Frame) -> Markup {
    let for_people = |name: &str| {
        !name.ends_with("_id") && !["method", "caution", "prefecture_code", "x0", "y0", "x1", "y1"].contains(&name)
    };
    let columns: Vec<_> = frame.schema().columns.iter().filter(|it| for_people(it.name)).collect();
    let header: Vec<String> = columns.iter().map(|it| it.title.text(report.language).to_owned()).collect();
    let shown = frame.row_count().min(MAX_ROWS);
    let row = |row: usize| columns.iter().map(|it| Markup::text(text(report, frame, it.name, row))).collect();
    let title = frame.schema().title.text(report.language);
    let mut content: Markup = table(title, &header, (0..shown).map(row).collect(), usize::MAX).into();
    if frame.row_count() > shown {
        let more = Message::new("page_more_rows").with("count", frame.row_count() - shown);
        content.push(Element::new("p").text(more.text(report.language)));
    }
    if let Some(caution) = cautions(frame, report.language) {
        content.push(Element::new("p").with("class", "source").text(caution));
    }
    content
}

fn text(report: &Report<'_>, frame: &Frame, column: &str, row: usize) -> String {
    let Ok(value) = frame.data().column(column).and_then(|it| it.get(row)) else { return String::new() };
    match value {
        AnyValue::Null => String::new(),
        AnyValue::String(text) => text.to_owned(),
        AnyValue::StringOwned(text) => text.to_string(),
        AnyValue::Boolean(yes) => word(if yes { "word_yes" } else { "word_no" }, report.language),
        AnyValue::Int16(it) if column.ends_with("fiscal_year") => year(it, report.language),
        AnyValue::Float64(it) => fixed_float(it, 1),
        AnyValue::Decimal(..) => {
            frame.decimals(column)[row].map(|it| number(rounded(it, 2), report.language)).unwrap_or_default()
        }
        AnyValue::List(list) if *list.dtype() == DataType::String => {
            list.iter().filter_map(|it| it.get_str().map(str::to_owned)).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    }
}
