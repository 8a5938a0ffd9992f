//! Reports drawn as text: boxes and sheets below headings, and what lines between tables say of them.

use super::any_tests::check;
use super::drawn::report;
use super::{Overrides, read};
use crate::base::FiscalYear;
use crate::text::UnitTable;

#[test]
fn a_box_of_grades_rates_what_the_heading_names() {
    check(
        "基本目標１　つながる地域づくり
         （１）サロンの推進
         延べ8,412人が参加した。
         令和５年度の評価 | 4 | 前年度の評価 | 3
         （２）座談会の開催
         令和５年度の評価 | 2 | 前年度の評価 | －",
        &[
            "基本目標１　つながる地域づくり > サロンの推進: rated 2023 4, rated 2022 3",
            "基本目標１　つながる地域づくり > 座談会の開催: rated 2023 2",
        ],
    );
}

#[test]
fn goals_by_their_numbers() {
    check(
        "取組項目1：行かない窓口の推進
         目標１ | 申請が可能な手続数：250手続
         目標１の実績 | 268手続
         目標１の進捗 | A
         目標２ | 申請の利用率：30％
         目標２の実績 | 24.6％
         目標２の進捗 | B",
        &[
            "行かない窓口の推進: ",
            "行かない窓口の推進 > 申請が可能な手続数: target - 250手続, actual - 268手続, rated 2023 A",
            "行かない窓口の推進 > 申請の利用率: target - 30％, actual - 24.6％, rated 2023 B",
        ],
    );
}

#[test]
fn a_line_names_the_indicator_of_the_rows_below() {
    check(
        "［数値目標］　農業産出額　（R1）2,361億円→（R7）2,520億円
         ２　位置付け
         項目 | 現状値 | R4 | R5
         期待値 | | 2,400 | 2,430
         実績値 | 2,361 | 2,404 | 2,473",
        &["農業産出額: target 2022 2,400, target 2023 2,430, baseline - 2,361, actual 2022 2,404, actual 2023 2,473"],
    );
}

#[test]
fn sheets_of_alike_titles_are_two() {
    check(
        "取組項目1：行かない窓口の推進
         目標１ | 申請が可能な手続数：250手続
         目標１の進捗 | A
         取組項目2：書かない窓口の推進
         目標１ | 職員への研修：月に一度
         目標１の実績 | 45手続
         目標１の進捗 | B",
        &[
            "行かない窓口の推進: ",
            "書かない窓口の推進: ",
            "行かない窓口の推進 > 申請が可能な手続数: target - 250手続, rated 2023 A",
            "書かない窓口の推進 > 職員への研修: actual - 45手続, rated 2023 B",
        ],
    );
}

#[test]
fn values_that_an_arrow_joins_below_roles_that_it_joins() {
    check(
        "施策番号 | 1-1 | 施策名 | 親水広場の活用
         所管課 | 観光課 | 評価 | 順調
         指標 | イベント開催日数 | 計画値 → 実績値 | 60日 → 64日
         指標 | 来場者数 | 計画値 → 実績値 | 120,000人 → 131,450人
         施策番号 | 1-2 | 施策名 | 浜通りの景観整備
         所管課 | 都市課 | 評価 | やや遅れ
         指標 | 修景助成の件数 | 計画値 → 実績値 | 5件 → 3件",
        &[
            "親水広場の活用: rated 2023 順調",
            "浜通りの景観整備: rated 2023 やや遅れ",
            "親水広場の活用 > イベント開催日数: target - 60日, actual - 64日",
            "親水広場の活用 > 来場者数: target - 120,000人, actual - 131,450人",
            "浜通りの景観整備 > 修景助成の件数: target - 5件, actual - 3件",
        ],
    );
}

#[test]
fn names_that_come_again_under_other_headings_are_of_what_these_name() {
    let table = |emission: &str| {
        format!(
            "項目 | 基準値（2013年度） | 実績値（2023年度） | 目標値（2030年度）
             排出量 | 6,482t | {emission} | 3,241t
             施設数 | 42 | 42 | 42"
        )
    };
    check(
        &format!("（１）市全体\n{}\n（２）教育委員会\n{}", table("4,688t"), table("2,055t")),
        &[
            "排出量 (市全体): baseline 2013 6,482t, actual 2023 4,688t, target 2030 3,241t",
            "施設数: baseline 2013 42, actual 2023 42, target 2030 42",
            "排出量 (教育委員会): baseline 2013 6,482t, actual 2023 2,055t, target 2030 3,241t",
            "施設数: baseline 2013 42, actual 2023 42, target 2030 42",
        ],
    );
}

#[test]
fn marks_rate_indicators_and_merged_grades_their_initiative() {
    check(
        "施策 | 主管課 | 指標 | 基準値(H30) | 実績値(R5) | 目標値(R6) | 単位 | 達成 | 期末評価
         農業の推進 | 農林課 | 認証面積 | 38.2 | 50.4 | 50 | ha | 〇 | A
         ^ | ^ | 就農者数 | 0 | 22 | 25 | 人 | × | ^
         企業誘致 | 観光課 | 誘致企業数 | 0 | 2 | 5 | 社 | × | C",
        &[
            "農業の推進: rated 2023 A",
            "企業誘致: rated 2023 C",
            "農業の推進 > 認証面積: baseline 2018 38.2ha, actual 2023 50.4ha, target 2024 50ha, rated 2023 〇",
            "農業の推進 > 就農者数: baseline 2018 0人, actual 2023 22人, target 2024 25人, rated 2023 ×",
            "企業誘致 > 誘致企業数: baseline 2018 0社, actual 2023 2社, target 2024 5社, rated 2023 ×",
        ],
    );
}

