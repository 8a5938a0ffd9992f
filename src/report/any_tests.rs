//! Reports of any design, drawn as text: what their lines and tables say together.

use super::drawn::report;
use super::{Overrides, Role, read};
use crate::base::FiscalYear;
use crate::text::UnitTable;

/// What is read of a report on R5: `area > initiative > indicator: role year printed unit, …; rated year grade by judge`.
#[track_caller]
pub(super) fn check(drawn: &str, expected: &[&str]) {
    assert_eq!(said(drawn, FiscalYear::new(2023)), expected);
}

fn said(drawn: &str, fiscal_year: Option<FiscalYear>) -> Vec<String> {
    let overrides = Overrides { fiscal_year, ..Overrides::default() };
    let report = read(&report(drawn), None, "report.pdf", &overrides, UnitTable::built_in()).value;
    let title = |it: usize| {
        let initiative = &report.initiatives[it];
        let levels = [initiative.area.clone(), initiative.section.clone()].into_iter().flatten();
        levels.chain([initiative.title.clone()]).collect::<Vec<String>>().join(" > ")
    };
    let year = |it: Option<FiscalYear>| it.map_or("-".to_owned(), |it| it.year().to_string());
    let rated = |initiative: Option<usize>, indicator: Option<usize>| {
        let own = report.ratings.iter().filter(move |it| (it.initiative, it.indicator) == (initiative, indicator));
        own.map(|it| {
            let judge = it.evaluator.as_ref().or(it.axis.as_ref()).map_or(String::new(), |it| format!(" by {it}"));
            format!("rated {} {}{judge}", it.fiscal_year.year(), it.printed)
        })
        .collect::<Vec<String>>()
    };

    let mut found: Vec<String> = (0..report.initiatives.len())
        .map(|it| format!("{}: {}", title(it), rated(Some(it), None).join(", ")))
        .collect();
    for (at, row) in report.indicators.iter().enumerate() {
        let name = row.initiative.map(title).into_iter().chain([row.name.text().to_owned()]).collect::<Vec<String>>();
        let values = row.readings.iter().map(|it| {
            let unit = it.unit.as_deref().or(row.unit.as_ref().map(|it| it.text())).unwrap_or_default();
            format!("{} {} {}{unit}", it.role.as_str(), year(it.fiscal_year), it.printed.text())
        });
        let grades = rated(row.initiative, Some(at));
        let part = row.part.as_ref().map_or(String::new(), |it| format!(" ({it})"));
        found.push(format!("{}{part}: {}", name.join(" > "), values.chain(grades).collect::<Vec<String>>().join(", ")));
    }
    found
}

#[test]
fn a_line_above_gives_the_role_of_years_alone() {
    let table = "区分 | R4年度 | R5年度
                 <1>地域生活への移行者数 | 29人 | 44人
                 <2>施設入所者の減少数 | 11人 | 9人";
    check(
        &format!("【実績値】\n{table}"),
        &[
            "地域生活への移行者数: actual 2022 29人, actual 2023 44人",
            "施設入所者の減少数: actual 2022 11人, actual 2023 9人",
        ],
    );
    check(&format!("【利用の状況】\n{table}"), &[]);
    check(&format!("目標と実績\n{table}"), &[]);
}

#[test]
fn a_measure_that_nobody_knows_rates_by_its_name() {
    check(
        "No. | 取組 | 担当課 | 量的評価 | 質的評価
         1 | 福祉学習の推進 | 福祉課 | A | B
         2 | 福祉まつりの開催 | 福祉課 | B | A",
        &[
            "福祉学習の推進: rated 2023 A by 量的評価, rated 2023 B by 質的評価",
            "福祉まつりの開催: rated 2023 B by 量的評価, rated 2023 A by 質的評価",
        ],
    );
}

#[test]
fn circled_numbers_rate_where_the_legend_says_so() {
    let list = "指標 | R5目標 | R5実績 | 評価
                移住相談の件数 | 10件 | 12件 | ①
                空き家の活用件数 | 8件 | 5件 | ③";
    let legend = "評価基準 | 内容
                  ① | 着実に進んでいる
                  ② | 概ね進んでいる
                  ③ | 改善を要する";
    let rated = [
        "移住相談の件数: target 2023 10件, actual 2023 12件, rated 2023 ①",
        "空き家の活用件数: target 2023 8件, actual 2023 5件, rated 2023 ③",
    ];
    check(&format!("{legend}\n指標の評価\n{list}"), &rated);
    check(list, &rated.map(|it| &it[..it.find(", rated").unwrap()]));
}

