//! Parquet for machines: compressed with zstd, statistics for every column, no wall clock.
//!
//! Titles, descriptions and units go with the file twice: as metadata of each field of its Arrow schema, which pyarrow, Polars and
//! R's arrow show with the column, and as one JSON text under the file's key `shinchoku`, for readers that know no Arrow.

use std::sync::Arc;

use polars::prelude::{ArrowField, ArrowSchema, CompatLevel, PlSmallStr, SchemaExt};
use polars_io::parquet::write::{KeyValueMetadata, ParquetCompression, ParquetWriter, StatisticsOptions};
use polars_parquet::write::{KeyValue, schema_to_metadata_key};
use serde_json::{Value, json};

use super::{Format, PublishError, one_file_a_table};
use crate::dataset::Frame;
use crate::dataset::schema::{Column, Wording};

/// The file's key of its description.
const METADATA_KEY: &str = "shinchoku";

/// Parquet, a file a table.
pub(super) const FORMAT: Format =
    Format { name: "parquet", write: |publication| one_file_a_table(publication, "parquet", write) };

fn write(frame: &Frame) -> Result<Vec<u8>, PublishError> {
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes)
        .with_compression(ParquetCompression::Zstd(None))
        .with_statistics(StatisticsOptions::full())
        .with_key_value_metadata(Some(metadata(frame)))
        .finish(&mut frame.data().clone())
        .map_err(|cause| PublishError::Write { table: frame.name(), format: FORMAT.name, cause: cause.into() })?;
    Ok(bytes)
}

/// The Arrow schema with the words of each column, and the description of the whole table.
fn metadata(frame: &Frame) -> KeyValueMetadata {
    let schema = frame.data().schema().to_arrow(CompatLevel::oldest());
    let described = |field: &ArrowField| {
        let column = frame.schema().column(&field.name);
        let words = column.map(words).unwrap_or_default();
        let words = words.into_iter().map(|(name, text)| (PlSmallStr::from(name), PlSmallStr::from(text)));
        let metadata = Some(Arc::new(words.collect()));
        (field.name.clone(), ArrowField { metadata, ..field.clone() })
    };
    let schema: ArrowSchema = schema.iter_values().map(described).collect();
    let description = KeyValue { key: METADATA_KEY.to_owned(), value: Some(description(frame).to_string()) };
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
fn description(frame: &Frame) -> Value {
    let table = frame.schema();
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
    use crate::base::Language;
    use crate::dataset::{Edition, examples, frames};

    #[track_caller]
    fn check(editions: &[Edition]) {
        for frame in frames(editions, Language::English).iter() {
            let bytes = write(frame).expect("written");
            let read = ParquetReader::new(Cursor::new(bytes)).finish().expect("read");
            assert_eq!(read.schema(), frame.data().schema(), "{}", frame.name());
            assert!(read.equals_missing(frame.data()), "{}", frame.name());
        }
    }

    #[test]
    fn every_table_comes_back_as_it_was() {
        check(&[examples::edition()]);
    }

    #[test]
    fn columns_bring_their_titles_and_units() {
        let frames = frames(&[examples::edition()], Language::English);
        let frame = frames.get("stated_totals").expect("a table of the schema");
        let KeyValueMetadata::Static(pairs) = metadata(frame) else { panic!("the metadata are fixed") };
        let keys: Vec<&str> = pairs.iter().map(|it| it.key.as_str()).collect();
        assert_eq!(keys, ["ARROW:schema", METADATA_KEY]);
        let bytes = write(frame).expect("written");
        for text in ["記載割合", "percent", "what the report states of itself"] {
            assert!(bytes.windows(text.len()).any(|it| it == text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn empty_tables_keep_their_columns() {
        check(&[]);
    }
}
