//! Indicator tables and sheets -> the initiatives, indicators and ratings of the report.

use std::collections::HashMap;

use super::chosen::chosen;
use super::coverage::unread_columns;
use super::header_cell::HeadYear;
use super::heading::departments;
use super::identity::initiative_id;
use super::indicator_table::{Begin, IndicatorRows, PrintedRating, read_tables};
use super::profile::{IndicatorForm, Profile};
use super::scale::Scale;
use super::sheet::{Sheet, read_sheets};
use super::{Block, IndicatorRow, Initiative, PrintedRate, Rating, RatingOrigin, Report, Role};
use crate::base::{FiscalYear, Message, Note, Rect, SourceRef};
use crate::layout::{DocumentLayout, Passage};
use crate::text::fold;

/// What came of reading tables and sheets, beside what went into the report.
#[derive(Default)]
pub(super) struct Followed {
    pub notes: Vec<Note>,
    /// Ratings, by their index in the report, with the achievement rate in percent that is printed beside them.
    pub rates: Vec<(usize, f64)>,
}

/// Takes in the indicator tables, or the sheets, that the profile describes. `list_tables` are tables that belong to the list.
///
/// Notes: `sheet_missing`, `indicator_table_missing`, `rating_without_year`, `columns_unread`.
pub(super) fn read_followed(
    layout: &DocumentLayout,
    list_tables: &[usize],
    profile: &Profile,
    report: &mut Report,
) -> Followed {
    let own_tables = layout.tables.iter().enumerate().filter(|(index, _)| !list_tables.contains(index));
    let mut taker = Taker { layout, scale: &profile.scale, report, followed: Followed::default() };
    match (&profile.sheet, &profile.indicators) {
        (Some(sheet), indicators) => {
            let none = IndicatorForm::default();
            let sheets = read_sheets(layout, sheet, indicators.as_ref().unwrap_or(&none));
            if sheets.is_empty() {
                taker.note(Note::error(Message::new("sheet_missing").with("profile", &profile.id)));
            }
            sheets.into_iter().for_each(|it| taker.take_sheet(it));
        }
        (None, Some(form)) => {
            let mut rows = read_tables(own_tables.clone(), layout, form);
            if rows.iter().all(|(_, it)| it.initiative.is_none()) {
                // Without a column of initiatives their sections stand for them.
                for (_, row) in rows.iter_mut().filter(|(_, it)| it.section_cell.is_some()) {
                    row.initiative = row.section_cell.take();
                    row.section = None;
                }
            }
            if rows.is_empty() {
                taker.note(Note::error(Message::new("indicator_table_missing").with("profile", &profile.id)));
            }
            taker.take_rows(&rows);
        }
        (None, None) => {}
    }
    if let Some(form) = &profile.indicators {
        taker.followed.notes.extend(unread_columns(own_tables.map(|(_, table)| table), form));
    }
    taker.followed
}

struct Taker<'a> {
    layout: &'a DocumentLayout,
    scale: &'a Scale,
    report: &'a mut Report,
    followed: Followed,
}

