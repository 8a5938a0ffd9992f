//! The findings in sentences: of each plan its latest year, then what holds of all. Words and numbers are those of the report page.

use super::context::Context;
use crate::base::{Language, Message};
use crate::dataset::open_notes;
use crate::publish::digest::{RatedYear, Series, Targets, Value};
use crate::publish::wording::{changes, count, decimal_percent, full_year, joined, percent, value};

/// Plans that get sentences of their own.
const MOST_SERIES: usize = 5;
/// Indicators that a sentence names.
const MOST_NAMED: usize = 5;

/// The sentences.
pub(super) fn findings(context: &Context) -> Vec<String> {
    let series = &context.digest.series;
    let own = series.iter().filter(|_| series.len() <= MOST_SERIES);
    let mut findings: Vec<String> = own.flat_map(|it| of_series(context, it, series.len() > 1)).collect();
    findings.extend(totals(context));
    findings.extend(notes(context));
    findings
}

/// The sentences of a plan; its name stands before them where there are several.
fn of_series(context: &Context, series: &Series, is_one_of_several: bool) -> Vec<String> {
    let language = context.language;
    let sentences = [
        series.latest_year().map(|it| ratings(it, language)),
        series.changes.as_ref().map(|it| changes(it, language)),
        series.latest_targets().map(|it| targets(&it, language)),
    ];
    let lead = if is_one_of_several {
        let name = series.name(language);
        context.say(format!("{name}："), format!("{name}: "))
    } else {
        String::new()
    };
    sentences.into_iter().flatten().map(|it| format!("{lead}{it}")).collect()
}

fn ratings(year: &RatedYear, language: Language) -> String {
    let level = |(letter, number, share): &(String, i32, Option<f64>)| {
        let share = share.map(|it| Message::new("page_bracketed").with("text", percent(it, language)).text(language));
        format!("{letter} {}{}", count(number, language), share.unwrap_or_default())
    };
    let message = Message::new("page_finding_ratings").with("year", full_year(year.fiscal_year, language));
    let message = message.with("n", count(year.n, language));
    message.with("levels", joined(year.levels.iter().map(level), language)).text(language)
}

fn targets(targets: &Targets, language: Language) -> String {
    let message = Message::new("page_finding_targets")
        .with("year", full_year(targets.fiscal_year, language))
        .with("all", count(targets.pairs.len(), language))
        .with("met", count(targets.count(Some(true)), language))
        .with("missed", count(targets.count(Some(false)), language));
    let mut text = message.text(language);

    let unknown: Vec<&str> = targets.unknown().map(|it| it.name.as_str()).collect();
    if !unknown.is_empty() {
        let mut names = joined(unknown.iter().take(MOST_NAMED), language);
        if unknown.len() > MOST_NAMED {
            let more = count(unknown.len() - MOST_NAMED, language);
            names += &Message::new("page_and_more").with("count", more).text(language);
        }
        let message = Message::new("page_finding_unknown").with("unknown", count(unknown.len(), language));
        text += &message.with("names", names).text(language);
    }
    if let Some((indicator, point)) = targets.farthest() {
        let printed = |it: &Option<Value>| it.as_ref().map(|it| value(it, indicator, language)).unwrap_or_default();
        let message = Message::new("page_finding_farthest")
            .with("name", &indicator.name)
            .with("target", printed(&point.target))
            .with("actual", printed(&point.actual))
            .with("share", point.achievement.map(|it| decimal_percent(it, language)).unwrap_or_default());
        text += &message.text(language);
    }
    text
}

/// Whether all that the reports state of themselves was found.
fn totals(context: &Context) -> Option<String> {
    let language = context.language;
    let totals = context.digest.series.iter().flat_map(|it| &it.totals);
    let (all, differing) = totals.fold((0, 0), |(all, differing), it| (all + 1, differing + usize::from(!it.agrees)));
    let key = if differing == 0 { "page_finding_reconciled" } else { "page_finding_unreconciled" };
    let message = Message::new(key).with("all", all).with("differing", differing);
    let doubts = context.words.doubts;
    let advice = context
        .say(format!("使う前に「{doubts}」を確かめること。"), format!(" See “{doubts}” before you use the data."));
    let advice = if differing == 0 { String::new() } else { advice };
    (all > 0).then(|| message.text(language) + &advice)
}

fn notes(context: &Context) -> Option<String> {
    let notes = open_notes(context.frame("notes")?);
    let count = |severity: &str| notes.text("severity").iter().filter(|it| *it == Some(severity)).count();
    let (errors, warnings, infos) = (count("error"), count("warning"), count("info"));
    Some(context.say(
        format!("読み取りの指摘は、エラー{errors}件、警告{warnings}件、情報{infos}件。"),
        format!("Notes of the reading: {errors} errors, {warnings} warnings, {infos} remarks."),
    ))
}
