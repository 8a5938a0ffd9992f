//! Paths, pictures, form XObjects and annotations.

use hayro_syntax::object::dict::keys::{MATRIX, RESOURCES, SUBTYPE};
use hayro_syntax::object::{Array, Dict, Name, Stream};
use hayro_syntax::page::Resources;

use super::content::Interpreter;
use super::cover::Area;
use super::geometry::Matrix;
use super::paint::{Painting, paint};
use super::scan::Picture;
use super::state::GraphicsState;
use super::{Axis, Page, Ruling};
use crate::base::Rect;

/// Pictures smaller than this share of the page are no part of a scan.
const SCAN_PART: f64 = 0.05;
/// A white rule is seen where colour begins within so many points beside it.
const BESIDE_WHITE: f64 = 0.6;
/// Annotation flags: not shown, not shown on screen (PDF 32000-1, 12.5.3).
const HIDDEN_FLAGS: u32 = (1 << 1) | (1 << 5);

impl<'a> Interpreter<'a, '_> {
    pub(super) fn paint_path(&mut self, stroke: bool, fill: bool) {
        let seen = self.hidden_depth == 0 && self.has_room();
        let state = &self.state;
        if (stroke || fill) && seen {
            // A width of 0 is the thinnest line the printer can draw.
            let width = (state.line_width * state.matrix.scale()).max(0.1);
            let area = fill.then(|| self.path.area(&state.matrix, state.clip.bounds)).flatten();
            let painting = Painting {
                matrix: &state.matrix,
                clip: state.clip.bounds,
                stroke: (stroke && !state.stroke.white && state.stroke_alpha > 0.0).then_some(width),
                fill: fill && !state.fill.white && state.fill_alpha > 0.0,
            };
            let (glyph_count, ruling_count) = (self.page.glyphs.len(), self.page.rulings.len());
            paint(&self.path, &painting, &mut self.page);
            if let Some((bbox, exact)) = area.filter(|_| state.fill_alpha > 0.0) {
                let hides = exact && state.fill_hides();
                self.canvas.add(Area {
                    bbox,
                    white: state.fill.white,
                    hides,
                    picture: false,
                    glyph_count,
                    ruling_count,
                });
            }
            self.add_white_rules(stroke, fill, width);
        }
        if self.path.clips
            && let Some(bounds) = self.path.bounds(&self.state.matrix)
        {
            let exact = self.path.is_box(&self.state.matrix);
            self.state.clip.cut(bounds, exact);
        }
        self.path.clear();
    }

    /// Rules in white are seen on colour: the dividers of filled cells.
    fn add_white_rules(&mut self, stroke: bool, fill: bool, width: f64) {
        let state = &self.state;
        let painting = Painting {
            matrix: &state.matrix,
            clip: state.clip.bounds,
            stroke: (stroke && state.stroke.white && state.stroke_alpha > 0.0).then_some(width),
            fill: fill && state.fill.white && state.fill_alpha > 0.0,
        };
        if self.canvas.len() == 0 || (painting.stroke.is_none() && !painting.fill) {
            return;
        }

        let mut drawn = Page::default();
        paint(&self.path, &painting, &mut drawn);
        let on_colour = |it: &Ruling| {
            let middle = (it.start + it.end) / 2.0;
            let beside = BESIDE_WHITE + it.thickness / 2.0;
            // Along the side of a coloured box that side is seen.
            [0.0, -beside, beside].into_iter().any(|by| {
                let place = it.position + by;
                let (x, y) = if it.axis == Axis::Horizontal { (middle, place) } else { (place, middle) };
                !self.canvas.is_white_at(x, y)
            })
        };
        self.page.rulings.extend(drawn.rulings.into_iter().filter(on_colour));
    }

    /// A shading fills all of the clip.
    pub(super) fn add_shading(&mut self) {
        if self.hidden_depth == 0 && self.has_room() {
            self.add_area(self.state.clip.bounds, false, false);
        }
    }

    /// Adds the picture of an image dictionary; gives the box that it is seen in.
    pub(super) fn add_image(&mut self, dict: &Dict<'_>) -> Option<Rect> {
        let bbox = self.state.matrix.bounds(0.0, 0.0, 1.0, 1.0);
        let shown = bbox.intersection(&self.state.clip.bounds)?;
        if !self.has_room() || self.hidden_depth > 0 {
            return None;
        }
        let masked = [b"SMask".as_slice(), b"Mask", b"ImageMask", b"IM", b"SMaskInData"]
            .into_iter()
            .any(|key| dict.contains_key(key));
        let state = &self.state;
        let hides = !masked && state.plain && state.clip.exact && state.fill_alpha > 0.99 && state.matrix.is_upright();
        self.page.images.push(shown);
        self.add_area(shown, hides, true);
        Some(shown)
    }

    fn add_area(&mut self, bbox: Rect, hides: bool, picture: bool) {
        let (glyph_count, ruling_count) = (self.page.glyphs.len(), self.page.rulings.len());
        self.canvas.add(Area { bbox, white: false, hides, picture, glyph_count, ruling_count });
    }

    fn has_room(&mut self) -> bool {
        let curves = self.page.shapes.len() + self.page.rings.len();
        let shapes = self.page.rulings.len() + curves + self.page.images.len() + self.canvas.len();
        let has_room = shapes < self.budget.limits.shapes;
        self.struck.shapes |= !has_room;
        has_room
    }

    pub(super) fn draw_object(&mut self, stream: &Stream<'a>, resources: &Resources<'a>, depth: usize) {
        let hidden = !self.layers.all_on()
            && stream.dict().get::<Dict<'_>>(b"OC".as_slice()).is_some_and(|it| self.layers.hides(&it));
        self.hidden_depth += usize::from(hidden);
        match stream.dict().get::<Name<'_>>(SUBTYPE).as_deref() {
            Some(b"Image") => self.draw_image(stream),
            Some(b"Form") => self.draw_form(stream, resources, depth),
            _ => {}
        }
        self.hidden_depth -= usize::from(hidden);
    }

    fn draw_image(&mut self, stream: &Stream<'a>) {
        let page_area = self.page.width * self.page.height;
        if let Some(shown) = self.add_image(stream.dict())
            && shown.area() > SCAN_PART * page_area
        {
            if self.pictures.len() < self.budget.limits.scan_parts {
                self.pictures.push(Picture { stream: stream.clone(), matrix: self.state.matrix, shown });
            } else {
                self.struck.pictures = true;
            }
        }
    }

    fn draw_form(&mut self, stream: &Stream<'a>, resources: &Resources<'a>, depth: usize) {
        if depth >= self.budget.limits.form_depth || self.budget.content_bytes == 0 {
            self.struck.forms = true;
            return;
        }
        if !self.may_call() {
            return;
        }
        let Some((content, is_cut)) = self.budget.content(stream) else {
            self.struck.forms = true;
            return;
        };
        self.struck.bytes |= is_cut;
        let outer = self.state.clone();
        let (text_matrix, line_matrix) = (self.text_matrix, self.line_matrix);
        if let Some(matrix) = stream.dict().get::<[f32; 6]>(MATRIX) {
            self.state.matrix = Matrix(matrix.map(f64::from)).then(&self.state.matrix);
        }
        if let Some(bbox) = stream.dict().get::<[f32; 4]>(b"BBox".as_slice()) {
            let [x0, y0, x1, y1] = bbox.map(f64::from);
            let bounds = self.state.matrix.bounds(x0, y0, x1, y1);
            self.state.clip.cut(bounds, self.state.matrix.is_upright());
        }
        let own = stream.dict().get::<Dict<'_>>(RESOURCES).map(Resources::new);
        self.run(&content, own.as_ref().unwrap_or(resources), depth + 1);
        self.state = outer;
        (self.text_matrix, self.line_matrix) = (text_matrix, line_matrix);
    }

    /// Counts one more form or annotation; `false` beyond the cap.
    fn may_call(&mut self) -> bool {
        self.form_calls += 1;
        let may_call = self.form_calls <= self.budget.limits.form_calls && self.budget.operators > 0;
        self.budget.operators = self.budget.operators.saturating_sub(1);
        self.struck.forms |= !may_call;
        may_call
    }

    /// Draws the appearances of annotations and form fields, over the page.
    pub(super) fn draw_annotations(&mut self, transform: Matrix, page: &Dict<'a>, resources: &Resources<'a>) {
        let shown = Rect::new(0.0, 0.0, self.page.width, self.page.height);
        let Some(annotations) = page.get::<Array<'a>>(b"Annots".as_slice()) else { return };
        for annotation in annotations.iter::<Dict<'a>>() {
            // One annotation may be named any number of times, on any number of pages.
            if !self.may_call() {
                return;
            }
            let flags = annotation.get::<u32>(b"F".as_slice()).unwrap_or(0);
            let subtype = annotation.get::<Name<'_>>(SUBTYPE);
            // What was stamped on a report is not what it says.
            let is_stamp = matches!(subtype.as_deref(), Some(b"Stamp" | b"Watermark"));
            let hidden = flags & HIDDEN_FLAGS != 0
                || subtype.as_deref() == Some(b"Popup")
                || annotation.get::<Dict<'_>>(b"OC".as_slice()).is_some_and(|it| self.layers.hides(&it));
            if hidden {
                continue;
            }
            if let Some(appearance) = appearance(&annotation)
                && let Some(place) = appearance_place(&annotation, &appearance)
            {
                self.state = GraphicsState::new(place.then(&transform), shown);
                self.watermark_depth += usize::from(is_stamp);
                self.draw_form(&appearance, resources, 0);
                self.watermark_depth -= usize::from(is_stamp);
            } else if subtype.as_deref() == Some(b"StrikeOut") {
                self.strike_out(&annotation, &transform);
            } else if subtype.as_deref() == Some(b"Widget") && annotation.get::<Dict<'_>>(b"AP".as_slice()).is_none() {
                self.form_values += usize::from(self.draw_form_value(&annotation, &transform));
            }
        }
    }

    /// A viewer draws a bar through each box of an annotation that strikes out and has no appearance.
    fn strike_out(&mut self, annotation: &Dict<'_>, transform: &Matrix) {
        let Some(points) = annotation.get::<Array<'_>>(b"QuadPoints".as_slice()) else { return };
        let numbers: Vec<f64> = points.iter::<f32>().map(f64::from).collect();
        for quad in numbers.chunks_exact(8) {
            // Writers differ in the order of the corners; the box around them is the same.
            let (xs, ys) = ([quad[0], quad[2], quad[4], quad[6]], [quad[1], quad[3], quad[5], quad[7]]);
            let least = |values: [f64; 4]| values.into_iter().fold(f64::INFINITY, f64::min);
            let most = |values: [f64; 4]| values.into_iter().fold(f64::NEG_INFINITY, f64::max);
            let bbox = transform.bounds(least(xs), least(ys), most(xs), most(ys));
            if self.has_room() {
                let (position, start, end) = (bbox.center_y(), bbox.x0, bbox.x1);
                self.page.rulings.push(Ruling { axis: Axis::Horizontal, position, start, end, thickness: 0.5 });
            }
        }
    }
}

