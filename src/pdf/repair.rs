//! A damaged document as lopdf makes it out, written anew.
//!
//! lopdf rebuilds the cross-reference table from the objects it finds. A download that broke off has often lost its catalogue and
//! its page tree as well, which stand at the end: then the page dictionaries that are left become the tree, in the order of the file.

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
    if document.get_pages().is_empty() {
        plant(&mut document)?;
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
fn plant(document: &mut Document) -> Option<()> {
    let is_page = |object: &Object| object.as_dict().is_ok_and(|it| it.has_type(b"Page"));
    let mut pages: Vec<ObjectId> = document.objects.iter().filter(|(_, it)| is_page(it)).map(|(id, _)| *id).collect();
    pages.sort_by_key(|id| place(document, *id));
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

/// Where an object stands in the file: by byte, then within an object stream.
fn place(document: &Document, id: ObjectId) -> (u32, u32) {
    match document.reference_table.get(id.0) {
        Some(XrefEntry::Normal { offset, .. }) => (*offset, 0),
        Some(XrefEntry::Compressed { container, index }) => (place(document, (*container, 0)).0, u32::from(*index)),
        _ => (u32::MAX, id.0),
    }
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
