//! Readings of several documents -> the editions that become tables.

use std::collections::{BTreeMap, HashMap};

use super::same_edition::{Known, plan_and_year};
use super::{DocumentReading, FileOutcome, document_id};
use crate::base::{FiscalYear, Message, Note};
use crate::dataset::check::{self, Pairs};
use crate::dataset::{BlockTokens, DocumentRecord, Edition, Frames, swap_told};
use crate::layout::DocumentLayout;
use crate::report::{Block, Report};
use crate::text::normalize;
use crate::text::tokenizer::Tokenizer;

/// Turns outcomes, in the order given, into editions.
///
/// Of two documents of one edition the one published later is kept, or the one given later where the dates do not tell; it
/// names the other in `supersedes` and bears the note `edition_superseded`. Of one document given twice the first is kept, with the note `file_twice`. A file
/// that gave nothing is an edition with a note and no items, so that none is lost; one that could not even be read from disk has
/// an id made of its name. Without a tokenizer token columns are null, and the first edition says so once.
pub fn editions(outcomes: Vec<FileOutcome>, tokenizer: Option<&Tokenizer>) -> Vec<Edition> {
    let mut editions = Vec::new();
    let mut published = Vec::new();
    let mut unread: HashMap<String, usize> = HashMap::new();
    for outcome in outcomes {
        let (mut edition, date) = edition(outcome, tokenizer);
        if edition.document.document_id.is_empty() {
            let name = edition.document.file_name.clone();
            let count = unread.entry(name.clone()).and_modify(|it| *it += 1).or_insert(1);
            edition.document.document_id = document_id(format!("unread\0{name}\0{count}").as_bytes());
        }
        editions.push(edition);
        published.push(date);
    }
    let mut kept = keep_latest(editions, &published);
    if tokenizer.is_none()
        && let Some(first) = kept.first_mut()
    {
        first.notes.push(Note::info(Message::new("dictionary_absent")));
    }
    kept
}

fn edition(outcome: FileOutcome, tokenizer: Option<&Tokenizer>) -> (Edition, Option<String>) {
    let file_name = outcome.file_name();
    let record = |document_id: Option<String>, page_count: usize, producer: Option<String>| DocumentRecord {
        document_id: document_id.unwrap_or_default(),
        file_name: file_name.clone(),
        page_count: u32::try_from(page_count).unwrap_or(u32::MAX),
        producer,
        supersedes: None,
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        dictionary_hash: tokenizer.map(|it| it.hash().to_owned()),
    };
    match outcome.result {
        Ok(reading) => {
            let DocumentReading { document_id, page_count, layout, report, measurements, notes, metadata, .. } =
                reading;
            let tokens = tokenizer.map(|it| report.blocks.iter().map(|block| tokens(block, it)).collect());
            let date = metadata.modified.or(metadata.created);
            let document = record(Some(document_id), page_count, metadata.producer);
            (Edition { document, report, measurements, layout, tokens, notes, ..Edition::default() }, date)
        }
        Err(error) => {
            let edition = Edition {
                document: record(outcome.document_id, 0, None),
                report: Report::default(),
                layout: DocumentLayout::default(),
                notes: vec![Note::error(error.message())],
                ..Edition::default()
            };
            (edition, None)
        }
    }
}

/// Words of a block: plan, progress and next steps.
fn tokens(block: &Block, tokenizer: &Tokenizer) -> BlockTokens {
    let mut all = BlockTokens::default();
    for passage in [&block.plan, &block.progress, &block.next] {
        for line in normalize(passage.text()).without_loose_space().text.lines() {
            let words = tokenizer.analyse(line);
            all.tokens.extend(words.tokens);
            all.phrases.extend(words.phrases);
        }
    }
    all
}

