//! What no profile may say, though its TOML can be read: it would match nothing, or everything, and nobody would notice.

use std::collections::HashSet;

use toml::{Table, Value};

use super::cells::marks_in_one_form;
use crate::text::fold;

/// Ranks are written as numbers up to this.
const MAX_LEVELS: usize = 127;

/// The first fault of a profile's source, in words; `None` where there is none.
pub(super) fn fault(source: &str) -> Option<String> {
    let table: Table = toml::from_str(source).ok()?;
    table.iter().find_map(|(key, value)| fault_of(key, value)).or_else(|| fault_of_scales(&table))
}

/// The first fault in the texts below a key.
fn fault_of(path: &str, value: &Value) -> Option<String> {
    match value {
        Value::String(text) => fault_of_text(path, text),
        Value::Array(items) => items.iter().find_map(|it| fault_of(path, it)),
        Value::Table(table) => table.iter().find_map(|(key, it)| fault_of(&format!("{path}.{key}"), it)),
        _ => None,
    }
}

fn fault_of_text(path: &str, text: &str) -> Option<String> {
    let Some(expression) = text.strip_prefix("regex:") else {
        return if fold(text).is_empty() {
            Some(format!("{path} holds an empty text"))
        } else {
            (!has_whole_slots(text))
                .then(|| format!("{path} holds \"{text}\", whose slot does not end: write {{name}}"))
        };
    };
    expression.trim().is_empty().then(|| format!("{path} holds an empty regular expression"))
}

/// Whether each `{` begins a slot that ends.
fn has_whole_slots(text: &str) -> bool {
    let mut rest = text;
    while let Some(open) = rest.find(['{', '}']) {
        let inside = rest[open..].strip_prefix('{').unwrap_or_default();
        let length = inside.find(|it: char| !(it.is_alphanumeric() || it == '_')).unwrap_or(inside.len());
        let Some(behind) = inside[length..].strip_prefix('}').filter(|_| length > 0) else { return false };
        rest = behind;
    }
    true
}

/// Letters that stand twice on a scale, and scales that are too long.
fn fault_of_scales(table: &Table) -> Option<String> {
    let rating = table.get("rating")?;
    let order = rating.get("order").into_iter();
    let scales = rating.get("scales").and_then(Value::as_array).into_iter().flatten();
    order.chain(scales).filter_map(Value::as_array).find_map(|letters| {
        if letters.len() > MAX_LEVELS {
            return Some(format!(
                "a scale of [rating] has {} letters, and at most {MAX_LEVELS} are told apart",
                letters.len()
            ));
        }
        let mut seen = HashSet::new();
        let form = |letter: &str| marks_in_one_form(&fold(letter));
        let twice = letters.iter().filter_map(Value::as_str).find(|letter| !seen.insert(form(letter)));
        twice.map(|letter| format!("a scale of [rating] has the letter \"{letter}\" twice"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, expected: Option<&str>) {
        let found = fault(source);
        assert!(found.as_deref().unwrap_or_default().contains(expected.unwrap_or_default()), "{found:?}");
        assert_eq!(found.is_some(), expected.is_some(), "{found:?}");
    }

    #[test]
    fn built_in_profiles_have_none() {
        check(include_str!("profiles/akita-dx.toml"), None);
        check(include_str!("profiles/boxes.toml"), None);
    }

    #[test]
    fn empty_texts_and_expressions() {
        check("[list]\ntitle = [\"取組\", \"　\"]", Some("list.title holds an empty text"));
        check("[list]\nrating = [\"regex: \"]", Some("empty regular expression"));
        check("[list]\nrating = [\"regex:[0-9]{2,3}\"]", None);
    }

    #[test]
    fn slots_that_do_not_end() {
        check("[list]\nrating = [\"{nosuch\"]", Some("{nosuch"));
        check("[list]\nrating = [\"nosuch}\"]", Some("nosuch}"));
        check("[list]\nrating = [\"{FY}の{rating}\"]", None);
    }

    #[test]
    fn letters_that_stand_twice() {
        check("[rating]\norder = [\"A\", \"Ａ\"]", Some("twice"));
        check("[rating]\nscales = [[\"A\", \"B\"], [\"○\", \"〇\"]]", Some("twice"));
        check("[rating]\nscales = [[\"A\", \"B\"], [\"A\", \"B\", \"C\"]]", None);
    }

    #[test]
    fn more_levels_than_ranks() {
        let letters = |count: usize| (0..count).map(|it| format!("\"L{it}\"")).collect::<Vec<_>>().join(",");
        check(&format!("[rating]\norder = [{}]", letters(127)), None);
        check(&format!("[rating]\norder = [{}]", letters(128)), Some("128 letters"));
    }
}
