//! Units printed apart from their numbers: captions of tables, header cells, unit cells, ends of names.

use std::ops::Range;

use rust_decimal::Decimal;

use super::normalize::normalize;
use super::number::parse_number;
use super::per::{read_denominator, with_count};
use super::quantity::Quantity;
use super::unit::{Unit, UnitTable};
use super::vocabulary::CountMode;

/// The unit that a caption, a header or a name gives to the bare numbers it stands over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitCaption {
    /// The unit; `None` where the table does not know it, and `printed` is all there is.
    pub unit: Option<&'static Unit>,
    /// What the numbers are multiplied by: 1000 for `千円`.
    pub factor: Decimal,
    /// Unit of the denominator (`year` in `人/年`, `100000 person` in `人口10万対`).
    pub per: Option<String>,
    /// `人（延べ）`, `延べ人`
    pub count_mode: Option<CountMode>,
    /// The unit in normal form, scale word included (`千円`).
    pub printed: String,
    /// Where it stands, with its brackets and the word 単位, in bytes of the raw text.
    pub range: Range<usize>,
}

/// Scale words in front of units that the table does not know.
const SCALES: [(&str, u32); 4] = [("百万", 1_000_000), ("千", 1000), ("万", 10_000), ("億", 100_000_000)];

impl UnitCaption {
    /// A unit that the table does not know, in the word printed.
    pub fn unknown(printed: &str) -> UnitCaption {
        let printed = printed.to_owned();
        UnitCaption { unit: None, factor: Decimal::ONE, per: None, count_mode: None, printed, range: 0..0 }
    }

    /// The id of the unit; of one that the table does not know the printed word, without the scale that values are multiplied by.
    ///
    /// ```
    /// use shinchoku::text::{UnitTable, unit_of_cell};
    /// let id = |it| unit_of_cell(it, UnitTable::built_in()).unwrap().id().to_owned();
    /// assert_eq!((id("千円").as_str(), id("千ケース").as_str()), ("JPY", "ケース"));
    /// ```
    pub fn id(&self) -> &str {
        let scaled = || SCALES.iter().find(|(_, factor)| self.factor == Decimal::from(*factor));
        match self.unit {
            Some(unit) => unit.id,
            None => scaled().and_then(|it| self.printed.strip_prefix(it.0)).unwrap_or(&self.printed),
        }
    }

    /// Gives `quantity` this unit and scale. A number with a unit of its own, and one that may be none, stays as it is.
    ///
    /// ```
    /// use shinchoku::text::{ItemKind, UnitTable, scan, unit_of_caption};
    /// let caption = unit_of_caption("表1　予算額（単位：千円）", UnitTable::built_in()).unwrap();
    /// let ItemKind::Quantity(mut amount) = scan("7,937").remove(0).kind else { panic!() };
    /// caption.apply(&mut amount);
    /// assert_eq!(amount.value.unwrap().to_string(), "7937000");
    /// assert_eq!(amount.unit.unwrap().id, "JPY");
    /// ```
    pub fn apply(&self, quantity: &mut Quantity) {
        if quantity.unit.is_some() || quantity.unit_printed.is_some() || !quantity.has_value() {
            return;
        }
        for value in [
            &mut quantity.value,
            &mut quantity.value_min,
            &mut quantity.value_max,
            &mut quantity.value_from,
            &mut quantity.value_to,
        ] {
            *value = value.and_then(|value| value.checked_mul(self.factor)).map(|value| value.normalize());
        }
        quantity.unit = self.unit;
        quantity.unit_printed = Some(self.printed.clone());
        quantity.per = quantity.per.take().or_else(|| self.per.clone());
        quantity.count_mode = quantity.count_mode.or(self.count_mode);
    }
}

