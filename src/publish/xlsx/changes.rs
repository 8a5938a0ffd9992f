//! What rose and what fell: the comparisons, then for each pair of years the matrix and the initiatives.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::context::Context;
use super::sheet::{Cell, Sheet};
use super::style::{BETTER_FILL, SAME_FILL, WORSE_FILL};
use crate::analysis::{rating_changes, series_name};
use crate::dataset::{Frame, scale};

/// Pairs of years whose initiatives are listed; the table of comparisons has all.
const MOST_DETAILS: usize = 60;

/// The sheet.
pub(super) fn sheet(context: &Context) -> Result<Option<Worksheet>, XlsxError> {
    let Some(frame) = context.frame("trend_transitions").filter(|it| it.row_count() > 0) else { return Ok(None) };
    let (words, styles) = (context.words, &context.styles);
    let widths = [230, 190, 110, 110, 78, 78, 78, 78, 78, 78];
    let mut sheet = Sheet::new(words.changes, &widths, words.changes, &[words.changes_note], styles)?;
    write_comparisons(context, &mut sheet, frame)?;
    for row in detailed(frame).into_iter().take(MOST_DETAILS) {
        write_matrix(context, &mut sheet, frame, row)?;
        write_initiatives(context, &mut sheet, frame, row)?;
    }
    Ok(Some(sheet.worksheet))
}

fn write_comparisons(context: &Context, sheet: &mut Sheet, frame: &Frame) -> Result<(), XlsxError> {
    let (words, styles) = (context.words, &context.styles);
    let both = |japanese: &str, english: &str| context.say(japanese.to_owned(), english.to_owned());
    let titles = [
        words.plan.to_owned(),
        words.year.to_owned(),
        both("報告年度", "reported"),
        both("比べ方", "basis"),
        both("件数", "n"),
        words.better.to_owned(),
        words.same.to_owned(),
        words.worse.to_owned(),
        both("不変（%）", "same (%)"),
        both("p値", "p"),
    ];
    let looks = std::iter::once(&styles.header).chain(std::iter::repeat(&styles.header_center));
    sheet.line(titles.into_iter().map(Cell::from).zip(looks))?;
    let p_format = styles.number(2);
    for row in 0..frame.row_count() {
        let basis = match frame.text("basis").get(row) {
            Some("editions") => both("版の間", "editions"),
            _ => both("1つの報告書", "one report"),
        };
        let count = |name: &str| Cell::count(frame.i32(name).get(row));
        sheet.line([
            (
                Cell::from(series_name(frame.text("prefecture_code").get(row), frame.text("plan").get(row))),
                &styles.cell,
            ),
            (Cell::from(years(context, frame, row)), &styles.center),
            (Cell::from(context.year(frame.i16("reported_fiscal_year").get(row))), &styles.center),
            (Cell::from(basis), &styles.center),
            (count("n"), &styles.count),
            (count("improved"), &styles.count),
            (count("same"), &styles.count),
            (count("worsened"), &styles.count),
            (Cell::number(frame.f64("stability").get(row)), &styles.share),
            (Cell::number(frame.f64("p_value").get(row)), p_format),
        ])?;
    }
    sheet.sentence(&both(
        "p値は符号検定（両側、正確）。変化が5件未満のときは検定しません。比べ方「版の間」は各年度の版どうしを比べたもので、改称された取組を含みません。",
        "p: exact two-sided sign test, none under 5 changes. \"editions\" compares each year's own edition and leaves out renamed initiatives.",
    ))
}

fn years(context: &Context, frame: &Frame, row: usize) -> String {
    let year = |name: &str| context.year(frame.i16(name).get(row));
    format!("{} → {}", year("from_fiscal_year"), year("to_fiscal_year"))
}

/// One comparison for each series and pair of years: within the report of the later year, else the last there is.
fn detailed(frame: &Frame) -> Vec<usize> {
    let mut chosen: BTreeMap<_, usize> = BTreeMap::new();
    let is_own = |row: usize| {
        frame.text("basis").get(row) == Some("one_report")
            && frame.i16("reported_fiscal_year").get(row) == frame.i16("to_fiscal_year").get(row)
    };
    for row in 0..frame.row_count() {
        let key =
            (frame.text("prefecture_code").get(row), frame.text("plan").get(row), frame.i16("to_fiscal_year").get(row));
        let place = chosen.entry(key).or_insert(row);
        if !is_own(*place) {
            *place = row;
        }
    }
    // The latest years first, as they are asked for first.
    let mut rows: Vec<(_, usize)> = chosen.into_iter().collect();
    rows.sort_by_key(|((code, plan, year), _)| (*code, *plan, std::cmp::Reverse(*year)));
    rows.into_iter().map(|(_, row)| row).collect()
}

