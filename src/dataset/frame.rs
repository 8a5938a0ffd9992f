//! Frames that are known to hold what the schema says.

use polars::prelude::{
    BooleanChunked, Column, DataFrame, DataType, DateChunked, DecimalChunked, Float64Chunked, Int8Chunked,
    Int16Chunked, Int32Chunked, IntoColumn, Series, StringChunked,
};
use rust_decimal::Decimal;

use super::schema;

/// A frame that is not what its schema says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SchemaError {
    /// Other columns, or in another order.
    #[error("table {table}: columns are {found}, the schema says {expected}")]
    Columns {
        /// The table.
        table: &'static str,
        /// Names found, in order.
        found: String,
        /// Names of the schema, in order.
        expected: String,
    },
    /// A column of another type.
    #[error("table {table}: column {column} is {found}, the schema says {expected}")]
    Type {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// Type found.
        found: String,
        /// Type of the schema.
        expected: &'static str,
    },
    /// A floating-point value that is not a number.
    #[error("table {table}: column {column} holds a value that is not a number")]
    NotANumber {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
}

/// A table with its description; its columns are those of the description, in name, order and type.
#[derive(Debug, Clone)]
pub struct Frame {
    schema: &'static schema::Table,
    data: DataFrame,
}

impl Frame {
    /// The frame, if `data` is what `schema` says.
    ///
    /// # Errors
    /// Where a column is missing, too many, misplaced, of another type, or holds a float that is not a number.
    pub fn new(schema: &'static schema::Table, data: DataFrame) -> Result<Frame, SchemaError> {
        let found: Vec<&str> = data.columns().iter().map(|it| it.name().as_str()).collect();
        let expected: Vec<&str> = schema.columns.iter().map(|it| it.name).collect();
        if found != expected {
            return Err(SchemaError::Columns {
                table: schema.name,
                found: found.join(", "),
                expected: expected.join(", "),
            });
        }
        for (column, described) in data.columns().iter().zip(&schema.columns) {
            let (table, name) = (schema.name, described.name);
            if *column.dtype() != described.column_type.data_type() {
                let (found, expected) = (column.dtype().to_string(), described.column_type.as_str());
                return Err(SchemaError::Type { table, column: name, found, expected });
            }
            let is_not_a_number = |values: &Float64Chunked| values.iter().flatten().any(f64::is_nan);
            if column.dtype() == &DataType::Float64 && column.f64().is_ok_and(is_not_a_number) {
                return Err(SchemaError::NotANumber { table, column: name });
            }
        }
        Ok(Frame { schema, data })
    }

    /// A table that has its columns and no rows.
    pub fn without_rows(schema: &'static schema::Table) -> Frame {
        let column = |it: &schema::Column| Column::new_empty(it.name.into(), &it.column_type.data_type());
        let data = DataFrame::new(0, schema.columns.iter().map(column).collect());
        Frame { schema, data: data.expect("the columns of a table have names of their own") }
    }

    /// The rows of `pieces`, one behind the other, each column in one piece of memory.
    ///
    /// # Panics
    /// Where a piece is of another table.
    pub fn of_pieces(schema: &'static schema::Table, pieces: Vec<Frame>) -> Frame {
        let mut all = Frame::without_rows(schema);
        for piece in pieces {
            assert_eq!(schema.name, piece.name(), "rows of one table are put together");
            all.data.vstack_mut(&piece.data).expect("frames of one schema have the same columns");
        }
        all.data.rechunk_mut();
        all
    }

