//! The answers of the analyses that have no sheet of their own, as the screen shows them.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::context::Context;
use super::sheet::{Cell, Sheet, display_width};
use crate::analysis::{Analysis, TerminalTable, summary};

/// Answers that other sheets show.
const SHOWN_ELSEWHERE: [&str; 4] =
    ["trend_ratings", "trend_transitions", "trend_transition_matrix", "trend_achievement"];
/// Rows of one answer.
const MOST_ROWS: usize = 1_000;

/// The sheet.
pub(super) fn sheet(context: &Context) -> Result<Option<Worksheet>, XlsxError> {
    let answers = context.publication.analyses.iter().filter(|it| !SHOWN_ELSEWHERE.contains(&it.name));
    let answers: Vec<Analysis> = answers.cloned().collect();
    let tables = summary(&answers, context.language);
    if tables.is_empty() {
        return Ok(None);
    }
    let (words, styles) = (context.words, &context.styles);
    let mut sheet = Sheet::new(words.trends, &widths(&tables), words.trends, &[words.trends_note], styles)?;
    sheet.worksheet.set_landscape();
    for table in &tables {
        sheet.heading(&table.title)?;
        sheet.line(table.header.iter().map(|it| (Cell::from(it.as_str()), &styles.header)))?;
        for row in table.rows.iter().take(MOST_ROWS) {
            sheet.line(row.iter().map(|it| match it.replace(',', "").parse::<i64>() {
                Ok(count) => (Cell::Count(count), &styles.count),
                Err(_) => (Cell::from(it.as_str()), &styles.cell),
            }))?;
        }
        if let Some(caution) = &table.caution {
            sheet.remark(caution)?;
        }
    }
    Ok(Some(sheet.worksheet))
}

/// Columns as wide as their widest entry, in pixels.
fn widths(tables: &[TerminalTable]) -> Vec<u32> {
    let count = tables.iter().map(|it| it.header.len()).max().unwrap_or_default();
    let widest = |column: usize| {
        let rows = tables.iter().flat_map(|it| it.rows.iter().take(MOST_ROWS).chain([&it.header]));
        rows.filter_map(|row| row.get(column)).map(|it| display_width(it)).max().unwrap_or_default()
    };
    (0..count).map(|column| 20 + 7 * widest(column).clamp(6, 50) as u32).collect()
}
