//! Tables of indicators as grids, read by a profile.

use super::coverage::unread_columns;
use super::drawn::table;
use super::header_cell::HeadYear;
use super::indicator_table::read_tables;
use super::profile::IndicatorForm;
use super::{Overrides, parse_profile, read};
use crate::base::Language;
use crate::layout::{DocumentLayout, Table};
use crate::text::UnitTable;

fn general() -> IndicatorForm {
    parse_profile("general.toml", include_str!("../../fixtures/profiles/general.toml")).unwrap().indicators.unwrap()
}

/// What the profile `general` reads: `name: role year printed, …` of each indicator.
#[track_caller]
fn check(grid: &str, expected: &[&str]) {
    let table = table(grid);
    let rows = read_tables([(0, &table)].into_iter(), &DocumentLayout::default(), &general());
    let found: Vec<String> = rows
        .iter()
        .map(|(_, it)| {
            let values = it.readings.iter().map(|it| {
                let year = it.fiscal_year.map_or("-".to_owned(), |it| it.year().to_string());
                format!("{} {year} {}", it.role.as_str(), it.printed.text())
            });
            let achievements = it.achievements.iter().map(|(year, printed)| match year {
                HeadYear::One(year) => format!("rate {} {}", year.year(), printed.text()),
                _ => format!("rate - {}", printed.text()),
            });
            let all: Vec<String> = values.chain(achievements).collect();
            format!("{}: {}", it.name.text(), all.join(", "))
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn a_row_of_values_with_a_header_word_is_no_header() {
    check(
        "種別     | 指標名   | 単位 | 区分 | 令和4年度 | 令和5年度
         活動指標 | 協力員数 | 人   | 目標 | 135       | 150
         ^        | ^        | ^    | 実績 | 140       | 149
         成果指標 | 訪問回数 | 回   | 目標 | 2,600     | 2,800
         ^        | ^        | ^    | 実績 | 2,705     | 2,790",
        &[
            "協力員数: target 2022 135, target 2023 150, actual 2022 140, actual 2023 149",
            "訪問回数: target 2022 2,600, target 2023 2,800, actual 2022 2,705, actual 2023 2,790",
        ],
    );
}

#[test]
fn kinds_of_indicators_do_not_contradict_roles() {
    check(
        "種別     | 指標名   | R5目標 | R5実績
         成果指標 | 訪問回数 | 2,800  | 2,790",
        &["訪問回数: target 2023 2,800, actual 2023 2,790"],
    );
}

#[test]
fn a_header_below_rows_is_one() {
    check(
        "指標名   | 区分   | R4 | R5
         協力員数 | 実績   | 10 | 11
         指標名   | 目標   | R4 | R5実績
         訪問回数 | 2,800  |    | 2,790",
        &["協力員数: actual 2022 10, actual 2023 11", "訪問回数: target - 2,800, actual 2023 2,790"],
    );
}

#[test]
fn words_that_count_beside_a_year_only() {
    check(
        "指標   | 前回値 | 実績値（R5） | 令和6年度
         ^      | ^      | ^            | 中間目標
         受診率 | 43.5   | 45.0         | 50.0",
        &["受診率: actual 2023 45.0, target 2024 50.0"],
    );
}

#[test]
fn columns_that_only_a_mark_tells_apart() {
    check(
        "指標   | R5目標① | R5目標② | R5実績（A） | R4実績 | R4実績（B）
         受診率 | 50.0     | 60.0     | 48.1        | 43.5   | 44.0",
        &["受診率: actual 2023 48.1, actual 2022 43.5"],
    );
}

#[test]
fn a_year_with_a_name_is_that_year() {
    check(
        "指標［単位］ | 区分   | 令和元年度（基準年度） | 令和4年度 | 令和8年度（目標年度）
         受診率［％］ | 目標値 | —                      | 50.0      | 60.0
         ^            | 実績値 | 43.5                   | 48.1      |",
        &["受診率［％］: target 2019 —, target 2022 50.0, target 2026 60.0, actual 2019 43.5, actual 2022 48.1"],
    );
    check(
        "指標   | 令和元年度（基準年度） | 令和4年度実績 | 令和8年度（目標年度） | 目標年度
         受診率 | 43.5                   | 48.1          | 60.0                  | 2026",
        &["受診率: baseline 2019 43.5, actual 2022 48.1, target 2026 60.0"],
    );
}

#[test]
fn the_actual_of_the_base_year_is_the_baseline() {
    check(
        "指標   | 区分 | 基準値（R1） | R4   | 目標値（R8）
         受診率 | 目標 |              | 50.0 | 60.0
         ^      | 実績 | 43.5         | 48.1 |",
        &["受診率: target 2022 50.0, target 2026 60.0, baseline 2019 43.5, actual 2022 48.1"],
    );
}

#[test]
fn sections_stand_for_initiatives_where_no_column_has_them() {
    let grid = "基本目標 | 施策の方向性 | 指標   | R5実績
                しごと   | 産業振興     | 雇用者 | 52
                ^        | ^            | 総生産 | 1,231
                ひと     | 移住促進     | 相談   | 201
                くらし   |              | 受診率 | 43.5";
    let layout = DocumentLayout { tables: vec![table(grid)], ..DocumentLayout::default() };
    let profile = parse_profile("general.toml", include_str!("../../fixtures/profiles/general.toml")).unwrap();
    let report = read(&layout, Some(&profile), "R5.pdf", &Overrides::default(), UnitTable::built_in()).value;
    let named = |index: usize| {
        let it = &report.initiatives[index];
        format!("{}/{}", it.area.as_deref().unwrap_or("-"), it.title)
    };
    let found: Vec<String> = report.indicators.iter().map(|it| it.initiative.map_or("-".to_owned(), named)).collect();
    assert_eq!(found, ["しごと/産業振興", "しごと/産業振興", "ひと/移住促進", "-"]);
}

#[track_caller]
fn check_unread(grids: &[&str], expected: &[&str]) {
    let tables: Vec<Table> = grids.iter().map(|it| table(it)).collect();
    let notes = unread_columns(tables.iter(), &general());
    let words = |text: String| text.split_once("mean: ").unwrap().1.split_once(". ").unwrap().0.to_owned();
    let found: Vec<String> = notes.iter().map(|it| words(it.message.text(Language::English))).collect();
    assert_eq!(found, expected);
}

#[test]
fn columns_of_figures_with_unknown_headers_have_a_note() {
    let grid = "指標   | 前回値 | 測定値 | R5   | 増減 | 補足       | 開始 | R5実績
                受診率 | 43.5   | 44%    | 45.0 | 1.5  | 3回の平均で、暫定値である | 2018 | 45.0
                喫煙率 | 20.0   | －     |      | 0.1  | なし       | R1   | 19.0";
    check_unread(&[grid, grid], &["前回値, 測定値, R5 (tables: 2)"]);
}

#[test]
fn years_whose_rows_say_what_they_hold_are_read() {
    check_unread(&["指標 | 区分 | R4 | R5\n受診率 | 実績 | 43.5 | 45.0"], &[]);
}
