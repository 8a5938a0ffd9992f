//! Layout and profile -> [`Report`].

use super::any::read_any;
use super::block::read_blocks;
use super::cells::{Corrections, Vocabulary};
use super::followed::{Followed, read_followed};
use super::identity::{identify, initiative_id};
use super::legend::read_legend;
use super::link::link_blocks;
use super::list::{ListRating, ListRow, Lists, read_lists};
use super::scale::Scale;
use super::totals::{read_totals, recount};
use super::{Block, Initiative, Overrides, Profile, Rating, RatingOrigin, Report, ReportIdentity};
use crate::base::{FiscalYear, Message, Note, Noted, Rect, SourceRef};
use crate::layout::DocumentLayout;
use crate::text::{UnitTable, fold};

/// Reads a report by its profile; without one only which report it is can be told.
///
/// What it says is taken as it is: setting it against itself is for `dataset::check`. Notes: `profile_unknown`,
/// `fiscal_year_unknown`, `prefecture_unknown`, `municipality_unclear`, `list_missing`, `rating_unreadable`, `section_completed`,
/// `block_unlinked`, `meaning_differs`, `rating_against_threshold`, `sheet_missing`, `indicator_table_missing`,
/// `rating_without_year`, `columns_unread`.
pub fn read(
    layout: &DocumentLayout,
    profile: Option<&Profile>,
    file_name: &str,
    overrides: &Overrides,
    units: &UnitTable,
) -> Noted<Report> {
    let Noted { value: identity, mut notes } = identify(layout, profile, file_name, overrides);
    // Without a profile, and by one that only corrects, the tables say what they hold.
    let Some(profile) = profile.filter(|it| it.corrections.is_none()) else {
        let corrections = profile.and_then(|it| it.corrections.as_ref()).unwrap_or(Corrections::NONE);
        let mut report = Report { identity, ..Report::default() };
        notes.extend(read_any(layout, Vocabulary { units, corrections }, &mut report));
        if report.indicators.is_empty() && report.ratings.is_empty() {
            notes.push(Note::warning(Message::new("profile_unknown")));
        }
        return Noted { value: report, notes };
    };
    let profile = &profile.with_units(units);
    let legend = read_legend(layout, &profile.scale);
    notes.extend(legend.notes);
    let mut lists = profile.list.as_ref().map(|form| read_lists(layout, form)).unwrap_or_default();
    if profile.list.is_some() && lists.rows.is_empty() {
        notes.push(Note::error(Message::new("list_missing").with("profile", &profile.id)));
    }
    let blocks = read_blocks(layout, &lists.tables, profile);
    notes.extend(complete_sections(&mut lists.rows, &blocks));
    let mut report = Report { identity, ..Report::default() };
    notes.extend(take_list(&lists, &mut report));
    notes.extend(take_blocks(blocks, &mut report));
    let followed = read_followed(layout, &lists.tables, profile, &mut report);
    let scale = legend.value.settled(report.ratings.iter().map(|it| it.printed.as_str()));
    report.identity.scale = scale.order().to_vec();
    report.identity.scale_meanings = scale.meanings();
    notes.extend(rate(&mut report, &scale, &followed));
    notes.extend(followed.notes);
    // Totals are of a list: boxes are there for the main initiatives only.
    let stated_totals = read_totals(layout, &lists.tables, profile);
    notes.extend(stated_totals.notes);
    report.stated_totals = stated_totals.value;
    recount(&mut report);
    Noted { value: report, notes }
}

/// Takes in the rows of the list. Note: `rating_without_year`.
fn take_list(lists: &Lists, report: &mut Report) -> Option<Note> {
    for row in &lists.rows {
        let initiative = listed_initiative(row, &report.identity, &report.initiatives);
        report.initiatives.push(initiative);
    }
    let mut undated = None;
    for (initiative, row) in lists.rows.iter().enumerate() {
        for rating in &row.ratings {
            match rating.fiscal_year.or(report.identity.fiscal_year) {
                Some(year) => report.ratings.push(list_rating(rating, year, initiative)),
                None => undated = undated.or(Some(rating)),
            }
        }
    }
    let message = |it: &ListRating| Message::new("rating_without_year").with("printed", it.printed.text());
    undated.map(|it| Note::warning(message(it)).at(it.cell))
}

/// Takes in blocks, each linked to the initiative that it is about. Note: `block_unlinked`, where there is a list to link to.
pub(super) fn take_blocks(blocks: Vec<Block>, report: &mut Report) -> Vec<Note> {
    let mut notes = Vec::new();
    let has_list = !report.initiatives.is_empty();
    let rows_of_blocks = link_blocks(&blocks, &report.initiatives);
    for (mut block, row) in blocks.into_iter().zip(rows_of_blocks) {
        let Report { identity, initiatives, ratings, .. } = report;
        block.initiative = row.or_else(|| {
            // Without a list no block has a row, and that there is none was said.
            notes.extend(has_list.then(|| block_unlinked(&block)));
            blocked_initiative(&block, identity, initiatives)
        });
        if let Some(initiative) = block.initiative {
            initiatives[initiative].in_block = true;
            initiatives[initiative].departments.clone_from(&block.departments);
            ratings.extend(block_rating(&block, initiative, identity));
        }
        report.blocks.push(block);
    }
    notes
}

