//! Content streams -> glyphs, rulings, fills, images (PDF 32000-1, 8 and 9).
//!
//! This file runs the operators; what they draw stands in `show` (text) and `drawing` (paths, pictures, forms).

use std::rc::Rc;

use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::{Array, Dict, Number, Object, Stream};
use hayro_syntax::page::Resources;
use rustc_hash::FxHashMap;

use super::color::{ColorSpace, Paint};
use super::cover::Canvas;
use super::filters::{MAX_STREAM, content_bytes};
use super::font::Font;
use super::fonts::Fonts;
use super::geometry::Matrix;
use super::layers::Layers;
use super::marked::Mark;
use super::paint::Path;
use super::scan::Picture;
use super::state::GraphicsState;
use super::{Limits, Page};
use crate::base::Rect;

/// What is left of the document's caps.
pub(super) struct Budget {
    pub limits: Limits,
    pub operators: usize,
    pub content_bytes: usize,
    pub glyphs: usize,
}

/// What a stream costs at least: an empty one may be drawn again and again.
const LEAST_COST: usize = 256;

impl Budget {
    /// All that the limits give.
    pub fn new(limits: Limits) -> Self {
        Self { limits, operators: limits.operators, content_bytes: limits.content_bytes, glyphs: limits.all_glyphs }
    }

    /// The decoded bytes of a content stream, which are paid for, and whether a cap cut them off; `None` where none can be had.
    pub fn content(&mut self, stream: &Stream<'_>) -> Option<(Vec<u8>, bool)> {
        let most = self.content_bytes.min(MAX_STREAM);
        let bytes = content_bytes(stream, most);
        // What goes in is read as well, though nothing may come out.
        let cost = bytes.as_ref().map_or(0, Vec::len).max(stream.raw_data().len()).max(LEAST_COST);
        self.content_bytes = self.content_bytes.saturating_sub(cost);
        let bytes = bytes?;
        let is_cut = bytes.len() == most;
        Some((bytes, is_cut))
    }
}

/// Which caps struck on a page.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Struck {
    /// Bytes of content.
    pub bytes: bool,
    pub operators: bool,
    pub glyphs: bool,
    pub shapes: bool,
    pub forms: bool,
    /// Saved graphics states.
    pub states: bool,
    /// Comparisons with what covers, crosses out or is struck twice.
    pub comparisons: bool,
    /// Pictures that were not looked through for rules.
    pub pictures: bool,
    /// The content could not be read at all.
    pub lost: bool,
}

/// Draws one page.
pub(super) struct Interpreter<'a, 'b> {
    pub(super) fonts: &'b mut Fonts<'a>,
    pub(super) budget: &'b mut Budget,
    pub(super) layers: &'b Layers,
    pub(super) page: Page,
    pub(super) canvas: Canvas,
    pub(super) pictures: Vec<Picture<'a>>,
    pub(super) state: GraphicsState<'a>,
    pub(super) text_matrix: Matrix,
    pub(super) line_matrix: Matrix,
    pub(super) path: Path,
    /// How many layers that are switched off the content stands on.
    pub(super) hidden_depth: usize,
    /// How many watermarks, one in the other, the content stands in.
    pub(super) watermark_depth: usize,
    pub(super) form_calls: usize,
    /// How many values of form fields were drawn that have no appearance.
    pub(super) form_values: usize,
    pub(super) struck: Struck,
    saved: Vec<GraphicsState<'a>>,
    marks: Vec<Mark>,
}

/// What was drawn on one page.
pub(super) struct Drawn<'a> {
    pub page: Page,
    pub struck: Struck,
    /// How many values of form fields without an appearance are among it.
    pub form_values: usize,
    /// Pictures large enough to be a scan.
    pub pictures: Vec<Picture<'a>>,
}

fn matrix_of(numbers: [Number; 6]) -> Matrix {
    Matrix(numbers.map(|it| it.as_f64()))
}

impl<'a, 'b> Interpreter<'a, 'b> {
    pub fn new(
        page: Page,
        transform: Matrix,
        fonts: &'b mut Fonts<'a>,
        budget: &'b mut Budget,
        layers: &'b Layers,
    ) -> Self {
        let shown = Rect::new(0.0, 0.0, page.width, page.height);
        let canvas = Canvas::new(page.width, page.height, budget.limits.covers);
        Self {
            fonts,
            budget,
            layers,
            canvas,
            page,
            pictures: Vec::new(),
            state: GraphicsState::new(transform, shown),
            text_matrix: Matrix::IDENTITY,
            line_matrix: Matrix::IDENTITY,
            path: Path::default(),
            hidden_depth: 0,
            watermark_depth: 0,
            form_calls: 0,
            form_values: 0,
            struck: Struck::default(),
            saved: Vec::new(),
            marks: Vec::new(),
        }
    }

