//! Compiled MeCab dictionaries back to their sources.
//!
//! Comes in: `sys.dic`, `unk.dic`, `matrix.bin`, `char.bin` (MeCab 0.99, format 102, little-endian). Goes out: the CSV and `.def`
//! files they were compiled from, in UTF-8. Deliberately trusts nothing in them: a damaged file is an error, never a hang.

use std::fmt::Write;

use encoding_rs::Encoding;

use super::{DictionaryError, Files};

/// The files of a compiled dictionary that are read.
pub const FILES: [&str; 4] = ["sys.dic", "unk.dic", "matrix.bin", "char.bin"];

const MAGIC: u32 = 0xef71_8f77;
const VERSION: u32 = 102;
/// Bytes of one entry: left id, right id, part-of-speech id, cost (16 bits each), place of its features, a reserved word.
const TOKEN_LENGTH: usize = 16;
const NAME_LENGTH: usize = 32;

/// Turns the four compiled files into `lex.csv`, `unk.def`, `matrix.def` and `char.def`.
///
/// # Errors
/// [`DictionaryError::FileMissing`], [`DictionaryError::Damaged`] with file and place, [`DictionaryError::UnknownEncoding`].
pub fn decompile(files: &Files) -> Result<Files, DictionaryError> {
    let open = |name: &'static str| match files.get(name) {
        Some(bytes) => Ok(Reader { file: name, bytes, offset: 0 }),
        None => Err(DictionaryError::FileMissing { file: name.to_owned() }),
    };
    let sources = [
        ("lex.csv", entries_to_csv(open("sys.dic")?)?),
        ("unk.def", entries_to_csv(open("unk.dic")?)?),
        ("matrix.def", costs_to_definition(open("matrix.bin")?)?),
        ("char.def", characters_to_definition(open("char.bin")?)?),
    ];
    Ok(sources.into_iter().map(|(name, text)| (name.to_owned(), text.into_bytes())).collect())
}

/// A place in a compiled file.
struct Reader<'a> {
    file: &'static str,
    bytes: &'a [u8],
    offset: usize,
}

impl<'a> Reader<'a> {
    fn damaged(&self, offset: usize) -> DictionaryError {
        DictionaryError::Damaged { file: self.file.to_owned(), offset }
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], DictionaryError> {
        let end = self.offset.checked_add(count).filter(|end| *end <= self.bytes.len());
        let end = end.ok_or_else(|| self.damaged(self.bytes.len()))?;
        let taken = &self.bytes[self.offset..end];
        self.offset = end;
        Ok(taken)
    }

    fn u32(&mut self) -> Result<u32, DictionaryError> {
        self.take(4).map(|bytes| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    fn u16(&mut self) -> Result<u16, DictionaryError> {
        self.take(2).map(|bytes| u16::from_le_bytes([bytes[0], bytes[1]]))
    }

    /// Text of a fixed length, filled up with zeros.
    fn name(&mut self) -> Result<String, DictionaryError> {
        let bytes = self.take(NAME_LENGTH)?;
        let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
        Ok(String::from_utf8_lossy(&bytes[..end]).into_owned())
    }
}

/// The parts of `sys.dic` or `unk.dic` behind its head.
struct Lexicon<'a> {
    file: &'static str,
    encoding: &'static Encoding,
    trie: &'a [u8],
    tokens: &'a [u8],
    features: &'a [u8],
}

impl Lexicon<'_> {
    /// The unit at `index` of the double array: base, and the base of its parent.
    fn unit(&self, index: usize) -> Option<(i32, u32)> {
        let start = index.checked_mul(8)?;
        let bytes = self.trie.get(start..start.checked_add(8)?)?;
        let (base, check) = bytes.split_at(4);
        Some((i32::from_le_bytes(base.try_into().ok()?), u32::from_le_bytes(check.try_into().ok()?)))
    }

