//! The printed name of an indicator: its unit, qualifiers and marks, and what is left as the name.

use std::ops::Range;

use super::caption::{UnitCaption, read_unit, unit_of_caption};
use super::leader::without_leader;
use super::normalize::normalize;
use super::number::{Reading, read_numeral};
use super::polarity::named_direction;
use super::unit::UnitTable;
use super::vocabulary::{CountMode, Polarity};

/// What the printed name of an indicator says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IndicatorName {
    /// The name as printed, without unit and marks; qualifiers stay, for they tell indicators apart.
    pub name: String,
    /// The unit printed in it: `受講者数（人）`.
    pub unit: Option<UnitCaption>,
    /// What stands in brackets at its end and is neither unit nor mark (`県関与分`, `男性`), in printed order.
    pub qualifiers: Vec<String>,
    /// Whether its values are summed up over years (累計, 累積).
    pub is_cumulative: bool,
    /// 延べ or 実人数.
    pub count_mode: Option<CountMode>,
    /// Which way it should go, where a word of it tells.
    pub direction: Option<Polarity>,
    /// Whether it says that there is no indicator (`設定なし`, `成果指標の設定になじまない。`).
    pub is_absent: bool,
}

/// Reads the printed name of an indicator.
///
/// ```
/// use shinchoku::text::{UnitTable, read_name};
/// let name = read_name("認知症サポーター養成講座の累積受講者数（人）", UnitTable::built_in());
/// assert_eq!(name.name, "認知症サポーター養成講座の累積受講者数");
/// assert_eq!(name.unit.unwrap().unit.unwrap().id, "person");
/// assert!(name.is_cumulative);
/// ```
pub fn read_name(raw: &str, units: &UnitTable) -> IndicatorName {
    let raw = without_leader(raw);
    if is_absent(raw) {
        return IndicatorName { name: raw.trim().to_owned(), is_absent: true, ..IndicatorName::default() };
    }
    let unit = unit_of_caption(raw, units).filter(|caption| ends_name(&raw[caption.range.end..]));
    let unit = unit.or_else(|| trailing_percent(raw, units));
    let mut gone: Vec<Range<usize>> = unit.iter().map(|caption| caption.range.clone()).collect();
    let mut name = IndicatorName { unit, ..IndicatorName::default() };
    for bracket in brackets(raw) {
        let inside = normalize(bracket.inside).text;
        let is_mark = match inside.trim() {
            "累計" | "累積" | "累計値" | "累積値" | "通算" => {
                name.is_cumulative = true;
                true
            }
            "延べ" | "のべ" | "延" | "延べ人数" | "延べ数" => {
                name.count_mode = Some(CountMode::Gross);
                true
            }
            "実人数" | "実数" | "実人員" | "実" => {
                name.count_mode = Some(CountMode::Distinct);
                true
            }
            // Footnotes are numbered anew in each edition.
            text => without_footnote(text).is_empty(),
        };
        if is_mark {
            gone.push(bracket.range);
        } else if is_qualifier(raw, &bracket, name.unit.as_ref(), units) {
            name.qualifiers.push(bracket.inside.trim().to_owned());
        }
    }
    let text = without(raw, gone);
    name.name = without_footnote(text.trim().trim_end_matches(['：', ':'])).to_owned();
    let folded = normalize(&text).text;
    name.is_cumulative |= is_cumulative(&folded);
    name.count_mode = name.count_mode.or_else(|| count_mode(&folded));
    name.count_mode = name.count_mode.or_else(|| name.unit.as_ref().and_then(|unit| unit.count_mode));
    name.direction = if name.unit.as_ref().and_then(|unit| unit.unit).is_some_and(|unit| unit.id == "rank") {
        Some(Polarity::Lower)
    } else {
        named_direction(&name.name)
    };
    name
}

/// A text without the mark of a footnote at its end: `※`, `※1`, `＊２`, `注3`.
pub(crate) fn without_footnote(text: &str) -> &str {
    let text = text.trim_end();
    let before = text.trim_end_matches(|it: char| it.is_numeric() || "、,・".contains(it)).trim_end();
    let unmarked = before.trim_end_matches(['※', '*', '＊']);
    // A number behind 注 only: 受注 is no note.
    let noted = before.strip_suffix('注').filter(|it| before.len() < text.len() && !it.ends_with(['受', '発', '外']));
    match (unmarked.len() < before.len(), noted) {
        (true, _) => unmarked.trim_end(),
        (false, Some(noted)) => noted.trim_end(),
        (false, None) => text,
    }
}

