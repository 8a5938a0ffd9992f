//! Two quantities that say one thing: ranges, transitions, shares of a whole, rates.

use rust_decimal::Decimal;

use crate::base::FiscalYear;

use super::quantity::Quantity;
use super::scan::{Draft, ItemKind};
use super::time::Time;
use super::vocabulary::{Comparator, QuantityKind};

/// Joins neighbouring quantities of `drafts` by the text that stands between them.
pub(super) fn merge(text: &str, drafts: Vec<Draft>) -> Vec<Draft> {
    let mut merged: Vec<Draft> = Vec::with_capacity(drafts.len());
    for draft in drafts {
        if is_year_of_transition(text, &mut merged, &draft) {
            continue;
        }
        merged.push(draft);
        if let Some(last) = last_two(&merged) {
            join(text, &mut merged, last);
        }
    }
    merged
}

/// `120人（H30）→200人（R5）`: the year behind the last value belongs to the transition.
fn is_year_of_transition(text: &str, merged: &mut [Draft], draft: &Draft) -> bool {
    let ItemKind::Time(Time::FiscalYear(year)) = draft.kind else { return false };
    let Some(last) = merged.last_mut() else { return false };
    let is_behind = text[last.range.end..draft.range.start].trim() == "(";
    match &mut last.kind {
        ItemKind::Quantity(quantity) if is_behind && quantity.comparator == Comparator::Transition => {
            quantity.to_fiscal_year = quantity.to_fiscal_year.or(Some(year));
            true
        }
        _ => false,
    }
}

/// The places of the last draft and of the quantity before it, if both are quantities with only times between.
fn last_two(drafts: &[Draft]) -> Option<(usize, usize)> {
    let second = drafts.len().checked_sub(1)?;
    quantity(&drafts[second])?;
    let first = drafts[..second].iter().rposition(|draft| !matches!(draft.kind, ItemKind::Time(_)))?;
    quantity(&drafts[first]).map(|_| (first, second))
}

fn quantity(draft: &Draft) -> Option<&Quantity> {
    match &draft.kind {
        ItemKind::Quantity(quantity) => Some(quantity),
        _ => None,
    }
}

fn join(text: &str, drafts: &mut Vec<Draft>, (first, second): (usize, usize)) {
    let joint = joint(text, drafts, first, second);
    let (Some(left), Some(right)) = (quantity(&drafts[first]), quantity(&drafts[second])) else { return };
    let rest = &text[drafts[second].range.end..];
    let is_adjacent = second == first + 1;
    if is_transition(&joint, rest) {
        let years = (year_of(text, drafts, first), year_of(text, drafts, second));
        let joined = transition(left, right, years);
        let start = prefix_time(text, drafts, first).unwrap_or(first);
        return replace(text, drafts, start, joined);
    }
    if !is_adjacent {
        return;
    }
    if let Some(joined) = range(left, right, &joint, rest) {
        return replace(text, drafts, first, joined);
    }
    if is_idiom(left, right, &joint, rest) || is_reversed(left, right, &joint) {
        drafts.truncate(first);
        return;
    }
    if let Some(joined) = share(left, right, &joint) {
        return replace(text, drafts, first, joined);
    }
    if let Some(mut joined) = rate(left, right, &joint) {
        let outer = first.checked_sub(1).filter(|outer| drafts[*outer].range.end == drafts[first].range.start);
        let outer = outer.filter(|_| PER_JOINTS.contains(&joint.as_str()));
        // 1人1日当たり: over both.
        let over = outer.and_then(|outer| quantity(&drafts[outer])).filter(|over| over.value == Some(Decimal::ONE));
        if let (Some(unit), Some(per)) = (over.and_then(|over| over.unit), &joined.per) {
            joined.per = Some(format!("{} {per}", unit.id));
            return replace(text, drafts, first - 1, joined);
        }
        replace(text, drafts, first, joined);
    }
}

