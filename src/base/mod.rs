//! The vocabulary that every stage shares: places on a page, notes, the calendar, area codes, messages.
//!
//! Comes in: nothing. Goes out: plain types. Deliberately knows no stage, no file and no PDF.

pub mod area;
pub mod calendar;
pub mod encoding;
pub mod figures;
pub mod geometry;
pub mod message;
pub mod municipality;
pub mod note;
pub mod source;
pub mod toml_fault;
pub mod visible;

pub use area::Prefecture;
pub use calendar::FiscalYear;
pub use encoding::base64;
pub use geometry::Rect;
pub use message::{Language, Message};
pub use municipality::{Municipality, MunicipalityFound};
pub use note::{Against, Note, Noted, Severity, Subject};
pub use source::SourceRef;
pub use toml_fault::TomlFault;
pub use visible::{is_noncharacter, is_unseen, visible, without_controls};
