//! What rose and what fell between two consecutive fiscal years?

use std::collections::BTreeMap;

use super::caution::{FEW_CHANGES, NO_DIFFERENCE_SHOWN, SAME_ID_ONLY, SCALES_DIFFER, SMALL_N, holding};
use super::rated::{Rated, RatedDocument, Subject, rated_documents};
use super::screen::{self, PLAN, ScreenColumn, words};
use super::sources::Document;
use super::statistics::{FEWEST_FOR_SHARES, SIGNIFICANCE, share, sign_test};
use super::{Question, TerminalTable, described};
use crate::base::Language;
use crate::dataset::schema::Wording;
use crate::dataset::{Columns, Frame, Frames};

pub(super) const QUESTION: Question = Question { name: "trend_transitions", answer, show, at_end_of_build: true };

/// Two consecutive fiscal years side by side.
pub(super) struct Comparison<'a> {
    pub subject: Subject,
    pub from: (&'a Document<'a>, i16),
    pub to: (&'a Document<'a>, i16),
    /// `one_report` or `editions`.
    pub basis: &'static str,
    /// The scale of both years; `None` where they differ.
    pub scale_id: Option<&'a str>,
    /// Ranks in the earlier and the later year of what is rated in both.
    pub pairs: Vec<(i8, i8)>,
    /// Ranks of all that is rated in the earlier year.
    pub all_from: Vec<i8>,
    /// Ranks of all that is rated in the later year.
    pub all_to: Vec<i8>,
    entered_count: usize,
    left_count: usize,
    pub caution: Vec<&'static str>,
}

impl Comparison<'_> {
    fn improved(&self) -> usize {
        self.pairs.iter().filter(|(from, to)| to < from).count()
    }

    fn worsened(&self) -> usize {
        self.pairs.iter().filter(|(from, to)| to > from).count()
    }

    fn p_value(&self) -> Option<f64> {
        sign_test(self.improved(), self.worsened())
    }

    /// What the test says; `None` where there is none.
    fn verdict(&self) -> Option<&'static str> {
        let p_value = self.p_value()?;
        Some(match self.improved() > self.worsened() {
            _ if p_value >= SIGNIFICANCE => NO_DIFFERENCE_SHOWN,
            true => "improved",
            false => "worsened",
        })
    }
}

/// By series; for each document its own columns, then the editions of consecutive years.
pub(super) fn comparisons<'a>(documents: &'a [RatedDocument<'a>]) -> Vec<Comparison<'a>> {
    let mut comparisons = Vec::new();
    for series in documents.chunk_by(|a, b| a.series() == b.series()) {
        for it in series {
            for (from, to) in consecutive(&it.years) {
                comparisons.push(compare((it, from.0, from.1), (it, to.0, to.1), "one_report"));
            }
        }
        // What each edition says of its own year; of two editions of a year, the last in order.
        let own: BTreeMap<i16, _> = series
            .iter()
            .filter_map(|it| {
                let year = it.document.fiscal_year?;
                Some((year, (it, it.years.get(&year)?)))
            })
            .collect();
        for (from, to) in consecutive(&own) {
            comparisons.push(compare((from.1.0, from.0, from.1.1), (to.1.0, to.0, to.1.1), "editions"));
        }
    }
    comparisons
}

/// Entries of a year and the year after it.
fn consecutive<Entry>(years: &BTreeMap<i16, Entry>) -> impl Iterator<Item = ((i16, &Entry), (i16, &Entry))> {
    years.iter().filter_map(|(year, entry)| Some(((*year, entry), (*year + 1, years.get(&(year + 1))?))))
}

/// A document, a fiscal year, and its ratings of that year.
type Side<'a> = (&'a RatedDocument<'a>, i16, &'a BTreeMap<&'a str, Rated<'a>>);

fn compare<'a>(from: Side<'a>, to: Side<'a>, basis: &'static str) -> Comparison<'a> {
    let both = from.2.iter().filter_map(|(id, rated)| Some((rated, to.2.get(id)?)));
    let shared: Vec<(&Rated, &Rated)> = both.collect();
    let comparable: Vec<&(&Rated, &Rated)> = shared.iter().filter(|(from, to)| from.scale_id == to.scale_id).collect();
    let scales_differ = comparable.len() < shared.len();
    let ranks = |side: &Side| side.2.values().map(|it| it.rank).collect();
    let mut comparison = Comparison {
        subject: to.0.subject,
        from: (&from.0.document, from.1),
        to: (&to.0.document, to.1),
        basis,
        scale_id: comparable.first().map(|(from, _)| from.scale_id).filter(|_| !scales_differ),
        pairs: comparable.iter().map(|(from, to)| (from.rank, to.rank)).collect(),
        all_from: ranks(&from),
        all_to: ranks(&to),
        entered_count: to.2.len() - shared.len(),
        left_count: from.2.len() - shared.len(),
        caution: Vec::new(),
    };
    comparison.caution = holding([
        (comparison.pairs.len() < FEWEST_FOR_SHARES, SMALL_N),
        (comparison.p_value().is_none(), FEW_CHANGES),
        (comparison.verdict() == Some(NO_DIFFERENCE_SHOWN), NO_DIFFERENCE_SHOWN),
        (scales_differ, SCALES_DIFFER),
        (basis == "editions", SAME_ID_ONLY),
    ]);
    comparison
}

