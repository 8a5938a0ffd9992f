//! Layout and profile -> [`Report`].

use super::block::read_blocks;
use super::compact::Compact;
use super::identity::identify;
use super::link::link_blocks;
use super::list::{ListRating, ListRow, read_lists};
use super::profile::Scale;
use super::totals::{read_totals, recount};
use super::{Block, Initiative, Overrides, Profile, Rating, RatingOrigin, Report, ReportIdentity, short_hash};
use crate::base::{Message, Note, Noted, Rect, SourceRef};
use crate::layout::DocumentLayout;
use crate::text::fold;

/// Reads a report by its profile; without one only which report it is can be told.
///
/// What it says is taken as it is: setting it against itself is for `dataset::check`. Notes: `profile_unknown`,
/// `fiscal_year_unknown`, `prefecture_unknown`, `list_missing`, `rating_unreadable`, `section_completed`, `block_unlinked`,
/// `meaning_differs`.
pub fn read(
    layout: &DocumentLayout,
    profile: Option<&Profile>,
    file_name: &str,
    overrides: &Overrides,
) -> Noted<Report> {
    let Noted { value: identity, mut notes } = identify(layout, profile, file_name, overrides);
    let Some(profile) = profile else {
        notes.push(Note::warning(Message::new("profile_unknown")));
        return Noted { value: Report { identity, ..Report::default() }, notes };
    };
    let mut lists = read_lists(layout, profile);
    if lists.rows.is_empty() {
        notes.push(Note::error(Message::new("list_missing").with("profile", &profile.id)));
    }
    let mut blocks = read_blocks(layout, &lists.tables, profile);
    notes.extend(complete_sections(&mut lists.rows, &blocks));
    let mut initiatives: Vec<Initiative> = Vec::new();
    for row in &lists.rows {
        initiatives.push(listed_initiative(row, &identity, &initiatives));
    }
    let mut ratings = Vec::new();
    for (initiative, row) in lists.rows.iter().enumerate() {
        for rating in &row.ratings {
            let rating = list_rating(rating, initiative, &profile.scale);
            notes.extend(unreadable(&rating, &profile.scale));
            ratings.push(rating);
        }
    }
    let rows_of_blocks = link_blocks(&blocks, &lists.rows);
    for (block, row) in blocks.iter_mut().zip(rows_of_blocks) {
        let initiative = row.or_else(|| blocked_initiative(block, &identity, &mut initiatives, &mut notes));
        block.initiative = initiative;
        if let Some(initiative) = initiative {
            initiatives[initiative].in_block = true;
            initiatives[initiative].departments.clone_from(&block.departments);
            ratings.extend(block_rating(block, initiative, &identity, &profile.scale));
        }
    }
    let stated_totals = read_totals(layout, &lists.tables, profile);
    notes.extend(stated_totals.notes);
    let mut report = Report { identity, initiatives, ratings, blocks, stated_totals: stated_totals.value };
    recount(&mut report);
    Noted { value: report, notes }
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

/// An initiative that has a block and no row in the list: `None` where its title is not readable either.
fn blocked_initiative(
    block: &Block,
    identity: &ReportIdentity,
    initiatives: &mut Vec<Initiative>,
    notes: &mut Vec<Note>,
) -> Option<usize> {
    let place = block.source.unwrap_or(SourceRef::new(1, Rect::default()));
    let title = block.title.text().replace('\n', "");
    notes.push(Note::warning(Message::new("block_unlinked").with("title", &title)).at(place));
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

/// The id of an initiative. The number is no part of it, for numbers change from year to year; a row that agrees in all else
/// with an earlier one is told apart by how many there were.
fn initiative_id(
    identity: &ReportIdentity,
    area: Option<&str>,
    section: Option<&str>,
    title: &str,
    before: &[Initiative],
) -> String {
    let prefecture = identity.prefecture.map(|it| it.code()).unwrap_or_default();
    let plan = identity.plan.as_deref().unwrap_or_default();
    let key = |repeat: usize| {
        let parts = [plan, area.unwrap_or_default(), section.unwrap_or_default(), title].map(fold);
        short_hash(&[&prefecture, &parts[0], &parts[1], &parts[2], &parts[3], &repeat.to_string()])
    };
    let mut repeat = 0;
    let mut id = key(repeat);
    while before.iter().any(|it| it.id == id) {
        repeat += 1;
        id = key(repeat);
    }
    id
}

fn list_rating(rating: &ListRating, initiative: usize, scale: &Scale) -> Rating {
    let (value, rank) = scale.read(rating.printed.text());
    Rating {
        initiative,
        fiscal_year: rating.fiscal_year,
        printed: rating.printed.text().to_owned(),
        value,
        rank,
        origin: RatingOrigin::List,
        source: rating.printed.source().unwrap_or(rating.cell),
    }
}

fn block_rating(block: &Block, initiative: usize, identity: &ReportIdentity, scale: &Scale) -> Option<Rating> {
    let printed = block.rating.text();
    let (value, rank) = scale.read(printed);
    Some(Rating {
        initiative,
        fiscal_year: block.plan_fiscal_year.or(identity.fiscal_year)?,
        printed: printed.to_owned(),
        value,
        rank,
        origin: RatingOrigin::Block,
        source: block.rating.source()?,
    })
}

impl Scale {
    /// The letter that stands in a rating cell and its place on the scale.
    fn read(&self, printed: &str) -> (Option<String>, Option<u8>) {
        let text = Compact::new(printed).text;
        let place = self.order.iter().position(|letter| fold(letter) == text);
        (place.map(|it| self.order[it].clone()), place.map(|it| it as u8 + 1))
    }

    fn is_none(&self, printed: &str) -> bool {
        let text = Compact::new(printed).text;
        text.is_empty() || self.none.contains(&text)
    }
}

fn unreadable(rating: &Rating, scale: &Scale) -> Option<Note> {
    let doubtful = rating.value.is_none() && !scale.is_none(&rating.printed);
    let message = || Message::new("rating_unreadable").with("printed", &rating.printed);
    doubtful.then(|| Note::warning(message()).at(rating.source))
}
