//! One sheet, drawn in many ways: what does not change the picture must not change what is read, and no drawing may give a number
//! that the sheet does not have.

mod sheet;

use std::collections::BTreeMap;

use proptest::prelude::*;
use sheet::{Alignment, Drawing, Order, Pieces, Rules, Sheet};
use shinchoku::base::FiscalYear;
use shinchoku::report::{Overrides, read};
use shinchoku::text::UnitTable;
use shinchoku::{indicator, layout, pdf};

/// What is read of a sheet: the texts of its cells by row and column, and its values by indicator, role and year.
#[derive(Debug, PartialEq)]
struct Read {
    cells: BTreeMap<(usize, usize), String>,
    values: BTreeMap<(String, String, i16), String>,
}

fn read_pdf(bytes: Vec<u8>) -> Read {
    let document = pdf::read(bytes, &pdf::ReadOptions::default()).expect("it is a PDF").value;
    let layout = layout::analyze(&document).value;
    let cells = layout.tables.iter().flat_map(|it| &it.cells).filter(|it| !it.text.is_blank());
    let cells = cells.map(|it| ((it.row, it.column), it.text.text().to_owned())).collect();

    let units = UnitTable::built_in();
    let overrides = Overrides { fiscal_year: FiscalYear::new(2023), ..Overrides::default() };
    let report = read(&layout, None, "sheet.pdf", &overrides, units).value;
    let found = indicator::read_with(&report, units).value;
    let value = |it: &indicator::Observation| {
        let name = found.indicators[it.indicator].name.clone();
        let year = it.fiscal_year.map_or(0, FiscalYear::year);
        Some(((name, it.role.as_str().to_owned(), year), it.value?.normalize().to_string()))
    };
    Read { cells, values: found.observations.iter().filter_map(value).collect() }
}

const HEADS: [&str; 4] = ["指標", "R4実績", "R5目標", "R5実績"];
const KEYS: [(&str, i16); 3] = [("actual", 2022), ("target", 2023), ("actual", 2023)];

fn sheet(rows: &[[&str; 4]], widths: [f64; 4], size: f64, alignment: Alignment) -> Sheet {
    let rows = std::iter::once(&HEADS).chain(rows).map(|it| it.map(str::to_owned).to_vec()).collect();
    Sheet { widths: widths.to_vec(), rows, size, alignment, cuts: false }
}

/// What a sheet says: the same as [`read_pdf`] should find.
fn truth(sheet: &Sheet) -> Read {
    let mut truth = Read { cells: BTreeMap::new(), values: BTreeMap::new() };
    for (row, texts) in sheet.rows.iter().enumerate() {
        for (column, text) in texts.iter().enumerate() {
            truth.cells.insert((row, column), text.clone());
            if row > 0 && column > 0 {
                let (role, year) = KEYS[column - 1];
                let number: String = text.chars().filter(|it| it.is_ascii_digit() || *it == '.').collect();
                let number = number.trim_end_matches('0').trim_end_matches('.');
                let number = if text.contains('.') {
                    number.to_owned()
                } else {
                    text.replace(|it: char| !it.is_ascii_digit(), "")
                };
                truth.values.insert((texts[0].clone(), role.to_owned(), year), number);
            }
        }
    }
    truth
}

fn example() -> Sheet {
    let rows = [
        ["窓口手続の電子化率", "78.1％", "80％", "85.2％"],
        ["市民講座の受講者数", "1,250人", "3,000人", "2,410人"],
        ["空き家の活用件数", "4件", "20件", "11件"],
        ["図書館の貸出冊数", "402,000冊", "400,000冊", "389,000冊"],
    ];
    sheet(&rows, [130.0, 70.0, 70.0, 70.0], 10.0, Alignment::Right)
}

#[track_caller]
fn check(drawing: Drawing) {
    let sheet = example();
    assert_eq!(read_pdf(sheet.pdf(&drawing)), truth(&sheet), "{drawing:?}");
}

const PLAIN: Drawing = Drawing::PLAIN;

#[test]
fn the_order_of_texts_decides_nothing() {
    for order in
        [Order::Rows, Order::Columns, Order::BottomUp, Order::Shuffled(1), Order::Shuffled(7), Order::Shuffled(23)]
    {
        check(Drawing { order, ..PLAIN });
        check(Drawing { order, pieces: Pieces::Glyphs, ..PLAIN });
    }
}

