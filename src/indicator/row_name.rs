//! What the name of a row says: its unit in brackets, whether it is summed up over years, that its figures are what was cut.

use super::cell::last_brackets;
use crate::text::{ItemKind, UnitCaption, UnitTable, fold, scan, unit_of_caption, without_footnote, without_leader};

/// A name without its cumulative mark and its unit.
pub(super) struct RowName {
    pub text: String,
    pub unit: Option<UnitCaption>,
    pub is_cumulative: bool,
}

pub(super) fn row_name(printed: &str, units: &UnitTable) -> RowName {
    let joined = printed.replace('\n', "");
    let mut text = without_footnote(without_leader(joined.trim())).to_owned();
    let mut name = RowName { text: String::new(), unit: None, is_cumulative: false };
    while let Some((open, inside)) = last_brackets(&text) {
        if is_cumulative(&text[inside.clone()]) {
            name.is_cumulative = true;
        } else if name.unit.is_none()
            && let Some(unit) = unit_of_caption(&text[open..], units).or_else(|| counted(&text[..open], &text[inside]))
        {
            let tells_apart = unit.count_mode.is_some();
            name.unit = Some(unit);
            // 利用者数（実人数） is another indicator than 利用者数（延べ人数）.
            if tells_apart {
                break;
            }
        } else {
            break;
        }
        text.truncate(open);
        text.truncate(text.trim_end().len());
    }
    name.is_cumulative |= scan(&text).iter().any(|it| it.kind == ItemKind::Cumulative);
    name.text = text;
    name
}

/// The unit of `移行業務数（業務）`, which no table knows: the name says that it is counted.
fn counted(name: &str, inside: &str) -> Option<UnitCaption> {
    let unit = inside.trim();
    // 平均歩数（20～64歳）【歩】
    let bare = last_brackets(name.trim_end()).map_or(name, |(open, _)| &name[..open]);
    let counts = |name: &str| name.trim_end().strip_suffix('数').is_some_and(|it| it.ends_with(unit));
    let is_counted = counts(name) || counts(bare);
    (is_counted && !unit.is_empty()).then(|| UnitCaption::unknown(unit))
}

/// Whether a text in brackets, or the part that a row is about, says that its values add up over the years.
pub(super) fn is_cumulative(text: &str) -> bool {
    let text = fold(text);
    matches!(text.as_str(), "累計" | "累積" | "通算" | "累計値" | "累積値" | "延べ累計" | "積算")
}

/// `3人削減` of 職員数の削減: the name says already that its figures are what was cut, so that they carry no sign.
pub(super) fn is_cut_by(name: &str, printed: &str) -> bool {
    const CUTS: [&str; 5] = ["削減", "縮減", "圧縮", "減少", "短縮"];
    let has = |text: &str| CUTS.iter().any(|it| text.contains(it));
    let has_sign = printed.contains(['-', '－', '−', '▲', '△']);
    has(name) && has(printed) && !has_sign
}
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_cut_has_no_sign_where_the_name_says_so() {
        assert!(is_cut_by("職員数の削減", "3人削減"));
        assert!(!is_cut_by("職員数", "3人削減"));
        assert!(!is_cut_by("職員数の削減", "3人"));
        assert!(!is_cut_by("職員数の削減", "▲3人削減"));
    }

    #[test]
    fn names_lose_their_marks() {
        let name = |text: &str| {
            let name = row_name(text, UnitTable::built_in());
            (name.text, name.unit.map(|it| it.printed), name.is_cumulative)
        };
        assert_eq!(name("オンライン化した行政手続数（累計）"), ("オンライン化した行政手続数".to_owned(), None, true));
        assert_eq!(name("受講者数（人）"), ("受講者数".to_owned(), Some("人".to_owned()), false));
        assert_eq!(name("受講者数（人） ........"), ("受講者数".to_owned(), Some("人".to_owned()), false));
        assert_eq!(name("移行業務数（業務）"), ("移行業務数".to_owned(), Some("業務".to_owned()), false));
        assert_eq!(name("利用者数（実人数）"), ("利用者数（実人数）".to_owned(), Some("実人数".to_owned()), false));
        assert_eq!(name("移住者数（県関与分）"), ("移住者数（県関与分）".to_owned(), None, false));
    }
}
