//! Which report it is: title, fiscal year, prefecture; and the ids of what stands in it.

use std::collections::BTreeMap;

use super::ids::{IdOf, short_id};
use super::title::{as_of_year, closing_year, done_year, eraless_done_year, evaluated_span, plan_in, reported_year};
use super::{DocumentFacts, Initiative, Profile, ReportIdentity};
use crate::base::calendar::Era;
use crate::base::{FiscalYear, Message, Municipality, MunicipalityFound, Note, Noted, Prefecture};
use crate::layout::{DocumentLayout, Flow, Line};
use crate::text::{Item, ItemKind, Time, fold, scan};

/// A running title has at least this many letters: `No.12`, `資料2` and page numbers are none.
const MIN_TITLE: usize = 5;
/// A running title is the title where it is set so many times as large as any line below it.
const LARGER: f64 = 1.1;
/// The name of who reports has at most this many letters, with its department.
const MAX_AUTHOR: usize = 24;
/// A cover has at most this many lines.
const MAX_COVER: usize = 14;
/// A letter before a report has at least so many sentences, and at most so many pages.
const MIN_SENTENCES: usize = 3;
const MAX_LETTERS: usize = 2;
/// On other first pages who reports stands in the first so many lines.
const TOP_LINES: usize = 5;
/// A heading is at most this long, in characters.
const MAX_HEADING: usize = 60;

/// What the caller knows of documents.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Overrides {
    /// The fiscal year reported on, where a document does not print it.
    pub fiscal_year: Option<FiscalYear>,
    /// The prefecture that reports, where a document does not print it.
    pub prefecture: Option<Prefecture>,
    /// What is known of this document, whatever it prints.
    pub facts: DocumentFacts,
}

/// The id of an initiative. The number is no part of it, for numbers change from year to year; a row that agrees in all else
/// with an earlier one is told apart by how many there were.
pub(super) fn initiative_id(
    identity: &ReportIdentity,
    area: Option<&str>,
    section: Option<&str>,
    title: &str,
    before: &[Initiative],
) -> String {
    let own = identity.municipality.map(Municipality::code);
    let reporter = own.or_else(|| identity.prefecture.map(Prefecture::code)).unwrap_or_default();
    let plan = identity.plan.as_deref().unwrap_or_default();
    let key = |repeat: usize| {
        let parts = [plan, area.unwrap_or_default(), section.unwrap_or_default(), title].map(fold);
        short_id(IdOf::Initiative, &[&reporter, &parts[0], &parts[1], &parts[2], &parts[3], &repeat.to_string()])
    };
    let mut repeat = 0;
    let mut id = key(repeat);
    while before.iter().any(|it| it.id == id) {
        repeat += 1;
        id = key(repeat);
    }
    id
}

