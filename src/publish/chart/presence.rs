//! Which prefecture's reports of which year are there (a grid of all 47).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::canvas::{Canvas, Drawing, MUTED, Pen, SMALL, rectangle};
use super::{Chart, Context, DataTable, NARROW, WIDE, specification};
use crate::base::{Message, Prefecture};
use crate::publish::digest::Digest;
use crate::publish::wording::{count, year};

const ROW: f64 = 18.0;
const HEAD: f64 = 24.0;
/// Between the two halves of the country.
const GAP: f64 = 30.0;
/// Years before the latest ones do not fit.
const MAX_YEARS: usize = 10;
const PREFECTURES: usize = 47;

/// Reports of a prefecture and its cities, by code and fiscal year.
type Reports = BTreeMap<(String, i16), usize>;

/// None where the reports are of fewer than two prefectures.
pub(super) fn chart(digest: &Digest, context: &Context<'_>) -> Option<Chart> {
    let reports = reports(digest);
    let years: Vec<i16> = reports.keys().map(|(_, year)| *year).collect::<BTreeSet<_>>().into_iter().collect();
    let years = &years[years.len().saturating_sub(MAX_YEARS)..];
    let there = reports.keys().map(|(code, _)| code).collect::<BTreeSet<_>>().len();
    if there < 2 {
        return None;
    }
    let language = context.language;
    let message = Message::new("chart_presence").with("prefectures", there).with("all", PREFECTURES);
    let title = context.say(&message.with("reports", count(reports.values().sum::<usize>(), language)));
    let description = context.word("chart_presence_description");
    let header = std::iter::once(context.word("word_prefecture")).chain(years.iter().map(|it| year(*it, language)));
    let of = |code: &str, year: i16| reports.get(&(code.to_owned(), year)).copied().unwrap_or_default();
    let row = |prefecture: Prefecture| {
        let cell = |year: &i16| match of(&prefecture.code(), *year) {
            0 => String::new(),
            number => number.to_string(),
        };
        let cells = years.iter().map(|it| cell(it).into());
        std::iter::once(prefecture.name().to_owned().into()).chain(cells).collect()
    };
    let values = reports.iter().map(|((code, year), number)| {
        let name = Prefecture::parse(code).map(Prefecture::name);
        json!({ "prefecture_code": code, "prefecture": name, "fiscal_year": year, "reports": number })
    });
    let rest = json!({
        "mark": "rect",
        "encoding": {
            "x": { "field": "fiscal_year", "type": "ordinal" },
            "y": { "field": "prefecture", "type": "nominal", "sort": { "field": "prefecture_code" } },
            "color": { "field": "reports", "type": "quantitative" },
        },
    });
    let documents: Vec<usize> = digest.series.iter().filter_map(|it| it.documents.last().copied()).collect();
    Some(Chart {
        name: "presence",
        specification: specification(&title, &description, values.collect(), rest),
        source: context.source(&documents, &[]),
        table: DataTable { header: header.collect(), rows: prefectures().map(row).collect() },
        wide: draw(years, &of, context, WIDE),
        narrow: draw(years, &of, context, NARROW),
        title,
        description,
    })
}

fn prefectures() -> impl Iterator<Item = Prefecture> {
    (1..=PREFECTURES as u8).filter_map(Prefecture::new)
}

fn reports(digest: &Digest) -> Reports {
    let mut reports = Reports::new();
    for document in digest.reports.iter().filter_map(|it| digest.documents.get(*it)) {
        if let (Some(code), Some(year)) = (&document.prefecture_code, document.fiscal_year) {
            *reports.entry((code.clone(), year)).or_default() += 1;
        }
    }
    reports
}

/// One block of rows on phones, the north and the south beside each other on sheets.
fn draw(years: &[i16], of: &dyn Fn(&str, i16) -> usize, context: &Context<'_>, width: f64) -> Drawing {
    let mut canvas = Canvas::new(width);
    let blocks = if width >= WIDE { 2 } else { 1 };
    let rows = PREFECTURES.div_ceil(blocks);
    let block = (width - GAP * (blocks - 1) as f64) / blocks as f64;
    let label = 72.0;
    let column = ((block - label) / years.len().max(1) as f64).min(64.0);
    for (index, prefecture) in prefectures().enumerate() {
        let left = (block + GAP) * (index / rows) as f64;
        let top = HEAD + ROW * (index % rows) as f64;
        let is_there = years.iter().any(|year| of(&prefecture.code(), *year) > 0);
        let pen = Pen::LABEL.size(SMALL);
        let pen = if is_there { pen.bold() } else { pen.colour(MUTED) };
        canvas.text((left, top + ROW - 5.0), pen, prefecture.name());
        for (place, fiscal_year) in years.iter().enumerate() {
            let x = left + label + column * place as f64;
            if index % rows == 0 {
                let pen = Pen::NOTE.middle();
                canvas.text((x + column / 2.0, HEAD - 8.0), pen, &year(*fiscal_year, context.language));
            }
            let number = of(&prefecture.code(), *fiscal_year);
            let fill = if number > 0 { "#0b62a4" } else { "#ffffff" };
            let cell = rectangle((x + 1.0, top + 1.0), (column - 2.0, ROW - 2.0), fill);
            canvas.add(cell.with("stroke", "#8a9199").at("stroke-width", 0.5));
            if number > 0 {
                let pen = Pen::LABEL.middle().bold().size(SMALL - 1.0).colour("#ffffff");
                canvas.text((x + column / 2.0, top + ROW - 5.0), pen, &number.to_string());
            }
        }
    }
    canvas.finish(HEAD + ROW * rows as f64 + 4.0)
}
