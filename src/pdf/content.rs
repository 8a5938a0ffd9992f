//! Content streams -> glyphs, rulings, fills, images (PDF 32000-1, 8 and 9).

use std::rc::Rc;

use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::dict::keys::{MATRIX, RESOURCES, SUBTYPE};
use hayro_syntax::object::{Array, Dict, Name, Number, Object, Stream};
use hayro_syntax::page::Resources;
use rustc_hash::FxHashMap;

use super::font::{Code, Font, Fonts};
use super::geometry::Matrix;
use super::inflate::content_bytes;
use super::marked::{Mark, spread};
use super::paint::{Painting, Path, paint};
use super::state::{ColorSpace, GraphicsState, Paint};
use super::{Direction, Glyph, Limits, Page};
use crate::base::Rect;

/// Saved states in each other; real files stay below 30.
const MAX_SAVED_STATES: usize = 512;
/// Em box of a glyph above and below its baseline, in em: the square of a Japanese character.
const ASCENT: f64 = 0.88;
const DESCENT: f64 = -0.12;

/// What is left of the document's caps.
pub(super) struct Budget {
    pub limits: Limits,
    pub operators: usize,
    pub content_bytes: usize,
}

/// Which caps struck on a page.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Struck {
    pub operators: bool,
    pub glyphs: bool,
    pub forms: bool,
}

/// Draws one page.
pub(super) struct Interpreter<'a, 'b> {
    fonts: &'b mut Fonts<'a>,
    budget: &'b mut Budget,
    page: Page,
    state: GraphicsState<'a>,
    saved: Vec<GraphicsState<'a>>,
    text_matrix: Matrix,
    line_matrix: Matrix,
    path: Path,
    marks: Vec<Mark>,
    form_calls: usize,
    struck: Struck,
}

fn matrix_of(numbers: [Number; 6]) -> Matrix {
    Matrix(numbers.map(|it| it.as_f64()))
}

impl<'a, 'b> Interpreter<'a, 'b> {
    pub fn new(page: Page, transform: Matrix, fonts: &'b mut Fonts<'a>, budget: &'b mut Budget) -> Self {
        let shown = Rect::new(0.0, 0.0, page.width, page.height);
        Self {
            fonts,
            budget,
            page,
            state: GraphicsState::new(transform, shown),
            saved: Vec::new(),
            text_matrix: Matrix::IDENTITY,
            line_matrix: Matrix::IDENTITY,
            path: Path::default(),
            marks: Vec::new(),
            form_calls: 0,
            struck: Struck::default(),
        }
    }

    /// The page as drawn so far, and the caps that struck.
    pub fn finish(self) -> (Page, Struck) {
        (self.page, self.struck)
    }

    /// Runs a content stream with its resources; `depth` counts form XObjects in each other.
    pub fn run(&mut self, content: &[u8], resources: &Resources<'a>, depth: usize) {
        let saved_before = self.saved.len();
        let marks_before = self.marks.len();
        let mut named_fonts: FxHashMap<Vec<u8>, Option<Rc<Font<'a>>>> = FxHashMap::default();
        let mut operations = TypedIter::new(content);
        while let Some(operation) = operations.next() {
            if self.budget.operators == 0 {
                self.struck.operators = true;
                break;
            }
            self.budget.operators -= 1;
            match operation {
                TypedInstruction::SaveState(_) => self.save(),
                TypedInstruction::RestoreState(_) if self.saved.len() > saved_before => self.restore(),
                TypedInstruction::TextFont(font) => {
                    let name: &[u8] = font.0.as_ref();
                    if !named_fonts.contains_key(name) {
                        let found = resources.get_font(font.0).and_then(|dict| self.fonts.font(&dict));
                        named_fonts.insert(name.to_vec(), found);
                    }
                    self.state.text.font = named_fonts.get(name).cloned().flatten();
                    self.state.text.size = font.1.as_f64();
                }
                TypedInstruction::SetGraphicsState(name) => {
                    if let Some(dict) = resources.get_ext_g_state(name.0) {
                        self.set_graphics_state(&dict);
                    }
                }
                TypedInstruction::XObject(name) => {
                    if let Some(stream) = resources.get_x_object(name.0) {
                        self.draw_object(&stream, resources, depth);
                    }
                }
                TypedInstruction::ColorSpaceNonStroke(name) => self.state.fill = start_paint(name.0, resources),
                TypedInstruction::ColorSpaceStroke(name) => self.state.stroke = start_paint(name.0, resources),
                TypedInstruction::BeginMarkedContent(_) => self.marks.push(Mark::plain(&self.page)),
                TypedInstruction::BeginMarkedContentWithProperties(mark) => {
                    self.marks.push(Mark::with_properties(&self.page, mark.1, resources));
                }
                TypedInstruction::EndMarkedContent(_) if self.marks.len() > marks_before => {
                    if let Some(mark) = self.marks.pop() {
                        mark.end(&mut self.page);
                    }
                }
                other => self.paint_or_text(other),
            }
        }
        while self.saved.len() > saved_before {
            self.restore();
        }
        self.marks.truncate(marks_before);
    }

