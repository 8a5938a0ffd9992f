//! Any report, whoever designed it: its tables, each interpreted by itself, -> what the report says.

use std::collections::HashMap;

use super::cells::{Body, Stem, body, order_of, read_grade, read_number_grade};
use super::compact::Compact;
use super::grid::{Entry, Form, Grid, Known, PrintedGrade, read_grid};
use super::header_cell::{HeadYear, without_years};
use super::heading::departments;
use super::identity::initiative_id;
use super::{IndicatorRow, Initiative, Rating, RatingOrigin, Report, Role};
use rust_decimal::Decimal;

use crate::base::{FiscalYear, Message, Note, Rect, SourceRef};
use crate::layout::{DocumentLayout, Flow, Line, Passage, Table, facing_tables, join_facing_pages};
use crate::text::{UnitTable, fold, unit_of_line};

/// Words of which a table has one at least, if it says how a plan goes on.
const HINTS: [&str; 12] =
    ["実績", "目標", "評価", "達成", "進捗", "判定", "指標", "現状", "基準値", "計画値", "KPI", "ＫＰＩ"];

/// A line about the year of a table stands at most this far above it, in em.
const CAPTION_GAP: f64 = 3.0;

/// The title of a measure is at most this long, in characters.
const MAX_TITLE: usize = 50;

/// Takes in what the tables of a report say that no profile describes. Note: `rating_without_year`.
pub(super) fn read_any(layout: &DocumentLayout, units: &UnitTable, report: &mut Report) -> Vec<Note> {
    let reported = report.identity.fiscal_year;
    let read = interpret(layout, units, reported);
    let joined = facing_halves(layout, &read).map(|layout| (interpret(&layout, units, reported), layout));
    let (read, layout) = match &joined {
        Some((joined, layout)) => (joined, layout),
        None => (&read, layout),
    };

    let latest = read.iter().flat_map(|it| &it.1).filter_map(latest_actual).max();
    let mut taker = Taker { latest, report, units, notes: Vec::new(), by_title: HashMap::new() };
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
    // The lines since the last table, and the last of all lines that is the title of a measure.
    let (mut lines, mut titled): (Vec<&Line>, Option<Passage>) = (Vec::new(), None);
    for thing in &layout.flow {
        let index = match thing {
            Flow::Line(line) => {
                lines.push(line);
                titled = measure_title(&line.text).or(titled);
                continue;
            }
            Flow::Table(index) => *index,
        };
        let since = std::mem::take(&mut lines);
        if let Some((title, departments)) = since.iter().rev().find_map(|it| title_with_departments(&it.text)) {
            read.extend(form.end().map(|entry| (index, vec![entry])));
            form.initiative = Some(title);
            form.departments = Some(departments);
        }
        let table = &layout.tables[index];
        if !has_hint(table) {
            continue;
        }
        let above = lines_above(&since, table);
        let heading = heading(&above);
        let known = Known { reported, caption: caption_year(&above), heading: heading.as_ref(), units };
        let grid = Grid::new(table, units);
        let rates = since.iter().any(|it| it.text.text().contains("評価"));
        if let Some((title, grade)) = titled.clone().filter(|_| rates).zip(lone_grade(&grid)) {
            let entry = Entry { initiative: Some(title), grades: vec![grade], is_sheet: true, ..Entry::default() };
            read.push((index, vec![entry]));
            continue;
        }
        let entries = read_table(&grid, &known, &mut form);
        if weight(&entries) > 0 {
            read.push((index, entries));
        }
    }
    read.extend(form.end().map(|entry| (layout.tables.len() - 1, vec![entry])));
    read
}

/// Reads a table as it stands, or where that says nothing, with its rows as columns.
fn read_table(grid: &Grid, known: &Known, form: &mut Form) -> Vec<Entry> {
    let before = form.clone();
    let upright = read_grid(grid, known, form);
    if weight(&upright) > 0 { upright } else { read_grid(&grid.transposed(), known, &mut before.clone()) }
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
fn lines_above<'a>(since: &[&'a Line], table: &Table) -> Vec<&'a Line> {
    let Some(place) = table.source() else { return Vec::new() };
    let is_right_above = |line: &&&Line| {
        line.page == place.page && (-2.0..CAPTION_GAP * line.size).contains(&(place.bbox.y0 - line.bbox.y1))
    };
    since.iter().filter(is_right_above).copied().collect()
}

/// `① 新規就農研修支援事業　【農林業振興課】` -> the title and the departments.
fn title_with_departments(line: &Passage) -> Option<(Passage, Passage)> {
    let text = line.text().trim_end();
    let (close, open) = [('】', '【'), ('）', '（'), (')', '('), ('］', '［'), (']', '[')].into_iter().find(|it| text.ends_with(it.0))?;
    let at = text.rfind(open)?;
    let inside = at + open.len_utf8()..text.len() - close.len_utf8();
    let offices = departments(&text[inside.clone()]);
    let are_offices = !offices.is_empty() && offices.iter().all(|it| it.ends_with(['課', '室', '局', '部', '所', '館']));
    let title = named(line, 0..at).filter(|it| !it.text().contains('。') && it.text().chars().count() <= MAX_TITLE)?;
    are_offices.then(|| (title, line.slice(inside)))
}

