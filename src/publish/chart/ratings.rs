//! Ratings by year: bars of 100 % with counts.

use serde_json::json;

use super::canvas::{Canvas, Drawing, GUIDE, MUTED, Pen, SMALL, rectangle, text_width};
use super::rating::{colour, text_colour};
use super::{Chart, Context, DataTable, NARROW, WIDE, specification};
use crate::base::Message;
use crate::publish::digest::{RatedYear, Series};
use crate::publish::wording::{count, full_year, joined, percent};

const BAR: f64 = 34.0;

/// None without ratings.
pub(super) fn chart(series: &Series, context: &Context<'_>) -> Option<Chart> {
    let latest = series.latest_year()?;
    let language = context.language;
    let title = title(series, latest, context)?;
    let description = context.word("chart_ratings_description");
    let mut header = vec![context.word("word_year"), context.word("word_rated")];
    for level in &series.scale {
        header
            .extend([level.letter.clone(), context.say(&Message::new("chart_share_of").with("letter", &level.letter))]);
    }
    let row = |year: &RatedYear| {
        let mut cells = vec![full_year(year.fiscal_year, language).into(), year.n.to_string().into()];
        for (_, number, share) in &year.levels {
            cells.push(number.to_string().into());
            cells.push(share.map(|it| percent(it, language)).unwrap_or_default().into());
        }
        cells
    };
    let values = series.years.iter().flat_map(|year| {
        year.levels.iter().enumerate().map(|(rank, (letter, count, share))| {
            json!({ "fiscal_year": year.fiscal_year, "rating": letter, "rank": rank + 1, "count": count, "share": share })
        })
    });
    let letters: Vec<&str> = series.scale.iter().map(|it| it.letter.as_str()).collect();
    let colours: Vec<&str> = (1..=letters.len() as i8).map(|rank| colour(rank, letters.len())).collect();
    let rest = json!({
        "mark": { "type": "bar", "stroke": "#4a5057" },
        "encoding": {
            "y": { "field": "fiscal_year", "type": "ordinal" },
            "x": { "field": "count", "type": "quantitative", "aggregate": "sum", "stack": "normalize" },
            "color": { "field": "rating", "type": "nominal", "scale": { "domain": letters, "range": colours } },
            "order": { "field": "rank", "type": "quantitative" },
            "tooltip": [{ "field": "rating" }, { "field": "count" }, { "field": "share" }],
        },
    });
    let documents: Vec<usize> = series.years.iter().map(|it| it.document).collect();
    Some(Chart {
        name: "ratings",
        specification: specification(&title, &description, values.collect(), rest),
        title,
        description,
        source: context.source(&documents, &[]),
        table: DataTable { header, rows: series.years.iter().map(row).collect() },
        wide: draw(series, context, WIDE),
        narrow: draw(series, context, NARROW),
    })
}

fn title(series: &Series, latest: &RatedYear, context: &Context<'_>) -> Option<String> {
    let language = context.language;
    let counts = latest.levels.iter().map(|(letter, number, _)| format!("{letter} {}", count(number, language)));
    let counts = joined(counts, language);
    let (best, _, share) = latest.levels.first()?;
    let before = series.years.iter().rev().find(|it| it.fiscal_year < latest.fiscal_year);
    let before = before.and_then(|it| Some((it.fiscal_year, it.levels.iter().find(|level| level.0 == *best)?.2?)));
    let year = full_year(latest.fiscal_year, language);
    let Some(((earlier, from), to)) = before.zip(*share) else {
        return Some(context.say(&Message::new("chart_ratings_one").with("year", year).with("counts", counts)));
    };
    let (from_text, to_text) = (percent(from, language), percent(to, language));
    let key = match (from_text == to_text, to > from) {
        (true, _) => "chart_ratings_same",
        (_, true) => "chart_ratings_rose",
        _ => "chart_ratings_fell",
    };
    let message = Message::new(key).with("best", best).with("from", from_text).with("to", to_text);
    let message = message.with("year", year).with("earlier", full_year(earlier, language));
    Some(context.say(&message.with("counts", counts)))
}

fn draw(series: &Series, context: &Context<'_>, width: f64) -> Drawing {
    let language = context.language;
    let is_wide = width >= WIDE;
    let left = if is_wide { 120.0 } else { 4.0 };
    let right = width - if is_wide { 24.0 } else { 14.0 };
    let mut canvas = Canvas::new(width);
    let top = 8.0;
    let step = if is_wide { BAR + 26.0 } else { BAR + 48.0 };
    let bottom = top + step * series.years.len() as f64;
    for tick in [0.0, 25.0, 50.0, 75.0, 100.0] {
        let x = left + (right - left) * tick / 100.0;
        canvas.line((x, top), (x, bottom), GUIDE, 1.0);
        canvas.text((x, bottom + 16.0), Pen::NOTE.middle(), &format!("{tick:.0}"));
    }
    canvas.text((right, bottom + 32.0), Pen::NOTE.end(), &context.word("chart_percent_axis"));
    for (row, year) in series.years.iter().enumerate() {
        let mut y = top + step * row as f64;
        let label = full_year(year.fiscal_year, language);
        let n = count(year.n, language);
        if is_wide {
            canvas.text((left - 12.0, y + 15.0), Pen::LABEL.end().bold(), &label);
            canvas.text((left - 12.0, y + 31.0), Pen::NOTE.end(), &n);
        } else {
            canvas.text((left, y + 13.0), Pen::LABEL.bold(), &label);
            canvas.text((right, y + 13.0), Pen::NOTE.end(), &n);
            y += 20.0;
        }
        bar(&mut canvas, year, (left, right), y, context);
    }
    canvas.finish(bottom + 38.0)
}

/// One bar; a label that has no room inside stands below its part.
fn bar(canvas: &mut Canvas, year: &RatedYear, (left, right): (f64, f64), y: f64, context: &Context<'_>) {
    let (levels, language) = (year.levels.len(), context.language);
    let mut x = left;
    for (index, (letter, number, share)) in year.levels.iter().enumerate() {
        let rank = index as i8 + 1;
        let part = (right - left) * f64::from(*number) / f64::from(year.n.max(1));
        if *number == 0 {
            continue;
        }
        let fill = rectangle((x, y), (part, BAR), colour(rank, levels));
        canvas.add(fill.with("stroke", "#4a5057").at("stroke-width", 0.75));
        let short = format!("{letter} {}", count(number, language));
        let long = share.map_or(short.clone(), |it| format!("{short} ({})", percent(it, language)));
        let inside = [&long, &short].into_iter().find(|it| text_width(it, SMALL) + 10.0 <= part);
        match inside {
            Some(text) => {
                let pen = Pen::LABEL.middle().bold().size(SMALL + 1.0).colour(text_colour(rank, levels));
                canvas.text((x + part / 2.0, y + BAR / 2.0 + 4.5), pen, text);
            }
            None => {
                let middle = (x + part / 2.0).min(right);
                canvas.line((middle, y + BAR), (middle, y + BAR + 4.0), MUTED, 1.0);
                let half = text_width(&long, SMALL) / 2.0;
                let place = middle.clamp(left + half, (right - half + 12.0).max(left + half));
                canvas.text((place, y + BAR + 15.0), Pen::LABEL.middle().size(SMALL), &long);
            }
        }
        x += part;
    }
}
