//! A sheet for each initiative: labels with their values beside or below them, a grid of indicators, labelled text.

use super::compact::Compact;
use super::header::{Heads, heads};
use super::header_cell::meaning;
use super::indicator_table::{Above, IndicatorRows, read_body, same_boundaries};
use super::pattern::{Match, Pattern};
use super::profile::{Field, IndicatorForm, Label, SheetForm};
use crate::base::{FiscalYear, SourceRef};
use crate::layout::{Cell, DocumentLayout, Flow, Passage, Table};
use crate::text::fold;

/// Labels are at most this long, in characters.
const MAX_LABEL: usize = 40;

/// What one sheet prints.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Sheet {
    pub number: Option<Passage>,
    pub area: Option<Passage>,
    pub section: Option<Passage>,
    pub title: Passage,
    pub departments: Option<Passage>,
    pub plan: Passage,
    pub progress: Passage,
    pub rating: Passage,
    pub next: Passage,
    /// The year that a label prints (【令和5年度の取組実績】).
    pub fiscal_year: Option<FiscalYear>,
    /// Where the rating stands, also where nothing is printed there.
    pub rating_cell: Option<SourceRef>,
    pub indicators: Vec<IndicatorRows>,
    /// Where it begins.
    pub source: Option<SourceRef>,
}

/// Reads all sheets, in the order printed. A sheet that goes on over the page, or prints its title again there, is one.
pub(super) fn read_sheets(layout: &DocumentLayout, form: &SheetForm, indicators: &IndicatorForm) -> Vec<Sheet> {
    let mut reader =
        Reader { form, indicators, sheets: Vec::new(), begun: None, heading: Sheet::default(), heads: None };
    for item in &layout.flow {
        match item {
            Flow::Line(line) => reader.line(&line.text),
            Flow::Table(index) => reader.table(&layout.tables[*index]),
        }
    }
    let mut sheets: Vec<Sheet> = reader.sheets.into_iter().filter(|it| !it.title.is_blank()).collect();
    number_from_margins(layout, form, &mut sheets);
    sheets
}

struct Reader<'a> {
    form: &'a SheetForm,
    indicators: &'a IndicatorForm,
    sheets: Vec<Sheet>,
    /// What stood above the title of the next sheet, where a marker begins it.
    begun: Option<Sheet>,
    /// Headings between sheets, which hold for all below them.
    heading: Sheet,
    /// The grid that may go on in the next table.
    heads: Option<Heads>,
}

