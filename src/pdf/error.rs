//! Why a PDF could not be read at all.

use crate::base::{Language, Message};

/// A document that gives nothing: each kind is one sentence that says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message().text(Language::English))]
pub enum PdfError {
    /// The file is empty.
    Empty,
    /// The bytes are something else; what they look like.
    NotPdf(&'static str),
    /// A password is needed.
    PasswordNeeded,
    /// The password that was given does not open it.
    PasswordWrong,
    /// The encryption is of a kind that cannot be opened.
    EncryptionUnsupported,
    /// It begins like a PDF, and neither its objects nor its pages can be found.
    Damaged,
    /// Its objects unpack to far more than a document needs.
    Bomb,
    /// It has no such page.
    NoSuchPage {
        /// The page asked for, from 1.
        page: u32,
        /// How many pages there are.
        count: usize,
    },
}

impl PdfError {
    /// The sentence for people.
    pub fn message(&self) -> Message {
        match self {
            PdfError::Empty => Message::new("pdf_empty"),
            PdfError::NotPdf(kind) => Message::new("pdf_not_pdf").with("kind", kind),
            PdfError::PasswordNeeded => Message::new("pdf_password_needed"),
            PdfError::PasswordWrong => Message::new("pdf_password_wrong"),
            PdfError::EncryptionUnsupported => Message::new("pdf_encryption_unsupported"),
            PdfError::Damaged => Message::new("pdf_damaged"),
            PdfError::Bomb => Message::new("pdf_bomb"),
            PdfError::NoSuchPage { page, count } => {
                Message::new("pdf_no_such_page").with("page", page).with("count", count)
            }
        }
    }
}
