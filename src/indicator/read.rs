//! Blocks -> [`Measurements`].

use rust_decimal::Decimal;

use super::clause::{Form, Statement, statements};
use super::pair::{Named, pair};
use super::row::read_rows;
use super::{Indicator, Measurements, Observation, Role, YearSource};
use crate::base::{FiscalYear, Message, Note, Noted, Prefecture};
use crate::report::{Block, IdOf, Passage, Report, short_id};
use crate::text::{self, CountMode, IndicatorName, ObsStatus, UnitTable, fold, read_name};

/// A statement with the passage it stands in.
struct Reading<'a> {
    passage: &'a Passage,
    /// Where its line begins in the passage.
    line_start: usize,
    statement: Statement,
    /// What its name says; empty where it is that of the statement before.
    name: IndicatorName,
    is_plan: bool,
}

/// Reads the indicators of tables and sheets, then those of all blocks.
///
/// Within a block an actual is paired with the target whose name holds its own; a cumulative mark on the target holds for its
/// actual. A unit in brackets at the end of the name (受講者数（人）) is that of bare numbers. Notes: `target_without_actual`,
/// `actual_without_target`, `unit_unknown`, `value_too_small`, `value_twice`, `value_unread`.
pub fn read(report: &Report) -> Noted<Measurements> {
    read_with(report, UnitTable::built_in())
}

/// [`read`] with a project's own units.
pub fn read_with(report: &Report, units: &UnitTable) -> Noted<Measurements> {
    let mut measurements = Measurements::default();
    let mut notes = read_rows(report, units, &mut measurements);
    for block in &report.blocks {
        read_block(block, report, units, &mut measurements, &mut notes);
    }
    notes.extend(measurements.observations.iter_mut().filter_map(without_vanishing));
    Noted { value: measurements, notes }
}

/// Digits behind the point that data have.
const DECIMALS: u32 = 6;

/// A number that its digits behind the point would round to nothing has no value: 0 would be compared with 0, and met.
fn without_vanishing(observation: &mut Observation) -> Option<Note> {
    let vanishes = |it: &Decimal| !it.is_zero() && it.round_dp(DECIMALS).is_zero();
    let values = [&mut observation.value, &mut observation.value_min, &mut observation.value_max];
    let vanishing: Vec<_> = values.into_iter().filter(|it| it.as_ref().is_some_and(vanishes)).collect();
    if vanishing.is_empty() {
        return None;
    }
    vanishing.into_iter().for_each(|it| *it = None);
    let message = Message::new("value_too_small").with("printed", &observation.printed).with("digits", DECIMALS);
    Some(Note::warning(message).at(observation.source))
}

