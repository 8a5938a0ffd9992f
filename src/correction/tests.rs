//! The laws of replay, on editions made of literals.

use super::*;
use crate::base::Subject;
use crate::dataset::examples::edition;
use crate::dataset::{Edition, ValueSource, item_ids};

/// An operation about the second value of the example, 78.1%.
fn of_value(op: Op, to: Option<&str>) -> Operation {
    let edition = edition();
    let identity = &edition.report.identity;
    let id = item_ids(std::slice::from_ref(&edition))[0].observations[1].clone();
    let target = Target {
        area_code: identity.area_code.clone(),
        plan: identity.plan.clone(),
        fiscal_year: Some(2023),
        initiative: Some("電子申請".to_owned()),
        indicator: Some("行政手続の電子化率".to_owned()),
        year: Some(2023),
        role: Some("actual".to_owned()),
        ..Target::new(TargetTable::Observations, id)
    };
    let mut operation = Operation::new(op, target, "2026-01-01T00:00:00Z".to_owned(), "");
    let source = edition.measurements.observations[1].source;
    operation.anchor = Some(Anchor {
        document: edition.document.document_id,
        page: source.page,
        bbox: source.bbox.to_array(),
        printed: "78.1%".to_owned(),
    });
    (operation.from, operation.to) = (Some("78.1".to_owned()), to.map(str::to_owned));
    operation
}

fn later(operation: &Operation, op: Op, to: Option<&str>) -> Operation {
    let mut later = Operation::new(op, operation.target.clone(), "2026-01-02T00:00:00Z".to_owned(), "");
    (later.anchor, later.to) = (operation.anchor.clone(), to.map(str::to_owned));
    later
}

/// Another PDF of the example, which prints `printed` where 78.1% stood.
fn replaced(printed: &str) -> Edition {
    let mut replaced = edition();
    replaced.document.document_id = "replaced".to_owned();
    let observation = &mut replaced.measurements.observations[1];
    observation.printed = printed.to_owned();
    observation.value = printed.trim_end_matches('%').parse().ok();
    observation.source.page = 2;
    replaced
}

/// The outcomes, the second value afterwards, and the codes of what is said of them.
#[track_caller]
fn check(edition: Edition, operations: &[Operation], outcomes: &str, value: &str, codes: &str) {
    let mut editions = [edition];
    let noted = replay(&mut editions, operations);
    let found: Vec<&str> = noted.value.iter().map(|it| it.outcome).collect();
    assert_eq!(found.join(" "), outcomes);
    let now = editions[0].measurements.observations[1].value.map(|it| it.to_string()).unwrap_or_default();
    assert_eq!(now, value);
    let said = editions[0].notes.iter().chain(&noted.notes).map(|it| it.code());
    let said: Vec<&str> = said.filter(|it| it.starts_with("correction_")).collect();
    assert_eq!(said.join(" "), codes);
}

#[test]
fn without_operations_nothing_changes() {
    let mut editions = [edition()];
    assert_eq!(replay(&mut editions, &[]), crate::base::Noted::default());
    assert_eq!(editions[0], edition());
}

#[test]
fn a_value_is_set_where_the_person_looked() {
    check(edition(), &[of_value(Op::Set, Some("81.7"))], "applied", "81.7", "");
    let mut editions = [edition()];
    replay(&mut editions, &[of_value(Op::Set, Some("81.7"))]);
    let mark = editions[0].corrected.mark(Subject::Observation(1)).expect("the value bears a mark");
    assert_eq!(mark.source, ValueSource::Corrected);
    assert_eq!(editions[0].measurements.observations[1].printed, "78.1%", "what is printed stays");
}

#[test]
fn a_replaced_document() {
    let set = [of_value(Op::Set, Some("81.7"))];
    check(replaced("７８．１ ％"), &set, "moved", "81.7", "");
    check(replaced("81.7%"), &set, "not_needed", "81.7", "");
    check(replaced("79%"), &set, "conflict", "79", "correction_conflict");
}