#[test]
fn a_measure_below_the_name_of_the_work_is_where_that_belongs() {
    check(
        "事務事業名 | 放課後児童クラブの運営
         担当課 | こども課
         施策 | 放課後の居場所づくり
         総合評価 | A",
        &["放課後の居場所づくり > 放課後児童クラブの運営: rated 2023 A"],
    );
}

#[test]
fn a_measure_above_the_next_work_is_none_of_the_last() {
    check(
        "施策 | 居場所づくり
         事業名 | 児童クラブの運営
         総合評価 | A
         施策 | 交通の確保
         事業名 | 予約バスの運行
         総合評価 | B",
        &["居場所づくり > 児童クラブの運営: rated 2023 A", "交通の確保 > 予約バスの運行: rated 2023 B"],
    );
}

#[test]
fn what_it_cost_is_no_indicator() {
    check(
        "項目 | R4実績 | R5実績
         事業費合計 | 141,906千円 | 152,254千円
         一般財源 | 41,906千円 | 52,254千円
         利用者数 | 1,204人 | 1,310人",
        &["利用者数: actual 2022 1,204人, actual 2023 1,310人"],
    );
}

#[test]
fn places_in_a_list_are_no_part_of_a_name() {
    check(
        "項目 | R5目標 | R5実績
         (2) 入所者数 | 10人 | 12人
         ３　短期入所の利用 | 8件 | 5件
         ①受講者数 | 8人 | 5人
         65歳以上の人口 | 8人 | 5人
         (65歳以上)受診者数 | 8人 | 5人",
        &[
            "入所者数: target 2023 10人, actual 2023 12人",
            "短期入所の利用: target 2023 8件, actual 2023 5件",
            "受講者数: target 2023 8人, actual 2023 5人",
            "65歳以上の人口: target 2023 8人, actual 2023 5人",
            "(65歳以上)受診者数: target 2023 8人, actual 2023 5人",
        ],
    );
}

#[test]
fn notes_at_the_end_say_of_which_era_years_are() {
    let drawn = "計画の達成状況
                 指標 | 29年度目標 | 28年度結果
                 入所者数 | 2,360人 | 2,402人
                 ※　年は平成で表記している。結果は平成28年度の値である。";
    assert_eq!(said(drawn, None), ["入所者数: target 2017 2,360人, actual 2016 2,402人"]);
    let undated = drawn.lines().filter(|it| !it.contains('※')).collect::<Vec<&str>>().join("\n");
    assert_eq!(said(&undated, None), ["入所者数: target - 2,360人, actual - 2,402人"]);
}

#[test]
fn what_came_out_at_the_end_is_of_the_year_of_the_target() {
    let table = "指標 | 指標値 | 単位 | 目標年月 | 本事業終了後における実績値
                 移住者数 | 30 | 人 | H28.3 | 24
                 創業件数 | 5 | 件 | H29.3 | 4";
    assert_eq!(
        said(table, None),
        ["移住者数: target 2015 30人, actual 2015 24人", "創業件数: target 2016 5件, actual - 4件"]
    );
    let undated = table.replace("本事業終了後における実績値", "実績値");
    assert!(said(&undated, None)[0].ends_with("actual - 24人"), "{:?}", said(&undated, None));
}

#[test]
fn a_grade_judges_the_actual_of_its_row_where_the_report_says_no_year() {
    let table = "指標 | 目標値 | 実績値 | 評価
                 入院患者数 | 10人（平成29年度） | 8人（平成26年度） | △
                 利用者数 | 5人（平成29年度） | 6人（平成28年度） | ○
                 受講者数 | 5人（平成29年度） | 7人（平成28年度） | ◎";
    let rated = |year: Option<i16>| -> Vec<String> {
        let said = said(table, year.and_then(FiscalYear::new));
        said.iter().filter_map(|it| Some(it[it.find("rated")?..].to_owned())).collect()
    };
    assert_eq!(rated(None), ["rated 2014 △", "rated 2016 ○", "rated 2016 ◎"]);
    assert_eq!(rated(Some(2018)), ["rated 2018 △", "rated 2018 ○", "rated 2018 ◎"]);
}

