//! Target and actual of each indicator in the latest year, on one scale where the target is 100 (a dumbbell chart).

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::json;

use super::canvas::{Canvas, Drawing, GUIDE, INK, MUTED, Pen, SIZE, SMALL, text_width, wrapped};
use super::{Cell, Chart, Context, DataTable, NARROW, WIDE, specification};
use crate::base::{Language, Message};
use crate::publish::digest::{Indicator, Point, Series, Value};
use crate::publish::markup::Element;
use crate::publish::wording::{count, decimal_percent, full_year, value, word};

/// The scale ends here; what lies beyond is drawn at its end with an arrow and its number.
const MOST: f64 = 200.0;
/// Where the scale is marked.
const TICKS: [f64; 5] = [0.0, 50.0, 100.0, 150.0, 200.0];
/// More rows than this are left to the table.
const MAX_ROWS: usize = 40;
const MET: &str = "#0b62a4";
const MISSED: &str = "#b34700";

/// A target with its actual.
struct Row<'a> {
    indicator: &'a Indicator,
    point: &'a Point,
    /// Where its mark stands: its achievement, or actual ÷ target where the direction is not known; `None` where neither can be
    /// told.
    position: Option<f64>,
}

impl<'a> Row<'a> {
    fn new((indicator, point): (&'a Indicator, &'a Point)) -> Row<'a> {
        let ratio = || {
            let (target, actual) = (point.target.as_ref()?.value, point.actual.as_ref()?.value);
            let is_divisible = target > Decimal::ZERO && actual >= Decimal::ZERO && point.met.is_none();
            is_divisible.then(|| actual / target * Decimal::ONE_HUNDRED)
        };
        let position = point.achievement.or_else(ratio).and_then(|it| it.to_f64());
        Row { indicator, point, position }
    }
}

/// None where no indicator has a target and an actual. Every one that has both is in the chart.
pub(super) fn chart(series: &Series, context: &Context<'_>) -> Option<Chart> {
    let targets = series.latest_targets()?;
    let (year, language) = (targets.fiscal_year, context.language);
    let mut rows: Vec<Row> = targets.pairs.iter().copied().map(Row::new).collect();
    // Those without a verdict come last.
    rows.sort_by(|a, b| {
        let weight = |it: &Row| (it.point.met.is_some(), it.position.unwrap_or(f64::MIN));
        let ((a_known, a), (b_known, b)) = (weight(a), weight(b));
        b_known.cmp(&a_known).then(b.total_cmp(&a))
    });
    let farthest = targets.farthest();
    let key = if farthest.is_some() { "chart_targets_missed" } else { "chart_targets_all" };
    let mut message = Message::new(key).with("year", full_year(year, language));
    message = message.with("all", count(rows.len(), language));
    message = message.with("met", count(targets.count(Some(true)), language));
    if let Some((indicator, point)) = farthest {
        message = message.with("name", &indicator.name);
        message = message.with("share", decimal_percent(point.achievement?, language));
    }
    let title = context.say(&message);
    let description = context.word("chart_targets_description");
    let header = ["word_indicator", "word_target", "word_actual", "word_achievement", "word_met", "word_as_of"];
    let values = rows.iter().map(|row| {
        let plain = |it: &Option<Value>| it.as_ref().map(|it| it.value.to_string());
        json!({
            "indicator": row.indicator.name, "fiscal_year": year, "unit": row.indicator.unit_id,
            "target": plain(&row.point.target), "actual": plain(&row.point.actual),
            "achievement": row.position, "met": row.point.met, "full": 100,
        })
    });
    let rest = json!({
        "encoding": { "y": { "field": "indicator", "type": "nominal", "sort": null } },
        "layer": [
            { "mark": "rule", "encoding": {
                "x": { "field": "full", "type": "quantitative" }, "x2": { "field": "achievement" } } },
            { "mark": { "type": "tick", "thickness": 2 }, "encoding": { "x": { "field": "full", "type": "quantitative" } } },
            { "mark": { "type": "point", "filled": true, "size": 80 }, "encoding": {
                "x": { "field": "achievement", "type": "quantitative", "title": "achievement (%)" },
                "color": { "field": "met", "type": "nominal" }, "shape": { "field": "met", "type": "nominal" },
                "tooltip": [{ "field": "target" }, { "field": "actual" }, { "field": "unit" }] } },
        ],
    });
    let documents: Vec<usize> = rows.iter().filter_map(|it| Some(it.point.actual.as_ref()?.place?.document)).collect();
    let dates: Vec<&str> = rows.iter().filter_map(|it| it.point.actual.as_ref()?.as_of.as_deref()).collect();
    Some(Chart {
        name: "targets",
        specification: specification(&title, &description, values.collect(), rest),
        source: context.source(&documents, &dates),
        table: DataTable {
            header: header.map(|it| context.word(it)).to_vec(),
            rows: rows.iter().map(|it| cells(it, context)).collect(),
        },
        wide: draw(&rows, context, WIDE),
        narrow: draw(&rows, context, NARROW),
        title,
        description,
    })
}

