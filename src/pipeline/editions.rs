//! Readings of several documents -> the editions that become tables.

use std::collections::{BTreeMap, HashMap};

use super::chosen::{Kept, chosen};
use super::facts::{Facts, name_unread};
use super::{DocumentReading, FileOutcome};
use crate::base::{FiscalYear, Note};
use crate::dataset::check::{self, Pairs};
use crate::dataset::{BlockTokens, DocumentRecord, Edition, Frames, swap_told};
use crate::report::Block;
use crate::text::normalize;
use crate::text::tokenizer::Tokenizer;

/// Turns outcomes, in the order given, into editions: of documents of one edition the one that [`chosen`] keeps.
///
/// A file that gave nothing is an edition with a note and no items, so that none is lost; one that could not even be read from
/// disk has an id made of its name. Without a tokenizer token columns are null, and the first edition says so once.
pub fn editions(outcomes: Vec<FileOutcome>, tokenizer: Option<&Tokenizer>) -> Vec<Edition> {
    let mut facts: Vec<Facts> = outcomes.iter().map(Facts::of).collect();
    name_unread(&mut facts);
    let mut outcomes: Vec<Option<FileOutcome>> = outcomes.into_iter().map(Some).collect();
    let edition_of = |kept: Kept| {
        let outcome = outcomes[kept.index].take()?;
        Some(edition(outcome, &facts[kept.index].document_id, kept, tokenizer))
    };
    chosen(&facts, tokenizer.is_some()).into_iter().filter_map(edition_of).collect()
}

/// The edition that a document stands for.
pub(super) fn edition(outcome: FileOutcome, document_id: &str, kept: Kept, tokenizer: Option<&Tokenizer>) -> Edition {
    let mut edition = alone(outcome, tokenizer);
    edition.document.document_id = document_id.to_owned();
    edition.document.supersedes = kept.supersedes;
    edition.notes.extend(kept.notes);
    edition
}

/// What was read of a file, whatever else there is.
fn alone(outcome: FileOutcome, tokenizer: Option<&Tokenizer>) -> Edition {
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
            let document = record(Some(document_id), page_count, metadata.producer);
            Edition { document, report, measurements, layout, tokens, notes, ..Edition::default() }
        }
        Err(error) => Edition {
            document: record(outcome.document_id, 0, None),
            notes: vec![Note::error(error.message())],
            ..Edition::default()
        },
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

/// Area, plan and year of an edition that says anything of them.
fn plan_and_year(edition: &Edition) -> Option<(String, String, FiscalYear)> {
    let identity = &edition.report.identity;
    let says = !edition.report.initiatives.is_empty() || !edition.measurements.indicators.is_empty();
    let key = || Some((identity.area_code.clone()?, identity.plan.clone()?, identity.fiscal_year?));
    key().filter(|_| identity.profile_id.is_some() || says)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Prefecture, Rect, SourceRef};
    use crate::dataset::examples::rated_edition;
    use crate::report::{Initiative, Report, ReportIdentity};

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

    /// The editions that are kept of these, published on these dates.
    fn keep_latest(editions: Vec<Edition>, published: &[Option<String>]) -> Vec<Edition> {
        let facts = |(edition, date): (&Edition, &Option<String>)| Facts {
            document_id: edition.document.document_id.clone(),
            file_name: edition.document.file_name.clone(),
            published: date.clone(),
            ..Facts::default().with(&edition.report, &edition.measurements, &edition.layout)
        };
        let facts: Vec<Facts> = editions.iter().zip(published).map(facts).collect();
        let edition = |kept: Kept| {
            let mut edition = editions[kept.index].clone();
            edition.document.supersedes = kept.supersedes;
            edition.notes.extend(kept.notes);
            edition
        };
        chosen(&facts, true).into_iter().map(edition).collect()
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
