//! Which way an indicator should go, by the words of its name (`directions.tsv`).
//!
//! A default for where nothing else tells it: a baseline below the target means more is better, above it less is better.

use std::sync::LazyLock;

use super::normalize::fold;
use super::vocabulary::Polarity;
use super::words::WordTable;

/// What a word of a name says of its direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Unclear,
    Reduction,
    Lower,
    Counter,
    Work,
    Higher,
}

static CLASSES: LazyLock<WordTable<Class>> = LazyLock::new(|| WordTable::by_start(rows()));

fn rows() -> impl Iterator<Item = (&'static str, Class)> {
    let lines = include_str!("directions.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t')).flat_map(|(class, words)| {
        let class = match class {
            "unclear" => Some(Class::Unclear),
            "reduction" => Some(Class::Reduction),
            "lower" => Some(Class::Lower),
            "counter" => Some(Class::Counter),
            "work" => Some(Class::Work),
            "higher" => Some(Class::Higher),
            _ => None,
        };
        words.split(' ').filter_map(move |word| Some((word, class?)))
    })
}

/// Last words of names of figures.
const HEADS: [&str; 48] = [
    "率",
    "数",
    "割合",
    "額",
    "量",
    "得点",
    "点数",
    "評点",
    "平均点",
    "満足度",
    "認知度",
    "達成度",
    "理解度",
    "普及度",
    "信頼度",
    "幸福度",
    "向上度",
    "充実度",
    "安全度",
    "浸透度",
    "進捗度",
    "実感度",
    "関心度",
    "愛着度",
    "習熟度",
    "定着度",
    "面積",
    "売上高",
    "生産高",
    "残高",
    "延長",
    "時間",
    "日数",
    "実績",
    "シェア",
    "所得",
    "寿命",
    "出荷",
    "売上",
    "ビュー",
    "指数",
    "PV",
    "カバー",
    "順位",
    "年齢",
    "経費",
    "コスト",
    "構成比",
];

/// The direction that an indicator's name suggests; `None` where `name` does not look like one.
///
/// A figure of which no word is known is taken as one that should rise, as most are: see [`named_direction`] for what may be
/// relied on.
///
/// ```
/// use shinchoku::text::{Polarity, polarity};
/// assert_eq!(polarity("交付率"), Some(Polarity::Higher));
/// assert_eq!(polarity("待機児童数"), Some(Polarity::Lower));
/// assert_eq!(polarity("行政"), None);
/// ```
pub fn polarity(name: &str) -> Option<Polarity> {
    let name = fold(name);
    is_figure(&name).then(|| by_words(&name).unwrap_or(Polarity::Higher))
}

/// The direction that a known word of an indicator's name tells; `None` where no word does or two contradict each other.
///
/// ```
/// use shinchoku::text::{Polarity, named_direction};
/// assert_eq!(named_direction("電子申請の利用率"), Some(Polarity::Higher));
/// assert_eq!(named_direction("法人数"), None);
/// ```
pub fn named_direction(name: &str) -> Option<Polarity> {
    let name = fold(name);
    is_figure(&name).then(|| by_words(&name)).flatten()
}

/// Whether the name, without what stands in brackets at its end, ends like that of a figure.
fn is_figure(name: &str) -> bool {
    let mut head = name;
    while let Some(open) =
        head.strip_suffix([')', ']', '】', '〕']).and_then(|inside| inside.rfind(['(', '[', '【', '〔']))
    {
        head = &head[..open];
    }
    HEADS.iter().any(|word| head.ends_with(word))
}

fn by_words(name: &str) -> Option<Polarity> {
    let mut has = [false; 6];
    let mut at = 0;
    while let Some(first) = name[at..].chars().next() {
        match CLASSES.longest_start(&name[at..]) {
            Some((word, class)) => {
                has[class as usize] = true;
                at += word.len();
            }
            None => {
                has[Class::Lower as usize] |= begins_lack(&name[at..]);
                at += first.len_utf8();
            }
        }
    }
    let [unclear, reduction, lower, counter, work, higher] = has;
    match () {
        () if unclear => Some(Polarity::Unclear),
        () if reduction => Some(Polarity::Higher),
        () if lower && (counter || work) => Some(Polarity::Higher),
        () if lower && higher => Some(Polarity::Unclear),
        () if lower => Some(Polarity::Lower),
        () if higher || work => Some(Polarity::Higher),
        () => None,
    }
}

/// 未〜 and 不〜 name a lack, but for a few words that only begin so.
fn begins_lack(rest: &str) -> bool {
    let begins =
        |letter: char, others: &[char]| rest.strip_prefix(letter).is_some_and(|next| !next.starts_with(others));
    begins('未', &['来', '就', '満']) || begins('不', &['動', '妊', '燃'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, expected: Option<Polarity>) {
        assert_eq!(polarity(name), expected, "{name}");
    }

    #[track_caller]
    fn check_named(name: &str, expected: Option<Polarity>) {
        assert_eq!(named_direction(name), expected, "{name}");
    }

    #[test]
    fn every_row_has_a_class() {
        let words = include_str!("directions.tsv").lines().filter(|line| !line.starts_with('#'));
        let count: usize =
            words.filter_map(|line| line.split_once('\t')).map(|(_, words)| words.split(' ').count()).sum();
        assert_eq!(rows().count(), count);
    }

    #[test]
    fn rates_and_counts_should_rise() {
        check("オンライン利用率", Some(Polarity::Higher));
        check("研修受講者数", Some(Polarity::Higher));
        check("ICT活用工事の実施件数", Some(Polarity::Higher));
        check("立入検査の是正指導件数", Some(Polarity::Unclear));
    }

    #[test]
    fn bad_things_should_fall() {
        check("交通事故死者数", Some(Polarity::Lower));
        check("時間外勤務時間数", Some(Polarity::Lower));
        check("未収金額", Some(Polarity::Lower));
        check("転出超過数", Some(Polarity::Lower));
    }

    #[test]
    fn work_against_bad_things_should_rise() {
        check("事故防止研修受講者数", Some(Polarity::Higher));
        check("温室効果ガス排出量の削減率", Some(Polarity::Higher));
        check("ごみの減量化率", Some(Polarity::Higher));
        check("空き家バンク登録件数", Some(Polarity::Higher));
    }

    #[test]
    fn what_shows_need_or_service_is_unclear() {
        check("消費生活相談件数", Some(Polarity::Unclear));
    }

    #[test]
    fn other_words_say_nothing() {
        check("行政手続のオンライン化", None);
        check("3つの視点", None);
    }

    #[test]
    fn a_figure_of_unknown_words_tells_no_direction() {
        check_named("法人数", None);
        check_named("木造住宅解体工事費の補助件数（累計）", None);
        check_named("空き家バンク登録件数", Some(Polarity::Higher));
        check_named("若年層の人口構成比（％）", Some(Polarity::Unclear));
        check_named("空き家率（％）", Some(Polarity::Lower));
    }
}
