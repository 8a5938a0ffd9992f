//! Profiles: a report design as data.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use serde::Deserialize;

use super::identity::short_hash;
use super::pattern::Pattern;
use crate::base::{Language, Message, Prefecture};
use crate::text::fold;

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
    /// Titles that mark the design, folded.
    pub(super) titles: Vec<String>,
    pub(super) list: ListForm,
    pub(super) block: BlockForm,
    pub(super) scale: Scale,
    pub(super) totals: TotalsForm,
}

#[derive(Debug, Clone)]
pub(super) struct ListForm {
    /// Header words of the section column, folded.
    pub section: Vec<String>,
    pub title: Vec<String>,
    pub rating: Vec<Pattern>,
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

#[derive(Debug, Clone)]
pub(super) struct Scale {
    pub order: Vec<String>,
    /// Marks for "not rated", folded.
    pub none: Vec<String>,
    /// What a letter means, as the legend prints it.
    pub meaning: BTreeMap<String, String>,
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

/// The profiles that come with the program.
pub fn built_in_profiles() -> &'static [Arc<Profile>] {
    static PROFILES: LazyLock<Vec<Arc<Profile>>> = LazyLock::new(|| {
        [("akita-dx.toml", include_str!("profiles/akita-dx.toml"))]
            .into_iter()
            .map(|(file, source)| Arc::new(parse_profile(file, source).expect("a test reads every built-in profile")))
            .collect()
    });
    &PROFILES
}

/// Reads a profile; `file` is its name in messages.
///
/// # Errors
/// The text is no TOML, holds a key that no profile has, misses one, or holds a pattern that does not compile.
pub fn parse_profile(file: &str, source: &str) -> Result<Profile, ProfileError> {
    let written: Written = toml::from_str(source).map_err(|error| explain(file, source, &error))?;
    let scale = Scale {
        order: written.rating.order,
        none: written.rating.none.iter().map(|it| fold(it)).collect(),
        meaning: written.rating.meaning,
    };
    let compile = |patterns: &[String]| -> Result<Vec<Pattern>, ProfileError> {
        let one = |it: &String| {
            Pattern::new(it, &scale.order)
                .map_err(|_| ProfileError::Pattern { file: file.to_owned(), pattern: it.clone() })
        };
        patterns.iter().map(one).collect()
    };
    let folded = |words: &[String]| words.iter().map(|it| fold(it)).collect::<Vec<_>>();
    let mut labels = Vec::new();
    let block = written.block.unwrap_or_default();
    for (label, patterns) in [
        (Label::Plan, &block.labels.plan),
        (Label::Progress, &block.labels.progress),
        (Label::Rating, &block.labels.rating),
        (Label::Next, &block.labels.next),
    ] {
        labels.extend(compile(patterns)?.into_iter().map(|pattern| (label, pattern)));
    }
    let totals = written.totals.unwrap_or_default();
    Ok(Profile {
        hash: short_hash(&[source]),
        source: source.to_owned(),
        titles: folded(&written.recognise.title),
        list: ListForm {
            section: folded(&written.list.section),
            title: folded(&written.list.title),
            rating: compile(&written.list.rating)?,
            leading_number: written.list.number == NumberPlace::Leading,
            section_form: compile(written.list.section_form.as_slice())?.pop(),
        },
        block: BlockForm {
            area: compile(&block.area)?,
            section: compile(&block.section)?,
            title: compile(&block.title)?,
            labels,
        },
        totals: TotalsForm {
            all: compile(&totals.all)?,
            each: compile(&totals.each)?,
            phrase: compile(&totals.phrase)?,
        },
        scale,
        id: written.id,
        name_ja: written.name_ja,
        name_en: written.name_en,
        prefecture: written.prefecture.as_deref().and_then(Prefecture::parse),
        plan: written.plan,
    })
}

/// The file as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: String,
    name_ja: String,
    name_en: String,
    prefecture: Option<String>,
    plan: Option<String>,
    recognise: WrittenRecognise,
    list: WrittenList,
    block: Option<WrittenBlock>,
    rating: WrittenRating,
    totals: Option<WrittenTotals>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRecognise {
    title: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenList {
    section: Vec<String>,
    title: Vec<String>,
    rating: Vec<String>,
    #[serde(default)]
    number: NumberPlace,
    section_form: Option<String>,
}

#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum NumberPlace {
    /// The number is printed before the title.
    Leading,
    /// Initiatives have no number.
    #[default]
    None,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WrittenBlock {
    area: Vec<String>,
    section: Vec<String>,
    title: Vec<String>,
    labels: WrittenLabels,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WrittenLabels {
    plan: Vec<String>,
    progress: Vec<String>,
    rating: Vec<String>,
    next: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRating {
    order: Vec<String>,
    #[serde(default)]
    none: Vec<String>,
    /// What each letter means, as the legend prints it.
    #[serde(default)]
    meaning: BTreeMap<String, String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WrittenTotals {
    all: Vec<String>,
    each: Vec<String>,
    phrase: Vec<String>,
}

/// Turns the reader's words into one of ours, with the nearest key where a key is unknown.
fn explain(file: &str, source: &str, error: &toml::de::Error) -> ProfileError {
    let detail = error.message().lines().next().unwrap_or_default().to_owned();
    let quoted: Vec<&str> = detail.split('`').skip(1).step_by(2).collect();
    let (true, Some((key, known))) = (detail.starts_with("unknown field"), quoted.split_first()) else {
        return ProfileError::Malformed { file: file.to_owned(), detail };
    };
    let likeness = |name: &str| strsim::jaro_winkler(key, name);
    let nearest = known.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b))).copied().unwrap_or_default();
    let line = error.span().map_or(1, |span| source[..span.start].matches('\n').count() + 1);
    ProfileError::UnknownKey { file: file.to_owned(), key: (*key).to_owned(), line, nearest: nearest.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_profiles_parse() {
        assert!(built_in_profiles().iter().any(|it| it.id == "akita-dx"));
    }

    #[test]
    fn an_unknown_key_names_the_nearest() {
        let source = include_str!("profiles/akita-dx.toml").replace("progress = [", "progres = [");
        let error = parse_profile("mine.toml", &source).unwrap_err();
        let ProfileError::UnknownKey { key, nearest, line, .. } = error else { panic!("{error:?}") };
        assert_eq!((key.as_str(), nearest.as_str()), ("progres", "progress"));
        assert!(source.lines().nth(line - 1).unwrap().starts_with("progres"));
    }

    #[test]
    fn a_missing_table_is_malformed() {
        assert!(matches!(parse_profile("mine.toml", "id = \"x\""), Err(ProfileError::Malformed { .. })));
    }
}