    fn paint_or_text(&mut self, operation: TypedInstruction<'_, '_>) {
        use TypedInstruction as Op;
        match operation {
            Op::Transform(m) => {
                self.state.matrix = matrix_of([m.0, m.1, m.2, m.3, m.4, m.5]).then(&self.state.matrix);
            }
            Op::LineWidth(width) => self.state.line_width = width.0.as_f64(),
            Op::MoveTo(to) => self.path.move_to(to.0.as_f64(), to.1.as_f64()),
            Op::LineTo(to) => self.path.line_to(to.0.as_f64(), to.1.as_f64()),
            Op::CubicTo(to) => self.path.curve_to(to.4.as_f64(), to.5.as_f64()),
            Op::CubicStartTo(to) => self.path.curve_to(to.2.as_f64(), to.3.as_f64()),
            Op::CubicEndTo(to) => self.path.curve_to(to.2.as_f64(), to.3.as_f64()),
            Op::ClosePath(_) => self.path.close(),
            Op::RectPath(r) => self.path.rectangle(r.0.as_f64(), r.1.as_f64(), r.2.as_f64(), r.3.as_f64()),
            Op::ClipNonZero(_) | Op::ClipEvenOdd(_) => self.path.clips = true,
            Op::EndPath(_) => self.paint_path(false, false),
            Op::StrokePath(_) => self.paint_path(true, false),
            Op::CloseAndStrokePath(_) => {
                self.path.close();
                self.paint_path(true, false);
            }
            Op::FillPathNonZero(_) | Op::FillPathNonZeroCompatibility(_) | Op::FillPathEvenOdd(_) => {
                self.paint_path(false, true);
            }
            Op::FillAndStrokeNonZero(_) | Op::FillAndStrokeEvenOdd(_) => self.paint_path(true, true),
            Op::CloseFillAndStrokeNonZero(_) | Op::CloseFillAndStrokeEvenOdd(_) => {
                self.path.close();
                self.paint_path(true, true);
            }
            Op::NonStrokeColorDeviceGray(g) => self.state.fill = Paint::of(ColorSpace::Gray, &[g.0.as_f64()]),
            Op::StrokeColorDeviceGray(g) => self.state.stroke = Paint::of(ColorSpace::Gray, &[g.0.as_f64()]),
            Op::NonStrokeColorDeviceRgb(c) => self.state.fill = Paint::of(ColorSpace::Rgb, &numbers(&[c.0, c.1, c.2])),
            Op::StrokeColorDeviceRgb(c) => self.state.stroke = Paint::of(ColorSpace::Rgb, &numbers(&[c.0, c.1, c.2])),
            Op::NonStrokeColorCmyk(c) => {
                self.state.fill = Paint::of(ColorSpace::Cmyk, &numbers(&[c.0, c.1, c.2, c.3]));
            }
            Op::StrokeColorCmyk(c) => {
                self.state.stroke = Paint::of(ColorSpace::Cmyk, &numbers(&[c.0, c.1, c.2, c.3]));
            }
            Op::NonStrokeColor(c) => self.state.fill = Paint::of(self.state.fill.space, &numbers(&c.0)),
            Op::StrokeColor(c) => self.state.stroke = Paint::of(self.state.stroke.space, &numbers(&c.0)),
            Op::NonStrokeColorNamed(c) => self.state.fill = Paint::of(self.state.fill.space, &numbers(&c.0)),
            Op::StrokeColorNamed(c) => self.state.stroke = Paint::of(self.state.stroke.space, &numbers(&c.0)),
            Op::InlineImage(_) => self.add_image(),
            other => self.text_operation(other),
        }
    }

