//! Reports drawn as text: which year and which row a value is of, where heads are cut, blank or say too little.

use super::any_tests::check;
use super::drawn::report;
use super::{Overrides, read};
use crate::base::FiscalYear;
use crate::text::UnitTable;

#[test]
fn columns_without_years_are_not_all_of_the_year_of_the_report() {
    check(
        "指標 | 目標値 | 実績値 | 目標値 | 実績値
         受診率 | 80.0% | 75.1% | 81.0% | －
         受診者数 | 120人 | 100人 | 130人 | 100人",
        &[
            "受診率: target - 80.0%, actual - 75.1%, target - 81.0%, actual - －",
            "受診者数: target - 120人, actual - 100人, target - 130人, actual - 100人",
        ],
    );
}

#[test]
fn a_year_to_come_has_no_actual() {
    check(
        "指標 | R4実績 | R5 | R7
         受診率 | 75.1% | 76.0% | 80.0%",
        &["受診率: actual 2022 75.1%, actual 2023 76.0%"],
    );
}

#[test]
fn a_cut_head_names_no_year() {
    check(
        "指標 | R4実績 | R5実績 | \u{FFFD}20年\u{FFFD}
         受診率 | 75.1% | 76.0% | 80.0%",
        &["受診率: actual 2022 75.1%, actual 2023 76.0%"],
    );
    check(
        "年度 | 受診率 | 受診者数
         \u{FFFD}020年\u{FFFD} | 75.1% | 120人
         2021年度\u{FFFD} | 76.0% | 130人",
        &[],
    );
    check(
        "指標 | R4実績 | R5実績 | 020年度
         受診率 | 75.1% | 76.0% | 80.0%",
        &["受診率: actual 2022 75.1%, actual 2023 76.0%"],
    );
}

#[test]
fn a_letter_before_a_report_does_not_say_its_year() {
    let letter = "この資料は、会議の参考として配るものです。
                  ご意見は、事務局までお寄せください。
                  転載するときは、あらかじめご連絡をお願いします。";
    let mut layout = report(&format!("{letter}\n令和5年度の取組状況について\n指標 | 目標 | 実績\n受診率 | 80% | 75%"));
    // The letter stands on a page of its own.
    for (at, it) in layout.flow.iter_mut().enumerate() {
        if let crate::layout::Flow::Line(line) = it {
            line.page = 1 + u32::from(at >= 3);
        }
    }
    layout.tables.iter_mut().flat_map(|it| &mut it.parts).for_each(|it| it.page = 2);
    let report = read(&layout, None, "report.pdf", &Overrides::default(), UnitTable::built_in()).value;
    assert_eq!(report.identity.fiscal_year, FiscalYear::new(2023));
    assert_eq!(report.identity.title.as_deref(), Some("令和5年度の取組状況について"));
}

#[test]
fn names_beside_the_last_role_are_those_of_the_rows_above() {
    check(
        "指標 | 区分 | R4 | R5
          | 目標 | 50.0% | 53.4%
         受診率 | 実績 | 61.4% | 42.1%
          | 目標 | 120人 | 130人
         受診者数 | 実績 | 100人 | 110人",
        &[
            "受診率: target 2022 50.0%, target 2023 53.4%, actual 2022 61.4%, actual 2023 42.1%",
            "受診者数: target 2022 120人, target 2023 130人, actual 2022 100人, actual 2023 110人",
        ],
    );
}

#[test]
fn columns_of_the_year_before() {
    check(
        "指標名 | 前年度実績 | 目標 | 実績 | 前年度評価 | 評価
         講座の開催回数 | 4回 | 5回 | 3回 | A | B
         相談会の開催回数 | 6回 | 5回 | 2回 | B | C",
        &[
            "講座の開催回数: actual 2022 4回, target - 5回, actual - 3回, rated 2022 A, rated 2023 B",
            "相談会の開催回数: actual 2022 6回, target - 5回, actual - 2回, rated 2022 B, rated 2023 C",
        ],
    );
}

#[test]
fn rows_of_the_year_before() {
    check(
        "指標名 | 区分 | 数値
         講座の開催回数 | 前年度実績 | 4回
         ^ | 目標 | 5回
         ^ | 実績 | 3回
         相談会の開催回数 | 前年度実績 | 6回
         ^ | 目標 | 5回
         ^ | 実績 | 2回",
        &[
            "講座の開催回数: actual 2022 4回, target - 5回, actual - 3回",
            "相談会の開催回数: actual 2022 6回, target - 5回, actual - 2回",
        ],
    );
}

