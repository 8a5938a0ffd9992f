//! What a report contradicts is found: errors planted in the readings of fixtures, each by the check that is made for it.

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use shinchoku::base::message::{catalogue, hint};
use shinchoku::base::{FiscalYear, Language, Note, Rect, Severity};
use shinchoku::dataset::check::{CODES, document};
use shinchoku::dataset::frames;
use shinchoku::indicator::{Measurements, Observation, Role, YearSource};
use shinchoku::link::link;
use shinchoku::pipeline::{self, DocumentReading, FileOutcome, Settings, read_document};
use shinchoku::report::{Rating, RatingOrigin, Report, built_in_profiles, recount};

use super::support::{package, pdf};

/// Remarks on every edition as it is: titles and sections that the report words in two ways, and one title in two sections.
const KNOWN: [&str; 3] = ["title_repeated", "title_differs", "section_differs"];

fn reading(file: &str) -> DocumentReading {
    let settings = Settings { profiles: built_in_profiles().to_vec(), ..Settings::default() };
    read_document(fs::read(pdf(file)).unwrap(), file, &settings).unwrap()
}

fn r4() -> DocumentReading {
    static READING: LazyLock<DocumentReading> = LazyLock::new(|| reading("R4_typst.pdf"));
    READING.clone()
}

fn r5() -> DocumentReading {
    static READING: LazyLock<DocumentReading> = LazyLock::new(|| reading("R5_typst.pdf"));
    READING.clone()
}

fn year(year: i16) -> FiscalYear {
    FiscalYear::new(year).unwrap()
}

/// The codes of what is found, each once, in the order of all codes.
fn codes(notes: &[Note]) -> Vec<&'static str> {
    CODES.into_iter().filter(|code| notes.iter().any(|it| it.code() == *code)).collect()
}

/// Plants an error in the reading of R5 and compares the codes of what is found then, and was not before.
#[track_caller]
fn check(plant: impl FnOnce(&mut Report, &mut Measurements), expected: &[&str]) {
    let DocumentReading { mut report, mut measurements, .. } = r5();
    let before: Vec<_> = document(&report, &measurements).into_iter().map(|it| it.message).collect();
    plant(&mut report, &mut measurements);
    recount(&mut report);
    let found: Vec<Note> =
        document(&report, &measurements).into_iter().filter(|it| !before.contains(&it.message)).collect();
    assert_eq!(codes(&found), expected, "{:#?}", found.iter().map(|it| it.text(Language::English)).collect::<Vec<_>>());
    assert!(found.iter().all(|it| it.source.is_some()), "every finding has its place: {found:?}");
}

fn rating(report: &mut Report, number: u32, rated: i16, origin: RatingOrigin) -> &mut Rating {
    let initiative = report.initiatives.iter().position(|it| it.number == Some(number)).unwrap();
    let found =
        |it: &&mut Rating| (it.initiative, it.fiscal_year, it.origin) == (Some(initiative), year(rated), origin);
    report.ratings.iter_mut().find(found).unwrap()
}

fn rate(report: &mut Report, number: u32, rated: i16, letter: &str) {
    let rank = report.identity.scale.iter().position(|it| it == letter).unwrap() as u8 + 1;
    let rating = rating(report, number, rated, RatingOrigin::List);
    (rating.printed, rating.value, rating.rank) = (letter.to_owned(), Some(letter.to_owned()), Some(rank));
}

fn observation<'a>(measurements: &'a mut Measurements, name: &str, role: Role) -> &'a mut Observation {
    let indicator = measurements.indicators.iter().position(|it| it.name == name).unwrap();
    measurements.observations.iter_mut().find(|it| (it.indicator, it.role) == (indicator, role)).unwrap()
}

fn set(observation: &mut Observation, value: &str) {
    observation.value = Some(value.parse().unwrap());
    observation.printed = value.to_owned();
}

