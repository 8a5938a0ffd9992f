//! Pieces of HTML and SVG: texts are escaped when they go in, so that nothing printed in a PDF can become markup.

use std::fmt::{Display, Write};

use crate::base::Language;
use crate::base::message::pieces;

/// Elements that end where they begin when nothing is inside.
const EMPTY: [&str; 14] = [
    "br", "circle", "hr", "image", "img", "line", "link", "meta", "path", "polygon", "polyline", "rect", "stop", "use",
];

/// A piece of HTML or SVG.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Markup(String);

impl Markup {
    /// A text, escaped.
    pub fn text(text: impl Display) -> Markup {
        let mut markup = Markup::default();
        push_escaped(&mut markup.0, &text.to_string());
        markup
    }

    /// Markup that is written in the program, such as a style sheet or a document type.
    pub fn written(markup: &'static str) -> Markup {
        Markup(markup.to_owned())
    }

    /// Adds a piece at the end.
    pub fn push(&mut self, piece: impl Into<Markup>) {
        self.0.push_str(&piece.into().0);
    }

    /// This piece, then another.
    pub fn followed_by(mut self, piece: impl Into<Markup>) -> Markup {
        self.push(piece);
        self
    }

    /// As it goes into a file.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<Piece: Into<Markup>> FromIterator<Piece> for Markup {
    fn from_iter<Pieces: IntoIterator<Item = Piece>>(pieces: Pieces) -> Markup {
        let mut markup = Markup::default();
        pieces.into_iter().for_each(|it| markup.push(it));
        markup
    }
}

/// An element that is being made.
#[derive(Debug, Clone)]
pub(super) struct Element {
    name: &'static str,
    attributes: String,
    content: Markup,
}

impl Element {
    /// An element without attributes and content.
    pub fn new(name: &'static str) -> Element {
        Element { name, attributes: String::new(), content: Markup::default() }
    }

    /// Adds an attribute.
    pub fn with(mut self, attribute: &str, value: impl Display) -> Element {
        self.attributes.push(' ');
        self.attributes.push_str(attribute);
        self.attributes.push_str("=\"");
        push_escaped(&mut self.attributes, &value.to_string());
        self.attributes.push('"');
        self
    }

    /// Adds an attribute whose value is a number, in hundredths.
    pub fn at(self, attribute: &str, value: f64) -> Element {
        self.with(attribute, number(value))
    }

    /// Adds a text at the end of the content.
    pub fn text(mut self, text: impl Display) -> Element {
        self.content.push(Markup::text(text));
        self
    }

    /// Adds a piece at the end of the content.
    pub fn child(mut self, piece: impl Into<Markup>) -> Element {
        self.content.push(piece);
        self
    }

    /// Adds pieces at the end of the content.
    pub fn children<Piece: Into<Markup>>(mut self, pieces: impl IntoIterator<Item = Piece>) -> Element {
        pieces.into_iter().for_each(|it| self.content.push(it));
        self
    }
}

impl From<Element> for Markup {
    fn from(element: Element) -> Markup {
        let Element { name, attributes, content } = element;
        if content.0.is_empty() && EMPTY.contains(&name) {
            return Markup(format!("<{name}{attributes}/>"));
        }
        Markup(format!("<{name}{attributes}>{}</{name}>", content.0))
    }
}

/// A sentence of the catalogue whose arguments are markup (a number with a link on it).
pub(super) fn sentence(key: &'static str, arguments: &[(&'static str, Markup)], language: Language) -> Markup {
    let mut sentence = Markup::default();
    for piece in pieces(key, language) {
        match arguments.iter().find(|(name, _)| piece.name == Some(*name)) {
            Some((_, argument)) => sentence.push(argument.clone()),
            None => sentence.push(Markup::text(piece.written)),
        }
    }
    sentence
}

/// A number in hundredths, as short as it can be written.
pub(super) fn number(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    // Minus zero would print its sign.
    (rounded + 0.0).to_string()
}

/// Text as HTML and XML hold it; what XML cannot hold becomes U+FFFD.
fn push_escaped(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(character),
            '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => out.push('\u{FFFD}'),
            _ => write!(out, "{character}").expect("writing to a string does not fail"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(markup: impl Into<Markup>, expected: &str) {
        assert_eq!(markup.into().as_str(), expected);
    }

    #[test]
    fn texts_and_attributes_are_escaped() {
        let element = Element::new("p").with("title", "a \"b\" & c").text("<script>\u{1}");
        check(element, "<p title=\"a &quot;b&quot; &amp; c\">&lt;script&gt;\u{FFFD}</p>");
    }

    #[test]
    fn elements_without_content() {
        check(Element::new("rect").at("x", 1.006).at("y", -0.001), "<rect x=\"1.01\" y=\"0\"/>");
        check(Element::new("td"), "<td></td>");
    }

    #[test]
    fn arguments_of_a_sentence_stay_markup() {
        let link = Element::new("a").with("href", "#e1").text("17").into();
        let found = sentence("summary_more", &[("count", link)], Language::English);
        assert!(found.as_str().contains("<a href=\"#e1\">17</a>"), "{found:?}");
    }

    #[test]
    fn an_argument_is_never_looked_into() {
        // Names hold characters of the private use area (gaiji), and may hold braces.
        let name = "\u{E000}\u{E001}{count}{files}{formats}";
        let arguments = [("files", Markup::text(name)), ("formats", Markup::text("17")), ("run", Markup::text("r"))];
        let found = sentence("summary_written", &arguments, Language::English);
        assert_eq!(found.as_str().matches(name).count(), 1, "{found:?}");
        assert_eq!(found.as_str().matches("17").count(), 1, "{found:?}");
    }
}
