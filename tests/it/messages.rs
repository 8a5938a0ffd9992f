//! docs/messages.ja.md and docs/messages.en.md: a section for every code, made of the catalogues and of docs/messages.tsv.
//!
//! `SHINCHOKU_WRITE_DOCS=1 cargo test --test it messages` writes both pages anew.

use std::collections::BTreeMap;
use std::fs;

use shinchoku::base::Language;
use shinchoku::base::message::{catalogue, hint};

use super::support::{check_generated, package};

/// How the keys of mere words begin: headings, progress, columns. All others are codes that a person may look up.
const WORDS: [&str; 28] = [
    "chart_",
    "page_",
    "trend_header_",
    "word_",
    "build_nothing",
    "build_pending",
    "build_unchanged",
    "build_waiting",
    "check_counts",
    "check_coverage",
    "clean_nothing",
    "clean_would",
    "clean_done",
    "column_",
    "correction_row_",
    "correction_wanted_",
    "explain_",
    "listing_",
    "news_",
    "probe_",
    "profile_column_",
    "progress_",
    "severity_",
    "show_legend_",
    "step_",
    "summary_",
    "usage_",
    "why_",
];

/// Words that no beginning tells.
const MORE_WORDS: &str = "build_begins shard_read dictionary_trying dictionary_building dictionary_terms_kept dictionary_installed dictionary_was_there font_trying font_installed font_was_there font_of_system ocr_trying ocr_installed ocr_was_there \
    table_caption table_caption_unit tables_written show_written project_made doctor_program doctor_project doctor_profiles \
    doctor_dictionary doctor_font doctor_ocr doctor_output doctor_workers doctor_run diff_initiative diff_rating diff_target diff_actual \
    diff_indicator diff_new diff_ended diff_renamed diff_moved diff_changed diff_restated profile_built_in profile_yours profile_linted \
    profile_drafted link_accepted link_rejected link_how_to_decide link_as link_overrules link_ask link_undone rule_card trend_list \
    correction_known correction_saved correction_undone correction_migrated correction_nothing_to_migrate correction_sheet_written \
    correction_would correction_ask correction_imported correction_sheet_row";

/// Codes that begin like words.
const CODES: [&str; 3] = ["page_cut_short", "page_lost", "explain_several_initiatives"];

/// When each code comes, in Japanese and English.
fn causes() -> BTreeMap<String, [String; 2]> {
    let text = fs::read_to_string(package().join("docs/messages.tsv")).unwrap();
    let row = |line: &str| {
        let [code, japanese, english] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("a row of docs/messages.tsv has three fields: {line}")
        };
        assert!(!japanese.is_empty() && !english.is_empty(), "{code}");
        (code.to_owned(), [japanese.to_owned(), english.to_owned()])
    };
    let rows: Vec<_> = text.lines().skip(1).map(row).collect();
    let causes: BTreeMap<_, _> = rows.iter().cloned().collect();
    assert_eq!(causes.len(), rows.len(), "no code comes twice");
    causes
}

fn page(language: Language) -> String {
    let (introduction, index, what_to_do) = match language {
        Language::Japanese => (
            "# メッセージ\n\nプログラムが `[コード]` を付けて示すメッセージの一覧です。`{…}` には値が入ります。このページはメッセージの\
             一覧と `messages.tsv` から作られます。[English](messages.en.md)\n",
            0,
            "どうすればよいか",
        ),
        Language::English => (
            "# Messages\n\nThe messages that the program shows with a `[code]`. Values stand for `{…}`. This page is made of the \
             catalogue of messages and of `messages.tsv`. [日本語](messages.ja.md)\n",
            1,
            "What to do",
        ),
    };
    let mut text = introduction.to_owned();
    for (code, cause) in causes() {
        let sentence = catalogue(language).get(&code).unwrap_or_else(|| panic!("no message has the code {code}"));
        text += &format!("\n## {code}\n\n> {sentence}\n\n{}\n", cause[index]);
        if let Some(hint) = hint(&code, language) {
            text += &format!("\n{what_to_do}: {hint}\n");
        }
    }
    text
}

#[test]
fn the_pages_are_those_of_the_catalogues() {
    check_generated("messages.ja.md", &page(Language::Japanese), "messages");
    check_generated("messages.en.md", &page(Language::English), "messages");
}

#[test]
fn every_code_has_its_section() {
    let causes = causes();
    let is_word = |key: &str| {
        !CODES.contains(&key)
            && (WORDS.iter().any(|it| key.starts_with(it)) || MORE_WORDS.split_whitespace().any(|it| it == key))
    };
    let mut missing: Vec<&String> =
        catalogue(Language::English).keys().filter(|it| !is_word(it) && !causes.contains_key(*it)).collect();
    missing.sort();
    assert!(missing.is_empty(), "docs/messages.tsv lacks {missing:?}: say when each comes, in Japanese and English");
    let words: Vec<&String> = causes.keys().filter(|it| is_word(it)).collect();
    assert!(words.is_empty(), "no codes: {words:?}");
}
