//! What became of the initiatives of three editions, whichever program typeset each of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::support::{copy_fixtures, csv_rows, expected, shinchoku_in};

/// Two editions with their years and numbers.
type Pair = (String, String, String, String);

/// The columns of a pair in a row, by name.
fn pair(field: impl Fn(&str) -> String) -> Pair {
    let [from, from_number, to, to_number] =
        ["from_fiscal_year", "from_number", "to_fiscal_year", "to_number"].map(field);
    (from, from_number, to, to_number)
}

/// The relation of each pair that is to be found, and of new and ended ones.
fn wanted() -> BTreeMap<Pair, String> {
    let all = expected("expected/links.json");
    let row = |row: &serde_json::Value| {
        let number = |name: &str| row[name].as_i64().map(|it| it.to_string()).unwrap_or_default();
        (pair(number), row["relation"].as_str().unwrap().to_owned())
    };
    all["links"].as_array().unwrap().iter().map(row).collect()
}

#[track_caller]
fn check(files: [&str; 3]) {
    let folder = tempfile::tempdir().unwrap();
    copy_fixtures(&folder.path().join("input"), &files);
    let finished =
        shinchoku_in(folder.path(), ["build", "input", "--output", "output", "--format", "csv"]).ends_with(0);
    assert!(finished.output.contains("\nLinks  "), "{}", finished.output);
    let rows = csv_rows(&fs::read(folder.path().join("output/current/datasets/initiative_links.csv")).unwrap());
    let (header, rows) = rows.split_first().unwrap();
    let (mut sure, mut review) = (BTreeMap::new(), BTreeSet::new());
    for row in rows {
        let field = |name: &str| row[header.iter().position(|it| it == name).unwrap()].clone();
        match field("status").as_str() {
            "auto" => _ = sure.insert(pair(field), field("relation")),
            _ => _ = review.insert(pair(field)),
        }
    }
    let wanted = wanted();
    let linked = |it: &&Pair| !it.1.is_empty() && !it.3.is_empty();
    let wrong: Vec<&Pair> = sure.keys().filter(linked).filter(|it| !wanted.contains_key(*it)).collect();
    assert!(wrong.is_empty(), "linked, and should not be: {wrong:?}");
    let missed: Vec<&Pair> = wanted.keys().filter(linked).filter(|it| !sure.contains_key(*it)).collect();
    assert!(missed.iter().all(|it| review.contains(*it)), "neither linked nor for review: {missed:?}");
    assert!(missed.len() <= 1 && review.len() <= 2, "for review: {review:?}");
    let other: Vec<&Pair> =
        sure.iter().filter(|(pair, found)| wanted.get(*pair).is_some_and(|it| it != *found)).map(|it| it.0).collect();
    assert!(other.len() <= 1, "another relation than expected: {other:?}");
}

#[test]
fn of_one_producer() {
    check(["R4_typst.pdf", "R5_typst.pdf", "R6_typst.pdf"]);
}

#[test]
fn of_three_producers() {
    check(["R4_calc.pdf", "R5_uplatex.pdf", "R6_chromium.pdf"]);
    check(["R4_cid_sjis.pdf", "R5_writer.pdf", "R6_uplatex_unembedded.pdf"]);
}

