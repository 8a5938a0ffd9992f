//! Profiles: a report design as data.

use std::sync::{Arc, LazyLock};

use rustc_hash::FxHashMap;

use super::Role;
use super::cells::Corrections;
use super::pattern::Pattern;
use super::profile_file::parse_profile;
use super::scale::Scale;
use crate::base::{Language, Message, Prefecture};
use crate::text::UnitTable;

/// How one report design is read.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Its id: lower-case letters, digits and dashes.
    pub id: String,
    /// Its Japanese name.
    pub name_ja: String,
    /// Its English name.
    pub name_en: String,
    /// The prefecture whose report it is, where it is one prefecture's.
    pub prefecture: Option<Prefecture>,
    /// The plan reported on.
    pub plan: Option<String>,
    /// Short hash of its text.
    pub hash: String,
    /// Its text, as read.
    pub source: String,
    /// Whether its tables are cut over two facing pages, the left columns on one and the right ones on the other.
    pub facing_pages: bool,
    /// Titles that mark the design, folded.
    pub(super) titles: Vec<String>,
    /// Whether it is taken only where no other profile fits.
    pub(super) is_fallback: bool,
    pub(super) list: Option<ListForm>,
    pub(super) block: BlockForm,
    pub(super) indicators: Option<IndicatorForm>,
    pub(super) sheet: Option<SheetForm>,
    pub(super) scale: Scale,
    pub(super) totals: TotalsForm,
    /// What it corrects, where it describes no form of its own: then the tables say the rest.
    pub(super) corrections: Option<Corrections>,
}

impl Profile {
    /// Whether the tables say what they hold, and it only puts right what they say otherwise than the program thinks.
    pub fn only_corrects(&self) -> bool {
        self.corrections.is_some()
    }

    /// What it reads, by the names of its sections: `list`, `block`, `indicators`, `sheet`, `columns`.
    pub fn sections(&self) -> Vec<&'static str> {
        let sections = [
            ("list", self.list.is_some()),
            ("block", !self.block.labels.is_empty()),
            ("indicators", self.indicators.is_some()),
            ("sheet", self.sheet.is_some()),
            ("columns", self.corrections.is_some()),
        ];
        sections.into_iter().filter(|(_, is_there)| *is_there).map(|(name, _)| name).collect()
    }
}

#[derive(Debug, Clone)]
pub(super) struct ListForm {
    /// Header words of the section column, folded.
    pub section: Vec<String>,
    pub title: Vec<String>,
    pub rating: Vec<Pattern>,
    /// Whether a table without ratings is none of the list.
    pub rated: bool,
    pub leading_number: bool,
    pub section_form: Option<Pattern>,
}

#[derive(Debug, Clone)]
pub(super) struct BlockForm {
    pub area: Vec<Pattern>,
    pub section: Vec<Pattern>,
    pub title: Vec<Pattern>,
    pub labels: Vec<(Label, Pattern)>,
}

/// The parts of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Label {
    Plan,
    Progress,
    Rating,
    Next,
}

/// How a table of indicators is headed.
#[derive(Debug, Clone, Default)]
pub(super) struct IndicatorForm {
    /// The units of a project beside those of the program.
    pub project_units: Option<Arc<UnitTable>>,
    /// Header words in compact form, and what the column below holds.
    pub words: FxHashMap<String, Head>,
    /// Header words with slots.
    pub patterns: Vec<(Head, Pattern)>,
    /// What a column holds whose header is a year and nothing else.
    pub bare_year: Option<Role>,
    /// Roles whose values are about the year of the report where the header has no year.
    pub undated: Vec<Role>,
    /// Texts in the place of a name that say that there is no indicator, in compact form.
    pub none: Vec<String>,
}

impl Profile {
    /// The same profile, that knows the units of a project too.
    pub(super) fn with_units(&self, units: &UnitTable) -> Profile {
        let mut profile = self.clone();
        if let Some(form) = profile.indicators.as_mut().filter(|_| !std::ptr::eq(units, UnitTable::built_in())) {
            form.project_units = Some(Arc::new(units.clone()));
        }
        profile
    }
}

impl IndicatorForm {
    /// The units that heads may print.
    pub fn units(&self) -> &UnitTable {
        self.project_units.as_deref().unwrap_or(UnitTable::built_in())
    }

