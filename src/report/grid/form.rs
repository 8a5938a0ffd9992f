//! Labels with their values beside them: the title of a sheet, its indicator, its ratings.

use super::Known;
use super::cell::{Grid, GridCell};
use super::coded::coded_title;
use super::entry::{Entry, Judge, PrintedGrade};
use super::inside::{Inner, inner, inner_lines, is_title, label_in_front, labelled_texts, lone_number, title_of_box};
use super::label::{grade, label_of, name_before_years, named_indicator, names};
use super::line::{by_arrows, followed_below, followed_lines, indicator_line};
use super::name_text::one_line;
use crate::layout::Passage;
use crate::report::above::{numbered_title, title_with_departments};
use crate::report::cells::{Body, Stem, body, head_facts};
use crate::report::levels::{Levels, area_and_section};
use crate::report::prose::{ProseTitle, grade_in_line};
use crate::text::fold;

/// What the labels of a sheet have said so far. A sheet goes on over tables until the next title.
#[derive(Debug, Clone, Default)]
pub(in crate::report) struct Form {
    pub initiative: Option<Passage>,
    pub indicator: Option<Passage>,
    /// What labels say that the sheet belongs to: 基本目標, 施策.
    pub levels: Levels,
    pub number: Option<Passage>,
    /// A number that stands alone above the next sheet.
    next_number: Option<Passage>,
    pub departments: Option<Passage>,
    pub unit: Option<Passage>,
    pub(super) grades: Vec<PrintedGrade>,
    texts: SheetTexts,
    /// Whether indicators of it were read.
    pub is_followed: bool,
    /// What its title stands beside: 事業名, which belongs to a 施策.
    title_label: String,
    /// The label in running text that the next lines go on with.
    open: Option<Stem>,
    /// Whether its title stands in running text and no table has come since: lines below it are its text.
    is_prose: bool,
    /// The titles among the rows of the table that is read now.
    bands: Vec<(usize, ProseTitle)>,
}

/// What a sheet says in words.
#[derive(Debug, Clone, Default)]
pub(in crate::report) struct SheetTexts {
    pub plan: Passage,
    pub progress: Passage,
    pub next: Passage,
}

impl SheetTexts {
    /// The text that a label heads: what was planned, what came of it, what is to be done next.
    fn of(&mut self, label: Stem) -> Option<&mut Passage> {
        match label {
            Stem::Plan | Stem::Planned => Some(&mut self.plan),
            // 進捗 heads what came of it too, where it heads no grade.
            Stem::Progress | Stem::Actual | Stem::Rating => Some(&mut self.progress),
            Stem::Next | Stem::Direction => Some(&mut self.next),
            _ => None,
        }
    }

    fn add(&mut self, label: Stem, text: &Passage) {
        let Some(own) = self.of(label) else { return };
        if !own.is_blank() {
            own.push_gap('\n');
        }
        own.append(text);
    }
}

/// The number behind its label in one cell: `事業番号：重点1`.
fn number_label(label: &GridCell, known: &Known) -> Option<Passage> {
    inner(label.printed, known).filter(|it| it.word == Stem::Number).map(|it| it.value)
}

/// A grade that nobody is said to have given is of who the line right above the table names: `■ 外部評価`.
fn judged_by_heading(grade: PrintedGrade, known: &Known) -> PrintedGrade {
    let judge = || {
        let heading = known.heading.filter(|_| grade.judge.depth() == 0)?;
        Some((head_facts(heading.text(), &known.vocabulary)?.judge?, one_line(heading)))
    };
    PrintedGrade { judge: grade.judge.clone().or(Judge::of(judge())), ..grade }
}

/// Of several ratings under labels of their own the one as a whole, 総合評価, is the rating; the others are measures: 進捗状況.
fn tell_apart(grades: &mut [PrintedGrade]) {
    let is_whole = |it: &PrintedGrade| it.label.as_ref().is_some_and(|it| it.contains("総合"));
    let plain = |it: &PrintedGrade| it.judge.depth() == 0 && it.label.is_some();
    if !grades.iter().any(|it| plain(it) && is_whole(it)) {
        return;
    }
    for grade in grades.iter_mut().filter(|it| plain(it) && !is_whole(it)) {
        grade.judge.axis.clone_from(&grade.label);
    }
}

