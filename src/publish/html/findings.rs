//! What is to be known first, in plain sentences; each number leads to where it is printed.

use super::{Report, doubts, tiles};
use crate::base::{Language, Message};
use crate::publish::digest::{Change, Changes, Initiative, Series, Value};
use crate::publish::markup::{Element, Markup, sentence};
use crate::publish::news::{NewsSentence, sentences};
use crate::publish::wording::{self, count, decimal_percent, full_year, percent, value};

/// Initiatives that a sentence names; the table has all.
const MAX_NAMED: usize = 5;

/// Findings of the only plan, or what there is of each; then what holds for all.
pub(super) fn overview(report: &Report<'_>) -> Markup {
    let mut content = Markup::default();
    let mut sentences: Vec<Markup> = Vec::new();
    match &report.digest.series[..] {
        [] => sentences.push(Markup::text(report.word("page_nothing_read"))),
        [only] => {
            content.push(tiles::tiles(report, only));
            sentences.extend(of_plan(report, only));
        }
        several => {
            let link = |(index, series): (usize, &Series)| {
                let target = format!("#plan-{}", index + 1);
                let link = Element::new("a").with("href", target).child(report.quoted(&series.name(report.language)));
                let finding = ratings(report, series).or_else(|| targets(report, series));
                let finding = finding.unwrap_or_else(|| Markup::text(counted(report, series)));
                Markup::from(Element::new("b").child(link).child(Markup::text(" "))).followed_by(finding)
            };
            sentences.extend(several.iter().enumerate().map(link));
        }
    }
    sentences.extend(reconciled(report));
    sentences.push(doubtful(report));
    content.push(list(sentences));
    content
}

/// What is another than the last time; nothing where nothing is.
pub(super) fn news(report: &Report<'_>) -> Markup {
    let item = |it: NewsSentence| {
        let page = it.place.map(|it| Message::new("page_number").with("page", it.page).text(report.language));
        let cited = page.map(|page| {
            let link = report.cited(page, it.place.as_ref());
            sentence("page_bracketed", &[("text", link)], report.language)
        });
        Markup::text(it.text).followed_by(cited.unwrap_or_default())
    };
    let sentences: Vec<Markup> = sentences(report.digest, report.language).into_iter().map(item).collect();
    if sentences.is_empty() { Markup::default() } else { list(sentences).into() }
}

/// How much there is of a plan of which nothing can be judged.
fn counted(report: &Report<'_>, series: &Series) -> String {
    let message =
        Message::new("page_finding_counted").with("initiatives", count(series.initiatives.len(), report.language));
    message.with("indicators", count(series.indicators.len(), report.language)).text(report.language)
}

/// Findings of one plan among several.
pub(super) fn of_series(report: &Report<'_>, series: &Series) -> Markup {
    let mut content: Markup = tiles::tiles(report, series);
    content.push(list(of_plan(report, series)));
    content
}

fn list(sentences: Vec<Markup>) -> Element {
    let items = sentences.into_iter().map(|it| Element::new("li").child(it));
    Element::new("ul").with("class", "findings").children(items)
}

fn of_plan(report: &Report<'_>, series: &Series) -> Vec<Markup> {
    let mut sentences: Vec<Markup> = Vec::new();
    sentences.extend(ratings(report, series));
    if let Some(changes) = &series.changes {
        sentences.push(Markup::text(wording::changes(changes, report.language)));
        sentences.extend(named(report, series, changes, true));
        sentences.extend(named(report, series, changes, false));
    }
    sentences.extend(lowest(report, series));
    sentences.extend(targets(report, series));
    sentences
}

