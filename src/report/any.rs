//! Any report, whoever designed it: its tables, each interpreted by itself, -> what the report says.

use std::collections::HashMap;

use super::cells::{Body, Stem, body, order_of, read_grade, read_number_grade};
use super::compact::Compact;
use super::grid::{Entry, Form, Grid, Known, PrintedGrade, read_grid};
use super::header_cell::{HeadYear, without_years};
use super::heading::departments;
use super::identity::initiative_id;
use super::{IndicatorRow, Initiative, Rating, RatingOrigin, Report};
use rust_decimal::Decimal;

use crate::base::{FiscalYear, Message, Note, Rect, SourceRef};
use crate::layout::{DocumentLayout, Flow, Line, Passage, Table, facing_tables, join_facing_pages};
use crate::text::{UnitTable, fold, unit_of_line};

/// Words of which a table has one at least, if it says how a plan goes on.
const HINTS: [&str; 12] =
    ["実績", "目標", "評価", "達成", "進捗", "判定", "指標", "現状", "基準値", "計画値", "KPI", "ＫＰＩ"];

/// A line about the year of a table stands at most this far above it, in em.
const CAPTION_GAP: f64 = 3.0;

/// Takes in what the tables of a report say that no profile describes. Note: `rating_without_year`.
pub(super) fn read_any(layout: &DocumentLayout, units: &UnitTable, report: &mut Report) -> Vec<Note> {
    let reported = report.identity.fiscal_year;
    let read = interpret(layout, units, reported);
    let joined = facing_halves(layout, &read).map(|layout| (interpret(&layout, units, reported), layout));
    let (read, layout) = match &joined {
        Some((joined, layout)) => (joined, layout),
        None => (&read, layout),
    };

    let mut taker = Taker { report, units, notes: Vec::new(), by_title: HashMap::new() };
    for (table, entries) in read {
        taker.take(entries, layout, &layout.tables[*table]);
    }
    taker.settle_scales();
    taker.notes
}

/// The entries of each table that has any, by its index.
fn interpret(layout: &DocumentLayout, units: &UnitTable, reported: Option<FiscalYear>) -> Vec<(usize, Vec<Entry>)> {
    let mut form = Form::default();
    let mut read = Vec::new();
    for (index, table) in layout.tables.iter().enumerate().filter(|(_, it)| has_hint(it)) {
        let above = lines_above(layout, table);
        let heading = heading(&above);
        let known = Known { reported, caption: caption_year(&above), heading: heading.as_ref(), units };
        let grid = Grid::new(table, units);
        let before = form.clone();
        let upright = read_grid(&grid, &known, &mut form);
        let is_read = weight(&upright) > 0;
        let entries = if is_read { upright } else { read_grid(&grid.transposed(), &known, &mut before.clone()) };
        if weight(&entries) > 0 {
            read.push((index, entries));
        }
    }
    read.extend(form.end().map(|entry| (layout.tables.len() - 1, vec![entry])));
    read
}

/// The layout with tables joined that are cut over two facing pages: only where the right halves say nothing alone.
fn facing_halves(layout: &DocumentLayout, read: &[(usize, Vec<Entry>)]) -> Option<DocumentLayout> {
    let pairs = facing_tables(layout);
    let is_read = |table: usize| read.iter().any(|it| it.0 == table);
    let are_halves = pairs.iter().any(|it| is_read(it.0)) && !pairs.iter().any(|it| is_read(it.1));
    are_halves.then(|| join_facing_pages(layout.clone()))
}

/// How much of a table was read.
fn weight(entries: &[Entry]) -> usize {
    entries.iter().map(|it| it.readings.len() + it.grades.len()).sum()
}

/// Whether a table may be about targets or ratings. Cheap, for every table of every document is asked.
fn has_hint(table: &Table) -> bool {
    let texts = table.cells.iter().map(|it| it.text.text()).filter(|it| it.len() < 200);
    table.column_count() > 1 && texts.into_iter().any(|text| HINTS.iter().any(|it| text.contains(it)))
}

/// The lines right above a table, from the top down.
fn lines_above<'a>(layout: &'a DocumentLayout, table: &Table) -> Vec<&'a Line> {
    let Some(place) = table.source() else { return Vec::new() };
    let lines = layout.flow.iter().filter_map(|it| match it {
        Flow::Line(line) if line.page == place.page => Some(line),
        Flow::Line(_) | Flow::Table(_) => None,
    });
    let is_right_above = |line: &&Line| (-2.0..CAPTION_GAP * line.size).contains(&(place.bbox.y0 - line.bbox.y1));
    lines.filter(is_right_above).collect()
}

