//! The findings in sentences: of each plan its latest year, then what holds of all.

use std::collections::BTreeMap;

use super::context::Context;
use crate::analysis::series_name;
use crate::dataset::Frame;

/// Plans that get sentences of their own.
const MOST_SERIES: usize = 5;
/// A p value at which a difference is taken to be more than chance.
const SIGNIFICANT: f64 = 0.05;

type SeriesKey<'a> = (Option<&'a str>, Option<&'a str>);

/// The sentences.
pub(super) fn findings(context: &Context) -> Vec<String> {
    let mut findings = Vec::new();
    if let Some(frame) = context.frame("trend_ratings") {
        findings.extend(latest(frame, "fiscal_year").into_iter().map(|rows| ratings(context, frame, &rows)));
    }
    if let Some(frame) = context.frame("trend_transitions") {
        let own = |row: &usize| {
            frame.text("basis").get(*row) == Some("one_report")
                && frame.i16("reported_fiscal_year").get(*row) == frame.i16("to_fiscal_year").get(*row)
        };
        let changed = latest(frame, "to_fiscal_year").into_iter().filter_map(|rows| {
            let row = rows.iter().copied().find(own).or(rows.first().copied())?;
            Some(changes(context, frame, row))
        });
        findings.extend(changed);
    }
    if let Some(frame) = context.frame("trend_achievement") {
        findings.extend(latest(frame, "fiscal_year").into_iter().map(|rows| achievement(context, frame, &rows)));
    }
    findings.extend(totals(context));
    findings.extend(notes(context));
    findings
}

/// The rows of the latest year of each series, in the order of the table; none where there are too many series.
fn latest(frame: &Frame, year: &str) -> Vec<Vec<usize>> {
    let mut series: BTreeMap<SeriesKey, (i16, Vec<usize>)> = BTreeMap::new();
    for row in 0..frame.row_count() {
        let Some(year) = frame.i16(year).get(row) else { continue };
        let key = (frame.text("prefecture_code").get(row), frame.text("plan").get(row));
        let known = series.entry(key).or_insert((year, Vec::new()));
        if year > known.0 {
            *known = (year, Vec::new());
        }
        if year == known.0 {
            known.1.push(row);
        }
    }
    if series.len() > MOST_SERIES {
        return Vec::new();
    }
    series.into_values().map(|(_, rows)| rows).collect()
}

/// The plan before a sentence, where there are several.
fn lead(context: &Context, frame: &Frame, row: usize) -> String {
    if context.series_names.len() <= 1 {
        return String::new();
    }
    let name = series_name(frame.text("prefecture_code").get(row), frame.text("plan").get(row));
    context.say(format!("{name}："), format!("{name}: "))
}

fn ratings(context: &Context, frame: &Frame, rows: &[usize]) -> String {
    let letter = |row: &usize| {
        let (value, count) =
            (frame.text("value").get(*row).unwrap_or_default(), frame.i32("count").get(*row).unwrap_or_default());
        match frame.f64("share").get(*row) {
            Some(share) => {
                context.say(format!("{value} {count}件（{share:.1}%）"), format!("{value} {count} ({share:.1}%)"))
            }
            None => context.say(format!("{value} {count}件"), format!("{value} {count}")),
        }
    };
    let letters: Vec<String> = rows.iter().map(letter).collect();
    let row = rows[0];
    let (year, n) = (context.year(frame.i16("fiscal_year").get(row)), frame.i32("n").get(row).unwrap_or_default());
    let lead = lead(context, frame, row);
    context.say(
        format!("{lead}{year}年度に評価のある{n}の取組は、{}。", letters.join("、")),
        format!("{lead}Of the {n} initiatives rated in {year}: {}.", letters.join(", ")),
    )
}

fn changes(context: &Context, frame: &Frame, row: usize) -> String {
    let count = |name: &str| frame.i32(name).get(row).unwrap_or_default();
    let (better, same, worse, n) = (count("improved"), count("same"), count("worsened"), count("n"));
    let year = |name: &str| context.year(frame.i16(name).get(row));
    let (from, to) = (year("from_fiscal_year"), year("to_fiscal_year"));
    let test = match frame.f64("p_value").get(row) {
        Some(p) if p < SIGNIFICANT && better > worse => context.say(
            format!("改善が悪化より多く、偶然とは考えにくい（符号検定 p={p:.2}）。"),
            format!("More rose than fell, hardly by chance (sign test, p = {p:.2})."),
        ),
        Some(p) if p < SIGNIFICANT => context.say(
            format!("悪化が改善より多く、偶然とは考えにくい（符号検定 p={p:.2}）。"),
            format!("More fell than rose, hardly by chance (sign test, p = {p:.2})."),
        ),
        Some(p) => context.say(
            format!("改善と悪化の件数に差があるとは言えない（符号検定 p={p:.2}）。"),
            format!("The difference may be chance (sign test, p = {p:.2})."),
        ),
        None => String::new(),
    };
    let lead = lead(context, frame, row);
    context.say(
        format!("{lead}{from}から{to}にかけて、両年度に評価のある{n}の取組のうち、改善 {better}、同じ {same}、悪化 {worse}。{test}"),
        format!("{lead}From {from} to {to}, of {n} initiatives rated in both years, {better} rose, {same} stayed, {worse} fell. {test}"),
    )
}

fn achievement(context: &Context, frame: &Frame, rows: &[usize]) -> String {
    let met = rows.iter().filter(|it| frame.boolean("met").get(**it) == Some(true)).count();
    let unknown = rows.iter().filter(|it| frame.text("direction").get(**it) == Some("unknown")).count();
    let (n, year) = (rows.len(), context.year(frame.i16("fiscal_year").get(rows[0])));
    let assumed = match unknown {
        0 => String::new(),
        _ => context.say(
            format!("（望ましい向きが不明の{unknown}指標は、大きいほど良いとみなした）"),
            format!(" (higher taken as better for the {unknown} whose direction is unknown)"),
        ),
    };
    let lead = lead(context, frame, rows[0]);
    context.say(
        format!("{lead}{year}年度に目標値と実績値がそろう{n}指標のうち、目標に達したのは{met}指標{assumed}。"),
        format!("{lead}Of {n} indicators with target and actual in {year}, {met} reached the target{assumed}."),
    )
}

fn totals(context: &Context) -> Option<String> {
    let totals = context.frame("stated_totals").filter(|it| it.row_count() > 0)?;
    let n = totals.row_count();
    let differing = totals.boolean("agrees").iter().filter(|it| *it != Some(true)).count();
    Some(match differing {
        0 => context.say(
            format!("報告書に書かれた集計{n}件は、すべて読み取り結果と一致した。"),
            format!("All {n} totals that the reports state agree with what was read."),
        ),
        _ => context.say(
            format!("報告書に書かれた集計{n}件のうち{differing}件が、読み取り結果と一致しない。使う前に「{}」を確かめること。", context.words.doubts),
            format!("{differing} of {n} totals that the reports state differ from what was read: see “{}” first.", context.words.doubts),
        ),
    })
}

fn notes(context: &Context) -> Option<String> {
    let notes = context.frame("notes")?;
    let count = |severity: &str| notes.text("severity").iter().filter(|it| *it == Some(severity)).count();
    let (errors, warnings, infos) = (count("error"), count("warning"), count("info"));
    Some(context.say(
        format!("読み取りの指摘は、エラー{errors}件、警告{warnings}件、情報{infos}件。"),
        format!("Notes of the reading: {errors} errors, {warnings} warnings, {infos} remarks."),
    ))
}