fn keep_latest(editions: Vec<Edition>, published: &[Option<String>]) -> Vec<Edition> {
    let mut known = Known::default();
    let mut superseded: Vec<Option<usize>> = vec![None; editions.len()];
    for index in 0..editions.len() {
        let Some(before) = known.before(&editions, index) else {
            known.put(&editions, index, None);
            continue;
        };
        let is_same_file = editions[index].document.document_id == editions[before].document.document_id;
        let earlier = is_same_file || is_earlier(&published[index], &published[before]);
        let (winner, loser) = if earlier { (before, index) } else { (index, before) };
        superseded[loser] = Some(winner);
        known.put(&editions, winner, Some(loser));
    }
    // A winner may have lost to a still later one: what it replaced is told by the last.
    let last_winner = |mut index: usize| {
        while let Some(winner) = superseded[index] {
            index = winner;
        }
        index
    };
    let losers: Vec<(usize, String, String)> = (0..editions.len())
        .filter(|index| superseded[*index].is_some())
        .map(|loser| {
            let document = &editions[loser].document;
            (last_winner(loser), document.document_id.clone(), document.file_name.clone())
        })
        .collect();
    let mut kept = Vec::new();
    for (index, mut edition) in editions.into_iter().enumerate().filter(|(index, _)| superseded[*index].is_none()) {
        for (_, id, file_name) in losers.iter().filter(|(winner, ..)| *winner == index) {
            let document = &mut edition.document;
            let is_same_file = document.document_id == *id;
            let key = if is_same_file { "file_twice" } else { "edition_superseded" };
            let message = Message::new(key).with("kept", &document.file_name).with("left_out", file_name);
            edition.notes.push(if is_same_file { Note::info(message) } else { Note::warning(message) });
            if !is_same_file {
                document.supersedes = Some(id.clone());
            }
        }
        kept.push(edition);
    }
    kept
}

/// Sets the editions of each plan against each other; what is found is noted in the later one. Initiatives are the same where
/// `linked`, the frames of these editions, gives them one id.
pub fn compare(editions: &mut [Edition], linked: &Frames) {
    let ids = linked_ids(linked);
    let mut plans: BTreeMap<(String, String), Vec<(FiscalYear, usize)>> = BTreeMap::new();
    for (index, edition) in editions.iter().enumerate() {
        if let Some((area, plan, year)) = plan_and_year(edition) {
            plans.entry((area, plan)).or_default().push((year, index));
        }
    }
    for mut years in plans.into_values() {
        years.sort_unstable();
        years.iter().for_each(|(_, index)| swap_told(&mut editions[*index]));
        for position in 1..years.len() {
            let (later, before) = (years[position].1, years[position - 1].1);
            let mut found = Vec::new();
            for (_, earlier) in &years[..position] {
                let (first, second) = (&editions[*earlier], &editions[later]);
                let pairs = linked_pairs(first, second, &ids);
                found.extend(check::restatements(first, second, &pairs));
                if *earlier == before {
                    found.extend(check::continuity(first, second, &pairs));
                }
            }
            editions[later].notes.extend(found);
        }
        years.iter().for_each(|(_, index)| swap_told(&mut editions[*index]));
    }
}

/// The ids of a document's initiatives, in their order.
fn linked_ids(linked: &Frames) -> HashMap<&str, Vec<&str>> {
    let mut ids: HashMap<&str, Vec<&str>> = HashMap::new();
    let Some(frame) = linked.get("initiatives") else { return ids };
    for (document, id) in frame.text("document_id").iter().zip(frame.text("initiative_id").iter()) {
        ids.entry(document.unwrap_or_default()).or_default().push(id.unwrap_or_default());
    }
    ids
}

fn linked_pairs(earlier: &Edition, later: &Edition, ids: &HashMap<&str, Vec<&str>>) -> Pairs {
    let of = |edition: &Edition| ids.get(edition.document.document_id.as_str()).map_or(&[][..], Vec::as_slice);
    let before: HashMap<&str, usize> = of(earlier).iter().enumerate().map(|(index, id)| (*id, index)).collect();
    let pair = |(index, id): (usize, &&str)| Some((*before.get(id)?, index));
    Pairs::of_initiatives(earlier, later, of(later).iter().enumerate().filter_map(pair).collect())
}

