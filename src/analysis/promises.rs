//! Did next year's plan take up what was announced? Suggestions by likeness of texts, never more.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use super::caution::SUGGESTION_ONLY;
use super::screen::{self, PLAN, ScreenColumn, words};
use super::sources::{Document, Named, documents, names};
use super::statistics::rounded;
use super::{Question, TerminalTable, described};
use crate::base::Language;
use crate::dataset::schema::Wording;
use crate::dataset::{Columns, Frame, Frames};

pub(super) const NAME: &str = "trend_promises";

pub(super) const QUESTION: Question = Question { name: NAME, answer, show, at_end_of_build: false };

/// Likeness from which a sentence is put up as the one that took a promise up. Of 44 announcements in three editions two are
/// above it, both rightly; the next stands at 0.15 and is about something else.
const LIKE: f64 = 0.25;
/// Sentences of fewer characters say too little to be compared.
const SHORTEST_SENTENCE: usize = 6;
/// Marks before the points of a list.
const BULLETS: [char; 8] = ['・', '･', '●', '○', '◆', '◇', '■', '□'];

/// What a block says.
pub(super) struct Texts<'a> {
    document: &'a Document<'a>,
    plan: &'a str,
    progress: &'a str,
    next: &'a str,
}

impl Texts<'_> {
    /// The letters of the plan, without numbers, marks and white space: what stays the same when only figures move on.
    pub fn plan_words(&self) -> String {
        letters(self.plan).collect()
    }
}

/// What the blocks of each initiative say, by fiscal year of their edition.
pub(super) fn texts<'a>(
    frames: &'a Frames,
    documents: &'a BTreeMap<&'a str, Document<'a>>,
) -> BTreeMap<&'a str, BTreeMap<i16, Texts<'a>>> {
    let mut all: BTreeMap<&str, BTreeMap<i16, Texts>> = BTreeMap::new();
    let Some(frame) = frames.get("blocks") else { return all };
    let columns = ["initiative_id", "document_id", "plan", "progress", "next"];
    let [initiatives, document_ids, plans, progresses, nexts] = columns.map(|it| frame.text(it));
    for row in 0..frame.row_count() {
        let document = document_ids.get(row).and_then(|it| documents.get(it));
        let (Some(initiative), Some(document)) = (initiatives.get(row), document) else { continue };
        let Some(fiscal_year) = document.fiscal_year else { continue };
        let [plan, progress, next] = [plans, progresses, nexts].map(|it| it.get(row).unwrap_or_default());
        all.entry(initiative).or_default().insert(fiscal_year, Texts { document, plan, progress, next });
    }
    all
}

/// A sentence of next steps, with the sentence of the next edition that is most like it.
struct Promise<'a> {
    document: &'a Document<'a>,
    next_document: &'a Document<'a>,
    initiative_id: &'a str,
    named: Option<Named<'a>>,
    fiscal_year: i16,
    sentence: String,
    /// The likest sentence, the part of the block that it stands in, and how like it is.
    likest: Option<(String, &'static str, f64)>,
    sentence_count: usize,
}

impl Promise<'_> {
    fn score(&self) -> f64 {
        self.likest.as_ref().map_or(0.0, |it| it.2)
    }

    fn is_suggested(&self) -> bool {
        self.score() >= LIKE
    }
}

/// By series, fiscal year and initiative, sentences in the order printed.
fn answer(frames: &Frames) -> Frame {
    let mut rarity = Rarity::default();
    rarity.take(frames);
    promises(frames, &rarity)
}

