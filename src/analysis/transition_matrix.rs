//! From which rating to which did the initiatives go between two consecutive fiscal years?

use super::rated::rated_documents;
use super::screen::{self, PLAN, ScreenColumn, words};
use super::transitions::{BASES, Comparison, comparisons};
use super::{Question, TerminalTable, described};
use crate::base::Language;
use crate::dataset::{Columns, Frame, Frames, scale};

pub(super) const QUESTION: Question =
    Question { name: "trend_transition_matrix", answer, show, at_end_of_build: false };

/// A pair of ratings in a comparison.
struct Step<'a> {
    comparison: &'a Comparison<'a>,
    from_rank: i8,
    to_rank: i8,
}

impl Step<'_> {
    fn count(&self) -> usize {
        self.comparison.pairs.iter().filter(|it| **it == (self.from_rank, self.to_rank)).count()
    }

    fn value(&self, rank: i8) -> Option<&str> {
        scale::letter(self.comparison.scale_id?, rank)
    }
}

/// By comparison, rank before and rank after; comparisons of different scales have no rows.
fn answer(frames: &Frames) -> Frame {
    let documents = rated_documents(frames);
    let comparisons = comparisons(&documents);
    let steps: Vec<Step> = comparisons.iter().flat_map(steps).collect();
    Columns::over(&steps)
        .text("prefecture_code", |it| it.comparison.to.0.series.prefecture_code)
        .text("plan", |it| it.comparison.to.0.series.plan)
        .text("subject", |it| Some(it.comparison.subject.as_str()))
        .i16("from_fiscal_year", |it| Some(it.comparison.from.1))
        .i16("to_fiscal_year", |it| Some(it.comparison.to.1))
        .text("basis", |it| Some(it.comparison.basis))
        .i8("from_rank", |it| Some(it.from_rank))
        .text("from_value", |it| it.value(it.from_rank))
        .i8("to_rank", |it| Some(it.to_rank))
        .text("to_value", |it| it.value(it.to_rank))
        .count("count", Step::count)
        .count("n", |it| it.comparison.pairs.len())
        .text("scale_id", |it| it.comparison.scale_id)
        .text("method", |_| Some("count"))
        .text_list("caution", |it| Some(&it.comparison.caution))
        .text("from_document_id", |it| Some(it.comparison.from.0.id))
        .text("to_document_id", |it| Some(it.comparison.to.0.id))
        .finish(described(QUESTION.name))
}

fn steps<'a>(comparison: &'a Comparison<'a>) -> Vec<Step<'a>> {
    let levels = |rank: &i8| comparison.scale_id.is_some_and(|id| scale::letter(id, *rank).is_some());
    let ranks: Vec<i8> = (1..).take_while(levels).collect();
    let pairs = ranks.iter().flat_map(|from| ranks.iter().map(|to| (*from, *to)));
    pairs.map(|(from_rank, to_rank)| Step { comparison, from_rank, to_rank }).collect()
}

fn show(frame: &Frame, language: Language) -> TerminalTable {
    let columns: [ScreenColumn; 6] = [
        (PLAN, |it| it.series()),
        (words("年度", "years"), |it| it.years("from_fiscal_year", "to_fiscal_year")),
        (words("比べ方", "basis"), |it| it.word("basis", &BASES)),
        (words("評価", "ratings"), |it| format!("{}→{}", it.text("from_value"), it.text("to_value"))),
        (words("件数", "count"), |it| it.number("count")),
        (words("うち", "of"), |it| it.number("n")),
    ];
    screen::table(frame, language, words("評価の変化の内訳", "Ratings before and after"), &columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::examples::akita_edition;
    use crate::dataset::frames;

    #[test]
    fn akita_from_2022_to_2023() {
        let frame = answer(&frames(&[akita_edition()]));
        let count = |row: usize| {
            let letter = |name: &str| frame.text(name).get(row).unwrap_or_default();
            let count = frame.i32("count").get(row).unwrap_or_default();
            format!("{}{}{count}", letter("from_value"), letter("to_value"))
        };
        let counts: Vec<String> = (0..frame.row_count()).map(count).collect();
        assert_eq!(counts.join(" "), "AA8 AB2 AC0 BA6 BB47 BC3 CA2 CB3 CC2");
    }
}
