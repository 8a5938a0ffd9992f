//! Plans beside one another: the share of indicators at the best level of one published rule, with its interval (dots and lines).

use serde_json::json;

use super::canvas::{Canvas, Drawing, GUIDE, MUTED, Pen, SMALL, fitted};
use super::{Chart, Context, DataTable, NARROW, WIDE, specification};
use crate::analysis::{Rule, rules, series_name};
use crate::base::Message;
use crate::dataset::Frame;
use crate::publish::digest::Digest;
use crate::publish::markup::Element;
use crate::publish::wording::{percent, year};

const ROW: f64 = 26.0;
/// More plans than this nobody compares by eye.
const MAX_LINES: usize = 60;
const BLUE: &str = "#0b62a4";

/// A plan in its latest year.
struct Line {
    name: String,
    fiscal_year: i16,
    count: i32,
    n: i32,
    /// Share, and the ends of its 95 % interval, in percent; `None` where there are too few indicators.
    share: Option<[f64; 3]>,
}

/// None where fewer than two plans have figures that the rule can be put to.
pub(super) fn chart(digest: &Digest, comparison: &Frame, context: &Context<'_>) -> Option<Chart> {
    let rule = rules().first()?;
    let lines = lines(comparison, rule);
    if lines.iter().filter(|it| it.share.is_some()).count() < 2 {
        return None;
    }
    let language = context.language;
    let message = Message::new("chart_comparison").with("rule", rule.name(language));
    let message = message.with("letter", &rule.levels.first()?.letter).with("plans", lines.len());
    let title = context.say(&message);
    let description = context.word("chart_comparison_description");
    let keys = ["word_plan", "word_year", "word_count", "word_rated_figures", "word_share", "word_interval"];
    let row = |line: &Line| {
        let share = line.share.map(|[share, low, high]| [percent(share, language), interval(low, high)]);
        let [share, interval] = share.unwrap_or_default();
        let counts = [line.count, line.n].map(|it| it.to_string());
        let [count, n] = counts;
        [line.name.clone(), year(line.fiscal_year, language), count, n, share, interval].map(Into::into).to_vec()
    };
    let values = lines.iter().map(|it| {
        let [share, low, high] = it.share.map_or([None; 3], |it| it.map(Some));
        json!({ "plan": it.name, "fiscal_year": it.fiscal_year, "count": it.count, "n": it.n,
            "share": share, "low": low, "high": high })
    });
    let plans = json!({ "field": "plan", "type": "nominal", "sort": null });
    let rest = json!({
        "encoding": { "y": plans },
        "layer": [
            { "mark": "rule", "encoding": { "x": { "field": "low", "type": "quantitative" }, "x2": { "field": "high" } } },
            { "mark": { "type": "point", "filled": true }, "encoding": { "x": { "field": "share", "type": "quantitative" } } },
        ],
    });
    let documents: Vec<usize> = digest.series.iter().filter_map(|it| it.documents.last().copied()).collect();
    Some(Chart {
        name: "comparison",
        specification: specification(&title, &description, values.collect(), rest),
        source: format!("{description} {}", context.source(&documents, &[])),
        table: DataTable { header: keys.map(|it| context.word(it)).to_vec(), rows: lines.iter().map(row).collect() },
        wide: draw(&lines, context, WIDE),
        narrow: draw(&lines, context, NARROW),
        title,
        description,
    })
}

/// The best level of the rule for each plan in its latest year, the greatest share first, those with too few indicators last.
fn lines(comparison: &Frame, rule: &Rule) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for row in 0..comparison.row_count() {
        let is_best = comparison.text("rule").get(row) == Some(&rule.id) && comparison.i8("rank").get(row) == Some(1);
        let (Some(fiscal_year), Some(n)) = (comparison.i16("fiscal_year").get(row), comparison.i32("n").get(row))
        else {
            continue;
        };
        if !is_best || n == 0 {
            continue;
        }
        let name = series_name(comparison.text("prefecture_code").get(row), comparison.text("plan").get(row));
        let [share, low, high] = ["share", "share_low", "share_high"].map(|it| comparison.f64(it).get(row));
        let share = share.zip(low).zip(high).map(|((share, low), high)| [share, low, high]);
        let count = comparison.i32("count").get(row).unwrap_or_default();
        let line = Line { name, fiscal_year, count, n, share };
        match lines.iter_mut().find(|it| it.name == line.name) {
            Some(known) if known.fiscal_year >= line.fiscal_year => {}
            Some(known) => *known = line,
            None => lines.push(line),
        }
    }
    let share = |line: &Line| line.share.map_or(-1.0, |it| it[0]);
    lines.sort_by(|a, b| share(b).total_cmp(&share(a)).then_with(|| a.name.cmp(&b.name)));
    lines
}

fn interval(low: f64, high: f64) -> String {
    format!("{low:.1}–{high:.1}")
}

fn draw(lines: &[Line], context: &Context<'_>, width: f64) -> Drawing {
    let mut canvas = Canvas::new(width);
    let is_wide = width >= WIDE;
    let (left, right) = if is_wide { (300.0, width - 130.0) } else { (8.0, width - 110.0) };
    let step = if is_wide { ROW } else { ROW + 18.0 };
    let shown = &lines[..lines.len().min(MAX_LINES)];
    let x = |share: f64| left + (right - left) * share.clamp(0.0, 100.0) / 100.0;
    let bottom = 8.0 + step * shown.len() as f64;
    for tick in [0.0, 25.0, 50.0, 75.0, 100.0] {
        canvas.line((x(tick), 4.0), (x(tick), bottom), GUIDE, 1.0);
        canvas.text((x(tick), bottom + 16.0), Pen::NOTE.middle(), &format!("{tick:.0}"));
    }
    canvas.text((right, bottom + 32.0), Pen::NOTE.end(), &context.word("chart_comparison_axis"));
    for (index, line) in shown.iter().enumerate() {
        let top = 8.0 + step * index as f64;
        let middle = if is_wide { top + ROW / 2.0 } else { top + 18.0 + ROW / 2.0 };
        let name = format!("{} {}", line.name, year(line.fiscal_year, context.language));
        let (place, room) = if is_wide { ((0.0, middle + 4.0), left - 12.0) } else { ((0.0, top + 14.0), width) };
        canvas.text(place, Pen::LABEL.size(SMALL), &fitted(&name, room, SMALL));
        let counts = format!("{}/{}", line.count, line.n);
        let Some([share, low, high]) = line.share else {
            canvas.text((right + 10.0, middle + 4.0), Pen::NOTE, &counts);
            continue;
        };
        canvas.line((x(low), middle), (x(high), middle), MUTED, 2.0);
        canvas.add(Element::new("circle").at("cx", x(share)).at("cy", middle).at("r", 5.0).with("fill", BLUE));
        let text = format!("{}  {counts}", percent(share, context.language));
        canvas.text((right + 10.0, middle + 4.0), Pen::LABEL.size(SMALL), &text);
    }
    canvas.finish(bottom + 38.0)
}