fn drop_row(report: &mut Report, number: u32) {
    let index = report.initiatives.iter().position(|it| it.number == Some(number)).unwrap();
    assert!(!report.initiatives[index].in_block, "a row without a block is dropped");
    report.initiatives.remove(index);
    report.ratings.retain(|it| it.initiative != Some(index));
    report
        .ratings
        .iter_mut()
        .filter(|it| it.initiative > Some(index))
        .for_each(|it| it.initiative = it.initiative.map(|it| it - 1));
    for block in &mut report.blocks {
        block.initiative = block.initiative.map(|it| if it > index { it - 1 } else { it });
    }
}

fn initiative(report: &mut Report, number: u32) -> &mut shinchoku::report::Initiative {
    report.initiatives.iter_mut().find(|it| it.number == Some(number)).unwrap()
}

#[test]
fn a_clean_report_has_only_known_remarks() {
    for file in ["R4_writer.pdf", "R5_calc.pdf", "R6_chromium.pdf"] {
        let DocumentReading { report, measurements, .. } = reading(file);
        let found = document(&report, &measurements);
        assert!(
            found.iter().all(|it| it.severity == Severity::Info && KNOWN.contains(&it.code())),
            "{file}: {found:#?}"
        );
    }
}

/// The first two values of a note's message.
fn named(notes: &[Note], code: &str) -> Vec<Vec<String>> {
    let of_code = notes.iter().filter(|it| it.code() == code);
    of_code.map(|it| it.message.values().take(2).map(str::to_owned).collect()).collect()
}

#[test]
fn the_report_of_r5_words_two_titles_and_a_section_in_two_ways() {
    let DocumentReading { report, measurements, .. } = r5();
    let notes = document(&report, &measurements);
    assert_eq!(named(&notes, "title_repeated"), [["11", "17"]]);
    let titles: Vec<String> = named(&notes, "title_differs").into_iter().map(|mut it| it.remove(0)).collect();
    assert_eq!(titles, ["49", "81"]);
    let sections = [["(3) 行政事務の効率化と働き方改革", "(3) 業務の効率化と働き方改革"]];
    assert_eq!(named(&notes, "section_differs"), sections);
    let both = |it: &Note| it.source.is_some() && it.against.is_some() && it.subject.is_some();
    assert!(notes.iter().all(both), "each has both places and its row: {notes:#?}");
}

#[test]
fn a_wrong_rating_in_the_list() {
    // 80 reached 47.8 %.
    check(
        |report, _| rate(report, 80, 2023, "A"),
        &["total_disagrees", "origins_disagree", "rating_contradicts_number"],
    );
}

#[test]
fn a_wrong_rating_of_an_initiative_without_a_block() {
    check(|report, _| rate(report, 4, 2023, "C"), &["total_disagrees"]);
}

#[test]
fn a_dropped_row() {
    check(|report, _| drop_row(report, 4), &["total_disagrees", "number_missing"]);
    check(|report, _| drop_row(report, 82), &["total_disagrees"]);
}

#[test]
fn a_number_printed_twice() {
    check(|report, _| initiative(report, 5).number = Some(4), &["number_missing", "number_repeated"]);
}

#[test]
fn a_duplicated_title() {
    let title = |report: &mut Report| initiative(report, 4).title.clone();
    check(|report, _| initiative(report, 5).title = title(report), &["row_repeated"]);
    check(|report, _| initiative(report, 7).title = title(report), &["title_repeated", "title_differs"]);
}

#[test]
fn a_wrong_section() {
    let section = |report: &mut Report| initiative(report, 6).section.clone();
    check(
        |report, _| initiative(report, 3).section = section(report),
        &["section_interrupted", "section_contradicted"],
    );
    check(|report, _| initiative(report, 5).section = section(report), &[]);
    check(|report, _| initiative(report, 4).section = section(report), &["section_interrupted"]);
}

#[test]
fn a_wrong_area() {
    let area = |report: &mut Report| initiative(report, 30).area.clone();
    check(|report, _| report.blocks[0].area = area(report), &["section_contradicted"]);
}

#[test]
fn an_empty_rating() {
    let empty = |rating: &mut Rating| (rating.printed, rating.value, rating.rank) = (String::new(), None, None);
    check(|report, _| empty(rating(report, 4, 2023, RatingOrigin::List)), &["total_disagrees", "rating_missing"]);
}

