//! Pages drawn in characters -> the tables found on them.
//!
//! A character is 5 by 12 points, text is set in 10 points; `-` draws horizontal rules, `|` vertical ones.

use super::analyze;
use crate::pdf::{Axis, Direction, Document, Glyph, Page, Ruling};

const WIDTH: f64 = 5.0;
const HEIGHT: f64 = 12.0;

/// The page of a drawing.
pub(super) fn page(drawing: &[&str]) -> Page {
    let mut page = Page { number: 1, width: 600.0, height: 800.0, ..Page::default() };
    for (line, row) in drawing.iter().enumerate() {
        let y = 100.0 + line as f64 * HEIGHT;
        let mut rule: Option<f64> = None;
        for (index, character) in row.chars().chain([' ']).enumerate() {
            let x = 50.0 + index as f64 * WIDTH;
            match (character, rule) {
                ('-', None) => rule = Some(x),
                ('-', Some(_)) => {}
                (_, Some(start)) => {
                    page.rulings.push(ruling(Axis::Horizontal, y + HEIGHT / 2.0, start, x));
                    rule = None;
                }
                _ => {}
            }
            match character {
                '|' => page.rulings.push(ruling(Axis::Vertical, x + WIDTH / 2.0, y - HEIGHT / 2.0, y + 1.5 * HEIGHT)),
                '-' | ' ' => {}
                _ => page.glyphs.push(glyph(character, x, y)),
            }
        }
    }
    page
}

fn ruling(axis: Axis, position: f64, start: f64, end: f64) -> Ruling {
    Ruling { axis, position, start, end, thickness: 0.5 }
}

pub(super) fn glyph(character: char, x: f64, y: f64) -> Glyph {
    let bbox = crate::base::Rect::new(x, y + 1.0, x + WIDTH, y + 11.0);
    Glyph {
        character,
        bbox,
        baseline: y + 9.0,
        size: 10.0,
        font: 0,
        direction: Direction::Right,
        visible: true,
        bold: false,
    }
}

/// Checks the tables of a page: a string a row, cells parted by ` | `, blank ones empty, spans as `text>2` and `text^2`.
#[track_caller]
pub(super) fn check(drawing: &[&str], expected: &[&[&str]]) {
    check_pages(&[drawing], expected);
}

#[track_caller]
fn check_pages(drawings: &[&[&str]], expected: &[&[&str]]) {
    let pages = drawings.iter().zip(1..).map(|(drawing, number)| Page { number, ..page(drawing) }).collect();
    let layout = analyze(&Document { pages, fonts: Vec::new() }).value;
    let show = |table: &super::Table| -> Vec<String> {
        let cell = |cell: &super::Cell| {
            let mut text = cell.text.text().to_owned();
            if cell.column_span > 1 {
                text += &format!(">{}", cell.column_span);
            }
            if cell.row_span > 1 {
                text += &format!("^{}", cell.row_span);
            }
            text
        };
        (0..table.row_count).map(|row| table.row(row).map(cell).collect::<Vec<_>>().join(" | ")).collect()
    };
    assert_eq!(layout.tables.iter().map(show).collect::<Vec<_>>(), expected);
}

#[test]
fn rules_above_and_below_the_header() {
    check(
        &[
            "--------------------------------",
            "Country      Domestic      Total",
            "--------------------------------",
            "Austria          86.2      3,375",
            "Belgium           0.0      3,973",
            "United Kingdom   24.0     13,802",
            "--------------------------------",
        ],
        &[&[
            "Country | Domestic | Total",
            "Austria | 86.2 | 3,375",
            "Belgium | 0.0 | 3,973",
            "United Kingdom | 24.0 | 13,802",
        ]],
    );
}

#[test]
fn a_rule_below_every_row_joins_wrapped_lines() {
    check(
        &[
            "-------------------------------",
            "Measure             2007   2008",
            "-------------------------------",
            "Schools with a         5     12",
            "network of their own",
            "-------------------------------",
            "Libraries              7      9",
            "-------------------------------",
            "Town halls             1      1",
            "-------------------------------",
        ],
        &[&[
            "Measure | 2007 | 2008",
            "Schools with a network of their own | 5 | 12",
            "Libraries | 7 | 9",
            "Town halls | 1 | 1",
        ]],
    );
}

