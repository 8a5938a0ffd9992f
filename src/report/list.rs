//! The list of initiatives: tables with merged sections, bands for areas, a rating a year.

use super::compact::Compact;
use super::pattern::Pattern;
use super::profile::ListForm;
use crate::base::{FiscalYear, SourceRef};
use crate::layout::{Cell, DocumentLayout, Passage, Table};
use crate::text::fold;

/// A row of the list.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ListRow {
    pub number: Option<u32>,
    pub title: Passage,
    pub area: Option<String>,
    pub section: Option<String>,
    pub ratings: Vec<ListRating>,
    pub source: SourceRef,
}

/// A rating in a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ListRating {
    /// That of the report where the header prints none.
    pub fiscal_year: Option<FiscalYear>,
    pub printed: Passage,
    pub cell: SourceRef,
}

/// What the list holds and which tables it took.
#[derive(Default)]
pub(super) struct Lists {
    pub rows: Vec<ListRow>,
    /// Indices in [`DocumentLayout::tables`].
    pub tables: Vec<usize>,
}

/// Which columns hold what, as the header says.
#[derive(Debug, Clone)]
struct Columns {
    area: Option<usize>,
    section: usize,
    title: std::ops::Range<usize>,
    ratings: Vec<(usize, Option<FiscalYear>)>,
    boundaries: Vec<f64>,
}

/// A row before its section and area are settled.
struct OpenRow<'a> {
    number: Option<u32>,
    title: Passage,
    area: Group<'a>,
    section: Group<'a>,
    ratings: Vec<ListRating>,
    page: u32,
    cell: SourceRef,
}

/// What says to which group a row belongs.
#[derive(Clone, Copy)]
enum Group<'a> {
    /// A band above the row, with its text.
    Band(&'a Passage),
    /// A merged cell beside the row.
    Cell(&'a Cell),
    Unknown,
}

/// Reads all list tables of the document as one list.
pub(super) fn read_lists(layout: &DocumentLayout, form: &ListForm) -> Lists {
    let mut open_rows: Vec<OpenRow<'_>> = Vec::new();
    let mut tables = Vec::new();
    let mut columns: Option<Columns> = None;
    for (index, table) in layout.tables.iter().enumerate() {
        let inherited = columns.take().filter(|it| same_boundaries(&it.boundaries, &table.boundaries));
        if inherited.is_none() && !has_header(table, form) {
            continue;
        }
        tables.push(index);
        columns = read_table(table, inherited, form, &mut open_rows);
    }
    Lists { rows: settle(open_rows, form), tables }
}

fn same_boundaries(first: &[f64], second: &[f64]) -> bool {
    first.len() == second.len() && first.iter().zip(second).all(|(a, b)| (a - b).abs() <= 4.0)
}

fn read_table<'a>(
    table: &'a Table,
    mut columns: Option<Columns>,
    form: &ListForm,
    rows: &mut Vec<OpenRow<'a>>,
) -> Option<Columns> {
    let mut band: Option<&Passage> = None;
    for row in 0..table.row_count {
        if let Some(found) = header(table, row, form) {
            columns = Some(found);
            continue;
        }
        let Some(columns) = &columns else { continue };
        if let Some(text) = band_text(table, row) {
            band = Some(text);
            continue;
        }
        let begins_here = |cell: &&Cell| columns.title.contains(&cell.column) && cell.row == row;
        let Some(first) = table.row(row).find(begins_here) else { continue };
        let title = title_text(table, row, &columns.title);
        let ratings = ratings(table, row, columns);
        if title.is_blank() && ratings.iter().all(|it| it.printed.is_blank()) {
            continue;
        }
        let expected = rows.iter().rev().find_map(|it| it.number).map_or(1, |it| it + 1);
        let number = if form.leading_number { leading_number(title.text(), expected) } else { None };
        let continued = form.leading_number
            && number.is_none()
            && rows.last().is_some_and(|it| it.page != first.page && it.number.is_some());
        match rows.last_mut() {
            // The page end cut the row in two: its number stands on the page before.
            Some(before) if continued => continue_row(before, &title, ratings),
            _ => rows.push(OpenRow {
                number: number.map(|(number, _)| number),
                title: title.slice(number.map_or(0, |(_, end)| end)..title.text().len()).trimmed(),
                area: match columns.area.and_then(|column| table.cell(row, column)) {
                    Some(cell) if cell.column_span == 1 => Group::Cell(cell),
                    _ => band.map_or(Group::Unknown, Group::Band),
                },
                section: table.cell(row, columns.section).map_or(Group::Unknown, Group::Cell),
                ratings,
                page: first.page,
                cell: first.source(),
            }),
        }
    }
    columns
}