/// The text between two drafts without the times in it and what brackets them.
fn joint(text: &str, drafts: &[Draft], first: usize, second: usize) -> String {
    let mut joint = String::new();
    let mut at = drafts[first].range.end;
    for draft in &drafts[first + 1..=second] {
        joint.push_str(&text[at.min(draft.range.start)..draft.range.start]);
        at = draft.range.end;
    }
    if second > first + 1 {
        joint.retain(|character| !matches!(character, '(' | ')' | ':' | '年' | '度' | ' '));
    }
    joint.trim().to_owned()
}

fn is_transition(joint: &str, rest: &str) -> bool {
    let is_arrow = joint.trim_matches(['(', ')', ':', ' ']) == "→";
    is_arrow || joint == "から" && rest.starts_with(['へ', 'に'])
}

fn transition(left: &Quantity, right: &Quantity, years: (Option<FiscalYear>, Option<FiscalYear>)) -> Quantity {
    let mut joined = right.clone();
    let (from, _) = shared_unit(left, right, &mut joined);
    joined.value_from = left.value_from.or(from);
    joined.value_to = right.value;
    joined.value = None;
    joined.comparator = Comparator::Transition;
    joined.from_fiscal_year = years.0.or(left.from_fiscal_year);
    joined.to_fiscal_year = years.1;
    joined
}

fn range(left: &Quantity, right: &Quantity, joint: &str, rest: &str) -> Option<Quantity> {
    let (low, high, joined) = (left.value?, right.value?, right);
    let bare = joint.trim_end_matches(['約', '最', '大']).trim();
    let is_joint = matches!(bare, "~" | "から" | "ないし" | "〜") || bare == "-" && right.unit.is_some();
    let is_between = joint == "と" && rest.starts_with("の間") || joint == "と第" && rest.starts_with("の間");
    let is_upper = |comparator| matches!(comparator, Comparator::Le | Comparator::Lt);
    let is_lower = |comparator| matches!(comparator, Comparator::Ge | Comparator::Gt);
    let bare_joint = joint.trim_end_matches("少なくとも").trim_end_matches("最低");
    let is_and = matches!(bare_joint, "" | "、" | "が" | "," | "かつ" | "、かつ" | "で" | "から" | "~");
    let has_bounds = is_and && is_lower(left.comparator) && is_upper(right.comparator);
    let has_bounds_reversed = is_and && is_upper(left.comparator) && is_lower(right.comparator);
    if !(is_joint || is_between || has_bounds || has_bounds_reversed) || !units_agree(left, right) {
        return None;
    }
    let upper = if has_bounds_reversed { left } else { right };
    let mut result = joined.clone();
    let (scaled_low, scaled_high) = shared_unit(left, right, &mut result);
    let (low, high) = (scaled_low.unwrap_or(low), scaled_high.unwrap_or(high));
    result.value = None;
    result.value_min = Some(low.min(high));
    result.value_max = Some(low.max(high));
    result.max_inclusive = Some(upper.comparator != Comparator::Lt);
    result.comparator = Comparator::Range;
    result.per = result.per.or_else(|| left.per.clone());
    result.count_mode = result.count_mode.or(left.count_mode);
    (low <= high || has_bounds_reversed).then_some(result)
}

/// `20％～10％`: a range that falls may be a range or a fall; neither number is the value.
fn is_reversed(left: &Quantity, right: &Quantity, joint: &str) -> bool {
    joint == "~" && left.unit.is_some() && left.unit == right.unit && left.value > right.value && right.value.is_some()
}

/// `2時間30分`, `1人1台`, `24時間365日`, `2泊3日`: neither number is a value.
fn is_idiom(left: &Quantity, right: &Quantity, joint: &str, rest: &str) -> bool {
    if !joint.is_empty() && joint != "・" && joint != "、" {
        return false;
    }
    let is = |quantity: &Quantity, value: i64| quantity.value == Some(Decimal::from(value));
    let id = |quantity: &Quantity| quantity.unit.map_or("", |unit| unit.id);
    let is_always = is(left, 24) && is(right, 365) || is(left, 365) && is(right, 24);
    let is_rate = PER_JOINTS.iter().any(|word| rest.starts_with(word));
    let is_each = joint.is_empty() && is(left, 1) && is(right, 1) && !is_rate;
    let is_trip = id(left) == "night" && id(right) == "day";
    let order = ["year", "month", "week", "day", "hour", "minute", "second"];
    let place = |quantity: &Quantity| order.iter().position(|unit| *unit == id(quantity));
    let is_duration =
        joint.is_empty() && matches!((place(left), place(right)), (Some(left), Some(right)) if left < right);
    is_always || is_each || is_trip || is_duration
}