#[test]
fn a_shifted_total() {
    check(|report, _| total(report, "A").count = Some(18), &["total_disagrees", "totals_do_not_add_up"]);
    check(|report, _| total(report, "all").count = Some(83), &["total_disagrees", "totals_do_not_add_up"]);
    let share = |report: &mut Report| total(report, "B").share = Some("72.3".to_owned());
    check(|report, _| share(report), &["share_disagrees", "shares_do_not_add_up"]);
    check(|report, _| total(report, "A+B").phrase = Some("約8割".to_owned()), &["share_disagrees"]);
}

fn total<'a>(report: &'a mut Report, key: &str) -> &'a mut shinchoku::report::StatedTotal {
    report.stated_totals.iter_mut().find(|it| it.key == key).unwrap()
}

#[test]
fn a_swapped_digit() {
    let actual =
        |measurements: &mut Measurements| set(observation(measurements, "行政手続の電子化率", Role::Actual), "87.1");
    check(|_, measurements| actual(measurements), &["rating_contradicts_number"]);
}

#[test]
fn a_lowered_target() {
    let target =
        |measurements: &mut Measurements| set(observation(measurements, "行政手続の電子化率", Role::Target), "70");
    check(|_, measurements| target(measurements), &["rating_contradicts_number"]);
}

#[test]
fn a_digit_too_many() {
    let actual = |value: &'static str| {
        move |_: &mut Report, it: &mut Measurements| set(observation(it, "テレワーク利用可能者数", Role::Actual), value)
    };
    check(actual("10660"), &["magnitude_suspected"]);
    check(actual("106"), &["rating_contradicts_number", "magnitude_suspected"]);
}

#[test]
fn more_than_all() {
    let name = "プログラミング等のデジタル技術について意欲的に学んでいる生徒の割合";
    check(|_, measurements| set(observation(measurements, name, Role::Actual), "193"), &["share_impossible"]);
    check(|_, measurements| set(observation(measurements, name, Role::Target), "-67"), &["share_impossible"]);
}

#[test]
fn a_month_that_is_none() {
    let plant = |report: &mut Report| {
        let progress = &mut report.blocks[0].progress;
        let place = progress.source().unwrap();
        "（R6.13時点）".chars().for_each(|it| progress.push(it, place.page, Rect::new(0.0, 0.0, 1.0, 1.0)));
    };
    check(|report, _| plant(report), &["date_impossible"]);
}

#[test]
fn a_date_of_another_year() {
    let actual = |it: &mut Measurements, date: &str| {
        observation(it, "マイナンバーカード交付率", Role::Actual).as_of = Some(date.to_owned());
    };
    check(|_, it| actual(it, "2023-03"), &["as_of_outside_year"]);
    check(|_, it| actual(it, "2025-03"), &["as_of_outside_year"]);
    check(|_, it| actual(it, "2024-05-31"), &[]);
}

#[test]
fn a_year_to_come() {
    let plant = |it: &mut Observation| it.fiscal_year = Some(year(2032));
    check(|_, it| plant(observation(it, "補助件数", Role::Actual)), &["year_in_future"]);
}

/// Plants an error in the readings of R4 and R5 and compares the codes of what the comparison of both finds.
#[track_caller]
fn check_editions(plant: impl FnOnce(&mut DocumentReading, &mut DocumentReading), expected: &[&str]) {
    let (mut earlier, mut later) = (r4(), r5());
    plant(&mut earlier, &mut later);
    let own = later.notes.len();
    let earlier_id = earlier.document_id.clone();
    let outcome = |reading: DocumentReading| FileOutcome {
        path: PathBuf::from(&reading.file_name),
        document_id: Some(reading.document_id.clone()),
        result: Ok(reading),
    };
    // The order in which files are given does not matter.
    let mut editions = pipeline::editions(vec![outcome(later), outcome(earlier)], None);
    let linked = link(&frames(&editions), &[]).value;
    pipeline::compare(&mut editions, &linked);
    let later = editions.iter().find(|it| it.report.identity.fiscal_year == Some(year(2023))).unwrap();
    let found: Vec<Note> = later.notes[own..].iter().filter(|it| it.code() != "dictionary_absent").cloned().collect();
    assert_eq!(codes(&found), expected, "{:#?}", found.iter().map(|it| it.text(Language::English)).collect::<Vec<_>>());
    for note in &found {
        let against = note.against.as_ref().and_then(|it| it.document_id.as_ref());
        assert_eq!((against, note.source.is_some()), (Some(&earlier_id), true), "both places: {note:?}");
    }
}

