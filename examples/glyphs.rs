//! Prints the characters of each page of PDF files, one JSON object a page: what `benches/characters.py` compares with other readers.
//!
//! `cargo run --release --example glyphs -- FILE...` prints `{"file", "page", "text", "hidden", "refused", "unmapped"}`; `text` holds every
//! character, seen or not. A file that cannot be opened gives one line with `error`.

use std::io::Write;

use serde_json::json;
use shinchoku::pdf::{ReadOptions, Verdict, judge, read};

fn main() -> anyhow::Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for file in std::env::args().skip(1) {
        let document = match read(std::fs::read(&file)?, &ReadOptions::default()) {
            Ok(document) => document.value,
            Err(error) => {
                writeln!(out, "{}", json!({ "file": file, "error": error.to_string() }))?;
                continue;
            }
        };
        let refused = !matches!(judge(&document).verdict, Verdict::Readable | Verdict::NoText);
        for page in &document.pages {
            let text: String = page.glyphs.iter().chain(&page.hidden).map(|it| it.character).collect();
            let unmapped = page.glyphs.iter().filter(|it| it.character == '\u{FFFD}').count();
            let line = json!({ "file": file, "page": page.number, "text": text, "hidden": page.hidden.len(), "refused": refused, "unmapped": unmapped });
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}
