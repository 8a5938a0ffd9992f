//! Tables of GitHub's Markdown: columns of numbers to the right, line breaks as `<br>`.

use std::fmt::Write;

use super::units::CellValue;
use super::{PrintedTable, TableFormat, TableOptions};
use crate::base::{Language, Message};
use crate::publish::PublishError;

pub(super) const FORMAT: TableFormat = TableFormat { name: "markdown", extension: "md", is_text: true, write };

fn write(tables: &[PrintedTable], options: &TableOptions) -> Result<Vec<u8>, PublishError> {
    let mut text = String::new();
    for printed in tables {
        if !text.is_empty() {
            text.push('\n');
        }
        push_table(&mut text, printed, options);
    }
    Ok(text.into_bytes())
}

fn push_table(text: &mut String, printed: &PrintedTable, options: &TableOptions) {
    let caption = caption(printed, &format!("**{}**", escaped(&printed.file_name)), escaped, options.language);
    let names = printed.header().unwrap_or_else(|| vec![String::new(); printed.table.column_count()]);
    let rule = (0..names.len()).map(|it| if is_numeric(printed, it) { "---:" } else { "---" });
    push(text, &format!("{caption}\n\n"));
    push(text, &format!("| {} |\n", names.iter().map(|it| escaped(it)).collect::<Vec<_>>().join(" | ")));
    push(text, &format!("| {} |\n", rule.collect::<Vec<_>>().join(" | ")));
    for row in printed.body(options) {
        push(text, &format!("| {} |\n", row.iter().map(|it| escaped(it)).collect::<Vec<_>>().join(" | ")));
    }
}

fn push(text: &mut String, part: &str) {
    text.write_str(part).expect("writing to a string does not fail");
}

/// File, page and number of a table, and the unit of its caption, which is shown by `shown`; `file` is the name as shown.
pub(super) fn caption(
    printed: &PrintedTable,
    file: &str,
    shown: impl Fn(&str) -> String,
    language: Language,
) -> String {
    let pages: Vec<String> = printed.places().keys().map(u32::to_string).collect();
    let key = if printed.unit.is_some() { "table_caption_unit" } else { "table_caption" };
    Message::new(key)
        .with("file", file)
        .with("pages", pages.join(", "))
        .with("number", printed.number)
        .with("unit", printed.unit.as_ref().map(|it| shown(&it.printed)).unwrap_or_default())
        .text(language)
}

/// Whether most texts of a column below the header are numbers.
pub(super) fn is_numeric(printed: &PrintedTable, column: usize) -> bool {
    let units = printed.column_units();
    let filled = || {
        printed
            .table
            .cells
            .iter()
            .filter(|it| it.column == column && !printed.table.is_header(it) && !it.text.is_blank())
    };
    let values: Vec<CellValue> = filled().filter_map(|it| printed.value(it, &units)).collect();
    !values.is_empty() && 2 * values.len() >= filled().count()
}

/// Text that Markdown shows as it is: no markup, no entity, no picture, no link, also none that GitHub makes of bare addresses, names
/// and numbers.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    let mut before = ' ';
    let mut characters = text.trim().chars().peekable();
    while let Some(character) = characters.next() {
        // Within a word it is no mark.
        let is_of_word = character == '_'
            && before.is_alphanumeric()
            && characters.peek().copied().is_some_and(char::is_alphanumeric);
        let is_of_address =
            character == ':' && before.is_ascii_alphabetic() || character == '.' && before.eq_ignore_ascii_case(&'w');
        match character {
            '&' => out.push_str("&amp;"),
            '\n' => out.push_str("<br>"),
            _ if is_of_word => out.push(character),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '$' | '#' | '@' | '!' | '^' => {
                out.extend(['\\', character]);
            }
            _ if is_of_address => out.extend(['\\', character]),
            _ => out.push(character),
        }
        before = character;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn nothing_printed_becomes_markup() {
        for (text, expected) in [
            ("<img src=x>", "\\<img src=x\\>"),
            ("![a](http://evil/t.png)", "\\!\\[a\\](http\\://evil/t.png)"),
            ("&lt;b&gt;", "&amp;lt;b&amp;gt;"),
            ("a|b\n`c`", "a\\|b<br>\\`c\\`"),
            ("www.evil.example", "www\\.evil.example"),
            ("a@b.jp #1 ~~x~~ 1*2_3 __x__", "a\\@b.jp \\#1 \\~\\~x\\~\\~ 1\\*2_3 \\_\\_x\\_\\_"),
            ("-1,234.5％（単位：千円）", "-1,234.5％（単位：千円）"),
        ] {
            assert_eq!(escaped(text), expected);
        }
    }
}
