//! What stands behind a number and its unit: comparators, changes, denominators, marks of its status.

use rust_decimal::Decimal;

use super::lexicon::{self, Change, Word};
use super::number::{Reading, read_numeral};
use super::per::read_denominator;
use super::unit::{UnitMatch, UnitTable};
use super::vocabulary::{Comparator, CountMode, ObsStatus};

/// What the words directly after a quantity say of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct After {
    pub comparator: Option<Comparator>,
    pub per: Option<String>,
    pub count_mode: Option<CountMode>,
    pub status: Option<ObsStatus>,
    pub change: Option<Change>,
    /// Whether 台 stands behind the unit: 90％台 is from 90 to under 100.
    pub is_band: bool,
    /// The byte after the last of these words.
    pub end: usize,
}

/// Reads the words directly after byte `at`, outwards.
pub(super) fn read(text: &str, at: usize, units: &UnitTable) -> After {
    let mut after = After { end: at, ..After::default() };
    if let Some((per, end)) = read_per(text, at, units) {
        after.per = Some(per);
        after.end = end;
    }
    while let Some((word, meaning)) = longest_word(&text[after.end..]) {
        match meaning {
            Word::Compare(comparator) => after.comparator = after.comparator.or(Some(comparator)),
            Word::Count(mode) => after.count_mode = Some(mode),
            Word::Status(status) => after.status = Some(status),
            Word::Change(change) => after.change = Some(change),
            Word::Band => after.is_band = true,
            Word::Per(_) | Word::Achievement | Word::Worst | Word::Sum | Word::Joint => {}
        }
        after.end += word.len();
    }
    // 100人以上/年
    if let Some((per, end)) = read_per(text, after.end, units).filter(|_| after.per.is_none()) {
        after.per = Some(per);
        after.end = end;
    }
    after
}

fn longest_word(rest: &str) -> Option<(&'static str, Word)> {
    let first = rest.chars().next()?;
    if first.is_ascii() && first != '(' {
        return None;
    }
    let found = lexicon::AFTER.longest_start(rest)?;
    // 増設, 減災, 強化, 余剰 begin a word of their own; 増の, 減と and a bracket do not.
    let is_short = found.0.chars().count() == 1 || matches!(found.1, Word::Change(_));
    let next = rest[found.0.len()..].chars().next();
    let runs_on = next.is_some_and(|next| matches!(next, '\u{4e00}'..='\u{9fff}'));
    (!(is_short && runs_on)).then_some(found)
}

/// `/年`, `/人・日`, `/10a`: what the quantity is counted over. `22/25` and `5件/10件` are a part and its whole instead.
fn read_per(text: &str, at: usize, units: &UnitTable) -> Option<(String, usize)> {
    let rest = text[at..].strip_prefix('/')?;
    let start = text.len() - rest.len();
    let (per, end) = read_denominator(text, start, units)?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let before = &text[..at];
    let is_whole = per.ends_with("percent")
        || digits > 0
            && (before.ends_with(|last: char| last.is_ascii_digit()) || before.ends_with(&text[start + digits..end]));
    (!is_whole).then_some((per, end))
}

/// Words directly behind a bare number that make it a name or a place in an order.
const ORDINALS: [&str; 58] = [
    "次",
    "期",
    "号",
    "級",
    "類",
    "丁目",
    "番地",
    "番",
    "条",
    "章",
    "節",
    "款",
    "型",
    "世紀",
    "代",
    "学年",
    "年生",
    "年次",
    "年制",
    "つ",
    "速",
    "等",
    "版",
    "世代",
    "層",
    "階",
    "密",
    "月",
    "時",
    "ページ",
    "頁",
    "巻",
    "話",
    "歩",
    "面",
    "者",
    "セク",
    "師",
    "大",
    "色",
    "重",
    "進",
    "乗",
    "畳",
    "系",
    "段",
    "列",
    "校時",
    "限",
    "学期",
    "市",
    "区",
    "町",
    "村",
    "丁",
    "線",
    "弾",
    "ヘルツ",
];

