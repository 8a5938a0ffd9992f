//! The rules of ARCHITECTURE.md, checked on the sources as text: no build, milliseconds.

use std::collections::BTreeSet;

use super::source_text::{NamedPath, Source, sources};

/// `(layer, layers it may import)`; a layer is a folder or file directly under `src/`.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("storage", &["base"]),
    ("pdf", &["base"]),
    ("ocr", &["pdf", "base"]),
    ("text", &["base"]),
    ("layout", &["pdf", "base"]),
    ("report", &["layout", "text", "base"]),
    ("indicator", &["report", "text", "base"]),
    ("dataset", &["indicator", "report", "layout", "base"]),
    ("correction", &["dataset", "indicator", "report", "text", "base"]),
    ("link", &["dataset", "text", "base"]),
    ("analysis", &["link", "dataset", "base"]),
    ("publish", &["analysis", "link", "dataset", "base"]),
    ("review", &["publish", "dataset", "report", "indicator", "layout", "pdf", "base"]),
    (
        "pipeline",
        &[
            "publish",
            "analysis",
            "link",
            "correction",
            "dataset",
            "indicator",
            "report",
            "layout",
            "text",
            "ocr",
            "pdf",
            "storage",
            "base",
        ],
    ),
    (
        "cli",
        &[
            "pipeline",
            "review",
            "publish",
            "analysis",
            "link",
            "correction",
            "dataset",
            "indicator",
            "report",
            "layout",
            "text",
            "ocr",
            "pdf",
            "storage",
            "base",
        ],
    ),
    ("lib", &[]),
    ("main", &["cli"]),
];

/// `(beginning of a path, layers it may import beyond those of its own layer)`.
const MAY_ALSO_IMPORT: &[(&str, &[&str])] = &[
    // They compare printed wordings, dates and names of indicators.
    ("src/dataset/check", &["text"]),
    // It writes one document's JSON, for which no frames are made.
    ("src/publish/document", &["report", "indicator", "layout"]),
    // It writes the tables of any PDF, for which no frames are made, with the units that they are printed in.
    ("src/publish/table", &["layout", "text"]),
    // Units of values that are multiplied out.
    ("src/publish/wording", &["text"]),
];

/// `(beginning of a crate's name, its rooms)`.
const CRATE_ONLY_IN: &[(&str, &[&str])] = &[
    ("hayro", &["pdf"]),
    ("rten", &["ocr"]),
    ("skrifa", &["pdf"]),
    ("lopdf", &["pdf"]),
    ("resvg", &["publish"]),
    ("lindera", &["text"]),
    ("polars", &["dataset", "link", "analysis", "publish"]),
    ("rust_xlsxwriter", &["publish"]),
    ("calamine", &["publish"]),
    ("tempfile", &["storage"]),
    ("clap", &["cli", "main"]),
    ("anyhow", &["cli", "main"]),
    ("indicatif", &["cli"]),
    ("terminal_size", &["cli"]),
];

/// `(neighbouring words of a path, their rooms)`.
const STANDARD_ONLY_IN: &[([&str; 2], &[&str])] =
    &[(["std", "fs"], &["storage"]), (["process", "Command"], &["cli", "pipeline"])];

const MAX_LINES: usize = 400;

#[test]
fn layers_import_only_downwards() {
    keeps(broken_imports);
}

#[test]
fn crates_stay_in_their_rooms() {
    keeps(strayed_crates);
}

#[test]
fn files_and_processes_stay_in_their_rooms() {
    keeps(strayed_standard_paths);
}

#[test]
fn files_stay_readable() {
    keeps(|source| {
        let too_long = source.line_count > MAX_LINES;
        let message = format!(
            "{}:{MAX_LINES}: the file has {} lines, at most {MAX_LINES}: split it by topic",
            source.path, source.line_count
        );
        too_long.then_some(message).into_iter().collect()
    });
}

#[test]
fn nothing_is_unwrapped_outside_tests() {
    keeps(|source| {
        let found =
            source.tokens.windows(3).filter(|it| it[0].text == "." && it[1].text == "unwrap" && it[2].text == "(");
        let message = |line: usize| {
            format!(
                "{}:{line}: `unwrap()`: return an error, or `expect` with the proof that it cannot fail",
                source.path
            )
        };
        found.filter(|it| !it[0].in_test).map(|it| message(it[1].line)).collect()
    });
}

#[test]
fn nothing_is_left_to_do() {
    keeps(|source| {
        let is_left = |text: &str| matches!(text, "todo" | "unimplemented" | "dbg");
        let found = source.tokens.windows(2).filter(|it| is_left(&it[0].text) && it[1].text == "!");
        found.map(|it| format!("{}:{}: `{}!`: finish or remove it", source.path, it[0].line, it[0].text)).collect()
    });
}

#[track_caller]
fn keeps(rule: impl Fn(&Source) -> Vec<String>) {
    let broken: Vec<String> = sources().iter().flat_map(rule).collect();
    assert!(broken.is_empty(), "{} places break the rule:\n{}", broken.len(), broken.join("\n"));
}

