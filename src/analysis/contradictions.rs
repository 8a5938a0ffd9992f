//! Which ratings contradict their figures?

use super::caution::QUESTION_ONLY;
use super::figures::indicators;
use super::rated::rated_documents;
use super::screen::{self, PLAN, ScreenColumn, words};
use super::sources::{documents, names};
use super::thresholds::{Item, Scheme, schemes};
use super::{Question, TerminalTable, described};
use crate::base::Language;
use crate::dataset::rating_rule::{Boundary, Policy};
use crate::dataset::{Columns, Frame, Frames};

pub(super) const QUESTION: Question = Question { name: "trend_contradictions", answer, show, at_end_of_build: false };

/// An item on the wrong side of a threshold.
struct Contradiction<'a> {
    scheme: &'a Scheme<'a>,
    boundary: &'a Boundary,
    item: &'a Item<'a>,
    rates: Vec<String>,
}

impl Contradiction<'_> {
    /// The rating that the figures ask for; between two boundaries the nearer one to the rating.
    fn implied_rank(&self) -> u8 {
        let is_better = self.item.rank.unsigned_abs() <= self.boundary.better_rank;
        if is_better { self.boundary.worse_rank } else { self.boundary.better_rank }
    }
}

/// By edition, boundary and item; only boundaries with which most ratings agree can be contradicted.
fn answer(frames: &Frames) -> Frame {
    let documents = documents(frames);
    let indicators = indicators(frames, &documents);
    let (rated, names) = (rated_documents(frames), names(frames));
    let schemes = schemes(&rated, &indicators);
    let rows: Vec<Contradiction> = schemes.iter().flat_map(contradictions).collect();
    let caution = [QUESTION_ONLY];
    Columns::over(&rows)
        .text("prefecture_code", |it| it.scheme.rated.document.series.prefecture_code)
        .text("plan", |it| it.scheme.rated.document.series.plan)
        .text("subject", |it| Some(it.scheme.rated.subject.as_str()))
        .i16("fiscal_year", |it| Some(it.scheme.fiscal_year))
        .text("subject_id", |it| Some(it.item.id))
        .i32("number", |it| names.of(it.scheme.rated.document.id, it.item.id)?.number)
        .text("title", |it| names.of(it.scheme.rated.document.id, it.item.id).map(|it| it.title))
        .text("value", |it| it.scheme.letter(it.item.rank.unsigned_abs()))
        .text("implied_value", |it| it.scheme.letter(it.implied_rank()))
        .text_list("achievements", |it| Some(&it.rates))
        .decimal("decisive", |it| it.scheme.policy().unwrap_or(Policy::Worst).decisive(&it.item.rates))
        .decimal("above", |it| Some(it.boundary.above))
        .decimal("up_to", |it| Some(it.boundary.up_to))
        .count("n", |it| it.boundary.item_count)
        .text("method", |_| Some("fewest_contradictions"))
        .text_list("caution", |_| Some(&caution))
        .text("document_id", |it| Some(it.scheme.rated.document.id))
        .finish(described(QUESTION.name))
}

fn contradictions<'a>(scheme: &'a Scheme<'a>) -> Vec<Contradiction<'a>> {
    let mut rows = Vec::new();
    for boundary in scheme.rule.boundaries.iter().filter(|it| it.is_firm()) {
        for item in boundary.contradictions.iter().map(|index| &scheme.items[*index]) {
            let rates = item.rates.iter().map(ToString::to_string).collect();
            rows.push(Contradiction { scheme, boundary, item, rates });
        }
    }
    rows
}

fn show(frame: &Frame, language: Language) -> TerminalTable {
    let columns: [ScreenColumn; 7] = [
        (PLAN, |it| it.series()),
        (words("年度", "year"), |it| it.year("fiscal_year")),
        (words("番号", "no."), |it| it.number("number")),
        (words("取組", "initiative"), |it| it.text("title")),
        (words("達成率", "achievement"), |it| it.percent("decisive")),
        (words("評価", "rating"), |it| it.text("value")),
        (words("数値からは", "by its figures"), |it| it.text("implied_value")),
    ];
    screen::table(frame, language, words("数値と合わない評価", "Ratings that contradict their figures"), &columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::examples::achieving_edition;
    use crate::dataset::frames;

    #[track_caller]
    fn check(items: &[(&str, &str)], expected: &[&str]) {
        let table = show(&answer(&frames(&[achieving_edition(items)])), Language::English);
        assert_eq!(table.rows.iter().map(|it| it[2..].join(" ")).collect::<Vec<_>>(), expected);
    }

    const RULE: [(&str, &str); 9] = [
        ("A", "120"),
        ("A", "110"),
        ("A", "105"),
        ("B", "95"),
        ("B", "90"),
        ("B", "85"),
        ("B", "80"),
        ("C", "40"),
        ("C", "30"),
    ];

    #[test]
    fn ratings_that_go_by_their_figures() {
        check(&RULE, &[]);
    }

    #[test]
    fn a_rating_on_the_wrong_side() {
        let mut items = RULE;
        items[5] = ("A", "85");
        check(&items, &["6 取組5 85.0% A B"]);
        items[5] = ("C", "85");
        check(&items, &["6 取組5 85.0% C B"]);
    }
}