#[test]
fn a_conflict_stops_no_other() {
    let mut other = of_value(Op::Set, Some("90"));
    other.target.key = item_ids(&[edition()])[0].observations[0].clone();
    other.anchor.as_mut().expect("an anchor").printed = "80%".to_owned();
    let operations = [of_value(Op::Set, Some("81.7")), other];
    let mut editions = [replaced("79%")];
    replay(&mut editions, &operations);
    assert_eq!(editions[0].measurements.observations[0].value.map(|it| it.to_string()).as_deref(), Some("90"));
}

#[test]
fn another_reading_of_the_same_document_finds_the_place() {
    let mut read_otherwise = edition();
    read_otherwise.measurements.indicators[0].id = "another id".to_owned();
    read_otherwise.measurements.observations[1].printed = "R5：78.1%".to_owned();
    read_otherwise.measurements.observations[0].source.page = 2;
    check(read_otherwise, &[of_value(Op::Set, Some("81.7"))], "applied", "81.7", "");
}

#[test]
fn a_row_that_is_gone() {
    let mut without = replaced("79%");
    without.measurements.indicators[0].id = "another id".to_owned();
    without.measurements.indicators[0].name = "手続数".to_owned();
    check(without, &[of_value(Op::Set, Some("81.7"))], "conflict", "79", "correction_gone");
}

#[test]
fn an_edition_that_is_not_there() {
    let mut other = edition();
    other.document.document_id = "another".to_owned();
    other.report.identity.plan = Some("観光計画".to_owned());
    check(other, &[of_value(Op::Set, Some("81.7"))], "absent", "78.1", "correction_absent");
}

#[test]
fn the_last_word_counts_until_it_is_taken_back() {
    let first = of_value(Op::Set, Some("81.7"));
    let second = later(&first, Op::Set, Some("81.8"));
    check(edition(), &[second.clone(), first.clone()], "overruled applied", "81.8", "");
    let target = Target::new(TargetTable::Corrections, second.id.clone());
    let revert = Operation::new(Op::Revert, target, "2026-01-03T00:00:00Z".to_owned(), "");
    let all = [first.clone(), second.clone(), revert.clone()];
    check(edition(), &all, "applied reverted applied", "81.7", "");
    let target = Target::new(TargetTable::Corrections, revert.id.clone());
    let again = Operation::new(Op::Revert, target, "2026-01-04T00:00:00Z".to_owned(), "");
    check(edition(), &[first, second, revert, again], "overruled applied reverted applied", "81.8", "");
}

#[test]
fn what_is_taken_out_keeps_its_row() {
    check(edition(), &[of_value(Op::Exclude, None)], "applied", "", "");
}

#[test]
fn a_line_that_two_branches_hold_counts_once() {
    let set = of_value(Op::Set, Some("81.7"));
    check(edition(), &[set.clone(), set], "applied", "81.7", "");
}

#[test]
fn totals_are_counted_anew() {
    let mut set = of_value(Op::Set, Some("B"));
    let mut editions = [edition()];
    let place = editions[0].report.ratings.iter().position(|it| it.value.as_deref() == Some("A")).expect("an A");
    set.target.table = TargetTable::Ratings;
    set.target.key = item_ids(&editions)[0].ratings[place].clone();
    replay(&mut editions, &[set]);
    assert_eq!(
        (editions[0].report.ratings[place].rank, editions[0].report.ratings[place].printed.as_str()),
        (Some(2), "A")
    );
    assert_eq!(editions[0].report.stated_totals[0].found_count, 0);
    assert!(editions[0].notes.iter().any(|it| it.code() == "total_disagrees"));
}

#[test]
fn a_value_that_was_not_read_is_added() {
    let mut add = of_value(Op::Add, Some("70"));
    add.target.key = edition().measurements.indicators[0].id.clone();
    add.target.year = Some(2022);
    let mut editions = [edition()];
    let rows = replay(&mut editions, &[add.clone()]).value;
    assert_eq!((rows[0].outcome, editions[0].measurements.observations.len()), ("applied", 3));
    let mut editions = [edition()];
    add.target.year = Some(2023);
    assert_eq!(replay(&mut editions, &[add]).value[0].outcome, "conflict", "78.1 is read there");
}

