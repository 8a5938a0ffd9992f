//! What a cell holds, as a part of the body of a table.

use super::grade::read_grade;

/// Longer texts are prose, in characters.
const MAX_WORDS: usize = 45;

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::report) enum Body {
    /// Nothing.
    #[default]
    Blank,
    /// A mark or word in place of a value: `－`, `集計中`.
    Missing,
    /// A value, with its unit and what it is printed with: `約78.1%`, `1,134件(R5)`.
    Figure,
    /// A grade of a known scale.
    Grade,
    /// A few words.
    Words,
    /// A sentence.
    Prose,
}

/// What a cell with this compact text holds.
pub(in crate::report) fn body(compact: &str) -> Body {
    if compact.is_empty() {
        Body::Blank
    } else if is_missing(compact) {
        Body::Missing
    } else if is_figure(compact) {
        Body::Figure
    } else if read_grade(compact).is_some() {
        Body::Grade
    } else if compact.contains('。') || compact.chars().count() > MAX_WORDS {
        Body::Prose
    } else {
        Body::Words
    }
}

/// Whether a name says what is counted or measured, `貸出冊数（冊）`, and not of whom or what, `中央図書館`.
pub(in crate::report) fn names_measure(name: &str) -> bool {
    const MEASURES: [&str; 13] =
        ["数", "率", "割合", "量", "額", "面積", "延長", "人口", "時間", "高", "点", "比", "価格"];
    let bare = name.trim_end_matches(|it: char| it == ')' || it == '）' || it.is_whitespace());
    let bare =
        if bare.len() < name.trim_end().len() { bare.rfind(['(', '（']).map_or(bare, |at| &bare[..at]) } else { bare };
    MEASURES.iter().any(|it| bare.trim_end().ends_with(it))
}

/// Dashes, and words that say why there is no value.
fn is_missing(compact: &str) -> bool {
    const WORDS: [&str; 30] = [
        "なし",
        "無し",
        "未定",
        "未集計",
        "集計中",
        "調査中",
        "未調査",
        "調査なし",
        "公表前",
        "未公表",
        "算定中",
        "算出中",
        "確定前",
        "把握不可",
        "該当なし",
        "対象外",
        "評価対象外",
        "評価なし",
        "未評価",
        "隔年調査",
        "未実施",
        "調査年でない",
        "今後公表",
        "未確定",
        "未把握",
        "設定なし",
        "評価不能",
        "判定不能",
        "N/A",
        "データなし",
    ];
    let is_dash = |it: char| "-ー―‐–—−─…‥・*＊/／\\".contains(it);
    compact.chars().all(is_dash) || WORDS.contains(&compact.trim_matches(['(', ')', '※']))
}

/// Whether a text is a value and little else: the figures stand in front, behind at most a word like 約 or 延べ.
fn is_figure(compact: &str) -> bool {
    const BEFORE: [&str; 17] = [
        "週", "年", "月", "約", "延べ", "のべ", "延", "累計", "計", "平均", "年間", "概ね", "全", "実績", "目標",
        "見込", "ほぼ",
    ];
    const SIGNS: &str = "△▲-−–+＋(±【〔[<≧≦>約";
    let mut rest = behind_year(compact).unwrap_or(compact);
    for word in BEFORE {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    let rest = rest.trim_start_matches(|it| SIGNS.contains(it));
    if !rest.starts_with(|it: char| it.is_ascii_digit()) {
        return false;
    }
    let digits = rest.trim_start_matches(|it: char| it.is_ascii_digit() || it == ',' || it == '.');
    is_measure(digits) && !is_age_group(digits) && !is_campaign(digits)
}

/// `2030年度延べ50,000件`, `令和7年度末:30%` -> what stands behind the year.
fn behind_year(compact: &str) -> Option<&str> {
    let bare = ["令和", "平成", "R", "H"].iter().find_map(|it| compact.strip_prefix(it));
    let number = bare.unwrap_or(compact);
    let rest = number.trim_start_matches(|it: char| it.is_ascii_digit());
    let digits = number.len() - rest.len();
    let is_year = digits == 4 && bare.is_none() || (1..=2).contains(&digits) && bare.is_some();
    let rest = rest.strip_prefix("年度").filter(|_| is_year)?;
    Some(rest.strip_prefix('末').unwrap_or(rest).trim_start_matches(':'))
}

/// `20~64歳男性`, `65歳以上`, `20歳代`: who is meant. An age is `45.2歳`.
fn is_age_group(rest: &str) -> bool {
    rest.contains('歳') && rest != "歳"
}

/// `8020運動`, `8020表彰`: a name that begins with a number.
fn is_campaign(rest: &str) -> bool {
    ["運動", "表彰", "作戦"].iter().any(|it| rest.starts_with(it))
}

/// Whether what follows the digits is a unit, a range, a bracket: no words that make it an order (`3号`), a date or a sentence.
fn is_measure(rest: &str) -> bool {
    const ORDERS: [&str; 14] =
        ["号", "期", "章", "条", "次", "年度", "月", "日", "級", "年生", "年以内に", "丁目", "節", "款"];
    let outside = without_brackets(rest);
    let words = outside.chars().filter(|it| it.is_alphabetic()).count();
    let is_order = ORDERS.iter().any(|it| outside.starts_with(it));
    // A particle makes a sentence of it: 3か所, but not 2以上の自治体に.
    let particles = outside.chars().filter(|it| ('ぁ'..='ん').contains(it) && *it != 'か').count();
    words <= 10 && particles <= 1 && !is_order && !outside.contains(['。', ':', '、', '「', 'の', 'を'])
}

/// The text without what stands in round brackets.
fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let mut kept = String::with_capacity(text.len());
    for it in text.chars() {
        match it {
            '(' | '【' | '〔' | '[' => depth += 1,
            ')' | '】' | '〕' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(it),
            _ => {}
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(expected: Body, texts: &[&str]) {
        for text in texts {
            assert_eq!(body(text), expected, "{text}");
        }
    }

    #[test]
    fn bodies_of_cells() {
        check(Body::Figure, &["78.1", "約1,134件", "▲21.6%", "75%(29年度)", "3回", "延べ120人", "(12)", "80%以上"]);
        check(Body::Figure, &["2030年度延べ50,000件", "令和7年度末:30%", "R7年度1.40"]);
        check(Body::Words, &["2030年度", "令和7年度の目標", "7年度30%"]);
        check(Body::Missing, &["-", "―", "集計中", "…"]);
        check(Body::Grade, &["A", "◎", "概ね順調", "B(やや遅れ)"]);
        check(Body::Words, &["観光課", "1号認定", "5年度", "R5", "男性", "20~64歳", "65歳以上", "8020表彰"]);
        check(Body::Prose, &["計画どおり進んでいる。"]);
    }
}
