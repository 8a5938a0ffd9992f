//! Tables of an earlier run, back from their Parquet bytes.

use std::io::Cursor;

use polars::error::PolarsError;
use polars::prelude::{Column, DataFrame, DataType};
use polars_io::SerReader;
use polars_io::parquet::read::ParquetReader;

use super::schema::{ColumnType, DECIMAL_SCALE};
use super::{Frame, SchemaError, schema};

/// Bytes that are not the table they should be.
#[derive(Debug, thiserror::Error)]
pub enum StoredError {
    /// They are no Parquet file, or a damaged one.
    #[error("table {table}: its Parquet file cannot be read")]
    Parquet {
        /// The table.
        table: &'static str,
        /// What the reader said.
        #[source]
        cause: PolarsError,
    },
    /// They are not what a build left for its end.
    #[error("table {table}: what the build kept of it cannot be read")]
    Part {
        /// The table.
        table: &'static str,
        /// What the reader or writer said.
        #[source]
        cause: PolarsError,
    },
    /// They hold other columns, as another version of the program may have written them.
    #[error(transparent)]
    Schema(#[from] SchemaError),
}

/// The table that `bytes` hold, as `publish` wrote them.
///
/// # Errors
/// Where the bytes are no Parquet file, or hold other columns than `schema` says.
pub fn from_parquet(schema: &'static schema::Table, bytes: Vec<u8>) -> Result<Frame, StoredError> {
    let unreadable = |cause| StoredError::Parquet { table: schema.name, cause };
    let data = ParquetReader::new(Cursor::new(bytes)).finish().map_err(unreadable)?;

    // Files have as many digits as their run needs, frames always the same.
    let of_frame = |column: &Column| match column.dtype() {
        DataType::Decimal(_, DECIMAL_SCALE) => column.strict_cast(&ColumnType::Decimal.data_type()),
        _ => Ok(column.clone()),
    };
    let columns: Result<Vec<Column>, PolarsError> = data.columns().iter().map(of_frame).collect();
    let data = columns.and_then(|it| DataFrame::new(data.height(), it)).map_err(unreadable)?;
    Ok(Frame::new(schema, data)?)
}

#[cfg(test)]
mod tests {
    use polars_io::parquet::write::ParquetWriter;

    use super::*;
    use crate::dataset::{examples, frames};

    fn bytes_of(table: &str) -> Vec<u8> {
        let frames = frames(&[examples::edition()]);
        let mut bytes = Vec::new();
        let mut data = frames.get(table).expect("a table of the schema").data().clone();
        ParquetWriter::new(&mut bytes).finish(&mut data).expect("written");
        bytes
    }

    fn table(name: &str) -> &'static schema::Table {
        schema::table(name).expect("a table of the schema")
    }

    #[test]
    fn a_table_comes_back() {
        let frame = from_parquet(table("observations"), bytes_of("observations")).expect("read");
        assert_eq!(frame.decimal("value", 1).map(|it| it.to_string()).as_deref(), Some("78.1"));
        assert_eq!(frame.text_lists("reasons")[0], ["year_from_label"]);
    }

    #[test]
    fn another_table_is_refused() {
        let refused = from_parquet(table("observations"), bytes_of("ratings"));
        assert!(matches!(refused, Err(StoredError::Schema(SchemaError::Columns { .. }))));
    }

    #[test]
    fn what_is_no_parquet_is_refused() {
        assert!(matches!(from_parquet(table("ratings"), b"PK".to_vec()), Err(StoredError::Parquet { .. })));
    }
}