/// Whether a name says in words that no indicator was set.
fn is_absent(raw: &str) -> bool {
    let text = normalize(raw).without_loose_space().text;
    let sentence = text.trim_matches(['(', ')', '。', '※', ' ']);
    let ends = ["なし", "無し", "ない", "困難", "困難である", "不可", "難しい"];
    let is_about_indicators =
        ["設定", "指標", "なじま", "馴染ま", "数値", "成果", "目標"].iter().any(|word| sentence.contains(word));
    let is_denied = ends.iter().any(|end| sentence.ends_with(end));
    let is_short = matches!(sentence, "なし" | "無し" | "該当なし" | "未設定" | "定なし")
        || !sentence.contains(char::is_alphabetic);
    let is_excused =
        ["になじまない", "に馴染まない", "設定なし", "設定不可", "設定困難"].iter().any(|word| sentence.contains(word));
    is_short || is_about_indicators && (is_denied || is_excused || sentence.contains("ではない"))
}

/// What may stand behind the unit at the end of a name: nothing, a note, further brackets.
fn ends_name(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.is_empty() || rest.starts_with(['※', '*', '＊', '注', '（', '(', '【', '〔', '[', '［'])
}

/// `普及率％`
fn trailing_percent(raw: &str, units: &UnitTable) -> Option<UnitCaption> {
    let trimmed = raw.trim_end();
    let start = trimmed.len() - trimmed.chars().next_back().filter(|last| matches!(last, '%' | '％'))?.len_utf8();
    let is_free = !trimmed[..start].ends_with(|last: char| last.is_numeric());
    read_unit("%", units)
        .filter(|_| is_free && start > 0)
        .map(|caption| UnitCaption { range: start..trimmed.len(), ..caption })
}

struct Bracket<'t> {
    range: Range<usize>,
    inside: &'t str,
}

/// The outermost pairs of brackets, in printed order.
fn brackets(raw: &str) -> Vec<Bracket<'_>> {
    let mut found = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    let mut depth = 0;
    for (at, character) in raw.char_indices() {
        let end = at + character.len_utf8();
        match character {
            '(' | '（' | '[' | '［' | '【' | '〔' => {
                open = open.or(Some((at, end)));
                depth += 1;
            }
            ')' | '）' | ']' | '］' | '】' | '〕' if depth > 0 => {
                depth -= 1;
                if let Some((start, inside)) = open.filter(|_| depth == 0) {
                    found.push(Bracket { range: start..end, inside: &raw[inside..at] });
                    open = None;
                }
            }
            _ => {}
        }
    }
    found
}

/// Brackets at the end of a name qualify it, unless they hold a number with its unit, a note, or the unit.
fn is_qualifier(raw: &str, bracket: &Bracket<'_>, unit: Option<&UnitCaption>, units: &UnitTable) -> bool {
    let rest = match unit {
        Some(caption) if caption.range == bracket.range => return false,
        Some(caption) if caption.range.start >= bracket.range.end => &raw[bracket.range.end..caption.range.start],
        _ => &raw[bracket.range.end..],
    };
    let inside = normalize(bracket.inside).text;
    let inside = inside.trim();
    let is_last = brackets(rest).iter().map(|it| it.range.len()).sum::<usize>() == rest.trim().len();
    let is_value = match read_numeral(inside, 0) {
        Reading::Number(numeral) => units.longest_at(inside, numeral.end).is_some() && !inside.contains("平均"),
        _ => false,
    };
    is_last && bracket.range.start > 0 && !inside.is_empty() && !inside.starts_with('※') && !is_value
}

/// 累計 and 累積 anywhere in a name, but for debts that are only called so.
fn is_cumulative(name: &str) -> bool {
    let sums = ["累計", "累積", "通算"].iter().any(|word| name.contains(word));
    let debts = ["累積赤字", "累積債務", "累積欠損", "累積損失"].iter().any(|word| name.contains(word));
    sums && !debts
}

/// `延べ利用者数`, `実人数`; 延べ床面積 counts nobody.
fn count_mode(name: &str) -> Option<CountMode> {
    let behind = |mark: &str| name.match_indices(mark).map(|(at, _)| &name[at + mark.len()..]).collect::<Vec<_>>();
    let counted =
        ["人", "参加", "利用", "受講", "来", "宿泊", "泊", "回", "件", "日", "数", "入", "出席", "観光客", "乗"];
    let is_gross =
        ["延べ", "のべ"].iter().flat_map(|mark| behind(mark)).any(|rest| counted.iter().any(|it| rest.starts_with(it)));
    if is_gross {
        return Some(CountMode::Gross);
    }
    let is_distinct = ["実人数", "実人員", "実利用者", "実参加者"].iter().any(|word| name.contains(word));
    is_distinct.then_some(CountMode::Distinct)
}