impl Form {
    /// Takes in a row of labels and values; gives the sheet that a new title ends.
    ///
    /// Gives the indicators too that a text of the sheet follows line by line.
    pub fn take_row(&mut self, grid: &Grid, row: usize, known: &Known) -> Vec<Entry> {
        self.is_prose = false;
        let cells: Vec<&GridCell> = grid.beginning(row).collect();
        let mut ended = self.take_inner(&cells, known);
        if let Some(title) = coded_title(grid, row, &cells) {
            ended.extend(self.end_or_open());
            self.name(title.name);
            self.title_label.clone_from(&cells[0].text);
            (self.number, self.departments) = (Some(title.number), title.departments);
            return ended;
        }
        for pair in cells.windows(2) {
            let [label, value] = pair else { continue };
            // 事業番号：重点1 beside the title.
            if let Some(number) = number_label(label, known).filter(|_| label.columns.start == 0 && names(value)) {
                ended.extend(self.end_or_open());
                let title = value.printed.trimmed();
                let (title, departments) =
                    title_with_departments(&title).map_or((title, None), |it| (it.0, Some(it.1)));
                self.name(title);
                self.title_label.clone_from(&label.text);
                (self.number, self.departments) = (Some(number), departments);
                continue;
            }
            if let Some(readings) = by_arrows(label, value, known) {
                let (initiative, indicator) = (self.initiative.clone(), self.indicator.clone());
                self.is_followed |= initiative.is_some();
                let is_sheet = initiative.is_some();
                ended.extend(indicator.map(|_| Entry {
                    initiative,
                    indicator: self.indicator.take(),
                    readings,
                    is_sheet,
                    ..Entry::default()
                }));
                continue;
            }
            let Some(word) = label_of(label, value, known) else { continue };
            match word {
                // 施策 beside the name of a KPI, or below that of a 事業, says where that belongs.
                Stem::Initiative
                    if names(value)
                        && label.text.contains("施策")
                        && (self.indicator.is_some() && self.initiative.is_none()
                            || self.initiative.is_some() && self.is_of_work()) =>
                {
                    // Below a sheet that has said all it has to, it is above the next.
                    if self.is_of_work() && self.has_facts() {
                        ended.extend(self.end());
                    }
                    self.levels.set(&label.text, &one_line(value.printed));
                }
                Stem::Initiative if names(value) => {
                    ended.extend(self.end_or_open());
                    self.name(value.printed.trimmed());
                    self.title_label.clone_from(&label.text);
                }
                Stem::Indicator if name_before_years(value).is_some() => self.indicator = name_before_years(value),
                Stem::Indicator if names(value) => self.indicator = Some(value.printed.lines_in_larger_type()),
                Stem::Item if named_indicator(value.printed).is_some() => {
                    self.indicator = named_indicator(value.printed);
                }
                Stem::Section if names(value) => self.levels.set(&label.text, &one_line(value.printed)),
                Stem::Department => self.departments = Some(value.printed.trimmed()),
                Stem::Number => self.take_number(value.printed.trimmed()),
                Stem::Unit => self.unit = Some(value.printed.trimmed()),
                Stem::Rating | Stem::Axis | Stem::Evaluator => {
                    let grade = grade(label, value, known).map(|it| judged_by_heading(it, known));
                    if grade.is_none() && word == Stem::Rating && label.text.contains("進捗") {
                        self.texts.add(word, &value.printed.trimmed());
                    }
                    self.grades.extend(grade);
                }
                other => self.texts.add(other, &value.printed.trimmed()),
            }
        }
        let below = cells.iter().filter_map(|label| Some((label, grid.cell(label.rows.end, label.columns.start)?)));
        let rated = below.filter(|(label, value)| label.word() == Some(Stem::Rating) && label.columns == value.columns);
        let rated: Vec<PrintedGrade> = rated.filter_map(|(label, value)| grade(label, value, known)).collect();
        self.grades.extend(rated);
        for (label, text) in cells.iter().flat_map(|it| labelled_texts(it.printed, known)) {
            // 【評価】A is no text.
            if label != Stem::Rating || body(&fold(text.text())) == Body::Prose {
                self.texts.add(label, &text);
            }
        }
        let sheet = self.initiative.clone();
        let lines = cells.iter().filter(|_| sheet.is_some()).flat_map(|it| followed_lines(it.printed));
        let in_sheet = |entry: Entry| Entry { initiative: sheet.clone(), is_sheet: true, ..entry };
        ended.extend(lines.map(in_sheet));
        ended
    }

