//! Entries of tables -> initiatives, indicators, ratings and blocks of the report.

use std::collections::{HashMap, HashSet};

use super::above::{money_of_captions, unit_of_captions};
use super::any::Piece;
use super::cells::{
    Body, Stem, Vocabulary, body, head_facts, may_be_grade, names_measure, nearest_year, order_of, read_grade,
    read_number_grade,
};
use super::chosen::chosen;
use super::grid::{Entry, PrintedGrade, SheetTexts, choices, is_choice};
use super::header_cell::{HeadYear, without_years};
use super::heading::departments;
use super::identity::initiative_id;
use super::legend::read_legend;
use super::link::{MIN_LIKENESS, likeness};
use super::list_marks::{without_code, without_list_mark};
use super::parted::part_by_headings;
use super::profile::boxes;
use super::{Block, IndicatorRow, Initiative, Profile, Rating, RatingOrigin, Reading, Report, Role};
use crate::base::{FiscalYear, Message, Note, Rect, SourceRef};
use crate::layout::{DocumentLayout, Passage, Table};
use crate::text::{UnitTable, fold};

/// Takes in the entries of tables and running text. Note: `rating_without_year`.
pub(super) fn take(read: &[Piece], layout: &DocumentLayout, units: &UnitTable, report: &mut Report) -> Vec<Note> {
    let latest = latest_actual(read.iter().flat_map(|it| &it.entries), report.identity.near_year);
    let mut taker = Taker {
        latest,
        report,
        units,
        notes: Vec::new(),
        headings: Vec::new(),
        of_sheets: HashSet::new(),
        rates_indicators: read.iter().any(|it| rates_indicators(&it.entries)),
        by_title: HashMap::new(),
    };
    for piece in read {
        taker.take(&piece.entries, layout, piece.table.map(|it| &layout.tables[it]));
    }
    let Taker { notes, headings, .. } = taker;
    part_by_headings(&mut report.indicators, &headings);
    notes
}

struct Taker<'a> {
    /// The year of the latest actual: what is rated, where the report does not say.
    latest: Option<FiscalYear>,
    report: &'a mut Report,
    units: &'a UnitTable,
    notes: Vec<Note>,
    /// What the line above its table names, for each indicator.
    headings: Vec<Option<String>>,
    /// The initiatives that sheets have named: another sheet of a title like theirs is another.
    of_sheets: HashSet<usize>,
    /// Whether another table rates several indicators of an initiative, each by itself: then one alone is rated so too.
    rates_indicators: bool,
    /// Initiatives by their section and title.
    by_title: HashMap<(String, String), usize>,
}

