//! Pages to characters with their places: the text state of PDF 32000-1, 9.3 and 9.4, for upright text.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId};
use unicode_normalization::UnicodeNormalization;

use super::cmap::utf16;
use super::font::{Code, Font};

/// A character as printed, in points from the top left of the page.
pub struct Printed {
    /// Nothing where the second reader cannot tell.
    pub character: Option<char>,
    /// Where its advance begins.
    pub left: f64,
    /// Where its advance ends.
    pub right: f64,
    /// The y of its line.
    pub baseline: f64,
    /// Font size as shown.
    pub size: f64,
    /// Name of its font.
    pub font: Rc<str>,
}

/// The characters of the pages that are wanted, by page number from 1.
pub fn read(bytes: &[u8], is_wanted: impl Fn(u32) -> bool) -> Vec<(u32, Vec<Printed>)> {
    let document = Document::load_mem(bytes).expect("lopdf reads every readable fixture");
    let pages = document.get_pages();
    let wanted = pages.into_iter().filter(|(number, _)| is_wanted(*number));
    wanted.map(|(number, id)| (number, read_page(&document, id))).collect()
}

fn read_page(document: &Document, id: ObjectId) -> Vec<Printed> {
    let page = document.get_dictionary(id).expect("a page is a dictionary");
    let media_box = inherited(document, page, b"MediaBox").expect("a page has a size");
    let [left, bottom, _, top] = numbers::<4>(media_box.as_array().expect("a box is an array"));
    let rotation = inherited(document, page, b"Rotate").and_then(|it| it.as_i64().ok()).unwrap_or(0);
    assert_eq!(
        (left, bottom, rotation),
        (0.0, 0.0, 0),
        "the second reader knows upright pages with the origin in a corner"
    );
    let fonts = document.get_page_fonts(id).expect("a page has resources");
    let fonts = fonts.into_iter().map(|(name, font)| (name, Rc::new(Font::new(font, document)))).collect();
    let content = Content::decode(&document.get_page_content(id)).expect("lopdf reads the content");
    let mut reader = Reader { fonts, ..Reader::default() };
    content.operations.iter().for_each(|it| reader.run(it));
    for printed in &mut reader.printed {
        printed.baseline = top - printed.baseline;
    }
    struck_once(reader.printed)
}

fn inherited<'a>(document: &'a Document, page: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    page.get_deref(key, document).ok().or_else(|| {
        let parent = page.get_deref(b"Parent", document).ok()?.as_dict().ok()?;
        inherited(document, parent, key)
    })
}

/// False bold: what is struck again within an eighth of its size counts once.
fn struck_once(mut printed: Vec<Printed>) -> Vec<Printed> {
    let mut places: HashMap<char, Vec<(f64, f64)>> = HashMap::new();
    let is_first = |one: &Printed| {
        let Some(character) = one.character else { return true };
        let places = places.entry(character).or_default();
        let again = |(x, y): &(f64, f64)| (x - one.left).abs().max((y - one.baseline).abs()) < one.size / 8.0;
        if places.iter().any(again) {
            return false;
        }
        places.push((one.left, one.baseline));
        true
    };
    printed.retain(is_first);
    printed
}

type Matrix = [f64; 6];

const UNIT: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// First `a`, then `b`.
fn product(a: Matrix, b: Matrix) -> Matrix {
    let row = |x: f64, y: f64| (x * b[0] + y * b[2], x * b[1] + y * b[3]);
    let (first, second, moved) = (row(a[0], a[1]), row(a[2], a[3]), row(a[4], a[5]));
    [first.0, first.1, second.0, second.1, moved.0 + b[4], moved.1 + b[5]]
}

#[derive(Clone)]
struct State {
    to_page: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    character_spacing: f64,
    word_spacing: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
}

struct Reader {
    fonts: BTreeMap<Vec<u8>, Rc<Font>>,
    printed: Vec<Printed>,
    state: State,
    saved: Vec<State>,
    line: Matrix,
    text: Matrix,
    /// Open marks: number of characters before each, and the text that stands for those inside.
    marks: Vec<(usize, Option<String>)>,
}

impl Default for Reader {
    fn default() -> Self {
        let state = State {
            to_page: UNIT,
            font: None,
            size: 0.0,
            character_spacing: 0.0,
            word_spacing: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        };
        let (fonts, printed, saved, marks) = Default::default();
        Reader { fonts, printed, state, saved, line: UNIT, text: UNIT, marks }
    }
}

