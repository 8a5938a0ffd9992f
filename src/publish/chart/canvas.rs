//! A drawing in SVG: shapes and texts whose width is known well enough to place them.
//!
//! Everything is said in attributes: a page may forbid styles, and a picture file has none.

use crate::publish::markup::{Element, Markup, number};

/// Fonts made to be told apart (UD) first, then what systems have.
pub(super) const FONTS: &str =
    "BIZ UDPGothic, Noto Sans JP, Noto Sans CJK JP, Hiragino Sans, Yu Gothic, Meiryo, sans-serif";

/// Size of ordinary text in charts, in units of the drawing.
pub(in crate::publish) const SIZE: f64 = 13.0;
/// Size of small text.
pub(in crate::publish) const SMALL: f64 = 12.0;

/// Text and strong lines; 16:1 on white.
pub(super) const INK: &str = "#1b1f24";
/// Axes and second-rank text; 7:1 on white.
pub(super) const MUTED: &str = "#555b62";
/// Lines that only guide the eye.
pub(super) const GUIDE: &str = "#d5d9de";

/// A finished drawing.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::publish) struct Drawing {
    pub width: f64,
    pub height: f64,
    pub content: Markup,
}

/// Where a text stands from its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pen {
    pub size: f64,
    pub colour: &'static str,
    pub bold: bool,
    pub anchor: Anchor,
}

impl Pen {
    pub const LABEL: Pen = Pen { size: SIZE, colour: INK, bold: false, anchor: Anchor::Start };
    pub const NOTE: Pen = Pen { size: SMALL, colour: MUTED, bold: false, anchor: Anchor::Start };

    pub fn bold(self) -> Pen {
        Pen { bold: true, ..self }
    }

    pub fn middle(self) -> Pen {
        Pen { anchor: Anchor::Middle, ..self }
    }

    pub fn end(self) -> Pen {
        Pen { anchor: Anchor::End, ..self }
    }

    pub fn colour(self, colour: &'static str) -> Pen {
        Pen { colour, ..self }
    }

    pub fn size(self, size: f64) -> Pen {
        Pen { size, ..self }
    }
}

/// A drawing that is being made; it grows downwards.
#[derive(Debug, Clone)]
pub(super) struct Canvas {
    pub width: f64,
    content: Markup,
}

impl Canvas {
    pub fn new(width: f64) -> Canvas {
        Canvas { width, content: Markup::default() }
    }

    pub fn finish(self, height: f64) -> Drawing {
        Drawing { width: self.width, height, content: self.content }
    }

    pub fn add(&mut self, piece: impl Into<Markup>) {
        self.content.push(piece);
    }

    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), colour: &str, thickness: f64) {
        self.add(line(from, to, colour, thickness));
    }

    pub fn dashed(&mut self, from: (f64, f64), to: (f64, f64), colour: &str) {
        self.add(line(from, to, colour, 1.0).with("stroke-dasharray", "3 3"));
    }

    pub fn text(&mut self, (x, y): (f64, f64), pen: Pen, text: &str) {
        let mut element = Element::new("text").at("x", x).at("y", y).at("font-size", pen.size).with("fill", pen.colour);
        if pen.bold {
            element = element.with("font-weight", "bold");
        }
        element = match pen.anchor {
            Anchor::Start => element,
            Anchor::Middle => element.with("text-anchor", "middle"),
            Anchor::End => element.with("text-anchor", "end"),
        };
        self.add(element.text(text));
    }

    /// Lines of text, the first on `y`; gives the `y` of the line after the last.
    pub fn lines(&mut self, (x, y): (f64, f64), pen: Pen, lines: &[String]) -> f64 {
        let leading = pen.size * 1.35;
        for (index, line) in lines.iter().enumerate() {
            self.text((x, y + leading * index as f64), pen, line);
        }
        y + leading * lines.len() as f64
    }
}

/// A rectangle without an outline.
pub(super) fn rectangle((x, y): (f64, f64), (width, height): (f64, f64), fill: &str) -> Element {
    Element::new("rect").at("x", x).at("y", y).at("width", width).at("height", height).with("fill", fill)
}

fn line(from: (f64, f64), to: (f64, f64), colour: &str, thickness: f64) -> Element {
    let element = Element::new("line").at("x1", from.0).at("y1", from.1).at("x2", to.0).at("y2", to.1);
    element.with("stroke", colour).at("stroke-width", thickness)
}

/// A line through points.
pub(super) fn polyline(points: &[(f64, f64)], colour: &str, thickness: f64) -> Element {
    let points: Vec<String> = points.iter().map(|(x, y)| format!("{},{}", number(*x), number(*y))).collect();
    let element = Element::new("polyline").with("points", points.join(" ")).with("fill", "none");
    element.with("stroke", colour).at("stroke-width", thickness)
}

/// How wide a text is, in units of the drawing: never less than what is drawn by the fonts named above.
pub(super) fn text_width(text: &str, size: f64) -> f64 {
    let width = |character: char| match character {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' => 0.32,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.93,
        'A'..='Z' => 0.7,
        '\u{20}'..='\u{7E}' => 0.59,
        '\u{FF61}'..='\u{FF9F}' => 0.55,
        _ => 1.0,
    };
    text.chars().map(width).sum::<f64>() * size
}

/// The text, cut with `…` where it is wider than `width`.
pub(super) fn fitted(text: &str, width: f64, size: f64) -> String {
    if text_width(text, size) <= width {
        return text.to_owned();
    }
    let mut short = String::new();
    for character in text.chars() {
        if text_width(&short, size) + text_width(&character.to_string(), size) > width - size {
            break;
        }
        short.push(character);
    }
    format!("{}…", short.trim_end())
}

/// The text in at most `most` lines no wider than `width`; Latin words stay whole where they can, the last line is cut.
pub(in crate::publish) fn wrapped(text: &str, width: f64, size: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        if lines.len() + 1 == most {
            lines.push(fitted(rest, width, size));
            break;
        }
        let end = break_point(rest, width, size);
        lines.push(rest[..end].trim_end().to_owned());
        rest = rest[end..].trim_start();
    }
    lines
}

/// Byte offset at which a line ends.
fn break_point(text: &str, width: f64, size: f64) -> usize {
    let mut taken = 0.0;
    let mut space = None;
    let mut before = ' ';
    for (offset, character) in text.char_indices() {
        taken += text_width(&character.to_string(), size);
        if taken > width && offset > 0 {
            let in_word = character.is_ascii_alphanumeric() && before.is_ascii_alphanumeric();
            // Closing marks do not begin a line.
            if "、。，．）」』】％,.)%".contains(character) {
                continue;
            }
            return if in_word { space.unwrap_or(offset) } else { offset };
        }
        if character == ' ' {
            space = Some(offset);
        }
        before = character;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, width: f64, most: usize, expected: &[&str]) {
        assert_eq!(wrapped(text, width, 10.0, most), expected);
    }

    #[test]
    fn japanese_breaks_anywhere() {
        check("行政手続の電子化率", 50.0, 3, &["行政手続の", "電子化率"]);
    }

    #[test]
    fn closing_marks_do_not_begin_a_line() {
        check("行政手続、電子化", 40.0, 3, &["行政手続、", "電子化"]);
    }

    #[test]
    fn latin_words_stay_whole() {
        check("share of targets met", 60.0, 3, &["share of", "targets", "met"]);
    }

    #[test]
    fn the_last_line_is_cut() {
        check("行政手続の電子化率", 50.0, 1, &["行政手続…"]);
        check("", 50.0, 1, &[]);
    }
}
