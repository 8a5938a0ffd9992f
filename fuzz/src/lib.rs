//! The reading stages of `shinchoku`, mounted from its sources, and what the fuzz targets share.
//!
//! The main crate would bring Polars and the command line along: minutes of build, and coverage counters that no input reaches.

#[path = "../../src/base/mod.rs"]
pub mod base;
#[path = "../../src/indicator/mod.rs"]
pub mod indicator;
#[path = "../../src/layout/mod.rs"]
pub mod layout;
#[path = "../../src/pdf/mod.rs"]
pub mod pdf;
#[path = "../../src/report/mod.rs"]
pub mod report;
#[path = "../../src/text/mod.rs"]
pub mod text;

mod stages;
mod wrap;

pub use stages::read_all;
pub use wrap::one_page;