/// `基本施策Ｇ１　確かな学力の向上を図ります` -> the title behind the word and the code of a measure.
fn measure_title(line: &Passage) -> Option<Passage> {
    const WORDS: [&str; 8] = ["基本施策", "施策", "重点施策", "取組", "事業", "重点目標", "プロジェクト", "重点取組"];
    let text = line.text();
    let start = text.len() - text.trim_start().len();
    let word = WORDS.iter().find(|it| text[start..].starts_with(**it))?;
    let code = &text[start + word.len()..];
    let gap = code.find(char::is_whitespace)?;
    let is_code = (1..=6).contains(&code[..gap].chars().count()) && code[..gap].chars().all(|it| it.is_alphanumeric() || "-－‐".contains(it));
    let title = line.slice(start + word.len() + gap..text.len()).trimmed();
    let is_title = is_code && !title.text().contains('。') && (3..=MAX_TITLE).contains(&title.text().chars().count());
    is_title.then_some(title)
}

/// The only grade in a table that else holds what it means, at most: `C｜目標を一部達成している`.
fn lone_grade(grid: &Grid) -> Option<PrintedGrade> {
    let filled: Vec<_> = grid.cells.iter().filter(|it| !it.is_blank()).collect();
    let mut grades = filled.iter().filter(|it| it.body == Body::Grade);
    let grade = grades.next().filter(|_| grades.next().is_none() && filled.len() <= 3)?;
    let is_meaning = filled.iter().all(|it| std::ptr::eq(*it, *grade) || matches!(it.body, Body::Prose | Body::Words) && !it.is_understood());
    is_meaning.then(|| PrintedGrade {
        fiscal_year: None,
        printed: grade.printed.trimmed(),
        cell: grade.source,
        judge: None,
        rows: grade.rows.clone(),
    })
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
    let name = named(&line.text, 0..end)?;
    // A year alone is none.
    let (rest, _) = without_years(&Compact::new(name.text()).text);
    if rest.chars().filter(|it| it.is_alphabetic()).count() < 2 {
        return None;
    }
    (name.text().chars().filter(|it| it.is_alphabetic()).count() >= 2).then_some(name)
}

/// A part of a line without the number or mark in front; `None` where no words are left.
fn named(line: &Passage, range: std::ops::Range<usize>) -> Option<Passage> {
    let text = &line.text()[range.clone()];
    let numbered = |it: char| it.is_numeric() || it.is_whitespace() || "■●○◎◆◇□★・.．)）(（-－".contains(it);
    let start = range.start + text.len() - text.trim_start_matches(numbered).len();
    let name = (start < range.end).then(|| line.slice(start..range.end).trimmed())?;
    (name.text().chars().filter(|it| it.is_alphabetic()).count() >= 2).then_some(name)
}

struct Taker<'a> {
    /// The year of the latest actual: what is rated, where the report does not say.
    latest: Option<FiscalYear>,
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
        let is_list = entries.iter().any(|it| agreeing(&it.grades).next().is_some());
        let rates_initiatives = rates_initiatives(entries);
        for entry in entries {
            let initiative = entry.initiative.as_ref().filter(|_| is_list || entry.is_sheet);
            let initiative = initiative.and_then(|title| self.initiative(entry, title));
            let indicator = entry.indicator.as_ref().filter(|_| !entry.readings.is_empty() || initiative.is_none());
            let indicator = indicator.map(|name| self.indicator(entry, name, initiative, &captions));
            if let (Some(row), Some(unit)) = (indicator, &shared) {
                self.share_unit(row, entry, unit);
            }
            let rated_indicator = indicator.filter(|_| initiative.is_none() || !rates_initiatives);
            for grade in agreeing(&entry.grades) {
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
        let Some(fiscal_year) = grade.fiscal_year.or(self.report.identity.fiscal_year).or(self.latest) else {
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

/// The year of the latest actual of an entry.
fn latest_actual(entry: &Entry) -> Option<FiscalYear> {
    let actuals = entry.readings.iter().filter(|it| it.role == Role::Actual);
    actuals.filter_map(|it| it.fiscal_year).max()
}

/// The grades of an entry of which no other is given for the same year by the same judge: two of them are not understood.
fn agreeing(grades: &[PrintedGrade]) -> impl Iterator<Item = &PrintedGrade> {
    let text = |it: &PrintedGrade| Compact::new(it.printed.text()).text;
    let is_other = move |a: &PrintedGrade, b: &PrintedGrade| {
        a.fiscal_year == b.fiscal_year && a.judge == b.judge && text(a) != text(b)
    };
    grades.iter().filter(move |it| !grades.iter().any(|other| is_other(it, other)))
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
