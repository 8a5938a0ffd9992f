//! What the report states of itself, against the list and against itself.

use rust_decimal::Decimal;

use crate::base::{Message, Note};
use crate::report::{Initiative, RatingOrigin, Report, StatedTotal};

/// Codes: `total_disagrees`, `share_disagrees`, `totals_do_not_add_up`, `shares_do_not_add_up`.
///
/// A share is wrong where it is neither that of the numbers found nor that of the numbers stated: one number that was misread, or
/// misprinted, must not make all shares wrong.
pub(super) fn check(report: &Report) -> Vec<Note> {
    let letters: Vec<&StatedTotal> = report.identity.scale.iter().filter_map(|key| stated(report, key)).collect();
    let letters = Some(letters).filter(|it| !it.is_empty() && it.len() == report.identity.scale.len());
    let placed = |note: Note, total: &StatedTotal| match counted(total, report) {
        Some(initiative) => note.at(total.source).against(initiative.source),
        None => note.at(total.source),
    };
    let mut notes = Vec::new();
    for total in &report.stated_totals {
        notes.extend(wrong_count(total).map(|note| placed(note, total)));
        let shares = [total.found_share, letters.as_ref().and_then(|letters| stated_share(total, letters))];
        notes.extend(wrong_share(total, &shares).map(|note| placed(note, total)));
    }
    notes.extend(letters.iter().filter_map(|it| sum_of_counts(it, report)));
    notes.extend(letters.iter().filter_map(|it| sum_of_shares(it)));
    notes
}

/// The number stated for a key, the first where it is stated twice.
fn stated<'a>(report: &'a Report, key: &str) -> Option<&'a StatedTotal> {
    report.stated_totals.iter().find(|it| it.key == key && it.count.is_some())
}

fn wrong_count(total: &StatedTotal) -> Option<Note> {
    let stated = total.count.filter(|_| !total.count_agrees())?;
    let message = Message::new("total_disagrees").with("key", &total.key).with("stated", stated);
    Some(Note::error(message.with("found", total.found_count)))
}

/// The share of the letters of a key by the stated numbers, in percent.
fn stated_share(total: &StatedTotal, letters: &[&StatedTotal]) -> Option<f64> {
    let is_part = |it: &StatedTotal| total.key.split('+').any(|letter| letter == it.key);
    let sum = |of: &dyn Fn(&StatedTotal) -> bool| -> u32 {
        letters.iter().filter(|it| of(it)).filter_map(|it| it.count).sum()
    };
    let (part, all) = (sum(&is_part), sum(&|_| true));
    (all > 0).then(|| f64::from(part) / f64::from(all) * 100.0)
}

/// `shares` are those that may be meant, in percent.
fn wrong_share(total: &StatedTotal, shares: &[Option<f64>]) -> Option<Note> {
    let stated = total.phrase.clone().or_else(|| total.share.as_ref().map(|it| format!("{it}%")))?;
    let mut shares = shares.iter().flatten();
    if shares.clone().any(|share| total.share_fits(*share)) {
        return None;
    }
    let found = shares.next().map_or_else(|| "-".to_owned(), |it| format!("{it:.1}%"));
    let message = Message::new("share_disagrees").with("key", &total.key).with("stated", stated);
    Some(Note::error(message.with("found", found)))
}

/// Where counting can begin: the last row for the number of all, the first that is counted for a letter.
fn counted<'a>(total: &StatedTotal, report: &'a Report) -> Option<&'a Initiative> {
    let mut listed = report.initiatives.iter().filter(|it| it.in_list);
    let is_counted = |letter: &str| total.key.split('+').any(|it| it == letter);
    let mut rated = report.ratings.iter().filter(|it| {
        let of_year = it.origin == RatingOrigin::List && Some(it.fiscal_year) == report.identity.fiscal_year;
        of_year && it.value.as_deref().is_some_and(is_counted)
    });
    rated.next().and_then(|it| report.initiatives.get(it.initiative?)).or_else(|| listed.next_back())
}

/// The numbers of all letters together are that of all initiatives, but for those without a rating.
fn sum_of_counts(letters: &[&StatedTotal], report: &Report) -> Option<Note> {
    let all = stated(report, "all")?;
    let sum: u32 = letters.iter().filter_map(|it| it.count).sum();
    let unrated = all.found_count.saturating_sub(letters.iter().map(|it| it.found_count).sum());
    let stated = all.count?;
    if (stated.saturating_sub(unrated)..=stated).contains(&sum) {
        return None;
    }
    let parts: Vec<String> = letters.iter().filter_map(|it| it.count).map(|it| it.to_string()).collect();
    let message = Message::new("totals_do_not_add_up").with("parts", parts.join(" + ")).with("sum", sum);
    Some(Note::error(message.with("all", stated)).at(letters.first()?.source).against(all.source))
}

/// The shares of all letters together are 100 %, but for rounding.
fn sum_of_shares(letters: &[&StatedTotal]) -> Option<Note> {
    let shares: Vec<Decimal> = letters.iter().filter_map(|it| it.share.as_deref()?.parse().ok()).collect();
    let sum: Decimal = shares.iter().sum();
    // Each may be half of its last digit off.
    let rounding: Decimal = shares.iter().map(|it| Decimal::new(5, it.scale() + 1)).sum();
    if shares.len() < letters.len() || (sum - Decimal::ONE_HUNDRED).abs() <= rounding {
        return None;
    }
    let parts: Vec<String> = shares.iter().map(Decimal::to_string).collect();
    let message = Message::new("shares_do_not_add_up").with("parts", parts.join(" + ")).with("sum", sum);
    Some(Note::error(message).at(letters.first()?.source).against(letters.last()?.source))
}
