//! One table for characters that fonts write in a form nobody means.
//!
//! | printed as | read as | who writes it so |
//! | --- | --- | --- |
//! | U+2F00..U+2FD5 Kangxi radicals, U+2E80..U+2EF3 radicals supplement | the ideograph | Chromium, Quartz: the font's cmap read backwards |
//! | U+2027 hyphenation point | ・ | Chromium with Noto and IPA fonts |
//! | U+301C wave dash | ～ U+FF5E | Adobe-Japan1-UCS2, where cp932 and the other maps say U+FF5E |
//! | U+00AD soft hyphen, U+2011 non-breaking hyphen | - | maps that list several characters for one glyph |
//! | U+00A0 no-break space, U+2000..U+200A, U+202F | space | the same |
//! | variation selectors, zero-width characters, byte-order mark | nothing | Adobe-Japan1-UCS2, Word |
//! | U+F900..U+FAFF compatibility ideographs | kept | they are written on purpose, in names |

use unicode_normalization::UnicodeNormalization;

/// The ideographs of the radicals supplement that NFKC does not fold, in code order.
const RADICALS_SUPPLEMENT: &[(char, char)] = &[
    ('⺁', '厂'),
    ('⺅', '亻'),
    ('⺌', '小'),
    ('⺒', '巳'),
    ('⺓', '幺'),
    ('⺖', '忄'),
    ('⺗', '心'),
    ('⺘', '扌'),
    ('⺙', '攵'),
    ('⺛', '旡'),
    ('⺝', '月'),
    ('⺞', '歹'),
    ('⺟', '母'),
    ('⺠', '民'),
    ('⺡', '氵'),
    ('⺣', '灬'),
    ('⺤', '爫'),
    ('⺥', '爫'),
    ('⺦', '丬'),
    ('⺨', '犭'),
    ('⺩', '王'),
    ('⺪', '疋'),
    ('⺫', '目'),
    ('⺬', '示'),
    ('⺭', '礻'),
    ('⺯', '糸'),
    ('⺰', '纟'),
    ('⺲', '罒'),
    ('⺶', '羊'),
    ('⺹', '耂'),
    ('⺻', '聿'),
    ('⺼', '月'),
    ('⺾', '艹'),
    ('⺿', '艹'),
    ('⻀', '艹'),
    ('⻁', '虎'),
    ('⻂', '衤'),
    ('⻃', '西'),
    ('⻄', '西'),
    ('⻅', '见'),
    ('⻆', '角'),
    ('⻈', '讠'),
    ('⻉', '贝'),
    ('⻋', '车'),
    ('⻌', '辶'),
    ('⻍', '辶'),
    ('⻎', '辶'),
    ('⻏', '阝'),
    ('⻐', '钅'),
    ('⻑', '長'),
    ('⻒', '镸'),
    ('⻓', '长'),
    ('⻔', '门'),
    ('⻖', '阝'),
    ('⻗', '雨'),
    ('⻘', '青'),
    ('⻙', '韦'),
    ('⻚', '页'),
    ('⻛', '风'),
    ('⻜', '飞'),
    ('⻝', '食'),
    ('⻟', '飠'),
    ('⻠', '饣'),
    ('⻢', '马'),
    ('⻣', '骨'),
    ('⻤', '鬼'),
    ('⻥', '鱼'),
    ('⻦', '鸟'),
    ('⻧', '卤'),
    ('⻨', '麦'),
    ('⻩', '黄'),
    ('⻪', '黾'),
    ('⻫', '斉'),
    ('⻬', '齐'),
    ('⻭', '歯'),
    ('⻮', '齿'),
    ('⻯', '竜'),
    ('⻰', '龙'),
    ('⻱', '龟'),
    ('⻲', '亀'),
    ('⻳', '龟'),
];

/// The character that is meant; `None` where nothing is.
pub(super) fn fold(character: char) -> Option<char> {
    match character {
        ' '..='~' | 'ぁ'..='ヿ' | '一'..='鿿' => Some(character),
        '\u{2F00}'..='\u{2FD5}' => character.nfkc().next(),
        '\u{2E80}'..='\u{2EF3}' => {
            let found = RADICALS_SUPPLEMENT.binary_search_by_key(&character, |(radical, _)| *radical);
            Some(found.map_or(character, |index| RADICALS_SUPPLEMENT[index].1))
        }
        '\u{2027}' => Some('・'),
        '\u{301C}' => Some('～'),
        '\u{00AD}' | '\u{2011}' => Some('-'),
        '\u{00A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\t' | '\n' | '\r' => Some(' '),
        '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' => None,
        _ => Some(character),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(printed: &str, expected: &str) {
        assert_eq!(printed.chars().filter_map(fold).collect::<String>(), expected);
    }

    #[test]
    fn kangxi_radicals() {
        check("⽤⼈⽇", "用人日");
    }

    #[test]
    fn radicals_supplement_is_in_code_order() {
        assert!(RADICALS_SUPPLEMENT.is_sorted());
        check("⺠⻑⻄⻘", "民長西青");
    }

    #[test]
    fn wave_dash_and_selectors() {
        check("7〜8\u{E0100}\u{FE0F}年", "7～8年");
    }

    #[test]
    fn compatibility_ideographs_stay() {
        check("﨑", "﨑");
    }
}
