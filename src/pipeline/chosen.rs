//! Documents -> those that stand for their editions.
//!
//! Comes in: the [`Facts`] of all documents, in the order given. Goes out: which of them become tables, each with the notes that
//! only the sight of all of them gives.

use super::facts::Facts;
use super::same_edition::Known;
use crate::base::{Message, Note};

/// A document that stands for its edition.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// Its place among all documents.
    pub index: usize,
    /// Id of the document of the same edition that it replaces.
    pub supersedes: Option<String>,
    /// What is to be noted of it beside what its reading notes.
    pub notes: Vec<Note>,
}

/// The documents that stand for their editions, in the order given.
///
/// Of two documents of one edition the one published later is kept, or the one given later where the dates do not tell; it
/// names the other in `supersedes` and bears the note `edition_superseded`. Of one document given twice the first is kept, with
/// the note `file_twice`. Where words are not told apart (`has_dictionary`), the first says so once.
pub fn chosen(all: &[Facts], has_dictionary: bool) -> Vec<Kept> {
    let superseded = superseded(all);
    // A winner may have lost to a still later one: what it replaced is told by the last.
    let last_winner = |mut index: usize| {
        while let Some(winner) = superseded[index] {
            index = winner;
        }
        index
    };
    let kept = |index: usize| Kept { index, supersedes: None, notes: Vec::new() };
    let mut places = vec![usize::MAX; all.len()];
    let mut chosen: Vec<Kept> = Vec::new();
    for index in (0..all.len()).filter(|index| superseded[*index].is_none()) {
        places[index] = chosen.len();
        chosen.push(kept(index));
    }
    for loser in (0..all.len()).filter(|index| superseded[*index].is_some()) {
        let winner = last_winner(loser);
        leave_out(&all[loser], &all[winner], &mut chosen[places[winner]]);
    }

    if let Some(first) = chosen.first_mut().filter(|_| !has_dictionary) {
        first.notes.push(Note::info(Message::new("dictionary_absent")));
    }
    chosen
}

/// Has the document that stands say that another one is left out.
fn leave_out(loser: &Facts, winner: &Facts, kept: &mut Kept) {
    let is_same_file = loser.document_id == winner.document_id;
    let key = if is_same_file { "file_twice" } else { "edition_superseded" };
    let message = Message::new(key).with("kept", &winner.file_name).with("left_out", &loser.file_name);
    kept.notes.push(if is_same_file { Note::info(message) } else { Note::warning(message) });
    if !is_same_file {
        kept.supersedes = Some(loser.document_id.clone());
    }
}

/// For each document, the one that takes its place.
fn superseded(all: &[Facts]) -> Vec<Option<usize>> {
    let mut known = Known::default();
    let mut superseded: Vec<Option<usize>> = vec![None; all.len()];
    for index in 0..all.len() {
        let Some(before) = known.before(all, index) else {
            known.put(all, index, None);
            continue;
        };
        let is_same_file = all[index].document_id == all[before].document_id;
        let earlier = is_same_file || is_earlier(&all[index].published, &all[before].published);
        let (winner, loser) = if earlier { (before, index) } else { (index, before) };
        superseded[loser] = Some(winner);
        known.put(all, winner, Some(loser));
    }
    superseded
}

/// Whether one PDF date (`D:20240611103000+09'00'`) lies before another; dates that are not both known tell nothing.
fn is_earlier(first: &Option<String>, second: &Option<String>) -> bool {
    let digits = |date: &Option<String>| -> Option<String> {
        let digits: String = date.as_ref()?.trim_start_matches("D:").chars().take_while(char::is_ascii_digit).collect();
        (digits.len() >= 8).then_some(digits)
    };
    digits(first).zip(digits(second)).is_some_and(|(first, second)| first < second)
}