impl Reader {
    fn run(&mut self, operation: &Operation) {
        let operands = operation.operands.as_slice();
        let first = || numbers::<1>(operands)[0];
        match operation.operator.as_str() {
            "q" => self.saved.push(self.state.clone()),
            "Q" => self.state = self.saved.pop().expect("q and Q come in pairs"),
            "cm" => self.state.to_page = product(numbers(operands), self.state.to_page),
            "BT" => (self.line, self.text) = (UNIT, UNIT),
            "Tf" => {
                self.state.font = self.fonts.get(operands[0].as_name().expect("a font has a name")).cloned();
                [self.state.size] = numbers(&operands[1..]);
            }
            "Tc" => self.state.character_spacing = first(),
            "Tw" => self.state.word_spacing = first(),
            "Tz" => self.state.stretch = first() / 100.0,
            "TL" => self.state.leading = first(),
            "Ts" => self.state.rise = first(),
            "Tm" => (self.line, self.text) = (numbers(operands), numbers(operands)),
            "Td" => self.next_line(numbers(operands)),
            "TD" => {
                let [x, y] = numbers(operands);
                self.state.leading = -y;
                self.next_line([x, y]);
            }
            "T*" => self.next_line([0.0, -self.state.leading]),
            "Tj" => self.show(&operands[0]),
            "'" => {
                self.next_line([0.0, -self.state.leading]);
                self.show(&operands[0]);
            }
            "TJ" => operands[0].as_array().expect("TJ takes an array").iter().for_each(|it| self.show(it)),
            "BMC" => self.marks.push((self.printed.len(), None)),
            "BDC" => self.marks.push((self.printed.len(), actual_text(&operands[1]))),
            "EMC" => self.end_mark(),
            "\"" => {
                [self.state.word_spacing, self.state.character_spacing] = numbers(operands);
                self.next_line([0.0, -self.state.leading]);
                self.show(&operands[2]);
            }
            _ => {}
        }
    }

    fn next_line(&mut self, by: [f64; 2]) {
        self.line = product([1.0, 0.0, 0.0, 1.0, by[0], by[1]], self.line);
        self.text = self.line;
    }

    fn advance(&mut self, x: f64) {
        self.text = product([1.0, 0.0, 0.0, 1.0, x * self.state.stretch, 0.0], self.text);
    }

    /// A string, or a number between strings.
    fn show(&mut self, shown: &Object) {
        let Object::String(string, _) = shown else {
            let [thousandths] = numbers(std::slice::from_ref(shown));
            return self.advance(-thousandths / 1000.0 * self.state.size);
        };
        let font = self.state.font.clone().expect("text has a font");
        for Code { text, width, is_space } in font.codes(string) {
            let before = product(self.text, self.state.to_page);
            let word_spacing = if is_space { self.state.word_spacing } else { 0.0 };
            self.advance(width * self.state.size);
            let after = product(self.text, self.state.to_page);
            self.advance(self.state.character_spacing + word_spacing);
            assert!(before[1] == 0.0 && before[2] == 0.0, "the second reader knows upright text");
            let run = Printed {
                character: None,
                left: before[4],
                right: after[4],
                baseline: before[5] + before[3] * self.state.rise,
                size: self.state.size * before[3].abs(),
                font: font.name.clone(),
            };
            match text {
                Some(text) => self.printed.extend(share(&run, &text)),
                None => self.printed.push(run),
            }
        }
    }

    fn end_mark(&mut self) {
        let (start, text) = self.marks.pop().expect("marks come in pairs");
        let Some(text) = text.filter(|_| start < self.printed.len()) else { return };
        let mut inside = self.printed.split_off(start);
        let characters: Vec<char> = text.chars().filter_map(meant).collect();
        if characters.len() == inside.len() {
            inside.iter_mut().zip(characters).for_each(|(one, character)| one.character = Some(character));
            return self.printed.extend(inside);
        }
        let right = inside.iter().map(|it| it.right).fold(f64::MIN, f64::max);
        let left = inside.iter().map(|it| it.left).fold(f64::MAX, f64::min);
        let run = Printed { left, right, ..inside.swap_remove(0) };
        self.printed.extend(share(&run, &text));
    }
}

/// The characters of `text` side by side in the room of `run`.
fn share(run: &Printed, text: &str) -> Vec<Printed> {
    let characters: Vec<char> = text.chars().filter_map(meant).collect();
    let step = (run.right - run.left) / characters.len().max(1) as f64;
    let one = |(index, character): (usize, &char)| {
        let left = run.left + step * index as f64;
        Printed { character: Some(*character), left, right: left + step, font: run.font.clone(), ..*run }
    };
    characters.iter().enumerate().map(one).collect()
}

/// What `/ActualText` of a mark says.
fn actual_text(properties: &Object) -> Option<String> {
    match properties.as_dict().ok()?.get(b"ActualText").ok()?.as_str().ok()? {
        [0xFE, 0xFF, text @ ..] => Some(utf16(text)),
        other => Some(String::from_utf8_lossy(other).into_owned()),
    }
}

/// The character that is meant, after the table in `src/pdf/unicode.rs`: as far as the fixtures go.
fn meant(character: char) -> Option<char> {
    match character {
        '\u{2F00}'..='\u{2FD5}' => character.nfkc().next(),
        '⺠' => Some('民'),
        '〜' => Some('～'),
        '\u{2003}' => Some(' '),
        other => Some(other),
    }
}

#[track_caller]
fn numbers<const COUNT: usize>(objects: &[Object]) -> [f64; COUNT] {
    std::array::from_fn(|index| f64::from(objects[index].as_float().expect("the operand is a number")))
}
