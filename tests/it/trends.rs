//! `trend` and `compare`: the answers of a run, and how they are printed.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::outputs::run_folder;
use super::support::{Finished, package, shinchoku_in};

/// Names of all trends, as `trend` takes them.
fn names() -> impl Iterator<Item = &'static str> {
    shinchoku::analysis::tables().iter().map(|it| it.name.trim_start_matches("trend_"))
}

fn trend(arguments: &[&str]) -> Finished {
    shinchoku_in(run_folder(), std::iter::once(&"trend").chain(arguments))
}

/// The rows of a trend that `keep` holds for.
#[track_caller]
fn rows(name: &str, keep: impl Fn(&Value) -> bool) -> Vec<Value> {
    let json = trend(&[name, "--format", "json"]).ends_with(0).json();
    json["rows"].as_array().unwrap().iter().filter(|it| keep(it)).cloned().collect()
}

fn of_2023(row: &Value) -> bool {
    row["fiscal_year"] == 2023
}

/// The fields of each row as words.
#[track_caller]
fn check(rows: &[Value], fields: &[&str], expected: &[&str]) {
    let word = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Number(number) if number.is_f64() => format!("{:.1}", number.as_f64().unwrap()),
        other => other.to_string(),
    };
    let words = |row: &Value| fields.iter().map(|it| word(&row[it])).collect::<Vec<_>>().join(" ");
    assert_eq!(rows.iter().map(words).collect::<Vec<_>>(), expected);
}

#[test]
fn akita_2023_rates_seventeen_a() {
    let rows = rows("ratings", of_2023);
    check(&rows, &["value", "count", "n", "share"], &["A 17 82 20.7", "B 60 82 73.2", "C 5 82 6.1"]);
    let fields = ["or_better_count", "or_better_share", "or_better_share_low", "or_better_share_high"];
    check(&rows[1..2], &fields, &["77 93.9 86.5 97.4"]);
}

#[test]
fn akita_2023_against_2022_shows_no_difference() {
    let is_own = |row: &Value| {
        row["reported_fiscal_year"] == 2023 && row["to_fiscal_year"] == 2023 && row["basis"] == "one_report"
    };
    let rows = rows("transitions", is_own);
    let fields = ["n", "improved", "same", "worsened", "stability", "verdict", "entered_count"];
    check(&rows, &fields, &["73 11 57 5 78.1 no_difference_shown 9"]);
    // binomtest(11, 16).pvalue in SciPy 1.17.1.
    assert_eq!(rows[0]["p_value"], 0.210114);
}

#[test]
fn akita_2023_has_fourteen_initiatives_with_target_and_actual() {
    let rows = rows("coverage", of_2023);
    check(&rows[..4], &["stage", "count"], &["listed 82", "detailed 24", "target 14", "pair 14"]);
}

#[test]
fn akita_2023_rates_by_the_worse_of_two_indicators() {
    let fields = ["better_value", "worse_value", "above", "up_to", "n", "contradiction_count", "policy"];
    let expected = ["A B 97.625 106.6 14 0 worst", "B C 47.7778 81.3 14 0 worst"];
    check(&rows("thresholds", of_2023), &fields, &expected);
    assert!(rows("contradictions", of_2023).is_empty());
}

#[test]
fn akita_2023_has_two_initiatives_at_c_for_two_years() {
    let rows = rows("lowest_rated", |it| of_2023(it) && it["chronic"] == true);
    let expected = ["キャッシュレス納付の推進 2022", "スマートフォン操作体験会等の実施 2022"];
    check(&rows, &["title", "first_fiscal_year"], &expected);
}

#[test]
fn every_trend_is_printed_in_both_languages() {
    for name in names() {
        for language in ["ja", "en"] {
            let finished = trend(&[name, "--lang", language]).ends_with(0);
            assert!(!finished.output.trim().is_empty() && finished.error.is_empty(), "{name}: {}", finished.error);
            check_alignment(&finished.output);
        }
    }
}

/// The lines of a table are equally wide on the screen.
#[track_caller]
fn check_alignment(printed: &str) {
    let is_wide = |it: char| matches!(it, '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE6F}' | '\u{FF00}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}');
    let width = |line: &str| line.chars().map(|it| if is_wide(it) { 2 } else { 1 }).sum::<usize>();
    let lines: Vec<&str> = printed.lines().filter(|it| it.starts_with(['┌', '│', '╞', '└'])).collect();
    assert!(lines.windows(2).all(|it| width(it[0]) == width(it[1])), "{printed}");
}

#[test]
fn what_is_to_be_kept_in_mind_stands_below_the_table() {
    let finished = trend(&["transitions", "--lang", "ja"]).ends_with(0);
    let last = finished.output.lines().last().unwrap_or_default();
    assert!(last.contains("差があるとは言えない"), "{last}");
    let json = trend(&["trend_transitions", "--format", "json", "--lang", "en"]).ends_with(0).json();
    let codes: Vec<&str> = json["cautions"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"no_difference_shown"), "{codes:?}");
}

