//! Optional content (layers): which groups a viewer does not show (PDF 32000-1, 8.11).

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier};
use rustc_hash::FxHashSet;

/// The groups that the document's default configuration switches off.
#[derive(Debug, Default)]
pub(super) struct Layers {
    off: FxHashSet<ObjectIdentifier>,
}

impl Layers {
    /// Reads `/OCProperties /D` of the catalogue.
    pub fn of(pdf: &Pdf) -> Self {
        Self::read(pdf).unwrap_or_default()
    }

    fn read(pdf: &Pdf) -> Option<Self> {
        let catalogue: Dict<'_> = pdf.xref().get(pdf.xref().root_id())?;
        let properties: Dict<'_> = catalogue.get(b"OCProperties".as_slice())?;
        let configuration: Dict<'_> = properties.get(b"D".as_slice())?;
        let groups = |dict: &Dict<'_>, key: &'static [u8]| -> Vec<ObjectIdentifier> {
            dict.get::<Array<'_>>(key)
                .into_iter()
                .flat_map(|it| it.iter::<Dict<'_>>())
                .filter_map(|it| it.obj_id())
                .collect()
        };
        let mut off = FxHashSet::default();
        if configuration.get::<Name<'_>>(b"BaseState".as_slice()).is_some_and(|it| it.as_ref() == b"OFF") {
            off.extend(groups(&properties, b"OCGs"));
            for id in groups(&configuration, b"ON") {
                off.remove(&id);
            }
        }
        off.extend(groups(&configuration, b"OFF"));
        Some(Self { off })
    }

    /// Whether everything is shown.
    pub fn all_on(&self) -> bool {
        self.off.is_empty()
    }

    /// Whether content that carries this `/OC` entry (a group, or a membership dictionary of groups) is hidden.
    pub fn hides(&self, content: &Dict<'_>) -> bool {
        if self.off.is_empty() {
            return false;
        }
        let is_off = |group: &Dict<'_>| group.obj_id().is_some_and(|id| self.off.contains(&id));
        if content.get::<Name<'_>>(b"Type".as_slice()).is_none_or(|it| it.as_ref() != b"OCMD") {
            return is_off(content);
        }
        let members: Vec<Dict<'_>> = match content.get::<Object<'_>>(b"OCGs".as_slice()) {
            Some(Object::Dict(group)) => vec![group],
            Some(Object::Array(groups)) => groups.iter::<Dict<'_>>().collect(),
            _ => Vec::new(),
        };
        if members.is_empty() {
            return false;
        }
        let off_count = members.iter().filter(|it| is_off(it)).count();
        match content.get::<Name<'_>>(b"P".as_slice()).as_deref() {
            Some(b"AllOn") => off_count > 0,
            Some(b"AnyOff") => off_count == 0,
            Some(b"AllOff") => off_count < members.len(),
            _ => off_count == members.len(),
        }
    }
}