/// Whether what follows the bare number that ends at `at` makes it no quantity (`3次計画`, `5G`).
pub(super) fn is_ordinal(text: &str, at: usize, units: &UnitTable) -> bool {
    let rest = &text[at..];
    if rest.starts_with('対') && rest['対'.len_utf8()..].starts_with(|next: char| next.is_ascii_digit()) {
        return true;
    }
    let is_name = ORDINALS.iter().any(|word| rest.starts_with(word)) && read(text, at, units).end == at;
    is_name || rest.starts_with(|next: char| next.is_ascii_alphabetic() || matches!(next, '_' | '&'))
}

/// Whether what follows a number and its unit makes both a name: `3年目`, `2回目`, `5か年計画`, `3分野`, `65歳以上の`.
pub(super) fn is_name(text: &str, at: usize, found: &UnitMatch, units: &UnitTable) -> bool {
    let rest = &text[at..];
    let unit = &text[at - found.length..at];
    let begins = |words: &[&str]| words.iter().any(|word| rest.starts_with(word));
    if begins(&["目", "連続", "ぶり", "居住"]) {
        return true;
    }
    let is_age_class = found.unit.id == "age"
        && ["以上", "未満", "以下", ""].iter().any(|word| {
            let is_class =
                |after: &str| after.starts_with(['の', 'で', 'へ', '児', '人', '代']) || is_kanji_start(after);
            rest.strip_prefix(word).is_some_and(is_class)
        });
    let is_coin = unit == "円" && begins(&["ショップ", "玉", "札", "硬貨", "均一"]);
    // What follows a time is what it lasts for (24時間対応, 3年保存), unless it says how the time changed.
    let is_duration = found.unit.dimension == "time"
        && !begins(&["約", "延べ", "最大"])
        && (begins(&["に", "平均"]) || rest.starts_with(|first| is_kanji(first) || is_katakana(first)))
        || BEGINS_WORDS.contains(unit) && is_kanji_start(rest);
    is_age_class || is_coin || is_duration && !is_denominator(rest, unit) && read(text, at, units).end == at
}

/// Counters of one character that many other words begin with: 部会, 分野, 点検, 課題.
const BEGINS_WORDS: &str = "者度部点本種品株店園食機通便票室席課館院問字組位例両着床筆灯橋";

/// `1人当たり`, `5年間の`: what a quantity is counted over, none itself.
pub(super) fn is_denominator(rest: &str, unit: &str) -> bool {
    let is_rate = ["当たり", "あたり", "当り", "につき", "ごと"].iter().any(|word| rest.starts_with(word));
    let is_span =
        unit.ends_with('間') && unit != "時間" && ["の", "で", "に", "平均"].iter().any(|word| rest.starts_with(word));
    is_rate || is_span
}

fn is_kanji_start(rest: &str) -> bool {
    rest.starts_with(is_kanji)
}

fn is_kanji(character: char) -> bool {
    matches!(character, '\u{4e00}'..='\u{9fff}')
}

fn is_katakana(character: char) -> bool {
    matches!(character, '\u{30a1}'..='\u{30fa}')
}

/// After 分 (a hundredth): `5厘`. Gives the percentage and the end; without 厘 it was a minute.
pub(super) fn read_rate(text: &str, percent: Decimal, at: usize) -> Option<(Decimal, usize)> {
    let Reading::Number(part) = read_numeral(text, at) else { return None };
    let is_rate = text[part.end..].starts_with('厘') && part.value < Decimal::TEN;
    let value = percent.checked_add(part.value * Decimal::new(1, 1))?;
    is_rate.then(|| (value.normalize(), part.end + '厘'.len_utf8()))
}

/// After 割: `8分7厘`, `半`, `引`. Gives percent to add and the end.
pub(super) fn read_wari(text: &str, at: usize) -> (Decimal, usize) {
    if text[at..].starts_with('半') && !text[at..].starts_with("半数") {
        return (Decimal::from(5), at + '半'.len_utf8());
    }
    let mut sum = Decimal::ZERO;
    let mut end = at;
    for (mark, factor) in [('分', Decimal::ONE), ('厘', Decimal::new(1, 1)), ('毛', Decimal::new(1, 2))] {
        if let Reading::Number(part) = read_numeral(text, end)
            && text[part.end..].starts_with(mark)
            && part.value < Decimal::TEN
        {
            sum += part.value * factor;
            end = part.end + mark.len_utf8();
        }
    }
    if text[end..].starts_with('引') {
        end += '引'.len_utf8();
    }
    (sum, end)
}
