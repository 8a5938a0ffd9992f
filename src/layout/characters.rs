//! Classes of characters, as Unicode has them, without its tables where most characters of a Japanese page are.

/// [`char::is_numeric`]. Its search through tables took 2 % of the time that a page takes; kana and kanji hold no numerals.
pub(super) fn is_numeral(character: char) -> bool {
    match character {
        '0'..='9' => true,
        '\0'..='\x7f' | 'ぁ'..='ヿ' | '㐀'..='鿿' => false,
        _ => character.is_numeric(),
    }
}

/// [`char::is_alphabetic`], in the same way: kanji are letters, and most of kana.
pub(super) fn is_letter(character: char) -> bool {
    match character {
        'a'..='z' | 'A'..='Z' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '一'..='鿿' => true,
        '\0'..='\x7f' => false,
        _ => character.is_alphabetic(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_those_of_unicode() {
        for character in '\0'..=char::MAX {
            assert_eq!(is_numeral(character), character.is_numeric(), "{character:?}");
            assert_eq!(is_letter(character), character.is_alphabetic(), "{character:?}");
        }
    }
}
