//! Shares of a whole that are more than all of it, or less than nothing.

use rust_decimal::Decimal;

use crate::base::{Message, Note, Subject};
use crate::indicator::{Measurements, Role};
use crate::text::fold;

/// Endings of names whose values are shares of a whole. Rates that may pass 100 % (達成率, 充足率, 自給率, 増加率) are not among
/// them, and neither is 率 alone.
const SHARES: [&str; 24] = [
    "割合",
    "構成比",
    "化率",
    "カバー率",
    "普及率",
    "交付率",
    "保有率",
    "整備率",
    "導入率",
    "設置率",
    "実施率",
    "受診率",
    "加入率",
    "取得率",
    "合格率",
    "進学率",
    "就職率",
    "登録率",
    "接種率",
    "回収率",
    "徴収率",
    "収納率",
    "認知度",
    "満足度",
];
/// Words in a name that make such an ending a rate of change or of attainment.
const NOT_SHARES: [&str; 6] = ["増加", "減少", "前年", "達成", "対比", "伸び"];

/// Code: `share_impossible`.
pub(super) fn check(measurements: &Measurements) -> Vec<Note> {
    let mut notes = Vec::new();
    for (index, observation) in measurements.observations.iter().enumerate() {
        let Some(indicator) = measurements.indicators.get(observation.indicator) else { continue };
        let all = match observation.unit.as_deref() {
            Some("percent") => Decimal::ONE_HUNDRED,
            Some("permille") => Decimal::ONE_THOUSAND,
            _ => continue,
        };
        let values = [observation.value, observation.value_min, observation.value_max];
        let impossible = values.into_iter().flatten().any(|it| it > all || it < Decimal::ZERO);
        if !impossible || !is_share(&indicator.name) {
            continue;
        }
        let message =
            Message::new("share_impossible").with("indicator", &indicator.name).with("printed", &observation.printed);
        let note = Note::warning(message).at(observation.source).about(Subject::Observation(index));
        let beside = measurements.observations.iter().find(|it| {
            it.indicator == observation.indicator && it.source != observation.source && it.role != Role::Reference
        });
        notes.push(match beside {
            Some(beside) => note.against(beside.source),
            None => note,
        });
    }
    notes
}

fn is_share(name: &str) -> bool {
    let name = fold(name);
    let head = name.split('(').next().unwrap_or(&name);
    SHARES.iter().any(|it| head.ends_with(it)) && !NOT_SHARES.iter().any(|it| head.contains(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, expected: bool) {
        assert_eq!(is_share(name), expected, "{name}");
    }

    #[test]
    fn shares_of_a_whole() {
        check("行政手続の電子化率", true);
        check("キャッシュレス納付が可能な手数料等の割合", true);
        check("マイナンバーカード交付率（人口比）", true);
    }

    #[test]
    fn rates_that_may_pass_all() {
        check("目標達成率", false);
        check("食料自給率", false);
        check("前年度に対する割合", false);
        check("就職件数の増加割合", false);
        check("有効求人倍率", false);
    }
}
