//! Every initiative and year: a letter a cell, coloured by its rank; a filter over each column.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{ConditionalFormatCell, ConditionalFormatCellRule, Format, Worksheet, XlsxError};

use super::context::Context;
use super::sheet::{Cell, Sheet};
use super::style::{BETTER_FILL, WORSE_FILL, fill, rank_color};
use crate::analysis::{RatingHistory, Series};
use crate::dataset::{Frame, scale};
use crate::publish::value::elements;

/// Initiatives beyond which the sheet ends; the tables have them all.
const MOST_ROWS: usize = 50_000;

/// A column: its title, its width in pixels, whether its cells are centred, and what it says of an initiative.
struct Field<'a> {
    title: String,
    width: u32,
    centered: bool,
    value: Box<dyn Fn(&RatingHistory) -> Cell<'a> + 'a>,
}

/// The sheet.
pub(super) fn sheet(context: &Context) -> Result<Option<Worksheet>, XlsxError> {
    let (Some(initiatives), Some(ratings)) = (context.frame("initiatives"), context.frame("ratings")) else {
        return Ok(None);
    };
    if context.ratings.is_empty() {
        return Ok(None);
    }
    let (words, styles) = (context.words, &context.styles);
    let (fields, year_columns) = fields(context, initiatives, ratings);
    let widths: Vec<u32> = fields.iter().map(|it| it.width).collect();
    let mut sheet = Sheet::new(words.ratings, &widths, words.ratings, &[words.ratings_note], styles)?;
    sheet.worksheet.set_landscape();
    legend(context, &mut sheet, ratings)?;
    let header_row = sheet.row;
    for (column, field) in (0..).zip(&fields) {
        let format = if field.centered { &styles.header_center } else { &styles.header };
        sheet.put(column, &Cell::from(field.title.as_str()), format)?;
    }
    sheet.end_row(1)?;
    let title_column = fields.iter().position(|it| it.title == words.title).unwrap_or_default() as u16;
    sheet.freeze(title_column + 1)?;
    let first_row = sheet.row;
    for history in context.ratings.iter().take(MOST_ROWS) {
        let mut line_count = 1;
        for (column, field) in (0..).zip(&fields) {
            let cell = (field.value)(history);
            let format = match &cell {
                Cell::Link(..) => &styles.link_center,
                _ if year_columns.contains(&column) => &styles.letter,
                _ if field.centered => &styles.center,
                _ => &styles.cell,
            };
            line_count = line_count.max(sheet.line_count(&cell, &[column]));
            sheet.put(column, &cell, format)?;
        }
        sheet.end_row(line_count)?;
    }
    let last_row = sheet.row - 1;
    sheet.worksheet.autofilter(header_row, 0, last_row, fields.len() as u16 - 1)?;
    color_letters(context, &mut sheet, first_row, ratings, &year_columns)?;
    let change_column = year_columns.iter().max().map_or(title_column, |it| it + 1);
    for (word, color) in [(words.better, BETTER_FILL), (words.worse, WORSE_FILL)] {
        let condition = equal_to(word, fill(color));
        sheet.worksheet.add_conditional_format(first_row, change_column, last_row, change_column, &condition)?;
    }
    Ok(Some(sheet.worksheet))
}

