//! Which words before a value are its name.

use std::ops::Range;

use crate::text::{Item, ItemKind, Time, fold};

/// The name in front of a value. In brackets behind another value it is that one's, `利用率：50％以上（R4：41.3％）`, unless the
/// brackets hold a name of their own.
pub(super) fn name_before(line: &str, range: Range<usize>, items: &[Item]) -> Range<usize> {
    let Some(open) = open_bracket(line, &range) else { return name_range(line, range, items) };
    let begin = open + line[open..].chars().next().map_or(0, char::len_utf8);
    // A change or a value without a year may stand first: （前年度比＋5件、R4：80件）.
    let is_inside =
        |it: &&Item| matches!(it.kind, ItemKind::Quantity(_)) && it.range.start >= begin && it.range.end <= range.end;
    let begin = items.iter().rfind(is_inside).map_or(begin, |it| it.range.end);
    let inside = name_range(line, begin..range.end, items);
    if !matches!(fold(&line[inside.clone()]).as_str(), "" | "参考" | "前年" | "前年度" | "昨年度") {
        return inside;
    }
    // A value in prose that stands before the brackets ends the name; one that was stated stands before all of the range.
    let is_value =
        |it: &&Item| matches!(it.kind, ItemKind::Quantity(_)) && it.range.start >= range.start && it.range.end <= open;
    match items.iter().rfind(is_value) {
        Some(value) => name_range(line, range.start..value.range.start, items),
        None if range.start == 0 => name_range(line, 0..open, items),
        None => range.start..range.start,
    }
}

/// Where brackets begin that are still open at the end of a range.
fn open_bracket(line: &str, range: &Range<usize>) -> Option<usize> {
    let text = line.get(range.clone())?;
    let at = text.rfind(['(', '（']).filter(|at| !text[*at..].contains([')', '）']))?;
    Some(range.start + at)
}

/// The name in front of a value: without list marks, brackets that hold a date, cumulative marks, and punctuation.
fn name_range(line: &str, range: Range<usize>, items: &[Item]) -> Range<usize> {
    let Range { mut start, mut end } = range;
    end = end.max(start);
    loop {
        let text = &line[start..end];
        let trimmed_start = text.trim_start_matches([
            '・', '･', '○', '●', '◆', '■', '※', '、', '，', ',', '／', '/', '；', ';', '。', ')', '）', ' ', '　',
            '\n', '：', ':', '-', '*', '〇',
        ]);
        let trimmed = trimmed_start.trim_end_matches(['：', ':', ' ', '　', '\n', '、', '=', '＝']);
        start = end - trimmed_start.len();
        end = start + trimmed.len();
        // What a sentence says before is no name: 58手続を追加した。KPI　手続数
        if let Some(length) = trimmed.rfind('。').map(|at| at + '。'.len_utf8()).or_else(|| label_length(trimmed)) {
            start += length;
            continue;
        }
        if let Some(length) = leading_date(trimmed, start, items) {
            start += length;
            continue;
        }
        let inside = trimmed.trim_end_matches(['】', '〕', '］', ']', '）', ')']);
        let inside_end = start + inside.len();
        if let Some(mark) = items.iter().find(|it| it.range.end == inside_end && it.range.start > start && is_mark(it))
        {
            let opening = line[start..mark.range.start].trim_end_matches(['【', '〔', '［', '[', '（', '(']);
            end = start + opening.len();
            continue;
        }
        if trimmed.ends_with([')', '）'])
            && let Some(open) = trimmed.rfind(['(', '（'])
            && items.iter().any(|it| is_date(it) && it.range.start >= start + open && it.range.end <= end)
        {
            end = start + open;
            continue;
        }
        return start..end;
    }
}

/// The length of the label in front of a name: `KPI　`, `【指標】`.
fn label_length(text: &str) -> Option<usize> {
    const LABELS: [&str; 6] = ["KPI", "ＫＰＩ", "数値目標", "成果指標", "活動指標", "指標"];
    let bare = text.trim_start_matches(['【', '［', '[']);
    let rest = LABELS.iter().find_map(|it| bare.strip_prefix(it))?;
    let is_label = rest.starts_with([' ', '　', ':', '：', '】', '］', ']']);
    is_label.then(|| text.len() - rest.trim_start_matches([' ', '　', ':', '：', '】', '］', ']']).len())
}

/// The length of brackets that a text begins with and that hold a date: they belong to the value before.
fn leading_date(text: &str, start: usize, items: &[Item]) -> Option<usize> {
    let inside = text.strip_prefix(['(', '（'])?;
    let length = text.len() - inside.len() + inside.find([')', '）'])?;
    let has_date = items.iter().any(|it| is_date(it) && it.range.start > start && it.range.end <= start + length);
    has_date.then(|| length + text[length..].chars().next().map_or(0, char::len_utf8))
}

fn is_mark(item: &Item) -> bool {
    matches!(item.kind, ItemKind::Cumulative | ItemKind::Role(_))
}

fn is_date(item: &Item) -> bool {
    matches!(item.kind, ItemKind::Time(Time::AsOf(_) | Time::Date(_)))
}
