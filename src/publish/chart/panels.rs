//! Each indicator over the years in a panel of its own: actuals as a line, targets as steps, the values of both below their year,
//! where no line crosses them (small multiples).

use std::collections::BTreeSet;

use rust_decimal::prelude::ToPrimitive;
use serde_json::json;

use super::canvas::{Anchor, Canvas, Drawing, GUIDE, INK, MUTED, Pen, SIZE, SMALL, polyline, text_width, wrapped};
use super::{Cell, Chart, Context, DataTable, NARROW, WIDE, specification};
use crate::base::Message;
use crate::publish::digest::{Indicator, Point, Series, Value};
use crate::publish::markup::Element;
use crate::publish::wording::{count, decimal_percent, full_year, value, year};

const PANEL: f64 = 172.0;
const GAP: f64 = 18.0;
/// From the years below a panel to the actuals below them, and to the targets.
const VALUE_ROW: f64 = 14.0;
const VALUE_SIZE: f64 = SMALL - 1.0;
/// More panels than this are left to the table.
const MAX_PANELS: usize = 40;
const BLUE: &str = "#0b62a4";
const PALE: &str = "#9aa1a9";

/// None where no indicator has actuals of two years.
pub(super) fn chart(series: &Series, context: &Context<'_>) -> Option<Chart> {
    let actuals = |it: &&Indicator| it.points.values().filter(|point| point.actual.is_some()).count();
    let mut shown: Vec<&Indicator> = series.indicators.iter().filter(|it| actuals(it) >= 2).collect();
    if shown.is_empty() {
        return None;
    }
    shown.sort_by_key(|it| std::cmp::Reverse(actuals(it)));
    let language = context.language;
    let years: BTreeSet<i16> = shown.iter().flat_map(|it| it.points.keys().copied()).collect();
    let last_two = |it: &&&Indicator| {
        let values: Vec<_> = it.points.values().filter_map(|point| point.actual.as_ref()).collect();
        let [.., before, last] = values[..] else { return false };
        if it.down { last.value < before.value } else { last.value > before.value }
    };
    let better = shown.iter().filter(last_two).count();
    let message = Message::new("chart_panels").with("all", count(shown.len(), language));
    let title = context.say(&message.with("better", count(better, language)));
    let description = context.word("chart_panels_description");
    let mut header = vec![context.word("word_indicator"), context.word("word_year")];
    header.extend(["word_target", "word_actual", "word_achievement", "word_as_of"].map(|it| context.word(it)));
    let (mut rows, mut values, mut documents, mut dates) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for indicator in &shown {
        for (fiscal_year, point) in &indicator.points {
            let cell = |it: &Option<Value>| match it {
                Some(it) => Cell { text: value(it, indicator, language), place: it.place },
                None => Cell::default(),
            };
            let plain = |it: &Option<Value>| it.as_ref().and_then(|it| it.value.to_f64());
            let as_of = point.actual.as_ref().and_then(|it| it.as_of.clone());
            rows.push(vec![
                indicator.name.clone().into(),
                full_year(*fiscal_year, language).into(),
                cell(&point.target),
                cell(&point.actual),
                point.achievement.map(|it| decimal_percent(it, language)).unwrap_or_default().into(),
                as_of.clone().unwrap_or_default().into(),
            ]);
            dates.extend(as_of);
            documents.extend(point.actual.as_ref().and_then(|it| Some(it.place?.document)));
            values.push(json!({
                "indicator": indicator.name, "unit": indicator.unit_id, "fiscal_year": fiscal_year,
                "target": plain(&point.target), "actual": plain(&point.actual),
            }));
        }
    }
    documents.sort_by_key(|it| series.documents.iter().position(|document| document == it));
    let dates: Vec<&str> = dates.iter().map(String::as_str).collect();
    let rest = json!({
        "facet": { "field": "indicator", "type": "nominal", "sort": null },
        "columns": 4,
        "resolve": { "scale": { "y": "independent" } },
        "spec": { "width": 160, "height": 90, "encoding": { "x": { "field": "fiscal_year", "type": "ordinal" } }, "layer": [
            { "mark": { "type": "line", "interpolate": "step", "strokeDash": [4, 3] },
              "encoding": { "y": { "field": "target", "type": "quantitative" } } },
            { "mark": { "type": "line", "point": true }, "encoding": { "y": { "field": "actual", "type": "quantitative" } } },
        ] },
    });
    Some(Chart {
        name: "indicators",
        specification: specification(&title, &description, values, rest),
        source: context.source(&documents, &dates),
        table: DataTable { header, rows },
        wide: draw(&shown, &years, context, WIDE),
        narrow: draw(&shown, &years, context, NARROW),
        title,
        description,
    })
}

