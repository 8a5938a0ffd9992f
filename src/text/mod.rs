//! Characters and words: printed Japanese expressions to numbers, units, years and dates.
//!
//! Comes in: one line or cell as printed. Goes out: items with their place in that text, or records that combine them.
//! Deliberately knows no page, no report design and no indicator.

pub mod caption;
pub mod date;
pub mod dictionary;
pub mod name;
pub mod normalize;
pub mod number;
pub mod polarity;
pub mod quantity;
pub mod record;
pub mod scan;
pub mod table_unit;
pub mod time;
pub mod tokenizer;
pub mod unit;
pub mod unit_addition;
pub mod vocabulary;

mod after;
mod before;
mod code;
mod digits;
mod kanji;
#[cfg(test)]
mod laws;
mod leader;
mod lexicon;
mod pair;
mod per;
mod relative;
mod sign;
mod single;
mod span;
mod status;
mod words;
mod year;

pub use caption::{UnitCaption, unit_of_caption, unit_of_cell};
pub use leader::without_leader;
pub(crate) use name::without_footnote;
pub use name::{IndicatorName, read_name};
pub use normalize::{Normalized, fold, normalize};
pub use number::{Numeral, parse_number};
pub use polarity::{named_direction, polarity};
pub use quantity::Quantity;
pub use record::{Record, records, records_with};
pub use scan::{Item, ItemKind, scan, scan_with};
pub use table_unit::unit_of_line;
pub use time::Time;
pub use unit::{Unit, UnitTable};
pub use unit_addition::{UnitAddition, UnitAdditions, UnitError};
pub use vocabulary::{Comparator, CountMode, ObsStatus, Polarity, Precision, QuantityKind, Role};
