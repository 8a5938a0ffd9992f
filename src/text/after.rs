//! What stands behind a number and its unit: comparators, changes, denominators, marks of its status.

use std::sync::LazyLock;

use rust_decimal::Decimal;

use super::number::{Reading, read_numeral};
use super::unit::{UnitMatch, UnitTable};
use super::vocabulary::{Comparator, CountMode, ObsStatus};
use super::words::WordTable;

/// What the words directly after a quantity say of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct After {
    pub comparator: Option<Comparator>,
    pub per: Option<&'static str>,
    pub count_mode: Option<CountMode>,
    pub status: Option<ObsStatus>,
    pub change: Option<Change>,
    /// The byte after the last of these words.
    pub end: usize,
}

/// Which way a printed change goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Up,
    Down,
}

#[derive(Clone, Copy)]
enum Word {
    Compare(Comparator),
    Count(CountMode),
    Status(ObsStatus),
    Change(Change),
}

static TABLE: LazyLock<WordTable<Word>> = LazyLock::new(|| WordTable::by_start(&WORDS));

static WORDS: [(&str, Word); 91] = [
    ("以上", Word::Compare(Comparator::Ge)),
    ("もしくはそれ以上", Word::Compare(Comparator::Ge)),
    ("またはそれ以上", Word::Compare(Comparator::Ge)),
    ("か等しい", Word::Compare(Comparator::Le)),
    ("より小さいか等しい", Word::Compare(Comparator::Le)),
    ("より大きいか等しい", Word::Compare(Comparator::Ge)),
    ("超", Word::Compare(Comparator::Gt)),
    ("超え", Word::Compare(Comparator::Gt)),
    ("を超える", Word::Compare(Comparator::Gt)),
    ("を超え", Word::Compare(Comparator::Gt)),
    ("を上回る", Word::Compare(Comparator::Gt)),
    ("を上回り", Word::Compare(Comparator::Gt)),
    ("大なり", Word::Compare(Comparator::Gt)),
    ("より大きい", Word::Compare(Comparator::Gt)),
    ("より大きく", Word::Compare(Comparator::Gt)),
    ("より多い", Word::Compare(Comparator::Gt)),
    ("より多く", Word::Compare(Comparator::Gt)),
    ("より高い", Word::Compare(Comparator::Gt)),
    ("以下", Word::Compare(Comparator::Le)),
    ("以内", Word::Compare(Comparator::Le)),
    ("まで", Word::Compare(Comparator::Le)),
    ("未満", Word::Compare(Comparator::Lt)),
    ("小なり", Word::Compare(Comparator::Lt)),
    ("を下回る", Word::Compare(Comparator::Lt)),
    ("を下回り", Word::Compare(Comparator::Lt)),
    ("より小さい", Word::Compare(Comparator::Lt)),
    ("より小さく", Word::Compare(Comparator::Lt)),
    ("より少ない", Word::Compare(Comparator::Lt)),
    ("より少なく", Word::Compare(Comparator::Lt)),
    ("より低い", Word::Compare(Comparator::Lt)),
    ("より低く", Word::Compare(Comparator::Lt)),
    ("程度", Word::Compare(Comparator::Approx)),
    ("前後", Word::Compare(Comparator::Approx)),
    ("くらい", Word::Compare(Comparator::Approx)),
    ("ぐらい", Word::Compare(Comparator::Approx)),
    ("ほど", Word::Compare(Comparator::Approx)),
    ("内外", Word::Compare(Comparator::Approx)),
    ("余り", Word::Compare(Comparator::GtApprox)),
    ("あまり", Word::Compare(Comparator::GtApprox)),
    ("余", Word::Compare(Comparator::GtApprox)),
    ("強", Word::Compare(Comparator::GtApprox)),
    ("弱", Word::Compare(Comparator::LtApprox)),
    ("近く", Word::Compare(Comparator::LtApprox)),
    ("(延べ)", Word::Count(CountMode::Gross)),
    ("(のべ)", Word::Count(CountMode::Gross)),
    ("(延べ人数)", Word::Count(CountMode::Gross)),
    ("(延)", Word::Count(CountMode::Gross)),
    ("(実人数)", Word::Count(CountMode::Distinct)),
    ("(実人員)", Word::Count(CountMode::Distinct)),
    ("(実数)", Word::Count(CountMode::Distinct)),
    ("(実)", Word::Count(CountMode::Distinct)),
    ("(速報値)", Word::Status(ObsStatus::P)),
    ("(速報)", Word::Status(ObsStatus::P)),
    ("(暫定値)", Word::Status(ObsStatus::P)),
    ("(暫定)", Word::Status(ObsStatus::P)),
    ("(概数)", Word::Status(ObsStatus::P)),
    ("(概算)", Word::Status(ObsStatus::E)),
    ("(推計値)", Word::Status(ObsStatus::E)),
    ("(推計)", Word::Status(ObsStatus::E)),
    ("(推定)", Word::Status(ObsStatus::E)),
    ("(推定値)", Word::Status(ObsStatus::E)),
    ("(見込み)", Word::Status(ObsStatus::F)),
    ("(見込)", Word::Status(ObsStatus::F)),
    ("(見込値)", Word::Status(ObsStatus::F)),
    ("(見込み値)", Word::Status(ObsStatus::F)),
    ("(予測)", Word::Status(ObsStatus::F)),
    ("(予測値)", Word::Status(ObsStatus::F)),
    ("増", Word::Change(Change::Up)),
    ("増加", Word::Change(Change::Up)),
    ("の増", Word::Change(Change::Up)),
    ("の増加", Word::Change(Change::Up)),
    ("増し", Word::Change(Change::Up)),
    ("上昇", Word::Change(Change::Up)),
    ("の上昇", Word::Change(Change::Up)),
    ("向上", Word::Change(Change::Up)),
    ("の向上", Word::Change(Change::Up)),
    ("アップ", Word::Change(Change::Up)),
    ("減", Word::Change(Change::Down)),
    ("減少", Word::Change(Change::Down)),
    ("の減", Word::Change(Change::Down)),
    ("の減少", Word::Change(Change::Down)),
    ("削減", Word::Change(Change::Down)),
    ("の削減", Word::Change(Change::Down)),
    ("縮減", Word::Change(Change::Down)),
    ("の縮減", Word::Change(Change::Down)),
    ("低減", Word::Change(Change::Down)),
    ("の低減", Word::Change(Change::Down)),
    ("低下", Word::Change(Change::Down)),
    ("の低下", Word::Change(Change::Down)),
    ("ダウン", Word::Change(Change::Down)),
    ("カット", Word::Change(Change::Down)),
];

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
        }
        after.end += word.len();
    }
    after
}