/// Reads the unit from a caption, a header cell or a name: `（単位：千円）`, `R6決算額（千円）`, `受講者数（人）`, `予算額 千円`.
///
/// Behind 単位 an unknown unit is given as printed; in brackets alone only a known one is a unit. `None` where several units
/// are printed (`単位：人、％`), for they belong to different columns.
pub fn unit_of_caption(raw: &str, units: &UnitTable) -> Option<UnitCaption> {
    let normalized = normalize(raw);
    let text = normalized.text.as_str();
    let (printed, range, is_marked) =
        marked_unit(text).or_else(|| bracketed_unit(text, units)).or_else(|| trailing_money(text))?;
    let caption = read_unit(printed, units).or_else(|| is_marked.then(|| unknown_unit(printed)).flatten())?;
    Some(UnitCaption { range: normalized.raw_range(range), ..caption })
}

/// Reads a cell that holds a unit and nothing else: `千円`, `人/年`, `人（延べ）`. An unknown unit is given as printed.
pub fn unit_of_cell(raw: &str, units: &UnitTable) -> Option<UnitCaption> {
    let normalized = normalize(raw);
    let text = normalized.text.trim();
    let printed = text.strip_prefix("単位").map_or(text, |rest| rest.trim_start_matches([':', ' ']));
    let printed = unbracketed(printed);
    let caption = read_unit(printed, units).or_else(|| unknown_unit(printed))?;
    Some(UnitCaption { range: 0..raw.len(), ..caption })
}

/// `単位：千円` in or without brackets: the unit, the range of all of it, and that an unknown unit is one.
pub(super) fn marked_unit(text: &str) -> Option<(&str, Range<usize>, bool)> {
    let at = text.find("単位")?;
    let rest = &text[at + "単位".len()..];
    let is_word = rest.starts_with(|next: char| next.is_alphabetic())
        || text[..at].ends_with(|last: char| last.is_alphanumeric());
    // ［単位］億円
    if text[..at].trim_end().ends_with(OPENING)
        && let Some(unit) = rest.trim_start().strip_prefix(CLOSING).map(str::trim_start)
        && !unit.is_empty()
    {
        let (start, opening) = (text.len() - unit.len(), text[..at].trim_end());
        let end = start + unit.find(['\n', ' ', '。', '※']).unwrap_or(unit.len());
        let from = opening.len() - opening.chars().next_back()?.len_utf8();
        return Some((text[start..end].trim(), from..end, true));
    }
    let after = rest.trim_start_matches([':', ' ', '=', '-']);
    // 単位未満を四捨五入 speaks of units, 1単位 counts them.
    if after.is_empty() || is_word && !rest.starts_with([':', ' ']) {
        return None;
    }
    let start = text.len() - after.len();
    let opening = text[..at].trim_end();
    let is_bracketed = opening.ends_with(OPENING);
    let length =
        if is_bracketed { closing_at(after)? } else { after.find(['\n', '。', '※']).unwrap_or(after.len()) };
    let end = start + length;
    let range = if is_bracketed {
        opening.len() - opening.chars().next_back()?.len_utf8()..end + closing_length(text, end)
    } else {
        at..end
    };
    Some((text[start..end].trim(), range, true))
}

pub(super) const OPENING: [char; 5] = ['(', '[', '【', '〔', '<'];
const CLOSING: [char; 5] = [')', ']', '】', '〕', '>'];

/// Where the bracket that was opened before `inside` is closed.
fn closing_at(inside: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, character) in inside.char_indices() {
        if OPENING.contains(&character) {
            depth += 1;
        } else if CLOSING.contains(&character) {
            if depth == 0 {
                return Some(at);
            }
            depth -= 1;
        }
    }
    None
}

fn closing_length(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(0, char::len_utf8)
}

/// The last pair of brackets that holds a known unit: `受講者数（人）`, `利用率（％）※1`.
fn bracketed_unit<'t>(text: &'t str, units: &UnitTable) -> Option<(&'t str, Range<usize>, bool)> {
    let openings: Vec<usize> = text.match_indices(OPENING).map(|(at, _)| at).collect();
    openings.into_iter().rev().find_map(|at| {
        let start = at + closing_length(text, at);
        let end = start + closing_at(&text[start..])?;
        let printed = text[start..end].trim();
        read_unit(printed, units).map(|_| (printed, at..end + closing_length(text, end), false))
    })
}

