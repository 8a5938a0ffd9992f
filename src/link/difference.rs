//! What differs between two editions: initiatives, ratings, values.
//!
//! Comes in: two documents, each with the frames it stands in. Goes out: [`Difference`]s in the order of the later document, then
//! what the earlier one alone has. Things are matched by their id, else by their name.

use std::collections::{BTreeMap, HashMap};

use rust_decimal::Decimal;

use crate::dataset::{Frame, Frames};
use crate::text::fold;

/// A document within frames.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// The tables it stands in.
    pub frames: &'a Frames,
    /// Its id.
    pub document_id: &'a str,
    /// The year it reports on.
    pub fiscal_year: Option<i16>,
}

/// What kind of thing differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An initiative: new, ended, its title or its section.
    Initiative,
    /// A rating.
    Rating,
    /// A target.
    Target,
    /// An actual.
    Actual,
    /// An indicator: new or ended.
    Indicator,
}

impl Kind {
    /// The word written to outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Initiative => "initiative",
            Kind::Rating => "rating",
            Kind::Target => "target",
            Kind::Actual => "actual",
            Kind::Indicator => "indicator",
        }
    }
}

/// How it differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Only the later document has it.
    New,
    /// Only the earlier document has it.
    Ended,
    /// Its title.
    Renamed,
    /// Its area or section.
    Moved,
    /// Each document's own year has another one.
    Changed,
    /// Both documents speak of one year, and differ.
    Restated,
}

impl Change {
    /// The word written to outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Change::New => "new",
            Change::Ended => "ended",
            Change::Renamed => "renamed",
            Change::Moved => "moved",
            Change::Changed => "changed",
            Change::Restated => "restated",
        }
    }
}

/// One thing that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What kind of thing.
    pub kind: Kind,
    /// How it differs.
    pub change: Change,
    /// The initiative or indicator, as the later document names it.
    pub subject: String,
    /// The year it is about, where both speak of one.
    pub fiscal_year: Option<i16>,
    /// What the earlier document has.
    pub before: Option<Printed>,
    /// What the later document has.
    pub after: Option<Printed>,
}

/// What is printed, and on which page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// As printed.
    pub text: String,
    /// From 1.
    pub page: Option<i32>,
}

/// A value with what makes it equal to another.
#[derive(Debug, Clone, PartialEq)]
struct Value {
    number: Option<Decimal>,
    unit: Option<String>,
    printed: Printed,
}

/// An initiative or an indicator of one document.
struct Thing {
    id: String,
    /// The id of the initiative that an indicator is of.
    owner: Option<String>,
    name: String,
    label: String,
    group: String,
    page: Option<i32>,
}

/// What differs between two documents.
pub fn difference(earlier: Side, later: Side) -> Vec<Difference> {
    let (before, now) = (initiatives(earlier), initiatives(later));
    let pairs = pairs(&before, &now, |first, second| first.group == second.group);
    let mut found = things(&before, &now, &pairs, Kind::Initiative);
    let same: HashMap<&str, &str> =
        pairs.iter().map(|(first, second)| (now[*second].id.as_str(), before[*first].id.as_str())).collect();
    let (rated_before, rated_now) = (ratings(earlier), ratings(later));
    for (first, second) in &pairs {
        let none = BTreeMap::new();
        let of = |rated: &HashMap<String, BTreeMap<i16, Value>>, id: &str| rated.get(id).unwrap_or(&none).clone();
        let values = [of(&rated_before, &before[*first].id), of(&rated_now, &now[*second].id)];
        found.extend(values_differ(Kind::Rating, &now[*second].label, earlier, later, &values));
    }
    let (measured_before, measured_now) = (indicators(earlier), indicators(later));
    let of_one_initiative = |first: &Thing, second: &Thing| {
        let owner = second.owner.as_deref().and_then(|it| same.get(it).copied());
        owner.is_some() && owner == first.owner.as_deref()
    };
    let pairs = self::pairs(&measured_before, &measured_now, of_one_initiative);
    for (kind, role) in [(Kind::Target, "target"), (Kind::Actual, "actual")] {
        let (said_before, said_now) = (observations(earlier, role), observations(later, role));
        for (first, second) in &pairs {
            let none = BTreeMap::new();
            let of = |said: &HashMap<String, BTreeMap<i16, Value>>, id: &str| said.get(id).unwrap_or(&none).clone();
            let values = [of(&said_before, &measured_before[*first].id), of(&said_now, &measured_now[*second].id)];
            found.extend(values_differ(kind, &measured_now[*second].label, earlier, later, &values));
        }
    }
    found.extend(things(&measured_before, &measured_now, &pairs, Kind::Indicator));
    found
}