fn longest_word(rest: &str) -> Option<(&'static str, Word)> {
    let first = rest.chars().next()?;
    if first.is_ascii() && first != '(' {
        return None;
    }
    let found = TABLE.longest_start(rest)?;
    // 増設, 減災, 強化, 余剰 begin a word of their own; 増の, 減と and a bracket do not.
    let is_short = found.0.chars().count() == 1 || matches!(found.1, Word::Change(_));
    let next = rest[found.0.len()..].chars().next();
    let runs_on = next.is_some_and(|next| matches!(next, '\u{4e00}'..='\u{9fff}'));
    (!(is_short && runs_on)).then_some(found)
}

/// `/年`, `/人`, `毎週`: the unit that the value is counted over.
fn read_per(text: &str, at: usize, units: &UnitTable) -> Option<(&'static str, usize)> {
    let rest = text[at..].strip_prefix('/')?;
    let start = text.len() - rest.len();
    let unit = match rest.chars().next()? {
        '月' => return Some(("month", start + '月'.len_utf8())),
        first if first.is_ascii_digit() => return None,
        _ => units.longest_at(text, start)?,
    };
    Some((unit.unit.id, start + unit.length))
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
    let is_name = ORDINALS.iter().any(|word| rest.starts_with(word)) && read(text, at, units).end == at;
    is_name || rest.starts_with(|next: char| next.is_ascii_alphabetic() || matches!(next, '_' | '&'))
}

/// Whether what follows a number and its unit makes both a name: `3年目`, `2回目`, `5か年計画`, `65歳以上の`.
pub(super) fn is_name(text: &str, at: usize, found: &UnitMatch, units: &UnitTable) -> bool {
    let rest = &text[at..];
    let unit = &text[at - found.length..at];
    let is_period = matches!(found.unit.id, "year" | "month" | "day" | "week");
    let is_age_class = found.unit.id == "age"
        && ["以上", "未満", "以下", ""].iter().any(|word| {
            let is_class =
                |after: &str| after.starts_with(['の', 'で', 'へ', '児', '人', '代']) || is_kanji_start(after);
            rest.strip_prefix(word).is_some_and(is_class)
        });
    ["目", "連続", "ぶり", "居住"].iter().any(|word| rest.starts_with(word))
        || is_period
            && ["計画", "平均", "生", "次", "制", "前", "後", "半", "以降", "に", "児", "健", "育"]
                .iter()
                .any(|word| rest.starts_with(word))
        || matches!(unit, "者" | "度" | "部" | "点" | "本" | "種")
            && is_kanji_start(rest)
            && read(text, at, units).end == at
        || is_age_class
}

/// `1人当たり`, `5年間の`: what a quantity is counted over, none itself.
pub(super) fn is_denominator(rest: &str, unit: &str) -> bool {
    let is_rate = ["当たり", "あたり", "当り", "につき", "ごと"].iter().any(|word| rest.starts_with(word));
    let is_span =
        unit.ends_with('間') && unit != "時間" && ["の", "で", "に", "平均"].iter().any(|word| rest.starts_with(word));
    is_rate || is_span
}

fn is_kanji_start(rest: &str) -> bool {
    rest.starts_with(|first: char| matches!(first, '\u{4e00}'..='\u{9fff}'))
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
