//! Parquet for machines: compressed with zstd, statistics for every column, no wall clock.
//!
//! Titles, descriptions and units go with the file twice: as metadata of each field of its Arrow schema, which pyarrow, Polars and
//! R's arrow show with the column, and as one JSON text under the file's key `shinchoku`, for readers that know no Arrow.

use std::io::Write;
use std::sync::Arc;

use polars::error::PolarsError;
use polars::prelude::{
    ArrowField, ArrowSchema, Column as FrameColumn, CompatLevel, DataFrame, DataType, Field, PlSmallStr, Schema,
    SchemaExt,
};
use polars_io::parquet::write::{
    BatchedWriter, KeyValueMetadata, ParquetCompression, ParquetWriter, StatisticsOptions,
};
use polars_parquet::write::{KeyValue, schema_to_metadata_key};
use serde_json::{Value, json};

use super::{Format, How, PublishError, Rows, TableSettings};
use crate::dataset::schema::{Column, FILE_PRECISION, Table, WIDE_FILE_PRECISION, Wording};

/// The file's key of its description.
const METADATA_KEY: &str = "shinchoku";

/// Rows of a row group. Fewer than most tables have, and few enough for the cells of a country to pass through memory; where one
/// begins does not depend on the pieces in which rows come.
const ROW_GROUP: usize = 128 << 10;

/// Parquet, a file a table.
pub(super) const FORMAT: Format = Format { name: "parquet", write: How::Tables(write_rows) };

fn write_rows(rows: &dyn Rows, settings: &TableSettings, out: &mut dyn Write) -> Result<(), PublishError> {
    write(rows, settings.precision, out)
}

/// How many digits the decimals of all files have. One answer for a whole run, for files of several precisions cannot be read as one.
pub(super) fn precision(tables: &[&dyn Rows]) -> usize {
    let largest = tables.iter().filter_map(|it| it.largest_scaled_decimal()).max();
    let is_wide = largest.is_some_and(|it| it >= 10_u128.pow(FILE_PRECISION as u32));
    if is_wide { WIDE_FILE_PRECISION } else { FILE_PRECISION }
}

fn write(rows: &dyn Rows, precision: usize, out: &mut dyn Write) -> Result<(), PublishError> {
    let table = rows.schema();
    let failed =
        |cause: PolarsError| PublishError::Write { table: table.name, format: FORMAT.name, cause: cause.into() };
    let schema = file_schema(table, precision);
    let mut writer = ParquetWriter::new(out)
        .with_compression(ParquetCompression::Zstd(None))
        .with_statistics(StatisticsOptions::full())
        .with_key_value_metadata(Some(metadata(table, &schema)))
        .batched(&schema)
        .map_err(failed)?;

    let mut waiting = DataFrame::empty_with_schema(&schema);
    rows.each(&mut |frame| {
        let piece = with_precision(frame.data(), precision).map_err(failed)?;
        waiting.vstack_mut(&piece).map_err(failed)?;
        while waiting.height() >= ROW_GROUP {
            let (group, rest) = waiting.split_at(ROW_GROUP as i64);
            write_group(&mut writer, group).map_err(failed)?;
            waiting = rest;
        }
        Ok(())
    })?;
    write_group(&mut writer, waiting).map_err(failed)?;
    writer.finish().map(drop).map_err(failed)
}

/// Writes rows as one row group; none where there are no rows.
fn write_group<W: Write>(writer: &mut BatchedWriter<W>, mut group: DataFrame) -> Result<(), PolarsError> {
    group.rechunk_mut();
    writer.write_batch(&group)
}

/// The columns as files have them.
fn file_schema(table: &Table, precision: usize) -> Schema {
    let data_type = |column: &Column| match column.column_type.data_type() {
        DataType::Decimal(_, scale) => DataType::Decimal(precision, scale),
        other => other,
    };
    table.columns.iter().map(|it| Field::new(it.name.into(), data_type(it))).collect()
}

/// The same rows with decimals of so many digits.
fn with_precision(data: &DataFrame, precision: usize) -> Result<DataFrame, PolarsError> {
    let of_file = |column: &FrameColumn| match column.dtype() {
        DataType::Decimal(_, scale) => column.strict_cast(&DataType::Decimal(precision, *scale)),
        _ => Ok(column.clone()),
    };
    let columns: Result<Vec<FrameColumn>, PolarsError> = data.columns().iter().map(of_file).collect();
    DataFrame::new(data.height(), columns?)
}

/// The Arrow schema with the words of each column, and the description of the whole table.
fn metadata(table: &Table, schema: &Schema) -> KeyValueMetadata {
    // The oldest level: pandas, and pyarrow where it filters or joins, know no views of strings.
    let schema = schema.to_arrow(CompatLevel::oldest());
    let described = |field: &ArrowField| {
        let column = table.column(&field.name);
        let words = column.map(words).unwrap_or_default();
        let words = words.into_iter().map(|(name, text)| (PlSmallStr::from(name), PlSmallStr::from(text)));
        let metadata = Some(Arc::new(words.collect()));
        (field.name.clone(), ArrowField { metadata, ..field.clone() })
    };
    let schema: ArrowSchema = schema.iter_values().map(described).collect();
    let description = KeyValue { key: METADATA_KEY.to_owned(), value: Some(description(table).to_string()) };
    KeyValueMetadata::Static(vec![schema_to_metadata_key(&schema), description])
}

