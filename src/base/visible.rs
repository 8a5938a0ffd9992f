//! Text of strangers as it may be shown: what a terminal would obey, or an eye would not see, stands there in words.

use std::borrow::Cow;

/// Whether a character is one that terminals obey or that turns the order of others around: control characters but for line break
/// and tab, marks of direction, separators of lines, tags.
pub fn is_unseen(character: char) -> bool {
    match character {
        '\n' | '\t' => false,
        '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{2028}' | '\u{2029}' | '\u{FEFF}' => true,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{E0000}'..='\u{E007F}' => true,
        other => other.is_control(),
    }
}

/// The text with such characters written out: `\u{1b}`.
///
/// ```
/// assert_eq!(shinchoku::base::visible("a\u{1b}[31mb"), "a\\u{1b}[31mb");
/// ```
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unseen) {
        return Cow::Borrowed(text);
    }
    let shown = |it: char| if is_unseen(it) { it.escape_unicode().to_string() } else { it.to_string() };
    Cow::Owned(text.chars().map(shown).collect())
}

/// The text for data, without control characters and noncharacters: U+FFFD stands in their places.
pub fn without_controls(text: &str) -> Cow<'_, str> {
    let is_none = |it: char| it.is_control() && !matches!(it, '\n' | '\t') || is_noncharacter(it);
    if text.contains(is_none) { Cow::Owned(text.replace(is_none, "\u{FFFD}")) } else { Cow::Borrowed(text) }
}

/// Whether a code point is none that text may have.
pub fn is_noncharacter(character: char) -> bool {
    matches!(character, '\u{FDD0}'..='\u{FDEF}') || matches!(character as u32 & 0xFFFF, 0xFFFE | 0xFFFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_seen_stays() {
        let text = "秋田県 DX\n\t①〜﨑 e\u{301} \u{200B}";
        assert!(matches!(visible(text), Cow::Borrowed(_)));
        assert!(matches!(without_controls(text), Cow::Borrowed(_)));
    }

    #[test]
    fn escapes_links_and_directions_are_written_out() {
        assert_eq!(visible("\u{1b}]8;;http://a\u{7}x\r\0"), "\\u{1b}]8;;http://a\\u{7}x\\u{d}\\u{0}");
        assert_eq!(visible("a\u{202E}b\u{9b}31m"), "a\\u{202e}b\\u{9b}31m");
        assert_eq!(without_controls("a\u{1b}b\0\u{FDD0}"), "a\u{FFFD}b\u{FFFD}\u{FFFD}");
    }
}