/// The columns, and which of them are years. Those that no initiative fills are left out.
fn fields<'a>(context: &'a Context, initiatives: &'a Frame, ratings: &'a Frame) -> (Vec<Field<'a>>, BTreeSet<u16>) {
    let words = context.words;
    let mut fields: Vec<Field> = Vec::new();
    if context.series_names.len() > 1 {
        let value = move |it: &RatingHistory| Cell::from(context.series(it.series));
        fields.push(Field { title: words.plan.to_owned(), width: 140, centered: false, value: Box::new(value) });
    }
    let number = move |it: &RatingHistory| Cell::count(initiatives.i32("number").get(it.initiative_row));
    fields.push(Field { title: words.number.to_owned(), width: 48, centered: true, value: Box::new(number) });
    for (name, title, width) in [("area", words.area, 72), ("section", words.section, 230), ("title", words.title, 400)]
    {
        let column = initiatives.text(name);
        if column.iter().flatten().next().is_some() {
            let value = move |it: &RatingHistory| Cell::text(column.get(it.initiative_row));
            fields.push(Field { title: title.to_owned(), width, centered: false, value: Box::new(value) });
        }
    }
    let departments = move |row: usize| {
        let list = initiatives.data().column("departments").ok().and_then(|it| it.get(row).ok());
        list.map(|it| elements(&it).join("、")).unwrap_or_default()
    };
    if context.ratings.iter().any(|it| !departments(it.initiative_row).is_empty()) {
        let value = move |it: &RatingHistory| Cell::from(departments(it.initiative_row));
        fields.push(Field { title: words.departments.to_owned(), width: 130, centered: false, value: Box::new(value) });
    }
    let years: BTreeSet<i16> = context.ratings.iter().flat_map(|it| it.years.keys().copied()).collect();
    let mut year_columns = BTreeSet::new();
    for year in years {
        let printed = ratings.text("value");
        let value = move |it: &RatingHistory| Cell::text(it.years.get(&year).and_then(|it| printed.get(it.row)));
        year_columns.insert(fields.len() as u16);
        let title = context.year(Some(year));
        fields.push(Field { title, width: 78, centered: true, value: Box::new(value) });
    }
    let mut last_years: BTreeMap<Series, i16> = BTreeMap::new();
    for history in &context.ratings {
        let last = last_years.entry(history.series).or_insert(i16::MIN);
        *last = history.years.keys().copied().max().unwrap_or(i16::MIN).max(*last);
    }
    let change = move |it: &RatingHistory| {
        last_years.get(&it.series).and_then(|last| change(context, ratings, it, *last)).map_or(Cell::Empty, Cell::from)
    };
    fields.push(Field { title: words.change.to_owned(), width: 84, centered: true, value: Box::new(change) });
    let source = move |it: &RatingHistory| match it.years.values().next_back() {
        Some(latest) => context.pictured(ratings, latest.row, context.printed_on(ratings, latest.row)).0,
        None => Cell::from(context.printed_on(initiatives, it.initiative_row)),
    };
    fields.push(Field { title: words.source.to_owned(), width: 84, centered: true, value: Box::new(source) });
    let remark = move |it: &RatingHistory| Cell::from(remarks(context, ratings, it).join("、"));
    fields.push(Field { title: words.remark.to_owned(), width: 200, centered: false, value: Box::new(remark) });
    (fields, year_columns)
}

/// From the year before the last of the series to the last.
fn change(context: &Context, ratings: &Frame, history: &RatingHistory, last_year: i16) -> Option<&'static str> {
    let words = context.words;
    let Some(last) = history.years.get(&last_year) else { return Some(words.not_listed) };
    let (ranks, scales) = (ratings.i8("rank"), ratings.text("scale_id"));
    let rank = ranks.get(last.row)?;
    let before = history.years.get(&(last_year - 1));
    let Some((before, rank_before)) = before.and_then(|it| Some((it, ranks.get(it.row)?))) else {
        return Some(words.newly_rated);
    };
    (scales.get(before.row) == scales.get(last.row)).then(|| match rank.cmp(&rank_before) {
        std::cmp::Ordering::Less => words.better,
        std::cmp::Ordering::Equal => words.same,
        std::cmp::Ordering::Greater => words.worse,
    })
}

