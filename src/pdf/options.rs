//! What the caller asks of reading.

use super::Limits;

/// How a PDF is to be read.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub struct ReadOptions {
    /// Password of the user or owner; the empty one is always tried first.
    pub password: Option<String>,
    /// Pages to read; all where there is none.
    pub pages: Option<PageSelection>,
    /// The part of each page to read, in points from its top left as shown; all where there is none.
    pub area: Option<crate::base::Rect>,
    /// Caps.
    pub limits: Limits,
}

/// A selection of pages such as `1-4,7`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PageSelection(Vec<(u32, u32)>);

/// A page selection that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no page or range of pages: write 3, 1-4 or 5-")]
pub struct PageSelectionError(String);

impl PageSelection {
    /// The first page that is selected.
    pub fn first(&self) -> u32 {
        self.0.iter().map(|(first, _)| *first).min().unwrap_or(1)
    }

    /// Whether a page, from 1, is selected.
    pub fn contains(&self, page: u32) -> bool {
        self.0.iter().any(|(first, last)| (*first..=*last).contains(&page))
    }
}

impl std::str::FromStr for PageSelection {
    type Err = PageSelectionError;

    /// Reads `1-4,7,9-`: pages from 1, ranges with both ends, and an open end for the rest.
    ///
    /// ```
    /// use shinchoku::pdf::PageSelection;
    /// let pages: PageSelection = "1-4,7".parse()?;
    /// assert!(pages.contains(4) && !pages.contains(5) && pages.contains(7));
    /// # Ok::<(), shinchoku::pdf::PageSelectionError>(())
    /// ```
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let range = |part: &str| {
            let wrong = || PageSelectionError(part.to_owned());
            let number = |digits: &str| digits.trim().parse::<u32>().ok().filter(|it| *it > 0).ok_or_else(wrong);
            let (first, last) = match part.split_once('-') {
                None => (number(part)?, number(part)?),
                Some((first, "")) => (number(first)?, u32::MAX),
                Some((first, last)) => (number(first)?, number(last)?),
            };
            if first <= last { Ok((first, last)) } else { Err(wrong()) }
        };
        text.split(',').map(range).collect::<Result<_, _>>().map(PageSelection)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_end() {
        let pages: PageSelection = "5-".parse().unwrap();
        assert!(!pages.contains(4) && pages.contains(900));
    }

    #[test]
    fn nonsense_is_named() {
        for text in ["", "0", "4-2", "a", "1,,2"] {
            assert!(text.parse::<PageSelection>().is_err(), "{text}");
        }
    }
}