/// New, ended, renamed and moved things.
fn things(before: &[Thing], now: &[Thing], pairs: &[(usize, usize)], kind: Kind) -> Vec<Difference> {
    let printed = |text: &str, thing: &Thing| Some(Printed { text: text.to_owned(), page: thing.page });
    let one = |change, thing: &Thing, before, after| Difference {
        kind,
        change,
        subject: thing.label.clone(),
        fiscal_year: None,
        before,
        after,
    };
    let mut found = Vec::new();
    for (index, thing) in now.iter().enumerate() {
        let Some(first) = pairs.iter().find(|it| it.1 == index).map(|it| &before[it.0]) else {
            found.push(one(Change::New, thing, None, printed(&thing.name, thing)));
            continue;
        };
        if fold(&first.name) != fold(&thing.name) {
            found.push(one(Change::Renamed, thing, printed(&first.name, first), printed(&thing.name, thing)));
        }
        if kind == Kind::Initiative && fold(&first.group) != fold(&thing.group) {
            found.push(one(Change::Moved, thing, printed(&first.group, first), printed(&thing.group, thing)));
        }
    }
    for (_, thing) in before.iter().enumerate().filter(|(index, _)| pairs.iter().all(|it| it.0 != *index)) {
        found.push(one(Change::Ended, thing, printed(&thing.name, thing), None));
    }
    found
}

/// The values of one thing in both documents, by year: each document's own year, and every year that both speak of.
fn values_differ(
    kind: Kind,
    subject: &str,
    earlier: Side,
    later: Side,
    [before, now]: &[BTreeMap<i16, Value>; 2],
) -> Vec<Difference> {
    let own = |values: &BTreeMap<i16, Value>, side: Side| side.fiscal_year.and_then(|year| values.get(&year)).cloned();
    let differ = |first: &Option<Value>, second: &Option<Value>| match (first, second) {
        (Some(a), Some(b)) if a.number.is_some() && b.number.is_some() => a.number != b.number || a.unit != b.unit,
        (Some(a), Some(b)) => fold(&a.printed.text) != fold(&b.printed.text),
        (None, None) => false,
        _ => true,
    };
    let printed = |value: Option<Value>| value.map(|it| it.printed);
    let mut found = Vec::new();
    if earlier.fiscal_year != later.fiscal_year {
        let (first, second) = (own(before, earlier), own(now, later));
        if differ(&first, &second) {
            let subject = subject.to_owned();
            let (before, after) = (printed(first), printed(second));
            found.push(Difference { kind, change: Change::Changed, subject, fiscal_year: None, before, after });
        }
    }
    for (year, second) in now {
        let first = before.get(year).cloned();
        if first.is_some() && differ(&first, &Some(second.clone())) {
            found.push(Difference {
                kind,
                change: Change::Restated,
                subject: subject.to_owned(),
                fiscal_year: Some(*year),
                before: printed(first),
                after: Some(second.printed.clone()),
            });
        }
    }
    found
}