#[test]
fn the_pieces_of_texts_decide_nothing() {
    for pieces in [Pieces::Whole, Pieces::Glyphs, Pieces::Array] {
        check(Drawing { pieces, ..PLAIN });
        check(Drawing { pieces, order: Order::Columns, rules_last: true, ..PLAIN });
    }
}

#[test]
fn what_rules_are_made_of_decides_nothing() {
    for rules in [Rules::Strokes, Rules::Fills, Rules::Polygons, Rules::Boxes] {
        check(Drawing { rules, ..PLAIN });
        check(Drawing { rules, rules_last: true, ..PLAIN });
        check(Drawing { rules, white_first: true, ..PLAIN });
    }
}

#[test]
fn place_size_turn_and_colour_decide_nothing() {
    for turns in 0..4 {
        check(Drawing { turns, ..PLAIN });
        check(Drawing { turns, scale: 0.7, moved: (31.0, 17.0), ..PLAIN });
        check(Drawing { turns, scale: 1.41, order: Order::Columns, ..PLAIN });
    }
    for colour in [(0.0, 0.0, 0.5), (0.35, 0.35, 0.35), (0.8, 0.0, 0.0)] {
        check(Drawing { colour, white_first: true, ..PLAIN });
    }
}

/// A figure with its separators and unit, as a report prints it.
fn figure() -> impl Strategy<Value = String> {
    let unit = prop::sample::select(vec!["人", "件", "％", "か所", ""]);
    (0_u32..9_999_999, unit).prop_map(|(number, unit)| format!("{}{unit}", grouped(number)))
}

fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn drawing() -> impl Strategy<Value = Drawing> {
    let order = prop_oneof![
        Just(Order::Rows),
        Just(Order::Columns),
        Just(Order::BottomUp),
        any::<u32>().prop_map(|it| Order::Shuffled(it % 1000))
    ];
    let pieces = prop_oneof![Just(Pieces::Whole), Just(Pieces::Glyphs), Just(Pieces::Array)];
    let rules = prop_oneof![Just(Rules::Strokes), Just(Rules::Fills), Just(Rules::Polygons), Just(Rules::Boxes)];
    (order, pieces, rules, any::<bool>(), 0_u16..4, 0.6..1.5_f64).prop_map(
        |(order, pieces, rules, rules_last, turns, scale)| Drawing {
            order,
            pieces,
            rules,
            rules_last,
            turns,
            scale,
            ..PLAIN
        },
    )
}

fn any_sheet() -> impl Strategy<Value = Sheet> {
    let row = prop::array::uniform3(figure());
    let alignment = prop_oneof![Just(Alignment::Left), Just(Alignment::Center), Just(Alignment::Right)];
    let names = ["受講者数", "相談の件数", "空き家の活用", "図書館の利用者数", "健診の受診"];
    (prop::collection::vec(row, 2..=5), alignment, 7.0..12.0_f64, 1.0..1.8_f64).prop_map(
        move |(figures, alignment, size, room)| {
            let rows: Vec<[&str; 4]> =
                figures.iter().zip(names).map(|(it, name)| [name, &it[0], &it[1], &it[2]]).collect();
            let mut sheet = sheet(&rows, [0.0; 4], size, alignment);
            for column in 0..4 {
                let widest = sheet.rows.iter().map(|it| sheet.width_of(&it[column])).fold(0.0, f64::max);
                sheet.widths[column] = widest * room + 8.0;
            }
            sheet
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn what_fits_its_cells_is_read_as_printed(sheet in any_sheet(), drawing in drawing()) {
        prop_assert_eq!(read_pdf(sheet.pdf(&drawing)), truth(&sheet));
    }

    #[test]
    fn what_its_cells_cut_gives_the_value_or_none(sheet in any_sheet(), drawing in drawing(), narrow in 0.35..1.0_f64) {
        let truth = truth(&sheet).values;
        let mut cut = Sheet { cuts: true, ..sheet };
        cut.widths[1..].iter_mut().for_each(|it| *it *= narrow);
        for ((name, role, year), value) in read_pdf(cut.pdf(&drawing)).values {
            // A head that is cut may leave the year open, and never give another.
            let is_printed = |it: (&(String, String, i16), &String)| {
                it.0.0 == name && it.0.1 == role && (it.0.2 == year || year == 0) && *it.1 == value
            };
            prop_assert!(truth.iter().any(is_printed), "{name} {role} {year} {value}");
        }
    }
}
