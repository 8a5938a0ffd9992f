pub mod base;
pub mod pdf;
pub mod layout;
