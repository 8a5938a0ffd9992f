//! How much each edition tells in numbers, from the list to indicators with target and actual (a grid).

use serde_json::json;

use super::canvas::{Canvas, Drawing, Pen, SIZE, SMALL, rectangle, wrapped};
use super::{Chart, Context, DataTable, NARROW, WIDE, specification};
use crate::base::Message;
use crate::publish::digest::{Coverage, Series};
use crate::publish::wording::{count, year};

const ROW: f64 = 44.0;
/// More editions than this do not fit side by side: the latest are shown.
const MAX_COLUMNS: usize = 10;

/// The key of a count's name, and the count.
type Stage = (&'static str, fn(&Coverage) -> usize);

const STAGES: [Stage; 4] = [
    ("chart_coverage_listed", |it| it.listed),
    ("chart_coverage_boxes", |it| it.boxes),
    ("chart_coverage_targets", |it| it.targets),
    ("chart_coverage_pairs", |it| it.pairs),
];

/// None where no edition lists an initiative.
pub(super) fn chart(series: &Series, context: &Context<'_>) -> Option<Chart> {
    let latest = series.coverage.last().filter(|it| it.listed > 0)?;
    let language = context.language;
    let message = Message::new("chart_coverage").with("listed", count(latest.listed, language));
    let message = message.with("boxes", count(latest.boxes, language)).with("pairs", count(latest.pairs, language));
    let title = context.say(&message);
    let description = context.word("chart_coverage_description");
    let edition = |it: &Coverage| {
        let year_of = context.documents.get(it.document).and_then(|it| it.fiscal_year);
        year_of.map_or_else(|| "?".to_owned(), |it| year(it, language))
    };
    let header = std::iter::once(context.word("chart_coverage_stage")).chain(series.coverage.iter().map(edition));
    let row = |(key, read): &Stage| {
        let counts = series.coverage.iter().map(|it| read(it).to_string().into());
        std::iter::once(context.word(key).into()).chain(counts).collect()
    };
    let values = series.coverage.iter().flat_map(|it| {
        STAGES
            .iter()
            .map(move |(key, read)| json!({ "edition": edition(it), "stage": context.word(key), "count": read(it) }))
    });
    let rest = json!({
        "encoding": {
            "x": { "field": "edition", "type": "ordinal", "sort": null },
            "y": { "field": "stage", "type": "nominal", "sort": null },
        },
        "layer": [
            { "mark": "rect", "encoding": { "color": { "field": "count", "type": "quantitative" } } },
            { "mark": "text", "encoding": { "text": { "field": "count", "type": "quantitative" } } },
        ],
    });
    Some(Chart {
        name: "coverage",
        specification: specification(&title, &description, values.collect(), rest),
        source: context.source(&series.documents, &[]),
        table: DataTable { header: header.collect(), rows: STAGES.iter().map(row).collect() },
        wide: draw(series, context, WIDE),
        narrow: draw(series, context, NARROW),
        title,
        description,
    })
}

/// Shades from little to much; each carries dark or white text with a contrast of at least 4.5.
fn shade(share: f64) -> (&'static str, &'static str) {
    match share {
        share if share >= 0.75 => ("#0b62a4", "#ffffff"),
        share if share >= 0.4 => ("#3f83b8", "#ffffff"),
        share if share >= 0.15 => ("#a9cfe8", "#1b1f24"),
        share if share > 0.0 => ("#dcebf5", "#1b1f24"),
        _ => ("#ffffff", "#1b1f24"),
    }
}

fn draw(series: &Series, context: &Context<'_>, width: f64) -> Drawing {
    let mut canvas = Canvas::new(width);
    let left = if width >= WIDE { 250.0 } else { 128.0 };
    let shown = &series.coverage[series.coverage.len().saturating_sub(MAX_COLUMNS)..];
    let column = ((width - left) / shown.len() as f64).min(120.0);
    let most = shown.iter().map(|it| it.listed).max().unwrap_or_default().max(1) as f64;
    for (index, coverage) in shown.iter().enumerate() {
        let x = left + column * index as f64;
        let edition = context.documents.get(coverage.document).and_then(|it| it.fiscal_year);
        let label = edition.map_or_else(|| "?".to_owned(), |it| year(it, context.language));
        canvas.text((x + column / 2.0, 18.0), Pen::LABEL.bold().middle(), &label);
        for (row, (_, read)) in STAGES.iter().enumerate() {
            let y = 28.0 + ROW * row as f64;
            let found = read(coverage);
            let (fill, ink) = shade(found as f64 / most);
            let cell = rectangle((x + 1.0, y + 1.0), (column - 2.0, ROW - 2.0), fill);
            canvas.add(cell.with("stroke", "#8a9199").at("stroke-width", 0.75));
            let pen = Pen::LABEL.bold().middle().size(SIZE + 1.0).colour(ink);
            canvas.text((x + column / 2.0, y + ROW / 2.0 + 5.0), pen, &found.to_string());
        }
    }
    for (row, (key, _)) in STAGES.iter().enumerate() {
        let lines = wrapped(&context.word(key), left - 14.0, SMALL, 2);
        let y = 28.0 + ROW * row as f64 + ROW / 2.0 + 4.5 - 8.0 * (lines.len() as f64 - 1.0);
        canvas.lines((0.0, y), Pen::LABEL.size(SMALL), &lines);
    }
    canvas.finish(28.0 + ROW * STAGES.len() as f64 + 6.0)
}
