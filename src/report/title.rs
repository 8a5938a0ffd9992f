//! What titles say: the fiscal year reported on, and the plan.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::cells::nearest_year;
use super::pattern::fiscal_year;
use crate::base::FiscalYear;
use crate::text::fold;

/// What stands between the years of a span.
const SPAN_MARKS: [&str; 9] = ["~", "〜", "-", "‐", "−", "–", "ー", "→", "から"];

/// What follows a year that is past and reported on.
const DONE: [&str; 8] = ["実績", "実施", "対象", "取組分", "事業分", "事業)", "決算", "振り返り"];

/// The fiscal year that a text reports on: the first with `年度`, else the first bare label such as `R5`.
///
/// In a title the year whose work is reported outweighs that of the report: `令和6年度評価(令和5年度実績)`. The years of a span
/// are those of the plan.
pub(super) fn reported_year(text: &str, is_title: bool) -> Option<FiscalYear> {
    static LABELS: LazyLock<[Regex; 2]> = LazyLock::new(|| {
        [
            r"((?:[RH]|令和|平成|昭和)(?:(?:[0-9]{1,2}・)?[0-9]{1,2}|元|[一二三四五六七八九十]{1,3})(?:\(20[0-9]{2}\))?年度|20[0-9]{2}年度)",
            "(?:^|[^A-Za-z0-9])([RH](?:[0-9]{1,2}|元))(?:$|[^0-9.A-Za-z]|[.][A-Za-z])",
        ]
        .map(|it| Regex::new(it).expect("a literal expression"))
    });
    let compact = fold(text);
    let of_form = |form: &Regex| {
        let labels = form.captures_iter(&compact).filter_map(|it| it.get(1)).map(|it| it.range());
        // What began in the Showa era is told in running text; in a title it is the year of the report.
        let is_aside = |it: &Range<usize>| is_of_the_plan(&compact, it) || compact[it.clone()].starts_with("昭和");
        let labels: Vec<Range<usize>> =
            labels.filter(|it| !is_in_span(&compact, it) && (is_title || !is_aside(it))).collect();
        let is_done = |it: &&Range<usize>| {
            let rest = compact[it.end..].trim_start_matches(['の', ')', '(']);
            DONE.iter().any(|word| rest.starts_with(word)) || compact[..it.start].ends_with("対象年度:")
        };
        let done = labels.iter().find(is_done).filter(|_| is_title);
        let label = done.or(labels.first()).map(|it| &compact[it.clone()])?;
        // 令和5(2023)年度
        match label.split_once('(') {
            Some((era, _)) => fiscal_year(era),
            None => fiscal_year(label),
        }
    };
    LABELS.iter().find_map(of_form)
}

/// The year of which a text says that its work was done: `令和５年度に実施した事業`.
pub(super) fn done_year(text: &str) -> Option<FiscalYear> {
    static DONE: LazyLock<Regex> = LazyLock::new(|| {
        let year = r"((?:[RH]|令和|平成)(?:[0-9]{1,2}|元)|20[0-9]{2})年度?";
        Regex::new(&format!(
            "{year}(?:に実施した|に取り組んだ|中に実施した|の実施状況|の取組状況|の取組実績|の実績|に実施された|の調査結果を)"
        ))
        .expect("a literal expression")
    });
    let compact = fold(text);
    fiscal_year(DONE.captures(&compact)?.get(1)?.as_str())
}

/// The year of a date that a text says its figures are of: `平成27年3月末現在の進捗状況` is of 平成26年度.
pub(super) fn as_of_year(text: &str) -> Option<FiscalYear> {
    static AS_OF: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"((?:[RH]|令和|平成)(?:[0-9]{1,2}|元)|20[0-9]{2})年([0-9]{1,2})月(?:末日?|[0-9]{1,2}日)(?:現在|時点)",
        )
        .expect("a literal expression")
    });
    let compact = fold(text);
    let found = AS_OF.captures(&compact)?;
    let month: i16 = found.get(2)?.as_str().parse().ok()?;
    // The numbers of calendar and fiscal years are the same from April on.
    let year = fiscal_year(found.get(1)?.as_str())?;
    FiscalYear::new(year.year() - i16::from(month < 4))
}

