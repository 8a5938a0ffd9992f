//! Everything of meaning in a printed line, in printed order.

use std::ops::Range;

use super::caption::{self, UnitCaption};
use super::kanji::{is_kanji_numeral, word_end};
use super::normalize::{Normalized, normalize};
use super::quantity::Quantity;
use super::single::{self, Found};
use super::time::{Time, begins_era, read_time};
use super::unit::UnitTable;
use super::vocabulary::{ObsStatus, Role};
use super::{pair, relative, status};

/// One expression of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The whole expression with its unit and the words that belong to it, in bytes of the raw text.
    pub range: Range<usize>,
    /// What it says.
    pub kind: ItemKind,
}

/// What an expression says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemKind {
    /// A number, range or transition, or a comparison in words.
    Quantity(Box<Quantity>),
    /// A fiscal year, a date, an as-of date, a period.
    Time(Time),
    /// A mark or word in place of a value.
    Missing(ObsStatus),
    /// 【累積】, 累計: the values behind it are cumulative.
    Cumulative,
    /// 目標, 【実績】: the values behind it have this role.
    Role(Role),
    /// （単位：千円）: bare numbers are in this unit, times its factor.
    UnitCaption(Box<UnitCaption>),
}

/// An item whose ranges are still in bytes of the normalised text.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub range: Range<usize>,
    pub kind: ItemKind,
    /// A number that counts only as the end of a range.
    pub is_doubtful: bool,
}

/// Finds everything of meaning in `raw`, in printed order.
///
/// Ordinals, versions, list marks, codes and words with kanji numerals in them are no quantities and are left out.
/// ```
/// use shinchoku::text::{ItemKind, scan};
/// let items = scan("R5：1,066人");
/// assert_eq!(items.len(), 2);
/// let ItemKind::Quantity(quantity) = &items[1].kind else { panic!() };
/// assert_eq!(quantity.unit.map(|unit| unit.id), Some("person"));
/// assert_eq!(&"R5：1,066人"[quantity.number_range.clone()], "1,066");
/// ```
pub fn scan(raw: &str) -> Vec<Item> {
    scan_with(raw, UnitTable::built_in())
}

/// [`scan`] with a project's own units.
pub fn scan_with(raw: &str, units: &UnitTable) -> Vec<Item> {
    let normalized = normalize(raw).without_loose_space();
    let drafts = scan_normalized(&normalized, units);
    drafts.into_iter().map(|draft| to_item(draft, &normalized)).collect()
}

/// The items of a normalised text, ranges in its bytes.
pub(super) fn scan_normalized(normalized: &Normalized, units: &UnitTable) -> Vec<Draft> {
    let text = normalized.text.as_str();
    let trimmed = text.trim().trim_matches(['(', ')']);
    if let Some(quantity) = relative::read(trimmed) {
        return vec![draft(0..text.len(), ItemKind::Quantity(Box::new(quantity)))];
    }
    let mut drafts = Vec::new();
    let mut at = 0;
    while at < text.len() {
        at = step(normalized, at, units, &mut drafts);
    }
    let mut drafts = pair::merge(text, drafts);
    drafts.retain(|draft| !draft.is_doubtful);
    apply_captions(&mut drafts);
    drafts
}

/// Reads what begins at `at`, if anything does; gives the byte to go on from.
fn step(normalized: &Normalized, at: usize, units: &UnitTable, drafts: &mut Vec<Draft>) -> usize {
    let text = normalized.text.as_str();
    let Some(first) = text[at..].chars().next() else { return text.len() };
    let next = at + first.len_utf8();
    if first.is_ascii_alphanumeric() || is_kanji_numeral(first) || begins_era(first) {
        if let Some(end) = word_end(text, at) {
            return end;
        }
        if let Some((time, end)) = read_time(text, at) {
            return push_time(text, at..end, time, drafts);
        }
    }
    if let Some((kind, end)) = read_mark(normalized, at, units, drafts) {
        drafts.push(draft(at..end, kind));
        return end;
    }
    if !(first.is_ascii_digit() || is_kanji_numeral(first) || begins_sign(first)) {
        return next;
    }
    match single::read(normalized, at, units) {
        Some(Found::Quantity(single)) => {
            let end = single.end;
            let kind = ItemKind::Quantity(Box::new(single.quantity));
            drafts.push(Draft { range: single.start..end, kind, is_doubtful: single.is_doubtful });
            end.max(next)
        }
        Some(Found::Skip(end)) => end.max(next),
        None => next,
    }
}

