//! The first sheet: findings in sentences, ratings by year with a chart, the reports' own totals, documents, sheets.

use std::collections::BTreeMap;

use rust_xlsxwriter::{
    Chart, ChartDataLabel, ChartFont, ChartFormat, ChartLegendPosition, ChartLine, ChartSolidFill, ChartType, Color,
    Format, Worksheet, XlsxError,
};

use super::context::Context;
use super::findings::findings;
use super::sheet::{Cell, Sheet};
use super::style::{BETTER_FILL, FONT, ROW_HEIGHT, TARGET, WORSE_FILL, rank_color};
use crate::analysis::series_name;
use crate::base::figures::fixed_float;
use crate::dataset::Frame;
use crate::publish::news::sentences;

/// Columns of the sheet.
const COLUMN_COUNT: u16 = 9;
/// Documents beyond which only those that differ are listed.
const MOST_DOCUMENTS: usize = 30;
/// Series beyond which no more charts are drawn.
const MOST_CHARTS: usize = 20;
/// Rows that a chart covers.
const CHART_ROWS: u32 = 10;

/// The sheet.
pub(super) fn sheet(context: &Context) -> Result<Option<Worksheet>, XlsxError> {
    let (words, styles) = (context.words, &context.styles);
    let mut widths = vec![230];
    widths.extend([82; COLUMN_COUNT as usize - 1]);
    let mut sheet = Sheet::new(words.overview, &widths, &context.title(), &[words.overview_note], styles)?;
    let news = sentences(&context.digest, context.language);
    if !news.is_empty() {
        sheet.heading(words.news)?;
        for it in news {
            sheet.sentence(&context.say(format!("・{}", it.text), format!("• {}", it.text)))?;
        }
    }
    let findings = findings(context);
    if !findings.is_empty() {
        sheet.heading(words.findings)?;
        for finding in findings {
            sheet.sentence(&context.say(format!("・{finding}"), format!("• {finding}")))?;
        }
    }
    if let Some(ratings) = context.frame("trend_ratings").filter(|it| it.row_count() > 0) {
        write_ratings(context, &mut sheet, ratings)?;
    }
    if let Some(totals) = context.frame("stated_totals").filter(|it| it.row_count() > 0) {
        write_totals(context, &mut sheet, totals)?;
    }
    if let Some(documents) = context.frame("documents") {
        write_documents(context, &mut sheet, documents)?;
    }
    write_sheets(context, &mut sheet)?;
    Ok(Some(sheet.worksheet))
}

/// One table a series and scale: a row a year, counts and shares by letter; a bar a year beneath.
fn write_ratings(context: &Context, sheet: &mut Sheet, frame: &Frame) -> Result<(), XlsxError> {
    sheet.heading(context.words.ratings_by_year)?;
    let mut groups: Vec<(_, Vec<usize>)> = Vec::new();
    for row in 0..frame.row_count() {
        let key =
            (frame.text("prefecture_code").get(row), frame.text("plan").get(row), frame.text("scale_id").get(row));
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((key, vec![row])),
        }
    }
    for (index, ((code, plan, _), rows)) in groups.iter().enumerate() {
        if groups.len() > 1 {
            sheet.remark(&series_name(*code, *plan))?;
        }
        write_series(context, sheet, frame, rows, index < MOST_CHARTS)?;
    }
    Ok(())
}

fn write_series(
    context: &Context,
    sheet: &mut Sheet,
    frame: &Frame,
    rows: &[usize],
    has_chart: bool,
) -> Result<(), XlsxError> {
    let (words, styles) = (context.words, &context.styles);
    let ranks: BTreeMap<i8, &str> =
        rows.iter().filter_map(|it| Some((frame.i8("rank").get(*it)?, frame.text("value").get(*it)?))).collect();
    let years: BTreeMap<i16, Vec<usize>> = rows.iter().fold(BTreeMap::new(), |mut years, row| {
        if let Some(year) = frame.i16("fiscal_year").get(*row) {
            years.entry(year).or_insert_with(Vec::new).push(*row);
        }
        years
    });
    let level_count = ranks.keys().max().copied().unwrap_or_default();
    let looks: Vec<_> = ranks
        .keys()
        .map(|it| styles.header_center.clone().set_background_color(rank_color(*it, level_count)))
        .collect();
    let mut header =
        vec![(Cell::from(words.year), &styles.header), (Cell::from(words.rated_count), &styles.header_center)];
    header.extend(ranks.values().zip(&looks).map(|(letter, look)| (Cell::from(*letter), look)));
    header.extend(ranks.values().zip(&looks).map(|(letter, look)| (Cell::from(format!("{letter} %")), look)));
    sheet.line(header)?;
    let first_row = sheet.row;
    for (year, rows) in &years {
        let of = |rank: &i8| rows.iter().copied().find(|it| frame.i8("rank").get(*it) == Some(*rank));
        let n = rows.first().and_then(|it| frame.i32("n").get(*it));
        let mut cells = vec![(Cell::from(context.year(Some(*year))), &styles.cell), (Cell::count(n), &styles.count)];
        cells.extend(
            ranks.keys().map(|it| (Cell::count(of(it).and_then(|it| frame.i32("count").get(it))), &styles.count)),
        );
        cells.extend(
            ranks.keys().map(|it| (Cell::number(of(it).and_then(|it| frame.f64("share").get(it))), &styles.share)),
        );
        sheet.line(cells)?;
    }
    if has_chart {
        let chart = bars(context, &ranks, first_row, sheet.row - 1);
        sheet.worksheet.insert_chart_with_offset(sheet.row, 0, &chart, 0, 8)?;
        sheet.leave_free(CHART_ROWS)?;
    }
    Ok(())
}

