//! How initiatives went from rating to rating over the years: bands as broad as they are many (an alluvial chart).

use std::collections::BTreeMap;

use serde_json::json;

use super::canvas::{Canvas, Drawing, INK, MUTED, Pen, SMALL, rectangle, wrapped};
use super::rating::{NONE, colour, text_colour};
use super::{Chart, Context, DataTable, NARROW, WIDE, specification};
use crate::base::Message;
use crate::publish::digest::{Changes, Series};
use crate::publish::markup::{Element, number};
use crate::publish::wording::{count, with_changes, year};

const HEIGHT: f64 = 300.0;
const GAP: f64 = 10.0;
const NODE: f64 = 46.0;

/// A rank, or not rated.
type Rating = Option<i8>;

/// Fiscal years side by side, and the ratings of each initiative in them.
struct Paths {
    years: Vec<i16>,
    ratings: Vec<Vec<Rating>>,
}

impl Paths {
    fn flow(&self, step: usize, from: Rating, to: Rating) -> usize {
        self.ratings.iter().filter(|it| it[step] == from && it[step + 1] == to).count()
    }

    fn count(&self, step: usize, rating: Rating) -> usize {
        self.ratings.iter().filter(|it| it[step] == rating).count()
    }
}

/// None where no initiative is rated in two years one after the other.
pub(super) fn chart(series: &Series, context: &Context<'_>) -> Option<Chart> {
    let changes = series.changes.as_ref()?;
    let paths = paths(series);
    if paths.years.len() < 2 {
        return None;
    }
    let language = context.language;
    let title = title(changes, context);
    let description = context.word("chart_flows_description");
    let ratings = ratings(series);
    let name = |rating: Rating| letter(series, rating).unwrap_or_else(|| context.word("word_unrated"));
    let (mut rows, mut values) = (Vec::new(), Vec::new());
    for step in 0..paths.years.len() - 1 {
        for (from, to) in ratings.iter().flat_map(|from| ratings.iter().map(move |to| (*from, *to))) {
            let found = paths.flow(step, from, to);
            if found == 0 || (from, to) == (None, None) {
                continue;
            }
            let years = (paths.years[step], paths.years[step + 1]);
            rows.push(vec![
                format!("{}→{}", year(years.0, language), year(years.1, language)).into(),
                name(from).into(),
                name(to).into(),
                found.to_string().into(),
            ]);
            values.push(json!({
                "from_fiscal_year": years.0, "to_fiscal_year": years.1, "from": name(from), "to": name(to), "count": found,
            }));
        }
    }
    let header = ["word_years", "word_before", "word_after", "word_initiatives"].map(|it| context.word(it)).to_vec();
    // Vega-Lite has no bands between bars: the same counts as a matrix.
    let rest = json!({
        "facet": { "column": { "field": "to_fiscal_year", "type": "ordinal" } },
        "spec": { "layer": [
            { "mark": "rect", "encoding": { "color": { "field": "count", "type": "quantitative" } } },
            { "mark": "text", "encoding": { "text": { "field": "count", "type": "quantitative" } } },
        ], "encoding": {
            "x": { "field": "to", "type": "nominal" },
            "y": { "field": "from", "type": "nominal" },
        } },
    });
    Some(Chart {
        name: "transitions",
        specification: specification(&title, &description, values, rest),
        title,
        description,
        source: [scope(&paths, context), context.source(&[changes.document], &[])].concat(),
        table: DataTable { header, rows },
        wide: draw(&paths, series, context, WIDE),
        narrow: draw(&paths, series, context, NARROW),
    })
}

/// Which initiatives are followed: earlier years have others too.
fn scope(paths: &Paths, context: &Context<'_>) -> String {
    let message = Message::new("chart_flows_scope").with("count", count(paths.ratings.len(), context.language));
    context.say(&message)
}

fn title(changes: &Changes, context: &Context<'_>) -> String {
    let language = context.language;
    let key = match changes.improved.cmp(&changes.worsened) {
        std::cmp::Ordering::Greater => "chart_flows_more_improved",
        std::cmp::Ordering::Less => "chart_flows_more_worsened",
        std::cmp::Ordering::Equal => "chart_flows_balanced",
    };
    let message = with_changes(Message::new(key), changes, language);
    context.say(&message)
}

fn ratings(series: &Series) -> Vec<Rating> {
    (1..=series.scale.len() as i8).map(Some).chain([None]).collect()
}

fn letter(series: &Series, rating: Rating) -> Option<String> {
    let index = usize::try_from(rating? - 1).ok()?;
    series.scale.get(index).map(|it| it.letter.clone())
}

/// Years one after the other up to the latest; initiatives of the latest edition.
fn paths(series: &Series) -> Paths {
    let mut years: Vec<i16> = Vec::new();
    for year in series.years.iter().rev().map(|it| it.fiscal_year) {
        if years.last().is_none_or(|later| later - 1 == year) {
            years.push(year);
        }
    }
    years.reverse();
    let levels = series.scale.len() as i8;
    let rank = |it: Option<i8>| it.filter(|rank| (1..=levels).contains(rank));
    let ratings =
        series.initiatives.iter().filter(|it| it.current).map(|initiative| {
            years.iter().map(|year| rank(initiative.ratings.get(year).and_then(|it| it.rank))).collect()
        });
    Paths { ratings: ratings.collect(), years }
}

/// Where everything stands.
struct Plan<'a> {
    paths: &'a Paths,
    ratings: Vec<Rating>,
    /// Units that an initiative is high.
    scale: f64,
    /// From one year to the next.
    step_width: f64,
}

/// Below the names of the years.
const TOP: f64 = 34.0;

