//! How far each indicator came in the last two years: achievement of the target then and now (a slope chart).

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::json;

use super::canvas::{Canvas, Drawing, GUIDE, INK, MUTED, Pen, SMALL, polyline, text_width, wrapped};
use super::{Chart, Context, DataTable, NARROW, WIDE, specification};
use crate::base::Message;
use crate::base::figures::fixed;
use crate::publish::digest::Series;
use crate::publish::markup::Element;
use crate::publish::wording::{count, decimal_percent, full_year, year};

const HEIGHT: f64 = 420.0;
const ROW: f64 = 17.0;
/// From line to line of a name.
const LEADING: f64 = SMALL * 1.35;
const MOST: f64 = 200.0;
/// More lines than this nobody can follow.
const MAX_LINES: usize = 24;
const ROSE: &str = "#0b62a4";
const FELL: &str = "#b34700";

/// An indicator with its achievement of both years.
struct Line {
    name: String,
    before: Decimal,
    after: Decimal,
}

impl Line {
    fn colour(&self) -> &'static str {
        match self.after.cmp(&self.before) {
            std::cmp::Ordering::Greater => ROSE,
            std::cmp::Ordering::Less => FELL,
            std::cmp::Ordering::Equal => MUTED,
        }
    }
}

/// None where fewer than two indicators have pairs in two years one after the other.
pub(super) fn chart(series: &Series, context: &Context<'_>) -> Option<Chart> {
    let targets = series.latest_targets()?;
    let (to, pairs) = (targets.fiscal_year, &targets.pairs);
    let from = to - 1;
    let language = context.language;
    let mut lines: Vec<Line> = pairs
        .iter()
        .filter_map(|(indicator, point)| {
            let before = indicator.points.get(&from)?.achievement?;
            Some(Line { name: indicator.name.clone(), before, after: point.achievement? })
        })
        .collect();
    if lines.len() < 2 {
        return None;
    }
    lines.sort_by(|a, b| b.after.cmp(&a.after).then(b.before.cmp(&a.before)));
    let rose = lines.iter().filter(|it| it.after > it.before).count();
    let fell = lines.iter().filter(|it| it.after < it.before).count();
    let message = Message::new("chart_slope").with("all", count(lines.len(), language));
    let message = message.with("rose", count(rose, language)).with("fell", count(fell, language));
    let message = message.with("from", full_year(from, language)).with("to", full_year(to, language));
    let title = context.say(&message);
    let description = context.word("chart_slope_description");
    let header = vec![
        context.word("word_indicator"),
        full_year(from, language),
        full_year(to, language),
        context.word("word_change"),
    ];
    let row = |line: &Line| {
        let change = line.after - line.before;
        let sign = if change.is_sign_negative() && !change.is_zero() { "−" } else { "+" };
        let points = fixed(change.abs(), 1);
        vec![
            line.name.clone().into(),
            decimal_percent(line.before, language).into(),
            decimal_percent(line.after, language).into(),
            format!("{sign}{points}").into(),
        ]
    };
    let values = lines.iter().flat_map(|line| {
        [(from, line.before), (to, line.after)]
            .map(|(year, share)| json!({ "indicator": line.name, "fiscal_year": year, "achievement": share.to_f64() }))
    });
    let rest = json!({
        "mark": { "type": "line", "point": true },
        "encoding": {
            "x": { "field": "fiscal_year", "type": "ordinal" },
            "y": { "field": "achievement", "type": "quantitative" },
            "detail": { "field": "indicator", "type": "nominal" },
            "tooltip": [{ "field": "indicator" }, { "field": "achievement" }],
        },
    });
    let documents: Vec<usize> = pairs.iter().filter_map(|(_, it)| Some(it.actual.as_ref()?.place?.document)).collect();
    Some(Chart {
        name: "achievement",
        specification: specification(&title, &description, values.collect(), rest),
        source: context.source(&documents, &[]),
        table: DataTable { header, rows: lines.iter().map(row).collect() },
        wide: draw(&lines, (from, to), context, WIDE),
        narrow: draw(&lines, (from, to), context, NARROW),
        title,
        description,
    })
}

