//! The closed sets of words that readings are put in, as the data has them.

use serde::Serialize;

/// How a value relates to the printed number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparator {
    /// the number itself
    Eq,
    /// 以上
    Ge,
    /// 超
    Gt,
    /// 以下, 以内
    Le,
    /// 未満
    Lt,
    /// 約, 程度
    Approx,
    /// 弱: a little less
    LtApprox,
    /// 強, 余り: a little more
    GtApprox,
    /// from `value_min` to `value_max`
    Range,
    /// from `value_from` to `value_to`
    Transition,
}

/// What a number measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum QuantityKind {
    /// a state or an amount
    Level,
    /// 5人増, 3.2ポイント減
    ChangeAbs,
    /// 10％削減, 前年比＋5%
    ChangeRel,
    /// 対前年比103.2%, 2倍
    RatioToPrev,
    /// 3位
    Rank,
    /// 達成率95%
    Achievement,
}

/// Whether people may be counted more than once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CountMode {
    /// 延べ
    Gross,
    /// 実人数
    Distinct,
}

/// The status of an observation: letters of the SDMX code list CL_OBS_STATUS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum ObsStatus {
    /// a normal value
    A,
    /// provisional (速報値)
    P,
    /// estimated (推計)
    E,
    /// forecast (見込み)
    F,
    /// exists but was not collected (集計中)
    L,
    /// cannot exist (該当なし)
    M,
    /// missing for an unknown reason (overflowed cell)
    O,
    /// suppressed (非公表)
    Q,
}

/// The part that a value plays beside its indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 目標, 計画
    Target,
    /// 実績
    Actual,
    /// 基準値, 現状値
    Baseline,
    /// 見込み
    Forecast,
}

/// Which way an indicator should go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Polarity {
    /// more is better
    Higher,
    /// less is better
    Lower,
    /// only a person can tell
    Unclear,
}

/// How exactly a date is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// a year
    Year,
    /// a month
    Month,
    /// a day
    Day,
}
