//! Report designs other than the list with boxes, read without a profile: wide tables of indicators, sheets, tables of letters.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use shinchoku::base::FiscalYear;
use shinchoku::pipeline::{DocumentReading, ProfileChoice, Settings, read_document};
use shinchoku::report::{Profile, RatingOrigin, built_in_profiles, parse_profile};

use super::support::{package, shinchoku, shinchoku_in, text};

fn source(name: &str) -> Value {
    let path = package().join("fixtures/designs").join(format!("{name}.json"));
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn read(source: &Value, settings: &Settings) -> DocumentReading {
    let file = source["file"].as_str().unwrap();
    let bytes = fs::read(package().join("fixtures/designs").join(file)).unwrap();
    read_document(bytes, file, settings).unwrap_or_else(|error| panic!("fixtures/designs/{file}: {error}"))
}

/// A profile of the kind that users write, for designs that the program reads without one too.
fn profile(name: &str) -> Profile {
    let path = package().join("fixtures/profiles").join(format!("{name}.toml"));
    parse_profile(name, &fs::read_to_string(path).unwrap()).unwrap()
}

fn built_in() -> Settings {
    Settings { profiles: built_in_profiles().to_vec(), ..Settings::default() }
}

/// `name role year value unit` of each value that the rows of a source expect.
fn expected_values<'a>(rows: impl IntoIterator<Item = &'a Value>) -> Vec<String> {
    let row = |row: &Value| -> Vec<String> {
        let (name, unit) = (row["name"].as_str().unwrap(), row["unit"].as_str().unwrap_or("-"));
        let values = row["values"].as_object().unwrap().iter();
        values.map(|(key, value)| format!("{name} {key} {} {unit}", value.as_str().unwrap())).collect()
    };
    let mut all: Vec<String> = rows.into_iter().flat_map(row).collect();
    all.sort();
    all
}

fn found_values(reading: &DocumentReading) -> Vec<String> {
    let measurements = &reading.measurements;
    let valued = measurements.observations.iter().filter_map(|it| Some((it, it.value?)));
    let mut all: Vec<String> = valued
        .map(|(it, value)| {
            let name = &measurements.indicators[it.indicator].name;
            let year = it.fiscal_year.map(|it| it.to_string()).unwrap_or_default();
            let unit = it.unit.as_deref().unwrap_or("-");
            format!("{name} {} {year} {} {unit}", it.role.as_str(), value.normalize())
        })
        .collect();
    all.sort();
    all
}

/// What each rating is about, and its letter.
fn ratings(reading: &DocumentReading) -> Vec<(String, String)> {
    let report = &reading.report;
    let rated = report.ratings.iter().filter_map(|it| Some((report.title_of(it), it.value.clone()?)));
    rated.collect()
}

#[track_caller]
fn check_document(reading: &DocumentReading, source: &Value) {
    let identity = &reading.report.identity;
    assert_eq!(identity.profile_id.as_deref(), source["profile"].as_str());
    assert_eq!(identity.title.as_deref(), source["title"].as_str());
    assert_eq!(identity.fiscal_year.map(FiscalYear::year).map(i64::from), source["fiscal_year"].as_i64());
}

/// All rows of the wide table.
fn wide_rows(source: &Value) -> Vec<&Value> {
    let groups = source["groups"].as_array().unwrap().iter();
    let initiatives = groups.flat_map(|it| it["initiatives"].as_array().unwrap());
    initiatives.flat_map(|it| it["rows"].as_array().unwrap()).collect()
}

#[test]
fn a_wide_table_of_indicators() {
    let source = source("wide_table");
    let reading = read(&source, &built_in());
    check_document(&reading, &source);
    assert_eq!(found_values(&reading), expected_values(wide_rows(&source)));
    let marks = ratings(&reading).into_iter().map(|it| it.1).collect::<Vec<_>>();
    assert_eq!(marks, ["◎", "△", "○", "◎", "×"]);
    let initiatives: Vec<_> = reading
        .report
        .initiatives
        .iter()
        .map(|it| (it.area.as_deref().unwrap_or_default(), it.title.as_str()))
        .collect();
    let areas = ["Ⅰ　窓口を変える", "Ⅱ　産業を伸ばす"];
    let expected =
        [(areas[0], "書かない窓口の整備"), (areas[0], "手数料の電子納付"), (areas[1], "中小企業のデータ活用")];
    assert_eq!(initiatives, expected);
    assert_eq!(reading.report.identity.scale, ["◎", "○", "△", "×"]);
}