impl Taker<'_> {
    fn take(&mut self, entries: &[Entry], layout: &DocumentLayout, table: Option<&Table>) {
        let lines = table.map(|it| layout.unit_lines(it)).unwrap_or_default();
        let captions: Vec<Passage> = lines.iter().map(|it| it.text.trimmed()).collect();
        let (shared, money) = (unit_of_captions(&captions, self.units), money_of_captions(&captions, self.units));
        let is_list = entries.iter().any(|it| agreeing(&it.grades).next().is_some());
        let rates_initiatives = rates_initiatives(entries) && !self.rates_indicators;
        // Where no name says what else is measured, the line above counts money for all: 使用料の見直し below （単位：百万円）.
        let are_all_amounts = !entries.iter().filter_map(|it| it.indicator.as_ref()).any(measures_no_money);
        for entry in entries {
            let initiative = entry.initiative.as_ref().filter(|_| is_list || entry.is_sheet);
            let initiative = initiative.and_then(|title| self.initiative(entry, title));
            let says = !entry.readings.is_empty() || initiative.is_none() && !entry.grades.is_empty();
            let indicator = entry.indicator.as_ref().filter(|it| says && !self.is_money(it));
            let indicator = indicator.map(|name| self.indicator(entry, name, initiative, &captions));
            match (indicator, &shared, &money) {
                (Some(row), _, Some(money)) if entry.are_amounts || are_all_amounts && entry.unit.is_none() => {
                    self.report.indicators[row].unit = Some(money.clone());
                }
                (Some(row), Some(unit), _) => self.share_unit(row, entry, unit),
                _ => {}
            }
            let rated_indicator = |grade: &PrintedGrade| {
                indicator.filter(|_| initiative.is_none() || !rates_initiatives && !grade.is_wide)
            };
            // The one that nobody else gives, and by no single measure, comes first.
            let settled: Vec<PrintedGrade> = entry.grades.iter().filter_map(|it| self.settled(it, layout)).collect();
            let mut grades: Vec<&PrintedGrade> = agreeing(&settled).collect();
            grades.sort_by_key(|it| it.judge.depth());
            for grade in grades {
                let identity = &self.report.identity;
                let of_row = || rated_year(entry, identity.near_year).filter(|_| identity.fiscal_year.is_none());
                let year = grade.fiscal_year.or_else(of_row);
                let grade = PrintedGrade { fiscal_year: year, ..grade.clone() };
                self.rate(&grade, entry.is_sheet, (initiative, rated_indicator(&grade)));
            }
            if let (Some(initiative), Some(texts)) = (initiative, &entry.texts) {
                self.sheet(initiative, entry, texts);
            }
        }
    }

    /// Whether a name says only that its figures are money: 事業費合計, 一般財源. What it cost is no measure of what came of it.
    fn is_money(&self, name: &Passage) -> bool {
        let facts = head_facts(name.text(), &Vocabulary::plain(self.units));
        facts.is_some_and(|it| it.word == Some(Stem::Money))
    }

    /// The grade of a choice that prints all of them, `A B C D`: the one that stands out. Note: `rating_unreadable`, where none does.
    fn settled(&mut self, grade: &PrintedGrade, layout: &DocumentLayout) -> Option<PrintedGrade> {
        let printed = &grade.printed;
        if !is_choice(printed.text().trim()) {
            return Some(grade.clone());
        }
        let letters: Vec<String> = choices(printed.text()).map(String::from).collect();
        let found = chosen(printed, &boxes().scale.of_order(&letters), layout);
        if found.is_none() {
            let note = Note::warning(Message::new("rating_unreadable").with("printed", printed.text()));
            self.notes.push(match printed.source() {
                Some(source) => note.at(source),
                None => note,
            });
        }
        found.map(|printed| PrintedGrade { printed, ..grade.clone() })
    }

    /// Takes in what a sheet says in words, and that its initiative has one.
    fn sheet(&mut self, initiative: usize, entry: &Entry, texts: &SheetTexts) {
        let found = &mut self.report.initiatives[initiative];
        found.in_block = true;
        let reported = self.report.identity.fiscal_year;
        let is_of_another_year = |it: &PrintedGrade| it.fiscal_year.is_some() && it.fiscal_year != reported;
        let rating = entry.grades.iter().min_by_key(|it| (it.judge.depth(), is_of_another_year(it)));
        self.report.blocks.push(Block {
            initiative: Some(initiative),
            area: found.area.clone(),
            section: found.section.clone(),
            departments: found.departments.clone(),
            title: entry.initiative.clone().unwrap_or_default(),
            plan: texts.plan.clone(),
            plan_fiscal_year: None,
            progress: texts.progress.clone(),
            rating: rating.map(|it| it.printed.clone()).unwrap_or_default(),
            next: texts.next.clone(),
            source: entry.initiative.as_ref().and_then(Passage::source),
        });
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
        let (leading, title) = without_code(title);
        let text = title.text().replace('\n', "").trim().to_owned();
        if matches!(body(&fold(&text)), Body::Blank | Body::Missing | Body::Figure) {
            return None;
        }
        let key = (fold(entry.section.as_deref().unwrap_or_default()), fold(&text));
        let listed = || if entry.is_sheet { self.of_sheet(&key) } else { None };
        if let Some(index) = self.by_title.get(&key).copied().or_else(listed) {
            self.of_sheets.extend(entry.is_sheet.then_some(index));
            let found = &mut self.report.initiatives[index];
            if found.departments.is_empty() {
                found.departments = departments_of(entry);
            }
            found.number = found.number.or(entry.number.as_ref().and_then(number)).or(leading);
            return Some(index);
        }
        let (area, section) = (entry.area.as_deref(), entry.section.as_deref());
        let Report { identity, initiatives, .. } = &mut *self.report;
        initiatives.push(Initiative {
            id: initiative_id(identity, area, section, &text, initiatives),
            number: entry.number.as_ref().and_then(number).or(leading),
            area: entry.area.clone(),
            section: entry.section.clone(),
            title: text,
            departments: departments_of(entry),
            in_list: !entry.is_sheet,
            in_block: false,
            source: title.source().unwrap_or(SourceRef::new(1, Rect::default())),
        });
        self.by_title.insert(key, initiatives.len() - 1);
        self.of_sheets.extend(entry.is_sheet.then_some(initiatives.len() - 1));
        Some(initiatives.len() - 1)
    }

    /// The initiative that a sheet is about: the one of its title, else of a title that was reworded a little.
    fn of_sheet(&self, (section, title): &(String, String)) -> Option<usize> {
        let weight = |it: &(&(String, String), &usize)| {
            let alike = if it.0.1 == *title { 1.0 } else { likeness(&it.0.1, title) };
            alike + if it.0.0 == *section { 0.1 } else { 0.0 }
        };
        let is_alike = |it: &(&(String, String), &usize)| {
            it.0.1 == *title || !self.of_sheets.contains(it.1) && likeness(&it.0.1, title) >= MIN_LIKENESS
        };
        let mut alike: Vec<_> = self.by_title.iter().filter(is_alike).collect();
        alike.sort_by(|a, b| weight(b).total_cmp(&weight(a)).then(a.1.cmp(b.1)));
        alike.first().map(|it| *it.1)
    }

    fn indicator(&mut self, entry: &Entry, name: &Passage, initiative: Option<usize>, captions: &[Passage]) -> usize {
        self.headings.push(entry.heading.clone());
        self.report.indicators.push(IndicatorRow {
            initiative,
            name: without_list_mark(name),
            part: entry.part.clone(),
            unit: entry.unit.clone(),
            captions: if entry.has_units { Vec::new() } else { captions.to_vec() },
            readings: entry.readings.clone(),
            rates: entry.rates.clone(),
        });
        self.report.indicators.len() - 1
    }

    fn rate(&mut self, grade: &PrintedGrade, is_sheet: bool, (initiative, indicator): (Option<usize>, Option<usize>)) {
        if initiative.is_none() && indicator.is_none() {
            return;
        }
        let source = grade.printed.source().unwrap_or(grade.cell);
        let printed = grade.printed.text().to_owned();
        let Some(fiscal_year) = grade.fiscal_year.or(self.report.identity.fiscal_year).or(self.latest) else {
            self.notes.push(Note::warning(Message::new("rating_without_year").with("printed", printed)).at(source));
            return;
        };
        self.report.ratings.push(Rating {
            initiative,
            indicator,
            fiscal_year,
            printed,
            value: None,
            rank: None,
            evaluator: grade.judge.evaluator.clone(),
            axis: grade.judge.axis.clone(),
            origin: if is_sheet { RatingOrigin::Block } else { RatingOrigin::List },
            source,
        });
    }
}

