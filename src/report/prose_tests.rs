//! Reports drawn as text: running text that rates what its titles name.

use super::any_tests::check;
use super::drawn::report;
use super::{Overrides, read};
use crate::layout::Flow;
use crate::text::UnitTable;

#[test]
fn a_numbered_title_is_rated_by_the_text_below_it() {
    let passage = |number: &str, title: &str, grade: &str| {
        format!("（{number}）{title}\nア 取組の内容\n説明会を３回開いた。\nウ 評価　{grade}（おおむね順調）\n")
    };
    let text = |third: &str| {
        format!(
            "令和５年度の進捗\n１　担い手\n{}{}{}",
            passage("１", "担い手の確保", "Ｂ"),
            passage("２", "農地の集約", "Ａ"),
            passage("３", "茶の輸出", third),
        )
    };
    check(
        &text("Ｃ"),
        &[
            "担い手の確保: rated 2023 Ｂ（おおむね順調）",
            "農地の集約: rated 2023 Ａ（おおむね順調）",
            "茶の輸出: rated 2023 Ｃ（おおむね順調）",
        ],
    );
    // Two are not enough, and a word of no scale is no grade.
    check(&text("検討中"), &[]);
}

#[test]
fn a_label_stands_behind_others_in_its_line() {
    let passage = |number: usize, title: &str, grade: &str| {
        format!(
            "{number}　{title}\n担当課：総務課　　評価：{grade}\n指標：相談件数　目標値 100件　実績値 90件（令和5年度）\n"
        )
    };
    let text =
        [passage(1, "窓口の電子化", "A"), passage(2, "防災力の強化", "B"), passage(3, "子育ての相談", "C")].concat();
    check(
        &format!("令和５年度の進捗\n{text}"),
        &[
            "窓口の電子化: rated 2023 A",
            "防災力の強化: rated 2023 B",
            "子育ての相談: rated 2023 C",
            "窓口の電子化 > 相談件数: target - 100件, actual - 90件",
            "防災力の強化 > 相談件数: target - 100件, actual - 90件",
            "子育ての相談 > 相談件数: target - 100件, actual - 90件",
        ],
    );
}

#[test]
fn an_indicator_goes_on_in_the_next_line() {
    let passage = |number: usize, title: &str| {
        format!(
            "（{number}）{title}\nイ 指標の動き\n・導入面積　基準値（R2）64ha → 実績値（R5）100ha → 目標\n値（R8）140ha\nウ 評価　Ｃ\n"
        )
    };
    let text = [passage(1, "園芸の振興"), passage(2, "畜産の振興"), passage(3, "林業の振興")].concat();
    let values = "導入面積: baseline 2020 64ha, actual 2023 100ha, target 2026 140ha";
    check(
        &format!("令和５年度の進捗\n{text}"),
        &[
            "園芸の振興: rated 2023 Ｃ",
            "畜産の振興: rated 2023 Ｃ",
            "林業の振興: rated 2023 Ｃ",
            &format!("園芸の振興 > {values}"),
            &format!("畜産の振興 > {values}"),
            &format!("林業の振興 > {values}"),
        ],
    );
}

#[test]
fn a_note_says_what_two_lines_of_a_cell_are() {
    let table = "指標 | 単位 | R4 | R5\n延べ宿泊者数 | 万人泊 | 829/819 | 859/845\n観光消費額 | 億円 | 2,768/2,778 | 2,912/2,989";
    check(
        &format!("令和５年度の進捗\n各年度の欄は、上段が目標値、下段が実績値である。\n{table}"),
        &[
            "延べ宿泊者数: target 2022 829万人泊, actual 2022 819万人泊, target 2023 859万人泊, actual 2023 845万人泊",
            "観光消費額: target 2022 2,768億円, actual 2022 2,778億円, target 2023 2,912億円, actual 2023 2,989億円",
        ],
    );
}

#[test]
fn a_grade_at_the_end_of_the_line_of_a_title() {
    let text = "令和５年度の進捗
                １　園芸の振興
                概ね達成
                ハウスを３棟建てた。
                ２　畜産の振興
                達成
                牛舎を直した。
                ３　林業の振興
                概ね達成
                林道を延ばした。";
    let grades = |are_beside: bool| {
        let mut layout = report(text);
        let mut before = 0.0;
        for line in layout.flow.iter_mut().filter_map(|it| match it {
            Flow::Line(line) => Some(line),
            Flow::Table(_) => None,
        }) {
            if are_beside && line.text.text().ends_with("達成") {
                line.baseline = before;
            }
            before = line.baseline;
        }
        let report = read(&layout, None, "report.pdf", &Overrides::default(), UnitTable::built_in()).value;
        report.ratings.iter().map(|it| it.printed.clone()).collect::<Vec<_>>()
    };
    assert_eq!(grades(true), ["概ね達成", "達成", "概ね達成"]);
    // Below a title it may say anything.
    assert!(grades(false).is_empty());
}
