//! Links between what bears the same title or name.

use std::collections::HashMap;

use super::relation::{Relation, Status};
use super::sources::{Edition, Initiative};
use crate::text::fold;

/// A link of two initiatives, or of two indicators, by their indices in the editions; one is missing for `new` and `ended`.
pub(super) struct Link {
    pub from: Option<usize>,
    pub to: Option<usize>,
    pub relation: Relation,
    pub status: Status,
    /// Probability, 0 to 1.
    pub score: f64,
}

/// Initiatives of the same title; of several with one title, those of the same section.
pub(super) fn initiatives(from: &Edition, to: &Edition) -> Vec<Link> {
    let mut partner: Vec<Option<usize>> = vec![None; to.initiatives.len()];
    let mut taken = vec![false; from.initiatives.len()];
    let section_of = |it: &Initiative| (it.area.map(fold), it.section.map(fold));
    for with_section in [true, false] {
        let key = |it: &Initiative| (fold(it.title), with_section.then(|| section_of(it)));
        let mut waiting: HashMap<_, Vec<usize>> = HashMap::new();
        for (index, initiative) in from.initiatives.iter().enumerate().rev() {
            if !taken[index] {
                waiting.entry(key(initiative)).or_default().push(index);
            }
        }
        for (index, initiative) in to.initiatives.iter().enumerate() {
            if partner[index].is_none()
                && let Some(found) = waiting.get_mut(&key(initiative)).and_then(Vec::pop)
            {
                partner[index] = Some(found);
                taken[found] = true;
            }
        }
    }
    let same_section = |a: usize, b: usize| section_of(&from.initiatives[a]) == section_of(&to.initiatives[b]);
    let later = partner.iter().enumerate().map(|(index, partner)| {
        let relation = match partner {
            Some(found) if same_section(*found, index) => Relation::Same,
            Some(_) => Relation::Moved,
            None => Relation::New,
        };
        Link { from: *partner, to: Some(index), relation, status: Status::Auto, score: 1.0 }
    });
    let ended = (0..from.initiatives.len()).filter(|index| !taken[*index]).map(|index| Link {
        from: Some(index),
        to: None,
        relation: Relation::Ended,
        status: Status::Auto,
        score: 1.0,
    });
    later.chain(ended).collect()
}

/// Indicators of the same name and unit within linked initiatives.
pub(super) fn indicators(from: &Edition, to: &Edition, initiatives: &[Link]) -> Vec<Link> {
    let mut links = Vec::new();
    for (before, after) in initiatives.iter().filter_map(|it| it.from.zip(it.to)) {
        for index in &to.initiatives[after].indicators {
            let later = &to.indicators[*index];
            let found = from.initiatives[before].indicators.iter().find(|it| {
                let earlier = &from.indicators[**it];
                fold(earlier.name) == fold(later.name) && earlier.unit == later.unit
            });
            if let Some(found) = found {
                links.push(Link {
                    from: Some(*found),
                    to: Some(*index),
                    relation: Relation::Same,
                    status: Status::Auto,
                    score: 1.0,
                });
            }
        }
    }
    links
}
