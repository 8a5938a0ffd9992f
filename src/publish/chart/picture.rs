//! A chart inside of a page, and as files: SVG, PNG and Vega-Lite.

use super::canvas::{Canvas, Drawing, FONTS, MUTED, Pen, SMALL, wrapped};
use super::{Chart, Painter, WIDE};
use crate::base::Language;
use crate::publish::File;
use crate::publish::markup::{Element, Markup};

/// Margin around a chart that stands alone.
const MARGIN: f64 = 24.0;

/// A drawing for a page, named by its title.
pub(in crate::publish) fn inline(drawing: &Drawing, chart: &Chart, id: &str) -> Markup {
    let (title, description) = (format!("{id}-title"), format!("{id}-text"));
    let labelled = Element::new("title").with("id", &title).text(&chart.title);
    let described = Element::new("desc").with("id", &description).text(&chart.description);
    let svg = Element::new("svg")
        .with("viewBox", format!("0 0 {} {}", drawing.width, drawing.height.ceil()))
        .with("role", "img")
        .with("aria-labelledby", format!("{title} {description}"))
        .with("font-family", FONTS);
    svg.child(labelled).child(described).child(drawing.content.clone()).into()
}

/// The chart with its title and its source, as one picture.
fn alone(chart: &Chart, language: Language) -> String {
    let mut canvas = Canvas::new(WIDE + 2.0 * MARGIN);
    let pen = Pen::LABEL.bold().size(18.0);
    let top = canvas.lines((MARGIN, MARGIN + 18.0), pen, &wrapped(&chart.title, WIDE, pen.size, 3)) - 4.0;
    let place = format!("translate({MARGIN} {top})");
    canvas.add(Element::new("g").with("transform", place).child(chart.wide.content.clone()));
    let below = top + chart.wide.height + 22.0;
    let lines = wrapped(&chart.source, WIDE, SMALL, 3);
    let height = (canvas.lines((MARGIN, below), Pen::NOTE.colour(MUTED), &lines) + MARGIN - 12.0).ceil();
    let width = canvas.width;
    let code = if language == Language::Japanese { "ja" } else { "en" };
    let paper = Element::new("rect").at("width", width).at("height", height).with("fill", "#ffffff");
    let svg = Element::new("svg")
        .with("xmlns", "http://www.w3.org/2000/svg")
        .with("viewBox", format!("0 0 {width} {height}"))
        .at("width", width)
        .at("height", height)
        .with("lang", code)
        .with("role", "img")
        .with("font-family", FONTS)
        .child(Element::new("title").text(&chart.title))
        .child(Element::new("desc").text(format!("{} {}", chart.description, chart.source)))
        .child(paper)
        .child(canvas.finish(height).content);
    let mut text = Markup::from(svg).as_str().to_owned();
    text.push('\n');
    text
}

/// The files of a chart below `charts/`; a PNG where there is a painter.
pub(in crate::publish) fn files(chart: &Chart, stem: &str, language: Language, painter: Option<&Painter>) -> Vec<File> {
    let suffix = if language == Language::Japanese { "" } else { ".en" };
    let path = |ending: &str| format!("charts/{stem}{suffix}.{ending}");
    let svg = alone(chart, language);
    let mut specification = serde_json::to_vec_pretty(&chart.specification).expect("texts and numbers are always JSON");
    specification.push(b'\n');
    let png = painter.and_then(|it| it.png(&svg)).map(|bytes| File { path: path("png"), bytes });
    let mut files = vec![File { path: path("svg"), bytes: svg.into_bytes() }];
    files.extend(png);
    files.push(File { path: path("vl.json"), bytes: specification });
    files
}
