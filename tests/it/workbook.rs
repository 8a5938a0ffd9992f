//! `report.xlsx`, taken apart: its sheets in both languages, numbers without noise, text that stays text, charts, colours.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::PathBuf;
use std::sync::LazyLock;

use regex::Regex;
use tempfile::TempDir;

use super::support::{copy_fixtures, csv_rows, shinchoku_in};

/// The parts of a workbook by their path in the archive.
type Parts = BTreeMap<String, String>;

static FOLDER: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    copy_fixtures(&folder.path().join("input"), &["R4_typst.pdf", "R5_typst.pdf", "R6_typst.pdf"]);
    let arguments = ["build", "input", "--output", "output", "--format", "xlsx,csv,html"];
    shinchoku_in(folder.path(), arguments).ends_with(0);
    folder
});

fn run() -> PathBuf {
    FOLDER.path().join("output/current")
}

fn parts(language: &str) -> Parts {
    let file = fs::File::open(run().join(if language == "ja" { "report.xlsx" } else { "report.en.xlsx" })).unwrap();
    let mut archive = zip::ZipArchive::new(file).unwrap();
    let count = archive.len();
    let part = |index: usize| {
        let mut entry = archive.by_index(index).unwrap();
        let mut text = String::new();
        entry.read_to_string(&mut text).unwrap();
        (entry.name().unwrap().into_owned(), text)
    };
    (0..count).map(part).collect()
}

/// The names of the sheets, in the order of the tabs.
fn sheet_names(parts: &Parts) -> Vec<String> {
    let name = Regex::new(r#"<sheet name="([^"]+)""#).unwrap();
    name.captures_iter(&parts["xl/workbook.xml"]).map(|it| it[1].to_owned()).collect()
}

fn sheet<'a>(parts: &'a Parts, name: &str) -> &'a str {
    let index = sheet_names(parts).iter().position(|it| it == name).unwrap_or_else(|| panic!("no sheet {name}"));
    &parts[&format!("xl/worksheets/sheet{}.xml", index + 1)]
}

