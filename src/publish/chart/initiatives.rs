//! Initiatives of the latest rated year, one a field: which share of each area has which rating (a waffle chart).

use serde_json::json;

use super::canvas::{Canvas, Drawing, Pen, SIZE, SMALL, wrapped};
use super::{Chart, Context, DataTable, NARROW, WIDE, specification};
use crate::base::Message;
use crate::publish::digest::{Initiative, RatingCell, Series};
use crate::publish::markup::Element;
use crate::publish::wording::{count, full_year, joined};

const RADIUS: f64 = 11.0;
const STEP: f64 = 27.0;

/// Initiatives of an area with their rating.
struct Group<'a> {
    name: String,
    members: Vec<(&'a Initiative, Option<&'a RatingCell>)>,
}

impl Group<'_> {
    fn count(&self, rank: Option<i8>) -> usize {
        self.members.iter().filter(|(_, cell)| cell.and_then(|it| it.rank) == rank).count()
    }
}

/// None without ratings.
pub(super) fn chart(series: &Series, context: &Context<'_>) -> Option<Chart> {
    let year = series.latest_year()?.fiscal_year;
    let groups = groups(series, year, context);
    if groups.is_empty() {
        return None;
    }
    let language = context.language;
    let worst = series.scale.len() as i8;
    let letter = &series.scale.last()?.letter;
    let listed: usize = groups.iter().map(|it| it.members.len()).sum();
    let with_worst: Vec<String> = groups
        .iter()
        .map(|it| (it.name.as_str(), it.count(Some(worst))))
        .filter(|(_, found)| *found > 0)
        .map(|(name, found)| format!("{name} {}", count(found, language)))
        .collect();
    let total: usize = groups.iter().map(|it| it.count(Some(worst))).sum();
    let key = if total == 0 { "chart_initiatives_none" } else { "chart_initiatives_worst" };
    let message = Message::new(key).with("letter", letter).with("total", count(total, language));
    let message = message.with("listed", count(listed, language)).with("year", full_year(year, language));
    let title = context.say(&message.with("areas", joined(with_worst, language)));
    let description = context.word("chart_initiatives_description");
    let mut header = vec![context.word("word_area"), context.word("word_initiatives")];
    header.extend(series.scale.iter().map(|it| it.letter.clone()));
    header.push(context.word("word_unrated"));
    let row = |group: &Group| {
        let mut cells = vec![group.name.clone().into(), group.members.len().to_string().into()];
        cells.extend((1..=worst).map(|rank| group.count(Some(rank)).to_string().into()));
        cells.push(group.count(None).to_string().into());
        cells
    };
    let values = groups.iter().flat_map(|group| {
        group.members.iter().enumerate().map(|(index, (initiative, cell))| {
            json!({
                "area": group.name, "index": index, "number": initiative.number, "title": initiative.title,
                "rating": cell.and_then(|it| it.letter.as_deref()),
            })
        })
    });
    let rest = json!({
        "transform": [
            { "calculate": "datum.index % 20", "as": "column" },
            { "calculate": "floor(datum.index / 20)", "as": "line" },
        ],
        "facet": { "row": { "field": "area", "type": "nominal", "sort": null } },
        "spec": {
            "mark": { "type": "text", "fontWeight": "bold" },
            "encoding": {
                "x": { "field": "column", "type": "ordinal", "axis": null },
                "y": { "field": "line", "type": "ordinal", "axis": null },
                "text": { "field": "rating", "type": "nominal" },
                "color": { "field": "rating", "type": "nominal" },
                "tooltip": [{ "field": "number" }, { "field": "title" }, { "field": "rating" }],
            },
        },
    });
    Some(Chart {
        name: "initiatives",
        specification: specification(&title, &description, values.collect(), rest),
        title,
        description,
        source: context.source(&[series.latest_year()?.document], &[]),
        table: DataTable { header, rows: groups.iter().map(row).collect() },
        wide: draw(&groups, series, context, WIDE),
        narrow: draw(&groups, series, context, NARROW),
    })
}

