//! Tables of a few documents as bytes of a file, and back: the form in which rows wait on disk for the end of a build.
//!
//! Comes in: frames. Goes out: one Arrow stream (IPC, one batch, not compressed) a table, one behind the other, and a
//! [`Part`] that says where each begins. Nobody but this program reads them: what is kept of a run is Parquet.

use std::io::Cursor;

use polars::error::{PolarsError, PolarsResult};
use polars::prelude::{CompatLevel, DataFrame, IntoColumn, SchemaExt, Series};
use polars_arrow::io::ipc::read::{StreamReader, StreamState, read_stream_metadata};
use polars_arrow::io::ipc::write::{StreamWriter, WriteOptions};
use serde::{Deserialize, Serialize};

use super::{Frame, StoredError, schema};

/// Where the tables stand in the bytes of a part.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// In the order in which they were given.
    pub tables: Vec<PartTable>,
}

/// A table of a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartTable {
    /// Its name.
    pub name: String,
    /// Its first byte.
    pub offset: u64,
    /// How many bytes it has.
    pub length: u64,
    /// How many rows it has.
    pub row_count: usize,
    /// As [`Frame::largest_scaled_decimal`] says.
    pub largest_decimal: Option<u128>,
}

impl Part {
    /// The table of this name.
    pub fn table(&self, name: &str) -> Option<&PartTable> {
        self.tables.iter().find(|it| it.name == name)
    }
}

/// The bytes of these tables, and where each stands in them.
///
/// # Errors
/// Where a table cannot be written as Arrow.
pub fn to_part<'a>(frames: impl IntoIterator<Item = &'a Frame>) -> Result<(Part, Vec<u8>), StoredError> {
    let (mut part, mut bytes) = (Part::default(), Vec::new());
    for frame in frames {
        let offset = bytes.len() as u64;
        write(frame.data(), &mut bytes).map_err(|cause| StoredError::Part { table: frame.name(), cause })?;
        part.tables.push(PartTable {
            name: frame.name().to_owned(),
            offset,
            length: bytes.len() as u64 - offset,
            row_count: frame.row_count(),
            largest_decimal: frame.largest_scaled_decimal(),
        });
    }
    Ok((part, bytes))
}

/// The table that `bytes`, those of a [`PartTable`], hold.
///
/// # Errors
/// Where they hold none, or another one.
pub fn from_part(schema: &'static schema::Table, bytes: &[u8]) -> Result<Frame, StoredError> {
    let data = read(bytes).map_err(|cause| StoredError::Part { table: schema.name, cause })?;
    Ok(Frame::new(schema, data)?)
}

fn write(data: &DataFrame, bytes: &mut Vec<u8>) -> PolarsResult<()> {
    let mut data = data.clone();
    // One batch a table: pieces that were put together become one.
    data.rechunk_mut();
    let mut writer = StreamWriter::new(bytes, WriteOptions { compression: None });
    writer.start(&data.schema().to_arrow(CompatLevel::newest()), None)?;
    for batch in data.iter_chunks(CompatLevel::newest(), false) {
        writer.write(&batch, None)?;
    }
    writer.finish()
}

fn read(bytes: &[u8]) -> PolarsResult<DataFrame> {
    let mut bytes = Cursor::new(bytes);
    let metadata = read_stream_metadata(&mut bytes)?;
    let fields: Vec<_> = metadata.schema.iter_values().cloned().collect();
    let mut pieces: Vec<Vec<_>> = vec![Vec::new(); fields.len()];
    let mut height = 0;
    for state in StreamReader::new(bytes, metadata, None) {
        let StreamState::Some(batch) = state? else { break };
        height += batch.len();
        pieces.iter_mut().zip(batch.into_arrays()).for_each(|(column, piece)| column.push(piece));
    }
    let column = |(field, pieces)| Ok(Series::try_from((field, pieces))?.into_column());
    let columns: Result<Vec<_>, PolarsError> = fields.iter().zip(pieces).map(column).collect();
    DataFrame::new(height, columns?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{Edition, examples, frames};

    #[track_caller]
    fn check(editions: &[Edition]) {
        let frames = frames(editions);
        let (part, bytes) = to_part(frames.iter()).expect("written");
        assert_eq!(part.tables.len(), frames.iter().count());
        for frame in frames.iter() {
            let table = part.table(frame.name()).expect("every table is there");
            let own = &bytes[table.offset as usize..][..table.length as usize];
            let read = from_part(frame.schema(), own).expect("read");
            assert!(read.data().equals_missing(frame.data()), "{}", frame.name());
            assert_eq!((table.row_count, table.largest_decimal), (frame.row_count(), frame.largest_scaled_decimal()));
        }
    }

    #[test]
    fn every_table_comes_back_as_it_was() {
        check(&[examples::edition()]);
        check(&[examples::akita_edition()]);
    }

    #[test]
    fn empty_tables_keep_their_columns() {
        check(&[]);
    }

    #[test]
    fn cut_and_foreign_bytes_are_refused() {
        let frames = frames(&[examples::edition()]);
        let (part, bytes) = to_part(frames.iter()).expect("written");
        let schema = schema::table("observations").expect("a table of the schema");
        let own = part.table("observations").expect("it is there");
        let end = (own.offset + own.length) as usize;
        for wrong in [&bytes[own.offset as usize..end - 200], b"PK", &bytes[..part.tables[0].length as usize]] {
            assert!(from_part(schema, wrong).is_err());
        }
    }
}
