//! What a row is about: its name, the part of it, the initiative and sections that it belongs to.

use std::ops::Range;

use super::cell::GridCell;
use super::columns::{Column, Kind};
use super::entry::Entry;
use super::rows::Reader;
use crate::layout::Passage;
use crate::report::above::title_with_departments;
use crate::report::cells::{Body, Stem, body, head_facts};
use crate::report::header_cell::without_formula;
use crate::report::levels::area_and_section;
use crate::report::{Place, Reading, Role};
use crate::text::{fold, unit_of_caption};

/// A name that begins so much further right than the one above, in em, is a part of that.
const INDENT: f64 = 0.8;

/// A line that ends further than this before its cell does, in em, ends a paragraph.
const SHORT_LINE: f64 = 1.5;

impl<'a> Reader<'a, '_> {
    /// The entry that a row is about; a new one where its name or part is another.
    pub(super) fn entry_of(&mut self, row: usize) -> Option<usize> {
        let Some(names) = self.column(Kind::Indicator).or_else(|| self.column(Kind::Initiative)) else {
            return self.below_name(row).or_else(|| self.beside_heads(row)).or_else(|| self.nameless(row));
        };
        let names = self.filled_below_head(row, names);
        let name = self.grid.at(row, names)?;
        let cell = &self.grid.cells[name];
        if cell.is_blank() {
            if self.are_named_at_foot(names) {
                let is_named = |row: &usize| self.grid.cell(*row, names).is_some_and(|it| !it.is_blank());
                let below = (row + 1..self.body.end).find(is_named)?;
                return self.entry_of(below);
            }
            // Rows of roles go on with the name above, where the grid leaves out the rules between them.
            let goes_on =
                self.column(Kind::Roles).is_some_and(|it| self.grid.cell(row, it).is_some_and(|it| !it.is_blank()));
            return self.last.filter(|_| goes_on).map(|it| it.2);
        }
        // A definition below a name is none.
        if cell.text.ends_with('。') && !self.columns[names].is_described {
            self.last = None;
            return None;
        }
        if cell.body == Body::Missing && self.columns[names].kind == Kind::Indicator {
            return self.initiative_alone(row);
        }
        if is_total(&cell.text) || cell.body == Body::Missing || is_label(cell) {
            self.last = None;
            return None;
        }
        if self.is_parent(row, name) {
            self.parent = Some(name);
            self.last = None;
            return None;
        }
        let part = self.column(Kind::Part).and_then(|it| self.grid.at(row, it)).filter(|it| *it != name);
        if part.is_some_and(|it| matches!(self.grid.cells[it].word(), Some(Stem::Difference | Stem::Rate))) {
            self.last = None;
            return None;
        }
        let part = part.or_else(|| self.unit_as_part(row, name));
        if let Some((_, _, at)) = self.last.filter(|it| (it.0, it.1) == (name, part)) {
            return Some(at);
        }
        self.type_above = self.grid.cells[name].size;
        let mut entry = self.begin(row, names, part);
        match self.parent.filter(|it| is_child(&self.grid.cells[*it], &self.grid.cells[name])) {
            Some(parent) => {
                entry.part = entry.indicator.map(|it| one_line(&it));
                entry.indicator = Some(self.grid.cells[parent].printed.trimmed());
            }
            None => self.parent = None,
        }
        if self.columns[names].names_goals {
            self.split_goal(&mut entry, names);
        }
        self.part_of_whole(&mut entry);
        entry.heading = self.known.heading.map(one_line);
        self.entries.push(entry);
        self.last = Some((name, part, self.entries.len() - 1));
        Some(self.entries.len() - 1)
    }

    /// The entry of an initiative beside a dash for its indicator: it may be rated all the same.
    fn initiative_alone(&mut self, row: usize) -> Option<usize> {
        self.last = None;
        let names = self.column(Kind::Initiative)?;
        let name = self.grid.at(row, names).filter(|it| self.grid.cells[*it].body == Body::Words)?;
        let entry = Entry {
            indicator: None,
            initiative: Some(self.grid.cells[name].printed.trimmed()),
            ..self.begin(row, names, None)
        };
        self.entries.push(entry);
        Some(self.entries.len() - 1)
    }

    /// `うち県外客` is a part of what the last name without うち counts.
    fn part_of_whole(&mut self, entry: &mut Entry) {
        let Some(name) = entry.indicator.clone().filter(|_| entry.part.is_none()) else { return };
        if !name.text().trim_start_matches(['（', '(']).starts_with("うち") {
            self.whole = Some(name);
        } else if let Some(whole) = &self.whole {
            (entry.part, entry.indicator) = (Some(one_line(&name)), Some(whole.clone()));
        }
    }

    /// Whether names stand beside the last role each: the first row has none, and all of them have one role. The last row has a
    /// name, unless it is a target whose actual the table lost.
    fn are_named_at_foot(&self, names: usize) -> bool {
        let Some(roles) = self.column(Kind::Roles) else { return false };
        let text = |row: usize, column: usize| self.grid.cell(row, column).map_or("", |it| it.text.as_str());
        let word = |row: usize| self.grid.cell(row, roles).and_then(GridCell::word);
        let is_named = |row: &usize| !text(*row, names).is_empty();
        let (first, last) = (self.body.start, self.body.end.saturating_sub(1));
        let mut named = self.body.clone().filter(is_named);
        let Some(one) = named.next().filter(|it| *it > first && !text(first, roles).is_empty()) else { return false };
        let is_cut = word(last) == Some(Stem::Target) && word(one) == Some(Stem::Actual);
        text(first, roles) != text(one, roles)
            && named.all(|it| text(it, roles) == text(one, roles))
            && (is_named(&last) || is_cut && text(last, roles) == text(first, roles))
    }

    /// `目標1_利用率：50％` -> the name, and the target as a value.
    fn split_goal(&self, entry: &mut Entry, names: usize) {
        let Some(goal) = entry.indicator.take() else { return };
        let text = goal.text();
        let Some((at, colon)) = text.char_indices().rfind(|(_, it)| matches!(it, ':' | '：')) else {
            entry.indicator = Some(goal);
            return;
        };
        let value = goal.slice(at + colon.len_utf8()..text.len()).trimmed();
        let start = goal_number(&text[..at]);
        if body(&fold(value.text())) == Body::Figure {
            let chain = &self.columns[names].chain;
            entry.readings.push(Reading {
                role: Role::Target,
                fiscal_year: chain.year,
                is_about_document: chain.year.is_none() && !chain.is_of_several,
                printed: value,
                unit: chain.unit.clone(),
                role_place: Place::Head,
                year_place: Place::Head,
            });
        }
        entry.indicator = Some(goal.slice(start..at).trimmed());
    }

    /// Whether a row only names what the rows below part, which begin with a bullet or further right.
    pub(super) fn is_parent(&self, row: usize, name: usize) -> bool {
        let cell = &self.grid.cells[name];
        let has_values = self.columns.iter().enumerate().any(|(at, it)| {
            matches!(it.kind, Kind::Value(_))
                && self.grid.at(row, at).is_some_and(|it| it != name && !self.grid.cells[it].is_blank())
        });
        let names = self.column(Kind::Indicator);
        let below = names.and_then(|it| self.grid.cell(cell.rows.end, it));
        !has_values && !is_bullet(cell.printed) && below.is_some_and(|it| is_child(cell, it))
    }

    /// The cell of the unit where several units part the rows of one name: 時間 and 人.
    fn unit_as_part(&self, row: usize, name: usize) -> Option<usize> {
        let unit = self.grid.at(row, self.column(Kind::Unit)?)?;
        let (unit_rows, name_rows) = (&self.grid.cells[unit].rows, &self.grid.cells[name].rows);
        // Beside rows of roles a unit of one row may be that of a rate.
        let least = if self.column(Kind::Roles).is_some() { 2 } else { 1 };
        let is_part = (least..name_rows.len()).contains(&unit_rows.len());
        (is_part && !self.grid.cells[unit].is_blank()).then_some(unit)
    }

    /// The column of names, or where its cell is blank the next one below the same head: names of two levels.
    fn filled_below_head(&self, row: usize, names: usize) -> usize {
        let head = self.columns[names].chain.cells.first();
        let is_filled = |it: &usize| self.grid.cell(row, *it).is_some_and(|cell| !cell.is_blank());
        let below_head = |it: &usize| self.columns[*it].chain.cells.first() == head;
        (names..self.columns.len()).take_while(below_head).find(is_filled).unwrap_or(names)
    }

    /// Takes in a row that only names what the rows of roles below it are about, over the columns of their values, with its unit beside
    /// it: `① 登録者数｜単位：人` over `目標値｜…` and `実績値｜…`.
    pub(super) fn names_rows_below(&mut self, row: usize) -> bool {
        let Some(roles) = self.column(Kind::Roles) else { return false };
        let is_named = self.columns.iter().any(|it| matches!(it.kind, Kind::Indicator | Kind::Initiative));
        let mut cells = self.grid.beginning(row);
        let (Some(name), unit, None) = (cells.next(), cells.next(), cells.next()) else { return false };
        let is_name = name.columns.start <= roles
            && 2 * name.columns.len() > self.columns.len()
            && name.body == Body::Words
            && !name.is_understood();
        let is_role = self.grid.cell(row + 1, roles).is_some_and(|it| it.word().is_some_and(Stem::is_role));
        let in_unit = |it: &GridCell| it.printed.text().find(['：', ':']).filter(|_| it.text.starts_with("単位"));
        let has_unit = unit.is_none_or(|it| in_unit(it).is_some());
        if is_named || !is_name || !is_role || !has_unit {
            return false;
        }

        let behind = |it: &GridCell, at: usize| it.printed.slice(at..it.printed.text().len());
        let unit = unit.and_then(|it| Some(behind(it, in_unit(it)?)));
        self.unit_above =
            unit.map(|it| it.slice(it.text().chars().next().map_or(0, char::len_utf8)..it.text().len()).trimmed());
        self.name_above = self.grid.at(row, name.columns.start);
        self.last = None;
        true
    }

    /// The entry of a row below the band that names it.
    fn below_name(&mut self, row: usize) -> Option<usize> {
        let name = self.name_above?;
        if let Some((_, _, at)) = self.last.filter(|it| it.0 == name) {
            return Some(at);
        }
        let group = self.grid.cell(row, 0).map(|it| it.rows.clone()).unwrap_or_default();
        let named = without_mark(self.grid.cells[name].printed);
        let entry = self.nameless_entry(named, None, row);
        let unit = entry.unit.clone().or_else(|| self.unit_above.clone());
        self.entries.push(Entry { rows: group, unit, ..entry });
        self.last = Some((name, None, self.entries.len() - 1));
        Some(self.entries.len() - 1)
    }

    /// The entry of a row in a table without names: rows of roles are about what the form or the heading names.
    fn nameless(&mut self, row: usize) -> Option<usize> {
        let Some(kinds) = self.column(Kind::Roles) else { return self.only_row(row) };
        let kind = self.grid.cell(row, kinds).filter(|it| !it.is_blank())?;
        let is_one_name = |it: &Column| !matches!(it.kind, Kind::Value(_)) || it.chain.labels.is_empty();
        let name = self
            .form
            .indicator
            .clone()
            .or_else(|| self.known.heading.cloned().filter(|_| self.form.initiative.is_none()))?;
        if !self.columns.iter().all(is_one_name) {
            return None;
        }

        let is_named = kind.word() == Some(Stem::Named);
        let said = without_formula(&kind.text).trim_start_matches(|it| ('①'..='⑳').contains(&it));
        // ≪各年度の量の見込みと確保方策≫【区域A】 names no more than the rows do, but for the part.
        let says_the_same = is_named && fold(name.text()).contains(said);
        let (name, part) = match says_the_same {
            true => (kind.printed.trimmed(), last_in_brackets(name.text())),
            false => (name, is_named.then(|| said.to_owned())),
        };
        // Rows of roles that begin anew are about something else, which nobody has named.
        let key = (part.clone(), kind.text.clone());
        if self.kinds_seen.contains(&key) {
            return None;
        }
        self.kinds_seen.push(key);
        let is_same = |it: &Entry| it.part == part && (!says_the_same || it.indicator.as_ref() == Some(&name));
        if let Some(at) = self.entries.iter().position(is_same) {
            return Some(at);
        }
        self.entries.push(self.nameless_entry(name, part, row));
        Some(self.entries.len() - 1)
    }

    /// The entry of a row that a cell in front names, which reaches up to the heads: it stands beside them.
    fn beside_heads(&mut self, row: usize) -> Option<usize> {
        let first = self.columns.iter().position(|it| matches!(it.kind, Kind::Value(_)))?;
        let reaches_up = |it: &usize| {
            let cell = &self.grid.cells[*it];
            cell.rows.start < self.body.start && cell.body == Body::Words && !cell.is_understood()
        };
        let name = (0..first).rev().filter_map(|it| self.grid.at(row, it)).find(reaches_up)?;
        if let Some((_, _, at)) = self.last.filter(|it| it.0 == name) {
            return Some(at);
        }
        let named = without_mark(self.grid.cells[name].printed);
        self.entries.push(self.nameless_entry(named, None, row));
        self.last = Some((name, None, self.entries.len() - 1));
        Some(self.entries.len() - 1)
    }

    /// The entry of a table that has one row of values and no names: its heading names it.
    fn only_row(&mut self, row: usize) -> Option<usize> {
        let says_role = self.columns.iter().filter(|it| matches!(it.kind, Kind::Value(Some(_)))).count() >= 2;
        let is_only = self.body.len() == 1 && self.entries.is_empty() && says_role;
        let is_one_name = |it: &Column| !matches!(it.kind, Kind::Value(_)) || it.chain.labels.is_empty();
        let name = self.form.indicator.clone().or_else(|| self.known.heading.cloned())?;
        if !is_only || !self.columns.iter().all(is_one_name) {
            return None;
        }
        self.entries.push(self.nameless_entry(name, None, row));
        Some(self.entries.len() - 1)
    }

    fn nameless_entry(&self, name: Passage, part: Option<String>, row: usize) -> Entry {
        let in_row = || self.cell_of(row, Kind::Unit).map(|it| it.printed.trimmed());
        let (area, section) = self.area_and_section(None);
        Entry {
            initiative: self.form.initiative.clone(),
            is_sheet: self.form.initiative.is_some(),
            area,
            section,
            indicator: Some(name),
            part,
            departments: self.form.departments.clone(),
            unit: in_row().or_else(|| self.form.unit.clone()).or_else(|| self.corner_unit()),
            has_units: self.columns.iter().any(|it| it.chain.unit.is_some()) || self.remarks_on_unit(row),
            ..Entry::default()
        }
    }

    /// Whether a remark beside a row says what it counts: `確保方策は実施か所数`. The unit above the table is not its own then.
    fn remarks_on_unit(&self, row: usize) -> bool {
        let remarks = self.columns.iter().enumerate().filter(|(_, it)| it.chain.word == Some(Stem::Remark));
        let mut cells = remarks.filter_map(|(at, _)| self.beginning(row, at));
        cells.any(|it| it.text.ends_with('数') || it.text.contains("単位"))
    }

    fn begin(&self, row: usize, names: usize, part: Option<usize>) -> Entry {
        let printed = |kind: Kind| self.cell_of(row, kind).map(|it| it.printed.trimmed());
        let name = self.grid.cell(row, names).map(|it| match self.columns[names].is_described {
            true => first_lines(it),
            false => self.before_label(&it.printed.lines_in_larger_type()),
        });
        let (above, name) = match name {
            Some(name) if self.names_two_levels(names) => two_levels(&name),
            name => (None, name),
        };
        let (above, name) = (above.map(|it| without_mark(&it)), name.map(|it| without_mark(&it)));
        let (name, office) = match name {
            Some(name) if self.names_offices(names) => split_office(&name),
            name => (name, None),
        };
        let is_indicator = self.columns[names].kind == Kind::Indicator;
        let (area, section) = self.area_and_section(Some(row));
        let part = part.map(|it| &self.grid.cells[it]).filter(|it| !it.is_blank());
        let (part_name, part_unit) = part.map_or((None, None), |it| self.part_with_unit(it.printed));
        let sheet = self.form.initiative.clone().filter(|_| self.column(Kind::Initiative).is_none());
        let has_values = self.columns.iter().any(|it| matches!(it.kind, Kind::Value(_)));
        // A cell that names both stands beside all that it names.
        let beside = if above.is_some() { self.grid.cell(row, names) } else { self.cell_of(row, Kind::Initiative) };
        Entry {
            number: printed(Kind::Number).or_else(|| sheet.as_ref().and_then(|_| self.form.number.clone())),
            area,
            section,
            is_sheet: sheet.is_some(),
            initiative: if is_indicator {
                above.or_else(|| printed(Kind::Initiative).map(|it| self.before_label(&it))).or_else(|| sheet.clone())
            } else {
                name.clone()
            },
            indicator: name.filter(|_| is_indicator || has_values),
            part: part_name,
            departments: printed(Kind::Department)
                .or(office)
                .or_else(|| sheet.as_ref().and_then(|_| self.form.departments.clone())),
            unit: printed(Kind::Unit).or(part_unit),
            rows: part.or(self.grid.cell(row, names)).map(|it| it.rows.clone()).unwrap_or_default(),
            initiative_rows: beside.map(|it| it.rows.clone()).unwrap_or_default(),
            has_units: self.columns.iter().any(|it| it.kind == Kind::Unit || it.chain.unit.is_some()),
            ..Entry::default()
        }
    }

    /// A name without the lines below it that a label begins: `質的評価：…` in a table without rules.
    fn before_label(&self, name: &Passage) -> Passage {
        let text = name.text();
        let is_label = |line: &std::ops::Range<usize>| {
            let label = text[line.clone()].split_once(['：', ':']).map(|it| it.0);
            let facts = label.and_then(|it| head_facts(it.trim(), &self.known.vocabulary));
            // ［単位：ha］ is of the name.
            facts.is_some_and(|it| it.word.is_some_and(|it| it != Stem::Unit))
        };
        match name.lines().into_iter().skip(1).find(is_label) {
            Some(line) => name.slice(0..line.start).trimmed(),
            None => name.clone(),
        }
    }

    /// The area and section that a row stands under: bands and columns of its table, else what its sheet says, else the headings.
    fn area_and_section(&self, row: Option<usize>) -> (Option<String>, Option<String>) {
        let column = |kind: Kind| self.cell_of(row?, kind).map(|it| one_line(it.printed));
        let mut levels: Vec<String> = self.bands.texts().cloned().collect();
        levels.extend([column(Kind::Area), column(Kind::Section)].into_iter().flatten());
        if levels.is_empty() {
            levels.extend(self.form.levels.texts().cloned());
        }
        area_and_section(if levels.is_empty() { self.known.levels } else { &levels })
    }

    /// Whether the heads of the names say 施策項目 over 指標項目: cells below name both.
    fn names_two_levels(&self, names: usize) -> bool {
        let words: Vec<Option<Stem>> =
            self.columns[names].chain.cells.iter().map(|it| self.grid.cells[*it].word()).collect();
        words == [Some(Stem::Indicator), Some(Stem::Initiative)]
    }

    /// `給付費（千円）` -> the part, and its unit.
    fn part_with_unit(&self, printed: &Passage) -> (Option<String>, Option<Passage>) {
        let text = printed.text().trim_end();
        let unit = text.strip_suffix([')', '）']).and_then(|inside| {
            let open = inside.rfind(['(', '（']).filter(|it| *it > 0)?;
            let start = open + inside[open..].chars().next().map_or(0, char::len_utf8);
            let is_unit =
                unit_of_caption(&text[open..], self.known.vocabulary.units).is_some_and(|it| it.unit.is_some());
            is_unit.then(|| (open, printed.slice(start..inside.len()).trimmed()))
        });
        match unit {
            Some((open, unit)) => (Some(one_line(&printed.slice(0..open))), Some(unit)),
            None => (Some(one_line(printed)), None),
        }
    }

    /// Whether the head of the names says that the office stands in brackets behind each: 取組（担当課）.
    fn names_offices(&self, names: usize) -> bool {
        let head = self.columns[names].chain.cells.first().map(|it| self.grid.cells[*it].text.as_str());
        let inside = head.and_then(|it| it.strip_suffix(')')?.split_once('(')).map(|it| it.1);
        let says_so = inside.is_some_and(|it| ["担当", "所管", "主管"].iter().any(|word| it.starts_with(word)));
        let names = || {
            let rows = self.body.clone().filter(|it| self.grid.band(*it).is_none());
            rows.filter_map(|row| self.beginning(row, names)).filter(|it| !it.is_blank())
        };
        says_so || names().count() >= 3 && names().all(|it| title_with_departments(&it.printed.trimmed()).is_some())
    }

    /// The unit that the head over the roles of rows gives: `［単位］千人`.
    fn corner_unit(&self) -> Option<Passage> {
        let head = self.columns[self.column(Kind::Roles)?].chain.cells.first()?;
        let cell = &self.grid.cells[*head];
        let unit = cell.head.as_ref()?.unit.as_ref()?;
        let at = cell.printed.text().find(unit.as_str())?;
        Some(cell.printed.slice(at..at + unit.len()))
    }

    /// The entry of what a head measures: what its row names is the part.
    pub(super) fn of_measure(&mut self, whole: usize, head: usize) -> usize {
        let name = self.grid.cells[head].printed.trimmed();
        let own = &self.entries[whole];
        let part = own.indicator.as_ref().map(one_line);
        let is_same = |it: &Entry| it.rows == own.rows && it.indicator.as_ref() == Some(&name) && it.part == part;
        if let Some(at) = self.entries[whole..].iter().position(is_same) {
            return whole + at;
        }
        let entry = Entry { indicator: Some(name), part, readings: Vec::new(), grades: Vec::new(), ..own.clone() };
        self.entries.push(entry);
        self.entries.len() - 1
    }

    /// The entry of a part that a head names, beside the one of the whole row.
    pub(super) fn of_part(&mut self, whole: usize, part: Option<String>) -> usize {
        let Some(part) = part else { return whole };
        let own = &self.entries[whole];
        // A cell of parts with a line each holds this one.
        let part = match &own.part {
            Some(row) if !row.contains(&part) => format!("{row}・{part}"),
            _ => part,
        };
        let is_same = |it: &Entry| it.rows == own.rows && it.part.as_ref() == Some(&part);
        if let Some(at) = self.entries[whole..].iter().position(is_same) {
            return whole + at;
        }
        let entry = Entry { part: Some(part), readings: Vec::new(), grades: Vec::new(), ..own.clone() };
        self.entries.push(entry);
        self.entries.len() - 1
    }
}

