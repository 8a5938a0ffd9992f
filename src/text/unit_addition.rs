//! Units that a project adds to the table: further spellings of known ones, and units of its own.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::base::{Language, Message};

use super::normalize::fold;
use super::unit::{Alias, Unit, UnitTable, first_of};

/// What a project says of a unit that the table lacks, by the unit as printed.
///
/// `{ to = "kL" }` is a further way to print a unit, with `factor` a multiple of it; `{ dimension = "count" }` is a unit
/// of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitAddition {
    /// What it measures (`count`, `volume`, …).
    #[serde(default)]
    pub dimension: Option<String>,
    /// Id, symbol or spelling of the unit of the table that it stands for.
    #[serde(default)]
    pub to: Option<String>,
    /// What values printed with it are multiplied by.
    #[serde(default, with = "factor")]
    pub factor: Option<Decimal>,
}

/// A project's own units by their printed form.
pub type UnitAdditions = BTreeMap<String, UnitAddition>;

/// What is wrong with a unit that a project adds; `printed` is the unit as the project writes it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message().text(Language::English))]
pub enum UnitError {
    /// It is empty or begins with a digit.
    NotPrintable {
        /// The unit.
        printed: String,
    },
    /// It says neither what it is nor what it stands for.
    SaysNothing {
        /// The unit.
        printed: String,
    },
    /// The table has no unit of the name given.
    UnknownTarget {
        /// The unit.
        printed: String,
        /// What it is to stand for.
        to: String,
        /// The id or symbol in the table that is most like it.
        nearest: &'static str,
    },
    /// It is said to measure something else than the unit it stands for.
    OtherDimension {
        /// The unit.
        printed: String,
        /// What it is to stand for.
        to: String,
        /// The dimension given.
        given: String,
        /// The dimension of `to`.
        known: &'static str,
    },
    /// The table knows it as something else.
    Known {
        /// The unit.
        printed: String,
        /// The unit that the table has of that name.
        id: &'static str,
    },
    /// No unit of the table has the dimension given.
    UnknownDimension {
        /// The unit.
        printed: String,
        /// The dimension given.
        given: String,
        /// The dimension that is most like it.
        nearest: &'static str,
    },
    /// The factor is zero, negative, or too large.
    BadFactor {
        /// The unit.
        printed: String,
    },
}

impl UnitError {
    /// The sentence for people.
    pub fn message(&self) -> Message {
        match self {
            UnitError::NotPrintable { printed } => Message::new("unit_not_printable").with("unit", printed),
            UnitError::SaysNothing { printed } => Message::new("unit_says_nothing").with("unit", printed),
            UnitError::UnknownTarget { printed, to, nearest } => {
                Message::new("unit_unknown_target").with("unit", printed).with("to", to).with("nearest", nearest)
            }
            UnitError::OtherDimension { printed, to, given, known } => Message::new("unit_other_dimension")
                .with("unit", printed)
                .with("to", to)
                .with("given", given)
                .with("known", known),
            UnitError::Known { printed, id } => Message::new("unit_known").with("unit", printed).with("id", id),
            UnitError::UnknownDimension { printed, given, nearest } => Message::new("unit_unknown_dimension")
                .with("unit", printed)
                .with("given", given)
                .with("nearest", nearest),
            UnitError::BadFactor { printed } => Message::new("unit_bad_factor").with("unit", printed),
        }
    }
}

impl UnitTable {
    /// The table of this program with a project's own units.
    ///
    /// A unit of its own stays in memory as long as the program runs, so that quantities can point to it.
    /// ```
    /// use shinchoku::text::{UnitAddition, UnitAdditions, UnitTable};
    /// let kilolitre = UnitAddition { to: Some("kL".to_owned()), ..UnitAddition::default() };
    /// let table = UnitTable::with(&UnitAdditions::from([("キロリッター".to_owned(), kilolitre)]))?;
    /// assert_eq!(table.find("キロリッター").map(|unit| unit.id), Some("kilolitre"));
    /// # Ok::<(), shinchoku::text::UnitError>(())
    /// ```
    ///
    /// # Errors
    /// [`UnitError`] for the first addition, in the order of their printed forms, that says something impossible.
    pub fn with(additions: &UnitAdditions) -> Result<UnitTable, UnitError> {
        let mut table = UnitTable { additions: additions.clone(), ..UnitTable::built_in().clone() };
        for (printed, addition) in additions {
            table.add(printed, addition)?;
        }
        Ok(table)
    }

    /// What was added to the table of this program.
    pub fn additions(&self) -> &UnitAdditions {
        &self.additions
    }

    fn add(&mut self, printed: &str, addition: &UnitAddition) -> Result<(), UnitError> {
        let folded = fold(printed);
        let name = printed.to_owned();
        if folded.is_empty() || folded.starts_with(|first: char| first.is_ascii_digit()) {
            return Err(UnitError::NotPrintable { printed: name });
        }
        let factor = addition.factor.unwrap_or(Decimal::ONE);
        if factor <= Decimal::ZERO {
            return Err(UnitError::BadFactor { printed: name });
        }
        let (unit, known_factor) = match (&addition.to, &addition.dimension) {
            (Some(to), dimension) => self.target(printed, to, dimension.as_deref())?,
            (None, Some(dimension)) => {
                self.check_dimension(printed, dimension)?;
                let unit = Unit { id: leak(&folded), symbol: leak(printed), dimension: leak(dimension) };
                let unit: &'static Unit = Box::leak(Box::new(unit));
                self.units.push(unit);
                (unit, Decimal::ONE)
            }
            (None, None) => return Err(UnitError::SaysNothing { printed: name }),
        };
        let factor = factor.checked_mul(known_factor).ok_or(UnitError::BadFactor { printed: name })?;
        // What every report means by a unit is not for one project to change.
        if let Some((known, _)) = self.find_scaled(printed).filter(|found| *found != (unit, factor)) {
            return Err(UnitError::Known { printed: printed.to_owned(), id: known.id });
        }
        let aliases = self.aliases.entry(first_of(&folded)).or_default();
        aliases.insert(0, Alias { printed: folded, unit, factor });
        aliases.sort_by_key(|alias| std::cmp::Reverse(alias.printed.len()));
        Ok(())
    }

