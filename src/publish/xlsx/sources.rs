//! The documents and how they were read, and how the analyses were made.

use std::collections::BTreeSet;

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::context::Context;
use super::sheet::{Cell, Sheet};
use crate::analysis::summary;
use crate::base::Prefecture;
use crate::dataset::Frame;

/// The sheet.
pub(super) fn sheet(context: &Context) -> Result<Option<Worksheet>, XlsxError> {
    let (words, styles) = (context.words, &context.styles);
    let widths = [240, 330, 90, 150, 100, 72, 160, 160, 480];
    let mut sheet = Sheet::new(words.sources, &widths, words.sources, &[words.sources_note], styles)?;
    sheet.worksheet.set_landscape();
    if let Some(documents) = context.frame("documents") {
        write_documents(context, &mut sheet, documents)?;
        write_program(context, &mut sheet, documents)?;
    }
    sheet.heading(words.methods)?;
    for answer in summary(context.publication.analyses, context.language) {
        if let Some(caution) = answer.caution {
            sheet.line([(Cell::from(answer.title), &styles.cell), (Cell::from(caution), &styles.sentence)])?;
        }
    }
    Ok(Some(sheet.worksheet))
}

fn write_documents(context: &Context, sheet: &mut Sheet, documents: &Frame) -> Result<(), XlsxError> {
    let (words, styles) = (context.words, &context.styles);
    let title = documents.schema().column("title").map_or("", |it| it.title.text(context.language));
    let titles = [
        words.file,
        title,
        words.prefecture,
        words.plan,
        words.year,
        words.pages,
        words.producer,
        words.profile,
        "SHA-256",
    ];
    sheet.line(titles.map(|it| (Cell::from(it), &styles.header)))?;
    for row in 0..documents.row_count() {
        let text = |name: &str| Cell::text(documents.text(name).get(row));
        let prefecture = documents.text("prefecture_code").get(row).and_then(Prefecture::parse);
        let profile = [documents.text("profile_id"), documents.text("profile_hash")].map(|it| it.get(row));
        sheet.line([
            (text("file_name"), &styles.cell),
            (text("title"), &styles.cell),
            (Cell::text(prefecture.map(Prefecture::name)), &styles.cell),
            (text("plan"), &styles.cell),
            (Cell::from(context.year(documents.i16("fiscal_year").get(row))), &styles.center),
            (Cell::count(documents.i32("page_count").get(row)), &styles.count),
            (text("producer"), &styles.cell),
            (Cell::from(profile.into_iter().flatten().collect::<Vec<_>>().join(" ")), &styles.cell),
            (text("document_id"), &styles.cell),
        ])?;
    }
    Ok(())
}

fn write_program(context: &Context, sheet: &mut Sheet, documents: &Frame) -> Result<(), XlsxError> {
    let (words, styles) = (context.words, &context.styles);
    let all = |name: &str| {
        let values: BTreeSet<&str> = documents.text(name).iter().flatten().collect();
        values.into_iter().collect::<Vec<_>>().join(", ")
    };
    let program = format!("{} {}", env!("CARGO_PKG_NAME"), all("program_version"));
    sheet.row += 1;
    for (name, value) in [(words.program, program), (words.dictionary_hash, all("dictionary_hash"))] {
        if !value.is_empty() {
            sheet.line([(Cell::from(name), &styles.header), (Cell::from(value), &styles.cell)])?;
        }
    }
    Ok(())
}
