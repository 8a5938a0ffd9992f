//! Municipalities and the special wards of Tokyo, by their 6-digit codes (全国地方公共団体コード).

use std::sync::LazyLock;

use super::{Prefecture, area};

/// A municipality or special ward.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Municipality(u32);

/// What a text says of municipalities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MunicipalityFound {
    /// It names none.
    None,
    /// It names this one.
    One(Municipality),
    /// It names several, or one whose name is borne in several prefectures and none of them stands beside it.
    Unclear,
}

struct Entry {
    code: u32,
    name: &'static str,
    /// A ward of a designated city bears the name too.
    is_shared: bool,
}

/// By code. Source: `benches/municipalities.py`.
static TABLE: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let rows = include_str!("municipalities.tsv").lines().filter(|line| !line.starts_with('#'));
    let entry = |line: &'static str| {
        let mut fields = line.split('\t');
        let (code, name) = (fields.next()?.parse().ok()?, fields.next()?);
        Some(Entry { code, name, is_shared: fields.next() == Some("shared") })
    };
    rows.filter_map(entry).collect()
});

/// Words that may stand before a name without a gap: `令和5年度南国市`, `高知県南国市`, `長岡郡本山町`.
const BEFORE: [&str; 16] =
    ["年度", "年", "月", "版", "次", "期", "回", "都", "道", "府", "県", "郡", "市", "の", "と", "(案)"];

impl Municipality {
    /// All, in the order of their codes.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..TABLE.len() as u32).map(Self)
    }

    /// The one with this 6-digit code.
    pub fn by_code(code: &str) -> Option<Self> {
        let code: u32 = code.parse().ok().filter(|_| code.len() == 6)?;
        TABLE.binary_search_by_key(&code, |it| it.code).ok().map(|index| Self(index as u32))
    }

    fn entry(self) -> &'static Entry {
        &TABLE[self.0 as usize]
    }

    /// Its name (`南国市`).
    pub fn name(self) -> &'static str {
        self.entry().name
    }

    /// Its 6-digit code with check digit (`392049`).
    pub fn code(self) -> String {
        format!("{:06}", self.entry().code)
    }

    /// The prefecture that it lies in.
    pub fn prefecture(self) -> Option<Prefecture> {
        Prefecture::new(u8::try_from(self.entry().code / 10_000).ok()?)
    }

    /// The municipality that a title or a file name names.
    ///
    /// `prefecture` is what else is known of the place: it decides between municipalities of one name, and one that lies elsewhere
    /// is unclear. A prefecture beside the name decides before it does.
    /// ```
    /// use shinchoku::base::{Municipality, MunicipalityFound};
    /// let MunicipalityFound::One(city) = Municipality::find_in("高知県南国市総合計画", None) else { panic!() };
    /// assert_eq!(city.code(), "392049");
    /// assert_eq!(Municipality::find_in("府中市総合計画", None), MunicipalityFound::Unclear);
    /// ```
    pub fn find_in(text: &str, prefecture: Option<Prefecture>) -> MunicipalityFound {
        let mut found: Vec<(&'static str, Vec<Municipality>)> = Vec::new();
        let mut at = 0;
        while let Some(first) = text[at..].chars().next() {
            let Some((name, bearers)) = named_at(text, at) else {
                at += first.len_utf8();
                continue;
            };
            let beside = area::prefecture_ending(&text[..at]).or(prefecture);
            let is_ward = name.ends_with('区') && text[..at].ends_with('市');
            if !is_ward {
                let there = |it: &Municipality| beside.is_none_or(|known| it.prefecture() == Some(known));
                let is_sure = |it: &Municipality| beside.is_some() || !it.entry().is_shared;
                found.push((name, bearers.into_iter().filter(there).filter(is_sure).collect()));
            }
            at += name.len();
        }
        found.dedup_by(|a, b| a.0 == b.0);
        match found.as_slice() {
            [] => MunicipalityFound::None,
            [(_, bearers)] if bearers.len() == 1 => MunicipalityFound::One(bearers[0]),
            _ => MunicipalityFound::Unclear,
        }
    }
}

