//! One line of a block -> statements: a name, a year, a value, a date.

use std::ops::Range;

use super::clause_label::{label, label_in_brackets};
use super::clause_name::name_before;
use crate::base::{FiscalYear, Prefecture};
use crate::text::{self, Item, ItemKind, Quantity, QuantityKind, Time, UnitTable, fold, scan_with};

/// A value that a line states.
#[derive(Debug, Clone)]
pub(super) struct Statement {
    /// The indicator's name as printed, in bytes of the line; empty where it is that of the statement before.
    pub name: Range<usize>,
    /// What the line says beside the value.
    pub form: Form,
    /// The fiscal year printed at the value.
    pub fiscal_year: Option<FiscalYear>,
    /// The part it plays, where that is printed at it (R2基準値, R6見込み).
    pub role: Option<text::Role>,
    /// Without a value where a word stands in its place (集計中).
    pub quantity: Box<Quantity>,
    /// From the year label, or the value, to the end of the value, in bytes of the line.
    pub range: Range<usize>,
    /// When the value was taken.
    pub as_of: Option<crate::text::date::Date>,
    pub cumulative: bool,
    /// The area that the value is of, where one is printed at it.
    pub area: Option<String>,
}

/// How a value is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `電子化率 R5：78.1%`
    Labelled,
    /// `現地実演会の開催：9回`
    Colon,
    /// `人口カバー率（R5.3末時点） 秋田県89.5% 全国96.6%`
    OfArea,
    /// `（当初計画45%を上方修正）` behind a value
    OriginalPlan,
}

/// The statements of a line, in printed order. Numbers in running prose are none, and so are words for missing values without
/// a year before them.
pub(super) fn statements(line: &str, units: &UnitTable) -> Vec<Statement> {
    let items = scan_with(line, units);
    let mut found: Vec<Statement> = Vec::new();
    let mut name_start = 0;
    let mut cumulative = false;
    for (index, item) in items.iter().enumerate() {
        if item.kind == ItemKind::Cumulative {
            cumulative = true;
        }
        let is_one = |it: &Quantity| !has_second_number(line, item, it) && !is_part_of_another(line, item, it);
        let Some(quantity) = stated(item).filter(|it| is_one(it)) else { continue };
        let before = &items[..index];
        let in_brackets = found.last().and_then(|it| label_in_brackets(line, before, item, it));
        let is_of_last = in_brackets.is_some();
        let label = in_brackets.or_else(|| label(line, before, item));
        let (form, start) = match &label {
            Some(label) => (Form::Labelled, label.start),
            None if !quantity.has_value() => continue,
            None if is_original_plan(line, item) => (Form::OriginalPlan, item.range.start),
            None if area_before(line, item).is_some() => (Form::OfArea, item.range.start),
            None if follows_colon(line, item)
                && (found.is_empty() || begins_anew(line, name_start, &items[..index])) =>
            {
                (Form::Colon, item.range.start)
            }
            None => continue,
        };
        let area = if form == Form::OfArea { area_before(line, item) } else { None };
        let name = match form {
            Form::OriginalPlan => start..start,
            Form::Labelled if is_of_last => start..start,
            Form::OfArea if found.iter().any(|it| it.form == Form::OfArea) => start..start,
            // 延べ and 約 may stand behind the colon.
            Form::Colon => {
                let colon = line[..start].rfind([':', '：']).unwrap_or(start);
                name_before(line, after_prose(line, name_start, &items[..index])..colon, &items)
            }
            _ => name_before(line, name_start..start - area.as_ref().map_or(0, |it| it.len()), &items),
        };
        // A role alone names nothing: 達成率95％（目標：100％）.
        if items.iter().any(|it| matches!(it.kind, ItemKind::Role(_)) && it.range == name) {
            name_start = item.range.end;
            continue;
        }
        // A change is no value, and what is counted in another unit is another indicator.
        let is_change = is_change(&quantity) && !line[name.clone()].contains(['増', '減', '伸']);
        let is_other = name.is_empty() && found.last().is_some_and(|it| !have_one_unit(&it.quantity, &quantity));
        if is_change || is_other {
            name_start = item.range.end;
            continue;
        }
        found.push(Statement {
            name,
            form,
            fiscal_year: label.as_ref().map(|it| it.fiscal_year),
            role: label.and_then(|it| it.role),
            quantity,
            range: start..item.range.end,
            as_of: as_of_near(&items, index, form),
            cumulative: std::mem::take(&mut cumulative),
            area,
        });
        name_start = item.range.end;
    }
    found
}

