//! The TOML file of a profile -> [`Profile`]. Its keys are described in `docs/profiles.md`.

use super::Role;
use super::cells::Corrections;
use super::compact::Compact;
use super::ids::short_hash;
use super::pattern::Pattern;
use super::profile::{
    BlockForm, Field, Head, IndicatorForm, Label, ListForm, Profile, ProfileError, SheetForm, TotalsForm,
};
use super::profile_keys::{
    NumberPlace, Written, WrittenBlock, WrittenColumns, WrittenIndicators, WrittenList, WrittenRating, WrittenSheet,
};
use super::profile_lint;
use super::scale::Scale;
use crate::base::Prefecture;

/// Reads a profile; `file` is its name in messages.
///
/// # Errors
/// The text is no TOML, holds a key that no profile has, misses one, describes nothing to read, or holds a pattern that does
/// not compile, an empty text, or letters that stand twice.
pub fn parse_profile(file: &str, source: &str) -> Result<Profile, ProfileError> {
    let mut written: Written = toml::from_str(source).map_err(|error| explain(file, source, &error))?;
    let malformed = |detail: &str| ProfileError::Malformed { file: file.to_owned(), detail: detail.to_owned() };
    let describes =
        written.list.is_some() || written.block.is_some() || written.indicators.is_some() || written.sheet.is_some();
    let corrects = written.columns.is_some() || !written.tables.exclude.is_empty() || !written.tables.lines.is_empty();
    match (describes, corrects) {
        (false, false) => {
            return Err(malformed("none of [columns], [tables], [list], [block], [indicators] and [sheet] is there"));
        }
        (true, true) => {
            return Err(malformed(
                "[columns] and what corrects [tables] go with none of [list], [block], [indicators] and [sheet]",
            ));
        }
        _ => {}
    }
    if !written.id.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-')
        || written.id.is_empty()
    {
        return Err(malformed("id may hold lower-case letters, digits and dashes only"));
    }
    if let Some(fault) = profile_lint::fault(source) {
        return Err(malformed(&fault));
    }
    let prefecture = match written.prefecture.as_deref() {
        None => None,
        Some(text) => Some(Prefecture::parse(text).ok_or_else(|| malformed("prefecture is none of the 47"))?),
    };
    let legend = written.rating.legend.clone();
    let mut scale = scale(std::mem::take(&mut written.rating)).map_err(|detail| malformed(&detail))?;
    let compiler = Compiler { file, letters: scale.letters() };
    scale.legend = compiler.all(&legend)?;
    let corrections = corrects.then(|| corrections(&written, &scale));
    let totals = written.totals.unwrap_or_default();
    Ok(Profile {
        hash: short_hash(&[source]),
        source: source.to_owned(),
        titles: compact(&written.recognise.title),
        is_fallback: written.recognise.fallback,
        facing_pages: written.tables.facing_pages,
        list: written.list.map(|list| compiler.list(&list)).transpose()?,
        block: compiler.block(&written.block.unwrap_or_default())?,
        indicators: written.indicators.map(|form| compiler.indicators(&form)).transpose()?,
        sheet: written.sheet.map(|form| compiler.sheet(&form)).transpose()?,
        totals: TotalsForm {
            all: compiler.all(&totals.all)?,
            each: compiler.all(&totals.each)?,
            phrase: compiler.all(&totals.phrase)?,
        },
        scale,
        corrections,
        id: written.id,
        name_ja: written.name_ja,
        name_en: written.name_en,
        prefecture,
        plan: written.plan,
    })
}

fn compact(words: &[String]) -> Vec<String> {
    words.iter().map(|it| Compact::new(it).text).collect()
}

/// What a profile says of a design whose tables else say it themselves.
fn corrections(written: &Written, scale: &Scale) -> Corrections {
    let mut corrections = Corrections {
        excluded: compact(&written.tables.exclude),
        lines: written.tables.lines.iter().map(|it| Role::from(*it)).collect(),
        scale: scale.order().to_vec(),
        ..Corrections::default()
    };
    for (_, stem, words) in written.columns.iter().flat_map(WrittenColumns::by_key) {
        corrections.add(stem, words);
    }
    corrections
}

fn scale(written: WrittenRating) -> Result<Scale, String> {
    let choices = match (written.order.is_empty(), written.scales.is_empty()) {
        (false, false) => return Err("[rating] has both order and scales: keep one".to_owned()),
        (false, true) => vec![written.order],
        (true, _) => written.scales,
    };
    let known = |letter: &&String| !choices.iter().any(|choice| choice.contains(letter));
    if let Some(letter) = written.meaning.keys().chain(written.at_least.keys()).find(known) {
        return Err(format!("[rating] speaks of \"{letter}\", which its scale does not have"));
    }
    let mut at_least: Vec<(String, f64)> = written.at_least.into_iter().collect();
    at_least.sort_by(|a, b| b.1.total_cmp(&a.1));
    Ok(Scale {
        choices,
        none: compact(&written.none),
        meaning: written.meaning,
        at_least,
        is_chosen: written.chosen,
        legend: Vec::new(),
    })
}

/// Compiles the patterns of one file.
struct Compiler<'a> {
    file: &'a str,
    letters: Vec<String>,
}