impl Reader<'_> {
    fn line(&mut self, text: &Passage) {
        let compact = Compact::new(text.text());
        if self.form.marker.iter().any(|it| it.prefix(&compact).is_some()) {
            self.begun = Some(Sheet { source: text.source(), ..Sheet::default() });
            return;
        }
        let labels =
            self.form.labels.iter().filter(|(field, _)| matches!(field, Field::Number | Field::Area | Field::Section));
        for (field, pattern) in labels {
            let Some(found) = pattern.whole(&compact) else { continue };
            let Some(range) = slot(&found, *field) else { continue };
            let text = Some(text.slice(range).trimmed());
            match field {
                Field::Area => self.heading = Sheet { area: text, ..Sheet::default() },
                Field::Section => self.heading.section = text,
                _ => self.begun.get_or_insert_with(Sheet::default).number = text,
            }
            return;
        }
    }

    fn table(&mut self, table: &Table) {
        let inherited = self.heads.take().filter(|it| same_boundaries(&it.boundaries, &table.boundaries));
        let mut row = 0;
        if let Some(heads) = inherited.filter(|_| !self.is_labelled(table, 0)) {
            row = self.grid(table, 0, heads);
        }
        while row < table.row_count {
            if let Some(heads) = heads(table, row, self.indicators) {
                row = self.grid(table, heads.end, heads);
                continue;
            }
            let cells: Vec<&Cell> = table.row(row).filter(|it| !it.text.is_blank()).collect();
            for cell in cells {
                self.cell(table, cell);
            }
            row += 1;
        }
    }

    /// Reads the grid below a header; gives the row behind it.
    fn grid(&mut self, table: &Table, start: usize, heads: Heads) -> usize {
        let stops = |row: usize| self.is_labelled(table, row) || is_one_cell(table, row);
        let mut above = Above::default();
        let (found, end) = read_body(table, start, &heads, self.indicators, &mut above, stops);
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.indicators.extend(found);
        }
        if end == table.row_count {
            self.heads = Some(heads);
        }
        end.max(start)
    }

    fn is_labelled(&self, table: &Table, row: usize) -> bool {
        table.row(row).any(|cell| self.is_label(cell))
    }

    fn is_label(&self, cell: &Cell) -> bool {
        let compact = Compact::new(cell.text.text());
        short(&compact) && self.form.labels.iter().any(|(_, label)| label.whole(&compact).is_some())
    }

    fn cell(&mut self, table: &Table, cell: &Cell) {
        let compact = Compact::new(cell.text.text());
        if self.form.marker.iter().any(|it| it.whole(&compact).is_some()) {
            self.begun = Some(Sheet { source: Some(cell.source()), ..Sheet::default() });
            return;
        }
        let whole = self.form.labels.iter().filter(|_| short(&compact));
        if let Some((field, found)) = whole.filter_map(|(field, it)| Some((*field, it.whole(&compact)?))).next() {
            let year = found.fiscal_year();
            match slot(&found, field) {
                Some(range) => self.labelled(field, cell.text.slice(range).trimmed(), cell, year),
                None => {
                    if let Some(value) = self.value_cell(table, cell) {
                        let text = match field {
                            Field::Part(Label::Rating) => self.row_of(table, value),
                            _ => value.text.trimmed(),
                        };
                        self.labelled(field, text, value, year);
                    }
                }
            }
            return;
        }
        for (field, text, year) in self.parts(&cell.text) {
            self.labelled(field, text, cell, year);
        }
    }

    /// The cell that a label speaks of: the one beside it, or the one below where that is a label too or there is none.
    fn value_cell<'t>(&self, table: &'t Table, label: &Cell) -> Option<&'t Cell> {
        let is_value = |cell: &&Cell| !self.is_label(cell) && meaning(cell.text.text(), self.indicators).is_none();
        let beside = table.cell(label.row, label.column + label.column_span).filter(is_value);
        beside.or_else(|| table.cell(label.row + label.row_span, label.column).filter(is_value))
    }

    /// The text of a cell and of those beside it up to a label: each letter of a rating may have a cell of its own.
    fn row_of(&self, table: &Table, first: &Cell) -> Passage {
        let mut text = first.text.trimmed();
        let mut column = first.column + first.column_span;
        while let Some(cell) = table.cell(first.row, column).filter(|it| !self.is_label(it) && it.row == first.row) {
            if !cell.text.is_blank() && !text.is_blank() {
                text.push_gap(' ');
            }
            text.append(&cell.text.trimmed());
            column = cell.column + cell.column_span;
        }
        text
    }

    fn labelled(&mut self, field: Field, text: Passage, cell: &Cell, year: Option<FiscalYear>) {
        if field == Field::Title {
            self.begin(text, cell);
            return;
        }
        let has = |it: &Sheet| match field {
            Field::Number => it.number.is_some(),
            Field::Area => it.area.is_some(),
            Field::Section => it.section.is_some(),
            _ => false,
        };
        let sheet = match (&mut self.begun, self.sheets.last_mut()) {
            (Some(begun), _) => begun,
            (None, Some(sheet)) if !has(sheet) => sheet,
            // Numbers and areas may stand above the title.
            (None, _) => self.begun.insert(Sheet::default()),
        };
        sheet.fiscal_year = sheet.fiscal_year.or(year);
        if field == Field::Part(Label::Rating) {
            sheet.rating_cell = sheet.rating_cell.or(Some(cell.source()));
        }
        set(sheet, field, text);
    }

    fn begin(&mut self, title: Passage, cell: &Cell) {
        let begun = self.begun.take();
        let is_same = |it: &Sheet| fold(it.title.text()) == fold(title.text());
        if title.is_blank() || self.sheets.last().is_some_and(is_same) {
            return;
        }
        let begun = begun.unwrap_or_default();
        let source = begun.source.or(Some(cell.source()));
        let area = begun.area.clone().or(self.heading.area.clone());
        let section = begun.section.clone().or(self.heading.section.clone());
        self.sheets.push(Sheet { title, area, section, source, ..begun });
    }

    /// Labels in brackets inside a cell, each with the text up to the next one.
    fn parts(&self, text: &Passage) -> Vec<(Field, Passage, Option<FiscalYear>)> {
        let compact = Compact::new(text.text());
        let mut found: Vec<(std::ops::Range<usize>, Field, Option<FiscalYear>)> = Vec::new();
        for (field, pattern) in self.form.labels.iter().filter(|(_, it)| it.is_bracketed()) {
            found.extend(pattern.all(&compact).map(|it| (it.range(), *field, it.fiscal_year())));
        }
        found.sort_by_key(|(range, ..)| range.start);
        let ends: Vec<usize> = found.iter().skip(1).map(|it| it.0.start).chain([text.text().len()]).collect();
        let part = |((range, field, year), end): (_, usize)| {
            let range: std::ops::Range<usize> = range;
            (range.end <= end).then(|| (field, text.slice(range.end..end).trimmed(), year))
        };
        found.into_iter().zip(ends).filter_map(part).collect()
    }
}

