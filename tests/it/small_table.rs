//! Small reports that a test writes itself: one ruled table, text in a font that every reader knows.

use lopdf::{Dictionary, Document, Object, Stream, dictionary};
use serde_json::Value;

use super::support::{Finished, shinchoku_in, text};

const SIZE: f64 = 10.0;
const COLUMN: f64 = 150.0;
const ROW: f64 = 24.0;

/// A report of one page: a title, a line right above the table, and the table's cells.
pub fn report(title: &str, above: &str, rows: &[&[&str]]) -> Vec<u8> {
    let mut content = String::from("0.5 w\n");
    let mut write = |x: f64, y: f64, words: &str| {
        let codes: String = words.encode_utf16().map(|it| format!("{it:04X}")).collect();
        content += &format!("BT /F1 {SIZE} Tf {x} {y} Td <{codes}> Tj ET\n");
    };
    let top = 640.0;
    write(60.0, 760.0, title);
    write(400.0, top + 6.0, above);
    for (row, cells) in rows.iter().enumerate() {
        for (column, words) in cells.iter().enumerate() {
            write(54.0 + COLUMN * column as f64, top - ROW * row as f64 - 16.0, words);
        }
    }
    let (width, height) = (COLUMN * rows[0].len() as f64, ROW * rows.len() as f64);
    for row in 0..=rows.len() {
        let y = top - ROW * row as f64;
        content += &format!("50 {y} m {} {y} l S\n", 50.0 + width);
    }
    for column in 0..=rows[0].len() {
        let x = 50.0 + COLUMN * column as f64;
        content += &format!("{x} {top} m {x} {} l S\n", top - height);
    }
    document(content)
}

fn document(content: String) -> Vec<u8> {
    let mut file = Document::with_version("1.7");
    let descendant = dictionary! {
        "Type" => "Font", "Subtype" => "CIDFontType0", "BaseFont" => "HeiseiKakuGo-W5", "DW" => 1000,
        "CIDSystemInfo" => dictionary! {
            "Registry" => Object::string_literal("Adobe"), "Ordering" => Object::string_literal("Japan1"), "Supplement" => 6,
        },
    };
    let font = dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "HeiseiKakuGo-W5-UniJIS-UTF16-H", "Encoding" => "UniJIS-UTF16-H",
        "DescendantFonts" => vec![Object::Dictionary(descendant)],
    };
    let content = file.add_object(Stream::new(Dictionary::new(), content.into_bytes()));
    let pages = file.new_object_id();
    let page = file.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "MediaBox" => vec![0.into(), 0.into(), 700.into(), Object::Integer(800)],
        "Contents" => content, "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
    });
    file.objects.insert(pages, dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }.into());
    let catalogue = file.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    file.trailer.set("Root", catalogue);
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).unwrap();
    bytes
}

fn extract(above: &str, rows: &[&[&str]]) -> Finished {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.pdf");
    std::fs::write(&path, report("秋田県産業振興計画　令和5年度進捗状況", above, rows)).unwrap();
    shinchoku_in(folder.path(), ["extract", text(&path), "--format", "json"]).ends_with(0)
}

/// What was read of each value: its indicator, value and unit.
fn values(json: &Value) -> Vec<(String, String, Option<String>)> {
    let text = |it: &Value| it.as_str().unwrap_or_default().to_owned();
    let of = |it: &Value| (text(&it["indicator"]), text(&it["value"]), it["unit"].as_str().map(str::to_owned));
    json["observations"].as_array().unwrap().iter().map(of).collect()
}

#[track_caller]
fn check(above: &str, rows: &[&[&str]], expected: &[(&str, &str, Option<&str>)]) -> Value {
    let json = extract(above, rows).json();
    let found = values(&json);
    let found: Vec<(&str, &str, Option<&str>)> =
        found.iter().map(|(name, value, unit)| (name.as_str(), value.as_str(), unit.as_deref())).collect();
    assert_eq!(found, expected, "{}", json["notes"]);
    json
}

