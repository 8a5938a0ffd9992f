//! Whole cells that name a value in words: `現状維持`, `全国平均以上`, `過半数`, `全て`.

use rust_decimal::Decimal;

use super::lexicon;
use super::quantity::Quantity;
use super::time::{Time, read_time};
use super::unit;
use super::vocabulary::{Comparator, ObsStatus, QuantityKind};
use super::year::read_small;

/// Reads a whole normalised text that gives a quantity in words alone.
pub(super) fn read(text: &str) -> Option<Quantity> {
    // Most texts are neither, and their first character tells.
    if text.len() > 90 || text.starts_with(|first: char| first.is_ascii() && !matches!(first, 'R' | 'H' | '2')) {
        return None;
    }
    if let Some(comparator) = lexicon::WHOLE.whole(text).or_else(|| compare_with_base(text)) {
        let mut quantity = Quantity::new(None, 0..text.len());
        quantity.comparator = comparator;
        quantity.is_in_words = true;
        return Some(quantity);
    }
    read_share(text)
}

/// `前年度以上`, `対前年度増`, `R3年度実績を上回る`, `過去5年平均以上`
fn compare_with_base(text: &str) -> Option<Comparator> {
    let text = text.strip_prefix('対').unwrap_or(text);
    let end = base_end(text)?;
    let rest = skip_gloss(&text[end..]);
    let rest =
        ["実績値", "実績", "の数値", "数値", "値"].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    let rest = rest.strip_prefix('の').unwrap_or(rest);
    lexicon::COMPARISONS.whole(rest)
}

/// The byte after what is compared with.
fn base_end(text: &str) -> Option<usize> {
    if let Some((time, end)) = read_time(text, 0) {
        return matches!(time, Time::FiscalYear(_) | Time::CalendarYear(_) | Time::AsOf(_)).then_some(end);
    }
    let past = ["過去", "直近"].iter().find_map(|word| text.strip_prefix(word));
    if let Some(rest) = past
        && let Some((_, end)) = read_small(rest, 0)
        && let Some(after) =
            ["か年", "カ年", "ヵ年", "ヶ年", "年間", "年"].iter().find_map(|word| rest[end..].strip_prefix(word))
        && let Some(after) = after.strip_prefix("の平均").or_else(|| after.strip_prefix("平均"))
    {
        return Some(text.len() - after.len());
    }
    lexicon::BASES.longest_start(text).map(|(word, ())| word.len())
}

/// `基準値（R2）以上`: what the base is, in brackets.
fn skip_gloss(rest: &str) -> &str {
    let after = rest.strip_prefix('(').and_then(|inside| inside.split_once(')'));
    match after {
        Some((inside, after)) if read_time(inside, 0).is_some_and(|(_, end)| end == inside.len()) => after,
        _ => rest,
    }
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
