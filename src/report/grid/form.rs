//! Labels with their values beside them: the title of a sheet, its indicator, its ratings.

use super::Known;
use super::cell::{Grid, GridCell};
use super::entry::{Entry, PrintedGrade};
use super::line::followed_lines;
use crate::base::{Rect, SourceRef};
use crate::layout::Passage;
use crate::report::cells::{Body, HeadFacts, Stem, head_facts, read_grade, read_number_grade, ticked};
use crate::report::compact::Compact;
use crate::report::header_cell::HeadYear;
use crate::report::levels::{Levels, area_and_section};

/// `No.3`, alone in a line.
fn lone_number(line: &Passage) -> Option<Passage> {
    let compact = Compact::new(line.text()).text;
    let digits = compact.strip_prefix("No").map(|it| it.trim_start_matches('.'))?;
    (!digits.is_empty() && digits.len() <= 3 && digits.bytes().all(|it| it.is_ascii_digit())).then(|| line.trimmed())
}

fn is_title(value: &Passage) -> bool {
    (3..=MAX_TITLE).contains(&value.text().chars().count()) && !value.text().contains('。')
}

/// The name of a measure that judges has at most this many letters.
const MAX_JUDGE: usize = 10;
/// A title is at most this long, in characters.
const MAX_TITLE: usize = 60;

/// Whether a row holds labels with their values beside them, and no values of a grid: `自己評価｜A｜評価の理由｜…`.
pub(super) fn is_form_row(grid: &Grid, row: usize, known: &Known) -> bool {
    let cells: Vec<&GridCell> = grid.beginning(row).collect();
    let Some(value) = cells.get(1) else { return false };
    let is_short = 2 * cells.len() <= grid.column_count + 1 || value.columns.len() > 1;
    let has_pair = || cells.windows(2).skip(1).any(|it| label_of(it[0], it[1], known).is_some());
    row_label(grid, row, known).is_some() && (is_short || has_pair())
}

/// Whether a row and the one below begin with two labels of a sheet, 事業名 and 担当部局, that have values beside them.
pub(super) fn begins_sheet(grid: &Grid, row: usize, known: &Known) -> bool {
    let (first, second) = (row_label(grid, row, known), row_label(grid, row + 1, known));
    first.is_some() && second.is_some() && first != second
}

/// The label of a sheet that a row begins with, where a value stands beside it.
fn row_label(grid: &Grid, row: usize, known: &Known) -> Option<Stem> {
    let mut cells = grid.beginning(row);
    let (label, value) = (cells.next().filter(|it| it.columns.start == 0)?, cells.next()?);
    label_of(label, value, known).filter(|it| {
        use Stem::{Axis, Department, Evaluator, Initiative, Next, Plan, Progress, Rating, Reason, Remark};
        matches!(it, Rating | Evaluator | Axis | Department | Initiative | Next | Plan | Progress | Reason | Remark)
    })
}

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
    grades: Vec<PrintedGrade>,
    texts: SheetTexts,
    /// Whether indicators of it were read.
    pub is_followed: bool,
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
            Stem::Progress | Stem::Actual => Some(&mut self.progress),
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