/// `予算額 千円`: an amount's unit behind a gap.
fn trailing_money(text: &str) -> Option<(&str, Range<usize>, bool)> {
    let trimmed = text.trim_end();
    let start = trimmed.rfind([' ', '\n']).map_or(0, |at| at + 1);
    let word = &trimmed[start..];
    let is_money = matches!(word, "円" | "千円" | "万円" | "百万円" | "千万円" | "億円" | "十億円" | "兆円");
    is_money.then_some((word, start..trimmed.len(), false))
}

/// Reads a whole unit with scale words, denominator and counting mode.
pub(super) fn read_unit(printed: &str, units: &UnitTable) -> Option<UnitCaption> {
    let folded: String = printed.chars().filter(|character| !character.is_whitespace()).collect();
    let (bare, count_mode) = split_count_mode(&folded);
    let (unit, per) = split_per(bare, units)?;
    // 人口10万対 says what is counted over, not what is counted.
    let (unit, factor) = match units.find_folded(unit) {
        Some((unit, factor)) => (Some(unit), factor),
        None if unit.is_empty() && per.is_some() => (None, Decimal::ONE),
        None => return None,
    };
    Some(UnitCaption { unit, factor, per, count_mode, printed: folded.clone(), range: 0..0 })
}

/// A unit that the table does not know: short, one word, and no number.
fn unknown_unit(printed: &str) -> Option<UnitCaption> {
    let folded: String = printed.chars().filter(|character| !character.is_whitespace()).collect();
    let is_word = folded.chars().all(|next| next.is_alphabetic() || "/%-".contains(next));
    let has_letter = folded.chars().any(char::is_alphabetic);
    let scale = SCALES.iter().find(|(word, _)| folded.starts_with(word) && folded.len() > word.len());
    let factor = scale.map_or(Decimal::ONE, |it| Decimal::from(it.1));
    let is_unit = is_word && has_letter && folded.chars().count() <= 10;
    is_unit.then_some(UnitCaption { unit: None, factor, per: None, count_mode: None, printed: folded, range: 0..0 })
}

/// `人(延べ)`, `延べ人`, `延人数`, `実人`
fn split_count_mode(folded: &str) -> (&str, Option<CountMode>) {
    for (mark, mode) in [
        ("(延べ人数)", CountMode::Gross),
        ("(延べ)", CountMode::Gross),
        ("(のべ)", CountMode::Gross),
        ("(延)", CountMode::Gross),
        ("(実人数)", CountMode::Distinct),
        ("(実)", CountMode::Distinct),
    ] {
        if let Some(bare) = folded.strip_suffix(mark) {
            return (bare, Some(mode));
        }
    }
    for (mark, mode) in
        [("延べ", CountMode::Gross), ("のべ", CountMode::Gross), ("延", CountMode::Gross), ("実", CountMode::Distinct)]
    {
        if let Some(bare) = folded.strip_prefix(mark)
            && ["人", "回", "件", "世帯", "名", "団体", "社", "日", "時間", "組"]
                .iter()
                .any(|unit| bare.starts_with(unit))
        {
            return (bare.strip_suffix('数').filter(|bare| !bare.is_empty()).unwrap_or(bare), Some(mode));
        }
    }
    (folded, None)
}

/// Splits `人/年`, `件/1年間`, `回／月`, `人口10万対`; the denominator as data has it.
fn split_per<'t>(folded: &'t str, units: &UnitTable) -> Option<(&'t str, Option<String>)> {
    if let Some(rest) = folded.strip_prefix("人口").or_else(|| folded.strip_prefix("出生")) {
        let (count, unit) = rest.split_once('対').or_else(|| rest.split_once("人当たり"))?;
        let people = parse_number(count.trim_end_matches('人'))?;
        return Some((unit, Some(with_count(people, "person"))));
    }
    let Some((unit, denominator)) = folded.split_once('/') else { return Some((folded, None)) };
    let (per, _) = read_denominator(denominator, 0, units).filter(|(_, end)| *end == denominator.len())?;
    Some((unit, Some(per)))
}