#[test]
fn lines_are_read_back() {
    let set = of_value(Op::Set, Some("81.7"));
    assert_eq!(parse_operations("mine.jsonl", &(set.line() + "\n")), Ok(vec![set.clone()]));
    let cut_off = set.line() + &set.line()[..20];
    assert_eq!(parse_operations("mine.jsonl", &cut_off), Ok(vec![set.clone()]), "a line cut off by a kill");
    let error = parse_operations("mine.jsonl", &(set.line() + "{}\n")).expect_err("no operation");
    assert!(error.to_string().contains("line 2"), "{error}");
    let mut text = set;
    text.to = Some("八十".to_owned());
    assert!(parse_operations("mine.jsonl", &text.line()).is_err());
}

#[test]
fn checks_tell_what_counts_and_tables_what_is_printed() {
    let mut editions = [edition()];
    let mut set = of_value(Op::Set, Some("250"));
    set.from = None;
    replay(&mut editions, &[set]);
    assert_eq!(editions[0].measurements.observations[1].printed, "78.1%");
    crate::dataset::swap_told(&mut editions[0]);
    assert_eq!(editions[0].measurements.observations[1].printed, "250%");
    crate::dataset::swap_told(&mut editions[0]);
    assert_eq!(editions[0].measurements.observations[1].printed, "78.1%");
}

/// An edition of another plan, with an operation about its second value.
fn of_tourism(to: &str) -> (Edition, Operation) {
    let mut edition = edition();
    edition.document.document_id = "tourism".to_owned();
    edition.report.identity.plan = Some("観光計画".to_owned());
    let mut operation = of_value(Op::Set, Some(to));
    operation.id = "tourism".to_owned();
    operation.target.plan = Some("観光計画".to_owned());
    operation.target.key = item_ids(std::slice::from_ref(&edition))[0].observations[1].clone();
    operation.anchor.as_mut().expect("an anchor").document = "tourism".to_owned();
    (edition, operation)
}

#[test]
fn plans_one_behind_the_other_are_corrected_as_all_of_them_at_once_are() {
    let (other, of_other) = of_tourism("70");
    let mut absent = of_value(Op::Set, Some("5"));
    (absent.id, absent.target.plan, absent.anchor) = ("absent".to_owned(), Some("森林計画".to_owned()), None);
    absent.target.key = "another".to_owned();
    let first = of_value(Op::Set, Some("81.7"));
    let operations = [of_other, later(&first, Op::Exclude, None), first, absent];

    let mut whole = [edition(), other.clone()];
    let expected = replay(&mut whole, &operations);
    assert_eq!(expected.notes.iter().map(|it| it.code()).collect::<Vec<_>>(), ["correction_absent"]);

    let mut plans = [[edition()], [other]];
    let allotted = Allotted::new(&operations, &plans.each_ref().map(|it| it.iter().map(Whose::of).collect()));
    let upshots = [1, 0].map(|plan| follow(&mut plans[plan], &allotted.of_plan(plan)));
    assert_eq!(upshots.each_ref().map(Vec::len), [1, 1]);
    assert_eq!(allotted.rows(&[&upshots[1], &upshots[0]]), expected);
    assert_eq!(plans.concat(), whole);
}

#[test]
fn a_row_is_looked_for_where_it_was_seen_and_what_holds_for_a_plan_is_said_of_the_plan() {
    let (other, _) = of_tourism("70");
    let mut seen_there = of_value(Op::Set, Some("81.7"));
    seen_there.anchor.as_mut().expect("an anchor").document = "tourism".to_owned();
    let mut direction = seen_there.clone();
    (direction.op, direction.target.table) = (Op::SetDirection, TargetTable::Indicators);
    for (operation, plan) in [(seen_there, 1), (direction, 0)] {
        let operations = [operation];
        let allotted = Allotted::new(&operations, &[vec![Whose::of(&edition())], vec![Whose::of(&other)]]);
        assert_eq!([0, 1].map(|it| allotted.of_plan(it).len()), [1 - plan, plan]);
    }
}
