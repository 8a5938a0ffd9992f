//! Rows of the last run as operations name them.

use super::super::Exit;
use super::super::context::Context;
use super::super::settings::{Wrong, run_folder};
use super::super::tables;
use super::now;
use crate::base::Message;
use crate::correction::{Anchor, NOTE_ANSWERS, Op, Operation, Target, TargetTable};
use crate::dataset::{Frame, Frames, ValueSource};
use crate::text::fold;

/// The tables that operations are about.
const TABLES: [&str; 8] =
    ["documents", "initiatives", "ratings", "indicators", "observations", "notes", "corrections", "coverage"];

/// The last run.
pub(super) struct Run {
    pub frames: Frames,
    /// The name of its folder.
    pub id: String,
}

/// A row that can be corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row {
    pub table: TargetTable,
    pub row: usize,
}

/// The tables that have rows with ids of their own, and the columns of these.
const IDS: [(TargetTable, &str); 4] = [
    (TargetTable::Observations, "observation_id"),
    (TargetTable::Ratings, "rating_id"),
    (TargetTable::Indicators, "indicator_id"),
    (TargetTable::Notes, "note_id"),
];

impl Run {
    /// The last run of the folder given, the project's, or `output`.
    pub fn open(given: Option<&std::path::Path>, context: &Context) -> Result<Run, Wrong> {
        let output = run_folder(given, context)?;
        let frames = tables::of_run(&output, |table| TABLES.contains(&table))?;
        let folder = crate::storage::current_run(&output)?;
        let real = folder.and_then(|it| std::path::absolute(it).ok());
        let id = real.and_then(|it| Some(it.file_name()?.to_string_lossy().into_owned())).unwrap_or_default();
        Ok(Run { frames, id })
    }

    /// A table.
    pub fn frame(&self, table: TargetTable) -> &Frame {
        self.frames.get(table.as_str()).expect("a run has all tables that it was asked for")
    }

    /// The row with this id, of an indicator that of the latest edition.
    pub fn find(&self, id: &str) -> Result<Row, Wrong> {
        let rows = |(table, column): (TargetTable, &str)| {
            let ids = self.frame(table).text(column);
            let is_latest = |row: &usize| self.frame(table).text("document_id").get(*row).map(|it| self.year(it));
            let found = (0..ids.len()).filter(|row| ids.get(*row) == Some(id)).max_by_key(is_latest)?;
            Some(Row { table, row: found })
        };
        let wrong = || Wrong { message: Message::new("correction_no_such_id").with("asked", id), exit: Exit::Usage };
        IDS.into_iter().find_map(rows).ok_or_else(wrong)
    }

    /// Id of a row.
    pub fn id_of(&self, row: Row) -> &str {
        let column = IDS.iter().find(|it| it.0 == row.table).map_or("", |it| it.1);
        self.frame(row.table).text(column).get(row.row).unwrap_or_default()
    }

    fn document(&self, id: &str) -> Option<usize> {
        let ids = self.frame(TargetTable::Documents).text("document_id");
        (0..ids.len()).find(|row| ids.get(*row) == Some(id))
    }

    fn year(&self, document_id: &str) -> Option<i16> {
        self.frame(TargetTable::Documents).i16("fiscal_year").get(self.document(document_id)?)
    }

    /// An operation about a row as it stands in the run.
    pub fn operation(&self, op: Op, row: Row, to: Option<String>) -> Operation {
        let mut operation = Operation::new(op, self.target(row), now(), to.as_deref().unwrap_or_default());
        operation.anchor = self.anchor(row);
        operation.from = self.value(row);
        operation.to = to;
        operation
    }

    /// What an operation about a row names.
    pub fn target(&self, row: Row) -> Target {
        let frame = self.frame(row.table);
        let text = |column: &str| frame.text(column).get(row.row).map(str::to_owned);
        let mut target = Target::new(row.table, self.id_of(row));
        self.of_edition(&mut target, frame.text("document_id").get(row.row));
        match row.table {
            TargetTable::Observations => {
                self.of_indicator(&mut target, row);
                (target.year, target.role) = (frame.i16("fiscal_year").get(row.row), text("role"));
            }
            TargetTable::Ratings => {
                self.of_indicator(&mut target, row);
                (target.year, target.role) = (frame.i16("fiscal_year").get(row.row), text("origin"));
                let title = frame.text("initiative_id").get(row.row).and_then(|it| self.title(it, row));
                target.initiative = title.or(target.initiative);
            }
            TargetTable::Indicators => {
                // Which way it goes and what it is measured in holds for all editions that print its name.
                target.fiscal_year = None;
                target.key = text("own_id").unwrap_or_default();
                self.of_indicator(&mut target, row);
            }
            TargetTable::Notes => target.field = text("code"),
            _ => {}
        }
        target
    }

    /// Puts the edition of a document into a target.
    pub fn of_edition(&self, target: &mut Target, document_id: Option<&str>) {
        let Some(row) = document_id.and_then(|it| self.document(it)) else { return };
        let documents = self.frame(TargetTable::Documents);
        target.area_code = documents.text("area_code").get(row).map(str::to_owned);
        target.plan = documents.text("plan").get(row).map(str::to_owned);
        target.fiscal_year = documents.i16("fiscal_year").get(row);
    }

    /// Puts the names of the row's indicator and of its initiative into a target.
    fn of_indicator(&self, target: &mut Target, row: Row) {
        let frame = self.frame(row.table);
        let Some(id) = frame.text("indicator_id").get(row.row) else { return };
        let document = frame.text("document_id").get(row.row);
        let indicators = self.frame(TargetTable::Indicators);
        let is_it = |it: &usize| {
            indicators.text("indicator_id").get(*it) == Some(id) && indicators.text("document_id").get(*it) == document
        };
        let Some(found) = (0..indicators.row_count()).find(is_it) else { return };
        target.indicator = indicators.text("name").get(found).map(str::to_owned);
        target.part = indicators.text("part").get(found).map(str::to_owned);
        target.initiative = indicators.text("initiative_id").get(found).and_then(|it| self.title(it, row));
    }

