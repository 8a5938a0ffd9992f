//! What a cell says as the head of a column: by the stems of its words, its year, its unit.

use super::stems::Stem;
use super::vocabulary::Vocabulary;
use crate::base::FiscalYear;
use crate::base::calendar::Era;
use crate::report::header_cell::{HeadYear, without_bare_years, without_formula, without_years};
use crate::text::{UnitTable, fold};

/// Heads are at most this long, in characters: longer ones are prose.
const MAX_HEAD: usize = 36;

/// The measure that a head rates by is at most this long, in characters.
const MAX_MEASURE: usize = 8;

/// What a cell says as a head.
#[derive(Debug, Clone, PartialEq, Default)]
pub(in crate::report) struct HeadFacts {
    /// The last strong word: what the column holds.
    pub word: Option<Stem>,
    /// The role that one of its words gives.
    pub role: Option<Stem>,
    /// The year printed in it.
    pub year: HeadYear,
    /// The number of a year without its era: 29 in `29年度`.
    pub eraless: Option<i16>,
    /// The unit in brackets.
    pub unit: Option<String>,
    /// Whether it says who rates (外部評価), [`Stem::Evaluator`], or by which measure (有効性), [`Stem::Axis`].
    pub judge: Option<Stem>,
    /// Whether it says 年度 beside a role, without which one: 年度目標値 is that of the year reported on.
    pub is_of_the_year: bool,
    /// Whether it says two roles, 目標・実績, so that a value has one or the other.
    pub has_two_roles: bool,
    /// Whether it says that the sum over the years stands in brackets behind each value: 計画額（累計額）.
    pub has_sums: bool,
    /// What stands in brackets and is not understood: 男性 in `実績値(男性)`.
    pub rest: Option<String>,
}

impl HeadFacts {
    /// Whether it says anything of its column.
    pub fn says_something(&self) -> bool {
        self.word.is_some()
            || self.year != HeadYear::None
            || self.eraless.is_some()
            || self.unit.is_some()
            || self.judge.is_some()
    }

    /// The year that it names, where that is one; `reported` is the year reported on.
    pub fn fiscal_year(&self, reported: Option<FiscalYear>) -> Option<FiscalYear> {
        match (self.year, self.eraless) {
            (HeadYear::One(year), _) => Some(year),
            (HeadYear::Before, _) => reported.map(FiscalYear::previous),
            (HeadYear::None, Some(number)) => nearest_year(number, reported),
            (HeadYear::None | HeadYear::Several, _) => None,
        }
    }
}

/// The fiscal year of a number without its era: of those that it may be, the one nearest to the year reported on.
pub(in crate::report) fn nearest_year(number: i16, reported: Option<FiscalYear>) -> Option<FiscalYear> {
    let reported = reported?;
    let years = Era::ALL.into_iter().map(|era| era.offset() + number);
    years.min_by_key(|it| (it - reported.year()).abs()).and_then(FiscalYear::new)
}

/// What a head says; `None` where a part of it is not understood, or where it is prose.
pub(in crate::report) fn head_facts(text: &str, vocabulary: &Vocabulary) -> Option<HeadFacts> {
    let compact = fold(text);
    let length = compact.chars().count();
    if length == 0 || length > MAX_HEAD {
        return None;
    }

    let Bare { words, year, eraless, unit } = bare_head(&compact, vocabulary);
    let bare = words.strip_suffix('%').filter(|it| it.ends_with(')')).unwrap_or(&words);
    let text = without_formula(bare);
    // ②－① is what two columns differ by.
    if text.is_empty() && !bare.is_empty() && year == HeadYear::None || is_formula(&compact) {
        let word = Some(Stem::Difference);
        return Some(HeadFacts { word, ..HeadFacts::default() });
    }
    let (words, rest) = match read_words(text, vocabulary) {
        Some(words) => (words, None),
        None => match without_last_brackets(text, vocabulary) {
            Some(found) => found,
            None => (judged(text)?, None),
        },
    };
    let Words { word, role, judge, names_year, has_two_roles } = words;
    // Elsewhere 状況 only ends a word: alone it heads how things stand.
    let word = word.or((text == "状況").then_some(Stem::Rating));
    let is_before = year == HeadYear::None && word != Some(Stem::Difference) && names_year_before(&compact);
    let year = if is_before { HeadYear::Before } else { year };
    // 目標年度(2030年度) heads the values of that year, 2020年度時点 too.
    let dated = year != HeadYear::None || eraless.is_some();
    let word = if dated && word == Some(Stem::Year) { role } else { word };
    let sums = ["(累計", "(累積", "(通算"].iter().any(|it| compact.contains(it));
    let role = role.or((sums && compact.starts_with("実績額")).then_some(Stem::Actual));
    let has_sums = sums && role.is_some();
    let is_of_the_year = names_year && word.is_some_and(Stem::is_role) && year == HeadYear::None && eraless.is_none();
    Some(HeadFacts { word, role, year, eraless, unit, judge, is_of_the_year, has_two_roles, has_sums, rest })
}