fn draw(indicators: &[&Indicator], years: &BTreeSet<i16>, context: &Context<'_>, width: f64) -> Drawing {
    let mut canvas = Canvas::new(width);
    let columns = (((width + GAP) / (PANEL + GAP)).floor() as usize).max(1);
    let panel = (width - GAP * (columns - 1) as f64) / columns as f64;
    legend(&mut canvas, context);
    let mut y = 34.0;
    let shown = &indicators[..indicators.len().min(MAX_PANELS)];
    for row in shown.chunks(columns) {
        let names: Vec<Vec<String>> = row.iter().map(|it| wrapped(&it.name, panel, SMALL, 3)).collect();
        let name_lines = names.iter().map(Vec::len).max().unwrap_or_default() as f64;
        let top = y + 16.0 * name_lines + 8.0;
        for (column, (indicator, name)) in row.iter().zip(&names).enumerate() {
            let x = (panel + GAP) * column as f64;
            canvas.lines((x, y + 12.0), Pen::LABEL.bold().size(SMALL), name);
            draw_panel(&mut canvas, indicator, years, context, (x, top, panel));
        }
        y = top + 136.0 + 2.0 * VALUE_ROW;
    }
    if indicators.len() > shown.len() {
        let message = Message::new("chart_more_rows").with("count", indicators.len() - shown.len());
        canvas.text((0.0, y + 8.0), Pen::NOTE, &context.say(&message));
        y += 16.0;
    }
    canvas.finish(y)
}

/// The panel below its name, from zero to its largest value; a year without a value leaves a gap.
fn draw_panel(
    canvas: &mut Canvas,
    indicator: &Indicator,
    years: &BTreeSet<i16>,
    context: &Context<'_>,
    (left, top, width): (f64, f64, f64),
) {
    let height = 92.0;
    let values = indicator.points.values().flat_map(|it| [&it.target, &it.actual]).flatten().map(|it| it.value);
    let former = indicator.former_targets.iter().map(|(_, value, _)| *value);
    let all: Vec<f64> = values.chain(former).filter_map(|it| it.to_f64()).collect();
    let most = all.iter().copied().fold(0.0, f64::max);
    let least = all.iter().copied().fold(0.0, f64::min);
    let span = if most > least { most - least } else { 1.0 };
    let y = |value: f64| top + 14.0 + (height - 14.0) * (1.0 - (value - least) / span);
    let step = width / years.len().max(1) as f64;
    let x = |fiscal_year: i16| left + step * (years.iter().position(|it| *it == fiscal_year).unwrap_or(0) as f64 + 0.5);
    canvas.line((left, y(0.0)), (left + width, y(0.0)), PALE, 1.0);
    for fiscal_year in years {
        canvas.text((x(*fiscal_year), top + height + 16.0), Pen::NOTE.middle(), &year(*fiscal_year, context.language));
    }
    for (fiscal_year, value, _) in &indicator.former_targets {
        let at = y(value.to_f64().unwrap_or_default());
        canvas.dashed((x(*fiscal_year) - step * 0.42, at), (x(*fiscal_year) + step * 0.42, at), PALE);
    }
    steps(canvas, indicator, years, step, &x, &y);
    let mut line: Vec<(f64, f64)> = Vec::new();
    let mut last_year = None;
    for (fiscal_year, actual) in indicator.points.iter().filter_map(|(year, it)| Some((*year, it.actual.as_ref()?))) {
        if last_year.is_some_and(|before| before + 1 < fiscal_year) {
            canvas.add(polyline(&line, BLUE, 2.0));
            line.clear();
        }
        line.push((x(fiscal_year), y(actual.value.to_f64().unwrap_or_default())));
        last_year = Some(fiscal_year);
    }
    canvas.add(polyline(&line, BLUE, 2.0));
    dots(canvas, indicator, &x, &y);
    for (row, pen, value_of) in VALUE_ROWS {
        let at = top + height + 16.0 + VALUE_ROW * row;
        labels(canvas, indicator, context, (left, left + width), (at, pen, value_of), &x);
    }
}

