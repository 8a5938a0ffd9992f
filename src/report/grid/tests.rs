//! Tables drawn as text and what is read of them: `^` goes on with the cell above, `<` with the one to the left.

use super::{Form, Grid, Known, read_grid, typed_heads};
use crate::base::FiscalYear;
use crate::layout::Passage;
use crate::report::cells::{Corrections, Stem, Vocabulary};
use crate::report::drawn::{passage, table};
use crate::report::{Place, Role};
use crate::text::{UnitAddition, UnitAdditions, UnitTable};

/// What is known before a table in a report on R5.
fn known_by(vocabulary: Vocabulary<'_>) -> Known<'_> {
    Known {
        reported: FiscalYear::new(2023),
        caption: None,
        caption_role: None,
        heading: None,
        levels: &[],
        legend: &[],
        brackets: None,
        line_roles: &[],
        vocabulary,
    }
}

/// What is read of a table in a report on R5: `initiative > indicator (part): role year printed unit, …; grade year judge`.
fn read(grid: &str) -> Vec<String> {
    read_with(grid, Corrections::NONE)
}

/// [`read`] with what a profile says of the design.
fn read_with(grid: &str, corrections: &Corrections) -> Vec<String> {
    read_known(grid, known_by(Vocabulary { corrections, ..Vocabulary::plain(UnitTable::built_in()) }))
}

/// [`read`] with what is known before.
fn read_known(grid: &str, known: Known) -> Vec<String> {
    let table = table(grid);
    let mut form = Form::default();
    form.indicator = Some(passage("農業産出額"));
    let (mut entries, _) = read_grid(&Grid::new(&table, &known), &known, &mut form);
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
                let judge = [&it.judge.evaluator, &it.judge.axis].into_iter().flatten();
                let judge: String = judge.map(|it| format!(" by {it}")).collect();
                format!("rated {year} {}{judge}", it.printed.text())
            });
            let said: Vec<String> = values.chain(grades).collect();
            format!("{}{part}: {}", names.join(" > "), said.join(", "))
        })
        .collect()
}

/// What is known before a table in a report on R5, without a profile.
pub(super) fn known() -> Known<'static> {
    known_by(Vocabulary::plain(UnitTable::built_in()))
}

/// Checks what is read of a table with what is known before.
#[track_caller]
pub(super) fn check_known(known: Known, grid: &str, expected: &[&str]) {
    assert_eq!(read_known(grid, known), expected);
}