/// A head without its year and its unit.
struct Bare {
    words: String,
    year: HeadYear,
    eraless: Option<i16>,
    unit: Option<String>,
}

fn bare_head(compact: &str, vocabulary: &Vocabulary) -> Bare {
    // The year first: its digits are no part of a word.
    let marked = with_year_words(&without_marks(compact));
    let (mut rest, mut year) = without_years(without_year_word(&marked, vocabulary));
    if let Some((without, bare)) = without_bare_years(&rest, year) {
        (rest, year) = (without, bare);
    }

    let (rest, eraless) = match without_eraless_year(&rest).filter(|_| year == HeadYear::None) {
        Some((rest, number)) => (rest, Some(number)),
        None => (rest, None),
    };

    let (rest, unit) = match without_unit(&rest, vocabulary.units) {
        Some((word, unit)) => (word, Some(unit)),
        None => (rest, None),
    };
    Bare { words: without_span_of_years(&rest), year, eraless, unit }
}

/// `平成25(基準値)` -> `平成25年(基準値)`: in heads years may stand without their word.
fn with_year_words(text: &str) -> String {
    let mut whole = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = ["平成", "令和"].iter().filter_map(|it| rest.find(it)).min() {
        let number = &rest[at + "平成".len()..];
        let after = number.strip_prefix('元').unwrap_or(number.trim_start_matches(|it: char| it.is_ascii_digit()));
        let end = rest.len() - after.len();
        whole.push_str(&rest[..end]);
        if after.len() < number.len() && !after.starts_with(['年', '.', '/', '・', '-', '~']) {
            whole.push('年');
        }
        rest = after;
    }
    whole + rest
}

/// The words of a head without its year and its unit, as a profile names them: `R5実績値（人）` -> `実績値`.
pub(in crate::report) fn head_words(text: &str, vocabulary: &Vocabulary) -> String {
    let words = bare_head(&fold(text), vocabulary).words;
    without_formula(&words).trim_matches(|it: char| !it.is_alphanumeric() && !"()[]【】#".contains(it)).to_owned()
}

/// `実績値(男性)` -> what the words outside the brackets say, and what stands inside.
fn without_last_brackets(text: &str, vocabulary: &Vocabulary) -> Option<(Words, Option<String>)> {
    let (before, inside) = text.strip_suffix(')')?.split_once('(')?;
    let words =
        read_words(before, vocabulary).filter(|it| it.word.is_some() || it.role.is_some() || it.judge.is_some())?;
    Some((words, Some(inside.to_owned())))
}

/// `質的評価`: rated by a measure that nobody knows.
fn judged(text: &str) -> Option<Words> {
    let measure = ["評価", "判定"].iter().find_map(|it| text.strip_suffix(it))?;
    let is_measure = (1..=MAX_MEASURE).contains(&measure.chars().count()) && measure.chars().all(char::is_alphabetic);
    is_measure.then(|| Words { word: Some(Stem::Rating), judge: Some(Stem::Axis), ..Words::default() })
}

/// `設定時の値(年度)`, `基準値(時期)`: the cells below hold a value and its year, in one.
fn without_year_word<'t>(compact: &'t str, vocabulary: &Vocabulary) -> &'t str {
    let Some((before, inside)) = compact.strip_suffix(')').and_then(|it| it.rsplit_once('(')) else { return compact };
    let names_year = !before.is_empty()
        && !inside.contains(|it: char| it.is_ascii_digit())
        && read_words(inside, vocabulary).is_some_and(|it| it.word == Some(Stem::Year));
    if names_year { before } else { compact }
}

