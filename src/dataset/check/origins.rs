//! The list against the blocks: rating, title, section and area of the same initiative.

use crate::base::{Message, Note, Subject};
use crate::report::{Block, Initiative, Rating, RatingOrigin, Report};
use crate::text::fold;

/// Two sections are one, worded in two ways, from this share of characters that stay; `(3) 行政事務の効率化と働き方改革` and
/// `(3) 業務の効率化と働き方改革` share 0.83.
const MIN_LIKENESS: f64 = 0.5;

/// Codes: `origins_disagree`, `title_differs`, `section_differs`, `section_contradicted`.
pub(super) fn check(report: &Report) -> Vec<Note> {
    let mut notes = ratings(report);
    let mut known: Vec<[String; 2]> = Vec::new();
    for (index, block) in report.blocks.iter().enumerate() {
        let Some(initiative) = block.initiative.and_then(|it| report.initiatives.get(it)) else { continue };
        if initiative.in_list {
            notes.extend(title(index, block, initiative));
            notes.extend(section(index, block, initiative, report, &mut known));
        }
    }
    notes
}

fn ratings(report: &Report) -> Vec<Note> {
    let mut notes = Vec::new();
    for (index, rating) in report.ratings.iter().enumerate().filter(|(_, it)| it.origin == RatingOrigin::Block) {
        let is_same = |it: &&Rating| {
            it.origin == RatingOrigin::List
                && (it.initiative, it.indicator, it.fiscal_year)
                    == (rating.initiative, rating.indicator, rating.fiscal_year)
        };
        if let Some(listed) = report.ratings.iter().find(is_same).filter(|it| it.value != rating.value) {
            let message = Message::new("origins_disagree")
                .with("title", report.title_of(rating))
                .with("list", &listed.printed)
                .with("block", &rating.printed);
            notes.push(Note::error(message).at(rating.source).against(listed.source).about(Subject::Rating(index)));
        }
    }
    notes
}

fn title(index: usize, block: &Block, initiative: &Initiative) -> Option<Note> {
    let in_block = block.title.text().replace('\n', "");
    if fold(&in_block) == fold(&initiative.title) {
        return None;
    }
    let number = initiative.number.map_or_else(|| "-".to_owned(), |it| it.to_string());
    let message =
        Message::new("title_differs").with("number", number).with("list", &initiative.title).with("block", in_block);
    Some(placed(Note::info(message), index, block, initiative))
}

/// One finding for each two wordings; `known` has those that were told.
fn section(
    index: usize,
    block: &Block,
    initiative: &Initiative,
    report: &Report,
    known: &mut Vec<[String; 2]>,
) -> Option<Note> {
    let area_differs = differ(&block.area, &initiative.area).is_some();
    let (in_block, in_list) = differ(&block.section, &initiative.section).or(differ(&block.area, &initiative.area))?;
    let folded = [fold(in_block), fold(in_list)];
    // Where the list has a section of the block's wording, the row or the block stands in the wrong one.
    let is_another = report.initiatives.iter().filter(|it| it.in_list).any(|it| {
        let same_area = it.area.as_deref().map(fold) == initiative.area.as_deref().map(fold);
        same_area && it.section.as_deref().map(fold).as_ref() == Some(&folded[0])
    });
    let likeness = strsim::normalized_levenshtein(&folded[0], &folded[1]);
    if area_differs || is_another || likeness < MIN_LIKENESS {
        let message = Message::new("section_contradicted")
            .with("title", &initiative.title)
            .with("list", in_list)
            .with("block", in_block);
        return Some(placed(Note::warning(message), index, block, initiative));
    }
    if known.contains(&folded) {
        return None;
    }
    known.push(folded);
    let message = Message::new("section_differs").with("list", in_list).with("block", in_block);
    Some(placed(Note::info(message), index, block, initiative))
}

/// Both texts, where both are known and they are not the same.
fn differ<'a>(first: &'a Option<String>, second: &'a Option<String>) -> Option<(&'a str, &'a str)> {
    let both = first.as_deref().zip(second.as_deref());
    both.filter(|(first, second)| fold(first) != fold(second))
}

/// The note at the block's title, set against the row of the list.
fn placed(note: Note, index: usize, block: &Block, initiative: &Initiative) -> Note {
    let note = note.against(initiative.source).about(Subject::Block(index));
    match block.title.source().or(block.source) {
        Some(source) => note.at(source),
        None => note,
    }
}