/// Titles, descriptions and unit of a column, those that there are.
fn words(column: &Column) -> Vec<(&'static str, &'static str)> {
    let unit = column.unit.unwrap_or_default();
    let all = [titles(column.title, column.description).to_vec(), vec![("unit", unit)]].concat();
    all.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}

fn titles(title: Wording, description: Wording) -> [(&'static str, &'static str); 4] {
    [
        ("title_ja", title.japanese),
        ("title_en", title.english),
        ("description_ja", description.japanese),
        ("description_en", description.english),
    ]
}

/// `{"table", "title_ja", …, "columns": {"name": {"title_ja", …, "unit"}}}`
fn description(table: &Table) -> Value {
    let columns: serde_json::Map<String, Value> =
        table.columns.iter().map(|it| (it.name.to_owned(), words(it).into_iter().collect())).collect();
    let mut description = json!({ "table": table.name, "columns": columns });
    for (name, text) in titles(table.title, table.description) {
        description[name] = Value::from(text);
    }
    description
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use polars_io::SerReader;
    use polars_io::parquet::read::ParquetReader;

    use super::*;
    use crate::dataset::{Edition, Frame, examples, frames, from_parquet};

    fn bytes_of(rows: &dyn Rows, precision: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        write(rows, precision, &mut bytes).expect("written");
        bytes
    }

    #[track_caller]
    fn check(editions: &[Edition]) {
        for frame in frames(editions).iter() {
            let bytes = bytes_of(frame, FILE_PRECISION);
            let read = from_parquet(frame.schema(), bytes).expect("read");
            assert!(read.data().equals_missing(frame.data()), "{}", frame.name());
        }
    }

    #[test]
    fn every_table_comes_back_as_it_was() {
        check(&[examples::edition()]);
    }

    #[test]
    fn columns_bring_their_titles_and_units() {
        let frames = frames(&[examples::edition()]);
        let frame = frames.get("stated_totals").expect("a table of the schema");
        let KeyValueMetadata::Static(pairs) = metadata(frame.schema(), &file_schema(frame.schema(), FILE_PRECISION))
        else {
            panic!("the metadata are fixed")
        };
        let keys: Vec<&str> = pairs.iter().map(|it| it.key.as_str()).collect();
        assert_eq!(keys, ["ARROW:schema", METADATA_KEY]);
        let bytes = bytes_of(frame, FILE_PRECISION);
        for text in ["記載割合", "percent", "what the report states of itself"] {
            assert!(bytes.windows(text.len()).any(|it| it == text.as_bytes()), "{text}");
        }
    }

    /// A table in pieces.
    #[derive(Debug)]
    struct Pieces(Vec<Frame>);

    impl Rows for Pieces {
        fn schema(&self) -> &'static Table {
            self.0[0].schema()
        }

        fn row_count(&self) -> usize {
            self.0.iter().map(Frame::row_count).sum()
        }

        fn largest_scaled_decimal(&self) -> Option<u128> {
            self.0.iter().filter_map(Frame::largest_scaled_decimal).max()
        }

        fn each(&self, take: &mut dyn FnMut(&Frame) -> Result<(), PublishError>) -> Result<(), PublishError> {
            self.0.iter().try_for_each(take)
        }
    }

    #[test]
    fn the_pieces_in_which_rows_come_do_not_show() {
        let frames = frames(&[examples::akita_edition()]);
        let whole = frames.get("initiatives").expect("a table of the schema");
        let count = ROW_GROUP / whole.row_count() + 2;
        let many = (1..count).fold(whole.clone(), |all, _| all.followed_by(whole));
        assert!(many.row_count() > ROW_GROUP);
        let pieces = Pieces(vec![whole.clone(); count]);
        assert!(bytes_of(&pieces, FILE_PRECISION) == bytes_of(&many, FILE_PRECISION));
    }

    #[test]
    fn empty_tables_keep_their_columns() {
        check(&[]);
    }

    /// The types of the decimals of a run whose first value is `value`.
    #[track_caller]
    fn check_precision(value: &str, expected: usize) {
        let mut edition = examples::edition();
        edition.measurements.observations[0].value = Some(value.parse().expect("a decimal"));
        let frames = frames(&[edition]);
        let all: Vec<&dyn Rows> = frames.iter().map(|it| it as &dyn Rows).collect();
        let precision = precision(&all);
        for frame in frames.iter() {
            let bytes = bytes_of(frame, precision);
            let read = ParquetReader::new(Cursor::new(bytes.clone())).finish().expect("read");
            let decimals = read.columns().iter().filter(|it| it.dtype().is_decimal());
            decimals.for_each(|it| assert_eq!(*it.dtype(), DataType::Decimal(expected, 6), "{}", it.name()));
            let read = from_parquet(frame.schema(), bytes).expect("read");
            assert!(read.data().equals_missing(frame.data()), "{}", frame.name());
        }
    }

    #[test]
    fn decimals_can_be_multiplied_where_all_values_of_the_run_fit() {
        check_precision("999999999999.999999", 18);
    }

    #[test]
    fn one_value_of_trillions_widens_the_decimals_of_every_file() {
        check_precision("1000000000000", 34);
        check_precision("-3500000000000", 34);
    }
}
