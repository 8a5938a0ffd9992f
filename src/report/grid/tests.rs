//! Tables drawn as text and what is read of them: `^` goes on with the cell above, `<` with the one to the left.

use super::{Form, Grid, Known, read_grid};
use crate::base::{FiscalYear, Rect};
use crate::layout::{Cell, Passage, Table};
use crate::text::UnitTable;

/// A table as drawn; `/` in a cell begins a new printed line.
fn table(grid: &str) -> Table {
    let rows: Vec<Vec<&str>> = grid.lines().map(|row| row.split('|').map(str::trim).collect()).collect();
    let mut cells = Vec::new();
    for (row, texts) in rows.iter().enumerate() {
        for (column, text) in texts.iter().enumerate().filter(|(_, it)| **it != "^" && **it != "<") {
            let below = rows[row + 1..].iter().take_while(|it| it[column] == "^").count();
            let beside = texts[column + 1..].iter().take_while(|it| **it == "<").count();
            let bbox = Rect::new(column as f64, row as f64, (column + beside + 1) as f64, (row + below + 1) as f64);
            let mut passage = Passage::default();
            for (line, text) in text.split('/').enumerate() {
                let y = row as f64 * 100.0 + line as f64 * 10.0;
                text.chars().for_each(|it| passage.push(it, 1, Rect::new(0.0, y, 8.0, y + 8.0)));
            }
            let (row_span, column_span) = (below + 1, beside + 1);
            cells.push(Cell { row, column, row_span, column_span, text: passage, size: 9.0, page: 1, bbox });
        }
    }
    let boundaries = (0..=rows[0].len()).map(|it| it as f64).collect();
    Table { row_count: rows.len(), boundaries, cells, ..Table::default() }
}

/// What is read of a table in a report on R5: `initiative > indicator (part): role year printed unit, …; grade year judge`.
fn read(grid: &str) -> Vec<String> {
    let table = table(grid);
    let units = UnitTable::built_in();
    let known =
        Known { reported: FiscalYear::new(2023), caption: None, heading: None, levels: &[], legend: &[], units };
    let mut form = Form::default();
    let mut entries = read_grid(&Grid::new(&table, &known), &known, &mut form);
    entries.extend(form.end());
    let one_line = |it: &Passage| it.text().replace('\n', "");
    entries
        .iter()
        .map(|entry| {
            let names: Vec<String> = entry.initiative.iter().chain(&entry.indicator).map(one_line).collect();
            let part = entry.part.as_ref().map_or(String::new(), |it| format!(" ({it})"));
            let values = entry.readings.iter().map(|it| {
                let year = it.fiscal_year.map_or("-".to_owned(), |it| it.year().to_string());
                format!("{} {year} {}", it.role.as_str(), it.printed.text())
            });
            let grades = entry.grades.iter().map(|it| {
                let year = it.fiscal_year.map_or("-".to_owned(), |it| it.year().to_string());
                let judge = it.judge.as_ref().map_or(String::new(), |it| format!(" by {}", it.1));
                format!("rated {year} {}{judge}", it.printed.text())
            });
            let said: Vec<String> = values.chain(grades).collect();
            format!("{}{part}: {}", names.join(" > "), said.join(", "))
        })
        .collect()
}

#[track_caller]
fn check(grid: &str, expected: &[&str]) {
    assert_eq!(read(grid), expected);
}

#[test]
fn the_years_of_values_in_the_row_below() {
    check(
        "指　標         | <      | 策定時     | 中間評価   | 最終評価  | 目標値    | 評価(最終)
         肥満者の割合   | 男性   | 27.4%      | 25.9%      | 25.0%     | 24%以下   | B
         ^              | ^      | 平成24年度 | 平成29年度 | 令和4年度 | 令和5年度 | ^
         ^              | 女性   | 15.1%      | 14.7%      | 13.6%     | 13%以下   | B
         ^              | ^      | 平成24年度 | 平成29年度 | 令和4年度 | 令和5年度 | ^
         野菜を食べる人 | <      | 31.6%      | 35.7%      | 30.1%     | 45%以上   | D
         ^              | ^      | 平成24年度 | 平成29年度 | 令和4年度 | 令和5年度 | ^",
        &[
            "肥満者の割合 (男性): baseline 2012 27.4%, actual 2017 25.9%, actual 2022 25.0%, target 2023 24%以下, rated - B",
            "肥満者の割合 (女性): baseline 2012 15.1%, actual 2017 14.7%, actual 2022 13.6%, target 2023 13%以下, rated - B",
            "野菜を食べる人: baseline 2012 31.6%, actual 2017 35.7%, actual 2022 30.1%, target 2023 45%以上, rated - D",
        ],
    );
}

#[test]
fn two_dated_lines_in_a_cell() {
    check(
        "項目         | 計画策定時の数値 | 実績                            | 目標値（期限）
         女性委員割合 | 32.8%（R元年度） | 令和４年度 35.6%/令和５年度 36.4% | 40%（令和７年度）",
        &[
            "女性委員割合: baseline - 32.8%（R元年度）, actual 2022 35.6%, actual 2023 36.4%, target - 40%（令和７年度）",
        ],
    );
}
