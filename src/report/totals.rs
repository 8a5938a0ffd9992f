//! Totals that the report states of itself, set against what was read.

use super::compact::Compact;
use super::pattern::Match;
use super::{Profile, RatingOrigin, Report, StatedTotal};
use crate::base::{Message, Note, Noted};
use crate::layout::{DocumentLayout, Flow, Passage};
use crate::text::fold;

/// The key of the number of all initiatives.
const ALL: &str = "all";
/// A stated share and the share found may differ by rounding.
const ROUNDING: f64 = 0.05 + 1e-9;
/// `約9割` holds for shares within this many points.
const ABOUT: f64 = 5.0;

/// What was found, to set the stated totals against.
struct Found {
    listed: u32,
    /// Each letter that the list gives for the year reported on.
    letters: Vec<String>,
}

impl Found {
    fn of(report: &Report) -> Found {
        let year = report.identity.fiscal_year;
        let counted =
            report.ratings.iter().filter(|it| it.origin == RatingOrigin::List && Some(it.fiscal_year) == year);
        let listed = report.initiatives.iter().filter(|it| it.in_list).count() as u32;
        Found { listed, letters: counted.filter_map(|it| it.value.clone()).collect() }
    }

    /// The number of rows with any of the letters of a key, or of all rows.
    fn count(&self, key: &str) -> u32 {
        if key == ALL {
            return self.listed;
        }
        self.letters.iter().filter(|letter| key.split('+').any(|it| it == letter.as_str())).count() as u32
    }

    fn share(&self, key: &str) -> Option<f64> {
        let shared = key != ALL && !self.letters.is_empty();
        shared.then(|| f64::from(self.count(key)) / self.letters.len() as f64 * 100.0)
    }
}

/// Counts what the list holds, and sets every stated total against it: fills `found_count`, `found_share` and `agrees`. To be
/// called again where initiatives or ratings are corrected.
pub fn recount(report: &mut Report) {
    let found = Found::of(report);
    for total in &mut report.stated_totals {
        total.found_count = found.count(&total.key);
        total.found_share = found.share(&total.key);
        total.agrees = total.count_agrees() && total.share_agrees();
    }
}

impl StatedTotal {
    /// Whether the stated number, where there is one, is the number found.
    pub fn count_agrees(&self) -> bool {
        self.count.is_none_or(|count| count == self.found_count)
    }

    /// Whether the stated share, in digits or in words, where there is one, is the share found.
    pub fn share_agrees(&self) -> bool {
        match self.found_share {
            Some(share) => self.share_fits(share),
            None => self.share.is_none() && self.phrase.is_none(),
        }
    }

    /// Whether the stated share, in digits or in words, where there is one, says `share`, in percent.
    pub fn share_fits(&self, share: f64) -> bool {
        let digits_fit = self.share.as_deref().is_none_or(|it| is_rounded_to(it, share));
        digits_fit && self.phrase.as_deref().is_none_or(|phrase| holds(phrase, share))
    }
}

/// Whether a printed share is `share`, in percent, to as many digits as are printed: 21 of 20.7, 20.7 of 20.69.
fn is_rounded_to(printed: &str, share: f64) -> bool {
    let Ok(stated) = printed.parse::<f64>() else { return true };
    let decimals = printed.split_once('.').map_or(0, |it| it.1.len());
    let step = 0.1_f64.powi(decimals as i32);
    (stated - (share / step).round() * step).abs() <= ROUNDING * 10.0 * step
}

/// Whether a share in words (`約9割`, `9割以上`) says a share in percent.
fn holds(phrase: &str, found: f64) -> bool {
    let Some(tenths) = phrase.char_indices().find_map(|(at, _)| tenths(&phrase[at..])) else { return false };
    let stated = f64::from(tenths) * 10.0;
    if phrase.contains("以上") { found >= stated } else { (found - stated).abs() <= ABOUT }
}

