//! Numbers that name something: telephone and postal numbers, item numbers, what is left of broken numerals.

/// Telephone numbers, dates and item numbers: digits parted by `-` or `/` more than once.
pub(super) fn code_end(text: &str, start: usize, numeral_end: usize) -> Option<usize> {
    let rest = &text[numeral_end..];
    // Two dashes are a rule. Looking through all that follows each number of a long line would take the square of its length.
    if !rest.starts_with('-') || rest.starts_with("--") {
        return None;
    }
    if rest.starts_with("-(") {
        let length = rest.find(|next: char| !next.is_ascii_digit() && !matches!(next, '-' | '(' | ')'));
        return Some(numeral_end + length.unwrap_or(rest.len()));
    }
    let length = rest.find(|next: char| !next.is_ascii_digit() && next != '-').unwrap_or(rest.len());
    let is_code = rest[..length].matches('-').count() > 1;
    let is_zip = text[start..].starts_with('0') && length > 1;
    (is_code || is_zip).then_some(numeral_end + length)
}

/// After a broken numeral: the letters and digits that belong to it.
pub(super) fn skip_code(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    at + rest.find(|next: char| !next.is_ascii_alphanumeric()).unwrap_or(rest.len())
}