    /// Title of an initiative in the row's document.
    fn title(&self, id: &str, row: Row) -> Option<String> {
        let document = self.frame(row.table).text("document_id").get(row.row);
        let initiatives = self.frames.get("initiatives")?;
        let (ids, documents) = (initiatives.text("initiative_id"), initiatives.text("document_id"));
        let found = (0..ids.len()).find(|it| ids.get(*it) == Some(id) && documents.get(*it) == document)?;
        initiatives.text("title").get(found).map(str::to_owned)
    }

    /// Where a row is printed, and what.
    pub fn anchor(&self, row: Row) -> Option<Anchor> {
        let frame = self.frame(row.table);
        let edge = |name: &str| frame.f64(name).get(row.row);
        Some(Anchor {
            document: frame.text("document_id").get(row.row)?.to_owned(),
            page: frame.i32("page").get(row.row).and_then(|it| u32::try_from(it).ok())?,
            bbox: [edge("x0")?, edge("y0")?, edge("x1")?, edge("y1")?],
            printed: self.printed(row).unwrap_or_default().to_owned(),
        })
    }

    /// What is printed.
    pub fn printed(&self, row: Row) -> Option<&str> {
        let column = match row.table {
            TargetTable::Observations => "printed",
            TargetTable::Ratings => "value_printed",
            TargetTable::Indicators => "name",
            _ => "message",
        };
        self.frame(row.table).text(column).get(row.row)
    }

    /// The value as it stands in the run.
    pub fn value(&self, row: Row) -> Option<String> {
        let frame = self.frame(row.table);
        let column = match row.table {
            TargetTable::Observations => return frame.decimal("value", row.row).map(|it| it.to_string()),
            TargetTable::Ratings => "value",
            TargetTable::Indicators => "direction",
            _ => "status",
        };
        frame.text(column).get(row.row).map(str::to_owned)
    }

    /// Refuses a row that is no reading but was added by a correction: no later reading would have it.
    pub fn check_read(&self, row: Row) -> Result<(), Message> {
        if !matches!(row.table, TargetTable::Observations | TargetTable::Ratings) {
            return Ok(());
        }
        let frame = self.frame(row.table);
        let is_added = frame.text("value_source").get(row.row) == Some(ValueSource::Added.as_str());
        let message = || {
            let correction = frame.text("correction_id").get(row.row).unwrap_or_default();
            Message::new("correction_is_added").with("id", self.id_of(row)).with("correction", correction)
        };
        if is_added { Err(message()) } else { Ok(()) }
    }

    /// What a person wrote, as an operation about the row writes it; an error is what would be right.
    pub fn taken(&self, row: Row, written: &str) -> Result<String, Message> {
        match row.table {
            TargetTable::Observations => number(written).ok_or_else(|| Message::new("correction_wanted_number")),
            TargetTable::Ratings => {
                let scale = self.scale(row);
                let letter = fold(written);
                let is_known = letter == "-" || scale.contains(&letter) || scale.is_empty() && !letter.is_empty();
                let wanted = || Message::new("correction_wanted_rating").with("scale", scale.join(", "));
                is_known.then_some(letter).ok_or_else(wanted)
            }
            TargetTable::Indicators => {
                let is_known = matches!(written, "up" | "down");
                is_known.then(|| written.to_owned()).ok_or_else(|| Message::new("correction_wanted_direction"))
            }
            _ => {
                let is_known = NOTE_ANSWERS.contains(&written);
                is_known.then(|| written.to_owned()).ok_or_else(|| Message::new("correction_wanted_answer"))
            }
        }
    }

    /// The letters of a rating's scale, the best first: those after the colon of `profile:A/B/C`.
    pub fn scale(&self, row: Row) -> Vec<String> {
        let id = self.frame(TargetTable::Ratings).text("scale_id").get(row.row);
        let letters = id.and_then(|it| it.split_once(':')).map(|it| it.1);
        letters.into_iter().flat_map(|it| it.split('/')).map(fold).filter(|it| !it.is_empty()).collect()
    }
}

/// A number as a person writes it: full width and groups of three figures do; `15,7` is none.
pub(super) fn number(written: &str) -> Option<String> {
    let folded = fold(written);
    let (whole, rest) = folded.split_once('.').unwrap_or((&folded, ""));
    let mut groups = whole.trim_start_matches('-').split(',');
    let first = groups.next().unwrap_or_default();
    let is_grouped = whole.contains(',');
    let groups_are_whole = groups.all(|it| it.len() == 3) && (!is_grouped || (1..=3).contains(&first.len()));
    if rest.contains(',') || !groups_are_whole {
        return None;
    }
    let plain = folded.replace(',', "");
    plain.parse::<rust_decimal::Decimal>().ok().map(|it| it.normalize().to_string())
}

#[cfg(test)]
mod tests {
    use super::number;

    #[track_caller]
    fn check(written: &str, expected: Option<&str>) {
        assert_eq!(number(written).as_deref(), expected);
    }

    #[test]
    fn numbers_as_people_write_them() {
        check("81.7", Some("81.7"));
        check("８１．７", Some("81.7"));
        check("1,620,000", Some("1620000"));
        check("-3", Some("-3"));
    }

    #[test]
    fn what_is_no_plain_number() {
        for text in ["15,7", "1,6200", "0.1,234", "81.7%", "約80", "", ",123", "八十"] {
            check(text, None);
        }
    }
}