/// The initiative and its indicator that one cell names, the one over the other.
fn two_levels(name: &Passage) -> (Option<Passage>, Option<Passage>) {
    let lines = name.lines();
    let text = name.text();
    let at = match lines.as_slice() {
        // A line that only goes on has no gap before it.
        [_, second]
            if text[..second.start].ends_with(char::is_whitespace) || begins_with_gap(&text[second.start..]) =>
        {
            Some(second.start)
        }
        [_, _] => None,
        _ => text.find(['\n', '　']),
    };
    match at {
        Some(at) => (Some(name.slice(0..at).trimmed()), Some(name.slice(at..text.len()).trimmed())),
        None => (None, Some(name.clone())),
    }
}

/// The lines of a name over its description: up to the first that ends well before its cell does.
fn first_lines(cell: &GridCell) -> Passage {
    let larger = cell.printed.lines_in_larger_type();
    if larger.text().len() < cell.printed.text().len() {
        return larger;
    }

    let ends = |it: &Range<usize>| {
        let line = cell.printed.slice(it.clone());
        line.source().is_some_and(|it| cell.source.bbox.x1 - it.bbox.x1 > SHORT_LINE * cell.size)
    };
    let last = cell.printed.lines().into_iter().find(ends);
    last.map_or_else(|| cell.printed.trimmed(), |it| cell.printed.slice(0..it.end).trimmed())
}

