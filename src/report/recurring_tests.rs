//! Reports drawn as text: boxes and passages whose titles have no label.

use super::any_tests::check;
use super::drawn::report;
use super::{Overrides, read};
use crate::text::UnitTable;

/// As many boxes as titles, each as `shape` draws one of a title and a grade.
fn drawn(titles: &[(&str, &str)], shape: impl Fn(&str, &str) -> String) -> String {
    let boxes: Vec<String> = titles.iter().map(|(title, grade)| shape(title, grade)).collect();
    format!("令和５年度の進捗\n{}", boxes.join("\n"))
}

const THREE: [(&str, &str); 3] = [("電子申請の拡大", "A"), ("電子決裁の定着", "B"), ("在宅勤務の環境整備", "A")];
const RATED: [&str; 3] =
    ["電子申請の拡大: rated 2023 A", "電子決裁の定着: rated 2023 B", "在宅勤務の環境整備: rated 2023 A"];

fn banded(title: &str, grade: &str) -> String {
    format!("１　{title}（担当：総務課） | <\n【R5計画】 | 手続を増やす。\n【評価】 | {grade}\n２年後に見直す。")
}

fn in_prose(title: &str, grade: &str) -> String {
    format!("■ {title}\n〔計画〕手続を増やす。\n〔実績〕\n手続が増えた。\n〔評価〕{grade}")
}

#[test]
fn a_band_over_labels_is_the_title_of_a_box() {
    check(&drawn(&THREE, banded), &RATED);
    // Two boxes may be anything.
    check(&drawn(&THREE[..2], banded), &[]);
}

#[test]
fn a_line_in_front_of_recurring_labels_is_a_title() {
    check(&drawn(&THREE, in_prose), &RATED);
    // The same words in front of each are no title of any.
    check(&drawn(&[("評価の結果", "A"), ("評価の結果", "B"), ("評価の結果", "C")], in_prose), &[]);
}

#[test]
fn a_line_above_a_row_of_labels_is_a_title() {
    let row = |title: &str, grade: &str| format!("{title}\n担当課 | R5計画 | 評価\n総務課 | 手続を増やす。 | {grade}");
    check(&drawn(&THREE, row), &RATED);
}

#[test]
fn what_stands_behind_and_below_labels_is_kept() {
    let overrides = Overrides { fiscal_year: crate::base::FiscalYear::new(2023), ..Overrides::default() };
    let report = read(&report(&drawn(&THREE, in_prose)), None, "report.pdf", &overrides, UnitTable::built_in()).value;
    let texts: Vec<(&str, &str)> = report.blocks.iter().map(|it| (it.plan.text(), it.progress.text())).collect();
    assert_eq!(texts, [("手続を増やす。", "手続が増えた。"); 3]);

    let report =
        read(&super::drawn::report(&drawn(&THREE, banded)), None, "report.pdf", &overrides, UnitTable::built_in());
    assert_eq!(report.value.initiatives[0].departments, ["総務課"]);
    assert_eq!(report.value.initiatives[0].number, Some(1));
}
