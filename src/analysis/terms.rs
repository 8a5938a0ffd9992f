//! Which terms are new in an edition, which went, which are used more or less than in the edition of the year before?

use std::collections::{BTreeMap, BTreeSet};

use super::caution::{SMALL_N, WORDS_ONLY, sentences};
use super::sources::{Document, documents, series_name, year_name};
use super::statistics::{FEWEST_FOR_SHARES, rounded};
use super::{Question, TerminalTable, described};
use crate::base::Language;
use crate::dataset::{Columns, Frame, Frames};

pub(super) const QUESTION: Question = Question { name: "trend_terms", answer, show, at_end_of_build: true };

/// Most terms of one kind that are listed of two editions.
const MOST_LISTED: usize = 20;
/// Most terms of one kind on the screen.
const MOST_SHOWN: usize = 6;
/// A term counts as new or gone where so many boxes have it: one box may say anything.
const FEWEST_BOXES: usize = 2;
/// From here on a term is used more or less, where both editions have ten boxes: the two-sided 5 % of the normal distribution.
const LEAST_Z: f64 = 1.96;

/// How often an edition uses a term.
#[derive(Debug, Clone, Copy, Default)]
struct Use {
    count: usize,
    box_count: usize,
}

/// The terms of an edition: noun phrases of plan, progress and next steps.
#[derive(Debug, Default)]
struct Terms {
    uses: BTreeMap<String, Use>,
    /// How many phrases there are, each use counted.
    total: usize,
    box_count: usize,
}

struct Row<'a> {
    from: &'a Document<'a>,
    to: &'a Document<'a>,
    term: &'a str,
    kind: &'static str,
    uses: (Use, Use),
    z: f64,
    n: usize,
    caution: Vec<&'static str>,
}

const KINDS: [&str; 4] = ["new", "gone", "more", "less"];

/// By series and year, then by kind, the strongest first.
fn rows<'a>(editions: &'a [(Document<'a>, Terms)]) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for series in editions.chunk_by(|a, b| a.0.series == b.0.series) {
        // Of two editions of a year, the last in order.
        let by_year: BTreeMap<i16, &(Document, Terms)> =
            series.iter().filter_map(|edition| Some((edition.0.fiscal_year?, edition))).collect();
        for (year, from) in &by_year {
            let Some(to) = by_year.get(&(year + 1)) else { continue };
            // A term of an edition before both is back rather than new.
            let earlier: BTreeSet<&str> =
                by_year.range(..year).flat_map(|(_, edition)| edition.1.uses.keys().map(String::as_str)).collect();
            rows.extend(compare(from, to, &earlier));
        }
    }
    rows
}

fn compare<'a>(
    from: &'a (Document<'a>, Terms),
    to: &'a (Document<'a>, Terms),
    earlier: &BTreeSet<&str>,
) -> Vec<Row<'a>> {
    let (before, after) = (&from.1, &to.1);
    let n = before.box_count + after.box_count;
    let few = before.box_count.min(after.box_count) < FEWEST_FOR_SHARES;
    let caution: Vec<&str> = [(true, WORDS_ONLY), (few, SMALL_N)].iter().filter(|it| it.0).map(|it| it.1).collect();
    let terms: BTreeSet<&str> = before.uses.keys().chain(after.uses.keys()).map(String::as_str).collect();
    let row = |term: &'a str| {
        let of = |terms: &Terms| terms.uses.get(term).copied().unwrap_or_default();
        let uses = (of(before), of(after));
        let z = log_odds(uses.0.count, before.total, uses.1.count, after.total);
        let kind = match () {
            () if uses.0.count == 0 && uses.1.box_count >= FEWEST_BOXES && !earlier.contains(term) => "new",
            () if uses.1.count == 0 && uses.0.box_count >= FEWEST_BOXES => "gone",
            () if few => return None,
            () if z >= LEAST_Z && uses.1.box_count >= FEWEST_BOXES => "more",
            () if z <= -LEAST_Z && uses.0.box_count >= FEWEST_BOXES => "less",
            () => return None,
        };
        Some(Row { from: &from.0, to: &to.0, term, kind, uses, z, n, caution: caution.clone() })
    };
    let mut rows: Vec<Row> = terms.into_iter().filter_map(row).collect();
    let place = |row: &Row| KINDS.iter().position(|kind| *kind == row.kind);
    rows.sort_by(|a, b| place(a).cmp(&place(b)).then(b.z.abs().total_cmp(&a.z.abs())).then(a.term.cmp(b.term)));
    let listed = rows.chunk_by_mut(|a, b| a.kind == b.kind).map(|kind| kind.len().min(MOST_LISTED)).collect::<Vec<_>>();
    let mut kept = Vec::new();
    let mut rows = rows.into_iter().peekable();
    for count in listed {
        let kind = rows.peek().map(|row| row.kind);
        kept.extend(rows.by_ref().take(count));
        while rows.next_if(|row| Some(row.kind) == kind).is_some() {}
    }
    kept
}

