//! A table joined over pages -> its parts as printed, or its rows and cells made whole.

use super::{Cell, Table, TablePart};

impl Table {
    /// One table a page, each as it is printed there: the header where it was printed again, cut rows as two.
    ///
    /// The inverse of joining, but for text that the page end had pushed out of its cell. Column boundaries stay those of all.
    pub fn by_page(&self) -> Vec<Table> {
        self.parts.iter().map(|part| self.part(part)).collect()
    }

    fn part(&self, part: &TablePart) -> Table {
        let rows = part.first_row..part.first_row + part.row_count;
        let repeated = part.repeated.iter().map(|it| it.row + it.row_span).max().unwrap_or(0);
        let own = self.cells.iter().filter(|it| rows.contains(&it.row) && it.page == part.page).cloned();
        let own = own.map(|it| Cell { row: it.row - part.first_row + repeated, ..it });
        let header_rows = if part.first_row == 0 { self.header_rows.min(part.row_count) } else { repeated };
        Table {
            row_count: part.row_count + repeated,
            cells: part.repeated.iter().cloned().chain(own).collect(),
            header_rows,
            parts: vec![TablePart {
                first_row: 0,
                row_count: part.row_count + repeated,
                repeated: Vec::new(),
                continues_row: false,
                ..part.clone()
            }],
            ..self.clone()
        }
    }

    /// The table with rows that the page end cut made one, and merged cells that it cut made one where one piece is blank or
    /// both say the same. A joined cell keeps the page and box of its upper piece; its text knows all its places.
    pub fn with_whole_rows(&self) -> Table {
        let mut table = self.clone();
        // From the last to the first, so that the rows of earlier parts stay where they are.
        for index in (1..table.parts.len()).rev() {
            let cut = table.parts[index].first_row;
            if table.parts[index].continues_row && table.parts[index].row_count > 0 {
                join_rows(&mut table, cut);
                table.parts[index].row_count -= 1;
                table.parts[index].continues_row = false;
                table.parts[index + 1..].iter_mut().for_each(|it| it.first_row -= 1);
            } else {
                join_merged(&mut table, cut);
            }
        }
        table.cells.sort_by_key(|it| (it.row, it.column));
        table
    }
}

/// Adds the cells of row `cut` to those above and takes the row out.
fn join_rows(table: &mut Table, cut: usize) {
    let (lower, mut upper): (Vec<Cell>, Vec<Cell>) =
        std::mem::take(&mut table.cells).into_iter().partition(|it| it.row == cut);
    for cell in lower {
        match upper.iter_mut().find(|it| it.covers(cut - 1, cell.column)) {
            Some(above) => {
                above.text.append(&cell.text);
                above.row_span = above.row_span.max(cut - above.row + cell.row_span - 1);
            }
            None => upper.push(Cell { row: cut - 1, ..cell }),
        }
    }
    for cell in &mut upper {
        if cell.row > cut {
            cell.row -= 1;
        }
    }
    table.cells = upper;
    table.row_count -= 1;
}

/// Makes merged cells one that end above row `cut` and go on from it.
fn join_merged(table: &mut Table, cut: usize) {
    let text = |cell: &Cell| -> String { cell.text.text().split_whitespace().collect() };
    let mut joined = Vec::new();
    for (index, lower) in table.cells.iter().enumerate().filter(|(_, it)| it.row == cut) {
        let above = table.cells.iter().position(|it| {
            it.row + it.row_span == cut && (it.column, it.column_span) == (lower.column, lower.column_span)
        });
        let Some(upper) = above.map(|it| &table.cells[it]) else { continue };
        let merged = upper.row_span > 1 || lower.row_span > 1;
        let (first, second) = (text(upper), text(lower));
        if merged
            && (first.is_empty() || second.is_empty() || first == second)
            && !(first.is_empty() && second.is_empty())
        {
            joined.extend(above.map(|it| (it, index)));
        }
    }
    for (upper, lower) in &joined {
        let below = table.cells[*lower].clone();
        let above = &mut table.cells[*upper];
        above.row_span += below.row_span;
        if text(above).is_empty() {
            above.text = below.text;
        }
    }
    let mut index = 0;
    table.cells.retain(|_| {
        index += 1;
        !joined.iter().any(|(_, lower)| *lower + 1 == index)
    });
}

#[cfg(test)]
mod tests {
    use super::super::Passage;
    use super::*;
    use crate::base::Rect;

    /// A table over two pages, cut above row `cut`; blanks are `_`, a cell over two rows is `text^2`.
    fn table(rows: &[&str], cut: usize, continues_row: bool) -> Table {
        let mut cells = Vec::new();
        for (row, line) in rows.iter().enumerate() {
            for (column, written) in line.split('|').enumerate().filter(|(_, it)| *it != ".") {
                let (written, row_span) =
                    written.split_once('^').map_or((written, 1), |(a, b)| (a, b.parse().unwrap()));
                let page = if row < cut { 1 } else { 2 };
                let mut text = Passage::default();
                written.chars().filter(|it| *it != '_').for_each(|it| text.push(it, page, Rect::default()));
                cells.push(Cell {
                    row,
                    column,
                    row_span,
                    column_span: 1,
                    text,
                    size: 9.0,
                    page,
                    bbox: Rect::default(),
                });
            }
        }
        let part = |page, first_row, row_count| TablePart { page, first_row, row_count, ..TablePart::default() };
        let second = TablePart { continues_row, ..part(2, cut, rows.len() - cut) };
        let boundaries = (0..=rows[0].split('|').count()).map(|it| it as f64).collect();
        Table { parts: vec![part(1, 0, cut), second], row_count: rows.len(), boundaries, cells, ..Table::default() }
    }

    fn show(table: &Table) -> Vec<String> {
        let cell = |it: &Cell| format!("{},{}^{} {}", it.row, it.column, it.row_span, it.text.text());
        table.cells.iter().map(cell).collect()
    }

    #[test]
    fn a_cut_row_becomes_one() {
        let whole = table(&["1|filing on", "_|line", "2|cards"], 1, true).with_whole_rows();
        assert_eq!(show(&whole), ["0,0^1 1", "0,1^1 filing online", "1,0^1 2", "1,1^1 cards"]);
        assert_eq!((whole.row_count, whole.parts[1].row_count), (2, 1));
    }

    #[test]
    fn a_cut_section_becomes_one_where_a_piece_is_blank() {
        let whole = table(&["(1)^2|filing", ".|cards", "_^2|permits", ".|maps"], 2, false).with_whole_rows();
        assert_eq!(show(&whole)[0], "0,0^4 (1)");
        assert_eq!(whole.cells.len(), 5);
    }

    #[test]
    fn two_sections_stay_two() {
        let whole = table(&["(1)^2|filing", ".|cards", "(2)^2|permits", ".|maps"], 2, false).with_whole_rows();
        assert_eq!(whole.cells.len(), 6);
    }

    #[test]
    fn by_page_gives_the_header_that_was_printed_again() {
        let mut joined = table(&["No|title", "1|filing", "2|cards"], 2, false);
        joined.header_rows = 1;
        joined.parts[1].repeated = joined.cells[..2].to_vec();
        let pages = joined.by_page();
        assert_eq!(show(&pages[1]), ["0,0^1 No", "0,1^1 title", "1,0^1 2", "1,1^1 cards"]);
        assert_eq!(pages.iter().map(|it| (it.row_count, it.header_rows)).collect::<Vec<_>>(), [(2, 1), (2, 1)]);
    }
}
