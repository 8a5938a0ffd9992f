//! `show`

use std::path::{Path, PathBuf};

use super::Exit;
use super::arguments::{ReadingArguments, ShowArguments, ShowLayer};
use super::context::Context;
use super::font;
use super::paint;
use super::settings::{Wrong, settings};
use crate::base::{Language, Message, Note};
use crate::pdf::{self, FontFace, PdfError, PictureOptions};
use crate::pipeline::{FileError, Isolation, Settings, in_own_process, read_files};
use crate::review::{Mark, layers, overlay_png, overlay_svg};
use crate::storage;

/// Draws the boxes of a layer over the picture of a page, and says what their colours mean.
pub(super) fn run(arguments: &ShowArguments, context: &Context) -> anyhow::Result<Exit> {
    let language = context.language;
    // The renderer can take gigabytes, or the program with it: all is done in a process that may end.
    if let Some(ended) = in_own_process() {
        return ended.map(Exit::of_code).map_err(|message| nothing(message).into());
    }
    let written = output(arguments).and_then(|output| {
        let shown = show(arguments, output.ending, context)?;
        storage::write_atomic(&output.path, &shown.bytes).map_err(|error| nothing(error.message()))?;
        Ok((output.path, shown))
    });
    let (path, shown) = written?;
    for note in &shown.notes {
        tell!("{} {}", paint::code(note.code(), note.severity), note.text(language));
    }
    let message = Message::new("show_written").with("path", path.display()).with("page", arguments.page);
    tell!("{}", message.with("count", shown.count).text(language));
    tell!("{}", Message::new(legend(arguments.layer)).text(language));
    Ok(Exit::Done)
}

/// What is to be written, and how many boxes are on it.
struct Shown {
    bytes: Vec<u8>,
    count: usize,
    notes: Vec<Note>,
}

#[derive(Clone, Copy)]
enum Ending {
    Png,
    Svg,
}

struct Output {
    path: PathBuf,
    ending: Ending,
}

fn nothing(message: Message) -> Wrong {
    Wrong { message, exit: Exit::Nothing }
}

fn output(arguments: &ShowArguments) -> Result<Output, Wrong> {
    let Some(path) = &arguments.output else {
        let stem = arguments.file.file_stem().unwrap_or(arguments.file.as_os_str()).to_string_lossy();
        let name = format!("{stem}-p{}-{}.png", arguments.page, arguments.layer.as_str());
        return Ok(Output { path: name.into(), ending: Ending::Png });
    };
    let extension = path.extension().map(|it| it.to_ascii_lowercase());
    let ending = match extension.as_ref().and_then(|it| it.to_str()) {
        Some("png") => Ending::Png,
        Some("svg") => Ending::Svg,
        _ => {
            let message = Message::new("show_unknown_ending").with("path", path.display());
            return Err(Wrong { message, exit: Exit::Usage });
        }
    };
    Ok(Output { path: path.clone(), ending })
}

fn legend(layer: ShowLayer) -> &'static str {
    match layer {
        ShowLayer::Glyphs => "show_legend_glyphs",
        ShowLayer::Rulings => "show_legend_rulings",
        ShowLayer::Words => "show_legend_words",
        ShowLayer::Cells => "show_legend_cells",
        ShowLayer::Tables => "show_legend_tables",
        ShowLayer::Blocks => "show_legend_blocks",
    }
}