impl Plan<'_> {
    fn node_x(&self, step: usize) -> f64 {
        self.step_width * step as f64
    }

    fn node_y(&self, step: usize, rating: Rating) -> f64 {
        let above = self.ratings.iter().take_while(|it| **it != rating);
        let above = above.map(|it| self.paths.count(step, *it)).filter(|it| *it > 0);
        let (nodes, initiatives) = above.fold((0, 0), |(nodes, sum), found| (nodes + 1, sum + found));
        TOP + self.scale * initiatives as f64 + GAP * f64::from(nodes)
    }
}

fn draw(paths: &Paths, series: &Series, context: &Context<'_>, width: f64) -> Drawing {
    let mut canvas = Canvas::new(width);
    let ratings = ratings(series);
    let shown = ratings.iter().filter(|it| (0..paths.years.len()).any(|step| paths.count(step, **it) > 0)).count();
    let scale = (HEIGHT - GAP * shown.saturating_sub(1) as f64) / paths.ratings.len().max(1) as f64;
    let plan = Plan { paths, ratings, scale, step_width: (width - NODE) / (paths.years.len() - 1) as f64 };
    for step in 0..paths.years.len() - 1 {
        bands(&mut canvas, &plan, step);
    }
    for (step, fiscal_year) in paths.years.iter().enumerate() {
        let pen = Pen::LABEL.bold().middle();
        canvas.text((plan.node_x(step) + NODE / 2.0, 16.0), pen, &year(*fiscal_year, context.language));
        nodes(&mut canvas, &plan, series, step);
    }
    let legend = wrapped(&context.word("chart_flows_legend"), width, SMALL, 3);
    let end = canvas.lines((0.0, TOP + HEIGHT + 22.0), Pen::NOTE, &legend);
    canvas.finish(end - 8.0)
}

/// The ratings of a year, each as high as it is frequent.
fn nodes(canvas: &mut Canvas, plan: &Plan<'_>, series: &Series, step: usize) {
    let (x, levels) = (plan.node_x(step), series.scale.len());
    for rating in plan.ratings.iter().copied() {
        let found = plan.paths.count(step, rating);
        if found == 0 {
            continue;
        }
        let (y, height) = (plan.node_y(step, rating), plan.scale * found as f64);
        let fill = rating.map_or(NONE, |rank| colour(rank, levels));
        let node = rectangle((x, y), (NODE, height), fill).with("stroke", "#4a5057").at("stroke-width", 0.75);
        canvas.add(if rating.is_none() { node.with("stroke-dasharray", "3 2") } else { node });
        let text = format!("{} {found}", letter(series, rating).unwrap_or_else(|| "－".to_owned()));
        let ink = rating.map_or(INK, |rank| text_colour(rank, levels));
        let pen = Pen::LABEL.bold().size(SMALL);
        let base = y + height / 2.0 + SMALL * 0.36;
        // A thin field has its text beside it, over the bands.
        match (height >= SMALL, step + 1 == plan.paths.years.len()) {
            (true, _) => canvas.text((x + NODE / 2.0, base), pen.middle().colour(ink), &text),
            (false, true) => canvas.text((x - 6.0, base), pen.end(), &text),
            (false, false) => canvas.text((x + NODE + 6.0, base), pen, &text),
        }
    }
}

/// The bands from a year to the next: those of ratings that rose blue, those that fell orange, each with its number.
fn bands(canvas: &mut Canvas, plan: &Plan<'_>, step: usize) {
    let (from_x, to_x) = (plan.node_x(step) + NODE, plan.node_x(step + 1));
    let mut arrived: BTreeMap<Rating, f64> = BTreeMap::new();
    let mut labels = Vec::new();
    for from in plan.ratings.iter().copied() {
        let mut y = plan.node_y(step, from);
        for to in plan.ratings.iter().copied() {
            let found = plan.paths.flow(step, from, to);
            let thickness = plan.scale * found as f64;
            let target = plan.node_y(step + 1, to) + arrived.get(&to).copied().unwrap_or_default();
            *arrived.entry(to).or_default() += thickness;
            if found > 0 {
                let (fill, opacity) = match (from, to) {
                    (Some(before), Some(after)) if after < before => ("#0b62a4", 0.55),
                    (Some(before), Some(after)) if after > before => ("#b34700", 0.6),
                    _ => ("#9aa1a9", 0.3),
                };
                canvas.add(band((from_x, y), (to_x, target), thickness).with("fill", fill).at("fill-opacity", opacity));
                let moved = matches!((from, to), (Some(before), Some(after)) if before != after);
                if moved || thickness >= SMALL {
                    let share = if to > from { 0.3 } else { 0.7 };
                    let eased = share * share * (3.0 - 2.0 * share);
                    let middle = (from_x + (to_x - from_x) * share, y + (target - y) * eased + thickness / 2.0);
                    labels.push((middle, found, moved));
                }
            }
            y += thickness;
        }
    }
    for ((x, y), found, moved) in labels {
        let pen = if moved { Pen::LABEL.bold() } else { Pen::LABEL.colour(MUTED) };
        canvas.text((x, y + 4.0), pen.middle().size(SMALL), &found.to_string());
    }
}

fn band((x0, y0): (f64, f64), (x1, y1): (f64, f64), thickness: f64) -> Element {
    let middle = number((x0 + x1) / 2.0);
    let [x0, x1, top0, top1, bottom0, bottom1] = [x0, x1, y0, y1, y0 + thickness, y1 + thickness].map(number);
    let path = format!(
        "M{x0} {top0}C{middle} {top0} {middle} {top1} {x1} {top1}V{bottom1}C{middle} {bottom1} {middle} {bottom0} {x0} {bottom0}Z"
    );
    Element::new("path").with("d", path)
}