    /// Its description.
    pub fn schema(&self) -> &'static schema::Table {
        self.schema
    }

    /// Its name in every output.
    pub fn name(&self) -> &'static str {
        self.schema.name
    }

    /// The rows.
    pub fn data(&self) -> &DataFrame {
        &self.data
    }

    /// The number of rows.
    pub fn row_count(&self) -> usize {
        self.data.height()
    }

    /// A text column.
    ///
    /// # Panics
    /// This and the methods below: where the schema has no column of this name and type.
    pub fn text(&self, name: &str) -> &StringChunked {
        self.column(name).str().expect("the caller asks for a text column of the schema")
    }

    /// A column of 8-bit integers.
    pub fn i8(&self, name: &str) -> &Int8Chunked {
        self.column(name).i8().expect("the caller asks for an i8 column of the schema")
    }

    /// A column of 16-bit integers.
    pub fn i16(&self, name: &str) -> &Int16Chunked {
        self.column(name).i16().expect("the caller asks for an i16 column of the schema")
    }

    /// A column of 32-bit integers.
    pub fn i32(&self, name: &str) -> &Int32Chunked {
        self.column(name).i32().expect("the caller asks for an i32 column of the schema")
    }

    /// A column of floating-point numbers.
    pub fn f64(&self, name: &str) -> &Float64Chunked {
        self.column(name).f64().expect("the caller asks for an f64 column of the schema")
    }

    /// A column of yes and no.
    pub fn boolean(&self, name: &str) -> &BooleanChunked {
        self.column(name).bool().expect("the caller asks for a bool column of the schema")
    }

    /// A column of dates.
    pub fn date(&self, name: &str) -> &DateChunked {
        self.column(name).date().expect("the caller asks for a date column of the schema")
    }

    /// The values of a decimal column, without zeros at the end.
    pub fn decimals(&self, name: &str) -> Vec<Option<Decimal>> {
        let column: &DecimalChunked =
            self.column(name).decimal().expect("the caller asks for a decimal column of the schema");
        column.physical().iter().map(|it| it.and_then(decimal_from_scaled)).collect()
    }

    /// The largest absolute value of all decimal columns, as a whole number of units of their last digit.
    pub fn largest_scaled_decimal(&self) -> Option<u128> {
        let decimals = self.data.columns().iter().filter_map(|it| it.decimal().ok());
        decimals.flat_map(|it| it.physical().iter().flatten().map(i128::unsigned_abs)).max()
    }

    /// One value of a decimal column, without zeros at the end.
    pub fn decimal(&self, name: &str, row: usize) -> Option<Decimal> {
        let column: &DecimalChunked =
            self.column(name).decimal().expect("the caller asks for a decimal column of the schema");
        column.physical().get(row).and_then(decimal_from_scaled)
    }

    /// The values of a column of lists of texts; a null is an empty list.
    pub fn text_lists(&self, name: &str) -> Vec<Vec<String>> {
        let column = self.column(name).list().expect("the caller asks for a list column of the schema");
        let texts = |list: Option<Series>| {
            let Some(list) = list else { return Vec::new() };
            let texts = list.str().expect("the caller asks for a list of texts");
            texts.iter().flatten().map(str::to_owned).collect()
        };
        column.amortized_iter().map(|list| texts(list.map(|it| it.deep_clone()))).collect()
    }

    /// The frame with other texts in a text column: `text` gets the row and what stands there.
    pub fn with_texts<'a>(&'a self, name: &str, text: impl Fn(usize, Option<&'a str>) -> Option<&'a str>) -> Frame {
        let texts: StringChunked = self.text(name).iter().enumerate().map(|(row, found)| text(row, found)).collect();
        let mut data = self.data.clone();
        data.with_column(texts.with_name(name.into()).into_column()).expect("the column is as long as before");
        Frame { schema: self.schema, data }
    }

    /// The frame with those of its rows for which `keep` holds.
    pub fn rows_where(&self, keep: impl Fn(usize) -> bool) -> Frame {
        let mask: BooleanChunked = (0..self.row_count()).map(|row| Some(keep(row))).collect();
        let data = self.data.filter(&mask).expect("the mask is as long as the frame");
        Frame { schema: self.schema, data }
    }

    /// The frame with the rows of another one of the same table after its own.
    ///
    /// # Panics
    /// Where the other one is of another table.
    pub fn followed_by(&self, other: &Frame) -> Frame {
        assert_eq!(self.name(), other.name(), "rows of one table are put together");
        let data = self.data.vstack(&other.data).expect("frames of one schema have the same columns");
        Frame { schema: self.schema, data }
    }

    fn column(&self, name: &str) -> &Column {
        self.data.column(name).expect("the caller asks for a column of the schema")
    }
}

/// The decimal that a column keeps as an integer, without zeros at the end.
fn decimal_from_scaled(scaled: i128) -> Option<Decimal> {
    let mut scaled = scaled;
    let mut scale = schema::DECIMAL_SCALE as u32;
    while scale > 0 && scaled % 10 == 0 {
        scaled /= 10;
        scale -= 1;
    }
    Decimal::try_from_i128_with_scale(scaled, scale).ok()
}

/// All tables of a dataset, each once, in a fixed order.
#[derive(Debug, Clone, Default)]
pub struct Frames {
    frames: Vec<Frame>,
}

impl Frames {
    /// The tables, in the order of every output.
    pub fn iter(&self) -> impl Iterator<Item = &Frame> {
        self.frames.iter()
    }

    /// The table of this name.
    pub fn get(&self, name: &str) -> Option<&Frame> {
        self.frames.iter().find(|it| it.name() == name)
    }

    /// Takes a table out.
    pub fn take(&mut self, name: &str) -> Option<Frame> {
        let place = self.frames.iter().position(|it| it.name() == name)?;
        Some(self.frames.remove(place))
    }

    /// Adds a table at the end, or puts it in the place of the one of the same name.
    pub fn insert(&mut self, frame: Frame) {
        match self.frames.iter_mut().find(|it| it.name() == frame.name()) {
            Some(place) => *place = frame,
            None => self.frames.push(frame),
        }
    }
}

impl FromIterator<Frame> for Frames {
    fn from_iter<I: IntoIterator<Item = Frame>>(frames: I) -> Self {
        let mut all = Frames::default();
        for frame in frames {
            all.insert(frame);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(scaled: i128, expected: &str) {
        assert_eq!(decimal_from_scaled(scaled).map(|it| it.to_string()).as_deref(), Some(expected));
    }

    #[test]
    fn decimals_come_back_without_zeros_at_the_end() {
        check(78_100_000, "78.1");
        check(1_620_000_000_000, "1620000");
        check(0, "0");
        check(-500_000, "-0.5");
    }

    #[test]
    fn a_frame_with_other_columns_is_refused() {
        let table = schema::table("documents").expect("the schema has documents");
        assert!(matches!(Frame::new(table, DataFrame::empty()), Err(SchemaError::Columns { .. })));
    }
}
