//! `normalize`

use std::io::{BufRead, BufWriter, Write};

use serde::Serialize;

use super::Exit;
use super::context::Context;
use super::settings::units;
use crate::text::{Record, records_with};

#[derive(Serialize)]
struct Answer<'a> {
    input: &'a str,
    records: Vec<Record>,
}

/// Reads expressions from standard input and prints a JSON object for each.
pub(super) fn run(context: &Context) -> anyhow::Result<Exit> {
    let units = units(context.project()?)?;
    let mut output = BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().split(b'\n') {
        let line = line?;
        let text = String::from_utf8_lossy(&line);
        let input = text.trim_end_matches('\r');
        serde_json::to_writer(&mut output, &Answer { input, records: records_with(input, &units) })?;
        output.write_all(b"\n")?;
    }
    output.flush()?;
    Ok(Exit::Done)
}