/// The normal appearance of an annotation, in its present state.
fn appearance<'a>(annotation: &Dict<'a>) -> Option<Stream<'a>> {
    const NORMAL: &[u8] = b"N";
    let appearances = annotation.get::<Dict<'a>>(b"AP".as_slice())?;
    appearances.get::<Stream<'a>>(NORMAL).or_else(|| {
        let state = annotation.get::<Name<'_>>(b"AS".as_slice())?;
        appearances.get::<Dict<'a>>(NORMAL)?.get::<Stream<'a>>(state.as_ref())
    })
}

/// The matrix that brings the appearance's box into the annotation's rectangle (PDF 32000-1, 12.5.5, algorithm 8.1).
fn appearance_place(annotation: &Dict<'_>, appearance: &Stream<'_>) -> Option<Matrix> {
    let rect = annotation.get::<[f32; 4]>(b"Rect".as_slice())?.map(f64::from);
    let rect = Rect::new(rect[0], rect[1], rect[2], rect[3]);
    let [x0, y0, x1, y1] = appearance.dict().get::<[f32; 4]>(b"BBox".as_slice())?.map(f64::from);
    let own = appearance.dict().get::<[f32; 6]>(MATRIX).map_or(Matrix::IDENTITY, |it| Matrix(it.map(f64::from)));
    let bounds = own.bounds(x0, y0, x1, y1);
    if bounds.area() <= 0.0 {
        return None;
    }
    let (sx, sy) = (rect.width() / bounds.width(), rect.height() / bounds.height());
    Some(Matrix([sx, 0.0, 0.0, sy, rect.x0 - bounds.x0 * sx, rect.y0 - bounds.y0 * sy]))
}
