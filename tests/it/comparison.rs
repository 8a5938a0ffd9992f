//! Two lists of rows, expected and found, and how they differ, worded so that it reads like a page.

use std::collections::BTreeMap;

/// What names a row, and its fields with their names; all text in normal form.
pub type Row = (String, Vec<(&'static str, String)>);
/// Rows in the order printed.
pub type Rows = Vec<Row>;

/// Compares rows by what names them, then their order.
pub fn rows_differ(kind: &str, expected: Rows, found: Rows) -> Vec<String> {
    let names = |rows: &Rows| rows.iter().map(|it| it.0.clone()).collect::<Vec<_>>();
    let order = (names(&expected), names(&found));
    let mut differences = Vec::new();
    let mut by_name: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for row in found {
        by_name.entry(row.0.clone()).or_default().push(row);
    }
    for (name, fields) in expected {
        let same_name = by_name.get_mut(&name).filter(|it| !it.is_empty());
        let Some((_, found)) = same_name.map(|rows| rows.remove(0)) else {
            differences.push(difference(&format!("{kind} {name}"), &in_one_line(&fields), "nothing"));
            continue;
        };
        for ((field, expected), (_, found)) in fields.iter().zip(&found).filter(|(a, b)| a.1 != b.1) {
            let (expected, found) = around_difference(expected, found);
            differences.push(difference(&format!("{kind} {name}, {field}"), &expected, &found));
        }
    }
    for (name, fields) in by_name.into_values().flatten() {
        differences.push(difference(&format!("{kind} {name}"), "nothing", &in_one_line(&fields)));
    }
    if differences.is_empty() && order.0 != order.1 {
        differences.push(difference(&format!("order of each {kind}"), &order.0.join(" "), &order.1.join(" ")));
    }
    differences
}

/// Fields side by side, for a row that has no counterpart.
pub fn in_one_line(fields: &[(&str, String)]) -> String {
    let line = fields.iter().map(|it| it.1.as_str()).collect::<Vec<_>>().join(" | ");
    if line.is_empty() { "it".to_owned() } else { line.chars().take(120).collect() }
}

/// A difference as it is shown: where, what was expected, what was found.
pub fn difference(place: &str, expected: &str, found: &str) -> String {
    format!("  {place}\n    expected  {expected}\n    found     {found}\n")
}

/// Long texts from shortly before their first difference on.
fn around_difference(expected: &str, found: &str) -> (String, String) {
    let same = expected.chars().zip(found.chars()).take_while(|(a, b)| a == b).count();
    let start = same.saturating_sub(12);
    let cut = |text: &str| {
        let dots = if start > 0 { "…" } else { "" };
        format!("{dots}{}", text.chars().skip(start).take(70).collect::<String>())
    };
    (cut(expected), cut(found))
}

#[track_caller]
fn check(expected: &[(&str, &str)], found: &[(&str, &str)], differences: &str) {
    let rows = |rows: &[(&str, &str)]| -> Rows {
        rows.iter().map(|(name, title)| ((*name).to_owned(), vec![("title", (*title).to_owned())])).collect()
    };
    let words = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let shown = rows_differ("initiative", rows(expected), rows(found)).into_iter().map(words).collect::<Vec<_>>();
    assert_eq!(shown.join("; "), differences);
}

#[test]
fn the_same_rows() {
    check(&[("1", "甲"), ("2", "乙")], &[("1", "甲"), ("2", "乙")], "");
}

#[test]
fn another_value() {
    check(&[("1", "甲")], &[("1", "乙")], "initiative 1, title expected 甲 found 乙");
}

#[test]
fn a_missing_row() {
    check(&[("1", "甲"), ("2", "乙")], &[("2", "乙")], "initiative 1 expected 甲 found nothing");
}

#[test]
fn a_row_too_many() {
    check(&[("1", "甲")], &[("1", "甲"), ("1", "乙")], "initiative 1 expected nothing found 乙");
}

#[test]
fn another_order() {
    let expected = "order of each initiative expected 1 2 found 2 1";
    check(&[("1", "甲"), ("2", "乙")], &[("2", "乙"), ("1", "甲")], expected);
}