/// A bar of 100 % a year, the best rating at the left, counts on the bars.
fn bars(context: &Context, ranks: &BTreeMap<i8, &str>, first_row: u32, last_row: u32) -> Chart {
    let name = context.words.overview;
    let font = |color: Color| {
        let mut font = ChartFont::new();
        font.set_name(FONT).set_size(9).set_color(color).unset_bold();
        font
    };
    let mut chart = Chart::new(ChartType::BarPercentStacked);
    chart.set_width(226 + 82 * u32::from(COLUMN_COUNT - 1)).set_height(CHART_ROWS * ROW_HEIGHT - 16);
    chart.set_alt_text(context.words.ratings_by_year);
    chart.title().set_hidden();
    chart.legend().set_position(ChartLegendPosition::Top).set_font(&font(TARGET));
    // The first row of the table is the topmost bar.
    chart.y_axis().set_reverse().set_font(&font(TARGET));
    // Counts stand on the bars, so shares need no axis.
    chart.x_axis().set_hidden(true).set_major_gridlines(false);
    let level_count = ranks.keys().max().copied().unwrap_or_default();
    for (column, (rank, letter)) in (2..).zip(ranks) {
        let mut look = ChartFormat::new();
        look.set_solid_fill(ChartSolidFill::new().set_color(rank_color(*rank, level_count)));
        look.set_border(ChartLine::new().set_color(Color::White));
        let mut label = ChartDataLabel::new();
        label.show_value().set_font(&font(Color::RGB(0x1F_29_33)));
        chart
            .add_series()
            .set_name(*letter)
            .set_categories((name, first_row, 0, last_row, 0))
            .set_values((name, first_row, column, last_row, column))
            .set_format(&mut look)
            .set_gap(45)
            .set_data_label(&label);
    }
    chart
}

/// A row a report, a column a total: what is stated, and what was found where it differs.
fn write_totals(context: &Context, sheet: &mut Sheet, totals: &Frame) -> Result<(), XlsxError> {
    let (words, styles) = (context.words, &context.styles);
    sheet.heading(words.totals)?;
    let (ids, keys) = (totals.text("document_id"), totals.text("key"));
    let mut columns: Vec<&str> = Vec::new();
    let mut documents: Vec<(&str, Vec<usize>)> = Vec::new();
    for row in 0..totals.row_count() {
        let (Some(id), Some(key)) = (ids.get(row), keys.get(row)) else { continue };
        if !columns.contains(&key) {
            columns.push(key);
        }
        match documents.iter_mut().find(|(known, _)| *known == id) {
            Some((_, rows)) => rows.push(row),
            None => documents.push((id, vec![row])),
        }
    }
    let agrees = |row: usize| totals.boolean("agrees").get(row) == Some(true);
    if documents.len() > MOST_DOCUMENTS {
        documents.retain(|(_, rows)| !rows.iter().all(|row| agrees(*row)));
    }
    let titles = columns.iter().map(|it| if *it == "all" { words.all_initiatives } else { it });
    let titles = titles.map(|it| (Cell::from(it), &styles.header_center));
    sheet.line(std::iter::once((Cell::from(words.document), &styles.header)).chain(titles))?;
    let looks = [WORSE_FILL, BETTER_FILL].map(|it| styles.center.clone().set_background_color(it));
    for (id, rows) in documents {
        let mut cells = vec![(Cell::from(context.document(Some(id))), &styles.cell)];
        for column in &columns {
            let row = rows.iter().copied().find(|row| keys.get(*row) == Some(*column));
            let cell = row.map(|row| (Cell::from(total(context, totals, row)), &looks[usize::from(agrees(row))]));
            cells.push(cell.unwrap_or((Cell::Empty, &styles.center)));
        }
        sheet.line(cells)?;
    }
    Ok(())
}