    /// The page as drawn, without what later paint hides.
    pub fn finish(mut self) -> Drawn<'a> {
        self.canvas.hide_covered(&mut self.page);
        self.struck.comparisons |= self.canvas.is_exhausted();
        Drawn { page: self.page, struck: self.struck, form_values: self.form_values, pictures: self.pictures }
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
                        // A form may mean the fonts of what draws it; what a page means is in its resources.
                        let found = found.or_else(|| if depth == 0 { self.fonts.lost() } else { None });
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
                TypedInstruction::ColorSpaceNonStroke(name) => self.state.fill = Paint::initial(name.0, resources),
                TypedInstruction::ColorSpaceStroke(name) => self.state.stroke = Paint::initial(name.0, resources),
                TypedInstruction::BeginMarkedContent(_) => self.begin_mark(Mark::plain(&self.page)),
                TypedInstruction::BeginMarkedContentWithProperties(mark) => {
                    self.begin_mark(Mark::with_properties(&self.page, mark.0, mark.1, resources, self.layers));
                }
                TypedInstruction::EndMarkedContent(_) if self.marks.len() > marks_before => self.end_mark(),
                other => self.paint_or_text(other),
            }
        }
        while self.saved.len() > saved_before {
            self.restore();
        }
        while self.marks.len() > marks_before {
            self.end_mark();
        }
    }

    fn paint_or_text(&mut self, operation: TypedInstruction<'_, '_>) {
        use TypedInstruction as Op;
        let state = &mut self.state;
        match operation {
            Op::Transform(m) => state.matrix = matrix_of([m.0, m.1, m.2, m.3, m.4, m.5]).then(&state.matrix),
            Op::LineWidth(width) => state.line_width = width.0.as_f64(),
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
            Op::Shading(_) => self.add_shading(),
            Op::NonStrokeColorDeviceGray(g) => state.fill = paint_of(ColorSpace::Gray, &[g.0]),
            Op::StrokeColorDeviceGray(g) => state.stroke = paint_of(ColorSpace::Gray, &[g.0]),
            Op::NonStrokeColorDeviceRgb(c) => state.fill = paint_of(ColorSpace::Rgb, &[c.0, c.1, c.2]),
            Op::StrokeColorDeviceRgb(c) => state.stroke = paint_of(ColorSpace::Rgb, &[c.0, c.1, c.2]),
            Op::NonStrokeColorCmyk(c) => state.fill = paint_of(ColorSpace::Cmyk, &[c.0, c.1, c.2, c.3]),
            Op::StrokeColorCmyk(c) => state.stroke = paint_of(ColorSpace::Cmyk, &[c.0, c.1, c.2, c.3]),
            Op::NonStrokeColor(c) => state.fill = paint_of(state.fill.space, &c.0),
            Op::StrokeColor(c) => state.stroke = paint_of(state.stroke.space, &c.0),
            Op::NonStrokeColorNamed(c) => state.fill = paint_of(state.fill.space, &c.0),
            Op::StrokeColorNamed(c) => state.stroke = paint_of(state.stroke.space, &c.0),
            Op::InlineImage(image) => {
                self.add_image(image.0.dict());
            }
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
        if self.saved.len() < self.budget.limits.saved_states {
            self.saved.push(self.state.clone());
        } else {
            self.struck.states = true;
        }
    }

    fn restore(&mut self) {
        if let Some(state) = self.saved.pop() {
            self.state = state;
        }
    }

    fn begin_mark(&mut self, mark: Mark) {
        self.hidden_depth += usize::from(mark.hidden);
        self.watermark_depth += usize::from(mark.watermark);
        self.marks.push(mark);
    }

    fn end_mark(&mut self) {
        if let Some(mark) = self.marks.pop() {
            self.hidden_depth -= usize::from(mark.hidden);
            self.watermark_depth -= usize::from(mark.watermark);
            let room = self.glyph_room();
            let before = self.page.glyphs.len();
            self.struck.glyphs |= mark.end(&mut self.page, &mut self.canvas, room);
            self.budget.glyphs = self.budget.glyphs.saturating_sub(self.page.glyphs.len().saturating_sub(before));
        }
    }

    fn set_graphics_state(&mut self, dict: &Dict<'a>) {
        let number = |key: &'static [u8]| dict.get::<f32>(key);
        if let Some(width) = number(b"LW") {
            self.state.line_width = f64::from(width);
        }
        self.state.fill_alpha = number(b"ca").unwrap_or(self.state.fill_alpha);
        self.state.stroke_alpha = number(b"CA").unwrap_or(self.state.stroke_alpha);
        let is = |key: &'static [u8], plain: &[&[u8]]| match dict.get::<Object<'_>>(key) {
            None => true,
            Some(Object::Name(name)) => plain.contains(&name.as_ref()),
            Some(_) => false,
        };
        if dict.contains_key(b"BM") || dict.contains_key(b"SMask") {
            self.state.plain = is(b"BM", &[b"Normal", b"Compatible"]) && is(b"SMask", &[b"None"]);
        }
        if let Some(array) = dict.get::<Array<'_>>(b"Font".as_slice()) {
            let mut entries = array.flex_iter();
            if let (Some(font), Some(size)) = (entries.next::<Dict<'_>>(), entries.next::<f32>()) {
                self.state.text.font = self.fonts.font(&font);
                self.state.text.size = f64::from(size);
            }
        }
    }
}

fn paint_of(space: ColorSpace, components: &[Number]) -> Paint {
    Paint::of(space, components.iter().map(|it| it.as_f64()))
}