/// The last of a few years that an evaluation half-way through is about: `中間評価報告書（令和元年度～令和３年度）`. A longer span is the
/// plan's.
pub(super) fn evaluated_span(title: &str) -> Option<FiscalYear> {
    static SPAN: LazyLock<Regex> = LazyLock::new(|| {
        let year = "((?:[RH]|令和|平成)(?:[0-9]{1,2}|元)|20[0-9]{2})年度";
        Regex::new(&format!("中間(?:評価|報告|検証).*{year}[~〜-]{year}")).expect("a literal expression")
    });
    let compact = fold(title);
    let found = SPAN.captures(&compact)?;
    let (first, last) = (fiscal_year(found.get(1)?.as_str())?, fiscal_year(found.get(2)?.as_str())?);
    (1..=3).contains(&(last.year() - first.year())).then_some(last)
}

/// The last year of the plan, where a title says that the report closes it: `最終実績報告`, beside `計画期間：令和２年度～令和６年度`.
pub(super) fn closing_year(title: &str, text: &str) -> Option<FiscalYear> {
    static SPAN: LazyLock<Regex> = LazyLock::new(|| {
        let year = "(?:[RH]|令和|平成)(?:[0-9]{1,2}|元)|20[0-9]{2}";
        Regex::new(&format!("期間[:は]?(?:{year})年度?(?:から|[~〜-])({year})年度")).expect("a literal expression")
    });
    const CLOSES: [&str; 5] = ["最終実績", "最終評価", "最終報告", "総括評価", "総括報告"];
    let title = fold(title);
    CLOSES.iter().any(|it| title.contains(it)).then_some(())?;
    fiscal_year(SPAN.captures(&fold(text))?.get(1)?.as_str())
}

/// Whether a year in running text is one that the plan aims at or begins with: `目標年度（R7）`, `R7の目標値`, `基準年度R2`.
fn is_of_the_plan(text: &str, label: &Range<usize>) -> bool {
    const BEFORE: [&str; 8] = ["目標年度", "目標年", "目標", "最終年度", "基準年度", "基準年", "策定時", "当初"];
    const AFTER: [&str; 12] = [
        "~",
        "〜",
        "の目標",
        "目標",
        "までに",
        "を目標",
        "を初年度",
        "を始期",
        "を基準",
        "からの",
        "に策定",
        "から始ま",
    ];
    let before = text[..label.start].trim_end_matches(['(', ':', 'は']);
    let after = text[label.end..].trim_start_matches([')', '度']);
    BEFORE.iter().any(|it| before.ends_with(it)) || AFTER.iter().any(|it| after.starts_with(it))
}

/// The year without its era of which a text says that its work is reported: `本計画の18年度における進捗状況`, the one nearest to `near`.
pub(super) fn eraless_done_year(text: &str, near: Option<FiscalYear>) -> Option<FiscalYear> {
    static DONE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("(?:^|[^0-9.成和HR])([0-9]{1,2})年度(?:における進捗|の進捗|の実施状況|の取組状況|の実績|に実施した)")
            .expect("a literal expression")
    });
    let compact = fold(text);
    nearest_year(DONE.captures(&compact)?.get(1)?.as_str().parse().ok()?, near)
}

fn is_in_span(text: &str, label: &Range<usize>) -> bool {
    let (before, after) = (&text[..label.start], &text[label.end..]);
    let goes_on = |mark: &str| after.strip_prefix(mark).is_some_and(begins_with_year);
    let began = |mark: &str| before.strip_suffix(mark).is_some_and(|it| it.ends_with(ends_year));
    SPAN_MARKS.into_iter().any(|mark| goes_on(mark) || began(mark))
}

