//! Characters and words: printed Japanese expressions to numbers, units, years and dates.
//!
//! Comes in: one line or cell as printed. Goes out: items with their place in that text, or records that combine them.
//! Deliberately knows no page, no report design and no indicator.

pub mod date;
pub mod dictionary;
pub mod normalize;
pub mod number;
pub mod polarity;
pub mod quantity;
pub mod record;
pub mod scan;
pub mod time;
pub mod tokenizer;
pub mod unit;
pub mod vocabulary;

mod after;
mod before;
mod digits;
mod kanji;
mod pair;
mod relative;
mod single;
mod span;
mod status;
mod words;
mod year;

pub use normalize::{Normalized, fold, normalize};
pub use number::{Numeral, parse_number};
pub use polarity::polarity;
pub use quantity::Quantity;
pub use record::{Record, records};
pub use scan::{Item, ItemKind, scan};
pub use time::Time;
pub use unit::Unit;
pub use vocabulary::{Comparator, CountMode, ObsStatus, Polarity, Precision, QuantityKind, Role};
