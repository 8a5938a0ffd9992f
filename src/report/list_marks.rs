//! What stands in front of a title or a name and is none of it: its code, its place in a list.

use crate::layout::Passage;
use crate::text::fold;

/// `1-1-1　健康づくりの推進`, `2　企業立地促進事業` -> the title without the code in front, which has a gap behind it, and a plain number.
pub(super) fn without_code(title: &Passage) -> (Option<u32>, Passage) {
    let text = title.text().trim_start();
    // ア　公共施設の予約
    let mut letters = text.trim_start_matches(['(', '（']).chars();
    let is_kana = letters.next().is_some_and(|it| ('ア'..='ン').contains(&it));
    if is_kana && letters.next().is_some_and(|it| it.is_whitespace() || ")）.．".contains(it)) {
        let rest = letters.as_str().trim_start();
        return (None, title.slice(title.text().len() - rest.len()..title.text().len()).trimmed());
    }
    let bare = text.strip_prefix(['R', 'Ｒ', 'K', 'Ｋ', 'H', 'Ｈ']).unwrap_or(text);
    let rest = bare.trim_start_matches(|it: char| it.is_numeric() || "-－‐–.．()（）".contains(it));
    let code = &text[..text.len() - rest.len()];
    let is_code = rest.starts_with(char::is_whitespace) && code.contains(char::is_numeric) && !rest.trim().is_empty();
    if !is_code {
        return (None, title.clone());
    }
    let number = fold(code).parse().ok();
    (number, title.slice(title.text().len() - rest.len()..title.text().len()).trimmed())
}

/// `(2) 福祉施設の入所者数`, `３　短期入所`, `①受講者数` -> the name without its place in a list, which changes from year to year.
pub(super) fn without_list_mark(name: &Passage) -> Passage {
    let text = name.text().trim_start();
    let after = match text.strip_prefix(['(', '（', '<', '＜', '〈']) {
        Some(inside) => {
            let close = inside.trim_start_matches(char::is_numeric);
            close.strip_prefix([')', '）', '>', '＞', '〉']).filter(|_| close.len() < inside.len())
        }
        None => text.strip_prefix(|it| ('①'..='⑳').contains(&it)),
    };
    match after.map(str::trim_start).filter(|it| it.contains(char::is_alphabetic)) {
        Some(after) => name.slice(name.text().len() - after.len()..name.text().len()).trimmed(),
        None => without_code(name).1,
    }
}
