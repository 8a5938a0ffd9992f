//! Expressions of all kinds with what they say: `cases.tsv`.

use super::records;

/// The records of `raw` as `field=value` in alphabetical order.
fn shown(raw: &str) -> Vec<Vec<String>> {
    let show = |record| {
        let serde_json::Value::Object(fields) = serde_json::to_value(record).expect("a record is plain data") else {
            panic!("a record is an object");
        };
        let mut shown: Vec<String> = fields
            .into_iter()
            .map(|(field, value)| format!("{field}={}", value.to_string().trim_matches('"').replace(' ', "_")))
            .filter(|field| field != "comparator=eq" && field != "unit=none" && !field.starts_with("unit_printed"))
            .collect();
        shown.sort_unstable();
        shown
    };
    records(raw).iter().map(show).collect()
}

fn expected(records: &str) -> Vec<Vec<String>> {
    let fields = |record: &str| {
        let mut fields: Vec<String> = record.split_whitespace().map(str::to_owned).collect();
        // A comparison in words has no value to be equal.
        fields.retain(|field| field != "comparator=eq");
        fields.sort_unstable();
        fields
    };
    if records.is_empty() { Vec::new() } else { records.split('|').map(fields).collect() }
}

#[test]
fn expressions_say_what_was_printed() {
    let mut wrong = String::new();
    for row in include_str!("cases.tsv").lines().filter(|row| !row.starts_with('#')) {
        let mut columns = row.split('\t').skip(1);
        let (raw, records) = (columns.next().unwrap_or_default(), columns.next().unwrap_or_default());
        let (found, expected) = (shown(raw), expected(records));
        if found != expected {
            wrong += &format!("{raw}\n  expected {expected:?}\n  found    {found:?}\n");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
