//! The news in sentences: the same on the report page, in the workbook and at the end of `build`.

use super::Publication;
use super::digest::{Change, Digest, Eased, Lowered, News, Place, Replaced, Value, digest};
use super::wording::{count, full_year, joined, value, with_unit};
use crate::base::{Language, Message};

/// Initiatives or values that a sentence names.
const MOST_NAMED: usize = 5;
/// Sentences of one kind; how many more there are is said.
const MOST_OF_A_KIND: usize = 8;

/// A sentence, and the place that it speaks of.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct NewsSentence {
    pub text: String,
    pub place: Option<Place>,
}

/// What is another than the last time, a sentence each; none where nothing is.
pub fn news(publication: &Publication<'_>, language: Language) -> Vec<String> {
    sentences(&digest(publication), language).into_iter().map(|it| it.text).collect()
}

/// The sentences: editions that came, replaced PDFs, eased targets, ratings that fell.
pub(super) fn sentences(digest: &Digest, language: Language) -> Vec<NewsSentence> {
    let mut all = Vec::new();
    let kinds = digest.news.chunk_by(|first, second| std::mem::discriminant(first) == std::mem::discriminant(second));
    for kind in kinds {
        all.extend(kind.iter().take(MOST_OF_A_KIND).map(|it| sentence(it, digest, language)));
        let more = kind.len().saturating_sub(MOST_OF_A_KIND);
        if more > 0 {
            let text = Message::new(more_of(&kind[0])).with("count", count(more, language)).text(language);
            all.push(NewsSentence { text, place: None });
        }
    }
    all
}

fn more_of(news: &News) -> &'static str {
    match news {
        News::Added(_) => "news_more_added",
        News::Replaced(_) => "news_more_replaced",
        News::Eased(_) => "news_more_eased",
        News::Lowered(_) => "news_more_lowered",
        News::Fell { .. } => "news_more_fell",
    }
}

fn sentence(news: &News, digest: &Digest, language: Language) -> NewsSentence {
    let text = match news {
        News::Added(document) => added(*document, digest, language),
        News::Replaced(it) => replaced(it, language),
        News::Eased(it) => eased(it, language),
        News::Lowered(it) => lowered(it, digest, language),
        News::Fell { series, from_year, to_year, changes } => {
            fell(*series, (*from_year, *to_year), changes, digest, language)
        }
    };
    NewsSentence { text, place: news.place() }
}

fn added(document: usize, digest: &Digest, language: Language) -> String {
    let document_of = &digest.documents[document];
    let plan = digest.series.iter().find(|it| it.documents.contains(&document)).map(|it| it.name(language));
    let year = document_of.fiscal_year.map(|it| full_year(it, language)).unwrap_or_default();
    let message = Message::new("news_added").with("plan", plan.unwrap_or_default()).with("year", year);
    message.with("file", &document_of.file_name).text(language)
}

fn replaced(replaced: &Replaced, language: Language) -> String {
    let message = Message::new("news_replaced").with("file", &replaced.file_name);
    let message = message.with("replaced", &replaced.replaced_file_name).with("count", count(replaced.count, language));
    let mut text = message.text(language);
    if !replaced.values.is_empty() {
        let value = |(subject, year, before, after): &(String, Option<i16>, String, String)| {
            let year = year.map(|it| format!("{} ", full_year(it, language))).unwrap_or_default();
            format!("{subject} {year}{before} → {after}")
        };
        let named = joined(replaced.values.iter().take(MOST_NAMED).map(value), language);
        let rest = rest(replaced.values.len(), language);
        text += &Message::new("news_replaced_values").with("values", named + &rest).text(language);
    }
    text
}

fn eased(eased: &Eased, language: Language) -> String {
    let printed = |it: &Value| with_unit(it, it.unit.as_deref().unwrap_or_default(), &it.symbol, language);
    let key = if eased.is_easing { "news_eased" } else { "news_target_changed" };
    let year = eased.fiscal_year.map(|it| full_year(it, language)).unwrap_or_default();
    let message = Message::new(key).with("name", &eased.name).with("year", year);
    let text = message.with("from", printed(&eased.from)).with("to", printed(&eased.to)).text(language);
    if eased.only_then_met { text + &Message::new("news_only_then_met").text(language) } else { text }
}

fn lowered(lowered: &Lowered, digest: &Digest, language: Language) -> String {
    let indicator = &digest.series[lowered.indicator.0].indicators[lowered.indicator.1];
    let printed = |it: &Value| value(it, indicator, language);
    let message = Message::new("news_lowered").with("name", &indicator.name);
    let message =
        message.with("from_year", full_year(lowered.from_year, language)).with("from", printed(&lowered.from));
    let message = message.with("to_year", full_year(lowered.to_year, language)).with("to", printed(&lowered.to));
    let key = match (lowered.only_then_met, lowered.met) {
        (true, _) => "news_lowered_only_then_met",
        (false, true) => "news_lowered_met",
        (false, false) => "news_lowered_missed",
    };
    let actual = lowered.actual.as_ref().map(printed).unwrap_or_default();
    message.text(language) + &Message::new(key).with("actual", actual).text(language)
}