/// The cells by column and row (`B4`), each with whether it is text, and what it shows.
fn cells(parts: &Parts, name: &str) -> BTreeMap<(String, u32), (bool, String)> {
    let item = Regex::new(r"(?s)<si><t[^>]*>(.*?)</t></si>").unwrap();
    let strings: Vec<&str> =
        item.captures_iter(&parts["xl/sharedStrings.xml"]).map(|it| it.get(1).unwrap().as_str()).collect();
    let cell = Regex::new(r#"<c r="([A-Z]+)(\d+)"([^>]*)><v>([^<]*)</v></c>"#).unwrap();
    let read = |it: regex::Captures| {
        let is_text = it[3].contains(r#"t="s""#);
        let value = if is_text { strings[it[4].parse::<usize>().unwrap()].to_owned() } else { it[4].to_owned() };
        ((it[1].to_owned(), it[2].parse().unwrap()), (is_text, value.replace("&amp;", "&").replace("&lt;", "<")))
    };
    cell.captures_iter(sheet(parts, name)).map(read).collect()
}

/// What a column of a `data_` sheet shows below its header, by row from 2.
fn column(cells: &BTreeMap<(String, u32), (bool, String)>, title: &str) -> BTreeMap<u32, (bool, String)> {
    let header = cells.iter().find(|((_, row), (_, text))| *row == 1 && text == title);
    let letters = &header.unwrap_or_else(|| panic!("no column {title}")).0.0;
    let below = cells.iter().filter(|((column, row), _)| column == letters && *row > 1);
    below.map(|((_, row), value)| (*row, value.clone())).collect()
}

fn csv(table: &str) -> Vec<Vec<String>> {
    csv_rows(&fs::read(run().join(format!("datasets/{table}.csv"))).unwrap())
}

fn csv_column(table: &str, name: &str) -> Vec<String> {
    let rows = csv(table);
    let index = rows[0].iter().position(|it| it == name).unwrap();
    rows[1..].iter().map(|it| it[index].clone()).collect()
}

#[test]
fn sheets_for_people_come_first_in_the_language_of_the_workbook() {
    let tables = csv_files();
    for (language, expected) in [
        ("ja", ["概要", "評価一覧", "KPI推移", "評価の変化", "要確認", "データ辞書", "出典"]),
        ("en", ["Overview", "Ratings", "Indicators", "Changes of ratings", "To check", "Data dictionary", "Sources"]),
    ] {
        let names = sheet_names(&parts(language));
        let human: Vec<&str> = names.iter().map(String::as_str).filter(|it| !it.starts_with("data_")).collect();
        let known: Vec<&&str> = human.iter().filter(|it| expected.contains(it)).collect();
        assert_eq!(known, expected.iter().collect::<Vec<_>>(), "{names:?}");
        assert_eq!(names.len() - human.len(), tables.len(), "every table with rows has a sheet: {names:?}");
    }
}

/// The tables that have rows: an empty sheet says nothing.
fn csv_files() -> Vec<String> {
    let entries = fs::read_dir(run().join("datasets")).unwrap().map(|it| it.unwrap().file_name());
    let names = entries.map(|it| it.into_string().unwrap());
    let tables = names.filter_map(|it| it.strip_suffix(".csv").map(str::to_owned));
    tables.filter(|it| csv(it).len() > 1).collect()
}

#[test]
fn data_sheets_have_one_header_row_one_datum_a_cell_and_nothing_else() {
    let parts = parts("ja");
    for table in csv_files() {
        let name: String = format!("data_{table}").chars().take(31).collect();
        let xml = sheet(&parts, &name);
        for absent in ["<mergeCell", "<f>", "<drawing"] {
            assert!(!xml.contains(absent), "{name} has {absent}");
        }
        let cells = cells(&parts, &name);
        let mut titles: Vec<&str> =
            cells.iter().filter(|((_, row), _)| *row == 1).map(|(_, (_, text))| text.as_str()).collect();
        let count = titles.len();
        titles.sort_unstable();
        titles.dedup();
        assert_eq!(titles.len(), count, "{name}: no title comes twice");
        let last_row = cells.keys().map(|(_, row)| *row).max().unwrap();
        assert_eq!(last_row as usize, csv(&table).len(), "{name} has the rows of the CSV");
    }
}

#[test]
fn decimals_are_numbers_without_noise() {
    let cells = cells(&parts("ja"), "data_observations");
    let found = column(&cells, "値（単位の列による）");
    let expected = csv_column("observations", "value");
    for (row, value) in (2..).zip(&expected) {
        match found.get(&row) {
            Some((is_text, found)) => assert!(!is_text && found == value, "row {row}: {found} is not {value}"),
            None => assert_eq!(value, "", "row {row}"),
        }
    }
    assert!(expected.iter().any(|it| it == "78.1"));
}

#[test]
fn codes_are_text_and_years_stand_in_both_calendars() {
    let cells = cells(&parts("ja"), "data_ratings");
    let values = |title: &str| column(&cells, title).into_values().collect::<Vec<_>>();
    assert!(values("全国地方公共団体コード").iter().all(|it| *it == (true, "050008".to_owned())));
    assert!(values("都道府県").iter().all(|it| *it == (true, "秋田県".to_owned())));
    assert_eq!(values("報告年度")[0], (false, "2022".to_owned()));
    assert_eq!(values("報告年度（和暦）")[0], (true, "R4".to_owned()));
}

#[test]
fn ratings_have_letters_and_conditional_colours() {
    let parts = parts("ja");
    let cells = cells(&parts, "評価一覧");
    let texts: Vec<&str> = cells.values().map(|it| it.1.as_str()).collect();
    for expected in ["R4（2022）", "R5（2023）", "R6（2024）", "電子申請・届出サービスの充実", "↑ 改善", "A", "C"]
    {
        assert!(texts.contains(&expected), "{expected}");
    }
    let xml = sheet(&parts, "評価一覧");
    for letter in ["A", "B", "C"] {
        assert!(xml.contains(&format!("<formula>\"{letter}\"</formula>")), "{letter} has a colour");
    }
}

#[test]
fn indicators_of_several_years_have_a_chart_over_their_row() {
    let parts = parts("ja");
    let charts: Vec<&String> = parts
        .iter()
        .filter(|it| it.0.starts_with("xl/charts/") && it.1.contains("<c:lineChart>"))
        .map(|it| it.1)
        .collect();
    assert!(charts.len() >= 5, "{} charts", charts.len());
    assert!(charts.iter().all(|it| it.contains("KPI推移!$") && it.contains("目標値") && it.contains("実績値")));
    let shown = charts.iter().filter(|it| it.contains("行政手続の電子化率")).count();
    assert_eq!(shown, 1);
}

#[test]
fn every_note_is_among_what_to_check() {
    let cells = cells(&parts("ja"), "要確認");
    for message in csv_column("notes", "message") {
        assert!(cells.values().any(|it| it.1 == message), "{message}");
    }
}

#[test]
fn pages_lead_to_their_pictures_on_the_report_page() {
    let location = Regex::new(r#"<hyperlink ref="([A-Z]+\d+)" r:id="[^"]+" location="([^"]+)""#).unwrap();
    for (language, page, sheets) in [
        ("ja", "report.html", ["評価一覧", "KPI推移", "評価の変化", "要確認"]),
        ("en", "report.en.html", ["Ratings", "Indicators", "Changes of ratings", "To check"]),
    ] {
        let parts = parts(language);
        let html = fs::read_to_string(run().join(page)).unwrap();
        for name in sheets {
            let places: Vec<String> = location.captures_iter(sheet(&parts, name)).map(|it| it[2].to_owned()).collect();
            assert!(places.len() > 3, "{name}: {places:?}");
            assert!(places.iter().all(|it| html.contains(&format!("id=\"{it}\""))), "{name}: {places:?} on {page}");
        }
        let targets: Vec<&String> =
            parts.iter().filter(|it| it.0.contains("worksheets/_rels")).map(|it| it.1).collect();
        assert!(targets.iter().any(|it| it.contains(&format!("Target=\"{page}\" TargetMode=\"External\""))));
    }
}

#[test]
fn the_dictionary_has_every_column() {
    let cells = cells(&parts("ja"), "データ辞書");
    let texts: Vec<&str> = cells.values().map(|it| it.1.as_str()).collect();
    for table in csv_files() {
        assert!(csv(&table)[0].iter().all(|it| texts.contains(&it.as_str())), "{table}");
    }
}

/// The sentences of the overview, without their bullets.
fn sentences(language: &str, overview: &str) -> Vec<String> {
    let cells = cells(&parts(language), overview);
    let sentences = cells.into_values().filter_map(|(_, text)| text.strip_prefix(['・', '•']).map(str::to_owned));
    sentences.map(|it| it.trim_start().to_owned()).collect()
}

#[test]
fn page_and_workbook_print_the_same_numbers() {
    for (language, overview, page) in [("ja", "概要", "report.html"), ("en", "Overview", "report.en.html")] {
        let html = fs::read_to_string(run().join(page)).unwrap();
        let words: String = html.split('<').filter_map(|it| it.split_once('>')).map(|(_, text)| text).collect();
        let sentences = sentences(language, overview);
        assert!(sentences.len() > 5, "{sentences:?}");
        // What letters mean stands between them on the page; the notes are counted in other words.
        let (ratings, same): (Vec<&String>, Vec<&String>) =
            sentences[..sentences.len() - 1].iter().partition(|it| it.contains("A 19"));
        for sentence in same {
            assert!(words.contains(sentence.as_str()), "{page} does not say: {sentence}");
        }
        for number in ["19件（23.5％）", "59件（72.8％）", "3件（3.7％）"].iter().filter(|_| language == "ja")
        {
            assert!(ratings[0].contains(number) && words.contains(number), "{number}: {ratings:?}");
        }
    }
}

#[test]
fn tables_for_people_can_be_filtered() {
    let parts = parts("ja");
    for name in ["評価一覧", "KPI推移", "要確認", "データ辞書"] {
        assert!(sheet(&parts, name).contains("<autoFilter"), "{name}");
    }
}

/// The texts of the cells of the page's first table after a mark, row by row.
fn page_table(html: &str, mark: &str) -> Vec<Vec<String>> {
    let (_, after) = html.split_once(mark).unwrap_or_else(|| panic!("no {mark}"));
    let table = &after[after.find("<table").unwrap()..after.find("</table>").unwrap()];
    let [row, cell, tag] =
        [r"(?s)<tr.*?</tr>", r"(?s)<t[hd][ >].*?</t[hd]>", "<[^>]+>"].map(|it| Regex::new(it).unwrap());
    let text = |it: regex::Match| tag.replace_all(it.as_str(), "").into_owned();
    row.find_iter(table).map(|it| cell.find_iter(it.as_str()).map(text).collect()).collect()
}

/// What a row of a sheet for people shows, by its columns.
fn sheet_rows(sheet: &str) -> BTreeMap<u32, BTreeMap<String, String>> {
    let mut rows: BTreeMap<u32, BTreeMap<String, String>> = BTreeMap::new();
    for ((column, row), (_, text)) in cells(&parts("ja"), sheet) {
        rows.entry(row).or_default().insert(column, text);
    }
    rows
}

/// A number of the workbook as the page rounds it: `20.731707` is `20.7％`.
fn percent(number: &str) -> String {
    format!("{}％", shinchoku::base::figures::fixed(number.parse().unwrap(), 1))
}

#[test]
fn every_count_and_share_by_year_is_the_same_on_page_and_workbook() {
    let html = fs::read_to_string(run().join("report.html")).unwrap();
    let sheet = sheet_rows("概要");
    let of_page = page_table(&html, "id=\"chart-ratings-1\"");
    assert_eq!(of_page.len(), 4);
    for row in &of_page[1..] {
        let [year, n, a, a_share, b, b_share, c, c_share] = &row[..] else { panic!("{row:?}") };
        let label = year.trim_end_matches("年度");
        let found = sheet.values().find(|it| it["A"].starts_with(&format!("{label}（")) && it.contains_key("G"));
        let found = found.unwrap_or_else(|| panic!("no {label} in the workbook"));
        let counts = ["B", "C", "D", "E"].map(|it| found[it].as_str());
        assert_eq!(counts, [n, a, b, c].map(String::as_str), "{label}");
        let shares = ["F", "G", "H"].map(|it| percent(&found[it]));
        assert_eq!(shares.each_ref(), [a_share, b_share, c_share], "{label}");
    }
}

#[test]
fn every_rating_is_the_same_on_page_and_workbook() {
    let html = fs::read_to_string(run().join("report.html")).unwrap();
    let mut of_page: Vec<Vec<String>> = page_table(&html, "<section id=\"initiatives\"");
    of_page.retain(|it| it.len() == 5 && it[0].parse::<u32>().is_ok());
    let current: BTreeMap<(String, String), Vec<String>> =
        of_page.into_iter().map(|it| ((it[0].clone(), it[1].clone()), it[2..].to_vec())).collect();
    let mut compared = 0;
    for row in sheet_rows("評価一覧").values().filter(|it| it.contains_key("D")) {
        let text = |column: &str| row.get(column).cloned().unwrap_or_default();
        let Some(ratings) = current.get(&(text("A"), text("D"))) else { continue };
        let is_unrated = |it: &String| it.is_empty() || it == "－" || it == "-";
        let found = ["F", "G", "H"].map(text).map(|it| if is_unrated(&it) { "－".to_owned() } else { it });
        let printed: Vec<String> = ratings
            .iter()
            .map(|it| if is_unrated(it) { "－".to_owned() } else { it.trim_end_matches('*').to_owned() })
            .collect();
        assert_eq!(printed, found, "{row:?}");
        compared += 1;
    }
    assert!(compared >= 81, "{compared} initiatives");
}

#[test]
fn every_achievement_of_the_last_year_is_the_same_on_page_and_workbook() {
    let html = fs::read_to_string(run().join("report.html")).unwrap();
    let sheet = sheet_rows("KPI推移");
    let of_page = page_table(&html, "id=\"chart-targets-1\"");
    let (header, rows) = of_page.split_first().unwrap();
    let place = |title: &str| header.iter().position(|it| it == title).unwrap();
    assert_eq!(rows.len(), 25);
    for row in rows {
        let name = &row[place("指標")];
        let found = sheet.values().find(|it| it.get("B") == Some(name)).unwrap_or_else(|| panic!("no {name}"));
        let achievement = found.get("L").map(|it| percent(it)).unwrap_or_default();
        assert_eq!(achievement, row[place("達成率")], "{name}");
        for (column, title) in [("F", "目標"), ("I", "実績")] {
            let printed: String = row[place(title)].chars().filter(|it| it.is_ascii_digit() || *it == '.').collect();
            let scale = if row[place(title)].contains('億') {
                8
            } else if row[place(title)].contains('万') {
                4
            } else {
                0
            };
            let printed = printed.parse::<f64>().unwrap() * 10f64.powi(scale);
            assert_eq!(found[column].parse::<f64>().unwrap(), printed, "{name}: {title}");
        }
    }
}

#[test]
fn indicators_of_an_unknown_direction_are_counted_and_named() {
    let targets = sentences("ja", "概要").into_iter().find(|it| it.contains("目標と実績がそろう")).unwrap();
    let number = |pattern: &str| -> usize {
        Regex::new(pattern).unwrap().captures(&targets).map_or(0, |it| it[1].parse().unwrap())
    };
    let [all, met, missed, unknown] =
        ["そろう(\\d+)件", "うち、(\\d+)件が目標", "達し、(\\d+)件", "分からない(\\d+)件"].map(number);
    assert!(unknown > 0 && all == met + missed + unknown, "{targets}");
    let achievements = csv("trend_achievement");
    let column = |name: &str| achievements[0].iter().position(|it| it == name).unwrap();
    let of_year = achievements.iter().filter(|it| it[column("fiscal_year")] == "2024");
    assert_eq!(of_year.clone().count(), all);
    let of_unknown: Vec<&str> =
        of_year.filter(|it| it[column("met")].is_empty()).map(|it| it[column("name")].as_str()).collect();
    assert_eq!(of_unknown.len(), unknown);
    let html = fs::read_to_string(run().join("report.html")).unwrap();
    let chart = fs::read_to_string(run().join("charts/targets.vl.json")).unwrap();
    for name in of_unknown {
        assert!(targets.contains(name), "{name}: {targets}");
        assert!(html.contains(name) && chart.contains(name), "{name} is in the picture");
    }
}