/// Rows are the earlier letters, columns the later ones; the fill says the direction.
fn write_matrix(context: &Context, sheet: &mut Sheet, frame: &Frame, row: usize) -> Result<(), XlsxError> {
    let styles = &context.styles;
    let series = series_name(frame.text("prefecture_code").get(row), frame.text("plan").get(row));
    let years = years(context, frame, row);
    sheet.heading(format!("{series}　{years}").trim())?;
    let (Some(counts), Some(scale_id)) = (context.frame("trend_transition_matrix"), frame.text("scale_id").get(row))
    else {
        return Ok(());
    };
    let key = |it: &Frame, row: usize| {
        let texts =
            ["basis", "from_document_id", "to_document_id"].map(|name| it.text(name).get(row).map(str::to_owned));
        (texts, it.i16("from_fiscal_year").get(row), it.i16("to_fiscal_year").get(row))
    };
    let wanted = key(frame, row);
    let count = |from: i8, to: i8| {
        let is_it = |it: &usize| {
            counts.i8("from_rank").get(*it) == Some(from)
                && counts.i8("to_rank").get(*it) == Some(to)
                && key(counts, *it) == wanted
        };
        (0..counts.row_count()).find(is_it).and_then(|it| counts.i32("count").get(it))
    };
    let letters: Vec<&str> = (1..=i8::MAX).map_while(|rank| scale::letter(scale_id, rank)).collect();
    let corner = context.say("前年度＼当年度".to_owned(), "earlier \\ later".to_owned());
    let header = std::iter::once((Cell::from(corner), &styles.header));
    sheet.line(header.chain(letters.iter().map(|it| (Cell::from(*it), &styles.header_center))))?;
    let looks = [BETTER_FILL, SAME_FILL, WORSE_FILL].map(|it| styles.letter.clone().set_background_color(it));
    for (from, letter) in (1..).zip(&letters) {
        let cell = |to: i8| (count(from, to).map_or(Cell::Empty, |it| Cell::from(it.to_string())), to);
        let cells = (1..).zip(&letters).map(|(to, _)| cell(to)).map(|(cell, to)| {
            let look: &Format = match to.cmp(&from) {
                std::cmp::Ordering::Less => &looks[0],
                std::cmp::Ordering::Equal => &looks[1],
                std::cmp::Ordering::Greater => &looks[2],
            };
            (cell, look)
        });
        sheet.line(std::iter::once((Cell::from(*letter), &styles.header)).chain(cells))?;
    }
    Ok(())
}

fn write_initiatives(context: &Context, sheet: &mut Sheet, frame: &Frame, row: usize) -> Result<(), XlsxError> {
    let (words, styles) = (context.words, &context.styles);
    let (Some(initiatives), Some(ratings)) = (context.frame("initiatives"), context.frame("ratings")) else {
        return Ok(());
    };
    let side = |document: &str, year: &str| Some((frame.text(document).get(row)?, frame.i16(year).get(row)?));
    let sides = (side("from_document_id", "from_fiscal_year"), side("to_document_id", "to_fiscal_year"));
    let (Some(from), Some(to)) = sides else { return Ok(()) };
    let changes = rating_changes(context.publication.frames, from, to);
    let rank = |row: usize| ratings.i8("rank").get(row);
    let letter = |row: usize| ratings.text("value").get(row).unwrap_or_default();
    for (word, color, is_it) in [
        (words.worse, WORSE_FILL, i8::gt as fn(&i8, &i8) -> bool),
        (words.better, BETTER_FILL, i8::lt as fn(&i8, &i8) -> bool),
    ] {
        let moved = changes
            .iter()
            .filter(|it| rank(it.to_row).zip(rank(it.from_row)).is_some_and(|(to, from)| is_it(&to, &from)));
        let moved: Vec<_> = moved.collect();
        let look = styles.letter.clone().set_background_color(color);
        sheet.row += 1;
        let heading = context.say(format!("{word}（{}件）", moved.len()), format!("{word} ({})", moved.len()));
        sheet.line([(Cell::from(heading), &styles.heading)])?;
        for change in moved {
            let section = initiatives.text("section").get(change.initiative_row);
            let section = section.or_else(|| initiatives.text("area").get(change.initiative_row));
            let number = initiatives.i32("number").get(change.initiative_row);
            let title = initiatives.text("title").get(change.initiative_row).unwrap_or_default();
            let title = number.map_or(title.to_owned(), |it| format!("{it} {title}"));
            let letters = format!("{} → {}", letter(change.from_row), letter(change.to_row));
            let section = Cell::text(section);
            sheet.put(0, &section, &styles.cell)?;
            sheet.put(1, &Cell::from(letters), &look)?;
            let line_count = sheet.spread(2, 8, &title, &styles.cell)?.max(sheet.line_count(&section, &[0]));
            let (source, look) = context.pictured(ratings, change.to_row, context.printed_on(ratings, change.to_row));
            sheet.put(9, &source, look)?;
            sheet.end_row(line_count)?;
        }
    }
    Ok(())
}