    /// A header word of the column of names, and one of the values.
    pub fn words_of_names(&self) -> Vec<String> {
        let first = |wanted: Head| {
            let words = self.words.iter().filter(|(_, head)| **head == wanted).map(|(word, _)| word);
            words.min_by_key(|it| (it.len(), (*it).clone())).cloned()
        };
        [Head::Indicator, Head::Value(Role::Target), Head::Value(Role::Actual)].into_iter().filter_map(first).collect()
    }
}

/// What a column, or a row with a word in its kind column, holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Head {
    Number,
    Area,
    Section,
    Initiative,
    Indicator,
    Unit,
    Departments,
    /// Words that say what the row holds (目標, 実績).
    Kind,
    Rating,
    /// Share of the target that was reached, in percent.
    Achievement,
    Value(Role),
    /// A value where the header has a year, and unknown where it has none (前回値).
    Dated(Role),
    /// Stands over other headers and says no more than they do (年度別).
    Group,
    /// Known, and left out (備考).
    Other,
}

/// How a sheet for each initiative is labelled.
#[derive(Debug, Clone, Default)]
pub(super) struct SheetForm {
    /// Lines or cells that begin a sheet.
    pub marker: Vec<Pattern>,
    pub labels: Vec<(Field, Pattern)>,
}

/// What stands beside a label of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Field {
    Number,
    Area,
    Section,
    Title,
    Departments,
    Part(Label),
    /// Known, and left out (課題).
    Other,
}

#[derive(Debug, Clone)]
pub(super) struct TotalsForm {
    pub all: Vec<Pattern>,
    pub each: Vec<Pattern>,
    pub phrase: Vec<Pattern>,
}

/// A profile that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message().text(Language::English))]
pub enum ProfileError {
    /// A key that no profile has, with the nearest one that it may have.
    UnknownKey {
        /// Name of the file.
        file: String,
        /// The key as written.
        key: String,
        /// Line in the file, from 1.
        line: usize,
        /// The nearest key that may stand there.
        nearest: String,
    },
    /// The file is no TOML, or a value is of the wrong kind.
    Malformed {
        /// Name of the file.
        file: String,
        /// What the reader says, in one line.
        detail: String,
    },
    /// A pattern does not compile.
    Pattern {
        /// Name of the file.
        file: String,
        /// The pattern as written.
        pattern: String,
    },
}

impl ProfileError {
    /// The sentence for people.
    pub fn message(&self) -> Message {
        match self {
            ProfileError::UnknownKey { file, key, line, nearest } => Message::new("profile_unknown_key")
                .with("file", file)
                .with("key", key)
                .with("line", line)
                .with("nearest", nearest),
            ProfileError::Malformed { file, detail } => {
                Message::new("profile_malformed").with("file", file).with("detail", detail)
            }
            ProfileError::Pattern { file, pattern } => {
                Message::new("profile_pattern").with("file", file).with("pattern", pattern)
            }
        }
    }
}

const BUILT_IN: [(&str, &str); 1] = [("akita-dx.toml", include_str!("profiles/akita-dx.toml"))];

/// What boxes, legends and stated totals of any report look like.
pub(super) fn boxes() -> &'static Profile {
    static BOXES: LazyLock<Profile> = LazyLock::new(|| {
        parse_profile("boxes.toml", include_str!("profiles/boxes.toml")).expect("a test reads every built-in profile")
    });
    &BOXES
}

/// The profiles that come with the program.
pub fn built_in_profiles() -> &'static [Arc<Profile>] {
    static PROFILES: LazyLock<Vec<Arc<Profile>>> = LazyLock::new(|| {
        let read = |(file, source)| Arc::new(parse_profile(file, source).expect("a test reads every built-in profile"));
        BUILT_IN.into_iter().map(read).collect()
    });
    &PROFILES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_profiles_parse() {
        assert_eq!(built_in_profiles().len(), BUILT_IN.len());
    }

    #[test]
    fn the_file_of_a_built_in_profile_bears_its_id() {
        for (profile, (file, _)) in built_in_profiles().iter().zip(BUILT_IN) {
            assert_eq!(format!("{}.toml", profile.id), file);
        }
    }
}
