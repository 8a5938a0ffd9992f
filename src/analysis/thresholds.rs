//! From which achievement on is a rating given?

use rust_decimal::Decimal;

use super::caution::{DIRECTION_FROM_NAME, FEW_ITEMS, POLICY_NOT_SHOWN, RULE_NOT_SHOWN, holding};
use super::editions::{by_initiative, own_pair};
use super::figures::{Indicator, indicators};
use super::pair::Pair;
use super::rated::{RatedDocument, Subject, rated_documents};
use super::screen::{self, Cells, PLAN, ScreenColumn, words};
use super::sources::documents;
use super::{Question, TerminalTable, described};
use crate::base::Language;
use crate::dataset::rating_rule::{Boundary, Policy, RatedItem, RatingRule, infer};
use crate::dataset::schema::Wording;
use crate::dataset::{Columns, Frame, Frames, scale};

pub(super) const QUESTION: Question = Question { name: "trend_thresholds", answer, show, at_end_of_build: false };

/// What one edition's ratings and figures of its own year show.
pub(super) struct Scheme<'a> {
    pub rated: &'a RatedDocument<'a>,
    pub fiscal_year: i16,
    pub scale_id: &'a str,
    pub items: Vec<Item<'a>>,
    /// `ratio`, or `achievement` where the way from the baseline explains more ratings.
    pub rate: &'static str,
    pub rule: RatingRule,
    /// Whether no other policy explains as many ratings.
    pub policy_is_shown: bool,
    from_names: bool,
}

/// A rated initiative or indicator with the rates of its indicators.
pub(super) struct Item<'a> {
    pub id: &'a str,
    pub rank: i8,
    pub rates: Vec<Decimal>,
}

impl Scheme<'_> {
    /// The letter of a rank.
    pub fn letter(&self, rank: u8) -> Option<&str> {
        scale::letter(self.scale_id, i8::try_from(rank).ok()?)
    }

    /// The policy that decides between several indicators; `None` where there are none, or where several explain as much.
    pub fn policy(&self) -> Option<Policy> {
        self.rule.policy.filter(|_| self.policy_is_shown)
    }

    fn contradicted(&self, policy: Policy) -> Option<usize> {
        self.rule.policy?;
        Policy::ALL.iter().position(|it| *it == policy).map(|it| self.rule.contradicted[it])
    }

    fn cautions(&self, boundary: &Boundary) -> Vec<&'static str> {
        let few = boundary.item_count < FEWEST_ITEMS;
        holding([
            (few, FEW_ITEMS),
            (!few && !boundary.is_firm(), RULE_NOT_SHOWN),
            (self.rule.policy.is_some() && !self.policy_is_shown, POLICY_NOT_SHOWN),
            (self.from_names, DIRECTION_FROM_NAME),
        ])
    }
}

/// Fewest items of a rule that is believed; `rating_rule` says so too, by [`Boundary::is_firm`].
const FEWEST_ITEMS: usize = 8;

