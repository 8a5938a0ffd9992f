//! From a row back to the file: value, reading, printed text, cell, page, file; then what was made of it.

use super::ids::Rows;
use super::uses::{self, Use};
use crate::base::{FiscalYear, Language, Message};
use crate::cli::places::Documents;
use crate::dataset::{Frame, Frames, hint_column, message_column};

/// What a step says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StepKind {
    Value,
    Reading,
    Printed,
    Cell,
    Page,
    File,
    Of,
    Note,
    Against,
    Use,
}

impl StepKind {
    /// The word written to outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            StepKind::Value => "value",
            StepKind::Reading => "reading",
            StepKind::Printed => "printed",
            StepKind::Cell => "cell",
            StepKind::Page => "page",
            StepKind::File => "file",
            StepKind::Of => "of",
            StepKind::Note => "note",
            StepKind::Against => "against",
            StepKind::Use => "use",
        }
    }

    /// The message that names it.
    pub fn title(self) -> &'static str {
        match self {
            StepKind::Value => "step_value",
            StepKind::Reading => "step_reading",
            StepKind::Printed => "step_printed",
            StepKind::Cell => "step_cell",
            StepKind::Page => "step_page",
            StepKind::File => "step_file",
            StepKind::Of => "step_of",
            StepKind::Note => "step_note",
            StepKind::Against => "step_against",
            StepKind::Use => "step_use",
        }
    }
}

/// One step of the way.
pub(super) struct Step {
    pub kind: StepKind,
    pub text: String,
    pub document_id: Option<String>,
    pub file: Option<String>,
    pub page: Option<i32>,
    pub bbox: Option<[f64; 4]>,
}

/// A place on a page of a document.
#[derive(Clone, Copy)]
struct Place<'a> {
    document_id: &'a str,
    page: i32,
    bbox: [f64; 4],
}

/// The steps of all rows that bear the id, one row after the other; then the notes about it and what was made of it.
pub(super) fn steps(frames: &Frames, rows: &Rows, language: Language) -> Vec<Step> {
    let Some(frame) = frames.get(rows.table) else { return Vec::new() };
    let mut steps = Vec::new();
    let mut used: Vec<Use> = Vec::new();
    for row in rows.rows.iter().copied() {
        let chain = Chain { frames, frame, row, language };
        match rows.table {
            "observations" => chain.observation(&mut steps),
            "ratings" => {
                chain.rating(&mut steps);
                let key = (chain.text("document_id"), frame.i16("fiscal_year").get(row));
                if let (Some(document), Some(year)) = key {
                    used.extend(uses::counting(frames, document, year, frame.i8("rank").get(row)));
                }
            }
            "initiatives" => chain.initiative(&mut steps),
            "indicators" => chain.indicator(&mut steps),
            "notes" => chain.note(&mut steps),
            _ => chain.block(&mut steps),
        }
    }
    notes_about(frames, &rows.id, language, &mut steps);
    used.extend(uses::naming(frames, &rows.id));
    steps.extend(used.into_iter().map(|it| plain(StepKind::Use, format!("{}: {}", it.table, it.text))));
    steps
}

/// A row and what is needed to explain it.
struct Chain<'a> {
    frames: &'a Frames,
    frame: &'a Frame,
    row: usize,
    language: Language,
}

