//! The tables of what reports say: `initiatives`, `ratings`, `blocks`, `stated_totals`, `coverage`.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::ids::{block_ids, rating_ids};
use super::{Columns, Edition, Frame, Frames, Mark, Row, ValueSource, described, normalised, rows, scale};
use crate::base::{Prefecture, Subject};
use crate::layout::Passage;
use crate::report::{Block, Rating, RatingOrigin, Report};

/// One row an initiative and edition.
pub(super) fn initiatives(editions: &[&Edition]) -> Frame {
    Columns::over(&rows(editions, |it| &it.report.initiatives))
        .text("initiative_id", |row| Some(&row.item.id))
        .text("document_id", |row| Some(row.document_id()))
        .i16("fiscal_year", Row::fiscal_year)
        .i32("number", |row| row.item.number.and_then(|it| i32::try_from(it).ok()))
        .text("area", |row| row.item.area.as_ref())
        .text("section", |row| row.item.section.as_ref())
        .text("title", |row| Some(&row.item.title))
        .text("title_normalised", |row| Some(normalised(&row.item.title)))
        .text_list("departments", |row| Some(&row.item.departments))
        .boolean("in_list", |row| Some(row.item.in_list))
        .boolean("in_block", |row| Some(row.item.in_block))
        .text("own_id", |row| Some(&row.item.id))
        .place(|row| Some(row.item.source))
        .plan(Row::identity)
        .finish(described("initiatives"))
}

/// One row a printed rating; a rating that the list and a block print is two rows.
pub(super) fn ratings(editions: &[&Edition]) -> Frame {
    let ids = rating_ids(editions);
    let agreements: Vec<Option<bool>> = editions.iter().flat_map(|it| agreements_of_origins(&it.report)).collect();
    let rows: Vec<(usize, Row<Rating>)> = rows(editions, |it| &it.report.ratings).into_iter().enumerate().collect();
    let scale_size = |row: &Row<Rating>| row.edition.report.identity.scale.len();
    Columns::over(&rows)
        .text("rating_id", |(place, _)| Some(&ids[*place]))
        .text("initiative_id", |(_, row)| row.initiative_id(row.item.initiative))
        .text("indicator_id", |(_, row)| indicator_id(row))
        .i16("fiscal_year", |(_, row)| Some(row.item.fiscal_year.year()))
        .i16("reported_fiscal_year", |(_, row)| row.fiscal_year())
        .text("value_printed", |(_, row)| Some(&row.item.printed))
        .text("value", |(_, row)| counted(row))
        .text("evaluator", |(_, row)| row.item.evaluator.as_ref())
        .text("axis", |(_, row)| row.item.axis.as_ref())
        .i8("rank", |(_, row)| row.item.rank.and_then(|it| i8::try_from(it).ok()))
        .i8("level_count", |(_, row)| i8::try_from(scale_size(row)).ok().filter(|it| *it > 0))
        .text("scale_id", |(_, row)| scale::scale_id(&row.edition.report.identity))
        .text("origin", |(_, row)| Some(row.item.origin.as_str()))
        .boolean("agrees_with_other_origin", |(place, _)| agreements[*place])
        .text("document_id", |(_, row)| Some(row.document_id()))
        .place(|(_, row)| Some(row.item.source))
        .plan(|(_, row)| row.identity())
        .text("value_source", |(_, row)| Some(source_of(row)))
        .text("correction_id", |(_, row)| mark(row).map(|it| &it.correction_id))
        .finish(described("ratings"))
}

fn mark<'a>(row: &Row<'a, Rating>) -> Option<&'a Mark> {
    row.edition.corrected.mark(Subject::Rating(row.index))
}

fn source_of(row: &Row<Rating>) -> &'static str {
    mark(row).map_or(ValueSource::Read, |it| it.source).as_str()
}

/// The rating that counts: as printed, the dash included, or as a person says.
fn counted<'a>(row: &Row<'a, Rating>) -> Option<&'a str> {
    match mark(row).map(|it| it.source) {
        Some(ValueSource::Corrected | ValueSource::Added) => Some(row.item.value.as_deref().unwrap_or("-")),
        Some(ValueSource::Excluded) => None,
        _ => Some(&row.item.printed),
    }
}

/// The id of the indicator that is rated.
pub(super) fn indicator_id<'a>(row: &Row<'a, Rating>) -> Option<&'a str> {
    let measurements = &row.edition.measurements;
    let indicator = measurements.indicator_of_row.get(row.item.indicator?)?;
    measurements.indicators.get(*indicator).map(|it| it.id.as_str())
}

/// For each rating, whether list and block agree on its initiative and year; `None` where only one of them rates it.
fn agreements_of_origins(report: &Report) -> Vec<Option<bool>> {
    let key = |it: &'_ Rating| (it.initiative, it.indicator, it.fiscal_year, it.evaluator.clone(), it.axis.clone());
    let mut printed: HashMap<_, Vec<&Rating>> = HashMap::new();
    for rating in &report.ratings {
        printed.entry(key(rating)).or_default().push(rating);
    }
    let agreement = |rating: &Rating| {
        let all = &printed[&key(rating)];
        let has = |origin: RatingOrigin| all.iter().any(|it| it.origin == origin);
        (has(RatingOrigin::List) && has(RatingOrigin::Block)).then(|| all.iter().all(|it| it.value == rating.value))
    };
    report.ratings.iter().map(agreement).collect()
}