/// Finds out which report it is: from the title on the first page, then the text of that page, then the file name, then the
/// profile. Notes: `fiscal_year_unknown`, `prefecture_unknown`,
/// `municipality_unclear`.
pub(super) fn identify(
    layout: &DocumentLayout,
    profile: Option<&Profile>,
    file_name: &str,
    overrides: &Overrides,
) -> Noted<ReportIdentity> {
    let first_page: Vec<&Line> = lines_of_first_page(layout, profile);
    let title = title(&first_page, profile);
    let page_text: String = first_page.iter().map(|line| line.text.text()).collect();
    let sources = [title.as_deref().unwrap_or_default(), &page_text, file_name];
    let facts = &overrides.facts;
    let printed = || sources.iter().find_map(|text| Prefecture::find_in(text));
    let named = facts.prefecture.or_else(printed).or(overrides.prefecture);
    let authors = authors(&first_page, layout, self::first_page(layout, profile));
    let headings = headings_on_top(&first_page);
    let texts = [title.as_deref().unwrap_or_default(), &authors, &headings, file_name];
    let given = facts.prefecture.or(overrides.prefecture);
    let municipality = municipality(&texts, given, named);
    let (municipality, is_unclear) = match municipality {
        MunicipalityFound::One(one) => (Some(one), false),
        found => (None, found == MunicipalityFound::Unclear),
    };
    let prefecture =
        municipality.and_then(Municipality::prefecture).or(named).or_else(|| profile.and_then(|it| it.prefecture));
    let years = || {
        let titled = with_years_in_brackets(title.as_deref().unwrap_or_default(), &first_page);
        // A date in the title, 令和７年３月末時点, is nearer than years in running text.
        let of_title = reported_year(&titled, true).or_else(|| as_of_year(&titled));
        let year = of_title.or_else(|| [&page_text, file_name].iter().find_map(|text| reported_year(text, false)));
        // 令和６年度 in the title of a report on what 令和５年度 did.
        let is_before = |done: &FiscalYear| year.is_none_or(|it| done.year() + 1 == it.year());
        let found = done_year(&page_text).filter(is_before).or(year);
        let eraless = || eraless_done_year(&page_text, any_year(&page_text).or_else(|| year_in_lines(layout)));
        let found = closing_year(&titled, &page_text).or(found);
        found.or_else(|| as_of_year(&page_text)).or_else(|| evaluated_span(&titled)).or_else(eraless)
    };
    let fiscal_year = facts.fiscal_year.or_else(years).or(overrides.fiscal_year);
    let mut notes = Vec::new();
    if fiscal_year.is_none() {
        notes.push(Note::warning(Message::new("fiscal_year_unknown")));
    }
    if prefecture.is_none() {
        notes.push(Note::info(Message::new("prefecture_unknown")));
    }
    if is_unclear {
        notes.push(Note::info(Message::new("municipality_unclear")));
    }
    let area_code = municipality.map(Municipality::code).or_else(|| prefecture.map(Prefecture::area_code));
    let identity = ReportIdentity {
        municipality,
        area_code: area_code.filter(|_| !is_unclear),
        plan: facts.plan.clone().or_else(|| own_plan(profile, prefecture, title.as_deref())),
        source_url: facts.source_url.clone(),
        published_on: facts.published_on.clone(),
        title,
        prefecture,
        fiscal_year,
        near_year: fiscal_year.or_else(|| any_year(&page_text)).or_else(|| year_in_lines(layout)),
        profile_id: profile.map(|it| it.id.clone()),
        profile_hash: profile.map(|it| it.hash.clone()),
        scale: profile.map(|it| it.scale.order().to_vec()).unwrap_or_default(),
        scale_meanings: Vec::new(),
    };
    Noted { value: identity, notes }
}

/// The plan that the profile names, else the title. The profile of one prefecture does not know the plan of another.
fn own_plan(profile: Option<&Profile>, prefecture: Option<Prefecture>, title: Option<&str>) -> Option<String> {
    let own = profile.filter(|it| it.prefecture.is_none() || it.prefecture == prefecture);
    own.and_then(|it| it.plan.clone()).or_else(|| title.and_then(plan_in))
}

/// The last year or date that a text names.
fn any_year(text: &str) -> Option<FiscalYear> {
    let year = |item: &Item| match item.kind {
        ItemKind::Time(Time::FiscalYear(year)) => Some(year),
        ItemKind::Time(Time::CalendarYear(year)) => FiscalYear::new(year),
        ItemKind::Time(Time::AsOf(date) | Time::Date(date)) => date.fiscal_year(),
        ItemKind::Time(Time::FiscalYears { from, .. }) => Some(from),
        _ => None,
    };
    scan(text).iter().rev().find_map(year)
}

/// So many texts with 年 are looked at for a year that says the era of others.
const MAX_LOOKED_AT: usize = 200;

/// The year that running text and tables name most often: notes at the end say of which era the others are.
fn year_in_lines(layout: &DocumentLayout) -> Option<FiscalYear> {
    let lines = layout.lines().map(|it| it.text.text());
    let cells = layout.tables.iter().flat_map(|it| &it.cells).map(|it| it.text.text());
    let dated = lines.chain(cells).filter(|it| it.contains('年')).take(MAX_LOOKED_AT);
    let mut counts: BTreeMap<FiscalYear, usize> = BTreeMap::new();
    // What began in the Showa era says nothing of the years that figures are of.
    for year in dated.filter_map(any_year).filter(|it| it.year() >= Era::Heisei.offset()) {
        *counts.entry(year).or_default() += 1;
    }
    counts.into_iter().max_by_key(|it| it.1).map(|it| it.0)
}

