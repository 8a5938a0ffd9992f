//! What initiatives are compared in, and what may come of each comparison.

use super::model::{Feature, Level, Levels, MOST_FEATURES, Past};

/// Places of the features that a pair may have in common.
pub(super) const TITLE: usize = 0;
pub(super) const PLACE: usize = 1;
pub(super) const INDICATORS: usize = 3;
pub(super) const TEXT: usize = 4;

/// What initiatives are compared in. The shares are those believed before any report was seen.
pub(super) const FEATURES: [Feature; MOST_FEATURES] = [
    Feature {
        name: "title",
        levels: &[
            Level { name: "equal", linked: 0.80, others: 0.0005 },
            Level { name: "nearly_equal", linked: 0.04, others: 0.0005 },
            Level { name: "very_alike", linked: 0.05, others: 0.001 },
            Level { name: "alike", linked: 0.04, others: 0.003 },
            Level { name: "somewhat_alike", linked: 0.03, others: 0.015 },
            Level { name: "little_alike", linked: 0.02, others: 0.05 },
            Level { name: "unlike", linked: 0.02, others: 0.93 },
        ],
        of_past: false,
        least_of_unequal: 0.0,
    },
    Feature {
        name: "place",
        levels: &[
            Level { name: "both_neighbours_and_section", linked: 0.80, others: 0.006 },
            Level { name: "both_neighbours", linked: 0.03, others: 0.001 },
            Level { name: "one_neighbour_and_section", linked: 0.08, others: 0.008 },
            Level { name: "one_neighbour", linked: 0.02, others: 0.005 },
            Level { name: "section", linked: 0.03, others: 0.05 },
            Level { name: "area", linked: 0.02, others: 0.25 },
            Level { name: "elsewhere", linked: 0.02, others: 0.68 },
        ],
        of_past: false,
        least_of_unequal: 0.02,
    },
    Feature {
        name: "departments",
        levels: &[
            Level { name: "shared", linked: 0.75, others: 0.12 },
            Level { name: "alike", linked: 0.10, others: 0.05 },
            Level { name: "other", linked: 0.15, others: 0.83 },
        ],
        of_past: false,
        least_of_unequal: 0.0,
    },
    Feature {
        name: "indicators",
        levels: &[
            Level { name: "name_and_values", linked: 0.35, others: 0.0005 },
            Level { name: "name", linked: 0.45, others: 0.005 },
            Level { name: "values", linked: 0.05, others: 0.005 },
            Level { name: "none", linked: 0.15, others: 0.9895 },
        ],
        of_past: false,
        least_of_unequal: 0.0,
    },
    Feature {
        name: "text",
        levels: &[
            Level { name: "very_alike", linked: 0.55, others: 0.005 },
            Level { name: "alike", linked: 0.30, others: 0.05 },
            Level { name: "unlike", linked: 0.15, others: 0.945 },
        ],
        of_past: false,
        least_of_unequal: 0.0,
    },
    Feature {
        name: "rating_of_the_year_before",
        levels: &[
            Level { name: "agrees", linked: 0.93, others: 0.05 },
            Level { name: "differs", linked: 0.02, others: 0.05 },
            Level { name: "not_printed", linked: 0.05, others: 0.95 },
        ],
        of_past: true,
        least_of_unequal: 0.0,
    },
];

/// How much the contents of two initiatives, not their places, say that they are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Content {
    /// Nothing.
    Silent,
    /// A few characters of the title.
    Faint,
    /// Title, indicators or text.
    Clear,
}

/// What the contents say of a pair.
fn content(levels: &Levels) -> Content {
    let [title, _, _, indicators, text, _] = *levels;
    match () {
        () if title <= 5 || (1..=3).contains(&indicators) || (1..=2).contains(&text) => Content::Clear,
        () if title == 6 => Content::Faint,
        () => Content::Silent,
    }
}

/// The most that can come of a pair, however likely its place makes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Most {
    Nothing,
    Review,
    Link,
}

/// The place alone never links: a new initiative often stands exactly where another one ended. That it was rated the year before
/// says that it is not new.
pub(super) fn most(levels: &Levels, past: Past) -> Most {
    match (content(levels), has_past(levels, past)) {
        (Content::Clear, _) | (Content::Faint, true) => Most::Link,
        (Content::Faint, false) | (Content::Silent, true) => Most::Review,
        (Content::Silent, false) => Most::Nothing,
    }
}

/// Whether the later row was rated the year before, and as the earlier one was.
pub(super) fn has_past(levels: &Levels, past: Past) -> bool {
    past == Past::Marked && ratings_agree(levels)
}

/// Whether both editions print the same rating for the earlier one's year.
fn ratings_agree(levels: &Levels) -> bool {
    levels[5] == 1
}

/// Whether two initiatives stand in the same section with a neighbour in common.
pub(super) fn shares_place(levels: &Levels) -> bool {
    matches!(levels[1], 1 | 3)
}