fn fell(
    series: usize,
    (from_year, to_year): (i16, i16),
    changes: &[Change],
    digest: &Digest,
    language: Language,
) -> String {
    let series = &digest.series[series];
    let name = |change: &Change| {
        let initiative = &series.initiatives[change.initiative];
        let number = initiative.number.map(|it| format!("{it} ")).unwrap_or_default();
        let step = format!("{}→{}", change.from.1, change.to.1);
        let step = Message::new("page_bracketed").with("text", step).text(language);
        format!("{number}{}{step}", initiative.title)
    };
    let named = joined(changes.iter().take(MOST_NAMED).map(name), language) + &rest(changes.len(), language);
    let lead = match (digest.series.len() > 1, language) {
        (false, _) => String::new(),
        (true, Language::Japanese) => format!("{}：", series.name(language)),
        (true, Language::English) => format!("{}: ", series.name(language)),
    };
    let message = Message::new("news_fell").with("from", full_year(from_year, language));
    let message = message.with("to", full_year(to_year, language)).with("count", count(changes.len(), language));
    lead + &message.with("names", named).text(language)
}

/// How many more there are than were named.
fn rest(all: usize, language: Language) -> String {
    let more = all.saturating_sub(MOST_NAMED);
    let message = || Message::new("page_and_more").with("count", count(more, language)).text(language);
    if more > 0 { message() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sentences of these news, of no plan in particular.
    #[track_caller]
    fn check(news: Vec<News>, language: Language, expected: &[&str]) {
        let digest = Digest { news, ..Digest::default() };
        let found: Vec<String> = sentences(&digest, language).into_iter().map(|it| it.text).collect();
        assert_eq!(found, expected);
    }

    fn persons(value: &str) -> Value {
        Value {
            value: value.parse().expect("a decimal"),
            comparator: "eq".to_owned(),
            unit: Some("person".to_owned()),
            symbol: "人".to_owned(),
            is_assumed: false,
            place: None,
            as_of: None,
        }
    }

    #[test]
    fn a_replaced_pdf_is_told_with_its_values() {
        let value = |name: &str| (name.to_owned(), Some(2023), "78.1%".to_owned(), "79.4%".to_owned());
        let replaced = Replaced {
            document: 0,
            file_name: "R5.pdf".to_owned(),
            replaced_file_name: "R5_old.pdf".to_owned(),
            count: 2,
            values: vec![value("電子化率")],
        };
        check(
            vec![News::Replaced(replaced)],
            Language::Japanese,
            &[
                "差替え：R5_old.pdf が R5.pdf に差し替えられ、2件が変わりました。値の違い：電子化率 R5年度 78.1% → 79.4%。",
            ],
        );
    }

    #[test]
    fn an_eased_target_says_whether_it_was_met_only_therefore() {
        let eased = |is_easing, only_then_met| Eased {
            name: "参加者数".to_owned(),
            fiscal_year: Some(2024),
            from: persons("1800"),
            to: persons("1000"),
            is_easing,
            only_then_met,
        };
        check(
            vec![News::Eased(Box::new(eased(true, true))), News::Eased(Box::new(eased(false, false)))],
            Language::Japanese,
            &[
                "目標の緩和：「参加者数」のR6年度の目標が、1,800人から1,000人に緩められました。\
                 実績は、緩めた目標には達し、元の目標には達していません。",
                "目標の変更：「参加者数」のR6年度の目標が、1,800人から1,000人に変わりました（望ましい向きは不明）。",
            ],
        );
        check(
            vec![News::Eased(Box::new(eased(true, false)))],
            Language::English,
            &["Target eased: 参加者数, FY2024, from 1,800 person to 1,000 person."],
        );
    }

    #[test]
    fn what_does_not_fit_is_counted() {
        let eased = |index: usize| {
            News::Eased(Box::new(Eased {
                name: index.to_string(),
                fiscal_year: None,
                from: persons("2"),
                to: persons("1"),
                is_easing: true,
                only_then_met: false,
            }))
        };
        let digest = Digest { news: (0..MOST_OF_A_KIND + 3).map(eased).collect(), ..Digest::default() };
        let found = sentences(&digest, Language::English);
        assert_eq!(found.len(), MOST_OF_A_KIND + 1);
        assert!(found[MOST_OF_A_KIND].text.starts_with("3 more targets"), "{}", found[MOST_OF_A_KIND].text);
    }
}
