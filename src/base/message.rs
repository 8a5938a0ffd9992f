//! Sentences for people, in Japanese and English, kept as data in `messages/`.
//!
//! A message is a key with arguments; the sentence is made only where it is shown. Keys are stable: they are the codes of notes.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use super::visible::visible;

/// A language that messages exist in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// 日本語
    Japanese,
    /// English
    #[default]
    English,
}

impl Language {
    /// Japanese for a locale name that begins with `ja` (`ja_JP.UTF-8`, `ja-JP`), else English.
    pub fn from_locale(locale: &str) -> Self {
        if locale.starts_with("ja") { Language::Japanese } else { Language::English }
    }
}

/// A sentence to be: its key in the catalogue and the arguments that fill it.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Message {
    key: &'static str,
    arguments: Vec<(Cow<'static, str>, String)>,
}

impl Message {
    /// The message `key` of the catalogue, without arguments yet.
    pub fn new(key: &'static str) -> Self {
        Self { key, arguments: Vec::new() }
    }

    /// The same message with `{name}` filled by `value`.
    pub fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.arguments.push((Cow::Borrowed(name), value.to_string()));
        self
    }

    /// The key.
    pub fn key(&self) -> &'static str {
        self.key
    }

    /// The values that fill it, in the order they were given.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.arguments.iter().map(|(_, value)| value.as_str())
    }

    /// The values that fill it by their names, as a JSON object.
    pub fn arguments_json(&self) -> String {
        let arguments = self.arguments.iter().map(|(name, value)| (name.to_string(), value.as_str().into()));
        serde_json::Value::Object(arguments.collect()).to_string()
    }

    /// The sentence in `language`, values as [`visible`] shows them; the key itself where the catalogue has no such entry.
    ///
    /// ```
    /// use shinchoku::base::{Language, Message};
    /// let message = Message::new("no_pdf_found").with("path", "input");
    /// assert!(message.text(Language::English).contains("input"));
    /// ```
    pub fn text(&self, language: Language) -> String {
        let mut text = String::with_capacity(64);
        for piece in pieces(self.key, language) {
            let value = piece.name.and_then(|name| self.arguments.iter().find(|(argument, _)| *argument == name));
            match value {
                Some((_, value)) => text.push_str(&visible(value)),
                None => text.push_str(piece.written),
            }
        }
        text
    }
}

/// A part of a sentence of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// As it stands there.
    pub written: &'static str,
    /// The name of the argument that takes its place; `None` for words.
    pub name: Option<&'static str>,
}

/// The words and arguments of a sentence, in order: each argument is put in once, and nothing that stands in one is ever looked at.
pub fn pieces(key: &'static str, language: Language) -> Vec<Piece> {
    let mut rest = catalogue(language).get(key).map_or(key, String::as_str);
    let mut pieces = Vec::new();
    let words = |written| Piece { written, name: None };
    while let Some(open) = rest.find('{') {
        let Some(length) = rest[open..].find('}') else { break };
        pieces.push(words(&rest[..open]));
        let written = &rest[open..=open + length];
        pieces.push(Piece { written, name: Some(&written[1..length]) });
        rest = &rest[open + length + 1..];
    }
    pieces.push(words(rest));
    pieces
}

type Catalogue = HashMap<String, String>;

/// All sentences of a language by key.
pub fn catalogue(language: Language) -> &'static Catalogue {
    static JAPANESE: LazyLock<Catalogue> = LazyLock::new(|| parse(include_str!("messages/ja.toml")));
    static ENGLISH: LazyLock<Catalogue> = LazyLock::new(|| parse(include_str!("messages/en.toml")));
    match language {
        Language::Japanese => &JAPANESE,
        Language::English => &ENGLISH,
    }
}

/// What a person can do about the message `key`, where `messages/hints.toml` says it.
pub fn hint(key: &str, language: Language) -> Option<&'static str> {
    let hint = hints().get(key)?;
    Some(match language {
        Language::Japanese => &hint.ja,
        Language::English => &hint.en,
    })
}

/// A hint in both languages.
#[derive(serde::Deserialize)]
struct Hint {
    ja: String,
    en: String,
}

fn hints() -> &'static HashMap<String, Hint> {
    static HINTS: LazyLock<HashMap<String, Hint>> =
        LazyLock::new(|| toml::from_str(include_str!("messages/hints.toml")).expect("a test reads the hints"));
    &HINTS
}

/// A message as it comes in from another process.
#[derive(serde::Deserialize)]
struct Sent {
    key: String,
    arguments: Vec<(Cow<'static, str>, String)>,
}

// Not derived: a derived one would take the key from input that lives for ever.
impl<'de> serde::Deserialize<'de> for Message {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Message, D::Error> {
        let sent = Sent::deserialize(deserializer)?;
        let known = catalogue(Language::English).get_key_value(&sent.key).map(|(known, _)| known.as_str());
        let key = known.ok_or_else(|| serde::de::Error::custom(format_args!("no message has the key {}", sent.key)))?;
        Ok(Message { key, arguments: sent.arguments })
    }
}

fn parse(source: &str) -> Catalogue {
    toml::from_str(source).expect("a test reads both catalogues: every key has one string")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placeholders(sentence: &str) -> Vec<&str> {
        let mut names: Vec<&str> = sentence.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    #[test]
    fn both_languages_have_the_same_keys_and_arguments() {
        let (japanese, english) = (catalogue(Language::Japanese), catalogue(Language::English));
        for (key, sentence) in japanese {
            let other = english.get(key).unwrap_or_else(|| panic!("{key} has no English sentence"));
            assert_eq!(placeholders(sentence), placeholders(other), "arguments of {key}");
        }
        for key in english.keys() {
            assert!(japanese.contains_key(key), "{key} has no Japanese sentence");
        }
    }

    #[test]
    fn every_hint_is_of_a_message() {
        for (key, hint) in hints() {
            assert!(catalogue(Language::English).contains_key(key), "{key} has a hint and no sentence");
            assert!(!hint.ja.is_empty() && !hint.en.is_empty(), "{key} has an empty hint");
        }
    }

    #[test]
    fn values_command_no_terminal() {
        let message = Message::new("no_pdf_found").with("path", "\u{1b}[2Jinput\u{202E}");
        assert!(message.text(Language::English).contains("\\u{1b}[2Jinput\\u{202e}"));
    }

    #[test]
    fn a_value_with_braces_is_not_filled_again() {
        let message = Message::new("no_pdf_found").with("path", "{path}");
        assert!(message.text(Language::English).contains("{path}"));
    }
}
