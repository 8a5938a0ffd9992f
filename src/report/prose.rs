//! Running text that reports: a numbered title, and below it what was done, a rating, and indicators line by line.
//!
//! Comes in: the lines of a layout. Goes out: which of them are titles, and the grades of others. A title is one when a rating
//! stands below it, and when several titles of the report are followed like that.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::above::{numbered_title, title_with_departments};
use super::cells::{Stem, head_facts, read_grade, read_number_grade};
use super::grid::{Known, PrintedGrade};
use crate::base::{Rect, SourceRef};
use crate::layout::{DocumentLayout, Flow, Line, Passage};
use crate::text::fold;

/// So many titles with ratings below them are those of a report.
const MIN_TITLES: usize = 3;
/// A rating stands at most so many lines below its title.
const MAX_BELOW: usize = 20;
/// Lines of one paragraph follow each other within this, in em.
const LEADING: f64 = 2.0;
/// Lines whose baselines differ by less than this, in em, stand side by side.
const SIDE_BY_SIDE: f64 = 0.5;
/// Marks in front of a label: `ウ 評価`, `・評価`, `(3) 評価`.
const MARKS: &str = "・○●◆◇■□▼▽※()（）";

/// The title of a passage that is rated.
#[derive(Debug, Clone)]
pub(super) struct ProseTitle {
    pub number: Option<Passage>,
    pub title: Passage,
    pub departments: Option<Passage>,
    /// The grade at the end of its line.
    pub grade: Option<PrintedGrade>,
}

/// The titles among the lines of a report, by their index in its flow; empty where too few of them are rated.
pub(super) fn titles_in_prose(layout: &DocumentLayout, known: &Known) -> FxHashMap<usize, ProseTitle> {
    let mut found: FxHashMap<usize, ProseTitle> = FxHashMap::default();
    let mut last: Option<(usize, ProseTitle)> = None;
    let mut before: Option<&Line> = None;
    for (at, thing) in layout.flow.iter().enumerate() {
        let Flow::Line(line) = thing else {
            last = None;
            continue;
        };
        let beside =
            before.replace(line).is_some_and(|it| (it.baseline - line.baseline).abs() <= SIDE_BY_SIDE * it.size);
        let is_next = beside && last.as_ref().is_some_and(|it| it.0 + 1 == at);
        let own = is_next.then(|| grade_alone(&line.text)).flatten();
        if own.is_some() {
            found.extend(last.take().map(|it| (it.0, ProseTitle { grade: own, ..it.1 })));
        } else if grade_in_line(&line.text, known).is_some() {
            found.extend(last.take().filter(|it| at - it.0 <= MAX_BELOW));
        } else if let Some(title) = title_of(line) {
            last = Some((at, title));
        }
    }

    // What a label says is no title: １　評価の結果.
    let is_label =
        |it: &ProseTitle| head_facts(it.title.text(), &known.vocabulary).is_some_and(|it| it.says_something());
    found.retain(|_, it| !is_label(it));
    let different: FxHashSet<String> = found.values().map(|it| fold(it.title.text())).collect();
    if different.len() >= MIN_TITLES && 2 * different.len() > found.len() { found } else { FxHashMap::default() }
}

/// The title in a line that begins with a number.
fn title_of(line: &Line) -> Option<ProseTitle> {
    let (number, rest) = numbered_title(&line.text)?;
    let (title, departments) = match title_with_departments(&line.text) {
        Some((_, departments)) => (without_end(&rest, &departments), Some(departments)),
        None => (rest, None),
    };
    Some(ProseTitle { number: Some(number), title, departments, grade: None })
}

/// A title up to the bracket that its departments stand in.
fn without_end(title: &Passage, departments: &Passage) -> Passage {
    let text = title.text();
    let at = text.rfind(departments.text()).and_then(|it| text[..it].rfind(['(', '（', '【', '〔', '［', '[']));
    title.slice(0..at.unwrap_or(text.len())).trimmed()
}

/// The grade behind its label in a line of running text: `ウ 評価　Ｂ（おおむね順調）`, `担当：総務課　評価：A`.
pub(super) fn grade_in_line(line: &Passage, known: &Known) -> Option<PrintedGrade> {
    let text = line.text();
    let words = words(text);
    words.iter().enumerate().find_map(|(at, word)| {
        let (label, value) = match text[word.clone()].find([':', '：']) {
            Some(colon) => {
                let behind = word.start + colon + text[word.start + colon..].chars().next().map_or(0, char::len_utf8);
                let inside = behind..word.end;
                let value = if inside.is_empty() { words.get(at + 1)?.clone() } else { inside };
                (word.start..word.start + colon, value)
            }
            // Without a colon a label stands in front, behind its mark at most.
            None if at <= 1 => (word.clone(), words.get(at + 1).filter(|it| it.end == text.trim_end().len())?.clone()),
            None => return None,
        };
        // Few values are grades, and each label costs a look into the vocabulary.
        let value = line.slice(value).trimmed();
        let compact = fold(value.text());
        read_grade(&compact).or_else(|| read_number_grade(&compact))?;
        let label = text[label].trim_matches(|it| MARKS.contains(it));
        head_facts(label, &known.vocabulary).filter(|it| it.word == Some(Stem::Rating))?;
        Some(graded(value))
    })
}

/// The grade that a text is as a whole: `概ね達成` at the end of the line of a title. A number may count.
fn grade_alone(text: &Passage) -> Option<PrintedGrade> {
    let value = text.trimmed();
    read_grade(&fold(value.text())).map(|_| graded(value))
}

fn graded(value: Passage) -> PrintedGrade {
    let source = value.source().unwrap_or(SourceRef::new(1, Rect::default()));
    PrintedGrade::new(value, source, 0..0)
}

/// Where the words of a text stand.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut is_open = false;
    for (at, character) in text.char_indices() {
        let end = at + character.len_utf8();
        match words.last_mut().filter(|_| is_open) {
            _ if character.is_whitespace() => is_open = false,
            Some(word) => word.end = end,
            None => {
                words.push(at..end);
                is_open = true;
            }
        }
    }
    words
}

/// A line about an indicator with the next, where it goes on there: `・面積 基準値（R2）64ha → 目標値` over `（R8）140ha`.
pub(super) fn joined(line: &Line, next: Option<&Flow>) -> Option<Passage> {
    let Some(Flow::Line(next)) = next else { return None };
    let text = line.text.text().trim_start();
    let is_item = text.starts_with(['・', '○', '●', '◆', '■', '-', '－']);
    let follows = ["基準", "実績", "目標", "計画", "現状"].iter().any(|it| text.contains(it));
    let goes_on = next.page == line.page
        && next.baseline > line.baseline
        && next.baseline - line.baseline <= LEADING * line.size
        && !next.text.text().trim_start().starts_with(['・', '○', '●', '◆', '■', '【']);
    let compact = next.text.text().trim_start();
    let is_rest = compact.starts_with(['（', '(', '→', '⇒', '値', '標', '績', '率'])
        || compact.starts_with(|it: char| it.is_numeric())
        || text.trim_end().ends_with(['→', '⇒']);
    (is_item && follows && goes_on && is_rest).then(|| {
        let mut joined = line.text.clone();
        joined.append(&next.text);
        joined
    })
}
