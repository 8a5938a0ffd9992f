//! Initiatives as a person names them.

use super::super::Exit;
use super::super::arguments::LinkDecisionArguments;
use super::super::settings::Wrong;
use crate::base::{FiscalYear, Message};
use crate::dataset::Frames;
use crate::link::Named;
use crate::text::fold;

/// An initiative of the last run.
pub(super) struct Row {
    pub prefecture: Option<String>,
    pub plan: Option<String>,
    pub named: Named,
}

/// The initiative that `asked` names, `R5:26` or `R5:title`.
pub(super) fn find(frames: &Frames, arguments: &LinkDecisionArguments, asked: &str) -> Result<Row, Wrong> {
    let wrong = |key: &'static str| Wrong { message: Message::new(key).with("asked", asked), exit: Exit::Usage };
    let Named { fiscal_year, number, title } = parse(asked)?;
    let name = title.unwrap_or_default();
    let (Some(documents), Some(initiatives)) = (frames.get("documents"), frames.get("initiatives")) else {
        return Err(wrong("link_no_such_initiative"));
    };
    let document = |id: &str| {
        let row = (0..documents.row_count()).find(|row| documents.text("document_id").get(*row) == Some(id))?;
        let text = |name: &str| documents.text(name).get(row).map(str::to_owned);
        Some((text("prefecture_code"), text("plan")))
    };
    let mut found = Vec::new();
    for row in 0..initiatives.row_count() {
        let title = initiatives.text("title").get(row).unwrap_or_default();
        let own_number = initiatives.i32("number").get(row);
        let is_named = if number.is_some() { own_number == number } else { fold(title) == name };
        if !is_named || initiatives.i16("fiscal_year").get(row) != Some(fiscal_year.year()) {
            continue;
        }
        let Some((prefecture, plan)) = initiatives.text("document_id").get(row).and_then(document) else { continue };
        if arguments.plan.as_ref().is_none_or(|asked| plan.as_ref() == Some(asked)) {
            let named = Named { fiscal_year, number: own_number, title: Some(title.to_owned()) };
            found.push(Row { prefecture, plan, named });
        }
    }
    match found.len() {
        0 => Err(wrong("link_no_such_initiative")),
        1 => Ok(found.remove(0)),
        _ => Err(wrong("link_several_initiatives")),
    }
}

/// `R5:26` or `R5:title`, whose white space and width do not matter.
pub(in super::super) fn parse(asked: &str) -> Result<Named, Wrong> {
    let wrong = || Wrong { message: Message::new("link_no_edition").with("asked", asked), exit: Exit::Usage };
    let (year, name) = asked.split_once([':', '：']).ok_or_else(wrong)?;
    let fiscal_year = FiscalYear::parse(&fold(year)).ok_or_else(wrong)?;
    let (name, number) = (fold(name), fold(name).parse::<i32>().ok());
    Ok(Named { fiscal_year, number, title: Some(name).filter(|_| number.is_none()) })
}
