//! What a person decided about links, from `input/links/*.toml`.

use std::ops::Range;

use serde::Deserialize;

use super::likeness::plain;
use super::relation::Relation;
use super::sources::{Edition, Series};
use crate::base::{FiscalYear, Message, Note, TomlFault};
use crate::text::fold;

/// A decision about two initiatives of two editions that follow one another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The file it stands in, for messages.
    pub file: String,
    /// 2-digit code; `None` for any.
    pub prefecture: Option<String>,
    /// Name of the plan; `None` for any.
    pub plan: Option<String>,
    /// In the earlier edition.
    pub from: Named,
    /// In the later edition.
    pub to: Named,
    /// Whether the two are to be linked, or never.
    pub accepted: bool,
    /// What became of the earlier one; found from title and section where it is not said.
    pub relation: Option<Relation>,
}

/// An initiative of an edition, as a person names it: by number, by title, or by both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The year reported on.
    pub fiscal_year: FiscalYear,
    /// The number printed before the title.
    pub number: Option<i32>,
    /// The title; white space, width and punctuation do not matter.
    pub title: Option<String>,
}

/// A file of decisions that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message().text(crate::base::Language::English))]
pub enum DecisionError {
    /// A key that no decision has, with the nearest one that it may have.
    UnknownKey {
        /// Name of the file.
        file: String,
        /// Line in the file, from 1.
        line: usize,
        /// The key as written.
        key: String,
        /// The nearest key that may stand there.
        nearest: String,
    },
    /// The file is no TOML, or a value is of the wrong kind.
    Malformed {
        /// Name of the file.
        file: String,
        /// What is wrong, in one line.
        detail: String,
    },
    /// Decisions that are not written as `[[link]]` sections.
    NotInSections {
        /// Name of the file.
        file: String,
    },
}

impl DecisionError {
    fn new(file: &str, fault: TomlFault) -> DecisionError {
        let file = file.to_owned();
        match fault {
            TomlFault::UnknownKey { key, line, nearest } => DecisionError::UnknownKey { file, line, key, nearest },
            TomlFault::Malformed { line, detail } => {
                DecisionError::Malformed { file, detail: format!("{line}: {detail}") }
            }
        }
    }

    /// The sentence for people.
    pub fn message(&self) -> Message {
        match self {
            DecisionError::UnknownKey { file, line, key, nearest } => Message::new("link_unknown_key")
                .with("file", file)
                .with("line", line)
                .with("key", key)
                .with("nearest", nearest),
            DecisionError::Malformed { file, detail } => {
                Message::new("link_malformed").with("file", file).with("detail", detail)
            }
            DecisionError::NotInSections { file } => Message::new("link_not_in_sections").with("file", file),
        }
    }
}

/// Reads a file of decisions; `file` is its name in messages. Of two decisions about one pair the later counts.
///
/// # Errors
/// The text is no TOML, holds a key that no decision has, or misses one.
///
/// ```
/// let source = r#"
/// [[link]]
/// from = { fiscal_year = "R5", number = 26 }
/// to = { fiscal_year = "R6", number = 24 }
/// decision = "accept"
/// relation = "merged"
/// "#;
/// let decisions = shinchoku::link::parse_decisions("mine.toml", source)?;
/// assert!(decisions[0].accepted);
/// assert_eq!(decisions[0].to.fiscal_year.year(), 2024);
/// # Ok::<(), shinchoku::link::DecisionError>(())
/// ```
pub fn parse_decisions(file: &str, source: &str) -> Result<Vec<Decision>, DecisionError> {
    let written: Written =
        toml::from_str(source).map_err(|error| DecisionError::new(file, TomlFault::new(source, &error)))?;
    written.link.into_iter().map(|it| it.decision(file)).collect()
}

/// The last decision of a file that is asked for, and where its text stands; `None` where there is none.
///
/// # Errors
/// As [`parse_decisions`]; decisions written as an array in one line have no text of their own that could be cut.
pub fn last_decision(
    file: &str,
    source: &str,
    is_about: impl Fn(&Decision) -> bool,
) -> Result<Option<(Range<usize>, Decision)>, DecisionError> {
    let decisions = parse_decisions(file, source)?;
    let places = places(source);
    if places.len() != decisions.len() {
        return Err(DecisionError::NotInSections { file: file.to_owned() });
    }

    let last = decisions.into_iter().zip(places).rfind(|(it, _)| is_about(it));
    Ok(last.map(|(decision, place)| (place, decision)))
}

/// Where each decision stands: from its header to its last line; what is written above the next header is the next one's.
fn places(source: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    let mut places: Vec<Range<usize>> = Vec::new();
    for line in source.split_inclusive('\n') {
        let (end, written) = (start + line.len(), line.trim());
        if written.starts_with("[[link]]") {
            places.push(start..end);
        } else if let Some(last) = places.last_mut()
            && !written.is_empty()
            && !written.starts_with('#')
        {
            last.end = end;
        }
        start = end;
    }
    places
}