/// Targets as steps: each holds for its year.
fn steps(
    canvas: &mut Canvas,
    indicator: &Indicator,
    years: &BTreeSet<i16>,
    step: f64,
    x: &dyn Fn(i16) -> f64,
    y: &dyn Fn(f64) -> f64,
) {
    let mut line: Vec<(f64, f64)> = Vec::new();
    let flush = |line: &mut Vec<(f64, f64)>, canvas: &mut Canvas| {
        if !line.is_empty() {
            canvas.add(polyline(line, INK, 1.5).with("stroke-dasharray", "4 3"));
            line.clear();
        }
    };
    for fiscal_year in years {
        match indicator.points.get(fiscal_year).and_then(|it| it.target.as_ref()) {
            Some(target) => {
                let at = y(target.value.to_f64().unwrap_or_default());
                line.extend([(x(*fiscal_year) - step / 2.0, at), (x(*fiscal_year) + step / 2.0, at)]);
            }
            None => flush(&mut line, canvas),
        }
    }
    flush(&mut line, canvas);
}

fn dots(canvas: &mut Canvas, indicator: &Indicator, x: &dyn Fn(i16) -> f64, y: &dyn Fn(f64) -> f64) {
    for (fiscal_year, actual) in indicator.points.iter().filter_map(|(year, it)| Some((*year, it.actual.as_ref()?))) {
        let at = y(actual.value.to_f64().unwrap_or_default());
        canvas.add(Element::new("circle").at("cx", x(fiscal_year)).at("cy", at).at("r", 4.0).with("fill", BLUE));
    }
}

/// A row of values below the years: its place, its pen, and which value of a year it shows.
type ValueRow = (f64, Pen, fn(&Point) -> Option<&Value>);

/// Actuals in the colour of their line, targets in that of their steps.
const VALUE_ROWS: [ValueRow; 2] = [
    (1.0, Pen { size: VALUE_SIZE, colour: BLUE, bold: true, anchor: Anchor::Middle }, |it| it.actual.as_ref()),
    (2.0, Pen { size: VALUE_SIZE, colour: INK, bold: false, anchor: Anchor::Middle }, |it| it.target.as_ref()),
];

/// The values of a row, the latest first; one that would touch its neighbour is left to the table.
fn labels(
    canvas: &mut Canvas,
    indicator: &Indicator,
    context: &Context<'_>,
    (left, right): (f64, f64),
    (y, pen, value_of): ValueRow,
    x: &dyn Fn(i16) -> f64,
) {
    let mut free_until = right;
    for (fiscal_year, point) in indicator.points.iter().rev() {
        let Some(shown) = value_of(point) else { continue };
        let text = value(shown, indicator, context.language);
        let half = text_width(&text, pen.size) / 2.0;
        let middle = x(*fiscal_year).min(right - half).max(left + half);
        let is_first = free_until == right;
        if middle + half <= free_until || is_first {
            canvas.text((middle, y), pen, &text);
            free_until = middle - half - 4.0;
        }
    }
}

fn legend(canvas: &mut Canvas, context: &Context<'_>) {
    canvas.line((0.0, 12.0), (26.0, 12.0), BLUE, 2.0);
    canvas.add(Element::new("circle").at("cx", 13.0).at("cy", 12.0).at("r", 4.0).with("fill", BLUE));
    let actual = context.word("word_actual");
    canvas.text((32.0, 16.0), Pen::NOTE, &actual);
    let mut x = 32.0 + text_width(&actual, SIZE) + 20.0;
    canvas.add(polyline(&[(x, 12.0), (x + 26.0, 12.0)], INK, 1.5).with("stroke-dasharray", "4 3"));
    let target = context.word("word_target");
    canvas.text((x + 32.0, 16.0), Pen::NOTE, &target);
    x += 32.0 + text_width(&target, SIZE) + 20.0;
    canvas.dashed((x, 12.0), (x + 26.0, 12.0), PALE);
    canvas.text((x + 32.0, 16.0), Pen::NOTE.colour(MUTED), &context.word("chart_panels_former"));
    canvas.line((0.0, 26.0), (canvas.width, 26.0), GUIDE, 1.0);
}