fn cells(row: &Row<'_>, context: &Context<'_>) -> Vec<Cell> {
    let language = context.language;
    let printed = |it: &Option<Value>| {
        it.as_ref().map_or_else(Cell::default, |it| Cell { text: value(it, row.indicator, language), place: it.place })
    };
    let as_of = row.point.actual.as_ref().and_then(|it| it.as_of.clone()).unwrap_or_default();
    vec![
        row.indicator.name.clone().into(),
        printed(&row.point.target),
        printed(&row.point.actual),
        row.point.achievement.map(|it| decimal_percent(it, language)).unwrap_or_default().into(),
        word(verdict(row.point.met), language).into(),
        as_of.into(),
    ]
}

fn verdict(met: Option<bool>) -> &'static str {
    match met {
        Some(true) => "word_yes",
        Some(false) => "word_no",
        None => "word_undecided",
    }
}

/// `actual / target share`, as it stands beside a row.
fn label(row: &Row<'_>, context: &Context<'_>) -> (String, String) {
    let language = context.language;
    let printed = |it: &Option<Value>| it.as_ref().map(|it| value(it, row.indicator, language));
    let (actual, target) = (printed(&row.point.actual), printed(&row.point.target));
    let values = format!("{}／{}", actual.unwrap_or_default(), target.unwrap_or_default());
    let values = if language == Language::English { values.replace('／', " / ") } else { values };
    let share = row.point.achievement.map(|it| decimal_percent(it, language));
    (values, share.unwrap_or_else(|| "－".to_owned()))
}

fn draw(rows: &[Row<'_>], context: &Context<'_>, width: f64) -> Drawing {
    let is_wide = width >= WIDE;
    let mut canvas = Canvas::new(width);
    let (left, right) = if is_wide { (258.0, 548.0) } else { (6.0, width - 62.0) };
    let x = |achievement: f64| left + (right - left) * achievement.clamp(0.0, MOST) / MOST;
    let shown = &rows[..rows.len().min(MAX_ROWS)];
    let heights: Vec<f64> = shown
        .iter()
        .map(|row| if is_wide { 33.0 } else { 44.0 + 17.0 * wrapped(&row.indicator.name, width, SIZE, 2).len() as f64 })
        .collect();
    let top = legend(&mut canvas, rows, context) + 14.0;
    let bottom = top + heights.iter().sum::<f64>();
    for tick in TICKS {
        if is_wide {
            guide(&mut canvas, tick, x(tick), (top - 2.0, bottom));
        }
        canvas.text((x(tick), bottom + 16.0), Pen::NOTE.middle(), &format!("{tick:.0}"));
    }
    let axis = context.word("chart_targets_axis");
    canvas.text(((left + right) / 2.0, bottom + 34.0), Pen::NOTE.middle(), &axis);
    let mut y = top;
    for (row, height) in shown.iter().zip(heights) {
        let (values, share) = label(row, context);
        let middle = if is_wide {
            let lines = wrapped(&row.indicator.name, left - 24.0, SMALL, 2);
            let first = y + height / 2.0 + 4.5 - 8.0 * (lines.len() as f64 - 1.0);
            canvas.lines((0.0, first), Pen::LABEL.size(SMALL), &lines);
            canvas.text((right + 56.0, y + height / 2.0 + 4.5), Pen::LABEL.bold().end(), &share);
            let room = width - right - 64.0;
            let size = (SMALL * room / text_width(&values, SMALL)).clamp(9.5, SMALL);
            canvas.text((right + 64.0, y + height / 2.0 + 4.5), Pen::NOTE.size(size), &values);
            y + height / 2.0
        } else {
            let below = canvas.lines((0.0, y + 14.0), Pen::LABEL, &wrapped(&row.indicator.name, width, SIZE, 2));
            canvas.text((0.0, below), Pen::NOTE, &values);
            canvas.text((width, below + 16.0), Pen::LABEL.bold().end(), &share);
            below + 12.0
        };
        if !is_wide {
            // Names stand above the lines, so that none runs through them.
            TICKS.iter().for_each(|it| guide(&mut canvas, *it, x(*it), (middle - 10.0, middle + 10.0)));
        }
        dumbbell(&mut canvas, row, x(100.0), row.position.map(|it| (it, x(it))), middle);
        y += height;
    }
    if rows.len() > shown.len() {
        let message = Message::new("chart_more_rows").with("count", rows.len() - shown.len());
        canvas.text((0.0, bottom + 54.0), Pen::NOTE, &context.say(&message));
        return canvas.finish(bottom + 62.0);
    }
    canvas.finish(bottom + 42.0)
}

fn guide(canvas: &mut Canvas, tick: f64, x: f64, (top, bottom): (f64, f64)) {
    canvas.line((x, top), (x, bottom), if tick == 100.0 { INK } else { GUIDE }, 1.0);
}

/// The target as a tick, the actual as a disc (met), a diamond (missed) or a square (unknown), and the way between.
fn dumbbell(canvas: &mut Canvas, row: &Row<'_>, target: f64, actual: Option<(f64, f64)>, y: f64) {
    let colour = colour(row.point.met);
    if let Some((_, actual)) = actual {
        canvas.line((target, y), (actual, y), colour, 3.0);
    }
    canvas.line((target, y - 8.0), (target, y + 8.0), INK, 2.5);
    let Some((position, actual)) = actual else { return };
    canvas.add(mark(row.point.met, (actual, y)));
    if position > MOST {
        let (tip, back) = (actual + 13.0, actual + 6.0);
        let points = format!("{tip:.1},{y:.1} {back:.1},{:.1} {back:.1},{:.1}", y - 5.0, y + 5.0);
        canvas.add(Element::new("polygon").with("points", points).with("fill", colour));
    }
}

fn colour(met: Option<bool>) -> &'static str {
    match met {
        Some(true) => MET,
        Some(false) => MISSED,
        None => MUTED,
    }
}

