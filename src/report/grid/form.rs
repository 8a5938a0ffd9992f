//! Labels with their values beside them: the title of a sheet, its indicator, its ratings.

use super::cell::{Grid, GridCell};
use super::rows::{Entry, PrintedGrade};
use crate::layout::Passage;
use crate::report::cells::{Body, Stem, read_grade, read_number_grade};
use crate::report::header_cell::HeadYear;

/// What the labels of a sheet have said so far. A sheet goes on over tables until the next title.
#[derive(Debug, Clone, Default)]
pub(in crate::report) struct Form {
    pub initiative: Option<Passage>,
    pub indicator: Option<Passage>,
    pub section: Option<String>,
    pub number: Option<Passage>,
    pub departments: Option<Passage>,
    pub unit: Option<Passage>,
    grades: Vec<PrintedGrade>,
}

impl Form {
    /// Takes in a row of labels and values; gives the sheet that a new title ends.
    pub fn take_row(&mut self, grid: &Grid, row: usize) -> Option<Entry> {
        let cells: Vec<&GridCell> = grid.beginning(row).collect();
        let mut ended = None;
        for pair in cells.windows(2) {
            let [label, value] = pair else { continue };
            let Some(word) = label_of(label, value) else { continue };
            match word {
                Stem::Initiative if names(value) => {
                    ended = ended.or(self.end());
                    self.initiative = Some(value.printed.trimmed());
                }
                Stem::Indicator if names(value) => self.indicator = Some(value.printed.lines_in_larger_type()),
                Stem::Section if names(value) => self.section = Some(one_line(value.printed)),
                Stem::Department => self.departments = Some(value.printed.trimmed()),
                Stem::Number => self.number = Some(value.printed.trimmed()),
                Stem::Unit => self.unit = Some(value.printed.trimmed()),
                Stem::Rating | Stem::Axis | Stem::Evaluator => self.grades.extend(grade(label, value)),
                _ => {}
            }
        }
        ended
    }

    /// The sheet under way with its ratings, if it has any; what follows is another.
    pub fn end(&mut self) -> Option<Entry> {
        let Form { initiative, section, number, departments, grades, .. } = std::mem::take(self);
        let entry = || Entry { number, section, initiative, departments, grades, is_sheet: true, ..Entry::default() };
        Some(entry()).filter(|it| it.initiative.is_some() && !it.grades.is_empty())
    }
}

/// What a cell says as the label of the cell right of it.
fn label_of(label: &GridCell, value: &GridCell) -> Option<Stem> {
    let head = label.head.as_ref()?;
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

/// The rating in the value beside its label.
fn grade(label: &GridCell, value: &GridCell) -> Option<PrintedGrade> {
    let is_grade = read_grade(&value.text).or_else(|| read_number_grade(&value.text)).is_some() || is_choice(&value.text);
    let head = label.head.as_ref()?;
    let fiscal_year = match head.year {
        HeadYear::One(year) => Some(year),
        _ => None,
    };
    is_grade.then(|| PrintedGrade {
        fiscal_year,
        printed: value.printed.trimmed(),
        cell: value.source,
        judge: head.judge.map(|it| (it, label.text.clone())),
        rows: value.rows.clone(),
    })
}

/// `A B C D` or `1・2・3`: all grades are printed, and one of them stands out.
fn is_choice(text: &str) -> bool {
    let letters = || text.chars().filter(|it| !"・/|,、 ".contains(*it));
    letters().count() >= 2 && letters().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit() || "◎○△×".contains(it))
}

fn one_line(text: &Passage) -> String {
    text.text().replace('\n', "").trim().to_owned()
}