/// How many initiatives have which rating, and what the report says of it in words.
fn ratings(report: &Report<'_>, series: &Series) -> Option<Markup> {
    let language = report.language;
    let year = series.latest_year()?;
    let printed = |key: &str| {
        series.totals.iter().find(|it| it.document == year.document && it.key == key).and_then(|it| it.place.as_ref())
    };
    let level = |(index, (letter, number, share)): (usize, &(String, i32, Option<f64>))| {
        let meaning = series.scale.get(index).and_then(|it| it.meaning.as_deref());
        let mut level: Markup = Element::new("b").text(letter).into();
        if let Some(meaning) = meaning {
            level.push(sentence("page_bracketed", &[("text", report.quoted(meaning))], language));
        }
        if meaning.is_none() || report.language == Language::English {
            level.push(Markup::text(" "));
        }
        level.push(report.cited(count(number, language), printed(letter)));
        if let Some(share) = share {
            level.push(sentence("page_bracketed", &[("text", Markup::text(percent(*share, language)))], language));
        }
        level
    };
    let levels: Vec<Markup> = year.levels.iter().enumerate().map(level).collect();
    let arguments = [
        ("year", Markup::text(full_year(year.fiscal_year, language))),
        ("n", report.cited(count(year.n, language), printed("all"))),
        ("levels", joined(report, levels)),
    ];
    let mut whole = sentence("page_finding_ratings", &arguments, language);
    let phrase = series.totals.iter().find(|it| it.document == year.document && it.phrase.is_some());
    if let Some((total, phrase)) = phrase.and_then(|it| Some((it, it.phrase.as_ref()?))) {
        let found = total.found_share.map(|it| percent(it, language)).unwrap_or_default();
        let arguments = [
            ("keys", Markup::text(total.key.replace('+', report.word("word_and").as_str()))),
            ("phrase", report.cited(format!("「{phrase}」"), total.place.as_ref())),
            ("found", Markup::text(found)),
        ];
        let key = if total.agrees { "page_finding_phrase_agrees" } else { "page_finding_phrase_differs" };
        whole.push(sentence(key, &arguments, language));
    }
    Some(whole)
}

/// Initiatives whose rating rose or fell, by name.
fn named(report: &Report<'_>, series: &Series, changes: &Changes, improved: bool) -> Option<Markup> {
    let chosen: Vec<&Change> = changes.changed.iter().filter(|it| it.improved() == improved).collect();
    if chosen.is_empty() {
        return None;
    }
    let name = |change: &&Change| {
        let (from, to) = (&change.from, &change.to);
        let step: Markup =
            [report.cited(&from.1, from.2.as_ref()), Markup::text("→"), report.cited(&to.1, to.2.as_ref())]
                .into_iter()
                .collect();
        initiative(report, &series.initiatives[change.initiative]).followed_by(sentence(
            "page_bracketed",
            &[("text", step)],
            report.language,
        ))
    };
    let names = chosen.iter().take(MAX_NAMED).map(name).collect();
    let key = if improved { "page_finding_improved" } else { "page_finding_worsened" };
    Some(sentence(key, &[("names", with_rest(report, names, chosen.len()))], report.language))
}

/// Initiatives with the lowest rating, and whether they had it the year before.
fn lowest(report: &Report<'_>, series: &Series) -> Option<Markup> {
    let language = report.language;
    let year = series.latest_year()?.fiscal_year;
    let (rank, letter) = (series.scale.len() as i8, &series.scale.last()?.letter);
    let has = |it: &&Initiative, year: i16| it.ratings.get(&year).is_some_and(|cell| cell.rank == Some(rank));
    let chosen: Vec<&Initiative> = series.initiatives.iter().filter(|it| has(it, year)).collect();
    if chosen.is_empty() || rank < 2 {
        return None;
    }
    let name = |it: &&Initiative| {
        let place = it.ratings.get(&year).and_then(|cell| cell.place.as_ref());
        let again = if has(it, year - 1) { "page_finding_again" } else { "page_bracketed" };
        let letter = report.cited(letter, place);
        initiative(report, it).followed_by(sentence(again, &[("text", letter)], language))
    };
    let names = chosen.iter().take(MAX_NAMED).map(name).collect();
    let arguments = [
        ("letter", Markup::text(letter)),
        ("count", Markup::text(count(chosen.len(), language))),
        ("names", with_rest(report, names, chosen.len())),
    ];
    Some(sentence("page_finding_lowest", &arguments, language))
}