fn broken_imports(source: &Source) -> Vec<String> {
    let Some(allowed) = allowed(&source.layer) else {
        return vec![format!(
            "{}:1: `{}` is no layer of ARCHITECTURE.md: move it into one, or add it there and to MAY_IMPORT",
            source.path, source.layer
        )];
    };
    let mut broken = Vec::new();
    for path in source.paths() {
        let Some(target) = layer_named(source, &path) else { continue };
        let also = MAY_ALSO_IMPORT.iter().any(|(begin, also)| source.path.starts_with(begin) && also.contains(&target));
        // Tests make their own input, so they also see what the layers below are made from.
        let in_test = path.in_test && below(&source.layer).contains(target);
        if target != source.layer && !allowed.contains(&target) && !also && !in_test {
            broken.push(format!(
                "{}:{}: `{}` may not import `{target}`: take what it needs as an argument, or move it down to `base`",
                source.path, path.line, source.layer
            ));
        }
    }
    broken
}

/// The layer that a path leads into.
fn layer_named<'a>(source: &Source, path: &'a NamedPath) -> Option<&'a str> {
    let second = path.segments.get(1)?.as_str();
    match path.segments[0].as_str() {
        "crate" => Some(second),
        "shinchoku" => Some(second),
        // `super` as often as the module is deep leads to the crate root.
        "super" => {
            let count = path.segments.iter().take_while(|it| *it == "super").count();
            path.segments.get(count).map(String::as_str).filter(|it| count >= source.depth && allowed(it).is_some())
        }
        _ => None,
    }
}

fn allowed(layer: &str) -> Option<&'static [&'static str]> {
    MAY_IMPORT.iter().find(|(name, _)| *name == layer).map(|(_, allowed)| *allowed)
}

/// The layers that a layer imports, and those that they import.
fn below(layer: &str) -> BTreeSet<&'static str> {
    let direct = allowed(layer).unwrap_or_default();
    direct.iter().flat_map(|it| std::iter::once(*it).chain(below(it))).collect()
}

fn strayed_crates(source: &Source) -> Vec<String> {
    let mut strayed = Vec::new();
    for path in source.paths().iter().filter(|it| !it.in_test) {
        for (name, rooms) in CRATE_ONLY_IN {
            if path.segments[0].starts_with(name) && !rooms.contains(&source.layer.as_str()) {
                strayed.push(format!(
                    "{}:{}: `{}` belongs to {}: put the call there and use plain types here",
                    source.path,
                    path.line,
                    path.segments[0],
                    rooms.join(", ")
                ));
            }
        }
    }
    strayed
}

fn strayed_standard_paths(source: &Source) -> Vec<String> {
    let mut strayed = Vec::new();
    for path in source.paths().iter().filter(|it| !it.in_test) {
        for (words, rooms) in STANDARD_ONLY_IN {
            if path.segments.windows(2).any(|it| it == words) && !rooms.contains(&source.layer.as_str()) {
                strayed.push(format!(
                    "{}:{}: `{}` belongs to {}: call a function of that layer, or take its result as an argument",
                    source.path,
                    path.line,
                    words.join("::"),
                    rooms.join(", ")
                ));
            }
        }
    }
    strayed
}

#[track_caller]
fn check(rule: fn(&Source) -> Vec<String>, path: &str, text: &str, expected: &str) {
    let broken = rule(&Source::new(path, text));
    let begins = broken.iter().map(|it| it.split(": ").take(2).collect::<Vec<_>>().join(": "));
    assert_eq!(begins.collect::<Vec<_>>().join("; "), expected);
}

#[test]
fn an_import_upwards_is_found_in_a_group() {
    let text = "use crate::{base::Rect,\n report::Report};";
    check(broken_imports, "src/layout/words.rs", text, "src/layout/words.rs:2: `layout` may not import `report`");
}

#[test]
fn an_import_upwards_is_found_behind_super() {
    let text = "use super::super::report::Report; use super::edges;";
    check(broken_imports, "src/layout/words.rs", text, "src/layout/words.rs:1: `layout` may not import `report`");
}

#[test]
fn the_writer_of_one_document_may_see_its_report() {
    check(broken_imports, "src/publish/document.rs", "use crate::report::Report;", "");
    let text = "use crate::report::Report;";
    check(broken_imports, "src/publish/csv.rs", text, "src/publish/csv.rs:1: `publish` may not import `report`");
}

#[test]
fn tests_may_make_what_the_layers_below_read() {
    check(broken_imports, "src/analysis/sources.rs", "#[cfg(test)] mod tests { use crate::report::Rating; }", "");
    let text = "#[cfg(test)] mod tests { use crate::publish::File; }";
    let expected = "src/analysis/sources.rs:1: `analysis` may not import `publish`";
    check(broken_imports, "src/analysis/sources.rs", text, expected);
}

#[test]
fn a_layer_that_nobody_knows_is_found() {
    check(broken_imports, "src/util.rs", "", "src/util.rs:1: `util` is no layer of ARCHITECTURE.md");
}

#[test]
fn files_are_found_outside_storage() {
    let text = "use std::{fs, path::Path};";
    check(
        strayed_standard_paths,
        "src/text/dictionary.rs",
        text,
        "src/text/dictionary.rs:1: `std::fs` belongs to storage",
    );
    check(strayed_standard_paths, "src/storage/run_folder.rs", text, "");
}