#[test]
fn csv_is_the_dataset() {
    let printed = trend(&["coverage", "--format", "csv"]).ends_with(0).output;
    let dataset = fs::read(run_folder().join("output/current/datasets/trend_coverage.csv")).unwrap();
    assert!(printed.as_bytes() == dataset);
}

#[test]
fn without_a_name_all_trends_are_listed() {
    let printed = trend(&["--lang", "en"]).ends_with(0).output;
    assert!(names().all(|it| printed.contains(it)), "{printed}");
    check_alignment(&printed);
    let json = trend(&["--format", "json"]).ends_with(0).json();
    assert_eq!(json["trends"].as_array().unwrap().len(), names().count());
    let finished = trend(&["--format", "csv", "--lang", "en"]).ends_with(2);
    assert!(finished.one_line().contains("ratings"));
}

#[test]
fn a_trend_that_nobody_knows() {
    let finished = trend(&["rating", "--lang", "en"]).ends_with(2);
    assert!(finished.one_line().contains("ratings, transitions"));
}

fn compare(arguments: &[&str]) -> Finished {
    shinchoku_in(run_folder(), std::iter::once(&"compare").chain(arguments))
}

#[test]
fn prefectures_are_rated_anew_by_the_rule_asked_for() {
    let json = compare(&["--rule", "ibaraki", "--format", "json"]).ends_with(0).json();
    let of_rule = |row: &&Value| of_2023(row) && row["rule"] == "ibaraki";
    let rows: Vec<Value> = json["rows"].as_array().unwrap().iter().filter(of_rule).cloned().collect();
    check(&rows, &["value", "count", "n"], &["A 8 15", "B+ 5 15", "B 0 15", "C 2 15"]);
    assert!(json["rows"].as_array().unwrap().iter().all(|it| it["rule"] == "ibaraki" || it["rule"] == "own"));
    for rule in ["ibaraki", "nagano", "state"] {
        let printed = compare(&["--rule", rule, "--lang", "ja"]).ends_with(0).output;
        assert!(printed.starts_with("基準：") && printed.contains("自県の基準"), "{printed}");
        check_alignment(&printed);
    }
}

#[test]
fn a_rule_that_nobody_knows() {
    let finished = compare(&["--rule", "tokyo", "--lang", "en"]).ends_with(2);
    assert!(finished.one_line().contains("ibaraki, nagano, state"));
}

#[track_caller]
fn check_without_run(folder: &Path, arguments: &[&str]) {
    let finished = shinchoku_in(folder, arguments.iter().chain(&["--lang", "en"])).ends_with(2);
    assert!(finished.one_line().contains("build"), "{}", finished.error);
    assert_eq!(finished.output, "");
}

#[test]
fn without_a_run() {
    let folder = tempfile::tempdir().unwrap();
    check_without_run(folder.path(), &["trend"]);
    check_without_run(folder.path(), &["trend", "ratings"]);
    check_without_run(folder.path(), &["compare"]);
}

#[test]
fn a_run_of_another_version_or_without_parquet() {
    let folder = tempfile::tempdir().unwrap();
    let datasets = folder.path().join("output/runs/1/datasets");
    fs::create_dir_all(&datasets).unwrap();
    fs::write(folder.path().join("output/current"), "runs/1\n").unwrap();
    check_without_run(folder.path(), &["trend", "ratings"]);
    fs::write(datasets.join("trend_ratings.parquet"), b"not Parquet").unwrap();
    check_without_run(folder.path(), &["trend", "ratings"]);
    let other = run_folder().join("output/current/datasets/trend_coverage.parquet");
    fs::copy(other, datasets.join("trend_ratings.parquet")).unwrap();
    check_without_run(folder.path(), &["trend", "ratings"]);
}

#[test]
fn the_page_on_trends_explains_every_table_and_every_caution() {
    let page = fs::read_to_string(package().join("docs/analyses.md")).unwrap();
    let sections: Vec<&str> = page.split("\n## ").skip(1).collect();
    for table in shinchoku::analysis::tables() {
        let heading = format!("`{}`\n", table.name);
        let section = sections.iter().find(|it| it.starts_with(&heading));
        let section = section.unwrap_or_else(|| panic!("docs/analyses.md has no section {}", table.name));
        for part in ["- 式 formula: ", "- 出典 source: ", "- 最小の n: ", "- 読み方：", "- How to read it: "]
        {
            assert!(section.contains(part), "docs/analyses.md: {} lacks {part}", table.name);
        }
    }
    assert_eq!(sections.len(), shinchoku::analysis::tables().len() + 1, "a section a table, and the cautions");
    for (code, wording) in shinchoku::analysis::all_cautions() {
        let line = format!("| `{code}` | {} {} |", wording.japanese, wording.english);
        assert!(page.contains(&line), "docs/analyses.md lacks the caution {code}");
    }
    for rule in shinchoku::analysis::rules() {
        assert!(page.contains(&format!("`{}`", rule.id)), "docs/analyses.md lacks the rule {}", rule.id);
    }
}
