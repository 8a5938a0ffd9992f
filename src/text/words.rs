//! Tables of words with a meaning, searched by the longest that begins or ends a text.

use rustc_hash::FxHashMap;

/// Words by the character at the end that is searched from, the longest first.
pub(super) struct WordTable<T>(FxHashMap<char, Vec<(&'static str, T)>>);

impl<T: Copy> WordTable<T> {
    fn new(words: impl Iterator<Item = (&'static str, T)>, key: fn(&str) -> Option<char>) -> WordTable<T> {
        let mut table: FxHashMap<char, Vec<_>> = FxHashMap::default();
        for word in words {
            if let Some(first) = key(word.0) {
                table.entry(first).or_default().push(word);
            }
        }
        for words in table.values_mut() {
            words.sort_by_key(|word| std::cmp::Reverse(word.0.len()));
        }
        WordTable(table)
    }

    /// The longest word that `text` begins with.
    pub(super) fn longest_start(&self, text: &str) -> Option<(&'static str, T)> {
        let words = self.0.get(&text.chars().next()?)?;
        words.iter().copied().find(|word| text.starts_with(word.0))
    }

    /// The longest word that `text` ends with.
    pub(super) fn longest_end(&self, text: &str) -> Option<(&'static str, T)> {
        let words = self.0.get(&text.chars().next_back()?)?;
        words.iter().copied().find(|word| text.ends_with(word.0))
    }
}

impl<T: Copy> WordTable<T> {
    /// A table for searching the words of a list that begin a text.
    pub(super) fn by_start(words: impl Iterator<Item = (&'static str, T)>) -> WordTable<T> {
        Self::new(words, |word| word.chars().next())
    }

    /// A table for searching the words of a list that end a text.
    pub(super) fn by_end(words: impl Iterator<Item = (&'static str, T)>) -> WordTable<T> {
        Self::new(words, |word| word.chars().next_back())
    }

    /// What is said of exactly `text`.
    pub(super) fn whole(&self, text: &str) -> Option<T> {
        let words = self.0.get(&text.chars().next()?)?;
        words.iter().find(|word| word.0 == text).map(|word| word.1)
    }
}

impl WordTable<()> {
    /// A table for searching the words of a list, parted by white space, that begin a text.
    pub(super) fn list_by_start(words: &'static str) -> WordTable<()> {
        Self::new(words.split_whitespace().map(|word| (word, ())), |word| word.chars().next())
    }

    /// A table for searching the words of a list, parted by white space, that end a text.
    pub(super) fn list_by_end(words: &'static str) -> WordTable<()> {
        Self::new(words.split_whitespace().map(|word| (word, ())), |word| word.chars().next_back())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: [(&str, u8); 3] = [("以上", 1), ("以上か", 2), ("上", 3)];

    #[track_caller]
    fn check(found: Option<(&str, u8)>, expected: Option<u8>) {
        assert_eq!(found.map(|word| word.1), expected);
    }

    #[test]
    fn the_longest_word_wins() {
        check(WordTable::by_start(WORDS.into_iter()).longest_start("以上かつ"), Some(2));
        check(WordTable::by_end(WORDS.into_iter()).longest_end("10以上"), Some(1));
    }

    #[test]
    fn a_whole_word_is_no_part() {
        assert_eq!(WordTable::by_start(WORDS.into_iter()).whole("以上"), Some(1));
        assert_eq!(WordTable::by_start(WORDS.into_iter()).whole("以上かつ"), None);
    }

    #[test]
    fn no_word_fits() {
        check(WordTable::by_start(WORDS.into_iter()).longest_start("以下"), None);
        check(WordTable::by_end(WORDS.into_iter()).longest_end(""), None);
    }
}