fn begins_with_year(text: &str) -> bool {
    text.starts_with(|it: char| it.is_ascii_digit()) || ["R", "H", "令和", "平成"].iter().any(|it| text.starts_with(it))
}

fn ends_year(last: char) -> bool {
    last.is_ascii_digit() || ['度', '年', '元'].contains(&last)
}

/// `〇〇計画`, `〇〇戦略` in a title. A year before it is that of the report: the plan of the next edition has the same name.
pub(super) fn plan_in(title: &str) -> Option<String> {
    static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
        const NUMBER: &str = "(?:[0-9０-９]{1,4}|[元一二三四五六七八九十]{1,3})";
        let year =
            format!(r"(?:(?:令和|平成|[RHＲＨ])\s*{NUMBER}\s*年度?|{NUMBER}\s*年度)(?:版|末現在|末)?(?:の|における)?");
        let paper = format!(r"(?:資料|別紙|参考)\s*{NUMBER}?(?:[-－]{NUMBER})?");
        let around = r"[\s　・、：:()（）\[\]【】〔〕「『]*";
        Regex::new(&format!("^{around}(?:{paper}{around}|{year}{around})*")).expect("a literal expression")
    });
    let end_of = |word: &str| title.find(word).map(|at| at + word.len());
    let end = end_of("計画").or_else(|| ["戦略", "ビジョン", "プラン", "大綱"].into_iter().filter_map(end_of).min())?;
    let begin = BEFORE.find(title).map_or(0, |it| it.end());
    let plan = title.get(begin..end).map(str::trim).filter(|it| it.chars().count() > 2);
    Some(plan.unwrap_or(title[..end].trim()).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(title: &str, expected: Option<i16>) {
        assert_eq!(reported_year(title, true).map(FiscalYear::year), expected, "{title}");
    }

    #[test]
    fn a_year_in_brackets() {
        check("秋田県DX推進計画の進捗状況について（令和５年度）", Some(2023));
    }

    #[test]
    fn a_label_in_a_file_name() {
        check("秋田県DX推進計画_R4.pdf", Some(2022));
    }

    #[test]
    fn years_in_kanji_of_showa_and_two_at_once() {
        check("総合計画の進捗状況（令和五年度）", Some(2023));
        check("平成二十五年度　事業報告書", Some(2013));
        check("昭和63年度　事業報告書", Some(1988));
        check("令和5・6年度　行動計画の実績", Some(2024));
        assert_eq!(reported_year("事業は昭和61年度に始まった。", false), None);
    }

    #[test]
    fn a_date_is_no_fiscal_year() {
        check("R6.3時点", None);
    }

    #[test]
    fn the_years_of_a_plan_are_no_year_of_a_report() {
        check("総合戦略（令和３年度～令和７年度）進捗状況", None);
        check("総合戦略（R3〜R7）の進捗状況　令和５年度", Some(2023));
        check("前期計画（令和３年度から令和７年度まで）", None);
    }

    #[test]
    fn work_done_outweighs_the_year_of_the_report() {
        check("総合計画　令和６年度評価（令和５年度実績）", Some(2023));
        check("令和６年度 事務事業評価シート（令和５年度実施分）", Some(2023));
        check("令和６年度 事務事業評価シート", Some(2024));
        check("令和６年度 報告書（対象年度：令和５年度）", Some(2023));
        check("令和６年度点検・評価報告書（令和５年度事業）", Some(2023));
        check("令和６年度 事業進捗管理シート（令和５年度実施分）", Some(2023));
        check("令和５（2023）年度 進捗状況", Some(2023));
        assert_eq!(reported_year("令和６年度 主要事業（令和５年度実績）", false).map(FiscalYear::year), Some(2024));
    }

    #[test]
    fn dates_that_figures_are_of() {
        let year = |text: &str| as_of_year(text).map(FiscalYear::year);
        assert_eq!(year("平成27年３月末現在の進捗状況について"), Some(2014));
        assert_eq!(year("（平成15年９月30日現在）"), Some(2003));
        assert_eq!(year("令和6年4月1日時点"), Some(2024));
        assert_eq!(year("令和６年４月　公表"), None);
    }

    #[test]
    fn years_of_the_plan_are_no_year_of_the_report() {
        let year = |text: &str| reported_year(text, false).map(FiscalYear::year);
        assert_eq!(year("計画の目標年度（H22）の目標値から算出した"), None);
        assert_eq!(year("担当：学校教育課　時期：令和7年度～"), None);
        assert_eq!(year("R7の目標に対する進捗"), None);
        assert_eq!(year("R7の目標に対するR5の進捗"), Some(2023));
    }

    #[test]
    fn a_year_without_era_whose_work_is_reported() {
        let year = |text: &str, near: i16| eraless_done_year(text, FiscalYear::new(near)).map(FiscalYear::year);
        assert_eq!(year("本計画の18年度における進捗状況について点検した", 2010), Some(2006));
        assert_eq!(year("平成18年度における進捗状況", 2010), None);
        assert_eq!(year("18年度に策定した計画", 2010), None);
    }

    #[test]
    fn the_years_of_an_evaluation_half_way() {
        let year = |title: &str| evaluated_span(title).map(FiscalYear::year);
        assert_eq!(year("地域福祉活動計画　中間評価報告書（令和元年度～令和３年度）"), Some(2021));
        assert_eq!(year("地域福祉計画（令和元年度～令和５年度）　中間評価"), None);
        assert_eq!(year("中間評価報告書（令和元年度～令和10年度）"), None);
    }

    #[test]
    fn a_report_that_closes_a_plan_is_of_its_last_year() {
        let year = |title: &str, text: &str| closing_year(title, text).map(FiscalYear::year);
        let period = "企画課（計画期間：令和２年度～令和６年度）";
        assert_eq!(year("総合戦略　最終実績報告", period), Some(2024));
        assert_eq!(year("総合戦略　実績報告", period), None);
        assert_eq!(year("総合戦略　最終実績報告", "令和２年度～令和６年度の累計"), None);
    }

    #[test]
    fn where_a_plan_begins_is_no_year_of_the_report() {
        let year = |text: &str| reported_year(text, false).map(FiscalYear::year);
        assert_eq!(year("本計画は2019年度を初年度とする11年間の計画である。"), None);
        assert_eq!(year("累計は令和２年度からの合計"), None);
        assert_eq!(done_year("2024年の調査結果を基に評価した。").map(FiscalYear::year), Some(2024));
    }

    #[track_caller]
    fn check_plan(title: &str, expected: Option<&str>) {
        assert_eq!(plan_in(title).as_deref(), expected, "{title}");
    }

    #[test]
    fn a_plan_has_no_year_of_the_report_in_its_name() {
        check_plan("令和５年度　松原市子ども・子育て支援事業計画　進捗状況", Some("松原市子ども・子育て支援事業計画"));
        check_plan("令和五年度における北浜市総合計画の進捗", Some("北浜市総合計画"));
        check_plan("資料２　【R5年度版】みどりの基本計画", Some("みどりの基本計画"));
        check_plan("令和5年度末現在のあおぞら市計画推進状況", Some("あおぞら市計画"));
        check_plan("第２期松原市総合戦略の達成状況", Some("第２期松原市総合戦略"));
        check_plan("秋田県DX推進計画の進捗状況", Some("秋田県DX推進計画"));
        check_plan("２０３０年に向けた成長戦略", Some("２０３０年に向けた成長戦略"));
        check_plan("令和５年度計画", Some("令和５年度計画"));
        check_plan("主要事業の概要", None);
    }
}