    fn text_operation(&mut self, operation: TypedInstruction<'_, '_>) {
        use TypedInstruction as Op;
        let text = &mut self.state.text;
        match operation {
            Op::BeginText(_) => {
                self.text_matrix = Matrix::IDENTITY;
                self.line_matrix = Matrix::IDENTITY;
            }
            Op::CharacterSpacing(value) => text.character_spacing = value.0.as_f64(),
            Op::WordSpacing(value) => text.word_spacing = value.0.as_f64(),
            Op::HorizontalScaling(value) => text.horizontal_scaling = value.0.as_f64() / 100.0,
            Op::TextLeading(value) => text.leading = value.0.as_f64(),
            Op::TextRise(value) => text.rise = value.0.as_f64(),
            Op::TextRenderingMode(value) => text.render_mode = value.0.as_f64() as u8,
            Op::NextLine(to) => self.next_line(to.0.as_f64(), to.1.as_f64()),
            Op::NextLineAndSetLeading(to) => {
                text.leading = -to.1.as_f64();
                self.next_line(to.0.as_f64(), to.1.as_f64());
            }
            Op::SetTextMatrix(m) => {
                self.text_matrix = matrix_of([m.0, m.1, m.2, m.3, m.4, m.5]);
                self.line_matrix = self.text_matrix;
            }
            Op::NextLineUsingLeading(_) => self.next_line(0.0, -self.state.text.leading),
            Op::ShowText(string) => self.show(string.0.as_bytes()),
            Op::NextLineAndShowText(string) => {
                self.next_line(0.0, -self.state.text.leading);
                self.show(string.0.as_bytes());
            }
            Op::ShowTextWithParameters(parameters) => {
                text.word_spacing = parameters.0.as_f64();
                text.character_spacing = parameters.1.as_f64();
                self.next_line(0.0, -self.state.text.leading);
                self.show(parameters.2.as_bytes());
            }
            Op::ShowTexts(array) => {
                for object in array.0.iter::<Object<'_>>() {
                    match object {
                        Object::String(string) => self.show(string.as_bytes()),
                        Object::Number(number) => self.adjust(number.as_f64()),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn save(&mut self) {
        if self.saved.len() < MAX_SAVED_STATES {
            self.saved.push(self.state.clone());
        }
    }

    fn restore(&mut self) {
        if let Some(state) = self.saved.pop() {
            self.state = state;
        }
    }

    fn set_graphics_state(&mut self, dict: &Dict<'a>) {
        if let Some(width) = dict.get::<f32>(b"LW".as_slice()) {
            self.state.line_width = f64::from(width);
        }
        if let Some(array) = dict.get::<Array<'_>>(b"Font".as_slice()) {
            let mut entries = array.flex_iter();
            if let (Some(font), Some(size)) = (entries.next::<Dict<'_>>(), entries.next::<f32>()) {
                self.state.text.font = self.fonts.font(&font);
                self.state.text.size = f64::from(size);
            }
        }
    }

    fn paint_path(&mut self, stroke: bool, fill: bool) {
        let state = &self.state;
        let shapes = self.page.rulings.len() + self.page.fills.len();
        if (stroke || fill) && shapes < self.budget.limits.shapes {
            // A width of 0 is the thinnest line the printer can draw.
            let width = (state.line_width * state.matrix.scale()).max(0.1);
            let painting = Painting {
                matrix: &state.matrix,
                clip: state.clip,
                stroke: (stroke && !state.stroke.white).then_some(width),
                fill: fill && !state.fill.white,
            };
            paint(&self.path, &painting, &mut self.page);
        }
        if self.path.clips
            && let Some(bounds) = self.path.bounds(&state.matrix)
        {
            // An empty common part hides everything: a point far off keeps it so.
            self.state.clip = bounds.intersection(&state.clip).unwrap_or(Rect::new(-1e6, -1e6, -1e6, -1e6));
        }
        self.path.clear();
    }

    fn add_image(&mut self) {
        let bbox = self.state.matrix.bounds(0.0, 0.0, 1.0, 1.0);
        if let Some(shown) = bbox.intersection(&self.state.clip)
            && self.page.images.len() < self.budget.limits.shapes
        {
            self.page.images.push(shown);
        }
    }

    fn draw_object(&mut self, stream: &Stream<'a>, resources: &Resources<'a>, depth: usize) {
        let Some(subtype) = stream.dict().get::<Name<'_>>(SUBTYPE) else { return };
        match subtype.as_ref() {
            b"Image" => self.add_image(),
            b"Form" => self.draw_form(stream, resources, depth),
            _ => {}
        }
    }

    fn draw_form(&mut self, stream: &Stream<'a>, resources: &Resources<'a>, depth: usize) {
        let limits = self.budget.limits;
        self.form_calls += 1;
        if depth >= limits.form_depth || self.form_calls > limits.form_calls || self.budget.content_bytes == 0 {
            self.struck.forms = true;
            return;
        }
        let Some(content) = content_bytes(stream, self.budget.content_bytes) else { return };
        self.budget.content_bytes -= content.len().min(self.budget.content_bytes);
        let outer = self.state.clone();
        let (text_matrix, line_matrix) = (self.text_matrix, self.line_matrix);
        if let Some(matrix) = stream.dict().get::<[f32; 6]>(MATRIX) {
            self.state.matrix = Matrix(matrix.map(f64::from)).then(&self.state.matrix);
        }
        if let Some(bbox) = stream.dict().get::<[f32; 4]>(b"BBox".as_slice()) {
            let [x0, y0, x1, y1] = bbox.map(f64::from);
            let bounds = self.state.matrix.bounds(x0, y0, x1, y1);
            self.state.clip = bounds.intersection(&self.state.clip).unwrap_or(Rect::new(-1e6, -1e6, -1e6, -1e6));
        }
        let own = stream.dict().get::<Dict<'_>>(RESOURCES).map(Resources::new);
        self.run(&content, own.as_ref().unwrap_or(resources), depth + 1);
        self.state = outer;
        (self.text_matrix, self.line_matrix) = (text_matrix, line_matrix);
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line_matrix = Matrix::translation(x, y).then(&self.line_matrix);
        self.text_matrix = self.line_matrix;
    }

    /// A number in `TJ`: moves back by thousandths of the font size.
    fn adjust(&mut self, thousandths: f64) {
        let text = &self.state.text;
        let distance = -thousandths / 1000.0 * text.size;
        let horizontal = text.font.as_ref().is_none_or(|it| it.horizontal);
        let (x, y) = if horizontal { (distance * text.horizontal_scaling, 0.0) } else { (0.0, distance) };
        self.text_matrix = Matrix::translation(x, y).then(&self.text_matrix);
    }

    fn show(&mut self, string: &[u8]) {
        let Some(font) = self.state.text.font.clone() else { return };
        let mut rest = string;
        while !rest.is_empty() {
            let (code, length) = font.next(rest);
            let is_space = length == 1 && rest[0] == b' ';
            rest = &rest[length.min(rest.len())..];
            self.show_code(&font, &code);
            let text = &self.state.text;
            let spacing = text.character_spacing + if is_space { text.word_spacing } else { 0.0 };
            let advance = code.advance * text.size + spacing;
            let (x, y) = if font.horizontal { (advance * text.horizontal_scaling, 0.0) } else { (0.0, advance) };
            self.text_matrix = Matrix::translation(x, y).then(&self.text_matrix);
        }
    }

    fn show_code(&mut self, font: &Font<'a>, code: &Code) {
        if self.page.glyphs.len() >= self.budget.limits.glyphs {
            self.struck.glyphs = true;
            return;
        }
        let text = &self.state.text;
        // From the em square to the page.
        let matrix = Matrix([text.size * text.horizontal_scaling, 0.0, 0.0, text.size, 0.0, text.rise])
            .then(&self.text_matrix)
            .then(&self.state.matrix);
        let bbox = if font.horizontal {
            matrix.bounds(0.0, DESCENT, code.advance, ASCENT)
        } else {
            // Half an em to each side of the vertical origin, and one advance down.
            matrix.bounds(-0.5, code.advance.min(0.0), 0.5, 0.0)
        };
        let [a, b, c, d, ..] = matrix.0;
        let direction = if font.horizontal { direction_of(a, b) } else { Direction::Vertical };
        let (origin_x, origin_y) = matrix.point(code.origin.0, code.origin.1);
        let upright = matches!(direction, Direction::Right | Direction::Left | Direction::Slanted);
        let glyph = Glyph {
            character: code.first,
            bbox,
            baseline: if upright { origin_y } else { origin_x },
            size: (c * c + d * d).sqrt() as f32,
            font: font.index,
            direction,
            visible: !matches!(text.render_mode, 3 | 7),
        };
        if code.first == '\u{200B}' || !self.state.clip.grown(0.5).contains(bbox.center_x(), bbox.center_y()) {
            return;
        }
        match &code.rest {
            None => self.page.glyphs.push(glyph),
            Some(rest) => {
                let characters: Vec<char> = std::iter::once(code.first).chain(rest.iter().copied()).collect();
                self.page.glyphs.extend(spread(&characters, glyph));
            }
        }
    }
}

/// The direction of the vector from a glyph's origin along its line, y growing downwards.
fn direction_of(x: f64, y: f64) -> Direction {
    let slack = 0.02 * (x.abs() + y.abs());
    match (x.abs() <= slack, y.abs() <= slack) {
        (_, true) if x >= 0.0 => Direction::Right,
        (_, true) => Direction::Left,
        (true, _) if y > 0.0 => Direction::Down,
        (true, _) => Direction::Up,
        _ => Direction::Slanted,
    }
}

/// The paint that `cs` and `CS` set: the space's initial colour.
fn start_paint(name: &Name<'_>, resources: &Resources<'_>) -> Paint {
    let device = |name: &[u8]| match name {
        b"DeviceGray" | b"CalGray" | b"G" => Some(ColorSpace::Gray),
        b"DeviceRGB" | b"CalRGB" | b"RGB" => Some(ColorSpace::Rgb),
        b"DeviceCMYK" | b"CMYK" => Some(ColorSpace::Cmyk),
        _ => None,
    };
    let named = || match resources.get_color_space(name)? {
        Object::Name(inner) => device(inner.as_ref()),
        Object::Array(array) => {
            let mut entries = array.flex_iter();
            let family = entries.next::<Name<'_>>()?;
            if family.as_ref() != b"ICCBased" {
                return device(family.as_ref());
            }
            match entries.next::<Stream<'_>>()?.dict().get::<i32>(b"N".as_slice())? {
                1 => Some(ColorSpace::Gray),
                3 => Some(ColorSpace::Rgb),
                4 => Some(ColorSpace::Cmyk),
                _ => None,
            }
        }
        _ => None,
    };
    let space = device(name.as_ref()).or_else(named).unwrap_or(ColorSpace::Other);
    Paint { space, white: false }
}

fn numbers(components: &[Number]) -> Vec<f64> {
    components.iter().map(|it| it.as_f64()).collect()
}