#[test]
fn a_header_over_two_columns_and_one_over_two_levels() {
    check(
        &[
            "-----------------------------------",
            "                2007         2008  ",
            "Country       N    Pos     N    Pos",
            "-----------------------------------",
            "Austria     109    0.9    93    1.1",
            "Germany     123    0.8   290    0.7",
            "Spain        36    0.0    40    0.0",
            "-----------------------------------",
        ],
        &[&[
            " | 2007>2 | 2008>2",
            "Country | N | Pos | N | Pos",
            "Austria | 109 | 0.9 | 93 | 1.1",
            "Germany | 123 | 0.8 | 290 | 0.7",
            "Spain | 36 | 0.0 | 40 | 0.0",
        ]],
    );
}

#[test]
fn a_total_below_the_last_rule() {
    check(
        &[
            "-----------------------",
            "Age       Men   Women",
            "-----------------------",
            "under 20   93      80",
            "20 to 59  225     271",
            "-----------------------",
            "Total     318     351",
        ],
        &[&["Age | Men | Women", "under 20 | 93 | 80", "20 to 59 | 225 | 271", "Total | 318 | 351"]],
    );
}

#[test]
fn numbers_in_line_without_rules() {
    check(
        &[
            "Region       1991    1994    1995",
            "North        80.6    75.0    75.3",
            "South        14.7    17.1    17.4",
            "Islands       4.7     7.9     7.3",
        ],
        &[&[
            "Region | 1991 | 1994 | 1995",
            "North | 80.6 | 75.0 | 75.3",
            "South | 14.7 | 17.1 | 17.4",
            "Islands | 4.7 | 7.9 | 7.3",
        ]],
    );
}

#[test]
fn labels_in_brackets_are_heads_of_boxes() {
    check(
        &[
            "  [Plan]             [Done]         [Mark]",
            "  cards for all      81 of 100      B",
            "  people",
            "",
            "  [Next]",
            "  more offices open on Sundays",
            "(2) The next heading",
        ],
        &[&["[Plan]cards for all people | [Done]81 of 100 | [Mark]B", "[Next]more offices open on Sundays>3"]],
    );
}

#[test]
fn two_columns_of_prose_are_no_table() {
    check(
        &[
            "Measuring literacy is no easy   The survey was taken early in",
            "task, as the first chapter of   summer and asked two thousand",
            "this report has shown, and it   households what they know and",
            "takes more than one question.   how they came to know of it.",
        ],
        &[],
    );
}

#[test]
fn code_is_no_table() {
    check(
        &[
            "----------------------------------",
            "target:    [ prerequisites ... ]",
            "[TAB]      command one",
            "----------------------------------",
            "[TAB]      -command two   # errors",
            "[TAB]      @command three # echoes",
            "----------------------------------",
        ],
        &[],
    );
}

#[test]
fn rules_of_a_page_around_a_ruled_table_are_none_of_a_table() {
    check(
        &[
            "------------------------------------------",
            "Item       2007    2008",
            "",
            "    --------------------------------",
            "    | make      | 147  | 1592 | ok |",
            "    --------------------------------",
            "    | cmake     | 16   | 2889 | ok |",
            "    --------------------------------",
            "",
            "one          12      13",
            "two          14      15",
            "------------------------------------------",
        ],
        &[&["make | 147 | 1592 | ok", "cmake | 16 | 2889 | ok"]],
    );
}

#[test]
fn a_list_is_no_table() {
    check(&["*   the first point of the list", "*   the second point", "*   a third and last point of the list"], &[]);
}

#[test]
fn a_drawing_of_words_is_no_table() {
    check(&["Taxes        Budget      Ministry    Schools", "", "             Council     Offices     Teachers"], &[]);
}

#[test]
fn boxes_of_a_schedule_are_no_table() {
    check(
        &[
            "----------------------------------------------------------",
            "|         |  survey                                        |",
            "|         |             design                             |",
            "|  works  |                         a public hearing       |",
            "|         |     permits                                    |",
            "|         |                                       opening  |",
            "|         |                 bids                           |",
            "----------------------------------------------------------",
        ],
        &[],
    );
}

