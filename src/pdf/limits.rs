//! How much a document may ask for before reading stops with a note.

/// Caps on one document. The defaults leave every document of our collection (704 pages at most) far below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Limits {
    /// Bytes of content streams, over the document: what goes into their filters or comes out, whichever is more.
    pub content_bytes: usize,
    /// Content operators and annotations, over the document.
    pub operators: usize,
    /// Glyphs on one page.
    pub glyphs: usize,
    /// Glyphs over the document.
    pub all_glyphs: usize,
    /// Rules, fills and images on one page.
    pub shapes: usize,
    /// Depth of form XObjects in each other.
    pub form_depth: usize,
    /// Form XObjects and annotations drawn on one page.
    pub form_calls: usize,
    /// Graphics states saved in each other.
    pub saved_states: usize,
    /// Pictures of one page that are looked through for rules.
    pub scan_parts: usize,
    /// Comparisons with what covers text and rules, on one page.
    pub covers: usize,
    /// Comparisons of bars with characters, on one page.
    pub crossings: usize,
    /// Pages.
    pub pages: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            // 4,298 real pages inflate to 97 MB together; the largest single document to 20 MB, of some 2 million operators.
            content_bytes: 128 << 20,
            operators: 10_000_000,
            glyphs: 200_000,
            // 704 pages have 600,000.
            all_glyphs: 4_000_000,
            shapes: 200_000,
            form_depth: 24,
            form_calls: 20_000,
            // Real files stay below 30.
            saved_states: 512,
            scan_parts: 256,
            // Real pages stay below a million.
            covers: 20_000_000,
            // Real pages stay below a hundred thousand.
            crossings: 2_000_000,
            pages: 20_000,
        }
    }
}