/// Reads what is printed of each rating on the scale. Notes: `rating_unreadable`, `rating_against_threshold`.
fn rate(report: &mut Report, scale: &Scale, followed: &Followed) -> Vec<Note> {
    let mut notes = Vec::new();
    for rating in &mut report.ratings {
        (rating.value, rating.rank) = scale.read(&rating.printed);
        notes.extend(unreadable(rating, scale));
    }
    for (index, rate) in &followed.rates {
        let rating = &report.ratings[*index];
        let (Some(value), Some(expected)) = (rating.value.as_deref(), scale.by_rate(*rate)) else { continue };
        if value != expected {
            let message = Message::new("rating_against_threshold").with("rate", rate).with("expected", expected);
            notes.push(Note::warning(message.with("printed", value)).at(rating.source));
        }
    }
    notes
}

/// A section cell that the page end cut may have lost its last line beyond the page: the heading of a block in the same area
/// that begins with what is left says the rest.
fn complete_sections(rows: &mut [ListRow], blocks: &[Block]) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut noted: Vec<String> = Vec::new();
    let sections: Vec<Option<String>> = rows.iter().map(|row| row.section.clone()).collect();
    let is_whole =
        |text: &str| blocks.iter().any(|block| block.section.as_deref().is_some_and(|it| fold(it) == fold(text)));
    for (row, section) in rows.iter_mut().zip(sections) {
        let Some(cut) = section.filter(|it| it.chars().count() >= 6 && !is_whole(it)) else { continue };
        let heading = blocks.iter().filter(|block| same_text(&block.area, &row.area)).find_map(|block| {
            let whole = block.section.as_deref()?;
            fold(whole).starts_with(&fold(&cut)).then(|| whole.to_owned())
        });
        if let Some(whole) = heading {
            if !noted.contains(&whole) {
                let message = Message::new("section_completed").with("cut", &cut).with("whole", &whole);
                notes.push(Note::info(message).at(row.source));
                noted.push(whole.clone());
            }
            row.section = Some(whole);
        }
    }
    notes
}

fn same_text(first: &Option<String>, second: &Option<String>) -> bool {
    first.as_deref().map(fold) == second.as_deref().map(fold)
}

fn listed_initiative(row: &ListRow, identity: &ReportIdentity, before: &[Initiative]) -> Initiative {
    let title = row.title.text().replace('\n', "");
    Initiative {
        id: initiative_id(identity, row.area.as_deref(), row.section.as_deref(), &title, before),
        number: row.number,
        area: row.area.clone(),
        section: row.section.clone(),
        title,
        departments: Vec::new(),
        in_list: true,
        in_block: false,
        source: row.source,
    }
}

fn block_unlinked(block: &Block) -> Note {
    let title = block.title.text().replace('\n', "");
    let note = Note::warning(Message::new("block_unlinked").with("title", title));
    match block.source {
        Some(source) => note.at(source),
        None => note,
    }
}

/// An initiative that has a block and no row in the list: `None` where its title is not readable either.
fn blocked_initiative(block: &Block, identity: &ReportIdentity, initiatives: &mut Vec<Initiative>) -> Option<usize> {
    let place = block.source.unwrap_or(SourceRef::new(1, Rect::default()));
    let title = block.title.text().replace('\n', "");
    if title.is_empty() {
        return None;
    }
    initiatives.push(Initiative {
        id: initiative_id(identity, block.area.as_deref(), block.section.as_deref(), &title, initiatives),
        number: None,
        area: block.area.clone(),
        section: block.section.clone(),
        title,
        departments: block.departments.clone(),
        in_list: false,
        in_block: true,
        source: place,
    });
    Some(initiatives.len() - 1)
}

fn list_rating(rating: &ListRating, fiscal_year: FiscalYear, initiative: usize) -> Rating {
    Rating {
        initiative: Some(initiative),
        indicator: None,
        fiscal_year,
        printed: rating.printed.text().to_owned(),
        value: None,
        rank: None,
        evaluator: None,
        axis: None,
        origin: RatingOrigin::List,
        source: rating.printed.source().unwrap_or(rating.cell),
    }
}

fn block_rating(block: &Block, initiative: usize, identity: &ReportIdentity) -> Option<Rating> {
    Some(Rating {
        initiative: Some(initiative),
        indicator: None,
        fiscal_year: block.plan_fiscal_year.or(identity.fiscal_year)?,
        printed: block.rating.text().to_owned(),
        value: None,
        rank: None,
        evaluator: None,
        axis: None,
        origin: RatingOrigin::Block,
        source: block.rating.source()?,
    })
}

fn unreadable(rating: &Rating, scale: &Scale) -> Option<Note> {
    let doubtful = rating.value.is_none() && !scale.is_none(&rating.printed);
    let message = || Message::new("rating_unreadable").with("printed", &rating.printed);
    doubtful.then(|| Note::warning(message()).at(rating.source))
}