/// By edition, scale and boundary, the best rating first. Thresholds are given only where so many ratings agree with them that
/// one that does not is worth a question.
fn answer(frames: &Frames) -> Frame {
    let documents = documents(frames);
    let indicators = indicators(frames, &documents);
    let rated = rated_documents(frames);
    let schemes = schemes(&rated, &indicators);
    let boundaries: Vec<(&Scheme, &Boundary, Vec<&str>)> = schemes
        .iter()
        .flat_map(|scheme| scheme.rule.boundaries.iter().map(move |it| (scheme, it, scheme.cautions(it))))
        .collect();
    let contradicted = |scheme: &Scheme, policy| scheme.contradicted(policy).and_then(|it| i32::try_from(it).ok());
    Columns::over(&boundaries)
        .text("prefecture_code", |(it, ..)| it.rated.document.series.prefecture_code)
        .text("plan", |(it, ..)| it.rated.document.series.plan)
        .text("subject", |(it, ..)| Some(it.rated.subject.as_str()))
        .i16("fiscal_year", |(it, ..)| Some(it.fiscal_year))
        .text("scale_id", |(it, ..)| Some(it.scale_id))
        .text("better_value", |(it, boundary, _)| it.letter(boundary.better_rank))
        .text("worse_value", |(it, boundary, _)| it.letter(boundary.worse_rank))
        .decimal("above", |(_, it, _)| it.is_firm().then_some(it.above))
        .decimal("up_to", |(_, it, _)| it.is_firm().then_some(it.up_to))
        .count("n", |(_, it, _)| it.item_count)
        .count("contradiction_count", |(_, it, _)| it.contradictions.len())
        .text("rate", |(it, ..)| Some(it.rate))
        .text("policy", |(it, ..)| it.policy().map(Policy::as_str))
        .count("several_count", |(it, ..)| it.items.iter().filter(|it| it.rates.len() > 1).count())
        .i32("contradicted_by_worst", |(it, ..)| contradicted(it, Policy::Worst))
        .i32("contradicted_by_mean", |(it, ..)| contradicted(it, Policy::Mean))
        .i32("contradicted_by_best", |(it, ..)| contradicted(it, Policy::Best))
        .text("method", |_| Some("fewest_contradictions"))
        .text_list("caution", |(.., caution)| Some(caution))
        .text("document_id", |(it, ..)| Some(it.rated.document.id))
        .finish(described(QUESTION.name))
}