/// Whether a table is one of the list.
fn has_header(table: &Table, form: &ListForm) -> bool {
    (0..table.row_count).any(|row| header(table, row, form).is_some())
}

/// The columns that a header names; `None` where none begins in this row. Years may stand in a second row, beside cells that
/// cover both.
fn header(table: &Table, row: usize, form: &ListForm) -> Option<Columns> {
    let (mut area, mut section, mut title): (Option<&Cell>, Option<&Cell>, Option<&Cell>) = (None, None, None);
    for cell in table.row(row) {
        let compact = Compact::new(cell.text.text());
        if form.section.contains(&compact.text) {
            // Of two levels the lower stands to the right.
            area = section.replace(cell);
        } else if form.title.contains(&compact.text) {
            title = title.or(Some(cell));
        }
    }
    let (section, title) = (section?, title?);
    let mut ratings: Vec<(&Cell, Option<FiscalYear>)> = Vec::new();
    for cell in (row..row + section.row_span.max(title.row_span)).flat_map(|row| table.row(row)) {
        let compact = Compact::new(cell.text.text());
        if let Some(found) = form.rating.iter().find_map(|pattern| pattern.whole(&compact)) {
            // What stands over years says no year.
            ratings.retain(|(above, _)| !(above.column..above.column + above.column_span).contains(&cell.column));
            ratings.push((cell, found.fiscal_year()));
        }
    }
    if form.rated && ratings.is_empty() {
        return None;
    }
    let last_section_column = section.column + section.column_span - 1;
    Some(Columns {
        // A section header over two columns has the areas in the first.
        area: if section.column_span > 1 { Some(section.column) } else { area.map(|it| it.column) },
        section: last_section_column,
        title: title.column..title.column + title.column_span,
        ratings: ratings.into_iter().map(|(cell, year)| (cell.column, year)).collect(),
        boundaries: table.boundaries.clone(),
    })
}

/// The text of a row whose only text spans the table.
fn band_text(table: &Table, row: usize) -> Option<&Passage> {
    let mut cells = table.row(row).filter(|it| !it.text.is_blank());
    let cell = cells.next()?;
    let spans = cell.column == 0 && cell.column_span == table.column_count() && cell.row_span == 1;
    (spans && cells.next().is_none()).then_some(&cell.text)
}

/// The text of the title columns, from left to right.
fn title_text(table: &Table, row: usize, columns: &std::ops::Range<usize>) -> Passage {
    let mut text = Passage::default();
    for cell in table.row(row).filter(|it| columns.contains(&it.column)) {
        if !text.is_blank() {
            text.push_gap(' ');
        }
        text.append(&cell.text);
    }
    text
}

fn ratings(table: &Table, row: usize, columns: &Columns) -> Vec<ListRating> {
    let rating = |(column, fiscal_year): &(usize, Option<FiscalYear>)| {
        let cell = table.cell(row, *column)?;
        Some(ListRating { fiscal_year: *fiscal_year, printed: cell.text.trimmed(), cell: cell.source() })
    };
    columns.ratings.iter().filter_map(rating).collect()
}

/// The number before a title and where it ends. Where white space was lost and the title begins with a digit (`79 5G等`), the
/// number expected next decides.
fn leading_number(title: &str, expected: u32) -> Option<(u32, usize)> {
    let start = title.len() - title.trim_start().len();
    let digits: Vec<(usize, char)> = title[start..].char_indices().take_while(|(_, it)| it.is_numeric()).collect();
    let folded = fold(&title[start..start + digits.last().map(|(at, it)| at + it.len_utf8())?]);
    let end_of = |count: usize| {
        digits.get(count).map_or(start + digits.last().map_or(0, |(at, it)| at + it.len_utf8()), |(at, _)| start + at)
    };
    let wanted = expected.to_string();
    if folded.len() == digits.len() && folded.starts_with(&wanted) {
        return Some((expected, end_of(wanted.len())));
    }
    let number = folded.parse().ok().filter(|number| *number < 1000)?;
    Some((number, end_of(digits.len())))
}

fn continue_row(row: &mut OpenRow<'_>, title: &Passage, ratings: Vec<ListRating>) {
    row.title.append(&title.trimmed());
    for (before, after) in row.ratings.iter_mut().zip(ratings) {
        if before.printed.is_blank() {
            *before = after;
        }
    }
}

