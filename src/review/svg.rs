//! Picture and marks as SVG: scalable, with a tooltip on every box.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::pixels::encode_png;
use super::{Mark, MarkKind};
use crate::base::base64;
use crate::pdf::PagePicture;

/// The SVG of a page picture with marks drawn over it in the order given; one unit is one point. Tooltips hold the labels.
pub fn overlay_svg(picture: &PagePicture, marks: &[Mark]) -> String {
    let (width, height) = (f64::from(picture.width()) / picture.scale(), f64::from(picture.height()) / picture.scale());
    let (width, height) = (number(width), number(height));
    let mut svg = String::new();
    push(&mut svg, format_args!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" "));
    push(&mut svg, format_args!("width=\"{width}pt\" height=\"{height}pt\">\n<style>\n"));
    svg.push_str("rect, line { stroke-width: 0.6; vector-effect: non-scaling-stroke }\n");
    svg.push_str(".tag { font: 5px sans-serif; paint-order: stroke; stroke: #fff; stroke-width: 1 }\n");
    for kind in marks.iter().map(|it| it.kind).collect::<BTreeSet<MarkKind>>() {
        push_rule(&mut svg, kind);
    }
    push(
        &mut svg,
        format_args!("</style>\n<image width=\"{width}\" height=\"{height}\" preserveAspectRatio=\"none\" "),
    );
    push(
        &mut svg,
        format_args!("href=\"data:image/png;base64,{}\"/>\n", base64(&encode_png(picture, picture.pixels()))),
    );
    for mark in marks {
        push_mark(&mut svg, mark);
    }
    svg.push_str("</svg>\n");
    svg
}

fn push(svg: &mut String, text: std::fmt::Arguments<'_>) {
    svg.write_fmt(text).expect("a String takes all that is written to it");
}

fn push_rule(svg: &mut String, kind: MarkKind) {
    let style = kind.style();
    let [red, green, blue] = style.colour;
    let dashes = if style.dashed { "; stroke-dasharray: 3 2" } else { "" };
    push(svg, format_args!(".{} {{ stroke: #{red:02x}{green:02x}{blue:02x}; ", style.name));
    push(svg, format_args!("fill: #{red:02x}{green:02x}{blue:02x}; fill-opacity: {}{dashes} }}\n", style.fill));
}

fn push_mark(svg: &mut String, mark: &Mark) {
    let (class, bbox) = (mark.kind.style().name, mark.bbox);
    let [x0, y0, x1, y1] = [bbox.x0, bbox.y0, bbox.x1, bbox.y1].map(number);
    let title = escape(&mark.label);
    if bbox.area() > 0.0 {
        let (width, height) = (number(bbox.width()), number(bbox.height()));
        push(svg, format_args!("<rect class=\"{class}\" x=\"{x0}\" y=\"{y0}\" width=\"{width}\" height=\"{height}\">"));
        push(svg, format_args!("<title>{title}</title></rect>\n"));
    } else {
        push(svg, format_args!("<line class=\"{class}\" x1=\"{x0}\" y1=\"{y0}\" x2=\"{x1}\" y2=\"{y1}\">"));
        push(svg, format_args!("<title>{title}</title></line>\n"));
    }
    if let Some(tag) = &mark.tag {
        let (x, y) = (number(bbox.x0 + 1.0), number(bbox.y0 + 5.0));
        push(svg, format_args!("<text class=\"tag\" x=\"{x}\" y=\"{y}\">{}</text>\n", escape(tag)));
    }
}

/// Hundredths of a point, as every output gives them.
fn number(value: f64) -> String {
    ((value * 100.0).round() / 100.0).to_string()
}

/// Text as XML holds it; what XML cannot hold becomes U+FFFD.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(character),
            '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => escaped.push('\u{FFFD}'),
            _ => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Rect;

    /// The lines after the picture.
    #[track_caller]
    fn check(mark: Mark, expected: &str) {
        let svg = overlay_svg(&PagePicture::blank(100.0, 50.0, 1.5), &[mark]);
        assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 100 50\""), "{svg}");
        let after = svg.split_once("\"/>\n").map(|(_, after)| after.trim_end_matches("</svg>\n").trim_end());
        assert_eq!(after, Some(expected));
    }

    #[test]
    fn a_box_with_its_tooltip() {
        check(
            Mark::new(Rect::new(10.0, 20.0, 30.126, 44.0), MarkKind::Cell, "a < \"b\"\u{1}"),
            "<rect class=\"cell\" x=\"10\" y=\"20\" width=\"20.13\" height=\"24\">\
             <title>a &lt; &quot;b&quot;\u{FFFD}</title></rect>",
        );
    }

    #[test]
    fn a_flat_box_is_a_line() {
        check(
            Mark::new(Rect::new(10.0, 20.0, 30.0, 20.0), MarkKind::Baseline, ""),
            "<line class=\"baseline\" x1=\"10\" y1=\"20\" x2=\"30\" y2=\"20\"><title></title></line>",
        );
    }

    #[test]
    fn a_tag_stands_in_the_corner() {
        check(
            Mark::new(Rect::new(10.0, 20.0, 30.0, 40.0), MarkKind::Cell, "x").tagged("3,1"),
            "<rect class=\"cell\" x=\"10\" y=\"20\" width=\"20\" height=\"20\"><title>x</title></rect>\n\
             <text class=\"tag\" x=\"11\" y=\"25\">3,1</text>",
        );
    }
}