/// A decimal point, a sign, or the first letter of マイナス and プラス.
fn begins_sign(first: char) -> bool {
    matches!(first, '.' | '-' | '+' | '△' | '▲' | '▼' | 'Δ' | '∆' | '±' | 'マ' | 'プ')
}

fn draft(range: Range<usize>, kind: ItemKind) -> Draft {
    Draft { range, kind, is_doubtful: false }
}

/// Takes in a time unless it says nothing of when a value held; gives the byte to go on from.
fn push_time(text: &str, range: Range<usize>, time: Time, drafts: &mut Vec<Draft>) -> usize {
    let end = range.end;
    let rest = &text[range.end..];
    let begins = |words: &[&str]| words.iter().any(|word| rest.starts_with(word));
    let release = ["頃に", "頃", "中に", "に"].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    if ["公表", "発表", "集計", "確定", "判明"].iter().any(|word| release.starts_with(word)) {
        // A date of release says nothing of when a value held; one to come says that there is none yet.
        let to_come = ["予定", "見込み", "見込"].iter().find_map(|word| Some(text[end..].find(word)? + word.len()));
        if let Some(length) = to_come {
            drafts.push(draft(range, ItemKind::Missing(ObsStatus::L)));
            return end + length;
        }
        return end;
    }
    if ["次回調査", "次回調査は", "次回調査年度", "次回"].iter().any(|word| text[..range.start].ends_with(word))
    {
        drafts.push(draft(range, ItemKind::Missing(ObsStatus::M)));
        return end;
    }
    let is_base = begins(&["比", "対比", "より", "に比べ", "と比べ", "との比較", "から", "以降の累"]);
    // 令和6年4月より公開 tells when a thing was done, not when a value held.
    let is_event = matches!(time, Time::Date(_)) && begins(&["に", "まで", "以降"]);
    if time != Time::Undated && !is_base && !is_event {
        drafts.push(draft(range, ItemKind::Time(time)));
    }
    end
}

fn read_mark(normalized: &Normalized, at: usize, units: &UnitTable, drafts: &[Draft]) -> Option<(ItemKind, usize)> {
    let text = normalized.text.as_str();
    let first = text[at..].chars().next()?;
    if matches!(first, '(' | '[') {
        let follows_time =
            drafts.last().is_some_and(|last| last.range.end == at && matches!(last.kind, ItemKind::Time(_)));
        return read_caption(text, at, units).filter(|_| !follows_time);
    }
    if let Some((status, end)) = status::missing_at(normalized, at) {
        return Some((ItemKind::Missing(status), end));
    }
    if first.is_ascii() {
        return None;
    }
    if let Some(caption) = read_bare_caption(text, at, units) {
        return Some(caption);
    }
    if let Some(end) = status::cumulative_at(text, at) {
        return Some((ItemKind::Cumulative, end));
    }
    let begins_word = at == 0 || normalized.has_gap_before(at);
    status::role_at(text, at, begins_word).map(|(role, end)| (ItemKind::Role(role), end))
}

/// `（単位：千円）`, `（人）`
fn read_caption(text: &str, at: usize, units: &UnitTable) -> Option<(ItemKind, usize)> {
    let rest = &text[at + 1..];
    let length = rest.bytes().take(40).position(|byte| matches!(byte, b')' | b']'))?;
    let inner = &rest[..length];
    let printed = inner.strip_prefix("単位").map_or(inner, |inner| inner.trim_start_matches(':'));
    let caption = caption::read_unit(printed, units)?;
    Some((ItemKind::UnitCaption(Box::new(caption)), at + length + 2))
}

/// `百万円` without a digit is the unit of a column, not an amount, unless words make it one (`千円以下`).
fn read_bare_caption(text: &str, at: usize, units: &UnitTable) -> Option<(ItemKind, usize)> {
    let rest = &text[at..];
    let scales =
        rest.chars().take_while(|next| matches!(next, '十' | '百' | '千' | '万' | '億' | '兆')).take(3).count();
    let length = scales * '万'.len_utf8() + '円'.len_utf8();
    if scales == 0 {
        return None;
    }
    let is_free = !text[..at].ends_with(char::is_alphanumeric);
    let ends = rest.get(length..)?.chars().next().is_none_or(|next| !next.is_alphabetic());
    let caption = caption::read_unit(rest.get(..length)?, units).filter(|_| is_free && ends)?;
    let is_money = caption.unit.is_some_and(|unit| unit.id == "JPY");
    is_money.then(|| (ItemKind::UnitCaption(Box::new(caption)), at + length))
}

