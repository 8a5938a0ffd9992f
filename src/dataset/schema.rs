//! Every table and column of the dataset, described once, in `columns.tsv`.
//!
//! Frames are checked against it, writers take types from it, and the data dictionary is made of it. A line of the file is a
//! column; the column `*` describes the table itself. `@place` stands for the columns that say where a row was printed, `@plan` for
//! those that say whose it is: both are described first.
//! `values.tsv` lists the values of the columns that have a fixed few; its table `*` stands for every table.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use polars::prelude::DataType;

use crate::base::Language;

/// Digits of a decimal column of a frame.
pub const DECIMAL_PRECISION: usize = 38;
/// Digits of a decimal column after the point.
pub const DECIMAL_SCALE: usize = 6;
/// Digits of the decimals of a run's files. pyarrow adds, multiplies and divides two decimals of up to 18 digits with 6 after
/// the point: the results have at most 37, and 38 are all there are. Readers keep such numbers in 64 bits.
pub const FILE_PRECISION: usize = 18;
/// The digits where one value of the run has more than 12 before the point: all that a value can have. They can still be added.
pub const WIDE_FILE_PRECISION: usize = 34;

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    /// Text
    Text,
    /// Integer of 8 bits
    I8,
    /// Integer of 16 bits
    I16,
    /// Integer of 32 bits
    I32,
    /// Floating-point number; never not-a-number
    F64,
    /// Exact decimal number with [`DECIMAL_SCALE`] digits after the point
    Decimal,
    /// Calendar date
    Date,
    /// Yes or no
    Boolean,
    /// Texts in an order
    TextList,
    /// Integers of 32 bits in an order
    I32List,
}

impl ColumnType {
    const ALL: [ColumnType; 10] = [
        ColumnType::Text,
        ColumnType::I8,
        ColumnType::I16,
        ColumnType::I32,
        ColumnType::F64,
        ColumnType::Decimal,
        ColumnType::Date,
        ColumnType::Boolean,
        ColumnType::TextList,
        ColumnType::I32List,
    ];

    /// Its name in `columns.tsv` and in the data dictionary.
    pub fn as_str(self) -> &'static str {
        match self {
            ColumnType::Text => "text",
            ColumnType::I8 => "i8",
            ColumnType::I16 => "i16",
            ColumnType::I32 => "i32",
            ColumnType::F64 => "f64",
            ColumnType::Decimal => "decimal",
            ColumnType::Date => "date",
            ColumnType::Boolean => "bool",
            ColumnType::TextList => "text_list",
            ColumnType::I32List => "i32_list",
        }
    }

    /// The type of its column in a frame.
    pub fn data_type(self) -> DataType {
        match self {
            ColumnType::Text => DataType::String,
            ColumnType::I8 => DataType::Int8,
            ColumnType::I16 => DataType::Int16,
            ColumnType::I32 => DataType::Int32,
            ColumnType::F64 => DataType::Float64,
            ColumnType::Decimal => DataType::Decimal(DECIMAL_PRECISION, DECIMAL_SCALE),
            ColumnType::Date => DataType::Date,
            ColumnType::Boolean => DataType::Boolean,
            ColumnType::TextList => DataType::List(Box::new(DataType::String)),
            ColumnType::I32List => DataType::List(Box::new(DataType::Int32)),
        }
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }
}

/// The same words in both languages; empty where the title says it all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wording {
    /// 日本語
    pub japanese: &'static str,
    /// English
    pub english: &'static str,
}

impl Wording {
    /// The words in `language`.
    pub fn text(&self, language: Language) -> &'static str {
        match language {
            Language::Japanese => self.japanese,
            Language::English => self.english,
        }
    }
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name in every output.
    pub name: &'static str,
    /// What its values are; each may be null.
    pub column_type: ColumnType,
    /// Unit of its values; `unit` where the row's own column `unit` says.
    pub unit: Option<&'static str>,
    /// How it is headed for people.
    pub title: Wording,
    /// What it means.
    pub description: Wording,
    /// The values that it may have besides null; empty where there is no fixed list of them.
    pub values: Vec<ColumnValue>,
}

/// A value of a column that has a fixed few.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnValue {
    /// As it stands in every output.
    pub value: &'static str,
    /// What it means.
    pub title: Wording,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name in every output.
    pub name: &'static str,
    /// How it is headed for people.
    pub title: Wording,
    /// What a row is.
    pub description: Wording,
    /// In the order of every output.
    pub columns: Vec<Column>,
}

impl Table {
    /// The columns that no two rows share and every row has; empty where a table has none such.
    pub fn key(&self) -> &'static [&'static str] {
        match self.name {
            "documents" => &["document_id"],
            "initiatives" => &["document_id", "initiative_id"],
            "blocks" => &["block_id"],
            "indicators" => &["document_id", "indicator_id"],
            "observations" => &["observation_id"],
            "tables" => &["table_id"],
            "cells" => &["table_id", "row", "col"],
            "units" => &["unit"],
            "corrections" => &["correction_id"],
            _ => &[],
        }
    }

    /// What a code of a column means for people; the text itself where the column has no fixed list of values.
    pub fn word<'a>(&self, column: &str, code: &'a str, language: Language) -> &'a str {
        let values = self.column(column).map(|it| it.values.as_slice()).unwrap_or_default();
        values.iter().find(|it| it.value == code).map_or(code, |it| it.title.text(language))
    }

    /// The column of this name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|it| it.name == name)
    }
}

