//! Characters that the model takes for others: Chinese forms of kanji, and such as look alike.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Sign;

/// Two characters a line: as read, as printed in Japan. Only such as no Japanese report prints.
const VARIANTS: &str = include_str!("variants.tsv");

/// The Japanese form of a character.
pub fn japanese(character: char) -> char {
    static TABLE: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
        let pair = |line: &str| {
            let mut characters = line.split('\t').filter_map(|it| it.chars().next());
            Some((characters.next()?, characters.next()?))
        };
        VARIANTS.lines().filter_map(pair).collect()
    });
    TABLE.get(&character).copied().unwrap_or(character)
}

/// Kanji that look like katakana, each with its double.
const DOUBLES: [(char, char); 9] = [
    ('口', 'ロ'),
    ('力', 'カ'),
    ('二', 'ニ'),
    ('一', 'ー'),
    ('夕', 'タ'),
    ('工', 'エ'),
    ('卜', 'ト'),
    ('八', 'ハ'),
    ('三', 'ミ'),
];

/// Characters that look alike, by what stands beside them: a kanji between katakana is one of them, ヘ without any is へ.
pub fn settle_kana(signs: &mut [Sign]) {
    let characters: Vec<char> = signs.iter().map(|it| it.character).collect();
    let is_katakana =
        |at: Option<usize>| at.and_then(|it| characters.get(it)).map(|it| matches!(it, 'ァ'..='ヺ' | 'ー'));
    for (at, sign) in signs.iter_mut().enumerate() {
        let (before, after) = (is_katakana(at.checked_sub(1)), is_katakana(Some(at + 1)));
        let double = DOUBLES.iter().find(|it| it.0 == sign.character);
        match sign.character {
            // No word ends in ヘ: プラットフォームへの.
            'ヘ' if after != Some(true) => sign.character = 'へ',
            // 介護ロボット, but 窓口サービス.
            '口' if before == Some(false) && after == Some(true) && !"入出窓人戸河".contains(characters[at - 1]) =>
            {
                sign.character = 'ロ';
            }
            // No word ends in katakana and 夕 or 了: データ連携, 医療的ケア児.
            '夕' if before == Some(true) => sign.character = 'タ',
            '了' if before == Some(true) => sign.character = 'ア',
            // 捗 is in no other word.
            '抄' | '拶' if at > 0 && characters[at - 1] == '進' => sign.character = '捗',
            'へ' if before == Some(true) && after == Some(true) => sign.character = 'ヘ',
            _ if before == Some(true) && after != Some(false) || before.is_none() && after == Some(true) => {
                // 一 at the end of katakana is their long sound; 二 before them may be a number.
                let is_number = before.is_none() && matches!(sign.character, '一' | '二' | '三' | '八');
                sign.character = double.filter(|_| !is_number).map_or(sign.character, |it| it.1);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_kana(read: &str, expected: &str) {
        let sign = |character: char| Sign { character, probability: 1.0, start: 0.0, end: 0.0 };
        let mut signs: Vec<Sign> = read.chars().map(sign).collect();
        settle_kana(&mut signs);
        assert_eq!(signs.iter().map(|it| it.character).collect::<String>(), expected);
    }

    #[test]
    fn kana_by_their_neighbours() {
        check_kana("向上ヘの支援", "向上への支援");
        check_kana("プラットフォームヘの", "プラットフォームへの");
        check_kana("介護口ボット", "介護ロボット");
        check_kana("進抄", "進捗");
        check_kana("デー夕連携", "データ連携");
        check_kana("ケ了児", "ケア児");
        check_kana("ドロ一ン", "ドローン");
        check_kana("プ口グラム", "プログラム");
        check_kana("ポータル", "ポータル");
    }

    #[test]
    fn kanji_and_numbers_stay() {
        check_kana("人口の動き", "人口の動き");
        check_kana("窓口サービス", "窓口サービス");
        check_kana("抄本", "抄本");
        check_kana("終了", "終了");
        check_kana("第二アリーナ", "第二アリーナ");
        check_kana("一", "一");
        check_kana("二", "二");
    }

    #[test]
    fn chinese_forms_become_japanese_ones_and_no_other() {
        assert_eq!("数值增查".chars().map(japanese).collect::<String>(), "数値増査");
        assert_eq!("値増査0A－".chars().map(japanese).collect::<String>(), "値増査0A－");
        assert!(VARIANTS.lines().all(|it| it.chars().count() == 3), "two characters and a tab");
    }
}