impl<'a> Chain<'a> {
    fn text(&self, column: &str) -> Option<&'a str> {
        self.frame.text(column).get(self.row)
    }

    fn year(&self, column: &str) -> String {
        let year = self.frame.i16(column).get(self.row).and_then(FiscalYear::new);
        year.map_or_else(|| "-".to_owned(), |it| format!("{} ({it})", it.label()))
    }

    fn observation(&self, steps: &mut Vec<Step>) {
        let decimal = |name: &str| self.frame.decimal(name, self.row).map(|it| it.to_string());
        let range = [decimal("value_min"), decimal("value_max")].into_iter().flatten().collect::<Vec<_>>().join("–");
        let number = decimal("value").unwrap_or(range);
        let comparator = self.text("comparator").filter(|it| *it != "eq");
        let words = [comparator, Some(number.as_str()), self.text("unit"), self.text("per"), self.text("obs_status")];
        steps.push(plain(StepKind::Value, words.into_iter().flatten().collect::<Vec<_>>().join(" ")));
        let reasons = self.frame.text_lists("reasons").swap_remove(self.row);
        let reading = Message::new("explain_reading")
            .with("role", self.text("role").unwrap_or_default())
            .with("year", self.year("fiscal_year"))
            .with("source", self.text("fiscal_year_source").unwrap_or("-"))
            .with("confidence", self.frame.f64("confidence").get(self.row).unwrap_or_default())
            .with("reasons", reasons.join(", "));
        steps.push(plain(StepKind::Reading, reading.text(self.language)));
        steps.extend(self.corrected());
        let indicator = self.text("indicator_id").and_then(|id| self.named("indicators", "indicator_id", id, "name"));
        steps.extend(indicator.map(|it| plain(StepKind::Of, it)));
        self.printed(self.text("printed"), steps);
    }

    /// What a person did to a value or rating.
    fn corrected(&self) -> Option<Step> {
        let correction = self.text("correction_id")?;
        let corrections = self.frames.get("corrections")?;
        let ids = corrections.text("correction_id");
        let row = (0..ids.len()).find(|row| ids.get(*row) == Some(correction));
        let told = |column: &str| row.and_then(|row| corrections.text(column).get(row)).unwrap_or_default();
        let source = self.text("value_source").unwrap_or_default();
        let source = self.frame.schema().word("value_source", source, self.language);
        let message = Message::new("explain_corrected").with("source", source).with("id", correction);
        let message = message.with("by", told("by")).with("reason", told("reason"));
        Some(plain(StepKind::Reading, message.text(self.language)))
    }

    fn rating(&self, steps: &mut Vec<Step>) {
        let rank = self.frame.i8("rank").get(self.row).map_or_else(|| "-".to_owned(), |it| it.to_string());
        let levels = self.frame.i8("level_count").get(self.row).unwrap_or_default();
        let (value, printed) = (self.text("value"), self.text("value_printed"));
        steps.push(plain(StepKind::Value, format!("{} ({rank}/{levels})", value.unwrap_or_default())));
        let reading = Message::new("explain_rating")
            .with("origin", self.text("origin").unwrap_or_default())
            .with("year", self.year("fiscal_year"))
            .with("scale", self.text("scale_id").unwrap_or("-"));
        steps.push(plain(StepKind::Reading, reading.text(self.language)));
        steps.extend(self.corrected());
        steps.extend(self.initiative_of().map(|it| plain(StepKind::Of, it)));
        self.printed(printed, steps);
    }

    fn initiative(&self, steps: &mut Vec<Step>) {
        let number = self.frame.i32("number").get(self.row).map(|it| format!("{it} ")).unwrap_or_default();
        let title = self.text("title").unwrap_or_default();
        steps.push(plain(StepKind::Value, format!("{number}{title}")));
        let group = [self.text("area"), self.text("section")].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let reading = Message::new("explain_initiative").with("year", self.year("fiscal_year")).with("section", group);
        steps.push(plain(StepKind::Reading, reading.text(self.language)));
        self.printed(Some(title), steps);
    }

    fn indicator(&self, steps: &mut Vec<Step>) {
        let name = self.text("name").unwrap_or_default();
        steps.push(plain(StepKind::Value, format!("{name} [{}]", self.text("unit").unwrap_or("-"))));
        let reading = Message::new("explain_indicator")
            .with("direction", self.text("direction").unwrap_or("unknown"))
            .with("source", self.text("direction_source").unwrap_or("-"))
            .with("aggregation", self.text("aggregation").unwrap_or("unknown"));
        steps.push(plain(StepKind::Reading, reading.text(self.language)));
        steps.extend(self.initiative_of().map(|it| plain(StepKind::Of, it)));
        self.printed(None, steps);
    }

    fn block(&self, steps: &mut Vec<Step>) {
        steps.extend(self.initiative_of().map(|it| plain(StepKind::Of, it)));
        self.printed(None, steps);
    }

    fn note(&self, steps: &mut Vec<Step>) {
        let severity = self.text("severity").unwrap_or_default();
        let code = self.text("code").unwrap_or_default();
        steps.push(plain(
            StepKind::Value,
            format!("{severity} {code}: {}", self.text(message_column(self.language)).unwrap_or_default()),
        ));
        steps.extend(self.text(hint_column(self.language)).map(|it| plain(StepKind::Reading, it.to_owned())));
        if let (Some(table), Some(key)) = (self.text("table"), self.text("key")) {
            steps.push(plain(StepKind::Of, format!("{table} {key}")));
        }
        self.printed(None, steps);
        let against = self.text("against_document_id").and_then(|id| place(self.frame, "against_", self.row, id));
        steps.extend(against.map(|it| self.at(StepKind::Against, it)));
    }

    /// The title of the initiative that a row is of.
    fn initiative_of(&self) -> Option<String> {
        self.named("initiatives", "initiative_id", self.text("initiative_id")?, "title")
    }

    /// A text of the row of another table that bears an id in the same document, with the id.
    fn named(&self, table: &str, id_column: &str, id: &str, column: &str) -> Option<String> {
        let frame = self.frames.get(table)?;
        let (ids, documents) = (frame.text(id_column), frame.text("document_id"));
        let document = self.text("document_id");
        let row = (0..frame.row_count()).find(|row| ids.get(*row) == Some(id) && documents.get(*row) == document)?;
        Some(format!("{} ({id})", frame.text(column).get(row).unwrap_or_default()))
    }

    /// Printed text, cell, page and file.
    fn printed(&self, printed: Option<&str>, steps: &mut Vec<Step>) {
        steps.extend(printed.map(|it| plain(StepKind::Printed, format!("「{it}」"))));
        let Some(place) = self.text("document_id").and_then(|id| place(self.frame, "", self.row, id)) else { return };
        steps.extend(self.cell(place, printed));
        steps.push(self.at(StepKind::Page, place));
        let documents = Documents::of(self.frames);
        let file = documents.file_name(place.document_id).unwrap_or_default();
        steps.push(Step {
            document_id: Some(place.document_id.to_owned()),
            file: Some(file.to_owned()),
            ..plain(StepKind::File, format!("{file} (sha256 {})", place.document_id))
        });
    }

    fn at(&self, kind: StepKind, place: Place) -> Step {
        let file = Documents::of(self.frames).file_name(place.document_id).map(str::to_owned);
        let [x0, y0, x1, y1] = place.bbox;
        Step {
            text: format!("{} p.{} [{x0}, {y0}, {x1}, {y1}]", file.as_deref().unwrap_or_default(), place.page),
            kind,
            document_id: Some(place.document_id.to_owned()),
            file,
            page: Some(place.page),
            bbox: Some(place.bbox),
        }
    }

    /// The smallest cell that holds the middle of a place, with its line that has the printed text.
    fn cell(&self, place: Place, printed: Option<&str>) -> Option<Step> {
        let cells = self.frames.get("cells")?;
        let (x, y) = ((place.bbox[0] + place.bbox[2]) / 2.0, (place.bbox[1] + place.bbox[3]) / 2.0);
        let documents = cells.text("document_id");
        let holds = |row: &usize| {
            documents.get(*row) == Some(place.document_id)
                && self::place(cells, "", *row, place.document_id).is_some_and(|it| {
                    let [x0, y0, x1, y1] = it.bbox;
                    it.page == place.page && (x0..=x1).contains(&x) && (y0..=y1).contains(&y)
                })
        };
        let area = |row: usize| {
            let bbox = self::place(cells, "", row, place.document_id).map_or([0.0; 4], |it| it.bbox);
            (bbox[2] - bbox[0]) * (bbox[3] - bbox[1])
        };
        let found = (0..cells.row_count()).filter(holds).min_by(|a, b| area(*a).total_cmp(&area(*b)))?;
        let text = cells.text("text").get(found).unwrap_or_default();
        let line = text.lines().find(|line| printed.is_some_and(|it| line.contains(it))).or(text.lines().next());
        let count = |name: &str| cells.i32(name).get(found).unwrap_or_default() + 1;
        let message = Message::new("explain_cell")
            .with("table", self.table_number(cells.text("table_id").get(found)?, place.document_id)?)
            .with("row", count("row"))
            .with("column", count("col"))
            .with("text", line.unwrap_or_default());
        Some(plain(StepKind::Cell, message.text(self.language)))
    }

    /// The place of a table among those of its document, from 1.
    fn table_number(&self, table_id: &str, document_id: &str) -> Option<usize> {
        let tables = self.frames.get("tables")?;
        let documents = tables.text("document_id");
        let mut of_document = (0..tables.row_count()).filter(|row| documents.get(*row) == Some(document_id));
        of_document.position(|row| tables.text("table_id").get(row) == Some(table_id)).map(|it| it + 1)
    }
}

fn place<'a>(frame: &Frame, prefix: &str, row: usize, document_id: &'a str) -> Option<Place<'a>> {
    let edge = |name: &str| frame.f64(&format!("{prefix}{name}")).get(row);
    let bbox = [edge("x0")?, edge("y0")?, edge("x1")?, edge("y1")?];
    Some(Place { document_id, page: frame.i32(&format!("{prefix}page")).get(row)?, bbox })
}

fn plain(kind: StepKind, text: String) -> Step {
    Step { kind, text, document_id: None, file: None, page: None, bbox: None }
}

/// The notes that are about the row of an id.
fn notes_about(frames: &Frames, id: &str, language: Language, steps: &mut Vec<Step>) {
    let Some(notes) = frames.get("notes") else { return };
    for row in (0..notes.row_count()).filter(|row| notes.text("key").get(*row) == Some(id)) {
        let text = |name: &str| notes.text(name).get(row).unwrap_or_default();
        steps.push(plain(
            StepKind::Note,
            format!("{} {}: {}", text("severity"), text("code"), text(message_column(language))),
        ));
    }
}