/// The answer for some plans, where bigrams are as rare as `rarity`, which has taken these and all others, says.
pub fn promises(frames: &Frames, rarity: &Rarity) -> Frame {
    let documents = documents(frames);
    let (texts, names) = (texts(frames, &documents), names(frames));
    let mut promises: Vec<Promise> = Vec::new();
    for (initiative_id, years) in &texts {
        for (fiscal_year, now) in years {
            let Some(next) = years.get(&(fiscal_year + 1)) else { continue };
            let named = names.of(now.document.id, initiative_id);
            promises.extend(promises_of(initiative_id, named, *fiscal_year, (now, next), rarity));
        }
    }
    promises.sort_by_key(|it| (it.document, it.fiscal_year, it.named.and_then(|it| it.number), it.initiative_id));
    let caution = [SUGGESTION_ONLY];
    let found = |it: &Promise| it.likest.clone().filter(|_| it.is_suggested());
    Columns::over(&promises)
        .text("prefecture_code", |it| it.document.series.prefecture_code)
        .text("plan", |it| it.document.series.plan)
        .text("initiative_id", |it| Some(it.initiative_id))
        .i32("number", |it| it.named?.number)
        .text("title", |it| it.named.map(|it| it.title))
        .i16("fiscal_year", |it| Some(it.fiscal_year))
        .text("promise", |it| Some(&it.sentence))
        .text("status", |it| Some(if it.is_suggested() { "suggested" } else { "nothing_found" }))
        .f64("score", |it| Some(it.score()))
        .text("found", |it| found(it).map(|it| it.0))
        .text("found_in", |it| found(it).map(|it| it.1))
        .count("n", |it| it.sentence_count)
        .text("method", |_| Some("rare_bigram_overlap"))
        .text_list("caution", |_| Some(&caution))
        .text("document_id", |it| Some(it.document.id))
        .text("next_document_id", |it| Some(it.next_document.id))
        .finish(described(QUESTION.name))
}

fn promises_of<'a>(
    initiative_id: &'a str,
    named: Option<Named<'a>>,
    fiscal_year: i16,
    (now, next): (&Texts<'a>, &Texts<'a>),
    rarity: &Rarity,
) -> Vec<Promise<'a>> {
    let part = |text: &str, name: &'static str| sentences(text).into_iter().map(move |it| (it, name));
    let candidates: Vec<(String, &str)> = part(next.plan, "plan").chain(part(next.progress, "progress")).collect();
    let promise = |sentence: String| {
        let mut likest: Option<(String, &'static str, f64)> = None;
        for (candidate, name) in &candidates {
            let score = rarity.likeness(&sentence, candidate);
            // Of equal ones the first stands: the plan comes before what came of it.
            if score > likest.as_ref().map_or(0.0, |it| it.2) {
                likest = Some((candidate.clone(), name, score));
            }
        }
        Promise {
            document: now.document,
            next_document: next.document,
            initiative_id,
            named,
            fiscal_year,
            sentence,
            likest,
            sentence_count: candidates.len(),
        }
    };
    sentences(now.next).into_iter().map(promise).collect()
}

/// The sentences of a part of a block: a point of the list may have several, and its lines are joined.
fn sentences(text: &str) -> Vec<String> {
    let mut points: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim).filter(|it| !it.is_empty()) {
        match points.last_mut() {
            Some(point) if !line.starts_with(BULLETS) => point.push_str(line),
            _ => points.push(line.trim_start_matches(BULLETS).trim_start().to_owned()),
        }
    }
    let sentences = points.iter().flat_map(|it| it.split_inclusive('。')).map(str::trim);
    sentences.filter(|it| letters(it).count() >= SHORTEST_SENTENCE).map(str::to_owned).collect()
}

/// Letters only, in one width: numbers, marks and white space say nothing of what is done.
fn letters(text: &str) -> impl Iterator<Item = char> {
    text.nfkc().filter(|it| it.is_alphabetic())
}

/// Two letters that follow one another.
type Bigram = (char, char);

fn bigrams(text: &str) -> BTreeSet<Bigram> {
    letters(text).zip(letters(text).skip(1)).collect()
}

/// How rare the bigrams are among all sentences: those of every report (「の推進」) say little.
#[derive(Debug, Clone, Default)]
pub struct Rarity {
    sentence_count: f64,
    sentences_with: BTreeMap<Bigram, u32>,
}

