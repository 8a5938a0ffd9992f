//! Which way an indicator should go, and what tells it.

use super::{Indicator, Observation, Role};
use crate::text::{Polarity, named_direction};

/// Which way an indicator should go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// More is better.
    Up,
    /// Less is better.
    Down,
}

impl Direction {
    /// The word written to outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Direction::Up => "up",
            Direction::Down => "down",
        }
    }
}

/// What tells a direction, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DirectionSource {
    /// Its targets: 80％以上, 15分以下.
    Target,
    /// Its targets lie above, or below, where it began.
    Baseline,
    /// The words of its name alone.
    Lexicon,
    /// A person decided it.
    Person,
}

impl DirectionSource {
    /// The word written to outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            DirectionSource::Target => "target",
            DirectionSource::Baseline => "baseline",
            DirectionSource::Lexicon => "lexicon",
            DirectionSource::Person => "person",
        }
    }
}

/// Which way an indicator should go, by its own observations, else by its name; `None` where nothing tells it or where what is
/// printed contradicts itself.
pub fn direction<'a>(
    indicator: &Indicator,
    observations: impl Iterator<Item = &'a Observation> + Clone,
) -> Option<(Direction, DirectionSource)> {
    let own = observations.filter(|it| it.area.is_none());
    let targets = own.clone().filter(|it| it.role == Role::Target);
    let bounds: Vec<Direction> = targets.clone().filter_map(|it| bound(&it.comparator)).collect();
    if !bounds.is_empty() {
        return Some((agreed(&bounds)?, DirectionSource::Target));
    }
    let baselines = own.filter(|it| it.role == Role::Baseline);
    let steps: Vec<Direction> = baselines.flat_map(|from| targets.clone().filter_map(|to| step(from, to))).collect();
    if !steps.is_empty() {
        return Some((agreed(&steps)?, DirectionSource::Baseline));
    }
    let direction = match named_direction(&indicator.name)? {
        Polarity::Higher => Direction::Up,
        Polarity::Lower => Direction::Down,
        Polarity::Unclear => return None,
    };
    Some((direction, DirectionSource::Lexicon))
}

/// What a bound as a target says: 以上 and 超 are reached from below, 以下 and 未満 from above.
fn bound(comparator: &str) -> Option<Direction> {
    match comparator {
        "ge" | "gt" => Some(Direction::Up),
        "le" | "lt" => Some(Direction::Down),
        _ => None,
    }
}

fn step(from: &Observation, to: &Observation) -> Option<Direction> {
    let (from_value, to_value) = (from.value?, to.value?);
    let comparable = from.unit == to.unit && from_value != to_value;
    comparable.then_some(if to_value > from_value { Direction::Up } else { Direction::Down })
}

fn agreed(directions: &[Direction]) -> Option<Direction> {
    let first = *directions.first()?;
    directions.iter().all(|it| *it == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Rect, SourceRef};

    /// Observations as `baseline 24`, `target le 15`.
    fn observation(text: &str) -> Observation {
        let words: Vec<&str> = text.split(' ').collect();
        let role = if words[0] == "target" { Role::Target } else { Role::Baseline };
        let comparator = if words.len() == 3 { words[1] } else { "eq" };
        let value = words.last().and_then(|it| it.parse().ok());
        Observation {
            indicator: 0,
            role,
            value,
            value_min: None,
            value_max: None,
            comparator: comparator.to_owned(),
            unit: None,
            unit_printed: None,
            per: None,
            fiscal_year: None,
            fiscal_year_source: None,
            as_of: None,
            cumulative: false,
            count_mode: None,
            obs_status: None,
            qualifier: None,
            area: None,
            printed: String::new(),
            confidence: 1.0,
            reasons: Vec::new(),
            source: SourceRef::new(1, Rect::default()),
        }
    }

    #[track_caller]
    fn check(name: &str, observations: &[&str], expected: Option<&str>) {
        let indicator = Indicator {
            id: String::new(),
            initiative: None,
            name: name.to_owned(),
            part: None,
            unit: None,
            cumulative: None,
        };
        let observations: Vec<Observation> = observations.iter().map(|it| observation(it)).collect();
        let found = direction(&indicator, observations.iter());
        let found = found.map(|(direction, source)| format!("{} by {}", direction.as_str(), source.as_str()));
        assert_eq!(found.as_deref(), expected);
    }

    #[test]
    fn a_bound_tells_it() {
        check("電子化率", &["target le 15"], Some("down by target"));
        check("生成AIを利用する職員数", &["target ge 800"], Some("up by target"));
        check("満足度", &["target ge 80", "target le 90"], None);
    }

    #[test]
    fn where_it_began_tells_it() {
        check("コピー用紙の使用枚数", &["baseline 100", "target 70"], Some("down by baseline"));
        check("割合", &["baseline 4.2", "target 8", "target 12"], Some("up by baseline"));
        check("割合", &["baseline 10", "target 8", "target 12"], None);
        check("割合", &["baseline 8", "target 8"], None);
        check("利用率", &["baseline 8", "target 8"], Some("up by lexicon"));
    }

    #[test]
    fn its_name_tells_it_last() {
        check("交付率", &["target 100"], Some("up by lexicon"));
        check("待機児童数", &["target 0"], Some("down by lexicon"));
        check("消費生活相談件数", &["target 100"], None);
        check("体験型のイベント", &["target 3"], None);
    }
}
