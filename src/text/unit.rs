//! The units that values are printed in: one table, searched by the longest alias at a place.

use std::str::FromStr;
use std::sync::LazyLock;

use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

use super::normalize::fold;
use super::unit_addition::UnitAdditions;

/// A unit of the table `units.tsv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its name in data (`person`).
    pub id: &'static str,
    /// How it is shown (`人`).
    pub symbol: &'static str,
    /// What it measures (`count`, `ratio`, `money`, …); only units of one dimension may be compared.
    pub dimension: &'static str,
}

/// A unit found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnitMatch {
    /// The unit.
    pub unit: &'static Unit,
    /// What a value printed with this alias is multiplied by (10 for 割).
    pub factor: Decimal,
    /// The length of the alias in bytes.
    pub length: usize,
}

#[derive(Debug, Clone)]
pub(super) struct Alias {
    pub printed: String,
    pub unit: &'static Unit,
    pub factor: Decimal,
}

/// Units with all the ways they are printed: those of `units.tsv`, and what a project adds.
#[derive(Debug, Clone, Default)]
pub struct UnitTable {
    pub(super) units: Vec<&'static Unit>,
    /// Aliases by first character (ASCII in lower case), the longest first, of equal ones a project's own first.
    pub(super) aliases: FxHashMap<char, Vec<Alias>>,
    pub(super) additions: UnitAdditions,
}

static TABLE: LazyLock<UnitTable> = LazyLock::new(|| read_table(include_str!("units.tsv")));

impl UnitTable {
    /// The table of this program.
    pub fn built_in() -> &'static UnitTable {
        &TABLE
    }

    /// All units, in the order of the table.
    pub fn units(&self) -> impl Iterator<Item = &'static Unit> {
        self.units.iter().copied()
    }

    /// The unit with this id.
    pub fn by_id(&self, id: &str) -> Option<&'static Unit> {
        self.units().find(|unit| unit.id == id)
    }

    /// The unit that `printed`, a unit and nothing else, stands for; scale words (`千円`, `百万円`) are allowed in front.
    pub fn find(&self, printed: &str) -> Option<&'static Unit> {
        self.find_scaled(printed).map(|(unit, _)| unit)
    }

    /// The unit that `printed` stands for and what its values are multiplied by: 1000 for `千円`.
    pub fn find_scaled(&self, printed: &str) -> Option<(&'static Unit, Decimal)> {
        self.find_folded(&fold(printed))
    }

    /// [`UnitTable::find_scaled`] for text in normal form.
    pub(super) fn find_folded(&self, folded: &str) -> Option<(&'static Unit, Decimal)> {
        let whole = |text: &str| self.longest_at(text, 0).filter(|found| found.length == text.len());
        if let Some(found) = whole(folded) {
            return Some((found.unit, found.factor));
        }
        let (scale, rest) = split_scale(folded)?;
        let found = whole(rest)?;
        Some((found.unit, found.factor.checked_mul(scale)?))
    }

    /// The unit with the longest alias at byte `at` of the normalised `text`.
    ///
    /// A Latin alias must not run on into another letter or digit: `5Gbps` is no gram.
    pub fn longest_at(&self, text: &str, at: usize) -> Option<UnitMatch> {
        let rest = &text[at..];
        let first = rest.chars().next()?.to_ascii_lowercase();
        let alias = self.aliases.get(&first)?.iter().find(|alias| matches_alias(rest, &alias.printed))?;
        Some(UnitMatch { unit: alias.unit, factor: alias.factor, length: alias.printed.len() })
    }
}

/// The unit of this program's table with this id.
pub fn by_id(id: &str) -> Option<&'static Unit> {
    TABLE.by_id(id)
}

fn matches_alias(rest: &str, alias: &str) -> bool {
    let Some(printed) = rest.get(..alias.len()) else { return false };
    let is_same = if alias.len() == 1 {
        printed == alias || alias == "l" && printed == "L"
    } else {
        printed.eq_ignore_ascii_case(alias)
    };
    let ends_latin = alias.ends_with(|last: char| last.is_ascii_alphanumeric());
    is_same && !(ends_latin && rest[alias.len()..].starts_with(|next: char| next.is_ascii_alphanumeric()))
}

fn split_scale(folded: &str) -> Option<(Decimal, &str)> {
    const SCALES: [(&str, u64); 13] = [
        ("十万", 100_000),
        ("百万", 1_000_000),
        ("千万", 10_000_000),
        ("十億", 1_000_000_000),
        ("百億", 10_000_000_000),
        ("10万", 100_000),
        ("100万", 1_000_000),
        ("十", 10),
        ("百", 100),
        ("千", 1000),
        ("万", 10_000),
        ("億", 100_000_000),
        ("兆", 1_000_000_000_000),
    ];
    SCALES.iter().find_map(|(word, factor)| folded.strip_prefix(word).map(|rest| (Decimal::from(*factor), rest)))
}

fn read_table(source: &'static str) -> UnitTable {
    let mut table = UnitTable::default();
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let (Some(id), Some(symbol), Some(dimension), Some(aliases)) =
            (columns.next(), columns.next(), columns.next(), columns.next())
        else {
            continue;
        };
        let unit: &'static Unit = Box::leak(Box::new(Unit { id, symbol, dimension }));
        table.units.push(unit);
        for alias in aliases.split(' ') {
            add_alias(&mut table.aliases, alias, unit);
        }
    }
    for aliases in table.aliases.values_mut() {
        aliases.sort_by_key(|alias| std::cmp::Reverse(alias.printed.len()));
    }
    table
}

fn add_alias(aliases: &mut FxHashMap<char, Vec<Alias>>, alias: &str, unit: &'static Unit) {
    let (printed, factor) = alias.split_once('*').unwrap_or((alias, "1"));
    let printed = fold(printed);
    let factor = Decimal::from_str(factor).unwrap_or(Decimal::ONE);
    aliases.entry(first_of(&printed)).or_default().push(Alias { printed, unit, factor });
}

/// The key of an alias.
pub(super) fn first_of(printed: &str) -> char {
    printed.chars().next().unwrap_or_default().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(printed: &str, expected: &str) {
        let found = UnitTable::built_in()
            .find_scaled(printed)
            .map_or_else(|| "none".to_owned(), |(unit, factor)| format!("{} {}", unit.id, factor.normalize()));
        assert_eq!(found, expected, "{printed}");
    }

    #[test]
    fn every_row_of_the_table_is_complete() {
        let rows = include_str!("units.tsv").lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(UnitTable::built_in().units().count(), rows);
    }

    #[test]
    fn ids_are_unique() {
        let table = UnitTable::built_in();
        assert!(table.units().all(|unit| table.units().filter(|other| other.id == unit.id).count() == 1));
    }

    #[test]
    fn squared_and_full_width_forms() {
        check("㎡", "square_metre 1");
        check("㌶", "hectare 1");
        check("ｋＷｈ", "kilowatt_hour 1");
    }

    #[test]
    fn scale_words() {
        check("百万円", "JPY 1000000");
        check("千人", "person 1000");
        check("Mbps", "bit_per_second 1000000");
        check("割", "percent 10");
    }

    #[test]
    fn the_longest_alias_wins() {
        check("事業者", "business 1");
        check("事業所", "establishment 1");
        check("人泊", "night 1");
    }

    #[test]
    fn latin_aliases_end_at_their_word() {
        check("Ghz", "none");
        check("mA", "none");
    }
}