impl Rarity {
    /// Counts the sentences of some plans.
    pub fn take(&mut self, frames: &Frames) {
        let documents = documents(frames);
        let texts = texts(frames, &documents);
        let all = texts.values().flat_map(BTreeMap::values).flat_map(|it| [it.plan, it.progress, it.next]);
        for sentence in all.flat_map(sentences) {
            self.sentence_count += 1.0;
            bigrams(&sentence).into_iter().for_each(|it| *self.sentences_with.entry(it).or_default() += 1);
        }
    }

    fn weight<'b>(&self, bigrams: impl Iterator<Item = &'b Bigram>) -> f64 {
        bigrams.map(|it| (self.sentence_count / f64::from(self.sentences_with[it])).ln()).sum()
    }

    /// What two sentences share against what they hold, each bigram by its rarity: 0 for nothing, 1 for the same.
    fn likeness(&self, a: &str, b: &str) -> f64 {
        let (a, b) = (bigrams(a), bigrams(b));
        let shared = self.weight(a.intersection(&b));
        let all = (self.weight(a.iter()) * self.weight(b.iter())).sqrt();
        if all > 0.0 { rounded(shared / all) } else { 0.0 }
    }
}

const STATUSES: [(&str, Wording); 2] =
    [("suggested", words("候補あり", "suggested")), ("nothing_found", words("見当たらない", "nothing found"))];

fn show(frame: &Frame, language: Language) -> TerminalTable {
    let columns: [ScreenColumn; 7] = [
        (PLAN, |it| it.series()),
        (words("年度", "year"), |it| it.year("fiscal_year")),
        (words("番号", "no."), |it| it.number("number")),
        (words("今後の取組", "announced"), |it| it.text("promise")),
        (words("翌年度の記載", "next year's report"), |it| it.text("found")),
        (words("類似", "likeness"), |it| it.rounded("score", 2)),
        (words("判定", "finding"), |it| it.word("status", &STATUSES)),
    ];
    screen::table(frame, language, words("今後の取組と翌年度の計画", "Announcements and next year's plan"), &columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::examples::{block, rated_edition};
    use crate::dataset::{Edition, frames};

    fn edition(year: i16, plan: &str, progress: &str, next: &str) -> Edition {
        let mut edition = rated_edition(year, &[("電子申請", &[])]);
        edition.report.blocks = vec![block(plan, progress, next)];
        edition
    }

    /// Each announcement, what was found in which part.
    #[track_caller]
    fn check(editions: &[Edition], expected: &[&str]) {
        let frame = answer(&frames(editions));
        let text = |name: &str, row: usize| frame.text(name).get(row).unwrap_or("-").to_owned();
        let row = |row: usize| ["promise", "found", "found_in"].map(|it| text(it, row)).join(" | ");
        assert_eq!((0..frame.row_count()).map(row).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_was_announced_stands_in_the_plan() {
        let editions = [
            edition(2022, "・窓口の整備", "・窓口を整備した。", "・各窓口に決済端末を設置する。\n・職員の研修を行う。"),
            edition(2023, "・各窓口への決済端末の設置", "・端末を30台設置した。", ""),
        ];
        check(
            &editions,
            &["各窓口に決済端末を設置する。 | 各窓口への決済端末の設置 | plan", "職員の研修を行う。 | - | -"],
        );
    }

    #[test]
    fn only_the_next_edition_counts() {
        let editions = [
            edition(2022, "", "", "・各窓口に決済端末を設置する。"),
            edition(2024, "・各窓口への決済端末の設置", "", ""),
        ];
        check(&editions, &[]);
    }

    #[test]
    fn points_are_joined_and_sentences_parted() {
        let text = "・端末を窓口に\n設置する。職員の研修を行う。\n・５年度";
        assert_eq!(sentences(text), ["端末を窓口に設置する。", "職員の研修を行う。"]);
    }
}
