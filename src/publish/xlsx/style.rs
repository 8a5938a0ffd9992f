//! How the sheets look: one font, few colours, ratings by letter and by a hue that colour-blind people can tell.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

/// A universal-design font that comes with Windows; elsewhere the system's own Japanese font stands in.
pub(super) const FONT: &str = "BIZ UDPGothic";
/// Height of a line of text in pixels, as wide-set as a font that stands in may need.
pub(super) const LINE_HEIGHT: u32 = 19;
/// Height of a row with one line, in pixels.
pub(super) const ROW_HEIGHT: u32 = LINE_HEIGHT + 4;
/// Width of a half-width character of text in a table, in pixels.
pub(super) const CHARACTER_WIDTH: f64 = 6.6;
/// Digits after the point that numbers may show.
const MOST_DIGITS: usize = 6;

const INK: Color = Color::RGB(0x1F_29_33);
const NAVY: Color = Color::RGB(0x1B_3A_57);
const GREY: Color = Color::RGB(0x5F_6B_76);
const RULE: Color = Color::RGB(0xCF_D6_DD);
const HEADER_FILL: Color = Color::RGB(0xE6_EC_F2);
const LINK: Color = Color::RGB(0x0B_5C_AD);

/// The colour of actuals in charts.
pub(super) const ACTUAL: Color = Color::RGB(0x1F_6F_B2);
/// The colour of targets in charts.
pub(super) const TARGET: Color = Color::RGB(0x6B_75_80);
/// The colour of lines behind a chart.
pub(super) const GRID: Color = Color::RGB(0xE1_E6_EB);

/// Blue, grey, orange: told apart with any colour vision, and dark text can be read on each.
const BEST: u32 = 0x8D_B9_E8;
const MIDDLE: u32 = 0xE4_E8_ED;
const WORST: u32 = 0xF3_B2_7A;

/// What is better, for changes and reached targets.
pub(super) const BETTER_FILL: Color = Color::RGB(0xD3_E4_F6);
/// What is worse.
pub(super) const WORSE_FILL: Color = Color::RGB(0xFB_E0_CB);
/// What stayed.
pub(super) const SAME_FILL: Color = Color::RGB(0xEF_F1_F4);

/// The colour of a rank (from 1, the best) on a scale of `level_count` levels.
pub(super) fn rank_color(rank: i8, level_count: i8) -> Color {
    let steps = f64::from(level_count.max(2) - 1);
    let position = (f64::from(rank - 1) / steps).clamp(0.0, 1.0);
    Color::RGB(if position <= 0.5 {
        mix(BEST, MIDDLE, position * 2.0)
    } else {
        mix(MIDDLE, WORST, position * 2.0 - 1.0)
    })
}

fn mix(from: u32, to: u32, share: f64) -> u32 {
    let channel = |shift: u32| {
        let [from, to] = [from, to].map(|it| f64::from(it >> shift & 0xFF));
        ((from + (to - from) * share).round() as u32) << shift
    };
    channel(16) | channel(8) | channel(0)
}

/// The looks of cells.
pub(super) struct Styles {
    /// The name of the sheet, at its top.
    pub title: Format,
    /// Below the title, and beside tables.
    pub remark: Format,
    /// Above a table.
    pub heading: Format,
    /// The row that names columns.
    pub header: Format,
    /// The name of a column of numbers or letters.
    pub header_center: Format,
    /// Text in a table.
    pub cell: Format,
    /// A count in a table.
    pub count: Format,
    /// A letter or mark in a table.
    pub center: Format,
    /// The same, bold.
    pub letter: Format,
    /// A sentence over several columns.
    pub sentence: Format,
    /// A link outside a table.
    pub link: Format,
    /// A link in a table.
    pub link_cell: Format,
    /// The same, in the middle.
    pub link_center: Format,
    /// A percentage or other rounded figure with one digit after the point.
    pub share: Format,
    numbers: Vec<Format>,
}

impl Styles {
    /// All looks.
    pub fn new() -> Self {
        let base = Format::new().set_font_name(FONT).set_font_size(10).set_font_color(INK);
        let cell = base
            .clone()
            .set_border(FormatBorder::Thin)
            .set_border_color(RULE)
            .set_align(FormatAlign::VerticalCenter)
            .set_text_wrap();
        let header = cell.clone().set_bold().set_font_color(NAVY).set_background_color(HEADER_FILL);
        let center = cell.clone().set_align(FormatAlign::Center);
        let linked = |format: &Format| format.clone().set_font_color(LINK).set_underline(FormatUnderline::Single);
        Self {
            title: base.clone().set_font_size(16).set_bold().set_font_color(NAVY),
            remark: base.clone().set_font_size(9).set_font_color(GREY),
            heading: base.clone().set_font_size(12).set_bold().set_font_color(NAVY),
            header_center: header.clone().set_align(FormatAlign::Center),
            header,
            letter: center.clone().set_bold(),
            sentence: base.clone().set_text_wrap().set_align(FormatAlign::VerticalCenter),
            link: linked(&base),
            link_cell: linked(&cell),
            link_center: linked(&center),
            share: number(&cell, 1),
            count: number(&cell, 0),
            numbers: (0..=MOST_DIGITS).map(|digits| number(&cell, digits)).collect(),
            cell,
            center,
        }
    }

    /// The look of a number that has so many digits after the point.
    pub fn number(&self, digits: usize) -> &Format {
        &self.numbers[digits.min(MOST_DIGITS)]
    }
}

fn number(cell: &Format, digits: usize) -> Format {
    let point = if digits > 0 { "." } else { "" };
    cell.clone().set_num_format(format!("#,##0{point}{}", "0".repeat(digits))).set_align(FormatAlign::Right)
}

/// A background that a condition lays over a cell.
pub(super) fn fill(color: Color) -> Format {
    Format::new().set_background_color(color)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_is_blue_and_the_worst_is_orange_on_every_scale() {
        for level_count in 2..=6 {
            assert_eq!(rank_color(1, level_count), Color::RGB(BEST));
            assert_eq!(rank_color(level_count, level_count), Color::RGB(WORST));
        }
        assert_eq!(rank_color(2, 3), Color::RGB(MIDDLE));
        assert_eq!(rank_color(9, 3), Color::RGB(WORST));
    }
}