/// `離乳食教室（健康づくり課）` -> the name, and the office in the last brackets.
fn split_office(name: &Passage) -> (Option<Passage>, Option<Passage>) {
    let text = name.text().trim_end();
    let open = text.strip_suffix([')', '）']).and_then(|it| it.rfind(['(', '（'])).filter(|it| *it > 0);
    let Some(open) = open else { return (Some(name.clone()), None) };
    let width = |it: Option<char>| it.map_or(0, char::len_utf8);
    let inside = open + width(text[open..].chars().next())..text.len() - width(text.chars().next_back());
    (Some(name.slice(0..open).trimmed()), Some(name.slice(inside).trimmed()))
}

fn begins_with_gap(text: &str) -> bool {
    text.starts_with(char::is_whitespace)
}

pub(super) fn one_line(text: &Passage) -> String {
    text.text().replace('\n', "").trim().to_owned()
}

/// Whether a cell among names is a label: 担当部局, 達成度.
fn is_label(cell: &GridCell) -> bool {
    cell.is_understood()
        && !matches!(cell.word(), Some(Stem::Named | Stem::Indicator | Stem::Initiative | Stem::Section | Stem::Count))
}

/// What the last brackets of a heading hold: 区域A.
fn last_in_brackets(heading: &str) -> Option<String> {
    let inside = heading.trim_end().strip_suffix('】')?.rsplit_once('【')?.1.trim();
    (!inside.is_empty()).then(|| inside.to_owned())
}

