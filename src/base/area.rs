//! Prefectures and area codes (JIS X 0401, with the check digit of 全国地方公共団体コード).

/// One of the 47 prefectures, by its code of JIS X 0401.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Prefecture(u8);

const NAMES: [&str; 47] = [
    "北海道",
    "青森県",
    "岩手県",
    "宮城県",
    "秋田県",
    "山形県",
    "福島県",
    "茨城県",
    "栃木県",
    "群馬県",
    "埼玉県",
    "千葉県",
    "東京都",
    "神奈川県",
    "新潟県",
    "富山県",
    "石川県",
    "福井県",
    "山梨県",
    "長野県",
    "岐阜県",
    "静岡県",
    "愛知県",
    "三重県",
    "滋賀県",
    "京都府",
    "大阪府",
    "兵庫県",
    "奈良県",
    "和歌山県",
    "鳥取県",
    "島根県",
    "岡山県",
    "広島県",
    "山口県",
    "徳島県",
    "香川県",
    "愛媛県",
    "高知県",
    "福岡県",
    "佐賀県",
    "長崎県",
    "熊本県",
    "大分県",
    "宮崎県",
    "鹿児島県",
    "沖縄県",
];

impl Prefecture {
    /// The prefecture with this number, 1 to 47.
    pub fn new(number: u8) -> Option<Self> {
        (1..=47).contains(&number).then_some(Self(number))
    }

    /// Reads `05`, `5`, `秋田県` or `秋田`.
    ///
    /// ```
    /// use shinchoku::base::Prefecture;
    /// assert_eq!(Prefecture::parse("秋田"), Prefecture::new(5));
    /// assert_eq!(Prefecture::parse("05"), Prefecture::new(5));
    /// assert_eq!(Prefecture::parse("48"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(number) = text.parse::<u8>() {
            return Self::new(number);
        }
        Self::all().find(|it| it.name() == text || it.short_name() == text)
    }

    /// All 47, in the order of their codes.
    pub fn all() -> impl Iterator<Item = Self> {
        (1..=47).map(Self)
    }

    /// The first prefecture whose full name stands in `text`.
    pub fn find_in(text: &str) -> Option<Self> {
        // 京都府 stands inside no other name, 東京都 ends where 京都 begins: only full names are looked for.
        Self::all().filter_map(|it| text.find(it.name()).map(|at| (at, it))).min().map(|(_, it)| it)
    }

    /// Its full name (`秋田県`).
    pub fn name(self) -> &'static str {
        NAMES[usize::from(self.0) - 1]
    }

    /// Its name without 都, 府 or 県 (`秋田`); `北海道` keeps its last character.
    pub fn short_name(self) -> &'static str {
        let name = self.name();
        if name == "北海道" { name } else { name.trim_end_matches(['都', '府', '県']) }
    }

    /// The 2-digit code (`05`).
    pub fn code(self) -> String {
        format!("{:02}", self.0)
    }

    /// The 6-digit area code of the prefecture itself, with its check digit (`050008`).
    pub fn area_code(self) -> String {
        let digits = format!("{:02}000", self.0);
        format!("{digits}{}", check_digit(&digits))
    }
}

/// The prefecture whose full name ends a text.
pub(super) fn prefecture_ending(text: &str) -> Option<Prefecture> {
    Prefecture::all().find(|it| text.ends_with(it.name()))
}

/// The check digit of a 5-digit area code: the last digit of 11 − (6a+5b+4c+3d+2e mod 11).
pub(super) fn check_digit(digits: &str) -> u32 {
    let sum: u32 = digits
        .chars()
        .filter_map(|it| it.to_digit(10))
        .zip([6, 5, 4, 3, 2])
        .map(|(digit, weight)| digit * weight)
        .sum();
    (11 - sum % 11) % 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn area_codes_bear_the_official_check_digit() {
        let code = |name| Prefecture::parse(name).map(Prefecture::area_code);
        assert_eq!(code("秋田県").as_deref(), Some("050008"));
        assert_eq!(code("北海道").as_deref(), Some("010006"));
        assert_eq!(code("東京都").as_deref(), Some("130001"));
        assert_eq!(code("沖縄県").as_deref(), Some("470007"));
    }

    #[test]
    fn kyoto_is_not_found_in_tokyo() {
        assert_eq!(Prefecture::find_in("東京都の計画").map(Prefecture::name), Some("東京都"));
    }
}
