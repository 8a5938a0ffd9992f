//! The draft of a profile, from the labels and header words that a document prints.

use std::collections::BTreeMap;

use super::Role;
use super::compact::Compact;
use super::header::{Heads, heads};
use super::header_cell::meaning;
use super::identity::lines_of_first_page;
use super::pattern::{fiscal_year, year_label};
use super::profile::{Field, Head, IndicatorForm, Label, Profile, SheetForm, vocabulary};
use crate::base::Language;
use crate::layout::{Cell, DocumentLayout, Flow, Table};

/// A label recurs at least so often before it is taken for that of a sheet.
const RECURS: usize = 3;
/// Labels in brackets are at most this long, in characters.
const MAX_LABEL: usize = 24;

/// Drafts a profile for the design of a document; comments in `language` say what a person must fill in or look at.
///
/// Words that the built-in profiles know are put where they belong; header words that nobody knows are listed as left out.
pub fn draft(layout: &DocumentLayout, id: &str, language: Language) -> String {
    let known = Known::built_in();
    let sheet = sheet_labels(layout, &known);
    let header = header_words(layout, &known);
    let list = if header.is_empty() { list_header(layout) } else { None };
    let labels = bracketed_labels(layout);
    let say = |japanese: &'static str, english: &'static str| match language {
        Language::Japanese => japanese,
        Language::English => english,
    };
    let mut text = Draft::default();
    text.comment(say(
        "下書き：? のある行を確かめ、埋めてください。鍵の意味は docs/profiles.md にあります。",
        "A draft: check and fill in the lines with a ?. docs/profiles.md says what each key means.",
    ));
    text.line(&format!("id = {}", quoted(id)));
    text.line(&format!("name_ja = {}", quoted(&title(layout).unwrap_or_else(|| id.to_owned()))));
    text.line(&format!("name_en = {}  # ?", quoted(id)));
    text.line(&format!("# prefecture = \"05\"  # ? {}", say("都道府県の報告書なら", "where one prefecture reports")));
    text.line(&format!("# plan = \"\"  # ? {}", say("計画の名称", "name of the plan")));
    text.section("recognise");
    text.list(
        "title",
        &title_words(layout),
        Some(say("毎年変わらない部分だけを残す", "keep only what stays from year to year")),
    );
    if let Some((section, title)) = &list {
        text.section("list");
        text.list("section", std::slice::from_ref(section), Some(say("分類の列", "the column of sections")));
        text.list("title", std::slice::from_ref(title), Some(say("取組名の列", "the column of titles")));
        text.list("rating", &["{FY}".to_owned()], None);
        text.line("number = \"leading\"");
    }
    if !header.is_empty() {
        text.section("indicators");
        header.iter().for_each(|(key, words)| text.list(key, words, None));
    }
    if !sheet.is_empty() {
        text.section("sheet");
        sheet.iter().for_each(|(key, words)| text.list(key, words, None));
    }
    let (mut part_keys, unknown): (Vec<_>, Vec<_>) = labels.into_iter().partition(|(key, _)| key.is_some());
    // One label alone is a legend or a heading, not a box.
    if part_keys.len() < 2 {
        part_keys.clear();
    }
    if !part_keys.is_empty() && sheet.is_empty() {
        text.section("block");
        text.list(
            "title",
            &["{circled}{title}({departments})".to_owned()],
            Some(say("個票の見出し", "heading of a box")),
        );
        text.section("block.labels");
        grouped(part_keys).iter().for_each(|(key, words)| text.list(key, words, Some("?")));
    } else if !part_keys.is_empty() {
        let missing = grouped(part_keys).into_iter().filter(|(key, _)| !sheet.contains_key(key));
        missing.for_each(|(key, words)| text.list(key, &words, Some("?")));
    }
    for (_, label) in unknown {
        text.comment(&format!("? {}: {label}", say("読まない見出し", "label that is not read")));
    }
    text.section("rating");
    text.list("order", &scale_letters(layout, &known), Some(say("良い順", "the best first")));
    text.list("none", &["-".to_owned()], None);
    text.text
}

/// The words that are known.
struct Known {
    indicators: IndicatorForm,
    sheets: Vec<SheetForm>,
    general: &'static Profile,
}

impl Known {
    fn built_in() -> Known {
        let [general, sheet] = vocabulary();
        Known {
            indicators: general.indicators.clone().unwrap_or_default(),
            sheets: sheet.sheet.iter().cloned().collect(),
            general,
        }
    }

    /// The part of a sheet that a label names.
    fn field(&self, compact: &Compact) -> Option<Field> {
        let labels = self.sheets.iter().flat_map(|it| &it.labels);
        labels.filter(|(_, it)| it.whole(compact).is_some()).map(|(field, _)| *field).next()
    }
}

fn title(layout: &DocumentLayout) -> Option<String> {
    let lines = lines_of_first_page(layout);
    let largest = lines.iter().map(|it| it.size).fold(0.0, f64::max);
    lines.iter().find(|it| it.size >= 0.95 * largest).map(|it| it.text.text().trim().to_owned())
}

