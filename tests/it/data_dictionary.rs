//! `docs/data-dictionary.*.md`: made of the schema, and complete against the files of a build.

use std::collections::BTreeSet;

use shinchoku::base::Language;
use shinchoku::dataset::schema::Column;
use shinchoku::publish::tables;

use super::support::{check_generated, copy_fixtures, csv_rows, current, files_below, shinchoku_in};

fn page(language: Language) -> String {
    let (introduction, header) = match language {
        Language::Japanese => (
            "# データ辞書\n\n`build` が書き出すすべての表と列です。列名は CSV と Parquet で同じです（`--csv-header` で表題にしたときを除く）。値は小数（`decimal`）で持ち、丸めません。\
             「キー」の列を合わせると1行が決まります。このページはプログラムの定義から作られます。[English](data-dictionary.en.md)\n",
            "| 列 | 見出し | 型 | 単位 | 意味 |",
        ),
        Language::English => (
            "# Data dictionary\n\nEvery table and column that `build` writes. Columns are named alike in CSV and Parquet, unless `--csv-header` asks for titles. Values are \
             decimals and never rounded. The columns of the key together tell each row. This page is made of the program's schema. \
             [日本語](data-dictionary.ja.md)\n",
            "| column | title | type | unit | meaning |",
        ),
    };
    let mut text = introduction.to_owned();
    for table in tables() {
        text += &format!("\n## {}\n\n{}\n", table.name, table.description.text(language));
        let key: Vec<String> = table.key().iter().map(|it| format!("`{it}`")).collect();
        let word = if language == Language::Japanese { "キー" } else { "Key" };
        if !key.is_empty() {
            text += &format!("\n{word}: {}\n", key.join(", "));
        }
        text += &format!("\n{header}\n| --- | --- | --- | --- | --- |\n");
        text.extend(table.columns.iter().map(|it| row(it, language)));
    }
    text
}

fn row(column: &Column, language: Language) -> String {
    let values: Vec<String> =
        column.values.iter().map(|it| format!("`{}` {}", it.value, it.title.text(language))).collect();
    let values = if values.is_empty() { String::new() } else { format!(" ({})", values.join(", ")) };
    let meaning = format!("{}{values}", column.description.text(language)).replace('|', "\\|");
    let (title, unit) = (column.title.text(language), column.unit.unwrap_or_default());
    format!("| `{}` | {title} | {} | {unit} | {meaning} |\n", column.name, column.column_type.as_str())
}

#[test]
fn the_pages_are_those_of_the_schema() {
    check_generated("data-dictionary.ja.md", &page(Language::Japanese), "data_dictionary");
    check_generated("data-dictionary.en.md", &page(Language::English), "data_dictionary");
}

#[test]
fn every_file_and_column_of_a_build_is_described() {
    let folder = tempfile::tempdir().unwrap();
    copy_fixtures(&folder.path().join("input"), &["R4_typst.pdf", "R5_typst.pdf"]);
    shinchoku_in(folder.path(), ["build", "input", "--output", "output", "--format", "csv"]).ends_with(0);
    let described: BTreeSet<String> =
        tables().flat_map(|table| table.columns.iter().map(|it| format!("{}.{}", table.name, it.name))).collect();
    let mut written = BTreeSet::new();
    for (path, bytes) in files_below(&current(folder.path())) {
        if let Some(name) = path.strip_prefix("datasets/").and_then(|it| it.strip_suffix(".csv")) {
            written.extend(csv_rows(&bytes)[0].iter().map(|column| format!("{name}.{column}")));
        }
    }
    assert!(written.len() > 300, "{} columns", written.len());
    let undescribed: Vec<&String> = written.difference(&described).collect();
    assert!(undescribed.is_empty(), "{undescribed:?}");
}