/// How long the number in front of a goal is: `目標1_`, `KPI2．`.
fn goal_number(text: &str) -> usize {
    let rest = ["目標", "指標", "KPI", "ＫＰＩ"].iter().find_map(|it| text.strip_prefix(it)).unwrap_or(text);
    let bare = rest.trim_start_matches(char::is_numeric);
    let mark = bare.trim_start_matches(['_', '＿', '.', '．', '：', ':', ' ', '　']);
    if bare.len() < rest.len() && mark.len() < bare.len() { text.len() - mark.len() } else { 0 }
}

/// Whether the rows of a cell part those of another, which has no values: it begins with a bullet, or further right.
fn is_child(parent: &GridCell, cell: &GridCell) -> bool {
    let left = |it: &GridCell| {
        let text = it.printed.text();
        let start = text.len() - text.trim_start().len();
        it.printed.place(start..text.len()).map(|it| it.bbox.x0)
    };
    let is_indented = || Some(left(cell)? - left(parent)? >= INDENT * cell.size && cell.size > 0.0);
    // A band over the columns groups rows, and names none.
    is_bullet(cell.printed) || parent.columns == cell.columns && is_indented().unwrap_or(false)
}

/// Whether a text begins with the bullet of a part.
fn is_bullet(text: &Passage) -> bool {
    text.text().trim_start().starts_with(['・', '･', '-', '－', '－', '└', '∟'])
}

/// A name without the mark in front of it: `★出生率`, `・市職員`.
fn without_mark(name: &Passage) -> Passage {
    let marks = |it: char| it.is_whitespace() || "★☆◎○●◆◇■□▼▽・･※＊*".contains(it);
    let start = name.text().len() - name.text().trim_start_matches(marks).len();
    if start < name.text().len() { name.slice(start..name.text().len()).trimmed() } else { name.trimmed() }
}

/// Rows that add up others.
pub(super) fn is_total(text: &str) -> bool {
    matches!(text, "計" | "合計" | "総計" | "小計" | "全体" | "総合計")
}
