//! Which profile fits a document.

use std::ops::Range;
use std::sync::Arc;

use super::Profile;
use super::compact::Compact;
use super::header::{Heads, heads};
use super::identity::lines_of_first_page;
use super::list::{ListRating, read_lists};
use super::pattern::Pattern;
use super::profile::{Field, Head, IndicatorForm, Label, ListForm, SheetForm, built_in_profiles};
use super::scale::Scale;
use crate::base::{Message, Note, Noted, Prefecture};
use crate::layout::{DocumentLayout, Table};
use crate::text::fold;

/// Points for a title that marks the design; a header counts half of it, a label a little.
const TITLE: f64 = 1.0;
const HEADER: f64 = 0.5;
const LABEL: f64 = 0.25;
/// A profile that describes a form fits from this score on: a title alone is not enough, a list header with block labels is, and a table of
/// indicators with seven of ten columns known.
const ENOUGH: f64 = 1.2;
/// A fallback asks for less: a table of indicators with four of ten columns known.
const ENOUGH_FOR_FALLBACK: f64 = 0.9;
/// A profile that does not fit came near from this score on.
const NEAR: f64 = 0.5;
/// Words that head columns are at most this long, in bytes, set with gaps too.
const MAX_WORD: usize = 90;
/// Words of a profile that are named when they were not found.
const NAMED_WORDS: usize = 6;

/// How well a profile fits.
#[derive(Debug, Clone, PartialEq, Default)]
struct Fit {
    score: f64,
    /// Share of the ratings printed beside indicators that stand on its scale.
    rated: f64,
    /// Share of the columns that it knows, over all headers of indicators.
    known: f64,
    /// Words of the profile that were not found, as written in it.
    missing: Vec<String>,
}

/// The profile that fits best; `None` when none fits well enough.
///
/// Of equals the first is taken: the user's own profiles stand before the built-in ones. A fallback is taken only where no
/// other fits, and of several the one that knows most columns and whose scale the printed ratings belong to.
///
/// Notes: `profile_near`, `profile_also_fits`, `profile_of_another`.
pub fn recognise(layout: &DocumentLayout, profiles: &[Arc<Profile>]) -> Noted<Option<Arc<Profile>>> {
    let texts = Texts::of(layout, profiles);
    let possible = profiles.iter().filter(|it| !texts.is_of_another(it));
    let fits: Vec<(&Arc<Profile>, Fit)> = possible.map(|it| (it, fit(layout, &texts, it))).collect();
    let best = |is_fallback: bool, enough: f64| {
        let fitting = fits.iter().filter(|(it, fit)| it.is_fallback == is_fallback && fit.score >= enough);
        let weight = |fit: &Fit| fit.score + if is_fallback { fit.rated + fit.known } else { 0.0 };
        fitting.reduce(|best, other| if weight(&other.1) > weight(&best.1) { other } else { best })
    };
    let own = best(false, ENOUGH);
    let found = own.or_else(|| best(true, ENOUGH_FOR_FALLBACK));
    let mut notes = Vec::new();
    if let Some((profile, fit)) = own {
        let also = fits.iter().filter(|(it, other)| {
            !it.is_fallback && it.id != profile.id && other.score >= ENOUGH && fit.score - other.score < LABEL
        });
        for (other, _) in also {
            let message = Message::new("profile_also_fits").with("profile", &profile.id).with("other", &other.id);
            notes.push(Note::info(message));
        }
    } else {
        // Silently the user would look for the fault in everything else. That a built-in profile is another's is no fault.
        let is_own = |it: &&Arc<Profile>| built_in_profiles().iter().all(|built_in| built_in.hash != it.hash);
        let others = profiles.iter().filter(|it| texts.has_title(it) && texts.is_of_another(it)).filter(is_own);
        for (profile, prefecture) in others.filter_map(|it| Some((it, it.prefecture?))) {
            let message = Message::new("profile_of_another").with("profile", &profile.id);
            notes.push(Note::warning(message.with("prefecture", prefecture.name())));
        }
        let near = fits.iter().filter(|(it, fit)| !it.is_fallback && fit.score >= NEAR && !fit.missing.is_empty());
        if let Some((profile, fit)) = near.reduce(|best, other| if other.1.score > best.1.score { other } else { best })
        {
            let missing: Vec<&str> = fit.missing.iter().take(NAMED_WORDS).map(String::as_str).collect();
            let message = Message::new("profile_near").with("profile", &profile.id).with("missing", missing.join(", "));
            notes.push(Note::info(message));
        }
    }
    Noted { value: found.map(|(profile, _)| (*profile).clone()), notes }
}