/// How much more often a term is used in the later text, in standard deviations.
///
/// Method: Monroe, Colaresi, Quinn (2008), log odds with an informative Dirichlet prior; the prior is a tenth of both texts, so that
/// a rare term must differ more than a frequent one.
fn log_odds(from_count: usize, from_total: usize, to_count: usize, to_total: usize) -> f64 {
    let (from, from_all, to, to_all) = (from_count as f64, from_total as f64, to_count as f64, to_total as f64);
    let prior = 0.1 * (from + to);
    let prior_all = 0.1 * (from_all + to_all);
    let odds = |count: f64, all: f64| ((count + prior) / (all + prior_all - count - prior)).ln();
    let difference = odds(to, to_all) - odds(from, from_all);
    rounded(difference / (1.0 / (to + prior) + 1.0 / (from + prior)).sqrt())
}

/// The terms of each document that has boxes and tokens.
fn editions(frames: &Frames) -> Vec<(Document<'_>, Terms)> {
    let Some(frame) = frames.get("blocks") else { return Vec::new() };
    let documents = documents(frames);
    let ids = frame.text("document_id");
    let mut editions: BTreeMap<Document, Terms> = BTreeMap::new();
    for (row, phrases) in frame.text_lists("phrases").into_iter().enumerate() {
        let Some(document) = ids.get(row).and_then(|id| documents.get(id)).filter(|_| !phrases.is_empty()) else {
            continue;
        };
        let terms = editions.entry(document.clone()).or_default();
        terms.box_count += 1;
        terms.total += phrases.len();
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for phrase in phrases.into_iter().filter(|phrase| is_term(phrase)) {
            *counts.entry(phrase).or_default() += 1;
        }
        for (phrase, count) in counts {
            let used = terms.uses.entry(phrase).or_default();
            used.count += count;
            used.box_count += 1;
        }
    }
    editions.into_iter().collect()
}

/// Two characters at least: one alone (県, 等) says nothing. Years and dates change in every edition.
fn is_term(phrase: &str) -> bool {
    let folded: Vec<char> = phrase.chars().collect();
    let era_year = folded.windows(2).any(|it| "RHSＲＨＳ".contains(it[0]) && it[1].is_numeric());
    let dated = era_year || ["時点", "年度", "令和", "平成"].iter().any(|it| phrase.contains(it));
    folded.len() > 1 && folded.iter().any(|character| character.is_alphabetic()) && !dated
}

fn answer(frames: &Frames) -> Frame {
    let editions = editions(frames);
    Columns::over(&rows(&editions))
        .text("prefecture_code", |it| it.to.series.prefecture_code)
        .text("plan", |it| it.to.series.plan)
        .i16("from_fiscal_year", |it| it.from.fiscal_year)
        .i16("to_fiscal_year", |it| it.to.fiscal_year)
        .text("term", |it| Some(it.term))
        .text("kind", |it| Some(it.kind))
        .count("from_count", |it| it.uses.0.count)
        .count("to_count", |it| it.uses.1.count)
        .count("from_box_count", |it| it.uses.0.box_count)
        .count("to_box_count", |it| it.uses.1.box_count)
        .f64("z", |it| Some(it.z))
        .count("n", |it| it.n)
        .text("method", |_| Some("log_odds_dirichlet"))
        .text_list("caution", |it| Some(&it.caution))
        .text("from_document_id", |it| Some(it.from.id))
        .text("to_document_id", |it| Some(it.to.id))
        .finish(described(QUESTION.name))
}

