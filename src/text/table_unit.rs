//! The unit in a line above a table, and which of its numbers it is about.

use super::caption::{OPENING, UnitCaption, marked_unit, read_unit};
use super::normalize::normalize;
use super::unit::UnitTable;

/// Columns and rows of these names hold other measures than the caption's: shares, counts, codes.
const OTHER_MEASURES: [&str; 9] = ["率", "比", "割合", "数", "番号", "順位", "コード", "№", "No"];
/// What is counted in money.
const MONEY: [&str; 20] = [
    "額",
    "費",
    "所得",
    "収入",
    "収益",
    "支出",
    "予算",
    "決算",
    "売上",
    "販売",
    "単価",
    "賃金",
    "給与",
    "税",
    "産出",
    "出荷",
    "歳入",
    "歳出",
    "補助金",
    "交付金",
];
/// Counts of people.
const PEOPLE: [&str; 8] = ["者数", "人数", "客数", "員数", "人員", "児数", "生数", "人口"];
/// Words with 数 that count nothing.
const NO_COUNTS: [&str; 4] = ["指数", "係数", "偏差", "日数"];

impl UnitCaption {
    /// Whether the caption of any table may be about the numbers under this name: under `単位：千円` neither `構成比` nor `件数` is.
    pub fn covers(&self, name: &str) -> bool {
        let name = name.split_whitespace().collect::<String>().replace("比較", "");
        !OTHER_MEASURES.iter().any(|it| name.contains(it))
    }

    /// Whether an indicator of this name surely is measured in the unit of the caption: its numbers are multiplied by it, and a
    /// wrong number is worse than one without a unit.
    pub fn measures(&self, name: &str, units: &UnitTable) -> bool {
        let name = name.split_whitespace().collect::<String>();
        let has = |words: &[&str]| words.iter().any(|it| name.contains(it));
        let Some(unit) = self.unit else { return false };
        match unit.dimension {
            "money" => has(&MONEY) && !has(&OTHER_MEASURES),
            "ratio" => has(&["率", "割合"]) && !name.contains("比"),
            "area" => name.contains("面積") && !has(&["率", "割合", "数"]),
            "mass_co2e" => has(&["排出", "吸収", "削減量"]) && !has(&OTHER_MEASURES),
            "energy" => has(&["エネルギー", "電力", "発電"]) && has(&["量"]) && !has(&OTHER_MEASURES),
            "mass" => name.ends_with('量') && !has(&OTHER_MEASURES),
            "count" if unit.id == "person" => has(&PEOPLE) && !has(&["率", "割合", "比"]),
            "count" => {
                let counted = name.strip_suffix('数').filter(|_| !has(&NO_COUNTS) && !has(&["率", "割合", "比"]));
                counted.is_some_and(|it| {
                    it.char_indices().any(|(at, _)| units.find(&it[at..]).is_some_and(|it| it.id == unit.id))
                })
            }
            _ => false,
        }
    }
}

/// Reads a line that gives the unit of the table below it, and nothing else that limits it: `（単位：千円）`, `単位：人`,
/// `表1 予算額（単位：千円）`. `None` for a unit that the table of units does not know.
pub fn unit_of_line(raw: &str, units: &UnitTable) -> Option<UnitCaption> {
    let normalized = normalize(raw);
    let text = normalized.text.as_str();
    if text.matches("単位").count() != 1 || text.contains('※') {
        return None;
    }
    let (printed, range, _) = marked_unit(text)?;
    let is_bracketed = text[range.clone()].starts_with(OPENING);
    // What follows behind a gap tells how the cells are to be read, 上段：…, unless it takes some of them out.
    let behind = &text[range.end..];
    let is_note = is_bracketed
        && text[range.clone()].ends_with(['）', ')', '】', ']', '］', '〕'])
        && behind.starts_with(char::is_whitespace)
        && !["ただし", "但し", "除", "一部", "注"].iter().any(|it| behind.contains(it));
    let is_first = text[..range.start].trim().is_empty();
    let stands_alone = (behind.trim().is_empty() || is_note && is_first) && (is_bracketed || is_first);
    let caption = read_unit(printed, units).filter(|it| it.unit.is_some())?;
    (stands_alone && !printed.contains(char::is_whitespace))
        .then(|| UnitCaption { range: normalized.raw_range(range), ..caption })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_above_is_about_indicators_that_surely_have_its_unit() {
        let measures = |line: &str, name: &str| {
            unit_of_line(line, UnitTable::built_in()).unwrap().measures(name, UnitTable::built_in())
        };
        for (line, yes, no) in [
            (
                "（単位：千円）",
                ["農業産出額", "観光消費額"],
                ["構成比", "件数", "農家人口", "耕地面積", "満足度", "女性管理職"],
            ),
            ("単位：千人", ["観光客数", "人口"], ["参加率", "順位", "学校数", "農業産出額", "物価指数", "ジニ係数"]),
            (
                "（単位：％）",
                ["就業率", "回答の割合"],
                ["整理番号", "相談件数", "農業産出額", "人口", "面積", "会議開催"],
            ),
            (
                "表1 利用（単位：件）",
                ["相談件数", "利用件数"],
                ["学校数", "利用者数", "利用回数", "日数", "事業費", "割合"],
            ),
        ] {
            assert_eq!(yes.map(|it| measures(line, it)), [true; 2], "{line} {yes:?}");
            assert_eq!(no.map(|it| measures(line, it)), [false; 6], "{line} {no:?}");
        }
    }

    #[test]
    fn the_unit_may_stand_behind_the_bracket_that_announces_it() {
        let unit = |line: &str| unit_of_line(line, UnitTable::built_in()).map(|it| it.printed);
        assert_eq!(unit("３　進捗状況　　［単位］　億円").as_deref(), Some("億円"));
        assert_eq!(unit("（単位）人").as_deref(), Some("人"));
        assert_eq!(unit("（単位：千円）　上段：当該年度、下段：累計額").as_deref(), Some("千円"));
        assert_eq!(unit("（単位：千円）　ただし、利用者は人"), None);
        assert_eq!(unit("［単位］"), None);
        assert_eq!(unit("［単位］億円　人口は千人"), None);
    }

    #[test]
    fn lines_that_limit_their_unit_give_none() {
        for line in [
            "県単位の事業費（千円）",
            "学校単位で集計した参加者（人）",
            "事業費の単位：千円",
            "※予算額の単位：千円",
            "認定単位 人",
            "単位：人　※金額は千円",
            "（単位：千円　人口は人）",
            "（単位：千円）　　（単位：人）",
            "（単位：千円、人）",
            "（単位：グラブ）",
        ] {
            assert_eq!(unit_of_line(line, UnitTable::built_in()), None, "{line}");
        }
    }
}
