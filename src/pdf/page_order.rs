//! The pages of a document in the order of its page tree.
//!
//! hayro-syntax gives every page once. A page may stand twice in the tree, and viewers show it twice: the numbers of the pages
//! behind it would lead to the wrong page. And what the tree names and the file does not have is told, not left out in silence.

use std::collections::{HashMap, HashSet};

use hayro_syntax::Pdf;
use hayro_syntax::object::dict::keys::{KIDS, PAGES, TYPE};
use hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier};

/// Entries of page trees that are looked at, and pages that come of them: a tree may name its branches again and again.
const MAX_ENTRIES: usize = 100_000;

/// Which page stands where.
pub(super) struct PageOrder {
    /// For each page as viewers count them, its place among the pages that hayro gives.
    pub indices: Vec<usize>,
    /// Pages that the tree names and the file does not have.
    pub missing: usize,
    /// The tree leads to no page at all: hayro found the pages by looking through all objects.
    pub is_guessed: bool,
}

impl PageOrder {
    pub fn of(pdf: &Pdf) -> Self {
        let all = pdf.pages().len();
        let tree = Tree::walk(pdf).unwrap_or_default();
        let known: HashSet<usize> = tree.indices.iter().copied().collect();
        // Where the two walks do not agree, hayro's is taken: it has all that can be read.
        let indices = if known.len() == all { tree.indices } else { (0..all).collect() };
        Self { indices, missing: tree.missing, is_guessed: known.is_empty() && all > 0 }
    }
}

/// What the page tree names.
#[derive(Default)]
struct Tree {
    indices: Vec<usize>,
    missing: usize,
}

/// A branch of the tree that is being walked.
struct Branch<'a> {
    id: Option<ObjectIdentifier>,
    kids: hayro_syntax::object::array::ArrayIter<'a>,
}

impl Tree {
    /// `None` where the catalogue names no tree.
    fn walk(pdf: &Pdf) -> Option<Tree> {
        let places = pdf.pages().iter().enumerate().filter_map(|(index, page)| Some((page.raw().obj_id()?, index)));
        let places: HashMap<ObjectIdentifier, usize> = places.collect();
        let catalogue = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id())?;
        let root = catalogue.get::<Dict<'_>>(PAGES)?;

        let mut tree = Tree::default();
        let mut path: HashSet<ObjectIdentifier> = root.obj_id().into_iter().collect();
        let mut branches = vec![Branch { id: root.obj_id(), kids: root.get::<Array<'_>>(KIDS)?.raw_iter() }];
        let mut entries = 0;
        while let Some(branch) = branches.last_mut() {
            let kid = branch.kids.next().filter(|_| entries < MAX_ENTRIES);
            let Some(kid) = kid else {
                branches.pop().and_then(|it| it.id).map(|id| path.remove(&id));
                continue;
            };
            entries += 1;
            let (id, dict) = match kid {
                MaybeRef::Ref(id) => (Some(id.into()), pdf.xref().get::<Dict<'_>>(id.into())),
                MaybeRef::NotRef(object) => (None, Object::into_dict(object)),
            };
            let Some(dict) = dict else {
                tree.missing += 1;
                continue;
            };
            if dict.get::<Name<'_>>(TYPE).as_deref() != Some(PAGES) {
                tree.indices.extend(id.and_then(|id| places.get(&id)));
            } else if let Some(kids) = dict.get::<Array<'_>>(KIDS)
                // A branch that names one above it would never end.
                && id.is_none_or(|id| path.insert(id))
            {
                branches.push(Branch { id, kids: kids.raw_iter() });
            }
        }
        Some(tree)
    }
}

/// Whether a file goes on with objects behind its last complete revision: it was cut off while the next one was written.
pub(super) fn is_cut_off(data: &[u8]) -> bool {
    const END: &[u8] = b"startxref";
    let Some(end) = data.windows(END.len()).rposition(|it| it == END) else { return false };
    let rest = &data[end..];
    let begins_object = |at: usize| {
        let before = rest[..at].trim_ascii_end();
        let generation = before.iter().rev().take_while(|it| it.is_ascii_digit()).count();
        let number = before[..before.len() - generation].trim_ascii_end();
        generation > 0 && number.len() + generation < before.len() && number.last().is_some_and(u8::is_ascii_digit)
    };
    rest.windows(4).enumerate().any(|(at, it)| it == b" obj" && begins_object(at))
}
