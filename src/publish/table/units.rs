//! Which unit and scale the numbers of a table have: the caption above, the names of columns, a column of units.

use super::PrintedTable;
use crate::layout::{Cell, DocumentLayout, Table};
use crate::text::{ItemKind, UnitCaption, UnitTable, scan, unit_of_caption, unit_of_cell};

/// The number in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellValue {
    /// As a decimal, scale words and the scale of the caption multiplied out.
    pub value: String,
    /// Id of its unit; `None` where nothing tells it.
    pub unit: Option<&'static str>,
}

/// The unit in a line right above the table: `（単位：千円）`.
pub(super) fn caption_above(layout: &DocumentLayout, table: &Table) -> Option<UnitCaption> {
    let lines = layout.unit_lines(table);
    lines.iter().filter_map(|it| unit_of_caption(it.text.text(), UnitTable::built_in())).next_back()
}

impl PrintedTable {
    /// The unit that the name of each column tells.
    pub fn column_units(&self) -> Vec<Option<UnitCaption>> {
        let unit = |name: &String| unit_of_caption(name, UnitTable::built_in());
        self.header().map_or_else(|| vec![None; self.table.column_count()], |names| names.iter().map(unit).collect())
    }

    /// The number that a cell below the header holds, with its unit: its own, its row's, its column's or the caption's.
    ///
    /// `None` where the cell holds no number, or more than one.
    pub fn value(&self, cell: &Cell, column_units: &[Option<UnitCaption>]) -> Option<CellValue> {
        if self.table.is_header(cell) {
            return None;
        }
        let text = cell.text.text();
        let items = scan(text);
        let [item] = items.as_slice() else { return None };
        let ItemKind::Quantity(quantity) = &item.kind else { return None };
        let mut quantity = quantity.clone();
        quantity.value?;
        let rest = [&text[..item.range.start], &text[item.range.end..]];
        if rest.iter().any(|it| it.chars().any(char::is_alphanumeric)) {
            return None;
        }
        let own = self.row_unit(cell).or_else(|| column_units.get(cell.column).cloned().flatten());
        if let Some(unit) = own.as_ref().or(self.unit.as_ref().filter(|it| self.covers(it, cell))) {
            unit.apply(&mut quantity);
        }
        let value = quantity.value.map(|it| it.normalize().to_string())?;
        Some(CellValue { value, unit: quantity.unit.map(|it| it.id) })
    }

    /// The unit in the column of units, on the row of a cell.
    fn row_unit(&self, cell: &Cell) -> Option<UnitCaption> {
        let names = self.header()?;
        let column = names.iter().position(|it| it.split_whitespace().collect::<String>() == "単位")?;
        let printed = self.table.cell(cell.row, column)?.text.text();
        unit_of_cell(printed, UnitTable::built_in())
    }

    /// Whether the caption is about the column and the row of a cell.
    fn covers(&self, caption: &UnitCaption, cell: &Cell) -> bool {
        let column = self.header().and_then(|names| names.get(cell.column).cloned()).unwrap_or_default();
        let labels = (0..self.table.header_columns).filter_map(|it| self.table.cell(cell.row, it));
        let row: String = labels.map(|it| it.text.text()).collect();
        caption.covers(&column) && caption.covers(&row)
    }
}

#[cfg(test)]
mod tests {
    use super::super::examples::budget;
    use super::*;

    #[track_caller]
    fn check(printed: &PrintedTable, text: &str, expected: Option<(&str, Option<&str>)>) {
        let cell = printed.table.cells.iter().find(|it| it.text.text() == text).expect("it is printed");
        let value = printed.value(cell, &printed.column_units());
        assert_eq!(value.as_ref().map(|it| (it.value.as_str(), it.unit)), expected);
    }

    /// The example with other texts in place of the first two.
    fn renamed(from: &str, to: &str) -> PrintedTable {
        let mut printed = budget();
        let bbox = printed.table.parts[0].bbox;
        let cell = printed.table.cells.iter_mut().find(|it| it.text.text() == from).expect("it is printed");
        cell.text = crate::layout::Passage::default();
        to.chars().for_each(|it| cell.text.push(it, 2, bbox));
        printed
    }

    #[test]
    fn the_caption_scales_amounts() {
        check(&budget(), "1,200", Some(("1200000", Some("JPY"))));
    }

    #[test]
    fn shares_are_no_amounts() {
        check(&renamed("県", "構成比"), "-300", Some(("-300", None)));
        check(&renamed("県", "比　較"), "-300", Some(("-300000", Some("JPY"))));
    }

    #[test]
    fn a_unit_in_the_name_of_a_column_comes_first() {
        check(&renamed("国", "受講者（人）"), "1,200", Some(("1200", Some("person"))));
    }

    #[test]
    fn labels_and_prose_are_no_values() {
        check(&budget(), "道路", None);
        check(&renamed("1,200", "第3期は12件で終了"), "第3期は12件で終了", None);
    }
}
