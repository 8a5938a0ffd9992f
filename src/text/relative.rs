//! Whole cells that name a value in words: `現状維持`, `全国平均以上`, `過半数`, `全て`.

use rust_decimal::Decimal;

use super::quantity::Quantity;
use super::unit;
use super::vocabulary::{Comparator, ObsStatus, QuantityKind};

/// What a target in words is compared with.
const BASES: [&str; 27] = [
    "前年度",
    "前年",
    "前回",
    "前年同期",
    "前年度実績",
    "前年実績",
    "現状",
    "現状値",
    "現行",
    "現在",
    "基準値",
    "基準年",
    "全国平均",
    "全国平均値",
    "全国",
    "県平均",
    "県内平均",
    "国平均",
    "同規模平均",
    "類似団体平均",
    "目標",
    "目標値",
    "計画値",
    "計画",
    "過去最高",
    "過去平均",
    "当初",
];

const COMPARISONS: [(&str, Comparator); 34] = [
    ("以上", Comparator::Ge),
    ("水準以上", Comparator::Ge),
    ("維持以上", Comparator::Ge),
    ("を下回らない", Comparator::Ge),
    ("を上回る", Comparator::Gt),
    ("を上回ること", Comparator::Gt),
    ("を上回る水準", Comparator::Gt),
    ("を超える", Comparator::Gt),
    ("より増加", Comparator::Gt),
    ("より増", Comparator::Gt),
    ("より向上", Comparator::Gt),
    ("から増加", Comparator::Gt),
    ("比増", Comparator::Gt),
    ("超", Comparator::Gt),
    ("以下", Comparator::Le),
    ("水準以下", Comparator::Le),
    ("以内", Comparator::Le),
    ("を上回らない", Comparator::Le),
    ("未満", Comparator::Lt),
    ("を下回る", Comparator::Lt),
    ("を下回ること", Comparator::Lt),
    ("より減少", Comparator::Lt),
    ("より減", Comparator::Lt),
    ("から減少", Comparator::Lt),
    ("比減", Comparator::Lt),
    ("維持", Comparator::Eq),
    ("を維持", Comparator::Eq),
    ("水準", Comparator::Eq),
    ("水準維持", Comparator::Eq),
    ("水準を維持", Comparator::Eq),
    ("と同程度", Comparator::Approx),
    ("同程度", Comparator::Approx),
    ("並み", Comparator::Approx),
    ("並", Comparator::Approx),
];

const WORDS: [(&str, Comparator); 18] = [
    ("増加", Comparator::Gt),
    ("増", Comparator::Gt),
    ("増やす", Comparator::Gt),
    ("上昇", Comparator::Gt),
    ("向上", Comparator::Gt),
    ("拡大", Comparator::Gt),
    ("減少", Comparator::Lt),
    ("減", Comparator::Lt),
    ("減らす", Comparator::Lt),
    ("低下", Comparator::Lt),
    ("低減", Comparator::Lt),
    ("削減", Comparator::Lt),
    ("縮小", Comparator::Lt),
    ("維持", Comparator::Eq),
    ("横ばい", Comparator::Eq),
    ("同水準", Comparator::Eq),
    ("維持・向上", Comparator::Ge),
    ("維持又は増加", Comparator::Ge),
];

/// Reads a whole normalised text that gives a quantity in words alone.
pub(super) fn read(text: &str) -> Option<Quantity> {
    if text.len() > 60 || text.bytes().any(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let word = WORDS.iter().find(|(word, _)| *word == text).map(|(_, comparator)| *comparator);
    let comparator = word.or_else(|| compare_with_base(text));
    if let Some(comparator) = comparator {
        let mut quantity = Quantity::new(None, 0..text.len());
        quantity.comparator = comparator;
        quantity.is_in_words = true;
        return Some(quantity);
    }
    read_share(text)
}

fn compare_with_base(text: &str) -> Option<Comparator> {
    BASES.iter().filter_map(|base| text.strip_prefix(base)).find_map(|rest| {
        let rest = rest.strip_prefix("の").unwrap_or(rest);
        COMPARISONS.iter().find(|(words, _)| *words == rest).map(|(_, comparator)| *comparator)
    })
}

fn read_share(text: &str) -> Option<Quantity> {
    let (percent, comparator) = match text {
        "過半数" | "半数超" => (50, Comparator::Gt),
        "半数以上" => (50, Comparator::Ge),
        "半数" | "半分" | "約半数" | "半数程度" | "ほぼ半数" => (50, Comparator::Approx),
        "半数未満" => (50, Comparator::Lt),
        "半数以下" => (50, Comparator::Le),
        "全て" | "すべて" | "全部" | "全数" | "全件" => (100, Comparator::Eq),
        "半減" => (-50, Comparator::Eq),
        "皆無" | "ゼロ" => return Some(zero(text)),
        "倍増" | "倍" => return Some(double(text)),
        _ => return None,
    };
    let mut quantity = Quantity::new(Some(Decimal::from(percent)), 0..text.len());
    quantity.comparator = comparator;
    quantity.unit = unit::by_id("percent");
    quantity.kind = (percent < 0).then_some(QuantityKind::ChangeRel);
    Some(quantity)
}

fn zero(text: &str) -> Quantity {
    let mut quantity = Quantity::new(Some(Decimal::ZERO), 0..text.len());
    quantity.obs_status = Some(ObsStatus::A);
    quantity
}

fn double(text: &str) -> Quantity {
    let mut quantity = Quantity::new(Some(Decimal::TWO), 0..text.len());
    quantity.unit = unit::by_id("times");
    quantity.kind = Some(QuantityKind::RatioToPrev);
    quantity
}
