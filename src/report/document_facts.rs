//! What a person knows of single documents that the paper does not say: `input/documents.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::pattern::fiscal_year;
use crate::base::{FiscalYear, Message, Prefecture};

/// What is known of a document; it stands above what is printed.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct DocumentFacts {
    /// The fiscal year reported on.
    pub fiscal_year: Option<FiscalYear>,
    /// The prefecture that reports.
    pub prefecture: Option<Prefecture>,
    /// The plan reported on.
    pub plan: Option<String>,
    /// Where the document was downloaded.
    pub source_url: Option<String>,
    /// When it was published, as an ISO date: `2024-10-01`, `2024-10`.
    pub published_on: Option<String>,
    /// Whether it is known that it may give nothing, so that this is no failure of a build.
    pub may_fail: bool,
}

/// A file of facts that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {detail}")]
pub struct DocumentFactsError {
    file: String,
    detail: String,
}

impl DocumentFactsError {
    /// The sentence for people.
    pub fn message(&self) -> Message {
        Message::new("documents_malformed").with("file", &self.file).with("detail", &self.detail)
    }
}

/// A document as written: `["R5.pdf"]`, `fiscal_year = "R5"`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    fiscal_year: Option<String>,
    prefecture: Option<String>,
    plan: Option<String>,
    source_url: Option<String>,
    published_on: Option<String>,
    #[serde(default)]
    may_fail: bool,
}

/// Reads the facts of documents, by their file names.
///
/// # Errors
/// Where it is no TOML, a key is unknown, or a year, prefecture or date is none.
pub fn parse_documents(file: &str, source: &str) -> Result<BTreeMap<String, DocumentFacts>, DocumentFactsError> {
    let wrong = |detail: String| DocumentFactsError { file: file.to_owned(), detail };
    let written: BTreeMap<String, Written> =
        toml::from_str(source).map_err(|error| wrong(error.message().replace('\n', " ")))?;
    let facts = |(name, written): (String, Written)| {
        let facts = facts(written).map_err(|(key, value)| wrong(format!("[\"{name}\"] {key} = \"{value}\"")))?;
        Ok((name, facts))
    };
    written.into_iter().map(facts).collect()
}

/// What is written of one document, or the key and text that say nothing.
fn facts(written: Written) -> Result<DocumentFacts, (&'static str, String)> {
    let year = |it: String| fiscal_year(it.trim_end_matches("年度")).ok_or(("fiscal_year", it));
    let prefecture = |it: String| prefecture(&it).ok_or(("prefecture", it));
    let date = |it: String| if is_date(&it) { Ok(it) } else { Err(("published_on", it)) };
    Ok(DocumentFacts {
        fiscal_year: written.fiscal_year.map(year).transpose()?,
        prefecture: written.prefecture.map(prefecture).transpose()?,
        plan: written.plan,
        source_url: written.source_url,
        published_on: written.published_on.map(date).transpose()?,
        may_fail: written.may_fail,
    })
}

/// `05`, `秋田県`.
fn prefecture(text: &str) -> Option<Prefecture> {
    text.parse().ok().and_then(Prefecture::new).or_else(|| Prefecture::find_in(text))
}

/// `2024`, `2024-10`, `2024-10-01`.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|it| it.len()).collect();
    let is_form = matches!(lengths.as_slice(), [4] | [4, 2] | [4, 2, 2]);
    let within =
        |at: usize, most: u8| parts.get(at).is_none_or(|it| it.parse().is_ok_and(|it: u8| (1..=most).contains(&it)));
    is_form && parts[0].bytes().all(|it| it.is_ascii_digit()) && within(1, 12) && within(2, 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_by_file() {
        let source = "[\"a.pdf\"]\nfiscal_year = \"R5\"\nprefecture = \"05\"\nplan = \"DX推進計画\"\npublished_on = \"2024-10\"\n[\"b.pdf\"]\nprefecture = \"秋田県\"";
        let facts = parse_documents("documents.toml", source).unwrap();
        let expected = DocumentFacts {
            fiscal_year: FiscalYear::new(2023),
            prefecture: Prefecture::new(5),
            plan: Some("DX推進計画".to_owned()),
            source_url: None,
            published_on: Some("2024-10".to_owned()),
            may_fail: false,
        };
        assert_eq!(facts["a.pdf"], expected);
        assert_eq!(facts["b.pdf"].prefecture, Prefecture::new(5));
    }

    #[test]
    fn what_says_nothing_is_named() {
        let detail = |source: &str| parse_documents("documents.toml", source).unwrap_err().detail;
        assert_eq!(detail("[\"a.pdf\"]\nfiscal_year = \"X5\""), "[\"a.pdf\"] fiscal_year = \"X5\"");
        assert_eq!(detail("[\"a.pdf\"]\npublished_on = \"10月\""), "[\"a.pdf\"] published_on = \"10月\"");
        assert!(detail("[\"a.pdf\"]\nyear = \"R5\"").contains("year"));
    }
}
