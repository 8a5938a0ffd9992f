//! The kanji that numerals are written with, and the words that begin with one but count nothing.

use std::sync::LazyLock;

use super::words::WordTable;

static TABLE: LazyLock<WordTable<()>> = LazyLock::new(|| WordTable::list_by_start(WORDS));

/// The digit at byte `at`, Arabic or kanji, as an Arabic one, and the byte after it.
pub(super) fn digit_at(text: &str, at: usize) -> Option<(char, usize)> {
    let first = text[at..].chars().next()?;
    if first.is_ascii_digit() {
        return Some((first, at + 1));
    }
    kanji_digit(first).map(|digit| (digit, at + first.len_utf8()))
}

/// The scale word at byte `at` as a power of ten, and the byte after it.
pub(super) fn scale_at(text: &str, at: usize) -> Option<(u32, usize)> {
    let first = text[at..].chars().next()?;
    scale_of(first).map(|exponent| (exponent, at + first.len_utf8()))
}

/// The power of ten that a scale word stands for.
pub(super) fn scale_of(character: char) -> Option<u32> {
    Some(match character {
        '十' | '拾' => 1,
        '百' | '佰' | '陌' => 2,
        '千' | '仟' | '阡' => 3,
        '万' | '萬' => 4,
        '億' => 8,
        '兆' => 12,
        '京' => 16,
        _ => return None,
    })
}

/// The Arabic digit for a kanji one.
pub(super) fn kanji_digit(character: char) -> Option<char> {
    Some(match character {
        '〇' | '零' => '0',
        '一' | '壱' | '壹' => '1',
        '二' | '弐' | '弍' => '2',
        '三' | '参' => '3',
        '四' => '4',
        '五' | '伍' => '5',
        '六' => '6',
        '七' => '7',
        '八' => '8',
        '九' => '9',
        _ => return None,
    })
}

/// Whether `character` is a kanji that numerals are written with.
pub fn is_kanji_numeral(character: char) -> bool {
    if character < '〇' {
        return false;
    }
    kanji_digit(character).is_some()
        || matches!(character, '十' | '拾' | '百' | '佰' | '陌' | '千' | '仟' | '阡' | '万' | '萬' | '億' | '兆' | '京')
}

pub(super) fn starts_word(text: &str, at: usize) -> bool {
    word_end(text, at).is_some()
}

/// Where a word or place that only begins like a numeral ends (三重県, 一部, 千葉), if one begins at `at`.
pub fn word_end(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    if !rest.starts_with(is_kanji_numeral) || text[..at].ends_with(is_kanji_numeral) {
        return None;
    }
    TABLE.longest_start(rest).map(|word| at + word.0.len())
}

/// Words and places that begin with a kanji numeral and count nothing.
const WORDS: &str = "
    一般 一部 一定 一体 一環 一層 一律 一括 一覧 一斉 一致 一時 一種 一次 一度 一方 一緒 一連 一元 一貫 一極
    一新 一歩 一因 一助 一切 一丸 一見 一旦 一気 一人ひとり 一人一人 一人一台 一酸化 一例 一本化 一級 一等
    一戸建 一関 一宮 一同 一番 二次 二酸化 二輪 二世帯 二本松 二戸 二宮 二重 三重 三次 三者 三密 三角 三位一体
    三世代 三沢 三鷹 三浦 三島 三条 三原 三木 三田 三豊 三好 三郷 三種町 四国 四万十 四川 四日市 四半期 四季
    二人三脚 一石二鳥 十人十色 八百屋 八百長 五感 五輪 五島 五所川原 五泉 六次 七尾 八戸 八王子 八代 八幡 八千代 八街 八潮 八峰 八郎 八十二銀行 九州 九条
    十分 十和田 十日町 十勝 百貨 千葉 千代 千歳 千曲 万全 万能 万一 万博 万引 万国 億劫 京都
";
