//! Tables drawn as text, and which ratings are read of them.

use super::tests::check;

#[test]
fn measures_below_a_head_that_names_them_are_rated() {
    check(
        "計　画　事　業　名 | 担　当　課 | 評　価　項　目   | <              | 進　捗　状　況（令和5年度末）
         ^                  | ^          | 妥当性（必要性） | 効率性（手法） | ^
         子ども応援館の運営 | 支援課     | 高い             | 普通           | 計画どおり
         保育所の定員の拡大 | 育成課     | 高い             | 高い           | 計画どおり",
        &[
            "子ども応援館の運営: rated - 高い by 妥当性(必要性), rated - 普通 by 効率性(手法), rated 2023 計画どおり",
            "保育所の定員の拡大: rated - 高い by 妥当性(必要性), rated - 高い by 効率性(手法), rated 2023 計画どおり",
        ],
    );
}

#[test]
fn who_rates_and_by_which_measure() {
    check(
        "事務事業名 | 広報誌の発行         | <                      | <
         評価の視点 | 評価の基準           | １次評価者（担当課長） | ２次評価者（担当部長）
         必要性     | A) 必要　B) 見直す。 | A                      | B
         総合評価   | A) 継続　B) 縮小。   | B                      | B
         ２次評価者の意見 | 電子版の閲覧数の把握に努めること。 | < | <",
        &["広報誌の発行: rated - A by 1次評価者(担当課長) by 必要性, rated - B by 2次評価者(担当部長) by 必要性, \
             rated - B by 1次評価者(担当課長), rated - B by 2次評価者(担当部長)"],
    );
}

#[test]
fn a_rating_of_a_stage_is_of_its_year() {
    check(
        "目標項目 | 策定時（平成24年度） | 中間（平成29年度） | 最終（令和４年度） | 目標値（令和５年度） | 中間評価 | 最終評価
         食塩摂取量 | 10.9g | 10.1g | 9.9g | 8.0g | ○ | B*
         野菜摂取量 | 293g | 286g | 288g | 350g | △ | C",
        &[
            "食塩摂取量: baseline 2012 10.9g, actual 2017 10.1g, actual 2022 9.9g, target 2023 8.0g, rated 2017 ○, rated 2022 B*",
            "野菜摂取量: baseline 2012 293g, actual 2017 286g, actual 2022 288g, target 2023 350g, rated 2017 △, rated 2022 C",
        ],
    );
}

#[test]
fn a_grade_in_front_of_its_reason() {
    check(
        "事業名 | 交流人口の拡大 | 担当課 | 観光課
         進捗状況 | 概ね順調：来場者が回復しつつある。 | < | <
         有効性 | 中：効果は認められるが、宿泊につながらない。 | < | <
         総合評価 | B：成果の向上に努めつつ継続 | < | <",
        &["交流人口の拡大: rated - 概ね順調 by 進捗状況, rated - 中 by 有効性, rated - B：成果の向上に努めつつ継続"],
    );
}

#[test]
fn beside_the_whole_other_ratings_are_of_measures() {
    check(
        "No. | 事務事業名     | 所管課   | 評価内容 | <            | <          | 総合評価
         ^   | ^              | ^        | 必要性   | 手段の適切性 | 目的達成度 | ^
         1   | 見守り事業     | 福祉課   | 3        | 2            | 3          | A
         2   | 補聴器購入助成 | 福祉課   | 3        | 3            | 2          | B",
        &[
            "見守り事業: rated - 3 by 必要性, rated - 2 by 手段の適切性, rated - 3 by 目的達成度, rated - A",
            "補聴器購入助成: rated - 3 by 必要性, rated - 3 by 手段の適切性, rated - 2 by 目的達成度, rated - B",
        ],
    );
}

#[test]
fn a_head_may_be_the_word_of_a_grade() {
    check(
        "施策 | 主管課 | 指標 | 基準値 | 実績値 | <  | 目標値 | 単位 | 達成 | 期末評価
         ^    | ^      | ^    | (H30)  | R2     | R3 | (R6)   | ^    | ^    | ^
         農業の推進 | 農林課 | 認証面積 | 38.2 | 40.1 | 43.7 | 50 | ha | 〇 | A",
        &[
            "農業の推進 > 認証面積: baseline 2018 38.2, actual 2020 40.1, actual 2021 43.7, target 2024 50, rated - 〇, rated - A",
        ],
    );
}

#[test]
fn the_head_over_a_mark_is_the_grade() {
    check(
        "番号 | 改革項目       | 担当課 | 進捗の段階 | <    | <    | 取組の状況
         ^    | ^              | ^      | 検討       | 決定 | 実行 | ^
         (1)  | 窓口業務の集約 | 市民課 |            |      | ●    | 集約した。
         (2)  | 休日開庁の見直し | 市民課 | ●        |      |      | 調整中である。",
        &["窓口業務の集約: rated - 実行", "休日開庁の見直し: rated - 検討"],
    );
}

#[test]
fn grades_below_years_stand_between_plans_and_values() {
    check(
        "整理番号   | 1 | 取組項目 | 手続のオンライン化 | < | 担当課 | 情報統計課 | <
         取組内容 | 環境を整備する。 | < | < | < | < | < | <
         年度別計画 | 区分 | < | 令和３年度 | 令和４年度 | 令和５年度 | 令和６年度 | 令和７年度
         ^ | 計　画 | < | 検討 | 一部実施 | 実施 | → | →
         ^ | 実　績 | < | 検討 | 一部実施 | 実施 |  | 
         ^ | 進捗評価 | < | ○ | ○ | ◎ |  | 
         数値目標 | オンライン化した手続数（件） | 目標 | 5 | 15 | 30 | 45 | 60
         ^ | ^ | 実績 | 5 | 18 | 52 |  | 
         令和５年度の取組実績 | 進めることができた。 | < | < | < | < | < | <",
        &[
            "手続のオンライン化 > オンライン化した手続数（件）: target 2021 5, target 2022 15, target 2023 30, target 2024 45, \
             target 2025 60, actual 2021 5, actual 2022 18, actual 2023 52",
            "手続のオンライン化: rated 2021 ○, rated 2022 ○, rated 2023 ◎",
        ],
    );
}