/// Reads the stated totals in the text before the list, in the order printed; nothing is set against them yet. Note:
/// `meaning_differs`.
pub(super) fn read_totals(
    layout: &DocumentLayout,
    list_tables: &[usize],
    profile: &Profile,
) -> Noted<Vec<StatedTotal>> {
    let text = text_before_list(layout, list_tables);
    let compact = Compact::new(text.text());
    let mut notes = Vec::new();
    let mut totals = Vec::new();
    for matched in profile.totals.all.iter().flat_map(|it| it.all(&compact)) {
        totals.push((matched.range(), count_of_all(&matched)));
    }
    for matched in profile.totals.each.iter().flat_map(|it| it.all(&compact)) {
        if let Some(total) = count_of_one(&matched) {
            notes.extend(other_meaning(&matched, &total.key, profile, &text));
            totals.push((matched.range(), total));
        }
    }
    let mut end = None;
    for matched in profile.totals.phrase.iter().flat_map(|it| it.all(&compact)) {
        // Looser forms match inside stricter ones: the first that matched an end stands.
        if end == Some(matched.range().end) {
            continue;
        }
        end = Some(matched.range().end);
        totals.extend(share_in_words(&matched, profile, &text).map(|total| (matched.range(), total)));
    }
    totals.sort_by_key(|(range, _)| range.start);
    let placed =
        totals.into_iter().filter_map(|(range, total)| Some(StatedTotal { source: text.place(range)?, ..total }));
    Noted { value: placed.collect(), notes }
}

fn count_of_all(matched: &Match<'_>) -> StatedTotal {
    StatedTotal { count: matched.slot("count").and_then(number), ..empty(ALL) }
}

fn count_of_one(matched: &Match<'_>) -> Option<StatedTotal> {
    let key = matched.slot("rating")?;
    let (count, share) = (matched.slot("count").and_then(number), matched.slot("share"));
    Some(StatedTotal { count, share: share.map(str::to_owned), ..empty(key) })
}

/// A letter that this report gives another meaning than the profile does: its ratings must not be compared with others.
fn other_meaning(matched: &Match<'_>, key: &str, profile: &Profile, text: &Passage) -> Option<Note> {
    let printed = matched.slot("label")?;
    let known = profile.scale.meaning.get(key).filter(|known| fold(known) != printed)?;
    let message = Message::new("meaning_differs").with("key", key).with("printed", printed).with("known", known);
    let note = Note::warning(message);
    Some(match text.place(matched.range()) {
        Some(source) => note.at(source),
        None => note,
    })
}

/// `約9割(下記A及びB)`, `9割以上(…)`
fn share_in_words(matched: &Match<'_>, profile: &Profile, text: &Passage) -> Option<StatedTotal> {
    let keys = matched.slot("keys")?;
    matched.slot("tenths").and_then(tenths)?;
    let letters: Vec<&str> = profile.scale.order().iter().map(String::as_str).filter(|it| keys.contains(it)).collect();
    let printed = &text.text()[matched.range()];
    // The line end may fall inside the phrase.
    let phrase: String =
        printed.split(['(', '（']).next().unwrap_or(printed).chars().filter(|it| !it.is_whitespace()).collect();
    Some(StatedTotal { phrase: Some(phrase), ..empty(&letters.join("+")) })
}

/// The lines in front of the first list table, joined: statements run over line ends.
fn text_before_list(layout: &DocumentLayout, list_tables: &[usize]) -> Passage {
    let mut text = Passage::default();
    for item in &layout.flow {
        match item {
            Flow::Line(line) => {
                text.append(&line.text);
                text.push_gap('\n');
            }
            Flow::Table(index) if list_tables.contains(index) => break,
            Flow::Table(_) => {}
        }
    }
    text
}

fn empty(key: &str) -> StatedTotal {
    StatedTotal {
        key: key.to_owned(),
        count: None,
        share: None,
        phrase: None,
        found_count: 0,
        found_share: None,
        agrees: false,
        source: crate::base::SourceRef::new(1, crate::base::Rect::default()),
    }
}

fn number(digits: &str) -> Option<u32> {
    digits.replace(',', "").parse().ok()
}

/// The digit that a text begins with: `9`, `９`, `九`.
fn tenths(text: &str) -> Option<u8> {
    let place = |digits: &str| digits.chars().position(|it| text.starts_with(it)).map(|it| it as u8 + 1);
    ["123456789", "１２３４５６７８９", "一二三四五六七八九"].into_iter().find_map(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_compared_to_as_many_digits_as_are_printed() {
        let share = 6.0 / 29.0 * 100.0;
        for (printed, fits) in
            [("21", true), ("20.7", true), ("20.69", true), ("20", false), ("20.6", false), ("22", false)]
        {
            assert_eq!(is_rounded_to(printed, share), fits, "{printed}");
        }
    }
}