/// Gives every row the text of its section and area, also where the page end cut the merged cell.
fn settle(rows: Vec<OpenRow<'_>>, form: &ListForm) -> Vec<ListRow> {
    let pages: Vec<u32> = rows.iter().map(|it| it.page).collect();
    let areas = group_texts(&rows.iter().map(|it| it.area).collect::<Vec<_>>(), &pages, &[], None);
    let breaks: Vec<usize> = (1..rows.len()).filter(|index| areas[*index] != areas[index - 1]).collect();
    let form = form.section_form.as_ref();
    let sections = group_texts(&rows.iter().map(|it| it.section).collect::<Vec<_>>(), &pages, &breaks, form);
    rows.into_iter()
        .zip(areas)
        .zip(sections)
        .map(|((row, area), section)| ListRow {
            number: row.number,
            source: row.title.source().unwrap_or(row.cell),
            title: row.title,
            area,
            section,
            ratings: row.ratings,
        })
        .collect()
}

/// One entry a row: the text of the merged cell or band that covers it.
///
/// A merged cell that the page end cut stands in two pieces, with its text in one or halved between both. Two pieces are one
/// cell where one is blank, both say the same, or the lower one does not begin as `form` does while the upper one does.
/// `breaks` are rows before which a new group surely begins.
fn group_texts(groups: &[Group<'_>], pages: &[u32], breaks: &[usize], form: Option<&Pattern>) -> Vec<Option<String>> {
    let mut texts: Vec<String> = Vec::new();
    let mut group_of_row = Vec::with_capacity(groups.len());
    for (index, group) in groups.iter().enumerate() {
        let text = match group {
            Group::Band(text) => text.text(),
            Group::Cell(cell) => cell.text.text(),
            Group::Unknown => "",
        }
        .replace('\n', "");
        let before = index.checked_sub(1).map(|before| groups[before]);
        let same = match (before, group) {
            (Some(Group::Cell(a)), Group::Cell(b)) => std::ptr::eq(a, *b),
            (Some(Group::Band(a)), Group::Band(b)) => std::ptr::eq(a, *b) || a.text() == b.text(),
            (Some(Group::Unknown), Group::Unknown) => true,
            _ => false,
        };
        let page_break = index > 0 && pages[index] != pages[index - 1];
        if same && !breaks.contains(&index) {
            group_of_row.push(texts.len() - 1);
            continue;
        }
        let last = texts.last_mut().filter(|_| page_break && !breaks.contains(&index));
        match last.map(|upper| (is_continued(upper, &text, form), upper)) {
            Some((true, upper)) => {
                if upper.trim() != text.trim() {
                    upper.push_str(&text);
                }
            }
            _ => texts.push(text),
        }
        group_of_row.push(texts.len() - 1);
    }
    let settled: Vec<Option<String>> =
        texts.into_iter().map(|it| Some(it.trim().to_owned()).filter(|it| !it.is_empty())).collect();
    group_of_row.into_iter().map(|group| settled[group].clone()).collect()
}

fn is_continued(upper: &str, lower: &str, form: Option<&Pattern>) -> bool {
    if upper.trim().is_empty() || lower.trim().is_empty() || upper.trim() == lower.trim() {
        return true;
    }
    let begins = |text: &str| form.is_some_and(|form| form.prefix(&Compact::new(text)).is_some());
    form.is_some() && begins(upper) && !begins(lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_expected_number_parts_digits() {
        assert_eq!(leading_number("795G等新たな情報通信基盤", 79), Some((79, 2)));
        assert_eq!(leading_number("79 5G等新たな情報通信基盤", 79), Some((79, 2)));
    }

    #[test]
    fn a_number_out_of_order_is_read_whole() {
        assert_eq!(leading_number("12 法制執務", 5), Some((12, 2)));
    }

    #[test]
    fn full_width_numbers() {
        assert_eq!(leading_number("１２　法制執務", 12), Some((12, "１２".len())));
    }

    #[test]
    fn no_number() {
        assert_eq!(leading_number("法制執務", 12), None);
    }

    #[test]
    fn halves_of_a_cut_section() {
        let form = Pattern::new("({n}){title}", &[]).unwrap();
        assert!(is_continued("(4) デジタルデバイス対策", "の推進", Some(&form)));
        assert!(!is_continued("(4) デジタルデバイス対策", "(5) 人材", Some(&form)));
        assert!(is_continued("", "(5) 人材", Some(&form)));
        assert!(!is_continued("行政", "産業", None));
    }
}
