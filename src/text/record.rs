//! One printed expression as flat records: the answer of `shinchoku normalize`.

use rust_decimal::Decimal;
use serde::{Serialize, Serializer};

use crate::base::FiscalYear;

use super::date::Date;
use super::normalize::normalize;
use super::polarity::polarity;
use super::quantity::Quantity;
use super::scan::{Draft, ItemKind, scan_normalized};
use super::time::Time;
use super::unit::UnitTable;
use super::vocabulary::{Comparator, CountMode, ObsStatus, Polarity, Precision, QuantityKind, Role};

/// One value with everything printed beside it, or what is printed in place of one.
///
/// Decimals are strings without trailing zeros, dates ISO 8601. A field that the expression does not tell is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// The quantity.
    pub quantity: Option<Quantity>,
    /// Its fiscal year, or that of its as-of date.
    pub fiscal_year: Option<FiscalYear>,
    /// First and last fiscal year of a span.
    pub fiscal_years: Option<(FiscalYear, FiscalYear)>,
    /// A calendar year.
    pub calendar_year: Option<i16>,
    /// The date at which it holds.
    pub as_of: Option<Date>,
    /// First and last day of a period.
    pub period: Option<(Date, Date)>,
    /// Whether it is marked as cumulative.
    pub is_cumulative: bool,
    /// Its status.
    pub obs_status: Option<ObsStatus>,
    /// The part it plays.
    pub role: Option<Role>,
    /// Which way the indicator should go.
    pub polarity: Option<Polarity>,
}

/// Reads one printed expression; no record where nothing in it is a value, a time or a mark.
///
/// ```
/// let records = shinchoku::text::records("R5：1,066人（R6.3時点）");
/// let json = serde_json::to_value(&records[0]).unwrap();
/// assert_eq!(json["value"], "1066");
/// assert_eq!(json["fiscal_year"], 2023);
/// assert_eq!(json["as_of"], "2024-03");
/// ```
pub fn records(raw: &str) -> Vec<Record> {
    records_with(raw, UnitTable::built_in())
}

/// [`records`] with a project's own units.
pub fn records_with(raw: &str, units: &UnitTable) -> Vec<Record> {
    let normalized = normalize(raw).without_loose_space();
    let drafts = scan_normalized(&normalized, units);
    if drafts.is_empty() {
        let polarity = polarity(raw);
        return polarity.map(|polarity| Record { polarity: Some(polarity), ..Record::default() }).into_iter().collect();
    }
    combine(&normalized.text, &drafts)
}

/// Gives each value the labels before it and what is said of it in brackets behind it.
fn combine(text: &str, drafts: &[Draft]) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::new();
    let mut label = Record::default();
    let mut said: Option<Said> = None;
    for draft in drafts {
        let is_behind = said.is_some_and(|said| said.goes_on_with(text, draft));
        if let Some(said) = said.as_mut().filter(|_| is_behind) {
            *said = Said { end: draft.range.end, is_bracketed: true };
        }
        let last = records.last_mut().filter(|_| is_behind);
        match &draft.kind {
            ItemKind::Quantity(quantity) => {
                let mut record = label.clone();
                record.obs_status = quantity.obs_status;
                record.polarity = quantity.polarity;
                record.quantity = Some(quantity.as_ref().clone());
                records.push(record);
                said = Some(Said { end: draft.range.end, is_bracketed: false });
            }
            // 78.1%（確定値はR6.9公表予定）, 集計中（R6.9公表予定）
            ItemKind::Missing(_) if is_behind => {}
            ItemKind::Missing(status) => {
                records.push(Record { obs_status: Some(*status), ..label.clone() });
                said = Some(Said { end: draft.range.end, is_bracketed: false });
            }
            ItemKind::Time(time) => apply_time(last.unwrap_or(&mut label), *time),
            ItemKind::Cumulative => last.unwrap_or(&mut label).is_cumulative = true,
            ItemKind::Role(role) => match last.filter(|last| last.role.is_none()) {
                Some(last) => last.role = Some(*role),
                None => label = Record { role: Some(*role), ..label },
            },
            ItemKind::UnitCaption(_) => {}
        }
    }
    let has_label = Record { role: None, ..label.clone() } != Record::default();
    if records.is_empty() && has_label {
        records.push(label);
    }
    records.iter_mut().for_each(complete);
    records
}

/// Characters that a bracket behind a value is looked through for.
const MAX_INSIDE: usize = 200;

/// The last value, or the last thing said of it in the brackets behind it.
#[derive(Clone, Copy)]
struct Said {
    end: usize,
    is_bracketed: bool,
}

