//! Words and marks that stand where a value would: missing values, roles, cumulation.

use super::lexicon;
use super::normalize::Normalized;
use super::vocabulary::{ObsStatus, Role};

const CUMULATIVE: [&str; 4] = ["累積", "累計", "通算", "積算"];

/// The status that the word or mark at byte `at` stands for, and the byte after it.
///
/// Words must begin and end an expression: `集計中` in a cell or after a label, not inside `調査中止の検討`.
pub(super) fn missing_at(normalized: &Normalized, at: usize) -> Option<(ObsStatus, usize)> {
    let text = normalized.text.as_str();
    // コロナにより中止: the reason, then what came of it.
    let has_reason = || {
        ["により", "のため", "に伴い", "の影響で", "ため、", "頃", "頃に", "以降", "以降に", "中に", "内に", "度に"]
            .iter()
            .any(|word| text[..at].ends_with(word))
    };
    let opens = opens(text, at);
    if !opens && !has_reason() {
        return None;
    }
    let rest = &text[at..];
    if rest.starts_with('-') {
        let length = rest.bytes().take_while(|byte| *byte == b'-').count();
        // A dash, a space and a number in a cell are a negative number.
        let is_sign = at == 0 && rest[length..].starts_with(' ');
        let end = at + length;
        let is_dash = length <= 3 && !is_sign && (closes(text, end) || normalized.has_gap_before(end));
        return is_dash.then_some((ObsStatus::M, end));
    }
    let (word, status) = lexicon::MISSING.longest_start(rest)?;
    let end = at + word.len();
    let end = if word == "##" { at + rest.bytes().take_while(|byte| *byte == b'#').count() } else { end };
    let end =
        ["のため", "ため"].iter().find(|word| text[end..].starts_with(**word)).map_or(end, |word| end + word.len());
    // In JIS X 0401 the letter is a part of a name.
    let is_in_name =
        word.len() == 1 && text[..at].trim_end_matches(' ').ends_with(|last: char| last.is_ascii_alphanumeric());
    let closes = closes(text, end) || normalized.has_gap_before(end);
    (!is_in_name && closes && (opens || end == text.len())).then_some((status, end))
}

/// The role that the word at byte `at` gives to the values behind it, and the byte after it.
///
/// Inside a word (`数値目標` is one, `重点目標` another) it gives none; `begins_word` says that the printing parts it.
pub(super) fn role_at(text: &str, at: usize, begins_word: bool) -> Option<(Role, usize)> {
    let rest = &text[at..];
    let (word, role) = lexicon::ROLES.longest_start(rest)?;
    let end = at + word.len();
    let begins_word = begins_word
        || text[..at].ends_with(|last: char| {
            !last.is_alphabetic() || matches!(last, '年' | '度' | 'し' | 'は' | 'が' | 'の' | 'と')
        });
    let has_value = !text[end..].starts_with(|next: char| next.is_alphabetic() && !is_value_start(next));
    (begins_word && has_value).then_some((role, end))
}

/// The byte after a word for a cumulative value at byte `at`.
pub(super) fn cumulative_at(text: &str, at: usize) -> Option<usize> {
    CUMULATIVE.iter().find(|word| text[at..].starts_with(**word)).map(|word| at + word.len())
}

fn is_value_start(character: char) -> bool {
    super::kanji::is_kanji_numeral(character) || matches!(character, 'R' | 'H' | '令' | '平' | '約' | '延')
}

/// Whether an expression may begin at `at`.
fn opens(text: &str, at: usize) -> bool {
    let Some(last) = text[..at].chars().next_back() else { return true };
    matches!(last, ':' | '(' | '[' | '、' | ',' | '→' | '/' | '】' | '〕' | '|' | ' ' | '\n' | '・' | '=' | '。' | '※')
}

/// Whether an expression may end at `at`.
fn closes(text: &str, at: usize) -> bool {
    let Some(next) = text[at..].chars().next() else { return true };
    matches!(next, ')' | ']' | '、' | ',' | '→' | '/' | '【' | '〔' | '|' | ' ' | '\n' | '(' | '。' | '※' | '*')
}