/// The schemes of all editions, of each scale by which they rate their own year.
pub(super) fn schemes<'a>(rated: &'a [RatedDocument<'a>], indicators: &'a [Indicator<'a>]) -> Vec<Scheme<'a>> {
    let by_initiative = by_initiative(indicators);
    let by_id = indicators.iter().map(|it| (it.id, vec![it])).collect();
    let mut schemes = Vec::new();
    for document in rated {
        let of = if document.subject == Subject::Initiative { &by_initiative } else { &by_id };
        let Some(fiscal_year) = document.document.fiscal_year else { continue };
        let Some(ratings) = document.years.get(&fiscal_year) else { continue };
        let mut scales: Vec<&str> = ratings.values().map(|it| it.scale_id).collect();
        scales.sort_unstable();
        scales.dedup();
        for scale_id in scales {
            let subjects = ratings.iter().filter(|it| it.1.scale_id == scale_id);
            let pairs = |id: &str| -> Vec<Pair<'a>> {
                let of = of.get(id).into_iter().flatten();
                of.filter_map(|it| own_pair(it, &document.document)).collect()
            };
            let subjects: Vec<_> = subjects.map(|(id, rated)| (*id, rated.rank, pairs(id))).collect();
            schemes.extend(scheme(document, fiscal_year, scale_id, &subjects));
        }
    }
    schemes
}

fn scheme<'a>(
    rated: &'a RatedDocument<'a>,
    fiscal_year: i16,
    scale_id: &'a str,
    subjects: &[(&'a str, i8, Vec<Pair>)],
) -> Option<Scheme<'a>> {
    let by = |rate: fn(&Pair) -> Option<Decimal>| {
        let item = |(id, rank, pairs): &(&'a str, i8, Vec<Pair>)| {
            // An initiative of whose indicators one has no rate is left out: that one may have decided.
            let rates: Option<Vec<Decimal>> = pairs.iter().map(rate).collect();
            Some(Item { id, rank: *rank, rates: rates.filter(|it| !it.is_empty())? })
        };
        let items: Vec<Item> = subjects.iter().filter_map(item).collect();
        let rule = infer(&items.iter().map(rated_item).collect::<Vec<_>>());
        (items, rule)
    };
    let (ratio, achievement) = (by(|it| it.ratio()), by(|it| it.achievement().0));
    // Most reports rate by actual ÷ target; the way from the baseline is taken where it explains more, of as many items.
    let wrong = |it: &(Vec<Item>, RatingRule)| it.1.contradicted.iter().min().copied().unwrap_or_default();
    let by_way = achievement.0.len() >= ratio.0.len() && wrong(&achievement) < wrong(&ratio) || ratio.0.is_empty();
    let (rate, (items, rule)) = if by_way { ("achievement", achievement) } else { ("ratio", ratio) };
    let fewest = rule.contradicted.iter().min().copied();
    let policy_is_shown = rule.contradicted.iter().filter(|it| Some(**it) == fewest).count() == 1;
    let from_names = subjects.iter().flat_map(|it| &it.2).any(|it| it.caution.contains(&DIRECTION_FROM_NAME));
    let has_items = !items.is_empty();
    has_items.then_some(Scheme { rated, fiscal_year, scale_id, items, rate, rule, policy_is_shown, from_names })
}

fn rated_item(item: &Item) -> RatedItem {
    RatedItem { rank: item.rank.unsigned_abs(), achievements: item.rates.clone() }
}

/// Which of several indicators decides.
const POLICIES: [(&str, Wording); 3] =
    [("worst", words("最低", "worst")), ("mean", words("平均", "mean")), ("best", words("最高", "best"))];

fn show(frame: &Frame, language: Language) -> TerminalTable {
    let interval = |it: &Cells| match (it.rounded("above", 1), it.rounded("up_to", 1)) {
        (above, up_to) if above.is_empty() || up_to.is_empty() => String::new(),
        (above, up_to) => format!("({above}, {up_to}]%"),
    };
    let columns: [ScreenColumn; 7] = [
        (PLAN, |it| it.series()),
        (words("年度", "year"), |it| it.year("fiscal_year")),
        (words("境", "between"), |it| format!("{}/{}", it.text("better_value"), it.text("worse_value"))),
        (words("しきい値の範囲", "threshold within"), interval),
        (words("件数", "n"), |it| it.number("n")),
        (words("合わない", "contradict"), |it| it.number("contradiction_count")),
        (words("複数指標", "several indicators"), |it| it.word("policy", &POLICIES)),
    ];
    screen::table(frame, language, words("評価と達成率", "Ratings and achievement"), &columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::examples::achieving_edition;
    use crate::dataset::frames;

    #[track_caller]
    fn check(items: &[(&str, &str)], expected: &[&str]) {
        let table = show(&answer(&frames(&[achieving_edition(items)])), Language::English);
        assert_eq!(table.rows.iter().map(|it| it[1..].join(" ")).collect::<Vec<_>>(), expected);
    }

    /// The figures of the Akita report of 2023.
    const AKITA: [(&str, &str); 14] = [
        ("B", "97.625"),
        ("C", "40.5"),
        ("B", "81.3"),
        ("A", "106.6"),
        ("A", "148.7"),
        ("A", "112"),
        ("B", "90 168.5"),
        ("B", "88"),
        ("A", "124.4"),
        ("B", "81.8"),
        ("A", "138.8"),
        ("A", "119.1"),
        ("A", "113.75"),
        ("C", "47.8"),
    ];

    #[test]
    fn the_akita_report_of_2023() {
        check(&AKITA, &["2023 A/B (97.6, 106.6]% 14 0 worst", "2023 B/C (47.8, 81.3]% 14 0 worst"]);
    }

    #[test]
    fn few_items_show_no_threshold() {
        check(&AKITA[..5], &["2023 A/B  5 0 ", "2023 B/C  5 0 "]);
    }

    #[test]
    fn without_several_indicators_no_policy_is_shown() {
        check(&[&AKITA[..6], &AKITA[7..]].concat(), &["2023 A/B (97.6, 106.6]% 13 0 ", "2023 B/C (47.8, 81.3]% 13 0 "]);
    }

    #[test]
    fn ratings_that_do_not_go_by_figures_show_no_threshold() {
        let items = ["A 100", "B 101", "A 102", "B 103", "A 104", "B 105", "A 106", "B 107", "A 108"];
        let items: Vec<(&str, &str)> = items.iter().filter_map(|it| it.split_once(' ')).collect();
        check(&items, &["2023 A/B  9 4 "]);
    }
}
