//! Chinese forms of kanji that the model gives for Japanese ones.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Two characters a line: as read, as printed in Japan. Only forms that no Japanese report prints.
const VARIANTS: &str = include_str!("variants.tsv");

/// The Japanese form of a character.
pub fn japanese(character: char) -> char {
    static TABLE: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
        let pair = |line: &str| {
            let mut characters = line.split('\t').filter_map(|it| it.chars().next());
            Some((characters.next()?, characters.next()?))
        };
        VARIANTS.lines().filter_map(pair).collect()
    });
    TABLE.get(&character).copied().unwrap_or(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_forms_become_japanese_ones_and_no_other() {
        assert_eq!("数值增查".chars().map(japanese).collect::<String>(), "数値増査");
        assert_eq!("値増査0A－".chars().map(japanese).collect::<String>(), "値増査0A－");
        assert!(VARIANTS.lines().all(|it| it.chars().count() == 3), "two characters and a tab");
    }
}
