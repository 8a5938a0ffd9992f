//! How far did a share change because the same initiatives were rated otherwise, and how far because others were rated?

use super::caution::{SMALL_N, holding};
use super::rated::rated_documents;
use super::screen::{self, PLAN, ScreenColumn, words};
use super::statistics::{FEWEST_FOR_SHARES, rounded, share};
use super::transitions::{BASES, Comparison, comparisons};
use super::{Question, TerminalTable, described};
use crate::base::Language;
use crate::dataset::{Columns, Frame, Frames, scale};

pub(super) const QUESTION: Question = Question { name: "trend_share_changes", answer, show, at_end_of_build: false };

/// One level of the scale in two consecutive years.
struct LevelChange<'a> {
    comparison: &'a Comparison<'a>,
    rank: i8,
    caution: Vec<&'static str>,
}

impl LevelChange<'_> {
    fn count(&self, ranks: &[i8]) -> usize {
        ranks.iter().filter(|it| **it == self.rank).count()
    }

    /// In both years, of what is rated in both.
    fn shared_counts(&self) -> (usize, usize) {
        let pairs = &self.comparison.pairs;
        let from = pairs.iter().filter(|it| it.0 == self.rank).count();
        (from, pairs.iter().filter(|it| it.1 == self.rank).count())
    }

    /// Of all that is rated, in percentage points.
    fn change(&self) -> Option<f64> {
        let (from, to) = (&self.comparison.all_from, &self.comparison.all_to);
        let before = share(self.count(from) as f64, from.len())?;
        Some(rounded(share(self.count(to) as f64, to.len())? - before))
    }

    /// Of what is rated in both years, in percentage points.
    fn shared_change(&self) -> Option<f64> {
        let (from, to) = self.shared_counts();
        share(to as f64 - from as f64, self.comparison.pairs.len())
    }

    /// The part that comes from what was rated in one of the years only.
    fn other_change(&self) -> Option<f64> {
        Some(rounded(self.change()? - self.shared_change()?))
    }
}

/// By comparison and rank; comparisons of different scales have no rows.
fn answer(frames: &Frames) -> Frame {
    let documents = rated_documents(frames);
    let comparisons = comparisons(&documents);
    let changes: Vec<LevelChange> = comparisons.iter().flat_map(level_changes).collect();
    Columns::over(&changes)
        .text("prefecture_code", |it| it.comparison.to.0.series.prefecture_code)
        .text("plan", |it| it.comparison.to.0.series.plan)
        .text("subject", |it| Some(it.comparison.subject.as_str()))
        .i16("from_fiscal_year", |it| Some(it.comparison.from.1))
        .i16("to_fiscal_year", |it| Some(it.comparison.to.1))
        .text("basis", |it| Some(it.comparison.basis))
        .i8("rank", |it| Some(it.rank))
        .text("value", |it| scale::letter(it.comparison.scale_id?, it.rank))
        .count("n", |it| it.comparison.pairs.len())
        .count("shared_from_count", |it| it.shared_counts().0)
        .count("shared_to_count", |it| it.shared_counts().1)
        .count("from_count", |it| it.count(&it.comparison.all_from))
        .count("from_n", |it| it.comparison.all_from.len())
        .count("to_count", |it| it.count(&it.comparison.all_to))
        .count("to_n", |it| it.comparison.all_to.len())
        .f64("change", LevelChange::change)
        .f64("shared_change", LevelChange::shared_change)
        .f64("other_change", LevelChange::other_change)
        .text("method", |_| Some("share_difference"))
        .text_list("caution", |it| Some(&it.caution))
        .text("from_document_id", |it| Some(it.comparison.from.0.id))
        .text("to_document_id", |it| Some(it.comparison.to.0.id))
        .finish(described(QUESTION.name))
}

fn level_changes<'a>(comparison: &'a Comparison<'a>) -> Vec<LevelChange<'a>> {
    let is_level = |rank: &i8| comparison.scale_id.is_some_and(|id| scale::letter(id, *rank).is_some());
    let change = |rank| LevelChange {
        comparison,
        rank,
        caution: holding([(comparison.pairs.len() < FEWEST_FOR_SHARES, SMALL_N)]),
    };
    (1..).take_while(is_level).map(change).collect()
}

fn show(frame: &Frame, language: Language) -> TerminalTable {
    let columns: [ScreenColumn; 8] = [
        (PLAN, |it| it.series()),
        (words("年度", "years"), |it| it.years("from_fiscal_year", "to_fiscal_year")),
        (words("比べ方", "basis"), |it| it.word("basis", &BASES)),
        (words("評価", "rating"), |it| it.text("value")),
        (words("同じ取組", "same ones"), |it| {
            format!("{}→{} / {}", it.number("shared_from_count"), it.number("shared_to_count"), it.number("n"))
        }),
        (words("割合の変化", "change (points)"), |it| it.rounded("change", 1)),
        (words("うち同じ取組", "same ones"), |it| it.rounded("shared_change", 1)),
        (words("うち入れ替わり", "entered and left"), |it| it.rounded("other_change", 1)),
    ];
    let title = words("評価の割合の変化の内訳（ポイント）", "What changed the shares of ratings (points)");
    screen::table(frame, language, title, &columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::examples::akita_edition;
    use crate::dataset::frames;

    #[test]
    fn akita_from_2022_to_2023() {
        let table = show(&answer(&frames(&[akita_edition()])), Language::Japanese);
        let rows: Vec<String> = table.rows.iter().map(|it| it[3..].join(" ")).collect();
        // A: 10/73 = 13.7 % to 17/82 = 20.7 %; of the same 73: 16/73 = 21.9 %.
        let expected = ["A 10→16 / 73 7.0 8.2 -1.2", "B 56→52 / 73 -3.5 -5.5 1.9", "C 7→5 / 73 -3.5 -2.7 -0.8"];
        assert_eq!(rows, expected);
    }
}