/// The year that a line right above a table names.
fn caption_year(above: &[&Line]) -> Option<FiscalYear> {
    let short = above.iter().map(|it| it.text.text()).filter(|it| it.chars().count() <= 40);
    let years = short.filter_map(|it| match without_years(&Compact::new(it).text).1 {
        HeadYear::One(year) => Some(year),
        _ => None,
    });
    years.last()
}

/// The unit that the one line above a table gives, unless it multiplies the figures.
fn unit_of_captions(captions: &[Passage], units: &UnitTable) -> Option<Passage> {
    let [line] = captions else { return None };
    let unit = unit_of_line(line.text(), units).filter(|it| it.factor == Decimal::ONE)?;
    let at = line.text().find("単位")?;
    let start = line.text()[at..].find([':', '：', '　', ' ']).map(|it| at + it)?;
    let rest = line.text()[start..].trim_start_matches([':', '：', '　', ' ']);
    let end = rest.find(['）', ')', '】', ']', '］', '〕']).unwrap_or(rest.len());
    let start = line.text().len() - rest.len();
    (unit.unit.is_some()).then(|| line.slice(start..start + end))
}

/// What the line right above a table names: the text before its unit, without its number. Prose names nothing.
fn heading(above: &[&Line]) -> Option<Passage> {
    let names = |it: &&&Line| {
        let text = it.text.text();
        !text.contains('。') && !text.trim_start().starts_with(['(', '（', '※']) && text.chars().count() <= 60
    };
    let line = above.iter().rev().find(names)?;
    let text = line.text.text();
    let end = text.find("単位").map_or(text.len(), |at| text[..at].trim_end_matches(['（', '(', '【', '［', '[', ' ', '　']).len());
    let numbered = |it: char| it.is_ascii_digit() || it.is_whitespace() || "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳■●○◆◇□・.．)）(（".contains(it);
    let start = text.len() - text.trim_start_matches(numbered).len();
    let name = (start < end).then(|| line.text.slice(start..end).trimmed())?;
    // A year alone is none.
    let (rest, _) = without_years(&Compact::new(name.text()).text);
    if rest.chars().filter(|it| it.is_alphabetic()).count() < 2 {
        return None;
    }
    (name.text().chars().filter(|it| it.is_alphabetic()).count() >= 2).then_some(name)
}

struct Taker<'a> {
    report: &'a mut Report,
    units: &'a UnitTable,
    notes: Vec<Note>,
    /// Initiatives by their section and title.
    by_title: HashMap<(String, String), usize>,
}

