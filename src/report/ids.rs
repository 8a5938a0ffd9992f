//! Short stable ids, made of what a thing is.

use sha2::{Digest, Sha256};

/// A short stable id: the first 16 hexadecimal digits of the SHA-256 of the parts.
pub fn short_hash(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.as_bytes());
        hasher.update([0x1F]);
    }
    hasher.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// What an id names: its first letter, without which a spreadsheet would take some ids for numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum IdOf {
    Block,
    Correction,
    Indicator,
    Initiative,
    Note,
    Observation,
    Rating,
    Table,
}

impl IdOf {
    fn letter(self) -> char {
        match self {
            IdOf::Block => 'b',
            IdOf::Correction => 'c',
            IdOf::Indicator => 'k',
            IdOf::Initiative => 'i',
            IdOf::Note => 'n',
            IdOf::Observation => 'v',
            IdOf::Rating => 'r',
            IdOf::Table => 't',
        }
    }
}

/// The id of a thing: its letter, then the [`short_hash`] of what makes it this one.
pub fn short_id(of: IdOf, parts: &[&str]) -> String {
    format!("{}{}", of.letter(), short_hash(parts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_depend_on_the_borders_of_their_parts() {
        assert_ne!(short_hash(&["ab", "c"]), short_hash(&["a", "bc"]));
    }
}