impl Form {
    /// Takes in a row of labels and values; gives the sheet that a new title ends.
    ///
    /// Gives the indicators too that a text of the sheet follows line by line.
    pub fn take_row(&mut self, grid: &Grid, row: usize, known: &Known) -> Vec<Entry> {
        let cells: Vec<&GridCell> = grid.beginning(row).collect();
        let mut ended = self.take_inner(&cells, known);
        for pair in cells.windows(2) {
            let [label, value] = pair else { continue };
            let Some(word) = label_of(label, value, known) else { continue };
            match word {
                // 施策 beside the name of a KPI says where that belongs.
                Stem::Initiative if names(value) && self.indicator.is_some() && label.text.contains("施策") => {
                    self.levels.set(&label.text, &one_line(value.printed));
                }
                Stem::Initiative if names(value) => {
                    ended.extend(self.end_or_open());
                    self.name(value.printed.trimmed());
                }
                Stem::Indicator if names(value) => self.indicator = Some(value.printed.lines_in_larger_type()),
                Stem::Item if named_indicator(value).is_some() => self.indicator = named_indicator(value),
                Stem::Section if names(value) => self.levels.set(&label.text, &one_line(value.printed)),
                Stem::Department => self.departments = Some(value.printed.trimmed()),
                Stem::Number => self.number = Some(value.printed.trimmed()),
                Stem::Unit => self.unit = Some(value.printed.trimmed()),
                Stem::Rating | Stem::Axis | Stem::Evaluator => self.grades.extend(grade(label, value)),
                other => self.texts.add(other, &value.printed.trimmed()),
            }
        }
        let below = cells.iter().filter_map(|label| Some((label, grid.cell(label.rows.end, label.columns.start)?)));
        let rated = below.filter(|(label, value)| label.word() == Some(Stem::Rating) && label.columns == value.columns);
        let rated: Vec<PrintedGrade> = rated.filter_map(|(label, value)| grade(label, value)).collect();
        self.grades.extend(rated);
        for (label, text) in cells.iter().flat_map(|it| labelled_texts(it.printed, known)) {
            self.texts.add(label, &text);
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
        let inner = inner(line, known);
        if let Some(Inner { value, .. }) =
            inner.as_ref().filter(|it| it.word == Stem::Initiative && is_title(&it.value))
        {
            let ended = self.end();
            self.name(value.clone());
            return ended.into_iter().collect();
        }
        let Some(sheet) = self.initiative.clone() else { return Vec::new() };
        self.grades.extend(inner.and_then(|it| it.grade));
        let lines = followed_lines(line);
        self.is_followed |= !lines.is_empty();
        lines.into_iter().map(|entry| Entry { initiative: Some(sheet.clone()), is_sheet: true, ..entry }).collect()
    }

    /// Begins the sheet of a title in running text; gives the one that it ends.
    pub fn begin(&mut self, title: Passage, departments: Passage) -> Option<Entry> {
        let ended = self.end();
        self.name(title);
        self.departments = Some(departments);
        ended
    }

    /// Ends the sheet under way. One that has said nothing is a level above the next: 施策 above 事業名.
    fn end_or_open(&mut self) -> Option<Entry> {
        let has_facts = !self.grades.is_empty() || self.is_followed;
        match self.initiative.take() {
            Some(title) if !has_facts => {
                self.levels.set("", &one_line(&title));
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
        let kept = Form { next_number: self.next_number.take(), levels: self.levels.clone(), ..Form::default() };
        let Form { initiative, levels, number, departments, grades, texts, is_followed, .. } =
            std::mem::replace(self, kept);
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

/// The texts below labels in 【】, each from its label to the next.
fn labelled_texts(printed: &Passage, known: &Known) -> Vec<(Stem, Passage)> {
    let text = printed.text();
    let mut starts: Vec<usize> =
        text.match_indices('【').map(|(at, _)| at).filter(|at| begins_line(text, *at)).collect();
    starts.push(text.len());
    let part = |it: &[usize]| {
        let end = it[0] + text[it[0]..it[1]].find('】')?;
        let label = head_facts(&text[it[0] + '【'.len_utf8()..end], known.units)?.word?;
        let value = printed.slice(end + '】'.len_utf8()..it[1]).trimmed();
        Some((label, value)).filter(|it| !it.1.is_blank())
    };
    starts.windows(2).filter_map(part).collect()
}

fn begins_line(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_none_or(|it| it == '\n' || it.is_whitespace())
}

/// A label with its value in one cell.
struct Inner {
    word: Stem,
    value: Passage,
    grade: Option<PrintedGrade>,
}

/// The label in front of a colon, or in brackets 【】, with where its value begins. A label may judge by a measure that nobody knows:
/// 質的評価.
fn inner_label(printed: &Passage, known: &Known) -> Option<(HeadFacts, usize)> {
    let text = printed.text();
    let (label, start) = match text.trim_start().strip_prefix('【') {
        Some(rest) => (rest.split_once('】')?.0, text.find('】')? + '】'.len_utf8()),
        None => {
            let at = text.find([':', '：'])?;
            (&text[..at], at + text[at..].chars().next()?.len_utf8())
        }
    };
    let rates = |it: &&str| it.ends_with("評価") && it.chars().count() <= MAX_JUDGE;
    let judged = || {
        Some(label.trim()).filter(rates).map(|_| HeadFacts {
            word: Some(Stem::Rating),
            judge: Some(Stem::Axis),
            ..HeadFacts::default()
        })
    };
    let bare = label.trim().trim_end_matches(char::is_numeric);
    let facts = head_facts(bare, known.units).or_else(judged)?;
    (facts.word.is_some() || facts.judge.is_some()).then_some((facts, start))
}

/// The labels with their values in a cell: one in all of it, or one a line.
fn inner_lines(printed: &Passage, known: &Known) -> Vec<Inner> {
    let lines: Vec<Inner> =
        printed.lines().into_iter().filter_map(|it| inner(&printed.slice(it).trimmed(), known)).collect();
    if lines.iter().any(|it| it.grade.is_some()) { lines } else { inner(printed, known).into_iter().collect() }
}

fn inner(printed: &Passage, known: &Known) -> Option<Inner> {
    let (facts, start) = inner_label(printed, known)?;
    let value = first_of(&printed.slice(start..printed.text().len()).trimmed());
    let compact = Compact::new(value.text()).text;
    let word = facts.word.or(facts.judge)?;
    let rates = word == Stem::Rating || facts.judge.is_some();
    let grade = read_grade(&compact).or_else(|| read_number_grade(&compact)).filter(|_| rates);
    let cell = value.source().unwrap_or(SourceRef::new(1, Rect::default()));
    let label = printed.text()[..start].trim_end_matches([':', '：', '】']).trim_start_matches('【').trim().to_owned();
    let grade = grade.map(|_| PrintedGrade {
        fiscal_year: match facts.year {
            HeadYear::One(year) => Some(year),
            _ => None,
        },
        printed: value.clone(),
        cell,
        judge: facts.judge.map(|it| (it, label)),
        rows: 0..0,
    });
    Some(Inner { word, value, grade })
}

/// A value up to the label that follows it in the same line: `Ａ　　継続：継続`.
fn first_of(value: &Passage) -> Passage {
    let text = value.text();
    match text.find(['：', ':']).and_then(|at| text[..at].find(char::is_whitespace)) {
        Some(gap) => value.slice(0..gap),
        None => value.clone(),
    }
}

/// The title in the first line of a box whose other cell rates, and the departments in brackets behind it.
fn title_of_box(cell: &GridCell, known: &Known) -> Option<(Passage, Option<Passage>)> {
    let text = cell.printed.text();
    let first = text.find('\n').map_or(cell.printed.clone(), |at| cell.printed.slice(0..at));
    if inner_label(&first, known).is_some_and(|it| it.1 <= first.text().len()) && !first.text().contains(['（', '(']) {
        return None;
    }
    let line = first.text();
    let (at, inside) =
        match line.find(['（', '(']).filter(|at| line[*at..].contains("担当") || line[*at..].contains("所管")) {
            Some(at) => {
                let close = line[at..].find(['）', ')']).map_or(line.len(), |it| at + it);
                let start = line[at..close].find(['：', ':']).map_or(at, |it| at + it);
                let start = start + line[start..].chars().next().map_or(0, char::len_utf8);
                (at, Some(first.slice(start.min(close)..close)))
            }
            None => (line.len(), None),
        };
    let title = first.slice(0..at).trimmed();
    let letters = title.text().chars().count();
    ((2..=MAX_TITLE).contains(&letters) && !title.text().contains('。')).then_some((title, inside))
}

/// What a cell says as the label of the cell right of it.
fn label_of(label: &GridCell, value: &GridCell, known: &Known) -> Option<Stem> {
    let is_number = |it: char| it.is_ascii_digit() || "().-".contains(it);
    let numbered = || {
        let text = label.text.trim_start_matches(is_number);
        head_facts(text.trim_end_matches(|it: char| it.is_ascii_digit()), known.units)
    };
    let head = label.head.clone().or_else(numbered)?;
    let is_beside = label.columns.end == value.columns.start;
    // Two labels side by side are heads.
    let is_value = !value.head.as_ref().is_some_and(|it| it.word.is_some()) || value.body == Body::Grade;
    let word = head.word.or(head.judge).filter(|_| is_beside && is_value)?;
    Some(if head.judge == Some(Stem::Axis) && word != Stem::Rating { Stem::Axis } else { word })
}

/// Whether a cell may hold a title or a name.
fn names(value: &GridCell) -> bool {
    value.body == Body::Words && value.text.chars().filter(|it| it.is_alphabetic()).count() >= 2
}

/// `［KPI］農業産出額　（H25）1,233億円→…` -> the name between the bracket that says what it is and the first gap.
fn named_indicator(value: &GridCell) -> Option<Passage> {
    const KINDS: [&str; 6] = ["KPI", "数値目標", "指標", "成果指標", "活動指標", "重要業績評価指標"];
    let text = value.printed.text();
    let start = text.find(['］', ']', '】'])?;
    let kind = Compact::new(text[..start].trim_start_matches(['［', '[', '【', ' ', '　'])).text;
    let start = start + text[start..].chars().next()?.len_utf8();
    let rest = text[start..].trim_start();
    let start = text.len() - rest.len();
    let end = rest.find([' ', '　', '\n']).unwrap_or(rest.len());
    let name = value.printed.slice(start..start + end);
    (KINDS.contains(&kind.as_str()) && !name.is_blank()).then_some(name)
}

/// The rating in the value beside its label.
fn grade(label: &GridCell, value: &GridCell) -> Option<PrintedGrade> {
    let ticked = ticked(value.printed.text()).map(|it| first_word(&value.printed.slice(it)));
    let is_grade = read_grade(&value.text).or_else(|| read_number_grade(&value.text)).is_some()
        || is_choice(&value.text)
        || ticked.is_some();
    let head = label.head.as_ref()?;
    let fiscal_year = match head.year {
        HeadYear::One(year) => Some(year),
        _ => None,
    };
    is_grade.then(|| PrintedGrade {
        fiscal_year,
        printed: ticked.unwrap_or_else(|| value.printed.trimmed()),
        cell: value.source,
        judge: head.judge.map(|it| (it, label.text.clone())),
        rows: value.rows.clone(),
    })
}

/// The grade in front of what it means: `A　上回る` -> `A`.
fn first_word(choice: &Passage) -> Passage {
    let choice = choice.trimmed();
    let end = choice.text().find(char::is_whitespace).unwrap_or(choice.text().len());
    choice.slice(0..end)
}

/// `A B C D` or `1・2・3`: all grades are printed, and one of them stands out.
fn is_choice(text: &str) -> bool {
    let letters = || text.chars().filter(|it| !"・/|,、 ".contains(*it));
    letters().count() >= 2 && letters().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit() || "◎○△×".contains(it))
}

fn one_line(text: &Passage) -> String {
    text.text().replace('\n', "").trim().to_owned()
}