fn short(compact: &Compact) -> bool {
    compact.text.chars().count() <= MAX_LABEL
}

/// What a label with a slot of its own holds (`事業名:{title}`, `No.{n}`): the slot of the field's name, else the first of all. So
/// `第{n}章{area}` tells the area, and `No.{n}{text}` the number.
fn slot(found: &Match<'_>, field: Field) -> Option<std::ops::Range<usize>> {
    let own = match field {
        Field::Number => "n",
        Field::Area => "area",
        Field::Section => "section",
        Field::Title => "title",
        Field::Departments => "departments",
        Field::Part(Label::Rating) => "rating",
        Field::Part(_) | Field::Other => "text",
    };
    let all = [own, "n", "title", "area", "section", "departments", "text", "rating"];
    all.into_iter().find_map(|name| found.slot_range(name))
}

fn set(sheet: &mut Sheet, field: Field, text: Passage) {
    let fill = |place: &mut Option<Passage>, text: Passage| {
        if place.is_none() && !text.is_blank() {
            *place = Some(text);
        }
    };
    let add = |place: &mut Passage, text: &Passage| {
        if !place.is_blank() && !text.is_blank() {
            place.push_gap('\n');
        }
        place.append(text);
    };
    match field {
        Field::Number => fill(&mut sheet.number, text),
        Field::Area => fill(&mut sheet.area, text),
        Field::Section => fill(&mut sheet.section, text),
        Field::Departments => fill(&mut sheet.departments, text),
        Field::Part(Label::Plan) => add(&mut sheet.plan, &text),
        Field::Part(Label::Progress) => add(&mut sheet.progress, &text),
        Field::Part(Label::Next) => add(&mut sheet.next, &text),
        Field::Part(Label::Rating) if sheet.rating.is_blank() => sheet.rating = text,
        Field::Part(Label::Rating) | Field::Title | Field::Other => {}
    }
}

/// Whether a row is one cell: text below the grid, not a row of it.
fn is_one_cell(table: &Table, row: usize) -> bool {
    table.row(row).any(|it| it.column == 0 && it.column_span == table.column_count())
}

/// The number of a sheet may stand in the margin of its page, where page furniture is.
fn number_from_margins(layout: &DocumentLayout, form: &SheetForm, sheets: &mut [Sheet]) {
    let patterns: Vec<&Pattern> = form.labels.iter().filter(|it| it.0 == Field::Number).map(|it| &it.1).collect();
    let pages: Vec<Option<u32>> = sheets.iter().map(|it| it.source.map(|source| source.page)).collect();
    for (sheet, page) in sheets.iter_mut().zip(&pages).filter(|(it, _)| it.number.is_none()) {
        let alone = pages.iter().filter(|it| *it == page).count() == 1;
        let furniture = layout.pages.iter().filter(|it| alone && Some(it.number) == *page).flat_map(|it| &it.furniture);
        sheet.number = furniture.into_iter().find_map(|line| {
            let compact = Compact::new(line.text.text());
            let found = patterns.iter().find_map(|it| it.whole(&compact))?;
            Some(line.text.slice(found.slot_range("n")?))
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, field: Field, text: &str, expected: &str) {
        let (pattern, compact) = (Pattern::new(pattern, &[]).expect("a pattern"), Compact::new(text));
        let found = pattern.whole(&compact).expect("it matches");
        assert_eq!(slot(&found, field).map(|it| text[it].to_owned()).as_deref(), Some(expected));
    }

    #[test]
    fn a_label_tells_what_its_field_is_of() {
        check("第{n}章{area}", Field::Area, "第3章産業", "産業");
        check("第{n}章{area}", Field::Number, "第3章産業", "3");
        check("No.{n}", Field::Number, "No.12", "12");
        check("事業名:{title}", Field::Title, "事業名:防災", "防災");
        check("施策:{text}", Field::Section, "施策:防災", "防災");
    }
}
