//! The first row of a sheet that has a code for its label: `1-2｜電子書籍サービスの充実｜担当｜中央図書館`.

use super::cell::{Grid, GridCell};
use crate::layout::Passage;
use crate::report::cells::{Body, Stem};

/// A code is at most this long, in characters.
const MAX_CODE: usize = 7;

/// What the first row of a sheet says.
pub(super) struct CodedTitle {
    pub number: Passage,
    pub name: Passage,
    pub departments: Option<Passage>,
}

/// The title behind a code at the left wall, with the office that a label or `担当：` gives; `None` for other rows.
///
/// A row of two cells is one where a label follows in the row below, `【計画】…`.
pub(super) fn coded_title(grid: &Grid, row: usize, cells: &[&GridCell]) -> Option<CodedTitle> {
    let [code, title, rest @ ..] = cells else { return None };
    if code.columns.start != 0 || !is_code(&code.text) || title.body != Body::Words {
        return None;
    }

    let number = code.printed.trimmed();
    let (name, office) = split_office(title.printed);
    let is_named = name.text().chars().filter(|it| it.is_alphabetic()).count() >= 2 && !title.is_understood();
    let departments = match rest {
        [] => office.filter(|_| is_followed_by_label(grid, row)),
        [label, office] if label.word() == Some(Stem::Department) => Some(office.printed.trimmed()),
        _ => None,
    };
    (is_named && departments.is_some()).then_some(CodedTitle { number, name, departments })
}

/// `1-2`, `No.3`, `１．２`: digits and what parts them.
fn is_code(text: &str) -> bool {
    let bare = text.trim_start_matches("No").trim_start_matches('.');
    let parts = |it: char| it.is_ascii_digit() || "-.()".contains(it);
    text.chars().count() <= MAX_CODE && bare.contains(|it: char| it.is_ascii_digit()) && bare.chars().all(parts)
}

/// `見守り活動の推進　担当：地域福祉課` -> the title, and the office behind its label.
fn split_office(title: &Passage) -> (Passage, Option<Passage>) {
    let text = title.text();
    let label =
        ["担当", "所管"].iter().filter_map(|it| text.find(it)).find(|at| *at > 0 && text[*at..].contains(['：', ':']));
    let Some(at) = label else { return (title.trimmed(), None) };
    let colon = text[at..].find(['：', ':']).map_or(text.len(), |it| at + it);
    let start = colon + text[colon..].chars().next().map_or(0, char::len_utf8);
    let name = title.slice(0..at).trimmed();
    let end = name.text().trim_end_matches(['（', '(', '【']).len();
    (name.slice(0..end).trimmed(), Some(title.slice(start..text.len()).trimmed()))
}

/// Whether the row below begins with a label in brackets.
fn is_followed_by_label(grid: &Grid, row: usize) -> bool {
    grid.beginning(row + 1).next().is_some_and(|it| it.text.starts_with('【'))
}