/// The texts that words of profiles are looked for in, in compact form.
struct Texts {
    first_page: String,
    lines: Vec<Compact>,
    cells: Vec<Compact>,
    /// Table and row of each cell.
    places: Vec<(usize, usize)>,
}

impl Texts {
    /// Only texts that may be a word or hold a label of the profiles: to bring all texts into compact form took 4 % of the time
    /// that a page takes.
    fn of(layout: &DocumentLayout, profiles: &[Arc<Profile>]) -> Texts {
        let are_bracketed = profiles.iter().all(has_bracketed_labels);
        let may_label = |text: &str| !are_bracketed || Pattern::may_hold_bracketed(text);
        let may_be_word = |text: &str| text.len() <= MAX_WORD;
        let first_page: String = lines_of_first_page(layout, None).iter().map(|line| line.text.text()).collect();
        let lines = layout.lines().map(|it| it.text.text()).filter(|it| may_label(it)).map(Compact::new);
        let of_table = |(index, table): (usize, &Table)| {
            let cells = table.cells.iter().filter(|cell| !cell.text.is_blank());
            let cells = cells.filter(|it| may_label(it.text.text()) || may_be_word(it.text.text()));
            cells.map(|it| (Compact::new(it.text.text()), (index, it.row))).collect::<Vec<_>>()
        };
        let (cells, places) = layout.tables.iter().enumerate().flat_map(of_table).unzip();
        Texts { first_page: fold(&first_page), lines: lines.collect(), cells, places }
    }

    /// Whether the report of another prefecture or of a municipality is before us: plans of one name are made all over the country.
    fn is_of_another(&self, profile: &Profile) -> bool {
        let Some(prefecture) = profile.prefecture.filter(|it| !self.first_page.contains(it.name())) else {
            return false;
        };
        let reporters = ['都', '道', '府', '県', '市', '区', '町', '村'];
        let before = profile.titles.iter().filter_map(|it| self.first_page.find(it.as_str()));
        Prefecture::find_in(&self.first_page).is_some_and(|it| it != prefecture)
            || before.into_iter().any(|at| self.first_page[..at].ends_with(reporters))
    }

    fn has_title(&self, profile: &Profile) -> bool {
        profile.titles.iter().any(|title| self.first_page.contains(title.as_str()))
    }

    fn begins(&self, pattern: &Pattern) -> bool {
        self.cells.iter().chain(&self.lines).any(|it| pattern.prefix(it).is_some())
    }

