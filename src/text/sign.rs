//! Signs before numbers, as reports print them.

use super::before;

/// What stands before a number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    None,
    Plus,
    Minus,
    /// ±: the value cannot be known.
    Unknown,
}

/// Reads the sign at byte `at`; gives it and where the number begins.
pub(super) fn read_sign(text: &str, at: usize) -> (Sign, usize) {
    const SIGNS: [(&str, Sign); 9] = [
        ("Δ", Sign::Minus),
        ("∆", Sign::Minus),
        ("マイナス", Sign::Minus),
        ("プラス", Sign::Plus),
        ("△", Sign::Minus),
        ("▲", Sign::Minus),
        ("▼", Sign::Minus),
        ("+", Sign::Plus),
        ("±", Sign::Unknown),
    ];
    let rest = &text[at..];
    if rest.starts_with('-') {
        let end = if at == 0 && rest.starts_with("- ") { at + 2 } else { at + 1 };
        // Two dashes are a rule or a dash, no sign.
        let is_double = rest.starts_with("--") || text[..at].ends_with('-');
        return if !is_double && before::allows_minus(text, at) { (Sign::Minus, end) } else { (Sign::None, at) };
    }
    let sign = SIGNS.iter().find(|(word, _)| rest.starts_with(word));
    sign.map_or((Sign::None, at), |(word, sign)| (*sign, at + word.len()))
}
