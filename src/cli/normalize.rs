//! `normalize`

use std::io::{BufRead, BufWriter, Write};

use serde::Serialize;

use super::Exit;
use super::context::Context;
use super::say;
use super::settings::units;
use crate::text::{Record, records_with};

/// Answers are a few hundred bytes each, and a million of them pass in a few seconds.
const BUFFER: usize = 1 << 18;

#[derive(Serialize)]
struct Answer<'a> {
    input: &'a str,
    records: Vec<Record>,
}

/// Reads expressions from standard input and prints a JSON object for each.
pub(super) fn run(context: &Context) -> anyhow::Result<Exit> {
    let units = units(context.project()?)?;
    let mut input = std::io::BufReader::with_capacity(BUFFER, std::io::stdin().lock());
    let mut output = BufWriter::with_capacity(BUFFER, std::io::stdout().lock());
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? > 0 {
        let text = String::from_utf8_lossy(&line);
        let expression = text.trim_end_matches(['\n', '\r']);
        let answer = Answer { input: expression, records: records_with(expression, &units) };
        let written = serde_json::to_writer(&mut output, &answer).map_err(Into::into);
        if let Err(error) = written.and_then(|()| output.write_all(b"\n")) {
            say::note(Err(error));
            return Ok(Exit::Done);
        }
        line.clear();
    }
    say::note(output.flush());
    Ok(Exit::Done)
}