impl Said {
    /// Whether `draft` says more of the value: it stands in brackets behind it, and no other value does.
    fn goes_on_with(self, text: &str, draft: &Draft) -> bool {
        let Some(joint) = text.get(self.end..draft.range.start).map(str::trim) else { return false };
        let opens = match draft.kind {
            ItemKind::Quantity(_) | ItemKind::UnitCaption(_) => return false,
            ItemKind::Missing(_) => joint.starts_with('(') && !joint.contains(')'),
            ItemKind::Cumulative => matches!(joint, "(" | "[" | "【" | "〔"),
            ItemKind::Time(_) | ItemKind::Role(_) => joint == "(",
        };
        let goes_on = self.is_bracketed && matches!(joint, "" | "の" | "、" | "・");
        (opens || goes_on) && !has_digit_inside(&text[draft.range.end..])
    }
}

/// Whether a digit stands before the bracket closes; what does not close soon is none.
fn has_digit_inside(rest: &str) -> bool {
    let inside = rest.chars().take(MAX_INSIDE).take_while(|it| !matches!(it, ')' | ']' | '】' | '〕'));
    inside.into_iter().any(|it| it.is_ascii_digit())
}

fn apply_time(record: &mut Record, time: Time) {
    match time {
        Time::FiscalYear(year) => {
            record.fiscal_year = Some(year);
            record.fiscal_years = None;
        }
        Time::FiscalYears { from, to } => record.fiscal_years = Some((from, to)),
        Time::CalendarYear(year) => record.calendar_year = Some(year),
        Time::AsOf(date) | Time::Date(date) => record.as_of = Some(date),
        Time::Period { fiscal_year, from, to } => {
            record.fiscal_year = fiscal_year.or(record.fiscal_year);
            record.period = Some((from, to));
        }
        Time::Undated => {}
    }
}

/// A value without a year of its own is about the year of its as-of date; a true zero is a normal value.
fn complete(record: &mut Record) {
    if record.fiscal_year.is_none() && record.fiscal_years.is_none() {
        record.fiscal_year = record.as_of.and_then(Date::fiscal_year);
    }
    let is_zero = record.quantity.as_ref().and_then(|quantity| quantity.value).is_some_and(|value| value.is_zero());
    if is_zero && record.obs_status.is_none() {
        record.obs_status = Some(ObsStatus::A);
    }
}

/// The fields of a record as the data has them.
#[derive(Serialize)]
struct Flat<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value_min: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value_max: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value_from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value_to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit_printed: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    per: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    denominator: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comparator: Option<Comparator>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_inclusive: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fiscal_year: Option<FiscalYear>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fiscal_year_from: Option<FiscalYear>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fiscal_year_to: Option<FiscalYear>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from_fy: Option<FiscalYear>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to_fy: Option<FiscalYear>,
    #[serde(skip_serializing_if = "Option::is_none")]
    calendar_year: Option<i16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    precision: Option<Precision>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cumulative: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count_mode: Option<CountMode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<QuantityKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    obs_status: Option<ObsStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<Role>,
    #[serde(skip_serializing_if = "Option::is_none")]
    polarity: Option<Polarity>,
}

impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.flat().serialize(serializer)
    }
}

impl Record {
    fn flat(&self) -> Flat<'_> {
        let quantity = self.quantity.as_ref();
        let decimal = |field: fn(&Quantity) -> Option<Decimal>| {
            quantity.and_then(field).map(|value| value.normalize().to_string())
        };
        let unit = quantity.map(|quantity| match quantity.unit {
            Some(unit) => unit.id,
            None => quantity.unit_printed.as_deref().unwrap_or("none"),
        });
        let has_unit = quantity.is_some_and(|quantity| quantity.unit.is_some() || !quantity.is_in_words);
        Flat {
            value: decimal(|quantity| quantity.value),
            value_min: decimal(|quantity| quantity.value_min),
            value_max: decimal(|quantity| quantity.value_max),
            value_from: decimal(|quantity| quantity.value_from),
            value_to: decimal(|quantity| quantity.value_to),
            unit: unit.filter(|_| has_unit),
            unit_printed: quantity.and_then(|quantity| quantity.unit_printed.as_deref()),
            per: quantity.and_then(|quantity| quantity.per.as_deref()),
            denominator: decimal(|quantity| quantity.denominator),
            comparator: quantity
                .filter(|quantity| quantity.has_value() || quantity.is_in_words)
                .map(|quantity| quantity.comparator),
            max_inclusive: quantity.and_then(|quantity| quantity.max_inclusive),
            fiscal_year: self.fiscal_year,
            fiscal_year_from: self.fiscal_years.map(|years| years.0),
            fiscal_year_to: self.fiscal_years.map(|years| years.1),
            from_fy: quantity.and_then(|quantity| quantity.from_fiscal_year),
            to_fy: quantity.and_then(|quantity| quantity.to_fiscal_year),
            calendar_year: self.calendar_year,
            as_of: self.as_of.map(|date| date.to_string()),
            precision: self.as_of.map(Date::precision),
            date_from: self.period.map(|period| period.0.to_string()),
            date_to: self.period.map(|period| period.1.to_string()),
            cumulative: self.is_cumulative.then_some(true),
            count_mode: quantity.and_then(|quantity| quantity.count_mode),
            kind: quantity.and_then(|quantity| quantity.kind),
            obs_status: self.obs_status,
            role: self.role,
            polarity: self.polarity,
        }
    }
}