/// `22/25市町村`, `45人中12人`, `3.8点/5点`: one number is what the other is a part of.
fn share(left: &Quantity, right: &Quantity, joint: &str) -> Option<Quantity> {
    let (part, whole) = match joint {
        "/" => (left, right),
        "中" | "中、" | "中第" | "のうち" | "のうち、" | "うち" | "中の" | "、うち" | "のうちの" | "のうち第" => {
            (right, left)
        }
        _ => return None,
    };
    if whole.value.is_none() || right.unit.is_none() && left.unit.is_none() {
        return None;
    }
    let mut result = part.clone();
    let is_rank = left.unit.is_some_and(|unit| unit.id == "rank");
    // 80%/78.1% are two values side by side, as of two years.
    let is_ratio = left.unit.is_some_and(|unit| unit.dimension == "ratio");
    if joint == "/" && (is_ratio || !is_rank && !units_agree(left, right)) {
        return None;
    }
    result.denominator = whole.value;
    result.unit = part.unit.or(whole.unit);
    result.unit_printed = part.unit_printed.clone().or_else(|| whole.unit_printed.clone());
    Some(result)
}

/// `人口10万人当たり15.3人`, `1日500人`, `5年間で6人`: the first number only says what the second is counted over.
fn rate(left: &Quantity, right: &Quantity, joint: &str) -> Option<Quantity> {
    let unit = left.unit?;
    let value = left.value?;
    let is_per = PER_JOINTS.contains(&joint);
    let is_period = unit.dimension == "time" && matches!(joint, "で" | "に" | "" | "で約" | "約" | "で延べ");
    if !(is_per || is_period) {
        return None;
    }
    let mut result = right.clone();
    if is_per || value == Decimal::ONE && left.comparator == Comparator::Eq {
        let per = if value == Decimal::ONE { unit.id.to_owned() } else { format!("{} {}", value.normalize(), unit.id) };
        result.per = Some(per);
    }
    Some(result)
}

/// What stands between `1人` and what is counted over it.
const PER_JOINTS: [&str; 10] =
    ["当たり", "あたり", "当り", "につき", "当たりの", "あたりの", "当たり約", "あたり約", "当たり延べ", "ごとに"];

/// `20～30社` prints the unit, `2～3万人` the scale, only once.
fn shared_unit(left: &Quantity, right: &Quantity, joined: &mut Quantity) -> (Option<Decimal>, Option<Decimal>) {
    joined.unit = right.unit.or(left.unit);
    joined.unit_printed = right.unit_printed.clone().or_else(|| left.unit_printed.clone());
    let digits = right.value.and_then(|value| value.checked_div(right.scale));
    let is_shared = left.unit.is_none() && left.scale == Decimal::ONE && left.value < digits;
    let factor = if is_shared { right.scale } else { Decimal::ONE };
    (left.value.and_then(|value| value.checked_mul(factor)), right.value)
}

fn units_agree(left: &Quantity, right: &Quantity) -> bool {
    let is_same = left.unit.is_none() || right.unit.is_none() || left.unit == right.unit;
    is_same && left.kind != Some(QuantityKind::ChangeRel)
}

/// The fiscal year printed directly before a quantity, or in brackets behind it.
fn year_of(text: &str, drafts: &[Draft], at: usize) -> Option<FiscalYear> {
    let behind = drafts.get(at + 1).filter(|next| text[drafts[at].range.end..next.range.start].trim() == "(");
    let time = behind.or_else(|| prefix_time(text, drafts, at).and_then(|place| drafts.get(place)))?;
    match time.kind {
        ItemKind::Time(Time::FiscalYear(year)) => Some(year),
        ItemKind::Time(Time::AsOf(date) | Time::Date(date)) => date.fiscal_year(),
        _ => None,
    }
}

