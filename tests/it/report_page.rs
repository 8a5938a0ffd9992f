//! `report.html` of a run: what is in it, and that a second run gives the same.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use regex::Regex;
use tempfile::TempDir;

use super::support::{Finished, copy_fixtures, shinchoku_in};

/// A run of three editions with the page.
fn run() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    copy_fixtures(&folder.path().join("input"), &["R4_typst.pdf", "R5_typst.pdf", "R6_typst.pdf"]);
    build(&folder);
    let current = folder.path().join("output/current");
    (folder, current)
}

fn build(folder: &TempDir) -> Finished {
    shinchoku_in(folder.path(), ["build", "input", "--output", "output", "--format", "html"]).ends_with(0)
}

fn files(run: &std::path::Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for folder in [run.to_owned(), run.join("charts")] {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap).filter(|it| it.path().is_file()) {
            files.push((entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()));
        }
    }
    files.sort();
    files
}

#[test]
fn the_page_shows_where_its_numbers_are_printed_and_comes_out_the_same_twice() {
    let (_folder, current) = run();
    let page = fs::read_to_string(current.join("report.html")).unwrap();
    assert!(page.len() < 10_000_000, "{} bytes", page.len());
    let pictures = page.matches("href=\"data:image/png;base64,").count();
    assert!(pictures > 40, "{pictures} pictures");
    assert!(page.matches("class=\"cite\"").count() > 300, "ratings, totals and values lead to their pictures");
    assert!(page.contains("計画を上回る"), "the letters are explained");
    let english = fs::read_to_string(current.join("report.en.html")).unwrap();
    assert!(english.contains("<html lang=\"en\">") && page.contains("<html lang=\"ja\">"));
    let (_other_folder, other) = run();
    assert!(files(&current) == files(&other), "the same input gives the same files");
}

#[test]
fn each_chart_is_a_png_too_where_there_is_a_japanese_font() {
    let folder = tempfile::tempdir().unwrap();
    copy_fixtures(&folder.path().join("input"), &["R4_typst.pdf", "R5_typst.pdf"]);
    let finished = build(&folder);
    let told =
        finished.error.contains("The charts were not drawn as PNG") || finished.output.contains("not drawn as PNG");
    let files = files(&folder.path().join("output/current"));
    let of_kind = |ending: &str| -> Vec<&str> { files.iter().filter_map(|it| it.0.strip_suffix(ending)).collect() };
    let (vectors, pixels) = (of_kind(".svg"), of_kind(".png"));
    assert!(vectors.len() >= 12, "{vectors:?}");
    assert_eq!(pixels, if told { Vec::new() } else { vectors.clone() }, "all of them, or a word on why there is none");
    for (name, png) in files.iter().filter(|it| it.0.ends_with(".png")) {
        let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let width = reader.next_frame(&mut pixels).unwrap().width as usize;
        // The title: letters stand in the margin above the drawing, on paper.
        let title = &pixels[width * 4 * 50..width * 4 * 95];
        let dark = title.chunks_exact(4).filter(|it| it[0] < 80).count();
        assert!((300..title.len() / 16).contains(&dark), "{name}: {dark} dark pixels in its title");
    }
}

/// The page without what is not its own words: its style and script, names in code, pictures of PDFs, the dictionary of names.
fn own_words(page: &str) -> Vec<String> {
    let (before, rest) = page.split_once("<section id=\"dictionary\"").unwrap();
    let page = format!("{before}{}", rest.split_once("</section>").unwrap().1);
    let [left_out, tag] =
        [r"(?s)<(style|script|code)[ >].*?</(style|script|code)>", "<[^>]+>"].map(|it| Regex::new(it).unwrap());
    let page = left_out.replace_all(&page, "");
    tag.split(&page).map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect()
}

#[test]
fn the_japanese_page_has_no_code_word() {
    let (_folder, current) = run();
    let words = own_words(&fs::read_to_string(current.join("report.html")).unwrap());
    assert!(words.len() > 1000, "{} texts", words.len());
    let columns = || shinchoku::publish::tables().flat_map(|it| &it.columns);
    let mut codes: BTreeSet<&str> = columns().flat_map(|it| it.values.iter().map(|value| value.value)).collect();
    codes.extend(columns().map(|it| it.name));
    codes.extend(shinchoku::publish::tables().map(|it| it.name));
    codes.extend(shinchoku::analysis::rules().iter().map(|it| it.id.as_str()));
    assert!(["ibaraki", "sign_test_exact", "definition"].iter().all(|it| codes.contains(it)));
    let joined = Regex::new(r"\b[a-z]+(_[a-z]+)+\b").unwrap();
    for text in words {
        assert!(!codes.contains(text.as_str()), "a cell says: {text}");
        assert!(!joined.is_match(&text), "a code word in: {text}");
    }
}
