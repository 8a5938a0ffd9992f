//! Targets and actuals by year: one table, then a line chart of Excel's own for each indicator of more than one year.

use std::collections::{BTreeSet, HashMap};

use rust_decimal::Decimal;
use rust_xlsxwriter::{
    Chart, ChartDataLabel, ChartDataLabelPosition, ChartEmptyCells, ChartFont, ChartFormat, ChartLegendPosition,
    ChartLine, ChartLineDashType, ChartMarker, ChartMarkerType, ChartSolidFill, Color, ConditionalFormatCell,
    ConditionalFormatCellRule, Worksheet, XlsxError,
};

use super::context::Context;
use super::sheet::{Cell, Sheet};
use super::style::{ACTUAL, BETTER_FILL, FONT, GRID, ROW_HEIGHT, TARGET, WORSE_FILL, fill};
use crate::analysis::{IndicatorHistory, MeasuredYear};
use crate::dataset::Frame;
use crate::publish::value::date;
use crate::publish::wording::unit_of_value;

/// Indicators beyond which the table ends; the tables have them all.
const MOST_ROWS: usize = 20_000;
/// Charts beyond which no more are drawn: each takes a spreadsheet some milliseconds to open.
const MOST_CHARTS: usize = 300;
/// Rows that a chart covers, a free one included.
const CHART_ROWS: u32 = 12;
/// Rows of charts on a sheet of paper.
const CHART_ROWS_A_PAGE: u32 = 3;
/// Of a chart, in pixels; two stand side by side.
const CHART_WIDTH: u32 = 560;
/// Above a chart, so that a break of pages does not cut its border.
const CHART_GAP: u32 = 6;

/// What the table is made of.
struct Sources<'a> {
    indicators: &'a Frame,
    observations: &'a Frame,
    /// Of `observations`.
    values: Vec<Option<Decimal>>,
    /// In percent by indicator and year.
    achievements: HashMap<(&'a str, i16), Decimal>,
    /// Titles of initiatives by their id and document.
    titles: HashMap<(Option<&'a str>, Option<&'a str>), &'a str>,
}

/// Where the table's parts stand.
struct Layout {
    years: Vec<i16>,
    first_row: u32,
    target_column: u16,
    actual_column: u16,
}

