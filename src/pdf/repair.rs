//! A damaged document as lopdf makes it out, written anew.
//!
//! lopdf rebuilds the cross-reference table from the objects it finds. A download that broke off has often lost its catalogue and
//! its page tree as well, which stand at the end: then the page dictionaries that are left become the tree, in the order of the file.
//! A file with two versions of an object, one of them in an object stream, is not repaired: the older one might be read.

use std::collections::HashSet;

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId, dictionary, xref::XrefEntry};

/// Larger files, and files whose object streams unpack to more, are not repaired.
const MAX_REPAIRED: usize = 64 << 20;
/// Page trees are not deeper; a loop ends here.
const MAX_DEPTH: usize = 16;
/// What a page has from the nodes above it. ISO 32000-2, table 31.
const INHERITED: [&[u8]; 4] = [b"Resources", b"MediaBox", b"CropBox", b"Rotate"];
/// Number of the catalogue that a file without one is given: the highest that lopdf takes.
const CATALOGUE: u32 = 1_000_000;

/// The document written anew; `None` where nothing of it is found.
pub(super) fn repaired(data: &[u8], password: Option<&str>) -> Option<Vec<u8>> {
    if data.len() > MAX_REPAIRED {
        return None;
    }
    let mut document = load(data, password).or_else(|| load(&with_catalogue(data), password))?;
    let packed = packed_objects(&document);
    if has_versions(&document, &packed) {
        return None;
    }
    if document.get_pages().is_empty() {
        plant(&mut document, &packed)?;
    }
    let mut out = Vec::new();
    document.save_to(&mut out).ok()?;
    Some(out)
}

fn load(data: &[u8], password: Option<&str>) -> Option<Document> {
    let options = LoadOptions {
        password: password.map(str::to_owned),
        max_decompressed_size: Some(MAX_REPAIRED),
        force_reconstruct: true,
        ..LoadOptions::default()
    };
    Document::load_mem_with_options(data, options).ok()
}

/// The bytes with a catalogue behind them, without which lopdf takes nothing for a document.
fn with_catalogue(data: &[u8]) -> Vec<u8> {
    let end = format!(
        "\nendobj\n{CATALOGUE} 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n<</Root {CATALOGUE} 0 R/Size {}>>\nstartxref\n0\n%%EOF\n",
        CATALOGUE + 1,
    );
    [data, end.as_bytes()].concat()
}

/// Makes a page tree of the pages that are there.
fn plant(document: &mut Document, packed: &[Packed]) -> Option<()> {
    let is_page = |object: &Object| object.as_dict().is_ok_and(|it| it.has_type(b"Page"));
    let mut pages: Vec<ObjectId> = document.objects.iter().filter(|(_, it)| is_page(it)).map(|(id, _)| *id).collect();
    pages.sort_by_key(|id| place(document, packed, *id));
    if pages.is_empty() {
        return None;
    }
    let tree = document.add_object(Object::Null);
    for id in &pages {
        let inherited = inherited(document, *id);
        let page = document.get_dictionary_mut(*id).ok()?;
        page.extend(&inherited);
        page.set("Parent", tree);
    }
    let kids: Vec<Object> = pages.iter().map(|id| Object::Reference(*id)).collect();
    let count = kids.len() as i64;
    document.set_object(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count });
    let catalogue = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalogue);
    Some(())
}

/// Where an object that does not stand in an object stream begins in the file.
fn offset(document: &Document, number: u32) -> Option<u32> {
    match document.reference_table.get(number) {
        Some(XrefEntry::Normal { offset, .. }) => Some(*offset),
        _ => None,
    }
}

/// Where an object stands in the file: by byte, then within an object stream.
fn place(document: &Document, packed: &[Packed], id: ObjectId) -> (u32, usize) {
    let in_stream = packed.iter().find_map(|it| {
        let index = it.numbers.iter().position(|it| *it == id.0)?;
        Some((offset(document, it.container)?, index))
    });
    offset(document, id.0).map(|it| (it, 0)).or(in_stream).unwrap_or((u32::MAX, id.0 as usize))
}

/// An object stream and the objects in it, by number.
struct Packed {
    container: u32,
    numbers: Vec<u32>,
}

fn packed_objects(document: &Document) -> Vec<Packed> {
    let numbers = |object: &Object| {
        let stream = object.as_stream().ok().filter(|it| it.dict.has_type(b"ObjStm"))?;
        let bytes = stream.decompressed_content().ok()?;
        let count = usize::try_from(stream.dict.get(b"N").and_then(Object::as_i64).ok()?).ok()?;
        let first = usize::try_from(stream.dict.get(b"First").and_then(Object::as_i64).ok()?).ok()?;
        let index = std::str::from_utf8(bytes.get(..first)?).ok()?;
        let pairs = index.split_ascii_whitespace().step_by(2).take(count);
        Some(pairs.filter_map(|it| it.parse().ok()).collect())
    };
    let of = |(id, object): (&ObjectId, &Object)| Some(Packed { container: id.0, numbers: numbers(object)? });
    document.objects.iter().filter_map(of).collect()
}

/// Whether an object has a version in an object stream that is later than the one that lopdf takes, or may be: it takes those
/// that stand by themselves first, then those of the object stream with the lowest number.
fn has_versions(document: &Document, packed: &[Packed]) -> bool {
    let mut seen = HashSet::new();
    packed.iter().any(|stream| {
        let begin = offset(document, stream.container);
        let is_container = |number: u32| packed.iter().any(|it| it.container == number);
        let mut numbers = stream.numbers.iter().filter(|it| !is_container(**it));
        numbers.any(|it| !seen.insert(*it) || offset(document, *it).is_some_and(|it| Some(it) < begin))
    })
}

/// What a page lacks and a node above it has.
fn inherited(document: &Document, page: ObjectId) -> Dictionary {
    let mut found = Dictionary::new();
    let mut node = document.get_dictionary(page).ok();
    for depth in 0..MAX_DEPTH {
        let Some(dictionary) = node else { break };
        for key in INHERITED.into_iter().filter(|_| depth > 0) {
            if let Ok(value) = dictionary.get(key)
                && !found.has(key)
                && !document.get_dictionary(page).is_ok_and(|it| it.has(key))
            {
                found.set(key, value.clone());
            }
        }
        node = dictionary.get(b"Parent").and_then(Object::as_reference).and_then(|it| document.get_dictionary(it)).ok();
    }
    found
}
