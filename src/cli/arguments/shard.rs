//! One of the parts into which documents are divided: `3/16`.

use std::fmt;

/// A part of all documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// From 1.
    pub number: u32,
    /// How many parts there are.
    pub of: u32,
}

impl Shard {
    /// Reads `3/16`.
    ///
    /// # Errors
    /// Where the text is no such pair; says what to write.
    pub fn parse(text: &str) -> Result<Shard, String> {
        let parts = text.split_once('/').and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        let shard = parts.map(|(number, of)| Shard { number, of }).filter(|it| (1..=it.of).contains(&it.number));
        shard.ok_or_else(|| "write which part of how many, such as 3/16".to_owned())
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.number, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_counted_from_one() {
        assert_eq!(Shard::parse("3/16").map(|it| it.to_string()).as_deref(), Ok("3/16"));
        for wrong in ["0/16", "17/16", "3", "a/b", "1/0", "-1/4"] {
            assert!(Shard::parse(wrong).is_err(), "{wrong}");
        }
    }
}
