//! Reports drawn as text: 量の見込み and 確保方策, which are targets and what is measured at once.

use super::any_tests::check;

#[test]
fn a_remark_says_what_its_row_counts() {
    check(
        "（１）拠点事業
         （単位：人回）
         | 令和４年度 | 令和５年度 | 備考
         量の見込み | 17,400 | 17,200 |
         確保方策 | 23 | 24 | 確保方策は実施か所数
         実績 | 7,033 | 8,120 |",
        &[
            "拠点事業 (量の見込み): target 2022 17,400人回, target 2023 17,200人回",
            "拠点事業 (確保方策): target 2022 23, target 2023 24",
            "拠点事業: actual 2022 7,033人回, actual 2023 8,120人回",
        ],
    );
}

#[test]
fn what_is_measured_by_rows_with_parts_beside_it() {
    check(
        "量の見込み | 高学年 | R5年度 | R6年度
         ^ | 低学年 | 120 | 118
         確保方策 | 高学年 | 94 | 96
         ^ | 低学年 | 130 | 130",
        &[],
    );
    check(
        "区分 | 学年 | R5年度 | R6年度
         量の見込み | 高学年 | 90 | 88
         ^ | 低学年 | 120 | 118
         確保方策 | 高学年 | 94 | 96
         ^ | 低学年 | 130 | 130",
        &[
            "量の見込み (高学年): target 2023 90, target 2024 88",
            "量の見込み (低学年): target 2023 120, target 2024 118",
            "確保方策 (高学年): target 2023 94, target 2024 96",
            "確保方策 (低学年): target 2023 130, target 2024 130",
        ],
    );
    check(
        "≪量の見込みと確保方策≫【区域A】
         区分 | R5年度 | R6年度
         ①量の見込み | 90 | 88
         ②確保方策 | 94 | 96",
        &["量の見込み (区域A): target 2023 90, target 2024 88", "確保方策 (区域A): target 2023 94, target 2024 96"],
    );
}
