//! Japanese eras and fiscal years (April to March).

/// An era of the Japanese calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Era {
    /// 明治, from 1868
    Meiji,
    /// 大正, from 1912
    Taisho,
    /// 昭和, from 1926
    Showa,
    /// 平成, from 1989
    Heisei,
    /// 令和, from 2019
    Reiwa,
}

impl Era {
    /// All eras, the newest first.
    pub const ALL: [Era; 5] = [Era::Reiwa, Era::Heisei, Era::Showa, Era::Taisho, Era::Meiji];

    /// The letter that abbreviates it (`R`).
    pub fn letter(self) -> char {
        match self {
            Era::Meiji => 'M',
            Era::Taisho => 'T',
            Era::Showa => 'S',
            Era::Heisei => 'H',
            Era::Reiwa => 'R',
        }
    }

    /// Its name (`令和`).
    pub fn name(self) -> &'static str {
        match self {
            Era::Meiji => "明治",
            Era::Taisho => "大正",
            Era::Showa => "昭和",
            Era::Heisei => "平成",
            Era::Reiwa => "令和",
        }
    }

    /// The year before its first year: year 1 of the era is `offset() + 1`.
    pub fn offset(self) -> i16 {
        match self {
            Era::Meiji => 1867,
            Era::Taisho => 1911,
            Era::Showa => 1925,
            Era::Heisei => 1988,
            Era::Reiwa => 2018,
        }
    }

    /// The era with this letter, either case.
    pub fn from_letter(letter: char) -> Option<Era> {
        Era::ALL.into_iter().find(|era| era.letter() == letter.to_ascii_uppercase())
    }
}

/// Years of the longest era, 昭和. `R99` is a slip, not the year 2117.
const LONGEST_ERA: u8 = 64;

/// A Japanese fiscal year, named by the year in which it begins: 2023 runs from 2023-04-01 to 2024-03-31.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct FiscalYear(i16);

impl FiscalYear {
    /// The fiscal year that begins in `year`; `None` outside 1868 to 2200.
    pub fn new(year: i16) -> Option<Self> {
        (1868..=2200).contains(&year).then_some(Self(year))
    }

    /// The fiscal year in which `month` (1 to 12) of calendar year `year` lies.
    pub fn of_month(year: i16, month: u8) -> Option<Self> {
        Self::new(if month < 4 { year - 1 } else { year })
    }

    /// The year in which it begins.
    pub fn year(self) -> i16 {
        self.0
    }

    /// The year before.
    pub fn previous(self) -> Self {
        Self(self.0 - 1)
    }

    /// Its short label: `R5` for 2023, `R1` for 2019, `H30` for 2018.
    pub fn label(self) -> String {
        let era = Era::ALL.into_iter().find(|era| self.0 > era.offset()).unwrap_or(Era::Meiji);
        format!("{}{}", era.letter(), self.0 - era.offset())
    }

    /// Reads `R5`, `r5`, `H30`, `R元`, `2023`, with full-width characters folded by the caller.
    ///
    /// ```
    /// use shinchoku::base::FiscalYear;
    /// assert_eq!(FiscalYear::parse("R5").map(FiscalYear::year), Some(2023));
    /// assert_eq!(FiscalYear::parse("R元").map(FiscalYear::year), Some(2019));
    /// assert_eq!(FiscalYear::parse("2023").map(FiscalYear::year), Some(2023));
    /// assert_eq!(FiscalYear::parse("X5"), None);
    /// ```
    pub fn parse(label: &str) -> Option<Self> {
        let mut characters = label.chars();
        let first = characters.next()?;
        if first.is_ascii_digit() {
            return (label.len() == 4).then(|| label.parse().ok()).flatten().and_then(Self::new);
        }
        let era = Era::from_letter(first)?;
        let number = match characters.as_str() {
            "元" => 1,
            digits if digits.len() <= 2 => {
                digits.parse::<u8>().ok().filter(|number| (1..=LONGEST_ERA).contains(number))?
            }
            _ => return None,
        };
        Self::new(era.offset() + i16::from(number))
    }
}

impl std::fmt::Display for FiscalYear {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_turn_at_the_change_of_era() {
        let label = |year| FiscalYear::new(year).map(FiscalYear::label);
        assert_eq!(label(2018).as_deref(), Some("H30"));
        assert_eq!(label(2019).as_deref(), Some("R1"));
        assert_eq!(label(1988).as_deref(), Some("S63"));
    }

    #[test]
    fn no_era_has_a_hundredth_year() {
        assert_eq!(FiscalYear::parse("R99"), None);
        assert_eq!(FiscalYear::parse("R65"), None);
        assert_eq!(FiscalYear::parse("S64").map(FiscalYear::year), Some(1989));
        assert_eq!(FiscalYear::parse("R32").map(FiscalYear::year), Some(2050));
    }

    #[test]
    fn march_belongs_to_the_year_before() {
        assert_eq!(FiscalYear::of_month(2024, 3), FiscalYear::new(2023));
        assert_eq!(FiscalYear::of_month(2024, 4), FiscalYear::new(2024));
    }
}
