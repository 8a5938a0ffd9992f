//! Totals that the report states of itself, set against what was read.

use super::compact::Compact;
use super::{Profile, Rating, RatingOrigin, StatedTotal};
use crate::base::FiscalYear;
use crate::layout::{DocumentLayout, Flow, Passage};

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

/// Reads the stated totals in the text before the list.
pub(super) fn read_totals(
    layout: &DocumentLayout,
    list_tables: &[usize],
    profile: &Profile,
    found: &Found<'_>,
) -> Vec<StatedTotal> {
    let text = text_before_list(layout, list_tables);
    let compact = Compact::new(text.text());
    let mut totals: Vec<(usize, StatedTotal)> = Vec::new();
    let mut add = |range: std::ops::Range<usize>, total: StatedTotal| {
        if let Some(source) = text.place(range.clone()) {
            totals.push((range.start, StatedTotal { source, ..total }));
        }
    };
    for matched in profile.totals.all.iter().flat_map(|it| it.all(&compact)) {
        let count = matched.slot("count").and_then(number);
        let found_count = found.initiative_count as u32;
        let total = StatedTotal { count, agrees: count == Some(found_count), found_count, ..empty("all") };
        add(matched.range(), total);
    }
    for matched in profile.totals.each.iter().flat_map(|it| it.all(&compact)) {
        let Some(key) = matched.slot("rating") else { continue };
        let (count, share) = (matched.slot("count").and_then(number), matched.slot("share"));
        let found_count = found.count(key);
        let found_share = found.share(found_count);
        let stated = share.and_then(|it| it.parse::<f64>().ok());
        let shares_agree = match (stated, found_share) {
            (Some(stated), Some(found)) => (stated - (found * 10.0).round() / 10.0).abs() <= ROUNDING,
            (stated, _) => stated.is_none(),
        };
        let agrees = count == Some(found_count) && shares_agree;
        let share = share.map(str::to_owned);
        add(matched.range(), StatedTotal { count, share, found_count, found_share, agrees, ..empty(key) });
    }
    let mut seen_phrase = None;
    for matched in profile.totals.phrase.iter().flat_map(|it| it.all(&compact)) {
        let (Some(keys), Some(tenths)) = (matched.slot("keys"), matched.slot("tenths").and_then(tenths)) else {
            continue;
        };
        // Looser forms match inside stricter ones: the first that matched an end stands.
        if seen_phrase == Some(matched.range().end) {
            continue;
        }
        seen_phrase = Some(matched.range().end);
        let letters: Vec<String> =
            profile.scale.order.iter().filter(|it| keys.contains(it.as_str())).cloned().collect();
        let found_count = letters.iter().map(|it| found.count(it)).sum();
        let found_share = found.share(found_count);
        let printed = &text.text()[matched.range()];
        // The line end may fall inside the phrase.
        let phrase: String =
            printed.split(['(', '（']).next().unwrap_or(printed).chars().filter(|it| !it.is_whitespace()).collect();
        let stated = f64::from(tenths) * 10.0;
        let agrees = found_share.is_some_and(|found| {
            if phrase.contains("以上") { found >= stated } else { (found - stated).abs() <= ABOUT }
        });
        let total = StatedTotal { phrase: Some(phrase), found_count, found_share, agrees, ..empty(&letters.join("+")) };
        add(matched.range(), total);
    }
    totals.sort_by_key(|(start, _)| *start);
    totals.into_iter().map(|(_, total)| total).collect()
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