/// The title without its year.
fn title_words(layout: &DocumentLayout) -> Vec<String> {
    let Some(title) = title(layout) else { return Vec::new() };
    let compact = Compact::new(&title).text;
    let parts = year_label().split(&compact).map(|it| it.trim_matches(|it: char| !it.is_alphanumeric()).to_owned());
    parts.max_by_key(|it| it.chars().count()).filter(|it| !it.is_empty()).into_iter().collect()
}

/// Header words of the tables of indicators by key, and the unknown ones as left out.
fn header_words(layout: &DocumentLayout, known: &Known) -> BTreeMap<&'static str, Vec<String>> {
    let mut words: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    for table in &layout.tables {
        for row in 0..table.row_count {
            let Some(found) = heads(table, row, &known.indicators) else { continue };
            for (key, word) in kind_words(table, &found, &known.indicators) {
                let list = words.entry(key).or_default();
                if !list.contains(&word) {
                    list.push(word);
                }
            }
            for cell in table.cells.iter().filter(|it| (row..found.end).contains(&it.row) && !it.text.is_blank()) {
                let (key, word) = match meaning(cell.text.text(), &known.indicators) {
                    Some(meaning) => match meaning.head.map(key_of_head) {
                        Some(key) => (key, without_year(cell)),
                        None => continue,
                    },
                    None => ("other", without_year(cell)),
                };
                let list = words.entry(key).or_default();
                if !word.is_empty() && !list.contains(&word) {
                    list.push(word);
                }
            }
        }
    }
    words
}

/// What the rows of a kind column say that they hold (目標, 実績), by key.
fn kind_words(table: &Table, heads: &Heads, form: &IndicatorForm) -> Vec<(&'static str, String)> {
    let Some(column) = heads.column(Head::Kind) else { return Vec::new() };
    let below = table.cells.iter().filter(|it| it.row >= heads.end && column.range.contains(&it.column));
    let word = |cell: &Cell| {
        let head = meaning(cell.text.text(), form)?.head?;
        let is_value = matches!(head, Head::Value(_) | Head::Achievement);
        is_value.then(|| (key_of_head(head), without_year(cell)))
    };
    below.filter_map(word).collect()
}

/// The text of a header cell without its year and the brackets around it.
fn without_year(cell: &Cell) -> String {
    let compact = Compact::new(cell.text.text()).text;
    let bare = year_label().replace_all(&compact, "").replace("()", "").replace("[]", "");
    bare.trim_matches(|it: char| !it.is_alphanumeric() && !")]%#.".contains(it)).to_owned()
}

fn key_of_head(head: Head) -> &'static str {
    match head {
        Head::Number => "number",
        Head::Area => "area",
        Head::Section => "section",
        Head::Initiative => "initiative",
        Head::Indicator => "indicator",
        Head::Unit => "unit",
        Head::Departments => "department",
        Head::Kind => "kind",
        Head::Rating => "rating",
        Head::Achievement => "achievement",
        Head::Value(role) => role.as_str(),
        Head::Dated(role) => key_of_dated(role),
        Head::Group => "group",
        Head::Other => "other",
    }
}

fn key_of_dated(role: Role) -> &'static str {
    match role {
        Role::Baseline => "dated.baseline",
        Role::Target => "dated.target",
        Role::Actual => "dated.actual",
        Role::Forecast => "dated.forecast",
        Role::Reference => "dated.reference",
    }
}

fn key_of_field(field: Field) -> &'static str {
    match field {
        Field::Number => "number",
        Field::Area => "area",
        Field::Section => "section",
        Field::Title => "title",
        Field::Departments => "department",
        Field::Part(Label::Plan) => "plan",
        Field::Part(Label::Progress) => "progress",
        Field::Part(Label::Rating) => "rating",
        Field::Part(Label::Next) => "next",
        Field::Other => "other",
    }
}

/// Labels of sheets by key: texts that stand alone in a cell again and again, where one of them is known to label a title.
fn sheet_labels(layout: &DocumentLayout, known: &Known) -> BTreeMap<&'static str, Vec<String>> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let cells = layout.tables.iter().flat_map(|it| &it.cells).filter(|it| !it.text.is_blank());
    for cell in cells {
        let text = Compact::new(cell.text.text()).text;
        if text.chars().count() <= MAX_LABEL {
            *counts.entry(text).or_default() += 1;
        }
    }
    let mut labels: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    for (text, _) in counts.iter().filter(|(_, count)| **count >= RECURS) {
        if let Some(field) = known.field(&Compact::new(text)) {
            labels.entry(key_of_field(field)).or_default().push(text.clone());
        }
    }
    if labels.contains_key("title") { labels } else { BTreeMap::new() }
}

