//! One printed quantity: a number with its sign, unit, comparator and what it is a number of.

use std::ops::Range;

use rust_decimal::Decimal;

use crate::base::FiscalYear;

use super::unit::Unit;
use super::vocabulary::{Comparator, CountMode, ObsStatus, Polarity, QuantityKind};

/// A quantity as printed.
///
/// A single number is in `value`; a range in `value_min` and `value_max`, a transition in `value_from` and
/// `value_to`. All values are in `unit`, scale words multiplied out. A number that only may be one, such as `(3.2)`,
/// has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    /// The single value.
    pub value: Option<Decimal>,
    /// Lower end of a range.
    pub value_min: Option<Decimal>,
    /// Upper end of a range.
    pub value_max: Option<Decimal>,
    /// First value of a transition.
    pub value_from: Option<Decimal>,
    /// Last value of a transition.
    pub value_to: Option<Decimal>,
    /// The fiscal year of the first value of a transition.
    pub from_fiscal_year: Option<FiscalYear>,
    /// The fiscal year of its last value.
    pub to_fiscal_year: Option<FiscalYear>,
    /// Whether the upper end belongs to the range.
    pub max_inclusive: Option<bool>,
    /// What the value is a part of: 25 in `22/25市町村`.
    pub denominator: Option<Decimal>,
    /// The printed numeral (`1,066` in `1,066人`) with its sign and scale words, in bytes of the raw text; of a range,
    /// both and what is between.
    pub number_range: Range<usize>,
    /// The unit, where one is printed.
    pub unit: Option<&'static Unit>,
    /// The unit as printed, in normal form.
    pub unit_printed: Option<String>,
    /// What the printed digits were multiplied by: 10,000 in `3万人`, 10 in `3割`; 1 where scale words stand inside.
    pub scale: Decimal,
    /// Unit of the denominator (`year` in `人/年`, `100000 person` in `人口10万人当たり`).
    pub per: Option<String>,
    /// How the value relates to the number.
    pub comparator: Comparator,
    /// What the number measures; `None` where nothing says so.
    pub kind: Option<QuantityKind>,
    /// A comparison in words alone, such as 現状維持: there is no number.
    pub is_in_words: bool,
    /// 延べ or 実人数.
    pub count_mode: Option<CountMode>,
    /// What a mark at the number says of it (`p`, `r`, a true zero).
    pub obs_status: Option<ObsStatus>,
    /// Which way a rank is better.
    pub polarity: Option<Polarity>,
}

impl Quantity {
    /// `90％台` -> from 90 to under 100: the next number that ends in as many zeros. Of whole hundreds of percent, tens are meant.
    pub(super) fn widen(&mut self) {
        let Some(value) = self.value.map(|it| it.normalize()).filter(|it| it.is_sign_positive()) else { return };
        let mut step = Decimal::new(1, value.scale());
        while !value.is_zero() && (value % (step * Decimal::TEN)).is_zero() {
            step *= Decimal::TEN;
        }
        if self.unit.is_some_and(|it| it.id == "percent") {
            step = step.min(Decimal::TEN);
        }
        self.value_min = Some(value);
        self.value_max = Some(value + step);
        self.max_inclusive = Some(false);
        (self.value, self.comparator) = (None, Comparator::Range);
    }

    /// A quantity with this value at `number_range`, and nothing else known.
    pub fn new(value: Option<Decimal>, number_range: Range<usize>) -> Quantity {
        Quantity {
            value,
            value_min: None,
            value_max: None,
            value_from: None,
            value_to: None,
            from_fiscal_year: None,
            to_fiscal_year: None,
            max_inclusive: None,
            denominator: None,
            number_range,
            unit: None,
            unit_printed: None,
            scale: Decimal::ONE,
            per: None,
            comparator: Comparator::Eq,
            kind: None,
            is_in_words: false,
            count_mode: None,
            obs_status: None,
            polarity: None,
        }
    }

    /// Whether it bears any value.
    pub fn has_value(&self) -> bool {
        self.value.is_some() || self.value_min.is_some() || self.value_from.is_some()
    }
}