/// The sheet.
pub(super) fn sheet(context: &Context) -> Result<Option<Worksheet>, XlsxError> {
    let Some(sources) = sources(context) else { return Ok(None) };
    let shown: Vec<&IndicatorHistory> =
        context.indicators.iter().filter(|it| !it.years.is_empty()).take(MOST_ROWS).collect();
    if shown.is_empty() {
        return Ok(None);
    }
    let (words, styles) = (context.words, &context.styles);
    let years: Vec<i16> =
        shown.iter().flat_map(|it| it.years.keys().copied()).collect::<BTreeSet<_>>().into_iter().collect();
    let count = years.len() as u16;
    let mut widths = vec![290, 310, 76];
    widths.extend(vec![78; 3 * years.len()]);
    widths.extend([84, 100, 60]);
    let direction = direction_remark(context);
    let remarks = [words.indicators_note, direction.as_str()];
    let mut sheet = Sheet::new(words.indicators, &widths, words.indicators, &remarks, styles)?;
    sheet.worksheet.set_landscape();
    write_header(context, &mut sheet, &years)?;
    sheet.worksheet.set_freeze_panes(sheet.row, 2)?;
    let layout = Layout { years, first_row: sheet.row, target_column: 3, actual_column: 3 + count };
    let charted: Vec<usize> = (0..shown.len()).filter(|it| shown[*it].years.len() > 1).take(MOST_CHARTS).collect();
    // A heading with a free row above it stands between the table and the charts.
    let charts_row = layout.first_row + shown.len() as u32 + 2;
    let chart_row = |chart: usize| charts_row + CHART_ROWS * (chart as u32 / 2);
    for (index, history) in shown.iter().enumerate() {
        let chart = charted.iter().position(|it| *it == index).map(chart_row);
        write_row(context, &mut sheet, &sources, history, &layout, chart)?;
    }
    let last_row = layout.first_row + shown.len() as u32 - 1;
    sheet.worksheet.autofilter(layout.first_row - 1, 0, last_row, widths.len() as u16 - 1)?;
    color_achievements(&mut sheet, &layout)?;
    if !charted.is_empty() {
        let chart_rows = charted.len().div_ceil(2) as u32;
        let breaks = (0..chart_rows.div_ceil(CHART_ROWS_A_PAGE)).map(|page| match page {
            0 => charts_row - 1,
            page => charts_row + page * CHART_ROWS_A_PAGE * CHART_ROWS,
        });
        sheet.worksheet.set_page_breaks(&breaks.collect::<Vec<_>>())?;
        sheet.heading(words.charts)?;
        sheet.leave_free(chart_rows * CHART_ROWS)?;
    }
    for (place, index) in charted.iter().enumerate() {
        let history = shown[*index];
        let name = sources.indicators.text("name").get(history.indicator_row).unwrap_or_default();
        let unit = unit(context, &sources, history);
        let title = if unit.is_empty() {
            name.to_owned()
        } else {
            context.say(format!("{name}（{unit}）"), format!("{name} ({unit})"))
        };
        let rows = history.years.values().flat_map(|it| [it.target_row, it.actual_row]).flatten();
        let is_large = rows.filter_map(|it| sources.values[it]).any(|it| it >= Decimal::ONE_THOUSAND);
        let chart = chart(context, &layout, layout.first_row + *index as u32, &title, is_large);
        let offset = if place % 2 == 0 { 0 } else { CHART_WIDTH + 16 };
        sheet.worksheet.insert_chart_with_offset(chart_row(place), 0, &chart, offset, CHART_GAP)?;
    }
    Ok(Some(sheet.worksheet))
}

/// Two rows: what the years are of, then the years.
fn write_header(context: &Context, sheet: &mut Sheet, years: &[i16]) -> Result<(), XlsxError> {
    let (words, styles) = (context.words, &context.styles);
    let groups = [words.target, words.actual, words.achievement];
    let years: Vec<String> = years.iter().map(|it| context.year(Some(*it))).collect();
    let lead = [words.initiative, words.indicator, words.unit];
    let tail = [words.as_of, words.source, words.chart];
    let blank = |count: usize| std::iter::repeat_n((Cell::Empty, &styles.header), count);
    let group = |name: &'static str| {
        std::iter::once((Cell::from(name), &styles.header)).chain(blank(years.len() - 1)).collect::<Vec<_>>()
    };
    let upper = blank(lead.len()).chain(groups.into_iter().flat_map(group)).chain(blank(tail.len()));
    sheet.line(upper)?;
    let years = (0..groups.len()).flat_map(|_| years.iter().map(|it| (Cell::from(it.as_str()), &styles.header_center)));
    let names = |names: [&'static str; 3]| names.map(|it| (Cell::from(it), &styles.header));
    sheet.line(names(lead).into_iter().chain(years).chain(names(tail)))
}

fn sources<'a>(context: &Context<'a>) -> Option<Sources<'a>> {
    let (indicators, observations) = (context.frame("indicators")?, context.frame("observations")?);
    let achievements = context.frame("trend_achievement").map(|frame| {
        let values = frame.decimals("achievement");
        let entry = |row: usize| {
            let key = (frame.text("indicator_id").get(row)?, frame.i16("fiscal_year").get(row)?);
            Some((key, values[row]?))
        };
        (0..frame.row_count()).filter_map(entry).collect()
    });
    let titles = context.frame("initiatives").map(|frame| {
        let (ids, documents) = (frame.text("initiative_id"), frame.text("document_id"));
        let title = |row: usize| Some(((ids.get(row), documents.get(row)), frame.text("title").get(row)?));
        (0..frame.row_count()).filter_map(title).collect()
    });
    Some(Sources {
        indicators,
        observations,
        values: observations.decimals("value"),
        achievements: achievements.unwrap_or_default(),
        titles: titles.unwrap_or_default(),
    })
}

