//! Writes the seed corpora from `fixtures/` into `fuzz/corpus/`: small, uncompressed, without font programs, so that a changed
//! byte reaches a reader and not an inflater.

use std::fs;
use std::path::{Path, PathBuf};

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object};
use serde_json::Value;

/// Seeds larger than this slow every run down.
const MAX_BYTES: usize = 48 << 10;
/// Operations of a content seed.
const OPERATIONS: usize = 120;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR"));
    let corpus = std::env::args_os().nth(1).map_or_else(|| fuzz.join("corpus"), PathBuf::from);
    for target in ["document", "content", "expression"] {
        fs::create_dir_all(corpus.join(target))?;
    }
    for entry in fs::read_dir(fuzz.join("../fixtures/pdf"))? {
        let path = entry?.path();
        let (Some(name), true) = (path.file_stem(), path.extension().is_some_and(|it| it == "pdf")) else { continue };
        // Some fixtures are damaged on purpose; they are seeds as they are.
        let Ok(document) = Document::load(&path) else {
            fs::copy(&path, corpus.join("document").join(name))?;
            continue;
        };
        for page in [1, 4] {
            let name = format!("{}_{page}", name.to_string_lossy());
            if let Some(bytes) = one_page(&document, page).filter(|it| it.len() <= MAX_BYTES) {
                fs::write(corpus.join("document").join(&name), bytes)?;
            }
            if let Some(bytes) = content(&document, page) {
                fs::write(corpus.join("content").join(&name), bytes)?;
            }
        }
    }
    let mut texts = Vec::new();
    for edition in ["R4", "R5", "R6"] {
        for folder in ["source", "expected"] {
            let source = fs::read_to_string(fuzz.join(format!("../fixtures/{folder}/{edition}.json")))?;
            strings(&serde_json::from_str(&source)?, &mut texts);
        }
    }
    texts.sort();
    texts.dedup();
    for (index, text) in texts.iter().filter(|it| it.chars().any(char::is_numeric)).enumerate() {
        fs::write(corpus.join("expression").join(format!("{index:04}")), text)?;
    }
    Ok(())
}

/// The document with this page alone.
fn one_page(document: &Document, page: u32) -> Option<Vec<u8>> {
    let mut document = document.clone();
    let others: Vec<u32> = document.get_pages().into_keys().filter(|it| *it != page).collect();
    document.delete_pages(&others);
    if document.get_pages().is_empty() {
        return None;
    }
    document.trailer.remove(b"Encrypt");
    let catalog = document.catalog_mut().ok()?;
    for key in [b"StructTreeRoot".as_slice(), b"Metadata", b"Outlines", b"Names", b"Dests"] {
        catalog.remove(key);
    }
    document.decompress();
    for object in document.objects.values_mut() {
        if let Object::Stream(stream) = object
            && (stream.dict.has(b"Length1") || stream.dict.has_type(b"Metadata") || stream.content.len() > 1 << 14)
            && !is_image_or_form(&stream.dict)
        {
            let kept = stream.content.len().min(1 << 13);
            stream.set_content(stream.content[..kept].to_vec());
        }
    }
    document.prune_objects();
    document.renumber_objects();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).ok()?;
    Some(bytes)
}

fn is_image_or_form(dictionary: &Dictionary) -> bool {
    dictionary.has(b"Subtype") && dictionary.has(b"BBox")
}

/// The beginning of a page's content, its fonts named as in `wrap.rs`.
fn content(document: &Document, page: u32) -> Option<Vec<u8>> {
    let id = *document.get_pages().get(&page)?;
    let mut content = Content::decode(&document.get_page_content(id)).ok()?;
    let is_text = |it: &Operation| it.operator == "BT";
    // Half of it is the beginning, half what stands around the first text.
    let text = content.operations.iter().position(is_text).unwrap_or(0).saturating_sub(OPERATIONS / 4);
    content.operations = content.operations.into_iter().skip(text).take(OPERATIONS).collect();
    let mut fonts: Vec<Object> = Vec::new();
    for operation in content.operations.iter_mut().filter(|it| it.operator == "Tf" && !it.operands.is_empty()) {
        let at = fonts.iter().position(|it| *it == operation.operands[0]).unwrap_or(fonts.len());
        if at == fonts.len() {
            fonts.push(operation.operands[0].clone());
        }
        operation.operands[0] = Object::Name([b"T", b"S", b"V"][at % 3].to_vec());
    }
    content.encode().ok()
}

fn strings(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|it| strings(it, found)),
        Value::Object(fields) => fields.values().for_each(|it| strings(it, found)),
        _ => {}
    }
}