impl Taker<'_> {
    fn note(&mut self, note: Note) {
        self.followed.notes.push(note);
    }

    fn take_sheet(&mut self, sheet: Sheet) {
        let initiative = self.report.initiatives.len();
        self.report.initiatives.push(sheet_initiative(&sheet, self.report));
        for rows in &sheet.indicators {
            let indicator = self.take_indicator(rows, Some(initiative));
            for rating in &rows.ratings {
                self.take_rating(rating, (Some(initiative), Some(indicator)), rows, RatingOrigin::Block);
            }
        }
        if let Some(cell) = sheet.rating_cell {
            let printed = PrintedRating {
                fiscal_year: sheet.fiscal_year,
                printed: sheet.rating.clone(),
                cell,
                begins: (cell.page, 0, 0),
            };
            self.take_rating(&printed, (Some(initiative), None), &IndicatorRows::default(), RatingOrigin::Block);
        }
        let block = sheet_block(sheet, initiative, self.report);
        self.report.blocks.push(block);
    }

    /// Takes in the rows of indicator tables: rows in succession that name the same initiative belong to one.
    fn take_rows(&mut self, rows: &[(usize, IndicatorRows)]) {
        let counts_initiatives = |(_, it): &(usize, IndicatorRows)| it.initiative.is_none() || it.numbers_initiative;
        let numbered =
            rows.iter().all(counts_initiatives) && !rows.windows(2).any(|it| counts_indicators(&it[0].1, &it[1].1));
        let mut last: Option<(Initiative, usize)> = None;
        let mut placed: Vec<(Option<usize>, usize)> = Vec::new();
        for (_, row) in rows {
            let made = row.initiative.as_ref().map(|title| row_initiative(row, title, numbered, self.report));
            let initiative = made.map(|made| match &last {
                Some((before, index)) if same_initiative(before, &made) => *index,
                _ => {
                    let index = self.report.initiatives.len();
                    self.report.initiatives.push(made.clone());
                    last = Some((made, index));
                    index
                }
            });
            placed.push((initiative, self.take_indicator(row, initiative)));
        }
        let mut sharing: HashMap<(usize, Begin), Vec<usize>> = HashMap::new();
        for (index, (table, row)) in rows.iter().enumerate() {
            for rating in &row.ratings {
                sharing.entry((*table, rating.begins)).or_default().push(index);
            }
        }
        for (index, (table, row)) in rows.iter().enumerate() {
            let (initiative, indicator) = placed[index];
            for rating in &row.ratings {
                // One cell beside several indicators of one initiative rates the initiative.
                let sharing = &sharing[&(*table, rating.begins)];
                let one_initiative = initiative.is_some() && sharing.iter().all(|it| placed[*it].0 == initiative);
                let indicator = match sharing.as_slice() {
                    [_] => Some(indicator),
                    [first, ..] if one_initiative && *first == index => None,
                    _ => continue,
                };
                self.take_rating(rating, (initiative, indicator), row, RatingOrigin::List);
            }
        }
    }

    fn take_indicator(&mut self, rows: &IndicatorRows, initiative: Option<usize>) -> usize {
        self.report.indicators.push(IndicatorRow {
            initiative,
            name: rows.name.lines_in_larger_type(),
            part: None,
            unit: rows.unit.clone(),
            captions: rows.captions.clone(),
            readings: rows.readings.clone(),
            rates: rows.achievements.iter().map(printed_rate).collect(),
        });
        self.report.indicators.len() - 1
    }

    /// Takes in a rating of an initiative, or of one of its indicators; what its letter means is read later.
    fn take_rating(
        &mut self,
        rating: &PrintedRating,
        (initiative, indicator): (Option<usize>, Option<usize>),
        row: &IndicatorRows,
        origin: RatingOrigin,
    ) {
        let chosen = if self.scale.is_chosen { chosen(&rating.printed, self.scale, self.layout) } else { None };
        let printed = chosen.as_ref().unwrap_or(&rating.printed);
        let source = printed.source().unwrap_or(rating.cell);
        let printed = printed.text();
        let years = [rating.fiscal_year, self.report.identity.fiscal_year, only_actual_year(row)];
        let Some(fiscal_year) = years.into_iter().flatten().next() else {
            self.note(Note::warning(Message::new("rating_without_year").with("printed", printed)).at(source));
            return;
        };
        if let Some(rate) = rate_of_year(row, fiscal_year).filter(|_| indicator.is_some()) {
            self.followed.rates.push((self.report.ratings.len(), rate));
        }
        self.report.ratings.push(Rating {
            initiative,
            indicator,
            fiscal_year,
            printed: printed.to_owned(),
            value: None,
            rank: None,
            evaluator: None,
            axis: None,
            origin,
            source,
        });
    }
}

fn one_line(text: &Passage) -> String {
    text.text().replace('\n', "").trim().to_owned()
}

fn number(text: &Passage) -> Option<u32> {
    let compact = fold(text.text());
    compact.trim_start_matches("No").trim_matches('.').parse().ok()
}