/// Whether one PDF date (`D:20240611103000+09'00'`) lies before another; dates that are not both known tell nothing.
fn is_earlier(first: &Option<String>, second: &Option<String>) -> bool {
    let digits = |date: &Option<String>| -> Option<String> {
        let digits: String = date.as_ref()?.trim_start_matches("D:").chars().take_while(char::is_ascii_digit).collect();
        (digits.len() >= 8).then_some(digits)
    };
    digits(first).zip(digits(second)).is_some_and(|(first, second)| first < second)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Prefecture, Rect, SourceRef};
    use crate::dataset::examples::rated_edition;
    use crate::report::{Initiative, ReportIdentity};

    fn edition(name: &str, year: i16) -> Edition {
        let identity = ReportIdentity {
            plan: Some("計画".into()),
            prefecture: Prefecture::new(5),
            area_code: Prefecture::new(5).map(Prefecture::area_code),
            fiscal_year: FiscalYear::new(year),
            profile_id: Some("akita-dx".into()),
            ..ReportIdentity::default()
        };
        Edition {
            document: DocumentRecord { document_id: name.into(), file_name: name.into(), ..DocumentRecord::default() },
            report: Report { identity, ..Report::default() },
            ..Edition::default()
        }
    }

    fn initiative(title: &str) -> Initiative {
        Initiative {
            id: title.to_owned(),
            number: None,
            area: None,
            section: None,
            title: title.to_owned(),
            departments: Vec::new(),
            in_list: true,
            in_block: false,
            source: SourceRef::new(1, Rect::default()),
        }
    }

    /// An edition of a report read without a profile, of an unknown prefecture, with these initiatives.
    fn of_nobody(name: &str, titles: &[&str]) -> Edition {
        let mut edition = edition(name, 2023);
        edition.report.identity = ReportIdentity { fiscal_year: FiscalYear::new(2023), ..ReportIdentity::default() };
        let rows: Vec<(&str, &[(i16, &str)])> = titles.iter().map(|title| (*title, [].as_slice())).collect();
        edition.report.initiatives = rated_edition(2023, &rows).report.initiatives;
        edition
    }

    /// The same, of a known plan.
    fn of_a_city(name: &str, titles: &[&str]) -> Edition {
        let mut edition = of_nobody(name, titles);
        edition.report.identity.plan = Some("総合計画".into());
        edition.report.identity.area_code = Some("052019".into());
        edition
    }

    #[track_caller]
    fn check_kept(editions: Vec<Edition>, expected: &[(&str, &[&str])]) {
        let dates = vec![None; editions.len()];
        let kept = keep_latest(editions, &dates);
        let codes = |it: &Edition| it.notes.iter().map(|note| note.code()).collect::<Vec<_>>();
        let found: Vec<_> = kept.iter().map(|it| (it.document.file_name.as_str(), codes(it))).collect();
        assert_eq!(found, expected.iter().map(|(name, codes)| (*name, codes.to_vec())).collect::<Vec<_>>());
    }

    #[test]
    fn the_same_content_is_seen_without_a_prefecture() {
        let editions = vec![of_nobody("a", &["防災", "税"]), of_nobody("b", &["防災", "税"]), of_nobody("c", &["税"])];
        check_kept(editions, &[("b", &["edition_superseded"]), ("c", &[])]);
    }

    #[test]
    fn the_same_file_counts_once() {
        let mut twice = of_nobody("copy", &["税"]);
        twice.document.document_id = "a".into();
        check_kept(vec![of_nobody("a", &["税"]), twice], &[("a", &["file_twice"])]);
        let mut refused = edition("a", 2023);
        refused.report = Report::default();
        check_kept(vec![refused.clone(), refused], &[("a", &["file_twice"])]);
    }

    #[test]
    fn a_replaced_report_without_a_profile_is_seen() {
        let editions = vec![of_a_city("old", &["防災", "税", "福祉"]), of_a_city("new", &["防災", "税", "文化"])];
        check_kept(editions, &[("new", &["edition_superseded"])]);
    }

    #[test]
    fn parts_of_one_report_in_files_of_their_own_are_all_kept() {
        let editions = vec![of_a_city("1", &["防災", "税"]), of_a_city("2", &["福祉", "文化"])];
        check_kept(editions, &[("1", &[]), ("2", &[])]);
    }

    #[test]
    fn a_part_is_replaced_whatever_came_in_between() {
        let (first, second) = (of_a_city("1", &["防災", "税"]), of_a_city("2", &["福祉", "文化"]));
        let revised = of_a_city("1 revised", &["防災", "税", "水道"]);
        check_kept(vec![first, second, revised], &[("2", &[]), ("1 revised", &["edition_superseded"])]);
    }

    #[test]
    fn what_names_nothing_takes_no_place() {
        let mut empty = of_a_city("empty", &[]);
        empty.report.identity.profile_id = Some("mine".into());
        check_kept(vec![of_a_city("full", &["防災", "税"]), empty], &[("full", &[]), ("empty", &[])]);
    }

    #[test]
    fn equal_titles_without_an_area_are_no_equal_content() {
        let rated = |name: &str, letter: &str| {
            let mut edition = of_nobody(name, &[]);
            edition.report = rated_edition(2023, &[("防災", &[(2023, letter)])]).report;
            (edition.report.identity.plan, edition.report.identity.area_code) = (Some("総合計画".into()), None);
            edition
        };
        check_kept(vec![rated("a", "A"), rated("b", "B")], &[("a", &[]), ("b", &[])]);
    }

    #[track_caller]
    fn check(documents: &[(&str, i16, Option<&str>)], expected: &[&str]) {
        let editions: Vec<_> = documents.iter().map(|(name, year, _)| edition(name, *year)).collect();
        let dates: Vec<_> = documents.iter().map(|(.., date)| date.map(str::to_owned)).collect();
        let kept = keep_latest(editions, &dates);
        assert_eq!(kept.iter().map(|it| it.document.file_name.as_str()).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn the_one_given_later_is_kept() {
        check(&[("a", 2023, None), ("b", 2023, None), ("c", 2024, None)], &["b", "c"]);
    }

    #[test]
    fn the_one_published_later_is_kept() {
        check(&[("a", 2023, Some("D:20240901")), ("b", 2023, Some("D:20240611103000+09'00'"))], &["a"]);
    }

    #[test]
    fn of_three_the_last_names_both_others() {
        let kept = keep_latest(vec![edition("a", 2023), edition("b", 2023), edition("c", 2023)], &[None, None, None]);
        assert_eq!((kept.len(), kept[0].notes.len()), (1, 2));
    }

    #[test]
    fn one_document_given_twice_is_one() {
        check(&[("a", 2023, None), ("a", 2023, None)], &["a"]);
        let kept = keep_latest(vec![edition("a", 2023), edition("a", 2023)], &[None, None]);
        assert_eq!((kept[0].document.supersedes.as_deref(), kept[0].notes[0].code()), (None, "file_twice"));
    }

    #[test]
    fn of_an_unknown_area_only_what_names_the_same_is_one_edition() {
        let of_nowhere = |name: &str, titles: &[&str]| {
            let mut edition = edition(name, 2023);
            edition.report.identity.area_code = None;
            edition.report.initiatives = titles.iter().map(|it| initiative(it)).collect();
            edition
        };
        let kept = |second: &[&str]| {
            let editions = vec![of_nowhere("a", &["電子申請", "研修"]), of_nowhere("b", second)];
            keep_latest(editions, &[None, None]).iter().map(|it| it.document.file_name.clone()).collect::<Vec<_>>()
        };
        assert_eq!(kept(&["電子申請", "研修"]), ["b"]);
        assert_eq!(kept(&["電子申請", "広報"]), ["a", "b"]);
        assert_eq!(kept(&[]), ["a", "b"]);
    }

    #[test]
    fn files_that_cannot_be_read_from_disk_have_ids_of_their_own() {
        let outcome = |path: &str| FileOutcome {
            path: path.into(),
            document_id: None,
            result: Err(super::super::FileError::Crashed),
        };
        let editions = editions(["a/x.pdf", "b/x.pdf", "y.pdf"].map(outcome).into(), None);
        let ids: std::collections::BTreeSet<&str> =
            editions.iter().map(|it| it.document.document_id.as_str()).filter(|it| it.len() == 64).collect();
        assert_eq!(ids.len(), 3);
    }

    #[test]
    fn the_winner_names_the_other() {
        let kept = keep_latest(vec![edition("a", 2023), edition("b", 2023)], &[None, None]);
        assert_eq!(kept[0].document.supersedes.as_deref(), Some("a"));
        assert_eq!(kept[0].notes[0].code(), "edition_superseded");
    }
}
