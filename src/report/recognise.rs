//! Which profile fits a document.

use std::sync::Arc;

use super::Profile;
use super::compact::Compact;
use super::identity::lines_of_first_page;
use crate::layout::{DocumentLayout, Flow};

/// Points for a title that marks the design; a list header counts half of it, a block label a little.
const TITLE: f64 = 1.0;
const HEADER: f64 = 0.5;
const LABEL: f64 = 0.25;
/// A profile fits from this score on: a title alone is not enough, a list header with block labels is.
const ENOUGH: f64 = 1.2;

/// The profile that fits best; `None` when none fits well enough.
pub fn recognise(layout: &DocumentLayout, profiles: &[Arc<Profile>]) -> Option<Arc<Profile>> {
    let scored = profiles.iter().map(|profile| (score(layout, profile), profile));
    // Of equals the first is taken: the user's own profiles stand before the built-in ones.
    let fitting = scored.filter(|(score, _)| *score >= ENOUGH);
    fitting.reduce(|best, other| if other.0 > best.0 { other } else { best }).map(|(_, profile)| profile.clone())
}

fn score(layout: &DocumentLayout, profile: &Profile) -> f64 {
    let page: String = lines_of_first_page(layout).iter().map(|line| line.text.text()).collect();
    let page = Compact::new(&page).text;
    let title = profile.titles.iter().any(|title| page.contains(title.as_str()));
    let texts = || {
        let cells = layout.tables.iter().flat_map(|table| &table.cells).map(|cell| cell.text.text());
        let lines = layout.flow.iter().filter_map(|it| match it {
            Flow::Line(line) => Some(line.text.text()),
            Flow::Table(_) => None,
        });
        cells.chain(lines)
    };
    let mut header = (false, false);
    let mut labels = vec![false; profile.block.labels.len()];
    for text in texts() {
        let compact = Compact::new(text);
        header.0 |= profile.list.section.contains(&compact.text);
        header.1 |= profile.list.title.contains(&compact.text);
        for (seen, (_, pattern)) in labels.iter_mut().zip(&profile.block.labels) {
            *seen = *seen || pattern.prefix(&compact).is_some();
        }
    }
    let points = |is_there: bool, points: f64| if is_there { points } else { 0.0 };
    points(title, TITLE)
        + points(header.0 && header.1, HEADER)
        + labels.iter().map(|seen| points(*seen, LABEL)).sum::<f64>()
}
