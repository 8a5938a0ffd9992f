//! Rust sources as tokens: enough of the language to tell which paths are named where, comments and strings left out.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::support::package;

/// A file under `src/`.
pub struct Source {
    /// Folder or file directly under `src/`.
    pub layer: String,
    /// From the package's folder, with `/`.
    pub path: String,
    /// How many modules deep it lies; 0 for the crate root.
    pub depth: usize,
    /// Number of lines.
    pub line_count: usize,
    /// What it says.
    pub tokens: Vec<Token>,
}

/// A word or a sign.
pub struct Token {
    /// An identifier, `::`, or one other character.
    pub text: String,
    /// Line, from 1.
    pub line: usize,
    /// Whether only tests see it.
    pub in_test: bool,
}

/// A path such as `std::fs::read`; each path of a group stands alone.
pub struct NamedPath {
    /// Line of its first word, from 1.
    pub line: usize,
    /// Whether only tests name it.
    pub in_test: bool,
    /// Its words.
    pub segments: Vec<String>,
}

impl Source {
    /// Reads a source; `path` from the package's folder.
    pub fn new(path: &str, text: &str) -> Source {
        let inner = path.strip_prefix("src/").unwrap_or(path).trim_end_matches(".rs");
        let modules: Vec<&str> = inner.split('/').filter(|it| !matches!(*it, "mod" | "lib" | "main")).collect();
        Source {
            layer: inner.split('/').next().unwrap_or_default().to_owned(),
            path: path.to_owned(),
            depth: modules.len(),
            line_count: text.lines().count(),
            tokens: tokens(text),
        }
    }

    /// All paths of two words or more, and all that are imported.
    pub fn paths(&self) -> Vec<NamedPath> {
        let mut paths = Vec::new();
        let mut index = 0;
        while index < self.tokens.len() {
            let begins = is_word(self.text(index))
                && (self.text(index + 1) == "::" || index > 0 && self.text(index - 1) == "use");
            index = if begins { self.path_tree(index, &[], &mut paths) } else { index + 1 };
        }
        paths
    }

    /// Reads the path or group of paths that begins at `index`; gives the index after it.
    fn path_tree(&self, mut index: usize, prefix: &[String], paths: &mut Vec<NamedPath>) -> usize {
        let start = index;
        let mut segments = prefix.to_vec();
        while is_word(self.text(index)) || self.text(index) == "*" {
            segments.push(self.text(index).to_owned());
            index += 1;
            if self.text(index) != "::" {
                break;
            }
            index += 1;
        }
        if self.text(index) == "{" && (index == start || self.text(index - 1) == "::") {
            index += 1;
            while index < self.tokens.len() && self.text(index) != "}" {
                index = self.path_tree(index, &segments, paths).max(index + 1);
                while self.text(index) == "as" || self.text(index) == "," || self.text(index - 1) == "as" {
                    index += 1;
                }
            }
            return index + 1;
        }
        let token = &self.tokens[start.min(self.tokens.len() - 1)];
        paths.push(NamedPath { line: token.line, in_test: token.in_test, segments });
        index
    }

    fn text(&self, index: usize) -> &str {
        self.tokens.get(index).map_or("", |it| &it.text)
    }

    /// Files of modules that are declared behind `#[cfg(test)]`.
    fn test_modules(&self) -> Vec<String> {
        let folder = match self.path.rsplit_once('/') {
            Some((folder, "mod.rs" | "lib.rs" | "main.rs")) => folder,
            _ => self.path.trim_end_matches(".rs"),
        };
        let named = self.tokens.windows(3).filter(|it| it[0].in_test && it[0].text == "mod" && it[2].text == ";");
        named
            .flat_map(|it| [format!("{folder}/{}.rs", it[1].text), format!("{folder}/{}/mod.rs", it[1].text)])
            .collect()
    }
}

/// All sources under `src/`, by path.
pub fn sources() -> Vec<Source> {
    let mut files = Vec::new();
    walk(&package().join("src"), &mut files);
    files.sort();
    let read = |file: PathBuf| {
        let path = file.strip_prefix(package()).unwrap().to_str().unwrap().replace('\\', "/");
        Source::new(&path, &fs::read_to_string(&file).unwrap())
    };
    let mut sources: Vec<Source> = files.into_iter().map(read).collect();
    let test_files: Vec<String> = sources.iter().flat_map(Source::test_modules).collect();
    for source in sources.iter_mut().filter(|it| test_files.contains(&it.path)) {
        source.tokens.iter_mut().for_each(|it| it.in_test = true);
    }
    sources
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|it| it == "rs") {
            files.push(path);
        }
    }
}

