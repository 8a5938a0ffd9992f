pub mod base;
pub mod pdf;
pub mod layout;
pub mod text;
pub mod report;
pub mod indicator;
