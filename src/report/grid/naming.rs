//! What a row is about: its name, the part of it, the initiative and sections that it belongs to.

use super::cell::GridCell;
use super::columns::{Kind, are_amounts};
use super::entry::Entry;
use super::name_text::{
    first_lines, goal_number, is_bullet, is_child, is_label, is_stage, is_total, one_line, split_office, two_levels,
    without_mark,
};
use super::rows::Reader;
use crate::layout::Passage;
use crate::report::above::title_with_departments;
use crate::report::cells::{Body, Stem, body, head_facts, names_measure};
use crate::report::levels::area_and_section;
use crate::report::{Place, Reading, Role};
use crate::text::{fold, unit_of_caption};

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
        let is_stage =
            || self.form.initiative.is_some() && self.columns[names].kind == Kind::Initiative && is_stage(cell);
        if is_total(&cell.text) || cell.body == Body::Missing || is_label(cell) || is_stage() {
            self.last = None;
            return None;
        }
        if self.is_parent(row, name) {
            let is_heading = self.heads_measures(name);
            if is_heading {
                self.bands.open(&one_line(self.grid.cells[name].printed));
            }
            self.parent = Some(name).filter(|_| !is_heading);
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

    /// Whether the rows set further right below a name are measures of their own, under what is none: 【観光の振興】 over 宿泊者数.
    fn heads_measures(&self, parent: usize) -> bool {
        let cell = &self.grid.cells[parent];
        let column = cell.columns.start;
        let names = (cell.rows.end..self.body.end).map_while(|row| self.grid.cell(row, column));
        let mut children = names.take_while(|it| is_child(cell, it)).peekable();
        let is_measure = |it: &GridCell| names_measure(&it.text) || self.part_with_unit(it.printed).1.is_some();
        cell.text.starts_with('【')
            || !names_measure(&cell.text) && children.peek().is_some() && children.all(is_measure)
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
            are_amounts: are_amounts(self.columns),
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
    pub(super) fn area_and_section(&self, row: Option<usize>) -> (Option<String>, Option<String>) {
        let column = |kind: Kind| self.cell_of(row?, kind).map(|it| one_line(it.printed));
        let bands = self.bands.texts().cloned();
        let columns = [column(Kind::Area), column(Kind::Section)].into_iter().flatten();
        let mut levels: Vec<String> = match self.are_bands_inside {
            true => columns.chain(bands).collect(),
            false => bands.chain(columns).collect(),
        };
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
