//! Which way an indicator should go, by the words of its name.
//!
//! A default for where no baseline tells it: a baseline below the target means more is better, above it less is better.

use super::normalize::fold;
use super::vocabulary::Polarity;

/// Names that only a person can judge: more may show need or service.
const UNCLEAR: [&str; 12] = [
    "相談件数",
    "相談対応件数",
    "相談者数",
    "通報件数",
    "職員数",
    "対応件数",
    "受給者数",
    "措置件数",
    "検挙件数",
    "苦情対応件数",
    "指導件数",
    "保護件数",
];

/// A fall that was brought about: more of it is better.
const REDUCTIONS: [&str; 9] =
    ["削減率", "削減量", "削減額", "削減数", "縮減率", "縮減額", "解消率", "軽減率", "短縮時間"];

/// Things that there should be less of.
const LOWER: [&str; 92] = [
    "待機児童",
    "離婚",
    "ロス",
    "中退",
    "中途退学",
    "感染者",
    "患者",
    "詐欺",
    "違反",
    "倒産",
    "廃業",
    "貧困",
    "老朽",
    "渋滞",
    "生活保護",
    "ひきこもり",
    "温室効果ガス",
    "ごみ",
    "消費量",
    "経費",
    "コスト",
    "所要時間",
    "処理時間",
    "非正規",
    "いじめ",
    "死者",
    "死亡",
    "死傷",
    "自殺",
    "自死",
    "負傷",
    "不感",
    "離職",
    "排出量",
    "排出原単位",
    "時間外",
    "残業",
    "超過勤務",
    "待ち時間",
    "認知件数",
    "犯罪",
    "事故",
    "火災",
    "災害件数",
    "喫煙",
    "要介護",
    "認定率",
    "減少率",
    "空き家",
    "空家",
    "空き店舗",
    "未利用",
    "未収",
    "未納",
    "未実施",
    "未受診",
    "未整備",
    "未就業",
    "未就職",
    "未普及",
    "不登校",
    "不足",
    "不法投棄",
    "不適正",
    "不満",
    "非行",
    "失業",
    "欠席",
    "欠員",
    "欠損",
    "滞納",
    "負債",
    "赤字",
    "借入",
    "県債残高",
    "公債費",
    "実質公債費比率",
    "将来負担比率",
    "経常収支比率",
    "罹患",
    "有病",
    "肥満",
    "むし歯",
    "被害",
    "苦情",
    "漏水",
    "廃棄物",
    "耕作放棄",
    "荒廃農地",
    "転出",
    "遅延",
    "誤り",
];

/// Last words of names of figures that there should be more of.
const HEADS: [&str; 32] = [
    "率",
    "数",
    "件数",
    "割合",
    "額",
    "量",
    "点",
    "満足度",
    "認知度",
    "達成度",
    "理解度",
    "普及度",
    "信頼度",
    "幸福度",
    "面積",
    "高",
    "延長",
    "時間",
    "人数",
    "実績",
    "回数",
    "シェア",
    "所得",
    "寿命",
    "出荷",
    "売上",
    "倍率",
    "比率",
    "ビュー",
    "指数",
    "PV",
    "カバー",
];

/// The direction that the words of an indicator's name suggest; `None` where `name` does not look like one.
///
/// ```
/// use shinchoku::text::{Polarity, polarity};
/// assert_eq!(polarity("交付率"), Some(Polarity::Higher));
/// assert_eq!(polarity("待機児童数"), Some(Polarity::Lower));
/// assert_eq!(polarity("行政"), None);
/// ```
pub fn polarity(name: &str) -> Option<Polarity> {
    let name = fold(name);
    let head = name.split('(').next().unwrap_or(&name);
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if has(&UNCLEAR) {
        return Some(Polarity::Unclear);
    }
    if has(&REDUCTIONS) {
        return Some(Polarity::Higher);
    }
    if !HEADS.iter().any(|word| head.ends_with(word)) && !head.ends_with("順位") {
        return None;
    }
    // 防止, 対策 and 検挙 turn a bad thing into work done against it.
    let is_counter =
        has(&["防止", "対策", "予防", "検診", "訓練", "研修", "講座", "検挙率", "解決率", "分解", "受診率"]);
    let is_lower = head.ends_with("順位") || has(&LOWER) || is_negated(&name);
    Some(if is_lower && !is_counter { Polarity::Lower } else { Polarity::Higher })
}

/// 未〜 and 不〜 name a lack, but for a few words that only begin so.
fn is_negated(name: &str) -> bool {
    let begins = |letter: char, others: &[char]| {
        name.match_indices(letter).any(|(at, _)| !name[at + letter.len_utf8()..].starts_with(others))
    };
    begins('未', &['来', '就', '満']) || begins('不', &['動', '妊'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, expected: Option<Polarity>) {
        assert_eq!(polarity(name), expected, "{name}");
    }

    #[test]
    fn rates_and_counts_should_rise() {
        check("オンライン利用率", Some(Polarity::Higher));
        check("研修受講者数", Some(Polarity::Higher));
    }

    #[test]
    fn bad_things_should_fall() {
        check("交通事故死者数", Some(Polarity::Lower));
        check("時間外勤務時間数", Some(Polarity::Lower));
        check("未収金額", Some(Polarity::Lower));
    }

    #[test]
    fn work_against_bad_things_should_rise() {
        check("事故防止研修受講者数", Some(Polarity::Higher));
        check("温室効果ガス排出量の削減率", Some(Polarity::Higher));
    }

    #[test]
    fn what_shows_need_or_service_is_unclear() {
        check("消費生活相談件数", Some(Polarity::Unclear));
    }

    #[test]
    fn other_words_say_nothing() {
        check("行政手続のオンライン化", None);
    }
}
