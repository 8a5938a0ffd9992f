//! What a profile does not read of a document: labels and header words that it does not know.

use super::compact::Compact;
use super::draft::{bracketed_label, texts};
use super::header::heads;
use super::profile::Profile;
use crate::layout::DocumentLayout;

/// Labels in brackets and header words that a document prints and the profile does not know, each once, in printed order.
pub fn unread_labels(layout: &DocumentLayout, profile: &Profile) -> Vec<String> {
    let labels = profile.block.labels.iter().map(|it| &it.1);
    let labels: Vec<_> = labels.chain(profile.sheet.iter().flat_map(|it| it.labels.iter().map(|it| &it.1))).collect();
    let headings: Vec<_> =
        profile.block.area.iter().chain(&profile.block.section).chain(&profile.block.title).collect();
    let mut unread: Vec<String> = Vec::new();
    for line in texts(layout).flat_map(str::lines) {
        let Some(label) = bracketed_label(line) else { continue };
        let compact = Compact::new(line);
        let is_read = labels.iter().any(|it| it.prefix(&compact).is_some())
            || headings.iter().any(|it| it.whole(&compact).is_some());
        if !is_read && !unread.contains(&label) {
            unread.push(label);
        }
    }
    let tables = layout.tables.iter().filter_map(|table| Some((table, profile.indicators.as_ref()?)));
    for (table, form) in tables {
        for heads in (0..table.row_count).filter_map(|row| heads(table, row, form)) {
            for word in heads.unknown {
                if !unread.contains(&word) {
                    unread.push(word);
                }
            }
        }
    }
    unread
}