/// `✓ 17（20.7%）`, `✓ 約9割（93.9%）`; where the two differ, `✗ 5 ≠ 4`.
fn total(context: &Context, totals: &Frame, row: usize) -> String {
    let percent = |share: String| format!("{share}%");
    let share = totals.decimals("share")[row].map(|it| percent(it.to_string()));
    let found_share = totals.f64("found_share").get(row).map(|it| percent(fixed_float(it, 1)));
    let [count, found_count] = ["count", "found_count"].map(|it| totals.i32(it).get(row).map(|it| it.to_string()));
    let phrase = totals.text("phrase").get(row).map(str::to_owned);
    let with = |text: Option<String>, share: Option<String>| match (text, share) {
        (Some(text), Some(share)) => context.say(format!("{text}（{share}）"), format!("{text} ({share})")),
        (text, share) => text.or(share).unwrap_or_default(),
    };
    let is_phrase = phrase.is_some();
    let stated = with(phrase.or(count), if is_phrase { found_share.clone() } else { share.clone() });
    if totals.boolean("agrees").get(row) == Some(true) {
        return format!("✓ {stated}");
    }
    format!("✗ {stated} ≠ {}", with(found_count, share.and(found_share)))
}

fn write_documents(context: &Context, sheet: &mut Sheet, documents: &Frame) -> Result<(), XlsxError> {
    let (words, styles) = (context.words, &context.styles);
    sheet.heading(words.documents)?;
    let titles = [words.year, words.pages, words.initiatives, words.rating, words.blocks, words.values, words.notes];
    let titles = titles.map(|it| (Cell::from(it), &styles.header_center));
    sheet.line(std::iter::once((Cell::from(words.file), &styles.header)).chain(titles))?;
    let counts =
        ["initiatives", "ratings", "blocks", "observations", "notes"].map(|name| counts_by_document(context, name));
    for row in (0..documents.row_count()).take(MOST_DOCUMENTS) {
        let id = documents.text("document_id").get(row).unwrap_or_default();
        let mut cells = vec![
            (Cell::text(documents.text("file_name").get(row)), &styles.cell),
            (Cell::from(context.year(documents.i16("fiscal_year").get(row))), &styles.center),
            (Cell::count(documents.i32("page_count").get(row)), &styles.count),
        ];
        cells.extend(counts.iter().map(|it| (Cell::Count(it.get(id).copied().unwrap_or_default()), &styles.count)));
        sheet.line(cells)?;
    }
    let more = documents.row_count().saturating_sub(MOST_DOCUMENTS);
    if more > 0 {
        let sources = words.sources;
        sheet.remark(&context.say(
            format!("ほか{more}件（「{sources}」にすべてあります）"),
            format!("{more} more, all of them in “{sources}”"),
        ))?;
    }
    Ok(())
}

/// A sheet and what it is for; the note runs over the columns beside it.
fn write_entry(sheet: &mut Sheet, name: &Cell, look: &Format, note: (&str, &Format)) -> Result<(), XlsxError> {
    sheet.put(0, name, look)?;
    sheet.put(1, &Cell::from(note.0), note.1)?;
    sheet.end_row(1)
}

fn counts_by_document<'a>(context: &Context<'a>, name: &str) -> BTreeMap<&'a str, i64> {
    let mut counts = BTreeMap::new();
    for id in context.frame(name).into_iter().flat_map(|it| it.text("document_id").iter().flatten()) {
        *counts.entry(id).or_default() += 1;
    }
    counts
}

fn write_sheets(context: &Context, sheet: &mut Sheet) -> Result<(), XlsxError> {
    let (words, styles) = (context.words, &context.styles);
    sheet.heading(words.sheets)?;
    let mut sheets = vec![
        (words.doubts, words.doubts_note),
        (words.dictionary, words.dictionary_note),
        (words.sources, words.sources_note),
    ];
    let has = |name: &str| context.frame(name).is_some_and(|it| it.row_count() > 0);
    if has("trend_transitions") {
        sheets.insert(0, (words.changes, words.changes_note));
    }
    if context.indicators.iter().any(|it| !it.years.is_empty()) {
        sheets.insert(0, (words.indicators, words.indicators_note));
    }
    if !context.ratings.is_empty() {
        sheets.insert(0, (words.ratings, words.ratings_note));
    }
    for (name, note) in sheets {
        let link = Cell::Link(name.into(), format!("internal:'{name}'!A1"));
        write_entry(sheet, &link, &styles.link, (note, &styles.remark))?;
    }
    write_entry(sheet, &Cell::from("data_…"), &styles.sentence, (words.data_note, &styles.remark))
}
