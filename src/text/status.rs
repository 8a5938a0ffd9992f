//! Words and marks that stand where a value would: missing values, roles, cumulation.

use std::sync::LazyLock;

use super::vocabulary::{ObsStatus, Role};
use super::words::WordTable;

static MISSING_TABLE: LazyLock<WordTable<ObsStatus>> = LazyLock::new(|| WordTable::by_start(&MISSING));
static ROLE_TABLE: LazyLock<WordTable<Role>> = LazyLock::new(|| WordTable::by_start(&ROLES));

/// What a word in a cell says in place of a value, and the status of the observation.
///
/// Sources: the legends of Saitama, Yamanashi and the Ministry of Health pages; `-` is "none or not applicable" there.
static MISSING: [(&str, ObsStatus); 63] = [
    ("集計中", ObsStatus::L),
    ("調査中", ObsStatus::L),
    ("精査中", ObsStatus::L),
    ("確認中", ObsStatus::L),
    ("算定中", ObsStatus::L),
    ("算出中", ObsStatus::L),
    ("調整中", ObsStatus::L),
    ("検討中", ObsStatus::L),
    ("未集計", ObsStatus::L),
    ("未公表", ObsStatus::L),
    ("公表前", ObsStatus::L),
    ("未発表", ObsStatus::L),
    ("未確定", ObsStatus::L),
    ("未定", ObsStatus::L),
    ("未把握", ObsStatus::L),
    ("把握なし", ObsStatus::L),
    ("不明", ObsStatus::L),
    ("不詳", ObsStatus::L),
    ("データなし", ObsStatus::L),
    ("データ無し", ObsStatus::L),
    ("実績なし", ObsStatus::M),
    ("…", ObsStatus::L),
    ("...", ObsStatus::L),
    ("‥", ObsStatus::L),
    ("・・・", ObsStatus::L),
    ("公表予定", ObsStatus::L),
    ("公表待ち", ObsStatus::L),
    ("集計予定", ObsStatus::L),
    ("未実施", ObsStatus::M),
    ("実施なし", ObsStatus::M),
    ("未開催", ObsStatus::M),
    ("未調査", ObsStatus::M),
    ("調査なし", ObsStatus::M),
    ("調査未実施", ObsStatus::M),
    ("隔年調査", ObsStatus::M),
    ("未設定", ObsStatus::M),
    ("設定なし", ObsStatus::M),
    ("未策定", ObsStatus::M),
    ("未着手", ObsStatus::M),
    ("未評価", ObsStatus::M),
    ("評価対象外", ObsStatus::M),
    ("対象外", ObsStatus::M),
    ("該当なし", ObsStatus::M),
    ("該当無し", ObsStatus::M),
    ("非該当", ObsStatus::M),
    ("算出不可", ObsStatus::M),
    ("算定不可", ObsStatus::M),
    ("算出不能", ObsStatus::M),
    ("測定不可", ObsStatus::M),
    ("比較不可", ObsStatus::M),
    ("中止", ObsStatus::M),
    ("N/A", ObsStatus::M),
    ("n/a", ObsStatus::M),
    ("非公表", ObsStatus::Q),
    ("非公開", ObsStatus::Q),
    ("秘匿", ObsStatus::Q),
    ("皆減", ObsStatus::A),
    ("皆増", ObsStatus::A),
    ("#####", ObsStatus::O),
    ("x", ObsStatus::Q),
    ("X", ObsStatus::Q),
    ("χ", ObsStatus::Q),
    ("***", ObsStatus::Q),
];

/// Words behind which a value has a role; the longest that fits counts.
static ROLES: [(&str, Role); 34] = [
    ("目標値", Role::Target),
    ("目標", Role::Target),
    ("数値目標", Role::Target),
    ("最終目標", Role::Target),
    ("計画値", Role::Target),
    ("計画", Role::Target),
    ("実績値", Role::Actual),
    ("実績", Role::Actual),
    ("進捗", Role::Actual),
    ("結果", Role::Actual),
    ("決算", Role::Actual),
    ("決算額", Role::Actual),
    ("実績額", Role::Actual),
    ("基準値", Role::Baseline),
    ("基準", Role::Baseline),
    ("基準年", Role::Baseline),
    ("現状値", Role::Baseline),
    ("現状", Role::Baseline),
    ("現況値", Role::Baseline),
    ("当初値", Role::Baseline),
    ("策定時", Role::Baseline),
    ("計画策定時", Role::Baseline),
    ("初期値", Role::Baseline),
    ("見込み", Role::Forecast),
    ("見込", Role::Forecast),
    ("見込値", Role::Forecast),
    ("見込み値", Role::Forecast),
    ("見込額", Role::Forecast),
    ("予測", Role::Forecast),
    ("予測値", Role::Forecast),
    ("推計値", Role::Forecast),
    ("目標数", Role::Target),
    ("実績数", Role::Actual),
    ("目標額", Role::Target),
];

const CUMULATIVE: [&str; 4] = ["累積", "累計", "通算", "積算"];

/// The status that the word or mark at byte `at` stands for, and the byte after it.
///
/// Words must begin and end an expression: `集計中` in a cell or after a label, not inside `調査中止の検討`.
pub(super) fn missing_at(text: &str, at: usize) -> Option<(ObsStatus, usize)> {
    if !opens(text, at) {
        return None;
    }
    let rest = &text[at..];
    if rest.starts_with('-') {
        let length = rest.bytes().take_while(|byte| *byte == b'-').count();
        // A dash, a space and a number in a cell are a negative number.
        let is_sign = at == 0 && rest[length..].starts_with(' ');
        let is_dash = length <= 3 && !is_sign && closes(text, at + length);
        return is_dash.then_some((ObsStatus::M, at + length));
    }
    let (word, status) = MISSING_TABLE.longest_start(rest)?;
    let end = at + word.len();
    let end = if rest.starts_with('#') { at + rest.bytes().take_while(|byte| *byte == b'#').count() } else { end };
    closes(text, end).then_some((status, end))
}

/// The role that the word at byte `at` gives to the values behind it, and the byte after it.
///
/// Inside a word (`数値目標` is one, `重点目標` another) it gives none; `begins_word` says that the printing parts it.
pub(super) fn role_at(text: &str, at: usize, begins_word: bool) -> Option<(Role, usize)> {
    let rest = &text[at..];
    let (word, role) = ROLE_TABLE.longest_start(rest)?;
    let end = at + word.len();
    let begins_word =
        begins_word || text[..at].ends_with(|last: char| !last.is_alphabetic() || matches!(last, '年' | '度'));
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
    matches!(last, ':' | '(' | '[' | '、' | ',' | '→' | '/' | '】' | '〕' | '|' | ' ' | '\n' | '・' | '=' | '。')
}

/// Whether an expression may end at `at`.
fn closes(text: &str, at: usize) -> bool {
    let Some(next) = text[at..].chars().next() else { return true };
    matches!(next, ')' | ']' | '、' | ',' | '→' | '/' | '【' | '〔' | '|' | ' ' | '\n' | '(' | '。' | '※' | '*')
}
