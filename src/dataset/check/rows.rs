//! The rows of the list against each other: what may be missing, and what stands there twice.

use crate::base::{Message, Note, Subject};
use crate::report::{Initiative, Rating, RatingOrigin, Report};
use crate::text::fold;

/// Where at least this share of the rows is rated, a row with an empty cell lacks its rating. An empty cell is not a dash.
const MOSTLY: f64 = 0.9;

/// An initiative of the list, with its place among all.
type Listed<'a> = (usize, &'a Initiative);

/// Codes: `number_missing`, `number_repeated`, `title_repeated`, `row_repeated`, `section_interrupted`, `rating_missing`.
pub(super) fn check(report: &Report) -> Vec<Note> {
    let listed: Vec<Listed> = report.initiatives.iter().enumerate().filter(|(_, it)| it.in_list).collect();
    let mut notes = numbers(&listed);
    notes.extend(titles(&listed));
    notes.extend(sections(&listed));
    notes.extend(empty_ratings(report));
    notes
}

/// Numbers run on by one from row to row, or begin again with 1.
fn numbers(listed: &[Listed]) -> Vec<Note> {
    let mut notes = Vec::new();
    let numbered: Vec<(u32, Listed)> = listed.iter().filter_map(|it| Some((it.1.number?, *it))).collect();
    if let Some((first, (index, initiative))) =
        numbered.first().filter(|it| (2..=numbered.len() as u32).contains(&it.0))
    {
        let message = Message::new("number_missing").with("before", 0).with("after", first);
        notes.push(Note::warning(message).at(initiative.source).about(Subject::Initiative(*index)));
    }
    for pair in numbered.windows(2) {
        let [(before, (_, upper)), (after, (index, lower))] = [pair[0], pair[1]];
        let code = match after {
            1 => continue,
            _ if after == before + 1 => continue,
            _ if after > before => "number_missing",
            _ => "number_repeated",
        };
        let message = Message::new(code).with("before", before).with("after", after);
        notes.push(Note::warning(message).at(lower.source).against(upper.source).about(Subject::Initiative(index)));
    }
    notes
}

/// A title that stands in two sections is worth knowing; twice in one section, a row may have been printed twice.
fn titles(listed: &[Listed]) -> Vec<Note> {
    let folded: Vec<String> = listed.iter().map(|(_, it)| fold(&it.title)).collect();
    let mut notes = Vec::new();
    for (position, (index, second)) in listed.iter().enumerate() {
        let first = (0..position).find(|it| folded[*it] == folded[position] && !folded[position].is_empty());
        let Some((_, first)) = first.map(|it| listed[it]) else { continue };
        let number = |it: &Initiative| it.number.map_or_else(|| "-".to_owned(), |it| it.to_string());
        let same_section = key(first) == key(second);
        let message = Message::new(if same_section { "row_repeated" } else { "title_repeated" })
            .with("first", number(first))
            .with("second", number(second))
            .with("title", &second.title);
        let note = if same_section { Note::warning(message) } else { Note::info(message) };
        notes.push(note.at(second.source).against(first.source).about(Subject::Initiative(*index)));
    }
    notes
}

fn key(initiative: &Initiative) -> [Option<String>; 2] {
    [&initiative.area, &initiative.section].map(|it| it.as_deref().map(fold))
}

/// A section that goes on after rows of another one.
fn sections(listed: &[Listed]) -> Vec<Note> {
    let mut closed: Vec<[Option<String>; 2]> = Vec::new();
    let mut notes = Vec::new();
    for pair in listed.windows(2) {
        let [(_, upper), (index, lower)] = [pair[0], pair[1]];
        let (before, now) = (key(upper), key(lower));
        if before == now {
            continue;
        }
        if let Some(section) = lower.section.as_ref().filter(|_| closed.contains(&now)) {
            let message = Message::new("section_interrupted")
                .with("section", section)
                .with("other", upper.section.as_deref().unwrap_or("-"))
                .with("title", &upper.title);
            notes.push(
                Note::warning(message).at(upper.source).against(lower.source).about(Subject::Initiative(index - 1)),
            );
        }
        closed.push(before);
    }
    notes
}

/// An empty rating cell of the year reported on, where nearly all rows have something in theirs.
fn empty_ratings(report: &Report) -> Vec<Note> {
    let of_year = |it: &(usize, &Rating)| {
        it.1.origin == RatingOrigin::List && Some(it.1.fiscal_year) == report.identity.fiscal_year
    };
    let ratings: Vec<(usize, &Rating)> = report.ratings.iter().enumerate().filter(of_year).collect();
    let empty: Vec<_> = ratings.iter().filter(|(_, it)| it.printed.trim().is_empty()).collect();
    if (ratings.len() - empty.len()) as f64 <= MOSTLY * ratings.len() as f64 {
        return Vec::new();
    }
    let note = |(index, rating): &&(usize, &Rating)| {
        let initiative = report.initiatives.get(rating.initiative?)?;
        let message = Message::new("rating_missing")
            .with("title", report.title_of(rating))
            .with("year", rating.fiscal_year.label());
        Some(Note::warning(message).at(rating.source).against(initiative.source).about(Subject::Rating(*index)))
    };
    empty.iter().filter_map(note).collect()
}