/// `29年度`, `元年度実績` -> the rest and the number of the year.
fn without_eraless_year(text: &str) -> Option<(String, i16)> {
    let at = text.find("年度").or_else(|| text.find('年'))?;
    let before = &text[..at];
    let digits = before.trim_end_matches(|it: char| it.is_ascii_digit());
    let (start, number) = match (&before[digits.len()..], before.strip_suffix('元')) {
        ("", Some(rest)) => (rest.len(), 1),
        ("", None) => return None,
        // Of 2020年 a cut leaves 020年.
        (digits, _) if digits.len() > 2 => return None,
        (digits, _) => (before.len() - digits.len(), digits.parse().ok().filter(|it| (1..=64).contains(it))?),
    };
    let after = text[at..].trim_start_matches('年').trim_start_matches('度');
    Some((format!("{}{after}", &text[..start]), number))
}

/// What the words of a head say.
#[derive(Debug, Default)]
struct Words {
    word: Option<Stem>,
    role: Option<Stem>,
    judge: Option<Stem>,
    names_year: bool,
    has_two_roles: bool,
}

impl Words {
    fn take(&mut self, stem: Stem) {
        // 実績見込 is what is known of the actual so far.
        if stem == Stem::Forecast && self.role == Some(Stem::Actual) {
            return;
        }
        // 目標・実績 leaves open which of them a value is.
        if matches!(
            (self.role, stem),
            (Some(Stem::Target | Stem::Planned | Stem::Named), Stem::Actual) | (Some(Stem::Actual), Stem::Target)
        ) {
            self.has_two_roles = true;
        }
        if stem.is_role() {
            self.role = Some(stem);
        }
        self.names_year |= stem == Stem::Year;
        if matches!(stem, Stem::Evaluator | Stem::Axis) {
            self.judge = self.judge.or(Some(stem));
        }
        // 値 and データ say no more than the role before them.
        if !(stem.is_weak() || stem == Stem::Data && self.word.is_some()) {
            self.word = Some(stem);
        }
    }
}

/// What the words of a head say, those in brackets where none stand outside; `None` where a letter is left over.
fn read_words(text: &str, vocabulary: &Vocabulary) -> Option<Words> {
    let mut words = [Words::default(), Words::default()];
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(next) = text[at..].chars().next() {
        let Some((stem, printed)) = vocabulary.stem_at(&text[at..]) else {
            match next {
                '(' | '[' | '【' | '〔' => depth += 1,
                ')' | ']' | '】' | '〕' => depth = depth.saturating_sub(1),
                _ if next.is_alphanumeric() => return None,
                _ => {}
            }
            at += next.len_utf8();
            continue;
        };
        at += printed.len();
        words[depth.min(1)].take(stem);
    }
    let [mut outside, inside] = words;
    if outside.has_two_roles {
        (outside.role, outside.word) = (None, outside.word.map(|it| if it.is_role() { Stem::Data } else { it }));
    }
    Some(Words {
        word: outside.word.or(inside.word),
        role: outside.role.or(inside.role),
        judge: outside.judge.or(inside.judge),
        names_year: outside.names_year || inside.names_year,
        has_two_roles: outside.has_two_roles,
    })
}

/// `②-①`, `B/A`: signs of other columns and what is done with them.
fn is_formula(text: &str) -> bool {
    let is_sign = |it: char| ('①'..='⑳').contains(&it) || it.is_ascii_uppercase();
    // ⑨(⑧-⑦) names what it gives.
    let text = text.strip_prefix(is_sign).filter(|it| it.starts_with('(')).unwrap_or(text);
    let operators = text.chars().filter(|it| "-－−/÷×+".contains(*it)).count();
    let signs = text.chars().filter(|it| is_sign(*it)).count();
    operators >= 1
        && signs == operators + 1
        && signs + operators == text.chars().filter(|it| !"()".contains(*it)).count()
}

/// `前年度実績`, `実績値（昨年度）`.
fn names_year_before(text: &str) -> bool {
    ["前年", "昨年"].iter().any(|it| text.starts_with(it) || text.contains(&format!("({it}")))
}

/// `5か年目標` -> `目標`.
fn without_span_of_years(text: &str) -> String {
    for mark in ["か年", "ヵ年", "カ年", "ヶ年", "ケ年", "箇年"] {
        if let Some((before, after)) = text.split_once(mark) {
            let kept = before.trim_end_matches(|it: char| it.is_ascii_digit());
            if kept.len() < before.len() {
                return format!("{kept}{after}");
            }
        }
    }
    text.to_owned()
}

/// Without marks of footnotes and of order: `※1`, `①`, `(a)` stay with the formula.
fn without_marks(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(it) = characters.next() {
        if matches!(it, '※' | '*' | '＊') {
            while characters.next_if(|it| it.is_ascii_digit()).is_some() {}
        } else if !('①'..='⑳').contains(&it) {
            kept.push(it);
        }
    }
    kept
}