    fn decode(&self, bytes: &[u8]) -> Result<String, DictionaryError> {
        let text = self.encoding.decode_without_bom_handling_and_without_replacement(bytes);
        text.map(|text| text.into_owned())
            .ok_or_else(|| DictionaryError::UnknownEncoding { file: self.file.to_owned() })
    }

    /// Writes the line of one entry: surface, context ids, cost, features.
    fn write_entry(&self, surface: &[u8], index: usize, csv: &mut String) -> Result<(), DictionaryError> {
        let damaged =
            || DictionaryError::Damaged { file: self.file.to_owned(), offset: index.saturating_mul(TOKEN_LENGTH) };
        let start = index.checked_mul(TOKEN_LENGTH).ok_or_else(damaged)?;
        let bytes = self.tokens.get(start..).ok_or_else(damaged)?;
        let mut token = Reader { file: self.file, bytes, offset: 0 };
        let (left, right, _part_of_speech) = (token.u16()?, token.u16()?, token.u16()?);
        let cost = token.u16()?.cast_signed();
        let features = self.features.get(token.u32()? as usize..).ok_or_else(damaged)?;
        let end = features.iter().position(|byte| *byte == 0).ok_or_else(damaged)?;
        let (surface, features) = (quoted(&self.decode(surface)?), self.decode(&features[..end])?);
        writeln!(csv, "{surface},{left},{right},{cost},{features}").expect("writing to a String does not fail");
        Ok(())
    }
}

/// All entries of `sys.dic` or `unk.dic`, a line each, in byte order of their surfaces.
fn entries_to_csv(mut reader: Reader<'_>) -> Result<String, DictionaryError> {
    let lexicon = read_head(&mut reader)?;
    let damaged = |position: usize| reader.damaged(position.saturating_mul(8));
    let mut csv = String::with_capacity(lexicon.tokens.len() * 6);
    let mut surface = Vec::new();
    // Depth first: the base of a node, its depth, and the byte that leads to it.
    let mut stack = vec![(lexicon.unit(0).ok_or_else(|| damaged(0))?.0, 0_usize, 0_u8)];
    // A sound trie visits each unit once at most and uses each entry once; one that loops runs out of both.
    let mut units_left = lexicon.trie.len() / 8;
    let mut entries_left = lexicon.tokens.len() / TOKEN_LENGTH;
    while let Some((base, depth, byte)) = stack.pop() {
        let node = usize::try_from(base).map_err(|_| damaged(0))?;
        if depth > 0 {
            surface.truncate(depth - 1);
            surface.push(byte);
        }
        if let Some((value, check)) = lexicon.unit(node)
            && check == base.cast_unsigned()
            && value < 0
        {
            // The value holds how many entries there are (8 bits) and where the first one stands.
            let value = (-(i64::from(value)) - 1) as usize;
            let (count, first) = (value & 0xff, value >> 8);
            entries_left = entries_left.checked_sub(count).ok_or_else(|| damaged(node))?;
            for index in first..first + count {
                lexicon.write_entry(&surface, index, &mut csv)?;
            }
        }
        for next in (0..=u8::MAX).rev() {
            if let Some((next_base, check)) = lexicon.unit(node + usize::from(next) + 1)
                && check == base.cast_unsigned()
                && next_base >= 0
            {
                units_left = units_left.checked_sub(1).ok_or_else(|| damaged(node))?;
                stack.push((next_base, depth + 1, next));
            }
        }
    }
    Ok(csv)
}

