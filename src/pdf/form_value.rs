//! Values of form fields without an appearance: viewers draw them from the field (PDF 32000-1, 12.7.3.3).

use hayro_syntax::object::{Dict, Name, String as PdfString};

use super::content::Interpreter;
use super::geometry::Matrix;
use super::marked::text_string;
use super::show::ASCENT;
use super::unicode::fold;
use super::{Direction, Glyph};
use crate::base::Rect;

/// The size of type where the field leaves it to the viewer: a share of the field's height, and at most so many points.
const AUTO_SIZE: f64 = 0.7;
const MAX_AUTO_SIZE: f64 = 12.0;
/// Between the side of the field and its text, in points.
const PADDING: f64 = 2.0;
/// How wide Latin letters and figures are, in em; Japanese ones are 1.
const LATIN_WIDTH: f64 = 0.556;
/// A field stands below so many others at most.
const MAX_PARENTS: usize = 16;
/// Bits of the field's flags: text over several lines, a password.
const MULTILINE: u32 = 1 << 12;
const PASSWORD: u32 = 1 << 13;

/// What a field shows, with what it takes from the fields above it.
struct FieldValue {
    text: String,
    size: f64,
    /// 0 left, 1 middle, 2 right.
    alignment: u32,
    is_multiline: bool,
}

impl<'a> Interpreter<'a, '_> {
    /// Puts the value of a text or choice field on the page, as a viewer would. Returns whether it has one.
    pub(super) fn draw_form_value(&mut self, widget: &Dict<'a>, transform: &Matrix) -> bool {
        let Some([x0, y0, x1, y1]) = widget.get::<[f32; 4]>(b"Rect".as_slice()).map(|it| it.map(f64::from)) else {
            return false;
        };
        let bbox = transform.bounds(x0, y0, x1, y1);
        let Some(field) = field_value(widget, bbox.height()) else { return false };
        let Some(font) = self.fonts.form_face() else { return false };

        let lines: Vec<&str> = field.text.lines().collect();
        let size = field.size;
        let top = match field.is_multiline {
            true => bbox.y0 + PADDING,
            false => bbox.center_y() - size * lines.len() as f64 / 2.0,
        };
        let mut glyphs = Vec::new();
        for (index, line) in lines.iter().enumerate() {
            let characters: Vec<char> = line.chars().filter_map(fold).collect();
            let width: f64 = characters.iter().map(|it| size * width_of(*it)).sum();
            let mut x = match field.alignment {
                2 => bbox.x1 - PADDING - width,
                1 => bbox.center_x() - width / 2.0,
                _ => bbox.x0 + PADDING,
            };
            let y = top + size * index as f64;
            for character in characters {
                let end = x + size * width_of(character);
                glyphs.push(Glyph {
                    character,
                    bbox: Rect::new(x, y, end, y + size),
                    baseline: y + ASCENT * size,
                    size: size as f32,
                    font,
                    direction: Direction::Right,
                    visible: true,
                    bold: false,
                });
                x = end;
            }
        }

        let room = self.glyph_room();
        self.struck.glyphs |= glyphs.len() > room;
        glyphs.truncate(room);
        self.budget.glyphs -= glyphs.len();
        self.page.glyphs.extend(glyphs);
        true
    }
}

fn width_of(character: char) -> f64 {
    if character.is_ascii() { LATIN_WIDTH } else { 1.0 }
}

/// The value of a field of text or choices; `None` for others, for secrets and where nothing was filled in.
fn field_value(widget: &Dict<'_>, height: f64) -> Option<FieldValue> {
    let chain: Vec<Dict<'_>> =
        std::iter::successors(Some(widget.clone()), |it| it.get(b"Parent".as_slice())).take(MAX_PARENTS).collect();
    let number = |key: &[u8]| chain.iter().find_map(|it| it.get::<u32>(key)).unwrap_or(0);
    let string = |key: &[u8]| chain.iter().find_map(|it| it.get::<PdfString<'_>>(key)).map(|it| text_string(&it));
    let kind = chain.iter().find_map(|it| it.get::<Name<'_>>(b"FT".as_slice()))?;
    let flags = number(b"Ff");
    if !matches!(kind.as_ref(), b"Tx" | b"Ch") || flags & PASSWORD != 0 {
        return None;
    }

    let text = string(b"V").filter(|it| !it.trim().is_empty())?;
    let set = string(b"DA").and_then(|it| type_size(&it)).filter(|it| *it > 0.0);
    let size = set.unwrap_or_else(|| (AUTO_SIZE * height).min(MAX_AUTO_SIZE));
    Some(FieldValue { text, size, alignment: number(b"Q"), is_multiline: flags & MULTILINE != 0 })
}

/// `/Helv 10 Tf 0 g` -> 10.
fn type_size(appearance: &str) -> Option<f64> {
    let before = appearance.split_whitespace().take_while(|it| *it != "Tf").last()?;
    before.parse().ok()
}

#[cfg(test)]
mod tests {
    use lopdf::{Dictionary, Object, dictionary};

    use super::super::tests::{Draft, text};
    use super::super::{ReadOptions, read};

    fn field(value: &str) -> Dictionary {
        let rect = [100, 690, 200, 710].map(Object::Integer).to_vec();
        dictionary! {
            "Type" => "Annot", "Subtype" => "Widget", "FT" => "Tx", "F" => 4, "Rect" => rect,
            "V" => Object::string_literal(value), "DA" => Object::string_literal("/Helv 10 Tf 0 g"),
        }
    }

    #[track_caller]
    fn check(field: Dictionary, seen: &str, x0: Option<f64>) {
        let mut draft = Draft::new();
        draft.page.set("Annots", vec![Object::Dictionary(field)]);
        let read = read(draft.bytes(""), &ReadOptions::default()).unwrap();
        let page = &read.value.pages[0];
        assert_eq!(text(page), seen);
        assert_eq!(page.glyphs.first().map(|it| it.bbox.x0.round()), x0);
        let notes: Vec<_> = read.notes.iter().map(|it| it.code()).collect();
        assert_eq!(notes, if seen.is_empty() { vec![] } else { vec!["form_values_drawn"] });
    }

    #[test]
    fn a_value_without_an_appearance_stands_in_its_field() {
        check(field("85.2"), "85.2", Some(102.0));
    }

    #[test]
    fn it_is_aligned_as_the_field_says() {
        let mut right = field("85.2");
        right.set("Q", 2);
        // Four characters of 5.56 points end 2 points before the side.
        check(right, "85.2", Some(176.0));
    }

    #[test]
    fn secrets_buttons_and_hidden_fields_are_not_shown() {
        let changed = |key: &str, value: Object| {
            let mut field = field("85.2");
            field.set(key, value);
            field
        };
        check(changed("Ff", Object::Integer(1 << 13)), "", None);
        check(changed("FT", Object::Name(b"Btn".to_vec())), "", None);
        check(changed("F", Object::Integer(2)), "", None);
        check(changed("V", Object::string_literal(" ")), "", None);
    }
}