impl Taker<'_> {
    fn take(&mut self, entries: &[Entry], layout: &DocumentLayout, table: &Table) {
        let captions: Vec<Passage> = layout.unit_lines(table).iter().map(|it| it.text.trimmed()).collect();
        let shared = unit_of_captions(&captions, self.units);
        let is_list = entries.iter().any(|it| !it.grades.is_empty());
        let rates_initiatives = rates_initiatives(entries);
        for entry in entries {
            let initiative = entry.initiative.as_ref().filter(|_| is_list || entry.is_sheet || entry.indicator.is_none());
            let initiative = initiative.and_then(|title| self.initiative(entry, title));
            let indicator = entry.indicator.as_ref().filter(|_| !entry.readings.is_empty() || initiative.is_none());
            let indicator = indicator.map(|name| self.indicator(entry, name, initiative, &captions));
            if let (Some(row), Some(unit)) = (indicator, &shared) {
                self.share_unit(row, entry, unit);
            }
            let rated_indicator = indicator.filter(|_| initiative.is_none() || !rates_initiatives);
            for grade in &entry.grades {
                self.rate(grade, (initiative, rated_indicator));
            }
        }
    }

    /// The unit above a table is that of its rows, as far as none has a unit of its own and none is a rate.
    fn share_unit(&mut self, row: usize, entry: &Entry, unit: &Passage) {
        let row = &mut self.report.indicators[row];
        let is_rate = ["率", "割合", "比"].iter().any(|it| row.name.text().contains(it));
        if row.unit.is_none() && !entry.has_units && !is_rate {
            row.unit = Some(unit.clone());
        }
    }

    /// The initiative that an entry names; rows that name the same one belong to it.
    fn initiative(&mut self, entry: &Entry, title: &Passage) -> Option<usize> {
        let title = without_code(title);
        let text = title.text().replace('\n', "").trim().to_owned();
        if matches!(body(&Compact::new(&text).text), Body::Blank | Body::Missing | Body::Figure) {
            return None;
        }
        let section = entry.section.as_deref().filter(|_| !entry.is_sheet);
        let key = (fold(section.unwrap_or_default()), fold(&text));
        if let Some(index) = self.by_title.get(&key) {
            return Some(*index);
        }
        let (area, section) = (entry.area.as_deref(), entry.section.as_deref());
        let Report { identity, initiatives, .. } = &mut *self.report;
        initiatives.push(Initiative {
            id: initiative_id(identity, area, section, &text, initiatives),
            number: entry.number.as_ref().and_then(number),
            area: entry.area.clone(),
            section: entry.section.clone(),
            title: text,
            departments: entry.departments.as_ref().map(|it| departments(it.text())).unwrap_or_default(),
            in_list: true,
            in_block: false,
            source: title.source().unwrap_or(SourceRef::new(1, Rect::default())),
        });
        self.by_title.insert(key, initiatives.len() - 1);
        Some(initiatives.len() - 1)
    }

    fn indicator(
        &mut self,
        entry: &Entry,
        name: &Passage,
        initiative: Option<usize>,
        captions: &[Passage],
    ) -> usize {
        self.report.indicators.push(IndicatorRow {
            initiative,
            name: name.clone(),
            part: entry.part.clone(),
            unit: entry.unit.clone(),
            captions: if entry.has_units { Vec::new() } else { captions.to_vec() },
            readings: entry.readings.clone(),
        });
        self.report.indicators.len() - 1
    }

    fn rate(&mut self, grade: &PrintedGrade, (initiative, indicator): (Option<usize>, Option<usize>)) {
        if initiative.is_none() && indicator.is_none() {
            return;
        }
        let source = grade.printed.source().unwrap_or(grade.cell);
        let printed = grade.printed.text().to_owned();
        let Some(fiscal_year) = grade.fiscal_year.or(self.report.identity.fiscal_year) else {
            self.notes.push(Note::warning(Message::new("rating_without_year").with("printed", printed)).at(source));
            return;
        };
        let judge = |stem: Stem| grade.judge.as_ref().filter(|it| it.0 == stem).map(|it| it.1.clone());
        self.report.ratings.push(Rating {
            initiative,
            indicator,
            fiscal_year,
            printed,
            value: None,
            rank: None,
            evaluator: judge(Stem::Evaluator),
            axis: judge(Stem::Axis),
            origin: RatingOrigin::List,
            source,
        });
    }

    /// Reads the grades once all are known: their scale is the smallest that has them all.
    fn settle_scales(&mut self) {
        let read = |it: &Rating| {
            let compact = Compact::new(&it.printed).text;
            if body(&compact) == Body::Missing {
                return None;
            }
            read_grade(&compact).or_else(|| read_number_grade(&compact)).or(Some(compact))
        };
        let values: Vec<Option<String>> = self.report.ratings.iter().map(read).collect();
        let order = order_of(&values.iter().flatten().cloned().collect::<Vec<_>>());
        for (rating, value) in self.report.ratings.iter_mut().zip(values) {
            rating.rank = value.as_ref().and_then(|it| order.iter().position(|grade| grade == it)).map(|it| it as u8 + 1);
            rating.value = value;
        }
        self.report.identity.scale = order;
    }
}

/// Whether the ratings of a table are its initiatives': each stands beside a whole initiative, and some initiative has several
/// indicators, or none of them has values.
fn rates_initiatives(entries: &[Entry]) -> bool {
    let is_beside = |it: &Entry| it.grades.iter().all(|grade| grade.rows.end >= it.initiative_rows.end);
    let has_several = entries.iter().any(|it| it.initiative_rows.len() > it.rows.len());
    let rated = || entries.iter().filter(|it| !it.grades.is_empty());
    rated().all(is_beside) && has_several
}

/// `1-1-1　健康づくりの推進` -> the title without the code in front, which has a gap behind it.
fn without_code(title: &Passage) -> Passage {
    let text = title.text().trim_start();
    let rest = text.trim_start_matches(|it: char| it.is_numeric() || "-－‐–.．".contains(it));
    let is_code = rest.len() < text.len() && rest.starts_with(char::is_whitespace) && text[..text.len() - rest.len()].contains(['-', '－', '‐', '–', '.', '．']);
    if is_code { title.slice(title.text().len() - rest.len()..title.text().len()).trimmed() } else { title.clone() }
}

fn number(text: &Passage) -> Option<u32> {
    let compact = Compact::new(text.text()).text;
    compact.trim_start_matches("No").trim_matches(['.', '(', ')']).parse().ok()
}