/// Pairs by id, then by the name where `akin` holds, then by a name that is the only one of its kind on both sides.
fn pairs(before: &[Thing], now: &[Thing], akin: impl Fn(&Thing, &Thing) -> bool) -> Vec<(usize, usize)> {
    let mut taken = vec![false; before.len()];
    let mut partner: Vec<Option<usize>> = vec![None; now.len()];
    let once = |things: &[Thing], name: &str| things.iter().filter(|it| fold(&it.name) == name).count() == 1;
    for step in 0..3 {
        for (index, thing) in now.iter().enumerate().filter(|(index, _)| partner[*index].is_none()).collect::<Vec<_>>()
        {
            let name = fold(&thing.name);
            let fits = |it: &Thing| match step {
                0 => it.id == thing.id,
                1 => fold(&it.name) == name && akin(it, thing),
                _ => fold(&it.name) == name && once(before, &name) && once(now, &name),
            };
            let found = (0..before.len()).find(|it| !taken[*it] && fits(&before[*it]));
            if let Some(first) = found {
                taken[first] = true;
                partner[index] = found;
            }
        }
    }
    partner.into_iter().enumerate().filter_map(|(index, first)| Some((first?, index))).collect()
}

/// The rows of a table that are of a document.
fn rows<'a>(side: Side<'a>, table: &str) -> Option<(&'a Frame, Vec<usize>)> {
    let frame = side.frames.get(table)?;
    let documents = frame.text("document_id");
    let rows = (0..frame.row_count()).filter(|row| documents.get(*row) == Some(side.document_id)).collect();
    Some((frame, rows))
}

fn initiatives(side: Side) -> Vec<Thing> {
    let Some((frame, rows)) = rows(side, "initiatives") else { return Vec::new() };
    let text = |name: &str, row: usize| frame.text(name).get(row).unwrap_or_default().to_owned();
    let thing = |row: usize| {
        let name = text("title", row);
        let number = frame.i32("number").get(row).map(|it| format!("{it} ")).unwrap_or_default();
        let group = [text("area", row), text("section", row)].join(" ").trim().to_owned();
        let page = frame.i32("page").get(row);
        Thing { id: text("initiative_id", row), owner: None, label: format!("{number}{name}"), name, group, page }
    };
    rows.into_iter().map(thing).collect()
}

fn indicators(side: Side) -> Vec<Thing> {
    let Some((frame, rows)) = rows(side, "indicators") else { return Vec::new() };
    let text = |name: &str, row: usize| frame.text(name).get(row).unwrap_or_default().to_owned();
    let thing = |row: usize| {
        let (name, owner) = (text("name", row), frame.text("initiative_id").get(row).map(str::to_owned));
        let page = frame.i32("page").get(row);
        Thing { id: text("indicator_id", row), owner, label: name.clone(), name, group: String::new(), page }
    };
    rows.into_iter().map(thing).collect()
}

/// The list's ratings by initiative and year; a block's where the list has none.
fn ratings(side: Side) -> HashMap<String, BTreeMap<i16, Value>> {
    let mut all: HashMap<String, BTreeMap<i16, Value>> = HashMap::new();
    let Some((frame, rows)) = rows(side, "ratings") else { return all };
    for origin in ["list", "block"] {
        for row in rows.iter().copied().filter(|row| frame.text("origin").get(*row) == Some(origin)) {
            let key = (frame.text("initiative_id").get(row), frame.i16("fiscal_year").get(row));
            let (Some(id), Some(year)) = key else { continue };
            let text = frame.text("value").get(row).unwrap_or_default().to_owned();
            let printed = Printed { text, page: frame.i32("page").get(row) };
            let years = all.entry(id.to_owned()).or_default();
            years.entry(year).or_insert(Value { number: None, unit: None, printed });
        }
    }
    all
}