/// How many targets were met, of which nobody knows it, and which was missed by most.
fn targets(report: &Report<'_>, series: &Series) -> Option<Markup> {
    let language = report.language;
    let targets = series.latest_targets()?;
    let plain = |number: usize| Markup::text(count(number, language));
    let arguments = [
        ("year", Markup::text(full_year(targets.fiscal_year, language))),
        ("all", plain(targets.pairs.len())),
        ("met", plain(targets.count(Some(true)))),
        ("missed", plain(targets.count(Some(false)))),
    ];
    let mut whole = sentence("page_finding_targets", &arguments, language);
    let unknown: Vec<Markup> = targets.unknown().map(|it| report.quoted(&it.name)).collect();
    if !unknown.is_empty() {
        let all = unknown.len();
        let named = with_rest(report, unknown.into_iter().take(MAX_NAMED).collect(), all);
        whole.push(sentence("page_finding_unknown", &[("unknown", plain(all)), ("names", named)], language));
    }
    if let Some((indicator, point)) = targets.farthest() {
        let cited = |it: &Option<Value>| {
            let it = it.as_ref();
            it.map(|it| report.cited(value(it, indicator, language), it.place.as_ref())).unwrap_or_default()
        };
        let arguments = [
            ("name", report.quoted(&indicator.name)),
            ("target", cited(&point.target)),
            ("actual", cited(&point.actual)),
            ("share", Markup::text(decimal_percent(point.achievement?, language))),
        ];
        whole.push(sentence("page_finding_farthest", &arguments, language));
    }
    Some(whole)
}

/// Whether all that the reports state of themselves was found.
fn reconciled(report: &Report<'_>) -> Option<Markup> {
    let totals: Vec<bool> = report.digest.series.iter().flat_map(|it| &it.totals).map(|it| it.agrees).collect();
    let differing = totals.iter().filter(|agrees| !**agrees).count();
    let link = |number: usize| Markup::from(Element::new("a").with("href", "#reconciliation").text(number));
    let arguments = [("all", link(totals.len())), ("differing", link(differing))];
    let key = if differing == 0 { "page_finding_reconciled" } else { "page_finding_unreconciled" };
    (!totals.is_empty()).then(|| sentence(key, &arguments, report.language))
}

fn doubtful(report: &Report<'_>) -> Markup {
    let (errors, warnings) = (doubts::count(report, "error"), doubts::count(report, "warning"));
    let key = if errors + warnings == 0 { "page_finding_no_doubt" } else { "page_finding_doubts" };
    let message = Message::new(key).with("errors", errors).with("warnings", warnings);
    Element::new("a").with("href", "#doubts").text(message.text(report.language)).into()
}

fn initiative(report: &Report<'_>, initiative: &Initiative) -> Markup {
    report.quoted(&match initiative.number {
        Some(number) => format!("{number} {}", initiative.title),
        None => initiative.title.clone(),
    })
}

/// Names, and how many more there are.
fn with_rest(report: &Report<'_>, names: Vec<Markup>, all: usize) -> Markup {
    let more = all - names.len();
    let mut whole = joined(report, names);
    if more > 0 {
        let more = Message::new("page_and_more").with("count", count(more, report.language));
        whole.push(Markup::text(more.text(report.language)));
    }
    whole
}

fn joined(report: &Report<'_>, pieces: Vec<Markup>) -> Markup {
    let separator = Markup::text(report.word("word_separator"));
    let mut whole = Markup::default();
    for (index, piece) in pieces.into_iter().enumerate() {
        if index > 0 {
            whole.push(separator.clone());
        }
        whole.push(piece);
    }
    whole
}
