//! What is looked at before a build does anything, each with the sentence that says what to do.

use std::path::{Path, PathBuf};

use super::super::Exit;
use super::super::dictionary::fault as dictionary_fault;
use super::super::settings::Wrong;
use crate::base::Message;
use crate::pipeline;
use crate::storage;
use crate::text::tokenizer::Tokenizer;

/// Refuses a system that gives too few threads: Polars and Rayon, which make the tables, cannot do without.
pub(super) fn check_threads() -> Result<(), Wrong> {
    let wanted = 2 * std::thread::available_parallelism().map_or(1, usize::from);
    if pipeline::can_start_threads(wanted) {
        return Ok(());
    }
    Err(Wrong { message: Message::new("threads_missing").with("count", wanted), exit: Exit::Nothing })
}

/// Refuses to write words cut by a dictionary that turned out to be damaged.
pub(super) fn check_dictionary(tokenizer: Option<&Tokenizer>) -> Result<(), Wrong> {
    match tokenizer {
        Some(tokenizer) if tokenizer.is_damaged() => {
            Err(Wrong { message: dictionary_fault(&storage::dictionary_folder()), exit: Exit::Nothing })
        }
        _ => Ok(()),
    }
}

/// Refuses to write among what is read: runs would be walked for PDFs, and `clean` would stand beside the originals.
pub(super) fn check_apart(inputs: &[PathBuf], output: &Path) -> Result<(), Wrong> {
    match inputs.iter().find(|it| storage::is_same_folder(it, output)) {
        Some(_) => {
            let message = Message::new("build_output_is_input").with("path", output.display());
            Err(Wrong { message, exit: Exit::Usage })
        }
        None => Ok(()),
    }
}

/// The PDFs below the inputs; none at all is worth a sentence.
pub(super) fn find_files(inputs: &[PathBuf]) -> Result<Vec<PathBuf>, Wrong> {
    let files = storage::list_pdfs(inputs)?;
    if files.is_empty() {
        let inputs: Vec<String> = inputs.iter().map(|it| it.display().to_string()).collect();
        let message = Message::new("no_pdf_found").with("path", inputs.join(", "));
        return Err(Wrong { message, exit: Exit::Nothing });
    }
    Ok(files)
}