#[test]
fn text_cut_off_at_a_wall_ends_there() {
    let mut page = page(&[
        "------------------------",
        "|example.org/a|yes     |",
        "------------------------",
        "|example.org  |no      |",
        "------------------------",
        "|example.com/b|yes     |",
        "------------------------",
    ]);
    // The last character of the first row reaches to the text behind the wall.
    let cut = page.glyphs.iter_mut().find(|it| it.character == 'a' && it.bbox.x0 > 100.0).expect("it is drawn");
    cut.bbox.x1 += WIDTH + 0.8;
    let layout = analyze(&Document { pages: vec![page], fonts: Vec::new() }).value;
    let first: Vec<&str> = layout.tables[0].row(0).map(|it| it.text.text()).collect();
    assert_eq!(first, ["example.org/a", "yes"]);
}

#[test]
fn a_character_without_width_stands_between_rows() {
    let mut page = page(&["Taxes   12   Budget   15", "Schools  7   Roads     8", "Parks    9   Ports    11"]);
    for glyph in page.glyphs.iter_mut().step_by(5) {
        glyph.bbox.x1 = glyph.bbox.x0;
    }
    let layout = analyze(&Document { pages: vec![page], fonts: Vec::new() }).value;
    assert!(!layout.flow.is_empty());
}

#[test]
fn figures_side_by_side_in_one_ruled_field_stand_in_columns() {
    check(
        &[
            "----------------------------------",
            "|Method  |  AA    BB    CC  |  R |",
            "----------------------------------",
            "|First   | 1.1   2.2   3.3  |  5 |",
            "|Second  | 4.4   5.5   6.6  |  4 |",
            "|Third   | 7.7   8.8   9.9  |  3 |",
            "----------------------------------",
        ],
        &[&[
            "Method | AA | BB | CC | R",
            "First | 1.1 | 2.2 | 3.3 | 5",
            "Second | 4.4 | 5.5 | 6.6 | 4",
            "Third | 7.7 | 8.8 | 9.9 | 3",
        ]],
    );
}

#[test]
fn a_link_is_underlined_and_the_row_stays_whole() {
    check(
        &[
            "-----------------------",
            "|North  | example.org |",
            "|       |  ----       |",
            "|       | /contact    |",
            "-----------------------",
            "|South  | example.com |",
            "-----------------------",
        ],
        &[&["North | example.org/contact", "South | example.com"]],
    );
}

#[test]
fn texts_at_the_middle_of_their_rows_are_merged_cells() {
    check(
        &[
            "section   initiative                R4  R5",
            "",
            "          1 filing on line          B   B",
            "(1) all",
            "on line   2 permits for the         C   B",
            "            trade of building",
            "",
            "(2) cards 3 handing out cards       B   A",
        ],
        &[&[
            "section | initiative | R4 | R5",
            "(1) all on line^2 | 1 filing on line | B | B",
            "2 permits for the trade of building | C | B",
            "(2) cards | 3 handing out cards | B | A",
        ]],
    );
}

const FIRST: [&str; 5] = [
    "-----------------------------",
    "|  name   | R4 | R5 | notes |",
    "-----------------------------",
    "|  sent   | 12 | 14 | none  |",
    "-----------------------------",
];

#[test]
fn text_that_the_page_end_pushed_out_of_a_cell() {
    check_pages(
        &[
            &[&FIRST[..], &["   letters"]].concat(),
            &["-----------------------------", "|  took   | 15 | 16 | none  |", "-----------------------------"],
        ],
        &[&["name | R4 | R5 | notes", "sentletters | 12 | 14 | none", "took | 15 | 16 | none"]],
    );
}

#[test]
fn a_heading_at_the_page_end_is_no_text_of_the_table_above() {
    check_pages(
        &[&[&FIRST[..], &["", "   second"]].concat(), &FIRST],
        &[&["name | R4 | R5 | notes", "sent | 12 | 14 | none"], &["name | R4 | R5 | notes", "sent | 12 | 14 | none"]],
    );
}

#[test]
fn a_caption_above_a_later_part_is_no_text_of_its_last_row() {
    let captioned = [&["   counts", ""], &FIRST[..]].concat();
    check_pages(
        &[&FIRST, &captioned, &FIRST],
        &[&["name | R4 | R5 | notes", "sent | 12 | 14 | none", "sent | 12 | 14 | none", "sent | 12 | 14 | none"]],
    );
}
