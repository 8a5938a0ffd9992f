//! Laws of the language of numbers: what is printed in any of its forms comes back equal.

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::date::Date;
use super::{ItemKind, Time, UnitTable, normalize, parse_number, records, scan};
use crate::base::FiscalYear;
use crate::base::calendar::Era;

/// In a debug build a case costs a tenth of a millisecond.
const CASES: u32 = 200;

fn with_commas(digits: &str) -> String {
    let (whole, decimals) = digits.split_once('.').map_or((digits, None), |(whole, decimals)| (whole, Some(decimals)));
    let sign = if whole.starts_with('-') { "-" } else { "" };
    let whole = &whole[sign.len()..];
    let mut grouped = String::new();
    for (at, digit) in whole.char_indices() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}{}", decimals.map(|it| format!(".{it}")).unwrap_or_default())
}

fn full_width(text: &str) -> String {
    text.chars()
        .map(|it| match it {
            '!'..='~' => char::from_u32(it as u32 - '!' as u32 + '！' as u32).unwrap_or(it),
            _ => it,
        })
        .collect()
}

/// 12,345 as 一万二千三百四十五.
fn in_kanji(number: u64) -> String {
    if number == 0 {
        return "〇".to_owned();
    }
    let mut text = String::new();
    for (exponent, word) in [(12, "兆"), (8, "億"), (4, "万"), (0, "")] {
        let section = number / 10_u64.pow(exponent) % 10_000;
        for (power, small) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
            let digit = section / power % 10;
            if digit > 1 || digit == 1 && (power == 1 || power == 1000 && exponent > 0) {
                text.extend("一二三四五六七八九".chars().nth(digit as usize - 1));
            }
            if digit > 0 {
                text.push_str(small);
            }
        }
        if section > 0 {
            text.push_str(word);
        }
    }
    text
}

/// The year as its era prints it (`令和5`).
fn era_year(year: i16) -> Option<(Era, i16)> {
    Era::ALL.into_iter().find(|era| year > era.offset()).map(|era| (era, year - era.offset()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn numbers_come_back(mantissa in -999_999_999_999_i64..999_999_999_999, scale in 0_u32..6) {
        let value = Decimal::new(mantissa, scale);
        let plain = value.to_string();
        for printed in [plain.clone(), with_commas(&plain), full_width(&plain), full_width(&with_commas(&plain))] {
            prop_assert_eq!(parse_number(&printed), Some(value.normalize()), "{}", printed);
        }
    }

    #[test]
    fn kanji_numbers_come_back(number in 0_u64..9_999_999_999_999_999) {
        let printed = in_kanji(number);
        prop_assert_eq!(parse_number(&printed), Some(Decimal::from(number)), "{}", printed);
    }

    #[test]
    fn units_come_back(number in 2_i64..500, decimals in 0_u32..2, pick in 0_usize..10_000) {
        let units: Vec<_> = UnitTable::built_in().units().collect();
        let unit = units[pick % units.len()];
        let value = Decimal::new(number, decimals);
        let printed = format!("{value}{}", unit.symbol);
        let items = scan(&printed);
        prop_assert_eq!(items.len(), 1, "{}", &printed);
        let ItemKind::Quantity(quantity) = &items[0].kind else { return Err(TestCaseError::fail(printed)) };
        prop_assert_eq!(quantity.unit, Some(unit), "{}", &printed);
        prop_assert_eq!(quantity.value, Some(value.normalize()), "{}", &printed);
        prop_assert_eq!(&printed[items[0].range.clone()], &printed);
    }

    #[test]
    fn dates_come_back(year in 1927_i16..2060, month in 1_u8..13, day in 1_u8..32) {
        let Some(date) = Date::of_day(year, month, day) else { return Ok(()) };
        let (era, count) = era_year(year).expect("years from 1927 on have an era");
        for printed in [
            date.to_string(),
            format!("{year}年{month}月{day}日"),
            format!("{year}/{month}/{day}"),
            format!("{}{count}年{month}月{day}日", era.name()),
            format!("{}{count}.{month}.{day}", era.letter()),
            full_width(&format!("{}{count}年{month}月{day}日現在", era.name())),
        ] {
            let found = records(&printed);
            prop_assert_eq!(found.len(), 1, "{}", &printed);
            prop_assert_eq!(found[0].as_of, Some(date), "{}", &printed);
            prop_assert_eq!(found[0].fiscal_year, FiscalYear::of_month(year, month), "{}", &printed);
        }
    }

    #[test]
    fn fiscal_years_come_back(year in 1927_i16..2060) {
        let (era, count) = era_year(year).expect("years from 1927 on have an era");
        let expected = FiscalYear::new(year).map(Time::FiscalYear);
        for printed in [
            format!("{year}年度"),
            format!("FY{year}"),
            format!("{}{count}年度", era.name()),
            format!("{}{}年度", era.name(), in_kanji(count as u64)),
            format!("{}{count}年度", era.letter()),
            format!("{}{count}（{year}）年度", era.name()),
        ] {
            let found: Vec<_> = scan(&printed)
                .into_iter()
                .filter_map(|it| match it.kind {
                    ItemKind::Time(time) => Some(time),
                    _ => None,
                })
                .collect();
            prop_assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{}", &printed);
        }
    }

    #[test]
    fn any_text_can_be_scanned(text in "[0-9０-９一二十百千万億兆R令和年度月日末時点%％人件社円./,、：:()（）~～→\\-−△▲約以上 　a-z]{0,24}") {
        for item in scan(&text) {
            prop_assert!(text.get(item.range.clone()).is_some(), "{}", &text);
            if let ItemKind::Quantity(quantity) = item.kind {
                prop_assert!(text.get(quantity.number_range.clone()).is_some(), "{}", &text);
            }
        }
        let _ = records(&text);
    }

    #[test]
    fn normal_form_knows_its_way_back(text in "\\PC{0,24}") {
        let normalized = normalize(&text);
        for (at, character) in normalized.text.char_indices() {
            let range = normalized.raw_range(at..at + character.len_utf8());
            prop_assert!(text.get(range.clone()).is_some_and(|raw| !raw.is_empty()), "{}", &text);
        }
    }
}

/// Nanoseconds that this thread has been at work: on a loaded machine it waits longer, and works no more.
#[cfg(target_os = "linux")]
fn work() -> u64 {
    let counters = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux counts the work of threads");
    counters.split(' ').next().and_then(|it| it.parse().ok()).expect("the first counter is the time at work")
}

/// The least of three measures of the work of reading `count` times `piece` in one line.
#[cfg(target_os = "linux")]
fn work_of(piece: &str, count: usize) -> u64 {
    let line = piece.repeat(count);
    let measure = || {
        let before = work();
        std::hint::black_box(records(&line));
        work() - before
    };
    (0..3).map(|_| measure()).min().expect("three measures")
}

#[cfg(target_os = "linux")]
#[test]
fn eight_times_as_long_a_line_takes_no_square_of_it() {
    for piece in ["~1", "10％~", "(1", "・1", "1--", "1年度、", "R5：1件（"] {
        let (short, long) = (work_of(piece, 4_000), work_of(piece, 32_000));
        assert!(long < 30 * short, "{piece}: {short} ns, then {long} ns");
    }
}