impl Compiler<'_> {
    fn one(&self, pattern: &str) -> Result<Pattern, ProfileError> {
        Pattern::new(pattern, &self.letters)
            .map_err(|_| ProfileError::Pattern { file: self.file.to_owned(), pattern: pattern.to_owned() })
    }

    fn all(&self, patterns: &[String]) -> Result<Vec<Pattern>, ProfileError> {
        patterns.iter().map(|it| self.one(it)).collect()
    }

    /// Patterns of several kinds, in one list.
    fn tagged<Kind: Copy>(&self, groups: &[(Kind, &[String])]) -> Result<Vec<(Kind, Pattern)>, ProfileError> {
        let pairs = groups.iter().flat_map(|(kind, patterns)| patterns.iter().map(move |it| (*kind, it)));
        pairs.map(|(kind, pattern)| Ok((kind, self.one(pattern)?))).collect()
    }

    fn list(&self, list: &WrittenList) -> Result<ListForm, ProfileError> {
        Ok(ListForm {
            section: compact(&list.section),
            title: compact(&list.title),
            rating: self.all(&list.rating)?,
            rated: list.rated,
            leading_number: list.number == NumberPlace::Leading,
            section_form: self.all(list.section_form.as_slice())?.pop(),
        })
    }

    fn block(&self, block: &WrittenBlock) -> Result<BlockForm, ProfileError> {
        let labels = &block.labels;
        Ok(BlockForm {
            area: self.all(&block.area)?,
            section: self.all(&block.section)?,
            title: self.all(&block.title)?,
            labels: self.tagged(&[
                (Label::Plan, &labels.plan),
                (Label::Progress, &labels.progress),
                (Label::Rating, &labels.rating),
                (Label::Next, &labels.next),
            ])?,
        })
    }

    fn indicators(&self, form: &WrittenIndicators) -> Result<IndicatorForm, ProfileError> {
        let dated = &form.dated;
        let groups: [(Head, &[String]); 22] = [
            (Head::Indicator, &form.indicator),
            (Head::Initiative, &form.initiative),
            (Head::Number, &form.number),
            (Head::Area, &form.area),
            (Head::Section, &form.section),
            (Head::Unit, &form.unit),
            (Head::Departments, &form.department),
            (Head::Kind, &form.kind),
            (Head::Rating, &form.rating),
            (Head::Achievement, &form.achievement),
            (Head::Value(Role::Baseline), &form.baseline),
            (Head::Value(Role::Target), &form.target),
            (Head::Value(Role::Actual), &form.actual),
            (Head::Value(Role::Forecast), &form.forecast),
            (Head::Value(Role::Reference), &form.reference),
            (Head::Dated(Role::Baseline), &dated.baseline),
            (Head::Dated(Role::Target), &dated.target),
            (Head::Dated(Role::Actual), &dated.actual),
            (Head::Dated(Role::Forecast), &dated.forecast),
            (Head::Dated(Role::Reference), &dated.reference),
            (Head::Group, &form.group),
            (Head::Other, &form.other),
        ];
        let mut compiled = IndicatorForm {
            bare_year: form.bare_year.map(Role::from),
            undated: form.undated.iter().map(|it| Role::from(*it)).collect(),
            none: compact(&form.none),
            ..IndicatorForm::default()
        };
        for (head, words) in groups {
            for word in words {
                if word.contains('{') || word.starts_with("regex:") {
                    compiled.patterns.push((head, self.one(word)?));
                } else {
                    compiled.words.entry(Compact::new(word).text).or_insert(head);
                }
            }
        }
        Ok(compiled)
    }

    fn sheet(&self, form: &WrittenSheet) -> Result<SheetForm, ProfileError> {
        Ok(SheetForm {
            marker: self.all(&form.marker)?,
            labels: self.tagged(&[
                (Field::Title, &form.title),
                (Field::Number, &form.number),
                (Field::Area, &form.area),
                (Field::Section, &form.section),
                (Field::Departments, &form.department),
                (Field::Part(Label::Plan), &form.plan),
                (Field::Part(Label::Progress), &form.progress),
                (Field::Part(Label::Rating), &form.rating),
                (Field::Part(Label::Next), &form.next),
                (Field::Other, &form.other),
            ])?,
        })
    }
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

    const AKITA: &str = include_str!("profiles/akita-dx.toml");

    #[track_caller]
    fn check_refused(from: &str, to: &str, reason: &str) {
        assert!(AKITA.contains(from), "{from}");
        let error = parse_profile("mine.toml", &AKITA.replace(from, to)).unwrap_err();
        let ProfileError::Malformed { detail, .. } = error else { panic!("{error:?}") };
        assert!(detail.contains(reason), "{detail}");
    }

    #[test]
    fn an_unknown_key_names_the_nearest() {
        let source = AKITA.replace("progress = [", "progres = [");
        let error = parse_profile("mine.toml", &source).unwrap_err();
        let ProfileError::UnknownKey { key, nearest, line, .. } = error else { panic!("{error:?}") };
        assert_eq!((key.as_str(), nearest.as_str()), ("progres", "progress"));
        assert!(source.lines().nth(line - 1).unwrap().starts_with("progres"));
    }

    #[test]
    fn facing_pages_are_joined_on_a_word() {
        let read = |source: &str| parse_profile("mine.toml", source).unwrap().facing_pages;
        assert!(!read(AKITA));
        assert!(read(&format!("{AKITA}\n[tables]\nfacing_pages = true\n")));
    }

    #[test]
    fn a_profile_that_reads_nothing_is_malformed() {
        assert!(matches!(parse_profile("mine.toml", "id = \"x\""), Err(ProfileError::Malformed { .. })));
        let nothing = "id = \"x\"\nname_ja = \"x\"\nname_en = \"x\"\n";
        assert!(matches!(parse_profile("mine.toml", nothing), Err(ProfileError::Malformed { .. })));
    }

    #[test]
    fn a_letter_outside_the_scale_is_malformed() {
        check_refused("A = \"計画を上回る\"", "E = \"計画を上回る\"", "\"E\"");
    }

    #[test]
    fn a_prefecture_that_nobody_knows_is_malformed() {
        check_refused("prefecture = \"05\"", "prefecture = \"48\"", "prefecture");
    }
}