/// The section and title words of a list whose rating columns are headed by years.
fn list_header(layout: &DocumentLayout) -> Option<(String, String)> {
    let years = |table: &Table, row: usize| {
        let is_year = |cell: &Cell| fiscal_year(&Compact::new(cell.text.text()).text).is_some();
        table.row(row).filter(|it| is_year(it)).count()
    };
    let rows = layout.tables.iter().flat_map(|table| (0..table.row_count.min(4)).map(move |row| (table, row)));
    let (table, row) = rows.filter(|(table, row)| years(table, *row) >= 1).max_by_key(|(table, _)| table.row_count)?;
    let words: Vec<String> = table.row(row).map(|it| Compact::new(it.text.text()).text).collect();
    let mut names = words.into_iter().filter(|it| !it.is_empty() && fiscal_year(it).is_none());
    Some((names.next()?, names.next()?))
}

/// Labels in brackets that begin lines, cells or paragraphs, with the key that their words point to, each once.
fn bracketed_labels(layout: &DocumentLayout) -> Vec<(Option<&'static str>, String)> {
    let mut labels: Vec<(Option<&'static str>, String)> = Vec::new();
    for text in texts(layout) {
        for line in text.lines() {
            let Some(label) = bracketed_label(line) else { continue };
            if !labels.iter().any(|(_, known)| *known == label) {
                labels.push((part_key(&label), label));
            }
        }
    }
    labels
}

/// `【R5計画】…` -> `【{FY}計画】`; `None` where a line does not begin with a short label in brackets.
pub(super) fn bracketed_label(line: &str) -> Option<String> {
    let compact = Compact::new(line).text;
    let inside = compact.strip_prefix(['【', '〔', '［', '《'])?;
    let end = inside.find(['】', '〕', '］', '》'])?;
    let close = inside[end..].chars().next()?.len_utf8();
    let open = compact.len() - inside.len();
    let label = &compact[..open + end + close];
    (label.chars().count() <= MAX_LABEL).then(|| year_label().replace(label, "{FY}").into_owned())
}

fn part_key(label: &str) -> Option<&'static str> {
    const WORDS: [(&str, &str); 12] = [
        ("今後", "next"),
        ("次年度", "next"),
        ("方向", "next"),
        ("評価", "rating"),
        ("達成状況", "rating"),
        ("進捗", "progress"),
        ("実績", "progress"),
        ("取組状況", "progress"),
        ("成果", "progress"),
        ("計画", "plan"),
        ("目標", "plan"),
        ("概要", "plan"),
    ];
    WORDS.iter().find(|(word, _)| label.contains(word)).map(|(_, key)| *key)
}

fn grouped(labels: Vec<(Option<&'static str>, String)>) -> BTreeMap<&'static str, Vec<String>> {
    let mut groups: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    for (key, label) in labels {
        if let Some(key) = key {
            groups.entry(key).or_default().push(label);
        }
    }
    groups
}

/// All texts of a document, cells and lines.
pub(super) fn texts(layout: &DocumentLayout) -> impl Iterator<Item = &str> {
    let lines = layout.flow.iter().filter_map(|it| match it {
        Flow::Line(line) => Some(line.text.text()),
        Flow::Table(_) => None,
    });
    lines.chain(layout.tables.iter().flat_map(|it| &it.cells).map(|it| it.text.text()))
}

/// The letters of the known scale that most short cells belong to.
fn scale_letters(layout: &DocumentLayout, known: &Known) -> Vec<String> {
    let general = known.general;
    let cells = layout.tables.iter().flat_map(|it| &it.cells).map(|it| Compact::new(it.text.text()).text);
    let letters = general.scale.letters();
    let printed: Vec<String> = cells.filter(|it| letters.contains(it)).collect();
    general.scale.settled(printed.iter().map(String::as_str)).order().to_vec()
}

#[derive(Default)]
struct Draft {
    text: String,
}

impl Draft {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn comment(&mut self, text: &str) {
        self.line(&format!("# {text}"));
    }

    fn section(&mut self, name: &str) {
        self.line(&format!("\n[{name}]"));
    }

    fn list(&mut self, key: &str, words: &[String], comment: Option<&str>) {
        let words: Vec<String> = words.iter().map(|it| quoted(it)).collect();
        let comment = comment.map(|it| format!("  # ? {}", it.trim_start_matches('?').trim())).unwrap_or_default();
        self.line(&format!("{key} = [{}]{}", words.join(", "), comment.trim_end()));
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_in_brackets() {
        assert_eq!(bracketed_label("【Ｒ５計画】・端末を置く").as_deref(), Some("【{FY}計画】"));
        assert_eq!(bracketed_label("・【進捗】"), None);
        assert_eq!(bracketed_label("【とても長い見出しなので、これは項目名ではなく文章の一部である】"), None);
    }

    #[test]
    fn parts_by_their_words() {
        let keys = ["【{FY}計画】", "【今後の取組等】", "【課題】"].map(part_key);
        assert_eq!(keys, [Some("plan"), Some("next"), None]);
    }
}