fn write_row(
    context: &Context,
    sheet: &mut Sheet,
    sources: &Sources,
    history: &IndicatorHistory,
    layout: &Layout,
    chart_row: Option<u32>,
) -> Result<(), XlsxError> {
    let (words, styles) = (context.words, &context.styles);
    let (indicators, observations) = (sources.indicators, sources.observations);
    let row = history.indicator_row;
    let id = indicators.text("indicator_id").get(row).unwrap_or_default();
    let initiative = (indicators.text("initiative_id").get(row), indicators.text("document_id").get(row));
    let mut cells = vec![
        (Cell::text(sources.titles.get(&initiative).copied()), &styles.cell),
        (Cell::text(indicators.text("name").get(row)), &styles.cell),
        (Cell::from(unit(context, sources, history)), &styles.center),
    ];
    let value = |year: &i16, row: fn(&MeasuredYear) -> Option<usize>| {
        let row = history.years.get(year).and_then(row);
        (Cell::exact(row.and_then(|it| sources.values[it])), &styles.cell)
    };
    cells.extend(layout.years.iter().map(|year| value(year, |it| it.target_row)));
    cells.extend(layout.years.iter().map(|year| value(year, |it| it.actual_row)));
    let achievement = |year: &i16| {
        let value = sources.achievements.get(&(id, *year)).and_then(|it| it.to_string().parse().ok());
        (Cell::number(value), &styles.share)
    };
    cells.extend(layout.years.iter().map(achievement));
    let last_actual = history.years.values().rev().find_map(|it| it.actual_row);
    cells.push((last_actual.map_or(Cell::Empty, |it| as_of(observations, it)), &styles.center));
    let last = history.years.values().rev().find_map(|it| it.actual_row.or(it.target_row));
    cells.push(match last {
        Some(it) => context.pictured(observations, it, context.printed_on(observations, it)),
        None => (Cell::Empty, &styles.center),
    });
    let link = chart_row.map(|it| {
        let target = format!("internal:'{}'!A{}", words.indicators, it + 1);
        Cell::Link(words.chart.into(), target)
    });
    cells.push((link.unwrap_or(Cell::Empty), &styles.link_cell));
    sheet.line(cells)
}

/// The unit as printed with the latest value, with a mark where values add up over years.
fn unit(context: &Context, sources: &Sources, history: &IndicatorHistory) -> String {
    let (indicators, observations) = (sources.indicators, sources.observations);
    let rows = history.years.values().rev().flat_map(|it| [it.actual_row, it.target_row]).flatten();
    let (units, ids) = (observations.text("unit_printed"), observations.text("unit"));
    let mut printed = rows.filter_map(|it| Some(unit_of_value(units.get(it)?, ids.get(it))));
    let unit = printed.next().or_else(|| indicators.text("unit").get(history.indicator_row)).unwrap_or_default();
    let is_cumulative = indicators.text("aggregation").get(history.indicator_row) == Some("cumulative");
    match is_cumulative {
        true => context
            .say(format!("{unit}・{}", context.words.cumulative), format!("{unit}, {}", context.words.cumulative)),
        false => unit.to_owned(),
    }
}

/// The date that an actual is of, as precise as printed: `2024-03`.
fn as_of(observations: &Frame, row: usize) -> Cell<'static> {
    let Some(days) = observations.date("as_of").physical().get(row) else { return Cell::Empty };
    let date = date(days).to_string();
    let length = match observations.text("as_of_precision").get(row) {
        Some("year") => 4,
        Some("month") => 7,
        _ => date.len(),
    };
    Cell::from(date[..length].to_owned())
}