#[cfg(test)]
mod cases;

#[cfg(test)]
mod tests {
    use super::*;

    /// The records of `raw` as JSON without `"comparator":"eq"` and the quotes.
    #[track_caller]
    fn check(raw: &str, expected: &[&str]) {
        let shown: Vec<String> = records(raw)
            .iter()
            .map(|record| serde_json::to_string(record).expect("a record is plain data"))
            .map(|json| json.replace(r#","comparator":"eq""#, "").replace(['"', '{', '}'], ""))
            .map(|json| {
                json.split(',').filter(|field| !field.starts_with("unit_printed")).collect::<Vec<_>>().join(",")
            })
            .collect();
        assert_eq!(shown, expected, "{raw}");
    }

    #[test]
    fn value_year_and_as_of() {
        check("R4：52.0%（R5.2末時点）", &["value:52,unit:percent,fiscal_year:2022,as_of:2023-02-28,precision:day"]);
    }

    #[test]
    fn the_year_may_stand_behind() {
        check(
            "12社（R4）、15社（R5）",
            &["value:12,unit:company,fiscal_year:2022", "value:15,unit:company,fiscal_year:2023"],
        );
    }

    #[test]
    fn an_as_of_date_gives_the_fiscal_year() {
        check("令和5年1月末現在 40人", &["value:40,unit:person,fiscal_year:2022,as_of:2023-01-31,precision:day"]);
    }

    #[test]
    fn a_year_that_is_a_base_is_not_the_year_of_the_value() {
        check("R2比15％減", &["value:-15,unit:percent,kind:change_rel"]);
    }

    #[test]
    fn cumulative_and_gross() {
        check("延べ（累計）80人", &["value:80,unit:person,cumulative:true,count_mode:gross"]);
    }

    #[test]
    fn a_fall_within_bounds() {
        let expected = "value:-5,unit:percent,comparator:ge,kind:change_rel";
        check("△5%以内", &[expected]);
    }

    #[test]
    fn changes_and_ratios() {
        check("対前年比101.5%", &["value:101.5,unit:percent,kind:ratio_to_prev"]);
        check("前年比＋1.5%", &["value:1.5,unit:percent,kind:change_rel"]);
        check("0.8ポイント減", &["value:-0.8,unit:percentage_point,kind:change_abs"]);
    }

    #[test]
    fn comparisons_in_words() {
        check("県平均以下", &["comparator:le"]);
        check("半数以上", &["value:50,unit:percent,comparator:ge"]);
    }

    #[test]
    fn a_band_reaches_to_the_next_round_number() {
        check("90％台", &["value_min:90,value_max:100,unit:percent,comparator:range,max_inclusive:false"]);
        check("95%台", &["value_min:95,value_max:96,unit:percent,comparator:range,max_inclusive:false"]);
        check("100%台", &["value_min:100,value_max:110,unit:percent,comparator:range,max_inclusive:false"]);
        check("3,000人台", &["value_min:3000,value_max:4000,unit:person,comparator:range,max_inclusive:false"]);
        check("18台", &["value:18,unit:device"]);
        check("30%台帳", &["value:30,unit:percent"]);
    }

    #[test]
    fn a_power_of_ten_has_lost_its_last_digits() {
        check("1.23E+12", &["value:1230000000000,unit:none,comparator:approx"]);
    }

    #[test]
    fn missing_values_keep_their_year() {
        check("R5：調査中", &["fiscal_year:2023,obs_status:L"]);
    }

    #[test]
    fn a_bracketed_number_has_no_value() {
        check("（4.5）", &["unit:none"]);
        check("61（12）", &["value:61,unit:none"]);
    }

    #[test]
    fn names_have_a_direction() {
        check("ひきこもり相談件数", &["polarity:unclear"]);
        check("オンライン化率", &["polarity:higher"]);
    }
}
