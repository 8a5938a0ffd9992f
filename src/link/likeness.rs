//! How alike two texts are: weighted character pairs.
//!
//! Japanese titles are reworded in their middle and at their end; pairs of characters see that without any dictionary, so the
//! same reports give the same links whether one is installed or not.

use rustc_hash::FxHashMap;

use crate::text::fold;

/// The text without white space, width, letter case and punctuation: equal for what is printed as the same.
pub(super) fn plain(text: &str) -> String {
    fold(text).chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The name of a section or area without the number before it (`(3) 防災`, `Ⅱ．防災`, `②防災`).
pub(super) fn heading_name(heading: &str) -> String {
    let folded = fold(heading);
    let is_number = |it: char| it.is_ascii_digit() || "IVX.()第章節-・、:_".contains(it) || is_list_mark(it);
    let name = folded.trim_start_matches(is_number);
    plain(if name.is_empty() { &folded } else { name })
}

fn is_list_mark(character: char) -> bool {
    matches!(character, '\u{2460}'..='\u{24ff}' | '\u{2776}'..='\u{2793}' | '\u{3251}'..='\u{325f}')
}

/// Words that titles of any plan are full of, whether or not those at hand are many enough to show it.
const COMMON_WORDS: [&str; 40] = [
    "の推進",
    "の促進",
    "の充実",
    "の整備",
    "の強化",
    "の実施",
    "の支援",
    "への支援",
    "の活用",
    "の導入",
    "の構築",
    "の育成",
    "の確保",
    "の向上",
    "の普及",
    "の拡大",
    "の開催",
    "の検討",
    "の改善",
    "の創出",
    "の運用",
    "の提供",
    "の対応",
    "の対策",
    "の取組",
    "事業",
    "による",
    "における",
    "に関する",
    "に向けた",
    "を活用した",
    "及び",
    "など",
    "システム",
    "サービス",
    "デジタル",
    "情報",
    "地域",
    "県内",
    "市町村",
];
/// Texts that the common words count for, one in ten with each.
const COMMON_TEXTS: u32 = 30;

/// The character pairs of a kind of text, with their weights: a pair that many texts have says little.
#[derive(Default)]
pub(super) struct Vocabulary {
    /// Number and weight of each pair; the rarest has the lowest number.
    pairs: FxHashMap<[char; 2], (u32, f64)>,
}

/// A text as weighted character pairs, of length 1; the rarest pair first.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Vector(Vec<(u32, f32)>);

impl Vocabulary {
    /// The pairs of these texts; each text is to be given once.
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vocabulary {
        // In how many texts each pair stands.
        let mut frequencies: FxHashMap<[char; 2], u32> = FxHashMap::default();
        frequencies.extend(COMMON_WORDS.iter().flat_map(|it| pairs(it)).map(|(pair, _)| (pair, COMMON_TEXTS / 10)));
        let mut text_count = COMMON_TEXTS;
        for text in texts {
            text_count += 1;
            pairs(text).into_iter().for_each(|(pair, _)| *frequencies.entry(pair).or_default() += 1);
        }

        let mut by_rarity: Vec<(u32, [char; 2])> = frequencies.into_iter().map(|(pair, count)| (count, pair)).collect();
        by_rarity.sort_unstable();
        let weight = |frequency: u32| ((f64::from(text_count) + 1.0) / (f64::from(frequency) + 0.5)).ln().max(0.0);
        let numbered = by_rarity.into_iter().zip(0..);
        Vocabulary { pairs: numbered.map(|((frequency, pair), number)| (pair, (number, weight(frequency)))).collect() }
    }

    /// A text, given plain, as a vector; pairs that no text of the vocabulary has, or nearly all have, are left out.
    pub fn vector(&self, text: &str) -> Vector {
        let weighted = pairs(text).into_iter().filter_map(|(pair, count)| {
            let (number, weight) = *self.pairs.get(&pair)?;
            Some((number, f64::from(count) * weight))
        });
        let mut weighted: Vec<(u32, f64)> = weighted.filter(|it| it.1 > 0.0).collect();
        weighted.sort_unstable_by_key(|it| it.0);
        let length = weighted.iter().map(|it| it.1 * it.1).sum::<f64>().sqrt();
        Vector(weighted.into_iter().map(|(number, it)| (number, (it / length) as f32)).collect())
    }
}

impl Vector {
    /// Number and weight of each pair, the rarest first.
    pub fn pairs(&self) -> &[(u32, f32)] {
        &self.0
    }

    /// The cosine of the angle to another vector of the same vocabulary, 0 to 1.
    pub fn likeness(&self, other: &Vector) -> f64 {
        self.plus_shared(0.0, 0, &other.0).min(1.0)
    }

    /// `sum` and what the pairs from the number `first` on add to it that `others`, sorted, have as well.
    pub fn plus_shared(&self, sum: f64, first: u32, others: &[(u32, f32)]) -> f64 {
        let start = if first == 0 { 0 } else { self.0.partition_point(|it| it.0 < first) };
        let (mut mine, mut others) = (self.0[start..].iter().peekable(), others.iter().peekable());
        let mut sum = sum;
        while let (Some((a, x)), Some((b, y))) = (mine.peek(), others.peek()) {
            match a.cmp(b) {
                std::cmp::Ordering::Less => _ = mine.next(),
                std::cmp::Ordering::Greater => _ = others.next(),
                std::cmp::Ordering::Equal => {
                    sum += f64::from(*x) * f64::from(*y);
                    mine.next();
                    others.next();
                }
            }
        }
        sum
    }
}

impl Vector {
    /// How much of this text, 0 to 1, `part` covers beyond what `known` covers.
    pub fn covered_beyond(&self, known: &Vector, part: &Vector) -> f64 {
        let has = |vector: &Vector, pair: u32| vector.0.binary_search_by_key(&pair, |it| it.0).is_ok();
        let weight = |covered: &dyn Fn(u32) -> bool| -> f64 {
            self.0.iter().filter(|it| covered(it.0)).map(|it| f64::from(it.1)).sum()
        };
        let all = weight(&|_| true);
        if all > 0.0 { weight(&|pair| has(part, pair) && !has(known, pair)) / all } else { 0.0 }
    }
}

/// The character pairs of a text, each once with how often it stands there, sorted.
fn pairs(text: &str) -> Vec<([char; 2], u32)> {
    let mut all: Vec<[char; 2]> = text.chars().zip(text.chars().skip(1)).map(Into::into).collect();
    all.sort_unstable();
    all.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as u32)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_name(heading: &str, expected: &str) {
        assert_eq!(heading_name(heading), expected);
    }

    #[test]
    fn headings_are_compared_without_their_numbers() {
        check_name("(3) 行政事務の効率化", "行政事務の効率化");
        check_name("（１２）防災情報", "防災情報");
        check_name("Ⅱ　地域産業のデジタル化", "地域産業のデジタル化");
        check_name("第2章 人材", "人材");
        check_name("③", "③");
    }

    #[test]
    fn punctuation_width_and_case_make_no_other_title() {
        assert_eq!(plain("ICT活用「ｅ－ミーティング」"), plain("ict活用「e-ミーティング」の").trim_end_matches('の'));
    }

    /// Which of two titles is the more alike.
    #[track_caller]
    fn check_nearer(title: &str, nearer: &str, farther: &str) {
        let all = [title, nearer, farther].map(plain);
        let vocabulary = Vocabulary::of(all.iter().map(String::as_str));
        let [title, nearer, farther] = all.map(|it| vocabulary.vector(&it));
        assert!(title.likeness(&nearer) > title.likeness(&farther));
    }

    #[test]
    fn a_reworded_title_is_nearer_than_one_of_the_same_form() {
        check_nearer("スマートフォン教室の開催", "スマートフォン操作体験会等の実施", "講演会の開催");
        check_nearer("携帯電話不感地域の解消", "携帯電話及びラジオ放送の不感地域の解消", "待機児童の解消");
    }
}