#[test]
fn a_table_without_heads_goes_on_below_those_before_it() {
    let first = "No | 取組 | 担当課 | 量的評価
                 1 | 福祉学習の推進 | 福祉課 | A
                 2 | 福祉まつりの開催 | 福祉課 | B";
    let second = "3 | 交流事業の推進 | 市民協働課 | C
                  4 | 居場所づくり | 福祉課 | D";
    check(
        &format!("基本目標１　学びを広げる\n{first}\n基本目標２　交流を広げる\n{second}"),
        &[
            "基本目標１　学びを広げる > 福祉学習の推進: rated 2023 A by 量的評価",
            "基本目標１　学びを広げる > 福祉まつりの開催: rated 2023 B by 量的評価",
            "基本目標２　交流を広げる > 交流事業の推進: rated 2023 C by 量的評価",
            "基本目標２　交流を広げる > 居場所づくり: rated 2023 D by 量的評価",
        ],
    );
    check(second, &[]);
}

#[test]
fn rows_go_on_below_a_row_of_labels() {
    check(
        "No. | 取組 | 担当課 | 量的評価 | 質的評価
         5 | 養成講座の開催 | 福祉協議会 | C | B
         総合評価 | < | B | < | <
         委員会の意見 | < | 若い世代の参加を促す。 | < | <
         10 | サロン活動の支援 | 福祉協議会 | A | A
         11 | 予算の執行 | 財政課 | 1,200千円 | A
         総合評価 | < | B | < | <",
        &[
            "養成講座の開催: rated 2023 C by 量的評価, rated 2023 B by 質的評価",
            "サロン活動の支援: rated 2023 A by 量的評価, rated 2023 A by 質的評価",
            "予算の執行: rated 2023 A by 質的評価",
        ],
    );
}

#[test]
fn a_list_may_have_nothing_but_years_over_its_grades() {
    check(
        "分野 | 取組事項 | R4 | R5
         行政 | 窓口の電子化 | B | A
         行政 | 申請の電子化 | B | B
         産業 | スマート農業 | C | B",
        &[
            "行政 > 窓口の電子化: rated 2022 B, rated 2023 A",
            "行政 > 申請の電子化: rated 2022 B, rated 2023 B",
            "産業 > スマート農業: rated 2022 C, rated 2023 B",
        ],
    );
}

#[test]
fn of_a_choice_that_nothing_marks_no_grade_is_read() {
    let sheet = |grade: &str| format!("施策名 | 学校教育の充実\n担当課 | 学校教育課\n総合評価 | {grade}");
    check(&sheet("A B C D"), &["学校教育の充実: "]);
    check(&sheet("■A □B □C"), &["学校教育の充実: rated 2023 A"]);
    check(&sheet("B"), &["学校教育の充実: rated 2023 B"]);
}

#[test]
fn the_line_above_says_who_rates() {
    check(
        "施策名 | 学校教育の充実
         担当課 | 学校教育課
         【内部評価】
         評価 | A
         【外部評価】
         評価 | B",
        &["学校教育の充実: rated 2023 A by 【内部評価】, rated 2023 B by 【外部評価】"],
    );
}

#[test]
fn grades_below_those_who_give_them_are_of_the_sheet() {
    check(
        "施策名 | 意識啓発の推進 | < | <
         担当課 | 人権課 | < | <
         自己評価 | 評価の理由 | 外部評価 | 審議会の意見
         A | 参加者が増えた。 | B | 手段を工夫されたい。",
        &["意識啓発の推進: rated 2023 A by 自己評価, rated 2023 B by 外部評価"],
    );
}

#[test]
fn measures_down_the_rows_rate_the_sheet() {
    check(
        "事務事業名 | 空き家バンクの運営
         担当課 | 定住推進課
         事業の評価
         評価項目 | 評価 | 評価の理由
         妥当性 | A | 希望者の需要は高い。
         効率性 | B | 調査に時間を要した。
         総合評価 | A | 計画どおり進める。",
        &["空き家バンクの運営: rated 2023 A, rated 2023 A by 妥当性, rated 2023 B by 効率性"],
    );
}