#[test]
fn the_place_of_a_value_is_its_printed_number() {
    let reading = read(&source("wide_table"), &built_in());
    let of = |printed: &str| {
        let found = reading.measurements.observations.iter().find(|it| it.printed == printed);
        found.map(|it| it.source.bbox.width()).unwrap_or_default()
    };
    // 延べ412 is five characters wide, its number three half ones.
    assert!(of("延べ412") > 0.0 && of("延べ412") < 0.6 * of("25以下").max(of("約300") + 10.0), "{}", of("延べ412"));
}

#[test]
fn a_sheet_for_each_initiative() {
    let source = source("sheets");
    let reading = read(&source, &built_in());
    check_document(&reading, &source);
    let sheets = source["sheets"].as_array().unwrap();
    let rows = sheets.iter().flat_map(|it| it["indicators"].as_array().unwrap());
    assert_eq!(found_values(&reading), expected_values(rows));
    assert_eq!(reading.report.blocks.len(), sheets.len());
    for ((sheet, block), initiative) in sheets.iter().zip(&reading.report.blocks).zip(&reading.report.initiatives) {
        assert_eq!(Some(initiative.title.as_str()), sheet["title"].as_str());
        assert_eq!(initiative.number.map(i64::from), sheet["number"].as_i64());
        assert_eq!(Some(initiative.departments.join("、").as_str()), sheet["departments"].as_str());
        let parts =
            [("outline", &block.plan), ("progress", &block.progress), ("next", &block.next), ("rating", &block.rating)];
        for (key, part) in parts {
            assert_eq!(Some(part.text()), sheet[key].as_str(), "{key} of {}", initiative.title);
        }
    }
    let expected: Vec<_> = sheets
        .iter()
        .map(|it| (it["title"].as_str().unwrap().to_owned(), it["rating"].as_str().unwrap().to_owned()))
        .collect();
    assert_eq!(ratings(&reading), expected);
}

#[test]
fn a_list_with_boxes_of_no_profile_of_its_own() {
    let source = source("boxes");
    let reading = read(&source, &built_in());
    check_document(&reading, &source);
    let report = &reading.report;
    assert_eq!(report.identity.plan.as_deref(), source["plan"].as_str());
    let mut expected = Vec::new();
    for group in source["groups"].as_array().unwrap() {
        for initiative in group["initiatives"].as_array().unwrap() {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            let letters: Vec<String> = initiative["ratings"].as_array().unwrap().iter().map(text).collect();
            expected.push([
                text(&group["area"]),
                text(&group["section"]),
                text(&initiative["title"]),
                letters.join(" "),
            ]);
        }
    }
    let listed = |(index, it): (usize, &shinchoku::report::Initiative)| {
        let ratings =
            report.ratings.iter().filter(|it| it.initiative == Some(index) && it.origin == RatingOrigin::List);
        let letters: Vec<&str> = ratings.map(|it| it.printed.as_str()).collect();
        [
            it.area.clone().unwrap_or_default(),
            it.section.clone().unwrap_or_default(),
            it.title.clone(),
            letters.join(" "),
        ]
    };
    assert_eq!(report.initiatives.iter().enumerate().map(listed).collect::<Vec<_>>(), expected);
    let years: Vec<i16> = report.ratings.iter().take(2).map(|it| it.fiscal_year.year()).collect();
    assert_eq!((years, report.identity.scale.join("")), (vec![2022, 2023], "◎○△×".to_owned()));
    let boxes = source["boxes"].as_array().unwrap();
    assert_eq!(report.blocks.len(), boxes.len());
    for (block, expected) in report.blocks.iter().zip(boxes) {
        assert_eq!(report.initiatives[block.initiative.unwrap()].title, expected["title"].as_str().unwrap());
        assert_eq!(block.departments.join("、"), expected["departments"].as_str().unwrap());
        let parts =
            [("plan", &block.plan), ("progress", &block.progress), ("rating", &block.rating), ("next", &block.next)];
        for (key, part) in parts {
            assert_eq!(Some(part.text()), expected[key].as_str(), "{key} of {}", block.title.text());
        }
    }
}

#[test]
fn a_prefectures_own_profile_leaves_the_plan_of_another_alone() {
    let akita = include_str!("../../src/report/profiles/akita-dx.toml");
    let taken = |prefecture: &str| {
        let own =
            akita.replace("DX推進計画の進捗状況", "スマート市役所推進計画").replace("prefecture = \"05\"", prefecture);
        let profiles = vec![std::sync::Arc::new(parse_profile("own.toml", &own).unwrap())];
        read(&source("boxes"), &Settings { profiles, ..Settings::default() }).report.identity.profile_id
    };
    assert_eq!(taken("").as_deref(), Some("akita-dx"), "a title and a label are enough");
    assert_eq!(taken("prefecture = \"05\""), None, "of a city");
}

