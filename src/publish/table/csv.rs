//! CSV as of the datasets: one header row, merged cells in their first field or in all. Several tables are parted by a blank line.

use super::super::csv::{push_quoted, push_record, push_text};
use super::{PrintedTable, TableFormat, TableOptions};
use crate::publish::PublishError;

pub(super) const FORMAT: TableFormat = TableFormat { name: "csv", extension: "csv", is_text: true, write };

fn write(tables: &[PrintedTable], options: &TableOptions) -> Result<Vec<u8>, PublishError> {
    let mut text = String::new();
    for table in tables {
        if !text.is_empty() {
            text.push_str("\r\n");
        }
        if let Some(names) = table.header() {
            push_record(&mut text, names.iter().map(String::as_str), push_text);
        }
        for row in table.body(options) {
            push_record(&mut text, row.into_iter(), push_number_or_text);
        }
    }
    Ok(text.into_bytes())
}

/// A printed number with a sign is no formula.
fn push_number_or_text(out: &mut String, text: &str) {
    let text = text.trim();
    if is_signed_number(text) { push_quoted(out, text, "") } else { push_text(out, text) }
}

fn is_signed_number(text: &str) -> bool {
    text.strip_prefix(['+', '-', '＋', '－']).is_some_and(|rest| {
        rest.starts_with(char::is_numeric)
            && rest.chars().all(|it| it.is_numeric() || matches!(it, '.' | ',' | '%' | '．' | '，' | '％'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut out = String::new();
        push_number_or_text(&mut out, text);
        assert_eq!(out, expected);
    }

    #[test]
    fn numbers_with_signs_stay_numbers() {
        check("-5", "-5");
        check("-1,234", "\"-1,234\"");
        check(" －0.4％", "－0.4％");
        check("-", "-");
    }

    #[test]
    fn formulas_stay_text() {
        check("-1+1", "'-1+1");
        check("+cmd", "'+cmd");
        check("-,", "\"'-,\"");
        check("=1,2", "\"'=1,2\"");
    }
}