/// Reads the grades once all are known: their scale is that of the legend, else the smallest that has them all.
///
/// Notes: `rating_unreadable`, `meaning_differs`.
pub(super) fn settle(report: &mut Report, layout: &DocumentLayout, legend: &[String], boxes: &Profile) -> Vec<Note> {
    let mut notes = Vec::new();
    let grades: Vec<Option<Grade>> = report.ratings.iter().map(|it| grade_of(it, legend)).collect();
    let known: Vec<String> = grades.iter().flatten().map(|it| it.known.clone()).collect();
    let is_legend = known.iter().filter(|it| legend.contains(it)).count() * 10 >= known.len() * 9 && !known.is_empty();
    let order = if is_legend { legend.to_vec() } else { order_of(&known) };

    // A word is kept as this report prints it.
    let printed = |grade: &String| {
        let found = grades.iter().flatten().find(|it| it.known == *grade);
        found.map_or_else(|| grade.clone(), |it| it.printed.clone())
    };
    report.identity.scale = order.iter().map(printed).collect();
    for (rating, grade) in report.ratings.iter_mut().zip(&grades) {
        let place = grade.as_ref().and_then(|it| order.iter().position(|known| *known == it.known));
        rating.rank = place.map(|it| it as u8 + 1);
        rating.value = grade.as_ref().map(|it| it.printed.clone());
        if rating.value.is_none() && !is_none(&rating.printed) {
            let message = Message::new("rating_unreadable").with("printed", &rating.printed);
            notes.push(Note::warning(message).at(rating.source));
        }
    }
    let read = read_legend(layout, &boxes.scale.of_order(&report.identity.scale));
    notes.extend(read.notes);
    report.identity.scale_meanings = read.value.meanings();
    notes
}

/// A grade in the form of the known scales, and as the report prints it, without its gloss.
struct Grade {
    known: String,
    printed: String,
}