fn sheet_initiative(sheet: &Sheet, report: &Report) -> Initiative {
    let text = |it: &Option<Passage>| it.as_ref().map(one_line).filter(|it| !it.is_empty());
    let (area, section, title) = (text(&sheet.area), text(&sheet.section), one_line(&sheet.title));
    Initiative {
        id: initiative_id(&report.identity, area.as_deref(), section.as_deref(), &title, &report.initiatives),
        number: sheet.number.as_ref().and_then(number),
        area,
        section,
        title,
        departments: sheet.departments.as_ref().map(|it| departments(it.text())).unwrap_or_default(),
        in_list: false,
        in_block: true,
        source: sheet.title.source().or(sheet.source).unwrap_or(SourceRef::new(1, Rect::default())),
    }
}

fn sheet_block(sheet: Sheet, initiative: usize, report: &Report) -> Block {
    let found = &report.initiatives[initiative];
    Block {
        initiative: Some(initiative),
        area: found.area.clone(),
        section: found.section.clone(),
        departments: found.departments.clone(),
        title: sheet.title,
        plan: sheet.plan,
        plan_fiscal_year: sheet.fiscal_year,
        progress: sheet.progress,
        rating: sheet.rating,
        next: sheet.next,
        source: sheet.source,
    }
}

/// Whether two rows in succession name one initiative and have numbers of their own.
fn counts_indicators(first: &IndicatorRows, second: &IndicatorRows) -> bool {
    let text = |it: &Option<Passage>| it.as_ref().map(|it| fold(it.text()));
    let (one, other) = (text(&first.initiative), text(&second.initiative));
    one.is_some() && one == other && text(&first.number) != text(&second.number)
}

fn row_initiative(row: &IndicatorRows, title: &Passage, numbered: bool, report: &Report) -> Initiative {
    let text = one_line(title);
    let (area, section) = (row.area.as_deref(), row.section.as_deref());
    Initiative {
        id: initiative_id(&report.identity, area, section, &text, &report.initiatives),
        number: row.number.as_ref().filter(|_| numbered).and_then(number),
        area: row.area.clone(),
        section: row.section.clone(),
        title: text,
        departments: row.departments.as_ref().map(|it| departments(it.text())).unwrap_or_default(),
        in_list: true,
        in_block: false,
        source: title.source().unwrap_or(SourceRef::new(1, Rect::default())),
    }
}

/// Whether a row goes on with the initiative of the row above. Its departments may be others.
fn same_initiative(before: &Initiative, row: &Initiative) -> bool {
    let key = |it: &Initiative| (fold(&it.title), it.area.clone(), it.section.clone());
    key(before) == key(row)
}

/// The year of the actuals, where all are of one year.
fn only_actual_year(row: &IndicatorRows) -> Option<FiscalYear> {
    let mut years = row.readings.iter().filter(|it| it.role == Role::Actual).map(|it| it.fiscal_year);
    let first = years.next()??;
    years.all(|it| it == Some(first)).then_some(first)
}

/// The achievement rate in percent printed for a year, or without one.
fn rate_of_year(row: &IndicatorRows, rated: FiscalYear) -> Option<f64> {
    let is_about = |year: &HeadYear| *year == HeadYear::None || *year == HeadYear::One(rated);
    let (_, printed) = row.achievements.iter().find(|(year, _)| is_about(year))?;
    fold(printed.text()).strip_suffix('%')?.replace(',', "").parse().ok()
}

fn printed_rate((year, printed): &(HeadYear, Passage)) -> PrintedRate {
    let fiscal_year = match year {
        HeadYear::One(year) => Some(*year),
        _ => None,
    };
    PrintedRate { fiscal_year, printed: printed.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: &str, initiative: &str) -> IndicatorRows {
        let passage = |text: &str| {
            let mut passage = Passage::default();
            text.chars().for_each(|it| passage.push(it, 1, Rect::default()));
            Some(passage)
        };
        IndicatorRows { number: passage(number), initiative: passage(initiative), ..IndicatorRows::default() }
    }

    #[test]
    fn numbers_of_rows_that_name_one_initiative_count_indicators() {
        assert!(counts_indicators(&row("1", "子育て支援"), &row("２", "子育て 支援")));
        assert!(!counts_indicators(&row("1", "子育て支援"), &row("1", "子育て支援")));
        assert!(!counts_indicators(&row("1", "子育て支援"), &row("2", "高齢者支援")));
    }
}
