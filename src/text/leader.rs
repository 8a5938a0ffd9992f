//! Dots that lead from a name to its values: `電子化率 ..........`.

/// So many dots lead; fewer leave something out.
const LEAST: usize = 5;

/// The text before the dots at its end. `…` counts as three of them, `‥` as two.
pub fn without_leader(text: &str) -> &str {
    let before = text.trim_end_matches(|it: char| dots(it) > 0 || it.is_whitespace());
    let count: usize = text[before.len()..].chars().map(dots).sum();
    if count >= LEAST && !before.is_empty() { before } else { text }
}

fn dots(character: char) -> usize {
    match character {
        '.' | '．' | '・' | '･' | '·' => 1,
        '‥' => 2,
        '…' => 3,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_at_the_end_lead_to_a_value() {
        assert_eq!(without_leader("電子化率 .........."), "電子化率");
        assert_eq!(without_leader("電子化率……"), "電子化率");
        assert_eq!(without_leader("電子化率・・ ・・・"), "電子化率");
        // An ellipsis leaves something out, and dots alone say that there is nothing.
        assert_eq!(without_leader("電子化率など…"), "電子化率など…");
        assert_eq!(without_leader("・・・・・"), "・・・・・");
    }
}
