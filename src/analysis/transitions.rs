//! What rose and what fell between two consecutive fiscal years?

use std::collections::BTreeMap;

use super::caution::{FEW_CHANGES, SAME_ID_ONLY, SCALES_DIFFER, SMALL_N, sentences};
use super::sources::{Document, Rated, RatedYears, rated_documents, series_name, year_name};
use super::statistics::{FEWEST_FOR_SHARES, share, sign_test};
use super::{Question, TerminalTable, described};
use crate::base::Language;
use crate::dataset::{Columns, Frame, Frames};

pub(super) const QUESTION: Question = Question { name: "trend_transitions", answer, show: Some(show) };

/// Two consecutive fiscal years side by side.
pub(super) struct Comparison<'a> {
    pub from: (&'a Document<'a>, i16),
    pub to: (&'a Document<'a>, i16),
    /// `one_report` or `editions`.
    pub basis: &'static str,
    /// The scale of both years; `None` where they differ.
    pub scale_id: Option<&'a str>,
    /// Ranks in the earlier and the later year of the initiatives rated in both.
    pub pairs: Vec<(i8, i8)>,
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
}

/// By series; for each document its own columns, then the editions of consecutive years.
pub(super) fn comparisons<'a>(documents: &'a [(Document<'a>, RatedYears<'a>)]) -> Vec<Comparison<'a>> {
    let mut comparisons = Vec::new();
    for series in documents.chunk_by(|a, b| a.0.series == b.0.series) {
        for (document, years) in series {
            for (from, to) in consecutive(years) {
                comparisons.push(compare((document, from.0, from.1), (document, to.0, to.1), "one_report"));
            }
        }
        // What each edition says of its own year; of two editions of a year, the last in order.
        let own: BTreeMap<i16, _> = series
            .iter()
            .filter_map(|(document, years)| {
                let year = document.fiscal_year?;
                Some((year, (document, years.get(&year)?)))
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
type Side<'a> = (&'a Document<'a>, i16, &'a BTreeMap<&'a str, Rated<'a>>);

fn compare<'a>(from: Side<'a>, to: Side<'a>, basis: &'static str) -> Comparison<'a> {
    let both = from.2.iter().filter_map(|(initiative, rated)| Some((rated, to.2.get(initiative)?)));
    let shared: Vec<(&Rated, &Rated)> = both.collect();
    let comparable: Vec<&(&Rated, &Rated)> = shared.iter().filter(|(from, to)| from.scale_id == to.scale_id).collect();
    let pairs: Vec<(i8, i8)> = comparable.iter().map(|(from, to)| (from.rank, to.rank)).collect();
    let scales_differ = comparable.len() < shared.len();
    let changed = pairs.iter().filter(|(from, to)| from != to).count();
    let rules = [
        (pairs.len() < FEWEST_FOR_SHARES, SMALL_N),
        (sign_test(changed, 0).is_none(), FEW_CHANGES),
        (scales_differ, SCALES_DIFFER),
        (basis == "editions", SAME_ID_ONLY),
    ];
    Comparison {
        from: (from.0, from.1),
        to: (to.0, to.1),
        basis,
        scale_id: comparable.first().map(|(from, _)| from.scale_id).filter(|_| !scales_differ),
        pairs,
        entered_count: to.2.len() - shared.len(),
        left_count: from.2.len() - shared.len(),
        caution: rules.into_iter().filter_map(|(holds, code)| holds.then_some(code)).collect(),
    }
}

fn answer(frames: &Frames) -> Frame {
    let documents = rated_documents(frames);
    let comparisons = comparisons(&documents);
    let net = |it: &Comparison| share(it.improved() as f64 - it.worsened() as f64, it.pairs.len());
    let same = |it: &Comparison| it.pairs.len() - it.improved() - it.worsened();
    Columns::over(&comparisons)
        .text("prefecture_code", |it| it.to.0.series.prefecture_code)
        .text("plan", |it| it.to.0.series.plan)
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
        .f64("p_value", |it| sign_test(it.improved(), it.worsened()))
        .count("entered_count", |it| it.entered_count)
        .count("left_count", |it| it.left_count)
        .text("scale_id", |it| it.scale_id)
        .text("method", |_| Some("sign_test_exact"))
        .text_list("caution", |it| Some(&it.caution))
        .text("from_document_id", |it| Some(it.from.0.id))
        .text("to_document_id", |it| Some(it.to.0.id))
        .finish(described(QUESTION.name))
}

fn show(frame: &Frame, language: Language) -> TerminalTable {
    let (title, header, bases) = match language {
        Language::Japanese => {
            let header = ["計画", "年度", "報告", "比べ方", "件数", "改善", "同じ", "悪化", "p値"];
            ("評価の変化", header, ["1つの報告書", "版の間"])
        }
        Language::English => {
            let header = ["plan", "years", "reported", "basis", "n", "improved", "same", "worsened", "p"];
            ("Changes of ratings", header, ["one report", "editions"])
        }
    };
    let row = |row: usize| {
        let year = |name: &str| year_name(frame.i16(name).get(row), language);
        let basis = bases[usize::from(frame.text("basis").get(row) == Some("editions"))];
        let mut cells = vec![
            series_name(frame.text("prefecture_code").get(row), frame.text("plan").get(row)),
            format!("{}→{}", year("from_fiscal_year"), year("to_fiscal_year")),
            year("reported_fiscal_year"),
            basis.to_owned(),
        ];
        let number = |name: &str| frame.i32(name).get(row).map(|it| it.to_string()).unwrap_or_default();
        cells.extend(["n", "improved", "same", "worsened"].map(number));
        cells.push(frame.f64("p_value").get(row).map(|it| format!("{it:.2}")).unwrap_or_default());
        cells
    };
    let rows = (0..frame.row_count()).map(row).collect();
    let header = header.map(str::to_owned).to_vec();
    TerminalTable { title: title.to_owned(), header, rows, caution: sentences(frame, language) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::examples::{akita_edition, rated_edition};
    use crate::dataset::{Edition, frames};

    #[track_caller]
    fn check(editions: &[Edition], expected: &[[&str; 9]]) {
        let table = show(&answer(&frames(editions, Language::Japanese)), Language::Japanese);
        assert_eq!(table.rows, expected);
    }

    #[test]
    fn akita_from_2022_to_2023() {
        check(
            &[akita_edition()],
            &[["秋田県 DX推進計画", "R4→R5", "R5", "1つの報告書", "73", "11", "57", "5", "0.21"]],
        );
        let frame = answer(&frames(&[akita_edition()], Language::English));
        assert_eq!(frame.i32("entered_count").get(0), Some(9));
        assert_eq!(frame.f64("stability").get(0).map(|it| format!("{it:.1}")).as_deref(), Some("78.1"));
    }

    #[test]
    fn editions_are_compared_by_the_same_initiative() {
        let earlier = rated_edition(2022, &[("税", &[(2022, "C")]), ("旧称", &[(2022, "B")])]);
        let later = rated_edition(2023, &[("税", &[(2023, "A")]), ("新称", &[(2023, "B")])]);
        check(&[earlier, later], &[["秋田県 DX推進計画", "R4→R5", "R5", "版の間", "1", "1", "0", "0", ""]]);
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
        check(&[earlier, later], &[["秋田県 DX推進計画", "R4→R5", "R5", "版の間", "0", "0", "0", "0", ""]]);
    }
}