/// The values in a role by indicator and year: the first target, the actual of the latest date.
fn observations(side: Side, role: &str) -> HashMap<String, BTreeMap<i16, Value>> {
    let mut all: HashMap<String, BTreeMap<i16, Value>> = HashMap::new();
    let Some((frame, mut rows)) = rows(side, "observations") else { return all };
    let as_of = frame.date("as_of");
    rows.sort_by_key(|row| std::cmp::Reverse(as_of.physical().get(*row)));
    for row in rows {
        let own = frame.text("role").get(row) == Some(role) && frame.text("area").get(row).is_none();
        let key = (frame.text("indicator_id").get(row), frame.i16("fiscal_year").get(row));
        let (true, (Some(id), Some(year))) = (own, key) else { continue };
        let text = frame.text("printed").get(row).unwrap_or_default().to_owned();
        let printed = Printed { text, page: frame.i32("page").get(row) };
        let unit = frame.text("unit").get(row).map(str::to_owned);
        let value = Value { number: frame.decimal("value", row), unit, printed };
        all.entry(id.to_owned()).or_default().entry(year).or_insert(value);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::examples::{measurements, observation, rated_edition};
    use crate::dataset::{Edition, frames};
    use crate::indicator::Role;

    /// `kind change subject: before -> after`
    #[track_caller]
    fn check(editions: [Edition; 2], expected: &[&str]) {
        let ids = editions.each_ref().map(|it| it.document.document_id.clone());
        let years = editions.each_ref().map(|it| it.report.identity.fiscal_year.map(|it| it.year()));
        let frames = crate::link::link(&frames(&editions), &[]).value;
        let side = |index: usize| Side { frames: &frames, document_id: &ids[index], fiscal_year: years[index] };
        let text = |printed: Option<Printed>| printed.map_or_else(|| "·".to_owned(), |it| it.text);
        let line = |it: Difference| {
            let year = it.fiscal_year.map(|it| format!(" {it}")).unwrap_or_default();
            let (kind, change, subject) = (it.kind.as_str(), it.change.as_str(), it.subject);
            format!("{kind} {change} {subject}{year}: {} -> {}", text(it.before), text(it.after))
        };
        let found: Vec<String> = difference(side(0), side(1)).into_iter().map(line).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn initiatives_come_and_go() {
        let editions =
            [rated_edition(2022, &[("税", &[]), ("窓口", &[])]), rated_edition(2023, &[("窓口", &[]), ("AI", &[])])];
        check(editions, &["initiative new 2 AI: · -> AI", "initiative ended 1 税: 税 -> ·"]);
    }

    #[test]
    fn another_section() {
        let mut editions = [rated_edition(2022, &[("税", &[])]), rated_edition(2023, &[("税", &[])])];
        editions[1].report.initiatives[0].section = Some("(2) 税務".to_owned());
        check(editions, &["initiative moved 1 税: 行政 -> 行政 (2) 税務"]);
    }

    #[test]
    fn ratings_of_each_own_year_and_of_a_year_that_both_rate() {
        let earlier = rated_edition(2022, &[("税", &[(2022, "B")])]);
        check(
            [earlier.clone(), rated_edition(2023, &[("税", &[(2022, "C"), (2023, "A")])])],
            &["rating changed 1 税: B -> A", "rating restated 1 税 2022: B -> C"],
        );
        check([earlier, rated_edition(2023, &[("税", &[(2022, "B"), (2023, "B")])])], &[]);
    }

    #[test]
    fn values() {
        let edition = |year: i16, observations| {
            let mut edition = rated_edition(year, &[("税", &[])]);
            edition.measurements = measurements(observations);
            edition
        };
        let earlier = edition(2022, vec![observation(Role::Target, 2022, "70"), observation(Role::Actual, 2022, "60")]);
        let later = edition(
            2023,
            vec![
                observation(Role::Target, 2022, "65"),
                observation(Role::Target, 2023, "80"),
                observation(Role::Actual, 2023, "60"),
            ],
        );
        let expected =
            ["target changed 行政手続の電子化率: 70% -> 80%", "target restated 行政手続の電子化率 2022: 70% -> 65%"];
        check([earlier, later], &expected);
    }
}
