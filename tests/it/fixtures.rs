//! Every readable fixture gives what `fixtures/expected/` says, compared as `fixtures/README.md` says.

use std::fs;

use serde_json::Value;
use shinchoku::base::{FiscalYear, Prefecture};
use shinchoku::indicator::Observation;
use shinchoku::pipeline::{DocumentReading, Settings, read_document};
use shinchoku::report::{Block, RatingOrigin, built_in_profiles};

use super::comparison::{Row, Rows, difference, in_one_line, rows_differ};
use super::support::{Fixture, expected, index, normalise, pdf};

/// Declares a test a fixture, and the list of those that have one.
macro_rules! read_as_expected {
    ($($name:ident: $file:literal,)*) => {
        $(#[test] fn $name() { check($file, None) })*

        #[test]
        fn every_readable_fixture_has_a_test() {
            let files: Vec<String> = index().into_iter().filter(Fixture::readable).map(|it| it.file).collect();
            assert_eq!(files, [$($file),*], "fixtures/pdf/INDEX.tsv and the tests of this module");
        }
    };
}

read_as_expected! {
    r4_by_writer: "R4_writer.pdf",
    r5_by_writer: "R5_writer.pdf",
    r6_by_writer: "R6_writer.pdf",
    r4_by_calc: "R4_calc.pdf",
    r5_by_calc: "R5_calc.pdf",
    r6_by_calc: "R6_calc.pdf",
    r4_by_chromium: "R4_chromium.pdf",
    r5_by_chromium: "R5_chromium.pdf",
    r6_by_chromium: "R6_chromium.pdf",
    r4_by_typst: "R4_typst.pdf",
    r5_by_typst: "R5_typst.pdf",
    r6_by_typst: "R6_typst.pdf",
    r4_in_shift_jis: "R4_cid_sjis.pdf",
    r5_in_utf_16: "R5_cid_unicode.pdf",
    r6_in_shift_jis: "R6_cid_sjis.pdf",
    r5_by_uplatex: "R5_uplatex.pdf",
    r6_by_uplatex_without_fonts: "R6_uplatex_unembedded.pdf",
    an_owner_password_keeps_nobody_out: "owner_password.pdf",
}

#[test]
fn a_user_password_opens() {
    check("user_password.pdf", Some("himitsu"));
}

/// Reads a fixture and compares all that its expected result has.
#[track_caller]
fn check(file: &str, password: Option<&str>) {
    let fixture = Fixture::of(file);
    let path = if fixture.readable() { fixture.expected.as_str() } else { "expected/R5.json" };
    let expected = expected(path);
    let reading = read(file, password);
    let mut differences = Vec::new();
    let mut compare = |kind, expected: Rows, found: Rows| differences.extend(rows_differ(kind, expected, found));
    compare("document", vec![expected_document(&expected)], vec![found_document(&reading)]);
    compare("initiative", rows(&expected["initiatives"], expected_initiative), found_initiatives(&reading));
    compare("list rating", rows(&expected["ratings"], expected_rating), found_ratings(&reading));
    compare("block", rows(&expected["blocks"], expected_block), found_blocks(&reading));
    compare("stated total", rows(&expected["stated_totals"], expected_total), found_totals(&reading));
    let phrases = reading.report.stated_totals.iter().filter_map(|it| it.phrase.as_deref());
    let found_phrases = phrases.map(|it| (normalise(it), vec![])).collect();
    compare("stated share in words", vec![(normalise(text(&expected["stated_phrase"])), vec![])], found_phrases);
    compare_observations(&expected, &reading, &mut differences);
    assert!(
        differences.is_empty(),
        "fixtures/pdf/{file} ({}) is not read as fixtures/{path} says; {} differences, the first:\n{}",
        fixture.exercises,
        differences.len(),
        differences.iter().take(8).map(String::as_str).collect::<String>()
    );
}

fn read(file: &str, password: Option<&str>) -> DocumentReading {
    let mut settings = Settings { profiles: built_in_profiles().to_vec(), ..Settings::default() };
    settings.reading.password = password.map(str::to_owned);
    let bytes = fs::read(pdf(file)).unwrap();
    read_document(bytes, file, &settings).unwrap_or_else(|error| panic!("fixtures/pdf/{file}: {error}"))
}

fn rows(expected: &Value, row: fn(&Value) -> Row) -> Rows {
    expected.as_array().expect("expected rows are an array").iter().map(row).collect()
}

fn text(value: &Value) -> &str {
    value.as_str().expect("the expected field is a text")
}

/// A text, number or null of the expected result as a field.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => "—".to_owned(),
        Value::String(text) => normalise(text),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join("、"),
        other => other.to_string(),
    }
}

fn or_dash<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(|| "—".to_owned(), |it| normalise(&it.to_string()))
}