fn show(arguments: &ShowArguments, ending: Ending, context: &Context) -> Result<Shown, Wrong> {
    let settings = settings(&reading_arguments(arguments), None, context)?;
    let bytes = storage::read(&arguments.file).map_err(|error| nothing(error.message()))?;
    let (marks, fonts) = match arguments.layer {
        ShowLayer::Glyphs | ShowLayer::Rulings => printed(arguments, bytes.clone(), &settings)?,
        _ => understood(arguments, &settings, context.language)?,
    };
    let options = PictureOptions {
        password: settings.reading.password,
        dots_per_inch: f64::from(arguments.dpi),
        japanese_font: japanese_font(arguments.font.as_deref(), &fonts)?,
        ..PictureOptions::default()
    };
    let picture = pdf::picture(bytes, arguments.page, options).map_err(|error| pdf_error(&error))?;
    let file = match ending {
        Ending::Png => overlay_png(&picture.value, &marks),
        Ending::Svg => overlay_svg(&picture.value, &marks).into_bytes(),
    };
    Ok(Shown { bytes: file, count: marks.len(), notes: picture.notes })
}

fn reading_arguments(arguments: &ShowArguments) -> ReadingArguments {
    ReadingArguments {
        profile: arguments.profile.clone(),
        password_file: arguments.password_file.clone(),
        ..ReadingArguments::default()
    }
}

fn pdf_error(error: &PdfError) -> Wrong {
    match error {
        PdfError::NoSuchPage { .. } => Wrong { message: error.message(), exit: Exit::Usage },
        _ => nothing(error.message()),
    }
}

/// Layers of what stands on the page; these are there for documents too whose text cannot be trusted.
fn printed(
    arguments: &ShowArguments,
    bytes: Vec<u8>,
    settings: &Settings,
) -> Result<(Vec<Mark>, Vec<FontFace>), Wrong> {
    let mut options = settings.reading.clone();
    options.pages = arguments.page.to_string().parse().ok();
    let read = move || pdf::read(bytes, &options);
    // Deeply nested objects are read recursively, and a fault of the program must not end without a sentence.
    let thread = std::thread::Builder::new().stack_size(64 << 20).spawn(read).ok();
    let mut document = thread
        .and_then(|it| it.join().ok())
        .ok_or_else(|| nothing(FileError::Crashed.message()))?
        .map_err(|error| pdf_error(&error))?
        .value;
    drop(pdf::take_off_controls(&mut document));
    let page = document.pages.iter().find(|it| it.number == arguments.page);
    let page = page.ok_or_else(|| no_such_page(arguments, document.pages.len()))?;
    let marks = match arguments.layer {
        ShowLayer::Rulings => layers::rulings(page),
        _ => layers::glyphs(&document, page),
    };
    Ok((marks, document.fonts))
}

/// Layers of what the program makes of the whole document.
fn understood(
    arguments: &ShowArguments,
    settings: &Settings,
    language: Language,
) -> Result<(Vec<Mark>, Vec<FontFace>), Wrong> {
    let mut result = Err(FileError::Crashed);
    let file = std::slice::from_ref(&arguments.file);
    read_files(file, settings, 1, Isolation::None, |outcome| result = outcome.result);
    let reading = result.map_err(|error| match error {
        FileError::Pdf(error) => pdf_error(&error),
        error => nothing(error.message()),
    })?;
    if arguments.page as usize > reading.page_count {
        return Err(no_such_page(arguments, reading.page_count));
    }
    if reading.refused() {
        let reason = reading.notes.iter().map(|it| it.text(language)).next().unwrap_or_default();
        return Err(nothing(Message::new("show_refused").with("reason", reason)));
    }
    let page = arguments.page;
    let marks = match arguments.layer {
        ShowLayer::Words => layers::words(&reading.layout, page),
        ShowLayer::Tables => layers::tables(&reading.layout, page),
        ShowLayer::Blocks => layers::blocks(&reading.report, &reading.measurements, page),
        _ => layers::cells(&reading.layout, page),
    };
    Ok((marks, reading.fonts))
}

fn no_such_page(arguments: &ShowArguments, count: usize) -> Wrong {
    pdf_error(&PdfError::NoSuchPage { page: arguments.page, count })
}

