//! Which rows of the trends were made of a row.

use crate::dataset::schema::ColumnType;
use crate::dataset::{Frame, Frames};

/// Columns that identify a row, not what it says.
const LEFT_OUT: [&str; 5] = ["prefecture_code", "plan", "subject", "method", "caution"];

/// A row of a trend: its table, and what it says.
pub(super) struct Use {
    pub table: &'static str,
    pub text: String,
}

/// The rows of trends that name `id` in any column of ids.
pub(super) fn naming(frames: &Frames, id: &str) -> Vec<Use> {
    let names_it = |frame: &Frame, row: usize| {
        let columns = frame.schema().columns.iter().filter(|it| it.column_type == ColumnType::Text);
        columns.into_iter().any(|it| it.name.ends_with("_id") && frame.text(it.name).get(row) == Some(id))
    };
    where_holds(frames, |_| true, names_it)
}

/// The rows of `trend_ratings` that count a rating.
pub(super) fn counting(frames: &Frames, document_id: &str, fiscal_year: i16, rank: Option<i8>) -> Vec<Use> {
    let counts_it = |frame: &Frame, row: usize| {
        frame.text("document_id").get(row) == Some(document_id)
            && frame.i16("fiscal_year").get(row) == Some(fiscal_year)
            && frame.i8("rank").get(row) == rank
    };
    if rank.is_none() {
        return Vec::new();
    }
    where_holds(frames, |table| table == "trend_ratings", counts_it)
}

fn where_holds(frames: &Frames, table: impl Fn(&str) -> bool, holds: impl Fn(&Frame, usize) -> bool) -> Vec<Use> {
    let trends = frames.iter().filter(|it| it.name().starts_with("trend_") && table(it.name()));
    let uses = trends.flat_map(|frame| {
        let rows = (0..frame.row_count()).filter(|row| holds(frame, *row)).collect::<Vec<_>>();
        rows.into_iter().map(|row| Use { table: frame.name(), text: row_text(frame, row) })
    });
    uses.collect()
}

/// What a row says, column by column; ids and what is empty are left out.
fn row_text(frame: &Frame, row: usize) -> String {
    let columns = frame.schema().columns.iter();
    let said = columns.filter(|it| !it.name.ends_with("_id") && !LEFT_OUT.contains(&it.name));
    let texts = said.filter_map(|it| Some(format!("{} {}", it.name, value(frame, it.name, it.column_type, row)?)));
    texts.collect::<Vec<_>>().join(", ")
}

/// A value as text; `None` where it is null or a list.
fn value(frame: &Frame, name: &str, column_type: ColumnType, row: usize) -> Option<String> {
    match column_type {
        ColumnType::Text => frame.text(name).get(row).map(str::to_owned),
        ColumnType::I8 => frame.i8(name).get(row).map(|it| it.to_string()),
        ColumnType::I16 => frame.i16(name).get(row).map(|it| it.to_string()),
        ColumnType::I32 => frame.i32(name).get(row).map(|it| it.to_string()),
        ColumnType::F64 => {
            frame.f64(name).get(row).map(|it| format!("{it:.4}").trim_end_matches('0').trim_end_matches('.').to_owned())
        }
        ColumnType::Decimal => frame.decimal(name, row).map(|it| it.to_string()),
        ColumnType::Boolean => frame.boolean(name).get(row).map(|it| it.to_string()),
        ColumnType::Date | ColumnType::TextList | ColumnType::I32List => None,
    }
}