/// By area or, where there is only one, by section; in the order of the list.
fn groups<'a>(series: &'a Series, year: i16, context: &Context<'_>) -> Vec<Group<'a>> {
    let rated: Vec<&Initiative> =
        series.initiatives.iter().filter(|it| it.current || it.ratings.contains_key(&year)).collect();
    let rated: Vec<&Initiative> = rated.into_iter().filter(|it| it.ratings.contains_key(&year)).collect();
    let areas: std::collections::BTreeSet<_> = rated.iter().map(|it| &it.area).collect();
    let mut groups: Vec<Group> = Vec::new();
    for initiative in rated {
        let name = if areas.len() > 1 { &initiative.area } else { &initiative.section };
        let name = name.clone().unwrap_or_else(|| context.word("word_all"));
        let member = (initiative, initiative.ratings.get(&year));
        match groups.iter_mut().find(|it| it.name == name) {
            Some(group) => group.members.push(member),
            None => groups.push(Group { name, members: vec![member] }),
        }
    }
    groups
}

fn draw(groups: &[Group<'_>], series: &Series, context: &Context<'_>, width: f64) -> Drawing {
    let mut canvas = Canvas::new(width);
    let is_wide = width >= WIDE;
    let left = if is_wide { 132.0 } else { 0.0 };
    let columns = (((width - left) / STEP).floor() as usize).max(1);
    let mut y = legend(&mut canvas, series, context) + 10.0;
    for group in groups {
        let label = format!("{} {}", group.name, count(group.members.len(), context.language));
        let rows = group.members.len().div_ceil(columns) as f64;
        let mut below = y;
        if is_wide {
            let lines = wrapped(&label, left - 16.0, SIZE, 3);
            below = canvas.lines((0.0, y + 16.0), Pen::LABEL.bold(), &lines);
        } else {
            y = canvas.lines((0.0, y + 14.0), Pen::LABEL.bold(), &wrapped(&label, width, SIZE, 2)) - 8.0;
        }
        for (index, (initiative, cell)) in group.members.iter().enumerate() {
            let x = left + STEP * (index % columns) as f64 + RADIUS + 1.0;
            let middle = y + STEP * (index / columns) as f64 + RADIUS + 2.0;
            let letter = cell.and_then(|it| it.letter.as_deref());
            let number = initiative.number.map(|it| format!("{it} ")).unwrap_or_default();
            let hint = format!("{number}{} {}", initiative.title, letter.unwrap_or("－"));
            let mut field = Canvas::new(STEP);
            field.rating(cell.and_then(|it| it.rank), letter, series.scale.len(), (x, middle), RADIUS);
            let hint = Element::new("title").text(hint);
            canvas.add(Element::new("g").child(hint).child(field.finish(STEP).content));
        }
        y = (y + STEP * rows).max(below - 10.0) + 10.0;
    }
    canvas.finish(y)
}

/// What shapes and letters mean; gives where it ends.
fn legend(canvas: &mut Canvas, series: &Series, context: &Context<'_>) -> f64 {
    let mut entries: Vec<(Option<i8>, String, String)> = Vec::new();
    for (index, level) in series.scale.iter().enumerate() {
        let meaning = level.meaning.clone().unwrap_or_else(|| match index {
            0 => context.word("chart_best"),
            last if last + 1 == series.scale.len() => context.word("chart_worst"),
            _ => String::new(),
        });
        entries.push((Some(index as i8 + 1), level.letter.clone(), meaning));
    }
    entries.push((None, "－".to_owned(), context.word("word_unrated")));
    let (mut x, mut y) = (0.0, 14.0);
    for (rank, letter, meaning) in entries {
        let taken = 26.0 + super::canvas::text_width(&meaning, SMALL) + 18.0;
        if x > 0.0 && x + taken > canvas.width {
            (x, y) = (0.0, y + 26.0);
        }
        canvas.rating(rank, Some(&letter), series.scale.len(), (x + 11.0, y), 9.5);
        canvas.text((x + 26.0, y + 4.0), Pen::NOTE, &meaning);
        x += taken;
    }
    y + 14.0
}