#[test]
fn tables_of_letters_and_no_budget() {
    let source = source("letters");
    let reading = read(&source, &built_in());
    check_document(&reading, &source);
    let rows = source["rows"].as_array().unwrap();
    assert_eq!(found_values(&reading), expected_values(rows), "and nothing of the budget table");
    let expected: Vec<_> =
        rows.iter().map(|it| (it["name"].as_str().unwrap(), it["rating"].as_str().unwrap().to_owned())).collect();
    let found = ratings(&reading);
    assert!(
        found.iter().zip(&expected).all(|(found, expected)| found.0.starts_with(expected.0) && found.1 == expected.1)
    );
    assert_eq!((found.len(), reading.report.identity.scale.len()), (expected.len(), 4));
}

#[test]
fn a_profile_of_header_words_reads_the_same() {
    let fixed = std::sync::Arc::new(profile("indicator-list"));
    let settings = Settings { profile: ProfileChoice::Fixed(fixed), ..built_in() };
    let source = source("wide_table");
    assert_eq!(found_values(&read(&source, &settings)), expected_values(wide_rows(&source)));
}

#[test]
fn of_printed_choices_the_one_that_stands_out_is_the_rating() {
    let source = source("choices");
    let profile = fs::read_to_string(package().join("fixtures/designs/choices.toml")).unwrap();
    let several = profile
        .replace("order = [\"A\", \"B\", \"C\", \"D\"]", "scales = [[\"◎\", \"○\"], [\"A\", \"B\", \"C\", \"D\"]]");
    assert_ne!(several, profile);
    let read_by = |profile: &str| {
        let profile = std::sync::Arc::new(parse_profile("choices.toml", profile).unwrap());
        read(&source, &Settings { profiles: vec![profile], ..Settings::default() })
    };
    let reading = read_by(&profile);
    let mut expected = Vec::new();
    for sheet in source["sheets"].as_array().unwrap().iter().filter(|it| it["choice"] != "none") {
        let pair = |name: &str, letter: &str| {
            (sheet[name].as_str().unwrap().to_owned(), sheet[letter].as_str().unwrap().to_owned())
        };
        expected.extend([pair("indicator", "letter"), pair("title", "rating")]);
    }
    assert_eq!(ratings(&reading), expected, "where none stands out there is no rating");
    let unreadable = reading.notes.iter().filter(|it| it.code() == "rating_unreadable").count();
    assert_eq!((reading.report.initiatives.len(), unreadable), (5, 2));
    assert_eq!(ratings(&read_by(&several)), expected, "whichever scale it turns out to be");
}

#[test]
fn a_column_with_an_unknown_word_is_left_out() {
    let source = source("wide_table");
    let list = profile("indicator-list");
    let changed =
        list.source.replace("target = [\"目標値\", ", "target = [").replace("other = [", "other = [\"目標値\", ");
    assert_ne!(changed, list.source);
    let profile = std::sync::Arc::new(parse_profile("changed.toml", &changed).unwrap());
    let settings = Settings { profile: ProfileChoice::Fixed(profile), ..built_in() };
    let expected: Vec<String> =
        expected_values(wide_rows(&source)).into_iter().filter(|it| !it.contains(" target ")).collect();
    assert_eq!(found_values(&read(&source, &settings)), expected);
}

#[test]
fn a_profile_that_came_near_is_named_with_what_was_missing() {
    let source = source("sheets");
    let sheet = profile("initiative-sheet");
    let changed = sheet
        .source
        .replace("rating = [", "rating = [\"総合判定\"] #")
        .replace("plan = [", "plan = [\"事業の目的\"] #")
        .replace("indicator = [", "indicator = [\"測る物差し\"] #")
        .replace("title = [\"事業別", "title = [\"別の計画\"] # [\"事業別");
    let profile = std::sync::Arc::new(parse_profile("changed.toml", &changed).unwrap());
    let reading = read(&source, &Settings { profiles: vec![profile], ..Settings::default() });
    let note = reading.notes.iter().find(|it| it.code() == "profile_near").expect("a note says which came near");
    let sentence = note.text(shinchoku::base::Language::English);
    assert!(sentence.contains("initiative-sheet") && sentence.contains("総合判定"), "{sentence}");
}

/// What `extract` reads of a design in a folder with the profile `mine`, or without it; but not by which profile.
#[track_caller]
fn extracted(folder: &Path, name: &str, profile: &str) -> Value {
    let pdf = package().join("fixtures/designs").join(format!("{name}.pdf"));
    let mut json = shinchoku_in(folder, ["extract", text(&pdf), "--profile", profile]).ends_with(0).json();
    json["document"]["profile"] = Value::Null;
    json["notes"] = Value::Null;
    json
}