/// One row a block.
pub(super) fn blocks(editions: &[&Edition]) -> Frame {
    let rows: Vec<(String, Row<Block>)> =
        block_ids(editions).into_iter().zip(rows(editions, |it| &it.report.blocks)).collect();
    Columns::over(&rows)
        .text("block_id", |(id, _)| Some(id))
        .text("initiative_id", |(_, row)| row.initiative_id(row.item.initiative))
        .text("plan", |(_, row)| printed(&row.item.plan))
        .text("progress", |(_, row)| printed(&row.item.progress))
        .text("rating", |(_, row)| printed(&row.item.rating))
        .text("next", |(_, row)| printed(&row.item.next))
        .text_list("tokens", |(_, row)| Some(&row.edition.tokens.as_ref()?.get(row.index)?.tokens))
        .text_list("phrases", |(_, row)| Some(&row.edition.tokens.as_ref()?.get(row.index)?.phrases))
        .text("document_id", |(_, row)| Some(row.document_id()))
        .place(|(_, row)| row.item.source)
        .text("prefecture_code", |(_, row)| row.identity().prefecture.map(Prefecture::code))
        // `plan` is what the box plans.
        .text("plan_name", |(_, row)| row.identity().plan.as_ref())
        .finish(described("blocks"))
}

fn printed(passage: &Passage) -> Option<&str> {
    (!passage.is_blank()).then(|| passage.text())
}

/// One row a stated total.
pub(super) fn stated_totals(editions: &[&Edition]) -> Frame {
    Columns::over(&rows(editions, |it| &it.report.stated_totals))
        .text("key", |row| Some(&row.item.key))
        .i32("count", |row| row.item.count.and_then(|it| i32::try_from(it).ok()))
        .decimal("share", |row| row.item.share.as_deref().and_then(percentage))
        .text("phrase", |row| row.item.phrase.as_ref())
        .i32("found_count", |row| i32::try_from(row.item.found_count).ok())
        .f64("found_share", |row| row.item.found_share.map(|it| (it * 10_000.0).round() / 10_000.0))
        .boolean("agrees", |row| Some(row.item.agrees))
        .text("document_id", |row| Some(row.document_id()))
        .place(|row| Some(row.item.source))
        .plan(Row::identity)
        .finish(described("stated_totals"))
}

/// One row a table that may say how the plan goes on.
pub(super) fn coverage(editions: &[&Edition]) -> Frame {
    let count = |it: u32| i32::try_from(it).ok();
    Columns::over(&rows(editions, |it| &it.report.coverage))
        .text("document_id", |row| Some(row.document_id()))
        .i32("row_count", |row| count(row.item.row_count))
        .i32("read", |row| count(row.item.read))
        .i32("withheld", |row| count(row.item.withheld))
        .i32("derived", |row| count(row.item.derived))
        .i32("money", |row| count(row.item.money))
        .i32("label", |row| count(row.item.label))
        .i32("unread", |row| count(row.item.unread))
        .place(|row| row.item.source)
        .plan(Row::identity)
        .finish(described("coverage"))
}

/// What became of the values and ratings that tables print: how many were read of how many that should have been.
pub fn figures_read(frames: &Frames) -> (usize, usize) {
    let sum = |column: &str| {
        let Some(table) = frames.get("coverage") else { return 0 };
        (0..table.row_count()).filter_map(|row| table.i32(column).get(row)).map(|it| it as usize).sum::<usize>()
    };
    (sum("read"), sum("read") + sum("withheld") + sum("unread"))
}

/// A share as printed (`20.7%`, `２０．７％`) in percent.
fn percentage(share: &str) -> Option<Decimal> {
    normalised(share).trim_end_matches('%').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{FiscalYear, Rect, SourceRef};

    fn rating(initiative: usize, value: Option<&str>, origin: RatingOrigin) -> Rating {
        Rating {
            initiative: Some(initiative),
            indicator: None,
            fiscal_year: FiscalYear::new(2023).expect("2023 is a fiscal year"),
            printed: value.unwrap_or("-").to_owned(),
            value: value.map(str::to_owned),
            rank: None,
            evaluator: None,
            axis: None,
            origin,
            source: SourceRef::new(1, Rect::default()),
        }
    }

    #[track_caller]
    fn check(ratings: &[Rating], expected: &[Option<bool>]) {
        let report = Report { ratings: ratings.to_vec(), ..Report::default() };
        assert_eq!(agreements_of_origins(&report), expected);
    }

    #[test]
    fn list_and_block_agree() {
        check(&[rating(0, Some("B"), RatingOrigin::List), rating(0, Some("B"), RatingOrigin::Block)], &[Some(true); 2]);
    }

    #[test]
    fn a_dash_disagrees_with_a_letter() {
        check(&[rating(0, None, RatingOrigin::List), rating(0, Some("B"), RatingOrigin::Block)], &[Some(false); 2]);
    }

    #[test]
    fn one_origin_alone_says_nothing() {
        check(&[rating(0, Some("B"), RatingOrigin::List), rating(1, Some("B"), RatingOrigin::Block)], &[None; 2]);
    }

    #[test]
    fn shares_are_read_exactly() {
        assert_eq!(percentage("20.7%"), Some(Decimal::new(207, 1)));
        assert_eq!(percentage("７３．２％"), Some(Decimal::new(732, 1)));
        assert_eq!(percentage("約9割"), None);
    }
}
