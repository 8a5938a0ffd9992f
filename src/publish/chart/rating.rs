//! How ratings look: a colour, a shape and the letter, so that each of them alone tells.

use super::canvas::{Canvas, INK, Pen, SMALL};
use crate::publish::markup::{Element, number};

/// Of Okabe and Ito's blue and vermillion, darkened until white text on them has a contrast of 4.5, and light tints of them.
const BEST: &str = "#0b62a4";
const GOOD: &str = "#a9cfe8";
const MIDDLE: &str = "#e3e6ea";
const POOR: &str = "#f6c39a";
const WORST: &str = "#b34700";
/// Without a rating.
pub(super) const NONE: &str = "#ffffff";

/// Fill of a rank (from 1) on a scale of `levels`; dark ones carry white text.
pub(in crate::publish) fn colour(rank: i8, levels: usize) -> &'static str {
    let palette: &[&'static str] = match levels {
        0 | 1 => &[BEST],
        2 => &[BEST, WORST],
        3 => &[BEST, MIDDLE, WORST],
        4 => &[BEST, GOOD, POOR, WORST],
        _ => &[BEST, GOOD, MIDDLE, POOR, WORST],
    };
    let index = usize::try_from(rank - 1).unwrap_or_default();
    // On scales of more than five levels the inner ones share the middle colour.
    match (index, levels.saturating_sub(index)) {
        (0 | 1, _) => palette[index.min(palette.len() - 1)],
        (_, from_end @ (1 | 2)) => palette[palette.len().saturating_sub(from_end)],
        _ => palette[palette.len() / 2],
    }
}

/// Text on that fill.
pub(in crate::publish) fn text_colour(rank: i8, levels: usize) -> &'static str {
    if [BEST, WORST].contains(&colour(rank, levels)) { "#ffffff" } else { INK }
}

/// The shape of a rank around a middle: circle, square, triangle, diamond, hexagon; a dashed circle without a rank.
pub(in crate::publish) fn shape(rank: Option<i8>, levels: usize, (x, y): (f64, f64), radius: f64) -> Element {
    let polygon = |points: &[(f64, f64)]| {
        let points: Vec<String> =
            points.iter().map(|(dx, dy)| format!("{},{}", number(x + dx * radius), number(y + dy * radius))).collect();
        Element::new("polygon").with("points", points.join(" "))
    };
    let circle = || Element::new("circle").at("cx", x).at("cy", y).at("r", radius);
    let Some(rank) = rank else {
        return circle().with("fill", NONE).with("stroke", "#6b7178").with("stroke-dasharray", "2 2");
    };
    let outline = match rank {
        1 => circle(),
        2 => polygon(&[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]),
        3 => polygon(&[(-1.12, -0.95), (1.12, -0.95), (0.0, 1.08)]),
        4 => polygon(&[(0.0, -1.15), (1.15, 0.0), (0.0, 1.15), (-1.15, 0.0)]),
        _ => polygon(&[(-0.55, -1.0), (0.55, -1.0), (1.1, 0.0), (0.55, 1.0), (-0.55, 1.0), (-1.1, 0.0)]),
    };
    outline.with("fill", colour(rank, levels)).with("stroke", "#4a5057").at("stroke-width", 0.75)
}

impl Canvas {
    /// A rating as shape and letter.
    pub fn rating(&mut self, rank: Option<i8>, letter: Option<&str>, levels: usize, (x, y): (f64, f64), radius: f64) {
        self.add(shape(rank, levels, (x, y), radius));
        let colour = rank.map_or(INK, |rank| text_colour(rank, levels));
        let size = (radius * 1.15).min(SMALL);
        // The letter of a triangle on its tip stands where the triangle is broad.
        let lift = if rank == Some(3) { 0.16 * radius } else { 0.0 };
        let pen = Pen::LABEL.middle().bold().size(size).colour(colour);
        self.text((x, y + size * 0.36 - lift), pen, letter.unwrap_or("－"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(levels: usize, expected: &[&str]) {
        let colours: Vec<&str> = (1..=levels as i8).map(|rank| colour(rank, levels)).collect();
        assert_eq!(colours, expected);
    }

    #[test]
    fn the_ends_of_every_scale_are_told_apart() {
        check(2, &[BEST, WORST]);
        check(3, &[BEST, MIDDLE, WORST]);
        check(4, &[BEST, GOOD, POOR, WORST]);
        check(5, &[BEST, GOOD, MIDDLE, POOR, WORST]);
        check(6, &[BEST, GOOD, MIDDLE, MIDDLE, POOR, WORST]);
    }

    /// Contrast of two colours as WCAG 2.1 defines it.
    fn contrast(a: &str, b: &str) -> f64 {
        let luminance = |colour: &str| {
            let channel = |at: usize| {
                let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
                if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
        };
        let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
        a.max(b) / a.min(b)
    }

    #[test]
    fn letters_can_be_read_on_every_fill() {
        for levels in 1..=6 {
            for rank in 1..=levels as i8 {
                let found = contrast(colour(rank, levels), text_colour(rank, levels));
                assert!(found >= 4.5, "rank {rank} of {levels}: {found:.2}");
            }
        }
    }
}