fn is_change(quantity: &Quantity) -> bool {
    matches!(quantity.kind, Some(QuantityKind::ChangeAbs | QuantityKind::ChangeRel))
}

/// Whether two values may be of one indicator; one whose unit is not known may be of any.
fn have_one_unit(first: &Quantity, second: &Quantity) -> bool {
    first.unit.zip(second.unit).is_none_or(|(first, second)| first.id == second.id)
}

/// What an item states: a number or range, or that there is none.
fn stated(item: &Item) -> Option<Box<Quantity>> {
    match &item.kind {
        ItemKind::Quantity(quantity) if quantity.value.is_some() || quantity.value_min.is_some() => {
            Some(quantity.clone())
        }
        ItemKind::Missing(status) => {
            let mut quantity = Quantity::new(None, item.range.clone());
            quantity.obs_status = Some(*status);
            Some(Box::new(quantity))
        }
        _ => None,
    }
}

fn follows_colon(line: &str, value: &Item) -> bool {
    let before = fold(&line[..value.range.start]);
    let before = ["延べ", "約", "計"].into_iter().find_map(|it| before.strip_suffix(it)).unwrap_or(&before);
    before.ends_with([':']) && before.chars().count() > 2
}

/// `12回、うち5回`: the name is that of the whole, and the number that of a part.
fn is_part_of_another(line: &str, value: &Item, quantity: &Quantity) -> bool {
    quantity.denominator.is_some() && line[value.range.clone()].contains("うち")
}

/// Whether what stands between the value before and this one is a name set apart, with no other value in it.
fn begins_anew(line: &str, start: usize, before: &[Item]) -> bool {
    let is_apart = line[start..].trim_start().starts_with(['、', '，', ',', '／', '/', '；', ';', '。']);
    let has_value = |it: &Item| matches!(it.kind, ItemKind::Quantity(_)) && it.range.start >= start;
    is_apart && !before.iter().any(has_value)
}

/// Where a name set apart from a value in prose begins, `年12回、受講者：200人`; `start` where none is.
fn after_prose(line: &str, start: usize, before: &[Item]) -> usize {
    let is_value = |it: &&Item| matches!(it.kind, ItemKind::Quantity(_)) && it.range.start >= start;
    let end = before.iter().rfind(is_value).map(|it| it.range.end);
    end.filter(|end| begins_anew(line, *end, &[])).unwrap_or(start)
}

/// Whether a number without a unit has another in brackets behind it, as in `25（28）件`: which of them counts is not printed.
fn has_second_number(line: &str, value: &Item, quantity: &Quantity) -> bool {
    let behind = fold(&line[value.range.end..]);
    let inside = behind.strip_prefix('(').and_then(|it| Some(it.split_once(')')?.0));
    let is_number = |it: &str| !it.is_empty() && it.chars().all(|it| it.is_ascii_digit() || ".,".contains(it));
    quantity.has_value() && quantity.unit_printed.is_none() && inside.is_some_and(is_number)
}

/// Whether the value stands in brackets that speak of the plan before it was changed.
fn is_original_plan(line: &str, value: &Item) -> bool {
    let before = &line[..value.range.start];
    let Some(open) = before.rfind(['(', '（']) else { return false };
    let inside = &before[open..];
    !inside.contains([')', '）'])
        && (inside.contains("当初") || inside.contains("変更前") || inside.contains("見直し前"))
}

