//! Characters that print nothing and command terminals: they do not enter data.

use super::{Document, Page};
use crate::base::{Message, Note, is_noncharacter, is_unseen};

/// Puts blanks in the place of control characters and noncharacters, and takes off what only turns the order of others around. To be
/// called when the text has been judged, for fonts that map to such characters are a sign of garbled text. Note: `text_controls`.
pub fn take_off_controls(document: &mut Document) -> Option<Note> {
    let count: usize = document.pages.iter_mut().map(take_off).sum();
    (count > 0).then(|| Note::info(Message::new("text_controls").with("count", count)))
}

fn take_off(page: &mut Page) -> usize {
    let mut count = 0;
    for glyphs in [&mut page.glyphs, &mut page.hidden, &mut page.aside, &mut page.clipped] {
        let before = glyphs.len();
        glyphs.retain(|it| it.character.is_control() || !is_unseen(it.character));
        count += before - glyphs.len();
        for glyph in glyphs.iter_mut().filter(|it| it.character.is_control() || is_noncharacter(it.character)) {
            glyph.character = ' ';
            count += 1;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use lopdf::{Object, Stream, dictionary};

    use super::super::tests::{Draft, text};
    use super::*;

    #[test]
    fn what_commands_a_terminal_is_no_text() {
        let map = "begincmap 1 begincodespacerange <00> <FF> endcodespacerange 3 beginbfchar \
                   <41> <0041> <42> <001B> <43> <202E> endbfchar endcmap";
        let mut draft = Draft::new();
        let map = draft.add(Stream::new(dictionary! {}, map.as_bytes().to_vec()));
        let font = dictionary! {
            "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "ToUnicode" => map,
        };
        draft.resources.set("Font", dictionary! { "F1" => Object::Dictionary(font) });
        let mut document = draft.read("BT /F1 12 Tf 100 700 Td (ABACA) Tj ET");
        assert_eq!(text(&document.pages[0]), "A\u{1B}A\u{202E}A");
        let note = take_off_controls(&mut document).unwrap();
        assert_eq!((text(&document.pages[0]).as_str(), note.message.values().next()), ("A AA", Some("2")));
        assert!(take_off_controls(&mut document).is_none());
    }
}