    /// Takes in a line of running text below a title: its rating, or an indicator that it follows.
    pub fn take_line(&mut self, line: &Passage, known: &Known) -> Vec<Entry> {
        if let Some(number) = lone_number(line) {
            self.next_number = Some(number);
            return Vec::new();
        }
        // ［KPI］農業産出額　（R1）2,361億円→…
        if let Some(indicator) = named_indicator(line) {
            self.indicator = Some(indicator);
            return Vec::new();
        }
        let inner = inner(line, known);
        if let Some(Inner { value, .. }) =
            inner.as_ref().filter(|it| it.word == Stem::Initiative && is_title(&it.value))
        {
            // 施策：農林業の振興 below ［KPI］農業産出額 says where that belongs.
            if self.indicator.is_some() && self.initiative.is_none() {
                self.levels.set("施策", &one_line(value));
                return Vec::new();
            }
            let ended = self.end();
            self.name(value.clone());
            return ended.into_iter().collect();
        }
        let Some(sheet) = self.initiative.clone() else { return Vec::new() };
        if let Some(Inner { value, .. }) = inner.as_ref().filter(|it| it.word == Stem::Department) {
            self.departments.get_or_insert_with(|| value.clone());
        }
        let grade = inner.and_then(|it| it.grade).or_else(|| grade_in_line(line, known));
        if grade.is_none() && self.is_prose {
            self.take_text(line, known);
        }
        self.grades.extend(grade);
        // KPI　電子申請の利用率 over R5目標：40％　R5実績：43.2％
        if let Some(name) = indicator_line(line) {
            self.indicator = Some(name);
            return Vec::new();
        }
        let mut lines = followed_lines(line);
        if lines.is_empty() {
            lines.extend(self.indicator.as_ref().and_then(|it| followed_below(it, line)));
        }
        self.is_followed |= !lines.is_empty();
        lines.into_iter().map(|entry| Entry { initiative: Some(sheet.clone()), is_sheet: true, ..entry }).collect()
    }

    /// Begins the sheet of a title in running text; gives the one that it ends.
    pub fn begin(&mut self, title: ProseTitle) -> Option<Entry> {
        let ended = self.end();
        self.is_prose = true;
        self.name(title.title);
        (self.number, self.departments) = (title.number, title.departments);
        self.grades.extend(title.grade);
        ended
    }

    /// Says which rows of the table that comes are titles.
    pub fn expect(&mut self, bands: Vec<(usize, ProseTitle)>) {
        self.bands = bands;
    }

    /// Whether a row of the table that is read is a title.
    pub(super) fn is_title(&self, row: usize) -> bool {
        self.bands.iter().any(|it| it.0 == row)
    }

    /// Begins the sheet of the title in a row, if it is one; gives the sheet that it ends.
    pub(super) fn begin_row(&mut self, row: usize) -> Option<Option<Entry>> {
        let at = self.bands.iter().position(|it| it.0 == row)?;
        let (_, title) = self.bands.remove(at);
        Some(self.begin(title))
    }

