//! A chart as SVG -> PNG, for documents and slides that take no SVG.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::{Database, Source};
use resvg::usvg::{Options, Tree};

/// Pixels a unit: a chart is then 15 cm wide at 270 dots an inch.
const SCALE: f32 = 2.0;

/// Draws charts with one font.
pub(in crate::publish) struct Painter {
    options: Options<'static>,
}

impl Painter {
    /// A painter with a TrueType or OpenType font, the first one of a collection; `None` where it is none.
    pub fn new(font: &[u8]) -> Option<Painter> {
        let mut fonts = Database::new();
        fonts.load_font_source(Source::Binary(Arc::new(font.to_owned())));
        let (family, _) = fonts.faces().next()?.families.first()?.clone();
        // The charts end their list of fonts with this one; those before it are not there.
        fonts.set_sans_serif_family(family);
        Some(Painter { options: Options { fontdb: Arc::new(fonts), ..Options::default() } })
    }

    /// The picture; `None` for what is no SVG of a size.
    pub fn png(&self, svg: &str) -> Option<Vec<u8>> {
        let tree = Tree::from_str(svg, &self.options).ok()?;
        let size = tree.size().to_int_size().scale_by(SCALE)?;
        let mut pixels = Pixmap::new(size.width(), size.height())?;
        resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut pixels.as_mut());
        pixels.encode_png().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_font_gives_no_painter() {
        assert!(Painter::new(b"").is_none() && Painter::new(b"\0\x01\0\0 no font").is_none());
    }

    #[test]
    fn shapes_are_drawn_at_twice_their_size() {
        let painter = Painter { options: Options::default() };
        let svg = r##"<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><rect x="10" width="20" height="20" fill="#b34700"/></svg>"##;
        let mut reader = png::Decoder::new(std::io::Cursor::new(painter.png(svg).unwrap())).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!((info.width, info.height), (60, 40));
        let at = |x: usize, y: usize| &pixels[(y * 60 + x) * 4..][..4];
        assert_eq!((at(19, 0), at(20, 39)), (&[0, 0, 0, 0][..], &[0xb3, 0x47, 0, 0xff][..]));
        assert!(painter.png("<svg").is_none());
    }
}
