//! What single cells say, wherever they stand: as the head of a column, by the stems of their words (`stems.tsv`).
//!
//! Comes in: the text of one cell. Goes out: [`HeadFacts`]. Deliberately knows no table and no profile.

mod head;
mod stems;

pub(super) use head::head_facts;
pub(super) use stems::Stem;
