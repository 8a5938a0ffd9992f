//! What stands in front of a number: comparators, denominators, counting modes, and words that make it no quantity.

use std::sync::LazyLock;

use super::kanji::is_kanji_numeral;
use super::lexicon::{self, Word};
use super::vocabulary::{Comparator, CountMode, ObsStatus};
use super::words::WordTable;

/// What the words directly before a number say of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Before {
    pub comparator: Option<Comparator>,
    pub per: Option<&'static str>,
    pub count_mode: Option<CountMode>,
    pub status: Option<ObsStatus>,
    /// 前年度比, R3比
    pub is_relative: bool,
    /// 達成率
    pub is_achievement: bool,
    /// ワースト
    pub is_worst: bool,
    /// Some word was found that only quantities have in front of them.
    pub is_marked: bool,
}

/// Reads the words directly before byte `at`, from the number outwards.
pub(super) fn read(text: &str, at: usize) -> Before {
    let mut before = Before::default();
    let mut rest = &text[..at];
    let mut is_first = true;
    loop {
        if is_relative(rest) {
            before.is_relative = true;
            before.is_marked = true;
            return before;
        }
        if let Some(per) = short_period(rest).filter(|_| is_first) {
            before.per = Some(per);
            before.is_marked = true;
            return before;
        }
        let Some((word, meaning)) = longest_word(rest) else {
            before.count_mode = before.count_mode.or_else(|| named_count(rest));
            before.is_marked |= before.count_mode.is_some();
            return before;
        };
        let outer = &rest[..rest.len() - word.len()];
        // 5年間で6人 is over five years.
        let is_counted = |last: char| last.is_ascii_digit() || is_kanji_numeral(last) || "かカヵヶケ".contains(last);
        let is_one = outer.ends_with('1') && !outer[..outer.len() - 1].ends_with(is_counted);
        if matches!(meaning, Word::Per(_)) && outer.ends_with(is_counted) && !is_one {
            return before;
        }
        apply(&mut before, meaning);
        rest = outer;
        is_first = false;
    }
}

/// `延べ参加者数120人`, `実利用者数35人`: the name of the figure says how people are counted.
fn named_count(rest: &str) -> Option<CountMode> {
    let start = rest
        .char_indices()
        .rev()
        .take(16)
        .take_while(|(_, character)| character.is_alphabetic())
        .last()
        .map(|(at, _)| at)?;
    let name = rest[start..].strip_suffix('数')?;
    if name.starts_with("延べ") || name.starts_with("のべ") {
        return Some(CountMode::Gross);
    }
    let counted = name.strip_prefix('実')?;
    ["人", "利用", "参加", "受講", "来"].iter().any(|word| counted.starts_with(word)).then_some(CountMode::Distinct)
}

fn apply(before: &mut Before, meaning: Word) {
    before.is_marked |= !matches!(meaning, Word::Joint);
    match meaning {
        Word::Compare(comparator) => before.comparator = before.comparator.or(Some(comparator)),
        Word::Per(per) => before.per = before.per.or(Some(per)),
        Word::Count(mode) => before.count_mode = before.count_mode.or(Some(mode)),
        Word::Achievement => before.is_achievement = true,
        Word::Worst => before.is_worst = true,
        Word::Status(status) => before.status = before.status.or(Some(status)),
        Word::Sum | Word::Joint | Word::Change(_) | Word::Band => {}
    }
}

fn longest_word(rest: &str) -> Option<(&'static str, Word)> {
    let last = rest.chars().next_back()?;
    if last.is_ascii_alphanumeric() {
        return None;
    }
    let found = lexicon::BEFORE.longest_end(rest)?;
    let outer = &rest[..rest.len() - found.0.len()];
    // 契約, 設計 and 安全 only end like 約, 計 and 全.
    let ends_other_word = COMPOUNDS.iter().any(|(word, firsts)| *word == found.0 && outer.ends_with(*firsts));
    let is_inside_word = matches!(found.0, "実" | "推定" | "推計" | "暫定" | "速報")
        && outer.ends_with(|last: char| last.is_alphabetic() && !is_hiragana(last));
    (!ends_other_word && !is_inside_word).then_some(found)
}

