//! Tables whose names, parts and years stand elsewhere than in a column of their own.

use super::tests::{check, check_known, known};
use crate::report::Role;

#[test]
fn groups_of_columns_are_parts() {
    check(
        "指標       | 小学校  | <          | <    | 中学校  | <          | <
         ^          | R4実績  | 目標(R11)  | 評価 | R4実績  | 目標(R11)  | 評価
         朝食の割合 | 95.6    | 98         | A    | 94.1    | 96         | B",
        &[
            "朝食の割合: ",
            "朝食の割合 (小学校): actual 2022 95.6, target 2029 98, rated - A",
            "朝食の割合 (中学校): actual 2022 94.1, target 2029 96, rated - B",
        ],
    );
}

#[test]
fn heads_say_what_is_measured_where_rows_say_whose() {
    check(
        "館名       | 入館者数（人） | <      | 貸出冊数（冊） | <
         ^          | R4目標         | R4実績 | R4目標         | R4実績
         中央図書館 | 285,000        | 291,466 | 690,000       | 702,518
         向山図書館 | 96,000         | 93,805  | 248,000       | 244,091",
        &[
            "中央図書館: ",
            "入館者数（人） (中央図書館): target 2022 285,000, actual 2022 291,466",
            "貸出冊数（冊） (中央図書館): target 2022 690,000, actual 2022 702,518",
            "向山図書館: ",
            "入館者数（人） (向山図書館): target 2022 96,000, actual 2022 93,805",
            "貸出冊数（冊） (向山図書館): target 2022 248,000, actual 2022 244,091",
        ],
    );
}

#[test]
fn names_may_stand_below_a_word_for_targets() {
    check(
        "番号 | 達成目標 | 計画策定時（R3） | R4 | 目標（R9）
         1    | 協賛店舗数 | 5,104店舗 | 5,231店舗 | 5,800店舗
         2    | 登録企業数 | 1,487社 | 1,655社 | 2,500社",
        &[
            "協賛店舗数: baseline 2021 5,104店舗, actual 2022 5,231店舗, target 2027 5,800店舗",
            "登録企業数: baseline 2021 1,487社, actual 2022 1,655社, target 2027 2,500社",
        ],
    );
}

#[test]
fn upper_and_lower_rows_take_the_roles_of_the_head() {
    check(
        "評価指標   | 現況値（R2） | 年度別の値（上段：目標値　下段：実績値） | <
         ^          | ^            | R4    | R5
         利用者数   | 1,126        | 1,150 | 1,180
         ^          | ^            | 1,187 | 1,263",
        &["利用者数: baseline 2020 1,126, target 2022 1,150, target 2023 1,180, actual 2022 1,187, actual 2023 1,263"],
    );
}

#[test]
fn an_average_of_others_is_no_actual() {
    check(
        "指標名   | 実績値 | <    | 目標値 | 類似団体平均
         ^        | R3     | R4   | R8     | R3
         有収率   | 91.0   | 90.7 | 92.5   | 90.9",
        &["有収率: actual 2021 91.0, actual 2022 90.7, target 2026 92.5"],
    );
}

#[test]
fn bands_name_the_rows_below_them() {
    check(
        "関連事業 | R3     | R4     | R5     | 評価
         ^        | 現状値 | 目標値 | 目標値 | ^
         ^        | ^      | 実績値 | 実績値 | ^
         充足率   | <      | <      | <      | <
         ①        | 91.4%  | 92.2%  | 93.0%  | b
         ^        | ^      | 90.7%  | 90.1%  | ^
         機関数   | <      | <      | <      | <
         ②        | 62     | 66     | 70     | a
         ^        | ^      | 71     | 78     | ^",
        &[
            "充足率: baseline 2021 91.4%, target 2022 92.2%, target 2023 93.0%, actual 2022 90.7%, actual 2023 90.1%, rated - b",
            "機関数: baseline 2021 62, target 2022 66, target 2023 70, actual 2022 71, actual 2023 78, rated - a",
        ],
    );
}

#[test]
fn a_row_may_name_the_roles_below_it_with_their_unit() {
    check(
        "区分         | R3（現状値） | R4 | R5 | R6 | R8（目標）
         ① 登録者の数 | <            | <  | <  | <  | 単位：人
         目標値       | 46           | 50 | 55 | 60 | 70
         実績値       | ^            | 53 | 57 |    |
         評価         |              | a  | b  |    |
         ② 整備率     | <            | <  | <  | <  | 単位：％
         目標値       | 61           | 64 | 67 | 70 | 78
         実績値       | ^            | 64 | 66 |    |",
        &[
            "① 登録者の数: baseline 2021 46, target 2022 50, target 2023 55, target 2024 60, target 2026 70, actual 2022 53, \
             actual 2023 57, rated 2022 a, rated 2023 b",
            "② 整備率: baseline 2021 61, target 2022 64, target 2023 67, target 2024 70, target 2026 78, actual 2022 64, \
             actual 2023 66",
        ],
    );
}