fn draw(lines: &[Line], (from, to): (i16, i16), context: &Context<'_>, width: f64) -> Drawing {
    let mut canvas = Canvas::new(width);
    let language = context.language;
    let is_wide = width >= WIDE;
    let shown = &lines[..lines.len().min(MAX_LINES)];
    // On phones a name has two lines.
    let (row, line_count) = if is_wide { (ROW, 1) } else { (ROW + LEADING, 2) };
    let height = HEIGHT.max(row * shown.len() as f64);
    let (left, right) = if is_wide { (54.0, 330.0) } else { (52.0, 150.0) };
    let top = 44.0;
    let share = |it: Decimal| it.to_f64().unwrap_or_default().clamp(0.0, MOST);
    let all = || shown.iter().flat_map(|it| [share(it.before), share(it.after)]);
    // Not from zero: it is the slope that counts, and no area stands for a number here.
    let (least, most) = (all().fold(f64::MAX, f64::min).min(95.0), all().fold(0.0, f64::max).max(105.0));
    let y = |value: f64| top + height * (1.0 - (value - least) / (most - least));
    canvas.text((left, 18.0), Pen::LABEL.bold().middle(), &year(from, language));
    canvas.text((right, 18.0), Pen::LABEL.bold().middle(), &year(to, language));
    for x in [left, right] {
        canvas.line((x, 28.0), (x, top + height), GUIDE, 1.0);
    }
    canvas.dashed((left, y(100.0)), (right, y(100.0)), INK);
    let befores = spread(&shown.iter().map(|it| y(share(it.before))).collect::<Vec<_>>(), ROW);
    let afters = spread(&shown.iter().map(|it| y(share(it.after))).collect::<Vec<_>>(), row);
    let bottom = befores.iter().chain(&afters).copied().fold(top + height, f64::max);
    for (line, (before, after)) in shown.iter().zip(befores.into_iter().zip(afters)) {
        let (start, end) = ((left, y(share(line.before))), (right, y(share(line.after))));
        let colour = line.colour();
        let drawn = polyline(&[start, end], colour, 2.0);
        canvas.add(if colour == FELL { drawn.with("stroke-dasharray", "6 3") } else { drawn });
        for (x, y) in [start, end] {
            canvas.add(Element::new("circle").at("cx", x).at("cy", y).at("r", 3.5).with("fill", colour));
        }
        canvas.line((left - 4.0, start.1), (left - 14.0, before), GUIDE, 1.0);
        canvas.line((right + 4.0, end.1), (right + 14.0, after), GUIDE, 1.0);
        let small = Pen::LABEL.size(SMALL);
        canvas.text((left - 17.0, before + 4.0), small.end(), &format!("{:.0}", round(line.before)));
        let number = format!("{:.0}", round(line.after));
        canvas.text((right + 17.0, after + 4.0), small.bold(), &number);
        let indent = right + 17.0 + text_width("888", SMALL) + 6.0;
        let name = wrapped(&line.name, width - indent, SMALL, line_count);
        canvas.lines((indent, after + 4.0 - LEADING / 2.0 * (name.len() - 1) as f64), small, &name);
    }
    let legend = context.word("chart_slope_legend");
    let end = canvas.lines((0.0, bottom + 28.0), Pen::NOTE, &wrapped(&legend, width, SMALL, 3));
    canvas.finish(end - 6.0)
}

fn round(value: Decimal) -> f64 {
    value.to_f64().unwrap_or_default()
}

/// Heights of labels of a height, moved apart until none covers another, each as near to its own place as the order allows.
fn spread(places: &[f64], row: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|a, b| places[*a].total_cmp(&places[*b]));
    // Groups of labels that touch, each around the middle of what it stands for.
    let mut groups: Vec<(f64, Vec<usize>)> = Vec::new();
    for index in order {
        groups.push((places[index], vec![index]));
        while let [.., (above, first), (below, second)] = &groups[..] {
            let needed = row * (first.len() + second.len()) as f64 / 2.0;
            if below - above >= needed {
                break;
            }
            let members: Vec<usize> = first.iter().chain(second).copied().collect();
            let middle = members.iter().map(|it| places[*it]).sum::<f64>() / members.len() as f64;
            groups.truncate(groups.len() - 2);
            groups.push((middle, members));
        }
    }
    let mut spread = vec![0.0; places.len()];
    for (middle, members) in groups {
        let first = middle - row * (members.len() - 1) as f64 / 2.0;
        for (position, index) in members.into_iter().enumerate() {
            spread[index] = first + row * position as f64;
        }
    }
    spread
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(places: &[f64], expected: &[f64]) {
        assert_eq!(spread(places, ROW), expected);
    }

    #[test]
    fn labels_with_room_stay() {
        check(&[0.0, 100.0], &[0.0, 100.0]);
    }

    #[test]
    fn labels_at_one_place_share_it() {
        check(&[50.0, 50.0], &[41.5, 58.5]);
    }

    #[test]
    fn a_pushed_label_pushes_the_next() {
        check(
            &[100.0, 100.0, 110.0],
            &[103.333_333_333_333_33 - 17.0, 103.333_333_333_333_33, 103.333_333_333_333_33 + 17.0],
        );
    }
}
