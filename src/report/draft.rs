//! The draft of a profile: what was inferred of a document, written down so that a person changes one line.

use super::any::typed_heads_of;
use super::cells::{Stem, Vocabulary, head_facts};
use super::identity::lines_of_first_page;
use super::pattern::year_label;
use super::profile_keys::WrittenColumns;
use super::{Overrides, read};
use crate::base::Language;
use crate::layout::DocumentLayout;
use crate::text::{UnitTable, fold};

/// Drafts a profile for the design of a document; comments in `language` say what a person may change.
///
/// Read by its draft as it stands, the document says just what it says without one.
pub fn draft(layout: &DocumentLayout, id: &str, units: &UnitTable, language: Language) -> String {
    let say = |japanese: &'static str, english: &'static str| match language {
        Language::Japanese => japanese,
        Language::English => english,
    };
    let report = read(layout, None, "", &Overrides::default(), units).value;
    let near_year = report.identity.near_year;
    let heads = typed_heads_of(layout, Vocabulary::plain(units), near_year);

    let mut text = Draft::default();
    text.comment(say(
        "下書き：表から読み取ったままを書き出したものです。違うところだけを直します。鍵の意味は docs/profiles.md にあります。",
        "A draft: what was read from the tables, written down. Change what is wrong; docs/profiles.md says what each key means.",
    ));
    text.line(&format!("id = {}", quoted(id)));
    text.line(&format!("name_ja = {}", quoted(&title(layout).unwrap_or_else(|| id.to_owned()))));
    text.line(&format!("name_en = {}", quoted(id)));
    text.line(&format!("# prefecture = \"05\"  # {}", say("都道府県の報告書なら", "where one prefecture reports")));
    text.line(&format!("# plan = \"\"  # {}", say("計画の名称", "name of the plan")));

    text.section("recognise");
    text.list(
        "title",
        &title_words(layout),
        say("毎年変わらない部分だけを残す", "keep only what stays from year to year"),
    );

    text.section("columns");
    text.comment(say(
        "# のある行は、そのままで読めている見出し。違うなら、語を正しい鍵の行に移して # を外します。年と単位は書きません。",
        "Lines with a # are heads that are read as they are. To correct one, move it to the key of what its column holds and take off the #.",
    ));
    let vocabulary = Vocabulary::plain(units);
    for (key, stem, _) in WrittenColumns::default().by_key() {
        let words = words_of(&heads, Some(stem));
        let (known, inferred): (Vec<_>, Vec<_>) = words.into_iter().partition(|it| is_known(it, &vocabulary));
        text.list(&format!("# {key}"), &known, "");
        text.list(key, &inferred, "");
    }
    for word in words_of(&heads, None) {
        text.comment(&format!("{}: {}", say("読まない列", "column that is not read"), quoted(&word)));
    }

    text.section("rating");
    text.list("# order", &report.identity.scale, say("良い順", "the best first"));

    text.section("tables");
    text.comment(&format!("exclude = [\"\"]  # {}", say("読まない表の上の語", "words over tables that are not read")));
    let lines = say("欄の上段と下段", "the upper and the lower line of a cell");
    text.comment(&format!("lines = [\"target\", \"actual\"]  # {lines}"));
    text.text
}

/// Whether the program understands a head by its words alone.
fn is_known(words: &str, vocabulary: &Vocabulary) -> bool {
    head_facts(words, vocabulary).is_some_and(|it| it.says_something())
}

/// The words that were taken for the same, each once. A word that was taken for two things, here and there, says nothing alone.
fn words_of(heads: &[(String, Option<Stem>)], stem: Option<Stem>) -> Vec<String> {
    let is_clear = |word: &str| heads.iter().all(|it| it.0 != word || it.1 == stem);
    let mut words: Vec<String> = Vec::new();
    for (word, _) in heads.iter().filter(|it| it.1 == stem && is_clear(&it.0)) {
        if !words.contains(word) {
            words.push(word.clone());
        }
    }
    words
}

fn title(layout: &DocumentLayout) -> Option<String> {
    let lines = lines_of_first_page(layout, None);
    let largest = lines.iter().map(|it| it.size).fold(0.0, f64::max);
    lines.iter().find(|it| it.size >= 0.95 * largest).map(|it| it.text.text().trim().to_owned())
}

/// The title without its year.
fn title_words(layout: &DocumentLayout) -> Vec<String> {
    let Some(title) = title(layout) else { return Vec::new() };
    let compact = fold(&title);
    let parts = year_label().split(&compact).map(|it| it.trim_matches(|it: char| !it.is_alphanumeric()).to_owned());
    parts.max_by_key(|it| it.chars().count()).filter(|it| !it.is_empty()).into_iter().collect()
}

#[derive(Default)]
struct Draft {
    text: String,
}

impl Draft {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn comment(&mut self, text: &str) {
        self.line(&format!("# {text}"));
    }

    fn section(&mut self, name: &str) {
        self.line(&format!("\n[{name}]"));
    }

    /// A key with its words; nothing where there are none.
    fn list(&mut self, key: &str, words: &[String], comment: &str) {
        if words.is_empty() {
            return;
        }
        let words: Vec<String> = words.iter().map(|it| quoted(it)).collect();
        let comment = if comment.is_empty() { String::new() } else { format!("  # {comment}") };
        self.line(&format!("{key} = [{}]{comment}", words.join(", ")));
    }
}

/// A string of TOML. A line break in a comment would begin a line of its own.
fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for character in text.chars() {
        match character {
            '\\' | '"' => out.extend(['\\', character]),
            it if it.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(it))),
            it => out.push(it),
        }
    }
    out + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_holds_whatever_is_printed() {
        let text = "a\"b\\c\nid = 1\u{1b}";
        let quoted = quoted(text);
        assert!(!quoted.contains('\n'), "{quoted}");
        let value: toml::Table = toml::from_str(&format!("key = {quoted}")).unwrap();
        assert_eq!(value["key"].as_str(), Some(text));
    }

    #[test]
    fn a_word_of_two_meanings_is_left_out() {
        let head = |word: &str, stem| (word.to_owned(), Some(stem));
        let heads = [
            head("実績値", Stem::Actual),
            head("現状", Stem::Baseline),
            head("現状", Stem::Actual),
            head("実績値", Stem::Actual),
        ];
        assert_eq!(words_of(&heads, Some(Stem::Actual)), ["実績値"]);
        assert_eq!(words_of(&heads, Some(Stem::Baseline)), Vec::<String>::new());
    }
}
