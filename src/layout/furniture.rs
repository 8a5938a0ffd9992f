//! Page numbers and running titles: text that belongs to the page and not to the document.

use std::collections::HashMap;

use super::Line;
use super::characters::is_numeral;

/// Furniture stands in this share of the page height at the top and at the foot.
const MARGIN: f64 = 0.1;

/// Marks the lines of each page that are furniture. `pages` holds a page's height and its lines outside tables.
pub(super) fn find_furniture(pages: &[(f64, &[Line])]) -> Vec<Vec<bool>> {
    let mut seen: HashMap<(String, i64), usize> = HashMap::new();
    for (height, lines) in pages {
        for line in lines.iter().filter(|it| in_margin(it, *height)) {
            *seen.entry(key(line)).or_default() += 1;
        }
    }
    let is_furniture = |line: &Line, height: f64| {
        in_margin(line, height)
            && (is_page_number(line.text.text()) || (pages.len() > 2 && seen.get(&key(line)).is_some_and(|it| *it > 2)))
    };
    pages.iter().map(|(height, lines)| lines.iter().map(|line| is_furniture(line, *height)).collect()).collect()
}

fn in_margin(line: &Line, height: f64) -> bool {
    line.bbox.y1 < MARGIN * height || line.bbox.y0 > (1.0 - MARGIN) * height
}

/// The text without digits, which count the pages, and the place on the page in steps of 4 points.
fn key(line: &Line) -> (String, i64) {
    let text = line.text.text().chars().filter(|it| !is_numeral(*it) && !it.is_whitespace()).collect();
    (text, (line.baseline / 4.0).round() as i64)
}

/// `3`, `- 3 -`, `3 / 10`, `3ページ`, `p.3`.
fn is_page_number(text: &str) -> bool {
    let mut digits = 0;
    let only_marks = text.chars().all(|it| {
        digits += usize::from(is_numeral(it));
        is_numeral(it) || it.is_whitespace() || "-‐–—―－/／().（）・pP頁ページー".contains(it)
    });
    only_marks && (1..=6).contains(&digits)
}

#[cfg(test)]
mod tests {
    use super::is_page_number;

    #[test]
    fn page_numbers() {
        for text in ["3", "- 12 -", "3 / 10", "３", "3ページ", "P.4"] {
            assert!(is_page_number(text), "{text}");
        }
    }

    #[test]
    fn no_page_numbers() {
        for text in ["", "-", "1 進捗状況の概要", "資料2", "2023年度版123"] {
            assert!(!is_page_number(text), "{text}");
        }
    }
}
