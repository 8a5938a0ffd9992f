//! The commands that README and docs show, run as they stand there on the sample.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use regex::Regex;

use super::support::{package, pdf, shinchoku_in};

/// Commands that need the network, or the dictionary that is fetched from there.
const NOT_RUN: [&str; 4] =
    ["dictionary install", "font install", "build input --output output --install-dictionary", "tokenize"];

/// Whether a command names something for the reader to put in: `ID`, `{path}`.
fn is_form(command: &str) -> bool {
    let is_name = |word: &str| word.len() > 1 && word.chars().all(|it| it.is_ascii_uppercase());
    command.contains(['{', '…']) || command.split(' ').any(is_name)
}

/// The commands of a page: lines of code blocks and code within lines that begin with the program's name.
fn commands(text: &str) -> BTreeSet<String> {
    let blocks = text.lines().map(str::trim).filter(|it| !it.starts_with('|'));
    let blocks =
        blocks.map(|it| it.trim_start_matches("$ ")).filter(|it| it.starts_with("shinchoku ")).map(str::to_owned);
    let spans = text.split('`').skip(1).step_by(2).filter(|it| it.starts_with("shinchoku ") && !it.contains('\n'));
    let whole = blocks.chain(spans.map(str::to_owned));
    whole.map(|it| it.split('#').next().unwrap_or_default().trim().to_owned()).collect()
}

/// The pages that a user reads from top to bottom; those on messages name commands in passing.
fn pages() -> Vec<(String, String)> {
    let mut paths = vec![package().join("README.md")];
    for entry in fs::read_dir(package().join("docs")).unwrap() {
        let path = entry.unwrap().path();
        if !path.file_name().is_some_and(|it| it.to_string_lossy().starts_with("messages.")) {
            paths.push(path);
        }
    }
    let page = |path: std::path::PathBuf| (path.display().to_string(), fs::read_to_string(&path).unwrap());
    paths.into_iter().filter(|it| it.extension().is_some_and(|it| it == "md")).map(page).collect()
}

/// A folder as the reader of the README has it: the sample in `input`, and reports under the names that the pages use.
fn place(folder: &Path) {
    fs::create_dir_all(folder.join("input")).unwrap();
    for edition in ["R4", "R5"] {
        let fixture = pdf(&format!("{edition}_typst.pdf"));
        fs::copy(&fixture, folder.join("input").join(format!("秋田県DX推進計画_{edition}.pdf"))).unwrap();
        fs::copy(&fixture, folder.join(if edition == "R4" { "any.pdf" } else { "report.pdf" })).unwrap();
    }
    let design = Path::new("fixtures/designs/letters.pdf");
    fs::create_dir_all(folder.join("fixtures/designs")).unwrap();
    fs::copy(package().join(design), folder.join(design)).unwrap();
}

#[test]
fn commands_shown_to_users_work() {
    let folder = tempfile::tempdir().unwrap();
    place(folder.path());
    let all: BTreeSet<(String, String)> = pages()
        .into_iter()
        .flat_map(|(page, text)| commands(&text).into_iter().map(move |command| (command, page.clone())))
        .collect();
    assert!(all.len() > 8, "the pages show commands: {all:?}");
    // `build` without arguments needs a project, most others need what it builds, and a profile is drafted before it is used.
    let order = |command: &str| match command.split(' ').nth(1) {
        Some("init") => 0,
        Some("build") => 1,
        Some("profile") if command.contains(" new ") => 2,
        _ => 3,
    };
    let mut sorted: Vec<_> = all.into_iter().collect();
    sorted.sort_by_key(|(command, _)| (order(command), command.clone()));
    let mut done = BTreeSet::new();
    for (command, page) in sorted {
        let words: Vec<&str> = command.split(' ').skip(1).collect();
        let line = words.join(" ");
        if is_form(&line) || NOT_RUN.iter().any(|it| line.starts_with(it)) || !done.insert(line.clone()) {
            continue;
        }
        let words = words.into_iter().filter(|it| !it.is_empty()).map(|it| it.trim_matches(['"', '\'']));
        let finished = shinchoku_in(folder.path(), words);
        assert_eq!(finished.code, 0, "{page}: {command}\n{}", finished.error);
    }
}

#[test]
fn files_named_to_contributors_are_there() {
    let text = fs::read_to_string(package().join("CONTRIBUTING.md")).unwrap();
    let is_path = |it: &&str| {
        ["src/", "tests/", "docs/", "benches/", "fixtures/", "input/"].iter().any(|root| it.starts_with(root))
            && !it.contains('*')
    };
    let named: Vec<&str> = text.split('`').skip(1).step_by(2).filter(is_path).collect();
    let lost: Vec<&&str> = named.iter().filter(|it| !package().join(it).exists()).collect();
    assert!(named.len() > 20 && lost.is_empty(), "{} named, not there: {lost:?}", named.len());
}

/// A text without what Markdown adds to it, so that line breaks and links do not matter.
fn words_of(text: &str) -> String {
    let link = Regex::new(r"\[([^\]]*)\]\([^)]*\)").unwrap();
    let plain = link.replace_all(text, "$1").replace("**", "");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a test of this path is there: `findings::name` in tests/it, `publish::csv::tests::name` in src.
fn is_test(path: &str) -> bool {
    let (modules, name) = path.rsplit_once("::").unwrap();
    let below = modules.strip_suffix("::tests").unwrap_or(modules).replace("::", "/");
    let files = ["tests/it/{}.rs", "src/{}.rs", "src/{}/mod.rs", "src/{}/tests.rs"].map(|it| it.replace("{}", &below));
    let test = Regex::new(&format!(r"#\[test\]\s+(#\[[^\]]*\]\s+)*fn {name}\(")).unwrap();
    files.iter().filter_map(|it| fs::read_to_string(package().join(it)).ok()).any(|it| test.is_match(&it))
}

#[test]
fn each_promise_stands_on_its_page_and_has_its_test() {
    let text = fs::read_to_string(package().join("docs/promises.md")).unwrap();
    let row = Regex::new(r"^\| (.*) \| `([a-z0-9_:]+)` \|$").unwrap();
    let (mut page, mut count) = (String::new(), 0);
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("## [").and_then(|it| it.split(']').next()) {
            page = words_of(&fs::read_to_string(package().join(name)).unwrap());
        } else if let Some(found) = row.captures(line) {
            assert!(page.contains(&words_of(&found[1])), "no page says: {}", &found[1]);
            assert!(is_test(&found[2]), "no test {}", &found[2]);
            count += 1;
        }
    }
    assert!(count > 40, "{count} promises");
    assert!(!is_test("documentation::nothing_of_this_name"));
}