/// Why some have no achievement: it is not known whether more is better; empty where it is known of all.
fn direction_remark(context: &Context) -> String {
    let unknown = context
        .frame("trend_achievement")
        .is_some_and(|frame| frame.text("direction").iter().any(|it| it == Some("unknown")));
    if !unknown {
        return String::new();
    }
    context.say(
        "達成率は、望ましい向きが不明の指標では空欄です。".to_owned(),
        "Achievement is left empty where it is not known whether more is better.".to_owned(),
    )
}

fn color_achievements(sheet: &mut Sheet, layout: &Layout) -> Result<(), XlsxError> {
    let count = layout.years.len() as u16;
    let first_column = layout.actual_column + count;
    let rules = [
        (ConditionalFormatCellRule::GreaterThanOrEqualTo(100), BETTER_FILL),
        (ConditionalFormatCellRule::Between(0, 100), WORSE_FILL),
    ];
    let last_row = sheet.row - 1;
    // An empty cell counts as 0 in a comparison, and is to stay white.
    let blank = rust_xlsxwriter::ConditionalFormatBlank::new().set_stop_if_true(true);
    let last_column = first_column + count - 1;
    sheet.worksheet.add_conditional_format(layout.first_row, first_column, last_row, last_column, &blank)?;
    for (rule, color) in rules {
        let condition = ConditionalFormatCell::new().set_rule(rule).set_format(fill(color)).set_stop_if_true(true);
        sheet.worksheet.add_conditional_format(layout.first_row, first_column, last_row, last_column, &condition)?;
    }
    Ok(())
}

/// Target and actual of the indicator in `row` of the table over the years.
fn chart(context: &Context, layout: &Layout, row: u32, title: &str, is_large: bool) -> Chart {
    let name = context.words.indicators;
    let last = layout.years.len() as u16 - 1;
    let header_row = layout.first_row - 1;
    let font = |size: u32, color: Color| {
        let mut font = ChartFont::new();
        font.set_name(FONT).set_size(size).set_color(color).unset_bold();
        font
    };
    let mut chart = Chart::new_line();
    chart.set_width(CHART_WIDTH).set_height((CHART_ROWS - 1) * ROW_HEIGHT).set_alt_text(title);
    let mut title_font = font(11, Color::RGB(0x1F_29_33));
    title_font.set_bold();
    chart.title().set_name(title).set_font(&title_font);
    chart.legend().set_position(ChartLegendPosition::Bottom).set_font(&font(9, TARGET));
    chart.x_axis().set_font(&font(9, TARGET));
    chart
        .y_axis()
        .set_font(&font(9, TARGET))
        .set_num_format(if is_large { "#,##0" } else { "General" })
        .set_major_gridlines_line(ChartLine::new().set_color(GRID));
    chart.show_empty_cells_as(ChartEmptyCells::Gaps);
    for (word, column, color, dashed) in [
        (context.words.target, layout.target_column, TARGET, true),
        (context.words.actual, layout.actual_column, ACTUAL, false),
    ] {
        let mut line = ChartLine::new();
        line.set_color(color).set_width(if dashed { 1.5 } else { 2.5 });
        if dashed {
            line.set_dash_type(ChartLineDashType::Dash);
        }
        let mut marker = ChartMarker::new();
        let mut look = ChartFormat::new();
        look.set_solid_fill(ChartSolidFill::new().set_color(if dashed { Color::White } else { color }));
        look.set_border(ChartLine::new().set_color(color));
        marker
            .set_type(if dashed { ChartMarkerType::Diamond } else { ChartMarkerType::Circle })
            .set_size(7)
            .set_format(&mut look);
        let series = chart.add_series();
        series
            .set_name(word)
            .set_categories((name, header_row, layout.target_column, header_row, layout.target_column + last))
            .set_values((name, row, column, row, column + last))
            .set_format(&mut line)
            .set_marker(&marker);
        if !dashed {
            let mut label = ChartDataLabel::new();
            label.show_value().set_position(ChartDataLabelPosition::Above).set_font(&font(9, ACTUAL));
            series.set_data_label(&label);
        }
    }
    chart
}
