//! ToUnicode maps (PDF 32000-1, 9.10.3): the two lists, nothing else.

use std::collections::HashMap;

/// Code to text, from the text of a ToUnicode map.
pub fn to_unicode(source: &[u8]) -> HashMap<u32, String> {
    let mut map = HashMap::new();
    let tokens = tokens(source);
    let mut at = 0;
    while at < tokens.len() {
        at += 1;
        match &tokens[at - 1] {
            Token::Word(word) if word == "beginbfchar" => {
                while let [Token::Hex(code), Token::Hex(text), ..] = &tokens[at..] {
                    map.insert(number(code), utf16(text));
                    at += 2;
                }
            }
            Token::Word(word) if word == "beginbfrange" => at = ranges(&tokens, at, &mut map),
            _ => {}
        }
    }
    map
}

/// Reads the ranges from `at`; gives the place behind them.
fn ranges(tokens: &[Token], mut at: usize, map: &mut HashMap<u32, String>) -> usize {
    while let [Token::Hex(first), Token::Hex(last), third, ..] = &tokens[at..] {
        let codes = number(first)..=number(last);
        at += 3;
        match third {
            Token::Hex(text) => {
                for (step, code) in (0..).zip(codes) {
                    let mut units = units(text);
                    if let Some(unit) = units.last_mut() {
                        *unit += step;
                    }
                    map.insert(code, String::from_utf16_lossy(&units));
                }
            }
            Token::Word(_) => {
                for code in codes {
                    let Some(Token::Hex(text)) = tokens.get(at) else { break };
                    map.insert(code, utf16(text));
                    at += 1;
                }
                at += 1;
            }
        }
    }
    at
}

enum Token {
    Hex(Vec<u8>),
    /// Anything else that stands alone, `[` and `]` too.
    Word(String),
}

fn tokens(source: &[u8]) -> Vec<Token> {
    let source = String::from_utf8_lossy(source).replace("<<", " ").replace(">>", " ");
    let spaced = source.replace('<', " <").replace('>', "> ").replace('[', " [ ").replace(']', " ] ");
    let token = |word: &str| match word.strip_prefix('<').and_then(|it| it.strip_suffix('>')) {
        Some(digits) => Token::Hex(
            (0..digits.len() / 2).filter_map(|it| u8::from_str_radix(&digits[2 * it..2 * it + 2], 16).ok()).collect(),
        ),
        None => Token::Word(word.to_owned()),
    };
    spaced.split_whitespace().map(token).collect()
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |all, it| all << 8 | u32::from(*it))
}

fn units(bytes: &[u8]) -> Vec<u16> {
    bytes.chunks(2).map(|it| number(it) as u16).collect()
}

/// UTF-16, the first byte the high one.
pub fn utf16(bytes: &[u8]) -> String {
    String::from_utf16_lossy(&units(bytes))
}

#[test]
fn both_lists_are_read() {
    let map = to_unicode(b"2 beginbfchar <01><0041> <02> <00660069> endbfchar 2 beginbfrange<03><04><3042>\n<05><06>[<4E00> <4E8C>] endbfrange");
    let text: Vec<&str> = (1..=6).map(|code| map[&code].as_str()).collect();
    assert_eq!(text, ["A", "fi", "あ", "ぃ", "一", "二"]);
}