impl Decision {
    /// Whether two decisions are about the same two initiatives of the same plan.
    pub fn is_about_the_same(&self, other: &Decision) -> bool {
        let about = |it: &Decision| (it.prefecture.clone(), it.plan.clone(), it.from.clone(), it.to.clone());
        about(self) == about(other)
    }
}

impl Named {
    /// Whether a person means this one: by its number, or by its title.
    pub fn is_named(&self, asked: &Named) -> bool {
        let title = |it: &Named| it.title.as_deref().map(plain);
        self.fiscal_year == asked.fiscal_year
            && asked.number.is_none_or(|number| self.number == Some(number))
            && title(asked).is_none_or(|asked| title(self) == Some(asked))
    }
}

/// The text of a decision, to be added to a file of decisions.
pub fn decision_text(decision: &Decision) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let named = |it: &Named| {
        let number = it.number.map(|it| format!(", number = {it}")).unwrap_or_default();
        let title = it.title.as_deref().map(|it| format!(", title = {}", quoted(it))).unwrap_or_default();
        format!("{{ fiscal_year = {}{number}{title} }}", it.fiscal_year)
    };
    let mut text = String::from("[[link]]\n");
    for (key, value) in [("prefecture", &decision.prefecture), ("plan", &decision.plan)] {
        if let Some(value) = value {
            text.push_str(&format!("{key} = {}\n", quoted(value)));
        }
    }
    text.push_str(&format!("from = {}\nto = {}\n", named(&decision.from), named(&decision.to)));
    text.push_str(&format!("decision = \"{}\"\n", if decision.accepted { "accept" } else { "reject" }));
    if let Some(relation) = decision.relation {
        text.push_str(&format!("relation = \"{}\"\n", relation.as_str()));
    }
    text
}