fn prefix_time(text: &str, drafts: &[Draft], at: usize) -> Option<usize> {
    let place = at.checked_sub(1)?;
    let before = &drafts[place];
    let between = text.get(before.range.end..drafts[at].range.start)?;
    let is_near = between.chars().all(|character| matches!(character, ':' | ' ' | '(' | ')' | '約' | '年' | '度'));
    (is_near && matches!(before.kind, ItemKind::Time(_))).then_some(place)
}

/// Puts `joined` in place of all drafts from `first` on.
fn replace(text: &str, drafts: &mut Vec<Draft>, first: usize, mut joined: Quantity) {
    let Some(last) = drafts.pop() else { return };
    let (start, number_start) = match drafts.get(first) {
        Some(draft) => {
            (draft.range.start, drafts[first..].iter().find_map(quantity).map(|left| left.number_range.start))
        }
        None => (last.range.start, None),
    };
    let number_end = quantity(&last).map_or(last.range.end, |right| right.number_range.end);
    if joined.denominator.is_none() && joined.value.is_none() {
        joined.number_range = number_start.unwrap_or(start)..number_end;
    }
    let end = end_of_joined(text, &joined, last.range.end);
    drafts.truncate(first);
    drafts.push(Draft { range: start..end, kind: ItemKind::Quantity(Box::new(joined)), is_doubtful: false });
}

fn end_of_joined(text: &str, joined: &Quantity, end: usize) -> usize {
    let is_between = joined.comparator == Comparator::Range && text[end..].starts_with("の間");
    if is_between { end + "の間".len() } else { end }
}

#[cfg(test)]
mod tests {
    use crate::text::{ItemKind, scan};

    fn show(raw: &str) -> String {
        let mut shown = Vec::new();
        for item in scan(raw) {
            let ItemKind::Quantity(quantity) = item.kind else { continue };
            let ends = [quantity.value, quantity.value_min, quantity.value_max, quantity.value_from, quantity.value_to];
            let ends: Vec<String> = ends.into_iter().flatten().map(|value| value.to_string()).collect();
            let unit = quantity.unit.map_or("-", |unit| unit.id);
            let per = quantity.per.map(|per| format!(" per {per}")).unwrap_or_default();
            let whole = quantity.denominator.map(|whole| format!(" of {whole}")).unwrap_or_default();
            shown.push(format!("{} {unit}{per}{whole}", ends.join("..")));
        }
        shown.join("; ")
    }

    #[track_caller]
    fn check(raw: &str, expected: &str) {
        assert_eq!(show(raw), expected, "{raw}");
    }

    #[test]
    fn the_unit_of_a_range_is_printed_once() {
        check("30～40社", "30..40 company");
        check("30-40社", "30..40 company");
        check("2～3割", "20..30 percent");
    }

    #[test]
    fn bounds_in_words() {
        check("60％以上90％未満", "60..90 percent");
        check("5より大きく9より小さい", "5..9 -");
    }

    #[test]
    fn a_fall_is_no_range() {
        check("40～30社", "");
        check("20％～10％", "");
    }

    #[test]
    fn transitions_keep_the_first_and_last_value() {
        check("2.1%→2.5%→2.8%", "2.1..2.8 percent");
        check("20件から35件に増加", "20..35 case");
        check("H29：80人→R4：95人", "80..95 person");
    }

    #[test]
    fn parts_of_a_whole() {
        check("18/25市町村", "18 municipality of 25");
        check("30社中12社", "12 company of 30");
    }

    #[test]
    fn rates() {
        check("人口10万人当たり8.2人", "8.2 person per 100000 person");
        check("1日約300人", "300 person per day");
        check("3年間で9社", "9 company");
    }

    #[test]
    fn idioms_and_durations_have_no_value() {
        check("1人1台", "");
        check("1時間30分", "");
        check("1泊2日", "");
    }
}