/// The longest name at a byte of a text, and who bears it.
fn named_at(text: &str, at: usize) -> Option<(&'static str, Vec<Municipality>)> {
    let (before, rest) = text.split_at(at);
    let is_free = before.chars().next_back().is_none_or(|last| !is_word(last))
        || BEFORE.iter().any(|word| before.ends_with(word));
    let first = rest.chars().next().filter(|_| is_free)?;
    let names = NAMES_BY_FIRST.get(&first)?;
    let name = names.iter().copied().find(|name| rest.starts_with(name) && !rest[name.len()..].starts_with("町村"))?;
    Some((name, Municipality::all().filter(|it| it.name() == name).collect()))
}

/// Names by their first character, the longest first.
static NAMES_BY_FIRST: LazyLock<std::collections::HashMap<char, Vec<&'static str>>> = LazyLock::new(|| {
    let mut names: std::collections::HashMap<char, Vec<&'static str>> = std::collections::HashMap::new();
    for entry in TABLE.iter() {
        if let Some(first) = entry.name.chars().next() {
            names.entry(first).or_default().push(entry.name);
        }
    }
    for names in names.values_mut() {
        names.sort_by_key(|it| std::cmp::Reverse(it.len()));
        names.dedup();
    }
    names
});

/// Whether a character may belong to the same word as a name behind it.
fn is_word(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '々' | '\u{f900}'..='\u{faff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::area::check_digit;

    #[track_caller]
    fn check(text: &str, prefecture: Option<u8>, expected: &str) {
        let found = match Municipality::find_in(text, prefecture.and_then(Prefecture::new)) {
            MunicipalityFound::None => "none".to_owned(),
            MunicipalityFound::One(one) => one.code(),
            MunicipalityFound::Unclear => "unclear".to_owned(),
        };
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn every_code_bears_its_check_digit() {
        assert_eq!(Municipality::all().count(), 1741);
        for one in Municipality::all() {
            let code = one.code();
            assert_eq!(code[5..].parse(), Ok(check_digit(&code[..5])), "{code} {}", one.name());
            assert_eq!(Municipality::by_code(&code), Some(one));
            assert_eq!(one.prefecture().map(|it| it.code()).as_deref(), Some(&code[..2]));
        }
    }

    #[test]
    fn names_in_titles() {
        check("南国市ＤＸ推進方針", None, "392049");
        check("令和５年度南国市総合計画の進捗状況", None, "392049");
        check("（第２期）鶴岡市総合戦略", None, "062031");
        check("長岡郡本山町振興計画", None, "393410");
    }

    #[test]
    fn a_name_inside_a_longer_one() {
        check("近江八幡市総合計画", None, "252042");
        check("北秋田市総合計画", None, "052132");
        check("高森町総合計画（長野県）", Some(20), "204030");
    }

    #[test]
    fn a_name_inside_a_word_is_none() {
        check("全国市町村の計画", None, "none");
        check("関東村おこし計画", None, "none");
        check("秋田県DX推進計画", None, "none");
    }

    #[test]
    fn a_name_of_several_prefectures() {
        check("府中市総合計画", None, "unclear");
        check("広島県府中市総合計画", None, "342084");
        check("府中市総合計画", Some(13), "132063");
        check("北海道伊達市総合計画", None, "012335");
    }

    #[test]
    fn special_wards_and_wards_of_cities() {
        check("東京都港区基本計画", None, "131032");
        check("港区基本計画", None, "unclear");
        check("世田谷区基本計画", None, "131121");
        check("名古屋市港区の計画", None, "231002");
    }

    #[test]
    fn two_municipalities_are_unclear() {
        check("秋田市と横手市の連携計画", None, "unclear");
        check("秋田市計画 秋田市", None, "052019");
    }

    #[test]
    fn a_municipality_of_another_prefecture_is_unclear() {
        check("南国市総合計画", Some(5), "unclear");
    }
}
