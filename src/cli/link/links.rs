//! The links of the last run, as decisions see them.

use crate::base::FiscalYear;
use crate::dataset::Frame;
use crate::link::{Decision, Named, Relation};

/// A link of two initiatives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Linked {
    pub from: Named,
    pub to: Named,
    pub relation: Relation,
    /// Whether the program is sure of it; what a person decided a person may decide otherwise.
    pub is_sure: bool,
}

/// The links of a plan.
#[derive(Debug, Default)]
pub(super) struct Links {
    links: Vec<Linked>,
}

impl Links {
    /// Those of `initiative_links` that are of this plan of this prefecture and tie two initiatives.
    pub fn of_plan(frame: &Frame, prefecture: Option<&str>, plan: Option<&str>) -> Links {
        let (prefectures, plans) = (frame.text("prefecture_code"), frame.text("plan"));
        let here = |row: &usize| (prefectures.get(*row), plans.get(*row)) == (prefecture, plan);
        Links { links: (0..frame.row_count()).filter(here).filter_map(|row| linked(frame, row)).collect() }
    }

    /// The link of these two, if the run offers or has one.
    pub fn between(&self, from: &Named, to: &Named) -> Option<&Linked> {
        self.links.iter().find(|it| it.from == *from && it.to == *to)
    }

    /// The sure links that a decision breaks: the one it rejects, or those whose place an accepted one takes.
    pub fn overruled(&self, decision: &Decision) -> Vec<&Linked> {
        let breaks = |it: &&Linked| {
            let (same_from, same_to) = (it.from == decision.from, it.to == decision.to);
            match (decision.accepted, decision.relation) {
                (false, _) => same_from && same_to,
                (true, _) if same_from && same_to => false,
                (true, Some(Relation::Merged)) => same_from,
                (true, Some(Relation::Split)) => same_to,
                (true, _) => same_from || same_to,
            }
        };
        self.links.iter().filter(|it| it.is_sure).filter(breaks).collect()
    }
}

fn linked(frame: &Frame, row: usize) -> Option<Linked> {
    let relation = frame.text("relation").get(row)?;
    Some(Linked {
        from: named(frame, "from", row)?,
        to: named(frame, "to", row)?,
        relation: Relation::ALL.into_iter().find(|it| it.as_str() == relation)?,
        is_sure: frame.text("status").get(row) == Some("auto") && frame.text("decided_by").get(row) != Some("person"),
    })
}

/// One end of a link; `None` where there is none.
pub(super) fn named(frame: &Frame, end: &str, row: usize) -> Option<Named> {
    Some(Named {
        fiscal_year: frame.i16(&format!("{end}_fiscal_year")).get(row).and_then(FiscalYear::new)?,
        number: frame.i32(&format!("{end}_number")).get(row),
        title: Some(frame.text(&format!("{end}_title")).get(row)?.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn initiative(year: i16, number: i32) -> Named {
        let fiscal_year = FiscalYear::new(year).expect("a year of the tests");
        Named { fiscal_year, number: Some(number), title: Some(format!("取組{number}")) }
    }

    /// The sure links of R5 → R6 by their numbers; those that a decision about 1 → 2 breaks.
    #[track_caller]
    fn check(sure: &[(i32, i32)], accepted: bool, relation: Option<Relation>, expected: &[(i32, i32)]) {
        let linked = |(from, to): &(i32, i32)| Linked {
            from: initiative(2023, *from),
            to: initiative(2024, *to),
            relation: Relation::Same,
            is_sure: true,
        };
        let links = Links { links: sure.iter().map(linked).collect() };
        let decision = Decision {
            file: String::new(),
            prefecture: None,
            plan: None,
            from: initiative(2023, 1),
            to: initiative(2024, 2),
            accepted,
            relation,
        };
        assert_eq!(
            links.overruled(&decision),
            expected.iter().map(linked).collect::<Vec<_>>().iter().collect::<Vec<_>>()
        );
    }

    #[test]
    fn partners_take_the_place_of_others() {
        check(&[(1, 1), (2, 2), (3, 3)], true, None, &[(1, 1), (2, 2)]);
    }

    #[test]
    fn a_part_leaves_the_other_one() {
        check(&[(1, 1), (2, 2)], true, Some(Relation::Split), &[(2, 2)]);
        check(&[(1, 1), (2, 2)], true, Some(Relation::Merged), &[(1, 1)]);
    }

    #[test]
    fn the_same_link_is_only_broken_by_rejecting_it() {
        check(&[(1, 2)], true, None, &[]);
        check(&[(1, 2), (1, 1)], false, None, &[(1, 2)]);
    }
}
