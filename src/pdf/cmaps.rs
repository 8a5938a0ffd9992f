//! Predefined CMaps of Adobe-Japan1 that `hayro-cmap` does not bring: UniJIS2004, UniJISX0213, the UTF-8 and UTF-32 maps, 78-RKSJ and
//! their like.
//!
//! `cmaps.bin` is made by `benches/cmaps.py` from Adobe's CMap resources (<https://github.com/adobe-type-tools/cmap-resources>,
//! BSD-3-Clause, Copyright 1990-2019 Adobe): only code ranges, packed. Maps of Unicode are kept in UTF-32; the UTF-16 and UTF-8 maps are the
//! same map in another encoding.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::{LazyLock, Mutex};

use flate2::{Decompress, FlushDecompress};
use hayro_cmap::{CMapName, load_embedded};

/// The bytes of a CMap by name, as `hayro-cmap` parses them; `None` for names that nobody knows.
pub(super) fn resolve(name: CMapName<'_>) -> Option<&'static [u8]> {
    load_embedded(name).or_else(|| {
        static MADE: LazyLock<Mutex<HashMap<String, &'static [u8]>>> = LazyLock::new(Mutex::default);
        let name = std::str::from_utf8(name.to_bytes()).ok()?;
        let mut made = MADE.lock().ok()?;
        if let Some(data) = made.get(name) {
            return Some(*data);
        }
        // There are 50 names at most, each made once a process: what is leaked is bounded.
        let data: &'static [u8] = Box::leak(write_cmap(name)?.into_bytes().into_boxed_slice());
        made.insert(name.to_owned(), data);
        Some(data)
    })
}

/// One packed CMap.
struct Packed<'a> {
    base: Option<&'a str>,
    vertical: bool,
    spaces: &'a str,
    entries: &'a str,
}

/// A range of codes of one length, and the CID of the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Range {
    bytes: usize,
    first: u32,
    last: u32,
    cid: u32,
}

/// How a map of Unicode writes its codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    AsPacked,
    Utf16,
    Utf8,
}

/// The text of a CMap (Adobe Technical Note 5014).
fn write_cmap(name: &str) -> Option<String> {
    let (form, source) = match name {
        _ if packed(name).is_some() => (Form::AsPacked, name.to_owned()),
        _ if name.contains("UTF16") => (Form::Utf16, name.replace("UTF16", "UTF32")),
        _ if name.contains("UTF8") => (Form::Utf8, name.replace("UTF8", "UTF32")),
        _ => return None,
    };
    let map = packed(&source)?;
    let spaces: Vec<&str> = match form {
        Form::AsPacked => map.spaces.split(' ').collect(),
        Form::Utf16 => vec!["0000", "D7FF", "D800DC00", "DBFFDFFF", "E000", "FFFF"],
        Form::Utf8 => vec!["00", "7F", "C080", "DFBF", "E08080", "EFBFBF", "F0808080", "F7BFBFBF"],
    };
    let mut text = String::from("/CIDInit /ProcSet findresource begin\nbegincmap\n");
    text.push_str(
        "/CIDSystemInfo 3 dict dup begin /Registry (Adobe) def /Ordering (Japan1) def /Supplement 6 def end def\n",
    );
    let _ = writeln!(text, "/CMapName /{name} def\n/WMode {} def", u8::from(map.vertical));
    if let Some(base) = map.base {
        let base = match form {
            Form::AsPacked => base.to_owned(),
            Form::Utf16 => base.replace("UTF32", "UTF16"),
            Form::Utf8 => base.replace("UTF32", "UTF8"),
        };
        let _ = writeln!(text, "/{base} usecmap");
    }
    let _ = writeln!(text, "{} begincodespacerange", spaces.len() / 2);
    for pair in spaces.chunks_exact(2) {
        let _ = writeln!(text, "<{}> <{}>", pair[0], pair[1]);
    }
    text.push_str("endcodespacerange\n");
    for block in ranges(map.entries, form).chunks(100) {
        let _ = writeln!(text, "{} begincidrange", block.len());
        for Range { bytes, first, last, cid } in block {
            let width = bytes * 2;
            let _ = writeln!(text, "<{first:0width$X}> <{last:0width$X}> {cid}");
        }
        text.push_str("endcidrange\n");
    }
    text.push_str("endcmap\n");
    Some(text)
}