#[test]
fn labels_of_the_year_before() {
    check(
        "事業名 | 相談窓口の運営
         担当課 | 福祉課
         前年度評価 | B
         今年度評価 | A",
        &["相談窓口の運営: rated 2022 B, rated 2023 A"],
    );
}

#[test]
fn a_table_that_explains_signs_is_a_legend_whatever_its_heads_are_called() {
    let list = "指標 | R5目標 | R5実績 | 評価
                移住相談の件数 | 10件 | 12件 | ①";
    let value = "移住相談の件数: target 2023 10件, actual 2023 12件";
    let legend = |heads: &str| format!("{heads}\n① | 着実に進んでいる\n② | 概ね進んでいる\n③ | 改善を要する");
    check(&format!("{}\n指標の評価\n{list}", legend("評価 | 進み具合")), &[&format!("{value}, rated 2023 ①")]);
    let ranges = "評価 | 達成の度合い\n① | 80％以上\n② | 60％以上80％未満\n③ | 60％未満";
    check(&format!("{ranges}\n指標の評価\n{list}"), &[&format!("{value}, rated 2023 ①")]);
    // What counts the signs explains none.
    let counts = "評価 | 内訳\n① | 12件\n② | 15件\n③ | 3件";
    check(&format!("{counts}\n指標の評価\n{list}"), &[value]);
}

#[test]
fn numbers_of_a_legend_in_one_line_rate_below_bare_years() {
    let list = |legend: &str, heads: &str| {
        format!("令和5年度の進捗\n{legend}\n{heads}\n1 | 空き家の対策 | 5 | 4\n2 | 学校の給食 | 3 | 5")
    };
    let rated = ["空き家の対策: rated 2022 5, rated 2023 4", "学校の給食: rated 2022 3, rated 2023 5"];
    let heads = "番号 | 施策 | R4 | R5";
    check(&list("5：達成　4：順調　3：遅れ", heads), &rated);
    check(&list("※評価：５ 達成　４ 順調　３ 遅れ", heads), &rated);
    // What no line explains may count, and so does a list of contents.
    check(&list("次の表のとおり", heads), &[]);
    check(&list("3 目的　4 期間　5 進捗", heads), &[]);
    // A head that says what stands there is believed.
    let values = ["空き家の対策: actual 2022 5, actual 2023 4", "学校の給食: actual 2022 3, actual 2023 5"];
    check(&list("5：達成　4：順調　3：遅れ", "番号 | 施策 | R4実績 | R5実績"), &values);
}

#[test]
fn each_value_of_a_cell_behind_its_role() {
    let list = |first: &str, second: &str| {
        format!("No. | 取組名 | 目標と実績 | 評価\n1 | 空き家の対策 | {first} | A\n2 | 学校の給食 | {second} | B")
    };
    let rated = ["空き家の対策: rated 2023 A", "学校の給食: rated 2023 B"];
    let values = [
        "空き家の対策 > 空き家の対策: target - 100件, actual - 90件",
        "学校の給食 > 学校の給食: target - 20校, actual - 30校",
    ];
    let expected = [rated, values].concat();
    check(&list("【目標】100件【実績】90件", "【目標】20校【実績】30校"), &expected);
    check(&list("目標：100件／実績：90件", "目標：20校／実績：30校（達成率：150%）"), &expected);
    // A label that nobody understands, or the same again, leaves open what the values are.
    check(&list("【甲】100件【乙】90件", "【目標】20校【目標】30校"), &rated);
}

#[test]
fn work_behind_its_number_is_named_where_it_is_short() {
    let list = |first: &str| {
        format!(
            "番号 | 主な取組 | 指標 | R5目標 | R5実績 | 評価\n1 | {first} | 相談の件数 | 10件 | 12件 | A\n2 | 外国語の教育 | 受講の人数 | 20人 | 18人 | B"
        )
    };
    let named = [
        "学校の給食: rated 2023 A",
        "外国語の教育: rated 2023 B",
        "学校の給食 > 相談の件数: target 2023 10件, actual 2023 12件",
        "外国語の教育 > 受講の人数: target 2023 20人, actual 2023 18人",
    ];
    check(&list("学校の給食"), &named);
    check(
        &list("給食に地元の米を使い、献立表で生産者を紹介した。"),
        &[
            "相談の件数: target 2023 10件, actual 2023 12件, rated 2023 A",
            "受講の人数: target 2023 20人, actual 2023 18人, rated 2023 B",
        ],
    );
}