#[test]
fn a_decision_is_written_and_followed() {
    let folder = tempfile::tempdir().unwrap();
    copy_fixtures(&folder.path().join("input"), &["R5_typst.pdf", "R6_typst.pdf"]);
    let build = || shinchoku_in(folder.path(), ["build", "input", "--output", "output", "--lang", "en"]).ends_with(0);
    build();
    let listed = shinchoku_in(folder.path(), ["link", "list", "--format", "json"]).ends_with(0).json();
    let row = listed.as_array().unwrap().first().expect("one link is for review").clone();
    let [from, to] = ["from", "to"].map(|name| row[name].as_str().unwrap().to_owned());
    let decided = shinchoku_in(folder.path(), ["link", "accept", &from, &to, "--relation", "split", "--lang", "en"]);
    assert!(decided.ends_with(0).error.contains("Linked from the next build on"));
    let built = build();
    assert!(built.output.contains("2 split") && built.output.contains("0 to review"), "{}", built.output);
    shinchoku_in(folder.path(), ["link", "reject", &from, &to]).ends_with(0);
    let built = build();
    assert!(built.output.contains("0 split") && built.output.contains("0 to review"), "{}", built.output);
    let file = fs::read_to_string(folder.path().join("input/links/decisions.toml")).unwrap();
    assert_eq!(file.matches("[[link]]").count(), 2, "what was decided before is kept:\n{file}");
    let again = shinchoku_in(folder.path(), ["link", "reject", &from, &to, "--lang", "en"]).ends_with(2);
    assert!(again.one_line().starts_with("[link_decided]"), "{}", again.error);
    let turned = shinchoku_in(folder.path(), ["link", "accept", &to, &from, "--lang", "en"]).ends_with(2);
    assert!(turned.one_line().starts_with("[link_wrong_order]"), "{}", turned.error);
    let nothing = shinchoku_in(folder.path(), ["explain", "", "--lang", "en"]).ends_with(2);
    assert!(nothing.one_line().starts_with("[id_empty]"), "{}", nothing.error);
    // The last decision is taken back, and the one before it counts again.
    shinchoku_in(folder.path(), ["link", "undo"]).ends_with(0);
    assert_eq!(
        fs::read_to_string(folder.path().join("input/links/decisions.toml")).unwrap().matches("[[link]]").count(),
        1
    );
    let built = build();
    assert!(built.output.contains("2 split"), "{}", built.output);
    let wrong = shinchoku_in(folder.path(), ["link", "accept", "R5:999", "R6:1", "--lang", "en"]).ends_with(2);
    assert!(wrong.one_line().contains("R5:999"));
    fs::write(folder.path().join("input/links/mine.toml"), "[[link]]\nform = 1\n").unwrap();
    let refused = shinchoku_in(folder.path(), ["build", "input", "--output", "output", "--lang", "en"]).ends_with(2);
    assert!(refused.error.contains("nearest is \"from\""), "{}", refused.error);
}

#[test]
fn the_offered_relation_is_accepted_and_sure_links_are_not_broken_unasked() {
    let folder = tempfile::tempdir().unwrap();
    copy_fixtures(&folder.path().join("input"), &["R5_typst.pdf", "R6_typst.pdf"]);
    let run = |arguments: &[&str]| shinchoku_in(folder.path(), arguments);
    run(&["build", "input", "--output", "output", "--format", "parquet"]).ends_with(0);

    let listed = run(&["link", "list", "--lang", "en"]).ends_with(0);
    let row = run(&["link", "list", "--format", "json"]).ends_with(0).json()[0].clone();
    let command = row["accept"].as_str().unwrap();
    assert!(listed.error.contains(command), "the table says how each row is decided: {}", listed.error);
    let words: Vec<&str> = command.split(' ').skip(1).collect();
    run(&words).ends_with(0);
    let decisions = folder.path().join("input/links/decisions.toml");
    let written = fs::read_to_string(&decisions).unwrap();
    assert!(written.contains(&format!("relation = \"{}\"", row["relation"].as_str().unwrap())), "{written}");

    let refused = run(&["link", "accept", "R5:1", "R6:2", "--lang", "en"]).ends_with(2);
    assert!(refused.error.contains("breaks a sure link: R5:1") && refused.error.contains("--yes"), "{}", refused.error);
    assert_eq!(fs::read_to_string(&decisions).unwrap(), written, "nothing is decided");
    run(&["link", "accept", "R5:1", "R6:2", "--yes"]).ends_with(0);
    run(&["link", "undo", "R5:1", "R6:2"]).ends_with(0);
    assert_eq!(fs::read_to_string(&decisions).unwrap().trim_end(), written.trim_end());
}
