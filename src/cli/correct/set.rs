//! The commands that make one correction.

use super::super::Exit;
use super::super::arguments::{AddArguments, Said};
use super::super::context::Context;
use super::super::settings::Wrong;
use super::rows::{Row, Run, number};
use super::{Corrections, document_facts, now, save, say, signed};
use crate::base::Message;
use crate::correction::{Anchor, Op, Operation, Target, TargetTable};

/// Sets a value, a rating, a direction, a unit, or the answer to a doubt.
pub(super) fn set(id: &str, value: &str, unit: bool, said: &Said, context: &Context) -> anyhow::Result<Exit> {
    let run = Run::open(said.output.as_deref(), context)?;
    let row = row_read(&run, id)?;
    let wrong = |wanted: Message| {
        let message = Message::new("correction_wrong_value").with("id", id).with("value", value);
        Wrong { message: message.with("wanted", wanted.text(context.language)), exit: Exit::Usage }
    };
    let is_unit = unit && row.table == TargetTable::Indicators;
    let to = if is_unit { value.to_owned() } else { run.taken(row, value).map_err(wrong)? };

    let op = match row.table {
        TargetTable::Indicators if is_unit => Op::SetUnit,
        TargetTable::Indicators => Op::SetDirection,
        TargetTable::Notes => Op::AnswerNote,
        _ => Op::Set,
    };
    decide(signed(run.operation(op, row, Some(to)), said), context)
}

/// The row with this id, if it was read.
fn row_read(run: &Run, id: &str) -> Result<Row, Wrong> {
    let row = run.find(id)?;
    run.check_read(row).map_err(|message| Wrong { message, exit: Exit::Usage })?;
    Ok(row)
}

/// Confirms a value or rating, takes it out, or leaves it for later.
pub(super) fn judge(op: Op, id: &str, said: &Said, context: &Context) -> anyhow::Result<Exit> {
    let run = Run::open(said.output.as_deref(), context)?;
    let row = row_read(&run, id)?;
    if !matches!(row.table, TargetTable::Observations | TargetTable::Ratings) {
        let message = Message::new("correction_no_such_id").with("asked", id);
        return Err(Wrong { message, exit: Exit::Usage }.into());
    }
    decide(signed(run.operation(op, row, None), said), context)
}

/// Adds a value of an indicator, or a rating of an initiative.
pub(super) fn add(arguments: &AddArguments, context: &Context) -> anyhow::Result<Exit> {
    let run = Run::open(arguments.said.output.as_deref(), context)?;
    let wrong = |message: Message| Wrong { message, exit: Exit::Usage };
    let (mut target, document) = added_to(&run, arguments)
        .ok_or_else(|| wrong(Message::new("correction_no_such_id").with("asked", &arguments.id)))?;
    target.year = Some(arguments.year.year());

    let is_value = target.table == TargetTable::Observations;
    let value = if is_value { number(&arguments.value) } else { Some(arguments.value.clone()) };
    let value = value.ok_or_else(|| {
        let message = Message::new("correction_wrong_value").with("id", &arguments.id).with("value", &arguments.value);
        wrong(message.with("wanted", Message::new("correction_wanted_number").text(context.language)))
    })?;

    let printed = arguments.printed.clone().unwrap_or_else(|| arguments.value.clone());
    let bbox = arguments.area.unwrap_or_default().to_array();
    let mut operation = Operation::new(Op::Add, target, now(), &value);
    operation.anchor = Some(Anchor { document, page: arguments.page, bbox, printed });
    operation.to = Some(value);
    decide(signed(operation, &arguments.said), context)
}

/// What a value or rating is added to, and the document it is printed in.
fn added_to(run: &Run, arguments: &AddArguments) -> Option<(Target, String)> {
    let (table, frame, column) = match arguments.id.chars().next()? {
        'k' => (TargetTable::Observations, run.frame(TargetTable::Indicators), "indicator_id"),
        _ => (TargetTable::Ratings, run.frames.get("initiatives")?, "initiative_id"),
    };
    let edition = |row: &usize| {
        let mut target = Target::new(table, "");
        run.of_edition(&mut target, frame.text("document_id").get(*row));
        target.fiscal_year
    };
    let is_asked = |row: &usize| {
        frame.text(column).get(*row) == Some(&arguments.id)
            && arguments.edition.is_none_or(|it| edition(row) == Some(it.year()))
    };
    let row = (0..frame.row_count()).filter(is_asked).max_by_key(edition)?;

    let document = frame.text("document_id").get(row)?.to_owned();
    let mut target = match table {
        TargetTable::Observations => Target {
            table,
            role: Some(arguments.role.clone()),
            ..run.target(Row { table: TargetTable::Indicators, row })
        },
        _ => Target {
            initiative: frame.text("title").get(row).map(str::to_owned),
            role: Some("list".to_owned()),
            ..Target::new(table, frame.text("own_id").get(row)?)
        },
    };
    run.of_edition(&mut target, Some(&document));
    Some((target, document))
}

/// Says what a document is.
pub(super) fn document(file: &str, field: &str, value: &str, said: &Said, context: &Context) -> anyhow::Result<Exit> {
    // What the file of facts would refuse is refused here.
    document_facts(file, file, field, value)?;
    let target = Target { field: Some(field.to_owned()), ..Target::new(TargetTable::Documents, file) };
    let mut operation = Operation::new(Op::SetDocument, target, now(), value);
    operation.to = Some(value.to_owned());
    decide(signed(operation, said), context)
}

/// Saves an operation that says anything new.
fn decide(operation: Operation, context: &Context) -> anyhow::Result<Exit> {
    let corrections = Corrections::read(context)?;
    if let Some(known) = corrections.standing().into_iter().rfind(|it| it.says_the_same(&operation)) {
        tell!("{}", Message::new("correction_known").with("id", &known.id).text(context.language));
        return Ok(Exit::Done);
    }
    save(std::slice::from_ref(&operation), context)?;
    say("correction_saved", &operation, context)?;
    Ok(Exit::Done)
}

/// Takes the last operation that counts back, or the one asked for.
pub(super) fn undo(id: Option<&str>, said: &Said, context: &Context) -> anyhow::Result<Exit> {
    let corrections = Corrections::read(context)?;
    let standing = corrections.standing();
    let is_asked = |it: &&&Operation| id.is_none_or(|asked| it.id == asked) && (it.op != Op::Revert || id.is_some());
    let Some(last) = standing.iter().rfind(is_asked) else {
        let message = Message::new("correction_nothing_to_undo").with("asked", id.unwrap_or_default());
        return Err(Wrong { message, exit: Exit::Usage }.into());
    };

    // It stands in the file of what it takes back.
    let mut target = Target::new(TargetTable::Corrections, last.id.clone());
    let of = &last.target;
    (target.area_code, target.plan, target.fiscal_year) = (of.area_code.clone(), of.plan.clone(), of.fiscal_year);
    let revert = signed(Operation::new(Op::Revert, target, now(), ""), said);
    save(std::slice::from_ref(&revert), context)?;
    say("correction_undone", last, context)?;
    Ok(Exit::Done)
}