/// A caption holds for the bare numbers behind it, and for one directly before it.
fn apply_captions(drafts: &mut [Draft]) {
    for at in 0..drafts.len() {
        let ItemKind::UnitCaption(caption) = &drafts[at].kind else { continue };
        let caption = caption.clone();
        let start = drafts[at].range.start;
        let first = at.checked_sub(1).filter(|before| drafts[*before].range.end == start).unwrap_or(at);
        for draft in &mut drafts[first..] {
            if let ItemKind::Quantity(quantity) = &mut draft.kind {
                caption.apply(quantity);
            }
        }
    }
}

fn to_item(draft: Draft, normalized: &Normalized) -> Item {
    let mut kind = draft.kind;
    if let ItemKind::Quantity(quantity) = &mut kind {
        quantity.number_range = normalized.raw_range(quantity.number_range.clone());
    }
    Item { range: normalized.raw_range(draft.range), kind }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(raw: &str, item: &Item) -> String {
        let printed = &raw[item.range.clone()];
        match &item.kind {
            ItemKind::Quantity(quantity) => format!("{printed}[{}]", &raw[quantity.number_range.clone()]),
            ItemKind::Time(_) => format!("{printed}=time"),
            ItemKind::Missing(status) => format!("{printed}={status:?}"),
            ItemKind::Cumulative => format!("{printed}=cumulative"),
            ItemKind::Role(role) => format!("{printed}={role:?}"),
            ItemKind::UnitCaption(caption) => {
                format!("{printed}={}", caption.unit.map_or(caption.printed.as_str(), |unit| unit.id))
            }
        }
    }

    /// The items of `raw`: each as printed, with the numeral in brackets.
    #[track_caller]
    fn check(raw: &str, expected: &[&str]) {
        let items: Vec<String> = scan(raw).iter().map(|item| show(raw, item)).collect();
        assert_eq!(items, expected, "{raw}");
    }

    #[test]
    fn a_target_line() {
        check("・利用者数〔累積〕 Ｒ５：１，２００人", &["累積=cumulative", "Ｒ５=time", "１，２００人[１，２００]"]);
    }

    #[test]
    fn the_numeral_has_its_scale_words_and_not_its_unit() {
        check("R4：98万PV（R5.2時点）", &["R4=time", "98万PV[98万]", "R5.2時点=time"]);
    }

    #[test]
    fn list_marks_are_no_digits() {
        check("①7社 ⑫3社", &["7社[7]", "3社[3]"]);
    }

    #[test]
    fn comparators_belong_to_the_expression() {
        check("約3割以上の", &["3割以上[3]"]);
    }

    #[test]
    fn names_with_numbers_are_no_quantities() {
        for name in ["6G", "第2次計画", "24時間365日", "QRコード", "DX3.0", "R6～7年度"] {
            assert!(!scan(name).iter().any(|item| matches!(item.kind, ItemKind::Quantity(_))), "{name}");
        }
    }

    #[test]
    fn codes_are_no_quantities() {
        check("〒100-0001 TEL 03-1234-5678 資料4 ISO9001 様式12", &[]);
    }

    #[test]
    fn kanji_in_words_are_no_numbers() {
        check("三重県と千葉県の一部で一般の九州", &[]);
    }

    #[test]
    fn captions_give_bare_numbers_their_unit() {
        let items = scan("（単位：百万円） 1,250");
        let ItemKind::Quantity(quantity) = &items[1].kind else { panic!("a number") };
        assert_eq!(quantity.value, Some(1_250_000_000.into()));
    }

    #[test]
    fn a_unit_without_a_number_is_a_caption() {
        check("千円 3,500", &["千円=JPY", "3,500[3,500]"]);
        check("約千円以下", &["千円以下[千]"]);
    }

    #[test]
    fn numbers_in_columns_stay_apart() {
        check("件 96 300 300 100.0%", &["96[96]", "300[300]", "300[300]", "100.0%[100.0]"]);
    }

    #[test]
    fn page_numbers_are_no_quantities() {
        check("-12-", &[]);
    }

    #[test]
    fn roles_and_missing_values() {
        check("目標：50件 実績：集計中", &["目標=Target", "50件[50]", "実績=Actual", "集計中=L"]);
    }

    #[test]
    fn dates_of_events_are_left_out() {
        check("R5年10月に改修、R6年1月より公開", &[]);
    }

    #[test]
    fn releases_to_come_are_missing_values() {
        check("R6.12公表予定", &["R6.12=L"]);
    }
}