/// Text without one pair of brackets around all of it.
fn unbracketed(text: &str) -> &str {
    let inside = text.strip_prefix(OPENING).and_then(|inside| inside.strip_suffix(CLOSING));
    inside.filter(|inside| !inside.contains(OPENING)).map_or(text, str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(caption: Option<UnitCaption>) -> String {
        let Some(caption) = caption else { return "none".to_owned() };
        let unit = caption.unit.map_or_else(|| format!("'{}'", caption.printed), |unit| unit.id.to_owned());
        let factor = if caption.factor == Decimal::ONE { String::new() } else { format!("*{}", caption.factor) };
        let per = caption.per.map(|per| format!(" per {per}")).unwrap_or_default();
        let mode = caption.count_mode.map(|mode| format!(" {mode:?}")).unwrap_or_default();
        format!("{unit}{factor}{per}{mode}")
    }

    #[track_caller]
    fn check(raw: &str, expected: &str) {
        assert_eq!(show(unit_of_caption(raw, UnitTable::built_in())), expected, "{raw}");
    }

    #[track_caller]
    fn check_cell(raw: &str, expected: &str) {
        assert_eq!(show(unit_of_cell(raw, UnitTable::built_in())), expected, "{raw}");
    }

    #[test]
    fn captions_of_tables() {
        check("（単位：千円）", "JPY*1000");
        check("表３　歳出の推移　（単位：百万円）", "JPY*1000000");
        check("単位　億円", "JPY*100000000");
        check("［単位：人］", "person");
        check("(単位 : 千人)", "person*1000");
        check("単位：件　※速報値", "case");
        check("（単位：万ｔ-CO2）", "tonne_co2*10000");
    }

    #[test]
    fn several_units_belong_to_different_columns() {
        check("（単位：人、％）", "none");
        check("（単位：千円・件）", "none");
    }

    #[test]
    fn header_cells() {
        check("Ｒ４年度当初予算額\n（千円）", "JPY*1000");
        check("R6決算トータルコスト(千円)", "JPY*1000");
        check("利用率（％）", "percent");
        check("予算額　千円", "JPY*1000");
        check("受講者数（人）※1", "person");
        check("死亡率（人口10万対）", "'人口10万対' per 100000 person");
        check("開催数（回／年）", "time per year");
        check("利用者（延べ人）", "person Gross");
    }

    #[test]
    fn other_brackets_are_no_units() {
        check("移住者数（県関与分）", "none");
        check("実績（R5）", "none");
        check("施設数（累計）", "none");
        check("目標値", "none");
        check("事業", "none");
    }

    #[test]
    fn what_speaks_of_units_is_no_caption() {
        check("単位未満を四捨五入しているため、合計が一致しない場合がある", "none");
        check("取得単位数", "none");
    }

    #[test]
    fn an_unknown_unit_behind_the_word_stays_as_printed() {
        check("（単位：ケース）", "'ケース'");
        check("（単位：千ケース）", "'千ケース'*1000");
    }

    #[test]
    fn unit_cells() {
        check_cell("千円", "JPY*1000");
        check_cell("㎥/日", "cubic_metre per day");
        check_cell("件/1年間", "case per year");
        check_cell("人（延べ）", "person Gross");
        check_cell("（園）", "school");
        check_cell("隊", "'隊'");
        check_cell("－", "none");
        check_cell("", "none");
        check_cell("円157,864,681", "none");
    }

    #[test]
    fn the_place_is_that_of_the_whole_mark() {
        let raw = "受講者数　（人）※";
        let caption = unit_of_caption(raw, UnitTable::built_in()).expect("a unit");
        assert_eq!(&raw[caption.range], "（人）");
        let raw = "歳出（単位：千円）の表";
        let caption = unit_of_caption(raw, UnitTable::built_in()).expect("a unit");
        assert_eq!(&raw[caption.range], "（単位：千円）");
    }
}