/// The title with the lines in brackets on its page, which say the year that it is about: `（令和３年度実績）`.
fn with_years_in_brackets(title: &str, lines: &[&Line]) -> String {
    let is_bracketed =
        |text: &&str| text.starts_with(['（', '(']) && text.ends_with(['）', ')']) && text.contains('年');
    let brackets = lines.iter().map(|it| it.text.text().trim()).filter(is_bracketed);
    std::iter::once(title).chain(brackets).collect()
}

/// The lines on a cover, and the cells of a form, that name who reports: `佐　世　保　市`, `奈良県橿原市教育委員会`. A line each.
fn authors(lines: &[&Line], layout: &DocumentLayout, page: u32) -> String {
    const OFFICES: [&str; 11] = ["市", "町", "村", "区", "委員会", "役所", "役場", "部", "課", "局", "室"];
    let names_author = |text: &String| {
        let letters = text.chars().count();
        (2..=MAX_AUTHOR).contains(&letters)
            && OFFICES.iter().any(|it| text.ends_with(it))
            && !text.contains(['。', '、'])
    };
    let compact = |it: &&Line| fold(it.text.text());
    let is_cover = lines.len() <= MAX_COVER;
    let on_top = if is_cover { lines } else { &lines[..lines.len().min(TOP_LINES)] };
    let on_cover = on_top.iter().map(compact).filter(names_author);

    let first_table = layout.tables.first().filter(|it| it.parts.first().is_some_and(|part| part.page == page));
    let in_form = first_table.into_iter().flat_map(|table| {
        let is_label = |text: &str| matches!(text, "市町村名" | "都道府県名" | "自治体名" | "団体名" | "市区町村名");
        table.cells.windows(2).filter(move |it| is_label(&fold(it[0].text.text())))
    });
    let in_form = in_form.map(|it| fold(it[1].text.text()));
    on_cover.chain(in_form).collect::<Vec<_>>().join("\n")
}

/// The first lines of the report, up to its first sentence: the plan may stand above the title in smaller type.
fn headings_on_top(lines: &[&Line]) -> String {
    let is_heading = |it: &&&Line| {
        let text = it.text.text();
        !text.contains('。') && text.chars().count() <= MAX_HEADING
    };
    let headings = lines.iter().take(TOP_LINES).take_while(is_heading).map(|it| it.text.text());
    headings.collect::<Vec<_>>().join("\n")
}

/// The municipality that the title names, else the cover, else the file name. What stands in them decides first, then what else is known of the
/// prefecture.
fn municipality(texts: &[&str], given: Option<Prefecture>, known: Option<Prefecture>) -> MunicipalityFound {
    let strong = given.or_else(|| texts.iter().find_map(|text| Prefecture::find_in(text)));
    let find = |prefecture| {
        let found = texts.iter().map(|text| Municipality::find_in(text, prefecture));
        found.into_iter().find(|it| *it != MunicipalityFound::None).unwrap_or(MunicipalityFound::None)
    };
    // Titles are also set with gaps between the letters: 南 国 市.
    let spaced = |text: &&str| Municipality::find_in(&fold(text), strong);
    let found = match find(strong) {
        MunicipalityFound::None => texts.first().map(spaced).unwrap_or(MunicipalityFound::None),
        found => found,
    };
    match found {
        MunicipalityFound::Unclear if strong.is_none() => find(known),
        found => found,
    }
}

