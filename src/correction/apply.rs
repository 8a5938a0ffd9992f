//! What an operation does to an edition. What is printed stays as it is, and no row changes its place: ids and notes name rows by it.

use rust_decimal::Decimal;

use super::{Op, Operation};
use crate::base::{FiscalYear, SourceRef, Subject};
use crate::dataset::{Edition, Mark, ValueSource};
use crate::indicator::{Direction, Observation, Role, YearSource};
use crate::report::{Rating, RatingOrigin};

/// How sure a person is.
const CERTAIN: f64 = 1.0;

/// Follows `set`, `confirm` or `exclude` for a value or rating.
pub(super) fn to_value(edition: &mut Edition, subject: Subject, operation: &Operation) {
    match (subject, operation.op) {
        (Subject::Observation(index), Op::Set) => set_value(edition, index, decimal(operation)),
        (Subject::Observation(index), Op::Exclude) => set_value(edition, index, None),
        (Subject::Observation(index), Op::Confirm) => edition.measurements.observations[index].confidence = CERTAIN,
        (Subject::Rating(index), Op::Set) => set_rating(edition, index, operation.to.as_deref()),
        (Subject::Rating(index), Op::Exclude) => set_rating(edition, index, None),
        _ => {}
    }
    let source = match operation.op {
        Op::Set => ValueSource::Corrected,
        Op::Exclude => ValueSource::Excluded,
        Op::Confirm => ValueSource::Confirmed,
        _ => return,
    };
    mark(edition, subject, source, operation);
}

fn decimal(operation: &Operation) -> Option<Decimal> {
    operation.to.as_deref().and_then(|it| it.parse().ok())
}

fn mark(edition: &mut Edition, subject: Subject, source: ValueSource, operation: &Operation) {
    let correction_id = operation.id.clone();
    let told = operation.to.as_ref().filter(|_| source == ValueSource::Corrected);
    let told = told.map(|it| match subject {
        Subject::Observation(index) => {
            let unit = edition.measurements.observations[index].unit_printed.as_deref();
            format!("{it}{}", unit.unwrap_or_default())
        }
        _ => it.clone(),
    });
    edition.corrected.marks.insert(subject, Mark { source, correction_id, told });
}

/// A person says one number: no range, no bound, no missing value.
fn set_value(edition: &mut Edition, index: usize, value: Option<Decimal>) {
    let observation = &mut edition.measurements.observations[index];
    observation.value = value;
    (observation.value_min, observation.value_max) = (None, None);
    if value.is_some() {
        observation.comparator = "eq".to_owned();
        observation.obs_status = None;
        observation.confidence = CERTAIN;
    }
}

/// A dash is no rating.
fn set_rating(edition: &mut Edition, index: usize, letter: Option<&str>) {
    let (value, rank) = rated(edition, letter);
    let rating = &mut edition.report.ratings[index];
    (rating.value, rating.rank) = (value, rank);
}

fn rated(edition: &Edition, letter: Option<&str>) -> (Option<String>, Option<u8>) {
    let value = letter.filter(|it| *it != "-").map(str::to_owned);
    let place = edition.report.identity.scale.iter().position(|it| Some(it) == value.as_ref());
    (value, place.and_then(|it| u8::try_from(it + 1).ok()))
}

/// Says which way an indicator goes or what it is measured in.
pub(super) fn to_indicator(edition: &mut Edition, indicator: usize, operation: &Operation) {
    match (operation.op, operation.to.as_deref()) {
        (Op::SetDirection, Some("up")) => _ = edition.corrected.directions.insert(indicator, Direction::Up),
        (Op::SetDirection, _) => _ = edition.corrected.directions.insert(indicator, Direction::Down),
        (_, unit) => set_unit(edition, indicator, unit),
    }
    mark(edition, Subject::Indicator(indicator), ValueSource::Corrected, operation);
}

