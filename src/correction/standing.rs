//! Which of all operations count: in the order of their making, without those that a later one took back or overruled.

use std::collections::{BTreeMap, BTreeSet};

use super::{Op, Operation, Outcome};

/// The operations in the order in which they were made; a line that two branches both hold counts once.
pub fn ordered(operations: &[Operation]) -> Vec<&Operation> {
    let by_time: BTreeMap<(&str, &str), &Operation> =
        operations.iter().map(|it| ((it.at.as_str(), it.id.as_str()), it)).collect();
    by_time.into_values().collect()
}

/// For each of `ordered` why it does not count; `None` where it does. What was reverted and then the revert reverted counts again.
pub fn standing_of(ordered: &[&Operation]) -> Vec<Option<Outcome>> {
    let mut reverted: BTreeSet<&str> = BTreeSet::new();
    let mut decided: BTreeSet<Slot> = BTreeSet::new();
    let mut standing = vec![None; ordered.len()];

    // From the last to the first: who comes later decides.
    for (place, operation) in ordered.iter().enumerate().rev() {
        if reverted.contains(operation.id.as_str()) {
            standing[place] = Some(Outcome::Reverted);
        } else if operation.op == Op::Revert {
            reverted.insert(&operation.target.key);
        } else if !decided.insert(slot(operation)) {
            standing[place] = Some(Outcome::Overruled);
        }
    }
    standing
}

/// Whether an operation counts among all.
pub fn is_standing(operations: &[Operation], id: &str) -> bool {
    let ordered = ordered(operations);
    let standing = standing_of(&ordered);
    ordered.iter().zip(standing).any(|(it, standing)| it.id == id && standing.is_none())
}

/// What only one operation can decide.
type Slot = (&'static str, &'static str, String);

fn slot(operation: &Operation) -> Slot {
    let target = &operation.target;
    let kind = match operation.op {
        Op::Set | Op::Confirm | Op::Exclude => "value",
        Op::Link | Op::Unlink => "link",
        other => other.as_str(),
    };
    let year = target.fiscal_year.map(|it| it.to_string()).unwrap_or_default();
    let about =
        format!("{:?} {:?} {:?} {:?} {:?}", target.area_code, target.plan, target.field, target.pair, target.role);
    let one = match operation.op {
        // Two added values of one indicator are two.
        Op::Add => format!("{} {about} {:?}", target.key, target.year),
        Op::SetDirection | Op::SetUnit => format!("{} {year}", target.key),
        Op::Link | Op::Unlink | Op::SetDocument => format!("{} {about}", target.key),
        _ => target.key.clone(),
    };
    (target.table.as_str(), kind, one)
}