/// The area printed right in front of a value: a prefecture or the country.
fn area_before(line: &str, value: &Item) -> Option<String> {
    let before = line[..value.range.start].trim_end();
    let country = ["全国", "全国平均"].into_iter().find(|it| before.ends_with(it));
    let name = country.or_else(|| Prefecture::all().map(Prefecture::name).find(|it| before.ends_with(it)))?;
    Some(line[before.len() - name.len()..value.range.start].to_owned())
}

/// The as-of date that belongs to a value: behind it up to the next value; of values by area, in front of them.
fn as_of_near(items: &[Item], index: usize, form: Form) -> Option<crate::text::date::Date> {
    let as_of = |item: &Item| match item.kind {
        ItemKind::Time(Time::AsOf(date)) => Some(date),
        _ => None,
    };
    let is_value = |item: &&Item| matches!(item.kind, ItemKind::Quantity(_));
    let behind = items[index + 1..].iter().take_while(|it| !is_value(it)).find_map(as_of);
    match form {
        Form::Labelled | Form::Colon => behind,
        Form::OfArea => items[..index].iter().rev().find_map(as_of),
        Form::OriginalPlan => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Vec<Statement> {
        statements(line, UnitTable::built_in())
    }

    #[track_caller]
    fn check(line: &str, expected: &[(&str, &str, Option<i16>, Option<&str>)]) {
        let found: Vec<_> = read(line)
            .into_iter()
            .map(|it| {
                let value = it.quantity.value.map(|it| it.to_string()).unwrap_or_default();
                (
                    line[it.name].to_owned(),
                    value,
                    it.fiscal_year.map(FiscalYear::year),
                    it.as_of.map(|it| it.to_string()),
                )
            })
            .collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|(name, value, year, as_of)| (name.to_string(), value.to_string(), *year, as_of.map(str::to_owned)))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_labelled_actual() {
        let expected = [("電子化率", "78.1", Some(2023), Some("2024-03"))];
        check("・電子化率　R5：78.1% (R6.3時点)", &expected);
    }

    #[test]
    fn a_target_in_brackets_is_of_the_year_before_it() {
        let line = "・利用率　R4：48.6％　R5：57.3％（目標 55.0％）";
        check(
            line,
            &[("利用率", "48.6", Some(2022), None), ("", "57.3", Some(2023), None), ("", "55", Some(2023), None)],
        );
        assert_eq!(read(line)[2].role, Some(text::Role::Target));
        // What the country has is no target.
        assert_eq!(read("・利用率　R5：57.3％（全国 55.0％）")[1].role, None);
    }

    #[test]
    fn a_cumulative_mark_is_no_part_of_the_name() {
        check("・公開データ数【累積】R5：150件", &[("公開データ数", "150", Some(2023), None)]);
        assert!(read("・公開データ数【累積】R5：150件")[0].cumulative);
    }

    #[test]
    fn a_qualified_name_is_kept() {
        check("・移住者数（県関与分） R5：700人", &[("移住者数（県関与分）", "700", Some(2023), None)]);
    }

    #[test]
    fn scale_words_are_multiplied_out() {
        check("・閲覧数 R5：273万PV（R6.3時点）", &[("閲覧数", "2730000", Some(2023), Some("2024-03"))]);
    }

    #[test]
    fn the_plan_before_it_was_changed() {
        let expected = [("手数料等の割合", "60", Some(2024), None), ("", "45", None, None)];
        check("・手数料等の割合 R6：60%（当初計画45%を上方修正）", &expected);
    }

    #[test]
    fn values_by_area() {
        let line = "・人口カバー率（R5.3末時点） 秋田県89.5% 全国96.6%";
        let expected = [("人口カバー率", "89.5", None, Some("2023-03-31")), ("", "96.6", None, Some("2023-03-31"))];
        check(line, &expected);
    }

    #[test]
    fn a_value_behind_a_colon() {
        check("・現地実演会の開催：9回", &[("現地実演会の開催", "9", None, None)]);
    }

    #[test]
    fn a_value_restated_for_an_earlier_year() {
        let line = "・参加者数 R6：980人（R7.3時点）　※R5：868人（確定値）";
        let expected = [("参加者数", "980", Some(2024), Some("2025-03")), ("", "868", Some(2023), None)];
        check(line, &expected);
    }

    #[test]
    fn an_unknown_unit_stays_as_printed() {
        let line = "・公開データ数 R6：250データパック（当初計画200件）";
        check(line, &[("公開データ数", "250", Some(2024), None), ("", "200", None, None)]);
        assert_eq!(read(line)[0].quantity.unit_printed.as_deref(), Some("データパック"));
    }

    #[test]
    fn a_word_in_place_of_a_value() {
        check("・利用率　R5：集計中", &[("利用率", "", Some(2023), None)]);
        assert_eq!(read("・利用率　R5：集計中")[0].quantity.obs_status, Some(text::ObsStatus::L));
        check("・調査中の課題がある", &[]);
    }

    #[test]
    fn the_part_that_a_value_plays() {
        let line = "・利用率　基準値（R2）：45%　R7目標値：80%";
        check(line, &[("利用率", "45", Some(2020), None), ("", "80", Some(2025), None)]);
        let roles: Vec<_> = read(line).into_iter().map(|it| it.role).collect();
        assert_eq!(roles, [Some(text::Role::Baseline), Some(text::Role::Target)]);
    }

    #[test]
    fn a_value_in_brackets_is_of_the_name_before_them() {
        let before = [("利用率", "50", None, None), ("", "41.3", Some(2022), None)];
        check("・利用率：50％以上（R4：41.3％）", &before);
        check("・利用率　50％以上（R4：41.3％）", &[("利用率", "41.3", Some(2022), None)]);
        check("・利用率（R4：41.3％）", &[("利用率", "41.3", Some(2022), None)]);
        let several = [("件数", "131", None, None), ("", "80", Some(2022), None), ("", "55", Some(2021), None)];
        check("・件数：131件（R4：80件、R3：55件）", &several);
        let later = [("導入経営体数", "120", None, None), ("", "200", Some(2025), None)];
        check("・導入経営体数：120経営体（R7目標：200経営体）", &later);
        check("・件数：131件（前年度比＋5件、R4：80件）", &[("件数", "131", None, None), ("", "80", Some(2022), None)]);
        check("・研修回数：10回（R4：180人）", &[("研修回数", "10", None, None)]);
        check("・達成率95％（目標：100％）", &[]);
        check("・研修回数：10回（R4：5回増）", &[("研修回数", "10", None, None)]);
        check("・導入数：120台（目標R7：200台）", &[("導入数", "120", None, None), ("", "200", Some(2025), None)]);
        let own = [("参加者数", "90", None, None), ("うち女性", "40", Some(2023), None)];
        check("・参加者数：90人（うち女性 R5：40人）", &own);
    }

    #[test]
    fn names_set_apart_in_one_line() {
        let expected = [("研修回数", "12", None, None), ("受講者", "215", None, None)];
        check("・研修回数：12回、受講者：延べ215人", &expected);
        check("・研修回数：12回／受講者：215人", &expected);
        check("・研修回数：12回のうち受講者：215人", &expected[..1]);
        check("・研修回数：12回、うち5回は新規", &[]);
        check("・研修：年12回、受講者：延べ200人", &[("受講者", "200", None, None)]);
    }

    #[test]
    fn a_count_behind_a_colon_may_be_total_or_about() {
        check("・受講者数：延べ800人", &[("受講者数", "800", None, None)]);
        check("・経費：約1,230万円", &[("経費", "12300000", None, None)]);
    }

    #[test]
    fn of_two_numbers_none_is_taken() {
        check("・登録数：25（28）件", &[]);
        check("・登録数 R5：25（28）", &[]);
        check("・登録数：25件（28）", &[("登録数", "25", None, None)]);
    }

    #[test]
    fn prose_states_nothing() {
        check("・7県でクラウドを共同運用し、計1,751人が来場", &[]);
    }
}
