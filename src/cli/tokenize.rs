//! `tokenize`

use std::io::{BufWriter, Write};

use serde::Serialize;

use super::Exit;
use super::arguments::TokenizeArguments;
use super::dictionary::fault;
use super::say;
use super::settings::Wrong;
use crate::base::Language;
use crate::storage;
use crate::text::normalize;
use crate::text::tokenizer::Tokenizer;

/// One line of text and its words.
#[derive(Serialize)]
struct Answer<'a> {
    text: &'a str,
    tokens: Vec<String>,
    phrases: Vec<String>,
    dictionary: &'a str,
    dictionary_hash: &'a str,
}

/// Cuts the lines of text files, or of standard input, into words and prints a JSON object for each that is not blank.
pub(super) fn run(arguments: &TokenizeArguments, language: Language) -> anyhow::Result<Exit> {
    let tokenizer = match Tokenizer::open(&storage::dictionary_folder()) {
        Ok(tokenizer) => tokenizer,
        Err(error) => {
            tell!("{}", error.message().text(language));
            return Ok(Exit::Nothing);
        }
    };
    let mut output = BufWriter::new(std::io::stdout().lock());
    if arguments.files.is_empty() {
        let bytes = std::io::read_to_string(std::io::stdin().lock())?;
        say::note(print(&bytes, &tokenizer, &mut output));
    }
    for path in &arguments.files {
        let text = storage::read_text(path).map_err(Wrong::from)?;
        say::note(print(&text, &tokenizer, &mut output));
    }
    say::note(output.flush());
    if tokenizer.is_damaged() {
        return Err(Wrong { message: fault(&storage::dictionary_folder()), exit: Exit::Nothing }.into());
    }
    Ok(Exit::Done)
}

/// As the token columns of `blocks` are made: line by line, in normal form.
fn print(text: &str, tokenizer: &Tokenizer, output: &mut impl Write) -> std::io::Result<()> {
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let words = tokenizer.analyse(&normalize(line).without_loose_space().text);
        let answer = Answer {
            text: line,
            tokens: words.tokens,
            phrases: words.phrases,
            dictionary: tokenizer.name(),
            dictionary_hash: tokenizer.hash(),
        };
        serde_json::to_writer(&mut *output, &answer)?;
        output.write_all(b"\n")?;
    }
    Ok(())
}