/// The file as written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    link: Vec<WrittenDecision>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenDecision {
    prefecture: Option<String>,
    plan: Option<String>,
    from: WrittenNamed,
    to: WrittenNamed,
    decision: Verdict,
    relation: Option<Relation>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenNamed {
    fiscal_year: Year,
    number: Option<i32>,
    title: Option<String>,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    Accept,
    Reject,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Year {
    Number(i16),
    Label(String),
}

impl WrittenDecision {
    fn decision(self, file: &str) -> Result<Decision, DecisionError> {
        let malformed = |detail: &str| DecisionError::Malformed { file: file.to_owned(), detail: detail.to_owned() };
        let named = |it: WrittenNamed| {
            let fiscal_year = match &it.fiscal_year {
                Year::Number(year) => FiscalYear::new(*year),
                Year::Label(label) => FiscalYear::parse(&fold(label)),
            };
            let fiscal_year = fiscal_year.ok_or_else(|| malformed("fiscal_year = 2023, \"R5\""))?;
            if it.number.is_none() && it.title.is_none() {
                return Err(malformed("number, title"));
            }
            Ok(Named { fiscal_year, number: it.number, title: it.title })
        };
        if matches!(self.relation, Some(Relation::New | Relation::Ended)) {
            return Err(malformed("relation = same, renamed, merged, split, moved"));
        }
        Ok(Decision {
            file: file.to_owned(),
            prefecture: self.prefecture,
            plan: self.plan,
            from: named(self.from)?,
            to: named(self.to)?,
            accepted: self.decision == Verdict::Accept,
            relation: self.relation,
        })
    }
}

/// What was decided about two editions that follow one another, by indices in them.
#[derive(Debug, Clone, Default)]
pub(super) struct Decided {
    pub accepted: Vec<(usize, usize, Option<Relation>)>,
    pub rejected: Vec<(usize, usize)>,
}

/// The decisions about a series, one entry for each two editions, and the indices of the decisions that fit. Of two about one pair
/// the later counts.
pub(super) fn decided(series: &Series, decisions: &[Decision]) -> (Vec<Decided>, Vec<usize>) {
    let mut all = vec![Decided::default(); series.editions.len().saturating_sub(1)];
    let mut fitting = Vec::new();
    let is_about = |it: &Decision| {
        let same =
            |asked: &Option<String>, here: Option<&str>| asked.as_deref().is_none_or(|asked| Some(asked) == here);
        same(&it.prefecture, series.prefecture_code) && same(&it.plan, series.plan)
    };
    for (index, decision) in decisions.iter().enumerate().filter(|(_, it)| is_about(it)) {
        let place = |named: &Named| series.editions.iter().position(|it| it.fiscal_year == named.fiscal_year.year());
        let (Some(from), Some(to)) = (place(&decision.from), place(&decision.to)) else { continue };
        let rows = find(&series.editions[from], &decision.from).zip(find(&series.editions[to], &decision.to));
        let Some((first, second)) = rows.filter(|_| from + 1 == to) else { continue };
        fitting.push(index);
        let decided = &mut all[from];
        decided.accepted.retain(|it| (it.0, it.1) != (first, second));
        decided.rejected.retain(|it| *it != (first, second));
        if decision.accepted {
            decided.accepted.push((first, second, decision.relation));
        } else {
            decided.rejected.push((first, second));
        }
    }
    (all, fitting)
}

/// A note for each decision that fits no plan: it names an initiative that is not there, or not with this title. Code:
/// `link_decision_unfit`.
pub(super) fn unfit(decisions: &[Decision], fitting: &[usize]) -> Vec<Note> {
    let unfit = decisions.iter().enumerate().filter(|(index, _)| !fitting.contains(index));
    let note = |(_, decision): (usize, &Decision)| {
        let message = Message::new("link_decision_unfit").with("file", &decision.file);
        Note::warning(message.with("from", text(&decision.from)).with("to", text(&decision.to)))
    };
    unfit.map(note).collect()
}

/// The one initiative that is named so.
fn find(edition: &Edition, named: &Named) -> Option<usize> {
    let title = named.title.as_deref().map(plain);
    let mut found = edition.initiatives.iter().enumerate().filter(|(_, it)| {
        named.number.is_none_or(|number| it.number == Some(number))
            && title.as_ref().is_none_or(|title| plain(it.title) == *title)
    });
    let (index, _) = found.next()?;
    found.next().is_none().then_some(index)
}

fn text(named: &Named) -> String {
    let number = named.number.map(|it| it.to_string());
    let parts = [Some(named.fiscal_year.label()), number, named.title.clone()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "[[link]]\nfrom = { fiscal_year = \"R5\", number = 26, title = \"横展開\" }\n\
                          to = { fiscal_year = 2024, number = 24 }\ndecision = \"accept\"\nrelation = \"merged\"\n";

    #[test]
    fn what_is_written_is_read_back() {
        let decisions = parse_decisions("mine.toml", SOURCE).expect("read");
        assert_eq!(decisions[0].from.fiscal_year.year(), 2023);
        let again = parse_decisions("mine.toml", &decision_text(&decisions[0])).expect("read again");
        assert_eq!(decisions, again);
    }

    #[test]
    fn the_last_decision_is_found_with_its_place() {
        let other = SOURCE.replace("number = 26", "number = 7");
        let both = format!("# mine\n{SOURCE}\n# the other\n{other}");
        let found = |pair: Option<&(Named, Named)>| {
            let is_about = |it: &Decision| pair.is_none_or(|(from, to)| it.from.is_named(from) && it.to.is_named(to));
            last_decision("mine.toml", &both, is_about).expect("read")
        };
        let (place, decision) = found(None).expect("there are two");
        assert_eq!((decision.from.number, &both[place]), (Some(7), other.as_str()));
        let named = |year: i16, number: i32| {
            let fiscal_year = FiscalYear::new(year).expect("a year of the tests");
            Named { fiscal_year, number: Some(number), title: None }
        };
        let (place, _) = found(Some(&(named(2023, 26), named(2024, 24)))).expect("the first");
        assert_eq!(&both[place], SOURCE, "the comment above the other one is not its own");
        assert_eq!(found(Some(&(named(2023, 26), named(2024, 25)))), None);
    }

    #[test]
    fn decisions_in_one_line_are_not_cut() {
        let from = "{ fiscal_year = 2023, number = 26 }";
        let source = format!("link = [{{ from = {from}, to = {from}, decision = \"reject\" }}]");
        let error = last_decision("mine.toml", &source, |_| true).expect_err("there is no section to cut");
        assert!(matches!(error, DecisionError::NotInSections { .. }), "{error:?}");
    }

    #[test]
    fn the_same_two_numbers_of_two_plans_are_two_pairs() {
        let one = parse_decisions("mine.toml", SOURCE).expect("read").remove(0);
        let other = Decision { plan: Some("観光計画".to_owned()), ..one.clone() };
        let rejected = Decision { accepted: false, ..one.clone() };
        assert!(one.is_about_the_same(&rejected) && !one.is_about_the_same(&other));
    }

    #[test]
    fn an_unknown_key_names_the_nearest() {
        let error = parse_decisions("mine.toml", &SOURCE.replace("number = 24", "numer = 24")).expect_err("unknown");
        let DecisionError::UnknownKey { key, nearest, line, .. } = error else { panic!("{error:?}") };
        assert_eq!((key.as_str(), nearest.as_str(), line), ("numer", "number", 3));
    }

    #[test]
    fn what_names_nothing_is_refused() {
        for wrong in ["fiscal_year = 2024 }", "fiscal_year = \"X\", number = 24 }"] {
            let source = SOURCE.replace("fiscal_year = 2024, number = 24 }", wrong);
            assert!(matches!(parse_decisions("mine.toml", &source), Err(DecisionError::Malformed { .. })), "{wrong}");
        }
    }
}
