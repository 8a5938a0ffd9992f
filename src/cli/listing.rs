//! Rows for programs and for people: one listing, printed as a table, as JSON or as CSV.

use comfy_table::{ContentArrangement, Table, presets};
use serde_json::{Map, Value};

use super::arguments::ListingFormat;
use super::say;
use crate::base::{Language, Message, visible};
use crate::publish::csv_of_texts;

/// Columns of text that a table takes where no terminal says how many there are.
const PIPED_WIDTH: u16 = 120;

/// Columns of text that a table may take.
pub(super) fn width() -> u16 {
    terminal_size::terminal_size().map_or(PIPED_WIDTH, |(width, _)| width.0)
}

/// Rows under the names of their columns.
pub(super) struct Listing {
    /// The names of the columns for programs; for people the message `column_<name>`.
    pub columns: Vec<&'static str>,
    /// As many values a row as there are columns.
    pub rows: Vec<Vec<Value>>,
}

impl Listing {
    /// The listing in a format; a table shows only the columns of `shown`.
    pub fn text(&self, format: ListingFormat, shown: &[&str], language: Language) -> String {
        match format {
            ListingFormat::Table => self.table(shown, language),
            ListingFormat::Json => {
                let object = |row: &Vec<Value>| -> Map<String, Value> {
                    self.columns.iter().map(|it| (*it).to_owned()).zip(row.iter().cloned()).collect()
                };
                let objects: Vec<Map<String, Value>> = self.rows.iter().map(object).collect();
                serde_json::to_string_pretty(&objects).expect("texts and numbers are always JSON") + "\n"
            }
            ListingFormat::Csv => {
                let shown = |value: &Value| visible(&plain(value)).into_owned();
                csv_of_texts(&self.columns, self.rows.iter().map(|row| row.iter().map(shown).collect()))
            }
        }
    }

    fn table(&self, shown: &[&str], language: Language) -> String {
        if self.rows.is_empty() {
            return Message::new("listing_empty").text(language) + "\n";
        }
        let places: Vec<usize> =
            shown.iter().filter_map(|it| self.columns.iter().position(|name| name == it)).collect();
        let mut table = Table::new();
        table.load_style(presets::UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(width());
        table.set_header(places.iter().map(|it| title(self.columns[*it], language)));
        for row in &self.rows {
            table.add_row(places.iter().map(|it| visible(&plain(&row[*it])).into_owned()));
        }
        format!("{table}\n")
    }
}

/// How a column is headed for people.
fn title(column: &'static str, language: Language) -> String {
    let key = TITLES.iter().find(|it| it.0 == column).map(|it| it.1);
    key.map_or_else(|| column.to_owned(), |key| Message::new(key).text(language))
}

/// Columns that tables show, with the messages that head them.
const TITLES: [(&str, &str); 16] = [
    ("severity", "column_severity"),
    ("place", "column_place"),
    ("message", "column_message"),
    ("step", "column_step"),
    ("text", "column_text"),
    ("change", "column_change"),
    ("subject", "column_subject"),
    ("before", "column_before"),
    ("after", "column_after"),
    ("from", "column_from"),
    ("from_title", "column_from_title"),
    ("to", "column_to"),
    ("to_title", "column_to_title"),
    ("plan", "column_plan"),
    ("relation", "column_relation"),
    ("score", "column_score"),
];

/// A value as text; nothing is empty.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Writes a listing to standard output.
pub(super) fn print(text: &str) {
    say::data(text.as_bytes());
}