/// The tables that [`super::frames`] builds, in the order of every output.
pub fn tables() -> &'static [Table] {
    static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| parse(include_str!("columns.tsv")));
    &TABLES
}

/// The table of this name.
pub fn table(name: &str) -> Option<&'static Table> {
    find(tables(), name)
}

/// The table of this name among `tables`.
pub fn find(tables: &'static [Table], name: &str) -> Option<&'static Table> {
    tables.iter().find(|it| it.name == name)
}

/// Reads a description of tables that is part of the program.
///
/// # Panics
/// Where a line has not eight fields or an unknown type: every such file is read by a test.
pub fn parse(source: &'static str) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    let mut groups: BTreeMap<&str, Vec<Column>> = BTreeMap::new();
    for line in source.lines().skip(1) {
        let fields: Vec<&'static str> = line.split('\t').collect();
        let [table, name, column_type, unit, title_japanese, title_english, japanese, english] = fields[..] else {
            panic!("a line of a table description has eight fields: {line}");
        };
        let title = Wording { japanese: title_japanese, english: title_english };
        let description = Wording { japanese, english };
        if name == "*" {
            tables.push(Table { name: table, title, description, columns: Vec::new() });
            continue;
        }
        match tables.iter_mut().find(|it| it.name == table).map(|it| &mut it.columns) {
            Some(columns) if name.starts_with('@') => columns.extend(groups.get(name).into_iter().flatten().cloned()),
            columns => {
                let column_type =
                    ColumnType::parse(column_type).unwrap_or_else(|| panic!("a type is one of ten: {line}"));
                let unit = (!unit.is_empty()).then_some(unit);
                let values = values(table, name);
                columns.unwrap_or_else(|| groups.entry(table).or_default()).push(Column {
                    name,
                    column_type,
                    unit,
                    title,
                    description,
                    values,
                });
            }
        }
    }
    tables
}

/// The values of a column, in the order of `values.tsv`; lines for its own table outweigh those for every table.
fn values(table: &str, column: &str) -> Vec<ColumnValue> {
    let of = |wanted: &str| {
        let line = |line: &'static str| {
            let fields: Vec<&'static str> = line.split('\t').collect();
            let [table, name, value, japanese, english] = fields[..] else {
                panic!("a line of values.tsv has five fields: {line}");
            };
            let title = Wording { japanese, english };
            (table == wanted && name == column).then_some(ColumnValue { value, title })
        };
        include_str!("values.tsv").lines().skip(1).filter_map(line).collect::<Vec<_>>()
    };
    let own = of(table);
    if own.is_empty() { of("*") } else { own }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_come_in_the_order_of_the_contract() {
        let names: Vec<&str> = tables().iter().map(|it| it.name).collect();
        let expected = "documents initiatives ratings blocks indicators observations tables cells stated_totals coverage notes units corrections";
        assert_eq!(names.join(" "), expected);
    }

    #[test]
    fn no_column_comes_twice_and_each_has_both_titles() {
        for table in tables() {
            for (index, column) in table.columns.iter().enumerate() {
                assert!(
                    table.columns[..index].iter().all(|it| it.name != column.name),
                    "{}.{}",
                    table.name,
                    column.name
                );
                assert!(!column.title.japanese.is_empty() && !column.title.english.is_empty(), "{}", column.name);
                assert_eq!(
                    column.description.japanese.is_empty(),
                    column.description.english.is_empty(),
                    "{}",
                    column.name
                );
            }
        }
    }

    #[test]
    fn a_few_columns_have_a_fixed_list_of_values() {
        let values = |table: &str, column: &str| {
            let column = find(tables(), table).and_then(|it| it.column(column)).expect("a column of the schema");
            column.values.iter().map(|it| it.value).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(values("observations", "role"), "target actual baseline forecast reference");
        assert_eq!(values("notes", "status"), "open confirmed fixed ignored");
        assert_eq!(values("notes", "message"), "");
    }

    #[test]
    fn keys_are_columns_of_their_table() {
        for table in tables() {
            assert!(table.key().iter().all(|it| table.column(it).is_some()), "{}", table.name);
        }
    }

    #[test]
    fn every_table_of_printed_rows_says_where_and_whose_they_are() {
        for table in tables().iter().filter(|it| !["documents", "units"].contains(&it.name)) {
            let plan = if table.name == "blocks" { "plan_name" } else { "plan" };
            for name in ["document_id", "page", "x0", "y0", "x1", "y1", "prefecture_code", plan] {
                assert!(table.column(name).is_some(), "{}.{name}", table.name);
            }
        }
    }
}