fn answer(frames: &Frames) -> Frame {
    let documents = rated_documents(frames);
    let comparisons = comparisons(&documents);
    let net = |it: &Comparison| share(it.improved() as f64 - it.worsened() as f64, it.pairs.len());
    let same = |it: &Comparison| it.pairs.len() - it.improved() - it.worsened();
    Columns::over(&comparisons)
        .text("prefecture_code", |it| it.to.0.series.prefecture_code)
        .text("plan", |it| it.to.0.series.plan)
        .text("subject", |it| Some(it.subject.as_str()))
        .i16("from_fiscal_year", |it| Some(it.from.1))
        .i16("to_fiscal_year", |it| Some(it.to.1))
        .text("basis", |it| Some(it.basis))
        .i16("reported_fiscal_year", |it| it.to.0.fiscal_year)
        .count("n", |it| it.pairs.len())
        .count("improved", Comparison::improved)
        .count("same", same)
        .count("worsened", Comparison::worsened)
        .f64("stability", |it| share(same(it) as f64, it.pairs.len()))
        .f64("net", net)
        .f64("p_value", Comparison::p_value)
        .text("verdict", Comparison::verdict)
        .count("entered_count", |it| it.entered_count)
        .count("left_count", |it| it.left_count)
        .text("scale_id", |it| it.scale_id)
        .text("method", |_| Some("sign_test_exact"))
        .text_list("caution", |it| Some(&it.caution))
        .text("from_document_id", |it| Some(it.from.0.id))
        .text("to_document_id", |it| Some(it.to.0.id))
        .finish(described(QUESTION.name))
}

/// How the two years were laid side by side.
pub(super) const BASES: [(&str, Wording); 2] =
    [("one_report", words("1つの報告書", "one report")), ("editions", words("版の間", "editions"))];

const VERDICTS: [(&str, Wording); 3] = [
    (NO_DIFFERENCE_SHOWN, words("差があるとは言えない", "no difference shown")),
    ("improved", words("改善が多い", "more improved")),
    ("worsened", words("悪化が多い", "more worsened")),
];

fn show(frame: &Frame, language: Language) -> TerminalTable {
    let columns: [ScreenColumn; 11] = [
        (PLAN, |it| it.series()),
        (words("年度", "years"), |it| it.years("from_fiscal_year", "to_fiscal_year")),
        (words("報告", "reported"), |it| it.year("reported_fiscal_year")),
        (words("比べ方", "basis"), |it| it.word("basis", &BASES)),
        (words("件数", "n"), |it| it.number("n")),
        (words("改善", "improved"), |it| it.number("improved")),
        (words("同じ", "same"), |it| it.number("same")),
        (words("悪化", "worsened"), |it| it.number("worsened")),
        (words("不変", "stability"), |it| it.percent("stability")),
        (words("p値", "p"), |it| it.rounded("p_value", 2)),
        (words("判定", "verdict"), |it| it.word("verdict", &VERDICTS)),
    ];
    screen::table(frame, language, words("評価の変化", "Changes of ratings"), &columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::examples::{akita_edition, rated_edition};
    use crate::dataset::{Edition, frames};

    #[track_caller]
    fn check(editions: &[Edition], expected: &[[&str; 11]]) {
        let table = show(&answer(&frames(editions)), Language::Japanese);
        assert_eq!(table.rows, expected);
    }

    #[test]
    fn akita_from_2022_to_2023() {
        check(
            &[akita_edition()],
            &[[
                "秋田県 DX推進計画",
                "R4→R5",
                "R5",
                "1つの報告書",
                "73",
                "11",
                "57",
                "5",
                "78.1%",
                "0.21",
                "差があるとは言えない",
            ]],
        );
        let frame = answer(&frames(&[akita_edition()]));
        assert_eq!(frame.i32("entered_count").get(0), Some(9));
        assert_eq!(frame.f64("stability").get(0).map(|it| format!("{it:.1}")).as_deref(), Some("78.1"));
    }

    #[test]
    fn editions_are_compared_by_the_same_initiative() {
        let earlier = rated_edition(2022, &[("税", &[(2022, "C")]), ("旧称", &[(2022, "B")])]);
        let later = rated_edition(2023, &[("税", &[(2023, "A")]), ("新称", &[(2023, "B")])]);
        check(&[earlier, later], &[["秋田県 DX推進計画", "R4→R5", "R5", "版の間", "1", "1", "0", "0", "", "", ""]]);
    }

    #[test]
    fn years_with_a_gap_are_not_compared() {
        check(&[rated_edition(2023, &[("税", &[(2021, "C"), (2023, "B")])])], &[]);
    }

    #[test]
    fn different_scales_are_not_compared() {
        let earlier = rated_edition(2022, &[("税", &[(2022, "C")])]);
        let mut later = rated_edition(2023, &[("税", &[(2023, "A")])]);
        later.report.identity.scale = ["S", "A", "B", "C"].map(str::to_owned).to_vec();
        check(&[earlier, later], &[["秋田県 DX推進計画", "R4→R5", "R5", "版の間", "0", "0", "0", "0", "", "", ""]]);
    }
}
