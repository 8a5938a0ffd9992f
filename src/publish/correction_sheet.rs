//! A workbook in which people correct what was read, and its way back.
//!
//! Comes in: [`SheetRow`]s. Goes out: the bytes of a workbook; and from such a workbook what people filled in, as [`FilledRow`]s, whatever
//! program saved it again. Only the yellow cells are read, and the hidden key; formulas and links are never followed.

mod read;
mod write;

pub use read::{SheetFault, read};
pub use write::write;

/// The hidden sheet that holds the lists to choose from.
const LISTS: &str = "_lists";
/// The hidden title over the keys, by which the sheet is known.
const KEY_TITLE: &str = "shinchoku_key";
/// The row of the titles, from 0.
const TITLE_ROW: u32 = 3;

/// The columns of the sheet, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Why,
    Document,
    Place,
    Subject,
    Printed,
    Read,
    Value,
    Verdict,
    Reason,
    By,
    Key,
}

impl Column {
    const ALL: [Column; 11] = [
        Column::Why,
        Column::Document,
        Column::Place,
        Column::Subject,
        Column::Printed,
        Column::Read,
        Column::Value,
        Column::Verdict,
        Column::Reason,
        Column::By,
        Column::Key,
    ];

    fn index(self) -> u16 {
        self as u16
    }

    /// Whether people fill it in.
    fn is_yellow(self) -> bool {
        matches!(self, Column::Value | Column::Verdict | Column::Reason | Column::By)
    }

    /// Its title in Japanese and English, and its width in characters.
    fn title(self) -> (&'static str, &'static str, f64) {
        match self {
            Column::Why => ("理由（なぜここにあるか）", "why it is here", 34.0),
            Column::Document => ("文書", "document", 24.0),
            Column::Place => ("位置", "place", 22.0),
            Column::Subject => ("対象", "subject", 44.0),
            Column::Printed => ("印字", "printed", 30.0),
            Column::Read => ("読取値", "read as", 12.0),
            Column::Value => ("修正値", "correct value", 12.0),
            Column::Verdict => ("判定", "verdict", 10.0),
            Column::Reason => ("理由", "reason", 26.0),
            Column::By => ("修正者", "by", 12.0),
            Column::Key => (KEY_TITLE, KEY_TITLE, 20.0),
        }
    }
}

/// What may be written into the yellow cells of a row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wanted {
    /// A number.
    Number,
    /// One of these ratings; any where there are none.
    Rating(Vec<String>),
    /// No value, but a verdict.
    Answer,
}

/// A row to be filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct SheetRow {
    pub why: String,
    pub document: String,
    pub place: String,
    pub subject: String,
    pub printed: String,
    pub read: String,
    pub key: String,
    pub wanted: Wanted,
}

/// A row that a person filled in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[allow(missing_docs)]
pub struct FilledRow {
    /// As the program shows it, from 1.
    pub number: u32,
    pub key: String,
    /// As the sheet said when it was written.
    pub printed: String,
    pub value: Option<String>,
    pub verdict: Option<String>,
    pub reason: Option<String>,
    pub by: Option<String>,
    /// Whether a yellow cell holds a formula.
    pub has_formula: bool,
}

/// The words to choose a verdict from.
#[derive(Debug, Clone, Copy)]
pub struct Verdicts<'a> {
    /// About values and ratings.
    pub of_values: &'a [&'a str],
    /// About doubts.
    pub of_notes: &'a [&'a str],
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Language;

    fn row(key: &str, wanted: Wanted) -> SheetRow {
        let text = |it: &str| it.to_owned();
        let (why, document, place) = (text("確度が低い"), text("R5.pdf"), text("p.3"));
        let (subject, printed, read) = (text("電子申請"), text("=1+1"), text("78.1"));
        SheetRow { why, document, place, subject, printed, read, key: text(key), wanted }
    }

    #[test]
    fn a_sheet_that_nobody_filled_in_comes_back_empty() {
        let ratings = (0..90).map(|it| format!("評価{it:03}")).collect();
        let rows = [row("v1", Wanted::Number), row("r1", Wanted::Rating(ratings)), row("n1", Wanted::Answer)];
        let verdicts = Verdicts { of_values: &["正しい", "修正"], of_notes: &["確認済み"] };
        let bytes = write(&rows, verdicts, "run", Language::Japanese).expect("a workbook");
        let filled = read(bytes).expect("the sheet is known");
        let expected = |number: u32, key: &str| FilledRow {
            number,
            key: key.to_owned(),
            printed: "=1+1".to_owned(),
            ..FilledRow::default()
        };
        assert_eq!(filled, [expected(5, "v1"), expected(6, "r1"), expected(7, "n1")]);
    }

    #[test]
    fn another_file_is_refused() {
        assert!(matches!(read(b"PK".to_vec()), Err(SheetFault::NotAWorkbook(_))));
        let other = rust_xlsxwriter::Workbook::new().save_to_buffer().expect("a workbook");
        assert!(matches!(read(other), Err(SheetFault::NoSheet)));
    }
}
