//! Parquet for machines: compressed with zstd, statistics for every column, no wall clock.

use polars_io::parquet::write::{ParquetCompression, ParquetWriter, StatisticsOptions};

use super::{Format, PublishError, one_file_a_table};
use crate::dataset::Frame;

/// Parquet, a file a table.
pub(super) const FORMAT: Format =
    Format { name: "parquet", write: |publication| one_file_a_table(publication, "parquet", write) };

fn write(frame: &Frame) -> Result<Vec<u8>, PublishError> {
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes)
        .with_compression(ParquetCompression::Zstd(None))
        .with_statistics(StatisticsOptions::full())
        .finish(&mut frame.data().clone())
        .map_err(|cause| PublishError::Write { table: frame.name(), format: FORMAT.name, cause: cause.into() })?;
    Ok(bytes)
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
    fn empty_tables_keep_their_columns() {
        check(&[]);
    }
}
