//! What a font file says of itself, before it is drawn with.

use skrifa::{FontRef, MetadataProvider};

/// Whether a TrueType or OpenType font, the first one of a collection, has a character; `None` where the bytes are no font.
pub fn has_character(font: &[u8], character: char) -> Option<bool> {
    let font = FontRef::from_index(font, 0).ok()?;
    Some(font.charmap().map(character).is_some())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A font without shapes that has one character.
    pub(crate) fn tiny_font(character: char) -> Vec<u8> {
        let cmap: [u32; 7] = [0x0000_0001, 0x0003_000A, 12, 0x000C_0000, 28, 0, 1];
        let group = [u32::from(character), u32::from(character), 1];
        let table: Vec<u8> = cmap.iter().chain(&group).flat_map(|it| it.to_be_bytes()).collect();
        let directory: [u32; 3] = [0x0001_0000, 0x0001_0010, 0x0000_0000];
        let record = [u32::from_be_bytes(*b"cmap"), 0, 28, table.len() as u32];
        let header = directory.iter().chain(&record).flat_map(|it| it.to_be_bytes());
        header.chain(table).collect()
    }

    /// A collection of one font.
    fn collection(font: &[u8]) -> Vec<u8> {
        let mut font = font.to_vec();
        let offset = 16 + u32::from_be_bytes([font[20], font[21], font[22], font[23]]);
        font[20..24].copy_from_slice(&offset.to_be_bytes());
        let header = [u32::from_be_bytes(*b"ttcf"), 0x0001_0000, 1, 16];
        header.iter().flat_map(|it| it.to_be_bytes()).chain(font).collect()
    }

    #[test]
    fn a_character_that_is_there_and_one_that_is_not() {
        for font in [tiny_font('県'), collection(&tiny_font('県'))] {
            assert_eq!([has_character(&font, '県'), has_character(&font, '都')], [Some(true), Some(false)]);
        }
    }

    #[test]
    fn what_is_no_font() {
        for bytes in [&b""[..], b"%PDF-1.7", b"ttcf", b"wOF2 and so on"] {
            assert_eq!(has_character(bytes, '県'), None);
        }
    }
}
