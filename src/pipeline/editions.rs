//! Readings of several documents -> the editions that become tables.

use std::collections::{BTreeMap, HashMap};

use super::{DocumentReading, FileOutcome, document_id};
use crate::base::{FiscalYear, Message, Note};
use crate::dataset::check::{self, Pairs};
use crate::dataset::{BlockTokens, DocumentRecord, Edition, Frames};
use crate::layout::DocumentLayout;
use crate::report::{Block, Report};
use crate::text::normalize;
use crate::text::tokenizer::Tokenizer;

/// Turns outcomes, in the order given, into editions.
///
/// Of two documents of one edition the one published later is kept, or the one given later where the dates do not tell; it
/// names the other in `supersedes` and bears the note `edition_superseded`. Of one document given twice the first is kept. A file
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
            (Edition { document, report, measurements, layout, tokens, notes }, date)
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

/// Area and plan of an edition that surely is one of a series.
fn series(edition: &Edition) -> Option<(String, String)> {
    let identity = &edition.report.identity;
    identity.profile_id.as_ref()?;
    Some((identity.area_code.clone()?, identity.plan.clone()?))
}

/// What makes two documents one edition.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    area: Option<String>,
    plan: String,
    year: FiscalYear,
    /// Where the area is not known, or no profile says what the report is, two plans may bear one name, and one edition may come
    /// in parts: then documents are one edition only where they say the same, which this is a hash of.
    says: Option<String>,
}

impl Key {
    fn of(edition: &Edition) -> Option<Key> {
        let identity = &edition.report.identity;
        let (area, plan, year) = (identity.area_code.clone(), identity.plan.clone()?, identity.fiscal_year?);
        let says = if series(edition).is_some() { None } else { Some(says(edition)?) };
        Some(Key { area, plan, year, says })
    }
}

/// A hash of the titles of a report, or of its tables where it has none; `None` where it says nothing.
fn says(edition: &Edition) -> Option<String> {
    let mut texts: Vec<&str> = edition.report.initiatives.iter().map(|it| it.title.as_str()).collect();
    if texts.is_empty() {
        texts.extend(edition.layout.tables.iter().flat_map(|it| &it.cells).map(|it| it.text.text()));
    }
    (!texts.is_empty()).then(|| document_id(texts.join("\0").as_bytes()))
}

fn keep_latest(editions: Vec<Edition>, published: &[Option<String>]) -> Vec<Edition> {
    let mut latest: BTreeMap<Key, usize> = BTreeMap::new();
    let mut first_of: HashMap<&str, usize> = HashMap::new();
    let mut superseded: Vec<Option<usize>> = vec![None; editions.len()];
    for (index, edition) in editions.iter().enumerate() {
        let first = *first_of.entry(&edition.document.document_id).or_insert(index);
        if first != index {
            superseded[index] = Some(first);
            continue;
        }
        let Some(key) = Key::of(edition) else { continue };
        let Some(before) = latest.get(&key).copied() else {
            latest.insert(key, index);
            continue;
        };
        let earlier = is_earlier(&published[index], &published[before]);
        let (winner, loser) = if earlier { (before, index) } else { (index, before) };
        superseded[loser] = Some(winner);
        latest.insert(key, winner);
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
            let message = Message::new("edition_superseded").with("kept", &edition.document.file_name);
            edition.notes.push(Note::warning(message.with("left_out", file_name)));
            if *id != edition.document.document_id {
                edition.document.supersedes = Some(id.clone());
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
        if let Some((plan, year)) = series(edition).zip(edition.report.identity.fiscal_year) {
            plans.entry(plan).or_default().push((year, index));
        }
    }
    for mut years in plans.into_values() {
        years.sort_unstable();
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
        assert_eq!((kept[0].document.supersedes.as_deref(), kept[0].notes[0].code()), (None, "edition_superseded"));
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
