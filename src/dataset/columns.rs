//! Rows of any type to a [`Frame`], a column at a time.

use std::collections::HashMap;

use polars::prelude::{
    BooleanChunked, Column, DataFrame, DataType, Float64Chunked, Int8Chunked, Int16Chunked, Int32Chunked, Int32Type,
    Int128Chunked, IntoColumn, IntoSeries, ListBuilderTrait, ListPrimitiveChunkedBuilder, ListStringChunkedBuilder,
    NewChunkedArray, StringChunkedBuilder,
};
use rust_decimal::Decimal;

use super::schema::{DECIMAL_PRECISION, DECIMAL_SCALE};
use super::{Frame, schema};
use crate::base::{Prefecture, SourceRef, figures};
use crate::report::{self, IdOf, ReportIdentity};

/// Columns over the same rows, added in the order of the schema.
pub struct Columns<'a, Row> {
    rows: &'a [Row],
    columns: Vec<Column>,
}

impl<'a, Row> Columns<'a, Row> {
    /// No columns yet over `rows`.
    pub fn over(rows: &'a [Row]) -> Self {
        Self { rows, columns: Vec::new() }
    }

    /// Adds a column of texts; empty texts are null.
    pub fn text<Text: AsRef<str>>(mut self, name: &str, read: impl Fn(&'a Row) -> Option<Text>) -> Self {
        let mut builder = StringChunkedBuilder::new(name.into(), self.rows.len());
        for row in self.rows {
            let text = read(row);
            builder.append_option(text.as_ref().map(AsRef::as_ref).filter(|it| !it.is_empty()));
        }
        self.columns.push(builder.finish().into_column());
        self
    }

    /// Adds a column of 8-bit integers.
    pub fn i8(mut self, name: &str, read: impl Fn(&'a Row) -> Option<i8>) -> Self {
        self.columns.push(Int8Chunked::from_iter_options(name.into(), self.rows.iter().map(read)).into_column());
        self
    }

    /// Adds a column of 16-bit integers.
    pub fn i16(mut self, name: &str, read: impl Fn(&'a Row) -> Option<i16>) -> Self {
        self.columns.push(Int16Chunked::from_iter_options(name.into(), self.rows.iter().map(read)).into_column());
        self
    }

    /// Adds a column of 32-bit integers.
    pub fn i32(mut self, name: &str, read: impl Fn(&'a Row) -> Option<i32>) -> Self {
        self.columns.push(Int32Chunked::from_iter_options(name.into(), self.rows.iter().map(read)).into_column());
        self
    }

    /// Adds a column of counts; one beyond 32 bits is null.
    pub fn count(self, name: &str, read: impl Fn(&'a Row) -> usize) -> Self {
        self.i32(name, |row| i32::try_from(read(row)).ok())
    }

    /// Adds a column of floats; one that is not finite is null.
    pub fn f64(mut self, name: &str, read: impl Fn(&'a Row) -> Option<f64>) -> Self {
        // Adding 0.0 turns -0.0, which would print as "-0", into 0.0.
        let values = self.rows.iter().map(|row| read(row).filter(|it| it.is_finite()).map(|it| it + 0.0));
        self.columns.push(Float64Chunked::from_iter_options(name.into(), values).into_column());
        self
    }

    /// Adds a column of decimals, exact to six digits after the point; what is printed finer is rounded half away from zero.
    pub fn decimal(mut self, name: &str, read: impl Fn(&'a Row) -> Option<Decimal>) -> Self {
        let values = self.rows.iter().map(|row| read(row).map(scaled));
        let column = Int128Chunked::from_iter_options(name.into(), values);
        self.columns.push(column.into_decimal_unchecked(DECIMAL_PRECISION, DECIMAL_SCALE).into_series().into_column());
        self
    }

    /// Adds a column of dates, given as days since 1970-01-01.
    pub fn date(mut self, name: &str, read: impl Fn(&'a Row) -> Option<i32>) -> Self {
        let days = Int32Chunked::from_iter_options(name.into(), self.rows.iter().map(read));
        self.columns.push(days.into_date().into_series().into_column());
        self
    }

    /// Adds a column of yes and no.
    pub fn boolean(mut self, name: &str, read: impl Fn(&'a Row) -> Option<bool>) -> Self {
        let values: Vec<Option<bool>> = self.rows.iter().map(read).collect();
        self.columns.push(BooleanChunked::from_slice_options(name.into(), &values).into_column());
        self
    }

    /// Adds a column of lists of texts.
    pub fn text_list<Text: AsRef<str> + 'a>(
        mut self,
        name: &str,
        read: impl Fn(&'a Row) -> Option<&'a [Text]>,
    ) -> Self {
        let mut builder = ListStringChunkedBuilder::new(name.into(), self.rows.len(), self.rows.len());
        for row in self.rows {
            match read(row) {
                Some(texts) => builder.append_values_iter(texts.iter().map(AsRef::as_ref)),
                None => builder.append_null(),
            }
        }
        self.columns.push(builder.finish().into_column());
        self
    }

    /// Adds a column of lists of 32-bit integers.
    pub fn i32_list(mut self, name: &str, read: impl Fn(&'a Row) -> Vec<i32>) -> Self {
        let rows = self.rows.len();
        let mut builder = ListPrimitiveChunkedBuilder::<Int32Type>::new(name.into(), rows, rows, DataType::Int32);
        for row in self.rows {
            builder.append_slice(&read(row));
        }
        self.columns.push(builder.finish().into_column());
        self
    }

    /// Adds `page`, `x0`, `y0`, `x1`, `y1`, in hundredths of a point.
    pub fn place(self, read: impl Fn(&'a Row) -> Option<SourceRef>) -> Self {
        self.place_named("", read)
    }

    /// Adds the columns of [`Columns::place`] with `prefix` before their names.
    pub fn place_named(self, prefix: &str, read: impl Fn(&'a Row) -> Option<SourceRef>) -> Self {
        let edge = |row: &'a Row, index: usize| read(row).map(|it| it.bbox.to_array()[index]);
        self.i32(&format!("{prefix}page"), |row| read(row).and_then(|it| i32::try_from(it.page).ok()))
            .f64(&format!("{prefix}x0"), |row| edge(row, 0))
            .f64(&format!("{prefix}y0"), |row| edge(row, 1))
            .f64(&format!("{prefix}x1"), |row| edge(row, 2))
            .f64(&format!("{prefix}y1"), |row| edge(row, 3))
    }

    /// Adds `prefecture_code` and `plan`: whose row it is.
    pub(super) fn plan(self, read: impl Fn(&'a Row) -> &'a ReportIdentity) -> Self {
        self.text("prefecture_code", |row| read(row).prefecture.map(Prefecture::code))
            .text("plan", |row| read(row).plan.as_ref())
    }

    /// The frame of these columns.
    ///
    /// # Panics
    /// Where they are not those of `schema`: every table is built by a test.
    pub fn finish(self, schema: &'static schema::Table) -> Frame {
        let data = DataFrame::new(self.rows.len(), self.columns)
            .expect("columns run over the same rows under names of their own");
        Frame::new(schema, data).expect("a test builds every table: its columns are those of the schema")
    }
}

/// A decimal as an integer of millionths. 28 digits and six more stay below 38.
fn scaled(value: Decimal) -> i128 {
    let rounded = figures::rounded(value, DECIMAL_SCALE as u32);
    rounded.mantissa() * 10_i128.pow(DECIMAL_SCALE as u32 - rounded.scale())
}

/// Short ids of natural keys; the second row of the same key gets another id than the first, and so on.
pub(super) fn distinct_ids(of: IdOf, keys: impl IntoIterator<Item = Vec<String>>) -> Vec<String> {
    let mut seen: HashMap<Vec<String>, usize> = HashMap::new();
    let mut id = |mut key: Vec<String>| {
        let occurrence = seen.entry(key.clone()).or_default();
        *occurrence += 1;
        key.push(occurrence.to_string());
        report::short_id(of, &key.iter().map(String::as_str).collect::<Vec<_>>())
    };
    keys.into_iter().map(&mut id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, expected: i128) {
        assert_eq!(scaled(value.parse().expect("a decimal")), expected);
    }

    #[test]
    fn decimals_keep_six_digits_after_the_point() {
        check("78.1", 78_100_000);
        check("-0.5", -500_000);
        check("0.0000005", 1);
        check("0.0000015", 2);
        check("-0.0000005", -1);
        check("79228162514264337593543950335", 79_228_162_514_264_337_593_543_950_335_000_000);
    }

    #[test]
    fn rows_of_the_same_key_get_ids_of_their_own() {
        let key = || vec!["document".to_owned(), "1".to_owned()];
        let ids = distinct_ids(IdOf::Rating, [key(), key()]);
        assert_ne!(ids[0], ids[1]);
        assert_eq!(ids, distinct_ids(IdOf::Rating, [key(), key()]));
        assert!(ids.iter().all(|it| it.starts_with('r')));
    }
}
