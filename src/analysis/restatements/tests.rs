//! Invented restatements, each by literals.

use super::*;
use crate::dataset::examples::{measurements, observation, rated_edition};
use crate::dataset::{Edition as Report, frames};
use crate::indicator::{Observation, Role};
use crate::link::link;

fn edition(year: i16, observations: Vec<Observation>) -> Report {
    let mut edition = rated_edition(year, &[("電子申請", &[])]);
    edition.measurements = measurements(observations);
    edition
}

/// Each row as kind, role, year, both printed texts, effect, and `only` where the target was met only because it was eased.
#[track_caller]
fn check(editions: &[Report], expected: &[&str]) {
    let frame = answer(&link(&frames(editions), &[]).value);
    let row = |row: usize| {
        let text = |name: &str| frame.text(name).get(row).unwrap_or_default().to_owned();
        let year = frame.i16("fiscal_year").get(row).map(|it| it.to_string()).unwrap_or_default();
        let only = frame.boolean("met_only_because_eased").get(row) == Some(true);
        let parts = [
            text("kind"),
            text("role"),
            year,
            text("from_printed"),
            text("to_printed"),
            text("effect"),
            if only { "only".to_owned() } else { String::new() },
        ];
        parts.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!((0..frame.row_count()).map(row).collect::<Vec<_>>(), expected);
}

fn target(year: i16, value: &str) -> Observation {
    observation(Role::Target, year, value)
}

fn actual(year: i16, value: &str) -> Observation {
    observation(Role::Actual, year, value)
}

#[test]
fn a_lowered_target_that_was_met_only_therefore() {
    check(
        &[
            edition(2022, vec![target(2022, "60"), target(2023, "80")]),
            edition(2023, vec![target(2023, "70"), actual(2023, "75")]),
        ],
        &["value target 2023 80% 70% eased only"],
    );
}

#[test]
fn a_lowered_target_that_is_missed_all_the_same() {
    check(
        &[edition(2022, vec![target(2023, "80")]), edition(2023, vec![target(2023, "70"), actual(2023, "65")])],
        &["value target 2023 80% 70% eased"],
    );
}

#[test]
fn a_raised_target_and_a_revised_actual() {
    check(
        &[
            edition(2022, vec![target(2024, "80"), actual(2022, "50")]),
            edition(2023, vec![target(2024, "90"), actual(2022, "48")]),
        ],
        &["value actual 2022 50% 48% worsened", "value target 2024 80% 90% raised"],
    );
}

#[test]
fn three_versions_are_two_restatements() {
    check(
        &[
            edition(2022, vec![target(2025, "100")]),
            edition(2023, vec![target(2025, "90")]),
            edition(2024, vec![target(2025, "80")]),
        ],
        &["value target 2025 100% 90% eased", "value target 2025 90% 80% eased"],
    );
}

#[test]
fn what_is_said_again_is_no_restatement() {
    check(&[edition(2022, vec![target(2023, "80")]), edition(2023, vec![target(2023, "80.0")])], &[]);
    check(&[edition(2022, vec![target(2022, "80")]), edition(2023, vec![target(2023, "90")])], &[]);
}

#[test]
fn a_report_that_prints_the_original_plan() {
    let original = Observation { reasons: vec!["original_plan".into()], ..observation(Role::Reference, 2023, "45") };
    check(&[edition(2023, vec![target(2023, "60"), original])], &["value target 2023 45% 60% raised"]);
}

#[test]
fn another_base_year_unit_name_and_way_of_counting() {
    let before = edition(2022, vec![observation(Role::Baseline, 2019, "30"), target(2022, "60")]);
    let mut after = edition(2023, vec![observation(Role::Baseline, 2020, "35"), target(2023, "70")]);
    check(&[before.clone(), after.clone()], &["base_year baseline 30% 35%"]);
    after.measurements.observations.remove(0);
    after.measurements.indicators[0].unit = Some("case".to_owned());
    check(&[before.clone(), after.clone()], &["unit percent case"]);
    after.measurements.indicators[0].unit = Some("percent".to_owned());
    after.measurements.indicators[0].name = "行政手続全体の電子化率".to_owned();
    check(&[before, after], &["definition 行政手続の電子化率 行政手続全体の電子化率"]);
}