/// What else is to be known of an initiative's ratings.
fn remarks(context: &Context, ratings: &Frame, history: &RatingHistory) -> Vec<String> {
    let words = context.words;
    let mut remarks = Vec::new();
    for (year, rated) in &history.years {
        for row in &rated.differing_rows {
            let letter = ratings.text("value").get(*row).unwrap_or_default();
            let (year, edition) =
                (context.year(Some(*year)), context.year(ratings.i16("reported_fiscal_year").get(*row)));
            remarks.push(context.say(
                format!("{year}の評価は、{edition}の版では「{letter}」"),
                format!("“{letter}” for {year} in the edition of {edition}"),
            ));
        }
        if ratings.boolean("agrees_with_other_origin").get(rated.row) == Some(false) {
            remarks.push(context.say(
                format!("{}：{}", context.year(Some(*year)), words.differs_from_block),
                format!("{}: {}", context.year(Some(*year)), words.differs_from_block),
            ));
        }
    }
    let is_worst = |row: usize| {
        let (rank, levels) = (ratings.i8("rank").get(row), ratings.i8("level_count").get(row));
        rank.is_some() && rank == levels
    };
    let last_two: Vec<(&i16, bool)> =
        history.years.iter().rev().take(2).map(|(year, it)| (year, is_worst(it.row))).collect();
    if matches!(last_two[..], [(last, true), (before, true)] if *last == before + 1) {
        remarks.push(words.worst_again.to_owned());
    }
    remarks
}

/// The letters of each scale, the best first.
fn legend(context: &Context, sheet: &mut Sheet, ratings: &Frame) -> Result<(), XlsxError> {
    let scales: BTreeSet<&str> = ratings.text("scale_id").iter().flatten().collect();
    let name = |id: &str| {
        let letters: Vec<&str> = (1..=i8::MAX).map_while(|rank| scale::letter(id, rank)).collect();
        letters.join("　")
    };
    let legends: BTreeSet<String> = scales.into_iter().map(name).collect();
    for letters in legends.iter().take(5) {
        sheet.remark(
            &context.say(format!("{}：{letters}", context.words.scale), format!("{}: {letters}", context.words.scale)),
        )?;
    }
    Ok(())
}

/// Colours by letter, for the rows of each series by its own scale: an edited letter changes its colour.
fn color_letters(
    context: &Context,
    sheet: &mut Sheet,
    first_row: u32,
    ratings: &Frame,
    year_columns: &BTreeSet<u16>,
) -> Result<(), XlsxError> {
    let (Some(first_column), Some(last_column)) = (year_columns.first(), year_columns.last()) else { return Ok(()) };
    let mut row = first_row;
    let shown = &context.ratings[..context.ratings.len().min(MOST_ROWS)];
    for series in shown.chunk_by(|a, b| a.series == b.series) {
        let last_row = row + series.len() as u32 - 1;
        for (letter, color) in letters(ratings, series) {
            let condition = equal_to(letter, fill(color));
            sheet.worksheet.add_conditional_format(row, *first_column, last_row, *last_column, &condition)?;
        }
        row = last_row + 1;
    }
    Ok(())
}

/// The letters of a series with their colours; a letter that two of its scales rank differently has none.
fn letters<'a>(ratings: &'a Frame, series: &[RatingHistory]) -> Vec<(&'a str, rust_xlsxwriter::Color)> {
    let rows = series.iter().flat_map(|it| it.years.values().map(|it| it.row));
    let scales: BTreeSet<&str> = rows.filter_map(|row| ratings.text("scale_id").get(row)).collect();
    let ranked = scales.iter().flat_map(|id| {
        let letters: Vec<&str> = (1..=i8::MAX).map_while(|rank| scale::letter(id, rank)).collect();
        let level_count = letters.len() as i8;
        (1..).zip(letters).map(move |(rank, letter)| (letter, rank_color(rank, level_count))).collect::<Vec<_>>()
    });
    let mut colors: Vec<(&str, Vec<rust_xlsxwriter::Color>)> = Vec::new();
    for (letter, color) in ranked {
        match colors.iter_mut().find(|(known, _)| *known == letter) {
            Some((_, known)) => known.push(color),
            None => colors.push((letter, vec![color])),
        }
    }
    colors.retain(|(_, colors)| colors.iter().all(|it| *it == colors[0]));
    colors.into_iter().map(|(letter, colors)| (letter, colors[0])).collect()
}

fn equal_to(text: &str, format: Format) -> ConditionalFormatCell {
    ConditionalFormatCell::new().set_rule(ConditionalFormatCellRule::EqualTo(text.to_owned())).set_format(format)
}