fn read_block(
    block: &Block,
    report: &Report,
    units: &UnitTable,
    measurements: &mut Measurements,
    notes: &mut Vec<Note>,
) {
    let mut readings = readings(&block.plan, true, units);
    readings.extend(self::readings(&block.progress, false, units));
    note_unknown_units(&readings, notes);
    let mut indicator_of = vec![None; readings.len()];
    let main = |plan: bool| {
        let wanted = move |it: &&(usize, &Reading<'_>)| it.1.is_plan == plan && it.1.has_name();
        readings.iter().enumerate().filter(|it| wanted(&it)).collect::<Vec<_>>()
    };
    let (targets, actuals) = (main(true), main(false));
    for (index, reading) in &targets {
        indicator_of[*index] = Some(add_indicator(reading, block.initiative, report, measurements));
    }
    let named = |list: &[(usize, &Reading<'_>)]| -> Vec<(String, Option<String>)> {
        list.iter().map(|(_, it)| (it.name().to_owned(), it.unit())).collect()
    };
    let (target_names, actual_names) = (named(&targets), named(&actuals));
    let target_list: Vec<Named<'_>> =
        target_names.iter().map(|(name, unit)| Named { name, unit: unit.as_deref() }).collect();
    let actual_list: Vec<Named<'_>> =
        actual_names.iter().map(|(name, unit)| Named { name, unit: unit.as_deref() }).collect();
    let pairs = pair(&target_list, &actual_list);
    for ((index, reading), target) in actuals.iter().zip(&pairs) {
        let paired = target.and_then(|target| indicator_of[targets[target].0]);
        indicator_of[*index] =
            Some(paired.unwrap_or_else(|| add_indicator(reading, block.initiative, report, measurements)));
        if let Some(paired) = paired
            && reading.statement.cumulative
        {
            measurements.indicators[paired].cumulative = Some(true);
        }
    }
    for (position, (_, reading)) in targets.iter().enumerate() {
        if !pairs.contains(&Some(position)) {
            let message = Message::new("target_without_actual").with("name", reading.name());
            notes.push(note_at(message, reading));
        }
    }
    for ((_, reading), target) in actuals.iter().zip(&pairs) {
        if target.is_none() && reading.statement.form == Form::Labelled {
            let message = Message::new("actual_without_target").with("name", reading.name());
            notes.push(note_at(message, reading));
        }
    }
    let mut last = None;
    for (index, reading) in readings.iter().enumerate() {
        // A value without a name is of the one before it; progress does not go on with the last of the plan.
        let before = last.filter(|_| index > 0 && readings[index - 1].is_plan == reading.is_plan);
        last = indicator_of[index].or(before);
        if let Some(indicator) = last
            && let Some(observation) = observation(reading, indicator, block, report, measurements)
        {
            measurements.observations.push(observation);
        }
    }
}

/// The statements of a passage, line by line.
fn readings<'a>(passage: &'a Passage, is_plan: bool, units: &UnitTable) -> Vec<Reading<'a>> {
    let mut readings: Vec<Reading> = Vec::new();
    let mut line_start = 0;
    for line in passage.text().split('\n') {
        for mut statement in statements(line, units) {
            let printed = &line[statement.name.clone()];
            let name = if printed.is_empty() { IndicatorName::default() } else { read_name(printed, units) };
            if let Some(unit) = &name.unit {
                unit.apply(&mut statement.quantity);
            }
            statement.cumulative |= name.is_cumulative;
            statement.quantity.count_mode = statement.quantity.count_mode.or(name.count_mode);
            readings.push(Reading { passage, line_start, statement, name, is_plan });
        }
        line_start += line.len() + 1;
    }
    readings
}

/// Says once of each unit that the table does not know that it stays as printed.
fn note_unknown_units(readings: &[Reading<'_>], notes: &mut Vec<Note>) {
    for reading in readings {
        let quantity = &reading.statement.quantity;
        let Some(printed) = quantity.unit_printed.as_ref().filter(|_| quantity.unit.is_none()) else { continue };
        note_unknown_unit(printed, |message| note_at(message, reading), notes);
    }
}

/// Says so of one unit, if it has not been said.
pub(super) fn note_unknown_unit(printed: &str, note: impl FnOnce(Message) -> Note, notes: &mut Vec<Note>) {
    let message = Message::new("unit_unknown").with("unit", printed);
    if notes.iter().all(|note| note.message != message) {
        notes.push(note(message));
    }
}

impl Reading<'_> {
    fn name(&self) -> &str {
        &self.name.name
    }

    /// Unit id, or the unit as printed where the table does not know it.
    fn unit(&self) -> Option<String> {
        let quantity = &self.statement.quantity;
        quantity.unit.map(|it| it.id.to_owned()).or_else(|| quantity.unit_printed.clone())
    }

    fn has_name(&self) -> bool {
        !self.name.name.is_empty()
    }
}

fn note_at(message: Message, reading: &Reading<'_>) -> Note {
    let note = Note::info(message);
    let range = &reading.statement.range;
    match reading.passage.place(reading.line_start + range.start..reading.line_start + range.end) {
        Some(source) => note.at(source),
        None => note,
    }
}

fn add_indicator(
    reading: &Reading<'_>,
    initiative: Option<usize>,
    report: &Report,
    measurements: &mut Measurements,
) -> usize {
    let name = reading.name().to_owned();
    let unit = reading.unit();
    let initiative_id = initiative.map_or("", |it| report.initiatives[it].id.as_str());
    let id = short_id(IdOf::Indicator, &[initiative_id, &fold(&name), unit.as_deref().unwrap_or_default()]);
    // A target of this year and one of the next stand in one block under one name.
    if let Some(known) = measurements.indicators.iter().position(|it| it.id == id && it.initiative == initiative) {
        return known;
    }
    let cumulative = reading.statement.cumulative.then_some(true);
    measurements.indicators.push(Indicator { id, initiative, name, part: None, unit, cumulative });
    measurements.indicators.len() - 1
}