/// The font given, or the installed one where one of the fonts is not in the file.
fn japanese_font(given: Option<&Path>, fonts: &[FontFace]) -> Result<Option<Vec<u8>>, Wrong> {
    if let Some(path) = given {
        font::usable(path).map_err(|error| Wrong { message: error.message(), exit: Exit::Usage })?;
        return Ok(Some(storage::read(path)?));
    }
    if fonts.iter().all(|it| it.embedded) {
        return Ok(None);
    }
    Ok(font::japanese_font())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::super::arguments::{Arguments, Command};
    use super::*;

    fn arguments(line: &str) -> ShowArguments {
        let words = ["shinchoku", "show"].into_iter().chain(line.split(' '));
        match Arguments::try_parse_from(words).unwrap().command {
            Command::Show(arguments) => arguments,
            command => panic!("{command:?}"),
        }
    }

    #[track_caller]
    fn check(line: &str, expected: Result<&str, &str>) {
        let output = output(&arguments(line));
        let found = match &output {
            Ok(output) => Ok(output.path.to_str().unwrap()),
            Err(wrong) => Err(wrong.message.key()),
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn the_name_tells_document_page_and_layer() {
        check("reports/秋田_R5.pdf --page 7 --layer words", Ok("秋田_R5-p7-words.png"));
    }

    #[test]
    fn the_ending_decides() {
        check("R5.pdf -o a.SVG", Ok("a.SVG"));
        check("R5.pdf -o a.jpg", Err("show_unknown_ending"));
        check("R5.pdf -o a", Err("show_unknown_ending"));
    }

    /// The file that is written, or the key and exit code of what is said.
    fn shown(line: &str) -> Result<Vec<u8>, (&'static str, Exit)> {
        let arguments = arguments(line);
        let shown = output(&arguments).and_then(|it| show(&arguments, it.ending, &Context::plain(Language::English)));
        shown.map(|it| it.bytes).map_err(|wrong| (wrong.message.key(), wrong.exit))
    }

    #[test]
    fn every_layer_of_a_report() {
        for layer in ["glyphs", "rulings", "words", "cells", "tables", "blocks"] {
            let svg = shown(&format!("fixtures/pdf/R5_typst.pdf --page 4 --dpi 36 --layer {layer} -o a.svg")).unwrap();
            let svg = String::from_utf8(svg).unwrap();
            assert!(svg.contains("<title>"), "{layer}: no box");
        }
        assert!(shown("fixtures/pdf/R5_typst.pdf --dpi 36").unwrap().starts_with(b"\x89PNG"));
    }

    #[test]
    fn numbers_stand_in_the_tooltips() {
        let svg = shown("fixtures/pdf/R5_typst.pdf --page 4 --dpi 36 --layer blocks -o a.svg").unwrap();
        assert!(String::from_utf8(svg).unwrap().contains("printed R5：78.1%"));
    }

    #[test]
    fn a_refused_document_still_shows_what_is_printed() {
        assert!(shown("fixtures/pdf/picture_only.pdf --dpi 36 --layer rulings").is_ok());
        assert!(shown("fixtures/pdf/untrusted_composite_font.pdf --dpi 36 --layer glyphs").is_ok());
        assert_eq!(shown("fixtures/pdf/picture_only.pdf"), Err(("show_refused", Exit::Nothing)));
    }

    #[test]
    fn a_page_outside_the_document() {
        for layer in ["glyphs", "cells"] {
            let line = format!("fixtures/pdf/R5_typst.pdf --page 900 --layer {layer}");
            assert_eq!(shown(&line), Err(("pdf_no_such_page", Exit::Usage)));
        }
    }

    #[test]
    fn files_that_cannot_be_read() {
        assert_eq!(shown("fixtures/pdf/nothing.pdf"), Err(("storage_not_found", Exit::Nothing)));
        assert_eq!(shown("fixtures/pdf/html_page.pdf"), Err(("pdf_not_pdf", Exit::Nothing)));
        assert_eq!(shown("fixtures/pdf/user_password.pdf --layer glyphs"), Err(("pdf_password_needed", Exit::Nothing)));
    }
}