/// Drafts the profile `mine` of a design into the folder's profiles; gives its path.
fn drafted(folder: &Path, name: &str) -> PathBuf {
    let pdf = package().join("fixtures/designs").join(format!("{name}.pdf"));
    let draft = folder.join("input/profiles/mine.toml");
    fs::create_dir_all(draft.parent().unwrap()).unwrap();
    shinchoku(["profile", "new", text(&pdf), "--id", "mine", "--output", text(&draft)]).ends_with(0);
    draft
}

#[test]
fn a_drafted_profile_reads_what_is_read_without_one() {
    for name in ["boxes", "choices", "letters", "sheets", "wide_table"] {
        let folder = tempfile::tempdir().unwrap();
        let without = extracted(folder.path(), name, "auto");
        let draft = drafted(folder.path(), name);
        shinchoku(["profile", "lint", text(&draft)]).ends_with(0);
        assert_eq!(extracted(folder.path(), name, "mine"), without, "{name}");
        assert_eq!(extracted(folder.path(), name, "auto"), without, "{name}, found by its title");
    }
}

#[test]
fn one_line_of_a_draft_corrects_what_a_column_was_taken_for() {
    let folder = tempfile::tempdir().unwrap();
    let draft = drafted(folder.path(), "wide_table");
    let source = fs::read_to_string(&draft).unwrap();
    let line = source.lines().find(|it| it.starts_with("# actual = [")).expect("the draft names the heads of actuals");
    let roles = || {
        let json = extracted(folder.path(), "wide_table", "mine");
        let roles = json["observations"].as_array().unwrap().iter().map(|it| it["role"].as_str().unwrap().to_owned());
        roles.collect::<std::collections::BTreeSet<String>>()
    };
    assert!(roles().contains("actual"));

    fs::write(&draft, source.replace(line, &line.replace("# actual", "other"))).unwrap();
    assert!(!roles().contains("actual") && roles().contains("target"), "{line}: {:?}", roles());
}

#[test]
fn profile_test_tries_a_draft() {
    let folder = tempfile::tempdir().unwrap();
    let pdf = package().join("fixtures/designs/sheets.pdf");
    drafted(folder.path(), "sheets");
    let tried = shinchoku_in(folder.path(), ["profile", "test", text(&pdf), "--profile", "mine"]).ends_with(0);
    assert!(tried.output.contains("mine") && tried.output.contains(" 24 "), "{}", tried.output);
}

#[test]
fn profile_list_and_show() {
    let list = shinchoku(["profile", "list"]).ends_with(0);
    for profile in built_in_profiles() {
        assert!(list.output.contains(&profile.id), "{}", list.output);
    }
    let akita = &built_in_profiles()[0];
    assert_eq!(shinchoku(["profile", "show", "akita-dx"]).ends_with(0).output, akita.source);
    assert!(shinchoku(["profile", "show", "nobody"]).ends_with(2).one_line().contains("nobody"));
}

#[test]
fn profile_lint_names_the_nearest_key() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.toml");
    fs::write(&file, profile("indicator-list").source.replace("achievement = [", "achievment = [")).unwrap();
    let linted = shinchoku(["profile", "lint", text(&file)]).ends_with(2);
    assert!(linted.one_line().contains("\"achievement\""), "{}", linted.error);
}

#[test]
fn every_figure_of_a_table_is_accounted_for() {
    let reading = read(&source("wide_table"), &built_in());
    let [table] = reading.report.coverage.as_slice() else { panic!("{:?}", reading.report.coverage) };
    let valued = reading.measurements.observations.iter().filter(|it| it.value.is_some()).count() as u32;
    let rated = reading.report.ratings.iter().filter(|it| it.value.is_some()).count() as u32;
    assert_eq!((table.read, table.withheld, table.unread), (valued + rated, 0, 0), "{table:?}");
}

#[test]
fn check_and_the_page_say_how_many_figures_were_read() {
    let folder = tempfile::tempdir().unwrap();
    let pdf = package().join("fixtures/designs/wide_table.pdf");
    let reading = read(&source("wide_table"), &built_in());
    let printed = reading.report.coverage.iter().map(|it| it.values()).sum::<u32>();
    let sentence = format!("{printed} of {printed} figures in tables of indicators and ratings were read.");

    let checked = shinchoku_in(folder.path(), ["check", text(&pdf), "--lang", "en"]).ends_with(0);
    assert!(checked.error.contains(&sentence), "{}", checked.error);

    shinchoku_in(folder.path(), ["build", text(&pdf), "--output", "out", "--lang", "en"]).ends_with(0);
    let page = fs::read_to_string(folder.path().join("out/current/report.en.html")).unwrap();
    let lead = format!("Of {printed} figures in tables of indicators and ratings {printed} were read.");
    assert!(page.contains(&lead), "{lead}");
}
