//! How an answer is put on the screen: cells as text, in the language asked for.

use polars::prelude::AnyValue;

use super::TerminalTable;
use super::caution::sentences;
use super::sources::{series_name, year_name};
use crate::base::Language;
use crate::base::figures::{fixed, fixed_float, grouped};
use crate::dataset::schema::Wording;
use crate::dataset::{Frame, unit_symbol};

/// The same words in both languages.
pub(super) const fn words(japanese: &'static str, english: &'static str) -> Wording {
    Wording { japanese, english }
}

/// The heading of the column that names plans; a table of one plan is shown without it.
pub(super) const PLAN: Wording = words("計画", "plan");

/// A column on the screen: its heading, and how its cell is made of a row.
pub(super) type ScreenColumn = (Wording, fn(&Cells) -> String);

/// The table of a frame, a line a row.
pub(super) fn table(frame: &Frame, language: Language, title: Wording, columns: &[ScreenColumn]) -> TerminalTable {
    let rows = (0..frame.row_count()).map(|row| Cells { frame, row, language });
    let lines = rows.map(|cells| columns.iter().map(|(_, cell)| cell(&cells)).collect());
    TerminalTable {
        title: title.text(language).to_owned(),
        header: columns.iter().map(|(heading, _)| heading.text(language).to_owned()).collect(),
        rows: lines.collect(),
        caution: sentences(frame, language),
    }
}

/// A row whose cells are asked for by their column; a null is an empty text.
#[derive(Clone, Copy)]
pub(super) struct Cells<'a> {
    pub frame: &'a Frame,
    pub row: usize,
    pub language: Language,
}

impl Cells<'_> {
    /// The prefecture and plan.
    pub fn series(&self) -> String {
        let text = |name: &str| self.frame.text(name).get(self.row);
        series_name(text("prefecture_code"), text("plan"))
    }

    /// A text, and of a code its word.
    pub fn text(&self, name: &str) -> String {
        let text = self.frame.text(name).get(self.row).unwrap_or_default();
        self.frame.schema().word(name, text, self.language).to_owned()
    }

    /// A fiscal year.
    pub fn year(&self, name: &str) -> String {
        year_name(self.frame.i16(name).get(self.row), self.language)
    }

    /// Two fiscal years, `R4→R5`.
    pub fn years(&self, from: &str, to: &str) -> String {
        format!("{}→{}", self.year(from), self.year(to))
    }

    /// A number of any type as it is.
    pub fn number(&self, name: &str) -> String {
        match self.value(name) {
            AnyValue::Null => String::new(),
            AnyValue::Decimal(..) => {
                self.frame.decimal(name, self.row).map(|it| grouped(&it.to_string())).unwrap_or_default()
            }
            value => grouped(&value.to_string()),
        }
    }

    /// A number with the unit of its row: `1,012人`, `1,012 person`.
    pub fn measured(&self, name: &str) -> String {
        let number = self.number(name);
        match (self.unit(), self.language) {
            ("", _) => number,
            _ if number.is_empty() => number,
            (unit @ "%", _) | (unit, Language::Japanese) => format!("{number}{unit}"),
            (unit, Language::English) => format!("{number} {unit}"),
        }
    }

    /// The unit of the row: `人`, `person`; nothing where none is known.
    pub fn unit(&self) -> &str {
        let unit = self.frame.text("unit").get(self.row).unwrap_or_default();
        match self.language {
            Language::English if unit != "percent" => unit,
            _ => unit_symbol(unit).unwrap_or(unit),
        }
    }

    /// A number rounded to `digits` after the point.
    pub fn rounded(&self, name: &str, digits: u32) -> String {
        match self.value(name) {
            AnyValue::Float64(value) => fixed_float(value, digits),
            AnyValue::Decimal(..) => self.frame.decimal(name, self.row).map(|it| fixed(it, digits)).unwrap_or_default(),
            _ => String::new(),
        }
    }

    /// A share, `78.1%`.
    pub fn percent(&self, name: &str) -> String {
        let number = self.rounded(name, 1);
        if number.is_empty() { number } else { format!("{number}%") }
    }

    /// ✓ or ✗.
    pub fn mark(&self, name: &str) -> String {
        let mark = self.frame.boolean(name).get(self.row).map(|it| if it { "✓" } else { "✗" });
        mark.unwrap_or_default().to_owned()
    }

    /// The words for a code; the code itself where it is not among them.
    pub fn word(&self, name: &str, words: &[(&str, Wording)]) -> String {
        let code = self.frame.text(name).get(self.row).unwrap_or_default();
        words.iter().find(|(known, _)| *known == code).map_or(code, |(_, words)| words.text(self.language)).to_owned()
    }

    fn value(&self, name: &str) -> AnyValue<'_> {
        let column = self.frame.data().column(name).expect("a column of the description");
        column.get(self.row).unwrap_or(AnyValue::Null)
    }
}