fn observation(
    reading: &Reading<'_>,
    indicator: usize,
    block: &Block,
    report: &Report,
    measurements: &Measurements,
) -> Option<Observation> {
    let statement = &reading.statement;
    let quantity = &statement.quantity;
    let shift = |range: &std::ops::Range<usize>| reading.line_start + range.start..reading.line_start + range.end;
    let (fiscal_year, fiscal_year_source) = year_of(statement, block, report);
    let confidence = if statement.form == Form::Labelled { 1.0 } else { 0.8 };
    Some(Observation {
        indicator,
        role: role_of(reading, block.plan_fiscal_year.or(report.identity.fiscal_year), report.identity.prefecture),
        value: quantity.value,
        value_min: quantity.value_min,
        value_max: quantity.value_max,
        comparator: code(&quantity.comparator),
        unit: reading.unit(),
        unit_printed: quantity.unit_printed.clone(),
        per: quantity.per.clone(),
        fiscal_year,
        fiscal_year_source,
        as_of: statement.as_of.map(|it| it.to_string()),
        cumulative: statement.cumulative || measurements.indicators[indicator].cumulative == Some(true),
        count_mode: quantity.count_mode.as_ref().map(code::<CountMode>),
        obs_status: quantity.obs_status.as_ref().map(code),
        qualifier: qualifier(&measurements.indicators[indicator].name),
        area: statement.area.as_ref().map(|it| it.trim().to_owned()),
        printed: reading.passage.text()[shift(&statement.range)].trim().to_owned(),
        confidence,
        reasons: vec![reason(statement.form).into()],
        source: reading.passage.place(shift(&quantity.number_range))?,
    })
}

/// `planned` is the year of the plan.
fn role_of(reading: &Reading<'_>, planned: Option<FiscalYear>, prefecture: Option<Prefecture>) -> Role {
    let own = prefecture.map(Prefecture::name);
    if reading.statement.quantity.obs_status == Some(ObsStatus::F) {
        return Role::Forecast;
    }
    match reading.statement.role {
        Some(text::Role::Target) => return Role::Target,
        Some(text::Role::Actual) => return Role::Actual,
        Some(text::Role::Baseline) => return Role::Baseline,
        Some(text::Role::Forecast) => return Role::Forecast,
        None => {}
    }
    match (reading.statement.form, reading.is_plan) {
        (Form::OriginalPlan, _) => Role::Reference,
        (Form::OfArea, _) if reading.statement.area.as_deref().map(str::trim) != own => Role::Reference,
        // What a plan says of a year before it is where it sets out from.
        (_, true) if reading.statement.fiscal_year.is_some_and(|it| planned.is_some_and(|planned| it < planned)) => {
            Role::Reference
        }
        (_, true) => Role::Target,
        (_, false) => Role::Actual,
    }
}

/// The year a value is about, from the surest source there is.
fn year_of(statement: &Statement, block: &Block, report: &Report) -> (Option<FiscalYear>, Option<YearSource>) {
    let candidates = [
        (statement.fiscal_year, YearSource::Value),
        (statement.as_of.and_then(|it| it.fiscal_year()), YearSource::AsOf),
        (block.plan_fiscal_year, YearSource::Label),
        (report.identity.fiscal_year, YearSource::Document),
    ];
    let found = candidates.into_iter().find(|(year, _)| year.is_some());
    (found.and_then(|it| it.0), found.map(|it| it.1))
}

fn reason(form: Form) -> &'static str {
    match form {
        Form::Labelled => "year_label",
        Form::Colon => "colon",
        Form::OfArea => "area_value",
        Form::OriginalPlan => "original_plan",
    }
}

/// The brackets at the end of a name: `移住者数（県関与分）`.
pub(super) fn qualifier(name: &str) -> Option<String> {
    let inside = name.strip_suffix(['）', ')'])?;
    let open = inside.rfind(['（', '('])?;
    let text = inside[open..].trim_start_matches(['（', '(']);
    (open > 0 && !text.is_empty()).then(|| text.to_owned())
}

/// The code by which a word of the number language is written in data.
pub(super) fn code<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(code)) => code,
        _ => String::new(),
    }
}