    /// Whether a cell is the label, or holds it where it may stand inside text. Headers of columns are none: `事業名` over a column
    /// is a word of many tables.
    fn is_labelled(&self, pattern: &Pattern, headers: &[Header<'_>]) -> bool {
        let inside = |it: &Compact| pattern.is_bracketed() && pattern.all(it).next().is_some();
        let heads =
            |(table, row): &(usize, usize)| headers.iter().any(|it| it.index == *table && it.rows().contains(row));
        let cells = self.cells.iter().zip(&self.places);
        cells.filter(|(it, _)| pattern.whole(it).is_some() || inside(it)).any(|(_, place)| !heads(place))
    }
}

/// Whether all that a profile looks for in lines and long cells begins with a bracket.
fn has_bracketed_labels(profile: &Arc<Profile>) -> bool {
    profile.sheet.is_none() && profile.block.labels.iter().all(|it| it.1.is_bracketed())
}

fn fit(layout: &DocumentLayout, texts: &Texts, profile: &Profile) -> Fit {
    let mut fit = Fit::default();
    let title = texts.has_title(profile);
    if title {
        fit.score += TITLE;
    }
    // Where the tables say the rest, the title is all there is to go by.
    if profile.corrections.is_some() {
        fit.score *= ENOUGH / TITLE;
    }
    if let Some(list) = &profile.list {
        let mut has_both = true;
        for words in [&list.section, &list.title] {
            if texts.cells.iter().any(|it| words.contains(&it.text)) {
                fit.score += HEADER / 2.0;
            } else {
                fit.missing.extend(words.first().cloned());
                has_both = false;
            }
        }
        (fit.rated, fit.known) = (1.0, 1.0);
        // A header that says initiative, group and rating is as good as a title.
        if profile.is_fallback && has_both && is_rated_list(layout, texts, profile, list) {
            fit.score += HEADER;
        }
    }
    let mut parts: Vec<Label> = Vec::new();
    for (label, pattern) in &profile.block.labels {
        if texts.begins(pattern) {
            fit.score += LABEL;
            parts.extend((!parts.contains(label)).then_some(*label));
        } else {
            fit.missing.push(pattern.source().to_owned());
        }
    }
    // Three parts make a box, whatever the report is called.
    if profile.is_fallback && parts.len() >= 3 {
        fit.score += LABEL;
    }
    // Most documents have no sheets, and headers are dear to look for.
    let has_title =
        |form: &SheetForm| form.labels.iter().any(|(field, it)| *field == Field::Title && texts.is_labelled(it, &[]));
    let is_possible = profile.sheet.as_ref().is_none_or(has_title);
    let form = profile.indicators.as_ref().filter(|_| is_possible);
    let headers = form.map(|form| headers(layout, form)).unwrap_or_default();
    let is_sheet = profile.sheet.is_none() || add_sheet(texts, profile, &headers, &mut fit);
    if let Some(form) = profile.indicators.as_ref().filter(|_| is_sheet) {
        match headers.iter().map(|it| it.heads.known_share()).reduce(f64::max) {
            Some(share) => fit.score += HEADER + if profile.sheet.is_some() { 0.0 } else { share },
            None => fit.missing.extend(form.words_of_names()),
        }
    }
    if !headers.is_empty() {
        fit.rated = rated_share(&headers, &profile.scale);
        fit.known = headers.iter().map(|it| it.heads.known_share()).sum::<f64>() / headers.len() as f64;
    }
    if !title {
        fit.missing.extend(profile.titles.first().cloned());
    }
    fit
}

/// Whether there is a list whose ratings stand on one scale. One whose header prints no year may be of anything that is rated, so the
/// first page must speak of a plan.
fn is_rated_list(layout: &DocumentLayout, texts: &Texts, profile: &Profile, list: &ListForm) -> bool {
    const PLANS: [&str; 6] = ["計画", "戦略", "プラン", "ビジョン", "大綱", "進捗"];
    let rows = read_lists(layout, list).rows;
    let ratings: Vec<&ListRating> = rows.iter().flat_map(|it| &it.ratings).collect();
    let scale = profile.scale.settled(ratings.iter().map(|it| it.printed.text()));
    let is_dated = ratings.iter().any(|it| it.fiscal_year.is_some());
    !scale.order().is_empty() && (is_dated || PLANS.iter().any(|it| texts.first_page.contains(it)))
}

/// A header of indicators.
struct Header<'a> {
    /// Index of the table.
    index: usize,
    table: &'a Table,
    row: usize,
    heads: Heads,
}

impl Header<'_> {
    fn rows(&self) -> Range<usize> {
        self.row..self.heads.end
    }
}

fn headers<'a>(layout: &'a DocumentLayout, form: &IndicatorForm) -> Vec<Header<'a>> {
    let of_table = |(index, table): (usize, &'a Table)| {
        let header = move |row| Some(Header { index, table, row, heads: heads(table, row, form)? });
        (0..table.row_count).filter_map(header)
    };
    layout.tables.iter().enumerate().flat_map(of_table).collect()
}

/// Share of the ratings below these headers that the scale has; all of none.
fn rated_share(headers: &[Header<'_>], scale: &Scale) -> f64 {
    let printed = headers.iter().filter_map(|it| Some((it, it.heads.column(Head::Rating)?)));
    let printed = printed.flat_map(|(Header { table, heads, .. }, column)| {
        let cells = table.cells.iter().filter(|it| it.row >= heads.end && column.range.contains(&it.column));
        cells.map(|it| it.text.text()).filter(|it| !scale.is_none(it))
    });
    let printed: Vec<&str> = printed.collect();
    let settled = scale.settled(printed.iter().copied());
    let on_scale = printed.iter().filter(|it| settled.read(it).0.is_some()).count();
    if printed.is_empty() { 1.0 } else { on_scale as f64 / printed.len() as f64 }
}

/// Adds what speaks for a sheet; `false` where its title is nowhere labelled.
fn add_sheet(texts: &Texts, profile: &Profile, headers: &[Header<'_>], fit: &mut Fit) -> bool {
    let Some(form) = &profile.sheet else { return false };
    let mut seen: Vec<Field> = Vec::new();
    // What is left out speaks for no design.
    let labels = || form.labels.iter().filter(|(field, _)| *field != Field::Other);
    for (field, pattern) in labels() {
        if !seen.contains(field) && texts.is_labelled(pattern, headers) {
            seen.push(*field);
        }
    }
    let mut unseen: Vec<Field> = Vec::new();
    for (field, pattern) in labels().filter(|(field, _)| !seen.contains(field)) {
        if !unseen.contains(field) {
            unseen.push(*field);
            fit.missing.push(pattern.source().to_owned());
        }
    }
    let has_title = seen.contains(&Field::Title);
    if has_title {
        fit.score += LABEL * seen.len() as f64;
    }
    has_title
}
