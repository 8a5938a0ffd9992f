//! Totals that the report states of itself, set against what was read.

use super::compact::Compact;
use super::pattern::Match;
use super::{Profile, Rating, RatingOrigin, StatedTotal};
use crate::base::{FiscalYear, Message, Note, Noted};
use crate::layout::{DocumentLayout, Flow, Passage};
use crate::text::fold;

/// A stated share and the share found may differ by rounding.
const ROUNDING: f64 = 0.05 + 1e-9;
/// `約9割` holds for shares within this many points.
const ABOUT: f64 = 5.0;

/// What was found, to set the stated totals against.
pub(super) struct Found<'a> {
    pub initiative_count: usize,
    pub ratings: &'a [Rating],
    pub fiscal_year: Option<FiscalYear>,
}

impl Found<'_> {
    fn count(&self, key: &str) -> u32 {
        let year = self.fiscal_year;
        let counted = self.ratings.iter().filter(|it| it.origin == RatingOrigin::List && Some(it.fiscal_year) == year);
        counted.filter(|it| it.value.as_deref() == Some(key)).count() as u32
    }

    fn rated(&self) -> u32 {
        let year = self.fiscal_year;
        let listed = |it: &&Rating| it.origin == RatingOrigin::List && Some(it.fiscal_year) == year;
        self.ratings.iter().filter(listed).filter(|it| it.value.is_some()).count() as u32
    }

    fn share(&self, count: u32) -> Option<f64> {
        let rated = self.rated();
        (rated > 0).then(|| f64::from(count) / f64::from(rated) * 100.0)
    }
}

/// Reads the stated totals in the text before the list, in the order printed. Note: `meaning_differs`.
pub(super) fn read_totals(
    layout: &DocumentLayout,
    list_tables: &[usize],
    profile: &Profile,
    found: &Found<'_>,
) -> Noted<Vec<StatedTotal>> {
    let text = text_before_list(layout, list_tables);
    let compact = Compact::new(text.text());
    let mut notes = Vec::new();
    let mut totals = Vec::new();
    for matched in profile.totals.all.iter().flat_map(|it| it.all(&compact)) {
        totals.push((matched.range(), count_of_all(&matched, found)));
    }
    for matched in profile.totals.each.iter().flat_map(|it| it.all(&compact)) {
        if let Some(total) = count_of_one(&matched, found) {
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
        totals.extend(share_in_words(&matched, profile, found, &text).map(|total| (matched.range(), total)));
    }
    totals.sort_by_key(|(range, _)| range.start);
    let placed =
        totals.into_iter().filter_map(|(range, total)| Some(StatedTotal { source: text.place(range)?, ..total }));
    Noted { value: placed.collect(), notes }
}

fn count_of_all(matched: &Match<'_>, found: &Found<'_>) -> StatedTotal {
    let count = matched.slot("count").and_then(number);
    let found_count = found.initiative_count as u32;
    StatedTotal { count, agrees: count == Some(found_count), found_count, ..empty("all") }
}

fn count_of_one(matched: &Match<'_>, found: &Found<'_>) -> Option<StatedTotal> {
    let key = matched.slot("rating")?;
    let (count, share) = (matched.slot("count").and_then(number), matched.slot("share"));
    let found_count = found.count(key);
    let found_share = found.share(found_count);
    let shares_agree = match (share.and_then(|it| it.parse::<f64>().ok()), found_share) {
        (Some(stated), Some(found)) => (stated - (found * 10.0).round() / 10.0).abs() <= ROUNDING,
        (stated, _) => stated.is_none(),
    };
    let agrees = count == Some(found_count) && shares_agree;
    Some(StatedTotal { count, share: share.map(str::to_owned), found_count, found_share, agrees, ..empty(key) })
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
fn share_in_words(matched: &Match<'_>, profile: &Profile, found: &Found<'_>, text: &Passage) -> Option<StatedTotal> {
    let (keys, tenths) = (matched.slot("keys")?, matched.slot("tenths").and_then(tenths)?);
    let letters: Vec<String> = profile.scale.order.iter().filter(|it| keys.contains(it.as_str())).cloned().collect();
    let found_count = letters.iter().map(|it| found.count(it)).sum();
    let found_share = found.share(found_count);
    let printed = &text.text()[matched.range()];
    // The line end may fall inside the phrase.
    let phrase: String =
        printed.split(['(', '（']).next().unwrap_or(printed).chars().filter(|it| !it.is_whitespace()).collect();
    let stated = f64::from(tenths) * 10.0;
    let agrees = found_share
        .is_some_and(|found| if phrase.contains("以上") { found >= stated } else { (found - stated).abs() <= ABOUT });
    Some(StatedTotal { phrase: Some(phrase), found_count, found_share, agrees, ..empty(&letters.join("+")) })
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

fn tenths(digit: &str) -> Option<u8> {
    let kanji = "一二三四五六七八九".chars().position(|it| digit.starts_with(it)).map(|it| it as u8 + 1);
    kanji.or_else(|| digit.parse().ok())
}