/// Whether a text is a unit alone, also one of time or place: 億円, ％, g/人日.
fn is_unit(text: &str, units: &UnitTable) -> bool {
    let is_per = |(unit, per): (&str, &str)| units.find_scaled(unit).is_some() && !per.is_empty();
    units.find_scaled(text).is_some() || units.find(text).is_some() || text.split_once('/').is_some_and(is_per)
}

/// A unit in the last brackets, or behind 単位.
fn without_unit(text: &str, units: &UnitTable) -> Option<(String, String)> {
    if let Some((word, unit)) = text.split_once("単位:") {
        let unit = unit.trim_matches([')', ']', '】', '〕']);
        return Some((word.trim_end_matches(['(', '[', '【', '〔']).to_owned(), unit.to_owned()));
    }
    // [単位]千人 in the corner of a table
    let corner = ["[単位]", "(単位)", "【単位】"].into_iter().find_map(|it| text.strip_prefix(it));
    if let Some(unit) = corner.filter(|it| is_unit(it, units)) {
        return Some(("単位".to_owned(), unit.to_owned()));
    }
    let brackets = [('(', ')'), ('[', ']'), ('〔', '〕'), ('【', '】')];
    let (word, inside) = brackets.into_iter().find_map(|(open, close)| text.strip_suffix(close)?.rsplit_once(open))?;
    units.find(inside).map(|_| (word.to_owned(), inside.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, word: Option<Stem>, role: Option<Stem>, year: Option<i16>) {
        let facts = head_facts(text, &Vocabulary::plain(UnitTable::built_in())).expect("understood");
        let expected = year.and_then(FiscalYear::new).map_or(HeadYear::None, HeadYear::One);
        assert_eq!((facts.word, facts.role, facts.year), (word, role, expected), "{text}");
    }

    #[test]
    fn the_corner_may_hold_the_unit() {
        for unit in ["億円", "％", "g/人日"] {
            let facts = head_facts(&format!("［単位］{unit}"), &Vocabulary::plain(UnitTable::built_in()));
            assert_eq!(facts.and_then(|it| it.unit), Some(fold(unit)), "{unit}");
        }
        assert_eq!(head_facts("［単位］冒険", &Vocabulary::plain(UnitTable::built_in())), None);
    }

    #[test]
    fn the_last_word_says_what_the_column_holds() {
        check("目標達成率（％）", Some(Stem::Rate), Some(Stem::Target), None);
        check("評価指標", Some(Stem::Indicator), None, None);
        check("目標年度", Some(Stem::Year), Some(Stem::Target), None);
    }

    #[test]
    fn roles_with_years() {
        check("R7の目標値", Some(Stem::Target), Some(Stem::Target), Some(2025));
        check("平成25（基準値）", Some(Stem::Baseline), Some(Stem::Baseline), Some(2013));
        check("令和元", None, None, Some(2019));
        check("策定時の数値\n（令和３年度）", Some(Stem::Baseline), Some(Stem::Baseline), Some(2021));
        check("最新の実績", Some(Stem::Actual), Some(Stem::Actual), None);
    }

    #[test]
    fn heads_of_the_year_before() {
        let reported = FiscalYear::new(2023);
        for (text, year) in [
            ("前年度実績", Some(2022)),
            ("昨年度の実績値（人）", Some(2022)),
            ("実績値（前年度）", Some(2022)),
            ("前年度", Some(2022)),
            ("当該年度実績", None),
            ("前年度比", None),
            ("実績（対前年度比）", None),
        ] {
            let facts = head_facts(text, &Vocabulary::plain(UnitTable::built_in())).expect("understood");
            assert_eq!(facts.fiscal_year(reported).map(FiscalYear::year), year, "{text}");
            assert!(year.is_none() || !facts.is_of_the_year, "{text}");
        }
    }

    #[test]
    fn formulas_of_other_columns() {
        for text in ["②-①", "⑨（⑧－⑦）", "Ｂ／Ａ"] {
            check(text, Some(Stem::Difference), None, None);
        }
    }

    #[test]
    fn a_letter_left_over_is_not_understood() {
        for text in ["新規立地企業数", "目標とする姿勢", "実績のない事業者"] {
            assert_eq!(head_facts(text, &Vocabulary::plain(UnitTable::built_in())), None, "{text}");
        }
    }
}