/// The lines outside tables on the first page of the report that has any. A page of tables only has its running title, where that
/// is more than a number; sheets that all print it in larger type than their own lines have it in front of these.
pub(super) fn lines_of_first_page<'a>(layout: &'a DocumentLayout, profile: Option<&Profile>) -> Vec<&'a Line> {
    let first = first_page(layout, profile);
    let flow = || layout.flow.iter().skip_while(move |it| page_of(layout, it).is_some_and(|page| page < first));
    let begins_with_table =
        |page: u32| flow().next().is_some_and(|it| matches!(it, Flow::Table(_)) && page_of(layout, it) == Some(page));
    if let Some(page) = layout.pages.iter().find(|it| it.number >= first).filter(|it| begins_with_table(it.number)) {
        let is_title = |line: &&Line| line.text.text().chars().filter(|it| it.is_alphabetic()).count() >= MIN_TITLE;
        let titles: Vec<&Line> = page.furniture.iter().filter(is_title).collect();
        if !titles.is_empty() {
            return titles;
        }
    }
    let mut lines = flow().filter_map(|it| match it {
        Flow::Line(line) => Some(line),
        Flow::Table(_) => None,
    });
    let Some(first) = lines.next() else { return Vec::new() };
    let own: Vec<&Line> = std::iter::once(first).chain(lines.take_while(|line| line.page == first.page)).collect();

    let largest = own.iter().map(|it| it.size).fold(0.0, f64::max);
    let is_running_title = |line: &&Line| {
        line.size > LARGER * largest && line.bbox.y1 <= first.bbox.y0 && any_year(line.text.text()).is_some()
    };
    let page = layout.pages.iter().find(|it| it.number == first.page);
    let running = page.into_iter().flat_map(|it| &it.furniture).filter(is_running_title);
    running.chain(own).collect()
}

fn page_of(layout: &DocumentLayout, it: &Flow) -> Option<u32> {
    match it {
        Flow::Line(line) => Some(line.page),
        Flow::Table(index) => layout.tables[*index].source().map(|it| it.page),
    }
}

/// The page on which the report begins: a letter before it, sentences that name neither a year nor who reports, is none of it.
fn first_page(layout: &DocumentLayout, profile: Option<&Profile>) -> u32 {
    let is_letter = |page: u32| {
        let mut lines = Vec::new();
        for it in layout.flow.iter().filter(|it| page_of(layout, it) == Some(page)) {
            match it {
                Flow::Line(line) => lines.push(line.text.text()),
                Flow::Table(_) => return false,
            }
        }
        let text: String = lines.concat();
        let compact = fold(&text);
        let sentences = lines.iter().filter(|it| it.contains('。')).count();
        let is_known = profile.is_some_and(|it| it.titles.iter().any(|title| compact.contains(title.as_str())));
        sentences >= MIN_SENTENCES
            && 2 * sentences >= lines.len()
            && !is_known
            && any_year(&text).is_none()
            && Prefecture::find_in(&text).is_none()
            && matches!(Municipality::find_in(&text, None), MunicipalityFound::None)
    };
    let pages = layout.flow.iter().filter_map(|it| page_of(layout, it));
    let numbers: Vec<u32> = pages.collect::<std::collections::BTreeSet<u32>>().into_iter().collect();
    let letters = numbers.iter().take(MAX_LETTERS).take_while(|it| is_letter(**it)).count();
    // Where there is nothing but letters, they are the document.
    numbers.get(letters).or(numbers.first()).copied().unwrap_or(1)
}

/// The title: the lines around one that the profile knows, else those in the largest type.
fn title(lines: &[&Line], profile: Option<&Profile>) -> Option<String> {
    // Signs may be larger than any letter: ☀☁.
    let is_worded = |it: &&Line| it.text.text().chars().any(char::is_alphabetic);
    let largest = lines.iter().copied().filter(is_worded).map(|it| it.size).fold(0.0, f64::max);
    let known = profile.and_then(|profile| {
        lines.iter().position(|line| {
            let compact = fold(line.text.text());
            profile.titles.iter().any(|title| compact.contains(title.as_str()))
        })
    });
    let start = known.or_else(|| lines.iter().position(|it| it.size >= 0.95 * largest && is_worded(it)))?;
    let size = lines[start].size;
    // A long title runs on in the same type, and one in larger type than the text only.
    let runs_on = size > 1.15 * median_size(lines);
    let in_type = || lines[start..].iter().take_while(|it| (it.size - size).abs() < 0.05 * size).take(3);
    let mut count = if runs_on { in_type().count() } else { 1 };
    // Where a page holds nothing else, a bracket that is open or opens tells that the title goes on.
    let opens = |line: &&Line| line.text.text().trim_start().starts_with(['（', '(', '【']);
    while count < in_type().count() && (has_open_bracket(&lines[start..start + count]) || opens(&lines[start + count]))
    {
        count += 1;
    }
    Some(lines[start..start + count].iter().map(|it| it.text.text().trim()).collect::<Vec<_>>().join(""))
}