    fn check_dimension(&self, printed: &str, given: &str) -> Result<(), UnitError> {
        let known = || self.units().map(|unit| unit.dimension);
        if known().any(|it| it == given) {
            return Ok(());
        }
        let likeness = |name: &str| strsim::jaro_winkler(name, given);
        let nearest = known().max_by(|a, b| likeness(a).total_cmp(&likeness(b))).unwrap_or_default();
        Err(UnitError::UnknownDimension { printed: printed.to_owned(), given: given.to_owned(), nearest })
    }

    /// The unit that `to` names, and the factor of that spelling.
    fn target(&self, printed: &str, to: &str, dimension: Option<&str>) -> Result<(&'static Unit, Decimal), UnitError> {
        let by_name = self.units().find(|unit| unit.id == to || unit.symbol == to).map(|unit| (unit, Decimal::ONE));
        let Some(found) = by_name.or_else(|| self.find_scaled(to)) else {
            let names = self.units().flat_map(|unit| [unit.id, unit.symbol]);
            let likeness = |name: &str| strsim::jaro_winkler(name, to);
            let nearest = names.max_by(|a, b| likeness(a).total_cmp(&likeness(b))).unwrap_or_default();
            return Err(UnitError::UnknownTarget { printed: printed.to_owned(), to: to.to_owned(), nearest });
        };
        match dimension {
            Some(given) if given != found.0.dimension => Err(UnitError::OtherDimension {
                printed: printed.to_owned(),
                to: to.to_owned(),
                given: given.to_owned(),
                known: found.0.dimension,
            }),
            _ => Ok(found),
        }
    }
}

/// A factor is a number or a string in a project file, a string between processes.
mod factor {
    use rust_decimal::Decimal;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(factor: &Option<Decimal>, serializer: S) -> Result<S::Ok, S::Error> {
        rust_decimal::serde::str_option::serialize(factor, serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Decimal>, D::Error> {
        if deserializer.is_human_readable() {
            return Option::deserialize(deserializer);
        }
        rust_decimal::serde::str_option::deserialize(deserializer)
    }
}

fn leak(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Unit id and factor of `printed` in the table with one addition, or what is wrong with the addition.
    #[track_caller]
    fn check(printed: &str, addition: &str, expected: &str) {
        let addition: UnitAddition = toml::from_str(addition).expect("an addition");
        let found = match UnitTable::with(&UnitAdditions::from([(printed.to_owned(), addition)])) {
            Ok(table) => table.find_scaled(printed).map_or_else(
                || "none".to_owned(),
                |(unit, factor)| format!("{} {} {}", unit.id, unit.dimension, factor.normalize()),
            ),
            Err(UnitError::UnknownTarget { nearest, .. }) => format!("unit_unknown_target {nearest}"),
            Err(error) => error.message().key().to_owned(),
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn a_further_spelling() {
        check("㎘", "dimension = 'volume'\nto = 'kL'", "kilolitre volume 1");
        check("ダース", "to = '個'\nfactor = 12", "item count 12");
        check("デシ", "to = '千t'\nfactor = '0.1'", "tonne mass 100");
    }

    #[test]
    fn a_unit_of_its_own() {
        check("カルテ", "dimension = 'count'", "カルテ count 1");
    }

    #[test]
    fn a_known_unit_stays_what_it_is() {
        check("棟", "dimension = 'count'", "unit_known");
        check("千円", "to = '円'", "unit_known");
        check("人", "to = '人'", "person count 1");
    }

    #[test]
    fn what_cannot_be() {
        check("樽", "to = 'litter'", "unit_unknown_target litre");
        check("樽", "to = 'L'\ndimension = 'mass'", "unit_other_dimension");
        check("樽", "dimension = 'volum'", "unit_unknown_dimension");
        check("樽", "", "unit_says_nothing");
        check("樽", "to = 'L'\nfactor = 0", "unit_bad_factor");
        check("5個", "to = '個'", "unit_not_printable");
    }

    #[test]
    fn the_table_of_the_program_stays_as_it_is() {
        let addition = UnitAddition { dimension: Some("count".to_owned()), ..UnitAddition::default() };
        let table = UnitTable::with(&UnitAdditions::from([("樽".to_owned(), addition)])).expect("a unit of its own");
        assert!(table.find("樽").is_some() && UnitTable::built_in().find("樽").is_none());
    }

    #[test]
    fn additions_survive_the_way_between_processes() {
        let factor = Some(Decimal::new(125, 1));
        let addition = UnitAddition { to: Some("個".to_owned()), factor, ..UnitAddition::default() };
        let additions = UnitAdditions::from([("箱".to_owned(), addition)]);
        let wire = postcard::to_stdvec(&additions).expect("additions are plain data");
        assert_eq!(postcard::from_bytes(&wire), Ok(additions));
    }
}