fn expected_document(expected: &Value) -> Row {
    let document = &expected["document"];
    let field = |name| (name, plain(&document[name]));
    ("identity".to_owned(), ["title", "prefecture", "prefecture_code", "fiscal_year"].map(field).to_vec())
}

fn found_document(reading: &DocumentReading) -> Row {
    let identity = &reading.report.identity;
    let fields = vec![
        ("title", or_dash(identity.title.as_deref())),
        ("prefecture", or_dash(identity.prefecture.map(Prefecture::name))),
        ("prefecture_code", or_dash(identity.prefecture.map(|it| it.code()))),
        ("fiscal_year", or_dash(identity.fiscal_year)),
    ];
    ("identity".to_owned(), fields)
}

fn expected_initiative(row: &Value) -> Row {
    let field = |name| (name, plain(&row[name]));
    (row["number"].to_string(), ["area", "section", "title"].map(field).to_vec())
}

fn found_initiatives(reading: &DocumentReading) -> Rows {
    let in_list = reading.report.initiatives.iter().filter(|it| it.in_list);
    let row = |it: &shinchoku::report::Initiative| {
        let fields = vec![
            ("area", or_dash(it.area.as_deref())),
            ("section", or_dash(it.section.as_deref())),
            ("title", normalise(&it.title)),
        ];
        (or_dash(it.number), fields)
    };
    in_list.map(row).collect()
}

fn rating_key(number: &str, fiscal_year: &str) -> String {
    format!("of {number} in {fiscal_year}")
}

fn expected_rating(row: &Value) -> Row {
    (rating_key(&plain(&row["number"]), &plain(&row["fiscal_year"])), vec![("value", plain(&row["value"]))])
}

fn found_ratings(reading: &DocumentReading) -> Rows {
    let of_list = reading.report.ratings.iter().filter(|it| it.origin == RatingOrigin::List);
    let row = |it: &shinchoku::report::Rating| {
        let key = rating_key(&number(reading, it.initiative), &it.fiscal_year.to_string());
        (key, vec![("value", or_dash(it.value.as_deref()))])
    };
    of_list.map(row).collect()
}

/// The printed number of an initiative.
fn number(reading: &DocumentReading, initiative: Option<usize>) -> String {
    or_dash(initiative.and_then(|it| reading.report.initiatives[it].number))
}

fn expected_block(row: &Value) -> Row {
    let names = ["area", "section", "title", "departments", "plan", "progress", "rating", "next"];
    (format!("of {}", plain(&row["initiative"])), names.map(|name| (name, plain(&row[name]))).to_vec())
}

fn found_blocks(reading: &DocumentReading) -> Rows {
    let row = |it: &Block| {
        let fields = vec![
            ("area", or_dash(it.area.as_deref())),
            ("section", or_dash(it.section.as_deref())),
            ("title", normalise(it.title.text())),
            ("departments", it.departments.iter().map(|name| normalise(name)).collect::<Vec<_>>().join("、")),
            ("plan", normalise(it.plan.text())),
            ("progress", normalise(it.progress.text())),
            ("rating", normalise(it.rating.text())),
            ("next", normalise(it.next.text())),
        ];
        (format!("of {}", number(reading, it.initiative)), fields)
    };
    reading.report.blocks.iter().map(row).collect()
}

/// The shares of the expected result are numbers: 76 and 76.0 are the same.
fn share(share: Option<f64>) -> String {
    or_dash(share.map(|it| format!("{it:.1}")))
}

fn expected_total(row: &Value) -> Row {
    let fields =
        vec![("count", plain(&row["count"])), ("share", share(row["share"].as_f64())), ("agrees", "true".to_owned())];
    (plain(&row["key"]), fields)
}

fn found_totals(reading: &DocumentReading) -> Rows {
    // The share in words stands apart.
    let in_numbers = reading.report.stated_totals.iter().filter(|it| it.phrase.is_none());
    let row = |it: &shinchoku::report::StatedTotal| {
        let stated_share = it.share.as_deref().map(|text| text.parse().expect("a stated share is a number"));
        let fields =
            vec![("count", or_dash(it.count)), ("share", share(stated_share)), ("agrees", it.agrees.to_string())];
        (it.key.clone(), fields)
    };
    in_numbers.map(row).collect()
}