/// The block of a name in the packed file.
fn packed(name: &str) -> Option<Packed<'static>> {
    static ALL: LazyLock<String> = LazyLock::new(|| {
        let data = include_bytes!("cmaps.bin");
        let mut text = Vec::with_capacity(256 << 10);
        let mut decoder = Decompress::new(false);
        // The test reads all of it; a failure leaves fewer maps.
        let _ = decoder.decompress_vec(data, &mut text, FlushDecompress::Finish);
        String::from_utf8(text).unwrap_or_default()
    });
    let block = ALL.split('%').find(|it| it.split(' ').next() == Some(name))?;
    let (head, rest) = block.split_once('\n')?;
    let (spaces, entries) = rest.split_once('\n').unwrap_or((rest, ""));
    let mut head = head.split(' ').skip(1);
    let base = head.next().filter(|it| *it != "-");
    Some(Packed { base, vertical: head.next() == Some("1"), spaces, entries })
}

/// The ranges of a block, each line the length of the codes and the steps from the range before.
fn ranges(entries: &str, form: Form) -> Vec<Range> {
    let (mut code, mut cid) = (0_i64, 0_i64);
    let mut out = Vec::new();
    for line in entries.lines() {
        let mut numbers = line.split(' ').filter_map(|it| it.parse::<i64>().ok());
        let (Some(bytes), Some(step), Some(length), Some(cid_step)) =
            (numbers.next(), numbers.next(), numbers.next(), numbers.next())
        else {
            continue;
        };
        let (first, first_cid) = (code + step, cid + cid_step);
        (code, cid) = (first + length, first_cid + length);
        let range = Range { bytes: bytes as usize, first: first as u32, last: code as u32, cid: first_cid as u32 };
        match form {
            Form::AsPacked => out.push(range),
            // Cut so that only the last byte of a code changes in a range, as the CMap format wants it.
            Form::Utf16 | Form::Utf8 => {
                out.extend((range.first..=range.last).filter_map(|it| encoded(it, range, form)));
            }
        }
    }
    out
}

/// The code of one character of a range in another encoding.
fn encoded(code: u32, range: Range, form: Form) -> Option<Range> {
    let character = char::from_u32(code)?;
    let mut units = [0; 2];
    let mut utf8 = [0; 4];
    let bytes: Vec<u8> = match form {
        Form::Utf8 => character.encode_utf8(&mut utf8).as_bytes().to_vec(),
        _ => character.encode_utf16(&mut units).iter().flat_map(|it| it.to_be_bytes()).collect(),
    };
    let first = bytes.iter().fold(0, |all, byte| all << 8 | u32::from(*byte));
    Some(Range { bytes: bytes.len(), first, last: first, cid: range.cid + (code - range.first) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use hayro_cmap::CMap;

    #[track_caller]
    fn check(name: &str, code: u32, length: u8, cid: u32) {
        let data = resolve(CMapName::from_bytes(name.as_bytes())).unwrap_or_else(|| panic!("{name} is not known"));
        let map = CMap::parse(data, resolve).unwrap_or_else(|| panic!("{name} cannot be parsed"));
        assert_eq!(map.lookup_cid_code(code, length), Some(cid), "{name} {code:X}");
    }

    #[test]
    fn unicode_in_all_its_forms() {
        // U+3042 あ is CID 843, U+8FBB 辻 is CID 3056 and in the forms of JIS X 0213:2004 CID 8267.
        for (name, code, length) in [
            ("UniJIS-UTF32-H", 0x3042, 4),
            ("UniJIS-UTF8-H", 0x00E3_8182, 3),
            ("UniJIS2004-UTF16-H", 0x3042, 2),
            ("UniJIS2004-UTF32-V", 0x3042, 4),
            ("UniJISX0213-UTF32-H", 0x3042, 4),
            ("UniJISX02132004-UTF32-H", 0x3042, 4),
        ] {
            check(name, code, length, 843);
        }
        check("UniJIS-UTF8-H", 0x00E8_BEBB, 3, 3056);
        check("UniJIS2004-UTF16-H", 0x8FBB, 2, 8267);
        check("UniJIS2004-UTF8-V", 0x00E8_BEBB, 3, 8267);
    }

    #[test]
    fn old_encodings() {
        check("78-RKSJ-H", 0x82A0, 2, 843);
        check("78-H", 0x2422, 2, 843);
        check("78-EUC-V", 0xA4A2, 2, 843);
        check("Ext-H", 0x2422, 2, 843);
        check("RKSJ-H", 0x82A0, 2, 843);
    }

    #[test]
    fn vertical_forms_of_punctuation() {
        // U+3001 、 stands in its vertical form, CID 7887.
        check("UniJIS2004-UTF16-V", 0x3001, 2, 7887);
    }

    #[test]
    fn an_unknown_name_has_no_map() {
        assert!(resolve(CMapName::from_bytes(b"Nobody-H")).is_none());
        assert!(resolve(CMapName::from_bytes(b"Nobody-UTF16-H")).is_none());
    }
}