#[test]
fn values_below_torn_heads_are_withheld() {
    check(
        "指標     | 基準値（H30） | R3     | R4 | 目標値（R12）
         ^        | 上の欄        | <      | R5 | ^
         ^        | ^             | 下の欄 | <  | ^
         リサイクル率 | 21.4      | 20.8   | 20.9 | 28.0",
        &["リサイクル率: target 2030 28.0"],
    );
}

#[test]
fn a_year_that_nobody_reads_is_not_that_of_the_report() {
    check(
        "指標 | 直近の値 | <    | 目標値 | <
         ^    | 数値     | 時点 | 数値   | 時点
         就職率 | 76.5   | R6.3卒 | 82.0 | R11
         離職率 | 35.2   | 前回調査の春 | 38.0 | R10
         在籍者 | 20     | R5   | 30     | R11",
        &[
            "就職率: actual 2023 76.5, target 2029 82.0",
            "離職率: actual - 35.2, target 2028 38.0",
            "在籍者: actual 2023 20, target 2029 30",
        ],
    );
}

#[test]
fn a_part_of_the_whole_above() {
    check(
        "指標     | R4実績 | R5目標
         観光客数 | 1,763  | 2,500
         うち県外客 | 755  | 1,120",
        &[
            "観光客数: actual 2022 1,763, target 2023 2,500",
            "観光客数 (うち県外客): actual 2022 755, target 2023 1,120",
        ],
    );
}

#[test]
fn years_above_values_and_units_beside_them() {
    check(
        "No | 指標名     | 当初値   | <    | 現状値   | <    | 目標値
         1  | 製造品出荷額 | 2019年度 | <  | 2021年度 | <    | 2030年度
         ^  | ^          | 1,835    | 億円 | 1,702    | 億円 | 2,000",
        &["製造品出荷額: baseline 2019 1,835, actual 2021 1,702, target 2030 2,000"],
    );
}

#[test]
fn values_in_brackets_are_what_a_note_says() {
    let known = super::Known { brackets: Some(Role::Target), ..known() };
    check_known(
        known,
        "指標     | 基準値（R元） | R3            | R4
         観光客数 | 537           | 288.7（300.0） | 455.0（420.0）",
        &["観光客数: baseline 2019 537, actual 2021 288.7, target 2021 300.0, actual 2022 455.0, target 2022 420.0"],
    );
}

#[test]
fn codes_begin_sheets() {
    check(
        "1-1 | 資料の収集と更新 | 担当 | 中央図書館
         【計画】 | 開架の見直しを行う。 | < | <
         【評価】 | 自己評価 | □Ｓ ■Ａ □Ｂ □Ｃ |
         1-2 | 電子書籍の充実 | 担当 | 中央図書館
         【計画】 | 学校での利用を広げる。 | < | <
         【評価】 | 自己評価 | ■Ｓ □Ａ □Ｂ □Ｃ |",
        &["資料の収集と更新: rated - Ａ by 自己評価", "電子書籍の充実: rated - Ｓ by 自己評価"],
    );
}

#[test]
fn labels_in_cells_rate_the_initiative_of_their_row() {
    check(
        "施策 | 実施状況
         1　周遊の促進（観光課） | 【計画】周遊を促進する。【評価】　Ａ【今後の取組】協議を続ける。
         2　農泊の推進（農政課） | 【計画】体制を整える。【評価】　Ｃ【今後の取組】見直す。
         3　教育旅行の誘致（観光課） | 【計画】誘致する。【評価】　Ｂ【今後の取組】広げる。",
        &["1　周遊の促進: rated - Ａ", "2　農泊の推進: rated - Ｃ", "3　教育旅行の誘致: rated - Ｂ"],
    );
}

#[test]
fn roman_numerals_rate_below_a_head_that_says_so() {
    check(
        "取組項目 | 担当課 | 達成度 | <
         ^        | ^      | R4     | R5
         窓口の改善 | 市民課 | Ⅳ    | Ⅲ
         歳入の確保 | 財政課 | Ⅱ    | Ⅳ",
        &["窓口の改善: rated 2022 Ⅳ, rated 2023 Ⅲ", "歳入の確保: rated 2022 Ⅱ, rated 2023 Ⅳ"],
    );
}

#[test]
fn an_initiative_without_an_indicator_is_rated_too() {
    check(
        "取組       | 指標     | R5目標 | R5実績 | 進捗状況
         計画の策定 | 市町村数 | 4      | 3      | 遅れ
         計画の見直し | －     | －     | －     | 順調",
        &[
            "計画の策定 > 市町村数: target 2023 4, actual 2023 3, rated - 遅れ",
            "計画の見直し: target 2023 －, actual 2023 －, rated - 順調",
        ],
    );
}

#[test]
fn results_beside_plans_are_amounts() {
    check(
        "取組内容     | 担当課 | 令和４年度 | <      | <
         ^            | ^      | 計画額     | 実績額 | 差引
         人件費の抑制 | 人事課 | 48,000     | 61,204 | 13,204
         施設の見直し | 管財課 | 12,500     | 9,830  | △2,670",
        &[
            "人件費の抑制 > 人件費の抑制: target 2022 48,000, actual 2022 61,204",
            "施設の見直し > 施設の見直し: target 2022 12,500, actual 2022 9,830",
        ],
    );
}