/// Targets and actuals that are not optional must be there. What is there beyond them must not contradict them, must have the
/// role of the optional row of its value, and must be printed in its box.
fn compare_observations(expected: &Value, reading: &DocumentReading, differences: &mut Vec<String>) {
    let (required, optional): (Rows, Rows) = {
        let all = expected["observations"].as_array().expect("observations are an array");
        let (optional, required): (Vec<&Value>, Vec<&Value>) = all.iter().partition(|it| it["optional"] == true);
        (
            required.into_iter().map(expected_observation).collect(),
            optional.into_iter().map(expected_observation).collect(),
        )
    };
    let mut found: Vec<(Row, &Observation)> =
        reading.measurements.observations.iter().map(|it| (found_observation(reading, it), it)).collect();
    for (name, fields) in &required {
        let agreeing = |row: &Row| fields.iter().zip(&row.1).filter(|(a, b)| agree(a, b)).count();
        let same_name = (0..found.len()).filter(|it| found[*it].0.0 == *name);
        let best = same_name.max_by_key(|it| agreeing(&found[*it].0));
        let Some(best) = best else {
            differences.push(difference(&format!("observation {name}"), &in_one_line(fields), "nothing"));
            continue;
        };
        let (row, _) = found.remove(best);
        for (expected, found) in fields.iter().zip(&row.1).filter(|(a, b)| !agree(a, b)) {
            differences.push(difference(&format!("observation {name}, {}", expected.0), &expected.1, &found.1));
        }
    }
    for ((name, fields), observation) in found {
        differences.extend(wrong_beyond_required(reading, observation, &(name, fields), &required, &optional));
    }
}

fn wrong_beyond_required(
    reading: &DocumentReading,
    observation: &Observation,
    row: &Row,
    required: &Rows,
    optional: &Rows,
) -> Option<String> {
    let (name, fields) = row;
    let same_value =
        |it: &&Row| field(it, "value") == field(row, "value") && initiative_of(&it.0) == initiative_of(name);
    let allowed: Vec<&Row> = optional.iter().filter(same_value).collect();
    if !allowed.is_empty() {
        let role = |name: &str| name.split(' ').nth(2).unwrap_or_default().to_owned();
        let roles: Vec<String> = allowed.iter().map(|it| role(&it.0)).collect();
        let wrong = !roles.contains(&role(name));
        return wrong.then(|| difference(&format!("observation {name}, role"), &roles.join(" or "), &role(name)));
    }
    let contradicts = |it: &&Row| it.0 == *name && field(it, "fiscal_year") == field(row, "fiscal_year");
    if let Some(contradicted) = required.iter().find(contradicts) {
        return Some(difference(
            &format!("second observation {name}"),
            &in_one_line(&contradicted.1),
            &in_one_line(fields),
        ));
    }
    let initiative = reading.measurements.indicators[observation.indicator].initiative;
    let boxes = reading.report.blocks.iter().filter(|it| it.initiative == initiative);
    let printed = normalise(&observation.printed);
    let in_box =
        |it: &Block| [&it.plan, &it.progress, &it.next].iter().any(|part| normalise(part.text()).contains(&printed));
    let stands_there = boxes.into_iter().any(in_box);
    (!stands_there).then(|| difference(&format!("observation {name}"), "what its box prints", &observation.printed))
}

/// The number of the initiative in the name of an observation.
fn initiative_of(name: &str) -> &str {
    name.split(' ').nth(1).unwrap_or_default()
}

fn field<'a>(row: &'a Row, name: &str) -> &'a str {
    row.1.iter().find(|it| it.0 == name).map_or("", |it| &it.1)
}

/// Fields agree when they are the same; the printed expression may begin earlier (`R5：78.1%`) than the expected one (`78.1%`).
fn agree(expected: &(&str, String), found: &(&str, String)) -> bool {
    expected.1 == found.1 || expected.0 == "printed" && found.1.contains(&expected.1)
}

/// `of 12 target 電子化率`
fn observation_key(initiative: &str, role: &str, indicator: &str) -> String {
    format!("of {initiative} {role} {}", normalise(indicator))
}

fn expected_observation(row: &Value) -> Row {
    let names = ["value", "unit", "unit_printed", "fiscal_year", "as_of", "cumulative", "comparator", "printed"];
    let fields = names.map(|name| match name {
        "comparator" if row[name].is_null() => (name, "eq".to_owned()),
        _ => (name, plain(&row[name])),
    });
    (observation_key(&plain(&row["initiative"]), text(&row["role"]), text(&row["indicator"])), fields.to_vec())
}

fn found_observation(reading: &DocumentReading, it: &Observation) -> Row {
    let indicator = &reading.measurements.indicators[it.indicator];
    let fields = vec![
        ("value", or_dash(it.value.map(|value| value.normalize()))),
        ("unit", or_dash(it.unit.as_deref())),
        ("unit_printed", or_dash(it.unit_printed.as_deref())),
        ("fiscal_year", or_dash(it.fiscal_year.map(FiscalYear::year))),
        ("as_of", or_dash(it.as_of.as_deref())),
        ("cumulative", it.cumulative.to_string()),
        ("comparator", it.comparator.clone()),
        ("printed", normalise(&it.printed)),
    ];
    (observation_key(&number(reading, indicator.initiative), it.role.as_str(), &indicator.name), fields)
}
