//! The files of a run, read back: columns and types, byte order mark, exact decimals.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use polars::prelude::{AnyValue, DataFrame, DataType};
use polars_io::SerReader;
use polars_io::parquet::read::ParquetReader;
use shinchoku::dataset::schema;
use tempfile::TempDir;

use super::support::{copy_fixtures, csv_rows, expected, shinchoku_in};

/// Columns that other programs may rely on; more may be there.
const PROMISED: [(&str, &str); 11] = [
    (
        "documents",
        "document_id file_name title prefecture_code area_code plan fiscal_year era_label page_count producer profile_id \
         profile_hash program_version dictionary_hash supersedes",
    ),
    (
        "initiatives",
        "initiative_id document_id fiscal_year number area section title title_normalised departments in_list in_block",
    ),
    (
        "ratings",
        "initiative_id indicator_id fiscal_year reported_fiscal_year value_printed rank level_count scale_id origin \
         agrees_with_other_origin",
    ),
    ("blocks", "block_id initiative_id plan progress rating next tokens phrases"),
    (
        "indicators",
        "indicator_id initiative_id name name_normalised unit dimension direction direction_source aggregation",
    ),
    (
        "observations",
        "observation_id indicator_id fiscal_year fiscal_year_source reported_fiscal_year role value value_min value_max \
         comparator unit per printed unit_printed as_of as_of_precision cumulative count_mode obs_status area confidence \
         reasons",
    ),
    ("tables", "table_id pages row_count column_count confidence"),
    ("cells", "table_id row col row_span col_span text is_header"),
    ("stated_totals", "key count share phrase found_count found_share agrees"),
    ("coverage", "row_count read withheld derived money label unread"),
    ("notes", "code severity table key message status"),
];

/// The columns that say where a row was printed.
const PLACE: [&str; 6] = ["document_id", "page", "x0", "y0", "x1", "y1"];

/// The folder with the run of three editions that all tests here read, and those of the trends.
pub fn run_folder() -> &'static Path {
    static FOLDER: LazyLock<TempDir> = LazyLock::new(|| {
        let folder = tempfile::tempdir().unwrap();
        copy_fixtures(&folder.path().join("input"), &["R4_typst.pdf", "R5_typst.pdf", "R6_typst.pdf"]);
        shinchoku_in(folder.path(), ["build", "input", "--output", "output", "--format", "parquet,csv"]).ends_with(0);
        folder
    });
    FOLDER.path()
}

fn datasets() -> PathBuf {
    run_folder().join("output/current/datasets")
}

#[track_caller]
fn parquet(table: &str) -> DataFrame {
    let file = fs::File::open(datasets().join(format!("{table}.parquet"))).unwrap();
    ParquetReader::new(file).finish().unwrap()
}

fn csv_bytes(table: &str) -> Vec<u8> {
    fs::read(datasets().join(format!("{table}.csv"))).unwrap()
}

fn names(frame: &DataFrame) -> Vec<String> {
    frame.columns().iter().map(|it| it.name().to_string()).collect()
}

/// A column as text, nulls empty.
fn texts(frame: &DataFrame, column: &str) -> Vec<String> {
    let text = |value: AnyValue| match value {
        AnyValue::Null => String::new(),
        AnyValue::String(text) => text.to_owned(),
        other => other.to_string(),
    };
    let column = frame.column(column).unwrap();
    (0..column.len()).map(|row| text(column.get(row).unwrap())).collect()
}

/// A decimal column as exact text without zeros at the end, nulls empty.
fn decimals(frame: &DataFrame, column: &str) -> Vec<String> {
    let text = |value: AnyValue| match value {
        AnyValue::Null => String::new(),
        AnyValue::Decimal(scaled, _, scale) => {
            rust_decimal::Decimal::from_i128_with_scale(scaled, scale as u32).normalize().to_string()
        }
        other => panic!("a decimal, not {other:?}"),
    };
    let column = frame.column(column).unwrap();
    (0..column.len()).map(|row| text(column.get(row).unwrap())).collect()
}

fn csv_column(table: &str, name: &str) -> Vec<String> {
    let rows = csv_rows(&csv_bytes(table));
    let index = rows[0].iter().position(|it| it == name).unwrap();
    rows[1..].iter().map(|row| row[index].clone()).collect()
}

#[test]
fn parquet_has_the_columns_of_the_contract() {
    for (table, columns) in PROMISED {
        let found = names(&parquet(table));
        let places = PLACE.iter().copied().filter(|_| table != "documents");
        for column in columns.split(' ').chain(places) {
            assert!(found.iter().any(|it| it == column), "{table} has no column {column}");
        }
    }
}

/// The type of decimals in files of a run whose values have at most 12 digits before the point.
fn decimal() -> DataType {
    DataType::Decimal(schema::FILE_PRECISION, schema::DECIMAL_SCALE)
}

