//! A sheet of cells, and the many ways in which producers draw one and the same.

use lopdf::{Document, Object, Stream, dictionary};

/// The height of a row over the size of its type.
const ROW: f64 = 2.0;
/// From the wall of a cell to its text, in points.
const PADDING: f64 = 3.0;
/// From the edge of the page to the table, in points.
const MARGIN: f64 = 50.0;
/// How thick rules are, in points.
const RULE: f64 = 0.6;

/// Texts in rows and columns.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The widths of the columns, in points.
    pub widths: Vec<f64>,
    pub rows: Vec<Vec<String>>,
    /// The size of its type, in points.
    pub size: f64,
    pub alignment: Alignment,
    /// Whether cells cut what does not fit, as spreadsheets do.
    pub cuts: bool,
}

/// Where figures stand in their cells; names stand left.
#[derive(Debug, Clone, Copy)]
pub enum Alignment {
    Left,
    Center,
    Right,
}

/// In which order the texts of cells are drawn.
#[derive(Debug, Clone, Copy)]
pub enum Order {
    Rows,
    Columns,
    BottomUp,
    Shuffled(u32),
}

/// In which pieces the text of a cell is drawn.
#[derive(Debug, Clone, Copy)]
pub enum Pieces {
    Whole,
    Glyphs,
    /// One operator, the glyphs apart in its array.
    Array,
}

/// What rules are made of.
#[derive(Debug, Clone, Copy)]
pub enum Rules {
    Strokes,
    /// Thin filled boxes.
    Fills,
    /// Thin filled polygons.
    Polygons,
    /// The outlines of cells.
    Boxes,
}

/// A way to draw a sheet. None of its choices changes the picture, but for place, size, turn and colour.
#[derive(Debug, Clone, Copy)]
pub struct Drawing {
    pub order: Order,
    pub pieces: Pieces,
    pub rules: Rules,
    pub rules_last: bool,
    /// White over the whole page before all else.
    pub white_first: bool,
    pub scale: f64,
    /// How far to the right and up, in points.
    pub moved: (f64, f64),
    /// Quarter turns, which the page undoes when it is shown.
    pub turns: u16,
    pub colour: (f64, f64, f64),
}

impl Drawing {
    pub const PLAIN: Drawing = Drawing {
        order: Order::Rows,
        pieces: Pieces::Whole,
        rules: Rules::Strokes,
        rules_last: false,
        white_first: false,
        scale: 1.0,
        moved: (0.0, 0.0),
        turns: 0,
        colour: (0.0, 0.0, 0.0),
    };
}

impl Sheet {
    /// The PDF of the sheet, on a page of its own size.
    pub fn pdf(&self, drawing: &Drawing) -> Vec<u8> {
        let (width, height) = self.page();
        let mut content = self.matrix(drawing);
        if drawing.white_first {
            content.push_str(&format!("1 g 0 0 {width} {height} re f 0 g\n"));
        }
        let rules = self.rules(drawing.rules);
        let (first, last) = if drawing.rules_last { ("", rules.as_str()) } else { (rules.as_str(), "") };
        let (red, green, blue) = drawing.colour;
        content.push_str(&format!("{first}q {red} {green} {blue} rg\n{}Q\n{last}", self.texts(drawing)));

        let (wide, high) = (width * drawing.scale + drawing.moved.0, height * drawing.scale + drawing.moved.1);
        let media = if drawing.turns.is_multiple_of(2) { [wide, high] } else { [high, wide] };
        document(content.into_bytes(), media, drawing.turns)
    }

    fn page(&self) -> (f64, f64) {
        let height = self.rows.len() as f64 * self.row_height();
        (self.widths.iter().sum::<f64>() + 2.0 * MARGIN, height + 2.0 * MARGIN)
    }

    fn row_height(&self) -> f64 {
        self.size * ROW
    }

    /// Scales, moves and turns all that is drawn.
    fn matrix(&self, drawing: &Drawing) -> String {
        let (width, height) = self.page();
        let Drawing { scale, moved: (right, up), .. } = *drawing;
        let (wide, high) = (width * scale + right, height * scale + up);
        // A page that is turned clockwise when it is shown is drawn turned the other way round.
        let turn = match drawing.turns {
            0 => String::new(),
            1 => format!("0 1 -1 0 {high} 0 cm "),
            2 => format!("-1 0 0 -1 {wide} {high} cm "),
            _ => format!("0 -1 1 0 0 {wide} cm "),
        };
        format!("{turn}{scale} 0 0 {scale} {right} {up} cm\n")
    }

    fn left_of(&self, column: usize) -> f64 {
        MARGIN + self.widths[..column].iter().sum::<f64>()
    }

    fn top_of(&self, row: usize) -> f64 {
        self.page().1 - MARGIN - row as f64 * self.row_height()
    }