    /// Takes in what a line of running text says behind or below a label of the sheet under way.
    fn take_text(&mut self, line: &Passage, known: &Known) {
        let (label, text) = match label_in_front(line, known) {
            Some((facts, start)) => (facts.word, line.slice(start..line.text().len()).trimmed()),
            // Text right below a title tells what was done; a numbered heading ends it.
            None if numbered_title(line).is_some() => (None, Passage::default()),
            None => (self.open.or(Some(Stem::Progress)), line.trimmed()),
        };
        self.open = label;
        if let Some(label) = label.filter(|_| !text.is_blank()) {
            self.texts.add(label, &text);
        }
    }

    /// Whether a title or a rating has come since.
    pub fn says_more_than(&self, before: &Form) -> bool {
        let title = |it: &Form| it.initiative.as_ref().and_then(Passage::source);
        self.grades.len() > before.grades.len() || title(self) != title(before)
    }

    /// Takes in 取組番号. One that comes before any title, or when the sheet has its own, stands above the title of the next.
    fn take_number(&mut self, number: Passage) {
        let is_of_next = self.initiative.is_none() || self.number.is_some();
        let place = if is_of_next { &mut self.next_number } else { &mut self.number };
        *place = Some(number);
    }

    fn is_of_work(&self) -> bool {
        self.title_label.contains("事業")
    }

    /// Whether the sheet under way has ratings or indicators.
    fn has_facts(&self) -> bool {
        !self.grades.is_empty() || self.is_followed
    }

    /// Ends the sheet under way. One that has said nothing is a level above the next: 施策 above 事業名.
    fn end_or_open(&mut self) -> Option<Entry> {
        let has_facts = self.has_facts();
        match self.initiative.take() {
            Some(title) if !has_facts => {
                self.levels.set(&self.title_label, &one_line(&title));
                None
            }
            title => {
                self.initiative = title;
                self.end()
            }
        }
    }

    fn name(&mut self, title: Passage) {
        self.initiative = Some(title);
        self.number = self.number.take().or_else(|| self.next_number.take());
    }

    /// Takes in cells that hold a label and its value: `評価：A（順調）`, `担当：健康推進課`. The first cell of the row is the title then.
    fn take_inner(&mut self, cells: &[&GridCell], known: &Known) -> Vec<Entry> {
        let inner: Vec<Inner> = cells.iter().flat_map(|it| inner_lines(it.printed, known)).collect();
        let rates = inner.iter().any(|it| it.grade.is_some());
        let mut ended = Vec::new();
        if let Some((title, departments)) = cells.first().filter(|_| rates).and_then(|it| title_of_box(it, known)) {
            ended.extend(self.end());
            self.name(title);
            self.departments = departments;
        }
        for Inner { word, value, grade } in inner {
            match word {
                Stem::Department => self.departments = Some(value),
                Stem::Indicator => self.indicator = Some(value),
                Stem::Initiative => {
                    ended.extend(self.end());
                    self.name(value);
                }
                _ => {}
            }
            self.grades.extend(grade);
        }
        ended
    }

    /// The sheet under way with its ratings, if it has any; what follows is another.
    pub fn end(&mut self) -> Option<Entry> {
        // What the sheet belongs to holds until its label comes again.
        let kept = Form {
            next_number: self.next_number.take(),
            levels: self.levels.clone(),
            bands: std::mem::take(&mut self.bands),
            ..Form::default()
        };
        let Form { initiative, levels, number, departments, mut grades, texts, is_followed, .. } =
            std::mem::replace(self, kept);
        tell_apart(&mut grades);
        let levels: Vec<String> = levels.texts().cloned().collect();
        let (area, section) = area_and_section(&levels);
        let is_rated = !grades.is_empty() || is_followed;
        let texts = Some(texts);
        let entry = || Entry {
            number,
            area,
            section,
            initiative,
            departments,
            grades,
            texts,
            is_sheet: true,
            ..Entry::default()
        };
        Some(entry()).filter(|it| it.initiative.is_some() && is_rated)
    }
}