const HEADER: [&str; 3] = ["指標名", "R5目標値", "R5実績値"];

#[test]
fn the_unit_above_a_table_is_that_of_its_bare_numbers() {
    check(
        "（単位：千円）",
        &[
            &HEADER,
            &["農業産出額", "1,200", "1,350"],
            &["構成比", "20.5", "21.0"],
            &["加工品の販売額", "12億円", "900"],
        ],
        &[
            ("農業産出額", "1200000", Some("JPY")),
            ("農業産出額", "1350000", Some("JPY")),
            ("構成比", "20.5", None),
            ("構成比", "21", None),
            // One of its values has a unit of its own: what the other is in cannot be told.
            ("加工品の販売額", "1200000000", Some("JPY")),
            ("加工品の販売額", "900", None),
        ],
    );
}

#[test]
fn units_of_the_project_reach_the_workers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.pdf");
    let rows: [&[&str]; 2] = [&HEADER, &["配食の数", "30膳", "20膳"]];
    std::fs::write(&path, report("秋田県産業振興計画　令和5年度進捗状況", "参考資料", &rows)).unwrap();
    let units = |line: &str| {
        std::fs::write(folder.path().join("shinchoku.toml"), format!("[units]\n{line}\n")).unwrap();
        let json = shinchoku_in(folder.path(), ["extract", text(&path)]).ends_with(0).json();
        values(&json).into_iter().map(|it| it.2).collect::<Vec<_>>()
    };
    let both = |unit: &str| vec![Some(unit.to_owned()), Some(unit.to_owned())];
    assert_eq!(units(""), both("膳"));
    assert_eq!(units("\"膳\" = { to = \"個\" }"), both("item"));
}

#[test]
fn what_the_digits_of_the_data_would_make_nothing_of_has_no_value() {
    let json = extract("参考資料", &[&HEADER, &["有害物質の濃度", "0.0000002mg", "0.5mg"]]).json();
    let values: Vec<&Value> = json["observations"].as_array().unwrap().iter().map(|it| &it["value"]).collect();
    assert_eq!(values, [&Value::Null, &Value::from("0.5")]);
    assert!(json["notes"].as_array().unwrap().iter().any(|it| it["code"] == "value_too_small"), "{}", json["notes"]);
}

#[test]
fn without_a_unit_above_numbers_stay_as_they_are() {
    check(
        "参考資料",
        &[&HEADER, &["農業産出額", "1,200", "1,350"], &["来訪者数（人）", "40", "50"]],
        &[
            ("農業産出額", "1200", None),
            ("農業産出額", "1350", None),
            ("来訪者数", "40", Some("person")),
            ("来訪者数", "50", Some("person")),
        ],
    );
}

#[test]
fn a_table_with_units_of_its_own_has_none_from_above() {
    let header = ["指標名", "単位", "R5目標値", "R5実績値"];
    check(
        "（単位：千円）",
        &[&header, &["農業産出額", "億円", "1", "2"], &["観光消費額", "－", "3", "4"]],
        &[
            ("農業産出額", "100000000", Some("JPY")),
            ("農業産出額", "200000000", Some("JPY")),
            ("観光消費額", "3", None),
            ("観光消費額", "4", None),
        ],
    );
}

#[test]
fn a_unit_of_a_table_that_nobody_knows_is_noted_once() {
    let json = check(
        "",
        &[
            &["指標名", "単位", "R5目標値", "R5実績値"],
            &["出荷量", "グラブ", "12", "15"],
            &["在庫量", "グラブ", "3", "4"],
        ],
        &[
            ("出荷量", "12", Some("グラブ")),
            ("出荷量", "15", Some("グラブ")),
            ("在庫量", "3", Some("グラブ")),
            ("在庫量", "4", Some("グラブ")),
        ],
    );
    let notes = json["notes"].as_array().unwrap();
    assert_eq!(notes.iter().filter(|it| it["code"] == "unit_unknown").count(), 1, "{notes:?}");
}