#[test]
fn how_far_the_work_has_come_is_a_measure_beside_another_rating() {
    check(
        "No | 取組項目 | 実施状況 | 達成度
         1 | ホームページの充実 | 取組中 | 達成
         2 | 公募枠の拡大 | 未着手 | 未達成
         3 | アダプト制度の導入 | 完了 | 達成
         4 | 出前講座の拡充 | 取組中 | 一部達成",
        &[
            "ホームページの充実: rated 2023 取組中 by 実施状況, rated 2023 達成 by 達成度",
            "公募枠の拡大: rated 2023 未着手 by 実施状況, rated 2023 未達成 by 達成度",
            "アダプト制度の導入: rated 2023 完了 by 実施状況, rated 2023 達成 by 達成度",
            "出前講座の拡充: rated 2023 取組中 by 実施状況, rated 2023 一部達成 by 達成度",
        ],
    );
}

#[test]
fn goals_with_their_years_beside_them() {
    check(
        "施策 | 目標 | < | < | 実績 | <
         ^ | 目標の内容 | 年次 | 数値 | 年次 | 数値
         資源の利用 | 食品ロス発生量 | 2030年度 | 38万t | 2022年度 | 45.1万t
         ^ | リサイクル率 | 2026年度 | 25％ | 2022年度 | 22.4％",
        &[
            "食品ロス発生量: target 2030 38万t, actual 2022 45.1万t",
            "リサイクル率: target 2026 25％, actual 2022 22.4％",
        ],
    );
}

#[test]
fn small_tables_each_below_its_name() {
    check(
        "数値目標②　出生数
         平成26（基準値） | 令和4 | 令和5（現状値） | 令和7（目標値）
         1,812 | 1,846 ↑ | 1,770 ↓ | 1,950",
        &["出生数: baseline 2014 1,812, actual 2022 1,846 ↑, actual 2023 1,770 ↓, target 2025 1,950"],
    );
}

#[test]
fn the_year_that_is_named_most_often_dates_the_others() {
    let drawn = "計画の達成状況
                 指標 | 5年度実績 | 6年度目標
                 入所者数 | 360人 | 402人
                 ※　事業は昭和61年度に始まった。
                 ※　令和5年度の値は速報値である。
                 ※　令和5年度から定義を改めた。";
    assert_eq!(said(drawn, None), ["入所者数: actual 2023 360人, target 2024 402人"]);
}

#[test]
fn a_number_behind_its_label_stands_beside_the_title() {
    check(
        "事業番号：重点1 | 子育て情報の提供（こども支援課）
         ②令和５年度の実績 | アプリで配信した。
         ③達成度 | A",
        &["子育て情報の提供: rated 2023 A"],
    );
}

#[test]
fn a_column_that_says_one_word_gives_no_role() {
    check(
        "成果指標 | 区分 | R4実績 | R5年末見込 | R7目標
         健診の受診率 | 当初 | 53.1% | 56.0% | 60.0%
         受診者数 | 当初 | 3,302人 | 3,356人 | 3,600人
         参加者数 | 追加 | 402人 | 470人 | 500人",
        &[
            "健診の受診率: actual 2022 53.1%, forecast 2023 56.0%, target 2025 60.0%",
            "受診者数: actual 2022 3,302人, forecast 2023 3,356人, target 2025 3,600人",
            "参加者数: actual 2022 402人, forecast 2023 470人, target 2025 500人",
        ],
    );
}

#[test]
fn a_target_that_a_rate_compares_with_the_actual_is_of_its_year() {
    let is_of_the_year = |heads: &str, row: &str| {
        let overrides = Overrides { fiscal_year: FiscalYear::new(2023), ..Overrides::default() };
        let drawn = format!("{heads}\n{row}\n{}", row.replace("講座", "まつり"));
        let report = read(&report(&drawn), None, "report.pdf", &overrides, UnitTable::built_in()).value;
        report.indicators[0].readings.iter().find(|it| it.role == Role::Target).unwrap().is_about_document
    };
    assert!(is_of_the_year("活動指標 | 目標 | 実績 | 達成率", "講座の開催回数 | 4回 | 3回 | 75%"));
    assert!(is_of_the_year("活動指標 | 目標 | 実績 | 自己評価", "講座の開催回数 | 4回 | 3回 | B"));
    // What nothing compares, or where it began is told, may be the target of the plan's end.
    assert!(!is_of_the_year("活動指標 | 目標 | 実績 | 備考", "講座の開催回数 | 4回 | 3回 |"));
    assert!(!is_of_the_year("活動指標 | 最終目標 | 実績 | 達成率", "講座の開催回数 | 4回 | 3回 | 75%"));
    assert!(!is_of_the_year("活動指標 | 基準値 | 目標 | 実績 | 達成率", "講座の開催回数 | 2回 | 4回 | 3回 | 75%"));
}