/// Has R5 say of 2022 what it does not: a copy of the target or actual of 2023 with another value.
fn restate(reading: &mut DocumentReading, name: &str, role: Role, value: &str) {
    let mut copy = observation(&mut reading.measurements, name, role).clone();
    copy.fiscal_year = Some(year(2022));
    copy.fiscal_year_source = Some(YearSource::Value);
    set(&mut copy, value);
    reading.measurements.observations.push(copy);
}

const RATE: &str = "行政手続の電子化率";
const DATA: &str = "オープンデータ化した県有データ数";

#[test]
fn editions_that_agree() {
    check_editions(|_, _| {}, &[]);
}

#[test]
fn last_years_column() {
    // Renamed from 64.
    check_editions(|_, later| rate(&mut later.report, 71, 2022, "C"), &["last_year_differs"]);
    check_editions(|_, later| rate(&mut later.report, 1, 2022, "A"), &["last_year_differs"]);
    check_editions(|earlier, _| rate(&mut earlier.report, 21, 2022, "C"), &["last_year_differs"]);
}

#[test]
fn values_of_a_year_that_both_give() {
    check_editions(|_, later| restate(later, RATE, Role::Actual, "62.4"), &[]);
    check_editions(|_, later| restate(later, RATE, Role::Actual, "64.2"), &["digits_transposed"]);
    check_editions(|_, later| restate(later, RATE, Role::Actual, "624"), &["magnitude_suspected"]);
    check_editions(|_, later| restate(later, RATE, Role::Actual, "62.9"), &["value_restated"]);
    check_editions(|_, later| restate(later, RATE, Role::Target, "60"), &["target_lowered"]);
    check_editions(|_, later| restate(later, RATE, Role::Target, "70"), &["value_restated"]);
}

#[test]
fn a_target_below_last_years() {
    let target = |later: &mut DocumentReading| set(observation(&mut later.measurements, RATE, Role::Target), "60");
    check_editions(|_, later| target(later), &["target_below_last_year"]);
}

#[test]
fn dates_that_drift() {
    let date = |later: &mut DocumentReading| {
        observation(&mut later.measurements, RATE, Role::Actual).as_of = Some("2024-01".to_owned());
    };
    check_editions(|_, later| date(later), &["as_of_drifts"]);
}

#[test]
fn values_that_cannot_follow_each_other() {
    let actual = |name: &'static str, value: &'static str| {
        move |_: &mut DocumentReading, later: &mut DocumentReading| {
            set(observation(&mut later.measurements, name, Role::Actual), value);
        }
    };
    check_editions(actual(DATA, "132"), &["cumulative_falls"]);
    check_editions(actual(DATA, "2230"), &["magnitude_suspected"]);
    let other_unit = |later: &mut DocumentReading| {
        for role in [Role::Target, Role::Actual] {
            observation(&mut later.measurements, DATA, role).unit = Some("file".to_owned());
        }
    };
    check_editions(|_, later| other_unit(later), &["basis_changed"]);
}

#[test]
fn every_code_has_a_section_with_its_hint() {
    let page = fs::read_to_string(package().join("docs/checks.md")).unwrap();
    let sections: Vec<(&str, &str)> =
        page.split("\n## `").skip(1).filter_map(|section| section.split_once('`')).collect();
    let codes: Vec<&str> = sections.iter().map(|it| it.0).collect();
    assert_eq!(codes, CODES, "the sections of docs/checks.md and the codes of the checks");
    for (code, section) in sections {
        for language in [Language::Japanese, Language::English] {
            assert!(catalogue(language).contains_key(code), "{code} has no sentence");
            let hint = hint(code, language).unwrap_or_else(|| panic!("{code} has no hint"));
            assert!(section.contains(hint), "the section of {code} in docs/checks.md lacks its hint: {hint}");
        }
    }
}