/// The grade that is printed; `None` for a dash, and for text that is none.
fn grade_of(rating: &Rating, legend: &[String]) -> Option<Grade> {
    let compact = fold(&rating.printed);
    if is_none(&rating.printed) {
        return None;
    }
    if legend.contains(&compact) {
        return Some(Grade { known: compact.clone(), printed: compact });
    }
    match read_grade(&compact).or_else(|| read_number_grade(&compact)) {
        Some(known) => {
            let is_word = known.chars().count() > 1 && compact.chars().count() == fold(&known).chars().count();
            let is_spelt = compact.contains("おおむね");
            let printed = if is_word || is_spelt {
                compact.split(['(', ':']).next().unwrap_or(&compact).to_owned()
            } else {
                known.clone()
            };
            Some(Grade { known, printed })
        }
        None => may_be_grade(&compact).then(|| Grade { known: compact.clone(), printed: compact }),
    }
}

fn is_none(printed: &str) -> bool {
    matches!(body(&fold(printed)), Body::Missing | Body::Blank)
}

/// Whether a name says that something else than money is measured: 利用者数, 徴収率.
fn measures_no_money(name: &Passage) -> bool {
    let text = name.text().trim();
    let is_rate = ["率", "割合", "比"].iter().any(|it| text.contains(it));
    is_rate || names_measure(text) && !text.ends_with(['額', '費'])
}

/// The year of the latest actual, where most actuals have one: in their heads, or in the cell, with or without its era.
fn latest_actual<'a>(entries: impl Iterator<Item = &'a Entry>, near: Option<FiscalYear>) -> Option<FiscalYear> {
    let year = |it: &Reading| it.fiscal_year.or_else(|| year_in(it.printed.text(), near));
    let actuals: Vec<Option<FiscalYear>> =
        entries.flat_map(|it| &it.readings).filter(|it| it.role == Role::Actual).map(year).collect();
    let dated = actuals.iter().flatten().count();
    actuals.iter().flatten().max().copied().filter(|_| 2 * dated > actuals.len())
}

/// The year of the only actual of a row: a grade beside it judges that, where the report does not say its year.
fn rated_year(entry: &Entry, near: Option<FiscalYear>) -> Option<FiscalYear> {
    let mut actuals = entry.readings.iter().filter(|it| it.role == Role::Actual);
    let only = actuals.next().filter(|_| actuals.next().is_none())?;
    year_in(only.printed.text(), near).or(only.fiscal_year)
}

fn year_in(printed: &str, near: Option<FiscalYear>) -> Option<FiscalYear> {
    let compact = fold(printed);
    if let HeadYear::One(year) = without_years(&compact).1 {
        return Some(year);
    }
    let number = compact.rsplit_once('(')?.1.strip_suffix("年度)")?;
    nearest_year(if number == "元" { 1 } else { number.parse().ok()? }, near)
}

/// The grades of an entry of which no other is given for the same year by the same judge: two of them are not understood.
fn agreeing(grades: &[PrintedGrade]) -> impl Iterator<Item = &PrintedGrade> {
    let text = |it: &PrintedGrade| fold(it.printed.text());
    let is_other = move |a: &PrintedGrade, b: &PrintedGrade| {
        (a.fiscal_year, &a.judge, a.is_wide) == (b.fiscal_year, &b.judge, b.is_wide) && text(a) != text(b)
    };
    grades.iter().filter(move |it| !grades.iter().any(|other| is_other(it, other)))
}

/// Whether the ratings of a table are its initiatives': each stands beside a whole initiative, and no other column rates these.
fn rates_initiatives(entries: &[Entry]) -> bool {
    let has = |is_wide: bool| entries.iter().flat_map(|it| &it.grades).any(|it| it.is_wide == is_wide);
    if has(true) && has(false) {
        return false;
    }

    let is_beside = |it: &Entry| {
        let rows = &it.initiative_rows;
        !rows.is_empty() && it.grades.iter().all(|grade| grade.rows.end >= rows.end)
    };
    entries.iter().filter(|it| !it.grades.is_empty()).all(is_beside)
}

/// Whether grades stand beside indicators of an initiative that has several.
fn rates_indicators(entries: &[Entry]) -> bool {
    let is_part = |it: &Entry| it.grades.iter().any(|grade| !grade.is_wide && grade.rows.end < it.initiative_rows.end);
    entries.iter().any(|it| it.indicator.is_some() && is_part(it))
}

fn departments_of(entry: &Entry) -> Vec<String> {
    entry.departments.as_ref().map(|it| departments(it.text())).unwrap_or_default()
}

fn number(text: &Passage) -> Option<u32> {
    let compact = fold(text.text());
    compact.trim_start_matches("No").trim_matches(['.', '(', ')']).parse().ok()
}