/// Words of one character, and the characters that make another word of it.
const COMPOUNDS: [(&str, &[char]); 4] = [
    ("約", &['契', '予', '公', '条', '節', '規', '集', '制', '要', '解', '誓', '特', '成', '確', '婚', '売', '先']),
    ("計", &['設', '統', '集', '推', '家', '会', '時', '生', '温']),
    ("全", &['安', '完', '健', '保', '万']),
    ("延", &['遅', '順', '外']),
];

/// `年40人`, `月20件`, `週2回`: the period alone, not the end of a date or of another word.
fn short_period(rest: &str) -> Option<&'static str> {
    let (last, per) = [("年", "year"), ("月", "month"), ("週", "week"), ("日", "day")]
        .into_iter()
        .find(|(word, _)| rest.ends_with(word))?;
    let outer = &rest[..rest.len() - last.len()];
    let is_word_end = outer.ends_with(|before: char| before.is_alphanumeric() && !is_hiragana(before));
    (!is_word_end).then_some(per)
}

/// `前年度比`, `対前年同月比の`, `R3比`, `令和3年度対比`; not `構成比`.
fn is_relative(rest: &str) -> bool {
    let rest = rest.strip_suffix(['の', ':']).unwrap_or(rest);
    let Some(base) = ["比", "対比", "比べ", "比べて", "比較して"].into_iter().find_map(|word| rest.strip_suffix(word))
    else {
        return false;
    };
    let start = base.char_indices().rev().nth(7).map_or(0, |(at, _)| at);
    let near = &base[start..];
    ["前年", "前月", "前期", "前回", "対", "現状", "基準"].iter().any(|word| near.contains(word))
        || base.ends_with(|last: char| last.is_ascii_digit() || matches!(last, '年' | '度' | '元'))
}

/// Whether `-` at `at` is a minus before a number: not after a letter or number, where it parts or joins.
pub(super) fn allows_minus(text: &str, at: usize) -> bool {
    let before = &text[..at];
    let Some(last) = before.chars().next_back() else { return true };
    match last {
        '-' | '~' | '%' | ')' | '】' | '〕' => matches!(last, ')' | '】' | '〕'),
        '比' | '差' | '減' => true,
        _ => !last.is_alphanumeric() || is_hiragana(last),
    }
}

static LABEL_TABLE: LazyLock<WordTable<()>> = LazyLock::new(|| WordTable::list_by_end(LABELS));

/// Words after which a number is a name, a version or a place in a list.
const LABELS: &str = "
    第 資料 様式 別紙 別添 別表 図 表 図表 参考 注 注釈 ※ * × ÷ 例 その フェーズ ステージ レベル バージョン
    要支援 要介護 震度 区分 その他 号機 障害支援区分 国道 県道 市道
    ステップ 番号 ページ 頁 タイプ パターン ケース ランク グレード 目標その 施策番号 No NO no No. NO. no. Vol.
    vol. ver. Ver. p. P. pp. Lv. Fig. TEL Tel 電話 〒 コード
";

/// Whether the number at `at` is numbered by the word before it (`資料2`, `第3`, `No.3`, `Web3.0`).
pub(super) fn is_label_number(text: &str, at: usize) -> bool {
    let before = &text[..at];
    if before.ends_with(|last: char| last.is_ascii_alphabetic() || matches!(last, '_' | '#' | '&' | '@')) {
        return true;
    }
    let before = before.strip_suffix(' ').unwrap_or(before);
    // 要介護1・2
    let first = before.strip_suffix(['・', '~']).filter(|first| first.ends_with(|last: char| last.is_ascii_digit()));
    let before = first.map_or(before, |first| first.trim_end_matches(|last: char| last.is_ascii_digit()));
    LABEL_TABLE.longest_end(before).is_some()
}

/// Whether a Latin word stands before the space at the end of `text[..at]` (`Society 5.0`).
pub(super) fn follows_latin_word(text: &str, at: usize) -> bool {
    let before = &text[..at];
    before.strip_suffix(' ').is_some_and(|word| word.ends_with(|last: char| last.is_ascii_alphabetic()))
        || before.ends_with(|last: char| last.is_ascii_alphabetic())
}

/// 数十人, 十数社, 何千: not a number that can be known.
pub(super) fn is_vague(text: &str, at: usize) -> bool {
    text[..at].ends_with(['数', '何', '幾']) && text[at..].starts_with(is_kanji_numeral)
}

pub(super) fn is_hiragana(character: char) -> bool {
    matches!(character, '\u{3041}'..='\u{309f}')
}