    fn rules(&self, rules: Rules) -> String {
        let (rows, columns) = (self.rows.len(), self.widths.len());
        let (left, right) = (self.left_of(0), self.left_of(columns));
        let (top, bottom) = (self.top_of(0), self.top_of(rows));
        let across = (0..=rows).map(|it| (left, self.top_of(it), right, self.top_of(it)));
        let down = (0..=columns).map(|it| (self.left_of(it), bottom, self.left_of(it), top));
        let lines: Vec<(f64, f64, f64, f64)> = across.chain(down).collect();
        let half = RULE / 2.0;
        match rules {
            Rules::Strokes => {
                let strokes = lines.iter().map(|(x0, y0, x1, y1)| format!("{x0} {y0} m {x1} {y1} l S\n"));
                format!("{RULE} w\n{}", strokes.collect::<String>())
            }
            Rules::Fills => {
                let fill = |(x0, y0, x1, y1): &(f64, f64, f64, f64)| {
                    format!("{} {} {} {} re f\n", x0 - half, y0 - half, x1 - x0 + RULE, y1 - y0 + RULE)
                };
                lines.iter().map(fill).collect()
            }
            Rules::Polygons => {
                let polygon = |(x0, y0, x1, y1): &(f64, f64, f64, f64)| {
                    let (a, b, c, d) = (x0 - half, y0 - half, x1 + half, y1 + half);
                    format!("{a} {b} m {c} {b} l {c} {d} l {a} {d} l h f\n")
                };
                lines.iter().map(polygon).collect()
            }
            Rules::Boxes => {
                let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
                let outline = |(row, column): (usize, usize)| {
                    let (x, y) = (self.left_of(column), self.top_of(row + 1));
                    format!("{x} {y} {} {} re S\n", self.widths[column], self.row_height())
                };
                format!("{RULE} w\n{}", cells.map(outline).collect::<String>())
            }
        }
    }

    fn texts(&self, drawing: &Drawing) -> String {
        let (rows, columns) = (self.rows.len(), self.widths.len());
        let mut places: Vec<(usize, usize)> =
            (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column))).collect();
        match drawing.order {
            Order::Rows => {}
            Order::Columns => places.sort_by_key(|it| (it.1, it.0)),
            Order::BottomUp => places.reverse(),
            Order::Shuffled(seed) => places.sort_by_key(|it| scattered(seed, it.0 * columns + it.1)),
        }
        places.into_iter().map(|(row, column)| self.text(row, column, drawing.pieces)).collect()
    }

    fn text(&self, row: usize, column: usize, pieces: Pieces) -> String {
        let text = &self.rows[row][column];
        let (left, width) = (self.left_of(column), self.widths[column]);
        let free = width - 2.0 * PADDING - self.width_of(text);
        let is_name = column == 0 || row == 0;
        let x = left
            + PADDING
            + match self.alignment {
                _ if is_name => 0.0,
                Alignment::Left => 0.0,
                Alignment::Center => free / 2.0,
                Alignment::Right => free,
            };
        let y = self.top_of(row + 1) + (self.row_height() - 0.7 * self.size) / 2.0;
        let shown = self.shown(text, x, y, pieces);
        if self.cuts {
            let (bottom, height) = (self.top_of(row + 1), self.row_height());
            format!("q {left} {bottom} {width} {height} re W n {shown}Q\n")
        } else {
            shown
        }
    }

    fn shown(&self, text: &str, x: f64, y: f64, pieces: Pieces) -> String {
        let size = self.size;
        match pieces {
            Pieces::Whole => format!("BT /F {size} Tf 1 0 0 1 {x} {y} Tm <{}> Tj ET\n", codes(text)),
            Pieces::Array => {
                let apart: String = text.chars().map(|it| format!("<{}> 0 ", codes(&it.to_string()))).collect();
                format!("BT /F {size} Tf 1 0 0 1 {x} {y} Tm [{apart}] TJ ET\n")
            }
            Pieces::Glyphs => {
                let mut at = x;
                let mut shown = String::new();
                for it in text.chars() {
                    let glyph = it.to_string();
                    shown.push_str(&format!("BT /F {size} Tf 1 0 0 1 {at} {y} Tm <{}> Tj ET\n", codes(&glyph)));
                    at += self.width_of(&glyph);
                }
                shown
            }
        }
    }

    /// How wide a text is, in points: half an em for each letter of ASCII, a whole one for others.
    pub fn width_of(&self, text: &str) -> f64 {
        text.chars().map(|it| if it.is_ascii() { 0.5 } else { 1.0 }).sum::<f64>() * self.size
    }
}

/// A place for each number, the same for the same seed.
fn scattered(seed: u32, number: usize) -> u32 {
    (number as u32 + 1).wrapping_mul(2_654_435_761).wrapping_add(seed).rotate_left(seed % 31).wrapping_mul(40_503)
}

/// UTF-16 as hexadecimal digits.
fn codes(text: &str) -> String {
    text.encode_utf16().map(|it| format!("{it:04X}")).collect()
}

/// A document of one page, with a Japanese font that every reader knows by its name as `/F`.
fn document(content: Vec<u8>, media: [f64; 2], turns: u16) -> Vec<u8> {
    let mut file = Document::with_version("1.7");
    let info = dictionary! { "Registry" => Object::string_literal("Adobe"), "Ordering" => Object::string_literal("Japan1"), "Supplement" => 2 };
    let half = Object::Array(vec![231.into(), 632.into(), 500.into()]);
    let descendant = file.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "CIDFontType0", "BaseFont" => "HeiseiKakuGo-W5", "CIDSystemInfo" => info, "DW" => 1000, "W" => half,
    });
    let font = file.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "HeiseiKakuGo-W5-UniJIS-UCS2-HW-H", "Encoding" => "UniJIS-UCS2-HW-H",
        "DescendantFonts" => vec![descendant.into()],
    });
    let content = file.add_object(Stream::new(dictionary! {}, content));
    let pages = file.new_object_id();
    let page = file.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content, "Rotate" => i64::from(turns) * 90,
        "MediaBox" => vec![0.into(), 0.into(), media[0].into(), media[1].into()],
        "Resources" => dictionary! { "Font" => dictionary! { "F" => font } },
    });
    file.objects.insert(pages, dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }.into());
    let catalogue = file.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    file.trailer.set("Root", catalogue);
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).expect("memory takes what is written");
    bytes
}
