//! Where a thing was printed.

use crate::base::Rect;

/// The place of a printed thing: a page and a box on it.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct SourceRef {
    /// Page number, from 1.
    pub page: u32,
    /// Box on that page.
    pub bbox: Rect,
}

impl SourceRef {
    /// The place `bbox` on `page` (from 1).
    pub fn new(page: u32, bbox: Rect) -> Self {
        Self { page, bbox }
    }
}