/// Values in the unit that the indicator had, or in none, are in the new one; those in another unit were read with their own.
fn set_unit(edition: &mut Edition, indicator: usize, unit: Option<&str>) {
    let measurements = &mut edition.measurements;
    let before = std::mem::replace(&mut measurements.indicators[indicator].unit, unit.map(str::to_owned));
    let is_own = |it: &&mut Observation| it.indicator == indicator && (it.unit.is_none() || it.unit == before);
    for observation in measurements.observations.iter_mut().filter(is_own) {
        observation.unit = unit.map(str::to_owned);
    }
}

/// Adds a value of an indicator after all others.
pub(super) fn add_value(edition: &mut Edition, indicator: usize, role: Role, operation: &Operation) {
    let Some(source) = operation.anchor.as_ref().map(|it| it.source()) else { return };
    let cumulative = edition.measurements.indicators[indicator].cumulative.unwrap_or_default();
    let observation = Observation {
        indicator,
        role,
        value: decimal(operation),
        value_min: None,
        value_max: None,
        comparator: "eq".to_owned(),
        unit: edition.measurements.indicators[indicator].unit.clone(),
        unit_printed: None,
        per: None,
        fiscal_year: operation.target.year.and_then(FiscalYear::new),
        fiscal_year_source: operation.target.year.map(|_| YearSource::Value),
        as_of: None,
        cumulative,
        count_mode: None,
        obs_status: None,
        qualifier: None,
        area: None,
        printed: printed(operation),
        confidence: CERTAIN,
        reasons: Vec::new(),
        source,
    };
    edition.measurements.observations.push(observation);
    let subject = Subject::Observation(edition.measurements.observations.len() - 1);
    mark(edition, subject, ValueSource::Added, operation);
}

/// Adds a rating of an initiative after all others.
pub(super) fn add_rating(edition: &mut Edition, initiative: usize, year: FiscalYear, operation: &Operation) {
    let Some(source) = operation.anchor.as_ref().map(|it| it.source()) else { return };
    let (value, rank) = rated(edition, operation.to.as_deref());
    let (evaluator, axis, indicator) = (None, None, None);
    let initiative = Some(initiative);
    let (fiscal_year, printed, origin) = (year, printed(operation), origin(operation));
    let rating = Rating { initiative, indicator, fiscal_year, printed, value, rank, evaluator, axis, origin, source };
    edition.report.ratings.push(rating);
    let subject = Subject::Rating(edition.report.ratings.len() - 1);
    mark(edition, subject, ValueSource::Added, operation);
}

fn printed(operation: &Operation) -> String {
    let seen = operation.anchor.as_ref().map(|it| it.printed.as_str()).filter(|it| !it.is_empty());
    seen.or(operation.to.as_deref()).unwrap_or_default().to_owned()
}

/// Where the rating stands that was not read: in the list, unless a block is named.
pub(super) fn origin(operation: &Operation) -> RatingOrigin {
    match operation.target.role.as_deref() {
        Some("block") => RatingOrigin::Block,
        _ => RatingOrigin::List,
    }
}

/// The role that a target names.
pub(super) fn role(name: Option<&str>) -> Option<Role> {
    let all = [Role::Target, Role::Actual, Role::Baseline, Role::Forecast, Role::Reference];
    all.into_iter().find(|it| Some(it.as_str()) == name)
}

/// The place of a row, and what is printed there.
pub(super) fn place_of(edition: &Edition, subject: Subject) -> Option<(SourceRef, String)> {
    match subject {
        Subject::Observation(index) => {
            let it = edition.measurements.observations.get(index)?;
            Some((it.source, it.printed.clone()))
        }
        Subject::Rating(index) => edition.report.ratings.get(index).map(|it| (it.source, it.printed.clone())),
        Subject::Indicator(index) => {
            let first = edition.measurements.observations.iter().find(|it| it.indicator == index)?;
            Some((first.source, edition.measurements.indicators.get(index)?.name.clone()))
        }
        Subject::Initiative(_) | Subject::Block(_) => None,
    }
}