#[track_caller]
pub(super) fn check(grid: &str, expected: &[&str]) {
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

#[test]
fn the_unit_in_the_corner_and_rows_that_rate() {
    check(
        "［単位］億円 | 現状値 | 年度  | <     | 目標値
         ^            | H25    | H28   | H29   | H31
         期待値       |        | 2,140 | 2,190 | 2,300
         実績値       | 2,049  | 2,077 | 2,071 |
         達成率       |        | 97.1% | 94.6% |
         評価（※）   |        | B+    | B     |
         全国順位     |        | 17位  | 17位  |",
        &[
            "農業産出額: target 2016 2,140, target 2017 2,190, target 2019 2,300, baseline 2013 2,049, actual 2016 2,077, actual 2017 2,071, rated 2016 B+, rated 2017 B",
        ],
    );
}

#[test]
fn names_below_a_year_that_spans_their_values() {
    check(
        "No | プロジェクト名 | 2018年度     | <       | <       | <
         ^  | ^              | 項目         | 目標    | 実績    | 評価
         1  | 環境教育       | 登録者数     | 650人   | 662人   | ◎
         ^  | ^              | 会員数       | 4,500人 | 3,218人 | ×
         2  | 協働保全       | 受講者数     | 1万人   | 2万人   | ◎
         ^  | ^              | 契約数       | 136件   | 133件   | ○",
        &[
            "環境教育 > 登録者数: target 2018 650人, actual 2018 662人, rated 2018 ◎",
            "環境教育 > 会員数: target 2018 4,500人, actual 2018 3,218人, rated 2018 ×",
            "協働保全 > 受講者数: target 2018 1万人, actual 2018 2万人, rated 2018 ◎",
            "協働保全 > 契約数: target 2018 136件, actual 2018 133件, rated 2018 ○",
        ],
    );
}

#[test]
fn parts_beside_their_name() {
    check(
        "①指標 | 区分 | ②実績値（平成28年度） | ③目標値（平成35年度）
         受診率 | 男性 | 31.2％                 | 60％
         ^      | 女性 | 37.9％                 | 60％",
        &["受診率 (男性): actual 2016 31.2％, target 2023 60％", "受診率 (女性): actual 2016 37.9％, target 2023 60％"],
    );
}

#[test]
fn a_sheet_below_the_levels_that_it_belongs_to() {
    check(
        "基本目標   | 基本目標１　産業をつくる | <            | <        | <
         施策       | １－１　地域産業の活性化 | <            | <        | <
         事業名     | 2　企業立地促進事業      | 担当課       | 戦略課   | <
         指標       | 従前値(単位)             | H27          | 目標値   | 進捗状況
         立地企業数 | 2(社)                    | 3            | 15       | 概ね順調
         総合評価   | B：成果の向上に努め継続  | <            | <        | <",
        &[
            "2　企業立地促進事業 > 立地企業数: baseline - 2(社), actual 2015 3, target - 15, rated - 概ね順調",
            "2　企業立地促進事業: rated - B：成果の向上に努め継続",
        ],
    );
}

#[test]
fn units_of_a_project_stand_in_heads() {
    let addition = UnitAddition { to: Some("kL".to_owned()), ..UnitAddition::default() };
    let units = UnitTable::with(&UnitAdditions::from([("キロリッター".to_owned(), addition)])).unwrap();
    let drawn = table("指標 | R5目標 | 実績値（キロリッター）\n使用量 | 10 | 12");
    let of = |units: &UnitTable| {
        let known = known_by(Vocabulary::plain(units));
        let (entries, _) = read_grid(&Grid::new(&drawn, &known), &known, &mut Form::default());
        entries.iter().flat_map(|it| &it.readings).map(|it| it.unit.clone()).collect::<Vec<_>>()
    };
    assert_eq!(of(&units), [None, Some("キロリッター".to_owned())]);
    assert_eq!(of(UnitTable::built_in()), [None, None], "a word that nobody knows is no unit");
}

const OWN_WORDS: &str = "物差し       | めざす所 | R5の手応え | 参考値
                         立地企業数   | 15社     | 12社       | 3
                         見学会の回数 | 4回      | 5回        | 1";

#[test]
fn words_of_its_own_are_those_of_a_profile() {
    assert_eq!(read(OWN_WORDS), Vec::<String>::new());
    let mut corrections = Corrections::default();
    corrections.add(Stem::Target, &["めざす所".to_owned()]);
    corrections.add(Stem::Actual, &["手応え".to_owned()]);
    corrections.add(Stem::Remark, &["参考値".to_owned()]);
    assert_eq!(
        read_with(OWN_WORDS, &corrections),
        ["立地企業数: target - 15社, actual 2023 12社", "見学会の回数: target - 4回, actual 2023 5回"]
    );
}

#[test]
fn the_lines_of_a_cell_are_what_a_profile_says() {
    let grid = "指標       | R4      | R5
                立地企業数 | 12社/9社 | 15社/16社";
    let upper = Corrections { lines: vec![Role::Target, Role::Actual], ..Corrections::default() };
    let lower = Corrections { lines: vec![Role::Actual, Role::Target], ..Corrections::default() };
    let expected = "立地企業数: target 2022 12社, actual 2022 9社, target 2023 15社, actual 2023 16社";
    assert_eq!(read_with(grid, &upper), [expected]);
    assert_eq!(
        read_with(grid, &lower),
        [expected.replace("target", "x").replace("actual", "target").replace('x', "actual")]
    );
    assert_eq!(read(grid), ["立地企業数: "], "nobody says which is which");
}

#[test]
fn heads_with_what_their_columns_were_taken_for() {
    let drawn = table(
        "No | 取組 | R5目標値（件） | R5実績値（件） | 手応え\n1 | 窓口の電子化 | 10 | 12 | 7.2\n2 | 申請の電子化 | 8 | 9 | 5.1",
    );
    let known = known_by(Vocabulary::plain(UnitTable::built_in()));
    let heads = typed_heads(&Grid::new(&drawn, &known), &known);
    let heads: Vec<(&str, Option<Stem>)> = heads.iter().map(|it| (it.0.as_str(), it.1)).collect();
    assert_eq!(
        heads,
        [
            ("No", Some(Stem::Number)),
            ("取組", Some(Stem::Initiative)),
            ("目標値", Some(Stem::Target)),
            ("実績値", Some(Stem::Actual)),
            ("手応え", None),
        ]
    );
}

/// Where the role and the year of each value are said.
#[track_caller]
fn places(grid: &str) -> Vec<(Place, Place)> {
    let drawn = table(grid);
    let known = known_by(Vocabulary::plain(UnitTable::built_in()));
    let known = Known { caption: FiscalYear::new(2023), ..known };
    let (entries, _) = read_grid(&Grid::new(&drawn, &known), &known, &mut Form::default());
    let mut places: Vec<_> =
        entries.iter().flat_map(|it| &it.readings).map(|it| (it.role_place, it.year_place)).collect();
    places.dedup();
    places
}

#[test]
fn each_fact_keeps_the_place_that_says_it() {
    let by_rows = "指標 | 区分 | R4 | R5\n立地企業数 | 目標 | 10 | 12\n^ | 実績 | 9 | 11";
    assert_eq!(places(by_rows), [(Place::Row, Place::Head)]);
    assert_eq!(places("指標 | R4目標 | R4実績\n立地企業数 | 10 | 12"), [(Place::Head, Place::Head)]);
    assert_eq!(places("指標 | 目標 | 目標年度\n立地企業数 | 10 | R7\n受講者数 | 12 | R8"), [(Place::Head, Place::Row)]);
    assert_eq!(places("指標 | 目標 | 実績\n立地企業数 | 10 | 12"), [(Place::Head, Place::Caption)]);
    let in_cells = "指標 | 実績\n立地企業数 | 令和4年度 10社/令和5年度 12社";
    assert_eq!(places(in_cells), [(Place::Head, Place::Cell)]);
}

#[test]
fn a_head_without_meaning_parts_no_names() {
    check(
        "           | 現状値 | 計画期間 | <     | 目標値
         ^          | H28    | H29      | H30   | H31
         期待値     |        | 645      | 649   | 653
         実績値     | 641    | 620      | 633   |
         達成率     |        | 96.1％   | 97.5％ |
         評価（※） |        | B        | A     |",
        &[
            "農業産出額: target 2017 645, target 2018 649, target 2019 653, baseline 2016 641, actual 2017 620, actual 2018 633, rated 2017 B, rated 2018 A",
        ],
    );
}

#[test]
fn rows_say_the_roles_of_what_heads_name() {
    check(
        "       | 令和４年度  | <         | <     | 令和５年度  | <         | <
                | 量の見込み① | 確保方策② | ②－① | 量の見込み① | 確保方策② | ②－①
         計画値 | 84          | 84        | 0     | 86          | 90        | 4
         実績値 | 21          | 84        | 63    | 47          | 88        | 41",
        &[
            "農業産出額: ",
            "農業産出額 (量の見込み): target 2022 84, target 2023 86, actual 2022 21, actual 2023 47",
            "農業産出額 (確保方策): target 2022 84, target 2023 90, actual 2022 84, actual 2023 88",
        ],
    );
}

#[test]
fn sums_in_brackets_behind_values() {
    check(
        "区　分     | <                | 30年度   | 元年度
         歳入の確保 | 計画額（累計額） | 210(210) | 265(475)
         ^          | 実績額（累計額） | 198(198) | 274(472)
         ^          | 達成率           | 94.3％   | 103.4％",
        &["歳入の確保: target 2018 210, target 2019 265, actual 2018 198, actual 2019 274"],
    );
}

#[test]
fn rows_set_further_right_part_the_name_above() {
    check(
        "項　目                   | 目標値（R7） | 最新値（R5）
         審議会の女性委員の割合   | 40.0％       | 39.1％
         各役職に占める女性の割合 |              |
         　　課長級以上           | 15.0％       | 12.4％
         　　係長級               | 30.0％       | 28.3％
         女性議員がいる議会の数   | 45           | 39",
        &[
            "審議会の女性委員の割合: target 2025 40.0％, actual 2023 39.1％",
            "各役職に占める女性の割合 (課長級以上): target 2025 15.0％, actual 2023 12.4％",
            "各役職に占める女性の割合 (係長級): target 2025 30.0％, actual 2023 28.3％",
            "女性議員がいる議会の数: target 2025 45, actual 2023 39",
        ],
    );
}

#[test]
fn the_current_value_is_an_actual_where_a_column_of_baselines_is_blank() {
    check(
        "指標 | 基準値（R1） | 令和４年度 | 現状値（R5） | 目標値（R7）
         アプリの登録者数 | － | 2,961人 | 3,514人 | 4,000人",
        &["アプリの登録者数: actual 2022 2,961人, actual 2023 3,514人, target 2025 4,000人"],
    );
}

#[test]
fn measures_set_further_right_stand_under_a_heading() {
    let table = |heading: &str| {
        format!(
            "指標 | 基準値（R1） | 令和５年度\n{heading} | |\n　宿泊者数（人泊） | 1,200 | 1,350\n　観光消費額（百万円） | 310 | 290"
        )
    };
    let measures = [
        "宿泊者数（人泊）: baseline 2019 1,200, actual 2023 1,350",
        "観光消費額（百万円）: baseline 2019 310, actual 2023 290",
    ];
    check(&table("【観光の振興】"), &measures);
    // What is a measure itself is parted by them.
    let parts = [
        "観光客数 (宿泊者数（人泊）): baseline 2019 1,200, actual 2023 1,350",
        "観光客数 (観光消費額（百万円）): baseline 2019 310, actual 2023 290",
    ];
    check(&table("観光客数"), &parts);
}

#[test]
fn two_indicators_side_by_side() {
    check(
        "取組     | 担当課 | 活動指標   | <    | <    | 成果指標 | <     | <    | 自己評価
         ^        | ^      | 指標名     | 目標 | 実績 | 指標名   | 目標  | 実績 | ^
         啓発活動 | 人権課 | 掲載回数   | 12回 | 12   | 理解度   | 70％  | 66   | 3
         料理教室 | 健康課 | 教室開催数 | 8回  | 3    | 家事時間 | 60分  | 41   | 2",
        &[
            "啓発活動 > 掲載回数: target - 12回, actual - 12, rated - 3 by 自己評価",
            "料理教室 > 教室開催数: target - 8回, actual - 3, rated - 2 by 自己評価",
            "啓発活動 > 理解度: target - 70％, actual - 66",
            "料理教室 > 家事時間: target - 60分, actual - 41",
        ],
    );
}

#[test]
fn a_line_for_each_year_beside() {
    check(
        "施策     | 指標     | 目標                  | 実績                            | <
         ^        | ^        | ^                     | 年次                            | 数値
         脱炭素化 | 導入率   | 2027年度までに100％   | 2021年度/2022年度/2023年度      | 38.4％/52.0％/71.6％
         ごみ減量 | 排出量   | 2030年度までに470g以下 | 2023年度                       | 514g",
        &[
            "脱炭素化 > 導入率: target 2027 100％, actual 2021 38.4％, actual 2022 52.0％, actual 2023 71.6％",
            "ごみ減量 > 排出量: target 2030 470g以下, actual 2023 514g",
        ],
    );
}

#[test]
fn values_that_say_in_their_cells_what_they_are() {
    check(
        "番号 | 施策名         | <                        | 主管課        | <             | 総合          | 有効性
         1    | 母子保健の充実 | <                        | 保健課        | <             | A             | B
         ^    | 成果指標       | 健康診査の受診率（％）   | 基準値(H30)　96.8 | 目標値(R4)　98.0 | 実績値(R4)　98.3 | <
         2    | 保育の充実     | <                        | こども課      | <             | B             | A",
        &[
            "母子保健の充実: rated - A, rated - B by 有効性",
            "母子保健の充実 > 健康診査の受診率（％）: baseline 2018 96.8, target 2022 98.0, actual 2022 98.3",
            "保育の充実: rated - B, rated - A by 有効性",
        ],
    );
}

#[test]
fn a_name_ends_where_a_label_begins_below_it() {
    check(
        "取組                                   | 担当   | 量の指標 | ４年度 | ５年度 | 量的評価
         福祉教育の実施/質的評価：交流が進んだ | 指導課 | 実施校数 | 10校   | 12校   | ◎",
        &["福祉教育の実施 > 実施校数: actual 2022 10校, actual 2023 12校, rated - ◎ by 量的評価"],
    );
}