fn mark(met: Option<bool>, (x, y): (f64, f64)) -> Element {
    let polygon = |points: String| {
        let hollow = Element::new("polygon").with("points", points).with("fill", "#ffffff");
        hollow.with("stroke", colour(met)).at("stroke-width", 2.5)
    };
    match met {
        Some(true) => Element::new("circle").at("cx", x).at("cy", y).at("r", 6.0).with("fill", MET),
        Some(false) => {
            polygon(format!("{:.1},{y:.1} {x:.1},{:.1} {:.1},{y:.1} {x:.1},{:.1}", x - 7.5, y - 7.5, x + 7.5, y + 7.5))
        }
        None => {
            let (left, right, top, bottom) = (x - 5.5, x + 5.5, y - 5.5, y + 5.5);
            polygon(format!("{left:.1},{top:.1} {right:.1},{top:.1} {right:.1},{bottom:.1} {left:.1},{bottom:.1}"))
        }
    }
}

/// What the marks mean; gives where it ends.
fn legend(canvas: &mut Canvas, rows: &[Row<'_>], context: &Context<'_>) -> f64 {
    let (mut x, mut y) = (8.0, 14.0);
    let marks = [
        (Some(true), "chart_targets_met_mark"),
        (Some(false), "chart_targets_missed_mark"),
        (None, "chart_targets_unknown_mark"),
    ];
    for (met, key) in marks.into_iter().filter(|(met, _)| rows.iter().any(|row| row.point.met == *met)) {
        let text = context.word(key);
        if x > 8.0 && x + 13.0 + text_width(&text, SMALL) > canvas.width {
            (x, y) = (8.0, y + 24.0);
        }
        canvas.add(mark(met, (x, y)));
        canvas.text((x + 13.0, y + 4.0), Pen::NOTE, &text);
        x += 13.0 + text_width(&text, SMALL) + 24.0;
    }
    let target = context.word("chart_targets_target_mark");
    if x + 8.0 + text_width(&target, SMALL) > canvas.width {
        (x, y) = (8.0, y + 24.0);
    }
    canvas.line((x, y - 8.0), (x, y + 8.0), INK, 2.5);
    canvas.text((x + 13.0, y + 4.0), Pen::NOTE.colour(MUTED), &target);
    y + 16.0
}