#[test]
fn a_line_lists_the_choices_of_a_rating() {
    check(
        "計画事業名 | 担当課 | 進捗状況
         応援館の運営 | 支援課 | 計画どおり完了
         保育所の拡大 | 育成課 | 次年度以降計画を見直す
         情報誌の発行 | 育成課 | 一部遅れ
         （注）進捗状況：計画どおり完了／計画どおり／一部遅れ／次年度以降計画を見直す　　今後の方向：拡充／継続／終了",
        &[
            "応援館の運営: rated 2023 計画どおり完了",
            "保育所の拡大: rated 2023 次年度以降計画を見直す",
            "情報誌の発行: rated 2023 一部遅れ",
        ],
    );
}

#[test]
fn a_number_above_a_title_is_that_of_its_sheet() {
    let numbers = |drawn: &str| -> Vec<Option<u32>> {
        let overrides = Overrides { fiscal_year: FiscalYear::new(2023), ..Overrides::default() };
        let report = read(&report(drawn), None, "report.pdf", &overrides, UnitTable::built_in()).value;
        report.initiatives.iter().map(|it| it.number).collect()
    };
    let above = "取組番号 | 1\n取組名 | 窓口の電子化\n評価 | A\n取組番号 | 2\n取組名 | 申請の電子化\n評価 | B";
    let below = "取組名 | 窓口の電子化\n取組番号 | 1\n評価 | A\n取組名 | 申請の電子化\n取組番号 | 2\n評価 | B";
    assert_eq!(numbers(above), [Some(1), Some(2)]);
    assert_eq!(numbers(below), [Some(1), Some(2)]);
}

#[test]
fn roles_in_the_cells_below_years() {
    check(
        "取組名 | 学力の向上 | < | < | <
         指標 | 年度 | R4 | R5 | R6
         授業が分かる児童の割合 | 単位：％ | 目標　84.0 | 目標　85.0 | 目標　86.0
         ^ | ^ | 実績　83.1 | 実績　85.2 | 実績　－
         評価 | A | < | < | <",
        &[
            "学力の向上: rated 2023 A",
            "学力の向上 > 授業が分かる児童の割合: target 2022 84.0％, target 2023 85.0％, target 2024 86.0％, \
             actual 2022 83.1％, actual 2023 85.2％",
        ],
    );
}

#[test]
fn rows_that_say_how_far_work_has_come_name_no_initiatives() {
    check(
        "取組名 | 学力の向上 | < | <
         担当課 | 学校教育課 | < | <
         項目 | R4 | R5 | R6
         実施計画 | 調査 | 実施 | 実施
         進捗状況 | A | A | －",
        &["学力の向上: rated 2022 A, rated 2023 A"],
    );
}

#[test]
fn a_cell_beside_each_title_holds_all_labels() {
    check(
        "1　学力向上推進事業（学校教育課） | 【計画】市内のどの学校でも授業づくりの研修を年に6回以上開く。/【実績】研修を6回開いた。/【指標】授業が分かる児童の割合　目標85.0％　実績84.2％/【評価】Ｂ
         2　読書活動の推進（図書館） | 【計画】市内の小学校と中学校への団体での貸出を月に2回以上行う。/【実績】団体に貸し出した。/【指標】貸出冊数　目標12,000冊　実績12,400冊/【評価】Ａ",
        &[
            "学力向上推進事業: rated 2023 Ｂ",
            "読書活動の推進: rated 2023 Ａ",
            "学力向上推進事業 > 授業が分かる児童の割合: target - 85.0％, actual - 84.2％",
            "読書活動の推進 > 貸出冊数: target - 12,000冊, actual - 12,400冊",
        ],
    );
}

#[test]
fn footnote_marks_leave_names() {
    check(
        "指標 | R5目標 | R5実績 | 評価
         リサイクル率※１ | 25.0％ | 24.1％ | B
         人口※２ | 25人 | 24人 | B
         ごみ排出量 ※3 | 810g | 815g | C
         ８０２０表彰 | 12人 | 14人 | A",
        &[
            "リサイクル率: target 2023 25.0％, actual 2023 24.1％, rated 2023 B",
            "人口: target 2023 25人, actual 2023 24人, rated 2023 B",
            "ごみ排出量: target 2023 810g, actual 2023 815g, rated 2023 C",
            "８０２０表彰: target 2023 12人, actual 2023 14人, rated 2023 A",
        ],
    );
}

#[test]
fn a_sheet_of_grades_by_year_keeps_what_was_done() {
    let sheet = |title: &str, grades: &str, done: &str| {
        format!(
            "取組名 | {title} | < | <\n担当課 | 総務課 | < | <\n年度別計画 | R4 | R5 | R6\n^ | 準備 | 実施 | 実施\n\
             進捗状況 | {grades} |\nR5実績 | {done} | < | <"
        )
    };
    let drawn = sheet("文書管理の電子化", "A | S", "・電子決裁率　R5：92.1％");
    let overrides = Overrides { fiscal_year: FiscalYear::new(2023), ..Overrides::default() };
    let report = read(&report(&drawn), None, "report.pdf", &overrides, UnitTable::built_in()).value;
    let block = &report.blocks[0];
    assert_eq!((block.progress.text(), block.rating.text()), ("・電子決裁率　R5：92.1％", "S"));
}