fn has_open_bracket(lines: &[&Line]) -> bool {
    let count = |brackets: [char; 3]| lines.iter().map(|it| it.text.text().matches(brackets).count()).sum::<usize>();
    count(['（', '(', '【']) > count(['）', ')', '】'])
}

fn median_size(lines: &[&Line]) -> f64 {
    let mut sizes: Vec<f64> = lines.iter().map(|it| it.size).collect();
    sizes.sort_by(f64::total_cmp);
    sizes.get(sizes.len() / 2).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Rect;
    use crate::layout::{PageLayout, Passage};
    use crate::pdf::Direction;

    #[track_caller]
    fn check_title(lines: &[(&str, f64)], expected: &str) {
        let line = |(text, size): &(&str, f64)| {
            let mut passage = Passage::default();
            text.chars().for_each(|it| passage.push(it, 1, Rect::default()));
            let (bbox, direction) = (Rect::default(), Direction::Right);
            Line { text: passage, page: 1, bbox, baseline: 0.0, size: *size, direction }
        };
        let lines: Vec<Line> = lines.iter().map(line).collect();
        assert_eq!(title(&lines.iter().collect::<Vec<_>>(), None).as_deref(), Some(expected));
    }

    fn line(text: &str, y: f64, size: f64) -> Line {
        let mut passage = Passage::default();
        let bbox = Rect::new(50.0, y, 300.0, y + size);
        text.chars().for_each(|it| passage.push(it, 1, bbox));
        Line { text: passage, page: 1, bbox, baseline: y + size, size, direction: Direction::Right }
    }

    #[test]
    fn sheets_that_all_print_their_title_have_it_in_front() {
        let texts = |running: Line| {
            let page = PageLayout { number: 1, furniture: vec![running], ..PageLayout::default() };
            let flow = vec![Flow::Line(line("【基本情報】", 60.0, 10.0))];
            let layout = DocumentLayout { pages: vec![page], flow, ..DocumentLayout::default() };
            let lines = lines_of_first_page(&layout, None);
            lines.iter().map(|it| it.text.text().to_owned()).collect::<Vec<_>>()
        };
        let title = "生駒市　令和６年度評価シート";
        assert_eq!(texts(line(title, 20.0, 14.0)), [title, "【基本情報】"]);
        // In small type, at the foot or without a year it is none.
        for other in [line(title, 20.0, 10.0), line(title, 800.0, 14.0), line("生駒市　評価シート", 20.0, 14.0)]
        {
            assert_eq!(texts(other), ["【基本情報】"]);
        }
    }

    #[test]
    fn a_title_goes_on_in_large_type_or_in_an_open_bracket() {
        check_title(
            &[("総合計画の", 16.0), ("進捗状況", 16.0), ("本文", 10.0), ("本文", 10.0), ("本文", 10.0)],
            "総合計画の進捗状況",
        );
        check_title(
            &[("総合計画の進捗状況（令和５年度", 12.0), ("末時点）", 12.0), ("企画課", 12.0)],
            "総合計画の進捗状況（令和５年度末時点）",
        );
        check_title(&[("総合計画の進捗状況", 12.0), ("企画課", 12.0)], "総合計画の進捗状況");
        check_title(
            &[("令和６年度進捗評価", 12.0), ("（令和５年度実績）", 12.0)],
            "令和６年度進捗評価（令和５年度実績）",
        );
    }
}
