//! Tables whose rows come in pieces: a run of thousands of documents has more cells than memory has room for.

use std::fmt::Debug;

use super::PublishError;
use crate::dataset::Frame;
use crate::dataset::schema::Table;

/// The rows of a table, in their order.
pub trait Rows: Debug + Sync {
    /// Its description.
    fn schema(&self) -> &'static Table;

    /// How many there are.
    fn row_count(&self) -> usize;

    /// As [`Frame::largest_scaled_decimal`] says.
    fn largest_scaled_decimal(&self) -> Option<u128>;

    /// Hands all of them to `take`, piece by piece.
    ///
    /// # Errors
    /// Where a piece cannot be read, and those of `take`.
    fn each(&self, take: &mut dyn FnMut(&Frame) -> Result<(), PublishError>) -> Result<(), PublishError>;
}

impl Rows for Frame {
    fn schema(&self) -> &'static Table {
        Frame::schema(self)
    }

    fn row_count(&self) -> usize {
        Frame::row_count(self)
    }

    fn largest_scaled_decimal(&self) -> Option<u128> {
        Frame::largest_scaled_decimal(self)
    }

    fn each(&self, take: &mut dyn FnMut(&Frame) -> Result<(), PublishError>) -> Result<(), PublishError> {
        take(self)
    }
}
