//! The workbook -> what people filled in.

use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};

use super::{Column, FilledRow, KEY_TITLE, TITLE_ROW};

/// What all parts of a workbook may take when unpacked, in bytes; a sheet of 100,000 rows takes a tenth of it.
const MOST_UNPACKED: u64 = 200 * 1024 * 1024;

/// A file that is no sheet of corrections.
#[derive(Debug, thiserror::Error)]
pub enum SheetFault {
    /// It is no Excel workbook.
    #[error("it is no Excel workbook (.xlsx): {0}")]
    NotAWorkbook(String),
    /// Its parts say that they take more room than any such sheet.
    #[error("it is larger than 200 MB when unpacked")]
    TooLarge,
    /// No sheet has the hidden column of keys.
    #[error("no sheet has the hidden column of keys")]
    NoSheet,
}

/// What stands in a sheet of corrections, row by row, those without a key left out.
///
/// Cells are taken one by one and as they are: no column has a type, and nothing is made null for not fitting one.
///
/// # Errors
/// [`SheetFault`] where it is no such sheet.
pub fn read(bytes: Vec<u8>) -> Result<Vec<FilledRow>, SheetFault> {
    if unpacked_size(&bytes) > MOST_UNPACKED {
        return Err(SheetFault::TooLarge);
    }
    let wrong = |error: calamine::XlsxError| SheetFault::NotAWorkbook(error.to_string());
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(wrong)?;

    for name in workbook.sheet_names() {
        let Ok(cells) = workbook.worksheet_range(&name) else { continue };
        if text(&cells, TITLE_ROW, Column::Key).as_deref() != Some(KEY_TITLE) {
            continue;
        }
        let formulas = workbook.worksheet_formula(&name).map_err(wrong)?;
        let last = cells.end().map_or(0, |it| it.0);
        return Ok((TITLE_ROW + 1..=last).filter_map(|row| filled(&cells, &formulas, row)).collect());
    }
    Err(SheetFault::NoSheet)
}

fn filled(cells: &Range<Data>, formulas: &Range<String>, row: u32) -> Option<FilledRow> {
    let holds_formula = |column: &Column| {
        let formula = formulas.get_value((row, u32::from(column.index())));
        column.is_yellow() && formula.is_some_and(|it| !it.is_empty())
    };
    Some(FilledRow {
        number: row + 1,
        key: text(cells, row, Column::Key)?,
        printed: text(cells, row, Column::Printed).unwrap_or_default(),
        value: text(cells, row, Column::Value),
        verdict: text(cells, row, Column::Verdict),
        reason: text(cells, row, Column::Reason),
        by: text(cells, row, Column::By),
        has_formula: Column::ALL.iter().any(holds_formula),
    })
}

/// What a cell holds, without space around it; `None` where it is blank.
fn text(cells: &Range<Data>, row: u32, column: Column) -> Option<String> {
    let cell = cells.get_value((row, u32::from(column.index())))?;
    let text = match cell {
        Data::Empty => return None,
        // The shortest digits that mean this number: 81.7, never 81.70000000000000284.
        Data::Float(number) => number.to_string(),
        other => other.to_string(),
    };
    Some(text.trim().to_owned()).filter(|it| !it.is_empty())
}

/// What the directory of a ZIP file says its parts take when unpacked.
fn unpacked_size(bytes: &[u8]) -> u64 {
    const ENTRY: [u8; 4] = *b"PK\x01\x02";
    const SIZE_AT: usize = 24;
    let size = |at: usize| {
        let field = bytes.get(at + SIZE_AT..at + SIZE_AT + 4)?;
        Some(u64::from(u32::from_le_bytes(field.try_into().ok()?)))
    };
    memchr::memmem::find_iter(bytes, &ENTRY).filter_map(size).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bomb_is_not_unpacked() {
        let mut entry = b"PK\x01\x02".to_vec();
        entry.extend([0; 20]);
        entry.extend(u32::MAX.to_le_bytes());
        assert!(matches!(read(entry), Err(SheetFault::TooLarge)));
    }
}