fn is_word(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

/// The words and signs of a source, those of test items marked.
fn tokens(text: &str) -> Vec<Token> {
    let code = without_comments_and_strings(text);
    let mut tokens: Vec<Token> = Vec::new();
    for (number, line) in code.lines().enumerate() {
        let mut rest = line.trim_start();
        while let Some(first) = rest.chars().next() {
            let in_word = |it: char| it.is_alphanumeric() || it == '_';
            let length = match rest.find(|it| !in_word(it)).unwrap_or(rest.len()) {
                0 if rest.starts_with("::") => 2,
                0 => first.len_utf8(),
                word => word,
            };
            tokens.push(Token { text: rest[..length].to_owned(), line: number + 1, in_test: false });
            rest = rest[length..].trim_start();
        }
    }
    for range in test_items(&tokens) {
        tokens[range].iter_mut().for_each(|it| it.in_test = true);
    }
    tokens
}

/// The items behind `#[cfg(test)]`.
fn test_items(tokens: &[Token]) -> Vec<Range<usize>> {
    let text = |index: usize| tokens.get(index).map_or("", |it: &Token| it.text.as_str());
    let mut items = Vec::new();
    for start in 0..tokens.len() {
        if (text(start), text(start + 1), text(start + 2)) != ("#", "[", "cfg") {
            continue;
        }
        let end_of_attribute = (start..tokens.len()).find(|it| text(*it) == "]").unwrap_or(tokens.len());
        let words: Vec<&str> = (start..end_of_attribute).map(text).collect();
        if !words.contains(&"test") || words.contains(&"not") {
            continue;
        }
        let mut depth = 0_usize;
        let end = (end_of_attribute + 1..tokens.len()).find(|index| {
            match text(*index) {
                "{" => depth += 1,
                "}" => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0 && matches!(text(*index), "}" | ";")
        });
        items.push(start..end.map_or(tokens.len(), |it| it + 1));
    }
    items
}

/// The text with every comment, string and character literal blanked, line breaks kept.
fn without_comments_and_strings(text: &str) -> String {
    let pattern = concat!(
        r#"(?s)//[^\n]*|/\*.*?\*/"#,                         // comments
        r##"|\bb?r#".*?"#|\bb?r"[^"]*"|"(?:\\.|[^"\\])*""##, // strings
        r"|'(?:\\[^']+|[^'\\])'|'\\''",                      // characters; a lifetime has no second quote
    );
    let blank = |found: &regex::Captures| found[0].chars().filter(|it| *it == '\n').collect::<String>();
    regex::Regex::new(pattern).unwrap().replace_all(text, blank).into_owned()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let source = Source::new("src/layout/words.rs", text);
    let found: Vec<String> =
        source.paths().iter().map(|it| format!("{} {}", it.line, it.segments.join("::"))).collect();
    assert_eq!(found, expected);
}

#[test]
fn groups_are_taken_apart() {
    check(
        "use crate::{\n    base::{Note, Rect as Box},\n    report,\n};",
        &["2 crate::base::Note", "2 crate::base::Rect", "3 crate::report"],
    );
}

#[test]
fn paths_inside_code_are_seen() {
    check("fn f(rect: crate::base::Rect) { std::fs::read(x) }", &["1 crate::base::Rect", "1 std::fs::read"]);
}

#[test]
fn comments_strings_and_characters_are_not_code() {
    check(
        "//! crate::report\nlet a = \"crate::report\"; /* crate::\nreport */ let b = '\"'; let c = r#\"std::fs\"#; d::e()",
        &["3 d::e"],
    );
}

#[test]
fn items_behind_cfg_test_are_tests() {
    let source = Source::new("src/pdf/mod.rs", "a::b();\n#[cfg(test)]\nmod tests { use c::d; }\ne::f();");
    let in_test: Vec<bool> = source.paths().iter().map(|it| it.in_test).collect();
    assert_eq!(in_test, [false, true, false]);
}

#[test]
fn files_of_test_modules_are_tests() {
    let source = Source::new("src/storage.rs", "#[cfg(test)]\nmod tests;");
    assert_eq!(source.test_modules(), ["src/storage/tests.rs", "src/storage/tests/mod.rs"]);
}