fn show(frame: &Frame, language: Language) -> TerminalTable {
    let (title, header) = match language {
        Language::Japanese => ("個票の語の変化", ["計画", "年度", "新しい語", "なくなった語"]),
        Language::English => ("Terms of the boxes", ["plan", "years", "new", "gone"]),
    };
    let (codes, plans, terms) = (frame.text("prefecture_code"), frame.text("plan"), frame.text("term"));
    let (from, to, kinds) = (frame.i16("from_fiscal_year"), frame.i16("to_fiscal_year"), frame.text("kind"));
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut shown: [usize; 2] = [0, 0];
    for row in 0..frame.row_count() {
        let name = series_name(codes.get(row), plans.get(row));
        let years = format!("{}→{}", year_name(from.get(row), language), year_name(to.get(row), language));
        if rows.last().is_none_or(|last| last[0] != name || last[1] != years) {
            rows.push(vec![name, years, String::new(), String::new()]);
            shown = [0, 0];
        }
        let Some(kind) = ["new", "gone"].iter().position(|kind| kinds.get(row) == Some(kind)) else { continue };
        let (Some(last), Some(term)) = (rows.last_mut(), terms.get(row)) else { continue };
        if shown[kind] < MOST_SHOWN {
            let cell = &mut last[2 + kind];
            *cell = if cell.is_empty() { term.to_owned() } else { format!("{cell}、{term}") };
            shown[kind] += 1;
        }
    }
    let header = header.map(str::to_owned).to_vec();
    TerminalTable { title: title.to_owned(), header, rows, caution: sentences(frame, language) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::examples::rated_edition;
    use crate::dataset::{BlockTokens, Edition, frames};
    use crate::report::Block;

    /// An edition whose boxes have these noun phrases.
    fn edition(year: i16, boxes: &[&str]) -> Edition {
        let mut edition = rated_edition(year, &[("税", &[])]);
        edition.report.blocks = boxes.iter().map(|_| Block::default()).collect();
        let tokens = |phrases: &&str| BlockTokens {
            tokens: Vec::new(),
            phrases: phrases.split_whitespace().map(str::to_owned).collect(),
        };
        edition.tokens = Some(boxes.iter().map(tokens).collect());
        edition
    }

    /// Kind and term of each row.
    #[track_caller]
    fn check(editions: &[Edition], expected: &[&str]) {
        let frame = answer(&frames(editions));
        let (kinds, terms) = (frame.text("kind"), frame.text("term"));
        let found: Vec<String> = (0..frame.row_count())
            .map(|row| format!("{} {}", kinds.get(row).unwrap_or_default(), terms.get(row).unwrap_or_default()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_term_of_two_boxes_is_new_or_gone() {
        let earlier = edition(2022, &["押印 電子申請", "押印 電子申請"]);
        let later = edition(2023, &["生成AI 電子申請", "生成AI 電子申請 実証"]);
        check(&[earlier, later], &["new 生成AI", "gone 押印"]);
    }

    #[test]
    fn years_and_dates_are_no_terms() {
        let earlier = edition(2022, &["R4 割合R4 R5.3時点 押印", "R4 割合R4 R5.3時点 押印"]);
        let later = edition(2023, &["R5 割合R5 R6.3時点 5G", "R5 割合R5 R6.3時点 5G"]);
        check(&[earlier, later], &["new 5G", "gone 押印"]);
    }

    #[test]
    fn a_term_of_an_older_edition_is_not_new() {
        let editions = [
            edition(2021, &["生成AI 電子申請", "電子申請"]),
            edition(2022, &["電子申請", "電子申請"]),
            edition(2023, &["生成AI 電子申請", "生成AI 電子申請"]),
        ];
        check(&editions, &[]);
    }

    #[test]
    fn a_term_used_much_more_shows() {
        let boxes = |often: &str| vec![format!("{often} 研修 連携 整備 支援 推進"); 12];
        let (few, many) = (boxes("活用"), boxes("データ データ データ"));
        let mut few: Vec<&str> = few.iter().map(String::as_str).collect();
        few[0] = "データ 研修 連携 整備 支援 推進";
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        check(&[edition(2022, &few), edition(2023, &many)], &["gone 活用", "more データ"]);
    }

    #[test]
    fn years_with_a_gap_are_not_compared() {
        check(&[edition(2021, &["押印", "押印"]), edition(2023, &["生成AI", "生成AI"])], &[]);
    }

    #[test]
    fn without_a_dictionary_there_is_nothing_to_say() {
        let mut editions = [edition(2022, &["押印"]), edition(2023, &["生成AI"])];
        editions.iter_mut().for_each(|edition| edition.tokens = None);
        check(&editions, &[]);
    }

    #[test]
    fn equal_shares_differ_by_nothing() {
        assert_eq!(log_odds(5, 100, 10, 200), 0.0);
        assert!(log_odds(5, 100, 10, 100) > 0.0);
    }
}