#[test]
fn parquet_has_the_types_of_the_schema() {
    for table in schema::tables() {
        let frame = parquet(table.name);
        let expected: Vec<&str> = table.columns.iter().map(|it| it.name).collect();
        assert_eq!(names(&frame), expected, "{}", table.name);
        for (column, described) in frame.columns().iter().zip(&table.columns) {
            let expected = match described.column_type {
                schema::ColumnType::Decimal => decimal(),
                other => other.data_type(),
            };
            assert_eq!(*column.dtype(), expected, "{}.{}", table.name, described.name);
        }
    }
}

#[test]
fn columns_with_a_fixed_list_of_values_have_no_other() {
    for table in schema::tables() {
        for column in table.columns.iter().filter(|it| !it.values.is_empty()) {
            for value in csv_column(table.name, column.name).iter().filter(|it| !it.is_empty()) {
                let is_known = column.values.iter().any(|it| it.value == value);
                assert!(is_known, "{}.{}: {value} is not in values.tsv", table.name, column.name);
            }
        }
    }
}

#[test]
fn keys_name_each_row_once() {
    for table in schema::tables().iter().filter(|it| !it.key().is_empty()) {
        let columns: Vec<Vec<String>> = table.key().iter().map(|it| csv_column(table.name, it)).collect();
        let keys: Vec<Vec<&String>> =
            (0..columns[0].len()).map(|row| columns.iter().map(|it| &it[row]).collect()).collect();
        let distinct: std::collections::BTreeSet<_> = keys.iter().collect();
        assert_eq!(distinct.len(), keys.len(), "{}", table.name);
    }
}

#[test]
fn no_number_is_not_a_number() {
    for table in schema::tables() {
        for column in parquet(table.name).columns().iter().filter(|it| *it.dtype() == DataType::Float64) {
            assert!(!column.f64().unwrap().iter().flatten().any(f64::is_nan), "{}.{}", table.name, column.name());
        }
    }
}

#[test]
fn every_table_has_rows() {
    // The profile of the fixtures says what is read; only reports without one need to account for their figures.
    for (table, _) in PROMISED.iter().filter(|it| !["notes", "coverage"].contains(&it.0)) {
        assert!(parquet(table).height() > 0, "{table}");
    }
}

#[test]
fn csv_begins_with_the_byte_order_mark_and_has_the_same_rows() {
    for table in schema::tables() {
        let (bytes, frame) = (csv_bytes(table.name), parquet(table.name));
        assert!(bytes.starts_with(&[0xEF, 0xBB, 0xBF]), "{}", table.name);
        let rows = csv_rows(&bytes);
        assert_eq!(rows[0], names(&frame), "{}", table.name);
        assert_eq!(rows.len() - 1, frame.height(), "{}", table.name);
        assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{}: each row has every field", table.name);
    }
}

#[test]
fn values_are_exact_in_both_formats() {
    let frame = parquet("observations");
    let in_parquet: Vec<(String, String)> =
        texts(&frame, "printed").into_iter().zip(decimals(&frame, "value")).collect();
    assert_eq!(in_parquet.iter().map(|it| it.1.clone()).collect::<Vec<_>>(), csv_column("observations", "value"));
    for edition in ["R4", "R5", "R6"] {
        let expected = expected(&format!("expected/{edition}.json"));
        for row in expected["observations"].as_array().unwrap().iter().filter(|it| it["optional"] == false) {
            let (printed, value) = (row["printed"].as_str().unwrap(), row["value"].as_str().unwrap());
            let is_there = |it: &(String, String)| it.0.contains(printed) && it.1 == value;
            assert!(in_parquet.iter().any(is_there), "{edition}: {printed} is not {value} in observations.parquet");
        }
    }
}

#[test]
fn stated_shares_are_exact() {
    let frame = parquet("stated_totals");
    assert_eq!(*frame.column("share").unwrap().dtype(), decimal());
    let shares = decimals(&frame, "share");
    assert_eq!(shares, csv_column("stated_totals", "share"));
    assert!(["20.7", "73.2", "6.1"].iter().all(|it| shares.iter().any(|share| share == it)), "{shares:?}");
}

#[test]
fn every_row_leads_to_a_document() {
    let documents = texts(&parquet("documents"), "document_id");
    assert!(documents.iter().all(|it| it.len() == 64), "{documents:?}");
    for (table, _) in PROMISED.iter().filter(|it| it.0 != "notes") {
        let ids = texts(&parquet(table), "document_id");
        assert!(ids.iter().all(|it| documents.contains(it)), "{table}");
    }
}

#[test]
fn rows_name_initiatives_that_are_there() {
    let initiatives = texts(&parquet("initiatives"), "initiative_id");
    for table in ["ratings", "blocks", "indicators"] {
        let ids = texts(&parquet(table), "initiative_id");
        assert!(ids.iter().all(|it| it.is_empty() || initiatives.contains(it)), "{table}");
    }
}

#[test]
fn each_list_row_is_an_initiative_of_its_year() {
    for (year, edition) in [("2022", "R4"), ("2023", "R5"), ("2024", "R6")] {
        let years = texts(&parquet("initiatives"), "fiscal_year");
        let expected = expected(&format!("expected/{edition}.json"));
        let count = years.iter().filter(|it| *it == year).count();
        assert_eq!(Some(count), expected["initiatives"].as_array().map(Vec::len), "{edition}");
    }
}