/// `raw` without the ranges that are gone, none of which overlap.
fn without(raw: &str, mut gone: Vec<Range<usize>>) -> String {
    gone.sort_by_key(|range| range.start);
    let mut text = String::with_capacity(raw.len());
    let mut from = 0;
    for range in gone {
        text.push_str(&raw[from..range.start.max(from)]);
        from = range.end.max(from);
    }
    text + &raw[from..]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Name | unit*factor | qualifiers | marks.
    #[track_caller]
    fn check(raw: &str, expected: &str) {
        let found = read_name(raw, UnitTable::built_in());
        let unit = found.unit.as_ref().map_or_else(String::new, |caption| {
            let id = caption.unit.map_or(caption.printed.as_str(), |unit| unit.id);
            let factor = if caption.factor == 1.into() { String::new() } else { format!("*{}", caption.factor) };
            let per = caption.per.as_ref().map(|per| format!("/{per}")).unwrap_or_default();
            format!("{id}{factor}{per}")
        });
        let mut marks = Vec::new();
        if found.is_cumulative {
            marks.push("cumulative".to_owned());
        }
        marks.extend(found.count_mode.map(|mode| format!("{mode:?}").to_lowercase()));
        if found.is_absent {
            marks.push("absent".to_owned());
        }
        let shown = [found.name, unit, found.qualifiers.join("+"), marks.join(" ")].join(" | ");
        assert_eq!(shown, expected, "{raw}");
    }

    #[test]
    fn marks_of_footnotes_are_no_part_of_a_name() {
        check("保育士数（※1）", "保育士数 |  |  | ");
        check("保育士数（人）（※１、２）", "保育士数 | person |  | ");
        check("保育士数＊", "保育士数 |  |  | ");
        check("保育士数注2", "保育士数 |  |  | ");
        check("公共工事の受注2", "公共工事の受注2 |  |  | ");
        check("満足度（※女性）", "満足度（※女性） |  |  | ");
        check("PM2.5", "PM2.5 |  |  | ");
    }

    #[test]
    fn the_unit_at_the_end() {
        check("講座の受講者数（人）", "講座の受講者数 | person |  | ");
        check("市内バスの年間利用者数（千人）", "市内バスの年間利用者数 | person*1000 |  | ");
        check("普及率％", "普及率 | percent |  | ");
        check("公園面積［ha］※1", "公園面積 | hectare |  | ");
        check("相談件数（件／月）", "相談件数 | case/month |  | ");
        check("使用量（単位：千kWh）", "使用量 | kilowatt_hour*1000 |  | ");
    }

    #[test]
    fn qualifiers_stay_in_the_name() {
        check("移住者数（県関与分）", "移住者数（県関与分） |  | 県関与分 | ");
        check("待機児童数（保育園）（人）", "待機児童数（保育園） | person | 保育園 | ");
        check(
            "健康寿命（平均自立期間）の延伸（男性）（年）",
            "健康寿命（平均自立期間）の延伸（男性） | year | 男性 | ",
        );
        check("公債費比率（３か年平均）（％）", "公債費比率（３か年平均） | percent | ３か年平均 | ");
    }

    #[test]
    fn marks_go() {
        check("新たな取組数（累計）", "新たな取組数 |  |  | cumulative");
        check("【累計】登録者数（人）", "登録者数 | person |  | cumulative");
        check("参加者数（延べ）", "参加者数 |  |  | gross");
        check("利用者数（人（延べ））", "利用者数 | person |  | gross");
    }

    #[test]
    fn words_of_the_name_are_marks_too() {
        check("累積修了者数（人）", "累積修了者数 | person |  | cumulative");
        check("延べ宿泊者数（万人泊）", "延べ宿泊者数 | night*10000 |  | gross");
        check("施設の延べ床面積（㎡）", "施設の延べ床面積 | square_metre |  | ");
        check("累積赤字額（千円）", "累積赤字額 | JPY*1000 |  | ");
    }

    #[test]
    fn a_value_in_brackets_is_neither_unit_nor_qualifier() {
        check("公用車点検(18台)", "公用車点検(18台) |  |  | ");
        check("支援金（5人/1年間）", "支援金（5人/1年間） |  |  | ");
    }

    #[test]
    fn some_say_that_there_is_no_indicator() {
        for name in
            ["設定なし", "（※指標設定なし）", "成果指標の設定になじまない。", "数値化が困難なため設定しない。", "－"]
        {
            assert!(read_name(name, UnitTable::built_in()).is_absent, "{name}");
        }
        assert!(!read_name("設備が利用できない時間", UnitTable::built_in()).is_absent);
    }

    #[test]
    fn the_direction_comes_from_known_words() {
        let direction = |name: &str| read_name(name, UnitTable::built_in()).direction;
        assert_eq!(direction("下水道普及率（％）"), Some(Polarity::Higher));
        assert_eq!(direction("市の認知度（位）"), Some(Polarity::Lower));
        assert_eq!(direction("法人数（事業所）"), None);
    }
}