fn read_head<'a>(reader: &mut Reader<'a>) -> Result<Lexicon<'a>, DictionaryError> {
    let (magic, version) = (reader.u32()?, reader.u32()?);
    // The first word also holds the file's length, so that a file cut short is known at once.
    if u32::try_from(reader.bytes.len()).ok() != Some(magic ^ MAGIC) || version != VERSION {
        return Err(reader.damaged(0));
    }
    let (_kind, _entry_count, _left_count, _right_count) = (reader.u32()?, reader.u32()?, reader.u32()?, reader.u32()?);
    let (trie, tokens, features) = (reader.u32()? as usize, reader.u32()? as usize, reader.u32()? as usize);
    let _reserved = reader.u32()?;
    let label = reader.name()?;
    let encoding = Encoding::for_label(label.as_bytes());
    Ok(Lexicon {
        file: reader.file,
        encoding: encoding.ok_or_else(|| DictionaryError::UnknownEncoding { file: reader.file.to_owned() })?,
        trie: reader.take(trie)?,
        tokens: reader.take(tokens)?,
        features: reader.take(features)?,
    })
}

fn quoted(field: &str) -> String {
    if field.contains([',', '"']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field.to_owned() }
}

/// `matrix.bin`: two sizes, then the cost of every pair, the right context of the word before running fastest.
fn costs_to_definition(mut reader: Reader<'_>) -> Result<String, DictionaryError> {
    let (before, after) = (usize::from(reader.u16()?), usize::from(reader.u16()?));
    let costs = reader.take(before * after * 2)?;
    let mut text = format!("{before} {after}\n");
    for left in 0..before {
        for right in 0..after {
            let place = (left + before * right) * 2;
            let cost = i16::from_le_bytes([costs[place], costs[place + 1]]);
            writeln!(text, "{left} {right} {cost}").expect("writing to a String does not fail");
        }
    }
    Ok(text)
}

/// `char.bin`: the names of the categories, then a word of bits for every character of 16 bits.
fn characters_to_definition(mut reader: Reader<'_>) -> Result<String, DictionaryError> {
    let count = reader.u32()?;
    // The bits leave room for 18 categories.
    if count > 18 {
        return Err(reader.damaged(0));
    }
    let names = (0..count).map(|_| reader.name()).collect::<Result<Vec<_>, _>>()?;
    let start = reader.offset;
    let (words, _) = reader.bytes[start..].as_chunks::<4>();
    let characters: Vec<CharacterBits> = words.iter().map(|bytes| CharacterBits(u32::from_le_bytes(*bytes))).collect();
    if let Some(bad) = characters.iter().position(|character| character.main_category() >= names.len()) {
        return Err(reader.damaged(start + bad * 4));
    }
    let mut text = String::new();
    for (category, name) in names.iter().enumerate() {
        let example = characters.iter().find(|character| character.main_category() == category);
        // A category that is no character's first keeps no settings; MeCab's own default is to group.
        let (invoke, group, length) = example.map_or((0, 1, 0), |character| character.settings());
        writeln!(text, "{name} {invoke} {group} {length}").expect("writing to a String does not fail");
    }
    let mut first = 0;
    for stretch in characters.chunk_by(|one, next| one.0 == next.0) {
        let last = first + stretch.len() - 1;
        let categories = stretch[0].categories(&names);
        if categories != ["DEFAULT"] {
            writeln!(text, "0x{first:04X}..0x{last:04X} {}", categories.join(" "))
                .expect("writing to a String does not fail");
        }
        first = last + 1;
    }
    Ok(text)
}

/// What `char.bin` says of a character: 18 bits of categories, 8 of the main one, 4 of length, group, invoke.
#[derive(Clone, Copy)]
struct CharacterBits(u32);

impl CharacterBits {
    fn main_category(self) -> usize {
        (self.0 >> 18 & 0xff) as usize
    }

    /// Invoke, group, length.
    fn settings(self) -> (u32, u32, u32) {
        (self.0 >> 31 & 1, self.0 >> 30 & 1, self.0 >> 26 & 0xf)
    }

    /// The names of its categories, the main one first.
    fn categories(self, names: &[String]) -> Vec<&str> {
        let main = self.main_category();
        let others = (0..names.len()).filter(|category| *category != main && self.0 >> category & 1 == 1);
        std::iter::once(main).chain(others).map(|category| names[category].as_str()).collect()
    }
}
