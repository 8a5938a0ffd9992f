//! Reports drawn as text: what is rated, measures below their headings, indicators, or initiatives; and amounts of money.

use super::any_tests::check;

#[test]
fn a_line_or_a_box_below_a_heading_rates_it() {
    check(
        "施策１　確かな学力の育成
         総合評価：Ｂ
         指標 | R5目標 | R5実績 | 評価
         理解の割合 | 80% | 75% | C
         施策２　豊かな心の育成
         施策の評価 | Ａ | 順調",
        &[
            "確かな学力の育成: rated 2023 Ｂ",
            "豊かな心の育成: rated 2023 Ａ",
            "理解の割合: target 2023 80%, actual 2023 75%, rated 2023 C",
        ],
    );
    check("施策１－１ 災害対応力の充実 | 総合評価 | Ｂ", &["災害対応力の充実: rated 2023 Ｂ"]);
}

#[test]
fn one_indicator_is_rated_where_several_are() {
    let several = "取組 | 指標 | R5目標 | R5実績 | 達成度
                   申請の拡充 | 手続数 | 200 | 226 | A
                   ^ | 利用率 | 25% | 23% | B";
    let one = "取組 | 指標 | R5目標 | R5実績 | 達成度
               収納の改善 | 収納率 | 99% | 98% | B";
    check(
        &format!("{several}\n次の表\n{one}"),
        &[
            "申請の拡充: ",
            "収納の改善: ",
            "申請の拡充 > 手続数: target 2023 200, actual 2023 226, rated 2023 A",
            "申請の拡充 > 利用率: target 2023 25%, actual 2023 23%, rated 2023 B",
            "収納の改善 > 収納率: target 2023 99%, actual 2023 98%, rated 2023 B",
        ],
    );
    check(one, &["収納の改善: rated 2023 B", "収納の改善 > 収納率: target 2023 99%, actual 2023 98%"]);
}

#[test]
fn the_unit_above_is_that_of_amounts() {
    check(
        "（単位：千円）
         取組 | R5計画額 | R5実績額
         収納率の向上 | 35,000 | 38,274",
        &["収納率の向上: target 2023 35,000千円, actual 2023 38,274千円"],
    );
    check(
        "（単位：千円）
         指標 | R5目標 | R5実績
         収納率の向上 | 35,000 | 38,274",
        &["収納率の向上: target 2023 35,000, actual 2023 38,274"],
    );
}

#[test]
fn the_year_before_stands_beside_the_rating() {
    check(
        "施策1 確かな学力の育成（教育指導課）
         ・合同点検の実施（学務課）
         評価 | ３ | 前年度 | ２
         施策2 豊かな心の育成（教育指導課）
         評価 | ２ | 前年度 | ３",
        &["確かな学力の育成: rated 2023 ３, rated 2022 ２", "豊かな心の育成: rated 2023 ２, rated 2022 ３"],
    );
}

#[test]
fn a_matrix_rates_initiatives_and_what_measures_them() {
    check(
        "取組 | 担当課 | 評価 | 環境指標 | < | < | < | < | <
         ^ | ^ | ^ | 指標名 | 単位 | R4 | R5 | 目標値(R12) | 進捗
         照明の更新 | 財産課 | ◎ | 更新率 | ％ | 62.4 | 74.9 | 100 | 順調
         ごみの減量 | 環境課 | △ | 排出量 | t | 961 | 949 | 900 | 遅れ
         緑化の推進 | 公園課 | ○ | 植樹本数 | 本 | 120 | 140 | 200 | 順調",
        &[
            "照明の更新: rated 2023 ◎",
            "ごみの減量: rated 2023 △",
            "緑化の推進: rated 2023 ○",
            "照明の更新 > 更新率: actual 2022 62.4％, actual 2023 74.9％, target 2030 100％, rated 2023 順調",
            "ごみの減量 > 排出量: actual 2022 961t, actual 2023 949t, target 2030 900t, rated 2023 遅れ",
            "緑化の推進 > 植樹本数: actual 2022 120本, actual 2023 140本, target 2030 200本, rated 2023 順調",
        ],
    );
}
